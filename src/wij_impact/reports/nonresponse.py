"""Non-response as a switching value: a section that reports on surveys share; its words stand in `labels.toml`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.errors import UsageError
from wij_impact.estimates import Quantity, effective_sample, nonresponse_turn
from wij_impact.language import Text
from wij_impact.presentation import Page

__all__ = [
    "ASSUMED",
    "CORRELATION",
    "Nonresponse",
    "known_response",
    "nonresponse_facts",
    "nonresponse_rows",
    "nonresponse_section",
]

#: Responses to show where the response is not known.
ASSUMED = (0.2, 0.35, 0.5, 0.65)
#: A small correlation between answering and the answer: an assumption, as in Meng (2018) an order of magnitude above
#: what was found for voting.
CORRELATION = 0.05


@dataclass(frozen=True)
class Nonresponse:
    """What the section says; `side` is where the estimate lies from the limit."""

    estimate: Quantity
    limit: Quantity
    response: Quantity
    known: Literal["yes", "no"]
    side: Literal["above", "below"]
    turns: Literal["can", "cannot"]
    turn: Quantity
    worth: Quantity
    correlation: Quantity


def known_response(answered: int, invited: int) -> float | None:
    """The response, when it was told how many were invited.

    Raises
    ------
    UsageError
        For fewer invited than answered.
    """
    if not invited:
        return None
    if invited < answered:
        raise UsageError(
            Text(
                nl=f"invited={invited} is minder dan de {answered} die antwoordden.",
                en=f"invited={invited} is fewer than the {answered} who answered.",
            ),
            remedy=Text(nl="Geef hoeveel mensen zijn gevraagd.", en="Give how many people were asked."),
        )
    return answered / invited


def nonresponse_rows(
    estimate: float,
    limit: float,
    scale: tuple[float, float],
    how: str,
    responses: Sequence[float],
    answered: float = math.inf,
) -> pd.DataFrame:
    """Per response: what those who did not answer must have to turn the sentence, and the effective sample.

    Answers are never worth more than there are: `answered`, where that is known.
    """
    rows = [
        {
            "response": one,
            "turn": nonresponse_turn(estimate, one, limit, scale),
            "effective": min(effective_sample(one, CORRELATION), answered),
            "how": how,
        }
        for one in responses
    ]
    return pd.DataFrame(rows)


def nonresponse_facts(
    estimate: Quantity,
    limit: float,
    scale: tuple[float, float],
    response: float | None = None,
    answered: float = math.inf,
) -> tuple[Nonresponse, pd.DataFrame]:
    """The facts of the section, and its rows: of the response that is known, or of a few assumed ones."""
    responses = [response] if response else ASSUMED
    rows = nonresponse_rows(float(estimate.value), limit, scale, estimate.unit, responses, answered)
    first = rows.iloc[0]
    turn, effective = float(first["turn"]), float(first["effective"])
    facts = Nonresponse(
        estimate=Quantity(float(estimate.value), estimate.unit, estimate.sources, origin=estimate.origin),
        limit=Quantity(limit, estimate.unit, origin="assumption"),
        response=Quantity(float(first["response"]), "percent", origin="computed" if response else "assumption"),
        known="yes" if response else "no",
        side="above" if float(estimate.value) >= limit else "below",
        turns="can" if turn == turn else "cannot",
        turn=Quantity(turn, estimate.unit, origin="computed"),
        worth=Quantity(effective, origin="computed"),
        correlation=Quantity(CORRELATION, "decimal2", origin="assumption"),
    )
    return facts, rows


def nonresponse_section(
    page: Page,
    estimate: Quantity,
    limit: float,
    scale: tuple[float, float],
    response: float | None = None,
    answered: float = math.inf,
) -> None:
    """Put the section on the page.

    Parameters
    ----------
    page : Page
    estimate : Quantity
        The number whose sentence could turn.
    limit : float
        Where it turns; `scale` the lowest and highest there is.
    response : float, optional
        The share that answered; without it a few assumed ones stand side by side.
    answered : float
        How many answered, where that is known.
    """
    facts, rows = nonresponse_facts(estimate, limit, scale, response, answered)
    page.heading("nonresponse", id="wie-niet-antwoordde")
    page.statement(facts, "nonresponse", "nonresponse_worth", id="wie-niet-antwoordde-gezegd")
    if not response:
        page.table(
            "niet-geantwoord",
            rows,
            {"response": "percent", "turn": "row", "effective": "integer"},
            facts=facts,
            words="nonresponse",
            row_format="how",
        )
