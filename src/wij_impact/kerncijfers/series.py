"""Key figures over the years: one value per year and edition, broken where the count changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.catalogue.restatements import PrintedNumber, relation, shortest
from wij_impact.errors import UsageError, suggest
from wij_impact.kerncijfers.segments import declared_breaks, number_segments
from wij_impact.language import Text

__all__ = ["SERIES_COLUMNS", "key_series", "series"]

SERIES_COLUMNS: tuple[str, ...] = (
    "indicator_id",
    "breakdown",
    "year",
    "edition",
    "value",
    "printed",
    "unit",
    "figure_id",
    "kind",
    "source",
    "locator",
    "segment",
    "break_before",
    "restated",
    "other_figure_ids",
)
_IN_EURO = {"EUR": 1.0, "EUR_million": 1e6}

Row = dict[str, Any]


def series(
    figures: pd.DataFrame,
    indicator_id: str,
    breakdown: str = "",
    kind: str = "actual",
    breaks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One indicator over the years, one row per year and edition.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    indicator_id : str
        The indicator.
    breakdown : str
        Which part, such as ``"sex=man"``; empty for the whole. Compared as `normalise_breakdown` does.
    kind : str
        `actual`, or `target`, `budget`, `plan`, `estimate`, `forecast`.
    breaks : pandas.DataFrame, optional
        Declared breaks: `indicator_id, kind` ("year" or "edition"), `at`.

    Returns
    -------
    pandas.DataFrame
        `SERIES_COLUMNS`, by edition and year. Within an edition all years come from one place of print where it
        has them, the key figures first; the other places are in `other_figure_ids`. `value` is in `unit`, which
        is one for the whole series. Rows with the same `segment` may be joined by a line: a segment ends at a
        declared break, at a missing year and at a new edition, unless the editions print the same value for
        every year they share. `break_before` says why a segment starts: `""` (the first), `edition`, `declared`
        or `gap`. `restated` is true where another place prints another value for that year that
        rounding does not explain.

    Raises
    ------
    UsageError
        When no figure has this indicator.

    Notes
    -----
    Periods that span years, or are not dated, have no year and are left out.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> questions = series(catalogue.figures(), "questions_registered")
    >>> questions.loc[questions["year"] == 2020, ["edition", "printed", "segment", "restated"]].values.tolist()
    [['2020', '30975', 2, True], ['2023', '31007', 3, True]]
    """
    own = _records(figures[figures["indicator_id"] == indicator_id]).get(indicator_id, [])
    if not own:
        raise _unknown(indicator_id, figures)
    rows = _series(own, breakdown, kind, declared_breaks(breaks, indicator_id))
    return _frame(rows, list(SERIES_COLUMNS))


