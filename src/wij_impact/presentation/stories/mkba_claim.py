"""The claim about the JIM pilot, taken apart: what it says, per what, and which prices fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.mkba_register import frame_of
from wij_impact.presentation.stories.printed import records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba import Case

__all__ = ["Claim", "claim_statement", "claim_table", "find_claim", "price_sets", "price_sets_table"]

_OUTCOMES = {"placement": "uithuisplaatsing", "dropout": "schooluitval", "closed": "gesloten jeugdzorg"}


@dataclass(frozen=True)
class Claim:
    """What the annual report prints about the pilot.

    Attributes
    ----------
    amount : float
        The stated saving, euros, gross.
    started, counted : float
        Trajectories started, and those with financial impact.
    placement, dropout, closed : float
        Outcomes prevented according to professionals.
    ids : mapping of str to str
        The published figure of each.
    """

    amount: float
    started: float
    counted: float
    placement: float
    dropout: float
    closed: float
    ids: Mapping[str, str]

    @property
    def outcomes(self) -> float:
        """All outcomes, each counted by itself."""
        return self.placement + self.dropout + self.closed

    @property
    def nested_outcomes(self) -> float:
        """The outcomes when every closed placement is one of the placements."""
        return self.placement + self.dropout

    def all_ids(self) -> list[str]:
        """Every published figure of the claim."""
        return list(self.ids.values())


def find_claim(case: Case, published: pd.DataFrame) -> Claim | None:
    """The printed claim, when the case is about the JIM pilot; None for any other case.

    Parameters
    ----------
    case : Case
        A case that takes its numbers from the published figures of the pilot.
    published : pandas.DataFrame
        As `catalogue.figures` gives them.
    """
    if not any(number.source.startswith("figure:jim_") for number in case.streams.values()):
        return None
    own = [row for row in records(published[published["topic"] == "jim"]) if row["kind"] != "plan"]
    found: dict[str, Any] = {}
    for row in own:
        name = {"jim_saving": "amount", "jim_started": "started", "jim_with_financial_impact": "counted"}.get(
            str(row["indicator_id"])
        )
        for key, word in _OUTCOMES.items():
            if row["indicator_id"] == "jim_outcomes_prevented" and str(row["breakdown"]) == f"uitkomst={word}":
                name = key
        if name:
            found.setdefault(name, row)
    if len(found) < 6:
        return None
    values = {name: float(row["value"]) for name, row in found.items()}
    return Claim(**values, ids={name: str(row["figure_id"]) for name, row in found.items()})


def claim_statement(report: Report, claim: Claim) -> blocks.Statement:
    """What the claim says, and what is not in it."""
    number, eur = report.number, lambda value: report.number(value, "eur")
    words = Text(
        nl=f"Volgens professionals zijn in {number(claim.counted)} van de {number(claim.started)} gestarte trajecten "
        f"{number(claim.placement)} uithuisplaatsingen, {number(claim.dropout)} keer schooluitval en "
        f"{number(claim.closed)} gesloten plaatsingen voorkomen. Het verslag zet daar ongeveer {eur(claim.amount)} "
        "tegenover.",
        en=f"According to professionals {number(claim.placement)} out-of-home placements, {number(claim.dropout)} "
        f"school drop-outs and {number(claim.closed)} closed placements were prevented in {number(claim.counted)} of "
        f"the {number(claim.started)} trajectories started. The report sets about {eur(claim.amount)} against them.",
    )
    gross = Text(
        nl="Dat bedrag is bruto. De kosten van JIM zijn er niet afgetrokken, de tijd van de mentoren is niet "
        "meegeteld, en alles is aan JIM toegerekend. Welke prijs per uitkomst is gebruikt, staat er niet.",
        en="That amount is gross. The costs of JIM were not taken off, the time of the mentors was not counted, and "
        "everything was credited to JIM. Which price per outcome was used is not stated.",
    )
    return report.statement("claim-uitkomst", report.cite(words, *claim.all_ids()), gross)


def claim_table(report: Report, claim: Claim) -> blocks.Table:
    """The claim per trajectory and per outcome."""
    rows = [
        (Text(nl="per gestart traject", en="per trajectory started"), claim.started),
        (Text(nl="per traject met financieel gevolg", en="per trajectory with financial impact"), claim.counted),
        (
            Text(
                nl="per uitkomst, de gesloten plaatsingen apart",
                en="per outcome, the closed placements apart",
            ),
            claim.outcomes,
        ),
        (
            Text(
                nl="per uitkomst, de gesloten plaatsingen binnen de uithuisplaatsingen",
                en="per outcome, the closed placements inside the out-of-home placements",
            ),
            claim.nested_outcomes,
        ),
    ]
    frame = frame_of(
        [{"per": report.text(name), "count": n, "amount": claim.amount / n} for name, n in rows],
        ["per", "count", "amount"],
    )
    return report.table(
        "claim-per",
        frame,
        Text(nl="Wat de claim betekent", en="What the claim implies"),
        {
            "per": Text(nl="Bedrag", en="Amount"),
            "count": Column(Text(nl="Aantal", en="Count"), "integer"),
            "amount": Column(Text(nl="Euro per stuk", en="Euros each"), "eur"),
        },
        source=claim.all_ids(),
    )


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
        `reading` (equal, ceiling, rest_place), `apart` and `nested`: euros per outcome; of `rest_place` what is left
        for drop-out and closed placements together. The ceiling is the most a placement can cost when drop-out
        costs nothing and a closed placement at least as much as an open one.

    Notes
    -----
    Apart: amount = placement x a + dropout x b + closed x c. Nested: (placement - closed) x a + dropout x b +
    closed x c. Two equations short of a solution: the claim does not say which amounts it used.
    """
    inner = claim.placement - claim.closed
    rows = [
        ("equal", claim.amount / claim.outcomes, claim.amount / claim.nested_outcomes),
        ("ceiling", claim.amount / (claim.placement + claim.closed), claim.amount / claim.placement),
        ("rest_place", claim.amount - claim.placement * place, claim.amount - inner * place),
    ]
    return frame_of(
        [{"reading": name, "apart": apart, "nested": nested} for name, apart, nested in rows],
        ["reading", "apart", "nested"],
    )


