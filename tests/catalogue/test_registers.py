"""Registers: grouped where they are, in every format alike, without a password or an identifier coming out."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact.catalogue import group_records
from wij_impact.errors import InputError

PASSWORD = "zeer-geheim-73"


def _register(rows: int = 600, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(random.integers(0, 900, rows), unit="D")
    return pd.DataFrame({
        "datum": pd.Series(days).dt.strftime("%Y-%m-%d"),
        "clientnummer": [f"C{number}" for number in random.integers(0, 200, rows)],
        "soort vraag": random.choice(["jeugd", "wmo", "schulden"], rows),
        "melder": random.choice(["inwoner", "huisarts"], rows),
        "direct afgehandeld": random.choice(["ja", "nee", None], rows),
        "indicatie": random.choice(["ja", "nee"], rows),
    })  # fmt: skip


def _expected(rows: pd.DataFrame) -> pd.DataFrame:
    year = rows["datum"].str[:4].rename("period")
    kind = rows["soort vraag"].rename("question_type")
    counted = rows.assign(
        n=1,
        handled_directly=rows["direct afgehandeld"].eq("ja"),
        handled_directly_known=rows["direct afgehandeld"].notna(),
        indication=rows["indicatie"].eq("ja"),
        indication_known=True,
    )
    names = ["n", "handled_directly", "handled_directly_known", "indication", "indication_known"]
    return counted.groupby([year, kind])[names].sum().reset_index().astype(dict.fromkeys(names, "int64"))


@pytest.mark.property
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_counted_is_what_pandas_counts(tmp_path: Path, seed: int) -> None:
    rows = _register(seed=seed)
    rows.to_csv(tmp_path / "vragen.csv", sep=";", index=False)
    found = group_records(tmp_path / "vragen.csv")
    pd.testing.assert_frame_equal(found, _expected(rows), check_dtype=False, check_index_type=False)
    # The order of the rows does not matter, to the byte.
    rows.sample(frac=1, random_state=seed).to_csv(tmp_path / "anders.csv", sep=";", index=False)
    assert group_records(tmp_path / "anders.csv").to_csv() == found.to_csv()


@pytest.mark.unit
def test_no_identifier_is_read(tmp_path: Path) -> None:
    _register().to_csv(tmp_path / "vragen.csv", sep=";", index=False)
    found = group_records(tmp_path / "vragen.csv")
    reading = found.attrs["reading"]
    assert "clientnummer" not in reading.columns.values()
    assert "clientnummer" in reading.of("columns-unused")[0].what
    assert not any(str(cell).startswith("C1") for cell in found.to_numpy().ravel())
    assert (reading.first, reading.last, reading.length) == ("2022-01-02", "2024-06-18", "day")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("words", "count"),
    [(["Ja", "NEE ", " ja", ""], 2), (["1", "0", "1", "1"], 3), (["J", "N", "", "Y"], 2), (["true", "False", "-"], 1)],
)  # fmt: skip
def test_yes_and_no_as_people_write_them(tmp_path: Path, words: list[str], count: int) -> None:
    # The other words stand beyond the rows by which the quick way is chosen.
    lines = ["2024-01-01;jeugd;nee"] * 3000 + [f"2024-01-02;jeugd;{word}" for word in words]
    (tmp_path / "r.csv").write_text("datum;soort vraag;indicatie\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert group_records(tmp_path / "r.csv")["indication"].tolist() == [count]


@pytest.mark.unit
@pytest.mark.parametrize(
    "days", [["2024-02-03", "2024-11-30"], ["03-02-2024", "30-11-2024"], ["2024-02-03 10:15:00", "2024-11-30T23:59"],
             ["2024-02-03", "30-11-2024"], ["3 feb 2024", "30 nov 2024"]],
)  # fmt: skip
def test_days_as_people_write_them(tmp_path: Path, days: list[str]) -> None:
    lines = "".join(f"{day};jeugd\n" for day in days)
    (tmp_path / "r.csv").write_text("datum;soort vraag\n" + lines, encoding="utf-8")
    assert group_records(tmp_path / "r.csv", period="month")["period"].tolist() == ["2024-02", "2024-11"]
    assert group_records(tmp_path / "r.csv", period="quarter")["period"].tolist() == ["2024-Q1", "2024-Q4"]
    assert group_records(tmp_path / "r.csv", period="day")["period"].tolist() == ["2024-02-03", "2024-11-30"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("datum;soort vraag\n2024-02-31;jeugd\n", "2024-02-31"),
        ("datum;soort vraag\nmorgen;jeugd\n", "morgen"),
        ("datum;soort vraag;indicatie\n2024-02-01;jeugd;misschien\n", "misschien"),
        ("datum;soort\n2024-02-01;jeugd\n", "question_type"),
        ("datum;soort vraag\n", "no rows"),
    ],
)  # fmt: skip
def test_a_register_that_is_wrong_gets_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        group_records(tmp_path / "r.csv")


@pytest.mark.unit
def test_a_column_of_identifiers_is_no_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import wij_impact.catalogue.own.grouping as grouping
    import wij_impact.catalogue.own.records as records

    monkeypatch.setattr(grouping, "MOST_GROUPS", 50)
    monkeypatch.setattr(records, "MOST_GROUPS", 50)
    _register().to_csv(tmp_path / "vragen.csv", sep=";", index=False)
    with pytest.raises(InputError, match="clientnummer"):
        group_records(tmp_path / "vragen.csv", by=["clientnummer"])


@pytest.mark.unit
def test_letters_of_windows_in_a_register(tmp_path: Path) -> None:
    text = "datum;soort vraag\n2024-01-01;ondersteuning ‘thuis’\n2024-01-01;cliënt\n"
    (tmp_path / "r.csv").write_bytes(text.encode("cp1252"))
    assert group_records(tmp_path / "r.csv")["question_type"].tolist() == ["cliënt", "ondersteuning ‘thuis’"]


@pytest.mark.unit
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_register_in_utf_16(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    text = "datum;soort vraag\n" + "2024-01-01;cliënt\n" * 20_000  # larger than the sample that finds the delimiter
    (tmp_path / "r.csv").write_bytes(mark + text.encode(encoding))
    counted = group_records(tmp_path / "r.csv")
    assert counted[["question_type", "n"]].to_numpy().tolist() == [["cliënt", 20_000]]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """A PostgreSQL server of our own; its port."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    binaries = homes[-1] if homes else Path(shutil.which("initdb") or "/nowhere/x").parent
    if not (binaries / "initdb").exists():
        pytest.skip("no PostgreSQL server is installed")
    pytest.importorskip("psycopg")
    # PostgreSQL refuses to run as root.
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    place = Path(tempfile.mkdtemp(prefix="wij-pg-"))
    place.chmod(0o777)
    (place / "pw").write_text(PASSWORD)
    (place / "pw").chmod(0o644)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def call(*command: str) -> None:
        subprocess.run([*become, *command], check=True, capture_output=True, cwd="/", timeout=120)

    try:
        call(str(binaries / "initdb"), "-D", f"{place}/db", "-A", "scram-sha-256", "-U", "wij", f"--pwfile={place}/pw")
        options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off"
        call(str(binaries / "pg_ctl"), "-D", f"{place}/db", "-w", "-o", options, "-l", f"{place}/log", "start")
        yield port
        call(str(binaries / "pg_ctl"), "-D", f"{place}/db", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.e2e
def test_a_register_in_postgresql_counts_as_its_file(server: int, tmp_path: Path) -> None:
    import sqlalchemy

    rows = _register(5000)
    rows.to_csv(tmp_path / "vragen.csv", sep=";", index=False)
    with sqlite3.connect(tmp_path / "vragen.db") as connection:
        rows.to_sql("vragen", connection, index=False)
    address = f"postgresql://wij:{PASSWORD}@127.0.0.1:{server}/postgres"
    engine = sqlalchemy.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    typed = rows.assign(
        datum=pd.to_datetime(rows["datum"]),
        indicatie=rows["indicatie"].eq("ja"),
    )  # a timestamp and a boolean, as a database has them
    with engine.begin() as opened:
        typed.to_sql("vragen", opened, index=False)
    engine.dispose()
    file = group_records(tmp_path / "vragen.csv", by=["question_type", "reporter"], period="month")
    for place in (f"{address}#vragen", f"{address}#public.vragen", f"sqlite:///{tmp_path / 'vragen.db'}#vragen"):
        found = group_records(place, by=["question_type", "reporter"], period="month")
        pd.testing.assert_frame_equal(found, file)
        reading = found.attrs["reading"]
        assert PASSWORD not in reading.describe() + reading.file
        assert (reading.first, reading.last) == (file.attrs["reading"].first, file.attrs["reading"].last)


@pytest.mark.slow
@pytest.mark.e2e
@pytest.mark.parametrize("table", ["geen", "pg_authid.x", ""])
def test_an_error_of_postgresql_tells_no_password(server: int, table: str) -> None:
    for password in (PASSWORD, "fout-wachtwoord-99"):
        with pytest.raises(InputError) as caught:
            group_records(f"postgresql://wij:{password}@127.0.0.1:{server}/postgres#{table}")
        text = str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
        assert password not in text


@pytest.mark.slow
@pytest.mark.e2e
def test_a_report_on_postgresql_writes_no_password(
    server: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import sqlalchemy

    from wij_impact.cli.main import main

    address = f"postgresql://wij:{PASSWORD}@127.0.0.1:{server}/postgres"
    engine = sqlalchemy.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as opened:
        _register(6000).to_sql("meldingen", opened, index=False, if_exists="replace")
    engine.dispose()
    out = tmp_path / "uit"
    assert main(["run", "signalen", "-p", f"records={address}#meldingen", "--out", str(out)]) == 0
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert not [path for path in written if PASSWORD.encode() in path.read_bytes()]
    assert PASSWORD not in "".join(str(path) for path in written)
    assert main(["run", "signalen", "-p", f"records={address}#geen", "--out", str(out)]) == 1
    told = capfd.readouterr()
    assert PASSWORD not in told.out + told.err
    assert "meldingen" in told.err  # the tables that there are
