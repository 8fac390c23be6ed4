"""What holds for claims beyond each column by itself: what they refer to exists, and fits the test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue import CHECK_KINDS, load_table
from wij_impact.catalogue.problems import Problem
from wij_impact.claims.model import DIRECTIONS, Claim, codes_in, is_number
from wij_impact.claims.money import AMOUNTS
from wij_impact.claims.registry import TESTS
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue import DataFolder
    from wij_impact.catalogue.columns import Placed

__all__ = ["check_claims", "claim_problems"]

#: An edition can lack a figure or check that a claim rests on; the claim is then untestable, and still readable.
_MISSING = ("there is no figure", "there is no check")
_FRACTIONS = ("share", "ratio", "change")
_TERMS = ("stated", "terms", "after", "before")
_LISTS = ("rests_on", "people", "money")


def check_claims(path: Path, lang: Language) -> pd.DataFrame:
    """Check a file of claims, and give a frame with the columns of `catalogue.check`.

    The columns and codes (`catalogue.check`), and what the rows refer to. A cell is told once.
    """
    import pandas as pd

    from wij_impact import catalogue
    from wij_impact.catalogue.problems import as_frame
    from wij_impact.catalogue.resolve import is_ours
    from wij_impact.catalogue.tables import examine

    found = catalogue.check(path, lang)
    home = path.absolute().parent.parent
    folder = catalogue.resolve_data(home if is_ours(home) else None)
    told = set(zip(found["row"].tolist(), found["column"].tolist(), strict=True))
    try:
        placed = examine("claims", folder, files=[path]).placed
        problems = [p for p in claim_problems(placed, folder) if (p.row, p.column) not in told]
    except InputError:
        return found  # a table that the claims refer to cannot be read: told where that table is checked
    return pd.concat([found, as_frame(problems, lang)], ignore_index=True) if problems else found


def claim_problems(placed: Placed | None, folder: DataFolder) -> list[Problem]:
    """What is wrong with claims that were read, with file, row, column and remedy."""
    from wij_impact.claims.rows import claim_of

    if placed is None:
        return []
    known = _known(folder)
    problems: list[Problem] = []
    for position, fields in enumerate(placed.frame.to_dict("records")):
        file, row = placed.place(position)
        for column, found, remedy in _wrong(claim_of(fields, row), known):
            rule = "claim-reference" if found.en.startswith(_MISSING) else "claim"
            problems.append(Problem(file, row, column, rule, found, remedy))
    return problems


def _known(folder: DataFolder) -> dict[str, list[str]]:
    figures = load_table("figures", folder)
    return {
        "figure": figures["figure_id"].tolist(),
        "euro": figures.loc[figures["unit"].isin(["EUR", "EUR_million"]), "figure_id"].tolist(),
        "check": load_table("checks", folder)["check_id"].tolist(),
        "request": load_table("claim_requests", folder)["request_id"].tolist(),
        "folder": [str(folder.path)],
    }


Wrong = tuple[str, Text, Text]


def _wrong(claim: Claim, known: Mapping[str, list[str]]) -> Iterable[Wrong]:
    if claim.test not in TESTS:
        yield _no_such("test", claim.test, Text(nl="toets", en="test"), list(TESTS))
        return
    yield from _references(claim, known)
    test = TESTS[claim.test]
    for group in test.needs:
        if not any(_given(claim, name) for name in group):
            said = " / ".join(group)
            yield (
                group[0],
                Text(nl=f"de toets '{claim.test}' vraagt {said}", en=f"the test '{claim.test}' asks for {said}"),
                Text(nl=f"Vul {said} in, of kies een andere toets.", en=f"Fill in {said}, or choose another test."),
            )
    yield from _ignored(claim)
    if claim.terms and claim.test in ("equals", "at_least", "at_most"):
        yield from _arithmetic(claim)
    if "direction" in {name for group in test.needs for name in group} and claim.direction not in ("", *DIRECTIONS):
        yield _no_such("direction", claim.direction, Text(nl="richting", en="direction"), list(DIRECTIONS))
    for name in test.settings:
        if name not in claim.settings:
            yield (
                "settings",
                Text(nl=f"de instelling '{name}' ontbreekt", en=f"the setting '{name}' is missing"),
                Text(nl=f"Schrijf bijvoorbeeld {name}=...", en=f"Write for example {name}=..."),
            )
    if "case" in test.settings and not set(test.settings) - set(claim.settings):
        yield from _case(claim, known["folder"][0])
    yield from _euros(claim, set(known["euro"]))
    yield from _numbers(claim)
    for name in claim.settings:
        if name not in (*test.settings, *test.optional):
            yield _no_such("settings", name, Text(nl="instelling", en="setting"), [*test.settings, *test.optional])


#: What a test reads when it is filled in, besides what every claim has.
_INPUTS = ("measure", "stated", "terms", "after", "before", "direction", "checks", "readings", "definition")
_EMPTY = {"measure": "equal", "definition": "same"}


def _ignored(claim: Claim) -> Iterable[Wrong]:
    """A field that the test does not read: who filled it in thinks that it was tested."""
    test = TESTS[claim.test]
    read = {name for group in test.needs for name in group} | set(test.uses)
    if claim.nature in ("expected", "promised"):
        read.add("direction")  # which side is better
    if claim.test in ("equals", "at_least", "at_most") and not claim.terms:
        read -= {"measure", "stated"}
    for name in _INPUTS:
        value = getattr(claim, name)
        if value and value != _EMPTY.get(name) and name not in read:
            yield (
                name,
                Text(
                    nl=f"de toets '{claim.test}' kijkt niet naar {name}; het wordt dus niet getoetst",
                    en=f"the test '{claim.test}' does not look at {name}, so it would not be tested",
                ),
                Text(
                    nl=f"Maak {name} leeg, of kies een andere toets.", en=f"Leave {name} empty, or choose another test."
                ),
            )


def _euros(claim: Claim, amounts: set[str]) -> Iterable[Wrong]:
    """An amount that the test would compare with nothing, or with what is no amount."""
    if claim.test == "case" and "amount" in claim.settings and not claim.stated:
        yield (
            "stated",
            Text(nl="er staat geen bedrag om te vergelijken", en="there is no amount to compare"),
            Text(nl="Vul het bedrag in, of haal amount weg.", en="Fill in the amount, or take amount away."),
        )
    if not claim.stated or claim.test not in ("case", "change", "survey", "prevented"):
        return
    euro = claim.stated in amounts
    if claim.test == "case":
        asked, by_ratio = claim.settings.get("amount", ""), claim.settings.get("ratio") == "stated"
        if asked and asked not in AMOUNTS:
            yield _no_such("settings", asked, Text(nl="bedrag", en="amount"), list(AMOUNTS))
        elif euro if by_ratio else not asked:
            yield (
                "stated",
                Text(
                    nl="het genoemde getal wordt met niets vergeleken",
                    en="the stated number would be compared with nothing",
                ),
                Text(
                    nl="Schrijf bij settings waarmee: amount=benefits, amount=benefits_per_year of "
                    "amount=net_present_value; of ratio=stated bij euro's per euro.",
                    en="Write in settings with what: amount=benefits, amount=benefits_per_year or "
                    "amount=net_present_value; or ratio=stated for euros per euro.",
                ),
            )
        return
    other = [code for code in codes_in(claim.after)[:1] if code not in amounts]
    if euro and other:
        yield (
            "stated",
            Text(
                nl=f"{claim.stated} is een bedrag, {other[0]} niet",
                en=f"{claim.stated} is an amount, {other[0]} is not",
            ),
            Text(
                nl="Geef een cijfer in dezelfde eenheid, of toets een bedrag met case of decomposition.",
                en="Give a figure in the same unit, or test an amount with case or decomposition.",
            ),
        )


def _case(claim: Claim, folder: str) -> Iterable[Wrong]:
    from wij_impact import mkba

    try:
        model = mkba.load_case(claim.settings["case"], scenario=claim.settings.get("scenario"), data=folder)
    except UsageError as error:
        yield "settings", _text(error.message), _text(error.remedy)
        return
    except InputError:
        return  # told where the case itself is checked
    paths = list(model.parameter_paths())
    for path in (claim.settings["parameter"], *claim.settings.get("also", "").split()):
        if path not in paths:
            yield _no_such("settings", path, Text(nl="getal in de berekening", en="number in the case"), paths)


def _text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text(nl=words, en=words)


#: Settings that are numbers, with an example.
_NUMBERS = {"sd": "1.5", "tolerance": "0.5", "ratio": "2", "scale": "1-10"}


def _numbers(claim: Claim) -> Iterable[Wrong]:
    for name, example in _NUMBERS.items():
        value = claim.settings.get(name)
        if value is None or value in ("stated", "printed"):
            continue
        if not all(is_number(part) for part in (value.split("-") if name == "scale" else [value])) or (
            name == "scale" and value.count("-") != 1
        ):
            yield (
                "settings",
                Text(nl=f"'{value}' is geen getal voor {name}", en=f"'{value}' is no number for {name}"),
                Text(nl=f"Schrijf bijvoorbeeld {name}={example}.", en=f"Write for example {name}={example}."),
            )
    if ("scale" in claim.settings) != ("sd" in claim.settings):
        yield (
            "settings",
            Text(nl="scale en sd horen bij elkaar", en="scale and sd belong together"),
            Text(nl="Schrijf bijvoorbeeld scale=1-10; sd=1.5.", en="Write for example scale=1-10; sd=1.5."),
        )


def _given(claim: Claim, name: str) -> bool:
    return bool(getattr(claim, name))


def _arithmetic(claim: Claim) -> Iterable[Wrong]:
    if claim.measure not in CHECK_KINDS:
        yield _no_such("measure", claim.measure, Text(nl="berekening", en="measure"), list(CHECK_KINDS))
    elif (" / " in claim.terms) != (claim.measure in _FRACTIONS):
        example = "a / b" if claim.measure in _FRACTIONS else "a b -c"
        yield (
            "terms",
            Text(
                nl=f"'{claim.terms}' past niet bij {claim.measure}", en=f"'{claim.terms}' does not fit {claim.measure}"
            ),
            Text(nl=f"Schrijf bijvoorbeeld: {example}.", en=f"Write for example: {example}."),
        )
    if not claim.stated:
        yield (
            "stated",
            Text(nl="er staat niet bij welk getal wordt beweerd", en="the number that is claimed is missing"),
            Text(nl="Vul de cijfercode of het getal in.", en="Fill in the figure code or the number."),
        )


def _references(claim: Claim, known: Mapping[str, list[str]]) -> Iterable[Wrong]:
    figure = Text(nl="cijfer", en="figure")
    figures = set(known["figure"])
    for column in (*_TERMS, *_LISTS):
        value = getattr(claim, column)
        for code in codes_in(value if isinstance(value, str) else " ".join(value)):
            if code not in figures:
                yield _no_such(column, code, figure, known["figure"])
    for column, kind, name in (
        ("checks", "check", Text(nl="controle", en="check")),
        ("readings", "check", Text(nl="controle", en="check")),
        ("request", "request", Text(nl="vraag om gegevens", en="data request")),
    ):
        value = getattr(claim, column)
        for code in [value] if isinstance(value, str) else value:
            if code and code not in known[kind]:
                yield _no_such(column, code, name, known[kind])


def _same_start(found: str, known: list[str]) -> str | None:
    """The code that begins the same, of codes too long to resemble what was typed."""
    shared = {
        code: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(found, code, strict=False)))
        for code in known
    }
    best = max(shared, key=lambda code: shared[code], default=None)
    return best if best is not None and shared[best] >= min(8, len(found) - 1) > 0 else None


def _no_such(column: str, found: str, what: Text, known: list[str]) -> Wrong:
    near = suggest(found, known) or _same_start(found, known)
    shown = ", ".join(known[:8])
    remedy = Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else Text(
        nl=f"Er zijn bijvoorbeeld: {shown}." if shown else "Neem een code uit figures.csv.",
        en=f"There are for example: {shown}." if shown else "Take a code from figures.csv.",
    )  # fmt: skip
    return column, Text(nl=f"{what.nl} '{found}' bestaat niet", en=f"there is no {what.en} '{found}'"), remedy
