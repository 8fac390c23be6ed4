"""How long until it ends, and how: Kaplan-Meier and Aalen-Johansen with intervals that hold for few people.

The interval is the beta product (Fay, Brittain & Proschan 2013, Biostatistics 14:723-736): without censoring it is
Clopper-Pearson, with censoring it multiplies betas along the event times. For competing ends we carry the same
product along per cause, by its first two moments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import Numbers, names, numbers, require, row_of
from wij_impact.estimates.shape import RESULT_COLUMNS, check_level
from wij_impact.language import Text

__all__ = ["aalen_johansen", "groups", "kaplan_meier", "time_quantiles"]

Mask = npt.NDArray[np.bool_]
MANY = 2000.0  # parameter of the beta above which the normal with its skewness will do


@dataclass(frozen=True)
class Tally:
    """Events per distinct time: arrays of one length, and (causes, times) for `ends`."""

    time: Numbers
    at_risk: Numbers
    ends: Numbers
    after: Numbers  # at risk just after the time: those who went on
    last: float  # the end of what was seen
    count: int


def kaplan_meier(
    data: pd.DataFrame,
    time: str,
    event: str,
    by: str | Sequence[str] | None = None,
    *,
    entry: str | None = None,
    at: Sequence[float] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share that has not ended yet, with censoring.

    Parameters
    ----------
    data : DataFrame
        One row per trajectory.
    time : str
        Duration until the end, or until the last look for who is still open; any unit, 0 or more.
    event : str
        True or 1 when it ended, False or 0 when it is still open.
    by : str or list of str, optional
        Columns that make groups.
    entry : str, optional
        Duration at which we started to see the trajectory (left truncation); 0 for who was followed from the start.
    at : sequence of float, optional
        Times to report; by default every time at which something ended, and the last time seen.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        Keys `by` and ``time``; ``estimate`` the share still open just after that time; then ``at_risk`` (just before),
        ``events``. NaN after the last time seen. ``std_error`` is Greenwood's.

    Raises
    ------
    InputError
        A negative time, an event that is not 0 or 1, an entry at or after the end.
    InsufficientEvidence
        With `entry`: when at the first event everyone then in view ended, so that the curve would fall to 0 too soon.
        Where that happens later, the curve ends there.

    Notes
    -----
    Kaplan & Meier (1958), JASA 53:457-481. Where ends and censorings tie, ends come first.

    Examples
    --------
    >>> six_mp = pd.DataFrame({"weeks": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    ...     "relapse": [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]})
    >>> kaplan_meier(six_mp, "weeks", "relapse")["estimate"].round(3).tolist()[:7]
    [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    """
    check_level(level)
    duration, began = _times(data, time, entry)
    ended = _event(data, event)
    parts = []
    for key, rows in groups(data, by):
        tally = _tally(duration[rows], ended[rows].astype(np.int64) - 1, began[rows], 1, str(time))
        picked, shown = _pick(tally, at)
        curve = _incidence(tally, picked, level)
        # The last bit of a sum may bring a share just under 0.
        left = Curve(
            np.clip(1 - curve.estimate, 0, 1), curve.error, np.clip(1 - curve.upper, 0, 1), 1 - curve.lower,
            curve.open_at_last,
        )  # fmt: skip
        parts.append((key, _columns(tally, left, picked, shown)))
    return _ordered(parts, by, ["time"], level, "Kaplan-Meier, beta product")


