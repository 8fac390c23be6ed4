"""The report on an impact survey: what was published without a file, one's own survey with one, nothing made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.reports.support import block, run_report
from wij_impact import UsageError, catalogue
from wij_impact import impactmeting as im
from wij_impact.catalogue import resolve_notebooks
from wij_impact.presentation import Page, blocks
from wij_impact.reports import impactmeting as report


def _published(figures: pd.DataFrame) -> report.Published:
    grades = im.printed_grades(figures)
    main = grades[grades["main"]]
    allowed = im.from_aggregate(list(main["grade"]), list(main["n"]), (1, 10), sd=1.5)
    pairs = [(float(row["grade"]), int(row["n"])) for _, row in main.tail(2).iterrows()]
    change = im.change_from_aggregates(pairs[0], pairs[1], (1, 10), 1.5)
    return report.published_facts(grades, allowed, change, figures, 1.5)


@pytest.mark.reference
def test_the_facts_are_the_published_figures() -> None:
    facts = _published(catalogue.figures())
    assert (facts.grade.value, facts.grade_before.value, facts.n.value, facts.n_before.value) == (8.1, 8.0, 282, 114)
    assert (facts.outcome_low.value, facts.outcome_high.value) == (6, 7)
    assert (facts.year.value, facts.planned.value, facts.newer) == (2020, 2024, "silent")
    assert facts.verdict == "no_demonstrable_change"
    # Clopper and Pearson, as if (8.1 - 1) / 9 of 282 gave the highest grade and the others the lowest.
    hits = (8.1 - 1) / 9 * 282
    ends = stats.beta.ppf([0.025, 0.975], [hits, hits + 1], [282 - hits + 1, 282 - hits])
    assert facts.widest.interval == pytest.approx(tuple(1 + 9 * ends))
    assert {one.origin for one in vars(facts).values() if hasattr(one, "origin")} <= {
        "published", "computed", "assumption",
    }  # fmt: skip
    again = report.printed_again(im.printed_grades(catalogue.figures()))
    assert [(one.first.value, one.second.value) for one in again] == [(8.1, 8.3)]


@pytest.mark.property
def test_the_verdict_turns_with_the_figures_and_agreement_is_no_finding() -> None:
    figures = catalogue.figures()
    ids = figures["figure_id"]
    for value, verdict in ((9.0, "increase"), (7.0, "decrease"), (8.0, "no_demonstrable_change")):
        changed = figures.copy()
        changed.loc[
            ids.isin(["impact_survey_grade_2020_r2020_kern", "impact_survey_grade_2020_r2020_text"]), "value"
        ] = value
        assert _published(changed).verdict == verdict
        assert report.printed_again(im.printed_grades(changed)) == ()


@pytest.mark.notebook
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_file_nothing_is_made_up(lang: str) -> None:
    page = run_report("impactmeting", lang=lang)
    assert page.first_screen_words() <= 150
    assert not any(one.synthetic for one in page.blocks if isinstance(one, (blocks.Figure, blocks.Table)))
    assert isinstance(block(page, "wie-telt-mee"), blocks.Table)
    ids = [one.id for one in page.blocks]
    assert len(set(ids)) == len(ids)
    said = " ".join(one.plain() for one in page.blocks)
    assert "verzonnen" not in said
    assert "made up" not in said


@pytest.mark.unit
def test_a_questionnaire_without_answers_is_refused() -> None:
    report.needs_responses("", "", "")
    report.needs_responses("mine.csv", "ors")
    with pytest.raises(UsageError, match="no file"):
        report.needs_responses("", "ors")


@pytest.mark.notebook
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_example_is_marked_in_every_figure_and_table_and_out_of_the_default_run(lang: str) -> None:
    page = run_report("voorbeeld_impactmeting", lang=lang)
    shown = [one for one in page.blocks if isinstance(one, (blocks.Figure, blocks.Table))]
    about = [one for one in shown if one.id != "register-van-aannamen"]
    assert len(about) > 5
    assert all(one.synthetic for one in about)
    assert page.first_screen_words() <= 150
    path = resolve_notebooks() / "voorbeeld_impactmeting.ipynb"
    assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["wij_impact"]["examples"] is True


def _answers(instrument: im.Instrument, n: int, seed: int, low: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {}
    for item in instrument.items:
        points = item.points() or [one / 10 for one in range(int(item.low * 10), int(item.high * 10) + 1)]
        chosen = rng.choice(points[int(low * len(points)) :], n)
        columns[item.id] = [f"{one:g}" for one in chosen]
    return pd.DataFrame(columns)


def _run(tmp_path: Path, name: str, frame: pd.DataFrame, **parameters: Any) -> Page:
    path = tmp_path / "antwoorden.csv"
    frame.to_csv(path, index=False)
    return run_report("impactmeting", responses=str(path), instrument=name, **parameters)


@pytest.mark.notebook
@pytest.mark.parametrize(
    ("name", "measure"),
    [("ceo_wmo", "share"), ("bewonersenquete_2017", "share"), ("ors", "scale"), ("gas", "scale"),
     ("impactmeting_preventie", "mean")],
)  # fmt: skip
def test_every_shipped_questionnaire_runs_on_a_file_of_ones_own(tmp_path: Path, name: str, measure: str) -> None:
    form = im.load_instrument(name)
    frame = _answers(form, 80, 3).assign(wave="2024", neighbourhood=["A", "B"] * 40)
    page = _run(tmp_path, name, frame)
    assert page.first_screen_words() <= 150
    said = " ".join(one.plain() for one in page.blocks)
    assert form.title.nl in said
    assert "antwoorden.csv" in said
    ids = [one.id for one in page.blocks]
    assert len(set(ids)) == len(ids)
    # What is about the documents is gone.
    assert "8,1" not in said or name == "impactmeting_preventie"
    assert not any(one.id == "discrepancies" for one in page.blocks)
    assert isinstance(block(page, "wie-telt-mee"), blocks.Table)
    assert (tmp_path / "published-before.json").is_file()
    assert im.as_measured(frame, form)[2] == measure


@pytest.mark.reference
def test_a_share_is_that_of_those_who_agree_neutral_counts_as_not() -> None:
    frame = pd.DataFrame({"quality": ["5"] * 30 + ["4"] * 10 + ["3"] * 20 + ["1"] * 20 + ["8"] * 20})
    shown, form, measure = im.as_measured(frame, im.load_instrument("ceo_wmo"))
    survey = im.publish(shown, form)
    assert measure == "share"
    assert survey.means["estimate"].tolist() == [50.0]  # 40 of 80; don't know is not in the base
    assert survey.means["n"].tolist() == [80]


@pytest.mark.reference
def test_scale_scores_are_those_of_score_and_within_their_range() -> None:
    ors = im.load_instrument("ors")
    frame = _answers(ors, 40, 5).astype(float)
    shown, form, _ = im.as_measured(frame, ors)
    assert shown["ors_total"].tolist() == im.score(frame, ors)["ors_total"].tolist()
    assert (form.items[0].low, form.items[0].high) == (0, 40)
    gas = im.load_instrument("gas")
    best = pd.DataFrame({item.id: [2.0] for item in gas.items})
    assert im.score(best, gas)["gas_t"].item() == pytest.approx(im.as_measured(best, gas)[1].items[0].high)


@pytest.mark.notebook
def test_people_who_return_are_compared_with_themselves(tmp_path: Path) -> None:
    form = im.load_instrument("impactmeting_preventie")
    first = _answers(form, 60, 1).assign(wave="voor", respondent_id=[f"r{n}" for n in range(60)])
    second = _answers(form, 60, 9).assign(wave="na", respondent_id=first["respondent_id"])
    second["grade"] = [str(min(10, int(one) + 1)) for one in first["grade"]]
    page = _run(tmp_path, "impactmeting_preventie", pd.concat([first, second]))
    news = next(one for one in page.blocks if isinstance(one, blocks.News)).plain()
    assert "na tegenover voor" in news
    assert "1 van 4" in news
    method = next(one for one in page.blocks if isinstance(one, blocks.Method)).plain()
    assert "Van 60 mensen" in method
    assert "effect" not in " ".join(one.plain() for one in page.blocks if one.id != "register-van-aannamen").lower()


@pytest.mark.notebook
def test_too_few_answers_are_not_shown(tmp_path: Path) -> None:
    frame = _answers(im.load_instrument("impactmeting_preventie"), 7, 2).assign(wave="2024")
    page = _run(tmp_path, "impactmeting_preventie", frame)
    assert not any(isinstance(one, blocks.News) for one in page.blocks)
    lead = next(one for one in page.blocks if isinstance(one, blocks.Lead)).plain()
    assert "te weinig antwoorden" in lead


@pytest.mark.notebook
def test_one_tools_export_gives_the_numbers_of_every_other(shared: Path, tmp_path: Path) -> None:
    copy = tmp_path / "clean.csv"
    copy.write_bytes((shared / "faults" / "exports" / "clean.csv").read_bytes())
    page = run_report("impactmeting", responses=str(copy))
    people = im.load_answers(copy, "impactmeting_preventie")
    mean = float(im.mean(people.assign(grade=people["grade"].astype(float)), "grade")["estimate"].iloc[0])
    figure = block(page, "cijfers").plain()
    assert f"{mean:.1f}".replace(".", ",") in figure


@pytest.mark.unit
def test_who_did_not_answer_stands_beside_the_number(tmp_path: Path) -> None:
    printed = "\n".join(one.plain() for one in run_report("impactmeting").blocks)
    assert "En wie niet antwoordde?" in printed
    assert "Hoeveel mensen zijn gevraagd, is niet bekend" in printed
