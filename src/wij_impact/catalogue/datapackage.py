"""`datapackage.json`: the data described for other programs (Frictionless Data Package), from the dictionary.

Written by ``python -m wij_impact.catalogue.datapackage``; a test holds the file to the dictionary.
"""

from __future__ import annotations

import json
from typing import Any

from wij_impact.catalogue.dictionary import WHOLE, Column, Dictionary, Table, load_dictionary
from wij_impact.catalogue.resolve import DataFolder, resolve_data

__all__ = ["as_json", "describe_package"]

_TYPES = {"number": "number", "percent": "number", "integer": "integer", "year": "year", "date": "date"}


def describe_package(data: DataFolder | None = None) -> dict[str, Any]:
    """The descriptor of a data folder: one resource per table whose main file is there.

    Examples
    --------
    >>> describe_package()["name"]
    'wij-impact'
    """
    folder = resolve_data(data)
    dictionary = load_dictionary(folder)
    tables = [t for t in dictionary.tables.values() if t.listed and (folder.path / t.file).is_file()]
    return {
        "profile": "tabular-data-package",
        "name": "wij-impact",
        "title": "wij_impact",
        "description": "Published figures of the social domain in Groningen, and reference data to evaluate it.",
        "resources": [_resource(table, dictionary) for table in tables],
    }


def as_json(package: dict[str, Any]) -> str:
    """The text of `datapackage.json`."""
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _resource(table: Table, dictionary: Dictionary) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(c, dictionary) for c in table.columns.values()], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [_foreign_key(c, dictionary) for c in table.columns.values() if c.reference]
    if known := [key for key in foreign if key]:
        schema["foreignKeys"] = known
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "path": table.file,
        "title": table.title.en,
        "description": table.description.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "header": True},
        "schema": schema,
    }


def _field(column: Column, dictionary: Dictionary) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "boolean" if column.type == "boolean" else _TYPES.get(column.type, "string"),
        "title": column.label.en,
        "title_nl": column.label.nl,
        "description": column.description.en,
        "description_nl": column.description.nl,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.missing_codes:
        field["missingValues"] = ["", *column.missing_codes]
    if column.example:
        field["example"] = column.example
    if column.sensitivity != "public":
        field["sensitivity"] = column.sensitivity
    if constraints := _constraints(column, dictionary):
        field["constraints"] = constraints
    return field


def _constraints(column: Column, dictionary: Dictionary) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if column.required:
        found["required"] = True
    if column.unique:
        found["unique"] = True
    codes = list(column.codes)
    if column.reference and column.reference[0] == "codes.csv":
        codes = list(dictionary.codes.get(column.reference[1], {}))
    if codes:
        found["enum"] = codes
    if column.pattern:
        found["pattern"] = column.pattern
    for name, limit in (("minimum", column.minimum), ("maximum", column.maximum)):
        if limit is not None and column.type in (*_TYPES, *WHOLE):
            found[name] = int(limit) if limit == int(limit) else limit
    return found


def _foreign_key(column: Column, dictionary: Dictionary) -> dict[str, Any] | None:
    file, name = column.reference or ("", "")
    table = dictionary.by_file(file) if file != "codes.csv" else None
    if table is None:
        return None
    return {"fields": [column.name], "reference": {"resource": table.name.replace("_", "-"), "fields": [name]}}


if __name__ == "__main__":
    here = resolve_data()
    (here.path / "datapackage.json").write_text(as_json(describe_package(here)), encoding="utf-8", newline="\n")
