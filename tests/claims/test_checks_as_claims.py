"""Every arithmetic check is a claim or has a reason why not; what each comes to was written down beforehand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue, claims
from wij_impact.claims import Judgement
from wij_impact.claims.coverage import LINK_COLUMNS

DATA = Path(__file__).resolve().parents[2] / "data"
ROWS = Path(__file__).resolve().parents[1] / "catalogue" / "consistency_rows.csv"

# The 39 checks of ../shared/figures/consistency.csv that fail, by their row. A euro, a percent or an fte is a rounded
# number: one unit off in a sum is rounding. A question or an incident is counted: one off is a difference.
FAILS = {
    6: "depends", 7: "depends", 8: "depends", 10: "depends", 18: "depends",  # questions: edition and place
    37: "rounding",  # five shares make 99%
    53: "depends", 75: "depends", 76: "depends",  # complaints: which of them are the base
    80: "contradicted", 85: "contradicted",  # aggression: total below its part, text against table
    103: "contradicted", 261: "contradicted",  # OJG: 85% of 52, 62% of 51
    110: "contradicted", 111: "contradicted", 112: "contradicted",  # WvGGZ: reports without a handling
    118: "depends", 119: "contradicted", 121: "contradicted",  # 2017: table and footnote
    127: "rounding", 176: "rounding", 188: "rounding", 193: "rounding", 196: "rounding", 202: "rounding",  # one unit
    204: "contradicted", 212: "contradicted", 218: "contradicted",  # text against accounts
    237: "contradicted", 238: "contradicted",  # costs against balance
    244: "rounding", 246: "rounding",  # 57 rounded amounts, two euros
    247: "depends", 249: "depends",  # an empty line; cut off or rounded
    252: "contradicted", 253: "contradicted",  # 315,239
    254: "depends", 255: "depends", 256: "depends",  # with or without the remainder of 2022
}  # fmt: skip
# Rows they call yes with a tolerance of one percent, or with numbers in millions: rounding explains the rest.
YES_BY_ROUNDING = {47, 51, 120, 214}
# Comparisons that are a claim of their own; the other informative ones have a reason.
INFORMATIVE: dict[int, str] = {}
# Compare with numbers that no document prints; they have no check_id and stand in the list under their own words.
DERIVED = 7


@pytest.fixture(scope="module")
def coverage(judged: dict[str, Judgement]) -> pd.DataFrame:
    return claims.check_coverage(judged.values(), DATA)


@pytest.mark.unit
def test_every_check_is_a_claim_or_has_a_reason(coverage: pd.DataFrame) -> None:
    assert set(coverage["check_id"]) == set(catalogue.load_table("checks", DATA)["check_id"])
    without = coverage[coverage["claim_id"] == ""]
    assert (without[["reason_nl", "reason_en"]] != "").all().all()


@pytest.mark.unit
def test_a_reason_is_given_for_no_check_that_is_a_claim(coverage: pd.DataFrame) -> None:
    listed = set(catalogue.load_table("unclaimed_checks", DATA)["check_id"])
    assert not listed & set(coverage.loc[coverage["claim_id"] != "", "check_id"])


@pytest.mark.reference
def test_every_founders_check_has_the_verdict_written_down(shared: Path, coverage: pd.DataFrame) -> None:
    theirs = pd.read_csv(shared / "figures" / "consistency.csv", dtype="str")
    own = dict(zip(*(pd.read_csv(ROWS)[name] for name in ("row", "check_id")), strict=True))
    reasons = set(catalogue.load_table("unclaimed_checks", DATA)["check_id"])
    verdicts = coverage[coverage["claim_id"] != ""].groupby("check_id")["verdict"].agg(set).to_dict()
    wrong = []
    for position, row in theirs.iterrows():
        number = int(str(position)) + 2
        check_id = own.get(number, row["check"])
        expected = FAILS.get(number, "rounding" if number in YES_BY_ROUNDING else "reproduced")
        if row["ok"] == "info" and number not in INFORMATIVE:
            if check_id not in reasons:
                wrong.append((number, check_id, "no reason"))
        elif verdicts.get(check_id) != {INFORMATIVE.get(number, expected)}:
            wrong.append((number, check_id, str(verdicts.get(check_id))))
    assert not wrong
    assert (theirs["ok"] == "no").sum() == len(FAILS)
    assert len(theirs) - len(own) == DERIVED


@pytest.mark.reference
def test_the_restatements_in_different_keys_are_linked(shared: Path) -> None:
    theirs = pd.read_csv(shared / "figures" / "restatements.csv", dtype="str")
    links = claims.linked(DATA).set_index("link_id")
    assert list(links.reset_index().columns) == list(LINK_COLUMNS)
    # Row of restatements.csv -> link, and what kind of difference it is. The rows that are not here sit in one key
    # (tests/catalogue/test_restatements.py); row 36 compares two words in a footnote, which are no figure.
    expected = {
        7: ("ceo_quality_84_year", "period"), 15: ("aggression_2018_part", "conflict"),
        16: ("aggression_verbal_2020", "definition"), 17: ("aggression_bans_2023", "scope"),
        19: ("complaints_founded_2023", "definition"), 21: ("oggz_bemoeizorg_2020", "definition"),
        23: ("ojg_gps_interview", "definition"), 24: ("ojg_ceiling", "period"),
        26: ("grants_awarded_4_90_year", "period"), 27: ("grants_income_cost", "conflict"),
        28: ("grants_income_settle", "conflict"), 29: ("grants_lines", "scope"), 30: ("samen_budget_2023", "rounding"),
        31: ("subsidy_plan_2022", "rounding"), 32: ("incidental_income_2022", "conflict"),
        33: ("interns_2023", "scope"), 34: ("moves_to_work_2023", "conflict"), 35: ("ijc_coaches_2023", "definition"),
        38: ("bjh_fte_2023", "definition"), 39: ("fte_2023", "definition"), 43: ("referrer_medical_2021", "scope"),
        44: ("transition_years", "period"), 45: ("entrances", "period"), 46: ("solved_upfront", "definition"),
        47: ("municipalities", "definition"), 48: ("wvggz_handling_2023", "scope"),
    }  # fmt: skip
    from tests.catalogue.test_restatements import SAME_KEY

    assert set(range(2, len(theirs) + 2)) == set(SAME_KEY) | set(expected) | {36}
    for number, (link_id, kind) in expected.items():
        link, row = links.loc[link_id], theirs.iloc[number - 2]
        assert link["kind"] == kind
        if row["difference"].lstrip("-").replace(".", "").isdigit():
            # They print some rounded to a whole percent, and in either direction.
            assert abs(link["difference"]) == pytest.approx(abs(float(row["difference"])), abs=0.51), link_id


@pytest.mark.unit
def test_a_changed_figure_changes_a_link(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    text = (DATA / "published" / "figures.csv").read_text(encoding="utf-8")
    before = "pct_directly_handled_2023_r2023_kern,triage,"
    line = next(one for one in text.splitlines() if one.startswith(before))
    (tmp_path / "published" / "figures.csv").write_text(
        text.replace(line, line.replace(",45,percent", ",70,percent")), encoding="utf-8"
    )
    assert not claims.linked(DATA).set_index("link_id").loc["solved_upfront", "agrees"]
    assert claims.linked(tmp_path).set_index("link_id").loc["solved_upfront", "agrees"]
