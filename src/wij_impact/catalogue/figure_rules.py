"""What holds for published figures beyond each column by itself."""

from __future__ import annotations

import difflib
import re

import numpy as np

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.dictionary import Dictionary
from wij_impact.catalogue.periods import first_and_last_year
from wij_impact.catalogue.plausibility import plausible_figures
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.language import Text

__all__ = ["figure_problems", "is_change"]

# A percentage of change may be negative and above 100; the word has to say that it is one.
_CHANGE = re.compile(
    r"\b(?:change|growth|increase|decrease|difference|verandering|groei|stijging|daling|toename|afname|verschil)\b",
    re.IGNORECASE,
)


def figure_problems(placed: Placed, dictionary: Dictionary) -> list[Problem]:
    """Shares outside 0-100, counts with decimals, actual figures from the future of their report, and notices."""
    first = _shares(placed) + _decimals(placed, dictionary) + _after_report(placed)
    return first + _near_indicators(placed) + _other_edition(placed) + plausible_figures(placed)


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


def _other_edition(placed: Placed) -> list[Problem]:
    """Added rows that give a known document another reporting year: probably the document of that year is meant."""
    main = placed.files[0] if placed.files else ""
    pairs = list(zip(placed.frame["source"].tolist(), placed.frame["reported_in"].tolist(), strict=True))
    known: dict[str, set[str]] = {}
    for (source, reported), file in zip(pairs, placed.files, strict=True):
        if file == main:
            known.setdefault(source, set()).add(reported)
    problems = []
    for position, (source, reported) in enumerate(pairs):
        if placed.files[position] != main and source in known and reported not in known[source]:
            file, row = placed.place(position)
            known_years = ", ".join(sorted(str(one) for one in known[source]))
            found = problem(
                "other-edition",
                file,
                row,
                "source",
                severity="notice",
                value=source,
                reported=reported,
                known=known_years,
            )
            problems.append(found)
    return problems
