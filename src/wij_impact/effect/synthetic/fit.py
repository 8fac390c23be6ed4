"""One fitted mix of donors, and the rule by which a poor one is refused."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wij_impact.effect.synthetic.panel import Panel
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["Made", "need_fit", "rounded"]

WORST_FIT = 3.0  # times the median pre-fit of the donors
SYSTEMATIC = 0.5  # share of the pre-gaps that carries over to the next moment


@dataclass(frozen=True)
class Made:
    """One fit: donor weights, time weights, gaps (shape (moments,)), effect, duality gap, moments before."""

    weights: Numbers
    time_weights: Numbers
    gaps: Numbers
    effect: float
    duality_gap: float
    before: int

    @property
    def pre_rmspe(self) -> float:
        return float(np.sqrt((self.gaps[: self.before] ** 2).mean()))

    @property
    def post_rmspe(self) -> float:
        return float(np.sqrt((self.gaps[self.before :] ** 2).mean()))

    @property
    def ratio(self) -> float:
        if self.pre_rmspe > 0:
            return self.post_rmspe / self.pre_rmspe
        return math.inf if self.post_rmspe > 0 else 0.0


def rounded(gaps: Numbers, values: Numbers, before: int) -> Numbers:
    """Gaps that are 0 but for rounding become 0 when the mix is exact, so that no ratio of roundings is ranked."""
    size = 1e-9 * float(np.abs(values[:, :before]).max())
    exact = float(np.sqrt((gaps[:before] ** 2).mean())) <= size
    return np.where(np.abs(gaps) <= max(10 * size, 1e-300), 0.0, gaps) if exact else gaps


def _determined(panel: Panel) -> bool:
    """Whether no two mixes of the donors run the same course before the start."""
    past = panel.values[1:, : panel.before]
    scaled = (past - past.mean()) / max(float(past.std()), 1e-300)
    return int(np.linalg.matrix_rank(np.column_stack([scaled, np.ones(len(past))]))) == len(past)


def need_fit(panel: Panel, made: Made, placebos: list[Made]) -> None:
    """Refuse when the mix did not run the course of the treated unit before the start."""
    name = panel.units[0]
    past = panel.values[0, : panel.before]
    if made.pre_rmspe == 0:
        if _determined(panel):
            return
        _refuse(
            Text(
                nl=f"{panel.donors} vergelijkingseenheden bootsen {panel.before} tijdstippen precies na: de gewichten"
                " liggen dan niet vast, en de gelijkenis zegt niets.",
                en=f"{panel.donors} donors imitate {panel.before} moments exactly: the weights are not determined then,"
                " and the likeness says nothing.",
            )
        )
    typical = float(np.median([one.pre_rmspe for one in placebos]))
    if made.pre_rmspe > WORST_FIT * typical:
        _refuse(
            Text(
                nl=f"vóór het begin wijkt het mengsel {made.pre_rmspe:.3g} af, ruim {WORST_FIT:g} keer zoveel als"
                f" gewoonlijk bij de andere eenheden ({typical:.3g}): '{name}' lijkt op geen mengsel van hen.",
                en=f"before the start the mix is off by {made.pre_rmspe:.3g}, over {WORST_FIT:g} times what is usual"
                f" for the other units ({typical:.3g}): '{name}' resembles no mix of them.",
            )
        )
    gaps = made.gaps[: panel.before]
    carried = float((gaps[1:] * gaps[:-1]).sum() / (gaps**2).sum())
    if made.pre_rmspe > float(past.std()) and carried > SYSTEMATIC:
        _refuse(
            Text(
                nl=f"vóór het begin volgt het mengsel '{name}' niet: het wijkt {made.pre_rmspe:.3g} af, meer"
                f" dan de reeks zelf varieert ({past.std():.3g}), en niet door toeval per tijdstip.",
                en=f"before the start the mix does not follow '{name}': it is off by {made.pre_rmspe:.3g}, more"
                f" than the series itself varies ({past.std():.3g}), and not by chance per moment.",
            )
        )


def _refuse(problem: Text) -> None:
    raise InsufficientEvidence(
        problem,
        remedy=Text(
            nl='Nodig zijn vergelijkingseenheden die er meer op lijken, een langere voorgeschiedenis, of method="sdid"'
            " als alleen het niveau verschilt.",
            en='Donors more like it are needed, a longer history, or method="sdid" when only the level differs.',
        ),
    )
