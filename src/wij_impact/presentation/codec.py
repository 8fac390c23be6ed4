"""Frozen dataclasses to JSON data and back: fields in their order, tuples as lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wij_impact.errors import UsageError

__all__ = ["decode", "encode_fields", "left_out", "told_once", "told_whole"]

_REFERENCES = "references"


def left_out(default: Any = "", of: type | None = None) -> Any:
    """A field that is stored only where it differs from its default; `of` is the class of what it holds.

    What was stored before the field existed stays as it was, and a report does not store what it does not say.
    """
    return dataclasses.field(default=default, metadata={"optional": True, **({"of": of} if of else {})})


def told_once(data: Any, told: dict[str, Any]) -> Any:
    """JSON data of a block in which a reference that an earlier block tells in full is its code alone.

    Parameters
    ----------
    data : JSON data
        From `Block.to_json`.
    told : dict
        Code of each reference that was told -> how; grows.

    Examples
    --------
    >>> told = {}
    >>> block = {"references": [{"figure_id": "a", "source": "j"}]}
    >>> told_once(block, told), told_once(block, told)
    ({'references': [{'figure_id': 'a', 'source': 'j'}]}, {'references': ['a']})
    """

    def short(reference: Mapping[str, Any]) -> Any:
        code = str(reference["figure_id"])
        if code not in told:
            told[code] = reference
            return reference
        # The same code with another value is told in full: the reader of a report keeps both.
        return code if told[code] == reference else reference

    return _with_references(data, short)


def told_whole(every: Sequence[Any]) -> list[Any]:
    """JSON data of all blocks of a report with each reference in full again.

    Raises
    ------
    UsageError
        When a code stands there that no block tells.
    """
    told: dict[str, Any] = {}

    def learn(reference: Any) -> Any:
        return reference if isinstance(reference, str) else told.setdefault(str(reference["figure_id"]), reference)

    def full(reference: Any) -> Any:
        if not isinstance(reference, str):
            return reference
        if reference not in told:
            raise UsageError(
                f"no block of this report says where '{reference}' stands.",
                remedy="Run the whole notebook again, from its first cell.",
            )
        return told[reference]

    for data in every:
        _with_references(data, learn)
    return [_with_references(data, full) for data in every]


def _with_references(data: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(data, list):
        return [_with_references(one, change) for one in data]
    if not isinstance(data, Mapping):
        return data
    return {
        key: [change(one) for one in value] if key == _REFERENCES else _with_references(value, change)
        for key, value in data.items()
    }


def encode_fields(value: Any) -> dict[str, Any]:
    """The fields of a dataclass as JSON data; what has a `to_json` of its own writes itself.

    A field whose metadata say ``optional`` is left out while it has its default: what was stored before the field
    existed stays as it was.
    """
    return {
        item.name: _encode(getattr(value, item.name))
        for item in dataclasses.fields(value)
        if not (item.metadata.get("optional") and getattr(value, item.name) == item.default)
    }


def _encode(value: Any) -> Any:
    if hasattr(value, "to_json"):
        return value.to_json()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return encode_fields(value)
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    return value


def decode(kind: type, values: Mapping[str, Any], block: Callable[[Mapping[str, Any]], Any]) -> Any:
    """The dataclass that `encode_fields` wrote.

    Parameters
    ----------
    kind : type
        The dataclass; a field that holds others names their class in its metadata as ``of``.
    values : mapping
        JSON data.
    block : callable
        Reads what carries a `kind` of its own.
    """
    ready = {
        item.name: _decode_value(values[item.name], item.metadata.get("of"), block)
        for item in dataclasses.fields(kind)
        if item.name in values
    }
    return kind(**ready)


def _decode_value(value: Any, inner: type | None, block: Callable[[Mapping[str, Any]], Any]) -> Any:
    if isinstance(value, list):
        return tuple(_decode_value(item, inner, block) for item in value)
    if isinstance(value, Mapping):
        return block(value) if inner is None or "kind" in value else decode(inner, value, block)
    return value
