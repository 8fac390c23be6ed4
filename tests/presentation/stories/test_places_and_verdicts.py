"""Places of print and numbers of checks in words."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact.presentation.numbers import NBSP
from wij_impact.presentation.places import Places, spoken
from wij_impact.presentation.stories.verdicts import check_years, computed_words, gain_words, stated_words

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


@pytest.mark.unit
def test_a_check_is_about_the_year_of_what_is_stated_or_the_latest_of_its_terms() -> None:
    checked = pd.DataFrame({"stated_id": ["a", "", ""], "figure_ids": ["b", "b a", "c"]})
    assert check_years(checked, FIGURES)["year"].tolist() == [2020, 2020, pd.NA]


@pytest.mark.unit
def test_stated_as_printed_and_computed_with_one_decimal_more() -> None:
    printed = {"m": ("6.74", "EUR_million"), "p": ("59", "percent"), "n": ("123", "count")}
    row = {"stated_id": "m", "stated": 6.74, "computed": 6.74721, "unit": "EUR_million"}
    assert stated_words(row, printed, "nl") == f"6,74{NBSP}miljoen{NBSP}euro"
    assert computed_words(row, printed, "nl") == f"6,747{NBSP}miljoen{NBSP}euro"
    assert computed_words({"stated_id": "p", "computed": 62.5, "unit": "percent"}, printed, "en") == "62.5%"
    # 82 of 33,239 is 0.2467%: it agrees with a printed 0.2, and "0.25%" would be read as 0.3.
    small = {"q": ("0.2", "percent")}
    assert computed_words({"stated_id": "q", "computed": 0.2467, "unit": "percent"}, small, "en") == "0.247%"
    assert computed_words({"stated_id": "q", "computed": 0.25, "unit": "percent"}, small, "en") == "0.25%"
    assert computed_words({"stated_id": "n", "computed": 111.0, "unit": "count"}, printed, "nl") == "111"
    assert stated_words({"stated_id": "", "stated": 100.0, "unit": "percent"}, printed, "nl") == "100%"


@pytest.mark.unit
def test_a_result_is_a_loss_a_surplus_or_neither() -> None:
    assert gain_words("-0.97", "EUR_million", "en") == f"a loss of **€0.97{NBSP}million**"
    assert gain_words("1.08", "EUR_million", "nl", bold=False) == f"een overschot van 1,08{NBSP}miljoen{NBSP}euro"
    assert gain_words("0.00", "EUR_million", "nl") == "geen verlies en geen overschot"
