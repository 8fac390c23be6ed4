"""Cases at the commands: the blank one, the check that names the path, and a report on one's own case."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.reports import wij_impact
from wij_impact.cli import main
from wij_impact.cli.cases import check_case


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WIJ_IMPACT_LANG", "nl")
    return tmp_path


def _call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def _wrong(path: Path) -> Path:
    """A blank case in which one item is paid for seven tenths."""
    text = Path("eigen.toml").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("gemeente = 1.0", "gemeente = 0.7", 1), encoding="utf-8")
    return path


@pytest.mark.e2e
def test_a_blank_case_is_made_and_refused_until_it_is_filled_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = _call(capsys, "template", "mkba_case", "-o", "eigen.toml")
    assert (status, out) == (0, "eigen.toml gemaakt. Vul het in en draai wij-impact check eigen.toml.\n")
    text = (folder / "eigen.toml").read_text(encoding="utf-8")
    assert "nulalternatief" in text
    status, out, _ = _call(capsys, "check", "eigen.toml")
    assert status == 1
    assert "kolom title: [template] is nog niet ingevuld." in out
    for word in ("inflow", "[scenario.", "[actors]", "[[correlation]]", "nominal", "terminal_value", "uk_green_book"):
        assert word in text
    filled = text.replace("Vul hier de naam van uw aanpak in", "Buurtmentor").replace("Vul hier in wat", "Wat")
    (folder / "eigen.toml").write_text(filled, encoding="utf-8")
    status, out, _ = _call(capsys, "check", "eigen.toml")
    assert status == 0
    assert "is nog het voorbeeld van het sjabloon" in out


@pytest.mark.e2e
def test_every_problem_of_a_case_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _call(capsys, "template", "mkba_case", "-o", "eigen.toml")
    text = Path("eigen.toml").read_text(encoding="utf-8")
    three = text.replace("gemeente = 1.0", "gemeente = 0.7", 1).replace("drop_off = 0.0", "drop_off = 1.2")
    Path("drie.toml").write_text(three.replace('sign = "+"', 'sign = "plus"'), encoding="utf-8")
    status, out, _ = _call(capsys, "check", "drie.toml")
    assert status == 1
    for place in ("cost.begeleiding.payers", "effect.voorbeeld.drop_off", "pm.welzijn.sign"):
        assert f"kolom {place}: [case]" in out
    # A number in a Dutch hand is asked, with its row, and nothing is guessed.
    Path("duizend.toml").write_text(
        text.replace('price = "unknown"', "price = { value = 92.000 }", 1), encoding="utf-8"
    )
    out = _call(capsys, "check", "duizend.toml")[1]
    assert "kolom cost.begeleiding.price.value: [case] 92.000 kan 92000 zijn, of 92." in out


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("mkba_case", "-o", "eigen.xlsx"), "eigen.xlsx: een berekening is een .toml-bestand. Schrijf -o eigen.toml."),
        (("mkba_case", "-o", "al.toml"), "al.toml bestaat al en blijft zoals het is. Kies een andere naam."),
        (("mkba_case", "-o", "weg/eigen.toml"), "de map weg bestaat niet."),
        (("mkba_cas", "-o", "eigen.toml"), "gegevensset 'mkba_cas' bestaat niet. Bedoelt u mkba_case?"),
    ],
)
def test_a_blank_case_that_cannot_be_made(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    (folder / "al.toml").write_text("van mij", encoding="utf-8")
    status, out, err = _call(capsys, "template", *arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert (folder / "al.toml").read_text(encoding="utf-8") == "van mij"


@pytest.mark.e2e
def test_check_names_file_row_and_path_of_a_wrong_case(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _call(capsys, "template", "mkba_case", "-o", "eigen.toml")
    _wrong(folder / "fout.toml")
    status, out, _ = _call(capsys, "check", "fout.toml")
    assert status == 1
    first = out.splitlines()[0]
    assert first.startswith("fout: fout.toml, rij ")
    assert "kolom cost.begeleiding.payers: [case] de aandelen tellen op tot 0.7, niet tot 1." in first
    assert (
        "column cost.begeleiding.payers: [case] the shares add up to 0.7"
        in _call(capsys, "check", "fout.toml", "--lang", "en")[1]
    )


@pytest.mark.e2e
def test_check_of_a_data_folder_holds_its_cases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _call(capsys, "template", "mkba_case", "-o", "eigen.toml")
    _wrong(folder / "data" / "cases" / "fout.toml")
    status, out, _ = _call(capsys, "check", "data")
    assert status == 1
    assert "fout: cases/fout.toml, rij " in out
    assert "[case]" in out


@pytest.mark.unit
def test_a_wrong_scenario_and_broken_toml_are_found_too(tmp_path: Path) -> None:
    broken = tmp_path / "stuk.toml"
    broken.write_text("title = {", encoding="utf-8")
    frame = check_case(broken, "nl")
    assert frame[["rule", "severity"]].to_numpy().tolist() == [["case", "error"]]
    main(["template", "mkba_case", "-o", str(tmp_path / "eigen.toml")])
    text = (tmp_path / "eigen.toml").read_text(encoding="utf-8")
    scenario = '\n[scenario.ruim]\nlabel = { nl = "Ruim" }\n[scenario.ruim.set]\n"cost.begeleiding.duration" = 0\n'
    (tmp_path / "ruim.toml").write_text(text + scenario, encoding="utf-8")
    found = check_case(tmp_path / "ruim.toml", "nl")
    assert found["column"].tolist() == ["cost.begeleiding.duration"]


@pytest.mark.e2e
def test_list_names_the_blank_case(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "wij-impact template mkba_case -o FILE.toml" in _call(capsys, "list")[1]


@pytest.mark.e2e
@pytest.mark.slow
def test_a_report_on_a_case_of_ones_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _call(capsys, "template", "mkba_case", "-o", "eigen.toml")
    blank = wij_impact("run", "mkba", "-p", "case=eigen.toml", "-p", "draws=200", cwd=folder)
    assert blank.returncode == 1
    assert "eigen.toml, rij " in blank.stderr
    assert "is nog niet ingevuld" in blank.stderr
    text = (folder / "eigen.toml").read_text(encoding="utf-8")
    filled = text.replace("Vul hier de naam van uw aanpak in", "Buurtmentor").replace("Vul hier in wat", "Wat")
    (folder / "eigen.toml").write_text(filled, encoding="utf-8")
    done = wij_impact("run", "mkba", "-p", "case=eigen.toml", "-p", "draws=200", cwd=folder)
    assert done.returncode == 0, done.stderr
    (page,) = (folder / "reports").glob("mkba--*/index.html")
    assert "Buurtmentor" in page.read_text(encoding="utf-8")
    _wrong(folder / "fout.toml")
    failed = wij_impact("run", "mkba", "-p", "case=fout.toml", "-p", "draws=200", cwd=folder)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "fout.toml, rij " in failed.stderr
    assert "cost.begeleiding.payers: de aandelen tellen op tot 0.7" in failed.stderr


@pytest.mark.unit
def test_a_copy_of_a_case_is_a_case_wherever_it_lies(tmp_path: Path) -> None:
    from wij_impact.catalogue import resolve_data
    from wij_impact.cli.cases import is_words

    copy = tmp_path / "eigen_jim.toml"
    copy.write_text(resolve_data().file("cases/jim.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert not is_words(copy)
    assert is_words(resolve_data().file("words/mkba_jim.toml"))
