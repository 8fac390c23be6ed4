"""What a printed grade and an n allow: intervals under stated assumptions, never more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.impactmeting.proportions import clopper_pearson
from wij_impact.language import Text

__all__ = ["change_from_aggregates", "from_aggregate", "respondents_needed"]

Numbers = float | Sequence[float]


def from_aggregate(
    mean: Numbers, n: int | Sequence[int], scale: tuple[float, float], *, sd: float | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Interval of a published mean of which only the number of respondents is known.

    Parameters
    ----------
    mean : float or list of float
        Published mean(s).
    n : int or list of int
        Respondents.
    scale : (float, float)
        Lowest and highest possible answer.
    sd : float, optional
        An assumed standard deviation of the answers; adds a row per mean, marked as an assumption.

    Returns
    -------
    pandas.DataFrame
        `mean`, `assumption` ("largest possible spread": everyone at an end of the scale, which holds whatever the
        answers were; "assumed sd=..."), then the result columns. Respondents are taken as a random sample.

    Raises
    ------
    InputError
        For a mean off the scale, or fewer than 2 respondents.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> im.from_aggregate(8.0, 114, (1, 10), sd=1.5).round(2)[["assumption", "lower", "upper"]].values.tolist()
    [['largest possible spread', 7.21, 8.65], ['assumed sd=1.5', 7.72, 8.28]]
    """
    level = check_level(level)
    low, high = scale
    means, sizes = np.atleast_1d(mean).tolist(), np.atleast_1d(n).tolist()
    sizes = sizes * len(means) if len(sizes) == 1 else sizes
    if len(sizes) != len(means):
        raise UsageError(Text(nl="geef één n per gemiddelde.", en="give one n per mean."))
    rows: list[dict[str, Any]] = []
    for value, size in zip(means, sizes, strict=True):
        _check(value, size, low, high, sd)
        base = {"mean": value, "estimate": value, "level": level, "n": int(size)}
        share = np.array([(value - low) / (high - low)])
        lower, upper = clopper_pearson(share, np.array([float(size)]), (1 - level) / 2)
        widest = np.sqrt((value - low) * (high - value) / (size - 1))
        rows.append(
            base
            | {
                "assumption": "largest possible spread",
                "std_error": float(widest),
                "lower": low + float(lower[0]) * (high - low),
                "upper": low + float(upper[0]) * (high - low),
                "method": "from aggregates, Clopper-Pearson on the scale's ends",
            }
        )
        if sd is not None:
            error = sd / np.sqrt(size)
            half = float(stats.t.isf((1 - level) / 2, size - 1)) * error
            rows.append(
                base
                | {
                    "assumption": f"assumed sd={sd:g}",
                    "std_error": float(error),
                    "lower": max(value - half, low),
                    "upper": min(value + half, high),
                    "method": f"from aggregates, t(df={size - 1})",
                }
            )
    return as_result(rows, ["mean", "assumption"])


def _check(value: float, size: float, low: float, high: float, sd: float | None) -> None:
    if not low <= value <= high:
        raise InputError(
            Text(
                nl=f"gemiddelde {value:g} ligt buiten de schaal {low:g}-{high:g}.",
                en=f"mean {value:g} is off the scale {low:g}-{high:g}.",
            )
        )
    if not size >= 2 or size != int(size):
        raise InputError(
            Text(nl=f"n = {size:g} is geen aantal van 2 of meer.", en=f"n = {size:g} is not a number of 2 or more.")
        )
    largest = float(np.sqrt((value - low) * (high - value) * size / (size - 1)))
    if sd is not None and not 0 < sd <= largest + 1e-9:
        raise InputError(
            Text(
                nl=f"sd = {sd:g} kan niet bij dit gemiddelde; hoogstens {largest:.2f}.",
                en=f"sd = {sd:g} cannot be at this mean; at most {largest:.2f}.",
            )
        )


def change_from_aggregates(
    before: tuple[float, int], after: tuple[float, int], scale: tuple[float, float], sd: float, *, level: float = 0.95
) -> pd.DataFrame:
    """Difference of two published means under an assumed standard deviation; one row.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> im.change_from_aggregates((8.0, 114), (8.1, 282), (1, 10), sd=1.5)["verdict"].item()
    'no demonstrable change'
    """
    for value, size in (before, after):
        _check(value, size, *scale, sd)
    (a, n), (b, m) = before, after
    error, df = sd * float(np.sqrt(1 / n + 1 / m)), n + m - 2
    half = float(stats.t.isf((1 - check_level(level)) / 2, df)) * error
    gap = b - a
    verdict = "no demonstrable change" if abs(gap) <= half else "increase" if gap > 0 else "decrease"
    row = {
        "before": a,
        "after": b,
        "estimate": gap,
        "std_error": error,
        "lower": gap - half,
        "upper": gap + half,
        "level": level,
        "n": n + m,
        "method": f"from aggregates, assumed sd={sd:g}, independent samples, t(df={df})",
        "smallest_detectable": error * float(stats.t.isf((1 - level) / 2, df) + stats.t.isf(0.2, df)),
        "verdict": verdict,
    }
    return as_result([row], ["before", "after"])


def respondents_needed(first: float, second: float, *, level: float = 0.95) -> int:
    """Respondents per year from which the difference of two shares would be demonstrable.

    Parameters
    ----------
    first, second : float
        Two shares as fractions.

    Returns
    -------
    int
        Smallest n per year (the same in both, independent samples) at which the interval of the difference excludes
        zero; a very large number means: in practice not demonstrable.

    Raises
    ------
    InputError
        When the shares are the same, or not fractions.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> im.respondents_needed(0.83, 0.80)
    1286
    """
    for share in (first, second):
        if not 0 <= share <= 1:
            raise InputError(
                Text(nl=f"{share:g} is geen aandeel tussen 0 en 1.", en=f"{share:g} is not a share between 0 and 1."),
                remedy=Text(nl="Schrijf 0,80 voor 80%.", en="Write 0.80 for 80%."),
            )
    if first == second:
        raise InputError(Text(nl="de aandelen zijn gelijk.", en="the shares are the same."))
    z = float(stats.norm.isf((1 - check_level(level)) / 2))
    spread = first * (1 - first) + second * (1 - second)
    return int(np.floor(z**2 * spread / (first - second) ** 2)) + 1
