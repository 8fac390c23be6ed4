"""What the site derives from the package itself: the reference of every public name, the palette, the menu."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from wij_impact.drawing.palette import PALETTE

DOCS = Path(__file__).parent

#: The public packages, in the order of the menu, with what each is for.
PACKAGES = {
    "impactmeting": "Surveys: scores, bases, designs, change",
    "mkba": "Social cost-benefit analysis",
    "benchmark": "Comparing units fairly",
    "effect": "Did it work, compared with what?",
    "flow": "From question to help: duration, waiting, staff",
    "monitor": "Targets, milestones, risks, ratings",
    "coding": "What people said: codes and agreement",
    "kerncijfers": "The published key figures",
    "claims": "Published claims put to the test",
    "catalogue": "One door in: figures, tables, checks",
    "disclosure": "What may be shown",
    "estimates": "The one shape of a result",
    "drawing": "Palette and axes, without words",
    "presentation": "Blocks, words, tables and figures of a report",
    "pipeline": "From notebook to report",
}


def _public() -> dict[str, list[str]]:
    found = {}
    for name in PACKAGES:
        try:
            package = importlib.import_module(f"wij_impact.{name}")
        except ImportError:
            continue  # a room that is still to come
        if names := [one for one in getattr(package, "__all__", []) if not one.startswith("_")]:
            found[name] = names
    return found


def _page(package: str, names: list[str]) -> str:
    module = importlib.import_module(f"wij_impact.{package}")
    # The first line of the docstring says what PACKAGES says; a page tells it once.
    about = inspect.getdoc(module) or ""
    lines = [f"# {package}", "", about or PACKAGES[package], ""]
    for name in sorted(names, key=str.casefold):
        value = getattr(module, name)
        home = getattr(value, "__module__", None)
        if inspect.ismodule(value):
            lines += [f"## {name}", "", (inspect.getdoc(value) or "").split("\n\n")[0], ""]
            inside = [one for one in getattr(value, "__all__", []) if inspect.isfunction(getattr(value, one, None))]
            for one in inside:
                lines += [f"::: {getattr(value, one).__module__}.{one}", "    options: {heading_level: 3}", ""]
        elif home and str(home).startswith("wij_impact") and (inspect.isfunction(value) or inspect.isclass(value)):
            lines += [f"::: {home}.{value.__name__}", ""]
        else:
            lines += [f"## {name}", "", f"A constant of `wij_impact.{package}`.", ""]
    return "\n".join(lines)


def _prices() -> str:
    """The price library and what studies found, from the tables themselves."""
    from wij_impact import mkba

    prices, found = mkba.load_unit_prices(), mkba.load_evidence()
    lines = [
        "# Prices and findings", "",
        "`wij-impact prices WORD` searches these tables; a case names a price by its code. Two prices of a thing stay "
        "two rows. What was not verified is used only where a case says so; what was found nowhere is empty.", "",
        "## Prices", "", "| code | price of | amount | low - high | unit | level | verified | source, place | note |",
        "|---|---|---:|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in prices.sort_values(["subject", "price_id"]).to_dict("records"):
        level = "" if row["price_year"] != row["price_year"] else int(row["price_year"])
        place = ", ".join(filter(None, (str(row["source"]), str(row.get("locator") or ""))))
        ends = f"{_cell(row['low'])} - {_cell(row['high'])}" if row["low"] == row["low"] else ""
        unit = str(row["unit"]).removeprefix("EUR_").replace("_", " ")
        cells = [
            f"`{row['price_id']}`",
            row["label_en"],
            row["value"],
            ends,
            unit,
            level,
            row["status"],
            place,
            row["note"],
        ]
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    lines += ["", "## Findings", "", "| intervention | outcome | value | low - high | unit | n | design | verified "
              "| source, place | note |", "|---|---|---:|---|---|---|---|---|---|---|"]  # fmt: skip
    for row in found.to_dict("records"):
        ends = f"{_cell(row['low'])} - {_cell(row['high'])}" if row["low"] == row["low"] else ""
        year = row["source_year"]
        place = ", ".join(filter(None, (str(row["source"]), _cell(year), str(row["locator"] or ""))))
        cells = [row["intervention"], row["outcome"], row["value"], ends, str(row["unit"]).replace("_", " "),
                 row["participants"], row["design"], row["status"], place, row["note"]]  # fmt: skip
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    """A value of a table as a cell; a missing one is empty."""
    if value is None or value != value:
        return ""
    text = f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) and abs(value) != int(value) else str(value)
    return text.removesuffix(".0").replace("|", "\\|").replace("\n", " ")


def on_config(config: Any) -> Any:
    """The menu: what is written by hand, and a page per package."""
    verified = sorted(path.name for path in (DOCS / "methods").glob("verified_*.md"))
    how_to = sorted(path.name for path in (DOCS / "how-to").glob("*.md"))
    config["nav"] = [
        {"Start": ["index.md", {"Nederlands": "nl.md"}]},
        {"Tutorials": [f"tutorials/{path.name}" for path in sorted((DOCS / "tutorials").glob("*.ipynb"))]},
        {"How to": [f"how-to/{name}" for name in how_to]},
        {"Gallery": "gallery.ipynb"},
        {
            "Methods": [
                "methods/index.md",
                *(f"methods/{name}" for name in verified),
                {"Prices": "methods/prices.md"},
                {"Statements and their place": "methods/statements.md"},
                {"Systems and the tests of their numbers": "methods/systems.md"},
                {"Kinds of fault, before and after": "methods/kinds.md"},
                {"The house before and after": "methods/house.md"},
                {"Sentences, read": "methods/sheets.md"},
                {"How the reports read": "methods/readers.md"},
            ]
        },
        {"Reference": [{name: f"reference/{name}.md"} for name in _public()]},
        {"Glossary": "glossary.md"},
    ]
    return config


def on_post_page(output: str, **_: Any) -> str:
    """Drop the script for diagrams that the notebook template brings: it would fetch itself from elsewhere."""
    return re.sub(r'<script[^>]*type="?module"?[^>]*>(?:(?!</script>).)*?https?://.*?</script>', "", output, flags=re.S)


def on_files(files: Files, config: Any) -> Files:
    """Pages that are made, not written."""
    for name, names in _public().items():
        files.append(File.generated(config, f"reference/{name}.md", content=_page(name, names)))
    files.append(File.generated(config, "methods/prices.md", content=_prices()))
    colours = "\n".join(f"  --{name}: {value};" for name, value in PALETTE.items())
    css = (
        f":root {{\n{colours}\n}}\n"
        '[data-md-color-primary="custom"] {\n'
        "  --md-primary-fg-color: var(--accent);\n  --md-typeset-a-color: var(--accent);\n}\n"
        '[data-md-color-accent="custom"] { --md-accent-fg-color: var(--warn); }\n'
        ".md-typeset { color: var(--ink); }\n"
    )
    files.append(File.generated(config, "assets/palette.css", content=css))
    # The notebook template insists on a script for formulas; there are none.
    files.append(File.generated(config, "assets/none.js", content=""))
    return files
