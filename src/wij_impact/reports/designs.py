"""What a file says of the design of its report before the outcomes are in: who is compared, how often, from when."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wij_impact import effect
from wij_impact.catalogue.own.headers import Header
from wij_impact.catalogue.own.numbers import read_numbers
from wij_impact.catalogue.yes_no import YES
from wij_impact.errors import WijImpactError
from wij_impact.reports.declared import columns_of

__all__ = ["PAIRED", "Design", "Estimate", "Seen", "baseline_of", "design_of", "estimate_of", "power_of"]


#: Assumed for two measurements of one person: it makes the standard deviation of a change that of one measurement.
PAIRED = 0.5


@dataclass(frozen=True)
class Design:
    """A design that is known: its kind, and the numbers that its power is computed from."""

    kind: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Estimate:
    """Where a report shows its main estimate: a table (or the data of a figure), with its columns; the first row."""

    table: str
    columns: tuple[str, str, str] = ("estimate", "lower", "upper")


@dataclass(frozen=True)
class Seen:
    """A file as text: per column of the dictionary its cells, None where empty."""

    columns: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    def pairs(self, one: str, other: str) -> list[tuple[str, str | None]]:
        """The cells of two columns together, of the rows that have the first."""
        both = zip(self.columns.get(one, ()), self.columns.get(other, ()), strict=True)
        return [(a, b) for a, b in both if a is not None]


#: Report -> the parameter of its file, the table of the dictionary, and where its estimate stands.
_FILES = {
    "effect_pilot": ("file", "effect_pilot"),
    "effect_ojg": ("file", "ojg_practices"),
    "zorgkosten": ("file", "care_costs_monthly"),
    "casus_verloop": ("measurements", "measurements"),
    "voor_na": ("responses", ""),
}
_ESTIMATES = {
    "effect_pilot": Estimate("outcomes"),
    "effect_ojg": Estimate("cohorts-data"),
    "zorgkosten": Estimate("steps", ("step", "lower", "upper")),
    "voor_na": Estimate("changes"),
    "casus_verloop": Estimate("change-table"),
}


def estimate_of(report: str) -> Estimate | None:
    """Where a report shows the estimate that a plan is about."""
    return _ESTIMATES.get(report)


def design_of(
    report: str, parameter: str, header: Header, rows: Sequence[Sequence[object]], values: Mapping[str, Any]
) -> Design | None:
    """The design of a report, as its file says; None when it is not known from the file alone.

    Examples
    --------
    >>> found = design_of("effect_pilot", "file", Header(["treated"], 1, 2, {}), [["1"], ["0"], ["0"]], {})
    >>> found.kind, dict(found.settings)
    ('groups', {'treated': 1, 'control': 1})
    """
    seen = _seen(report, parameter, header, rows, values)
    reader = _DESIGNS.get(report)
    return reader(seen, values) if seen and reader else None


def baseline_of(
    report: str,
    parameter: str,
    header: Header,
    rows: Sequence[Sequence[object]],
    values: Mapping[str, Any],
    filled: Sequence[bool],
) -> tuple[str, tuple[str, ...]] | None:
    """Of a report that measures more often: the column of the moments, and those that have outcomes already.

    None when there is no such column, when nothing is measured yet, or when more than the baseline is in: then
    outcomes are known.
    """
    seen = _seen(report, parameter, header, rows, values)
    reader = _MOMENTS.get(report)
    if not seen or not reader or not any(filled):
        return None
    name, is_before = reader(seen, values)
    if not name or name not in seen.columns:
        return None
    measured = [at for at, one in enumerate(filled) if one]
    if not is_before(measured):
        return None
    place = columns_of(report, _FILES[report][1], header, values)[name]
    return header.names[place], tuple(sorted({str(seen.columns[name][at]) for at in measured}))


def power_of(design: Design, draws: int = 200) -> dict[str, Any]:
    """The smallest effect that this design finds with probability .8, and the limits of the simulation if it is one.

    Examples
    --------
    >>> round(power_of(Design("groups", {"treated": 15, "control": 15}))["smallest"], 2)
    1.06
    """
    given = design.settings
    try:
        if design.kind == "groups":
            return {"smallest": effect.minimal_detectable_effect(given["treated"], given["control"])}
        if design.kind == "pairs":
            held = float(given.get("correlation", PAIRED))
            return {"smallest": effect.minimal_detectable_effect(given["n"], given["n"], correlation=held)}
        simulate: Any = {
            "series": effect.power_series, "staggered": effect.power_staggered, "single_case": effect.power_single_case,
        }[design.kind]  # fmt: skip
        found = simulate(**given, draws=draws).smallest
    except WijImpactError:
        return {"smallest": None}
    if found is None:
        return {"smallest": None}
    upper = None if found.upper == float("inf") else found.upper
    return {"smallest": found.value, "lower": found.lower, "upper": upper, "draws": draws}


def _seen(
    report: str, parameter: str, header: Header, rows: Sequence[Sequence[object]], values: Mapping[str, Any]
) -> Seen | None:
    file, table = _FILES.get(report, ("", ""))
    if parameter != file:
        return None
    places = columns_of(report, table, header, values)
    text = {
        name: [None if row[at] is None or str(row[at]).strip() == "" else str(row[at]).strip() for row in rows]
        for name, at in places.items()
    }
    return Seen(text)


def _groups(seen: Seen, values: Mapping[str, Any]) -> Design | None:
    cells = [one.casefold() for one in seen.columns.get("treated", ()) if one is not None]
    treated = sum(one in YES for one in cells)
    # The report puts each who was helped beside one who was not: the smaller group decides.
    least = min(treated, len(cells) - treated)
    return Design("groups", {"treated": least, "control": least}) if least else None


def _staggered(seen: Seen, values: Mapping[str, Any]) -> Design | None:
    years = sorted({one for one in seen.columns.get("year", ()) if one is not None}, key=_number)
    first = dict(seen.pairs("practice", "first_year"))
    starts: dict[int, int] = {}
    for began in first.values():
        at = years.index(began) + 1 if began in years else 0
        starts[at] = starts.get(at, 0) + 1
    return Design("staggered", {"starts": starts, "periods": len(years)}) if len(starts) > 1 else None


def _series(seen: Seen, values: Mapping[str, Any]) -> Design | None:
    months = [one for one in seen.columns.get("month", ()) if one is not None]
    before = sum(one < str(values.get("start", "")) for one in months)
    if before < 1 or before == len(months):
        return None
    return Design("series", {"points_before": before, "points_after": len(months) - before})


def _single_case(seen: Seen, values: Mapping[str, Any]) -> Design | None:
    if values.get("randomised") != "start":
        return None
    named = [one.strip() for one in str(values.get("starts", "")).split(",") if one.strip()]
    people = {one for one, _ in seen.pairs("person", "moment")}
    moments = sorted({b for _, b in seen.pairs("person", "moment") if b is not None}, key=_number)
    known = sorted({*moments, *named}, key=_number)
    starts = [known.index(one) for one in named]
    if not people or not starts or 0 in starts:
        return None
    # What is still to be measured counts too: as many moments after the last start as it takes to compare.
    points = max(len(known), max(starts) + 3)
    return Design("single_case", {"points": points, "starts": starts, "persons": len(people)})


def _pairs(seen: Seen, values: Mapping[str, Any]) -> Design | None:
    people = {one for one in seen.columns.get("person", ()) if one is not None}
    return Design("pairs", {"n": len(people), "correlation": PAIRED}) if people else None


_Moments = tuple[str, Callable[[Sequence[int]], bool]]


def _one_value(name: str) -> Callable[[Seen, Mapping[str, Any]], _Moments]:
    """Only the first phase, or the first time that people filled it in."""

    def reader(seen: Seen, values: Mapping[str, Any]) -> _Moments:
        return name, lambda at: len({seen.columns[name][one] for one in at}) == 1

    return reader


def _before_start(seen: Seen, values: Mapping[str, Any]) -> _Moments:
    start = str(values.get("start", ""))
    return "month", lambda at: all((seen.columns["month"][one] or "~") < start for one in at)


def _before_own_start(seen: Seen, values: Mapping[str, Any]) -> _Moments:
    year, first = seen.columns.get("year", ()), seen.columns.get("first_year", ())
    begins = [_number(one) for one in first if one is not None and _number(one) > 0]
    earliest = min(begins, default=0.0)
    return "year", lambda at: all(_number(year[one] or "9999") < earliest for one in at)


def _number(text: str) -> float:
    value = read_numbers([text]).values[0]
    return float("inf") if math.isnan(value) else value


_DESIGNS: dict[str, Callable[[Seen, Mapping[str, Any]], Design | None]] = {
    "effect_pilot": _groups, "effect_ojg": _staggered, "zorgkosten": _series, "casus_verloop": _single_case,
    "voor_na": _pairs,
}  # fmt: skip
_MOMENTS: dict[str, Callable[[Seen, Mapping[str, Any]], _Moments]] = {
    "casus_verloop": _one_value("phase"), "voor_na": _one_value("wave"), "zorgkosten": _before_start,
    "effect_ojg": _before_own_start,
}  # fmt: skip
