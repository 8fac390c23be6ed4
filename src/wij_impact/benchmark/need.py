"""Need of areas: an index of several indicators, and how far ranks and residuals hang on how these are weighed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wij_impact.benchmark.context import Refusals, standardised
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, keep_keys, names, need_units, numbers, positive, unit_names
from wij_impact.language import Text

__all__ = ["effort_residuals", "need_index", "need_ranks"]

_LEAST = 8
_SAID = Refusals(
    none=(
        Text(nl="er is geen aanwijzing voor behoefte.", en="there is no sign of need."),
        Text(nl="Geef er minstens één in need.", en="Give at least one in need."),
    ),
    own=(
        Text(
            nl="is vraag, geen behoefte: wie eropuit gaat, haalt meer vragen op.",
            en="is demand, not need: who reaches out brings in more questions.",
        ),
        Text(
            nl="Kies iets dat de inzet niet zelf verandert, zoals low_income of single_parent.",
            en="Choose something that effort does not change itself, such as low_income or single_parent.",
        ),
    ),
    same=(
        Text(nl="deze aanwijzing voor behoefte is overal gelijk.", en="this sign of need is equal everywhere."),
        Text(nl="Laat haar weg uit need.", en="Leave it out of need."),
    ),
)


def need_index(data: pd.DataFrame, indicators: str | Sequence[str], unit: str) -> pd.DataFrame:
    """The mean of standardised indicators, each counting as much; higher is more need.

    Parameters
    ----------
    data : DataFrame
        One row per area, at least 8.
    indicators : str or list of str
        Columns where more means more need.
    unit : str
        Column with the name of the area.

    Returns
    -------
    DataFrame
        One row per area: ``estimate`` (0 is the mean area), no interval: `need_ranks` says how sure its place is.

    Examples
    --------
    >>> areas = pd.DataFrame({"wijk": list("ABCDEFGH"), "poor": range(8), "single": range(8)})
    >>> need_index(areas, ["poor", "single"], "wijk")["estimate"].iloc[[0, -1]].round(2).tolist()
    [-1.53, 1.53]
    """
    units = unit_names(data, unit)
    standard = _standard(data, names(indicators))
    rows = [
        {
            unit: name,
            "estimate": float(standard[i].mean()),
            "n": len(units),
            "method": "mean of standardised indicators",
        }
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, data)


def need_ranks(
    data: pd.DataFrame,
    indicators: Sequence[str],
    unit: str,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """The rank of each area (1: most need) over many weightings of the indicators.

    Returns
    -------
    DataFrame
        One row per area: ``estimate`` the mean rank, ``lower, upper`` what `level` of the weightings give, ``highest,
        lowest`` the outermost ranks seen, ``equal`` the rank when all indicators count as much.

    Raises
    ------
    InsufficientEvidence
        For one indicator (there is nothing to weigh, so no range), or fewer than 8 areas.

    Notes
    -----
    Weights are uniform on all divisions of 1 (Dirichlet with parameter 1), so the range covers every opinion on what
    counts most; it is no sampling error. As in the OECD handbook on composite indicators (2008), step 7.

    Examples
    --------
    >>> areas = pd.DataFrame({"wijk": list("ABCDEFGH"), "poor": range(8), "single": [7, *range(7)]})
    >>> need_ranks(areas, ["poor", "single"], "wijk")[["highest", "lowest"]].iloc[0].tolist()
    [1.0, 8.0]
    """
    check_level(level)
    units = unit_names(data, unit)
    score = _scores(data, indicators, draws, seed)
    # Equal scores share the mean of their places.
    rank = pd.DataFrame(-score).rank(axis=1, method="average").to_numpy()
    low, high = _between(rank, level)
    equal = pd.Series(-_standard(data, names(indicators)).mean(axis=1)).rank(method="average").to_numpy()
    method = f"ranks over {draws} weightings, Dirichlet(1)"
    rows = [
        {unit: name, "estimate": float(rank[:, i].mean()), "std_error": float(rank[:, i].std(ddof=1))}
        | {"lower": low[i], "upper": high[i], "level": level, "n": len(units), "method": method}
        | {"highest": float(rank[:, i].min()), "lowest": float(rank[:, i].max()), "equal": float(equal[i])}
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, data)


def effort_residuals(
    data: pd.DataFrame,
    effort: str,
    indicators: Sequence[str],
    unit: str,
    weight: str,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Effort per weight of each area, less that of areas with the same need; over many weightings of need.

    Parameters
    ----------
    data, indicators, unit, draws, seed, level
        As for `need_ranks`.
    effort, weight : str
        What an area gets in all, and how much it counts (its residents).

    Returns
    -------
    DataFrame
        One row per area: ``estimate`` is the residual with all indicators counting as much (above 0: more effort than
        areas with its need get), ``lower, upper`` what `level` of the weightings give, ``raw`` the effort per weight.

    Notes
    -----
    A weighted straight line of effort per weight on the need index. Weighted by `weight`, the residuals add up to 0:
    they compare areas with each other, and do not say what is enough.

    Examples
    --------
    >>> areas = pd.DataFrame({"wijk": list("ABCDEFGH"), "poor": range(8), "single": [1, 0, 3, 2, 5, 4, 7, 6]})
    >>> areas = areas.assign(fte=[1, 1, 2, 2, 3, 3, 4, 9], residents=1000)
    >>> found = effort_residuals(areas, "fte", ["poor", "single"], "wijk", "residents")
    >>> found["estimate"].idxmax(), bool(abs(found["estimate"].sum()) < 1e-12)
    (7, True)
    """
    check_level(level)
    units = unit_names(data, unit)
    size = positive(data, weight)
    per = numbers(data, effort) / size
    drawn = np.array([_residual(per, one, size) for one in _scores(data, indicators, draws, seed)])
    value = _residual(per, _standard(data, names(indicators)).mean(axis=1), size)
    low, high = _between(drawn, level)
    method = f"residual of a weighted line on need, over {draws} weightings"
    rows = [
        {unit: name, "estimate": float(value[i]), "std_error": float(drawn[:, i].std(ddof=1))}
        | {"lower": min(low[i], float(value[i])), "upper": max(high[i], float(value[i])), "level": level}
        | {"n": len(units), "method": method, "raw": float(per[i])}
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, data)


