"""Added figures that ask for a look: told as notices, and only of the rows that a user added."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import catalogue

HEADER = "figure_id,topic,indicator,breakdown,period,value,unit,base,kind,source,reported_in,locator,note,indicator_id"


def _checked(tmp_path: Path, *rows: str) -> list[tuple[str, str]]:
    published = tmp_path / "data" / "published"
    published.mkdir(parents=True)
    (published / "figures_eigen.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    found = catalogue.check(tmp_path / "data", "en")
    kinds = ("grade-off-range", "count-below-zero", "other-unit", "tenfold")
    own = found[found["rule"].isin(kinds)]
    assert set(own["severity"]) <= {"notice"}
    return list(zip(own["row"].astype(int), own["rule"], strict=True))


def _row(value: str, unit: str, indicator: str, period: str = "2023") -> str:
    code = f"{indicator}_{len(value)}_{value.strip('-')}"
    return f"{code},demand,X,,{period},{value},{unit},,actual,jaarverslag_2023,2023,p,,{indicator}"


@pytest.mark.unit
def test_what_can_hardly_be_is_told(tmp_path: Path) -> None:
    rows = [
        _row("78", "grade_1_10", "a_grade_of_mine"),
        _row("-4", "count", "something_of_mine"),
        _row("45", "percent", "questions_registered"),
        _row("3590500", "count", "questions_registered", "2023"),
        _row("35905", "count", "questions_registered", "2023"),
    ]
    assert _checked(tmp_path, *rows) == [
        (2, "grade-off-range"), (3, "count-below-zero"), (4, "other-unit"), (5, "tenfold"),
    ]  # fmt: skip


@pytest.mark.property
def test_what_the_documents_print_is_left_alone() -> None:
    found = catalogue.check(lang="en")
    assert not set(found["rule"]) & {"grade-off-range", "count-below-zero", "other-unit", "tenfold"}
