"""What is printed of work per full-time job: questions over those who work with residents; no language, no layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.estimates import Quantity

__all__ = ["Facts", "document_facts", "year_rows"]

_YEARS = (2022, 2023)
#: A change of less than this share is called about as many: full-time jobs are counted in more than one way.
_ALIKE = 0.02


@dataclass(frozen=True)
class Facts:
    """Questions per full-time job of the regular teams, in two years.

    Attributes
    ----------
    per, per_before : Quantity
        Questions over full-time jobs in the work with residents, without those of basic youth care.
    per_all : Quantity
        The same with them.
    """

    year: Quantity
    year_before: Quantity
    per: Quantity
    per_before: Quantity
    per_all: Quantity
    moved: Literal["more", "fewer", "level"]
    questions: Quantity
    fte: Quantity
    fte_youth: Quantity


def year_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Per year: ``year, questions, fte, per, figure_ids``."""
    rows = []
    for year in _YEARS:
        questions = _one(figures, f"questions_registered_{year}_r2023_kern")
        fte = _one(figures, f"avg_fte_primair_proces_{year}_r2023")
        ids = f"{questions['figure_id']} {fte['figure_id']}"
        per = float(questions["value"]) / float(fte["value"])
        row = {"year": year, "questions": float(questions["value"]), "fte": float(fte["value"])}
        rows.append(row | {"per": per, "figure_ids": ids})
    return pd.DataFrame(rows)


def document_facts(figures: pd.DataFrame) -> Facts:
    """The facts."""
    before, now = (row for _, row in year_rows(figures).iterrows())
    youth = _one(figures, "avg_fte_primair_proces_bjh_2023_r2023")
    ids = tuple(str(now["figure_ids"]).split())
    change = float(now["per"]) / float(before["per"]) - 1
    whole = float(now["fte"]) + float(youth["value"])
    return Facts(
        year=Quantity(_YEARS[1], "year"),
        year_before=Quantity(_YEARS[0], "year"),
        per=Quantity(float(now["per"]), "decimal1", ids),
        per_before=Quantity(float(before["per"]), "decimal1", tuple(str(before["figure_ids"]).split())),
        per_all=Quantity(float(now["questions"]) / whole, "decimal1", (*ids, str(youth["figure_id"]))),
        moved="more" if change > _ALIKE else "fewer" if change < -_ALIKE else "level",
        questions=Quantity(float(now["questions"]), "integer", ids[:1]),
        fte=Quantity(float(now["fte"]), "decimal1", ids[1:]),
        fte_youth=Quantity(float(youth["value"]), "decimal1", (str(youth["figure_id"]),)),
    )


def _one(figures: pd.DataFrame, figure_id: str) -> pd.Series:
    return figures[figures["figure_id"] == figure_id].iloc[0]
