"""RO-Crate metadata: after the specification, the same every time, without persons or contents of the user's files."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.ro_crate import problems
from wij_impact.catalogue.resolve import shipped
from wij_impact.cli.citing import cite_command
from wij_impact.pipeline import manifest
from wij_impact.pipeline.crate import FILE_NAME, Document, cited, crate, shipped_inputs, to_text
from wij_impact.presentation.tables import Reference

MANIFEST: dict[str, Any] = {
    "report": "scholen", "title": "Meer hulp", "summary": "Kort.", "data_date": "2023-12-31", "lang": "nl",
    "outputs": {"index.html": "a", "tables/x.csv": "b", FILE_NAME: "c", "report.ipynb": "d", "plan.toml": "e"},
    "inputs": [{"file": "published/figures.csv", "sha256": "1" * 64}, {"file": "eigen.csv", "sha256": "2" * 64}],
    "code": {"package": "3" * 64, "notebook": "4" * 64},
    "plan": {"file": "plan.toml", "deviations": ["rows_gone"]},
}  # fmt: skip
FILES = set(MANIFEST["outputs"]) - {FILE_NAME}
DOCUMENTS = {
    "jaarverslag_2023": Document("Jaarverslag 2023", "WIJ Groningen", "2023"),
    "cbs_85075ned": Document("Jeugdhulp naar gemeente", "CBS", "2021", "CC-BY-4.0"),
}
FIGURES = [Reference("pupils_2023", "jaarverslag_2023", locator="p. 12", indicator="Leerlingen", value=1566.0)]
SHIPPED = {"published/figures.csv", "eigen.csv"}


def _made(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"documents": DOCUMENTS, "figures": FIGURES, "shipped": SHIPPED} | more
    return crate({**MANIFEST, **given.pop("manifest", {})}, "0.1.0", **given)


@pytest.mark.unit
def test_the_crate_is_after_the_specification() -> None:
    day = {"published": "2026-11-27"}
    assert problems(_made(manifest=day), FILES) == []
    assert problems(_made(documents={}, figures=[], manifest={"plan": None, "inputs": [], **day}), FILES) == []
    # Until somebody publishes it, that day is all that is missing.
    assert problems(_made(), FILES) == ["the root has no datePublished", "datePublished is no day"]


def _root(made: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in made["@graph"] if one["@id"] == "./")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda made: made.update({"@context": made["@context"][0]}), "the context has no sha256"),
        (lambda made: _root(made).pop("license"), "the root has no license"),
        (lambda made: _root(made)["hasPart"].pop(), "is no part"),
        (lambda made: made.update({"@graph": made["@graph"][:-4]}), "is not described"),
        (lambda made: made["@graph"].append(made["@graph"][0]), "stands 2 times"),
        (lambda made: _root(made).update(mentions=[{"@id": "#made"}]), "is a list of one"),
        (lambda made: _root(made).update(author={"name": "x"}), "is nested"),
        (lambda made: _root(made).update(datePublished="31-12-2023"), "is no day"),
    ],
)
def test_the_checker_sees_what_is_against_it(break_it: Callable[[dict[str, Any]], Any], said: str) -> None:
    made = copy.deepcopy(_made())
    break_it(made)
    assert any(said in one for one in problems(made, FILES))


@pytest.mark.unit
def test_it_names_figures_licences_code_and_plan_and_no_person() -> None:
    graph = {one["@id"]: one for one in _made(shipped={"published/figures.csv"})["@graph"]}
    figure = graph["#figure-pupils_2023"]
    assert (figure["identifier"], figure["value"], figure["description"]) == ("pupils_2023", 1566.0, "p. 12")
    assert figure["isBasedOn"] == {"@id": "#source-jaarverslag_2023"}
    assert {"@id": "#figure-pupils_2023"} in graph["./"]["mentions"]
    # The publisher of an annual report states no licence, so neither does the crate.
    assert "license" not in graph["#source-jaarverslag_2023"]
    assert graph["#source-cbs_85075ned"]["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert graph[f"#input-{'1' * 16}"]["license"]["@id"].endswith("EUPL-1.2")
    assert "license" not in graph[f"#input-{'2' * 16}"]  # of a user's file nothing is known
    assert "3" * 64 in graph["#wij_impact"]["softwareVersion"]
    assert {"@id": "plan.toml"} in graph["#made"]["object"]
    assert "deviations: 1" in graph["#made"]["description"]
    assert not any(one["@type"] == "Person" for one in graph.values())


@pytest.mark.unit
def test_no_day_is_invented() -> None:
    # The last day of the data is what the report goes over, not the day it came out: who publishes it says that.
    for given in ({}, {"shipped": {"published/figures.csv"}}):
        root = _root(_made(**given))
        assert "datePublished" not in root
        assert root["temporalCoverage"] == "../2023-12-31"
    told = _root(_made(shipped=set(), manifest={"published": "2026-11-27"}))
    assert told["datePublished"] == "2026-11-27"


@pytest.mark.unit
def test_who_publishes_gives_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / FILE_NAME
    place.write_text(to_text(_made(shipped=set())), encoding="utf-8")
    content = {**MANIFEST, "parameters": {}, "environment": {}, "outputs": {**MANIFEST["outputs"]}}
    (tmp_path / manifest.FILE_NAME).write_text(json.dumps(content), encoding="utf-8")
    assert cite_command(tmp_path, "nl", "2026-11-27") == 0
    after = manifest.read(tmp_path)
    # Made again with that day, it is the same to the byte: so `verify` holds.
    assert place.read_text(encoding="utf-8") == to_text(_made(shipped=set(), manifest={"published": "2026-11-27"}))
    assert after["outputs"][FILE_NAME] == manifest.sha256(place)
    assert after["published"] == "2026-11-27"
    assert "Meer hulp" in capsys.readouterr().out


@pytest.mark.unit
def test_documents_and_inputs_are_those_that_are_shipped(tmp_path: Path) -> None:
    found = cited(["cbs_85075ned", "jaarverslag_2023", "unknown"], "en")
    assert found["cbs_85075ned"].licence == "CC-BY-4.0"
    assert found["jaarverslag_2023"] == Document("Annual report 2023 of WIJ Groningen", "WIJ Groningen", "2023")
    assert found["unknown"].title == "unknown"
    own = tmp_path / "figures.csv"
    own.write_text("figure_id\n", encoding="utf-8")
    real = shipped()[0] / "published" / "sources.csv"
    assert shipped_inputs([("published/figures.csv", own), ("published/sources.csv", real)]) == {
        "published/sources.csv"
    }


@pytest.mark.property
def test_the_same_manifest_gives_the_same_bytes() -> None:
    one = to_text(crate(MANIFEST, "0.1.0", DOCUMENTS))
    other = to_text(crate(dict(reversed(MANIFEST.items())), "0.1.0", dict(reversed(DOCUMENTS.items()))))
    assert one == other
