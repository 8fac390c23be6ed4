"""How many had come already, when a file only holds who was helped: right-truncated delays, and the count behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import require, row_of
from wij_impact.estimates.dates import days_of, one_day
from wij_impact.language import Text

__all__ = ["nowcast"]

#: Below this share seen, the seen say too little of the whole.
LEAST_SEEN = 0.2
_DRAWS = 1000


def nowcast(
    data: pd.DataFrame,
    registered: str,
    start: str,
    until: Any,
    *,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Registrations per month, with those who had registered but were not in the file yet.

    A register of started help holds nobody who still waits. So the last months seem quiet; how quiet follows from how
    long earlier people waited.

    Parameters
    ----------
    data : DataFrame
        One row per trajectory that started.
    registered, start : str
        Columns with dates.
    until : date
        The last day of which the file knows.
    level : float
        Of the band, in which the true number should lie (predictive).
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        Key ``period`` (first day of the month); ``estimate`` the number registered, ``n`` those seen, ``seen`` the
        share seen. Where less than a fifth is seen, the estimate is missing. Of waits longer than the longest in the
        file nothing is known, so they are not counted. Within a month one day is taken to have as many as another.

    Raises
    ------
    InputError
        A start before its registration or after `until`, or no registration at all.

    Notes
    -----
    Waits are right-truncated: someone who registered a days before `until` is in the file only with a wait of at most
    a. The distribution is estimated by its reverse-time hazards (Kalbfleisch and Lawless 1989, Journal of the American
    Statistical Association 84:360-372). The unseen of a month are negative binomial given the seen.

    Examples
    --------
    >>> asked = pd.DataFrame({"registered": ["2024-01-02"] * 3, "start": ["2024-01-02"] * 3})
    >>> nowcast(asked, "registered", "start", "2024-03-31")[["n", "estimate"]].values.tolist()
    [[3.0, 3.0], [0.0, 0.0], [0.0, 0.0]]
    """
    check_level(level)
    require(data, [registered, start])
    asked, began = days_of(data, registered), days_of(data, start)
    limit = one_day(until)
    known = ~np.isnat(asked)
    if not known.any():
        raise InputError(
            Text(nl="geen enkel traject heeft een aanmelding.", en="not one trajectory has a registration."),
            remedy=Text(nl="Vul de dag van aanmelding in.", en="Fill in the day of registration."),
            column=registered,
        )
    asked, began = asked[known], began[known]
    wrong = np.flatnonzero(np.isnat(began) | (began < asked) | (began > limit))
    if len(wrong):
        row = int(np.flatnonzero(known)[wrong[0]])
        raise InputError(
            Text(
                nl=f"het begin ontbreekt, of ligt niet tussen de aanmelding en {limit} (en nog {len(wrong) - 1}).",
                en=f"the start is missing, or not between the registration and {limit} (and {len(wrong) - 1} more).",
            ),
            remedy=Text(nl="Verbeter de datum.", en="Mend the date."),
            row=row_of(data, row),
            column=start,
        )
    wait, age = (began - asked).astype(np.int64), (limit - asked).astype(np.int64)
    times, ended, at_risk = _reverse_hazards(wait, age)
    rng = np.random.default_rng(seed)
    month = asked.astype("datetime64[M]").astype(np.int64)
    last = int(limit.astype("datetime64[M]").astype(np.int64))
    drawn = _share_within(times, _drawn_hazards(ended, at_risk, rng))
    middle = _share_within(times, (ended / at_risk)[None, :])
    rows = []
    for number in range(int(month.min()), last + 1):
        own = age[month == number]
        first, after = (np.datetime64(number + one, "M").astype("datetime64[D]") for one in (0, 1))
        calendar = np.arange(first, min(after, limit + 1))
        days = (limit - calendar).astype(np.int64)
        rows.append(_month(number, own, days, times, middle, drawn, level, rng))
    return as_result(rows, ["period"])


def _reverse_hazards(
    wait: npt.NDArray[np.int64], age: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Waits that occur, how many had each, and how many had at most that and could have been seen with it."""
    times, ended = np.unique(wait, return_counts=True)
    order_wait, order_age = np.sort(wait), np.sort(age)
    # wait <= d <= age: those with a wait of at most d, less those who came in too late to be seen with d.
    short = np.searchsorted(order_wait, times, side="right")
    late = np.searchsorted(order_age, times, side="left")
    return times, ended.astype(float), (short - late).astype(float)


def _drawn_hazards(
    ended: npt.NDArray[np.float64], at_risk: npt.NDArray[np.float64], rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Reverse hazards with the uncertainty of what they rest on, shape (draws, times)."""
    rest = at_risk - ended
    drawn = rng.beta(np.maximum(ended, 1e-9), np.maximum(rest, 1e-9), (_DRAWS, len(ended)))
    return np.where(rest > 0, drawn, 1.0)


def _share_within(times: npt.NDArray[np.int64], hazards: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Share with a wait up to each time, shape (draws, times): what is left of one going back from the longest."""
    later = np.cumprod((1 - hazards)[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([later[:, 1:], np.ones((len(hazards), 1))], axis=1)


def _month(
    number: int,
    age: npt.NDArray[np.int64],
    days: npt.NDArray[np.int64],
    times: npt.NDArray[np.int64],
    middle: npt.NDArray[np.float64],
    drawn: npt.NDArray[np.float64],
    level: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    period = pd.Timestamp(np.datetime64(number, "M"))
    row: dict[str, Any] = {"period": period, "n": len(age), "level": level, "method": "right-truncated waits"}
    if not len(age):
        # Nobody was seen: only where everyone would have been is that a number.
        at = np.searchsorted(times, days[-1], side="right") - 1
        none = 0.0 if at >= 0 and middle[0, at] > 0.999 else np.nan
        return row | {"estimate": none, "std_error": none, "lower": none, "upper": none, "seen": np.nan}
    # Each day of the month has its own chance to be seen; within a month as many register on one day as on another.
    # One by one (each person counted for one over their chance) the last days would rest on a handful.
    place = np.searchsorted(times, days, side="right") - 1
    reach = np.where(place >= 0, middle[0, place], 0.0)
    seen = float(reach.mean())
    if seen < LEAST_SEEN:
        return row | {"estimate": np.nan, "std_error": np.nan, "lower": np.nan, "upper": np.nan, "seen": seen}
    share = np.where(place >= 0, drawn[:, place], 0.0).mean(axis=1)
    unseen = np.where(share < 1, rng.negative_binomial(len(age) + 0.5, np.clip(share, 1e-9, 1 - 1e-12)), 0)
    total = len(age) + unseen
    low, high = np.quantile(total, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return row | {
        "estimate": len(age) / seen, "std_error": float(total.std(ddof=1)), "lower": float(low),
        "upper": float(high), "seen": seen,
    }  # fmt: skip
