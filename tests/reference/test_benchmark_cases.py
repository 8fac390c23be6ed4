"""The benchmark room against published numbers: funnels of 54 hospitals, DEA of 11 units, individuals charts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact.benchmark import control_chart, efficiency, funnel, shrink, standardise, units_differ
from wij_impact.benchmark.random_effects import reml
from wij_impact.estimates import byar_interval

pytestmark = pytest.mark.reference
Frame = pd.DataFrame
# The cases print 13 significant digits; 1e-10 leaves three of them to rounding.
TIGHT = 1e-10


@pytest.fixture(scope="module")
def cases(shared: Path) -> Path:
    return shared / "cases/benchmark"


@pytest.fixture(scope="module")
def summary(cases: Path) -> Frame:
    return pd.read_csv(cases / "funnel_medpar/expected_summary.csv").set_index("case")


@pytest.fixture(scope="module")
def medpar(cases: Path) -> Frame:
    return pd.read_csv(cases / "funnel_medpar/medpar.csv")


def _expected_stay(medpar: Frame) -> Frame:
    """Days expected per hospital by the Poisson model behind the published case."""
    import statsmodels.api as sm

    design = pd.get_dummies(medpar["type"], drop_first=True, dtype=float).join(medpar[["hmo", "died", "age80"]])
    fit = sm.GLM(medpar["los"], sm.add_constant(design), family=sm.families.Poisson()).fit()
    parts = pd.DataFrame({"group": medpar["provnum"], "x": medpar["los"], "e": fit.fittedvalues})
    return parts.groupby("group", as_index=False).sum()


def test_ratio_on_the_log_scale(cases: Path, summary: Frame) -> None:
    data = pd.read_csv(cases / "funnel_medpar/expected_medpar_SR_SHMI.csv")
    for level, tail in ((0.95, "95"), (0.998, "998")):
        plain = funnel(data, "numerator", "denominator", "group", kind="ratio", level=level)
        wide = funnel(data, "numerator", "denominator", "group", kind="ratio", overdispersion="log", level=level)
        assert wide["phi"].iloc[0] == pytest.approx(summary.loc["expected_medpar_SR_SHMI", "phi"], rel=TIGHT)
        assert wide["tau2"].iloc[0] == pytest.approx(summary.loc["expected_medpar_SR_SHMI", "tau2"], rel=TIGHT)
        # Poisson limits are exact; those with tau2 were published with z rounded to six decimals.
        assert plain["limit_low"].to_numpy() == pytest.approx(data[f"ll{tail}"].to_numpy(), abs=1e-12)
        assert plain["limit_high"].to_numpy() == pytest.approx(data[f"ul{tail}"].to_numpy(), abs=1e-12)
        assert wide["limit_low"].to_numpy() == pytest.approx(data[f"odll{tail}"].to_numpy(), rel=1e-6)
        assert wide["limit_high"].to_numpy() == pytest.approx(data[f"odul{tail}"].to_numpy(), rel=1e-6)
        assert plain["outside"].tolist() == data[f"out{tail}"].astype(bool).tolist()
        assert wide["outside"].tolist() == data[f"outod{tail}"].astype(bool).tolist()


def test_flags_differ_from_the_published_limits_only_where_the_exact_tail_does(cases: Path) -> None:
    data = pd.read_csv(cases / "funnel_medpar/expected_medpar_SR_SHMI.csv")
    result = funnel(data, "numerator", "denominator", "group", kind="ratio", level=0.998)
    differs = result[(result["flag"] != "none") != result["outside"]]
    # 14 against 28.8 and 2 against 9.67: Poisson tails of .0018 and .0037, above .001, although beyond the line.
    assert differs["group"].tolist() == [30025, 30068]
    assert (differs["p_value"] > 0.002).all()


def test_ratio_on_the_square_root_scale(medpar: Frame, summary: Frame) -> None:
    result = funnel(_expected_stay(medpar), "x", "e", "group", kind="ratio", overdispersion="sqrt")
    # The expected days come from a fitted model, whose last digits depend on where its iterations stop.
    assert result["phi"].iloc[0] == pytest.approx(summary.loc["expected_medpar_SR_CQC", "phi"], rel=TIGHT)
    assert result["tau2"].iloc[0] == pytest.approx(summary.loc["expected_medpar_SR_CQC", "tau2"], rel=1e-9)


def test_small_sets_are_not_trimmed_to_nothing(summary: Frame) -> None:
    data = pd.DataFrame({"g": list("abcdef"), "x": [100, 150, 180, 80, 120, 225], "e": [108, 112, 165, 95, 100, 220]})
    log = funnel(data, "x", "e", "g", kind="ratio", overdispersion="log")
    root = funnel(data, "x", "e", "g", kind="ratio", overdispersion="sqrt", trim=0.05)
    for result, case in ((log, "expected_test6_SR_SHMI"), (root, "expected_test6_SR_CQC_trim05_x100")):
        assert result["phi"].iloc[0] == pytest.approx(summary.loc[case, "phi"], rel=TIGHT)
        assert result["tau2"].iloc[0] == pytest.approx(summary.loc[case, "tau2"], rel=TIGHT)


def test_proportions_on_the_arcsine_scale(cases: Path, summary: Frame) -> None:
    data = pd.read_csv(cases / "funnel_medpar/expected_medpar_PR_died.csv")
    result = funnel(data, "numerator", "denominator", "group", overdispersion="log")
    assert result["phi"].iloc[0] == pytest.approx(summary.loc["expected_medpar_PR_died", "phi"], rel=TIGHT)
    assert result["tau2"].iloc[0] == pytest.approx(summary.loc["expected_medpar_PR_died", "tau2"], rel=TIGHT)
    assert result["target"].iloc[0] == pytest.approx(summary.loc["expected_medpar_PR_died", "target"], rel=TIGHT)
    assert result["limit_low"].to_numpy() == pytest.approx(data["odll95"].to_numpy(), rel=1e-6)
    # With one patient the published upper limit turns back (.998); an upper limit that is passed is 1.
    several = (data["denominator"] > 1).to_numpy()
    assert result["limit_high"].to_numpy()[several] == pytest.approx(data["odul95"].to_numpy()[several], rel=1e-6)


def test_rates_on_the_log_scale(medpar: Frame, summary: Frame) -> None:
    data = medpar.groupby("provnum", as_index=False).agg(los=("los", "sum"), stays=("los", "size"))
    result = funnel(data, "los", "stays", "provnum", kind="rate", overdispersion="log")
    case = summary.loc["expected_medpar_RC_los_per_stay"]
    for column in ("phi", "tau2", "target"):
        assert result[column].iloc[0] == pytest.approx(case[column], rel=TIGHT)


@pytest.mark.parametrize("returns", ["crs", "vrs", "drs", "irs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_dea(cases: Path, returns: str, orientation: str) -> None:
    data = pd.read_csv(cases / "dea_11/fls_11dmu.csv")
    column = f"computed_{returns}_{orientation.removesuffix('put')}"
    if column not in data:
        pytest.skip("the case does not print this one")
    result = efficiency(data, ["x1", "x2"], "y1", "dmu", returns, orientation)  # type: ignore[arg-type]
    assert result["estimate"].to_numpy() == pytest.approx(data[column].to_numpy(), abs=1e-8)


def test_individuals_charts_point_for_point(cases: Path) -> None:
    expected = pd.read_csv(cases / "xmr/expected_xmr_NHSRplotthedots.csv")
    expected["fix"] = expected["fix"].fillna(0).astype(int)
    for (_, screen, fix), series in expected.groupby(["series", "screen", "fix"], sort=False):
        start = series.loc[series["rebase_group"] == 1, "i"]
        chart = control_chart(
            series,
            "y",
            "i",
            screen=bool(screen),
            fix=int(fix) or None,
            rebase={int(start.min()): "as published"} if len(start) else None,
            improvement="up",
            constant=2.66,  # as the case prints it; the constant itself is 3/1.128
        )
        for ours, theirs in (("mean", "mean"), ("lower", "lpl"), ("upper", "upl")):
            # Printed with 13 digits.
            assert chart[ours].to_numpy() == pytest.approx(series[theirs].to_numpy(), rel=1e-10, abs=1e-10)
        for column in ("outside", "rel", "close", "special_cause", "point_type", "rebase_group"):
            assert chart[column].tolist() == series[column].tolist(), column


def test_james_stein_of_the_baseball_players() -> None:
    """Efron & Morris (1977), Stein's paradox in statistics: shrinking factor .212, estimates to three decimals."""
    hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
    mean = hits.mean() / 45
    data = pd.DataFrame({"player": np.arange(18), "average": hits / 45, "se": np.sqrt(mean * (1 - mean) / 45)})
    result = shrink(data, "average", "se", "player")
    assert 1 - result["shrinkage"].iloc[0] == pytest.approx(0.212, abs=5e-4)
    printed = [0.294, 0.289, 0.284, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261]
    assert result["estimate"].iloc[:10].tolist() == pytest.approx(printed, abs=1e-3)  # the paper rounds .2845 down
    assert result["estimate"].iloc[17] == pytest.approx(0.242, abs=5e-4)


BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def test_reml_and_q_of_the_bcg_trials() -> None:
    """Thirteen BCG trials (Colditz 1994); tau2 .3132 (.1664), mean -.7145 (.1798), Q 152.2330: Viechtbauer (2010)."""
    a, b, c, d = BCG.T
    value = np.log(a / (a + b) / (c / (c + d)))
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    spread = reml(value, variance)
    found = (spread.tau2, spread.tau2_error, spread.mean, spread.mean_error)
    assert found == pytest.approx((0.3132, 0.1664, -0.7145, 0.1798), abs=5e-5)
    data = pd.DataFrame({"trial": range(13), "value": value, "se": np.sqrt(variance)})
    assert units_differ(data, "value", "se", "trial")["estimate"].iloc[0] == pytest.approx(152.2330, abs=5e-5)


@pytest.mark.parametrize(("events", "low", "high"), [(1, 0.0253, 5.572), (5, 1.623, 11.668), (8, 3.454, 15.763)])
def test_indirect_limits_below_ten_are_garwoods(events: int, low: float, high: float) -> None:
    """Garwood (1936): 95% limits of a Poisson count, as tabulated."""
    data = pd.DataFrame({"team": ["A"], "age": ["all"], "n": [100.0], "x": [events]})
    result = standardise(data, "x", "n", "team", "age", {"all": 0.01}, method="indirect").iloc[0]
    assert (result["lower"], result["upper"]) == pytest.approx((low, high), abs=5e-4)


