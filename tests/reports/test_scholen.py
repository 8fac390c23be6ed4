"""Facts of the report on schools: counts by number, people that are none, and a file of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, kerncijfers
from wij_impact.presentation.blocks import Table
from wij_impact.presentation.words import Words
from wij_impact.reports import scholen

OWN = """school,kind,year,intervention,count,pupils_unique,pupils_enrolled,hours,scope
De Brug,VO,2023,Traject,42,37,640,310,
De Brug,VO,2024,Traject,61,52,655,330,
De Brug,VO,2023,Advies,60,51,640,100,
De Brug,VO,2024,Advies,58,50,655,90,
Zuid,SBO,2023,Traject,43,,,120,
Zuid,SBO,2024,Traject,88,,,160,met zeven scholen
Noord,MBO,2024,Traject,6,6,,30,
"""


def _facts() -> scholen.Facts:
    figures = catalogue.figures()
    given, people = kerncijfers.school_interventions(figures), kerncijfers.printed_as_people(figures)
    return scholen.school_facts(figures, given, people)


@pytest.mark.reference
def test_the_facts_by_number() -> None:
    facts = _facts()
    assert [facts.saw_before.value, facts.saw.value, facts.saw_rise.value] == [1566, 2119, 553]
    assert facts.saw_trajectories.value == 1505 - 992
    assert facts.saw_mainly == "trajectories"  # the title of the figure: 513 of 553
    # Fewer of them, and the title no longer says it.
    figures = catalogue.figures()
    given, people = kerncijfers.school_interventions(figures), kerncijfers.printed_as_people(figures)
    last = (given["kind"] == "MBO") & (given["intervention"] == "trajectory") & (given["year"] == 2023)
    given.loc[last, "count"] = 1000
    fewer = scholen.school_facts(figures, given, people)
    assert fewer.saw_mainly == "other"
    assert (facts.saw_course, fewer.saw_course) == ("rise", "rise")
    whole = (given["kind"] == "MBO") & (given["intervention"] == "total") & (given["year"] == 2023)
    given.loc[whole, "count"] = 1500
    fell = scholen.school_facts(figures, given, people)
    assert fell.saw_course == "other"  # 66 fewer: no rise of which something is a part
    assert Words("scholen", "en").say("statement.rise", fell).text.startswith("At vocational schools, in 2022 help")
    assert [facts.sbo_before.value, facts.sbo.value] == [108, 269]
    assert [facts.vo_before.value, facts.vo_now.value, facts.vo_pupils.value] == [989, 892, 1262]
    # 892 is 63% of 1,405 to 1,427: every whole number between rounds to it.
    assert (facts.vo_low.value, facts.vo_high.value) == (1405, 1427)
    assert {round(100 * 892 / n) for n in (1405, 1427)} == {63}
    assert {round(100 * 892 / n) for n in (1404, 1428)} == {64, 62}


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    page = run_report("scholen", lang=lang)
    assert page.first_screen_words() <= 150
    assert block(page, "discrepancies")


@pytest.mark.unit
def test_a_file_of_ones_own_is_what_the_report_is_about(tmp_path: Path) -> None:
    file = tmp_path / "eigen.csv"
    file.write_text(OWN, encoding="utf-8")
    page = run_report("scholen", schools=str(file))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "eigen.csv (rijen: 7; scholen: 3)" in told
    assert "veranderde wat meetelt, dus geen groei" in told
    assert "2.119" not in told
    mix = block(page, "own_mix")
    assert isinstance(mix, Table)
    # Six pupils are hidden, and so is the total of the year that would give them away.
    assert not any(6 in row for row in mix.rows)
    assert "212" not in told


@pytest.mark.unit
def test_a_column_that_is_not_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "eigen.csv"
    lines = OWN.strip().splitlines()
    file.write_text("\n".join([lines[0] + ",kleur", *(one + ",rood" for one in lines[1:])]) + "\n", encoding="utf-8")
    told = "\n".join(one.plain() for one in run_report("scholen", schools=str(file)).blocks)
    assert "7 van de 7 rijen gelezen. 1 kolom niet gebruikt: kleur" in told


@pytest.mark.unit
def test_a_change_per_pupil_says_that_it_is(tmp_path: Path) -> None:
    # More help, and twice the pupils: per pupil it fell, and without the sizes it rose.
    for sizes, of, state in (((500, 1000), "pupils", "fewer"), (("", ""), "counts", "more")):
        lines = [f"A,VO,{y},Traject,{n},,{size},," for y, n, size in zip((2023, 2024), (400, 500), sizes, strict=True)]
        file = tmp_path / f"{of}.csv"
        file.write_text(OWN.splitlines()[0] + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
        data = kerncijfers.load_schools(str(file))
        changes = kerncijfers.intervention_changes(data)
        step = scholen.own_facts(data, kerncijfers.intervention_rates(data), changes).steps[0]
        assert (step.of, step.state) == (of, state)
        told = "\n".join(one.plain() for one in run_report("scholen", schools=str(file)).blocks)
        assert ("Per leerling is dat" in told) is (of == "pupils")
