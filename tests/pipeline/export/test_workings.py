"""One formula in three places: changed in a workbook or on a page, it gives what the library gives."""

from __future__ import annotations

import functools
import math
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.mkba.random_cases import random_case, random_edit
from tests.support.browser import chromium
from tests.support.workings import block_of, edited, page_of, recalculated, workbook
from wij_impact import mkba
from wij_impact.mkba import Case, Formula
from wij_impact.pipeline.export.calculator import work_data
from wij_impact.presentation.blocks import Block
from wij_impact.presentation.workings import Workings

SHIPPED = ("jim", "ojg", "besturingsmodel", "acceleratie", "mkba_case")
EDITS = int(os.environ.get("WIJ_EDITS", "300"))
#: Quantities in euros, which are differences of larger ones.
MONEY = {
    "costs", "benefits", "transfers", "net_present_value", "weighted_net_present_value", "cashable_balance",
    "present_value", "amount", "terminal",
}  # fmt: skip


@functools.cache
def prepared() -> list[tuple[Case, Workings, Formula]]:
    """The shipped and fifty random cases, each with its block and its formula."""
    every = [*map(mkba.load_case, SHIPPED), *map(random_case, range(50))]
    return [(case, block_of(case, searched=False), mkba.workings(case)) for case in every]


def _values(graph: Formula, changes: dict[str, float]) -> dict[str, float]:
    names = [one for one in graph.cells if one not in graph.per_year]
    return {name: float(np.ravel(value)[0]) for name, value in graph.evaluate(changes, only=names).items()}


def _differs(name: str, found: float | str, expected: float, values: dict[str, float]) -> bool:
    if isinstance(found, str) or math.isnan(found):
        return not math.isnan(expected)
    scale = abs(values["total.costs"]) + abs(values["total.benefits"])
    if name.rpartition(".")[2] not in MONEY and not name.startswith("turn."):
        scale = 1.0  # a count, a share, a weight
    if name.startswith("turn."):
        slope = abs(values[f"slope.{name[5:]}"])
        scale = scale / slope if slope else 0.0
    return math.isnan(expected) or abs(found - expected) > 1e-9 * max(abs(expected), scale)


def _compared(found: dict[str, Any], values: dict[str, float]) -> tuple[int, list[str]]:
    shared = [name for name in found if name in values and not name.startswith("slope.")]
    assert any(name.startswith("total.") for name in shared)
    wrong = [name for name in shared if _differs(name, found[name], values[name], values)]
    return len(shared), [f"{name}: {found[name]} for {values[name]}" for name in wrong]


@pytest.mark.unit
@pytest.mark.parametrize("name", SHIPPED)
def test_every_formula_has_its_value_beside_it(name: str) -> None:
    import io
    import zipfile

    block = block_of(mkba.load_case(name))
    with zipfile.ZipFile(io.BytesIO(workbook(block, stored=True))) as book:
        sheets = [book.read(f"xl/worksheets/sheet{at}.xml").decode() for at in range(2, 7)]
    formulas = sum(sheet.count("<f>") for sheet in sheets)
    stored = sum(len(re.findall(r"</f><v>[^<]*</v>", sheet)) for sheet in sheets)
    assert formulas == stored > 50
    from openpyxl import load_workbook

    shown = load_workbook(io.BytesIO(workbook(block, stored=True)), data_only=True)["balance"]
    assert shown["C9"].value == ("niet bekend" if block.balance is None else pytest.approx(block.balance, rel=1e-15))


@pytest.mark.unit
def test_a_calculation_is_stored_and_read_again() -> None:
    block = block_of(mkba.load_case("jim"))
    assert Block.from_json(block.to_json()) == block
    assert "</script" not in str(work_data(block)).lower()


