"""Frozen dataclasses to JSON data and back: fields in their order, tuples as lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["decode", "encode_fields"]


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
