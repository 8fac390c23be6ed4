"""How the settings of a report are shown: numbers as its language writes them, of a file its name and no folder."""

from __future__ import annotations

import re

from wij_impact.language import Language
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number

__all__ = ["shown_parameter"]

_PATH = re.compile(r"(?:[A-Za-z]:)?[^\s:=]*[/\\]([^/\\]+\.[A-Za-z0-9]{2,8})")


def shown_parameter(value: object, lang: Language) -> str:
    """One setting as text.

    Examples
    --------
    >>> shown_parameter(0.95, "nl"), shown_parameter("gegevens/teams.csv", "nl"), shown_parameter(None, "en")
    ('0,95', 'teams.csv', 'default')
    >>> shown_parameter(["a", "b"], "nl"), shown_parameter("gp=0.5", "nl")
    ('a, b', 'gp=0.5')
    """
    if value is None or value in ("", [], ()):
        return label("default", lang)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(shown_parameter(one, lang) for one in value)
    if isinstance(value, int | float):
        return str(value) if isinstance(value, int) else format_number(value, "auto", lang)
    found = _PATH.fullmatch(str(value))
    return found.group(1) if found else str(value)
