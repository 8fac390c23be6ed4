"""What a file is by its content: read rightly, or a sentence that says what it is and how to mend it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from wij_impact.catalogue import Need, read_own
from wij_impact.catalogue.own.book import filled_sheets, unread_sheets
from wij_impact.errors import InputError

ROWS = [["team", "klachten"], ["Beijum", 1250], ["Selwerd", 980]]
CSV = "team;klachten\nBeijum;1250\nSelwerd;980\n"
NEEDS = [Need("team", "unit", "text"), Need("klachten", "count", whole=True)]
MAIN = "http://schemas.openxmlformats.org/{}2006/{}"


def workbook(*, charts: tuple[str, ...] = (), cells: bool = True) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    for name in charts:
        book.create_chartsheet(name, 0)
    if not cells:
        book.remove(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def rewritten(content: bytes, *pairs: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for one, other in pairs:
                part = part.replace(one.encode(), other.encode())
            new.writestr(name, part)
    return out.getvalue()


def container(stream: str) -> bytes:
    """The first and the directory sector of a container of old Office, with a name of a stream in it."""
    entry = stream.encode("utf-16-le").ljust(128, b"\x00")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + "Root Entry".encode("utf-16-le").ljust(128) + entry


def document(mime: str, content: bytes, manifest: bytes = b"<m/>") -> bytes:
    return zipped(mimetype=mime.encode(), content_xml=content, **{"META-INF__manifest_xml": manifest})


SHEET = "application/vnd.oasis.opendocument.spreadsheet"
ODS = document(
    SHEET,
    (
        '<d xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:table t:name="Blad1">'
        + "".join(
            "<t:table-row>"
            + "".join(
                f'<t:table-cell office:value-type="float" office:value="{cell}"><x:p>{cell}</x:p></t:table-cell>'
                if isinstance(cell, int)
                else f'<t:table-cell office:value-type="string"><x:p>{cell}</x:p></t:table-cell>'
                for cell in row
            )
            + '<t:table-cell t:number-columns-repeated="16382"/></t:table-row>'
            for row in ROWS
        )
        + '<t:table-row t:number-rows-repeated="1048573"><t:table-cell t:number-columns-repeated="16384"/>'
        "</t:table-row></t:table></d>"
    ).encode(),
)
STRICT = rewritten(
    workbook(),
    (MAIN.format("spreadsheetml/", "main"), "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        MAIN.format("officeDocument/", "relationships"),
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
MACROS = rewritten(
    workbook(), ("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main")
)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ods", ODS),
        ("strict.xlsx", STRICT),
        ("macros.xlsm", MACROS),
        ("chart.xlsx", workbook(charts=("Grafiek", "Leeg"))),
        ("wide.csv", CSV.encode("utf-16-le")),
        ("wide.txt", CSV.encode("utf-16-be")),
    ],
)
def test_real_files_give_their_numbers(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    frame, _ = read_own(tmp_path / name, NEEDS)
    assert frame.to_numpy().tolist() == ROWS[1:]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", container("EncryptedPackage"), "protected by a password"),
        ("a.ods", document(SHEET, b"x", b"<encryption-data/>"), "protected by a password"),
        ("a.xls", container("Workbook"), "of an old format (.xls). Open it in Excel or LibreOffice"),
        ("a.xlsx", container("Workbook"), "of an old format (.xls). Open it in Excel or LibreOffice"),
        ("a.xls", b"\x09\x08\x10\x00\x00\x06" + bytes(99), "of an old format (.xls)"),
        # The name of a stream stands at the start of an entry; as a word in a cell it says nothing.
        ("a.xlsx", container("x" * 30 + "EncryptedPackage"), "of an old Office program"),
        ("a.xls", CSV.encode(), "the content is text. Rename it to .csv."),
        ("a.xls", b"<html><table>", "a web page or XML. Is it a table"),
        ("a.xlsb", zipped(xl__workbook_bin=b"x"), "a binary Excel workbook (.xlsb)"),
        ("a.csv", workbook(), "Rename it to .xlsx."),
        ("a.xlsx", CSV.encode(), "Rename it to .csv."),
        ("a.xlsx", ODS, "Rename it to .ods."),
        ("a.ods", workbook(), "Rename it to .xlsx."),
        ("a.sav", CSV.encode(), "Rename it to .csv."),
        ("a.parquet", workbook(), "Rename it to .xlsx."),
        ("a", CSV.encode(), "without an extension"),
        ("a.xlsx", zipped(word__document_xml=b"x"), "a Word document"),
        ("a.ods", document("application/vnd.oasis.opendocument.text", b"x"), "an OpenDocument file without a table"),
        ("a.csv", zipped(a_csv=CSV.encode()), "a zip file. Unpack it"),
        ("a.xlsx", workbook()[:900], "damaged"),
        ("a.xlsx", workbook(charts=("Leeg",), cells=False), "only sheets with a chart"),
        ("a.csv", CSV.replace("980", "9\x0080").encode(), "row 3: this line holds null characters"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"team;klachten\n", "no rows"),
    ],
)
def test_a_file_of_another_kind_is_told_with_its_remedy(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_own(tmp_path / name, NEEDS)
    assert said in str(caught.value)


@pytest.mark.unit
def test_a_book_with_a_chart_sheet_says_which_sheets_are_filled(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    content = rewritten(workbook(charts=("Leeg",)), ('name="Sheet"', 'name="risks"'))
    file.write_bytes(content)
    assert filled_sheets(file, ["risks", "targets"]) == {"risks": f"{file}#risks"}


@pytest.mark.unit
def test_a_book_is_opened_once_however_many_sheets_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("risks", "targets", "steps"):
        sheet = book.create_sheet(name)
        for row in ROWS:
            sheet.append([*row, name])
    book.save(tmp_path / "book.xlsx")
    opened, load = [], openpyxl.load_workbook
    monkeypatch.setattr(
        openpyxl, "load_workbook", lambda *given, **options: opened.append(1) or load(*given, **options)
    )
    filled = filled_sheets(tmp_path / "book.xlsx", ["risks", "targets"])
    assert [read_own(sheet, NEEDS)[0].shape for sheet in filled.values()] == [(2, 2), (2, 2)]
    unread_sheets(tmp_path / "book.xlsx", ["risks", "targets"])
    assert len(opened) == 1
