"""Every problem that reading or checking can name: its short stable code, the sentence and the remedy.

A problem is a row of `catalogue.check`: file, row, column, rule, found, remedy, severity. The codes of
`data/words/rules.toml` are stable, so that a script can count on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.catalogue.rules import rule_words
from wij_impact.errors import InputError, WijImpactError, told_file
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLUMNS",
    "Problem",
    "ReadError",
    "Severity",
    "as_frame",
    "fail",
    "gather",
    "gathering",
    "of_error",
    "problem",
    "told_column",
    "with_headers",
]

Severity = Literal["error", "notice"]

#: The columns of `catalogue.check`.
COLUMNS = ["file", "row", "column", "rule", "found", "remedy", "severity"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong (error) or worth knowing (notice), where it is, and what to do about it.

    `column` is our name; `header` is what the file calls it, where that is another.
    """

    file: str
    row: int | None
    column: str
    rule: str
    found: Text
    remedy: Text
    severity: Severity = "error"
    header: str = ""

    @property
    def place(self) -> str:
        """The column as its user knows it."""
        return told_column(self.column, self.header)

    def as_error(self, others: int = 0) -> InputError:
        """The exception a function raises for it; `others` counts the further problems not told."""
        found = self.found
        if others:
            found = Text(
                nl=f"{found.nl} (en nog {others} {'probleem' if others == 1 else 'problemen'})",
                en=f"{found.en} (and {others} more problem{'s' if others > 1 else ''})",
            )
        found = Text(nl=_stop(found.nl), en=_stop(found.en))
        return InputError(found, remedy=self.remedy, file=self.file, row=self.row, column=self.place)


class ReadError(InputError):
    """A file that cannot be read as a table at all; carries the `Problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(
            Text(nl=_stop(problem.found.nl), en=_stop(problem.found.en)),
            remedy=problem.remedy,
            file=problem.file,
            row=problem.row,
            column=problem.place,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (ReadError, (self.problem,))


def problem(
    rule: str,
    file: str,
    row: int | None = None,
    column: str = "",
    *,
    severity: Severity = "error",
    **values: object,
) -> Problem:
    """The problem `rule` at a place, with its sentences filled in from `values`."""
    found, remedy = rule_words(rule)
    return Problem(file, row, column, rule, _fill(found, values), _fill(remedy, values), severity)


def fail(rule: str, file: str, row: int | None = None, column: str = "", **values: object) -> ReadError:
    """The exception for a file that cannot be read further."""
    found, remedy = rule_words(rule)
    return ReadError(Problem(file, row, column, rule, _fill(found, values), _fill(remedy, values)))


def told_column(name: str, header: str) -> str:
    """A column as its user knows it: the header in the file, with our name in brackets where they differ.

    Examples
    --------
    >>> told_column("registered", "Aanmelddatum"), told_column("start", "Start"), told_column("end", "")
    ('Aanmelddatum (registered)', 'Start', 'end')
    """
    if not header or header.casefold() == name.casefold():
        return header or name
    return f"{header} ({name})"


def with_headers(problems: Sequence[Problem], headers: Mapping[str, str]) -> list[Problem]:
    """The problems with the header of their column in the file; `headers` says it by our name."""
    return [
        replace(one, header=headers[one.column]) if not one.header and one.column in headers else one
        for one in problems
    ]


def as_frame(problems: list[Problem], lang: Language | None = None) -> pd.DataFrame:
    """Problems as the table that `catalogue.check` returns."""
    import pandas as pd

    rows = [
        (told_file(p.file, lang), p.row, p.place, p.rule, p.found.show(lang), p.remedy.show(lang), p.severity)
        for p in problems
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"row": "Int64"} | {c: "str" for c in COLUMNS if c != "row"})


def _fill(text: Text, values: dict[str, object]) -> Text:
    nl = {key: value.nl if isinstance(value, Text) else value for key, value in values.items()}
    en = {key: value.en if isinstance(value, Text) else value for key, value in values.items()}
    return Text(nl=text.nl.format(**nl).strip(), en=text.en.format(**en).strip())


def _stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else sentence + "."


@dataclass
class Gathered:
    """What reading met: every problem of every file, and what was read."""

    problems: list[Problem]
    readings: list[Any]


_GATHERED: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering() -> Iterator[Gathered]:
    """Keep every problem and reading of the files that are read inside, also of a read that raises the first one."""
    held = Gathered([], [])
    token = _GATHERED.set(held)
    try:
        yield held
    finally:
        _GATHERED.reset(token)


def gather(problems: Sequence[Problem], reading: Any = None) -> None:
    """Tell what a read met to whoever is gathering."""
    held = _GATHERED.get()
    if held is not None:
        held.problems += problems
        held.readings += [] if reading is None else [reading]


def of_error(error: WijImpactError) -> Problem:
    """The problem that an error tells, as a row of `catalogue.check`."""
    if isinstance(error, ReadError):
        return error.problem
    message = error.message if isinstance(error.message, Text) else Text(nl=error.message, en=error.message)
    remedy = error.remedy if isinstance(error.remedy, Text) else Text(nl=error.remedy, en=error.remedy)
    return Problem(error.file, error.row, error.column, "dictionary", message, remedy)
