"""Blocks: what goes in comes out, shows itself, and is refused when it cannot be an anchor."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact.language import Text
from wij_impact.presentation import MIME, Block, Column, Report
from wij_impact.presentation.blocks import Figure, Heading, Statement, Table
from wij_impact.presentation.figures import line_series
from wij_impact.presentation.frames import table_frame
from wij_impact.presentation.tables import Reference

PUBLISHED = pd.DataFrame(
    {
        "figure_id": ["q_2020_a", "q_2020_b", "q_2019"],
        "indicator": ["Questions"] * 3,
        "indicator_nl": ["Vragen", "Vragen", None],
        "period": ["2020", "2020", "2019"],
        "value": [30974, 31007, math.nan],
        "source": ["jaarverslag_2020", "jaarverslag_2023", "jaarverslag_2020"],
        "reported_in": ["2020", "2023", "2020"],
        "locator": ["tabel 1", "kerncijfers", "tabel 1"],
    }
)
# Anything but surrogates (no file can hold those) and control characters.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
CELLS = st.one_of(st.none(), st.booleans(), WORDS, st.integers(-(2**53), 2**53), st.floats(allow_nan=False))


@pytest.fixture
def report() -> Report:
    return Report("proef", figures=PUBLISHED, sources={"jaarverslag_2020": Text(nl="Verslag 2020", en="Report 2020")})


@pytest.mark.property
@settings(deadline=None)  # the first example imports pandas
@given(WORDS, WORDS, st.lists(st.tuples(WORDS, CELLS), max_size=6))
def test_json_round_trip(caption: str, note: str, cells: list[tuple[str, object]]) -> None:
    frame = pd.DataFrame(cells, columns=["naam", "waarde"], dtype=object)
    table = Report("proef").table("t", frame, caption, note=note)
    through = json.loads(json.dumps(table.to_json(), allow_nan=False))
    assert Block.from_json(through) == table


@pytest.mark.unit
def test_every_kind_of_block_survives_and_shows_itself(report: Report) -> None:
    frame = pd.DataFrame({"year": [2019, 2020], "value": [1.5, math.nan], "id": ["q_2019", None]})
    made = [
        report.lead("Titel", [report.cite("Zin.", "q_2020_a")]),
        report.certainty("Zeker."),
        report.contradictions(["Een.", "Twee."]),
        report.heading(Text(nl="Café & co", en="x")),
        report.statement("s", "Een **vet** <b>woord</b>."),
        report.note("n", "Let op."),
        report.method("Zo."),
        report.sources(["q_2020_b"]),
        report.table("t", frame, "Tabel", row_sources="id"),
        report.figure("f", line_series(frame), "Figuur", source="q_2019"),
    ]
    for block in made:
        bundle = block._repr_mimebundle_()
        assert Block.from_json(json.loads(json.dumps(block.to_json()))) == block
        assert bundle["text/plain"].strip()
        assert bundle[MIME]["version"] == 1
    assert made[2].title == "Twee dingen die niet kloppen"  # type: ignore[attr-defined]
    assert made[3].id == "cafe-co"
    assert "&lt;b&gt;woord" in made[4].preview()
    assert "<strong>vet</strong>" in made[4].preview()


@pytest.mark.unit
def test_a_figure_stores_its_drawing_once(report: Report) -> None:
    frame = pd.DataFrame({"year": [2019, 2020], "value": [1, 2]})
    figure = report.figure("f", line_series(frame), "Figuur")
    bundle = figure._repr_mimebundle_()
    assert bundle["image/svg+xml"] == figure.svg
    assert bundle[MIME]["svg"] == ""
    assert "text/html" not in bundle


@pytest.mark.unit
def test_a_table_keeps_unrounded_values_and_tells_missing_from_zero(report: Report) -> None:
    frame = pd.DataFrame(
        {"wijk": ["A", "B", "C"], "deel": [1 / 3, 0.0, math.nan], "grens": [np.inf, -np.inf, 1], "n": [3, 0, math.nan]}
    )
    columns = {"wijk": "Wijk", "deel": Column(Text(nl="Aandeel", en="Share"), "percent"), "grens": "Grens", "n": "n"}
    table = report.table("t", frame, "Tabel", columns)
    assert table.rows[0] == ("A", 1 / 3, "Infinity", 3)
    assert table.rows[2] == ("C", None, 1, None)
    assert table.shown() == [["A", "33%", "∞", "3"], ["B", "0%", "−∞", "0"], ["C", "–", "1", "–"]]
    assert [column.header for column in table.columns] == ["Wijk", "Aandeel", "Grens", "n"]
    assert [column.numeric for column in table.columns] == [False, True, True, True]
    assert list(table_frame(table)) == ["wijk", "deel", "grens", "n"]


@pytest.mark.unit
def test_a_row_can_have_its_own_format(report: Report) -> None:
    frame = pd.DataFrame({"wat": ["vragen", "direct"], "waarde": [35905, 45], "hoe": ["integer", "percent_of_100"]})
    table = report.table("t", frame, "T", {"wat": "Wat", "waarde": Column("Waarde", "row")}, row_format="hoe")
    assert [row[1] for row in table.shown()] == ["35.905", "45%"]
    assert Block.from_json(table.to_json()) == table


@pytest.mark.unit
def test_references_carry_the_place_of_print(report: Report) -> None:
    said = report.cite("Zin.", "q_2020_a", "q_2020_b", "q_2020_a")
    assert [one.figure_id for one in said.references] == ["q_2020_a", "q_2020_b"]
    assert said.references[0] == Reference(
        "q_2020_a", "jaarverslag_2020", "Verslag 2020", "tabel 1", "2020", "Vragen", "", "2020", 30974.0, "", ""
    )
    assert said.references[1].title == "jaarverslag 2023"
    (missing,) = report.references("q_2019")
    assert missing.value is None
    assert missing.indicator == "Questions"


@pytest.mark.unit
def test_rows_name_their_sources(report: Report) -> None:
    frame = pd.DataFrame(
        {"wat": ["a", "b", "c"], "een": ["q_2020_a", "q_2019", None], "twee": ["q_2020_b"] + [None] * 2}
    )
    table = report.table("t", frame, "T", {"wat": "Wat"}, row_sources=["een", "twee"])
    assert table.row_references == ((0, 1), (2,), ())
    assert [one.figure_id for one in table.references] == ["q_2020_a", "q_2020_b", "q_2019"]


@pytest.mark.unit
def test_mistakes_get_a_sentence(report: Report) -> None:
    frame = pd.DataFrame({"jaar": [2020]})
    with pytest.raises(UsageError, match="Did you mean 'q_2020_a'"):
        report.cite("x", "q_2020_aa")
    with pytest.raises(UsageError, match="Did you mean 'jaar'"):
        report.table("t", frame, "T", {"jaaar": "Jaar"})
    with pytest.raises(UsageError, match="row_sources"):
        report.table("t", frame, "T", row_sources="id")
    with pytest.raises(UsageError, match="cannot be looked up"):
        Report("x").cite("x", "q")
    with pytest.raises(UsageError, match="no number format"):
        report.table("t", frame, "T", {"jaar": Column("Jaar", "yaer")})
    with pytest.raises(UsageError, match="text alternative"):
        Figure("f", "nl", "Titel")
    with pytest.raises(UsageError, match="level 2 or 3"):
        Heading("h", "nl", "x", 4)
    with pytest.raises(UsageError, match="version 2"):
        Block.from_json({"version": 2, "kind": "note"})
    with pytest.raises(UsageError):
        report.lead("Dankzij WIJ minder vragen", ["Zin."])


@pytest.mark.unit
@pytest.mark.parametrize("id", ["", "A", "a b", "1a", "a--b", "a/b", "../a", "é", "a" * 81])
def test_an_id_is_a_slug(id: str) -> None:
    with pytest.raises(UsageError, match="cannot be the id"):
        Statement(id, "nl")


@pytest.mark.unit
def test_a_long_table_is_previewed_in_part() -> None:
    table = Report("x").table("t", pd.DataFrame({"n": range(500)}), "T")
    assert isinstance(table, Table)
    assert table.preview().count("<tr>") == 13
    assert len(table.to_json()["rows"]) == 500


@pytest.mark.unit
def test_importing_is_light() -> None:
    code = (
        "import sys, wij_impact.presentation as p; p.Report, p.figures, p.sentences; "
        "print(sorted({'pandas', 'matplotlib', 'numpy', 'babel', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.unit
def test_the_same_bytes_under_another_hash_seed() -> None:
    code = (
        "import json, pandas as pd; from wij_impact.presentation import Report, figures;"
        "f = pd.DataFrame({'year': [2019, 2020, 2020], 'value': [1, 2, 3], 'who': ['a', 'a', 'b']});"
        "r = Report('x'); print(r.figure('f', figures.line_series(f, series='who'), 'F').to_json());"
        "print(r.table('t', f, 'T')._repr_mimebundle_())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=_environ(seed),
        ).stdout
        for seed in ("0", "1")
    }
    assert len(told) == 1


def _environ(seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": seed}
