"""Do the items of a scale measure one thing? Alpha, omega, and what each item adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.impactmeting.checks import numeric_column, require_columns
from wij_impact.impactmeting.instruments import Instrument
from wij_impact.impactmeting.item_sets import ItemSet
from wij_impact.language import Text

__all__ = ["omega", "reliability", "reliability_of"]

Missing = Literal["pairwise", "listwise"]


def reliability(
    responses: pd.DataFrame, instrument: Instrument, missing: Missing = "pairwise", *, level: float = 0.95
) -> pd.DataFrame:
    """Reliability of each scale of an instrument.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent.
    instrument : Instrument
        From `load_instrument`.
    missing : {"pairwise", "listwise"}
        Which respondents a covariance uses: those who answered both items, or all items. The two differ; the rule
        is named in `method`.

    Returns
    -------
    pandas.DataFrame
        `scale`, `item`, `measure`, result columns, `flag`. Measures: "alpha", "alpha_standardised", "omega",
        "spearman_brown" (two items) with an empty item; per item "alpha_if_dropped" and "item_rest_correlation"
        (`flag` "reverse?" when it is negative: a reverse-worded item scored the wrong way).

    Notes
    -----
    Alpha: Cronbach (1951), raw. Complete answers: Feldt (1965) interval. Pairwise with missing answers no closed form
    holds: the interval is on log(1 - alpha), with a delete-one jackknife error and t on the smallest number of people
    who answered two items together (20 of 200 answered half of the items: it covered .94 where Feldt's covered .44).
    Omega: total, one factor (McDonald 1999). Two items: Spearman-Brown (Eisinga et al. 2013).
    """
    sets = [instrument.item_set(scale.name) for scale in instrument.scales if len(scale.items) > 1]
    if not sets:
        raise InsufficientEvidence(
            Text(
                nl=f"'{instrument.name}' heeft geen schaal met twee of meer items.",
                en=f"'{instrument.name}' has no scale of two or more items.",
            )
        )
    coded = instrument.numeric_responses(responses)
    return pd.concat([reliability_of(coded, each, missing, level=level) for each in sets], ignore_index=True)


def reliability_of(
    responses: pd.DataFrame, items: ItemSet, missing: Missing = "pairwise", *, level: float = 0.95
) -> pd.DataFrame:
    """Reliability of one set of items; result as for `reliability`.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact.impactmeting.item_sets import ItemSet
    >>> from wij_impact.impactmeting.reliability import reliability_of
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 2, 4, 4], "c": [1, 3, 3, 4]})
    >>> out = reliability_of(answers, ItemSet("abc", ("a", "b", "c"), (1, 1, 1), 1, 5))
    >>> round(out.loc[out["measure"] == "alpha", "estimate"].item(), 3)
    0.939
    """
    if missing not in ("pairwise", "listwise"):
        raise UsageError(
            Text(nl=f"missing='{missing}' is er niet.", en=f"there is no missing='{missing}'."),
            remedy="pairwise, listwise",
        )
    level = check_level(level)
    scores = _directed(responses, items)
    if missing == "listwise":
        scores = scores.dropna()
    covariance = scores.cov().to_numpy()
    _check_spread(items, scores, covariance)
    n, k = len(scores.dropna(how="all")), len(items.items)
    base = {"scale": items.name, "level": level, "n": n}
    alpha = _alpha(covariance)
    complete = not scores.dropna(how="all").isna().to_numpy().any()
    lower, upper = _feldt(alpha, n, k, level) if complete else _jackknife(scores.to_numpy(dtype=float), alpha, level)
    interval = "Feldt interval" if complete else "jackknife interval on log(1 - alpha)"
    rows: list[dict[str, Any]] = [
        base
        | {
            "item": "",
            "measure": "alpha",
            "estimate": alpha,
            "lower": lower,
            "upper": upper,
            "method": f"Cronbach's alpha, {missing}, {interval}",
            "flag": "",
        }
    ]
    correlation = _correlation(covariance)
    rows.append(_plain(base, "alpha_standardised", _alpha(correlation), f"standardised alpha, {missing}"))
    if k == 2:
        r = correlation[0, 1]
        rows.append(_plain(base, "spearman_brown", 2 * r / (1 + r), f"Spearman-Brown, {missing}"))
    else:
        rows.append(_plain(base, "omega", omega(covariance), f"omega total, one factor, {missing}"))
    rows += _per_item(base, items, covariance, missing)
    return as_result(rows, ["scale", "item", "measure"])


def _directed(responses: pd.DataFrame, items: ItemSet) -> pd.DataFrame:
    require_columns(responses, items.items)
    columns = {}
    for name, direction in zip(items.items, items.directions, strict=True):
        values = numeric_column(responses, name)
        columns[name] = values if direction > 0 else items.low + items.high - values
    return pd.DataFrame(columns)


def _check_spread(items: ItemSet, scores: pd.DataFrame, covariance: np.ndarray) -> None:
    if len(scores) < 3 or np.isnan(covariance).any():
        raise InsufficientEvidence(
            Text(
                nl=f"schaal '{items.name}': te weinig respondenten die de items samen invulden.",
                en=f"scale '{items.name}': too few respondents answered the items together.",
            ),
            remedy=Text(nl="Er zijn er ten minste drie nodig.", en="At least three are needed."),
        )
    flat = [name for name, spread in zip(items.items, np.diag(covariance), strict=True) if spread <= 0]
    if flat:
        raise InputError(
            Text(nl="iedereen gaf hetzelfde antwoord.", en="everyone gave the same answer."),
            remedy=Text(nl="Laat dit item uit de schaal.", en="Leave this item out of the scale."),
            column=flat[0],
        )


def _alpha(covariance: np.ndarray) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _correlation(covariance: np.ndarray) -> np.ndarray:
    spread = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(spread, spread))


def _feldt(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Feldt (1965): (1 - alpha) times quantiles of F((n-1), (n-1)(k-1))."""
    tail, df1, df2 = (1 - level) / 2, n - 1, (n - 1) * (k - 1)
    return (
        1 - (1 - alpha) * float(stats.f.isf(tail, df1, df2)),
        1 - (1 - alpha) * float(stats.f.ppf(tail, df1, df2)),
    )


