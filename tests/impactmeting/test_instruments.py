from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import InputError, UsageError
from wij_impact import impactmeting as im
from wij_impact.impactmeting.loading import instrument_from

SHIPPED = ("impactmeting_preventie", "ceo_wmo", "bewonersenquete_2017", "ors", "gas")
pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_instruments_load_and_say_where_they_come_from(name: str) -> None:
    instrument = im.load_instrument(name)
    assert instrument.source
    assert instrument.use.nl
    assert instrument.use.en
    if instrument.licence != "open":
        assert all(item.wording is None for item in instrument.items)


def test_an_unknown_instrument_is_suggested() -> None:
    with pytest.raises(UsageError, match="Did you mean 'ceo_wmo'"):
        im.load_instrument("ceo_wmoo")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = ", "not valid TOML"),
        ('id = "x"\nversion = "1"\n', "'items' is missing"),
        ('id = "x"\nversion = "1"\nitmes = []\nitems = []', "unknown key 'itmes'"),
        ('id = "x"\nversion = "1"\n[[items]]\nid = "a"\nlow = 5\nhigh = 1', "low is not below high"),
        ('id = "x"\nversion = "1"\n[[items]]\nid = "a"\nlow = 1\nhigh = 5\nmissing_codes = {unsure = ["9"]}', "unsure"),
        (
            'id = "x"\nversion = "1"\n[[items]]\nid = "a"\nlow = 1\nhigh = 5\n[[scales]]\nname = "s"\nitems = ["b"]',
            "no item 'b'",
        ),
    ],
)
def test_a_file_that_is_no_questionnaire_gets_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=words) as raised:
        im.load_instrument(path)
    assert raised.value.file == "mine.toml"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (11, "11 is out of range"),
        (0, "0 is out of range"),
        ("eight", "unknown code"),
        (7.5, "half score"),
        (96, "out of"),
    ],
)
def test_a_wrong_answer_is_named(value: object, words: str) -> None:
    frame = pd.DataFrame({"grade": pd.Series([8, 9, value], dtype=object)})
    with pytest.raises(InputError, match=words) as raised:
        im.summarise(frame, im.load_instrument("impactmeting_preventie"))
    assert (raised.value.row, raised.value.column) == (4, "grade")
    assert "97" in str(raised.value)


def test_every_item_out_of_range_still_gets_one_sentence() -> None:
    frame = pd.DataFrame({name: [20, 30] for name in ("grade", "self_care")})
    with pytest.raises(InputError, match="out of range"):
        im.score(frame, im.load_instrument("impactmeting_preventie"))


def test_versions_must_not_be_mixed() -> None:
    frame = pd.DataFrame({"grade": [8, 9], "instrument_version": ["1", "2"]})
    with pytest.raises(InputError, match="not '1'"):
        im.summarise(frame, im.load_instrument("impactmeting_preventie"))


def test_a_conversation_tool_has_no_score() -> None:
    tool = instrument_from(
        {"id": "web", "version": "1", "kind": "conversation_tool", "items": [{"id": "a", "low": 0, "high": 10}]}
    )
    with pytest.raises(InputError, match="conversation tool"):
        im.score(pd.DataFrame({"a": [5]}), tool)


def test_scores_need_enough_items_and_follow_direction() -> None:
    instrument = im.load_instrument("impactmeting_preventie")
    frame = pd.DataFrame(
        {"self_care": [6, 6, 98], "neighbour_contact": [8, 97, 99], "joint_activities": [7, None, 5]}, index=[9, 4, 7]
    )
    scored = im.score(frame, instrument)
    assert scored.index.tolist() == [9, 4, 7]
    assert scored["outcomes"].iloc[0] == 7
    assert scored["outcomes"].isna().tolist() == [False, True, True]
    flipped = im.item_set_instrument("s", ["a", "b"], 1, 6, reverse=["a"], transform="sum")
    assert im.score(pd.DataFrame({"a": [1], "b": [6]}), flipped)["s"].item() == 12


@pytest.mark.reference
def test_goal_attainment_scores() -> None:
    # Kiresuk & Sherman (1968): expected outcome on every goal is 50; one goal at +1 of one is 60.
    gas = im.load_instrument("gas")
    frame = pd.DataFrame({f"goal_{k}": [0, None, -2] for k in range(1, 6)})
    frame.loc[1, "goal_1"] = 1
    worst = 50 + 10 * -10 / (0.7 * 5 + 0.3 * 25) ** 0.5
    assert im.score(frame, gas)["gas_t"].tolist() == pytest.approx([50, 60, worst])
