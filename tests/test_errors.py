"""Errors say what, where and how to mend it, in two languages, also after crossing a process."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import pytest

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.cli.main import main
from wij_impact.errors import suggest, system_reason
from wij_impact.language import Text


@pytest.mark.unit
def test_the_sentence_names_place_problem_and_remedy() -> None:
    error = InputError(
        Text(nl="'x' is geen getal.", en="'x' is not a number."),
        remedy=Text(nl="Schrijf 12,5.", en="Write 12.5."),
        file="figures.csv",
        row=4,
        column="value",
    )
    assert error.sentence("nl") == "figures.csv, rij 4, kolom value: 'x' is geen getal. Schrijf 12,5."
    assert error.sentence("en") == "figures.csv, row 4, column value: 'x' is not a number. Write 12.5."
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is InputError
    assert again.sentence("nl") == error.sentence("nl")


@pytest.mark.unit
def test_str_follows_the_language_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    error = UsageError(Text(nl="nee", en="no"))
    monkeypatch.setenv("WIJ_IMPACT_LANG", "nl")
    assert str(error) == "nee"
    monkeypatch.delenv("WIJ_IMPACT_LANG")
    assert str(error) == "no"


@pytest.mark.unit
def test_exit_statuses() -> None:
    assert (InputError.exit_status, InsufficientEvidence.exit_status, UsageError.exit_status) == (1, 1, 2)


@pytest.mark.unit
@pytest.mark.parametrize(("wrong", "right"), [("yaer", "year"), ("Year", "year"), ("qqq", None)])
def test_suggestions(wrong: str, right: str | None) -> None:
    assert suggest(wrong, ["year", "language"]) == right


@pytest.mark.unit
@pytest.mark.parametrize("kind", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.ENOTDIR, errno.EROFS])
def test_no_english_of_the_system_in_a_dutch_sentence(kind: int) -> None:
    said = system_reason(OSError(kind, os.strerror(kind)))
    assert os.strerror(kind) not in (said.nl, said.en)
    assert said.nl != said.en


@pytest.mark.unit
def test_a_folder_where_a_file_should_be_is_said_in_dutch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "benchmark", "--each", f"unit=@{tmp_path}", "--out", str(tmp_path / "r")]) == 2
    said = capsys.readouterr().err
    assert "het is een map" in said
    assert "directory" not in said.lower().replace(str(tmp_path).lower(), "")
