"""What was published before about the same people: two releases that differ in one person give that person away."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.language import Text

__all__ = ["FLOOR", "Ledger", "check_minimum"]

FLOOR = 5  # a report never shows a group smaller than this, whatever the caller asks
BITS = 16
NAME = "published-before.json"

#: Of each person a cell has one text, or several by name: those that two releases share are compared.
Cells = Mapping[str, Sequence[str] | Mapping[str, Sequence[str]]]
Hashed = Mapping[str, tuple[int, ...]]


def check_minimum(minimum: int) -> int:
    """Return `minimum` when a report may use it.

    Raises
    ------
    InputError
        Below `FLOOR`, or when it is not a whole number.
    """
    if isinstance(minimum, bool) or minimum != int(minimum) or minimum < FLOOR:
        raise InputError(
            Text(
                nl=f"minimum={minimum} is te klein: groepen onder {FLOOR} mensen worden nooit getoond.",
                en=f"minimum={minimum} is too small: groups under {FLOOR} people are never shown.",
            ),
            remedy=Text(nl=f"Kies {FLOOR} of hoger; gewoon is 10.", en=f"Choose {FLOOR} or more; 10 is usual."),
        )
    return int(minimum)


@dataclass(frozen=True)
class Ledger:
    """The releases of one study, in a file of its folder.

    Per shown cell it keeps the answers behind it as salted hashes of 16 bits: enough to see that one respondent was
    added, and too short to find a questionnaire back (each hash fits thousands). Where a caller gives the answers per
    question too, a report with a question more or less is compared by the questions that both have: their hashes tell
    how many gave which answer, so the file stays with the answers and is for its owner's eyes only.

    Parameters
    ----------
    path : Path, optional
        The file; None keeps nothing.

    Examples
    --------
    >>> ledger = Ledger(None, "salt")
    >>> ledger = ledger.added({"total|all": [str(one) for one in range(40)]}, 10)
    >>> ledger.held_back({"total|all": [str(one) for one in range(40)]}, 10)
    ()
    >>> ledger.held_back({"total|all": [str(one) for one in range(60)]}, 10)
    ()
    >>> ledger.held_back({"area|a": [str(one) for one in range(40)], "area|b": ["x"] * 12}, 10)
    ()
    >>> ledger.held_back({"area|a": [str(one) for one in range(39)], "area|b": ["x"] * 12}, 10)
    ('area',)
    """

    path: Path | None
    salt: str
    releases: tuple[tuple[int, Mapping[str, Hashed]], ...] = field(default=(), repr=False)

    @classmethod
    def open(cls, folder: Path | None) -> Ledger:
        """The ledger of a study's folder; a new one when there is none.

        Raises
        ------
        InputError
            When the file is there but cannot be read: then nobody knows what was published.
        """
        if folder is None:
            return cls(None, "")
        path = folder / NAME
        if not path.is_file():
            return cls(path, secrets.token_hex(16))
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            releases = tuple(
                (int(one["minimum"]), {name: _stored(cell) for name, cell in one["cells"].items()})
                for one in stored["releases"]
            )
            return cls(path, str(stored["salt"]), releases)
        except (ValueError, KeyError, TypeError, AttributeError) as reason:
            raise InputError(
                Text(
                    nl="het register van wat is gepubliceerd is niet te lezen.",
                    en="the ledger of what was published cannot be read.",
                ),
                remedy=Text(
                    nl="Zet het bestand terug, of verwijder het als niets eerder is gedeeld.",
                    en="Put the file back, or remove it when nothing was shared before.",
                ),
                file=path.name,
            ) from reason

    def held_back(self, cells: Cells, minimum: int) -> tuple[str, ...]:
        """The breakdowns that may not be shown, because a cell differs in too few people from what is out already.

        Parameters
        ----------
        cells : mapping
            ``{"breakdown|group": answers of each person}`` of every cell that is to be shown; the breakdown `total`
            is everyone. Instead of the answers a mapping may stand: "" for a person's answers together, and each
            question by its name.
        minimum : int

        Raises
        ------
        InsufficientEvidence
            When everyone together differs in fewer than `minimum` people from an earlier release, or the same
            answers were released with another minimum (other cells would be hidden, and give the first ones away).
        """
        mine = self._hashed(cells)
        back: set[str] = set()
        for earlier_minimum, earlier in self.releases:
            if earlier_minimum != minimum and any(cell == earlier.get(name) for name, cell in mine.items()):
                raise _other_minimum(earlier_minimum, minimum)
            for name, cell in mine.items():
                breakdown = name.split("|")[0]
                # The same cell, or, where a label is new, any cell: renaming a group does not make it another.
                known = name in earlier
                rivals: Iterable[Hashed] = [earlier[name]] if known else earlier.values()
                for other in rivals:
                    changed = _changed(cell, other, known)
                    if not 0 < changed < minimum:
                        continue
                    if breakdown == "total":
                        raise _nearly_the_same(minimum, self.path)
                    back.add(breakdown)
            back |= _turned(dict(zip(cells, mine.values(), strict=True)), earlier)
        return tuple(sorted(back))

    def added(self, cells: Cells, minimum: int) -> Ledger:
        """With one more release; the same release twice is one."""
        release = (minimum, self._hashed(cells))
        if release in self.releases:
            return self
        return Ledger(self.path, self.salt, (*self.releases, release))

    def save(self) -> None:
        """Write the file in one stroke; a folder that cannot be written keeps no ledger."""
        if self.path is None:
            return
        stored = {
            "about": "What was published before, so that a next report cannot give a person away. Leave it here.",
            "salt": self.salt,
            "releases": [
                {
                    "minimum": minimum,
                    "cells": {name: {part: list(one) for part, one in cell.items()} for name, cell in cells.items()},
                }
                for minimum, cells in self.releases
            ],
        }
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(json.dumps(stored))
            part.replace(self.path)

    def _hashed(self, cells: Cells) -> dict[str, Hashed]:
        """Sorted hashes; `total` stays legible, the names of groups are hashed too (a rare label is a person)."""
        hashed: dict[str, Hashed] = {}
        for name, people in cells.items():
            breakdown, _, group = name.partition("|")
            label = group if breakdown == "total" else self._name(group)
            parts = people if isinstance(people, Mapping) else {"": people}
            hashed[f"{breakdown}|{label}"] = {
                part and self._name(part): tuple(sorted(self._hash(f"{part}{one}") for one in told))
                for part, told in parts.items()
            }
        return hashed

    def _name(self, text: str) -> str:
        return hashlib.sha256((self.salt + text).encode()).hexdigest()[:12]

    def _hash(self, text: str) -> int:
        return int.from_bytes(hashlib.sha256((self.salt + text).encode()).digest()[: BITS // 8], "big")


def _turned(mine: Mapping[str, Hashed], earlier: Mapping[str, Hashed]) -> set[str]:
    """Breakdowns of the same people in which another group is shown than before: together they show what was hidden."""
    totals = [cell for name, cell in earlier.items() if name.startswith("total|")]
    back = set()
    for name, cell in mine.items():
        breakdown, _, label = name.partition("|")
        whole = mine.get(f"total|{label.rpartition('/')[0]}")
        before = [one for other, one in earlier.items() if other.startswith(f"{breakdown}|")]
        if breakdown == "total" or whole is None or not before:
            continue
        same_people = any(_changed(whole, one, True) == 0 for one in totals)
        if same_people and all(_changed(cell, one, True) for one in before):
            back.add(breakdown)
    return back


def _stored(cell: Any) -> Hashed:
    """A cell of the file; before questions were kept apart it was a list."""
    return {part: tuple(one) for part, one in cell.items()} if isinstance(cell, dict) else {"": tuple(cell)}


def _changed(one: Hashed, other: Hashed, same_name: bool) -> int:
    """People in which two cells differ: an edit counts once."""
    shared = (one.keys() & other.keys()) - {""}
    # Other questions make every person another. By single questions different people look alike, so only a cell of
    # the same name is compared that way.
    if shared and one.keys() != other.keys() and same_name:
        return max(_apart(one[part], other[part]) for part in shared)
    return _apart(one[""], other[""])


def _apart(one: Sequence[int], other: Sequence[int]) -> int:
    here, there = Counter(one), Counter(other)
    return max((here - there).total(), (there - here).total())


def _nearly_the_same(minimum: int, path: Path | None) -> InsufficientEvidence:
    name = path.name if path else NAME
    return InsufficientEvidence(
        Text(
            nl=f"er is al een rapport over bijna dezelfde mensen: minder dan {minimum} van hen verschillen. "
            "Naast elkaar geven de twee rapporten hun antwoorden prijs.",
            en=f"a report on almost the same people is out: fewer than {minimum} of them differ. "
            "Side by side the two reports give their answers away.",
        ),
        remedy=Text(
            nl=f"Wacht tot er ten minste {minimum} antwoorden bij zijn, of maak het eerdere rapport opnieuw. "
            f"Is dat nooit gedeeld, verwijder dan {name} naast uw bestand.",
            en=f"Wait until at least {minimum} answers have come in, or make the earlier report again. "
            f"If that was never shared, remove {name} beside your file.",
        ),
    )


def _other_minimum(earlier: int, now: int) -> InsufficientEvidence:
    return InsufficientEvidence(
        Text(
            nl=f"deze antwoorden zijn al gepubliceerd met minimum={earlier}; met {now} worden andere groepen "
            "verborgen, en is terug te rekenen wat eerst verborgen was.",
            en=f"these answers were published with minimum={earlier}; with {now} other groups are hidden, and what "
            "was hidden first can be worked out.",
        ),
        remedy=Text(nl=f"Gebruik minimum={earlier}.", en=f"Use minimum={earlier}."),
    )
