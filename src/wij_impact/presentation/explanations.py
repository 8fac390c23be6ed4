"""What the sources themselves say of figures that moved: the table ``published/explanations.csv``, by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

__all__ = ["Explanations", "printings"]

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


class Explanations:
    """What the sources say of figures; the tables are prepared once and asked many times.

    Parameters
    ----------
    rows, figures : pandas.DataFrame
        The table `explanations` and `catalogue.figures()`.
    lang : str
        In English where there is no column for it.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> said = Explanations(catalogue.load_table("explanations"), catalogue.figures(), "en")
    >>> said.of(["solvency_2023_r2023_kern"])["wij"][0][0]
    'Solvency fell because equity decreased strongly.'
    """

    def __init__(self, rows: pd.DataFrame, figures: pd.DataFrame, lang: str) -> None:
        self._column = f"said_{lang}" if f"said_{lang}" in rows.columns else "said_en"
        self._same = printings(figures)
        self._rows: dict[object, list[dict[Any, Any]]] = {}
        for row in rows.to_dict("records"):
            self._rows.setdefault(self._same.get(str(row["figure_id"]), row["figure_id"]), []).append(row)

    def of(self, figure_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """By whom -> what they say of these figures and the figure that carries it, in the order of the figures.

        Of a number that is printed more than once, any printing will do.
        """
        found: dict[str, list[tuple[str, str]]] = {}
        for number in dict.fromkeys(self._same.get(one, one) for one in figure_ids):
            for row in self._rows.get(number, []):
                found.setdefault(str(row["by"]), []).append((str(row[self._column]), str(row["figure_id"])))
        return found
