"""One group measured twice, without a comparison: how many changed by more than the measurement error, and how far.

What changed is counted; what made it change is not, and no function here says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.disclosure import Ledger, check_minimum, protect
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result, order_of
from wij_impact.estimates.results import Result
from wij_impact.impactmeting.individual import individual_change
from wij_impact.impactmeting.instruments import Instrument
from wij_impact.impactmeting.publication import open_ledger
from wij_impact.impactmeting.scoring import score
from wij_impact.language import Text

__all__ = ["BeforeAfter", "before_after", "synthetic_before_after"]

#: From the finest division to the coarsest: which statuses go together.
_DIVISIONS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"recovered": ("recovered",), "improved": ("improved",), "same": ("no demonstrable change",),
     "worse": ("deteriorated",)},
    {"improved": ("recovered", "improved"), "same": ("no demonstrable change",), "worse": ("deteriorated",)},
    {"improved": ("recovered", "improved"), "not_improved": ("no demonstrable change", "deteriorated")},
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class BeforeAfter(Result):
    """What may be shown of one group measured twice.

    Attributes
    ----------
    changes : DataFrame
        Per scale: the mean change of who was measured at least twice, in the one shape (`estimate` is last minus
        first), with ``before, after, spread`` (standard deviation at the start), ``threshold`` (the change of one
        person that is more than measurement error), ``error`` (where that comes from), ``once`` (measured once only;
        NaN when that is a few people), ``once_before`` (their mean at the start).
    people : DataFrame
        Per scale and status (``recovered, improved, same, worse``, or ``not_improved``): ``people``, at the finest
        division in which no number is under the minimum.
    first, last : str
        The first and the last wave.
    """

    changes: pd.DataFrame
    people: pd.DataFrame
    first: str
    last: str
    ledger: Ledger = field(repr=False)

    def _headline(self) -> str:
        return f"{len(self.changes)} scales, {self.first} to {self.last}; change, not effect"

    def tidy(self) -> pd.DataFrame:
        """The mean change of each scale."""
        return self.changes

    def remember(self) -> None:
        """Write in the study's folder that this was published; the last step of a report."""
        self.ledger.save()


def before_after(
    responses: pd.DataFrame,
    instrument: Instrument,
    respondent: str = "respondent_id",
    wave: str = "wave",
    *,
    order: Sequence[Any] | str | None = None,
    level: float = 0.95,
    minimum: int = 10,
    file: str | Path = "",
) -> BeforeAfter:
    """Measure one group before and after, for every scale of an instrument.

    Parameters
    ----------
    responses : DataFrame
        One row per respondent and wave.
    instrument : Instrument
        With a scale; a published `reliable_change` goes before an estimate of the measurement error.
    respondent, wave : str
        Columns.
    order : list or str, optional
        The waves, first to last, where their labels do not say.
    level : float
        Level of the interval of the mean change (t, paired).
    minimum : int
        Fewest people behind a number.
    file : str or Path, optional
        Where the responses came from, for a report that leaves the house: numbers are then rounded to what is shown,
        and the ledger of what was published lies beside the file (see `publish`).

    Raises
    ------
    InputError
        Without a respondent, a second wave or a scale.
    InsufficientEvidence
        When fewer than `minimum` people were measured twice, or a report on almost the same people is out.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> found = im.before_after(im.synthetic_before_after(), im.load_instrument("ors"))
    >>> found.people[["status", "people"]].values.tolist()
    [['improved', 56.0], ['not_improved', 64.0]]
    """
    check_minimum(minimum)
    _require(responses, instrument, respondent, wave)
    people = individual_change(responses, instrument, respondent, wave, order=order, level=level)
    waves = [str(one) for one in order_of(responses[wave], order)]
    if len(waves) < 2:
        raise InputError(
            Text(nl="er is maar één meetmoment.", en="there is only one wave."),
            remedy=Text(nl="Geef elke persoon een rij per meetmoment.", en="Give each person a row per wave."),
            column=wave,
        )
    scores = score(responses, instrument)
    place = {label: at for at, label in enumerate(order_of(responses[wave], order))}
    rows, counted = [], []
    for scale in instrument.scales:
        own = people[people["scale"] == scale.name]
        if len(own) < minimum:
            raise InsufficientEvidence(
                Text(
                    nl=f"minder dan {minimum} mensen zijn twee keer gemeten; zulke cijfers worden niet getoond.",
                    en=f"fewer than {minimum} people were measured twice; such figures are not shown.",
                ),
                remedy=Text(
                    nl="Bespreek zo'n kleine groep per persoon, met wie erbij betrokken is.",
                    en="Discuss so small a group person by person, with those involved.",
                ),
            )
        held = responses.assign(score=scores[scale.name].to_numpy(), at=responses[wave].map(place))
        rows.append(_change(scale.name, own, held, respondent, level, minimum))
        counted += [{"scale": scale.name, **one} for one in _statuses(own["status"], minimum)]
    changes, ledger = as_result(rows, ["scale"]), Ledger(None, "")
    if str(file):
        ledger = open_ledger(responses, instrument, wave, respondent, file, minimum)
        one_digit: list[Any] = ["estimate", "lower", "upper", "before", "after", "spread", "threshold", "once_before"]
        changes[one_digit] = changes[one_digit].round(1)
        changes["std_error"] = changes["std_error"].round(2)
    return BeforeAfter(changes, pd.DataFrame(counted), waves[0], waves[-1], ledger)


