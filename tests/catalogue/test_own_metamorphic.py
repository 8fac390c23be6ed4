"""The same numbers in other marks, delimiters, encodings and formats: read alike or refused, never misread.

And files cut, doubled and damaged in every way: a sentence, never an internal error.
"""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from wij_impact import WijImpactError, coding, effect, impactmeting, mkba
from wij_impact.catalogue import Need, examine_own, examine_trajectories, group_records, load_file, resolve_data
from wij_impact.catalogue.own.exports import Question, examine_answers
from wij_impact.catalogue.own.mapping import read_mapping
from wij_impact.reports.wording import check_words_file

NEEDS = [
    Need("team", "unit", "text"),
    Need("klachten", "count", whole=True, minimum=0),
    Need("cliënten", "base", whole=True, minimum=0),
    Need("kosten"),
    Need("aandeel"),
]


def _rows(chance: random.Random) -> list[list[str | float]]:
    size = 10 ** chance.uniform(1.5, 5)
    decimals = chance.choice([0, 1, 2, 3])
    return [
        [f"Téam {i:02d}", chance.randint(0, 60), round(size * chance.uniform(0.5, 2)) + 1,
         round(size * chance.uniform(0.3, 3), decimals) if decimals else round(size * chance.uniform(0.3, 3)),
         round(chance.uniform(0.001, 0.5), 3)]
        for i in range(chance.randint(3, 25))
    ]  # fmt: skip


def _written(value: str | float, thousands: str, decimal: str, grouped: bool) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:,}" if grouped else f"{value}"
    return text.translate({ord(","): thousands, ord("."): decimal})


def _make(chance: random.Random, folder: Path) -> tuple[Path, list[list[str | float]]]:
    rows = _rows(chance)
    thousands, decimal = chance.choice([(".", ","), (",", "."), ("\u00a0", ","), (" ", ".")])
    always = chance.random() < 0.7
    header = ["team", "klachten", "cliënten", "kosten", "aandeel"]
    cells = [
        [_written(v, thousands, decimal, always or chance.random() < 0.5) for v in row] for row in rows
    ]  # fmt: skip
    if chance.random() < 0.3:  # a total below, written as the rest
        total = ["Totaal", *(sum(float(row[k]) for row in rows) for k in (1, 2)), "", ""]
        cells.append([_written(int(v) if isinstance(v, float) else v, thousands, decimal, always) for v in total])
    title = [["Overzicht 2024"], []] if chance.random() < 0.3 else []
    if chance.random() < 0.2:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for record in [*title, header, *cells]:
            sheet.append(record)
        book.save(folder / "f.xlsx")
        return folder / "f.xlsx", rows
    mark = chance.choice([";", ",", "\t", "|"])
    out = io.StringIO()
    if chance.random() < 0.2:
        out.write(f"sep={mark}\n")
    for record in [*title, header, *cells]:
        quoted = [f'"{cell}"' if mark in cell or chance.random() < 0.1 else cell for cell in record]
        out.write(mark.join(quoted) + chance.choice(["\n", "\n", "\r\n"]))
    encoding = chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    (folder / "f.csv").write_bytes(out.getvalue().encode(encoding))
    return folder / "f.csv", rows


def _misread(seeds: range, folder: Path) -> tuple[int, int, list[int]]:
    read = refused = 0
    wrong: list[int] = []
    for seed in seeds:
        chance = random.Random(seed)
        path, rows = _make(chance, folder)
        table = examine_own(path, NEEDS)
        errors = [one for one in table.problems if one.severity == "error"]
        if errors or table.frame is None:
            refused += 1
            continue
        read += 1
        values = [table.frame[need.name].tolist() for need in NEEDS]
        right = [[row[k] for row in rows] for k in range(5)]
        if values != right:
            wrong.append(seed)
    return read, refused, wrong


@pytest.mark.property
def test_the_same_numbers_are_never_misread(tmp_path: Path) -> None:
    read, refused, wrong = _misread(range(120), tmp_path)
    assert not wrong
    assert read > 4 * refused  # a reader that refuses everything would pass too


