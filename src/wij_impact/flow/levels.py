"""From a register to what followed on each start: heavier help, lighter help, unused, ended; and coming back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.columns import require, row_of
from wij_impact.estimates.dates import days_of, one_day
from wij_impact.flow.routes import steps
from wij_impact.language import Text

__all__ = ["HeavyRule", "follow", "heavy_rule", "returns"]


@dataclass(frozen=True)
class HeavyRule:
    """What counts as help that was too heavy.

    Attributes
    ----------
    down : bool
        A step to lighter help.
    unused : int or None
        Help that ended within this many days of its start.
    """

    down: bool
    unused: int | None


def heavy_rule(text: str) -> HeavyRule | None:
    """Read a rule such as ``down``, ``unused:14`` or ``down,unused:14``; None when there is none.

    Raises
    ------
    UsageError
        For anything else.

    Examples
    --------
    >>> heavy_rule("down,unused:14"), heavy_rule("")
    (HeavyRule(down=True, unused=14), None)
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    down, unused = False, None
    for part in parts:
        match = re.fullmatch(r"unused:([0-9]{1,3})", part)
        if part == "down":
            down = True
        elif match:
            unused = int(match[1])
        else:
            raise UsageError(
                Text(nl=f"'{part}' is geen regel voor te zwaar.", en=f"'{part}' is no rule for too heavy."),
                remedy=Text(
                    nl="Kies down, unused:14 (dagen), of beide: down,unused:14.",
                    en="Choose down, unused:14 (days), or both: down,unused:14.",
                ),
            )
    return HeavyRule(down, unused) if parts else None


def follow(trajectories: pd.DataFrame, order: Sequence[str], until: Any, rule: HeavyRule | None = None) -> pd.DataFrame:
    """What came first after each start, and when.

    Parameters
    ----------
    trajectories : DataFrame
        One row per trajectory: ``start``, ``end``, ``from_level``, ``to_level`` and ``next_start``.
    order : sequence of str
        The levels, lightest first.
    until : date
        The day of the last look.
    rule : HeavyRule, optional
        What counts as too heavy; without it a step down is an end like another.

    Returns
    -------
    DataFrame
        The rows that started by `until` and have a level, with ``days`` and ``cause``: "up" (heavier help), "heavy"
        (by the rule), "ended" (any other end), "" (nothing yet).

    Raises
    ------
    InputError
        A level that is not in `order`; an empty start.

    Examples
    --------
    >>> register = pd.DataFrame({"start": ["2024-01-01"] * 3, "end": ["2024-02-01", "2024-03-01", None],
    ...     "from_level": ["light", "light", "heavy"], "to_level": ["heavy", None, None],
    ...     "next_start": ["2024-02-02", None, None]})
    >>> follow(register, ["light", "heavy"], "2024-06-30")[["days", "cause"]].values.tolist()
    [[32.0, 'up'], [60.0, 'ended'], [181.0, '']]
    """
    require(trajectories, ["start", "end", "from_level", "to_level", "next_start"])
    began = days_of(trajectories, "start")
    limit = one_day(until)
    if np.isnat(began).any():
        raise InputError(
            Text(nl="het traject heeft geen begin.", en="the trajectory has no start."),
            remedy=Text(nl="Vul het begin in.", en="Fill in the start."),
            row=row_of(trajectories, int(np.argmax(np.isnat(began)))),
            column="start",
        )
    use = (began <= limit) & trajectories["from_level"].notna().to_numpy()
    kept = trajectories[use].reset_index(drop=True)
    began = began[use]
    ended, following = days_of(kept, "end"), days_of(kept, "next_start")
    step = steps(kept.assign(to_level=kept["to_level"].astype(object)), "from_level", "to_level", order).to_numpy()
    # A step without its own date is dated by the end of the help before it.
    moved = np.where(np.isnat(following), ended, following)
    moved = np.where(np.isnat(moved), limit + 1, moved)
    closed = np.where(np.isnat(ended), limit + 1, ended)
    at, cause = closed.copy(), np.where(closed <= limit, "ended", "").astype(object)
    if rule is not None and rule.unused is not None:
        short = (closed <= limit) & ((closed - began).astype(int) <= rule.unused) & (step == "")
        cause[short] = "heavy"
    up = (step == "up") & (moved <= limit)
    at[up], cause[up] = moved[up], "up"
    if rule is not None and rule.down:
        down = (step == "down") & (moved <= limit)
        at[down], cause[down] = moved[down], "heavy"
    at = np.where(cause == "", limit, at)
    return kept.assign(days=(at - began).astype(float), cause=cause)


def returns(trajectories: pd.DataFrame, until: Any) -> pd.DataFrame:
    """Days from the end of help until a new start, for who ended and did not go on.

    Parameters
    ----------
    trajectories : DataFrame
        ``end``, ``next_start`` and, where it is known, ``continued``.
    until : date
        The day of the last look.

    Returns
    -------
    DataFrame
        Rows that ended by `until`, with ``days`` and ``again`` (1: started again). Rows of which `continued` says
        nothing while it does for others are left out: they cannot be followed.

    Examples
    --------
    >>> ended = pd.DataFrame({"end": ["2024-01-01", "2024-01-01"], "next_start": ["2024-03-01", None]})
    >>> returns(ended, "2024-12-31")[["days", "again"]].values.tolist()
    [[60.0, 1.0], [365.0, 0.0]]
    """
    require(trajectories, ["end", "next_start"])
    ended, following = days_of(trajectories, "end"), days_of(trajectories, "next_start")
    limit = one_day(until)
    use = ~np.isnat(ended) & (ended <= limit) & ~(following <= ended + 1)
    if "continued" in trajectories and trajectories["continued"].notna().any():
        use &= (trajectories["continued"] == "no").to_numpy()
    kept = trajectories[use].reset_index(drop=True)
    ended, following = ended[use], following[use]
    again = ~np.isnat(following) & (following <= limit)
    stop = np.where(again, following, limit)
    return kept.assign(days=(stop - ended).astype(float), again=again.astype(int))
