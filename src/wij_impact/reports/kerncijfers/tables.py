"""The tables of the report `kerncijfers` as frames; a name or a code in a cell gets its words on the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import LANGUAGES
from wij_impact.presentation.numbers import format_printed, unit_format
from wij_impact.presentation.places import Places
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import in_languages, indicator_name, labels_of, place_name, source_name

__all__ = ["all_years", "breaks_table", "checked_table", "of_year", "panels", "restated_table"]

#: The series that matter besides the questions, in their order; one without figures is left out.
PANELS = (
    "result", "turnover", "questions_registered", "pct_directly_handled", "referrals", "fte_year_end",
    "complaints_received", "sickness_absence_pct", "ceo_wmo_quality",
)  # fmt: skip
# From here a number changes in percent, below it in numbers.
# A difference is written in the unit of its values; between two shares those are points.
_DIFFERENCES = {"EUR": "eur", "EUR_million": "eur_in_million", "percent": "points_auto_of_100"}
_LARGE = 100


def _how(unit: str) -> str:
    """The number format in a table, where the name of the row carries the words million euro."""
    return "decimal2" if unit == "EUR_million" else unit_format(unit)


def _column(values: Iterable[Any], index: pd.Index) -> pd.Series:
    """Names, terms and quantities as a column."""
    return pd.Series(list(values), index=index, dtype=object)


def of_year(key: pd.DataFrame, theme: str) -> pd.DataFrame:
    """The key figures of one theme in the year discussed, with the year before where the two may be compared."""
    now = key[key["theme"] == theme]
    rows = now.to_dict("records")
    return now.assign(
        label=_column((indicator_name(row) for row in rows), now.index),
        moved=_column((_moved(row) for row in rows), now.index),
        # What is not compared is not put beside it either.
        before=[row["previous_value"] if row["comparable"] else math.nan for row in rows],
        before_id=[row["previous_figure_id"] if row["comparable"] else "" for row in rows],
        how=[_how(row["unit"]) for row in rows],
    )


def _moved(row: dict[Any, Any]) -> Any:
    """The change: points for shares, percent for numbers from 100, otherwise the difference itself."""
    if not row["comparable"]:
        return Term("not_compared", str(row["reason"]))
    if row["change"] == 0:
        return Term("not_compared", "equal")
    if row["change_unit"] == "percentage_points":
        return Quantity(row["change"], "points_auto_of_100", signed=True)
    large = row["unit"] not in ("count", "fte") or row["previous_value"] >= _LARGE
    if large and not math.isnan(row["change_percent"]):
        return Quantity(row["change_percent"], "percent_of_100", signed=True)
    return Quantity(row["change"], _how(row["unit"]), signed=True)


def all_years(series: pd.DataFrame, theme: str, places: Places) -> tuple[pd.DataFrame, list[str]]:
    """A row per indicator and edition, a column per year; and the years that have a figure."""
    rows = []
    own = series[series["theme"] == theme]
    years = [str(one) for one in sorted({int(year) for year in own["year"]})]
    for _, part in own.groupby(["indicator_id", "breakdown", "edition"], sort=False):
        first: dict[Any, Any] = part.iloc[0].to_dict()
        row: dict[str, Any] = {"label": indicator_name(first), "how": _how(first["unit"])}
        row["edition"] = source_name(places, first["source"])
        row |= dict.fromkeys(years, math.nan) | dict(zip(part["year"].astype(str), part["value"], strict=True))
        declared = [
            int(year) for year, why in zip(part["year"], part["break_before"], strict=True) if why == "declared"
        ]
        row["break"] = tuple(Phrase("phrase.break_before", {"at": Quantity(one, "year")}) for one in declared) or ""
        rows.append(row | {"figure_ids": " ".join(part["figure_id"])})
    return pd.DataFrame(rows), years


def panels(series: pd.DataFrame, places: Places, lang: str) -> pd.DataFrame:
    """The points of the series that matter: `title, line, year, value, unit, figure_id`, a line per run of editions.

    Editions that print the same values for the years they share are one line under both names; a point printed by
    both stands there once.
    """
    parts = []
    for indicator_id in PANELS:
        own = series[(series["indicator_id"] == indicator_id) & (series["breakdown"] == "")]
        if not len(own):
            continue
        names = {
            segment: ", ".join(dict.fromkeys(places.title(source, lang) for source in part["source"]))
            for segment, part in own.groupby("segment", sort=False)
        }
        named = own.assign(title=indicator_name(own.iloc[0].to_dict()).show(lang), line=own["segment"].map(names))
        kept = named.drop_duplicates(["segment", "year"], keep="last").sort_values(["edition", "year"], kind="stable")
        parts.append(kept[["title", "line", "year", "value", "unit", "figure_id", "indicator_id"]])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["title", "figure_id"])


def restated_table(
    restated: pd.DataFrame, indicators: pd.DataFrame, places: Places, year: int, relation: str
) -> pd.DataFrame:
    """Every pair of figures printed with two values (`relation` different or rounding), those of `year` first."""
    known = labels_of(indicators)
    rows: list[dict[str, Any]] = []
    for row in restated[restated["relation"] == relation].to_dict("records"):
        about = known.get(row["indicator_id"])
        label = about or {f"label_{lang}": str(row["indicator_id"]).replace("_", " ") for lang in LANGUAGES}
        found: dict[str, Any] = {
            "label": indicator_name({**label, "breakdown": row["breakdown"], "kind": row["kind"], "unit": ""}),
            "period": str(year_of(row["period"]) or row["period"]),
        }
        for side in "ab":
            shown = [(one, format_printed(row[f"printed_{side}"], row[f"unit_{side}"], one)) for one in LANGUAGES]
            found[side] = Name(dict(shown)["en"], tuple(shown))
            found[f"place_{side}"] = place_name(places, row[f"figure_ids_{side}"].split())
        found |= {"difference": row["difference"], "how": _DIFFERENCES.get(row["unit"], "auto")}
        when = year_of(row["period"])
        order = float((about or {}).get("order") or 1e6)
        rows.append(found | {"place": (when != year, -(when or 0), order)})
    rows.sort(key=lambda one: one.pop("place"))
    return pd.DataFrame(rows)


def checked_table(checked: pd.DataFrame, figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The recalculated statements with both numbers and their verdict; those of `year` first."""
    printed = {
        str(key): (str(text), str(unit))
        for key, text, unit in zip(figures["figure_id"], figures["printed"], figures["unit"], strict=True)
    }
    shown = checked.assign(other=checked["year"] != year)
    shown = shown.sort_values(["other", "year"], ascending=[True, False], kind="stable")
    rows = shown.to_dict("records")
    return shown.assign(
        label=_column((in_languages(row, "label") for row in rows), shown.index),
        said=_column((_stated(row, printed) for row in rows), shown.index),
        found=_column((_computed(row, printed) for row in rows), shown.index),
        judged=_column((Term("check", str(row["verdict"])) for row in rows), shown.index),
        ids=[" ".join(one for one in [row["stated_id"], *row["figure_ids"].split()] if one in printed) for row in rows],
    )


