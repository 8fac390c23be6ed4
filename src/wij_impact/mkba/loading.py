"""Read a case from its file, by name or by path."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import figures
from wij_impact.catalogue.readlog import record_read
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text
from wij_impact.mkba.case import Case
from wij_impact.mkba.numbers import References
from wij_impact.mkba.parameters import grades_by_letter, load_evidence_grades
from wij_impact.mkba.parsing import parse_case
from wij_impact.mkba.places import Places
from wij_impact.mkba.prices import load_price_indices, load_unit_prices
from wij_impact.mkba.shapes import dutch_thousands, shape_problems
from wij_impact.mkba.tables import data_file

__all__ = ["find_case", "load_case", "load_scenarios", "read_case", "scenario_of"]


def load_case(name_or_path: str | Path, *, scenario: str | None = None, data: str | Path | None = None) -> Case:
    """Read a case file and everything it refers to.

    Parameters
    ----------
    name_or_path : str or Path
        The name of a case in `data/cases` (`jim`), or the path of a TOML file.
    scenario : str, optional
        The name of a `[scenario.x]` in the file, whose settings then replace those of the case; without it the one
        that the file names itself (`use_scenario = "x"`, as a changed case from a page does).
    data : path, optional
        The data folder with the cases, prices, indices and published figures.

    Returns
    -------
    Case
        Items in the order of their paths; the order of the file does not matter.

    Raises
    ------
    InputError
        When the file has an error: file, row, the path in it, and the remedy.
    UsageError
        When there is no such case or scenario.

    Examples
    --------
    >>> case = load_case("besturingsmodel")
    >>> case.title.en, case.horizon
    ('New management model: a structural saving', 10)
    """
    path = find_case(name_or_path, data)
    text, raw = read_case(path)
    places = Places(path.name, text)
    for problem in (*shape_problems(raw, places), *dutch_thousands(text, places)):
        raise problem  # the first; `wij-impact check` tells them all
    chosen = scenario if scenario is not None else str(raw.get("use_scenario", "")) or None
    if chosen is not None:
        raw = scenario_of(raw, chosen)
    references = References(figures(data), load_unit_prices(data), load_price_indices(data))
    grades = grades_by_letter(load_evidence_grades(data))
    return parse_case(raw, path.stem, places, references, grades, chosen or "")


def load_scenarios(name_or_path: str | Path, *, data: str | Path | None = None) -> pd.DataFrame:
    """The scenarios of a case file: one row each, with scenario, label_nl, label_en, source and note."""
    path = find_case(name_or_path, data)
    text, raw = read_case(path)
    for problem in shape_problems(raw, Places(path.name, text)):
        raise problem
    rows = []
    for name, table in raw.get("scenario", {}).items():
        label = table.get("label", name)
        texts = label if isinstance(label, dict) else {"nl": label}
        rows.append(
            {
                "scenario": name,
                "label_nl": texts["nl"],
                "label_en": texts.get("en", texts["nl"]),
                "source": table.get("source", ""),
                "note": table.get("note", ""),
            }
        )
    return pd.DataFrame(rows, columns=["scenario", "label_nl", "label_en", "source", "note"])


def find_case(name_or_path: str | Path, data: str | Path | None) -> Path:
    """The file of a case, by name or path; an unknown one is an error with a suggestion."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or (path.exists() and path.is_file()):
        if path.is_file():
            return path
    else:
        own = data_file(f"cases/{name_or_path}.toml", data)
        if own.is_file():
            return own
    folder = data_file("cases", data)
    known = sorted(file.stem for file in folder.glob("*.toml"))
    near = suggest(path.stem, known)
    listed = ", ".join(known)
    raise UsageError(
        Text(nl=f"de berekening '{name_or_path}' is er niet.", en=f"there is no case '{name_or_path}'."),
        remedy=Text(nl=f"Bedoelt u {near}?" if near else f"Kies uit {listed}, of geef een bestand.",
                    en=f"Did you mean {near}?" if near else f"Choose from {listed}, or give a file."),
    )  # fmt: skip


def read_case(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a case file and its tables, in whatever form they are."""
    record_read(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as problem:
        raise InputError(
            Text(nl="het bestand is geen UTF-8.", en="the file is not UTF-8."),
            remedy=Text(nl="Sla het op als UTF-8.", en="Save it as UTF-8."), file=path.name,
        ) from problem  # fmt: skip
    except RecursionError:
        raise InputError(
            Text(nl="het bestand opent te veel haken of accolades binnen elkaar.",
                 en="the file opens too many brackets or braces inside one another."),
            remedy=Text(nl="Zoek de regel met een lange rij haken en herstel die.",
                        en="Find the line with a long row of brackets and mend it."), file=path.name,
        ) from None  # fmt: skip
    except tomllib.TOMLDecodeError as problem:
        said = re.search(r"at line (\d+)", str(problem))
        raise InputError(
            Text(nl="deze regel is geen geldige TOML.", en="this line is not valid TOML."),
            remedy=Text(
                nl="Let op aanhalingstekens, een punt in getallen (0.5) en accolades op een regel.",
                en="Mind quotation marks, the point in numbers (0.5), and braces on one line.",
            ),
            file=path.name,
            row=int(said.group(1)) if said else None,
        ) from problem


def scenario_of(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The tables of a case with the settings of one of its scenarios."""
    scenarios = raw.get("scenario", {})
    if name not in scenarios:
        near = suggest(name, list(scenarios))
        raise UsageError(
            Text(nl=f"de berekening heeft geen scenario '{name}'.", en=f"the case has no scenario '{name}'."),
            remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
        )
    changed = copy.deepcopy(dict(raw))
    for path, value in scenarios[name].get("set", {}).items():
        table = changed
        *parents, last = path.split(".")
        for parent in parents:
            table = table.setdefault(parent, {})
            if not isinstance(table, dict):
                raise InputError(
                    Text(nl=f"scenario.{name}.set: '{path}' loopt door {parent}, en dat is geen tabel.",
                         en=f"scenario.{name}.set: '{path}' runs through {parent}, which is not a table."),
                    remedy=Text(nl=f"Zet {path.rpartition('.')[0]} in zijn geheel.",
                                en=f"Set {path.rpartition('.')[0]} as a whole."),
                )  # fmt: skip
        table[last] = value
    return changed
