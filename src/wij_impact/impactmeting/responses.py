"""Read the answers of respondents from the file a user has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue import load_table, record_read, resolve_data
from wij_impact.errors import UsageError
from wij_impact.language import Text

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
    if not str(path):
        return load_table(table)
    from wij_impact.catalogue.tables import examine

    folder = resolve_data()
    tried = [Path(path), folder.path / path, folder.path.parent / path]
    found = next((one for one in tried if one.is_file()), None)
    if found is None:
        raise UsageError(
            Text(nl=f"het bestand '{path}' is er niet.", en=f"there is no file '{path}'."),
            remedy=Text(nl="Geef het hele pad naar het bestand.", en="Give the full path of the file."),
        )
    record_read(found)
    examined = examine(table, folder, files=[found], shown={found: found.name})
    errors = examined.errors()
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert examined.placed is not None  # without errors it was read
    return examined.placed.frame


def is_synthetic(responses: pd.DataFrame) -> bool:
    """Whether any of these respondents was made up, as the column `data_kind` says."""
    return "data_kind" in responses.columns and bool((responses["data_kind"] == "synthetic").any())
