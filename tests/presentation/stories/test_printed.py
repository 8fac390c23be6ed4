"""The words for years, sources and places of print."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import InputError
from wij_impact.language import Text
from wij_impact.presentation.stories.printed import choose_year, ids_of, place_words, source_name, until_words

WHAT = Text(nl="de vragen", en="the questions")


@pytest.mark.unit
def test_a_year_without_figures_names_the_years_there_are() -> None:
    with pytest.raises(InputError) as caught:
        choose_year(2017, [2023, 2018, 2019, 2018], WHAT)
    assert caught.value.sentence("nl") == (
        "er zijn geen cijfers van 2017 over de vragen. Kies 2018, 2019 of 2023, of laat het jaar weg voor 2023."
    )
    assert caught.value.sentence("en") == (
        "there are no figures of 2017 on the questions. Choose 2018, 2019 or 2023, or leave the year out for 2023."
    )


@pytest.mark.unit
def test_without_any_year_it_says_so() -> None:
    with pytest.raises(InputError, match="no figures on the questions"):
        choose_year(None, [], WHAT)
    with pytest.raises(InputError, match="no figures on the questions"):
        choose_year(2020, [], WHAT)


@pytest.mark.unit
def test_a_source_without_title_or_date_keeps_its_code() -> None:
    sources = pd.DataFrame({"source": ["a"], "title_nl": [None], "title_en": ["Plan of X"], "data_until": [None]})
    assert source_name(sources, "a", "nl") == "a"
    assert source_name(sources, "a", "en") == "Plan of X"
    assert source_name(sources, "jaar_plan", "en") == "jaar plan"
    assert until_words(sources, "a", "nl") == until_words(sources, "b", "nl") == ""


@pytest.mark.unit
def test_places_are_words() -> None:
    assert place_words("Bijlage 1. Deelopdrachten (table)", "nl") == "Bijlage 1. Deelopdrachten"
    assert place_words("Op z'n Gronings", "nl") == "Op z'n Gronings"
    assert ids_of("a b", ["b", "c d"]) == ["a", "b", "c", "d"]
