"""The draft of a questionnaire: the export it was made from can be read with it at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from wij_impact import impactmeting as im
from wij_impact.errors import InputError

EXPORTS = {"limesurvey.csv": 4, "google.csv": 4, "surveymonkey.csv": 4, "qualtrics.csv": 4, "msforms.xlsx": 4,
           "spss.sav": 4, "nl.csv": 4, "clean.csv": 4, "bjh.csv": 12}  # fmt: skip


@pytest.mark.reference
@pytest.mark.parametrize("name", EXPORTS)
def test_every_tool_gives_a_questionnaire_that_reads_its_own_export(name: str, shared: Path, tmp_path: Path) -> None:
    export = shared / "faults/exports" / name
    (tmp_path / "mijn.toml").write_text(im.draft_instrument("mijn", export), encoding="utf-8")
    form = im.load_instrument(tmp_path / "mijn.toml")
    assert len(form.items) == EXPORTS[name]
    read = im.load_answers(export, form)
    answered = read[[item.id for item in form.items]].notna().sum().sum()
    assert answered > 0.8 * len(read) * len(form.items)
    text = (tmp_path / "mijn.toml").read_text(encoding="utf-8")
    assert "koffie" not in text  # an open answer stays where it is


@pytest.mark.unit
def test_words_get_codes_in_their_order_and_no_answer_stays_apart(tmp_path: Path) -> None:
    rows = ["mee eens", "helemaal mee oneens", "neutraal", "weet niet", "n.v.t.", "helemaal mee eens"] * 3
    frame = pd.DataFrame({"E-mail": ["a@b.nl"] * 18, "De hulp paste": rows, "Cijfer": [7, 8, 99, 1, 10, 5] * 3})
    frame.to_csv(tmp_path / "e.csv", sep=";", index=False)
    (tmp_path / "mijn.toml").write_text(im.draft_instrument("mijn", tmp_path / "e.csv"), encoding="utf-8")
    form = im.load_instrument(tmp_path / "mijn.toml")
    hulp, cijfer = form.items
    assert (hulp.low, hulp.high, tuple(hulp.top)) == (1, 5, (4, 5))
    assert hulp.missing_codes == {"dont_know": ("98",), "not_applicable": ("97",)}
    assert (cijfer.low, cijfer.high, cijfer.missing_codes) == (1, 10, {"no_answer": ("99",)})
    assert im.load_answers(tmp_path / "e.csv", form)["de_hulp_paste"].tolist()[:6] == ["4", "1", "3", "98", "97", "5"]
    assert "a@b.nl" not in (tmp_path / "mijn.toml").read_text(encoding="utf-8")


@pytest.mark.unit
def test_an_empty_draft_and_an_export_without_questions(tmp_path: Path) -> None:
    (tmp_path / "leeg.toml").write_text(im.draft_instrument("leeg"), encoding="utf-8")
    assert im.load_instrument(tmp_path / "leeg.toml").items[0].id == "vraag_1"
    (tmp_path / "e.csv").write_text("E-mail;Opmerking\na@b.nl;dank\nb@b.nl;ook dank\n", encoding="utf-8")
    with pytest.raises(InputError, match="closed question"):
        im.draft_instrument("mijn", tmp_path / "e.csv")
