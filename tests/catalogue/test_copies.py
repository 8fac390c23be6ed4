"""A copy of published rows outside a data folder can be checked; a double key within the file stays an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import catalogue

LINES = (Path(__file__).resolve().parents[2] / "data/published/figures.csv").read_text(encoding="utf-8").splitlines()


def _checked(path: Path, *lines: str) -> dict[str, set[str]]:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = catalogue.check(path, lang="en")
    return {kind: set(rows["rule"]) for kind, rows in found.groupby("severity")}


@pytest.mark.unit
@pytest.mark.parametrize("name", ["figures.csv", "figures_copy.csv", "something.csv"])
def test_a_copy_elsewhere_has_no_errors(tmp_path: Path, name: str) -> None:
    assert "error" not in _checked(tmp_path / name, *LINES[:30])


@pytest.mark.unit
@pytest.mark.parametrize("name", ["figures.csv", "figures_copy.csv", "something.csv"])
def test_a_double_key_in_a_copy_is_an_error(tmp_path: Path, name: str) -> None:
    found = _checked(tmp_path / name, *LINES[:30], LINES[5])
    assert found["error"] == {"duplicate-key"}


@pytest.mark.unit
def test_in_one_data_folder_a_double_key_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "figures.csv").write_text("\n".join(LINES[:30]) + "\n", encoding="utf-8")
    found = _checked(tmp_path / "published" / "figures_own.csv", LINES[0], LINES[5])
    assert "duplicate-key" in found["error"]
