"""What every reader needs of a page: a chart beside the key number, and no question taken for a person."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable

import pytest

from wij_impact import catalogue
from wij_impact.catalogue import resolve_notebooks
from wij_impact.pipeline.export.document import ReportDocument, read_document
from wij_impact.presentation.blocks import News
from wij_impact.reports import shown

QUESTIONS = (
    "questions_registered",
    "questions_directly_handled",
    "pct_directly_handled",
    "questions_further_investigation",
)

# Reports of which the key number is a part of something, or has a course: the index shows it.
WITH_CHART = (
    "benchmark",
    "ceo_wmo",
    "deelopdrachten",
    "doelen",
    "effect_ojg",
    "houdbaarheid",
    "kerncijfers",
    "mkba_vergelijking",
    "monitor",
    "personeel",
    "risicos",
    "scholen",
    "signalen",
    "triage",
    "vraag_tot_indicatie",
    "werklast",
    "wijkprofiel",
)


@functools.cache
def stored(name: str) -> ReportDocument:
    """The stored page of a report."""
    return read_document(json.loads((resolve_notebooks() / f"{name}.ipynb").read_text(encoding="utf-8")))


@pytest.mark.unit
@pytest.mark.parametrize("name", WITH_CHART)
def test_the_key_number_on_the_index_has_a_small_chart(name: str) -> None:
    news = stored(name).one(News)
    assert news is not None
    spark = news.items[0].spark
    assert spark is not None
    assert all(value is None or abs(value) < float("inf") for value in spark.values)
    if spark.shape == "share":
        assert 0 <= float(spark.values[0] or 0) <= 1


@pytest.mark.unit
def test_pieces_of_news_that_share_a_key_each_have_their_own_chart() -> None:
    news = stored("signalen").one(News)
    assert news is not None
    values = [one.spark.values for one in news.items if one.spark]
    assert len(values) == len(set(values)) == len(news.items)
    # The chart ends in the number beside it.
    assert [f"{shown[-1]:g}" for shown in values] == [one.number.replace("*", "") for one in news.items]


def without_caveat(reports: Iterable[str]) -> list[str]:
    """Reports that do not say, in Dutch, that a question is not a person."""
    pages = {name: str(stored(name).blocks).lower() for name in reports}
    return [name for name, text in pages.items() if "geen persoon" not in text]


@pytest.mark.unit
def test_every_report_that_counts_questions_says_that_a_question_is_not_a_person() -> None:
    figures = catalogue.figures()
    counted = figures.loc[figures["indicator_id"].isin(QUESTIONS), "figure_id"]
    found = shown.shown()
    reports = sorted({name for one in counted for name in found.get(one, ())})
    assert {"kerncijfers", "vraag_tot_indicatie", "triage", "werklast", "signalen"} <= set(reports)
    assert without_caveat(reports) == []
    assert without_caveat(["scholen"]) == ["scholen"]
