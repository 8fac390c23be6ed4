"""The key figures of one year, and their change against the year before within one edition."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.catalogue import comparability
from wij_impact.kerncijfers.series import key_series

__all__ = ["KEY_FIGURE_COLUMNS", "key_figures"]

KEY_FIGURE_COLUMNS: tuple[str, ...] = (
    "theme",
    "indicator_id",
    "breakdown",
    "label_nl",
    "label_en",
    "kind",
    "unit",
    "year",
    "value",
    "printed",
    "edition",
    "source",
    "locator",
    "figure_id",
    "restated",
    "previous_year",
    "previous_value",
    "previous_printed",
    "previous_edition",
    "previous_figure_id",
    "change",
    "change_unit",
    "change_percent",
    "comparable",
    "reason",
)
# What is a share changes in percentage points, never in percent of a percentage.
_SHARES = ("percent", "percent_ratio")

#: Why not, in the words of the key figures; every other reason is a break.
_REASONS = {"edition": "other_edition"}

Row = dict[str, Any]


def key_figures(
    figures: pd.DataFrame, year: int, indicators: pd.DataFrame, breaks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Per theme the value of a year, the year before it and the change, within one edition.

    Parameters
    ----------
    figures, indicators, breaks : pandas.DataFrame
        As in `key_series`.
    year : int
        The year discussed. An indicator without that year comes with its last year before it.

    Returns
    -------
    pandas.DataFrame
        `KEY_FIGURE_COLUMNS`, one row per indicator and part. The edition is the last one that prints both the
        year and the year before it, or else the last that prints the year. `change` is in `change_unit`: the
        unit itself, or `percentage_points` for a share; `change_percent` is NaN for shares, grades and ratios
        and where the earlier value is not above 0. `comparable` is false, and the changes NaN, when the earlier
        value stands in another edition (`reason` is `other_edition`), lies before a declared break (`break`) or
        is not there (`no_previous`).

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> table = key_figures(catalogue.figures(), 2023, catalogue.load_table("indicators"))
    >>> direct = table[table["indicator_id"] == "pct_directly_handled"]
    >>> direct[["value", "previous_value", "change"]].values.tolist()
    [[45.0, 52.0, -7.0]]
    """
    parts: dict[tuple[str, str], list[Row]] = {}
    for found in key_series(figures, indicators, breaks).to_dict("records"):
        row = {str(name): value for name, value in found.items()}
        if row["year"] <= year:
            parts.setdefault((row["indicator_id"], row["breakdown"]), []).append(row)
    rows = [_key_figure(part, breaks) for part in parts.values()]
    return pd.DataFrame(rows, columns=list(KEY_FIGURE_COLUMNS)).astype({"previous_year": "Int64"})


def _key_figure(part: list[Row], breaks: pd.DataFrame | None) -> Row:
    last = max(row["year"] for row in part)
    now, before = _compared(part, last)
    row = {name: now[name] for name in KEY_FIGURE_COLUMNS if name in now}
    row |= {"change_unit": "percentage_points" if now["unit"] in _SHARES else now["unit"]}
    row |= dict.fromkeys(("change", "change_percent", "previous_year", "previous_value"), math.nan)
    row |= dict.fromkeys(("previous_printed", "previous_edition", "previous_figure_id"), "")
    if before is None:
        return row | {"comparable": False, "reason": "no_previous"}
    row |= {f"previous_{name}": before[name] for name in ("year", "value", "printed", "edition", "figure_id")}
    early, late = ({**one, "period": str(one["year"]), "reported_in": one["edition"]} for one in (before, now))
    judged = comparability(early, late, breaks)
    if not judged.comparable:
        return row | {"comparable": False, "reason": _REASONS.get(judged.reason, "break")}
    if before["segment"] != now["segment"]:
        return row | {"comparable": False, "reason": "break"}
    return row | _change(now["value"], before["value"], now["unit"]) | {"comparable": True, "reason": ""}


def _compared(part: list[Row], year: int) -> tuple[Row, Row | None]:
    """The rows of the year and of the year before, from one edition where there is one that prints both."""
    current = {row["edition"]: row for row in part if row["year"] == year}
    previous = {row["edition"]: row for row in part if row["year"] == year - 1}
    both = sorted(set(current) & set(previous))
    if both:
        return current[both[-1]], previous[both[-1]]
    return current[max(current)], previous[max(previous)] if previous else None


def _change(now: float, before: float, unit: str) -> dict[str, float]:
    # Printed figures have few decimals; what lies below the tenth is binary noise.
    change = round(now - before, 10)
    relative = unit not in (*_SHARES, "grade_1_10", "ratio") and before > 0 and now >= 0
    return {"change": change, "change_percent": 100 * change / before if relative else math.nan}
