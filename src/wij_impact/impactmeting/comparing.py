"""Did it change between waves, or differ between groups, and what could have been seen at these numbers?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level, order_of, wilson_interval
from wij_impact.impactmeting.checks import as_list, first_row, require_columns
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.estimators import Domain, domains, linearise_mean
from wij_impact.impactmeting.instruments import Instrument
from wij_impact.impactmeting.prepared import PreparedDesign, prepare
from wij_impact.impactmeting.scoring import score
from wij_impact.language import Text

__all__ = ["adjust_p_values", "compare"]

POWER = 0.8
NO_CHANGE = "no demonstrable change"
NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Difference:
    """One difference between two groups."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    df: float
    p_value: float
    method: str


def compare(
    responses: pd.DataFrame,
    instrument: Instrument,
    groups: str,
    respondent: str | None = None,
    design: SurveyDesign | None = None,
    *,
    measure: Literal["mean", "top_box", "scales"] = "mean",
    reference: Any = None,
    order: Sequence[Any] | str | None = None,
    adjust: Literal["holm", "fdr", "none"] = "holm",
    level: float = 0.95,
) -> pd.DataFrame:
    """Difference of each group (or wave) with the first, per item.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent and wave.
    instrument : Instrument
        Its comparability notes are a gate: over a break there is no difference, only the reason.
    groups : str
        Column with the wave or the group.
    respondent : str, optional
        Column that recognises a respondent who returns in another wave; differences are then paired where they do.
        Without it, waves are taken as independent samples and the method says that this is conservative.
    design : SurveyDesign, optional
    measure : {"mean", "top_box", "scales"}
        Means of the items, shares in the top box, or means of the scale scores.
    reference : optional
        The group to compare with; by default the first in time (`estimates.order_of`), or of groups that have no
        order in time the first by name.
    order : list or str, optional
        The waves, first to last, where their labels do not say.
    adjust : {"holm", "fdr", "none"}
        Correction of the p-values over the rows; `verdict` follows the corrected p-value.
    level : float

    Returns
    -------
    pandas.DataFrame
        `item`, `group`, `reference`; the result columns (estimate = group minus reference); `n_reference`,
        `p_value`, `p_adjusted`, `smallest_detectable` (difference found with 80% probability at these numbers),
        `verdict` ("increase", "decrease", "no demonstrable change", "not comparable"), `reason`.

    Raises
    ------
    InputError
        When a respondent is twice in one wave, and for waves in words without a known order.
    InsufficientEvidence
        When there are not two groups.

    Notes
    -----
    Without a design: Welch's t for independent groups; Newcombe's (1998) interval for shares. With a design or with
    recurring respondents: linearised difference of two domain means, respondents as clusters; with complete pairs
    this is the paired t.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"wave": ["2019"] * 3 + ["2020"] * 3, "grade": [7, 8, 9, 8, 8, 9]})
    >>> out = im.compare(answers, im.load_instrument("impactmeting_preventie"), "wave")
    >>> out[["item", "verdict"]].values.tolist()
    [['grade', 'no demonstrable change']]
    """
    level = check_level(level)
    if measure not in ("mean", "top_box", "scales") or adjust not in ("holm", "fdr", "none"):
        raise UsageError("measure is mean, top_box or scales; adjust is holm, fdr or none.")
    require_columns(responses, [groups, *as_list(respondent)])
    waves = groups == instrument.wave_column
    parts = _ordered(responses, groups, order, waves or respondent is not None)
    first = _reference(parts, groups, reference)
    recurs = respondent is not None and _recurs(responses, respondent)
    values = _values(responses, instrument, measure)
    plan = _design(responses, design, groups, respondent, recurs, waves)
    prepared = prepare(plan[0], plan[1])
    rows: list[dict[str, Any]] = []
    for name, numbers in values.items():
        for part in parts:
            if part is first:
                continue
            keys = {"item": name, "group": part.keys[groups], "reference": first.keys[groups]}
            answered = ~np.isnan(numbers)
            pair = (part.inside & answered, first.inside & answered)
            sizes = {"n": int(pair[0].sum()), "n_reference": int(pair[1].sum()), "level": level}
            reason = _break(instrument, str(name), keys) if waves else ""
            if reason:
                closed = {"method": "not estimated", "verdict": NOT_COMPARABLE, "reason": reason}
                rows.append(keys | sizes | closed)
                continue
            simple = design is None and not recurs
            found = _difference(prepared, numbers, pair, simple, measure == "top_box", level)
            label = "; conservative: respondents may recur" if waves and respondent is None else ""
            rows.append(keys | sizes | _columns(found, level, label))
    return _judged(rows, adjust, level)


TIMES = re.compile(r"wave|meting|moment|tijd|periode|ronde|round|time|period|date|datum|jaar|year|fase|phase|t", re.I)


