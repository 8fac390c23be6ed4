"""Summaries that are safe to show: disclosure control is on unless the caller turns it off.

One pattern of hidden groups holds for all questions that the same people answered: a pattern per question would let
a group that is hidden in one be found from the others. What is shown is rounded to what a page prints.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from wij_impact import disclosure
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.impactmeting.checks import require_columns
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.instruments import MISSING_KINDS, Instrument
from wij_impact.impactmeting.reliability import reliability
from wij_impact.impactmeting.summary import Denominator, summarise

__all__ = ["safe_bases", "safe_comparison", "safe_means", "safe_n", "safe_reliability"]

NUMBERS = ("estimate", "std_error", "lower", "upper", "n", "base")
TOTAL = "total"
DIGITS = 1
SMALL, UNIFORM, SECONDARY, PUBLISHED = (
    "under the minimum",
    "0% or 100%",
    "would give another cell away",
    "published",
)


def safe_means(
    responses: pd.DataFrame,
    instrument: Instrument,
    by: str,
    design: SurveyDesign | None = None,
    denominator: Denominator = "answered",
    *,
    minimum: int = 10,
    level: float = 0.95,
    digits: int | None = DIGITS,
) -> pd.DataFrame:
    """Mean of each item per group and in total, with the groups that are too small hidden.

    Parameters
    ----------
    by : str
        Column of the groups; a row labelled "total" is added, over everyone, also who has no group.
    minimum : int
        Smallest number of answers behind a shown mean. A group is hidden for all items when one item has fewer, or
        when everyone in it gave the same answer to an item. Where hiding one group would let it be found as total
        minus the others, another is hidden with it.
    digits : int, optional
        Decimals of what is shown; None for all of them (then never publish the frame).

    Returns
    -------
    pandas.DataFrame
        `item`, `by`, the result columns, `base`, `hidden`, `reason`. `n` and `base` are lower bounds (see `safe_n`)
        where fewer than `minimum` people skipped the item: these could be counted from the others.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"area": ["a"] * 30 + ["b"] * 20 + ["c"] * 3, "grade": [8, 7, 9] * 17 + [8, 8]})
    >>> out = im.safe_means(answers, im.load_instrument("impactmeting_preventie"), "area")
    >>> out[["area", "hidden"]].values.tolist()
    [['a', False], ['b', True], ['c', True], ['total', False]]
    """
    require_columns(responses, [by])
    if responses[by].notna().any():
        parts = [summarise(responses, instrument, by, design, denominator, level, measures=["mean"])]
    else:
        parts = []
    whole = summarise(responses, instrument, None, design, denominator, level, measures=["mean"])
    frame = pd.concat([*parts, whole.assign(**{by: TOTAL})], ignore_index=True)
    order = [item.id for item in instrument.items]
    frame = frame.sort_values("item", key=lambda names: names.map(order.index), kind="stable", ignore_index=True)
    reasons = _pattern(responses, instrument, by, minimum)
    frame["reason"] = [
        reasons[item, "" if group is TOTAL else group] for item, group in zip(frame["item"], frame[by], strict=True)
    ]
    frame["hidden"] = frame["reason"] != PUBLISHED
    asked = frame["asked"].to_numpy()
    for name in ("n", "base"):
        frame[name] = safe_n(frame[name].to_numpy(), asked, minimum)
    for name in NUMBERS:
        frame[name] = frame[name].astype(float).where(~frame["hidden"])
    if digits is not None:
        shown = ["estimate", "lower", "upper"]
        frame[shown] = frame[shown].round(digits)
        frame["std_error"] = frame["std_error"].round(digits + 1)
    frame["method"] = _without_counts(frame["method"])
    kept = ["item", by, "estimate", "std_error", "lower", "upper", "level", "n", "method", "base", "hidden", "reason"]
    return frame[kept]


def _without_counts(method: pd.Series) -> pd.Series:
    """The name of the method without its degrees of freedom: t(df=13) beside "10 or more" says that 14 answered."""
    return method.str.replace(r"\(df=[^)]*\)", "", regex=True)


def safe_n(answered: Any, asked: Any, minimum: int) -> np.ndarray:
    """Number of answers as it may be printed beside the number asked.

    Exact when nobody, or at least `minimum` people, did not answer; else the least it can be ("31 or more of 40"),
    which depends on the number asked alone.

    Examples
    --------
    >>> safe_n([40, 38, 25], [40, 40, 40], 10).tolist()
    [40.0, 31.0, 25.0]
    """
    n, everyone = np.asarray(answered, dtype=float), np.asarray(asked, dtype=float)
    skipped = everyone - n
    return np.where(
        (skipped == 0) | (skipped >= minimum), n, np.maximum(everyone - minimum + 1, np.minimum(n, minimum))
    )


def _pattern(responses: pd.DataFrame, instrument: Instrument, by: str, minimum: int) -> dict[tuple[Any, Any], str]:
    """Per item and group ("" for the total) why it is hidden, or that it is shown."""
    numbers = instrument.numeric_responses(responses)
    groups = list(dict.fromkeys(responses[by].dropna()))
    # Who has no group is a group of its own that is never shown: total minus the others would be exactly these.
    member = responses[by].astype(object).where(responses[by].notna(), None)
    rest = member.isna().to_numpy()
    codes = np.where(rest, len(groups), pd.Categorical(responses[by], categories=groups).codes)
    routed = {item.id for item in instrument.present(responses) if item.asked_if}
    together = [name for name in numbers if name not in routed] or list(numbers)
    whole = {name: _problem(numbers[name].to_numpy(), minimum) for name in numbers}
    common = [name for name in together if whole[name] == PUBLISHED]
    sizes = np.bincount(codes, minlength=len(groups) + 1)
    found: dict[tuple[Any, Any], str] = {}
    base = _group_reasons([numbers[name].to_numpy() for name in common], codes, sizes, minimum, None)
    for name in numbers:
        own = base
        if name in routed:
            answered = np.bincount(codes, ~np.isnan(numbers[name].to_numpy()), minlength=len(sizes)).astype(int)
            own = _group_reasons([numbers[name].to_numpy()], codes, answered, minimum, base)
        found[name, ""] = whole[name]
        for at, group in enumerate(groups):
            # Without its total, or when nothing may be shown, a question has no breakdown either.
            found[name, group] = own[at] if whole[name] == PUBLISHED else SECONDARY if own[at] == PUBLISHED else own[at]
    return found


def _problem(values: np.ndarray, minimum: int) -> str:
    """Why the answers of some people cannot be shown on their own."""
    known = values[~np.isnan(values)]
    if len(known) < minimum:
        return SMALL
    return UNIFORM if np.ptp(known) == 0 else PUBLISHED


def _group_reasons(
    columns: list[np.ndarray], codes: np.ndarray, sizes: np.ndarray, minimum: int, first: list[str] | None
) -> list[str]:
    """One reason per group for all of these questions; `first` are reasons that hold already."""
    count = len(sizes) - 1
    problems = []
    for at in range(count):
        inside = codes == at
        own = [_problem(values[inside], minimum) for values in columns] or [SMALL]
        problems.append(SMALL if sizes[at] < minimum or SMALL in own else UNIFORM if UNIFORM in own else PUBLISHED)
    if first is not None:
        problems = [one if two == PUBLISHED else two for one, two in zip(problems, first[:count], strict=True)]
    counts = pd.DataFrame({"n": [*sizes, sizes.sum()]}, index=[*range(count + 1), TOTAL])
    hidden = np.array([*(one != PUBLISHED for one in problems), sizes[count] > 0, False])
    if sizes[count] == 0:
        counts, hidden = counts.drop(index=count), np.delete(hidden, count)
    primary = pd.DataFrame({"n": hidden}, index=counts.index)
    decided = disclosure.decide(counts, counts, minimum, uniform=primary).set_index("row")["hidden"]
    reasons = [
        one if one != PUBLISHED else SECONDARY if decided.loc[at] else PUBLISHED for at, one in enumerate(problems)
    ]
    return _union_holds(reasons, columns, codes, sizes, minimum)


def _union_holds(
    reasons: list[str], columns: list[np.ndarray], codes: np.ndarray, sizes: np.ndarray, minimum: int
) -> list[str]:
    """Total minus what is shown is known: those people together must be showable too, for every question."""
    reasons = list(reasons)
    while True:
        shown = [at for at, one in enumerate(reasons) if one == PUBLISHED]
        union = ~np.isin(codes, shown)
        if not union.any() or not shown or all(_problem(values[union], minimum) == PUBLISHED for values in columns):
            return reasons
        reasons[min(shown, key=lambda at: (sizes[at], at))] = SECONDARY


def safe_bases(responses: pd.DataFrame, instrument: Instrument, *, minimum: int = 10) -> pd.DataFrame:
    """How many answered each item, and how the others did not, with small numbers hidden.

    A count and its base go through one gate: where fewer than `minimum` people (but someone) did not answer, the
    number of answers is hidden too. When one way of not answering is rarer than `minimum`, all ways are hidden for
    that item: otherwise the rare one could be worked out from the rest.

    Returns
    -------
    pandas.DataFrame
        `item`, `asked`, `eligible`, `answered`, `neutral`, `dont_know`, `not_applicable`, `no_answer`; NaN is hidden.
    """
    counts = summarise(responses, instrument, measures=["mean"]).set_index("item")
    result = counts[["asked", "eligible", "answered", *MISSING_KINDS]].astype(float)
    kinds = result[list(MISSING_KINDS)]
    split = ((kinds > 0) & (kinds < minimum)).any(axis=1)
    skipped, routed = result["eligible"] - result["answered"], result["asked"] - result["eligible"]
    result["answered"] = result["answered"].where((skipped == 0) | (skipped >= minimum))
    result["eligible"] = result["eligible"].where((routed == 0) | (routed >= minimum))
    result[list(MISSING_KINDS)] = kinds.mask(split, axis=0)
    shown = ["asked", "eligible", "answered"]
    result[shown] = result[shown].where(result[shown] >= minimum)
    return result.reset_index(names="item")


def safe_reliability(responses: pd.DataFrame, instrument: Instrument, *, minimum: int = 10) -> pd.DataFrame:
    """Reliability as `reliability`, two decimals, over at least `minimum` respondents; else no rows.

    Reliability of a handful tells their answers: seven people and sixteen digits leave one set of answers.
    """
    least = 2 * minimum
    try:
        frame = reliability(responses, instrument)
    except (InputError, InsufficientEvidence):
        # Nobody differs, or nobody answered the items together: that is not to be shown either.
        return pd.DataFrame(columns=["scale", "item", "measure", "estimate", "lower", "upper", "n", "method", "flag"])
    frame = frame[frame["n"] >= least].reset_index(drop=True)
    numbers = ["estimate", "std_error", "lower", "upper"]
    frame[numbers] = frame[numbers].astype(float).round(2)
    frame["n"] = safe_n(frame["n"], len(responses), minimum)
    frame["method"] = _without_counts(frame["method"])
    return frame


def safe_comparison(change: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """A comparison without the rows in which either group is under the minimum, rounded to what is shown.

    A wave in which everyone answers alike has no interval; it is hidden too.
    """
    small = (change["n"] < minimum) | (change["n_reference"] < minimum) | ~(change["std_error"] > 0)
    small &= change["verdict"] != "not comparable"
    numbers: list[Any] = ["estimate", "std_error", "lower", "upper", "p_value", "p_adjusted", "smallest_detectable"]
    out = change.copy()
    out[numbers] = out[numbers].astype(float).where(~small)
    out["verdict"] = out["verdict"].where(~small, "hidden")
    one_digit: list[Any] = ["estimate", "lower", "upper", "smallest_detectable"]
    out[one_digit] = out[one_digit].round(1)
    out["method"] = _without_counts(out["method"])
    out[["std_error", "p_value", "p_adjusted"]] = out[["std_error", "p_value", "p_adjusted"]].round(2)
    return out
