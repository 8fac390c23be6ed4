"""What was recalculated or printed twice, in tables: restatements, checks, breaks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.language import Text
from wij_impact.presentation.blocks import Block, Table
from wij_impact.presentation.numbers import MISSING, format_printed
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.kerncijfers.discrepancies import indicator_label, printed_by_id
from wij_impact.presentation.stories.kerncijfers.facts import Facts
from wij_impact.presentation.stories.kerncijfers.themes import named
from wij_impact.presentation.stories.verdicts import VERDICT_WORDS, computed_words, stated_words
from wij_impact.presentation.tables import Column

__all__ = ["break_table", "check_tables", "restatement_tables"]

_KINDS: dict[str, Text] = {
    "target": Text(nl="doel", en="target"),
    "budget": Text(nl="begroot", en="budget"),
    "estimate": Text(nl="schatting", en="estimate"),
    "plan": Text(nl="plan", en="plan"),
    "forecast": Text(nl="verwacht", en="forecast"),
}


def restatement_tables(facts: Facts, report: Report) -> list[Block]:
    """Every figure printed with two values, both with their places; what rounding explains is folded away."""
    different = facts.restated[facts.restated["relation"] == "different"]
    rounded = facts.restated[facts.restated["relation"] == "rounding"]
    blocks: list[Block] = [report.heading(Text(nl="Hetzelfde cijfer, twee waarden", en="One figure, two values"))]
    if len(different):
        caption = Text(nl="Cijfers die met verschillende waarden gedrukt zijn", en="Figures printed with other values")
        note = Text(
            nl=f"Eerst {facts.year}, daarna de andere jaren. Het verschil is de tweede waarde min de eerste; "
            "bij percentages in procentpunten, bij miljoenen in miljoenen.",
            en=f"First {facts.year}, then the other years. The difference is the second value minus the first; "
            "for percentages in percentage points, for millions in millions.",
        )
        blocks.append(_pairs("restated", different, caption, note, facts, report, folded=False))
    if len(rounded):
        caption = Text(nl="Cijfers die alleen anders afgerond zijn", en="Figures that are only rounded differently")
        blocks.append(_pairs("restated-rounding", rounded, caption, "", facts, report, folded=True))
    # The cells name the places of print; the list of sources has them with every figure.
    ids = " ".join([*facts.restated["figure_ids_a"], *facts.restated["figure_ids_b"]]).split()
    return [*blocks, report.sources(ids, id="restated-sources")] if ids else blocks


def _pairs(
    id: str, pairs: pd.DataFrame, caption: Text, note: str | Text, facts: Facts, report: Report, folded: bool
) -> Table:
    order = dict(zip(facts.indicators["indicator_id"], facts.indicators["order"].fillna(0).astype(int), strict=True))
    rows: list[dict[str, Any]] = []
    for row in pairs.to_dict("records"):
        label = indicator_label(facts, row["indicator_id"])
        name = named({"label_nl": label.nl, "label_en": label.en, "breakdown": row["breakdown"]}, report.lang)
        if row["kind"] != "actual":
            name += f" ({report.text(_KINDS.get(row['kind'], row['kind']))})"
        year = year_of(row["period"])
        found: dict[str, Any] = {"label": name, "period": row["period"] if year is None else str(year)}
        for side in "ab":
            value = format_printed(row[f"printed_{side}"], row[f"unit_{side}"], report.lang)
            places = facts.places.of_all(row[f"figure_ids_{side}"].split(), report.lang)
            found[side] = f"{value} ({places})"
        # Short, so that the column stays in sight: the unit stands beside both values.
        how = "eur" if row["unit"] == "EUR" else "auto"
        place = (year != facts.year, -(year or 0), order.get(row["indicator_id"], len(order)))
        rows.append(found | {"difference": row["difference"], "how": how, "place": place})
    rows.sort(key=lambda one: one["place"])
    frame = pd.DataFrame(rows)
    columns: dict[str, str | Text | Column] = {
        "label": Text(nl="Kerncijfer", en="Key figure"),
        "period": Text(nl="Jaar", en="Year"),
        "a": Text(nl="Eerste waarde, en waar die staat", en="First value, and where it stands"),
        "b": Text(nl="Tweede waarde, en waar die staat", en="Second value, and where it stands"),
        "difference": Column(Text(nl="Verschil", en="Difference"), "row", signed=True),
    }
    return report.table(id, frame, caption, columns, note=note, row_headers=2, folded=folded, row_format="how")


def check_tables(facts: Facts, report: Report) -> list[Block]:
    """The failing checks with both numbers, and folded away all checks with their verdict."""
    shown = facts.checked.assign(other=facts.checked["year"] != facts.year)
    shown = shown.sort_values(["other", "year"], ascending=[True, False], kind="stable")
    failing = shown[shown["verdict"] == "fails"]
    counts = facts.checked["verdict"].value_counts()
    numbers = {name: report.number(counts.get(name, 0)) for name in VERDICT_WORDS}
    words = Text(
        nl="We rekenden {total} uitspraken na: delen tegen totalen, percentages tegen aantallen. {holds} kloppen, "
        "{rounding} kloppen op afronding na en {fails} kloppen niet. {informative} zijn alleen ter vergelijking.",
        en="We recalculated {total} statements: parts against totals, percentages against counts. {holds} hold, "
        "{rounding} hold up to rounding and {fails} do not hold. {informative} are for comparison only.",
    ).format(total=report.number(len(facts.checked)), **numbers)
    blocks: list[Block] = [
        report.heading(Text(nl="Kloppen de sommen?", en="Do the sums add up?")),
        report.statement("checks-told", words),
    ]
    if len(failing):
        caption = Text(nl="Uitspraken die niet kloppen", en="Statements that do not hold")
        blocks.append(_checked("checks-failing", failing, caption, facts, report, folded=False))
    if len(shown):
        caption = Text(nl="Alle nagerekende uitspraken", en="All recalculated statements")
        blocks.append(_checked("checks-all", shown, caption, facts, report, folded=True))
    return blocks


def _checked(id: str, checked: pd.DataFrame, caption: Text, facts: Facts, report: Report, folded: bool) -> Table:
    printed = printed_by_id(facts.figures)
    rows = checked.to_dict("records")
    known = [row["verdict"] != "incomplete" for row in rows]
    frame = checked.assign(
        label=checked[f"label_{report.lang}"],
        said=[stated_words(row, printed, report.lang) if ok else MISSING for row, ok in zip(rows, known, strict=True)],
        found=[
            computed_words(row, printed, report.lang) if ok else MISSING for row, ok in zip(rows, known, strict=True)
        ],
        judged=[VERDICT_WORDS[row["verdict"]].show(report.lang) for row in rows],
        ids=[" ".join(one for one in [row["stated_id"], *row["figure_ids"].split()] if one in printed) for row in rows],
    )
    columns: dict[str, str | Text | Column] = {
        "label": Text(nl="Uitspraak", en="Statement"),
        "year": Column(Text(nl="Jaar", en="Year"), "year"),
        "said": Text(nl="Gedrukt", en="Printed"),
        "found": Text(nl="Nagerekend", en="Recalculated"),
    }
    if folded:
        columns["judged"] = Text(nl="Oordeel", en="Verdict")
    # All figures of all checks would make the page twice as large; the failing ones carry theirs.
    return report.table(
        id,
        frame,
        caption,
        columns,
        row_sources=() if folded else "ids",
        folded=folded,
        shown_rows=60 if folded else None,
    )


def break_table(facts: Facts, report: Report) -> list[Block]:
    """Where a series breaks, why, and where that is said."""
    if not len(facts.breaks):
        return []
    rows = []
    for row in facts.breaks.to_dict("records"):
        at = str(row["at"])
        where = Text(nl=f"vóór {at}", en=f"before {at}")
        if row["kind"] == "edition":
            where = Text(nl=f"vanaf verslag {at}", en=f"from report {at}")
        rows.append(
            {
                "label": indicator_label(facts, row["indicator_id"]).show(report.lang),
                "where": where.show(report.lang),
                "reason": row[f"reason_{report.lang}"],
            }
        )
    columns = {
        "label": Text(nl="Kerncijfer", en="Key figure"),
        "where": Text(nl="Breuk", en="Break"),
        "reason": Text(nl="Wat er veranderde", en="What changed"),
    }
    caption = Text(nl="Breuken: hier is een reeks niet één reeks", en="Breaks: where a series is not one series")
    return [
        report.heading(Text(nl="Breuken in de reeksen", en="Breaks in the series")),
        report.table("breaks", pd.DataFrame(rows), caption, columns),
    ]
