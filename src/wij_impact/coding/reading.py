"""Codings from the tools that researchers use: REFI-QDA (.qdpx, .qdc), Taguette, QualCoder, plain CSV."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import Result
from wij_impact.estimates.columns import FIRST_ROW
from wij_impact.language import Text

__all__ = ["Codings", "export_codebook", "load"]

COLUMNS = ["source", "start", "end", "code", "coder"]
LARGEST = 200_000_000  # bytes unpacked of one member that we read
ALIASES = {
    "source": ("source", "document", "file", "filename"),
    "start": ("start", "pos0", "startposition"),
    "end": ("end", "pos1", "endposition"),
    "code": ("code", "tag", "codename", "code_name"),
    "coder": ("coder", "owner", "user", "coder_name"),
}


@dataclass(frozen=True, repr=False)
class Codings(Result):
    """Who gave which code to which piece of which text. The texts themselves are not kept.

    Attributes
    ----------
    frame : DataFrame
        source, start, end (characters; NaN when the whole source is meant or the tool gave none), code, coder.
    codebook : tuple of str
        All codes, also those that nobody used.
    """

    frame: pd.DataFrame
    codebook: tuple[str, ...]

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


def load(path: str | Path) -> Codings:
    """Read codings.

    Parameters
    ----------
    path : path
        ``.qdpx`` (REFI-QDA project) or ``.qdc`` (codebook only); ``.csv`` with source, start, end, code, coder, or with
        the names that Taguette (document, tag) and QualCoder (pos0, pos1, owner) export.

    Returns
    -------
    Codings
        A coding without a coder gets the coder "unknown".

    Raises
    ------
    InputError
        A file that is not a zip or not XML, a path that points outside the zip, a file too large, XML with its own
        entities, a column that is missing, a start after its end, a coding that refers to nothing.

    Notes
    -----
    REFI-QDA 1.5, https://www.qdasoftware.org. Texts and quotes stay where they are: only places and codes are read.
    """
    file = Path(path)
    if not file.is_file():
        raise _error(file, "bestaat niet.", "does not exist.")
    if file.suffix.lower() == ".qdpx":
        return _project(_parse(_member(file), file), file)
    if file.suffix.lower() == ".qdc":
        return Codings(pd.DataFrame(columns=COLUMNS), tuple(_codes(_parse(file.read_bytes(), file)).values()))
    if file.suffix.lower() == ".csv":
        return _table(file)
    raise _error(file, "is geen .qdpx, .qdc of .csv.", "is not a .qdpx, .qdc or .csv.")


def export_codebook(codings: Codings) -> bytes:
    """The codebook as REFI-QDA (.qdc), the same bytes every time.

    Examples
    --------
    >>> book = Codings(pd.DataFrame(columns=COLUMNS), ("home", "school"))
    >>> b'name="home"' in export_codebook(book)
    True
    """
    space = "urn:QDA-XML:codebook:1.0"
    ElementTree.register_namespace("", space)
    root = ElementTree.Element(f"{{{space}}}CodeBook", {"origin": "wij_impact"})
    codes = ElementTree.SubElement(root, f"{{{space}}}Codes")
    for name in codings.codebook:
        guid = str(uuid5(NAMESPACE_URL, f"wij_impact/code/{name}"))
        ElementTree.SubElement(codes, f"{{{space}}}Code", {"guid": guid, "name": name, "isCodable": "true"})
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _member(file: Path) -> bytes:
    """project.qde out of the zip, with every member's path looked at first."""
    try:
        with zipfile.ZipFile(file) as packed:
            for member in packed.infolist():
                place = PurePosixPath(member.filename.replace("\\", "/"))
                if place.is_absolute() or ".." in place.parts or ":" in member.filename:
                    raise _error(
                        file,
                        f"'{member.filename}' wijst buiten het bestand.",
                        f"'{member.filename}' points outside it.",
                    )
            names = [one for one in packed.infolist() if PurePosixPath(one.filename).name.lower() == "project.qde"]
            if not names:
                raise _error(file, "heeft geen project.qde.", "has no project.qde.")
            if names[0].file_size > LARGEST:
                raise _error(file, "is uitgepakt te groot.", "is too large when unpacked.")
            with packed.open(names[0]) as opened:
                raw = opened.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as wrong:
        raise _error(file, "is geen leesbare zip.", "is not a readable zip.") from wrong
    if len(raw) > LARGEST:
        raise _error(file, "is uitgepakt te groot.", "is too large when unpacked.")
    return raw


