"""Difference in differences of two groups and two periods: changes within units, and an interval that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.effect.panels.clusters import ClusterSums, cluster_sums, robust_t, spread_t, t_limits, t_p_value
from wij_impact.effect.panels.panel import flags, refuse_constant, unit_weights
from wij_impact.effect.panels.permutation import permute_clusters
from wij_impact.effect.panels.wild import wild_bootstrap
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import numbers, require, row_of
from wij_impact.language import Text

__all__ = ["difference_in_differences"]

ENOUGH = 5  # clusters in the smaller arm from which clusters (not units) seen on one side only may stay
WITHIN = 10  # clusters needed when a part of each is treated
Bools = npt.NDArray[np.bool_]


def difference_in_differences(
    data: pd.DataFrame,
    outcome: str,
    treated: str,
    post: str,
    unit: str | None = None,
    cluster: str | None = None,
    *,
    weights: str | None = None,
    level: float = 0.95,
    draws: int = 4999,
    seed: int = 0,
) -> pd.DataFrame:
    """How much more did the treated change than the others?

    Parameters
    ----------
    data : DataFrame
        One row per unit and moment; the moments of a unit before (and after) are averaged first.
    outcome, treated, post : str
        Columns: a number; whether this unit is ever treated (0/1); whether the treatment had started (0/1), for the
        untreated too.
    unit : str, optional
        The unit that is followed. The estimate is then the mean change within treated units minus that within the
        others, every unit counting once; who is seen on one side of the start only has no change and leaves, named in
        `left_out`. Without it rows count, whoever they are.
    cluster : str, optional
        What was treated as a whole (team, practice, neighbourhood); the unit when not said.
    weights : str, optional
        Column with how much a unit counts (its clients, its inhabitants): above 0, the same in all rows of a unit.
    level : float
        Level of the intervals.
    draws, seed : int
        For permutations and bootstrap, where they cannot all be listed.

    Returns
    -------
    DataFrame
        One row per way of judging the same estimate, the one to read first (`headline` is True):
        ``inference, estimate, std_error, lower, upper, level, n, method, headline, p_value, df, smallest_p, clusters,
        treated_clusters, n_left_out, left_out``. `n` counts the rows used. `std_error` is the cluster-robust CR1 that
        most programs print, except in the row
        ``one_spread``; NaN when one cluster fills its arm, because its spread cannot be seen. Limits may be infinite.

    Raises
    ------
    InputError
        For a column that is missing or not 0/1, or a unit that changes arm.
    InsufficientEvidence
        When one of the four cells is empty, or nothing varies.

    Notes
    -----
    From 2 clusters in the smaller arm the row read first is CR2, which for one change per unit is the error of Welch's
    t, with the fewer of two degrees of freedom: Bell & McCaffrey's (2002), which know the design only, and
    Satterthwaite's (1946), which let the arms differ in spread. Each alone rejects a true null too often somewhere
    (8% at 3 against 9 with four times the spread, 11% at 2 against 8 with twice); the fewer of the two rejected 0.6
    to 6.1% in all designs of ``docs/methods/verified_effect.md`` with normal and t(5) changes. Changes as skewed as
    an exponential break every t with fewer than 10 treated and more spread among them (10 to 14%). With one treated
    the permutation comes first, which takes it that the treated varies as the others do: with twice their spread it
    rejects a true null far too often; fewer than 20 clusters cannot reject at 5%, so the interval is unbounded then.
    The row ``one_spread`` (Donald & Lang 2007) is narrower and needs that both arms vary alike: 3 against 9 with
    twice the spread rejected 22%.

    Examples
    --------
    >>> frame = pd.DataFrame({"team": list("aabbccddee"), "after": [0, 1] * 5, "new": [1] * 4 + [0] * 6,
    ...                       "y": [1, 5, 2, 7, 1, 2, 3, 3, 2, 4]})
    >>> found = difference_in_differences(frame, "y", "new", "after", unit="team")
    >>> found.loc[0, "inference"], round(float(found.loc[0, "estimate"]), 3)
    ('cluster_t', 3.5)
    """
    level = check_level(level)
    named = [name for name in (unit, cluster) if name is not None]
    require(data, [outcome, treated, post, *named])
    y = numbers(data, outcome, minimum=None, missing=True)
    given, after = flags(data, treated), flags(data, post)
    by = _clusters(data, unit, cluster)
    weight = _weights(data, unit, weights)
    known = ~np.isnan(y)
    rows = _Rows(y[known], given[known], after[known], by[known], weight[known])
    _four_cells(rows.given, rows.after)
    refuse_constant(rows.y, outcome)
    left: list[str] = []
    used = len(rows.y)
    if unit is not None:
        _one_arm(data[known], unit, rows.given, treated)
        rows, left, used = _within_units(rows, data[unit].to_numpy()[known])
    whole = _one_arm(pd.DataFrame({"c": rows.by}), "c", rows.given, treated, refuse=False)
    design = _Design(used, bool(named), level, draws, seed)
    if not whole:
        found = _within_clusters(rows, design)
    elif named:
        found = _followed(rows, design)
    else:
        made = {"cluster_t": _robust_row(rows.sums(), design)}
        found = _framed(made, "cluster_t")
    return _with_left_out(found, left)


@dataclass(frozen=True)
class _Rows:
    """What is compared: one row per observation, or per unit and side of the start."""

    y: npt.NDArray[np.float64]
    given: Bools
    after: Bools
    by: npt.NDArray[Any]
    weight: npt.NDArray[np.float64]

    def sums(self) -> ClusterSums:
        return cluster_sums(self.y, self.given, self.after, self.by, self.weight)

    def only(self, keep: Bools) -> _Rows:
        return _Rows(self.y[keep], self.given[keep], self.after[keep], self.by[keep], self.weight[keep])


def _within_units(rows: _Rows, unit: npt.NDArray[Any]) -> tuple[_Rows, list[str], int]:
    """The mean of each unit before and after; who was seen on one side only leaves."""
    frame = pd.DataFrame(
        {"unit": unit, "after": rows.after, "y": rows.y, "given": rows.given, "by": rows.by, "weight": rows.weight}
    )
    sides = frame.groupby("unit", sort=False)["after"].transform("nunique") == 2
    left = [str(name) for name in frame.loc[~sides, "unit"].drop_duplicates()]
    kept = frame[sides]
    _four_cells(kept["given"].to_numpy(), kept["after"].to_numpy(), followed=True)
    moved = kept.groupby("unit", sort=False)["by"].nunique()
    if (moved > 1).any():
        _refuse_moved(moved.index[moved > 1][0])
    made = kept.groupby(["unit", "after"], sort=False).agg(
        y=("y", "mean"), given=("given", "first"), by=("by", "first"), weight=("weight", "first")
    )
    weight = made["weight"].to_numpy(dtype=float)
    found = _Rows(
        made["y"].to_numpy(dtype=float), made["given"].to_numpy(dtype=bool),
        made.index.get_level_values("after").to_numpy(dtype=bool), made["by"].to_numpy(), weight / weight.mean(),
    )  # fmt: skip
    return found, left, len(kept)


def _refuse_moved(unit: Any) -> None:
    raise InputError(
        Text(nl=f"'{unit}' hoort bij meer dan één cluster.", en=f"'{unit}' belongs to more than one cluster."),
        remedy=Text(
            nl="Geef elke eenheid het cluster waar zij vóór de start bij hoorde.",
            en="Give each unit the cluster that it belonged to before the start.",
        ),
    )


def _weights(data: pd.DataFrame, unit: str | None, weights: str | None) -> npt.NDArray[np.float64]:
    """How much each row's unit counts; 1 when not said."""
    if weights is None:
        return np.ones(len(data))
    if unit is None:
        raise UsageError(
            Text(nl="weights= zonder unit=.", en="weights= without unit=."),
            remedy=Text(
                nl="Gewichten horen bij eenheden: noem met unit= wie gevolgd wordt.",
                en="Weights belong to units: name with unit= who is followed.",
            ),
        )
    return unit_weights(data, unit, weights)


