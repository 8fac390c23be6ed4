"""How long it takes, and whether the help was too light or too heavy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import names, require, row_of
from wij_impact.estimates.dates import days_of, one_day
from wij_impact.estimates.shape import RESULT_COLUMNS, check_level
from wij_impact.estimates.survival import aalen_johansen, groups, kaplan_meier, time_quantiles
from wij_impact.language import Text

__all__ = ["lead_times", "steps", "transitions"]


def lead_times(
    data: pd.DataFrame,
    start: str,
    end: str,
    until: Any,
    by: str | Sequence[str] | None = None,
    *,
    shares: Sequence[float] = (0.5, 0.9),
    within: float | None = None,
    working_days: bool = False,
    holidays: Sequence[Any] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """Time from one moment to the next, with who is still waiting as censored.

    Parameters
    ----------
    data : DataFrame
        One row per request.
    start, end : str
        The two moments (dates). An empty end is still waiting at `until`.
    until : date
        The day the register was drawn.
    by : str or list of str, optional
        Groups.
    shares : sequence of float
        Which shares to give the time of: 0.5 is the median.
    within : float, optional
        A norm; adds the share helped within it, counted over everyone, also those who still wait.
    working_days : bool
        Whether to count Monday to Friday, without `holidays`.
    holidays : sequence of date
        Days off.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        Keys `by`, ``measure`` ("time" or "within") and ``at`` (the share, or the norm); extra ``waiting``: how many
        have no end yet.

    Raises
    ------
    InputError
        An end before its start, a start after `until`, an empty start.

    Examples
    --------
    >>> asked = pd.DataFrame({"asked": ["2024-01-01"] * 4, "helped": ["2024-01-03", "2024-01-05", "2024-01-09", None]})
    >>> lead_times(asked, "asked", "helped", "2024-02-01", within=5)[["measure", "estimate"]].values.tolist()
    [['time', 4.0], ['time', nan], ['within', 0.5]]
    """
    check_level(level)
    began, ended = days_of(data, start), days_of(data, end)
    limit = one_day(until)
    _refuse(np.isnat(began), data, start, Text(nl="het begin ontbreekt", en="the start is missing"))
    _refuse(ended < began, data, end, Text(nl="het einde ligt voor het begin", en="the end lies before the start"))
    _refuse(began > limit, data, start, Text(nl=f"het begin ligt na {limit}", en=f"the start lies after {limit}"))
    seen = ~np.isnat(ended) & (ended <= limit)
    stop = np.where(seen, ended, limit)
    off = np.array([one_day(day, "holidays") for day in holidays], dtype="datetime64[D]")
    took = np.busday_count(began, stop, holidays=off) if working_days else (stop - began).astype(int)
    table = pd.DataFrame({name: data[name].to_numpy() for name in _by(by)})
    table["_time"], table["_event"] = took.astype(float), seen.astype(int)
    curve = kaplan_meier(table, "_time", "_event", by, level=level)
    times = time_quantiles(curve, shares, by).rename(columns={"share": "at"}).assign(measure="time")
    parts = [times]
    if within is not None:
        norm = kaplan_meier(table, "_time", "_event", by, at=[within], level=level)
        lower, upper = 1 - norm["upper"], 1 - norm["lower"]
        norm = norm.assign(estimate=1 - norm["estimate"], lower=lower, upper=upper, measure="within", at=within)
        parts.append(norm)
    both = pd.concat(parts, ignore_index=True)
    order = {key: place for place, (key, _) in enumerate(groups(table, by))}
    waiting = {key: int((~seen[rows]).sum()) for key, rows in groups(table, by)}
    keys = [tuple(row) for row in both[_by(by)].itertuples(index=False)] if by is not None else [()] * len(both)
    both["waiting"] = [waiting[key] for key in keys]
    both = both.iloc[np.argsort([order[key] for key in keys], kind="stable")].reset_index(drop=True)
    return both[[*_by(by), "measure", "at", *RESULT_COLUMNS, "waiting"]]


def steps(data: pd.DataFrame, from_level: str, to_level: str, order: Sequence[str]) -> pd.Series:
    """What the next help was, seen from the first: "up", "down", "same", or "" when there is none yet.

    Parameters
    ----------
    data : DataFrame
        One row per trajectory.
    from_level, to_level : str
        Level of help at the start, and of the next help (empty: none).
    order : sequence of str
        The levels, lightest first.

    Raises
    ------
    InputError
        A level that is not in `order`.

    Examples
    --------
    >>> moves = pd.DataFrame({"first": ["light", "heavy", "light"], "next": ["heavy", "light", None]})
    >>> steps(moves, "first", "next", ["light", "heavy"]).tolist()
    ['up', 'down', '']
    """
    require(data, [from_level, to_level])
    index = pd.Index(list(order))
    first, second = index.get_indexer(pd.Index(data[from_level])), index.get_indexer(pd.Index(data[to_level]))
    listed = ", ".join(str(level) for level in order)
    none = (data[to_level].isna() | (data[to_level].astype(str).str.strip() == "")).to_numpy()
    unknown = Text(nl=f"staat niet bij de niveaus ({listed})", en=f"is not one of the levels ({listed})")
    _refuse(first < 0, data, from_level, unknown)
    _refuse((second < 0) & ~none, data, to_level, unknown)
    found = np.where(none, "", np.where(second > first, "up", np.where(second < first, "down", "same")))
    return pd.Series(found, index=data.index, name="step")


def transitions(
    data: pd.DataFrame,
    time: str,
    cause: str,
    route: str,
    level_of_help: str | None = None,
    *,
    at: Sequence[float] = (90, 180, 365),
    weights: dict[Any, float] | None = None,
    entry: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share that stepped up, stepped down, stayed unused or came back, per route, with competing ends.

    Parameters
    ----------
    data : DataFrame
        One row per trajectory.
    time : str
        Days until the step, or until the last look.
    cause : str
        The step ("up", "down", "unused", "again", ...); empty for none so far.
    route : str
        Column with the route in: the referrer.
    level_of_help : str, optional
        Column with the level at entry. With it shares are directly standardised: every route is given the same mix of
        levels, so that a route is not blamed for who comes through it.
    at : sequence of float
        Days to look at.
    weights : dict, optional
        The mix of levels; by default that of the whole file.
    entry : str, optional
        Left truncation, as in `aalen_johansen`.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        Keys `route`, ``time``, ``cause``; the share, and ``crude``: the share before standardising. NaN when a level in
        the mix has nobody from that route, or was not followed so long; ``method`` says so.

    Raises
    ------
    InsufficientEvidence
        When nothing was followed to the first moment.

    Notes
    -----
    Shares per level are Aalen-Johansen; the weighted sum takes the beta interval with the effective number that its
    variance implies (Dean & Pagano 2015), never narrower than that of one person per level.

    Examples
    --------
    >>> moves = pd.DataFrame({"days": [30, 200, 200, 40], "step": ["up", "", "", "up"], "referrer": list("GGWW")})
    >>> transitions(moves, "days", "step", "referrer", at=[90])[["referrer", "estimate"]].values.tolist()
    [['G', 0.5], ['W', 0.5]]
    """
    require(data, [cause, route, *([] if level_of_help is None else [level_of_help])])
    # Texts are told apart once, and not again for every table below.
    words = {name: pd.Categorical(data[name]) for name in (cause, route, level_of_help) if name is not None}
    data = data.assign(**words)
    crude = aalen_johansen(data, time, cause, route, entry, at=at, level=level)
    if crude["estimate"].isna().all():
        raise InsufficientEvidence(
            Text(nl=f"geen traject is {min(at):g} dagen gevolgd.", en=f"no trajectory was followed {min(at):g} days."),
            remedy=Text(nl="Kies een eerder moment, of wacht.", en="Choose an earlier moment, or wait."),
        )
    if level_of_help is None:
        return crude.assign(crude=crude["estimate"])
    require(data, level_of_help)
    mix = (
        data[level_of_help].value_counts(normalize=True)
        if weights is None
        else pd.Series(weights) / sum(weights.values())
    )
    cells = aalen_johansen(data, time, cause, [route, level_of_help], entry, at=at, level=level)
    cells = cells[cells[level_of_help].isin(mix.index)]
    cells = cells.assign(_weight=cells[level_of_help].map(mix).astype(float))
    rows = []
    for row in crude.to_dict("records"):
        mine = cells[(cells[route] == row[route]) & (cells["time"] == row["time"]) & (cells["cause"] == row["cause"])]
        rows.append(row | {"crude": row["estimate"]} | _standardised(mine, len(mix), level))
    return pd.DataFrame(rows)[[route, "time", "cause", *RESULT_COLUMNS, "at_risk", "events", "crude"]]


