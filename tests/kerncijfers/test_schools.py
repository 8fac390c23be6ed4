"""Work at schools: what is printed, what is people, rates where the base is known, no growth over a break."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import InputError, catalogue
from wij_impact.estimates import RESULT_COLUMNS, byar_interval, wilson_interval
from wij_impact.kerncijfers import (
    intervention_changes,
    intervention_mix,
    intervention_rates,
    load_schools,
    printed_as_people,
    school_interventions,
)

HEADER = "school,kind,year,intervention,count,pupils_unique,pupils_enrolled,hours,scope\n"


def _data(*rows: str) -> pd.DataFrame:
    lines = [row.split(",") for row in rows]
    frame = pd.DataFrame(lines, columns=HEADER.strip().split(",")).replace("", np.nan)
    numeric = ["year", "count", "pupils_unique", "pupils_enrolled", "hours"]
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numeric})


@pytest.mark.reference
def test_the_printed_counts() -> None:
    found = school_interventions(catalogue.figures())
    totals = found[found["intervention"] == "total"].set_index(["kind", "year"])["count"]
    assert totals.to_dict() == {
        ("MBO", 2021): 1506,
        ("MBO", 2022): 1566,
        ("MBO", 2023): 2119,
        ("SBO", 2022): 108,
        ("SBO", 2023): 269,
    }
    parts = found[found["intervention"] != "total"].groupby(["kind", "year"])["count"].sum()
    assert parts.to_dict() == totals.to_dict()


@pytest.mark.reference
def test_people_that_are_interventions() -> None:
    people = printed_as_people(catalogue.figures()).set_index("kind")
    assert people["same"].all()
    assert people.loc["MBO", ["stated", "trajectory", "advice"]].tolist() == [1941, 1505, 436]
    assert people.loc["SBO", ["stated", "trajectory", "advice"]].tolist() == [107, 88, 19]


@pytest.mark.unit
def test_rates_have_the_base_that_is_known() -> None:
    data = _data("A,VO,2024,t,42,37,640,310,", "A,VO,2024,a,60,51,640,100,", "B,VO,2024,t,9,9,,,")
    found = intervention_rates(data).set_index("measure")
    assert list(intervention_rates(data).columns[3:10]) == list(RESULT_COLUMNS)
    first = found.loc["interventions"]
    assert (first["count"], first["n"], first["schools"], first["left_out"]) == (102, 640, 1, 1)
    assert [first["lower"], first["upper"]] == pytest.approx([one / 640 for one in byar_interval(102)])
    # Pupils of two kinds of help are never added up: the most reached is 51, not 88.
    reached = found.loc["reached"]
    assert reached["count"] == 51
    assert (reached["lower"], reached["upper"]) == pytest.approx(wilson_interval(51, 640))
    assert found.loc["per_hour", "estimate"] == pytest.approx(102 / 410)


@pytest.mark.unit
def test_no_growth_over_a_break() -> None:
    data = _data("A,SBO,2022,t,108,,,,", "A,SBO,2023,t,269,,,,more schools", "A,SBO,2024,t,280,,,,more schools")
    found = intervention_changes(data)
    assert found["state"].tolist() == ["break", "compared"]
    assert np.isnan(found["estimate"].iloc[0])
    assert found["estimate"].iloc[1] == pytest.approx(280 / 269 - 1)


@pytest.mark.unit
def test_a_school_that_is_new_is_not_growth() -> None:
    data = _data(
        "A,VO,2023,t,50,,,,", "A,VO,2024,t,50,,,,", "B,VO,2024,t,500,,,,", "C,MBO,2023,t,5,,,,", "D,MBO,2024,t,5,,,,"
    )
    found = intervention_changes(data).set_index("kind")
    assert found.loc["VO", ["estimate", "schools", "schools_apart"]].tolist() == [0, 1, 1]
    assert found.loc["MBO", "state"] == "no_same_school"


@pytest.mark.property
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=4, max_size=4), st.randoms())
def test_the_order_of_rows_never_matters(counts: list[int], random: object) -> None:
    rows = [f"{school},VO,{year},t,{count},,{600 + 10 * i},{50 + i}," for i, (school, year, count) in enumerate(
        zip("AABB", (2023, 2024, 2023, 2024), counts, strict=True)
    )]  # fmt: skip
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for make in (intervention_rates, intervention_changes):
        pd.testing.assert_frame_equal(make(_data(*rows)), make(_data(*mixed)))
    assert intervention_mix(_data(*rows)).groupby(["kind", "year"])["share"].sum(min_count=1).dropna().eq(1).all()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A,VO,2024,Traject,30,31,640,,", "31 leerlingen bij 30 interventies"),
        ("A,VO,2024,Traject,700,650,640,,", "650 leerlingen geholpen op een school met 640"),
        ("A,VO,2024,Voorkomen schooluitval,3,,640,,", "geen hulp die is gegeven"),
        ("A,HBO,2024,Traject,3,,640,,", "HBO"),
        ("A,VO,2024,Traject,-3,,640,,", "lager dan 0"),
        ("A,VO,2024,Traject,veel,,640,,", "veel"),
        ("A,VO,2024,Traject,3,,640,,\nA,VO,2024,Traject,4,,640,,", "A"),
        ("A,VO,2024,Traject,3,,640,,\nA,VO,2024,Advies,4,,641,,", "in één jaar"),
    ],
)
def test_bad_input_is_one_sentence_in_check_and_run_alike(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + row + "\n", encoding="utf-8")
    found = catalogue.check(file, "nl", table="schools")
    errors = found[found["severity"] == "error"]
    assert said in " ".join(errors["found"])
    assert len(errors["remedy"].iloc[0]) > 5
    with pytest.raises(InputError) as raised:
        load_schools(file)
    assert errors["found"].iloc[0].rstrip(".") in raised.value.sentence("nl")


@pytest.mark.unit
@pytest.mark.parametrize("kind", ["parquet", "database"])
def test_every_format_of_the_one_reader_is_read_alike(tmp_path: Path, kind: str) -> None:
    import sqlite3

    import duckdb

    rows = pd.DataFrame(
        {"school": ["A", "B"], "kind": "VO", "year": [2024, 2024], "intervention": "traject", "count": [42, 30]}
    )
    wrong = rows.assign(count=[-1, 30])
    places = []
    for name, frame in (("good", rows), ("bad", wrong)):
        if kind == "parquet":
            places.append(str(tmp_path / f"{name}.parquet"))
            duckdb.from_df(frame.astype(object)).write_parquet(places[-1])
        else:
            with sqlite3.connect(tmp_path / "mine.db") as base:
                frame.to_sql(name, base, index=False)
            places.append(f"sqlite:///{tmp_path / 'mine.db'}#{name}")
    plain = tmp_path / "plain.csv"
    rows.to_csv(plain, index=False)
    pd.testing.assert_frame_equal(load_schools(places[0]), load_schools(plain))
    with pytest.raises(InputError, match="-1 is below 0"):
        load_schools(places[1])
    if kind == "parquet":
        found = catalogue.check(places[1], "nl", table="schools")
        assert "-1 is lager dan 0" in " ".join(found["found"])
