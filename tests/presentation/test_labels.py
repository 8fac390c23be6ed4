"""Every label exists in both languages with the same places to fill in."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import wij_impact
from wij_impact import UsageError
from wij_impact.presentation.labels import LABELS, label

SOURCE = Path(wij_impact.__file__).parent


@pytest.mark.unit
@pytest.mark.parametrize("key", sorted(LABELS))
def test_both_languages_are_there(key: str) -> None:
    text = LABELS[key]
    assert text.nl.strip()
    assert text.en.strip()
    fields = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in (text.nl, text.en)]
    assert fields[0] == fields[1]


@pytest.mark.unit
def test_every_label_that_is_used_exists_and_every_label_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("presentation", "pipeline/export")
        for path in sorted((SOURCE / folder).rglob("*"))
        if path.suffix in {".py", ".j2"} and path.name != "labels.py"
    )
    used = set(re.findall(r"""(?:label|say)\(\s*["'](\w+)["']\s*[,)]""", code))
    assert used <= set(LABELS)
    quoted = set(re.findall(r"""["'](\w+)["']""", code))
    # Some labels are put together in a template: say("mailed_" ~ kind).
    begun = tuple(re.findall(r"""say\(\s*["'](\w+_)["'] ~""", code))
    assert {key for key in LABELS if not key.startswith(begun)} <= quoted


@pytest.mark.unit
def test_an_unknown_label_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="Did you mean 'sources'"):
        label("sorces", "nl")