def aalen_johansen(
    data: pd.DataFrame,
    time: str,
    cause: str,
    by: str | Sequence[str] | None = None,
    entry: str | None = None,
    *,
    at: Sequence[float] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share that has ended by each cause, with the other causes as competition.

    Parameters
    ----------
    data : DataFrame
        One row per trajectory.
    time : str
        Duration until the end, or until the last look.
    cause : str
        How it ended; "" or empty for who is still open.
    by, entry, at, level
        As `kaplan_meier`.

    Returns
    -------
    DataFrame
        Keys `by`, ``time`` and ``cause``; ``estimate`` the share that ended so by that time; then ``at_risk``,
        ``events``. The causes and the share still open add to 1.

    Notes
    -----
    Aalen & Johansen (1978), Scandinavian Journal of Statistics 5:141-150; standard error by the delta method
    (Marubini & Valsecchi 1995, section 10.2). One minus Kaplan-Meier per cause overstates: it treats other ends as
    censoring.

    Examples
    --------
    >>> ends = pd.DataFrame({"days": [30, 60, 60, 90], "how": ["up", "goal", "", "goal"]})
    >>> aalen_johansen(ends, "days", "how", at=[90])[["cause", "estimate"]].values.tolist()
    [['goal', 0.75], ['up', 0.25]]
    """
    check_level(level)
    duration, began = _times(data, time, entry)
    require(data, cause)
    place, different = pd.factorize(data[cause])
    said = [str(one).strip() for one in different]
    causes = sorted(set(said) - {""})
    # The last place is for an empty cell: still open.
    code = np.array([*(causes.index(one) if one else -1 for one in said), -1], dtype=np.int64)[place]
    if not causes:
        raise InsufficientEvidence(
            Text(nl="geen enkel traject is geëindigd.", en="not one trajectory has ended."),
            remedy=Text(nl="Vul in hoe trajecten eindigden.", en="Fill in how trajectories ended."),
        )
    parts = []
    for key, rows in groups(data, by):
        tally = _tally(duration[rows], code[rows], began[rows], len(causes), str(time))
        picked, shown = _pick(tally, at)
        columns = _columns(tally, _incidence(tally, picked, level), picked, shown)
        parts.append((key, columns | {"cause": np.tile(np.array(causes, dtype=object), len(shown))}))
    return _ordered(parts, by, ["time", "cause"], level, "Aalen-Johansen, beta product")


def time_quantiles(curve: pd.DataFrame, shares: Sequence[float], by: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Times by which given shares have ended, from a Kaplan-Meier frame with all its times.

    Parameters
    ----------
    curve : DataFrame
        What `kaplan_meier` returned (without `at`).
    shares : sequence of float
        Shares ended, between 0 and 1: 0.5 for the median.
    by : str or list of str, optional
        The groups of the curve.

    Returns
    -------
    DataFrame
        Keys `by` and ``share``; ``estimate, lower, upper`` are times. A time that was not reached is NaN, an upper
        limit that was not reached is infinite.

    Notes
    -----
    The interval inverts the curve's own (Brookmeyer & Crowley 1982, Biometrics 38:29-41).
    """
    require(curve, ["time", "estimate", "lower", "upper", "level", "n", "method"])
    rows = []
    for key, place in groups(curve, by):
        part = curve.iloc[place]
        times = part["time"].to_numpy(dtype=float)
        for share in shares:
            found = {}
            for name, column, missing in (
                ("estimate", "estimate", np.nan),
                ("lower", "lower", np.nan),
                ("upper", "upper", np.inf),
            ):
                below = part[column].to_numpy(dtype=float) <= 1 - share + 1e-12
                found[name] = float(times[np.argmax(below)]) if below.any() else missing
            row = dict(zip(_by(by), key, strict=True)) | {"share": share, "std_error": np.nan} | found
            rows.append(
                row | {"level": part["level"].iloc[0], "n": part["n"].iloc[0], "method": part["method"].iloc[0]}
            )
    frame = pd.DataFrame(rows)
    return frame[[*_by(by), "share", *RESULT_COLUMNS]]


def groups(data: pd.DataFrame, by: str | Sequence[str] | None) -> list[tuple[tuple[Any, ...], npt.NDArray[np.int64]]]:
    """Groups in the order they first appear: their key, and the places of their rows."""
    if by is None:
        return [((), np.arange(len(data)))]
    require(data, names(by))
    grouped = data.groupby(names(by), sort=False, dropna=False, observed=True).indices
    return [(key if isinstance(key, tuple) else (key,), np.asarray(rows)) for key, rows in grouped.items()]


@dataclass(frozen=True)
class Curve:
    """Cumulative incidence per cause, shape (causes, times shown)."""

    estimate: Numbers
    error: Numbers
    lower: Numbers
    upper: Numbers
    open_at_last: float  # share still open at the end of what was seen


def _incidence(tally: Tally, picked: npt.NDArray[np.int64], level: float) -> Curve:
    """Aalen-Johansen with its delta-method error and its beta-product interval."""
    risk, ends = tally.at_risk, tally.ends
    total = ends.sum(axis=0)
    survival = np.cumprod(1 - total / risk)
    before = np.r_[1.0, survival[:-1]] if len(risk) else survival
    estimate = np.cumsum(before * ends / risk, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(risk > total, total / (risk * (risk - total)), 0.0)
    # Sums of (F(t) - F(t_j))^2 h_j written out, so that one pass does.
    a0, a1, a2 = np.cumsum(step), np.cumsum(estimate * step, axis=1), np.cumsum(estimate**2 * step, axis=1)
    own = np.cumsum(before**2 * (risk - ends) * ends / risk**3, axis=1)
    c0, c1 = np.cumsum(before * ends / risk**2, axis=1), np.cumsum(estimate * before * ends / risk**2, axis=1)
    variance = estimate**2 * a0 - 2 * estimate * a1 + a2 + own - 2 * (estimate * c0 - c1)
    lower, upper = _beta_product(tally, total, picked, level)
    error = np.sqrt(np.clip(variance[:, picked], 0, None))
    return Curve(estimate[:, picked], error, lower, upper, float(survival[-1]))


def _beta_product(tally: Tally, total: Numbers, picked: npt.NDArray[np.int64], level: float) -> tuple[Numbers, Numbers]:
    """Limits from the moments of the mass that each cause took; (causes, times) each."""
    risk, ends, after = tally.at_risk, tally.ends, tally.after
    m1 = (risk - total + 1) / (risk + 1)  # the share that goes on is Beta(risk - total + 1, total)
    m2 = m1 * (risk - total + 2) / (risk + 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        q1 = np.where(total > 0, ends / total, 0.0)
        q2 = np.where(total > 0, ends * (ends + 1) / (total * (total + 1)), 0.0)
    s1, s2 = np.cumprod(m1), np.cumprod(m2)
    p1, p2 = np.r_[1.0, s1[:-1]], np.r_[1.0, s2[:-1]]
    f1 = np.cumsum(p1 * (1 - m1) * q1, axis=1)
    # The cross moment obeys fs' = fs m1 + s2 (m1 - m2) q1: divided by its own product it is a plain sum.
    fs = s1 * np.cumsum(p2 * (m1 - m2) * q1 / s1, axis=1)
    fs_before = np.concatenate([np.zeros((len(ends), 1)), fs[:, :-1]], axis=1)
    f2 = np.cumsum(2 * fs_before * (1 - m1) * q1 + p2 * (1 - 2 * m1 + m2) * q2, axis=1)
    f1, f2, fs, s1, s2, after = f1[:, picked], f2[:, picked], fs[:, picked], s1[picked], s2[picked], after[picked]
    low = np.where(f1 > 0, _quantile(f1, f2, (1 - level) / 2), 0.0)
    # Upper: the next end, not seen yet, may have come just after and by this cause. With nobody left in view all that
    # is still open may have (b1 = b2 = 0).
    b1, b2 = after / (after + 1), after / (after + 2)
    u1 = f1 + s1 * (1 - b1)
    u2 = f2 + 2 * fs * (1 - b1) + s2 * (1 - 2 * b1 + b2)
    # One cause took everything, or all that is open may be its own: nothing bounds it from above.
    everything = (after == 0) & (f1 + s1 >= 1 - 1e-9)
    return low, np.where(everything, 1.0, _quantile(u1, u2, (1 + level) / 2))


def _quantile(first: Numbers, second: Numbers, share: float) -> Numbers:
    """Quantile of the beta with these two moments."""
    variance = np.clip(second - first**2, 1e-300, None)
    scale = np.clip(first * (1 - first) / variance - 1, 1e-9, 1e15)
    a, b = np.clip(first * scale, 1e-9, None), np.clip((1 - first) * scale, 1e-9, None)
    # Far from the ends of the scale the normal with its skewness is right to 1e-6, and a hundred times as fast.
    z = float(stats.norm.ppf(share))
    skew = 2 * (b - a) * np.sqrt(a + b + 1) / ((a + b + 2) * np.sqrt(a * b))
    found: Numbers = first + np.sqrt(variance) * (z + skew * (z * z - 1) / 6)
    few = np.minimum(a, b) < MANY
    found[few] = stats.beta.ppf(share, a[few], b[few])
    return np.where(first >= 1 - 1e-12, 1.0, found)


def _tally(duration: Numbers, code: npt.NDArray[np.int64], began: Numbers, causes: int, column: str) -> Tally:
    """Count ends and people at risk per distinct end time. `code` is -1 for who is still open."""
    place, size, ladder = _ladder(duration)
    ended = code >= 0
    every = np.bincount(place, minlength=size)
    ends = np.bincount(code[ended] * size + place[ended], minlength=causes * size).reshape(causes, size)
    risk = len(duration) - np.r_[0, np.cumsum(every)[:-1]]
    after = risk - every
    if (began > 0).any():
        # Not in view yet at a time: who entered at that time or later.
        # Who is followed from the start is in view at 0 too, where it ended on its first day.
        order = np.sort(np.where(began > 0, began, -1.0))
        late = len(order) - np.searchsorted(order, ladder, side="left")
        risk = risk - late
        # Just after the time: who entered at it is in view as well.
        after = after - (len(order) - np.searchsorted(order, ladder, side="right"))
        empty = (risk <= ends.sum(axis=0)) & (ends.sum(axis=0) > 0) & (late > 0)
        stop = int(np.argmax(empty)) if empty.any() else size
        if stop < size and not ends[:, :stop].any():
            first = float(ladder[stop])
            raise InsufficientEvidence(
                Text(
                    nl=f"bij {first:g} eindigde iedereen die toen in beeld was; anderen kwamen pas later in beeld.",
                    en=f"at {first:g} everyone then in view ended; others only came into view later.",
                ),
                remedy=Text(
                    nl="Begin later te tellen: houd alleen trajecten over die na dat moment nog liepen.",
                    en="Start counting later: keep only trajectories that were still open after that moment.",
                ),
                column=column,
            )
        # Later on, the curve holds up to there: what would be a fall to 0 says nothing of who came into view after it.
        ladder, risk, ends, after = ladder[:stop], risk[:stop], ends[:, :stop], after[:stop]
    # One row before the first time: everyone open, those in view from the start.
    none = np.zeros((causes, 1))
    start = float((began <= 0).sum())
    return Tally(
        np.r_[-1.0, ladder],
        np.r_[float(len(duration)), risk],
        np.concatenate([none, ends], axis=1),
        np.r_[start, after],
        float(ladder[-1]),
        len(duration),
    )


def _ladder(duration: Numbers) -> tuple[npt.NDArray[np.int64], int, Numbers]:
    """Place of each duration among the distinct ones. Whole days need no sorting."""
    top = duration.max()
    if top < 4 * len(duration) + 1000:
        whole = duration.astype(np.int64)
        if (whole == duration).all():
            seen = np.bincount(whole) > 0
            rank = np.cumsum(seen) - 1
            return rank[whole], int(seen.sum()), np.flatnonzero(seen).astype(float)
    ladder, place = np.unique(duration, return_inverse=True)
    return place.astype(np.int64), len(ladder), ladder


def _times(data: pd.DataFrame, time: str, entry: str | None) -> tuple[Numbers, Numbers]:
    duration = numbers(data, time, minimum=0.0)
    if entry is None:
        return duration, np.zeros(len(duration))
    began = numbers(data, entry, minimum=0.0)
    wrong = (began >= duration) & (began > 0)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"het traject kwam in beeld bij {began[first]:g}, maar eindigde al bij {duration[first]:g}.",
                en=f"the trajectory came into view at {began[first]:g} but had ended at {duration[first]:g}.",
            ),
            remedy=Text(
                nl="Wie al was geëindigd voordat de telling begon, hoort er niet bij.",
                en="Who had ended before the count began does not belong in it.",
            ),
            row=row_of(data, first),
            column=str(entry),
        )
    return duration, began


def _event(data: pd.DataFrame, event: str) -> Mask:
    values = numbers(data, event, minimum=0.0)
    wrong = ~np.isin(values, [0.0, 1.0])
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"'{data[event].iloc[first]}' is geen 0 of 1.",
                en=f"'{data[event].iloc[first]}' is not 0 or 1.",
            ),
            remedy=Text(
                nl="Schrijf 1 als het traject eindigde en 0 als het loopt; voor soorten einde is er aalen_johansen.",
                en="Write 1 when it ended and 0 while it is open; for kinds of ending there is aalen_johansen.",
            ),
            row=row_of(data, first),
            column=str(event),
        )
    return values == 1


