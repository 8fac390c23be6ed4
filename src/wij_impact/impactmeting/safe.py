"""Summaries that are safe to show: disclosure control is on unless the caller turns it off."""

from __future__ import annotations

import pandas as pd

from wij_impact import disclosure
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.instruments import MISSING_KINDS, Instrument
from wij_impact.impactmeting.summary import Denominator, summarise

__all__ = ["safe_bases", "safe_means"]

NUMBERS = ("estimate", "std_error", "lower", "upper", "n", "base")
TOTAL = "total"


def safe_means(
    responses: pd.DataFrame,
    instrument: Instrument,
    by: str,
    design: SurveyDesign | None = None,
    denominator: Denominator = "answered",
    *,
    minimum: int = 10,
    level: float = 0.95,
) -> pd.DataFrame:
    """Mean of each item per group and in total, with the groups that are too small hidden.

    Parameters
    ----------
    by : str
        Column of the groups; a row labelled "total" is added.
    minimum : int
        Smallest number of answers behind a shown mean. Where hiding one group would let it be found as total minus
        the others, another is hidden with it.

    Returns
    -------
    pandas.DataFrame
        `item`, `by`, the result columns, `base`, `hidden`, `reason`.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"area": ["a"] * 30 + ["b"] * 20 + ["c"] * 3, "grade": [8, 7, 9] * 17 + [8, 8]})
    >>> out = im.safe_means(answers, im.load_instrument("impactmeting_preventie"), "area")
    >>> out[["area", "hidden"]].values.tolist()
    [['a', False], ['b', True], ['c', True], ['total', False]]
    """
    inside = responses[responses[by].notna()]
    parts = [
        summarise(inside, instrument, by, design, denominator, level, measures=["mean"]),
        summarise(inside, instrument, None, design, denominator, level, measures=["mean"]).assign(**{by: TOTAL}),
    ]
    frame = pd.concat(parts, ignore_index=True)
    order = [item.id for item in instrument.items]
    labels = [*dict.fromkeys(parts[0][by]), TOTAL]
    frame = frame.sort_values("item", key=lambda names: names.map(order.index), kind="stable", ignore_index=True)
    items = [item for item in order if (frame["item"] == item).any()]
    counts = frame.pivot_table(index=by, columns="item", values="base", aggfunc="first", sort=False)
    counts = counts.reindex(index=labels, columns=items)
    decided = disclosure.decide(counts, counts, minimum).set_index(["row", "column"])
    found = decided.loc[list(zip(frame[by], frame["item"], strict=True))]
    frame["hidden"], frame["reason"] = found["hidden"].to_numpy(), found["reason"].to_numpy()
    for name in NUMBERS:
        frame[name] = frame[name].astype(float).where(~frame["hidden"])
    kept = ["item", by, "estimate", "std_error", "lower", "upper", "level", "n", "method", "base", "hidden", "reason"]
    return frame[kept]


def safe_bases(responses: pd.DataFrame, instrument: Instrument, *, minimum: int = 10) -> pd.DataFrame:
    """How many answered each item, and how the others did not, with small numbers hidden.

    The base is printed with every mean, so how many did not answer is known. When one way of not answering is rarer
    than `minimum`, all ways are hidden for that item: otherwise the rare one could be worked out from the rest.

    Returns
    -------
    pandas.DataFrame
        `item`, `asked`, `eligible`, `answered`, `neutral`, `dont_know`, `not_applicable`, `no_answer`; NaN is hidden.
    """
    counts = summarise(responses, instrument, measures=["mean"]).set_index("item")
    result = counts[["asked", "eligible", "answered", *MISSING_KINDS]].astype(float)
    kinds = result[list(MISSING_KINDS)]
    split = ((kinds > 0) & (kinds < minimum)).any(axis=1)
    result[list(MISSING_KINDS)] = kinds.mask(split, axis=0)
    shown = ["asked", "eligible", "answered"]
    result[shown] = result[shown].where(result[shown] >= minimum)
    return result.reset_index(names="item")
