"""Would another date, or another idea of the trend, have told the same story?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from wij_impact.effect.series.design import LEAST
from wij_impact.effect.series.moments import read_time
from wij_impact.effect.series.segmented import interrupted_time_series
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import as_result
from wij_impact.language import Text

__all__ = ["placebo_breaks", "trend_sensitivity"]

FORMS: dict[str, dict[str, Any]] = {
    "none": {"trend": "none", "harmonics": 0},
    "linear": {"trend": "linear", "harmonics": 0},
    "quadratic": {"trend": "quadratic", "harmonics": 0},
    "linear + 1 harmonic": {"trend": "linear", "harmonics": 1},
    "linear + 2 harmonics": {"trend": "linear", "harmonics": 2},
}
EXTRAS = ("p_value", "dispersion", "rho", "points_before", "points_after", "minimal_detectable")


def placebo_breaks(
    data: pd.DataFrame, outcome: str, time: str, start: Any, *, least: int = LEAST, level: float = 0.95, **options: Any
) -> pd.DataFrame:
    """The step on every date before `start`, where there is none to find.

    Only the points before `start` are used, so a real step cannot leak in. When dates without a policy show steps as
    large as the policy's, that step is no sign of the policy.

    Parameters
    ----------
    data, outcome, time, start, level
        As in `interrupted_time_series`, to which `options` are handed on.
    least : int
        Points that a placebo date keeps on each side, at least 8.

    Returns
    -------
    DataFrame
        Columns start (the placebo date), the common columns (headline interval) and p_value, ...: one row per date.

    Raises
    ------
    InsufficientEvidence
        When fewer than 2 x `least` points lie before `start`.

    Examples
    --------
    >>> import numpy as np
    >>> data = pd.DataFrame({"t": np.arange(40), "y": np.random.default_rng(2).poisson(100, 40)})
    >>> len(placebo_breaks(data, "y", "t", start=24))
    9
    """
    if least < LEAST:
        raise UsageError(
            Text(nl=f"least={least} is te klein.", en=f"least={least} is too small."),
            remedy=Text(nl=f"Kies {LEAST} of meer.", en=f"Choose {LEAST} or more."),
        )
    axis = read_time(data, time)
    begin = axis.position(start, "start")
    if begin < 2 * least:
        raise InsufficientEvidence(
            Text(
                nl=f"er liggen {max(begin, 0)} punten vóór het begin: geen datum om op te proberen.",
                en=f"{max(begin, 0)} points lie before the start: there is no date to try.",
            ),
            remedy=Text(
                nl=f"Nodig zijn er minstens {2 * least}, {least} aan elke kant van een proefdatum.",
                en=f"At least {2 * least} are needed, {least} on each side of a placebo date.",
            ),
        )
    before = data.iloc[axis.order[:begin]]
    moments = before[time].tolist()
    rows = []
    for at in range(least, begin - least + 1):
        found = interrupted_time_series(before, outcome, time, moments[at], level=level, **options)
        rows.append({"start": axis.label(at), **_headline(found)})
    return as_result(rows, ["start"])


def trend_sensitivity(
    data: pd.DataFrame, outcome: str, time: str, start: Any, *, level: float = 0.95, **options: Any
) -> pd.DataFrame:
    """The same step under five ideas of what would have gone on: no trend, linear, quadratic, with a season.

    Returns
    -------
    DataFrame
        form, the common columns (headline interval of the level) and p_value, ...; a form that the series is too
        short for has NaN and says so in `method`.

    Examples
    --------
    >>> import numpy as np
    >>> data = pd.DataFrame({"t": np.arange(40), "y": np.random.default_rng(2).poisson(100, 40)})
    >>> trend_sensitivity(data, "y", "t", start=24)["form"].tolist()[:3]
    ['none', 'linear', 'quadratic']
    """
    rows = []
    for form, choices in FORMS.items():
        try:
            found = interrupted_time_series(data, outcome, time, start, level=level, **{**options, **choices})
        except (InsufficientEvidence, UsageError) as refused:
            if form == "linear":
                raise
            rows.append({"form": form, "n": len(data), "level": level, "method": f"not possible: {refused}"})
            continue
        rows.append({"form": form, **_headline(found)})
    return as_result(rows, ["form"])


def _headline(found: pd.DataFrame) -> dict[str, Any]:
    row = found[found["headline"]].iloc[0]
    return {name: row[name] for name in ("estimate", "std_error", "lower", "upper", "level", "n", "method", *EXTRAS)}
