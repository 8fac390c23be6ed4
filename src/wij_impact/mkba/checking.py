"""Everything that is wrong with a case file, at once."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wij_impact.catalogue.figures import figures
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text
from wij_impact.mkba.loading import find_case, read_case, scenario_of
from wij_impact.mkba.numbers import References
from wij_impact.mkba.parameters import Grade, grades_by_letter, load_evidence_grades
from wij_impact.mkba.parsing import parse_case
from wij_impact.mkba.places import Places
from wij_impact.mkba.prices import load_price_indices, load_unit_prices
from wij_impact.mkba.schema import SECTIONS
from wij_impact.mkba.shapes import dutch_thousands, shape_problems

__all__ = ["BLANK_CASE", "case_problems", "is_blank_case", "placeholders"]

#: The case that is there to be copied and filled in.
BLANK_CASE = "mkba_case"
_MOST = 60
_PLACEHOLDERS = ("vul hier",)
_EXAMPLE = "VOORBEELD"
#: What stands in for a key at the top that is wrong, so that what follows can be checked.
_STAND_INS: dict[str, Any] = {
    "title": "x", "baseline": "x", "base_year": 2020, "price_year": 2020, "horizon": 50, "discount": 0.0,
}  # fmt: skip


def case_problems(name_or_path: str | Path, data: str | Path | None = None) -> list[InputError | UsageError]:
    """Every problem of a case file and of its scenarios.

    Parameters
    ----------
    name_or_path : str or Path
        As in `load_case`.
    data : path, optional
        The data folder with the prices and figures it refers to.

    Returns
    -------
    list of InputError or UsageError
        Empty when `load_case` reads it. Keys of the wrong form come first, and then alone: what they hold cannot be
        read. Otherwise each wrong number, reference or share, in the order in which it was met.

    Notes
    -----
    A problem is set aside (the key left out, or a stand-in put in its place) and the file is read again, until nothing
    is wrong any more; so one mistake never hides the next, and a mistake that only follows from another may be told.
    """
    path = find_case(name_or_path, data)
    try:
        text, raw = read_case(path)
    except InputError as problem:
        return [problem]
    places = Places(path.name, text)
    wrong = [*shape_problems(raw, places), *dutch_thousands(text, places)]
    if wrong:
        return list(wrong)
    references = References(figures(data), load_unit_prices(data), load_price_indices(data))
    grades = grades_by_letter(load_evidence_grades(data))
    found: list[InputError | UsageError] = []
    for scenario in ("", *raw.get("scenario", {})):
        try:
            tables = scenario_of(raw, scenario) if scenario else raw
        except (InputError, UsageError) as problem:
            found.append(problem)
            continue
        known = {str(one.message) for one in found}
        found += [one for one in _each(tables, places, references, grades) if str(one.message) not in known]
    return found


def _each(
    raw: Mapping[str, Any], places: Places, references: References, grades: Mapping[str, Grade]
) -> list[InputError]:
    tables, found = copy.deepcopy(dict(raw)), []
    for _ in range(_MOST):
        try:
            parse_case(tables, "case", places, references, grades)
            break
        except InputError as problem:
            found.append(problem)
            said = problem.message.en if isinstance(problem.message, Text) else str(problem.message)
            path, colon, _rest = said.partition(": ")
            if not colon or not _set_aside(tables, path):
                break
    return found


def _set_aside(raw: dict[str, Any], path: str) -> bool:
    """Leave out what is wrong at `path`, or put a stand-in there; False when that would change nothing."""
    parts = path.split(".")
    section = parts[0]
    if section in SECTIONS and len(parts) >= 3:
        items = raw.get(section)
        if isinstance(items, dict) and isinstance(items.get(parts[1]), dict):
            return _set_field_aside(items, section, parts[1], parts[2])
    if len(parts) >= 2 and isinstance(raw.get(section), dict) and parts[1] in raw[section]:
        del raw[section][parts[1]]
        return True
    if section == "correlation":
        return raw.pop("correlation", None) is not None
    if section in _STAND_INS and raw.get(section) != _STAND_INS[section]:
        raw[section] = _STAND_INS[section]
        return True
    return raw.pop(section, None) is not None


def _set_field_aside(items: dict[str, Any], section: str, name: str, field: str) -> bool:
    item = items[name]
    stand_in: Any = None
    if field == "payers":
        stand_in = [] if section == "pm" else {"gemeente": 1.0}
    elif field in SECTIONS[section]:
        stand_in = "unknown" if SECTIONS[section][field].default is None else None
    else:
        stand_in = {"sign": "+", "from": "gemeente", "to": "rijk"}.get(field)
    if stand_in is None:
        if field in item:
            del item[field]
        else:
            del items[name]
    elif item.get(field) == stand_in:
        del items[name]
    else:
        item[field] = stand_in
    return True


def is_blank_case(path: Path) -> bool:
    """Whether this is the template itself, where it is kept: in the folder `cases` of a data folder."""
    return path.stem == BLANK_CASE and path.absolute().parent.name == "cases"


def placeholders(raw: Mapping[str, Any], places: Places) -> list[tuple[InputError, bool]]:
    """What still stands as the template has it: the problem, and whether it is an error (else a notice).

    The name and the baseline have to be filled in; a part marked as an example may have been kept on purpose.
    """
    found = []
    for key in ("title", "baseline"):
        words = raw.get(key, "")
        shown = words.get("nl", "") if isinstance(words, Mapping) else words
        if str(shown).casefold().startswith(_PLACEHOLDERS):
            found.append((places.fail(
                key, nl="is nog niet ingevuld.", en="has not been filled in yet.",
                remedy_nl="Vervang de tekst van het sjabloon door die van uw aanpak.",
                remedy_en="Replace the text of the template by that of your programme.",
            ), True))  # fmt: skip
    for section in ("input", *SECTIONS):
        for name, table in raw.get(section, {}).items():
            said = [str(table.get(key, "")) for key in ("label", "note")] if isinstance(table, Mapping) else []
            if any(_EXAMPLE in one for one in said):
                found.append((places.fail(
                    f"{section}.{name}", nl="is nog het voorbeeld van het sjabloon.",
                    en="is still the example of the template.",
                    remedy_nl="Vul uw eigen gegevens in, of haal dit onderdeel weg.",
                    remedy_en="Fill in your own data, or remove this part.",
                ), False))  # fmt: skip
    return found
