"""Reports over a register of the user's own: what they say is about the file, and nobody can be recognised in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import benchmark, catalogue, kerncijfers
from wij_impact.catalogue import Reading
from wij_impact.errors import InputError, UsageError, WijImpactError
from wij_impact.presentation.blocks import Certainty, Figure, Lead, News, Table
from wij_impact.reports import vraag_tot_indicatie as report


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,700 questions from 10 March 2022 to 12 September 2024; 3 of them of a rare kind."""
    random = np.random.default_rng(5)
    days = pd.date_range("2022-03-10", "2024-09-12")
    rows = pd.DataFrame({"datum": np.repeat(days, 3)}).assign(
        clientnummer=lambda frame: [f"K{at % 900:04d}" for at in range(len(frame))]
    )
    size = len(rows)
    kinds = random.choice(["jeugd", "wmo", "schulden"], size)
    kinds[-40:-37] = "zeldzaam"
    direct = np.where(rows["datum"].dt.year == 2024, random.random(size) < 0.3, random.random(size) < 0.6)
    rows = rows.assign(
        **{
            "soort vraag": kinds,
            "melder": random.choice(["inwoner", "huisarts"], size, p=[0.7, 0.3]),
            "direct afgehandeld": np.where(direct, "ja", "nee"),
            "nader onderzoek": np.where(direct, "nee", "ja"),
            "indicatie": random.choice(["ja", "nee"], size, p=[0.2, 0.8]),
        }
    )
    place = tmp_path_factory.mktemp("register") / "vragen.csv"
    rows.assign(datum=rows["datum"].dt.strftime("%d-%m-%Y")).to_csv(place, sep=";", index=False)
    return place


@pytest.mark.unit
def test_only_whole_months_are_compared(register: Path) -> None:
    counted = catalogue.group_records(register, None, "month")
    window = kerncijfers.register_window(counted)
    assert (window.year, window.first, window.last, window.before, window.whole) == (2024, 1, 8, True, False)
    earlier = kerncijfers.register_window(counted, 2023)
    assert (earlier.first, earlier.last) == (4, 12)  # March 2022 is not whole
    assert not kerncijfers.register_window(counted, 2022).before
    steps = kerncijfers.register_steps(counted, window).set_index(["year", "step"])["value"]
    rows = pd.read_csv(register, sep=";")
    days = pd.to_datetime(rows["datum"], dayfirst=True)
    for year in (2023, 2024):
        own = rows[days.dt.year.eq(year) & days.dt.month.le(8)]
        assert steps[year, "registered"] == len(own)
        assert steps[year, "handled_directly"] == own["direct afgehandeld"].eq("ja").sum()
    with pytest.raises(InputError, match="2022 to 2024"):
        kerncijfers.register_window(counted, 2019)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_road_of_a_register_is_about_the_file(register: Path, lang: str) -> None:
    page = run_report("vraag_tot_indicatie", records=str(register), lang=lang)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    assert news.title.startswith("Vrijwel evenveel" if lang == "nl" else "Nearly as many")
    certain = block(page, "certainty")
    assert isinstance(certain, Certainty)
    assert "vragen.csv" in certain.plain()
    assert "12 september 2024" in certain.plain().lower()
    assert not any("references" in vars(one) and one.references for one in [*news.items])
    assert sum(isinstance(one, Figure) and one.first for one in page.blocks) == 1
    text = " ".join(one.plain() for one in page.blocks)
    assert "39.542" not in text and "35.905" not in text and "35,905" not in text  # noqa: PT018


@pytest.mark.property
def test_a_rare_kind_is_hidden_and_does_not_follow(register: Path) -> None:
    page = run_report("vraag_tot_indicatie", records=str(register), lang="nl")
    counted = catalogue.group_records(register, None, "month")
    window = kerncijfers.register_window(counted)
    mix = kerncijfers.register_mix(counted, "question_type", window).set_index("question_type")
    assert np.isnan(mix.loc["zeldzaam", "value_to"])
    assert mix["value_to"].isna().sum() == 2  # and one beside it, or it would be the total minus the others
    assert all("K0" not in one.plain() for one in page.blocks)
    shown = [one for one in page.blocks if isinstance(one, Table)]
    assert shown