def _pick(tally: Tally, at: Sequence[float] | None) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Which row of the tally holds at each time that is shown."""
    if at is None:
        found = tally.ends.sum(axis=0) > 0
        found[-1] = True
        picked = np.flatnonzero(found)
        return picked, tally.time[picked]
    shown = np.asarray(list(at), dtype=float)
    return np.searchsorted(tally.time, shown, side="right") - 1, shown


def _columns(tally: Tally, curve: Curve, picked: npt.NDArray[np.int64], shown: Numbers) -> dict[str, npt.NDArray[Any]]:
    """What one group adds to each column of the result: by time, and within it by cause."""
    causes = len(curve.estimate)
    same = tally.time[picked] == shown
    events = np.where(same, tally.ends[:, picked], 0.0)
    estimates = {"estimate": curve.estimate, "std_error": curve.error, "lower": curve.lower, "upper": curve.upper}
    if curve.open_at_last > 1e-12:
        # After the last look nothing is known, unless everyone had ended.
        estimates = {name: np.where(shown > tally.last, np.nan, values) for name, values in estimates.items()}
    return {
        "time": np.repeat(shown, causes),
        **{name: values.T.ravel() for name, values in estimates.items()},
        "n": np.full(causes * len(shown), tally.count),
        "at_risk": np.repeat(np.where(same, tally.at_risk[picked], tally.after[picked]), causes),
        "events": events.T.ravel(),
    }


def _by(by: str | Sequence[str] | None) -> list[str]:
    return [] if by is None else names(by)


def _ordered(
    parts: list[tuple[tuple[Any, ...], dict[str, npt.NDArray[Any]]]],
    by: str | Sequence[str] | None,
    within: list[str],
    level: float,
    method: str,
) -> pd.DataFrame:
    """One frame of all groups, made at once: a frame per group and cause costs more than the counting."""
    keys = _by(by)
    columns = {name: np.concatenate([part[name] for _, part in parts]) for name in parts[0][1]}
    told = {name: [key[k] for key, part in parts for _ in part["time"]] for k, name in enumerate(keys)}
    frame = pd.DataFrame(columns | {"level": level, "method": method})
    for name, values in told.items():
        frame[f"_key {name}"] = values
    frame = frame[[*(f"_key {name}" for name in keys), *within, *RESULT_COLUMNS, "at_risk", "events"]]
    return frame.set_axis([*keys, *within, *RESULT_COLUMNS, "at_risk", "events"], axis=1)
