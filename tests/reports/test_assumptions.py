"""Every report closes with its assumptions, the weakest that matter first, in both languages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import InputError, catalogue, reports
from wij_impact.presentation import Page
from wij_impact.presentation import page as page_module
from wij_impact.presentation.blocks import Table
from wij_impact.presentation.page import attention

# A page of examples assumes nothing about the world: its data are made up, and it says so.
NOTEBOOKS = Path(catalogue.resolve_notebooks()).glob("*.ipynb")
REPORTS = sorted(path.stem for path in NOTEBOOKS if not path.stem.startswith("voorbeeld_"))
TABLE = pd.DataFrame(
    {
        "report": ["signalen", "signalen", "other", "signalen"],
        "assumption_id": ["signalen_a", "signalen_b", "other_x", "signalen_c"],
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
def test_what_is_weak_and_matters_comes_first(lang: str, order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page("signalen", lang)
    monkeypatch.setattr(page_module, "load_table", lambda name: TABLE)
    page.assumptions()
    table = page.blocks[-1]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == order


@pytest.mark.unit
def test_a_report_without_assumptions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page("kerncijfers", "en")
    monkeypatch.setattr(page_module, "load_table", lambda name: TABLE)
    with pytest.raises(InputError, match="no assumptions for kerncijfers"):
        page.assumptions()


@pytest.mark.unit
@pytest.mark.parametrize("quality", ["poor", "fair", "good"])
def test_more_impact_never_asks_for_less_attention(quality: str) -> None:
    levels = [attention(quality, impact) for impact in ("low", "medium", "high")]
    assert levels == sorted(levels)


@pytest.mark.unit
@pytest.mark.parametrize("name", REPORTS)
def test_every_shipped_report_has_its_register(name: str) -> None:
    own = catalogue.load_table("assumptions").query("report == @name")
    assert len(own) >= 3
    # The notebook says where it stands, or the part of the report that lays its page out.
    parts = [Path(catalogue.resolve_notebooks()) / f"{name}.ipynb", *Path(reports.__path__[0], name).glob("*.py")]
    assert any("page.assumptions(" in part.read_text(encoding="utf-8") for part in parts)