def _with_left_out(found: pd.DataFrame, left: list[str]) -> pd.DataFrame:
    found = found.assign(n_left_out=len(left), left_out=", ".join(left))
    if not left:
        return found
    shown = ", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else "")
    said = f"; {len(left)} {'unit' if len(left) == 1 else 'units'} not seen both before and after left out: {shown}"
    return found.assign(method=found["method"] + said)


def _followed(rows: _Rows, design: _Design) -> pd.DataFrame:
    """The rows for clusters; where there are few, those not seen both before and after are left out, and said."""
    sums = rows.sums()
    if sums.fewest >= ENOUGH or sums.complete.all():
        return _rows(sums, design)
    keep = pd.Series(rows.after).groupby(rows.by).transform("nunique").to_numpy() == 2
    _four_cells(rows.given[keep], rows.after[keep])
    left = int((~sums.complete).sum())
    found = _rows(rows.only(keep).sums(), replace(design, n=int(keep.sum())))
    return found.assign(method=found["method"] + f"; {left} clusters not seen both before and after left out")


@dataclass(frozen=True)
class _Design:
    n: int
    named: bool
    level: float
    draws: int
    seed: int


def _clusters(data: pd.DataFrame, unit: str | None, cluster: str | None) -> npt.NDArray[Any]:
    name = unit if cluster is None else cluster
    if name is None:
        return np.arange(len(data))
    if data[name].isna().any():
        row = row_of(data, int(np.argmax(data[name].isna().to_numpy())))
        raise InputError(
            Text(nl="deze rij hoort bij geen eenheid.", en="this row belongs to no unit."),
            remedy=Text(nl="Vul de eenheid in of laat de rij weg.", en="Fill in the unit or leave the row out."),
            row=row,
            column=name,
        )
    return pd.factorize(data[name])[0]