def _parse(raw: bytes, file: Path) -> ElementTree.Element:
    plain = raw.replace(b"\x00", b"")  # the same letters in UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _error(file, "bevat eigen XML-entiteiten.", "has XML entities of its own.")
    try:
        return ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as wrong:
        raise _error(file, "is geen geldige XML.", "is not valid XML.") from wrong


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if isinstance(one.tag, str) and one.tag.rsplit("}", 1)[-1] == name]


def _codes(root: ElementTree.Element) -> dict[str, str]:
    return {one.get("guid", "").lower(): one.get("name", "").strip() for one in _all(root, "Code")}


def _project(root: ElementTree.Element, file: Path) -> Codings:
    codes = _codes(root)
    users = {one.get("guid", "").lower(): one.get("name", "").strip() for one in _all(root, "User")}
    rows = []
    for source in _all(root, "TextSource"):
        name = source.get("name") or source.get("guid", "")
        for piece in _all(source, "PlainTextSelection"):
            start, end = piece.get("startPosition"), piece.get("endPosition")
            for coding in _all(piece, "Coding"):
                user = (coding.get("creatingUser") or piece.get("creatingUser") or "").lower()
                for reference in _all(coding, "CodeRef"):
                    guid = reference.get("targetGUID", "").lower()
                    if guid not in codes:
                        raise _error(
                            file,
                            f"een codering in '{name}' verwijst naar geen code.",
                            f"a coding in '{name}' has no code.",
                        )
                    rows.append((name, start, end, codes[guid], users.get(user) or user or "unknown"))
    return _checked(pd.DataFrame(rows, columns=COLUMNS), tuple(codes.values()), file)


def _table(file: Path) -> Codings:
    try:
        given = pd.read_csv(file, dtype=str, sep=None, engine="python", encoding="utf-8-sig", keep_default_na=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as wrong:
        raise _error(file, "is geen leesbare CSV in UTF-8.", "is not a readable CSV in UTF-8.") from wrong
    lowered = {str(name).strip().lower(): name for name in given.columns}
    frame = pd.DataFrame(index=given.index)
    for column, others in ALIASES.items():
        match = next((lowered[name] for name in others if name in lowered), None)
        if match is None and column in ("source", "code"):
            raise _error(file, f"kolom '{column}' ontbreekt.", f"column '{column}' is missing.")
        frame[column] = None if match is None else given[match].str.strip().replace("", None)
    frame["coder"] = frame["coder"].fillna("unknown")
    return _checked(frame, None, file)


def _checked(frame: pd.DataFrame, codebook: tuple[str, ...] | None, file: Path) -> Codings:
    frame = frame.reset_index(drop=True)
    for column in ("source", "code"):
        _stop(frame[column].isna() | (frame[column] == ""), file, column, "is leeg", "is empty")
    for column in ("start", "end"):
        read = pd.to_numeric(frame[column], errors="coerce").astype(float)
        _stop(read.isna() & frame[column].notna(), file, column, "is geen getal", "is not a number")
        frame[column] = read
    _stop(frame["start"] > frame["end"], file, "start", "ligt na het einde", "lies after the end")
    used = sorted(set(frame["code"]))
    book = tuple(dict.fromkeys([*codebook, *used])) if codebook is not None else tuple(used)
    return Codings(frame[COLUMNS].drop_duplicates(ignore_index=True), book)


def _stop(wrong: pd.Series, file: Path, column: str, nl: str, en: str) -> None:
    if wrong.any():
        raise InputError(
            Text(nl=f"de cel {nl}.", en=f"the cell {en}."),
            remedy=Text(nl="Verbeter de cel, of laat de rij weg.", en="Mend the cell, or leave the row out."),
            file=file.name,
            row=int(wrong.to_numpy().argmax()) + FIRST_ROW,
            column=column,
        )


def _error(file: Path, nl: str, en: str) -> InputError:
    return InputError(
        Text(nl=nl, en=en),
        remedy=Text(
            nl="Exporteer opnieuw als REFI-QDA, of als CSV met source, start, end, code, coder.",
            en="Export again as REFI-QDA, or as CSV with source, start, end, code, coder.",
        ),
        file=file.name,
    )
