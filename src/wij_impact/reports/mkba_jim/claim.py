"""The claim about the JIM pilot, taken apart: what it says, per what, and which prices fit it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import Quantity
from wij_impact.language import Text
from wij_impact.mkba import Case
from wij_impact.presentation.words import Phrase

__all__ = ["Claim", "claim_per", "find_claim", "price_sets"]

_OUTCOMES = {"placement": "uithuisplaatsing", "dropout": "schooluitval", "closed": "gesloten jeugdzorg"}
_INDICATORS = {"jim_saving": "amount", "jim_started": "started", "jim_with_financial_impact": "counted"}


class Claim(NamedTuple):
    """What the annual report prints about the pilot, each number with its place of print.

    `amount` is the stated saving in euros, gross; `started` and `counted` are trajectories started and those with
    financial impact; `placement`, `dropout` and `closed` are the outcomes that the report calls prevented.
    """

    amount: Quantity
    started: Quantity
    counted: Quantity
    placement: Quantity
    dropout: Quantity
    closed: Quantity

    @property
    def ids(self) -> tuple[str, ...]:
        """Every published figure of the claim."""
        return tuple(one for quantity in self for one in quantity.sources)

    def number(self, name: str) -> float:
        """One of the numbers, as a number."""
        return float(getattr(self, name).value)

    @property
    def outcomes(self) -> float:
        """All outcomes, each counted by itself."""
        return self.number("placement") + self.number("dropout") + self.number("closed")

    @property
    def nested_outcomes(self) -> float:
        """The outcomes when every closed placement is one of the placements."""
        return self.number("placement") + self.number("dropout")


def find_claim(case: Case, published: pd.DataFrame) -> Claim:
    """The printed claim.

    Parameters
    ----------
    case : Case
        A case that takes its numbers from the published figures of the pilot.
    published : pandas.DataFrame
        As `catalogue.figures` gives them.

    Raises
    ------
    InputError
        When the case is about something else, or the figures of the pilot are not all there.
    """
    if not any(number.source.startswith("figure:jim_") for number in case.streams.values()):
        raise InputError(
            Text(nl=f"‘{case.title.nl}’ gaat niet over JIM.", en=f"‘{case.title.en}’ is not about JIM."),
            remedy=Text(
                nl="Maak voor een eigen berekening het rapport mkba: wij-impact run mkba -p case=...",
                en="For a case of your own make the report mkba: wij-impact run mkba -p case=...",
            ),
        )
    own = published[(published["topic"] == "jim") & (published["kind"] != "plan")]
    found: dict[str, Any] = {}
    for row in own.to_dict("records"):
        name = _INDICATORS.get(str(row["indicator_id"]), "")
        for key, word in _OUTCOMES.items():
            if row["indicator_id"] == "jim_outcomes_prevented" and str(row["breakdown"]) == f"uitkomst={word}":
                name = key
        if name:
            found.setdefault(name, row)
    missing = [name for name in Claim._fields if name not in found]
    if missing:
        listed = ", ".join(missing)
        raise InputError(
            Text(
                nl=f"de cijfers van de pilot zijn niet compleet: {listed}.",
                en=f"the figures of the pilot are incomplete: {listed}.",
            ),
            remedy=Text(nl="Zet ze terug in figures.csv (topic jim).", en="Put them back in figures.csv (topic jim)."),
            file="figures.csv",
        )
    return Claim(*(Quantity.published(found[one], "eur" if one == "amount" else "integer") for one in Claim._fields))


def claim_per(claim: Claim) -> pd.DataFrame:
    """The claim per trajectory and per outcome: `per, count, amount` (euros)."""
    counts = {
        "started": claim.number("started"), "counted": claim.number("counted"), "outcome": claim.outcomes,
        "nested_outcome": claim.nested_outcomes,
    }  # fmt: skip
    amount = claim.number("amount")
    return pd.DataFrame([{"per": name, "count": n, "amount": amount / n} for name, n in counts.items()])


def price_sets(claim: Claim, place: float) -> pd.DataFrame:
    """Which amounts per outcome add up to the claim: three readings, with and without nesting.

    Parameters
    ----------
    claim : Claim
        Counts and amount.
    place : float
        The one sourced amount: a placement of a year, euros.

    Returns
    -------
    pandas.DataFrame
        `reading` (equal, ceiling, rest_place), `name`, `apart` and `nested`: euros per outcome; of `rest_place` what
        is left for drop-out and closed placements together. The ceiling is the most a placement can cost when
        drop-out costs nothing and a closed placement at least as much as an open one.

    Notes
    -----
    Apart: amount = placement x a + dropout x b + closed x c. Nested: (placement - closed) x a + dropout x b +
    closed x c. Two equations short of a solution: the claim does not say which amounts it used.
    """
    amount, placement, closed = (claim.number(one) for one in ("amount", "placement", "closed"))
    rows = [
        ("equal", amount / claim.outcomes, amount / claim.nested_outcomes),
        ("ceiling", amount / (placement + closed), amount / placement),
        ("rest_place", amount - placement * place, amount - (placement - closed) * place),
    ]
    facts = {"place": Quantity(place, "eur")}
    return pd.DataFrame(
        [
            {"reading": name, "name": Phrase(f"reading.{name}", facts), "apart": apart, "nested": nested}
            for name, apart, nested in rows
        ]
    )