def _frame(rows: list[Row], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype({"year": "int64", "segment": "int64", "value": "float64"})


def _unknown(indicator_id: str, figures: pd.DataFrame) -> UsageError:
    near = suggest(indicator_id, list(figures["indicator_id"].unique()))
    return UsageError(
        Text(nl=f"er is geen indicator '{indicator_id}'.", en=f"there is no indicator '{indicator_id}'."),
        remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
    )


def _records(figures: pd.DataFrame) -> dict[str, list[Row]]:
    """The figures that have a year, as plain rows by indicator: a loop over frames would be a hundred times slower."""
    found: dict[str, list[Row]] = {}
    for figure in figures.to_dict("records"):
        row = {str(name): value for name, value in figure.items()}
        year = year_of(row["period"])
        if year is None or pd.isna(row["value"]):
            continue
        row |= {"year": year, "key": normalise_breakdown(row["breakdown"])}
        row.setdefault("printed", shortest(row["value"]))
        found.setdefault(row["indicator_id"], []).append(row)
    return found


def _series(own: Iterable[Row], breakdown: str, kind: str, declared: set[tuple[str, int]]) -> list[Row]:
    key = normalise_breakdown(breakdown)
    kept = [row for row in own if row["kind"] == kind and row["key"] == key]
    restated = _restated(kept)
    rows = []
    for edition in sorted({row["reported_in"] for row in kept}):
        rows += _one_edition([row for row in kept if row["reported_in"] == edition])
    _one_unit(rows)
    number_segments(rows, declared)
    return [row | {"breakdown": breakdown, "restated": row["year"] in restated} for row in rows]


def _one_edition(rows: list[Row]) -> list[Row]:
    """One row per year of an edition, each year from the place of print that comes first."""
    years: dict[str, set[int]] = {}
    for row in rows:
        years.setdefault(row["locator"], set()).add(row["year"])
    first = {place: min(row["figure_id"] for row in rows if row["locator"] == place) for place in years}
    order = {place: (not _is_key_place(place), -len(years[place]), first[place]) for place in years}
    rows = sorted(rows, key=lambda row: (row["year"], order[row["locator"]], row["figure_id"]))
    chosen: dict[int, Row] = {}
    for row in rows:
        if row["year"] not in chosen:
            chosen[row["year"]] = row | {"edition": row["reported_in"], "other_figure_ids": ""}
        else:
            kept = chosen[row["year"]]
            kept["other_figure_ids"] = f"{kept['other_figure_ids']} {row['figure_id']}".strip()
    return list(chosen.values())


def _is_key_place(locator: str) -> bool:
    return locator.casefold().startswith("kerncijfers")


def _one_unit(rows: list[Row]) -> None:
    """Euro and million euro become one; the unit of most rows is kept."""
    units = [row["unit"] for row in rows]
    if len(set(units)) < 2 or not set(units) <= set(_IN_EURO):
        return
    unit = max(sorted(set(units)), key=units.count)
    for row in rows:
        row["value"] *= _IN_EURO[row["unit"]] / _IN_EURO[unit]
        row["unit"] = unit


def _restated(rows: list[Row]) -> set[int]:
    """Years for which two printed values differ by more than rounding."""
    numbers: dict[int, list[PrintedNumber]] = {}
    for row in rows:
        numbers.setdefault(row["year"], []).append(PrintedNumber(row["printed"], row["unit"]))
    return {
        year
        for year, printed in numbers.items()
        if any(a.unit == b.unit and relation(a, b) == "different" for a in printed for b in printed)
    }


def key_series(figures: pd.DataFrame, indicators: pd.DataFrame, breaks: pd.DataFrame | None = None) -> pd.DataFrame:
    """The series of all indicators that have a theme, each part that the key figures print.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    indicators : pandas.DataFrame
        The table `indicators`: `indicator_id, label_nl, label_en, theme, unit, order`.
    breaks : pandas.DataFrame, optional
        The table `breaks`, as in `series`.

    Returns
    -------
    pandas.DataFrame
        `theme, label_nl, label_en`, then `SERIES_COLUMNS`, in the order of `indicators`. An indicator without
        figures is left out; one that is never `actual` comes in the kind it has.
    """
    shown = indicators[indicators["theme"].notna() & (indicators["theme"] != "")].sort_values("order")
    records = _records(figures[figures["indicator_id"].isin(shown["indicator_id"])])
    rows: list[Row] = []
    for labels in shown.to_dict("records"):
        indicator_id = labels["indicator_id"]
        own = records.get(indicator_id, [])
        named: Row = {name: labels[name] for name in ("theme", "label_nl", "label_en")}
        declared = declared_breaks(breaks, indicator_id)
        for kind, breakdown in _parts(own):
            rows += [row | named for row in _series(own, breakdown, kind, declared)]
    return _frame(rows, ["theme", "label_nl", "label_en", *SERIES_COLUMNS])


def _parts(own: list[Row]) -> list[tuple[str, str]]:
    """Kind and breakdown of what is shown of an indicator: the whole, or the parts where no whole is printed."""
    if not own:
        return []
    kinds = [row["kind"] for row in own]
    kind = "actual" if "actual" in kinds else kinds[0]
    keys = dict.fromkeys(row["key"] for row in own if row["kind"] == kind)
    return [(kind, "")] if "" in keys else [(kind, key) for key in keys]
