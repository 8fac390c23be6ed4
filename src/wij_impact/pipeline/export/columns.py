"""How wide a table is on paper, and how it is cut when no page is wide enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wij_impact.pipeline.export.paper_items import Item, PaperTable, Run, Words
from wij_impact.presentation.labels import label

__all__ = ["Fit", "fit", "least_widths", "natural_widths", "parts", "shares", "stretches"]

_COLUMN = 2  # the room between two columns, in characters
_TEXT = 24  # a column of text up to here stands on one line
_WRAPPED = 18  # and one of longer text is wrapped to no less than this
# Characters that fit on a line of the page: upright and turned, in the type of a table and in the small one.
# Measured with the widest table of the reports: 16 cm at 9 points holds some 110 characters of running text.
UPRIGHT, UPRIGHT_SMALL, TURNED, TURNED_SMALL = 96, 110, 150, 168


@dataclass(frozen=True)
class Fit:
    """How a table goes on paper."""

    turned: bool
    small: bool


@dataclass(frozen=True)
class Stretch:
    """Items that follow each other on pages of one orientation."""

    turned: bool
    items: tuple[Item, ...]


def stretches(items: Iterable[Item], lang: str) -> list[Stretch]:
    """Runs of upright and of turned pages; headings right above a turned table are turned with it."""
    parted = [part for item in items for part in (parts(item, lang) if isinstance(item, PaperTable) else [item])]
    turned = [isinstance(item, PaperTable) and fit(item).turned for item in parted]
    for at in range(len(parted) - 1, 0, -1):
        above = parted[at - 1]
        if turned[at] and isinstance(above, Words) and above.style == "heading":
            turned[at - 1] = True
    found: list[Stretch] = []
    for item, how in zip(parted, turned, strict=True):
        if found and found[-1].turned == how:
            found[-1] = Stretch(how, (*found[-1].items, item))
        else:
            found.append(Stretch(how, (item,)))
    return found


def width(table: PaperTable) -> int:
    """The least number of characters on a line of this table."""
    return sum(_column_width(table, at) + _COLUMN for at in range(len(table.header))) + _marks_width(table)


def _column_width(table: PaperTable, at: int) -> int:
    cells = [row[at] for row in table.rows]
    longest = max((len(cell) for cell in cells), default=0)
    # A header is bold: a letter takes more, and it should not be broken.
    head = max((min(len(word), 16) + 2 for word in table.header[at].split()), default=0)
    if table.numeric[at]:
        return max(longest, head)
    return max(longest if longest <= _TEXT else _WRAPPED, head)


def fit(table: PaperTable) -> Fit:
    """The largest type and, if it can, the upright page."""
    wide = width(table)
    return Fit(turned=wide > UPRIGHT_SMALL, small=UPRIGHT < wide <= UPRIGHT_SMALL or wide > TURNED)


def natural_widths(table: PaperTable) -> list[int]:
    """Characters that each column asks for; a long text is content with less than its length."""
    found = []
    for at, head in enumerate(table.header):
        longest = max(
            [len(head) if len(head) < 14 else _column_width(table, at), *[len(row[at]) for row in table.rows]]
        )
        # The room between columns counts too: without it a short word in a narrow column is broken.
        found.append(_COLUMN + (longest if longest <= _TEXT else round(_TEXT * (longest / _TEXT) ** 0.5)))
    return found


def least_widths(table: PaperTable) -> list[int]:
    """Characters below which a column breaks a number or a word, in its cells or in its bold header."""
    found = []
    for at, head in enumerate(table.header):
        # A bold letter takes more room than a plain one.
        longest = max((round(1.2 * min(len(word), 16)) for word in head.split()), default=0)
        for row in table.rows:
            pieces = [row[at]] if table.numeric[at] else row[at].split()
            longest = max([longest, *(min(len(piece), 20) for piece in pieces)])
        found.append(_COLUMN + longest)
    return found


def shares(table: PaperTable) -> list[int]:
    """The share of the line of each column, the one with sources last; nothing when all fit as they are.

    Room that is left goes to the columns whose text is wrapped, by the square root of its length: ten times the
    text does not need ten times the width.
    """
    how = fit(table)
    room = {(False, False): UPRIGHT, (False, True): UPRIGHT_SMALL, (True, False): TURNED, (True, True): TURNED_SMALL}
    line = room[how.turned, how.small]
    longest = [max((len(row[at]) for row in table.rows), default=0) for at in range(len(table.header))]
    whole = [max(one, len(head)) + _COLUMN for one, head in zip(longest, table.header, strict=True)]
    marks = [_marks_width(table) + _COLUMN] if table.marks else []
    if sum(whole) + sum(marks) <= line:
        return []
    needed = [_column_width(table, at) + _COLUMN for at in range(len(table.header))]
    wraps = [
        one**0.5 if one > _TEXT and not numeric else 0 for one, numeric in zip(longest, table.numeric, strict=True)
    ]
    # Numbers are wider than letters and the line is counted in them: words have some more room than that.
    spare = max(0, 1.15 * line - sum(needed) - sum(marks))
    total = sum(wraps) or 1
    return [need + round(spare * wrap / total) for need, wrap in zip(needed, wraps, strict=True)] + marks


def _marks_width(table: PaperTable) -> int:
    return max(6, min(14, max(len(", ".join(map(str, one))) for one in table.marks))) if table.marks else 0


def parts(table: PaperTable, lang: str) -> list[PaperTable]:
    """The table, or its columns spread over as few tables as fit, each with the columns that name a row."""
    if width(table) <= TURNED_SMALL:
        return [table]
    # Columns that name a row come back in every part, unless they alone would fill the page.
    named = [at for at in range(table.headers) if at < 3 and at < len(table.header) - 1]
    groups = list(_groups(table, named))
    made = []
    for number, group in enumerate(groups, start=1):
        said = label("part_of", lang, n=number, total=len(groups))
        part = _only(table, [*named, *group])
        last = number == len(groups)
        made.append(
            replace(
                part,
                caption=(*table.caption, Run(f" ({said})")),
                marks=table.marks if last else (),
                under=table.under if last else (),
            )
        )
    return made if len(made) > 1 else [table]


def _groups(table: PaperTable, named: list[int]) -> Iterator[list[int]]:
    taken = sum(_column_width(table, at) + _COLUMN for at in named)
    group: list[int] = []
    used = taken
    for at in range(len(table.header)):
        if at in named:
            continue
        wide = _column_width(table, at) + _COLUMN
        if group and used + wide > TURNED:
            yield group
            group, used = [], taken
        group.append(at)
        used += wide
    if group:
        yield group


def _only(table: PaperTable, places: list[int]) -> PaperTable:
    return replace(
        table,
        header=tuple(table.header[at] for at in places),
        numeric=tuple(table.numeric[at] for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in table.rows),
    )
