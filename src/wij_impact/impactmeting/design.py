"""How the respondents were drawn: the survey design that an estimate needs to know its own uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wij_impact.errors import UsageError
from wij_impact.impactmeting.calibration import Calibration
from wij_impact.language import Text

__all__ = ["SingleUnitRule", "SurveyDesign"]

SingleUnitRule = Literal["adjust", "average", "certainty", "fail"]
SINGLE_UNIT_RULES = ("adjust", "average", "certainty", "fail")


@dataclass(frozen=True)
class SurveyDesign:
    """The columns that say how respondents were drawn.

    Parameters
    ----------
    weights : str, optional
        Column with the number of people a respondent stands for. Without it weights follow from `population`
        (population size over sample size), and without that everyone counts once.
    strata : str or list of str, optional
        Column that splits the population into parts that were each sampled on their own (one name per stage).
    cluster : str or list of str, optional
        Column of the primary sampling unit (neighbourhood team, school); a list gives one column per stage.
        A label that returns in another stratum is another cluster.
    population : str or list of str, optional
        Column with the population SIZE: of units in the stratum, or of clusters at a cluster stage. One per
        stage. A fraction is refused.
    calibration : mapping or Calibration, optional
        Margins ``{column: {level: count}}`` to which the weights are raked (one margin: post-stratification);
        the estimates then know that these counts are exact. See `Calibration` for numeric totals.
    single_unit : {"adjust", "average", "certainty", "fail"}
        What a stratum with one sampled unit adds to the variance. "adjust" (default): its squared deviation
        from the mean of all units, which is conservative; "average": the mean of the other strata;
        "certainty": nothing; "fail": `InsufficientEvidence`.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"grade": [7, 8, 9, 6, 8], "area": ["a", "a", "a", "b", "b"],
    ...                        "size": [30, 30, 30, 10, 10]})
    >>> design = im.SurveyDesign(strata="area", population="size")
    >>> im.mean(people, "grade", design)["estimate"].round(2).tolist()
    [7.75]
    """

    weights: str | None = None
    strata: str | Sequence[str] | None = None
    cluster: str | Sequence[str] | None = None
    population: str | Sequence[str] | None = None
    calibration: Mapping[str, Mapping[object, float] | float] | Calibration | None = None
    single_unit: SingleUnitRule = "adjust"

    def __post_init__(self) -> None:
        if self.single_unit not in SINGLE_UNIT_RULES:
            raise UsageError(
                Text(
                    nl=f"single_unit='{self.single_unit}' is er niet.",
                    en=f"there is no single_unit='{self.single_unit}'.",
                ),
                remedy=", ".join(SINGLE_UNIT_RULES),
            )
