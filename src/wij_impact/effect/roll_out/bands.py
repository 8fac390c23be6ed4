"""Bands that hold for a whole row of estimates at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.effect.roll_out.aggregation import Sum

__all__ = ["with_band"]

Numbers = npt.NDArray[np.float64]
FEW = 50  # units below which the largest of the bootstrap is too small, and Bonferroni's t is taken when wider


def with_band(frame: pd.DataFrame, sums: list[Sum], level: float, draws: int, seed: int) -> pd.DataFrame:
    """Add `band_lower` and `band_upper`: the whole line lies inside with probability `level`.

    Notes
    -----
    Multiplier bootstrap of the influence functions (Callaway & Sant'Anna 2021, algorithm 1, Rademacher weights). The
    critical value is turned into a chance per row, and that into the t of the row's own degrees of freedom, so that
    with a handful of units the band is as careful as the interval of one estimate. Below 50 units it is at least
    that of Bonferroni's t, because signs drawn over 14 to 20 units do not reach far enough (bands over all event times
    then covered .86 to .92). Rows whose interval is unbounded
    have an unbounded band, and do not count in the others.
    """
    spread = frame["corrected_error"].to_numpy()
    line = (frame["aggregation"] != "overall").to_numpy() if "aggregation" in frame else np.ones(len(frame), dtype=bool)
    counts = line & np.isfinite(frame["lower"].to_numpy()) & (spread > 0)
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    low[line], high[line] = -np.inf, np.inf
    if counts.any():
        influence = np.column_stack([one.influence for one, use in zip(sums, counts, strict=True) if use])
        each = stats.norm.sf(_largest(influence, level, draws, seed))
        critical = stats.t.isf(each, frame["df"].to_numpy()[counts])
        if len(influence) < FEW:
            alone = stats.t.isf((1 - level) / 2 / counts.sum(), frame["df"].to_numpy()[counts])
            critical = np.maximum(critical, alone)
        middle = frame["estimate"].to_numpy()[counts]
        single = ((frame["upper"] - frame["estimate"]).to_numpy())[counts]
        half = np.maximum(critical * spread[counts], single)
        low[counts], high[counts] = middle - half, middle + half
    return frame.assign(band_lower=low, band_upper=high)


def _largest(influence: Numbers, level: float, draws: int, seed: int) -> float:
    """Quantile of the largest |t| of the row."""
    rng = np.random.default_rng(seed)
    scale = np.sqrt((influence**2).sum(axis=0))
    kept = influence[:, scale > 0] / scale[scale > 0]
    if not kept.shape[1]:
        return 0.0
    signs = rng.integers(0, 2, (draws, len(kept)), dtype=np.int8) * 2.0 - 1.0
    largest = np.abs(signs @ kept).max(axis=1)
    return float(np.quantile(largest, level))
