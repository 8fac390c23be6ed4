"""The words that say yes and no, in Dutch and English, as people, Excel and databases write them: the only list."""

from __future__ import annotations

__all__ = ["NO", "PAIRS", "YES"]

#: Pairs, so that a column can be read as a whole: "nee" beside "yes" is a mistake of somebody.
PAIRS = (
    ("ja", "nee"),
    ("j", "n"),
    ("yes", "no"),
    ("y", "n"),
    ("waar", "onwaar"),
    ("true", "false"),
    ("t", "f"),
    ("wel", "niet"),
)
#: What says yes and what says no in one cell or one value of a parameter, in small letters.
YES = frozenset({"1", "1.0", *(yes for yes, _ in PAIRS)})
NO = frozenset({"0", "0.0", *(no for _, no in PAIRS)})