def price_sets_table(report: Report, claim: Claim, place: float) -> blocks.Table:
    """The price sets that fit the claim, in words."""
    shown = report.number(place, "eur")
    inner = report.number(claim.placement - claim.closed)
    words = {
        "equal": Text(nl="elke uitkomst hetzelfde bedrag", en="every outcome the same amount"),
        "ceiling": Text(
            nl="een plaatsing kost hoogstens (schooluitval 0, gesloten niet goedkoper)",
            en="a placement costs at most (drop-out 0, closed no cheaper)",
        ),
        "rest_place": Text(
            nl=f"een plaatsing kost {shown}; over voor schooluitval en gesloten samen",
            en=f"a placement costs {shown}; left for drop-out and closed together",
        ),
    }
    frame = price_sets(claim, place)
    frame["name"] = [report.text(words[one]) for one in frame["reading"]]
    counts = [report.number(one) for one in (claim.placement, claim.dropout, claim.closed)]
    return report.table(
        "prijzen-bij-claim",
        frame,
        Text(nl="Welke bedragen per uitkomst bij de claim passen", en="Which amounts per outcome fit the claim"),
        {
            "name": Text(nl="Als", en="If"),
            "apart": Column(
                Text(nl=f"Los ({' + '.join(counts)})", en=f"Apart ({' + '.join(counts)})"), "eur"
            ),
            "nested": Column(
                Text(nl=f"Gesloten erbinnen ({inner} + {counts[1]} + {counts[2]})",
                     en=f"Closed inside ({inner} + {counts[1]} + {counts[2]})"), "eur"
            ),
        },
        note=Text(
            nl="Een bedrag onder nul past niet bij de claim. De prijs van een jaar in een gezinshuis is de enige prijs "
            "met een bron; hij komt van buiten Groningen.",
            en="An amount below zero does not fit the claim. The price of a year in a family home is the only price "
            "with a source; it comes from outside Groningen.",
        ),
        source=claim.all_ids(),
    )  # fmt: skip
