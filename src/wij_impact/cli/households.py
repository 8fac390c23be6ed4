"""Case sheets of households at the commands: a blank to fill in (TOML or workbook), and a check of a filled one."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InputError, UsageError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue.problems import Problem

__all__ = ["SHEET_TEMPLATE", "check_household", "is_household", "write_blank_household"]

#: Name of the blank sheet, as `wij-impact template` knows it.
SHEET_TEMPLATE = "casus"
_EXAMPLE = "VOORBEELD"


def is_household(path: Path) -> bool:
    """Whether a TOML file is the sheet of a household: by its folder, else by its fields."""
    import tomllib

    from wij_impact.mkba.household_sheet import HOUSEHOLD_FIELDS

    if path.absolute().parent.name == "households":
        return True
    try:
        keys = set(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError):
        return False
    own = {*HOUSEHOLD_FIELDS, *HOUSEHOLD_FIELDS.values()} - {"price_year", "id"}
    return bool({"line", "regel"} & keys) or len(keys & own) >= 2


def check_household(path: Path, lang: Language) -> pd.DataFrame:
    """Everything wrong with a sheet, as `run casus` would say it; and what still stands as the blank has it."""
    from wij_impact.catalogue.problems import Problem, as_frame
    from wij_impact.mkba.household_sheet import household_problems, load_household

    if path.stem == SHEET_TEMPLATE and path.absolute().parent.name == "households":
        return as_frame([], lang)  # the blank itself, where it is kept
    try:
        wrong: list[InputError | UsageError] = [*household_problems(path.absolute())]
        household = None if wrong else load_household(path.absolute())
    except (InputError, UsageError) as error:
        wrong, household = [error], None
    if household is None:
        return as_frame([_told(one, path) for one in wrong], lang)
    left = [
        Problem(
            str(path), line.row, "provision", "template",
            Text(nl="is nog het voorbeeld van het sjabloon.", en="is still the example of the template."),
            Text(nl="Vul uw eigen gegevens in, of haal deze regel weg.", en="Fill in your own, or take the line away."),
            "notice",
        )
        for line in household.lines
        if _EXAMPLE in line.provision
    ]  # fmt: skip
    return as_frame(left, lang)


def _told(error: InputError | UsageError, path: Path) -> Problem:
    from wij_impact.catalogue.problems import Problem

    said, remedy = (one if isinstance(one, Text) else Text(nl=one, en=one) for one in (error.message, error.remedy))
    return Problem(str(path), error.row, error.column, "household", said, remedy)


def write_blank_household(output: Path, lang: Language) -> Path:
    """Write the blank sheet with its explanation: .toml, or .xlsx with a form, the lines and what each field is.

    Raises
    ------
    UsageError
        Another ending, a file that exists, a folder that does not.
    """
    from wij_impact import catalogue

    suffix = output.suffix.lower()
    if suffix not in (".toml", ".xlsx"):
        raise UsageError(
            Text(
                nl=f"{output.name}: een casusblad is .xlsx of .toml.", en=f"{output.name}: a sheet is .xlsx or .toml."
            ),
            remedy=Text(nl=f"Schrijf -o {output.stem}.xlsx.", en=f"Write -o {output.stem}.xlsx."),
        )
    if not output.parent.is_dir():
        raise UsageError(
            Text(nl=f"de map {output.parent} bestaat niet.", en=f"the folder {output.parent} does not exist."),
            remedy=Text(nl="Maak de map eerst.", en="Make the folder first."),
        )
    if suffix == ".toml":
        blank = catalogue.resolve_data().file(f"households/{SHEET_TEMPLATE}.toml").read_text(encoding="utf-8")
        content = blank.replace("\n", os.linesep).encode()
    else:
        content = _workbook(lang)
    try:
        with open(output, "xb") as file:  # never over a sheet that somebody filled in
            file.write(content)
    except FileExistsError as error:
        raise UsageError(
            Text(nl=f"{output} bestaat al en blijft zoals het is.", en=f"{output} exists and stays as it is."),
            remedy=Text(nl="Kies een andere naam.", en="Choose another name."),
        ) from error
    return output


def _workbook(lang: Language) -> bytes:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from wij_impact.catalogue.frozen import freeze
    from wij_impact.mkba.household_sheet import HOUSEHOLD_FIELDS, LINE_FIELDS, NUMBERS, SHEETS
    from wij_impact.mkba.schema import ACTORS
    from wij_impact.presentation import Words

    words = Words("casus", lang)
    book = openpyxl.Workbook()
    book.properties.creator = "wij_impact"
    book.properties.created = dt.datetime(2000, 1, 1)
    bold = Font(bold=True)
    form: Any = book.active
    form.title = SHEETS[0]
    form.append(["veld", "waarde", "uitleg"] if lang == "nl" else ["field", "value", "explanation"])
    for name, dutch in HOUSEHOLD_FIELDS.items():
        if name != "data_kind":
            form.append([dutch if lang == "nl" else name, None, words.say(f"field_told.{name}").text])
    lines = book.create_sheet(SHEETS[1])
    lines.append([dutch if lang == "nl" else name for name, dutch in LINE_FIELDS.items()])
    lines.freeze_panes = "A2"
    told = book.create_sheet("uitleg" if lang == "nl" else "explanation")
    for name, dutch in LINE_FIELDS.items():
        told.append([dutch if lang == "nl" else name, words.say(f"field_told.{name}").text])
    for position, name in enumerate(LINE_FIELDS, 1):
        letter = get_column_letter(position)
        lines.column_dimensions[letter].width = 16 if name in NUMBERS else 28
        rule = None
        if name.startswith("p_"):
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
        elif name in NUMBERS:
            rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        elif name == "payer":
            rule = DataValidation(type="list", formula1=f'"{",".join(ACTORS)}"', allow_blank=True)
            rule.errorStyle = "warning"  # shares are written out
        if rule is not None:
            rule.add(f"{letter}2:{letter}200")
            lines.add_data_validation(rule)
    for sheet, widths in ((form, (16, 60, 70)), (told, (18, 90))):
        for letter, width in zip("ABC", widths, strict=False):
            sheet.column_dimensions[letter].width = width
    for sheet in (form, lines):
        for cell in sheet[1]:
            cell.font = bold
    stream = io.BytesIO()
    book.save(stream)
    return freeze(stream.getvalue())
