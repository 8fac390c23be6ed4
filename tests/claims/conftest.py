"""What the tests of claims share: the data, and editions of it with a changed figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue, claims
from wij_impact.claims import Claim, Evidence, Judgement

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def published() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.fixture(scope="session")
def all_claims() -> dict[str, Claim]:
    return {one.claim_id: one for one in claims.load_claims(DATA)}


@pytest.fixture(scope="session")
def judged() -> dict[str, Judgement]:
    return {one.claim.claim_id: one for one in claims.judge(DATA)}


@pytest.fixture(scope="session")
def verdict_with(published: pd.DataFrame, all_claims: dict[str, Claim]) -> Callable[..., Judgement]:
    """Judge one claim after changing figures: figure_id -> as printed; None takes the figure away."""
    checks = catalogue.load_table("checks", DATA)

    def changed(claim_id: str, changes: dict[str, str | None]) -> Judgement:
        figures = published.copy()
        for code, text in changes.items():
            rows = figures["figure_id"] == code
            assert rows.sum() == 1, code
            if text is None:
                figures = figures[~rows]
            else:
                figures.loc[rows, ["value", "printed"]] = [float(text), text]
        evidence = Evidence.of(figures, checks, DATA)
        return claims.judge_claims([all_claims[claim_id]], evidence)[0]

    return changed


@pytest.fixture
def edition(tmp_path: Path) -> Callable[[dict[str, tuple[str, str]]], Path]:
    """A data folder with other figures: figure_id -> (part of its row, what it becomes)."""

    def made(changes: dict[str, tuple[str, str]]) -> Path:
        folder = tmp_path / "edition"
        (folder / "published").mkdir(parents=True)
        lines = (DATA / "published" / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        for code, (before, after) in changes.items():
            places = [number for number, line in enumerate(lines) if line.startswith(f"{code},")]
            assert len(places) == 1, code
            assert before in lines[places[0]], lines[places[0]]
            lines[places[0]] = lines[places[0]].replace(before, after, 1)
        (folder / "published" / "figures.csv").write_text("".join(lines), encoding="utf-8")
        return folder

    return made
