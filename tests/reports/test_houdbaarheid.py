"""The report on claims: what it says follows from the verdicts, in both languages, fairly worded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from wij_impact import catalogue, claims
from wij_impact.claims import Judgement
from wij_impact.errors import UsageError
from wij_impact.presentation import Page
from wij_impact.presentation.words import Words
from wij_impact.reports import houdbaarheid as report


@pytest.fixture(scope="module")
def judged() -> tuple[Judgement, ...]:
    return claims.judge()


@pytest.fixture(scope="module")
def printed() -> report.Printed:
    return report.Printed(catalogue.figures())


@pytest.fixture(scope="module")
def requests() -> Any:
    return claims.load_requests()


def _of(judged: tuple[Judgement, ...], code: str) -> Judgement:
    return next(one for one in judged if one.claim.claim_id == code)


@pytest.mark.reference
def test_the_news_counts_what_was_shown_and_what_holds(judged: tuple[Judgement, ...], requests: Any) -> None:
    facts = report.claim_facts(judged, requests)
    assert (facts.headline, facts.approaches_shown.value, facts.approaches_refuted.value) == ("effect_open", 0, 0)
    natures = [one.claim.nature for one in judged]
    assert facts.approaches.value == natures.count("effect") == 12
    happened = [one for one in judged if one.claim.nature == "happened"]
    parts = (facts.hold, facts.depends, facts.wrong, facts.undecided)
    assert sum(int(one.value) for one in parts) == len(happened)
    assert facts.wrong.value == len(report.wrong(judged)) == 12
    assert facts.asked.show("en").startswith("youth care costs and clients by month")
    # The news has its footnotes: the figures of the claims on which a decision or a sensitive amount hangs.
    assert "jim_saving_2019_02_2020_10_estimate_r2020" in facts.approaches.sources
    assert "jim_outcomes_prevented_schooluitval_2019_02_2020_10_estimate_r2020" not in facts.approaches.sources
    worst = report.wrong(judged)[0]
    told = report.cited(worst, report.tell(worst, report.Printed(catalogue.figures()), requests))
    assert told.claim.sources[0] == "grants_income_lower_2023_r2023"


@pytest.mark.unit
def test_the_headline_turns_with_the_verdicts(judged: tuple[Judgement, ...], requests: Any) -> None:
    shown = [replace(one, verdict="reproduced") if one.claim.nature == "effect" else one for one in judged]
    assert report.claim_facts(shown, requests).headline == "effect_shown"
    happened = [one for one in judged if one.claim.nature == "happened"]
    assert report.claim_facts(happened, requests).headline == "mostly_holds"
    against = [one for one in happened if one.verdict == "contradicted"]
    assert report.claim_facts(against, requests).headline == "mostly_not"
    untold = [one for one in happened if one.verdict == "untestable"]
    assert report.claim_facts(untold, requests).headline == "nothing_decided"
    assert report.wrong(untold) == []


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_claim_has_a_reason_and_every_step_a_sentence(
    judged: tuple[Judgement, ...], printed: report.Printed, lang: str
) -> None:
    words = Words("houdbaarheid", lang)
    for one in judged:
        said = [words.show(report.why(one, printed))]
        said += [words.show(phrase) for step in one.steps for phrase in report.steps(step, printed)]
        for text in said:
            assert text.strip(), one.claim.claim_id
            assert not re.search(r"\b(nan|None|NaN)\b", text), (one.claim.claim_id, text)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(
    judged: tuple[Judgement, ...], printed: report.Printed, requests: Any, lang: str
) -> None:
    facts = report.claim_facts(judged, requests)
    page = Page("houdbaarheid", lang)
    told = report.tell(report.wrong(judged)[0], printed, requests)
    page.news(facts, "effects", "happened", ("wrong", {**vars(facts), **vars(told)}))
    page.certainty(facts, "means")
    page.ask(facts, "first")
    assert page.first_screen_words() <= 150


@pytest.mark.reference
def test_promised_expected_and_happened_are_three_things(
    judged: tuple[Judgement, ...], printed: report.Printed
) -> None:
    words = Words("houdbaarheid", "en")
    ceiling, target, proven = (_of(judged, code) for code in ("ojg_ceiling", "home_sitters_target", "jim_proven"))
    assert ceiling.verdict == "exceeded"
    assert words.show(report.why(ceiling, printed)) == "expected 75%; happened 86.5%"
    assert (target.verdict, target.reason) == ("untestable", "target")
    assert (proven.verdict, proven.reason, proven.claim.nature) == ("untestable", "nothing_printed", "effect")
    # Over 100 against about 140 is no contradiction.
    assert _of(judged, "providers_2022").verdict == "reproduced"
    assert not {"ojg_ceiling", "home_sitters_target", "jim_proven"} & {
        one.claim.claim_id for one in report.wrong(judged)
    }


@pytest.mark.unit
def test_the_table_has_every_claim_and_about_twenty_are_told(
    judged: tuple[Judgement, ...], printed: report.Printed
) -> None:
    page = Page("houdbaarheid", "nl")
    table = report.all_claims(judged, printed, lambda phrase: page.text(phrase.key, phrase.facts), "nl")
    assert len(table) == len(judged)
    assert table["consequence"].iloc[0] == "large"
    assert 15 <= sum(one.claim.consequence != "small" for one in judged) <= 25
    for group, column in (("nature", "nature"), ("subject", "theme"), ("weight", "consequence")):
        assert all(page.term(group, code) for code in set(table[column]))


@pytest.mark.unit
def test_a_source_or_a_kind_can_be_chosen(judged: tuple[Judgement, ...]) -> None:
    chosen = report.select(judged, "jaarverslag_2020", "money")
    assert {(one.claim.source, one.claim.kind) for one in chosen} == {("jaarverslag_2020", "money")}
    with pytest.raises(UsageError):
        report.select(judged, "jaarverslag_2032")
    with pytest.raises(UsageError):
        report.select(judged, "interview_preventie", "money")


@pytest.mark.unit
def test_what_stands_twice_comes_from_the_rows() -> None:
    figures, links = catalogue.figures(), claims.linked()
    twice = report.printed_twice(figures, catalogue.load_table("indicators"), "nl")
    assert len(twice) == (catalogue.restatements(figures)["relation"] == "different").sum() > 0
    assert len(report.linked_figures(links, "nl")) == len(links)
    assert report.printed_twice(figures.head(5), catalogue.load_table("indicators"), "nl").empty
