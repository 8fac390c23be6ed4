"""Steps, risks, ratings and recommendations, followed over time. Lists and intervals; no overall score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import Result, as_result, check_level, wilson_interval
from wij_impact.estimates.agreement import krippendorff_alpha
from wij_impact.estimates.columns import names, numbers, require, row_of
from wij_impact.estimates.dates import days_of, one_day
from wij_impact.estimates.survival import groups, kaplan_meier, time_quantiles
from wij_impact.language import Text

__all__ = ["Milestones", "follow_up", "milestones", "ratings", "risk_matrix"]

WORDS = ("low", "medium", "high")
RATERS, UNITS = 3, 10


@dataclass(frozen=True, repr=False)
class Milestones(Result):
    """Every step with its slip, and the slip of the whole with open steps as censored."""

    steps: pd.DataFrame
    slip: pd.DataFrame

    def _headline(self) -> str:
        counts = self.steps["state"].value_counts()
        return ", ".join(f"{counts[state]} {state}" for state in counts.index)

    def tidy(self) -> pd.DataFrame:
        """Slip in days by which half and 90% of the dated steps are done (Kaplan-Meier); negative is early."""
        return self.slip


def milestones(
    data: pd.DataFrame, step: str, planned: str, done: str, until: Any, *, level: float = 0.95
) -> Milestones:
    """Steps that are done, late, not due yet, or have no date.

    Parameters
    ----------
    data : DataFrame
        One row per step.
    step, planned, done : str
        Columns: its name, the date it should be done (may be empty), the date it was (empty: not yet).
    until : date
        The day of looking.
    level : float
        Of the interval.

    Returns
    -------
    Milestones
        ``.steps``: the step, ``slip`` in days (so far, for open steps past their date), ``state`` ("done", "late", "not
        due", "no date"). ``.slip`` counts open steps as censored, so that late ones are not forgotten.

    Raises
    ------
    InputError
        A date in words; a step done after `until`; two steps with one name.

    Examples
    --------
    >>> plan = pd.DataFrame({"step": list("abc"), "due": ["2023-01-01", "2023-02-01", None],
    ...                      "done": ["2023-01-11", None, None]})
    >>> milestones(plan, "step", "due", "done", "2023-03-01").steps["state"].tolist()
    ['done', 'late', 'no date']
    """
    check_level(level)
    require(data, [step, planned, done])
    _twice(data, step)
    due, ready = days_of(data, planned), days_of(data, done)
    today = one_day(until)
    late_word = Text(nl=f"ligt na {today}", en=f"lies after {today}")
    _refuse(ready > today, data, done, late_word)
    over = ~np.isnat(ready)
    days = (np.where(over, ready, today) - due).astype("timedelta64[D]")
    dated = ~np.isnat(due)
    slip = np.where(dated, days.astype(float), np.nan)
    state = np.where(~dated, "no date", np.where(over, "done", np.where(slip > 0, "late", "not due")))
    state = np.where(~dated & over, "done", state)
    steps = pd.DataFrame({step: data[step].to_numpy(), "slip": slip, "state": state})
    if not (dated & over).any():
        rows = [
            {"share": share, "n": int(dated.sum()), "level": level, "method": "no step with a date is done yet"}
            for share in (0.5, 0.9)
        ]
        return Milestones(steps, as_result(rows, ["share"]))
    shift = float(np.nanmin(slip))
    table = pd.DataFrame({"time": slip[dated] - shift, "event": over[dated].astype(int)})
    found = time_quantiles(kaplan_meier(table, "time", "event", level=level), [0.5, 0.9])
    found[["estimate", "lower", "upper"]] += shift
    return Milestones(steps, found)


def risk_matrix(
    risks: pd.DataFrame,
    risk: str,
    probability: str,
    impact: str,
    *,
    owner: str | None = None,
    before: tuple[str, str] | None = None,
    review: str | None = None,
    until: Any = None,
    scale: Sequence[str] = WORDS,
) -> pd.DataFrame:
    """The register as a matrix that lists: words are not multiplied into a score.

    Parameters
    ----------
    risks : DataFrame
        One row per risk.
    risk, probability, impact : str
        Columns: its name or number, and the two words.
    owner : str, optional
        Column with the owner; every risk needs one.
    before : tuple of str, optional
        Columns with probability and impact at the last review, for movement.
    review, until : optional
        Column with the next review date, and today: what is overdue.
    scale : sequence of str
        The words, lowest first.

    Returns
    -------
    DataFrame
        All cells, highest first: `probability`, `impact`, ``count``, ``risks`` (listed), and where asked ``up, down,
        overdue`` (listed). Sums of ``count`` are the number of risks.

    Raises
    ------
    InputError
        A word off the scale, a risk without an owner, a date in words, one risk twice.

    Notes
    -----
    Cox (2008), Risk Analysis 28:497-512: products of ordinal scores can rank worse than chance.

    Examples
    --------
    >>> register = pd.DataFrame({"id": [1, 2], "chance": ["high", "low"], "harm": ["high", "high"]})
    >>> risk_matrix(register, "id", "chance", "harm").loc[lambda cell: cell["count"] > 0, "risks"].tolist()
    ['1', '2']
    """
    require(risks, [risk, probability, impact])
    _twice(risks, risk)
    levels = {name: _on_scale(risks, name, scale) for name in (probability, impact)}
    if owner is not None:
        require(risks, owner)
        blank = risks[owner].isna() | (risks[owner].astype(str).str.strip() == "")
        _refuse(blank.to_numpy(), risks, risk, Text(nl="heeft geen eigenaar", en="has no owner"))
    marks: dict[str, Any] = {}
    if before is not None:
        past = [_on_scale(risks, name, scale) for name in before]
        now = [levels[probability], levels[impact]]
        worse = (now[0] > past[0]) | (now[1] > past[1])
        better = (now[0] < past[0]) | (now[1] < past[1])
        marks |= {"up": worse & ~better, "down": better & ~worse, "mixed": worse & better}
    if review is not None:
        due = days_of(risks, review)
        marks["overdue"] = due < one_day(until)
    rows = []
    label = risks[risk].astype(str).to_numpy()
    for p in reversed(range(len(scale))):
        for i in reversed(range(len(scale))):
            here = (levels[probability] == p) & (levels[impact] == i)
            row = {probability: scale[p], impact: scale[i], "count": int(here.sum()), "risks": ", ".join(label[here])}
            rows.append(row | {name: ", ".join(label[here & mark]) for name, mark in marks.items()})
    return pd.DataFrame(rows)


def ratings(
    data: pd.DataFrame,
    criterion: str,
    subject: str,
    rater: str,
    score: str,
    *,
    scale: Sequence[float] = (1, 2, 3, 4, 5),
    subjects: Sequence[Any] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """The yearly round: median and range per criterion and subject, the gap, and whether raters see the same.

    Parameters
    ----------
    data : DataFrame
        One row per rating; an empty score is "does not apply".
    criterion, subject, rater, score : str
        Columns. With two subjects (municipality, foundation) their gap in medians is given.
    scale : sequence of float
        The scores that may be given.
    subjects : sequence, optional
        The two subjects; the gap is the first minus the second. By default the second that occurs minus the first.
    level, seed
        Of the interval of agreement.

    Returns
    -------
    DataFrame
        Keys ``measure`` ("median", "gap", "agreement"), `criterion`, `subject`. For a median ``lower, upper`` are the
        lowest and highest score; all are NaN below three raters, for then they are somebody's. Nothing is given per
        rater and there is no mean over criteria. Agreement is Krippendorff's ordinal alpha; NaN with the reason in
        ``method`` below 3 raters or 10 units.

    Examples
    --------
    >>> given = pd.DataFrame({"c": ["access"] * 6, "s": ["WIJ", "WIJ", "WIJ", "city", "city", "city"],
    ...                       "r": list("ABCABC"), "score": [4, 4, 5, 2, 3, 3]})
    >>> ratings(given, "c", "s", "r", "score")[["measure", "estimate"]].values.tolist()
    [['median', 4.0], ['median', 3.0], ['gap', -1.0], ['agreement', nan]]
    """
    require(data, [criterion, subject, rater, score])
    values = numbers(data, score, minimum=None, missing=True)
    listed = ", ".join(f"{one:g}" for one in scale)
    off = Text(nl=f"staat niet op de schaal ({listed})", en=f"is not on the scale ({listed})")
    _refuse(np.isfinite(values) & ~np.isin(values, list(scale)), data, score, off)
    rows: list[dict[str, Any]] = []
    medians: dict[Any, dict[Any, float]] = {}
    for (one, about), place in groups(data, [criterion, subject]):
        mine = values[place][np.isfinite(values[place])]
        row = {"measure": "median", criterion: one, subject: about, "n": len(mine), "method": "median and range"}
        if len(mine) >= RATERS:
            row["estimate"] = float(np.median(mine))
            medians.setdefault(one, {})[about] = row["estimate"]
            row |= {"lower": float(mine.min()), "upper": float(mine.max())}
        else:
            row["method"] = f"not given: {len(mine)} raters"
        rows.append(row)
    pair = list(subjects) if subjects is not None else list(dict.fromkeys(data[subject]))[::-1]
    if len(pair) == 2:
        for one, found in medians.items():
            if set(pair) <= set(found):
                gap = found[pair[0]] - found[pair[1]]
                row = {"measure": "gap", criterion: one, subject: f"{pair[0]} - {pair[1]}", "estimate": gap}
                rows.append(row | {"n": 2, "method": "difference of medians"})
    agreed = _agreement(data, criterion, subject, rater, score, scale, level, seed)
    rows.append({"measure": "agreement", criterion: "", subject: ""} | agreed)
    return as_result(rows, ["measure", criterion, subject])


def follow_up(
    data: pd.DataFrame,
    recommendation: str,
    status: str,
    due: str | None = None,
    until: Any = None,
    by: str | Sequence[str] | None = None,
    *,
    done: Sequence[str] = ("done",),
    dropped: Sequence[str] = ("not accepted",),
    level: float = 0.95,
) -> pd.DataFrame:
    """Which share of the recommendations was followed up.

    Parameters
    ----------
    data : DataFrame
        One row per recommendation.
    recommendation, status : str
        Columns.
    due, until : optional
        Column with the date it should be done, and today.
    by : str or list of str, optional
        Groups.
    done, dropped : sequence of str
        Words for followed up, and for not taken on (outside the base, and counted).
    level : float
        Of the Wilson interval.

    Returns
    -------
    DataFrame
        Keys `by`; ``estimate`` the share done of what was taken on (``n``); ``dropped``, ``overdue``, and ``listed``:
        what is overdue by name.

    Examples
    --------
    >>> asked = pd.DataFrame({"id": [1, 2, 3, 4], "status": ["done", "open", "done", "not accepted"]})
    >>> follow_up(asked, "id", "status")[["estimate", "n", "dropped"]].round(2).values.tolist()
    [[0.67, 3.0, 1.0]]
    """
    check_level(level)
    require(data, [recommendation, status])
    _twice(data, recommendation)
    words = data[status].astype(object).where(data[status].notna(), "").astype(str).str.strip()
    over, off = words.isin(list(done)).to_numpy(), words.isin(list(dropped)).to_numpy()
    late = np.zeros(len(data), dtype=bool)
    if due is not None:
        late = (days_of(data, due) < one_day(until)) & ~over & ~off
    rows = []
    keys = [] if by is None else names(by)
    for key, place in groups(data, by):
        taken = int((~off[place]).sum())
        row: dict[str, Any] = dict(zip(keys, key, strict=True)) | {"n": taken, "level": level, "method": "Wilson"}
        if taken:
            good = int(over[place].sum())
            lower, upper = wilson_interval(good, taken, level)
            row |= {"estimate": good / taken, "std_error": (good * (taken - good) / taken**3) ** 0.5}
            row |= {"lower": lower, "upper": upper}
        behind = data[recommendation].astype(str).to_numpy()[place][late[place]]
        rows.append(row | {"dropped": int(off[place].sum()), "overdue": len(behind), "listed": ", ".join(behind)})
    return as_result(rows, keys)


def _agreement(
    data: pd.DataFrame, criterion: str, subject: str, rater: str, score: str, scale: Any, level: float, seed: int
) -> dict[str, Any]:
    table = data[[rater, score]].assign(_unit=data[criterion].astype(str) + " | " + data[subject].astype(str))
    given = table.dropna(subset=score)
    judged = given.groupby("_unit")[rater].nunique()
    units, raters = int((judged >= 2).sum()), int(given[rater].nunique())
    if units < UNITS or raters < RATERS:
        return {"n": units, "level": level, "method": f"not given: {raters} raters and {units} units"}
    try:
        found = krippendorff_alpha(
            table, "_unit", rater, score, "ordinal", categories=list(scale), confidence=level, seed=seed
        )
    except InsufficientEvidence:
        return {"n": units, "level": level, "method": "not given: all ratings are equal"}
    row = found.iloc[0][["estimate", "std_error", "lower", "upper", "level", "n", "method"]]
    return {str(name): one for name, one in row.items()}


def _on_scale(data: pd.DataFrame, column: str, scale: Sequence[str]) -> np.ndarray:
    require(data, column)
    place = pd.Index(list(scale)).get_indexer(pd.Index(data[column]))
    listed = ", ".join(scale)
    _refuse(
        place < 0, data, column, Text(nl=f"staat niet op de schaal ({listed})", en=f"is not on the scale ({listed})")
    )
    return place


def _twice(data: pd.DataFrame, column: str) -> None:
    again = data[column].duplicated().to_numpy()
    _refuse(again, data, column, Text(nl="staat er twee keer in", en="occurs twice"))


def _refuse(wrong: np.ndarray, data: pd.DataFrame, column: str, problem: Text) -> None:
    if wrong.any():
        first = int(np.argmax(wrong))
        value = data[column].iloc[first]
        raise InputError(
            Text(nl=f"'{value}' {problem.nl}.", en=f"'{value}' {problem.en}."),
            remedy=Text(nl="Verbeter de cel.", en="Mend the cell."),
            row=row_of(data, first),
            column=str(column),
        )
