"""pandera schemas, derived from the data dictionary; for whoever wants to validate a frame of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.dictionary import NUMERIC, WHOLE, Column, Dictionary, Table, load_dictionary
from wij_impact.catalogue.resolve import DataFolder, resolve_data
from wij_impact.catalogue.tables import allowed_values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["build_schema", "failures", "schema"]


def schema(name: str, data: str | Path | DataFolder | None = None) -> Any:
    """The pandera schema of a known table, for a frame as `load_table` returns it.

    Parameters
    ----------
    name : str
        A name of `table_names()`.
    data : path or DataFolder, optional
        The data folder, where the allowed codes come from.

    Returns
    -------
    pandera.DataFrameSchema
        With the dtypes, allowed values, limits, patterns and unique keys of `dictionary.csv`.

    Examples
    --------
    >>> schema("sources").columns["source"].unique
    True
    """
    folder = resolve_data(data)
    dictionary = load_dictionary(folder)
    return build_schema(dictionary.table(name), folder, dictionary)


def build_schema(table: Table, data: DataFolder, dictionary: Dictionary) -> Any:
    """The schema of `table`, with the codes that `data` allows."""
    import pandera.pandas as pandera

    columns = {c.name: _column(c, allowed_values(c, data, dictionary)) for c in table.columns.values()}
    return pandera.DataFrameSchema(
        columns, name=table.name, title=table.title.en, strict="filter", unique=list(table.key) or None
    )


def _column(column: Column, allowed: list[str] | None) -> Any:
    import pandera.pandas as pandera

    checks = []
    if allowed is not None:
        checks.append(pandera.Check.isin(allowed))
    if column.pattern:
        checks.append(pandera.Check.str_matches(f"^(?:{column.pattern})$"))
    if column.type in NUMERIC and column.minimum is not None:
        checks.append(pandera.Check.ge(column.minimum))
    if column.type in NUMERIC and column.maximum is not None:
        checks.append(pandera.Check.le(column.maximum))
    return pandera.Column(
        _dtype(column),
        checks,
        nullable=not column.required or bool(column.missing_codes),
        unique=column.unique,
        title=column.label.en,
        description=column.description.en,
    )


def _dtype(column: Column) -> str:
    if column.type in WHOLE:
        return "Int64"
    if column.type in NUMERIC:
        return "float64"
    return "boolean" if column.type == "boolean" else "str"


def failures(schema: Any, frame: pd.DataFrame) -> list[tuple[int | None, str, str]]:
    """Where a frame breaks a schema: (position of the row or None, column, the check)."""
    import pandera.errors

    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        return [
            (None if index is None or index != index else int(index), str(column or ""), str(test))
            for index, column, test in zip(cases["index"], cases["column"], cases["check"], strict=True)
        ]
    return []
