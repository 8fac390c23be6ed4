"""A block shows itself in a notebook; the references that an earlier block told are not stored again."""

from __future__ import annotations

import sys
from typing import Any

from wij_impact.presentation.block import MIME, Block
from wij_impact.presentation.codec import told_once

__all__ = ["show"]


def show(block: Block, told: dict[str, Any]) -> None:
    """Display a block when a kernel runs; a test or a script collects the blocks and shows nothing.

    Parameters
    ----------
    block : Block
        What to show.
    told : dict
        The references that the page has told so far; grows.
    """
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None:
        from IPython.display import display

        bundle = block._repr_mimebundle_()
        display({**bundle, MIME: told_once(bundle[MIME], told)}, raw=True)
