"""Words for where and when a figure was printed, and the choice of the year a report discusses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InputError
from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.sentences import enumeration

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VERDICTS", "choose_year", "ids_of", "place_words", "records", "source_name", "until_words"]

VERDICTS: dict[str, Text] = {
    "holds": Text(nl="klopt", en="holds"),
    "rounding": Text(nl="klopt, op afronding na", en="holds, but for rounding"),
    "fails": Text(nl="klopt niet", en="does not add up"),
    "informative": Text(nl="ter informatie", en="for information"),
    "incomplete": Text(nl="niet na te rekenen", en="cannot be computed"),
}
# What the published figures say of a place in English, in the words of a Dutch reader.
_PLACE_WORDS = (
    ("figure '", "figuur '"),
    ("table ", "tabel "),
)


def choose_year(year: int | None, years: Sequence[int], what: Text) -> int:
    """The year to discuss: the newest of `years`, or `year` when it is one of them.

    Parameters
    ----------
    year : int or None
        As the reader asked.
    years : sequence of int
        The years that have data.
    what : Text
        What there are data of, for the message ("de weg van vraag naar indicatie").

    Raises
    ------
    InputError
        When there are no data for the year, naming the years there are.

    Examples
    --------
    >>> choose_year(None, [2022, 2023], Text(nl="vragen", en="questions"))
    2023
    """
    known = sorted({int(one) for one in years})
    if year is None and known:
        return known[-1]
    if year in known:
        return int(year)
    if not known:
        raise InputError(
            Text(nl=f"er zijn geen cijfers over {what.nl}.", en=f"there are no figures on {what.en}."),
            remedy=Text(nl="Vul figures.csv aan.", en="Add them to figures.csv."),
        )
    remedy = Text(
        nl=f"Kies {_or(known, 'nl')}, of laat het jaar weg voor {known[-1]}.",
        en=f"Choose {_or(known, 'en')}, or leave the year out for {known[-1]}.",
    )
    raise InputError(
        Text(nl=f"er zijn geen cijfers van {year} over {what.nl}.", en=f"there are no figures of {year} on {what.en}."),
        remedy=remedy,
    )


def _or(years: Sequence[int], lang: Language) -> str:
    shown = enumeration([str(year) for year in years], lang)
    return shown.replace(Text(nl=" en ", en=" and ").show(lang), Text(nl=" of ", en=" or ").show(lang))


def source_name(sources: pd.DataFrame, source: str, lang: Language) -> str:
    """The title of a source, without the name of the organisation the report is about.

    Examples
    --------
    >>> import pandas as pd
    >>> sources = pd.DataFrame({"source": ["j"], "title_nl": ["Jaarverslag 2023 WIJ Groningen"],
    ...                         "title_en": ["Annual report 2023 of WIJ Groningen"]})
    >>> source_name(sources, "j", "nl"), source_name(sources, "j", "en")
    ('Jaarverslag 2023', 'Annual report 2023')
    """
    row = sources[sources["source"] == source]
    if row.empty or is_missing(row.iloc[0][f"title_{lang}"]):
        return source.replace("_", " ")
    return str(row.iloc[0][f"title_{lang}"]).removesuffix(" WIJ Groningen").removesuffix(" of")


def until_words(sources: pd.DataFrame, source: str, lang: Language) -> str:
    """The last day that a source has data of, written out; empty when it does not say.

    Examples
    --------
    >>> import pandas as pd
    >>> until_words(pd.DataFrame({"source": ["j"], "data_until": ["2023-12-31"]}), "j", "nl")
    '31 december 2023'
    """
    from datetime import date

    from babel.dates import format_date

    row = sources[sources["source"] == source]
    if row.empty or is_missing(row.iloc[0]["data_until"]):
        return ""
    day = date.fromisoformat(str(row.iloc[0]["data_until"])[:10])
    return str(format_date(day, format="d MMMM y", locale=lang))


def place_words(locator: str, lang: Language) -> str:
    """A place of print in the words of a sentence.

    Examples
    --------
    >>> place_words("table Klachten", "nl"), place_words("figure 'De weg'", "nl"), place_words("KERNCIJFERS zorg", "en")
    ('tabel Klachten', 'figuur ‘De weg’', 'Kerncijfers zorg')
    >>> place_words("Kerncijfers (2020 in cijfers)", "nl")
    'Kerncijfers'
    """
    words = re.sub(r"\s*\([^()]*\)$", "", locator)
    if lang == "nl":
        for english, dutch in _PLACE_WORDS:
            words = words.replace(english, dutch)
    # Capitals of a whole word are the layout of the report, not part of a sentence.
    words = re.sub(r"\b[A-Z]{6,}\b", lambda word: word.group(0).capitalize(), words)
    return re.sub(r"'([^']+)'", r"‘\1’", words)


def ids_of(*cells: str | Iterable[str]) -> list[str]:
    """The codes of figures in cells that hold several, parted by a space; each once, in order.

    Examples
    --------
    >>> ids_of("a b", "b c", "")
    ['a', 'b', 'c']
    """
    words = [cell if isinstance(cell, str) else " ".join(cell) for cell in cells]
    return list(dict.fromkeys(" ".join(words).split()))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries with text keys."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
