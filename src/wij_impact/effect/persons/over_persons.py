"""Over persons: the mean of every measure, and the effect beside the spread between persons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from wij_impact.effect.persons.draws import drawn_row
from wij_impact.effect.persons.lines import Asked, Line
from wij_impact.effect.persons.measures import measures
from wij_impact.estimates.columns import Numbers

__all__ = ["mean_row", "over_persons"]

LEAST_PERSONS = 3  # persons from which a spread between persons is estimated


def over_persons(lines: list[Line], asked: Asked) -> list[dict[str, Any]]:
    """The mean of every measure, the test over persons, and the effect between persons."""
    shared = {
        "scope": "persons", "level": asked.level, "n": len(lines), "reason": "",
        "n_baseline": sum(len(line.first) for line in lines), "n_phase": sum(len(line.second) for line in lines),
        "n_missing": sum(line.missing for line in lines),
    }  # fmt: skip
    each = [measures(line, Asked(None, None, asked.memory, asked.level, 0, 0)) for line in lines]
    rows = []
    for name in ("NAP", "PND", "Tau", "Tau_trend", "mean_change"):
        found = np.array([one[name]["estimate"] for one in each])
        own = np.array([one[name].get("std_error", math.nan) for one in each])
        row = mean_row(found, asked.level, own if name in ("NAP", "Tau") else None)
        if name == "mean_change" and asked.randomised is not None:
            row = drawn_row(lines, asked)
        rows.append(shared | {"measure": name, **row})
    return [*rows, shared | {"measure": "d_between", **_between(lines, asked)}]


def mean_row(found: Numbers, level: float, own: Numbers | None = None) -> dict[str, Any]:
    """The mean over persons; `own` are the errors of each person's measure (NaN at the ends of its scale).

    Persons differ by their own errors and by what truly differs, so the spread between them is expected to be no less
    than those errors. A few persons seem alike by chance too often, and on a bounded measure most of all.
    """
    size = len(found)
    row: dict[str, Any] = {"estimate": float(found.mean()), "method": f"mean of {size} persons"}
    if size < LEAST_PERSONS:
        return row
    error = float(found.std(ddof=1)) / math.sqrt(size)
    row["method"] += f", spread between persons, t(df={size - 1})"
    if own is not None and error > 0:
        error = max(error, math.sqrt(float((np.nan_to_num(own) ** 2).mean()) / size))
        row["method"] += ", no less than their own errors"
    reach = float(stats.t.isf((1 - level) / 2, size - 1)) * error
    if error == 0:  # all alike: how far persons differ was not seen
        return row
    return row | {"std_error": error, "lower": row["estimate"] - reach, "upper": row["estimate"] + reach}


def _between(lines: list[Line], asked: Asked) -> dict[str, Any]:
    """Mean change over the spread of persons and moments together, corrected for few persons."""
    size = len(lines)
    if size < LEAST_PERSONS:
        return {"method": f"between persons: not possible with {size}, at least {LEAST_PERSONS} are needed"}
    change = np.array([line.second.mean() - line.first.mean() for line in lines])
    start = np.array([line.first.mean() for line in lines])
    parts = [part - part.mean() for line in lines for part in (line.first, line.second)]
    free = sum(len(part) - 1 for part in parts)
    own = float(sum((part**2).sum() for part in parts)) / free
    points = 1 / float(np.mean([1 / len(line.first) for line in lines]))
    around = float(start.var(ddof=1))
    total = own * (1 - 1 / points) + around
    if total <= 0:
        return {"method": "between persons: not possible, nothing varies"}
    df = total**2 / ((own * (1 - 1 / points)) ** 2 / free + around**2 / (size - 1))
    shrink = 1 - 3 / (4 * max(df, 1.0) - 1)
    effect = shrink * float(change.mean()) / math.sqrt(total)
    error = math.sqrt(shrink**2 * float(change.var(ddof=1)) / size / total + effect**2 / (2 * df))
    reach = float(stats.t.isf((1 - asked.level) / 2, size - 1)) * error
    return {
        "estimate": effect, "std_error": error, "lower": effect - reach, "upper": effect + reach,
        "method": f"between-case standardised mean change, moments, t(df={size - 1})",
    }  # fmt: skip
