"""The answers as a report shows them: means of items, shares in the top box, or scores of scales."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.impactmeting.instruments import Condition, Instrument, Item, Scale, answers
from wij_impact.impactmeting.scoring import score
from wij_impact.language import Text

__all__ = ["Measure", "as_measured", "scale_range", "usual_measure"]

Measure = Literal["mean", "share", "scale"]
MEASURES: tuple[str, ...] = get_args(Measure)
#: Up to so many points an answer is a category, of which a share says more than a mean.
FEW_POINTS = 5
YES, NO = "100", "0"


def usual_measure(instrument: Instrument) -> Measure:
    """What an instrument is usually shown as.

    Sums and T-scores are only published as scores of the scale; items with a top box and at most five points as a
    share; others as a mean.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> [usual_measure(im.load_instrument(name)) for name in ("impactmeting_preventie", "ceo_wmo", "ors", "gas")]
    ['mean', 'share', 'scale', 'scale']
    """
    if any(scale.transform in ("sum", "t_score") for scale in instrument.scales):
        return "scale"
    few = all(item.top and len(item.points()) in range(1, FEW_POINTS + 1) for item in instrument.items)
    return "share" if few else "mean"


def as_measured(
    responses: pd.DataFrame, instrument: Instrument, measure: Measure | Literal["auto"] = "auto"
) -> tuple[pd.DataFrame, Instrument, Measure]:
    """Answers and instrument recoded so that the mean of each item is what is to be shown.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent.
    instrument : Instrument
    measure : {"auto", "mean", "share", "scale"}
        "share": 100 for an answer in the top box, 0 for another, also for a neutral one on the scale, so that a mean
        is a percentage of those who answered or were neutral. "scale": the score of each scale. "auto": what
        `usual_measure` says.

    Returns
    -------
    (DataFrame, Instrument, str)
        To be given to `publish`: one gate for whatever is shown.

    Raises
    ------
    UsageError
        For a measure that does not exist, or that the instrument does not have.
    InsufficientEvidence
        When nobody answered enough items for a score.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> answers = pd.DataFrame({"quality": ["5", "4", "3", "1", "8"]})
    >>> shown, form, measure = as_measured(answers, im.load_instrument("ceo_wmo"))
    >>> measure, shown["quality"].tolist()
    ('share', ['100', '100', '0', '0', '8'])
    """
    if measure not in ("auto", *MEASURES):
        raise UsageError(
            Text(nl=f"maat '{measure}' is er niet.", en=f"there is no measure '{measure}'."),
            remedy=", ".join(("auto", *MEASURES)),
        )
    chosen = usual_measure(instrument) if measure == "auto" else measure
    if chosen == "share":
        return (*_shares(responses, instrument), chosen)
    if chosen == "scale":
        return (*_scales(responses, instrument), chosen)
    return responses, instrument, chosen


def _shares(responses: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, Instrument]:
    items = [item for item in instrument.present(responses) if item.top]
    if not items:
        raise UsageError(
            Text(
                nl=f"'{instrument.name}' heeft geen vraag met een top: welke antwoorden tellen als ‘eens’?",
                en=f"'{instrument.name}' has no item with a top box: which answers count as 'agree'?",
            ),
            remedy=Text(
                nl="Zet bij een vraag bijvoorbeeld top = [4, 5].", en="Write for instance top = [4, 5] at an item."
            ),
        )
    gates = {item.id: item for item in instrument.items}
    columns = {item.id: _hits(responses, item) for item in items}
    made = tuple(
        replace(
            item,
            low=0.0,
            high=100.0,
            step=100.0,
            codes={},
            top=(100.0,),
            missing_codes={kind: codes for kind, codes in item.missing_codes.items() if kind != "neutral"},
            asked_if=tuple(_recoded(one, gates[one.item]) for one in item.asked_if),
        )
        for item in items
    )
    return responses.assign(**columns), replace(instrument, items=made, scales=())


def _hits(responses: pd.DataFrame, item: Item) -> pd.Series:
    given = answers(responses, item)
    scores = given.scores[given.position]
    plain = responses[item.id].astype("object")
    hit = np.where(np.isin(scores, list(item.top)), YES, NO)
    return pd.Series(np.where(np.isnan(scores), plain, hit), index=responses.index, dtype="object")


def _recoded(condition: Condition, gate: Item) -> Condition:
    inside = {float(code) in gate.top for code in condition.codes}
    if len(inside) == 1:
        return Condition(condition.item, (YES,) if inside == {True} else (NO,))
    raise UsageError(
        Text(
            nl=f"wie '{gate.id}' anders beantwoordt, is niet met een top te beschrijven.",
            en=f"who is asked further after '{gate.id}' cannot be told by its top box.",
        ),
        remedy=Text(nl="Kies measure=mean.", en="Choose measure=mean."),
    )


def _scales(responses: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, Instrument]:
    if not instrument.scales:
        raise UsageError(
            Text(nl=f"'{instrument.name}' heeft geen schalen.", en=f"'{instrument.name}' has no scales."),
            remedy=Text(nl="Kies measure=mean.", en="Choose measure=mean."),
        )
    scored = score(responses, instrument)
    if scored.isna().all(axis=None):
        raise InsufficientEvidence(
            Text(
                nl="niemand beantwoordde genoeg vragen voor een score.", en="nobody answered enough items for a score."
            )
        )
    items = []
    for scale in instrument.scales:
        low, high = scale_range(scale, [instrument.item(name) for name in scale.items])
        items.append(Item(scale.name, low, high, step=0.0, label=scale.label))
    breaks = tuple(replace(one, items=()) for one in instrument.comparability)
    made = replace(instrument, items=tuple(items), scales=(), comparability=breaks)
    kept = responses.drop(columns=[name for name in scored if name in responses])
    return kept.assign(**{str(name): scored[name] for name in scored}), made


def scale_range(scale: Scale, items: list[Item]) -> tuple[float, float]:
    """The lowest and highest score that a scale can have."""
    low, high, count = min(item.low for item in items), max(item.high for item in items), len(items)
    if scale.transform == "sum":
        return sum(item.low for item in items), sum(item.high for item in items)
    if scale.transform == "percent":
        return 0.0, 100.0
    if scale.transform == "t_score":
        # Kiresuk & Sherman (1968): 50 + 10 sum / sqrt((1 - r) k + r k^2), furthest with every goal at its end.
        correlation = 0.3 if scale.correlation is None else scale.correlation
        widest = float(np.sqrt((1 - correlation) * count + correlation * count**2))
        return 50 + 10 * count * low / widest, 50 + 10 * count * high / widest
    return low, high
