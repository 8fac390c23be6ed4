"""The report of key figures: its sentences word for word, its rule of three, and that it works for every year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from wij_impact import catalogue
from wij_impact.errors import InputError
from wij_impact.presentation import Report
from wij_impact.presentation.blocks import Block, Figure, Table
from wij_impact.presentation.numbers import NBSP
from wij_impact.presentation.stories import kerncijfers as story
from wij_impact.presentation.stories.kerncijfers.charts import lines
from wij_impact.presentation.stories.kerncijfers.discrepancies import Discrepancy, choose
from wij_impact.presentation.tables import table_frame

Gather = Callable[..., story.Facts]
YEARS = (2017, 2018, 2019, 2020, 2021, 2022, 2023)


@pytest.fixture(scope="module")
def read() -> dict[str, Any]:
    tables = {name: catalogue.load_table(name) for name in ("indicators", "breaks", "sources", "checks")}
    themes = {code: word.label for code, word in catalogue.load_dictionary().codes["theme"].items()}
    return {"figures": catalogue.figures(), "themes": themes, **tables}


@pytest.fixture(scope="module")
def gather(read: dict[str, Any]) -> Gather:
    made: dict[int | None, story.Facts] = {}

    def facts(year: int | None = None) -> story.Facts:
        return made.setdefault(year, story.gather(**read, year=year))

    return facts


def report_in(lang: str, facts: story.Facts) -> Report:
    return Report("kerncijfers", lang, facts.figures, facts.sources)


def told(block: Any) -> list[str]:
    words = [said.text.replace("**", "").replace(NBSP, " ") for said in block.sentences]
    return [block.title, *words]


def every_block(facts: story.Facts, report: Report) -> list[Block]:
    return [
        story.lead(facts, report),
        story.certainty(facts, report),
        story.contradictions(facts, report),
        *story.over_the_years(facts, report),
        *story.themes(facts, report),
        *story.restatement_tables(facts, report),
        *story.check_tables(facts, report),
        *story.break_table(facts, report),
        story.method(report),
    ]


LEADS = {
    (2023, "nl"): [
        "Meer vragen in 2023, en een kleiner deel direct afgehandeld",
        "In 2023 registreerde WIJ Groningen 35.905 vragen om ondersteuning, 8% meer dan in 2022 (33.239).",
        "Daarvan is 45% direct afgehandeld; in 2022 was dat 52%.",
        "Eind 2023 had WIJ 586 voltijdbanen (fte), 20% meer dan eind 2022 (489).",
        "Over 2023 was er een verlies van 0,97 miljoen euro op een omzet van 47,45 miljoen euro; "
        "over 2022 een verlies van 0,33 miljoen euro.",
    ],
    (2023, "en"): [
        "More questions in 2023, and a smaller share handled directly",
        "In 2023 WIJ Groningen registered 35,905 questions for support, 8% more than in 2022 (33,239).",
        "Of these, 45% were handled directly; in 2022 it was 52%.",
        "At the end of 2023 WIJ had 586 full-time jobs (FTE), 20% more than at the end of 2022 (489).",
        "In 2023 there was a loss of €0.97 million on a turnover of €47.45 million; in 2022, a loss of €0.33 million.",
    ],
    (2022, "nl"): [
        "Meer vragen in 2022, en een groter deel direct afgehandeld",
        "In 2022 registreerde WIJ Groningen 33.239 vragen om ondersteuning, 23% meer dan in 2021 (27.123).",
        "Daarvan is 52% direct afgehandeld; in 2021 was dat 42%.",
        "Eind 2022 had WIJ 489 voltijdbanen (fte), 10% meer dan eind 2021 (446).",
        "Over 2022 was er een verlies van 0,33 miljoen euro op een omzet van 39,56 miljoen euro; "
        "over 2021 een overschot van 0,38 miljoen euro.",
    ],
    (2020, "nl"): [
        "Minder vragen in 2020, en een kleiner deel direct afgehandeld",
        "In 2020 registreerde WIJ Groningen 30.975 vragen om ondersteuning, 21% minder dan in 2019 (39.438).",
        "Daarvan is 37% direct afgehandeld; in 2019 was dat 58%.",
        "Eind 2020 had WIJ 397 voltijdbanen (fte), vrijwel evenveel als eind 2019 (396).",
        "Over 2020 was er een overschot van 0,42 miljoen euro op een omzet van 32,83 miljoen euro; "
        "over 2019 een verlies van 0,02 miljoen euro.",
    ],
    (2018, "nl"): [
        "34.000 vragen in 2018, 49% direct afgehandeld",
        "In 2018 registreerde WIJ Groningen 34.000 vragen om ondersteuning. Over 2017 staat 13.681 in een ander "
        "verslag (Jaarverslag 2017 gemeente Groningen). Dat kan anders tellen; we vergelijken niet.",
        "Daarvan is 49% direct afgehandeld.",
        "Eind 2018 had WIJ 409 voltijdbanen (fte).",
        "Over 2018 was er een overschot van 1,08 miljoen euro op een omzet van 27,59 miljoen euro.",
    ],
    (2017, "en"): [
        "13,681 questions in 2017",
        "In 2017 WIJ Groningen registered 13,681 questions for support. There is no figure of 2016 to compare with.",
    ],
}


@pytest.mark.reference
@pytest.mark.parametrize(("year", "lang"), LEADS)
def test_the_lead_word_for_word(gather: Gather, year: int, lang: str) -> None:
    facts = gather(year)
    assert told(story.lead(facts, report_in(lang, facts))) == LEADS[year, lang]


CERTAINTY = {
    (2023, "nl"): [
        "Hoe zeker is dit?",
        "Dit zijn tellingen, geen steekproef. Een vraag is geen persoon: iemand kan vaker meetellen.",
        "Jaarverslag 2023 telt vragen op straat niet mee; sinds wanneer staat er niet bij.",
        "Met die vragen erbij schat WIJ het totaal op ongeveer 40.000 per jaar.",
        "Van de 28 kerncijfers over 2023 staan er 3 met verschillende waarden in de verslagen.",
        "We rekenden 112 sommen uit de verslagen over 2023 na: 95 kloppen, 17 kloppen niet.",
        "Bron: Jaarverslag 2023 WIJ Groningen (gegevens tot en met 31 december 2023).",
    ],
    (2020, "en"): [
        "How certain is this?",
        "These are counts, not a sample. A question is not a person: someone can count more than once.",
        "The 2023 report leaves out questions picked up in the street; since when is not stated. "
        "So this figure cannot be compared with that report.",
        "Of the 40 key figures of 2020, 7 are printed with different values.",
        "We recalculated 43 sums from the reports on 2020: 37 hold, 6 do not.",
        "Source: Annual report 2020 of WIJ Groningen (data up to 31 December 2020).",
    ],
    (2018, "nl"): [
        "Hoe zeker is dit?",
        "Dit zijn tellingen, geen steekproef. Een vraag is geen persoon: iemand kan vaker meetellen.",
        "Jaarverslag 2023 telt vragen op straat niet mee; sinds wanneer staat er niet bij. "
        "Dit cijfer is dus niet met dat verslag te vergelijken.",
        "Het getal 34.000 eindigt op drie nullen en kan dus afgerond zijn; dat staat er niet bij.",
        "We rekenden 7 sommen uit de verslagen over 2018 na: 6 kloppen, 1 klopt niet.",
        "Bron: Jaarverslag 2020 WIJ Groningen (gegevens tot en met 31 december 2020).",
    ],
}


@pytest.mark.reference
@pytest.mark.parametrize(("year", "lang"), CERTAINTY)
def test_the_certainty_word_for_word(gather: Gather, year: int, lang: str) -> None:
    facts = gather(year)
    assert told(story.certainty(facts, report_in(lang, facts))) == CERTAINTY[year, lang]


OFF = {
    (2023, "nl"): [
        "Drie dingen die niet kloppen",
        "Resultaat in 2023: een verlies van € 966.962 (6.2 Resultatenrekening) en een verlies van € 993.000 "
        "(6.4.1 Continuïteitsveronderstelling), in hetzelfde Jaarverslag 2023. Reden niet gegeven.",
        "Agressie-incidenten in 2023: 26 (tabel Agressie incidenten) en 27 (3.4.1 Incidenten), in hetzelfde "
        "Jaarverslag 2023. Reden niet gegeven.",
        "Personeelskosten in 2023: € 47.108.168 (6.6.2 Lasten) en 47,20 miljoen euro (kerncijfers Personeel), in "
        "hetzelfde Jaarverslag 2023. Dat scheelt ongeveer 0,09 miljoen euro. Reden niet gegeven.",
    ],
    (2020, "nl"): [
        "Drie dingen die niet kloppen",
        "Geregistreerde vragen in 2020: 30.974 (Jaarverslag 2020, figuur 'van vraag naar indicatie'), 30.975 "
        "(Jaarverslag 2020, kerncijfers) en 31.007 (Jaarverslag 2023, kerncijfers dienstverlening). Reden niet "
        "gegeven. Wat we wel weten: Jaarverslag 2023 telt vragen op straat niet mee; sinds wanneer staat er niet bij.",
        "Aandeel direct afgehandeld in 2020: 37% (Jaarverslag 2020, kerncijfers) en 45% (Jaarverslag 2023, kerncijfers "
        "dienstverlening). Reden niet gegeven. Wat we wel weten: Jaarverslag 2023 telt preventie, informatie, "
        "eigen kracht, informele steun, praktische hulp en overdracht mee; of dat het verschil verklaart, staat er "
        "niet bij.",
        "Omzet in 2020: 32,83 miljoen euro (Jaarverslag 2020, kerncijfers) en 32,75 miljoen euro (Jaarverslag 2023, "
        "kerncijfers Financieel). Reden niet gegeven.",
    ],
    (2018, "en"): [
        "Three things that do not add up",
        "“Kinds of aggression add up to the total of 2018 (2020 report)” does not hold: it says 5 (Annual report 2020, "
        "table Agressie incidenten), but the parts add up to 7. No reason given.",
        "Questions registered in 2019: 39,438 (kerncijfers) and 39,542 (Cijfers over de dienstverlening: instroom), in "
        "the same Annual report 2020. No reason given.",
        "Share handled directly in 2020: 37% (Annual report 2020, kerncijfers) and 45% (Annual report 2023, "
        "kerncijfers dienstverlening). No reason given. What we do know: The 2023 report counts prevention, "
        "information, own strength, informal support, practical help and handover; "
        "whether this explains the difference is not stated.",
    ],
}


@pytest.mark.reference
@pytest.mark.parametrize(("year", "lang"), OFF)
def test_what_does_not_add_up_word_for_word(gather: Gather, year: int, lang: str) -> None:
    facts = gather(year)
    assert told(story.contradictions(facts, report_in(lang, facts))) == OFF[year, lang]


@pytest.mark.slow
@pytest.mark.property
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_report_works_for_every_year_in_both_languages(gather: Gather, year: int, lang: str) -> None:
    facts = gather(year)
    blocks = every_block(facts, report_in(lang, facts))
    assert len({block.id for block in blocks}) == len(blocks)
    assert len(story.contradictions(facts, report_in(lang, facts)).sentences) == 3
    assert str(year) in blocks[0].plain()
    for block in blocks:
        words = block.plain()
        assert "nan" not in words.casefold().split(), words
        assert "{" not in words, words
    other = {"nl": ("Reden niet", "Jaarverslag", " niet "), "en": ("No reason", " does not ", "Annual report")}
    first_screen = " ".join(block.plain() for block in blocks[:3])
    assert not any(word in first_screen for word in other["en" if lang == "nl" else "nl"])


@pytest.mark.unit
def test_every_sentence_with_a_number_of_the_documents_is_cited(gather: Gather) -> None:
    for year in YEARS:
        facts = gather(year)
        report = report_in("nl", facts)
        for said in [*story.lead(facts, report).sentences, *story.contradictions(facts, report).sentences]:
            assert said.references, said.text


@pytest.mark.unit
def test_a_change_is_told_within_one_edition_only(gather: Gather) -> None:
    for year in YEARS:
        facts = gather(year)
        for said in story.lead(facts, report_in("nl", facts)).sentences:
            if "dan in" in said.text or "dan eind" in said.text or "was dat" in said.text:
                assert len({reference.reported_in for reference in said.references}) == 1, said.text


@pytest.mark.reference
def test_three_totals_and_two_shares_of_2020_stand_in_a_table_with_their_places(gather: Gather) -> None:
    facts = gather()
    blocks = story.restatement_tables(facts, report_in("nl", facts))
    rows = table_frame(next(block for block in blocks if isinstance(block, Table) and block.id == "restated"))
    of_2020 = rows[rows["period"] == "2020"]
    questions = of_2020[of_2020["label"] == "Geregistreerde vragen"]
    first_words = {cell.split(" (")[0] for cell in [*questions["a"], *questions["b"]]}
    assert first_words == {"30.974", "30.975", "31.007"}
    assert all("Jaarverslag 20" in cell for cell in [*questions["a"], *questions["b"]])
    share = of_2020[of_2020["label"] == "Aandeel direct afgehandeld"].iloc[0]
    assert share["a"] == "37% (Jaarverslag 2020: kerncijfers, Cijfers over de dienstverlening: instroom)"
    assert share["b"] == "45% (Jaarverslag 2023: kerncijfers dienstverlening)"
    assert share["difference"] == 8


@pytest.mark.unit
def test_the_newest_year_is_the_default_and_an_unknown_year_names_those_there_are(
    gather: Gather, read: dict[str, Any]
) -> None:
    assert gather().year == 2023
    with pytest.raises(InputError) as caught:
        story.gather(**read, year=2031)
    assert caught.value.sentence("nl") == (
        "over 2031 zijn er geen kerncijfers. Kies een van deze jaren: 2017, 2018, 2019, 2020, 2021, 2022, 2023."
    )
    assert caught.value.sentence("en") == (
        "there are no key figures of 2031. Choose one of these years: 2017, 2018, 2019, 2020, 2021, 2022, 2023."
    )


@pytest.mark.unit
def test_data_without_key_figures_say_so(read: dict[str, Any]) -> None:
    none = read | {"figures": read["figures"].iloc[:0]}
    with pytest.raises(InputError, match="no key figures"):
        story.gather(**none)


@pytest.mark.unit
def test_a_new_year_of_an_adviser_is_discussed_without_touching_code(read: dict[str, Any]) -> None:
    figures = read["figures"]
    row = figures[figures["figure_id"] == "questions_registered_2023_r2023_kern"].assign(
        figure_id="questions_2024", period="2024", value=37000.0, printed="37000", reported_in="2024", source="nieuw"
    )
    facts = story.gather(**read | {"figures": pd.concat([figures, row], ignore_index=True)})
    report = report_in("nl", facts)
    said = told(story.lead(facts, report))
    assert facts.year == 2024
    assert said[0] == "37.000 vragen in 2024"
    assert said[1].startswith(
        "In 2024 registreerde WIJ Groningen 37.000 vragen om ondersteuning. Over 2023 staat 35.905"
    )
    assert len(every_block(facts, report)) > 10


@pytest.mark.unit
def test_the_rule_of_three_puts_the_year_then_the_top_of_the_report_first() -> None:
    def one(year: int, indicator: str, tier: int, order: int = 1) -> Discrepancy:
        return Discrepancy(year, indicator, tier, order, (f"{indicator}_{year}",))

    far_top, near_rest, own_rest = one(2019, "top", 0), one(2022, "rest", 2), one(2023, "own", 2)
    assert choose([near_rest, far_top, own_rest], 2023) == [own_rest, far_top, near_rest]
    twice = [one(2023, "same", 1), one(2022, "same", 1), one(2022, "b", 1, 2), one(2021, "a", 1, 1)]
    assert choose(twice, 2023) == [twice[0], twice[2], twice[3]]
    assert choose([], 2023) == []


@pytest.mark.reference
def test_a_line_joins_only_what_is_one_series(gather: Gather) -> None:
    facts = gather()
    report = report_in("nl", facts)
    questions = lines(facts, report, "questions_registered")
    assert questions.groupby("line", sort=False)["year"].apply(list).to_dict() == {
        "Jaarverslag 2017 gemeente Groningen": [2017],
        "Jaarverslag 2020": [2018, 2019, 2020],
        "Jaarverslag 2023": [2020, 2021, 2022, 2023],
    }
    # Both editions print 397 for 2020: one line, and the point once.
    jobs = lines(facts, report, "fte_year_end")
    assert jobs["line"].unique().tolist() == ["Jaarverslag 2020 en Jaarverslag 2023"]
    assert jobs["year"].tolist() == [2018, 2019, 2020, 2021, 2022, 2023]


@pytest.mark.unit
def test_the_figures_tell_both_values_of_2020_and_where_a_series_breaks(gather: Gather) -> None:
    facts = gather()
    first, panels = (
        block for block in story.over_the_years(facts, report_in("nl", facts)) if isinstance(block, Figure)
    )
    assert "In 2020 zijn er 2 punten: 30.975 (Jaarverslag 2020) en 31.007 (Jaarverslag 2023)." in first.note
    assert "Breuk tussen 2020 en 2021: Sinds 2021 kiezen gemeenten zelf" in panels.alt


@pytest.mark.unit
def test_what_is_not_compared_has_no_number_beside_it(gather: Gather) -> None:
    facts = gather(2020)
    table = next(
        block
        for block in story.themes(facts, report_in("nl", facts))
        if isinstance(block, Table) and block.id == "quality-2020"
    )
    rows = table_frame(table).set_index("label")
    wmo = rows.loc["Wmo-cliënten: kwaliteit van de ondersteuning is goed"]
    assert (wmo["value"], wmo["moved"]) == (84, "niet vergeleken: ander verslag")
    assert pd.isna(wmo["before"])
    assert rows.loc["Agressie-incidenten", "moved"] == "−7"
