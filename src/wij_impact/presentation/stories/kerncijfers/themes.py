"""The key figures in tables, theme by theme."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from wij_impact.catalogue import normalise_breakdown
from wij_impact.language import Language, Text
from wij_impact.presentation.blocks import Block, Table
from wij_impact.presentation.numbers import format_number, unit_format
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.kerncijfers.facts import Facts
from wij_impact.presentation.tables import Column

__all__ = ["named", "themes"]

Row = Mapping[Any, Any]
_SMALL = 100
_PARTS: dict[str, Text] = {
    "man": Text(nl="mannen", en="men"),
    "vrouw": Text(nl="vrouwen", en="women"),
    "non-binair": Text(nl="non-binair", en="non-binary"),
    "high": Text(nl="bovengrens", en="upper limit"),
    "low": Text(nl="ondergrens", en="lower limit"),
}
_REASONS: dict[str, Text] = {
    "other_edition": Text(nl="niet vergeleken: ander verslag", en="not compared: other report"),
    "break": Text(nl="niet vergeleken: breuk in de telling", en="not compared: the count changed"),
    "no_previous": Text(nl="geen cijfer van het jaar ervoor", en="no figure of the year before"),
}


def themes(facts: Facts, report: Report) -> list[Block]:
    """Per theme a heading, the key figures of the year discussed, and all years folded away."""
    blocks: list[Block] = []
    for theme, label in facts.themes.items():
        now = facts.key[facts.key["theme"] == theme]
        if len(now):
            blocks += [report.heading(label, id=f"theme-{theme}"), _of_year(theme, label, now, facts, report)]
            blocks.append(_all_years(theme, label, facts, report))
    return blocks


def _of_year(theme: str, label: Text, now: pd.DataFrame, facts: Facts, report: Report) -> Table:
    rows = now.to_dict("records")
    frame = now.assign(
        label=[named(row, report.lang) for row in rows],
        moved=[_moved(row, report.lang) for row in rows],
        # What is not compared is not put beside it either.
        before=[row["previous_value"] if row["comparable"] else math.nan for row in rows],
        before_id=[row["previous_figure_id"] if row["comparable"] else "" for row in rows],
        how=[_how(row["unit"]) for row in rows],
    )
    year = facts.year
    columns: dict[str, str | Text | Column] = {
        "label": Text(nl="Kerncijfer", en="Key figure"),
        "year": Column(Text(nl="Jaar", en="Year"), "year"),
        "value": Column(Text(nl="Waarde", en="Value"), "row"),
        "before": Column(Text(nl="Jaar ervoor", en="Year before"), "row"),
        "moved": Text(nl="Verandering", en="Change"),
    }
    note = Text(
        nl=f"Staat er over {year} geen cijfer, dan staat hier het laatste van daarvoor, met zijn jaar.",
        en=f"Where there is no figure of {year}, the last one before it stands here, with its year.",
    )
    return report.table(
        f"{theme}-{year}",
        frame,
        Text(nl=f"{label.nl} in {year}", en=f"{label.en} in {year}"),
        columns,
        note=note if bool((now["year"] != year).any()) else "",
        row_sources=["figure_id", "before_id"],
        row_format="how",
    )


def named(row: Row, lang: Language) -> str:
    """The name of an indicator with its part: "Aandeel in fte naar geslacht: mannen"; millions stand in the name."""
    label = str(row[f"label_{lang}"])
    if row.get("unit") == "EUR_million":
        label += Text(nl=" (miljoen euro)", en=" (million euro)").show(lang)
    parts = [part.partition("=")[2] for part in normalise_breakdown(row["breakdown"]).split(";") if part]
    if not parts:
        return label
    return f"{label}: {', '.join(_PARTS[part].show(lang) if part in _PARTS else part for part in parts)}"


def _moved(row: Row, lang: Language) -> str:
    """The change in words: points for shares, percent for numbers from 100, otherwise the difference itself."""
    if not row["comparable"]:
        return _REASONS[row["reason"]].show(lang)
    if row["change"] == 0:
        return Text(nl="gelijk", en="equal").show(lang)
    if row["change_unit"] == "percentage_points":
        said = format_number(row["change"], "points_auto_of_100", lang, "always")
        # One point is singular in English.
        return re.sub(r"^([+−]1\s\w+\s\w+)s$", r"\1", said) if lang == "en" else said
    large = row["unit"] not in ("count", "fte") or row["previous_value"] >= _SMALL
    if large and not math.isnan(row["change_percent"]):
        return format_number(row["change_percent"], "percent_of_100", lang, "always")
    return format_number(row["change"], _how(row["unit"]), lang, "always")


def _how(unit: str) -> str:
    """The number format in a table, where the name of the row carries the words million euro."""
    return "decimal2" if unit == "EUR_million" else unit_format(unit)


def _all_years(theme: str, label: Text, facts: Facts, report: Report) -> Table:
    """A row per indicator and edition, a column per year: two values of one year stand under each other."""
    rows = []
    for key, part in facts.series[facts.series["theme"] == theme].groupby(
        ["indicator_id", "breakdown", "edition"], sort=False
    ):
        first: dict[Any, Any] = part.iloc[0].to_dict()
        row: dict[str, Any] = {"key": key, "label": named(first, report.lang), "how": _how(first["unit"])}
        row["edition"] = facts.places.title(first["source"], report.lang)
        row |= dict.fromkeys(map(str, facts.years), math.nan)
        row |= dict(zip(part["year"].astype(str), part["value"], strict=True))
        declared = [str(one.year) for one in part.itertuples() if one.break_before == "declared"]
        row["break"] = ", ".join(Text(nl=f"vóór {one}", en=f"before {one}").show(report.lang) for one in declared)
        rows.append(row | {"figure_ids": " ".join(part["figure_id"])})
    frame = pd.DataFrame(rows)
    columns: dict[str, Any] = {
        "label": Text(nl="Kerncijfer", en="Key figure"),
        "edition": Text(nl="Verslag", en="Report"),
        **{str(year): Column(str(year), "row") for year in facts.years if frame[str(year)].notna().any()},
    }
    if (frame["break"] != "").any():
        columns["break"] = Text(nl="Breuk", en="Break")
    return report.table(
        f"{theme}-all-years",
        frame,
        Text(nl=f"{label.nl}: alle jaren", en=f"{label.en}: all years"),
        columns,
        note=Text(
            nl="Elk verslag heeft een eigen regel: cijfers uit verschillende verslagen zijn niet één reeks.",
            en="Every report has a line of its own: figures from different reports are not one series.",
        ),
        row_sources="figure_ids",
        row_headers=2,
        row_format="how",
        folded=True,
    )
