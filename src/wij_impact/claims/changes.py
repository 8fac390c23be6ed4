"""Claims that a count or rate went up, down or stayed the same: more than chance alone explains?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.claims.model import Claim, Evidence, Finding, Step
from wij_impact.claims.quantities import Quantity, quantity

__all__ = ["change", "directed", "rate_step"]

LEVEL = 0.95


def change(claim: Claim, evidence: Evidence) -> Finding:
    """The ratio of two counts (per base) with its exact interval, against the direction that is claimed."""
    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    missing = missing_step(after, before, evidence)
    if missing is not None:
        return Finding("untestable", "figure_missing", (missing,))
    step = rate_step(claim, evidence)
    if step is None:
        values = {"after": after.value, "before": before.value, "unit": after.unit}
        alone = Step("no_base", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
        return Finding("untestable", "no_base", (alone,))
    row = step.values
    return directed(claim.direction, row["estimate"] - 1, row["lower"] - 1, row["upper"] - 1, (step,))


def directed(direction: str, estimate: float, lower: float, upper: float, steps: tuple[Step, ...]) -> Finding:
    """A verdict from a difference with its interval.

    Shown when the interval lies wholly on the side that is claimed; contradicted when it lies wholly on the other,
    or when the printed numbers themselves go the other way. "The same" can be contradicted, never shown.

    Examples
    --------
    >>> directed("up", 0.1, -0.1, 0.3, ()).verdict, directed("same", 0.1, -0.1, 0.3, ()).verdict
    ('not_shown', 'not_shown')
    """
    if direction == "same":
        moved = lower > 0 or upper < 0
        return Finding("contradicted" if moved else "not_shown", "moved" if moved else "not_moved", steps)
    sign = 1 if direction == "up" else -1
    if sign * (lower if sign > 0 else upper) > 0:
        return Finding("reproduced", "beyond_chance", steps)
    if sign * estimate < 0:
        return Finding("contradicted", "other_way", steps)
    return Finding("not_shown", "within_chance", steps)


def rate_step(claim: Claim, evidence: Evidence) -> Step | None:
    """Both rates with their intervals and the ratio; None when there is no count behind the figures."""
    from wij_impact.benchmark import change_between, rates_with_intervals

    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    if not (after.known and before.known) or not all(_countable(one) for one in (after, before)):
        return None
    bases = [1.0 if math.isnan(one.base) else one.base for one in (before, after)]
    events = [before.events, after.events]
    if min(bases) <= 0 or sum(events) == 0:
        return None
    table = pd.DataFrame({"moment": ["before", "after"], "events": events, "base": bases})
    rates = rates_with_intervals(table, "events", "moment", denominator="base", level=LEVEL).to_dict("records")
    ratio = change_between(events[0], bases[0], events[1], bases[1], LEVEL)
    values: dict[str, Any] = {name: float(ratio[name]) for name in ("estimate", "lower", "upper")}
    values |= {"method": ratio["method"], "level": LEVEL, "direction": claim.direction, "has_base": before.base > 0}
    for row in rates:
        values |= {
            f"{row['moment']}_{name}": float(row[name]) for name in ("estimate", "lower", "upper", "events", "n")
        }
    values["visible"] = _visible(events[0], bases[0], bases[1], claim.direction)
    return Step("change", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))


def missing_step(after: Quantity, before: Quantity, evidence: Evidence) -> Step | None:
    """A step that names the figures which this edition lacks; None when all are there."""
    absent = tuple(one for one in (*after.figure_ids, *before.figure_ids) if one not in evidence.known)
    return Step("missing", "incomplete", figure_ids=absent) if absent else None


def _countable(one: Quantity) -> bool:
    # A percentage is a count only with its base; grades, euros and ratios are none.
    return one.unit in ("count", "fte") or (one.unit == "percent" and not math.isnan(one.base))


def _visible(events: float, base: float, later_base: float, direction: str) -> float:
    """The smallest ratio, on the side that is claimed, that these numbers could have shown; NaN when none could."""
    from wij_impact.benchmark import change_between

    def seen(count: int) -> bool:
        row = change_between(events, base, count, later_base, LEVEL)
        return bool(row["lower"] > 1) if direction != "down" else bool(row["upper"] < 1)

    start = round(events * later_base / base)
    low, high = (start, 20 * start + 50) if direction != "down" else (start, 0)
    if not seen(high):
        return math.nan
    while abs(high - low) > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high / later_base * base / events if events else math.nan