def _ordered(responses: pd.DataFrame, groups: str, order: Sequence[Any] | str | None, waves: bool) -> list[Domain]:
    """The groups, in time where they are moments; a column of waves whose labels have no order is refused."""
    parts = list(domains(responses, groups))
    known: list[Any] = []
    if order is not None or waves or TIMES.fullmatch(groups.strip()):
        known = order_of(responses[groups], order)
    else:
        with suppress(InputError):
            known = order_of(responses[groups])
    place = {label: at for at, label in enumerate(known)}
    return sorted(parts, key=lambda part: place.get(part.keys[groups], 0))


def _recurs(responses: pd.DataFrame, respondent: str) -> bool:
    known = responses[respondent].dropna()
    return bool(known.duplicated().any())


def _reference(parts: list[Any], groups: str, reference: Any) -> Any:
    if len(parts) < 2:
        raise InsufficientEvidence(
            Text(nl=f"kolom '{groups}' heeft geen twee groepen.", en=f"column '{groups}' does not have two groups."),
            remedy=Text(nl="Er zijn twee metingen of groepen nodig.", en="Two waves or groups are needed."),
        )
    if reference is None:
        return parts[0]
    found = next((part for part in parts if part.keys[groups] == reference), None)
    if found is None:
        raise UsageError(
            Text(nl=f"er is geen groep {reference!r}.", en=f"there is no group {reference!r}."),
            remedy=", ".join(str(part.keys[groups]) for part in parts),
        )
    return found


def _values(responses: pd.DataFrame, instrument: Instrument, measure: str) -> dict[str, np.ndarray]:
    if measure == "scales":
        scored = score(responses, instrument)
        return {str(name): scored[name].to_numpy(dtype=float) for name in scored.columns}
    numbers = instrument.numeric_responses(responses)
    if measure == "mean":
        return {str(name): numbers[name].to_numpy(dtype=float) for name in numbers.columns}
    out = {}
    for name in numbers.columns:
        item = instrument.item(str(name))
        if item.top:
            column = numbers[name].to_numpy(dtype=float)
            out[str(name)] = np.where(np.isnan(column), np.nan, np.isin(column, item.top).astype(float))
    return out


def _design(
    responses: pd.DataFrame,
    design: SurveyDesign | None,
    groups: str,
    respondent: str | None,
    recurs: bool,
    waves: bool,
) -> tuple[pd.DataFrame, SurveyDesign]:
    """Independent waves are samples of their own (strata); recurring respondents are clusters."""
    design = design or SurveyDesign()
    if respondent is not None:
        twice = responses.duplicated([respondent, groups]).to_numpy() & responses[respondent].notna().to_numpy()
        if twice.any():
            raise InputError(
                Text(nl="deze respondent staat twee keer in één meting.", en="this respondent is twice in one wave."),
                remedy=Text(nl="Houd één rij per respondent en meting.", en="Keep one row per respondent and wave."),
                row=first_row(responses, twice),
                column=respondent,
            )
        if recurs and not design.cluster:
            # Whoever has no number stands alone.
            alone = responses[respondent].astype(object).where(responses[respondent].notna(), None)
            unit = [("row", at) if one is None else ("id", one) for at, one in enumerate(alone)]
            return responses.assign(**{"one person": pd.factorize(pd.Series(unit))[0]}), replace(
                design, cluster="one person"
            )
        if recurs:
            return responses, design
    strata = as_list(design.strata)
    if not waves or design == SurveyDesign():
        return responses, design
    crossed = responses[[groups, *strata[:1]]].astype(str).agg("\x1f".join, axis=1)
    return responses.assign(**{"wave stratum": crossed}), replace(design, strata=["wave stratum", *strata[1:]])


def _difference(
    prepared: PreparedDesign,
    numbers: np.ndarray,
    pair: tuple[np.ndarray, np.ndarray],
    simple: bool,
    share: bool,
    level: float,
) -> Difference | None:
    if min(pair[0].sum(), pair[1].sum()) < 2:
        return None
    if simple:
        one, two = numbers[pair[0]], numbers[pair[1]]
        return _newcombe(one, two, level) if share else _welch(one, two, level)
    (a, first), (b, second) = (linearise_mean(numbers, inside, prepared.weights) for inside in pair)
    both = pair[0] | pair[1]
    complete = prepared.units(both) == prepared.units(pair[0]) == prepared.units(pair[1])
    # A second mean costs a degree of freedom, except in complete pairs, where only the difference is estimated.
    df = prepared.degrees_of_freedom(both) - (0 if complete and prepared.clustered else 1)
    if df <= 0:
        return None
    std_error = float(np.sqrt(max(prepared.covariance((first - second)[:, None])[0, 0], 0.0)))
    return _from_t(a - b, std_error, df, level, f"difference of domain means, Taylor linearisation, t(df={df})")


