"""Names that stand in the data in two languages: indicators with their parts, places of print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from wij_impact.catalogue import normalise_breakdown
from wij_impact.estimates import Name, Term
from wij_impact.language import LANGUAGES
from wij_impact.presentation.book import has_word, word
from wij_impact.presentation.places import Places

__all__ = ["cells", "in_languages", "indicator_name", "kind_term", "number_at", "place_name", "quoted", "source_name"]


#: What a user's text says stands between marks of ours; its own would end them.
_QUOTES = str.maketrans(dict.fromkeys("‘’“”„", "'"))


def quoted(text: Any) -> Name:
    """A text of the user's, to stand between quotation marks in a sentence of ours.

    Examples
    --------
    >>> quoted("‘thuis’ blijven").text
    "'thuis' blijven"
    """
    return Name(str(text).translate(_QUOTES))


def in_languages(row: Mapping[Any, Any], stem: str) -> Name:
    """The text that a table holds in columns ``<stem>_nl`` and ``<stem>_en``."""
    said = {lang: str(row[f"{stem}_{lang}"]) for lang in LANGUAGES if isinstance(row.get(f"{stem}_{lang}"), str)}
    first = next(iter(said.values()), "")
    return Name(said.get("en", first), tuple(said.items()))


def indicator_name(row: Mapping[Any, Any]) -> Name:
    """An indicator with its part: "Aandeel in fte naar geslacht: mannen"; millions stand in the name.

    `row` has ``label_nl, label_en`` and may have ``breakdown, unit, kind``.
    """
    parts = [part.partition("=")[2] for part in normalise_breakdown(row.get("breakdown")).split(";") if part]
    named = []
    for lang in LANGUAGES:
        text = str(row[f"label_{lang}"])
        if row.get("unit") == "EUR_million":
            text += f" ({word('phrase.million_euro', lang)})"
        if parts:
            text += ": " + ", ".join(word(f"part.{one}", lang) if has_word(f"part.{one}") else one for one in parts)
        kind = row.get("kind", "actual")
        if isinstance(kind, str) and kind != "actual":
            text += f" ({word(f'kind.{kind}', lang)})"
        named.append((lang, text))
    return Name(dict(named)["en"], tuple(named))


def kind_term(kind: str) -> Term:
    """The word of a kind of figure: target, budget, plan."""
    return Term("kind", kind)


def place_name(places: Places, figure_ids: Iterable[str]) -> Name:
    """Where figures are printed, each source named once; the figures are its sources."""
    ids = list(figure_ids)
    said = tuple((lang, places.of_all(ids, lang)) for lang in LANGUAGES)
    return Name(dict(said)["en"], said, tuple(ids))


def source_name(places: Places, source: str) -> Name:
    """The short title of a source."""
    said = tuple((lang, places.title(source, lang)) for lang in LANGUAGES)
    return Name(dict(said)["en"], said)


def labels_of(indicators: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """indicator_id -> its row of the table of indicators."""
    rows = indicators.to_dict("records")
    return {str(row["indicator_id"]): {str(k): v for k, v in row.items()} for row in rows}


def cells(values: Iterable[Any]) -> Any:
    """Names, terms, phrases and quantities as the cells of a column; the page puts words to them."""
    return list(values)


def number_at(frame: pd.DataFrame, row: Any, column: str) -> float:
    """The number in one cell of a frame."""
    cell: Any = frame.loc[row, column]
    return float(cell)
