"""Load per present fte: weighted cases, with the room that chance leaves, and what moving fte would even out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import (
    Numbers,
    keep_keys,
    need_units,
    numbers,
    positive,
    require,
    row_of,
    unit_names,
)
from wij_impact.language import Text

__all__ = ["fte_moves", "load_per_fte", "loads_differ", "paired_weights"]


def load_per_fte(
    cases: pd.DataFrame,
    count: str,
    weight: str,
    capacity: pd.DataFrame,
    fte: str,
    unit: str,
    absent: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Weighted cases per present fte of each unit.

    Parameters
    ----------
    cases : DataFrame
        One row per unit and kind of case, with `count` and the `weight` of one such case.
    capacity : DataFrame
        One row per unit with `fte`, and `absent`: fte that was not there (absence, leave).

    Returns
    -------
    DataFrame
        One row per unit of `capacity`: ``estimate`` load per present fte; ``load``, ``variance`` (of the load, by
        chance), ``cases`` and ``present`` (fte).

    Notes
    -----
    Interval of Fay & Feuer (1997, Stat Med 16:791-801) for a weighted sum of Poisson counts, exact when all weights
    are equal: what the same load could have been on another day. Weights are taken as known.

    Examples
    --------
    >>> cases = pd.DataFrame({"team": ["A", "A", "B"], "n": [10, 5, 20], "w": [1.0, 2.0, 1.0]})
    >>> teams = pd.DataFrame({"team": ["A", "B"], "fte": [4.0, 5.0]})
    >>> load_per_fte(cases, "n", "w", teams, "fte", "team")["estimate"].tolist()
    [5.0, 4.0]
    """
    check_level(level)
    units = unit_names(capacity, unit)
    present = _present(capacity, fte, absent)
    n, w = numbers(cases, count), positive(cases, weight)
    require(cases, unit)
    owner = cases[unit].astype(str)
    lost = sorted(set(owner) - {str(one) for one in units})
    if lost:
        raise InputError(
            Text(
                nl=f"'{lost[0]}' heeft zaken, maar staat niet bij de fte.",
                en=f"'{lost[0]}' has cases, but is not among those with fte.",
            ),
            remedy=Text(
                nl="Geef elke eenheid in beide bestanden dezelfde naam.",
                en="Give every unit the same name in both files.",
            ),
            column=unit,
        )
    parts = pd.DataFrame({unit: owner, "cases": n, "load": n * w, "variance": n * w**2, "largest": w})
    totals = parts.groupby(unit).agg({"cases": "sum", "load": "sum", "variance": "sum", "largest": "max"})
    rows: list[dict[str, Any]] = []
    for i, name in enumerate(units):
        if str(name) not in totals.index:
            raise InputError(
                Text(nl=f"'{name}' heeft fte, maar geen zaken.", en=f"'{name}' has fte, but no cases."),
                remedy=Text(nl="Geef de zaken, of een rij met 0.", en="Give its cases, or a row with 0."),
                column=unit,
            )
        known: Any = totals.loc[str(name)]
        low, high = _fay_feuer(known["load"], known["variance"], known["largest"], level)
        value = float(known["load"]) / present[i]
        row = {unit: name, "estimate": value, "std_error": math.sqrt(known["variance"]) / present[i]}
        row |= {"lower": low / present[i], "upper": high / present[i], "level": level, "n": float(known["cases"])}
        row |= {"method": "weighted count per fte, Fay-Feuer", "load": float(known["load"])}
        rows.append(row | {"variance": float(known["variance"]), "present": float(present[i])})
    return keep_keys(as_result(rows, [unit]), unit, capacity)


def _present(capacity: pd.DataFrame, fte: str, absent: str | None) -> Numbers:
    whole = positive(capacity, fte)
    gone = numbers(capacity, absent) if absent else np.zeros(len(whole))
    none_left = gone >= whole
    if none_left.any():
        at = int(np.argmax(none_left))
        raise InputError(
            Text(
                nl=f"{gone[at]:g} van de {whole[at]:g} fte is afwezig: er is niemand over.",
                en=f"{gone[at]:g} of {whole[at]:g} fte is absent: nobody is left.",
            ),
            remedy=Text(nl="Afwezig is minder dan de hele bezetting.", en="Absent is less than all there is."),
            row=row_of(capacity, at),
            column=str(absent or fte),
        )
    return np.asarray(whole - gone)


