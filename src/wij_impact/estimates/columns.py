"""Reading the caller's columns: numbers that are numbers, units that are named, one sentence when not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.catalogue.own.numbers import as_numbers, number_problem, read_numbers
from wij_impact.catalogue.row_numbers import row_of, with_rows
from wij_impact.errors import InputError, InsufficientEvidence, UsageError, suggest
from wij_impact.language import Text

__all__ = [
    "Numbers",
    "as_floats",
    "cell_numbers",
    "choose",
    "keep_keys",
    "names",
    "need_units",
    "numbers",
    "positive",
    "require",
    "require_frame",
    "require_single_cells",
    "row_of",
    "unit_names",
    "with_rows",
]

Numbers = npt.NDArray[np.float64]


def names(columns: str | Sequence[str]) -> list[str]:
    """One name or several, as a list; a name may be a number."""
    return list(columns) if pd.api.types.is_list_like(columns) else [columns]  # type: ignore[list-item]


def choose(value: str, allowed: Sequence[str], argument: str) -> str:
    """Return `value` when it is one of `allowed`; say what there is otherwise."""
    if value not in allowed:
        near = suggest(str(value), list(allowed))
        listed = ", ".join(allowed)
        raise UsageError(
            Text(nl=f"{argument}={value!r} bestaat niet.", en=f"{argument}={value!r} does not exist."),
            remedy=Text(
                nl=f"Kies uit: {listed}." + (f" Bedoelt u {near}?" if near else ""),
                en=f"Choose one of: {listed}." + (f" Did you mean {near}?" if near else ""),
            ),
        )
    return value


def require_frame(data: Any) -> None:
    """What a caller gives is a table with columns.

    Examples
    --------
    >>> require_frame(pd.DataFrame({"n": [1]}))
    """
    if not isinstance(data, pd.DataFrame):
        kind = type(data).__name__
        raise UsageError(
            Text(nl=f"dit is geen tabel maar een {kind}.", en=f"this is no table but a {kind}."),
            remedy=Text(nl="Geef een pandas DataFrame.", en="Give a pandas DataFrame."),
        )


def require_single_cells(data: pd.DataFrame, column: str) -> None:
    """No cell of a column holds a list or a table: what is counted or compared is one value."""
    given = data[column]
    if given.dtype != object:
        return
    for position, cell in enumerate(given):
        if isinstance(cell, list | dict | set | np.ndarray | pd.Series):
            raise InputError(
                Text(nl="de cel bevat meer dan één waarde.", en="the cell holds more than one value."),
                remedy=Text(nl="Zet in elke cel één waarde.", en="Put one value in each cell."),
                row=row_of(given, position),
                column=str(column),
            )


def require(data: pd.DataFrame, columns: str | Sequence[str]) -> None:
    """Every column is there, once and with one value a cell; the error suggests the nearest name."""
    require_frame(data)
    for name in names(columns):
        if name not in data.columns:
            near = suggest(str(name), [str(column) for column in data.columns])
            raise InputError(
                Text(nl=f"kolom '{name}' ontbreekt.", en=f"column '{name}' is missing."),
                remedy=Text(
                    nl=f"Bedoelt u '{near}'?" if near else "Noem een kolom die in de tabel staat.",
                    en=f"Did you mean '{near}'?" if near else "Name a column that the table has.",
                ),
                column=str(name),
            )
        if list(data.columns).count(name) > 1:
            raise InputError(
                Text(nl=f"kolom '{name}' staat er meer dan eens in.", en=f"column '{name}' occurs more than once."),
                remedy=Text(nl="Geef elke kolom een eigen naam.", en="Give every column a name of its own."),
                column=str(name),
            )
        require_single_cells(data, name)
    if len(data) == 0:
        raise InputError(
            Text(nl="de tabel heeft geen rijen.", en="the table has no rows."),
            remedy=Text(nl="Lever minstens één rij aan.", en="Supply at least one row."),
        )


def numbers(
    data: pd.DataFrame, column: str, *, minimum: float | None = 0.0, missing: bool = False, above: bool = False
) -> Numbers:
    """A column as floats, checked.

    Parameters
    ----------
    data, column
        Where to read.
    minimum : float, optional
        The smallest value allowed; None for any.
    missing : bool
        Whether empty cells are allowed (they become NaN).
    above : bool
        Whether the value must lie above `minimum` instead of at or above it.

    Raises
    ------
    InputError
        With the first wrong row, counted as a spreadsheet does.
    """
    require(data, column)
    given = data[column]
    values, empty = cell_numbers(given, str(column))
    _refuse(~np.isfinite(values) & ~empty, column, given, Text(nl="is geen getal", en="is not a number"))
    if not missing:
        _refuse(empty, column, given, Text(nl="is leeg", en="is empty"))
    if minimum is not None:
        with np.errstate(invalid="ignore"):
            low = (values <= minimum) if above else (values < minimum)
        said = Text(
            nl=f"moet {'boven' if above else 'minstens'} {minimum:g} zijn",
            en=f"must be {'above' if above else 'at least'} {minimum:g}",
        )
        _refuse(low & ~empty, column, given, said)
    return values


def cell_numbers(given: pd.Series, column: str, moments: bool = False) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The column as floats, and which cells say nothing: texts are read as in a file of the user's own.

    A text that is no number at all is NaN and not among the cells that say nothing: the caller says what it should be.
    So is a date where `moments` says that the column may hold them; else a date is a number that a spreadsheet spoiled.

    Raises
    ------
    InputError
        For a text that can be read in two ways, a fraction of people in scientific notation, a percent cell.

    Examples
    --------
    >>> values, empty = cell_numbers(pd.Series(["1.250", "980", "juni", None]), "n")
    >>> values.tolist(), empty.tolist()
    ([1250.0, 980.0, nan, nan], [False, False, False, True])
    """
    empty = given.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(given) or pd.api.types.is_timedelta64_dtype(given):
        return np.full(len(given), np.nan), empty  # else a day would be a count of billionths of a second
    words = not pd.api.types.is_numeric_dtype(given) and any(isinstance(cell, str) for cell in given)
    if not words:
        return pd.to_numeric(given, errors="coerce").to_numpy(dtype=float, na_value=np.nan), empty
    read = read_numbers([None if gone else cell for cell, gone in zip(given, empty, strict=True)])
    unsaid = ("not-a-number", "excel-date") if moments else ("not-a-number",)
    for position, rule, cell in read.faults:
        if rule not in unsaid:  # those are said with the others of their kind
            raise number_problem(rule, cell, "", row_of(given, position), column).as_error()
    values = np.array(read.values, dtype=float)
    wrong = np.zeros(len(values), dtype=bool)
    wrong[[position for position, _, _ in read.faults]] = True
    return values, np.isnan(values) & ~wrong


