"""Outcomes of youth care by the national definitions, with what missing answers can do to them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.columns import names, require
from wij_impact.estimates.dates import Days, days_of, one_day
from wij_impact.estimates.intervals import proportion_interval
from wij_impact.estimates.shape import RESULT_COLUMNS, check_level
from wij_impact.estimates.survival import groups
from wij_impact.language import Text

__all__ = ["OUTCOMES", "outcomes"]

#: Measures, in the order of the national set: drop-out in its two readings, satisfaction, on without help, goals, no
#: new start.
OUTCOMES = (
    *("dropout_client", "dropout_client_provider", "satisfied"),
    *("without_help_strict", "without_help_wide", "goals_reached", "no_new_start"),
)
_GRADES = (1.0, 10.0)
Mask = npt.NDArray[np.bool_]

#: How help can end, by the codes of the table `trajectories`; anything else is no answer.
REASONS = ("planned", "early_agreed", "early_client", "early_provider", "early_external", "other")


def outcomes(
    trajectories: pd.DataFrame,
    until: Any,
    by: str | Sequence[str] | None = None,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """The outcomes of trajectories that have ended.

    Parameters
    ----------
    trajectories : DataFrame
        One row per trajectory with ``end`` and, where known, ``reason_end``, ``satisfied`` (1 to 10),
        ``without_help`` (01 to 04), ``goals_reached`` (yes, partly, no), ``next_start`` and ``continued``.
    until : date
        The day the register was drawn.
    by : str or list of str, optional
        Groups.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        Keys `by` and ``measure``; ``n`` answered of ``base``; ``missing``; ``worst`` and ``best``: the estimate when
        every missing answer were the least or the most favourable; ``bound_low``, ``bound_high``: the interval of those
        two together. NaN where nothing was answered.

    Raises
    ------
    InsufficientEvidence
        When not one trajectory has ended.

    Notes
    -----
    Drop-out stands in two readings, for the protocols differ: ended early by the client alone (the word is used there
    in version 7), and by the client or the provider alone (the two that version 2 names). Being able to go on without
    help: "no help needed" (04), and wider also "none now, but expected later" (03). Satisfaction is the mean of the raw
    grade; no cut-off is confirmed. A new start follows the rule of Statistics Netherlands: of who ended in a half-year,
    not started again by the end of the next half-year; a change of form is no end of help, and who was not followed so
    long is not in the base. Shares have the Clopper-Pearson interval; the bounds are those of Manski (1989, Journal of
    Human Resources 24:343-360), with the outer limits of Horowitz & Manski (2000, JASA 95:77-84).

    Examples
    --------
    >>> ended = pd.DataFrame({"end": ["2024-01-10"] * 4, "reason_end": ["planned", "early_client", "planned", None]})
    >>> outcomes(ended, "2024-12-31")[["estimate", "worst", "best"]].round(3).values.tolist()[0]
    [0.333, 0.5, 0.25]
    """
    check_level(level)
    require(trajectories, "end")
    over = trajectories[trajectories["end"].notna().to_numpy()]
    if over.empty:
        raise InsufficientEvidence(
            Text(nl="geen enkel traject is geëindigd.", en="not one trajectory has ended."),
            remedy=Text(nl="Wacht, of vul de einddatums in.", en="Wait, or fill in the end dates."),
        )
    rows = []
    for key, place in groups(over, by):
        found = _measures(over.iloc[place], until, level)
        rows += [dict(zip([] if by is None else names(by), key, strict=True)) | one for one in found]
    extra = ["base", "missing", "worst", "best", "bound_low", "bound_high"]
    return pd.DataFrame(rows)[[*([] if by is None else names(by)), "measure", *RESULT_COLUMNS, *extra]]


def _measures(over: pd.DataFrame, until: Any, level: float) -> list[dict[str, Any]]:
    reason, without, goals = (_text(over, name) for name in ("reason_end", "without_help", "goals_reached"))
    # A reason in words of one's own is no "did not drop out": what it means is not known here.
    said = _among(reason, *REASONS)
    eligible, again, known = _starts(over, until)
    return [
        _share("dropout_client", reason == "early_client", said, level, good=False),
        _share("dropout_client_provider", _among(reason, "early_client", "early_provider"), said, level, good=False),
        _mean(over, level),
        _share("without_help_strict", without == "04", without != "", level),
        _share("without_help_wide", _among(without, "03", "04"), without != "", level),
        _share("goals_reached", goals == "yes", goals != "", level),
        _share("no_new_start", ~again[eligible], known[eligible], level),
    ]


def _text(data: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    if name not in data:
        return np.full(len(data), "", dtype=object)
    return data[name].astype(object).where(data[name].notna(), "").to_numpy(dtype=object)


def _among(cells: npt.NDArray[np.object_], *codes: str) -> Mask:
    return np.asarray(pd.Series(cells, dtype=object).isin(codes), dtype=bool)


def _starts(over: pd.DataFrame, until: Any) -> tuple[Mask, Mask, Mask]:
    """Who ended help long enough ago, who started again by the rule, and of whom that is known."""
    size = len(over)
    limit = one_day(until)
    ends = days_of(over, "end")
    border = _next_half_year(ends)
    starts = days_of(over, "next_start") if "next_start" in over else np.full(size, np.datetime64("NaT", "D"))
    said = _text(over, "continued")
    # Without a column that says so, a next start in the file shows that next starts are registered.
    known = said != "" if (said != "").any() else np.full(size, not np.isnat(starts).all())
    goes_on = (said == "yes") | (starts <= ends + 1)
    return (border <= limit) & ~goes_on, starts <= border, known.astype(bool)


def _next_half_year(days: Days) -> Days:
    """The last day of the half-year after that of each day."""
    months = days.astype("datetime64[M]").astype(np.int64)
    following = (months // 6 + 2) * 6
    return following.astype("datetime64[M]").astype("datetime64[D]") - 1


def _share(measure: str, yes: Any, known: Any, level: float, *, good: bool = True) -> dict[str, Any]:
    yes, known = np.asarray(yes, dtype=bool), np.asarray(known, dtype=bool)
    base, n = len(known), int(known.sum())
    events = int((yes & known).sum())
    row: dict[str, Any] = {"measure": measure, "base": base, "missing": base - n, "level": level, "n": n}
    if not n:
        return row | _nothing("not answered")
    low, high, method = proportion_interval(events, n, level)
    share = events / n
    least, most = events / base, (events + base - n) / base
    worst, best = (least, most) if good else (most, least)
    row |= {"estimate": share, "std_error": math.sqrt(share * (1 - share) / n), "lower": low, "upper": high}
    outer_low = proportion_interval(events, base, level)[0]
    outer_high = proportion_interval(events + base - n, base, level)[1]
    return row | {"method": method, "worst": worst, "best": best, "bound_low": outer_low, "bound_high": outer_high}


def _mean(over: pd.DataFrame, level: float) -> dict[str, Any]:
    given = over["satisfied"].to_numpy(dtype=float) if "satisfied" in over else np.full(len(over), np.nan)
    grades = given[~np.isnan(given)]
    base, n = len(given), len(grades)
    row: dict[str, Any] = {"measure": "satisfied", "base": base, "missing": base - n, "level": level, "n": n}
    if n < 2:
        return row | _nothing("not answered")
    mean, error = float(grades.mean()), float(grades.std(ddof=1) / math.sqrt(n))
    half = float(stats.t.isf((1 - level) / 2, n - 1)) * error
    low, high = _GRADES
    filled = [np.where(np.isnan(given), edge, given) for edge in _GRADES]
    quantile = float(stats.t.isf((1 - level) / 2, max(base - 1, 1)))
    spread = [quantile * float(one.std(ddof=1)) / math.sqrt(base) for one in filled]
    return row | {
        "estimate": mean,
        "std_error": error,
        "lower": max(low, mean - half),
        "upper": min(high, mean + half),
        "method": f"mean, t(df={n - 1})",
        "worst": float(filled[0].mean()),
        "best": float(filled[1].mean()),
        "bound_low": max(low, float(filled[0].mean()) - spread[0]),
        "bound_high": min(high, float(filled[1].mean()) + spread[1]),
    }


def _nothing(method: str) -> dict[str, Any]:
    columns = ("estimate", "std_error", "lower", "upper", "worst", "best", "bound_low", "bound_high")
    return dict.fromkeys(columns, np.nan) | {"method": method}
