"""What does not add up: which contradictions the first screen names, and in what words.

The rule, the same for every year: first what concerns the year discussed, then other years. Among these first the
figures that stand at the top of the report, then the other key figures, then the rest; then the nearest year; then
the order of the table of indicators. No indicator twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue import decimals, year_of
from wij_impact.catalogue.restatements import PrintedNumber
from wij_impact.language import Text
from wij_impact.presentation.blocks import Contradictions, Sentence
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.kerncijfers.facts import LEAD_INDICATORS, Facts
from wij_impact.presentation.stories.verdicts import computed_words, gain_words, stated_words

__all__ = ["Discrepancy", "choose", "contradictions", "discrepancies"]

Row = Mapping[Any, Any]
_NO_REASON = Text(nl="Reden niet gegeven.", en="No reason given.")
_LAST = 10**6


@dataclass(frozen=True)
class Discrepancy:
    """One subject that does not add up in one year.

    Parameters
    ----------
    year : int
        The year it is about.
    indicator_id : str
        Its indicator; the first screen names one once.
    tier, order : int
        0 top of the report, 1 other key figure, 2 the rest; and the order of the indicator.
    figure_ids : tuple of str
        The figures that contradict each other: the places of a restatement, or what a check states.
    check : mapping, optional
        The row of the check; None for a restatement.
    """

    year: int
    indicator_id: str
    tier: int
    order: int
    figure_ids: tuple[str, ...]
    check: Row | None = None


def contradictions(facts: Facts, report: Report, most: int = 3) -> Contradictions:
    """The block of the first screen: at most `most` contradictions, each with both values and their places."""
    chosen = choose(discrepancies(facts), facts.year, most)
    return report.contradictions([_sentence(one, facts, report) for one in chosen])


def choose(found: list[Discrepancy], year: int, most: int = 3) -> list[Discrepancy]:
    """The first `most` by the rule of this module."""
    chosen: dict[str, Discrepancy] = {}
    for one in sorted(found, key=lambda one: _rule(one, year)):
        if len(chosen) < most:
            chosen.setdefault(one.indicator_id, one)
    return list(chosen.values())


def _rule(one: Discrepancy, year: int) -> tuple[Any, ...]:
    return one.year != year, one.tier, abs(one.year - year), one.order, -one.year, one.figure_ids


def discrepancies(facts: Facts) -> list[Discrepancy]:
    """Every restatement of a realised figure that rounding does not explain, and every failing check."""
    ranks = _ranks(facts)
    found = []
    for group in _restated(facts.restated):
        year = year_of(group[0]["period"])
        ids = _contradicting(group)
        if year is not None and group[0]["kind"] == "actual":
            found.append(Discrepancy(year, group[0]["indicator_id"], *ranks[group[0]["indicator_id"]], ids))
    taken = {one for item in found for one in item.figure_ids}
    return found + _failing(facts, ranks, taken)


def _ranks(facts: Facts) -> dict[str, tuple[int, int]]:
    """Tier and order of each indicator."""
    ranks = {str(one): (2, _LAST) for one in facts.figures["indicator_id"]}
    for row in facts.indicators.to_dict("records"):
        tier = 0 if row["indicator_id"] in LEAD_INDICATORS else 1 if isinstance(row["theme"], str) else 2
        ranks[row["indicator_id"]] = (tier, _LAST if pd.isna(row["order"]) else int(row["order"]))
    return ranks


def _restated(restated: pd.DataFrame) -> list[list[Row]]:
    """The pairs of each indicator, part, period and kind of which one at least truly differs."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in restated.to_dict("records"):
        key = (row["indicator_id"], row["breakdown"], row["period"], row["kind"])
        groups.setdefault(key, []).append(row)
    return [rows for rows in groups.values() if any(row["relation"] == "different" for row in rows)]


def _contradicting(pairs: list[Row]) -> tuple[str, ...]:
    """One figure per printed value, oldest edition first; a value that is another one rounded is left out."""
    sides = {row[f"figure_id_{side}"]: (row, side) for row in pairs for side in "ab"}
    coarse = set()
    for row in pairs:
        if row["relation"] == "rounding":
            half = {side: PrintedNumber(row[f"printed_{side}"], row[f"unit_{side}"]).rounded_unit for side in "ab"}
            coarse.add(row[f"figure_id_{max(half, key=lambda side: half[side])}"])
    kept = {key: row[f"reported_in_{side}"] for key, (row, side) in sides.items() if key not in coarse}
    return tuple(sorted(kept, key=lambda key: (kept[key], key)))


def _failing(facts: Facts, ranks: Mapping[str, tuple[int, int]], taken: set[str]) -> list[Discrepancy]:
    """The failing checks: per stated figure the one that comes nearest, and none that a restatement tells already."""
    indicator = dict(zip(facts.figures["figure_id"], facts.figures["indicator_id"], strict=True))
    nearest: dict[str, Row] = {}
    failing: list[Row] = list(facts.checked[facts.checked["verdict"] == "fails"].to_dict("records"))
    for row in failing:
        key = row["stated_id"] or row["check_id"]
        if pd.isna(row["year"]) or (row["kind"] == "equal" and row["stated_id"] in taken):
            continue
        if key not in nearest or abs(row["difference"]) < abs(nearest[key]["difference"]):
            nearest[key] = row
    found = []
    for row in nearest.values():
        first = row["stated_id"] or row["figure_ids"].split()[0]
        found.append(Discrepancy(int(row["year"]), indicator[first], *ranks[indicator[first]], (first,), row))
    return found


