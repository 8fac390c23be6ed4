"""Why help ended, as registrations write it: our codes, the codes of a delivery, or words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wij_impact.catalogue.own.deliveries.codes import REASONS, REASONS_IJW
from wij_impact.catalogue.own.headers import slug
from wij_impact.catalogue.own.record import Note, note

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_endings"]

#: Code -> what registrations write for it; a word that can mean two of these stands nowhere.
WORDS = {
    "planned": ("volgens plan", "beëindigd volgens plan", "conform plan", "according to plan", "as planned"),
    "early_agreed": (
        "in overleg", "in overeenstemming", "voortijdig in overleg", "in overleg voortijdig",
        "voortijdig in overeenstemming", "in overleg beëindigd", "by agreement",
    ),
    "early_client": (
        "jeugdige alleen", "cliënt alleen", "eenzijdig door jeugdige", "eenzijdig door cliënt", "eenzijdig jeugdige",
        "eenzijdig cliënt", "voortijdig eenzijdig door de cliënt", "voortijdig eenzijdig door cliënt", "client alone",
    ),
    "early_provider": (
        "aanbieder alleen", "eenzijdig door aanbieder", "eenzijdig aanbieder", "eenzijdig door jeugdhulpaanbieder",
        "voortijdig eenzijdig door aanbieder", "voortijdig eenzijdig door de aanbieder", "provider alone",
    ),
    "early_external": (
        "van buiten", "externe omstandigheden", "door externe omstandigheden",
        "voortijdig wegens externe omstandigheden", "external circumstances",
    ),
    "other": ("anders", "andere reden", "overig", "overige", "other"),
}  # fmt: skip
_KNOWN = {slug(word): code for code, words in WORDS.items() for word in (code, *words)}


def read_endings(column: pd.Series) -> tuple[pd.Series, list[Note]]:
    """The codes of `flow.REASONS` for a column of reasons, and what was read in words or not known.

    Numbers are codes of the delivery to CBS where all are, else of the iJw messages: 02 is not the same in both.
    A word that is not known stays as it stands: it is no answer, and said to be none.

    Examples
    --------
    >>> import pandas as pd
    >>> found, notes = read_endings(pd.Series(["Volgens plan", "eenzijdig door cliënt", "klaar", None]))
    >>> found.tolist()[:3], [(one.code, one.count) for one in notes]
    (['planned', 'early_client', 'klaar'], [('answers-recoded', 2), ('reasons-unknown', 1)])
    """
    written = column.dropna().astype(str).str.strip()
    numbers = set(written[written.str.fullmatch(r"\d{1,2}")].str.zfill(2))
    codes = REASONS if numbers <= set(REASONS) else REASONS_IJW
    meant = {
        cell: codes[cell.zfill(2)] if cell.zfill(2) in codes else _KNOWN.get(slug(cell), "")
        for cell in dict.fromkeys(written)
    }
    read = {cell: code for cell, code in meant.items() if code and code != cell}
    # These are told by their rows, never by what they say: a reason of one's own can be about somebody.
    unknown = [cell for cell, code in meant.items() if not code and cell and codes.get(cell.zfill(2)) != ""]
    notes = []
    if read:
        rows = column.index[column.astype("string").str.strip().isin(list(read))]
        notes.append(note("answers-recoded", "reason_end", count=len(rows), what=list(read)))
    if unknown:
        rows = column.index[column.astype("string").str.strip().isin(unknown)]
        notes.append(note("reasons-unknown", "reason_end", rows=[int(row) for row in rows]))
    return column.map(lambda cell: read.get(str(cell).strip(), cell), na_action="ignore"), notes
