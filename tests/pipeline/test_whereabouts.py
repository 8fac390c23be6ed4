"""A report names a file of the user's, and no folder that it stands in; `verify` and an unchanged run find it still."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.support.reports import wij_impact
from wij_impact.pipeline import manifest, whereabouts
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.notebooks import ReportSpec

READ = """
from pathlib import Path
from wij_impact.catalogue.readlog import record_read
text = Path(file).read_text()
record_read(Path(file))
Path("never").exists()
print(file, len(text))
"""


def _notebook(folder: Path) -> None:
    from nbformat import write

    from tests.support.reports import LEAD, SETUP, TABLE

    source = 'year: int | None = None\nfile: str = ""\nlang: str = "nl"'
    book = new_notebook(cells=[new_code_cell(source, metadata={"tags": ["parameters"]})])
    book.cells += [new_code_cell(one) for one in (READ, SETUP, LEAD, TABLE)]
    book.metadata["wij_impact"] = {"title": {"nl": "Speelgoed", "en": "Toy"}}
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (folder / "notebooks").mkdir(parents=True)
    write(book, folder / "notebooks" / "toy.ipynb")


def _mentions(folder: Path, word: str) -> list[str]:
    """The files that hold a word, packed ones unpacked."""
    found = []
    for path in (one for one in folder.rglob("*") if one.is_file()):
        parts = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                parts = [packed.read(name) for name in packed.namelist()]
        found += [path.name for part in parts if word.encode() in part]
    return found


@pytest.mark.e2e
@pytest.mark.slow
def test_no_file_of_a_report_holds_a_path(tmp_path: Path) -> None:
    study = tmp_path / "study"
    _notebook(study)
    secret = study / "clienten_van_jansen"
    secret.mkdir()
    (secret / "pilot.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    asked = ("run", "toy", "-p", "file=clienten_van_jansen/pilot.csv", "--format", "docx,xlsx")
    made = wij_impact(*asked, cwd=study)
    assert made.returncode == 0, made.stderr
    (folder,) = [one for one in (study / "reports").iterdir() if one.is_dir()]
    assert _mentions(folder, "clienten_van_jansen") == []
    assert _mentions(study / "reports", "clienten_van_jansen") == [whereabouts.FILE_NAME]
    assert json.loads((folder / "manifest.json").read_text())["parameters"]["file"] == "pilot.csv"
    again = wij_impact(*asked, cwd=study)
    assert "ongewijzigd" in again.stdout
    # From another folder too; and of a report that was moved away, where its file is.
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(study / "notebooks", elsewhere / "notebooks")
    for start in (study, elsewhere):
        same = wij_impact("verify", str(folder), cwd=start)
        assert same.returncode == 0, same.stdout + same.stderr
    moved = tmp_path / "mailed" / folder.name
    shutil.copytree(folder, moved)
    shutil.copytree(study / "notebooks", secret / "notebooks")
    same = wij_impact("verify", str(moved), cwd=secret)
    assert same.returncode == 0, same.stdout + same.stderr
    (secret / "pilot.csv").write_text("a;b\n1;33\n", encoding="utf-8")
    other = wij_impact("verify", str(folder), cwd=study)
    assert other.returncode == 1
    assert "de gegevens zijn veranderd: pilot.csv" in other.stdout
    other = wij_impact("verify", str(moved), cwd=secret)
    assert "misschien pilot.csv" in other.stdout
    assert "de gegevens zijn veranderd" not in other.stdout


@pytest.mark.e2e
def test_no_file_of_a_report_tells_whether_a_guess_of_the_answers_is_right(tmp_path: Path) -> None:
    """Who has all rows but one could try every last answer against a bare fingerprint of the file."""
    _notebook(tmp_path)
    text = b"a;b\n1;2\n"
    (tmp_path / "pilot.csv").write_bytes(text)
    made = wij_impact("run", "toy", "-p", "file=pilot.csv", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    (folder,) = [one for one in (tmp_path / "reports").iterdir() if one.is_dir()]
    assert _mentions(tmp_path / "reports", hashlib.sha256(text).hexdigest()[:12]) == []
    (item,) = [
        one for one in json.loads((folder / "manifest.json").read_text())["inputs"] if one["file"] == "pilot.csv"
    ]
    assert set(item) == {"file", "hmac_sha256"}
    assert whereabouts.secret_of(tmp_path / "reports") not in (folder / "manifest.json").read_text()
    path = tmp_path / "pilot.csv"
    assert manifest.holds(item, path, whereabouts.secret_of(tmp_path / "reports"))
    assert not manifest.holds(item, path, "")
    # A report of before there were keys is still compared.
    assert manifest.holds({"file": "pilot.csv", "sha256": hashlib.sha256(text).hexdigest()}, path, "some key")


@pytest.mark.unit
def test_what_a_notebook_shows_of_a_path_goes_and_its_code_stays() -> None:
    path = r"C:\Users\jan\pilot.csv"
    given = new_code_cell(f"file = {path!r}", metadata={"tags": ["injected-parameters"]})
    shows = new_code_cell("print('/x')", outputs=[new_output("stream", name="stdout", text=f"{path} /x")])
    done = whereabouts.without_paths(new_notebook(cells=[given, shows]), {"file": path, "map": "/x", "level": 0.9})
    assert done.cells[0].source == "file = 'pilot.csv'"
    assert done.cells[1].source == "print('/x')"
    assert done.cells[1].outputs[0].text == "pilot.csv /x"


@pytest.mark.unit
def test_what_is_kept_is_private_and_forgets_reports_that_are_gone(tmp_path: Path) -> None:
    from wij_impact.language import Text

    spec = ReportSpec("toy", tmp_path, Text(nl="", en=""), Text(nl="", en=""), ())
    jobs = [Job(spec, {"file": f"in/{name}.csv"}) for name in ("een", "twee")]
    for job in jobs:
        whereabouts.remember(tmp_path, [job])
    kept = json.loads((tmp_path / whereabouts.FILE_NAME).read_text())
    assert set(kept) == {jobs[1].folder}
    assert (tmp_path / whereabouts.FILE_NAME).stat().st_mode & 0o077 == 0
    folder = tmp_path / jobs[1].folder
    assert whereabouts.recall(folder, {"file": "twee.csv"}) == {"file": "in/twee.csv"}
    # Of another file, and of a report that was moved, there is nothing to recall.
    assert whereabouts.recall(folder, {"file": "drie.csv"}) == {"file": "drie.csv"}
    assert whereabouts.recall(tmp_path / "elders" / folder.name, {"file": "twee.csv"}) == {"file": "twee.csv"}
    assert not (tmp_path / "leeg").exists()
    whereabouts.remember(tmp_path / "leeg", [Job(spec, {"year": 2023})])
    assert not (tmp_path / "leeg").exists()
