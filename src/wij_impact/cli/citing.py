"""`wij-impact cite`: how to cite a report, made from what its folder says of itself."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from wij_impact.errors import UsageError
from wij_impact.language import Language, Text

__all__ = ["citations", "cite_command"]


def cite_command(folder: Path, lang: Language, published: str = "") -> int:
    """Print the citation, the same for BibTeX, and the documents behind its figures; with a date, note that first."""
    from wij_impact.pipeline import manifest

    place = folder if folder.exists() or len(folder.parts) != 1 else _made(folder.name, Path("reports"))
    if published:
        _publish(place, published)
    print(citations(manifest.read(place), _sources(place), lang))
    return 0


def _publish(folder: Path, day: str) -> None:
    """Note in the metadata of the folder the day on which it is published; `verify` makes it again with that day."""
    import json

    from wij_impact.estimates.dates import one_day
    from wij_impact.pipeline import crate, manifest, publish

    content = manifest.read(folder)
    content["published"] = str(one_day(day, "published"))
    place = folder / crate.FILE_NAME
    described = json.loads(place.read_text(encoding="utf-8"))
    (root,) = (one for one in described["@graph"] if one["@id"] == "./")
    root["datePublished"] = content["published"]
    publish.write_text(place, crate.to_text(described))
    content["outputs"][crate.FILE_NAME] = manifest.sha256(place)
    publish.write_text(folder / manifest.FILE_NAME, manifest.to_text(content))


def _made(name: str, out: Path) -> Path:
    """The folder of the report with this name, where `run` puts it when nothing else was said."""
    from wij_impact.pipeline import manifest

    folders = sorted(one.parent for one in out.glob(f"*/{manifest.FILE_NAME}"))
    # Only folders that start with the name are opened: a damaged folder of another report does no harm.
    found = [one for one in folders if one.name.startswith(name) and manifest.read(one)["report"] == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            Text(
                nl=f"er is geen map '{name}', en in '{out}' staat geen rapport met die naam.",
                en=f"there is no folder '{name}', and '{out}' holds no report of that name.",
            ),
            remedy=Text(
                nl=f"Maak het met wij-impact run {name}, of noem de map waar het staat.",
                en=f"Make it with wij-impact run {name}, or name the folder it is in.",
            ),
        )
    many = ", ".join(one.as_posix() for one in found)
    raise UsageError(
        Text(nl=f"'{name}' is meer dan een keer gemaakt: {many}.", en=f"'{name}' was made more than once: {many}."),
        remedy=Text(
            nl=f"Noem er een: wij-impact cite {found[0].as_posix()}.",
            en=f"Name one: wij-impact cite {found[0].as_posix()}.",
        ),
    )


def citations(content: dict[str, Any], sources: list[str], lang: Language) -> str:
    """The text of a manifest and the titles of its sources.

    Examples
    --------
    >>> made = {"report": "scholen", "title": "Meer hulp", "data_date": "2023-12-31", "lang": "nl",
    ...         "code": {"package": "ab" * 32}}
    >>> print(citations(made, ["Jaarverslag 2023"], "en").splitlines()[0][:60])
    wij_impact contributors. "Meer hulp" (report scholen, data u
    """
    import wij_impact

    version, code = wij_impact.__version__, str(content["code"]["package"])[:12]
    title = re.sub(r"<[^>]+>|\*\*", "", str(content["title"])).strip()
    name, date = str(content["report"]), str(content["data_date"])
    data = f", data up to {date}" if date else ""
    until = {"nl": f", gegevens tot en met {date}", "en": data} if date else {"nl": "", "en": ""}
    text = Text(
        nl=f'wij_impact contributors. "{title}" (rapport {name}{until["nl"]}). '
        f"Gemaakt met wij_impact {version}, code {code}.",
        en=f'wij_impact contributors. "{title}" (report {name}{until["en"]}). '
        f"Made with wij_impact {version}, code {code}.",
    ).show(lang)
    # The year of its data is not the year it came out.
    year = f"  year = {{{content['published'][:4]}}},\n" if content.get("published") else ""
    bibtex = (
        f"@techreport{{wij_impact_{name},\n  author = {{{{wij_impact contributors}}}},\n  title = {{{title}}},\n{year}"
        f"  institution = {{wij_impact}},\n  note = {{version {version}, code {code}{data}}},\n"
        f"  language = {{{content['lang']}}}\n}}"
    )
    plan = content.get("plan")
    lines = [text, "", bibtex]
    if plan:
        departs = len(plan["deviations"])
        lines += ["", Text(
            nl=f"Vooraf gepland; afwijkingen: {departs}.", en=f"Planned beforehand; deviations: {departs}."
        ).show(lang)]  # fmt: skip
    if sources:
        lines += [
            "",
            Text(nl="Haal bij een cijfer ook de bron ervan aan:", en="Cite the source of a figure too:").show(lang),
        ]
        lines += [f"- {one}" for one in sources]
    return "\n".join(lines)


def _sources(folder: Path) -> list[str]:
    """The titles of the documents that a report cites, from its table of sources."""
    titles: dict[str, None] = {}
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if {"source", "title", "figure_id"} <= set(rows.fieldnames or []):
                titles |= dict.fromkeys(row["title"] for row in rows if row["title"])
    return list(titles)
