"""The words files: how they are found, read and laid over each other, and the words that all reports share."""

from __future__ import annotations

import functools
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wij_impact.catalogue.readlog import record_read
from wij_impact.catalogue.resolve import DataFolder, resolve_data
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text

__all__ = [
    "LABELS_FILE",
    "META",
    "Book",
    "has_word",
    "languages",
    "load_book",
    "placeholders",
    "read_words",
    "texts",
    "walk",
    "word",
    "words_of",
]

#: What a table may say beside its languages.
META = frozenset({"variant", "count", "needs", "interval", "literal", "order"})
LABELS_FILE = "labels"
#: In this order a language that lacks a sentence is helped out: a third language is a column that may have gaps.
FALLBACK = ("en", "nl")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Book:
    """The sentences of one words file, those of a study laid over the shipped ones.

    Parameters
    ----------
    name : str
        Name of the report, or ``labels``.
    tree : mapping
        The tables as read.
    changed : frozenset of str
        Keys whose sentence a study has changed or added to a shipped file.
    """

    name: str
    tree: Mapping[str, Any]
    changed: frozenset[str] = field(default_factory=frozenset)

    def node(self, key: str) -> Any:
        """The table at `key`, or None."""
        node: Any = self.tree
        for part in key.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return None
            node = node[part]
        return node

    def keys(self) -> list[str]:
        """Every key that has words."""
        return [key for key, _ in walk(self.tree)]


def texts(node: Any) -> dict[str, str]:
    """The languages of one table."""
    if not isinstance(node, Mapping):
        return {}
    return {k: v for k, v in node.items() if isinstance(v, str) and k not in META and _LANGUAGE.fullmatch(k)}


def walk(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table that holds words, with its key."""
    if path and texts(tree):
        yield ".".join(path), tree
    for name, node in tree.items():
        if isinstance(node, Mapping):
            yield from walk(node, (*path, str(name)))


def placeholders(text: str) -> list[tuple[str, str]]:
    """The (name, shape) of each number in a sentence, in their order.

    Examples
    --------
    >>> placeholders("Van de {asked} antwoordde {share:full}.")
    [('asked', ''), ('share', 'full')]
    """
    return [(name, shape or "") for _, name, shape, _ in string.Formatter().parse(text) if name is not None]


def read_words(path: Path) -> dict[str, Any]:
    """One words file.

    Raises
    ------
    InputError
        When it is no TOML, naming the row.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            Text(nl="het bestand is geen UTF-8.", en="the file is not UTF-8."),
            remedy=Text(nl="Sla het op als UTF-8.", en="Save it as UTF-8."),
            file=path.name,
        ) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise InputError(
            Text(nl=f"dit is geen TOML: {error}.", en=f"this is not TOML: {error}."),
            remedy=Text(
                nl='Zet elke zin op één regel tussen dubbele aanhalingstekens: nl = "...".',
                en='Put each sentence on one line between double quotes: nl = "...".',
            ),
            file=path.name,
            row=int(place.group(1)) if place else None,
        ) from error


def load_book(name: str, data: DataFolder | None = None) -> Book:
    """The words of a report: those that are shipped, with the sentences of the study's own file laid over them.

    Parameters
    ----------
    name : str
        Name of the report (``labels`` for the words that all share).
    data : DataFolder, optional
        Where to look; as `catalogue.resolve_data` finds it by default.

    Raises
    ------
    UsageError
        When there is no such file.
    """
    folder = data or resolve_data()
    files = [root / "words" / f"{name}.toml" for root in (folder.fallback, folder.path) if root is not None]
    there = [file for file in files if file.is_file()]
    if not there:
        raise UsageError(
            Text(nl=f"er zijn geen woorden voor ‘{name}’.", en=f"there are no words for ‘{name}’."),
            remedy=Text(nl=f"Maak data/words/{name}.toml.", en=f"Make data/words/{name}.toml."),
        )
    for file in there:
        record_read(file)
    return _laid_over(name, tuple((str(file), *_stamp(file)) for file in there))


def _stamp(path: Path) -> tuple[int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@functools.lru_cache(maxsize=64)
def _laid_over(name: str, files: tuple[tuple[str, int, int], ...]) -> Book:
    tree = read_words(Path(files[0][0]))
    changed: set[str] = set()
    for path, *_ in files[1:]:
        own = read_words(Path(path))
        shipped = dict(walk(tree))
        changed |= {key for key, node in walk(own) if _differs(texts(node), texts(shipped.get(key)))}
        tree = _merged(tree, own)
    return Book(name, tree, frozenset(changed))


def _differs(own: Mapping[str, str], shipped: Mapping[str, str]) -> bool:
    # A language that is added puts nothing in place of ours.
    return not shipped or any(shipped.get(lang, said) != said for lang, said in own.items())


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, node in over.items():
        old = result.get(key)
        result[key] = _merged(old, node) if isinstance(old, Mapping) and isinstance(node, Mapping) else node
    return result


def languages(data: DataFolder | None = None) -> tuple[str, ...]:
    """The languages there are: the columns of `labels.toml`; a language is added there and nowhere else."""
    found: dict[str, None] = {}
    for _, node in walk(load_book(LABELS_FILE, data).tree):
        found |= dict.fromkeys(texts(node))
    return tuple(found)


def words_of(node: Any, lang: str) -> str | None:
    """The sentence of a table in `lang`, else in a language that has it."""
    said = texts(node)
    return next((said[one] for one in (lang, *FALLBACK) if one in said), None)


def word(key: str, lang: str) -> str:
    """A word of `labels.toml`; `UsageError` with a suggestion when it is not there."""
    book = _labels()
    said = words_of(book.node(key), lang)
    if said is None:
        near = suggest(key, book.keys())
        raise UsageError(f"there is no word '{key}' in labels.toml." + (f" Did you mean '{near}'?" if near else ""))
    return said


def has_word(key: str) -> bool:
    """Whether `labels.toml` has this word."""
    return bool(texts(_labels().node(key)))


def _labels() -> Book:
    return load_book(LABELS_FILE)
