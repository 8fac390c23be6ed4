"""What an adviser may leave empty in a new row of figures, because other rows tell it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from wij_impact.catalogue.columns import Placed, slug
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.language import Text

__all__ = ["NAMES", "complete"]

#: An indicator is known by any of these; who fills in one of them may leave the others empty.
NAMES = ("indicator_id", "indicator", "indicator_nl")

Known = Mapping[str, set[str]]

_ANY = "\0"  # no breakdown has this name


def complete(placed: Placed, labels: Callable[[], Known] = dict) -> tuple[Placed, list[Problem]]:
    """Fill in the names of an indicator that other rows tell, and say so.

    An `indicator_id` is found when the `indicator` and `indicator_nl` that are filled in belong, in other rows
    or among the labels of the table `indicators`, to one id (capitals do not count). With the id, an empty
    `indicator` or `indicator_nl` takes the name most rows give it. Where there are several ids or none it is an
    error that names the choices: an id is never guessed.

    Parameters
    ----------
    placed : Placed
        The figures with their places.
    labels : callable
        Gives further names: name in small letters -> ids. Called only when a row needs it.

    Returns
    -------
    Placed, list of Problem
        The completed figures; notices `filled-in` and errors `missing-value`.
    """
    columns: dict[str, list[Any]] = {name: placed.frame[name].tolist() for name in NAMES}
    gaps = [at for at, names in enumerate(zip(*columns.values(), strict=True)) if not all(map(_told, names))]
    if not gaps:
        return placed, []
    known = _known_names(columns, labels())
    parts = [part if _told(part) else "" for part in placed.frame["breakdown"].tolist()]
    usual = {name: _usual_names(columns["indicator_id"], parts, columns[name]) for name in NAMES[1:]}
    problems: list[Problem] = []
    for at in gaps:
        problems += _complete_row(at, columns, known, usual, placed, parts[at])
    import pandas as pd

    filled = placed.frame.assign(**{name: pd.array(values, dtype="str") for name, values in columns.items()})
    return Placed(filled, placed.files, placed.numbers, placed.texts), problems


def _told(name: object) -> bool:
    return isinstance(name, str)


def _complete_row(
    at: int,
    columns: dict[str, list[Any]],
    known: Known,
    usual: Mapping[str, Mapping[tuple[str, str], str]],
    placed: Placed,
    breakdown: str,
) -> list[Problem]:
    file, row = placed.place(at)
    names = [columns[name][at] for name in NAMES[1:] if _told(columns[name][at])]
    problems: list[Problem] = []
    if not _told(columns["indicator_id"][at]):
        found = _ids_of(names, known)
        if len(found) != 1:
            return [problem("missing-value", file, row, "indicator_id", remedy=_remedy(names, found, known))]
        columns["indicator_id"][at] = next(iter(found))
        problems.append(_filled(file, row, "indicator_id", columns["indicator_id"][at]))
    code = columns["indicator_id"][at]
    for name in NAMES[1:]:
        if _told(columns[name][at]):
            continue
        # A total has the name of a total: of rows with the same breakdown if there are any.
        named = usual[name].get((code, breakdown), usual[name].get((code, _ANY)))
        if named is None:
            remedy = Text(nl=f"Schrijf hoe de indicator {code} heet.", en=f"Write what the indicator {code} is called.")
            problems.append(problem("missing-value", file, row, name, remedy=remedy))
        else:
            columns[name][at] = named
            problems.append(_filled(file, row, name, named))
    return problems


def _filled(file: str, row: int, column: str, value: str) -> Problem:
    return problem("filled-in", file, row, column, severity="notice", name=column, value=value)


def _known_names(columns: Mapping[str, list[Any]], labels: Known) -> dict[str, set[str]]:
    known = {name: set(codes) for name, codes in labels.items()}
    for column in NAMES[1:]:
        for name, code in zip(columns[column], columns["indicator_id"], strict=True):
            if _told(name) and _told(code):
                known.setdefault(name.casefold(), set()).add(code)
    return known


def _usual_names(codes: list[Any], parts: list[str], names: list[Any]) -> dict[tuple[str, str], str]:
    """The most frequent name of an indicator, for each breakdown and over all."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for code, part, name in zip(codes, parts, names, strict=True):
        if _told(code) and _told(name):
            counts.setdefault((code, part), Counter())[name] += 1
            counts.setdefault((code, _ANY), Counter())[name] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in counts.items()}


def _ids_of(names: list[str], known: Known) -> set[str]:
    found = [known[name.casefold()] for name in names if name.casefold() in known]
    if not found:
        return set()
    return set.intersection(*found) or set.union(*found)


def _remedy(names: list[str], found: set[str], known: Known) -> Text:
    if found:
        choices = ", ".join(sorted(found))
        return Text(nl=f"Kies uit: {choices}.", en=f"Choose from: {choices}.")
    if not names:
        return Text(nl="Vul indicator_id in, of indicator_nl.", en="Fill in indicator_id, or indicator.")
    new = slug(names[0])
    remedy = Text(
        nl=f"Schrijf bij een nieuwe indicator een code, zoals {new}.",
        en=f"For a new indicator write a code, such as {new}.",
    )
    for name in names:
        near = difflib.get_close_matches(name.casefold(), list(known), n=1, cutoff=0.85)
        if near:
            code = min(known[near[0]])
            return Text(
                nl=f"Bedoelt u '{near[0]}' ({code})? {remedy.nl}", en=f"Did you mean '{near[0]}' ({code})? {remedy.en}"
            )
    return remedy
