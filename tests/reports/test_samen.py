"""The report on basic youth care: the plan beside the first year by number, and what it refuses to say."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, UsageError, catalogue, flow
from wij_impact.presentation.blocks import Discrepancies, Table
from wij_impact.presentation.words import Words
from wij_impact.reports import samen
from wij_impact.reports.samen import own


def _facts() -> samen.Facts:
    figures, plan = catalogue.figures(), catalogue.load_table("flow_plan")
    readings = flow.plan_readings(**samen.plan_terms(figures))
    settings = {"made_on": 2021, "late": ["certified"], "halved": ["gp"], "start": "2025-01", "duration": 6.0}
    later = flow.plan_inflow(plan, 2025, draws=200, **settings)  # type: ignore[arg-type]
    return samen.document_facts(figures, plan, readings, later, 2025)


@pytest.mark.reference
def test_the_plan_beside_the_first_year_by_number() -> None:
    facts = _facts()
    assert round(float(facts.new.value)) == 1101
    assert facts.new.interval is not None
    assert [round(one) for one in facts.new.interval] == [1077, 1126]
    assert (round(float(facts.all.value)), round(float(facts.products.value))) == (2203, 881)
    assert facts.fits == "new"
    assert (facts.shares_sum.value, round(float(facts.unassigned.value))) == (pytest.approx(0.99), 27)
    plan = catalogue.load_table("flow_plan")
    assert plan["clients_year"].round().tolist() == [1209, 994, 322, 134]
    assert [getattr(facts, f"open_{i}").value for i in (1, 2, 3, 4)] == [250, 500, 750, 1000]
    assert float(facts.cost_per_fte.value) == pytest.approx(84_065, abs=1)
    assert float(facts.cost.value) == pytest.approx(5.58e6, abs=5e3)
    assert float(facts.received.value) == pytest.approx(5.60e6, abs=5e3)
    assert round(float(facts.per_primary.value), 1) == 18.1
    assert (facts.fewer.value, round(float(facts.at_most.value), 3)) == (499, 0.499)


@pytest.mark.reference
def test_scenarios_keep_their_order_and_their_means() -> None:
    facts = _facts()
    means = {"new_only": 1329.6, "planned": 2659.1, "late": 2336.8, "half": 2054.8, "double_return": 3988.7}
    for name, mean in means.items():
        found = getattr(facts, name)
        assert found.estimated
        assert float(found.value) == pytest.approx(mean, rel=0.08)
        assert found.interval[0] < mean < found.interval[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short_and_the_plan_of_january_is_told(lang: str) -> None:
    page = run_report("samen", lang=lang)
    assert page.first_screen_words() <= 150
    found = block(page, "discrepancies")
    assert isinstance(found, Discrepancies)
    assert "January" in found.items[0].title or "januari" in found.items[0].title
    assert not page.examples


# -- a register of one's own ------------------------------------------------------------------------------------------


def _files(folder: Path, per_month: float = 40.0, months: int = 42, seed: int = 4) -> tuple[str, str]:
    made = flow.simulate_register({"gp": 0.4 * per_month, "own": 0.6 * per_month}, months, mean_months=7, seed=seed)
    rng = np.random.default_rng(seed)
    wait = np.floor(rng.exponential(20, len(made))).astype(int)
    made["registered"] = made["start"] - pd.to_timedelta(wait, "D")
    made["first_contact"] = made["registered"] + pd.to_timedelta(np.minimum(wait, rng.integers(0, 9, len(made))), "D")
    made["reason_end"] = made["reason_end"].where(made["reason_end"] == "", "planned")
    trajectories, staff = folder / "trajecten.csv", folder / "staf.csv"
    made.drop(columns=["synthetic", "days", "ended"]).to_csv(trajectories, index=False, date_format="%Y-%m-%d")
    when = pd.period_range("2022-01", "2024-06", freq="M").astype(str)
    pd.DataFrame({"maand": when, "fte": 55, "verzuim": 7}).to_csv(staff, index=False)
    return str(trajectories), str(staff)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return _files(tmp_path_factory.mktemp("samen"))


@pytest.mark.unit
def test_the_page_is_about_the_file(register: tuple[str, str]) -> None:
    page = run_report("samen", trajectories=register[0], staff=register[1])
    told = "\n".join(one.plain() for one in page.blocks)
    assert "trajecten.csv" in told
    assert "1.101" not in told  # the plan of the documents
    assert "Wat u nu kunt doen" in told
    assert "voltijdbanen" in told
    assert isinstance(block(page, "own_periods"), Table)
    assert len({one.id for one in page.blocks}) == len(page.blocks)
    assert page.first_screen_words() <= 150


@pytest.mark.property
def test_what_is_shown_adds_up_and_the_seed_fixes_it(register: tuple[str, str]) -> None:
    loaded = samen.load_register(register[0])
    one, other = samen.analyse(loaded), samen.analyse(loaded)
    shown = samen.period_rows(one)
    both = pd.DataFrame({"stock": shown["open"].diff(), "flow": shown["inflow"] - shown["outflow"]}).dropna()
    assert len(both) > 24
    assert (both["stock"] == both["flow"]).all()
    pd.testing.assert_frame_equal(samen.ahead_rows(one), samen.ahead_rows(other))
    facts = samen.own_facts(loaded, one)
    assert facts.inflow.value == one.monthly["inflow"].iloc[-12:].sum()
    assert facts.title in ("more", "fewer", "unsure")
    assert facts.stay.interval is not None
    assert facts.stay.interval[0] < 7 * np.log(2) < facts.stay.interval[1] + 0.3


@pytest.mark.property
@pytest.mark.parametrize("per_month", [1.0, 2.0, 6.0, 12.0, 30.0])
def test_no_small_count_is_shown_and_none_stands_alone(per_month: float, tmp_path: Path) -> None:
    loaded = samen.load_register(_files(tmp_path, per_month)[0])
    length, shown = samen.protected_periods(loaded)
    for name in ("inflow", "outflow", "open"):
        assert not ((shown[name] > 0) & (shown[name] < 10)).any()
    # In and out are hidden together, and never once in a year: the year is told as a whole.
    hidden = shown["inflow"].isna()
    assert (hidden == shown["outflow"].isna()).all()
    size = {"month": 12, "quarter": 4, "year": 1}[length]
    for stop in range(len(shown), 0, -size):
        part = hidden.iloc[max(0, stop - size) : stop]
        assert len(part) == 1 or part.sum() != 1
    # A small stand does not follow from the stand beside it and the flows between, nor from an empty beginning.
    counts = samen.analysis._counted(loaded, length)
    small = (counts["open"] > 0) & (counts["open"] < 10)
    opening_small = small.shift(1, fill_value=False)
    assert hidden[small | opening_small].all()
    facts = samen.own_facts(loaded, samen.analyse(loaded))
    for quantity in (facts.open, facts.inflow, facts.inflow_before):
        assert not 0 < float(quantity.value) < 10


@pytest.mark.unit
def test_a_scenario_has_a_name_and_changes_what_it_names(register: tuple[str, str]) -> None:
    loaded = samen.load_register(register[0])
    facts = samen.own_facts(loaded, samen.analyse(loaded, scenario="helft: gp=0,5"))
    assert facts.scenario.text == "helft"
    assert float(facts.scenario_later.value) < float(facts.later.value)
    for wrong, said in {
        "gp=0,5": "no name", "x: gps=0,5": "referrer 'gps' is not in the file", "x: gp=half": "no factor",
        "x:": "changes nothing", "x: gp=-1": "no factor",
    }.items():  # fmt: skip
        with pytest.raises(UsageError, match=said):
            samen.analyse(loaded, scenario=wrong)


@pytest.mark.unit
def test_left_truncation_takes_the_long_stayers_as_such(tmp_path: Path) -> None:
    made = flow.simulate_register({"gp": 60.0}, 60, mean_months=6, seed=2)
    # A file that begins in 2024 holds of the years before only who was still there.
    cut = made[(made["end"].isna()) | (made["end"] >= "2024-01-01")]
    file = tmp_path / "vanaf2024.csv"
    cut[["id", "referrer", "start", "end"]].to_csv(file, index=False, date_format="%Y-%m-%d")
    median = {
        since: float(samen.own_facts(one, samen.analyse(one)).stay.value)
        for since in ("", "2024-01-01")
        for one in [samen.load_register(str(file), since=since)]
    }
    assert median["2024-01-01"] == pytest.approx(6 * np.log(2), rel=0.1)
    assert median[""] > median["2024-01-01"]


@pytest.mark.unit
def test_without_dates_of_registration_no_waiting_list_is_denied(tmp_path: Path) -> None:
    made = flow.simulate_register({"gp": 40.0}, 10, seed=1)
    file = tmp_path / "kort.csv"
    made[["id", "start", "end"]].to_csv(file, index=False, date_format="%Y-%m-%d")
    loaded = samen.load_register(str(file))
    facts = samen.own_facts(loaded, samen.analyse(loaded))
    assert (facts.waiting, facts.coming, facts.ahead, facts.tested) == ("no_dates", "no_dates", "short", "short")
    page = run_report("samen", trajectories=str(file))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "Of er een wachtlijst is, is niet te zeggen" in told


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1;2024-03-01;2024-02-01\n2;2024-03-01;", "row 2"),
        ("1;2024-03-01;\n2;2024-04-01;", "not one trajectory has an end"),
        ("1;2024-13-01;2024-05-01\n", "row 2"),
    ],
)
def test_what_cannot_be_is_a_sentence(rows: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "fout.csv"
    file.write_text("id;start;end\n" + rows, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        samen.load_register(str(file))


@pytest.mark.unit
def test_reasons_in_words_of_ones_own_are_no_answer(tmp_path: Path) -> None:
    ended = pd.DataFrame({"end": ["2024-01-10"] * 3, "reason_end": ["goal", "early_client", "verhuisd"]})
    row = flow.outcomes(ended, "2024-12-31").iloc[0]
    assert (row["n"], row["estimate"], row["missing"]) == (1, 1.0, 2)


def _mostly_ended(folder: Path, left: int, size: int = 463) -> str:
    """A register of `size` trajectories of which `left` are open; everyone who ended answered."""
    rng = np.random.default_rng(7)
    start = pd.Timestamp("2021-01-04") + pd.to_timedelta(rng.integers(0, 900, size), "D")
    end = pd.Series(start + pd.to_timedelta(rng.integers(30, 300, size), "D"))
    made = pd.DataFrame({"id": [f"p{i}" for i in range(size)], "start": start, "end": end})
    made = made.assign(reason_end="planned", without_help=rng.choice(["04", "02"], size))
    made.loc[: left - 1, ["end", "reason_end", "without_help"]] = None
    made.loc[: left - 1, "start"] = pd.Timestamp("2024-02-01")
    folder.mkdir(exist_ok=True)
    file = folder / "register.csv"
    made.to_csv(file, index=False, date_format="%Y-%m-%d")
    return str(file)


@pytest.mark.unit
@pytest.mark.parametrize("report", ["samen", "triage"])
def test_the_number_open_does_not_follow_from_those_that_ended(report: str, tmp_path: Path) -> None:
    """The attacker takes every number on the page from the number read, and looks for what must not be known."""
    found = {}
    for left in (4, 40):
        page = run_report(report, trajectories=_mostly_ended(tmp_path / str(left), left))
        told = " ".join(one.plain() for one in page.blocks)
        numbers = {int(one) for one in re.findall(r"(?<![\d.,-])\d{3}(?![\d-])", told)}
        assert 463 in numbers
        found[left] = {463 - one for one in numbers}
    assert not found[4] & set(range(1, 10))
    assert 40 in found[40]  # nothing is hidden without need


@pytest.mark.unit
def test_few_is_not_said_to_be_none(tmp_path: Path) -> None:
    """A hidden year is no absent one, nor are few days of registration none, nor few open ones a short series."""
    made = flow.simulate_register({"gp": 40.0}, 40, seed=1)[["id", "start", "end"]]
    made["registered"] = made["start"].where(made.index < 4) - pd.to_timedelta(9, "D")
    file = tmp_path / "weinig.csv"
    made.to_csv(file, index=False, date_format="%Y-%m-%d")
    loaded = samen.load_register(str(file))
    found = samen.analyse(loaded)
    facts = samen.own_facts(loaded, found)
    assert (facts.waiting, facts.coming) == ("hidden", "hidden")
    assert own._title("hidden", None, 40.0, 10) == "few"
    assert own._title("short", None, 40.0, 10) == "short"
    # Twelve months with many, and before them twelve with few.
    last = found.monthly["period"].iloc[-12]
    few = found.monthly.assign(inflow=found.monthly["inflow"].where(found.monthly["period"] >= last, 0))
    facts = samen.own_facts(loaded, dataclasses.replace(found, monthly=few))
    assert facts.inflow_state == "one"
    assert "Een jaar eerder is er niet" not in Words("samen", "nl").say("own.inflow", facts).text


def _with_waiting(folder: Path, waiting: int) -> Path:
    days = [(f"2023-{month:02}-{day:02}", month) for month in range(1, 13) for day in range(1, 16)]
    lines = ["Aanmelddatum;Eerste contact;Startdatum;Einddatum;Verwijzer"]
    for day, month in days:
        lines.append(f"{day};{day};2023-{month:02}-20;{'2023-12-31' if month < 7 else ''};huisarts")
    lines += ["2023-12-01;;;;huisarts"] * waiting
    (folder / "r.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "r.csv"


@pytest.mark.unit
def test_who_registered_and_has_no_start_waits(tmp_path: Path) -> None:
    register = samen.load_register(str(_with_waiting(tmp_path, 20)))
    assert (len(register.frame), len(register.waiting)) == (180, 20)
    assert register.reading.of("still-waiting")[0].count == 20
    found = samen.analyse(register)
    own = samen.own_facts(register, found)
    # Nothing need be estimated: they are there, and have waited from 1 to 31 December.
    assert found.coming is None
    assert (own.coming, own.still.value, own.still_days.value, own.ask) == ("listed", 20, 30, "listed")
    # They count in the wait: 180 of 200 had a contact on the day itself.
    assert own.within.value == pytest.approx(180 / 200)
    without = samen.load_register(str(_with_waiting(tmp_path, 0)))
    assert samen.analyse(without).monthly.equals(found.monthly)
    few = samen.own_facts(one := samen.load_register(str(_with_waiting(tmp_path, 3))), samen.analyse(one))
    assert few.coming == "hidden"
    assert few.still.value != few.still.value


@pytest.mark.unit
@pytest.mark.parametrize("row", [";;;2023-12-31;huisarts", ";;;;huisarts", "2023-12-01;;;2023-12-31;huisarts"])
def test_a_row_without_a_start_that_does_not_wait_is_refused(tmp_path: Path, row: str) -> None:
    file = _with_waiting(tmp_path, 0)
    file.write_text(file.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        samen.load_register(str(file))
    assert "heeft een dag van aanmelding en geen einde" in error.value.sentence("nl")
    assert error.value.row == 182
