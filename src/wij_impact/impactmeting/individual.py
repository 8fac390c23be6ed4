"""Did this person change by more than the measurement error?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result, check_level, order_of
from wij_impact.impactmeting.checks import first_row, require_columns
from wij_impact.impactmeting.instruments import Instrument, Scale
from wij_impact.impactmeting.reliability import reliability_of
from wij_impact.impactmeting.scoring import score
from wij_impact.language import Text

__all__ = ["individual_change"]

STATUSES = ("recovered", "improved", "no demonstrable change", "deteriorated")


def individual_change(
    responses: pd.DataFrame,
    instrument: Instrument,
    respondent: str,
    wave: str,
    *,
    order: Sequence[Any] | str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Reliable and clinically significant change per respondent, from the first to the last wave.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent and wave.
    instrument : Instrument
        A scale with a published `reliable_change` uses it; otherwise the standard error of measurement follows
        from alpha and the spread in the first wave.
    respondent, wave : str
        Columns.
    order : list or str, optional
        The waves, first to last, where their labels do not say (`estimates.order_of`).

    Returns
    -------
    pandas.DataFrame
        `scale`, the respondent column, result columns (estimate = last minus first), `before`, `after`, `index`
        (reliable change index), `status`: "recovered" (reliable, and from below to above the cut-off), "improved",
        "no demonstrable change", "deteriorated". Respondents with one measurement are left out.

    Raises
    ------
    InputError
        When a respondent is twice in one wave, and for waves in words without a known order.

    Notes
    -----
    Jacobson & Truax (1991), JCCP 59:12-19.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> ors = pd.DataFrame({"id": [1, 1], "wave": [1, 2], "individual": [4, 7], "relational": [5, 8],
    ...                     "social": [5, 6], "overall": [4, 7]})
    >>> im.individual_change(ors, im.load_instrument("ors"), "id", "wave")[["estimate", "status"]].values.tolist()
    [[10.0, 'recovered']]
    """
    level = check_level(level)
    require_columns(responses, [respondent, wave])
    _check_once(responses, respondent, wave)
    scores = score(responses, instrument)
    position = {label: at for at, label in enumerate(order_of(responses[wave], order))}
    place = responses[wave].map(position).to_numpy(dtype=float)
    rows: list[dict[str, Any]] = []
    for scale in instrument.scales:
        scored = scores[scale.name].to_numpy()
        people = _first_and_last(responses[respondent], place, scored)
        error, source = _error(responses, instrument, scale, place, scored, level)
        rows += [_row(scale, respondent, who, one, error, source, level) for who, one in people.iterrows()]
    return as_result(rows, ["scale", respondent])


def _first_and_last(who: pd.Series, place: np.ndarray, scored: np.ndarray) -> pd.DataFrame:
    """First and last score of whoever has two or more, in the order in which they appear."""
    table = pd.DataFrame({"id": who.to_numpy(), "at": place, "score": scored}).dropna()
    people = table.sort_values("at", kind="stable").groupby("id", sort=False)["score"].agg(["first", "last", "size"])
    return people[people["size"] > 1].reindex([one for one in table["id"].unique() if people.loc[one, "size"] > 1])


def _check_once(responses: pd.DataFrame, respondent: str, wave: str) -> None:
    twice = responses.duplicated([respondent, wave]).to_numpy() & responses[respondent].notna().to_numpy()
    if twice.any():
        raise InputError(
            Text(nl="deze respondent staat twee keer in één meting.", en="this respondent is twice in one wave."),
            remedy=Text(nl="Houd één rij per respondent en meting.", en="Keep one row per respondent and wave."),
            row=first_row(responses, twice),
            column=respondent,
        )


def _error(
    responses: pd.DataFrame, instrument: Instrument, scale: Scale, place: np.ndarray, scores: np.ndarray, level: float
) -> tuple[float, str]:
    """Standard error of a difference of two measurements, and where it comes from."""
    if scale.reliable_change is not None:
        return scale.reliable_change / float(stats.norm.isf(0.025)), "published reliable change"
    first = place == 0
    spread = float(np.nanstd(scores[first], ddof=1)) if (~np.isnan(scores[first])).sum() > 2 else np.nan
    if scale.transform == "t_score" or len(scale.items) < 2 or not spread > 0:
        raise InsufficientEvidence(
            Text(
                nl=f"schaal '{scale.name}': de meetfout is niet bekend en niet te schatten.",
                en=f"scale '{scale.name}': the measurement error is not known and cannot be estimated.",
            ),
            remedy=Text(nl="Geef reliable_change in de vragenlijst.", en="Give reliable_change in the instrument."),
        )
    coded = instrument.numeric_responses(responses[first])
    table = reliability_of(coded, instrument.item_set(scale.name), "listwise", level=level)
    alpha = float(table.loc[table["measure"] == "alpha", "estimate"].iloc[0])
    return spread * float(np.sqrt(2 * max(1 - alpha, 0.0))), f"alpha {alpha:.2f} of the first wave"


def _row(
    scale: Scale, respondent: str, who: Any, one: pd.Series, error: float, source: str, level: float
) -> dict[str, Any]:
    before, after = float(one["first"]), float(one["last"])
    change, z = after - before, float(stats.norm.isf((1 - level) / 2))
    index = change / error if error > 0 else np.nan
    # The published threshold itself counts as reliable: "5 points or more".
    reliable = abs(index) >= z * (1 - 1e-12)
    status = STATUSES[2]
    if reliable and change < 0:
        status = STATUSES[3]
    elif reliable:
        crossed = scale.cutoff is not None and before < scale.cutoff <= after
        status = STATUSES[0] if crossed else STATUSES[1]
    return {
        "scale": scale.name,
        respondent: who,
        "estimate": change,
        "std_error": error,
        "lower": change - z * error,
        "upper": change + z * error,
        "level": level,
        "n": 1,
        "method": f"reliable change index, {source}",
        "before": before,
        "after": after,
        "index": index,
        "status": status,
    }
