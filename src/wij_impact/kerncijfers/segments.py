"""Where a series breaks: which rows a line may join, and why it stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

__all__ = ["declared_breaks", "number_segments"]

Row = dict[str, Any]


def declared_breaks(breaks: pd.DataFrame | None, indicator_id: str) -> set[tuple[str, int]]:
    """The declared breaks of an indicator, as (kind, year or edition)."""
    if breaks is None:
        return set()
    own = breaks[breaks["indicator_id"] == indicator_id]
    # Another definition or price level from a year on breaks a line as another count does.
    named = {"definition": "year", "price": "year"}
    return {(named.get(str(kind), str(kind)), int(at)) for kind, at in zip(own["kind"], own["at"], strict=True)}


def number_segments(rows: list[Row], declared: set[tuple[str, int]]) -> None:
    """Set `segment` and `break_before` of rows that stand in order of edition and year.

    A segment goes on from one year to the next within an edition, unless a break is declared there. A new edition
    starts a new segment; only when it prints the same value for every year it shares with the one before, its
    first year among them, it continues that one; or when it is declared that it does (kind ``continues``).
    """
    editions: dict[str, list[Row]] = {}
    for row in rows:
        editions.setdefault(row["edition"], []).append(row)
    count = 0
    before: list[Row] = []
    for edition, current in editions.items():
        goes_on = ("continues", int(edition)) in declared if edition.isdigit() else False
        joined = _same_where_shared(before, current) and not _edition_breaks(edition, declared)
        if goes_on and before and not joined:
            count = _go_on(current, before, declared, count)
            before = current
            continue
        shared = {row["year"]: row["segment"] for row in before} if joined else {}
        earlier: Row | None = None
        for row in current:
            why = None if row["year"] in shared else _why(row, earlier, bool(before), declared)
            if why is not None:
                count += 1
            continued = count if earlier is None or why is not None else earlier["segment"]
            row["segment"] = shared.get(row["year"], continued)
            row["break_before"] = why or ""
            earlier = row
        before = current


def _go_on(current: list[Row], before: list[Row], declared: set[tuple[str, int]], count: int) -> int:
    """Number an edition that is declared to continue the one before; the last segment used."""
    known = {row["year"]: row["segment"] for row in before}
    earlier: Row | None = next((row for row in reversed(before) if row["year"] < current[0]["year"]), None)
    for row in current:
        why = _why(row, earlier, True, declared) if earlier is not None else None
        if why in ("declared", "gap"):
            count += 1
        row["segment"] = known.get(row["year"], count if why or earlier is None else earlier["segment"])
        row["break_before"] = why or ""
        row["continues"] = True
        earlier = row
    return count


def _edition_breaks(edition: str, declared: set[tuple[str, int]]) -> bool:
    return edition.isdigit() and ("edition", int(edition)) in declared


def _why(row: Row, earlier: Row | None, later_edition: bool, declared: set[tuple[str, int]]) -> str | None:
    """Why a new segment starts at this row; None when it does not."""
    if earlier is None:
        return "edition" if later_edition else ""
    if any(("year", year) in declared for year in range(earlier["year"] + 1, row["year"] + 1)):
        return "declared"
    return "gap" if row["year"] - earlier["year"] > 1 else None


def _same_where_shared(before: Sequence[Row], current: Sequence[Row]) -> bool:
    values = {row["year"]: row["value"] for row in before}
    shared = [row for row in current if row["year"] in values]
    # The first year of the new edition must be shared, or there is nothing to join at.
    return bool(shared) and current[0]["year"] in values and all(row["value"] == values[row["year"]] for row in shared)
