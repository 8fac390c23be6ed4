from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import impactmeting as im


@pytest.fixture(scope="session")
def schools(shared: Path) -> dict[str, pd.DataFrame]:
    """The California schools of R `survey`: samples srs, strat, clus1, clus2 and the population."""
    folder = shared / "cases" / "impactmeting" / "survey_api"
    return {name: pd.read_csv(folder / f"api{name}.csv") for name in ("srs", "strat", "clus1", "clus2", "pop")}


@pytest.fixture(scope="session")
def expected(shared: Path) -> pd.DataFrame:
    """Reference rows computed with R survey 4.1-1."""
    return pd.read_csv(shared / "cases/impactmeting/survey_api/expected_R_survey_4.1-1.csv").set_index("key")


@pytest.fixture(scope="session")
def designs(schools: dict[str, pd.DataFrame]) -> dict[str, im.SurveyDesign]:
    margins = {name: schools["pop"][name].value_counts().to_dict() for name in ("stype", "sch.wide")}
    clusters = {"weights": "pw", "cluster": "dnum", "population": "fpc"}
    numeric = {"stype": margins["stype"], "api99": float(schools["pop"]["api99"].sum())}
    return {
        "srs": im.SurveyDesign(population="fpc"),
        "strat": im.SurveyDesign(weights="pw", strata="stype", population="fpc"),
        "dsn": im.SurveyDesign(weights="pw"),
        "clus1": im.SurveyDesign(**clusters),
        "clus2": im.SurveyDesign(cluster=["dnum", "snum"], population=["fpc1", "fpc2"]),
        "postStratify": im.SurveyDesign(**clusters, calibration={"stype": margins["stype"]}),
        "rake": im.SurveyDesign(**clusters, calibration=margins),
        "GREG": im.SurveyDesign(**clusters, calibration=numeric),
        "bounded": im.SurveyDesign(**clusters, calibration=im.Calibration(numeric, "linear", (0.6, 1.6))),
    }
