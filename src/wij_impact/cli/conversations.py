"""`wij-impact check` and `template` for coded conversations: projects of analysis programs, and their codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.cli.own_files import problem_frame as frame_of
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PROJECTS", "check_codings", "check_conversations", "write_codebook"]

#: Files of the programs in which conversations are coded.
PROJECTS = (".qdpx", ".qdc")


def check_codings(path: Path, columns: str, lang: Language) -> pd.DataFrame:
    """Every problem of a table with codings, or the first of a project of an analysis program, as `run` meets it."""
    from wij_impact.catalogue import examine_own
    from wij_impact.catalogue.problems import Problem
    from wij_impact.coding import agreement, default_unit, load
    from wij_impact.coding.reading import NEEDS

    reading = None
    if path.suffix.lower() not in PROJECTS:
        found = examine_own(path, list(NEEDS), columns or None, shown=str(path))
        if any(one.severity == "error" for one in found.problems):
            return frame_of(found.problems, found.reading, str(path), lang)
        reading = found.reading
    try:
        codings = load(path, columns or None)
        if len(set(codings.frame["coder"])) > 1:
            agreement(codings, default_unit(codings), draws=200)
    except InputError as error:
        said, remedy = (one if isinstance(one, Text) else Text(nl=one, en=one) for one in (error.message, error.remedy))
        return frame_of(
            [Problem(str(path), error.row, error.column, "codings", said, remedy)], reading, str(path), lang
        )
    return frame_of([], reading, str(path), lang)


def check_conversations(path: Path, columns: str, lang: Language) -> pd.DataFrame:
    """Every problem of a table of conversations (who is in which group, and consents), as `run` meets it."""
    from wij_impact.catalogue.problems import gathering, of_error
    from wij_impact.coding import load_conversations

    raised: InputError | None = None
    with gathering() as held:
        try:
            load_conversations(path, columns or None)
        except InputError as error:
            raised = error
    problems = list(held.problems)
    if raised is not None and not any(one.severity == "error" for one in problems):
        problems.append(of_error(raised))
    return frame_of(problems, held.readings[-1] if held.readings else None, str(path), lang)


def write_codebook(export: str, output: Path) -> Path:
    """Write the codebook of a file with codings, or of the shipped interview, as REFI-QDA."""
    from wij_impact.coding import export_codebook, load, load_interview

    if output.suffix.lower() != ".qdc":
        raise UsageError(
            Text(
                nl=f"{output.name}: een codeboek is een .qdc-bestand.", en=f"{output.name}: a codebook is a .qdc file."
            ),
            remedy=Text(nl=f"Schrijf -o {output.stem}.qdc.", en=f"Write -o {output.stem}.qdc."),
        )
    if export:
        made = export_codebook(load(export))
    else:
        book = load_interview().codebook
        made = export_codebook(load_interview().codings(), dict(zip(book["code"], book["description_nl"], strict=True)))
    try:
        with open(output, "xb") as file:
            file.write(made)
    except FileExistsError as error:
        raise UsageError(
            Text(nl=f"{output} bestaat al en blijft zoals het is.", en=f"{output} exists and stays as it is."),
            remedy=Text(nl="Kies een andere naam.", en="Choose another name."),
        ) from error
    except OSError as error:
        raise UsageError(
            Text(nl=f"{output} is niet te maken.", en=f"{output} cannot be made."),
            remedy=Text(nl="Bestaat de map?", en="Does the folder exist?"),
        ) from error
    return output
