"""Raters who were asked and did not answer: how many of them would have to see it the other way round."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.estimates import Name, Quantity
from wij_impact.reports.nonresponse import known_response
from wij_impact.reports.spiegel.facts import PARTIES

__all__ = ["Silent", "raters_to_overturn", "silent_facts"]

_SCALE = (1.0, 5.0)


@dataclass(frozen=True)
class Silent:
    """The widest gap of the last round, and what those who did not answer can do to it.

    Attributes
    ----------
    invited, answered, missing : Quantity
        Raters who were asked, who answered in the last round, and who did not.
    turn : Quantity
        The fewest of the missing who undo the gap, were they to give the party that stands high the lowest rating and
        the other the highest; not known where all of them together do not.
    turned : "few", "never", "nobody" or "no_gap"
        Whether so few can, none can, everyone answered, or there is no gap to undo.
    """

    invited: Quantity
    answered: Quantity
    missing: Quantity
    turn: Quantity
    widest: Name
    turned: Literal["few", "never", "nobody", "no_gap"]


def raters_to_overturn(high: list[float], low: list[float], missing: int) -> int | None:
    """The fewest further raters, each as far the other way as the scale goes, that undo a gap between two medians.

    Parameters
    ----------
    high, low : list of float
        The ratings of the party that stands higher and of the other.
    missing : int
        How many did not answer.

    Returns
    -------
    int or None
        None when all of them together do not undo it.

    Examples
    --------
    >>> raters_to_overturn([4, 4, 5], [2, 3, 3], 5), raters_to_overturn([4, 4, 5], [2, 3, 3], 2)
    (3, None)
    """
    for count in range(missing + 1):
        if np.median([*high, *[_SCALE[0]] * count]) <= np.median([*low, *[_SCALE[1]] * count]):
            return count
    return None


def silent_facts(data: pd.DataFrame, found: pd.DataFrame, year: int, invited: int) -> Silent | None:
    """The facts of a round of which it was told how many were asked; None where it was not.

    Parameters
    ----------
    data : DataFrame
        The ratings of all rounds.
    found : DataFrame
        `monitor.ratings` on the rows of `year`.
    invited : int
        How many raters were asked in that round; 0 is not told.

    Raises
    ------
    UsageError
        For fewer invited than answered.
    """
    now = data[(data["round"] == year) & data["score"].notna()]
    raters = int(now["rater"].astype(str).str.strip().str.casefold().nunique())
    if known_response(raters, invited) is None:
        return None
    missing = invited - raters
    gap = found[(found["measure"] == "gap") & found["estimate"].notna() & (found["estimate"] != 0)]
    turn: int | None = None
    widest, turned = Name(""), "no_gap"
    if len(gap):
        ranked = gap.assign(size=gap["estimate"].abs()).sort_values(["size", "criterion"], ascending=[False, True])
        first: Any = ranked.iloc[0]
        widest = Name(str(first["criterion"]))
        both = now[now["criterion"] == first["criterion"]]
        given = {one: both.loc[both["subject"] == one, "score"].astype(float).tolist() for one in PARTIES}
        order = PARTIES if first["estimate"] > 0 else PARTIES[::-1]
        turn = raters_to_overturn(given[order[0]], given[order[1]], missing)
        turned = "nobody" if not missing else "never" if turn is None else "few"
    return Silent(
        invited=Quantity(invited),
        answered=Quantity(raters),
        missing=Quantity(missing),
        turn=Quantity(math.nan if turn is None else turn),
        widest=widest,
        turned=turned,  # type: ignore[arg-type]
    )
