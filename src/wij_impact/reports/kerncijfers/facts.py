"""Numbers of the report `kerncijfers`: money, demand and handling of one year; no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import Quantity
from wij_impact.language import Text

__all__ = ["Facts", "key_facts"]

Result = Literal["loss", "surplus", "even"]
Left = Literal["under_a_year", "more_than_a_year", "not_at_stake", "not_known"]
Direction = Literal["more", "fewer", "equal", "not_compared"]
Share = Literal["higher", "lower", "equal", "not_compared"]
Headline = Literal["buffer_and_demand", "buffer", "demand", "plain"]

_UNKNOWN = Quantity(math.nan)


@dataclass(frozen=True)
class Facts:
    """What the first screen tells of one year.

    Attributes
    ----------
    left : str
        How long the buffer lasts at this year's loss; ``not_at_stake`` without a loss.
    further_more : Quantity
        How many more or fewer questions than a year earlier were not handled at once (registered minus handled):
        `further_moved` says which. A larger share handled at once of more questions can leave more of them.
    heaviest : str
        Whether wages moved the result more than any other line of the accounts.
    """

    year: Quantity
    before: Quantity
    headline: Headline
    result: Quantity
    result_before: Quantity
    result_is: Result
    equity: Quantity
    equity_before: Quantity
    solvency: Quantity
    solvency_before: Quantity
    left: Left
    questions: Quantity
    questions_before: Quantity
    questions_change: Quantity
    questions_moved: Direction
    direct: Quantity
    direct_before: Quantity
    direct_moved: Share
    further_more: Quantity
    further_moved: Direction
    next_year: Quantity
    next_budget: Quantity
    wages: Quantity
    heaviest: Literal["wages", "other"]


def key_facts(
    figures: pd.DataFrame,
    key: pd.DataFrame,
    series: pd.DataFrame,
    buffer: pd.DataFrame,
    bridge: pd.DataFrame | None,
    year: int,
) -> Facts:
    """The facts of `year`.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    key, series : pandas.DataFrame
        `kerncijfers.key_figures(figures, year, ...)` and `kerncijfers.key_series(...)`.
    buffer : pandas.DataFrame
        `kerncijfers.buffer(figures)`.
    bridge : pandas.DataFrame, optional
        `kerncijfers.result_bridge(figures, year)`, where both accounts are printed.

    Raises
    ------
    InputError
        When no key figure has that year; the years there are stand in the remedy.
    """
    years = sorted({int(one) for one in series.loc[series["kind"] == "actual", "year"]})
    if year not in years:
        listed = ", ".join(map(str, years))
        raise InputError(
            Text(nl=f"over {year} zijn er geen kerncijfers.", en=f"there are no key figures of {year}."),
            remedy=Text(nl=f"Kies een van deze jaren: {listed}.", en=f"Choose one of these years: {listed}."),
        )
    result, result_before = _result(key, bridge, year)
    stock = {int(row["year"]): row for _, row in buffer.iterrows()}
    questions, questions_before, moved = _pair(key, year, "questions_registered", "integer", 1.0)
    direct, direct_before, _ = _pair(key, year, "pct_directly_handled", "percent", 0.01)
    change = _ratio(questions, questions_before)
    equity, equity_before = (_stock(stock, one, "equity", "eur") for one in (year, year - 1))
    solvency, solvency_before = (_stock(stock, one, "solvency", "percent") for one in (year, year - 1))
    outcome: Result = "loss" if _of(result) < 0 else "surplus" if _of(result) > 0 else "even"
    left = _left(_of(result), _of(equity))
    further_more, further_moved = _further(key, year, questions, questions_before)
    shrinking = outcome == "loss" and _of(equity) < _of(equity_before)
    growing = moved == "more"
    return Facts(
        year=Quantity(year, "year"),
        before=Quantity(year - 1, "year"),
        headline="buffer_and_demand"
        if shrinking and growing
        else "buffer"
        if shrinking
        else "demand"
        if growing
        else "plain",
        result=result,
        result_before=result_before,
        result_is=outcome,
        equity=equity,
        equity_before=equity_before,
        solvency=solvency,
        solvency_before=solvency_before,
        left=left,
        questions=questions,
        questions_before=questions_before,
        questions_change=change,
        questions_moved=moved,
        direct=direct,
        direct_before=direct_before,
        direct_moved=_moved(direct, direct_before),
        further_more=further_more,
        further_moved=further_moved,
        next_year=Quantity(year + 1, "year"),
        next_budget=_next_budget(figures, year),
        wages=_step(bridge, "wages"),
        heaviest="wages" if _heaviest(bridge) == "wages" else "other",
    )


def _of(quantity: Quantity) -> float:
    return float(quantity.value)


def _row(key: pd.DataFrame, year: int, indicator_id: str) -> Any:
    own = key[(key["indicator_id"] == indicator_id) & (key["breakdown"] == "") & (key["kind"] == "actual")]
    own = own[own["year"] == year]
    return own.iloc[0] if len(own) else None


def _pair(
    key: pd.DataFrame, year: int, indicator_id: str, unit: str, scale: float
) -> tuple[Quantity, Quantity, Direction]:
    """This year and the year before; the second is not known where the two may not be compared."""
    row = _row(key, year, indicator_id)
    if row is None:
        return _UNKNOWN, _UNKNOWN, "not_compared"
    now = Quantity(float(row["value"]) * scale, unit, (str(row["figure_id"]),), origin="published")
    if not bool(row["comparable"]):
        return now, _UNKNOWN, "not_compared"
    earlier = (str(row["previous_figure_id"]),)
    before = Quantity(float(row["previous_value"]) * scale, unit, earlier, origin="published")
    return now, before, "more" if _of(now) > _of(before) else "fewer" if _of(now) < _of(before) else "equal"


def _moved(now: Quantity, before: Quantity) -> Share:
    if not now.known or not before.known:
        return "not_compared"
    return "higher" if _of(now) > _of(before) else "lower" if _of(now) < _of(before) else "equal"


def _ratio(now: Quantity, before: Quantity) -> Quantity:
    known = now.known and before.known and _of(before) > 0
    value = _of(now) / _of(before) - 1 if known else math.nan
    return Quantity(value, "percent", (*now.sources, *before.sources), signed=True)


def _result(key: pd.DataFrame, bridge: pd.DataFrame | None, year: int) -> tuple[Quantity, Quantity]:
    """The result of the accounts to the euro, else that of the key figures."""
    if bridge is not None:
        ends = [bridge[bridge["step"] == code].iloc[0] for code in ("after", "before")]
        after, before = (
            Quantity(float(row["amount"]), "eur", (str(row["figure_ids"]),), origin="published") for row in ends
        )
        return after, before
    now, before, _ = _pair(key, year, "result", "eur", 1e6)
    return now, before


def _stock(stock: dict[int, Any], year: int, name: str, unit: str) -> Quantity:
    if year not in stock or math.isnan(float(stock[year][name])):
        return _UNKNOWN
    origin: Any = "computed" if unit == "percent" else "published"
    return Quantity(float(stock[year][name]), unit, tuple(str(stock[year]["figure_ids"]).split()), origin=origin)


def _left(result: float, equity: float) -> Left:
    if not result < 0:
        return "not_at_stake"
    if math.isnan(equity):
        return "not_known"
    return "under_a_year" if equity < -result else "more_than_a_year"


def _further(key: pd.DataFrame, year: int, questions: Quantity, before: Quantity) -> tuple[Quantity, Direction]:
    """How many more or fewer questions than a year earlier were not handled at once, and which of the two."""
    row = _row(key, year, "questions_directly_handled")
    if row is None or not bool(row["comparable"]) or not before.known:
        return _UNKNOWN, "not_compared"
    now = _of(questions) - float(row["value"])
    then = _of(before) - float(row["previous_value"])
    ids = (*questions.sources, *before.sources, str(row["figure_id"]), str(row["previous_figure_id"]))
    moved: Direction = "more" if now > then else "fewer" if now < then else "equal"
    return Quantity(abs(now - then), "integer", ids), moved


def _next_budget(figures: pd.DataFrame, year: int) -> Quantity:
    own = figures[(figures["indicator_id"] == "budget_surplus") & (figures["period"].astype(str) == str(year + 1))]
    return Quantity.published({str(k): v for k, v in own.iloc[0].items()}, "eur") if len(own) else _UNKNOWN


def _heaviest(bridge: pd.DataFrame | None) -> str:
    """The line of the accounts that moved the result most; of costs and incomes alike."""
    if bridge is None:
        return ""
    steps = bridge[~bridge["step"].isin(["before", "after"])]
    return str(steps["step"].iloc[int(steps["amount"].abs().to_numpy().argmax())])


def _step(bridge: pd.DataFrame | None, code: str) -> Quantity:
    if bridge is None or code not in set(bridge["step"]):
        return _UNKNOWN
    row = bridge[bridge["step"] == code].iloc[0]
    return Quantity(float(row["amount"]), "eur", tuple(str(row["figure_ids"]).split()))