def _four_cells(given: Bools, after: Bools, followed: bool = False) -> None:
    words = {
        (True, False): Text(nl="behandelden vóór de start", en="treated before the start"),
        (True, True): Text(nl="behandelden na de start", en="treated after the start"),
        (False, False): Text(nl="niet-behandelden vóór de start", en="untreated before the start"),
        (False, True): Text(nl="niet-behandelden na de start", en="untreated after the start"),
    }
    for (arm, period), said in words.items():
        if not ((given == arm) & (after == period)).any():
            if followed:
                _refuse_followed(arm)
            raise InsufficientEvidence(
                Text(nl=f"er zijn geen {said.nl}.", en=f"there are no {said.en}."),
                remedy=Text(
                    nl="Nodig zijn beide groepen, vóór en na. `treated` zegt wie ooit behandeld wordt (ook vóór de "
                    "start 1), `post` of het al begonnen was (ook voor de niet-behandelden).",
                    en="Both groups are needed, before and after. `treated` says who is ever treated (1 before the "
                    "start too), `post` whether it had started (for the untreated too).",
                ),
            )


def _refuse_followed(arm: bool) -> None:
    """Nobody of an arm is seen on both sides of the start: there is no change to compare."""
    who = Text(nl="behandelde", en="treated") if arm else Text(nl="niet-behandelde", en="untreated")
    raise InsufficientEvidence(
        Text(
            nl=f"geen enkele {who.nl} eenheid is zowel vóór als na de start gezien.",
            en=f"no {who.en} unit was seen both before and after the start.",
        ),
        remedy=Text(
            nl="Volg dezelfde eenheden, of laat unit= weg: dan worden rijen vergeleken, wie het ook zijn.",
            en="Follow the same units, or leave out unit=: rows are then compared, whoever they are.",
        ),
    )


def _one_arm(data: pd.DataFrame, unit: str, given: Bools, column: str, refuse: bool = True) -> bool:
    """Whether every unit stays in one arm."""
    arms = pd.Series(given).groupby(data[unit].to_numpy()).nunique()
    mixed = arms.index[arms > 1]
    if refuse and len(mixed):
        raise InputError(
            Text(
                nl=f"'{mixed[0]}' is soms behandeld en soms niet.",
                en=f"'{mixed[0]}' is sometimes treated, sometimes not.",
            ),
            remedy=Text(
                nl="Geef elke eenheid één waarde: 1 als zij ooit behandeld wordt. Verschilt de start per eenheid, "
                "gebruik dan `staggered`.",
                en="Give each unit one value: 1 when it is ever treated. Does the start differ, use `staggered`.",
            ),
            column=column,
        )
    return len(mixed) == 0


def _rows(sums: ClusterSums, design: _Design) -> pd.DataFrame:
    rows = {"cluster_t": _robust_row(sums, design)}
    if sums.clusters > 2 and not _all_alike(sums):
        rows["permutation"] = _permutation_row(sums, design)
        rows["wild_bootstrap"] = _wild_row(sums, design)
        if sums.complete.all():
            rows["one_spread"] = _spread_row(sums, design)
    return _framed(rows, _first(sums))


def _all_alike(sums: ClusterSums) -> bool:
    """Whether every cluster changed by as much, but for rounding: what is drawn again would then be the rounding."""
    if not sums.complete.all():
        return False
    mean = sums.total / sums.count
    return bool(np.ptp(mean[:, 1] - mean[:, 0]) <= 1e-12 * np.abs(mean).max())


def _first(sums: ClusterSums) -> str:
    """The row to read first; see the Notes of `difference_in_differences`."""
    return "permutation" if sums.fewest == 1 and sums.clusters > 2 and not _all_alike(sums) else "cluster_t"


def _framed(rows: dict[str, dict[str, Any]], first: str) -> pd.DataFrame:
    order = sorted(rows, key=lambda name: name != first)
    return as_result([{"inference": name, **rows[name], "headline": name == first} for name in order], ["inference"])


def _common(sums: ClusterSums, design: _Design) -> dict[str, Any]:
    robust = robust_t(sums)
    return {
        "estimate": sums.estimate, "std_error": robust.cr1, "level": design.level, "n": design.n, "df": float("nan"),
        "smallest_p": float("nan"), "corrected_error": float("nan"),
        "clusters": sums.clusters, "treated_clusters": int(sums.treated.sum()),
    }  # fmt: skip


