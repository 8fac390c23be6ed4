"""Numbers of the report `mkba_vergelijking`: no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.mkba import Case, compare, simulate, workings
from wij_impact.reports.mkba.naming import text_name
from wij_impact.reports.mkba_vergelijking.together import Together
from wij_impact.reports.naming import cells

__all__ = ["Facts", "Plan", "cited", "facts_of", "left_out", "plans", "spread", "table"]

_SIDES = ("costs", "benefits", "net_present_value")
_COLUMNS = ("costs", "benefits", "balance")


@dataclass(frozen=True)
class Facts:
    """What the report tells.

    Attributes
    ----------
    verdict : str
        ``none`` (no case has a balance), ``one``, ``tied`` (the best two are equal within rounding), ``ranked``.
    assumed_low, assumed_high : Quantity
        The smallest and the largest share of the benefits, over the cases, that rests on an assumption or on nothing.
    shared : str
        Whether cases share an outcome, so that a cost per outcome can be told.
    overlap : str
        Whether the ranges of the benefits of any two cases overlap.
    extreme : tuple of Name
        Cases whose own number is an end of its range: they count with the end of what they themselves deem possible.
    """

    verdict: Literal["none", "one", "tied", "ranked"]
    count: Quantity
    with_balance: Quantity
    open: Quantity
    left: Quantity
    best: Name
    best_balance: Quantity
    unknown: tuple[Name, ...]
    assumed_low: Quantity
    assumed_high: Quantity
    price_year: Quantity
    horizon: Quantity
    longest: Quantity
    cut: Literal["yes", "no"]
    shared: Literal["yes", "no"]
    overlap: Literal["some", "none"]
    extreme: tuple[Name, ...]
    assumed: Literal["same", "apart"]
    draws: Quantity


@dataclass(frozen=True)
class Plan:
    """One case on the first screen: its balance, or what keeps it away."""

    known: Literal["complete", "no_costs", "no_benefits", "nothing"]
    name: Name
    costs: Quantity
    benefits: Quantity
    balance: Quantity
    assumed: Quantity


def plans(rows: pd.DataFrame) -> tuple[Plan, ...]:
    """The cases of `table` one by one, what is complete first."""
    found = []
    for row in rows.to_dict("records"):
        sources = tuple(str(row["figures"]).split())
        costs, benefits, balance = (Quantity(float(row[one]), "eur", sources) for one in _COLUMNS)
        lacks = (not costs.known, not benefits.known)
        known: Literal["complete", "no_costs", "no_benefits", "nothing"] = (
            "nothing" if all(lacks) else "no_costs" if lacks[0] else "no_benefits" if lacks[1] else "complete"
        )
        assumed = Quantity(float(row["assumed"]), "percent")
        found.append(Plan(known, row["name"], costs, benefits, balance, assumed))
    return tuple(sorted(found, key=lambda one: one.known != "complete"))


def table(told: Together) -> pd.DataFrame:
    """One row per case: costs, benefits and balance over the common years, and what they rest on.

    Returns
    -------
    pandas.DataFrame
        case, name, figures (the published figures its numbers come from, with spaces between), own_years, own_balance
        (over its own years), costs, benefits, balance, ratio (missing where a side has no number at all), assumed
        (share of the benefits on an assumption or on nothing), unpriced (items), limit (what the costs may be in all
        for the benefits to equal them: the benefits, where the costs are not known).
    """
    compared = compare(told.cases)
    rows: list[dict[str, Any]] = []
    for at, (own, case, scale) in enumerate(zip(told.own, told.cases, told.scales, strict=True)):
        line = compared.iloc[at]
        costs, benefits, balance = (one * scale for one in _known(case))
        rows.append(
            {
                "case": f"{case.id} {case.scenario}".strip(),
                "name": text_name(case.title),
                "figures": " ".join(own.cited()),
                "own_years": own.horizon,
                "own_balance": _known(own)[2] * scale,
                "costs": costs,
                "benefits": benefits,
                "balance": balance,
                "ratio": benefits / costs if costs > 0 else math.nan,
                "assumed": float(line["benefits_on_assumptions"]) + float(line["benefits_on_nothing"]),
                "unpriced": int(line["unpriced"]),
                "limit": benefits if math.isnan(costs) else math.nan,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.assign(name=cells(frame["name"]))


def cited(rows: pd.DataFrame) -> tuple[str, ...]:
    """The published figures behind all rows of `table`, each once."""
    return tuple(dict.fromkeys(one for row in rows["figures"] for one in row.split()))


def _known(case: Case) -> list[float]:
    names = [f"shown.total.{one}" for one in _SIDES]
    values = workings(case).evaluate(only=names)
    return [float(np.ravel(values[name])[0]) for name in names]


def spread(told: Together, draws: int, seed: int) -> pd.DataFrame:
    """The benefits of each case over the common years, with the range of their draws: name, estimate, lower, upper.

    The range holds 95% of the draws and the number of the case itself: it leaves out as much on both sides, or all on
    the other side where that number lies at the end of what the case deems possible. A case in which nothing varies
    has no range.
    """
    rows = []
    for case, scale, line in zip(told.cases, told.scales, table(told).to_dict("records"), strict=True):
        middle = float(line["benefits"])
        low = high = math.nan
        if case.varying() and not math.isnan(middle):
            drawn = simulate(case, draws, seed).draws["benefits.total"].to_numpy(float)
            low, high = range_with(drawn * scale, middle)
        rows.append({"name": line["name"], "estimate": middle, "lower": low, "upper": high})
    frame = pd.DataFrame(rows)
    return frame.assign(name=cells(frame["name"]))


def range_with(drawn: np.ndarray[Any, Any], value: float, level: float = 0.95) -> tuple[float, float]:
    """The range that holds `level` of the draws and `value`: one-sided where the middle range leaves `value` out.

    Examples
    --------
    >>> import numpy as np
    >>> shares = np.linspace(0, 1, 1001)
    >>> [round(one, 3) for one in range_with(shares, 0.5)], [round(one, 3) for one in range_with(shares, 1.0)]
    ([0.025, 0.975], [0.05, 1.0])
    """
    rest = 1 - level
    low, high, one_low, one_high = np.quantile(drawn, [rest / 2, 1 - rest / 2, rest, 1 - rest]).tolist()
    if value > high:
        return one_low, value
    return (value, one_high) if value < low else (low, high)


def facts_of(told: Together, rows: pd.DataFrame, ranges: pd.DataFrame, outcomes: pd.DataFrame, draws: int) -> Facts:
    """The facts of cases side by side.

    Parameters
    ----------
    told : Together
        `together(cases)`.
    rows : pandas.DataFrame
        `table(told)`.
    ranges : pandas.DataFrame
        `spread(told, draws, seed)`.
    outcomes : pandas.DataFrame
        `frontier(told)`.
    draws : int
        How many draws lie behind the ranges.
    """
    ranked = rows[rows["balance"].notna()].sort_values("balance", ascending=False, kind="stable")
    values = [float(one) for one in ranked["balance"]]
    open_ones = rows[rows["balance"].isna()]
    best = ranked["name"].iloc[0] if len(ranked) else Name("")
    return Facts(
        verdict=_verdict(values),
        count=Quantity(len(rows)),
        with_balance=Quantity(len(ranked)),
        open=Quantity(len(open_ones)),
        left=Quantity(len(told.left_out)),
        best=best,
        best_balance=Quantity(
            values[0] if values else math.nan, "eur", tuple(ranked["figures"].iloc[0].split()) if values else ()
        ),
        unknown=tuple(open_ones["name"]),
        assumed_low=Quantity(float(rows["assumed"].min()), "percent"),
        assumed_high=Quantity(float(rows["assumed"].max()), "percent"),
        price_year=Quantity(told.price_year, "year"),
        horizon=Quantity(told.horizon),
        longest=Quantity(max(case.horizon for case in told.own)),
        cut="yes" if any(case.horizon != told.horizon for case in told.own) else "no",
        shared="yes" if len(outcomes) else "no",
        overlap=_overlap(ranges),
        extreme=tuple(
            row["name"] for row in ranges.to_dict("records") if row["estimate"] in (row["lower"], row["upper"])
        ),
        assumed="same" if round(100 * float(rows["assumed"].max() - rows["assumed"].min())) == 0 else "apart",
        draws=Quantity(draws),
    )


def _overlap(ranges: pd.DataFrame) -> Literal["some", "none"]:
    known = ranges.dropna(subset=["estimate"])
    known = known.assign(**{end: known[end].fillna(known["estimate"]) for end in ("lower", "upper")})
    known = known.sort_values("lower")
    uppers = known["upper"].cummax().shift()
    return "some" if bool((known["lower"] <= uppers).any()) else "none"


def _verdict(values: list[float]) -> Literal["none", "one", "tied", "ranked"]:
    if len(values) < 2:
        return "one" if values else "none"
    slack = 1e-9 * max(map(abs, values))
    return "tied" if values[0] - values[1] <= slack else "ranked"


def left_out(told: Together) -> pd.DataFrame:
    """The cases that were left out, and why: name, reason."""
    rows = [{"name": text_name(case.title), "reason": Term("left_out", reason)} for case, reason in told.left_out]
    frame = pd.DataFrame(rows, columns=["name", "reason"])
    return frame.assign(name=cells(frame["name"]), reason=cells(frame["reason"])) if len(frame) else frame
