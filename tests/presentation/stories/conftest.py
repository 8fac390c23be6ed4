from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    names = ("sources", "breaks", "checks", "indicators")
    return {"figures": catalogue.figures(DATA)} | {name: catalogue.load_table(name, DATA) for name in names}
