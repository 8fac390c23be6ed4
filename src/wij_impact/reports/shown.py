"""Which published figures the reports show, read from the stored notebooks; and which are neither shown nor excused.

``python -m wij_impact.reports.shown`` prints what is left, ``--list`` every figure of it. After new reports:

- ``--prune`` takes out of `data/published/not_shown.csv` what a report shows now;
- ``--repeats`` excuses what is left and is the same number as a figure that is shown;
- ``--add PATTERN --reason NL --reason-en EN`` gives the figures that are left and match a pattern their reason.
"""

from __future__ import annotations

import argparse
import csv
import functools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wij_impact.catalogue import figures, normalise_breakdown, resolve_data, resolve_notebooks

__all__ = ["excused", "figures_of", "left", "main", "repeats", "shown"]

_BLOCK = "application/vnd.wij-impact.block+json"
_FILE = "published/not_shown.csv"
_COLUMNS = ("figure_id", "reason", "reason_en")
_AGAIN = (
    "Hetzelfde getal staat ook op een andere plaats; het rapport toont die plaats.",
    "The same number stands in another place too; the report shows that place.",
)


def figures_of(notebook: Path) -> frozenset[str]:
    """The figures that the stored pages of a report rest on: those of its sentences, tables and drawings.

    Examples
    --------
    >>> "solvency_2023_r2023_kern" in figures_of(resolve_notebooks() / "kerncijfers.ipynb")
    True
    """
    return _figures_of(notebook, notebook.stat().st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _figures_of(notebook: Path, _changed: int) -> frozenset[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    blocks = [
        output["data"][_BLOCK]
        for cell in cells
        for output in cell.get("outputs", [])
        if _BLOCK in output.get("data", {})
    ]
    return frozenset(one for block in blocks for one in _references(block))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("figure_id"), str):
            yield node["figure_id"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def shown(notebooks: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Figure -> the reports that show it, by the notebooks as they are stored."""
    found: dict[str, list[str]] = {}
    for file in sorted((notebooks or resolve_notebooks()).glob("*.ipynb")):
        for one in sorted(figures_of(file)):
            found.setdefault(one, []).append(file.stem)
    return {one: tuple(names) for one, names in found.items()}


def excused() -> dict[str, str]:
    """Figure -> the reason why no report shows it."""
    return {row["figure_id"]: row["reason"] for row in _rows()}


def left() -> list[str]:
    """The published figures that are neither shown nor excused, in their own order."""
    known = set(shown()) | set(excused())
    return [one for one in figures()["figure_id"].astype(str) if one not in known]


def repeats() -> list[str]:
    """Figures that are left and say the same of the same as one that is shown: printed in two places."""
    every, seen = figures(), set(shown())
    said = [
        (code, normalise_breakdown(part), period, kind, unit, value)
        for code, part, period, kind, unit, value in zip(
            *(every[one] for one in ("indicator_id", "breakdown", "period", "kind", "unit", "value")), strict=True
        )
    ]
    ids = every["figure_id"].astype(str).tolist()
    known = {key for key, one in zip(said, ids, strict=True) if one in seen}
    rest = set(left())
    return [one for key, one in zip(said, ids, strict=True) if one in rest and key in known]


def main(arguments: list[str] | None = None) -> int:
    """What the command does; 1 when a figure is left or an excused one is shown after all."""
    parser = argparse.ArgumentParser(prog="python -m wij_impact.reports.shown", description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="every figure that is left, with its name")
    parser.add_argument("--prune", action="store_true", help="take out of not_shown.csv what a report shows")
    parser.add_argument("--repeats", action="store_true", help="excuse what repeats a figure that is shown")
    parser.add_argument("--add", metavar="PATTERN", help="excuse what is left and matches this pattern of its code")
    parser.add_argument("--topic", default="", help="with --add: only figures of this topic")
    parser.add_argument("--reason", default="", help="with --add: why, in Dutch")
    parser.add_argument("--reason-en", default="", help="with --add: why, in English")
    chosen = parser.parse_args(arguments)
    seen, reasons = shown(), excused()
    if chosen.prune:
        print(f"{sum(one in seen for one in reasons)} taken out")
        _write([row for row in _rows() if row["figure_id"] not in seen])
    if chosen.add:
        if not (chosen.reason and chosen.reason_en):
            parser.error("--add needs --reason and --reason-en")
        topics = dict(zip(figures()["figure_id"], figures()["topic"], strict=True))
        taken = [one for one in left() if re.search(chosen.add, one) and topics[one].startswith(chosen.topic)]
        _write([*_rows(), *(dict(zip(_COLUMNS, (one, chosen.reason, chosen.reason_en), strict=True)) for one in taken)])
        print(f"{len(taken)} added")
    if chosen.repeats:
        again = repeats()
        _write([*_rows(), *(dict(zip(_COLUMNS, (one, *_AGAIN), strict=True)) for one in again)])
        print(f"{len(again)} repeats added")
    if chosen.prune or chosen.add or chosen.repeats:
        reasons = excused()
    rest, stale = left(), [one for one in reasons if one in seen]
    every = figures().set_index("figure_id")
    print(f"{len(every)} figures: {len(set(seen) & set(every.index))} shown, {len(reasons)} excused, {len(rest)} left")
    for topic, part in every.loc[rest].groupby("topic"):
        print(f"  {topic}: {len(part)}")
        if chosen.list:
            for row in part.reset_index().to_dict("records"):
                told = [
                    row["indicator_nl"],
                    row["breakdown"],
                    row["period"],
                    row["printed"],
                    row["unit"],
                    row["locator"],
                ]
                print(f"    {row['figure_id']} | " + " | ".join(map(str, told)))
    if stale:
        print(f"excused but shown: {', '.join(stale[:10])}{' ...' if len(stale) > 10 else ''}")
    return 1 if rest or stale else 0


def _rows() -> list[dict[str, str]]:
    with (resolve_data().path / _FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(rows: list[dict[str, str]]) -> None:
    place = {str(one): number for number, one in enumerate(figures()["figure_id"])}
    # A merge can leave a figure with two reasons, and the first is enough.
    once = {row["figure_id"]: row for row in reversed(rows)}.values()
    ordered = sorted(once, key=lambda row: place.get(row["figure_id"], len(place)))
    with (resolve_data().path / _FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)


if __name__ == "__main__":
    sys.exit(main())
