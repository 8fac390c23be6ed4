"""Adjustment and peers: what they recover, what they refuse."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import case_mix, peer_sensitivity, peers


def _clients(seed: int = 0) -> pd.DataFrame:
    """Three teams with the same results per kind of client and another mix; D really does worse."""
    rng = np.random.default_rng(seed)
    parts = []
    for team, heavy, worse in (("A", 0.1, 0.0), ("B", 0.5, 0.0), ("C", 0.8, 0.0), ("D", 0.5, 0.25)):
        severe = rng.random(800) < heavy
        reached = rng.random(800) < np.where(severe, 0.5, 0.9) - worse
        parts.append(
            pd.DataFrame({"team": team, "severe": np.where(severe, "yes", "no"), "reached": reached.astype(int)})
        )
    return pd.concat(parts, ignore_index=True)


@pytest.mark.simulation
def test_adjustment_takes_the_mix_away_and_leaves_the_difference() -> None:
    result = case_mix(_clients(), "reached", "severe", "team").set_index("team")
    spread = result.loc[["A", "B", "C"], "estimate"]
    # Raw shares differ by .28; adjusted ones by no more than three standard errors of 800 clients (.05).
    assert result.loc["A", "unadjusted"] - result.loc["C", "unadjusted"] > 0.2
    assert spread.max() - spread.min() < 0.06
    assert result.loc["D", "upper"] < spread.min()
    assert result["overlap"].all()


@pytest.mark.property
def test_rows_or_groups_give_the_same_and_order_does_not_matter() -> None:
    rows = _clients(3)
    groups = rows.groupby(["team", "severe"], as_index=False).agg(reached=("reached", "sum"), n=("reached", "size"))
    by_rows = case_mix(rows, "reached", "severe", "team").set_index("team")
    with pytest.raises(InsufficientEvidence, match="rows are too few"):
        case_mix(groups, "reached", "severe", "team", population="n")
    shuffled = case_mix(rows.sample(frac=1, random_state=1), "reached", "severe", "team").set_index("team")
    columns = ["estimate", "unadjusted", "expected", "lower", "upper"]
    pd.testing.assert_frame_equal(by_rows[columns], shuffled.loc[by_rows.index, columns], rtol=1e-6)
    split = rows.assign(block=np.arange(len(rows)) % 6)
    split = split.groupby(["team", "severe", "block"], as_index=False).agg(
        reached=("reached", "sum"), n=("reached", "size")
    )
    by_groups = case_mix(split, "reached", "severe", "team", population="n").set_index("team")
    assert by_groups["estimate"].to_numpy() == pytest.approx(by_rows["estimate"].to_numpy(), rel=1e-6)


@pytest.mark.unit
@pytest.mark.parametrize("family", ["poisson", "gaussian"])
def test_rates_and_means(family: str) -> None:
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"team": np.repeat(list("ABCDEF"), 10), "poor": rng.random(60), "n": 200.0})
    data["x"] = (
        rng.poisson(20 * (1 + data["poor"])) if family == "poisson" else 7 - data["poor"] + rng.normal(0, 0.1, 60)
    )
    result = case_mix(data, "x", "poor", "team", "n" if family == "poisson" else None, family)  # type: ignore[arg-type]
    assert (result["lower"] < result["estimate"]).all()
    assert result["estimate"].std() < result["unadjusted"].std()


@pytest.mark.unit
def test_refusals() -> None:
    data = _clients()
    with pytest.raises(UsageError, match="what the unit itself does"):
        case_mix(data.assign(wait=1.0), "reached", ["severe", "wait"], "team", caused_by_unit=["wait"])
    with pytest.raises(UsageError, match="nothing to adjust"):
        case_mix(data, "reached", [], "team")
    with pytest.raises(InputError, match="same everywhere"):
        case_mix(data.assign(severe="no"), "reached", "severe", "team")
    with pytest.raises(InputError, match="say the same"):
        case_mix(data.assign(again=data["severe"] == "yes"), "reached", ["severe", "again"], "team")
    with pytest.raises(InputError, match="outcome is the same"):
        case_mix(data.assign(reached=1), "reached", "severe", "team")
    with pytest.raises(InputError, match="events out of"):
        case_mix(data.assign(reached=2), "reached", "severe", "team")
    alone = case_mix(
        data.assign(age=np.where(data["team"] == "A", 80.0, 30.0 + data.index % 10)), "reached", "age", "team"
    )
    assert alone.set_index("team").loc["A", "overlap_note"] == "age"


TOWNS = pd.DataFrame(
    {"town": list("ABCDEFG"), "density": [1, 2, 3, 10, 11, 12, 50], "income": [5.0, 5, 6, 9, 9, 8, 20], "use": range(7)}
)


@pytest.mark.property
def test_peers_are_near_whatever_the_order_and_the_unit_of_measurement() -> None:
    first = peers(TOWNS, "town", ["density", "income"], k=2)
    again = peers(TOWNS.iloc[::-1], "town", ["density", "income"], k=2)
    metres = peers(TOWNS.assign(density=TOWNS["density"] * 1000 + 7), "town", ["density", "income"], k=2)
    pairs = {name: part["peer"].tolist() for name, part in first.groupby("town")}
    assert pairs == {name: part["peer"].tolist() for name, part in again.groupby("town")}
    assert pairs == {name: part["peer"].tolist() for name, part in metres.groupby("town")}
    assert set(pairs["A"]) == {"B", "C"}
    assert (first.groupby("town")["estimate"].diff().dropna() >= 0).all()
    assert first.loc[first["town"] == "A", "difference_density"].iloc[0] == 1


@pytest.mark.unit
def test_peers_refuse_the_outcome_and_say_what_a_choice_changes() -> None:
    with pytest.raises(UsageError, match="outcome itself"):
        peers(TOWNS, "town", ["density", "use"], k=2, outcome="use")
    with pytest.raises(UsageError, match="k=7"):
        peers(TOWNS, "town", "density", k=7)
    with pytest.raises(InputError, match="same for all"):
        peers(TOWNS.assign(density=1), "town", "density", k=2)
    with pytest.raises(InputError, match="row 3, column income: the cell is empty"):
        peers(TOWNS.assign(income=[1, np.nan, 1, 1, 1, 1, 1]), "town", "income", k=2)
    with pytest.raises(UsageError, match="not in the table"):
        peer_sensitivity(TOWNS, "town", ["density", "income"], "Z", k=2)
    result = peer_sensitivity(TOWNS, "town", ["density", "income"], "A", k=2)
    assert result["change"].tolist() == ["without density", "without income", "k = 1", "k = 4"]
    assert result["estimate"].between(0, 1).all()


@pytest.mark.property
@pytest.mark.parametrize("times", [1, 1_000, 1_000_000])
def test_the_model_settles_whatever_the_size_of_the_counts(times: int) -> None:
    # The deviance grows with the counts, and so does its last digit: settling may not hang on an absolute change.
    rng = np.random.default_rng(5)
    base = rng.integers(800, 90_000, 120) * times
    context = rng.normal(size=(120, 6))
    share = 1 / (1 + np.exp(2 - 0.2 * context.sum(axis=1) - rng.normal(0, 0.2, 120)))
    table = pd.DataFrame(context, columns=list("abcdef")).assign(
        unit=[f"u{i}" for i in range(120)], y=np.floor(base * share), n=base
    )
    result = case_mix(table, "y", list("abcdef"), "unit", "n", "binomial")
    assert result["estimate"].notna().all()


@pytest.mark.unit
def test_a_covariate_that_predicts_everything_gives_no_warning() -> None:
    rng = np.random.default_rng(0)
    rows = pd.DataFrame({"u": rng.choice(list("abcd"), 200), "x": rng.normal(size=200)})
    rows["y"] = (rows["x"] > 0).astype(int)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = case_mix(rows, "y", ["x"], "u")
    # What is observed is what x leads one to expect, in every unit: all are at the mean.
    assert np.allclose(found["estimate"], rows["y"].mean())
