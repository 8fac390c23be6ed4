"""The verdicts a claim can get, with their written definitions."""

from __future__ import annotations

from dataclasses import dataclass

from wij_impact.catalogue.said import said
from wij_impact.language import Text

__all__ = ["OPEN", "SUPPORTED", "VERDICTS", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What may be said of a claim; its words stand in `data/words/claims.toml`.

    Attributes
    ----------
    code : str
        The code in tables.

    Examples
    --------
    >>> VERDICTS["rounding"].name.en
    'holds up to rounding'
    """

    code: str

    @property
    def name(self) -> Text:
        """How a reader meets it."""
        return said("claims", f"{self.code}.name")

    @property
    def definition(self) -> Text:
        """When it is given."""
        return said("claims", f"{self.code}.definition")


_CODES = (
    "reproduced", "rounding", "exceeded", "fell_short", "depends", "contradicted", "not_shown", "untestable",
)  # fmt: skip

#: Code -> verdict, the most supported first.
VERDICTS: dict[str, Verdict] = {code: Verdict(code) for code in _CODES}

#: Verdicts under which the claim stands as it was printed.
SUPPORTED = ("reproduced", "rounding")

#: Verdicts that a data request can still change.
OPEN = ("fell_short", "depends", "contradicted", "not_shown", "untestable")
