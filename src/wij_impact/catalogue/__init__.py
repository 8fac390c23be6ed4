"""The catalogue: published figures with their source, what contradicts, and how tables are read and checked."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# Imported eagerly: a function here bears the name of its module, so a lazy attribute would find the module.
from wij_impact.catalogue.consistency import CHECK_KINDS, VERDICTS, consistency
from wij_impact.catalogue.figures import decimals, figures, normalise_breakdown, year_of
from wij_impact.catalogue.restatements import RESTATEMENT_COLUMNS, restatements

if TYPE_CHECKING:
    from wij_impact.catalogue.checking import check
    from wij_impact.catalogue.comparing import Comparability, break_between, comparability, continues
    from wij_impact.catalogue.contradictions import notices
    from wij_impact.catalogue.dictionary import load_dictionary
    from wij_impact.catalogue.own.areas import Areas, Match, match_areas, read_areas
    from wij_impact.catalogue.own.book import filled_sheets, is_book, unread_sheets
    from wij_impact.catalogue.own.export_columns import ExportColumn, export_columns, missing_kind
    from wij_impact.catalogue.own.markup import Project, read_project
    from wij_impact.catalogue.own.moments import parse_moment
    from wij_impact.catalogue.own.needs import Need, counts_people
    from wij_impact.catalogue.own.numbers import as_numbers
    from wij_impact.catalogue.own.reader import examine_own, headers_of, read_own
    from wij_impact.catalogue.own.record import Reading
    from wij_impact.catalogue.own.records import group_records, whole_months
    from wij_impact.catalogue.own.trajectories import examine_trajectories, is_delivery, read_trajectories
    from wij_impact.catalogue.own_file import find_file, find_place, load_file
    from wij_impact.catalogue.reading import read_table
    from wij_impact.catalogue.readlog import record_read
    from wij_impact.catalogue.resolve import DataFolder, resolve_data, resolve_notebooks
    from wij_impact.catalogue.schemas import schema
    from wij_impact.catalogue.table_rules import reading_order
    from wij_impact.catalogue.tables import load_table, table_names
    from wij_impact.catalogue.templates import BOOKS, template

__all__ = [
    "BOOKS",
    "CHECK_KINDS",
    "RESTATEMENT_COLUMNS",
    "VERDICTS",
    "Areas",
    "Comparability",
    "DataFolder",
    "ExportColumn",
    "Match",
    "Need",
    "Project",
    "Reading",
    "as_numbers",
    "break_between",
    "check",
    "comparability",
    "consistency",
    "continues",
    "counts_people",
    "decimals",
    "examine_own",
    "examine_trajectories",
    "export_columns",
    "figures",
    "filled_sheets",
    "find_file",
    "find_place",
    "group_records",
    "headers_of",
    "is_book",
    "is_delivery",
    "load_dictionary",
    "load_file",
    "load_table",
    "match_areas",
    "missing_kind",
    "normalise_breakdown",
    "notices",
    "parse_moment",
    "read_areas",
    "read_own",
    "read_project",
    "read_table",
    "read_trajectories",
    "reading_order",
    "record_read",
    "resolve_data",
    "resolve_notebooks",
    "restatements",
    "schema",
    "table_names",
    "template",
    "unread_sheets",
    "whole_months",
    "year_of",
]

_HOMES = {
    "Areas": "own.areas",
    "Match": "own.areas",
    "match_areas": "own.areas",
    "read_areas": "own.areas",
    "DataFolder": "resolve",
    "Need": "own.needs",
    "Project": "own.markup",
    "Reading": "own.record",
    "as_numbers": "own.numbers",
    "Comparability": "comparing",
    "break_between": "comparing",
    "comparability": "comparing",
    "continues": "comparing",
    "check": "checking",
    "counts_people": "own.needs",
    "examine_own": "own.reader",
    "examine_trajectories": "own.trajectories",
    "group_records": "own.records",
    "ExportColumn": "own.export_columns",
    "export_columns": "own.export_columns",
    "missing_kind": "own.export_columns",
    "whole_months": "own.records",
    "headers_of": "own.reader",
    "filled_sheets": "own.book",
    "find_file": "own_file",
    "find_place": "own_file",
    "is_book": "own.book",
    "unread_sheets": "own.book",
    "is_delivery": "own.trajectories",
    "load_dictionary": "dictionary",
    "load_file": "own_file",
    "load_table": "tables",
    "notices": "contradictions",
    "parse_moment": "own.moments",
    "read_own": "own.reader",
    "read_project": "own.markup",
    "read_table": "reading",
    "reading_order": "table_rules",
    "read_trajectories": "own.trajectories",
    "record_read": "readlog",
    "resolve_data": "resolve",
    "resolve_notebooks": "resolve",
    "schema": "schemas",
    "table_names": "tables",
    "template": "templates",
    "BOOKS": "templates",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"wij_impact.catalogue.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'wij_impact.catalogue' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
