"""Single cases as they are read: one line of points per person, and why a line is not compared."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates.columns import Numbers, cell_numbers, numbers, require, row_of
from wij_impact.estimates.dates import days_of
from wij_impact.language import Text

__all__ = [
    "Asked",
    "Bools",
    "Design",
    "Line",
    "kendall",
    "read_lines",
    "reason_not_compared",
    "refuse_all",
    "trend",
    "trend_p",
]

LEAST = 3  # points in a phase below which nothing is said
ENUMERATED = 7  # points in a baseline up to which every order is listed
TREND = 0.05  # one-sided p-value from which a baseline is said to move by itself
Bools = npt.NDArray[np.bool_]
Design = Literal["start", "moments", "persons"]


@dataclass(frozen=True)
class Line:
    """One person: the moments in order, the scores (higher is better) and whether help was there."""

    name: Any
    moments: list[Any]
    score: Numbers
    helped: Bools
    missing: int
    sign: float

    @property
    def first(self) -> Numbers:
        return self.score[~self.helped]

    @property
    def second(self) -> Numbers:
        return self.score[self.helped]

    @property
    def opening(self) -> Numbers:
        """The points before help was there for the first time."""
        return self.score[: int(np.argmax(self.helped))]


@dataclass(frozen=True)
class Asked:
    randomised: Design | None
    starts: Sequence[Any] | Mapping[Any, Sequence[Any]] | None
    memory: float
    level: float
    draws: int
    seed: int


def read_lines(
    data: pd.DataFrame, case: str, time: str, phase: str, value: str, better: str, baseline: Any
) -> list[Line]:
    require(data, [case, time, phase, value])
    score = numbers(data, value, minimum=None, missing=True)
    for column in (case, time, phase):
        gaps = data[column].isna().to_numpy()
        if gaps.any():
            _wrong("de cel is leeg.", "the cell is empty.", "Vul haar in, of laat de rij weg.",
                   "Fill it in, or leave the row out.", row_of(data, int(np.argmax(gaps))), column)  # fmt: skip
    labels = list(dict.fromkeys(data[phase]))
    if len(labels) != 2:
        shown = ", ".join(str(label) for label in labels[:5])
        _wrong(f"er zijn {len(labels)} fasen: {shown}.", f"there are {len(labels)} phases: {shown}.",
               "Twee fasen worden vergeleken: zonder en met de aanpak.",
               "Two phases are compared: without and with the help.", None, phase)  # fmt: skip
    moment = _moments(data, time)
    order = np.argsort(moment, kind="stable")
    begin = data[phase].iloc[order[0]] if baseline is None else baseline
    if begin not in labels:
        raise UsageError(
            Text(nl=f"fase {baseline!r} komt niet voor.", en=f"phase {baseline!r} does not occur."),
            remedy=Text(nl=f"Kies {labels[0]!r} of {labels[1]!r}.", en=f"Choose {labels[0]!r} or {labels[1]!r}."),
        )
    sign = 1.0 if better == "higher" else -1.0
    lines = []
    for name in dict.fromkeys(data[case]):
        mine = order[(data[case] == name).to_numpy()[order]]
        twice = np.flatnonzero(np.diff(moment[mine]) == 0)
        if len(twice):
            row = int(mine[twice[0] + 1])
            cell = data[time].iloc[row]
            _wrong(f"'{name}' heeft moment '{cell}' twee keer.", f"'{name}' has moment '{cell}' twice.",
                   "Geef elk moment één rij.", "Give each moment one row.", row_of(data, row), time)  # fmt: skip
        seen = mine[~np.isnan(score[mine])]
        helped = (data[phase].iloc[seen] != begin).to_numpy()
        lines.append(
            Line(name, data[time].iloc[seen].tolist(), sign * score[seen], helped, len(mine) - len(seen), sign)
        )
    return lines


def _moments(data: pd.DataFrame, time: str) -> Numbers:
    given = data[time]
    if pd.api.types.is_numeric_dtype(given):
        return np.asarray(given, dtype=float)
    if isinstance(given.dtype, pd.PeriodDtype):
        return np.asarray(given.dt.start_time.astype("int64"), dtype=float)
    if not pd.api.types.is_datetime64_any_dtype(given):
        counted, _ = cell_numbers(given, time, moments=True)
        if not np.isnan(counted).any():
            return counted
    try:
        days = days_of(data, time)
    except InputError as wrong:
        found = wrong.row
    else:
        return np.asarray(days.astype("int64"), dtype=float)
    cell = next((cell for at, cell in enumerate(given) if row_of(data, at) == found), None)
    raise InputError(
        Text(nl=f"'{cell}' is geen moment.", en=f"'{cell}' is not a moment."),
        remedy=Text(nl="Schrijf een volgnummer of 2024-05-31.", en="Write a number or 2024-05-31."),
        row=found,
        column=str(time),
    )


def _wrong(nl: str, en: str, mend_nl: str, mend_en: str, row: int | None, column: str) -> None:
    raise InputError(
        Text(nl=nl, en=en), remedy=Text(nl=mend_nl, en=mend_en), row=row,
        column=str(column),
    )  # fmt: skip


def reason_not_compared(line: Line, randomised: Design | None) -> str:
    """Why a person's phases are not compared; empty when they are."""
    if min(len(line.first), len(line.second)) < LEAST:
        return "few_points"
    if randomised == "moments":  # the phase of every moment was drawn: a drift falls on both alike
        return ""
    opening = line.opening
    rises = len(opening) == LEAST and bool((np.diff(opening) > 0).all())
    return "baseline_trend" if rises or trend_p(opening) <= TREND else ""


