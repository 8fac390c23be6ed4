"""The synthetic practices: the roll-out as published, the truth as drawn, and how a file of one's own is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, UsageError, catalogue
from wij_impact.effect import load_panel, load_panel_truth, staggered
from wij_impact.effect.roll_out.example_practices import EFFECT, make


@pytest.mark.unit
def test_the_shipped_files_are_what_the_code_makes() -> None:
    data, truth = make()
    shipped = catalogue.load_table("ojg_practices")
    assert shipped["referrals"].astype(int).tolist() == data["referrals"].tolist()
    assert shipped["first_year"].astype(int).tolist() == data["first_year"].tolist()
    np.testing.assert_allclose(load_panel_truth()["rate_true"], truth["rate_true"])


@pytest.mark.reference
def test_the_roll_out_is_the_published_one() -> None:
    figures = catalogue.figures().set_index("figure_id")["value"].astype(float)
    first = make()[0].groupby("practice")["first_year"].first()
    with_ojg = {year: int(((first > 0) & (first <= year)).sum()) for year in (2020, 2023)}
    assert round(100 * with_ojg[2020] / len(first)) == figures["gp_practices_with_ojg_pct_2020_12_r2020"]
    assert len(first) == figures["gp_practices_2023_r2023"]
    assert with_ojg[2023] == figures["gp_practices_with_ojg_2023_r2023"]
    assert int((first == 2023).sum()) == figures["gp_practices_ojg_started_2023_r2023"]


@pytest.mark.property
def test_the_estimator_finds_the_truth_on_average() -> None:
    found, known = [], []
    for seed in range(40):
        data, truth = make(seed)
        data["rate"] = 1000 * data["referrals"] / data["young_patients"]
        found.append(staggered(data, "rate", "practice", "year", "first_year", draws=2).simple["estimate"].iloc[0])
        known.append(truth.loc[truth["true_change"] != 0, "true_change"].mean())
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - np.mean(known)) < 3 * error
    assert np.mean(known) == pytest.approx(np.mean(known[0]))
    assert min(EFFECT) < 0


@pytest.fixture
def own(tmp_path: Path) -> Path:
    data, _ = make()
    data = data.drop(columns="data_kind").rename(columns={"practice": "praktijk", "year": "jaar"})
    data["rate"] = (1000 * data["referrals"] / data["young_patients"]).map(lambda x: f"{x:.4f}".replace(".", ","))
    path = tmp_path / "panel.csv"
    data.to_csv(path, index=False, sep=";")
    return path


@pytest.mark.unit
def test_a_file_of_ones_own_with_decimal_commas(own: Path) -> None:
    panel = load_panel(str(own), outcome="rate", unit="praktijk", time="jaar", first="first_year")
    assert not panel.synthetic
    ours, theirs = load_panel(), panel
    one, two = (
        staggered(p.data, p.outcome, p.unit, p.time, p.first, draws=9).simple["estimate"].iloc[0]
        for p in (ours, theirs)
    )
    assert one == pytest.approx(two, abs=1e-3)


@pytest.mark.unit
def test_a_column_of_zero_and_one_becomes_a_start(own: Path) -> None:
    frame = pd.read_csv(own, sep=";")
    frame["ojg"] = ((frame["first_year"] > 0) & (frame["jaar"] >= frame["first_year"])).astype(int)
    frame.to_csv(own, index=False, sep=";")
    panel = load_panel(str(own), "referrals", "praktijk", "jaar", treated="ojg", population="young_patients")
    assert panel.outcome == "rate"
    found = staggered(panel.data, panel.outcome, panel.unit, panel.time, panel.first, draws=9)
    ours = load_panel()
    same = staggered(ours.data, ours.outcome, ours.unit, ours.time, ours.first, draws=9)
    assert found.simple["estimate"].iloc[0] == pytest.approx(same.simple["estimate"].iloc[0])


@pytest.mark.unit
def test_what_is_not_there_is_said(own: Path) -> None:
    with pytest.raises(UsageError, match="-p unit=COLUMN"):
        load_panel(str(own), outcome="rate", time="jaar", first="first_year")
    with pytest.raises(UsageError, match="Did you mean 'jaar'"):
        load_panel(str(own), outcome="rate", unit="praktijk", time="jaaar", first="first_year")
    frame = pd.read_csv(own, sep=";", dtype=str)
    frame.loc[3, "referrals"] = "veel"
    frame.to_csv(own, index=False, sep=";")
    with pytest.raises(InputError, match=r"panel\.csv, row 5, column referrals: 'veel' is not a number"):
        load_panel(str(own), "referrals", "praktijk", "jaar", "first_year", population="young_patients")