@pytest.mark.property
@pytest.mark.slow
def test_the_same_numbers_are_never_misread_in_many_files(tmp_path: Path) -> None:
    read, refused, wrong = _misread(range(1000, 3500), tmp_path)
    assert not wrong
    assert read > 4 * refused


ODD = [
    "", " ", "=1+1", "1E+06", "inf", "nan", "-99997", "12%", "€ 5", "1.2.3.4", "\u202e", "a" * 500, "31-12-2024",
    "Totaal", "NL00", '"', "''", ";", ",", "\t", "#N/B", "#REF!", "99999999999999999999", "-0", "0x1F", "1/2", "½",
    "\u0661", "\u2212", "1e400", "2022JJ00", "week 99 2022", "Q9 2022", "2021-02-30", "{}", "[[", "\\", "\u0000",
]  # fmt: skip


def _mutated(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data)) if data else 0
        kind = chance.randrange(6)
        if kind == 0:
            del data[at : at + chance.randint(1, 40)]
        elif kind == 1:
            data[at:at] = chance.choice(ODD).encode("utf-8")
        elif kind == 2:
            data[at:at] = data[at : at + chance.randint(1, 200)]
        elif kind == 3 and data:
            data[at] = chance.randrange(256)
        elif kind == 4:
            data[at:at] = chance.choice([b"\n", b"\r", b";", b",", b"\t", b'"', b"\xff\xfe", b"\xef\xbb\xbf"])
        else:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def _ods(path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [["team", "klachten", "cliënten", "kosten", "aandeel"], *([f"T{i}", i, 900 + i, i, 1] for i in range(1, 9))]
    made = "".join(f"<table:table-row>{''.join(cell.format(one) for one in row)}</table:table-row>" for row in rows)
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items())
    sheet = f'<office:spreadsheet><table:table table:name="b">{made}</table:table></office:spreadsheet>'
    body = f"<office:body>{sheet}</office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")


def _starts(folder: Path) -> dict[str, bytes]:
    import sqlite3

    import duckdb

    chance = random.Random(1)
    units = "team;klachten;cliënten;kosten;aandeel\n" + "".join(
        f"T{i};{i};1.{i:03d};{i}.5;0,{i}1\n" for i in range(1, 15)
    )  # fmt: skip
    series = "team;klachten;cliënten;kosten;aandeel\n" + "".join(f"2022-{i:02d};{i};98{i};5;1\n" for i in range(1, 13))
    answers = "wave;grade;naam\n" + "".join(f"2024;{1 + i % 10};x\n" for i in range(20))
    records = "date;question_type;indication\n" + "".join(f"2024-01-{i:02d};jeugd;ja\n" for i in range(1, 29))
    (folder / "u.csv").write_text(units, encoding="utf-8")
    duckdb.sql(f"SELECT * FROM read_csv('{folder / 'u.csv'}', all_varchar=true)").write_parquet(
        str(folder / "u.parquet")
    )
    with sqlite3.connect(folder / "u.db") as connection:
        connection.execute("CREATE TABLE t (team TEXT, klachten TEXT)")
        connection.execute("INSERT INTO t VALUES ('A', '1')")
    workbooks = []
    for seed in range(40):
        path, _ = _make(random.Random(seed), folder)
        if path.suffix == ".xlsx":
            workbooks.append(path.read_bytes())
    found = {"units.csv": units, "series.csv": series, "answers.csv": answers, "records.csv": records}
    made = {name: text.encode("utf-8") for name, text in found.items()}
    made["units16.csv"] = units.encode("utf-16")
    made["units.xlsx"] = chance.choice(workbooks)
    made["units.parquet"] = (folder / "u.parquet").read_bytes()
    made["units.db"] = (folder / "u.db").read_bytes()
    _ods(folder / "u.ods")
    made["units.ods"] = (folder / "u.ods").read_bytes()
    pyreadstat.write_sav(pd.DataFrame({"grade": [7.0, 8.0], "wave": [2024.0, 2024.0]}), str(folder / "u.sav"))
    made["answers.sav"] = (folder / "u.sav").read_bytes()
    made["records.parquet"] = made["units.parquet"]
    data = resolve_data()
    texts = {
        "instrument.toml": data.file("instruments/ceo_wmo.toml"), "case.toml": data.file("cases/jim.toml"),
        "words.toml": data.file("words/signalen.toml"), "figures_x.csv": data.file("published/risks.csv"),
        "pilot.csv": data.file("examples/effect_pilot.csv"), "costs.csv": data.file("examples/care_costs_monthly.csv"),
        "claims.csv": data.file("claims/claims.csv"), "codings.csv": data.file("examples/codings.csv"),
    }  # fmt: skip
    made |= {name: path.read_bytes()[:20_000] for name, path in texts.items()}
    made["mapping.toml"] = b'[columns]\ngrade = "Cijfer"\nwave = "Jaar"\n[values.grade]\n"zeer goed" = "10"\n'
    made["trajectories.csv"] = b"client;start;end;kind;referrer\n" + b"".join(
        b"C%d;2024-01-%02d;2024-05-01;jeugd;huisarts\n" % (i, i) for i in range(1, 25)
    )
    made["schools.csv"] = (
        b"school;kind;year;intervention;count;pupils_unique;pupils_enrolled\nA;PO;2023;traject;20;10;250\n" * 3
    )
    made["export.csv"] = (
        b"Tijdstempel;Hoe tevreden bent u?;Cijfer\n" + b"01-10-2024;zeer tevreden;8\n02-10-2024;weet niet;7\n" * 9
    )
    return made


