"""SPSS files (.sav): values with their labels, and what the file itself says is missing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import Cell

__all__ = ["SpssTable", "read_spss"]

from dataclasses import dataclass


@dataclass(frozen=True)
class SpssTable:
    """A table of SPSS.

    Attributes
    ----------
    records : list of rows, the header first; a value that has a label is given by its label
    labels : dict
        Column -> the label of the variable, usually the question.
    declared : dict
        Column -> number of cells that the file declares missing without a label; they are empty.
    """

    records: list[list[Cell]]
    labels: dict[str, str]
    declared: dict[str, int]


def read_spss(path: Path, shown: str) -> SpssTable:
    """Read a .sav file."""
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True, disable_datetime_conversion=False)
    except Exception:
        # pyreadstat raises its own error for what ReadStat meets: an encoding, a broken record, no SPSS file.
        raise fail("broken-columns", shown, kind="SPSS") from None
    declared: dict[str, int] = {}
    shared = _shared_labels(meta)
    columns: dict[str, list[Cell]] = {}
    for name in frame.columns:
        words = {_key(code): str(label) for code, label in meta.variable_value_labels.get(name, {}).items()}
        ranges: list[Any] = list(meta.missing_ranges.get(name, []))
        # Only a few labels on a scale (the ends, "don't know") say what those values are, not the others.
        cells: list[Cell] = []
        for value in frame[name].tolist():
            if value is None or (isinstance(value, float) and math.isnan(value)):
                cells.append(None)
                continue
            label = words.get(_key(value))
            gone = any(_between(value, one["lo"], one["hi"]) for one in ranges)
            if gone and label is None:
                label = shared.get(_key(value))
            if gone and label is None:
                declared[name] = declared.get(name, 0) + 1
                cells.append(None)
            elif label is not None and (gone or _categorical(words, frame[name])):
                cells.append(label)
            else:
                cells.append(_plain(value))
        columns[str(name)] = cells
    rows: list[list[Cell]] = [list(columns)]
    rows += [list(row) for row in zip(*columns.values(), strict=True)] if columns else []
    labels = {str(k): str(v) for k, v in (meta.column_names_to_labels or {}).items() if v}
    return SpssTable(rows, labels, declared)


def _shared_labels(meta: Any) -> dict[Any, str]:
    """Missing codes that another variable of the file labels: in a battery often only the first one has the label."""
    found: dict[Any, set[str]] = {}
    for name, labels in meta.variable_value_labels.items():
        ranges: list[Any] = list(meta.missing_ranges.get(name, []))
        for code, label in labels.items():
            if any(_between(code, one["lo"], one["hi"]) for one in ranges):
                found.setdefault(_key(code), set()).add(str(label))
    return {code: labels.pop() for code, labels in found.items() if len(labels) == 1}


def _categorical(words: dict[Any, str], values: Any) -> bool:
    """Whether every value that occurs has a label: then the labels are the answers."""
    found = {_key(value) for value in values.dropna().unique()}
    return bool(words) and found <= set(words)


def _key(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) else str(value).strip()


def _between(value: Any, low: Any, high: Any) -> bool:
    try:
        return bool(low <= value <= high)
    except TypeError:
        return bool(str(value).strip() == str(low).strip())


def _plain(value: Any) -> Cell:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if isinstance(value, str | int | bool) else str(value)
