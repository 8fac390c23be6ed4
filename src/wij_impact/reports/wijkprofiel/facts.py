"""What is printed of effort by area: grants whose name or description mentions one; no language, no layout."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.reports.naming import cells

__all__ = ["Facts", "area_rows", "document_facts", "line_rows"]

_PART = "deelopdracht="


@dataclass(frozen=True)
class Facts:
    """Grants by area.

    Attributes
    ----------
    total, named : Quantity
        All that was granted, and what was granted to assignments whose name or description mentions an area.
    share : Quantity
        The second over the first.
    assignments, with_area : Quantity
        Assignments to which something was granted, and those with an area.
    largest : Name
        The area with the largest sum, `most`.
    """

    year: Quantity
    total: Quantity
    named: Quantity
    share: Quantity
    assignments: Quantity
    with_area: Quantity
    areas: Quantity
    largest: Name
    most: Quantity


def area_rows(figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """One row per area of the table ``assignment_areas``: ``area, assignments, granted, figure_ids``."""
    lines = _lines(figures)
    both = areas.merge(lines, on="assignment", how="inner")
    by = both.groupby("area", sort=False)
    found = by.agg(assignments=("value", "size"), granted=("value", "sum"), figure_ids=("figure_id", " ".join))
    return found.reset_index().sort_values(["granted", "area"], ascending=[False, True], ignore_index=True)


def line_rows(figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Every assignment with an area: ``assignment, printed, basis, place, granted, figure_ids``; largest first."""
    both = areas.merge(_lines(figures), on="assignment", how="inner")
    both = both.rename(columns={"value": "granted", "figure_id": "figure_ids"})
    both["basis"] = pd.Series(cells([Term("basis", str(one)) for one in both["basis"]]), dtype=object)
    both = both.sort_values(["granted", "assignment"], ascending=[False, True], ignore_index=True)
    return both[["assignment", "printed", "basis", "place", "granted", "figure_ids"]]


def document_facts(figures: pd.DataFrame, areas: pd.DataFrame) -> Facts:
    """The facts; `areas` is the table ``assignment_areas``."""
    rows, lines = area_rows(figures, areas), _lines(figures)
    whole = figures[figures["figure_id"].isin(_total(figures))].iloc[0]
    total = Quantity.published(whole, "eur")
    ids = tuple(one for each in rows["figure_ids"] for one in each.split())
    named = float(rows["granted"].sum())
    first = rows.iloc[0]
    return Facts(
        year=Quantity(2023, "year"),
        total=total,
        named=Quantity(named, "eur", ids),
        share=Quantity(named / float(total.value), "percent", (*total.sources, *ids)),
        assignments=Quantity(int((lines["value"] > 0).sum())),
        with_area=Quantity(int(rows["assignments"].sum())),
        areas=Quantity(len(rows)),
        largest=Name(str(first["area"])),
        most=Quantity(float(first["granted"]), "eur", tuple(str(first["figure_ids"]).split())),
    )


def _granted(figures: pd.DataFrame) -> pd.DataFrame:
    part = figures["breakdown"].astype(str)
    return figures[figures["indicator_id"].eq("grants_awarded") & part.str.startswith(_PART)]


def _lines(figures: pd.DataFrame) -> pd.DataFrame:
    own = _granted(figures)
    own = own.assign(assignment=own["breakdown"].str.removeprefix(_PART))
    return own.loc[own["assignment"] != "Totaal", ["assignment", "value", "figure_id"]]


def _total(figures: pd.DataFrame) -> list[str]:
    own = _granted(figures)
    return own.loc[own["breakdown"] == f"{_PART}Totaal", "figure_id"].tolist()
