"""One rule of comparability, the same for every report that asks."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

import wij_impact
from wij_impact import benchmark, catalogue, kerncijfers

FIGURE = {"indicator_id": "x", "breakdown": "", "unit": "count", "kind": "actual"}


def _breaks(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame([{"indicator_id": "x", "kind": kind, "at": at} for kind, at in rows])


@pytest.mark.property
@pytest.mark.parametrize("kind", ["year", "definition", "price"])
def test_a_break_lies_between_the_years_around_it(kind: str) -> None:
    for early, late in product(range(2018, 2024), repeat=2):
        rows = [{**FIGURE, "period": str(year), "reported_in": "2023"} for year in (early, late)]
        found = catalogue.comparability(rows[0], rows[1], _breaks((kind, 2021)))
        assert found.comparable == (not early < 2021 <= late)
        assert found.reason in ("", "break" if kind == "year" else kind)


@pytest.mark.unit
def test_editions_units_and_what_continues() -> None:
    early = {**FIGURE, "period": "2023", "reported_in": "2023"}
    late = {**FIGURE, "period": "2024", "reported_in": "2024"}
    assert catalogue.comparability(early, late).reason == "edition"
    assert catalogue.comparability(early, late, _breaks(("continues", 2024))).comparable
    assert catalogue.comparability(early, late, _breaks(("continues", 2023))).reason == "edition"
    assert catalogue.comparability(early, late, _breaks(("continues", 2024), ("year", 2024))).reason == "break"
    assert catalogue.comparability(early, {**early, "unit": "percent"}).reason == "unit"
    assert catalogue.comparability({**early, "unit": "EUR"}, {**early, "unit": "EUR_million"}).comparable


def _with_2024(indicator: str, value: float) -> pd.DataFrame:
    figures = catalogue.figures()
    last = figures[(figures["indicator_id"] == indicator) & (figures["period"] == "2023")].tail(1)
    added = last.assign(
        figure_id=f"{indicator}_2024", period="2024", reported_in="2024", value=value, printed=f"{value:g}"
    )
    return pd.concat([figures, added], ignore_index=True)


@pytest.mark.property
def test_a_declared_edition_continues_the_key_figures_and_the_signals() -> None:
    code = "oggz_reports"
    figures = _with_2024(code, 900)
    declared = pd.DataFrame({"indicator_id": [code], "kind": ["continues"], "at": [2024]})
    none = pd.DataFrame(columns=["indicator_id", "kind", "at"])
    rates = benchmark.signal_rates(figures)
    known = benchmark.signal_changes(rates, figures=figures, breaks=declared).set_index("signal")
    assert (known.loc[code, "year_before"], known.loc[code, "year_after"]) == (2023, 2024)
    assert code not in set(benchmark.signal_changes(rates, figures=figures, breaks=none)["signal"])
    indicators = catalogue.load_table("indicators")
    shown = indicators[indicators["theme"].notna() & (indicators["theme"] != "")]["indicator_id"]
    key = "questions_registered"
    assert key in set(shown)
    figures = _with_2024(key, 36000)
    for breaks, reason in ((none, "other_edition"), (declared.assign(indicator_id=key), "")):
        row = kerncijfers.key_figures(figures, 2024, indicators, breaks).set_index("indicator_id").loc[key]
        assert row["reason"] == reason
        assert bool(row["comparable"]) == (reason == "")
    line = kerncijfers.series(figures, key, breaks=declared.assign(indicator_id=key))
    last = line[line["year"] >= 2023].sort_values(["edition", "year"])
    assert len(set(last["segment"])) == 1


@pytest.mark.unit
def test_no_report_has_a_rule_of_its_own() -> None:
    """Outside the catalogue nobody reads the column `at` of the breaks, but the lines that it draws."""
    home = Path(wij_impact.__file__).parent
    allowed = {"catalogue/comparing.py", "kerncijfers/segments.py", "impactmeting/ceo.py",
               "reports/vraag_tot_indicatie/tables.py", "reports/kerncijfers/tables.py",
               "claims/comparing.py",
               # What the source says of a break, shown beside two printed numbers; nothing is decided by it.
               "reports/kerncijfers/discrepancies.py", "reports/houdbaarheid/printing.py"}  # fmt: skip
    found = set()
    for path in home.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keys = [
            node.slice.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        ]
        if "at" in keys and "breaks" in path.read_text(encoding="utf-8"):
            found.add(path.relative_to(home).as_posix())
    assert found <= allowed
