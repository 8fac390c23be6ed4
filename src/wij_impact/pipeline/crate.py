"""RO-Crate metadata of a report folder, made from its manifest: what was used, by which code, under which licence."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any

from wij_impact.catalogue import load_table

__all__ = ["FILE_NAME", "cited_titles", "crate", "to_text"]

FILE_NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_SPEC = "https://w3id.org/ro/crate/1.1"
#: The licences of CITATION.cff and of the texts and figures that we make ourselves.
LICENCE = "https://spdx.org/licenses/EUPL-1.2"
_TYPES = {
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".ipynb": "application/x-ipynb+json",
    ".toml": "application/toml",
}


def crate(manifest: Mapping[str, Any], version: str, sources: Mapping[str, str]) -> dict[str, Any]:
    """The crate of one report.

    Parameters
    ----------
    manifest : mapping
        As `pipeline.manifest.build` makes it, with ``outputs``; `outputs` names the files of the folder.
    version : str
        Of wij_impact.
    sources : mapping
        Code -> title of the documents that the report cites.

    Returns
    -------
    dict
        JSON-LD after RO-Crate 1.1: the metadata descriptor, the root with its files, the documents, the software, who
        made it (a role, no person) and the action that made it. The same for the same manifest. Files of the user's
        are named by fingerprint only: their content stays where it is.

    Notes
    -----
    RO-Crate 1.1 (Soiland-Reyes and others 2022, Data Science 5:97-138).
    """
    names = sorted(name for name in manifest["outputs"] if name != FILE_NAME)
    files = [_file(name) for name in names]
    documents = [
        {"@id": f"#source-{code}", "@type": "CreativeWork", "name": title} for code, title in sorted(sources.items())
    ]
    inputs = [
        {"@id": f"#input-{one['sha256'][:16]}", "@type": "CreativeWork", "name": one["file"], "sha256": one["sha256"]}
        for one in manifest["inputs"]
    ]
    inputs = list({one["@id"]: one for one in inputs}.values())
    software = {
        "@id": "#wij_impact", "@type": "SoftwareApplication", "name": "wij_impact", "version": version,
        "softwareVersion": f"{version} ({manifest['code']['package'][:12]})", "license": {"@id": LICENCE},
    }  # fmt: skip
    maker = {"@id": "#maker", "@type": "Organization", "name": "Whoever ran wij-impact run"}
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": str(manifest["title"]) or str(manifest["report"]),
        "description": str(manifest["summary"]) or str(manifest["title"]) or str(manifest["report"]),
        # A report has no clock: its date is that of its data. About a file without one, whoever publishes adds the day.
        **({"datePublished": str(manifest["data_date"])} if manifest["data_date"] else {}),
        "license": {"@id": LICENCE},
        "inLanguage": manifest["lang"],
        "author": {"@id": "#maker"},
        "hasPart": [{"@id": one["@id"]} for one in files],
        "citation": [{"@id": one["@id"]} for one in documents],
        "mentions": [{"@id": "#made"}],
    }
    action: dict[str, Any] = {
        "@id": "#made",
        "@type": "CreateAction",
        "name": f"wij-impact run {manifest['report']}",
        "agent": {"@id": "#maker"},
        "instrument": {"@id": "#wij_impact"},
        "object": [{"@id": one["@id"]} for one in inputs],
        "result": [{"@id": "./"}],
    }
    plan = manifest.get("plan")
    if plan:
        action["description"] = f"planned beforehand in {plan['file']}; deviations: {len(plan['deviations'])}"
    descriptor = {
        "@id": FILE_NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPEC},
    }
    licence = {"@id": LICENCE, "@type": "CreativeWork", "name": "European Union Public Licence 1.2"}
    graph = [descriptor, root, *files, *documents, *inputs, software, maker, action, licence]
    return {"@context": _CONTEXT, "@graph": graph}


def cited_titles(codes: list[str], lang: str, data: Any = None) -> dict[str, str]:
    """Code -> title of sources, in the language of the report."""
    table = load_table("sources", data)
    column = f"title_{lang}" if f"title_{lang}" in table.columns else "title_en"
    known = dict(zip(table["source"].astype(str), table[column].astype(str), strict=True))
    return {code: known.get(code, code) for code in codes}


def to_text(content: Mapping[str, Any]) -> str:
    """The crate as it is written."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _file(name: str) -> dict[str, Any]:
    suffix = "." + name.rpartition(".")[2]
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"@id": name, "@type": "File", "name": name, "encodingFormat": kind}