def _fay_feuer(load: float, variance: float, largest: float, level: float) -> tuple[float, float]:
    half = (1 - level) / 2
    low = 0.0 if load <= 0 else variance / (2 * load) * float(stats.chi2.ppf(half, 2 * load**2 / variance))
    above, wide = load + largest, variance + largest**2
    return low, wide / (2 * above) * float(stats.chi2.isf(half, 2 * above**2 / wide))


def loads_differ(loads: pd.DataFrame) -> float:
    """The p-value of equal load per present fte everywhere: do the units differ at all?

    Parameters
    ----------
    loads : DataFrame
        What `load_per_fte` gives. To compare the heaviest with the lightest alone finds differences that chance makes:
        of eleven equal units the intervals of those two part in one file out of six.

    Notes
    -----
    Sum of (load - expected)^2 over its variance under equal load, chi-square with one less than the number of units;
    the variance of a unit is that of its load, brought to the load that is expected.

    Examples
    --------
    >>> even = pd.DataFrame({"load": [50.0] * 8, "variance": [50.0] * 8, "present": [5.0] * 8})
    >>> loads_differ(even)
    1.0
    """
    load, present = numbers(loads, "load"), positive(loads, "present")
    variance = numbers(loads, "variance")
    expected = load.sum() / present.sum() * present
    per_load = variance.sum() / load.sum() if load.sum() > 0 else 1.0
    ratio = np.divide(variance, load, out=np.full(len(load), per_load), where=load > 0)
    found = float(((load - expected) ** 2 / np.maximum(expected * ratio, 1e-12)).sum())
    return float(stats.chi2.sf(found, len(load) - 1))


def fte_moves(
    loads: pd.DataFrame, unit: str, step: float = 0.5, draws: int = 4000, seed: int = 0, level: float = 0.95
) -> pd.DataFrame:
    """How many fte would have to move to give every unit the same load per present fte.

    Parameters
    ----------
    loads : DataFrame
        What `load_per_fte` gives.
    step : float
        The smallest part of an fte that is moved.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` the exact move (above 0: gets), ``lower, upper`` when loads vary by chance,
        ``moved`` in whole steps (these add up to 0), ``after`` the load per fte then, ``shown`` whether the interval
        leaves 0 out.

    Notes
    -----
    Steps by the largest remainder, so that nothing is made or lost. Loads are drawn from gamma distributions with
    their mean and variance. Moving fte evens out load; whether the heavier load was too heavy, it does not say.

    Examples
    --------
    >>> loads = pd.DataFrame({"team": list("AB"), "load": [60.0, 40.0], "variance": [60.0, 40.0], "present": [5.0, 5]})
    >>> fte_moves(loads, "team")["moved"].tolist()
    [1.0, -1.0]
    """
    check_level(level)
    if not step > 0:
        raise UsageError(
            Text(nl=f"een stap van {step:g} fte kan niet.", en=f"a step of {step:g} fte is not possible."),
            remedy=Text(nl="Kies meer dan 0, bijvoorbeeld 0,5.", en="Choose more than 0, such as 0.5."),
        )
    units = unit_names(loads, unit)
    load, present = numbers(loads, "load"), positive(loads, "present")
    variance = numbers(loads, "variance")
    if load.sum() <= 0:
        raise InputError(Text(nl="er zijn nergens zaken.", en="there are no cases anywhere."), column="load")
    exact = present.sum() * load / load.sum() - present
    order = np.argsort(np.array([str(one) for one in units]), kind="stable")
    back = np.argsort(order, kind="stable")
    rng = np.random.default_rng(seed)
    some = np.maximum(load, 1e-12)
    shape, scale = some**2 / np.maximum(variance, 1e-12), np.maximum(variance, 1e-12) / some
    drawn = rng.gamma(shape[order], scale[order], (draws, len(units)))[:, back]
    drawn[:, load <= 0] = 0.0
    move = present.sum() * drawn / drawn.sum(axis=1, keepdims=True) - present
    low, high = np.quantile(move, [(1 - level) / 2, (1 + level) / 2], axis=0)
    moved = _whole_steps(exact, step)
    rows = [
        {unit: name, "estimate": float(exact[i]), "std_error": float(move[:, i].std(ddof=1))}
        | {"lower": float(min(low[i], exact[i])), "upper": float(max(high[i], exact[i])), "level": level}
        | {"n": len(units), "method": f"equal load, largest remainder in steps of {step:g} fte, {draws} draws"}
        | {"moved": float(moved[i]), "shown": bool(low[i] > 0 or high[i] < 0)}
        | {"after": float(load[i] / (present[i] + moved[i])) if present[i] + moved[i] > 0 else math.nan}
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, loads)


