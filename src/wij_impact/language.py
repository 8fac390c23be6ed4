"""Two languages: a sentence is written once in each, and chosen when it is shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

__all__ = ["LANGUAGES", "Language", "Text", "current_language", "in_language"]

#: A code of two or three letters; which there are, the words files say.
Language = str
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def current_language() -> Language:
    """The language that errors speak: `WIJ_IMPACT_LANG`, which the commands set; English for a library user."""
    chosen = os.environ.get("WIJ_IMPACT_LANG", "en")
    return "nl" if chosen == "nl" else "en"


@dataclass(frozen=True)
class Text:
    """The same sentence in Dutch and English.

    Examples
    --------
    >>> Text(nl="jaar", en="year").show("nl")
    'jaar'
    """

    nl: str
    en: str

    def show(self, lang: Language | None = None) -> str:
        """The sentence in `lang`, by default in the language of the process."""
        return self.nl if (lang or current_language()) == "nl" else self.en

    def format(self, **values: Any) -> Text:
        """Both sentences with the same values filled in."""
        return Text(nl=self.nl.format(**values), en=self.en.format(**values))

    def __str__(self) -> str:
        return self.show()


def in_language(text: str | Text, lang: Language | None = None) -> str:
    """Show a `Text` in `lang`; a plain string is the same in every language."""
    return text.show(lang) if isinstance(text, Text) else text
