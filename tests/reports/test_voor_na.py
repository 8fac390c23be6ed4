"""One group measured twice: who changed by more than measurement error, and nothing about why."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.reports.support import block, run_report
from wij_impact import catalogue, effect
from wij_impact import impactmeting as im
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import Quantity
from wij_impact.presentation import Page
from wij_impact.presentation.blocks import Figure, News, Statement
from wij_impact.presentation.book import load_book, texts, walk
from wij_impact.reports import voor_na as report
from wij_impact.reports.nonresponse import nonresponse_section

ORS = im.load_instrument("ors")


def _answers(before: list[float], after: list[float]) -> pd.DataFrame:
    """ORS totals, spread over its four items."""
    rows = [
        {
            "respondent_id": f"P{at}",
            "wave": wave,
            **dict.fromkeys(("individual", "relational", "social", "overall"), one / 4),
        }
        for wave, totals in (("voor", before), ("na", after))
        for at, one in enumerate(totals)
    ]
    return pd.DataFrame(rows)


@pytest.mark.reference
def test_the_published_rule_of_the_ors() -> None:
    # 5 points or more is reliable (Miller & Duncan 2004); 25 is the cut-off.
    before, after = [20.0] * 40, [25.0] * 10 + [24.0] * 20 + [15.0] * 10
    found = im.before_after(_answers(before, after), ORS)
    counted = found.people.set_index("status")["people"]
    assert counted.to_dict() == {"recovered": 10, "same": 20, "worse": 10}
    assert found.changes["threshold"].iloc[0] == pytest.approx(5)
    assert (found.first, found.last) == ("voor", "na")


@pytest.mark.reference
def test_the_mean_change_is_the_paired_t_interval() -> None:
    random = np.random.default_rng(3)
    before = random.uniform(8, 25, 30).round(1)
    after = (before + random.normal(2, 4, 30)).clip(0, 40).round(1)
    row = im.before_after(_answers(list(before), list(after)), ORS).changes.iloc[0]
    theirs = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (row["lower"], row["upper"]) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.simulation
@pytest.mark.slow
def test_without_change_few_are_called_changed() -> None:
    random = np.random.default_rng(11)
    error = 5 / stats.norm.isf(0.025) / np.sqrt(2)  # of one measurement
    true = random.normal(20, 4, 4000)
    before, after = (true + random.normal(0, error, 4000) for _ in range(2))
    found = im.before_after(_answers(list(before), list(after)), ORS, minimum=5).people.set_index("status")["people"]
    changed = 1 - found["same"] / 4000
    assert changed == pytest.approx(0.05, abs=0.015)


@pytest.mark.property
def test_small_numbers_go_together_or_stay_away() -> None:
    few = im.before_after(_answers([20.0] * 30, [26.0] * 12 + [20.0] * 15 + [14.0] * 3), ORS)
    assert few.people["status"].tolist() == ["improved", "not_improved"]
    assert few.people["people"].tolist() == [12, 18]
    hidden = im.before_after(_answers([20.0] * 30, [26.0] * 4 + [20.0] * 26), ORS)
    assert hidden.people["people"].isna().all()
    singles = pd.concat([_answers([20.0] * 30, [26.0] * 30), _answers([10.0] * 34, []).iloc[30:]])
    assert np.isnan(im.before_after(singles, ORS).changes["once"].iloc[0])
    with pytest.raises(InsufficientEvidence, match="fewer than 10"):
        im.before_after(_answers([20.0] * 9, [22.0] * 9), ORS)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_without_a_file_says_what_a_comparison_takes(lang: str) -> None:
    page = run_report("voor_na", lang=lang)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    assert "64" in news.items[0].value.text
    assert effect.needed_per_group(0.5) == 64
    assert sum(isinstance(one, Figure) and one.first for one in page.blocks) == 1


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_of_a_file(lang: str, tmp_path: Path) -> None:
    made = im.synthetic_before_after(people=60).drop(columns="data_kind")
    made.to_csv(tmp_path / "ors.csv", sep=";", index=False)
    page = run_report("voor_na", responses=str(tmp_path / "ors.csv"), lang=lang)
    assert page.first_screen_words() <= 150
    found = im.before_after(made, ORS)
    facts = report.change_facts(found, ORS, effect.minimal_detectable_effect(60, 60))
    news = block(page, "news")
    assert isinstance(news, News)
    assert str(int(facts.improved.value)) in news.title
    assert "P001" not in " ".join(one.plain() for one in page.blocks)


@pytest.mark.property
def test_no_sentence_says_that_it_worked() -> None:
    forbidden = re.compile(
        r"\beffect|\bwerkt|\bworks?\b|door de hulp|dankzij|thanks to|because of the help", re.IGNORECASE
    )
    said = [text for key, node in walk(load_book("voor_na").tree) for text in texts(node).values()]
    assert said
    assert not [one for one in said if forbidden.search(one)]


@pytest.mark.unit
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    made = im.synthetic_before_after(people=20).drop(columns="data_kind")
    form = ORS
    for change, said in (
        (made[made["wave"] == "voor"], "only one wave"),
        (made.drop(columns="respondent_id"), "respondent_id"),
        (pd.concat([made, made.head(1)]), "twice in one wave"),
    ):
        with pytest.raises((InputError, InsufficientEvidence), match=said):
            im.before_after(change.reset_index(drop=True), form)


@pytest.mark.notebook
def test_the_example_is_marked_as_made_up() -> None:
    text = (catalogue.resolve_notebooks() / "voorbeeld_voor_na.ipynb").read_text(encoding="utf-8")
    assert json.loads(text)["metadata"]["wij_impact"]["examples"] is True
    page = run_report("voorbeeld_voor_na", lang="nl")
    assert page.examples


@pytest.mark.unit
def test_a_release_is_rounded_and_one_person_more_is_refused(tmp_path: Path) -> None:
    """What stands in the CSV too is what is shown; a report of one person less would give that person's scores away."""
    made = im.synthetic_before_after(people=40).drop(columns="data_kind")
    file = tmp_path / "ors.csv"
    made.to_csv(file, index=False)
    first = im.before_after(made, ORS, file=file)
    numbers = first.changes[["estimate", "lower", "upper", "before", "after", "spread", "once_before"]].astype(float)
    np.testing.assert_array_equal(numbers, numbers.round(1))
    first.remember()
    assert im.before_after(made, ORS, file=file).changes.equals(first.changes)
    for other in (made.iloc[2:], made.assign(overall=made["overall"].where(made.index != 4, 1.0))):
        with pytest.raises(InsufficientEvidence, match="almost the same people"):
            im.before_after(other.reset_index(drop=True), ORS, file=file)
    assert im.before_after(made.iloc[2:], ORS).changes["n"].iloc[0] == 39