def _whole_steps(exact: Numbers, step: float) -> Numbers:
    floor = np.floor(exact / step + 1e-9)
    rest = exact / step - floor
    left = round(-float(floor.sum()))
    made = floor.copy()
    made[np.argsort(-rest, kind="stable")[:left]] += 1
    return np.asarray(made * step)


def paired_weights(
    judgements: pd.DataFrame, heavier: str, lighter: str, count: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Weights of kinds of cases from paired judgements ("which of these two is the heavier?"), by Bradley-Terry.

    Returns
    -------
    DataFrame
        One row per ``kind``: ``estimate`` the weight, its geometric mean 1; intervals on the log scale.

    Raises
    ------
    InsufficientEvidence
        When some kinds were never judged heavier than the others: then the weights have no bound.

    Notes
    -----
    Maximum likelihood by Hunter's MM algorithm (2004, Ann Stat 32:384-406); standard errors from the information
    matrix with the log weights adding up to 0. Weights are odds: a kind with weight 2 is called heavier than one with
    weight 1 in two of three judgements. That is no time: a time study says how many hours a case takes.

    Examples
    --------
    >>> asked = pd.DataFrame({"up": ["a", "b"], "down": ["b", "a"], "n": [20, 10]})
    >>> found = paired_weights(asked, "up", "down", "n")
    >>> round(float(found["estimate"].iloc[0] / found["estimate"].iloc[1]), 6)
    2.0
    """
    check_level(level)
    require(judgements, [heavier, lighter])
    times = numbers(judgements, count) if count else np.ones(len(judgements))
    up, down = judgements[heavier].astype(str), judgements[lighter].astype(str)
    same = (up == down).to_numpy()
    if same.any():
        raise InputError(
            Text(nl="een soort is met zichzelf vergeleken.", en="a kind is compared with itself."),
            remedy=Text(nl="Laat de rij weg.", en="Leave the row out."),
            row=row_of(judgements, int(np.argmax(same))),
            column=heavier,
        )
    kinds = sorted({*up, *down})
    need_units(len(kinds), 2, Text(nl="Wegen in paren", en="Weighing in pairs"))
    at = {name: i for i, name in enumerate(kinds)}
    wins = np.zeros((len(kinds), len(kinds)))
    for a, b, n in zip(up, down, times, strict=True):
        wins[at[a], at[b]] += n
    _refuse_loose(wins)
    met = wins + wins.T
    worth = np.ones(len(kinds))
    for _ in range(10_000):
        new = wins.sum(axis=1) / (met / (worth[:, None] + worth[None, :])).sum(axis=1)
        new = new / np.exp(np.log(new).mean())
        change = float(np.abs(np.log(new / worth)).max())
        worth = new
        if change < 1e-12:
            break
    chance = worth[:, None] / (worth[:, None] + worth[None, :])
    information = -met * chance * (1 - chance)
    np.fill_diagonal(information, 0.0)
    np.fill_diagonal(information, -information.sum(axis=1))
    error = np.sqrt(np.diag(np.linalg.pinv(information)))
    z = float(stats.norm.isf((1 - level) / 2))
    rows = [
        {"kind": name, "estimate": float(worth[i]), "std_error": float(worth[i] * error[i])}
        | {"lower": float(worth[i] * np.exp(-z * error[i])), "upper": float(worth[i] * np.exp(z * error[i]))}
        | {"level": level, "n": float(met[i].sum()), "method": "Bradley-Terry, maximum likelihood"}
        for i, name in enumerate(kinds)
    ]
    return as_result(rows, ["kind"])


def _refuse_loose(wins: Numbers) -> None:
    reach = (wins > 0) | np.eye(len(wins), dtype=bool)
    for _ in range(len(wins)):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    if not reach.all():
        raise InsufficientEvidence(
            Text(
                nl="sommige soorten zijn nooit zwaarder gevonden dan de andere: hun gewicht heeft geen grens.",
                en="some kinds were never judged heavier than the others: their weight has no bound.",
            ),
            remedy=Text(nl="Vraag meer oordelen over deze paren.", en="Ask for more judgements on these pairs."),
        )
