"""Numbers as text: the marks of a column are decided by what stands in it, or the column is refused.

The one conversion that files and text columns given to library functions share.

A number with one mark and three digits behind it (``1.250``) can be 1250 or 1.25. What decides, in this order:

1. another number in the column that can be read in one way only (``12,5``, ``1.234.567``, ``0.250``);
2. whole numbers are asked for: the mark groups thousands (not when all end in 000, or the other columns say that this
   is their decimal mark and nothing beside it speaks against that);
3. numbers below 1,000 stand beside it without a mark, one of at least 100, and none of 1,000 or more: in a column with
   three decimals they would have them too, so the mark groups thousands;
4. the other columns of the file, when they agree and do not contradict the column itself.

Else it is refused with the cell. So is a mark that fits the format of its column badly: ``1,250`` beside ``12,5`` (a
number without its last zero, beside one with) or beside numbers that all have one decimal.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.dialect import Kind, Mark, Marks, NumberError, classify, parse_number
from wij_impact.catalogue.dressing import undressed
from wij_impact.catalogue.own.missing import missing_code
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.raw import EXCEL_ERRORS, Cell, Odd, clean
from wij_impact.catalogue.row_numbers import row_of
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Evidence", "NumberColumn", "as_numbers", "evidence", "number_texts", "read_numbers", "shared_marks"]

#: Whole numbers above this are not exact in a computation any more.
LARGEST = 2**53


@dataclass(frozen=True)
class Evidence:
    """What a column says of its own marks.

    `decimal` is decided or None; `either` is the mark of numbers that can be read in two ways, if any; `neighbours`
    says whether numbers without a mark speak for thousands; `refused` that the column contradicts itself.
    """

    decimal: Mark | None = None
    certain: bool = False
    either: Mark | None = None
    neighbours: bool = False
    refused: bool = False


def evidence(texts: Sequence[str], whole: bool | None = None) -> Evidence:
    """What the numbers of one column say of its marks.

    Examples
    --------
    >>> evidence(["1.250", "980"]).decimal, evidence(["1.250", "12,5"]).decimal, evidence(["1.250"]).decimal
    (',', ',', None)
    """
    kinds = [(text, classify(text)) for text in texts]
    sure = Counter(kind for _, kind in kinds if kind in (".", ","))
    split = [(text, _mark(kind)) for text, kind in kinds if kind.startswith("either")]
    marks = {mark for _, mark in split}
    if sure:
        decimal: Mark = "." if sure["."] >= sure[","] else ","
        tie = sure["."] == sure[","]
        badly = any(mark == decimal and _misfit(text, kinds, decimal) for text, mark in split)
        return Evidence(None if tie else decimal, True, split[0][1] if split else None, refused=tie or badly)
    if not split:
        return Evidence()
    if len(marks) > 1:
        return Evidence(either=split[0][1], refused=True)
    mark = split[0][1]
    plain = [_digits(text) for text, kind in kinds if kind == "plain"]
    beside = bool(plain) and max(plain) < 1000
    speaks = beside and max(plain) >= 100
    rounded = len(split) >= 3 and all(text.endswith("000") for text, _ in split)
    if (whole and (beside or not rounded)) or speaks:
        return Evidence(_other(mark), False, mark, neighbours=beside)
    return Evidence(None, False, mark, neighbours=beside)


def _mark(kind: Kind) -> Mark:
    return "." if kind.endswith(".") else ","


def _other(mark: Mark) -> Mark:
    return "," if mark == "." else "."


def _digits(text: str) -> float:
    return float(re.sub(r"[^0-9]", "", text) or 0)


def _misfit(text: str, kinds: Sequence[tuple[str, Kind]], decimal: Mark) -> bool:
    """Whether ``1,250`` reads badly as a decimal number in its column."""
    lengths = [
        len(other.rsplit(decimal, 1)[1]) for other, kind in kinds if kind == decimal and other.count(decimal) == 1
    ]
    if not lengths or set(lengths) == {3}:
        return False
    fixed = len(lengths) >= 3 and len(set(lengths)) == 1
    return fixed or text.endswith("0")


def shared_marks(columns: Sequence[Evidence]) -> Mark | None:
    """The decimal mark on which all columns with a decision agree; None when there is none."""
    said = {one.decimal for one in columns if one.decimal is not None}
    return said.pop() if len(said) == 1 else None


def _settle(own: Evidence, shared: Mark | None, whole: bool | None) -> Marks | None:
    """The marks of a column; None when they cannot be known."""
    if own.refused:
        return None
    if own.decimal is not None:
        clash = not own.certain and shared is not None and shared == own.either and not (whole and own.neighbours)
        return None if clash else Marks(own.decimal, _other(own.decimal))
    if own.either is None:
        return Marks(".", ",")  # nothing to decide
    if shared is None or (own.neighbours and shared == own.either):
        return None
    return Marks(shared, _other(shared))


@dataclass(frozen=True)
class NumberColumn:
    """Numbers of one column: `values` with NaN for missing, the codes met, and what could not be read."""

    values: list[float]
    marks: Marks
    codes: dict[str, int]
    empty: list[int]
    grouped: list[str]
    faults: list[tuple[int, str, Cell]] = field(default_factory=list)
    dressed: list[str] = field(default_factory=list)


_DATE_LIKE = re.compile(
    r"[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9]{1,2}-(?:jan|feb|mrt|maa|mar|apr|mei|may"
    r"|jun|jul|aug|sep|okt|oct|nov|dec)[a-z.]*|(?:jan|feb|mrt|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z.]*-[0-9]{2,4}",
    re.IGNORECASE,
)


def number_texts(cells: Sequence[Cell], minimum: float | None = None, declared: tuple[str, ...] = ()) -> list[str]:
    """The cells of a column that can be numbers as text: what decides the marks."""
    return [
        undressed(cell) for cell in map(clean, cells)
        if isinstance(cell, str) and missing_code(cell, minimum=minimum, declared=declared) is None
    ]  # fmt: skip


def read_numbers(
    cells: Sequence[Cell],
    *,
    whole: bool | None = None,
    minimum: float | None = None,
    missing: tuple[str, ...] = (),
    shared: Mark | None = None,
) -> NumberColumn:
    """The numbers of one column.

    Parameters
    ----------
    cells : sequence
        As they stand in the file.
    whole : bool, optional
        Whether only whole numbers can stand here.
    minimum : float, optional
        With 0 or more, small negative codes (-9, -99) are missing codes.
    missing : tuple of str
        Codes that mean missing in this column.
    shared : str, optional
        The decimal mark of the other columns of the file (`shared_marks`).

    Examples
    --------
    >>> read_numbers(["1.250", "980", "."], whole=True).values
    [1250.0, 980.0, nan]
    """
    cleaned = [clean(cell) for cell in cells]
    own = evidence(number_texts(cleaned, minimum, missing), whole)
    marks = _settle(own, shared, whole)
    values: list[float] = []
    codes: Counter[str] = Counter()
    empty: list[int] = []
    grouped: list[str] = []
    dressed: list[str] = []
    faults: list[tuple[int, str, Cell]] = []
    for position, cell in enumerate(cleaned):
        value = math.nan
        code = missing_code(cell, minimum=minimum, declared=missing)
        if cell is None:
            empty.append(position)
        elif code is not None:
            codes[code] += 1
        else:
            try:
                value = _one(cell, marks, whole)
            except NumberError as error:
                faults.append((position, error.rule, cell))
            else:
                if isinstance(cell, str):
                    bare = undressed(cell)
                    if classify(bare).startswith("either") and value >= 1000:
                        grouped.append(cell)
                    if classify(cell) == "bad":
                        dressed.append(cell)
        values.append(value)
    return NumberColumn(values, marks or Marks(), dict(codes), empty, grouped, faults, dressed)


def _one(cell: Cell, marks: Marks | None, whole: bool | None) -> float:
    if isinstance(cell, bool):
        raise NumberError("not-a-number")
    if isinstance(cell, Odd):
        rules = {"date": "excel-date", "percent": "percent-cell", "error": "excel-error"}
        raise NumberError(rules.get(cell.kind, "formula-without-value"))
    if isinstance(cell, str):
        value = _text(cell, marks)
    else:
        value = float(cell or 0)
        if not math.isfinite(value):
            raise NumberError("not-a-number")
    if whole:
        if abs(value) > LARGEST:
            raise NumberError("too-large")
        if not value.is_integer():
            raise NumberError("not-whole")
    return value


def _text(text: str, marks: Marks | None) -> float:
    if _DATE_LIKE.fullmatch(text):
        raise NumberError("excel-date")
    if text.upper() in EXCEL_ERRORS:
        raise NumberError("excel-error")
    text = undressed(text)
    kind = classify(text)
    if marks is None:
        if kind == "plain":
            return parse_number(text, Marks(".", ","))
        raise NumberError(_refusal(kind))
    value = parse_number(text, marks)
    if math.isinf(value):
        raise NumberError("too-large")
    return value


def _refusal(kind: Kind) -> str:
    return {"bad": "not-a-number", "scientific": "scientific-notation"}.get(kind, "undecidable-number")


def number_problem(rule: str, cell: Cell, shown: str, row: int, column: str) -> Problem:
    """The sentence for a cell that is no number."""
    from wij_impact.catalogue.convert import number_remedy

    text = cell.shown if isinstance(cell, Odd) else str(cell)
    values: dict[str, Any] = {"value": text[:60]}
    if rule == "not-a-number":
        values["remedy"] = number_remedy(text)
    elif rule == "undecidable-number":
        text = undressed(text)
        values |= {"low": text.replace(",", "."), "high": re.sub(r"[.,]", "", text), "padded": text + "0"}
    elif rule == "percent-cell" and isinstance(cell, Odd):
        values = {"value": cell.value, "shown": cell.shown, "plain": cell.shown.rstrip("%")}
    elif rule == "not-whole":
        near = re.sub(r"[.,].*", "", text)
        values["remedy"] = Text(
            nl=f"Schrijf een geheel getal, zoals {near}.", en=f"Write a whole number, such as {near}."
        )
    return problem(rule, shown, row, column, **values)


def as_numbers(
    given: pd.Series, column: str = "", *, whole: bool | None = None, minimum: float | None = None
) -> pd.Series:
    """A column that a caller hands to a function, as floats: numbers stay, texts are read as in a file.

    Parameters
    ----------
    given : Series
        Numbers, or texts such as "1.250".
    column : str
        Its name, for the error.
    whole, minimum
        See `read_numbers`.

    Raises
    ------
    InputError
        For the first cell that cannot be read in one way only.

    Examples
    --------
    >>> import pandas as pd
    >>> as_numbers(pd.Series(["1.250", "980"])).tolist()
    [1250.0, 980.0]
    """
    import pandas as pd

    if pd.api.types.is_numeric_dtype(given) or pd.api.types.is_bool_dtype(given):
        return (
            given.astype("float64")
            if not pd.api.types.is_extension_array_dtype(given)
            else pd.Series(given.to_numpy(dtype=float, na_value=math.nan), given.index, name=given.name)
        )
    cells = [_python(cell) for cell in given]
    read = read_numbers(cells, whole=whole, minimum=minimum)
    if read.faults:
        position, rule, cell = read.faults[0]
        raise number_problem(rule, cell, "", row_of(given, position), column or str(given.name or "")).as_error(
            len(read.faults) - 1
        )
    return pd.Series(read.values, given.index, dtype="float64", name=given.name)


def _python(cell: Any) -> Cell:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, str | int | float | bool | Odd):
        return cell
    import pandas as pd

    if pd.isna(cell):
        return None
    return cell.item() if hasattr(cell, "item") else str(cell)
