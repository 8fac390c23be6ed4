"""The items of one scale, as the methods on scales need them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ItemSet"]


@dataclass(frozen=True)
class ItemSet:
    """Items of one scale with their direction (+1, or -1 for reverse-worded), and the item range."""

    name: str
    items: tuple[str, ...]
    directions: tuple[int, ...]
    low: float
    high: float
