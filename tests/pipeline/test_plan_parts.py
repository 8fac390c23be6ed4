"""What a plan holds besides words and rows: its version, power, files that are no tables, a baseline, and its draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.pipeline.test_plans import ANSWERS, HEAD
from tests.reports.support import run_report
from wij_impact.catalogue import resolve_data, resolve_notebooks
from wij_impact.catalogue.own.headers import Header
from wij_impact.cli.plans import check_plan, plan_command
from wij_impact.effect import minimal_detectable_effect, power_staggered
from wij_impact.errors import InputError
from wij_impact.pipeline import plan_draft, plan_file, plan_power, plan_rows, plans
from wij_impact.pipeline.export import read_document
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.notebooks import find_reports, select
from wij_impact.presentation.exhibits import Table
from wij_impact.presentation.tables import Column
from wij_impact.reports import designs

OLD_DIGEST = "a700b6d5c9d39e5ea780ef0b4f247316ee7931c2b0010d5f377d7f1fd51b3b4d"
OLD = Path(__file__).parent / "plan_of_version_1.toml"


def _job(report: str, **parameters: object) -> Job:
    (spec,) = select(find_reports(resolve_notebooks()), [report])
    return Job(spec, parameters)


def _made(job: Job, exclusions: tuple[str, ...] = ()) -> plan_file.Plan:
    plan = plans.make_plan(job, ANSWERS, exclusions, [])
    plans.keep_rows(plan, job)
    return plan


def _codes(plan: plan_file.Plan, job: Job) -> list[str]:
    return [one.code for one in plans.deviations(plan, job)]


@pytest.mark.reference
def test_a_plan_made_before_there_were_versions_still_has_its_seal() -> None:
    old = plan_file.read_plan(OLD)  # as wij-impact wrote it before a plan had a version
    assert (old.version, old.power, old.files) == (1, None, ())
    assert plan_file.is_sealed(old)
    assert check_plan(OLD, "nl").empty
    assert plan_file.to_toml(old) == OLD.read_text(encoding="utf-8")
    # What it had not yet, it cannot have been given since.
    power = plan_file.Power(design="groups", power=0.8, smallest=0.1)
    for change in ({"power": power}, {"smallest_number": 1.0}, {"version": 2}, {"question": "x"}):
        assert not plan_file.is_sealed(old.model_copy(update=change))
    data = old.data[0].model_copy(update={"baseline": ("A",)})
    assert not plan_file.is_sealed(old.model_copy(update={"data": (data,)}))


@pytest.mark.unit
def test_a_plan_of_a_newer_version_says_so(tmp_path: Path) -> None:
    place = tmp_path / "plan.toml"
    place.write_text(f"version = {plan_file.VERSION + 1}\nnieuw = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"newer wij-impact.*Update"):
        plan_file.read_plan(place)


def _measured(folder: Path, phases: str = "A", change: Callable[[pd.DataFrame], object] | None = None) -> Path:
    moments = {"A": range(1, 7), "AB": range(1, 13)}[phases]
    rows = [(f"p{k}", t, "A" if t < 7 else "B", 20 + (t * 7 + k) % 5) for k in range(3) for t in moments]
    frame = pd.DataFrame(rows, columns=["person", "moment", "phase", "score"])
    if change:
        change(frame)
    file = folder / "metingen.csv"
    frame.to_csv(file, index=False)
    return file


@pytest.mark.unit
def test_a_baseline_that_is_in_is_no_known_outcome_and_may_not_change(tmp_path: Path) -> None:
    job = _job("casus_verloop", measurements=str(_measured(tmp_path)))
    plan = _made(job)
    (data,) = plan.data
    assert (data.outcomes_present, data.moment_column, data.baseline) == (False, "phase", ("A",))
    assert plan_file.is_sealed(plan)
    assert any("beginmeting" in one for one in plans.said(plan, "nl"))
    _measured(tmp_path, "AB")  # the phase with help: what was planned to come
    assert _codes(plan, job) == []

    def other_score(frame: pd.DataFrame) -> None:
        frame["score"] = [99, *frame["score"].iloc[1:]]

    _measured(tmp_path, "AB", other_score)
    (found,) = plans.deviations(plan, job)
    assert (found.code, found.values["n"], found.values["columns"]) == ("rows_changed", "1", "score")
    # With help measured as well, outcomes are known.
    late = _made(_job("casus_verloop", measurements=str(_measured(tmp_path, "AB"))))
    assert late.data[0].outcomes_present
    assert not any("beginmeting" in one for one in plans.said(late, "nl"))


@pytest.mark.unit
def test_before_the_start_is_a_baseline_too(tmp_path: Path) -> None:
    examples = resolve_data().path / "examples"
    costs = pd.read_csv(examples / "care_costs_monthly.csv")
    file = tmp_path / "kosten.csv"
    before = costs["month"] < "2020-01"
    costs.assign(cost=costs["cost"].where(before), comparison=None).to_csv(file, index=False)
    header = Header(list(costs.columns), 1, 2, {})
    rows = costs.astype(object).to_numpy().tolist()
    found = designs.baseline_of("zorgkosten", "file", header, rows, {"start": "2020-01"}, before.tolist())
    assert found is not None
    assert found[0] == "month"
    assert found[1][-1] == "2019-12"
    assert designs.baseline_of("zorgkosten", "file", header, rows, {"start": "2019-01"}, before.tolist()) is None
    practices = pd.read_csv(examples / "ojg_practices.csv")
    header, rows = Header(list(practices.columns), 1, 2, {}), practices.astype(object).to_numpy().tolist()
    early = min(int(one) for one in practices["first_year"] if one > 0)
    for until, known in ((early, True), (early + 1, False)):
        filled = (practices["year"] < until).tolist()
        seen = designs.baseline_of("effect_ojg", "file", header, rows, {}, filled)
        assert (seen is not None) == known


@pytest.mark.reference
def test_the_plan_has_the_power_of_its_design(tmp_path: Path) -> None:
    pilot = tmp_path / "pilot.csv"
    rows = [[f"c{i}", str(int(i < 14)), str(14 + i), str(20 + i), ""] for i in range(34)]
    pilot.write_text("\n".join(";".join(one) for one in [HEAD, *rows]) + "\n", encoding="utf-8")
    power = _made(_job("effect_pilot", file=str(pilot))).power
    assert power is not None
    assert (power.design, power.settings) == ("groups", {"treated": 14, "control": 14})
    assert power.smallest == pytest.approx(minimal_detectable_effect(14, 14))
    examples = resolve_data().path / "examples"
    practices = pd.read_csv(examples / "ojg_practices.csv")
    header, given = Header(list(practices.columns), 1, 2, {}), practices.astype(object).to_numpy().tolist()
    design = designs.design_of("effect_ojg", "file", header, given, {})
    assert design is not None
    first = practices.drop_duplicates("practice")["first_year"]
    assert sum(design.settings["starts"].values()) == len(first)
    assert design.settings["periods"] == practices["year"].nunique()
    found = designs.power_of(design, draws=100)
    again = power_staggered(**design.settings, draws=100).smallest
    assert again is not None
    assert found["smallest"] == again.value
    given = [[f"p{k}", t, "A", 20] for k in range(3) for t in range(1, 7)]
    header = Header(["person", "moment", "phase", "score"], 1, 2, {})
    asked = {"randomised": "start", "starts": "5,6,7"}
    design = designs.design_of("casus_verloop", "measurements", header, given, asked)
    assert design == designs.Design("single_case", {"points": 9, "starts": [4, 5, 6], "persons": 3})
    assert designs.design_of("casus_verloop", "measurements", header, given, {}) is None  # nothing was drawn
    few = designs.Design("single_case", {"points": 12, "starts": [4, 5, 6], "persons": 1})
    assert designs.power_of(few, draws=3) == {"smallest": None}
    plan = _made(_job("effect_pilot", file=str(pilot)))
    simulated = plan_file.Power(design="staggered", power=0.8, settings=plan_power.as_kept(design.settings), **found)
    place = tmp_path / "plan.toml"
    for power in (plan.power, simulated, plan_file.Power(design="single_case", power=0.8)):
        content = plan.model_copy(update={"power": power}).model_dump(exclude={"seal"})
        made = plan_file.Plan(**content, seal=plan_file.sealed(content))
        place.write_text(plan_file.to_toml(made), encoding="utf-8")
        assert plan_file.read_plan(place) == made
        assert plan_file.is_sealed(plan_file.read_plan(place))
        assert len(plans.said(made, "nl")) == 3


@pytest.mark.unit
@pytest.mark.parametrize(
    ("values", "smallest", "code"),
    [
        ((7.0, 5.5, 8.5), 5, "above"), ((-7.0, -8.5, -5.5), 5, "above_less"), ((1.0, -2.0, 4.0), 5, "below"),
        ((4.0, 1.0, 7.0), 5, "open"), ((5.0, 5.0, 7.0), 5, "above"), ((4.0, 1.0, float("inf")), 5, "unknown"),
    ],
)  # fmt: skip
def test_the_outcome_is_held_to_the_smallest_difference_that_matters(
    values: tuple[float, float, float], smallest: float, code: str
) -> None:
    assert plan_power.relevance(*values, smallest) == code


def _document(estimate: float, lower: float, upper: float, how: str) -> ReportDocument:
    columns = (Column("", "row", name="estimate"), Column("", "row", name="lower"), Column("", "row", name="upper"))
    table = Table("outcomes", "nl", "x", columns, ((estimate, lower, upper),), row_formats=(how,))
    return ReportDocument("nl", (table,))


@pytest.mark.unit
def test_the_page_says_it_in_the_unit_of_the_outcome(tmp_path: Path) -> None:
    pilot = tmp_path / "pilot.csv"
    pilot.write_text(";".join(HEAD) + "\nc1;1;14;20;\nc2;0;15;21;\n", encoding="utf-8")
    plan = _made(_job("effect_pilot", file=str(pilot)))
    assert plan.smallest_number == 5
    (said,) = plan_power.relevance_said(plan, _document(3.1, 1.3, 4.96, "decimal1"), "nl")
    # 4.96 is no 5.0: what looks alike gets another decimal.
    assert said == "Het verschil is 3,10 (tussen 1,30 en 4,96): kleiner dan het kleinste dat ertoe doet (5,00)."
    (said,) = plan_power.relevance_said(plan, _document(0.3, 0.1, 0.5, "points"), "nl")
    assert "5 procentpunt" in said.replace("\u00a0", " ")
    assert (
        plan_power.relevance_said(plan.model_copy(update={"smallest_number": None}), _document(1, 0, 2, "auto"), "nl")
        == ()
    )
    assert plan_power.number_in("1.000 euro") is None or plan_power.number_in("1.000 euro") == 1000
    assert plan_power.number_in("van 5 naar 7 punten") is None


@pytest.mark.unit
def test_where_the_estimates_stand_is_where_the_reports_show_them() -> None:
    import nbformat

    for report in ("effect_pilot", "effect_ojg", "zorgkosten", "casus_verloop"):
        place = designs.estimate_of(report)
        assert place is not None
        kind = "figure" if place.table.endswith("-data") else "table"
        notebook = nbformat.read(resolve_notebooks() / f"{report}.ipynb", 4)
        source = "".join("".join(str(cell["source"]).split()) for cell in notebook["cells"])
        assert f'page.{kind}("{place.table.removesuffix("-data")}",' in source
    place = designs.estimate_of("voor_na")
    assert place is not None
    stored = nbformat.read(resolve_notebooks() / "voorbeeld_voor_na.ipynb", 4)
    (shown,) = [one for one in read_document(stored).tables if one.id == place.table]
    assert set(place.columns) <= {one.name for one in shown.columns}


@pytest.mark.unit
def test_a_file_or_folder_that_is_no_table_has_a_fingerprint(tmp_path: Path) -> None:
    folder = tmp_path / "bladen"
    folder.mkdir()
    for name in ("een", "twee"):
        (folder / f"{name}.toml").write_text(f"naam = '{name}'\n", encoding="utf-8")
    talks = tmp_path / "gesprekken.qdpx"
    talks.write_bytes(b"PK")
    for given in ({"folder": str(folder)}, {"folder": str(talks)}):
        job = Job(_job("casus").spec, given)
        plan = _made(job)
        assert [one.name for one in plan.files] == [Path(given["folder"]).name]
        assert plan_file.is_sealed(plan)
        assert str(tmp_path) not in plan_file.to_toml(plan)
        assert "een.toml" not in plan_file.to_toml(plan)
        assert _codes(plan, job) == []
    talks.write_bytes(b"PK other")
    assert _codes(plan, job) == ["file_changed"]
    job = Job(_job("casus").spec, {"folder": str(folder)})
    plan = _made(job)
    (folder / "een.toml").write_text("naam = 'anders'\n", encoding="utf-8")
    (folder / "drie.toml").write_text("naam = 'drie'\n", encoding="utf-8")
    (found,) = plans.deviations(plan, job)
    assert (found.code, found.values["gone"], found.values["new"]) == ("files_changed", "1", "2")
    assert "no_file" in _codes(plan, Job(job.spec, {}))


def _rows(folder: Path, rows: list[list[str]], head: list[str] = HEAD) -> None:
    (folder / "pilot.csv").write_text("\n".join(";".join(one) for one in [head, *rows]) + "\n", encoding="utf-8")


@pytest.mark.property
@pytest.mark.parametrize("how", ["doubled", "renamed", "power", "mapping", "power_gone", "rule", "backdated"])
def test_five_more_ways_and_two_are_told(how: str, tmp_path: Path) -> None:
    rows = [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(12)]
    _rows(tmp_path, rows)
    mapping = tmp_path / "koppel.toml"
    mapping.write_text('[columns]\nors_end = "ors_end"\n', encoding="utf-8")
    job = _job("effect_pilot", file=str(tmp_path / "pilot.csv"), columns=str(mapping))
    plan = _made(job, ("age > 24",))
    expected = {"edited"}
    if how == "doubled":
        _rows(tmp_path, [*rows, rows[3]])
        expected = {"rows_new", "excluded_left"}
    elif how == "renamed":
        _rows(tmp_path, rows, ["case_id", "treated", "leeftijd", "ors_start", "ors_end"])
        expected = {"columns_gone", "columns_new"}
    elif how == "mapping":
        mapping.write_text('[columns]\nors_end = "ors_start"\n', encoding="utf-8")
        expected = {"file_changed", "excluded_left"}
    elif how == "power":
        assert plan.power is not None
        plan = plan.model_copy(update={"power": plan.power.model_copy(update={"smallest": 0.2})})
    elif how == "power_gone":
        plan = plan.model_copy(update={"power": None, "version": 1})
    elif how == "rule":
        plan = plan.model_copy(update={"exclusions": ()})
    else:
        plan = plan.model_copy(update={"made_on": dt.date(2020, 1, 1)})
    if how in ("power", "power_gone", "backdated"):
        expected |= {"excluded_left"}
    assert set(_codes(plan, job)) == expected


@pytest.mark.unit
def test_a_draft_is_filled_in_checked_and_laid_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _rows(tmp_path, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(12)])
    draft = plan_draft.write_draft(Path("plan_invullen.toml"))
    assert plan_file.is_plan(draft)
    empty = check_plan(draft, "nl")
    assert empty["column"].tolist() == ["report", *plan_file.WORDS]
    assert empty["row"].notna().all()
    text = draft.read_text(encoding="utf-8")
    text = text.replace('report = ""', 'report = "effect_pilot"').replace('= ""', '= "5 punten"')
    text = text.replace("# file", "file").replace("exclusions = []", 'exclusions = ["age < 3"]')
    draft.write_text(text, encoding="utf-8")
    assert check_plan(draft, "nl").empty
    assert plan_command("plan_invullen.toml", [], {}, [], [], Path("plan.toml"), "nl") == 0
    plan = plan_file.read_plan("plan.toml")
    assert (plan.report, plan.question, plan.exclusions) == ("effect_pilot", "5 punten", ("age < 3",))
    assert check_plan(Path("plan.toml"), "nl").empty
    for old, new, said in (
        ('file = "pilot', 'fil = "pilot', "file"), ('"effect_pilot', '"efect_pilot', "effect_pilot"),
        ("\nanalysis =", "\nanalyse = 1\nanalysis =", "analysis"),
        ('[parameters]\nfile = "pilot.csv"', "parameters = 3", "parameters"),
        ("outcomes = []", "outcomes = 3", "outcomes"),
    ):  # fmt: skip
        draft.write_text(text.replace(old, new), encoding="utf-8")
        found = check_plan(draft, "en")
        assert len(found) == 1, new
        assert said in found["remedy"].iloc[0]
        with pytest.raises(InputError):
            plan_draft.read_draft(draft)


@pytest.mark.unit
def test_a_file_saved_again_is_the_same_file(tmp_path: Path) -> None:
    rows = [[f"0{i}", str(i % 2), f"{14 + i}.0", f"{20 + i}.50", ""] for i in range(12)]
    _rows(tmp_path, rows)
    job = _job("effect_pilot", file=str(tmp_path / "pilot.csv"))
    plan = _made(job)
    for saved in (
        [[row[0], row[1], row[2][:-2], row[3][:-1], "25"] for row in rows],
        [[row[0], row[1] + ",0", row[2].replace(".", ","), row[3].replace(".", ","), ""] for row in rows],
    ):
        _rows(tmp_path, saved)
        assert _codes(plan, job) == []
    # Another value, and a code that lost its zero, are changes.
    for at, value in ((3, "20.51"), (0, "0")):
        _rows(tmp_path, [[value if place == at else cell for place, cell in enumerate(rows[0])], *rows[1:]])
        assert _codes(plan, job) == ["rows_changed"]


@pytest.mark.reference
def test_a_plan_of_version_2_still_knows_its_rows_by_what_is_written(tmp_path: Path) -> None:
    head, rows = ["id", "score"], [["a", "7.0"], ["b", ""]]
    # As 754c268 made them.
    assert plan_rows.read_rows(head, rows, [], as_text=True).digest() == OLD_DIGEST
    assert plan_rows.read_rows(head, rows, []).digest() != OLD_DIGEST
    _rows(tmp_path, [[f"c{i}", str(i % 2), f"{14 + i}.0", str(20 + i), ""] for i in range(12)])
    job = _job("effect_pilot", file=str(tmp_path / "pilot.csv"))
    made = _made(job)
    table = plans.read_table(str(tmp_path / "pilot.csv"))
    digest = table.fingerprints(made.data[0].outcome_columns, plans.Moments(), as_text=True).digest()
    data = made.data[0].model_copy(update={"sha256_without_outcomes": digest})
    content = made.model_copy(update={"version": 2, "data": (data,)}).model_dump(exclude={"seal"})
    old = plan_file.Plan(**content, seal=plan_file.sealed(content))
    plans.keep_rows(old, job)
    assert _codes(old, job) == []
    _rows(tmp_path, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(12)])
    assert _codes(old, job) == ["rows_changed"]
    assert _codes(made, job) == []


@pytest.mark.unit
def test_what_the_power_of_pairs_assumes_is_said(tmp_path: Path) -> None:
    seen = designs.Design("pairs", {"n": 30, "correlation": 0.5})
    power = plan_file.Power(design="pairs", power=0.8, settings=dict(seen.settings), **designs.power_of(seen))
    assert power.smallest == pytest.approx(minimal_detectable_effect(30, 30, correlation=0.5))
    firm = designs.power_of(designs.Design("pairs", {"n": 30, "correlation": 0.9}))["smallest"]
    assert firm < power.smallest
    _rows(tmp_path, [[f"c{i}", str(i % 2), str(14 + i), str(20 + i), ""] for i in range(12)])
    plan = _made(_job("effect_pilot", file=str(tmp_path / "pilot.csv")))
    said = plan_power.power_said(plan.model_copy(update={"power": power}), "nl")
    assert "correlatie 0,5" in said[1]
    assert len(plan_power.power_said(plan, "nl")) == 1  # two groups assume no such thing


@pytest.mark.unit
@pytest.mark.parametrize(("given", "said"), [({}, "zeker zo groot"), ({"person": "p1"}, "geen grenzen")])
def test_persons_over_time_are_held_to_the_smallest_difference(
    given: dict[str, object], said: str, tmp_path: Path
) -> None:
    draw = np.random.default_rng(3)
    rows = [
        (f"p{k}", t, "A" if t < 8 else "B", round(20 + 8 * (t >= 8) + float(draw.normal(0, 1)), 1))
        for k in range(12)
        for t in range(16)
    ]
    file = tmp_path / "metingen.csv"
    pd.DataFrame(rows, columns=["person", "moment", "phase", "score"]).to_csv(file, index=False)
    page = run_report("casus_verloop", measurements=str(file), team=True, **given)
    shown = tuple(block for block in page.blocks if isinstance(block, Table))
    plan = _made(_job("casus_verloop", measurements=str(file), team=True, **given))
    assert plan.smallest_number == 5
    (told,) = plan_power.relevance_said(plan, ReportDocument("nl", shown), "nl")
    assert said in told
