"""Adjustment against Hernan & Robins, by its properties, and what it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact.effect import adjust, balance
from wij_impact.errors import InputError, InsufficientEvidence, UsageError

WHAT_IF = [
    "sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2", "smokeyrs", "smokeyrs^2",
    "C(exercise)", "C(active)", "wt71", "wt71^2",
]  # fmt: skip


@pytest.fixture(scope="module")
def nhefs(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "cases" / "effect" / "nhefs" / "nhefs.csv")


def people(n: int = 400, seed: int = 1, effect: float = 1.0, share: float = 0.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age, income = rng.normal(40, 8, n), rng.lognormal(10, 0.4, n)
    town = rng.choice(["noord", "zuid", "west"], n)
    lean = np.log(share / (1 - share)) + (age - 40) / 16 + (town == "noord") * 0.4
    treated = (rng.random(n) < 1 / (1 + np.exp(-lean))).astype(int)
    score = 50 + effect * treated - (age - 40) / 4 + 2 * (town == "zuid") + rng.normal(0, 2, n)
    return pd.DataFrame({"age": age, "income": income, "town": town, "treated": treated, "score": score})


COVARIATES = ["age", "income", "town"]


# Hernan & Robins, What If, ch. 12-13 (printed to four decimals, hence 5e-5); the stacked standard error and AIPW are
# the computed values of ../shared/cases/README.md, as precise as they are printed there.
@pytest.mark.reference
@pytest.mark.parametrize(
    ("method", "extra", "estimate", "error"),
    [
        ("ipw", [], 3.4405, (0.487073, 5e-7)),
        ("standardisation", ["qsmk:smokeintensity"], 3.5186, (0.48, 0.02)),
        ("aipw", ["qsmk:smokeintensity"], 3.4573, (0.489, 5e-4)),
    ],
)
def test_what_if(nhefs: pd.DataFrame, method: str, extra: list[str], estimate: float, error: tuple) -> None:
    found = adjust(nhefs, "wt82_71", "qsmk", WHAT_IF + extra, method=method).iloc[0]
    assert found["estimate"] == pytest.approx(estimate, abs=5e-5)
    assert (found["n"], found["n_missing_outcome"]) == (1566, 63)
    # What If bootstraps standardisation (2.6 to 4.5 in its program), so only the neighbourhood of its error is known.
    assert found["std_error"] == pytest.approx(error[0], abs=error[1])


@pytest.mark.reference
def test_an_interaction_may_be_a_column_of_the_caller(nhefs: pd.DataFrame) -> None:
    data = nhefs.assign(both=nhefs["qsmk"] * nhefs["smokeintensity"], age2=nhefs["age"] ** 2)
    terms = [term if term != "age^2" else "age2" for term in WHAT_IF]
    found = adjust(data, "wt82_71", "qsmk", [*terms, "both"], method="standardisation")
    assert found["estimate"].iloc[0] == pytest.approx(3.5186, abs=5e-5)


@pytest.mark.reference
def test_the_scaling_trap_does_not_occur(nhefs: pd.DataFrame) -> None:
    scaled = nhefs.assign(wt71=nhefs["wt71"] * 1e4 + 7e6, age=nhefs["age"] / 1e3)
    for method in ("ipw", "standardisation", "aipw"):
        one, other = (adjust(d, "wt82_71", "qsmk", WHAT_IF, method=method).iloc[0] for d in (nhefs, scaled))
        for name in ("estimate", "std_error", "lower", "upper"):
            # 1e-6: squares of a column shifted by 7e6 keep some nine digits of what varies.
            assert one[name] == pytest.approx(other[name], rel=1e-6)


@pytest.mark.reference
def test_balance_of_nhefs(nhefs: pd.DataFrame) -> None:
    found = balance(nhefs, "qsmk", WHAT_IF)
    assert found["difference_before"].abs().max() > 0.2
    assert found["difference_after"].abs().max() < 0.05


@pytest.mark.unit
@pytest.mark.parametrize("method", ["ipw", "standardisation", "aipw"])
@pytest.mark.parametrize("estimand", ["ate", "att"])
@pytest.mark.parametrize("binary", [False, True])
def test_influence_is_the_derivative_of_the_estimate(method: str, estimand: str, binary: bool) -> None:
    """The analytic scores agree with leaving rows out: both estimate the same standard error in large samples."""
    from wij_impact.effect.adjustment.equations import fit_model
    from wij_impact.effect.adjustment.means import Sample, adjusted_means, fit_outcome
    from wij_impact.effect.adjustment.terms import read_terms

    data = people(1500, effect=0.5)
    y = (data["score"] > 50).astype(float) if binary else data["score"]
    terms = read_terms(data, [*COVARIATES, "treated:age"], "treated", "score")
    treated = data["treated"].to_numpy(float)
    sample = Sample(terms.design, terms.moderators, treated, y.to_numpy(float), "logistic" if binary else "linear")
    score, model = fit_model(terms.design, treated, "logistic"), fit_outcome(sample)
    assert score is not None
    found = adjusted_means(sample, method, estimand, score, model, True)
    assert np.allclose(found.influence.sum(axis=0), 0, atol=1e-9)
    # Leaving row i out moves an estimate by minus its influence, up to second order in 1/n.
    moved = found.means - found.without
    assert np.corrcoef(moved[:, 0], found.influence[:, 0])[0, 1] > 0.999
    assert np.corrcoef(moved[:, 1], found.influence[:, 1])[0, 1] > 0.999
    ratio = moved.std(axis=0) / found.influence.std(axis=0)
    assert np.allclose(ratio, 1, atol=0.03)


@pytest.mark.unit
def test_leaving_out_is_refitting() -> None:
    from wij_impact.effect.adjustment.means import Sample

    data = people(120)
    design = np.column_stack([np.ones(120), (data["age"] - 40) / 8])
    whole = Sample(design, np.empty((120, 0)), data["treated"].to_numpy(float), data["score"].to_numpy(), "linear")
    for method, tolerance in (("ipw", 5e-3), ("standardisation", 1e-10), ("aipw", 5e-3)):
        found = _means(whole, method)
        kept = np.arange(120) != 7
        again = _means(whole.only(kept), method)
        # The one-step value of a logistic coefficient is not exact; a linear model's is.
        assert found.without[7] == pytest.approx(again.means, abs=tolerance)


def _means(sample, method):  # type: ignore[no-untyped-def]
    from wij_impact.effect.adjustment.equations import fit_model
    from wij_impact.effect.adjustment.means import adjusted_means, fit_outcome

    score = fit_model(sample.design, sample.treated, "logistic")
    return adjusted_means(sample, method, "ate", score, fit_outcome(sample), True)


@pytest.mark.property
@given(
    factor=st.floats(0.01, 1000), shift=st.floats(-100, 100), size=st.sampled_from([30, 400]), seed=st.integers(0, 50)
)
@settings(max_examples=25)
def test_scale_order_and_sign(factor: float, shift: float, size: int, seed: int) -> None:
    data = people(max(size, 60), seed)
    other = data.assign(age=data["age"] * factor + shift, score=data["score"] * 2 + 5).sample(frac=1, random_state=seed)
    flipped = data.assign(treated=1 - data["treated"])
    for method in ("ipw", "standardisation", "aipw"):
        base = adjust(data, "score", "treated", COVARIATES, method=method).iloc[0]
        moved = adjust(other, "score", "treated", COVARIATES, method=method).iloc[0]
        mirror = adjust(flipped, "score", "treated", COVARIATES, method=method).iloc[0]
        for name in ("estimate", "lower", "upper", "std_error"):
            assert moved[name] == pytest.approx(2 * base[name], rel=1e-5, abs=1e-6)
        assert mirror["estimate"] == pytest.approx(-base["estimate"], rel=1e-6, abs=1e-8)
        assert mirror["std_error"] == pytest.approx(base["std_error"], rel=1e-6)


@pytest.mark.unit
def test_trimming_is_said_and_changes_the_estimand() -> None:
    data = people(600, share=0.15)
    whole = adjust(data, "score", "treated", COVARIATES).iloc[0]
    part = adjust(data, "score", "treated", COVARIATES, trim=0.1).iloc[0]
    assert (whole["estimand"], whole["trimmed_share"]) == ("ate", 0)
    assert part["estimand"] == "ate, scores 0.1 to 0.9 only"
    assert 0.05 < part["trimmed_share"] < 0.6
    assert part["n"] == round(600 * (1 - part["trimmed_share"]))


@pytest.mark.unit
def test_a_term_that_adds_nothing_changes_nothing_and_is_named() -> None:
    data = people(300).assign(months=lambda d: d["age"] * 12, same=1)
    plain = adjust(data, "score", "treated", COVARIATES).iloc[0]
    more = adjust(data, "score", "treated", [*COVARIATES, "months", "same"]).iloc[0]
    assert more["left_out"] == "months, same"
    assert more["estimate"] == pytest.approx(plain["estimate"], rel=1e-9)


def broken(**changes: object) -> pd.DataFrame:
    return people(80).assign(**changes)


ODD = people(80)
REFUSED = [
    (broken(score=3.0), {}, InputError, "outcome is the same everywhere"),
    (broken(treated=ODD["treated"] + 1), {}, InputError, "is not 0 or 1"),
    (broken(treated=["yes", *ODD["treated"][1:]]), {}, InputError, "row 2, column treated: 'yes' is not a number"),
    (broken(treated=[1] + [0] * 79), {}, InsufficientEvidence, "1 treated and 79 others"),
    (broken(treated=0), {}, InsufficientEvidence, "0 treated and 80 not treated"),
    (broken(age=[None, *ODD["age"][1:]]), {}, InputError, "row 2, column age: the covariate is empty"),
    (broken(town=[None, None, *ODD["town"][2:]]), {}, InputError, r"column town: .* \(and in 1 more rows\)"),
    (broken(), {"covariates": ["agee"]}, InputError, "Did you mean 'age'"),
    (broken(), {"covariates": []}, UsageError, "nothing to adjust for"),
    (broken(), {"covariates": ["age", "score"]}, UsageError, "'score' cannot be a covariate"),
    (broken(flag=ODD["treated"]), {"covariates": ["age", "flag"]}, InsufficientEvidence, "flag separates"),
    (broken(town=np.where(ODD["treated"] == 1, "x", "y")), {}, InsufficientEvidence, "town=y separates"),
    (broken(), {"method": "iwp"}, UsageError, "Did you mean ipw"),
    (broken(), {"estimand": "atu"}, UsageError, "estimand"),
    (broken(), {"trim": 0.7}, UsageError, "between 0 and 0.5"),
    (broken(), {"level": 95}, UsageError, "fraction"),
    (broken(score=(ODD["treated"] * (ODD.index % 7 == 0)).astype(int)), {}, InsufficientEvidence, "fewer than 3 times"),
    (broken(score=np.where(ODD["treated"] == 1, 4.0, ODD["score"])), {}, InsufficientEvidence, "same outcome"),
    (broken(age=1.0), {"covariates": ["age"]}, InputError, "same for everybody"),
    (broken().iloc[:0], {}, InputError, "no rows"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("data", "options", "error", "said"), REFUSED)
def test_what_cannot_be_answered_is_said(data: pd.DataFrame, options: dict, error: type, said: str) -> None:
    chosen = {"covariates": COVARIATES} | options
    with pytest.raises(error, match=said):
        adjust(data, "score", "treated", **chosen)


@pytest.mark.unit
def test_one_person_does_not_decide_a_mean() -> None:
    rng = np.random.default_rng(5)
    x = np.r_[rng.normal(0, 1, 200), rng.normal(4, 0.5, 14), -0.5]
    data = pd.DataFrame({"x": x, "t": [0] * 200 + [1] * 15, "y": rng.normal(size=215)})
    with pytest.raises(InsufficientEvidence, match="carries"):
        adjust(data, "y", "t", "x")


@pytest.mark.unit
def test_learners_are_refused_below_the_size_where_they_hold() -> None:
    with pytest.raises(InsufficientEvidence, match="too few for learners"):
        adjust(people(400), "score", "treated", COVARIATES, method="dml")


@pytest.mark.reference
@pytest.mark.slow
def test_learners_agree_with_the_models_on_nhefs(nhefs: pd.DataFrame) -> None:
    plain = ["sex", "race", "age", "C(education)", "smokeintensity", "smokeyrs", "C(exercise)", "C(active)", "wt71"]
    one, again = (adjust(nhefs, "wt82_71", "qsmk", plain, method="dml", seed=3).iloc[0] for _ in range(2))
    assert one["estimate"] == again["estimate"]
    # Within one standard error of the published 3.44: other learners, same people.
    assert one["estimate"] == pytest.approx(3.44, abs=0.5)
    assert one["splits"] == 7


@pytest.mark.unit
@pytest.mark.parametrize("method", ["standardisation", "aipw"])
@pytest.mark.parametrize("size", [40, 400])
def test_without_noise_there_is_an_estimate_and_no_interval(method: str, size: int) -> None:
    data = people(size)
    data["score"] = 2.0 * data["treated"] + data["age"] / 3
    found = adjust(data, "score", "treated", "age", method=method).iloc[0]
    assert found["estimate"] == pytest.approx(2.0, abs=1e-9)
    assert found[["std_error", "p_value"]].isna().all()
    assert (found["lower"], found["upper"]) == (-np.inf, np.inf)
    assert "unbounded" in found["method"]
    # A little noise is noise: the same data with a thousandth of it have an interval.
    data["score"] += np.random.default_rng(2).normal(0, 1e-3, size)
    noisy = adjust(data, "score", "treated", "age", method=method).iloc[0]
    assert 0 < noisy["std_error"] < 1e-2
    assert np.isfinite(noisy["upper"] - noisy["lower"])


@pytest.mark.unit
def test_a_product_with_the_treatment_may_be_written_in_any_order() -> None:
    data = people(300).assign(north=lambda d: (d["town"] == "noord").astype(int))
    plain = [*COVARIATES, "north"]
    one, other = (
        adjust(data, "score", "treated", [*plain, term], method="standardisation")
        for term in ("treated:age", "age:treated")
    )
    pd.testing.assert_frame_equal(one, other)
    three = [
        adjust(data, "score", "treated", [*plain, term], method="aipw")
        for term in ("treated:age:north", "age:treated:north", "age:north:treated")
    ]
    pd.testing.assert_frame_equal(three[0], three[1])
    pd.testing.assert_frame_equal(three[0], three[2])
    with pytest.raises(InputError, match="Did you mean 'age'"):
        adjust(data, "score", "treated", [*plain, "agee:treated"])


@pytest.mark.unit
@pytest.mark.parametrize("seed", [-1, 1.5, True])
def test_a_seed_for_the_learners_is_a_whole_number_from_0(seed: object) -> None:
    with pytest.raises(UsageError, match="seed"):
        adjust(people(1200), "score", "treated", COVARIATES, method="dml", seed=seed)


_COUNT_THREADS = """
from threadpoolctl import threadpool_info
from tests.effect.test_adjustment import COVARIATES, people
from wij_impact.effect import adjust
from wij_impact.effect.adjustment import double_ml

