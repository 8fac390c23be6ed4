"""How a file writes its numbers: one decimal mark per file, decided by evidence and never guessed.

Every number as text is one of these:

========================  =========================================================================
``12``, ``1 234``         plain: says nothing about the decimal mark (a space groups thousands)
``12,5``  ``0,125``       certain: the mark cannot group thousands, so it is the decimal mark
``1.234,5``  ``1.2.3``    certain: with both marks the last is decimal; a repeated mark groups thousands
``1.234``  ``1,234``      either: one to three digits, one mark, three digits; alone it can be both
========================  =========================================================================

The rules, over all number columns of one file together:

1. Certain numbers decide. When they disagree, the minority is an error (`mixed-decimals`), on its own row.
2. An `either` number with the decided decimal mark is read with it. One with the other mark groups thousands,
   if the delimiter has the same habit (`;` goes with the decimal comma, `,` with the decimal point; a tab or a
   worksheet has none); otherwise it is an error (`undecidable-number`).
3. Without certain numbers, an `either` number in a column of whole numbers must group thousands, and decides
   for the file. When such columns disagree, nothing is decided.
4. What is then left is an error, never a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Marks", "NumberError", "classify", "infer_marks", "parse_number"]

Kind = Literal["plain", ".", ",", "either.", "either,", "bad", "scientific"]
Mark = Literal[".", ","]

_SPACES = "\u00a0\u202f\u2009 "
_PLAIN = re.compile(rf"[0-9]+|[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+")
_EITHER = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
_BOTH = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(,)|(?:,[0-9]{3})+(\.))[0-9]+")
_REPEATED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})")
_SINGLE = re.compile(rf"(?:[0-9]*|[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+)([.,])[0-9]+")
_POWER = re.compile(r"[0-9](?:([.,])([0-9]+))?[eE]([+-]?[0-9]{1,3})")
_SIGN = re.compile(r"^[+\-\u2212]")


class NumberError(ValueError):
    """A text is not a number in this dialect; `rule` names why."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True)
class Marks:
    """The decimal mark of a file (None: no number says), and which other mark groups thousands in it."""

    decimal: Mark | None = None
    thousands: Mark | None = None
    conflicting: bool = False


def classify(text: str) -> Kind:
    """What one number says about the decimal mark.

    Examples
    --------
    >>> [classify(text) for text in ("12", "12,5", "1.234,5", "1.234", "1.234.567", "n.v.t.")]
    ['plain', ',', ',', 'either.', ',', 'bad']
    """
    body = _SIGN.sub("", text, count=1)
    if _PLAIN.fullmatch(body):
        return "plain"
    if match := _EITHER.fullmatch(body):
        return "either." if match[1] == "." else "either,"
    if match := _BOTH.fullmatch(body):
        return "," if match[1] else "."
    if _REPEATED.fullmatch(body):
        return "," if "." in body else "."
    if match := _SINGLE.fullmatch(body):
        return "." if match[1] == "." else ","
    if match := _POWER.fullmatch(body):
        return _power(match)
    return "bad"


def _power(match: re.Match[str]) -> Kind:
    # 1.23E+05 may have lost digits when it was saved; 1e-05 and 1.2345678901234567e+16 (all digits there) have not.
    digits = len(match[2] or "")
    if int(match[3]) > digits:
        return "scientific"
    if match[1] is None:
        return "plain"
    return "." if match[1] == "." else ","


def infer_marks(values: Iterable[tuple[str, bool]], delimiter: str | None = None) -> Marks:
    """Decide the decimal mark of a file from all its numbers as text.

    Parameters
    ----------
    values : iterable of (text, whole)
        Every filled cell of the number columns, and whether its column holds whole numbers only.
    delimiter : str, optional
        What separates the columns; None for a worksheet.

    Examples
    --------
    >>> infer_marks([("12,5", False), ("1.234", False)], ";")
    Marks(decimal=',', thousands='.', conflicting=False)
    >>> infer_marks([("1.234", False)], ";").decimal is None
    True
    """
    certain: Counter[str] = Counter()
    whole_either: set[str] = set()
    for text, whole in values:
        kind = classify(text)
        if kind in (".", ","):
            certain[kind] += 1
        elif whole and kind in ("either.", "either,"):
            whole_either.add(kind[-1])
    if certain:
        decimal: Mark = "." if certain["."] > certain[","] else ","
        if certain["."] == certain[","]:
            return Marks(None, None, conflicting=True)
        return Marks(decimal, _thousands(decimal, delimiter), conflicting=len(certain) == 2)
    if len(whole_either) == 1:
        return Marks(",", ".") if "." in whole_either else Marks(".", ",")
    return Marks()


def _thousands(decimal: Mark, delimiter: str | None) -> Mark | None:
    habit: dict[str | None, str] = {";": ",", ",": "."}
    if habit.get(delimiter, decimal) != decimal:
        return None
    return "," if decimal == "." else "."


def parse_number(text: str, marks: Marks) -> float:
    """Read one number in the dialect of its file.

    Raises
    ------
    NumberError
        With the rule that names why it cannot be read: not-a-number, mixed-decimals, undecidable-number or
        scientific-notation.

    Examples
    --------
    >>> parse_number("1.234,5", Marks(",", "."))
    1234.5
    """
    kind = classify(text)
    if kind == "bad":
        raise NumberError("not-a-number")
    if kind == "scientific":
        raise NumberError("scientific-notation")
    decimal = _decimal_of(kind, marks)
    cleaned = text.translate(_CLEAN)
    other = "," if decimal == "." else "."
    return float(cleaned.replace(other, "").replace(decimal, "."))


_CLEAN = {ord(space): None for space in _SPACES} | {0x2212: "-"}


def _decimal_of(kind: Kind, marks: Marks) -> Mark:
    if kind == "plain":
        return "."
    if kind in (".", ","):
        mark: Mark = "." if kind == "." else ","
        if marks.decimal != mark:
            raise NumberError("mixed-decimals")
        return mark
    mark = "." if kind == "either." else ","
    if marks.decimal is None or (mark != marks.decimal and mark != marks.thousands):
        raise NumberError("undecidable-number")
    return marks.decimal
