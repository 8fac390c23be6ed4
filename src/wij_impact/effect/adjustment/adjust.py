"""Adjustment: the difference between treated and others, had they been alike in what was measured before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.adjustment.equations import Fit
from wij_impact.effect.adjustment.means import Estimand, Means, Sample, adjusted_means, fit_outcome, weights_of
from wij_impact.effect.adjustment.propensity import (
    ESTIMANDS,
    Overlap,
    check_trim,
    fit_score,
    overlap_of,
    read_treatment,
    refuse_poor_overlap,
)
from wij_impact.effect.adjustment.terms import Terms, read_terms, refuse_constant
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, numbers, require
from wij_impact.language import Text

__all__ = ["METHODS", "adjust"]

METHODS = ("ipw", "standardisation", "aipw", "dml")
LEAST_PER_ARM = 8
LEAST_EVENTS = 3
SMALL = 100  # effective people in the smaller group, below which intervals are made by leaving people out
MOST_LEFT_OUT = 5000  # rows; beyond this only the sandwich is computed
_NO_SPREAD = 1e-12  # of the largest outcome
_NAMES = {"ipw": "IPW", "standardisation": "standardisation", "aipw": "AIPW"}


def adjust(
    data: pd.DataFrame,
    outcome: str,
    treatment: str,
    covariates: str | Sequence[str],
    estimand: Estimand = "ate",
    method: Literal["ipw", "standardisation", "aipw", "dml"] = "ipw",
    seed: int = 0,
    *,
    trim: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Difference in mean outcome between treated and not, adjusted for covariates.

    Parameters
    ----------
    data : DataFrame
        One row per person.
    outcome : str
        Numbers, or 0 and 1 (the difference is then one of shares). May be missing for some: standardisation
        predicts for them too, the other methods leave them out; ``n_missing_outcome`` counts them.
    treatment : str
        0 or 1, or yes and no (ja, nee).
    covariates : str or list of str
        What was settled before the start. Text becomes categories, ``"C(code)"`` does so for a numeric code,
        ``"age^2"`` and ``"age:income"`` make terms, and ``"<treatment>:age"`` lets the difference vary with age in
        the outcome model. The scale of a column does not matter.
    estimand : {"ate", "att"}
        The difference for everybody, or for those who were treated.
    method : {"ipw", "standardisation", "aipw", "dml"}
        Weighting by the inverse of the score, an outcome model averaged over the people, both (right when one of
        the two models is), or both with learners and cross-fitting (`seed` draws the folds; 1,000 rows or more).
    seed : int
        Only for ``dml``; the other methods have no chance in them.
    trim : float, optional
        Leave out scores below `trim` or above ``1 - trim``. Nothing is trimmed or clipped unless asked, and the
        estimand then says so.
    level : float
        Level of the interval; unbounded, without an error, when the models fit the outcome to the last digit.

    Returns
    -------
    DataFrame
        One row: ``outcome, treatment, estimand``, the result columns, then ``p_value, df, mean_treated,
        mean_control, unadjusted, n_treated, n_control, n_missing_outcome, ess_treated, ess_control,
        largest_weight, score_low, score_high, imbalance_before, imbalance_after, trimmed_share, left_out``.

    Raises
    ------
    InputError
        For gaps in covariates, a treatment other than 0 and 1, or an outcome that is the same everywhere.
    InsufficientEvidence
        For fewer than 8 people in a group, covariates that separate the groups, or fewer than 3 events (or
        non-events) in a group. Except for standardisation also when weighting cannot make the groups alike: one
        person with more than half of the weight of a group, an effective number below a tenth of the smaller group,
        or a covariate in which the groups still differ by .25 standard deviations and more than chance.

    Notes
    -----
    Standard errors stack the scores of all models with the estimating equations of the means (M-estimation;
    Stefanski & Boos 2002, American Statistician 56:29), so that they know the score was estimated; for AIPW the
    larger of that and of the influence function with known models. When the
    effective number in a group is below 100, the standard error is the leave-one-out (jackknife) one, for IPW
    combined (root of the sum of squares) with what the imbalance left after weighting is worth in an outcome model; the
    interval is a t with Welch-Satterthwaite degrees of freedom from the effective numbers. With 15 treated of 300
    and selection on a noisy baseline, plain sandwich intervals for IPW reject a true null in 23% of samples, these
    in 2-4% (tests/effect/test_adjustment_simulation.py). Hernan & Robins, *What If*, ch. 12-13. Nothing here
    adjusts for what was not measured: see `e_value`.

    Examples
    --------
    >>> people = pd.DataFrame({"age": [20.0, 30, 40, 50] * 10, "helped": [1, 0, 0, 0, 0, 1, 1, 1] * 5})
    >>> people["score"] = people["age"] / 10 + 2 * people["helped"] + [0.1, -0.1] * 20
    >>> adjust(people, "score", "helped", "age", method="standardisation")["estimate"].round(2).tolist()
    [2.0]
    """
    choose(method, METHODS, "method")
    choose(estimand, ESTIMANDS, "estimand")
    check_level(level)
    check_trim(trim)
    case = _read(data, outcome, treatment, covariates, method)
    if method == "dml":
        from wij_impact.effect.adjustment.double_ml import double_ml

        row = double_ml(case.sample, estimand, seed, level, trim)
    else:
        row = _estimate(case, method, estimand, trim, level)
    keys = {"outcome": outcome, "treatment": treatment, "estimand": _said(estimand, trim)}
    row |= {"n_missing_outcome": case.missing, "left_out": ", ".join(case.terms.left_out)}
    return as_result([keys | row], ["outcome", "treatment", "estimand"])


