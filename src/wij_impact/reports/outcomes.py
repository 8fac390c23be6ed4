"""Outcomes of youth care as a section that `samen` and `triage` share; its words stand in `labels.toml`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact import flow
from wij_impact.catalogue.own.deliveries.codes import NO_CARE
from wij_impact.estimates import Quantity
from wij_impact.presentation import Page

__all__ = ["Outcomes", "outcome_facts", "outcome_rows", "outcomes_section"]

Known = Literal["yes", "no", "uncounted", "silent"]
_SHOWN = ("estimate", "lower", "upper", "least", "most")


@dataclass(frozen=True)
class Outcomes:
    """What the section says in sentences.

    Attributes
    ----------
    dropout, dropout_both : Quantity
        Ended early by the client alone; by the client or the provider alone.
    reason_known : bool
        Whether the file says how help ended.
    answered, started : str
        Whether it says if someone can go on without, and if help started again; ``uncounted``: it does, and of how
        many stays untold, since those that are left would be few; ``silent``: all but a few answered, so
        the answers are not counted either.
    """

    ended: Quantity
    dropout: Quantity
    dropout_both: Quantity
    reason_known: bool
    answered: Known
    on_answers: Quantity
    on_least: Quantity
    on_most: Quantity
    started: Known
    followed: Quantity
    again_free: Quantity
    minimum: Quantity


def outcome_facts(found: pd.DataFrame, read: int, minimum: int = 10, *, synthetic: bool = False) -> Outcomes:
    """The facts of `flow.outcomes` without groups; fewer than `minimum` answers say nothing.

    `read` is the number of trajectories in the file, which the page tells: what ended, taken from it, is what is open.
    """
    by = {str(row["measure"]): row for row in found.to_dict("records")}
    origin: Any = "synthetic" if synthetic else "computed"

    def share(name: str) -> Quantity:
        row = by[name]
        if row["n"] < minimum:
            return Quantity(math.nan, "percent", origin=origin)
        return Quantity.estimate(row, "percent", origin=origin)

    def known(name: str, *counts: str) -> Known:
        if by[name]["n"] < minimum:
            return "no"
        told = [_countable(float(by[name][one]), read, minimum) for one in counts]
        if "n" in counts and _few_silent(by[name]["n"], by[name]["base"], minimum):
            return "silent"
        return "yes" if all(told) else "uncounted"

    def count(name: str, of: str) -> Quantity:
        value = float(by[name][of])
        if of == "n" and _few_silent(value, by[name]["base"], minimum):
            value = math.nan
        return Quantity(value if _countable(value, read, minimum) else math.nan, origin=origin)

    on = by["without_help_strict"]
    silent = _few_silent(on["n"], on["base"], minimum)
    return Outcomes(
        ended=count("without_help_strict", "base"),
        dropout=share("dropout_client"),
        dropout_both=share("dropout_client_provider"),
        reason_known=known("dropout_client") == "yes",
        answered=known("without_help_strict", "n", "base"),
        on_answers=count("without_help_strict", "n"),
        on_least=Quantity(math.nan if silent else min(on["worst"], on["best"]), "percent", origin=origin),
        on_most=Quantity(math.nan if silent else max(on["worst"], on["best"]), "percent", origin=origin),
        started=known("no_new_start", "base"),
        followed=count("no_new_start", "base"),
        again_free=share("no_new_start"),
        minimum=Quantity(minimum, origin="assumption"),
    )


def _countable(value: float, read: int, minimum: int) -> bool:
    """Whether a number of trajectories can be told beside that of all: neither it nor what is left is small."""
    return value >= minimum and not 0 < read - value < minimum


def _few_silent(answered: float, base: float, minimum: int) -> bool:
    """Whether few did not answer: base minus answers, and the bounds over what is missing, tell how many."""
    return bool(0 < base - answered < minimum)


def outcome_rows(found: pd.DataFrame, read: int, minimum: int = 10) -> pd.DataFrame:
    """The outcomes as rows of a table; hidden: estimates on fewer than `minimum` answers, and numbers that leave few.

    With three trajectories open, the number that ended gives them away: the page says how many were read.
    """
    rows = found.assign(
        least=np.fmin(found["worst"], found["best"]),
        most=np.fmax(found["worst"], found["best"]),
        how=np.where(found["measure"] == "satisfied", "decimal1", "percent"),
    )
    small = rows["n"] < minimum
    rows.loc[small, list(_SHOWN)] = math.nan
    # How many answered is itself a small count then.
    for name in ("n", "base"):
        told = [_countable(float(one), read, minimum) for one in rows[name]]
        rows[name] = rows[name].astype(float).where(np.array(told))
    silent = np.array([_few_silent(n, base, minimum) for n, base in zip(found["n"], found["base"], strict=True)])
    rows.loc[silent, ["n", "least", "most"]] = math.nan
    return rows[["measure", *_SHOWN, "n", "base", "how"]].reset_index(drop=True)


def outcomes_section(
    page: Page, trajectories: pd.DataFrame, until: Any, *, minimum: int = 10, level: float = 0.95
) -> None:
    """Put the section on the page: the outcomes of the trajectories that ended, with what missing answers can do."""
    # The reasons why a measure or an order ends are no drop-out from youth care.
    care = trajectories[~trajectories["kind"].isin(NO_CARE)]
    page.heading("outcomes", id="uitkomsten-landelijk")
    if int(care["end"].notna().sum()) < minimum:
        page.statement({"minimum": Quantity(minimum, origin="assumption")}, "outcomes_few")
        return
    found = flow.outcomes(care, until, level=level)
    facts = outcome_facts(found, len(trajectories), minimum, synthetic=page.examples)
    page.statement(facts, "outcomes_dropout", "outcomes_on", "outcomes_again", id="uitkomsten-gezegd")
    rows = outcome_rows(found, len(trajectories), minimum)
    if rows["estimate"].isna().all():
        return  # the sentences say that nothing is known; a table of dashes says it worse
    page.table(
        "uitkomsten",
        rows,
        {
            "measure": "text",
            "estimate": "row",
            "lower": "row",
            "upper": "row",
            "n": "integer",
            "base": "integer",
            "least": "row",
            "most": "row",
        },
        codes={"measure": "outcome"},
        row_format="how",
    )
    page.statement(facts, "outcomes_not_confirmed", id="uitkomsten-onbevestigd")