@pytest.mark.property
def test_without_hidden_numbers_what_moved_adds_up(register: Path) -> None:
    counted = catalogue.group_records(register, None, "month")
    window = kerncijfers.register_window(counted)
    mix = kerncijfers.register_mix(counted, "reporter", window)
    total = mix["value_to"].sum() - mix["value_from"].sum()
    assert mix["change"].sum() == total
    assert mix["contribution"].sum() == pytest.approx(100 * total / mix["value_from"].sum())
    assert mix["share_to"].sum() == pytest.approx(1)


@pytest.mark.unit
def test_a_register_of_one_year_compares_nothing() -> None:
    counted = pd.DataFrame({"period": ["2024-01", "2024-02"], "n": [50, 60]})
    counted.attrs["reading"] = Reading("r.csv", "csv", 110, 110, first="2024-01", last="2024-02", length="month")
    window = kerncijfers.register_window(counted)
    facts = report.register_facts(counted, kerncijfers.register_steps(counted, window), window)
    assert (facts.moved, facts.direct.known, facts.last.known) == ("not_known", False, False)
    counted["n"] = [4, 5]
    with pytest.raises(WijImpactError, match="fewer than 10"):
        kerncijfers.register_steps(counted, window)


@pytest.mark.unit
def test_a_chart_of_a_register(register: Path) -> None:
    series = benchmark.load_record_series(str(register))
    assert (series["moment"].iloc[0], series["moment"].iloc[-1]) == ("2022-04", "2024-08")
    assert series["count"].tolist() == [
        3 * pd.Period(month).days_in_month for month in series["moment"]
    ]  # fmt: skip
    share = benchmark.load_record_series(str(register), "indication")
    assert share.attrs["length"] in ("month", "quarter")
    assert (share["count"] >= 10).all()
    page = run_report("signalen", records=str(register), lang="nl")
    lead = block(page, "lead")
    assert isinstance(lead, Lead)
    assert lead.title.startswith("Meldingen: ")
    assert not any(one.id in ("news", "cijfers", "discrepancies") for one in page.blocks)
    with pytest.raises(UsageError, match="indication"):
        benchmark.load_record_series(str(register), "indicatin")


@pytest.mark.unit
def test_small_months_become_quarters_or_nothing(tmp_path: Path) -> None:
    days = pd.date_range("2018-01-01", "2023-12-31", freq="7D")
    pd.DataFrame({"datum": days.strftime("%Y-%m-%d")}).to_csv(tmp_path / "r.csv", index=False)
    series = benchmark.load_record_series(str(tmp_path / "r.csv"))
    assert series.attrs["length"] == "quarter"
    assert (series["count"] >= 10).all()
    pd.DataFrame({"datum": days[::9].strftime("%Y-%m-%d")}).to_csv(tmp_path / "few.csv", index=False)
    with pytest.raises(WijImpactError, match="fewer than 10"):
        benchmark.load_record_series(str(tmp_path / "few.csv"))


@pytest.mark.unit
def test_units_of_a_register(register: Path) -> None:
    units = benchmark.load_units(records=str(register), unit_column="soort vraag", indicator="indication")
    assert (units.indicator, units.population, units.left_out) == ("indicatie", "records", ["zeldzaam"])
    rows = pd.read_csv(register, sep=";")
    expected = (
        rows[rows["soort vraag"] != "zeldzaam"].groupby("soort vraag")["indicatie"].agg(lambda c: (c == "ja").sum())
    )
    assert units.data.set_index("soort vraag")["indicatie"].to_dict() == expected.to_dict()
    page = run_report("benchmark", records=str(register), unit_column="soort vraag", lang="nl")
    assert "vragen.csv" in block(page, "certainty").plain()
    with pytest.raises(InputError, match="team"):
        benchmark.load_units(records=str(register), unit_column="team")
    pd.read_csv(register, sep=";").drop(columns="melder").to_csv(register.with_name("zonder.csv"), sep=";", index=False)
    with pytest.raises(InputError, match="unit_column=COLUMN"):
        benchmark.load_units(records=str(register.with_name("zonder.csv")))


@pytest.mark.unit
def test_a_few_blank_answers_are_not_counted_out_loud() -> None:
    from wij_impact.catalogue.own.record import note
    from wij_impact.reports.reading import read_facts

    notes = (note("empty-cells", "indication", count=3), note("empty-cells", "reporter", count=30))
    reading = Reading("r.csv", "csv", 90, 90, {"indication": "indicatie", "reporter": "melder"}, notes=notes)
    told = read_facts(reading, 10).notes[0].text
    assert "melder: 30" in told
    assert "indicatie" not in told
    assert "indicatie: 3" in read_facts(reading).notes[0].text
