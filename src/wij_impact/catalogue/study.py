"""The data side of a new study (`wij-impact init`): a copy of the shipped tables, and templates to add rows."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from wij_impact.catalogue.dictionary import Table, load_dictionary
from wij_impact.catalogue.files import own_files
from wij_impact.catalogue.resolve import DataFolder, shipped
from wij_impact.catalogue.templates import template_bytes
from wij_impact.errors import UsageError, check_language
from wij_impact.language import Language, Text

__all__ = ["ADDED_TABLES", "create"]

#: The tables an adviser adds rows to; each gets an empty workbook beside its copy.
ADDED_TABLES = ("figures", "sources")


def create(directory: str | Path, lang: Language = "nl") -> list[Path]:
    """Write `data/` of a new study.

    The tables are copied as they are, so that the study stays the same when the package is renewed. An adviser
    adds rows in `published/figures_eigen.xlsx` (`figures_own.xlsx` in English), and a new document in
    `sources_eigen.xlsx`; both are empty, explained workbooks. Any further file `figures_*.csv` or
    `figures_*.xlsx` beside them adds rows too.

    Parameters
    ----------
    directory : str or Path
        The study; it is made when it is not there.
    lang : "nl" or "en"
        The language of the templates.

    Returns
    -------
    list of Path
        The files written. They appear all at once: the folder is built beside its place and then renamed.

    Raises
    ------
    UsageError
        When the study has a folder `data` already; nothing is overwritten.

    Examples
    --------
    >>> import tempfile
    >>> written = create(tempfile.mkdtemp(), "nl")
    >>> "figures_eigen.xlsx" in [file.name for file in written]
    True
    """
    speak = check_language(lang)
    target = Path(directory) / "data"
    if target.exists():
        raise UsageError(
            Text(nl=f"{target} bestaat al.", en=f"{target} exists already."),
            remedy=Text(
                nl="Kies een nieuwe map; er wordt niets overschreven.",
                en="Choose a new folder; nothing is overwritten.",
            ),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".data.{os.getpid()}.part"
    try:
        names = _fill(partial, speak)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return [target / name for name in names]


def _fill(target: Path, lang: Language) -> list[str]:
    source, origin = shipped()
    data = DataFolder(source, origin)
    tables = load_dictionary(data).tables
    names = []
    for table in tables.values():
        for file in own_files(source, table) if table.listed else []:
            names.append(_place(target, data.relative(file), file.read_bytes()))
    for name in ADDED_TABLES:
        names.append(_place(target, _added(tables[name], lang), template_bytes(name, lang, data)))
    return names


def _added(table: Table, lang: Language) -> str:
    return f"{table.stem}_{'eigen' if lang == 'nl' else 'own'}.xlsx"


def _place(target: Path, name: str, content: bytes) -> str:
    file = target / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name
