"""The series and its design: what is before, what is after, and which steps have nothing to do with the policy."""

from __future__ import annotations

import math
import numbers as kinds
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.effect.series.moments import TimeAxis, read_time
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates.columns import Numbers, choose, numbers, positive
from wij_impact.language import Text

__all__ = ["LEAST", "TRENDS", "Series", "build", "read_covariates", "read_series"]

TRENDS = ("auto", "none", "linear", "quadratic", "local")
LEAST = 8  # points on each side of the start
LEAST_BESIDE_BREAK = 3  # points between a declared break and the start or an end


@dataclass(frozen=True)
class Series:
    """A checked series in order of time.

    Attributes
    ----------
    axis : TimeAxis
    first : int
        Position on the axis of the first point kept (0 unless the series was cut).
    outcome, offset : array, shape (points,)
        Offset on the log scale (0 without exposure).
    control : array, shape (points,), optional
    start : int
        Points before the start.
    breaks : tuple of int
        Points before each declared break of definition.
    """

    axis: TimeAxis
    first: int
    outcome: Numbers
    offset: Numbers
    control: Numbers | None
    start: int
    breaks: tuple[int, ...]

    @property
    def points(self) -> int:
        return len(self.outcome)

    def label(self, position: int) -> str:
        """The moment of a point, as text."""
        return self.axis.label(position + self.first)


def read_series(
    data: pd.DataFrame,
    outcome: str,
    time: str,
    start: Any,
    exposure: str | None,
    control: str | None,
    breaks: Any | Sequence[Any],
    cut: Any | None,
    log_link: bool,
) -> Series:
    """Read, check and cut the series; refuse when too few points are left on a side of the start."""
    axis = read_time(data, time)
    least = 0.0 if log_link else None
    values = numbers(data, outcome, minimum=least)[axis.order]
    other = None if control is None else numbers(data, control, minimum=least)[axis.order]
    offset = np.zeros(axis.points)
    if exposure is not None:
        at_risk = positive(data, exposure)[axis.order]
        if log_link and other is None:
            offset = np.log(at_risk)
        elif not log_link:
            values = values / at_risk  # of both series, so that they stay in one unit
            other = None if other is None else other / at_risk
    begin = axis.position(start, "start")
    # An array or a column of moments counts as a list too.
    declared = list(breaks) if np.ndim(breaks) == 1 else [breaks]
    steps = [axis.position(moment, "breaks") for moment in declared]
    low, high = _kept(axis, begin, cut)
    kept = slice(low, high)
    series = Series(
        axis,
        low,
        values[kept],
        offset[kept],
        None if other is None else other[kept],
        begin - low,
        tuple(sorted({step - low for step in steps if low < step < high})),
    )
    _check(series, outcome, control, log_link)
    return series


def read_covariates(data: pd.DataFrame, covariates: Sequence[str], series: Series) -> Numbers | None:
    """What else moved the series, per point in order of time: mean 0 and spread 1, shape (points, covariates)."""
    kept = slice(series.first, series.first + series.points)
    columns = [numbers(data, name, minimum=None)[series.axis.order][kept] for name in covariates]
    for name, column in zip(covariates, columns, strict=True):
        if np.ptp(column) == 0:
            raise InsufficientEvidence(
                Text(nl=f"kolom '{name}' is overal gelijk.", en=f"column '{name}' is the same everywhere."),
                remedy=Text(nl="Laat haar weg.", en="Leave it out."),
            )
    return np.column_stack([(one - one.mean()) / one.std() for one in columns]) if columns else None


def build(
    series: Series, change: str, trend: str, harmonics: int, season: float | None, covariates: Numbers | None = None
) -> tuple[Numbers, dict[str, int]]:
    """The design, shape (points, terms), and at which column each term of interest stands."""
    choose(trend, TRENDS, "trend")
    at = np.arange(series.points, dtype=float)
    centred = (at - at.mean()) / series.points
    columns = [np.ones(series.points), (at >= series.start).astype(float)]
    terms = {"level": 1}
    if change == "level+slope":
        terms["slope"] = 2
        columns.append(np.maximum(0.0, at - series.start))
    if trend != "none" or change == "level+slope":
        columns.append(centred)
    if trend == "quadratic":
        columns.append(centred**2)
    columns += [(at >= step).astype(float) for step in series.breaks]
    columns += _waves(series, harmonics, season)
    columns += [] if covariates is None else list(covariates.T)
    spare = series.points - len(columns)
    if spare < LEAST:
        raise InsufficientEvidence(
            Text(
                nl=f"{series.points} punten zijn te weinig voor {len(columns)} onderdelen (trend, seizoen, sprongen).",
                en=f"{series.points} points are too few for {len(columns)} parts (trend, season, steps).",
            ),
            remedy=Text(
                nl=f"Nodig zijn minstens {len(columns) + LEAST} punten, of minder onderdelen.",
                en=f"At least {len(columns) + LEAST} points are needed, or fewer parts.",
            ),
        )
    return np.column_stack(columns), terms


