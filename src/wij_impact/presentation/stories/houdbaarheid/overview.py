"""The claims together: which are chosen, how they fared by kind and source, and what would settle most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from wij_impact.claims import VERDICTS, Judgement, as_table, rank_requests
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures.counts import count_grid
from wij_impact.presentation.report import Report
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    from wij_impact.presentation.tables import Reference

__all__ = ["KINDS", "by_source", "definitions", "method", "requests_table", "select", "source_titles", "summary"]

KINDS: dict[str, Text] = {
    "arithmetic": Text(nl="Rekensommen", en="Sums"),
    "description": Text(nl="Beschrijvingen", en="Descriptions"),
    "change": Text(nl="Veranderingen", en="Changes"),
    "comparison": Text(nl="Vergelijkingen en doelen", en="Comparisons and targets"),
    "money": Text(nl="Geld", en="Money"),
    "effect": Text(nl="Gevolg van de aanpak", en="What the approach brought about"),
}
MOST_REQUESTS = 10


def select(judgements: Sequence[Judgement], source: str = "", kind: str = "") -> tuple[Judgement, ...]:
    """The claims of one document or one kind; all of them when both are empty.

    Raises
    ------
    UsageError
        For a source or kind that no claim has, with a suggestion.
    """
    chosen = tuple(judgements)
    for name, wanted in (("source", source), ("kind", kind)):
        if not wanted:
            continue
        known = list(dict.fromkeys(getattr(one.claim, name) for one in judgements))
        if wanted not in known:
            near, shown = suggest(wanted, known), ", ".join(known)
            raise UsageError(
                Text(nl=f"geen bewering heeft {name}={wanted}.", en=f"no claim has {name}={wanted}."),
                remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
                if near
                else Text(nl=f"Er zijn: {shown}.", en=f"There are: {shown}."),
            )
        chosen = tuple(one for one in chosen if getattr(one.claim, name) == wanted)
    if not chosen:
        raise UsageError(
            Text(nl="geen bewering heeft deze bron en deze soort samen.", en="no claim has this source and this kind."),
            remedy=Text(nl="Laat één van de twee weg.", en="Leave out one of the two."),
        )
    return chosen


def summary(report: Report, judged: Sequence[Judgement]) -> blocks.Figure:
    """Claims by kind and verdict, as a grid of counts."""
    lang = report.lang
    drawing = count_grid(
        as_table(judged), "kind", "verdict",
        rows={code: name.show(lang) for code, name in KINDS.items()},
        columns={code: verdict.name.show(lang) for code, verdict in VERDICTS.items()}, lang=lang,
    )  # fmt: skip
    return report.figure(
        "overzicht",
        drawing,
        Text(nl="Beweringen naar soort en oordeel", en="Claims by kind and verdict"),
        subtitle=Text(
            nl="Aantallen; hoe donkerder het vak, hoe groter het deel van de regel.",
            en="Counts; the darker the cell, the larger its share of the row.",
        ),
    )


def source_titles(sources: pd.DataFrame, report: Report) -> dict[str, str]:
    """Code of a document -> its title."""
    return dict(zip(sources["source"], sources[f"title_{report.lang}"], strict=True))


def by_source(report: Report, judged: Sequence[Judgement], sources: pd.DataFrame) -> blocks.Table:
    """Claims by document and verdict."""
    table = as_table(judged)
    titles = source_titles(sources, report)
    counts = pd.crosstab(table["source"], table["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    counts = counts.reindex([code for code in titles if code in counts.index])
    frame = counts.reset_index(drop=True)
    frame.insert(0, "title", [titles[code] for code in counts.index])
    frame["total"] = counts.sum(axis=1).tolist()
    columns: dict[str, str | Text | Column] = {"title": Text(nl="Document", en="Document")}
    columns |= {code: Column(verdict.name, "integer") for code, verdict in VERDICTS.items()}
    columns["total"] = Column(Text(nl="samen", en="together"), "integer")
    return report.table("bronnen-oordeel", frame, Text(nl="Beweringen naar document", en="Claims by document"), columns)


def requests_table(report: Report, judged: Sequence[Judgement], requests: pd.DataFrame) -> blocks.Table:
    """The ten data requests that would settle most, ranked by the people or the money they concern."""
    lang = report.lang
    ranked = rank_requests(judged, requests).head(MOST_REQUESTS)
    frame = pd.DataFrame(
        {
            "place": range(1, len(ranked) + 1),
            "request": ranked[f"request_{lang}"],
            "holder": ranked[f"holder_{lang}"],
            "claims": ranked["claims"],
            "people": ranked["people"],
            "money": ranked["money"],
        }
    )
    return report.table(
        "vragen-om-gegevens",
        frame,
        Text(nl="Tien vragen om gegevens die het meest beslissen", en="Ten data requests that would settle most"),
        {
            "place": Column(Text(nl="Plaats", en="Place"), "integer"),
            "request": Text(nl="Wat er nodig is", en="What is needed"),
            "holder": Text(nl="Wie het heeft", en="Who has it"),
            "claims": Column(Text(nl="Beweringen", en="Claims"), "integer"),
            "people": Column(Text(nl="Mensen of vragen", en="People or questions"), "integer"),
            "money": Column(Text(nl="Geld", en="Money"), "eur"),
        },
        row_headers=2,
        note=Text(
            nl="Volgorde: de beste van twee plaatsen, naar mensen en naar geld; die twee worden niet opgeteld. Per "
            "vraag telt de bewering waar het meest van afhangt. Een streepje: geen gedrukt cijfer geeft het aantal.",
            en="Order: the better of two places, by people and by money; the two are not added up. Per request the "
            "claim on which most depends counts. A dash: no printed figure gives the number.",
        ),
    )


def definitions(report: Report) -> blocks.Table:
    """What each verdict means, in words."""
    frame = pd.DataFrame(
        [
            {"verdict": verdict.name.show(report.lang), "definition": verdict.definition.show(report.lang)}
            for verdict in VERDICTS.values()
        ]
    )
    return report.table(
        "oordelen",
        frame,
        Text(nl="Wat elk oordeel betekent", en="What each verdict means"),
        {"verdict": Text(nl="Oordeel", en="Verdict"), "definition": Text(nl="Wanneer", en="When")},
    )


def method(report: Report, judged: Sequence[Judgement]) -> blocks.Method:
    """How the verdicts were computed."""
    references: tuple[Reference, ...] = ()
    checks = {check for one in judged for check in (*one.claim.checks, *one.claim.readings)}
    return report.method(
        blocks.Sentence(
            report.text(
                Text(
                    nl="Een bewering is een rij in data/claims/claims.csv, in onze eigen woorden. Het oordeel wordt "
                    "elke keer opnieuw uit de cijfers berekend en staat nergens opgeslagen; wijst iemand op een "
                    "verkeerd cijfer, dan verandert het oordeel mee.",
                    en="A claim is a row of data/claims/claims.csv, in our own words. The verdict is computed from the "
                    "figures every time and stored nowhere; when somebody points out a wrong figure, the verdict "
                    "changes with it.",
                )
            ),
            references,
        ),
        Text(
            nl=f"Rekensommen: {len(checks)} controles, waarin de afronding is doorgerekend met intervalrekenen. "
            "Aantallen zijn precies. Veranderingen: verhouding van twee tellingen met een exact conditioneel interval. "
            "Enquêtes: intervallen uit gepubliceerde gemiddelden en aandelen; zonder aantal respondenten alleen het "
            "aantal dat nodig is.",
            en=f"Sums: {len(checks)} checks, with rounding carried through by interval arithmetic. Counts are exact. "
            "Changes: ratio of two counts with an exact conditional interval. Surveys: intervals from published means "
            "and shares; without the number of respondents only the number that is needed.",
        ),
        Text(
            nl="Geld: omslagwaarden uit de kosten-batenanalyses in data/cases. Kosten: een ontleding in aantal en "
            "bedrag per stuk die optelt tot het verschil; dat is boekhouden en zegt niet waardoor het kwam.",
            en="Money: switching values from the cost-benefit cases in data/cases. Costs: a division into volume and "
            "amount per unit that adds up to the difference; that is bookkeeping and does not say why.",
        ),
        Text(
            nl="Een eigen bewering toetsen: voeg een rij toe (wij-impact template claims), controleer haar met "
            "wij-impact check en bekijk haar met wij-impact claims --claim CODE.",
            en="To test a claim of your own: add a row (wij-impact template claims), check it with wij-impact check "
            "and see it with wij-impact claims --claim ID.",
        ),
    )
