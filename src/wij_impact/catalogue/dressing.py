"""What people and programs put around a number: a currency sign, a minus behind it, a mark that keeps it text.

Only what can mean one thing is taken off. What can mean two is left on, so that the cell is refused: brackets (less
than zero for an accountant, uncertain for a statistician), a percent sign, another currency, a word.
"""

from __future__ import annotations

import re

__all__ = ["undressed"]

_CURRENCY = r"(?:€|EUR|euro)"
_NUMBER = r"[0-9]+(?:[ .,'\u2019\u00a0\u202f\u2009][0-9]+)*|[.,][0-9]+"
_MINUS = "\u2212\u2013-"  # the hyphen last: in a class of characters it is no range there
_SPACE = r"[ \u00a0\u202f\u2009]*"
_DRESSED = re.compile(
    rf"'?(?P<before>[+{_MINUS}])?{_SPACE}(?:{_CURRENCY})?{_SPACE}(?P<inside>[+{_MINUS}])?{_SPACE}"
    rf"(?P<number>{_NUMBER})(?P<round>,(?:[\u2013\u2014=-]{{1,2}}))?(?P<behind>[{_MINUS}])?"
    rf"{_SPACE}(?:{_CURRENCY})?(?P<last>[{_MINUS}])?",
    re.IGNORECASE,
)
#: An apostrophe groups thousands as a space does: 1'250.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:['\u2019][0-9]{3})+(?:[.,][0-9]+)?")


def undressed(text: str) -> str:
    """A number as text without what stands around it; any other text as it is.

    Parameters
    ----------
    text : str
        A cell, without the spaces around it.

    Returns
    -------
    str
        Digits and marks with at most a minus in front. ``1.250,-`` becomes ``1.250,0``: its comma is a decimal mark.

    Examples
    --------
    >>> [undressed(text) for text in ("€ 1.250,00", "980,-", "1.250-", "\\u2013 12", "1'250", "'0014")]
    ['1.250,00', '980,0', '-1.250', '-12', '1 250', '0014']
    >>> [undressed(text) for text in ("(1.250)", "12,5%", "$ 5", "ca. 12")]
    ['(1.250)', '12,5%', '$ 5', 'ca. 12']
    """
    if text.isdigit():
        return text
    match = _DRESSED.fullmatch(text)
    if match is None:
        return text
    signs = [sign for sign in match.group("before", "inside", "behind", "last") if sign]
    number = match["number"]
    if len(signs) > 1 or (re.search(r"['\u2019]", number) and not _GROUPED.fullmatch(number)):
        return text
    number = re.sub(r"['\u2019]", " ", number) + (",0" if match["round"] else "")
    return f"-{number}" if signs and signs[0] != "+" else number
