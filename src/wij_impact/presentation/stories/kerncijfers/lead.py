"""The main message of `kerncijfers` and the sentences that carry it.

A number in a sentence is computed from the rows and cited; a change is told within one edition only, because
editions may count differently.
"""

from __future__ import annotations

import math
from typing import Any

from wij_impact.language import Text
from wij_impact.presentation.blocks import Lead, Sentence
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import change
from wij_impact.presentation.stories.kerncijfers.facts import Facts
from wij_impact.presentation.stories.verdicts import gain_words

__all__ = ["lead"]

Row = dict[str, Any]


def lead(facts: Facts, report: Report) -> Lead:
    """The main message and the sentences that carry it: questions, handling, staff, money."""
    told = [_questions(facts, report), _handled(facts, report), _staff(facts, report), _money(facts, report)]
    return report.lead(_title(facts, report), [said for said in told if said is not None])


def _title(facts: Facts, report: Report) -> Text:
    questions, direct = facts.told("questions_registered"), facts.told("pct_directly_handled")
    if questions is None:
        return Text(nl=f"Kerncijfers over {facts.year}", en=f"Key figures of {facts.year}")
    more, share = _direction(questions), _direction(direct)
    if not more:
        count = report.number(questions["value"])
        said = Text(nl=f"{count} vragen in {facts.year}", en=f"{count} questions in {facts.year}")
        if direct is None:
            return said
        part = _printed(direct, report)
        return Text(nl=f"{said.nl}, {part} direct afgehandeld", en=f"{said.en}, {part} handled directly")
    opening = {
        "up": Text(nl="Meer vragen", en="More questions"),
        "down": Text(nl="Minder vragen", en="Fewer questions"),
        "same": Text(nl="Vrijwel evenveel vragen", en="Almost as many questions"),
    }[more]
    if not share:
        return Text(nl=f"{opening.nl} in {facts.year}", en=f"{opening.en} in {facts.year}")
    size = {
        "up": Text(nl="een groter deel", en="a larger share"),
        "down": Text(nl="een kleiner deel", en="a smaller share"),
        "same": Text(nl="een even groot deel", en="an equal share"),
    }[share]
    return Text(
        nl=f"{opening.nl} in {facts.year}, en {size.nl} direct afgehandeld",
        en=f"{opening.en} in {facts.year}, and {size.en} handled directly",
    )


def _direction(row: Row | None) -> str:
    """Up, down or same; empty when the year before cannot be compared. Below half a percent is the same."""
    if row is None or not row["comparable"]:
        return ""
    size = row["change"] if math.isnan(row["change_percent"]) else row["change_percent"]
    return "same" if abs(size) < 0.5 else "up" if size > 0 else "down"


def _printed(row: Row, report: Report, side: str = "") -> str:
    return format_printed(row[f"{side}printed"], row["unit"], report.lang)


def _ids(*rows: Row | None) -> list[str]:
    """The figures of the rows, and of the year before where it is compared."""
    found = []
    for row in rows:
        if row is not None:
            found += [row["figure_id"], *([row["previous_figure_id"]] if row["comparable"] else [])]
    return found


def _questions(facts: Facts, report: Report) -> Sentence | None:
    row = facts.told("questions_registered")
    if row is None:
        return None
    value, year = _printed(row, report), facts.year
    opening = Text(
        nl=f"In {year} registreerde WIJ Groningen **{value} vragen** om ondersteuning",
        en=f"In {year} WIJ Groningen registered **{value} questions** for support",
    )
    ids = _ids(row)
    if row["comparable"]:
        moved = change(row["previous_value"], row["value"], f"in {year - 1}", report.lang)
        ending = f", {moved} ({_printed(row, report, 'previous_')})."
        return report.cite(Text(nl=opening.nl + ending, en=opening.en + ending), *ids)
    why = _not_compared(row, facts, report)
    if row["reason"] != "no_previous":
        ids.append(row["previous_figure_id"])
    return report.cite(Text(nl=f"{opening.nl}. {why}", en=f"{opening.en}. {why}"), *ids)


def _not_compared(row: Row, facts: Facts, report: Report) -> str:
    """Why a change is not told, as a sentence."""
    if row["reason"] == "no_previous":
        return Text(
            nl=f"Een cijfer over {facts.year - 1} om mee te vergelijken staat er niet.",
            en=f"There is no figure of {facts.year - 1} to compare with.",
        ).show(report.lang)
    before, year = _printed(row, report, "previous_"), int(row["previous_year"])
    if row["reason"] == "break":
        return Text(
            nl=f"Met {year} ({before}) is dat niet te vergelijken: de telling is veranderd.",
            en=f"It cannot be compared with {year} ({before}): the count changed.",
        ).show(report.lang)
    title = facts.places.title(facts.places.source(row["previous_figure_id"]), report.lang)
    return Text(
        nl=f"Over {year} staat {before} in een ander verslag ({title}). Dat kan anders tellen; we vergelijken niet.",
        en=f"For {year}, another report ({title}) gives {before}. It may count differently, so we do not compare.",
    ).show(report.lang)


def _handled(facts: Facts, report: Report) -> Sentence | None:
    row, questions = facts.told("pct_directly_handled"), facts.told("questions_registered")
    if row is None:
        return None
    value = _printed(row, report)
    # Of these questions only when both numbers come from one report.
    same = questions is not None and questions["edition"] == row["edition"]
    whose = Text(nl="Daarvan", en="Of these") if same else Text(nl="Van de vragen", en="Of the questions")
    said = Text(nl=f"{whose.nl} is **{value}** direct afgehandeld", en=f"{whose.en}, **{value}** were handled directly")
    if row["comparable"]:
        was, then = _printed(row, report, "previous_"), facts.year - 1
        said = Text(nl=f"{said.nl}; in {then} was dat {was}", en=f"{said.en}; in {then} it was {was}")
    return report.cite(Text(nl=f"{said.nl}.", en=f"{said.en}."), *_ids(row))


def _staff(facts: Facts, report: Report) -> Sentence | None:
    row = facts.told("fte_year_end")
    if row is None:
        return None
    value, year = _printed(row, report), facts.year
    ending = ""
    if row["comparable"]:
        since = Text(nl=f"eind {year - 1}", en=f"at the end of {year - 1}")
        ending = f", {change(row['previous_value'], row['value'], since, report.lang)}"
        ending += f" ({_printed(row, report, 'previous_')})"
    words = Text(
        nl=f"Eind {year} had WIJ **{value} voltijdbanen** (fte){ending}.",
        en=f"At the end of {year} WIJ had **{value} full-time jobs** (FTE){ending}.",
    )
    return report.cite(words, *_ids(row))


def _money(facts: Facts, report: Report) -> Sentence | None:
    row, turnover = facts.told("result"), facts.told("turnover")
    if row is None:
        return None
    year = facts.year
    said = gain_words(row["printed"], row["unit"], report.lang)
    words = Text(nl=f"Over {year} was er {said}", en=f"In {year} there was {said}")
    if turnover is not None:
        size = _printed(turnover, report)
        words = Text(nl=f"{words.nl} op een omzet van {size}", en=f"{words.en} on a turnover of {size}")
    if row["comparable"]:
        was = gain_words(row["previous_printed"], row["unit"], report.lang, bold=False)
        words = Text(nl=f"{words.nl}; over {year - 1} {was}", en=f"{words.en}; in {year - 1}, {was}")
    cited = _ids(row) + ([turnover["figure_id"]] if turnover else [])
    return report.cite(Text(nl=f"{words.nl}.", en=f"{words.en}."), *cited)
