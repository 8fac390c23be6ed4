"""A monthly series of care costs: read it, and compare two stretches of a year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue import load_file, load_table
from wij_impact.effect.decomposition.factors import decompose
from wij_impact.effect.series.moments import read_time
from wij_impact.errors import InsufficientEvidence
from wij_impact.language import Text

__all__ = ["TABLE", "around_start", "load_care_costs"]

TABLE = "care_costs_monthly"


def load_care_costs(path: str | Path = "") -> pd.DataFrame:
    """A monthly series of care costs, checked against the data dictionary.

    Parameters
    ----------
    path : str or Path
        A csv or xlsx file (from ``wij-impact template care_costs_monthly``), as a full path or relative to the folder
        you work in or to the data folder. Without it: the shipped synthetic example.

    Returns
    -------
    DataFrame
        data_kind, month, cost (euros), clients, days, comparison; the last two may be empty.

    Raises
    ------
    UsageError
        When the file is not there.
    InputError
        For the first problem in it, with row, column and remedy.

    Examples
    --------
    >>> len(load_care_costs())
    72
    """
    return load_file(TABLE, path) if str(path) else load_table(TABLE)


def around_start(data: pd.DataFrame, start: Any, months: int = 12) -> pd.DataFrame:
    """The change between the `months` before `start` and the `months` from it, divided over volume and price.

    Volume is the clients per month; days per client (when every month has days) and price follow. Accounting: it
    says which part of the sum moved, not why.

    Raises
    ------
    InsufficientEvidence
        When a stretch is incomplete: then the season would count as a change.

    Examples
    --------
    >>> around_start(load_care_costs(), "2020-01")["factor"].tolist()
    ['clients', 'days_per_client', 'cost_per_day']
    """
    axis = read_time(data, "month")
    ordered = data.iloc[axis.order].reset_index(drop=True)
    begin = axis.position(start, "start")
    if begin < months or begin + months > len(ordered):
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn geen {months} maanden aan elke kant van {start}.",
                en=f"there are not {months} months on each side of {start}.",
            ),
            remedy=Text(
                nl="Vul de reeks aan; een half jaar tegen een heel jaar vergelijkt ook het seizoen.",
                en="Complete the series; half a year against a whole one compares the season too.",
            ),
        )
    with_days = "days" in ordered and bool(ordered["days"].notna().all()) and float(ordered["days"].min()) > 0
    sides = [ordered.iloc[begin - months : begin], ordered.iloc[begin : begin + months]]
    before, after = (_factors(side, months, with_days) for side in sides)
    return decompose(before, after, list(before))


def _factors(side: pd.DataFrame, months: int, with_days: bool) -> dict[str, float]:
    cost, clients = float(side["cost"].sum()), float(side["clients"].sum())
    if not with_days:
        return {"clients": clients / months, "cost_per_client": cost / clients * months}
    days = float(side["days"].sum())
    return {
        "clients": clients / months,
        "days_per_client": days / clients * months,
        "cost_per_day": cost / days,
    }
