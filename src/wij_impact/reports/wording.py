"""What a report knows that its words have to match: the names of its facts, its codes, the keys its notebook says."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import json
import pkgutil
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue.resolve import DataFolder, resolve_data, resolve_notebooks, shipped, shipped_notebooks
from wij_impact.errors import InputError
from wij_impact.estimates.quantity import Quantity
from wij_impact.language import LANGUAGES
from wij_impact.presentation.book import LABELS_FILE, languages, load_book, read_words, texts, walk
from wij_impact.presentation.words_check import Known, check_words, sheet

__all__ = ["check_words_file", "known", "sheet_of"]


def check_words_file(path: Path, lang: str | None = None) -> pd.DataFrame:
    """Check a words file against the report of the same name; a file of a study against the shipped words too."""
    name = path.stem
    file = shipped()[0] / "words" / path.name
    if file.is_file() and file.resolve() == path.resolve():
        # The shipped words belong to the shipped notebook, also where a study has one of its own.
        about = known(name, shipped_notebooks() / f"{name}.ipynb")
        return check_words(path, about, languages=_languages(path), lang=lang)
    base = read_words(file) if file.is_file() else None
    return check_words(path, known(name), base=base, languages=_languages(path), lang=lang)


def _languages(path: Path) -> tuple[str, ...]:
    """Ours, and every language of this file and of the labels beside it: one that is begun is asked for everywhere."""
    found = dict.fromkeys(LANGUAGES)
    for file in (path, path.with_name(f"{LABELS_FILE}.toml")):
        try:
            tree = read_words(file) if file.is_file() else {}
        except InputError:
            # Broken files are told by the check itself.
            continue
        for _, node in walk(tree):
            found |= dict.fromkeys(texts(node))
    return tuple(found)


def known(name: str, notebook: Path | None = None) -> Known:
    """What report `name` knows; for the shared labels and for a report without notebook only what can be said."""
    if name == LABELS_FILE:
        return Known()
    own = resolve_notebooks() / f"{name}.ipynb"
    book = notebook or (own if own.is_file() else shipped_notebooks() / f"{name}.ipynb")
    trees = list(_trees(name, book))
    if not trees:
        return Known()
    names: set[str] = set()
    numbers: set[str] = set()
    codes: dict[str, frozenset[str]] = {}
    for one in _facts(name):
        hints = typing.get_type_hints(one)
        for each in dataclasses.fields(one):
            hint = hints.get(each.name)
            names.add(each.name)
            if _has_quantity(hint):
                numbers.add(each.name)
            if typing.get_origin(hint) is typing.Literal:
                codes[each.name] = frozenset(str(code) for code in typing.get_args(hint))
            if hint is bool:
                codes[each.name] = frozenset({"yes", "no"})
    used, begun, given, touched = _said(trees)
    # A number that the notebook itself takes from the facts (for a figure, a table) need not stand in a sentence.
    # Words that reports share stand in the labels.
    shared = {key for key, _ in walk(read_words(shipped()[0] / "words" / f"{LABELS_FILE}.toml"))}
    asked = frozenset(one for one in _asked(trees) if not any(f"{key}.".startswith(f"{one}.") for key in shared))
    return Known(frozenset(names | given), codes, frozenset(used), tuple(begun), frozenset(numbers - touched), asked)


def sheet_of(name: str, data: DataFolder | None = None) -> pd.DataFrame:
    """Every sentence of a report with its key and numbers, to be read in full once."""
    folder = data or resolve_data()
    return sheet(load_book(name, folder).tree, languages(folder))


def _facts(name: str) -> list[type]:
    """The dataclasses of the report's modules, its own and those it shares with other reports."""
    found: dict[type, None] = {}
    for module in _modules(name):
        for one in vars(module).values():
            if isinstance(one, type) and one is not Quantity and one.__module__.startswith("wij_impact."):
                found[one] = None
    return [one for one in found if dataclasses.is_dataclass(one)]


def _modules(name: str) -> Iterator[Any]:
    try:
        package = importlib.import_module(f"wij_impact.reports.{name}")
    except ModuleNotFoundError:
        return
    yield package
    for info in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield importlib.import_module(f"{package.__name__}.{info.name}")


def _has_quantity(hint: Any) -> bool:
    return hint is Quantity or any(_has_quantity(one) for one in typing.get_args(hint))


def _trees(name: str, notebook: Path) -> Iterator[ast.AST]:
    if notebook.is_file():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
                yield ast.parse(source)
    for module in _modules(name):
        if module.__file__:
            yield ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def _said(trees: list[ast.AST]) -> tuple[set[str], set[str], set[str], set[str]]:
    """Texts, beginnings of texts that are put together, names given to a sentence, and attributes that are read."""
    used: set[str] = set()
    begun: set[str] = set()
    given: set[str] = set()
    touched: set[str] = set()
    for node in (one for tree in trees for one in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            used.add(node.value)
        elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            begun.add(str(node.values[0].value))
        elif isinstance(node, ast.Call):
            given |= {one.arg for one in node.keywords if one.arg}
        elif isinstance(node, ast.Dict):
            given |= {str(one.value) for one in node.keys if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Attribute):
            touched.add(node.attr)
    return used, {one for one in begun if "." in one or one}, given, touched


#: Methods of a page that say sentences, with the place of their first key and the section of a key without a dot.
_SAYS = {
    "lead": 1, "certainty": 1, "ask": 1, "news": 1, "statement": 1, "note": 1, "method": 1, "explanation": 1,
    "contradictions": 1, "heading": 0, "figure": 0, "table": 0,
}  # fmt: skip
_NEWS = ("value", "fact", "consequence")


def _asked(trees: list[ast.AST]) -> frozenset[str]:
    """The keys that the notebook hands to its page as plain text; what is put together is not followed."""
    found: set[str] = set()
    for node in (one for tree in trees for one in ast.walk(tree)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SAYS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "page"):
            continue
        method = node.func.attr
        options = {one.arg: one.value for one in node.keywords if one.arg}
        first = _SAYS[method]
        given = node.args[first : first + 1] if first == 0 else node.args[first:]
        if method in ("figure", "table") and "words" in options:
            given = [options["words"]]
        for one in given:
            # An item of the news may bring facts of its own.
            said = one.elts[0] if isinstance(one, ast.Tuple) and one.elts else one
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found |= _keys(method, said.value)
    return frozenset(found)


def _keys(method: str, said: str) -> set[str]:
    whole = said if "." in said else f"{method}.{said}"
    if method == "news":
        return {f"{whole}.{part}" for part in _NEWS}
    if method in ("figure", "table"):
        return {f"{method}.{said}.{'title' if method == 'figure' else 'caption'}"}
    return {whole}
