"""The end of the report on a small pilot: the truth behind made-up data, and how everything was computed."""

from __future__ import annotations

from wij_impact.effect import load_pilot_truth
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.stories.effect_pilot import PilotStory
from wij_impact.presentation.tables import Column

__all__ = ["method", "truth_table"]


def truth_table(story: PilotStory) -> blocks.Table | blocks.Note:
    """For made-up data: what was put in, and what came out."""
    if not story.pilot.synthetic or set(load_pilot_truth()["outcome"]) != set(story.pilot.outcomes):
        return story.report.note(
            "geen-waarheid",
            Text(
                nl="Het ware verschil is bij echte gegevens niet bekend.",
                en="In real data the true difference is not known.",
            ),
        )
    frame = story.result.comparison.merge(load_pilot_truth(), on="outcome")
    frame["label"] = [story.pilot.label(name).show(story.report.lang) for name in frame["outcome"]]
    frame["how"] = [story.how(name) for name in frame["outcome"]]
    inside = (frame["lower"] <= frame["true_difference"]) & (frame["true_difference"] <= frame["upper"])
    yes, no = Text(nl="ja", en="yes"), Text(nl="nee", en="no")
    frame["held"] = [(yes if one else no).show(story.report.lang) for one in inside]
    return story.report.table(
        "waarheid",
        frame,
        story.caption("Wat er in de gegevens is gestopt", "What was put into the data"),
        {
            "label": Text(nl="uitkomst", en="outcome"),
            "true_difference": Column(Text(nl="waar verschil", en="true difference"), "row", True),
            "estimate": Column(Text(nl="gevonden", en="found"), "row", True),
            "lower": Column(Text(nl="van", en="from"), "row", True),
            "upper": Column(Text(nl="tot", en="to"), "row", True),
            "held": Text(nl="ligt het ware verschil in het interval?", en="does the interval hold the truth?"),
        },
        row_format="how",
        note=Text(
            nl="Er is dus wél een verschil in gestopt, maar het is kleiner dan wat deze aantallen kunnen laten zien.",
            en="So a difference was put in, but it is smaller than these numbers can show.",
        ),
    )


def method(story: PilotStory) -> blocks.Method:
    """How it was computed."""
    sentences = [
        Text(
            nl="Koppelen: optimale toewijzing op Mahalanobis-afstand (Rosenbaum 1989), ieder hoogstens één keer. "
            "De volgorde van "
            "de rijen doet er niet toe. Paren die na het koppelen nog meer dan 0,25 standaarddeviatie "
            "verschillen terwijl "
            "de groepen niet door toeval verschilden, worden geweigerd.",
            en="Pairing: optimal assignment on the Mahalanobis distance (Rosenbaum 1989), each at most once. The "
            "order of the "
            "rows does not matter. Pairs that still differ by more than 0.25 standard deviation while the groups "
            "did not "
            "differ by chance are refused.",
        ),
        Text(
            nl="Toetsen: tekenwisseling binnen paren voor getallen, met het interval als omkering ervan "
            "(Hartigan 1969); exacte "
            "McNemar voor ja of nee, met een exact interval. Bij 15 tegen 15 zonder verschil verwerpen zij in "
            "hoogstens 5%.",
            en="Tests: sign flips within pairs for numbers, the interval being their inversion (Hartigan 1969); "
            "exact McNemar for "
            "yes or no, with an exact interval. At 15 against 15 without a difference they reject in at most 5%.",
        ),
        Text(
            nl="Daarnaast: AIPW voor de deelnemers met weglaatfouten (jackknife), grenzen volgens Manski met het "
            "interval van "
            "Imbens en Manski (2004), regressie naar het gemiddelde volgens Davis (1976), E-waarden volgens "
            "VanderWeele en "
            "Ding (2017).",
            en="Besides: AIPW for the participants with leave-one-out (jackknife) errors, Manski bounds with the "
            "interval of Imbens "
            "and Manski (2004), regression to the mean after Davis (1976), E-values after VanderWeele and Ding (2017).",
        ),
        Text(
            nl=f"Er staan geen rijen van personen in dit rapport; tellingen onder {story.minimum} zijn verborgen.",
            en=f"No rows of persons are in this report; counts below {story.minimum} are hidden.",
        ),
    ]
    return story.report.method(*sentences)
