"""Before anything: how many youngsters would show a difference, and what is published of the pilot with JIM."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from wij_impact import effect
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import Quantity
from wij_impact.language import Text

__all__ = ["Plan", "plan_facts", "sizes"]

STARTED = "jim_started_2019_02_2020_10_r2020"
IMPACT = "jim_with_financial_impact_2019_02_2020_10_r2020"
SAVING = "jim_saving_2019_02_2020_10_estimate_r2020"
PREVENTED = tuple(
    f"jim_outcomes_prevented_{one}_2019_02_2020_10_estimate_r2020"
    for one in ("uithuisplaatsing", "schooluitval", "gesloten_jeugdzorg")
)
_SIZES = (15, 30, 60, 120, 250)
_MOST = 2000


@dataclass(frozen=True)
class Plan:
    """What is published of the pilot, and what so many youngsters could show.

    `reached` is the smallest share that ends well with help that is told from `baseline` without, `needed` the
    youngsters per group it takes to see an improvement to `hoped`; `visible` is in standard deviations of a score.
    """

    started: Quantity
    impact: Quantity
    amount: Quantity
    prevented: Quantity
    participants: Quantity
    baseline: Quantity
    hoped: Quantity
    can_be_seen: bool
    reached: Quantity
    visible: Quantity
    needed: Quantity


def plan_facts(figures: pd.DataFrame, participants: int = 0, baseline: float = 0.5, improvement: float = 0.2) -> Plan:
    """The facts of a plan.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    participants : int
        Youngsters with the approach, and as many without; 0 for as many as started with JIM.
    baseline, improvement : float
        Share that ends well without the approach, and how much that share should grow, both as a fraction.

    Raises
    ------
    UsageError
        For fewer than 4 participants, or shares that cannot be.
    """
    values = figures.set_index("figure_id")["value"]
    n = participants or int(values[STARTED])
    if n < 4 or not 0 < baseline < 1 or not 0 < improvement <= 1 - baseline:
        raise UsageError(
            Text(
                nl=f"een plan met {n} deelnemers, {baseline:g} en {improvement:g} kan niet.",
                en=f"a plan with {n} participants, {baseline:g} and {improvement:g} cannot be.",
            ),
            remedy=Text(
                nl="Geef minstens 4 deelnemers, een deel tussen 0 en 1, en een verbetering die daar nog bij past.",
                en="Give at least 4 participants, a share between 0 and 1, and an improvement that still fits.",
            ),
        )
    seen = _share(n, baseline)
    return Plan(
        started=Quantity(values[STARTED], sources=(STARTED,), origin="published"),
        impact=Quantity(values[IMPACT], sources=(IMPACT,), origin="published"),
        amount=Quantity(values[SAVING], "eur", (SAVING,), origin="published"),
        prevented=Quantity(sum(float(values[one]) for one in PREVENTED), sources=PREVENTED),
        participants=Quantity(n, sources=() if participants else (STARTED,)),
        baseline=Quantity(baseline, "percent", origin="assumption"),
        hoped=Quantity(baseline + improvement, "percent", origin="assumption"),
        can_be_seen=not math.isnan(seen),
        reached=Quantity(baseline + seen, "percent"),
        visible=Quantity(effect.minimal_detectable_effect(n, n), "decimal1"),
        needed=Quantity(_needed(baseline, improvement)),
    )


def _share(n: int, baseline: float) -> float:
    """The smallest increase of a share that `n` against `n` can show; NaN when not even the largest is seen."""
    try:
        return float(effect.minimal_detectable_effect(n, n, baseline=baseline))
    except InsufficientEvidence:
        return math.nan


def _needed(baseline: float, improvement: float) -> float:
    """Youngsters per group at which the improvement can be seen; NaN above 2,000."""
    low, high = 4, 8
    while not _share(high, baseline) <= improvement:
        low, high = high, 2 * high
        if high > _MOST:
            return math.nan
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _share(middle, baseline) <= improvement else (middle, high)
    return high


def sizes(plan: Plan) -> pd.DataFrame:
    """What a comparison of so many against so many can show: ``size, share, reached, score``."""
    rows = []
    for n in sorted({*_SIZES, int(plan.participants.value)}):
        share = _share(n, float(plan.baseline.value))
        score = effect.minimal_detectable_effect(n, n)
        rows.append({"size": n, "share": share, "reached": float(plan.baseline.value) + share, "score": score})
    return pd.DataFrame(rows)
