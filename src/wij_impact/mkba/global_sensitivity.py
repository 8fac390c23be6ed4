"""Which uncertain numbers drive the result, alone and together: Sobol indices of a case or of any function."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import as_result
from wij_impact.mkba.case import Case
from wij_impact.mkba.cashflow import case_flows
from wij_impact.mkba.distributions import DISTRIBUTIONS, Distribution, NoFit, fit
from wij_impact.mkba.draws import check_draws

__all__ = ["sobol"]

_NEGATIVE = "below 0 by sampling error: the index itself is 0 or more; take more samples"
_CONSTANT = "the result does not vary"


def sobol(model: Any, ranges: Mapping[str, Any] | None = None, samples: int = 1024, seed: int = 0) -> pd.DataFrame:
    """First-order and total Sobol indices, with confidence intervals.

    Parameters
    ----------
    model : Case or callable
        A case (its net present value), or a function of the named numbers. The function is called once with arrays,
        as keywords when it has parameters of those names, else with one mapping of name to array, else with one
        matrix (rows, numbers); a function that takes single numbers only is called row by row.
    ranges : mapping, optional
        For a function: name to (low, high) for a uniform number, or to a mapping {value, low, high, dist} with the
        distributions of a case.
    samples : int
        Base sample size N, rounded up to a power of 2; the model is evaluated N x (numbers + 2) times.
    seed : int
        Seed of the scrambled Sobol sequence and of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row per parameter: parameter, the common columns (estimate = S1), then S1, S1_lower, S1_upper, ST, ST_lower,
        ST_upper, note. S1 is the share of the variance that goes when the number becomes known; ST adds all its
        interactions. An estimate can fall below 0 by sampling error; it is shown as it is, and the note says so.

    Notes
    -----
    Saltelli et al. (2010), Comput Phys Commun 181:259-270, by SALib; 95% bootstrap intervals.

    Examples
    --------
    >>> found = sobol(lambda a, b: 3 * a + b, {"a": (0, 1), "b": (0, 1)}, samples=256)
    >>> found["ST"].round(1).tolist()
    [0.9, 0.1]
    """
    samples, seed = check_draws(samples, seed)
    evaluate, distributions = _of_case(model, ranges) if isinstance(model, Case) else _of_function(model, ranges)
    names = list(distributions)
    size = 2 ** max(1, math.ceil(math.log2(samples)))
    if not names:
        return as_result([], ["parameter"]).assign(S1=[], ST=[], note=[])
    from SALib.sample import sobol as sampler

    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    unit = sampler.sample(problem, size, calc_second_order=False, scramble=True, seed=seed)
    # The quantile of 0 or 1 can be infinite; the sequence stays strictly inside.
    unit = np.clip(unit, 2.0**-40, 1 - 2.0**-40)
    draws = {name: distributions[name].ppf(unit[:, i]) for i, name in enumerate(names)}
    results = np.asarray(evaluate(draws), dtype="float64")
    if not np.isfinite(results).all():
        raise InputError(
            "the model gives something that is not a number for part of the ranges.",
            remedy="Narrow the ranges, or let the model return a number everywhere.",
        )
    return as_result(_rows(problem, results, size, seed), ["parameter"])


def _rows(problem: dict[str, Any], results: np.ndarray, size: int, seed: int) -> list[dict[str, Any]]:
    from SALib.analyze import sobol as analyzer

    names = problem["names"]
    method = "Saltelli 2010, Sobol sequence, bootstrap"
    if np.ptp(results) <= 1e-12 * max(1e-300, float(np.abs(results).max())):
        nothing = dict.fromkeys(["S1", "S1_lower", "S1_upper", "ST", "ST_lower", "ST_upper"], math.nan)
        return [
            {"parameter": name, "level": 0.95, "n": size, "method": method, **nothing, "note": _CONSTANT}
            for name in names
        ]
    with np.errstate(all="ignore"):
        found = analyzer.analyze(
            problem, results, calc_second_order=False, num_resamples=200, conf_level=0.95, seed=seed + 1
        )
    rows = []
    for i, name in enumerate(names):
        s1, st, c1, ct = (float(found[key][i]) for key in ("S1", "ST", "S1_conf", "ST_conf"))
        rows.append(
            {
                "parameter": name,
                "estimate": s1,
                "std_error": c1 / 1.959963984540054,
                "lower": s1 - c1,
                "upper": s1 + c1,
                "level": 0.95,
                "n": size,
                "method": method,
                "S1": s1,
                "S1_lower": s1 - c1,
                "S1_upper": s1 + c1,
                "ST": st,
                "ST_lower": st - ct,
                "ST_upper": st + ct,
                "note": _NEGATIVE if min(s1, st) < 0 else "",
            }
        )
    return rows


def _of_case(
    case: Case, ranges: Mapping[str, Any] | None
) -> tuple[Callable[[dict[str, Any]], Any], dict[str, Distribution]]:
    varying = case.varying()
    distributions = {path: number.distribution() for path, number in varying.items()}
    for name, spec in (ranges or {}).items():
        if name not in case.streams:
            near = suggest(name, list(case.streams))
            raise UsageError(f"this case has no input '{name}'.", remedy=f"Did you mean {near}?" if near else "")
        distributions[name] = _distribution(name, spec)
    fixed = {path: number.value for path, number in case.effective().items()}
    priced = case.priced()

    def net_present_value(draws: dict[str, np.ndarray]) -> np.ndarray:
        size = len(next(iter(draws.values())))
        total = np.zeros(size)
        for flow in case_flows(case, case.resolve({**fixed, **draws}), priced):
            total = total + flow.value * flow.share_of(case.perspective)
        return total

    return net_present_value, dict(sorted(distributions.items()))


def _of_function(
    model: Any, ranges: Mapping[str, Any] | None
) -> tuple[Callable[[dict[str, Any]], Any], dict[str, Distribution]]:
    if not callable(model):
        raise UsageError(
            "the model is neither a case nor a function.", remedy="Give a case from load_case, or a function."
        )
    if not ranges:
        raise UsageError("a function needs ranges.", remedy='Give for example ranges={"x": (0, 1)}.')
    return lambda draws: _call(model, draws), {
        str(name): _distribution(str(name), spec) for name, spec in ranges.items()
    }


def _distribution(name: str, spec: Any) -> Distribution:
    if isinstance(spec, Mapping):
        low, high = spec.get("low"), spec.get("high")
        kind = spec.get("dist", "uniform")
    else:
        low, high = spec if isinstance(spec, list | tuple | np.ndarray) and len(spec) == 2 else (None, None)
        kind = "uniform"
    if not isinstance(low, int | float | np.number) or not isinstance(high, int | float | np.number) or not low < high:
        raise UsageError(
            f"the range of {name} is not (low, high) with low below high.", remedy=f'Write {{"{name}": (0, 1)}}.'
        )
    if kind not in DISTRIBUTIONS:
        raise UsageError(
            f"{name}: there is no distribution '{kind}'.", remedy=f"Choose from {', '.join(DISTRIBUTIONS)}."
        )
    value = spec.get("value", (low + high) / 2) if isinstance(spec, Mapping) else (low + high) / 2
    try:
        return fit(kind, float(value), float(low), float(high))
    except NoFit as problem:
        raise UsageError(f"{name}: {kind} does not fit low {low} and high {high} ({problem}).") from problem


def _call(model: Callable[..., Any], draws: dict[str, np.ndarray]) -> np.ndarray:
    """Call a user's function by the convention its signature shows; row by row when it takes single numbers."""
    size = len(next(iter(draws.values())))
    for call in _conventions(model, draws):
        try:
            result = np.asarray(call(draws), dtype="float64")
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            continue
        if result.shape in {(size,), (size, 1)}:
            return result.reshape(size)
    last: Exception | None = None
    for call in _conventions(model, draws):
        try:
            return np.array([float(call({name: column[i] for name, column in draws.items()})) for i in range(size)])
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as problem:
            last = last or problem
    raise UsageError(
        f"the model cannot be called with {', '.join(draws)}: {last}.",
        remedy="Let it take keywords of those names, one mapping of name to array, or one matrix.",
    ) from last


def _conventions(model: Callable[..., Any], draws: dict[str, Any]) -> list[Callable[[dict[str, Any]], Any]]:
    as_keywords: Callable[[dict[str, Any]], Any] = lambda values: model(**values)  # noqa: E731
    as_mapping: Callable[[dict[str, Any]], Any] = lambda values: model(values)  # noqa: E731
    as_matrix: Callable[[dict[str, Any]], Any] = lambda values: model(_matrix(values))  # noqa: E731
    try:
        parameters = inspect.signature(model).parameters.values()
    except (TypeError, ValueError):
        return [as_keywords, as_mapping, as_matrix]
    named = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    if set(draws) <= named or any(p.kind == p.VAR_KEYWORD for p in parameters):
        return [as_keywords]
    return [as_mapping, as_matrix]


def _matrix(values: dict[str, Any]) -> np.ndarray:
    columns = list(values.values())
    return np.column_stack(columns) if np.ndim(columns[0]) else np.array(columns)