def _waves(series: Series, harmonics: int, season: float | None) -> list[Numbers]:
    period = season or series.axis.season
    if isinstance(harmonics, bool) or not isinstance(harmonics, kinds.Integral) or harmonics < 0:
        raise UsageError(
            Text(nl=f"harmonics={harmonics!r} kan niet.", en=f"harmonics={harmonics!r} cannot be."),
            remedy=Text(nl="Geef een geheel getal vanaf 0.", en="Give a whole number from 0."),
        )
    if harmonics and (period is None or 2 * harmonics >= period):
        raise UsageError(
            Text(
                nl=f"{harmonics} seizoensgolven passen niet bij deze reeks.",
                en=f"{harmonics} seasonal waves do not fit this series.",
            ),
            remedy=Text(
                nl="Geef met season= het aantal punten per jaar, en minder golven dan de helft daarvan.",
                en="Give the points per year with season=, and fewer waves than half of it.",
            ),
        )
    # Phase counts from the first point of the axis; a sine with its cosine fits any phase.
    angle = 2 * math.pi * (np.arange(series.points) + series.first + 1) / (period or 1)
    return [wave for k in range(1, harmonics + 1) for wave in (np.sin(k * angle), np.cos(k * angle))]


def _kept(axis: TimeAxis, begin: int, cut: Any | None) -> tuple[int, int]:
    if cut is None:
        return 0, axis.points
    at = axis.position(cut, "cut")
    if at == begin:
        _coincides(axis, begin)
    return (0, max(0, min(at, axis.points))) if at > begin else (max(at, 0), axis.points)


def _check(series: Series, outcome: str, control: str | None, log_link: bool) -> None:
    before, after = max(0, min(series.start, series.points)), max(0, min(series.points - series.start, series.points))
    if min(before, after) < LEAST:
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn {before} punten vóór en {after} vanaf het begin ({series.label(series.start)}).",
                en=f"there are {before} points before and {after} from the start ({series.label(series.start)}).",
            ),
            remedy=Text(
                nl=f"Nodig zijn er minstens {LEAST} aan elke kant; toon anders de reeks zonder uitspraak.",
                en=f"At least {LEAST} on each side are needed; show the series without a verdict otherwise.",
            ),
        )
    edges = (0, series.start, series.points)
    for step in series.breaks:
        if min(abs(step - edge) for edge in edges) < LEAST_BESIDE_BREAK:
            _coincides(series.axis, step + series.first)
    if log_link:
        _need_counts(outcome, series.outcome, series.start)
        if control is not None and series.control is not None:
            _need_counts(control, series.control, series.start)


def _need_counts(name: str, values: Numbers, start: int) -> None:
    if values[:start].sum() <= 0 or values[start:].sum() <= 0:
        raise InsufficientEvidence(
            Text(
                nl=f"kolom '{name}' is aan één kant van het begin overal 0: een verhouding bestaat dan niet.",
                en=f"column '{name}' is 0 throughout on one side of the start: there is no ratio then.",
            ),
            remedy=Text(nl='Neem family="ols", of een langere reeks.', en='Take family="ols", or a longer series.'),
        )


def _coincides(axis: TimeAxis, at: int) -> None:
    raise InsufficientEvidence(
        Text(
            nl=f"de breuk in de definitie ({axis.label(at)}) valt samen met het begin of met een eind van de reeks:"
            " wat de breuk doet en wat de aanpak doet, is niet te scheiden.",
            en=f"the break of definition ({axis.label(at)}) coincides with the start or with an end of the series:"
            " what the break does and what the policy does cannot be separated.",
        ),
        remedy=Text(
            nl=f"Nodig zijn minstens {LEAST_BESIDE_BREAK} punten ertussen, of cijfers volgens één definitie.",
            en=f"At least {LEAST_BESIDE_BREAK} points in between are needed, or figures under one definition.",
        ),
    )
