"""One door in: no room opens a file or turns text into numbers or moments itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "wij_impact"
ROOMS = ("benchmark", "effect", "impactmeting", "kerncijfers", "mkba", "flow", "monitor", "coding", "claims")
OPENS = {
    *("read_csv", "read_excel", "read_table", "read_fwf", "read_parquet", "read_sql", "read_spss", "read_sav"),
    *("load_workbook", "DictReader", "to_datetime", "open", "read_text", "read_bytes", "connect", "create_engine"),
}
#: What is no file of a user's, or reads an argument or a frame that a caller made; each is to move to the one door.
KNOWN = {
    "mkba/loading.py read_text": "the shape of a case in TOML",
    "mkba/shapes.py replace of a decimal mark": "a number in a case that was written as text, for its remedy",
    "effect/series/moments.py replace of a decimal mark": "moments of arguments, as start=2020,5",
    "effect/persons/lines.py to_datetime": "phases of a frame",
    "flow/register.py to_datetime": "days of a frame",
    "impactmeting/instruments.py replace of a decimal mark": "one answer that is a code",
    "impactmeting/proportions.py replace of a decimal mark": "whether an argument is a number",
}


def _calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "open" and method:
                continue  # a ledger, an archive
            yield name, node.lineno
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if name == "replace" and texts[:2] in ([",", "."], [".", ""]):
                yield "replace of a decimal mark", node.lineno


@pytest.mark.unit
def test_no_room_opens_a_file_or_parses_text() -> None:
    found = {
        f"{path.relative_to(PACKAGE).as_posix()} {name}"
        for room in ROOMS
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for name, _ in _calls(path)
        if name in OPENS or name == "replace of a decimal mark"
    }
    assert found <= set(KNOWN), sorted(found - set(KNOWN))