def _stated(row: dict[Any, Any], printed: dict[str, tuple[str, str]]) -> Quantity:
    unit = printed[row["stated_id"]][1] if row["stated_id"] in printed else str(row["unit"])
    value = math.nan if row["verdict"] == "incomplete" else float(row["stated"])
    return Quantity(value, unit_format(unit))


def _computed(row: dict[Any, Any], printed: dict[str, tuple[str, str]]) -> Quantity:
    """What the terms come to: counts whole, else with a decimal more than is printed, or as many as rounding asks."""
    if row["verdict"] == "incomplete":
        return Quantity(math.nan, unit_format(row["unit"]))
    shown = printed.get(row["stated_id"], ("", ""))[0]
    if row["unit"] in ("count", "EUR") or not shown:
        return Quantity(float(_rounded(row["computed"], 0)), unit_format(row["unit"]))
    most = len(shown.partition(".")[2])
    digits = most + 1
    # 0.247 agrees with a printed 0.2; shown as 0.25 a reader would round it to 0.3.
    while digits < most + 4 and _rounded(float(_rounded(row["computed"], digits)), most) != _rounded(
        row["computed"], most
    ):
        digits += 1
    return Quantity(float(_rounded(row["computed"], digits)), unit_format(row["unit"]))


def _rounded(value: float, digits: int) -> str:
    # Twelve significant digits, as everywhere a number is shown; then half up, as a reader rounds.
    return str(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def breaks_table(breaks: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Where a series breaks, why, and where that is said."""
    known = labels_of(indicators)
    rows = []
    for row in breaks.to_dict("records"):
        label = known.get(row["indicator_id"])
        rows.append(
            {
                "label": in_languages(label, "label") if label else Name(str(row["indicator_id"])),
                "where": Phrase(f"phrase.break_{row['kind']}", {"at": Quantity(int(row["at"]), "year")}),
                "reason": in_languages(row, "reason"),
            }
        )
    return pd.DataFrame(rows)
