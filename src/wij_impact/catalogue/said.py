"""What the program itself says about files and findings: words by code, read when the first of them is said.

The words of a report are laid out by `presentation`; what checking and reading say is needed below it, in two languages
and before there is a report. They stand in `data/words` like all others; a study cannot put its own in their place,
since a script may count on them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from wij_impact.catalogue.resolve import shipped
from wij_impact.language import Text

__all__ = ["said"]


def said(name: str, key: str) -> Text:
    """The sentence `key` of ``data/words/<name>.toml``.

    Parameters
    ----------
    name : str
        Name of the words file: ``rules`` or ``own_files``.
    key : str
        Dotted key of the sentence.

    Raises
    ------
    KeyError
        When there is no such sentence: a defect of ours, which a test over all codes rules out.

    Examples
    --------
    >>> said("rules", "empty-file.found").en
    'the file is empty'
    """
    node: Any = book(name)
    for part in key.split("."):
        node = node[part]
    return Text(nl=node["nl"], en=node["en"])


@functools.cache
def book(name: str) -> Mapping[str, Any]:
    """The tables of a words file that is shipped."""
    folder, _ = shipped()
    return tomllib.loads((folder / "words" / f"{name}.toml").read_text(encoding="utf-8"))
