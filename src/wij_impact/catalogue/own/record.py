# ruff: noqa: E501 (one sentence per line reads better than a wrapped one)
"""What was read from a file: how, what was converted, what was left out, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOTES", "Note", "Reading"]

Act = Literal["read", "converted", "left_out", "missing", "notice"]

#: Code -> (what kind of thing it is, its sentence). `{what}` lists the first few names or values.
NOTES: dict[str, tuple[Act, Text]] = {
    "total-row": ("left_out", Text(
        nl="{count} totaalrij(en) weggelaten: {what} (rij {rows})", en="{count} total row(s) left out: {what} (row {rows})")),
    "total-differs": ("notice", Text(
        nl="{what} is niet de som van de andere rijen: {detail}", en="{what} is not the sum of the other rows: {detail}")),
    "country-row": ("left_out", Text(
        nl="{count} rij(en) van een land of grotere regio weggelaten: {what} (rij {rows})",
        en="{count} row(s) of a country or larger region left out: {what} (row {rows})")),
    "summary-row": ("left_out", Text(
        nl="{count} rij(en) met een gemiddelde weggelaten: {what} (rij {rows})",
        en="{count} row(s) with an average left out: {what} (row {rows})")),
    "note-row": ("left_out", Text(
        nl="{count} rij(en) met alleen een toelichting weggelaten (rij {rows})",
        en="{count} row(s) with only a remark left out (row {rows})")),
    "nameless-row": ("left_out", Text(
        nl="{count} rij(en) zonder naam weggelaten (rij {rows})", en="{count} row(s) without a name left out (row {rows})")),
    "other-length": ("left_out", Text(
        nl="{count} rij(en) over een {detail} weggelaten tussen de andere: {what} (rij {rows})",
        en="{count} row(s) about a {detail} left out among the others: {what} (row {rows})")),
    "missing-code": ("missing", Text(
        nl="{column}: {count} cel(len) met {what} gelezen als ontbrekend", en="{column}: {count} cell(s) with {what} read as missing")),
    "empty-cells": ("missing", Text(nl="{column}: {count} lege cel(len)", en="{column}: {count} empty cell(s)")),
    "merged-cells": ("notice", Text(
        nl="{column}: {count} lege cel(len) in een samengevoegde cel (rij {rows})",
        en="{column}: {count} empty cell(s) in a merged one (row {rows})")),
    "hidden-rows": ("notice", Text(
        nl="ook gelezen: {count} verborgen rij(en) (rij {rows})", en="also read: {count} hidden row(s) (row {rows})")),
    "hidden-columns": ("notice", Text(
        nl="ook gelezen: {count} verborgen kolom(men): {what}", en="also read: {count} hidden column(s): {what}")),
    "hidden-sheets": ("left_out", Text(
        nl="niet gelezen: {count} verborgen blad(en): {what}", en="not read: {count} hidden sheet(s): {what}")),
    "thousands": ("converted", Text(
        nl="{column}: '{detail}' gelezen als duizendtal ({what})", en="{column}: '{detail}' read as a thousands mark ({what})")),
    "decimal-comma": ("converted", Text(
        nl="{column}: de komma gelezen als decimaalteken", en="{column}: the comma read as decimal mark")),
    "dressed": ("converted", Text(
        nl="{column}: {count} getal(len) gelezen zonder de tekens eromheen, zoals {what}",
        en="{column}: {count} number(s) read without the signs around them, such as {what}")),
    "moments": ("converted", Text(
        nl="{column}: gelezen als {detail}, van {what}", en="{column}: read as {detail}, from {what}")),
    "reordered": ("converted", Text(
        nl="de rijen zijn op tijd gezet", en="the rows were put in order of time")),
    "gaps": ("notice", Text(
        nl="{column}: er ontbreken {count} tijdstip(pen): {what}", en="{column}: missing {count} moment(s): {what}")),
    "codes-unified": ("converted", Text(
        nl="{column}: {count} gemeentecode(s) geschreven als {what}", en="{column}: {count} municipal code(s) written as {what}")),
    "column-by-label": ("read", Text(
        nl="kolom '{what}' gelezen als {column}", en="column '{what}' read as {column}")),
    "columns-unused": ("left_out", Text(
        nl="{count} kolom(men) niet gebruikt: {what}", en="{count} column(s) not used: {what}")),
    "columns-personal": ("left_out", Text(
        nl="{count} kolom(men) met persoonsgegevens niet gelezen: {what}",
        en="{count} column(s) with personal data not read: {what}")),
    "columns-open": ("left_out", Text(
        nl="{count} kolom(men) met open antwoorden niet gelezen: {what}",
        en="{count} column(s) with open answers not read: {what}")),
    "answers-recoded": ("converted", Text(
        nl="{column}: {count} antwoord(en) in woorden gelezen als code: {what}",
        en="{column}: {count} answer(s) in words read as a code: {what}")),
    "header-below": ("read", Text(nl="de kolomnamen staan in rij {rows}", en="the column names stand in row {rows}")),
    "delivery": ("read", Text(
        nl="gelezen als {detail}", en="read as {detail}")),
    "identifiers-dropped": ("left_out", Text(
        nl="niet bewaard: BSN, geboortedatum, geslacht, naam, postcode en verwijzingsnummers; elk traject kreeg een willekeurig nummer",
        en="not kept: BSN, date of birth, sex, name, postcode and references; each trajectory got a random number")),
    "delivered-again": ("left_out", Text(
        nl="{count} record(s) opnieuw geleverd; het laatste geldt (eerder in rij {rows})",
        en="{count} record(s) delivered again; the last one holds (before in row {rows})")),
    "overlap-merged": ("converted", Text(
        nl="{count} record(s) met overlap met een ander van dezelfde persoon en hulpvorm: samen één traject (rij {rows})",
        en="{count} record(s) overlap another of the same person and form, and make one trajectory with it (row {rows})")),
    "overlapping": ("notice", Text(
        nl="{count} traject(en) tegelijk met een ander met hetzelfde nummer, allebei meegeteld (rij {rows})",
        en="{count} trajectories run at the same time as another with the same number, and count (row {rows})")),
    "unlinked": ("notice", Text(
        nl="{count} record(s) zonder persoonsnummer: of hulp verandert of terugkomt, is daarvan niet te zien (rij {rows})",
        en="{count} record(s) without a person's number: whether help changes or returns cannot be seen of them (row {rows})")),
    "two-informants": ("notice", Text(
        nl="{count} traject(en) met twee antwoorden (kind en ouder); welk van wie is, zegt het protocol niet zeker",
        en="{count} trajectories with two answers (child and parent); which is whose the protocol does not say for certain")),
    "fields-absent": ("missing", Text(
        nl="staat niet in deze levering en blijft ontbreken: {detail}", en="not in this delivery, and stays missing: {detail}")),
    "old-scale": ("missing", Text(
        nl="{column}: {count} antwoord(en) op de schaal van voor versie 7, waarvan de codes niet zijn bevestigd: niet gelezen (rij {rows})",
        en="{column}: {count} answer(s) on the scale of before version 7, whose codes are not confirmed: not read (row {rows})")),
    "messages-unread": ("left_out", Text(
        nl="herkend maar niet gebruikt: berichten {what}", en="recognised but not used: messages {what}")),
    "removed": ("converted", Text(
        nl="{count} start of stop is door een later bericht verwijderd", en="{count} start(s) or stop(s) removed by a later message")),
    "removal-unmatched": ("notice", Text(
        nl="{count} verwijdering(en) van iets dat niet in deze berichten staat",
        en="{count} removal(s) of something that is not in these messages")),
    "stop-without-start": ("notice", Text(
        nl="{count} stopbericht(en) zonder startbericht; het begin komt uit het stopbericht",
        en="{count} stop message(s) without a start message; the start is taken from the stop message")),
    "paused": ("notice", Text(
        nl="{count} traject(en) met alleen een tijdelijke stop: gelezen als lopend",
        en="{count} trajectories with a temporary stop only: read as open")),
    "two-referrers": ("missing", Text(
        nl="{count} traject(en) met aanvragen van twee verwijzers: de verwijzer blijft leeg",
        en="{count} trajectories with requests of two referrers: the referrer stays empty")),
    "provisional": ("notice", Text(
        nl="{column}: {count} voorlopige cijfer(s) (met *)", en="{column}: {count} provisional figure(s) (with *)")),
}  # fmt: skip

_SHOWN = 3


@dataclass(frozen=True)
class Note:
    """One thing that reading did: its code, how often, where, and the first names or values.

    Attributes
    ----------
    code : str
        A key of `NOTES`; words can be put to it.
    act : str
        ``read``, ``converted``, ``left_out``, ``missing`` or ``notice``.
    column : str
    count : int
    rows : tuple of int
        Row numbers in the file, all of them.
    what : tuple of str
        Names or values, all of them, each once.
    detail : str or Text
    """

    code: str
    act: Act
    column: str = ""
    count: int = 0
    rows: tuple[int, ...] = ()
    what: tuple[str, ...] = ()
    detail: str | Text = ""

    def sentence(self, lang: Language | None = None, column: str = "") -> str:
        """The note in words; `column` is another name for its column, such as the header in the file."""
        detail = self.detail.show(lang) if isinstance(self.detail, Text) else self.detail
        # `rij(en)` is one word with two endings: the count chooses.
        said = re.sub(r"(\w)\((\w+)\)", r"\1" if self.count == 1 else r"\1\2", NOTES[self.code][1].show(lang))
        named, rows, what = column or self.column, _few(self.rows), _few(self.what)
        return said.format(column=named, count=self.count, rows=rows, what=what, detail=detail)


def _few(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values[:_SHOWN])) + (", ..." if len(values) > _SHOWN else "")


def note(
    code: str,
    column: str = "",
    *,
    count: int | None = None,
    rows: Sequence[int] = (),
    what: Sequence[object] = (),
    detail: str | Text = "",
) -> Note:
    """The note `code`; the count is that of the rows or the values where it is not given."""
    names = tuple(dict.fromkeys(str(one) for one in what))
    return Note(
        code,
        NOTES[code][0],
        column,
        count if count is not None else len(rows) or len(names),
        tuple(rows),
        names,
        detail,
    )


@dataclass(frozen=True)
class Reading:
    """What was read from one file or table.

    Attributes
    ----------
    file : str
        Its name, without folders; of a database address the table, without a password.
    format : str
        ``csv``, ``xlsx``, ``ods``, ``sav``, ``parquet`` or ``database``.
    rows_found, rows_read : int
        Rows below the header, and rows that were used.
    columns : mapping
        Our name -> the header in the file.
    header : int
        Row of the header.
    units : int or None
        How many units, where a column names them.
    first, last : str
        The first and the last moment; empty where no column tells the time.
    length : str
        ``day``, ``week``, ``month``, ``quarter``, ``half``, ``year`` or ``number``; empty without moments.
    encoding, delimiter, sheet : str
    notes : tuple of Note
    """

    file: str
    format: str
    rows_found: int
    rows_read: int
    columns: Mapping[str, str] = field(default_factory=dict)
    header: int = 1
    units: int | None = None
    first: str = ""
    last: str = ""
    length: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[Note, ...] = ()

    def of(self, *codes: str) -> tuple[Note, ...]:
        """The notes with one of these codes."""
        return tuple(one for one in self.notes if one.code in codes)

    @property
    def left_out(self) -> tuple[Note, ...]:
        """What was not used."""
        return tuple(one for one in self.notes if one.act == "left_out")

    def describe(self, lang: Language | None = None) -> str:
        """What was read, as sentences."""
        start = Text(
            nl=f"{self.file}: {self.rows_read} van {self.rows_found} rijen gebruikt",
            en=f"{self.file}: {self.rows_read} of {self.rows_found} rows used",
        ).show(lang)
        if self.units is not None:
            start += Text(nl=f", {self.units} eenheden", en=f", {self.units} units").show(lang)
        if self.first:
            start += ", " + (self.first if self.first == self.last else f"{self.first} - {self.last}")
        return ". ".join([start, *(one.sentence(lang) for one in self.notes)]) + "."

    def tidy(self) -> pd.DataFrame:
        """One row per note: code, act, column, count, rows, what."""
        import pandas as pd

        rows = [(n.code, n.act, n.column, n.count, " ".join(map(str, n.rows)), "; ".join(n.what)) for n in self.notes]
        return pd.DataFrame(rows, columns=["code", "act", "column", "count", "rows", "what"])
