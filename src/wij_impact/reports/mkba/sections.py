"""The sections that every report on a cost-benefit case has; each puts its blocks on the page, in their order."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from wij_impact.estimates import Quantity, Term
from wij_impact.mkba import Appraisal, Case, Simulation
from wij_impact.presentation import Column, Page, figures
from wij_impact.reports.mkba import tables
from wij_impact.reports.mkba.facts import Facts
from wij_impact.reports.mkba.workings import calculation

__all__ = ["basis", "change", "map_of_effects", "numbers", "tornado", "turning", "uncertainty", "who"]


def turning(page: Page, facts: Facts, case: Case, values: pd.DataFrame) -> None:
    """From which value of each number it pays: the table, how near each is, and what is needed together."""
    page.heading("case_turning", facts)
    page.statement(
        facts, "case_turning", *(["case_cashable"] if facts.outcome != "not_known" and facts.cashable.known else [])
    )
    pairs = tables.turning_pairs(case, values)
    if len(pairs):
        drawn = page.worded(pairs)
        labels = [page.text(f"case_value.{one}") for one in ("now", "turn")]
        drawing = figures.paired_dots(
            drawn, "name", "now", "turn", old_label=labels[0], new_label=labels[1],
            how=dict(zip(drawn["name"], drawn["how"], strict=True)), own_scale=True, lang=page.lang,
        )  # fmt: skip
        page.figure("case-near", drawing, facts)
    rows = tables.switching(case, values)
    if len(rows):
        columns = {"name": "text", "now": "text", "turns": "text", "price_year": "year"}
        page.table("case-switching", rows, columns, facts=facts)
    grid = tables.needed(case, values)
    if len(grid):
        years = {f"d{one:g}": Column(page.text("case_value.years", years=_duration(one)), "percent") for one in _YEARS}
        page.table("case-needed", grid, {"cost": "eur", **years}, facts=facts)


_YEARS = (0.5, 1.0, 2.0)


def _duration(years: float) -> Quantity:
    return Quantity(years, "integer" if years.is_integer() else "decimal1")


def change(page: Page, facts: Facts, case: Case, values: pd.DataFrame) -> None:
    """The calculation itself: numbers that the reader can change, and what follows from them."""
    page.heading("case_try", facts)
    page.statement(facts, "case_try")
    page.put(calculation(page, case, values))


def map_of_effects(page: Page, facts: Facts, appraisal: Appraisal, *, first: bool = False) -> None:
    """From costs to who pays to what changes to who gains; a broken line has no price."""
    drawn = page.worded(tables.links(appraisal))
    how = _money(appraisal.case)
    page.figure("case-map", figures.effect_map(drawn, how=how, lang=page.lang), facts, first=first)


def who(page: Page, facts: Facts, appraisal: Appraisal, *, drawn: bool = True) -> None:
    """Who pays and who gains, and what has no price."""
    page.heading("case_who", facts)
    if drawn:
        map_of_effects(page, facts, appraisal)
    frame = tables.payers(appraisal)
    how = _money(appraisal.case)
    columns: dict[str, str | Column] = {"name": "text", "costs": how, "benefits": how}
    if frame["transfers"].abs().max() > 0:
        columns["transfers"] = Column(format=how, signed=True)
    columns |= {"net_present_value": Column(format=how, signed=True), "cashable_benefits": how, "open": "text"}
    page.table("case-payers", frame, columns, facts=facts)
    if len(appraisal.unpriced):
        page.table("case-unpriced", tables.unpriced(appraisal), ["name", "sign", "who", "reason"], facts=facts)


def tornado(
    page: Page,
    facts: Any,
    case: Case,
    moved: pd.DataFrame,
    *,
    first: bool = False,
    words: str = "",
    named: Mapping[str, str] | None = None,
) -> bool:
    """How far the balance moves with each uncertain number; nothing, and False, where none moves it.

    `named` gives numbers a name in the words of the report: path to the code of a term of its group ``number``.
    """
    if moved.empty:
        return False
    rows = tables.swings(case, moved, {path: Term("number", code) for path, code in (named or {}).items()})
    if rows.empty:
        return False
    base = float(moved["estimate"].iloc[0])
    drawing = figures.tornado(page.worded(rows), "name", base=base, how=_money(case), lang=page.lang)
    page.figure("case-tornado", drawing, facts, first=first, words=words)
    return True


def uncertainty(page: Page, facts: Facts, appraisal: Appraisal, simulation: Simulation | None) -> None:
    """The years, the draws of the balance and what they say."""
    page.heading("case_uncertain", facts)
    page.statement(facts, "case_spread")
    if facts.nested != "no" and facts.nested_low.known and facts.nested_high.known:
        page.statement(facts, "case_nested")
    how = _money(appraisal.case)
    if simulation is not None and facts.low.known:
        balance = simulation.draws["net_present_value.total"]
        if balance.notna().any():
            drawing = figures.histogram_with_zero(balance.dropna(), how=how, lang=page.lang)
            page.figure("case-draws", drawing, facts)
    flows = page.worded(tables.flows(appraisal))
    if len(flows) and float(flows["real"].abs().max()) > 0:
        wrapped = flows.assign(name=["\n".join(textwrap.wrap(str(one), 24)) for one in flows["name"]])
        drawing = figures.cashflow_bars(wrapped, "year", "real", "name", how=how, lang=page.lang)
        # Long names are broken beside the drawing, not in its data.
        data = drawing.data.assign(name=[str(name).replace("\n", " ") for name in drawing.data["name"]])
        page.figure("case-years", drawing._replace(data=data, alt=drawing.alt.replace("\n", " ")), facts)


def basis(page: Page, facts: Facts, appraisal: Appraisal) -> None:
    """What the amounts rest on, and the result with every number at its middle."""
    page.heading("case_basis", facts)
    page.statement(facts, "case_basis")
    how = _money(appraisal.case)
    columns = {"name": "text", "rests": "text", "present_value": how, "share": "percent"}
    columns |= {"by_price": "percent", "by_quantity": "percent"}
    page.table("case-evidence", tables.evidence(appraisal), columns, facts=facts, row_headers=2)
    page.table(
        "case-totals", tables.totals(appraisal), {"name": "text", "estimate": "row"}, facts=facts, row_format="how"
    )


def numbers(page: Page, facts: Facts, appraisal: Appraisal) -> None:
    """Every number as given and as used, the prices brought to one year, and what a later euro counts for."""
    case = appraisal.case
    page.heading("case_numbers", facts)
    columns = {
        "name": "text", "value": "text", "factor": "decimal3", "used": "text", "range": "text", "price_year": "year",
        "evidence": "text", "basis": "text", "why": "text", "parameter": "text",
    }  # fmt: skip
    page.table("case-numbers", tables.as_used(appraisal), columns, facts=facts, folded=True)
    if len(appraisal.prices):
        shown: dict[str, str | Column] = {
            "name": "text", "amount": "eur", "from_year": "year", "index": "text", "ratio": "decimal3",
            "converted": "eur", "to_year": "year",
        }  # fmt: skip
        page.table("case-prices", tables.prices(appraisal), shown, facts=facts, folded=True)
    if case.horizon > 1:
        frame = tables.discounting(case)
        page.table("case-discount", frame, {"year": "year", "factor": "decimal3"}, facts=facts, folded=True)


def _money(case: Case) -> str:
    return "eur" if case.currency == "EUR" else "decimal1"
