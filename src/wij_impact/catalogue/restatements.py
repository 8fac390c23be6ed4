"""Restatements: the same indicator and period printed twice with different values, computed from the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.figures import decimals, normalise_breakdown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RESTATEMENT_COLUMNS", "PrintedNumber", "printed_numbers", "relation", "restatements", "shortest"]

RESTATEMENT_COLUMNS: tuple[str, ...] = (
    "restatement_id",
    "indicator_id",
    "breakdown",
    "period",
    "kind",
    "value_a",
    "printed_a",
    "unit_a",
    "source_a",
    "reported_in_a",
    "where_a",
    "figure_id_a",
    "figure_ids_a",
    "value_b",
    "printed_b",
    "unit_b",
    "source_b",
    "reported_in_b",
    "where_b",
    "figure_id_b",
    "figure_ids_b",
    "difference",
    "unit",
    "relation",
    "between",
)
_KEYS = ["indicator_id", "_breakdown", "period", "kind", "_unit"]
#: What is read of a row to tell where it stands.
_READ = ["value", "unit", "source", "reported_in", "locator", "figure_id", "_exact", "_half", "_printed"]
# Euro in two scales is one unit; everything else is comparable with itself only.
_SCALES = {"EUR_million": ("EUR", Decimal(1_000_000))}


def restatements(figures: pd.DataFrame) -> pd.DataFrame:
    """Pairs of different values printed for one indicator, breakdown, period and kind.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them. Without a `printed` column the precision is that
        of the shortest decimal form of `value`.

    Returns
    -------
    pandas.DataFrame
        One row per pair of different values, with `RESTATEMENT_COLUMNS`. Places that print the same value are
        taken together: `figure_id_a` is the first of them, `figure_ids_a` names them all, `where_a` is where
        they stand. `a` is the earlier edition. `value_a`, `unit_a` are as printed; `difference` is b - a in
        `unit`. `relation` is `rounding` when one can be the other rounded as printed, else `different`;
        `between` is `editions` or `document`. The order of the rows does not depend on that of `figures`.

    Notes
    -----
    Euro and million euro are compared. Whether a pair is an error is not decided here: no reason is given that
    the sources do not give.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> pairs = restatements(catalogue.figures(indicator_id="pct_directly_handled"))
    >>> pairs[["period", "printed_a", "printed_b", "difference", "relation", "between"]].values.tolist()
    [['2020', '37', '45', 8.0, 'different', 'editions']]
    """
    import pandas as pd

    present = figures[figures["value"].notna()]
    numbers = printed_numbers(present)
    frame = present.assign(
        _breakdown=present["breakdown"].map(normalise_breakdown),
        _unit=[number.unit for number in numbers],
        _exact=pd.Series([number.exact for number in numbers], index=present.index, dtype=object),
        _half=pd.Series([number.half_unit for number in numbers], index=present.index, dtype=object),
        _printed=[number.text for number in numbers],
    )
    frame = frame[frame.duplicated(_KEYS, keep=False)]
    rows = [row for key, group in frame.groupby(_KEYS, sort=True) for row in _pairs(key, group)]
    return pd.DataFrame(rows, columns=list(RESTATEMENT_COLUMNS))


class PrintedNumber:
    """A printed number in its comparable unit: exact value, and half a unit of its last printed digit."""

    __slots__ = ("exact", "half_unit", "scale", "text", "unit")

    def __init__(self, text: str, unit: str) -> None:
        self.text = text
        self.unit, self.scale = _SCALES.get(unit, (unit, Decimal(1)))
        self.exact = Decimal(text) * self.scale
        self.half_unit = self.scale * Decimal(5).scaleb(-decimals(text) - 1)

    @property
    def rounded_unit(self) -> Decimal:
        """Half of the unit it may have been rounded to: a whole number ending in 000 can stand for thousands."""
        zeros = len(self.text) - len(self.text.rstrip("0"))
        if decimals(self.text) or zeros < 3:
            return self.half_unit
        return self.scale * Decimal(5).scaleb(zeros - 1)


def printed_numbers(figures: pd.DataFrame) -> list[PrintedNumber]:
    """The printed numbers of the rows, in their order."""
    if "printed" in figures.columns:
        texts = list(figures["printed"])
    else:
        texts = [shortest(value) for value in figures["value"]]
    return [PrintedNumber(text, unit) for text, unit in zip(texts, figures["unit"], strict=True)]


def shortest(value: float) -> str:
    """The shortest decimal text of a number, without an exponent and without a superfluous `.0`."""
    return format(Decimal(repr(float(value))).normalize(), "f")


def _pairs(key: Sequence[Any], group: pd.DataFrame) -> list[dict[str, Any]]:
    if group["_exact"].nunique() < 2:
        return []
    records: list[dict[str, Any]] = group[_READ].to_dict("records")  # type: ignore[assignment]
    values: dict[Decimal, list[dict[str, Any]]] = {}
    for row in records:
        values.setdefault(row["_exact"], []).append(row)
    places = [_place(rows) for _, rows in sorted(values.items())]
    places.sort(key=lambda place: (place["reported_in"], place["figure_id"]))
    return [_pair(key, first, second) for first, second in combinations(places, 2)]


def _place(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One value and all places that print it, the earliest and most precise first."""
    ordered = sorted(rows, key=lambda row: (*_missing_last(row["reported_in"]), row["_half"], row["figure_id"]))
    first = ordered[0]
    where = dict.fromkeys(f"{row['source']}, {row['locator']}" for row in ordered)
    number = PrintedNumber(first["_printed"], first["unit"])
    return {
        "value": float(first["value"]),
        "printed": first["_printed"],
        "unit": first["unit"],
        "source": first["source"],
        "reported_in": first["reported_in"],
        "where": "; ".join(where),
        "figure_id": first["figure_id"],
        "figure_ids": " ".join(row["figure_id"] for row in ordered),
        "number": number,
        "sources": {row["source"] for row in rows},
    }


