"""A plan of inflow per referrer: what it adds up to, how far rounding goes, and what it says of a later year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import require
from wij_impact.flow.durations import Duration
from wij_impact.flow.projecting import project
from wij_impact.language import Text

__all__ = ["SCENARIOS", "plan_inflow", "plan_readings"]

#: What may go otherwise after the phasing, by name: new questions only; everything; a referrer later; half of one;
#: twice as many who come again.
SCENARIOS = ("new_only", "planned", "late", "half", "double_return")


def plan_readings(
    clients: float,
    shares: Sequence[float],
    new_share: float,
    product_share: float,
    half: float = 0.005,
) -> pd.DataFrame:
    """What a plan says of a first year, read in three ways, as far as the rounding of its shares goes.

    Parameters
    ----------
    clients : float
        Clients in the year the plan was made on.
    shares : sequence of float
        Share of each referrer that takes part, rounded.
    new_share, product_share : float
        Share that is a new question, and share of the questions under the first products; rounded.
    half : float
        Half the step of the rounding.

    Returns
    -------
    DataFrame
        Key ``reading``: "all", "new" (new questions only), "products" (of these, under the first products). ``lower``
        and ``upper`` are the limits of what rounds to the printed shares, no interval of chance.

    Examples
    --------
    >>> plan_readings(2686, [0.45, 0.37], 0.5, 0.8)[["estimate", "lower", "upper"]].round().values.tolist()
    [[2203.0, 2176.0, 2229.0], [1101.0, 1077.0, 1126.0], [881.0, 856.0, 906.0]]
    """
    part = float(sum(shares))
    low, high = part - half * len(shares), part + half * len(shares)
    rows, values = [], np.array([part, low, high]) * clients
    for reading, share in (("all", None), ("new", new_share), ("products", product_share)):
        if share is not None:
            values = values * np.array([share, share - half, share + half])
        estimate, lower, upper = (float(one) for one in values)
        row = {"reading": reading, "estimate": estimate, "lower": lower, "upper": upper, "n": clients}
        rows.append(row | {"method": "product of rounded shares, limits of the rounding"})
    return as_result(rows, ["reading"])


def plan_inflow(
    plan: pd.DataFrame,
    year: int,
    *,
    made_on: int,
    late: Sequence[str],
    halved: Sequence[str],
    start: str,
    duration: Duration | float,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many come in a year after the phasing, by named scenario.

    Parameters
    ----------
    plan : DataFrame
        The table ``flow_plan``: referrer, first_month, clients_year, new_share, ramp_months.
    year : int
        The year asked about.
    made_on : int
        The year of which the plan has the clients. Its count is spread over twelve equal months, and moves on from
        there as `project` does.
    late, halved : sequence of str
        Referrers that come a year after `year` in "late", and that bring half in "half".
    start : str
        First month ("2025-01") of a referrer without one.
    duration : Duration or float
        Months that a trajectory stays.
    draws, seed, level
        As for `project`.

    Returns
    -------
    DataFrame
        Keys ``scenario`` (of `SCENARIOS`) and ``measure``: "inflow" of the year, "open" at its end. The band says what
        a count may be if the scenario holds; it does not say which scenario will.

    Raises
    ------
    InputError
        For a referrer that is not in the plan.

    Examples
    --------
    >>> rows = {"referrer": ["gp", "gi"], "first_month": ["2023-01", "2024-01"], "clients_year": [1200.0, 340.0]}
    >>> plan = pd.DataFrame(rows | {"new_share": 0.5, "ramp_months": np.nan})
    >>> found = plan_inflow(
    ...     plan, 2025, made_on=2021, late=["gi"], halved=["gp"], start="2025-01", duration=6, draws=400
    ... )
    >>> found[found["measure"] == "inflow"]["estimate"].round(-2).tolist()
    [800.0, 1500.0, 1200.0, 900.0, 2300.0]
    """
    require(plan, ["referrer", "first_month", "clients_year", "new_share", "ramp_months"])
    known = [str(one) for one in plan["referrer"]]
    for name in (*late, *halved):
        if name not in known:
            raise InputError(
                Text(nl=f"verwijzer '{name}' staat niet in het plan.", en=f"referrer '{name}' is not in the plan."),
                remedy=Text(nl=f"Kies uit {', '.join(known)}.", en=f"Choose from {', '.join(known)}."),
                column="referrer",
            )
    months = 12 * (year - made_on)
    flat = pd.DataFrame(
        [
            {"referrer": row["referrer"], "month": month, "clients": float(row["clients_year"]) / 12}
            for row in plan.to_dict("records")
            for month in range(12)
        ]
    )
    scenarios: dict[str, Mapping[str, Any]] = {}
    for scenario in SCENARIOS:
        factors: dict[str, Any] = {}
        for row in plan.to_dict("records"):
            name, new = str(row["referrer"]), float(row["new_share"])
            share = {"new_only": new, "double_return": new + 2 * (1 - new)}.get(scenario, 1.0)
            share *= 0.5 if scenario == "half" and name in halved else 1.0
            begin = f"{year + 1}-01" if scenario == "late" and name in late else row["first_month"]
            factors[name] = share * _phased(
                begin if isinstance(begin, str) and begin else start,
                {str(key): one for key, one in row.items()},
                made_on,
                months,
            )
        scenarios[scenario] = factors
    found = project(
        flat, "clients", "month", "referrer", duration=duration, periods=months, scenarios=scenarios, draws=draws,
        seed=seed, level=level,
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for scenario in SCENARIOS:
        whole = {"inflow": found.arrivals[scenario][:, -12:].sum(axis=1), "open": found.draws[scenario][:, -1]}
        for measure, values in whole.items():
            lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
            made: dict[str, Any] = {"scenario": scenario, "measure": measure, "estimate": float(values.mean())}
            made |= {"std_error": float(values.std(ddof=1)), "lower": float(lower), "upper": float(upper)}
            rows.append(made | {"level": level, "n": draws, "method": "gamma-Poisson, predictive"})
    return as_result(rows, ["scenario", "measure"])


def _phased(first: str, row: Mapping[str, Any], made_on: int, months: int) -> np.ndarray:
    """Per month from the year after `made_on`: 0 before the first month, then up to 1 in the months of build-up."""
    begin = 12 * (int(first[:4]) - made_on - 1) + int(first[5:7]) - 1
    ramp = row["ramp_months"]
    steps = 1.0 if ramp is None or ramp != ramp or float(ramp) < 1 else float(ramp)
    return np.clip((np.arange(months) - begin + 1) / steps, 0, 1)
