"""Staggered adoption: units that start at different moments, each compared with units that had not (yet) started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from wij_impact.effect.panels.panel import Panel, as_given, read_panel
from wij_impact.effect.roll_out.aggregation import (
    Sum,
    by_event_time,
    by_group,
    by_period,
    cell_sums,
    overall,
    result_frame,
)
from wij_impact.effect.roll_out.bacon import bacon_weights, two_way_fixed_effects
from wij_impact.effect.roll_out.bands import with_band
from wij_impact.effect.roll_out.group_time import SMALL, Cells, group_time_cells
from wij_impact.effect.roll_out.pretrend import pretrend_tests
from wij_impact.effect.roll_out.reassigned import reassigned
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import Result, as_result, check_level, plot
from wij_impact.estimates.columns import choose, names
from wij_impact.language import Text

__all__ = ["StaggeredResult", "event_study", "staggered"]


@dataclass(frozen=True, repr=False)
class StaggeredResult(Result):
    """Effects of a staggered start.

    Attributes
    ----------
    att_gt : DataFrame
        One row per cohort (`group`) and period (`time`), before the start too; `base` is the period compared with.
    simple : DataFrame
        One row: the mean over all treated units and periods. The headline.
    dynamic, group, calendar : DataFrame
        Row ``overall`` first, then per time since the start, per cohort, per period.
    pretrend : DataFrame
        Tests of the periods before the start, with the drift they would miss; the one that holds its level first.
    bacon : DataFrame
        What two-way fixed effects compares, with weights.
    twfe : DataFrame
        That coefficient: shown, never the headline.
    inference : DataFrame
        The overall effect and two-way fixed effects judged in other ways, keys ``estimator, inference``: the
        small-group t (headline), a permutation of the starts over the units, and the wild bootstrap.
    cohorts : DataFrame
        Number of units per first treated period (inf: never).
    notes : tuple of Text
        What was left out or assumed.

    Notes
    -----
    `std_error` is that of the influence function (as R's `did` prints); `lower` and `upper` use `corrected_error` and a
    t with `df`, which hold with a handful of units per cohort.
    """

    att_gt: pd.DataFrame
    simple: pd.DataFrame
    dynamic: pd.DataFrame
    group: pd.DataFrame
    calendar: pd.DataFrame
    pretrend: pd.DataFrame
    bacon: pd.DataFrame
    twfe: pd.DataFrame
    inference: pd.DataFrame
    cohorts: pd.DataFrame
    notes: tuple[Text, ...]

    def _headline(self) -> str:
        row = self.simple.iloc[0]
        after = len(self.cohorts) - int(np.isinf(self.cohorts["first_treated"]).sum())
        return (
            f"{row['estimate']:.4g} ({row['lower']:.4g} to {row['upper']:.4g}) over all treated units and periods; "
            f"{after} starting moments, {row['n']:.0f} units"
        )

    def tidy(self) -> pd.DataFrame:
        """The overall effect, then per time since the start, cohort, period and cell; keys say which."""
        parts = [self.simple.assign(aggregation="simple")]
        for name in ("dynamic", "group", "calendar"):
            frame: pd.DataFrame = getattr(self, name)
            parts.append(frame.assign(aggregation=frame["aggregation"].replace("overall", f"{name}_overall")))
        parts.append(self.att_gt.assign(aggregation="group_time"))
        whole = pd.concat(parts, ignore_index=True)
        keys = ["aggregation", "event_time", "group", "time"]
        return whole[[*keys, *(name for name in whole if name not in keys)]]

    def plot(self, ax: Axes | None = None, **options: Any) -> Axes:
        """The effect per period since the start; `options` go to `estimates.plot`."""
        rows = self.dynamic[self.dynamic["aggregation"] == "event_time"].drop(columns="aggregation")
        return plot(rows, ax=ax, **options)


def staggered(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    covariates: Sequence[str] | None = None,
    control: Literal["never", "notyet"] = "never",
    *,
    estimator: Literal["dr", "reg", "ipw"] = "dr",
    weights: str | None = None,
    level: float = 0.95,
    draws: int = 999,
    seed: int = 0,
) -> StaggeredResult:
    """Effect of a treatment that started at different moments.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period.
    outcome, unit, time, first_treated : str
        Columns. `time` is a year or a number; `first_treated` the first period with treatment, 0, empty or inf for
        never.
    covariates : list of str, optional
        Taken at the period compared with; used to make the groups alike.
    control : {"never", "notyet"}
        Whom to compare with.
    estimator : {"dr", "reg", "ipw"}
        With covariates: doubly robust, outcome regression, or weighting. Without they are the same.
    weights : str, optional
        Column with how much a unit counts (its inhabitants): above 0, the same in all its rows. Not with covariates.
    level : float
        Level of intervals and bands.
    draws, seed : int
        Multiplier bootstrap of the bands, wild bootstrap and permutations.

    Returns
    -------
    StaggeredResult

    Raises
    ------
    InputError
        For what cannot be a panel; see `read_panel`.
    InsufficientEvidence
        When there is nothing to compare with, or only one period.

    Notes
    -----
    Callaway & Sant'Anna (2021). Intervals: the variance of each cohort is corrected for its size, degrees of freedom
    are Satterthwaite's; the normal table rejects a true null in up to 12% of cases with 7 never treated. An estimate
    that rests on one treated unit gets an unbounded interval: its own spread cannot be seen.

    Examples
    --------
    >>> rows = [(u, t, 0 if u > 3 else 3, u + 0.1 * u * t + (t >= 3) * (u <= 3)) for u in range(8) for t in range(1, 5)]
    >>> frame = pd.DataFrame(rows, columns=["unit", "time", "first", "y"])
    >>> result = staggered(frame, "y", "unit", "time", "first")
    >>> result.simple.loc[0, ["n", "df"]].round(1).tolist()
    [8.0, 6.0]
    """
    choose(control, ["never", "notyet"], "control")
    choose(estimator, ["dr", "reg", "ipw"], "estimator")
    level = check_level(level)
    covariates = names([] if covariates is None else covariates)
    if weights is not None and len(covariates):
        raise UsageError(
            Text(nl="weights= samen met covariates= kan niet.", en="weights= together with covariates= is impossible."),
            remedy=Text(nl="Kies een van beide.", en="Choose one of the two."),
        )
    panel = read_panel(data, outcome, unit, time, first_treated, covariates, weights)
    cells = group_time_cells(panel, control, estimator)
    _need_after(cells, control)
    said = _method(control, estimator, covariates)

    def frame(sums: list[Sum], band: bool = True) -> pd.DataFrame:
        found = result_frame(panel, cells, sums, said, level)
        return as_given(panel, with_band(found, sums, level, draws, seed) if band else found)

    whole, dynamic = overall(panel, cells), frame(by_event_time(panel, cells))
    simple, twfe = frame(whole, band=False), two_way_fixed_effects(panel, level)
    return StaggeredResult(
        frame(cell_sums(cells)),
        simple,
        dynamic,
        frame(by_group(panel, cells)),
        frame(by_period(panel, cells)),
        pretrend_tests(panel, cells, dynamic, whole[0], level),
        as_given(panel, bacon_weights(panel)),
        twfe,
        reassigned(panel, control, simple, twfe, level, draws, seed),
        _cohorts(panel),
        panel.notes + _small_cohorts(panel, estimator),
    )


def _method(control: str, estimator: str, covariates: Sequence[str] | None) -> str:
    against = "never treated" if control == "never" else "not yet treated"
    how = {"dr": "doubly robust", "reg": "outcome regression", "ipw": "inverse probability weighting"}[estimator]
    given = f", {how} on {', '.join(map(str, covariates))}" if covariates else ""
    return f"Callaway-Sant'Anna against the {against}{given}; influence-function error, small-group t interval"


def _small_cohorts(panel: Panel, estimator: str) -> tuple[Text, ...]:
    """Cohorts too small to weigh: said, because the method is another one there."""
    size = panel.covariates.shape[2]
    counts = np.array([(panel.cohort == group).sum() for group in panel.groups])
    few = int((counts < SMALL * (1 + size)).sum())
    if size == 0 or estimator == "reg" or few == 0:
        return ()
    return (
        Text(
            nl=f"{few} startmomenten hebben minder dan {SMALL * (1 + size)} eenheden: daar alleen regressie, geen "
            "weging.",
            en=f"{few} starting moments have fewer than {SMALL * (1 + size)} units: there regression only, no "
            "weighting.",
        ),
    )


def _need_after(cells: Cells, control: str) -> None:
    if not cells.after.any():
        raise InsufficientEvidence(
            Text(
                nl="na de start is er niemand om mee te vergelijken.",
                en="after the start there is nobody to compare with.",
            ),
            remedy=Text(
                nl="Voeg eenheden toe die later of nooit beginnen"
                + (', of kies control="notyet".' if control == "never" else "."),
                en="Add units that start later or never"
                + (', or choose control="notyet".' if control == "never" else "."),
            ),
        )


def _cohorts(panel: Panel) -> pd.DataFrame:
    groups, counts = np.unique(panel.cohort, return_counts=True)
    return as_given(panel, pd.DataFrame({"first_treated": groups, "units": counts}))


def event_study(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    reference: int = -1,
    *,
    control: Literal["never", "notyet"] = "never",
    level: float = 0.95,
    draws: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """Effect per period since the start, against one reference period before it.

    Parameters
    ----------
    data, outcome, unit, time, first_treated, control
        As `staggered`.
    reference : int
        The event time that everything is compared with, in observed periods before the start (-1 is the last one).
    level, draws, seed
        As `staggered`.

    Returns
    -------
    DataFrame
        ``event_time``, the result columns, `p_value`, `df`, `band_lower` and `band_upper`. The reference is 0 by
        construction.

    Raises
    ------
    InputError, InsufficientEvidence, UsageError
        As `staggered`; a reference that is not before the start.

    Notes
    -----
    Cohorts are compared one by one and weighted by their share, never pooled in one regression, so no unit that is
    treated already serves as a control (Sun & Abraham 2021). With one cohort this is the ordinary event study.

    Examples
    --------
    >>> rows = [(u, t, 0 if u > 3 else 3, u + 0.1 * u * t + (t >= 3) * (u <= 3)) for u in range(8) for t in range(1, 5)]
    >>> frame = pd.DataFrame(rows, columns=["unit", "time", "first", "y"])
    >>> event_study(frame, "y", "unit", "time", "first")["event_time"].tolist()
    [-2.0, -1.0, 0.0, 1.0]
    """
    panel, cells, sums = event_sums(data, outcome, unit, time, first_treated, reference, control)
    level = check_level(level)
    said = _method(control, "dr", None) + f"; every period against {reference} (in observed periods from the start)"
    frame = result_frame(panel, cells, sums, said, level)
    frame = with_band(frame, sums, level, draws, seed)
    # Periods may be two years apart: the label is the distance itself. Uneven periods can give cohorts other distances.
    references = np.setdiff1d(cells.base - cells.group, frame["event_time"])
    zeros: list[dict[str, Any]] = [
        {
            "event_time": float(since), "estimate": 0.0, "level": level, "n": len(panel.cohort),
            "method": "reference: 0 by construction",
        }
        for since in references
    ]  # fmt: skip
    rows: list[dict[str, Any]] = [*({str(k): v for k, v in row.items()} for row in frame.to_dict("records")), *zeros]
    return as_result(sorted(rows, key=lambda row: row["event_time"]), ["event_time"])


def event_sums(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    reference: int,
    control: Literal["never", "notyet"],
) -> tuple[Panel, Cells, list[Sum]]:
    """The sums of an event study; the reference itself is not among them."""
    choose(control, ["never", "notyet"], "control")
    if reference >= 0:
        raise UsageError(
            Text(
                nl=f"reference={reference} ligt niet vóór de start.",
                en=f"reference={reference} is not before the start.",
            ),
            remedy=Text(nl="Kies -1 of eerder.", en="Choose -1 or earlier."),
        )
    panel = read_panel(data, outcome, unit, time, first_treated)
    cells = group_time_cells(panel, control, "dr", universal=reference)
    _need_after(cells, control)
    sums = [one for one in by_event_time(panel, cells) if one.keys["aggregation"] != "overall"]
    return (
        panel,
        cells,
        [
            Sum({"event_time": one.keys["event_time"]}, one.weights, one.estimate, one.influence, one.units)
            for one in sums
        ],
    )
