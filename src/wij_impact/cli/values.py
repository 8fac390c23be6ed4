"""What stands behind `--each`: the values for which one report each is made, typed or from a file."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from wij_impact.errors import UsageError, system_reason
from wij_impact.language import Text

__all__ = ["combinations", "read_values"]


def read_values(name: str, text: str) -> tuple[str, ...]:
    """The values of one `--each`, each once, in the order given.

    Parameters
    ----------
    name : str
        The parameter.
    text : str
        Values with commas; a value that holds a comma stands between double quotes. Or ``@FILE``: a text file with one
        value per line, taken as it stands.

    Raises
    ------
    UsageError
        When there is no value, a quote is not closed, or the file cannot be read.

    Examples
    --------
    >>> read_values("wijk", 'Paddepoel,"De Wijert, Noord", Lewenborg,,Paddepoel')
    ('Paddepoel', 'De Wijert, Noord', 'Lewenborg')
    """
    found = _lines(name, Path(text[1:])) if text.startswith("@") else _typed(name, text)
    values = tuple(dict.fromkeys(value.strip() for value in found if value.strip()))
    if not values:
        raise UsageError(
            Text(nl=f"--each {name}: er staat geen waarde.", en=f"--each {name}: there is no value."),
            remedy=Text(nl=f"Schrijf --each {name}=A,B of --each {name}=@bestand.txt, met een waarde per regel.",
                        en=f"Write --each {name}=A,B or --each {name}=@file.txt, with a value per line."),
        )  # fmt: skip
    return values


def _typed(name: str, text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise UsageError(
            Text(
                nl=f"--each {name}: een aanhalingsteken is niet gesloten ({text}).",
                en=f"--each {name}: a quote is not closed ({text}).",
            ),
            remedy=Text(
                nl=f"Zet een waarde met een komma zo: --each '{name}=\"De Wijert, Noord\",Paddepoel'.",
                en=f"Write a value with a comma like this: --each '{name}=\"De Wijert, Noord\",Paddepoel'.",
            ),
        ) from error


def _lines(name: str, path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else Text(nl="UTF-8", en="UTF-8")
        raise UsageError(
            Text(
                nl=f"--each {name}=@{path}: dit bestand kan niet worden gelezen ({reason.nl}).",
                en=f"--each {name}=@{path}: this file cannot be read ({reason.en}).",
            ),
            remedy=Text(
                nl="Noem een tekstbestand (UTF-8) met een waarde per regel.",
                en="Name a text file (UTF-8) with a value per line.",
            ),
        ) from error


def combinations(each: Mapping[str, str], wanted: Mapping[str, str]) -> list[dict[str, str]]:
    """Every combination of the values of several `--each`; one empty combination when there is none.

    Raises
    ------
    UsageError
        When a name stands with both `-p` and `--each`, or a value is missing.

    Examples
    --------
    >>> combinations({"year": "2020,2023", "wijk": "A"}, {})
    [{'year': '2020', 'wijk': 'A'}, {'year': '2023', 'wijk': 'A'}]
    """
    for name in each:
        if name in wanted:
            raise UsageError(
                Text(nl=f"{name} staat bij -p en bij --each.", en=f"{name} stands with -p and with --each."),
                remedy=Text(nl="Kies een van de twee.", en="Choose one of the two."),
            )
    values: Sequence[Sequence[str]] = [read_values(name, text) for name, text in each.items()]
    return [dict(zip(each, chosen, strict=True)) for chosen in itertools.product(*values)]
