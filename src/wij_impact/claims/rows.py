"""A claim from one row of the table of claims."""

from __future__ import annotations

from typing import Any

from wij_impact.claims.model import Claim
from wij_impact.language import Text

__all__ = ["claim_of", "read_settings"]


def claim_of(fields: dict[Any, Any], row: int = 0) -> Claim:
    """A claim from one row of the table."""

    def text(name: str) -> str:
        value = fields.get(name)
        return value.strip() if isinstance(value, str) else ""

    def codes(name: str) -> tuple[str, ...]:
        return tuple(text(name).split())

    return Claim(
        text("claim_id"), Text(nl=text("claim_nl"), en=text("claim_en")), text("source"), text("locator"),
        text("kind"), text("test"), text("measure") or "equal", text("stated"), text("terms"), text("after"),
        text("before"), text("direction"), codes("checks"), codes("readings"), text("definition") or "same",
        codes("rests_on"), read_settings(text("settings")), text("request"), codes("people"), codes("money"),
        Text(nl=text("note_nl"), en=text("note_en")), row,
        text("nature") or ("effect" if text("kind") == "effect" else "happened"), text("consequence") or "small",
        text("theme"),
    )  # fmt: skip


def read_settings(text: str) -> dict[str, str]:
    """`name=value; name=value` as a mapping; a part without `=` is kept under its own name, empty.

    Examples
    --------
    >>> read_settings("case=ojg; ratio=2")
    {'case': 'ojg', 'ratio': '2'}
    """
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    return {name.strip(): value.strip() for name, _, value in parts}
