"""What a change is made of: exact accounting over factors that multiply, the same in whichever order they are taken."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import Numbers, choose, names, numbers, require, row_of
from wij_impact.language import Text

__all__ = ["decompose"]

METHOD = "Shapley (Das Gupta), accounting, not causal"
Key = tuple[Hashable, ...]
Table = pd.DataFrame | pd.Series | Mapping[str, float]


def decompose(
    before: Table,
    after: Table,
    factors: str | Sequence[str],
    by: str | Sequence[str] | None = None,
    *,
    shares: str | Sequence[str] = (),
    volume: str | None = None,
) -> pd.DataFrame:
    """Divide a change over the factors whose product, added over groups, is the amount.

    Cost is clients times days per client times price per day; a crude rate is the sum over age groups of share times
    rate. Each factor gets the change it brings on average over all orders in which the factors can be changed from
    `before` to `after`. That is bookkeeping: it says which part of the sum moved, never why it moved.

    Parameters
    ----------
    before, after : DataFrame (or one row as a Series or mapping)
        One row per group, with the same groups in both. The order of rows does not matter when `by` is given.
    factors : str or list of str
        The columns that multiply to a group's amount. Any unit; the result is in the unit of their product.
    by : str or list of str, optional
        The columns (or levels of a named index) that name a group. Without it the rows are matched by the index when
        both tables have the same labels, and in the order they stand otherwise.
    shares : str or list of str
        Factors to turn into shares of their total first, so that numbers of persons become the structure of a
        population (Kitagawa's composition effect) and its size does not count.
    volume : str, optional
        The factor that says whether a group is there at all; see the Notes.

    Returns
    -------
    DataFrame
        One row per factor: factor, estimate (its part of the change), the common columns (an identity has no
        standard error, so those are NaN; n = groups), and before, after, change (the amounts, the same in each row),
        share_of_change (NaN when nothing changed on balance), alone (what this factor would have changed with the
        others as they were before) and interaction (what then remains, the same in each row: the threefold division).
        The estimates add up to `change`, and so do `alone` and one `interaction`.

    Raises
    ------
    InputError
        When a column is missing, a cell is empty or not a number, a group occurs twice or on one side only, or when
        without `by` the index or a column of names that both tables have says that rows do not belong together.

    Notes
    -----
    A group that is not there on one side (`volume` is 0; without it, exactly one of its factors is 0) has no price
    there: its whole amount on the other side is due to that factor, and its other factors, which may be empty, get
    nothing.

    Das Gupta (1993), Standardization and Decomposition of Rates, US Census Bureau P23-186; Kitagawa (1955) is the case
    of two factors. Averaging over all orders is the Shapley value, which for a product is the integral of the
    partial derivative along the straight line from before to after (Owen 1972, Management Science 18:64-79). That
    integrand is a polynomial of degree k-1, so Gauss-Legendre with k/2 nodes is exact: no limit on the factors.

    Examples
    --------
    Price times volume (Das Gupta 1993, section 2.1: earnings of black and white men):

    >>> before = pd.DataFrame({"earnings": [10930.0], "share": [0.717892]})
    >>> after = pd.DataFrame({"earnings": [16591.0], "share": [0.825974]})
    >>> decompose(before, after, ["earnings", "share"])["estimate"].round(3).tolist()
    [4369.913, 1487.262]
    """
    columns = _factor_names(factors)
    old, new = _frame(before), _frame(after)
    if by is not None:
        new = _match(old, new, names(by))
    elif len(old) == len(new):
        new = _line_up(before, after, old, new, columns)
    else:
        raise InputError(
            Text(
                nl=f"de tabellen hebben {len(old)} en {len(new)} rijen, en by= noemt geen groep.",
                en=f"the tables have {len(old)} and {len(new)} rows, and by= names no group.",
            ),
            remedy=Text(nl="Noem met by= de kolom met de groep.", en="Name the column of the group with by=."),
        )
    wanted = names(shares)
    unknown = [name for name in wanted if name not in columns]
    if unknown:
        raise UsageError(
            Text(nl=f"shares noemt '{unknown[0]}', dat geen factor is.", en=f"shares names '{unknown[0]}', no factor."),
            remedy=Text(nl=f"Kies uit: {', '.join(columns)}.", en=f"Choose from: {', '.join(columns)}."),
        )
    if volume is not None:
        choose(volume, columns, "volume")
    sides = _read(old, columns, wanted), _read(new, columns, wanted)
    return _rows(columns, *_entries(*sides, None if volume is None else columns.index(volume)))


def _entries(first: Numbers, last: Numbers, volume: int | None) -> tuple[Numbers, Numbers]:
    """A group that is absent on one side differs from the other side in the factor that is 0 there, and no more."""
    first, last = first.copy(), last.copy()
    for here, there in ((first, last), (last, first)):
        zero = here == 0
        gone = zero.sum(axis=1) == 1 if volume is None else zero[:, volume]
        gone &= (there != 0).all(axis=1)
        for row in np.flatnonzero(gone):
            which = int(np.argmax(zero[row])) if volume is None else volume
            here[row] = there[row]
            here[row, which] = 0.0
    # Empty beside a 0 on this side, and nothing on the other either: nothing moves.
    return np.nan_to_num(first), np.nan_to_num(last)


def _rows(columns: list[str], first: Numbers, last: Numbers) -> pd.DataFrame:
    parts = _effects(first, last)
    total, amount = float(first.prod(axis=1).sum()), float(last.prod(axis=1).sum())
    change = amount - total
    alone = np.array([_moved(first, last, factor) for factor in range(len(columns))]) - total
    return as_result(
        [
            {
                "factor": name,
                "estimate": float(part),
                "n": len(first),
                "method": METHOD,
                "before": total,
                "after": amount,
                "change": change,
                "share_of_change": float(part) / change if change else math.nan,
                "alone": float(own),
                "interaction": change - float(alone.sum()),
            }
            for name, part, own in zip(columns, parts, alone, strict=True)
        ],
        ["factor"],
    )


def _moved(first: Numbers, last: Numbers, factor: int) -> float:
    """The amount with one factor as it is after."""
    point = first.copy()
    point[:, factor] = last[:, factor]
    return float(point.prod(axis=1).sum())


def _effects(first: Numbers, last: Numbers) -> Numbers:
    """Shapley value of each factor, from arrays of shape (groups, factors)."""
    count = first.shape[1]
    nodes, weights = np.polynomial.legendre.leggauss(max(1, math.ceil(count / 2)))
    step = last - first
    total = np.zeros(count)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        point = first + node * step
        for factor in range(count):
            others = np.delete(point, factor, axis=1).prod(axis=1)
            total[factor] += weight * float((step[:, factor] * others).sum())
    return total


def _factor_names(factors: str | Sequence[str]) -> list[str]:
    columns = names(factors)
    if not columns or len(set(columns)) != len(columns):
        raise UsageError(
            Text(nl="factors noemt geen kolom, of een kolom twee keer.", en="factors names no column, or one twice."),
            remedy=Text(nl="Noem elke factor één keer.", en="Name every factor once."),
        )
    return columns


def _frame(table: Table) -> pd.DataFrame:
    if isinstance(table, pd.DataFrame):
        levels = [name for name in table.index.names if name is not None and name not in table.columns]
        kept = table.reset_index(levels) if levels else table  # a named index names groups, as a column does
        return kept.reset_index(drop=True)
    return pd.DataFrame([dict(table)])


def _line_up(before: Table, after: Table, old: pd.DataFrame, new: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The rows of `new` beside those of `old` without `by`: refused when the tables themselves say otherwise."""
    if len(old) < 2 or not (isinstance(before, pd.DataFrame) and isinstance(after, pd.DataFrame)):
        return new
    shared = [
        name
        for name in old.columns
        if name in new.columns
        and name not in columns
        and not pd.api.types.is_numeric_dtype(old[name])
        # The same word in all rows (a year, a source) describes the table, not the group.
        and max(old[name].nunique(), new[name].nunique()) > 1
    ]
    here, there = before.index, after.index
    numbered = pd.api.types.is_integer_dtype(here) and here.name is None  # rows of a larger table, or their order
    if here.is_unique and there.is_unique and not here.equals(there) and not (numbered and shared):
        at = here.get_indexer(there)
        if (at >= 0).all():
            new = new.iloc[np.argsort(at)].reset_index(drop=True)
        elif not (numbered or isinstance(here, pd.RangeIndex) or isinstance(there, pd.RangeIndex)):
            _names_differ([str(name) for name in here.names if name is not None])
    for name in shared:
        if [str(cell) for cell in old[name]] != [str(cell) for cell in new[name]]:
            _names_differ([str(name)])
    return new


def _names_differ(key: list[str]) -> None:
    raise InputError(
        Text(
            nl="de rijen van 'before' en 'after' heten niet hetzelfde, en by= noemt geen groep.",
            en="the rows of 'before' and 'after' do not have the same names, and by= names no group.",
        ),
        remedy=Text(
            nl=f'Schrijf by="{key[0]}" als die kolom de groep noemt; laat de kolom anders weg.',
            en=f'Write by="{key[0]}" when that column names the group; leave the column out otherwise.',
        )
        if key
        else Text(nl="Noem met by= de kolom met de groep.", en="Name the column of the group with by=."),
        column=", ".join(key),
    )


def _read(table: pd.DataFrame, columns: list[str], shares: list[str]) -> Numbers:
    require(table, columns)
    values = np.column_stack(
        [numbers(table, name, minimum=0.0 if name in shares else None, missing=True) for name in columns]
    )
    # A price that nobody paid may be empty; everything else is asked for.
    absent = (values == 0).any(axis=1)
    for name, column in zip(columns, values.T, strict=True):
        if (np.isnan(column) & ~absent).any():
            numbers(table.assign(**{name: table[name].where(~absent, 0.0)}), name, minimum=None)
    for name in shares:
        at = columns.index(name)
        total = values[:, at].sum()
        if total <= 0:
            raise InputError(
                Text(nl="telt op tot 0, dus er zijn geen aandelen.", en="adds up to 0, so there are no shares."),
                remedy=Text(nl="Lever aantallen aan.", en="Supply counts."),
                column=name,
            )
        values[:, at] /= total
    return values


def _match(old: pd.DataFrame, new: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows of `new` in the order of the groups of `old`."""
    keys = [_keys(table, by, side) for table, side in ((old, "before"), (new, "after"))]
    for here, there, side in ((keys[0], keys[1], "after"), (keys[1], keys[0], "before")):
        known = set(there)
        lost = [key for key in here if key not in known]
        if lost:
            raise InputError(
                Text(
                    nl=f"groep {_shown(lost)} ontbreekt in '{side}'.",
                    en=f"group {_shown(lost)} is missing in '{side}'.",
                ),
                remedy=Text(
                    nl="Geef haar een rij met volume 0 en de prijs die zou gelden, of voeg groepen samen.",
                    en="Give it a row with volume 0 and the price that would hold, or merge groups.",
                ),
                column=", ".join(by),
            )
    at = {key: row for row, key in enumerate(keys[1])}
    return new.iloc[[at[key] for key in keys[0]]].reset_index(drop=True)


def _keys(table: pd.DataFrame, by: list[str], side: str) -> list[Key]:
    require(table, by)
    keys = [tuple(row) for row in table[by].itertuples(index=False)]
    seen: set[Key] = set()
    for row, key in enumerate(keys):
        if key in seen or any(pd.isna(value) for value in key):
            raise InputError(
                Text(
                    nl=f"groep {_shown([key])} staat twee keer in '{side}' of heeft geen naam.",
                    en=f"group {_shown([key])} occurs twice in '{side}' or has no name.",
                ),
                remedy=Text(nl="Geef elke groep één rij.", en="Give every group one row."),
                row=row_of(table, row),
                column=", ".join(by),
            )
        seen.add(key)
    return keys


def _shown(keys: list[Key]) -> str:
    shown = ", ".join("'" + " / ".join(map(str, key)) + "'" for key in keys[:3])
    return shown + (f" (+{len(keys) - 3})" if len(keys) > 3 else "")
