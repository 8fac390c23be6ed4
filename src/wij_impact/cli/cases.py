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

__all__ = ["CASE_TEMPLATE", "CHECKERS", "check_case", "check_words", "is_words", "show_prices", "write_blank_case"]

#: Name of the blank case, as `wij-impact template` and `wij-impact list` show it.
CASE_TEMPLATE = "mkba_case"


def check_case(path: Path, lang: Language) -> pd.DataFrame:
    """Check a case file, with each of its scenarios, and give a frame with the columns of `catalogue.check`.

    Rule `case`: row and column (the path in the file) of everything that is wrong. Rule `template`: what still stands
    as the blank case has it; its name and baseline are errors, examples are notices. The blank case that lies in a
    data folder, untouched, is none of both.
    """
    from wij_impact.catalogue.problems import Problem, Severity, as_frame
    from wij_impact.catalogue.resolve import is_ours
    from wij_impact.mkba.checking import case_problems, is_blank_case, placeholders
    from wij_impact.mkba.loading import read_case
    from wij_impact.mkba.places import Places

    home = path.absolute().parent.parent
    # A case in a data folder refers to the prices and figures beside it.
    data = home if path.absolute().parent.name == "cases" and is_ours(home) else None

    def told(error: InputError | UsageError, rule: str, severity: Severity = "error") -> Problem:
        message, remedy = _text(error.message), _text(error.remedy)
        place = error.column or _place(message.en)
        found = Text(nl=message.nl.removeprefix(f"{place}: "), en=message.en.removeprefix(f"{place}: "))
        return Problem(path.name, error.row, place, rule, found, remedy, severity)

    try:
        problems = case_problems(path, data)
    except (InputError, UsageError) as error:
        problems = [error]
    if problems or is_blank_case(path):
        return as_frame([told(one, "case") for one in problems], lang)
    text, raw = read_case(path)
    left = placeholders(raw, Places(path.name, text))
    return as_frame([told(one, "template", "error" if wrong else "notice") for one, wrong in left], lang)


def _place(message: str) -> str:
    """The path that a message on a case starts with: letters, digits and points, then a colon."""
    start, colon, _ = message.partition(": ")
    return start if colon and " " not in start else ""


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(nl=words, en=words)


def _check_claims(path: Path, lang: Language) -> pd.DataFrame:
    from wij_impact.claims.checking import check_claims

    return check_claims(path, lang)


def _check_instrument(path: Path, lang: Language) -> pd.DataFrame:
    from wij_impact.cli.own_files import check_instrument

    return check_instrument(path, lang)


def _check_household(path: Path, lang: Language) -> pd.DataFrame:
    from wij_impact.cli.households import check_household

    return check_household(path, lang)


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
    return (
        bool(nodes)
        and not _is_case(path)
        and all(set(texts(node)) >= {"nl", "en"} or "variant" in node or "count" in node for node in nodes)
    )


def _is_case(path: Path) -> bool:
    """Whether a TOML file counts years from a base year: a copy of a case has its languages side by side too."""
    from wij_impact.mkba.loading import read_case

    _, raw = read_case(path)
    return {"baseline", "base_year", "horizon"} <= set(raw)


#: What `wij-impact check` can check besides tables: pattern of the path -> function.
CHECKERS: dict[str, Checker] = {
    "cases/*.toml": check_case,
    "households/*.toml": _check_household,
    "instruments/*.toml": _check_instrument,
    "words/*.toml": check_words,
    # A file of claims by its name, wherever it lies.
    **dict.fromkeys(("claims.csv", "claims.xlsx", "*/claims.csv", "*/claims.xlsx"), _check_claims),
    **dict.fromkeys(("*/claims[_-]*.csv", "*/claims[_-]*.xlsx"), _check_claims),
}


_UNITS_NL = {
    "hour": "uur", "day": "dag", "year": "jaar", "month": "maand", "quarter": "kwartaal", "child": "kind",
    "person": "persoon", "participant": "deelnemer", "pupil": "leerling", "student": "student", "visit": "bezoek",
    "ride": "rit", "offence": "delict", "trajectory": "traject", "case": "zaak", "decision": "besluit", "three": "drie",
    "months": "maanden", "benefit": "uitkering", "minute": "minuut", "placement": "plaatsing", "move": "overplaatsing",
    "treatment": "behandeling", "group": "groep", "provision": "voorziening", "national": "landelijk", "net": "netto",
    "gross": "bruto", "wage": "loon", "adolescent": "jongere", "for": "voor", "one": "een", "and": "en", "a": "",
    "post": "formatieplaats",
}  # fmt: skip


def _unit(code: str, lang: Language) -> str:
    """The unit of a price in words, from its code."""
    words = code.removeprefix("EUR_").split("_")
    return " ".join(filter(None, (_UNITS_NL.get(word, word) if lang == "nl" else word for word in words)))


def show_prices(word: str, data: Path | None, lang: Language) -> int:
    """Print the prices that match a word, each with unit, price level, status and source; 0, also when there are none.

    Prices of one thing stand together; how far they lie apart is for the reader to see.
    """
    from wij_impact import mkba
    from wij_impact.presentation.numbers import format_number

    found = mkba.find_prices(word, data=data)
    if not len(found):
        print(Text(nl=f"Geen prijs met '{word}'. Zonder woord toont deze opdracht alle prijzen.",
                   en=f"No price with '{word}'. Without a word this command shows all prices.").show(lang))  # fmt: skip
        return 0
    empty = Text(nl="geen bedrag gevonden", en="no amount found").show(lang)
    doubt = Text(nl=" [niet nagegaan]", en=" [not verified]").show(lang)

    def amount(value: float) -> str:
        return format_number(value, "eur" if abs(value) >= 1000 or value.is_integer() else "eur2", lang)

    for row in found.to_dict("records"):
        value, low, high = (float(row[key]) for key in ("value", "low", "high"))
        ends = "" if low != low or high != high else f" ({amount(low)} - {amount(high)})"
        shown = (empty if not ends else "") if value != value else amount(value)
        year = "" if row["price_year"] != row["price_year"] else f", {int(row['price_year'])}"
        per = _unit(str(row["unit"]), lang)
        print(f"{row['price_id']}: {row['label_' + lang]}: {shown}{ends} {per}{year}"
              f"{doubt if row['status'] == 'unverified' else ''}")  # fmt: skip
        if row["source"]:
            print(f"    {row['source']}")
    return 0


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
