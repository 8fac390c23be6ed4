"""The one reader: numbers by the marks of their column, rows that are no units, codes that mean nothing known."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from wij_impact import InputError, benchmark, catalogue
from wij_impact.catalogue import Need, examine_own, read_own
from wij_impact.catalogue.own.moments import parse_moment, read_moments
from wij_impact.catalogue.own.numbers import as_numbers, read_numbers
from wij_impact.catalogue.own.totals import find_not_units, same_municipalities

TEAM = Need("team", "unit", "text")
CLIENTS = Need("clienten", "base", whole=True, minimum=0)
COMPLAINTS = Need("klachten", "count", whole=True, minimum=0)


def _file(folder: Path, text: str, name: str = "teams.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "whole", "right"),
    [
        (["1.250", "980"], None, [1250, 980]),
        (["1,250", "980"], None, [1250, 980]),
        (["1.250", "980"], True, [1250, 980]),
        (["1.250"], True, [1250]),
        (["1.250", "12,5"], None, [1250, 12.5]),
        (["1,250", "12.5", "1,234,567"], None, [1250, 12.5, 1234567]),
        (["0,125", "1,250"], None, [0.125, 1.25]),  # three decimals everywhere
        (["1.234.567", "1.250"], None, [1234567, 1250]),
        (["12.0", "1250.0"], True, [12, 1250]),
        (["1 250", "980"], None, [1250, 980]),
        (["\u22125", "3"], None, [-5, 3]),
        (["€ 1.250,00", "€ 980,50"], None, [1250, 980.5]),
        (["1.250,-", "980,-"], True, [1250, 980]),
        (["EUR 1.250", "980 euro"], None, [1250, 980]),
        (["1.250-", "- 980", "\u2013 7", "€ -3", "-€ 4"], None, [-1250, -980, -7, -3, -4]),
        (["1'250", "1\u2019250.50", "'980"], None, [1250, 1250.5, 980]),
        (["1.250\u200b", "\u200e980"], None, [1250, 980]),
    ],
)
def test_numbers_by_the_marks_of_their_column(cells: list[str], whole: bool | None, right: list[float]) -> None:
    read = read_numbers(cells, whole=whole)
    assert not read.faults
    assert read.values == right


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "whole", "rule"),
    [
        (["1.250", "2.400"], None, "undecidable-number"),
        (["1,250", "12,5"], None, "undecidable-number"),  # a last zero in one, not in the other
        (["1,255", "3,5", "4,5", "6,5"], None, "undecidable-number"),  # all the others have one decimal
        (["1.250", "1,250"], None, "undecidable-number"),
        (["12.000", "15.000", "7.000"], True, "undecidable-number"),  # counts, or written with three decimals
        (["12,5", "12.5"], None, "undecidable-number"),
        (["1E+06", "3"], None, "scientific-notation"),
        (["inf", "3"], None, "not-a-number"),
        (["12%", "3"], None, "not-a-number"),
        (["12,5", "3"], True, "not-whole"),
        (["99999999999999999999", "3"], True, "too-large"),
        (["31-12-2024", "3"], None, "excel-date"),
        (["(1.250)", "980"], None, "not-a-number"),  # less than zero, or uncertain
        (["$ 1,250.00", "$ 980.00"], None, "not-a-number"),
        (["€ 1.250", "€ 2.400"], None, "undecidable-number"),
        (["1'25", "980"], None, "not-a-number"),
        (["-5-", "980"], None, "not-a-number"),
        (["#DEEL/0!", "980"], None, "excel-error"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(cells: list[str], whole: bool | None, rule: str) -> None:
    assert rule in {fault for _, fault, _ in read_numbers(cells, whole=whole).faults}


@pytest.mark.unit
@pytest.mark.parametrize("code", ["-99997", ".", "x", "n.b.", "-", "#N/B", "NA", "-99999999", "-99"])
def test_missing_codes_are_missing(code: str) -> None:
    read = read_numbers(["5", code], minimum=0)
    assert math.isnan(read.values[1])
    assert sum(read.codes.values()) == 1


@pytest.mark.unit
def test_a_text_column_given_to_a_function_is_read_as_a_file_is() -> None:
    assert as_numbers(pd.Series(["1.250", "980"])).tolist() == [1250, 980]
    with pytest.raises(InputError, match=r"row 2, column x.*1\.250"):
        as_numbers(pd.Series(["1.250", "2.500"]), "x")


@pytest.mark.unit
def test_the_other_columns_decide_where_a_column_cannot(tmp_path: Path) -> None:
    needs = [TEAM, Need("budget"), Need("aandeel")]
    right = _file(tmp_path, "team;budget;aandeel\nA;1.250;0,5\nB;2.400;0,25\n")
    assert read_own(right, needs)[0]["budget"].tolist() == [1250, 2400]
    # A point that is the decimal mark elsewhere cannot be thousands here, and 980 says that it is.
    with pytest.raises(InputError, match=r"row 2, column budget"):
        read_own(_file(tmp_path, "team;budget;aandeel\nA;1.250;0.5\nB;980;0.25\n"), needs)


@pytest.mark.unit
@pytest.mark.parametrize("name", ["Totaal", "Eindtotaal", "All", "WIJ Groningen", "alles bij elkaar", "Totaal teams"])
def test_a_total_under_any_name_is_left_out_and_named(tmp_path: Path, name: str) -> None:
    text = f"team;clienten;klachten\nA;1.250;11\nB;980;9\nC;700;7\n{name};2.930;27\n"
    frame, reading = read_own(_file(tmp_path, text), [TEAM, CLIENTS, COMPLAINTS])
    assert frame["team"].tolist() == ["A", "B", "C"]
    assert frame.index.tolist() == [2, 3, 4]
    assert [(one.what, one.rows) for one in reading.of("total-row")] == [((name,), (5,))]
    assert name in reading.describe("nl")


@pytest.mark.unit
def test_a_team_as_large_as_two_others_is_a_team() -> None:
    assert find_not_units(["A", "B", "C"], {"n": [3, 4, 7]}).found == {}
    assert find_not_units(["A", "B", "C", "D"], {"n": [3, 4, 7, 2], "m": [1, 1, 2, 9]}).found == {}


@pytest.mark.unit
def test_a_total_that_is_no_sum_is_left_out_and_told() -> None:
    found = find_not_units(["A", "B", "Totaal"], {"n": [3.0, 4.0, 9.0]})
    assert found.found == {"total-row": [2]}
    assert found.differs == [(2, "n", 9.0, 7.0)]


@pytest.mark.unit
def test_countries_and_other_levels_are_left_out() -> None:
    names = ["NL01", "PV20", "GM0014", "GM0034", "GM0037"]
    assert find_not_units(names, {}).found == {"country-row": [0, 1]}
    assert find_not_units(["Nederland", "Aalten"], {}).found == {"country-row": [0]}


@pytest.mark.unit
def test_municipal_codes_are_one_code() -> None:
    assert same_municipalities(["GM0014", "0014", "14"])[0] == ["GM0014"] * 3


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2022-01", "2022-01"), ("01-2022", "2022-01"), ("1/2022", "2022-01"), ("jan 2022", "2022-01"),
        ("januari 2022", "2022-01"), ("mrt. 2022", "2022-03"), ("jan-22", "2022-01"), ("2021MM03", "2021-03"),
        ("2022Q1", "2022-Q1"), ("Q1 2022", "2022-Q1"), ("1e kwartaal 2022", "2022-Q1"), ("2021KW02", "2021-Q2"),
        ("week 10 2022", "2022-W10"), ("2022-W10", "2022-W10"), ("2022 week 1", "2022-W01"), ("wk 53 2020", "2020-W53"),
        ("31-12-2024", "2024-12-31"), ("2024-12-31", "2024-12-31"), ("31 december 2024", "2024-12-31"),
        ("20241231", "2024-12-31"), ("2021JJ00", "2021"), ("2022*", "2022"), ("2021/2022", "2021"),
        ("2e halfjaar 2022", "2022-H2"), ("2022", "2022"), ("3", "3"), ("2010-11", "2010-11"), ("2022M03", "2022-03"),
        ("eerste kwartaal 2022", "2022-Q1"), ("kwartaal 2, 2022", "2022-Q2"), ("Q3 '22", "2022-Q3"),
        ("week 5 (2022)", "2022-W05"), ("maandag 3 januari 2022", "2022-01-03"), ("3 jan. 2022 12:00", "2022-01-03"),
        ("03-mrt-22", "2022-03-03"), ("2022/03/31 3:04:05 PM CET", "2022-03-31"), ("2022-W01-1", "2022-01-03"),
        ("schooljaar 2021-2022", "2021"), ("2021/'22", "2021"), ("januari, 2022", "2022-01"),
    ],
)  # fmt: skip
def test_moments_in_all_forms(text: str, iso: str) -> None:
    found = parse_moment(text)
    assert found is not None
    assert found.iso() == iso


@pytest.mark.unit
def test_moments_of_one_column() -> None:
    assert parse_moment("32-13-2024") is None
    mixed = read_moments([*(f"2019MM{m:02d}" for m in range(1, 13)), "2019JJ00"])
    assert mixed.length == "month"
    assert mixed.left_out == {"year": [12]}
    assert read_moments(["01-01-2022", "01-02-2022", "01-03-2022"]).values() == ["2022-01", "2022-02", "2022-03"]
    assert read_moments(["202201", "202202"]).values() == ["2022-01", "2022-02"]
    assert read_moments(["jan 2022", "mrt 2022", "apr 2022"]).gaps() == ["2022-02"]
    assert read_moments(["10/01/2024 09:03:00 AM", "10/14/2024 10:00:00 PM"]).values() == ["2024-10-01", "2024-10-14"]
    assert read_moments(["2021", "2021-03"]).faults  # as many of one as of the other


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (["2010-10", "2010-11", "2010-12"], ["2010-10", "2010-11", "2010-12"]),  # no school year 2010-11 among months
        (["2010-11", "2011-12", "2012-13"], [2010, 2011, 2012]),
        (["mrt-22", "2022-04-01", "mei-22"], ["2022-03", "2022-04", "2022-05"]),  # Excel took one for a date
        (["31-12-2021", "31-12-2022", "31-12-2023"], [2021, 2022, 2023]),
        (["1-1-2022", "1-4-2022", "1-7-2022", "1-10-2022"], ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"]),
        (["31-3-2022", "30-6-2022", "30-9-2022"], ["2022-Q1", "2022-Q2", "2022-Q3"]),
        (["2022.09", "2022.1", "2022.11"], ["2022-09", "2022-10", "2022-11"]),  # 2022.10 as a number
        (["2022.1", "2022.2", "2022.3"], ["2022-01", "2022-02", "2022-03"]),
        (["dec", "nov", "okt"], [12, 11, 10]),
        (["week 1", "week 2", "week 3", "week 1", "week 2", "week 3"], [1, 2, 3, 1, 2, 3]),
    ],
)
def test_a_moment_is_read_by_the_others_of_its_column(cells: list[str], right: list[object]) -> None:
    read = read_moments(cells)
    assert not read.faults
    assert read.values() == right


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "at"),
    [(["okt", "nov", "dec", "jan", "feb"], 3), (["week 51", "week 52", "week 1"], 2), (["Q3", "Q4", "Q1", "Q2"], 2)],
)
def test_moments_without_a_year_do_not_run_past_december(cells: list[str], at: int) -> None:
    assert [(fault[0], fault[1]) for fault in read_moments(cells).faults] == [(at, "moment-without-year")]


@pytest.mark.unit
def test_signs_around_numbers_are_told(tmp_path: Path) -> None:
    file = _file(tmp_path, "team;kosten\nA;€ 1.250,00\nB;980,-\n")
    frame, reading = read_own(file, [TEAM, Need("kosten")])
    assert frame["kosten"].tolist() == [1250, 980]
    assert "€ 1.250,00" in reading.describe("nl")


@pytest.mark.unit
def test_a_series_in_dutch_months_is_in_real_order(tmp_path: Path) -> None:
    months = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    rows = [f"{month} {year};{at}" for year in (2022, 2023) for at, month in enumerate(months)]
    file = _file(tmp_path, "maand;klachten\n" + "\n".join(reversed(rows)) + "\n")
    series = benchmark.load_series(str(file), "klachten", "maand")
    assert series["maand"].tolist()[:2] == ["2022-01", "2022-02"]
    assert series.attrs["reading"].of("reordered")
    assert benchmark.control_chart(series, "klachten", "maand")["maand"].iloc[-1] == "2023-12"


@pytest.mark.unit
def test_letters_of_a_macintosh_and_of_dos_are_refused(tmp_path: Path) -> None:
    needs = [Need("naam", "unit", "text"), Need("n")]
    for encoding in ("mac_roman", "cp850"):
        with pytest.raises(InputError, match="UTF-8"):
            read_own(_file(tmp_path, "naam;n\nIn één keer;1\n", encoding=encoding), needs)
    for encoding in ("utf-8", "utf-16", "cp1252"):
        frame, _ = read_own(_file(tmp_path, "naam;n\nIn één keer;1\n", encoding=encoding), needs)
        assert frame["naam"].tolist() == ["In één keer"]


@pytest.mark.reference
def test_the_files_that_failed(shared: Path) -> None:
    faults = shared / "faults"
    bench = benchmark.load_units(str(faults / "numbers/bench20.csv"), "klachten", "clienten", "team", "rate")
    assert bench.data["clienten"].sum() == 30_749
    teams = benchmark.load_units(
        str(faults / "numbers/teams_totaal.csv"), "klachten", "cliënten 2024", "WIJ-team", "rate", ["lage inkomens"]
    )
    assert len(teams.data) == 12
    assert teams.data["lage inkomens"].iloc[0] == 0.117
    cbs = benchmark.load_units(
        str(faults / "cbs/85335NED_excerpt_2022.csv"), "Huisarts_11", "TotaalTrajectenInNatura_9", "Wijken"
    )
    assert "NL00" not in set(cbs.data["Wijken"])
    series = benchmark.load_series(str(faults / "numbers/series_thousands.csv"), "meldingen", "maand")
    assert series["meldingen"].iloc[[0, -1]].tolist() == [1003, 912]
    with pytest.raises(InputError):
        read_own(faults / "numbers/macroman_labels.csv", [Need("naam", "unit", "text"), Need("n")])


@pytest.mark.unit
@pytest.mark.parametrize("pattern", ["(a+)+b", "([a-z]*)*x", "(a|a)*b", "(x{2,}){3,}"])
def test_a_pattern_that_could_run_for_ever_is_refused(pattern: str) -> None:
    from wij_impact.catalogue.dictionary import _pattern

    with pytest.raises(InputError, match="pattern"):
        _pattern(pattern, 2)
    assert _pattern("[0-9]{4}(-[0-9]{2})?", 2)


@pytest.mark.unit
def test_toml_that_nests_without_end_gets_a_sentence(tmp_path: Path) -> None:
    from wij_impact.impactmeting import load_instrument

    file = tmp_path / "deep.toml"
    file.write_text("a = " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"deep\.toml"):
        load_instrument(file)


@pytest.mark.unit
def test_a_damaged_workbook_is_not_called_text(tmp_path: Path) -> None:
    file = tmp_path / "b.xlsx"
    file.write_bytes(bytes(range(256)) * 2)
    found = catalogue.check(file)
    assert "damaged" in found["found"].iloc[0] or "beschadigd" in found["found"].iloc[0]
    file.write_text("team;n\nA;3\n", encoding="utf-8")
    assert ".csv" in catalogue.check(file)["remedy"].iloc[0]


@pytest.mark.unit
def test_subtotals_are_no_units() -> None:
    named = ["A", "B", "Subtotaal noord", "C", "D", "Totaal zuid", "Totaal"]
    counts = {"n": [1250.0, 980.0, 2230.0, 700.0, 100.0, 800.0, 3030.0]}
    found = find_not_units(named, counts)
    assert sorted(found.found["total-row"]) == [2, 5, 6]
    assert not found.differs
    unnamed = ["Noord", "A", "B", "Zuid", "C", "D", "Stad"]
    before = {"n": [2230.0, 1250.0, 980.0, 800.0, 700.0, 100.0, 3030.0]}
    assert sorted(find_not_units(unnamed, before).found["total-row"]) == [0, 3, 6]
    # Small numbers add up by chance: a team stays.
    assert not find_not_units(list("ABCDEF"), {"n": [3.0, 1.0, 2.0, 9.0, 4.0, 5.0]}).found


@pytest.mark.unit
def test_the_country_among_municipalities_does_not_keep_their_codes_apart() -> None:
    values, changed = same_municipalities(["NL00", "GM0014", "0034", "14", "Totaal"])
    assert values == ["NL00", "GM0014", "GM0034", "GM0014", "Totaal"]
    assert changed == 2


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    ["team;2024;2024\n;clienten;klachten\nA;900;3\nB;980;9\n", "team;aantal;\n;clienten;klachten\nA;900;3\nB;980;9\n"],
)
def test_a_name_that_stands_a_row_above_the_others_is_found(tmp_path: Path, text: str) -> None:
    frame, _ = read_own(_file(tmp_path, text), [TEAM, CLIENTS, COMPLAINTS])
    assert frame["clienten"].tolist() == [900, 980]
    assert frame["team"].tolist() == ["A", "B"]


@pytest.mark.unit
def test_a_hidden_sheet_is_not_read_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    old = book.active
    assert old is not None
    old.title, old.sheet_state = "oud & weg", "hidden"
    new = book.create_sheet("nieuw")
    for sheet, value in ((old, 1), (new, 900)):
        for row in (["team", "clienten", "klachten"], ["A", value, 1], ["B", value, 1]):
            sheet.append(row)
    book.active = 1
    book.save(tmp_path / "b.xlsx")
    frame, reading = read_own(tmp_path / "b.xlsx", [TEAM, CLIENTS, COMPLAINTS])
    assert frame["clienten"].tolist() == [900, 900]
    assert [one.what for one in reading.of("hidden-sheets")] == [("oud & weg",)]
    assert read_own(f"{tmp_path}/b.xlsx#oud & weg", [TEAM, CLIENTS])[0]["clienten"].tolist() == [1, 1]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("t.csv", b"team~clienten~klachten\nA~1~2\n", "one-column"),
        ("t.csv", b"team;clienten;klachten\n" + b"A" * 200_000 + b";1;2\n", "large-cell"),
        ("t.parquet", b"PAR1xxxxPAR1", "broken-columns"),
        ("t.sav", b"$FL2@(#) nonsense", "broken-columns"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_as_it_is(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert [one.rule for one in examine_own(tmp_path / name, [TEAM, CLIENTS, COMPLAINTS]).problems] == [rule]


@pytest.mark.unit
def test_text_of_parquet_that_is_not_marked_as_text(tmp_path: Path) -> None:
    rows = "(VALUES ('Téam'::VARCHAR, 900)) t(team, clienten)"
    duckdb.sql(f"COPY (SELECT encode(team) AS team, clienten FROM {rows}) TO '{tmp_path / 't.parquet'}'")
    assert read_own(tmp_path / "t.parquet", [TEAM, CLIENTS])[0]["team"].tolist() == ["Téam"]
