"""iJw messages (release 3.2): start (JW305), stop (JW307) and request (JW315) joined to one record per help.

XML is read by a streaming parser that takes no document type, no entity and no reference to elsewhere, to a bounded
size and depth. Logical keys as in the standard: a start is ToewijzingNummer, Product and Begindatum.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from wij_impact.catalogue.bounds import require_size
from wij_impact.catalogue.decoding import read_bytes
from wij_impact.catalogue.own.deliveries.codes import CATEGORIES, NOBODY, REASONS_IJW, REFERRERS
from wij_impact.catalogue.own.deliveries.courses import Record
from wij_impact.catalogue.problems import Problem, fail, problem
from wij_impact.language import Text

__all__ = ["Messages", "message_files", "read_messages"]

#: Deeper than any message of the standard, and more parts than one client has.
_DEEPEST, _MOST_PARTS = 24, 200_000
_KNOWN = ("jw301", "jw305", "jw307", "jw315", "jw317", "jw323")
_READ = ("jw301", "jw305", "jw307", "jw315")


@dataclass
class _Node:
    name: str
    line: int
    text: str = ""
    parts: list[_Node] = field(default_factory=list)

    def get(self, *path: str) -> str:
        """The text of a part, by its path; empty when it is not there."""
        node: _Node | None = self
        for name in path:
            node = next((part for part in node.parts if part.name == name), None) if node else None
        return node.text.strip() if node else ""

    def all(self, name: str) -> list[_Node]:
        found = [part for part in self.parts if part.name == name]
        return found + [one for part in self.parts for one in part.all(name)]


@dataclass(frozen=True)
class _Message:
    shown: str
    kind: str
    dated: str
    clients: list[_Node] = field(repr=False)


@dataclass(frozen=True)
class Messages:
    """What a set of messages gives, and what was done with them."""

    records: list[Record]
    places: dict[int, tuple[str, int]]  # number of a record -> its file and line
    kinds: dict[str, int]
    unread: tuple[str, ...]
    removed: int
    unmatched_removals: int
    stops_without_start: int
    paused: int
    two_referrers: int
    problems: list[Problem]


def read_messages(files: Iterable[Path]) -> Messages:
    """Records of the messages in `files`, in the order of their date.

    Raises
    ------
    InputError
        A file that is no iJw message, is broken, or holds a document type or entity.
    """
    found = sorted((_message(file) for file in files), key=lambda one: (one.dated, one.kind, one.shown))
    work = _Joiner()
    kinds: dict[str, int] = {}
    for one in found:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
        for client in one.clients:
            work.take(one, client)
    records = work.records()
    return Messages(
        records, work.places, kinds, tuple(kind for kind in kinds if kind not in _READ), work.removed,
        work.unmatched, work.stops_only, work.paused, work.two_referrers, work.problems,
    )  # fmt: skip


def _message(file: Path) -> _Message:
    shown = file.name
    if file.is_file():
        require_size(file.stat().st_size, shown)
    tree = _Tree(read_bytes(file, shown), shown)
    if tree.kind not in _KNOWN:
        raise fail("no-delivery", shown)
    return _Message(shown, tree.kind, tree.dated, tree.clients)


class _Tree:
    """One message, parsed; only its clients are kept."""

    def __init__(self, content: bytes, shown: str) -> None:
        self.shown, self.kind, self.dated = shown, "", ""
        self.clients: list[_Node] = []
        self._open: list[_Node] = []
        self._parts = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        self._parser = parser
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            reason = Text(nl="de XML is niet af of niet geldig", en="the XML is unfinished or not valid")
            raise fail("broken-message", shown, error.lineno, reason=reason) from None

    def _refuse(self, *_: object) -> int:
        reason = Text(
            nl="een bericht heeft geen documenttype of entiteiten", en="a message has no document type or entities"
        )
        raise fail("broken-message", self.shown, self._parser.CurrentLineNumber, reason=reason)

    def _start(self, name: str, _: dict[str, str]) -> None:
        space, _mark, bare = name.rpartition(" ")
        if not self._open:
            match = re.search(r"/ijw/[^/]*/(jw[0-9]{3})/", f"{space}/".casefold())
            self.kind = match[1] if match else ""
        node = _Node(bare, self._parser.CurrentLineNumber)
        self._parts += 1
        if len(self._open) >= _DEEPEST or self._parts > _MOST_PARTS:
            reason = Text(nl="het bericht is te diep of te groot", en="the message is too deep or too large")
            raise fail("broken-message", self.shown, node.line, reason=reason)
        if self._open:
            self._open[-1].parts.append(node)
        self._open.append(node)

    def _end(self, _: str) -> None:
        node = self._open.pop()
        if node.name == "Dagtekening":
            self.dated = node.text.strip()
        if node.name in ("Client", "Clienten", "Prestatie"):
            self._parts = 0
        if node.name == "Client":
            self.clients.append(node)
        if self._open and node.name in ("Header", "Client"):
            self._open[-1].parts.remove(node)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text


_Key = tuple[str, str, str, str, dt.date]


class _Joiner:
    """Starts, stops and requests by their logical key. Keys hold numbers of people and are never shown."""

    def __init__(self) -> None:
        self.starts: dict[_Key, tuple[_Message, _Node]] = {}
        self.stops: dict[_Key, dict[tuple[str, dt.date], tuple[_Message, _Node]]] = {}
        self.asked: dict[tuple[str, str, dt.date], set[str]] = {}
        self.assigned: dict[tuple[str, str], dt.date] = {}
        self.problems: list[Problem] = []
        self.places: dict[int, tuple[str, int]] = {}
        self.removed = self.unmatched = self.stops_only = self.paused = self.two_referrers = 0

    def take(self, message: _Message, client: _Node) -> None:
        bsn = client.get("Bsn")
        if not re.fullmatch(r"[0-9]{9}", bsn):
            self.wrong(message, client, "Bsn", Text(nl="een BSN heeft 9 cijfers", en="a BSN has 9 digits"))
            return
        if message.kind == "jw305":
            for node in client.all("StartProduct"):
                self.start(message, bsn, node)
        elif message.kind == "jw307":
            for node in client.all("StopProduct"):
                self.stop(message, bsn, node)
        elif message.kind == "jw315":
            for node in client.all("AangevraagdProduct"):
                day = self.day(message, node, "ToewijzingIngangsdatum")
                code = node.get("Verwijzer", "Type").zfill(2)
                if code not in REFERRERS:
                    self.unknown(message, node, "Verwijzer", code, REFERRERS)
                elif day is not None:
                    self.asked.setdefault((bsn, node.get("Product", "Categorie"), day), set()).add(REFERRERS[code])
        elif message.kind == "jw301":
            for node in client.all("ToegewezenProduct"):
                day = self.day(message, node, "Toewijzingsdatum", needed=False)
                if day is not None:
                    self.assigned[bsn, node.get("ToewijzingNummer")] = day

    def key(self, message: _Message, bsn: str, node: _Node) -> _Key | None:
        began = self.day(message, node, "Begindatum")
        if began is None:
            return None
        product = node.get("Product", "Categorie"), node.get("Product", "Code")
        return bsn, node.get("ToewijzingNummer"), *product, began

    def start(self, message: _Message, bsn: str, node: _Node) -> None:
        key, status = self.key(message, bsn, node), self.status(message, node)
        if key is None or not status:
            return
        if status == "3":
            if self.starts.pop(key, None) is None:
                self.unmatched += 1
            else:
                self.removed += 1
        elif status != "9" or key not in self.starts:
            self.starts[key] = (message, node)

    def stop(self, message: _Message, bsn: str, node: _Node) -> None:
        key, status = self.key(message, bsn, node), self.status(message, node)
        ended = self.day(message, node, "Einddatum")
        reason = node.get("RedenBeeindiging").zfill(2)
        if reason not in REASONS_IJW:
            self.unknown(message, node, "RedenBeeindiging", reason, REASONS_IJW)
            return
        if key is None or ended is None or not status:
            return
        if ended < key[-1]:
            found = problem("period-reversed", message.shown, node.line, "Einddatum", value=f"{key[-1]} - {ended}")
            self.problems.append(found)
            return
        own = self.stops.setdefault(key, {})
        if status == "3":
            if own.pop((reason, ended), None) is None:
                self.unmatched += 1
            else:
                self.removed += 1
        elif status == "2":
            # Changed: what was said of this start before no longer holds.
            own.clear()
            own[reason, ended] = (message, node)
        elif status == "1" or not own:
            own[reason, ended] = (message, node)

    def records(self) -> list[Record]:
        """One record per start that still stands, with its stop; a stop without its start is one too."""
        made = []
        for number, key in enumerate(
            dict.fromkeys([*self.starts, *(key for key, own in self.stops.items() if own)]), 1
        ):
            message, node = self.starts.get(key) or next(iter(self.stops[key].values()))
            self.stops_only += key not in self.starts
            bsn, allocation, category, _, began = key
            stops = self.stops.get(key, {})
            final = [(ended, reason) for reason, ended in stops if REASONS_IJW[reason]]
            # A standstill (20) is no end.
            self.paused += bool(stops) and not final
            ended, reason = max(final) if final else (None, "")
            first = self.day(message, node, "ToewijzingIngangsdatum", needed=False)
            asked = self.asked.get((bsn, category, first), set()) if first is not None else set()
            self.two_referrers += len(asked) > 1
            self.places[number] = (message.shown, node.line)
            form = CATEGORIES.get(category, f"jw{category}" if category else "")
            person = "" if bsn in NOBODY else bsn
            assigned = self.assigned.get((bsn, allocation))
            registered = assigned if assigned is not None and assigned <= began else None
            referrer = next(iter(asked)) if len(asked) == 1 else ""
            record = Record(person, form, began, ended, number, REASONS_IJW.get(reason, ""), referrer, "", registered)
            made.append(record)
        return made

    def status(self, message: _Message, node: _Node) -> str:
        status = node.get("StatusAanlevering")
        if status not in ("1", "2", "3", "9"):
            self.unknown(message, node, "StatusAanlevering", status, ("1", "2", "3", "9"))
            return ""
        return status

    def day(self, message: _Message, node: _Node, name: str, *, needed: bool = True) -> dt.date | None:
        text = node.get(name)
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            if text or needed:
                said = Text(nl=f"'{text[:20]}' is geen datum", en=f"'{text[:20]}' is not a date")
                self.wrong(message, node, name, said)
            return None

    def unknown(self, message: _Message, node: _Node, name: str, code: str, known: Iterable[str]) -> None:
        listed = ", ".join(known)
        remedy = Text(nl=f"Kies {listed}.", en=f"Choose {listed}.")
        self.problems.append(problem("unknown-code", message.shown, node.line, name, value=code[:20], remedy=remedy))

    def wrong(self, message: _Message, node: _Node, name: str, found: Text) -> None:
        remedy = Text(
            nl="Neem het bericht zoals het verzonden is (iJw 3.2).", en="Take the message as it was sent (iJw 3.2)."
        )
        self.problems.append(Problem(message.shown, node.line, name, "wrong-form", found, remedy))


def message_files(path: Path) -> list[Path]:
    """The messages in a folder, or the one file."""
    if path.is_dir():
        return sorted(one for one in path.iterdir() if one.suffix.lower() == ".xml" and not one.name.startswith("."))
    return [path]
