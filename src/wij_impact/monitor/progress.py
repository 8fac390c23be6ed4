"""Are we on course? The chance to make a target, from what was counted so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError
from wij_impact.estimates import as_result, check_level, proportion_interval
from wij_impact.estimates.columns import Numbers, as_floats, choose
from wij_impact.language import Text

__all__ = ["progress_to_target", "unique_to_target", "zero_target"]

POINTS = 3  # below this nothing is said about being on course
#: Dispersions that counts of this field can have. Where they cannot be told apart (fewer than four moments) every
#: chance is worked out for each, and the interval of the final count is the widest of them.
DISPERSIONS = (1.0, 2.0, 4.0)


def progress_to_target(
    count: float | Sequence[float],
    elapsed: float | Sequence[float],
    target: float | None,
    low: float | None = None,
    high: float | None = None,
    kind: str = "count",
    *,
    base: float | None = None,
    dispersion: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """The chance to make a target by the end of its period.

    Parameters
    ----------
    count : float or sequence of float
        What was counted so far; as a sequence the cumulative counts at the moments of `elapsed`.
    elapsed : float or sequence of float
        Share of the period that has passed, above 0 and at most 1.
    target : float or None
        At least this many (a share between 0 and 1 for ``kind="share"``). None with a range.
    low, high : float, optional
        A range: making it is to end inside, limits included. They take the place of `target`.
    kind : {"count", "share"}
        A number to reach, or a share of all; a share also needs `base`.
    base : float, optional
        How many were asked or seen so far (``kind="share"``); it grows with the period.
    dispersion : float, optional
        Variance over mean of the counts, 1 or more. From four moments on it is estimated when not given. Below four it
        cannot be: the chance is given for 1, with ``lower, upper`` its least and most over `DISPERSIONS`.
    level : float
        Of the predictive interval of the final count. At .95 it was simulated for 1 to 9 moments and a dispersion up to
        4: six of twelve moments at a dispersion of 4 cover .915 (mean count 10) and .928 (mean 30) when the dispersion
        is not given; every other design covers .93 or more (``docs/methods/verified_monitor.md``).

    Returns
    -------
    DataFrame
        One row. ``estimate`` is the chance to make it (``lower, upper`` where the dispersion is not known);
        ``p_below, p_inside, p_above`` against the range (or target); ``expected, total_lower, total_upper`` the final
        count (or share) predicted, the widest interval over `DISPERSIONS` where that is not known; ``pace`` so far and
        ``required_pace`` per whole period; ``dispersion, ramp`` ("recent half" when the pace changed); ``on_course``:
        "yes" (chance .8 or more at every dispersion that can be), "no" (.2 or less), "open", or "too few points" with
        fewer than three moments.

    Raises
    ------
    InputError
        A low above its high, counts that fall where they cumulate, `elapsed` outside 0 to 1 or not rising.

    Notes
    -----
    Counts: gamma-Poisson predictive with a Jeffreys prior, widened to the dispersion (a negative binomial with the same
    mean and variance). Shares: beta-binomial. The chance says nothing about why.

    Examples
    --------
    >>> [round(float(progress_to_target(n, 0.5, 200)["estimate"].iloc[0]), 2) for n in (60, 90, 110)]
    [0.0, 0.08, 0.93]
    >>> [round(float(progress_to_target(n, 0.5, 200, dispersion=3)["estimate"].iloc[0]), 2) for n in (90, 110)]
    [0.2, 0.79]
    >>> progress_to_target(90, 0.5, 200)[["lower", "upper"]].round(2).values.tolist()
    [[0.08, 0.22]]
    """
    check_level(level)
    choose(kind, ["count", "share"], "kind")
    counts, moments = _series(count, elapsed)
    low, high = _range(target, low, high)
    now, passed = float(counts[-1]), float(moments[-1])
    phi, ramp, pace, df = 1.0, "steady", now / passed, 0
    others: list[float] = []
    if kind == "count":
        phi, ramp, pace, seen, time, df = _pace(counts, moments, dispersion)
        found = _count_left(seen, time, 1 - passed, phi, df)
        limits = [_chance_below(found, low - now), _chance_below(found, _above(high) - now)]
        total = [now + value for value in _summary(found, level)]
        if dispersion is None and df == 0 and found is not None:
            wider = [_count_left(seen, time, 1 - passed, one, 0) for one in DISPERSIONS]
            others = [_chance_of(one, low - now, _above(high) - now) for one in wider]
            ends = [_summary(one, level) for one in wider]
            total[1:] = [now + min(one[1] for one in ends), now + max(one[2] for one in ends)]
        required = (max(0.0, low - now) / (1 - passed)) if passed < 1 else math.nan
    else:
        limits, total, required = _share(now, passed, base, low, high, level)
    below, above = limits[0], 1 - limits[1]
    inside = max(0.0, 1 - below - above)
    chance = inside if math.isfinite(high) else 1 - below
    least, most = min([chance, *others]), max([chance, *others])
    said = "too few points" if len(counts) < POINTS else ("yes" if least >= 0.8 else "no" if most <= 0.2 else "open")
    row: dict[str, Any] = {"kind": kind, "target": low, "estimate": chance, "level": level, "n": len(counts)}
    row |= {"lower": least, "upper": most} if others else {}
    row["method"] = "gamma-Poisson predictive" if kind == "count" else "beta-binomial predictive"
    row |= {"p_below": below, "p_inside": inside, "p_above": above, "expected": total[0], "total_lower": total[1]}
    row |= {"total_upper": total[2], "pace": pace, "required_pace": required, "dispersion": phi, "ramp": ramp}
    return as_result([row | {"on_course": said}], ["kind", "target"])


def zero_target(count: int, n: int, level: float = 0.95) -> pd.DataFrame:
    """A target of none: the count, and how many there may be unseen among as many again (upper limit about 3/n).

    Parameters
    ----------
    count : int
        How many there were.
    n : int
        Among how many.
    level : float
        Of the (Clopper-Pearson) interval of the share.

    Returns
    -------
    DataFrame
        One row; ``estimate`` is the count, ``lower, upper`` limits of the share in ``share_lower, share_upper``.

    Examples
    --------
    >>> zero_target(0, 100)["share_upper"].round(3).iloc[0]
    np.float64(0.036)
    """
    low, high, method = proportion_interval(count, n, level, "exact")
    row = {"target": 0, "estimate": float(count), "level": level, "n": n, "method": f"count; {method} of the share"}
    return as_result([row | {"share_lower": low, "share_upper": high}], ["target"])


def unique_to_target(visits: Sequence[int], elapsed: float, target: float) -> pd.DataFrame:
    """The chance to reach a number of different people, who saturate: not a straight line.

    Parameters
    ----------
    visits : sequence of int
        How often each person was seen so far, one number per person, 1 or more.
    elapsed : float
        Share of the period that has passed.
    target : float
        Number of different people.

    Returns
    -------
    DataFrame
        One row; ``estimate`` the chance to make it, ``expected`` people at the end, with the straight line beside it
        (``straight_line``), which is too high when people come back.

    Notes
    -----
    Good & Toulmin (1956), Biometrika 43:45-63; beyond a doubling smoothed as Efron & Thisted (1976), 63:435-447. It
    holds when the same kind of people keep coming.

    Examples
    --------
    >>> unique_to_target([1] * 30 + [2] * 20 + [3] * 10, 0.5, 90)["expected"].iloc[0]
    np.float64(80.0)
    """
    seen = np.asarray(list(visits))
    if len(seen) == 0 or (seen < 1).any() or (seen != seen.astype(int)).any():
        raise InputError(
            Text(nl="elke persoon is minstens één keer gezien.", en="every person was seen at least once."),
            remedy=Text(nl="Geef per persoon het aantal contacten.", en="Give the number of contacts per person."),
        )
    _series(1.0, elapsed)
    frequency = np.bincount(seen.astype(int))
    t = (1 - elapsed) / elapsed
    order = np.arange(1, len(frequency))
    weight = np.ones(len(order))
    if t > 1:
        steps = max(1, math.floor(0.5 * math.log2(seen.sum() * t**2 / (t - 1))))
        weight = stats.binom.sf(order - 1, steps, 1 / (1 + t))
    coefficient = -((-t) ** order) * weight
    new = max(0.0, float(coefficient @ frequency[1:]))
    error = math.sqrt(float(coefficient**2 @ frequency[1:]) + new)
    expected = len(seen) + new
    need = target - len(seen)
    chance = 1.0 if need <= 0 else (float(stats.norm.sf((need - 0.5 - new) / error)) if error > 0 else 0.0)
    row = {"target": target, "estimate": chance, "n": len(seen), "method": "Good-Toulmin", "expected": expected}
    return as_result([row | {"straight_line": len(seen) / elapsed, "expected_error": error}], ["target"])


def _series(count: float | Sequence[float], elapsed: float | Sequence[float]) -> tuple[Numbers, Numbers]:
    counts, moments = np.atleast_1d(as_floats(count, "count")), np.atleast_1d(as_floats(elapsed, "elapsed"))
    problem: Text | None = None
    if len(counts) != len(moments) or len(counts) == 0:
        problem = Text(nl="er zijn niet evenveel tellingen als momenten", en="counts and moments differ in number")
    elif not np.isfinite(counts).all() or (counts < 0).any():
        problem = Text(nl="een telling is leeg of onder 0", en="a count is empty or below 0")
    elif not ((moments > 0) & (moments <= 1)).all():
        problem = Text(
            nl="het verstreken deel ligt niet tussen 0 en 1 (een datum voor het begin?)",
            en="the share elapsed is not between 0 and 1 (a date before the start?)",
        )
    elif (np.diff(moments) <= 0).any():
        problem = Text(nl="de momenten lopen niet op", en="the moments do not rise")
    elif (np.diff(counts) < 0).any():
        problem = Text(nl="de telling daalt, terwijl zij optelt", en="the count falls where it cumulates")
    if problem is not None:
        raise InputError(
            Text(nl=f"{problem.nl}.", en=f"{problem.en}."),
            remedy=Text(
                nl="Geef de stand tot en met elk moment, op volgorde, en het deel van de periode dat voorbij is.",
                en="Give the count up to each moment, in order, and the share of the period that has passed.",
            ),
        )
    return counts, moments


def _range(target: float | None, low: float | None, high: float | None) -> tuple[float, float]:
    bottom = target if low is None else low
    top = math.inf if high is None else high
    if bottom is None:
        bottom = 0.0 if high is not None else None
    if bottom is None or not math.isfinite(bottom) or bottom < 0 or top < bottom:
        raise InputError(
            Text(nl=f"een doel van {bottom} tot {top} kan niet.", en=f"a target from {bottom} to {top} cannot be."),
            remedy=Text(
                nl="Geef een doel, of een ondergrens die niet boven de bovengrens ligt.",
                en="Give a target, or a low that is not above its high.",
            ),
        )
    return float(bottom), float(top)


def _pace(counts: Numbers, moments: Numbers, dispersion: float | None) -> tuple[float, str, float, float, float, int]:
    """Dispersion, ramp, pace per period, count and time that it rests on, degrees of freedom of the dispersion."""
    steps, spans = np.diff(np.r_[0.0, counts]), np.diff(np.r_[0.0, moments])
    seen, time, ramp = float(counts[-1]), float(moments[-1]), "steady"
    if len(steps) >= 6:
        half = len(steps) // 2
        early, late = float(steps[:half].sum()), float(steps[half:].sum())
        first, second = float(spans[:half].sum()), float(spans[half:].sum())
        phi = _dispersion(steps[:half], spans[:half], 1), _dispersion(steps[half:], spans[half:], 1)
        spread = math.sqrt(max(1.0, (phi[0] + phi[1]) / 2) * max(1.0, early + late) * first * second) / (first + second)
        # The late half against what a steady pace would give it: changed when Student's t would be so far off
        # once in fifty times.
        if abs(late - (early + late) * second / (first + second)) > stats.t.isf(0.01, len(steps) - 2) * spread:
            seen, time, ramp, steps, spans = late, second, "recent half", steps[half:], spans[half:]
    if dispersion is None:
        phi_used = _dispersion(steps, spans, 3)
    elif dispersion < 1 or not math.isfinite(dispersion):
        raise InputError(
            Text(nl=f"een spreiding van {dispersion} kan niet.", en=f"a dispersion of {dispersion} cannot be."),
            remedy=Text(nl="Geef 1 of meer.", en="Give 1 or more."),
        )
    else:
        phi_used = float(dispersion)
    df = len(steps) - 1 if dispersion is None and len(steps) > 3 else 0
    return phi_used, ramp, seen / time, seen, time, df


def _dispersion(steps: Numbers, spans: Numbers, least: int) -> float:
    """Pearson's: variance over mean of the steps, at least 1."""
    if len(steps) <= least or steps.sum() <= 0:
        return 1.0
    mean = steps.sum() * spans / spans.sum()
    return max(1.0, float(((steps - mean) ** 2 / mean).sum() / (len(steps) - 1)))


