"""The report on care costs: its numbers against arithmetic, its readings, and the series of the user."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, effect
from wij_impact.effect.series import care_costs_example
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.presentation.blocks import Discrepancies, Figure, Lead, News
from wij_impact.presentation.sentences import causal_words
from wij_impact.reports import zorgkosten
from wij_impact.reports.zorgkosten import Refused, asked


def _facts(total: float = 0.0, figures: pd.DataFrame | None = None) -> zorgkosten.Facts:
    published = catalogue.figures() if figures is None else figures
    return zorgkosten.care_facts(published, catalogue.load_table("municipalities_2021"), total)


def _own(data: pd.DataFrame, start: str = "2020-01", at_break: str = "step") -> zorgkosten.Own:
    options = zorgkosten.own_options(data, start, "2022-01", at_break)
    found = effect.interrupted_time_series(data, "cost", "month", start, **options)
    return zorgkosten.own_facts(data, found, start, options)


@pytest.mark.reference
def test_the_numbers_are_those_of_the_printed_figures() -> None:
    facts = _facts()
    assert (facts.fall.value, facts.pandemic.value) == (1.8, 0.2)
    assert (facts.clients.value, facts.clients_before.value) == (12014, 12304)
    assert facts.fewer.value == pytest.approx(1 - 12014 / 12304)
    assert facts.even.value == pytest.approx(1.8 / (290 / 12304))
    assert facts.even_net.value == pytest.approx(1.6 / (290 / 12304))
    assert (facts.cbs_youngsters.value, facts.cbs_trajectories.value) == (5465, 8270)
    assert facts.ratio.value == pytest.approx(12014 / 2725)
    assert facts.price(float(facts.even.value), -1.8) == pytest.approx(0, abs=1e-12)
    assert facts.price(40, -1.8) == pytest.approx((38.2 / 12014) / (40 / 12304) - 1)
    assert facts.drawn_up.show("nl") == "1 maart 2021"
    parts = zorgkosten.parts(facts)
    assert np.allclose(parts["volume"] + parts["price"], -1.8)
    tariffs = zorgkosten.tariffs(facts).set_index("total")
    # Cost = clients x days per client x tariff, whatever the total.
    assert 40 * 12014 / 12304 * 0.98 * (1 + tariffs.loc[40, "days_fewer"]) == pytest.approx(38.2)
    implied = zorgkosten.implied(facts)
    assert (implied["lowest"] < implied["all"]).all()
    assert (implied["all"] < implied["net"]).all()
    assert (implied["net"] < implied["highest"]).all()


@pytest.mark.property
def test_what_is_said_turns_when_the_figures_turn() -> None:
    figures = catalogue.figures()
    again = figures["figure_id"] == "youth_care_costs_decrease_acceleratie_2020_estimate_r2020_acc"
    assert _facts().twice
    assert not _facts(figures=figures.assign(value=figures["value"].mask(again, -2.8))).twice
    given = _facts(90.0)
    assert given.given
    assert given.per_client.value == pytest.approx((88.2 / 12014) / (90 / 12304) - 1)
    for wrong in (80_000_000.0, 0.08, -3.0):
        with pytest.raises(InputError, match="cannot be"):
            _facts(wrong)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_says_who_claims_it_and_claims_nothing_itself(lang: str) -> None:
    page = run_report("zorgkosten", lang=lang)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    assert ("€ 1,8 miljoen" if lang == "nl" else "€1.8 million") in news.items[0].value.text.replace("\u00a0", " ")
    assert news.items[0].said is not None
    assert ("Volgens WIJ" if lang == "nl" else "According to WIJ") in news.items[0].said.text
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["per_client"]
    for one in page.blocks:
        if one.id not in {"news", "explained-wij"}:
            assert causal_words(one.plain(), lang) == [], one.id
    section = block(page, "discrepancies")
    assert isinstance(section, Discrepancies)
    assert section.sound


@pytest.mark.unit
def test_a_series_of_ones_own_is_what_the_page_is_about(tmp_path) -> None:
    data = effect.load_care_costs().assign(data_kind="real", comparison=np.nan)
    data.to_csv(tmp_path / "kosten.csv", index=False)
    page = run_report("zorgkosten", file=str(tmp_path / "kosten.csv"))
    lead = block(page, "lead")
    assert isinstance(lead, Lead)
    assert lead.title == "Uw maandreeks: een aantoonbare sprong omlaag vanaf januari 2020"
    assert not page.examples
    assert "geen reeks ernaast" in block(page, "certainty").plain()
    assert {"news", "parts", "discrepancies", "explained-wij"}.isdisjoint({one.id for one in page.blocks})
    whole = " ".join(one.plain() for one in page.blocks)
    assert "at_break" not in whole
    assert "acceleratie" not in whole


@pytest.mark.unit
def test_the_shipped_series_is_the_made_up_one_and_says_so() -> None:
    shipped = effect.load_care_costs()
    made = care_costs_example.make()
    pd.testing.assert_frame_equal(shipped[made.columns], made, check_dtype=False)
    page = run_report("zorgkosten", file="examples/care_costs_monthly.csv", lang="en")
    assert page.examples
    assert block(page, "lead").title.startswith("Made-up monthly series")  # type: ignore[attr-defined]
    assert block(page, "series").synthetic  # type: ignore[attr-defined]


@pytest.mark.unit
def test_the_truth_that_was_put_in_comes_out() -> None:
    shipped = effect.load_care_costs()
    truth = np.exp(care_costs_example.STEP) - 1
    declared, cut = _own(shipped).step, _own(shipped, at_break="cut").step
    for one in (declared, cut):
        assert one.interval is not None
        assert one.interval[0] < truth < one.interval[1]
    assert declared.value != cut.value
    table = zorgkosten.steps(shipped, "2020-01", zorgkosten.own_options(shipped, "2020-01", "2022-01"))
    assert table["step"].iloc[0] == pytest.approx(declared.value)


@pytest.mark.property
def test_a_series_without_a_step_shows_none() -> None:
    shipped = effect.load_care_costs()
    after = shipped["month"] >= "2020-01"
    flat = shipped.assign(cost=shipped["cost"] * np.where(after, np.exp(-care_costs_example.STEP), 1.0))
    assert _own(shipped).found == "lower"
    assert _own(flat).found == "not_shown"


@pytest.mark.unit
def test_what_a_short_series_cannot_answer_is_said(tmp_path) -> None:
    short = effect.load_care_costs().iloc[20:40]
    found = asked(lambda: _own(short))
    assert isinstance(found, Refused)
    assert "4 from the start (2020-01). At least 8" in found.reason.show("en")
    with pytest.raises(InsufficientEvidence, match="not 12 months on each side"):
        effect.around_start(short, "2020-01")
    short.assign(data_kind="real").to_csv(tmp_path / "kort.csv", index=False)
    page = run_report("zorgkosten", file=str(tmp_path / "kort.csv"), lang="nl")
    assert "niet te bepalen" in block(page, "lead").title  # type: ignore[attr-defined]


@pytest.mark.unit
def test_a_wrong_month_or_series_is_one_sentence(tmp_path) -> None:
    data = effect.load_care_costs()
    with pytest.raises(InputError) as outside:
        zorgkosten.own_options(data, "2030-01")
    assert "De maand 2030-01 ligt buiten uw reeks (2017-01 tot en met 2022-12)." in outside.value.sentence("nl")
    with pytest.raises(UsageError, match="start='banaan' is not a month"):
        zorgkosten.check_months("banaan")
    with pytest.raises(UsageError, match="at_break='skip'"):
        zorgkosten.own_options(data, "2020-01", "", "skip")
    made = care_costs_example.make()
    for change, said in (
        (made.drop(index=14), "after '2018-02' there is no '2018-03'"),
        (made.replace({"month": {"2018-03": "2018"}}), "row 16, column month: '2018' is not a moment like the others"),
    ):
        change.to_csv(tmp_path / "kosten.csv", index=False)
        with pytest.raises(InputError, match=said):
            _own(effect.load_care_costs(tmp_path / "kosten.csv"))
    made.replace({"month": {"2018-03": "maart 18"}}).to_csv(tmp_path / "kosten.csv", index=False)
    with pytest.raises(InputError, match=r"kosten\.csv.*row 16.*maart 18"):
        effect.load_care_costs(tmp_path / "kosten.csv")
    with pytest.raises(UsageError, match="there is no file"):
        effect.load_care_costs("nergens.csv")
