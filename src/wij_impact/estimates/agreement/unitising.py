"""Krippendorff's alpha for unitising: did coders mark the same stretches of text, by where they begin and end?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import Numbers, numbers, require, row_of
from wij_impact.estimates.shape import as_result, check_level
from wij_impact.language import Text

__all__ = ["unitising_alpha"]

#: Fewer texts than this say nothing of how much the coefficient moves from text to text.
FEWEST = 6
# (units, gaps) of one coder in one text, each as start and end, shape (sections, 2).
Sections = tuple[Numbers, Numbers]


def unitising_alpha(
    data: pd.DataFrame,
    source: str,
    start: str,
    end: str,
    rater: str,
    value: str,
    lengths: Mapping[str, float] | None = None,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Alpha of the stretches that coders marked, one row per code.

    Parameters
    ----------
    data : DataFrame
        One row per marked stretch. Coders are all raters that occur; each is taken to have read every text.
    source, start, end, rater, value : str
        Columns: the text, the first character, the one behind the last, the coder, the code.
    lengths : mapping, optional
        Text -> its length. Without it a text ends where the last mark in it ends, and silence behind that does not
        count.
    confidence, draws, seed
        Of the interval: texts are drawn again; below six texts there is none.

    Returns
    -------
    DataFrame
        Key `value`, the result columns (``n`` texts), then ``observed``, ``expected`` (disagreement) and ``units``.

    Raises
    ------
    InsufficientEvidence
        With fewer than two raters.
    InputError
        A stretch without a place, one that ends before it begins, or beyond its text.

    Notes
    -----
    Krippendorff (2004), Measuring the reliability of qualitative text analysis data, Quality & Quantity 38:787-800.
    Stretches of one coder with one code that overlap or touch are one unit.

    Examples
    --------
    >>> marks = pd.DataFrame({"text": "t", "from": [225, 370, 220, 355, 400], "to": [295, 400, 300, 375, 420],
    ...                       "coder": list("iijjj"), "code": "c"})
    >>> shifted = marks.assign(**{"from": marks["from"] - 150, "to": marks["to"] - 150})
    >>> unitising_alpha(shifted, "text", "from", "to", "coder", "code", {"t": 300})["estimate"].round(4).tolist()
    [0.7286]
    """
    check_level(confidence)
    require(data, [source, start, end, rater, value])
    raters = sorted(data[rater].unique())
    if len(raters) < 2:
        raise InsufficientEvidence(
            Text(nl="er is één codeur; overeenstemming vraagt er twee.", en="there is one coder; agreement needs two."),
            remedy=Text(nl="Laat een tweede dezelfde teksten coderen.", en="Have a second person code the same texts."),
        )
    sizes = _lengths(data, source, start, end, lengths)
    rng = np.random.default_rng(seed)
    rows = []
    for code in sorted(data[value].unique()):
        one = data[data[value] == code]
        parts = [
            [_sections(one[(one[source] == text) & (one[rater] == who)], start, end, size) for who in raters]
            for text, size in sizes.items()
        ]
        each = [_summary(texts, size) for texts, size in zip(parts, sizes.values(), strict=True)]
        observed, expected = _disagreement(each, len(raters))
        row: dict[str, Any] = {value: code, "estimate": 1 - observed / expected, "level": confidence, "n": len(sizes)}
        if len(sizes) >= FEWEST:
            again = []
            for _ in range(draws):
                chosen = [each[at] for at in rng.integers(len(each), size=len(each))]
                if any(len(units) for units, _, _, _ in chosen):
                    seen, chance = _disagreement(chosen, len(raters))
                    again.append(1 - seen / chance)
            lower, upper = np.quantile(again, [(1 - confidence) / 2, (1 + confidence) / 2])
            row |= {"std_error": float(np.std(again, ddof=1)), "lower": float(lower), "upper": float(upper)}
        how = "bootstrap by text" if len(sizes) >= FEWEST else "too few texts for an interval"
        units = sum(len(units) for units, _, _, _ in each)
        extra = {"observed": observed, "expected": expected, "units": units}
        rows.append(row | {"method": f"Krippendorff's unitising alpha, {how}"} | extra)
    return as_result(rows, [value])


