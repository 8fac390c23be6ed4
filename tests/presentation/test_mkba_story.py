"""The report on a cost-benefit case: its main sentences word for word, its algebra, and any case of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue, mkba
from wij_impact.language import Language
from wij_impact.presentation import Report
from wij_impact.presentation.stories import mkba_claim, mkba_common, mkba_figures, mkba_jim


def made(case: str, lang: Language = "nl", draws: int = 500) -> mkba_jim.Story:
    published = catalogue.figures()
    report = Report("mkba_jim", lang, published, catalogue.load_table("sources"))
    return mkba_jim.gather(report, published, case, draws, 0)


def said(block: object) -> str:
    return str(block.plain()).replace("\xa0", " ")  # type: ignore[attr-defined]


@pytest.mark.unit
def test_the_first_screen_leads_with_the_gross_claim_and_the_switching_values() -> None:
    assert said(mkba_jim.lead(made("jim"))).splitlines() == [
        "Of JIM zich terugverdient, hangt af van wat niet gemeten is",
        "Volgens professionals is met JIM ongeveer € 476.000 bespaard, in 11 van de 15 trajecten. Dat bedrag is bruto: "
        "er is geen vergelijkingsgroep, en wat JIM zelf kostte is niet bekend.",
        "Voor de gemeente zijn de baten minstens de kosten als minstens 46% van die uitkomsten zonder JIM echt was "
        "gebeurd (de additionaliteit), of als een uithuisplaatsing anders minstens 0,92 jaar had geduurd, of als JIM "
        "zelf hoogstens € 17.294 per traject kost. Elk van deze waarden geldt alleen als de andere getallen op hun "
        "middelste waarde staan, en dat midden is meestal een aanname.",
        "Geen prijs met een bron hebben: ‘Tijd van de mentoren’, ‘Voorkomen gesloten plaatsing’ en ‘Voorkomen "
        "schooluitval’. Zij tellen niet mee in het saldo en staan er apart naast.",
    ]


@pytest.mark.unit
def test_the_first_screen_in_english() -> None:
    lines = said(mkba_jim.lead(made("jim", "en"))).splitlines()
    assert lines[0] == "Whether JIM pays for itself depends on what was not measured"
    assert lines[1] == (
        "According to professionals JIM saved about €476,000, in 11 of the 15 trajectories. That amount is gross: "
        "there is no comparison group, and what JIM itself cost is not known."
    )
    assert lines[2].startswith(
        "For the municipality the benefits are at least the costs if at least 46% of those outcomes would really have "
        "happened without JIM (the additionality), or if an out-of-home placement would have lasted at least 0.92 "
        "years, or if JIM itself costs at most €17,294 per trajectory."
    )


@pytest.mark.reference
def test_the_switching_values_by_hand() -> None:
    # A year in a family home: 60,327 of 2015, times the consumer prices of 2016-2020; 15 trajectories of 15,867.
    place = mkba.convert_price(60_327, 2015, 2020)
    turns = {row["field"]: row["switching_value"] for row in made("jim").named_turns()}
    assert turns["additionality"] == pytest.approx(15 * 15_867 / (8 * place))
    assert turns["price"] == pytest.approx(0.5 * 8 * place / 15)


@pytest.mark.unit
def test_what_does_not_add_up_in_the_claim() -> None:
    block = mkba_jim.contradictions(made("jim"))
    assert block is not None
    assert "13 uitkomsten in 11 trajecten" in said(block)
    assert "8 plaatsingen van een jaar in een gezinshuis (€ 64.853 per jaar) zijn samen € 518.822" in said(block)


@pytest.mark.reference
def test_every_price_set_adds_up_to_the_claim() -> None:
    story = made("jim")
    claim = story.claim
    assert claim is not None
    assert (claim.amount, claim.started, claim.counted) == (476_000, 15, 11)
    sets = mkba_claim.price_sets(claim, story.place_price()).set_index("reading")
    assert 8 * sets.apart.equal + 3 * sets.apart.equal + 2 * sets.apart.equal == pytest.approx(476_000)
    assert 6 * sets.nested.equal + 3 * sets.nested.equal + 2 * sets.nested.equal == pytest.approx(476_000)
    assert sets.apart.ceiling * (8 + 2) == pytest.approx(476_000)
    assert sets.nested.ceiling * (6 + 2) == pytest.approx(476_000)
    assert sets.apart.rest_place + 8 * story.place_price() == pytest.approx(476_000)
    assert sets.apart.rest_place < 0 < sets.nested.rest_place
    shown = said(mkba_claim.claim_table(story.report, claim))
    for amount in ("€ 31.733", "€ 43.273", "€ 36.615"):
        assert amount in shown


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("case", ["jim", "ojg", "besturingsmodel", "mkba_case"])
def test_every_shipped_case_can_be_told_in_both_languages(case: str, lang: Language) -> None:
    story = made(case, lang, 200)
    blocks = [
        *mkba_jim.first_screen(story), *mkba_jim.claim_blocks(story), *mkba_jim.turning_blocks(story),
        *mkba_jim.payer_blocks(story), *mkba_jim.uncertainty_blocks(story), *mkba_jim.evidence_blocks(story),
        mkba_common.assumptions_table(story.report, story.case), mkba_jim.method(story),
    ]  # fmt: skip
    assert len({block.id for block in blocks}) == len(blocks)
    assert "nan" not in " ".join(said(block) for block in blocks).lower().split()
    assert (story.claim is not None) == (case == "jim")


@pytest.mark.unit
def test_a_case_without_priced_costs_leads_with_the_cost_at_which_it_turns() -> None:
    shown = said(mkba_jim.lead(made("besturingsmodel")))
    assert "als ‘Invoering van het besturingsmodel’ hoogstens € 5.212.781 per invoering kost" in shown
    assert "minstens 0%" not in shown


@pytest.mark.unit
def test_who_only_has_items_without_a_price_has_no_amount_of_zero() -> None:
    story = made("jim")
    table = mkba_common.payers_table(story.report, story.appraisal)
    rows = {row[0]: row for row in table.rows}
    assert rows["Rijk"][1:5] == (None, None, None, None)
    assert rows["gemeente"][1] == rows["Samen"][1] == 15 * 15_867


@pytest.mark.property
@pytest.mark.parametrize("case", ["jim", "ojg", "besturingsmodel"])
def test_the_map_holds_every_item_and_its_amounts_are_those_of_the_payers(case: str) -> None:
    story = made(case, draws=200)
    links = mkba_figures.links_of(story.appraisal)
    assert set(links["item"]) == {item.label.nl for item in story.case.items if item.section != "transfer"}
    totals = links.groupby("side")["value"].sum()
    assert totals["effect"] == pytest.approx(story.appraisal.result("benefits"))
    assert totals["cost"] == pytest.approx(story.appraisal.result("costs"))


@pytest.mark.unit
def test_the_evidence_sentence_says_what_rests_on_a_source() -> None:
    story = made("ojg", draws=200)
    assert mkba_common.evidence_sentence(story.report, story.appraisal).text == (
        "Van de geprijsde kosten rust 100% op cijfers met een bron, van de geprijsde baten 0%; de rest is aanname of "
        "heeft geen onderbouwing."
    )


@pytest.mark.unit
def test_a_copy_of_the_case_elsewhere_is_told_the_same(tmp_path: Path) -> None:
    source = catalogue.resolve_data().file("cases/jim.toml")
    copy = tmp_path / "mijn.toml"
    copy.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    assert said(mkba_jim.lead(made(str(copy)))) == said(mkba_jim.lead(made("jim")))


@pytest.mark.unit
def test_without_the_printed_figures_there_is_no_claim() -> None:
    case = mkba.load_case("jim")
    published = catalogue.figures()
    assert mkba_claim.find_claim(case, published[published["indicator_id"] != "jim_saving"]) is None
    assert mkba_claim.find_claim(replace(case, streams={}), published) is None
    assert isinstance(published, pd.DataFrame)
