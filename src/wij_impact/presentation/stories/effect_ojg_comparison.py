"""The comparison behind the report on the OJG: roll-out, course over time, cohorts, and the usual estimate."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.effect.bacon import EARLIER, FAIR, FORBIDDEN
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import bars, event_plot, interval_plot
from wij_impact.presentation.stories.effect_ojg import OjgEffect
from wij_impact.presentation.stories.effect_ojg_published import known_counts
from wij_impact.presentation.tables import Column

__all__ = ["cells_table", "cohort_figure", "event_figure", "roll_out_figure", "usual_statement", "usual_table"]

_INVENTED = Text(nl="Verzonnen verwijzingen.", en="Made-up referrals.")


def subtitle(story: OjgEffect) -> Text:
    """Says on every figure that the data are made up, when they are."""
    return _INVENTED if story.panel.synthetic else Text(nl="", en="")


def captioned(story: OjgEffect, words: Text) -> Text:
    """The caption of a table, which says that the data are made up when they are."""
    if not story.panel.synthetic:
        return words
    return Text(nl=f"{words.nl} (verzonnen gegevens)", en=f"{words.en} (made-up data)")


def roll_out_figure(story: OjgEffect) -> blocks.Figure:
    """How many had an OJG by each period."""
    panel = story.panel
    first = panel.data.groupby(panel.unit)[panel.first].first()
    first = pd.to_numeric(first, errors="coerce").astype(float).replace({0.0: math.inf}).fillna(math.inf)
    times = np.unique(pd.to_numeric(panel.data[panel.time]))
    when = Text(nl="periode", en="period").show(story.report.lang)
    frame = pd.DataFrame({when: [f"{t:g}" for t in times], "value": [int((first <= t).sum()) for t in times]})
    whole, left = len(first), int((first > times[-1]).sum())
    return story.report.figure(
        "uitrol",
        bars(frame, when, highlight=_printed(story, frame, when), how="integer", lang=story.report.lang),
        _partly(story, Text(nl=f"Hoeveel van de {whole} een OJG hadden", en=f"How many of the {whole} had an OJG")),
        note=Text(
            nl=f"Na {times[-1]:g} {_left(left).nl}. Hoe meer er beginnen, hoe minder er overblijft om mee te "
            "vergelijken.",
            en=f"After {times[-1]:g} {_left(left).en}. The more start, the less remains to compare with.",
        ),
        subtitle=_SHADES if _shipped(story) else subtitle(story),
    )


_SHADES = Text(
    nl="Donker: gepubliceerd (2023) of daaruit afgeleid (2020 uit een percentage; 2022 uit wie er in 2023 begonnen). "
    "Licht: verzonnen.",
    en="Dark: published (2023) or derived from it (2020 from a percentage; 2022 from who started in 2023). Light: made "
    "up.",
)


def _shipped(story: OjgEffect) -> bool:
    return story.panel.synthetic and not story.panel.file


def _partly(story: OjgEffect, words: Text) -> Text:
    """The title of the roll-out, which is partly made up where the practices are ours."""
    if not _shipped(story):
        return captioned(story, words)
    return Text(nl=f"{words.nl} (deels verzonnen)", en=f"{words.en} (partly made up)")


def _printed(story: OjgEffect, frame: pd.DataFrame, when: str) -> list[str]:
    """The years whose count is published or follows from print; with a file of one's own all bars are alike."""
    if not _shipped(story):
        return []
    known = {f"{year}": count for year, count in known_counts(story.report).items()}
    return [year for year, count in zip(frame[when], frame["value"], strict=True) if known.get(year) == count]


def _left(count: int) -> Text:
    if count == 0:
        return Text(nl="is er geen enkele zonder", en="not one is left without")
    if count == 1:
        return Text(nl="is er nog één zonder", en="there is one left without")
    return Text(nl=f"zijn er nog {count} zonder", en=f"there are {count} left without")


