"""Reports are made whole or not at all, the same bytes every time, and one failure stops nobody else."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.support.reports import LEAD, SETUP, TABLE, assert_whole, fingerprints, other_day, wij_impact, write_notebook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two small reports, made once."""
    folder = tmp_path_factory.mktemp("study")
    write_notebook(folder / "notebooks" / "een.ipynb")
    write_notebook(folder / "notebooks" / "twee.ipynb")
    done = wij_impact("run", "--jobs", "2", "--format", "xlsx,pdf,docx", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"2 rapporten gemaakt. Open {Path('reports') / 'index.html'}.\n"
    return folder


@pytest.mark.e2e
def test_a_report_has_all_its_files(made: Path) -> None:
    assert assert_whole(made / "reports") == 2
    report = made / "reports" / "een"
    assert {"index.html", "report.ipynb", "manifest.json", "tables/vragen.csv"} <= fingerprints(report).keys()
    manifest = json.loads((report / "manifest.json").read_text())
    assert manifest["parameters"] == {"year": None}
    assert "published/figures.csv" in {item["file"] for item in manifest["inputs"]}
    assert manifest["data_date"] == "2023-12-31"
    assert manifest["formats"] == ["docx", "html", "pdf", "xlsx"]
    # What one mails carries its subject, and both pages lead to it.
    for kind in ("pdf", "docx", "xlsx"):
        assert f"een_2023.{kind}" in manifest["outputs"]
        assert f'href="een_2023.{kind}"' in (report / "index.html").read_text()
        assert f'href="een/een_2023.{kind}"' in (made / "reports" / "index.html").read_text()


def streams_of(pdf: bytes) -> list[bytes]:
    """The packed parts of a PDF."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [one for one in found if one[:1] == b"x"]


@pytest.mark.e2e
def test_no_path_and_no_clock_in_what_is_made(made: Path) -> None:
    for path in (made / "reports").rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            parts = [path.read_bytes()]
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    parts = [packed.read(name) for name in packed.namelist()]
            elif path.suffix == ".pdf":
                parts.append(b"".join(zlib.decompressobj().decompress(one) for one in streams_of(parts[0])))
            for content in parts:
                assert str(made).encode() not in content
                assert str(Path(sys.prefix)).encode() not in content


@pytest.mark.e2e
def test_the_same_bytes_on_another_day_in_another_folder_with_other_jobs(made: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere with space"
    for name in ("een", "twee"):
        write_notebook(elsewhere / "notebooks" / f"{name}.ipynb")
        # The random cell ids of nbformat are part of the notebook, so both folders hold the very same file.
        (elsewhere / "notebooks" / f"{name}.ipynb").write_bytes((made / "notebooks" / f"{name}.ipynb").read_bytes())
    # The folder, the home, the time zone and the jobs differ everywhere; the day too where a clock can be set.
    env = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "HOME": str(tmp_path), **other_day(tmp_path)}
    done = wij_impact("run", "--jobs", "1", "--format", "pdf,docx,xlsx", "--out", "out", cwd=elsewhere, env=env)
    assert done.returncode == 0, done.stderr
    assert fingerprints(elsewhere / "out") == fingerprints(made / "reports")


@pytest.mark.e2e
def test_a_failing_cell_is_named_and_stops_nobody_else(made: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    write_notebook(study / "notebooks" / "een.ipynb")
    write_notebook(study / "notebooks" / "kapot.ipynb")
    assert wij_impact("run", cwd=study).returncode == 0
    before = fingerprints(study / "reports" / "kapot")
    raised = 'from wij_impact import InputError\nraise InputError("te weinig", remedy="voeg toe")'
    write_notebook(study / "notebooks" / "kapot.ipynb", SETUP, raised)
    done = wij_impact("run", "--lang", "en", cwd=study)
    assert done.returncode == 1
    assert "kapot, cell 3: te weinig voeg toe" in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 of 2 reports made" in done.stdout
    assert fingerprints(study / "reports" / "kapot") == before
    assert "te weinig" in (study / "reports" / "index.html").read_text()
    assert_whole(study / "reports")


@pytest.mark.e2e
@pytest.mark.slow
def test_a_defect_in_a_cell_says_so_and_debug_shows_it(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "kapot.ipynb", "1 / 0")
    done = wij_impact("run", cwd=tmp_path)
    assert done.returncode == 1
    assert "kapot, cel 2: onverwachte fout (ZeroDivisionError: division by zero)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in wij_impact("run", "--debug", cwd=tmp_path).stderr


@pytest.mark.e2e
def test_a_kernel_that_dies_gets_a_sentence(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "kapot.ipynb", "import os; os._exit(1)")
    done = wij_impact("run", cwd=tmp_path)
    assert done.returncode == 1
    assert "het rekenproces is gestopt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.e2e
@pytest.mark.slow
def test_one_report_per_value(made: Path, tmp_path: Path) -> None:
    done = wij_impact("run", "een", "--each", "year=2020,2022", "--out", str(tmp_path / "out"), cwd=made)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert names == {"een--year-2020", "een--year-2022"}
    assert "Vragen in 2020" in (tmp_path / "out" / "een--year-2020" / "index.html").read_text()
    index = (tmp_path / "out" / "index.html").read_text()
    assert "een--year-2020/index.html" in index
    twice = wij_impact("run", "een", "--each", "year=2020,2020", "--out", str(tmp_path / "x"), cwd=made)
    assert twice.returncode == 0
    assert "1 rapport gemaakt" in twice.stdout


@pytest.mark.e2e
@pytest.mark.slow
def test_verify_says_identical_or_what_differs_and_why(made: Path, tmp_path: Path) -> None:
    done = wij_impact("verify", "reports/een", cwd=made)
    assert (done.returncode, done.stdout) == (0, f"{Path('reports/een')}: identiek.\n")
    out = tmp_path / "out"
    assert wij_impact("run", "een", "--format", "docx", "--out", str(out), cwd=made).returncode == 0
    table = out / "een" / "tables" / "vragen.csv"
    table.write_text(table.read_text().replace("2023", "1999"))
    changed = wij_impact("verify", str(out / "een"), "--lang", "en", cwd=made)
    assert changed.returncode == 1
    assert "tables/vragen.csv was changed or lost after the report was made." in changed.stdout
    assert "tables/vragen.csv, row 2, column period: was 2023, is now 1999." in changed.stdout
    nothing = wij_impact("verify", "notebooks", cwd=made)
    assert nothing.returncode == 1
    assert "geen rapportmap" in nothing.stderr


@pytest.mark.e2e
@pytest.mark.slow
def test_an_own_word_template_is_used_and_named_when_it_changes(made: Path, tmp_path: Path) -> None:
    template = tmp_path / "data" / "templates" / "report.docx"
    template.parent.mkdir(parents=True)
    (tmp_path / "data" / "published").mkdir()
    # A report of the package is itself a template.
    shutil.copyfile(made / "reports" / "een" / "een_2023.docx", template)
    asked = ("run", "een", "--format", "docx", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out"))
    assert wij_impact(*asked, cwd=made).returncode == 0
    manifest = json.loads((tmp_path / "out" / "een" / "manifest.json").read_text())
    assert "templates/report.docx" in {item["file"] for item in manifest["inputs"]}
    before = fingerprints(tmp_path / "out")
    template.write_text("geen Word")
    refused = wij_impact(*asked, cwd=made)
    assert refused.returncode == 1
    assert "templates/report.docx: dit is geen Word-document. Open het sjabloon in Word" in refused.stderr
    assert "Traceback" not in refused.stderr
    after = fingerprints(tmp_path / "out")
    assert {name: one for name, one in after.items() if name != "index.html"} == {
        name: one for name, one in before.items() if name != "index.html"
    }


@pytest.mark.e2e
@pytest.mark.slow
def test_verify_says_so_when_nothing_changed_but_the_report_does(tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "notebooks" / "een.ipynb",
        SETUP,
        LEAD,
        "import os\nshown = shown.assign(value=os.urandom(4).hex())",
        TABLE,
    )
    assert wij_impact("run", cwd=tmp_path).returncode == 0
    done = wij_impact("verify", "reports/een", cwd=tmp_path)
    assert done.returncode == 1
    assert "tables/vragen.csv, rij 2, kolom value: was " in done.stdout
    assert "Ook anders: index.html, report.ipynb, ro-crate-metadata.json." in done.stdout
    assert "Gegevens, code en pakketten zijn dezelfde: het rapport hangt van toeval of de klok af." in done.stdout


@pytest.mark.e2e
@pytest.mark.slow
def test_verify_against_other_data_names_the_cell(made: Path, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    data = tmp_path / "data" / "published"
    data.mkdir(parents=True)
    text = (root / "data/published/figures.csv").read_text(encoding="utf-8")
    (data / "figures.csv").write_text(text.replace(",2023,35905,", ",2023,35906,"), encoding="utf-8")
    done = wij_impact("verify", "reports/een", "--data", str(tmp_path / "data"), "--lang", "en", cwd=made)
    assert done.returncode == 1
    assert "tables/vragen.csv, row 2, column value: was 35905" in done.stdout
    assert "the data changed: published/figures.csv" in done.stdout


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_kills_at_any_moment_leave_no_broken_report_and_no_kernel(tmp_path: Path) -> None:
    """Kill a run at 15 moments (WIJ_KILLS for more; fifty by hand), spread over its whole length with a fixed seed."""
    for name in ("een", "twee"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb")
    started = time.monotonic()
    assert wij_impact("run", "--jobs", "2", cwd=tmp_path).returncode == 0
    whole = time.monotonic() - started
    moments = random.Random(1)
    mark = {"WIJ_IMPACT_TEST_MARK": str(tmp_path)}
    for _ in range(int(os.environ.get("WIJ_KILLS", "15"))):
        run = subprocess.Popen(
            [sys.executable, "-m", "wij_impact", "run", "--jobs", "2"],
            cwd=tmp_path,
            env={**os.environ, **mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0, whole * 1.05))
        run.send_signal(signal.SIGKILL)
        run.wait()
        # Linux and macOS swap two folders in one step, so nothing has to be mended first.
        assert assert_whole(tmp_path / "reports") == 2
    deadline = time.monotonic() + 10
    while _alive(str(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _alive(str(tmp_path)) == []
    assert wij_impact("run", cwd=tmp_path).returncode == 0
    left = [path.name for path in (tmp_path / "reports").iterdir() if path.name.startswith(".")]
    assert sorted(left) == [".wij-files.json", ".wij-lock"]


def _alive(mark: str) -> list[int]:
    """Processes whose environment carries the mark of this test: kernels that outlived their run."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"WIJ_IMPACT_TEST_MARK={mark}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.e2e
@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_is_a_sentence_and_leaves_the_old_report(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb", "import time; time.sleep(60)")
    run = subprocess.Popen(
        [sys.executable, "-m", "wij_impact", "run"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # A test run that was started in the background ignores Ctrl-C, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    lock = tmp_path / "reports" / ".wij-lock"
    deadline = time.monotonic() + 60
    while not lock.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=20) == 130
    assert run.stderr is not None
    told = run.stderr.read()
    assert "afgebroken; de vorige rapporten zijn gebleven." in told
    assert "Traceback" not in told
    assert assert_whole(tmp_path / "reports") == 0


@pytest.mark.e2e
def test_data_named_in_the_environment_reaches_the_kernel(made: Path, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    data = tmp_path / "data" / "published"
    data.mkdir(parents=True)
    text = (root / "data/published/figures.csv").read_text(encoding="utf-8")
    (data / "figures.csv").write_text(text.replace(",2023,35905,", ",2023,35906,"), encoding="utf-8")
    env = {"WIJ_IMPACT_DATA": str(tmp_path / "data")}
    done = wij_impact("run", "een", "--out", str(tmp_path / "out"), cwd=made, env=env)
    assert done.returncode == 0, done.stderr
    assert "35906" in (tmp_path / "out" / "een" / "tables" / "vragen.csv").read_text()


@pytest.mark.unit
def test_every_error_of_ours_is_told_as_it_is() -> None:
    from wij_impact.catalogue import problems
    from wij_impact.errors import WijImpactError
    from wij_impact.pipeline import execute

    assert problems.ReadError  # the one that lives outside wij_impact.errors
    kinds = {WijImpactError}
    while more := {sub for kind in kinds for sub in kind.__subclasses__()} - kinds:
        kinds |= more
    # A report cell can raise what the rooms and the catalogue raise; the pipeline's own come from outside a kernel.
    told = {kind.__name__ for kind in kinds if not kind.__module__.startswith(("wij_impact.pipeline", "tests"))}
    assert told - {"WijImpactError"} <= set(execute._EXPECTED)
