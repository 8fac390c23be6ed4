"""What holds for published figures beyond each column by itself."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import numpy as np

from wij_impact.catalogue.columns import Placed, slug
from wij_impact.catalogue.dictionary import Dictionary
from wij_impact.catalogue.periods import first_and_last_year
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["complete", "figure_problems"]

# A percentage of change may be negative and above 100; the word has to say that it is one.
_CHANGE = re.compile(
    r"\b(?:change|changed|growth|increase|decrease|rise|fall|lower|higher|difference|ratio|utilisation|index"
    r"|verandering|groei|stijging|daling|toename|afname|verschil|benutting|lager|hoger)\b",
    re.IGNORECASE,
)


def complete(placed: Placed) -> tuple[Placed, list[Problem]]:
    """Fill in the `indicator_id` of rows whose indicator is known from other rows, and say so.

    A row that an adviser adds needs no code of ours when its `indicator` (or `indicator_nl`) stands, spelled the
    same, in rows that have one id. Where rows with that name have several ids, or none, it is an error that
    names the choices.
    """
    frame = placed.frame
    empty = frame["indicator_id"].isna().to_numpy(dtype=bool)
    if not empty.any():
        return placed, []
    known = _known_indicators(frame[~empty])
    ids = frame["indicator_id"].tolist()
    problems = []
    for position in empty.nonzero()[0].tolist():
        file, row = placed.place(position)
        name = frame["indicator"].iloc[position]
        found = known.get(name, set()) if isinstance(name, str) else set()
        if len(found) == 1:
            code = ids[position] = next(iter(found))
            problems.append(
                problem(
                    "filled-in",
                    file,
                    row,
                    "indicator_id",
                    severity="notice",
                    name="indicator_id",
                    value=code,
                )
            )
        else:
            problems.append(problem("missing-value", file, row, "indicator_id", remedy=_id_remedy(name, found, known)))
    import pandas as pd

    filled = frame.assign(indicator_id=pd.array(ids, dtype="str"))
    return Placed(filled, placed.files, placed.numbers, placed.texts), problems


def _known_indicators(frame: pd.DataFrame) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for column in ("indicator", "indicator_nl"):
        for name, code in zip(frame[column].tolist(), frame["indicator_id"].tolist(), strict=True):
            if isinstance(name, str):
                known.setdefault(name, set()).add(code)
    return known


def _id_remedy(name: object, found: set[str], known: dict[str, set[str]]) -> Text:
    if found:
        choices = ", ".join(sorted(found))
        return Text(nl=f"Kies uit: {choices}.", en=f"Choose from: {choices}.")
    if not isinstance(name, str):
        return Text(nl="Vul indicator en indicator_id in.", en="Fill in indicator and indicator_id.")
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.85)
    new = slug(name)
    nl, en = (
        f"Schrijf bij een nieuwe indicator een code, zoals {new}.",
        f"For a new indicator write a code, such as {new}.",
    )
    if near:
        same = sorted(known[near[0]])[0]
        nl = f"Bedoelt u '{near[0]}' ({same})? {nl}"
        en = f"Did you mean '{near[0]}' ({same})? {en}"
    return Text(nl=nl, en=en)


def figure_problems(placed: Placed, dictionary: Dictionary) -> list[Problem]:
    """Shares outside 0-100, counts with decimals, actual figures from the future of their report, and notices."""
    return _shares(placed) + _decimals(placed, dictionary) + _after_report(placed) + _near_indicators(placed)


def is_change(indicator: object, indicator_id: object) -> bool:
    """Whether a percentage is a change or ratio, by its name, and so not bound to 0-100."""
    return bool(_CHANGE.search(f"{indicator} {str(indicator_id).replace('_', ' ')}"))


def _shares(placed: Placed) -> list[Problem]:
    frame = placed.frame
    shares = (frame["unit"] == "percent").to_numpy(dtype=bool)
    problems = []
    hint = Text(
        nl="Is het een verandering of verhouding? Kies dan unit percent_change of percent_ratio.",
        en="Is it a change or a ratio? Then choose unit percent_change or percent_ratio.",
    )
    values, bases = frame["value"].tolist(), frame["base"].tolist()
    names, ids = frame["indicator"].tolist(), frame["indicator_id"].tolist()
    for position in shares.nonzero()[0].tolist():
        value = values[position]
        file, row = placed.place(position)
        if not 0 <= value <= 100 and not np.isnan(value):
            if not is_change(names[position], ids[position]):
                rule = "share-above-100" if value > 100 else "share-below-0"
                shown = placed.texts["value"][position]
                problems.append(problem(rule, file, row, "value", value=shown, hint=hint))
        elif not isinstance(bases[position], str):
            problems.append(problem("share-without-base", file, row, "base", severity="notice"))
    return problems


def _decimals(placed: Placed, dictionary: Dictionary) -> list[Problem]:
    """A count of 30.974 is 30,974 written the Dutch way: the decimals that make sense come with the unit."""
    limits = {code: entry.decimals for code, entry in dictionary.codes.get("unit", {}).items()}
    frame = placed.frame
    problems = []
    units = frame["unit"].tolist()
    for position, value in enumerate(frame["value"].tolist()):
        allowed = limits.get(units[position])
        if allowed is None or np.isnan(value) or round(value, allowed) == value:
            continue
        file, row = placed.place(position)
        shown = placed.texts["value"][position] or f"{value}"
        meant = shown.replace(".", "")
        problems.append(
            problem("too-many-decimals", file, row, "value", value=shown, unit=units[position], meant=meant)
        )
    return problems


def _after_report(placed: Placed) -> list[Problem]:
    frame = placed.frame
    problems = []
    rows = zip(frame["period"].tolist(), frame["reported_in"].tolist(), frame["kind"].tolist(), strict=True)
    for position, (period, reported, kind) in enumerate(rows):
        if kind != "actual" or not isinstance(period, str) or not isinstance(reported, str):
            continue
        try:
            start, report = first_and_last_year(period)[0], first_and_last_year(reported)[1]
        except ValueError:
            continue  # told where the column itself is checked
        # An annual report appears in the next year and can tell of its first months.
        if start is not None and report is not None and start > report + 1:
            file, row = placed.place(position)
            problems.append(problem("period-after-report", file, row, "period", value=period, reported=reported))
    return problems


def _near_indicators(placed: Placed) -> list[Problem]:
    """New ids in added files that resemble a known one: probably a slip, which would start a series of its own."""
    main = placed.files[0] if placed.files else ""
    ids = placed.frame["indicator_id"].tolist()
    known = {code for code, file in zip(ids, placed.files, strict=True) if file == main and isinstance(code, str)}
    problems = []
    for position, code in enumerate(ids):
        if not isinstance(code, str) or code in known:
            continue
        known.add(code)
        near = difflib.get_close_matches(code, known - {code}, n=1, cutoff=0.92)
        if near:
            file, row = placed.place(position)
            problems.append(
                problem("near-indicator", file, row, "indicator_id", severity="notice", value=code, known=near[0])
            )
    return problems
