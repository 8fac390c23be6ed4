"""The rules of `catalogue.check` by their stable code: what was found, and how to mend it (`data/words/rules.toml`)."""

from __future__ import annotations

from wij_impact.catalogue.said import book, said
from wij_impact.language import Text

__all__ = ["rule_codes", "rule_words"]


def rule_codes() -> tuple[str, ...]:
    """Every code that a check can name.

    Examples
    --------
    >>> "missing-file" in rule_codes()
    True
    """
    return tuple(book("rules"))


def rule_words(code: str) -> tuple[Text, Text]:
    """What was found and its remedy, with the names of their values still between braces.

    Examples
    --------
    >>> found, remedy = rule_words("missing-file")
    >>> found.en, remedy.en
    ('the file does not exist', 'Check the name and the folder.')
    """
    return said("rules", f"{code}.found"), said("rules", f"{code}.remedy")