def refuse_all(lines: list[Line], randomised: Design | None) -> None:
    who = lines[0].name
    if reason_not_compared(lines[0], randomised) == "few_points":
        few = min(len(lines[0].first), len(lines[0].second))
        raise InsufficientEvidence(
            Text(nl=f"'{who}' heeft een fase met {few} punten.", en=f"'{who}' has a phase with {few} points."),
            remedy=Text(
                nl=f"Nodig zijn er minstens {LEAST} per fase, liever 5 of meer.",
                en=f"At least {LEAST} per phase are needed, rather 5 or more.",
            ),
        )
    raise InsufficientEvidence(
        Text(
            nl=f"de basislijn van '{who}' ging al vooruit; wat vanzelf doorging is geen effect.",
            en=f"the baseline of '{who}' was already improving; what went on by itself is no effect.",
        ),
        remedy=Text(
            nl="Meet de basislijn langer, tot zij vlak is, of laat het lot bepalen wanneer de aanpak begint.",
            en="Measure the baseline until it is level, or let chance decide when the help begins.",
        ),
    )


def kendall(first: Numbers, second: Numbers) -> float:
    """Pairs in which `second` is better less those in which it is worse."""
    return float(np.sign(second[None, :] - first[:, None]).sum())


def trend(values: Numbers) -> float:
    """Kendall's S of values in their order."""
    return float(np.sign(np.triu(values[None, :] - values[:, None], 1)).sum())


def trend_p(values: Numbers) -> float:
    """One-sided p-value of a rise: every order listed up to 7 points, else normal with ties."""
    size, own = len(values), trend(values)
    if size < LEAST:
        return 1.0
    if size <= ENUMERATED:
        return float((_null_trends(tuple(sorted(stats.rankdata(values, "dense").tolist()))) >= own).mean())
    ties = np.unique(values, return_counts=True)[1]
    variance = (size * (size - 1) * (2 * size + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return float(stats.norm.sf((own - 1) / math.sqrt(variance))) if variance > 0 else 1.0


@lru_cache(maxsize=256)
def _null_trends(ranks: tuple[float, ...]) -> Numbers:
    orders = np.array(list(itertools.permutations(ranks)))
    total = np.zeros(len(orders))
    for early, late in itertools.combinations(range(len(ranks)), 2):
        total += np.sign(orders[:, late] - orders[:, early])
    return total
