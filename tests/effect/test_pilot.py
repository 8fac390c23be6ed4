"""The pilot from table to verdict: the shipped example, a file of the user, and what the report may show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import catalogue
from wij_impact.effect import load_pilot, load_pilot_truth, minimal_detectable_effect, needed_per_group, study_pilot
from wij_impact.effect.pilot.example import make
from wij_impact.errors import InputError, InsufficientEvidence, UsageError

ASK = {"outcome": "eind", "treatment": "jim", "covariates": ["start", "wijk"]}


def table(n: int = 90, started: int = 14, effect: float = 0.0, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    start = rng.normal(20, 5, n).round(1)
    jim = (np.arange(n) < started).astype(int)
    end = (0.5 * start + rng.normal(12, 3, n) + effect * jim).round(1)
    home = np.where(rng.random(n) < 0.5, "ja", "nee")
    return pd.DataFrame(
        {"id": [f"P{i}" for i in range(n)], "jim": jim, "wijk": rng.choice(["noord", "zuid"], n), "start": start,
         "eind": end, "thuis": home}
    )  # fmt: skip


def save(data: pd.DataFrame, folder: Path) -> str:
    """As a Dutch spreadsheet writes it."""
    file = folder / "pilot.csv"
    data.to_csv(file, sep=";", decimal=",", index=False)
    return str(file)


@pytest.mark.unit
def test_the_shipped_pilot_is_what_the_generator_makes() -> None:
    data, truth = make()
    shipped = catalogue.load_table("effect_pilot")
    assert shipped["case_id"].tolist() == data["case_id"].tolist()
    assert np.allclose(shipped["ors_end"].astype(float), data["ors_end"], equal_nan=True)
    assert (shipped["data_kind"] == "synthetic").all()
    assert load_pilot_truth()["true_difference"].tolist() == truth["true_difference"].tolist()
    assert int(shipped["treated"].astype(int).sum()) == 15


@pytest.mark.simulation
def test_the_truth_of_the_example_is_its_truth() -> None:
    gaps = []
    for seed in range(200):
        data, truth = make(seed)
        gaps.append(truth["true_difference"][1])
        assert truth["true_difference"][0] == 2.0
        assert set(data.columns) == set(catalogue.load_dictionary().table("effect_pilot").columns)
    # A logit of .4 moves a share by .4 p (1 - p), at most .1.
    assert 0.05 < np.mean(gaps) < 0.1


@pytest.mark.unit
def test_the_example_is_studied() -> None:
    pilot = load_pilot()
    result = study_pilot(pilot)
    assert result.visible == pytest.approx(minimal_detectable_effect(15, 15))
    assert round(result.visible, 2) == 1.06
    assert result.verdicts["ors_end"].code == "cannot_tell"
    assert result.ways["way"].tolist() == ["plain", "matched", "model"]
    assert result.changes is not None
    assert result.bounds is not None
    assert result.e_value.limit == 1
    truth = load_pilot_truth().set_index("outcome")["true_difference"]
    for _, row in result.comparison.iterrows():
        assert row["lower"] <= truth[row["outcome"]] <= row["upper"]


@pytest.mark.unit
def test_a_file_of_the_user(tmp_path: Path) -> None:
    pilot = load_pilot(save(table(effect=8.0), tmp_path), **ASK, others=["thuis"], before="start")
    assert not pilot.synthetic
    assert pilot.is_share("thuis")
    result = study_pilot(pilot, relevant=3.0)
    assert result.verdicts["eind"].code == "demonstrable"
    assert result.comparison["role"].tolist() == ["primary", "other"]
    assert result.needed == needed_per_group(3.0 / pilot.data["eind"].std())
    assert result.selection is None
    assert result.bounds is None


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "options", "error", "said"),
    [
        ({}, {"outcome": ""}, UsageError, "outcome='' is not a column"),
        ({}, {"outcome": "eindd"}, UsageError, "Did you mean 'eind'"),
        ({}, {"covariates": []}, UsageError, "covariates=''"),
        ({}, {"others": ["huis"]}, InputError, "column 'huis' is missing"),
        ({"eind": ["veel", *table()["eind"].astype(str)[1:]]}, {}, InputError, "row 2, column eind: 'veel' is not a"),
        ({"start": [None, *table()["start"][1:]]}, {}, InputError, "column start: the covariate is empty"),
        ({"jim": [2, *table()["jim"][1:]]}, {}, InputError, "is not 0 or 1"),
        ({"jim": (np.arange(90) < 7).astype(int)}, {}, InsufficientEvidence, "there are 7 pairs"),
        ({"jim": 0}, {}, InsufficientEvidence, "0 treated"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, change: dict, options: dict, error: type, said: str) -> None:
    file = save(table().assign(**change), tmp_path)
    with pytest.raises(error, match=said):
        study_pilot(load_pilot(file, **(ASK | options)))


@pytest.mark.unit
def test_a_file_that_is_not_there_and_a_template_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        load_pilot("nowhere.csv")
    data, _ = make()
    data["ors_start"] = data["ors_start"].where(data.index > 0, 99.0)
    data.to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(InputError, match=r"own.csv, row 2, column ors_start"):
        load_pilot(str(tmp_path / "own.csv"))


@pytest.mark.unit
def test_the_plan_reads_the_same_words_for_who_was_helped_as_the_report() -> None:
    from wij_impact.catalogue.own.headers import Header
    from wij_impact.catalogue.yes_no import PAIRS
    from wij_impact.reports.designs import design_of

    for yes, no in (*PAIRS, ("1", "0")):
        found = design_of("effect_pilot", "file", Header(["treated"], 1, 2, {}), [[yes.upper()], [yes], [no], [no]], {})
        assert found is not None
        assert dict(found.settings) == {"treated": 2, "control": 2}