def event_figure(story: OjgEffect) -> blocks.Figure:
    """The difference by period since the start."""
    level = story.report.number(story.level, "percent")
    return story.report.figure(
        "verloop",
        event_plot(
            story.events,
            truth="truth" if "truth" in story.events else None,
            y_label=Text(nl="verschil met zonder OJG", en="difference with no OJG"),
            x_label=Text(nl="perioden sinds de start", en="periods since the start"),
            start_label=Text(nl="start OJG", en="OJG starts"),
            lang=story.report.lang,
        ),
        Text(
            nl="Verschil met wie geen OJG had, vóór en na de start",
            en="Difference with those without, before and after",
        ),
        subtitle=Text(
            nl=f"{subtitle(story).nl} {story.label.nl[:1].upper() + story.label.nl[1:]}.".strip(),
            en=f"{subtitle(story).en} {story.label.en[:1].upper() + story.label.en[1:]}.".strip(),
        ),
        note=Text(
            nl=f"Lijn: interval van één punt. Brede balk: daarbinnen ligt met {level} zekerheid het hele verloop (een "
            "pijltje: zij loopt door). Het open punt vlak vóór de start is per afspraak 0; daar wordt mee vergeleken.",
            en=f"Line: interval of one point. Wide bar: the whole course lies inside it with {level} certainty (an "
            "arrow: it runs on). The open point just before the start is 0 by agreement; it is what the rest is "
            "compared with.",
        ),
    )


_ALONE = Text(
    nl="Wie alleen begon, heeft geen begrensd interval: van één praktijk is de eigen spreiding niet te zien.",
    en="Who started alone has no bounded interval: of one practice its own spread cannot be seen.",
)


_WEIGHED = Text(
    nl="Bij ‘alle samen’ telt elk startjaar hier naar zijn aantal praktijken; bovenaan telt elk jaar van elke praktijk "
    "even zwaar, dus wie vroeg begon zwaarder. Daarom kunnen de twee verschillen.",
    en="In ‘all together’ each year of starting counts here by its number of practices; at the top each year of each "
    "practice counts alike, so early starters count for more. So the two may differ.",
)


def _cohort_note(alone: bool) -> Text:
    return Text(nl=f"{_WEIGHED.nl} {_ALONE.nl}", en=f"{_WEIGHED.en} {_ALONE.en}") if alone else _WEIGHED


def cohort_figure(story: OjgEffect) -> blocks.Figure:
    """The difference by starting year."""
    frame = story.result.group
    units = story.result.cohorts.set_index("first_treated")["units"]
    words = Text(nl="alle samen", en="all together").show(story.report.lang)
    what = Text(nl="startjaar", en="year of starting").show(story.report.lang)
    began = Text(nl="start in", en="started in").show(story.report.lang)
    names = [
        words if math.isnan(row["group"]) else f"{began} {row['group']:g} (n={int(units[row['group']])})"
        for row in frame.to_dict("records")
    ]
    return story.report.figure(
        "startjaren",
        interval_plot(
            frame.assign(**{what: names}), what, reference=0.0,
            reference_label=Text(nl="geen verschil", en="no difference"), lang=story.report.lang,
        ),
        Text(nl="Verschil per startjaar", en="Difference by year of starting"),
        subtitle=subtitle(story),
        note=_cohort_note(bool((units[units.index != math.inf] == 1).any())),
    )  # fmt: skip


def cells_table(story: OjgEffect) -> blocks.Table:
    """Every cohort in every period, folded."""
    frame = story.result.att_gt
    return story.report.table(
        "groep-periode",
        frame,
        captioned(story, Text(nl="Elk startjaar in elke periode", en="Each year of starting in each period")),
        {
            "group": Column(Text(nl="start", en="start"), "year"),
            "time": Column(Text(nl="periode", en="period"), "year"),
            "base": Column(Text(nl="vergeleken met", en="compared with"), "year"),
            "estimate": Column(Text(nl="verschil", en="difference"), "decimal1", signed=True),
            "lower": Column(Text(nl="van", en="from"), "decimal1"),
            "upper": Column(Text(nl="tot", en="to"), "decimal1"),
            "n": Column("n", "integer"),
        },
        row_headers=2,
        folded=True,
    )


