"""Facts of the monitor: the steps of the plan, what is late, signals only by rule, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, UsageError, catalogue
from wij_impact.cli.own_files import check_book
from wij_impact.pipeline.notebooks import find_reports
from wij_impact.presentation.blocks import Table
from wij_impact.reports import monitor, samen, triage

STEPS = "step,text_nl,owner,planned_from,planned_to,status,done_on\n"
ROWS = [
    "b,Werven,WIJ,2024-01-01,2024-03-31,open,",
    "a,Plan,Gemeente,2024-01-01,2024-02-28,done,2024-02-20",
    "c,Later,WIJ,,,open,",
]
FIGURES = "indicator,level,owner,value,target,signal_rule,interpretation,agreed_on\n"
GIVEN = [
    "Wachttijd,flows,WIJ,7,5,above,Te lang door ziekte,2024-05-31",
    "Deelname,assignment,WIJ,80,75,below,Zoals afgesproken,2024-05-31",
    "Ziekte,assignment,WIJ,7,5,,Hoog,2024-05-31",
    "Instroom,flows,WIJ,900,,above,Groeit,2024-05-31",
]


def _file(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.reference
def test_the_steps_of_the_plan() -> None:
    steps = catalogue.load_table("milestones")
    dated = steps[steps["figure_id"].notna()]
    printed = catalogue.figures()
    assert set(dated["figure_id"]) == {one for one in printed["figure_id"] if one.startswith("plan_step_")}
    assert (len(steps), len(dated)) == (55, 47)
    assert set(steps.loc[steps["figure_id"].isna(), "step"]) == {
        "3.2b", "3.3c", "3.5o", "3.5p", "3.7a", "3.11a", "3.11c", "3.12a",
    }  # fmt: skip
    facts = monitor.published_facts(steps, catalogue.load_table("targets"), catalogue.load_table("risks"), "2024-01-01")
    assert (facts.targets_silent.value, facts.risks_silent.value) == (8, 7)
    assert (facts.due.value, facts.undated.value) == (19, 27)
    # What the first line says is what the bar shows.
    counts = monitor.state_counts(steps, "2024-01-01").set_index("state")["count"]
    assert (counts["late"], counts["no_date"]) == (19, 27)


@pytest.mark.unit
def test_a_signal_takes_a_target_and_a_rule(tmp_path: Path) -> None:
    steps = catalogue.load_file("milestones", _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n"))
    given = catalogue.load_file("monitor", _file(tmp_path, "m.csv", FIGURES + "\n".join(GIVEN) + "\n"))
    own = monitor.own_facts(steps, given, "2024-06-30")
    assert (own.done.value, own.late.value, own.undated.value) == (1, 1, 1)
    assert (own.indicators.value, own.signals.value, own.unruled.value) == (4, 1, 2)


@pytest.mark.property
def test_order_of_rows_never_matters(tmp_path: Path) -> None:
    pages = []
    for seed in (0, 1):
        rows, given = list(ROWS), list(GIVEN)
        random.Random(seed).shuffle(rows)
        random.Random(seed).shuffle(given)
        steps = _file(tmp_path, f"s{seed}.csv", STEPS + "\n".join(rows) + "\n")
        figures = _file(tmp_path, f"m{seed}.csv", FIGURES + "\n".join(given) + "\n")
        page = run_report("monitor", milestones=steps, monitor=figures, until="2024-06-30")
        pages.append([one.plain() for one in page.blocks])
    assert pages[0] == pages[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    assert run_report("monitor", lang=lang).first_screen_words() <= 150


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("milestones", STEPS + "a,Plan,WIJ,,medio 2024,open,\n"),
        ("milestones", STEPS + "a,Plan,,,2024-01-01,open,\n"),
        ("milestones", STEPS + "a,Plan,WIJ,,2024-01-01,done,\n"),
        ("milestones", STEPS + "a,Plan,WIJ,2024-02-01,2024-01-01,open,\n"),
        ("monitor", FIGURES + "Wachttijd,flows,WIJ,7,5,above,,2024-05-31\n"),
        ("monitor", FIGURES + "Wachttijd,flows,,7,5,above,Te lang,2024-05-31\n"),
    ],
)
def test_check_finds_what_run_refuses(tmp_path: Path, table: str, text: str) -> None:
    path = _file(tmp_path, f"{table}.csv", text)
    assert "error" in set(catalogue.check(path, table=table)["severity"])
    with pytest.raises(InputError):
        catalogue.load_file(table, path)


@pytest.mark.reference
def test_the_flows_are_the_numbers_of_the_reports_that_say_more() -> None:
    flows = monitor.flow_facts(catalogue.figures(), catalogue.load_table("flow_plan"))
    assert (round(float(flows.planned.value)), flows.helped.value, flows.contact_days.value) == (1101, 1000, 5)
    assert round(float(flows.followed.value - flows.followed_before.value), 2) == 0.20
    for lang, over in (("nl", "ruim 1.000"), ("en", "over 1,000")):
        page = run_report("monitor", lang=lang)
        table = next(one for one in page.blocks if one.id == "flows")
        assert over in table.plain()
        # The table leads to the report that each number is from.
        assert table.links == ("vraag_tot_indicatie", "vraag_tot_indicatie", "samen", "triage")
        assert table.shown()[0][1] in ("35.905", "35,905")


@pytest.mark.unit
def test_the_reports_to_read_on_exist_and_take_the_file_that_is_named() -> None:
    reports = {one.name: one for one in find_reports(Path(__file__).parents[2] / "notebooks")}
    rows = monitor.report_rows()
    for name, taken in zip(rows["name"], rows["parameter"], strict=True):
        known = {one.name for one in reports[name].parameters}
        assert not taken or taken.removeprefix("-p ").removesuffix("=") in known, name


@pytest.mark.unit
def test_what_is_late_takes_a_date() -> None:
    with pytest.raises(UsageError, match="until"):
        monitor.check_parameters("steps.csv", "")


@pytest.mark.unit
@pytest.mark.parametrize("own", [False, True])
def test_every_block_has_an_id_of_its_own(tmp_path: Path, own: bool) -> None:
    given = {}
    if own:
        given["milestones"] = _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n")
        given["monitor"] = _file(tmp_path, "m.csv", FIGURES + "\n".join(GIVEN) + "\n")
        given["until"] = "2024-06-30"
    page = run_report("monitor", lang="en", **given)
    named = [one.id for one in page.blocks if one.id]
    assert len(named) == len(set(named))
    # The flows are the documents' own; beside files of one's own the page says so.
    flows = next(one for one in page.blocks if one.id == "flows-said")
    assert ("not your own registration" in flows.plain()) == own


@pytest.mark.unit
def test_a_step_done_after_the_reference_date_is_named_by_its_row_in_the_file(tmp_path: Path) -> None:
    steps = _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n")
    with pytest.raises(InputError, match="2024-02-20") as raised:
        run_report("monitor", milestones=steps, until="2024-01-31")
    assert raised.value.row == 3


# One workbook with a sheet per table.

SHEETS: dict[str, list[dict[str, Any]]] = {
    "milestones": [
        {"step": "b", "text_nl": "Werven", "owner": "WIJ", "planned_to": "2024-03-31", "status": "open"},
        {"step": "a", "text_nl": "Plan", "owner": "WIJ", "planned_to": "2024-02-28", "done_on": "2024-02-20"},
    ],
    "monitor": [
        {"indicator": "Wachttijd", "level": "flows", "owner": "WIJ", "value": 7, "target": 5, "signal_rule": "above",
         "interpretation": "Te lang door ziekte", "agreed_on": "2024-05-31"},
    ],
    "targets": [
        {"target_id": "wijk", "text": "Inwoners bereiken", "kind": "count", "low": 200, "from": "2024-01-01",
         "to": "2025-12-31", "direction": "at_least", "count_rule": "unique"},
    ],
    "progress": [
        {"target_id": "wijk", "date": day, "count": n, "cumulative": "yes", "unique": "yes"}
        for day, n in (("2024-02-28", 20), ("2024-04-30", 40), ("2024-06-30", 55))
    ],
    "risks": [
        {"risk_id": "r1", "phase": "execution", "risk": "Ziekte", "probability_nl": "Middel", "impact_nl": "Hoog",
         "owner": "WIJ", "review_date": "2024-03-01", "probability_now": "Hoog", "status": "open"},
    ],
    "ratings": [
        {"round": 2024, "criterion": "Resultaten", "subject": party, "rater": rater, "score": score}
        for party, rater, score in (
            ("gemeente", "A", 3), ("gemeente", "B", 3), ("gemeente", "C", 4),
            ("WIJ", "A", 4), ("WIJ", "B", 5), ("WIJ", "C", 4),
        )
    ],
    "recommendations": [
        {"recommendation": "a1", "text": "Besluit", "accepted": "yes", "owner": "WIJ", "due": "2024-05-01",
         "status": "busy"},
    ],
}  # fmt: skip


def _book(folder: Path, **sheets: list[dict[str, Any]]) -> str:
    path = folder / "stuurgroep.xlsx"
    path.unlink(missing_ok=True)
    catalogue.template("monitor", path)
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        heads = [cell.value for cell in book[name][1]]
        for at, row in enumerate(rows, 2):
            for column, value in row.items():
                book[name].cell(at, heads.index(column) + 1, value)
    book.save(path)
    return str(path)


@pytest.mark.unit
def test_one_workbook_holds_every_level(tmp_path: Path) -> None:
    path = _book(tmp_path, **SHEETS)
    assert catalogue.is_book(path, catalogue.BOOKS["monitor"])
    assert "error" not in set(check_book(Path(path), "nl")["severity"])
    book = monitor.read_book(path, "2024-06-30")
    facts = monitor.sheet_facts(book, "2024-06-30")
    shown = (facts.counted, facts.judged, facts.open_risks, facts.highest, facts.heavier, facts.overdue)
    assert [one.value for one in shown] == [1, 1, 1, 1, 1, 1]
    # Medians 3 and 4 are a point apart.
    assert [one.value for one in (facts.raters, facts.criteria, facts.apart)] == [3, 1, 1]
    assert [one.value for one in (facts.taken, facts.ready, facts.waiting)] == [1, 0, 1]
    assert [one.text for one in facts.empty] == ["visits"]
    assert (facts.unread, facts.faces) == ((), "straight")
    for lang in ("nl", "en"):
        page = run_report("monitor", monitor=path, until="2024-06-30", lang=lang)
        assert page.first_screen_words() <= 150
        named = [one.id for one in page.blocks if one.id]
        assert len(named) == len(set(named))
        assert {"steps", "indicators", "course", "moved", "criteria", "advice"} <= set(named)


@pytest.mark.property
@pytest.mark.slow
@pytest.mark.parametrize("only", list(SHEETS))
def test_any_one_sheet_is_enough(tmp_path: Path, only: str) -> None:
    sheets = {only: SHEETS[only]} | ({"targets": SHEETS["targets"]} if only == "progress" else {})
    path = _book(tmp_path, **sheets)
    assert "error" not in set(check_book(Path(path), "nl")["severity"])
    facts = monitor.sheet_facts(monitor.read_book(path, "2024-06-30"), "2024-06-30")
    assert [one.text for one in facts.empty] == [one for one in catalogue.BOOKS["monitor"] if one not in sheets]
    run_report("monitor", monitor=path, until="2024-06-30")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("sheet", "change", "column"),
    [
        ("milestones", {"planned_to": "medio 2024"}, "planned_to"),
        ("monitor", {"interpretation": None}, "interpretation"),
        ("targets", {"low": 300, "high": 200}, None),
        ("progress", {"count": 60}, "count"),
        ("risks", {"owner": None}, None),
        ("ratings", {"score": 6}, "score"),
        ("recommendations", {"status": "bijna"}, "status"),
        ("progress", {"target_id": "elders"}, "target_id"),
    ],
)
def test_a_fault_is_named_with_its_sheet_and_row(
    tmp_path: Path, sheet: str, change: dict[str, Any], column: str | None
) -> None:
    sheets = SHEETS | {sheet: [SHEETS[sheet][0] | change, *SHEETS[sheet][1:]]}
    path = _book(tmp_path, **sheets)
    found = check_book(Path(path), "nl")
    wrong = found[found["severity"] == "error"]
    assert len(wrong) >= 1
    if change.get("target_id") != "elders":
        assert all(one.endswith(f", blad {sheet}") for one in wrong["file"])
    if column is not None:
        assert column in set(wrong["column"])
    with pytest.raises(InputError):
        monitor.read_book(path, "2024-06-30")


@pytest.mark.unit
def test_a_blank_workbook_no_date_and_steps_given_twice(tmp_path: Path) -> None:
    blank = _book(tmp_path)
    assert "in geen enkel blad" in check_book(Path(blank), "nl")["found"].iloc[0]
    with pytest.raises(InputError, match="no sheet holds a row"):
        monitor.read_book(blank, "2024-06-30")
    filled = _book(tmp_path, **SHEETS)
    with pytest.raises(UsageError, match="until"):
        monitor.read_book(filled, "")
    with pytest.raises(UsageError, match="twice"):
        monitor.read_book(filled, "2024-06-30", "stappen.csv")


@pytest.mark.unit
def test_the_template_opens_with_its_explanation_and_points_at_its_codes(tmp_path: Path) -> None:
    path = tmp_path / "monitor.xlsx"
    catalogue.template("monitor", path, "en")
    again = tmp_path / "again.xlsx"
    catalogue.template("monitor", again, "en")
    assert path.read_bytes() == again.read_bytes()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["explanation", *catalogue.BOOKS["monitor"], "codes"]
    # Every drop-down shows the codes of its own column.
    for name in catalogue.BOOKS["monitor"]:
        sheet = book[name]
        heads = {cell.column_letter: cell.value for cell in sheet[1]}
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                letter = str(rule.sqref).split("2:")[0]
                first = rule.formula1.split("!")[1].split(":")[0].replace("$", "")
                assert book["codes"][f"{first[:-1]}1"].value == heads[letter]


def _renamed(path: str, old: str, new: str) -> Path:
    book = openpyxl.load_workbook(path)
    book[old].title = new
    book.save(path)
    return Path(path)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "said"),
    [("onze risicos", "kolommen zijn die van risks"), ("Risico's", "risks"), ("Blad1", "noem het blad risks")],
)
def test_a_renamed_sheet_is_named_and_its_table_proposed(tmp_path: Path, name: str, said: str) -> None:
    path = _renamed(_book(tmp_path, **SHEETS), "risks", name)
    found = check_book(path, "nl")
    notice = found[found["rule"] == "unknown-sheet"]
    assert list(notice["severity"]) == ["notice"]
    assert notice["file"].iloc[0].endswith(f"stuurgroep.xlsx, blad {name}")
    assert said in notice["remedy"].iloc[0]
    page = run_report("monitor", monitor=str(path), until="2024-06-30")
    said = " ".join(one.plain() for one in page.blocks)
    assert f"Niet gelezen: blad {name}." in said
    # What is there under another name is not called empty as well.
    assert "Leeg in het werkboek, dus niet hier: visits." in said


@pytest.mark.unit
def test_a_sheet_is_proposed_by_its_name_where_its_columns_say_nothing(tmp_path: Path) -> None:
    path = Path(_book(tmp_path, milestones=SHEETS["milestones"]))
    book = openpyxl.load_workbook(path)
    for name in ("onze risicos", "losse notities", "doelen 2024"):
        sheet = book.create_sheet(name)
        sheet.append(["wat", "wie"])
        sheet.append(["Ziekte", "WIJ"])
    book.save(path)
    found = {one.sheet: (one.likely, one.by) for one in catalogue.unread_sheets(path, catalogue.BOOKS["monitor"])}
    assert found == {"onze risicos": ("risks", "name"), "losse notities": ("", ""), "doelen 2024": ("targets", "name")}
    said = check_book(path, "en")
    remedies = list(said.loc[said["rule"] == "unknown-sheet", "remedy"])
    assert remedies[0] == "Did you mean risks? Then name the sheet so."
    assert "milestones, monitor" in remedies[1]
    said = " ".join(one.plain() for one in run_report("monitor", monitor=str(path), until="2024-06-30").blocks)
    assert "Niet gelezen: bladen onze risicos, losse notities en doelen 2024." in said


@pytest.mark.unit
def test_the_only_filled_sheet_under_another_name_is_told_not_called_blank(tmp_path: Path) -> None:
    path = _renamed(_book(tmp_path, risks=SHEETS["risks"]), "risks", "onze risicos")
    with pytest.raises(InputError, match="onze risicos"):
        monitor.read_book(path, "2024-06-30")


@pytest.mark.property
def test_the_template_has_no_sheet_that_is_not_read(tmp_path: Path) -> None:
    for lang in ("nl", "en"):
        path = tmp_path / f"{lang}.xlsx"
        catalogue.template("monitor", path, lang)
        assert catalogue.unread_sheets(path, catalogue.BOOKS["monitor"]) == ()


@pytest.mark.unit
def test_counts_are_held_to_the_start_of_the_users_own_target(tmp_path: Path) -> None:
    shipped = catalogue.load_table("targets")
    known = shipped[shipped["from"].notna()].iloc[0]
    code, day = str(known["target_id"]), str(known["from"])[:10]
    # The same code with an earlier start of one's own: no fault; with a later one: the row is named.
    for start, wrong in (("2010-01-01", False), ("2024-06-01", True)):
        target = SHEETS["targets"][0] | {"target_id": code, "from": start, "to": "2030-12-31"}
        rows = [{"target_id": code, "date": "2011-01-31", "count": 20, "cumulative": "yes", "unique": "yes"}]
        assert day > rows[0]["date"]
        path = _book(tmp_path, targets=[target], progress=rows)
        found = check_book(Path(path), "nl")
        errors = found[found["severity"] == "error"]
        assert (len(errors) > 0) == wrong
        if not wrong:
            monitor.read_book(path, "2024-06-30")
            continue
        assert list(errors["rule"]) == ["before-start"]
        assert (errors["row"].iloc[0], errors["column"].iloc[0]) == (2, "date")
        with pytest.raises(InputError, match=r"sheet progress, row 2, column date.*before the start 2024-06-01"):
            monitor.read_book(path, "2024-06-30")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("sheet", "rows", "row", "column", "said"),
    [
        ("targets", [SHEETS["targets"][0] | {"low": 300, "high": 200}], 2, "low", "300"),
        ("progress", [SHEETS["progress"][0], SHEETS["progress"][1] | {"count": 1}], 3, "count", "1"),
        ("progress", [SHEETS["progress"][0] | {"date": "1999-01-31"}], 2, "date", "1999-01-31"),
        ("ratings", [*SHEETS["ratings"], SHEETS["ratings"][0] | {"score": 5}], 8, None, "A"),
        ("ratings", [SHEETS["ratings"][0] | {"score": 6}], 2, "score", "6"),
        ("risks", [SHEETS["risks"][0] | {"owner": None, "status": "open"}], 2, "owner", "eigenaar"),
        ("recommendations", [SHEETS["recommendations"][0] | {"due": "eind mei"}], 2, "due", "eind mei"),
    ],
)
def test_each_fault_of_the_issue_has_its_sheet_row_column_and_sentence(
    tmp_path: Path, sheet: str, rows: list[dict[str, Any]], row: int, column: str | None, said: str
) -> None:
    path = _book(tmp_path, **(SHEETS | {sheet: rows}))
    found = check_book(Path(path), "nl")
    errors = found[(found["severity"] == "error") & (found["row"] == row)]
    assert len(errors) == 1
    told = errors.iloc[0]
    assert told["file"].endswith(f"stuurgroep.xlsx, blad {sheet}")
    assert column is None or told["column"] == column
    assert said in told["found"] + told["remedy"]
    assert told["remedy"]
    with pytest.raises(InputError, match=f"sheet {sheet}, row {row}"):
        monitor.read_book(path, "2024-06-30")


@pytest.mark.unit
def test_people_saturate_where_the_workbook_says_how_often_they_came(tmp_path: Path) -> None:
    straight = monitor.read_book(_book(tmp_path, **SHEETS), "2024-06-30")
    code = str(straight.course["target_id"].iloc[0])
    now = int(straight.course["now"].iloc[0])
    visits = [
        {"target_id": code, "times_seen": 1, "people": now // 4},
        {"target_id": code, "times_seen": 2, "people": now // 2},
        {"target_id": code, "times_seen": 3, "people": now - now // 4 - now // 2},
    ]
    path = _book(tmp_path, **SHEETS, visits=visits)
    assert "error" not in set(check_book(Path(path), "nl")["severity"])
    seen = monitor.read_book(path, "2024-06-30")
    assert float(seen.course["expected"].iloc[0]) < float(straight.course["expected"].iloc[0])
    assert monitor.sheet_facts(seen, "2024-06-30").faces == "visits"
    # Visits of a target that nobody counted, and visits alone, are refused.
    for sheets in (SHEETS | {"visits": [visits[0] | {"target_id": "elders"}]}, {"visits": visits}):
        other = _book(tmp_path, **sheets)
        assert "error" in set(check_book(Path(other), "nl")["severity"])
        with pytest.raises(InputError, match="visits"):
            monitor.read_book(other, "2024-06-30")


# The flows of the user's own.


def _registers(folder: Path) -> tuple[str, str]:
    """Forty months of trajectories and twenty of questions, by rule and not by chance."""
    start = pd.date_range("2022-01-01", periods=517, freq="2D")
    made = pd.DataFrame(
        {
            "nummer": range(1, 518),
            "aanmelding": start - pd.to_timedelta([5 + one % 20 for one in range(517)], "D"),
            "begin": start,
            "verwijzer": ["huisarts" if one % 3 else "WIJ" for one in range(517)],
            "zwaarte bij begin": ["licht" if one % 2 else "middel" for one in range(517)],
            "zwaarte daarna": ["zwaar" if one % 5 == 0 else "" for one in range(517)],
        }
    )
    made["eerste contact"] = made["aanmelding"] + pd.to_timedelta([one % 12 for one in range(517)], "D")
    made["eerste contact"] = made[["eerste contact", "begin"]].min(axis=1)
    ends = made["begin"] + pd.to_timedelta([60 + one % 90 for one in range(517)], "D")
    made["einde"] = ends.where(ends <= pd.Timestamp("2024-10-31"))
    trajectories, records = folder / "trajecten.csv", folder / "vragen.csv"
    made.to_csv(trajectories, index=False, sep=";", date_format="%d-%m-%Y")
    days = pd.date_range("2023-01-01", "2024-08-31", freq="D")
    asked = pd.DataFrame({"datum": days})
    asked["direct afgehandeld"] = ["ja" if one % 5 < 3 else "nee" for one in range(len(days))]
    asked["indicatie"] = ["ja" if one % 6 == 0 else "nee" for one in range(len(days))]
    asked.to_csv(records, index=False, sep=";", date_format="%d-%m-%Y")
    return str(trajectories), str(records)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_users_own_flows_are_the_numbers_of_the_reports_that_say_more(tmp_path: Path, lang: str) -> None:
    trajectories, records = _registers(tmp_path)
    day, order = "2024-10-31", "licht,middel,zwaar"
    page = run_report("monitor", trajectories=trajectories, records=records, order=order, until=day, lang=lang)
    table = block(page, "streams")
    assert isinstance(table, Table)
    register = samen.load_register(trajectories, until=day)
    flows = samen.own_facts(register, samen.analyse(register))
    followed = triage.load_register(trajectories, order=order, until=day)
    chosen = triage.own_facts(followed, triage.analyse(followed))
    # One started every two days: 183 in the year to October 2024, a leap year; 182 or 183 in the year before.
    assert flows.inflow.value in (182, 183)
    shown = [str(row[1]) for row in table.shown()]
    assert shown[3:5] == [f"{flows.inflow.value:.0f}", f"{flows.open.value:.0f}"]
    assert shown[5].startswith(f"{100 * float(flows.within.value):.0f}%")
    assert shown[7].startswith(f"{100 * float(chosen.light.value):.0f}%")
    assert chosen.light.known
    # Eight months of questions, one a day: 244 in 2024, a leap year, beside 243; an indication on every sixth.
    assert shown[0] == "244"
    assert str(table.shown()[0][2]).endswith("243")
    assert shown[1] == "60%"
    assert shown[2] == str(sum(one % 6 == 0 for one in range(365, 609)))
    assert table.links == ("own:vraag_tot_indicatie",) * 3 + ("own:samen",) * 4 + ("own:triage",)
    # What is printed stays at hand, folded away.
    printed = block(page, "flows")
    assert isinstance(printed, Table)
    assert printed.folded


@pytest.mark.unit
def test_questions_after_the_day_of_looking_do_not_count(tmp_path: Path) -> None:
    _, records = _registers(tmp_path)
    for until, year, months, asked in (
        ("", 2024, "8", 244), ("2024-08-31", 2024, "8", 244), ("2024-06-30", 2024, "6", 182),
        ("2024-07-15", 2024, "6", 182), ("2024-01-10", 2023, "12", 365),
    ):  # fmt: skip
        found = monitor.read_streams(None, records, until=until)
        assert found is not None
        assert (found.asked_year.value, found.last_month.code, found.asked.value) == (year, months, asked), until
    assert monitor.read_streams(None, None) is None
    with pytest.raises(InputError, match="nothing of 2021"):
        monitor.read_streams(None, records, until="2021-12-31")


@pytest.mark.unit
def test_small_numbers_of_the_users_flows_are_dashes(tmp_path: Path) -> None:
    trajectories, records = _registers(tmp_path)
    few = pd.read_csv(trajectories, sep=";", dtype=str).head(8)
    few.to_csv(trajectories, index=False, sep=";")
    some = pd.read_csv(records, sep=";", dtype=str)
    # Four indications in the year: the rest of the table may not give them away.
    some["indicatie"] = ["ja" if one in (400, 410, 420, 430) else "nee" for one in range(len(some))]
    some.to_csv(records, index=False, sep=";")
    page = run_report(
        "monitor", trajectories=trajectories, records=records, until="2024-10-31", order="licht,middel,zwaar"
    )
    table = block(page, "streams")
    assert isinstance(table, Table)
    shown = [row[1] for row in table.shown()]
    assert shown[0] == "244"
    assert shown[2] == "–"
    assert set(shown[3:]) <= {"–", "0"}
    told = " ".join(one.plain() for one in page.blocks)
    assert "tonen we niet" in told


@pytest.mark.unit
def test_heavier_help_takes_the_users_order_of_levels(tmp_path: Path) -> None:
    trajectories, records = _registers(tmp_path)
    found = monitor.read_streams(trajectories, None, until="2024-10-31")
    assert found is not None
    assert (found.heavier, found.light.known, found.questioned) == ("no_order", False, "no")
    assert "order=licht,zwaar" in block(run_report("monitor", trajectories=trajectories), "streams-said").plain()
    # What those reports refuse the monitor refuses, in their words.
    with pytest.raises(InputError, match="not in the order given"):
        monitor.read_streams(trajectories, None, order="licht,zwaar", until="2024-10-31")
    with pytest.raises(InputError, match="lies after the last day 2022-06-30"):
        monitor.read_streams(trajectories, None, until="2022-06-30")
    with pytest.raises(UsageError, match="one file"):
        monitor.read_streams(trajectories, records, columns="kolommen.toml")


@pytest.mark.property
def test_order_of_rows_of_the_registers_never_matters(tmp_path: Path) -> None:
    trajectories, records = _registers(tmp_path)
    first = monitor.read_streams(trajectories, records, order="licht,middel,zwaar", until="2024-10-31")
    for path in (trajectories, records):
        pd.read_csv(path, sep=";", dtype=str).sample(frac=1, random_state=3).to_csv(path, index=False, sep=";")
    assert monitor.read_streams(trajectories, records, order="licht,middel,zwaar", until="2024-10-31") == first
