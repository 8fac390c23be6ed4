"""Read the answers of respondents from the file a user has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue import load_table
from wij_impact.impactmeting.answers import load_answers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_synthetic", "load_responses"]


def load_responses(
    path: str | Path = "", table: str = "impactmeting_preventie", columns: str | Path = ""
) -> pd.DataFrame:
    """The respondents of a survey, as the codes of its instrument.

    Parameters
    ----------
    path : str or Path
        The export of a survey tool, or a file from ``wij-impact template impactmeting_preventie``; see `load_answers`.
        Without it: the shipped synthetic example.
    table : str
        Name of the instrument, and of its example in the data dictionary.
    columns : str or Path
        A mapping file, where the headers are not those of the instrument.

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
    return load_answers(path, table, columns, wave=True) if str(path) else load_table(table)


def is_synthetic(responses: pd.DataFrame) -> bool:
    """Whether any of these respondents was made up, as the column `data_kind` says."""
    return "data_kind" in responses.columns and bool((responses["data_kind"] == "synthetic").any())
