"""Claims about answers of people: the interval, and the smallest difference that could have been seen."""

from __future__ import annotations

import math

import pandas as pd

from wij_impact.claims.changes import directed, missing_step
from wij_impact.claims.comparing import break_step, held_to, stated_step
from wij_impact.claims.model import Claim, Evidence, Finding, Step
from wij_impact.claims.quantities import Quantity, quantity, share_difference

__all__ = ["survey"]

#: Sizes for which the interval is shown when the number of respondents is not published; assumptions, named so.
ASSUMED = (200, 1000)


def survey(claim: Claim, evidence: Evidence) -> Finding:
    """A share or mean before and after, against the direction that is claimed.

    `after` and `before` are `figure / respondents`. Without respondents nothing can be shown: a printed change in the
    claimed direction is consistent, one against it cannot be tested, and the number that would settle it is given.
    """
    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    missing = missing_step(after, before, evidence)
    if missing is not None:
        return Finding("untestable", "figure_missing", (missing,))
    broken = break_step(after.figure_ids, before.figure_ids, evidence)
    if broken is not None:
        return Finding("untestable", "break", (broken,))
    unit = evidence.unit(claim.stated) or after.unit
    # Of two numbers that are printed rounded each is off by at most half a unit of its last digit.
    digits = max(len(str(evidence.text(one, "printed")).partition(".")[2]) for one in after.figure_ids[:1])
    said = stated_step(claim, evidence, after.value - before.value, unit, 10.0**-digits)
    return held_to(_measured(claim, after, before), said)


def _measured(claim: Claim, after: Quantity, before: Quantity) -> Finding:
    known = not math.isnan(after.base) and not math.isnan(before.base)
    if "scale" in claim.settings and known:
        return _means(claim, after, before)
    if "scale" in claim.settings or after.unit != "percent" or before.unit != "percent":
        values = {"after": after.value, "before": before.value, "unit": after.unit}
        alone = Step("no_base", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
        return Finding("untestable", "no_base", (alone,))
    if known:
        return _shares(claim, after, before)
    return _without_n(claim, after, before)


def _means(claim: Claim, after: Quantity, before: Quantity) -> Finding:
    from wij_impact.impactmeting import change_from_aggregates, from_aggregate

    low, high = (float(end) for end in claim.settings["scale"].split("-"))
    sd, sizes = float(claim.settings["sd"]), (int(before.base), int(after.base))
    row = change_from_aggregates((before.value, sizes[0]), (after.value, sizes[1]), (low, high), sd).iloc[0]
    widest = from_aggregate([before.value, after.value], list(sizes), (low, high))
    values = {name: float(row[name]) for name in ("before", "after", "estimate", "lower", "upper")}
    values |= {"detectable": float(row["smallest_detectable"]), "sd": sd, "n_before": sizes[0], "n_after": sizes[1]}
    for moment, found in zip(("before", "after"), widest.to_dict("records"), strict=True):
        values |= {f"{moment}_{side}": float(found[side]) for side in ("lower", "upper")}
    step = Step("means", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
    return directed(claim.direction, values["estimate"], values["lower"], values["upper"], (step,))


def _shares(claim: Claim, after: Quantity, before: Quantity) -> Finding:
    found = share_difference((after.events, after.base), (before.events, before.base))
    values = {"after": after.value / 100, "before": before.value / 100, "n_after": after.base, "n_before": before.base}
    values |= dict(zip(("estimate", "lower", "upper"), found, strict=True))
    step = Step("shares", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
    return directed(claim.direction, *found, (step,))


def _without_n(claim: Claim, after: Quantity, before: Quantity) -> Finding:
    steps = [_needed(after, before)]
    steps += [_assumed(after, before, size) for size in ASSUMED]
    gap = after.value - before.value
    fits = gap == 0 if claim.direction == "same" else (gap > 0) == (claim.direction == "up") and gap != 0
    return Finding("not_shown" if fits else "untestable", "fits_no_n" if fits else "no_n", tuple(steps))


def _needed(after: Quantity, before: Quantity) -> Step:
    from wij_impact.impactmeting import respondents_needed

    p, q = before.value / 100, after.value / 100
    needed = float(respondents_needed(p, q)) if p != q else math.nan
    values = {"after": q, "before": p, "estimate": q - p, "needed": needed}
    return Step("needed", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))


def _assumed(after: Quantity, before: Quantity, size: int) -> Step:
    from wij_impact.impactmeting.ceo import intervals

    p, q = before.value / 100, after.value / 100
    row = intervals(pd.DataFrame([{"before": p, "after": q}]), size).iloc[0]
    values = {name: float(row[name]) / 100 for name in ("estimate", "lower", "upper")} | {"n": size}
    return Step("assumed", values=values, role="extra")
