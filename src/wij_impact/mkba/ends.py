"""The lowest and the highest result that the ranges of a case allow: what it can give at all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from wij_impact.errors import UsageError, suggest
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text
from wij_impact.mkba.case import Case
from wij_impact.mkba.cashflow import SIGNS, Flow, case_flows
from wij_impact.mkba.distributions import FITTED

__all__ = ["Extremes", "extremes"]

RESULTS = ("costs", "benefits", "net_present_value", "benefits_per_year")
#: A fitted distribution has no end: one draw in a thousand lies further out, on either side.
FAR = 0.001
#: Up to so many uncertain numbers every corner of their ranges is worked out: 4,096.
_LISTED = 12
#: Fields in which the value of an item is a straight line, and those in which it bends but does not turn.
_STRAIGHT = frozenset({"quantity", "over", "price", "additionality", "attribution", "displacement", "optimism_bias"})
_ONE_WAY = _STRAIGHT | {"terminal_value", "duration", "drop_off", "growth", "price_change"}
#: Fields that say which part becomes money, and when; no result here counts that.
_OF_CASH = frozenset({"cashable", "cashable_lag"})
_INNER = 9
_ROUNDS = 20
Worth = Callable[[Mapping[str, Numbers]], Numbers]


@dataclass(frozen=True)
class Extremes:
    """The ends of a result.

    Parameters
    ----------
    estimate : float
        The result at the point estimates; NaN when no item of its kind is priced.
    low, high : float
        Both are reached by numbers within the ranges of the case; NaN when no number is uncertain.
    exact : bool
        Whether nothing lies outside: the result only rises or only falls with each number alone, so that its ends are
        at corners of the ranges, and every corner was worked out. Otherwise the ends were searched for, and a result
        slightly outside cannot be excluded.
    """

    estimate: float
    low: float
    high: float
    exact: bool


def extremes(case: Case, result: str = "net_present_value") -> Extremes:
    """Between which values a result can lie at all, each uncertain number anywhere within its own range.

    Parameters
    ----------
    case : Case
        From `load_case`.
    result : {"net_present_value", "benefits", "costs", "benefits_per_year"}
        For the perspective of the case. ``benefits_per_year`` is not discounted, over the years with a benefit.

    Returns
    -------
    Extremes
        `estimate`, `low`, `high`, and whether the last two are `exact`.

    Raises
    ------
    UsageError
        For another result.

    Notes
    -----
    The range of a number is that after its evidence grade: the ends of a uniform, triangular or pert number; for a
    normal, lognormal, gamma or beta one, which has no ends, the .1 and 99.9 percentiles. The numbers are moved apart,
    also those that a case correlates: an end says what is possible, not how likely it is. Draws cannot say this: the
    outermost of a thousand lies inside the ends, and further inside the more numbers there are.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> found = mkba.extremes(mkba.load_case("jim"))
    >>> found.low < found.estimate < found.high
    True
    """
    if result not in RESULTS:
        near = suggest(result, list(RESULTS))
        raise UsageError(
            Text(nl=f"'{result}' is geen uitkomst van een berekening.", en=f"'{result}' is no result of a case."),
            remedy=Text(nl=f"Kies uit {', '.join(RESULTS)}.", en=f"Choose from {', '.join(RESULTS)}.")
            if not near
            else Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?"),
        )
    varying, worth = case.varying(), _worth(case, result)
    central = {path: np.array([number.value]) for path, number in case.effective().items()}
    estimate = float(worth(central)[0])
    if not varying or np.isnan(estimate):
        return Extremes(estimate, np.nan, np.nan, not varying)
    ends = {}
    for path, number in varying.items():
        tail = FAR if number.dist in FITTED else 0.0
        low, high = number.distribution().ppf([tail, 1 - tail]).tolist()
        ends[path] = (low, high)
    low, high = _both(worth, ends, {path: number.value for path, number in varying.items()})
    one_way = result != "benefits_per_year" and all(_is_one_way(case, path) for path in varying)
    return Extremes(estimate, low, high, one_way and len(ends) <= _LISTED)


def _worth(case: Case, result: str) -> Worth:
    fixed = {path: number.value for path, number in case.effective().items()}
    priced = case.priced()

    def worth(numbers: Mapping[str, Numbers]) -> Numbers:
        size = len(next(iter(numbers.values())))
        flows = case_flows(case, case.resolve({**fixed, **numbers}), priced)
        if result == "benefits_per_year":
            return _per_year(flows, case, size)
        kept = {"costs": ("cost",), "benefits": ("effect",)}.get(result, tuple(SIGNS))
        own = [flow for flow in flows if flow.item.section in kept]
        # What is there without a price is not 0; what is not there is.
        there = any(item.section in kept for item in case.items)
        total = np.zeros(size) if own or not there else np.full(size, np.nan)
        for flow in own:
            total = total + flow.value * flow.share_of(case.perspective)
        return 0.0 - total if result == "costs" else total

    return worth


def _per_year(flows: list[Flow], case: Case, size: int) -> Numbers:
    own = [flow for flow in flows if flow.item.section == "effect"]
    rows = np.zeros((case.horizon, size)) if own else np.full((case.horizon, size), np.nan)
    for flow in own:
        real = flow.real
        rows += (real if real.ndim == 2 else real[:, None]) * flow.share_of(case.perspective)
    # Years in which nothing is gained any more are not years of the gain.
    return np.asarray(rows.sum(axis=0) / np.maximum((rows != 0).sum(axis=0), 1))


def _is_one_way(case: Case, stream: str) -> bool:
    """Whether every result only rises or only falls with this number, wherever all others are.

    In one item: then its value does. In several: only straight lines add up to one.
    """
    nested = {f"effect.{item.nested_in}" for item in case.items if item.nested_in}
    nested |= {item.path for item in case.items if item.nested_in}
    priced = case.priced()
    fields = [path.rpartition(".") for path, number in case.numbers.items() if number.stream == stream]
    used = [(item, field) for item, _, field in fields if item in priced and field not in _OF_CASH]
    items = [item for item, _ in used]
    if len(set(items)) < len(items) or nested & set(items):
        return False
    allowed = _ONE_WAY if len(items) == 1 else _STRAIGHT
    return stream != "discount" and all(field in allowed for _, field in used)


def _both(worth: Worth, ends: Mapping[str, tuple[float, float]], centre: Mapping[str, float]) -> tuple[float, float]:
    """The lowest and highest value over corners, then by moving one number at a time until nothing gains."""
    names = list(ends)
    if len(names) <= _LISTED:
        picks = np.array(list(itertools.product((0, 1), repeat=len(names))))
    else:
        rng = np.random.default_rng(0)  # where the search begins, not what it finds
        picks = np.vstack([np.zeros(len(names), int), np.ones(len(names), int), rng.integers(0, 2, (510, len(names)))])
    sides = np.array([ends[name] for name in names])
    starts = np.vstack([np.where(picks == 1, sides[:, 1], sides[:, 0]), [[centre[name] for name in names]]])
    values = worth(dict(zip(names, starts.T, strict=True)))
    return _climb(worth, names, sides, starts, values, -1.0), _climb(worth, names, sides, starts, values, 1.0)


def _climb(worth: Worth, names: list[str], sides: Numbers, starts: Numbers, values: Numbers, sign: float) -> float:
    best = int(np.argmax(sign * values))
    at, reached = starts[best].copy(), float(values[best])
    for _ in range(_ROUNDS):
        before = reached
        for place, (low, high) in enumerate(sides):
            tried = np.tile(at, (_INNER, 1))
            tried[:, place] = np.linspace(low, high, _INNER)
            found = worth(dict(zip(names, tried.T, strict=True)))
            top = int(np.argmax(sign * found))
            if sign * found[top] > sign * reached:
                at, reached = tried[top], float(found[top])
        if reached == before:
            break
    return reached
