"""The same table in every form that users have gives the same values."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from tests.catalogue.catalogue_forms import FORMS
from wij_impact import catalogue
from wij_impact.catalogue.resolve import shipped


@pytest.fixture(scope="module")
def canonical() -> pd.DataFrame:
    return catalogue.load_table("figures", shipped()[0], printed={"value": "printed"})


@pytest.mark.unit
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_shipped_figures_gives_the_same_values(
    form: str, canonical: pd.DataFrame, tmp_path: Path
) -> None:
    with open(shipped()[0] / "published/figures.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    (tmp_path / "published").mkdir()
    FORMS[form](rows, tmp_path / "published")
    read = catalogue.load_table("figures", tmp_path)
    pd.testing.assert_frame_equal(read, canonical.drop(columns="printed"), check_exact=True)


@pytest.mark.unit
def test_values_are_those_of_a_plain_reading(canonical: pd.DataFrame) -> None:
    plain = pd.read_csv(shipped()[0] / "published/figures.csv", dtype="str", keep_default_na=False)
    assert canonical["printed"].tolist() == plain["value"].tolist()
    assert canonical["value"].tolist() == [float(text) for text in plain["value"]]
    for name in plain.columns.drop("value"):
        assert canonical[name].fillna("").tolist() == plain[name].str.strip().tolist(), name
