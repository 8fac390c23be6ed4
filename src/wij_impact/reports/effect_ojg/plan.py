"""Before anything: what so many practices with and without an OJG could show, and what is published."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact import effect
from wij_impact.errors import UsageError
from wij_impact.estimates import Quantity
from wij_impact.language import Text

__all__ = ["Plan", "plan_facts", "splits"]

WITH, ALL = "gp_practices_with_ojg_2023_r2023", "gp_practices_2023_r2023"
STARTED = "gp_practices_ojg_started_2023_r2023"
EARLY, EARLY_ALL = "gp_practices_with_ojg_pct_2020_12_r2020", "gp_practices_2020_r2020"
SHARES = ("gp_practices_with_ojg_pct_2023_r2023_info", "gp_practices_with_ojg_pct_2023_r2023_text24")
RETURN = "ojg_return_per_euro_2020_estimate_r2020"
_WITHOUT = (3, 7, 13, 20, 26)


@dataclass(frozen=True)
class Plan:
    """What is published of the roll-out, and what a comparison of practices could show.

    `visible` is the smallest difference that is seen with these practices, in standard deviations between practices;
    `even` the same when half had an OJG; `needed` the practices per group for a difference of `wanted`.
    """

    year: Quantity
    early_year: Quantity
    practices: Quantity
    with_ojg: Quantity
    without: Quantity
    started: Quantity
    early_share: Quantity
    early_practices: Quantity
    early_fits: bool
    share: Quantity
    share_again: Quantity
    shares_agree: bool
    stated_return: Quantity
    visible: Quantity
    even: Quantity
    wanted: Quantity
    needed: Quantity
    enough: bool


def plan_facts(figures: pd.DataFrame, with_ojg: int = 0, without: int = 0, difference: float = 0.5) -> Plan:
    """The facts of a plan.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    with_ojg, without : int
        Practices with and without an OJG; 0 for those that are published.
    difference : float
        The difference one wants to see, in standard deviations between practices.

    Raises
    ------
    UsageError
        For fewer than 2 practices on a side, or a difference that is not above 0.
    """
    rows = figures.set_index("figure_id")
    values = rows["value"]
    treated = with_ojg or int(values[WITH])
    left = without or int(values[ALL] - values[WITH])
    if treated < 2 or left < 2 or not 0.05 <= difference <= 5:
        raise UsageError(
            Text(
                nl=f"een plan met {treated} tegen {left} praktijken en een verschil van {difference:g} kan niet.",
                en=f"a plan with {treated} against {left} practices and a difference of {difference:g} cannot be.",
            ),
            remedy=Text(
                nl="Geef minstens 2 praktijken per groep, en een verschil tussen 0,05 en 5.",
                en="Give at least 2 practices per group, and a difference between 0.05 and 5.",
            ),
        )
    whole = treated + left
    half = whole // 2
    needed = effect.needed_per_group(difference)
    counted = (WITH, ALL) if not (with_ojg or without) else ()
    early, base = float(values[EARLY]), float(values[EARLY_ALL])
    return Plan(
        year=Quantity(int(str(rows.loc[WITH, "period"])[:4]), "year"),
        early_year=Quantity(int(str(rows.loc[EARLY, "period"])[:4]), "year"),
        practices=Quantity(whole, sources=counted[1:]),
        with_ojg=Quantity(treated, sources=counted[:1]),
        without=Quantity(left, sources=counted),
        started=Quantity(values[STARTED], sources=(STARTED,), origin="published"),
        early_share=Quantity(early / 100, "percent", (EARLY,), origin="published"),
        early_practices=Quantity(base, sources=(EARLY_ALL,), origin="published"),
        early_fits=any(round(100 * count / base) == early for count in range(int(base) + 1)),
        share=Quantity(float(values[SHARES[0]]) / 100, "percent", SHARES[:1], origin="published"),
        share_again=Quantity(float(values[SHARES[1]]) / 100, "percent", SHARES[1:], origin="published"),
        shares_agree=bool(values[SHARES[0]] == values[SHARES[1]]),
        stated_return=Quantity(values[RETURN], "auto", (RETURN,), origin="published"),
        visible=Quantity(effect.minimal_detectable_effect(treated, left), "decimal1", counted),
        even=Quantity(effect.minimal_detectable_effect(half, whole - half), "decimal1", counted),
        wanted=Quantity(difference, "auto", origin="assumption"),
        needed=Quantity(needed),
        enough=needed <= half,
    )


def splits(plan: Plan) -> pd.DataFrame:
    """The smallest difference that is seen by how many of the practices are without: ``with_ojg, without, visible``."""
    whole = int(plan.practices.value)
    sizes = sorted({one for one in (*_WITHOUT, int(plan.without.value)) if 2 <= one <= whole - 2})
    return pd.DataFrame(
        {
            "with_ojg": whole - one,
            "without": one,
            "visible": effect.minimal_detectable_effect(whole - one, one),
        }
        for one in sizes
    )
