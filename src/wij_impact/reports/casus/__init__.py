"""Facts of the report on case sheets: a blank that explains itself, one household, and several together."""

from __future__ import annotations

from wij_impact.reports.casus.blank import Blank, blank_facts, field_rows, price_rows
from wij_impact.reports.casus.folder import Folder, folder_facts, household_rows, payer_rows
from wij_impact.reports.casus.sheet import Sheet, line_rows, sheet_facts, sheet_payers, turn_rows
from wij_impact.reports.casus.telling import check_choice, tell_blank, tell_folder, tell_sheet

__all__ = [
    "Blank",
    "Folder",
    "Sheet",
    "blank_facts",
    "check_choice",
    "field_rows",
    "folder_facts",
    "household_rows",
    "line_rows",
    "payer_rows",
    "price_rows",
    "sheet_facts",
    "sheet_payers",
    "tell_blank",
    "tell_folder",
    "tell_sheet",
    "turn_rows",
]
