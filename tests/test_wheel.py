"""A wheel built from the tree carries notebooks and data, and works away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.reports import assert_whole

ROOT = Path(__file__).resolve().parents[1]
CARRIED = {".ipynb", ".csv", ".toml", ".xlsx", ".json", ".geojson", ".txt"}
CHOSEN = ("kerncijfers", "mkba_jim", "impactmeting", "benchmark", "samen", "monitor", "casus", "codering")


@pytest.mark.e2e
@pytest.mark.slow
def test_a_study_works_from_an_installed_wheel(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(site)
    for name in ("notebooks/kerncijfers.ipynb", "data/published/figures.csv", "data/dictionary.csv"):
        assert f"wij_impact/_shipped/{name}" in names
    # Templates, style sheets, fonts: whatever is not code travels too.
    package = ROOT / "src"
    beside = [
        path for path in (package / "wij_impact").rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    assert "wij_impact/pipeline/export/templates/report.html.j2" in names
    assert {path.relative_to(package).as_posix() for path in beside} <= set(names)

    def call(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wij_impact", *arguments],
            cwd=cwd,
            env={"PYTHONPATH": str(site), "PATH": "", "HOME": str(tmp_path), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    plain = call("run", "kerncijfers", "--out", "out", cwd=tmp_path)
    assert plain.returncode == 0, plain.stderr
    assert "meegeleverd met het pakket" in plain.stderr
    assert call("init", "mijn-onderzoek", cwd=tmp_path).returncode == 0
    # The wheel has every notebook and every data file of the tree, so that what runs here runs there.
    for folder in ("notebooks", "data"):
        found = [path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.suffix in CARRIED]
        here = {path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts)}
        assert here
        assert {f"wij_impact/_shipped/{name}" for name in here} <= set(names)
    # The first use: wij-impact init mijn-onderzoek && cd mijn-onderzoek && wij-impact run. A report of each room: all
    # thirty take two minutes and, with every file of the tree there, showed nothing more.
    study = tmp_path / "mijn-onderzoek"
    done = call("run", *CHOSEN, "--jobs", "2", cwd=study)
    assert done.returncode == 0, done.stderr
    assert "de map data waar u nu werkt" in done.stderr
    assert assert_whole(study / "reports") == len(CHOSEN)
    verified = call("verify", "reports/kerncijfers", cwd=study)
    assert verified.stdout == f"{Path('reports/kerncijfers')}: identiek.\n"
