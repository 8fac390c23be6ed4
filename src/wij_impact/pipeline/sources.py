"""What a report is made of on disk: the files it read, and what else in those folders it would have read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from wij_impact import catalogue
from wij_impact.catalogue.files import ignored, table_files
from wij_impact.pipeline.jobs import Settings
from wij_impact.pipeline.notebooks import ReportSpec

__all__ = ["SHIPPED", "inputs_here", "named_inputs", "roots", "surroundings", "word_template"]

#: Where the organisation's own Word document stands in the data folder.
_TEMPLATE = "templates/report.docx"
#: Before the name of a shipped file over which the user's own of the same name was laid: both make the report.
SHIPPED = "wij_impact/"


def roots(data: Path | None) -> list[Path]:
    """The folders that data are read from, the user's own first."""
    folder = catalogue.resolve_data(data)
    return [root for root in (folder.path, folder.fallback) if root is not None]


def word_template(settings: Settings) -> Path | None:
    """The organisation's own Word document in the data folder, when Word is asked for."""
    path = catalogue.resolve_data(settings.data).file(_TEMPLATE)
    return path if "docx" in settings.formats and path.is_file() else None


def inputs_here(settings: Settings) -> list[Path]:
    """What this process reads for a report, besides what its kernel reads."""
    folder = catalogue.resolve_data(settings.data)
    sources = table_files(folder, catalogue.load_dictionary(folder).table("sources"))
    template = word_template(settings)
    return [*sources, *([template] if template else [])]


def named_inputs(files: Sequence[Path], data: Path | None) -> list[tuple[str, Path]]:
    """Each file that was read, by its name inside the data folder (or its bare name when it stands outside).

    Words of a study lie over the shipped ones and both are read; the shipped file then has the name of the package
    before its own.
    """
    folder = catalogue.resolve_data(data)
    roots = [root.resolve() for root in (folder.path, folder.fallback) if root is not None]
    read = {file.resolve() for file in files}
    named = {}
    for file in files:
        root = next((one for one in roots if file.resolve().is_relative_to(one)), None)
        inside = file.resolve().relative_to(root) if root else None
        under = inside is not None and root != roots[0] and roots[0] / inside in read
        named[f"{SHIPPED if under else ''}{inside.as_posix() if inside else file.name}"] = file
    return sorted(named.items())


def surroundings(spec: ReportSpec, inputs: Iterable[str], data: Path | None) -> str:
    """Fingerprint of what is not read, but would change a report: which files lie beside those that were read.

    A file of more rows that is laid beside a table, or a case that another name finds, is seen by its name. Of the
    words, the files that all reports share are taken by what they hold.
    """
    # The folder of words is told apart: a file there that another report alone says is no reason.
    folders = sorted({Path(name).parent.as_posix() for name in inputs if "/" in name} - {"words"})
    names = {
        f"{folder}/{file.name}"
        for root in roots(data)
        for folder in folders
        if (root / folder).is_dir()
        for file in (root / folder).iterdir()
        if not ignored(file.name) and not file.name.endswith("~")
    }
    digest = hashlib.sha256("\n".join(sorted(names)).encode())
    for path in _shared_words(spec, data):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _shared_words(spec: ReportSpec, data: Path | None) -> list[Path]:
    reports = {path.stem for path in spec.path.parent.glob("*.ipynb")} - {spec.name}
    files = [path for root in roots(data) for path in sorted((root / "words").glob("*.toml"))]
    return [path for path in files if path.stem not in reports]
