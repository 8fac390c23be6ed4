"""Every remedy tells an English reader as much as a Dutch one: the same parts, the same names, the same commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"


def _written(node: ast.expr | None) -> str:
    """The text of a literal, with what it fills in between braces; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "{" + ast.unparse(one.value) + "}"
            for one in node.values
            if isinstance(one, ast.Constant | ast.FormattedValue)
        )
    return ""


def _remedies() -> Iterator[tuple[str, str, str]]:
    """Place, Dutch and English of every `remedy=Text(nl=..., en=...)`, in a choice between two as well."""
    for file in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            for given in (one.value for one in call.keywords if one.arg == "remedy"):
                for text in ast.walk(given):
                    if isinstance(text, ast.Call) and getattr(text.func, "id", "") == "Text":
                        said = {str(one.arg): _written(one.value) for one in text.keywords}
                        if said.get("nl") and said.get("en"):
                            yield f"{file.relative_to(SOURCE)}:{text.lineno}", said["nl"], said["en"]


def _clauses(said: str) -> int:
    return len([part for part in re.split(r"[.;]\s", said + " ") if len(part.strip()) > 3])


def _filled(said: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", said)) - {"nl", "en"}


def _commands(said: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])-[a-z]\b(?!-)|--[a-z]+|\b[a-z_]+=(?=\S)|wij-impact \w+", said)) - {
        "naam=",
        "name=",
    }


def lacking(nl: str, en: str) -> list[str]:
    """In what the English says less than the Dutch."""
    found = ["clauses"] * (_clauses(en) < _clauses(nl)) + ["length"] * (len(en) < 0.45 * len(nl))
    found += ["names"] * bool(_filled(nl) - _filled(en) and not any("_nl" in one for one in _filled(nl)))
    return found + ["commands"] * bool(_commands(nl) - _commands(en))


@pytest.mark.property
def test_a_remedy_is_as_complete_in_english() -> None:
    remedies = list(_remedies())
    assert len(remedies) > 300
    wrong = [(place, lacking(nl, en), nl, en) for place, nl, en in remedies if lacking(nl, en)]
    assert wrong == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("nl", "en", "what"),
    [
        ("Zet het plan terug; een nieuw plan heeft een nieuwe datum.", "Put it back.", ["clauses", "length"]),
        ("Geef -p until=2024.", "Give the day.", ["commands"]),
        ("Bedoelt u {near}?", "Did you mean another?", ["names"]),
        ("Kies een andere naam.", "Choose another name.", []),
    ],
)
def test_what_is_lacking_is_found(nl: str, en: str, what: list[str]) -> None:
    assert lacking(nl, en) == what
