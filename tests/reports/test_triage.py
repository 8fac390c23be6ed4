"""Facts of the report on triage: what is printed by number, a register of one's own, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, UsageError, catalogue, flow
from wij_impact.presentation.blocks import Table
from wij_impact.presentation.words import Words
from wij_impact.reports import triage

ORDER = "licht,middel,zwaar"


def _register(folder: Path, *, months: int = 24, start: str = "2021-01-01", **columns: object) -> str:
    made = flow.simulate_triage(months=months, start=start, seed=3).drop(columns="synthetic")
    file = folder / "trajecten.csv"
    made.assign(**columns).to_csv(file, index=False, date_format="%Y-%m-%d")
    return str(file)


@pytest.mark.reference
def test_the_printed_numbers() -> None:
    facts = triage.triage_facts(catalogue.figures())
    assert [facts.jbt_before.value, facts.jbt_cases_before.value] == [20, 35]
    assert [facts.jbt.value, facts.jbt_cases.value] == [33, 43]
    assert round(100 * float(facts.jbt_change.value)) == 20
    assert facts.jbt_change.interval is not None
    assert [round(100 * one) for one in facts.jbt_change.interval] == [-1, 39]
    assert facts.jbt_course == "more_by_chance"
    figures = catalogue.figures()
    own = figures["figure_id"] == "jbt_investigations_2023_r2023"
    less = triage.triage_facts(figures.assign(value=figures["value"].mask(own, 5)))
    assert less.jbt_course == "less"  # 5 of 43 after 20 of 35
    assert Words("triage", "en").say("figure.jbt.title", less).text.startswith("Less often")
    assert (facts.ojg_low.value, facts.ojg_high.value) == (0.5, 0.7)
    assert (facts.direct_low.value, facts.direct_high.value, facts.direct_other.value) == (0.37, 0.52, 0.45)
    assert (facts.contact_days.value, facts.wvggz_days.value) == (5, 14)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    page = run_report("triage", lang=lang)
    assert page.first_screen_words() <= 150
    assert len({one.id for one in page.blocks}) == len(page.blocks)


@pytest.mark.unit
def test_a_register_is_what_the_report_is_about(tmp_path: Path) -> None:
    page = run_report("triage", trajectories=_register(tmp_path), order=ORDER)
    told = "\n".join(one.plain() for one in page.blocks)
    assert "trajecten.csv:" in told
    assert "jeugdbeschermtafels kwam" not in told
    assert "daarvoor moet u eerst een regel kiezen" in told
    assert "dezelfde mix van zwaartes" in told
    assert isinstance(block(page, "own_routes"), Table)
    assert "S00001" not in told
    assert len({one.id for one in page.blocks}) == len(page.blocks)


@pytest.mark.unit
def test_standardising_undoes_the_mix(tmp_path: Path) -> None:
    register = triage.load_register(_register(tmp_path, months=120, start="2010-01-01"), order=ORDER)
    rows = triage.analyse(register).by_referrer
    assert rows is not None
    rows = rows[(rows["time"] == 365) & (rows["cause"] == "up")].set_index("referrer")
    truth = flow.triage_truth(at=[365]).set_index("referrer")
    # The truth is one number for all once the mix is the same; the plain shares lie far apart.
    assert truth["standard"].max() - truth["standard"].min() < 1e-12
    assert (rows["estimate"] - truth["standard"]).abs().max() < 0.05
    assert rows["crude"].max() - rows["crude"].min() > 0.05


@pytest.mark.unit
def test_without_levels_referrers_are_not_compared(tmp_path: Path) -> None:
    register = triage.load_register(_register(tmp_path, from_level="", to_level="", second_opinion_level=""))
    found = triage.analyse(register)
    assert found.by_referrer is None
    assert found.compared == "no_levels"
    own = triage.own_facts(register, found)
    assert (own.title, own.heavy_rule) == ("no_levels", "none")


@pytest.mark.unit
def test_a_rule_of_ones_own_says_what_was_too_heavy(tmp_path: Path) -> None:
    register = triage.load_register(_register(tmp_path), order=ORDER)
    with_rule = triage.analyse(register, "unused:14")
    assert with_rule.shares is not None
    assert set(with_rule.shares["cause"]) == {"up", "heavy"}
    without = triage.analyse(register)
    assert without.shares is not None
    assert set(without.shares["cause"]) == {"up"}


@pytest.mark.unit
def test_small_groups_are_hidden(tmp_path: Path) -> None:
    file = _register(tmp_path)
    text = Path(file).read_text(encoding="utf-8").splitlines()
    few = [
        line.replace("huisarts", "arts in het buitenland", 1) if "huisarts" in line and at < 20 else line
        for at, line in enumerate(text)
    ]
    Path(file).write_text("\n".join(few), encoding="utf-8")
    found = triage.analyse(triage.load_register(file, order=ORDER))
    assert found.by_referrer is not None
    rows = triage.referrer_rows(found.by_referrer, 40)
    small = [one.text for one in rows["name"]]
    assert "arts in het buitenland" in small
    assert rows[[name == "arts in het buitenland" for name in small]][["estimate", "crude"]].isna().all(axis=None)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "de volgorde van de zwaartes is niet bekend"),
        ({"order": "licht,zwaar"}, "zwaarte 'middel' staat niet in de opgegeven volgorde"),
        ({"order": ORDER, "until": "2021-06-30"}, "ligt na de laatste dag 2021-06-30"),
        ({"order": ORDER, "until": "gisteren"}, "until: 'gisteren' is geen datum"),
        ({"order": ORDER, "since": "2031-01-01"}, "geen traject begon vanaf 2031-01-01"),
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path: Path, parameters: dict[str, str], said: str) -> None:
    with pytest.raises((InputError, UsageError)) as caught:
        triage.load_register(_register(tmp_path, months=12), **parameters)
    assert said in caught.value.sentence("nl")


@pytest.mark.unit
def test_unused_levels_and_two_spellings_are_told(tmp_path: Path) -> None:
    file = _register(tmp_path)
    text = Path(file).read_text(encoding="utf-8")
    Path(file).write_text(text.replace("WIJ-team", "wij team", 5), encoding="utf-8")
    register = triage.load_register(file, order="licht,middel,zwaar,gesloten")
    assert register.unused == ("gesloten",)
    assert register.spelled == ("WIJ-team | wij team",)


@pytest.mark.unit
def test_a_delivery_to_cbs_is_followed_from_its_first_half_year(tmp_path: Path) -> None:
    lines = ["111111111;20120300;V;1234AB;02;02;02;20230203;20240228;01;;;"]  # started before the period
    for at in range(30):
        level, following = ("02", "13") if at % 3 == 0 else ("02", "")
        person = f"{222220000 + at}"
        lines.append(f"{person};20120300;V;1234AB;0{1 + at % 2};{level};02;20240115;20240{3 + at % 4}10;01;8;04;1")
        if following:
            lines.append(f"{person};20120300;V;1234AB;0{1 + at % 2};{following};02;20240{3 + at % 4}11;20241231;01;;;")
    file = tmp_path / "levering.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    register = triage.load_register(str(file))
    assert (str(register.since), register.early) == ("2024-01-01", 1)
    found = triage.analyse(register)
    assert found.shares is not None
    up = found.shares[(found.shares["cause"] == "up") & (found.shares["time"] == 180)].iloc[0]
    assert up["n"] == 40
    assert up["estimate"] == pytest.approx(10 / 40)
    page = run_report("triage", trajectories=str(file))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "111111111" not in told
    assert "Die volgorde is van ons" in told
    assert "Uitval is voortijdig stoppen" in told


@pytest.mark.unit
def test_closed_trajectories_only_are_refused(tmp_path: Path) -> None:
    file = Path(_register(tmp_path))
    lines = file.read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("end")
    file.write_text("\n".join(line for line in lines if line.split(",")[at]) + "\n", encoding="utf-8")
    register = triage.load_register(str(file), order=ORDER)
    assert register.closed_only
    found = triage.analyse(register)
    assert (found.shares, found.compared) == (None, "closed_only")
    told = "\n".join(one.plain() for one in run_report("triage", trajectories=str(file), order=ORDER).blocks)
    assert "alleen afgesloten trajecten" in told
    # Whoever knows that nothing was open on a day can say so.
    assert not triage.load_register(str(file), order=ORDER, until="2024-12-31").closed_only


@pytest.mark.unit
def test_check_finds_what_run_refuses(tmp_path: Path) -> None:
    from wij_impact.cli.registers import check_trajectories

    file = tmp_path / "levering.txt"
    file.write_text("111111111;20120300;V;1234AB;02;02;02;20240301;20240201;01\n", encoding="utf-8")
    found = check_trajectories(file, "", "nl")
    assert found is not None
    assert found["rule"].tolist() == ["period-reversed"]
    register = Path(_register(tmp_path))
    register.write_text(register.read_text(encoding="utf-8").replace("WIJ-team", "wij team", 3), encoding="utf-8")
    spelled = check_trajectories(register, "", "nl")
    assert spelled is not None
    assert "twee schrijfwijzen van een naam: WIJ-team | wij team" in spelled["found"].tolist()
    other = tmp_path / "teams.csv"
    other.write_text("team;clienten\nA;3\n", encoding="utf-8")
    assert check_trajectories(other, "", "nl") is None


@pytest.mark.unit
def test_waiting_for_compulsory_care_has_its_own_norm(tmp_path: Path) -> None:
    rows = ["id,registered,first_contact,start,end,kind"]
    for at in range(30):
        late = at % 3 == 0
        rows.append(f"w{at},2024-03-01,2024-03-{20 if late else 10},2024-04-01,2024-05-01,WvGGZ")
        rows.append(f"j{at},2024-03-01,2024-03-{15 if late else 5:02d},2024-04-01,,jeugd")
    file = tmp_path / "wachten.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = triage.analyse(triage.load_register(str(file)))
    assert found.compulsory is not None
    assert found.waiting is not None
    share = found.compulsory.set_index("measure").loc["within", "estimate"]
    assert share == pytest.approx(20 / 30)  # 9 days hold the 14, 19 do not
    every = found.waiting.set_index("measure").loc["within", "estimate"]
    assert every == pytest.approx(20 / 60)
