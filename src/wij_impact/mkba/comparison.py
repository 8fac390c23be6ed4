"""Cases side by side."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wij_impact.errors import UsageError
from wij_impact.mkba.appraisal import appraise
from wij_impact.mkba.case import Case

__all__ = ["compare"]


def compare(cases: Iterable[Case]) -> pd.DataFrame:
    """Appraise cases and put them side by side.

    Parameters
    ----------
    cases : iterable of Case
        Cases, or scenarios of one case.

    Returns
    -------
    pandas.DataFrame
        One row per case, in the order given: case, scenario, title, base_year, price_year, horizon, discount, currency,
        perspective, costs, benefits, transfers, net_present_value, benefit_cost_ratio, payback_year, cashable_balance,
        net_present_value_per_participant, benefits_on_assumptions and benefits_on_nothing (shares), unpriced (how many
        items), comparable. `comparable` is False for a case whose price level, horizon, schedule, currency or
        perspective differs from the first one's: its amounts are not to be set against those.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> mkba.compare([mkba.load_case("jim"), mkba.load_case("besturingsmodel")])["comparable"].tolist()
    [True, False]
    """
    listed = list(cases)
    if not listed or not all(isinstance(case, Case) for case in listed):
        raise UsageError("compare takes cases.", remedy="Give a list of cases from load_case.")
    rows = [_row(case) for case in listed]
    frame = pd.DataFrame(rows)
    same = ["price_year", "horizon", "discount", "currency", "perspective"]
    frame["comparable"] = [all(row[key] == rows[0][key] for key in same) for row in rows]
    return frame


def _row(case: Case) -> dict[str, object]:
    result = appraise(case)
    totals = result.totals.set_index("result")["estimate"]
    shares = result.evidence[result.evidence["side"] == "benefits"].set_index("basis")["share"]
    rate = case.central().get("discount")
    return {
        "case": case.id,
        "scenario": case.scenario,
        "title": case.title.show(),
        "base_year": case.base_year,
        "price_year": case.price_year,
        "horizon": case.horizon,
        "discount": case.schedule.name if rate is None else f"{rate:g}",
        "currency": case.currency,
        "perspective": ", ".join(case.perspective) or "society",
        **{name: float(totals[name]) for name in totals.index if name != "cashable_benefits"},
        "benefits_on_assumptions": float(shares["assumption"]),
        "benefits_on_nothing": float(shares["none"]),
        "unpriced": len(result.unpriced),
    }
