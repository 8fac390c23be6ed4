"""Why do two groups differ on average: other people, other returns, or both together (Oaxaca-Blinder)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.adjustment.terms import read_terms, refuse_constant
from wij_impact.effect.panels.panel import flags
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, numbers, require
from wij_impact.language import Text

__all__ = ["oaxaca_blinder"]

PARTS = ("endowments", "coefficients", "interaction")


def oaxaca_blinder(
    data: pd.DataFrame, outcome: str, group: str, covariates: str | Sequence[str], *, level: float = 0.95
) -> pd.DataFrame:
    """Divide the difference in mean outcome between two groups over what the groups are and what that yields.

    Parameters
    ----------
    data : DataFrame
        One row per person; rows without an outcome are left out.
    outcome : str
        Numbers.
    group : str
        0 or 1; the difference is that of group 1 less group 0, and group 0 gives the yardstick.
    covariates : str or list of str
        As in `adjust`.
    level : float

    Returns
    -------
    DataFrame
        Rows ``part, term``: first ``difference``; then the threefold ``endowments`` (the people of group 1 with the
        returns of group 0, less group 0), ``coefficients`` (the people of group 0 with the returns of group 1) and
        ``interaction``, each as a whole (term ``all``) and per term; then the exact twofold ``explained`` and
        ``unexplained``, in which each of the two has half of the interaction (Shapley), as `decompose` does.

    Raises
    ------
    InsufficientEvidence
        When a group has no more people than its model has terms.

    Notes
    -----
    Oaxaca (1973), Blinder (1973); errors as Jann (2008, Stata Journal 8:453), with HC3 for the coefficients and the
    covariates taken as drawn. The part of one category depends on which category is left out; the parts as a whole
    do not. Accounting: "coefficients" is not discrimination and "endowments" is not an excuse.

    Examples
    --------
    >>> frame = pd.DataFrame({"g": [0] * 4 + [1] * 4, "x": [1.0, 2, 3, 4, 2, 3, 4, 5]})
    >>> frame["y"] = frame["x"] * (1 + frame["g"]) + [0.1, -0.1, -0.1, 0.1] * 2
    >>> found = oaxaca_blinder(frame, "y", "g", "x").set_index(["part", "term"])["estimate"]
    >>> found.xs("all", level="term").round(2).tolist()
    [4.5, 1.0, 2.5, 1.0, 1.5, 3.0]
    """
    check_level(level)
    require(data, [outcome, group])
    y = numbers(data, outcome, minimum=None, missing=True)
    arm = flags(data, group)
    terms = read_terms(data, covariates, group, outcome)
    refuse_constant(terms)
    known = ~np.isnan(y)
    design = np.column_stack([np.ones(len(y)), terms.raw])[known]
    one, zero = (_fitted(y[known][mine], design[mine]) for mine in (arm[known], ~arm[known]))
    labels = ["(constant)", *terms.labels[1:]]
    return _framed(one, zero, labels, level, int(known.sum()))


@dataclass(frozen=True)
class _Side:
    """One group: coefficients and means of the covariates, each with its covariance, and its number of people."""

    beta: Numbers
    beta_cov: Numbers
    mean: Numbers
    mean_cov: Numbers
    size: int


def _fitted(y: Numbers, x: Numbers) -> _Side:
    if len(y) <= x.shape[1] + 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        raise InsufficientEvidence(
            Text(
                nl=f"{len(y)} mensen in een groep zijn te weinig (of te gelijk) voor {x.shape[1] - 1} kenmerken.",
                en=f"{len(y)} people in a group are too few (or too alike) for {x.shape[1] - 1} covariates.",
            ),
            remedy=Text(nl="Gebruik minder kenmerken.", en="Use fewer covariates."),
        )
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ y
    reach = np.einsum("ij,jk,ik->i", x, bread, x)
    rest = (y - x @ beta) / np.maximum(1 - reach, 1e-8)
    meat = (x * rest[:, None]).T @ (x * rest[:, None])
    return _Side(beta, bread @ meat @ bread, x.mean(axis=0), np.cov(x, rowvar=False) / len(y), len(y))


def _framed(one: _Side, zero: _Side, labels: list[str], level: float, n: int) -> pd.DataFrame:
    apart, returns = one.mean - zero.mean, one.beta - zero.beta
    means, betas = one.mean_cov + zero.mean_cov, one.beta_cov + zero.beta_cov
    covariances = {
        "endowments": _product(apart, zero.beta, means, zero.beta_cov),
        "coefficients": _product(zero.mean, returns, zero.mean_cov, betas),
        "interaction": _product(apart, returns, means, betas),
    }
    parts = {"endowments": apart * zero.beta, "coefficients": zero.mean * returns, "interaction": apart * returns}
    df = min(one.size, zero.size) - len(labels)
    shared = {"level": level, "n": n}
    whole = float(one.mean @ one.beta - zero.mean @ zero.beta)
    error = sum(float(_product(s.mean, s.beta, s.mean_cov, s.beta_cov).sum()) for s in (one, zero)) ** 0.5
    rows = [_row("difference", "all", whole, error, df, "difference in means", shared)]
    for name in PARTS:
        covariance = covariances[name]
        said = "Oaxaca-Blinder threefold, group 0 as yardstick; accounting"
        rows.append(_row(name, "all", float(parts[name].sum()), float(covariance.sum()) ** 0.5, df, said, shared))
        rows += [
            _row(name, label, float(value), float(own) ** 0.5, df, said, shared)
            for label, value, own in zip(labels, parts[name], np.diag(covariance), strict=True)
        ]
    half = float(parts["interaction"].sum()) / 2
    middle = {
        "explained": _product(apart, (one.beta + zero.beta) / 2, means, betas / 4),
        "unexplained": _product((one.mean + zero.mean) / 2, returns, means / 4, betas),
    }
    for name, base in (("explained", "endowments"), ("unexplained", "coefficients")):
        value = float(parts[base].sum()) + half
        said = "twofold, the interaction halved (Shapley); exact, accounting"
        rows.append(_row(name, "all", value, float(middle[name].sum()) ** 0.5, df, said, shared))
    return as_result(rows, ["part", "term"])


def _product(mean: Numbers, beta: Numbers, mean_cov: Numbers, beta_cov: Numbers) -> Numbers:
    """Covariance of the terms of mean times beta (delta method)."""
    return np.asarray(np.outer(mean, mean) * beta_cov + np.outer(beta, beta) * mean_cov)


def _row(
    part: str, term: str, estimate: float, error: float, df: int, method: str, shared: dict[str, Any]
) -> dict[str, Any]:
    reach = float(stats.t.isf((1 - shared["level"]) / 2, df)) * error
    return {
        "part": part, "term": term, "estimate": estimate, "std_error": error, "lower": estimate - reach,
        "upper": estimate + reach, "method": f"{method}, t(df={df})", **shared,
    }  # fmt: skip
