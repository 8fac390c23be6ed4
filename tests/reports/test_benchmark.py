"""The report that compares units: Groningen among the municipalities, a file of one's own, the made-up teams."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import benchmark, catalogue
from wij_impact.benchmark import Comparison, Units
from wij_impact.presentation import Page
from wij_impact.presentation.blocks import Figure, News, Table
from wij_impact.reports import benchmark as report


def _frame(page: Page, id: str) -> pd.DataFrame:
    table = block(page, id)
    assert isinstance(table, Table)
    return pd.DataFrame(table.rows, columns=[column.name for column in table.columns])


@pytest.fixture(scope="module")
def groningen() -> Page:
    return run_report("benchmark", lang="nl")


@pytest.mark.reference
def test_children_turn_the_news_of_groningen(groningen: Page) -> None:
    news = block(groningen, "news")
    assert isinstance(news, News)
    assert "lijkt laag" in news.title
    assert [one.value.text.split("**")[1] for one in news.items] == ["8,4%", "64%", "103,7"]
    assert "10,5%" in news.items[0].fact.text
    assert "44%" in news.items[1].fact.text
    assert "95,6" in news.items[2].fact.text
    assert groningen.first_screen_words() <= 150
    assert [one.id for one in groningen.blocks if isinstance(one, Figure) and one.first] == ["vergelijkbaar"]


@pytest.mark.unit
def test_every_number_of_the_first_screen_names_its_source(groningen: Page) -> None:
    news = block(groningen, "news")
    assert isinstance(news, News)
    cited = [{one.source for one in item.value.references} for item in news.items]
    both = {"cbs_85075ned", "cbs_85039ned"}
    assert cited == [both, {"cbs_85039ned"}, both]
    for one in groningen.blocks:
        if isinstance(one, Figure) and one.id in ("vergelijkbaar", "trechter"):
            assert {ref.source for ref in one.references} == both
            assert all(ref.title for ref in one.references)


@pytest.mark.unit
def test_no_english_and_no_command_on_the_dutch_page(groningen: Page) -> None:
    said = " ".join(one.plain() for one in groningen.blocks)
    for wrong in ("-p ", "without ", "k = ", "posterior", "_pct", "None", "Clopper"):
        assert wrong not in said
    assert "nan" not in said.split()


@pytest.mark.unit
def test_raw_is_count_over_base_for_every_unit(groningen: Page) -> None:
    frame = _frame(groningen, "eenheden")
    assert (frame["raw"] - frame["events"] / frame["size"]).abs().max() == pytest.approx(0, abs=1e-12)
    assert len(frame) == 352


@pytest.mark.reference
def test_by_age() -> None:
    own = benchmark.by_age(catalogue.load_table("municipalities_2021")).set_index("gm_code").loc["GM0014"]
    assert own["estimate"] == pytest.approx((415 + 2535) / 28437)
    assert own["older_share"] == pytest.approx(49538 / 77975)
    assert own["adult_share"] == pytest.approx(250 / 5465)
    assert own["lower"] < own["estimate"] < own["upper"]


def _teams(events: list[int]) -> tuple[Units, Comparison]:
    data = pd.DataFrame({"team": list("ABCDEF"), "n": [100.0] * 6, "x": [float(one) for one in events]})
    layout = benchmark.recognise(data, "team")
    units = Units(data, layout, "x", "n", "proportion", [], [], None)
    return units, benchmark.compare(data, "x", "n", "team", draws=200)


@pytest.mark.property
def test_verdicts_turn_when_the_figures_turn() -> None:
    words = catalogue.load_dictionary()
    low, high = (_teams([first, 50, 52, 49, 51, 50]) for first in (5, 95))
    assert report.benchmark_facts(low[1], low[0], "A", words).where == "low"
    assert report.benchmark_facts(high[1], high[0], "A", words).where == "high"
    units, same = _teams([50, 50, 52, 49, 51, 50])
    facts = report.benchmark_facts(same, units, "A", words)
    assert (facts.differ, facts.where, facts.fits, facts.headline) == ("not_shown", "none", "no_flag", "none")
    assert facts.flagged.value == 0
    why = report.no_context(units, "A", 2, words)
    assert why.why == "no_features"


@pytest.mark.property
def test_without_another_story_among_children_nothing_only_looks_so() -> None:
    words = catalogue.load_dictionary()
    units, result = _teams([5, 50, 52, 49, 51, 50])
    ages = benchmark.by_age(catalogue.load_table("municipalities_2021"))
    young = report.young_facts(ages, "GM0014", "Groningen", 352)
    assert young is not None
    assert report.benchmark_facts(result, units, "A", words, young).headline == "looks_low"
    alike = report.young_facts(ages.assign(flag="low"), "GM0014", "Groningen", 352)
    assert report.benchmark_facts(result, units, "A", words, alike).headline == "low"
    # Of children whose number is too small to print nothing is said in the title.
    hidden = report.young_facts(ages.assign(flag="not_published"), "GM0014", "Groningen", 352)
    assert report.benchmark_facts(result, units, "A", words, hidden).headline == "low"
    assert report.young_facts(ages, "GM9999", "nergens", 352) is None


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_with_a_file_the_page_is_about_that_file(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text("wijk;n;x\nNoord;100;10\nZuid;;20\nOost;300;31\nWest;200;41\nMidden;250;22\n", encoding="utf-8")
    page = run_report(
        "benchmark", file=str(file), indicator="x", population="n", unit_column="wijk", unit="West", kind="rate",
        lang=lang,
    )  # fmt: skip
    said = " ".join(one.plain() for one in page.blocks)
    assert "Groningen" not in said
    assert "CBS" not in said
    assert "own.csv" in said
    assert "Zuid" in said
    assert "West" in block(page, "lead").plain()
    frame = _frame(page, "eenheden")
    assert frame["raw"].tolist() == pytest.approx([41 / 200, 10 / 100, 31 / 300, 22 / 250])
    assert page.first_screen_words() <= 150
    assert not any(ref for one in page.blocks for ref in getattr(one, "references", ()))


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_made_up_teams_are_a_page_of_examples(lang: str) -> None:
    page = run_report("voorbeeld_benchmark", lang=lang)
    assert page.examples
    assert all(one.synthetic for one in page.blocks if isinstance(one, Figure))
    assert ("verzonnen" if lang == "nl" else "made up") in block(page, "lead").plain()
    assert "raw" in _frame(page, "eenheden")


@pytest.mark.unit
@pytest.mark.slow
def test_the_english_page_and_another_municipality() -> None:
    page = run_report("benchmark", lang="en", unit="GM0363", indicator="wmo_all_clients")
    said = " ".join(one.plain() for one in page.blocks)
    assert "gemeenten" not in said
    assert "Amsterdam" in said
