"""Errors that help: what is wrong, where, and how to mend it.

Every error a user can cause is one of these. The commands print it as one sentence and leave with the exit
status it carries; a traceback is for defects of ours.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable

from wij_impact.language import LANGUAGES, Language, Text, in_language

__all__ = [
    "InputError",
    "InsufficientEvidence",
    "UsageError",
    "WijImpactError",
    "check_language",
    "suggest",
    "system_reason",
    "told_file",
]

_SHEET = re.compile(r"(.+\.(?:xlsx|xlsm|ods))#(.+)", re.IGNORECASE | re.DOTALL)


class WijImpactError(Exception):
    """What every error of this package derives from.

    Parameters
    ----------
    message : str or Text
        What is wrong, in one sentence; a `Text` where a user of the commands can meet it (Dutch and English).
    remedy : str or Text, optional
        What to do about it, in one sentence.
    file, row, column : optional
        Where it is wrong. `row` counts as the user's editor or spreadsheet does: the header is row 1.
    """

    exit_status = 1

    def __init__(
        self,
        message: str | Text,
        *,
        remedy: str | Text = "",
        file: str = "",
        row: int | None = None,
        column: str = "",
    ) -> None:
        self.message = message
        self.remedy = remedy
        self.file = file
        self.row = row
        self.column = column
        super().__init__(message)

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, lang: Language | None = None) -> str:
        """Place, problem and remedy as one line of text, by default in the language of the process."""
        problem = self.where(lang) + in_language(self.message, lang)
        return " ".join(part for part in (problem, in_language(self.remedy, lang)) if part)

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call the class with the joined sentence only; a worker process must keep the remedy.
        keywords = {"remedy": self.remedy, "file": self.file, "row": self.row, "column": self.column}
        return (_rebuild, (type(self), self.message, keywords))

    def where(self, lang: Language | None = None) -> str:
        """The place, as `file, row 3, column year: `; empty when it has none."""
        parts = [told_file(self.file, lang)] if self.file else []
        if self.row is not None:
            parts.append(Text(nl=f"rij {self.row}", en=f"row {self.row}").show(lang))
        if self.column:
            parts.append(Text(nl=f"kolom {self.column}", en=f"column {self.column}").show(lang))
        return ", ".join(parts) + ": " if parts else ""


def _rebuild(kind: type[WijImpactError], message: str, keywords: dict[str, object]) -> WijImpactError:
    return kind(message, **keywords)  # type: ignore[arg-type]


class InputError(WijImpactError, ValueError):
    """The data or a case has an error; the sentence names column, row and remedy (exit status 1).

    Examples
    --------
    >>> from wij_impact import InputError
    >>> print(InputError("'abc' is not a number.", remedy="Write 12,5 or 12.5.", file="figures.csv",
    ...                  row=4, column="value"))
    figures.csv, row 4, column value: 'abc' is not a number. Write 12,5 or 12.5.
    """


class UsageError(WijImpactError, ValueError):
    """The command or function was called wrongly (exit status 2)."""

    exit_status = 2


class InsufficientEvidence(WijImpactError):
    """A method cannot answer with these data, and says what it would need.

    Raised instead of returning a number that the method does not stand behind: too few clusters, no overlap,
    a poor pre-fit, too few points.
    """


def suggest(wrong: str, known: list[str]) -> str | None:
    """The known name nearest to `wrong`, or None when nothing is near.

    Examples
    --------
    >>> suggest("yaer", ["year", "lang"])
    'year'
    >>> suggest("zzz", ["year"]) is None
    True
    """
    import difflib

    lowered = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(wrong.casefold(), list(lowered), n=1, cutoff=0.5)
    return lowered[near[0]] if near else None


#: What the system says in English, in both languages: the reasons that a user can do something about.
_REASONS = {
    errno.ENOENT: Text(nl="het bestaat niet", en="it does not exist"),
    errno.EACCES: Text(nl="u hebt geen toestemming", en="you have no permission"),
    errno.EPERM: Text(nl="u hebt geen toestemming", en="you have no permission"),
    errno.EROFS: Text(nl="hier mag alleen gelezen worden", en="this place is read-only"),
    errno.ENOSPC: Text(nl="de schijf is vol", en="the disk is full"),
    errno.EISDIR: Text(nl="het is een map", en="it is a folder"),
    errno.ENOTDIR: Text(nl="een deel van het pad is geen map", en="a part of the path is no folder"),
    errno.EEXIST: Text(nl="het bestaat al", en="it exists already"),
    errno.ENAMETOOLONG: Text(nl="de naam is te lang", en="the name is too long"),
    errno.EBUSY: Text(nl="het is in gebruik", en="it is in use"),
}


def system_reason(error: Exception) -> Text:
    """Why the system refused, in both languages; for what has no sentence here, what the system itself says.

    Examples
    --------
    >>> system_reason(FileNotFoundError(2, "No such file or directory")).show("nl")
    'het bestaat niet'
    >>> system_reason(ValueError("line 3")).show("nl")
    'line 3'
    """
    if isinstance(error, OSError) and error.errno in _REASONS:
        return _REASONS[error.errno]
    said = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return Text(nl=said, en=said)


def told_file(file: str, lang: Language | None = None) -> str:
    """A file as a reader says it: ``book.xlsx#risks`` is sheet risks of book.xlsx.

    Examples
    --------
    >>> told_file("book.xlsx#risks", "nl"), told_file("export.csv", "nl")
    ('book.xlsx, blad risks', 'export.csv')
    """
    found = _SHEET.fullmatch(file)
    if found is None:
        return file
    return Text(nl=f"{found[1]}, blad {found[2]}", en=f"{found[1]}, sheet {found[2]}").show(lang)


def check_language(lang: str, known: Iterable[str] = LANGUAGES) -> Language:
    """Return `lang` when it is one of `known`; raise `UsageError` otherwise.

    The reports speak every language that `data/words` has (`presentation.languages`); errors speak `LANGUAGES`.
    """
    there = list(known)
    if lang not in there:
        raise UsageError(
            Text(nl=f"taal '{lang}' is er niet.", en=f"there is no language '{lang}'."),
            remedy=Text(nl=f"Kies {' of '.join(there)}.", en=f"Choose {' or '.join(there)}."),
        )
    return lang
