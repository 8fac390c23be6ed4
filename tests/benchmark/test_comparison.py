"""The whole road on the shipped teams and on real municipalities, and the words it is told in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence, UsageError, benchmark, catalogue
from wij_impact.benchmark import example_data
from wij_impact.benchmark.signals import signal_series
from wij_impact.estimates import byar_interval, proportion_interval
from wij_impact.presentation import figures as drawings


@pytest.fixture(scope="module")
def teams() -> benchmark.Units:
    return benchmark.load_units(table="benchmark_teams")


@pytest.fixture(scope="module")
def compared(teams: benchmark.Units) -> benchmark.Comparison:
    return benchmark.compare(teams.data, teams.indicator, teams.population, "team", draws=2000)


@pytest.fixture(scope="module")
def municipalities(shared: Path) -> Path:
    return shared / "cases/benchmark/municipalities/municipalities_2021.csv"


@pytest.mark.reference
def test_the_shipped_teams_are_what_the_script_makes() -> None:
    data, truth = example_data.make()
    for name, made in (("benchmark_teams", data), ("benchmark_truth", truth)):
        shipped = catalogue.load_table(name)
        assert shipped.columns.tolist() == made.columns.tolist()
        assert (
            shipped.astype(str)
            .replace(r"\.0$", "", regex=True)
            .equals(made.astype(str).astype(shipped.astype(str).dtypes.iloc[0]).replace(r"\.0$", "", regex=True))
        )


@pytest.mark.reference
def test_the_teams_that_really_differ_are_found(compared: benchmark.Comparison) -> None:
    """Known truth: 07 and 23 really lower, 15 and 31 really higher."""
    flags = compared.funnel.set_index("team")["flag"]
    assert set(flags[flags == "low"].index) >= {"Team 07", "Team 23"}
    assert set(flags[flags == "high"].index) >= {"Team 15", "Team 31"}
    checked = benchmark.truth_check(compared, benchmark.load_truth("goals_reached")).set_index("statement")
    assert checked.loc["rank_interval", "estimate"] <= 0.1
    # The lesson of the set: a place in a league table is nearly always wrong.
    assert checked.loc["rank_itself", "estimate"] > 0.7


@pytest.mark.unit
def test_satisfaction_that_is_the_same_everywhere_shows_no_difference(teams: benchmark.Units) -> None:
    same = benchmark.load_units(indicator="satisfied", table="benchmark_teams")
    assert same.population == "responses"
    result = benchmark.compare(same.data, "satisfied", "responses", "team", draws=500)
    assert not bool(result.differ["shown"].iloc[0])
    assert len(result.flagged()) == 0
    complaints = benchmark.load_units(indicator="complaints", table="benchmark_teams")
    assert complaints.kind == "rate"
    rates = benchmark.compare(complaints.data, "complaints", "clients", "team", "rate", draws=500)
    assert (rates.shrunken["estimate"] > 0).all()


@pytest.mark.unit
def test_headline_figure_and_table_flag_by_one_rule() -> None:
    """Twelve teams alike (34% each): two lie outside their line by chance, and no part of the report flags them."""
    reached = [71, 90, 59, 54, 91, 77, 77, 25, 41, 72, 37, 41]
    closed = [190, 229, 218, 152, 229, 235, 234, 74, 141, 169, 110, 127]
    data = pd.DataFrame({"team": list("ABCDEFGHIJKL"), "reached": reached, "closed": closed})
    alone = benchmark.funnel(data, "reached", "closed", "team", kind="proportion", level=0.95)
    assert set(alone.loc[alone["flag"] != "none", "team"]) == {"C", "J"}
    result = benchmark.compare(data, "reached", "closed", "team", draws=200)
    assert not bool(result.differ["shown"].iloc[0])
    tidy = result.tidy()
    for flags in (result.marked()["flag"], result.marked("spread")["flag"], tidy["flag"], tidy["flag_spread"]):
        assert set(flags) == {"none"}
    # The frames keep each flag at its own level.
    assert set(result.funnel.loc[result.funnel["flag"] != "none", "team"]) == {"C", "J"}
    assert result._headline().startswith("12 units, no difference shown")
    assert "; 0 beyond chance" in result._headline()


@pytest.mark.unit
def test_groningen_among_the_municipalities(municipalities: Path) -> None:
    units = benchmark.load_units(str(municipalities))
    assert (units.indicator, units.population, units.kind) == ("youthcare_youths", "pop_0_22_est", "proportion")
    assert (units.layout.rounded_to, units.censored_below) == (5.0, 10.0)
    assert benchmark.choose_unit(units.data["gm_code"], "GM0014") == "GM0014"
    assert units.name_of("GM0014") == "Groningen"
    result = benchmark.compare(units.data, units.indicator, units.population, "gm_code", rounded_to=5.0, draws=500)
    own = benchmark.unit_row(result.funnel, "GM0014")
    assert own["estimate"] == pytest.approx(5465 / 64689)
    assert own["flag"] == "low"
    rank = benchmark.unit_row(result.ranks, "GM0014")
    assert 1 < rank["lower"] < rank["upper"] < 120


@pytest.mark.unit
def test_small_counts_are_censored_and_other_gaps_are_left_out(municipalities: Path) -> None:
    young = benchmark.load_units(str(municipalities), indicator="youthcare_age_0_3")
    result = benchmark.compare(
        young.data, young.indicator, young.population, "gm_code", rounded_to=5.0, censored_below=10.0, draws=200
    )
    assert len(result.censored) == 13
    assert len(result.ranks) == 352 - 13
    assert len(result.funnel) == 352
    wmo = benchmark.load_units(str(municipalities), indicator="wmo_all_clients")
    assert (len(wmo.left_out), wmo.censored_below, wmo.population) == (18, None, "population")
    assert benchmark.load_units(str(municipalities), indicator="trajectories").kind == "rate"


@pytest.mark.unit
def test_what_a_user_can_get_wrong_is_a_sentence(tmp_path: Path, teams: benchmark.Units) -> None:
    file = tmp_path / "own.csv"
    file.write_text("wijk;n;x\nNoord;100;10\nZuid;200;veel\nOost;300;31\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.csv, row 3, column x: 'veel' is not a number"):
        benchmark.load_units(str(file), "x", "n", "wijk")
    with pytest.raises(InputError, match="which column names the unit"):
        benchmark.load_units(str(file), "x", "n")
    with pytest.raises(UsageError, match="population='' is not a column"):
        benchmark.load_units(str(file), "x", "", "wijk")
    with pytest.raises(UsageError, match="Did you mean 'goals_reached'"):
        benchmark.load_units(indicator="goals_reach", table="benchmark_teams")
    with pytest.raises(UsageError, match="Did you mean 'Team 01'"):
        benchmark.choose_unit(teams.data["team"], "team 01")
    with pytest.raises(InsufficientEvidence, match="at least 3 units"):
        benchmark.compare(teams.data.head(2), "goals_reached", "clients", "team")


@pytest.mark.reference
def test_signals_are_the_published_figures_with_their_interval() -> None:
    figures = catalogue.figures()
    rates = benchmark.signal_rates(figures).set_index(["signal", "year"])
    row = rates.loc[("complaints_received", 2023)]
    assert row["events"] == 89
    assert row["estimate"] == pytest.approx(89 / 35905 * 1000)
    assert (row["lower"], row["upper"]) == pytest.approx(tuple(v / 35905 * 1000 for v in byar_interval(89)))
    assert rates.loc[("aggression_incidents", 2023), "others"] == 1  # 27 in the running text
    assert rates.loc["sickness_absence_pct", "lower"].isna().all()
    outflow = rates.loc[("staff_outflow_pct", 2023)]
    assert outflow["lower"] == pytest.approx(100 * proportion_interval(63, 705)[0])
    assert signal_series(figures, "questions_registered").set_index("year").loc[2020, "value"] == 31007


@pytest.mark.property
def test_a_change_is_the_inverse_of_its_reverse() -> None:
    there, back = benchmark.change_between(20, 1000, 45, 1500), benchmark.change_between(45, 1500, 20, 1000)
    assert there["estimate"] == pytest.approx(1 / back["estimate"])
    assert there["lower"] == pytest.approx(1 / back["upper"])
    assert np.isinf(benchmark.change_between(0, 10, 3, 10)["upper"])
    with pytest.raises(InsufficientEvidence, match="no events"):
        benchmark.change_between(0, 10, 0, 10)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_figures_tell_what_they_show(compared: benchmark.Comparison, lang: str) -> None:
    drawing = drawings.funnel_plot(compared.funnel, "team", highlight="Team 07", wide=compared.spread, lang=lang)  # type: ignore[arg-type]
    assert drawing.svg.startswith("<svg")
    assert "Team 07" in drawing.alt
    assert "40" in drawing.alt
    months = pd.DataFrame({"t": range(12), "x": [5.0, 6, 4, 5, 6, 5, 4, 6, 5, 4, 6, 12]})
    chart = drawings.control_plot(benchmark.control_chart(months, "x", "t"), "t", lang=lang)  # type: ignore[arg-type]
    assert "11: Above UCL" in chart.alt


@pytest.mark.notebook
@pytest.mark.slow
@pytest.mark.parametrize("indicator", ["youthcare_youths", "trajectories"])
def test_the_report_runs_on_the_municipalities(municipalities: Path, indicator: str) -> None:
    from wij_impact.pipeline.execute import execute
    from wij_impact.pipeline.notebooks import find_reports, select
    from wij_impact.pipeline.scratch import scratch_folder

    folder = Path(__file__).resolve().parents[2] / "notebooks"
    (spec,) = select(find_reports(folder), ["benchmark"])
    given = {"file": str(municipalities), "unit": "GM0014", "indicator": indicator}
    with scratch_folder() as scratch:
        done = execute(spec, given, lang="nl", data=None, scratch=scratch)
    text = str(done.notebook)
    for words in ("Groningen", "GM0014", "eenheden"):
        assert words in text


@pytest.mark.unit
def test_a_rate_is_its_count_over_its_base_everywhere(teams: benchmark.Units) -> None:
    """1 complaint on 102 clients was printed as 14.7 per 1,000 in the table beside 9.8 in the figure."""
    complaints = benchmark.load_units(indicator="complaints", table="benchmark_teams")
    result = benchmark.compare(complaints.data, "complaints", "clients", "team", "rate", draws=300)
    plain = (complaints.data["complaints"] / complaints.data["clients"]).to_numpy()
    assert result.shrunken["raw"].tolist() == plain.tolist()
    assert result.ranks["raw"].tolist() == plain.tolist()
    assert result.funnel["estimate"].tolist() == result.spread["estimate"].tolist() == plain.tolist()
    assert result.shrunken["raw"].min() == 0 or (plain > 0).all()
    assert str(result).count("\n") < 12


@pytest.mark.unit
def test_keys_keep_the_type_of_the_caller() -> None:
    data = pd.DataFrame({"school": [40, 7, 12, 3], "x": [3, 9, 4, 5], "n": [50] * 4, "a": [1.0, 2, 4, 7]})
    result = benchmark.compare(data, "x", "n", "school", draws=200)
    frames = [result.funnel, result.spread, result.shrunken, result.ranks, result.tidy()]
    frames += [benchmark.peers(data, "school", "a", k=1), benchmark.efficiency(data, "n", "x", "school")]
    for frame in frames:
        assert frame["school"].tolist() == data["school"].tolist()
        assert len(frame.merge(data, on="school")) == 4
    assert benchmark.peers(data, "school", "a", k=1)["peer"].dtype == data["school"].dtype


@pytest.mark.unit
def test_a_unit_that_is_left_out_is_not_said_to_be_absent(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("wijk;n;x\nNoord;100;10\nZuid;;20\nOost;300;31\nWest;200;11\n", encoding="utf-8")
    units = benchmark.load_units(str(file), "x", "n", "wijk")
    with pytest.raises(UsageError, match="is in the file but is left out: column 'n' is empty"):
        benchmark.choose_unit(units.data["wijk"], "Zuid", units.empty)


@pytest.mark.unit
def test_the_shipped_municipalities() -> None:
    towns = catalogue.load_table("municipalities_2021")
    own = towns.set_index("gm_code").loc["GM0014"]
    assert (len(towns), own["youthcare_youths"], own["trajectories"]) == (352, 5465, 8270)
    some = towns.dropna(subset=["youthcare_youths", "pop_0_22_est"])
    result = benchmark.compare(some, "youthcare_youths", "pop_0_22_est", "gm_code", rounded_to=5.0, draws=200)
    # One normal distribution would flag 5%; the published recipe flags 66 of them.
    assert (result.spread["flag"] != "none").mean() < 0.07


@pytest.mark.unit
def test_shares_near_one_are_shares_near_none_of_the_others() -> None:
    """Every unit at 100% once ended in a traceback; the shares of who did and who did not are each other's mirror."""
    base = [10, 20, 30, 40, 50, 60]
    teams = pd.DataFrame({"team": list("abcdef"), "yes": base, "asked": base})
    whole = benchmark.compare(teams, "yes", "asked", "team").shrunken
    assert (whole["estimate"] == 1).all()
    assert whole["lower"].between(0.9, 1).all()
    some = teams.assign(yes=[9, 20, 29, 39, 50, 58])
    did = benchmark.compare(some, "yes", "asked", "team").shrunken
    did_not = benchmark.compare(some.assign(yes=some["asked"] - some["yes"]), "yes", "asked", "team").shrunken
    assert np.allclose(did["estimate"], 1 - did_not["estimate"], atol=1e-9)
    assert np.allclose(did["lower"], 1 - did_not["upper"], atol=1e-6)


@pytest.mark.unit
def test_counts_of_a_whole_country_are_compared() -> None:
    many = pd.DataFrame({"u": list("abcdef"), "e": [5e8, 6e8, 7e8, 4e8, 3e8, 9e8], "p": 5e9})
    assert benchmark.compare(many, "e", "p", "u").spread["estimate"].tolist() == pytest.approx(
        [0.1, 0.12, 0.14, 0.08, 0.06, 0.18]
    )


@pytest.mark.unit
def test_one_far_unit_among_many_equal_ones_keeps_its_flag() -> None:
    """What the test over all misses among 350 equal units, the flag of the one unit six errors away does not."""
    draw = np.random.default_rng(3)
    events = draw.binomial(200, 0.3, 350)
    events[0] = round(200 * 0.3 + 6 * (200 * 0.3 * 0.7) ** 0.5)
    data = pd.DataFrame({"team": [f"t{n}" for n in range(350)], "e": events, "p": 200})
    assert benchmark.compare(data, "e", "p", "team", draws=200).spread["flag"].iloc[0] == "high"
