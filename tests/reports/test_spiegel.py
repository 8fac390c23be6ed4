"""Facts of the report on the mirror: what is printed, a round of one's own, and nobody's own rating."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, UsageError, catalogue, monitor
from wij_impact.presentation.blocks import Table
from wij_impact.reports import spiegel

CRITERIA = ("bereikt", "invulling", "opdrachtgever", "opdrachtnemer", "delen")
HEADER = "round,criterion,subject,rater,score\n"
ADVICE = "recommendation,text,accepted,owner,due,status,evidence\n"


def _rows(raters: str = "ABC", rounds: tuple[int, ...] = (2024,)) -> list[str]:
    places = {"gemeente": 1, "WIJ": 3}
    return [
        f"{year},{criterion},{subject},{rater},{min(5, low + (place + shift) % 2)}"
        for year in rounds
        for place, criterion in enumerate(CRITERIA)
        for subject, low in places.items()
        for shift, rater in enumerate(raters)
    ]


def _file(folder: Path, rows: list[str], header: str = HEADER, name: str = "ronde.csv") -> str:
    file = folder / name
    file.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


@pytest.mark.reference
def test_what_is_printed() -> None:
    facts = spiegel.published_facts(catalogue.figures(), catalogue.load_table("recommendations"))
    assert (facts.years.value, facts.beforehand.value, facts.beforehand_known.value) == (4, 5, 0)
    assert (facts.advised.value, facts.accepted.value, facts.known.value) == (9, 8, 3)
    assert facts.known.value + facts.unknown.value == facts.advised.value


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    assert run_report("spiegel", lang=lang).first_screen_words() <= 150


@pytest.mark.unit
def test_a_round_shows_the_gap_and_nobody(tmp_path: Path) -> None:
    rows = _rows("ABC", (2023, 2024))
    page = run_report("spiegel", ratings=_file(tmp_path, [row.replace(",A,", ",Zwaantje,") for row in rows]))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "Zwaantje" not in told
    assert "Ronde 2024: criteria 5, beoordelaars 3" in told
    gap = block(page, "gap")
    assert isinstance(gap, Table)
    assert {row[3] for row in gap.rows} == {-2}
    assert "overeenstemming" in told


@pytest.mark.unit
def test_below_three_raters_nothing_is_shown(tmp_path: Path) -> None:
    page = run_report("spiegel", ratings=_file(tmp_path, _rows("AB")))
    table = block(page, "criteria")
    assert isinstance(table, Table)
    assert all(row[2:5] == (None, None, None) for row in table.rows)
    told = "\n".join(one.plain() for one in page.blocks)
    assert "te weinig oordelen om de gemeente en WIJ te vergelijken" in told
    assert "niet te zeggen: beoordelaars 2, nodig 3" in told


@pytest.mark.property
def test_order_of_rows_and_names_of_raters_never_matter(tmp_path: Path) -> None:
    rows, names = _rows("ABCD"), {"A": "z", "B": "y", "C": "x", "D": "w"}
    pages = []
    for seed in range(3):
        mixed = list(rows)
        random.Random(seed).shuffle(mixed)
        if seed:
            parts = [row.split(",") for row in mixed]
            mixed = [",".join([*one[:3], names[one[3]], one[4]]) for one in parts]
        folder = tmp_path / str(seed)
        folder.mkdir()
        pages.append([one.plain() for one in run_report("spiegel", ratings=_file(folder, mixed)).blocks])
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.unit
def test_follow_up_counts_what_was_taken_on(tmp_path: Path) -> None:
    rows = ["a1,x,yes,WIJ,2024-06-01,done,besluit", "a2,y,yes,WIJ,2024-06-01,busy,", "a3,z,no,,,,", "a4,w,,,,,"]
    path = _file(tmp_path, rows, ADVICE, "advies.csv")
    told = "\n".join(one.plain() for one in run_report("spiegel", recommendations=path, until="2024-12-31").blocks)
    assert "(aanbevelingen: 4). Overgenomen 2, klaar 1: 50% (9% tot 91%)" in told
    assert "Op 31 december 2024 te laat: 1" in told
    found = monitor.follow_up(pd.DataFrame({"id": [1, 2], "s": ["done", "busy"]}), "id", "s").iloc[0]
    assert (found["lower"], found["upper"]) == (pytest.approx(0.0945, abs=1e-3), pytest.approx(0.9055, abs=1e-3))
    with pytest.raises(UsageError, match="not a date"):
        run_report("spiegel", recommendations=path, until="eind 2024")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "header", "rows", "said"),
    [
        ("ratings", HEADER, ["2024,delen,WIJ,A,4", "2024,delen,WIJ,a ,3"], "twee keer (ook in rij 2)"),
        ("ratings", HEADER, ["2024,delen,WIJ,A,7"], "7 is hoger dan 5"),
        ("ratings", HEADER, ["2024,delen,WIJ,A,0"], "0 is lager dan 1"),
        ("ratings", HEADER, ["2024,delen,WIJ,A,goed"], "goed"),
        ("ratings", HEADER, ["2024,delen,provincie,A,4"], "provincie"),
        ("recommendations", ADVICE, ["a1,x,yes,WIJ,na de zomer,busy,"], "na de zomer"),
        ("recommendations", ADVICE, ["a1,x,yes,,2024-06-01,busy,"], "van niemand"),
        ("recommendations", ADVICE, ["a1,x,no,,,done,"], "niet overgenomen en toch"),
        ("recommendations", ADVICE, ["a1,x,yes,WIJ,,busy,", "a1,y,yes,WIJ,,busy,"], "a1"),
    ],
)
def test_bad_input_is_a_sentence_in_check_and_run_alike(
    tmp_path: Path, table: str, header: str, rows: list[str], said: str
) -> None:
    path = _file(tmp_path, rows, header, "eigen_bestand.csv")
    found = catalogue.check(path, "nl", table=table)
    errors = found[found["severity"] == "error"]
    assert said in " ".join(errors["found"])
    assert errors["remedy"].str.len().min() > 5
    with pytest.raises(InputError) as raised:
        catalogue.load_file(table, path)
    assert errors["found"].iloc[0].rstrip(".") in raised.value.sentence("nl")


@pytest.mark.unit
def test_nothing_taken_on_is_said_in_words(tmp_path: Path) -> None:
    path = _file(tmp_path, ["a3,z,no,,,,", "a4,w,,,,,"], ADVICE, "advies.csv")
    page = run_report("spiegel", recommendations=path)
    told = "\n".join(one.plain() for one in page.blocks)
    assert "geen enkele is overgenomen" in told
    assert "van de 0" not in told


@pytest.mark.unit
@pytest.mark.parametrize(
    ("high", "low", "missing", "turn"),
    [
        ([4, 4, 5], [2, 3, 3], 5, 3),  # two: medians 4 of 1 1 4 4 5 and 3 of 2 3 3 5 5; three: 2.5 and 4
        ([4, 4, 5], [2, 3, 3], 2, None),
        ([5, 5, 5], [1, 1, 1], 3, 3),
        ([5, 5, 5], [1, 1, 1], 2, None),
        ([4, 4, 4], [3, 3, 3], 0, None),
    ],
)
def test_how_many_silent_raters_undo_a_gap(high: list[float], low: list[float], missing: int, turn: int | None) -> None:
    assert spiegel.raters_to_overturn(high, low, missing) == turn
    if turn is not None:
        # One fewer leaves the gap, and who is silent can only be asked as far as there are any.
        assert spiegel.raters_to_overturn(high, low, turn - 1) is None


@pytest.mark.unit
@pytest.mark.parametrize(
    ("lang", "gone", "stays"), [("nl", "omgekeerde oordeel", "blijft"), ("en", "is gone", "stays")]
)
def test_who_did_not_answer_is_a_switching_value(tmp_path: Path, lang: str, gone: str, stays: str) -> None:
    path = _file(tmp_path, _rows())
    assert not [one for one in run_report("spiegel", ratings=path, lang=lang).blocks if one.id == "text-silent"]
    for invited, said in ((9, gone), (4, stays), (3, "3")):
        page = run_report("spiegel", ratings=path, invited=invited, lang=lang)
        assert said in block(page, "text-silent").plain(), invited
    with pytest.raises(UsageError, match="fewer than the 3 who answered"):
        run_report("spiegel", ratings=path, invited=2)
