"""Every report closes with its assumptions, the weakest that matter first, in both languages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import InputError, catalogue
from wij_impact.presentation import Report
from wij_impact.presentation.stories import assumptions

REPORTS = sorted(path.stem for path in Path(catalogue.resolve_notebooks()).glob("*.ipynb"))
TABLE = pd.DataFrame(
    {
        "report": ["r", "r", "other", "r"],
        "quality": ["good", "fair", "poor", "poor"],
        "impact": ["low", "high", "high", "medium"],
        "statement_nl": ["a", "b", "x", "c"],
        "statement_en": ["A", "B", "X", "C"],
        "basis_nl": ["d", "e", "x", "f"],
        "basis_en": ["D", "E", "X", "F"],
    }
)


@pytest.mark.unit
@pytest.mark.parametrize(("lang", "order"), [("nl", ["c", "b", "a"]), ("en", ["C", "B", "A"])])
def test_what_is_weak_and_matters_comes_first(lang: str, order: list[str]) -> None:
    _, table = assumptions.register(Report("r", lang), TABLE)
    assert [row[0] for row in table.rows] == order


@pytest.mark.unit
def test_a_report_without_assumptions_is_refused() -> None:
    with pytest.raises(InputError, match="no assumptions for nothing"):
        assumptions.register(Report("nothing", "en"), TABLE)


@pytest.mark.unit
@pytest.mark.parametrize("quality", assumptions.QUALITY)
def test_more_impact_never_asks_for_less_attention(quality: str) -> None:
    levels = [assumptions.attention(quality, impact) for impact in ("low", "medium", "high")]
    assert levels == sorted(levels)


@pytest.mark.unit
@pytest.mark.parametrize("name", REPORTS)
def test_every_shipped_report_has_its_register(name: str) -> None:
    own = catalogue.load_table("assumptions").query("report == @name")
    assert len(own) >= 3
    text = (Path(catalogue.resolve_notebooks()) / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "assumptions.register(" in text or "page.assumptions(" in text
