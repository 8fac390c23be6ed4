"""What RO-Crate 1.1 requires of the metadata of a folder, as sentences about what is not so.

From the text of the specification (https://w3id.org/ro/crate/1.1): the sections Root Data Entity, Metadata File
Descriptor, Data Entities and Appendix RO-Crate JSON-LD. `CONTEXT` are the terms of its context that we use; the public
validator found that a term outside it (`sha256`) makes a crate invalid, unless the crate says itself what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

CONTEXT = {
    "about", "agent", "author", "citation", "conformsTo", "datePublished", "description", "encodingFormat", "hasPart",
    "identifier", "inLanguage", "instrument", "isBasedOn", "license", "mentions", "name", "object", "publisher",
    "result", "softwareVersion", "temporalCoverage", "unitText", "value", "version",
}  # fmt: skip
_TYPES = {"CreativeWork", "Dataset", "File", "PropertyValue", "SoftwareApplication", "Organization", "CreateAction"}


def problems(crate: Mapping[str, Any], files: set[str]) -> list[str]:
    """Everything that is against the specification; `files` are the names in the folder but the metadata itself."""
    found = []
    contexts = crate["@context"] if isinstance(crate["@context"], list) else [crate["@context"]]
    if "https://w3id.org/ro/crate/1.1/context" not in contexts:
        found.append("the context of RO-Crate 1.1 is missing")
    own = {key for one in contexts if isinstance(one, dict) for key in one}
    ids = [one.get("@id") for one in crate["@graph"]]
    graph = {one["@id"]: one for one in crate["@graph"] if "@id" in one}
    found += [f"@id {one} stands {ids.count(one)} times" for one in set(ids) if ids.count(one) > 1]
    for one in crate["@graph"]:
        if "@id" not in one or "@type" not in one:
            found.append(f"an entity has no @id or no @type: {one}")
        if one.get("@type") not in _TYPES:
            found.append(f"{one.get('@type')} is no type that the context knows")
        found += [f"the context has no {key}" for key in one if key[0] != "@" and key not in CONTEXT | own]
        found += [f"{one['@id']}.{key} is a list of one or none" for key, value in one.items() if _short(value)]
        found += [f"{one['@id']}.{key} is nested" for key, value in one.items() if _nested(value)]
        found += [
            f"{one['@id']} has no name" for _ in [0] if one["@id"] != "ro-crate-metadata.json" and not one["name"]
        ]
    found += [f"{one} is not described" for one in _pointed(crate["@graph"]) if one not in graph and "//" not in one]
    descriptor, root = graph.get("ro-crate-metadata.json", {}), graph.get("./", {})
    if descriptor.get("about") != {"@id": "./"} or descriptor.get("@type") != "CreativeWork":
        found.append("the descriptor is not about the root")
    if descriptor.get("conformsTo") != {"@id": "https://w3id.org/ro/crate/1.1"}:
        found.append("the descriptor does not say which version it follows")
    if root.get("@type") != "Dataset":
        found.append("the root is no Dataset")
    found += [
        f"the root has no {key}" for key in ("name", "description", "datePublished", "license") if not root.get(key)
    ]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(root.get("datePublished", ""))):
        found.append("datePublished is no day")
    parts = {one["@id"] for one in _listed(root.get("hasPart", []))}
    found += [f"{one} is no part" for one in files - parts] + [f"{one} is not in the folder" for one in parts - files]
    found += [f"{one} is no File" for one in parts if graph.get(one, {}).get("@type") != "File"]
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _short(value: Any) -> bool:
    return isinstance(value, list) and len(value) < 2


def _nested(value: Any) -> bool:
    return any(isinstance(one, dict) and set(one) != {"@id"} for one in _listed(value))


def _pointed(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        else:
            for one in value.values():
                yield from _pointed(one)
    elif isinstance(value, list):
        for one in value:
            yield from _pointed(one)
