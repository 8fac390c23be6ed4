"""Pages of their own beside a report: reached by a table, whole in themselves, and only in HTML."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.reports.support import run_report
from tests.support.reports import wij_impact
from wij_impact import claims
from wij_impact.errors import UsageError
from wij_impact.presentation.blocks import Leaf, Note, Sentence, Table
from wij_impact.presentation.codec import told_once, told_whole
from wij_impact.presentation.leaves import check_leaves


def leaf(id: str = "een", **changes: Any) -> Leaf:
    note = Note("note-a", "nl", "Let op", (Sentence("Iets."),))
    return Leaf(**{"id": id, "lang": "nl", "title": "Een", "content": (note,)} | changes)


@pytest.mark.unit
def test_a_page_and_the_row_that_leads_to_it_need_each_other() -> None:
    check_leaves([leaf("een")], ["een", "een"])
    with pytest.raises(UsageError, match="nothing leads to page 'twee'"):
        check_leaves([leaf("een"), leaf("twee")], ["een"])
    with pytest.raises(UsageError, match="a table leads to page 'drie'"):
        check_leaves([leaf("een")], ["een", "drie"])


@pytest.mark.unit
@pytest.mark.parametrize("changes", [{"title": " "}, {"content": ()}, {"content": (leaf("twee"),)}, {"id": "../weg"}])
def test_a_page_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        leaf(**changes)


@pytest.mark.property
def test_references_told_once_are_whole_again() -> None:
    one, two = ({"figure_id": name, "source": "j", "value": 1.5} for name in "ab")
    changed = {**one, "value": 2.5}  # the same code with another value is told in full
    blocks = [{"references": [one, two]}, {"data": {"references": [two]}}, {"references": [changed]}, {"id": "x"}]
    told: dict[str, Any] = {}
    stored = [told_once(block, told) for block in blocks]
    assert json.dumps(stored).count('"source"') == 3
    assert told_whole(json.loads(json.dumps(stored))) == blocks


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_claim_has_a_page_with_its_own_verdict(lang: str) -> None:
    page = run_report("houdbaarheid", lang=lang)
    leaves = {block.id: block for block in page.blocks if isinstance(block, Leaf)}
    judged = claims.judge()
    assert set(leaves) == {one.claim.claim_id for one in judged}
    rows = [name for block in page.blocks if isinstance(block, Table) for name in block.pages]
    assert sorted(rows) == sorted(leaves)
    for one in judged:
        told = "\n".join(block.plain() for block in leaves[one.claim.claim_id].content)
        assert getattr(claims.VERDICTS[one.verdict].name, lang) in told.replace("**", "")
        assert "{" not in told
    # The source prints a group of one employee; a page repeats neither its number nor its figure.
    assert "non_binair_2023" not in str([block.to_json() for block in leaves.values()])
    assert "525, 1)" not in "\n".join(block.plain() for one in leaves.values() for block in one.content)


@pytest.mark.e2e
@pytest.mark.slow
def test_pages_of_claims_are_part_of_the_report_on_disk(tmp_path: Path) -> None:
    done = wij_impact("run", "houdbaarheid", "--out", "r", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "r" / "houdbaarheid"
    pages = sorted((folder / "pages").glob("*.html"))
    whole = (folder / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="(pages/[^"#]+)', whole))
    assert links == {f"pages/{page.name}" for page in pages}
    manifest = (folder / "manifest.json").read_text(encoding="utf-8")
    assert all(f"pages/{page.name}" in manifest for page in pages)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        ids = set(re.findall(r'id="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
        for back in re.findall(r'href="(\.\./[^"#]+)', text):
            assert (page.parent / back).exists() or back == "../../index.html"
    assert wij_impact("verify", str(folder), cwd=tmp_path).returncode == 0
    pages[0].write_text(pages[0].read_text(encoding="utf-8") + "<!-- -->", encoding="utf-8")
    changed = wij_impact("verify", str(folder), cwd=tmp_path)
    assert changed.returncode == 1
    assert f"pages/{pages[0].name}" in changed.stdout
