"""Every item with its bases apart: asked, eligible, answered, neutral, don't know, not applicable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import UsageError
from wij_impact.estimates import RESULT_COLUMNS, check_level
from wij_impact.impactmeting.checks import as_list, require_columns
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.estimators import describe, domains
from wij_impact.impactmeting.instruments import KINDS, MISSING_KINDS, Answers, Instrument, Item, answers
from wij_impact.impactmeting.prepared import PreparedDesign, prepare
from wij_impact.impactmeting.proportions import share_columns
from wij_impact.impactmeting.scoring import refuse_conversation_tool
from wij_impact.impactmeting.small_samples import small_sample
from wij_impact.impactmeting.tally import GroupMoments, Groups, group_codes, moments
from wij_impact.language import Text

__all__ = ["DENOMINATORS", "eligible", "summarise"]

Denominator = Literal["answered", "answered_or_neutral", "eligible", "asked"]
DENOMINATORS = ("answered", "answered_or_neutral", "eligible", "asked")
Measure = Literal["mean", "top_box", "share"]
MEASURES: tuple[Measure, ...] = ("mean", "top_box", "share")


@dataclass(frozen=True)
class Coded:
    """An item as codes: its points first, then one code per missing kind, then routed out."""

    code: np.ndarray
    count: int
    points: np.ndarray  # score per code, NaN for codes off the scale
    kinds: np.ndarray  # position in KINDS per code; len(KINDS) for routed out


def summarise(
    responses: pd.DataFrame,
    instrument: Instrument,
    by: str | Sequence[str] | None = None,
    design: SurveyDesign | None = None,
    denominator: Denominator = "answered",
    level: float = 0.95,
    *,
    measures: Sequence[Measure] = MEASURES,
    method: str = "auto",
) -> pd.DataFrame:
    """Mean, top box and distribution of every item, with its bases.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent, one column per item (those that are there).
    instrument : Instrument
    by : str or list of str, optional
    design : SurveyDesign, optional
    denominator : {"answered", "answered_or_neutral", "eligible", "asked"}
        Base of the shares: who gave an answer; those and who were neutral; everyone the item applied to; everyone.
        A mean is over scores: answers, with neutral (when it lies on the scale) unless the base is "answered".
    measures : sequence of {"mean", "top_box", "share"}
    method : str
        Interval of the shares, see `proportion`.

    Returns
    -------
    pandas.DataFrame
        `item`, `measure`, `value` (the answer, for "share"), the columns of `by`, the result columns, then
        `denominator`, `base` (respondents the estimate is over), and unweighted counts `asked`, `eligible`,
        `answered`, `neutral`, `dont_know`, `not_applicable`, `no_answer`. `n` is `answered`.

        eligible = answered + neutral + dont_know + not_applicable + no_answer; the rest of asked is routed out.

    Raises
    ------
    InputError
        For an answer out of range or an unknown code (row and column named), and a conversation tool.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"grade": [8, 7, 98, 9]})
    >>> out = im.summarise(answers, im.load_instrument("impactmeting_preventie"), measures=["mean"])
    >>> out[["item", "estimate", "asked", "answered", "dont_know"]].values.tolist()
    [['grade', 8.0, 4, 3, 1]]
    """
    _check_choices(denominator, measures)
    refuse_conversation_tool(instrument)
    instrument.check_version(responses)
    level, prepared = check_level(level), prepare(responses, design)
    parts = list(domains(responses, by))
    groups = group_codes(prepared, [part.inside for part in parts])
    blocks: list[pd.DataFrame] = []
    for item in instrument.present(responses):
        coded = _code(responses, instrument, item)
        blocks += _item_blocks(prepared, groups, item, coded, denominator, level, measures, method)
    keys = {name: [part.keys[name] for part in parts] for name in as_list(by)}
    return _assemble(blocks, keys, len(parts), as_list(by), denominator)


def eligible(responses: pd.DataFrame, instrument: Instrument, item: Item) -> np.ndarray:
    """Whether the item applied to each respondent (routing)."""
    reached = np.ones(len(responses), dtype=bool)
    for condition in item.asked_if:
        gate = instrument.item(condition.item)
        require_columns(responses, [gate.id])
        given = answers(responses, gate)
        wanted = np.isin(given.scores, [float(code) for code in condition.codes]) & (given.kinds == 0)
        reached &= wanted[given.position]
    return reached


def _code(responses: pd.DataFrame, instrument: Instrument, item: Item) -> Coded:
    given = answers(responses, item)
    points = np.array(item.points() or np.unique(given.scores[~np.isnan(given.scores)]), dtype=float)
    table = _code_table(given, points)
    code = table[given.position]
    routed = len(points) + len(MISSING_KINDS)
    if item.asked_if:
        code = np.where(eligible(responses, instrument, item), code, routed)
    neutral = {float(value) for value in item.missing_codes.get("neutral", ()) if _on_scale(item, value)}
    kinds = [KINDS.index("neutral") if point in neutral else 0 for point in points]
    kinds += [KINDS.index(kind) for kind in MISSING_KINDS] + [len(KINDS)]
    scores = np.concatenate([points, np.full(len(MISSING_KINDS) + 1, np.nan)])
    return Coded(code, routed + 1, scores, np.array(kinds))


def _on_scale(item: Item, value: str) -> bool:
    try:
        return item.low <= float(value) <= item.high
    except ValueError:
        return False


def _code_table(given: Answers, points: np.ndarray) -> np.ndarray:
    """Final code per distinct cell: the place of its score among the points, or that of its missing kind."""
    nearest = np.abs(points[None, :] - np.nan_to_num(given.scores)[:, None]).argmin(axis=1) if len(points) else 0
    off_scale = len(points) + given.kinds - 1
    return np.where(np.isnan(given.scores), off_scale, nearest).astype(np.int64)


def _item_blocks(
    prepared: PreparedDesign,
    groups: Groups,
    item: Item,
    coded: Coded,
    denominator: str,
    level: float,
    measures: Sequence[str],
    method: str,
) -> list[pd.DataFrame]:
    base = _in_base(coded, denominator)
    scored = (base if denominator == "answered" else _in_base(coded, "answered_or_neutral")) & ~np.isnan(coded.points)
    wanted: list[tuple[str, Any, np.ndarray]] = []
    if "mean" in measures:
        wanted.append(("mean", "", np.where(scored, coded.points, np.nan)))
    if "top_box" in measures and item.top:
        wanted.append(("top_box", "", _hits(coded, base, list(item.top))))
    if "share" in measures:
        for point in item.points():
            if coded.kinds[list(coded.points).index(point)] == 0 or denominator != "answered":
                wanted.append(("share", f"{point:g}", _hits(coded, base, [point])))
    results, counts = moments(prepared, groups, coded.code, coded.count, [value for _, _, value in wanted])
    bases = _bases(coded, counts)
    blocks = []
    for (measure, value, numbers), result in zip(wanted, results, strict=True):
        if measure == "mean":
            answered = ~np.isnan(numbers[np.maximum(coded.code, 0)]) & (coded.code >= 0)
            corrections = [small_sample(prepared, (groups.code == at) & answered) for at in range(groups.count)]
            columns = _mean_columns(prepared, result, item, level, corrections)
        else:
            columns = share_columns(prepared, result, method, level)
        columns |= {"base": columns["n"]} | bases | {"n": bases["answered"]}
        blocks.append(pd.DataFrame({"item": item.id, "measure": measure, "value": value} | columns))
    return blocks


def _in_base(coded: Coded, denominator: str) -> np.ndarray:
    if denominator == "asked":
        return np.ones(coded.count, dtype=bool)
    if denominator == "eligible":
        return np.asarray(coded.kinds < len(KINDS))
    allowed = [0] if denominator == "answered" else [0, KINDS.index("neutral")]
    return np.isin(coded.kinds, allowed)


def _hits(coded: Coded, base: np.ndarray, points: list[float]) -> np.ndarray:
    return np.where(base, np.isin(coded.points, points).astype(float), np.nan)


def _bases(coded: Coded, counts: np.ndarray) -> dict[str, list[int]]:
    kinds = {kind: counts[:, coded.kinds == at].sum(axis=1) for at, kind in enumerate(KINDS)}
    asked = counts.sum(axis=1)
    columns = {"asked": asked, "eligible": asked - counts[:, -1], **kinds}
    return {name: values.tolist() for name, values in columns.items()}


def _mean_columns(
    prepared: PreparedDesign, result: GroupMoments, item: Item, level: float, corrections: list[tuple[float, float]]
) -> dict[str, list[Any]]:
    std_error = np.sqrt(result.variance)
    df, factor = (np.array(column) for column in zip(*corrections, strict=True)) if corrections else (result.df, 1.0)
    with np.errstate(invalid="ignore"):
        t = np.where(result.df > 0, factor * stats.t.isf((1 - level) / 2, np.where(df > 0, df, 1.0)), np.nan)
        # A mean cannot lie off the scale.
        lower = np.maximum(result.estimate - t * std_error, item.low)
        upper = np.minimum(result.estimate + t * std_error, item.high)
    names = [describe(prepared, one) if n else "no answers" for one, n in zip(df, result.n, strict=True)]
    return {
        "estimate": result.estimate.tolist(),
        "std_error": np.where(result.df > 0, std_error, np.nan).tolist(),
        "lower": lower.tolist(),
        "upper": upper.tolist(),
        "level": [level] * len(names),
        "n": result.n.tolist(),
        "method": names,
    }


def _assemble(
    blocks: list[pd.DataFrame], keys: dict[str, list[Any]], groups: int, by: list[str], denominator: str
) -> pd.DataFrame:
    frame = pd.concat(blocks, ignore_index=True)
    for name, values in keys.items():
        frame[name] = values * len(blocks)
    frame["denominator"] = denominator
    counts = ["asked", "eligible", *KINDS]
    return frame[["item", "measure", "value", *by, *RESULT_COLUMNS, "denominator", "base", *counts]]


def _check_choices(denominator: str, measures: Sequence[str]) -> None:
    if denominator not in DENOMINATORS:
        raise UsageError(
            Text(nl=f"noemer '{denominator}' is er niet.", en=f"there is no denominator '{denominator}'."),
            remedy=", ".join(DENOMINATORS),
        )
    for measure in measures:
        if measure not in MEASURES:
            raise UsageError(
                Text(nl=f"maat '{measure}' is er niet.", en=f"there is no measure '{measure}'."),
                remedy=", ".join(MEASURES),
            )
