"""Cases at the commands: a blank one to fill in, and a check that names the path in the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.errors import InputError, UsageError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue.checking import Checker

__all__ = ["CASE_TEMPLATE", "CHECKERS", "check_case", "check_words", "is_words", "write_blank_case"]

#: Name of the blank case, as `wij-impact template` and `wij-impact list` show it.
CASE_TEMPLATE = "mkba_case"


def check_case(path: Path, lang: Language) -> pd.DataFrame:
    """Check a case file, with each of its scenarios, and give a frame with the columns of `catalogue.check`.

    Rule `case`: row and column (the path in the file) of what is wrong. Of one file the first error is told, for
    what comes after it may follow from it.
    """
    from wij_impact import mkba
    from wij_impact.catalogue.problems import Problem, as_frame
    from wij_impact.catalogue.resolve import is_ours

    home = path.absolute().parent.parent
    # A case in a data folder refers to the prices and figures beside it.
    data = home if path.absolute().parent.name == "cases" and is_ours(home) else None
    try:
        mkba.load_case(path, data=data)
        for scenario in mkba.load_scenarios(path, data=data)["scenario"]:
            mkba.load_case(path, scenario=str(scenario), data=data)
    except (InputError, UsageError) as error:
        message, remedy = _text(error.message), _text(error.remedy)
        place = error.column or _place(message.en)
        found = Text(nl=message.nl.removeprefix(f"{place}: "), en=message.en.removeprefix(f"{place}: "))
        return as_frame([Problem(path.name, error.row, place, "case", found, remedy)], lang)
    return as_frame([], lang)


def _place(message: str) -> str:
    """The path that a message on a case starts with: letters, digits and points, then a colon."""
    start, colon, _ = message.partition(": ")
    return start if colon and " " not in start else ""


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(nl=words, en=words)


def _check_claims(path: Path, lang: Language) -> pd.DataFrame:
    from wij_impact.claims.checking import check_claims

    return check_claims(path, lang)


def check_words(path: Path, lang: Language) -> pd.DataFrame:
    """Check a file of sentences: names, digits, languages, braces, claims, keys that nothing uses."""
    from wij_impact.reports.wording import check_words_file

    return check_words_file(path, lang)


def is_words(path: Path) -> bool:
    """Whether a TOML file holds sentences: by its folder, else by its languages side by side."""
    from wij_impact.presentation.book import read_words, texts, walk

    if path.absolute().parent.name == "words":
        return True
    try:
        nodes = [node for _, node in walk(read_words(path))]
    except InputError:
        return False
    return bool(nodes) and all(
        set(texts(node)) >= {"nl", "en"} or "variant" in node or "count" in node for node in nodes
    )


#: What `wij-impact check` can check besides tables: pattern of the path -> function.
CHECKERS: dict[str, Checker] = {
    "cases/*.toml": check_case,
    "words/*.toml": check_words,
    # A file of claims by its name, wherever it lies.
    **dict.fromkeys(("claims.csv", "claims.xlsx", "*/claims.csv", "*/claims.xlsx"), _check_claims),
    **dict.fromkeys(("*/claims[_-]*.csv", "*/claims[_-]*.xlsx"), _check_claims),
}


def write_blank_case(output: Path) -> Path:
    """Copy the blank case, with its explanation, to `output`.

    Raises
    ------
    UsageError
        When the name does not end in .toml, the file exists, or its folder does not.
    """
    from wij_impact import catalogue

    if output.suffix.lower() != ".toml":
        raise UsageError(
            Text(nl=f"{output}: een berekening is een .toml-bestand.", en=f"{output}: a case is a .toml file."),
            remedy=Text(nl=f"Schrijf -o {output.stem}.toml.", en=f"Write -o {output.stem}.toml."),
        )
    if not output.parent.is_dir():
        raise UsageError(
            Text(nl=f"de map {output.parent} bestaat niet.", en=f"the folder {output.parent} does not exist."),
            remedy=Text(nl="Maak de map eerst.", en="Make the folder first."),
        )
    blank = catalogue.resolve_data().file(f"cases/{CASE_TEMPLATE}.toml").read_text(encoding="utf-8")
    try:
        # "x": never over a case that somebody already filled in, also not when two commands run at once.
        with open(output, "x", encoding="utf-8", newline=os.linesep) as file:
            file.write(blank)
    except FileExistsError as error:
        raise UsageError(
            Text(nl=f"{output} bestaat al en blijft zoals het is.", en=f"{output} exists and stays as it is."),
            remedy=Text(nl="Kies een andere naam.", en="Choose another name."),
        ) from error
    return output
