"""Run one notebook with papermill and keep of it what does not depend on the day, the folder or the machine's load."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from wij_impact.errors import WijImpactError
from wij_impact.language import Text
from wij_impact.pipeline.notebooks import ReportSpec

if TYPE_CHECKING:
    from wij_impact.pipeline.forks import KernelServer

__all__ = ["CellFailed", "Executed", "execute", "normalise"]

# Errors that carry their own sentence and remedy; anything else is a defect and says so.
_EXPECTED = ("InputError", "UsageError", "InsufficientEvidence", "ReadError")


class CellFailed(WijImpactError):
    """A cell of a notebook failed; `traceback` is for --debug."""

    def __init__(self, message: Text, *, remedy: Text, traceback: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.traceback = traceback

    def __reduce__(self) -> tuple[object, ...]:
        # A worker process must keep the traceback too.
        remake = functools.partial(type(self), remedy=self.remedy, traceback=self.traceback)  # type: ignore[arg-type]
        return (remake, (self.message,))


@dataclass(frozen=True)
class Executed:
    """An executed notebook, and the files that were read while it ran."""

    notebook: NotebookNode
    files_read: tuple[Path, ...]


def execute(
    spec: ReportSpec,
    parameters: Mapping[str, Any],
    *,
    lang: str,
    data: Path | None,
    scratch: Path,
    clean: KernelServer | None = None,
    folder: Path | None = None,
) -> Executed:
    """Run a report's notebook in a kernel of its own.

    Parameters
    ----------
    spec : ReportSpec
        The report.
    parameters : mapping
        Checked values that differ from the notebook's defaults.
    lang : {"nl", "en"}
        Language of the report.
    data : Path or None
        The data folder the user named.
    scratch : Path
        An empty folder of this run.
    clean : KernelServer, optional
        The process to fork the kernel from; by default it is started from scratch.
    folder : Path, optional
        Where the kernel works; by default the current folder.

    Raises
    ------
    CellFailed
        When a cell fails or the kernel dies; it names the notebook, the cell, the message and the remedy.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from wij_impact.pipeline import kernel
    from wij_impact.pipeline.environment import environment

    _hush()
    kernel.register()
    read_log = scratch / "read.log"
    given = {**parameters, **({"lang": lang} if lang != "nl" else {})}
    notebook = nbformat.read(spec.path, as_version=4)
    try:
        with (scratch / "kernel.log").open("ab") as log:
            done = papermill.execute_notebook(
                notebook,
                None,
                parameters=given,
                engine_name=kernel.ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                kernel_environment=environment(lang=lang, data=data, read_log=read_log, scratch=scratch),
                scratch=scratch,
                log=log,
                clean=clean,
                folder=folder or Path.cwd(),
            )
    except PapermillExecutionError as error:
        raise _cell_failed(spec, error, injected=bool(given)) from error
    except (DeadKernelError, RuntimeError) as error:
        raise _kernel_died(spec, error, scratch) from error
    lines = read_log.read_text(encoding="utf-8").splitlines() if read_log.exists() else []
    return Executed(normalise(done), tuple(Path(line) for line in dict.fromkeys(lines)))


def _hush() -> None:
    # Library noise never reaches the user; what matters comes back as an exception.
    for name in ("papermill", "nbclient", "jupyter_client", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _cell_failed(spec: ReportSpec, error: Any, injected: bool) -> CellFailed:
    # Count as the user does in the notebook: without the cell that papermill put in for the parameters.
    cell = error.cell_index + 1 - injected
    if error.ename in _EXPECTED:
        message = Text(nl=f"{spec.name}, cel {cell}: {error.evalue}", en=f"{spec.name}, cell {cell}: {error.evalue}")
        return CellFailed(message, remedy=Text(nl="", en=""), traceback="\n".join(error.traceback))
    return CellFailed(
        Text(
            nl=f"{spec.name}, cel {cell}: onverwachte fout ({error.ename}: {error.evalue}).",
            en=f"{spec.name}, cell {cell}: unexpected error ({error.ename}: {error.evalue}).",
        ),
        remedy=Text(
            nl=f"Controleer de gegevens met wij-impact check; bekijk de cel in {spec.path.name} of draai met --debug.",
            en=f"Check the data with wij-impact check; look at the cell in {spec.path.name} or run with --debug.",
        ),
        traceback="\n".join(error.traceback),
    )


def _kernel_died(spec: ReportSpec, error: Exception, scratch: Path) -> CellFailed:
    log = scratch / "kernel.log"
    noise = log.read_text(encoding="utf-8", errors="replace")[-4000:] if log.exists() else ""
    return CellFailed(
        Text(
            nl=f"{spec.name}: het rekenproces is gestopt voordat het rapport klaar was.",
            en=f"{spec.name}: the computing process stopped before the report was done.",
        ),
        remedy=Text(
            nl="Vaak is het geheugen vol: sluit andere programma's en probeer het met --jobs 1.",
            en="Memory is often full: close other programs and try --jobs 1.",
        ),
        traceback=f"{error}\n{noise}",
    )


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs between two equal runs: clock times, durations, random cell ids, noise on stderr.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("1", metadata={"papermill": {"duration": 1.2}})
    >>> normalise(nbformat.v4.new_notebook(cells=[cell])).cells[0].id
    'cell-01'
    """
    clean = nbformat.from_dict(notebook)
    clean.metadata.pop("papermill", None)
    clean.metadata.pop("widgets", None)
    clean.metadata["language_info"] = {"name": "python"}
    clean.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    number = 0
    for cell in clean.cells:
        injected = "injected-parameters" in cell.metadata.get("tags", [])
        number += not injected
        cell["id"] = "cell-injected-parameters" if injected else f"cell-{number:02d}"
        cell["metadata"] = {key: value for key, value in cell.metadata.items() if key in ("tags", "wij_impact")}
        if cell.cell_type == "code":
            cell["outputs"] = [_clean_output(output) for output in cell.outputs if output.get("name") != "stderr"]
    return clean


def _clean_output(output: NotebookNode) -> NotebookNode:
    kept = nbformat.from_dict(output)
    kept.pop("transient", None)
    return kept
