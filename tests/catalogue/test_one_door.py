"""One door in: no room opens a file or turns text into numbers or moments itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "wij_impact"
ROOMS = ("benchmark", "effect", "impactmeting", "kerncijfers", "mkba", "flow", "monitor", "coding", "claims")
ROOMS += ("estimates", "reports", "presentation", "disclosure")
OPENS = {
    *("read_csv", "read_excel", "read_table", "read_fwf", "read_parquet", "read_sql", "read_spss", "read_sav"),
    *(
        "load_workbook",
        "DictReader",
        "to_datetime",
        "to_numeric",
        "open",
        "read_text",
        "read_bytes",
        "connect",
        "create_engine",
    ),
}
#: What is no file of a user's, or reads an argument, our own figures, or columns that the reader has typed.
KNOWN = {
    "disclosure/ledger.py read_text": "our own ledger",
    "disclosure/reading.py read_csv": "an attacker reads what we wrote",
    "disclosure/reading.py read_excel": "an attacker reads what we wrote",
    "disclosure/reading.py read_text": "an attacker reads what we wrote",
    "disclosure/reading.py replace of a decimal mark": "an attacker reads what we wrote",
    "effect/series/moments.py replace of a decimal mark": "moments of arguments, as start=2020,5",
    "estimates/columns.py to_numeric": "columns that are numbers already; texts go to the reader of numbers",
    "estimates/dates.py to_datetime": "the one place where the library reads days of a frame",
    "estimates/order.py replace of a decimal mark": "the order of waves and levels in words",
    "estimates/plotting.py to_numeric": "results of our own",
    "impactmeting/grades.py to_numeric": "published figures",
    "impactmeting/instruments.py replace of a decimal mark": "one answer that is a code",
    "impactmeting/proportions.py replace of a decimal mark": "whether an argument is a number",
    "mkba/loading.py read_text": "the shape of a case in TOML",
    "mkba/shapes.py replace of a decimal mark": "a number in a case that was written as text, for its remedy",
    "presentation/book.py read_text": "words in TOML",
    "presentation/figures/lines.py to_numeric": "results of our own",
    "presentation/words_check.py read_text": "words in TOML",
    "reports/doelen/own.py to_datetime": "days that the reader has typed",
    "reports/impactmeting/facts.py to_numeric": "published figures",
    "reports/samen/analysis.py replace of a decimal mark": "the parameter scenario",
    "reports/samen/register.py to_datetime": "months that the reader has typed",
    "reports/shown.py DictReader": "our own table of figures that are not shown",
    "reports/shown.py read_text": "our own notebooks",
    "reports/wording.py read_text": "our own notebooks and modules",
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
    assert found == set(KNOWN), (sorted(found - set(KNOWN)), sorted(set(KNOWN) - found))
