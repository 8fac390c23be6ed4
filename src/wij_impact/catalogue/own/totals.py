"""Rows that are no units: totals under any name, averages, countries and larger regions, remarks below a table."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

__all__ = ["NotUnits", "find_not_units", "is_country", "is_total_name", "same_municipalities"]

_TOTAL_NAMES = frozenset({
    "totaal", "total", "totaal generaal", "eindtotaal", "grand total", "all", "alle", "allen", "alles", "som", "sum",
    "subtotaal", "subtotal", "totalen", "totals", "samen", "together", "algemeen totaal", "overall", "tot", "tot.",
    "(total)", "(totaal)", "totaal:", "generaal totaal",
})  # fmt: skip
_TOTAL_WORDS = re.compile(
    r"\b(?:totaal|total|eindtotaal|subtotaal|subtotal|alle|all|samen|gezamenlijk|overall|geheel|hele|som)\b",
    re.IGNORECASE,
)
_AVERAGES = frozenset({
    "gemiddelde", "gemiddeld", "gem", "gem.", "average", "mean", "mediaan", "median", "totaal gemiddeld", "avg",
    "gemiddelde alle teams", "gemiddeld alle teams",
})  # fmt: skip
_COUNTRIES = frozenset({"nederland", "the netherlands", "netherlands", "totaal nederland", "nl"})
_REGION = re.compile(r"(NL|LD|PV|CR|RES|JZ|GG|AM|GM|WK|BU)[0-9]{2,8}", re.IGNORECASE)
_REMARK = re.compile(
    r"\s*(?:bron|source|noot|note|nb|n\.b\.|let op|toelichting|opmerking|remark|peildatum|gegenereerd|generated|export"
    r"|©|\(c\)|\*|cbs\b|1\))",
    re.IGNORECASE,
)


@dataclass
class NotUnits:
    """Positions of the rows that are no units, by kind, and what a named total differs by."""

    found: dict[str, list[int]] = field(default_factory=dict)
    differs: list[tuple[int, str, float, float]] = field(default_factory=list)

    def add(self, kind: str, position: int) -> None:
        if position not in self.all():
            self.found.setdefault(kind, []).append(position)

    def all(self) -> set[int]:
        """Every position."""
        return {position for positions in self.found.values() for position in positions}


def is_total_name(name: str) -> bool:
    """Whether a name by itself says that the row adds up others.

    Examples
    --------
    >>> is_total_name("Eindtotaal"), is_total_name("Totaal Welzijn")
    (True, False)
    """
    return _plain(name) in _TOTAL_NAMES


def is_country(name: str) -> bool:
    """Whether a name or code is that of the Netherlands.

    Examples
    --------
    >>> is_country("NL00"), is_country("Nederland"), is_country("GM0014")
    (True, True, False)
    """
    return _plain(name) in _COUNTRIES or re.fullmatch(r"NL[0-9]{2}", name.strip(), re.IGNORECASE) is not None


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip(" :*-").casefold()


def is_remark(text: str, filled: int, width: int) -> bool:
    """Whether a row with one filled cell is a remark below the table."""
    return filled <= 1 and width > 1 and (_REMARK.match(text) is not None or len(text) > 60)


def find_not_units(
    names: Sequence[str | None],
    counts: dict[str, Sequence[float]],
    periods: Sequence[Hashable] | None = None,
) -> NotUnits:
    """Find the rows that are no units.

    Parameters
    ----------
    names : sequence
        The unit of each row; None where it is empty.
    counts : mapping
        Columns that can be added up, NaN for missing.
    periods : sequence, optional
        With several rows per unit: the period of each row. Sums hold within a period.

    Notes
    -----
    By name: exactly a word for total, average or country. By arithmetic, under any name: in every filled column the sum
    of the other rows, in at least two columns, or in one with at least three others; so a team that happens to be as
    large as two others together stays. A row that adds up the rows just above or below it is left out when its name
    says so, or when the whole table is built of such rows. A name that contains a word for total needs the arithmetic
    too, or to be at least as large as the others together (numbers that CBS hid are in a total, not in its parts).

    Examples
    --------
    >>> find_not_units(["A", "B", "C", "Alles bij elkaar"], {"n": [3, 4, 5, 12], "m": [1, 1, 1, 3]}).found
    {'total-row': [3]}
    """
    result = NotUnits()
    for position, name in enumerate(names):
        if name is None:
            continue
        if is_country(name):
            result.add("country-row", position)
        elif _plain(name) in _AVERAGES:
            result.add("summary-row", position)
        elif is_total_name(name) or re.match(r"(?:sub)?tota(?:al|l)\s*[:(]", name, re.IGNORECASE):
            result.add("total-row", position)
    _larger_regions(names, result)
    groups: dict[Hashable, list[int]] = {}
    for position in range(len(names)):
        groups.setdefault(periods[position] if periods is not None else 0, []).append(position)
    by_name = list(result.found.get("total-row", []))
    for rows in groups.values():
        _subtotals(names, counts, rows, result)
        _sums(names, counts, rows, result, by_name)
    if periods is not None:
        _everywhere(names, result)
    return result


def _larger_regions(names: Sequence[str | None], result: NotUnits) -> None:
    """Regions of another level among municipalities: only the most frequent level is compared."""
    levels: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if name is not None and position not in result.all() and (match := _REGION.fullmatch(name.strip())):
            levels.setdefault(match[1].upper(), []).append(position)
    if len(levels) > 1:
        most = max(levels, key=lambda level: len(levels[level]))
        for level, positions in levels.items():
            if level != most:
                for position in positions:
                    result.add("country-row", position)


def _subtotals(
    names: Sequence[str | None], counts: dict[str, Sequence[float]], rows: list[int], result: NotUnits
) -> None:
    """Rows that add up the rows just above or below them: by their name, or because the whole table is built so."""
    lines = [row for row in rows if row not in result.all()]
    for row in lines:
        if re.match(r"sub-?tota(?:al|l)\b", str(names[row]), re.IGNORECASE):
            result.add("total-row", row)
    lines = [row for row in lines if row not in result.all()]
    for at, row in enumerate(lines):
        if _TOTAL_WORDS.search(str(names[row])) and any(_block(counts, row, way) for way in _ways(lines, at)):
            result.add("total-row", row)
    lines = [row for row in lines if row not in result.all()]
    for order in (lines, lines[::-1]):
        for row in _nested(counts, order):
            result.add("total-row", row)


def _ways(lines: list[int], at: int) -> tuple[list[int], list[int]]:
    return lines[at + 1 :], lines[:at][::-1]


def _block(counts: dict[str, Sequence[float]], row: int, line: list[int]) -> int:
    """How many of the rows of `line`, from its start, add up to `row` in every column; 0 when none do."""
    filled = [values for values in counts.values() if values[row] > 0]
    sums = [0.0] * len(filled)
    for taken, other in enumerate(line, 1):
        if any(math.isnan(values[other]) for values in filled):
            return 0
        sums = [total + values[other] for total, values in zip(sums, filled, strict=True)]
        if any(total > values[row] for total, values in zip(sums, filled, strict=True)):
            return 0
        if taken >= 2 and filled and all(t == v[row] for t, v in zip(sums, filled, strict=True)):
            return taken
    return 0


def _nested(counts: dict[str, Sequence[float]], lines: list[int]) -> list[int]:
    """The rows of a table in which every row is one that adds up the next few, or one of those few.

    One such row can be chance; a table of two or more without a row to spare is none. A total of the whole stands
    before or behind them, and is looked for by the sum of the rest.
    """
    for part in (lines, lines[1:], lines[:-1]):
        parents: list[int] = []
        at = 0
        while at < len(part) and (taken := _block(counts, part[at], part[at + 1 :])):
            parents.append(part[at])
            at += 1 + taken
        if at == len(part) and len(parents) >= 2 and all(_no_chance(counts, row) for row in parents):
            return parents
    return []


def _no_chance(counts: dict[str, Sequence[float]], row: int) -> bool:
    """Whether a sum that comes out says something: in two columns, or with a number of three digits."""
    filled = [values[row] for values in counts.values() if values[row] > 0]
    return len(filled) >= 2 or max(filled, default=0) >= 100


def _sums(
    names: Sequence[str | None],
    counts: dict[str, Sequence[float]],
    rows: list[int],
    result: NotUnits,
    by_name: list[int],
) -> None:
    # Subtotals are named so; the sum of the rest is looked for without them.
    units = [row for row in rows if row not in result.all()]
    for row in rows:
        if row in by_name and not str(names[row]).casefold().startswith("sub"):
            _told(row, counts, units, result)
    for row in list(units):
        others = [other for other in units if other != row]
        if len(others) < 2 or names[row] is None:
            continue
        if _is_sum(row, counts, others) or (_TOTAL_WORDS.search(str(names[row])) and _at_least(row, counts, others)):
            result.add("total-row", row)
            units.remove(row)


def _is_sum(row: int, counts: dict[str, Sequence[float]], others: list[int]) -> bool:
    agree = 0
    for values in counts.values():
        mine = values[row]
        if math.isnan(mine):
            continue
        rest = [values[other] for other in others if not math.isnan(values[other])]
        filled = [value for value in rest if value > 0]
        if mine <= 0 and not filled:
            continue  # nothing of everything says nothing
        if len(filled) < 2 or abs(sum(rest) - mine) > 1e-9 * max(1.0, abs(mine)):
            return False
        agree += 1
    return agree >= 2 or (agree == 1 and len(others) >= 3)


def _at_least(row: int, counts: dict[str, Sequence[float]], others: list[int]) -> bool:
    seen = 0
    for values in counts.values():
        rest = sum(values[other] for other in others if not math.isnan(values[other]))
        if math.isnan(values[row]) or rest == 0:
            continue
        if values[row] < rest:
            return False
        seen += 1
    return seen > 0


def _told(row: int, counts: dict[str, Sequence[float]], units: list[int], result: NotUnits) -> None:
    for column, values in counts.items():
        if math.isnan(values[row]) or any(math.isnan(values[unit]) for unit in units) or not units:
            continue
        total = sum(values[unit] for unit in units)
        if abs(total - values[row]) > 1e-9 * max(1.0, abs(total)):
            result.differs.append((row, column, values[row], total))


def _everywhere(names: Sequence[str | None], result: NotUnits) -> None:
    """In a panel a total is one in every period: a unit that equals a sum once by chance stays a unit."""
    totals = result.found.get("total-row", [])
    for name in {names[row] for row in totals}:
        if name is None or is_total_name(name):
            continue
        rows = [row for row, other in enumerate(names) if other == name]
        if any(row not in totals for row in rows):
            result.found["total-row"] = [row for row in result.found["total-row"] if row not in rows]
    if "total-row" in result.found and not result.found["total-row"]:
        del result.found["total-row"]


_CODE = re.compile(r"(?:GM)?([0-9]{1,4})", re.IGNORECASE)


def same_municipalities(values: Sequence[str | None], *, always: bool = False) -> tuple[list[str | None], int]:
    """`GM0014`, `0014` and `14` as one code; only where the column is one of municipal codes.

    Returns
    -------
    (values, changed)

    Examples
    --------
    >>> same_municipalities(["GM0014", "34"])
    (['GM0014', 'GM0034'], 1)
    >>> same_municipalities(["NL00", "GM0014", "0034"])
    (['NL00', 'GM0014', 'GM0034'], 1)
    >>> same_municipalities(["1", "2"])
    (['1', '2'], 0)
    """
    # A total or the country among municipalities is no code of one, and says nothing about the others.
    known = [value for value in values if value is not None and not (is_country(value) or is_total_name(value))]
    codes = [_CODE.fullmatch(value.strip()) for value in known]
    prefixed = any(value.strip().upper().startswith("GM") for value in known)
    if not known or not all(codes) or not (prefixed or always):
        return list(values), 0
    out: list[str | None] = []
    changed = 0
    for value in values:
        match = _CODE.fullmatch(value.strip()) if value is not None else None
        new = value if match is None else f"GM{int(match[1]):04d}"
        changed += new != value
        out.append(new)
    return out, changed
