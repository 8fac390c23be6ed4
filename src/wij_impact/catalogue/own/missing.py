"""Codes that mean "nothing known": of CBS, LimeSurvey, SPSS, Excel and of people who type."""

from __future__ import annotations

from wij_impact.catalogue.raw import Cell, Odd

__all__ = ["EMPTY_WORDS", "missing_code"]

#: In a column of numbers these are not numbers and not mistakes. CBS: `.` secret, `-` nil or absent, `x` not known.
_WORDS = frozenset({
    ".", "..", "...", "x", "xx", "-", "--", "\u2013", "\u2014", "*", "?", "n.b.", "nb", "n.b", "n.v.t.", "nvt", "n.v.t",
    "n/a", "na", "n.a.", "#n/a", "#n/b", "#nb", "#nvt", "nan", "<na>", "null", "none", "nil", "onbekend", "unknown",
    "geheim", "secret", "niet bekend", "not available", "n.n.b.", "ntb", "n.t.b.", "geen gegevens", "geen opgave",
    "missing", "ontbreekt", "weet niet", "not asked", "niet gevraagd", "leeg", "-oth-",
    "\u2026", "(leeg)", "(blank)", "(null)", "(onbekend)", "(missing)",
})  # fmt: skip
#: In a column of texts only what no name or answer can be.
EMPTY_WORDS = frozenset({".", "-", "#n/a", "#n/b", "nan", "<na>", "null"})
#: Numbers that stand for missing wherever they are met.
_NUMBERS = frozenset({-99995.0, -99997.0, -99999999.0, -99999.0, -999999.0, -9999999.0})
#: Numbers that stand for missing where nothing below zero can be.
_BELOW_ZERO = frozenset({-9.0, -8.0, -7.0, -99.0, -98.0, -97.0, -999.0, -998.0, -997.0, -9999.0})


def missing_code(cell: Cell, *, minimum: float | None = None, declared: tuple[str, ...] = ()) -> str | None:
    """The code as written when a cell of a number column means "nothing known"; None when it is a value.

    Examples
    --------
    >>> missing_code("-99997"), missing_code("n.b."), missing_code("-9", minimum=0), missing_code("-9")
    ('-99997', 'n.b.', '-9', None)
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, Odd):
        return cell.shown if cell.shown.casefold() in _WORDS else None
    text = str(cell).strip()
    if text in declared or text.casefold() in _WORDS:
        return text
    try:
        value = float(text.replace("\u2212", "-").replace(",", "."))
    except ValueError:
        return None
    if value in _NUMBERS or (minimum is not None and minimum >= 0 and value in _BELOW_ZERO):
        return f"{value:.0f}"
    return None
