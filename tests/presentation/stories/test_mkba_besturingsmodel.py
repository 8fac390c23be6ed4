"""The report on the management model: its main sentences word for word, and its limits against the annuity."""

from __future__ import annotations

import pytest

from wij_impact import catalogue
from wij_impact.presentation import Report
from wij_impact.presentation.stories import mkba_besturingsmodel as first
from wij_impact.presentation.stories import mkba_besturingsmodel_exploration as exploration
from wij_impact.presentation.stories import mkba_besturingsmodel_flows as flows

RATES = {"nl_2015": 0.03, "nl_2020": 0.0225, "nl_2025": 0.028}


def _story(lang: str = "nl", draws: int = 10_000) -> first.Model:
    figures, sources = catalogue.figures(), catalogue.load_table("sources")
    return first.model(Report("mkba_besturingsmodel", lang, figures, sources), figures, draws, 0, sources=sources)


@pytest.fixture(scope="module")
def story() -> first.Model:
    return _story()


def _annuity(rate: float, years: int) -> float:
    return sum(575_000 / (1 + rate) ** t for t in range(years))


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.unit
def test_the_first_screen_in_dutch(story: first.Model) -> None:
    lead = first.lead(story)
    assert _plain(lead.title) == "€ 575.000 per jaar: wat de invoering kostte, is niet bekend"
    assert [_plain(said.text) for said in lead.sentences] == [
        "Volgens het jaarverslag 2020 bespaart het nieuwe besturingsmodel vanaf 2020 **€ 575.000 per jaar** op de "
        "organisatiekosten. De kosten van de invoering staan er niet bij. Een saldo is daarom niet te geven.",
        "Wel een grens. Over 10 jaar is het bedrag samen **5,21 miljoen euro** waard, gerekend naar 2020 (2,25% per "
        "jaar). Kostte de invoering minder, dan is zij in die tijd terugverdiend. Kostte zij meer, dan niet.",
        "Dat geldt alleen als het hele bedrag er elk jaar echt is. Is de helft echt, dan ligt de grens bij "
        "**2,61 miljoen euro**.",
    ]
    assert [_plain(said.text) for said in first.contradictions(story).sentences][1] == (
        "Van de omzet van 2020 staan twee bedragen gedrukt: 32,83 miljoen euro en 32,75 miljoen euro. Het verschil, "
        "€ 80.000, is 14% van het bedrag waar het hier om gaat. Reden niet gegeven."
    )


@pytest.mark.unit
def test_the_first_screen_in_english() -> None:
    lead = first.lead(_story("en", draws=100))
    assert lead.title == "€575,000 a year: what the implementation cost is not known"
    assert _plain(lead.sentences[2].text) == (
        "That only holds if the whole amount is really there every year. If half of it is, the limit lies at "
        "**€2.61 million**."
    )


@pytest.mark.reference
def test_the_limits_are_annuities(story: first.Model) -> None:
    for years, plain, *limits in flows.limit_table(story).rows:
        n = int(str(years))
        assert plain == n * 575_000
        # nl_2025 is flat up to 35 years.
        assert limits == [pytest.approx(_annuity(rate, n), rel=1e-9) for rate in RATES.values()]


@pytest.mark.property
def test_the_limit_is_proportional_to_the_share_that_is_real(story: first.Model) -> None:
    rows = flows.share_table(story).rows
    for share, *limits in rows:
        assert limits == [pytest.approx(float(str(share)) * float(str(one)), rel=1e-9) for one in rows[0][1:]]


@pytest.mark.reference
def test_payback_is_the_first_year_in_which_the_sum_reaches_the_cost(story: first.Model) -> None:
    for cost, *years in flows.payback_table(story).rows:
        expected = [
            next(2020 + n - 1 for n in range(1, 21) if _annuity(rate, n) >= float(str(cost))) for rate in RATES.values()
        ]
        assert years == expected


@pytest.mark.reference
def test_the_chances_of_the_exploration(story: first.Model) -> None:
    import numpy as np

    # The share that is real is uniform, so the chance given a drop-off is 1 - cost / value, averaged over drop-offs.
    drop = (np.arange(400) + 0.5) / 400 * 0.1
    values = sum(575_000 * ((1 - drop) / 1.0225) ** t for t in range(10))
    for cost, chance, lower, upper in exploration.chance_table(story).rows:
        exact = float(np.clip(1 - float(str(cost)) / values, 0, 1).mean())
        # Four standard errors of a share of 10,000 draws.
        assert float(str(chance)) == pytest.approx(exact, abs=0.02)
        assert float(str(lower)) <= float(str(chance)) <= float(str(upper))


@pytest.mark.unit
def test_nobody_gets_a_balance_while_the_cost_is_unknown(story: first.Model) -> None:
    (row,) = flows.payers_table(story).rows
    assert row[0] == "gemeente"
    assert row[1] == "niet bekend"
    assert row[-1] == "niet bekend"
