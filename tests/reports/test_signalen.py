"""Facts of the report on signals: what is news, what stayed as it was, and which numbers go with it."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import benchmark, catalogue
from wij_impact.presentation import Page
from wij_impact.presentation.words import Words
from wij_impact.reports import signalen


def _facts(rates: pd.DataFrame) -> signalen.Facts:
    return signalen.signal_facts(rates, benchmark.signal_changes(rates))


@pytest.mark.reference
def test_the_news_are_the_changes_that_chance_does_not_explain() -> None:
    facts = _facts(benchmark.signal_rates(catalogue.figures()))
    assert [one.code for one in facts.news] == ["data_breaches", "wvggz_reports", "oggz_reports"]
    assert {one.verdict for one in facts.news} == {"more", "fewer"}
    breaches = facts.news[0]
    assert (breaches.before.value, breaches.after.value) == (29, 11)
    assert breaches.change.value == pytest.approx(11 / 586 / (29 / 489) - 1)
    assert breaches.change.interval is not None
    assert breaches.change.interval[1] < 0
    assert "data_breaches_2023_r2023_kern" in " ".join(breaches.after.sources) or breaches.after.sources


@pytest.mark.property
def test_without_change_there_is_no_finding() -> None:
    rates = benchmark.signal_rates(catalogue.figures())
    last = rates[rates["events"].notna()].groupby("signal").tail(1)
    same = pd.concat([last.assign(year=last["year"] - 1), last]).sort_values(["signal", "year"])
    changes = benchmark.signal_changes(same)
    assert set(changes["verdict"]) == {"no_demonstrable_change"}
    assert changes["estimate"].abs().max() == pytest.approx(0, abs=1e-12)
    facts = _facts(same)
    assert facts.direction == "none"
    assert len(facts.steady) == len(changes)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    facts = _facts(benchmark.signal_rates(catalogue.figures()))
    page = Page("signalen", lang)
    page.news(facts, *[("item", one) for one in facts.news])
    page.certainty(facts, "chance", "steady")
    page.ask(facts, "monthly")
    assert page.first_screen_words() <= 150


@pytest.mark.unit
def test_made_up_numbers_are_refused() -> None:
    from wij_impact import UsageError
    from wij_impact.estimates import Quantity

    page = Page("signalen", "nl")
    with pytest.raises(UsageError, match="made up"):
        page.certainty({"longest": Quantity(3, origin="synthetic"), "least": Quantity(12)}, "no_trend")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("values", "kind", "based", "moved", "unit"),
    [
        ((2.466982, 2.478763), "rate", True, "level", "decimal1"),
        ((4.089980, 4.436860), "rate", True, "up", "decimal1"),
        ((45.0, 99.0), "rate", False, "up", "integer"),
        ((8.9, 8.2), "printed", False, "down", "percent_auto_of_100"),
    ],
)
def test_a_series_says_where_it_stands_as_it_is_written(
    values: tuple[float, float], kind: str, based: bool, moved: str, unit: str
) -> None:
    rows = pd.DataFrame(
        {"signal": "x", "year": [2023, 2022], "estimate": values[::-1], "lower": math.nan, "upper": math.nan}
    ).assign(figure_ids="a b")
    told = signalen.rate_facts(rows, kind, based)
    assert (told.moved, told.after.unit, told.year_after.value) == (moved, unit, 2023)
    assert told.kind == ("count" if kind == "rate" and not based else kind)
    with pytest.raises(ValueError, match="one year"):
        signalen.rate_facts(rows.head(1), kind, based)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "few"),
    [("12 9 11 0 10 8", 2), ("12 19 11 30 10 80", 0), ("0 0 0 0 0 0", 0), ("3.5 2.5 4.5 3.5 2.0 1.0", 0)],
)
def test_small_counts_of_a_series_of_ones_own_are_said(tmp_path: Path, cells: str, few: int) -> None:
    numbers = cells.split() * 4
    rows = "".join(f"{2021 + at // 12}-{at % 12 + 1:02d},{cell}\n" for at, cell in enumerate(numbers))
    path = tmp_path / "klachten.csv"
    path.write_text(f"month,value\n{rows}", encoding="utf-8")
    page = run_report("signalen", file=str(path), lang="nl")
    said = block(page, "certainty").plain()
    assert ("minder dan 10" in said) == (few > 0)
    if few:
        assert f"Op {4 * few} punten" in said
    # The header of the template is no name of a series.
    assert block(page, "lead").plain().startswith("Uw reeks")


@pytest.mark.unit
@pytest.mark.parametrize("verdict", ["more", "fewer", "no_demonstrable_change"])
def test_what_follows_goes_with_what_was_found(verdict: str) -> None:
    says = {"more": {"meer"}, "fewer": {"minder"}, "no_demonstrable_change": set()}[verdict]
    for code in ("oggz_reports", "wvggz_reports", "data_breaches"):
        said = Words("signalen", "nl").say("news.item.consequence", {"code": code, "verdict": verdict}).text
        assert {"meer", "minder"} & set(said.split()) == says
