"""What leaves of a survey: attacked with everything in the folder, and beside what was out already."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence, disclosure
from wij_impact import impactmeting as im
from wij_impact.impactmeting.instruments import Condition

INSTRUMENT = im.load_instrument("impactmeting_preventie")
ITEMS = [item.id for item in INSTRUMENT.items]
BY = ["neighbourhood", "group"]


def study(seed: int) -> pd.DataFrame:
    """A survey of 12-150 people with unequal areas, missing answers, small and unanimous groups."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 150))
    areas = int(rng.integers(2, 7))
    frame = pd.DataFrame(
        {
            "wave": "2023",
            "neighbourhood": rng.choice([f"area {i}" for i in range(areas)], n, p=rng.dirichlet(np.full(areas, 0.8))),
            "group": rng.choice(["young", "old", "rare"], n, p=[0.5, 0.47, 0.03]),
        }
    )
    spread = rng.choice([0.1, 0.6, 1.5])
    for name in ITEMS:
        centre = rng.choice([5, 8, 10])
        answers = pd.Series(np.clip(np.rint(rng.normal(centre, spread, n)), 1, 10).astype(int).astype(str))
        frame[name] = answers.where(rng.random(n) > rng.choice([0, 0.02, 0.1]), "")
    if seed % 3 == 0:
        frame.loc[frame["neighbourhood"] == "area 0", ITEMS[0]] = "10"
    if seed % 4 == 0:
        frame.loc[rng.random(n) < 0.03, "neighbourhood"] = None
    return frame


