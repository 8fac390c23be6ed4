"""The report on care costs: its main sentences word for word, its numbers against arithmetic, and the user's series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import catalogue, effect
from wij_impact.effect import care_costs_example
from wij_impact.errors import InputError, UsageError
from wij_impact.presentation import Report
from wij_impact.presentation.blocks import Block, Note
from wij_impact.presentation.sentences import causal_words
from wij_impact.presentation.stories import zorgkosten, zorgkosten_needed, zorgkosten_own, zorgkosten_series
from wij_impact.presentation.tables import table_frame


def _story(lang: str = "nl", total: float = 0.0) -> zorgkosten.CareCosts:
    figures = catalogue.figures()
    report = Report("zorgkosten", lang, figures, catalogue.load_table("sources"))
    return zorgkosten.care_costs(report, figures, catalogue.load_table("outside_figures"), total)


def _own(data: pd.DataFrame, lang: str = "nl", **options: str) -> zorgkosten_series.OwnSeries:
    return zorgkosten_series.own_series(Report("zorgkosten", lang), data, **options)


@pytest.mark.unit
def test_the_first_screen_in_dutch() -> None:
    story = _story()
    lead = zorgkosten.lead(story)
    assert lead.title == "Zorgkosten jeugd 2020: waar de daling van 1,8 miljoen vandaan komt, is niet na te gaan"
    assert [said.text.replace("\u00a0", " ") for said in lead.sentences] == [
        "Volgens het jaarverslag 2020 kostte jeugdhulp (zorg in natura) **1,8 miljoen euro minder** dan in 2019. Het "
        "verslag schrijft dat toe aan het programma ‘acceleratie’. Corona kostte volgens het verslag 0,2 miljoen euro "
        "extra.",
        "Er waren ook **2,4% minder cliënten** (12.014 tegen 12.304). Kostte de zorg in 2019 in totaal **76 miljoen "
        "euro**, dan is de daling precies die van het aantal cliënten (met corona eraf: 68 miljoen). Dat totaal staat "
        "niet in de gebruikte verslagen.",
        "Was het totaal hoger, dan werd de zorg per cliënt duurder. Was het lager, dan werd zij goedkoper.",
    ]
    doubts = [said.text for said in zorgkosten.contradictions(story).sentences]
    assert "ongeveer 5.465 jongeren" in doubts[0]
    assert "4,4 keer zo hoog" in doubts[1]
    assert "1 maart 2021" in doubts[2]


@pytest.mark.unit
def test_the_first_screen_in_english_and_with_a_total() -> None:
    lead = zorgkosten.lead(_story("en", 90.0))
    assert lead.title == "Cost of youth care 2020: where the fall of 1.8 million comes from cannot be established"
    assert "given total of 90 million euros** the cost per client changed by +0.4%" in lead.sentences[2].text
    assert zorgkosten.certainty(_story("en")).sentences[0].text.startswith("**That cannot be said.**")
    for wrong in (80_000_000.0, 0.08, -3.0):
        with pytest.raises(InputError, match="cannot be"):
            _story(total=wrong)


@pytest.mark.reference
def test_the_numbers_are_those_of_the_printed_figures() -> None:
    story = _story()
    assert story.volume == pytest.approx(12014 / 12304 - 1)
    assert story.even("all") == pytest.approx(1.8 / (290 / 12304))
    assert story.even("net") == pytest.approx(1.6 / (290 / 12304))
    assert story.price(story.even("all"), -1.8) == pytest.approx(0, abs=1e-12)
    assert story.price(40, -1.8) == pytest.approx((38.2 / 12014) / (40 / 12304) - 1)
    parts = table_frame(zorgkosten_needed.parts_table(story))
    assert np.allclose(parts["volume"] + parts["price"], -1.8)
    tariffs = table_frame(zorgkosten_needed.tariff_table(story)).set_index("total")
    # Cost = clients x days per client x tariff, whatever the total.
    assert 40 * 12014 / 12304 * 0.98 * (1 + tariffs.loc[40, "days0"]) == pytest.approx(38.2)
    figure = table_frame(zorgkosten_needed.implied_figure(story).data)  # type: ignore[arg-type]
    assert (figure["lowest"] < figure["all"]).all()
    assert (figure["net"] < figure["highest"]).all()
    assert (figure["all"] < figure["net"]).all()


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_is_called_an_effect(lang: str) -> None:
    story = _story(lang)
    made: list[Block] = [
        zorgkosten.lead(story), zorgkosten.certainty(story), zorgkosten.contradictions(story),
        zorgkosten_needed.implied_figure(story), zorgkosten_needed.parts_table(story),
        zorgkosten_needed.tariff_table(story), zorgkosten_needed.design_table(story),
        zorgkosten_needed.detectable_table(story), zorgkosten_series.how_to(story.report),
    ]  # fmt: skip
    for block in made:
        assert causal_words(block.plain(), story.report.lang) == [], block.id


@pytest.mark.unit
def test_the_shipped_series_is_the_made_up_one_and_says_so() -> None:
    shipped = effect.load_care_costs()
    made = care_costs_example.make()
    pd.testing.assert_frame_equal(shipped[made.columns], made, check_dtype=False)
    blocks = zorgkosten_series.blocks_of(_own(shipped))
    assert [block.id for block in blocks] == [
        "verzonnen", "sprong", "reeks", "sprongen", "vormen", "proefdata", "verdeling",
    ]  # fmt: skip
    for block in blocks[2:5]:
        assert "(verzonnen cijfers)" in block.caption  # type: ignore[attr-defined]


@pytest.mark.unit
def test_the_truth_that_was_put_in_comes_out() -> None:
    shipped = effect.load_care_costs()
    declared = table_frame(zorgkosten_series.blocks_of(_own(shipped))[3]).set_index("outcome")  # type: ignore[arg-type]
    truth = np.exp(care_costs_example.STEP) - 1
    assert declared.loc["kosten", "lower"] < truth < declared.loc["kosten", "upper"]
    cut = table_frame(zorgkosten_series.blocks_of(_own(shipped, at_break="cut"))[3]).set_index("outcome")  # type: ignore[arg-type]
    assert cut.loc["kosten", "lower"] < truth < cut.loc["kosten", "upper"]
    assert cut.loc["kosten", "step"] != declared.loc["kosten", "step"]


@pytest.mark.unit
def test_what_a_short_series_cannot_answer_is_said() -> None:
    blocks = zorgkosten_series.blocks_of(_own(effect.load_care_costs().iloc[20:40], lang="en"))
    said = [block.plain() for block in blocks if isinstance(block, Note)]
    assert any("4 from the start (2020-01). At least 8" in one for one in said)
    assert any("not 12 months on each side" in one for one in said)
    with pytest.raises(UsageError, match="at_break='skip'"):
        _own(effect.load_care_costs(), at_break="skip")


@pytest.mark.unit
def test_a_series_with_a_gap_or_a_wrong_month_is_one_sentence(tmp_path) -> None:
    made = care_costs_example.make()
    for change, said in (
        (made.drop(index=14), "after '2018-02' there is no '2018-03'"),
        (made.replace({"month": {"2018-03": "2018"}}), "row 16, column month: '2018' is not a moment like the others"),
    ):
        change.to_csv(tmp_path / "kosten.csv", index=False)
        with pytest.raises(InputError, match=said):
            zorgkosten_series.blocks_of(_own(effect.load_care_costs(tmp_path / "kosten.csv")))
    made.replace({"month": {"2018-03": "maart 18"}}).to_csv(tmp_path / "kosten.csv", index=False)
    with pytest.raises(InputError, match=r"kosten\.csv.*row 16.*maart 18"):
        effect.load_care_costs(tmp_path / "kosten.csv")
    with pytest.raises(UsageError, match="there is no file"):
        effect.load_care_costs("nergens.csv")


@pytest.mark.unit
@pytest.mark.parametrize(("lang", "said"), [("nl", "Uw maandreeks: "), ("en", "Your monthly series: ")])
def test_a_series_of_ones_own_leads_and_the_annual_report_follows(lang: str, said: str) -> None:
    data = effect.load_care_costs().assign(data_kind="published")
    report = Report("zorgkosten", lang)
    own = zorgkosten_own.series_of(report, data, "2020-01", "2022-01")
    assert own is not None
    lead, certainty = zorgkosten_own.opening(own)
    row = effect.interrupted_time_series(own.data, "cost", "month", "2020-01", **own.options).iloc[0]
    assert lead.title.startswith(said)  # type: ignore[attr-defined]
    assert own.report.number(abs(row["estimate"] - 1), "percent1") in lead.plain()
    assert ("januari 2020" if lang == "nl" else "January 2020") in lead.plain()
    assert ("een reeks om mee te vergelijken" if lang == "nl" else "a series to compare with") in certainty.plain()
    alone = zorgkosten_own.series_of(report, data.assign(comparison=np.nan), "2020-01", "2022-01")
    assert ("geen reeks ernaast" if lang == "nl" else "no series beside") in zorgkosten_own.opening(alone)[1].plain()  # type: ignore[arg-type]
    assert ("niet over uw reeks" if lang == "nl" else "not about your") in zorgkosten.annual(_story(lang))[2].title  # type: ignore[attr-defined]
    assert zorgkosten.annual(_story(lang))[0].plain().startswith("Het jaarverslag" if lang == "nl" else "The annual")


@pytest.mark.unit
def test_a_made_up_or_too_short_series_says_so_first() -> None:
    shipped = effect.load_care_costs()
    made = zorgkosten_own.series_of(Report("zorgkosten", "nl"), shipped, "2020-01")
    short = zorgkosten_own.series_of(Report("zorgkosten", "nl"), shipped.iloc[20:40], "2020-01")
    assert made is not None
    assert short is not None
    assert zorgkosten_own.opening(made)[0].title.startswith("Verzonnen maandreeks")  # type: ignore[attr-defined]
    assert "niet te bepalen" in zorgkosten_own.opening(short)[0].title  # type: ignore[attr-defined]


@pytest.mark.unit
def test_a_start_outside_the_series_or_no_month_is_one_sentence() -> None:
    report, data = Report("zorgkosten", "nl"), effect.load_care_costs()
    with pytest.raises(InputError) as outside:
        zorgkosten_own.series_of(report, data, "2030-01")
    assert "De maand 2030-01 ligt buiten uw reeks (2017-01 tot en met 2022-12)." in outside.value.sentence("nl")
    for given in (None, data):
        with pytest.raises(UsageError, match="start='banaan' is not a month"):
            zorgkosten_own.series_of(report, given, "banaan")
    assert zorgkosten_own.series_of(report, None, "2020-01") is None
