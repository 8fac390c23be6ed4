"""What the sources say of what moved: every row is about a figure, in the words of the source's place, and is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from wij_impact import catalogue
from wij_impact.catalogue import resolve_notebooks


def unshown(said: Iterable[str], pages: Iterable[str]) -> list[str]:
    """Sentences that stand on no page."""
    written = list(pages)
    return [one for one in said if not any(one in page for page in written)]


@pytest.mark.unit
def test_every_explanation_stands_in_a_report() -> None:
    rows = catalogue.load_table("explanations")
    pages = [
        json.dumps(json.loads(path.read_text(encoding="utf-8"))["cells"], ensure_ascii=False)
        for path in resolve_notebooks().glob("*.ipynb")
    ]
    assert unshown((json.dumps(one, ensure_ascii=False)[1:-1] for one in rows["said_nl"]), pages) == []
    assert unshown(["Dit staat nergens."], pages) == ["Dit staat nergens."]


@pytest.mark.unit
def test_an_explanation_has_one_figure_and_a_place_in_the_report_of_that_figure() -> None:
    rows, figures = catalogue.load_table("explanations"), catalogue.figures().set_index("figure_id")
    assert rows["figure_id"].is_unique
    own = figures.loc[rows["figure_id"]]
    assert list(own["source"]) == list(rows["source"])
    assert rows["locator"].str.len().min() > 3


@pytest.mark.unit
def test_an_explanation_can_be_read_alone() -> None:
    # Several stand in one paragraph: a pronoun would point at the sentence before it.
    rows = catalogue.load_table("explanations")
    for column, loose in (("said_nl", ("Dat ", "Dit ", "Zij ", "Daar")), ("said_en", ("That ", "This ", "They "))):
        assert not [one for one in rows[column] if one.startswith(loose)]