def _sentence(one: Discrepancy, facts: Facts, report: Report) -> Sentence:
    return _restatement(one, facts, report) if one.check is None else _check(one, one.check, facts, report)


def printed_by_id(figures: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """figure_id -> (printed, unit)."""
    return {str(row.figure_id): (str(row.printed), str(row.unit)) for row in figures.itertuples(index=False)}


def _restatement(one: Discrepancy, facts: Facts, report: Report) -> Sentence:
    """Every value with its place, and what the documents say about the difference."""
    printed = printed_by_id(facts.figures)
    sources = {facts.places.source(key) for key in one.figure_ids}
    same = len(sources) == 1
    values = []
    for key in one.figure_ids:
        where = facts.places.within(key, report.lang) if same else facts.places.of(key, report.lang)
        values.append(f"{_value(one.indicator_id, *printed[key], report)} ({where})")
    known = _known(facts, one)
    label = indicator_label(facts, one.indicator_id)
    listed = enumeration(values, report.lang)
    if same:
        title = facts.places.title(sources.pop(), report.lang)
        listed += Text(nl=f", in hetzelfde {title}", en=f", in the same {title}").show(report.lang)
    listed += _apart([printed[key] for key in one.figure_ids], report)
    words = Text(
        nl=f"{label.nl} in {one.year}: {listed}. {known.nl}", en=f"{label.en} in {one.year}: {listed}. {known.en}"
    )
    return report.cite(words, *one.figure_ids)


def _apart(printed: list[tuple[str, str]], report: Report) -> str:
    """How far two amounts in different units lie apart, no finer than the coarser of the two is printed."""
    if len(printed) != 2 or {unit for _, unit in printed} != {"EUR", "EUR_million"}:
        return ""
    a, b = (PrintedNumber(text, unit) for text, unit in printed)
    digits = next(decimals(text) for text, unit in printed if unit == "EUR_million")
    size = f"{abs(a.exact - b.exact) / 1_000_000:.{digits}f}"
    shown = format_printed(size, "EUR_million", report.lang)
    return Text(nl=f". Dat scheelt ongeveer {shown}", en=f". They are about {shown} apart").show(report.lang)


def _value(indicator_id: str, printed: str, unit: str, report: Report) -> str:
    if indicator_id == "result":
        return gain_words(printed, unit, report.lang)
    return f"**{format_printed(printed, unit, report.lang)}**"


def indicator_label(facts: Facts, indicator_id: str) -> Text:
    """The name of an indicator."""
    own = facts.indicators[facts.indicators["indicator_id"] == indicator_id]
    if len(own):
        return Text(nl=str(own["label_nl"].iloc[0]), en=str(own["label_en"].iloc[0]))
    row = facts.figures[facts.figures["indicator_id"] == indicator_id].iloc[0]
    return Text(nl=str(row["indicator_nl"] or row["indicator"]), en=str(row["indicator"]))


def _known(facts: Facts, one: Discrepancy) -> Text:
    """The declared reason when the values come from the editions it parts; otherwise that there is none."""
    editions = dict(zip(facts.figures["figure_id"], facts.figures["reported_in"], strict=True))
    printed_in = {str(editions[key]) for key in one.figure_ids}
    own = facts.breaks[(facts.breaks["indicator_id"] == one.indicator_id) & (facts.breaks["kind"] == "edition")]
    for row in own.itertuples():
        if len(printed_in) > 1 and str(row.at) in printed_in:
            return Text(
                nl=f"{_NO_REASON.nl} Wat we wel weten: {row.reason_nl}.",
                en=f"{_NO_REASON.en} What we do know: {row.reason_en}.",
            )
    return _NO_REASON


_FOUND: dict[str, Text] = {
    "sum": Text(nl="de delen tellen op tot {computed}", en="the parts add up to {computed}"),
    "count": Text(nl="geteld zijn het er {computed}", en="counting gives {computed}"),
    "count_nonzero": Text(nl="geteld zijn het er {computed}", en="counting gives {computed}"),
    "equal": Text(nl="elders staat {computed}", en="elsewhere it is {computed}"),
    "whole_share": Text(
        nl="het dichtstbijzijnde dat met hele aantallen kan, is {computed}",
        en="the nearest that whole numbers give is {computed}",
    ),
}
_COUNTS = Text(nl="uit de aantallen volgt {computed}", en="the counts give {computed}")


def _check(one: Discrepancy, row: Row, facts: Facts, report: Report) -> Sentence:
    """What is printed and where, and what the terms come to."""
    printed = printed_by_id(facts.figures)
    stated, computed = stated_words(row, printed, report.lang), computed_words(row, printed, report.lang)
    found = report.text(_FOUND.get(row["kind"], _COUNTS)).format(computed=f"**{computed}**")
    where = facts.places.of(one.figure_ids[0], report.lang)
    # A check with a note has something like a reason; the table of checks shows it.
    why = "" if row["note"] else f" {report.text(_NO_REASON)}"
    # A check may state a number of its own, such as 100%: that is what it should be, not what is printed.
    said = Text(nl="er staat", en="it says") if row["stated_id"] else Text(nl="het moet zijn:", en="it should be")
    words = Text(
        nl=f"“{row['label_nl']}” klopt niet: {said.nl} **{stated}** ({where}), maar {found}.{why}",
        en=f"“{row['label_en']}” does not hold: {said.en} **{stated}** ({where}), but {found}.{why}",
    )
    return report.cite(words, *one.figure_ids, *[key for key in row["figure_ids"].split() if key in printed][:12])
