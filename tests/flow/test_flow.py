"""Flow: published curves, laws of stock and flow, and sentences for what cannot be right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.flow import (
    Duration,
    aalen_johansen,
    backtest,
    caseload,
    check_trajectories,
    erlang_c,
    kaplan_meier,
    lead_times,
    littles_law,
    project,
    queue,
    simulate_flow,
    simulate_register,
    simulate_triage,
    staffing,
    steps,
    stock_and_flow,
    time_quantiles,
    transitions,
)

# Freireich et al. (1963): weeks in remission with 6-MP; 0 is censored.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSE = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
SIX_MP = pd.DataFrame({"weeks": WEEKS, "relapse": RELAPSE})


@pytest.mark.reference
def test_freireich() -> None:
    curve = kaplan_meier(SIX_MP, "weeks", "relapse")
    by_time = curve.set_index("time")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for week, share in published.items():
        assert by_time.loc[week, "estimate"] == pytest.approx(share, abs=5e-4)
    assert by_time.loc[6, "std_error"] == pytest.approx(0.0764, abs=5e-5)  # Greenwood
    assert time_quantiles(curve, [0.5])["estimate"].iloc[0] == 23
    at = kaplan_meier(SIX_MP, "weeks", "relapse", at=[5, 8, 35, 40])
    assert at["estimate"].round(3).tolist()[:3] == [1.0, 0.807, 0.448]
    assert np.isnan(at["estimate"].iloc[3])


@pytest.mark.reference
def test_erlang_c() -> None:
    assert erlang_c(3, 2) == pytest.approx(4 / 9, abs=1e-12)
    assert [round(erlang_c(c, 2.5), 4) for c in (3, 4, 5, 6)] == [0.7022, 0.3199, 0.1304, 0.0474]
    assert erlang_c(1, 0.7) == pytest.approx(0.7)  # M/M/1
    assert erlang_c(2, 2) == 1.0
    with pytest.raises(InputError, match="cannot be"):
        erlang_c(0, 1)


@pytest.mark.reference
def test_without_censoring_the_interval_is_clopper_pearson() -> None:
    data = pd.DataFrame({"t": [1, 2, 2, 3, 4, 5, 6, 7, 7, 8], "c": list("abaababbab")})
    found = aalen_johansen(data, "t", "c", at=[4.5, 7]).set_index(["time", "cause"])
    for (time, cause), row in found.iterrows():
        x = int(((data["t"] <= time) & (data["c"] == cause)).sum())
        assert row["lower"] == pytest.approx(stats.beta.ppf(0.025, x, 11 - x), abs=1e-9)
        assert row["upper"] == pytest.approx(stats.beta.isf(0.025, x + 1, 10 - x), abs=1e-9)


@pytest.mark.property
@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(3, 60))
def test_laws_of_the_curves(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({"t": rng.integers(0, 20, n), "c": rng.choice(["", "a", "b", "c"], n)})
    if (data["c"] == "").all():
        return
    every = aalen_johansen(data, "t", "c")
    assert ((every["lower"] <= every["estimate"] + 1e-9) & (every["estimate"] <= every["upper"] + 1e-9)).all()
    survival = kaplan_meier(data.assign(e=(data["c"] != "").astype(int)), "t", "e")
    ended = every.groupby("time")["estimate"].sum()
    assert np.allclose(ended.to_numpy() + survival["estimate"].to_numpy(), 1, atol=1e-12)
    # With one cause Aalen-Johansen is one minus Kaplan-Meier, its error and its limits too.
    one = aalen_johansen(data.assign(c=np.where(data["c"] == "", "", "end")), "t", "c")
    assert np.allclose(one["estimate"], 1 - survival["estimate"], atol=1e-12)
    assert np.allclose(one["std_error"], survival["std_error"], atol=1e-9)
    assert np.allclose(one["upper"], 1 - survival["lower"], atol=1e-12)
    # Entering at 0 changes nothing; the order of the rows neither.
    again = aalen_johansen(data.assign(b=0).iloc[rng.permutation(n)], "t", "c", entry="b")
    pd.testing.assert_frame_equal(every, again)


@pytest.mark.reference
def test_left_truncation_on_a_case_by_hand() -> None:
    data = pd.DataFrame({"t": [4.0, 6.0, 8.0, 9.0], "e": [1, 1, 0, 1], "in": [0.0, 5.0, 0.0, 2.0]})
    found = kaplan_meier(data, "t", "e", entry="in")
    assert found["at_risk"].tolist() == [3, 3, 1]  # at 4 the second was not in view yet
    assert found["estimate"].tolist() == pytest.approx([2 / 3, 4 / 9, 0])
    early = pd.DataFrame({"t": [2.0, 6.0, 8.0], "e": [1, 1, 1], "in": [0.0, 3.0, 3.0]})
    with pytest.raises(InsufficientEvidence, match="everyone then in view ended"):
        kaplan_meier(early, "t", "e", entry="in")


@pytest.mark.reference
def test_curves_of_a_peer_by_number() -> None:
    # lifelines 0.30.3: KaplanMeierFitter (with and without entry) and AalenJohansenFitter (jitter 0) with its variance.
    time, ended = [4, 6, 6, 8, 9, 12, 13, 15, 18, 20, 24, 30], [1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1]
    entry, how = [0, 0, 2, 0, 5, 3, 0, 8, 0, 10, 12, 0], ["a", "b", "", "a", "", "b", "a", "", "a", "b", "", "a"]
    data = pd.DataFrame({"t": time, "e": ended, "in": entry, "how": how})
    late = kaplan_meier(data, "t", "e", entry="in", at=[4, 8, 13, 20, 30])["estimate"]
    assert late.tolist() == pytest.approx([0.875, 0.638021, 0.443070, 0.221535, 0], abs=1e-6)
    assert (late >= 0).all()
    plain = kaplan_meier(data, "t", "e", at=[4, 8, 13, 20, 30])["estimate"]
    assert plain.tolist() == pytest.approx([0.916667, 0.740741, 0.529101, 0.264550, 0], abs=1e-6)
    assert time_quantiles(kaplan_meier(data, "t", "e"), [0.5])["estimate"].iloc[0] == 18
    ends = aalen_johansen(data, "t", "how", at=[8, 13, 20]).set_index(["cause", "time"]).sort_index()
    shares = [0.175926, 0.281746, 0.414021, 0.083333, 0.189153, 0.321429]
    errors = [0.113329, 0.139511, 0.163786, 0.079786, 0.121805, 0.156564]
    assert ends["estimate"].tolist() == pytest.approx(shares, abs=1e-6)
    assert ends["std_error"].tolist() == pytest.approx(errors, abs=1e-6)


@pytest.mark.property
@pytest.mark.parametrize("world", ["register", "triage", "flow"])
def test_every_simulated_register_conserves_and_obeys_little(world: str) -> None:
    made = {
        "register": lambda: simulate_register({"GP": 9.0, "WIJ": 4.0}, 24, seed=8),
        "triage": lambda: simulate_triage(months=24, seed=8),
        "flow": lambda: simulate_flow(months=24, seed=8).frame,
    }[world]()
    count = stock_and_flow(made, "start", "end")
    assert (count["opening"] + count["inflow"] - count["outflow"] == count["open"]).all()
    assert int(count["open"].iloc[-1]) == int(made["end"].isna().sum())
    law = littles_law(made, "start", "end", ("2021-06-01", "2022-12-01"))
    assert law["estimate"].iloc[0] == pytest.approx(float(law["per_day"].iloc[0] * law["days"].iloc[0]), abs=1e-9)
    # The same average from the daily stock, counted another way.
    days = pd.date_range("2021-06-01", "2022-11-30")
    ends = made["end"].fillna(pd.Timestamp("2100-01-01"))
    daily = [int(((made["start"] <= day) & (ends > day)).sum()) for day in days[::30]]
    assert law["estimate"].iloc[0] == pytest.approx(float(np.mean(daily)), rel=0.05)


@pytest.mark.reference
def test_late_entry_where_someone_has_no_time_yet_or_the_tail_runs_dry() -> None:
    # Started on the last day: followed from the start, for no time. It changes nothing of the curve.
    data = pd.DataFrame({"t": [4.0, 6.0, 8.0, 9.0], "e": [1, 1, 0, 1], "in": [0.0, 5.0, 0.0, 2.0]})
    today = pd.concat([data, pd.DataFrame({"t": [0.0], "e": [0], "in": [0.0]})], ignore_index=True)
    found = kaplan_meier(today, "t", "e", entry="in")
    assert found["estimate"].tolist() == pytest.approx([2 / 3, 4 / 9, 0])
    # At 5 the last one in view ends, and another comes into view only at 7: the curve is known until then.
    gap = pd.DataFrame({"t": [2.0, 3.0, 5.0, 9.0], "e": [1, 1, 1, 1], "in": [0.0, 0.0, 0.0, 7.0]})
    found = kaplan_meier(gap, "t", "e", entry="in", at=[2, 3, 4, 8])
    assert found["estimate"].tolist()[:2] == pytest.approx([2 / 3, 1 / 3])
    assert found["estimate"].isna().tolist() == [False, False, True, True]
    median = time_quantiles(kaplan_meier(gap, "t", "e", entry="in"), [0.5])
    assert median["estimate"].iloc[0] == 3


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 100, 300])
def test_coverage_with_late_entry(n: int) -> None:
    """Exponential stays (mean 180 days) of whom a third came into view late; 300 runs: Monte Carlo error .013."""
    rng = np.random.default_rng(n)
    held, told = np.zeros(3), np.zeros(3)
    for _ in range(300):
        stay = np.ceil(rng.exponential(180, 3 * n))
        entry = np.where(rng.random(3 * n) < 0.4, np.floor(rng.uniform(0, 400, 3 * n)), 0.0)
        look = entry + np.ceil(rng.uniform(50, 500, 3 * n))
        seen = np.flatnonzero(stay > entry)[:n]
        time = np.minimum(stay, look)[seen]
        data = pd.DataFrame({"t": time, "e": (stay <= look)[seen].astype(int), "in": entry[seen]})
        found = kaplan_meier(data, "t", "e", entry="in", at=[60, 120, 240])
        truth = np.exp(-found["time"].to_numpy() / 180)
        known = found["estimate"].notna().to_numpy()
        told += known
        held += known & (found["lower"] <= truth).to_numpy() & (truth <= found["upper"]).to_numpy()
    assert (told > 250).all()
    assert (held / told >= 0.92).all(), held / told


@pytest.mark.property
@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from(["month", "quarter", "year", "week"]))
def test_in_minus_out_is_the_change_of_the_stock_and_little_holds(seed: int, period: str) -> None:
    register = simulate_register({"GP": 6.0, "WIJ": 3.0}, 14, seed=seed)
    flow = stock_and_flow(register, "start", "end", "referrer", period=period)
    assert (flow["opening"] + flow["inflow"] - flow["outflow"] == flow["open"]).all()
    assert int(flow["inflow"].sum()) == len(register)
    for _, part in flow.groupby("referrer"):
        assert (part["opening"].to_numpy()[1:] == part["open"].to_numpy()[:-1]).all()
        assert part["opening"].iloc[0] == 0
    last = flow.groupby("referrer").tail(1)
    assert int(last["open"].sum()) == int(register["end"].isna().sum())
    law = littles_law(register, "start", "end", ("2021-03-01", "2022-02-01"), by="referrer")
    assert np.allclose(law["estimate"], law["per_day"] * law["days"], atol=1e-12)


@pytest.mark.unit
def test_what_cannot_be_right_in_a_register_is_named_with_its_row() -> None:
    register = pd.DataFrame(
        {
            "person": ["p1", "p1", "p2", "p3", "p4"],
            "start": ["2024-01-01", "2024-02-01", "2024-03-01", "2030-01-01", None],
            "end": ["2024-03-01", None, "2024-02-01", None, None],
            "referrer": ["Huisarts", "huisarts", "GI", "GI", "Huis-arts"],
            "level": ["light", "light", "heavy", "odd", "light"],
        }
    )
    found = check_trajectories(
        register,
        "start",
        "end",
        person="person",
        until="2024-12-31",
        spelled="referrer",
        levels={"level": ["light", "heavy", "crisis"]},
    )
    said = {(None if pd.isna(row) else int(row), rule) for row, rule in zip(found["row"], found["rule"], strict=True)}
    assert said >= {
        (6, "no start"),
        (4, "end before start"),
        (5, "start in the future"),
        (3, "overlaps another of the same person"),
        (3, "two spellings of one name"),
        (6, "two spellings of one name"),
        (5, "unknown level"),
        (None, "level never used"),
    }
    with pytest.raises(InputError, match="row 4, column end: '2024-02-01': the end lies before the start"):
        stock_and_flow(register.iloc[:3], "start", "end")
    with pytest.raises(InputError, match="row 3, column start: '2030-01-01': the start lies after 2024-12-31"):
        stock_and_flow(register.iloc[[0, 3]], "start", "end", until="2024-12-31")
    with pytest.raises(InputError, match="not one trajectory has an end"):
        stock_and_flow(register.iloc[[1]], "start", "end")
    with pytest.raises(InputError, match="row 2, column start: 'spring' is not a date"):
        stock_and_flow(pd.DataFrame({"start": ["spring"], "end": ["2024-01-01"]}), "start", "end")
    with pytest.raises(InputError, match="'2' is not 0 or 1"):
        kaplan_meier(pd.DataFrame({"t": [1, 2], "e": [1, 2]}), "t", "e")


@pytest.mark.reference
def test_a_queue_waits_as_erlang_says_and_obeys_little() -> None:
    found = queue(2.5, 1.0, 4, horizon=8000, seed=2)
    row = found.tidy().set_index("measure")
    assert row.loc["waits", "lower"] < erlang_c(4, 2.5) < row.loc["waits", "upper"]
    assert row.loc["mean_open", "estimate"] == pytest.approx(
        row.loc["arrivals_per_time", "estimate"] * row.loc["mean_time", "estimate"], rel=1e-12
    )
    pd.testing.assert_frame_equal(found.tidy(), queue(2.5, 1.0, 4, horizon=8000, seed=2).tidy())
    assert "wait" in repr(found)
    # ciw 3.2.7, twelve runs of 8,000: .326 waited (error .005), .224 on average (error .006).
    for measure, peer, error in (("waits", 0.3265, 0.0047), ("mean_wait", 0.2239, 0.0059)):
        own = (row.loc[measure, "upper"] - row.loc[measure, "lower"]) / 2 / 1.96
        assert abs(row.loc[measure, "estimate"] - peer) < 3 * (own**2 + error**2) ** 0.5


@pytest.mark.unit
def test_lead_times_count_who_still_waits_and_working_days() -> None:
    asked = pd.DataFrame({"a": ["2024-03-01"] * 4, "b": ["2024-03-04", "2024-03-08", "2024-03-18", None]})
    found = lead_times(asked, "a", "b", "2024-04-01", within=5, working_days=True).set_index(["measure", "at"])
    assert found.loc[("within", 5), "estimate"] == 0.5  # 1 and 5 working days; the one who waits counts
    assert found.loc[("time", 0.5), "estimate"] == 5
    assert found["waiting"].tolist() == [1, 1, 1]
    with pytest.raises(InputError, match="row 3, column b"):
        lead_times(pd.DataFrame({"a": ["2024-03-01"] * 2, "b": ["2024-03-04", "2024-02-08"]}), "a", "b", "2024-04-01")


@pytest.mark.unit
def test_transitions_are_standardised_to_one_mix() -> None:
    # Two routes with the same chance per level, another mix: crude differs, standardised is equal.
    rows = []
    for route, light, heavy in (("GP", 40, 10), ("court", 10, 40)):
        for level, n, up in (("light", light, 0.1), ("heavy", heavy, 0.4)):
            rows += [(route, level, 50, "up")] * round(n * up) + [(route, level, 400, "")] * round(n * (1 - up))
    data = pd.DataFrame(rows, columns=["route", "help", "days", "step"])
    found = transitions(data, "days", "step", "route", "help", at=[180])
    assert found["crude"].round(3).tolist() == [0.16, 0.34]
    assert found["estimate"].round(3).tolist() == [0.25, 0.25]
    assert (found["lower"] < 0.25).all()
    assert (found["upper"] > 0.25).all()
    without = transitions(
        data[~((data["route"] == "GP") & (data["help"] == "heavy"))], "days", "step", "route", "help", at=[180]
    )
    assert np.isnan(without.set_index("route").loc["GP", "estimate"])
    with pytest.raises(InsufficientEvidence, match="followed"):
        transitions(data.assign(days=10.0, step=["up", *[""] * (len(data) - 1)]), "days", "step", "route", at=[90])
    with pytest.raises(InputError, match="'odd': is not one of the levels"):
        steps(pd.DataFrame({"a": ["light"], "b": ["odd"]}), "a", "b", ["light", "heavy"])


@pytest.mark.unit
def test_projection_conserves_names_its_scenarios_and_asks_for_a_duration() -> None:
    months = pd.DataFrame({"month": list(range(24)) * 2, "by": ["GP"] * 24 + ["GI"] * 24, "n": [40] * 24 + [12] * 24})
    found = project(
        months,
        "n",
        "month",
        "by",
        duration=6,
        open_now={"GP": 240, "GI": 72},
        periods=6,
        draws=300,
        scenarios={"half the GPs": {"GP": 0.5}},
    )
    table = found.tidy()
    wide = table.pivot_table(index=["scenario", "group", "period"], columns="measure", values="estimate")
    for (_, _), part in wide.groupby(level=[0, 1]):
        change = part["open"].diff().iloc[1:]
        assert np.allclose(change, (part["inflow"] - part["outflow"]).iloc[1:], atol=1e-9)
    steady = wide.loc[("unchanged", "GP"), "open"]
    assert steady.iloc[-1] == pytest.approx(240, rel=0.05)
    assert wide.loc[("half the GPs", "GP"), "inflow"].mean() == pytest.approx(20, rel=0.05)
    assert set(table["scenario"]) == {"unchanged", "half the GPs"}
    assert "open" in repr(found)
    with pytest.raises(InsufficientEvidence, match="without a duration there is no caseload"):
        project(months, "n", "month", "by", duration=None)
    with pytest.raises(InputError, match="has no name"):
        project(months, "n", "month", "by", duration=6, scenarios={"": {"GP": 1.0}})
    with pytest.raises(UsageError, match="more than one group"):
        project(months, "n", "month", "by", duration=6, open_now=100)
    with pytest.raises(InsufficientEvidence, match="origins"):
        backtest(months[months["by"] == "GP"].head(13), "n", "month")
    assert [caseload(1000, m / 12) for m in (3, 6, 9, 12)] == [250, 500, 750, 1000]


@pytest.mark.reference
def test_the_interval_score_of_a_point_is_its_absolute_error_and_staffing_is_its_formula() -> None:
    from wij_impact.flow.projecting import _scored

    exact = np.full((50, 1), 10)
    assert _scored("g", 0, "m", exact, np.array([14.0]))[0]["wis"] == pytest.approx(4.0)
    found = staffing(500, 10, 150, 0.6, 0.07, cost_per_fte=84_065, delay=0.25).set_index("measure")["estimate"]
    assert found["fte"] == pytest.approx(500 * 10 / (150 * 0.6 * 0.93))
    assert found["cost_of_delay"] == pytest.approx(found["fte"] * 84_065 / 4)
    band = staffing(500, (8, 12), 150, (0.5, 0.6, 0.7), 0.07).iloc[0]
    assert band["lower"] < band["estimate"] < band["upper"]
    for wrong in ({"absence": 7.0}, {"direct_share": (0.7, 0.5)}, {"hours_per_case": 0}):
        with pytest.raises(InputError, match="cannot be"):
            staffing(
                **({"caseload": 1, "hours_per_case": 1, "hours_per_fte": 1, "direct_share": 1, "absence": 0} | wrong)
            )


@pytest.mark.unit
def test_a_life_table_reads_the_hazard_back() -> None:
    register = simulate_register({"GP": 200.0}, 60, mean_months=5, seed=3)
    stays = register.assign(months=register["days"] / 30.4375)
    found = Duration.fit(stays, "months", "ended")
    assert found.hazards[:10].mean() == pytest.approx(1 - np.exp(-1 / 5), rel=0.03)


def peers(r: int, n: int, censored: float, seed: int) -> tuple[pd.DataFrame, float]:
    rng = np.random.default_rng(seed)
    rate = 1 / 180
    lost = rate * censored / (1 - censored)
    stay, look = rng.exponential(1 / rate, (r, n)), rng.exponential(1 / lost, (r, n))
    over = stay <= look
    how = np.where(rng.random((r, n)) < 0.3, "up", "goal")
    frame = pd.DataFrame({"run": np.repeat(np.arange(r), n), "days": np.ceil(np.minimum(stay, look)).ravel()})
    frame["cause"] = np.where(over, how, "").ravel()
    frame["event"] = over.ravel().astype(int)
    return frame, rate


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100, 300])
@pytest.mark.parametrize("censored", [0.2, 0.4, 0.6])
def test_coverage_of_kaplan_meier_and_aalen_johansen(n: int, censored: float) -> None:
    """Exponential ends (mean 180 days; 30% steps up), exponential censoring; 200 runs: Monte Carlo error .015."""
    data, rate = peers(200, n, censored, n)
    at = [60, 120, 240]
    curve = kaplan_meier(data, "days", "event", "run", at=at).dropna(subset="estimate")
    truth = np.exp(-rate * curve["time"])
    assert ((curve["lower"] <= truth) & (truth <= curve["upper"])).groupby(curve["time"]).mean().min() >= 0.91
    ends = aalen_johansen(data, "days", "cause", "run", at=at).dropna(subset="estimate")
    truth = ends["cause"].map({"up": 0.3, "goal": 0.7}) * (1 - np.exp(-rate * ends["time"]))
    held = (ends["lower"] <= truth) & (truth <= ends["upper"])
    assert held.groupby([ends["time"], ends["cause"]]).mean().min() >= 0.91


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("per_month", [4, 20, 90])
def test_the_bands_of_a_projection_hold_and_beat_last_year(per_month: int) -> None:
    """Four years of counts with a season of 20%, dispersion 2 and a yearly drift of 5%; 25 series, 12 months ahead."""
    rng = np.random.default_rng(per_month)
    held, skill = [], []
    for seed in range(25):
        months = np.arange(60)
        level = per_month * np.exp(np.repeat(np.cumsum(rng.normal(0, 0.05, 5)), 12))
        mean = level * (1 + 0.2 * np.sin(2 * np.pi * months / 12))
        counts = rng.poisson(rng.gamma(mean, 1.0))  # variance is twice the mean
        found = backtest(pd.DataFrame({"m": months, "n": counts}), "n", "m", first=36, draws=400, seed=seed).tidy()
        row = found.set_index(["model", "measure"])["estimate"]
        held.append(row["level x season", "coverage_95"])
        skill.append(row["level x season", "skill"])
    assert np.mean(held) >= 0.92
    assert np.mean(skill) > 0
