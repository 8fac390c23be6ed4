"""`trajectories`: a register of one's own, the statutory delivery to CBS, or iJw messages; told apart by what they are.

Where identifiers stand in a file they are used here, to see what overlaps, changes or starts again, and dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.deliveries.codes import WITHOUT_HELP
from wij_impact.catalogue.own.deliveries.courses import COLUMNS, DATES, NUMBERS, typed
from wij_impact.catalogue.own.deliveries.opening import is_delivery, open_delivery, reading_of
from wij_impact.catalogue.own.deliveries.soundness import still_waiting, unsound
from wij_impact.catalogue.own.endings import read_endings
from wij_impact.catalogue.own.large import is_large, read_large
from wij_impact.catalogue.own.mapping import read_mapping
from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.own.needs import Need, needs_of_table
from wij_impact.catalogue.own.reader import OwnTable, columns_of, examine_own
from wij_impact.catalogue.own.record import Note, Reading, note
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import Problem, ReadError, problem, with_headers
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.errors import InputError
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["examine_trajectories", "is_delivery", "read_trajectories", "trajectory_columns"]


def read_trajectories(
    path: str | Path,
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    protocol: str = "",
    waiting: bool = False,
) -> tuple[pd.DataFrame, Reading]:
    """Read trajectories.

    Parameters
    ----------
    path : str or Path
        A table of one's own (as `read_own` takes it), the delivery to CBS (text with semicolons, or the sheet), an iJw
        message, or a folder of deliveries or of messages.
    mapping : mapping or path, optional
        For a table of one's own: our name -> header, or a mapping file, which may have ``[values.NAME]`` too.
    protocol : str
        Version of the protocol of CBS (``v2`` to ``v7``), for a delivery that does not tell.
    waiting : bool
        Whether who registered and still waits for the start is among the rows; without a start they are no trajectory
        yet, and most of what is counted or followed has no place for them.

    Returns
    -------
    (DataFrame, Reading)
        The columns of the table ``trajectories``: dates as dates, grades as numbers, the rest text; what a file lacks
        is missing. The index, named ``row``, is the row in the file.

    Raises
    ------
    InputError
        For the first thing wrong, with file, row, column and remedy, and how many there are besides.
    UsageError
        When the file is not there, or the version is none.

    Notes
    -----
    A delivery carries numbers of people. They serve to join records that overlap, and to see a change of form and a
    new start; after that each trajectory has a random number, and BSN, date of birth, sex, name, postcode, numbers of
    allocations and references are gone.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "levering.txt"
    >>> _ = file.write_text("000000000;20120300;V;1234AB;02;04;02;20250203;20250828;01;8;04;1\\n")
    >>> frame, reading = read_trajectories(file)
    >>> frame[["referrer", "kind", "reason_end", "satisfied"]].values.tolist()
    [['gp', 'own_network', 'planned', 8.0]]
    """
    table = examine_trajectories(path, mapping, protocol=protocol)
    errors = [one for one in table.problems if one.severity == "error"]
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert table.frame is not None  # without errors it was read
    assert table.reading is not None
    if waiting:
        return table.frame, table.reading
    return table.frame[table.frame["start"].notna().to_numpy()], table.reading


def examine_trajectories(
    path: str | Path,
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    protocol: str = "",
    shown: str = "",
) -> OwnTable:
    """As `read_trajectories`, with every problem instead of the first."""
    try:
        found = open_delivery(path, protocol, shown)
        if found is None:
            found = _own(path, mapping, shown)
    except ReadError as error:
        return OwnTable(None, None, [error.problem])
    except InputError as error:
        return OwnTable(None, None, [_as_problem(error)])
    if found.frame is None or found.reading is None:
        return found
    # A cell that could not be read is not also an empty one.
    told = {(one.row, one.column) for one in found.problems}
    wrong = unsound(found.frame, found.reading.file, found.reading.columns)
    problems = [
        *found.problems,
        *(one for one in wrong if one.rule != "missing-value" or (one.row, one.column) not in told),
    ]
    rows = [one.row for one in problems if one.rule == "overlapping" and one.row is not None]
    reading = found.reading
    if len(wait := found.frame.index[still_waiting(found.frame).to_numpy()]):
        reading = replace(reading, notes=(*reading.notes, note("still-waiting", count=len(wait))))
        found.frame.attrs["reading"] = reading
    if rows:
        reading = replace(reading, notes=(*reading.notes, note("overlapping", "id", rows=rows)))
        found.frame.attrs["reading"] = reading
    return OwnTable(found.frame, reading, with_headers(problems, reading.columns))


#: What registrations call these columns beside our names and labels.
OTHER_NAMES = {
    "registered": ("aangemeld", "aangemeld op", "aanmelddatum", "aanmeldingsdatum", "datum aanmelding"),
    "first_contact": ("datum eerste contact", "eerste gesprek", "datum eerste gesprek", "date of first contact"),
    "start": ("startdatum", "begindatum", "datum start", "datum begin", "aanvang", "datum aanvang", "start date"),
    "end": ("einddatum", "datum einde", "eind", "end date"),
    "referrer": ("verwezen door", "referred by"),
    "kind": ("hulpvorm", "soort"),
    "reason_end": ("reden einde", "reden beëindiging", "eindreden", "reden van einde", "reason for ending"),
}


# -- a table of one's own -----------------------------------------------------------------------------------------


def _own(path: str | Path, mapping: Mapping[str, str] | str | Path | None, shown: str) -> OwnTable:
    named = read_mapping(mapping) if isinstance(mapping, str | Path) and mapping else None
    columns = named.columns if named else (mapping if isinstance(mapping, Mapping) else None)
    place = None if is_address(path) or "#" in Path(path).name else find_file(path)
    if place is not None and is_large(place):
        found = read_large(place, _needs(), columns)
    else:
        found = examine_own(path, _needs(), columns, shown=shown)
    if found.frame is None or found.reading is None:
        return found
    frame, reading, problems = found.frame, found.reading, list(found.problems)
    for name, words in (named.values if named else {}).items():
        if name in frame:
            frame[name] = frame[name].map(lambda cell, words=words: words.get(cell, cell))
    for name in [one for one in DATES if one in frame]:
        frame[name] = _days(frame[name], reading, problems)
    for name in ("without_help", "without_help_2"):
        if name in frame:
            frame[name] = _degrees(frame[name].str.zfill(2), reading, problems)
    ends: list[Note] = []
    if "reason_end" in frame:
        frame["reason_end"], ends = read_endings(frame["reason_end"])
    for name in ("goals_reached", "earlier_help", "continued"):
        if name in frame:
            frame[name] = _answers(frame[name], reading, problems)
    whole = typed(frame.reindex(columns=list(dict.fromkeys([*COLUMNS, *frame.columns]))))
    notes = [*(one for one in reading.notes if one.code != "empty-cells"), *ends]
    reading = reading_of(whole, reading.file, reading.format, reading.rows_found, reading.columns, notes)
    whole.attrs["reading"] = reading
    return OwnTable(whole, reading, problems)


def trajectory_columns(path: str | Path) -> set[str]:
    """The columns of `trajectories` that a file has, under any of the names in use."""
    return columns_of(path, _needs())


def _needs() -> list[Need]:
    known = {need.name: need for need in needs_of_table("trajectories")}
    return [
        Need(
            need.name,
            "moment" if need.name in DATES else need.role,
            "number" if need.name in NUMBERS else "text",
            required=need.required,
            label=need.label,
            aliases=(*need.aliases, *OTHER_NAMES.get(need.name, ())),
            missing=need.missing,
        )
        for need in known.values()
    ]


def _days(column: pd.Series, reading: Reading, problems: list[Problem]) -> pd.Series:
    """The days of a column as people write them; day first, unless no day fits so."""
    import numpy as np
    import pandas as pd

    codes, texts = pd.factorize(column.to_numpy(dtype=object))
    said = [parse_moment(str(cell)) for cell in texts]
    if any(one is None for one in said):
        other = [parse_moment(str(cell), month_first=True) for cell in texts]
        said = other if all(one is not None for one in other) else said
    days = [
        dt.date.fromordinal(int(moment.place)).isoformat() if moment is not None and moment.length == "day" else "NaT"
        for moment in said
    ]
    # The last place is for an empty cell.
    found = pd.Series(np.array([*days, "NaT"], dtype="datetime64[s]")[codes], index=column.index, name=column.name)
    remedy = Text(nl="Schrijf een datum als 2024-03-01.", en="Write a date as 2024-03-01.")
    for row in column.index[(codes >= 0) & found.isna().to_numpy()]:
        said_here = str(column.loc[row])[:40]
        problems.append(problem("not-a-date", reading.file, int(row), str(column.name), value=said_here, remedy=remedy))
    return found


_SAID = dict.fromkeys(YES, "yes") | dict.fromkeys(("deels", "partly"), "partly") | dict.fromkeys(NO, "no")


def _answers(column: pd.Series, reading: Reading, problems: list[Problem]) -> pd.Series:
    found = column.str.strip().str.casefold().map(_SAID)
    remedy = Text(nl="Schrijf ja, deels of nee.", en="Write yes, partly or no.")
    for row in column.index[(column.notna() & found.isna()).to_numpy()]:
        said_here = str(column.loc[row])[:20]
        problems.append(
            problem("unknown-answer", reading.file, int(row), str(column.name), value=said_here, remedy=remedy)
        )
    return found


def _degrees(column: pd.Series, reading: Reading, problems: list[Problem]) -> pd.Series:
    """Answer 3.1 of the delivery: any other word would pass for an answer that is not the best one."""
    wrong = column.notna() & ~column.isin(WITHOUT_HELP)
    listed = ", ".join(WITHOUT_HELP)
    remedy = Text(
        nl=f"Gebruik de codes van de levering aan het CBS ({listed}), of zeg in een vertaaltabel wat uw woorden zijn.",
        en=f"Use the codes of the delivery to CBS ({listed}), or say in a mapping what your words are.",
    )
    for row in column.index[wrong.to_numpy()]:
        said_here = str(column.loc[row])[:20]
        problems.append(
            problem("unknown-answer", reading.file, int(row), str(column.name), value=said_here, remedy=remedy)
        )
    return column


def _as_problem(error: InputError) -> Problem:
    def both(said: str | Text) -> Text:
        return said if isinstance(said, Text) else Text(nl=said, en=said)

    return Problem(error.file, error.row, error.column, "delivery", both(error.message), both(error.remedy))
