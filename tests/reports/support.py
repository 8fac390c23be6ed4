"""Runs the cells of a report in this process: what a kernel would do, in a second, with the page at hand."""

from __future__ import annotations

import functools
import json
from typing import Any

from wij_impact.catalogue import resolve_notebooks
from wij_impact.presentation import Page
from wij_impact.presentation.blocks import Block

__all__ = ["block", "run_report"]


@functools.lru_cache(maxsize=8)
def run_report(name: str, **parameters: Any) -> Page:
    """The page of report `name` with these parameters; made once."""
    cells = json.loads((resolve_notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    space: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        exec(compile(source, f"{name}.ipynb", "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
    page = space["page"]
    assert isinstance(page, Page)
    # Two minutes: at most 150 words and a dozen numbers on the first screen; on a file of one's own, whose intervals
    # and counts are all news, fifteen.
    words, shown = page.first_screen_words(), page.first_screen_numbers()
    most = 15 if set(parameters) - {"lang"} else 12
    assert (words <= 150, shown <= most) == (True, True), f"{name}: {words} words, {shown} numbers"
    return page


def block(page: Page, id: str) -> Block:
    """The block with this id."""
    return next(one for one in page.blocks if one.id == id)