@dataclass(frozen=True)
class _Case:
    sample: Sample
    terms: Terms
    missing: int


def _said(estimand: str, trim: float | None) -> str:
    return estimand if trim is None else f"{estimand}, scores {trim:g} to {1 - trim:g} only"


def _read(data: pd.DataFrame, outcome: str, treatment: str, covariates: str | Sequence[str], method: str) -> _Case:
    require(data, [outcome, treatment])
    treated = read_treatment(data, treatment, least=1)
    y = numbers(data, outcome, minimum=None, missing=True)
    terms = read_terms(data, covariates, treatment, outcome)
    if not terms.moderators.shape[1]:
        refuse_constant(terms)
    seen = ~np.isnan(y)
    known = y[seen]
    family: Literal["linear", "logistic"] = "logistic" if set(np.unique(known)) <= {0.0, 1.0} else "linear"
    sample = Sample(terms.design, terms.moderators, treated, y, family)
    _check_outcome(sample, outcome)
    return _Case(sample if method == "standardisation" else sample.only(seen), terms, int((~seen).sum()))


def _check_outcome(sample: Sample, outcome: str) -> None:
    known, arm = sample.outcome[sample.seen], sample.treated[sample.seen]
    if len(known) and np.ptp(known) == 0:
        raise InputError(
            Text(nl="de uitkomst is overal gelijk.", en="the outcome is the same everywhere."),
            remedy=Text(nl="Er is geen verschil te schatten.", en="There is no difference to estimate."),
            column=outcome,
        )
    sizes = [int((arm == one).sum()) for one in (1, 0)]
    if min(sizes) < LEAST_PER_ARM:
        raise InsufficientEvidence(
            Text(
                nl=f"{sizes[0]} met en {sizes[1]} zonder de aanpak hebben een uitkomst: te weinig voor een model.",
                en=f"{sizes[0]} treated and {sizes[1]} others have an outcome: too few for a model.",
            ),
            remedy=Text(
                nl=f"Nodig zijn er minstens {LEAST_PER_ARM} in elke groep; `matched_comparison` kan met minder toe.",
                en=f"At least {LEAST_PER_ARM} in each group are needed; `matched_comparison` can do with fewer.",
            ),
            column=outcome,
        )
    for one in (1, 0):
        own = known[arm == one]
        rare = min(own.sum(), (1 - own).sum()) < LEAST_EVENTS if sample.family == "logistic" else np.ptp(own) == 0
        if rare:
            _refuse_rare(sample.family, outcome)


def _refuse_rare(family: str, outcome: str) -> None:
    few = Text(
        nl=f"in een van de groepen komt de uitkomst minder dan {LEAST_EVENTS} keer wel (of niet) voor.",
        en=f"in one of the groups the outcome occurs (or is absent) fewer than {LEAST_EVENTS} times.",
    )
    same = Text(
        nl="in een van de groepen heeft iedereen dezelfde uitkomst.",
        en="in one of the groups everybody has the same outcome.",
    )
    raise InsufficientEvidence(
        few if family == "logistic" else same,
        remedy=Text(
            nl="Een interval uit een model klopt dan niet; gebruik `matched_comparison`, dat exact rekent.",
            en="An interval from a model does not hold then; use `matched_comparison`, which is exact.",
        ),
        column=outcome,
    )


