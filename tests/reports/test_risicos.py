"""Facts of the report on risks: the register, what 2023 showed, movement, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reports.support import run_report
from wij_impact import InputError, UsageError, catalogue
from wij_impact.reports import risicos

HEADER = (
    "risk_id,phase,risk,probability_nl,impact_nl,owner,probability_now,impact_now,review_date,status,occurred,"
    "probability_number\n"
)
ROWS = [
    "r2,execution,Ziekte,Middel,Hoog,HR,Hoog,,2024-03-01,open,,",
    "r1,execution,Wachttijd,Hoog,Hoog,WIJ,Middel,Middel,2024-09-01,open,yes,",
    "r3,execution,Oud,Laag,Laag,Gemeente,,,2024-01-01,closed,no,",
    "r4,execution,Beeld,Laag,Hoog,Gemeente,Middel,Middel,,open,,",
]


def _file(folder: Path, rows: list[str], header: str = HEADER) -> str:
    file = folder / "risks.csv"
    file.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.reference
def test_the_register_of_the_plan() -> None:
    risks = catalogue.load_table("risks")
    facts = risicos.published_facts(catalogue.figures(), risks)
    assert (facts.risks.value, facts.highest.value, facts.followed.value, facts.silent.value) == (18, 3, 11, 7)
    assert facts.highest_open.value == 2
    assert (facts.staff.value, facts.helped.value, facts.loss.value) == (90, 1000, -966962)
    cells = risks.assign(number=range(1, 19)).groupby(["probability_nl", "impact_nl"])["number"].apply(list).to_dict()
    assert cells == {
        ("Hoog", "Hoog"): [5, 9, 18],
        ("Middel", "Hoog"): [1, 2, 7, 8, 10, 11, 14],
        ("Laag", "Hoog"): [6, 13, 15, 16, 17],
        ("Middel", "Middel"): [3],
        ("Laag", "Middel"): [12],
        ("Laag", "Laag"): [4],
    }
    # What the report of 2023 says of a risk (2.3, 2.4, 3.2.1, 4.3.1, 4.4, 4.5); a plan that was made is no outcome.
    said = risks.groupby("seen")["risk_id"].apply(lambda one: [int(each[-2:]) for each in one]).to_dict()
    assert said == {
        "happened": [8],
        "happened_not": [1],
        "partly": [5],
        "said_not": [7, 15, 16],
        "measure": [9, 18],
        "uncertain": [10, 11, 17],
        "none": [2, 3, 4, 6, 12, 13, 14],
    }
    assert risks[["text_nl", "cause", "effect", "measures_nl", "owner"]].notna().all().all()


@pytest.mark.unit
def test_movement_and_what_is_overdue(tmp_path: Path) -> None:
    own = risicos.own_facts(catalogue.load_file("risks", _file(tmp_path, ROWS)), "2024-06-30")
    assert [one.value for one in (own.open, own.up, own.down, own.mixed, own.same)] == [3, 1, 1, 1, 0]
    # The closed risk has a date that has passed too; it is nobody's business any more.
    assert (own.overdue.value, own.undated.value, own.occurred.value, own.unknown.value) == (1, 1, 1, 2)
    assert (own.forecast, own.brier.known) == ("words", False)


@pytest.mark.unit
def test_only_numbers_beforehand_are_scored(tmp_path: Path) -> None:
    rows = [f"n{i},execution,Iets,Laag,Hoog,HR,,,,open,{'yes' if i < 3 else 'no'},0.2" for i in range(10)]
    own = risicos.own_facts(catalogue.load_file("risks", _file(tmp_path, rows)), "")
    assert (own.forecast, own.scored.value) == ("yes", 10)
    assert own.brier.value == pytest.approx((3 * 0.64 + 7 * 0.04) / 10)
    few = risicos.own_facts(catalogue.load_file("risks", _file(tmp_path, rows[:9])), "")
    assert (few.forecast, few.brier.known, few.overdue.known) == ("few", False, False)


@pytest.mark.property
def test_order_of_rows_never_matters(tmp_path: Path) -> None:
    pages = []
    for seed in (0, 1):
        mixed = list(ROWS)
        random.Random(seed).shuffle(mixed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        pages.append([one.plain() for one in run_report("risicos", risks=_file(folder, mixed)).blocks])
    assert pages[0] == pages[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(tmp_path: Path, lang: str) -> None:
    assert run_report("risicos", lang=lang).first_screen_words() <= 150
    page = run_report("risicos", lang=lang, risks=_file(tmp_path, ROWS), until="2024-06-30")
    assert page.first_screen_words() <= 150


@pytest.mark.unit
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("r9,execution,Iets,Laag,Hoog,,,,,open,,", "risk-without-owner"),
        ("r9,execution,Iets,Laag,Hoog,HR,,,,closed,,", "closed-unsaid"),
        ("r9,execution,Iets,Laag,Reusachtig,HR,,,,open,,", "unknown-code"),
        ("r9,execution,Iets,Laag,Hoog,HR,,,na de zomer,open,,", "not-a-date"),
    ],
)
def test_check_finds_what_run_refuses(tmp_path: Path, row: str, rule: str) -> None:
    path = _file(tmp_path, [*ROWS, row])
    found = catalogue.check(path, table="risks")
    assert rule in set(found["rule"])
    with pytest.raises(InputError):
        catalogue.load_file("risks", path)


@pytest.mark.unit
def test_a_reference_date_in_words_is_refused() -> None:
    with pytest.raises(UsageError, match="eind 2024"):
        risicos.reference_date("eind 2024")


@pytest.mark.unit
@pytest.mark.parametrize("written", ["2024-02-01", "01-02-2024", "1/2/2024", "20240201", "1 feb 2024"])
def test_a_reference_date_is_the_same_day_whatever_way_it_is_written(written: str) -> None:
    # The dates of a register are compared with it as text.
    assert risicos.reference_date(written) == "2024-02-01"
