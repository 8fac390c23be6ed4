"""Folder names: readable, safe, and never the same for two different reports."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.pipeline.export import ExportContext
from wij_impact.pipeline.naming import folder_name, slug, subject_of


@pytest.mark.unit
def test_names_a_person_can_read() -> None:
    assert folder_name("kerncijfers", {}) == "kerncijfers"
    assert folder_name("kerncijfers", {"year": 2020}) == "kerncijfers--year-2020"
    assert folder_name("x", {"code": "0014", "wijk": "De Hoogte"}) == "x--code-0014--wijk-de-hoogte"


@pytest.mark.property
@given(st.text(), st.text())
def test_names_are_safe_and_distinct(one: str, other: str) -> None:
    names = [folder_name("report", {"wijk": value}) for value in (one, other)]
    for name in names:
        assert re.fullmatch(r"[a-z0-9-]{1,80}", name)
    # Case, spaces and hyphens alone do not make two names: a batch that holds both is refused (test_run).
    plain = [re.sub(r"[ -]+", "-", value.casefold()) for value in (one, other)]
    if plain[0] != plain[1]:
        assert names[0] != names[1]


@pytest.mark.unit
def test_a_long_name_is_cut_and_hashed() -> None:
    long = folder_name("report", {"wijk": "a" * 300})
    assert len(long) <= 80
    assert long != folder_name("report", {"wijk": "a" * 301})
    assert slug("a/b") != slug("a-b")


@pytest.mark.unit
def test_a_file_to_mail_is_named_after_what_it_is_about() -> None:
    assert subject_of({"year": 2020}, "2023-12-31") == "2020"
    assert subject_of({"wijk": "De Hoogte", "year": 2020}) == "de-hoogte-2020"
    assert subject_of({}, "2023-12-31") == "2023"
    assert subject_of({}) == ""
    # Not the folder of whoever made it.
    assert subject_of({"responses": r"C:\Users\iemand\antwoorden.xlsx"}) == "antwoorden"
    assert subject_of({"case": "/home/iemand/zaak.toml"}) == "zaak"
    assert ExportContext("mkba_jim", subject="a" * 300).file_stem == "mkba_jim_" + "a" * 71
    assert ExportContext("benchmark").file_stem == "benchmark"
