"""Summaries that are safe to show: disclosure control is on unless the caller turns it off.

One pattern of hidden groups holds for all questions that the same people answered: a pattern per question would let
a group that is hidden in one be found from the others. What is shown is rounded to what a page prints.
"""

from __future__ import annotations

from collections.abc import Collection
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

__all__ = ["safe_bases", "safe_comparison", "safe_means", "safe_reliability"]

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
        `item`, `by`, the result columns, `base`, `at_least`, `hidden`, `reason`. Where `at_least`, `n` and `base` are
        lower bounds (see `disclosure.lower_bounds`): fewer than `minimum` people skipped the item there, or their
        number would follow from the groups beside it.

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
    counts = _counts(responses, instrument, by, design, denominator, level)
    reasons, numbers = _safe_pattern(responses, instrument, by, minimum, counts)
    frame = counts.assign(
        reason=[reasons[item, _key(group)] for item, group in zip(counts["item"], counts[by], strict=True)]
    )
    frame["hidden"] = frame["reason"] != PUBLISHED
    cells = list(zip(frame["item"], map(_key, frame[by]), strict=True))
    nothing = (np.nan, False)
    for name, shown in numbers.items():
        frame[name] = [shown[item].get(group, nothing)[0] for item, group in cells]
    frame["at_least"] = [numbers["n"][item].get(group, nothing)[1] for item, group in cells]
    for name in NUMBERS:
        frame[name] = frame[name].astype(float).where(~frame["hidden"])
    if digits is not None:
        rounded = ["estimate", "lower", "upper"]
        frame[rounded] = frame[rounded].round(digits)
        frame["std_error"] = frame["std_error"].round(digits + 1)
    frame["method"] = _without_counts(frame["method"])
    kept = ["item", by, "estimate", "std_error", "lower", "upper", "level", "n", "method", "base"]
    return frame[[*kept, "at_least", "hidden", "reason"]]


def _key(group: Any) -> Any:
    return "" if group is TOTAL else group


def _counts(
    responses: pd.DataFrame,
    instrument: Instrument,
    by: str,
    design: SurveyDesign | None,
    denominator: Denominator,
    level: float,
) -> pd.DataFrame:
    """The exact summary per item: a row per group, then one of everyone."""
    whole = summarise(responses, instrument, None, design, denominator, level, measures=["mean"])
    parts = [whole.assign(**{by: TOTAL})]
    if responses[by].notna().any():
        parts.insert(0, summarise(responses, instrument, by, design, denominator, level, measures=["mean"]))
    frame = pd.concat(parts, ignore_index=True)
    order = [item.id for item in instrument.items]
    return frame.sort_values("item", key=lambda names: names.map(order.index), kind="stable", ignore_index=True)


Reasons = dict[tuple[Any, Any], str]
Numbers = dict[str, dict[Any, dict[Any, tuple[float, bool]]]]


def _safe_pattern(
    responses: pd.DataFrame, instrument: Instrument, by: str, minimum: int, counts: pd.DataFrame
) -> tuple[Reasons, Numbers]:
    """Reasons per item and group, and `n` and `base` as they may be printed beside each other.

    Where no lower bound is vague enough to keep who skipped a question from being counted, another group is hidden.
    """
    kept_back: set[Any] = set()
    while True:
        reasons = _pattern(responses, instrument, by, minimum, kept_back)
        numbers: Numbers = {"n": {}, "base": {}}
        unsafe: list[tuple[float, str]] = []
        for item, part in counts.groupby("item", sort=False):
            shown = part[[reasons[item, _key(group)] == PUBLISHED for group in part[by]]]
            for name, found in numbers.items():
                found[item], safe = _printed(shown, part, by, name, minimum)
                groups = shown[shown[by] != TOTAL]
                if not safe and len(groups):
                    unsafe += [(float(row["asked"]), str(row[by])) for _, row in groups.iterrows()]
        names = {str(group): group for group in responses[by].dropna().unique()}
        if not unsafe:
            return reasons, numbers
        kept_back.add(names[min(unsafe)[1]])


