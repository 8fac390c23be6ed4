"""A report of a few blocks, as a notebook that was executed: no kernel is needed to export."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import nbformat
import pandas as pd
import pytest

from wij_impact.language import Text
from wij_impact.pipeline.export import ExportContext
from wij_impact.presentation import Block, Column, Report, figures

NASTY = "<script>alert(1)</script> & \"twee\" 'een' {{ 7*7 }}"
PUBLISHED = pd.DataFrame(
    {
        "figure_id": ["q20a", "q20b", "q23", "d20"],
        "indicator": ["Questions", "Questions", "Questions", NASTY],
        "indicator_nl": ["Vragen", "Vragen", "Vragen", NASTY],
        "period": ["2020", "2020", "2023", "2020"],
        "value": [30974, 31007, 35905, 45],
        "unit": ["count", "count", "count", "percent"],
        "source": ["jaarverslag_2020", "jaarverslag_2023", "jaarverslag_2023", "jaarverslag_2020"],
        "reported_in": ["2020", "2023", "2023", "2020"],
        "locator": ["tabel 1", "kerncijfers", "kerncijfers", NASTY],
    }
)
CONTEXT = ExportContext(
    name="kerncijfers",
    parameters={"year": 2023, "wijk": NASTY, "code": "0014", "leeg": None},
    data_date="2023-12-31",
    data_origin="gepubliceerde cijfers, meegeleverd",
    packages={"pandas": "3.1.1", "python": "3.11"},
)


def sample_blocks(lang: str = "nl", words: str = NASTY) -> list[Block]:
    """One block of every kind, with text that would break a page that does not escape."""
    report = Report("kerncijfers", lang=lang, figures=PUBLISHED)
    series = pd.DataFrame({"year": [2020, 2021, 2023], "value": [31007.0, math.nan, 35905.0]})
    table = pd.DataFrame(
        {"wat": ["vragen", words, "leeg"], "waarde": [30974, 1 / 3, math.nan], "bron": ["q20a", "q20b", None]}
    )
    columns = {"wat": Text(nl="Wat", en="What"), "waarde": Column(Text(nl="Waarde", en="Value"), "decimal2")}
    return [
        report.heading(Text(nl="Reeksen", en="Series"), id="reeksen"),
        report.figure("vragen", figures.line_series(series, lang=report.lang), words, note=words, source="q23"),
        report.figure("nog-eens", figures.line_series(series, lang=report.lang), words),
        report.heading(words, level=3, id="deel"),
        report.table("tabel", table, words, columns, base=words, note=words, row_sources="bron"),
        report.table("lang", pd.DataFrame({"n": range(300)}), "L", shown_rows=20, folded=True, source="q20a"),
        report.statement("zin", report.cite(words, "q20b", "q20a"), "Zonder **bron**."),
        report.note("let-op", words),
        report.method(words, "Tweede."),
        report.sources(["d20"]),
        report.contradictions([report.cite(words, "q20a"), "Twee.", "Drie."]),
        report.certainty(words),
        report.lead(words, [report.cite("In 2023 **35.905** vragen.", "q23"), words]),
    ]


def as_notebook(blocks: list[Block]) -> Any:
    """The notebook after a run: one cell per block, and an injected cell that must not be shown."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells.append(nbformat.v4.new_markdown_cell("# Alleen in het notebook"))
    injected = nbformat.v4.new_code_cell('data = "/home/iemand/geheim"', metadata={"tags": ["injected-parameters"]})
    notebook.cells.append(injected)
    for block in blocks:
        cell = nbformat.v4.new_code_cell(f"report.{block.kind}(...)  # <b>&")
        data = block._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
        notebook.cells.append(cell)
    return notebook


@pytest.fixture
def context() -> ExportContext:
    return CONTEXT


@pytest.fixture
def blocks() -> list[Block]:
    return sample_blocks()


@pytest.fixture
def make_blocks() -> Callable[..., list[Block]]:
    return sample_blocks


@pytest.fixture
def make_notebook() -> Callable[[list[Block]], Any]:
    return as_notebook


@pytest.fixture
def notebook(blocks: list[Block]) -> Any:
    return as_notebook(blocks)
