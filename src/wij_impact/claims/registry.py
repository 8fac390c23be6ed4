"""The tests a claim can be put to: what each needs, and the function that runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wij_impact.claims import arithmetic, changes, effects, money, surveys
from wij_impact.claims.model import Claim, Evidence, Finding

__all__ = ["TESTS", "ClaimTest"]


@dataclass(frozen=True)
class ClaimTest:
    """A test by its name in the column `test`.

    Attributes
    ----------
    run : callable
        (claim, evidence) -> Finding.
    needs : tuple of tuple of str
        Columns; of every group at least one must be filled in.
    settings, optional : tuple of str
        Names in the column `settings` that must be there, and that may.
    uses : tuple of str
        Further columns that the test reads. One that is filled in and that it does not read is an error.
    """

    run: Callable[[Claim, Evidence], Finding]
    needs: tuple[tuple[str, ...], ...] = ()
    settings: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


_SUM = ("measure", "stated", "terms", "checks", "readings", "definition", "after", "before", "direction")


def _nothing(claim: Claim, evidence: Evidence) -> Finding:
    """A claim without any figure: it is entered and told, and cannot be tested."""
    return Finding("untestable", "nothing_printed", ())


TESTS: dict[str, ClaimTest] = {
    "equals": ClaimTest(arithmetic.equals, (("terms", "checks", "readings"),), optional=("tolerance",), uses=_SUM),
    "at_least": ClaimTest(arithmetic.equals, (("stated",), ("terms",)), optional=("tolerance",), uses=_SUM),
    "at_most": ClaimTest(arithmetic.equals, (("stated",), ("terms",)), optional=("tolerance",), uses=_SUM),
    "printed": ClaimTest(arithmetic.printed, (("stated",),), uses=("readings", "definition")),
    "change": ClaimTest(changes.change, (("after",), ("before",), ("direction",)), uses=("stated", "measure")),
    "survey": ClaimTest(
        surveys.survey, (("after",), ("before",), ("direction",)), optional=("scale", "sd"), uses=("stated",)
    ),
    "prevented": ClaimTest(effects.prevented, (("after",),), uses=("stated", "before")),
    "case": ClaimTest(
        money.case, (), ("case", "parameter"), ("ratio", "scenario", "also", "per", "amount"), ("stated",)
    ),
    "decomposition": ClaimTest(money.decomposition, (("after",), ("before",), ("direction",)), uses=("stated",)),
    "none": ClaimTest(_nothing),
}
