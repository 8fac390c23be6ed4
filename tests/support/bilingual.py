"""Which sentences of Python stand in two languages, found in the syntax tree; those of errors are set apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

#: What makes an error or a finding about a user's file: its words stand where it is raised.
_ERRORS = ("Error", "InsufficientEvidence", "Finding", "Problem", "Refusals")
_FINDS = {"problem", "fail", "_complaint"}
_LANGUAGES = {"nl", "en"}


def sentences(path: Path) -> list[int]:
    """The lines of a module where a pair of Dutch and English words stands outside errors.

    A pair is a call with both languages (``Text("ja", "yes")``, ``nl=..., en=...``), a mapping with both as keys, or a
    choice by language. What is raised, given to an error or to its remedy, or kept in a name that is, is an error's.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {(one.lineno, one.col_offset) for one in _pairs(tree, _constants(tree))}
    return [line for line, _ in sorted(found)]


def _pairs(node: ast.AST, raised: set[str]) -> Iterator[ast.expr]:
    if isinstance(node, ast.FunctionDef):
        if "remedy" in node.name or _names_an_error(node.returns):
            return
        raised = raised | _given_to_errors([node])
    if isinstance(node, ast.Raise) or (isinstance(node, ast.keyword) and node.arg == "remedy") or _is_error(node):
        return
    if isinstance(node, ast.Assign | ast.AnnAssign) and _bound(node) & raised:
        return
    if isinstance(node, ast.expr) and _is_pair(node):
        yield node
    for one in ast.iter_child_nodes(node):
        yield from _pairs(one, raised)


def _given_to_errors(nodes: Sequence[ast.stmt]) -> set[str]:
    """The names that errors show, and those that such a name is made of."""
    every = [one for node in nodes for one in ast.walk(node)]
    found = {name for one in every if isinstance(one, ast.Raise) or _is_error(one) for name in _names(one)}
    kept = [one for one in every if isinstance(one, ast.Assign) and _bound(one) & found]
    for one in kept * 2:
        found |= _names(one.value)
    return found


def _constants(tree: ast.Module) -> set[str]:
    """The constants of a module that its errors show."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    shown = set().union(*(_given_to_errors([one]) for one in functions)) if functions else set()
    return {name for name in shown if name.isupper()}


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _is_error(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (_name(node.func).endswith(_ERRORS) or _name(node.func) in _FINDS)


def _names_an_error(returns: ast.expr | None) -> bool:
    return returns is not None and any(
        isinstance(one, ast.Name) and one.id.endswith(_ERRORS) for one in ast.walk(returns)
    )


def _bound(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _is_pair(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        named = {one.arg: one.value for one in node.keywords if one.arg}
        if named.keys() >= _LANGUAGES:
            return _is_words(named["nl"]) and _is_words(named["en"])
        return _name(node.func) == "Text" and len(node.args) == 2 and all(map(_is_words, node.args))
    if isinstance(node, ast.Dict):
        held = {
            one.value: each for one, each in zip(node.keys, node.values, strict=True) if isinstance(one, ast.Constant)
        }
        return held.keys() >= _LANGUAGES and _is_words(held["nl"]) and _is_words(held["en"])
    if isinstance(node, ast.IfExp):
        asked = {one.value for one in ast.walk(node.test) if isinstance(one, ast.Constant)}
        return bool(asked & _LANGUAGES) and _is_words(node.body) and _is_words(node.orelse)
    return False


def _is_words(node: ast.expr) -> bool:
    """Whether an expression is a text with a letter in it."""
    if isinstance(node, ast.BinOp):
        return _is_words(node.left) or _is_words(node.right)
    if isinstance(node, ast.IfExp):
        return _is_words(node.body) or _is_words(node.orelse)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _is_words(node.func.value)
    if isinstance(node, ast.JoinedStr):
        return any(_is_words(one) for one in node.values if isinstance(one, ast.Constant))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.isalpha, node.value))


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
