"""Every label exists in both languages with the same places to fill in, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wij_impact
from wij_impact import UsageError
from wij_impact.catalogue import resolve_data
from wij_impact.presentation.book import load_book
from wij_impact.presentation.labels import column_word, label
from wij_impact.presentation.words_check import check_words

SOURCE = Path(wij_impact.__file__).parent
LABELS = set(load_book("labels").tree["label"])


@pytest.mark.unit
def test_the_shared_words_are_whole() -> None:
    found = check_words(resolve_data().file("words/labels.toml"), lang="en")
    assert found.empty, found.to_string()


@pytest.mark.unit
def test_every_label_that_is_used_exists_and_every_label_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("presentation", "pipeline")
        for path in sorted((SOURCE / folder).rglob("*"))
        if path.suffix in {".py", ".j2"} and path.name != "labels.py"
    )
    used = set(re.findall(r"""(?:label|say)\(\s*["'](\w+)["']\s*[,)]""", code))
    assert used <= LABELS
    quoted = set(re.findall(r"""["'](?:label\.)?(\w+)["']""", code))
    # Some labels are put together in a template: say("mailed_" ~ kind).
    begun = tuple(
        re.findall(r"""(?:say\(\s*["'](\w+_)["'] ~)""", code) + re.findall(r"""["'](?:label\.)?(\w+_)\{""", code)
    )
    assert {key for key in LABELS if not key.startswith(begun)} <= quoted


@pytest.mark.unit
def test_an_unknown_label_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match=r"Did you mean 'label\.sources'"):
        label("sorces", "nl")


@pytest.mark.unit
def test_a_column_without_a_word_keeps_its_name() -> None:
    assert column_word("value", "nl") == "Waarde"
    assert column_word("wijk 3", "nl") == "wijk 3"
