"""Which row holds the names of the columns, and which column is which need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wij_impact.catalogue.own.grid import Grid
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.raw import Cell, Odd

__all__ = ["Header", "filled_rows", "find_header", "match_needs", "slug"]

_WITHIN = 40
_IMPORT_ID = re.compile(r'\{"?ImportId"?', re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The names of the columns.

    Attributes
    ----------
    names : list of str
        One per column of the grid; empty for a column without a name.
    row : int
        Row of the (first) header; data starts in row `below`.
    questions : dict
        Name -> a second text for the column: the wording of a question, from a further header row or the file.
    kind : str
        ``qualtrics``, ``surveymonkey``, ``grouped`` (group above name) or ``plain``.
    """

    names: list[str]
    row: int
    below: int
    questions: dict[str, str]
    kind: str = "plain"


def slug(text: str) -> str:
    """A header for comparison: small letters and digits.

    Examples
    --------
    >>> slug("  Cliënten (2024) "), slug("k_0Tot4Jaar_2")
    ('clienten_2024', 'k_0tot4jaar_2')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def find_header(grid: Grid, known: Sequence[str] = ()) -> Header:
    """Find the header: the row with the expected names, else the first row that is as wide as the table."""
    wanted = {slug(name) for name in known if name}
    rows = [(at, record) for at, record in enumerate(grid.records[:_WITHIN]) if any(c is not None for c in record)]
    scores = [sum(isinstance(c, str) and slug(c) in wanted for c in record) for _, record in rows]
    if wanted and max(scores) >= 1 and (max(scores) >= 2 or len(wanted) == 1 or _lonely(rows, scores)):
        at = rows[scores.index(max(scores))][0]
    else:
        at = _first_wide(rows)
    return _with_more(grid, at)


def _lonely(rows: list[tuple[int, list[Cell]]], scores: list[int]) -> bool:
    """Whether the one hit stands in a row of names, not in a title."""
    record = rows[scores.index(max(scores))][1]
    return sum(cell is not None for cell in record) >= 2


def _first_wide(rows: list[tuple[int, list[Cell]]]) -> int:
    widths = [sum(cell is not None for cell in record) for _, record in rows]
    usual = max(widths)
    return next(at for (at, _), width in zip(rows, widths, strict=True) if 2 * width > usual)


def _with_more(grid: Grid, at: int) -> Header:
    below = _texts(grid.records[at + 1]) if at + 1 < len(grid.records) else []
    if at > 0 and any(_IMPORT_ID.match(cell) for cell in below):
        at -= 1  # the row of the wordings looks more like ours than the row of the names above it
    first = _texts(grid.records[at])
    following = [_texts(record) for record in grid.records[at + 1 : at + 3]]
    if len(following) > 1 and any(_IMPORT_ID.match(cell) for cell in following[1]):
        questions = {name: text for name, text in zip(first, following[0], strict=False) if name and text}
        return Header(first, at + 1, at + 4, questions, "qualtrics")
    if following and _is_second_of_surveymonkey(first, following[0]):
        return _surveymonkey(first, following[0], at)
    if following and _is_grouped(grid, at, first, following[0]):
        return Header(_joined(first, following[0]), at + 1, at + 3, {}, "grouped")
    if at > 0 and (names := _under(_texts(grid.records[at - 1]), first)) is not None:
        return Header(names, at, at + 2, {}, "grouped")
    return Header(_unpadded(first), at + 1, at + 2, dict(grid.labels))


def _texts(record: Sequence[Cell]) -> list[str]:
    return [_text(cell) for cell in record]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Odd):
        return cell.value or cell.shown
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unpadded(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names


_RESPONSE = {"response", "open-ended response", "antwoord", "open antwoord", "vrije tekst", "reactie"}


def _is_second_of_surveymonkey(first: list[str], second: list[str]) -> bool:
    return any(cell.casefold() in _RESPONSE for cell in second) and (
        any(not name for name in first[: len(second)]) or slug(first[0]) in ("respondent_id", "respondent")
    )


def _surveymonkey(first: list[str], second: list[str], at: int) -> Header:
    names: list[str] = []
    questions: dict[str, str] = {}
    question = ""
    width = max(len(first), len(second))
    first, second = (row + [""] * (width - len(row)) for row in (first, second))
    for above, below in zip(first, second, strict=True):
        question = above or question
        plain = not below or below.casefold() in _RESPONSE
        name = question if plain else f"{question} [{below}]"
        if name in names:
            name = f"{name} ({names.count(name) + 1})"
        names.append(name)
        questions[name] = question if plain else below
    return Header(names, at + 1, at + 3, questions, "surveymonkey")


def _is_grouped(grid: Grid, at: int, first: list[str], second: list[str]) -> bool:
    """Names in two rows: above a name over several columns (merged, or blank beside it), below a name for each."""
    merged = any(low == at + 1 and right > left for low, _, left, right in grid.layout.merged)
    names = [cell for cell in second if cell]
    inner = [i for i, name in enumerate(first) if not name and i < len(second) and second[i]]
    words = all(not re.fullmatch(r"[-+]?[0-9.,\s]+", cell) for cell in names)
    third = _texts(grid.records[at + 2]) if len(grid.records) > at + 2 else []
    figures = any(re.fullmatch(r"[-+]?[0-9.,\s]+", cell) for cell in third)
    return bool(names) and bool(inner) and words and figures and (merged or len(names) >= len(second) - 2)


def _under(above: list[str], below: list[str]) -> list[str] | None:
    """The names of a header whose lower row is the one with known names; None when the row above is no header.

    A name that stands above alone (``team`` beside a group of columns) is that of its column; names that occur twice
    below get their group.
    """
    width = max(len(above), len(below))
    above, below = (row + [""] * (width - len(row)) for row in (above, below))
    if not any(up and not low for up, low in zip(above, below, strict=True)) or sum(map(bool, above)) < 2:
        return None
    joined = _joined(above, below)
    return _unpadded([low if low and below.count(low) == 1 else name for low, name in zip(below, joined, strict=False)])


def _joined(first: list[str], second: list[str]) -> list[str]:
    names: list[str] = []
    group = ""
    width = max(len(first), len(second))
    first, second = (row + [""] * (width - len(row)) for row in (first, second))
    for above, below in zip(first, second, strict=True):
        group = above or group
        names.append(f"{group} {below}".strip() if below and below != group else above or below)
    return _unpadded(names)


def match_needs(
    names: Sequence[str], needs: Sequence[Need], mapping: Mapping[str, str] | None = None
) -> tuple[dict[str, int], dict[str, str]]:
    """Which column is which need.

    Parameters
    ----------
    names : sequence of str
    needs : sequence of Need
    mapping : mapping, optional
        Our name -> the header in the file; it goes before everything else.

    Returns
    -------
    (positions, absent)
        Need -> position of its column; and the headers that a mapping names and the file lacks.

    Examples
    --------
    >>> match_needs(["Wijk", "Cliënten"], [Need("clienten"), Need("fte")])
    ({'clienten': 1}, {})
    """
    positions: dict[str, int] = {}
    absent: dict[str, str] = {}
    mapping = mapping or {}
    exact = {name: at for at, name in reversed(list(enumerate(names))) if name}
    rough: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if name:
            rough.setdefault(slug(name), []).append(at)
    for need in needs:
        if need.name in mapping:
            header = mapping[need.name]
            near = rough.get(slug(header), [])
            found = exact.get(header, near[0] if near else None)
            if found is None:
                absent[need.name] = header
            else:
                positions[need.name] = found
        elif need.name in exact:
            positions[need.name] = exact[need.name]
    taken = set(positions.values())
    for need in needs:
        if need.name in positions or need.name in mapping:
            continue
        labels = [need.label.nl, need.label.en] if need.label else []
        for candidate in (need.name, *labels, *need.aliases):
            places = [at for at in rough.get(slug(candidate), []) if at not in taken] if slug(candidate) else []
            if len(places) == 1:
                positions[need.name] = places[0]
                taken.add(places[0])
                break
    return positions, absent


def filled_rows(grid: Grid, header: Header) -> tuple[list[int], list[list[Cell]]]:
    """The rows below a header that hold anything: their numbers in the file, and their cells."""
    rows, cells = [], []
    for number, record in enumerate(grid.records[header.below - 1 :], header.below):
        if any(cell is not None for cell in record):
            rows.append(number)
            cells.append(record)
    return rows, cells
