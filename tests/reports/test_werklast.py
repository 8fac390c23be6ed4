"""Facts of the report on workload: what is printed, files of one's own, and what is refused or hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, InsufficientEvidence, catalogue
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
