"""Waves and groups compared, individual change, aggregates, non-response."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from wij_impact import InputError, InsufficientEvidence
from wij_impact import impactmeting as im
from wij_impact.impactmeting.comparing import adjust_p_values

GRADES = im.item_set_instrument("grades", ["grade"], 1, 10)


def waves(n: int, m: int, shift: float, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    values = np.concatenate([rng.normal(7, 1, n), rng.normal(7 + shift, 1, m)]).round().clip(1, 10)
    return pd.DataFrame({"wave": ["2019"] * n + ["2020"] * m, "grade": values, "id": [*range(n), *range(m)]})


@pytest.mark.reference
def test_independent_waves_are_welch() -> None:
    frame = waves(20, 35, 0.5)
    one, two = (frame.loc[frame["wave"] == wave, "grade"] for wave in ("2020", "2019"))
    want = stats.ttest_ind(one, two, equal_var=False)
    row = im.compare(frame, GRADES, "wave").iloc[0]
    limits = want.confidence_interval()
    assert (row["p_value"], row["lower"], row["upper"]) == pytest.approx((want.pvalue, limits.low, limits.high))
    assert "conservative" in row["method"]


@pytest.mark.reference
def test_recurring_respondents_are_the_paired_t() -> None:
    frame = waves(25, 25, 0.3)
    one, two = (frame.loc[frame["wave"] == wave, "grade"].to_numpy() for wave in ("2020", "2019"))
    want = stats.ttest_rel(one, two)
    row = im.compare(frame, GRADES, "wave", respondent="id").iloc[0]
    limits = want.confidence_interval()
    assert (row["p_value"], row["lower"], row["upper"]) == pytest.approx((want.pvalue, limits.low, limits.high))
    assert "conservative" not in row["method"]


@pytest.mark.reference
def test_a_panel_is_paired_and_words_have_an_order(shared: Path) -> None:
    panel = pd.read_csv(shared / "faults/numbers/panel.csv", dtype={"wave": str})
    instrument = im.load_instrument("impactmeting_preventie")
    first, last = sorted(panel["wave"].unique())
    wide = panel.pivot_table(index="respondent_id", columns="wave", values="grade")
    want = stats.ttest_rel(wide[last], wide[first], nan_policy="omit")
    row = im.compare(panel, instrument, "wave", respondent="respondent_id").iloc[0]
    assert row["estimate"] == pytest.approx((wide[last] - wide[first]).mean())
    assert row["p_value"] == pytest.approx(want.pvalue)
    alone = im.compare(panel, instrument, "wave").iloc[0]
    assert row["std_error"] < alone["std_error"]
    words = panel.assign(wave=panel["wave"].map({first: "voormeting", last: "nameting"}))
    again = im.compare(words, instrument, "wave", respondent="respondent_id").iloc[0]
    assert (again["group"], again["reference"], again["estimate"]) == ("nameting", "voormeting", row["estimate"])
    seasons = panel.assign(wave=panel["wave"].map({first: "zomer", last: "winter"}))
    with pytest.raises(InputError, match="order="):
        im.compare(seasons, instrument, "wave")
    assert im.compare(seasons, instrument, "wave", order="zomer,winter")["estimate"].iloc[0] == row["estimate"]


@pytest.mark.unit
def test_who_does_not_return_is_independent() -> None:
    frame = waves(20, 35, 0.5).assign(id=range(55))
    row, alone = (im.compare(frame, GRADES, "wave", respondent=who).iloc[0] for who in ("id", None))
    assert row["p_value"] == alone["p_value"]
    assert "conservative" not in row["method"]
    part = waves(20, 35, 0.5)
    part.loc[:4, "id"] = np.nan
    assert np.isfinite(im.compare(part, GRADES, "wave", respondent="id")["std_error"].iloc[0])


@pytest.mark.reference
def test_individual_change_runs_forward_in_words() -> None:
    scores = {"individual": [7, 3], "relational": [7, 3], "social": [7, 3], "overall": [7, 3]}
    for wave in (["nameting", "voormeting"], ["10", "9"], ["feb 2024", "nov 2023"]):
        answers = pd.DataFrame({"id": [1, 1], "wave": wave, **scores})
        row = im.individual_change(answers, im.load_instrument("ors"), "id", "wave").iloc[0]
        assert (row["before"], row["after"], row["status"]) == (12, 28, "recovered")


@pytest.mark.reference
def test_shares_use_newcombe() -> None:
    # Newcombe (1998), example (a) of table II: 56/70 and 48/80, method 10 without continuity: 0.0524 to 0.3339.
    frame = pd.DataFrame({"g": ["b"] * 70 + ["a"] * 80, "grade": [8] * 56 + [5] * 14 + [8] * 48 + [5] * 32})
    instrument = im.load_instrument("impactmeting_preventie")
    row = im.compare(frame, instrument, "g", measure="top_box").iloc[0]
    assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@pytest.mark.reference
def test_corrections_of_p_values() -> None:
    p = [0.01, 0.04, 0.03, np.nan, 0.5]
    np.testing.assert_allclose(adjust_p_values(p, "holm"), [0.04, 0.09, 0.09, np.nan, 0.5])
    np.testing.assert_allclose(adjust_p_values(p, "fdr"), [0.04, 0.16 / 3, 0.16 / 3, np.nan, 0.5])


@pytest.mark.unit
def test_no_change_comes_with_what_could_have_been_seen() -> None:
    row = im.compare(waves(12, 12, 0.0), GRADES, "wave").iloc[0]
    assert row["verdict"] == "no demonstrable change"
    assert row["smallest_detectable"] > row["upper"] - row["estimate"]


@pytest.mark.unit
def test_a_break_is_a_gate() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"wave": np.repeat(["2019", "2020", "2021"], 30), "quality": rng.choice([1, 2, 4, 5], 90)})
    out = im.compare(frame, im.load_instrument("ceo_wmo"), "wave").set_index("group")
    assert out.loc["2021", "verdict"] == "not comparable"
    assert np.isnan(out.loc["2021", "estimate"])
    assert "2021" in out.loc["2021", "reason"]
    assert out.loc["2020", "verdict"] != "not comparable"


@pytest.mark.unit
def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InsufficientEvidence, match="two groups"):
        im.compare(waves(5, 5, 0).assign(wave="2019"), GRADES, "wave")
    with pytest.raises(InputError, match="twice in one wave"):
        im.compare(waves(5, 5, 0).assign(id=1), GRADES, "wave", respondent="id")


@pytest.mark.simulation
def test_false_alarms_without_change() -> None:
    """With nothing changed, 5% of the verdicts speak of change (500 draws know .05 to .01; at most .08)."""
    frames = [waves(20, 20, 0.0, seed) for seed in range(500)]
    alarms = sum(im.compare(frame, GRADES, "wave")["verdict"].item() != "no demonstrable change" for frame in frames)
    assert 0.02 < alarms / 500 < 0.08


@pytest.mark.reference
def test_individual_change_uses_the_published_threshold() -> None:
    ors = im.load_instrument("ors")
    columns = ("individual", "relational", "social", "overall")
    scores = {1: (5, 7.5), 2: (6, 7), 3: (7, 5), 4: (3, 5), 5: (5, 6.2)}
    rows = [{"id": k, "wave": w, **dict.fromkeys(columns, v)} for k, pair in scores.items() for w, v in enumerate(pair)]
    out = im.individual_change(pd.DataFrame(rows), ors, "id", "wave").set_index("id")
    # Totals 20->30, 24->28 (4 < 5), 28->20, 12->20 (below 25 still), 20->24.8 (just under 5)
    unchanged = "no demonstrable change"
    assert out["status"].tolist() == ["recovered", unchanged, "deteriorated", "improved", unchanged]
    assert out["estimate"].tolist() == pytest.approx([10, 4, -8, 8, 4.8])


@pytest.mark.reference
def test_individual_change_from_alpha_is_jacobson_truax() -> None:
    rng = np.random.default_rng(2)
    trait = rng.normal(5, 1, 60)
    items = {name: (trait + rng.normal(0, 0.7, 60)).round().clip(1, 10) for name in ("a", "b", "c")}
    frame = pd.DataFrame({"id": range(60), "wave": 1, **items})
    later = frame.assign(wave=2, a=frame["a"].clip(upper=9) + 1)
    instrument = im.item_set_instrument("s", ["a", "b", "c"], 1, 10)
    out = im.individual_change(pd.concat([frame, later]), instrument, "id", "wave")
    alpha = im.reliability(frame, instrument, "listwise").set_index("measure").loc["alpha", "estimate"]
    spread = frame[["a", "b", "c"]].mean(axis=1).std()
    assert out["std_error"].iloc[0] == pytest.approx(spread * np.sqrt(2 * (1 - alpha)))


@pytest.mark.unit
def test_aggregates_say_what_they_assume() -> None:
    out = im.from_aggregate([8.0, 8.1], [114, 282], (1, 10), sd=1.5)
    assert out["assumption"].tolist() == ["largest possible spread", "assumed sd=1.5"] * 2
    wide, narrow = out.iloc[0], out.iloc[1]
    assert wide["upper"] - wide["lower"] > narrow["upper"] - narrow["lower"]
    with pytest.raises(InputError, match="off the scale"):
        im.from_aggregate(11, 100, (1, 10))
    with pytest.raises(InputError, match="at most"):
        im.from_aggregate(9, 100, (1, 10), sd=5)
    with pytest.raises(InputError, match=r"Write 0\.80 for 80%"):
        im.respondents_needed(83, 80)


@pytest.mark.simulation
def test_largest_possible_spread_covers_the_worst_answers() -> None:
    """Everyone at an end of the scale: the interval still covers (2,000 draws know .95 to .005)."""
    rng = np.random.default_rng(5)
    means = 1 + 9 * rng.binomial(40, 0.8, 2_000) / 40
    out = im.from_aggregate(means.tolist(), 40, (1, 10))
    assert ((out["lower"] <= 8.2) & (out["upper"] >= 8.2)).mean() >= 0.94


@pytest.mark.unit
def test_nonresponse_bounds_contain_every_possibility() -> None:
    frame = pd.DataFrame({"area": ["a"] * 4 + ["b"] * 6, "x": [1, 1, 0, None, 1, 0, 0, 0, 0, 1]})
    out = im.nonresponse(frame, "x", 1, "area", {"a": 10, "b": 20}).set_index("area")
    assert out.loc["a", ["bound_low", "bound_high"]].tolist() == pytest.approx([0.2, 0.9])
    total = out.loc["total"]
    assert total["estimate"] == pytest.approx((2 / 3 * 10 + 2 / 6 * 20) / 30)
    assert total["bound_low"] <= total["estimate"] <= total["bound_high"]
    with pytest.raises(InputError, match="no number invited"):
        im.nonresponse(frame, "x", 1, "area", {"a": 10})
    with pytest.raises(InputError, match="6 responses of 5"):
        im.nonresponse(frame, "x", 1, "area", {"a": 10, "b": 5})
