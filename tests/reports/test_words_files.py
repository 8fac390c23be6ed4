"""Every words file is clean against its report, and damage of every kind is caught without running anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wij_impact.catalogue import resolve_data
from wij_impact.presentation.book import placeholders, read_words, texts, walk
from wij_impact.presentation.words_check import check_words
from wij_impact.reports.wording import check_words_file, known, sheet_of

FILES = sorted(path for path in resolve_data().file("words").glob("*.toml"))
NAMES = [path.stem for path in FILES]


@pytest.mark.unit
@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_the_words_fit_their_report(file: Path) -> None:
    found = check_words_file(file, lang="en")
    assert found.empty, found[["row", "column", "rule", "found"]].to_string()


def _mutations(text: str) -> dict[str, str]:
    """Damaged copies of a words file: each kind at the first place where it fits, and at the last."""
    tree = read_words_of(text)
    lines = text.splitlines(keepends=True)
    numbered = [i for i, line in enumerate(lines) if re.match(r"en = .*\{\w+", line)]
    plain = [i for i, line in enumerate(lines) if re.match(r'en = "[^{\d]{12,}"', line)]
    twice = [i for i in numbered if len({name for name, _ in placeholders(_said(lines[i]))}) > 1]
    assert tree
    made: dict[str, str] = {}
    # Names of verdicts and kinds show no number; there only the languages and digits can be damaged.
    for place, i in (("first", numbered[0]), ("last", numbered[-1])) if numbered else ():
        line = lines[i]
        made[f"dropped {place}"] = _with(lines, i, re.sub(r"\{[^}]*\}", "many", line, count=1))
        made[f"misspelt {place}"] = _with(lines, i, re.sub(r"\{(\w+)", r"{\1x", line, count=1))
        made[f"typed {place}"] = _with(lines, i, re.sub(r"\{[^}]*\}", "1,234", line, count=1))
        made[f"open {place}"] = _with(lines, i, line.replace("}", "", 1))
    for place, i in (("first", plain[0]), ("last", plain[-1])):
        made[f"no language {place}"] = _with(lines, i, "")
        made[f"digit {place}"] = _with(lines, i, lines[i].rstrip('"\n') + ' 12"\n')
    if twice:
        found = re.findall(r"\{[^}]*\}", lines[twice[0]])
        one, other = found[0], next(each for each in found if each != found[0])
        swapped = lines[twice[0]].replace(one, "\0").replace(other, one).replace("\0", other)
        made["swapped"] = _with(lines, twice[0], swapped)
    return made


def read_words_of(text: str) -> dict[str, object]:
    import tomllib

    return tomllib.loads(text)


def _said(line: str) -> str:
    return line.partition("=")[2]


def _with(lines: list[str], place: int, line: str) -> str:
    return "".join([*lines[:place], line, *lines[place + 1 :]])


@pytest.mark.unit
@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_damage_of_every_kind_is_caught_without_a_kernel(file: Path, tmp_path: Path) -> None:
    about = known(file.stem)
    copy = tmp_path / file.name
    for name, text in _mutations(file.read_text(encoding="utf-8")).items():
        copy.write_text(text, encoding="utf-8")
        assert len(check_words(copy, about, lang="en")), f"{file.name}: {name} passes"


@pytest.mark.unit
@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_the_sheet_shows_every_sentence(file: Path) -> None:
    shown = sheet_of(file.stem)
    assert shown["key"].tolist() == [key for key, node in walk(read_words(file)) if texts(node)]


@pytest.mark.unit
def test_a_sentence_that_the_notebook_says_and_nobody_wrote_is_named(tmp_path: Path) -> None:
    text = (resolve_data().file("words") / "signalen.toml").read_text(encoding="utf-8")
    copy = tmp_path / "signalen.toml"
    copy.write_text(text.replace("[method.counts]", "[method.count]"), encoding="utf-8")
    found = check_words(copy, known("signalen"), lang="en").set_index("rule")
    assert found.loc["words-absent", "column"] == "method.counts"
    assert "method.count" in found.loc["words-absent", "remedy"]


@pytest.mark.unit
@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_bold_comes_in_pairs_and_opens_a_key_number(file: Path) -> None:
    # The pages print the first bold part of a key number large: behind a word its marks stood there as they are typed.
    for key, node in walk(read_words(file)):
        for lang, said in texts(node).items():
            assert said.count("**") % 2 == 0, (key, lang)
            if re.match(r"news\.\w+\.value", key):
                assert said.startswith("**"), (key, lang)
                assert said.count("**") == 2, (key, lang)
