"""The report `kerncijfers`: what its notebook calls, a line per block.

`gather` computes everything once; each other function takes those facts and the report, and returns blocks.
"""

from __future__ import annotations

from wij_impact.presentation.stories.kerncijfers.certainty import certainty
from wij_impact.presentation.stories.kerncijfers.charts import over_the_years
from wij_impact.presentation.stories.kerncijfers.discrepancies import contradictions
from wij_impact.presentation.stories.kerncijfers.doubts import break_table, check_tables, restatement_tables
from wij_impact.presentation.stories.kerncijfers.facts import Facts, gather
from wij_impact.presentation.stories.kerncijfers.lead import lead
from wij_impact.presentation.stories.kerncijfers.method import method
from wij_impact.presentation.stories.kerncijfers.themes import themes

__all__ = [
    "Facts",
    "break_table",
    "certainty",
    "check_tables",
    "contradictions",
    "gather",
    "lead",
    "method",
    "over_the_years",
    "restatement_tables",
    "themes",
]
