"""The first screen: how many claims stand, how sure that is, and the three differences that concern most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from wij_impact.claims import SUPPORTED, Judgement, rank_requests
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import counted
from wij_impact.presentation.stories.houdbaarheid.lines import Printed, line

__all__ = ["certainty", "contradictions", "lead"]

#: What the figures can decide; the other two verdicts say that they cannot.
_DECIDED = ("reproduced", "rounding", "depends", "contradicted")
_CLAIM = Text(nl="bewering", en="claim"), Text(nl="beweringen", en="claims")


def lead(report: Report, judged: Sequence[Judgement]) -> blocks.Lead:
    """How many of the claims that the figures can decide do stand, and what became of the others."""
    counts = Counter(one.verdict for one in judged)
    decided, stand = sum(counts[code] for code in _DECIDED), sum(counts[code] for code in SUPPORTED)
    if not decided:
        title = Text(
            nl="Met wat gepubliceerd is, valt over deze beweringen niets te beslissen",
            en="What is published cannot decide these claims",
        )
    elif 2 * stand > decided:
        title = Text(
            nl=f"Wat na te rekenen is, klopt meestal: {stand} van de {decided} beweringen",
            en=f"What can be recalculated mostly holds: {stand} of {decided} claims",
        )
    else:
        title = Text(
            nl=f"Van wat na te rekenen is, {'klopt' if stand == 1 else 'kloppen'} {stand} van de {decided} beweringen",
            en=f"Of what can be recalculated, {stand} of {decided} claims {'holds' if stand == 1 else 'hold'}",
        )
    return report.lead(title, [_not_holding(report, counts), _undecided(report, counts, len(judged))])


def _many(report: Report, number: int) -> str:
    return counted(number, *_CLAIM, lang=report.lang)


def _not_holding(report: Report, counts: Counter[str]) -> Text:
    depends, against = _many(report, counts["depends"]), _many(report, counts["contradicted"])
    return Text(
        nl=f"Bij **{depends}** hangt het af van de noemer of het jaarverslag. Niet in overeenstemming met de eigen "
        f"cijfers van de documenten: **{against}**.",
        en=f"With **{depends}** it depends on the base or the annual report. Not in line with the documents’ own "
        f"figures: **{against}**.",
    )


def _undecided(report: Report, counts: Counter[str], total: int) -> Text:
    fits, not_testable = _many(report, counts["not_shown"]), _many(report, counts["untestable"])
    return Text(
        nl=f"Over de rest van de {total} kunnen de cijfers niet beslissen: **{fits}** passen erbij zonder dat zij zijn "
        f"aangetoond, en **{not_testable}** zijn niet te toetsen. Daar ontbreekt een vergelijking, een noemer of een "
        "tweede cijfer.",
        en=f"The figures cannot decide the rest of the {total}: **{fits}** fit without being shown, and "
        f"**{not_testable}** cannot be tested. A comparison, a base or a second figure is missing there.",
    )


def certainty(report: Report, judged: Sequence[Judgement]) -> blocks.Certainty:
    """What a verdict does and does not say."""
    outcome = [one for one in judged if one.claim.kind == "effect"]
    shown = sum(one.verdict in SUPPORTED for one in outcome)
    sentences = [
        Text(
            nl="**Nagerekend** betekent dat de gedrukte cijfers met elkaar kloppen, niet dat de registratie klopt. "
            "**In strijd** zegt iets over een getal, niet over het werk van mensen.",
            en="**Reproduced** means that the printed figures agree with each other, not that the registration is "
            "right. **Contradicted** says something about a number, not about people’s work.",
        )
    ]
    if outcome:
        few = Text(nl=str(shown), en=str(shown)) if shown else Text(nl="geen enkele", en="none")
        sentences.append(
            Text(
                nl=f"Van de {len(outcome)} beweringen over wat de aanpak heeft gedaan is er {few.nl} "
                "aangetoond; zonder vergelijking met mensen die de aanpak niet kregen kan dat ook niet.",
                en=f"Of the {len(outcome)} claims about what the approach did {few.en} is shown; "
                "without a comparison with people who did not get it that cannot be.",
            )
        )
    sentences.append(
        Text(
            nl="Elk oordeel is berekend; onder elke bewering staat de berekening, en wat het zou beslissen.",
            en="Every verdict is computed; under each claim stands the calculation, and what would settle it.",
        )
    )
    return report.certainty(*sentences)


def contradictions(
    report: Report, judged: Sequence[Judgement], requests: pd.DataFrame, printed: Printed
) -> blocks.Contradictions:
    """The three differences that concern most people or money, each from another question."""
    wrong = [one for one in judged if one.verdict in ("contradicted", "depends")]
    of = {one.claim.claim_id: one for one in wrong}
    chosen = [
        max((of[code] for code in str(row["claim_ids"]).split()), key=lambda one: _stake(one, by))
        for row in (rank_requests(wrong, requests).head(3).to_dict("records") if wrong else [])
        for by in ("money" if row["rank_money"] <= row["rank_people"] or row["people"] != row["people"] else "people",)
    ]
    return report.contradictions(
        [
            blocks.Sentence(
                f"**‘{one.claim.words.show(report.lang)}’**: {line(one, printed, report.lang)}.",
                report.references(one.figure_ids[:4]),
            )
            for one in chosen
        ]
    )


def _stake(one: Judgement, by: str) -> float:
    """How many people or euros a claim concerns; 0 when it names none."""
    value = float(getattr(one, by))
    return 0.0 if math.isnan(value) else value
