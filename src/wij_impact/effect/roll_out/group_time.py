"""Group-time effects: each cohort, each period, against units that are not (yet) treated, with influence functions.

Callaway & Sant'Anna (2021); the comparison of one cohort and two periods follows Sant'Anna & Zhao (2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wij_impact.effect.panels.panel import Panel
from wij_impact.errors import InsufficientEvidence
from wij_impact.language import Text

__all__ = ["Cells", "group_time_cells"]

Numbers = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Control = Literal["never", "notyet"]
Estimator = Literal["dr", "reg", "ipw"]
SMALL = 5  # treated units per parameter below which a propensity cannot be told: then the regression alone is used
NO_OVERLAP = 0.999  # a control this sure to be treated carries a weight of a thousand


@dataclass(frozen=True)
class Cells:
    """Group-time effects with what is needed to add them up.

    Attributes
    ----------
    group, time, base : array (cells,)
        Cohort, period, and the period it is compared with.
    att : array (cells,)
        Effect of the treated.
    influence : array (units, cells)
        Influence of each unit; its mean square over the number of units is the variance of `att`.
    residual : array (units, cells)
        Change minus what was expected of it, for treated and controls of the cell; NaN for others.
    treated_n, control_n : array (cells,)
        Units compared.
    """

    group: Numbers
    time: Numbers
    base: Numbers
    att: Numbers
    influence: Numbers
    residual: Numbers
    treated_n: npt.NDArray[np.int64]
    control_n: npt.NDArray[np.int64]

    @property
    def after(self) -> Bools:
        """Cells in which the cohort is treated."""
        return self.time >= self.group


def group_time_cells(
    panel: Panel, control: Control, estimator: Estimator = "dr", universal: int | None = None
) -> Cells:
    """All cells of a panel that can be compared.

    Parameters
    ----------
    universal : int, optional
        Compare every period with the one at this position from the start (-1 is the last untreated period); without
        it, periods before the start are compared with the one before them.
    """
    found = []
    for group in panel.groups:
        start = int(np.searchsorted(panel.times, group))
        for place in range(len(panel.times)):
            base = _base(start, place, universal)
            if base is None or base == place or base < 0:
                continue
            cell = _cell(panel, group, place, base, control, estimator)
            if cell is not None:
                found.append((group, panel.times[place], panel.times[base], *cell))
    if not found:
        raise _nothing_to_compare(panel, control, universal)
    group, time, base_time, att, influence, residual, treated_n, control_n = zip(*found, strict=True)
    return Cells(
        np.array(group),
        np.array(time),
        np.array(base_time),
        np.array(att),
        np.column_stack(influence),
        np.column_stack(residual),
        np.array(treated_n),
        np.array(control_n),
    )


def _base(start: int, place: int, universal: int | None) -> int | None:
    if universal is not None:
        return start + universal
    return start - 1 if place >= start else place - 1


def _cell(
    panel: Panel, group: float, place: int, base: int, control: Control, estimator: Estimator
) -> tuple[float, Numbers, Numbers, int, int] | None:
    """Effect, influence and residuals of one cohort in one period; None when there is nothing to compare."""
    latest = panel.times[max(place, base)]
    treated = panel.cohort == group
    others = np.isinf(panel.cohort) if control == "never" else (panel.cohort > latest) & ~treated
    change = panel.y[:, place] - panel.y[:, base]
    x = panel.covariates[:, min(place, base)]
    used = (treated | others) & ~np.isnan(change) & ~np.isnan(x).any(axis=1)
    arm = treated[used]
    if not arm.any() or arm.all():
        return None
    if (~arm).sum() <= x.shape[1] + 1 and x.shape[1]:
        return None
    small = arm.sum() < SMALL * (1 + x.shape[1])
    if panel.weights is None or x.shape[1]:
        att, own, rest = _compare(change[used], arm, _standard(x[used]), "reg" if small else estimator)
    else:
        att, own, rest = _counted(change[used], arm, panel.counted[used])
    n = len(panel.cohort)
    influence, residual = np.zeros(n), np.full(n, np.nan)
    influence[used] = own * n / used.sum()
    residual[used] = rest
    return att, influence, residual, int(arm.sum()), int((~arm).sum())


def _standard(x: Numbers) -> Numbers:
    """A constant, and the covariates at mean 0 and spread 1: no result may hang on their unit."""
    spread = x.std(axis=0)
    kept = spread > 1e-12 * np.maximum(1.0, np.abs(x).max(axis=0, initial=0.0))
    scaled = np.column_stack([np.ones(len(x)), (x[:, kept] - x[:, kept].mean(axis=0)) / spread[kept]])
    # A covariate that follows from the ones before it adds nothing.
    own = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    return np.asarray(scaled[:, : len(own)][:, own > 1e-8 * np.sqrt(len(x))])


def _compare(change: Numbers, arm: Bools, x: Numbers, estimator: Estimator) -> tuple[float, Numbers, Numbers]:
    """One two-by-two comparison: effect on the treated, influence per unit, residual change per unit."""
    d = arm.astype(float)
    expected = x @ np.linalg.lstsq(x[~arm], change[~arm], rcond=None)[0]
    if x.shape[1] == 1:
        expected = np.full(len(change), change[~arm].mean())
        rest = change - expected
        att = float(rest[arm].mean())
        influence = d * (rest - att) / d.mean() - (1 - d) * rest / (1 - d).mean()
        return att, influence, rest - d * att
    if estimator == "reg":
        att, influence = _regression(change, d, x, expected)
    else:
        att, influence = _weighted(change, d, x, expected if estimator == "dr" else np.zeros(len(d)), estimator == "dr")
    return att, influence, change - expected - d * att


def _counted(change: Numbers, arm: Bools, weight: Numbers) -> tuple[float, Numbers, Numbers]:
    """The plain comparison of units that do not all count as much."""
    d, w = arm.astype(float), weight / weight.mean()
    rest = change - np.average(change[~arm], weights=w[~arm])
    att = float(np.average(rest[arm], weights=w[arm]))
    influence = d * w * (rest - att) / (d * w).mean() - (1 - d) * w * rest / ((1 - d) * w).mean()
    return att, influence, rest - d * att


def _outcome_influence(change: Numbers, d: Numbers, x: Numbers, expected: Numbers) -> Numbers:
    """Influence of each unit on the coefficients of the regression among controls."""
    bread = np.linalg.inv((x * (1 - d)[:, None]).T @ x / len(d))
    return np.asarray((x * ((1 - d) * (change - expected))[:, None]) @ bread)


def _regression(change: Numbers, d: Numbers, x: Numbers, expected: Numbers) -> tuple[float, Numbers]:
    share = d.mean()
    att = float((d * (change - expected)).mean() / share)
    fitted = _outcome_influence(change, d, x, expected) @ (d[:, None] * x).mean(axis=0)
    return att, (d * (change - expected - att) - fitted) / share


def _weighted(change: Numbers, d: Numbers, x: Numbers, expected: Numbers, fitted: bool) -> tuple[float, Numbers]:
    """Inverse probability weighting, or doubly robust when `expected` was fitted."""
    chance = _propensity(d, x)
    weight = chance * (1 - d) / (1 - chance)
    rest = change - expected
    mine, theirs = float((d * rest).mean() / d.mean()), float((weight * rest).mean() / weight.mean())
    bread = np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x / len(d))
    selection = (x * (d - chance)[:, None]) @ bread
    one = d * (rest - mine)
    two = weight * (rest - theirs)
    two = two + selection @ (two[:, None] * x).mean(axis=0)
    if fitted:
        outcome = _outcome_influence(change, d, x, expected)
        one = one - outcome @ (d[:, None] * x).mean(axis=0)
        two = two - outcome @ (weight[:, None] * x).mean(axis=0)
    return mine - theirs, one / d.mean() - two / weight.mean()


def _propensity(d: Numbers, x: Numbers) -> Numbers:
    """Logistic regression by Newton steps; perfect separation is refused."""
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        slope = x.T @ (d - chance)
        hessian = (x * (chance * (1 - chance))[:, None]).T @ x
        step = np.linalg.lstsq(hessian, slope, rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    chance = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
    if np.abs(beta).max() > 30 or (chance[d == 0] > NO_OVERLAP).any():
        raise InsufficientEvidence(
            Text(
                nl="de covariaten voorspellen (bijna) volmaakt wie behandeld is; er is geen vergelijkbare groep.",
                en="the covariates predict (almost) perfectly who is treated; there is no comparable group.",
            ),
            remedy=Text(
                nl="Laat een covariaat weg, vergelijk alleen eenheden die op elkaar lijken, of kies estimator='reg' "
                "(rekent door buiten wat gezien is).",
                en="Leave a covariate out, compare only units that are alike, or choose estimator='reg' (which "
                "extrapolates).",
            ),
        )
    return np.asarray(chance)


def _nothing_to_compare(panel: Panel, control: Control, universal: int | None) -> InsufficientEvidence:
    if universal is not None and universal < -1:
        return InsufficientEvidence(
            Text(
                nl=f"geen enkele groep heeft een periode {universal} vóór haar start, met iemand om mee te "
                "vergelijken.",
                en=f"no group has a period {universal} before its start, with somebody to compare with.",
            ),
            remedy=Text(nl="Kies reference=-1.", en="Choose reference=-1."),
        )
    if panel.covariates.shape[2] and (control == "notyet" or np.isinf(panel.cohort).any()):
        needed = panel.covariates.shape[2] + 2
        return InsufficientEvidence(
            Text(
                nl=f"met {needed - 2} covariaten zijn er nergens {needed} onbehandelde eenheden om mee te vergelijken.",
                en=f"with {needed - 2} covariates there are nowhere {needed} untreated units to compare with.",
            ),
            remedy=Text(nl="Gebruik minder covariaten.", en="Use fewer covariates."),
        )
    if control == "never":
        return InsufficientEvidence(
            Text(
                nl="geen enkele eenheid bleef onbehandeld, dus is er niets om mee te vergelijken.",
                en="no unit remained untreated, so there is nothing to compare with.",
            ),
            remedy=Text(
                nl='Vergelijk met wie nog niet behandeld is: control="notyet".',
                en='Compare with those not yet treated: control="notyet".',
            ),
        )
    return InsufficientEvidence(
        Text(
            nl="op geen moment is er een eenheid die nog niet behandeld is naast een die dat al wel is.",
            en="at no moment is there a unit not yet treated beside one that is.",
        ),
        remedy=Text(
            nl="Voeg eenheden toe die later of nooit beginnen, of perioden van vóór de eerste start.",
            en="Add units that start later or never, or periods before the first start.",
        ),
    )