@dataclass(frozen=True)
class Ahead:
    """What is still to come: negative binomials, one per dispersion that the steps allow."""

    size: Numbers
    chance: Numbers

    def cdf(self, value: float) -> float:
        return float(stats.nbinom.cdf(value, self.size, self.chance).mean())

    def mean(self) -> float:
        return float((self.size * (1 - self.chance) / self.chance).mean())

    def ppf(self, share: float) -> float:
        each = stats.nbinom.ppf(share, self.size, self.chance)
        low, high = int(each.min()), int(each.max())
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.cdf(middle) >= share else (middle + 1, high)
        return float(low)


def _count_left(seen: float, time: float, left: float, phi: float, df: int) -> Ahead | None:
    """What is still to come; None when nothing is left. With `df` the dispersion is itself an estimate."""
    if left <= 0:
        return None
    mean = (seen + 0.5) * left / time
    allowed = np.array([phi]) if df == 0 else phi * df / stats.chi2.ppf((np.arange(20) + 0.5) / 20, df)
    variance = np.minimum(np.maximum(1.0, allowed), 10 * phi) * mean * (1 + left / time)
    return Ahead(mean**2 / (variance - mean), mean / variance)


def _chance_below(found: Any, need: float) -> float:
    """Chance that what is to come stays below `need`."""
    if found is None:
        return 1.0 if need > 0 else 0.0
    return 1.0 if need == math.inf else float(found.cdf(math.ceil(need) - 1))