def write(survey: im.Publication, folder: Path) -> Path:
    """Everything that `publish` gives, as the files of a report: more columns than the page itself shows."""
    for name in ("tables", "figures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    survey.means.drop(columns="n").to_csv(folder / "figures/all.csv", index=False)
    survey.means.assign(group_of="total").to_csv(folder / "tables/all.csv", index=False)
    survey.bases.to_csv(folder / "tables/bases.csv", index=False)
    survey.reliability.to_csv(folder / "tables/reliability.csv", index=False)
    for by, frame in survey.groups.items():
        frame.to_csv(folder / f"tables/{by}.csv", index=False)
        frame[frame["item"] == ITEMS[0]].to_csv(folder / f"figures/{by}.csv", index=False)
    if survey.change is not None:
        survey.change.to_csv(folder / "tables/change.csv", index=False)
    return folder


def attacked(seeds: range, folder: Path) -> tuple[int, int, int]:
    found = hidden = cells = 0
    for seed in seeds:
        survey = im.publish(study(seed), INSTRUMENT, BY)
        out = disclosure.recoverable_from(write(survey, folder / str(seed)), (1, 10))
        assert out.empty, (seed, out)
        found += len(out)
        hidden += sum(int(frame["hidden"].sum()) for frame in survey.groups.values())
        cells += sum(len(frame) for frame in survey.groups.values())
    return found, hidden, cells


@pytest.mark.property
def test_an_attacker_with_the_whole_folder_finds_nobody(tmp_path: Path) -> None:
    _, hidden, cells = attacked(range(4), tmp_path)
    assert hidden < cells


@pytest.mark.property
@pytest.mark.slow
def test_an_attacker_finds_nobody_in_many_studies(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    found, hidden, cells = attacked(range(60), tmp_path)
    record_property("found, cells hidden, cells", (found, hidden, cells))


@pytest.mark.property
def test_the_attacker_does_find_what_the_old_gate_let_through(tmp_path: Path, shared: Path) -> None:
    """A pattern per question: West (3 people) is the rest of one question; unanimous means; a skipped item."""
    frame = pd.read_csv(shared / "faults/privacy/flip.csv", dtype=str)
    means = im.summarise(frame, INSTRUMENT, "neighbourhood", measures=["mean"]).rename(columns={"item": "label"})
    whole = im.summarise(frame, INSTRUMENT, measures=["mean"]).rename(columns={"item": "label"})
    table = pd.concat([means, whole.assign(neighbourhood="total")])[["label", "neighbourhood", "estimate", "n"]]
    (tmp_path / "tables").mkdir()
    table.where(table["neighbourhood"] != "West").dropna(how="all").to_csv(tmp_path / "tables/x.csv", index=False)
    whole[["label", "asked", "answered"]].to_csv(tmp_path / "tables/bases.csv", index=False)
    found = disclosure.recoverable_from(tmp_path, (1, 10))
    assert {"the rest", "who skipped it"} <= set(found["people"])
    ones = pd.DataFrame({"label": "grade", "area": ["a", "total"], "estimate": [1.0, 5.0], "n": [12, 40]})
    ones.to_csv(tmp_path / "tables/x.csv", index=False)
    assert "one answer" in set(disclosure.recoverable_from(tmp_path, (1, 10))["found"])


@pytest.mark.unit
def test_a_lowered_number_does_not_come_back_from_the_group_beside_it(tmp_path: Path) -> None:
    """Two of sixteen skipped an item: 104 answers of everyone minus 90 of the other area left 14."""
    survey = im.publish(study(374), INSTRUMENT, BY)
    shown = survey.groups["neighbourhood"].query("item == 'self_care'").set_index("neighbourhood")
    assert shown["n"].to_dict() == {"area 0": 10, "area 1": 88, "total": 104}
    assert shown["at_least"].to_dict() == {"area 0": True, "area 1": True, "total": False}
    assert disclosure.recoverable_from(write(survey, tmp_path / "now"), (1, 10)).empty
    before = survey.groups["neighbourhood"].copy()
    exact = before["neighbourhood"].eq("area 1") & before["item"].eq("self_care")
    before.loc[exact, ["n", "at_least"]] = [90, False]
    complete = before["neighbourhood"].eq("area 0") & before["item"].eq("joint_activities")
    before.loc[complete, ["n", "at_least"]] = [16, False]
    as_it_was = replace(survey, groups={"neighbourhood": before})
    found = disclosure.recoverable_from(write(as_it_was, tmp_path / "before"), (1, 10))
    assert ["self_care", "who skipped it", 2, 2] in found[["item", "people", "low_n", "high_n"]].values.tolist()


@pytest.mark.unit
def test_a_routed_question_does_not_count_who_skipped_it() -> None:
    """47 of the 50 who were asked a question answered: neither 47 nor the ways of skipping stand beside 50."""
    form = replace(
        INSTRUMENT,
        items=tuple(
            replace(item, asked_if=(Condition("grade", ("8",)),)) if item.id == "self_care" else item
            for item in INSTRUMENT.items
        ),
    )
    frame = pd.DataFrame({name: ["8", "7"] * 100 for name in ITEMS} | {"area": ["a"] * 120 + ["b"] * 80})
    frame.loc[frame["grade"].eq("7") | (frame.index > 99), "grade"] = "6"
    frame["self_care"] = np.where(frame["grade"] == "8", np.where(frame.index % 4 == 0, "6", "9"), "")
    frame.loc[[0, 10, 20], "self_care"] = ""
    survey = im.publish(frame, form, ["area"])
    row = survey.bases.set_index("item").loc["self_care"]
    assert (row["asked"], row["eligible"]) == (200, 50)
    assert row[["answered", "no_answer"]].isna().all()
    total = survey.means.set_index("item").loc["self_care"]
    assert total["at_least"]
    assert total["n"] <= 41
    # Three people not asked: eligible is hidden, and does not come back from what it adds up from.
    frame["grade"], frame["self_care"] = "8", ["6", "9"] * 100
    frame.loc[:2, "grade"] = "7"
    frame.loc[50:70, "self_care"] = ""
    row = im.publish(frame, form, ["area"]).bases.set_index("item").loc["self_care"]
    assert row["eligible"] != row["eligible"]
    assert not row["answered"] + row["no_answer"] > 0


@pytest.mark.unit
def test_one_pattern_for_all_questions_and_unanimous_groups(shared: Path) -> None:
    for name in ("flip", "unan", "seven"):
        frame = pd.read_csv(shared / f"faults/privacy/{name}.csv", dtype=str)
        survey = im.publish(frame, INSTRUMENT, BY)
        for by in BY:
            patterns = survey.groups[by].groupby("item")["hidden"].agg(tuple)
            assert len(set(patterns)) == 1
    assert survey.reliability.empty
    assert survey.means["estimate"].isna().all()


@pytest.mark.unit
def test_what_is_shown_is_rounded() -> None:
    survey = im.publish(im.load_responses(), INSTRUMENT, BY)
    assert survey.change is not None
    for frame in (survey.means, *survey.groups.values(), survey.change):
        numbers = frame[["estimate", "lower", "upper"]].astype(float)
        np.testing.assert_array_equal(numbers, numbers.round(1))
    assert "wave 2020" in repr(survey)
    assert len(repr(survey).splitlines()) <= 12
    assert set(survey.tidy()["breakdown"]) == {"total", *BY}


@pytest.mark.unit
def test_a_minimum_under_the_floor_is_refused() -> None:
    with pytest.raises(InputError, match="too small"):
        im.publish(study(1), INSTRUMENT, BY, minimum=2)


def release(frame: pd.DataFrame, folder: Path) -> im.Publication | None:
    file = folder / "responses.csv"
    file.write_text("", encoding="utf-8")
    try:
        survey = im.publish(frame, INSTRUMENT, BY, file=file)
    except InsufficientEvidence:
        return None
    survey.remember()
    return survey


def pair(seed: int, folder: Path) -> str:
    """One respondent added, removed, edited or moved; else twenty new ones. What became of the second release."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    frame = pd.concat([study(seed), study(seed + 10_000)], ignore_index=True)
    kind = ("added", "removed", "edited", "moved", "twenty")[seed % 5]
    changed = {
        "added": lambda: pd.concat([frame, frame.sample(1, random_state=seed).assign(grade="3")], ignore_index=True),
        "removed": lambda: frame.drop(index=frame.index[rng.integers(len(frame))]),
        "edited": lambda: frame.assign(grade=frame["grade"].where(frame.index != 0, "2")),
        "moved": lambda: frame.assign(group=frame["group"].where(frame.index != 0, "elsewhere")),
        "twenty": lambda: pd.concat([frame, study(seed + 20_000).sample(20, replace=True, random_state=1)]),
    }[kind]()
    first = release(frame, folder)
    assert first is not None
    again = release(frame, folder)
    assert again is not None
    assert again.held_back == ()
    pd.testing.assert_frame_equal(again.tidy(), first.tidy())
    second = release(changed.reset_index(drop=True), folder)
    if second is None:
        assert kind in ("added", "removed", "edited")
        return "refused"
    assert kind in ("moved", "twenty") or (frame["grade"][0] == "2" and kind == "edited")
    for by in set(second.groups) & set(first.groups):
        for group in set(first.groups[by].loc[~first.groups[by]["hidden"], by]) - {"total"}:
            shown = second.groups[by]
            if (shown[by] == group).any() and not shown.loc[shown[by] == group, "hidden"].all():
                one, two = (
                    part.loc[part[by] == group, ITEMS].agg("|".join, axis=1).value_counts() for part in (frame, changed)
                )
                gap = two.sub(one, fill_value=0)
                assert max(gap.clip(lower=0).sum(), -gap.clip(upper=0).sum()) in {0, *range(10, 500)}
    return "held back" if second.held_back else "shown"


@pytest.mark.property
def test_two_releases_do_not_give_a_respondent_away(tmp_path: Path) -> None:
    outcomes = [pair(seed, tmp_path / str(seed)) for seed in range(5)]
    assert outcomes.count("refused") >= 2


@pytest.mark.property
@pytest.mark.slow
def test_two_releases_do_not_give_a_respondent_away_often(tmp_path: Path, record_property) -> None:  # type: ignore[no-untyped-def]
    outcomes = [pair(seed, tmp_path / str(seed)) for seed in range(50)]
    record_property("outcomes", {one: outcomes.count(one) for one in set(outcomes)})


@pytest.mark.unit
def test_the_ledger_holds_no_answers_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert release(study(5), tmp_path) is not None
    path = tmp_path / "published-before.json"
    text = path.read_text(encoding="utf-8")
    assert "area" not in text
    cells = json.loads(text)["releases"][0]["cells"].values()
    assert max(max(one) for cell in cells for one in cell.values()) < 2**16
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="ledger of what was published cannot be read"):
        im.publish(study(5), INSTRUMENT, BY, file=tmp_path / "responses.csv")


@pytest.mark.unit
def test_the_method_does_not_say_how_many_answered() -> None:
    # Fourteen answered of sixteen: printed as "10 or more", so t(df=13) beside it would give the number away.
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"area": ["a"] * 40 + ["b"] * 60, "grade": rng.integers(5, 11, 100).astype(float)})
    frame.loc[:2, "grade"] = np.nan
    form = im.load_instrument("impactmeting_preventie")
    found = im.publish(frame, form, ["area"]).tidy()
    shown = found[~found["hidden"]]
    assert len(shown) >= 1
    assert not shown["method"].str.contains("df=").any()
    assert shown["method"].str.len().gt(0).all()


@pytest.mark.unit
def test_a_second_release_in_disguise_is_refused_too(tmp_path: Path) -> None:
    """One person less and a question less; another way of not answering; another person linked to the earlier wave."""
    now = pd.concat([study(6), study(10_006)], ignore_index=True).assign(
        respondent_id=lambda one: one.index.astype(str)
    )
    now.loc[0, ITEMS[0]] = ""
    frame = pd.concat([now, now.iloc[:40].assign(wave="2022")], ignore_index=True)
    assert release(frame, tmp_path) is not None
    fewer = ITEMS[-1]
    form = replace(
        INSTRUMENT,
        items=tuple(item for item in INSTRUMENT.items if item.id != fewer),
        scales=tuple(
            replace(scale, items=tuple(item for item in scale.items if item != fewer)) for scale in INSTRUMENT.scales
        ),
    )
    file = tmp_path / "responses.csv"
    assert im.publish(frame.drop(columns=fewer), form, BY, file=file).held_back == ()
    with pytest.raises(InsufficientEvidence):
        im.publish(frame.drop(index=5, columns=fewer).reset_index(drop=True), form, BY, file=file)
    moved = frame.drop(columns=fewer)
    moved.loc[1, "group"] = {"young": "old", "old": "young", "rare": "old"}[moved.loc[1, "group"]]
    assert im.publish(moved, form, BY, file=file).held_back == ("group",)
    unsaid = frame.copy()
    unsaid.loc[0, ITEMS[0]] = "98"
    assert release(unsaid, tmp_path) is None
    assert release(frame.assign(respondent_id=frame["respondent_id"].replace("3", "else")), tmp_path) is not None
    alone = frame.copy()
    alone.loc[3, "respondent_id"] = "else"
    assert release(alone, tmp_path) is None


@pytest.mark.unit
def test_a_ledger_of_before_questions_were_kept_apart_is_read(tmp_path: Path) -> None:
    frame = pd.concat([study(5), study(7)], ignore_index=True).replace("", "7")
    assert release(frame, tmp_path) is not None
    path = tmp_path / "published-before.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    for one in stored["releases"]:
        one["cells"] = {name: cell[""] for name, cell in one["cells"].items()}
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert release(frame, tmp_path) is not None
    assert release(frame.drop(index=0).reset_index(drop=True), tmp_path) is None


@pytest.mark.unit
def test_another_group_is_not_hidden_the_second_time(tmp_path: Path) -> None:
    """Old (46) was shown, young hidden with the rare four; one person moved turned that: 95 - 46 - 46 leaves three."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({name: rng.integers(5, 10, 95).astype(str) for name in ITEMS} | {"wave": "2023"})
    frame["group"] = ["old"] * 46 + ["young"] * 45 + ["rare"] * 4
    first = release(frame, tmp_path)
    assert first is not None
    moved = frame.assign(group=frame["group"].where(frame.index != 0, "young"))
    hidden = [
        set(one.groups["group"].query("hidden")["group"]) for one in (first, im.publish(moved, INSTRUMENT, ["group"]))
    ]
    assert hidden == [{"young", "rare"}, {"old", "rare"}]
    second = release(moved, tmp_path)
    assert second is not None
    assert second.held_back == ("group",)
    renamed = release(frame.assign(group=frame["group"].str.upper()), tmp_path)
    assert renamed is not None
    assert renamed.held_back == ()
