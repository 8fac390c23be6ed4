"""E-values: how strong something unmeasured would have to be to explain a difference away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Result, as_result
from wij_impact.estimates.columns import choose
from wij_impact.language import Text

__all__ = ["MEASURES", "EValue", "e_value"]

MEASURES = ("risk_ratio", "odds_ratio", "rare_odds_ratio", "difference")
# A difference of one standard deviation is a risk ratio of about exp(0.91) (Chinn 2000; VanderWeele 2017).
_PER_DEVIATION = 0.91


@dataclass(frozen=True, repr=False)
class EValue(Result):
    """The E-value of an estimate, and of the limit of its interval that lies nearest to no difference.

    Attributes
    ----------
    point : float
        Something unmeasured must be tied to the treatment and to the outcome by a risk ratio of at least this, beyond
        what was adjusted for, to explain the estimate away; 1 means that nothing is needed.
    limit : float
        The same to let the interval hold no difference; 1 when it does already, NaN without an interval.
    risk_ratio, lower, upper : float
        On the scale of a risk ratio, on which the formula works.
    """

    point: float
    limit: float
    risk_ratio: float
    lower: float
    upper: float

    def _headline(self) -> str:
        return f"{self.point:.3g} to explain the estimate away, {self.limit:.3g} for the interval"

    def tidy(self) -> pd.DataFrame:
        """Rows ``point`` and ``limit``."""
        rows = [{"of": name, "estimate": getattr(self, name), "method": "E-value"} for name in ("point", "limit")]
        return as_result(rows, ["of"])


def e_value(
    estimate: float,
    lower: float | None = None,
    upper: float | None = None,
    measure: Literal["risk_ratio", "odds_ratio", "rare_odds_ratio", "difference"] = "risk_ratio",
    sd: float | None = None,
) -> EValue:
    """E-value of a risk ratio, an odds ratio or a difference in means.

    Parameters
    ----------
    estimate : float
    lower, upper : float, optional
        Limits of its interval; one of them is enough when it is the one nearest to no difference.
    measure : {"risk_ratio", "odds_ratio", "rare_odds_ratio", "difference"}
        ``rare_odds_ratio`` for an outcome of less than 15%; ``difference`` in the units of the outcome, with `sd`.
    sd : float, optional
        Standard deviation of the outcome, for ``difference``.

    Raises
    ------
    InputError
        For a ratio that is not above 0, or limits that do not hold the estimate.
    UsageError
        For a difference without `sd`.

    Notes
    -----
    VanderWeele & Ding (2017), Annals of Internal Medicine 167:268: RR + sqrt(RR (RR - 1)), of the inverse below 1. An
    odds ratio of a common outcome counts as its square root; a difference d in standard deviations as exp(0.91 d).
    The last two are approximations.

    Examples
    --------
    Their example, a risk ratio of 3.9 with lower limit 1.8:

    >>> found = e_value(3.9, lower=1.8)
    >>> round(found.point, 2), round(found.limit, 1)
    (7.26, 3.0)
    """
    choose(measure, MEASURES, "measure")
    low, high = -math.inf if lower is None else lower, math.inf if upper is None else upper
    if not low <= estimate <= high:
        raise InputError(
            Text(
                nl=f"het interval bevat de schatting {estimate:g} niet.",
                en=f"the interval does not hold the estimate {estimate:g}.",
            ),
            remedy=Text(
                nl="Geef schatting en grenzen van dezelfde methode.", en="Give estimate and limits of one method."
            ),
        )
    ratio = _ratio(estimate, measure, sd)
    low_ratio = math.nan if lower is None else _ratio(lower, measure, sd)
    high_ratio = math.nan if upper is None else _ratio(upper, measure, sd)
    near = low_ratio if ratio >= 1 else high_ratio
    passes = near <= 1 if ratio >= 1 else near >= 1
    limit = math.nan if math.isnan(near) else 1.0 if passes else _formula(near)
    return EValue(_formula(ratio), limit, ratio, low_ratio, high_ratio)


def _ratio(value: float, measure: str, sd: float | None) -> float:
    if measure == "difference":
        if sd is None or not sd > 0:
            raise UsageError(
                Text(nl="een verschil vraagt sd boven 0.", en="a difference needs sd above 0."),
                remedy=Text(
                    nl="Geef de standaarddeviatie van de uitkomst.", en="Give the outcome's standard deviation."
                ),
            )
        return math.exp(min(_PER_DEVIATION * value / sd, 700.0))
    if not value > 0 and not (value == 0 and measure == "risk_ratio"):
        raise InputError(
            Text(nl=f"{value:g} is geen verhouding.", en=f"{value:g} is not a ratio."),
            remedy=Text(nl="Een verhouding ligt boven 0.", en="A ratio lies above 0."),
        )
    return math.sqrt(value) if measure == "odds_ratio" else value


def _formula(ratio: float) -> float:
    if ratio == 0:
        return math.inf
    above = ratio if ratio >= 1 else 1 / ratio
    return above + math.sqrt(above * (above - 1))
