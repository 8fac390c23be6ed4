"""From answers to one score per respondent and scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.impactmeting.checks import require_columns
from wij_impact.impactmeting.instruments import Instrument, Item, Scale
from wij_impact.language import Text

__all__ = ["goal_attainment_t", "refuse_conversation_tool", "score"]

GOAL_CORRELATION = 0.3  # Kiresuk & Sherman (1968): the assumed correlation between goals


def score(responses: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Score every scale of an instrument.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent, one column per item.
    instrument : Instrument

    Returns
    -------
    pandas.DataFrame
        One row per respondent (same index and order), one column per scale. NaN where fewer items were answered
        than the scale asks for: never a score from too little.

    Raises
    ------
    InputError
        For an answer that is out of range or unknown, for mixed versions, and for an instrument that is a
        conversation tool and not a measure.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"individual": [5.0], "relational": [6.0], "social": [7.0], "overall": [6.5]})
    >>> im.score(answers, im.load_instrument("ors"))["ors_total"].tolist()
    [24.5]
    """
    refuse_conversation_tool(instrument)
    numbers = instrument.numeric_responses(responses)
    scored = {scale.name: _scale(numbers, instrument, scale) for scale in instrument.scales}
    return pd.DataFrame(scored, index=responses.index)


def refuse_conversation_tool(instrument: Instrument) -> None:
    """A conversation tool has no score."""
    if instrument.kind == "conversation_tool":
        raise InputError(
            Text(
                nl=f"'{instrument.name}' is een gespreksinstrument en geen meetinstrument.",
                en=f"'{instrument.name}' is a conversation tool and not a measure.",
            ),
            remedy=Text(
                nl="Gebruik de antwoorden in het gesprek, niet als cijfer.",
                en="Use the answers in the conversation, not as a figure.",
            ),
        )


def _scale(numbers: pd.DataFrame, instrument: Instrument, scale: Scale) -> np.ndarray:
    require_columns(numbers, scale.items)
    items = [instrument.item(name) for name in scale.items]
    scores = np.column_stack([_directed(numbers[item.id].to_numpy(), item) for item in items])
    count = (~np.isnan(scores)).sum(axis=1)
    enough = count >= max(scale.minimum_answered, 1)
    if scale.transform == "t_score":
        result = goal_attainment_t(scores, scale.correlation if scale.correlation is not None else GOAL_CORRELATION)
    else:
        mean = np.nansum(scores, axis=1) / np.maximum(count, 1)
        result = {
            "mean": mean,
            "sum": mean * len(items),  # with fewer answers than items: the missing ones count as the own mean
            "percent": 100 * (mean - items[0].low) / (items[0].high - items[0].low),
        }[scale.transform]
    return np.where(enough, result, np.nan)


def _directed(values: np.ndarray, item: Item) -> np.ndarray:
    return values if item.direction > 0 else item.low + item.high - values


def goal_attainment_t(scores: np.ndarray, correlation: float = GOAL_CORRELATION) -> np.ndarray:
    """T-score of goals scored -2..+2: 50 when all goals are exactly reached (Kiresuk & Sherman 1968).

    Parameters
    ----------
    scores : ndarray, shape (respondents, goals)
        NaN for a goal that was not set.

    Examples
    --------
    >>> goal_attainment_t(np.array([[1.0, 0.0, np.nan]])).round(2).tolist()
    [56.2]
    """
    count = (~np.isnan(scores)).sum(axis=1)
    spread = np.sqrt((1 - correlation) * count + correlation * count**2)
    return np.asarray(50 + 10 * np.nansum(scores, axis=1) / np.where(count > 0, spread, 1.0))
