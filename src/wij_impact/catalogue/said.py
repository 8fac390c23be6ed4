"""What the program itself says about files and findings: words by code, read when the first of them is said.

The words of a report are laid out by `presentation`; what checking and reading say is needed below it, in two languages
and before there is a report. They stand in `data/words` like all others. A study's own `data/words/rules.toml` or
`templates.toml` puts sentences in place of ours: a script counts on the codes of rules, not on their sentences. What a
page shows (`own_files`, `files`, `claims`) stays ours: there a changed sentence would go unmarked.
"""

from __future__ import annotations

import functools
import os
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wij_impact.catalogue.resolve import DATA_VARIABLE, shipped
from wij_impact.language import Text

__all__ = ["OPEN", "said"]

#: The files of which a study may change a sentence: no page shows them.
OPEN = ("rules", "templates")


def said(name: str, key: str) -> Text:
    """The sentence `key` of ``data/words/<name>.toml``, or the study's own where it shows no other values.

    Parameters
    ----------
    name : str
        Name of the words file, such as ``rules``.
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
    own = _own(name)
    for part in key.split(".") if own else ():
        own = own.get(part, {}) if isinstance(own, Mapping) else {}
    return Text(**{lang: _fitting(own, lang, node[lang]) for lang in ("nl", "en")})


@functools.cache
def book(name: str) -> Mapping[str, Any]:
    """The tables of a words file that is shipped."""
    folder, _ = shipped()
    return tomllib.loads((folder / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def _own(name: str) -> Mapping[str, Any]:
    """The study's own tables: of the folder that the environment names, else of `./data`."""
    if name not in OPEN:
        return {}
    place = Path(os.environ.get(DATA_VARIABLE) or "data") / "words" / f"{name}.toml"
    try:
        stamp = place.stat()
    except OSError:
        return {}
    return _own_tables(str(place.absolute()), stamp.st_mtime_ns, stamp.st_size)


@functools.lru_cache(maxsize=16)
def _own_tables(path: str, changed: int, size: int) -> Mapping[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        # `wij-impact check` of the file itself says what is wrong with it.
        return {}


def _fitting(own: Any, lang: str, ours: str) -> str:
    """The own sentence, unless it shows a value that ours does not: then it could not be filled in."""
    theirs = own.get(lang) if isinstance(own, Mapping) else None
    if not isinstance(theirs, str) or not theirs.strip():
        return ours
    names = _names(theirs)
    return theirs if names is not None and names <= (_names(ours) or set()) else ours


def _names(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None