def _from_t(estimate: float, std_error: float, df: float, level: float, method: str) -> Difference:
    half = float(stats.t.isf((1 - level) / 2, df)) * std_error
    p = float(2 * stats.t.sf(abs(estimate) / std_error, df)) if std_error > 0 else float(estimate == 0)
    return Difference(estimate, std_error, estimate - half, estimate + half, df, p, method)


def _welch(one: np.ndarray, two: np.ndarray, level: float) -> Difference | None:
    parts = [values.var(ddof=1) / len(values) for values in (one, two)]
    variance = float(sum(parts))
    if variance == 0:
        return None
    df = variance**2 / sum(part**2 / (len(v) - 1) for part, v in zip(parts, (one, two), strict=True))
    gap = float(one.mean() - two.mean())
    return _from_t(gap, float(np.sqrt(variance)), df, level, f"difference of means, Welch t(df={df:.1f})")


def _newcombe(one: np.ndarray, two: np.ndarray, level: float) -> Difference:
    """Newcombe (1998), Statistics in Medicine 17:873-890, method 10; p-value of the pooled score test."""
    (p, n), (q, m) = ((float(values.mean()), len(values)) for values in (one, two))
    (p_low, p_high), (q_low, q_high) = (wilson_interval(v.sum(), len(v), level) for v in (one, two))
    lower = p - q - float(np.hypot(p - p_low, q_high - q))
    upper = p - q + float(np.hypot(p_high - p, q - q_low))
    pooled = (p * n + q * m) / (n + m)
    spread = float(np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))
    value = float(2 * stats.norm.sf(abs(p - q) / spread)) if spread > 0 else 1.0
    std_error = float(np.sqrt(p * (1 - p) / n + q * (1 - q) / m))
    return Difference(p - q, std_error, lower, upper, np.inf, value, "difference of shares, Newcombe")


def _columns(found: Difference | None, level: float, label: str) -> dict[str, Any]:
    if found is None:
        return {"method": "too few answers for an interval", "verdict": NO_CHANGE, "reason": "too few answers"}
    reach = stats.t.isf((1 - level) / 2, found.df) + stats.t.isf(1 - POWER, found.df)
    return {
        "estimate": found.estimate,
        "std_error": found.std_error,
        "lower": found.lower,
        "upper": found.upper,
        "method": found.method + label,
        "p_value": found.p_value,
        "smallest_detectable": float(reach) * found.std_error,
    }


def _break(instrument: Instrument, item: str, keys: dict[str, Any]) -> str:
    ends = [str(keys["group"]), str(keys["reference"])]
    for note in instrument.comparability:
        if note.breaks and _between(note.wave, ends) and (not note.items or item in note.items):
            return f"{note.changed} ({note.wave}): {note.note}"
    return ""


def _between(wave: str, ends: list[str]) -> bool:
    """Whether `wave` is later than the first of two waves and not later than the last."""
    labels = list(dict.fromkeys([*ends, wave]))
    try:
        known = order_of(labels)
    except InputError:
        known = sorted(labels)
    place = [known.index(label) for label in (*ends, wave)]
    return min(place[:2]) < place[2] <= max(place[:2])


def _judged(rows: list[dict[str, Any]], adjust: str, level: float) -> pd.DataFrame:
    adjusted = adjust_p_values(np.array([row.get("p_value", np.nan) for row in rows]), adjust)
    out = []
    for row, p in zip(rows, adjusted, strict=True):
        verdict = row.get("verdict")
        if verdict is None:
            verdict = NO_CHANGE if not p < 1 - level else "increase" if row["estimate"] > 0 else "decrease"
        extra = {name: row.get(name, np.nan) for name in ("p_value", "smallest_detectable")}
        out.append(row | extra | {"p_adjusted": float(p), "verdict": verdict, "reason": row.get("reason", "")})
    frame = as_result(out, ["item", "group", "reference"])
    last = ["n_reference", "p_value", "p_adjusted", "smallest_detectable", "verdict", "reason"]
    return frame[[name for name in frame.columns if name not in last] + last]


def adjust_p_values(p_values: Sequence[float] | np.ndarray, how: str) -> np.ndarray:
    """Holm (1979) or Benjamini-Hochberg (1995) corrected p-values; NaN stays NaN and does not count.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.02, 0.04], "holm").tolist()
    [0.03, 0.04, 0.04]
    """
    values = np.asarray(p_values, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    result = values.copy()
    count = len(known)
    if how == "none" or not count:
        return result
    order = known[np.argsort(values[known], kind="stable")]
    if how == "holm":
        steps = np.maximum.accumulate(values[order] * (count - np.arange(count)))
    else:
        steps = np.minimum.accumulate((values[order] * count / np.arange(1, count + 1))[::-1])[::-1]
    result[order] = np.minimum(steps, 1.0)
    return result
