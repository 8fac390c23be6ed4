"""The report on the road from question to indication: word for word, for every year, in both languages."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import InputError
from wij_impact.presentation import Report, blocks
from wij_impact.presentation.stories import demand, demand_doubts, demand_lead, demand_mix, demand_road

YEARS = (2018, 2019, 2020, 2021, 2022, 2023)


def tell(
    tables: dict[str, pd.DataFrame], year: int | None = None, lang: str = "nl", figures: pd.DataFrame | None = None
) -> demand.Demand:
    used = tables["figures"] if figures is None else figures
    report = Report("vraag_tot_indicatie", lang, used, tables["sources"])
    others = {name: tables[name] for name in ("sources", "breaks", "checks")}
    return demand.demand(report, used, year, **others)


def all_blocks(story: demand.Demand) -> list[blocks.Block]:
    made: list[blocks.Block] = [
        demand_lead.lead(story),
        demand_lead.certainty(story),
        demand_doubts.contradictions(story),
    ]
    made += [demand_road.road_figure(story), demand_road.bases(story), demand_road.rates_table(story)]
    made += [demand_road.direct_figure(story), demand_road.both_editions(story), demand_road.years_table(story)]
    for by, indicator in (("meldingtype", None), ("melder", None), ("verwijzing", "referrals")):
        own = demand_mix.mix_of(story, by, indicator) if indicator else demand_mix.mix_of(story, by)
        made += [demand_mix.mix_statement(story, own), demand_mix.mix_table(story, own)]
        made += [demand_mix.mix_figure(story, own)]
    made += [demand_mix.mix_note(story), demand_doubts.checks_statement(story), demand_doubts.restated_table(story)]
    return [*made, demand_doubts.checks_table(story), demand_doubts.method(story)]


@pytest.mark.reference
def test_the_first_screen_of_2023_word_for_word(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables)
    assert demand_lead.lead(story).plain().split("\n") == [
        "Meer vragen in 2023, een kleiner deel direct afgehandeld",
        "In 2023 registreerde WIJ Groningen 35.905 vragen, 8% meer dan in 2022 (33.239).",
        "Daarvan is 45% direct afgehandeld (16.164 vragen); een jaar eerder was dat 52%.",
        "Er waren 14.301 verwijzingen naar jeugdhulp en Wmo: 40 op elke 100 vragen, een jaar eerder 42.",
    ]
    assert demand_lead.certainty(story).plain().split("\n") == [
        "Hoe zeker is dit?",
        "De cijfers komen uit Jaarverslag 2023 en gaan tot en met 31 december 2023. Het zijn tellingen, geen "
        "steekproef. Onzeker is wat er is geteld; daarom vergelijken we alleen jaren uit hetzelfde verslag.",
        "Jaarverslag 2023 telt vragen op straat niet mee; sinds wanneer staat er niet bij.",
        "Met die vragen erbij schat het verslag ongeveer 40.000 vragen per jaar.",
        "Vragen en indicaties zijn geen personen: één inwoner kan vaker meetellen.",
        "Over 2023 ontbreekt in de gepubliceerde cijfers het aantal wettelijke meldingen.",
    ]
    assert demand_doubts.contradictions(story).plain().split("\n") == [
        "Drie dingen die niet kloppen",
        "Direct afgehandeld in 2020: 37% (Jaarverslag 2020, Kerncijfers) en 45% (Jaarverslag 2023, Kerncijfers "
        "dienstverlening); in aantallen 11.466 en 13.917. Reden niet gegeven.",
        "Vragen in 2019: 39.438 (Jaarverslag 2020, Kerncijfers) en 39.542 (Jaarverslag 2020, Cijfers over de "
        "dienstverlening: instroom). Reden niet gegeven.",
        "Vragen in 2020: 30.974 (Jaarverslag 2020, figuur ‘van vraag naar indicatie’), 30.975 (Jaarverslag 2020, "
        "Kerncijfers) en 31.007 (Jaarverslag 2023, Kerncijfers dienstverlening). Reden niet gegeven.",
    ]


@pytest.mark.reference
def test_the_first_screen_in_english(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables, 2020, "en")
    assert demand_lead.lead(story).plain().split("\n") == [
        "Fewer questions in 2020, a smaller share handled directly",
        "In 2020 WIJ Groningen registered 30,974 questions, 22% fewer than in 2019 (39,542).",
        "Of these, 37% were handled directly (11,466 questions); a year earlier that was 58%.",
        "There were 16,794 completed indications: 54 for every 100 questions, a year earlier 37.",
    ]
    assert demand_doubts.contradictions(story).sentences[0].text == (
        "**Handled directly in 2020**: 37% (Annual report 2020, Kerncijfers) and 45% (Annual report 2023, Kerncijfers "
        "dienstverlening); as counts 11,466 and 13,917. No reason given."
    )


@pytest.mark.reference
def test_a_year_with_half_a_road_says_what_is_missing(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables, 2018)
    assert demand_lead.lead(story).plain().split("\n")[:3] == [
        "34.000 vragen in 2018",
        "In 2018 registreerde WIJ Groningen 34.000 vragen. Van 2017 staat in dit verslag geen aantal.",
        "Daarvan is 49% direct afgehandeld.",
    ]
    said = demand_lead.certainty(story).plain()
    assert "Het aantal van 2018 (34.000) lijkt afgerond op duizendtallen." in said
    assert (
        "Over 2018 ontbreken in de gepubliceerde cijfers het aantal direct afgehandelde vragen, het aantal vragen naar "
        "nader onderzoek en het aantal wettelijke meldingen."
    ) in said
    # A street count of a later edition says nothing of this one.
    assert "straat" not in said
    assert "ontbreek" not in demand_lead.certainty(tell(tables, 2020)).plain()


@pytest.mark.reference
def test_changes_stay_within_an_edition(tables: dict[str, pd.DataFrame]) -> None:
    by_id = tables["figures"].set_index("figure_id")["reported_in"]
    for year in YEARS:
        story = tell(tables, year)
        for then in (story.registered, story.direct, story.last):
            assert then is not None
            assert set(by_id.loc[[*then.ids, *then.before_ids]]) == {story.edition}


@pytest.mark.slow
@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_year_tells_in_both_languages(tables: dict[str, pd.DataFrame], lang: str) -> None:
    assert demand.demand_years(tables["figures"]) == list(YEARS)
    for year in YEARS:
        made = all_blocks(tell(tables, year, lang))
        assert len({block.id for block in made}) == len(made)
        for block in made:
            said = block.plain()
            assert said.strip()
            assert "nan" not in said.casefold().split()
            assert "{" not in said
            assert block.lang == lang


@pytest.mark.unit
def test_a_year_without_a_road_is_an_error_that_helps(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(InputError) as caught:
        tell(tables, 2017)
    assert caught.value.sentence("nl") == (
        "er zijn geen cijfers van 2017 over de weg van vraag naar indicatie. Kies 2018, 2019, 2020, 2021, 2022 of "
        "2023, of laat het jaar weg voor 2023."
    )


@pytest.mark.unit
def test_every_number_on_the_first_screen_has_a_source(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables)
    for block in (demand_lead.lead(story), demand_doubts.contradictions(story)):
        assert all(sentence.references for sentence in block.sentences)
    ids = {one.figure_id for one in demand_doubts.contradictions(story).sentences[0].references}
    assert {"pct_directly_handled_2020_r2020_kern", "pct_directly_handled_2020_r2023_kern"} <= ids


@pytest.mark.unit
def test_the_sentences_follow_the_figures(tables: dict[str, pd.DataFrame]) -> None:
    figures = tables["figures"].copy()
    own = figures["figure_id"].str.startswith("questions_registered_2023_r2023_")
    figures.loc[own, ["value", "printed"]] = [33239.0, "33239"]
    lead = demand_lead.lead(tell(tables, figures=figures))
    assert lead.title == "Vrijwel evenveel vragen in 2023, een kleiner deel direct afgehandeld"
    assert lead.sentences[0].text == (
        "In 2023 registreerde WIJ Groningen **33.239 vragen**, evenveel als in 2022 (33.239)."
    )


@pytest.mark.unit
def test_a_new_year_becomes_the_first_screen(tables: dict[str, pd.DataFrame]) -> None:
    figures = tables["figures"]
    new = figures[figures["figure_id"].str.contains("_2023_r2023_kern|_2022_r2023_kern", regex=True)].copy()
    new["period"] = (new["period"].astype(int) + 1).astype(str)
    new = new.assign(reported_in="2024", figure_id=new["figure_id"] + "_new")
    story = tell(tables, figures=pd.concat([figures, new], ignore_index=True))
    assert (story.year, story.edition) == (2024, "2024")
    assert story.registered.before == 33239
    # 2023 is now printed twice, with other values: the first doubt is about the year before.
    assert {one.year for one in demand_doubts.doubts(story.figures, 2023)} >= {2020, 2023}
    assert demand_doubts.doubts(story.figures, 2023)[0].year == 2023


@pytest.mark.reference
def test_both_values_of_2020_stand_in_the_text(tables: dict[str, pd.DataFrame]) -> None:
    said = demand_road.both_editions(tell(tables)).sentences[0].text
    assert said == (
        "Over 2020 staat er **37%** in Jaarverslag 2020 (11.466 van 30.974 vragen) en **45%** in Jaarverslag 2023 "
        "(13.917 van 31.007 vragen)."
    )


@pytest.mark.reference
def test_only_parts_of_the_questions_have_a_share(tables: dict[str, pd.DataFrame]) -> None:
    data = demand_road.road_figure(tell(tables, 2020)).data
    assert data is not None
    shares = {row[0]: row[2] for row in data.rows}
    assert shares["direct afgehandeld"] == pytest.approx(11466 / 30974)
    assert shares["wettelijke meldingen"] is None
    assert shares["indicaties"] is None


@pytest.mark.reference
def test_the_mix_is_told_as_accounting(tables: dict[str, pd.DataFrame]) -> None:
    story = tell(tables)
    said = demand_mix.mix_statement(story, demand_mix.mix_of(story, "meldingtype")).plain()
    assert "Het aantal vragen ging van 39.542 naar 30.974: −8.568, dat is −21,7%." in said
    assert (
        "De grootste daling zit bij ‘Financiën’: −5.908. Dat telt voor −14,9 procentpunt mee in het totaal van −21,7%."
    ) in said
    assert "Voor 2023 met het jaar ervoor is zo’n uitsplitsing niet gedrukt." in said
    referrals = demand_mix.mix_of(story, "verwijzing", "referrals")
    assert referrals.years == (2022, 2023)


@pytest.mark.reference
def test_restated_values_stand_side_by_side(tables: dict[str, pd.DataFrame]) -> None:
    table = demand_doubts.restated_table(tell(tables))
    pairs = [(row[1], row[3]) for row in table.rows]
    assert (37, 45) in pairs
    assert (11466, 13917) in pairs
    assert (39438, 39542) in pairs
    assert {(30974, 30975), (30974, 31007)} <= set(pairs)
