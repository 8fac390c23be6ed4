"""The report `wijkprofiel`: does effort go where need is? Grants by area as printed, or neighbourhoods of one's own."""

from __future__ import annotations

from wij_impact.reports.wijkprofiel.facts import Facts, area_rows, document_facts, line_rows
from wij_impact.reports.wijkprofiel.own import (
    Analysis,
    Own,
    analyse,
    curve_rows,
    load_neighbourhoods,
    map_frame,
    own_facts,
    rank_rows,
    residual_rows,
    tile_rows,
)

#: Assumptions about a file, left out on the page of the documents; and the other way round.
OF_FILE = ("wijkprofiel_need", "wijkprofiel_weights", "wijkprofiel_line")
OF_DOCUMENTS = ("wijkprofiel_names",)

__all__ = [
    "OF_DOCUMENTS",
    "OF_FILE",
    "Analysis",
    "Facts",
    "Own",
    "analyse",
    "area_rows",
    "curve_rows",
    "document_facts",
    "line_rows",
    "load_neighbourhoods",
    "map_frame",
    "own_facts",
    "rank_rows",
    "residual_rows",
    "tile_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
