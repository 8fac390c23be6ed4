"""A file as a grid of cells, whatever its format: the floor of the one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wij_impact.catalogue.bounds import require_size
from wij_impact.catalogue.decoding import damaged, decode, read_bytes
from wij_impact.catalogue.delimited import delimited_records
from wij_impact.catalogue.formats import TEXT_SUFFIXES, require_kind
from wij_impact.catalogue.own.databases import is_address, parse_address, read_database, read_parquet
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import Cell, clean
from wij_impact.catalogue.readlog import record_read
from wij_impact.catalogue.workbook import SheetLayout, worksheet_records

__all__ = ["FORMATS", "Grid", "open_grid"]

#: Suffixes that the one reader takes, besides addresses of databases.
FORMATS = (*TEXT_SUFFIXES, ".xlsx", ".xlsm", ".ods", ".sav", ".zsav", ".parquet")


@dataclass(frozen=True)
class Grid:
    """All cells of one table, stripped; row 1 of the file is `records[0]`.

    Attributes
    ----------
    labels : dict
        Header -> the question, for formats that carry it beside the name (SPSS).
    """

    shown: str
    format: str
    records: list[list[Cell]]
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    layout: SheetLayout = field(default_factory=SheetLayout)
    labels: dict[str, str] = field(default_factory=dict)
    declared: dict[str, int] = field(default_factory=dict)


def open_grid(path: str | Path, known: Sequence[str] = (), *, shown: str = "") -> Grid:
    """Open a file or an address as a grid.

    Parameters
    ----------
    path : str or Path
        A .csv, .xlsx, .ods, .sav or .parquet file (``book.xlsx#Sheet`` names a sheet), or the SQLAlchemy address of a
        table: ``sqlite:///file.db#table``.
    known : sequence of str
        Expected headers: they point out the delimiter and the sheet.
    """
    if is_address(path):
        address = parse_address(str(path))
        return _filled(Grid(address.shown, "database", _clean(read_database(address))))
    file, sheet = _sheet_of(Path(path))
    name = shown or file.name
    suffix = file.suffix.lower()
    if file.is_dir():
        raise fail("folder", name)
    if suffix in (".sav", ".zsav", ".parquet"):
        return _filled(_columnar(file, suffix, name))
    if file.is_file() and suffix in TEXT_SUFFIXES:
        require_size(file.stat().st_size, name)
    content = read_bytes(file, name)
    require_kind(content, suffix, name)
    if suffix in TEXT_SUFFIXES:
        text = decode(content, name)
        records, delimiter = delimited_records(text, name, known)
        return _filled(Grid(name, "csv", _clean(records), delimiter, _encoding(content)))
    if suffix == ".ods":
        from wij_impact.catalogue.own.opendocument import document_records

        cells, title, layout = document_records(content, name, known, sheet)
        return _filled(Grid(name, "ods", _clean(cells), sheet=title, layout=layout))
    cells, title, layout = worksheet_records(content, name, known, sheet)
    return _filled(Grid(name, "xlsx", _clean(cells), sheet=title, layout=layout))


def _sheet_of(path: Path) -> tuple[Path, str | None]:
    if path.is_file() or "#" not in path.name:
        return path, None
    name, _, sheet = path.name.rpartition("#")
    return path.with_name(name), sheet


def _columnar(file: Path, suffix: str, name: str) -> Grid:
    if not file.is_file():
        raise fail("missing-file", name)
    record_read(file)
    with open(file, "rb") as stream:
        start = stream.read(4)
    if not start.startswith((b"PAR1", b"$FL")):
        require_kind(read_bytes(file, name), suffix, name)
    if suffix == ".parquet":
        return Grid(name, "parquet", _clean(read_parquet(file, name)))
    from wij_impact.catalogue.own.spss import read_spss

    table = read_spss(file, name)
    return Grid(name, "sav", _clean(table.records), labels=table.labels, declared=table.declared)


def _clean(records: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    return [[clean(cell) for cell in record] for record in records]


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "Windows-1252"
    return "UTF-8"


def _filled(grid: Grid) -> Grid:
    if not any(cell is not None for record in grid.records for cell in record):
        raise fail("empty-file", grid.shown)
    for number, record in enumerate(grid.records, 1):
        for cell in record:
            if isinstance(cell, str) and damaged(cell):
                raise fail("encoding-damage", grid.shown, number, value=cell[:60])
    return grid
