from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.mkba.support import build, effect, raw_case, uncertain
from wij_impact import UsageError
from wij_impact.mkba import sobol

RANGES = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))


def ishigami(x1: Any, x2: Any, x3: Any) -> Any:
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


@pytest.mark.reference
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_ishigami_within_its_own_intervals(shared: Path, seed: int) -> None:
    truth = json.loads((shared / "cases/mkba/sobol/ishigami.json").read_text())
    found = sobol(ishigami, RANGES, seed=seed)
    assert found["parameter"].tolist() == ["x1", "x2", "x3"]
    for key in ("S1", "ST"):
        assert (found[f"{key}_lower"] <= truth[key]).all()
        assert (found[f"{key}_upper"] >= truth[key]).all()
        # Half-widths of a bootstrap at N = 1024 are about 0.1.
        assert (found[f"{key}_upper"] - found[f"{key}_lower"] < 0.3).all()
    assert found["estimate"].tolist() == found["S1"].tolist()
    negative = found[["S1", "ST"]].min(axis=1) < 0
    assert ((found["note"] != "") == negative).all()


@pytest.mark.unit
def test_every_way_to_write_the_function_gives_the_same() -> None:
    def scalar(x1: float, x2: float, x3: float) -> float:
        return math.sin(x1) + 7 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)

    def branching(values: dict[str, float]) -> float:
        return scalar(**values) if values["x1"] > -10 else 0.0

    def matrix(X: np.ndarray, A: float = 7.0) -> np.ndarray:
        return np.asarray(np.sin(X[:, 0]) + A * np.sin(X[:, 1]) ** 2 + 0.1 * X[:, 2] ** 4 * np.sin(X[:, 0]))

    expected = sobol(ishigami, RANGES, samples=64)["ST"]
    ways = [
        scalar, branching, matrix, lambda values: ishigami(**values), lambda **values: ishigami(**values),
        lambda row: math.sin(row[0]) + 7 * math.sin(row[1]) ** 2 + 0.1 * row[2] ** 4 * math.sin(row[0]),
    ]  # fmt: skip
    for way in ways:
        np.testing.assert_allclose(sobol(way, RANGES, samples=64)["ST"], expected, rtol=1e-9)


@pytest.mark.unit
def test_same_seed_same_bytes_and_other_seed_other() -> None:
    one, again, other = (sobol(ishigami, RANGES, samples=64, seed=seed) for seed in (0, 0, 1))
    assert one.equals(again)
    assert not one["S1"].equals(other["S1"])


@pytest.mark.unit
def test_wrong_models_and_ranges() -> None:
    with pytest.raises(UsageError, match="needs ranges"):
        sobol(ishigami)
    with pytest.raises(UsageError, match="low below high"):
        sobol(ishigami, {**RANGES, "x1": (1, 1)})
    with pytest.raises(UsageError, match="cannot be called with"):
        sobol(lambda a, b: a + b, {"x": (0, 1)})
    with pytest.raises(UsageError, match="neither a case nor a function"):
        sobol(3, RANGES)


@pytest.mark.unit
def test_a_result_that_does_not_vary_says_so() -> None:
    found = sobol(lambda x1: x1 * 0 + 5, {"x1": (0, 1)}, samples=16)
    assert math.isnan(found["S1"][0])
    assert "does not vary" in found["note"][0]


@pytest.mark.reference
def test_indices_of_a_case_against_the_product_formula() -> None:
    # NPV = c * a * b - costs with a, b independent and uniform: with cv2 the squared coefficient of variation,
    # S1_a = cv2_a / ((1 + cv2_a)(1 + cv2_b) - 1) and ST_a = cv2_a (1 + cv2_b) / the same.
    raw = raw_case(
        effect={
            "less": effect(
                additionality=uncertain(0.5, 0.2, 0.8, "uniform"),
                price=uncertain(100, 50, 150, "uniform"),
                drop_off=0.0,
            )
        }
    )
    found = sobol(build(raw), samples=2048).set_index("parameter")
    one, other = (0.6**2 / 12) / 0.25, (100**2 / 12) / 100**2
    total = (1 + one) * (1 + other) - 1
    names = {"effect.less.additionality": (one, other), "effect.less.price": (other, one)}
    assert set(found.index) == set(names)
    for name, (own, rest) in names.items():
        # Sampling error at N = 2048 is below 0.01 for so smooth a function; 0.02 leaves room.
        assert found.loc[name, "S1"] == pytest.approx(own / total, abs=0.02)
        assert found.loc[name, "ST"] == pytest.approx(own * (1 + rest) / total, abs=0.02)
