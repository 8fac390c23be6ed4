"""What differs between two versions of a report: tables by row and cell, other files by name."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from wij_impact.language import Text

__all__ = ["compare_files", "compare_tables"]

_MOST = 20
#: A longer list of rows is compared by place alone: finding what moved would take minutes.
_LONGEST = 5000


def compare_files(old: Path, before: Mapping[str, str], new: Path, after: Mapping[str, str]) -> tuple[Text, ...]:
    """Say what differs between two folders, by the fingerprints of their files.

    Parameters
    ----------
    old, new : Path
        The folders.
    before, after : mapping of str to str
        Fingerprint of each file, by its name inside the folder.

    Returns
    -------
    tuple of Text
        The tables first, because they say most; then the other files, in one sentence.
    """
    told: list[Text] = []
    others: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            told.append(Text(nl=f"{name} komt er niet meer uit.", en=f"{name} no longer comes out."))
        elif name not in before:
            told.append(Text(nl=f"{name} is nieuw.", en=f"{name} is new."))
        elif name.endswith(".csv") and (old / name).is_file():
            told += compare_tables(old / name, new / name, name)
        else:
            others.append(name)
    if others:
        shown = ", ".join(others)
        told.append(Text(nl=f"Ook anders: {shown}.", en=f"Also different: {shown}."))
    return tuple(told)


def compare_tables(old: Path, new: Path, name: str, most: int = _MOST) -> list[Text]:
    """Say which columns, rows and cells of two csv tables differ: the first `most`, and how many there are.

    Rows that came or went are found first, so that one new row does not make all rows below it differ. Rows are
    numbered as in a spreadsheet, the header being row 1: in the new table, and for a row that went in the old one.
    """
    before, after = _read(old), _read(new)
    told = _columns(before[0], after[0], name)
    shared = [column for column in before[0] if column in after[0]]
    one, two = _only(before, shared), _only(after, shared)
    rows: list[Text] = []
    for kind, (first, last), (start, stop) in _changes(one, two):
        if kind == "replace" and last - first == stop - start:
            for offset in range(last - first):
                rows += _cells(one[first + offset], two[start + offset], shared, name, start + offset + 2)
        else:
            rows += [_row(name, at + 2, one[at], went=True) for at in range(first, last)]
            rows += [_row(name, at + 2, two[at], went=False) for at in range(start, stop)]
    if len(rows) > most:
        count = len(rows)
        more = Text(
            nl=f"{name}: in totaal {count} verschillen; dit zijn de eerste {most}.",
            en=f"{name}: {count} differences in all; these are the first {most}.",
        )
        rows = [*rows[:most], more]
    return [*told, *rows] or [Text(nl=f"{name} is anders opgeschreven.", en=f"{name} is written differently.")]


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)) or [[]]


def _only(table: Sequence[Sequence[str]], columns: Sequence[str]) -> list[tuple[str, ...]]:
    places = [table[0].index(column) for column in columns]
    return [tuple(row[place] if place < len(row) else "" for place in places) for row in table[1:]]


def _columns(before: Sequence[str], after: Sequence[str], name: str) -> list[Text]:
    gone = [column for column in before if column not in after]
    come = [column for column in after if column not in before]
    told = [Text(nl=f"{name}: kolom {c} is weg.", en=f"{name}: column {c} is gone.") for c in gone]
    return told + [Text(nl=f"{name}: kolom {c} is nieuw.", en=f"{name}: column {c} is new.") for c in come]


def _changes(
    one: Sequence[tuple[str, ...]], two: Sequence[tuple[str, ...]]
) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    if len(one) == len(two) or max(len(one), len(two)) > _LONGEST:
        both = min(len(one), len(two))
        whole = [("replace", (0, both), (0, both))]
        return [*whole, ("rest", (both, len(one)), (both, len(two)))]
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    return [(kind, (a, b), (c, d)) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def _cells(was: Sequence[str], now: Sequence[str], columns: Sequence[str], name: str, row: int) -> list[Text]:
    return [
        Text(
            nl=f"{name}, rij {row}, kolom {column}: was {_shown(one)}, is nu {_shown(two)}.",
            en=f"{name}, row {row}, column {column}: was {_shown(one, 'en')}, is now {_shown(two, 'en')}.",
        )
        for column, one, two in zip(columns, was, now, strict=True)
        if one != two
    ]


def _shown(value: str, lang: str = "nl") -> str:
    return value or ("leeg" if lang == "nl" else "empty")


def _row(name: str, row: int, values: Sequence[str], *, went: bool) -> Text:
    start = ", ".join(value for value in values if value)
    shown = start if len(start) <= 60 else f"{start[:59]}…"
    if went:
        return Text(nl=f"{name}: rij {row} is weg ({shown}).", en=f"{name}: row {row} is gone ({shown}).")
    return Text(nl=f"{name}: rij {row} is nieuw ({shown}).", en=f"{name}: row {row} is new ({shown}).")
