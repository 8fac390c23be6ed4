"""The page over a batch: every value with its report, what it says, how certain, and what went wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.reports import assert_whole, wij_impact, write_notebook
from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.pipeline.listing import Listing, first_page
from wij_impact.pipeline.notebooks import ReportSpec
from wij_impact.pipeline.parameters import Parameter
from wij_impact.pipeline.run import Job, Outcome

TEXT = Text(nl="", en="")
SPEC = ReportSpec(
    "bezoek",
    Path("bezoek.ipynb"),
    TEXT,
    TEXT,
    (Parameter("wijk", "str", False, ""), Parameter("jaar", "int", False, 2023)),
)


def _job(**parameters: Any) -> Job:
    return Job(SPEC, parameters)


def _made(out: Path, job: Job, summary: str, *inputs: str) -> Outcome:
    folder = out / job.folder
    folder.mkdir(exist_ok=True)
    content = {
        "report": "bezoek", "title": "De hoofdboodschap", "summary": summary, "certainty": f"Zeker van {summary}",
        "parameters": {"wijk": "", "jaar": 2023} | dict(job.parameters), "lang": "nl", "outputs": {},
        "inputs": [{"file": name, "sha256": ""} for name in inputs], "code": {}, "environment": {},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(content))
    return Outcome(job, 1.0)


@pytest.mark.unit
def test_every_value_is_listed_in_order_with_its_message_and_its_failure(tmp_path: Path) -> None:
    jobs = [_job(wijk="Noord <b>"), _job(wijk="West"), _job(wijk="Zuid")]
    listing = Listing(tmp_path, "nl", jobs, ["wijk"])
    listing.note(_made(tmp_path, jobs[0], "Noord scoort 7."))
    listing.note(Outcome(jobs[1], 1.0, InputError(Text(nl="te weinig antwoorden.", en="too few."))))
    listing.note(_made(tmp_path, jobs[2], "Zuid scoort 8."))
    page = first_page(tmp_path, jobs, ["wijk"])
    assert page.name == "bezoek--each-wijk.html"
    text = page.read_text(encoding="utf-8")
    places = [text.index(f">{word}") for word in ("Noord &lt;b&gt;</a></h2>", "West</h2>", "Zuid</a></h2>")]
    assert places == sorted(places)
    assert "2 van 3 gemaakt in deze run." in text
    assert text.count("De hoofdboodschap") == 1  # the same in every report: said once
    for words in (
        "Noord scoort 7.",
        "Zeker van Zuid scoort 8.",
        "te weinig antwoorden.",
        'href="bezoek--wijk-zuid/index.html"',
    ):
        assert words in text
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="bezoek--each-wijk.html"' in index
    assert "bezoek: per wijk" in index


@pytest.mark.unit
def test_what_an_earlier_run_made_stays_on_the_page_and_is_told_apart(tmp_path: Path) -> None:
    before = [_job(wijk="Noord"), _job(wijk="Zuid"), _job(wijk="Zuid", jaar=2020), _job()]
    for job in before:
        _made(tmp_path, job, f"{job.parameters}")
    again = [_job(wijk="West")]
    Listing(tmp_path, "nl", again, ["wijk"]).note(_made(tmp_path, again[0], "nieuw"))
    text = first_page(tmp_path, again, ["wijk"]).read_text(encoding="utf-8")
    # Not the report over everybody, and not that of another year.
    assert text.count("<h2>") == 3
    assert text.count("Van een eerdere keer") == 2
    assert text.index(">West<") < text.index(">Noord<") < text.index(">Zuid<")


@pytest.mark.unit
def test_made_up_data_is_said(tmp_path: Path) -> None:
    jobs = [_job(wijk="Noord"), _job(wijk="Zuid")]
    listing = Listing(tmp_path, "nl", jobs, ["wijk"])
    listing.note(_made(tmp_path, jobs[0], "a", "examples/answers.csv"))
    listing.note(_made(tmp_path, jobs[1], "b", "published/figures.csv"))
    text = first_page(tmp_path, jobs, ["wijk"]).read_text(encoding="utf-8")
    assert text.count("Op verzonnen gegevens") == 1
    # On the index such reports stand on a page of their own, to which it leads.
    index, examples = ((tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "voorbeelden"))
    assert "voorbeelden.html" in index
    assert ("(verzonnen)" in index, "(verzonnen)" in examples) == (False, True)


@pytest.mark.unit
def test_two_parameters_make_one_page_and_what_is_the_same_stands_in_its_name(tmp_path: Path) -> None:
    both = [_job(wijk=wijk, jaar=jaar) for wijk in ("A", "B") for jaar in (2020, 2021)]
    assert first_page(tmp_path, both, ["jaar", "wijk"]).name == "bezoek--each-wijk-jaar.html"
    assert first_page(tmp_path, both[:1], ["wijk"]).name == "bezoek--jaar-2020--each-wijk.html"
    assert first_page(tmp_path, both, []).name == "index.html"
    assert first_page(tmp_path, both, ["wijk"]).name == "index.html"  # two batches: the index leads to both


@pytest.mark.e2e
@pytest.mark.slow
def test_a_batch_from_a_file_goes_on_after_a_failing_unit(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    (tmp_path / "jaren.txt").write_text("2020\n\n1850\n2022\n2020\n")
    done = wij_impact("run", "een", "--each", "year=@jaren.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == f"2 van 3 rapporten gemaakt. Open {Path('reports') / 'een--each-year.html'}.\n"
    assert "Traceback" not in done.stderr
    assert assert_whole(tmp_path / "reports") == 2
    text = (tmp_path / "reports" / "een--each-year.html").read_text(encoding="utf-8")
    assert "Niet gelukt:" in text
    assert text.count("<h2>") == 3
