"""What does not add up on the road from question to indication: restated figures and failing checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue import consistency, restatements
from wij_impact.catalogue.figures import year_of
from wij_impact.kerncijfers import STEPS
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import unit_format
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.demand import Demand
from wij_impact.presentation.stories.printed import VERDICTS, ids_of, place_words, records, source_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Doubt",
    "checks_statement",
    "checks_table",
    "contradictions",
    "doubts",
    "method",
    "restated_table",
    "rule",
]

# A share and its count are one matter: a reader meets them as one contradiction.
_TOPICS: dict[str, tuple[str, ...]] = {
    "registered": ("questions_registered",),
    "direct": ("pct_directly_handled", "questions_directly_handled"),
    "further_research": ("questions_further_investigation",),
    "statutory_reports": ("statutory_reports",),
    "indications": ("indications_completed", "referrals"),
}
_TOPIC_WORDS: dict[str, Text] = {
    "registered": Text(nl="Vragen in {year}", en="Questions in {year}"),
    "direct": Text(nl="Direct afgehandeld in {year}", en="Handled directly in {year}"),
    "further_research": Text(nl="Naar nader onderzoek in {year}", en="To further research in {year}"),
    "statutory_reports": Text(nl="Wettelijke meldingen in {year}", en="Statutory reports in {year}"),
    "indications": Text(nl="Indicaties in {year}", en="Indications in {year}"),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Doubt:
    """One matter of one year that is printed with different values.

    Attributes
    ----------
    topic : str
        The step it is about.
    year : int
    values : tuple of dict
        The values of the first indicator, each once: `value, printed, unit, source, locator, figure_ids`, by edition.
    counts : tuple of dict
        The same for a second indicator of the topic: the counts behind a share.
    size : float
        The largest difference between the values, as a fraction of the smallest.
    """

    topic: str
    year: int
    values: tuple[Row, ...]
    counts: tuple[Row, ...]
    size: float


def doubts(figures: pd.DataFrame, year: int) -> list[Doubt]:
    """The restated figures of the road, the year itself first, then the largest difference.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    year : int
        The year the report discusses.

    Returns
    -------
    list of Doubt
        One per step and year; differences that rounding explains are left out.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> [(one.topic, one.year) for one in doubts(catalogue.figures(), 2023)]
    [('direct', 2020), ('registered', 2019), ('registered', 2020)]
    """
    found = []
    pairs = restatements(figures)
    pairs = pairs[pairs["relation"] == "different"]
    for topic, indicators in _TOPICS.items():
        own = pairs[pairs["indicator_id"].isin(indicators) & (pairs["kind"] == "actual") & (pairs["breakdown"] == "")]
        for period in dict.fromkeys(own["period"]):
            when = year_of(period)
            sides = [_values(own, indicator, period, figures) for indicator in indicators]
            sides = [side for side in sides if side]
            if when is not None:
                found.append(Doubt(topic, when, sides[0], sides[1] if len(sides) > 1 else (), _size(sides[0])))
    return sorted(found, key=lambda one: (one.year != year, -one.size, one.topic, one.year))


def contradictions(story: Demand, n: int = 3) -> blocks.Contradictions:
    """The first `n` of `doubts`, each with its values and where they stand."""
    return story.report.contradictions([_sentence(story, one) for one in doubts(story.figures, story.year)[:n]])


def rule(story: Demand) -> Text:
    """How the contradictions of the first screen were chosen."""
    return Text(
        nl="Op het eerste scherm staan drie dingen die niet kloppen: cijfers van de weg die twee keer of vaker met een "
        f"andere waarde gedrukt zijn. Eerst komt wat over {story.year} gaat, daarna het grootste verschil in "
        "verhouding tot het kleinste getal. Een aandeel en het aantal erachter tellen als één. Verschillen door "
        "afronding tellen niet mee.",
        en="The first screen shows three things that do not add up: figures of the road that are printed twice or more "
        f"with different values. What is about {story.year} comes first, then the largest difference relative to the "
        "smallest number. A share and the count behind it are one. Differences by rounding do not count.",
    )


def method(story: Demand) -> blocks.Method:
    """How the figures were chosen and computed."""
    return story.report.method(
        Text(
            nl="De stappen van een jaar komen van één plaats in één verslag: de plaats met de meeste stappen, en "
            "anders het laatste verslag. Twee plaatsen tellen soms andere vragen en worden niet gemengd.",
            en="The steps of a year come from one place in one report: the place with the most steps, or else the "
            "latest report. Two places sometimes count other questions and are not mixed.",
        ),
        Text(
            nl="Een verandering is alleen berekend tussen twee jaren uit hetzelfde verslag. Staat het jaar ervoor niet "
            "op dezelfde plaats, dan komt het van een plaats in dat verslag met hetzelfde aantal voor het jaar zelf.",
            en="A change is only computed between two years from the same report. When the year before is not at the "
            "same place, it comes from a place in that report with the same number for the year itself.",
        ),
        Text(
            nl="Verdeling: het deel dat anders verdeeld is, is de helft van de som van de absolute verschillen in "
            "aandelen (Duncan en Duncan 1955, American Sociological Review 20, 210-217). ‘Als alles gelijk opging’ is "
            "de verandering die een groep had gehad als alle groepen evenveel procent veranderden; ‘verschuiving’ is "
            "de rest.",
            en="Mix: the share that is distributed differently is half the sum of the absolute differences in shares "
            "(Duncan and Duncan 1955, American Sociological Review 20, 210-217). ‘If all had moved alike’ is the "
            "change a group would have had if all groups had changed by the same percentage; ‘shift’ is the rest.",
        ),
        rule(story),
    )


def restated_table(story: Demand) -> blocks.Table:
    """All pairs of different values, with both places of print."""
    import pandas as pd

    report = story.report
    rows = []
    for one in doubts(story.figures, story.year):
        name = _TOPIC_WORDS[one.topic].format(year=one.year).show(report.lang)
        for values in (one.values, one.counts):
            rows += [_pair(story, name, values[0], other) for other in values[1:]]
    columns = ["what", "first", "first_place", "second", "second_place", "reason", "format", "figure_ids"]
    return report.table(
        "twee-keer-gedrukt",
        pd.DataFrame(rows, columns=columns),
        Text(nl="Hetzelfde cijfer, een andere waarde", en="The same figure, another value"),
        {
            "what": Text(nl="Wat", en="What"),
            "first": Column(Text(nl="Waarde", en="Value"), "row"),
            "first_place": Text(nl="Staat in", en="Stands in"),
            "second": Column(Text(nl="Andere waarde", en="Other value"), "row"),
            "second_place": Text(nl="Staat in", en="Stands in"),
            "reason": Text(nl="Wat het verslag erover zegt", en="What the report says about it"),
        },
        row_sources="figure_ids",
        row_format="format",
    )


def checks_table(story: Demand) -> blocks.Table:
    """The arithmetic checks that touch a figure of the road, what fails first."""
    report = story.report
    frame = _checks(story)
    order = {verdict: position for position, verdict in enumerate(("fails", "incomplete", "informative", "rounding"))}
    frame = frame.sort_values("verdict", key=lambda one: one.map(order).fillna(9), kind="stable")
    frame = frame.assign(
        said=[VERDICTS[verdict].show(report.lang) for verdict in frame["verdict"]],
        format=[unit_format(unit) for unit in frame["unit"]],
        ids=[" ".join(ids_of(*pair)) for pair in zip(frame["stated_id"], frame["figure_ids"], strict=True)],
    )
    return report.table(
        "controles",
        frame,
        Text(nl="Narekenen: wat klopt en wat niet", en="Checking the sums: what holds and what does not"),
        {
            f"label_{report.lang}": Text(nl="Controle", en="Check"),
            "stated": Column(Text(nl="Gedrukt", en="Printed"), "row"),
            "computed": Column(Text(nl="Berekend", en="Computed"), "row"),
            "said": Text(nl="Uitkomst", en="Verdict"),
        },
        row_sources="ids",
        row_format="format",
        folded=True,
    )


def checks_statement(story: Demand) -> blocks.Statement:
    """How many checks hold."""
    verdicts = _checks(story)["verdict"]
    total, holds = len(verdicts), int(verdicts.isin(["holds", "rounding"]).sum())
    fails = int((verdicts == "fails").sum())
    return story.report.statement(
        "controles-uitkomst",
        Text(
            nl=f"Van de {total} rekencontroles op deze cijfers kloppen er {holds}; {fails} kloppen niet. De verslagen "
            "geven voor de verschillen geen reden, tenzij de tabel er een noemt.",
            en=f"Of the {total} arithmetic checks on these figures {holds} hold; {fails} do not. The reports give no "
            "reason for the differences, unless the table names one.",
        ),
    )


def _checks(story: Demand) -> pd.DataFrame:
    wanted = {indicator for indicators in (*STEPS.values(), *_TOPICS.values()) for indicator in indicators}
    of = dict(zip(story.figures["figure_id"], story.figures["indicator_id"], strict=True))
    frame = consistency(story.figures, story.checks)
    touched = [
        any(of.get(one) in wanted for one in ids_of(stated, used))
        for stated, used in zip(frame["stated_id"], frame["figure_ids"], strict=True)
    ]
    return frame.loc[touched]


def _values(pairs: pd.DataFrame, indicator: str, period: str, figures: pd.DataFrame) -> tuple[Row, ...]:
    by_id = figures.set_index("figure_id")
    own = pairs[(pairs["indicator_id"] == indicator) & (pairs["period"] == period)]
    found: dict[str, Row] = {}
    for pair in records(own):
        for side in ("a", "b"):
            row = {name: pair[f"{name}_{side}"] for name in ("value", "printed", "unit", "source", "figure_ids")}
            row |= {
                "first": pair[f"figure_id_{side}"],
                "indicator_id": indicator,
                "edition": pair[f"reported_in_{side}"],
            }
            found[str(row["printed"])] = row | {"locator": str(by_id.loc[row["first"], "locator"])}
    return tuple(sorted(found.values(), key=lambda row: (row["edition"], row["value"])))


def _size(values: Sequence[Row]) -> float:
    numbers = [abs(float(row["value"])) for row in values]
    return (max(numbers) - min(numbers)) / min(numbers) if min(numbers) > 0 else float("inf")


def _sentence(story: Demand, one: Doubt) -> Sentence:
    report = story.report
    name = _TOPIC_WORDS[one.topic].format(year=one.year)
    said = enumeration([f"{_shown(story, row)} ({_where(story, row)})" for row in one.values], report.lang)
    behind = enumeration([_shown(story, row) for row in one.counts], report.lang)
    nl = f"**{name.nl}**: {said}" + (f"; in aantallen {behind}" if behind else "") + ". Reden niet gegeven."
    en = f"**{name.en}**: {said}" + (f"; as counts {behind}" if behind else "") + ". No reason given."
    return report.cite(Text(nl=nl, en=en), *ids_of(*(row["figure_ids"] for row in (*one.values, *one.counts))))


def _shown(story: Demand, row: Row) -> str:
    return story.report.number(row["value"], unit_format(row["unit"]))


def _where(story: Demand, row: Row) -> str:
    lang = story.report.lang
    return f"{source_name(story.sources, row['source'], lang)}, {place_words(row['locator'], lang)}"


def _pair(story: Demand, name: str, first: Row, second: Row) -> Row:
    return {
        "what": name,
        "first": first["value"],
        "first_place": _where(story, first),
        "second": second["value"],
        "second_place": _where(story, second),
        "reason": _reason(story, first, second),
        "format": unit_format(first["unit"]),
        "figure_ids": " ".join(ids_of(first["figure_ids"], second["figure_ids"])),
    }


def _reason(story: Demand, first: Row, second: Row) -> str:
    """What an edition says of its own count where the two editions differ; else that no reason is given."""
    lang = story.report.lang
    own = story.breaks[(story.breaks["indicator_id"] == first["indicator_id"]) & (story.breaks["kind"] == "edition")]
    own = own[(own["at"].astype(str) > str(first["edition"])) & (own["at"].astype(str) <= str(second["edition"]))]
    none = Text(nl="reden niet gegeven", en="no reason given").show(lang)
    return str(own.iloc[0][f"reason_{lang}"]) if len(own) else none
