"""The report on claims: what it says follows from the verdicts, in both languages, fairly worded."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue, claims
from wij_impact.claims import VERDICTS, Claim, Judgement, Step
from wij_impact.claims.rows import claim_of
from wij_impact.errors import UsageError
from wij_impact.presentation import Report
from wij_impact.presentation.figures import count_grid
from wij_impact.presentation.stories import houdbaarheid
from wij_impact.presentation.stories.houdbaarheid.lines import line
from wij_impact.presentation.stories.houdbaarheid.steps import step_sentence

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def figures(published: pd.DataFrame) -> pd.DataFrame:
    return published


def _report(figures: pd.DataFrame, lang: str) -> Report:
    return Report("houdbaarheid", lang, figures, catalogue.load_table("sources", DATA))


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_claim_has_a_line_and_every_step_a_sentence(
    figures: pd.DataFrame, judged: dict[str, Judgement], lang: str
) -> None:
    printed = houdbaarheid.printed_of(figures)
    for one in judged.values():
        told = [line(one, printed, lang), *(step_sentence(step, printed, lang) for step in one.steps)]  # type: ignore[arg-type]
        for words in told:
            assert words.strip(), one.claim.claim_id
            assert not re.search(r"\b(nan|None|NaN)\b|–(?!\w)", words), (one.claim.claim_id, words)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_blocks_can_be_made_in_both_languages(
    figures: pd.DataFrame, judged: dict[str, Judgement], lang: str
) -> None:
    report, printed = _report(figures, lang), houdbaarheid.printed_of(figures)
    requests = claims.load_requests(DATA)
    found = list(judged.values())
    lead = houdbaarheid.lead(report, found)
    stand = sum(one.verdict in claims.SUPPORTED for one in judged.values())
    open_for_sums = sum(one.verdict in ("reproduced", "rounding", "depends", "contradicted") for one in judged.values())
    assert str(stand) in lead.title
    assert str(open_for_sums) in lead.title
    assert houdbaarheid.certainty(report, found).sentences
    assert len(houdbaarheid.contradictions(report, found, requests, printed).sentences) == 3
    assert houdbaarheid.summary(report, found).alt
    table = houdbaarheid.requests_table(report, found, requests)
    assert len(table.rows) == 10
    shown = houdbaarheid.sections(report, found, requests, printed)
    assert len(shown) == len(found) + len(houdbaarheid.KINDS)
    assert len(houdbaarheid.all_claims(report, found, printed).rows) == len(found)
    assert len(houdbaarheid.definitions(report).rows) == len(VERDICTS) == 6
    assert houdbaarheid.method(report, found).sentences


@pytest.mark.unit
def test_the_lead_follows_the_verdicts(figures: pd.DataFrame, judged: dict[str, Judgement]) -> None:
    report, found = _report(figures, "en"), list(judged.values())
    against = [one for one in judged.values() if one.verdict == "contradicted"]
    untold = [one for one in judged.values() if one.verdict == "untestable"]
    assert houdbaarheid.lead(report, against).title == "Of what can be recalculated, 0 of 13 claims hold"
    assert "cannot decide" in houdbaarheid.lead(report, untold).title
    assert "mostly holds" in houdbaarheid.lead(report, found).title
    requests, printed = claims.load_requests(DATA), houdbaarheid.printed_of(figures)
    assert not houdbaarheid.contradictions(report, untold, requests, printed).sentences


@pytest.mark.unit
def test_a_source_or_a_kind_can_be_chosen(judged: dict[str, Judgement]) -> None:
    chosen = houdbaarheid.select(list(judged.values()), "jaarverslag_2020", "money")
    assert {(one.claim.source, one.claim.kind) for one in chosen} == {("jaarverslag_2020", "money")}
    with pytest.raises(UsageError) as caught:
        houdbaarheid.select(list(judged.values()), "jaarverslag_2032")
    assert "jaarverslag_2023" in str(caught.value) or "jaarverslag_2020" in str(caught.value)
    with pytest.raises(UsageError):
        houdbaarheid.select(list(judged.values()), "interview_preventie", "money")


def _open(claim_id: str, request: str, people: float, money: float, verdict: str = "not_shown") -> Judgement:
    claim: Claim = claim_of({"claim_id": claim_id, "request": request, "test": "printed", "stated": "x"})
    return Judgement(claim, verdict, "one_place", (Step("alone"),), (), people, money)


@pytest.mark.unit
def test_requests_are_ranked_by_the_better_of_two_places() -> None:
    nan = math.nan
    requests = pd.DataFrame({"request_id": ["a", "b", "c", "d"]})
    ranked = claims.rank_requests(
        [
            _open("1", "a", 10, nan), _open("2", "a", 500, nan), _open("3", "b", nan, 1e6), _open("4", "c", 400, 1e5),
            _open("5", "d", 9e9, 9e9, "reproduced"),
        ],
        requests,
    )  # fmt: skip
    # a is first by people (500, not 510: claims overlap), b by money, c second by both; d needs nothing.
    assert ranked["request_id"].tolist() == ["a", "b", "c"]
    assert ranked["people"].tolist()[0] == 500
    assert ranked["claims"].tolist() == [2, 1, 1]
    assert ranked["rank"].tolist() == [1, 1, 2]
    assert claims.rank_requests([], requests).empty


@pytest.mark.unit
def test_a_grid_of_counts_loses_no_item() -> None:
    items = pd.DataFrame({"kind": ["a", "a", "b"], "verdict": ["x", "y", "x"]})
    drawing = count_grid(items, "kind", "verdict", rows={"a": "A", "b": "B", "c": "C"}, columns={"x": "X", "y": "Y"})
    assert drawing.data[["x", "y"]].to_numpy().sum() == len(items)
    assert "A: 1 X, 1 Y" in drawing.alt
    assert "C" not in drawing.alt.replace("counts", "")
    with pytest.raises(UsageError, match="z"):
        count_grid(items.assign(kind="z"), "kind", "verdict", rows={"a": "A"}, columns={"x": "X", "y": "Y"})


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_stands_twice_comes_from_the_rows(figures: pd.DataFrame, lang: str) -> None:
    report, links = _report(figures, lang), claims.linked(DATA)
    twice = houdbaarheid.printed_twice(report, figures, catalogue.load_table("indicators", DATA))
    found = catalogue.restatements(figures)
    assert len(twice.rows) == (found["relation"] == "different").sum() > 0
    assert links[["stated", "computed"]].notna().all().all()
    assert len(houdbaarheid.linked_figures(report, links).rows) == len(links)
    assert houdbaarheid.printed_twice(report, figures.head(5), catalogue.load_table("indicators", DATA)).rows == ()