def _standard(data: pd.DataFrame, indicators: list[str]) -> Numbers:
    """Each indicator with mean 0 and spread 1, one column each."""
    need_units(len(data), _LEAST, Text(nl="Een index van behoefte", en="An index of need"))
    return standardised(data, indicators, _SAID)


def _scores(data: pd.DataFrame, indicators: Sequence[str], draws: int, seed: int) -> Numbers:
    standard = _standard(data, names(indicators))
    if standard.shape[1] < 2:
        raise InsufficientEvidence(
            Text(
                nl="met één aanwijzing voor behoefte valt er niets te wegen: er is geen spreiding van de plaats.",
                en="with one sign of need there is nothing to weigh: a rank would have no range.",
            ),
            remedy=Text(nl="Geef er minstens twee.", en="Give at least two."),
        )
    if draws < 100:
        raise UsageError(
            Text(nl=f"{draws} wegingen zijn te weinig.", en=f"{draws} weightings are too few."),
            remedy=Text(nl="Vraag er minstens 100.", en="Ask for at least 100."),
        )
    weights = np.random.default_rng(seed).dirichlet(np.ones(standard.shape[1]), draws)
    # Rounded: indicators that say the same must not differ by the last bits of the weights.
    return np.round(weights @ standard.T, 9)


def _residual(per: Numbers, need: Numbers, size: Numbers) -> Numbers:
    share = size / size.sum()
    centred = need - share @ need
    spread = float(share @ centred**2)
    slope = float(share @ (centred * per)) / spread if spread > 0 else 0.0
    return np.asarray(per - share @ per - slope * centred)


def _between(drawn: Numbers, level: float) -> tuple[list[float], list[float]]:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low.tolist(), high.tolist()
