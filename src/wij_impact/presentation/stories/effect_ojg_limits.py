"""What the comparison of the OJG can carry: sensitivity, the smallest change seen, the truth, others, method."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from wij_impact import effect
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.stories.effect_ojg import OjgEffect, detectable_change
from wij_impact.presentation.stories.effect_ojg_comparison import captioned
from wij_impact.presentation.tables import Column

__all__ = [
    "detectable_statement",
    "later_table",
    "method",
    "outside_table",
    "sensitivity_statement",
    "sensitivity_table",
    "truth_section",
]


def sensitivity_table(story: OjgEffect) -> blocks.Table | blocks.Note:
    """The interval when the groups may drift apart."""
    try:
        rows = effect.sensitivity(story.result, level=story.level)
    except InsufficientEvidence as error:
        return story.report.note("gevoeligheid", Text(nl=error.sentence("nl"), en=error.sentence("en")))
    outside = [Text(nl="ja", en="yes") if one else Text(nl="nee", en="no") for one in rows["excludes_zero"]]
    return story.report.table(
        "gevoeligheid",
        rows.assign(outside=[story.report.text(one) for one in outside]),
        captioned(
            story,
            Text(nl="De uitkomst als de groepen na de start uiteenlopen", en="The result when the groups drift apart"),
        ),
        {
            "multiple": Column(
                Text(nl="keer het grootste verloop ervoor", en="times the largest drift before"), "decimal2"
            ),
            "lower": Column(Text(nl="van", en="from"), "decimal1"),
            "upper": Column(Text(nl="tot", en="to"), "decimal1"),
            "outside": Text(nl="ligt nul erbuiten?", en="is zero outside?"),
        },
        note=Text(
            nl=f"Het grootste verloop van jaar op jaar vóór de start kan {story.number(rows['largest_step'].iloc[0])} "
            "geweest zijn. Deze grens is voorzichtig: scherper kan met de uitbreiding honest (HonestDiD).",
            en=f"The largest drift from year to year before the start may have been "
            f"{story.number(rows['largest_step'].iloc[0])}. This bound is conservative: the extra honest (HonestDiD) "
            "is sharper.",
        ),
    )


def sensitivity_statement(story: OjgEffect) -> blocks.Statement:
    """What the table of drift says, in words."""
    premise = Text(
        nl="De vergelijking neemt aan dat beide groepen zonder OJG gelijk op waren gegaan. Dat is niet te bewijzen. "
        "De tabel laat zien wat er overblijft als zij na de start evenveel, of een deel daarvan, uiteenlopen als vóór "
        "de start.",
        en="The comparison assumes that without an OJG both groups would have moved alike. That cannot be proved. The "
        "table shows what remains when after the start they drift apart as much as before it, or a part of that.",
    )
    if story.seen:
        return story.report.statement("uiteen-zegt", premise, comparison=True)
    outcome = Text(
        nl="Nul ligt hier al binnen het interval als zij gelijk op gaan; elk verschil in verloop maakt de uitkomst "
        "onzekerder.",
        en="Here zero already lies inside the interval when they move alike; any drift makes the result less certain.",
    )
    return story.report.statement("uiteen-zegt", premise, outcome, comparison=True)


def detectable_statement(story: OjgEffect) -> blocks.Statement:
    """The smallest change this design sees."""
    if not story.answered:
        return story.report.statement(
            "kleinste",
            Text(
                nl="Een kleinste zichtbare verandering bestaat hier niet: het interval is onbegrensd.",
                en="There is no smallest visible change here: the interval is unbounded.",
            ),
        )
    panel = story.panel
    base = float(pd.to_numeric(panel.data[panel.outcome]).mean())
    share = story.report.number(story.detectable / abs(base), "percent") if base else "–"
    shown = story.number(story.detectable)
    return story.report.statement(
        "kleinste",
        Text(
            nl=f"Deze vergelijking ziet in 80% van de gevallen een verandering van **{shown}** of meer; dat is "
            f"{share} van het gemiddelde ({story.number(base)}). Wat kleiner is, blijft meestal onzichtbaar, ook als "
            "het er is.",
            en=f"In 80% of cases this comparison sees a change of **{shown}** or more; that is {share} of the mean "
            f"({story.number(base)}). What is smaller mostly stays unseen, even when it is there.",
        ),
        comparison=True,
    )


def later_table(story: OjgEffect) -> blocks.Table | blocks.Note:
    """What is left when the registration had begun later."""
    panel = story.panel
    times = np.unique(pd.to_numeric(panel.data[panel.time]))
    rows: list[dict[str, Any]] = []
    for start in times[:-1]:
        part = panel.data[pd.to_numeric(panel.data[panel.time]) >= start]
        columns = (part, panel.outcome, panel.unit, panel.time, panel.first)
        try:
            found = effect.staggered(*columns, control="never" if story.control == "never" else "notyet", draws=2)
        except (InsufficientEvidence, InputError):
            continue
        row = found.simple.iloc[0]
        counted = found.cohorts[np.isfinite(found.cohorts["first_treated"])]["units"]
        seen = detectable_change(row, story.level)
        rows.append(
            {"start": start, "units": int(counted.sum()), "detectable": seen if math.isfinite(seen) else math.nan}
        )
    if not rows:
        return story.report.note("later", Text(nl="Niet te berekenen.", en="Cannot be computed."))
    return story.report.table(
        "later",
        pd.DataFrame(rows),
        captioned(
            story, Text(nl="Wie later begint met meten, ziet minder", en="Who starts measuring later, sees less")
        ),
        {
            "start": Column(Text(nl="eerste periode in het bestand", en="first period in the file"), "year"),
            "units": Column(Text(nl="begonnen, met een periode ervoor", en="started, with a period before"), "integer"),
            "detectable": Column(
                Text(nl="kleinste verandering die te zien is", en="smallest change that can be seen"), "decimal1"
            ),
        },
        note=Text(
            nl="Wie al een OJG had voordat het bestand begint, telt niet mee: het begin is niet gezien.",
            en="Who had an OJG before the file begins does not count: the start was not seen.",
        ),
    )


def truth_section(story: OjgEffect) -> list[blocks.Block]:
    """The made-up truth against the estimates; nothing for a file of one's own, whose truth is not known."""
    if story.truth is None:
        return []
    title = story.report.heading(Text(nl="Klopt het met de waarheid?", en="Does it agree with the truth?"), id="klopt")
    return [title, _truth(story, story.truth)]


