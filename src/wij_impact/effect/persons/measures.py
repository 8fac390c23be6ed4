"""Measures of one person: how far the points with help lie beyond those without, and how sure that is."""

from __future__ import annotations

import math
from typing import Any

from scipy import optimize, stats

from wij_impact.effect.persons.draws import drawn_row
from wij_impact.effect.persons.lines import Asked, Line, kendall, reason_not_compared, trend, trend_p

__all__ = ["measures", "nap_variance", "person_rows"]


def person_rows(line: Line, asked: Asked) -> list[dict[str, Any]]:
    """The rows of one person."""
    reason = reason_not_compared(line, asked.randomised)
    shared = {
        "scope": "person", "level": asked.level, "n": len(line.score), "n_baseline": len(line.first),
        "n_phase": len(line.second), "n_missing": line.missing, "reason": reason,
    }  # fmt: skip
    made = _trend_row(line)
    if reason:
        said = "not compared: " + ("too few points" if reason == "few_points" else "the baseline already improves")
        names = ("NAP", "PND", "Tau", "Tau_trend", "mean_change")
        made = {name: {"method": said} for name in names} | made
    else:
        made = measures(line, asked) | made
    return [shared | {"measure": name, **row} for name, row in made.items()]


def _trend_row(line: Line) -> dict[str, dict[str, Any]]:
    size = len(line.opening)
    if size < 2:
        return {"baseline_trend": {"method": "Kendall's S of the baseline: not possible"}}
    return {
        "baseline_trend": {
            "estimate": trend(line.opening) / (size * (size - 1) / 2), "p_value": trend_p(line.opening),
            "method": "Kendall's S of the baseline over its pairs, one-sided exact p to 7 points",
        }
    }  # fmt: skip


def measures(line: Line, asked: Asked) -> dict[str, dict[str, Any]]:
    a, b = line.first, line.second
    m, n = len(a), len(b)
    tail = (1 - asked.level) / 2
    nap = (kendall(a, b) / (m * n) + 1) / 2
    low, high, error = _nap_interval(nap, m, n, asked.memory, asked.level)
    beyond = int((b > a.max()).sum())
    corrected = (kendall(a, b) - trend(a)) / (m * n)
    # Under no effect the trend of the baseline and the difference between phases are uncorrelated.
    null = math.sqrt(m * n * (m + n + 1) / 3 + m * (m - 1) * (2 * m + 5) / 18) / (m * n)
    null *= math.sqrt((1 + asked.memory) / (1 - asked.memory))
    reach = float(stats.norm.isf(tail)) * null
    said = f"Newcombe 5 for a memory of {asked.memory:g}"
    return {
        "NAP": {
            "estimate": nap, "std_error": error, "lower": low, "upper": high, "method": f"non-overlap, {said}"
        },
        "PND": {
            "estimate": beyond / n,
            "lower": float(stats.beta.ppf(tail, beyond, n - beyond + 1)) if beyond else 0.0,
            "upper": float(stats.beta.isf(tail, beyond + 1, n - beyond)) if beyond < n else 1.0,
            "method": "share beyond the best of this baseline, Clopper-Pearson, the baseline as it is",
        },
        "Tau": {
            "estimate": 2 * nap - 1, "std_error": 2 * error, "lower": 2 * low - 1, "upper": 2 * high - 1,
            "method": f"2 NAP - 1, {said}",
        },
        "Tau_trend": {
            "estimate": corrected, "std_error": null, "lower": corrected - reach, "upper": corrected + reach,
            "method": f"Tau-U (less the trend of the baseline), error under no effect, memory of {asked.memory:g}",
        },
        "mean_change": drawn_row([line], asked) if asked.randomised != "persons" else _change_row(line),
    }  # fmt: skip


def _change_row(line: Line) -> dict[str, Any]:
    change = float(line.second.mean() - line.first.mean())
    return {"estimate": change, "method": "difference of the phase means; no test of its own"}


def _nap_interval(nap: float, m: int, n: int, memory: float, level: float) -> tuple[float, float, float]:
    """Limits and standard error of NAP, for so many points with this memory.

    Newcombe (2006), Statistics in Medicine 25:559, method 5: the variance that exponential scores would give.
    """
    z = float(stats.norm.isf((1 - level) / 2))

    def variance(at: float) -> float:
        return nap_variance(at, m, n, memory)

    def gap(at: float) -> float:
        return (at - nap) ** 2 - z * z * variance(at)

    low = 0.0 if nap <= 0 or gap(0.0) <= 0 else float(optimize.brentq(gap, 0.0, nap)) if nap < 1 else _from_one(gap)
    high = 1.0 if nap >= 1 or gap(1.0) <= 0 else float(optimize.brentq(gap, nap, 1.0)) if nap > 0 else 1 - low
    if nap <= 0:
        high = 1 - _from_one(lambda at: gap(1 - at))
    error = math.sqrt(variance(nap))
    return low, high, error if error > 0 else math.nan


def nap_variance(at: float, m: int, n: int, memory: float) -> float:
    kept = (1 - memory) / (1 + memory)
    m_free, n_free = max(m * kept, 1.0), max(n * kept, 1.0)
    other = max((m_free + n_free) / 2 - 1, 0.0)
    return at * (1 - at) * (1 + other * ((1 - at) / (2 - at) + at / (1 + at))) / (m_free * n_free)


def _from_one(gap: Any) -> float:
    """The lower limit at a NAP of 1, where the interval's other end is the estimate itself."""
    return float(optimize.brentq(gap, 0.0, 1 - 1e-9)) if gap(1 - 1e-9) < 0 < gap(0.0) else 0.0
