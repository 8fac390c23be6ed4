"""What the sources themselves say of figures that moved: the table ``published/explanations.csv``, by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

__all__ = ["explanations", "printings"]

_NUMBER = ("indicator_id", "breakdown", "period", "kind", "source")
_TOTAL = r"^[^=]+=[Tt]otaal$"


def printings(figures: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Figure id -> the number that it prints: a report can print one number in a table and again in its text.

    The total of a table is the number without a part.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> same = printings(catalogue.figures())
    >>> same["aggression_registered_2023_r2023_text"] == same["aggression_by_type_totaal_2023_r2023"]
    True
    """
    columns = [figures[name].fillna("").astype(str).str.replace(_TOTAL, "", regex=True) for name in _NUMBER]
    return dict(zip(figures["figure_id"].astype(str), zip(*columns, strict=True), strict=True))


def explanations(
    figure_ids: Iterable[str], rows: pd.DataFrame, figures: pd.DataFrame, lang: str
) -> dict[str, list[tuple[str, str]]]:
    """By whom -> what they say of these figures and the figure that carries it, in the order of the figures.

    Parameters
    ----------
    figure_ids : iterable of str
        The figures; of a number that is printed more than once, any printing will do.
    rows, figures : pandas.DataFrame
        The table `explanations` and `catalogue.figures()`.
    lang : str
        In English where there is no column for it.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> rows, figures = catalogue.load_table("explanations"), catalogue.figures()
    >>> said = explanations(["solvency_2023_r2023_kern"], rows, figures, "en")
    >>> said["wij"][0][0]
    'Solvency fell because equity decreased strongly.'
    """
    same = printings(figures)
    column = f"said_{lang}" if f"said_{lang}" in rows.columns else "said_en"
    of: dict[object, list[dict[Any, Any]]] = {}
    for row in rows.to_dict("records"):
        of.setdefault(same.get(str(row["figure_id"]), row["figure_id"]), []).append(row)
    found: dict[str, list[tuple[str, str]]] = {}
    for number in dict.fromkeys(same.get(one, one) for one in figure_ids):
        for row in of.get(number, []):
            found.setdefault(str(row["by"]), []).append((str(row[column]), str(row["figure_id"])))
    return found
