"""What to draw and to expect of a series: the fitted line, the line without the step, the smallest visible step."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.series.bootstrap import MEMORIES, calibrate
from wij_impact.effect.series.design import LEAST, build, read_series
from wij_impact.effect.series.fit import fit
from wij_impact.effect.series.segmented import DRAWS, FAMILIES, POWER
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates.columns import choose
from wij_impact.language import Text

__all__ = ["detectable_step", "series_lines"]


def series_lines(
    data: pd.DataFrame,
    outcome: str,
    time: str,
    start: Any,
    change: str = "level",
    exposure: str | None = None,
    family: str = "quasipoisson",
    harmonics: int = 0,
    *,
    trend: str = "linear",
    breaks: Any = (),
    cut: Any | None = None,
) -> pd.DataFrame:
    """The series with its fitted line, and the line as it would have gone on without the step at `start`.

    The arguments are those of `interrupted_time_series`, without a control series.

    Returns
    -------
    DataFrame
        time (text), observed, fitted, expected (fitted before `start`, without the step from `start`), after.

    Examples
    --------
    >>> data = pd.DataFrame({"t": np.arange(40), "y": np.random.default_rng(2).poisson(100, 40)})
    >>> series_lines(data, "y", "t", 24).columns.tolist()
    ['time', 'observed', 'fitted', 'expected', 'after']
    """
    log_link = choose(family, FAMILIES, "family") != "ols"
    series = read_series(data, outcome, time, start, exposure, None, breaks, cut, log_link)
    design, terms = build(series, change, trend, harmonics, None)
    made = fit(design, series.outcome, series.offset, None, log_link)
    stepped = sum(design[:, place] * made.coefficients[place] for place in terms.values())
    expected = made.fitted * np.exp(-np.asarray(stepped)) if log_link else made.fitted - stepped
    return pd.DataFrame(
        {
            "time": [series.label(at) for at in range(series.points)],
            "observed": series.outcome,
            "fitted": made.fitted,
            "expected": expected,
            "after": np.arange(series.points) >= series.start,
        }
    )


def detectable_step(
    points_before: int, points_after: int, spread: float, memory: float = 0.0, *, level: float = 0.95, seed: int = 0
) -> float:
    """The smallest step that `interrupted_time_series` would find with probability .8, before there are data.

    Parameters
    ----------
    points_before, points_after : int
        Points on each side, at least 8.
    spread : float
        Standard deviation of the points around their line, in any unit; the answer is in the same unit. For a log
        link a fraction (.03 is 3%).
    memory : float
        Correlation between neighbouring points, from 0 to .8.

    Raises
    ------
    InsufficientEvidence
        With fewer than 8 points on a side.

    Notes
    -----
    The critical value of the AR(1) bootstrap at this memory, plus the normal quantile of the power, times the standard
    error of a step beside a linear trend. An approximation: the critical value that a series gets varies around it.

    Examples
    --------
    >>> round(detectable_step(36, 12, spread=0.03), 3)
    0.05
    """
    if min(points_before, points_after) < LEAST:
        raise InsufficientEvidence(
            Text(
                nl=f"{points_before} en {points_after} punten zijn te weinig.",
                en=f"{points_before} and {points_after} points are too few.",
            ),
            remedy=Text(nl=f"Nodig: {LEAST} aan elke kant.", en=f"Needed: {LEAST} on each side."),
        )
    if not (spread > 0 and math.isfinite(spread) and 0 <= memory <= 0.8):
        raise UsageError(
            Text(nl=f"spread={spread!r}, memory={memory!r} kan niet.", en=f"spread={spread!r}, memory={memory!r}."),
            remedy=Text(nl="spread boven 0; memory van 0 tot 0.8.", en="spread above 0; memory from 0 to 0.8."),
        )
    at = np.arange(points_before + points_after, dtype=float)
    design = np.column_stack([np.ones(len(at)), at >= points_before, at / len(at)]).astype(float)
    made = calibrate(design, 1, level, DRAWS, seed)
    critical = float(np.interp(memory, MEMORIES, made.critical)) * made.stretch
    error = spread * math.sqrt(float(np.interp(memory, MEMORIES, made.spread)))
    return (critical + float(stats.norm.ppf(POWER))) * error
