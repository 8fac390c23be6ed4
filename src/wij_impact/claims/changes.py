"""Claims that a count or rate went up, down or stayed the same: more than chance alone explains?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.claims.comparing import break_step, held_to, stated_step
from wij_impact.claims.model import Claim, Evidence, Finding, Step, is_number
from wij_impact.claims.quantities import Quantity, quantity, share_difference

__all__ = ["change", "directed", "is_share", "missing_step", "rate_step"]

LEVEL = 0.95


def change(claim: Claim, evidence: Evidence) -> Finding:
    """The ratio of two counts (per base) with its exact interval, against the direction that is claimed."""
    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    missing = missing_step(after, before, evidence)
    if missing is not None:
        return Finding("untestable", "figure_missing", (missing,))
    broken = break_step(after.figure_ids, before.figure_ids, evidence)
    if broken is not None:
        return Finding("untestable", "break", (broken,))
    if after.full and before.full:
        return held_to(_counted(claim.direction, after, before), _stated(claim, evidence, after, before))
    step = rate_step(claim, evidence)
    if step is None:
        values = {"after": after.value, "before": before.value, "unit": after.unit}
        alone = Step("no_base", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
        return held_to(Finding("untestable", "no_base", (alone,)), _stated(claim, evidence, after, before))
    if step.kind == "more_than_all":
        return Finding("contradicted", "more_than_people", (step,))
    row, one = step.values, 0 if step.kind == "shares" else 1
    found = directed(claim.direction, row["estimate"] - one, row["lower"] - one, row["upper"] - one, (step,))
    return held_to(found, _stated(claim, evidence, after, before))


def _counted(direction: str, after: Quantity, before: Quantity) -> Finding:
    """A full count: it went up, or it did not; nothing was drawn that chance could have drawn otherwise."""
    values = {"after": after.value, "before": before.value, "unit": after.unit}
    step = Step("counted", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
    gap = after.value - before.value
    right = gap == 0 if direction == "same" else gap > 0 if direction == "up" else gap < 0
    return Finding("reproduced" if right else "contradicted", "counted", (step,))


def _stated(claim: Claim, evidence: Evidence, after: Quantity, before: Quantity) -> Step | None:
    """What is stated against the change itself: in percent, or in the unit of the figures."""
    unit = "percent" if is_number(claim.stated) else evidence.unit(claim.stated)
    if unit != "percent":
        return stated_step(claim, evidence, after.value - before.value, unit)
    if after.unit == "percent":
        # A difference of two printed percentages is in points; each is off by at most half a unit.
        return stated_step(claim, evidence, after.value - before.value, "percent", 1.0)
    old, new = (one.value if math.isnan(one.base) else one.value / one.base for one in (before, after))
    return stated_step(claim, evidence, 100 * (new / old - 1) if old else math.nan, "percent")


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
    """Both rates with their intervals and the ratio, or two shares and their difference; None without counts."""
    from wij_impact.benchmark import change_between, rates_with_intervals

    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    if not (after.known and before.known) or not all(_countable(one) for one in (after, before)):
        return None
    if is_share(claim, after, before):
        return _shares(after, before)
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


def is_share(claim: Claim, after: Quantity, before: Quantity) -> bool:
    """Whether the figures are parts of their base: a percentage, or a count that its base holds.

    A count of a count is a share when its base holds it on both sides, unless `measure` says ratio: complaints per
    question are a rate, for a question can give rise to several. A count per FTE is a rate by its unit.
    """
    if math.isnan(after.base) or math.isnan(before.base) or claim.measure == "ratio":
        return False
    if claim.measure == "share" or {after.unit, before.unit} == {"percent"}:
        return True
    counted = {after.unit, before.unit, after.base_unit, before.base_unit} == {"count"}
    return counted and after.value <= after.base and before.value <= before.base


def _shares(after: Quantity, before: Quantity) -> Step:
    ids = (*after.figure_ids, *before.figure_ids)
    for one in (after, before):
        if one.events > one.base:
            return Step("more_than_all", values={"events": one.events, "n": one.base}, figure_ids=ids)
    found = share_difference((after.events, after.base), (before.events, before.base))
    values: dict[str, Any] = {"after": after.events / after.base, "before": before.events / before.base}
    values |= {"n_after": after.base, "n_before": before.base, "worked_back": after.worked_back or before.worked_back}
    values |= dict(zip(("estimate", "lower", "upper"), found, strict=True))
    return Step("shares", values=values, figure_ids=ids)


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
