"""Which number matters, and at which value of a number the balance turns: tornado and switching values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from wij_impact.errors import UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.mkba.appraisal import Balance, added, amounts, balance
from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.cashflow import parts_of
from wij_impact.mkba.formulas import Formula, formula

__all__ = ["moved_items", "switching_value", "switching_values", "tornado", "written_numbers"]


def tornado(case: Case, level: float = 0.95) -> pd.DataFrame:
    """The net present value with each uncertain number at its low and its high, one at a time.

    Parameters
    ----------
    case : Case
        From `load_case`.
    level : float
        Low and high are the percentiles that leave (1 - level)/2 on either side, for every distribution alike.

    Returns
    -------
    pandas.DataFrame
        parameter, the common columns (estimate: the value at the point estimates; lower, upper: the lowest and
        highest of the two), input_low, input_high (prices at the price level of the case), at_low, at_high, swing;
        largest swing first.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> mkba.tornado(mkba.load_case("jim")).columns[0]
    'parameter'
    """
    tail = (1 - check_level(level)) / 2
    base = balance(case).net_present_value
    rows = []
    for path, number in case.varying().items():
        low, high = number.distribution().ppf([tail, 1 - tail]).tolist()
        at_low, at_high = (balance(_fixed(case, path, value)).net_present_value for value in (low, high))
        level_factor = _level(case, path)
        rows.append(
            {
                "parameter": path, "estimate": base, "lower": min(at_low, at_high), "upper": max(at_low, at_high),
                "level": level, "method": "one at a time, percentiles of the input", "input_low": low * level_factor,
                "input_high": high * level_factor, "at_low": at_low, "at_high": at_high, "swing": abs(at_high - at_low),
            }
        )  # fmt: skip
    rows.sort(key=lambda row: (-row["swing"], row["parameter"]))
    return as_result(rows, ["parameter"])


def _level(case: Case, stream: str) -> float:
    """What a stream is multiplied by to be at the price level of the case."""
    number = case.numbers.get(stream)
    return case.level_factor(stream) if number is None else number.factor


def _fixed(case: Case, stream: str, value: float) -> Case:
    # A stream may carry the name of a field that converts it (a price at another price level): set the stream.
    from dataclasses import replace

    number = replace(case.streams[stream], value=value, low=None, high=None, dist="", evidence="", prior=True)
    return replace(case, streams={**case.streams, stream: number})


def switching_value(case: Case, parameter: str, *, payer: str | None = None, ratio: float = 1.0) -> float | None:
    """The value of one number at which benefits equal costs, all others at their point estimates.

    Parameters
    ----------
    case : Case
        From `load_case`.
    parameter : str
        A path: `effect.x.additionality`, `cost.x.price`, `price.x`, `input.x`, `effect.x.duration`, `discount`, ...
        A number that is unknown (NaN) may be asked for: that is its use. A field is at the price level of the case
        and after evidence grades; `price.x` and `input.x` are in their own unit.
    payer : str, optional
        For whom; by default the perspective of the case.
    ratio : float
        Benefits equal `ratio` x costs: 2 asks when one euro returns two.

    Returns
    -------
    float or None
        The value nearest the present one, within what the number may be (a share from 0 to 1, a quantity of 0 or
        more); None when there is none, or when the balance does not depend on the number.

    Raises
    ------
    UsageError
        For a path or payer the case does not have; the nearest is suggested.

    Notes
    -----
    The balance is scanned on a grid that holds every year boundary, where durations bend it, and each change of
    sign is refined by Brent's method; the result is put back into the case and must balance it.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> case = mkba.load_case("besturingsmodel")
    >>> round(mkba.switching_value(case, "cost.implementatie.price"))
    5212781
    """
    if parameter not in case.parameter_paths():
        case.with_value(parameter, 0.0)  # raises, with a suggestion
    if payer is not None and payer not in case.payers():
        raise UsageError(
            f"nobody called '{payer}' pays or gains in this case.", remedy=f"Choose from {', '.join(case.payers())}."
        )
    item, shared, _ = parameter.partition(".payers.")
    if shared and sum(path.startswith(f"{item}.payers.") for path in case.numbers) == 1:
        return None  # the only payer of an item: its share can be nothing but 1
    found = _roots(case, parameter, payer, ratio)
    present = _present(case, parameter)
    return min(found, key=lambda value: (abs(value - present), value)) if found else None


def _roots(case: Case, parameter: str, payer: str | None, ratio: float) -> list[float]:
    grid = _grid(case, parameter)
    balanced = _balances(case, parameter, payer, grid[len(grid) // 2])

    def surplus(value: float) -> float:
        total = balanced(value)
        return total.benefits - ratio * total.costs + total.transfers

    values = np.array([surplus(value) for value in grid])
    scale = _scale(case.with_value(parameter, grid[len(grid) // 2]), payer)
    if np.ptp(values) <= 1e-12 * max(scale, float(np.abs(values).max())):
        return []
    return _refine(surplus, grid, values)


def _balances(case: Case, parameter: str, payer: str | None, example: float) -> Callable[[float], Balance]:
    """The balance as a function of one number; what does not depend on that number is worked out once."""
    if parameter == "discount":
        # Another discount rate is written into the arithmetic of every item.
        return lambda value: balance(case.with_value(parameter, value), payer)
    fixed = case.with_value(parameter, example)
    # The arithmetic is the same at every value.
    graph, priced = formula(fixed), fixed.priced()
    moving = frozenset(path for path in priced if _depends(graph, fixed.items, path, _moved_fields(case, fixed)))
    still = amounts(fixed, payer, graph, priced - moving)
    return lambda value: added(still, amounts(case.with_value(parameter, value), payer, graph, moving))


def _moved_fields(case: Case, fixed: Case) -> frozenset[str]:
    """The fields that rest on a number that was put in place."""
    streams = {path for path, number in fixed.streams.items() if number is not case.streams.get(path)}
    return frozenset(path for path, number in fixed.numbers.items() if number.stream in streams)


def _depends(graph: Formula, items: Sequence[Item], path: str, fields: frozenset[str]) -> bool:
    """Whether the flow of an item rests on one of these fields."""
    item = next(one for one in items if one.path == path)
    return not fields.isdisjoint(graph.rests_on(parts_of(graph, item).values()))


def _refine(surplus: Callable[[float], float], grid: list[float], values: np.ndarray) -> list[float]:
    found = [x for x, y in zip(grid, values, strict=True) if y == 0]
    for i in range(len(grid) - 1):
        if values[i] * values[i + 1] < 0:
            root = float(optimize.brentq(surplus, grid[i], grid[i + 1], xtol=1e-300, rtol=1e-14, maxiter=500))
            # A jump changes sign without passing zero: there is no value at which it balances.
            if abs(surplus(root)) <= 1e-9 * max(abs(values[i]), abs(values[i + 1])):
                found.append(root)
    return found


def _scale(case: Case, payer: str | None) -> float:
    total = balance(case, payer)
    return abs(total.benefits) + abs(total.costs) + abs(total.transfers)


def _present(case: Case, parameter: str) -> float:
    if parameter == "discount" and "discount" not in case.numbers:
        return case.schedule.flat if case.schedule.flat is not None else case.schedule.rates[0][1]
    effective = case.effective()
    number = case.numbers.get(parameter)
    value = effective[parameter].value if number is None else effective[number.stream].value * number.factor
    return 0.0 if math.isnan(value) else value


def _grid(case: Case, parameter: str) -> list[float]:
    low, high = case.range_of(parameter)
    present, field = _present(case, parameter), parameter.rpartition(".")[2]
    if field in {"duration", "onset", "start", "cashable_lag"}:
        # Beyond the horizon nothing changes; between year boundaries the balance is smooth.
        points = np.linspace(0, case.horizon, 20 * case.horizon + 1)
        # A duration may be anything above 0, so the first step is scanned down to nearly nothing.
        grid = np.concatenate([np.logspace(-12, -2, 11), points[1:]]) if field == "duration" else points
    elif math.isfinite(low) and math.isfinite(high):
        grid = np.linspace(low, high, 101)
    else:
        size = abs(present) if present else 1.0
        reach = size * np.logspace(-9, 15, 49)
        grid = np.concatenate([[0.0], np.linspace(0, 2 * size, 21), reach, -reach])
    inside = np.concatenate([grid, [present] if math.isfinite(present) else []])
    inside = inside[(inside >= low) & (inside <= high)]
    return [float(x) for x in np.unique(inside)]


def switching_values(
    case: Case, parameters: list[str] | None = None, *, payer: str | None = None, ratio: float = 1.0
) -> pd.DataFrame:
    """Switching values of many numbers at once.

    Parameters
    ----------
    case : Case
        From `load_case`.
    parameters : list of str, optional
        Paths; by default every number written in the case, known or not, except payer shares, and except numbers that
        change something else along (see `moves`): name those to see them.
    payer, ratio
        As in `switching_value`.

    Returns
    -------
    pandas.DataFrame
        parameter, present (NaN when unknown), switching_value (NaN when there is none), minimum, maximum (what the
        number may be), pays_from (`at least`, `at most`, or empty without a switching value), moves (items whose
        quantity changes along, because this number prices what lay inside them: the value turns two things at once),
        without (items that have no price, also at this value: they count for nothing on either side), price_year.
        Prices are at the price level of the case, shared ones too. `estimate` is the switching value, so that
        `estimates.plot` draws the frame.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> turns = mkba.switching_values(mkba.load_case("jim"))
    >>> "price.gesloten_jeugdzorg_jaar" in set(turns["parameter"])
    False
    """
    chosen = (
        parameters
        if parameters is not None
        else [path for path in written_numbers(case) if not moved_items(case, path)]
    )
    rows = []
    for path in chosen:
        value = switching_value(case, path, payer=payer, ratio=ratio)
        low, high = case.range_of(path)
        level = case.level_factor(path)
        rows.append(
            {
                "parameter": path,
                "present": _known(case, path) * level,
                "switching_value": math.nan if value is None else value * level,
                "minimum": low * level,
                "maximum": high * level,
                "pays_from": "" if value is None else _direction(case, path, value, payer, ratio),
                "moves": ", ".join(moved_items(case, path)),
                "without": ", ".join(_without(case, path)),
                "price_year": case.price_year if path.startswith("price.") or path.endswith(".price") else pd.NA,
                "estimate": math.nan if value is None else value * level,
            }
        )
    columns = ["parameter", "present", "switching_value", "minimum", "maximum", "pays_from", "moves", "without"]
    return pd.DataFrame(rows, columns=[*columns, "price_year", "estimate"])


def moved_items(case: Case, path: str) -> list[str]:
    """Items already in the sum whose quantity changes when this unknown number gets a value."""
    if not math.isnan(_known(case, path)):
        return []
    before, after = case.priced(), case.with_value(path, 1.0).priced()
    new = [item for item in case.items if item.path in after - before]
    outer = {f"effect.{item.nested_in}" for item in new if item.nested_in}
    return sorted(outer & before)


def _without(case: Case, path: str) -> list[str]:
    known = math.isnan(_known(case, path))
    priced = case.with_value(path, 1.0).priced() if known else case.priced()
    return [item.path for item in case.items if item.section != "pm" and item.path not in priced]


def written_numbers(case: Case) -> list[str]:
    """Every number written in the case, known or not, except payer shares and the number of participants."""
    given = [path for path in case.streams if case.streams[path].given and ".payers." not in path]
    return [path for path in given if path != "participants"]


def _known(case: Case, path: str) -> float:
    if path == "discount" and "discount" not in case.numbers:
        return _present(case, path)
    number = case.numbers.get(path)
    effective: dict[str, Any] = case.effective()
    return float(effective[path].value if number is None else effective[number.stream].value * number.factor)


def _direction(case: Case, path: str, value: float, payer: str | None, ratio: float) -> str:
    low, high = case.range_of(path)
    step = max(abs(value), 1e-6) * 1e-4

    def surplus(x: float) -> float:
        total = balance(case.with_value(path, min(max(x, low), high)), payer)
        return total.benefits - ratio * total.costs + total.transfers

    return "at least" if surplus(value + step) > surplus(value - step) else "at most"
