"""The tables of `data/reference` that a case leans on, read as typed rows.

Only the `load_*` functions of this room touch the disk, and they all do it here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

__all__ = ["data_file", "read_reference"]


def data_file(name: str, data: str | Path | None = None) -> Path:
    """The file `name` of the data folder in use (given, else `./data`, else the shipped one)."""
    if data is not None and (Path(data) / name).exists():
        return Path(data) / name
    return Path(__file__).resolve().parents[3] / "data" / name


def read_reference(name: str, data: str | Path | None = None) -> pd.DataFrame:
    """A table of `data/reference`: text as text, empty cells as NaN in the numeric columns."""
    frame = pd.read_csv(data_file(f"reference/{name}.csv", data), dtype="str", keep_default_na=False, encoding="utf-8")
    for column in ("value", "low", "high", "rate", "annual_change_percent", "kept", "widening"):
        if column in frame.columns:
            frame[column] = pd.to_numeric(frame[column].where(frame[column] != ""), errors="raise")
    for column in ("year", "first_year"):
        if column in frame.columns:
            frame[column] = frame[column].astype("int64")
    return frame