def _printed(
    shown: pd.DataFrame, everyone: pd.DataFrame, by: str, name: str, minimum: int
) -> tuple[dict[Any, tuple[float, bool]], bool]:
    """One item: the number per shown group and of everyone, and whether the lower bounds hold."""
    few = _few(shown, minimum)
    total = everyone[[group is TOTAL for group in everyone[by]]].iloc[0]
    groups = np.array([group is not TOTAL for group in shown[by]], dtype=bool)
    part = shown[groups]
    bounds = disclosure.lower_bounds(
        part[name].tolist(), part["asked"].tolist(), (total[name], total["asked"]), minimum, few[groups].tolist()
    )
    rows = zip(part.to_dict("records"), bounds.n, bounds.at_least, strict=True)
    found = {row[by]: (_vague(row, name, n, minimum) if low else n, bool(low)) for row, n, low in rows}
    low = bool(_few(total.to_frame().T, minimum)[0])
    bound = disclosure.lowered(total[name], total["asked"], minimum)
    found[""] = (_vague(total.to_dict(), name, bound, minimum) if low else float(total[name]), low)
    return found, bounds.safe


def _vague(row: dict[Any, Any], name: str, bound: float, minimum: int) -> float:
    """A lower bound that is vague, too, about who skipped of those the item applied to."""
    if row["eligible"] == row["asked"]:
        return float(bound)
    return min(float(bound), disclosure.lowered(row[name], max(row["eligible"], row[name]), minimum))


def _few(counts: pd.DataFrame, minimum: int) -> np.ndarray:
    """Where fewer than `minimum` people (but someone) skipped, or were not asked, or were neutral."""
    columns = {name: counts[name].to_numpy(dtype=float) for name in ("asked", "eligible", "n", "base")}
    gaps = [("asked", "n"), ("asked", "base"), ("eligible", "n"), ("eligible", "base"), ("base", "n")]
    found = np.zeros(len(counts), dtype=bool)
    for more, less in gaps:
        gap = columns[more] - columns[less]
        found |= (gap > 0) & (gap < minimum)
    return found


def _without_counts(method: pd.Series) -> pd.Series:
    """The name of the method without its degrees of freedom: t(df=13) beside "10 or more" says that 14 answered."""
    return method.str.replace(r"\(df=[^)]*\)", "", regex=True)


def _pattern(
    responses: pd.DataFrame, instrument: Instrument, by: str, minimum: int, kept_back: Collection[Any] = ()
) -> Reasons:
    """Per item and group ("" for the total) why it is hidden, or that it is shown; `kept_back` are hidden anyway."""
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
    first = [SECONDARY if group in kept_back else PUBLISHED for group in groups]
    base = _group_reasons([numbers[name].to_numpy() for name in common], codes, sizes, minimum, first)
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
    columns: list[np.ndarray], codes: np.ndarray, sizes: np.ndarray, minimum: int, first: list[str]
) -> list[str]:
    """One reason per group for all of these questions; `first` are reasons that hold already."""
    count = len(sizes) - 1
    problems = []
    for at in range(count):
        inside = codes == at
        own = [_problem(values[inside], minimum) for values in columns] or [SMALL]
        problems.append(SMALL if sizes[at] < minimum or SMALL in own else UNIFORM if UNIFORM in own else PUBLISHED)
    problems = [two if one == PUBLISHED else one for one, two in zip(problems, first, strict=True)]
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
    few = {
        (more, less): (result[more] - result[less]).between(0, minimum, inclusive="neither")
        for more, less in (("asked", "eligible"), ("asked", "answered"), ("eligible", "answered"))
    }
    # The ways of not answering add up to eligible minus answered, so they would give a hidden one of those back.
    split = ((kinds > 0) & (kinds < minimum)).any(axis=1) | few["asked", "eligible"]
    result["answered"] = result["answered"].mask(few["asked", "answered"] | few["eligible", "answered"])
    result["eligible"] = result["eligible"].mask(few["asked", "eligible"])
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
    frame["n"] = [
        n if n == len(responses) else disclosure.lowered(float(n), len(responses), minimum) for n in frame["n"]
    ]
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
