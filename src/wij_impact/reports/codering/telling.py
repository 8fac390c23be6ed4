"""The page on codings of the user's own, and on the made-up ones: which sentence, table and figure stands where."""

from __future__ import annotations

import pandas as pd

from wij_impact import coding
from wij_impact.coding import Codings
from wij_impact.errors import UsageError
from wij_impact.language import Text
from wij_impact.presentation import Page, figures
from wij_impact.reports.codering.own import (
    Agreed,
    Coded,
    agreed_facts,
    agreement_rows,
    code_rows,
    coded_facts,
    group_rows,
    quote_facts,
)

__all__ = ["tell_own"]


def tell_own(
    page: Page,
    found: Codings,
    agreed: pd.DataFrame | None,
    curve: pd.DataFrame | None,
    known: pd.DataFrame | None = None,
    quotes: int = 0,
    minimum: int = 10,
) -> None:
    """Put the story of `coding.load`, `coding.agreement` and `coding.saturation` on the page.

    Parameters
    ----------
    page : Page
    found : Codings
    agreed, curve : DataFrame, optional
        None where there is one coder, or fewer than three conversations.
    known : DataFrame, optional
        `coding.load_conversations`.
    quotes : int
        How many quotes per code, of conversations with consent.
    minimum : int
        Smallest number of conversations that is shown.

    Raises
    ------
    UsageError
        Quotes without a table that says who consented.
    """
    if quotes and known is None:
        raise UsageError(
            Text(nl="citaten kunnen alleen van wie toestemming gaf.", en="quotes are only of those who consented."),
            remedy=Text(
                nl="Geef met -p conversations=BESTAND per gesprek of er geciteerd mag worden.",
                en="Say with -p conversations=FILE for each conversation whether it may be quoted.",
            ),
        )
    facts = coded_facts(found, curve, minimum)
    told = None if agreed is None else agreed_facts(agreed, found.synthetic)
    _first(page, facts, told, agreed, found, minimum)
    page.heading("codes")
    page.statement(facts, "own.read", "own.residents", id="read")
    counts = {"code": "auto", "pieces": "integer", "sources": "integer"}
    page.table("codes", code_rows(found, minimum), counts, facts=facts)
    if told is not None and agreed is not None:
        _agreement(page, told, agreed)
    if curve is not None:
        page.heading("saturation")
        drawing = figures.curve(
            curve.assign(sources=curve["sources"].astype(float)), "sources",
            x_label=page.text("mark.conversations"), how="decimal1", x_how="integer", lang=page.lang,
        )  # fmt: skip
        page.figure("saturation", drawing, facts)
    if known is not None:
        _people(page, facts, found, known, quotes, minimum)
    _odd(page, facts, told)


def _first(
    page: Page, facts: Coded, told: Agreed | None, agreed: pd.DataFrame | None, found: Codings, minimum: int
) -> None:
    made_up = ["own.made_up"] if found.synthetic else []
    page.lead(facts, *made_up, "own.saturated", title="own.title")
    if told is None or agreed is None:
        page.certainty(facts, "own.alone")
        drawing = figures.bars(code_rows(found, minimum), "code", "pieces", lang=page.lang)
        page.ask(facts, "own.ask")
        page.figure("codes", drawing, facts, first=True)
        return
    page.certainty(told, "own.agreed")
    page.ask(facts, "own.ask")
    alphas = agreed[(agreed["coefficient"] == "alpha") & agreed["estimate"].notna()]
    if alphas.empty:
        drawing = figures.bars(code_rows(found, minimum), "code", "pieces", lang=page.lang)
        page.figure("codes", drawing, facts, first=True)
    else:
        drawing = figures.interval_plot(
            alphas, "code", reference=0.667, reference_label=page.text("mark.no_conclusions"), how="decimal2",
            lang=page.lang,
        )  # fmt: skip
        page.figure("alphas", drawing, told, first=True)


def _agreement(page: Page, told: Agreed, agreed: pd.DataFrame) -> None:
    page.heading("agreement")
    weak = ["weakest"] if told.weakest_alpha.known else []
    absent = ["not_given"] if told.not_given.value else []
    page.statement(told, "unit", *weak, *absent)
    decimals = dict.fromkeys(["estimate", "lower", "upper"], "decimal2")
    page.table(
        "agreement",
        agreement_rows(agreed),
        {"code": "auto", "coefficient": "auto", "n": "integer", **decimals, "said": "auto"},
        codes={"coefficient": "coefficient"},
        row_headers=2,
    )


def _people(page: Page, facts: Coded, found: Codings, known: pd.DataFrame, quotes: int, minimum: int) -> None:
    if "group" in known and known["group"].notna().any():
        page.heading("groups")
        rows = group_rows(found, known, minimum)
        whole = dict.fromkeys([str(one) for one in rows if one != "code"], "integer")
        page.table("groups", rows, {"code": "auto", **whole}, facts=facts)
    if quotes:
        page.heading("quotes")
        said = quote_facts(coding.quotes(found, known, quotes))
        page.statement(facts, "quotes" if said else "no_quotes", id="said-quotes")
        for place, one in enumerate(said):
            page.statement(one, "quote", id=f"quote-{place + 1}")


def _odd(page: Page, facts: Coded, told: Agreed | None) -> None:
    odd: list[tuple[str, str, object]] = [("unused", "small", facts)] if facts.unused else []
    if told is not None:
        odd += [("elsewhere", "medium", told)] * bool(told.left_out.value)
        odd += [("dominated", "medium", told)] * told.dominated
        odd += [("wide", "medium", told)] * told.wide
    page.discrepancies(facts, odd)  # type: ignore[arg-type]
    how = ["interval", "coefficients"] if told is not None else ["alone"]
    page.method(facts, *how, "privacy")
