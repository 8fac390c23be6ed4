"""The commands as a user calls them: exit status, sentences, languages. In this process where no kernel is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.reports import SETUP, assert_whole, wij_impact, write_notebook
from wij_impact.cli import main
from wij_impact.cli.running import read_jobs, split_assignments
from wij_impact.errors import UsageError


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one small report."""
    write_notebook(tmp_path / "notebooks" / "kerncijfers.ipynb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WIJ_IMPACT_LANG", "nl")
    return tmp_path


def _call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


@pytest.mark.e2e
def test_a_bare_call_says_in_three_lines_what_to_do(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _call(capsys)
    assert (status, err, len(out.splitlines())) == (0, "", 3)
    assert "wij-impact run" in out
    assert "makes all reports" in _call(capsys, "--lang", "en")[1]


@pytest.mark.e2e
@pytest.mark.parametrize("command", ["list", "run", "check", "template", "verify", "words", "init"])
def test_every_command_explains_itself(study: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    status, out, _ = _call(capsys, command, "--help")
    assert status == 0
    assert "Gebruik: wij-impact" in out
    for english in ("Usage", "Options:", "Arguments", "Show this message", "default:", "required"):
        assert english not in out
    assert "Usage: wij-impact" in _call(capsys, command, "--help", "--lang", "en")[1]


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "kerncijfers", "-p", "yaer=2020"), "heeft geen parameter 'yaer'. Bedoelt u year?"),
        (("run", "kerncijfers", "-p", "year=0014"), "-p year=0014: verwacht wordt een geheel getal"),
        (("run", "kerncijfers", "-p", "year"), "er ontbreekt een ="),
        (("run", "kerncijfers", "-p", "year=2020", "-p", "year=2021"), "twee keer"),
        (("run", "kerncijfers", "-p", "year=2020", "--each", "year=2021"), "Kies een van de twee"),
        (("run", "kerncijfers", "-p", "lang=en"), "Gebruik --lang nl of --lang en"),
        (("run", "kerncijfer"), "er is geen rapport 'kerncijfer'. Bedoelt u kerncijfers?"),
        (("run", "--jobs", "nul"), "--jobs nul"),
        (("run", "--jobs", "0"), "--jobs 0"),
        (("run", "--format", "htlm"), "Bedoelt u html?"),
        (("run", "--data", "nergens"), "nergens bestaat niet"),
        (("run", "--lang", "de"), "Kies nl of en"),
        (("run", "--uot", "x"), "Bedoelt u --out?"),
        (("run", "--out"), "bij optie --out hoort een waarde"),
        (("rnu",), "opdracht 'rnu' bestaat niet. Bedoelt u run?"),
        (("template", "figurs", "-o", "x.xlsx"), "Bedoelt u figures?"),
        (("template", "figures"), "FILE.xlsx ontbreekt"),
        (("verify",), "REPORT_DIR ontbreekt"),
        (("init",), "DIR ontbreekt"),
        (("init", "notebooks"), "bestaat al en is niet leeg"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(
    study: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    status, out, err = _call(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("wij-impact: ")
    assert len(err.splitlines()) == 1
    assert sentence in err
    assert not (study / "reports").exists()


@pytest.mark.e2e
def test_the_english_message(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = _call(capsys, "run", "kerncijfers", "-p", "yaer=2020", "--lang", "en")
    assert err == "wij-impact: report kerncijfers has no parameter 'yaer'. Did you mean year?\n"


@pytest.mark.e2e
def test_a_notebook_that_is_none_gets_a_sentence(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "notebooks" / "kapot.ipynb").write_text("geen json, wel wij_impact")
    status, _, err = _call(capsys, "run")
    assert status == 1
    assert "kapot.ipynb: dit is geen notebook" in err


@pytest.mark.e2e
def test_list_names_reports_parameters_and_columns(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _call(capsys, "list")
    assert status == 0
    for word in ("kerncijfers", "-p year=", "figures", "published/figures.csv", "figure_id", "verplicht"):
        assert word in out


@pytest.mark.e2e
def test_check_passes_the_shipped_data_with_notices(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _call(capsys, "check")
    assert status == 0, out
    last = out.splitlines()[-1]
    assert last.startswith("0 fouten, ")
    assert int(last.split()[2]) > 30
    assert "[restated]" in out
    assert "[check-fails]" in out


@pytest.mark.e2e
def test_check_names_file_row_column_and_remedy(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).resolve().parents[2]
    lines = (root / "data/published/figures.csv").read_text(encoding="utf-8").splitlines()
    (study / "figures.csv").write_text("\n".join([lines[0], lines[4].replace("32.83", "veel")]) + "\n")
    status, out, _ = _call(capsys, "check", "figures.csv")
    assert status == 1
    assert "fout: figures.csv, rij 2, kolom value: [not-a-number]" in out
    assert "1 fout" in out


@pytest.mark.e2e
@pytest.mark.slow
def test_a_study_follows_a_new_row(tmp_path: Path) -> None:
    """The road of an adviser: init, add a row, check, run; the report tells it without touching code."""
    assert wij_impact("init", "mijn onderzoek", cwd=tmp_path).returncode == 0
    study = tmp_path / "mijn onderzoek"
    (study / "notebooks").mkdir(exist_ok=True)
    for path in (study / "notebooks").glob("*.ipynb"):
        path.unlink()
    write_notebook(study / "notebooks" / "toy.ipynb")
    header = (study / "data/published/figures.csv").read_text(encoding="utf-8").splitlines()[0].replace(",", ";")
    row = (
        "vragen_2024_eigen;demand;Support questions registered;geregistreerde ondersteuningsvragen;;2024;36100;count;;"
        "actual;jaarverslag_2023;2024;eigen telling;proefrij;questions_registered"
    )
    (study / "data/published/figures_eigen2.csv").write_text(f"{header}\n{row}\n", encoding="cp1252")
    checked = wij_impact("check", cwd=study)
    assert checked.returncode == 0, checked.stdout
    done = wij_impact("run", "toy", "-p", "year=2024", cwd=study)
    assert done.returncode == 0, done.stderr
    assert "36100" in (study / "reports/toy--year-2024/tables/vragen.csv").read_text()
    assert_whole(study / "reports")


@pytest.mark.e2e
def test_a_refused_folder_keeps_everything(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "file").write_text("x")
    status, _, err = _call(capsys, "run", "--out", "file")
    assert status == 2
    assert "kan niet worden geschreven" in err
    assert (study / "file").read_text() == "x"


@pytest.mark.e2e
def test_a_reader_that_leaves_is_no_error(study: Path) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m wij_impact list | head -1',
        shell=True,
        cwd=study,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == "Rapporten\n"


@pytest.mark.e2e
def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom wij_impact.cli import main\nmain(['--help'])\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'scipy', 'babel'} & set(sys.modules)\n"
        "sys.exit(f'{heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.unit
def test_assignments_and_jobs() -> None:
    assert split_assignments(["a=b=c", "d="]) == {"a": "b=c", "d": ""}
    assert read_jobs("8", 3) == 3
    assert 1 <= read_jobs(None, 3) <= 3
    with pytest.raises(UsageError):
        read_jobs("²", 3)


@pytest.mark.e2e
def test_an_error_in_the_data_stops_the_report_and_names_the_cell(study: Path) -> None:
    write_notebook(study / "notebooks" / "kerncijfers.ipynb", SETUP)
    data = study / "data" / "published"
    data.mkdir(parents=True)
    root = Path(__file__).resolve().parents[2]
    text = (root / "data/published/figures.csv").read_text(encoding="utf-8")
    (data / "figures.csv").write_text(text.replace(",2023,35905,", ",2023,veel,"), encoding="utf-8")
    done = wij_impact("run", cwd=study)
    assert done.returncode == 1
    assert "kerncijfers, cel 2: " in done.stderr
    assert "figures.csv, rij" in done.stderr
    assert "kolom value" in done.stderr
    assert "Traceback" not in done.stderr
