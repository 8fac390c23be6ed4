"""Read the answers of respondents from the file a user has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue import load_file, load_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_synthetic", "load_responses"]


def load_responses(path: str | Path = "", table: str = "impactmeting_preventie") -> pd.DataFrame:
    """The respondents of a survey, checked against the data dictionary.

    Parameters
    ----------
    path : str or Path
        A csv or xlsx file (from ``wij-impact template impactmeting_preventie``), as a full path or relative to the
        folder you work in or to the data folder. Without it: the shipped synthetic example.
    table : str
        Name in the data dictionary.

    Returns
    -------
    pandas.DataFrame
        One row per respondent and wave; answers are codes (text).

    Raises
    ------
    UsageError
        When the file is not there.
    InputError
        For the first problem in it, with row, column and remedy.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> len(im.load_responses())
    396
    """
    return load_file(table, path) if str(path) else load_table(table)


def is_synthetic(responses: pd.DataFrame) -> bool:
    """Whether any of these respondents was made up, as the column `data_kind` says."""
    return "data_kind" in responses.columns and bool((responses["data_kind"] == "synthetic").any())
