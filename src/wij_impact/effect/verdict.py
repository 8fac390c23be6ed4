"""The verdict on one estimate: demonstrable, no demonstrable change, or cannot tell. The words are elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Result, as_result, check_level
from wij_impact.language import Text

__all__ = ["VERDICTS", "Reason", "Verdict", "VerdictCode", "judge"]

VerdictCode = Literal["demonstrable", "no_demonstrable_change", "cannot_tell"]
Reason = Literal[
    "excludes_null", "includes_null", "rules_out_relevant", "relevant_possible", "unbounded", "no_interval"
]
VERDICTS: tuple[VerdictCode, ...] = ("demonstrable", "no_demonstrable_change", "cannot_tell")


@dataclass(frozen=True, repr=False)
class Verdict(Result):
    """What one interval allows one to say.

    Attributes
    ----------
    code : {"demonstrable", "no_demonstrable_change", "cannot_tell"}
    reason : str
        ``excludes_null``: the interval lies on one side of `null`. ``includes_null``: it does not, and nobody said
        which change would matter. ``rules_out_relevant``: every change that would matter lies outside the interval.
        ``relevant_possible``: both `null` and a change that matters lie inside it. ``unbounded``: the interval has
        no end. ``no_interval``: there is no estimate or no interval.
    estimate, lower, upper, level : float
        As given.
    null : float
        0 for a difference, 1 for a ratio.
    smallest : float
        The smallest change the design could have shown (`minimal_detectable_effect`); NaN when not known.
    relevant : float
        The smallest change that would matter; NaN when not said.
    """

    code: VerdictCode
    reason: Reason
    estimate: float
    lower: float
    upper: float
    level: float
    null: float
    smallest: float
    relevant: float

    def _headline(self) -> str:
        return f"{self.code} ({self.reason})"

    def tidy(self) -> pd.DataFrame:
        """One row: the verdict with what it rests on."""
        row = {
            "code": self.code, "reason": self.reason, "estimate": self.estimate, "lower": self.lower,
            "upper": self.upper, "level": self.level, "method": "interval against no change",
            "null": self.null, "smallest": self.smallest, "relevant": self.relevant,
        }  # fmt: skip
        return as_result([row], ["code", "reason"])

    @property
    def direction(self) -> Literal["up", "down", "none"]:
        """Where the estimate lies from `null`; ``none`` unless the difference is demonstrable."""
        if self.code != "demonstrable":
            return "none"
        return "up" if self.lower > self.null else "down"


def judge(
    estimate: float,
    lower: float,
    upper: float,
    *,
    smallest: float | None = None,
    relevant: float | None = None,
    null: float = 0.0,
    level: float = 0.95,
) -> Verdict:
    """Judge one estimate by its interval.

    Parameters
    ----------
    estimate, lower, upper : float
        The estimate and its interval, in the scale of the outcome (or a ratio, with ``null=1``). NaN is allowed
        and leads to "cannot tell"; so do infinite limits, unless they still exclude `null`.
    smallest : float, optional
        The smallest change this design could have shown, same scale.
    relevant : float, optional
        The smallest change that would matter, above 0, same scale; for a ratio a factor, and its inverse counts too.
    null : float
        0 for a difference, 1 for a ratio.
    level : float
        Level of the interval.

    Returns
    -------
    Verdict

    Raises
    ------
    InputError
        When the interval does not hold its estimate.
    UsageError
        When `relevant` is not a change.

    Notes
    -----
    Significance alone never makes "no effect": an interval that holds `null` is "no demonstrable change" with the
    smallest change that could have been seen, or, when a change that matters is still inside the interval,
    "cannot tell" (Altman & Bland 1995, BMJ 311:485; the interval against a margin as in Schuirmann 1987).

    Examples
    --------
    >>> judge(2.4, 0.3, 4.5).code
    'demonstrable'
    >>> judge(0.2, -0.3, 0.7, smallest=0.6).code
    'no_demonstrable_change'
    >>> judge(0.2, -3.0, 3.4, relevant=1.0).code
    'cannot_tell'
    """
    check_level(level)
    known = all(math.isfinite(estimate) and not math.isnan(limit) for limit in (lower, upper))
    if known and not lower <= estimate <= upper:
        raise InputError(
            Text(
                nl=f"het interval {lower:g} tot {upper:g} bevat de schatting {estimate:g} niet.",
                en=f"the interval {lower:g} to {upper:g} does not hold its estimate {estimate:g}.",
            ),
            remedy=Text(
                nl="Geef schatting en grenzen van dezelfde methode.", en="Give estimate and limits of one method."
            ),
        )
    low, high = _margin(relevant, null)
    code, reason = _decide(known, lower, upper, null, low, high)
    return Verdict(
        code, reason, estimate, lower, upper, level, null,
        math.nan if smallest is None else float(smallest),
        math.nan if relevant is None else float(relevant),
    )  # fmt: skip


def _margin(relevant: float | None, null: float) -> tuple[float, float]:
    if relevant is None:
        return -math.inf, math.inf
    fine = math.isfinite(relevant) and relevant > 0 and (null == 0 or relevant != null)
    if not fine:
        raise UsageError(
            Text(nl=f"relevant={relevant!r} is geen verandering.", en=f"relevant={relevant!r} is not a change."),
            remedy=Text(
                nl="Geef een getal boven 0; bij een verhouding een factor die niet 1 is.",
                en="Give a number above 0; for a ratio a factor other than 1.",
            ),
        )
    if null == 0:
        return -relevant, relevant
    return min(relevant, 1 / relevant), max(relevant, 1 / relevant)


def _decide(
    known: bool, lower: float, upper: float, null: float, low: float, high: float
) -> tuple[VerdictCode, Reason]:
    if not known:
        return "cannot_tell", "no_interval"
    if lower > null or upper < null:
        return "demonstrable", "excludes_null"
    if math.isinf(lower) or math.isinf(upper):
        return "cannot_tell", "unbounded"
    if math.isinf(high):
        return "no_demonstrable_change", "includes_null"
    if lower <= low or upper >= high:
        return "cannot_tell", "relevant_possible"
    return "no_demonstrable_change", "rules_out_relevant"