def _truth(story: OjgEffect, true_change: float) -> blocks.Statement:
    row = story.headline
    inside = bool(row["lower"] <= true_change <= row["upper"])
    usual = story.number(float(story.result.twfe["estimate"].iloc[0]))
    truth, own = story.number(true_change), story.number(float(row["estimate"]))
    return story.report.statement(
        "waarheid",
        Text(
            nl=f"De gegevens zijn verzonnen, dus de waarheid is bekend: gemiddeld **{truth}**. Dit rapport schat "
            f"{own}, en het interval "
            f"{'bevat de waarheid' if inside else 'mist de waarheid (dat gebeurt in één op de twintig gevallen)'}. De "
            f"gebruikelijke regressie schat {usual}. Er is dus wél iets veranderd, maar "
            + ("te weinig om met deze praktijken te zien." if not story.seen else "de omvang blijft onzeker."),
            en=f"The data are made up, so the truth is known: **{truth}** on average. This report estimates {own}, "
            "and the interval "
            f"{'holds the truth' if inside else 'misses the truth (which happens in one of twenty cases)'}. The usual "
            f"regression estimates {usual}. So something did change, but "
            + ("too little to be seen with these practices." if not story.seen else "its size remains uncertain."),
        ),
        comparison=True,
    )


_OUTSIDE = (
    (
        Text(nl="CPB (december 2020)", en="CPB (December 2020)"),
        Text(nl="ja", en="yes"),
        Text(
            nl="geen aantoonbare verandering in jeugdhulpgebruik waar gemeenten een ondersteuner bij de huisarts "
            "betalen",
            en="no demonstrable change in youth care use where municipalities fund a supporter at the GP",
        ),
    ),
    (
        Text(nl="AEF (december 2020)", en="AEF (December 2020)"),
        Text(nl="nee", en="no"),
        Text(
            nl="40 tot 50% van wie gezien is, wordt niet doorverwezen", en="40 to 50% of those seen are not referred on"
        ),
    ),
    (
        Text(nl="Den Haag (2019-2020)", en="The Hague (2019-2020)"),
        Text(nl="nee", en="no"),
        Text(
            nl="454 gezien; bij 56% van 343 afgesloten trajecten was geen specialistische verwijzing nodig",
            en="454 seen; in 56% of 343 closed trajectories no specialist referral was needed",
        ),
    ),
    (
        Text(nl="Leeuwarden", en="Leeuwarden"),
        Text(nl="nee", en="no"),
        Text(nl="22% doorverwezen", en="22% referred on"),
    ),
)


