"""One list of the words for yes and no, for every way in."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from wij_impact.catalogue import Need, group_records, read_own
from wij_impact.catalogue.convert import convert
from wij_impact.catalogue.dictionary import Column, Table
from wij_impact.catalogue.raw import RawTable
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.estimates.flags import with_flags
from wij_impact.language import Text
from wij_impact.pipeline.parameters import Parameter, parse_value

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "wij_impact"


def _lists(path: Path) -> list[int]:
    """Lines where a list, set, tuple or dictionary holds words for yes and no of both languages."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            held = node.elts
        elif isinstance(node, ast.Dict):
            held = [key for key in node.keys if key is not None]
        else:
            continue
        words = {one.value for one in held if isinstance(one, ast.Constant)}
        if words & {"waar", "onwaar"} or (words & {"ja", "nee"} and words & {"yes", "no", "true", "false"}):
            found.append(node.lineno)
    return found


@pytest.mark.unit
def test_no_other_list(tmp_path: Path) -> None:
    found = {path.relative_to(PACKAGE).as_posix(): _lists(path) for path in PACKAGE.rglob("*.py")}
    assert [name for name, lines in found.items() if lines] == ["catalogue/yes_no.py"]
    second = tmp_path / "second.py"
    second.write_text('_YES = {"ja", "yes"}\n_SAID = {"true": True, "nee": False}\n', encoding="utf-8")
    assert _lists(second) == [1, 2]


@pytest.mark.unit
@pytest.mark.parametrize("word", sorted(YES | NO))
def test_every_way_in_reads_a_word_alike(word: str, tmp_path: Path) -> None:
    said = word in YES
    other = "0" if said else "1"
    assert parse_value(Parameter("answer", "bool", False, False), word.upper()) is said
    file = tmp_path / "own.csv"
    file.write_text(f"date;indication\n2024-01-03;{word}\n2024-01-04;{other}\n", encoding="utf-8")
    frame, _ = read_own(file, [Need("date", "moment", "moment"), Need("indication", "measure", "flag")])
    assert frame["indication"].tolist() == [float(said), float(not said)]
    grouped = group_records(file, None, "month")
    assert int(grouped["indication"].sum()) == 1
    told = Text(nl="antwoord", en="answer")
    raw = RawTable("own.csv", ["answer"], [[word]], [2], 1, ";")
    made = convert(
        raw, Table("own", "own.csv", told, told, columns={"answer": Column("answer", "boolean", told, told)})
    )
    assert made.frame["answer"].tolist() == [said]


@pytest.mark.unit
def test_a_column_of_library_words() -> None:
    assert with_flags(pd.DataFrame({"x": ["J", "n"]}), "x")["x"].tolist() == [1.0, 0.0]
    assert with_flags(pd.DataFrame({"x": ["j", "yes"]}), "x")["x"].tolist() == ["j", "yes"]
