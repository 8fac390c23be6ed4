"""The words of a report: every sentence in all languages side by side, in `data/words`, and never in code.

A sentence is a TOML table with a one-line string per language::

    [lead.claim]
    nl = "Van de {asked} gevraagden antwoordde **{share}**."
    en = "Of the {asked} asked **{share}** answered."

Between braces stands the name of a number of the facts; ``{share:interval}`` writes its limits, ``{share:full}`` number
and limits, ``{share:size}`` the number without its sign, ``{share:level}`` the level of the interval, and
``{share:percent1}`` another way of writing it. A table may also say

- ``variant = "name"``: the code in that fact chooses among the tables below it, one per code;
- ``count = "name"``: the number chooses among ``zero`` (optional), ``one`` and ``other`` below it;
- ``needs = "name"``: the fact that must hold before the sentence may be said (``needs = "comparison"`` for a word that
  claims a cause), or ``needs = "name=code"``;
- ``interval = "figure"``: the interval of its estimates stands in the figure beside it, and not in the sentence;
- ``literal = ["24/7"]``: digits that are no numbers; ``order = "free"``: the languages name the numbers in
  different order.

Words never decide anything: a fact is a number, a code, a name, or a tuple of those.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from wij_impact.errors import UsageError, suggest
from wij_impact.estimates.quantity import Name, Quantity, Term
from wij_impact.presentation.book import LABELS_FILE, Book, load_book, placeholders, word, words_of
from wij_impact.presentation.numbers import format_number

__all__ = ["SHAPES", "Phrase", "Said", "Words"]

#: A number of a sentence and how it is written, besides the keys of `numbers.FORMATS`.
SHAPES = ("interval", "full", "low", "high", "level", "size")


#: The quotation mark that ends what the first one opened.
_CLOSING = {"‘": "’", "“": "”", "„": "”"}


@dataclass(frozen=True)
class Phrase:
    """A phrase of the words file as part of a sentence or of a listing: its key, and the facts it shows."""

    key: str
    facts: Any


@dataclass(frozen=True)
class Said:
    """A sentence as said: its text and the places of print of the numbers in it.

    `changed` says that a study put its own words in place of ours, `comparison` that a comparison carries the sentence.
    """

    text: str
    sources: tuple[str, ...] = ()
    changed: bool = False
    comparison: bool = False


class Words:
    """Says the sentences of one report in one language.

    Parameters
    ----------
    name : str
        Name of the report: ``data/words/<name>.toml``.
    lang : str
        Language of the sentences.
    book : Book, optional
        The words themselves, for a test.

    Examples
    --------
    >>> forms = {"count": "n", "one": {"en": "{n} differs."}, "other": {"en": "{n} differ."}}
    >>> Words("x", "en", Book("x", {"lead": {"found": forms}})).say("lead.found", {"n": Quantity(1)}).text
    '1 differs.'
    """

    def __init__(self, name: str, lang: str, book: Book | None = None) -> None:
        self.name, self.lang = name, lang
        self.book = book or load_book(name)

    def has(self, key: str) -> bool:
        """Whether there is a sentence `key`, in the words of the report or in those that all reports share."""
        return self.book.node(key) is not None or load_book(LABELS_FILE).node(key) is not None

    def say(self, key: str, facts: Any = None, **more: Any) -> Said:
        """The sentence `key` with the numbers of `facts` in it.

        Parameters
        ----------
        key : str
            Dotted key of the words file.
        facts : dataclass or mapping
            Numbers, codes and names by name; ``{a.b}`` looks into a fact that is itself a dataclass.
        **more
            Facts of this one sentence.

        Raises
        ------
        UsageError
            For a key or a name that does not exist, a code without words, a verdict that the sentence needs and the
            facts do not give, or an estimate without its interval.
        """
        values = _values(facts) | more
        chosen, node, needs = self._choose(key, values)
        for need in needs:
            _require(need, key, values)
        text = words_of(node, self.lang)
        if text is None:
            raise UsageError(f"sentence '{chosen}' of {self.name}.toml has no words.", remedy="Give it nl and en.")
        sources: dict[str, None] = {}
        above = self.book.node(key)
        quiet = "figure" in (node.get("interval"), above.get("interval") if isinstance(above, Mapping) else None)
        said = self._fill(text, values, sources, chosen, quiet)
        carried = any(need.partition("=")[0] == "comparison" for need in needs)
        return Said(said, tuple(sources), chosen in self.book.changed, carried)

    def _choose(self, key: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], list[str]]:
        """Follow variants and counts down to the table that holds the words; collect what it needs on the way."""
        book = self.book if self.book.node(key) is not None else load_book(LABELS_FILE)
        node, needs = book.node(key), []
        while isinstance(node, Mapping):
            needs += [str(node["needs"])] if "needs" in node else []
            if "variant" in node:
                code = _code(_lookup(str(node["variant"]), values, key))
                if code not in node:
                    raise UsageError(f"sentence '{key}' of {self.name}.toml has no words for '{code}'.")
                key, node = f"{key}.{code}", node[code]
            elif "count" in node:
                form = _form(_lookup(str(node["count"]), values, key), "zero" in node)
                key, node = f"{key}.{form}", node.get(form)
            else:
                return key, node, needs
        near = suggest(key, self.book.keys())
        raise UsageError(f"{self.name}.toml has no sentence '{key}'.", remedy=f"Did you mean '{near}'?" if near else "")

    def _fill(self, text: str, values: Mapping[str, Any], sources: dict[str, None], key: str, quiet: bool) -> str:
        shown = placeholders(text)
        limits = {name for name, shape in shown if shape in {"interval", "full", "low", "high"}}
        parts: list[str] = []
        for literal, name, shape, _ in string.Formatter().parse(text):
            parts.append(literal)
            if name is None:
                continue
            value = _lookup(name, values, key)
            if isinstance(value, Quantity) and value.estimated and name not in limits and not quiet:
                raise UsageError(
                    f"sentence '{key}' shows the estimate '{name}' without its interval.",
                    remedy=f'Write {{{name}:full}}, or interval = "figure" in the table where a figure has it.',
                )
            if isinstance(value, Sequence) and not isinstance(value, str):
                # Between quotation marks each name of a list gets marks of its own.
                each = [self.show(one, shape or "", sources) for one in value]
                parts.append(self._listing(each, literal[-1:] if literal[-1:] in _CLOSING else ""))
                continue
            parts.append(self.show(value, shape or "", sources))
        return "".join(parts)

    def show(self, value: Any, shape: str = "", sources: dict[str, None] | None = None) -> str:
        """One fact as running text; the sources of its numbers are added to `sources`."""
        kept: dict[str, None] = {} if sources is None else sources
        if isinstance(value, Quantity):
            kept.update(dict.fromkeys(value.sources))
            return self._number(value, shape)
        if isinstance(value, Phrase):
            said = self.say(value.key, value.facts)
            kept.update(dict.fromkeys(said.sources))
            return said.text
        if isinstance(value, Term):
            return self.term(value)
        if isinstance(value, Name):
            kept.update(dict.fromkeys(value.sources))
            return value.show(self.lang)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self._listing([self.show(one, shape, kept) for one in value])
        if isinstance(value, str):
            return value
        raise UsageError(f"{value!r} is no fact.", remedy="Make it a Quantity, a Term, a Name or a text.")

    def term(self, term: Term) -> str:
        """The word of a code: that of the report, else that of `labels.toml`."""
        return words_of(self.book.node(term.key), self.lang) or word(term.key, self.lang)

    def _number(self, value: Quantity, shape: str) -> str:
        if not value.known:
            return word("label.unknown", self.lang)
        unit = shape if shape and shape not in SHAPES else value.unit
        sign = "always" if value.signed and shape != "size" else "negative"

        def write(number: Any) -> str:
            return format_number(number, unit, self.lang, sign)  # type: ignore[arg-type]

        if shape == "level":
            digits = "percent" if round(value.level * 100, 6).is_integer() else "percent1"
            return format_number(value.level, digits, self.lang)
        if shape == "size" and not isinstance(value.value, str):
            return write(abs(value.value))
        if shape in {"low", "high", "interval", "full"}:
            low, high = (write(one) for one in value.interval or (float("nan"), float("nan")))
            between = word("phrase.between", self.lang).format(low=low, high=high)
            full = f"{write(value.value)} ({between})"
            return {"low": low, "high": high, "interval": between, "full": full}[shape]
        return write(value.value)

    def _listing(self, parts: list[str], opened: str = "") -> str:
        if len(parts) < 2:
            return "".join(parts)
        closed = _CLOSING.get(opened, "")
        between, last = (f"{closed}{mark}{opened}" for mark in (", ", word("phrase.and", self.lang)))
        return last.join([between.join(parts[:-1]), parts[-1]])


def _values(facts: Any) -> dict[str, Any]:
    if facts is None:
        return {}
    if is_dataclass(facts) and not isinstance(facts, type):
        return {one.name: getattr(facts, one.name) for one in fields(facts)}
    return dict(facts)


def _lookup(name: str, values: Mapping[str, Any], key: str) -> Any:
    first, *rest = name.split(".")
    if first not in values:
        near = suggest(first, list(values))
        raise UsageError(
            f"sentence '{key}' shows '{first}', which the facts do not have.",
            remedy=f"Did you mean '{near}'?" if near else "",
        )
    value = values[first]
    for part in rest:
        value = value[part] if isinstance(value, Mapping) else getattr(value, part, None)
    if value is None:
        raise UsageError(f"sentence '{key}' shows '{name}', which the facts do not give here.")
    return value


def _code(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.code if isinstance(value, Term) else str(value)


def _form(value: Any, zero: bool) -> str:
    number = value.value if isinstance(value, Quantity) else value
    number = len(number) if isinstance(number, tuple | list) else number
    return "zero" if zero and number == 0 else "one" if number == 1 else "other"


def _require(need: str, key: str, values: Mapping[str, Any]) -> None:
    name, _, code = need.partition("=")
    held = values.get(name)
    good = _code(held) in code.split("|") if code and held is not None else bool(held)
    if not good:
        raise UsageError(
            f"sentence '{key}' may only be said when the facts have {need}.",
            remedy="Choose another sentence for this verdict.",
        )