def _estimate(case: _Case, method: str, estimand: Estimand, trim: float | None, level: float) -> dict[str, Any]:
    sample, terms, trimmed = case.sample, case.terms, 0.0
    score = fit_score(_terms_of(terms, sample), sample.treated)
    if trim is not None:
        e = score.mean(sample.design)
        kept = (e >= trim) & (e <= 1 - trim)
        trimmed = 1 - float(kept.mean())
        sample = sample.only(kept)
        _check_outcome(sample, "")
        score = fit_score(_terms_of(terms, sample), sample.treated)
    e = score.mean(sample.design)
    overlap = overlap_of(sample.design, sample.treated, e, estimand)
    if method != "standardisation":
        refuse_poor_overlap(overlap, sample.treated, estimand, trim)
    model = fit_outcome(sample)
    if model is None:
        _refuse_rare("logistic", "")
    small = overlap.smallest < SMALL and len(sample.treated) <= MOST_LEFT_OUT
    found = adjusted_means(sample, method, estimand, score, model if method != "ipw" else None, small)
    left = _imbalance_worth(sample, estimand, score, model, found) if method == "ipw" and small else 0.0
    row = _inference(sample, found, method, left, weights_of(sample.treated, e, estimand), level)
    name = f"{_NAMES[method]}, {'leave-one-out' if small else 'stacked estimating equations'}"
    name += " with the imbalance left" if left else ""
    seen = np.isfinite(row["std_error"])
    row["method"] = name + (f", t(df={row['df']:.0f})" if seen else "; unbounded: the model leaves no spread")
    return row | _beside(sample, overlap, trimmed)


def _terms_of(terms: Terms, sample: Sample) -> Terms:
    return Terms(sample.design, terms.labels, terms.raw, sample.moderators, terms.left_out)


def _imbalance_worth(sample: Sample, estimand: Estimand, score: Fit, model: Fit | None, found: Means) -> float:
    """What an outcome model says that the differences left after weighting are worth."""
    both = adjusted_means(sample, "aipw", estimand, score, model, False).means
    return float((both - found.means) @ (1, -1))


def _inference(
    sample: Sample, found: Means, method: str, left: float, weights: Numbers, level: float
) -> dict[str, Any]:
    contrast = np.array([1.0, -1.0])
    estimate = float(found.means @ contrast)
    moved = found.influence @ contrast
    if len(found.without):
        n = len(found.without)
        apart = found.without @ contrast
        moved = (apart - apart.mean()) * math.sqrt((n - 1) / n)
    elif method == "aipw":
        # With one model wrong only the stacked scores are right, with both right the known-model ones are: the larger.
        direct = found.direct @ contrast
        moved = max(moved, direct, key=lambda values: float((values**2).sum()))
    error = math.sqrt(float((moved**2).sum()) + left**2)
    parts = []
    for arm in (1, 0):
        mine = (sample.treated == arm) & sample.seen
        size = float(weights[mine].sum() ** 2 / (weights[mine] ** 2).sum())
        parts.append((float((moved[sample.treated == arm] ** 2).sum()), max(size - 1, 1.0)))
    # No more than rounding: the models fit the outcome to the last digit, and show nothing of how it varies.
    spread = error > _NO_SPREAD * float(np.nanmax(np.abs(sample.outcome)))
    df = sum(v for v, _ in parts) ** 2 / sum(v * v / size for v, size in parts) if spread else math.nan
    half = float(stats.t.isf((1 - level) / 2, df)) * error if spread else math.inf
    y, a = sample.outcome[sample.seen], sample.treated[sample.seen]
    return {
        "estimate": estimate,
        "std_error": error if spread else math.nan,
        "lower": estimate - half,
        "upper": estimate + half,
        "level": level,
        "n": int(sample.seen.sum()),
        "p_value": float(2 * stats.t.sf(abs(estimate) / error, df)) if spread else math.nan,
        "df": df,
        "mean_treated": float(found.means[0]),
        "mean_control": float(found.means[1]),
        "unadjusted": float(y[a == 1].mean() - y[a == 0].mean()),
    }


def _beside(sample: Sample, overlap: Overlap, trimmed: float) -> dict[str, Any]:
    seen = sample.seen
    return {
        "n_treated": int(sample.treated[seen].sum()),
        "n_control": int((1 - sample.treated[seen]).sum()),
        "ess_treated": overlap.effective_treated,
        "ess_control": overlap.effective_control,
        "largest_weight": overlap.largest_weight,
        "score_low": overlap.score_low,
        "score_high": overlap.score_high,
        "imbalance_before": overlap.imbalance_before,
        "imbalance_after": overlap.imbalance_after,
        "trimmed_share": trimmed,
    }
