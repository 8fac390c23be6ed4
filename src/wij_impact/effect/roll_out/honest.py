"""How far may parallel trends fail before the conclusion falls?

`sensitivity` is our own bound: short, conservative, provable. `honest_did` calls moderndid (the extra ``honest``) for
the sharp intervals of Rambachan & Roth (2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.effect.roll_out.staggered import StaggeredResult, event_sums
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import choose
from wij_impact.language import Text

__all__ = ["breakdown_value", "honest_did", "sensitivity"]

Numbers = npt.NDArray[np.float64]
MULTIPLES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


def sensitivity(result: StaggeredResult, multiples: Sequence[float] = MULTIPLES, level: float = 0.95) -> pd.DataFrame:
    """Interval of the overall effect when the groups may drift apart after the start as they may have done before it.

    Parameters
    ----------
    result : StaggeredResult
    multiples : sequence of float
        Largest drift from one period to the next after the start, as a multiple of the largest one before it.
    level : float

    Returns
    -------
    DataFrame
        ``multiple``, the result columns, and `excludes_zero`.

    Raises
    ------
    InsufficientEvidence
        Without two periods before any start: then nothing is known of the drift.

    Notes
    -----
    The class of violations is that of relative magnitudes (Rambachan & Roth 2023). With chance 1 - alpha/2 the largest
    step before the start lies below the largest of |estimate| + t error (t at alpha/2 over the number of steps,
    two-sided: Bonferroni); with chance 1 - alpha/2 the estimate lies within its own interval. Together they hold with
    at least 1 - alpha, so the interval covers for every violation of the class: conservative, not too narrow where its
    t intervals hold. `honest_did` is sharper.
    """
    alpha = 1 - level
    steps = _steps(result)
    largest = _largest_step(steps, alpha / 2)
    row = result.simple.iloc[0]
    half = float(stats.t.isf(alpha / 4, row["df"]) * row["corrected_error"]) if row["df"] > 0 else np.inf
    reach = _reach(result)
    rows = []
    for multiple in multiples:
        drift = multiple * largest * reach if multiple else 0.0
        low, high = row["estimate"] - half - drift, row["estimate"] + half + drift
        rows.append(
            {
                "multiple": float(multiple),
                "estimate": row["estimate"],
                "std_error": row["std_error"],
                "lower": low,
                "upper": high,
                "level": level,
                "n": row["n"],
                "method": "relative magnitudes, Bonferroni bound (conservative)",
                "excludes_zero": bool(low > 0 or high < 0),
                "largest_step": largest,
                "reach": reach,
            }
        )
    return as_result(rows, ["multiple"])


def breakdown_value(result: StaggeredResult, level: float = 0.95) -> float:
    """The multiple at which the interval of `sensitivity` first touches zero; 0 when it does so without any drift.

    Examples
    --------
    >>> from wij_impact.effect import load_panel, staggered
    >>> panel = load_panel()
    >>> breakdown_value(staggered(panel.data, panel.outcome, panel.unit, panel.time, panel.first))
    0.0
    """
    one = sensitivity(result, [0.0], level).iloc[0]
    room = max(float(one["lower"]), -float(one["upper"]), 0.0)
    return room / (float(one["largest_step"]) * float(one["reach"])) if room else 0.0


def _steps(result: StaggeredResult) -> pd.DataFrame:
    """Changes from one period to the next before the start; `staggered` compares those with the period before."""
    dynamic = result.dynamic
    steps = dynamic[(dynamic["aggregation"] == "event_time") & (dynamic["event_time"] < 0)]
    steps = steps[np.isfinite(steps["lower"])]
    if not len(steps):
        raise InsufficientEvidence(
            Text(
                nl="er zijn geen twee perioden vóór de start; over uiteenlopen is niets bekend.",
                en="there are no two periods before the start; nothing is known of drifting apart.",
            ),
            remedy=Text(nl="Voeg eerdere perioden toe.", en="Add earlier periods."),
        )
    return steps


def _largest_step(steps: pd.DataFrame, alpha: float) -> float:
    """Upper limit, with chance 1 - alpha, of the largest step in absolute value."""
    critical = stats.t.isf(alpha / 2 / len(steps), steps["df"].to_numpy())
    return float((steps["estimate"].abs() + critical * steps["corrected_error"]).max())


def _reach(result: StaggeredResult) -> float:
    """How many steps lie, on average, between the base and the periods in the overall effect."""
    cells = result.att_gt[result.att_gt["time"] >= result.att_gt["group"]]
    units = result.cohorts.set_index("first_treated")["units"]
    times = np.unique(np.concatenate([result.att_gt["time"], result.att_gt["base"]]))
    apart = np.searchsorted(times, cells["time"]) - np.searchsorted(times, cells["base"])
    return float(np.average(apart, weights=cells["group"].map(units)))


def honest_did(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    event_time: int = 0,
    *,
    kind: Literal["relative_magnitude", "smoothness"] = "relative_magnitude",
    multiples: Sequence[float] = MULTIPLES,
    control: Literal["never", "notyet"] = "never",
    level: float = 0.95,
    grid_points: int = 200,
) -> pd.DataFrame:
    """Sharp sensitivity intervals of one event time (HonestDiD), by moderndid.

    Parameters
    ----------
    data, outcome, unit, time, first_treated, control
        As `event_study`.
    event_time : int
        Which period since the start.
    kind : str
        ``relative_magnitude``: `multiples` of the largest step before the start; ``smoothness``: by how much the slope
        may change per period, in units of the outcome.
    multiples : sequence of float
    grid_points : int
        Fineness of the search.

    Returns
    -------
    DataFrame
        ``multiple``, the result columns, and `excludes_zero`.

    Raises
    ------
    UsageError
        When moderndid is not installed.
    InsufficientEvidence
        When there is no such event time, or no two periods before the start.

    Notes
    -----
    Rambachan & Roth (2023). The covariance is that of the influence functions, without correction for few units: with a
    handful of units read `sensitivity` first.
    """
    choose(kind, ["relative_magnitude", "smoothness"], "kind")
    package = _moderndid()
    panel, _, sums = event_sums(data, outcome, unit, time, first_treated, -1, control)
    events = np.array([one.keys["event_time"] for one in sums])
    before, after = int((events < 0).sum()), int((events >= 0).sum())
    if event_time not in events or event_time < 0 or before == 0:
        raise InsufficientEvidence(
            Text(nl=f"er is geen periode {event_time} na de start, of geen twee ervoor.",
                 en=f"there is no period {event_time} after the start, or no two before it."),
            remedy=Text(nl="Kies een andere periode.", en="Choose another period."),
        )  # fmt: skip
    influence = np.column_stack([one.influence for one in sums])
    sigma = influence.T @ influence / len(panel.cohort) ** 2
    chosen = (events[events >= 0] == event_time).astype(float)[:, None]
    shared: dict[str, Any] = {
        "betahat": np.array([one.estimate for one in sums]), "sigma": sigma, "num_pre_periods": before,
        "num_post_periods": after, "l_vec": chosen, "alpha": 1 - level, "grid_points": grid_points,
    }  # fmt: skip
    call, grid = {
        "relative_magnitude": ("create_sensitivity_results_rm", "m_bar_vec"),
        "smoothness": ("create_sensitivity_results_sm", "m_vec"),
    }[kind]
    try:
        found = getattr(package, call)(**shared, **{grid: np.asarray(multiples, dtype=float)})
    except (IndexError, ValueError, ArithmeticError) as failed:  # moderndid 0.2 stumbles over some small designs
        raise InsufficientEvidence(
            Text(nl=f"moderndid kan dit niet berekenen ({failed}).", en=f"moderndid cannot compute this ({failed})."),
            remedy=Text(nl="Gebruik `sensitivity`.", en="Use `sensitivity`."),
        ) from failed
    one = sums[int(np.flatnonzero(events == event_time)[0])]
    error = float(np.sqrt(sigma[events == event_time, events == event_time][0]))
    return _framed(found, multiples, one.estimate, error, level, one.units, kind)


def _framed(
    found: Any, multiples: Sequence[float], estimate: float, error: float, level: float, n: int, kind: str
) -> pd.DataFrame:
    rows = [
        {
            "multiple": float(multiple), "estimate": estimate, "std_error": error, "lower": float(low),
            "upper": float(high), "level": level, "n": n, "method": f"HonestDiD (moderndid), {kind.replace('_', ' ')}",
            "excludes_zero": bool(low > 0 or high < 0),
        }
        for multiple, low, high in zip(multiples, found["lb"], found["ub"], strict=True)
    ]  # fmt: skip
    return as_result(rows, ["multiple"])


def _moderndid() -> Any:
    try:
        import importlib

        return importlib.import_module("moderndid.didhonest")
    except ImportError as error:
        raise UsageError(
            Text(nl="moderndid is niet geïnstalleerd.", en="moderndid is not installed."),
            remedy=Text(
                nl='Voeg het toe met: pip install "wij-impact[honest]". Zonder geeft `sensitivity` een veilige grens.',
                en='Add it with: pip install "wij-impact[honest]". Without it `sensitivity` gives a safe bound.',
            ),
        ) from error
