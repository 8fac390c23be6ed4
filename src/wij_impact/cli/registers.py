"""`wij-impact check` for a register of trajectories, as the reports `samen` and `triage` read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.cli.own_files import problem_frame
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REGISTERS", "check_trajectories"]

#: What a register can be checked as: by itself, or by a report that reads it.
REGISTERS = ("trajectories", "samen", "triage")

#: Of these a register of trajectories has two, beside a start and an end.
_TOLD = {"id", "registered", "first_contact", "referrer", "kind", "reason_end", "from_level"}
_SPELLED = Text(nl="twee schrijfwijzen van een naam", en="two spellings of one name")
_CHOOSE = Text(nl="Kies er een; anders zijn het twee groepen.", en="Choose one; else they are two groups.")
_UNUSED = Text(nl="geen traject heeft deze zwaarte", en="no trajectory has this level")
_SPELLING = Text(nl="Klopt de schrijfwijze in -p order?", en="Is the spelling in -p order right?")


def check_trajectories(
    path: Path | str, columns: str, lang: Language, *, name: str = "", given: Mapping[str, str] | None = None
) -> pd.DataFrame | None:
    """Check a register, a delivery to CBS or iJw messages, as `run` reads them; None for another file.

    Parameters
    ----------
    path : Path or str
        A file, or the address of a table in a database; that one is a register only when `name` says so.
    columns : str
        A mapping file.
    lang : str
    name : str
        One of `REGISTERS`, when it was asked for; a report adds what it needs besides: the order of the levels, the
        days, the scenario.
    given : mapping, optional
        Parameters of the report as a user types them.
    """
    import pandas as pd

    from wij_impact import catalogue
    from wij_impact.catalogue.own.databases import is_address
    from wij_impact.cli.as_report import READERS, read_as_report

    if not (name or catalogue.is_delivery(path) or _has_trajectories(Path(path))):
        return None
    # What follows a ? in an address can hold a password.
    shown = str(path).partition("?")[0] if is_address(path) else str(path)
    protocol = (given or {}).get("protocol", "")
    found = catalogue.examine_trajectories(path, columns or None, protocol=protocol, shown=shown)
    frame = problem_frame(found.problems, found.reading, shown, lang)
    # Each overlap stands there with its row; their number besides is once too often.
    frame = frame[~((frame["rule"] == "overlapping") & (frame["column"] == "id"))].reset_index(drop=True)
    if found.frame is None or any(one.severity == "error" for one in found.problems):
        return frame
    rows = _spelled(found.frame, shown, lang)
    if name in READERS:
        try:
            problems, _ = read_as_report(path, name, given, columns)
        except (InputError, InsufficientEvidence):
            problems = []
        fatal = problem_frame([one for one in problems if one.severity == "error"], None, shown, lang)
        rows += [{str(key): one for key, one in row.items()} for row in fatal.to_dict("records")]
        if name == "triage" and fatal.empty:
            rows += _unused(found.frame, (given or {}).get("order", ""), shown, lang)
    more = pd.DataFrame(rows, columns=list(frame.columns)).astype(frame.dtypes.to_dict())
    return pd.concat([frame, more], ignore_index=True) if len(more) else frame


def _spelled(data: pd.DataFrame, shown: str, lang: Language) -> list[dict[str, Any]]:
    """Names in two spellings, a notice each with its first row."""
    from wij_impact import flow

    held = data.dropna(axis="columns", how="all")
    names = [name for name in ("referrer", "kind", "from_level") if name in held]
    twice = flow.check_trajectories(data, "start", "end", spelled=names)
    twice = twice[twice["rule"] == "two spellings of one name"]
    return [
        {"file": shown, "row": int(data.index[int(one["row"]) - 2]), "column": one["column"], "rule": one["rule"]}
        | {"found": f"{_SPELLED.show(lang)}: {one['found']}", "remedy": _CHOOSE.show(lang), "severity": "notice"}
        for one in twice.to_dict("records")
    ]


def _unused(data: pd.DataFrame, order: str, shown: str, lang: Language) -> list[dict[str, Any]]:
    """Levels of the order given that the file never uses."""
    levels = dict.fromkeys(part.strip() for part in order.split(",") if part.strip())
    return [
        {"file": shown, "row": None, "column": "from_level", "rule": "level never used"}
        | {"found": f"{_UNUSED.show(lang)}: {one}", "remedy": _SPELLING.show(lang), "severity": "notice"}
        for one in levels
        if not (data["from_level"] == one).any()
    ]


def _has_trajectories(path: Path) -> bool:
    """Whether a file outside a data folder has the columns of trajectories."""
    from wij_impact.catalogue.own.grid import FORMATS
    from wij_impact.catalogue.own.trajectories import trajectory_columns

    if not path.is_file() or path.suffix.lower() not in FORMATS:
        return False
    try:
        names = trajectory_columns(path)
    except InputError:
        return False
    return {"start", "end"} <= names and len(names & _TOLD) >= 2
