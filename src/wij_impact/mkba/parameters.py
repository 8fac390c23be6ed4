"""The numbers of a case: known, uncertain or unknown; where they come from; how evidence grades change them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import special

from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.mkba.distributions import DISTRIBUTIONS, FITTED, Distribution, NoFit, fit
from wij_impact.mkba.tables import read_reference

__all__ = ["GRADES", "RANGES", "Grade", "Role", "Uncertain", "apply_grade", "check_number", "load_evidence_grades"]

Role: TypeAlias = Literal["share", "signed_share", "quantity", "price", "duration", "years", "rate", "bias", "number"]

#: What each kind of number may be. Additionality may be negative: an intervention can do harm.
RANGES: dict[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "signed_share": (-1.0, 1.0),
    "quantity": (0.0, math.inf),
    "price": (0.0, math.inf),
    "duration": (0.0, math.inf),
    "years": (0.0, math.inf),
    "rate": (-0.99, 0.99),
    "bias": (-1.0, 10.0),
    "number": (-math.inf, math.inf),
}
GRADES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Uncertain:
    """One number of a case.

    Parameters
    ----------
    value : float
        The point estimate, in the unit of the field; NaN when unknown.
    low, high : float, optional
        Its limits; what they mean depends on `dist` (see `wij_impact.mkba.distributions`).
    dist : str
        One of `DISTRIBUTIONS`; empty for a number taken as known.
    evidence : str
        Grade A (measured with a comparison group) to E (assumption); empty when none was given.
    source : str
        Where it comes from (`figure:...`, `price:...` or words).
    note : str or Text
        Why it was chosen.
    minimum, maximum : float
        What the number may be.
    prior : bool
        True when low and high already hold all doubt: the grade marks it but does not change it again.
    shrinks : bool
        True for an effect size (additionality): the grade keeps only a share of it.
    given : bool
        False for a default nobody wrote down.
    """

    value: float
    low: float | None = None
    high: float | None = None
    dist: str = ""
    evidence: str = ""
    source: str = ""
    note: str | Text = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    prior: bool = False
    shrinks: bool = False
    given: bool = True

    @property
    def unknown(self) -> bool:
        return math.isnan(self.value)

    @property
    def varies(self) -> bool:
        """Whether it is drawn in a simulation."""
        return bool(self.dist) and self.low != self.high and not self.unknown

    def distribution(self) -> Distribution:
        """The distribution it is drawn from; a constant when it does not vary."""
        if not self.varies or self.low is None or self.high is None:
            return Distribution("constant", (self.value,))
        fitted = fit(self.dist, self.value, self.low, self.high)
        return replace(fitted, minimum=self.minimum, maximum=self.maximum)


@dataclass(frozen=True)
class Grade:
    """What an evidence grade does: the share of an effect that is kept, and how much wider intervals become."""

    kept: float = 1.0
    widening: float = 1.0


def load_evidence_grades(data: str | Path | None = None) -> pd.DataFrame:
    """The mapping from evidence grade to shrinkage and widening, with its source (an assumption of ours).

    Examples
    --------
    >>> load_evidence_grades()["evidence_grade"].tolist()
    ['A', 'B', 'C', 'D', 'E']
    """
    return read_reference("evidence_grades", data)


def grades_by_letter(table: pd.DataFrame) -> dict[str, Grade]:
    """The mapping as `Grade` per letter."""
    rows = zip(table["evidence_grade"], table["kept"], table["widening"], strict=True)
    return {str(letter): Grade(float(kept), float(widening)) for letter, kept, widening in rows}


def check_number(number: Uncertain, path: str) -> Uncertain:
    """Return `number` when value, low, high and dist agree and lie in its range; else say what is wrong."""
    if number.unknown:
        return number
    if not number.minimum <= number.value <= number.maximum or (
        number.minimum == 0 == number.value and _is_duration(path)
    ):
        raise _out_of_range(path, number.value, number)
    if number.low is None and number.high is None and not number.dist:
        return number
    if number.low is None or number.high is None or not number.dist:
        raise InputError(
            Text(
                nl=f"{path}: een onzeker getal heeft low, high en dist.",
                en=f"{path}: an uncertain number has low, high and dist.",
            ),
            remedy=Text(
                nl=f"Vul aan; dist is een van {', '.join(DISTRIBUTIONS)}.",
                en=f"Complete it; dist is one of {', '.join(DISTRIBUTIONS)}.",
            ),
        )
    for limit in (number.low, number.high):
        if not (number.minimum <= limit <= number.maximum) or not math.isfinite(limit):
            raise _out_of_range(path, limit, number)
    if not number.low <= number.value <= number.high:
        raise InputError(
            Text(
                nl=f"{path}: de waarde {number.value:g} ligt niet tussen low {number.low:g} en high {number.high:g}.",
                en=f"{path}: the value {number.value:g} is not between low {number.low:g} and high {number.high:g}.",
            ),
            remedy=Text(nl="Herstel de volgorde low, value, high.", en="Mend the order low, value, high."),
        )
    if number.low == 0 and _is_duration(path):
        raise _out_of_range(path, 0.0, number)
    _check_fit(number, path)
    return number


def _is_duration(path: str) -> bool:
    return path.endswith(".duration")


def _check_fit(number: Uncertain, path: str) -> None:
    try:
        distribution = number.distribution()
    except NoFit as problem:
        raise InputError(
            Text(nl=f"{path}: {number.dist} past niet bij low {number.low:g} en high {number.high:g} ({problem}).",
                 en=f"{path}: {number.dist} does not fit low {number.low:g} and high {number.high:g} ({problem})."),
            remedy=Text(nl="Kies dist = \"pert\", met low en high als uitersten.",
                        en="Choose dist = \"pert\", with low and high as the ends."),
        ) from problem  # fmt: skip
    if number.dist not in FITTED or not number.varies:
        return
    below = distribution.cdf(number.value)
    if not 0.25 <= below <= 0.75:
        raise InputError(
            Text(
                nl=f"{path}: de waarde {number.value:g} past niet bij low en high: "
                f"volgens {number.dist} ligt {below:.0%} daaronder.",
                en=f"{path}: the value {number.value:g} does not fit low and high: "
                f"by {number.dist}, {below:.0%} lies below it.",
            ),
            remedy=Text(
                nl="Herstel low of high (het 2,5e en 97,5e percentiel), of kies triangular of pert.",
                en="Mend low or high (the 2.5 and 97.5 percentiles), or choose triangular or pert.",
            ),
        )


def _out_of_range(path: str, found: float, number: Uncertain) -> InputError:
    low, high = number.minimum, number.maximum
    if _is_duration(path):
        said = Text(nl="meer dan 0 jaar", en="more than 0 years")
    elif math.isinf(high):
        said = Text(nl=f"{low:g} of meer", en=f"{low:g} or more")
    else:
        said = Text(nl=f"van {low:g} tot en met {high:g}", en=f"from {low:g} to {high:g}")
    return InputError(
        Text(nl=f"{path}: {found:g} kan niet.", en=f"{path}: {found:g} is impossible."),
        remedy=Text(nl=f"Geef een getal {said.nl}.", en=f"Give a number {said.en}."),
    )


def apply_grade(number: Uncertain, grades: dict[str, Grade]) -> Uncertain:
    """The number as its evidence grade leaves it: an effect size shrunk, an interval widened.

    Notes
    -----
    The kept share multiplies value, low and high of an effect size. Widening multiplies the distance of low and high
    to the centre: the value for triangular and pert, the middle for uniform and normal, the geometric middle for
    lognormal and gamma, the middle of the log odds for beta. Nothing leaves the range the number may have. An effect
    size without grade, source and limits keeps its value and may be anything from none to all.
    """
    if grades and _is_bare(number):
        # Nobody said what it rests on: anything from nothing to all, so that naming a source never makes it look worse.
        return replace(number, low=-1.0 if number.value < 0 else 0.0, high=1.0, dist="uniform")
    grade = grades.get(number.evidence)
    if grade is None or number.prior or number.unknown:
        return number
    kept = grade.kept if number.shrinks else 1.0
    if number.low is None or number.high is None or not number.varies:
        return replace(number, value=number.value * kept)
    low, high = _widen(number, grade.widening)
    value = min(max(number.value, low), high)
    low, high, value = low * kept, high * kept, value * kept
    return replace(number, value=value, low=max(low, number.minimum), high=min(high, number.maximum))


def _is_bare(number: Uncertain) -> bool:
    return (
        number.shrinks and not (number.evidence or number.source or number.prior or number.unknown) and not number.dist
    )


def kept_share(number: Uncertain, grades: dict[str, Grade]) -> float:
    """What the evidence grade multiplies the value by: 1 when it changes nothing."""
    grade = grades.get(number.evidence)
    return grade.kept if grade is not None and number.shrinks and not (number.prior or number.unknown) else 1.0


def _widen(number: Uncertain, widening: float) -> tuple[float, float]:
    limits = np.array([number.low, number.high], dtype="float64")
    if number.dist in {"lognormal", "gamma"}:
        logs = np.log(limits)
        low, high = np.exp(logs.mean() + widening * (logs - logs.mean()))
    elif number.dist == "beta":
        odds = special.logit(limits)
        low, high = special.expit(odds.mean() + widening * (odds - odds.mean()))
    else:
        centre = number.value if number.dist in {"triangular", "pert"} else limits.mean()
        low, high = centre + widening * (limits - centre)
    if number.dist in {"uniform", "triangular", "pert"}:
        # A duration of 0 is no duration: the low end stays above it.
        least = float(limits[0]) / 10 if number.minimum == 0 and limits[0] > 0 else number.minimum
        return max(float(low), least), min(float(high), number.maximum)
    return float(low), float(high)
