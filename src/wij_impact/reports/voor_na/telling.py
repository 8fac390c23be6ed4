"""The page of one group measured twice: which block stands where; the words are in `data/words/voor_na.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from wij_impact.presentation import Column, figures
from wij_impact.reports.nonresponse import known_response
from wij_impact.reports.voor_na.facts import Facts, people_rows, unheard_facts

if TYPE_CHECKING:
    from wij_impact.impactmeting import BeforeAfter, Instrument
    from wij_impact.presentation import Page

__all__ = ["tell_changes"]


def tell_changes(page: Page, facts: Facts, found: BeforeAfter, instrument: Instrument, invited: int = 0) -> None:
    """Put the whole story of a group measured twice on the page.

    Parameters
    ----------
    page : Page
        With the words of `voor_na`.
    facts : Facts
        `change_facts` of the same measurement.
    found : BeforeAfter
        `impactmeting.before_after`.
    instrument : Instrument
    invited : int
        How many people could have taken part; 0 when that is not known.
    """
    counted = ["people"] if facts.told != "hidden" else []
    page.news(facts, *counted, "mean", "comparison")
    dropped = [] if facts.dropped == "none" else ["dropped"]
    page.certainty(facts, "no_comparison", "returns", *dropped, *(["read"] if facts.read else []))
    page.ask(facts, "compare", "dropped" if dropped else "moment", reader=True)
    names = {scale.name: (scale.label.nl if page.lang == "nl" else scale.label.en) for scale in instrument.scales}
    drawn = found.changes.assign(name=[names[str(one)] or str(one) for one in found.changes["scale"]])
    plot = figures.interval_plot(drawn, "name", how="decimal1", reference=0, lang=page.lang)
    if facts.told == "hidden":
        page.figure("change", plot, facts, first=True)
    else:
        bars = figures.bars(page.worded(people_rows(found)), "name", lang=page.lang)
        page.figure("people", bars, facts, first=True)
        page.heading("change")
        page.figure("change", plot, facts)
    shown: dict[str, str | Column] = {"name": "text", "before": "decimal1", "after": "decimal1"}
    shown |= {"estimate": Column(format="decimal1", signed=True), "lower": "decimal1", "upper": "decimal1"}
    shown |= {"n": "integer", "threshold": "decimal1"}
    page.table(
        "changes",
        drawn,
        shown,
        facts=facts,
    )
    page.heading("statuses")
    page.statement(facts, "threshold")
    rows = pd.concat(
        [people_rows(found, scale).assign(scale=names[scale] or scale) for scale in found.changes["scale"]],
        ignore_index=True,
    )
    page.table("statuses", rows[["scale", "name", "value"]], {"scale": "text", "name": "text", "value": "integer"})
    _unheard(page, facts, instrument, str(found.changes["scale"].iloc[0]), invited)
    page.heading("needs")
    page.statement(facts, "needs", "needs_group", "needs_moment")
    for position, warning in enumerate(instrument.warnings):
        page.statement({"warning": warning.nl if page.lang == "nl" else warning.en}, "warning", id=f"let-op-{position}")
    if facts.read is not None and facts.read.notes:
        page.note(facts, "reading")
    page.assumptions()
    page.method(facts, "paired", "reliable", "hiding")


def _unheard(page: Page, facts: Facts, instrument: Instrument, scale: str, invited: int) -> None:
    """Who was not measured twice: how they must have changed for the direction to turn."""
    twice = int(facts.people.value)
    once = 0 if facts.dropped == "few" else int(facts.once.value)
    # Who was measured once is known from the file, unless that is a few; who never began is not.
    response = known_response(twice, invited or (twice + once if once else 0))
    facts_of, rows = unheard_facts(facts, instrument, scale, response)
    page.heading("unheard", id="wie-niet-meedeed")
    page.statement(facts_of, "unheard", "unheard_worth", id="wie-niet-meedeed-gezegd")
    if not response:
        columns = {"response": "percent", "turn": "row", "effective": "integer"}
        page.table("niet-meegedaan", rows, columns, facts=facts_of, words="unheard", row_format="how")
