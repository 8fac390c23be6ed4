"""One matrix against R survey 4.1-1 on the California schools.

R prints 13 digits, so agreement to 1e-8 relative leaves no room for another formula; what differs in the matrix of
reference rows (regression, chi-square, jackknife, likelihood interval) is not offered by this room.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import impactmeting as im

pytestmark = pytest.mark.reference
Frames = dict[str, pd.DataFrame]
Designs = dict[str, im.SurveyDesign]
RELATIVE = 1e-8

MEANS_AND_TOTALS = [
    ("srs mean api00|api00", "srs", "srs", "mean", "api00"),
    ("strat mean api00|api00", "strat", "strat", "mean", "api00"),
    ("strat total enroll|enroll", "strat", "strat", "total", "enroll"),
    ("weights only, no strata/fpc: mean api00 (dsn)|api00", "strat", "dsn", "mean", "api00"),
    ("clus1 mean api00|api00", "clus1", "clus1", "mean", "api00"),
    ("clus1 total enroll|enroll", "clus1", "clus1", "total", "enroll"),
    ("clus2 mean api00|api00", "clus2", "clus2", "mean", "api00"),
    ("clus2 total enroll|enroll", "clus2", "clus2", "total", "enroll"),
    ("clus1 postStratify stype mean api00|api00", "clus1", "postStratify", "mean", "api00"),
    ("clus1 postStratify stype total enroll|enroll", "clus1", "postStratify", "total", "enroll"),
    ("clus1 rake stype,sch.wide mean api00|api00", "clus1", "rake", "mean", "api00"),
    ("clus1 rake total enroll|enroll", "clus1", "rake", "total", "enroll"),
    ("clus1 GREG calibrate stype+api99 mean api00|api00", "clus1", "GREG", "mean", "api00"),
    ("clus1 calibrate bounds .6-1.6 mean api00|api00", "clus1", "bounded", "mean", "api00"),
]


@pytest.mark.parametrize(("key", "sample", "design", "what", "column"), MEANS_AND_TOTALS)
def test_means_and_totals_match_r_survey(
    schools: Frames,
    designs: Designs,
    expected: pd.DataFrame,
    key: str,
    sample: str,
    design: str,
    what: str,
    column: str,
) -> None:
    row = getattr(im, what)(schools[sample], column, designs[design]).iloc[0]
    assert row["estimate"] == pytest.approx(expected.loc[key, "estimate"], rel=RELATIVE)
    assert row["std_error"] == pytest.approx(expected.loc[key, "se"], rel=RELATIVE)


@pytest.mark.parametrize(
    ("key", "sample", "df"),
    [("strat mean api00 df=197 t CI|api00", "strat", 197), ("clus1 mean api00 t CI|api00", "clus1", 14)],
)
def test_t_intervals_use_primary_units_minus_strata(
    schools: Frames, designs: Designs, expected: pd.DataFrame, key: str, sample: str, df: int
) -> None:
    row = im.mean(schools[sample], "api00", designs[sample], df="design").iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx(tuple(expected.loc[key, ["lower", "upper"]]), rel=RELATIVE)
    assert f"df={df}" in row["method"]


@pytest.mark.parametrize(
    ("sample", "by", "infix"),
    [
        ("strat", "stype", "stype"),
        ("strat", "sch.wide", "sch.wide (domain)"),
        ("clus1", "sch.wide", "sch.wide (domain)"),
    ],
)
def test_domains_match_svyby(
    schools: Frames, designs: Designs, expected: pd.DataFrame, sample: str, by: str, infix: str
) -> None:
    for _, row in im.mean(schools[sample], "api00", designs[sample], by=by).iterrows():
        want = expected.loc[f"{sample} svyby {infix} mean api00|{row[by]}"]
        assert (row["estimate"], row["std_error"]) == pytest.approx((want["estimate"], want["se"]), rel=RELATIVE)


def test_ratio_matches_svyratio(schools: Frames, designs: Designs, expected: pd.DataFrame) -> None:
    row = im.ratio(schools["strat"], "api.stu", "enroll", designs["strat"]).iloc[0]
    want = expected.loc["strat ratio api.stu/enroll|api.stu/enroll"]
    assert (row["estimate"], row["std_error"]) == pytest.approx((want["estimate"], want["se"]), rel=RELATIVE)


@pytest.mark.parametrize("value", ["No", "Yes"])
@pytest.mark.parametrize("column", ["sch.wide", "comp.imp"])
def test_shares_match_svymean_of_a_factor(
    schools: Frames, designs: Designs, expected: pd.DataFrame, column: str, value: str
) -> None:
    row = im.proportion(schools["strat"], column, value, designs["strat"]).iloc[0]
    want = expected.loc[f"strat mean {column}|{column}{value}"]
    assert (row["estimate"], row["std_error"]) == pytest.approx((want["estimate"], want["se"]), rel=RELATIVE)


def test_a_share_fixed_by_the_strata_has_no_spread(schools: Frames, designs: Designs) -> None:
    assert im.proportion(schools["strat"], "stype", "E", designs["strat"])["std_error"].item() == 0


@pytest.mark.parametrize("method", ["logit", "asin", "beta", "mean"])
@pytest.mark.parametrize(
    ("sample", "column", "value"), [("clus1", "ell", 0), ("strat", "sch.wide", "Yes"), ("strat", "comp.imp", "Yes")]
)
def test_named_intervals_match_svyciprop(
    schools: Frames, designs: Designs, expected: pd.DataFrame, method: str, sample: str, column: str, value: object
) -> None:
    row = im.proportion(schools[sample], column, value, designs[sample], method=method).iloc[0]
    want = expected.loc[f"{sample} svyciprop {column}=={value} method={method}"]
    # R's logit comes from an iterative fit that stops at 1e-8.
    assert row["upper"] == pytest.approx(want["upper"], abs=1e-8)
    if (sample, method) == ("clus1", "asin"):
        assert row["lower"] == 0  # R squares a negative angle here and prints 0.0003; below 0% is 0%
    else:
        assert row["lower"] == pytest.approx(want["lower"], abs=1e-8)


def test_wilson_under_a_design(schools: Frames, designs: Designs, shared: Path) -> None:
    want = pd.read_csv(shared / "cases/impactmeting/survey_api/expected_wilson_survey4.5_formula.csv")
    for _, row in want.iterrows():
        sample, question = row["key"].split(" ")
        column, answer = question.split("==")
        value: object = int(answer) if answer.isdigit() else answer
        got = im.proportion(schools[sample], column, value, designs[sample], method="wilson").iloc[0]
        assert (got["lower"], got["upper"]) == pytest.approx((row["lower"], row["upper"]), rel=1e-10)


def test_raked_weights_match(schools: Frames, shared: Path, expected: pd.DataFrame) -> None:
    want = pd.read_csv(shared / "cases/impactmeting/survey_api/expected_apiclus1_raked_weights.csv")["raked"]
    margins = {name: schools["pop"][name].value_counts().to_dict() for name in ("stype", "sch.wide")}
    weights = im.rake(schools["clus1"], margins, start="pw")
    np.testing.assert_allclose(weights, want, rtol=1e-9)
    kish = expected.loc["clus1 raked weights kish neff", "estimate"]
    assert weights.attrs["report"]["effective_sample_size"] == pytest.approx(kish, rel=1e-9)
    unbent = expected.loc["apistrat pw kish neff", "estimate"]
    assert im.effective_sample_size(schools["strat"]["pw"]) == pytest.approx(unbent, rel=1e-9)


def test_design_effects(schools: Frames, designs: Designs, expected: pd.DataFrame) -> None:
    deff = im.design_effect(schools["clus1"], "api00", designs["clus1"])
    assert deff == pytest.approx(expected.loc["clus1 mean api00 deff", "estimate"], rel=RELATIVE)
    for replacement, key in ((False, "strat mean api00 deff"), (True, "strat mean api00 deff replace")):
        deff = im.design_effect(schools["strat"], "api00", designs["strat"], replacement=replacement)
        assert deff == pytest.approx(expected.loc[key, "estimate"], rel=RELATIVE)


def test_difference_matches_svyttest(schools: Frames, designs: Designs, expected: pd.DataFrame) -> None:
    instrument = im.item_set_instrument("api", ["api00"], 0, 1000)
    row = im.compare(schools["strat"], instrument, "comp.imp", design=designs["strat"]).iloc[0]
    want = expected.loc["strat svyttest api00~comp.imp"]
    assert (row["estimate"], row["std_error"]) == pytest.approx((want["estimate"], want["se"]), rel=RELATIVE)
    assert (row["lower"], row["upper"]) == pytest.approx((want["lower"], want["upper"]), rel=RELATIVE)
    assert row["p_value"] == pytest.approx(0.0384341879512, rel=RELATIVE)


def test_two_stages_without_population_are_the_first_stage_alone(schools: Frames) -> None:
    two = im.SurveyDesign(weights="pw", cluster=["dnum", "snum"])
    one = im.SurveyDesign(weights="pw", cluster="dnum")
    got, want = (im.mean(schools["clus2"], "api00", design) for design in (two, one))
    assert got["std_error"].item() == pytest.approx(want["std_error"].item(), rel=1e-12)
