"""Places of print in words."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from wij_impact import catalogue
from wij_impact.presentation.places import Places, printed_place, spoken

FIGURES = pd.DataFrame(
    {
        "figure_id": ["a", "b", "c"],
        "source": ["r20", "r20", "unknown_one"],
        "locator": ["KERNCIJFERS dienstverlening", "table Klachten", ""],
        "period": ["2020", "2019-06", "n.d."],
    }
)
SOURCES = pd.DataFrame(
    {
        "source": ["r20"],
        "title_nl": ["Jaarverslag 2020 WIJ Groningen"],
        "title_en": ["Annual report 2020 of WIJ Groningen"],
        "data_until": ["2020-12-31"],
    }
)


@pytest.mark.unit
def test_places_are_named_in_the_language_of_the_report() -> None:
    places = Places(FIGURES, SOURCES)
    assert places.of("b", "nl") == "Jaarverslag 2020, tabel Klachten"
    assert places.of("b", "en") == "Annual report 2020, table Klachten"
    assert places.of("c", "nl") == "unknown one"
    assert places.of_all(["a", "b", "c"], "nl") == (
        "Jaarverslag 2020: kerncijfers dienstverlening, tabel Klachten; unknown one"
    )
    assert places.dated_title("r20", "en") == "Annual report 2020 of WIJ Groningen (data up to 31 December 2020)"
    assert places.dated_title("unknown_one", "nl") == "unknown one"


@pytest.mark.unit
def test_a_locator_keeps_its_own_words() -> None:
    assert spoken("footnote 1 below the indicator table", "nl") == "voetnoot 1 onder de tabel met indicatoren"
    assert spoken("Bijlage 1, no. 41", "nl") == "Bijlage 1, nr. 41"
    assert spoken("3.4.1 Incidenten", "en") == "3.4.1 Incidenten"


@pytest.mark.property
def test_every_place_of_print_is_named_without_our_english() -> None:
    places = sorted(set(catalogue.figures()["locator"].astype(str)))
    ours = {"table", "figure", "chart", "footnote", "question", "below", "text", "counted", "sentences", "only", "no"}
    said = {place: set(re.findall(r"[a-z]+", printed_place(place, "nl"))) for place in places}
    assert {place: words & ours for place, words in said.items() if words & ours} == {}
    assert [printed_place(place, "en") for place in places] == places
