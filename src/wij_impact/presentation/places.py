"""How a place of print is named in a sentence: the short title of the source, and where in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from wij_impact.language import Language, Text
from wij_impact.presentation.book import word
from wij_impact.presentation.numbers import is_missing, locale_of

__all__ = ["Places", "printed_place", "spoken"]

_ORGANISATION = "WIJ Groningen"
# The published figures name a kind of place, and what we add to it, in English around the words as printed.
_KINDS = {
    "below the indicator table": "below_indicators",
    "organisation-level norm only": "norm_only",
    "preventive initiatives": "preventive",
    "counted sentences": "counted",
    "text below": "below",
    "table": "table",
    "figure": "figure",
    "chart": "chart",
    "footnote": "footnote",
    "question": "question",
    "no.": "number",
}
_KIND = re.compile("|".join(rf"\b{re.escape(kind)}(?!\w)" for kind in _KINDS))


def printed_place(locator: str, lang: Language) -> str:
    """A place of print as a list of sources names it: our words in the language of the report, theirs as printed.

    Examples
    --------
    >>> printed_place("text below table productgroepen", "nl"), printed_place("Bijlage 1, no. 5", "nl")
    ('tekst onder tabel productgroepen', 'Bijlage 1, nr. 5')
    >>> printed_place("table Klachten", "en")
    'table Klachten'
    """
    return _KIND.sub(lambda found: word(f"place.{_KINDS[found.group(0)]}", lang), locator)


def spoken(locator: str, lang: Language) -> str:
    """A place of print as words in a sentence: no shouted capitals, nothing between brackets at the end.

    Examples
    --------
    >>> spoken("KERNCIJFERS dienstverlening", "nl"), spoken("table Klachten", "nl"), spoken("table Klachten", "en")
    ('kerncijfers dienstverlening', 'tabel Klachten', 'table Klachten')
    >>> spoken("Kerncijfers (2020 in cijfers)", "nl")
    'kerncijfers'
    """
    words = re.sub(r"\s*\([^()]*\)$", "", locator)
    words = re.sub(r"\b[Kk](?:erncijfers|ERNCIJFERS)\b", "kerncijfers", words)
    return printed_place(words, lang)


class Places:
    """The places of print of the published figures.

    Parameters
    ----------
    figures, sources : pandas.DataFrame
        The published figures, and the table `sources`.
    """

    def __init__(self, figures: pd.DataFrame, sources: pd.DataFrame) -> None:
        self._place = {
            str(row.figure_id): (str(row.source), str(row.locator)) for row in figures.itertuples(index=False)
        }
        self._sources = {str(row["source"]): row for row in sources.to_dict("records")}

    def title(self, source: str, lang: Language) -> str:
        """The title of a source, without the organisation that the whole report is about."""
        row = self._sources.get(source, {})
        title = row.get(f"title_{lang}", row.get("title_en"))
        if title is None or is_missing(title):
            return source.replace("_", " ")
        return re.sub(rf"\s+(?:of\s+)?{_ORGANISATION}$", "", str(title))

    def of(self, figure_id: str, lang: Language) -> str:
        """Title and place of one figure: "Jaarverslag 2020, kerncijfers"."""
        source, _ = self._place[figure_id]
        where = self.within(figure_id, lang)
        return f"{self.title(source, lang)}, {where}" if where else self.title(source, lang)

    def of_all(self, figure_ids: Iterable[str], lang: Language) -> str:
        """Every place of some figures, each source named once: "Jaarverslag 2020: tabel A, tabel B"."""
        found: dict[str, dict[str, None]] = {}
        for figure_id in figure_ids:
            title = self.title(self.source(figure_id), lang)
            found.setdefault(title, {})[self.within(figure_id, lang)] = None
        listed = {title: ", ".join(place for place in places if place) for title, places in found.items()}
        return "; ".join(f"{title}: {places}" if places else title for title, places in listed.items())

    def within(self, figure_id: str, lang: Language) -> str:
        """The place of one figure in its source."""
        return spoken(self._place[figure_id][1], lang)

    def source(self, figure_id: str) -> str:
        """The code of the source of a figure."""
        return self._place[figure_id][0]

    def dated_title(self, source: str, lang: Language) -> str:
        """The full title, with the date until when its data go where that is known."""
        row = self._sources.get(source, {})
        title = row.get(f"title_{lang}", row.get("title_en"))
        shown = source.replace("_", " ") if title is None or is_missing(title) else str(title)
        until = row.get("data_until")
        if until is None or is_missing(until) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(until)):
            return shown
        from datetime import date

        from babel.dates import format_date

        day = format_date(date.fromisoformat(str(until)), format="d MMMM y", locale=locale_of(lang))
        return Text(nl=f"{shown} (gegevens tot en met {day})", en=f"{shown} (data up to {day})").show(lang)
