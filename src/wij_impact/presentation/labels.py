"""The fixed words of a page: they stand in `data/words/labels.toml`, in every language there is."""

from __future__ import annotations

from typing import Any

from wij_impact.presentation.book import has_word, word

__all__ = ["column_word", "label"]


def label(key: str, lang: str, **values: Any) -> str:
    """The label `key` in `lang`, with `values` filled in.

    Raises
    ------
    UsageError
        For a label that does not exist, with a suggestion.

    Examples
    --------
    >>> label("rows_left_out", "en", shown=10, total=56)
    'The first 10 of 56 rows. The whole table is in the csv file.'
    """
    text = word(f"label.{key}", lang)
    return text.format(**values) if values else text


def column_word(name: str, lang: str) -> str:
    """The header of a column that goes by a name of the library; the name itself when it has no word."""
    key = f"column.{name}"
    return word(key, lang) if name.isidentifier() and has_word(key) else name
