"""What one more of the same outcome costs, where cases share an outcome that is counted alike."""

from __future__ import annotations

import math

import pandas as pd

from wij_impact.estimates import Name, Term
from wij_impact.mkba import Case, appraise, icers
from wij_impact.reports.mkba.naming import text_name
from wij_impact.reports.mkba_vergelijking.together import Together
from wij_impact.reports.naming import cells

__all__ = ["frontier"]


def frontier(told: Together) -> pd.DataFrame:
    """Incremental cost per outcome of the cases that share one.

    Returns
    -------
    pandas.DataFrame
        outcome, name, cost, effect (outcomes that come from the approach), icer (missing for the cheapest and for what
        is dominated), status; empty when no two cases with priced costs share an outcome in the same unit. Cases that
        tie within rounding are both on the frontier.
    """
    counted: dict[tuple[str, str], list[tuple[Case, float, float]]] = {}
    for case, scale in zip(told.cases, told.scales, strict=True):
        cost = appraise(case).result("costs") * scale
        if not cost > 0:
            continue
        for key, effect in _effects(case).items():
            counted.setdefault(key, []).append((case, cost, effect))
    frames = []
    for (outcome, _), rows in sorted(counted.items()):
        if len(rows) < 2:
            continue
        table = pd.DataFrame(
            {
                "strategy": [f"{case.id} {case.scenario}" for case, _, _ in rows],
                "name": cells(text_name(case.title) for case, _, _ in rows),
                "outcome": cells([Name(outcome.replace("_", " "))] * len(rows)),
                "cost": [cost for _, cost, _ in rows],
                "effect": [effect for _, _, effect in rows],
            }
        )
        frames.append(icers(table))
    columns = ["outcome", "name", "cost", "effect", "icer", "status"]
    if not frames:
        return pd.DataFrame(columns=columns)
    whole = pd.concat(frames, ignore_index=True)
    codes = {"frontier": "frontier", "dominated": "dominated", "extendedly dominated": "extended"}
    return whole.assign(status=cells(Term("status", codes[one]) for one in whole["status"]))[columns]


def _effects(case: Case) -> dict[tuple[str, str], float]:
    """How many of each outcome come from the approach, by outcome and unit; unknown ones left out."""
    central = case.central()
    found: dict[tuple[str, str], float] = {}
    for item in case.items:
        if item.section != "effect" or not item.outcome or not item.unit:
            continue
        numbers = [central[f"{item.path}.{one}"] for one in ("quantity", "over", "additionality", "attribution")]
        effect = math.prod(numbers) * (1.0 - central[f"{item.path}.displacement"])
        if not math.isnan(effect):
            key = (item.outcome, item.unit)
            found[key] = found.get(key, 0.0) + effect
    return found
