"""The report on coded conversations: the interview by number, codings of one's own, nothing that recognises."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, coding
from wij_impact.coding import example
from wij_impact.errors import InputError, UsageError
from wij_impact.presentation.blocks import Discrepancies, Figure, Lead, Table
from wij_impact.reports import codering as report

OWN = {"codings": ("examples/codings.csv",), "conversations": "examples/conversations.csv", "draws": 200}


@pytest.mark.reference
def test_the_facts_are_those_of_the_interview() -> None:
    facts = report.interview_facts(coding.load_interview(), catalogue.figures())
    assert (facts.answers.value, facts.different.value, facts.codes.value) == (21, 20, 14)
    assert (facts.first_said.value, facts.first_unasked.value, facts.first_once.value) == (12, 6, 11)
    assert (facts.unasked.text, facts.unasked_asked.value, facts.unasked_more.value) == ("How the money works", 1, 6)
    assert facts.share.value == pytest.approx(0.70)
    assert report.part_rows(coding.load_interview()).drop(columns=["code", "name"]).sum().sum() == facts.given.value


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_one_coder_claims_no_agreement_and_no_saturation(lang: str) -> None:
    page = run_report("codering", lang=lang)
    assert page.first_screen_words() <= 150
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["themes"]
    assert not {"agreement", "saturation", "quotes"} & {one.id for one in page.blocks}
    assert ("niet bekend" if lang == "nl" else "not known") in block(page, "certainty").plain()
    section = block(page, "discrepancies")
    assert isinstance(section, Discrepancies)
    assert len(section.items) == 2


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_two_coders_show_agreement_saturation_and_hide_small_groups(lang: str) -> None:
    page = run_report("codering", lang=lang, quotes=1, **OWN)
    assert page.examples
    assert page.first_screen_words() <= 150
    lead = block(page, "lead")
    assert isinstance(lead, Lead)
    assert lead.title.startswith("Verzonnen" if lang == "nl" else "Made-up")
    table = block(page, "agreement")
    assert isinstance(table, Table)
    assert len(table.rows) == 5 * len(example.SAID)
    # Fifteen conversations: every count of them, or what it leaves, is small.
    groups = block(page, "groups")
    assert isinstance(groups, Table)
    assert all(cell is None or cell != cell for row in groups.rows for cell in row[1:])
    said = [one for one in page.blocks if one.id.startswith("quote-")]
    assert len(said) == len(example.SAID)
    for one in page.blocks:
        if isinstance(one, Table):
            assert not any(sentence in str(one.rows) for _, _, lines in example.SAID.values() for sentence in lines)


@pytest.mark.unit
def test_large_groups_are_shown_and_no_rest_gives_a_small_one_away() -> None:
    rows = [
        (f"g{n}", float("nan"), float("nan"), code, "A")
        for n in range(60)
        for code in ("x", "y")
        if code == "x" or n < 3
    ]
    codings = coding.Codings(pd.DataFrame(rows, columns=["source", "start", "end", "code", "coder"]), ("x", "y"))
    known = pd.DataFrame({"source": [f"g{n}" for n in range(60)], "group": ["a", "b"] * 30})
    shown = report.group_rows(codings, known).set_index("code")
    assert shown.loc["y"].isna().all()
    codes = report.code_rows(codings).set_index("code")
    assert pd.isna(codes["sources"]["y"])
    half = codings.frame[(codings.frame["code"] == "x") & codings.frame["source"].isin([f"g{n}" for n in range(30)])]
    shown = report.group_rows(coding.Codings(half, ("x",)), known).set_index("code")
    assert shown.loc["x"].tolist() == [15, 15]


@pytest.mark.unit
def test_a_dominated_code_shows_kappa_beside_ac1() -> None:
    cells = {("x", "x"): 80, ("x", ""): 10, ("", "x"): 5, ("", ""): 5}
    rows, at = [], 0
    for (first, second), times in cells.items():
        for _ in range(times):
            for coder, code in (("A", first or "y"), ("B", second or "y")):
                rows.append((f"g{at % 10}", at * 10.0, at * 10.0 + 5, code, coder))
            at += 1
    codings = coding.Codings(pd.DataFrame(rows, columns=["source", "start", "end", "code", "coder"]), ("x", "y", "z"))
    found = coding.agreement(codings, "overlap", draws=200)
    x = found[found["code"] == "x"].set_index("coefficient")["estimate"].round(2)
    assert (x["raw"], x["kappa"], x["AC1"]) == (0.85, 0.32, 0.81)
    facts = report.agreed_facts(found)
    assert facts.dominated
    assert facts.rare.text == "x"
    assert facts.not_given.value == 1  # z, that nobody gave: all judgements are equal
    assert facts.overall == "no_code"


@pytest.mark.unit
def test_one_coder_of_ones_own_and_what_is_refused(tmp_path: Path) -> None:
    one = coding.load("examples/codings.csv", quotes=True).frame.query("coder == 'A'")
    file = tmp_path / "eigen.csv"
    one.assign(source=one["source"].str.replace("gesprek", "talk")).to_csv(file, index=False)
    page = run_report("codering", codings=(str(file),), lang="nl")
    assert not page.examples
    assert "één codeur" in block(page, "certainty").plain()
    assert "agreement" not in {one.id for one in page.blocks}
    with pytest.raises(InputError, match="source 'talk 01' has no group"):
        run_report("codering", codings=(str(file),), conversations="examples/conversations.csv")
    with pytest.raises(UsageError, match="only of those who consented"):
        run_report("codering", codings=(str(file),), quotes=1)
    with pytest.raises(InputError, match="groups under 5 people are never shown"):
        run_report("codering", codings=(str(file),), minimum=2)


@pytest.mark.unit
def test_equal_judgements_are_no_proof_of_agreement(tmp_path: Path) -> None:
    file = tmp_path / "eigen.csv"
    rows = [f"{source},0,9,home,{coder}" for source in "ab" for coder in "xy"]
    file.write_text("source,start,end,code,coder\n" + "\n".join(rows) + "\n", encoding="utf-8")
    page = run_report("codering", codings=(str(file),), lang="nl")
    assert "geen bewijs van overeenstemming" in block(page, "certainty").plain()
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["codes"]
