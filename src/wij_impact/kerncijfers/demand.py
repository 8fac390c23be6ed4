"""From question to indication: how many questions go on to the next step, year by year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.estimates import as_result

__all__ = ["FUNNEL_COLUMNS", "RATE_KEYS", "STEPS", "funnel", "funnel_rates"]

FUNNEL_COLUMNS: tuple[str, ...] = (
    "year",
    "edition",
    "place",
    "step",
    "order",
    "indicator_id",
    "value",
    "derived",
    "figure_ids",
    "previous_year",
    "previous_value",
    "change",
    "change_percent",
)
RATE_KEYS: tuple[str, ...] = ("year", "edition", "place", "rate", "step", "base")
# The steps in their order, with the indicators that print them. The 2023 report calls the last step referrals;
# its total for 2020 is the indications of the 2020 report.
STEPS: dict[str, tuple[str, ...]] = {
    "registered": ("questions_registered",),
    "handled_directly": ("questions_directly_handled",),
    "further_research": ("questions_further_investigation",),
    "statutory_reports": ("statutory_reports",),
    "indications": ("indications_completed", "referrals"),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class _Rate:
    """A step as a share of another. Whether the counted are among those of the base, is part of the answer."""

    step: str
    base: str
    part_of_base: bool


# Only the questions themselves are split: what is handled directly and what goes on are all registered questions.
# A report is a case file and an indication an order, of which one resident can have several.
_RATES: dict[str, _Rate] = {
    "direct_of_registered": _Rate("handled_directly", "registered", True),
    "research_of_registered": _Rate("further_research", "registered", True),
    "reports_of_research": _Rate("statutory_reports", "further_research", False),
    "reports_of_registered": _Rate("statutory_reports", "registered", False),
    "indications_of_reports": _Rate("indications", "statutory_reports", False),
    "indications_of_registered": _Rate("indications", "registered", False),
}


def funnel(figures: pd.DataFrame, years: list[int] | None = None) -> pd.DataFrame:
    """The counts of each step, one row per year, place of print and step.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    years : list of int, optional
        Which years; all that print at least two steps at one place by default.

    Returns
    -------
    pandas.DataFrame
        `FUNNEL_COLUMNS`, by edition, place, year and step. The steps of a row of the funnel always come from one
        place of print (`place` is the locator): another place counts other questions. A place that repeats the
        years and values of another one in its edition is left out. `further_research` is registered minus
        handled directly where it is not printed (`derived`), with the figures it comes from. `change` and
        `change_percent` are against the year before at the same place; NaN when it is not there.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> steps = funnel(catalogue.figures(), years=[2023])
    >>> steps[["step", "value", "derived"]].values.tolist()[:3]
    [['registered', 35905.0, False], ['handled_directly', 16164.0, False], ['further_research', 19741.0, True]]
    """
    rows: list[Row] = []
    for (edition, place), by_year in _places(figures).items():
        for year, steps in sorted(by_year.items()):
            rows += _funnel_rows(year, edition, place, steps, by_year.get(year - 1))
    frame = pd.DataFrame(rows, columns=list(FUNNEL_COLUMNS)).astype({"previous_year": "Int64"})
    return frame if years is None else frame[frame["year"].isin(years)].reset_index(drop=True)


def funnel_rates(figures: pd.DataFrame, years: list[int] | None = None) -> pd.DataFrame:
    """Each step as a share of an earlier one, with its base and its change.

    Parameters
    ----------
    figures, years
        As in `funnel`.

    Returns
    -------
    pandas.DataFrame
        One row per year, place and rate in the common shape: `RATE_KEYS`, then `estimate` (a fraction) with its
        `n` (the base), and `indicator_id, count, part_of_base, derived, figure_ids, base_figure_ids,
        previous_year, previous, change`. All counts are complete, so there is no sampling error: `std_error`,
        `lower` and `upper` are NaN. `part_of_base` is false where the counted need not be among the base: such
        a rate is a number per question, not a chance. `change` is the difference of the fractions with the year
        before at one place.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> rates = funnel_rates(catalogue.figures(), years=[2023])
    >>> rates[["rate", "n", "estimate", "change"]].round(4).values.tolist()[0]
    ['direct_of_registered', 35905.0, 0.4502, -0.0669]
    """
    steps = funnel(figures)
    values = {(row["edition"], row["place"], row["year"], row["step"]): row for row in _records(steps)}
    rows = []
    for edition, place, year in dict.fromkeys(key[:3] for key in values):
        for name, rate in _RATES.items():
            row = _rate_row(name, rate, values, (edition, place, year))
            if row is not None and (years is None or year in years):
                rows.append(row)
    frame = as_result(rows, RATE_KEYS)
    return frame.astype({"previous_year": "Int64"}) if rows else frame


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _places(figures: pd.DataFrame) -> dict[tuple[str, str], dict[int, dict[str, Row]]]:
    """Year -> step -> figure, for each place that prints the registered questions and a further step."""
    step_of = {indicator: step for step, indicators in STEPS.items() for indicator in indicators}
    own = figures[figures["indicator_id"].isin(list(step_of)) & (figures["kind"] == "actual")]
    places: dict[tuple[str, str], dict[int, dict[str, Row]]] = {}
    for row in sorted(_records(own), key=lambda row: row["figure_id"]):
        year = year_of(row["period"])
        if year is None or pd.isna(row["value"]) or normalise_breakdown(row["breakdown"]):
            continue
        by_year = places.setdefault((row["reported_in"], row["locator"]), {})
        by_year.setdefault(year, {}).setdefault(step_of[row["indicator_id"]], row)
    kept = {key: _with_two_steps(by_year) for key, by_year in sorted(places.items())}
    return {key: by_year for key, by_year in kept.items() if by_year and not _repeated(key, kept)}


def _with_two_steps(by_year: dict[int, dict[str, Row]]) -> dict[int, dict[str, Row]]:
    return {year: steps for year, steps in by_year.items() if "registered" in steps and len(steps) > 1}


def _repeated(key: tuple[str, str], places: dict[tuple[str, str], dict[int, dict[str, Row]]]) -> bool:
    """Whether another place of the edition prints all that this one prints, and more (or the same, and comes first)."""
    own = _content(places[key])
    for other, by_year in places.items():
        content = _content(by_year)
        if other != key and other[0] == key[0] and own <= content and (own < content or other < key):
            return True
    return False


def _content(by_year: dict[int, dict[str, Row]]) -> set[tuple[int, str, float]]:
    return {(year, step, row["value"]) for year, steps in by_year.items() for step, row in steps.items()}


def _funnel_rows(
    year: int, edition: str, place: str, steps: dict[str, Row], before: dict[str, Row] | None
) -> list[Row]:
    now, earlier = _counts(steps), _counts(before or {})
    rows = []
    for order, step in enumerate(STEPS, start=1):
        if step not in now:
            continue
        row = {"year": year, "edition": edition, "place": place, "step": step, "order": order} | now[step]
        rows.append(row | _against(now[step]["value"], earlier.get(step, {}).get("value"), year))
    return rows


def _counts(steps: dict[str, Row]) -> dict[str, Row]:
    """The value of each step with its figures; further research is what is left when it is not printed."""
    found = {
        step: {
            "indicator_id": row["indicator_id"],
            "value": float(row["value"]),
            "derived": False,
            "figure_ids": row["figure_id"],
        }
        for step, row in steps.items()
    }
    if "further_research" not in found and {"registered", "handled_directly"} <= set(found):
        registered, direct = found["registered"], found["handled_directly"]
        found["further_research"] = {
            "indicator_id": STEPS["further_research"][0],
            "value": registered["value"] - direct["value"],
            "derived": True,
            "figure_ids": f"{registered['figure_ids']} {direct['figure_ids']}",
        }
    return found


def _against(value: float, before: float | None, year: int) -> Row:
    if before is None:
        return {"previous_year": pd.NA, "previous_value": math.nan, "change": math.nan, "change_percent": math.nan}
    return {
        "previous_year": year - 1,
        "previous_value": before,
        "change": value - before,
        "change_percent": 100 * (value - before) / before if before > 0 else math.nan,
    }


def _rate_row(
    name: str, rate: _Rate, values: dict[tuple[str, str, int, str], Row], where: tuple[str, str, int]
) -> Row | None:
    edition, place, year = where
    share = _share(rate, values, (edition, place, year))
    if share is None:
        return None
    counted, base = values[*where, rate.step], values[*where, rate.base]
    before = _share(rate, values, (edition, place, year - 1))
    return {
        "year": year,
        "edition": edition,
        "place": place,
        "rate": name,
        "step": rate.step,
        "base": rate.base,
        "estimate": share,
        "n": base["value"],
        "method": "count / count",
        "indicator_id": counted["indicator_id"],
        "count": counted["value"],
        "part_of_base": rate.part_of_base,
        "derived": counted["derived"] or base["derived"],
        "figure_ids": counted["figure_ids"],
        "base_figure_ids": base["figure_ids"],
        "previous_year": pd.NA if before is None else year - 1,
        "previous": math.nan if before is None else before,
        "change": math.nan if before is None else share - before,
    }


def _share(rate: _Rate, values: dict[tuple[str, str, int, str], Row], where: tuple[str, str, int]) -> float | None:
    counted, base = values.get((*where, rate.step)), values.get((*where, rate.base))
    if counted is None or base is None or base["value"] <= 0:
        return None
    return float(counted["value"] / base["value"])