def _told(before: list[float], after: list[float], once: int = 0, invited: int = 0) -> list[str]:
    answers = _answers(before, after)
    extra = _answers([20.0] * once, [])
    extra["respondent_id"] = [f"X{at}" for at in range(once)]
    found = im.before_after(pd.concat([answers, extra]), ORS)
    facts = report.change_facts(found, ORS, 0.7)
    page = Page("voor_na", "nl")
    report.tell_changes(page, facts, found, ORS, invited)
    (said,) = (one for one in page.blocks if isinstance(one, Statement) and one.id == "wie-niet-meedeed-gezegd")
    return [one.text.replace("\u00a0", " ") for one in said.sentences]


@pytest.mark.reference
def test_who_did_not_take_part_twice_is_a_switching_value() -> None:
    # 40 of 60 rose by 4 on average: the 20 others must fall by 8 for no change together.
    before, after = [20.0] * 40, [20.0] * 20 + [28.0] * 20
    known, worth = _told(before, after, once=20)
    assert "is 67% twee keer gemeten" in known
    assert "gemiddeld \u22128,0 punten of lager, dan was er samen geen vooruitgang" in known
    assert "correlatie 0,05" in worth
    assert "zoveel waard als 40 van" in worth  # Meng: (2/3) / (1/3) / .05^2 = 800, but there are 40
    assert "is 40% twee keer" in _told(before, after, once=20, invited=100)[0]
    # A fall turns the other way.
    down, _ = _told(after, before, once=20)
    assert "8,0 punten of hoger, dan was er samen geen achteruitgang" in down
    # Nobody was lost: who never began is not in the file.
    assert "is niet bekend. Stel dat 20% twee keer is gemeten" in _told(before, after)[0]
    # 2 of 3 rose by 36, of 40 at most: the others cannot undo that.
    high = _told([2.0] * 40, [38.0] * 40, once=10)[0]
    assert "de richting blijft dezelfde" in high


@pytest.mark.unit
def test_below_its_limit_the_others_must_be_higher() -> None:
    page = Page("impactmeting", "nl")
    nonresponse_section(page, Quantity(0.3, "percent"), 0.5, (0, 1), 0.5)
    (said,) = (one for one in page.blocks if isinstance(one, Statement) and one.id == "wie-niet-antwoordde-gezegd")
    assert "gemiddeld 70% of hoger, dan kwam het geheel boven 50% uit" in said.sentences[0].text
