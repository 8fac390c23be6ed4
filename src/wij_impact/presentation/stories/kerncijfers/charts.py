"""The drawings of the report `kerncijfers`: a line joins only what is one series."""

from __future__ import annotations

import pandas as pd

from wij_impact.language import Text
from wij_impact.presentation.blocks import Block, Figure
from wij_impact.presentation.figures import line_series, small_multiples
from wij_impact.presentation.numbers import unit_format
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.kerncijfers.facts import Facts

__all__ = ["PANELS", "lines", "over_the_years"]

#: The series that matter besides the questions, in their order; one without figures is left out.
PANELS = (
    "pct_directly_handled",
    "referrals",
    "ceo_wmo_quality",
    "complaints_received",
    "aggression_incidents",
    "fte_year_end",
    "sickness_absence_pct",
    "turnover",
    "result",
)
_STYLES = Text(
    nl="Doorgetrokken: het nieuwste verslag. Gestippeld of los: een ouder verslag met andere waarden.",
    en="Solid: the newest report. Dotted or apart: an older report with other values.",
)


def over_the_years(facts: Facts, report: Report) -> list[Block]:
    """The heading and the figures over all years; nothing when the data have none of these series."""
    figures = [*_questions(facts, report), *_panels(facts, report)]
    heading = report.heading(Text(nl="Door de jaren", en="Over the years"), id="over-the-years")
    return [heading, *figures] if figures else []


def _questions(facts: Facts, report: Report) -> list[Figure]:
    """The questions over the years, a line per edition; nothing when the data have no questions."""
    frame = lines(facts, report, "questions_registered")
    if not len(frame):
        return []
    drawing = line_series(frame, series="line", breaks=_breaks(facts, "questions_registered"), lang=report.lang)
    return [
        report.figure(
            "questions",
            drawing,
            Text(nl="Geregistreerde vragen per jaar", en="Questions registered per year"),
            subtitle=Text(nl=f"Aantal vragen. {_STYLES.nl}", en=f"Number of questions. {_STYLES.en}"),
            source=list(frame["figure_id"]),
            note=_why_apart(facts, frame, report),
        )
    ]


def _why_apart(facts: Facts, frame: pd.DataFrame, report: Report) -> Text:
    """What the editions say about their own count of the questions, and which points lie on one another."""
    own = facts.breaks[(facts.breaks["indicator_id"] == "questions_registered") & (facts.breaks["kind"] == "edition")]
    nl = "Cijfers uit verschillende verslagen zijn niet één reeks: we tekenen er geen lijn tussen."
    en = "Figures from different reports are not one series: no line is drawn between them."
    for year, twice in frame.groupby("year"):
        if len(twice) > 1:
            points = zip(twice["value"], twice["line"], strict=True)
            listed = enumeration([f"{report.number(value)} ({line})" for value, line in points], report.lang)
            nl += f" In {year} zijn er {len(twice)} punten: {listed}."
            en += f" {year} has {len(twice)} points: {listed}."
    return Text(
        nl=" ".join([nl, *[f"{reason}." for reason in own["reason_nl"]]]),
        en=" ".join([en, *[f"{reason}." for reason in own["reason_en"]]]),
    )


def _panels(facts: Facts, report: Report) -> list[Figure]:
    """The other series that matter side by side, each with an axis of its own from 0."""
    parts, breaks, how = [], {}, {}
    for indicator_id in PANELS:
        frame = lines(facts, report, indicator_id)
        if not len(frame):
            continue
        title, unit = str(frame["title"].iloc[0]), str(frame["unit"].iloc[0])
        parts.append(frame)
        breaks[title] = _breaks(facts, indicator_id)
        # The axis of a small panel has no room for words; the title carries the unit.
        how[title] = "auto" if unit == "EUR_million" else unit_format(unit)
    if not parts:
        return []
    frame = pd.concat(parts, ignore_index=True)
    drawing = small_multiples(frame, "title", series="line", breaks=breaks, how=how, lang=report.lang)
    return [
        report.figure(
            "panels",
            drawing,
            Text(nl="Andere kerncijfers door de jaren", en="Other key figures over the years"),
            subtitle=Text(
                nl=f"{_STYLES.nl} Verticale streepjeslijn: breuk. Elk vak heeft een eigen schaal.",
                en=f"{_STYLES.en} Vertical dashes: a break. Each panel has a scale of its own.",
            ),
            source=list(frame["figure_id"]),
        )
    ]


def lines(facts: Facts, report: Report, indicator_id: str) -> pd.DataFrame:
    """The points of an indicator: `title, line, year, value, unit, figure_id`, a line per run of editions.

    Editions that print the same values for the years they share are one line under both names; a point printed by
    both stands there once.
    """
    own = facts.series[(facts.series["indicator_id"] == indicator_id) & (facts.series["breakdown"] == "")]
    if not len(own):
        return pd.DataFrame(columns=["title", "line", "year", "value", "unit", "figure_id"])
    label = str(own[f"label_{report.lang}"].iloc[0])
    if own["unit"].iloc[0] == "EUR_million":
        label += Text(nl=" (miljoen euro)", en=" (million euro)").show(report.lang)
    names = {}
    for segment, part in own.groupby("segment", sort=False):
        titles = dict.fromkeys(facts.places.title(source, report.lang) for source in part["source"])
        names[segment] = enumeration(list(titles), report.lang)
    named = own.assign(title=label, line=own["segment"].map(names))
    kept = named.drop_duplicates(["segment", "year"], keep="last").sort_values(["edition", "year"], kind="stable")
    return kept[["title", "line", "year", "value", "unit", "figure_id"]].reset_index(drop=True)


def _breaks(facts: Facts, indicator_id: str) -> dict[int, str | Text]:
    own = facts.breaks[(facts.breaks["indicator_id"] == indicator_id) & (facts.breaks["kind"] == "year")]
    rows = own.to_dict("records")
    return {int(row["at"]): Text(nl=str(row["reason_nl"]), en=str(row["reason_en"])) for row in rows}
