"""What a figure of series says in words, and the table of its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from wij_impact.drawing.style import LineStyle
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Breaks", "Groups", "columns_of_series", "data_of", "told_breaks", "told_series"]

# First year of a new definition, and what changed.
Breaks = Mapping[int, str | Text]
# Name, points and style of each series.
Groups: TypeAlias = "list[tuple[str, pd.DataFrame, LineStyle]]"
_MANY = 10


def told_series(groups: Groups, x: str, y: str, how: str, lang: Language) -> str:
    sentences = []
    for name, part, _ in groups:
        points = [
            label("in_year", lang, value=format_number(value, how, lang), year=int(year))
            for year, value in zip(part[x], part[y], strict=True)
        ]
        more = ""
        if len(points) > _MANY:
            points, more = [points[0], points[-1]], f" {label('rest_in_data', lang)}"
        listed = enumeration(points, lang) if points else label("unknown", lang)
        sentences.append(f"{name}: {listed}.{more}" if name else f"{listed}.{more}")
    if len(groups) == 1 and not groups[0][0]:
        return ": " + sentences[0]
    return ". " + " ".join(sentences)


def told_breaks(breaks: Breaks, lang: Language) -> str:
    return "".join(
        Text(nl=f" Breuk tussen {year - 1} en {year}", en=f" Break between {year - 1} and {year}").show(lang)
        + (f": {in_language(why, lang)}." if in_language(why, lang) else ".")
        for year, why in sorted(breaks.items())
    )


def data_of(frame: pd.DataFrame, names: list[str | None]) -> pd.DataFrame:
    return frame[[name for name in names if name]].copy()


def columns_of_series(
    series: str | None, x: str, y: str, lower: str | None, upper: str | None, how: str, lang: Language
) -> dict[str, Column]:
    made: dict[str, Any] = {series: Column(label("series", lang), "text")} if series else {}
    made |= {x: Column(label("year", lang), "year"), y: Column(label("value", lang), how)}
    if lower and upper:
        made |= {lower: Column(label("low", lang), how), upper: Column(label("high", lang), how)}
    return made