def count(sample, seed):
    import sklearn.ensemble
    print(sorted({pool["num_threads"] for pool in threadpool_info()}))
    raise SystemExit

double_ml._choose = count
adjust(people(1200), "score", "treated", COVARIATES, method="dml")
"""


@pytest.mark.unit
def test_learners_keep_to_one_thread_when_scikit_learn_is_not_yet_loaded() -> None:
    # A process of its own: the limit once missed scikit-learn's own library, because that was loaded only afterwards.
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", _COUNT_THREADS],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"OMP_NUM_THREADS": "3", "PYTHONPATH": paths},
    )  # fmt: skip
    assert done.stdout.split("\n")[0] == "[1]", done.stderr


@pytest.mark.unit
@pytest.mark.parametrize("method", ["ipw", "aipw", "dml"])
@pytest.mark.parametrize("estimand", ["ate", "att"])
def test_groups_that_do_not_overlap_are_refused_with_other_advice(method: str, estimand: str) -> None:
    rng = np.random.default_rng(4)
    few, many = 185, 3000
    # For the treated there must be controls like them: they lie further out there than for everybody.
    x = np.concatenate([rng.normal(2.5 if estimand == "ate" else 5, 0.5, few), rng.normal(0, 1, many)])
    arm = np.repeat([1, 0], [few, many])
    frame = pd.DataFrame({"x": x, "t": arm, "y": x + rng.normal(0, 1, few + many)})
    with pytest.raises(InsufficientEvidence, match=r"overlap|still differ") as caught:
        adjust(frame, "y", "t", "x", estimand=estimand, method=method)  # type: ignore[arg-type]
    assert f'estimand="{estimand}"' not in caught.value.sentence("en")
    assert f'method="{method}"' not in caught.value.sentence("en")
