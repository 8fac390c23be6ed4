"""A notebook is read as a document, and refused with a sentence when it is not a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import nbformat
import pytest

from wij_impact import UsageError
from wij_impact.pipeline.export import ExportContext, export_report, read_document
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.presentation import Block, Report

Make = Callable[[list[Block]], Any]


@pytest.mark.unit
def test_blocks_come_back_in_order_with_their_drawings(notebook: Any, blocks: list[Block]) -> None:
    document = read_document(notebook)
    assert list(document.blocks) == blocks
    assert document.lang == "nl"
    assert document.summary == "In 2023 35.905 vragen."
    assert [table.id for table in document.tables] == ["tabel", "lang"]
    assert [figure.id for figure in document.figures] == ["vragen", "nog-eens"]
    assert len(document.code) == len(blocks)
    assert not any("geheim" in source for source in document.code)


@pytest.mark.unit
def test_a_notebook_from_disk_reads_the_same(notebook: Any, blocks: list[Block]) -> None:
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)
    assert read_document(again).blocks == tuple(blocks)
    # Version 4 on disk keeps text as lists of lines; a reader that skips nbformat gets those.
    assert read_document(json.loads(nbformat.writes(notebook))).blocks == tuple(blocks)


@pytest.mark.unit
def test_places_of_print_are_numbered_as_a_reader_meets_them(notebook: Any) -> None:
    notes = footnotes(read_document(notebook))
    places = [(place.source, place.locator) for place in notes.places]
    assert places[:2] == [("jaarverslag_2023", "kerncijfers"), ("jaarverslag_2020", "tabel 1")]
    assert len(places) == 3
    assert [one.figure_id for one in notes.places[0].references] == ["q23", "q20b"]


@pytest.mark.unit
def test_what_is_not_a_report_gets_a_sentence(make_notebook: Make, blocks: list[Block]) -> None:
    report = Report("x")
    lead = report.lead("T", ["Z."])
    with pytest.raises(UsageError, match="0 main messages"):
        read_document(make_notebook(blocks[:2]))
    with pytest.raises(UsageError, match="2 main messages"):
        read_document(make_notebook([lead, replace(lead, id="lead-2")]))
    with pytest.raises(UsageError, match="'a' is used twice"):
        read_document(make_notebook([lead, report.statement("a", "x"), report.statement("a", "y")]))
    with pytest.raises(UsageError, match="another language"):
        read_document(make_notebook([lead, Report("x", lang="en").statement("a", "x")]))
    with pytest.raises(UsageError, match="without a section"):
        read_document(make_notebook([lead, report.heading("Deel", level=3)]))


@pytest.mark.unit
def test_an_unknown_format_writes_nothing(tmp_path: Any, notebook: Any, context: ExportContext) -> None:
    with pytest.raises(UsageError, match="Did you mean 'html'"):
        export_report(notebook, tmp_path / "out", context, formats=["htm"])
    assert not (tmp_path / "out").exists()