def outside_table(story: OjgEffect) -> blocks.Table:
    """What others found, and whether they compared."""
    text = story.report.text
    frame = pd.DataFrame([{"who": text(a), "compared": text(b), "found": text(c)} for a, b, c in _OUTSIDE])
    return story.report.table(
        "elders",
        frame,
        Text(nl="Wat elders is gevonden", en="What was found elsewhere"),
        {
            "who": Text(nl="bron", en="source"),
            "compared": Text(nl="met vergelijking?", en="with a comparison?"),
            "found": Text(nl="uitkomst", en="result"),
        },
        note=Text(
            nl="Niet doorverwezen is iets anders dan minder verwezen: zonder OJG was een deel ook niet verwezen. "
            "Alleen het CPB vergeleek.",
            en="Not referred on differs from referred less: without an OJG some would not have been referred either. "
            "Only CPB compared.",
        ),
    )


def _in_dutch(story: OjgEffect) -> str:
    """The line with the estimator's name, in Dutch around the names."""
    against = "wie nooit begon" if story.control == "never" else "wie nog niet begonnen was"
    terms = story.panel.covariates
    given = f", dubbel robuust op {', '.join(terms)}" if terms else ""
    return (
        f"Schatter: Callaway en Sant’Anna, tegenover {against}{given}; fout uit invloedsfuncties, interval met een "
        "t-verdeling voor kleine groepen."
    )


def method(story: OjgEffect) -> blocks.Method:
    """How it was computed."""
    control = (
        Text(nl="nooit begonnen", en="never started")
        if story.control == "never"
        else Text(nl="nog niet begonnen", en="not yet started")
    )
    said = [
        Text(
            nl="Per startjaar en periode: de verandering sinds het laatste jaar vóór de start, min die van wie "
            f"{control.nl} was (Callaway en Sant’Anna 2021). De som weegt elk behandeld praktijkjaar even zwaar; de "
            "onzekerheid van die gewichten telt mee.",
            en="By year of starting and period: the change since the last year before the start, minus that of those "
            f"{control.en} (Callaway and Sant’Anna 2021). The sum weighs each treated practice-year alike; the "
            "uncertainty of those weights counts.",
        ),
        Text(
            nl="De standaardfout komt uit invloedsfuncties en is gelijk aan die van het R-pakket did. Het interval "
            "corrigeert per groep voor haar omvang en gebruikt een t-verdeling. In simulaties met 52 praktijken, 7 "
            "zonder, ongelijke omvang en fouten die blijven hangen verwerpt het een ware nul in hoogstens 6% van de "
            "gevallen; de normale tabel tot 12%.",
            en="The standard error comes from influence functions and equals that of the R package did. The interval "
            "corrects by group for its size and uses a t distribution. In simulations with 52 practices, 7 without, "
            "unequal sizes and errors that last it rejects a true null in at most 6% of cases; the normal table in up "
            "to 12%.",
        ),
        Text(
            nl="De band over het verloop komt uit een multiplier-bootstrap (999 keer, startgetal 0). De gebruikelijke "
            "regressie is ontleed volgens Goodman-Bacon (2021). De gevoeligheid gebruikt relatieve omvang (Rambachan "
            "en Roth 2023) met een Bonferroni-grens.",
            en="The band over the course comes from a multiplier bootstrap (999 draws, seed 0). The usual regression "
            "is decomposed after Goodman-Bacon (2021). The sensitivity uses relative magnitudes (Rambachan and Roth "
            "2023) with a Bonferroni bound.",
        ),
        Text(nl=_in_dutch(story), en=story.headline["method"] + "."),
        *story.result.notes,
    ]
    if story.panel.covariates:
        said.append(
            Text(
                nl="Het verloop per periode is niet gecorrigeerd voor de covariaten; de uitkomst bovenaan wel.",
                en="The course by period is not adjusted for the covariates; the result at the top is.",
            )
        )
    if story.panel.synthetic:
        said.append(
            Text(
                nl="De verwijzingen zijn geloot: rond 60 per 1.000 jonge patiënten, per praktijk verschillend, met "
                "een verzonnen daling die groeit van 1 tot 4. Aangenomen is dat er in alle jaren 52 praktijken waren.",
                en="The referrals were drawn: about 60 per 1,000 young patients, different by practice, with a "
                "made-up fall that grows from 1 to 4. It is assumed that there were 52 practices in all years.",
            )
        )
    return story.report.method(*said)