def _standardised(cells: pd.DataFrame, wanted: int, level: float) -> dict[str, Any]:
    if len(cells) < wanted or cells["estimate"].isna().any():
        unknown = dict.fromkeys(("estimate", "std_error", "lower", "upper"), np.nan)
        return unknown | {"method": "not standardised: a level of the mix is missing or was not followed so long"}
    weight = cells["_weight"].to_numpy()
    share, size = cells["estimate"].to_numpy(), cells["n"].to_numpy(dtype=float)
    # A cell of 0 or 1 has a Greenwood error of 0; half an event stands in for what was not seen.
    smooth = (share * size + 0.5) / (size + 1)
    variance = np.maximum(cells["std_error"].to_numpy() ** 2, smooth * (1 - smooth) / (size + 1))
    total, spread = float(weight @ share), float(weight**2 @ variance)
    middle = min(max(total, 1e-3), 1 - 1e-3)
    count = max(1.0, middle * (1 - middle) / spread)
    tail = (1 - level) / 2
    low = 0.0 if total <= 0 else float(stats.beta.ppf(tail, total * count, count - total * count + 1))
    high = 1.0 if total >= 1 else float(stats.beta.isf(tail, total * count + 1, count - total * count))
    found = {"estimate": total, "std_error": spread**0.5, "lower": low, "upper": high}
    return found | {"method": "Aalen-Johansen, directly standardised, beta with effective n"}


def _refuse(wrong: np.ndarray, data: pd.DataFrame, column: str, problem: Text) -> None:
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"'{data[column].iloc[first]}': {problem.nl}.",
                en=f"'{data[column].iloc[first]}': {problem.en}.",
            ),
            remedy=Text(nl="Verbeter de cel.", en="Mend the cell."),
            row=row_of(data, first),
            column=column,
        )


def _by(by: str | Sequence[str] | None) -> list[str]:
    return [] if by is None else names(by)
