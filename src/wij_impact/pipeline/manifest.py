"""What a report was made of: inputs, parameters, code and packages, each by its fingerprint."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import platform
import sys
from collections.abc import Collection, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError, system_reason
from wij_impact.language import Text

__all__ = [
    "FILE_NAME",
    "build",
    "code_of",
    "environment",
    "holds",
    "outputs_of",
    "package_hash",
    "package_versions",
    "read",
    "sha256",
    "to_text",
]

FILE_NAME = "manifest.json"
_NEEDED = {"report", "parameters", "lang", "outputs", "inputs", "code", "environment"}


def sha256(path: Path) -> str:
    """Fingerprint of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def package_hash(folder: Path | None = None) -> str:
    """Fingerprint of the package's own code, whatever folder it stands in."""
    root = folder or Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and path.suffix != ".pyc" and inside.parts[0] != "_shipped":
            digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@functools.cache
def package_versions() -> dict[str, str]:
    """Versions of the packages this one names as its requirements, by name."""
    names = {_requirement_name(line) for line in metadata.requires("wij-impact") or [] if "extra ==" not in line}
    return {name: metadata.version(name) for name in sorted(names, key=str.casefold)}


def _requirement_name(requirement: str) -> str:
    end = next((i for i, sign in enumerate(requirement) if sign in "<>=!~;[ ("), len(requirement))
    return requirement[:end]


def build(
    *,
    report: str,
    title: str,
    lang: str,
    parameters: Mapping[str, Any],
    formats: Iterable[str],
    data_date: str,
    summary: str,
    certainty: str,
    inputs: Iterable[tuple[str, Path]],
    shipped: Collection[str] = (),
    secret: str | None = None,
    notebook: Path,
    surroundings: str = "",
    theme: str = "",
) -> dict[str, Any]:
    """Gather the manifest of one report; nothing in it depends on the day or the folder.

    Parameters
    ----------
    inputs : iterable of (str, Path)
        Name relative to the data folder, and where the file stands.
    shipped : collection of str
        The inputs that come with the package.
    secret : str, optional
        Key of the fingerprints of the other inputs: with a bare one, who has all answers but one could try out which
        last answer fits. None gives bare ones.
    surroundings : str
        Fingerprint of what lies beside the inputs (`sources.surroundings`).
    theme : str
        The question that the report belongs to, for the index.
    """
    return {
        "format": 1,
        "report": report,
        "title": title,
        "summary": summary,
        "certainty": certainty,
        "theme": theme,
        "lang": lang,
        "parameters": dict(parameters),
        "formats": sorted(formats),
        "seed": parameters.get("seed", 0),
        "data_date": data_date,
        "inputs": [_input(name, path, None if name in shipped else secret) for name, path in sorted(inputs)],
        "surroundings": surroundings,
        "code": code_of(notebook),
        "environment": environment(),
    }


def _input(name: str, path: Path, secret: str | None) -> dict[str, str]:
    if secret is None:
        return {"file": name, "sha256": sha256(path)}
    return {"file": name, "hmac_sha256": hmac.new(secret.encode(), path.read_bytes(), "sha256").hexdigest()}


def holds(item: Mapping[str, str], path: Path, secret: str | None) -> bool:
    """Whether a file is the input that a manifest names, as far as its fingerprint tells.

    Parameters
    ----------
    item : mapping
        One of the `inputs`.
    path : Path
    secret : str or None
        The key of the output folder; a report that was made before keys has bare fingerprints.
    """
    return dict(item) == _input(item["file"], path, secret if "hmac_sha256" in item else None)


def code_of(notebook: Path) -> dict[str, str]:
    """Fingerprints of the package and of the notebook."""
    return {"package": package_hash(), "notebook": sha256(notebook)}


def environment() -> dict[str, Any]:
    """What besides code and data decides the bytes of a report."""
    return {
        "python": platform.python_version(),
        "platform": f"{sys.platform}-{platform.machine()}",
        "packages": package_versions(),
    }


def outputs_of(folder: Path) -> dict[str, str]:
    """Fingerprints of all files of a report but its manifest, by their name inside the folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != FILE_NAME)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def to_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as it is written to disk."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def read(folder: Path) -> dict[str, Any]:
    """Read the manifest of a report.

    Raises
    ------
    InputError
        When the folder holds none, or one that cannot be read.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.keys() >= _NEEDED:
            return content
        reason = Text(nl="?", en="?")
    except (OSError, ValueError) as error:
        reason = system_reason(error)
    raise InputError(
        Text(
            nl=f"{folder.name} is geen rapportmap: {FILE_NAME} ontbreekt of is onleesbaar ({reason.nl}).",
            en=f"{folder.name} is not a report folder: {FILE_NAME} is missing or unreadable ({reason.en}).",
        ),
        remedy=Text(nl="Noem een map onder reports/.", en="Name a folder under reports/."),
    )
