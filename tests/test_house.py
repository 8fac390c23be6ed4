"""The house keeps its shape: no import in a circle, and a package shows its public names only."""

from __future__ import annotations

import ast
import importlib
import json
import re
from pathlib import Path

import pytest

from tests.support.bilingual import sentences

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "wij_impact"

#: Circles that are still there, each as its modules; the list may only shrink.
KNOWN: tuple[frozenset[str], ...] = ()


def _modules() -> dict[str, Path]:
    named = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("wij_impact", *path.relative_to(PACKAGE).with_suffix("").parts)
        named[".".join(parts).removesuffix(".__init__")] = path
    return named


def _imported(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules of ours that a file imports anywhere: at the top, in a function, or for typing only."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {full if full in modules else node.module for full in inside.values()}
    return found & modules.keys()


def circles(graph: dict[str, set[str]]) -> list[frozenset[str]]:
    """The sets of nodes that reach each other (Tarjan 1972), larger than one."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(node: str) -> None:
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in graph[node]:
            if other not in order:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], order[other])
        if low[node] == order[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(frozenset(part))

    for node in graph:
        if node not in order:
            visit(node)
    return found


@pytest.mark.unit
def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [frozenset("abc")]
    assert circles({"a": {"b"}, "b": set()}) == []


@pytest.mark.unit
def test_no_import_goes_in_a_circle_lazy_or_for_typing() -> None:
    modules = _modules()
    graph = {name: _imported(path, modules) - {name} for name, path in modules.items()}
    found = [frozenset(name.removeprefix("wij_impact.") for name in circle) for circle in circles(graph)]
    new = [sorted(circle) for circle in found if not any(circle <= known for known in KNOWN)]
    assert new == []


@pytest.mark.unit
def test_a_package_shows_its_public_names_only() -> None:
    for path in sorted(PACKAGE.glob("*/__init__.py")):
        package = importlib.import_module(f"wij_impact.{path.parent.name}")
        names = getattr(package, "__all__", [])
        if not names:
            continue
        assert dir(package) == sorted(names), path.parent.name
        for name in names:
            assert hasattr(package, name), f"{path.parent.name}.{name}"


def listed_and_found(path: Path) -> tuple[set[str], set[str], set[str]]:
    """The names that a lazy package lists, those it can find, and those that a type checker is told of."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    values = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    told = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for one in ast.walk(node)
        if isinstance(one, ast.ImportFrom)
        for alias in one.names
    }
    eager = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wij_impact")
        for alias in node.names
    }
    listed = set(ast.literal_eval(values["__all__"]))
    lazy = set(ast.literal_eval(values["_HOMES"]))
    return listed, lazy | (eager & listed), told | (eager & listed)


@pytest.mark.unit
def test_a_lazy_package_lists_finds_and_types_the_same_names() -> None:
    lazy = [path for path in sorted(PACKAGE.rglob("__init__.py")) if "\n_HOMES" in path.read_text(encoding="utf-8")]
    assert "catalogue" in {path.parent.name for path in lazy}
    for path in lazy:
        listed, found, told = listed_and_found(path)
        assert (listed ^ found, listed ^ told) == (set(), set()), path.parent.name


@pytest.mark.unit
def test_colours_are_written_in_the_palette_only() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.name == "palette.py" or path.parent.name == "export":
            continue
        # Inside a preview for Jupyter a colour stands in a piece of html.
        code = re.sub(r"style=\"[^\"]*\"|style='[^']*'", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"#[0-9a-fA-F]{6}\b", code), path.name


@pytest.mark.unit
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_has_no_line_that_a_reader_cannot_see_whole(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells for line in "".join(cell["source"]).splitlines()]
    assert [line for line in lines if len(line) > 100] == []


#: Public classes that are settings, codes or parts of a result: short by nature, and they need not draw themselves.
PLAIN = {
    "Calibration", "Claim", "DataFolder", "Evidence", "Finding", "FlowDraw", "FlowWorld", "HeavyRule", "Interview",
    "Item", "Judgement", "Layout", "Ledger", "Name", "Need", "Project", "Quantity", "Reading", "Result", "Scale",
    "Signal", "Step", "SurveyDesign", "Term", "TriageWorld", "Balance", "Window",
}  # fmt: skip


@pytest.mark.unit
def test_every_public_result_shows_and_draws_itself() -> None:
    from wij_impact.estimates import Result

    for room in ("benchmark", "effect", "impactmeting", "mkba", "flow", "monitor", "coding", "kerncijfers"):
        module = importlib.import_module(f"wij_impact.{room}")
        for name in module.__all__:
            one = getattr(module, name)
            if isinstance(one, type) and name not in PLAIN and not issubclass(one, Exception):
                assert issubclass(one, Result), f"{room}.{name} is a result without Result"


@pytest.mark.unit
def test_what_is_loaded_says_what_it_is_in_a_dozen_lines() -> None:
    from wij_impact import benchmark, effect, flow, impactmeting, mkba

    loaded = (
        benchmark.load_units(), effect.load_panel(), effect.load_pilot(), effect.DesignSheet(),
        impactmeting.load_instrument("ceo_wmo"), flow.Duration.mean(6), mkba.load_case("jim"),
    )  # fmt: skip
    for one in loaded:
        lines = repr(one).splitlines()
        assert len(lines) <= 12
        assert max(map(len, lines)) <= 160
        assert len(one._repr_html_()) < 5_000


#: The longest a module may be.
LONGEST = 500


@pytest.mark.unit
def test_no_module_is_longer_than_five_hundred_lines() -> None:
    lengths = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


#: How many sentences in two languages may stand in Python outside errors; all others stand in data/words.
SENTENCES = 400


@pytest.mark.unit
def test_sentences_stand_in_the_words_and_not_in_python() -> None:
    # What stands in the module of errors itself is shown by errors only.
    modules = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "errors.py"]
    found = {path.relative_to(PACKAGE).as_posix(): len(sentences(path)) for path in modules}
    most = sorted(found.items(), key=lambda one: -one[1])[:8]
    assert sum(found.values()) <= SENTENCES, f"move words of these to data/words: {most}"


@pytest.mark.unit
def test_a_sentence_in_python_is_seen_and_one_of_an_error_is_not(tmp_path: Path) -> None:
    seen = (
        'said = Text(nl="ja", en="yes")',
        'said = Text("ja", "yes")',
        'said = {"nl": f"{n} ja", "en": f"{n} yes"}',
        'said = "ja" if lang == "nl" else "yes"',
        'page.note(nl="ja" + more, en="yes")',
    )
    spared = (
        'raise UsageError(Text(nl="ja", en="yes"))',
        'give(file, remedy=Text(nl="ja", en="yes"))',
        'def check():\n    said = Text(nl="ja", en="yes")\n    raise UsageError(said)',
        '_SAID = {"a": Text(nl="ja", en="yes")}\ndef check():\n    raise UsageError(_SAID["a"])',
        'said = Text(nl="€ ", en="€")',
        "said = Text(nl=words, en=others)",
    )
    file = tmp_path / "one.py"
    for expected, sources in ((1, seen), (0, spared)):
        for source in sources:
            file.write_text(source, encoding="utf-8")
            assert len(sentences(file)) == expected, source
