"""The report on JIM: the claim by number, where it turns, whose words are whose."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, mkba
from wij_impact.errors import InputError
from wij_impact.presentation.blocks import Discrepancies, News, Table
from wij_impact.presentation.words import Words
from wij_impact.reports import mkba as shared
from wij_impact.reports import mkba_jim


def _facts(case: str = "jim", draws: int = 200) -> mkba_jim.JimFacts:
    jim = mkba.load_case(case)
    turns = mkba.switching_values(jim)
    told = shared.case_facts(jim, mkba.appraise(jim), turns, mkba.simulate(jim, draws, 0))
    return mkba_jim.jim_facts(jim, mkba_jim.find_claim(jim, catalogue.figures()), turns, told)


@pytest.mark.reference
def test_the_claim_and_the_turns_by_hand() -> None:
    facts = _facts()
    assert (facts.amount.value, facts.started.value, facts.counted.value) == (476_000, 15, 11)
    assert (facts.outcomes.value, facts.nested_outcomes.value) == (13, 11)
    # A year in a family home: 60,327 of 2015, times the consumer prices of 2016-2020; 15 trajectories of 15,867.
    place = mkba.convert_price(60_327, 2015, 2020)
    assert facts.place_price.value == pytest.approx(place)
    assert facts.turn_share.value == pytest.approx(15 * 15_867 / (8 * place))
    assert facts.turn_cost.value == pytest.approx(0.5 * 8 * place / 15)
    assert (facts.fits, facts.nesting) == ("more_than_claim", "equal")


@pytest.mark.reference
def test_every_price_set_adds_up_to_the_claim() -> None:
    facts = _facts()
    claim = mkba_jim.find_claim(mkba.load_case("jim"), catalogue.figures())
    place = float(facts.place_price.value)
    sets = mkba_jim.price_sets(claim, place).set_index("reading")
    assert (8 + 3 + 2) * sets.apart.equal == pytest.approx(476_000)
    assert (6 + 3 + 2) * sets.nested.equal == pytest.approx(476_000)
    assert sets.apart.ceiling * (8 + 2) == pytest.approx(476_000)
    assert sets.nested.ceiling * (6 + 2) == pytest.approx(476_000)
    assert sets.apart.rest_place + 8 * place == pytest.approx(476_000)
    assert sets.apart.rest_place < 0 < sets.nested.rest_place
    assert mkba_jim.claim_per(claim)["amount"].round().tolist() == [31_733, 43_273, 36_615, 43_273]


@pytest.mark.unit
def test_the_verdicts_turn_when_the_figures_turn() -> None:
    jim, figures = mkba.load_case("jim"), catalogue.figures()
    larger = figures.assign(value=figures["value"].mask(figures["indicator_id"] == "jim_saving", 900_000.0))
    turns = mkba.switching_values(jim)
    told = shared.case_facts(jim, mkba.appraise(jim), turns, None)
    facts = mkba_jim.jim_facts(jim, mkba_jim.find_claim(jim, larger), turns, told)
    assert facts.fits == "within_claim"
    assert facts.verdict == "no_uncertainty"


@pytest.mark.unit
def test_another_case_or_figures_that_are_gone_are_refused() -> None:
    figures = catalogue.figures()
    with pytest.raises(InputError, match="is not about JIM"):
        mkba_jim.find_claim(mkba.load_case("ojg"), figures)
    with pytest.raises(InputError, match="incomplete: amount"):
        mkba_jim.find_claim(mkba.load_case("jim"), figures[figures["indicator_id"] != "jim_saving"])


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_says_whose_words_they_are(lang: str) -> None:
    page = run_report("mkba_jim", lang=lang, draws=200)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    said = " ".join(one.plain() for one in page.blocks).replace("\xa0", " ")
    assert ("Volgens WIJ" if lang == "nl" else "According to WIJ") in news.plain()
    assert "professionals" not in news.plain()
    assert "komen samen bij" not in said
    assert "come together with" not in said
    assert "nan" not in said.lower().split()
    odd = block(page, "discrepancies")
    assert isinstance(odd, Discrepancies)
    assert [one.weight for one in odd.items] == ["medium", "small"]


@pytest.mark.unit
def test_nobody_without_a_price_has_an_amount_of_zero() -> None:
    table = block(run_report("mkba_jim", lang="nl", draws=200), "case-payers")
    assert isinstance(table, Table)
    rows = {str(row[0]): row for row in table.rows}
    assert rows["Rijk"][1:5] == (None, None, None, None)
    assert rows["gemeente"][1] == rows["samen"][1] == 15 * 15_867


@pytest.mark.unit
def test_every_number_is_shown_as_given_and_as_used() -> None:
    jim = mkba.load_case("jim")
    frame = shared.as_used(mkba.appraise(jim)).set_index("parameter")
    price = frame.loc["price.gezinshuis_jaar.alternatives"]
    assert price["value"].value == 60_327
    assert price["used"].value == pytest.approx(60_327 * price["factor"])
    assert price["price_year"] == 2015
    assert isinstance(frame, pd.DataFrame)


@pytest.mark.reference
def test_the_other_price_of_a_place_turns_the_balance() -> None:
    jim = mkba.load_case("jim")
    readings = mkba_jim.price_readings(jim).set_index("price_id")
    facts = mkba_jim.price_facts(jim, readings.reset_index(), mkba_jim.find_claim(jim, catalogue.figures()))
    # 163.59 a day in 2024, 365 days, back to 2020 by consumer prices: 2.7, 10.0, 3.8 and 3.3 percent.
    other = 163.59 * 365 / (1.027 * 1.1 * 1.038 * 1.033)
    assert readings.loc["gezinshuis_day", "converted"] == pytest.approx(other)
    assert readings.loc["gezinshuis_day", "balance"] == pytest.approx(8 * 0.5 * other - 15 * 15_867)
    assert readings.loc["gezinshuis_jaar", "balance"] == pytest.approx(mkba.appraise(jim).net_present_value)
    assert (facts.turns, facts.claim_after) == ("yes", "fits")
    assert facts.total_after.value == pytest.approx(8 * other)
    # Two closed placements, half of them by JIM, one year: together the price of one.
    assert facts.closed.value == pytest.approx(15 * 15_867 - 8 * 0.5 * other)


@pytest.mark.reference
def test_nobody_is_quoted_who_said_nothing() -> None:
    # The report says that outcomes were prevented, not who judged it.
    from wij_impact.catalogue import resolve_data

    data = resolve_data()
    words = [data.file(one).read_text(encoding="utf-8") for one in ("cases/jim.toml", "words/mkba_jim.toml")]
    assert not any("volgens professionals" in text.lower() for text in words)


@pytest.mark.unit
def test_the_chart_says_that_each_unknown_turns_it_only_when_each_does() -> None:
    jim = mkba.load_case("jim")
    assert _facts().unknowns == "turn"
    cheap = jim.with_value("cost.begeleiding.price", 1.0)
    turns = mkba.switching_values(cheap)
    told = shared.case_facts(cheap, mkba.appraise(cheap), turns, None)
    facts = mkba_jim.jim_facts(cheap, mkba_jim.find_claim(cheap, catalogue.figures()), turns, told)
    assert facts.unknowns == "some"
    assert "van plus naar min" not in Words("mkba_jim", "nl").say("figure.jim-tornado.title", facts).text
