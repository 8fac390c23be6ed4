"""What does not add up in the key figures, weighed by what it changes. Numbers and codes only.

The weight follows a written rule, the same for every figure: ``large`` when the two values of a figure of the first
screen lie a tenth of the larger or more apart (five percentage points for a share), for then the story changes;
``medium`` when money is involved and they lie a hundredth or more apart, for then a settlement or a sensitive amount
is touched; else ``small``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.catalogue.restatements import PrintedNumber
from wij_impact.estimates import Name, Quantity
from wij_impact.presentation.numbers import unit_format
from wij_impact.reports.naming import indicator_name, labels_of

__all__ = ["LEAD_INDICATORS", "Checks", "Twice", "checks", "counted_otherwise", "failing_in", "twice", "weight"]

#: What the first screen tells; what contradicts these weighs most.
LEAD_INDICATORS = (
    "questions_registered", "questions_directly_handled", "pct_directly_handled", "fte_year_end", "result", "turnover",
)  # fmt: skip
Weight = Literal["large", "medium", "small"]


@dataclass(frozen=True)
class Twice:
    """A figure that is printed with several values; `reason` is how a later report counts, where it says so."""

    indicator_id: str
    name: Name
    year: Quantity
    values: tuple[Quantity, ...]
    weight: Weight
    reason: Name | None = None


@dataclass(frozen=True)
class Checks:
    """How many of the recalculated statements hold."""

    total: Quantity
    holds: Quantity
    rounding: Quantity
    fails: Quantity
    informative: Quantity


def weight(values: tuple[float, ...], unit: str, lead: bool) -> Weight:
    """How much a contradiction weighs, by the rule of this module.

    Examples
    --------
    >>> weight((37, 45), "percent", True), weight((-993_000, -966_962), "EUR", True)
    ('large', 'medium')
    >>> weight((30_974, 31_007), "count", True)
    'small'
    """
    apart = max(values) - min(values)
    size = max(abs(one) for one in values)
    share = apart / 100 if unit == "percent" else apart / size if size else 0.0
    if lead and share >= (0.05 if unit == "percent" else 0.1):
        return "large"
    return "medium" if unit.startswith("EUR") and share >= 0.01 else "small"


def twice(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    restated: pd.DataFrame,
    year: int,
    most: int = 6,
    breaks: pd.DataFrame | None = None,
) -> tuple[Twice, ...]:
    """The realised figures printed with several values, heaviest first, then nearest to `year`; each indicator once.

    With `breaks` (the table of that name) a figure whose later report says how it counts gets that as its reason.
    """
    known = labels_of(indicators)
    printed = figures.set_index("figure_id")
    amount = {str(key): float(value) for key, value in zip(figures["figure_id"], figures["value"], strict=True)}
    found: dict[str, tuple[tuple[Any, ...], Twice]] = {}
    for key, pairs in _groups(restated).items():
        indicator_id, breakdown, period, _ = key
        row, about = known.get(indicator_id), year_of(period)
        if row is None or about is None or not isinstance(row.get("theme"), str):
            continue
        ids = _contradicting(pairs)
        unit = str(printed.loc[ids[0], "unit"])
        lead = indicator_id in LEAD_INDICATORS
        values = [amount[one] * (1e6 if _mixed(printed, ids, one) else 1.0) for one in ids]
        told_unit = "EUR" if len({str(printed.loc[one, "unit"]) for one in ids}) > 1 else unit
        one = Twice(
            indicator_id,
            indicator_name({**row, "breakdown": breakdown, "unit": told_unit}),
            Quantity(about, "year"),
            tuple(
                Quantity(value, unit_format(told_unit), (figure_id,), origin="published")
                for value, figure_id in zip(values, ids, strict=True)
            ),
            weight(tuple(values), told_unit, lead),
            counted_otherwise(breaks, indicator_id, [str(printed.loc[one, "reported_in"]) for one in ids]),
        )
        order = (_WEIGHTS.index(one.weight), about != year, not lead, abs(about - year), float(row["order"] or 0))
        if indicator_id not in found or order < found[indicator_id][0]:
            found[indicator_id] = (order, one)
    return tuple(one for _, one in sorted(found.values(), key=lambda pair: pair[0]))[:most]


def counted_otherwise(breaks: pd.DataFrame | None, indicator_id: str, editions: Iterable[str]) -> Name | None:
    """How the latest of these reports counts this figure, where an earlier one is among them and it says so.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> breaks = catalogue.load_table("breaks")
    >>> counted_otherwise(breaks, "questions_registered", ["2020", "2023"]).show("en")
    'The 2023 report leaves out questions picked up in the street; since when is not stated'
    >>> counted_otherwise(breaks, "questions_registered", ["2020", "2020"]) is None
    True
    """
    printed = sorted(set(editions))
    if breaks is None or len(printed) < 2:
        return None
    own = breaks[breaks["indicator_id"].eq(indicator_id) & breaks["kind"].eq("edition")]
    said = own[own["at"].astype(str).isin(printed[1:])]
    if said.empty:
        return None
    last = said.iloc[-1]
    return Name(str(last["reason_en"]), (("nl", str(last["reason_nl"])), ("en", str(last["reason_en"]))))


_WEIGHTS = ("large", "medium", "small")


def _mixed(printed: pd.DataFrame, ids: tuple[str, ...], one: str) -> bool:
    """Whether this value is in millions beside others in euro."""
    units = {str(printed.loc[each, "unit"]) for each in ids}
    return len(units) > 1 and str(printed.loc[one, "unit"]) == "EUR_million"


def _groups(restated: pd.DataFrame) -> dict[tuple[str, str, str, str], list[Mapping[Any, Any]]]:
    """The pairs of each realised figure of which one at least truly differs."""
    groups: dict[tuple[str, str, str, str], list[Mapping[Any, Any]]] = {}
    for row in restated[restated["kind"] == "actual"].to_dict("records"):
        key = tuple(str(row[name]) for name in ("indicator_id", "breakdown", "period", "kind"))
        groups.setdefault((key[0], key[1], key[2], key[3]), []).append(row)
    return {key: rows for key, rows in groups.items() if any(row["relation"] == "different" for row in rows)}


def _contradicting(pairs: list[Mapping[Any, Any]]) -> tuple[str, ...]:
    """One figure per printed value, oldest edition first; a value that is another one rounded is left out."""
    sides = {row[f"figure_id_{side}"]: (row, side) for row in pairs for side in "ab"}
    coarse = set()
    for row in pairs:
        if row["relation"] == "rounding":
            half = {side: PrintedNumber(row[f"printed_{side}"], row[f"unit_{side}"]).rounded_unit for side in "ab"}
            coarse.add(row[f"figure_id_{max(half, key=lambda side: half[side])}"])
    kept = {key: row[f"reported_in_{side}"] for key, (row, side) in sides.items() if key not in coarse}
    return tuple(sorted(kept, key=lambda key: (kept[key], key)))


def checks(checked: pd.DataFrame) -> Checks:
    """How many of the recalculated statements (`catalogue.consistency`) hold, hold but for rounding, fail."""
    counts = checked["verdict"].value_counts()
    named = {name: Quantity(int(counts.get(name, 0))) for name in ("holds", "rounding", "fails", "informative")}
    return Checks(Quantity(len(checked)), **named)


def failing_in(checked: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """`checked` with `year`: that of the stated figure, or else the latest of its terms; missing when none has one."""
    years = {str(key): year_of(period) for key, period in zip(figures["figure_id"], figures["period"], strict=True)}
    found = []
    for row in checked.to_dict("records"):
        stated = years.get(row["stated_id"])
        terms = [year for one in row["figure_ids"].split() if (year := years.get(one)) is not None]
        found.append(stated if stated is not None else max(terms, default=None))
    return checked.assign(year=pd.array(found, dtype="Int64"))
