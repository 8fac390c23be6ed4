"""Comparable units: nearest by context, never by the outcome they are to be compared on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import Numbers, keep_keys, names, need_units, numbers, unit_names
from wij_impact.language import Text

__all__ = ["peer_sensitivity", "peers", "robust_scale"]

MAD = 1.4826  # makes the median absolute deviation the standard deviation of a normal distribution


def peers(
    data: pd.DataFrame, unit: str, features: str | Sequence[str], k: int = 10, outcome: str | None = None
) -> pd.DataFrame:
    """The k nearest units of each unit.

    Parameters
    ----------
    data : DataFrame
        One row per unit.
    unit : str
        Column with the name of the unit.
    features : str or list of str
        Columns that describe the context; complete numbers.
    k : int
        Number of peers, fewer than the units.
    outcome : str, optional
        The column that will be compared; naming it here makes sure that it is not among the features.

    Returns
    -------
    DataFrame
        One row per unit and peer, nearest first: `unit`, ``peer``, ``rank``, and ``estimate``: the distance in robust
        standard deviations; one ``difference_...`` column per feature, peer minus unit. ``n`` is the number of units.

    Raises
    ------
    UsageError
        When the outcome is among the features, or k does not fit.
    InputError
        For a feature that is missing somewhere or does not vary.

    Notes
    -----
    Euclidean distance after robust scaling (median, median absolute deviation), divided by the root of the number
    of features. Peers on the outcome itself would make every unit look average.

    Examples
    --------
    >>> towns = pd.DataFrame({"town": list("ABCD"), "density": [1.0, 2.0, 8.0, 9.0]})
    >>> result = peers(towns, "town", "density", k=1)
    >>> result[["town", "peer"]].values.tolist()
    [['A', 'B'], ['B', 'A'], ['C', 'D'], ['D', 'C']]
    """
    columns = names(features)
    units, scaled, raw = _read(data, unit, columns, k, outcome)
    distance = _distances(scaled)
    order = _nearest(distance, units, k)
    method = f"nearest {k} of {len(units) - 1}, Euclidean on median and MAD"
    rows = []
    for i, name in enumerate(units):
        for rank, j in enumerate(order[i], start=1):
            row = {unit: name, "peer": units[j], "rank": rank, "estimate": float(distance[i, j])}
            row |= {"n": len(units), "method": method}
            row |= {f"difference_{column}": float(raw[j, c] - raw[i, c]) for c, column in enumerate(columns)}
            rows.append(row)
    result = keep_keys(as_result(rows, [unit, "peer", "rank"]), unit, data)
    return keep_keys(result, unit, data, "peer")


def peer_sensitivity(
    data: pd.DataFrame, unit: str, features: str | Sequence[str], target: str, k: int = 10
) -> pd.DataFrame:
    """Which peers of one unit stay when a feature is left out, or k is halved or doubled.

    Returns
    -------
    DataFrame
        One row per change: ``change``, in parts ``kind`` (``without`` or ``k``) and ``what`` (the feature, the
        number), ``estimate``: the share of the k peers that stay among the peers, ``joined`` and ``left``: who comes
        and who goes.

    Examples
    --------
    >>> towns = pd.DataFrame({"town": list("ABCD"), "density": [1.0, 2.0, 8.0, 9.0], "income": [1.0, 4.0, 1.5, 4.0]})
    >>> peer_sensitivity(towns, "town", ["density", "income"], "A", k=1)[["change", "estimate"]].values.tolist()
    [['without density', 1.0], ['without income', 0.0], ['k = 2', 1.0]]
    """
    columns = names(features)
    units, _, _ = _read(data, unit, columns, k, None)
    if str(target) not in units:
        raise UsageError(
            Text(nl=f"eenheid '{target}' staat niet in de tabel.", en=f"unit '{target}' is not in the table."),
            remedy=Text(nl="Kies een eenheid uit de tabel.", en="Choose a unit of the table."),
        )
    usual = _peers_of(data, unit, columns, str(target), k)
    changes: list[tuple[str, str, list[str]]] = []
    if len(columns) > 1:
        for column in columns:
            rest = [name for name in columns if name != column]
            changes.append(("without", column, _peers_of(data, unit, rest, str(target), k)))
    for other in (k // 2, 2 * k):
        if 1 <= other < len(units):
            changes.append(("k", str(other), _peers_of(data, unit, columns, str(target), other)))
    rows = [
        {"change": f"without {what}" if kind == "without" else f"k = {what}", "kind": kind, "what": what}
        | {"estimate": len(set(usual) & set(found)) / min(len(usual), len(found))}
        | {"n": len(units), "method": "share of the peers that stay"}
        | {"joined": "; ".join(sorted(set(found) - set(usual))), "left": "; ".join(sorted(set(usual) - set(found)))}
        for kind, what, found in changes
    ]
    return as_result(rows, ["change", "kind", "what"])


def robust_scale(values: Numbers) -> Numbers:
    """Columns minus their median, over 1.4826 x MAD; over the standard deviation where more than half are equal."""
    centred = values - np.median(values, axis=0)
    spread = MAD * np.median(np.abs(centred), axis=0)
    return np.asarray(centred / np.where(spread > 0, spread, values.std(axis=0)))


def _read(
    data: pd.DataFrame, unit: str, columns: list[str], k: int, outcome: str | None
) -> tuple[list[str], Numbers, Numbers]:
    units = unit_names(data, unit)
    need_units(len(units), 2, Text(nl="Vergelijkbare eenheden zoeken", en="Finding peers"))
    if outcome is not None and outcome in columns:
        raise UsageError(
            Text(nl=f"'{outcome}' is de uitkomst zelf.", en=f"'{outcome}' is the outcome itself."),
            remedy=Text(nl="Kies alleen kenmerken van de context.", en="Choose features of the context only."),
        )
    if not columns or not 1 <= k < len(units):
        raise UsageError(
            Text(nl=f"k={k} past niet bij {len(units)} eenheden.", en=f"k={k} does not fit {len(units)} units."),
            remedy=Text(nl=f"Kies k van 1 tot {len(units) - 1}.", en=f"Choose k from 1 to {len(units) - 1}."),
        )
    raw = np.column_stack([numbers(data, column, minimum=None) for column in columns])
    still = np.ptp(raw, axis=0) == 0
    if still.any():
        column = columns[int(np.argmax(still))]
        raise InputError(
            Text(nl="dit kenmerk is voor alle eenheden gelijk.", en="this feature is the same for all units."),
            remedy=Text(nl="Laat het kenmerk weg.", en="Leave the feature out."),
            column=column,
        )
    return units, robust_scale(raw), raw


def _distances(scaled: Numbers) -> Numbers:
    difference = scaled[:, None, :] - scaled[None, :, :]
    return np.asarray(np.sqrt((difference**2).mean(axis=2)))


def _nearest(distance: Numbers, units: list[str], k: int) -> list[list[int]]:
    """Nearest first; equal distances in order of name, so that the order of the rows cannot matter."""
    by_name = np.argsort(np.argsort(np.array(units, dtype=str), kind="stable"), kind="stable")
    result = []
    for i in range(len(units)):
        order = np.lexsort((by_name, np.round(distance[i], 12)))
        result.append([int(j) for j in order if j != i][:k])
    return result


def _peers_of(data: pd.DataFrame, unit: str, columns: list[str], target: str, k: int) -> list[str]:
    units, scaled, _ = _read(data, unit, columns, k, None)
    i = units.index(target)
    return [units[j] for j in _nearest(_distances(scaled), units, k)[i]]
