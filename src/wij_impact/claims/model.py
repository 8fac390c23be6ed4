"""A claim as it was read, and what a test found: plain frozen dataclasses, no wording."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wij_impact.language import Text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from wij_impact.catalogue import DataFolder

__all__ = [
    "CLAIM_KINDS",
    "DIRECTIONS",
    "NATURES",
    "Claim",
    "Evidence",
    "Finding",
    "Judgement",
    "Step",
    "codes_in",
    "is_number",
]

NO_WORDS = Text(nl="", en="")
CLAIM_KINDS: tuple[str, ...] = ("arithmetic", "description", "change", "comparison", "effect", "money")
DIRECTIONS: tuple[str, ...] = ("up", "down", "same")
#: What a claim is about: what happened, what was expected, what was promised (a target), what an approach brought.
NATURES: tuple[str, ...] = ("happened", "expected", "promised", "effect")


@dataclass(frozen=True)
class Claim:
    """One row of `claims.csv`.

    Attributes
    ----------
    claim_id, source, locator, kind, test, measure, direction, definition, request : str
        As in the table.
    words, note : Text
        The claim in our own words, and what a reader must know.
    stated : str
        A figure_id, a number, or nothing.
    terms, after, before : str
        Figures in the notation of the checks (`a b -c`, `a / b`).
    checks, readings, rests_on, people, money : tuple of str
        Codes. `checks` must all hold; `readings` are the same claim on another base or edition.
    settings : mapping
        Further arguments of the test.
    row : int
        Row in its file; the header is row 1.
    nature : str
        One of `NATURES`; an expectation that was beaten is no contradiction.
    consequence : str
        `large` when a decision or conclusion rests on it, `medium` when a sensitive amount changes, else `small`.
    theme : str
        Subject: `money`, `demand`, `youth`, `quality`, `staff`.
    """

    claim_id: str
    words: Text
    source: str
    locator: str
    kind: str
    test: str
    measure: str
    stated: str
    terms: str
    after: str
    before: str
    direction: str
    checks: tuple[str, ...]
    readings: tuple[str, ...]
    definition: str
    rests_on: tuple[str, ...]
    settings: Mapping[str, str]
    request: str
    people: tuple[str, ...]
    money: tuple[str, ...]
    note: Text
    row: int = 0
    nature: str = "happened"
    consequence: str = "small"
    theme: str = ""


@dataclass(frozen=True)
class Step:
    """One line of a calculation.

    Attributes
    ----------
    kind : str
        Which sentence tells it (`arithmetic`, `bound`, `place`, `change`, `shares`, `means`, `switching`, ...).
    outcome : str
        For arithmetic `holds`, `rounding`, `fails` or `incomplete`; else empty.
    label : Text
        What was computed.
    values : mapping
        The numbers and codes of the sentence.
    figure_ids : tuple of str
        The published figures it rests on.
    role : str
        `main`, or `reading` for another base or edition, or `extra` for what does not decide the verdict.
    """

    kind: str
    outcome: str = ""
    label: Text = NO_WORDS
    values: Mapping[str, Any] = field(default_factory=dict)
    figure_ids: tuple[str, ...] = ()
    role: str = "main"


@dataclass(frozen=True)
class Finding:
    """What a test found: the code of the verdict, why in one code, and the steps that led to it."""

    verdict: str
    reason: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Judgement:
    """A claim with its verdict.

    Attributes
    ----------
    claim : Claim
    verdict, reason : str
        Code of the verdict, and code of why.
    steps : tuple of Step
        The calculation.
    figure_ids : tuple of str
        Every published figure used, in order.
    people, money : float
        How many people (or questions) and euros it concerns, from the figures; NaN when the claim names none.
    """

    claim: Claim
    verdict: str
    reason: str
    steps: tuple[Step, ...]
    figure_ids: tuple[str, ...]
    people: float = math.nan
    money: float = math.nan


@dataclass(frozen=True)
class Evidence:
    """What the tests may look at: the figures, the checks, and the data folder with the cases."""

    figures: pd.DataFrame
    checks: pd.DataFrame
    data: str | Path | DataFolder | None = None
    known: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    listed: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    breaks: pd.DataFrame | None = None

    @classmethod
    def of(cls, figures: pd.DataFrame, checks: pd.DataFrame, data: str | Path | DataFolder | None = None) -> Evidence:
        """With the figures and checks looked up by their code."""
        from wij_impact.catalogue import load_table

        rows = {str(row["figure_id"]): row for row in figures.to_dict("records")}
        listed = {str(row["check_id"]): row for row in checks.to_dict("records")}
        return cls(figures, checks, data, rows, listed, load_table("breaks", data))

    def text(self, figure_id: str, column: str) -> str:
        """A column of a figure as text; empty when the figure or the column is not there."""
        value = self.known.get(figure_id, {}).get(column)
        return value if isinstance(value, str) else ""

    def value(self, figure_id: str) -> float:
        """Value of a figure, millions written out; NaN when it is not among the rows."""
        row = self.known.get(figure_id)
        if row is None:
            return math.nan
        return float(row["value"]) * (1e6 if row["unit"] == "EUR_million" else 1.0)

    def unit(self, figure_id: str) -> str:
        """Unit of a figure; empty when it is not among the rows."""
        row = self.known.get(figure_id)
        return "" if row is None else str(row["unit"])

    def total(self, terms: tuple[str, ...]) -> float:
        """Sum of figures, those with a minus before them subtracted; NaN without terms."""
        if not terms:
            return math.nan
        return sum(-self.value(term[1:]) if term.startswith("-") else self.value(term) for term in terms)


def codes_in(text: str) -> list[str]:
    """The figure codes in a text of terms: without signs, slashes and plain numbers.

    Examples
    --------
    >>> codes_in("a -b / c 100")
    ['a', 'b', 'c']
    """
    tokens = [token.removeprefix("-") for token in text.split()]
    return [token for token in tokens if token and token != "/" and not is_number(token)]


def is_number(token: str) -> bool:
    """Whether a token is a plain number."""
    try:
        float(token)
    except ValueError:
        return False
    return True
