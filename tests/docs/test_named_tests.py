"""Every test that a page on methods names exists: a promise points at what holds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NAMED = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)(?:::(\w+)(\.\.\.)?)?`")


@pytest.mark.unit
@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "methods").glob("*.md")), ids=lambda path: path.stem)
def test_every_named_test_exists(page: Path) -> None:
    for file, name, cut in _NAMED.findall(page.read_text(encoding="utf-8")):
        found = [ROOT / file] if "/" in file else list((ROOT / "tests").rglob(file))
        found = [path for path in found if path.is_file()]
        assert found, f"{page.name}: {file}"
        if name:
            wanted = re.compile(rf"^def {name}" + (r"" if cut else r"\("), re.MULTILINE)
            assert any(wanted.search(path.read_text(encoding="utf-8")) for path in found), (
                f"{page.name}: {file}::{name}"
            )
