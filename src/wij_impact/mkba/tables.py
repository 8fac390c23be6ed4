"""The reference tables a case leans on, with empty texts as "" and whole numbers as int."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wij_impact.catalogue.resolve import resolve_data
from wij_impact.catalogue.tables import load_table

__all__ = ["data_file", "read_reference"]


def data_file(name: str, data: str | Path | None = None) -> Path:
    """The file `name` of the data folder in use."""
    return resolve_data(data).file(name)


def read_reference(name: str, data: str | Path | None = None) -> pd.DataFrame:
    """A table of `data/reference`, typed by the dictionary; a missing text is empty, a missing number NaN."""
    frame = load_table(name, data)
    for column in frame.columns:
        if frame[column].dtype == "str":
            frame[column] = frame[column].fillna("")
        elif frame[column].dtype == "Int64":
            frame[column] = (
                frame[column].astype("float64") if frame[column].isna().any() else frame[column].astype("int64")
            )
    return frame
