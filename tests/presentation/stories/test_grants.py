"""The report on the grants account: word for word, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import InputError
from wij_impact.presentation import Report, blocks
from wij_impact.presentation.numbers import NBSP
from wij_impact.presentation.stories import grants, grants_doubts, grants_lines


def tell(
    tables: dict[str, pd.DataFrame], year: int | None = None, lang: str = "nl", figures: pd.DataFrame | None = None
) -> grants.Grants:
    used = tables["figures"] if figures is None else figures
    report = Report("deelopdrachten", lang, used, tables["sources"])
    others = {name: tables[name] for name in ("sources", "checks", "indicators")}
    return grants.grants(report, used, year, **others)


def lines(block: blocks.Block) -> list[str]:
    return block.plain().replace(NBSP, " ").split("\n")


@pytest.mark.reference
def test_the_first_screen_word_for_word(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables)
    assert lines(grants.lead(story)) == [
        "98% van de subsidie voor deelopdrachten besteed in 2023",
        "Voor 2023 kende de gemeente € 6.747.210 toe, verdeeld over 56 deelopdrachten. De kosten waren € 6.591.659; "
        "dat is 98%.",
        "De kosten waren 43% hoger dan in 2022 (€ 4.614.341).",
        "WIJ moet van de gemeente nog € 406.109 ontvangen en moet € 260.450 met de gemeente verrekenen.",
    ]
    assert lines(grants.certainty(story)) == [
        "Hoe zeker is dit?",
        "De bedragen komen uit de tabel ‘Bijlage 1. Deelopdrachten’ van Jaarverslag 2023 en gaan tot en met 31 "
        "december 2023. Het is een volledige opgave, geen steekproef.",
        "Bij 35 van de 56 deelopdrachten zijn de kosten op de euro gelijk aan de toekenning. Hoe de kosten zijn "
        "bepaald, staat niet in de tabel.",
        "Of er meer is toegekend dan een jaar eerder, is niet te zeggen: 4,9 miljoen euro staat bij 2022 in ‘4.3.1 "
        "Hoofdlijn financieel beleid’ en bij 2021 in ‘Bijlage 1: Financiële toelichting’.",
        "Deze rekening gaat over geld. Wat de opdrachten opleverden voor inwoners, staat er niet in.",
    ]
    assert lines(grants_doubts.contradictions(story)) == [
        "Drie dingen die niet kloppen",
        "Minder opbrengst dan toegekend: gedrukt is € 315.239 (‘Bijlage 1: Financiële toelichting’). Maar volgens de "
        "tabel: toegekend min kosten is € 155.551, de regels met geld over zijn samen € 179.996 en te verrekenen is "
        "€ 260.450. Voor het verschil is geen reden gegeven.",
        "Te verrekenen per regel: bij 3 van de 56 regels is dat niet gelijk aan toegekend min kosten; samen scheelt "
        "het € 104.899. De grootste is ‘Sociaal emotionele ondersteuning aardbevingen’: € 97.161 gedrukt, € 26.168 "
        "berekend. Bij deze regels zegt de tabel dat budget uit het vorige jaar nog op mocht; hoeveel, staat er niet "
        "bij.",
        "Aantal deelopdrachten: 56 in de tekst (‘Bijlage 1: Inhoudelijke toelichting’), 57 regels in de tabel "
        "(‘Bijlage 1. Deelopdrachten’). Zonder bedragen: ‘Praktijkverbinders’. Voor het verschil is geen "
        "reden gegeven.",
    ]


@pytest.mark.reference
def test_the_first_screen_in_english(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables, 2023, "en")
    assert lines(grants.lead(story))[:3] == [
        "98% of the grants for assignments spent in 2023",
        "For 2023 the municipality granted €6,747,210, over 56 assignments. The cost was €6,591,659; that is 98%.",
        "The cost was 43% higher than in 2022 (€4,614,341).",
    ]
    assert lines(grants_doubts.contradictions(story))[1] == (
        "Income below the grants awarded: printed is €315,239 (‘Bijlage 1: Financiële toelichting’). But by the table: "
        "granted minus cost is €155,551, the lines with money left are €179,996 together and to settle is €260,450. No "
        "reason is given for the difference."
    )


@pytest.mark.reference
def test_the_lines_add_up_in_words(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables)
    assert lines(grants_lines.spent_statement(story)) == [
        "Bij 20 deelopdrachten bleef geld over: samen € 179.996. Bij 1 deelopdracht waren de kosten hoger dan de "
        "toekenning: € 24.447. Bij 35 zijn ze op de euro gelijk.",
    ]
    assert lines(grants_lines.received_statement(story))[:3] == [
        "Voor 9 deelopdrachten moet nog geld komen: samen € 457.429. Daarvoor was nog niets ontvangen.",
        "Bij ‘SBO - Wij medewerker’ staat een negatief bedrag: daar is € 51.320 meer ontvangen dan toegekend. Reden "
        "niet gegeven.",
        "Samen komt dat op € 406.109.",
    ]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_all_blocks_in_both_languages(tables: dict[str, pd.DataFrame], lang: str) -> None:
    story = tell(tables, lang=lang)
    made: list[blocks.Block] = [grants.lead(story), grants.certainty(story), grants_doubts.contradictions(story)]
    made += [grants_lines.totals_table(story), grants_lines.spent_statement(story), grants_lines.account_table(story)]
    made += [grants_lines.deviations_figure(story), grants_lines.received_statement(story)]
    made += [grants_doubts.checks_statement(story), grants_doubts.fails_table(story)]
    made += [grants_doubts.checks_table(story), grants_doubts.method(story)]
    assert len({block.id for block in made}) == len(made)
    for block in made:
        assert block.plain().strip()
        assert "nan" not in block.plain().casefold().split()
        assert block.lang == lang


@pytest.mark.unit
def test_the_whole_table_is_folded_and_has_all_lines(tables: dict[str, pd.DataFrame]) -> None:
    table = grants_lines.account_table(tell(tables))
    assert table.folded
    assert len(table.rows) == 57


@pytest.mark.unit
def test_another_year_is_an_error_that_names_the_years(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(InputError) as caught:
        tell(tables, 2022)
    assert caught.value.sentence("nl") == (
        "er zijn geen cijfers van 2022 over de deelopdrachten. Kies 2023, of laat het jaar weg voor 2023."
    )


@pytest.mark.unit
def test_the_largest_failing_check_is_chosen_per_printed_amount(tables: dict[str, pd.DataFrame]) -> None:
    frame = grants_doubts.grant_checks(tell(tables))
    fails = frame[frame["verdict"] == "fails"]
    totals = fails[fails["group"] == "total"]
    assert totals.sort_values("size").iloc[-1]["stated_id"] == "grants_income_lower_2023_r2023"
    assert set(fails.loc[fails["group"] == "count", "check_id"]) == {"grants_lines"}
    assert len(fails[fails["group"] == "line"]) == 3
    # Millions and euros are compared in euros.
    assert frame.set_index("check_id").loc["grants_awarded_text", "size"] == pytest.approx(7210)


@pytest.mark.unit
def test_without_contradictions_none_are_told(tables: dict[str, pd.DataFrame]) -> None:
    figures = tables["figures"].copy()
    broken = {
        "grant_to_settle_sociaal_emotionele_ondersteuning_aardbevinge_2023_r2023": 26168.0,
        "grant_to_settle_wij_verenigen_2023_r2023": -24447.0,
        "grant_to_settle_integraal_vakantieplan_050_2023_2023_r2023": 4024.0,
    }
    for figure_id, value in broken.items():
        figures.loc[figures["figure_id"] == figure_id, ["value", "printed"]] = [value, str(int(value))]
    story = tell(tables, figures=figures)
    story = grants.Grants(**{**vars(story), "checks": story.checks[story.checks["topic"] != "grants"]})
    told = grants_doubts.contradictions(story)
    assert told.sentences == ()
    assert told.title == "Wat niet klopt"
