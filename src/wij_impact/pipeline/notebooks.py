"""The reports there are: notebooks, with a `parameters` cell and, in their metadata, a title, a summary and a theme.

A notebook without our metadata is a report too: it goes by its first heading, and what it lacks is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text
from wij_impact.pipeline.parameters import Parameter, read_parameters

__all__ = ["THEMES", "ReportSpec", "find_reports", "read_spec", "select"]


#: The questions that a report can belong to, as the index has them.
THEMES = ("geld", "vraag", "jeugd", "kwaliteit", "personeel", "beweringen", "eigen")


@dataclass(frozen=True)
class ReportSpec:
    """What a report is called, what it tells and what one may ask of it.

    Attributes
    ----------
    name : str
        The file's name without its ending.
    title, summary : Text
        From the metadata; the title else from the first heading.
    parameters : tuple of Parameter
        From the cell tagged `parameters`.
    theme : str
        One of `THEMES`, or empty.
    examples : bool
        Whether it shows made-up data only, unless it is given a file: such a report is not made by default.
    missing : tuple of Text
        What the notebook lacks to be a full report, with the remedy.
    bare : bool
        Whether it knows nothing of this package: no metadata of ours.
    """

    name: str
    path: Path
    title: Text
    summary: Text
    parameters: tuple[Parameter, ...]
    theme: str = ""
    examples: bool = False
    missing: tuple[Text, ...] = ()
    bare: bool = False


def read_spec(path: Path) -> ReportSpec:
    """Read a notebook's metadata.

    Raises
    ------
    InputError
        When the file is not a notebook, or its metadata name a theme that does not exist.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        metadata, cells = content["metadata"], content["cells"]
        tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            Text(nl=f"dit is geen notebook ({error}).", en=f"this is not a notebook ({error})."),
            remedy=Text(
                nl="Zet de oorspronkelijke notebook terug of haal het bestand weg.",
                en="Put the original notebook back, or take the file away.",
            ),
            file=path.name,
        ) from error
    ours = metadata.get("wij_impact")
    ours = ours if isinstance(ours, dict) else {}
    return ReportSpec(
        name=path.stem,
        path=path,
        title=_text(ours.get("title"), _heading(cells) or path.stem),
        summary=_text(ours.get("summary"), ""),
        parameters=read_parameters(_source(tagged[0]) if tagged else "", path.name, ours.get("parameters", {})),
        theme=_theme(ours.get("theme", ""), path.name),
        examples=ours.get("examples") is True,
        missing=_missing(ours, bool(tagged)),
        bare=not ours,
    )


def _heading(cells: Iterable[Mapping[str, Any]]) -> str:
    """The first heading of a notebook, as plain text."""
    lines = (line for cell in cells if cell.get("cell_type") == "markdown" for line in _source(cell).splitlines())
    return next((re.sub(r"[*`]", "", line.lstrip("#")).strip() for line in lines if re.match(r"#{1,6}\s", line)), "")


def _theme(theme: Any, file: str) -> str:
    if theme in ("", *THEMES):
        return str(theme)
    shown = ", ".join(THEMES)
    raise InputError(
        Text(nl=f"het thema '{theme}' bestaat niet.", en=f"there is no theme '{theme}'."),
        remedy=Text(nl=f"Kies in de metadata uit: {shown}.", en=f"In the metadata, choose one of: {shown}."),
        file=file,
    )


def _missing(ours: Mapping[str, Any], tagged: bool) -> tuple[Text, ...]:
    found = []
    if "title" not in ours or "summary" not in ours:
        found.append(
            Text(
                nl='titel of samenvatting: zet in de metadata "wij_impact": {"title": {"nl": ..., "en": ...}, '
                '"summary": {"nl": ..., "en": ...}}',
                en='a title or a summary: put in the metadata "wij_impact": {"title": {"nl": ..., "en": ...}, '
                '"summary": {"nl": ..., "en": ...}}',
            )
        )
    if not tagged:
        found.append(
            Text(
                nl='een cel met parameters: geef de eerste codecel de tag "parameters", met daarin lang: str = "nl"',
                en='a cell with parameters: give the first code cell the tag "parameters", with lang: str = "nl" in it',
            )
        )
    return tuple(found)


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _text(value: Any, otherwise: str) -> Text:
    if isinstance(value, dict):
        return Text(nl=str(value.get("nl", otherwise)), en=str(value.get("en", otherwise)))
    return Text(nl=otherwise, en=otherwise)


def find_reports(folder: Path) -> tuple[ReportSpec, ...]:
    """All reports in a folder, by name."""
    return tuple(read_spec(path) for path in sorted(folder.glob("*.ipynb")))


def select(reports: Iterable[ReportSpec], names: Iterable[str], *, examples: bool = True) -> tuple[ReportSpec, ...]:
    """The named reports in the order asked for; all of them when none is named.

    Parameters
    ----------
    examples : bool
        Whether "all" has those that only show made-up data; a report that is named is always there.

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
    if chosen:
        return tuple(known[name] for name in chosen)
    return tuple(spec for spec in known.values() if examples or not spec.examples)
