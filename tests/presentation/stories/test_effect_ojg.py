"""The report on the roll-out of the OJG: its verdicts in words, in both languages and for a file of one's own."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, catalogue
from wij_impact.effect import load_panel
from wij_impact.effect.example_practices import make
from wij_impact.presentation import Report
from wij_impact.presentation.figures.effect import _limits
from wij_impact.presentation.stories import (
    effect_ojg,
    effect_ojg_comparison,
    effect_ojg_limits,
    effect_ojg_published,
)


def report(lang: str = "nl") -> Report:
    return Report("effect_ojg", lang, catalogue.figures(), catalogue.load_table("sources"))


@pytest.fixture(scope="module", params=["nl", "en"])
def story(request: pytest.FixtureRequest) -> effect_ojg.OjgEffect:
    return effect_ojg.ojg_effect(report(request.param), load_panel())


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data, _ = make()
    data["rate"] = 1000 * data["referrals"] / data["young_patients"]
    path = tmp_path_factory.mktemp("panel") / "own.csv"
    data.drop(columns="data_kind").to_csv(path, index=False)
    return path


def told(path: Path, change: object = None, lang: str = "en") -> effect_ojg.OjgEffect:
    if callable(change):
        frame = pd.read_csv(path)
        path = path.with_name("changed.csv")
        change(frame).to_csv(path, index=False)
    return effect_ojg.ojg_effect(report(lang), load_panel(str(path), "rate", "practice", "year", "first_year"))


def words(block: object) -> str:
    return " ".join(sentence.text for sentence in block.sentences)  # type: ignore[attr-defined]


@pytest.mark.unit
def test_every_block_is_made_in_both_languages(story: effect_ojg.OjgEffect) -> None:
    lead = effect_ojg.lead(story)
    synthetic = "verzonnen" if story.report.lang == "nl" else "made up"
    assert synthetic in words(lead)
    assert lead.title.startswith(("Verzonnen praktijken", "Made-up practices"))
    assert len(effect_ojg.contradictions(story).sentences) == 3
    blocks = [
        effect_ojg.certainty(story),
        effect_ojg_comparison.roll_out_figure(story),
        effect_ojg_comparison.event_figure(story),
        effect_ojg_comparison.cohort_figure(story),
        effect_ojg_comparison.cells_table(story),
        effect_ojg_comparison.usual_statement(story),
        effect_ojg_comparison.usual_table(story),
        effect_ojg_limits.detectable_statement(story),
        effect_ojg_limits.later_table(story),
        effect_ojg_limits.sensitivity_statement(story),
        effect_ojg_limits.sensitivity_table(story),
        *effect_ojg_limits.truth_section(story),
        effect_ojg_limits.outside_table(story),
        effect_ojg_limits.method(story),
    ]
    assert len({block.id for block in blocks}) == len(blocks)


@pytest.mark.unit
def test_no_demonstrable_change_comes_with_the_smallest_change_seen(own: Path) -> None:
    story = told(own)
    assert not story.seen
    said = words(effect_ojg.lead(story))
    assert "no demonstrable change" in said
    assert story.number(story.detectable) in said
    assert "no effect" not in said
    assert effect_ojg.lead(story).title == "Whether the OJG changes anything cannot be told from this"


@pytest.mark.unit
def test_a_change_that_is_seen_says_how_easily_it_falls(own: Path) -> None:
    def larger(frame: pd.DataFrame) -> pd.DataFrame:
        given = (frame["first_year"] > 0) & (frame["year"] >= frame["first_year"])
        return frame.assign(rate=frame["rate"] - 20 * given)

    story = told(own, larger)
    assert story.seen
    assert "lower than expected" in effect_ojg.lead(story).title
    assert "The conclusion falls when" in words(effect_ojg.certainty(story))


@pytest.mark.unit
def test_a_file_of_ones_own_has_no_truth_and_says_nothing_of_made_up(own: Path) -> None:
    story = told(own)
    assert story.truth is None
    assert effect_ojg_limits.truth_section(story) == []
    assert "made up" not in words(effect_ojg.lead(story))
    assert "truth" not in story.events


@pytest.mark.unit
def test_without_never_treated_it_compares_with_the_not_yet_treated(own: Path) -> None:
    story = told(own, lambda frame: frame[frame["first_year"] > 0])
    assert story.control == "notyet"
    assert "got an OJG" in words(effect_ojg.certainty(story))


@pytest.mark.unit
def test_one_practice_to_compare_with_is_not_enough_and_it_says_so(own: Path) -> None:
    def one_left(frame: pd.DataFrame) -> pd.DataFrame:
        never = frame.loc[frame["first_year"] == 0, "practice"].unique()
        return frame[~frame["practice"].isin(never[1:])]

    story = told(own, one_left)
    assert not story.answered
    assert math.isinf(story.detectable)
    assert "too little to compare with" in words(effect_ojg.lead(story))


@pytest.mark.unit
def test_what_was_left_out_is_said_with_how_sure(own: Path) -> None:
    story = told(own, lambda frame: frame[frame["year"] >= 2020])
    assert "32 units already treated in the first period" in words(effect_ojg.certainty(story))


@pytest.mark.unit
def test_the_later_one_measures_the_less_one_sees(story: effect_ojg.OjgEffect) -> None:
    table = effect_ojg_limits.later_table(story)
    seen = [row[2] for row in table.rows]
    assert seen[-1] > 2 * seen[0]
    assert [row[1] for row in table.rows] == sorted((row[1] for row in table.rows), reverse=True)


@pytest.mark.unit
def test_a_double_row_names_file_and_row(own: Path) -> None:
    with pytest.raises(InputError, match=r"changed\.csv, row 418, column year: 'Praktijk 01' occurs twice"):
        told(own, lambda frame: pd.concat([frame, frame.iloc[[7]]]))


@pytest.mark.unit
def test_the_figure_shows_the_truth_and_every_number(story: effect_ojg.OjgEffect) -> None:
    figure = effect_ojg_comparison.event_figure(story)
    assert figure.data is not None
    assert len(figure.data.rows) == len(story.events)
    assert np.isfinite([row[1] for row in figure.data.rows]).all()
    assert ("waarheid" if story.report.lang == "nl" else "truth") in [
        column.header.lower() for column in figure.data.columns
    ]


@pytest.mark.unit
def test_only_the_printed_counts_of_the_roll_out_are_called_published(story: effect_ojg.OjgEffect) -> None:
    known = effect_ojg_published.known_counts(story.report)
    assert known == {2020: 32, 2022: 35, 2023: 45}
    counts = story.panel.data.groupby("practice")["first_year"].first()
    for year, count in known.items():
        assert ((counts > 0) & (counts <= year)).sum() == count
    said = words(effect_ojg.lead(story))
    assert ("45 van 52" if story.report.lang == "nl" else "45 of 52") in said
    assert "-p file" not in said
    figure = effect_ojg_comparison.roll_out_figure(story)
    assert ("(deels verzonnen)" if story.report.lang == "nl" else "(partly made up)") in figure.caption
    assert "Callaway-Sant" not in effect_ojg_limits.method(story).plain() or story.report.lang == "en"


@pytest.mark.unit
def test_with_a_file_the_annual_reports_are_set_apart_and_the_outcome_is_in_words(own: Path) -> None:
    made = load_panel(str(own))
    mine = effect_ojg.ojg_effect(report("nl"), made)
    assert "jaarverslagen van WIJ Groningen, niet over uw bestand" in effect_ojg.contradictions(mine).title
    assert "verwijzingen per 1.000 jonge patiënten" in words(effect_ojg.lead(mine))
    assert "deels verzonnen" not in effect_ojg_comparison.roll_out_figure(mine).caption
    assert "niet geloot" in words(effect_ojg.certainty(mine))


@pytest.mark.unit
def test_the_axis_holds_the_bands_unless_one_is_out_of_all_proportion() -> None:
    rows = pd.DataFrame({"estimate": [0.0, 1.0], "lower": [-1.0, -1.0], "upper": [1.0, 3.0]})
    low, high = _limits(rows.assign(band_lower=[-4.0, -2.0], band_upper=[2.0, 5.0]), None)
    assert low < -4 < 5 < high
    low, high = _limits(rows.assign(band_lower=[-200.0, -2.0], band_upper=[200.0, 5.0]), None)
    assert -2 < low < -1 < 3 < high < 4
