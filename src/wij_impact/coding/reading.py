"""Codings from the tools that researchers use: REFI-QDA (.qdpx, .qdc), Taguette, QualCoder, plain tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from wij_impact.catalogue import Need, Project, Reading, read_own, read_project
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Result
from wij_impact.language import Text

__all__ = ["NEEDS", "Codings", "load", "load_conversations"]

COLUMNS = ["source", "start", "end", "code", "coder"]
UNKNOWN = "unknown"
#: What a table of codings must and may have; the other names are those of Taguette and QualCoder.
NEEDS = (
    Need("source", "id", "text", label=Text(nl="bron", en="source"),
         aliases=("document", "file", "filename", "bestand", "gesprek", "file_or_case_name", "file or case name")),
    Need("code", "text", "text", label=Text(nl="code", en="code"),
         aliases=("tag", "codename", "code_name", "code name", "thema")),
    Need("start", "value", "number", whole=True, required=False, minimum=0, label=Text(nl="begin", en="start"),
         aliases=("pos0", "startposition", "start_position", "position start")),
    Need("end", "value", "number", whole=True, required=False, minimum=0, label=Text(nl="einde", en="end"),
         aliases=("pos1", "endposition", "end_position", "position end")),
    Need("coder", "text", "text", required=False, label=Text(nl="codeur", en="coder"),
         aliases=("owner", "user", "coder_name", "coder name")),
)  # fmt: skip
_KIND = Need("data_kind", "text", "text", required=False)
_QUOTE = Need("quote", "text", "text", required=False, label=Text(nl="citaat", en="quote"),
              aliases=("content", "seltext", "text", "coded", "coded_text", "coded text", "fragment"))  # fmt: skip


@dataclass(frozen=True, repr=False)
class Codings(Result):
    """Who gave which code to which piece of which text.

    Attributes
    ----------
    frame : DataFrame
        source, start, end (characters; NaN when the whole source is meant or the tool gave none), code, coder; and
        quote when it was asked for.
    codebook : tuple of str
        All codes, also those that nobody used.
    readings : tuple of Reading
        What was read of each table; empty for a project.
    uncoded : int
        Marked pieces without a code, left out.
    lengths : mapping of str to float
        Length of a source in characters, where the project holds its text.
    synthetic : bool
        Whether a row says that it was made up.
    """

    frame: pd.DataFrame
    codebook: tuple[str, ...]
    readings: tuple[Reading, ...] = ()
    uncoded: int = 0
    lengths: Mapping[str, float] = field(default_factory=dict)
    synthetic: bool = False

    @property
    def unused(self) -> tuple[str, ...]:
        """Codes of the codebook that nobody gave."""
        used = set(self.frame["code"])
        return tuple(one for one in self.codebook if one not in used)

    @property
    def placed(self) -> bool:
        """Whether every coding has a place in its text."""
        return bool(len(self.frame)) and bool(self.frame[["start", "end"]].notna().all(axis=None))

    def _headline(self) -> str:
        frame = self.frame
        return (
            f"{len(frame)} codings of {frame['source'].nunique()} sources, "
            f"{len(self.codebook)} codes, {frame['coder'].nunique()} coders"
        )

    def tidy(self) -> pd.DataFrame:
        """Codings and sources per code; a code that nobody used has 0."""
        grouped = self.frame.groupby("code")
        counts = pd.DataFrame({"code": self.codebook})
        counts["estimate"] = counts["code"].map(grouped.size()).fillna(0).astype(float)
        counts["std_error"] = counts["lower"] = counts["upper"] = counts["level"] = float("nan")
        counts["n"], counts["method"] = len(self.frame), "count"
        counts["sources"] = counts["code"].map(grouped["source"].nunique()).fillna(0).astype(int)
        return counts


def load(
    path: str | Path | Sequence[str | Path],
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    quotes: bool = False,
) -> Codings:
    """Read codings.

    Parameters
    ----------
    path : path, or several
        ``.qdpx`` (REFI-QDA project) or ``.qdc`` (codebook only); a table (csv, xlsx, ods, ...) with source, start, end,
        code, coder, or with the names that Taguette (document, tag) and QualCoder (pos0, pos1, owner) export. Several
        files, as Taguette gives one per coder, are put together; a coder without a name gets that of the file.
    mapping : mapping or path, optional
        Our name -> header in the table, as for `catalogue.read_own`.
    quotes : bool
        Whether to keep the marked texts; otherwise only places and codes are read.

    Returns
    -------
    Codings
        A coding without a coder gets the coder "unknown".

    Raises
    ------
    InputError
        A file that is not a zip or not XML, a path that points outside the zip, a file too large, XML with its own
        entities, a column that is missing, a start after its end, a coding that refers to nothing, no codings.

    Notes
    -----
    REFI-QDA 1.5, https://www.qdasoftware.org.
    """
    files = [path] if isinstance(path, str | Path) else list(path)
    if not files:
        raise UsageError(Text(nl="er is geen bestand met coderingen.", en="there is no file with codings."))
    parts = [_one(one, mapping, quotes) for one in files]
    if len(parts) == 1:
        return parts[0]
    named = [
        one.frame.assign(coder=one.frame["coder"].where(one.frame["coder"] != UNKNOWN, Path(file).stem))
        for one, file in zip(parts, map(str, files), strict=True)
    ]
    frame = _once(pd.concat(named, ignore_index=True))
    return Codings(
        frame,
        tuple(dict.fromkeys(code for one in parts for code in one.codebook)),
        tuple(reading for one in parts for reading in one.readings),
        sum(one.uncoded for one in parts),
        {name: size for one in parts for name, size in one.lengths.items()},
        any(one.synthetic for one in parts),
    )


def load_conversations(path: str | Path, mapping: Mapping[str, str] | str | Path | None = None) -> pd.DataFrame:
    """Read what is known of the conversations: one row each, with source, group and consent (1 yes, 0 no).

    Raises
    ------
    InputError
        As `catalogue.read_own`; a source that stands there twice.
    """
    needs = [
        Need("source", "id", "text", label=NEEDS[0].label, aliases=NEEDS[0].aliases),
        _KIND,
        Need("group", "group", "text", required=False, label=Text(nl="groep", en="group")),
        Need("consent", "flag", "flag", required=False, label=Text(nl="toestemming", en="consent")),
    ]
    frame, reading = read_own(path, needs, mapping)
    twice = frame["source"].duplicated()
    if twice.any():
        row = int(frame.index[twice][0])
        raise _wrong(reading.file, row, "source", "staat er twee keer", "stands there twice")
    return frame


def _one(path: str | Path, mapping: Mapping[str, str] | str | Path | None, quotes: bool) -> Codings:
    suffix = Path(str(path)).suffix.lower()
    if suffix == ".qdpx":
        return _project(read_project(path, "project.qde"), quotes)
    if suffix == ".qdc":
        return Codings(pd.DataFrame(columns=COLUMNS), tuple(_codes(read_project(path).root).values()))
    return _table(path, mapping, quotes)


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if isinstance(one.tag, str) and one.tag.rsplit("}", 1)[-1] == name]


def _codes(root: ElementTree.Element) -> dict[str, str]:
    return {one.get("guid", "").lower(): one.get("name", "").strip() for one in _all(root, "Code")}


def _project(project: Project, quotes: bool) -> Codings:
    codes = _codes(project.root)
    users = {one.get("guid", "").lower(): one.get("name", "").strip() for one in _all(project.root, "User")}
    rows: list[tuple[str, float, float, str, str, str | None]] = []
    lengths: dict[str, float] = {}
    uncoded = 0
    for source in _all(project.root, "TextSource"):
        name = (source.get("name") or source.get("guid") or "").strip()
        text = _text(source, project)
        if text is not None:
            lengths[name] = len(text)
        for piece in _all(source, "PlainTextSelection"):
            start, end = (_position(piece, side, name, project.file) for side in ("startPosition", "endPosition"))
            if start > end:
                raise _wrong(
                    project.file, None, "start", f"van een stuk in '{name}' ligt na het einde",
                    f"of a piece in '{name}' lies after the end",
                )  # fmt: skip
            quote = text[int(start) : int(end)] if quotes and text is not None and end == end else None
            given = 0
            for coding in _all(piece, "Coding"):
                user = (coding.get("creatingUser") or piece.get("creatingUser") or "").lower()
                for reference in _all(coding, "CodeRef"):
                    guid = reference.get("targetGUID", "").lower()
                    if guid not in codes:
                        raise _wrong(
                            project.file, None, "code", f"van een codering in '{name}' verwijst naar geen code",
                            f"of a coding in '{name}' has no code",
                        )  # fmt: skip
                    given += 1
                    rows.append((name, start, end, codes[guid], users.get(user) or user or UNKNOWN, quote))
            uncoded += not given
    if not rows:
        raise _nothing(project.file)
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "quote"])[[*COLUMNS, *(["quote"] if quotes else [])]]
    return Codings(_once(frame), tuple(dict.fromkeys(codes.values())), (), uncoded, lengths)


def _text(source: ElementTree.Element, project: Project) -> str | None:
    inline = next((one.text for one in _all(source, "PlainTextContent")), None)
    place = source.get("plainTextPath", "")
    return inline if inline is not None else project.text(place.removeprefix("internal://")) if place else None


def _position(piece: ElementTree.Element, side: str, name: str, file: str) -> float:
    given = piece.get(side)
    if given is None:
        return math.nan
    if not given.strip().isdigit():
        raise _wrong(file, None, side, f"van een stuk in '{name}' is geen getal: {given}",
                     f"of a piece in '{name}' is not a number: {given}")  # fmt: skip
    return float(int(given))


def _table(path: str | Path, mapping: Mapping[str, str] | str | Path | None, quotes: bool) -> Codings:
    frame, reading = read_own(path, [*NEEDS, _KIND, *([_QUOTE] if quotes else [])], mapping)
    for column in ("start", "end"):
        if column not in frame:
            frame[column] = math.nan
    frame["coder"] = frame["coder"].fillna(UNKNOWN) if "coder" in frame else UNKNOWN
    for bad, column, nl, en in (
        (frame["source"].isna(), "source", "is leeg", "is empty"),
        (frame["start"].isna() != frame["end"].isna(), "end", "hoort bij een begin", "belongs with a start"),
        (frame["start"] > frame["end"], "start", "ligt na het einde", "lies after the end"),
    ):
        if bad.any():
            raise _wrong(reading.file, int(frame.index[bad][0]), column, nl, en)
    coded = frame[frame["code"].notna()]
    if not len(coded):
        raise _nothing(reading.file)
    kept = coded[[*COLUMNS, *(["quote"] if quotes and "quote" in coded else [])]]
    codebook = tuple(sorted(set(coded["code"])))
    made_up = "data_kind" in frame and bool((frame["data_kind"] == "synthetic").any())
    return Codings(_once(kept), codebook, (reading,), len(frame) - len(coded), {}, made_up)


def _once(frame: pd.DataFrame) -> pd.DataFrame:
    """The same code of one coder on one place once. Without a place two pieces may look alike and both stay."""
    again = frame.duplicated(COLUMNS) & frame["start"].notna()
    return frame[~again].reset_index(drop=True)


def _wrong(file: str, row: int | None, column: str, nl: str, en: str) -> InputError:
    return InputError(
        Text(nl=f"{column} {nl}." if row is None else f"de cel {nl}.",
             en=f"{column} {en}." if row is None else f"the cell {en}."),
        remedy=Text(nl="Verbeter de cel, of laat de rij weg.", en="Mend the cell, or leave the row out.")
        if row is not None
        else Text(nl="Herstel dit in het programma en exporteer opnieuw.", en="Mend it in the program; export again."),
        file=file,
        row=row,
        column=column if row is not None else "",
    )  # fmt: skip


def _nothing(file: str) -> InputError:
    return InputError(
        Text(nl="er is geen enkel stuk tekst met een code.", en="no piece of text has a code."),
        remedy=Text(nl="Codeer eerst, of exporteer de coderingen mee.", en="Code first, or export the codings too."),
        file=file,
    )
