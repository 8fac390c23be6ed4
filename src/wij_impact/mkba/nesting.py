"""Outcomes inside other outcomes, counted once.

A closed placement is also an out-of-home placement. The inner quantity takes the inner price, the remainder of the
outer quantity takes the outer price. An outer quantity includes everything inside it, so only direct children are
taken off; an inner outcome without a price stays in the outer quantity, for it is such an outcome too. How much of the
inner quantity lies inside the outer one is `nested_share`: 1 all of it, 0 none; unknown gives both bounds, and the
total itself uses 1, which never counts anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from wij_impact.errors import InputError, suggest
from wij_impact.mkba.case import Case, Item

__all__ = ["check_nesting", "gross_quantity", "unknown_nesting"]


def children(case: Case, item: Item) -> list[Item]:
    """The effects that lie directly inside `item`, in the order of their paths."""
    return [other for other in case.items if other.section == "effect" and other.nested_in == item.id]


def gross_quantity(item: Item, numbers: Mapping[str, Any]) -> Any:
    """The quantity as written: quantity x over."""
    return numbers[f"{item.path}.quantity"] * numbers[f"{item.path}.over"]


def nested_share(item: Item, numbers: Mapping[str, Any]) -> Any:
    """The share of the quantity of `item` that lies inside the outer outcome; unknown is all of it."""
    share = numbers[f"{item.path}.nested_share"]
    return 1.0 if np.ndim(share) == 0 and np.isnan(share) else share


def unknown_nesting(case: Case) -> list[Item]:
    """The effects whose nesting is unknown, so that totals have two bounds."""
    central = case.central()
    return [
        item
        for item in case.items
        if item.section == "effect" and item.nested_in and np.isnan(central[f"{item.path}.nested_share"])
    ]


def check_nesting(case: Case, fail: Callable[..., InputError]) -> None:
    """Every outer outcome exists, nothing lies inside itself, and what is inside fits."""
    effects = {item.id: item for item in case.items if item.section == "effect"}
    for item in effects.values():
        if item.nested_in and item.nested_in not in effects:
            near = suggest(item.nested_in, list(effects))
            raise fail(
                f"{item.path}.nested_in",
                nl=f"er is geen effect '{item.nested_in}'.",
                en=f"there is no effect '{item.nested_in}'.",
                remedy_nl=f"Bedoelt u {near}?" if near else "",
                remedy_en=f"Did you mean {near}?" if near else "",
            )
        seen, at = {item.id}, item
        while at.nested_in:
            at = effects.get(at.nested_in, Item("effect", "", item.label))
            if at.id in seen:
                raise fail(
                    f"{item.path}.nested_in",
                    nl="een uitkomst ligt zo in zichzelf.",
                    en="an outcome lies inside itself this way.",
                )
            seen.add(at.id)
    _check_fits(case, list(effects.values()), fail)


def _check_fits(case: Case, effects: list[Item], fail: Callable[..., InputError]) -> None:
    central = case.central()
    for item in effects:
        inside = sum(
            nested_share(child, central) * gross_quantity(child, central)
            for child in children(case, item)
            if not np.isnan(gross_quantity(child, central))
        )
        for child in children(case, item):
            if child.inflow != item.inflow:
                raise fail(
                    f"{child.path}.inflow",
                    nl=f"is anders dan die van {item.path}, waar deze uitkomst in ligt.",
                    en=f"differs from that of {item.path}, which this outcome lies inside.",
                    remedy_nl="Geef beide dezelfde inflow.",
                    remedy_en="Give both the same inflow.",
                )
        outer = gross_quantity(item, central)
        if outer >= 0 and inside > outer * (1 + 1e-12):
            raise fail(
                f"{item.path}.quantity",
                nl=f"is kleiner dan wat erin ligt ({inside:g}).",
                en=f"is smaller than what lies inside it ({inside:g}).",
                remedy_nl="De buitenste uitkomst telt de binnenste mee; herstel de aantallen of nested_share.",
                remedy_en="The outer outcome includes the inner one; mend the quantities or nested_share.",
            )
