"""Facts of the report on staff: price against volume, a margin only where something could turn out otherwise."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, benchmark, catalogue, effect, kerncijfers
from wij_impact.presentation.blocks import Table
from wij_impact.reports import personeel
from wij_impact.reports.personeel.facts import wages_course


def _facts() -> personeel.Facts:
    figures = catalogue.figures()
    wages = kerncijfers.wage_account(figures, 2023)
    then, now = (wages.iloc[[place]][["fte", "per_fte"]].reset_index(drop=True) for place in (0, 1))
    years, rates = kerncijfers.staff_years(figures), benchmark.signal_rates(figures)
    return personeel.staff_facts(
        figures,
        kerncijfers.staff_makeup(figures),
        years,
        kerncijfers.average_fte(figures),
        wages,
        effect.decompose(then, now, ["fte", "per_fte"]),
        rates,
        benchmark.signal_changes(rates),
        kerncijfers.joined(years, 2023),
    )


@pytest.mark.reference
def test_the_facts_by_number() -> None:
    facts = _facts()
    assert facts.wages_course == "parts"
    assert (wages_course(-1.0, 3.0), wages_course(2.0, -1.0)) == ("other", "other")
    assert facts.wages_more.value == 9_403_145
    assert facts.by_volume.value + facts.by_price.value == pytest.approx(9_403_145)
    # By hand: the rise of fte at the mean wage of both years.
    assert facts.by_volume.value == pytest.approx((560.38 - 467.92) * (72184.352 + 77054.226) / 2, rel=1e-6)
    assert facts.mainly == "volume"
    assert facts.fte_rest.value == pytest.approx(92.46 - 66.37)
    assert facts.absent_fte.value == pytest.approx(45.95, abs=0.01)
    assert (facts.young.value, facts.old.value) == (pytest.approx(170 / 705), pytest.approx(136 / 705))


@pytest.mark.unit
def test_a_state_has_no_margin_and_the_chance_to_leave_has_one() -> None:
    facts = _facts()
    for name in ("fte", "fte_end", "employees", "absence", "outflow", "young", "old", "part"):
        assert not getattr(facts, name).estimated, name
    assert facts.outflow_chance.estimated
    assert facts.outflow_moved == "no_demonstrable_change"


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short_and_nobody_stands_alone(lang: str) -> None:
    page = run_report("personeel", lang=lang)
    assert page.first_screen_words() <= 150
    table = block(page, "makeup")
    assert isinstance(table, Table)
    assert not any(cell == 1 for row in table.rows for cell in row[2:])


OWN = """year,by,group,employees,fte,left,joined
2023,leeftijd,jong,170,144,20,60
2023,leeftijd,oud,535,443,43,80
2024,leeftijd,jong,180,150,60,70
2024,leeftijd,oud,541,448,22,28
2023,team,Noord,350,290,,
2023,team,Zuid,347,290,,
2023,team,Eiland,8,7,,
2024,team,Noord,360,300,44,
2024,team,Zuid,353,292,36,
2024,team,Eiland,8,6,2,
"""


@pytest.mark.unit
def test_a_file_of_ones_own_leads_and_its_small_team_cannot_be_worked_back(tmp_path: Path) -> None:
    file = tmp_path / "eigen.csv"
    file.write_text(OWN, encoding="utf-8")
    page = run_report("personeel", staff_structure=str(file))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "eigen.csv (rijen: 10; kenmerken: 2). Medewerkers eind 2024: 721" in told
    # 82 of a mean of 713 left; of the young 60 of 175, and their interval lies above that of everybody.
    assert "12% (9% tot 14%) van de medewerkers vertrok" in told
    assert "‘jong’: 34%" in told
    assert "Dat is meer dan toeval verklaart" in told
    assert "9,40" not in told
    makeup = block(page, "own_makeup")
    assert isinstance(makeup, Table)
    teams = [row[2:] for row in makeup.rows if row[0] == "team"]
    assert not any(8 in row for row in teams)
    assert sum(None in row for row in teams) == 2


@pytest.mark.unit
def test_the_title_on_ages_follows_the_shares() -> None:
    from wij_impact.reports.personeel.facts import _ages_moved

    makeup = kerncijfers.staff_makeup(catalogue.figures())
    years = sorted(makeup["year"].unique())
    first, last = int(years[0]), int(years[-1])
    assert _facts().ages_moved == _ages_moved(makeup, first, last) == "younger"
    assert _ages_moved(makeup, last, first) == "older"
    assert _ages_moved(makeup, first, first) == "mixed"


@pytest.mark.property
def test_the_order_of_the_rows_never_matters() -> None:
    frame = pd.read_csv(io.StringIO(OWN))
    turned = kerncijfers.structure_rates(frame.iloc[::-1])
    pd.testing.assert_frame_equal(kerncijfers.structure_rates(frame), turned)
    assert turned.groupby(["by", "year"])["share"].sum().round(12).eq(1).all()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2024,leeftijd,jong,10,12,1,2", "12 voltijdbanen bij 10 medewerkers"),
        ("2024,leeftijd,jong,-1,0,1,2", "lager dan 0"),
        ("2024,leeftijd,jong,10,9,1,2\n2024,leeftijd,jong,11,9,1,2", "2024"),
        ("dit jaar,leeftijd,jong,10,9,1,2", "dit jaar"),
    ],
)
def test_bad_input_is_a_sentence_in_check_and_run_alike(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "eigen.csv"
    file.write_text(OWN.splitlines()[0] + "\n" + row + "\n", encoding="utf-8")
    found = catalogue.check(file, "nl", table="staff_structure")
    errors = found[found["severity"] == "error"]
    assert said in " ".join(errors["found"])
    with pytest.raises(InputError) as raised:
        kerncijfers.load_structure(file)
    assert errors["found"].iloc[0].rstrip(".") in raised.value.sentence("nl")


@pytest.mark.unit
def test_who_left_a_small_team_does_not_follow_from_the_whole() -> None:
    """Ten left of everyone, eight of the two large teams: two of the six in the small one."""
    rows = [
        {"by": "team", "group": group, "year": year, "employees": size, "left": left, "joined": left, "fte": size}
        for year in (2023, 2024)
        for group, size, left in (("A", 40, 5), ("B", 30, 3), ("C", 6, 2))
    ]
    rates = kerncijfers.structure_rates(pd.DataFrame(rows))
    shown = personeel.safe_rates(rates).query("year == 2024").set_index("group")
    assert shown["left"].isna().to_dict() == {"A": False, "B": True, "C": True}
    assert shown["estimate"].isna().to_dict() == {"A": False, "B": True, "C": True}
    # Two small teams of ten people together are enough to hide each other.
    rows += [{**rows[5], "group": "D", "year": year, "employees": 8, "fte": 8} for year in (2023, 2024)]
    more = personeel.safe_rates(kerncijfers.structure_rates(pd.DataFrame(rows))).query("year == 2024")
    assert more.set_index("group")["left"].isna().to_dict() == {"A": False, "B": False, "C": True, "D": True}
