"""The catalogue: published figures with their source, what contradicts, and how tables are read and checked."""

from __future__ import annotations

# Imported eagerly: a function here bears the name of its module, so a lazy attribute would find the module.
from wij_impact.catalogue.consistency import CHECK_KINDS, VERDICTS, consistency
from wij_impact.catalogue.figures import decimals, figures, normalise_breakdown, year_of
from wij_impact.catalogue.restatements import RESTATEMENT_COLUMNS, restatements

__all__ = [
    "CHECK_KINDS",
    "RESTATEMENT_COLUMNS",
    "VERDICTS",
    "consistency",
    "decimals",
    "figures",
    "normalise_breakdown",
    "restatements",
    "year_of",
]
