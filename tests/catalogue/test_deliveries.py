"""The statutory delivery to CBS and iJw messages become `trajectories`; every sample here is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import InputError, UsageError, catalogue

# Numbers of nobody: they fail the test that every real BSN passes.
ANNA, BRAM, CHRIS = "111111111", "222222223", "333333334"


def _cbs(folder: Path, *lines: str, name: str = "levering.txt") -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _care(bsn: str, start: str, end: str = "", *, form: str = "02", reason: str = "01", by: str = "02") -> str:
    return f"{bsn};20120300;V;1234AB;{by};{form};02;{start};{end};{reason if end else ''}"


def _codes(reading: catalogue.Reading) -> list[str]:
    return [one.code for one in reading.notes]


@pytest.mark.reference
def test_one_record_of_version_seven_by_hand(tmp_path: Path) -> None:
    file = _cbs(tmp_path, "000000000;20120300;V;1234AB;02;04;02;20250203;20250828;01;8;04;?")
    frame, reading = catalogue.read_trajectories(file)
    row = frame.iloc[0]
    assert str(row["start"])[:10] == "2025-02-03"
    assert str(row["end"])[:10] == "2025-08-28"
    assert row[["referrer", "kind", "from_level", "reason_end"]].tolist() == [
        "gp",
        "own_network",
        "own_network",
        "planned",
    ]
    assert (row["satisfied"], row["without_help"], row["urgency"]) == (8.0, "04", "regular")
    assert frame[["registered", "first_contact", "to_level", "goals_reached"]].isna().all(axis=None)
    assert reading.of("delivery")[0].what == ("v7",)
    assert "unlinked" in _codes(reading)


@pytest.mark.property
def test_nothing_that_tells_who_it_was_is_left(tmp_path: Path) -> None:
    file = _cbs(tmp_path, _care(ANNA, "20240101", "20240601"), _care(BRAM, "20240101", "20240701"))
    frame, reading = catalogue.read_trajectories(file)
    again, _ = catalogue.read_trajectories(file)
    shown = frame.to_csv() + reading.describe("nl") + repr(reading)
    for secret in (ANNA, BRAM, "20120300", "1234AB"):
        assert secret not in shown
    assert set(frame["id"]).isdisjoint(again["id"])  # drawn at the door, from nothing in the file
    assert frame["id"].is_unique


@pytest.mark.reference
def test_changes_repeats_and_overlaps_per_person(tmp_path: Path) -> None:
    file = _cbs(
        tmp_path,
        _care(ANNA, "20230101", "20230331", form="02"),  # 1: changes form the day after
        _care(ANNA, "20230401", "20230630", form="13"),  # 2: ends; a new start in 2024
        _care(ANNA, "20240201", "", form="02", by="05"),  # 3: still open
        _care(BRAM, "20230101", "20230301"),  # 4: overlaps row 5 in the same form
        _care(BRAM, "20230215", "20230930", reason="03"),  # 5
        _care(CHRIS, "20230101", "20230301"),  # 6: starts again two days later in the same form
        _care(CHRIS, "20230303", "20230801"),  # 7
        _care(CHRIS, "20230303", "20230901"),  # 8: row 7, delivered again
    )
    frame, reading = catalogue.read_trajectories(file)
    assert frame.index.tolist() == [1, 2, 3, 4, 6, 8]
    assert frame["to_level"].fillna("").tolist() == ["closed_care", "", "", "", "", ""]
    assert frame["continued"].fillna("").tolist() == ["yes", "no", "", "no", "no", "no"]
    starts = frame["next_start"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    assert starts == ["2023-04-01", "2024-02-01", "", "", "2023-03-03", ""]
    assert frame["next_referrer"].fillna("").tolist() == ["gp", "medical_specialist", "", "", "gp", ""]
    assert frame.loc[4, "reason_end"] == "early_client"  # of the record that ended last
    assert str(frame.loc[4, "end"])[:10] == "2023-09-30"
    assert frame["earlier_help"].fillna("").tolist() == ["", "", "yes", "", "", "yes"]
    assert reading.of("overlap-merged")[0].rows == (5,)
    assert reading.of("delivered-again")[0].rows == (7,)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("lines", "version"),
    [
        (["111111111;20000101;V;1234AB;07;02;03;20140203;20140828;04"], "v2"),
        (["111111111;20000101;V;1234AB;08;02;03;20160203;20160828;04"], "v3"),
        (["111111111;20000101;V;1234AB;02;02;03;20160203;20160828;04"], "v2/v3"),
        (["BSN;Geboortedatum;Geslacht;Postcode;Verwijzer;Hulpvorm;Perspectief;Crisis;Datum aanvang;Datum einde",
          "111111111;20000101;V;1234AB;02;02;02;02;20180203;20180828"], "v4"),
        (["111111111;20120101;V;1234AB;02;02;02;20190203;20190828;03;7;05;1"], "v5/v6"),
        (["111111111;20120101;V;1234AB;02;02;02;20220203;20220828;03;7;03;1"], "v7"),
    ],
)  # fmt: skip
def test_versions_are_told_by_columns_codes_and_dates(tmp_path: Path, lines: list[str], version: str) -> None:
    frame, reading = catalogue.read_trajectories(_cbs(tmp_path, *lines))
    assert reading.of("delivery")[0].what == (version,)
    if version != "v7":
        assert frame["without_help"].isna().all()  # the earlier scale is not guessed
    assert ("old-scale" in _codes(reading)) == (version == "v5/v6")


@pytest.mark.unit
def test_a_version_that_nothing_tells_is_asked(tmp_path: Path) -> None:
    file = _cbs(tmp_path, _care(ANNA, "20150203", "20150828"))
    with pytest.raises(InputError, match="protocol=v7"):
        catalogue.read_trajectories(file)
    assert catalogue.read_trajectories(file, protocol="v3")[1].of("delivery")[0].what == ("v3",)
    with pytest.raises(UsageError, match="v9"):
        catalogue.read_trajectories(file, protocol="v9")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("11111111120120300V1234AB020402", "vaste posities"),
        ("111111111;20120300;V;1234AB;02;02;02;20240301;20240201;01", "rij 1, kolom datum einde: de periode"),
        ("111111111;20120300;V;1234AB;09;02;02;20240301;20240401;01", "rij 1, kolom verwijzer: '09'"),
        ("111111111;20120300;V;1234AB;02;05;02;20240301;20240401;01", "kolom hulpvorm"),
        ("111111111;20120300;V;1234AB;02;02;02;20240230;20240401;01", "'20240230' is geen datum"),
        ("111111111;20120300;V;1234AB;02;02;02;20240101;20240401;01;11;04;1", "'11' is geen cijfer"),
        ("111111111;20120300;V;1234AB;02;02;02;20240101;20240401", "9 velden zonder kopregel"),
        ("111111111;20120300;V;1234AB;02;02;02;20240101;;", "geen enkel traject heeft een einde"),
        ("111111111;20120300;V;1234AB;02;02;02;29990101;29990201;01", "in de toekomst"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        catalogue.read_trajectories(_cbs(tmp_path, line))
    sentence = caught.value.sentence("nl")
    assert said in sentence
    assert "111111111" not in sentence
    assert sentence.startswith("levering.txt")


@pytest.mark.unit
def test_protection_probation_and_orders_are_read_by_their_type(tmp_path: Path) -> None:
    file = _cbs(
        tmp_path,
        "000000000;20100514;M;1234AB;11;20240110;20250109;04;;",
        "000000000;20110514;M;1234AB;31;20240110;;;;",
    )
    frame, _ = catalogue.read_trajectories(file)
    assert frame["kind"].tolist() == ["youth_protection"] * 2
    assert frame["referrer"].isna().all()
    order = _cbs(tmp_path, "000000000;20100514;M;1234AB;72;20240301;20240401", name="muhp.txt")
    assert catalogue.read_trajectories(order)[0]["kind"].tolist() == ["out_of_home_order"]


@pytest.mark.property
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("form", ["plain", "header", "quoted", "cp1252", "bom", "unpadded", "iso dates", "reordered"])
def test_a_delivery_reads_the_same_however_it_was_saved(tmp_path: Path, mark: str, form: str) -> None:
    header = ["BSN", "Geboortedatum", "Geslacht", "Postcode", "Verwijzer", "Hulpvorm", "Gestart met crisis"]
    header += ["Datum aanvang", "Datum einde", "Reden beëindiging", "Nut", "Verder zonder hulp", "Informant"]
    answered = f"{_care(ANNA, '20240203', '20240828')};8;04;1".split(";")
    rows = [answered, [*f"{_care(BRAM, '20240301', '')}".split(";"), "", "", ""]]
    rows = [(row + [""] * 13)[:13] for row in rows]
    expected = catalogue.read_trajectories(_cbs(tmp_path, *(";".join(row) for row in rows), name="plain.txt"))[0]
    if form == "unpadded":
        rows = [[cell.lstrip("0") if at in (4, 5, 6, 9, 11) else cell for at, cell in enumerate(row)] for row in rows]
    if form == "iso dates":
        rows = [
            [f"{cell[:4]}-{cell[4:6]}-{cell[6:]}" if at in (7, 8) and cell else cell for at, cell in enumerate(row)]
            for row in rows
        ]
    if form != "plain":
        rows = [header, *rows]
    if form == "reordered":
        rows = [row[::-1] for row in rows]
    if form == "quoted":
        rows = [[f'"{cell}"' for cell in row] for row in rows]
    file = tmp_path / "levering.txt"
    coded = {"cp1252": "cp1252", "bom": "utf-8-sig"}.get(form, "utf-8")
    file.write_text("\n".join(mark.join(row) for row in rows) + "\n", encoding=coded)
    frame, reading = catalogue.read_trajectories(file)
    assert reading.format == "cbs"
    columns = ["start", "end", "referrer", "kind", "reason_end", "satisfied", "without_help"]
    assert frame[columns].reset_index(drop=True).equals(expected[columns].reset_index(drop=True))
    assert ANNA not in frame.to_csv() + reading.describe("nl")


# -- iJw ----------------------------------------------------------------------------------------------------------


def _message(kind: str, day: str, inner: str) -> str:
    space = f"http://www.istandaarden.nl/ijw/3_2/{kind}/schema"
    header = (
        f"<m:Header><m:BerichtIdentificatie><i:Dagtekening>{day}</i:Dagtekening></m:BerichtIdentificatie></m:Header>"
    )
    basis = "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
    client = f"<m:Client><m:Bsn>{ANNA}</m:Bsn><m:Naam>X</m:Naam>{inner}</m:Client>"
    return f'<?xml version="1.0"?><m:Bericht xmlns:m="{space}" xmlns:i="{basis}">{header}{client}</m:Bericht>'


def _product(
    name: str, number: str, begin: str, status: str, *, end: str = "", reason: str = "", cat: str = "32"
) -> str:
    closing = f"<m:RedenBeeindiging>{reason}</m:RedenBeeindiging><m:Einddatum>{end}</m:Einddatum>" if end else ""
    return (
        f"<m:{name}en><m:{name}><m:ToewijzingNummer>{number}</m:ToewijzingNummer>"
        f"<m:Product><i:Categorie>{cat}</i:Categorie><i:Code>{cat}A00</i:Code></m:Product>"
        f"<m:ToewijzingIngangsdatum>2025-02-01</m:ToewijzingIngangsdatum><m:Begindatum>{begin}</m:Begindatum>{closing}"
        f"<m:StatusAanlevering>{status}</m:StatusAanlevering></m:{name}></m:{name}en>"
    )


def _folder(tmp_path: Path, **messages: str) -> Path:
    folder = tmp_path / "berichten"
    folder.mkdir()
    for name, text in messages.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.reference
def test_starts_and_stops_are_joined_and_statuses_applied(tmp_path: Path) -> None:
    asked = (
        "<m:AangevraagdeProducten><m:AangevraagdProduct><m:Product><i:Categorie>32</i:Categorie></m:Product>"
        "<m:ToewijzingIngangsdatum>2025-02-01</m:ToewijzingIngangsdatum>"
        "<m:Verwijzer><i:Type>02</i:Type><i:Naam>Huisarts Y</i:Naam></m:Verwijzer>"
        "</m:AangevraagdProduct></m:AangevraagdeProducten>"
    )
    folder = _folder(
        tmp_path,
        a=_message("jw305", "2025-02-04", _product("StartProduct", "300", "2025-02-03", "1")),
        b=_message("jw305", "2025-02-05", _product("StartProduct", "301", "2025-02-10", "1", cat="45")),
        c=_message("jw305", "2025-02-06", _product("StartProduct", "301", "2025-02-10", "3", cat="45")),
        d=_message("jw307", "2025-04-01",
                   _product("StopProduct", "300", "2025-02-03", "1", end="2025-03-31", reason="20")),
        e=_message("jw307", "2025-09-01",
                   _product("StopProduct", "300", "2025-02-03", "1", end="2025-08-28", reason="31")),
        f=_message("jw307", "2025-09-02",
                   _product("StopProduct", "300", "2025-02-03", "3", end="2025-08-28", reason="31")),
        g=_message("jw307", "2025-09-03",
                   _product("StopProduct", "300", "2025-02-03", "1", end="2025-08-29", reason="32")),
        h=_message("jw315", "2025-01-20", asked),
        i=_message("jw323", "2025-09-20", ""),
    )  # fmt: skip
    frame, reading = catalogue.read_trajectories(folder)
    assert len(frame) == 1
    row = frame.iloc[0]
    assert (str(row["start"])[:10], str(row["end"])[:10]) == ("2025-02-03", "2025-08-29")
    assert (row["referrer"], row["kind"], row["reason_end"]) == ("gp", "ambulatory", "early_client")
    assert reading.of("removed")[0].count == 2
    assert reading.of("messages-unread")[0].what == ("JW323",)
    assert "Huisarts Y" not in frame.to_csv() + repr(reading)


@pytest.mark.unit
def test_a_temporary_stop_is_no_end(tmp_path: Path) -> None:
    other = _product("StopProduct", "301", "2025-02-03", "1", end="2025-08-28", reason="36", cat="45")
    folder = _folder(
        tmp_path,
        a=_message("jw307", "2025-04-01",
                   _product("StopProduct", "300", "2025-02-03", "1", end="2025-03-31", reason="20")),
        b=_message("jw307", "2025-04-02", other),
    )  # fmt: skip
    frame, reading = catalogue.read_trajectories(folder)
    assert frame["end"].isna().tolist() == [True, False]
    assert frame["reason_end"].tolist()[1] == "other"
    assert frame["kind"].tolist()[1] == "jw45"
    assert {"paused", "stop-without-start"} <= set(_codes(reading))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "geen documenttype"),
        ("<a><b></a>", "niet af of niet geldig"),
        ("<a/>", "geen iJw-bericht"),
        ("<a>" * 60 + "</a>" * 60, "te diep"),
        (_message("jw305", "2025-01-01", _product("StartProduct", "1", "2025-13-01", "1")), "is geen datum"),
        (
            _message("jw305", "2025-01-01", _product("StartProduct", "1", "2025-01-01", "7")),
            "kolom StatusAanlevering: '7'",
        ),
    ],
)
def test_messages_that_cannot_be_trusted_get_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    file = _cbs(tmp_path, text, name="bericht.xml")
    with pytest.raises(InputError) as caught:
        catalogue.read_trajectories(file)
    assert said in caught.value.sentence("nl")
    assert caught.value.sentence("nl").startswith("bericht.xml")


@pytest.mark.unit
def test_deliveries_are_recognised(tmp_path: Path) -> None:
    assert catalogue.is_delivery(_cbs(tmp_path, _care(ANNA, "20240203", "20240828")))
    assert catalogue.is_delivery(_cbs(tmp_path, "11111111120120300V1234AB020402", name="vast.txt"))
    assert catalogue.is_delivery(_folder(tmp_path, a=_message("jw305", "2025-01-01", "")))
    assert not catalogue.is_delivery(_cbs(tmp_path, "team;clienten", "A;3", name="teams.csv"))


# -- a table of one's own -----------------------------------------------------------------------------------------


@pytest.mark.unit
def test_a_table_of_ones_own_is_read_with_dutch_headers_and_dates(tmp_path: Path) -> None:
    lines = ("nummer;begin;einde;verwijzer;zwaarte bij begin;doelen bereikt", "1;01-02-2024;13-03-2024;arts;licht;ja",
             "2;02-02-2024;;arts;zwaar;deels")  # fmt: skip
    frame, reading = catalogue.read_trajectories(_cbs(tmp_path, *lines, name="trajecten.csv"))
    assert frame["start"].dt.strftime("%Y-%m-%d").tolist() == ["2024-02-01", "2024-02-02"]
    assert frame["end"].isna().tolist() == [False, True]
    assert frame["goals_reached"].tolist() == ["yes", "partly"]
    assert (reading.rows_read, reading.first, reading.last) == (2, "2024-02-01", "2024-03-13")
    # As registrations call them: a day of registration that stood unread gave "no day of registration".
    lines = ("nummer;aangemeld;eerste gesprek;Startdatum;Einddatum;Hulpvorm;Reden einde",
             "1;20-01-2024;22-01-2024;01-02-2024;13-03-2024;ambulant;planned")  # fmt: skip
    frame, reading = catalogue.read_trajectories(_cbs(tmp_path, *lines, name="registratie.csv"))
    days = ["registered", "first_contact", "start", "end"]
    assert [f"{one:%d-%m}" for one in frame.loc[frame.index[0], days]] == ["20-01", "22-01", "01-02", "13-03"]
    assert frame[["kind", "reason_end"]].to_numpy().tolist() == [["ambulant", "planned"]]
    assert all(one.code != "columns-unused" for one in reading.notes)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["1;2024-02-01;2024-01-01;;"], "rij 2, kolom end: end (2024-01-01) ligt voor start"),
        (
            ["1;2024-02-01;2024-03-01;;", "2;;2024-03-01;;"],
            "een waarde is verplicht. Vul het begin in. Wie zich meldde en nog wacht",
        ),
        (["1;2999-02-01;2999-03-01;;"], "ligt in de toekomst"),
        (["1;2024-02-01;;;"], "geen enkel traject heeft een einde"),
        (["1;2024-02-01;2024-13-41;;"], "'2024-13-41' is geen datum"),
        (["1;2024-02-01;2024-03-01;2024-02-05;"], "start (2024-02-01) ligt voor registered (2024-02-05)"),
        (["1;2024-02-01;2024-03-01;;misschien"], "'misschien' is geen antwoord"),
    ],
)
def test_a_table_of_ones_own_that_cannot_be_right(tmp_path: Path, rows: list[str], said: str) -> None:
    file = _cbs(tmp_path, "id;start;end;registered;goals_reached", *rows, name="trajecten.csv")
    with pytest.raises(InputError) as caught:
        catalogue.read_trajectories(file)
    assert said in caught.value.sentence("nl")


@pytest.mark.unit
def test_overlaps_of_one_number_are_told_and_kept(tmp_path: Path) -> None:
    rows = ["a;2024-01-01;2024-06-01", "a;2024-05-01;2024-07-01", "b;2024-01-01;2024-02-01", "b;2024-03-01;2024-04-01"]
    frame, reading = catalogue.read_trajectories(_cbs(tmp_path, "id;start;end", *rows, name="trajecten.csv"))
    assert len(frame) == 4
    assert reading.of("overlapping")[0].rows == (3,)


@pytest.mark.property
def test_a_large_table_is_read_the_same_by_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wij_impact.catalogue.own import large

    rows = [f"{at};0{1 + at % 9}-0{1 + at % 8}-2023;1{at % 9}-10-2023; gp ;{7 + at % 3};ja" for at in range(60)]
    file = _cbs(tmp_path, "id;begin;einde;referrer;satisfied;goals_reached", *rows, "x;01-01-2024;;-;;", name="t.csv")
    plain, first = catalogue.read_trajectories(file)
    monkeypatch.setattr(large, "_TEXT", 0)
    quick, second = catalogue.read_trajectories(file)
    assert plain.reset_index().equals(quick.reset_index())
    assert (first.rows_read, first.first, first.last) == (second.rows_read, second.first, second.last)
    file.write_text(file.read_text(encoding="utf-8").replace("11-10-2023", "31-31-2023", 1), encoding="utf-8")
    with pytest.raises(InputError, match="'31-31-2023'"):
        catalogue.read_trajectories(file)


@pytest.mark.reference
def test_deliveries_of_several_half_years_are_one_register(tmp_path: Path) -> None:
    folder = tmp_path / "leveringen"
    folder.mkdir()
    early = [_care(BRAM, "20180101", "20180301"), _care(ANNA, "20240201", "")]
    _cbs(folder, *early, name="b_2024_1.txt")
    # In the next half-year the open one has ended, and BRAM is back after years.
    _cbs(folder, _care(ANNA, "20240201", "20240920"), _care(BRAM, "20240801", ""), name="a_2024_2.txt")
    assert catalogue.is_delivery(folder)
    frame, reading = catalogue.read_trajectories(folder)
    assert len(frame) == 3
    ended = frame.set_index("start")["end"].dt.strftime("%Y-%m-%d").fillna("").to_dict()
    assert {str(day)[:10]: end for day, end in ended.items()} == {
        "2018-01-01": "2018-03-01",
        "2024-02-01": "2024-09-20",
        "2024-08-01": "",
    }
    again = frame[frame["start"] == "2024-08-01"].iloc[0]
    assert again["earlier_help"] != "yes"  # more than five years ago
    assert frame[frame["start"] == "2018-01-01"].iloc[0]["continued"] == "no"
    assert reading.of("delivered-again")[0].count == 1
    _cbs(folder, "team;clienten", "A;3", name="iets_anders.csv")
    with pytest.raises(InputError, match=r"iets_anders\.csv"):
        catalogue.read_trajectories(folder)


@pytest.mark.property
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_gets_a_sentence_and_never_shows_a_number_of_a_person(tmp_path: Path, seed: int) -> None:
    import random

    chance = random.Random(seed)
    xml = _message(
        "jw307", "2025-04-01", _product("StopProduct", "300", "2025-02-03", "1", end="2025-08-31", reason="31")
    )
    text = [f"{_care(one, '20240101', '20240601')};8;04;1" for one in (ANNA, BRAM, CHRIS)]
    letters = list(xml if seed % 2 else "\n".join(text))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randint(0, 2)] = chance.choice([";", "0", "<", "&", "9", "\n", "é", "\x00", "", "1;2"])
    file = _cbs(tmp_path, "".join(letters), name="levering.xml" if seed % 2 else "levering.txt")
    catalogue.is_delivery(file)
    try:
        frame, reading = catalogue.read_trajectories(file)
    except InputError as error:
        said = error.sentence("nl") + error.sentence("en")
    else:
        said = frame.to_csv() + reading.describe("nl")
    for number in (ANNA, BRAM, CHRIS):
        assert number not in said


@pytest.mark.unit
@pytest.mark.parametrize("start", ["2023-13-40", "morgen"])
def test_a_table_whose_dates_cannot_be_read_gets_a_sentence(tmp_path: Path, start: str) -> None:
    file = tmp_path / "trajecten.csv"
    file.write_text(f"id;start\na;{start}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        catalogue.read_trajectories(file)
    assert raised.value.column == "start"
    assert raised.value.row == 2


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["jw315", "jw317", "jw323"])
def test_messages_that_say_nothing_of_help_are_named(tmp_path: Path, kind: str) -> None:
    folder = _folder(tmp_path, a=_message(kind, "2025-03-01", ""))
    with pytest.raises(InputError, match=rf"{kind.upper()}.*JW305.*JW307"):
        catalogue.read_trajectories(folder)
    with pytest.raises(InputError, match="JW305"):
        catalogue.read_trajectories(next(folder.glob("*.xml")))


@pytest.mark.unit
def test_orders_and_measures_are_said_to_be_no_help(tmp_path: Path) -> None:
    orders = _cbs(
        tmp_path, "111111111;20100514;M;1234AB;72;20240301;", "222222223;20110514;V;1234AB;71;20240201;20240401"
    )
    frame, reading = catalogue.read_trajectories(orders)
    assert set(frame["kind"]) == {"out_of_home_order"}
    assert "measures" in _codes(reading)
    assert "geen hulp" in reading.describe("nl")
    assert "niet nodig" not in reading.describe("nl")
    care = _cbs(tmp_path, _care(ANNA, "20240101", "20240601"), name="hulp.txt")
    assert "measures" not in _codes(catalogue.read_trajectories(care)[1])