def as_floats(values: Any, name: str = "") -> Numbers:
    """Numbers that a caller hands over as a sequence or an array, as floats: texts are read as in a file of one's own.

    Raises
    ------
    InputError
        For a text that is no number, or can be read in two ways.

    Examples
    --------
    >>> as_floats(["1.250", "980"]).tolist(), as_floats([1.25, None]).tolist()
    ([1250.0, 980.0], [1.25, nan])
    """
    given = np.asarray(values)
    if given.dtype.kind not in "OUS":
        return given.astype(float)
    if not any(isinstance(cell, str) for cell in given.ravel()):
        return np.asarray(values, dtype=float)
    flat = given.astype(object).reshape(len(given), -1) if given.ndim else given.astype(object).reshape(1, 1)
    read = [as_numbers(pd.Series(list(column), dtype=object), name).to_numpy() for column in flat.T]
    return np.array(read).T.reshape(given.shape)


def positive(data: pd.DataFrame, column: str) -> Numbers:
    """A denominator: present and above 0."""
    return numbers(data, column, minimum=0.0, above=True)


def _refuse(wrong: npt.NDArray[np.bool_], column: str, given: pd.Series, problem: Text) -> None:
    if wrong.any():
        first = int(np.argmax(wrong))
        value = given.iloc[first]
        shown = Text(nl="de cel", en="the cell") if pd.isna(value) else Text(nl=f"'{value}'", en=f"'{value}'")
        more = int(wrong.sum()) - 1
        raise InputError(
            Text(
                nl=f"{shown.nl} {problem.nl}" + (f" (en nog {more})." if more else "."),
                en=f"{shown.en} {problem.en}" + (f" (and {more} more)." if more else "."),
            ),
            remedy=Text(
                nl="Verbeter de waarde, of laat de rij weg als zij niet bekend is.",
                en="Mend the value, or leave the row out when it is not known.",
            ),
            row=row_of(given, first),
            column=str(column),
        )


def unit_names(data: pd.DataFrame, unit: str) -> list[str]:
    """The units, one row each, as text."""
    require(data, unit)
    found = data[unit]
    if found.isna().any():
        row = row_of(data, int(np.argmax(found.isna().to_numpy())))
        raise InputError(
            Text(nl="de eenheid heeft geen naam.", en="the unit has no name."),
            remedy=Text(nl="Geef elke rij een eenheid.", en="Give every row a unit."),
            row=row,
            column=unit,
        )
    if found.duplicated().any():
        first = int(np.argmax(found.duplicated().to_numpy()))
        raise InputError(
            Text(
                nl=f"eenheid '{found.iloc[first]}' staat er twee keer in.",
                en=f"unit '{found.iloc[first]}' occurs twice.",
            ),
            remedy=Text(nl="Tel de rijen van een eenheid eerst op.", en="Add up the rows of a unit first."),
            row=row_of(data, first),
            column=unit,
        )
    return [str(name) for name in found]


def keep_keys(result: pd.DataFrame, unit: str, data: pd.DataFrame, column: str = "") -> pd.DataFrame:
    """The caller's own keys in the key column of a result: a number stays a number, so that a merge works.

    Parameters
    ----------
    result : DataFrame
        With the units as text in `column` (by default `unit`).
    unit : str
        Column of `data` with the keys, each once.
    data : DataFrame

    Examples
    --------
    >>> given = pd.DataFrame({"school": [7, 12]})
    >>> keep_keys(pd.DataFrame({"school": ["12", "7"]}), "school", given)["school"].tolist()
    [12, 7]
    """
    column = column or unit
    place = {str(name): i for i, name in enumerate(data[unit])}
    at = [place[str(name)] for name in result[column]]
    kept = result.copy()
    kept[column] = data[unit].iloc[at].array
    return kept


def need_units(count: int, least: int, method: Text) -> None:
    """Refuse to compare fewer units than the method needs."""
    if count < least:
        raise InsufficientEvidence(
            Text(
                nl=f"{method.nl} vraagt minstens {least} eenheden; dit zijn er {count}.",
                en=f"{method.en} needs at least {least} units; there are {count}.",
            ),
            remedy=Text(
                nl="Voeg eenheden toe, of toon de cijfers met hun interval zonder vergelijking.",
                en="Add units, or show the figures with their interval without a comparison.",
            ),
        )