_KINDS: dict[str, Text] = {
    FAIR: Text(nl="begonnen tegenover nooit begonnen", en="started against never started"),
    EARLIER: Text(nl="vroeg tegenover wie later begint", en="early against who starts later"),
    FORBIDDEN: Text(nl="laat tegenover wie al begonnen was", en="late against who had already started"),
}


def usual_table(story: OjgEffect) -> blocks.Table:
    """What two-way fixed effects compares, by kind."""
    bacon = story.result.bacon
    rows = []
    for kind, said in _KINDS.items():
        part: Any = bacon[bacon["kind"] == kind]
        weight = float(part["weight"].sum()) if len(part) else 0.0
        mean = float((part["weight"] * part["estimate"]).sum() / weight) if weight else math.nan
        fair = Text(nl="nee", en="no") if kind == FORBIDDEN else Text(nl="ja", en="yes")
        rows.append({"kind": story.report.text(said), "fair": story.report.text(fair), "weight": weight, "mean": mean})
    return story.report.table(
        "gewoonlijk",
        pd.DataFrame(rows),
        captioned(story, Text(nl="Wat de gebruikelijke schatting vergelijkt", en="What the usual estimate compares")),
        {
            "kind": Text(nl="vergelijking", en="comparison"),
            "fair": Text(nl="eerlijk?", en="fair?"),
            "weight": Column(Text(nl="gewicht", en="weight"), "percent"),
            "mean": Column(Text(nl="gemiddeld verschil", en="mean difference"), "decimal1", signed=True),
        },
    )


def usual_statement(story: OjgEffect) -> blocks.Statement:
    """What two-way fixed effects would have said, and why it is not the headline."""
    row = story.result.twfe.iloc[0]
    if math.isnan(row["estimate"]):
        return story.report.statement(
            "gewoonlijk-zegt",
            Text(nl="De gebruikelijke schatting is hier niet te maken.", en="The usual estimate cannot be made here."),
        )
    bacon = story.result.bacon
    wrong = float(bacon.loc[bacon["kind"] == FORBIDDEN, "weight"].sum())
    number, share = story.report.number, story.report.number(wrong, "percent")
    values = [number(float(row[name]), "decimal1") for name in ("estimate", "lower", "upper")]
    own = number(float(story.headline["estimate"]), "decimal1")
    sure = not story.seen and (row["lower"] > 0 or row["upper"] < 0)
    also = (
        Text(
            nl=" Zij zou hier wel een verandering melden, met een interval dat nul uitsluit.",
            en=" Here it would report a change, with an interval that excludes zero.",
        )
        if sure
        else Text(nl="", en="")
    )
    return story.report.statement(
        "gewoonlijk-zegt",
        Text(
            nl=f"De gebruikelijke schatting (één regressie met praktijk en jaar) zou **{values[0]}** zeggen, met een "
            f"interval van {values[1]} tot {values[2]}; dit rapport zegt {own}. {_unfair(wrong, share).nl}{also.nl}",
            en=f"The usual estimate (one regression with practice and year) would say **{values[0]}**, with an "
            f"interval from {values[1]} to {values[2]}; this report says {own}. {_unfair(wrong, share).en}{also.en}",
        ),
        comparison=True,
    )


def _unfair(weight: float, share: str) -> Text:
    if weight == 0:
        return Text(
            nl="In dit bestand vergelijkt die regressie niemand met wie al begonnen was.",
            en="In this file that regression compares nobody with those who had already started.",
        )
    return Text(
        nl=f"Die regressie gebruikt voor **{share}** van het gewicht praktijken die al een OJG hadden als "
        "vergelijking. Groeit de verandering met de jaren, dan trekt dat de uitkomst naar nul of voorbij nul. Daarom "
        "staat zij hier niet bovenaan.",
        en=f"For **{share}** of the weight that regression takes practices that already had an OJG as the comparison. "
        "When the change grows over the years, that pulls the result towards zero or past it. So it is not the "
        "headline here.",
    )
