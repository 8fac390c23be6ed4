"""A report of one's own to begin with: `wij-impact template report -o notebooks/mijn_rapport.ipynb`."""

from __future__ import annotations

import re
from pathlib import Path

from wij_impact.catalogue.resolve import shipped
from wij_impact.errors import UsageError
from wij_impact.language import Text

__all__ = ["write_report_template"]

_FOLDER = "templates/report"
_NAME = "mijn_rapport"


def write_report_template(notebook: Path) -> list[Path]:
    """Write a notebook, its words and a small table to replace; `wij-impact run NAME` makes the report at once.

    Parameters
    ----------
    notebook : Path
        Where the notebook goes: in a folder ``notebooks``. The words go to ``data/words/NAME.toml`` and the table to
        ``data/NAME.csv``, beside that folder.

    Returns
    -------
    list of Path
        The three files.

    Raises
    ------
    UsageError
        When the place or the name cannot be a report's, or one of the files is there already; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> [file.relative_to(folder).as_posix() for file in write_report_template(folder / "notebooks/wachttijd.ipynb")]
    ['notebooks/wachttijd.ipynb', 'data/words/wachttijd.toml', 'data/wachttijd.csv']
    """
    name = notebook.stem
    if notebook.suffix != ".ipynb" or notebook.absolute().parent.name != "notebooks":
        raise UsageError(
            Text(
                nl=f"{notebook} is geen notebook in een map notebooks.",
                en=f"{notebook} is no notebook in a folder notebooks.",
            ),
            remedy=Text(
                nl=f"Bijvoorbeeld: wij-impact template report -o notebooks/{_NAME}.ipynb.",
                en=f"For instance: wij-impact template report -o notebooks/{_NAME}.ipynb.",
            ),
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            Text(nl=f"'{name}' kan geen naam van een rapport zijn.", en=f"'{name}' cannot name a report."),
            remedy=Text(
                nl="Gebruik kleine letters, cijfers en liggende streepjes.",
                en="Use small letters, digits and underscores.",
            ),
        )
    data = notebook.parent.parent / "data"
    source = shipped()[0] / _FOLDER
    files = {
        notebook: source / "report.ipynb",
        data / "words" / f"{name}.toml": source / "report.toml",
        data / f"{name}.csv": source / "report.csv",
    }
    for file in files:
        if file.exists():
            raise UsageError(
                Text(nl=f"{file} bestaat al.", en=f"{file} exists already."),
                remedy=Text(
                    nl="Kies een andere naam; er is niets gewijzigd.", en="Choose another name; nothing was changed."
                ),
            )
    written: list[Path] = []
    try:
        for file, template in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            text = template.read_text(encoding="utf-8").replace(_NAME, name)
            written.append(file)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        # All three or none.
        for file in written:
            file.unlink(missing_ok=True)
        raise
    return written
