"""Run a report again from its manifest and say what, if anything, came out differently, and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.pipeline import manifest, whereabouts
from wij_impact.pipeline.differences import compare_files, compare_tables
from wij_impact.pipeline.jobs import Job, Settings
from wij_impact.pipeline.notebooks import find_reports, select
from wij_impact.pipeline.run import run_reports
from wij_impact.pipeline.scratch import scratch_folder

__all__ = ["Verdict", "verify"]


@dataclass(frozen=True)
class Verdict:
    """What a second run showed.

    Attributes
    ----------
    altered : tuple of Text
        Files that were changed, or lost, after the report was made.
    differences : tuple of Text
        What comes out differently now: tables by cell, other files by name.
    causes : tuple of Text
        What is not the same as when the report was made: data, code, packages, platform.
    """

    altered: tuple[Text, ...]
    differences: tuple[Text, ...]
    causes: tuple[Text, ...]

    @property
    def identical(self) -> bool:
        """Whether the second run gave the same bytes as the report that stands there."""
        return not self.altered and not self.differences


def verify(report: Path, notebooks: Path, data: Path | None, progress: Callable[[Text], None]) -> Verdict:
    """Make the report in `report` again, in a temporary folder, and compare.

    Parameters
    ----------
    report : Path
        A report folder, with its manifest.
    notebooks : Path
        Where the notebooks are.
    data : Path or None
        The data folder to use; None finds it by the common rule.

    Raises
    ------
    InputError
        When the folder holds no report, or when the report cannot be made again.
    """
    before = manifest.read(report)
    spec = select(find_reports(notebooks), [before["report"]])[0]
    defaults = {parameter.name: parameter.default for parameter in spec.parameters}
    gone = [name for name in before["parameters"] if name not in defaults]
    if gone:
        raise InputError(
            Text(
                nl=f"het rapport heeft een parameter die er niet meer is: {', '.join(gone)}.",
                en=f"the report has a parameter that no longer exists: {', '.join(gone)}.",
            ),
            remedy=Text(nl="Maak het opnieuw met wij-impact run.", en="Make it again with wij-impact run."),
        )
    values = whereabouts.recall(report, before["parameters"])
    given = {name: value for name, value in values.items() if value != defaults[name]}
    with scratch_folder() as folder:
        formats = tuple(before.get("formats", ["html"]))
        secret = _secret(report, before)
        published = before.get("published", "")
        links = before.get("links", {})
        settings = Settings(folder, before["lang"], data, formats, published=published, secret=secret, links=links)
        plan = report / before["plan"]["file"] if before.get("plan") else None
        job = Job(spec, given, plan)
        (outcome,) = run_reports([job], settings, progress)
        if outcome.error is not None:
            raise outcome.error
        again = folder / job.folder
        after = manifest.read(again)
        differences = compare_files(report, before["outputs"], again, after["outputs"])
        return Verdict(
            altered=_altered(report, before["outputs"], again, after["outputs"]),
            differences=differences,
            causes=_causes(before, after, keyed=secret != "", differs=bool(differences)),
        )


def _secret(report: Path, before: Mapping[str, Any]) -> str | None:
    """The key of its fingerprints: none for a report that was made before there were keys, "" when it was lost."""
    if not any("hmac_sha256" in item for item in before["inputs"]):
        return None
    return whereabouts.secret_of(report.resolve().parent)


def _altered(report: Path, outputs: Mapping[str, str], again: Path, after: Mapping[str, str]) -> tuple[Text, ...]:
    """What somebody changed or lost; of a table that still comes out as it was, which cells."""
    found = manifest.outputs_of(report)
    told = []
    for name, fingerprint in outputs.items():
        if found.get(name) == fingerprint:
            continue
        told.append(
            Text(
                nl=f"{name} is na het maken van het rapport veranderd of verdwenen.",
                en=f"{name} was changed or lost after the report was made.",
            )
        )
        if name in found and name.endswith(".csv") and after.get(name) == fingerprint:
            told += compare_tables(again / name, report / name, name)
    return tuple(told)


def _causes(before: Mapping[str, Any], after: Mapping[str, Any], *, keyed: bool, differs: bool) -> tuple[Text, ...]:
    """What is not the same; without the key of its fingerprints nobody can say that of a file of the user's."""
    found = []
    old, new = ({item["file"]: item for item in content["inputs"]} for content in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if not keyed and "hmac_sha256" in old.get(name, {}) and name in new:
            if differs:
                found.append(
                    Text(
                        nl=f"misschien {name}: dat is alleen te zien in de map waarin het rapport is gemaakt",
                        en=f"perhaps {name}: that can only be seen in the folder where the report was made",
                    )
                )
        elif old.get(name) != new.get(name):
            found.append(Text(nl=f"de gegevens zijn veranderd: {name}", en=f"the data changed: {name}"))
    if before["code"]["package"] != after["code"]["package"]:
        found.append(Text(nl="de code van wij_impact is veranderd", en="the code of wij_impact changed"))
    if before["code"]["notebook"] != after["code"]["notebook"]:
        found.append(Text(nl="het notebook is veranderd", en="the notebook changed"))
    was, now = before["environment"], after["environment"]
    for key in ("python", "platform"):
        if was[key] != now[key]:
            found.append(
                Text(nl=f"{key}: was {was[key]}, is nu {now[key]}", en=f"{key}: was {was[key]}, is now {now[key]}")
            )
    for name in sorted(was["packages"].keys() | now["packages"].keys()):
        one, two = was["packages"].get(name, "-"), now["packages"].get(name, "-")
        if one != two:
            found.append(
                Text(nl=f"pakket {name}: was {one}, is nu {two}", en=f"package {name}: was {one}, is now {two}")
            )
    return tuple(found)