def _read_as(name: str, path: Path) -> None:
    """Read a file of a kind as the package does."""
    match name:
        case "answers.csv" | "answers.sav":
            question = Question("grade", ("cijfer",), 1, 10, 1, {}, {"dont_know": ("98",)})
            examine_answers(path, [question, Question("wave", item=False)])
        case "records.csv" | "records.parquet":
            group_records(path)
        case "series.csv":
            examine_own(path, [Need("team", "moment", "moment", ordered=True), *NEEDS[1:]])
        case "units.db":
            examine_own(f"sqlite:///{path}#t", [Need("team", "unit", "text")])
        case "instrument.toml":
            impactmeting.load_instrument(path)
        case "case.toml":
            mkba.appraise(mkba.load_case(path))
        case "words.toml":
            check_words_file(path)
        case "mapping.toml":
            read_mapping(path)
        case "trajectories.csv":
            examine_trajectories(path)
        case "schools.csv":
            load_file("schools", path)
        case "costs.csv":
            load_file("care_costs_monthly", path)
        case "figures_x.csv":
            load_file("risks", path)
        case "claims.csv":
            load_file("claims", path)
        case "pilot.csv":
            effect.load_pilot(str(path))
        case "codings.csv":
            coding.load(path)
        case "export.csv":
            (path.parent / "drafted.toml").write_text(impactmeting.draft_instrument("x", path), encoding="utf-8")
            impactmeting.load_answers(path, path.parent / "drafted.toml")
        case _:
            examine_own(path, NEEDS)


def _internal_errors(seeds: range, folder: Path) -> list[str]:
    starts = _starts(folder)
    broken = []
    for seed in seeds:
        chance = random.Random(seed)
        name = chance.choice(list(starts))
        path = folder / f"m_{name}"
        path.write_bytes(_mutated(starts[name], chance))
        try:
            _read_as(name, path)
        except WijImpactError:
            pass
        except Exception as error:
            broken.append(f"{seed} {name}: {type(error).__name__} {error}"[:200])
    return broken


@pytest.mark.property
def test_no_damage_gives_an_internal_error(tmp_path: Path) -> None:
    assert _internal_errors(range(100), tmp_path) == []


@pytest.mark.property
@pytest.mark.slow
def test_no_damage_gives_an_internal_error_in_many_files(tmp_path: Path) -> None:
    assert _internal_errors(range(300, 1800), tmp_path) == []
