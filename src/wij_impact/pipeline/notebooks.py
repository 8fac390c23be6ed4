"""The reports there are: notebooks with a `parameters` cell, a title and a summary in their metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text
from wij_impact.pipeline.parameters import Parameter, read_parameters

__all__ = ["ReportSpec", "find_reports", "read_spec", "select"]


@dataclass(frozen=True)
class ReportSpec:
    """What a report is called, what it tells and what one may ask of it."""

    name: str
    path: Path
    title: Text
    summary: Text
    parameters: tuple[Parameter, ...]


def read_spec(path: Path) -> ReportSpec | None:
    """Read a notebook's metadata; None when it is a notebook but not one of our reports.

    Raises
    ------
    InputError
        When the file is not a notebook.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        metadata, cells = content["metadata"], content["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Text(nl=f"dit is geen notebook ({error}).", en=f"this is not a notebook ({error})."),
            remedy=Text(
                nl="Zet de oorspronkelijke notebook terug of haal het bestand weg.",
                en="Put the original notebook back, or take the file away.",
            ),
            file=path.name,
        ) from error
    ours = metadata.get("wij_impact")
    if ours is None:
        return None
    source = next((_source(cell) for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])), "")
    return ReportSpec(
        name=path.stem,
        path=path,
        title=_text(ours.get("title"), path.stem),
        summary=_text(ours.get("summary"), ""),
        parameters=read_parameters(source, path.name, ours.get("parameters", {})),
    )


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _text(value: Any, otherwise: str) -> Text:
    if isinstance(value, dict):
        return Text(nl=str(value.get("nl", otherwise)), en=str(value.get("en", otherwise)))
    return Text(nl=otherwise, en=otherwise)


def find_reports(folder: Path) -> tuple[ReportSpec, ...]:
    """All reports in a folder, by name."""
    specs = (read_spec(path) for path in sorted(folder.glob("*.ipynb")))
    return tuple(spec for spec in specs if spec is not None)


def select(reports: Iterable[ReportSpec], names: Iterable[str]) -> tuple[ReportSpec, ...]:
    """The named reports in the order asked for; all of them when none is named.

    Raises
    ------
    UsageError
        For a name that does not exist, with the nearest one.
    """
    known = {spec.name: spec for spec in reports}
    chosen = list(dict.fromkeys(names))
    for name in chosen:
        if name not in known:
            near = suggest(name, list(known))
            shown = ", ".join(known)
            raise UsageError(
                Text(nl=f"er is geen rapport '{name}'.", en=f"there is no report '{name}'."),
                remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
                if near
                else Text(nl=f"Er zijn: {shown}.", en=f"There are: {shown}."),
            )
    return tuple(known[name] for name in chosen) if chosen else tuple(known.values())
