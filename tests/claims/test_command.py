"""`wij-impact claims`: the table, one calculation, another edition, and what a wrong code gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wij_impact.claims import VERDICTS
from wij_impact.cli.main import main

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(autouse=True)
def _as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["claims", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.e2e
@pytest.mark.parametrize("lang", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_the_table_has_every_claim_with_verdict_and_line(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    status, out, err = _run(capsys, "--data", str(DATA), "--lang", lang)
    assert status == 0
    assert str(DATA) in err
    lines = out.splitlines()
    assert max(map(len, lines)) <= 90
    assert f"ojg_share_2020  [{VERDICTS['contradicted'].name.show(lang)}]" in lines  # type: ignore[arg-type]
    assert "None" not in out
    assert "nan" not in out.casefold().replace("financ", "").split()


@pytest.mark.e2e
def test_one_claim_shows_its_calculation_places_definition_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "--claim", "complaints_founded_2023", "--data", str(DATA), "--lang", "en")
    words = " ".join(out.split())
    assert status == 0
    assert "printed 59%, computed 16.0% (10, 5, 94). Does not hold." in words
    assert "printed 59%, computed 58.5% (10, 5, 40, 94). Holds." in words
    assert VERDICTS["depends"].definition.en in words
    assert "whether mediated ones count" in words
    assert "jaarverslag_2023, 3.3.2 Klachten van inwoners [complaints_founded_share_2023_r2023]" in words


@pytest.mark.e2e
def test_another_edition_gives_another_verdict(
    capsys: pytest.CaptureFixture[str],
    edition: Callable[[dict[str, tuple[str, str]]], Path],
) -> None:
    folder = edition({"gp_practices_with_ojg_pct_2020_12_r2020": (",62,percent,", ",63,percent,")})
    status, out, err = _run(capsys, "--claim", "ojg_share_2020", "--data", str(folder), "--lang", "en")
    assert status == 0
    assert str(folder) in err
    assert "holds: printed 63%, computed 62.7%." in " ".join(out.split())


@pytest.mark.e2e
def test_an_unknown_claim_is_wrong_usage_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _run(capsys, "--claim", "ojg_eruo", "--data", str(DATA))
    assert (status, out) == (2, "")
    assert "Bedoelt u ojg_euro?" in err
    assert "Traceback" not in err
