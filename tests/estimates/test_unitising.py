"""Unitising alpha against Krippendorff's example, and intervals that know which text a unit lies in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha, raw_agreement, unitising_alpha

# Krippendorff (2004), Content Analysis, page 254: a continuum from 150 to 450, two observers.
MARKS = [
    ("i", "c", 225, 70), ("i", "c", 370, 30), ("j", "c", 220, 80), ("j", "c", 355, 20), ("j", "c", 400, 20),
    ("i", "k", 180, 60), ("i", "k", 300, 50), ("j", "k", 180, 60), ("j", "k", 300, 50),
]  # fmt: skip


def marks(shift: int = 150) -> pd.DataFrame:
    rows = [("t", at - shift, at - shift + long, coder, code) for coder, code, at, long in MARKS]
    return pd.DataFrame(rows, columns=["text", "start", "end", "coder", "code"])


def alpha(data: pd.DataFrame, length: float | None = 300, **options: int) -> pd.DataFrame:
    lengths = None if length is None else {"t": length}
    found = unitising_alpha(data, "text", "start", "end", "coder", "code", lengths, **options)  # type: ignore[arg-type]
    return found.set_index("code")


@pytest.mark.reference
def test_the_published_example() -> None:
    found = alpha(marks())
    assert found["observed"].round(4).tolist() == [0.0144, 0.0]
    assert found["expected"].round(4).tolist() == [0.0532, 0.0490]
    assert found["estimate"].round(4).tolist() == [0.7286, 1.0]
    assert found["lower"].isna().all()


@pytest.mark.property
def test_laws_of_unitising() -> None:
    data = marks()
    swapped = data.assign(coder=data["coder"].map({"i": "z", "j": "a"})).iloc[::-1]
    pd.testing.assert_frame_equal(alpha(data), alpha(swapped))
    # A unit cut in two that touch is one unit.
    cut = pd.concat([data[data["start"] != 75], pd.DataFrame([("t", 75, 100, "i", "c"), ("t", 100, 145, "i", "c")],
                                                             columns=data.columns)])  # fmt: skip
    pd.testing.assert_frame_equal(alpha(data), alpha(cut))
    # More text that nobody marked is more agreement.
    assert alpha(data, 3000)["estimate"]["c"] > alpha(data)["estimate"]["c"]
    assert alpha(data, None)["estimate"]["c"] == alpha(data, 270)["estimate"]["c"]  # up to the last mark


@pytest.mark.simulation
def test_marks_at_random_agree_by_chance() -> None:
    rng = np.random.default_rng(0)
    rows = [
        (f"t{text}", int(at), int(at) + 30, coder, "c")
        for text in range(150)
        for coder in "AB"
        for at in rng.integers(0, 400, size=2)
    ]
    data = pd.DataFrame(rows, columns=["text", "start", "end", "coder", "code"])
    found = unitising_alpha(data, "text", "start", "end", "coder", "code", {f"t{i}": 430.0 for i in range(150)},
                            draws=200)  # fmt: skip
    assert found["lower"].iloc[0] < 0 < found["upper"].iloc[0] + 0.05
    assert abs(found["estimate"].iloc[0]) < 0.12


@pytest.mark.unit
def test_marks_that_are_refused() -> None:
    data = marks()
    with pytest.raises(InsufficientEvidence, match="one coder"):
        alpha(data[data["coder"] == "i"])
    for wrong in (data.assign(end=data["start"]), data.assign(start=-1), data.assign(end=np.nan)):
        with pytest.raises(InputError, match="row 2, column end"):
            alpha(wrong)
    with pytest.raises(InputError, match="no place in its text"):
        alpha(data, 200)


def judged(seed: int, texts: int = 12, each: int = 6, spread: float = 1.0) -> pd.DataFrame:
    """Two coders who agree more in one text than in another."""
    rng = np.random.default_rng(seed)
    rows = []
    for text in range(texts):
        right = 1 / (1 + np.exp(-(1.2 + spread * rng.standard_normal())))
        for unit in range(each):
            truth = int(rng.random() < 0.5)
            for coder in "AB":
                rows.append((f"{text}-{unit}", f"t{text}", coder, truth if rng.random() < right else 1 - truth))
    return pd.DataFrame(rows, columns=["unit", "text", "coder", "value"])


@pytest.mark.property
@pytest.mark.parametrize("measure", [krippendorff_alpha, cohen_kappa, gwet_ac1, raw_agreement])
def test_texts_drawn_again_leave_the_estimate_and_the_names(measure: object) -> None:
    data = judged(1)
    options = {"categories": [0, 1], "draws": 400}
    plain = measure(data, "unit", "coder", "value", **options).iloc[0]  # type: ignore[operator]
    by_text = measure(data, "unit", "coder", "value", cluster="text", **options).iloc[0]  # type: ignore[operator]
    assert by_text["estimate"] == plain["estimate"]
    assert by_text["upper"] - by_text["lower"] > plain["upper"] - plain["lower"]
    renamed = data.assign(text=data["text"].map(lambda one: f"z{9 - len(one)}{one[::-1]}")).iloc[::-1]
    again = measure(renamed, "unit", "coder", "value", cluster="text", **options).iloc[0]  # type: ignore[operator]
    assert (again["lower"], again["upper"]) == (by_text["lower"], by_text["upper"])
    with pytest.raises(InputError, match="lies in two clusters"):
        measure(data.assign(text=data["coder"]), "unit", "coder", "value", cluster="text")  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.simulation
def test_the_interval_by_text_holds_where_texts_differ() -> None:
    truth = float(krippendorff_alpha(judged(99, texts=6000), "unit", "coder", "value", draws=200)["estimate"].iloc[0])
    held = {"text": 0, None: 0}
    for seed in range(200):
        for cluster in held:
            found = krippendorff_alpha(judged(seed), "unit", "coder", "value", draws=400, cluster=cluster).iloc[0]
            held[cluster] += found["lower"] <= truth <= found["upper"]
    assert held["text"] / 200 >= 0.90
    assert held["text"] >= held[None]
