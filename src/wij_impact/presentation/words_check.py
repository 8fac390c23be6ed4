"""What is wrong in a words file, without running a report: names, digits, languages, braces, claims, unused keys.

Meaning cannot be checked by a machine: a lost negation or a turned direction passes. `sheet` lists every sentence with
its code and its numbers, to be read in full once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.errors import InputError, suggest
from wij_impact.language import LANGUAGES, Text, current_language
from wij_impact.presentation.book import placeholders, read_words, texts, walk
from wij_impact.presentation.numbers import FORMATS
from wij_impact.presentation.sentences import causal_words
from wij_impact.presentation.words import SHAPES

__all__ = ["COLUMNS", "Known", "check_words", "sheet"]

COLUMNS = ["file", "row", "column", "rule", "found", "remedy", "severity"]
#: The keys that a page looks up by itself: tables, figures, columns, the titles of its parts.
_BY_ITSELF = re.compile(r"(table|figure|column)\..+|\w+\.title")
#: What a page says in parts under one key.
_PARTS = re.compile(r"((?:news|discrepancy)\.(\w+))\.(?:value|fact|consequence|said|title)")
#: Sections of a page; any other first part of a key is a group of codes, whose words are asked for by `Term`.
_SECTIONS = frozenset(
    {"lead", "news", "certainty", "ask", "contradictions", "discrepancy", "sound"}
    | {"heading", "statement", "note", "explanation", "method"}
)


@dataclass(frozen=True)
class Known:
    """What the report around a words file knows.

    Parameters
    ----------
    names : frozenset of str
        Names a sentence can show; empty when that is not known.
    codes : mapping
        Name of a verdict to the codes it can have.
    used : frozenset of str, optional
        Texts in the notebook and the code of the report: a key that none of them is, is not used. None: not known.
    begun : tuple of str
        Beginnings of keys that the report puts together.
    numbers : frozenset of str
        Numbers of the facts that some sentence has to show.
    asked : frozenset of str
        Keys that the notebook names outright: without them the page cannot be made.
    """

    names: frozenset[str] = frozenset()
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    used: frozenset[str] | None = None
    begun: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Finding:
    key: str
    lang: str
    rule: str
    found: Text
    remedy: Text


def check_words(
    path: Path,
    known: Known | None = None,
    *,
    base: Mapping[str, Any] | None = None,
    languages: Iterable[str] = LANGUAGES,
    lang: str | None = None,
) -> pd.DataFrame:
    """Every problem of a words file, each with its key and remedy.

    Parameters
    ----------
    path : Path
        The TOML file.
    known : Known, optional
        What its report knows; without it the languages are only compared with each other.
    base : mapping, optional
        The shipped words that this file of a study changes; its keys must be among theirs.
    languages : iterable of str
        Which languages every sentence must have.
    lang : str, optional
        Language of the messages.

    Returns
    -------
    DataFrame
        ``file, row, column, rule, found, remedy, severity`` as `catalogue.check`; `column` is the key and language.
        Empty when the file is clean.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "x.toml"
    >>> _ = file.write_text('[lead.found]\\nnl = "Er zijn {n} vragen."\\nen = "There are 12 questions."\\n')
    >>> sorted(check_words(file, lang="en")["rule"])
    ['words-digit', 'words-number-missing']
    """
    speak = lang or current_language()
    try:
        own = read_words(path)
    except InputError as error:
        broken = _row(path, error.row, "", "words-syntax", error.message, error.remedy, speak)
        return pd.DataFrame([broken], columns=COLUMNS)
    about = known or Known()
    tree = own if base is None else _over(base, own)
    mine = {key for key, _ in walk(own)}
    found = [one for one in _problems(tree, about, tuple(languages)) if base is None or _mine(one.key, mine)]
    if base is not None:
        shipped = {key for key, _ in walk(base)}
        found += [_unknown_key(key, shipped) for key in mine - shipped]
        if not about.names:
            found += [one for key, node in walk(own) for one in _beyond(key, texts(node), base)]
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = [
        _row(
            path,
            _line(lines, one.key, one.lang),
            f"{one.key} {one.lang}".strip(),
            one.rule,
            one.found,
            one.remedy,
            speak,
        )
        for one in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def sheet(tree: Mapping[str, Any], languages: Iterable[str] = LANGUAGES) -> pd.DataFrame:
    """Every sentence with its key, the numbers it shows and its words per language: to be read in full once."""
    rows = []
    for key, node in walk(tree):
        said = texts(node)
        shown = list(dict.fromkeys(name for text in said.values() for name, _ in _names(text) or []))
        needs = str(node.get("needs", ""))
        rows.append(
            {"key": key, "numbers": ", ".join(shown), "needs": needs} | {one: said.get(one, "") for one in languages}
        )
    return pd.DataFrame(rows)


def _problems(tree: Mapping[str, Any], known: Known, languages: tuple[str, ...]) -> Iterator[_Finding]:
    shown: set[str] = set()
    for key, node, needs, literal, free in _sentences(tree):
        said = texts(node)
        yield from _languages(key, said, languages)
        parsed = {}
        for one, text in said.items():
            names = _names(text)
            if names is None or any(not name for name, _ in names):
                yield _Finding(key, one, "words-brace", *_brace())
            else:
                parsed[one] = names
                shown |= {name for name, _ in names}
                yield from _one_language(key, one, text, names, known, needs, literal)
        yield from _compared(key, parsed, free)
    yield from _choices(tree, known)
    yield from _unused(tree, known)
    yield from _absent(tree, known)
    for name in sorted(known.numbers - {part for one in shown for part in one.split(".")} - _chosen_by(tree)):
        yield _Finding(
            "",
            "",
            "words-number-unused",
            Text(nl=f"geen zin toont het getal ‘{name}’.", en=f"no sentence shows the number ‘{name}’."),
            Text(
                nl=f"Zet {{{name}}} terug in zijn zin, of haal het uit de feiten.",
                en=f"Put {{{name}}} back in its sentence, or take it out of the facts.",
            ),
        )


def _sentences(
    tree: Mapping[str, Any],
    path: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    literal: tuple[str, ...] = (),
    free: bool = False,
) -> Iterator[tuple[str, Mapping[str, Any], tuple[str, ...], tuple[str, ...], bool]]:
    """Every table with words, with what it and the tables above it ask."""
    asked = (*needs, *([str(tree["needs"])] if isinstance(tree.get("needs"), str) else []))
    spared = (*literal, *(tree["literal"] if isinstance(tree.get("literal"), list) else []))
    loose = free or tree.get("order") == "free"
    if path and texts(tree):
        yield ".".join(path), tree, asked, spared, loose
    for name, node in tree.items():
        if isinstance(node, Mapping):
            yield from _sentences(node, (*path, str(name)), asked, spared, loose)


def _names(text: str) -> list[tuple[str, str]] | None:
    try:
        names = placeholders(text)
    except ValueError:
        return None
    # A brace that stands alone is doubled by nobody: {{ would print a brace, which no sentence wants.
    return None if "{{" in text or "}}" in text else names


def _brace() -> tuple[Text, Text]:
    return (
        Text(nl="een accolade staat open of is leeg.", en="a brace is open or empty."),
        Text(nl="Schrijf een getal als {naam}.", en="Write a number as {name}."),
    )


def _languages(key: str, said: Mapping[str, str], languages: tuple[str, ...]) -> Iterator[_Finding]:
    for one in languages:
        if not said.get(one, "").strip():
            yield _Finding(
                key,
                one,
                "words-language",
                Text(nl=f"de zin heeft geen ‘{one}’.", en=f"the sentence has no ‘{one}’."),
                Text(nl=f'Voeg een regel toe: {one} = "...".', en=f'Add a line: {one} = "...".'),
            )


def _one_language(
    key: str,
    lang: str,
    text: str,
    names: list[tuple[str, str]],
    known: Known,
    needs: tuple[str, ...],
    literal: tuple[str, ...],
) -> Iterator[_Finding]:
    for name, shape in names:
        first = name.split(".")[0]
        if known.names and not set(name.split(".")) <= known.names:
            near = suggest(first, sorted(known.names))
            yield _Finding(
                key,
                lang,
                "words-unknown-name",
                Text(nl=f"er is geen getal ‘{name}’.", en=f"there is no number ‘{name}’."),
                Text(nl=f"Bedoelt u {{{near}}}?", en=f"Did you mean {{{near}}}?")
                if near
                else Text(nl="Gebruik een naam uit de feiten van het rapport.", en="Use a name of the report's facts."),
            )
        if shape and shape not in SHAPES and shape not in FORMATS:
            yield _Finding(
                key,
                lang,
                "words-unknown-shape",
                Text(nl=f"‘:{shape}’ is geen schrijfwijze.", en=f"‘:{shape}’ is no way of writing."),
                Text(nl=f"Kies uit {', '.join(SHAPES)}.", en=f"Choose from {', '.join(SHAPES)}."),
            )
    bare = re.sub(r"\{[^{}]*\}", " ", text)
    for one in sorted(literal, key=len, reverse=True):
        bare = bare.replace(one, " ")
    digits = re.findall(r"\d[\d.,]*", bare)
    if digits:
        yield _Finding(
            key,
            lang,
            "words-digit",
            Text(nl=f"het getal {digits[0]} is met de hand getypt.", en=f"the number {digits[0]} is typed by hand."),
            Text(
                nl="Laat het rapport het getal geven: {naam}.",
                en="Let the report give the number: {name}.",
            ),
        )
    if not any(need.partition("=")[0] == "comparison" for need in needs):
        for claim in causal_words(text, lang)[:1]:
            yield _Finding(
                key,
                lang,
                "words-cause",
                Text(nl=f"‘{claim}’ claimt een oorzaak of opbrengst.", en=f"‘{claim}’ claims a cause or a gain."),
                Text(
                    nl='Zeg wie het stelt, of zet needs = "comparison" als een vergelijking het draagt.',
                    en='Say who states it, or write needs = "comparison" when a comparison carries it.',
                ),
            )


def _compared(key: str, parsed: Mapping[str, list[tuple[str, str]]], free: bool) -> Iterator[_Finding]:
    every = set().union(*[set(names) for names in parsed.values()]) if parsed else set()
    for lang, names in parsed.items():
        for name, shape in sorted(every - set(names)):
            shown = f"{{{name}:{shape}}}" if shape else f"{{{name}}}"
            yield _Finding(
                key,
                lang,
                "words-number-missing",
                Text(
                    nl=f"{shown} staat alleen in een andere taal.",
                    en=f"only another language shows {shown}.",
                ),
                Text(nl="Toon in elke taal dezelfde getallen.", en="Show the same numbers in every language."),
            )
    orders = {lang: list(dict.fromkeys(names)) for lang, names in parsed.items() if set(names) == every}
    first = next(iter(orders.values()), [])
    for lang, order in orders.items():
        if order != first and not free:
            yield _Finding(
                key,
                lang,
                "words-order",
                Text(
                    nl="de getallen staan in een andere volgorde dan in de andere taal.",
                    en="the numbers stand in another order than in the other language.",
                ),
                Text(
                    nl='Zijn er twee verwisseld? Zo niet, zet dan order = "free" bij de zin.',
                    en='Were two swapped? If not, write order = "free" with the sentence.',
                ),
            )


def _choices(tree: Mapping[str, Any], known: Known, path: tuple[str, ...] = ()) -> Iterator[_Finding]:
    """Tables that choose: every code has its words, every count its forms."""
    below = {str(name): node for name, node in tree.items() if isinstance(node, Mapping)}
    key = ".".join(path)
    wanted: set[str] = set()
    if isinstance(tree.get("count"), str):
        wanted = {"one", "other"}
    elif isinstance(tree.get("variant"), str):
        wanted = set(known.codes.get(str(tree["variant"]), ()))
        for code in sorted(set(below) - wanted if wanted else ()):
            yield _Finding(
                key,
                "",
                "words-unknown-code",
                Text(nl=f"‘{code}’ komt niet voor.", en=f"‘{code}’ does not occur."),
                Text(nl=f"Kies uit {', '.join(sorted(wanted))}.", en=f"Choose from {', '.join(sorted(wanted))}."),
            )
    for code in sorted(wanted - set(below)):
        yield _Finding(
            key,
            "",
            "words-code-missing",
            Text(nl=f"er zijn geen woorden voor ‘{code}’.", en=f"there are no words for ‘{code}’."),
            Text(nl=f"Maak een tabel [{key}.{code}].", en=f"Make a table [{key}.{code}]."),
        )
    for name, node in below.items():
        yield from _choices(node, known, (*path, name))


def _chosen_by(tree: Mapping[str, Any]) -> set[str]:
    own = {
        str(tree[one]).partition("=")[0].split(".")[0]
        for one in ("variant", "count", "needs")
        if isinstance(tree.get(one), str)
    }
    return own.union(*[_chosen_by(node) for node in tree.values() if isinstance(node, Mapping)])


def _unused(tree: Mapping[str, Any], known: Known) -> Iterator[_Finding]:
    if known.used is None:
        return
    for key in dict.fromkeys(_roots(tree)):
        if not _named(key, known.used) and not any(key.startswith(one) for one in known.begun):
            yield _Finding(
                key,
                "",
                "words-unused",
                Text(nl="niets in het rapport zegt deze zin.", en="nothing in the report says this sentence."),
                Text(nl="Gebruik hem in het notebook of haal hem weg.", en="Use it in the notebook or take it out."),
            )


def _absent(tree: Mapping[str, Any], known: Known) -> Iterator[_Finding]:
    """Keys that the notebook names and that no table here has; a key put together with others is not known here."""
    there = set(_roots(tree))
    for key in sorted(known.asked - there):
        if not any(one.startswith(f"{key}.") for one in there):
            near = suggest(key, sorted(there))
            yield _Finding(
                key,
                "",
                "words-absent",
                Text(
                    nl="het notebook zegt deze zin en hij is er niet.",
                    en="the notebook says this sentence; it is absent.",
                ),
                Text(nl=f"Bedoelt u [{near}]?", en=f"Did you mean [{near}]?")
                if near
                else Text(nl=f"Schrijf een tabel [{key}].", en=f"Write a table [{key}]."),
            )


def _named(key: str, used: frozenset[str]) -> bool:
    first, _, last = key.partition(".")
    parts = _PARTS.fullmatch(key)
    if _BY_ITSELF.fullmatch(key) or {key, last} & used:
        return True
    return bool({*parts.groups()} & used) if parts else first not in _SECTIONS and first in used


def _roots(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """The keys a report asks for: a table that chooses stands for all below it."""
    chooses = isinstance(tree.get("variant"), str) or isinstance(tree.get("count"), str)
    if path and (texts(tree) or chooses):
        yield ".".join(path)
    if not chooses:
        for name, node in tree.items():
            if isinstance(node, Mapping):
                yield from _roots(node, (*path, str(name)))


def _beyond(key: str, said: Mapping[str, str], base: Mapping[str, Any]) -> Iterator[_Finding]:
    """Values that a study's own sentence shows and the shipped one does not, where no facts say which there are."""
    ours = {name for text in texts(_node(base, key)).values() for name, _ in _names(text) or []}
    for lang, text in said.items():
        for name in sorted({name for name, _ in _names(text) or []} - ours if ours or _node(base, key) else ()):
            yield _Finding(
                key,
                lang,
                "words-unknown-name",
                Text(nl=f"er is geen getal ‘{name}’.", en=f"there is no number ‘{name}’."),
                Text(
                    nl="Toon alleen wat de zin van het pakket ook toont.",
                    en="Show only what the sentence of the package shows too.",
                ),
            )


