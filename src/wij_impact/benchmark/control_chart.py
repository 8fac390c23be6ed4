"""Control charts: did something change, or is this how the figure moves?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark.intervals import own_intervals
from wij_impact.benchmark.run_rules import XMR, need_points, nhs_causes, position, xmr_limits
from wij_impact.benchmark.tails import tail_probabilities
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import Numbers, choose, numbers, positive, require, row_of, with_rows
from wij_impact.language import Text

__all__ = ["CHARTS", "control_chart", "rates_with_intervals"]

CHARTS = ("xmr", "p", "u")
NEW_LIMITS = Text(nl="nieuwe grenzen vanaf", en="new limits from")
THREE_SIGMA = float(stats.norm.sf(3))  # 0.00135 on each side


def control_chart(
    data: pd.DataFrame,
    value: str,
    time: str,
    kind: Literal["xmr", "p", "u"] = "xmr",
    denominator: str | None = None,
    rebase: Mapping[Any, str] | Sequence[Any] | None = None,
    fix: int | None = None,
    screen: bool = True,
    reason: str = "",
    improvement: Literal["up", "down", "none"] = "none",
    exclude: Mapping[Any, str] | None = None,
    constant: float = XMR,
) -> pd.DataFrame:
    """Limits of a series and its special causes.

    Parameters
    ----------
    data : DataFrame
        One row per point of time, in any order; at least 12.
    value, time : str
        Columns with the value (a count for ``p`` and ``u``) and the moment.
    kind : {"xmr", "p", "u"}
        Individual values; proportions; rates.
    denominator : str, optional
        Column with the base of the count; needed for ``p`` and ``u``.
    rebase : mapping or list, optional
        The moments at which new limits begin, each with its reason: ``{"2023-01": "registration changed"}``; or a
        list, with one `reason` for all.
    fix : int, optional
        Number of points that set the limits (the baseline); later points are judged against them.
    screen : bool
        XmR: leave out moving ranges of 3.267 times their mean or more, once.
    improvement : {"none", "up", "down"}
        Which direction is better.
    exclude : mapping, optional
        Moments that do not count for the limits, each with its reason: ``{"2020-04": "lockdown"}``. They are shown
        and judged against the limits, but take no part in a run or trend.
    constant : float
        XmR: mean moving ranges between mean and limit, 3/1.128; charts of NHS England round it to 2.66.

    Returns
    -------
    DataFrame
        One row per point, in order of time: ``estimate`` the value (or share, or rate); ``lower, upper`` the control
        limits; ``mean``; ``outside``, ``rel`` (side of the mean), ``close`` (outer third), ``special_cause`` (which
        rule), ``point_type``; ``rebase_group`` and ``rebase_reason``; ``excluded`` (the reason, or
        empty); for p and u ``value_lower, value_upper``: the point's own interval. ``n`` is the base, or 1.

    Raises
    ------
    InsufficientEvidence
        For fewer than 12 points; `rates_with_intervals` answers then.
    UsageError
        For a rebase or an excluded point without a reason.

    Notes
    -----
    Wheeler (2003), Understanding Variation; rules of NHS England, Making Data Count (`run_rules.nhs_causes`).
    `run_rules.false_alarm_rates` says how often they signal when nothing changed: in about 19% of series of 24
    points. For p and u, outside also needs the exact tail to be below that of three sigma.

    Examples
    --------
    >>> months = pd.DataFrame({"month": range(1, 13), "days": [5.0, 6, 4, 5, 6, 5, 4, 6, 5, 4, 6, 12]})
    >>> control_chart(months, "days", "month")["special_cause"].iloc[-1]
    'Above UCL'
    """
    choose(kind, CHARTS, "kind")
    choose(improvement, ("none", "up", "down"), "improvement")
    require(data, [value, time])
    ordered = _in_order(data, time)
    need_points(len(ordered))
    if kind != "xmr" and denominator is None:
        raise UsageError(
            Text(nl=f"een {kind}-kaart vraagt een noemer.", en=f"a {kind} chart needs a denominator."),
            remedy=Text(nl="Noem de kolom: denominator=...", en="Name the column: denominator=..."),
        )
    count = numbers(ordered, value, minimum=None if kind == "xmr" else 0.0)
    base = positive(ordered, denominator) if denominator is not None else np.ones(len(count))
    if kind == "p" and (count > base).any():
        over = row_of(ordered, int(np.argmax(count > base)))
        raise InputError(
            Text(nl="er zijn meer gevallen dan de noemer.", en="there are more events than the base."),
            remedy=Text(nl="Verbeter teller of noemer.", en="Mend the count or the base."),
            row=over,
            column=value,
        )
    moments = ordered[time].tolist()
    reasons = _reasons(rebase, reason, moments)
    excluded = _reasons(exclude, "", moments, Text(nl="weglaten van", en="leaving out"))
    counted = np.array([moment not in excluded for moment in moments])
    need_points(int(counted.sum()))
    rows: list[dict[str, Any]] = []
    for group, (points, why) in enumerate(_groups(moments, reasons)):
        chart = _chart(count[points], base[points], kind, fix, screen, counted[points], constant)
        for point, moment in zip(chart, ordered[time].iloc[points], strict=True):
            told = {"rebase_group": group, "rebase_reason": why, "excluded": excluded.get(moment, "")}
            rows.append({time: moment} | point | told)
    for row in rows:
        row["point_type"] = _point_type(str(row["special_cause"]), float(row["rel"]), improvement)
    return as_result(rows, [time])


def rates_with_intervals(
    data: pd.DataFrame,
    value: str,
    time: str,
    kind: Literal["proportion", "rate"] = "rate",
    denominator: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """What can be said of any number of points: each with its own interval, without a verdict on change.

    Examples
    --------
    >>> years = pd.DataFrame({"year": [2022, 2023], "complaints": [82, 89], "reports": [16400, 17800]})
    >>> rates_with_intervals(years, "complaints", "year", denominator="reports")["upper"].round(4).tolist()
    [0.0062, 0.0062]
    """
    choose(kind, ("proportion", "rate"), "kind")
    require(data, [value, time])
    count = numbers(data, value, missing=True)
    base = positive(data, denominator) if denominator is not None else np.ones(len(count))
    rows = []
    own = own_intervals(count, base, kind, level)
    for moment, events, n, error, lower, upper in zip(data[time], count, base, *own, strict=True):
        name = "Clopper-Pearson" if kind == "proportion" else ("Byar" if events >= 10 else "exact Poisson")
        rows.append(
            {time: moment, "estimate": float(events / n), "std_error": float(error)}
            | {"lower": float(lower), "upper": float(upper)}
            | {"level": level, "n": float(n), "method": f"{kind}, {name}", "events": float(events)}
        )
    return as_result(rows, [time])


def _in_order(data: pd.DataFrame, time: str) -> pd.DataFrame:
    if data[time].isna().any() or data[time].duplicated().any():
        wrong = (data[time].isna() | data[time].duplicated()).to_numpy()
        raise InputError(
            Text(nl="het moment ontbreekt of staat er twee keer in.", en="the moment is missing or occurs twice."),
            remedy=Text(nl="Eén rij per moment.", en="One row per moment."),
            row=row_of(data, int(np.argmax(wrong))),
            column=time,
        )
    return with_rows(data).sort_values(time, kind="stable")


def _reasons(
    rebase: Mapping[Any, str] | Sequence[Any] | None,
    reason: str,
    moments: list[Any],
    what: Text = NEW_LIMITS,
) -> dict[Any, str]:
    if rebase is None:
        return {}
    if isinstance(rebase, Mapping):
        given = {moment: str(why) for moment, why in rebase.items()}
    else:
        single = isinstance(rebase, str) or not isinstance(rebase, Sequence)
        given = dict.fromkeys([rebase] if single else rebase, reason)
    for moment, why in given.items():
        if not why.strip():
            raise UsageError(
                Text(nl=f"{what.nl} {moment} vraagt een reden.", en=f"{what.en} {moment} need a reason."),
                remedy=Text(
                    nl=f"Schrijf {{{moment!r}: 'wat er veranderde'}}.",
                    en=f"Write {{{moment!r}: 'what changed'}}.",
                ),
            )
        if moment not in moments:
            raise UsageError(
                Text(nl=f"{moment} staat niet in de reeks.", en=f"{moment} is not in the series."),
                remedy=Text(nl="Kies een moment uit de reeks.", en="Choose a moment of the series."),
            )
    return given


def _groups(moments: list[Any], reasons: dict[Any, str]) -> list[tuple[list[int], str]]:
    groups: list[tuple[list[int], str]] = [([], "")]
    for i, moment in enumerate(moments):
        if moment in reasons and i > 0:
            groups.append(([], reasons[moment]))
        groups[-1][0].append(i)
    short = next((points for points, _ in groups if len(points) < 2), None)
    if short is not None:
        raise UsageError(
            Text(nl="nieuwe grenzen op één punt kan niet.", en="limits cannot rest on one point."),
            remedy=Text(nl="Kies een moment met meer punten erna.", en="Choose a moment with more points after it."),
        )
    return groups


def _chart(
    count: Numbers, base: Numbers, kind: str, fix: int | None, screen: bool, counted: Any, constant: float
) -> list[dict[str, Any]]:
    if fix is not None and not fix >= 2:
        raise UsageError(
            Text(nl=f"fix={fix} is geen basisperiode.", en=f"fix={fix} is not a baseline."),
            remedy=Text(nl="Neem minstens 12 punten.", en="Take at least 12 points."),
        )
    first = np.flatnonzero(counted)[:fix]
    if len(first) < 2:
        raise UsageError(
            Text(nl="er blijven te weinig punten over voor de grenzen.", en="too few points remain for the limits."),
            remedy=Text(nl="Laat minder punten weg.", en="Leave out fewer points."),
        )
    value = count / base
    name = {
        "xmr": f"XmR, {'3/1.128' if constant == XMR else f'{constant:g}'} x mean moving range",
        "p": "p chart, 3 sigma",
        "u": "u chart, 3 sigma",
    }[kind]
    if kind == "xmr":
        mean, lower, upper = (np.broadcast_to(part, value.shape) for part in xmr_limits(value[first], screen, constant))
        name += ", screened" if screen else ""
    else:
        mean, lower, upper = _attribute_limits(count, base, kind, first)
    side, outside, close, causes = _judge(count, base, value, mean, lower, upper, kind)
    if not counted.all():
        # Runs and trends go on over an excluded point; the point itself is judged by the limits alone.
        kept = [part[counted] for part in (count, base, value, mean, lower, upper)]
        apart = iter(_judge(kept[0], kept[1], kept[2], kept[3], kept[4], kept[5], kind)[3])
        causes = [
            next(apart) if here else _alone(bool(out), float(s))
            for here, out, s in zip(counted, outside, side, strict=True)
        ]
    used = len(value[first])
    own = own_intervals(np.maximum(count, 0.0), base, "proportion" if kind == "p" else "rate", 0.95)
    name += "" if used >= 12 else f", provisional: limits from {used} points"
    rows = []
    for i in range(len(value)):
        row: dict[str, Any] = {"estimate": float(value[i]), "lower": float(lower[i]), "upper": float(upper[i])}
        row |= {"n": float(base[i]), "method": name, "mean": float(mean[i]), "outside": bool(outside[i])}
        row |= {"rel": float(side[i]), "close": bool(close[i]), "special_cause": causes[i]}
        if kind != "xmr":
            row |= {"value_lower": float(own[1][i]), "value_upper": float(own[2][i])}
        rows.append(row)
    return rows


def _alone(outside: bool, side: float) -> str:
    return ("Above UCL" if side > 0 else "Below LCL") if outside else "Common Cause"


def _attribute_limits(count: Numbers, base: Numbers, kind: str, first: Any) -> tuple[Numbers, Numbers, Numbers]:
    centre = float(count[first].sum() / base[first].sum())
    variance = centre * (1 - centre) if kind == "p" else centre
    half = 3 * np.sqrt(variance / base)
    top = 1.0 if kind == "p" else np.inf
    return np.full(len(base), centre), np.maximum(centre - half, 0.0), np.minimum(centre + half, top)


def _judge(
    count: Numbers, base: Numbers, value: Numbers, mean: Numbers, lower: Numbers, upper: Numbers, kind: str
) -> tuple[Numbers, Any, Any, list[str]]:
    """Side of the mean, outside, close to the limits, and the cause of each point."""
    if kind == "xmr":
        centre, low, high, shown = float(mean[0]), float(lower[0]), float(upper[0]), value
    else:
        # Limits differ per point: judge the distance in standard errors, on which they are at -3 and 3.
        with np.errstate(divide="ignore", invalid="ignore"):
            half = np.sqrt((mean * (1 - mean) if kind == "p" else mean) / base)
            shown = np.where(half > 0, (value - mean) / half, 0.0)
        low_p, high_p = tail_probabilities(count, mean * base, base if kind == "p" else None)
        # A count this small is beyond three sigma only if the exact tail says so as well.
        rare = (low_p <= THREE_SIGMA) | (high_p <= THREE_SIGMA)
        shown = np.where(rare, shown, np.clip(shown, -3.0, 3.0))
        centre, low, high = 0.0, -3.0, 3.0
    causes = nhs_causes(shown, centre, low, high)
    side, outside, close = position(shown, centre, low, high)
    return side, outside, close, causes


def _upward(cause: str, side: float) -> bool:
    """A trend has the direction in which it moves; any other cause that of its side of the mean."""
    return "Increasing" in cause if "Trend" in cause else side > 0


def _point_type(cause: str, side: float, improvement: str) -> str:
    if cause == "Common Cause":
        return "common_cause"
    if improvement == "none":
        return f"special_cause_{'high' if _upward(cause, side) else 'low'}"
    better = _upward(cause, side) == (improvement == "up")
    return "special_cause_improvement" if better else "special_cause_concern"
