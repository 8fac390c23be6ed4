"""Where the files of the user's stand: in no file of a report, but beside the report folders, for `verify` alone.

A report folder is mailed and published. In it a file goes by its name and its fingerprint; a path can hold the name of
a person or of a client.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.naming import FILE_PARAMETER, without_folders

__all__ = ["FILE_NAME", "keep_secret", "recall", "remember", "secret_of", "shown", "without_paths"]

#: Beside the report folders, hidden, and only for whoever ran.
FILE_NAME = ".wij-files.json"
_CERTAIN = 8
#: No report folder has this name.
_SECRET = ".secret"


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as a report may name them: a file by its name.

    Examples
    --------
    >>> shown({"file": "/home/x/pilot.csv", "level": 0.95, "others": ["a", "b"]})
    {'file': 'pilot.csv', 'level': 0.95, 'others': ['a', 'b']}
    """
    return {name: without_folders(value) for name, value in values.items()}


def remember(out: Path, jobs: Iterable[Job]) -> None:
    """Keep which files the reports are made of, as they were named, and from which folder."""
    named = {job.folder: dict(job.parameters) for job in jobs if shown(job.parameters) != dict(job.parameters)}
    if not named:
        return
    here = str(Path.cwd())
    known = _read(out) | {folder: {"from": here, "parameters": values} for folder, values in named.items()}
    _write(out, {one: told for one, told in known.items() if one in named or one == _SECRET or (out / one).is_dir()})


def secret_of(out: Path) -> str:
    """The key of the fingerprints of the user's files in an output folder; empty when there is none."""
    return str(_read(out).get(_SECRET, ""))


def keep_secret(out: Path) -> str:
    """The key of the fingerprints of an output folder, made and kept when there is none yet."""
    if not (secret := secret_of(out)):
        secret = secrets.token_hex(32)
        _write(out, _read(out) | {_SECRET: secret})
    return secret


def _write(out: Path, content: Mapping[str, Any]) -> None:
    new = out / f"{FILE_NAME}.new"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(json.dumps(dict(sorted(content.items())), ensure_ascii=False, indent=1) + "\n")
    os.replace(new, out / FILE_NAME)


def recall(report: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a report with its files where they stand.

    Parameters
    ----------
    report : Path
        A report folder; what was kept stands beside it.
    parameters : mapping
        As its manifest has them. Of a report that was moved or mailed nothing is kept: a file is then looked for by
        its name.
    """
    kept = _read(report.resolve().parent).get(report.resolve().name, {})
    values, start = kept.get("parameters", {}), Path(str(kept.get("from", "")))
    found = dict(parameters)
    for name, value in values.items():
        if without_folders(value) == parameters.get(name):
            found[name] = _from(start, value)
    return found


def without_paths(notebook: NotebookNode, values: Mapping[str, Any]) -> NotebookNode:
    """A notebook that was run, with the files it was given by their names: in its parameters, and where it shows them.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cell = new_code_cell('file = "/home/x/pilot.csv"', metadata={"tags": ["injected-parameters"]})
    >>> without_paths(new_notebook(cells=[cell]), {"file": "/home/x/pilot.csv"}).cells[0].source
    'file = "pilot.csv"'
    """
    texts = [text for value in values.values() for text in _texts(value)]
    # The longest first: one path can be the beginning of another.
    pairs = sorted({(text, without_folders(text)) for text in texts}, key=lambda pair: -len(pair[0]))
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    # A short name of a folder stands in too many words to be taken out of what a notebook shows.
    sure = [pair for pair in pairs if FILE_PARAMETER.fullmatch(pair[0]) or len(pair[0]) >= _CERTAIN]
    for cell in notebook.cells if pairs else ():
        if "injected-parameters" in cell.get("metadata", {}).get("tags", []):
            cell["source"] = _replaced(cell["source"], pairs)
        if "outputs" in cell:
            cell["outputs"] = _replaced(cell["outputs"], sure)
    return notebook


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list | tuple) else [value]
    texts = [one for one in listed if isinstance(one, str)]
    parts = [part.strip() for one in texts if "," in one for part in one.split(",")]
    return [*texts, *parts]


def _replaced(content: Any, pairs: list[tuple[str, str]]) -> Any:
    if isinstance(content, str):
        for path, name in pairs:
            # As it is, and as a string of Python writes it (a backslash doubled).
            content = content.replace(path, name).replace(path.replace("\\", "\\\\"), name)
        return content
    if isinstance(content, dict):
        return type(content)({key: _replaced(value, pairs) for key, value in content.items()})
    return [_replaced(one, pairs) for one in content] if isinstance(content, list) else content


def _from(start: Path, value: Any) -> Any:
    """A file that was named from another folder, as it is found from here; what is found is left as it was typed."""
    if isinstance(value, list | tuple):
        return [_from(start, one) for one in value]
    if not isinstance(value, str) or "://" in value or "," in value:
        return value
    file, mark, sheet = value.partition("#")
    away = not Path(file).exists() and (start / file).exists()
    return f"{start / file}{mark}{sheet}" if away else value


def _read(out: Path) -> dict[str, Any]:
    try:
        content = json.loads((out / FILE_NAME).read_text(encoding="utf-8"))
        return content if isinstance(content, dict) else {}
    except (OSError, ValueError):
        return {}
