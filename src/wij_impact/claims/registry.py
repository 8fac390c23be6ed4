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
    """

    run: Callable[[Claim, Evidence], Finding]
    needs: tuple[tuple[str, ...], ...] = ()
    settings: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


TESTS: dict[str, ClaimTest] = {
    "equals": ClaimTest(arithmetic.equals, (("terms", "checks", "readings"),), optional=("tolerance",)),
    "at_least": ClaimTest(arithmetic.equals, (("stated",), ("terms",)), optional=("tolerance",)),
    "at_most": ClaimTest(arithmetic.equals, (("stated",), ("terms",)), optional=("tolerance",)),
    "printed": ClaimTest(arithmetic.printed, (("stated",),)),
    "change": ClaimTest(changes.change, (("after",), ("before",), ("direction",))),
    "survey": ClaimTest(surveys.survey, (("after",), ("before",), ("direction",)), optional=("scale", "sd")),
    "prevented": ClaimTest(effects.prevented, (("after",),)),
    "case": ClaimTest(money.case, (), ("case", "parameter"), ("ratio", "scenario", "also", "per")),
    "decomposition": ClaimTest(money.decomposition, (("after",), ("before",), ("direction",))),
}
