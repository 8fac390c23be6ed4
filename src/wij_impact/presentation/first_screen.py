"""How much the first screen asks of its reader: words and numbers, without its figure and its footnotes.

A word begins with a letter. A number is what a reader takes in at once: digits with what belongs to them
(``€ 6.591.659``, ``45%``, ``1,2 miljoen``, ``−966.962``), and an interval in brackets is one more for each of its two
ends. A number that the text repeats is counted once: the title often says the number of the first piece of news.
Not counted: a year (1990-2039, a reader sees a date) and a number inside a name between ‘ and ’.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wij_impact.presentation.blocks import Ask, Block, Certainty, Lead, News

__all__ = ["MOST_WORDS", "count_words", "numbers_of", "words_of"]

#: What a reader with two minutes takes in.
MOST_WORDS = 150

_FIRST = (News, Lead, Certainty, Ask)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|(?<![\w.,])\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:199|20[0-3])\d")
_NAME = re.compile(r"‘[^’]*’")


def words_of(blocks: Iterable[Block]) -> int:
    """How many words, numbers not counted, stand on the first screen.

    Examples
    --------
    >>> from wij_impact.presentation.blocks import Certainty, Sentence
    >>> words_of([Certainty("certainty", "nl", "Zeker?", (Sentence("Er waren **45%** meer vragen."),))])
    5
    """
    return count_words(_text(blocks))


def count_words(text: str) -> int:
    """How many words, numbers not counted, stand in a text.

    Examples
    --------
    >>> count_words("Vastgelegd op 3 maart 2026.")
    3
    """
    return len(_WORD.findall(text))


def numbers_of(blocks: Iterable[Block]) -> int:
    """How many different numbers stand on the first screen.

    Examples
    --------
    >>> from wij_impact.presentation.blocks import Certainty, Sentence
    >>> said = Sentence("In 2023 **€ 6.591.659**, 45% meer; in ‘Plan 12’ ook 45% (40% tot 50%).")
    >>> numbers_of([Certainty("certainty", "nl", "Zeker?", (said,))])
    4
    """
    found = _NUMBER.findall(_NAME.sub(" ", _text(blocks)))
    return len({one for one in found if not _YEAR.fullmatch(one)})


def _text(blocks: Iterable[Block]) -> str:
    return " ".join(block.plain() for block in blocks if isinstance(block, _FIRST))