def _robust_row(sums: ClusterSums, design: _Design) -> dict[str, Any]:
    robust = robust_t(sums)
    lower, upper = t_limits(sums.estimate, robust.cr2, robust.df, design.level)
    by = "by cluster" if design.named else "by row (no unit named: repeated measurements count as independent)"
    said = (
        f"difference in differences, CR1 error {by}; interval CR2 (spread may differ between the arms), "
        f"t(df={robust.df:.1f})"
    )
    if not robust.df > 0:
        said += "; unbounded: one cluster fills its arm, so its own spread cannot be seen"
    p_value = t_p_value(sums.estimate, robust.cr2, robust.df)
    return _common(sums, design) | {
        "lower": lower, "upper": upper, "p_value": p_value, "df": robust.df, "corrected_error": robust.cr2,
        "method": said,
    }  # fmt: skip


def _spread_row(sums: ClusterSums, design: _Design) -> dict[str, Any]:
    found = spread_t(sums)
    lower, upper = t_limits(sums.estimate, found.std_error, found.df, design.level)
    said = (
        f"difference in differences of {sums.clusters} cluster changes, one spread for treated and untreated clusters, "
        f"t(df={found.df})"
    )
    p_value = t_p_value(sums.estimate, found.std_error, found.df)
    return _common(sums, design) | {
        "std_error": found.std_error, "lower": lower, "upper": upper, "p_value": p_value, "df": found.df, "method": said
    }  # fmt: skip


def _permutation_row(sums: ClusterSums, design: _Design) -> dict[str, Any]:
    found = permute_clusters(sums, design.level, design.draws, design.seed)
    how = f"all {found.listed:,} assignments" if found.exact else f"{found.listed - 1:,} drawn assignments"
    said = f"difference in differences, randomisation inference over clusters, {how}"
    if not np.isfinite(found.upper - found.lower):
        said += (
            f"; the interval is unbounded: the smallest p-value this design can give is {found.smallest:.3f}, so "
            f"nothing is rejected at {1 - design.level:.3g}"
        )
        if sums.fewest == 1:
            said += "; with one treated cluster consider synthetic_control"
    if sums.fewest == 1:
        said += "; takes it that the one in its arm varies as the others do"
    return _common(sums, design) | {
        "lower": found.lower, "upper": found.upper, "p_value": found.p_value, "smallest_p": found.smallest,
        "method": said,
    }  # fmt: skip


def _wild_row(sums: ClusterSums, design: _Design) -> dict[str, Any]:
    found = wild_bootstrap(sums, design.level, design.draws, design.seed)
    said = f"difference in differences, wild cluster bootstrap, null imposed ({found.weights})"
    if not np.isfinite(found.upper - found.lower):
        said += "; unbounded"
    return _common(sums, design) | {
        "lower": found.lower,
        "upper": found.upper,
        "p_value": found.p_value,
        "method": said,
    }


def _within_clusters(rows: _Rows, design: _Design) -> pd.DataFrame:
    """Treated and untreated units inside one cluster: a t on the changes per cluster and arm is not possible."""
    import statsmodels.api as sm

    y, given, after, by = rows.y, rows.given, rows.after, rows.by
    clusters = len(np.unique(by))
    mixed = np.unique(by[given])
    if clusters < WITHIN:
        raise InsufficientEvidence(
            Text(
                nl=f"binnen clusters is een deel behandeld, en er zijn maar {clusters} clusters.",
                en=f"a part of each cluster is treated, and there are only {clusters} clusters.",
            ),
            remedy=Text(
                nl=f"Cluster op wat als geheel behandeld is, of lever minstens {WITHIN} clusters.",
                en=f"Cluster by what was treated as a whole, or supply at least {WITHIN} clusters.",
            ),
        )
    design_matrix = np.column_stack([np.ones(len(y)), given, after, given & after]).astype(float)
    fit = sm.WLS(y, design_matrix, weights=rows.weight).fit(cov_type="cluster", cov_kwds={"groups": by}, use_t=True)
    estimate, error, df = float(fit.params[3]), float(fit.bse[3]), float(min(clusters, len(mixed)) - 1)
    lower, upper = t_limits(estimate, error, df, design.level)
    said = f"difference in differences, robust by cluster (treatment differs within clusters); CR1, t(df={df:.0f})"
    row = {
        "inference": "cluster_t", "estimate": estimate, "std_error": error, "lower": lower, "upper": upper,
        "level": design.level, "n": design.n, "method": said, "headline": True,
        "p_value": t_p_value(estimate, error, df), "df": df, "clusters": clusters, "treated_clusters": len(mixed),
    }  # fmt: skip
    return as_result([row], ["inference"])
