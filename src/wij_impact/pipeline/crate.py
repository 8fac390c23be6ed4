"""RO-Crate metadata of a report folder, made from its manifest: what was used, by which code, under which licence."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.catalogue import load_table
from wij_impact.catalogue.resolve import shipped
from wij_impact.pipeline.sources import SHIPPED
from wij_impact.presentation.tables import Reference

__all__ = ["FILE_NAME", "Document", "cited", "crate", "shipped_inputs", "to_text"]

FILE_NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_SPEC = "https://w3id.org/ro/crate/1.1"
_SHA256 = "https://w3id.org/ro/terms/workflow-run#sha256"
#: The licences of CITATION.cff and of the texts and figures that we make ourselves.
LICENCE = "https://spdx.org/licenses/EUPL-1.2"
_NAMES = {
    LICENCE: "European Union Public Licence 1.2",
    "https://spdx.org/licenses/CC-BY-4.0": "Creative Commons Attribution 4.0 International",
}
_TYPES = {
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".ipynb": "application/x-ipynb+json",
    ".toml": "application/toml",
}


@dataclass(frozen=True)
class Document:
    """A document that a report cites: its title, who published it, when, and under which licence where it says so."""

    title: str
    publisher: str = ""
    year: str = ""
    licence: str = ""


def crate(
    manifest: Mapping[str, Any],
    version: str,
    documents: Mapping[str, Document],
    figures: Iterable[Reference] = (),
    shipped: Collection[str] = (),
) -> dict[str, Any]:
    """The crate of one report.

    Parameters
    ----------
    manifest : mapping
        As `pipeline.manifest.build` makes it, with ``outputs``; `outputs` names the files of the folder.
    version : str
        Of wij_impact.
    documents : mapping
        Code -> the documents that the report cites.
    figures : iterable of Reference
        The published figures that the report shows, by their id.
    shipped : collection of str
        Which of the inputs come with the package; those have its licence, and the others are the user's.

    Returns
    -------
    dict
        JSON-LD after RO-Crate 1.1: the metadata descriptor, the root with its files, the documents and figures, the
        software, who made it (a role, no person) and the action that made it. The same for the same manifest. Files of
        the user's are named only: their content stays where it is, and of their licence and date
        nothing is said.

    Notes
    -----
    RO-Crate 1.1 (Soiland-Reyes and others 2022, Data Science 5:97-138). `sha256` is the term of Workflow Run RO-Crate.
    """
    files = [_file(name, manifest) for name in sorted(name for name in manifest["outputs"] if name != FILE_NAME)]
    cited = [_document(code, one) for code, one in sorted(documents.items())]
    known = {one.figure_id: one for one in figures if one.figure_id}
    shown = [_figure(one, documents) for _, one in sorted(known.items())]
    inputs = [_input(one, one["file"] in shipped) for one in manifest["inputs"]]
    inputs = list({one["@id"]: one for one in inputs}.values())
    maker = {"@id": "#maker", "@type": "Organization", "name": "Whoever ran wij-impact run", "description": "a role"}
    plan = manifest.get("plan")
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": str(manifest["title"]) or str(manifest["report"]),
        "description": str(manifest["summary"]) or str(manifest["title"]) or str(manifest["report"]),
        **_dates(manifest),
        "license": {"@id": LICENCE},
        "inLanguage": manifest["lang"],
        "author": {"@id": "#maker"},
        "publisher": {"@id": "#maker"},
        "hasPart": _refer(files),
        **({"citation": _refer(cited)} if cited else {}),
        "mentions": _refer([{"@id": "#made"}, *shown]),
    }
    action = {
        "@id": "#made",
        "@type": "CreateAction",
        "name": f"wij-impact run {manifest['report']}",
        "agent": {"@id": "#maker"},
        "instrument": {"@id": "#wij_impact"},
        **({"object": _refer([*inputs, *([{"@id": plan["file"]}] if plan else [])])} if inputs or plan else {}),
        "result": {"@id": "./"},
    }
    if plan:
        action["description"] = f"planned beforehand in {plan['file']}; deviations: {len(plan['deviations'])}"
    descriptor = {
        "@id": FILE_NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _SPEC},
    }  # fmt: skip
    graph = [
        descriptor, root, *files, *cited, *shown, *inputs, _software(manifest, version), maker, action,
        *_licences([LICENCE, *(_licence_id(one.licence) for one in documents.values() if one.licence)]),
    ]  # fmt: skip
    return {"@context": [_CONTEXT, {"sha256": _SHA256}], "@graph": graph}


def _dates(manifest: Mapping[str, Any]) -> dict[str, str]:
    """When it was published and over which time it goes. A report has no clock: on what day it was made, is not in it.

    The last day of its data is no day of publication. Only who publishes it can tell that one
    (``wij-impact cite FOLDER --published DATE``).
    """
    date = str(manifest["data_date"])
    published = str(manifest.get("published", ""))
    return {
        **({"datePublished": published} if published else {}),
        **({"temporalCoverage": f"../{date}"} if date else {}),
    }


def _refer(entities: Iterable[Mapping[str, Any]]) -> Any:
    """To point at these; a single one is no list, as RO-Crate asks."""
    found = [{"@id": one["@id"]} for one in entities]
    return found[0] if len(found) == 1 else found


def _software(manifest: Mapping[str, Any], version: str) -> dict[str, Any]:
    code = manifest["code"]
    return {
        "@id": "#wij_impact", "@type": "SoftwareApplication", "name": "wij_impact", "version": version,
        "softwareVersion": f"{version} (package {code['package']}, notebook {code['notebook']})",
        "license": {"@id": LICENCE},
    }  # fmt: skip


def _document(code: str, one: Document) -> dict[str, Any]:
    return {
        "@id": f"#source-{code}", "@type": "CreativeWork", "name": one.title, "identifier": code,
        **({"description": ", ".join(part for part in (one.publisher, one.year) if part)} if one.publisher else {}),
        **({"license": {"@id": _licence_id(one.licence)}} if one.licence else {}),
    }  # fmt: skip


def _figure(one: Reference, documents: Mapping[str, Document]) -> dict[str, Any]:
    said = " · ".join(part for part in (one.indicator, one.breakdown, one.period) if part) or one.figure_id
    return {
        "@id": f"#figure-{one.figure_id}", "@type": "PropertyValue", "name": said, "identifier": one.figure_id,
        **({"value": one.value} if one.value is not None else {}),
        **({"unitText": one.unit} if one.unit else {}),
        **({"description": one.locator} if one.locator else {}),
        **({"isBasedOn": {"@id": f"#source-{one.source}"}} if one.source in documents else {}),
    }  # fmt: skip


def _input(one: Mapping[str, str], shipped: bool) -> dict[str, Any]:
    # A file of the user's has a fingerprint with a key: no sha256, and not the same in another folder.
    known = {"sha256": one["sha256"]} if "sha256" in one else {}
    name = one.get("sha256") or hashlib.sha256(one["file"].encode()).hexdigest()
    return {
        "@id": f"#input-{name[:16]}", "@type": "CreativeWork", "name": one["file"], **known,
        **({"license": {"@id": LICENCE}} if shipped else {}),
    }  # fmt: skip


def _licence_id(licence: str) -> str:
    return f"https://spdx.org/licenses/{licence}"


def _licences(ids: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"@id": one, "@type": "CreativeWork", "name": _NAMES.get(one, one.rpartition("/")[2])}
        for one in dict.fromkeys(ids)
    ]


def cited(codes: Sequence[str], lang: str, data: Any = None) -> dict[str, Document]:
    """Code -> the document, its title in the language of the report."""
    table = load_table("sources", data).astype(object)
    column = f"title_{lang}" if f"title_{lang}" in table.columns else "title_en"
    rows = {str(row["source"]): row for row in table.where(table.notna(), "").to_dict("records")}

    def cell(code: str, name: str) -> str:
        return str(rows.get(code, {}).get(name, ""))

    return {
        code: Document(
            cell(code, column) or cell(code, "title_nl") or code,
            cell(code, "publisher"),
            cell(code, "year").removesuffix(".0"),
            cell(code, "licence"),
        )
        for code in codes
    }


def shipped_inputs(inputs: Iterable[tuple[str, Path]]) -> set[str]:
    """Which inputs are those that come with the package, byte for byte."""
    root = shipped()[0]
    ours = {name: root / name.removeprefix(SHIPPED) for name, _ in inputs}
    return {name for name, path in inputs if ours[name].is_file() and ours[name].read_bytes() == path.read_bytes()}


def to_text(content: Mapping[str, Any]) -> str:
    """The crate as it is written, keys in order: a day that is added later stands where it would have stood."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _file(name: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    suffix = "." + name.rpartition(".")[2]
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    made: dict[str, Any] = {"@id": name, "@type": "File", "name": name, "encodingFormat": kind}
    made["sha256"] = manifest["outputs"][name]
    if name == (manifest.get("plan") or {}).get("file"):
        made["description"] = "What was planned before the outcomes were read, sealed."
    return made
