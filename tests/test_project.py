"""The project's own promises: one list of requirements, a lock for everyone, imports that only go down."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

# Extras that a user may add but that `make` does not install; the Makefile's lock leaves them out.
UNLOCKED = {"honest"}

FLOORS: dict[str, float] = {
    "__main__": 6,
    "cli": 5,
    "pipeline": 4,
    # Facts of one report: quantities and verdict codes, no language.
    "reports": 3.5,
    "presentation": 3,
    # Claims use several rooms, which do not import each other.
    "claims": 2.5,
    "benchmark": 2,
    "effect": 2,
    "impactmeting": 2,
    "kerncijfers": 2,
    "mkba": 2,
    "flow": 2,
    "monitor": 2,
    "coding": 2,
    "catalogue": 1,
    "disclosure": 1,
    "estimates": 1,
    "drawing": 1,
    "errors": 0,
    "language": 0,
}


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-")


def _required() -> dict[str, str]:
    locked = {name: lines for name, lines in PROJECT["optional-dependencies"].items() if name not in UNLOCKED}
    every = [*PROJECT["dependencies"], *chain.from_iterable(locked.values())]
    return {_name(line): re.split(">=|==", line)[1] for line in every}


@pytest.mark.unit
def test_the_lock_holds_every_requirement_pinned_and_hashed() -> None:
    pinned = {_name(line): line for line in LOCK.splitlines() if re.match(r"[a-zA-Z]", line)}
    assert set(_required()) <= set(pinned)
    for block in re.split(r"\n(?=[a-zA-Z])", LOCK.strip()):
        assert "==" in block.splitlines()[0]
        assert "--hash=sha256:" in block


@pytest.mark.unit
def test_the_lock_is_for_every_platform_and_names_no_index() -> None:
    assert "os_name == 'nt'" in LOCK or "sys_platform == 'win32'" in LOCK
    assert "sys_platform == 'darwin'" in LOCK
    assert not re.search(r"https?://|--index-url|--find-links|file:", LOCK)


@pytest.mark.unit
def test_the_lock_satisfies_the_lower_bounds() -> None:
    for name, least in _required().items():
        versions = re.findall(rf"(?mi)^{re.escape(name)}==([\d.]+)", LOCK.replace("_", "-"))
        assert versions, name
        for version in versions:
            assert tuple(map(int, version.split("."))) >= tuple(map(int, least.split("."))), name


@pytest.mark.unit
def test_conda_users_get_the_same_requirements() -> None:
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    named = [line.strip()[2:] for line in lines if re.match(r" {2,4}- [a-z].*=", line)]
    versions = {_name(line): re.split(">=|==", line)[1] for line in named}
    assert versions.pop("python") == PROJECT["requires-python"].removeprefix(">=")
    assert versions == _required()


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "wij_impact"}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("wij_impact.")}


@pytest.mark.unit
def test_imports_only_go_down() -> None:
    package = ROOT / "src" / "wij_impact"
    for path in package.rglob("*.py"):
        part = path.relative_to(package).parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        assert part in FLOORS, f"{part} has no floor"
        for used in _imports(path) - {part}:
            if used in FLOORS:
                assert FLOORS[used] < FLOORS[part] or FLOORS[used] <= 1 >= FLOORS[part], f"{path.name} imports {used}"


@pytest.mark.unit
def test_one_version_everywhere() -> None:
    import wij_impact

    assert PROJECT["version"] == wij_impact.__version__
    assert f"version: {wij_impact.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.unit
def test_start_cmd_is_for_windows_and_names_no_path_of_ours() -> None:
    raw = (ROOT / "start.cmd").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n")
    text = raw.decode("utf-8")
    assert "--require-hashes -r requirements.lock" in text
    assert "--no-deps --no-build-isolation -e ." in text
    assert "reports\\index.html" in text
