"""What the two reports stand on: the synthetic example, safe summaries, the printed percentages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, UsageError, catalogue
from wij_impact import impactmeting as im
from wij_impact.impactmeting import ceo
from wij_impact.impactmeting.example import synthetic_responses
from wij_impact.impactmeting.safe import safe_comparison

INSTRUMENT = im.load_instrument("impactmeting_preventie")


@pytest.mark.reference
def test_the_example_has_the_published_numbers_and_says_it_is_made_up() -> None:
    people = im.load_responses()
    assert im.is_synthetic(people)
    assert (people["data_kind"] == "synthetic").all()
    table = im.mean(people.assign(grade=people["grade"].astype(int)), "grade", by="wave")
    assert table["n"].tolist() == [114, 282]  # impact_survey_n_2019_r2020, impact_survey_n_2020_r2020
    assert table["estimate"].round(1).tolist() == [8.0, 8.1]  # impact_survey_grade_2019/2020_r2020_kern
    outcomes = im.safe_means(people, INSTRUMENT, "wave").query("item != 'grade'")
    assert outcomes["estimate"].between(6, 7).all()


@pytest.mark.unit
def test_the_shipped_example_is_what_the_seed_makes() -> None:
    made = synthetic_responses()
    shipped = im.load_responses()
    pd.testing.assert_frame_equal(
        made.replace("", np.nan).astype("str").reset_index(drop=True), shipped[list(made.columns)].astype("str"),
        check_dtype=False,
    )  # fmt: skip


@pytest.mark.unit
def test_a_users_own_file_is_read_and_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("wave;grade\n2024;8\n2024;11\n")
    with pytest.raises(InputError, match="11") as raised:
        im.load_responses(path)
    assert (raised.value.file, raised.value.row, raised.value.column) == ("mine.csv", 3, "grade")
    path.write_text("wave;grade\n2024;8\n2024;98\n")
    assert im.load_responses(path)["grade"].tolist() == ["8", "98"]
    with pytest.raises(UsageError, match="no file"):
        im.load_responses(tmp_path / "nothing.csv")


@pytest.mark.unit
def test_safe_means_hide_small_groups_and_what_gives_them_away() -> None:
    frame = pd.DataFrame({"area": ["a"] * 30 + ["b"] * 20 + ["c"] * 3, "grade": [8, 7, 9] * 17 + [8, 8]})
    out = im.safe_means(frame, INSTRUMENT, "area").set_index("area")
    assert out["hidden"].tolist() == [False, True, True, False]
    assert out.loc["c", "reason"] == "under the minimum"
    assert out.loc["b", "reason"] == "would give another cell away"
    assert out.loc["c", ["estimate", "std_error", "lower", "upper", "n", "base"]].isna().all()


@pytest.mark.unit
def test_small_kinds_of_missing_are_hidden_with_enough_beside_them() -> None:
    frame = pd.DataFrame({"grade": [8] * 60 + [98] * 4 + [97] * 15})
    row = im.safe_bases(frame, INSTRUMENT).iloc[0]
    # 79 - 60 = 19 is known; showing 15 not applicable would give the 4 away, and so would the zeros of the others.
    assert row[["neutral", "dont_know", "not_applicable", "no_answer"]].isna().all()
    assert row[["asked", "answered"]].tolist() == [79, 60]
    whole = im.safe_bases(frame[frame["grade"] != 98], INSTRUMENT).iloc[0]
    assert whole[["dont_know", "not_applicable"]].tolist() == [0, 15]


@pytest.mark.unit
def test_a_comparison_of_small_groups_is_hidden() -> None:
    frame = pd.DataFrame({"wave": ["2019"] * 6 + ["2020"] * 30, "grade": [8, 7, 9] * 12})
    out = safe_comparison(im.compare(frame, INSTRUMENT, "wave"), 10)
    assert out["verdict"].tolist() == ["hidden"]
    assert out[["estimate", "lower", "p_value"]].isna().all(axis=None)


@pytest.mark.reference
def test_printed_percentages_and_what_they_would_take() -> None:
    figures = catalogue.figures()
    shares = ceo.published(figures)
    assert shares["indicator_id"].nunique() == 9
    quality = shares[shares["indicator_id"] == "ceo_wmo_quality"].set_index("period")["share"]
    assert quality.to_dict() == pytest.approx({"2018": 0.81, "2019": 0.84, "2020": 0.84, "2021": 0.83, "2022": 0.80})
    table = ceo.changes(shares)
    assert len(table) == 9
    for _, row in table.iterrows():
        n = int(row["respondents_needed"])
        spread = row["before"] * (1 - row["before"]) + row["after"] * (1 - row["after"])
        # At n the normal interval excludes zero, at n - 1 it does not.
        assert abs(row["estimate"]) > 1.959963984540054 * np.sqrt(spread / n)
        assert abs(row["estimate"]) <= 1.959963984540054 * np.sqrt(spread / (n - 1))
    assumed = ceo.intervals(table, 500)
    assert ((assumed["lower"] < assumed["estimate"]) & (assumed["estimate"] < assumed["upper"])).all()


@pytest.mark.reference
def test_the_residents_survey_keeps_three_bases() -> None:
    table = ceo.residents(catalogue.figures())
    assert table["base"].nunique() == 3
    row = table[table["indicator_id"] == "heard_of_wij"].iloc[0]
    assert (row["2016"], row["2017"]) == (0.55, 0.68)
