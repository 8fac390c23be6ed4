"""Sentences: filled in, chosen by code and by count, with their footnotes; and what they refuse."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from wij_impact import UsageError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.book import Book
from wij_impact.presentation.words import Phrase, Words
from wij_impact.presentation.words_check import Known, check_words

WORDS = """
[lead.answered]
nl = "Van de {asked} gevraagden antwoordde **{share:full}**."
en = "Of the {asked} asked **{share:full}** answered."

[lead.bare]
nl = "{share} antwoordde."
en = "{share} answered."

[lead.drawn]
interval = "figure"
nl = "{share} antwoordde."
en = "{share} answered."

[differ]
count = "n"
[differ.zero]
nl = "Geen team wijkt af."
en = "No team differs."
[differ.one]
nl = "{n} team wijkt af."
en = "{n} team differs."
[differ.other]
nl = "{n} teams wijken af."
en = "{n} teams differ."

[change]
variant = "direction"
[change.more]
nl = "Er waren {change:size} meer vragen."
en = "There were {change:size} more questions."
[change.none]
nl = "Geen aantoonbare verandering."
en = "No demonstrable change."

[cause]
needs = "comparison"
nl = "Dankzij de aanpak waren er {n} minder."
en = "Thanks to the approach there were {n} fewer."

[named]
nl = "{who} en {things}: {place}."
en = "{who} and {things}: {place}."

[turn]
nl = "als {payer} {n} betaalt"
en = "if {payer} pays {n}"

