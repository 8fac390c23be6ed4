"""What a page puts on its first screen, and for whom."""

from __future__ import annotations

from typing import Any

import pytest

from wij_impact.presentation import Page, blocks
from wij_impact.presentation.block import Block


class _Kept(Page):
    """A page that keeps its blocks instead of showing them."""

    def __init__(self, name: str, lang: str) -> None:
        super().__init__(name, lang)
        self.kept: list[Block] = []

    def put(self, block: Block) -> Any:
        self.kept.append(block)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "key", "reader", "heading"),
    [
        ("signalen", "monthly", None, "Vraag aan WIJ of de gemeente"),
        ("signalen", "own.ask", None, "Wat u nu kunt doen"),
        ("monitor", "own", True, "Wat u nu kunt doen"),
        ("monitor", "fill", True, "Wat u nu kunt doen"),
        ("mkba", "compare", None, "Wat u nu kunt vragen"),
    ],
)
def test_a_question_is_put_to_whoever_can_answer_it(name: str, key: str, reader: bool | None, heading: str) -> None:
    page = _Kept(name, "nl")
    page.ask({}, key, reader=reader)
    (block,) = page.kept
    assert isinstance(block, blocks.Ask)
    assert block.title == heading


@pytest.mark.unit
def test_an_explanation_stands_once_on_a_page_unless_asked_again() -> None:
    page, one = _Kept("signalen", "nl"), "solvency_2023_r2023_kern"
    for _ in range(2):
        page.explained([one])
    assert len(page.kept) == 1
    page.explained([one, "balance_assets_liquide_middelen_2023_12_31_r2023_bal"])
    assert isinstance(page.kept[1], blocks.Explanation)
    assert [said.text[:10] for said in page.kept[1].sentences] == ["Op de bank"]
    page.explained([one], again=True)
    assert len(page.kept) == 3
