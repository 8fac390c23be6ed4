"""`wij-impact check` reads a file of one's own as `run` does, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import InputError
from wij_impact import impactmeting as im
from wij_impact.cli.commands import check, template
from wij_impact.cli.main import main
from wij_impact.pipeline.export.files import harmless


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("grades", "passes"),
    [(["8", "weet niet"], True), (["8", "11"], False), (["8", "zeven"], False), (["8", "8,0"], True)],
)
def test_check_passes_what_run_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], grades: list[str], passes: bool
) -> None:
    file = tmp_path / "antwoorden.csv"
    rows = "\n".join(f"2024;{grade};7" for grade in grades)
    file.write_text(f"wave;grade;self_care\n{rows}\n", encoding="utf-8")
    status = check([file], "nl")
    said = capsys.readouterr().out
    assert (status == 0) is passes
    if passes:
        assert len(im.load_responses(file)) == 2
    else:
        assert "rij 3, kolom grade" in said
        with pytest.raises(InputError, match="row 3, column grade"):
            im.load_responses(file)


@pytest.mark.e2e
def test_an_export_asks_for_a_mapping_and_gets_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "Tijdstempel,Welk cijfer geeft u uw ervaring?,Kunt u beter voor uzelf zorgen?,E-mailadres\n"
        "01-10-2024 09:03:00,8,weet niet,a@b.nl\n02-10-2024 09:03:00,7,6,c@d.nl\n",
        encoding="utf-8",
    )
    assert check([export], "nl") == 1
    assert "template mapping --from" in capsys.readouterr().out
    mapping = tmp_path / "mapping.toml"
    assert template("mapping", mapping, "nl", str(export), "impactmeting_preventie") == 0
    assert check([export], "nl", "impactmeting_preventie", str(mapping)) == 0
    found = im.load_responses(export, columns=mapping)
    assert found[["wave", "grade", "self_care"]].values.tolist() == [["2024", "8", "98"], ["2024", "7", "6"]]
    assert found.attrs["reading"].of("columns-personal")[0].what == ("E-mailadres",)


@pytest.mark.unit
def test_a_text_that_would_run_is_harmless_and_numbers_stay() -> None:
    live = ['=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(1+1)", " =1"]
    assert [harmless(text) for text in live] == [f"'{text}" for text in live]
    for plain in ("-2,5", "+12%", "-1.250", "Team A", "-", "\u2212 5", -3, 2.5):
        assert harmless(plain) == plain


@pytest.mark.e2e
def test_a_check_of_a_folder_leaves_a_page_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "published").mkdir(parents=True)
    text = "risk_id;phase;risk;probability_nl;impact_nl\nrisk_90;execution;Strike;Midel;Hoog\n"
    (tmp_path / "data" / "published" / "risks_eigen.csv").write_text(text, encoding="utf-8")
    assert main(["check", "data"]) == 1
    told = capsys.readouterr()
    page = (tmp_path / "reports" / "controle" / "index.html").read_text(encoding="utf-8")
    assert "reports/controle/index.html" in told.err
    for part in ("risks_eigen.csv", "Midel", "Bedoelt u &#39;Middel&#39;?", "Wat verbeterd moet worden"):
        assert part in page or part.replace("&#39;", "'") in page
    assert "Bedoelt u 'Middel'?" in told.out


@pytest.mark.e2e
def test_a_sheet_named_behind_the_file_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["iets", "anders"])
    first.append(["x", 1])
    sheet = book.create_sheet("2024")
    for row in (["team", "cliënten"], ["A", "1.250"], ["B", "980"]):
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    assert main(["check", f"{tmp_path}/b.xlsx#2024"]) == 0
    assert "1.250" in capsys.readouterr().out
    assert main(["check", f"{tmp_path}/b.xlsx#2023"]) == 1
    assert "2024" in capsys.readouterr().out
    assert main(["check", f"{tmp_path}/b.xlsx"]) == 1
    assert "b.xlsx#Sheet" in capsys.readouterr().out


@pytest.mark.e2e
def test_a_mapping_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("team;cliënten\nA;1.250\nB;980\n", encoding="utf-8")
    assert main(["check", f"{tmp_path}/t.csv", "--columns", f"{tmp_path}/nope.toml"]) == 2
    assert "nope.toml" in capsys.readouterr().err


@pytest.mark.e2e
def test_check_reads_answers_with_the_mapping_that_run_gets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = (
        "Tijdstempel,Cijfer voor uw ervaring?,Beter voor uzelf zorgen?,Contact met buurtgenoten?,Samen activiteiten?\n"
    )
    export = tmp_path / "export.csv"
    export.write_text(head + "01-10-2024 09:03:00,8,7,6,9\n" * 12, encoding="utf-8")
    columns = {"grade": 1, "self_care": 2, "neighbour_contact": 3, "joint_activities": 4}
    names = head.strip().split(",")
    lines = "".join(f'{item} = "{names[at]}"\n' for item, at in columns.items())
    (tmp_path / "m.toml").write_text(f"[columns]\n{lines}", encoding="utf-8")
    given = ["check", str(export), "--as", "impactmeting_preventie"]
    assert main([*given, "--columns", f"{tmp_path}/m.toml"]) == 0
    assert main(["check", str(export), "--columns", f"{tmp_path}/m.toml"]) == 0
    assert "uncertain-match" not in capsys.readouterr().out
    # Recognised as those answers without being told, so the mapping is what makes it right.
    assert main(["check", str(export)]) == 1
    assert "uncertain-match" in capsys.readouterr().out


@pytest.mark.unit
@pytest.mark.parametrize(
    ("header", "row", "rule"),
    [
        ("Aanmelddatum;Startdatum;Einddatum;Verwijzer", "1-2-2024;3-2-2024;{day}-1-2024;huisarts", "moments-reversed"),
        ("Maand;Klachten", "2024-{month};niets", "not-a-number"),
        ("Persoon;Meetmoment;Fase;Score", "a;{n};A;niets", "not-a-number"),
    ],
)
def test_a_file_is_known_by_the_names_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str, row: str, rule: str
) -> None:
    rows = [row.format(day=n, month=f"{n:02}", n=n) for n in range(1, 13)]
    (tmp_path / "bestand.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "bestand.csv")]) == 1
    told = capsys.readouterr().out
    assert rule in told
    assert "unknown-file" not in told