def _missing_last(text: Any) -> tuple[bool, str]:
    return (False, text) if isinstance(text, str) else (True, "")


def _pair(key: Sequence[Any], a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    indicator_id, breakdown, period, kind, unit = key
    # In one scale the difference stays in that scale: 32.83 and 32.75 million differ by 0.08 million.
    same_scale = a["unit"] == b["unit"]
    difference = b["number"].exact - a["number"].exact
    if same_scale:
        difference /= a["number"].scale
    row = {"indicator_id": indicator_id, "breakdown": breakdown, "period": period, "kind": kind}
    row["restatement_id"] = _slug(
        indicator_id, breakdown, period, "" if kind == "actual" else kind, _plain(a["printed"]), _plain(b["printed"])
    )
    for side, place in (("a", a), ("b", b)):
        row |= {f"{name}_{side}": value for name, value in place.items() if name not in ("number", "sources")}
    return row | {
        "difference": float(difference),
        "unit": a["unit"] if same_scale else unit,
        "relation": relation(a["number"], b["number"]),
        "between": "document" if a["sources"] & b["sources"] else "editions",
    }


def relation(a: PrintedNumber, b: PrintedNumber) -> str:
    """`equal`, `rounding` when one can be the other rounded as printed, or `different`.

    Examples
    --------
    >>> relation(PrintedNumber("47.45", "EUR_million"), PrintedNumber("47447054", "EUR"))
    'rounding'
    """
    if a.exact == b.exact:
        return "equal"
    # Rounding runs one way: the coarser number must be able to stand for the finer one.
    coarse = max(a.rounded_unit, b.rounded_unit)
    fine = min(a.rounded_unit, b.rounded_unit)
    return "rounding" if fine < coarse and abs(a.exact - b.exact) <= coarse else "different"


def _plain(printed: str) -> str:
    return printed.replace("-", "min")


def _slug(*parts: str) -> str:
    return re.sub(r"[^\w]+", "_", "_".join(part for part in parts if part).casefold()).strip("_")
