"""The three pages of the report: the explained blank, the sheet for the table, and the households together."""

from __future__ import annotations

import pandas as pd

from wij_impact import mkba
from wij_impact.errors import UsageError
from wij_impact.language import Text
from wij_impact.mkba import Appraisal, Household, Portfolio, Simulation
from wij_impact.presentation import Column, Page, figures
from wij_impact.reports.casus.blank import blank_facts, field_rows, price_rows
from wij_impact.reports.casus.folder import folder_facts, household_rows, payer_rows
from wij_impact.reports.casus.sheet import Sheet, line_rows, sheet_facts, sheet_payers, turn_rows

__all__ = ["check_choice", "tell_blank", "tell_folder", "tell_sheet"]

_SIGNED = Column(format="eur", signed=True)


def check_choice(case: str, cases: str, team: bool) -> None:
    """Refuse one sheet and a folder at once, and a team without a folder: one of the two would be left aside."""
    if case and cases:
        raise UsageError(
            Text(nl="één blad en een map met bladen kan niet tegelijk.", en="not one sheet and a folder at once."),
            remedy=Text(nl="Geef -p case= of -p cases=.", en="Give -p case= or -p cases=."),
        )
    if team and not cases:
        raise UsageError(
            Text(nl="team=true hoort bij een map met bladen.", en="team=true belongs with a folder of sheets."),
            remedy=Text(nl="Geef ook -p cases=MAP.", en="Give -p cases=FOLDER too."),
        )


def tell_blank(page: Page, published: pd.DataFrame) -> None:
    """What a case sheet is for; no household is on it."""
    prices = mkba.load_unit_prices()
    facts = blank_facts(published, prices)
    sparks = {"referred": page.spark("bars", [facts.referred_before, facts.referred], "news.referred.value", facts)}
    page.news(facts, "referred", "mean", "month", sparks=sparks)
    page.certainty(facts, "blank_stated")
    page.ask(facts, "blank_fill", reader=True)
    months = price_rows(prices)
    drawn = months.assign(name=[page.words.show(one) for one in months["name"]])
    page.figure("months", figures.bars(drawn, "name", "month", how="eur", lang=page.lang), facts, first=True)
    page.heading("blank_use")
    page.statement(facts, "blank_who", "blank_steps", "blank_private")
    page.heading("blank_fields")
    page.table("fields", field_rows(), ["name", "told"])
    page.table(
        "prices",
        months,
        {"name": "auto", "month": "eur", "price_year": "year", "source": "auto"},
        facts=facts,
        folded=True,
    )
    page.discrepancies(facts, [("mean", "large"), ("outcomes", "medium")])
    page.assumptions()
    page.method(facts, "difference", "chance", "once")


def tell_sheet(page: Page, household: Household, result: Appraisal, simulation: Simulation | None) -> None:
    """The sheet of one household, for the people at its table."""
    prices = mkba.load_unit_prices()
    facts = sheet_facts(household, result, simulation, prices)
    made_up = ["made_up"] if household.synthetic else []
    turn = ["turn"] if facts.outcome != "not_known" else []
    page.lead(facts, *made_up, "difference", *turn)
    page.certainty(facts, *(["assumed"] if facts.assumed.known else []), *_open(facts), "table_only")
    page.ask(facts, "after", reader=True)
    table = sheet_payers(household, result, simulation)
    _bars(page, table, facts, "payers")
    page.heading("household")
    page.statement(facts, *(["told"] if facts.told else ["not_told"]), *(["agreed"] if facts.agreed else []),
                   *(["result"] if facts.result.text else []), id="said-household")  # fmt: skip
    page.heading("lines")
    rows, months = line_rows(household, prices), dict.fromkeys(["with_months", "without_months"], "integer")
    page.table(
        "lines",
        rows,
        {"provision": "auto", **months, "chance": "auto", "with": "eur", "without": "eur"},
        facts=facts,
    )
    limits = {"lower": _SIGNED, "upper": _SIGNED} if simulation is not None else {}
    page.table(
        "by-payer",
        table,
        {"name": "auto", "with": "eur", "without": "eur", "difference": _SIGNED, **limits},
        facts=facts,
    )
    turning = turn_rows(household)
    if len(turning):
        page.table("turns", turning, {"provision": "auto", "mid": "percent", "turn": "percent"}, facts=facts)
    page.table("basis", rows, ["provision", "payer", "price", "source"], folded=True)
    odd = [(key, "medium") for key in ("unstated", "elsewhere", "unverified") if getattr(facts, key)]
    page.discrepancies(facts, odd)  # type: ignore[arg-type]
    page.method(facts, "difference", "chance", "months", *(["drawn"] if facts.draws.value else []))


def _open(facts: Sheet) -> list[str]:
    return ["unpriced"] if facts.unpriced else []


def tell_folder(page: Page, found: Portfolio, team: bool, synthetic: bool = False) -> None:
    """Several households: the middle one, what it leans on, and for the team each of them."""
    facts = folder_facts(found, team, synthetic)
    made_up = ["made_up"] if synthetic else []
    page.lead(facts, *made_up, "middle", "one_less", title="folder.title")
    page.certainty(facts, "folder_assumed", "folder_stated", *(["folder_unpriced"] if facts.unpriced.value else []))
    page.ask(facts, "after", reader=True)
    rows = payer_rows(found, team)
    _bars(page, rows, facts, "folder-payers")
    page.heading("folder_payers")
    page.statement(facts, "folder_outcomes", "folder_team" if team else "folder_outside")
    amounts: dict[str, str | Column] = {"with": "eur", "without": "eur", "difference": _SIGNED}
    if len(rows):
        page.table("folder-by-payer", rows, {"name": "auto", "households": "integer", **amounts}, facts=facts)
    if team:
        page.heading("folder_each")
        limits: dict[str, str | Column] = {"lower": _SIGNED, "upper": _SIGNED, "outcomes": "integer"}
        page.table("folder-households", household_rows(found), {"id": "auto", **amounts, **limits}, facts=facts)
    odd = [("carried", "large")] if facts.carried else []
    odd += [("several", "medium")] if facts.several.value else []
    page.discrepancies(facts, odd)  # type: ignore[arg-type]
    page.method(facts, "difference", "chance", "months", "middle")


def _bars(page: Page, table: pd.DataFrame, facts: object, id: str) -> None:
    """Two bars for each payer, without and with the plan; a payer of whom neither is known is left out."""
    shown = page.worded(table[table["with"].notna() & table["without"].notna()])
    drawn = [
        {"name": page.text("mark.of", {"payer": row["name"], "side": page.text(f"mark.{side}")}), "amount": row[side]}
        for row in shown.to_dict("records")
        for side in ("without", "with")
    ]
    if drawn:
        with_plan = [one["name"] for one in drawn[1::2]]
        drawing = figures.bars(pd.DataFrame(drawn), "name", "amount", highlight=with_plan, how="eur", lang=page.lang)
        page.figure(id, drawing, facts, first=True)
