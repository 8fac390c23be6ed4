"""Facts of the report on workload: what is printed, files of one's own, and what is refused or hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, InsufficientEvidence, UsageError, catalogue
from wij_impact.presentation.blocks import Figure, Table
from wij_impact.reports import werklast

HEAD = "wijk;inwoners;lopende zaken;fte;afwezige voltijdbanen\n"


def _teams(folder: Path, loads: list[int], fte: float = 10.0) -> str:
    rows = [f"Team {i};5000;{one};{fte:g};0" for i, one in enumerate(loads)]
    file = folder / "teams.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


def _own(path: str, caseload: str = "") -> tuple[werklast.Own, werklast.Analysis]:
    teams, kinds = werklast.read_files(path, caseload)
    found = werklast.analyse(teams, kinds)
    return werklast.own_facts(teams, found), found


@pytest.mark.reference
def test_questions_per_full_time_job_as_printed() -> None:
    facts = werklast.document_facts(catalogue.figures())
    assert float(facts.per.value) == pytest.approx(35_905 / 451.56)
    assert float(facts.per_before.value) == pytest.approx(33_239 / 423.84)
    assert float(facts.per_all.value) == pytest.approx(35_905 / (451.56 + 55.36))
    assert facts.moved == "level"  # 1.4% more


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    page = run_report("werklast", lang=lang)
    assert page.first_screen_words() <= 150


@pytest.mark.unit
def test_the_page_is_about_the_file(tmp_path: Path) -> None:
    path = _teams(tmp_path, [100] * 7 + [200])
    page = run_report("werklast", neighbourhoods=path)
    told = "\n".join(one.plain() for one in page.blocks)
    assert "Team 7 heeft meer werk per voltijdbaan dan Team" in told
    assert "Elke zaak telt even zwaar" in told
    assert isinstance(block(page, "own_loads"), Figure)
    assert isinstance(block(page, "own_moves"), Table)


@pytest.mark.property
def test_equal_work_asks_no_move_and_shows_no_difference(tmp_path: Path) -> None:
    own, found = _own(_teams(tmp_path, [120] * 9))
    assert own.title == "not_shown"
    assert (own.moved.value, own.shown.value) == (0, 0)
    assert found.moves["estimate"].abs().max() < 1e-9


@pytest.mark.unit
def test_weights_change_the_load_and_their_origin_is_told(tmp_path: Path) -> None:
    path = _teams(tmp_path, [100] * 8)
    lines = [f"Team {i};enkel;{100 - 10 * i};1;time_study\nTeam {i};zwaar;{10 * i};3;assumption" for i in range(8)]
    kinds = tmp_path / "zaken.csv"
    kinds.write_text("wijk;soort zaak;zaken;gewicht;herkomst van het gewicht\n" + "\n".join(lines), encoding="utf-8")
    own, found = _own(path, str(kinds))
    assert own.heaviest.text == "Team 7"
    assert found.loads.set_index("wijk").loc["Team 7", "estimate"] == pytest.approx((30 + 70 * 3) / 10)
    assert own.weights == "assumed"


@pytest.mark.unit
def test_a_small_team_is_hidden_and_few_teams_are_refused(tmp_path: Path) -> None:
    own, found = _own(_teams(tmp_path, [100] * 8 + [4]))
    assert [one.text for one in own.hidden] == ["Team 8"]
    assert "Team 8" not in found.loads["wijk"].tolist()
    with pytest.raises(InsufficientEvidence, match="there are 7 teams"):
        _own(_teams(tmp_path, [100] * 7 + [4]))


@pytest.mark.unit
def test_an_empty_cell_and_a_team_in_one_file_get_a_sentence(tmp_path: Path) -> None:
    path = Path(_teams(tmp_path, [100] * 8))
    path.write_text(
        path.read_text(encoding="utf-8").replace("Team 3;5000;100;10;0", "Team 3;5000;100;;0"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="row 5, column fte"):
        werklast.read_files(str(path))
    whole = _teams(tmp_path, [100] * 8)
    kinds = tmp_path / "zaken.csv"
    kinds.write_text(
        "wijk;soort zaak;zaken;gewicht;herkomst van het gewicht\n"
        + "\n".join(f"Team {i};enkel;50;1;paired" for i in range(9)),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="'Team 8' has cases, but is not among"):
        _own(whole, str(kinds))


def _with_context(folder: Path, n: int = 12, lifted: float = 1.0, column: str = "laag inkomen") -> str:
    """Work follows low income; of the last team it is `lifted` times that."""
    lines = [f"wijk;inwoners;lopende zaken;fte;{column}"]
    for i in range(n):
        poor, residents = 6 + 2 * i, 4000 + 700 * ((i * 5) % n)
        cases = round(residents * 0.02 * 1.03**poor * (1 + 0.03 * (-1) ** i) * (lifted if i == n - 1 else 1.0))
        lines.append(f"Team {i};{residents};{cases};{residents / 500:g};{poor}")
    file = folder / f"omgeving_{n}_{lifted}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.unit
def test_more_work_where_it_is_expected_is_no_statement_and_beyond_it_is(tmp_path: Path) -> None:
    page = run_report("werklast", neighbourhoods=_with_context(tmp_path))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "heeft geen team aantoonbaar meer of minder werk" in told
    page = run_report("werklast", neighbourhoods=_with_context(tmp_path, lifted=2.0))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "meer werk dan de andere teams doen verwachten bij: Team 11." in told
    assert isinstance(block(page, "own_expected"), Table)


@pytest.mark.unit
def test_too_few_teams_and_no_context_are_said_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "acht.csv"
    rows = [f"T{i};5000;{90 + 9 * i};10;{5 + i};{20 + (i * 3) % 7};{900 + 50 * (i % 5)}" for i in range(8)]
    head = "wijk;inwoners;lopende zaken;fte;laag inkomen;eenoudergezinnen;jeugd\n"
    file.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    _, found = _own(str(file))
    teams, _ = werklast.read_files(str(file))
    assert werklast.expected_facts(werklast.compare(teams, found.loads)).state == "shown"
    less = found.loads.iloc[:7]
    facts = werklast.expected_facts(werklast.compare(teams, less))
    assert (facts.state, facts.teams.value, facts.needed.value) == ("few", 7, 8)
    with pytest.raises(InsufficientEvidence, match="7 teams are too few to expect load from 3 columns; that takes 8"):
        werklast.compare(teams, less, ["low_income", "single_parent", "youth"])
    plain = run_report("werklast", neighbourhoods=_teams(tmp_path, [100] * 7 + [200]))
    assert "geen kenmerken van de omgeving" in "\n".join(one.plain() for one in plain.blocks)


@pytest.mark.unit
def test_context_that_is_not_there_empty_or_made_by_the_team_is_refused(tmp_path: Path) -> None:
    path = Path(_with_context(tmp_path))
    teams, _ = werklast.read_files(str(path))
    loads = werklast.analyse(teams, None).loads
    with pytest.raises(UsageError, match="no such column 'low_incom'"):
        werklast.compare(teams, loads, ["low_incom"])
    with pytest.raises(UsageError, match="'open_cases' is made by the team"):
        werklast.compare(teams, loads, ["open_cases"])
    path.write_text(path.read_text(encoding="utf-8").replace(";12\n", ";\n"), encoding="utf-8")
    teams, _ = werklast.read_files(str(path))
    with pytest.raises(InputError, match="row 5, column low_income"):
        werklast.compare(teams, loads, ["low_income"])
    facts = werklast.expected_facts(werklast.compare(teams, loads))
    assert facts.state == "none"
    assert [one.code for one in facts.skipped] == ["low_income"]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_made_up_teams_find_the_one_that_got_twice_its_work(lang: str) -> None:
    page = run_report("voorbeeld_werklast", lang=lang)
    told = "\n".join(one.plain() for one in page.blocks)
    assert page.examples
    assert ("verwachten bij: Voorbeeldwijk J." if lang == "nl" else "to expect in: Voorbeeldwijk J.") in told


@pytest.mark.unit
@pytest.mark.parametrize("name", ["Totaal", "Gemiddelde", "De hele stad"])
def test_a_row_of_all_teams_together_is_no_team(name: str, tmp_path: Path) -> None:
    path = Path(_teams(tmp_path, [100] * 7 + [200]))
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{name};40000;900;80;0\n")
    with pytest.raises(InputError, match=f"row 10, column wijk: '{name}' adds up the other rows"):
        werklast.read_files(str(path), "")
    kinds = tmp_path / "zaken.csv"
    lines = [f"Team {i};enkel;50;1;paired" for i in range(8)] + ["Team 0;totaal;50;1;paired"]
    kinds.write_text("wijk;soort zaak;zaken;gewicht;herkomst van het gewicht\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=r"row 10, column soort zaak \(kind\): 'totaal' adds up"):
        werklast.read_files(_teams(tmp_path, [100] * 7 + [200]), str(kinds))
