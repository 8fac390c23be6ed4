"""Time the benchmark room: DEA, rank intervals and funnels, against plain programmes and, if it is there, dealib.

    python benchmarks/benchmark.py            # ours, and the floor: one HiGHS call per unit
    benchmarks/.venv-dealib/bin/python benchmarks/benchmark.py --dealib   # the peer, in its own environment

dealib needs numpy below 2, so it lives in an environment of its own (`requirements-dealib.txt`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

UNITS, INPUTS, OUTPUTS, INDICATORS, DRAWS, REPEATS = 342, 3, 3, 20, 10_000, 5


def units(seed: int = 0) -> tuple[Any, Any]:
    """342 units with 3 inputs and 3 outputs, the same in every environment."""
    rng = np.random.default_rng(seed)
    x = rng.lognormal(0, 0.6, (UNITS, INPUTS))
    y = (x @ rng.dirichlet(np.ones(INPUTS), OUTPUTS).T) * rng.lognormal(-0.3, 0.3, (UNITS, OUTPUTS))
    return x, y


def timed(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Median seconds, after one run to warm up, and the last answer."""
    answer = work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def highs_floor(x: Any, y: Any) -> Any:
    """Input-oriented CRS, one HiGHS model whose own column and right-hand side change from unit to unit."""
    from scipy.optimize._highspy import _core as highs  # the bindings that scipy ships; only a yardstick here

    model = highs._Highs()
    model.setOptionValue("output_flag", False)
    n, size = len(x), INPUTS + OUTPUTS
    inf = highs.kHighsInf
    programme = highs.HighsLp()
    programme.num_col_, programme.num_row_ = n + 1, size
    programme.col_cost_ = np.r_[np.zeros(n), 1.0]
    programme.col_lower_, programme.col_upper_ = np.zeros(n + 1), np.full(n + 1, inf)
    programme.row_lower_, programme.row_upper_ = np.full(size, -inf), np.r_[np.zeros(INPUTS), -y[0]]
    dense = np.vstack([np.c_[x.T, -x[0]], np.c_[-y.T, np.zeros(OUTPUTS)]])
    programme.a_matrix_.format_ = highs.MatrixFormat.kColwise
    programme.a_matrix_.num_col_, programme.a_matrix_.num_row_ = n + 1, size
    programme.a_matrix_.start_ = np.arange(0, (n + 1) * size + 1, size)
    programme.a_matrix_.index_ = np.tile(np.arange(size), n + 1)
    programme.a_matrix_.value_ = dense.T.ravel()
    scores = np.empty(n)
    for i in range(n):
        programme.a_matrix_.value_ = np.vstack([np.c_[x.T, -x[i]], np.c_[-y.T, np.zeros(OUTPUTS)]]).T.ravel()
        programme.row_upper_ = np.r_[np.zeros(INPUTS), -y[i]]
        model.passModel(programme)
        model.run()
        scores[i] = model.getInfo().objective_function_value
    return scores


def linprog_floor(x: Any, y: Any) -> Any:
    """The same by `scipy.optimize.linprog`, with its overhead per call."""
    from scipy.optimize import linprog

    n, cost = len(x), np.r_[np.zeros(len(x)), 1.0]
    scores = np.empty(n)
    for i in range(n):
        left = np.vstack([np.c_[x.T, -x[i]], np.c_[-y.T, np.zeros(OUTPUTS)]])
        scores[i] = linprog(cost, A_ub=left, b_ub=np.r_[np.zeros(INPUTS), -y[i]], method="highs").fun
    return scores


def ours() -> dict[str, Any]:
    """Seconds per task, and the largest difference of a score from HiGHS."""
    import pandas as pd

    from wij_impact.benchmark import efficiency, funnel, ranks
    from wij_impact.benchmark.efficiency import _score

    x, y = units()
    names = [f"m{i:03d}" for i in range(UNITS)]
    columns = {f"x{i}": x[:, i] for i in range(INPUTS)} | {f"y{i}": y[:, i] for i in range(OUTPUTS)}
    table = pd.DataFrame({"unit": names} | columns)
    found: dict[str, Any] = {}
    found["dea_scores"], scores = timed(lambda: _score(x, y, "crs", "input", slacks=False).score)
    found["dea_with_slacks_peers_and_scale"], _ = timed(
        lambda: efficiency(table, ["x0", "x1", "x2"], ["y0", "y1", "y2"], "unit")
    )
    try:
        found["floor_highs"], floor = timed(lambda: highs_floor(x, y), 1)
    except (ImportError, AttributeError, TypeError) as error:
        found["floor_highs_not_available"], floor = str(error), None
    found["floor_linprog"], plain = timed(lambda: linprog_floor(x, y), 1)
    found["largest_difference"] = float(np.abs(scores - (plain if floor is None else floor)).max())
    rng = np.random.default_rng(1)
    values = pd.DataFrame({"unit": names, "value": rng.normal(0, 1, UNITS), "se": rng.uniform(0.2, 1.0, UNITS)})
    found[f"ranks_{DRAWS}_draws"], _ = timed(lambda: ranks(values, "value", "se", "unit", draws=DRAWS))
    sizes = rng.integers(50, 60_000, UNITS)
    counts = pd.DataFrame({"unit": names, "n": sizes} | {f"c{j}": rng.binomial(sizes, 0.1) for j in range(INDICATORS)})
    found[f"funnels_{INDICATORS}_indicators"], _ = timed(
        lambda: [funnel(counts, f"c{j}", "n", "unit", overdispersion="log") for j in range(INDICATORS)]
    )
    return found


def dealib() -> dict[str, Any]:
    """The peer on the same units."""
    from dealib.dea import dea

    x, y = units()
    seconds, answer = timed(lambda: dea(x, y, rts="crs", orientation="input"), 1)
    return {"dealib": seconds, "mean_score": float(np.mean(answer.eff))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dealib", action="store_true", help="time dealib instead (in its own environment)")
    results = dealib() if parser.parse_args().dealib else ours()
    print(json.dumps(results, indent=2))
