"""The workbook of every shipped case, edited and worked out by LibreOffice, gives what the library gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.office import SHIPPED, office, recalculated_edits, shipped_workbook


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.parametrize("name", SHIPPED)
def test_every_formula_of_the_shipped_workbook(name: str, tmp_path: Path) -> None:
    office()
    # 1,000 edits: python -m benchmarks.workbook
    found = recalculated_edits(name, shipped_workbook(name, tmp_path), 8, tmp_path)
    assert found.wrong == []
    assert (found.books, found.cells > 9 * 60) == (9, True)
    assert 0 < found.largest < 1e-12