def _require(responses: pd.DataFrame, instrument: Instrument, respondent: str, wave: str) -> None:
    for column, nl, en in (
        (respondent, "wie het is", "who it is"),
        (wave, "welk meetmoment het is", "which wave it is"),
    ):
        if column not in responses or responses[column].isna().all():
            raise InputError(
                Text(nl=f"niet te zien is {nl}.", en=f"it cannot be seen {en}."),
                remedy=Text(
                    nl=f"Voeg een kolom {column} toe, of koppel er een met -p columns=koppeling.toml.",
                    en=f"Add a column {column}, or map one with -p columns=mapping.toml.",
                ),
                column=column,
            )
    if not instrument.scales:
        raise InputError(
            Text(
                nl=f"vragenlijst '{instrument.name}' heeft geen schaal.",
                en=f"questionnaire '{instrument.name}' has no scale.",
            ),
            remedy=Text(
                nl="Voeg [[scales]] toe met name, items, minimum_answered en, als die bekend is, reliable_change.",
                en="Add [[scales]] with name, items, minimum_answered and, where known, reliable_change.",
            ),
        )


def _change(
    scale: str, own: pd.DataFrame, held: pd.DataFrame, respondent: str, level: float, minimum: int
) -> dict[str, Any]:
    change, n = own["estimate"].to_numpy(dtype=float), len(own)
    error = float(np.std(change, ddof=1)) / math.sqrt(n)
    reach = float(stats.t.isf((1 - level) / 2, n - 1)) * error
    first = held.dropna(subset=["score", respondent]).sort_values("at", kind="stable")
    singles = first[~first[respondent].isin(own[respondent]) & first["at"].eq(0)]["score"]
    shown = len(singles) == 0 or len(singles) >= minimum
    estimate = float(change.mean())
    return {
        "scale": scale,
        "estimate": estimate,
        "std_error": error,
        "lower": estimate - reach,
        "upper": estimate + reach,
        "level": level,
        "n": n,
        "method": f"mean of paired differences, t(df={n - 1})",
        "before": float(own["before"].mean()),
        "after": float(own["after"].mean()),
        "spread": float(np.std(own["before"], ddof=1)),
        "threshold": float(own["std_error"].iloc[0]) * float(stats.norm.isf((1 - level) / 2)),
        "error": "published" if "published" in str(own["method"].iloc[0]) else "estimated",
        "once": float(len(singles)) if shown else math.nan,
        "once_before": float(singles.mean()) if shown and len(singles) else math.nan,
    }


def _statuses(found: pd.Series, minimum: int) -> list[dict[str, Any]]:
    """How many have each status, at the finest division in which every number may be shown."""
    for division in _DIVISIONS:
        counts = pd.DataFrame({name: [int(found.isin(those).sum())] for name, those in division.items()})
        counts = counts.loc[:, (counts > 0).any()].astype(float)
        if counts.shape[1] < 2:
            continue
        whole = counts.assign(total=counts.sum(axis=1))
        if protect(whole, whole, minimum).notna().all(axis=None):
            return [{"status": name, "people": float(counts[name].iloc[0])} for name in counts]
    return [{"status": name, "people": math.nan} for name in _DIVISIONS[-1]]


def synthetic_before_after(seed: int = 7, people: int = 120) -> pd.DataFrame:
    """Made-up ORS answers of one group, before and after, for the example page: nobody's.

    A true mean change of 4 points of the total, and a measurement error that fits a reliable change of 5.

    Examples
    --------
    >>> synthetic_before_after()["wave"].value_counts().to_dict()
    {'voor': 150, 'na': 120}
    """
    random = np.random.default_rng(seed)
    rows = []
    dropped = people // 4
    for person in range(people + dropped):
        true = random.normal(20, 5)
        gain = random.normal(4, 5)
        for wave, middle in (("voor", true), ("na", true + gain)):
            if wave == "na" and person >= people:
                continue
            items = np.clip(middle / 4 + random.normal(0, 1.28, 4), 0, 10).round(1)
            named = dict(zip(("individual", "relational", "social", "overall"), items, strict=True))
            rows.append({"data_kind": "synthetic", "respondent_id": f"P{person + 1:03d}", "wave": wave} | named)
    return pd.DataFrame(rows)
