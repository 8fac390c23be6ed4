"""Facts of the report on client experience: the printed shares, what moved, what it takes, what does not add up."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import InsufficientEvidence, catalogue
from wij_impact.impactmeting import ceo
from wij_impact.presentation import blocks
from wij_impact.reports import ceo_wmo

YEARS = ("2021", "2022")


def _facts(shares: pd.DataFrame) -> ceo_wmo.Facts:
    return ceo_wmo.ceo_facts(ceo.changes(shares, *YEARS), YEARS, ("2021",), 500)


@pytest.mark.reference
def test_the_printed_shares_and_what_their_differences_take() -> None:
    facts = _facts(ceo.published(catalogue.figures()))
    assert (facts.items.value, facts.up.value, facts.down.value) == (9, 4, 5)
    assert [(key, one.code, round(float(one.after.value), 2), one.needed.value) for key, one in facts.news] == [
        ("quality", "ceo_wmo_quality", 0.80, 1286),
        ("biggest", "ceo_wmo_solution_satisfied", 0.84, 245),
        ("lowest", "ceo_wmo_helped_fast", 0.74, 967),
    ]
    assert facts.smallest_needed.value == 10584
    assert (*facts.biggest.before.sources, *facts.biggest.after.sources) == (
        "ceo_wmo_solution_satisfied_2021_r2023",
        "ceo_wmo_solution_satisfied_2022_r2023",
    )


@pytest.mark.property
def test_without_change_there_is_no_finding() -> None:
    shares = ceo.published(catalogue.figures())
    last = shares[shares["period"] == "2022"]
    facts = _facts(pd.concat([last.assign(period="2021", figure_id=last["figure_id"]), last]))
    assert facts.headline == "steady"
    assert (facts.up.value, facts.down.value) == (0, 0)
    assert [key for key, _ in facts.news] == ["quality", "lowest"]
    assert not facts.smallest_needed.known


@pytest.mark.property
def test_no_two_years_over_a_break_are_compared() -> None:
    shares = ceo.published(catalogue.figures())
    breaks = ceo.first_after_break(catalogue.load_table("breaks"))
    assert breaks == ("2021",)
    assert ceo.comparable_years(shares, breaks) == YEARS
    assert ceo.comparable_years(shares, ("2022",)) == ("2020", "2021")
    assert ceo.comparable_years(shares) == YEARS
    with pytest.raises(InsufficientEvidence, match="same way"):
        ceo.comparable_years(shares[shares["period"].isin(YEARS)], ("2022",))


@pytest.mark.reference
def test_what_does_not_add_up_goes_when_the_figures_agree() -> None:
    figures = catalogue.figures()
    found = {one.code: one for one in ceo_wmo.doubts(figures)}
    assert list(found) == ["year", "swapped", "added"]
    assert (found["year"].year_first.value, found["year"].year_second.value) == (2019, 2020)
    assert found["added"].total.value == pytest.approx(1.01)
    alike = ceo_wmo.printed_alike(figures, "2022")
    assert alike is not None
    assert alike["places"].value == 4
    mended = figures.copy()
    ids = mended["figure_id"]
    mended.loc[ids == "quality_good_2017_r2017", "value"] = 43
    mended.loc[ids == "ceo_wmo_quality_2019_r2020_kern", "value"] = 82
    assert ceo_wmo.doubts(mended) == ()


@pytest.mark.notebook
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_is_short_compares_nothing_over_the_break_and_says_who_counts(lang: str) -> None:
    page = run_report("ceo_wmo", lang=lang)
    assert page.first_screen_words() <= 150
    figure = block(page, "oordelen")
    assert isinstance(figure, blocks.Figure)
    assert figure.first
    who = block(page, "wie-telt-mee")
    assert isinstance(who, blocks.Table)
    assert not any(one.synthetic for one in page.blocks if isinstance(one, (blocks.Figure, blocks.Table)))
    words = " ".join(one.plain() for one in page.blocks)
    assert ("kleine groep" in words) if lang == "nl" else ("small group" in words)
