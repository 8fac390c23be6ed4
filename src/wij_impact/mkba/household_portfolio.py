"""Several case sheets together: the middle household rather than the mean, and what the sum rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from wij_impact.disclosure import Ledger
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import Result, as_result
from wij_impact.language import Text
from wij_impact.mkba.appraisal import appraise
from wij_impact.mkba.household import Household, per_payer
from wij_impact.mkba.simulation import simulate

__all__ = ["FEWEST", "Portfolio", "portfolio"]

#: Fewer households than this are not shown outside the team that knows them.
FEWEST = 10


@dataclass(frozen=True, repr=False)
class Portfolio(Result):
    """Sheets of several households.

    Parameters
    ----------
    households : DataFrame
        One row each, for the team only: id, with, without, difference, lower, upper, outcomes, unpriced.
    payers : DataFrame
        payer, households (that it pays in), with, without, difference.
    median : DataFrame
        The common columns: the difference of the middle household, with the range that the chances leave.
    without_one : DataFrame
        id, median, mean: the same when that household is left out.
    assumed : float
        Share of the amounts without the plan that rests on a chance nobody measured; NaN when there are none.
    outcomes, overlapping : int
        Outcomes on all sheets, and lines left out of them for lying inside another.
    several : int
        Households with more than one outcome.
    """

    households: pd.DataFrame
    payers: pd.DataFrame
    median: pd.DataFrame
    without_one: pd.DataFrame
    assumed: float
    outcomes: int
    overlapping: int
    several: int
    ledger: Ledger = field(repr=False)

    def remember(self) -> None:
        """Write down that this went out, beside the sheets, so that a next one gives nobody away."""
        self.ledger.save()

    def _headline(self) -> str:
        row = self.median.iloc[0]
        return f"{len(self.households)} households, difference of the middle one {row['estimate']:,.0f}"

    def tidy(self) -> pd.DataFrame:
        """`median`."""
        return self.median

    @property
    def mean(self) -> float:
        """The mean difference, that one household can carry."""
        return float(self.households["difference"].mean())


def portfolio(
    households: Sequence[Household],
    draws: int = 2000,
    seed: int = 0,
    *,
    team: bool = False,
    folder: str | Path | None = None,
    level: float = 0.95,
) -> Portfolio:
    """Lay case sheets together.

    Parameters
    ----------
    households : sequence of Household
    draws, seed : int
        Of the chances without the plan; a price that two households share is drawn once.
    team : bool
        Only for the team that knows the households: then fewer than ten are allowed.
    folder : path, optional
        Where the sheets lie: what went out before is kept there (`disclosure.Ledger`). Not for the team itself, and not
        for made-up sheets.
    level : float
        Of the range.

    Raises
    ------
    InsufficientEvidence
        For fewer than ten households outside the team, or fewer than three inside it; for nearly the same households
        as in an earlier report, since the two side by side would give one of them away.
    """
    least = 3 if team else FEWEST
    if len(households) < least:
        raise InsufficientEvidence(
            Text(nl=f"{len(households)} huishoudens zijn te weinig om samen te tonen: iemand kan herkend worden.",
                 en=f"{len(households)} households are too few to show together: someone could be recognised.")
            if not team
            else Text(nl=f"{len(households)} huishoudens hebben geen midden.",
                      en=f"{len(households)} households have no middle."),
            remedy=Text(nl=f"Wacht tot er {FEWEST} zijn, of maak het alleen voor het eigen team met -p team=true.",
                        en=f"Wait until there are {FEWEST}, or make it for your own team only with -p team=true.")
            if not team
            else Text(nl="Leg er minstens 3 naast elkaar.", en="Lay at least 3 side by side."),
        )  # fmt: skip
    made_up = any(one.synthetic for one in households)
    ledger = Ledger.open(None if team or made_up or folder is None else Path(folder))
    people = {"total|all": [f"{one.id}|{one.lines}" for one in households]}
    ledger.held_back(people, FEWEST)
    rows, drawn, each, guessed, whole = [], [], [], 0.0, 0.0
    for one in households:
        result = appraise(one.case)
        simulation = simulate(one.case, draws, seed) if one.case.varying() else None
        table = per_payer(one, result, simulation)
        each.append(table[table["payer"] != "total"])
        last = table.iloc[-1].to_dict()
        outcomes = sum(line.outcome for line in one.lines)
        rows.append({"id": one.id, **{str(key): value for key, value in last.items() if key != "payer"},
                     "outcomes": outcomes, "unpriced": len(one.unpriced)})  # fmt: skip
        drawn.append(
            np.full(draws, last["difference"])
            if simulation is None
            else simulation.draws["net_present_value.total"].to_numpy()
        )
        guessed, whole = guessed + one.assumed[0], whole + one.assumed[1]
    frame = pd.DataFrame(rows)
    middle = np.nanmedian(np.array(drawn), axis=0)
    lower, upper = np.quantile(middle, [(1 - level) / 2, (1 + level) / 2])
    estimate = float(frame["difference"].median())
    median = as_result(
        [{"result": "difference", "estimate": estimate, "lower": min(float(lower), estimate),
          "upper": max(float(upper), estimate), "level": level, "n": int(frame["difference"].notna().sum()),
          "method": "median of households; range of what the chances and prices leave"}],
        ["result"],
    )  # fmt: skip
    left = [frame.drop(index=at)["difference"] for at in frame.index]
    outcomes = int(frame["outcomes"].sum())
    return Portfolio(
        frame,
        _together(each),
        median,
        pd.DataFrame(
            {"id": frame["id"], "median": [one.median() for one in left], "mean": [one.mean() for one in left]}
        ),
        guessed / whole if whole else math.nan,
        outcomes,
        sum(bool(line.within) for one in households for line in one.lines),
        int((frame["outcomes"] > 1).sum()),
        ledger.added(people, FEWEST),
    )


def _together(each: list[pd.DataFrame]) -> pd.DataFrame:
    every = pd.concat(each, ignore_index=True)
    grouped = every.groupby("payer", sort=True)
    sums = grouped[["with", "without"]].sum(min_count=1)
    found = sums.assign(difference=sums["without"].fillna(0) - sums["with"].fillna(0), households=grouped.size())
    return found.reset_index()[["payer", "households", "with", "without", "difference"]]