def _chance_of(found: Any, low: float, above: float) -> float:
    """Chance that what is to come is at least `low` and stays below `above`."""
    most = 1.0 if above == math.inf else _chance_below(found, above)
    return max(0.0, most - _chance_below(found, low))


def _above(high: float) -> float:
    """The first count above the range."""
    return high if math.isinf(high) else math.floor(high) + 1


def _summary(found: Any, level: float) -> list[float]:
    if found is None:
        return [0.0, 0.0, 0.0]
    return [float(found.mean()), float(found.ppf((1 - level) / 2)), float(found.ppf((1 + level) / 2))]


def _share(
    now: float, passed: float, base: float | None, low: float, high: float, level: float
) -> tuple[list[float], list[float], float]:
    if base is None or base < now or base <= 0 or low > 1 or (math.isfinite(high) and high > 1):
        raise InputError(
            Text(
                nl="een aandeel vraagt hoeveel er tot nu toe waren (base), en een doel tussen 0 en 1.",
                en="a share asks how many there were so far (base), and a target between 0 and 1.",
            ),
            remedy=Text(nl="Geef base=..., minstens de telling.", en="Give base=..., at least the count."),
        )
    size = max(round(base / passed), round(base))
    left = size - round(base)
    found = stats.betabinom(left, now + 0.5, base - now + 0.5)

    def below(share: float) -> float:
        return float(found.cdf(math.ceil(share * size - now - 1e-9) - 1))

    over = 1.0 if math.isinf(high) else float(found.cdf(math.floor(high * size - now + 1e-9)))
    edges = [float(found.mean()), float(found.ppf((1 - level) / 2)), float(found.ppf((1 + level) / 2))]
    required = (low * size - now) / left if left else math.nan
    return [below(low), over], [(now + value) / size for value in edges], max(0.0, required)
