"""Time the Monte Carlo and the value of information against straightforward numpy.

    python benchmarks/mkba.py

Prints seconds and ratios: 1,000,000 draws of a case with 10 uncertain inputs, 20 years and 4 payers, against the
year-by-year arithmetic of the same draws; peak memory beyond the result; and `evppi` for 10 inputs on 100,000 draws.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.mkba import evppi, simulate
from wij_impact.mkba.case import Case
from wij_impact.mkba.draws import block_ranges, draw_block
from wij_impact.mkba.numbers import References
from wij_impact.mkba.parsing import parse_case
from wij_impact.mkba.places import Places

DRAWS, YEARS = 1_000_000, 20
PAYERS = {"gemeente": 0.4, "rijk": 0.3, "zorgverzekeraar": 0.2, "inwoner": 0.1}


def _uncertain(value: float, low: float, high: float, dist: str) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "dist": dist, "source": "benchmark"}


def case() -> Case:
    """Two costs and two effects over 20 years for 4 payers, with 10 uncertain inputs."""
    effect = {"onset": 1, "payers": PAYERS, "attribution": {"value": 0.9, "source": "benchmark"}}
    raw = {
        "title": "benchmark",
        "baseline": "none",
        "base_year": 2020,
        "price_year": 2020,
        "horizon": YEARS,
        "discount": "nl_2020",
        "apply_evidence_grades": False,
        "cost": {
            "start": {"quantity": 1, "price": _uncertain(5e5, 4e5, 7e5, "triangular"), "payers": PAYERS},
            "staff": {
                "quantity": _uncertain(20, 15, 25, "normal"),
                "price": _uncertain(4e3, 3e3, 5e3, "uniform"),
                "duration": "horizon",
                "payers": PAYERS,
            },
        },
        "effect": {
            "one": {
                **effect,
                "quantity": _uncertain(30, 20, 45, "gamma"),
                "additionality": _uncertain(0.4, 0.1, 0.7, "beta"),
                "price": _uncertain(9e3, 6e3, 14e3, "lognormal"),
                "duration": _uncertain(8, 3, 15, "pert"),
                "drop_off": _uncertain(0.1, 0, 0.3, "uniform"),
            },
            "two": {
                **effect,
                "quantity": 10,
                "additionality": _uncertain(0.5, 0.2, 0.8, "beta"),
                "price": _uncertain(5e3, 3e3, 8e3, "lognormal"),
                "duration": 10,
                "drop_off": {"value": 0.05, "source": "benchmark"},
            },
        },
    }
    return parse_case(raw, "benchmark", Places("benchmark", ""), References(pd.DataFrame(), pd.DataFrame(), {}), {})


def draw_all(model: Case) -> dict[str, np.ndarray]:
    """The same draws as `simulate`, block after block."""
    numbers = model.varying()
    parts = [draw_block(numbers, 0, block, stop - start) for block, start, stop in block_ranges(DRAWS)]
    return {path: np.concatenate([part[path] for part in parts]) for path in numbers}


def straightforward(draws: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What one would write at first: whole arrays, a loop over the years, a sum per payer."""
    start, staff = draws["cost.start.price"], draws["cost.staff.quantity"] * draws["cost.staff.price"]
    one = draws["effect.one.quantity"] * draws["effect.one.additionality"] * 0.9 * draws["effect.one.price"]
    two = 10 * draws["effect.two.additionality"] * 0.9 * draws["effect.two.price"]
    lasts, drop = draws["effect.one.duration"], draws["effect.one.drop_off"]
    costs, benefits = np.zeros(DRAWS), np.zeros(DRAWS)
    running, paid = np.zeros(DRAWS), np.full(DRAWS, np.nan)
    for t in range(YEARS):
        factor = 1.0225**-t
        cost = (start if t == 0 else 0.0) + staff
        active = np.clip(1 + lasts - t, 0, 1) if t >= 1 else 0.0
        benefit = one * active * (1 - drop) ** max(t - 1, 0)
        if 1 <= t < 11:
            benefit = benefit + two * 0.95 ** (t - 1)
        costs += cost * factor
        benefits += benefit * factor
        running += (benefit - cost) * factor
        paid = np.where(running >= 0, np.where(np.isnan(paid), 2020 + t, paid), np.nan)
    result = {"costs.total": costs, "benefits.total": benefits, "net_present_value.total": benefits - costs}
    for payer, share in PAYERS.items():
        result |= {f"costs.{payer}": costs * share, f"benefits.{payer}": benefits * share}
        result[f"net_present_value.{payer}"] = (benefits - costs) * share
    return {**result, "benefit_cost_ratio.total": benefits / costs, "payback_year.total": paid}


def timed(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Best of `times` runs, in seconds, and the last result."""
    best, result = np.inf, None
    for _ in range(times):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return best, result


def megabytes() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def main() -> None:
    model = case()
    before = megabytes()
    ours, result = timed(lambda: simulate(model, DRAWS))
    used = megabytes() - before
    table = result.draws.memory_usage(index=False).sum() / 1024**2
    drawing, draws = timed(lambda: draw_all(model), 1)
    plain, expected = timed(lambda: straightforward(draws))
    for name, values in expected.items():
        np.testing.assert_allclose(result.draws[name], values, rtol=1e-9, err_msg=name)
    print(f"simulate, {DRAWS:,} draws x {len(model.varying())} inputs x {YEARS} years x 4 payers: {ours:.2f} s")
    print(f"straightforward arithmetic of the same draws: {plain:.2f} s, with drawing them {plain + drawing:.2f} s")
    print(f"ratio to the arithmetic alone {ours / plain:.2f}, to drawing and arithmetic {ours / (plain + drawing):.2f}")
    print(f"peak memory {used:.0f} MB for a result of {table:.0f} MB (twice: the last and the present run)")
    inputs = {path: values[:100_000] for path, values in draws.items()}
    net = result.net_benefits()[:100_000]
    seconds, _ = timed(lambda: evppi(net, inputs))
    print(f"evppi, {len(inputs)} inputs x 100,000 draws: {seconds:.2f} s")


if __name__ == "__main__":
    main()
