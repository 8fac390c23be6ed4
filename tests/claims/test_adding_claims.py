"""A user adds claims as rows: what is wrong is named by file, row and column; what is right gets a verdict."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from wij_impact import catalogue, claims
from wij_impact.claims.checking import check_claims
from wij_impact.claims.rows import read_settings
from wij_impact.errors import InputError

DATA = Path(__file__).resolve().parents[2] / "data"
GOOD = {
    "claim_id": "mine", "claim_nl": "45% direct afgehandeld", "claim_en": "45% handled directly",
    "source": "jaarverslag_2023", "locator": "p. 1", "kind": "description", "test": "equals", "measure": "share",
    "stated": "pct_directly_handled_2023_r2023_kern",
    "terms": "questions_directly_handled_2023_r2023_kern / questions_registered_2023_r2023_kern",
    "request": "correction",
}  # fmt: skip


SAVED = "jim_saving_2019_02_2020_10_estimate_r2020"
CASE = {"test": "case", "stated": SAVED, "terms": "", "settings": "case=jim; parameter=input.additionaliteit"}


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    columns = list(catalogue.load_table("claims", DATA).columns)
    path = folder / "claims_mine.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "column", "remedy"),
    [
        ({"stated": "pct_directly_handled_2023_r2023_ker"}, "stated", "pct_directly_handled_2023_r2023_kern"),
        ({"terms": "questions_registered_2023_r2023_kern"}, "terms", "a / b"),
        ({"stated": ""}, "stated", "figure code"),
        ({"test": "equal"}, "test", "equals"),
        ({"kind": "chnge"}, "kind", "change"),
        ({"request": "corection"}, "request", "correction"),
        ({"checks": "questions_change_20"}, "checks", "questions_change_2023"),
        ({"test": "printed", "stated": ""}, "stated", "stated"),
        ({"test": "change"}, "after", "after"),
        ({"test": "case"}, "settings", "case=..."),
        ({"test": "case", "settings": "case=jimm; parameter=x"}, "settings", "jim"),
        ({"test": "case", "settings": "case=jim; parameter=input.additionalitiet"}, "settings", "additionaliteit"),
        ({"settings": "toleranse=1"}, "settings", "tolerance"),
        ({"settings": "tolerance=wide"}, "settings", "tolerance=0.5"),
        ({"test": "survey", "after": "x", "before": "x", "direction": "up", "settings": "scale=1-9"}, "settings", "sd"),
        ({"money": "jim_savings"}, "money", "jim_saving"),
        ({"source": "jaarverslag_2032"}, "source", "jaarverslag_2023"),
        ({"claim_nl": ""}, "claim_nl", ""),
        ({"before": "questions_registered_2022_r2023_kern", "test": "printed", "terms": ""}, "before", "another test"),
        ({"test": "none", "terms": ""}, "stated", "another test"),
        (CASE, "stated", "amount=benefits"),
        (CASE | {"stated": "", "settings": CASE["settings"] + "; amount=benefits"}, "stated", "Fill in the amount"),
        (CASE | {"stated": "476000"}, "stated", "amount=benefits"),
        (CASE | {"settings": "case=jim; parameter=input.additionaliteit; amount=benefit"}, "settings", "benefits"),
        ({"test": "prevented", "stated": SAVED, "terms": "", "after": "jim_started_2019_02_2020_10_r2020"}, "stated",
         "in the same unit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, str], column: str, remedy: str) -> None:
    found = check_claims(_file(tmp_path, GOOD, GOOD | {"claim_id": "other"} | change), "en")
    wrong = found[(found["severity"] == "error") & (found["row"] == 3) & (found["column"] == column)]
    assert len(wrong) >= 1, found.to_dict("records")
    assert remedy in " ".join(wrong["remedy"])
    assert not (found["row"] == 2).any()


@pytest.mark.unit
def test_a_right_row_is_right_and_gets_a_verdict(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "published").mkdir()
    path = _file(tmp_path / "claims", GOOD)
    assert check_claims(path, "nl").empty
    shipped, mine = claims.judge(tmp_path, ["ojg_share_2023", "mine"])
    assert (shipped.verdict, mine.verdict) == ("reproduced", "reproduced")


@pytest.mark.unit
def test_claims_that_cannot_be_read_are_refused_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "published").mkdir()
    _file(tmp_path / "claims", GOOD | {"terms": "questions_registered_2023_r2023_kern"})
    with pytest.raises(InputError) as caught:
        claims.load_claims(tmp_path)
    assert (caught.value.row, caught.value.column) == (2, "terms")
    assert "claims_mine.csv" in caught.value.file


@pytest.mark.unit
def test_another_edition_may_lack_a_figure(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    lines = (DATA / "published" / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("gp_practices_2020_r2020,")]
    (tmp_path / "published" / "figures.csv").write_text("".join(kept), encoding="utf-8")
    (found,) = claims.judge(tmp_path, ["ojg_share_2020"])
    assert (found.verdict, found.reason) == ("untestable", "figure_missing")


@pytest.mark.unit
def test_the_template_explains_every_column(tmp_path: Path) -> None:
    path = catalogue.template("claims", tmp_path / "claims.xlsx", lang="nl")
    text = {str(cell.value) for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert {"claim_id", "test", "stated", "terms", "readings"} <= text
    assert any("eigen korte woorden" in cell for cell in text)


@pytest.mark.unit
def test_settings_are_read() -> None:
    assert read_settings("") == {}
    assert read_settings("case=jim; also=a.b c.d;") == {"case": "jim", "also": "a.b c.d"}
