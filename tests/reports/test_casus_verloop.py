"""Facts of the report on persons followed over time: the published example, who may be shown, and what is refused."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from tests.reports.support import run_report
from wij_impact import InputError, InsufficientEvidence, UsageError, catalogue
from wij_impact.cli.as_report import read_as_report
from wij_impact.reports import casus_verloop as report

HEAD = "person;moment;phase;score\n"
SCORES = [20, 20, 26, 25, 22, 23, 28, 25, 24, 27, 30, 30, 29]


def _lines(person: str, scores: list[float], start: int = 6) -> list[str]:
    return [f"{person};{at};{'A' if at <= start else 'B'};{one}" for at, one in enumerate(scores, 1)]


def _file(folder: Path, rows: list[str]) -> str:
    file = folder / "metingen.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


def _persons(folder: Path, n: int, gain: float = 0.0, seed: int = 0) -> str:
    draw = random.Random(seed)
    rows = []
    for one in range(n):
        start = 5 + one % 4
        scores = [round(20 + gain * (at >= start) + draw.gauss(0, 2), 1) for at in range(14)]
        rows += _lines(f"p{one}", scores, start)
    return _file(folder, rows)


@pytest.mark.reference
def test_the_published_line(tmp_path: Path) -> None:
    # A 20, 20, 26, 25, 22, 23; B 28, 25, 24, 27, 30, 30, 29: NAP 38.5/42, PND 5/7, Tau 35/42.
    study = report.read_study(_file(tmp_path, _lines("a", SCORES)), "a", team=True)
    facts = report.person_facts(study, "a")
    assert float(facts.nap.value) == pytest.approx(38.5 / 42)
    rows = report.measure_rows(study, "a")
    assert rows["estimate"].tolist()[:3] == pytest.approx([38.5 / 42, 5 / 7, 35 / 42])
    assert (facts.before.value, facts.after.value, facts.title, facts.tested) == (6, 7, "better", "none")


@pytest.mark.reference
def test_what_a_draw_can_show_at_all() -> None:
    facts = report.blank_facts()
    assert (facts.starts.value, facts.persons.value, facts.moments.value) == (20, 4, 6)
    for row in report.possible_rows().to_dict("records"):
        known = {"start": 1 / row["size"], "persons": 1 / math.factorial(row["size"])}
        known["moments"] = 1 / math.comb(row["size"], row["size"] // 2)
        assert row["smallest"] == known[row["design"].code]


@pytest.mark.property
def test_lower_is_better_mirrors_and_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = _lines("a", SCORES)
    up = report.person_facts(report.read_study(_file(tmp_path, rows), "a", team=True), "a")
    mirrored = _lines("a", [50 - one for one in SCORES])
    random.Random(1).shuffle(mirrored)
    down = report.person_facts(report.read_study(_file(tmp_path, mirrored), "a", "lower", team=True), "a", "lower")
    assert (up.nap.value, up.nap.interval, up.change.value) == (down.nap.value, down.nap.interval, down.change.value)
    assert (up.scored, down.scored) == ("higher", "lower")


@pytest.mark.unit
def test_who_may_see_what(tmp_path: Path) -> None:
    nine = _persons(tmp_path, 9)
    with pytest.raises(InsufficientEvidence, match="fewer than 10 persons"):
        report.read_study(nine)
    assert report.group_facts(report.read_study(nine, team=True)).audience == "team"
    with pytest.raises(UsageError, match="for the team"):
        report.read_study(nine, "p1")
    with pytest.raises(InputError, match="too small"):
        report.read_study(nine, minimum=2)
    page = run_report("casus_verloop", measurements=_persons(tmp_path, 12, 4))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "p1" not in told.replace("p10", "").replace("p11", "")
    assert "persons-table" not in [one.id for one in page.blocks]
    inside = run_report("casus_verloop", measurements=_persons(tmp_path, 12, 4), team=True)
    assert "persons-table" in [one.id for one in inside.blocks]


@pytest.mark.unit
def test_persons_who_cannot_be_compared_are_not_counted_outside_the_team(tmp_path: Path) -> None:
    draw = random.Random(3)
    rows = []
    for one in range(12):
        flat = [round(20 + draw.gauss(0, 2), 1) for _ in range(14)]
        rows += _lines(f"p{one}", [float(at) for at in range(14)] if one == 0 else flat)
    path = _file(tmp_path, rows)
    outside = report.group_facts(report.read_study(path))
    assert (outside.excluded, outside.left.value) == ("few", 1)
    assert report.group_facts(report.read_study(path, team=True)).excluded == "counted"
    told = "\n".join(one.plain() for one in run_report("casus_verloop", measurements=path).blocks)
    assert "Enkele van de 12 personen" in told
    # With two more, fewer than ten could be compared.
    for one in (1, 2):
        rows[one * 14 : one * 14 + 14] = _lines(f"p{one}", [float(at) for at in range(14)])
    with pytest.raises(InsufficientEvidence, match="fewer than 10"):
        report.read_study(_file(tmp_path, rows))


@pytest.mark.unit
def test_a_draw_with_few_possibilities_shows_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, _lines("a", SCORES))
    few = report.person_facts(report.read_study(path, "a", randomised="start", starts="6,7,8", team=True), "a")
    assert few.tested == "impossible"
    assert float(few.smallest.value) == pytest.approx(0.334)  # a third, rounded up


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("given", [{}, {"person": "p1", "team": True}, {"team": True}, {"randomised": "persons"}])
def test_every_page_is_short_and_whole(given: dict[str, object], lang: str, tmp_path: Path) -> None:
    file = {"measurements": _persons(tmp_path, 12, 4)} if given else {}
    page = run_report("casus_verloop", lang=lang, **file, **given)
    assert page.first_screen_words() <= 150
    named = [one.id for one in page.blocks if one.id]
    assert len(named) == len(set(named))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["Jan;1;A;5"], "person"),
        (["a;1;C;5"], "phase"),
        (["a;1;A;veel"], "score"),
        (["a;een;A;5"], "moment"),
        ([*_lines("a", SCORES), "a;3;A;9"], "moment"),
        (_lines("a", SCORES[:6]), "phase"),
        (_lines("a", [1, 2, 3, 4, 5, 6, 20, 21, 22]), "baseline"),
    ],
)
def test_what_run_refuses_check_finds(rows: list[str], said: str, tmp_path: Path) -> None:
    path = _file(tmp_path, rows)
    problems, _ = read_as_report(Path(path), "casus_verloop")
    table = catalogue.check(path, table="measurements")
    wrong = [*problems, *table[table["severity"] == "error"]["column"]]
    assert wrong
    with pytest.raises((InputError, InsufficientEvidence)) as raised:
        report.read_study(path, team=True)
    # The place is a column of the file; what is refused about a person as a whole has none, and is said in words.
    place = raised.value.column if isinstance(raised.value, InputError) else None
    assert said in (place or str(raised.value)), raised.value


@pytest.mark.unit
def test_what_is_asked_wrongly_gets_a_sentence(tmp_path: Path) -> None:
    path = _persons(tmp_path, 3)
    for given, said in (
        ({"person": "q"}, "not in the file"), ({"randomised": "dice"}, "Choose from start"),
        ({"randomised": "start", "starts": "maandag"}, "names no moments"), ({"better": "more"}, "higher"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            report.read_study(path, team=True, **given)  # type: ignore[arg-type]
