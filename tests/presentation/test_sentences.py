"""Sentences word for word, their edge cases, and the words that are refused without a comparison."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact.language import Text
from wij_impact.presentation import sentences as say

NB = "\u00a0"
THEN = Text(nl="in 2022", en="in 2022")
ASKED = Text(nl="vragen", en="questions")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("old", "new", "nl", "en"),
    [
        (33239, 35905, "8% meer dan in 2022", "8% more than in 2022"),
        (35905, 33239, "7% minder dan in 2022", "7% fewer than in 2022"),
        (10, 10, "evenveel als in 2022", "as many as in 2022"),
        (0, 0, "evenveel als in 2022", "as many as in 2022"),
        (33239, 33240, "vrijwel evenveel als in 2022", "nearly as many as in 2022"),
        (0, 4, "meer dan in 2022 (toen 0)", "more than in 2022 (0 then)"),
        (4, 0, "100% minder dan in 2022", "100% fewer than in 2022"),
        (math.nan, 4, "niet te vergelijken met in 2022", "not comparable with in 2022"),
    ],
)
def test_change(old: float, new: float, nl: str, en: str) -> None:
    assert say.change(old, new, THEN, "nl") == nl
    assert say.change(old, new, THEN, "en") == en


@pytest.mark.unit
def test_an_amount_is_higher_or_lower() -> None:
    assert say.change(32.75, 47.2, THEN, "nl", kind="amount") == "44% hoger dan in 2022"
    assert say.change(2, 1, THEN, "en", kind="amount", digits=1) == "50.0% lower than in 2022"
    assert say.change(1, 1, THEN, "nl", kind="amount") == "even hoog als in 2022"
    with pytest.raises(UsageError, match="negative"):
        say.change(-1, 2, THEN)


@pytest.mark.unit
def test_a_share_says_its_base() -> None:
    assert say.share(16157, 35905, ASKED, "nl") == "45% van de 35.905 vragen"
    assert say.share(16157, 35905, ASKED, "en", digits=1) == "45.0% of the 35,905 questions"
    assert say.share(0, 0, ASKED, "nl") == "geen aandeel, want er zijn geen vragen"
    assert say.share(math.nan, 10, ASKED, "nl") == "een onbekend deel van de vragen"
    with pytest.raises(UsageError, match="not a share"):
        say.share(11, 10, ASKED)


@pytest.mark.unit
def test_a_share_moves_in_percentage_points() -> None:
    assert say.share_change(0.52, 0.45, THEN, "nl") == f"7{NB}procentpunt lager dan in 2022 (52%)"
    assert say.share_change(0.45, 0.46, THEN, "en") == f"1{NB}percentage{NB}point higher than in 2022 (45%)"
    assert say.share_change(0.45, 0.45, THEN, "nl") == "even hoog als in 2022 (45%)"
    assert say.share_change(0.45, 0.4501, THEN, "nl") == "vrijwel even hoog als in 2022 (45%)"


@pytest.mark.unit
def test_a_difference_is_demonstrable_or_not_but_never_absent() -> None:
    assert say.difference(3.2, 1.0, 5.4, "nl") == "Aantoonbaar verschil: +3,2 (95%-interval +1,0 tot +5,4)."
    assert say.difference(0.2, -0.3, 0.7, "en", smallest=0.6) == (
        "No demonstrable difference: +0.2 (95% interval −0.3 to +0.7). "
        "A difference smaller than 0.6 could not have been seen."
    )
    assert say.difference(0.2, 0, 0.4, "nl").startswith("Geen aantoonbaar verschil")
    assert say.difference(0.2, 0.1, 0.4, "nl", level=0.998).count("99,8%-interval") == 1
    assert say.difference(math.nan, 0, 1, "nl") == "Het verschil is niet te bepalen."
    with pytest.raises(UsageError, match="does not hold"):
        say.difference(2, 0, 1)


@pytest.mark.unit
def test_counts_have_a_singular_a_plural_and_a_none() -> None:
    one, many = Text(nl="klacht", en="complaint"), ASKED
    assert [say.counted(n, one, "klachten") for n in (0, 1, 2, math.nan)] == [
        "geen klachten", "1 klacht", "2 klachten", "een onbekend aantal klachten",
    ]  # fmt: skip
    assert say.counted(1, one, many, "en") == "1 complaint"
    assert [say.enumeration(parts, "en") for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


CAUSAL_NL = [
    "De aanpak veroorzaakt minder vragen.",
    "Dankzij de wijkteams daalde het aantal.",
    "Het effect is groot.",
    "De effecten zijn zichtbaar.",
    "Dit leidt tot minder indicaties.",
    "De inzet heeft geleid tot rust.",
    "De daling is te danken aan WIJ.",
    "Als gevolg van de aanpak daalden de kosten.",
    "Dit resulteerde in lagere kosten.",
    "De aanpak zorgde voor rust.",
    "WIJ bespaarde 476.000 euro.",
    "De besparing is 1,8 miljoen euro.",
    "Er zijn acht uithuisplaatsingen voorkomen.",
]
CAUSAL_EN = [
    "The approach caused fewer questions.",
    "Thanks to the teams the number fell.",
    "The effect is large.",
    "This leads to fewer indications.",
    "It led to calm.",
    "The fall is due to WIJ.",
    "As a result of the approach costs fell.",
    "It resulted in lower costs.",
    "WIJ saved 476,000 euros.",
    "Eight placements were prevented.",
]


@pytest.mark.unit
@pytest.mark.parametrize(("lang", "text"), [("nl", one) for one in CAUSAL_NL] + [("en", one) for one in CAUSAL_EN])
def test_causal_words_are_refused_without_a_comparison(lang: str, text: str) -> None:
    with pytest.raises(UsageError):
        say.check_wording(text, lang)  # type: ignore[arg-type]
    assert say.check_wording(text, lang, comparison=True) == text  # type: ignore[arg-type]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "In 2023 registreerde WIJ 35.905 vragen, 8% meer dan in 2022."),
        ("nl", "Volgens professionals zijn 8 uithuisplaatsingen voorkomen."),
        ("nl", "Het verslag zegt: “dankzij de aanpak daalden de kosten”."),
        ("nl", "De effectmeting staat in de bijlage."),
        ("en", "According to professionals 8 placements were prevented."),
        ("en", "The report says “the effect is large”."),
        ("en", "There were 8% more questions than in 2022."),
    ],
)
def test_plain_statements_and_quotations_pass(lang: str, text: str) -> None:
    assert say.check_wording(text, lang) == text  # type: ignore[arg-type]


@pytest.mark.unit
def test_an_attribution_covers_its_own_sentence_only() -> None:
    text = "Volgens WIJ gaat het goed. Er is 1 miljoen euro bespaard."
    assert say.causal_words(text, "nl") == ["bespaard"]
    assert say.causal_words("Volgens WIJ komt dat dankzij de aanpak.", "nl") == ["dankzij"]


@pytest.mark.property
@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_change_never_says_zero_percent(old: float, new: float) -> None:
    said = say.change(old, new, THEN, "nl")
    assert not said.startswith("0%")
    assert ("meer" in said) <= (new > old)
    assert ("minder" in said) <= (new < old)
