"""A codebook as REFI-QDA, so that the next researcher can go on in a program of choice."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from wij_impact.coding.reading import Codings
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["export_codebook"]

_SPACE = "urn:QDA-XML:codebook:1.0"


def export_codebook(codings: Codings, descriptions: Mapping[str, str] | None = None) -> bytes:
    """The codebook as REFI-QDA (.qdc), the same bytes every time.

    Parameters
    ----------
    codings : Codings
        Its codebook is written, codes that nobody used too.
    descriptions : mapping, optional
        Code -> what it means.

    Raises
    ------
    InputError
        Without a single code, or with a character that XML cannot hold.

    Examples
    --------
    >>> import pandas as pd
    >>> book = Codings(pd.DataFrame(columns=["source", "start", "end", "code", "coder"]), ("home", "school"))
    >>> b'name="home"' in export_codebook(book)
    True
    """
    if not codings.codebook:
        raise InputError(
            Text(nl="het codeboek is leeg.", en="the codebook is empty."),
            remedy=Text(nl="Geef minstens één code.", en="Give at least one code."),
        )
    ElementTree.register_namespace("", _SPACE)
    root = ElementTree.Element(f"{{{_SPACE}}}CodeBook", {"origin": "wij_impact"})
    codes = ElementTree.SubElement(root, f"{{{_SPACE}}}Codes")
    for name in codings.codebook:
        told = (descriptions or {}).get(name, "")
        _check(name + told)
        guid = str(uuid5(NAMESPACE_URL, f"wij_impact/code/{name}")).upper()
        code = ElementTree.SubElement(codes, f"{{{_SPACE}}}Code", {"guid": guid, "name": name, "isCodable": "true"})
        if told:
            ElementTree.SubElement(code, f"{{{_SPACE}}}Description").text = told
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _check(text: str) -> None:
    if any(ord(one) < 32 and one not in "\t\n\r" for one in text):
        raise InputError(
            Text(nl=f"{text[:30]!r} bevat een onzichtbaar teken.", en=f"{text[:30]!r} has an invisible character."),
            remedy=Text(nl="Typ de naam van de code opnieuw.", en="Type the name of the code again."),
        )
