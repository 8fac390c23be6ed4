"""Claims that something was prevented: with whom was it compared, and what could so few have shown?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.claims.changes import directed, missing_step
from wij_impact.claims.comparing import held_to, stated_step
from wij_impact.claims.model import Claim, Evidence, Finding, Step
from wij_impact.claims.quantities import Quantity, quantity, share_difference
from wij_impact.errors import InsufficientEvidence

__all__ = ["prevented"]


def prevented(claim: Claim, evidence: Evidence) -> Finding:
    """Outcomes said to be prevented among those who took part (`after`), and in a comparison group (`before`).

    Without a comparison group the claim cannot be shown, however many outcomes are named; with one, `before` holds
    how many of that group had the outcome after all, and `after` how many of the participants stayed without it.
    """
    own, other = quantity(claim.after, evidence), quantity(claim.before, evidence)
    missing = missing_step(own, other, evidence)
    if missing is not None:
        return Finding("untestable", "figure_missing", (missing,))
    if not own.base > 0:
        return Finding("untestable", "no_people", (Step("no_people", figure_ids=own.figure_ids),))
    if own.value > own.base:
        over = Step("more_than_people", values={"events": own.value, "n": own.base}, figure_ids=own.figure_ids)
        return Finding("contradicted", "more_than_people", (over,))
    steps = (_share(own), *_visible(own))
    percent = evidence.unit(claim.stated) == "percent"
    said = stated_step(
        claim, evidence, 100 * own.value / own.base if percent else own.value, "percent" if percent else "count"
    )
    if not other.figure_ids:
        return held_to(Finding("not_shown", "no_comparison", steps), said)
    # Of the comparison group `before` counts those who stayed without the outcome, too.
    found = share_difference((own.events, own.base), (other.events, other.base))
    values: dict[str, Any] = dict(zip(("estimate", "lower", "upper"), found, strict=True))
    values |= {"after": own.value / own.base, "before": other.value / other.base}
    values |= {"n_after": own.base, "n_before": other.base}
    against = Step("shares", values=values, figure_ids=(*own.figure_ids, *other.figure_ids))
    return held_to(directed("up", *found, (*steps, against)), said)


def _share(own: Quantity) -> Step:
    from wij_impact.benchmark import rates_with_intervals

    table = pd.DataFrame({"group": ["own"], "events": [own.value], "n": [own.base]})
    row = rates_with_intervals(table, "events", "group", "proportion", "n").iloc[0]
    values = {name: float(row[name]) for name in ("estimate", "lower", "upper", "events", "n")}
    return Step("share_of", values=values, figure_ids=own.figure_ids)


def _visible(own: Quantity) -> tuple[Step, ...]:
    """What a comparison group of the same size could have shown, had so many of it had the outcome."""
    from wij_impact.effect import minimal_detectable_effect

    size = int(own.base)
    if own.value <= 0:
        return ()  # nothing is said to be prevented, so there is nothing to see
    try:
        # A decrease of the outcome is an increase of the share without it.
        gap = minimal_detectable_effect(size, size, baseline=1 - own.value / own.base)
    except InsufficientEvidence:
        gap = math.nan
    return (Step("detectable", values={"n": size, "share": own.value / own.base, "gap": gap}, role="extra"),)