def test_dobson_is_byar_when_every_stratum_weighs_the_same() -> None:
    """Closed form: with weights in proportion to the population the rate is crude, and so are its limits."""
    data = pd.DataFrame({"team": "A", "age": list("abc"), "n": [1000, 3000, 6000], "x": [5, 20, 40]})
    weights = {"a": 1.0, "b": 3.0, "c": 6.0}
    result = standardise(data, "x", "n", "team", "age", weights).iloc[0]
    assert result["estimate"] == pytest.approx(65 / 10000, rel=1e-14)
    # Byar of 65: 50.1631877 and 82.8491385, printed in the case of the proportions.
    assert (result["lower"], result["upper"]) == pytest.approx((0.00501631877104595, 0.008284913854593984), rel=1e-12)
    assert (result["lower"] * 1e4, result["upper"] * 1e4) == pytest.approx(byar_interval(65), rel=1e-12)


def test_dobson_by_hand() -> None:
    """Dobson et al. (1991), formula 5, worked by hand for two strata of equal weight: rate .025, variance 2.25e-5."""
    data = pd.DataFrame({"team": "A", "age": ["young", "old"], "n": [1000, 500], "x": [10, 20]})
    result = standardise(data, "x", "n", "team", "age", {"young": 1, "old": 1}).iloc[0]
    variance = 0.25 * (10 / 1000**2 + 20 / 500**2)
    low, high = byar_interval(30)
    assert result["estimate"] == pytest.approx(0.025)
    assert result["std_error"] ** 2 == pytest.approx(variance)
    factor = np.sqrt(variance / 30)
    assert result["lower"] == pytest.approx(0.025 + factor * (low - 30))
    assert result["upper"] == pytest.approx(0.025 + factor * (high - 30))
