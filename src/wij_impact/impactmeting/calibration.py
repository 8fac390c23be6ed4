"""Weights that reproduce known population counts, and what that does to a standard error.

Deville & Särndal (1992), JASA 87:376-382: a calibrated total has asymptotically the variance of its residuals from
the (design-weighted) regression on the calibration variables. Raked weights taken as if they were fixed ignore that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.impactmeting.checks import first_row, numeric_column, require_columns
from wij_impact.language import Text

__all__ = ["Calibration", "Calibrator", "as_calibration", "calibrate_weights", "residual_projection"]

Margins = Mapping[str, Mapping[object, float] | float]
Distance = Literal["raking", "linear"]

CONVERGED = 1e-10  # largest relative difference from a margin; the weights then agree to about 10 digits
MAXIMUM_ROUNDS = 2_000


@dataclass(frozen=True)
class Calibration:
    """Known margins, and how the weights are moved to them.

    Parameters
    ----------
    margins : mapping
        ``{column: {level: count}}`` for codes; ``{column: total}`` for the population total of a numeric column.
    method : {"raking", "linear"}
        Raking multiplies weights (always positive); "linear" is the regression (GREG) estimator.
    bounds : (float, float), optional
        Lowest and highest factor by which a weight may move.
    residuals : {"design", "equal"}
        Regression behind the variance: with the design weights (Deville & Särndal), or with equal weights as R
        `survey` does after `rake()`. They are the same when the weights before raking are equal. When not, only
        "design" is right in large samples: for 100 high, 50 elementary and 50 middle Californian schools "equal"
        was 12% above the spread over 3,000 samples and "design" within 1%.
    """

    margins: Margins
    method: Distance = "raking"
    bounds: tuple[float, float] | None = None
    residuals: Literal["design", "equal"] = "design"


@dataclass(frozen=True)
class Calibrator:
    """The calibration variables of these respondents: one column of `matrix` per known count."""

    matrix: np.ndarray
    totals: np.ndarray
    names: tuple[str, ...]
    groups: tuple[np.ndarray, ...]
    plan: Calibration


def as_calibration(value: Margins | Calibration) -> Calibration:
    """A plain mapping is raking; with a numeric total in it, it is the linear method."""
    if isinstance(value, Calibration):
        if value.method not in ("raking", "linear") or value.residuals not in ("design", "equal"):
            raise UsageError("method is raking or linear; residuals is design or equal.")
        return value
    numeric = any(not isinstance(margin, Mapping | pd.Series) for margin in value.values())
    return Calibration(value, method="linear" if numeric else "raking")


def build_calibrator(responses: pd.DataFrame, plan: Calibration) -> Calibrator:
    """Check the margins against the respondents and lay them out as columns."""
    if not plan.margins:
        raise UsageError(Text(nl="er zijn geen marges gegeven.", en="no margins were given."))
    _check_bounds(plan.bounds)
    columns, totals, names, groups = [], [], [], []
    sums: dict[str, float] = {}
    for name, margin in plan.margins.items():
        if not isinstance(margin, Mapping | pd.Series):
            columns.append(_numeric_margin(responses, name))
            totals.append(float(margin))
            names.append(name)
            continue
        counts = _checked_counts(name, margin)
        codes = _codes(responses, name, list(counts))
        groups.append(codes)
        sums[name] = sum(counts.values())
        for position, (level, count) in enumerate(counts.items()):
            columns.append((codes == position).astype(float))
            totals.append(count)
            names.append(f"{name}={level}")
    _check_sums(sums)
    return Calibrator(np.column_stack(columns), np.array(totals), tuple(names), tuple(groups), plan)


def calibrate_weights(start: np.ndarray, known: Calibrator) -> np.ndarray:
    """Move `start` to the known counts; raise when that cannot be done."""
    plan = known.plan
    plain = plan.method == "raking" and plan.bounds is None and len(known.groups) == len(plan.margins)
    if plain:
        return _proportional_fitting(start, known)
    return start * _newton(start, known)


def residual_projection(scores: np.ndarray, start: np.ndarray, known: Calibrator) -> np.ndarray:
    """Unweighted scores minus their regression on the calibration variables."""
    weights = start if known.plan.residuals == "design" or known.plan.method == "linear" else np.ones_like(start)
    gram = known.matrix.T @ (known.matrix * weights[:, None])
    cross = known.matrix.T @ (scores * weights[:, None])
    # Margins share their total, so the matrix is singular by construction; the fit is unique all the same.
    scale = np.sqrt(np.where(np.diag(gram) > 0, np.diag(gram), 1.0))
    slopes = np.linalg.pinv(gram / np.outer(scale, scale), rcond=1e-11, hermitian=True) @ (cross / scale[:, None])
    residuals: np.ndarray = scores - known.matrix @ (slopes / scale[:, None])
    return residuals


def _proportional_fitting(start: np.ndarray, known: Calibrator) -> np.ndarray:
    weights = start.copy()
    sizes = [int(codes.max()) + 1 for codes in known.groups]
    targets = np.split(known.totals, np.cumsum(sizes)[:-1])
    for _ in range(MAXIMUM_ROUNDS):
        worst = 0.0
        for codes, size, target in zip(known.groups, sizes, targets, strict=True):
            factor = target / np.bincount(codes, weights, minlength=size)
            worst = max(worst, float(np.abs(factor - 1).max()))
            weights = weights * factor[codes]
        if worst < CONVERGED:
            return weights
    raise _unreachable(known, weights)


def _newton(start: np.ndarray, known: Calibrator) -> np.ndarray:
    """Factors g = F(X lambda) with F clipped to the bounds (Deville & Särndal 1992, cases 1, 2 and 7)."""
    low, high = known.plan.bounds or (0.0 if known.plan.method == "raking" else -np.inf, np.inf)
    scale = np.maximum(np.abs(known.totals), 1e-300)
    matrix = known.matrix / scale
    step_from = np.zeros(matrix.shape[1])
    best = np.inf
    for _ in range(200):
        score = matrix @ step_from
        raw = np.exp(np.clip(score, -50, 50)) if known.plan.method == "raking" else 1 + score
        factors = np.clip(raw, low, high)
        gap = matrix.T @ (start * factors) - 1
        best = min(best, float(np.abs(gap).max()))
        if np.abs(gap).max() < CONVERGED:
            return np.asarray(factors)
        free = (raw >= low) & (raw <= high)
        slope = np.where(free, raw if known.plan.method == "raking" else 1.0, 0.0)
        hessian = matrix.T @ (matrix * (start * slope)[:, None])
        step_from = step_from - np.linalg.pinv(hessian, rcond=1e-12, hermitian=True) @ gap
    raise _unreachable(known, start * factors)


def _unreachable(known: Calibrator, weights: np.ndarray) -> InsufficientEvidence:
    reached = known.matrix.T @ weights
    worst = int(np.argmax(np.abs(reached / np.where(known.totals == 0, 1, known.totals) - 1)))
    name, got, want = known.names[worst], reached[worst], known.totals[worst]
    return InsufficientEvidence(
        Text(
            nl=f"de weging haalt de marges niet: {name} komt op {got:.1f} in plaats van {want:.1f}.",
            en=f"the weights do not reach the margins: {name} ends at {got:.1f} instead of {want:.1f}.",
        ),
        remedy=Text(
            nl="Verruim de grenzen, voeg niveaus samen of laat een marge weg.",
            en="Widen the bounds, merge levels or drop a margin.",
        ),
    )


def _check_bounds(bounds: tuple[float, float] | None) -> None:
    if bounds is not None and not (0 <= bounds[0] < 1 < bounds[1]):
        raise UsageError(
            Text(
                nl=f"grenzen {bounds} kunnen niet: de laagste ligt tussen 0 en 1, de hoogste boven 1.",
                en=f"bounds {bounds} cannot be: the lowest lies between 0 and 1, the highest above 1.",
            )
        )


def _checked_counts(name: str, margin: Mapping[object, float] | pd.Series) -> dict[object, float]:
    counts = {level: float(count) for level, count in margin.items()}
    for level, count in counts.items():
        if not np.isfinite(count) or count <= 0:
            raise InputError(
                Text(
                    nl=f"de marge voor '{level}' is {count:g}; een marge is een aantal boven 0.",
                    en=f"the margin of '{level}' is {count:g}; a margin is a count above 0.",
                ),
                remedy=Text(nl="Laat een leeg niveau weg.", en="Leave an empty level out."),
                column=name,
            )
    if sum(counts.values()) <= 1 + 1e-6:
        raise InputError(
            Text(
                nl="de marges tellen op tot 1; het lijken aandelen.",
                en="the margins add up to 1; they look like shares.",
            ),
            remedy=Text(nl="Geef aantallen mensen in de populatie.", en="Give numbers of people in the population."),
            column=name,
        )
    return counts


def _codes(responses: pd.DataFrame, name: str, levels: list[object]) -> np.ndarray:
    require_columns(responses, [name])
    lookup = {level: position for position, level in enumerate(levels)}
    values = responses[name]
    codes = values.astype(object).map(lookup).fillna(-1).to_numpy(dtype=int)
    if (codes < 0).any():
        found = values.iloc[int(np.flatnonzero(codes < 0)[0])]
        raise InputError(
            Text(
                nl=f"'{found}' heeft geen bekende marge.",
                en=f"'{found}' has no known margin.",
            ),
            remedy=Text(
                nl=f"Bekend zijn: {', '.join(map(str, levels))}. Vul de marge aan of verbeter de code.",
                en=f"Known are: {', '.join(map(str, levels))}. Add the margin or mend the code.",
            ),
            row=first_row(responses, codes < 0),
            column=name,
        )
    empty = [str(level) for level, position in lookup.items() if not (codes == position).any()]
    if empty:
        raise InputError(
            Text(
                nl=f"geen respondent heeft '{', '.join(empty)}', dus die marge kan niet worden gehaald.",
                en=f"no respondent has '{', '.join(empty)}', so that margin cannot be reached.",
            ),
            remedy=Text(
                nl="Voeg het niveau samen met een ander, in de marge en in de antwoorden.",
                en="Merge the level with another, in the margin and in the responses.",
            ),
            column=name,
        )
    return codes


def _numeric_margin(responses: pd.DataFrame, name: str) -> np.ndarray:
    values = numeric_column(responses, name)
    if np.isnan(values).any():
        raise InputError(
            Text(nl="de waarde ontbreekt.", en="the value is missing."),
            remedy=Text(nl="Zonder waarde kan niet worden gewogen.", en="Without it there is no weight."),
            row=first_row(responses, np.isnan(values)),
            column=name,
        )
    return values


def _check_sums(sums: dict[str, float]) -> None:
    if sums and max(sums.values()) > min(sums.values()) * (1 + 1e-6):
        told = ", ".join(f"{name} {total:,.0f}" for name, total in sums.items())
        raise InputError(
            Text(
                nl=f"de marges tellen niet op tot hetzelfde aantal: {told}.",
                en=f"the margins do not add up to the same number: {told}.",
            ),
            remedy=Text(nl="Gebruik marges van één populatie.", en="Use the margins of one population."),
        )
