"""The report on the OJG: its main sentences word for word, and its numbers against the arithmetic of the claim."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wij_impact import catalogue
from wij_impact.errors import InputError
from wij_impact.presentation import Report
from wij_impact.presentation.stories import mkba_ojg, mkba_ojg_basis, mkba_ojg_chance, mkba_ojg_needed


def _story(lang: str = "nl", year: int = 2020, draws: int = 10_000) -> mkba_ojg.Ojg:
    figures, sources = catalogue.figures(), catalogue.load_table("sources")
    return mkba_ojg.ojg(Report("mkba_ojg", lang, figures, sources), figures, year, draws, 0, sources=sources)


@pytest.fixture(scope="module")
def story() -> mkba_ojg.Ojg:
    return _story()


@pytest.mark.unit
def test_the_first_screen_in_dutch(story: mkba_ojg.Ojg) -> None:
    lead = mkba_ojg.lead(story)
    assert lead.title == "Eén euro erin, twee eruit: de prijzen om dat na te rekenen ontbreken"
    assert [said.text for said in lead.sentences] == [
        "Stel dat de OJG (ondersteuner jeugd en gezin bij de huisarts) 60% zelf afhandelt en dat iedereen daarvan "
        "anders was verwezen. Dan komt er twee euro uit als een traject dat vervalt **3,3 keer** zo duur is als een "
        "traject bij de OJG. Was maar de helft anders verwezen, dan moet het **6,7 keer** zo duur zijn.",
        "Voor beide prijzen is **geen bron** gevonden: niet voor een OJG-traject en niet voor het traject dat "
        "vervalt. Ook is niet gemeten hoeveel kinderen anders waren verwezen.",
        "Het bedrag van ongeveer 2 euro per euro komt uit een snelle schatting (‘QuickScan’) in het jaarverslag 2020. "
        "De methode staat er niet bij.",
    ]
    assert [said.text for said in mkba_ojg.contradictions(story).sentences] == [
        "Over 2020 staan er 379 trajecten, over 2023 671 kinderen en ouders. Dat is niet hetzelfde geteld; of het er "
        "meer werden, is niet te zeggen.",
        "In 2020 had 62% van 51 praktijken een OJG. Dat kan geen aantal praktijken zijn: 31 is 60,8% en 32 is 62,7%.",
        "Het jaarverslag 2023 noemt 87% en 85% van de praktijken. De aantallen (45 van 52) geven 86,5%.",
    ]


@pytest.mark.unit
def test_the_first_screen_in_english() -> None:
    story = _story("en", draws=500)
    assert mkba_ojg.lead(story).title == "One euro in, two out: the prices to check it are missing"
    assert mkba_ojg.lead(story).sentences[0].text.endswith("If only half would have been referred, it must cost "
                                                          "**6.7 times** as much.")  # fmt: skip
    assert mkba_ojg.contradictions(story).sentences[1].text == (
        "In 2020 62% of 51 practices had an OJG. That cannot be a number of practices: 31 is 60.8% and 32 is 62.7%."
    )


@pytest.mark.unit
def test_the_claim_does_not_prove_itself(story: mkba_ojg.Ojg) -> None:
    said = [sentence.text for sentence in mkba_ojg.certainty(story).sentences]
    assert "is de prijs uit de claim zelf teruggerekend" in said[1]
    assert said[2] == (
        "Neemt men alles aan wat de claim aanneemt, dan is de kans op meer dan 2 euro 55%. Dat is dus geen bewijs voor "
        "de claim."
    )


@pytest.mark.reference
def test_the_chances_are_those_of_the_stated_distributions(story: mkba_ojg.Ojg) -> None:
    # An integral over the three distributions on a fine grid of quantiles, without the room's own draws.
    u = (np.arange(200) + 0.5) / 200
    low, mode, high = 2 / 0.7, 2 / 0.6, 2 / 0.5
    cut = (mode - low) / (high - low)
    price = np.where(
        u < cut,
        low + np.sqrt(u * (high - low) * (mode - low)),
        high - np.sqrt((1 - u) * (high - low) * (high - mode)),
    )
    product = np.multiply.outer(0.5 + 0.2 * u, price)
    exact = {above: float(np.clip(1 - above / product, 0, 1).mean()) for above in (1.0, 2.0)}
    claim = float((product > 2).mean())
    # Four standard errors of a share of 10,000 draws (at most 0.005 each), and 0.003 for the grid.
    assert story.chance("groningen", 1.0) == pytest.approx(exact[1.0], abs=0.023)
    assert story.chance("groningen", 2.0) == pytest.approx(exact[2.0], abs=0.012)
    assert story.chance("claim", 2.0) == pytest.approx(claim, abs=0.023)
    assert story.chance("claim", 1.0) == 1.0
    assert story.chance("aef", 2.0) == 0.0  # 50% x 100% x 4 is 2, never more


@pytest.mark.property
def test_every_cell_of_the_grid_returns_two_euros(story: mkba_ojg.Ojg) -> None:
    from wij_impact import mkba

    table = mkba_ojg_needed.combinations_figure(story).data
    assert table is not None
    for added, share, ratio in list(table.rows)[::7]:
        case = story.cases["groningen"]
        for path, value in ((mkba_ojg.ADDITIONAL, added), (mkba_ojg.SHARE, share), (mkba_ojg.PRICES, ratio)):
            case = case.with_value(path, float(str(value)))
        assert mkba.appraise(case).benefit_cost_ratio == pytest.approx(2.0, rel=1e-12)


@pytest.mark.unit
def test_outside_sources_keep_their_own_unit(story: mkba_ojg.Ojg) -> None:
    rows = {str(row[0])[:3]: row for row in mkba_ojg_chance.outside_table(story).rows}
    assert rows["AEF"][2:] == ("nee", "zelf afgehandeld", 0.45, "40% tot 50%")
    assert rows["Den"][2:] == ("nee", "zelf afgehandeld", 0.56, "51% tot 61%")
    # CPB informs additionality, as a wide prior that holds zero.
    assert rows["CPB"][2:] == ("ja", "anders verwezen", 0, "−50% tot 100%")


@pytest.mark.unit
def test_two_years_give_one_return_per_euro(story: mkba_ojg.Ojg) -> None:
    later = _story(year=2023, draws=10_000)
    first, last = mkba_ojg_chance.chances(story), mkba_ojg_chance.chances(later)
    assert np.allclose(first["estimate"], last["estimate"], rtol=1e-12)
    assert later.central("input.trajecten", "aef") == 671
    assert story.central("input.trajecten", "aef") == 379
    assert "**kinderen en ouders**" in mkba_ojg_basis.year_statement(later).sentences[0].text
    with pytest.raises(InputError, match="no count of 2021"):
        _story(year=2021, draws=10)


@pytest.mark.unit
def test_an_impossible_share_is_no_switching_value(story: mkba_ojg.Ojg) -> None:
    rows = mkba_ojg_needed.switching_table(story).rows
    assert rows[0][1:] == (0.5, pytest.approx(0.5), pytest.approx(1.0))
    assert rows[1][3] is None  # 120% would be needed
    assert math.isclose(float(str(rows[2][3])), 20 / 3)


@pytest.mark.unit
def test_the_draws_are_apart_and_the_report_says_so(story: mkba_ojg.Ojg) -> None:
    said = mkba_ojg_chance.dependence_statement(story).sentences[0].text
    assert said.endswith("op meer dan 2 euro **5%**. Gekoppeld is dat 50% en **0%**.")