[payer.gemeente]
nl = "de gemeente"
en = "the municipality"
"""


@dataclass(frozen=True)
class Facts:
    asked: Quantity
    share: Quantity
    n: Quantity
    change: Quantity
    direction: Literal["more", "none"] = "more"
    comparison: str = ""


def _facts(**other: Any) -> Facts:
    share = Quantity(0.45, "percent", ("b",), (0.4, 0.5))
    given = {"asked": Quantity(1234, sources=("a",)), "share": share, "n": Quantity(1), "change": Quantity(-499)}
    return Facts(**(given | other))


def _words(lang: str = "nl") -> Words:
    return Words("x", lang, Book("x", tomllib.loads(WORDS)))


@pytest.mark.unit
def test_numbers_are_written_by_their_unit_and_bring_their_footnotes() -> None:
    said = _words().say("lead.answered", _facts())
    assert said.text == "Van de 1.234 gevraagden antwoordde **45% (40% tot 50%)**."
    assert said.sources == ("a", "b")
    assert _words("en").say("lead.answered", _facts()).text.startswith("Of the 1,234 asked")


@pytest.mark.unit
def test_an_estimate_without_its_interval_is_refused_unless_a_figure_has_it() -> None:
    with pytest.raises(UsageError, match="without its interval"):
        _words().say("lead.bare", _facts())
    assert _words().say("lead.drawn", _facts()).text == "45% antwoordde."


@pytest.mark.unit
@pytest.mark.parametrize(
    ("n", "said"), [(0, "Geen team wijkt af."), (1, "1 team wijkt af."), (2, "2 teams wijken af.")]
)
def test_grammar_follows_the_count(n: int, said: str) -> None:
    assert _words().say("differ", _facts(n=Quantity(n))).text == said


@pytest.mark.unit
def test_a_code_chooses_its_sentence() -> None:
    assert _words().say("change", _facts()).text == "Er waren 499 meer vragen."
    assert _words().say("change", _facts(direction="none")).text == "Geen aantoonbare verandering."
    with pytest.raises(UsageError, match="no words for 'fewer'"):
        _words().say("change", _facts(direction="fewer"))


@pytest.mark.unit
def test_a_cause_needs_a_comparison() -> None:
    with pytest.raises(UsageError, match="may only be said"):
        _words().say("cause", _facts())
    assert _words().say("cause", _facts(comparison="randomised")).comparison


@pytest.mark.unit
def test_codes_names_and_listings() -> None:
    things = (Quantity(1), Quantity(2), Quantity(3))
    said = _words("en").say(
        "named", {"who": Term("payer", "gemeente"), "things": things, "place": Name("Wijk", (("en", "Area"),))}
    )
    assert said.text == "the municipality and 1, 2 and 3: Area."
    phrase = Phrase("turn", {"payer": Term("payer", "gemeente"), "n": Quantity(2, "eur", ("c",))})
    nested = _words().say("named", {"who": "Iemand", "things": (phrase,), "place": "hier"})
    assert nested.text.startswith("Iemand en als de gemeente €")
    assert nested.sources == ("c",)


@pytest.mark.unit
def test_unknown_is_said_and_never_nought() -> None:
    assert _words().say("turn", {"payer": "X", "n": Quantity(math.nan)}).text == "als X niet bekend betaalt"


@pytest.mark.unit
def test_a_third_language_helps_itself_to_the_english() -> None:
    assert _words("fy").say("change", _facts()).text == "There were 499 more questions."


KNOWN = Known(
    frozenset({"asked", "share", "n", "change", "direction", "comparison", "who", "things", "place", "payer"}),
    {"direction": frozenset({"more", "none"})},
    frozenset({"lead.answered", "lead.bare", "lead.drawn", "differ", "change", "cause", "named", "turn"}),
    ("payer.",),
    frozenset({"asked", "share", "n", "change"}),
)

MUTATIONS = {
    "a number dropped from one language": ("Of the {asked} asked", "Of all asked", "words-number-missing"),
    "a number dropped from both": ("{asked} ", "", "words-number-unused"),
    "a name misspelt": ("{asked} gevraagden", "{askd} gevraagden", "words-unknown-name"),
    "a name misspelt in both": ("{asked}", "{askd}", "words-unknown-name"),
    "two numbers swapped": ("{who} and {things}", "{things} and {who}", "words-order"),
    "a number typed": ("{asked} asked", "1,234 asked", "words-digit"),
    "an interval dropped": ("antwoordde **{share:full}**", "antwoordde **{share}**", "words-number-missing"),
    "a language missing": ('en = "{n} team differs."', "", "words-language"),
    "a language empty": ('en = "{n} team differs."', 'en = ""', "words-language"),
    "an open brace": ("{n} teams wijken", "{n teams wijken", "words-brace"),
    "a doubled brace": ("{n} teams wijken", "{{n}} teams wijken", "words-brace"),
    "a form missing": ("[differ.one]", "[differ.singular]", "words-code-missing"),
    "a code missing": ("[change.none]", "[change.nothing]", "words-code-missing"),
    "a code that does not occur": ("[change.none]", "[change.nothing]", "words-unknown-code"),
    "a shape that does not exist": ("{change:size} meer", "{change:abs} meer", "words-unknown-shape"),
    "a cause claimed": ('needs = "comparison"', "", "words-cause"),
    "a key that nobody says": ("[lead.bare]", "[lead.barren]", "words-unused"),
    "a quote left open": ('tot {n}"', "tot {n}", ""),
}


@pytest.mark.unit
def test_the_words_of_this_test_are_clean(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(WORDS, encoding="utf-8")
    assert check_words(file, KNOWN, lang="en").empty


@pytest.mark.unit
@pytest.mark.parametrize("name", [name for name, (_, _, rule) in MUTATIONS.items() if rule])
def test_every_mutation_of_the_words_is_caught(name: str, tmp_path: Path) -> None:
    old, new, rule = MUTATIONS[name]
    assert old in WORDS
    file = tmp_path / "x.toml"
    file.write_text(WORDS.replace(old, new), encoding="utf-8")
    found = check_words(file, KNOWN, lang="en")
    assert rule in set(found["rule"]), found.to_string()
    assert found["remedy"].str.len().min() > 0


@pytest.mark.unit
def test_broken_toml_is_a_sentence_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text('[a]\nnl = "open\n', encoding="utf-8")
    found = check_words(file, lang="nl")
    assert found["rule"].tolist() == ["words-syntax"]
    assert found["row"].tolist() == [2]


@pytest.mark.unit
def test_a_study_may_change_a_sentence_but_not_invent_one(tmp_path: Path) -> None:
    base = tomllib.loads(WORDS)
    file = tmp_path / "x.toml"
    file.write_text('[lead.answered]\nnl = "{asked} vragen, {share:full} antwoord."\n', encoding="utf-8")
    assert check_words(file, KNOWN, base=base, lang="en").empty
    file.write_text('[lead.answred]\nnl = "{asked}"\nen = "{asked}"\n', encoding="utf-8")
    found = check_words(file, KNOWN, base=base, lang="en")
    assert "words-unknown-key" in set(found["rule"])
    assert "lead.answered" in " ".join(found["remedy"])


@pytest.mark.unit
def test_each_name_of_a_list_between_quotation_marks_has_marks_of_its_own() -> None:
    text = '[a]\nnl = "Van ‘{who}’ en “{who}”, maar {who}."\nen = "Of ‘{who}’ and “{who}”, but {who}."\n'
    words = Words("x", "nl", Book("x", tomllib.loads(text)))
    assert words.say("a", {"who": ["A", "B", "C"]}).text == "Van ‘A’, ‘B’ en ‘C’ en “A”, “B” en “C”, maar A, B en C."
    assert words.say("a", {"who": ["A"]}).text == "Van ‘A’ en “A”, maar A."
