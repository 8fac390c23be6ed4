"""Why help ended, as registrations write it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue, flow
from wij_impact.catalogue.own.endings import WORDS, read_endings
from wij_impact.catalogue.own.headers import slug


@pytest.mark.unit
def test_no_word_means_two_reasons_and_every_code_is_one() -> None:
    said = [slug(word) for words in WORDS.values() for word in words]
    assert len(said) == len(set(said))
    assert set(WORDS) == set(flow.national.REASONS)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("written", "codes"),
    [
        (["01", "02", "5"], ["planned", "early_agreed", "early_external"]),
        (["31", "02", "34"], ["planned", "early_external", "early_agreed"]),
        (["Beëindigd volgens plan", " IN OVERLEG "], ["planned", "early_agreed"]),
        (["planned", "early_client"], ["planned", "early_client"]),
        (["verhuisd naar tante"], ["verhuisd naar tante"]),
    ],
)
def test_codes_and_words_are_read(written: list[str], codes: list[str]) -> None:
    found, notes = read_endings(pd.Series(written))
    assert found.tolist() == codes
    unknown = [one for one in notes if one.code == "reasons-unknown"]
    assert bool(unknown) == (codes[0] == "verhuisd naar tante")
    # A reason in words of one's own may be about somebody: only its row is told.
    assert all("tante" not in one.sentence("nl", "reden") for one in notes)


def _register(folder: Path, **columns: list[str]) -> Path:
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame(
        {"Startdatum": ["2024-01-03"] * rows, "Einddatum": ["2024-05-01"] * rows, "Verwijzer": ["huisarts"] * rows}
        | columns
    )
    frame.to_csv(folder / "r.csv", index=False)
    return folder / "r.csv"


@pytest.mark.unit
def test_reasons_in_words_reach_the_outcomes(tmp_path: Path) -> None:
    reasons = ["volgens plan"] * 30 + ["eenzijdig door cliënt"] * 10 + ["klaar"] * 4
    frame, reading = catalogue.read_trajectories(_register(tmp_path, **{"Reden einde": reasons}))
    drop = flow.outcomes(frame, "2024-12-31").set_index("measure").loc["dropout_client"]
    assert drop["estimate"] == pytest.approx(10 / 40)
    assert reading.of("reasons-unknown")[0].count == 4


@pytest.mark.unit
def test_another_answer_to_going_on_without_help_is_refused(tmp_path: Path) -> None:
    file = _register(tmp_path, without_help=["04", "ja", "3"])
    found = catalogue.examine_trajectories(file)
    assert [(one.row, one.rule) for one in found.problems] == [(3, "unknown-answer")]
    (tmp_path / "m.toml").write_text('[values.without_help]\nja = "04"\n', encoding="utf-8")
    frame, _ = catalogue.read_trajectories(file, tmp_path / "m.toml")
    assert frame["without_help"].tolist() == ["04", "04", "03"]