def _node(tree: Mapping[str, Any], key: str) -> Any:
    node: Any = tree
    for part in key.split("."):
        node = node.get(part) if isinstance(node, Mapping) else None
    return node


def _unknown_key(key: str, shipped: set[str]) -> _Finding:
    near = suggest(key, sorted(shipped))
    return _Finding(
        key,
        "",
        "words-unknown-key",
        Text(nl="het rapport heeft geen zin met deze naam.", en="the report has no sentence of this name."),
        Text(nl=f"Bedoelt u [{near}]?", en=f"Did you mean [{near}]?")
        if near
        else Text(nl="Neem de naam over uit het meegeleverde bestand.", en="Copy the name from the shipped file."),
    )


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, node in own.items():
        old = result.get(key)
        result[key] = _over(old, node) if isinstance(old, Mapping) and isinstance(node, Mapping) else node
    return result


def _mine(key: str, mine: set[str]) -> bool:
    return any(key == one or one.startswith(f"{key}.") for one in mine) if key else False


def _line(lines: list[str], key: str, lang: str) -> int | None:
    """The row of a sentence: that of its language inside its table, else that of the table."""
    for place, line in enumerate(lines):
        if line.split("#")[0].strip() == f"[{key}]":
            for further in range(place + 1, len(lines)):
                if lines[further].lstrip().startswith("["):
                    break
                if lang and re.match(rf"\s*{re.escape(lang)}\s*=", lines[further]):
                    return further + 1
            return place + 1
    return None


def _row(path: Path, row: int | None, column: str, rule: str, found: Any, remedy: Any, lang: str) -> dict[str, Any]:
    return {
        "file": path.name,
        "row": row,
        "column": column,
        "rule": rule,
        "found": found.show(lang) if isinstance(found, Text) else str(found),
        "remedy": remedy.show(lang) if isinstance(remedy, Text) else str(remedy),
        "severity": "error",
    }
