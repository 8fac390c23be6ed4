"""The tables of the dictionary in other marks, delimiters, encodings and formats: never misread."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from wij_impact import WijImpactError
from wij_impact.catalogue import load_file

#: Table -> per column: text, or the least and most of a number and how many decimals it has.
Shape = dict[str, "tuple[float, float, int] | str"]
TABLES: dict[str, Shape] = {
    "neighbourhoods": {
        "wijk": "Wijk é{}", "residents": (900, 90_000, 0), "youth": (100, 900, 0), "low_income": (1, 40, 1),
        "effort": (1000, 2_000_000, 2), "open_cases": (10, 4000, 0), "fte": (1, 60, 2),
    },
    "caseload": {"wijk": "Wijk {}", "kind": "soort", "cases": (1, 5000, 0), "weight": (0.1, 9, 3),
                 "weight_from": "assumption"},
    "staff_structure": {"year": "2023", "by": "team", "group": "groep {}", "employees": (60, 3000, 0),
                        "fte": (1, 50, 2), "left": (0, 40, 0)},
    "measurements": {"person": "p{}", "moment": "3", "phase": "A", "score": (0, 5000, 2)},
    "progress": {"target_id": "doel_{}", "date": "2024-03-31", "count": (0, 40_000, 0), "cumulative": "yes"},
    "monitor": {"indicator": "cijfer {}", "level": "flows", "owner": "WIJ", "value": (0, 90_000, 2),
                "target": (0, 90_000, 1), "interpretation": "goed", "agreed_on": "2024-05-31"},
    "visits": {"target_id": "doel_{}", "times_seen": (1, 9, 0), "people": (0, 4000, 0)},
    "schools": {"school": "School {}", "kind": "PO", "year": "2023", "intervention": "traject",
                "count": (2000, 9000, 0), "pupils_unique": (10, 900, 0), "pupils_enrolled": (900, 1900, 0)},
    "care_costs_monthly": {"month": "2022-{:02d}", "cost": (1000, 3_000_000, 2), "clients": (50, 2900, 0)},
}  # fmt: skip


def _rows(shape: Shape, chance: random.Random) -> list[list[Any]]:
    def cell(kind: Any, at: int) -> Any:
        if isinstance(kind, str):
            return kind.format(at)
        low, high, digits = kind
        value = round(chance.uniform(low, high), digits)
        return value if digits else int(value)

    return [[cell(kind, at) for kind in shape.values()] for at in range(1, chance.randint(4, 12))]


def _written(value: Any, thousands: str, decimal: str, grouped: bool) -> str:
    if isinstance(value, str):
        return value
    return (f"{value:,}" if grouped else f"{value}").translate({ord(","): thousands, ord("."): decimal})


def _save(table: str, rows: list[list[Any]], chance: random.Random, folder: Path) -> Path:
    thousands, decimal = chance.choice([(".", ","), (",", "."), ("\u00a0", ","), (" ", ".")])
    always = chance.random() < 0.7
    header = list(TABLES[table])
    cells = [[_written(v, thousands, decimal, always or chance.random() < 0.5) for v in row] for row in rows]
    if chance.random() < 0.25:
        book = openpyxl.Workbook()
        sheet: Any = book.active
        typed = chance.random() < 0.5
        for record in [header, *(rows if typed else cells)]:
            sheet.append(record)
        book.save(folder / "f.xlsx")
        return folder / "f.xlsx"
    out = io.StringIO()
    mark = chance.choice(";,\t|")
    ends = chance.choice(["\n", "\r\n"])
    csv.writer(out, delimiter=mark, lineterminator=ends).writerows([header, *cells])
    (folder / "f.csv").write_bytes(out.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))
    return folder / "f.csv"


def misread(seeds: range, folder: Path) -> tuple[int, int, list[str]]:
    """How many files were read and refused, and what was read wrongly."""
    read = refused = 0
    wrong: list[str] = []
    for seed in seeds:
        chance = random.Random(seed)
        table = chance.choice(list(TABLES))
        rows = _rows(TABLES[table], chance)
        path = _save(table, rows, chance, folder)
        try:
            frame = load_file(table, path)
        except WijImpactError:
            refused += 1
            continue
        read += 1
        for at, (name, kind) in enumerate(TABLES[table].items()):
            right = [row[at] for row in rows]
            found = frame[name].tolist()
            same = [str(one) for one in found] == right if isinstance(kind, str) else found == right
            if not same:
                wrong.append(f"{table} {seed} {name}: {found[:3]} for {right[:3]}")
    return read, refused, wrong


@pytest.mark.property
def test_numbers_of_a_table_are_never_misread(tmp_path: Path) -> None:
    read, refused, wrong = misread(range(60), tmp_path)
    assert wrong == []
    assert read > 4 * refused  # a reader that refuses everything would pass too


@pytest.mark.property
@pytest.mark.slow
def test_numbers_of_a_table_are_never_misread_in_many_files(tmp_path: Path) -> None:
    read, refused, wrong = misread(range(1000, 1300), tmp_path)
    assert wrong == []
    assert read > 4 * refused
