"""Single-case designs: one person followed over time, before and with the help. What can one line of points say?"""

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
from scipy import optimize, stats

from wij_impact.effect.panels.permutation import TIE, accepted_range
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import FIRST_ROW, Numbers, choose, numbers, require
from wij_impact.language import Text

__all__ = ["single_case"]

LEAST = 3  # points in a phase below which nothing is said
ENUMERATED = 7  # points in a baseline up to which every order is listed
TREND = 0.05  # one-sided p-value from which a baseline is said to move by itself
LISTED = 20_000  # randomisations up to which all are listed
LEAST_PERSONS = 3  # persons from which a spread between persons is estimated
Bools = npt.NDArray[np.bool_]
Design = Literal["start", "moments", "persons"]


def single_case(
    data: pd.DataFrame,
    case: str,
    time: str,
    phase: str,
    value: str,
    *,
    better: Literal["higher", "lower"] = "higher",
    randomised: Design | None = None,
    starts: Sequence[Any] | Mapping[Any, Sequence[Any]] | None = None,
    baseline: Any = None,
    memory: float = 0.2,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Is a person's second phase better than the first, and does that repeat over persons?

    Parameters
    ----------
    data : DataFrame
        One row per person and moment; rows without a value are left out and counted.
    case, time, phase, value : str
        Columns: the person; the moment (number or date); the phase, with two labels; the score.
    better : {"higher", "lower"}
        Which way is improvement; all measures point that way.
    randomised : {"start", "moments", "persons"}, optional
        What chance decided beforehand: the moment at which the second phase began (`starts` says which could have
        been drawn), the phase of every moment, or which person began at which of the starting moments (multiple
        baseline). Without it there is no randomisation test: a test of a draw that was not held is no test.
    starts : list, or dict of lists per person
        The moments of which the start was drawn, the real one among them; only with ``randomised="start"``.
    baseline : optional
        The label of the baseline; the phase of the first moment when not said.
    memory : float
        How much a moment resembles the one before it (lag-1 autocorrelation), for which the intervals of NAP and Tau
        are widened, because so few points cannot tell it themselves. Widened for .2 they covered 93 to 99% when the
        points had a memory of 0 to .4; not widened (0) only 79 to 94%.
    level : float
        Level of the intervals.
    draws, seed : int
        For randomisations that cannot all be listed.

    Returns
    -------
    DataFrame
        One row per person (`scope` "person") and measure, then over the persons (`scope` "persons"; the column of the
        person is empty there): ``case, scope, measure``, the result columns, ``p_value, smallest_p, n_baseline,
        n_phase, n_missing, reason``. Measures: ``NAP`` (chance that a point with help is better than one without),
        ``PND`` (share of points beyond the best of the baseline; its interval takes the baseline as it is), ``Tau``
        (2 NAP - 1), ``Tau_trend`` (Tau-U: Tau less the trend of the baseline), ``baseline_trend`` (Kendall's S over
        its pairs, towards better), ``mean_change``. With `randomised` there is a p-value with ``mean_change`` and
        its interval holds the shifts that the test does not reject. Over persons: the mean of each measure (interval
        from the spread between persons, from three on; for NAP and Tau never less than the persons' own errors), and
        ``d_between``: the mean change over the spread of persons and moments together.

    Raises
    ------
    InputError
        For a phase with other than two labels, a moment twice, a value that is no number.
    InsufficientEvidence
        When a phase has fewer than 3 points, or the baseline of every person already moves towards better (one-sided
        p at most .05, or 3 points that each rise): what would have gone on by itself must not be counted as effect.
        With several persons such a person keeps a row with the reason, and leaves the means.

    Notes
    -----
    NAP: Parker & Vannest (2009); its interval is method 5 of Newcombe (2006) with both phases shortened to the number
    of independent points under `memory`. PND: Scruggs, Mastropieri & Casto (1987); Clopper-Pearson. Tau-U: Parker,
    Vannest, Davis & Sauber (2011), (S_between - S_baseline) / pairs between, with the error of both S under no
    effect. Randomisation: Edgington (1975); over persons Wampold & Worsham (1986). ``d_between`` is a moment
    estimator of the quantity of Hedges, Pustejovsky & Shadish (2013), with their small-sample factor. What the
    intervals and tests reached is in ``docs/methods/verified_effect.md``. Without randomisation a difference between
    phases may be anything else that happened at that time, and one person says nothing about others.

    Examples
    --------
    >>> scores = [20, 20, 26, 25, 22, 23, 28, 25, 24, 27, 30, 30, 29]
    >>> frame = pd.DataFrame({"case": "a", "week": range(13), "phase": ["A"] * 6 + ["B"] * 7, "score": scores})
    >>> found = single_case(frame, "case", "week", "phase", "score").set_index("measure")["estimate"]
    >>> (found[["NAP", "PND", "Tau"]] * 42).round(6).tolist()
    [38.5, 30.0, 35.0]
    """
    check_level(level)
    choose(better, ["higher", "lower"], "better")
    if randomised is not None:
        choose(randomised, ["start", "moments", "persons"], "randomised")
    if not 0 <= memory < 1:
        raise UsageError(
            Text(nl=f"memory={memory!r} ligt niet tussen 0 en 1.", en=f"memory={memory!r} is not between 0 and 1."),
            remedy=Text(nl="Schrijf memory=0.2.", en="Write memory=0.2."),
        )
    lines = _read(data, case, time, phase, value, better, baseline)
    asked = _Asked(randomised, starts, memory, level, draws, seed)
    kept = [line for line in lines if not _reason(line, randomised)]
    if not kept:
        _refuse(lines, randomised)
    rows = [{case: line.name} | row for line in lines for row in _person(line, asked)]
    if len(lines) > 1:
        rows += [{case: None} | row for row in _over_persons(kept, asked)]
    frame = as_result(rows, [case, "scope", "measure"])
    frame["reason"] = frame["reason"].fillna("")
    return frame.assign(**{case: _keys(data[case], frame[case])})


@dataclass(frozen=True)
class _Line:
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
class _Asked:
    randomised: Design | None
    starts: Sequence[Any] | Mapping[Any, Sequence[Any]] | None
    memory: float
    level: float
    draws: int
    seed: int


def _keys(given: pd.Series, names: pd.Series) -> pd.Series:
    """The names in the caller's own type; with the empty rows over persons a whole number stays whole."""
    if not names.isna().any():
        return names.astype(given.dtype)
    if pd.api.types.is_integer_dtype(given.dtype):
        return names.astype("Int64")
    return names


def _read(data: pd.DataFrame, case: str, time: str, phase: str, value: str, better: str, baseline: Any) -> list[_Line]:
    require(data, [case, time, phase, value])
    score = numbers(data, value, minimum=None, missing=True)
    for column in (case, time, phase):
        gaps = data[column].isna().to_numpy()
        if gaps.any():
            _wrong("de cel is leeg.", "the cell is empty.", "Vul haar in, of laat de rij weg.",
                   "Fill it in, or leave the row out.", int(np.argmax(gaps)), column)  # fmt: skip
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
                   "Geef elk moment één rij.", "Give each moment one row.", row, time)  # fmt: skip
        seen = mine[~np.isnan(score[mine])]
        helped = (data[phase].iloc[seen] != begin).to_numpy()
        lines.append(
            _Line(name, data[time].iloc[seen].tolist(), sign * score[seen], helped, len(mine) - len(seen), sign)
        )
    return lines


def _moments(data: pd.DataFrame, time: str) -> Numbers:
    given = data[time]
    if pd.api.types.is_numeric_dtype(given):
        return np.asarray(given, dtype=float)
    if isinstance(given.dtype, pd.PeriodDtype):
        return np.asarray(given.dt.start_time.astype("int64"), dtype=float)
    as_number = pd.to_numeric(given, errors="coerce")
    if not as_number.isna().any():
        return np.asarray(as_number, dtype=float)
    as_date = pd.to_datetime(given, errors="coerce", format="ISO8601")
    if as_date.isna().any():
        row = int(np.argmax(as_date.isna().to_numpy()))
        cell = given.iloc[row]
        _wrong(f"'{cell}' is geen moment.", f"'{cell}' is not a moment.", "Schrijf een volgnummer of 2024-05-31.",
               "Write a number or 2024-05-31.", row, time)  # fmt: skip
    return np.asarray(as_date.astype("int64"), dtype=float)


def _wrong(nl: str, en: str, mend_nl: str, mend_en: str, row: int | None, column: str) -> None:
    raise InputError(
        Text(nl=nl, en=en), remedy=Text(nl=mend_nl, en=mend_en), row=None if row is None else row + FIRST_ROW,
        column=str(column),
    )  # fmt: skip


def _reason(line: _Line, randomised: Design | None) -> str:
    """Why a person's phases are not compared; empty when they are."""
    if min(len(line.first), len(line.second)) < LEAST:
        return "few_points"
    if randomised == "moments":  # the phase of every moment was drawn: a drift falls on both alike
        return ""
    opening = line.opening
    rises = len(opening) == LEAST and bool((np.diff(opening) > 0).all())
    return "baseline_trend" if rises or _trend_p(opening) <= TREND else ""


def _refuse(lines: list[_Line], randomised: Design | None) -> None:
    who = lines[0].name
    if _reason(lines[0], randomised) == "few_points":
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


def _kendall(first: Numbers, second: Numbers) -> float:
    """Pairs in which `second` is better less those in which it is worse."""
    return float(np.sign(second[None, :] - first[:, None]).sum())


def _trend(values: Numbers) -> float:
    """Kendall's S of values in their order."""
    return float(np.sign(np.triu(values[None, :] - values[:, None], 1)).sum())


def _trend_p(values: Numbers) -> float:
    """One-sided p-value of a rise: every order listed up to 7 points, else normal with ties."""
    size, own = len(values), _trend(values)
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


def _person(line: _Line, asked: _Asked) -> list[dict[str, Any]]:
    """The rows of one person."""
    reason = _reason(line, asked.randomised)
    shared = {
        "scope": "person", "level": asked.level, "n": len(line.score), "n_baseline": len(line.first),
        "n_phase": len(line.second), "n_missing": line.missing, "reason": reason,
    }  # fmt: skip
    made = _trend_row(line)
    if reason:
        said = "not compared: " + ("too few points" if reason == "few_points" else "the baseline already improves")
        names = ("NAP", "PND", "Tau", "Tau_trend", "mean_change")
        made = {name: {"method": said} for name in names} | made
    else:
        made = _measures(line, asked) | made
    return [shared | {"measure": name, **row} for name, row in made.items()]


def _trend_row(line: _Line) -> dict[str, dict[str, Any]]:
    size = len(line.opening)
    if size < 2:
        return {"baseline_trend": {"method": "Kendall's S of the baseline: not possible"}}
    return {
        "baseline_trend": {
            "estimate": _trend(line.opening) / (size * (size - 1) / 2), "p_value": _trend_p(line.opening),
            "method": "Kendall's S of the baseline over its pairs, one-sided exact p to 7 points",
        }
    }  # fmt: skip


def _measures(line: _Line, asked: _Asked) -> dict[str, dict[str, Any]]:
    a, b = line.first, line.second
    m, n = len(a), len(b)
    tail = (1 - asked.level) / 2
    nap = (_kendall(a, b) / (m * n) + 1) / 2
    low, high, error = _nap_interval(nap, m, n, asked.memory, asked.level)
    beyond = int((b > a.max()).sum())
    corrected = (_kendall(a, b) - _trend(a)) / (m * n)
    # Under no effect the trend of the baseline and the difference between phases are uncorrelated.
    null = math.sqrt(m * n * (m + n + 1) / 3 + m * (m - 1) * (2 * m + 5) / 18) / (m * n)
    null *= math.sqrt((1 + asked.memory) / (1 - asked.memory))
    reach = float(stats.norm.isf(tail)) * null
    said = f"Newcombe 5 for a memory of {asked.memory:g}"
    return {
        "NAP": {
            "estimate": nap, "std_error": error, "lower": low, "upper": high, "method": f"non-overlap, {said}"
        },
        "PND": {
            "estimate": beyond / n,
            "lower": float(stats.beta.ppf(tail, beyond, n - beyond + 1)) if beyond else 0.0,
            "upper": float(stats.beta.isf(tail, beyond + 1, n - beyond)) if beyond < n else 1.0,
            "method": "share beyond the best of this baseline, Clopper-Pearson, the baseline as it is",
        },
        "Tau": {
            "estimate": 2 * nap - 1, "std_error": 2 * error, "lower": 2 * low - 1, "upper": 2 * high - 1,
            "method": f"2 NAP - 1, {said}",
        },
        "Tau_trend": {
            "estimate": corrected, "std_error": null, "lower": corrected - reach, "upper": corrected + reach,
            "method": f"Tau-U (less the trend of the baseline), error under no effect, memory of {asked.memory:g}",
        },
        "mean_change": _drawn_row([line], asked) if asked.randomised != "persons" else _change_row(line),
    }  # fmt: skip


def _change_row(line: _Line) -> dict[str, Any]:
    change = float(line.second.mean() - line.first.mean())
    return {"estimate": change, "method": "difference of the phase means; no test of its own"}


def _nap_interval(nap: float, m: int, n: int, memory: float, level: float) -> tuple[float, float, float]:
    """Limits and standard error of NAP, for so many points with this memory.

    Newcombe (2006), Statistics in Medicine 25:559, method 5: the variance that exponential scores would give.
    """
    z = float(stats.norm.isf((1 - level) / 2))

    def variance(at: float) -> float:
        return _nap_variance(at, m, n, memory)

    def gap(at: float) -> float:
        return (at - nap) ** 2 - z * z * variance(at)

    low = 0.0 if nap <= 0 or gap(0.0) <= 0 else float(optimize.brentq(gap, 0.0, nap)) if nap < 1 else _from_one(gap)
    high = 1.0 if nap >= 1 or gap(1.0) <= 0 else float(optimize.brentq(gap, nap, 1.0)) if nap > 0 else 1 - low
    if nap <= 0:
        high = 1 - _from_one(lambda at: gap(1 - at))
    error = math.sqrt(variance(nap))
    return low, high, error if error > 0 else math.nan


def _nap_variance(at: float, m: int, n: int, memory: float) -> float:
    kept = (1 - memory) / (1 + memory)
    m_free, n_free = max(m * kept, 1.0), max(n * kept, 1.0)
    other = max((m_free + n_free) / 2 - 1, 0.0)
    return at * (1 - at) * (1 + other * ((1 - at) / (2 - at) + at / (1 + at))) / (m_free * n_free)


def _from_one(gap: Any) -> float:
    """The lower limit at a NAP of 1, where the interval's other end is the estimate itself."""
    return float(optimize.brentq(gap, 0.0, 1 - 1e-9)) if gap(1 - 1e-9) < 0 < gap(0.0) else 0.0


def _drawn_row(lines: list[_Line], asked: _Asked) -> dict[str, Any]:
    """The mean change over the persons, and what the draw that was held says about it."""
    own = float(np.mean([line.second.mean() - line.first.mean() for line in lines]))
    if asked.randomised is None:
        return {"estimate": own, "method": "difference of the phase means; nothing was randomised: no test"}
    ways, exact = _ways(lines, asked)
    under, moved = _statistics(lines, ways)
    size = np.abs(under)
    p_value = float((size >= size[0] * (1 - TIE)).mean())
    smallest = 1 / len(under)
    lower, upper = accepted_range(under, moved, np.ones(len(under)), 1 - asked.level)
    how = "all" if exact else "the real one and drawn, together"
    return {
        "estimate": own, "lower": lower, "upper": upper, "p_value": p_value, "smallest_p": smallest,
        "method": f"difference of the phase means, randomisation test ({asked.randomised}), {how} {len(under):,} "
        "assignments, interval by inversion",
    }  # fmt: skip


def _statistics(lines: list[_Line], ways: list[list[Bools]]) -> tuple[Numbers, Numbers]:
    """Mean change under every assignment, and what a shift of 1 in the real second phases adds to it."""
    under, moved = np.zeros(len(ways)), np.zeros(len(ways))
    for place, line in enumerate(lines):
        arm = np.array([way[place] for way in ways], dtype=float)
        many = arm.sum(axis=1)
        contrast = arm / many[:, None] - (1 - arm) / (len(line.score) - many)[:, None]
        under += contrast @ line.score / len(lines)
        moved += contrast @ line.helped.astype(float) / len(lines)
    return under, moved


def _ways(lines: list[_Line], asked: _Asked) -> tuple[list[list[Bools]], bool]:
    """Assignments that the draw could have given, the real one first."""
    real = [line.helped for line in lines]
    rng = np.random.default_rng(asked.seed)
    if asked.randomised != "moments":
        for line in lines:
            _one_start(line)
    if asked.randomised == "persons":
        return _ways_persons(lines, asked, rng)
    options = [_options(line, asked) for line in lines]
    count = math.prod(len(one) for one in options)
    if count <= LISTED:
        every = [list(way) for way in itertools.product(*options)]
        others = [way for way in every if not all(np.array_equal(x, y) for x, y in zip(way, real, strict=True))]
        return [real, *others], True
    return [real, *([one[rng.integers(len(one))] for one in options] for _ in range(asked.draws))], False


def _options(line: _Line, asked: _Asked) -> list[Bools]:
    if asked.randomised == "start":
        return _started(line, asked)
    size, many = len(line.helped), int(line.helped.sum())
    if math.comb(size, many) <= LISTED:
        chosen = itertools.combinations(range(size), many)
        return [np.isin(np.arange(size), one) for one in chosen]
    rng = np.random.default_rng(asked.seed)
    return [line.helped, *(rng.permutation(line.helped) for _ in range(asked.draws))]


def _one_start(line: _Line) -> None:
    """A drawn start is one start: the second phase goes on to the end."""
    if not (np.diff(line.helped.astype(int)) >= 0).all():
        raise UsageError(
            Text(
                nl=f"bij '{line.name}' stopt of wisselt de tweede fase.",
                en=f"with '{line.name}' the second phase stops or alternates.",
            ),
            remedy=Text(
                nl='Is de fase van elk moment geloot, kies dan randomised="moments".',
                en='Was the phase of every moment drawn, choose randomised="moments".',
            ),
        )


def _started(line: _Line, asked: _Asked) -> list[Bools]:
    begin = line.moments[int(np.argmax(line.helped))]
    named = asked.starts.get(line.name) if isinstance(asked.starts, Mapping) else asked.starts
    if named is None:
        raise UsageError(
            Text(nl="uit welke momenten is de start geloot?", en="from which moments was the start drawn?"),
            remedy=Text(
                nl='Noem ze: randomised="start", starts=[6, 7, 8, 9].',
                en='Name them: randomised="start", starts=[6, 7, 8, 9].',
            ),
        )
    if begin not in list(named):
        raise UsageError(
            Text(
                nl=f"'{line.name}' begon op {begin}, dat niet in starts staat.",
                en=f"'{line.name}' started at {begin}, which is not among starts.",
            ),
            remedy=Text(nl="Noem elk moment dat geloot kon worden.", en="Name every moment that could be drawn."),
        )
    made = [np.array([moment >= one for moment in line.moments]) for one in dict.fromkeys(named)]
    return [one for one in made if one.any() and not one.all()]


def _ways_persons(lines: list[_Line], asked: _Asked, rng: np.random.Generator) -> tuple[list[list[Bools]], bool]:
    """Which person began when, drawn: the starting moments change hands."""
    begins = [line.moments[int(np.argmax(line.helped))] for line in lines]

    def under(order: Sequence[int]) -> list[Bools] | None:
        way = [np.array([m >= begins[k] for m in line.moments]) for line, k in zip(lines, order, strict=True)]
        return way if all(one.any() and not one.all() for one in way) else None

    size = len(lines)
    if math.factorial(size) <= LISTED:
        orders: list[Sequence[int]] = list(itertools.permutations(range(size)))
    else:
        orders = [range(size), *(rng.permutation(size).tolist() for _ in range(asked.draws))]
    made = [way for way in (under(order) for order in orders) if way is not None]
    return made, math.factorial(size) <= LISTED


def _over_persons(lines: list[_Line], asked: _Asked) -> list[dict[str, Any]]:
    """The mean of every measure, the test over persons, and the effect between persons."""
    shared = {
        "scope": "persons", "level": asked.level, "n": len(lines), "reason": "",
        "n_baseline": sum(len(line.first) for line in lines), "n_phase": sum(len(line.second) for line in lines),
        "n_missing": sum(line.missing for line in lines),
    }  # fmt: skip
    each = [_measures(line, _Asked(None, None, asked.memory, asked.level, 0, 0)) for line in lines]
    rows = []
    for name in ("NAP", "PND", "Tau", "Tau_trend", "mean_change"):
        found = np.array([one[name]["estimate"] for one in each])
        own = np.array([one[name].get("std_error", math.nan) for one in each])
        row = _mean_row(found, asked.level, own if name in ("NAP", "Tau") else None)
        if name == "mean_change" and asked.randomised is not None:
            row = _drawn_row(lines, asked)
        rows.append(shared | {"measure": name, **row})
    return [*rows, shared | {"measure": "d_between", **_between(lines, asked)}]


def _mean_row(found: Numbers, level: float, own: Numbers | None = None) -> dict[str, Any]:
    """The mean over persons; `own` are the errors of each person's measure (NaN at the ends of its scale).

    Persons differ by their own errors and by what truly differs, so the spread between them is expected to be no less
    than those errors. A few persons seem alike by chance too often, and on a bounded measure most of all.
    """
    size = len(found)
    row: dict[str, Any] = {"estimate": float(found.mean()), "method": f"mean of {size} persons"}
    if size < LEAST_PERSONS:
        return row
    error = float(found.std(ddof=1)) / math.sqrt(size)
    row["method"] += f", spread between persons, t(df={size - 1})"
    if own is not None and error > 0:
        error = max(error, math.sqrt(float((np.nan_to_num(own) ** 2).mean()) / size))
        row["method"] += ", no less than their own errors"
    reach = float(stats.t.isf((1 - level) / 2, size - 1)) * error
    if error == 0:  # all alike: how far persons differ was not seen
        return row
    return row | {"std_error": error, "lower": row["estimate"] - reach, "upper": row["estimate"] + reach}


def _between(lines: list[_Line], asked: _Asked) -> dict[str, Any]:
    """Mean change over the spread of persons and moments together, corrected for few persons."""
    size = len(lines)
    if size < LEAST_PERSONS:
        return {"method": f"between persons: not possible with {size}, at least {LEAST_PERSONS} are needed"}
    change = np.array([line.second.mean() - line.first.mean() for line in lines])
    start = np.array([line.first.mean() for line in lines])
    parts = [part - part.mean() for line in lines for part in (line.first, line.second)]
    free = sum(len(part) - 1 for part in parts)
    own = float(sum((part**2).sum() for part in parts)) / free
    points = 1 / float(np.mean([1 / len(line.first) for line in lines]))
    around = float(start.var(ddof=1))
    total = own * (1 - 1 / points) + around
    if total <= 0:
        return {"method": "between persons: not possible, nothing varies"}
    df = total**2 / ((own * (1 - 1 / points)) ** 2 / free + around**2 / (size - 1))
    shrink = 1 - 3 / (4 * max(df, 1.0) - 1)
    effect = shrink * float(change.mean()) / math.sqrt(total)
    error = math.sqrt(shrink**2 * float(change.var(ddof=1)) / size / total + effect**2 / (2 * df))
    reach = float(stats.t.isf((1 - asked.level) / 2, size - 1)) * error
    return {
        "estimate": effect, "std_error": error, "lower": effect - reach, "upper": effect + reach,
        "method": f"between-case standardised mean change, moments, t(df={size - 1})",
    }  # fmt: skip
