from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence
from wij_impact import impactmeting as im
from wij_impact.impactmeting.item_sets import ItemSet
from wij_impact.impactmeting.reliability import reliability_of

SETS = {
    "agree": (["A1", "A2", "A3", "A4", "A5"], ["A1"], 0.703018, 0.703756),
    "conscientious": (["C1", "C2", "C3", "C4", "C5"], ["C4", "C5"], 0.726735, 0.729277),
    "extraversion": (["E1", "E2", "E3", "E4", "E5"], ["E1", "E2"], 0.761733, 0.760933),
}


@pytest.mark.reference
@pytest.mark.parametrize("name", SETS)
def test_alpha_matches_psych_under_both_missing_rules(shared: Path, name: str) -> None:
    frame = pd.read_csv(shared / "cases/impactmeting/psych_bfi/bfi.csv")
    items, reverse, pairwise, listwise = SETS[name]
    instrument = im.item_set_instrument(name, items, 1, 6, reverse)
    for rule, want in (("pairwise", pairwise), ("listwise", listwise)):
        out = im.reliability(frame, instrument, rule)  # type: ignore[arg-type]
        got = out.loc[out["measure"] == "alpha"].iloc[0]
        assert got["estimate"] == pytest.approx(want, abs=6e-7)  # printed to six digits
        assert rule in got["method"]
        assert (out["flag"] == "").all()


@pytest.mark.reference
def test_a_reversed_item_is_flagged(shared: Path) -> None:
    frame = pd.read_csv(shared / "cases/impactmeting/psych_bfi/bfi.csv")
    items = SETS["agree"][0]
    out = im.reliability(frame, im.item_set_instrument("agree", items, 1, 6))
    assert out.loc[out["flag"] == "reverse?", "item"].tolist() == ["A1"]


@pytest.mark.reference
def test_omega_and_spearman_brown_are_their_closed_forms() -> None:
    loadings = np.array([0.8, 0.6, 0.5, 0.7])
    covariance = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    want = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert im.omega(covariance) == pytest.approx(want, abs=1e-8)
    frame = pd.DataFrame({"a": [1, 2, 3, 4, 5.0], "b": [2, 1, 4, 3, 5.0]})
    out = im.reliability(frame, im.item_set_instrument("two", ["a", "b"], 1, 5)).set_index("measure")
    r = frame.corr().iloc[0, 1]
    assert out.loc["spearman_brown", "estimate"] == pytest.approx(2 * r / (1 + r))


@pytest.mark.unit
def test_what_cannot_be_estimated_is_said() -> None:
    instrument = im.item_set_instrument("s", ["a", "b"], 1, 5)
    with pytest.raises(InputError, match="same answer"):
        im.reliability(pd.DataFrame({"a": [3, 3, 3, 3], "b": [1, 2, 3, 4]}), instrument)
    with pytest.raises(InsufficientEvidence, match="too few"):
        im.reliability(pd.DataFrame({"a": [3, 2], "b": [1, 2]}), instrument)
    with pytest.raises(InsufficientEvidence, match="no scale"):
        im.reliability(pd.DataFrame({"a": [3, 2]}), im.item_set_instrument("s", ["a"], 1, 5))


@pytest.mark.simulation
def test_alpha_with_missing_answers_holds_its_level() -> None:
    # 300 draws know .95 to .013 (one standard error): not below .95 - 2.5 of them. Feldt on everyone covered .44.
    rng, hits = np.random.default_rng(7), 0
    items = ItemSet("s", tuple("abcd"), (1,) * 4, -5, 5)
    for _ in range(300):
        frame = pd.DataFrame(rng.normal(size=(200, 1)) + rng.normal(size=(200, 4)), columns=list("abcd"))
        frame.loc[20:, ["a", "b"]] = np.nan
        row = reliability_of(frame, items).iloc[0]
        hits += row["lower"] <= 0.8 <= row["upper"]
    assert hits / 300 >= 0.95 - 2.5 * 0.013
    assert "jackknife" in row["method"]
