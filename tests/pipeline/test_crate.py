"""RO-Crate metadata: whole, the same every time, and without persons or contents of the user's files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wij_impact.pipeline.crate import FILE_NAME, crate, to_text

MANIFEST: dict[str, Any] = {
    "report": "scholen", "title": "Meer hulp", "summary": "Kort.", "data_date": "2023-12-31", "lang": "nl",
    "outputs": {"index.html": "a", "tables/x.csv": "b", FILE_NAME: "c", "report.ipynb": "d"},
    "inputs": [{"file": "published/figures.csv", "sha256": "1" * 64}, {"file": "eigen.csv", "sha256": "2" * 64}],
    "code": {"package": "3" * 64, "notebook": "4" * 64},
    "plan": {"file": "plan.toml", "deviations": ["rows_gone"]},
}  # fmt: skip


@pytest.mark.unit
def test_the_crate_has_what_the_specification_asks() -> None:
    made = crate(MANIFEST, "0.1.0", {"jaarverslag_2023": "Jaarverslag 2023"})
    graph = {one["@id"]: one for one in made["@graph"]}
    assert len(graph) == len(made["@graph"])  # every @id once
    assert graph[FILE_NAME]["about"] == {"@id": "./"}
    assert graph[FILE_NAME]["conformsTo"]["@id"].startswith("https://w3id.org/ro/crate/")
    root = graph["./"]
    assert {"name", "description", "datePublished", "license"} <= set(root)
    # Everything that is pointed at is described, and every file of the folder but the crate itself is a part.
    ids = {value["@id"] for value in _references(made["@graph"])}
    assert ids - set(graph) - {"https://w3id.org/ro/crate/1.1"} == set()
    assert {one["@id"] for one in root["hasPart"]} == {"index.html", "tables/x.csv", "report.ipynb"}
    assert "deviations: 1" in graph["#made"]["description"]
    assert not any(one["@type"] == "Person" for one in made["@graph"])


@pytest.mark.property
def test_the_same_manifest_gives_the_same_bytes() -> None:
    sources = {"b": "B", "a": "A"}
    one = to_text(crate(MANIFEST, "0.1.0", sources))
    other = to_text(crate(dict(reversed(MANIFEST.items())), "0.1.0", dict(reversed(sources.items()))))
    assert one == other
    assert json.loads(one)["@context"].endswith("/context")


def _references(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        own = [value] if set(value) == {"@id"} else []
        return own + [found for one in value.values() for found in _references(one)]
    return [found for one in value for found in _references(one)] if isinstance(value, list) else []