def _jackknife(scores: np.ndarray, alpha: float, level: float) -> tuple[float, float]:
    """Limits by leaving each respondent out; NaN where a covariance would then be undefined."""
    kept = scores[(~np.isnan(scores)).any(axis=1)]
    mask = (~np.isnan(kept)).astype(float)
    values = np.where(mask > 0, kept - np.nanmean(kept, axis=0), 0.0)
    together, sums, products = mask.T @ mask, values.T @ mask, values.T @ values
    logs = np.concatenate([_left_out(values[at], mask[at], together, sums, products)
                           for at in np.array_split(np.arange(len(kept)), len(kept) // 5_000 + 1)])  # fmt: skip
    n, fewest = len(kept), int(together.min())
    if not np.isfinite(logs).all() or not alpha < 1 or fewest < 4:
        return np.nan, np.nan
    error = float(np.sqrt((n - 1) / n * ((logs - logs.mean()) ** 2).sum()))
    half = float(stats.t.isf((1 - level) / 2, fewest - 1)) * error
    return 1 - (1 - alpha) * float(np.exp(half)), 1 - (1 - alpha) * float(np.exp(-half))


def _left_out(
    values: np.ndarray, mask: np.ndarray, together: np.ndarray, sums: np.ndarray, products: np.ndarray
) -> np.ndarray:
    """log(1 - alpha) from pairwise covariances without each of these respondents."""
    pairs = mask[:, :, None] * mask[:, None, :]
    count = together - pairs
    first = sums - values[:, :, None] * pairs  # sum of item i over who answered i and j
    cross = products - values[:, :, None] * values[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = (cross - first * first.transpose(0, 2, 1) / count) / (count - 1)
        k = mask.shape[1]
        trace = np.trace(covariance, axis1=1, axis2=2)
        return np.asarray(np.log(1 - k / (k - 1) * (1 - trace / covariance.sum(axis=(1, 2)))))


def _plain(base: dict[str, Any], measure: str, estimate: float, method: str, item: str = "") -> dict[str, Any]:
    return base | {"item": item, "measure": measure, "estimate": estimate, "method": method, "flag": ""}


def _per_item(base: dict[str, Any], items: ItemSet, covariance: np.ndarray, missing: str) -> list[dict[str, Any]]:
    rows = []
    for position, name in enumerate(items.items):
        rest = [other for other in range(len(items.items)) if other != position]
        shared = covariance[position, rest].sum()
        whole = covariance[np.ix_(rest, rest)].sum()
        correlation = float(shared / np.sqrt(covariance[position, position] * whole)) if whole > 0 else np.nan
        if len(rest) > 1:
            without = _alpha(covariance[np.ix_(rest, rest)])
            rows.append(_plain(base, "alpha_if_dropped", without, f"alpha without the item, {missing}", name))
        flag = "reverse?" if correlation < 0 else ""
        row = _plain(base, "item_rest_correlation", correlation, f"item with the sum of the others, {missing}", name)
        rows.append(row | {"flag": flag})
    return rows


def omega(covariance: Sequence[Sequence[float]] | np.ndarray) -> float:
    """Omega total of one factor, by minimum residuals on the correlations.

    Examples
    --------
    >>> round(omega([[1.0, 0.48, 0.40], [0.48, 1.0, 0.30], [0.40, 0.30, 1.0]]), 4)
    0.6735
    """
    matrix = np.asarray(covariance, dtype=float)
    spread = np.sqrt(np.diag(matrix))
    target = matrix / np.outer(spread, spread)
    off = ~np.eye(len(target), dtype=bool)

    def gap(loadings: np.ndarray) -> np.ndarray:
        return np.asarray((target - np.outer(loadings, loadings))[off])

    fit = optimize.least_squares(gap, np.full(len(target), 0.5), bounds=(-1, 1), xtol=1e-12, ftol=1e-12)
    loadings = fit.x * spread
    common = loadings.sum() ** 2
    return float(common / (common + (spread**2 * (1 - fit.x**2)).sum()))