@pytest.mark.slow
@pytest.mark.simulation
def test_random_edits_recalculated_by_libreoffice(tmp_path: Path) -> None:
    books: dict[str, bytes] = {}
    expected: dict[str, dict[str, float]] = {}
    every = prepared()
    for at, (case, block, graph) in enumerate(every):
        draw = np.random.default_rng(at)
        plain = workbook(block, stored=False)
        for k in range(EDITS // len(every) + 1):
            changes = random_edit(case, graph, draw)
            books[f"b{at}_{k}"] = edited(plain, block, changes)
            expected[f"b{at}_{k}"] = _values(graph, changes)
    assert len(books) >= EDITS
    found = recalculated(books, tmp_path)
    compared, wrong = 0, []
    for name, values in found.items():
        count, odd = _compared(values, expected[name])
        compared, wrong = compared + count, wrong + [f"{name} {one}" for one in odd]
    assert not wrong, wrong[:10]
    assert compared > 20 * EDITS


@pytest.mark.slow
@pytest.mark.simulation
def test_random_edits_on_the_page(tmp_path: Path) -> None:
    compared, wrong, edits = 0, [], 0
    every = prepared()
    with chromium() as browser:
        page = browser.new_page()
        for at, (case, block, graph) in enumerate(every):
            draw = np.random.default_rng(at)
            page.set_content(page_of(block))
            for _ in range(EDITS // len(every) + 1):
                changes = random_edit(case, graph, draw)
                found = page.evaluate(_SET, changes)
                count, odd = _compared(
                    {k: math.nan if v is None else v for k, v in found.items()}, _values(graph, changes)
                )
                compared, edits, wrong = compared + count, edits + 1, wrong + [f"{at} {one}" for one in odd]
    assert edits >= EDITS
    assert not wrong, wrong[:10]
    assert compared > 20 * EDITS


_SET = """changes => {
const c=document.querySelector('.calc').calculation;
document.querySelector('.calc-reset').click();
for(const [p,x] of Object.entries(changes))c.state[p]=x;
c.set(Object.keys(changes)[0],Object.values(changes)[0]);
const shown=([k,v])=>!Array.isArray(v)&&/^(total|shown|turn|slope|payer)/.test(k);
return Object.fromEntries(Object.entries(c.now).filter(shown).map(([k,v])=>[k,Number.isNaN(v)?null:v]))}"""


@pytest.mark.slow
@pytest.mark.e2e
def test_turned_by_keyboard_and_kept_as_a_file(tmp_path: Path) -> None:
    case = mkba.load_case("jim")
    block = block_of(case)
    with chromium() as browser:
        for width in (1280, 390):
            page = browser.new_page(viewport={"width": width, "height": 900})
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.set_content(page_of(block))
            status, saldo = page.locator("[role=status]"), page.locator(".saldo")
            before = saldo.text_content()
            assert "gepubliceerde" in status.text_content()
            assert "niet meer" not in status.text_content()
            page.locator("tr[data-input] input[type=range]").first.focus()
            page.keyboard.press("ArrowRight")
            assert "niet meer de gepubliceerde" in status.text_content()
            assert saldo.text_content() != before
            gap = page.locator('tr[data-input="price.schooluitval_jaar"] input[type=number]')
            page.locator(".calc details").evaluate_all("all => all.forEach(one => one.open = true)")
            gap.fill("8000")
            with page.expect_download() as kept:
                page.get_by_role("button", name="Bewaar").click()
            kept.value.save_as(tmp_path / f"own_{width}.toml")
            shown = page.evaluate("document.querySelector('.calc').calculation.now['total.net_present_value']")
            own = mkba.load_case(tmp_path / f"own_{width}.toml")
            assert own.scenario == "aangepast"
            assert mkba.appraise(own).net_present_value == pytest.approx(shown, rel=1e-12)
            page.get_by_role("button", name="Terug").click()
            assert saldo.text_content() == before
            assert not [one for one in asked if not one.startswith(("about:", "blob:"))]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.close()


@pytest.mark.slow
@pytest.mark.e2e
def test_bent_switching_values_are_searched_as_the_library_does(tmp_path: Path) -> None:
    with chromium() as browser:
        page = browser.new_page()
        for case in (mkba.load_case("jim"), random_case(3), random_case(11)):
            block = block_of(case)
            page.set_content(page_of(block))
            page.wait_for_timeout(1_500)
            found = page.evaluate(
                "(()=>{const c=document.querySelector('.calc').calculation,p=Object.keys(c.state)[0];"
                "c.set(p,c.state[p]);return c.turns.map(r=>[r.i,Number.isNaN(r.now)?null:r.now])})()"
            )
            shown = {row.path: row.values[0] for row in block.turns}
            for name, value in found:
                expected = shown[name.removesuffix(".given")]
                assert (value is None) == (expected is None), name
                assert value is None or value == pytest.approx(expected, rel=1e-9, abs=1e-12), name


@pytest.mark.unit
def test_without_a_script_it_is_a_table_with_the_published_values() -> None:
    block: Workings = block_of(mkba.load_case("jim"))
    page = page_of(block).split('<script type="application/json">')[0]
    for word in ("€\u00a021.406", "€\u00a0238.005", "minstens", "niet bekend"):
        assert word in page, word
    assert tomllib.loads(block.text)["title"]