def _lengths(
    data: pd.DataFrame, source: str, start: str, end: str, lengths: Mapping[str, float] | None
) -> dict[str, float]:
    begins, ends = (numbers(data, name, minimum=None, missing=True) for name in (start, end))
    known = data[source].map(dict(lengths or {})).to_numpy(dtype=float)
    wrong = np.isnan(begins) | np.isnan(ends) | (ends <= begins) | (begins < 0) | (ends > known)
    if wrong.any():
        raise InputError(
            Text(nl="het stuk heeft geen plaats in zijn tekst.", en="the stretch has no place in its text."),
            remedy=Text(nl="Geef begin en einde, binnen de tekst.", en="Give a start and an end, inside the text."),
            row=row_of(data, int(np.argmax(wrong))),
            column=str(end),
        )
    last = data.groupby(source)[end].max()
    found = {str(text): float((lengths or {}).get(str(text), last[text])) for text in sorted(last.index)}
    return found | {text: float(size) for text, size in (lengths or {}).items() if text not in found}


def _sections(marks: pd.DataFrame, start: str, end: str, size: float) -> Sections:
    """The units of one coder in one text, joined where they touch, and the gaps between them."""
    units: list[list[float]] = []
    for begin, stop in sorted(zip(marks[start].astype(float), marks[end].astype(float), strict=True)):
        if units and begin <= units[-1][1]:
            units[-1][1] = max(units[-1][1], stop)
        else:
            units.append([begin, stop])
    edges = [0.0, *(edge for unit in units for edge in unit), size]
    gaps = [[a, b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    return np.array(units).reshape(-1, 2), np.array(gaps).reshape(-1, 2)


def _summary(coders: list[Sections], size: float) -> tuple[Numbers, Numbers, float, float]:
    """What one text brings: lengths of its units and gaps, its observed differences, its length."""
    lengths = [np.concatenate([np.diff(one[kind]).ravel() for one in coders]) for kind in (0, 1)]
    apart = sum(_difference(a, b) for i, a in enumerate(coders) for j, b in enumerate(coders) if i != j)
    return lengths[0], lengths[1], float(apart), size


def _difference(one: Sections, other: Sections) -> float:
    """Squared differences of two coders: ends of units that meet, and units that lie in a gap of the other."""
    total = 0.0
    for begin, stop in one[0]:
        meets = (other[0][:, 0] < stop) & (other[0][:, 1] > begin)
        total += float(((begin - other[0][meets, 0]) ** 2 + (stop - other[0][meets, 1]) ** 2).sum())
        total += float((stop - begin) ** 2) * bool(((other[1][:, 0] <= begin) & (other[1][:, 1] >= stop)).any())
    for begin, stop in other[0]:
        total += float((stop - begin) ** 2) * bool(((one[1][:, 0] <= begin) & (one[1][:, 1] >= stop)).any())
    return total


def _disagreement(each: list[tuple[Numbers, Numbers, float, float]], raters: int) -> tuple[float, float]:
    units = np.concatenate([one[0] for one in each])
    gaps = np.concatenate([one[1] for one in each])
    size = sum(one[3] for one in each)
    observed = sum(one[2] for one in each) / (raters * (raters - 1) * size**2)
    inside = np.maximum(gaps[None, :] - units[:, None] + 1, 0) * (gaps[None, :] >= units[:, None])
    each_unit = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units) + units**2 * inside.sum(axis=1)
    everything = raters * size
    expected = 2 / size * each_unit.sum() / (everything * (everything - 1) - (units * (units - 1)).sum())
    return float(observed), float(expected)
