"""Made-up registers with known truth, to see how often a method is wrong. Never in a report's default run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

__all__ = ["simulate_register"]


def simulate_register(
    per_month: Mapping[str, float],
    months: int = 36,
    *,
    mean_months: float = 6.0,
    ends: Mapping[str, float] | None = None,
    start: str = "2021-01-01",
    seed: int = 0,
) -> pd.DataFrame:
    """A synthetic register: Poisson arrivals per referrer, exponential stays, competing ends.

    Parameters
    ----------
    per_month : mapping
        Mean arrivals per month, by referrer.
    months : int
        Length; what has not ended by then is open (censored).
    mean_months : float
        Mean stay.
    ends : mapping, optional
        Chance of each way of ending; by default all "goal".
    start, seed
        First day, and the seed.

    Returns
    -------
    DataFrame
        id, referrer, start, end (NaT: open), reason_end ("" : open), days (until the end or the last day), ended;
        ``synthetic`` is True in every row.

    Examples
    --------
    >>> simulate_register({"GP": 20.0}, 12, seed=1)["synthetic"].all()
    np.True_
    """
    rng = np.random.default_rng(seed)
    ends = {"goal": 1.0} if ends is None else ends
    first, length = np.datetime64(start, "D"), round(months * 365.25 / 12)
    size = rng.poisson([rate * months for rate in per_month.values()])
    referrer = np.repeat(list(per_month), size)
    began = rng.integers(0, length, len(referrer))
    stay = np.maximum(1, np.ceil(rng.exponential(mean_months * 365.25 / 12, len(referrer)))).astype(int)
    how = rng.choice(list(ends), size=len(referrer), p=list(ends.values())).astype(object)
    over = began + stay <= length
    last = np.where(over, began + stay, length)
    frame = pd.DataFrame({"id": np.arange(len(referrer)), "referrer": referrer})
    frame["start"] = pd.DatetimeIndex(first + began)
    frame["end"] = pd.Series(pd.DatetimeIndex(first + last)).where(over)
    frame["reason_end"] = np.where(over, how, "")
    frame["days"], frame["ended"], frame["synthetic"] = last - began, over.astype(int), True
    return frame
