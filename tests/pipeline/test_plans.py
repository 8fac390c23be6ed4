"""A plan made beforehand: kept when it is followed, and every departure named."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from tests.support.reports import wij_impact
from wij_impact.catalogue import load_dictionary, resolve_notebooks
from wij_impact.catalogue.own.headers import Header
from wij_impact.cli.plans import check_plan
from wij_impact.errors import InputError, UsageError
from wij_impact.impactmeting import load_instrument
from wij_impact.pipeline import manifest, plan_file, plan_rows, plans
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.notebooks import find_reports, select
from wij_impact.presentation.first_screen import count_words
from wij_impact.reports import declared

ANSWERS = {
    "question": "Helpt het", "outcome": "score na een jaar", "comparison": "wachtlijst",
    "smallest_relevant_effect": "5 punten", "analysis": "verschil met ANCOVA",
}  # fmt: skip
HEAD = ["case_id", "treated", "age", "ors_start", "ors_end"]


def _file(folder: Path, rows: list[list[str]] | None = None, head: list[str] | None = None) -> Path:
    file = folder / "pilot.csv"
    made = rows or [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(12)]
    file.write_text("\n".join(";".join(one) for one in [head or HEAD, *made]) + "\n", encoding="utf-8")
    return file


def _job(file: Path, report: str = "effect_pilot", **parameters: object) -> Job:
    (spec,) = select(find_reports(resolve_notebooks()), [report])
    return Job(spec, {"file": str(file), "outcome": "ors_end", **parameters})


def _plan(job: Job) -> plan_file.Plan:
    plan = plans.make_plan(job, ANSWERS, ["wie jonger is dan 12"], ["ors_end"])
    plans.keep_rows(plan, job)
    return plan


def _codes(plan: plan_file.Plan, job: Job) -> list[str]:
    return [one.code for one in plans.deviations(plan, job)]


@pytest.mark.property
def test_filling_in_outcomes_and_another_order_keep_the_plan(tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    plan = _plan(job)
    assert not plan.data[0].outcomes_present
    rows = [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), str(25 + i)] for i in range(12)]
    random.Random(1).shuffle(rows)
    order = [2, 0, 4, 1, 3]
    _file(tmp_path, [[row[at] for at in order] for row in rows], [HEAD[at] for at in order])
    assert _codes(plan, job) == []


@pytest.mark.unit
def test_the_file_gives_the_plan_back(tmp_path: Path) -> None:
    plan = _plan(_job(_file(tmp_path), level=0.9))
    place = tmp_path / "plan.toml"
    place.write_text(plan_file.to_toml(plan), encoding="utf-8")
    assert plan_file.read_plan(place) == plan
    assert str(tmp_path) not in place.read_text(encoding="utf-8")


def _without_a_row(folder: Path) -> None:
    _file(folder, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(11)])


def _with_a_row(folder: Path) -> None:
    _file(folder, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(13)])


def _another_group(folder: Path) -> None:
    _file(folder, [[f"c{i}", str((i + (i == 3)) % 2), str(14 + i), str(20 + i), ""] for i in range(12)])


def _without_a_column(folder: Path) -> None:
    _file(
        folder,
        [[f"c{i}", str(i % 2), str(20 + i), ""] for i in range(12)],
        ["case_id", "treated", "ors_start", "ors_end"],
    )


def _with_a_column(folder: Path) -> None:
    _file(folder, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), "", "x"] for i in range(12)], [*HEAD, "wijk"])


@pytest.mark.unit
@pytest.mark.parametrize(
    ("break_it", "codes"),
    [
        (_without_a_row, ["rows_gone"]),
        (_with_a_row, ["rows_new"]),
        (_another_group, ["rows_changed"]),
        (_without_a_column, ["columns_gone"]),
        (_with_a_column, ["columns_new"]),
    ],
)
def test_a_change_of_the_data_is_named(break_it: Callable[[Path], None], codes: list[str], tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    plan = _plan(job)
    break_it(tmp_path)
    assert _codes(plan, job) == codes


@pytest.mark.property
@pytest.mark.parametrize("gone", [0, 1, 3])
@pytest.mark.parametrize("new", [0, 2])
@pytest.mark.parametrize("swapped", [0, 2])
@pytest.mark.parametrize("column", ["", "gone", "new", "both"])
def test_departures_do_not_hide_each_other(gone: int, new: int, swapped: int, column: str, tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    plan = _plan(job)
    rows = [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), str(25 + i)] for i in range(gone, 12 + new)]
    for row in rows[4 : 4 + swapped]:
        row[1] = str(1 - int(row[1]))
    head = list(HEAD)
    if column in ("gone", "both"):
        head, rows = head[:2] + head[3:], [row[:2] + row[3:] for row in rows]
    if column in ("new", "both"):
        head, rows = [*head, "wijk"], [[*row, "x"] for row in rows]
    _file(tmp_path, rows, head)
    expected = {
        "columns_gone": column in ("gone", "both"), "columns_new": column in ("new", "both"),
        "rows_gone": gone, "rows_new": new, "rows_changed": swapped,
    }  # fmt: skip
    found = plans.deviations(plan, job)
    assert [one.code for one in found] == [code for code, n in expected.items() if n]
    assert [one.values["n"] for one in found if "n" in one.values] == [
        str(expected[code]) for code in ("rows_gone", "rows_new", "rows_changed") if expected[code]
    ]


@pytest.mark.unit
def test_without_the_kept_rows_it_says_what_cannot_be_seen(tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    plan = _plan(job)
    (kept,) = tmp_path.glob("*.plan-*.json")
    assert '"c3"' not in kept.read_text(encoding="utf-8")
    text = kept.read_text(encoding="utf-8")
    for content in (None, "{", text.replace('"', "'"), text[:-20] + '"]]}'):
        kept.unlink(missing_ok=True)
        if content is not None:
            kept.write_text(content, encoding="utf-8")
        _another_group(tmp_path)
        assert _codes(plan, job) == ["data_changed"]
        _without_a_row(tmp_path)
        assert _codes(plan, job) == ["rows_gone", "rows_unseen"]


_Rows = list[dict[str, str]]


def _drop(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    del rows[0]


def _add(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    rows.append({**rows[-1], "case_id": "c99", "age": "3", "ors_start": "1"})


def _swap(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    rows[4]["treated"], rows[5]["treated"] = rows[5]["treated"], rows[4]["treated"]


def _less(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in rows:
        del row["age"]


def _more(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in rows:
        row["wijk"] = "x"


def _code(kind: str) -> Callable[[_Rows, pytest.MonkeyPatch], None]:
    def change(rows: _Rows, monkeypatch: pytest.MonkeyPatch) -> None:
        before = manifest.code_of
        monkeypatch.setattr(manifest, "code_of", lambda path: {**before(path), kind: "0" * 64})

    return change


#: Ten ways to depart from a plan: what it does to the data or the code, to the settings, to the plan; and what is told.
BREAKS: dict[str, tuple[Callable[[_Rows, pytest.MonkeyPatch], None] | None, dict[str, object], dict[str, object]]] = {
    "rows_gone": (_drop, {}, {}),
    "rows_new": (_add, {}, {}),
    "rows_changed": (_swap, {}, {}),
    "columns_gone": (_less, {}, {}),
    "columns_new": (_more, {}, {}),
    "parameter_analysis": (None, {"level": 0.9}, {}),
    "parameter_outcome": (None, {"outcome": "home_after_year"}, {}),
    "parameter_comparison": (None, {"treatment": "age"}, {}),
    "edited": (None, {}, {"analysis": "iets anders"}),
    "package": (_code("package"), {}, {}),
}


def _broken(names: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    job = _job(_file(folder))
    plan = _plan(job)
    rows = [
        dict(zip(HEAD, [f"c{i}", str(i % 2), str(14 + i), str(20 + i), str(25 + i)], strict=True)) for i in range(12)
    ]
    settings: dict[str, object] = {}
    edits: dict[str, object] = {}
    with monkeypatch.context() as patch:
        for name in names:
            change, set_, edit = BREAKS[name]
            settings, edits = settings | set_, edits | edit
            if change:
                change(rows, patch)
        _file(folder, [list(row.values()) for row in rows], list(rows[0]))
        found = plans.deviations(plan.model_copy(update=edits), replace(job, parameters={**job.parameters, **settings}))
    return {one.code for one in found}


@pytest.mark.property
@pytest.mark.parametrize("names", [*((one,) for one in BREAKS), *combinations(BREAKS, 2), tuple(BREAKS)])
def test_every_break_is_told_alone_in_pairs_and_all_at_once(
    names: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _broken(names, tmp_path, monkeypatch) == set(names)


@pytest.mark.property
@pytest.mark.parametrize("size", [1, 2, 5])
def test_no_row_is_hidden_without_a_column_that_tells_rows_apart(size: int, tmp_path: Path) -> None:
    head = ["treated", "wijk", "leeftijd"]
    rows = [[str(i % 2), "ab"[i % 2], str(12 + i % 4)] for i in range(40)]
    before = plan_rows.read_rows(head, rows, [])
    changed = [[row[0], "c", row[2]] for row in rows[:size]]
    now = plan_rows.read_rows(head, [*changed, *rows[2 * size :], ["0", "d", "99"]], [])
    assert plan_rows.compare(before, now) == plan_rows.Changes(size, 1, size, ("wijk",))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("report", "values", "head", "outcomes"),
    [
        ("effect_pilot", {}, ["case_id", "treated", "ors_start", "ors_end"], ("ors_end",)),
        ("effect_pilot", {"outcome": "score", "others": ["thuis"]}, ["id", "score", "thuis"], ("score", "thuis")),
        ("effect_ojg", {}, ["practice", "year", "first_year", "referrals"], ("referrals",)),
        ("impactmeting", {"instrument": "impactmeting_preventie"}, ["wave", "grade", "wijk"], ("grade",)),
        ("voor_na", {"instrument": "ors", "columns": "koppel.toml"}, ["wie", "Hoe gaat het"], ("Hoe gaat het",)),
        ("casus_verloop", {}, ["persoon", "meetmoment", "fase", "score"], ("score",)),
        ("signalen", {"value": "meldingen"}, ["maand", "meldingen"], ("meldingen",)),
        ("een_eigen_rapport", {}, ["id", "score"], ()),
    ],
)  # fmt: skip
def test_a_report_says_which_columns_are_its_outcomes(
    report: str,
    values: dict[str, object],
    head: list[str],
    outcomes: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    item = load_instrument("ors").items[0].id
    Path("koppel.toml").write_text(f'[columns]\n{item} = "Hoe gaat het"\n', encoding="utf-8")
    file = next((one.file for one in declared.FILES.get(report, ())), "file")
    assert declared.outcome_columns(report, file, Header(head, 1, 2, {}), values) == outcomes


@pytest.mark.unit
def test_every_declared_file_and_setting_is_one_of_its_report() -> None:
    known = {one.name: {parameter.name for parameter in one.parameters} for one in find_reports(resolve_notebooks())}
    for report, files in declared.FILES.items():
        assert {one.file for one in files} <= known[report]
        assert {name for one in files for name in one.named} <= known[report]
        for one in files:
            columns = load_dictionary().table(one.table).columns if one.table else {}
            assert set(one.columns) <= set(columns)


@pytest.mark.unit
def test_a_plan_made_after_the_outcomes_does_not_pass_as_one_before(tmp_path: Path) -> None:
    rows = [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), str(25 + i)] for i in range(12)]
    (spec,) = select(find_reports(resolve_notebooks()), ["effect_pilot"])
    job = Job(spec, {"file": str(_file(tmp_path, rows))})
    for told in ([], ["bestaat nog niet"]):
        plan = plans.make_plan(job, ANSWERS, [], told)
        plans.keep_rows(plan, job)
        assert plan.data[0].outcomes_present
        assert "outcomes_known" in _codes(plan, job)
    # A column that was said to come and never came is no outcome.
    assert "outcomes_absent" in _codes(plan, job)
    empty = [[*row[:-1], ""] for row in rows]
    job = Job(spec, {"file": str(_file(tmp_path, empty))})
    plan = plans.make_plan(job, ANSWERS, [], [])
    plans.keep_rows(plan, job)
    assert not plan.data[0].outcomes_present
    _file(tmp_path, rows)
    assert _codes(plan, job) == []


@pytest.mark.unit
def test_a_sheet_and_a_table_of_a_database_are_data_too(tmp_path: Path) -> None:
    import sqlite3

    from openpyxl import Workbook

    rows = [[f"c{i}", i % 2, 14 + i, 20 + i, 25 + i] for i in range(12)]
    book = Workbook()
    book.active.append(["niets"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Pilot")
    for row in [HEAD, *rows]:
        sheet.append(row)
    book.save(tmp_path / "boek.xlsx")
    with sqlite3.connect(tmp_path / "pilot.db") as base:
        base.execute(f"create table pilot ({', '.join(HEAD)})")
        base.executemany("insert into pilot values (?, ?, ?, ?, ?)", rows)
    base.close()
    (spec,) = select(find_reports(resolve_notebooks()), ["effect_pilot"])
    for place in (f"{tmp_path / 'boek.xlsx'}#Pilot", f"sqlite:///{tmp_path / 'pilot.db'}#pilot"):
        job = Job(spec, {"file": place})
        plan = plans.make_plan(job, ANSWERS, [], [])
        plans.keep_rows(plan, job)
        assert (plan.data[0].rows, plan.data[0].outcomes_present) == (12, True)
        assert str(tmp_path) not in plan_file.to_toml(plan)
        assert _codes(plan, job) == ["outcomes_known"]


@pytest.mark.unit
def test_the_plan_knows_the_outcomes_or_asks(tmp_path: Path) -> None:
    (spec,) = select(find_reports(resolve_notebooks()), ["werklast"])
    file = tmp_path / "teams.csv"
    file.write_text("wijk;inwoners;fte\nA;1;2\n", encoding="utf-8")
    job = Job(spec, {"neighbourhoods": str(file)})
    with pytest.raises(UsageError, match=r"which columns the outcomes.*--outcomes.*wijk, inwoners, fte"):
        plans.make_plan(job, ANSWERS, [], [])
    # A column that is still to come: adding it keeps the plan.
    plan = plans.make_plan(job, ANSWERS, [], ["lopende zaken"])
    file.write_text("wijk;inwoners;fte;lopende zaken\nA;1;2;30\n", encoding="utf-8")
    assert _codes(plan, job) == []
    # What the report itself is told to take as outcome is one, unasked.
    pilot = _job(_file(tmp_path))
    assert plans.make_plan(pilot, ANSWERS, [], []).data[0].outcome_columns == ("ors_end",)


@pytest.mark.unit
def test_every_other_departure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path)
    job = _job(file)
    plan = _plan(job)
    assert _codes(plan, _job(file, level=0.9)) == ["parameter_analysis"]
    assert _codes(plan, _job(file, outcome="home_after_year")) == ["parameter_outcome"]
    for name in ("outcome", "comparison", "smallest_relevant_effect", "analysis", "question"):
        assert _codes(plan.model_copy(update={name: "iets anders"}), job) == ["edited"]
    assert _codes(plan.model_copy(update={"exclusions": ()}), job) == ["edited"]
    assert _codes(plan.model_copy(update={"made_on": dt.date(2999, 1, 1)}), job) == ["edited", "future"]
    other = _job(file, "effect_ojg")
    assert "other_report" in _codes(plan, other)
    assert _codes(plan, replace(job, parameters={"outcome": "ors_end"})) == ["parameter_analysis", "no_file"]
    code = manifest.code_of(job.spec.path)
    monkeypatch.setattr(manifest, "code_of", lambda path: {**code, "package": "0" * 64})
    assert _codes(plan, job) == ["package"]
    monkeypatch.setattr(manifest, "code_of", lambda path: {**code, "notebook": "0" * 64})
    assert _codes(plan, job) == ["notebook"]


@pytest.mark.unit
def test_a_plan_after_the_outcomes_says_so(tmp_path: Path) -> None:
    rows = [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), str(25 + i)] for i in range(12)]
    job = _job(_file(tmp_path, rows))
    assert _codes(_plan(job), job) == ["outcomes_known"]


@pytest.mark.unit
def test_every_deviation_has_its_sentence() -> None:
    codes = {
        "edited", "other_report", "future", "parameter_outcome", "parameter_comparison", "parameter_smallest",
        "parameter_analysis", "outcomes_absent", "excluded_left", "file_changed", "files_changed",
        "no_file", "new_file", "outcomes_known", "columns_gone",
        "columns_new", "rows_gone", "rows_new", "rows_changed", "rows_unseen", "data_changed", "package", "notebook",
    }  # fmt: skip
    values = dict.fromkeys(("planned", "used", "date", "name", "columns", "n", "rule", "gone", "new"), "x")
    for code in codes:
        nl, en = (plans.Deviation(code, values).show(lang) for lang in ("nl", "en"))
        assert nl != en
        assert "{" not in nl + en


@pytest.mark.unit
def test_rows_that_a_rule_leaves_out_are_told_when_they_are_still_there(tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    for rule, left in (("age < 12", 0), ("age < 16", 2), ("treated = 1", 6), ("wie verhuisde", 0), ("ors_end = ", 0)):
        plan = plans.make_plan(job, ANSWERS, [rule], ["ors_end"])
        plans.keep_rows(plan, job)
        found = [one for one in plans.deviations(plan, job) if one.code == "excluded_left"]
        assert [one.values["n"] for one in found] == ([str(left)] if left else [])


@pytest.mark.unit
def test_a_long_plan_leaves_the_first_screen_short(tmp_path: Path) -> None:
    plan = _plan(_job(_file(tmp_path)))
    # What the design can find stands behind the fold.
    assert plans.said_first(plan, "nl", 100) == plans.said(plan.model_copy(update={"power": None}), "nl")
    long = plan.model_copy(update=dict.fromkeys(plan_file.WORDS, "woord " * 80))
    for room in (90, 60, 35):
        assert 10 < count_words(" ".join(plans.said_first(long, "nl", room))) <= room
    assert count_words(" ".join(plans.said_first(long, "nl", 5))) == 6
    assert len(" ".join(plans.said(long, "nl")).split()) > 400


@pytest.mark.unit
def test_what_is_no_plan_gets_a_sentence(tmp_path: Path) -> None:
    job = _job(_file(tmp_path))
    with pytest.raises(UsageError, match="the plan lacks analysis"):
        plans.make_plan(job, {**ANSWERS, "analysis": " "}, [], [])
    with pytest.raises(UsageError, match=r"no file has a column 'ors_eind'.*ors_end"):
        plans.make_plan(job, ANSWERS, [], ["ors_eind"])
    place = tmp_path / "plan.toml"
    for text, said in (("report = ", "cannot be read"), ('report = "x"\n', "made_on"), ("", "report")):
        place.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said):
            plan_file.read_plan(place)


@pytest.mark.unit
def test_check_names_everything_wrong_with_a_plan(tmp_path: Path) -> None:
    plan = _plan(_job(_file(tmp_path)))
    place = tmp_path / "mijn_plan.toml"
    good = plan_file.to_toml(plan)
    place.write_text(good, encoding="utf-8")
    assert plan_file.is_plan(place)
    assert check_plan(place, "nl").empty
    place.write_text(good.replace("5 punten", "9 punten"), encoding="utf-8")
    edited = check_plan(place, "nl")
    assert edited["found"].tolist() == ["het plan is na het vastleggen veranderd."]
    assert edited["severity"].tolist() == ["notice"]  # run makes the report, and says so
    strange = good.replace(f'report = "{plan.report}"', 'report = "efect_pilot"')
    assert strange != good
    place.write_text(strange, encoding="utf-8")
    none = check_plan(place, "nl")
    assert dict(zip(none["column"], none["severity"], strict=True)) == {"seal": "notice", "report": "error"}
    assert "effect_pilot" in none["remedy"].iloc[-1]
    broken = good.replace("made_on = ", "gemaakt_op = ").replace("outcomes_present = false", 'outcomes_present = "?"')
    place.write_text(broken, encoding="utf-8")
    found = check_plan(place, "nl")
    assert set(found["found"]) == {
        "'made_on' ontbreekt.",
        "een plan kent geen 'gemaakt_op'.",
        "'outcomes_present' heeft niet de vorm die het plan kreeg.",
    }
    rows = dict(zip(found["found"], found["row"], strict=True))
    assert rows["een plan kent geen 'gemaakt_op'."] == 3
    for text in ("report = ", "", "[[data]]", 'report = 3\nquestion = "a"\nanalysis = []'):
        place.write_text(text, encoding="utf-8")
        assert not check_plan(place, "en").empty


@pytest.mark.unit
def test_a_plan_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    from wij_impact.cli.plans import _written

    def refuse() -> list[Path]:
        raise PermissionError(13, "no", str(tmp_path / ".plan-a.json"))

    out = tmp_path / "plan.toml"
    with pytest.raises(UsageError, match=r"\.plan-a\.json cannot be written; no plan was made"):
        _written(out, "text", refuse)
    assert not out.exists()
    with pytest.raises(UsageError, match="cannot be written"):
        _written(tmp_path / "absent" / "plan.toml", "text", list)


@pytest.mark.e2e
@pytest.mark.slow
def test_plan_run_verify_and_cite_in_one_go(tmp_path: Path) -> None:
    teams = tmp_path / "teams.csv"
    rows = [f"Team {i};5000;;10;0" for i in range(9)]
    teams.write_text(
        "wijk;inwoners;lopende zaken;fte;afwezige voltijdbanen\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    told = [
        "--question", "Verschilt de werklast", "--outcome", "zaken", "--comparison", "teams", "--smallest", "2 zaken",
        "--analysis", "gewogen zaken", "--outcomes", "lopende zaken", "-p", f"neighbourhoods={teams}",
    ]  # fmt: skip
    made = wij_impact("plan", "werklast", "-o", "plan.toml", *told, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    again = wij_impact("plan", "werklast", "-o", "plan.toml", *told, cwd=tmp_path)
    assert again.returncode in (1, 2)
    assert "bestaat al" in again.stderr
    rows = [f"Team {i};5000;{90 + i};10;0" for i in range(9)]
    teams.write_text(
        "wijk;inwoners;lopende zaken;fte;afwezige voltijdbanen\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    run = wij_impact(
        "run", "werklast", "-p", f"neighbourhoods={teams}", "-p", "plan=plan.toml", "--out", "r", cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr
    (folder,) = [one for one in (tmp_path / "r").iterdir() if one.is_dir() and not one.name.startswith(".")]
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Vooraf gepland" in page
    assert "wijkt nergens van het plan af" in page
    assert page.index("Vooraf gepland") < page.index('id="contents"' if 'id="contents"' in page else "Inhoud")
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["plan"]["deviations"] == []
    assert wij_impact("verify", str(folder), cwd=tmp_path).returncode == 0
    cited = wij_impact("cite", str(folder), cwd=tmp_path)
    assert "@techreport" in cited.stdout
    assert "afwijkingen: 0" in cited.stdout
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("2 zaken", "1 zaak"), encoding="utf-8")
    after = wij_impact("verify", str(folder), cwd=tmp_path)
    assert after.returncode != 0
    assert "plan.toml" in after.stdout + after.stderr
