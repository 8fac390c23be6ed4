"""Files of Statistics Netherlands as a user downloads them: no edit, no parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import benchmark, catalogue
from wij_impact.benchmark.cbs import is_cbs, load_cbs
from wij_impact.errors import InputError

HEADER = '"ID";"VormenVanJeugdzorg";"Wijken";"Perioden";"TotaalJongerenMetJeugdzorgInNatura_1";"Huisarts_11"\n'


@pytest.mark.reference
def test_padded_codes_the_country_and_what_is_secret(shared: Path) -> None:
    found = load_cbs(str(shared / "faults/cbs/85335NED_excerpt_2022.csv"))
    assert found.count == "Totaal jongeren met jeugdzorg in natura"
    assert (found.year, found.base_year, found.worked_back) == (2022, 2021, False)
    rows = found.data.set_index("gm_code")
    assert "NL00" not in rows.index
    assert rows.loc["GM1680", found.count] == 595
    assert rows.loc["GM0014", "gm_name"] == "Groningen"
    assert found.reading.of("country-row")
    units = benchmark.load_units(str(shared / "faults/cbs/85335NED_excerpt_2022.csv"))
    assert (units.population, units.layout.rounded_to, units.censored_below) == ("pop_0_22_est", 5.0, 10.0)
    assert "GM1982" in units.left_out  # a municipality of 2022 that 2021 did not have


@pytest.mark.reference
def test_percentages_by_name_get_a_base(shared: Path) -> None:
    found = load_cbs(str(shared / "faults/cbs/indicatoren_jeugdzorg_excerpt_2022.csv"))
    towns = catalogue.load_table("municipalities_2021").set_index("gm_code")
    row = found.data.set_index("gm_code").loc["GM0014"]
    assert found.count == "Jongeren met jeugdhulp in natura"
    assert row[found.count] == round(0.153 * towns.loc["GM0014", "pop_0_14"])
    assert found.worked_back
    assert found.reading.of("provisional")


@pytest.mark.unit
def test_a_page_without_a_parameter(shared: Path) -> None:
    page = run_report("benchmark", file=str(shared / "faults/cbs/85335NED_excerpt_2022.csv"), lang="nl")
    certain = block(page, "certainty").plain()
    assert "2022" in certain and "2021" in certain  # noqa: PT018
    assert page.first_screen_words() <= 150


@pytest.mark.unit
def test_what_is_no_municipality_or_no_count_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + '"1";"T1";"LD01";"2022JJ00";"5";"3"\n' * 1, encoding="utf-8")
    with pytest.raises(InputError, match="no region is a municipality"):
        load_cbs(str(tmp_path / "a.csv"))
    (tmp_path / "b.csv").write_text('"RegioS";"Perioden";"Auto_1"\n"GM0014";"2022JJ00";"5"\n', encoding="utf-8")
    with pytest.raises(InputError, match="which column has the count"):
        load_cbs(str(tmp_path / "b.csv"))
    assert not is_cbs(["wijk", "periode", "n"])
