"""The sections of the report on a small pilot: tables and figures with their words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wij_impact import disclosure
from wij_impact.effect import minimal_detectable_effect
from wij_impact.language import Text
from wij_impact.presentation import blocks, figures
from wij_impact.presentation.stories.effect_pilot import PilotStory
from wij_impact.presentation.stories.effect_words import VERDICT_LABELS, verdict_sentence
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "balance_figure",
    "change_figure",
    "fifteen",
    "outcome_table",
    "outcome_words",
    "size_figure",
    "unmeasured",
    "ways_figure",
]

_NONE = Text(nl="geen verschil", en="no difference")
_FROM, _TO = Text(nl="van", en="from"), Text(nl="tot", en="to")
_DIFFERENCE, _CHANGE = Text(nl="verschil", en="difference"), Text(nl="verandering", en="change")


def size_figure(story: PilotStory) -> blocks.Figure:
    """How the smallest visible difference falls with the number of people."""
    import pandas as pd

    sizes = sorted({10, story.pairs, 30, 60, 120, 250})
    against = Text(nl="tegen", en="against").show(story.report.lang)
    rows = [(f"{n} {against} {n}", minimal_detectable_effect(n, n)) for n in sizes]
    frame = pd.DataFrame(rows, columns=["size", "visible"])
    mine = f"{story.pairs} {against} {story.pairs}"
    drawing = figures.bars(frame, "size", "visible", highlight=[mine], how="decimal2", lang=story.report.lang)
    return story.report.figure(
        "wat-te-zien",
        drawing,
        Text(
            nl="Het kleinste verschil dat te zien is, in standaarddeviaties",
            en="The smallest visible difference, in standard deviations",
        ),
        columns={
            "size": Column(Text(nl="aantallen", en="numbers")),
            "visible": Column(Text(nl="kleinste zichtbare verschil", en="smallest visible difference"), "decimal2"),
        },
        note=Text(
            nl="Met 80% kans gevonden door een tweezijdige toets op 5%. Dit volgt uit de aantallen alleen, niet "
            "uit gegevens.",
            en="Found with 80% probability by a two-sided test at 5%. This follows from the numbers only, not "
            "from data.",
        ),
    )


def outcome_table(story: PilotStory) -> blocks.Table:
    """The comparison per outcome, with small numbers hidden."""
    frame = story.result.comparison.copy()
    shown = ["estimate", "lower", "upper", "smallest_visible", "p_adjusted"]
    # Everything in a row rests on the pairs of that row: it is shown or hidden as one.
    safe = disclosure.protect(frame.set_index("outcome")[["estimate"]], frame.set_index("outcome")["n"], story.minimum)
    frame.loc[safe["estimate"].isna().to_numpy(), shown] = math.nan
    lang = story.report.lang
    frame["label"] = [story.pilot.label(name).show(lang) for name in frame["outcome"]]
    frame["how"] = [story.how(name) for name in frame["outcome"]]
    frame["said"] = [VERDICT_LABELS[story.result.verdicts[name].code].show(lang) for name in frame["outcome"]]
    roles = {"primary": Text(nl="vooraf gekozen", en="declared"), "other": Text(nl="daarnaast", en="besides")}
    frame["role"] = [roles[role].show(lang) for role in frame["role"]]
    columns: dict[str, str | Text | Column] = {
        "label": Text(nl="uitkomst", en="outcome"),
        "role": Text(nl="rol", en="role"),
        "smallest_visible": Column(Text(nl="te zien vanaf", en="visible from"), "row"),
        "estimate": Column(_DIFFERENCE, "row", True),
        "lower": Column(_FROM, "row", True),
        "upper": Column(_TO, "row", True),
        "p_adjusted": Column(Text(nl="p (exact)", en="p (exact)"), "decimal3"),
        "said": Text(nl="oordeel", en="verdict"),
    }
    return story.report.table(
        "uitkomsten",
        frame,
        story.caption("De gekoppelde vergelijking per uitkomst", "The matched comparison per outcome"),
        columns,
        row_format="how",
        base=Text(nl=f"{story.pairs} paren", en=f"{story.pairs} pairs"),
        note=Text(
            nl="Eén uitkomst is vooraf gekozen en telt zoals hij is; de p-waarden van de andere zijn naar boven "
            "bijgesteld "
            "(Holm). Getallen over minder dan "
            f"{story.minimum} mensen worden niet getoond.",
            en="One outcome was declared beforehand and counts as it is; the p-values of the others are adjusted "
            "upward "
            f"(Holm). Figures on fewer than {story.minimum} people are not shown.",
        ),
    )


def outcome_words(story: PilotStory) -> blocks.Statement:
    """One verdict per further outcome."""
    others = story.pilot.others
    said = [verdict_sentence(story.result.verdicts[name], story.pilot.label(name), story.how(name)) for name in others]
    none = Text(nl="Er is één uitkomst bekeken.", en="One outcome was looked at.")
    return story.report.statement("oordelen", *(said or [none]))


def ways_figure(story: PilotStory) -> blocks.Figure:
    """The same difference without pairs, with pairs and by a model."""
    names = {
        "plain": Text(nl="alle anderen, niet gekoppeld", en="all others, not paired"),
        "matched": Text(nl="gekoppeld (hoofduitkomst)", en="paired (the result)"),
        "model": Text(nl="model: weging en regressie", en="model: weighting and regression"),
    }
    frame = _named(story.result.ways, "way", names, story)
    why = story.result.adjusted_why
    note = Text(
        nl="Links van nul: een lagere uitkomst dan de anderen.",
        en="Left of zero: a lower outcome than the others.",
    )
    if why.nl:
        note = Text(nl=f"Het model geeft geen antwoord: {why.nl}", en=f"The model gives no answer: {why.en}")
    label = story.pilot.label(story.pilot.outcome)
    return story.report.figure(
        "drie-manieren",
        _intervals(frame, story),
        story.caption(f"Verschil in {label.nl}, op drie manieren", f"Difference in {label.en}, in three ways"),
        columns=_interval_columns(story, Text(nl="manier", en="way")),
        note=note,
    )


def balance_figure(story: PilotStory) -> blocks.Figure:
    """How alike the groups are before and after pairing."""
    frame = story.result.balance.copy()
    frame["label"] = [story.pilot.label(term).show(story.report.lang) for term in frame["term"]]
    before, after = Text(nl="voor het koppelen", en="before pairing"), Text(nl="erna", en="after")
    drawing = figures.paired_dots(
        frame,
        "label",
        "difference_before",
        "difference_after",
        old_label=before,
        new_label=after,
        reference=0.0,
        reference_label=Text(nl="gelijk", en="alike"),
        how="decimal2",
        lang=story.report.lang,
    )
    return story.report.figure(
        "gelijkheid",
        drawing,
        story.caption(
            "Hoe gelijk de groepen zijn, in standaarddeviaties", "How alike the groups are, in standard deviations"
        ),
        columns={
            "label": Text(nl="kenmerk", en="covariate"),
            "difference_before": Column(before, "decimal2"),
            "difference_after": Column(after, "decimal2"),
        },
        note=Text(
            nl="Nul is gelijk. Alleen wat gemeten is kan gelijk gemaakt worden.",
            en="Zero is alike. Only what was measured can be made alike.",
        ),
    )


def change_figure(story: PilotStory) -> blocks.Figure | blocks.Note:
    """Before and after of the participants beside what selection does by itself."""
    if story.result.changes is None:
        return story.report.note(
            "geen-selectie",
            Text(
                nl="Een voor- en nameting van gekozen mensen telt hier niet als uitkomst: wie laag begint, gaat "
                "gemiddeld "
                "vanzelf vooruit. Met de betrouwbaarheid, het gemiddelde en de spreiding van de score "
                "(-p reliability=..., population_mean=..., population_sd=...) laat dit rapport zien hoeveel.",
                en="A before and after of selected people does not count as a result here: who begins low moves up on "
                "average anyway. With the reliability, mean and spread of the score (-p reliability=..., "
                "population_mean=..., population_sd=...) this report shows how much.",
            ),
        )
    names = {
        "treated": Text(nl="gezien bij de deelnemers", en="seen in the participants"),
        "selection": Text(nl="te verwachten zonder enige hulp", en="to be expected without any help"),
        "others": Text(nl="gezien bij wie op hen leek", en="seen in those who were like them"),
    }
    frame = _named(story.result.changes, "group", names, story)
    return story.report.figure(
        "vanzelf",
        _intervals(frame, story, Text(nl="geen verandering", en="no change")),
        story.caption("Verandering tussen start en een jaar later", "Change between the start and a year later"),
        columns=_interval_columns(story, Text(nl="groep", en="group"), _CHANGE),
        note=Text(
            nl="Wie gekozen wordt omdat het slecht gaat, scoort de volgende keer gemiddeld hoger, ook als "
            "niemand iets doet: "
            "een lage score is deels een slechte dag. Daarom is vooruitgang van de deelnemers alleen geen uitkomst.",
            en="Who is chosen because things go badly scores higher on average next time, even when nobody does "
            "anything: a "
            "low score is partly a bad day. So progress of the participants by itself is not a result.",
        ),
    )


def unmeasured(story: PilotStory) -> blocks.Statement:
    """How strong something unmeasured would have to be."""
    found, verdict = story.result.e_value, story.result.verdicts[story.pilot.outcome]
    if verdict.code != "demonstrable":
        return story.report.statement(
            "niet-gemeten",
            Text(
                nl="Nul, dus geen verschil, ligt al in het interval. Er is dus niets ongemetens nodig om deze uitkomst "
                "te verklaren (E-waarde van het interval: 1).",
                en="Zero, so no difference, already lies in the interval. So nothing unmeasured is needed to explain "
                "this result (E-value of the interval: 1).",
            ),
        )
    point, limit = story.report.number(found.point, "decimal1"), story.report.number(found.limit, "decimal1")
    gamma = story.report.number(story.primary["gamma"], "decimal1")
    return story.report.statement(
        "niet-gemeten",
        Text(
            nl="Iets ongemetens zou met de aanpak én met de uitkomst moeten samenhangen met een kansverhouding "
            f"van {point} "
            f"(interval: {limit}) om het verschil weg te verklaren. Binnen een paar zou de kans om deelnemer te "
            "zijn een "
            f"factor {gamma} scheef mogen zijn voordat de toets niets meer aantoont.",
            en="Something unmeasured would have to be tied to the approach and to the outcome by a risk ratio "
            f"of {point} "
            f"(interval: {limit}) to explain the difference away. Within a pair the odds of being the "
            "participant could "
            f"be off by a factor {gamma} before the test shows nothing any more.",
        ),
    )


def fifteen(story: PilotStory) -> blocks.Note:
    """What so few can and cannot show."""
    n, needed = story.pairs, story.result.needed
    relevant = story.result.verdicts[story.pilot.outcome].relevant
    sentences = [
        Text(
            nl="Wel: laten zien dat de aanpak uitvoerbaar is, wie meedoet en wie stopt, en een zeer groot "
            "verschil. Niet: een "
            f"gewoon verschil aantonen of uitsluiten. Ook een goede aanpak levert met {n} deelnemers meestal “niet "
            "aantoonbaar” op.",
            en="It can: show that the approach can be carried out, who takes part and who stops, and a very "
            "large difference. "
            f"It cannot: show or rule out an ordinary difference. Even a good approach mostly comes out as “not "
            f"demonstrable” with {n} participants.",
        )
    ]
    if needed is not None and needed > n:
        size, people = story.number(relevant), story.report.number(needed)
        sentences.append(
            Text(
                nl=f"Om een verschil van {size} te zien zijn **{people} tegen {people}** nodig.",
                en=f"To see a difference of {size}, **{people} against {people}** are needed.",
            )
        )
    title = Text(
        nl=f"Wat {n} deelnemers wel en niet kunnen laten zien", en=f"What {n} participants can and cannot show"
    )
    return story.report.note("wel-en-niet", *sentences, title=title)


def _named(frame: pd.DataFrame, column: str, names: dict[str, Text], story: PilotStory) -> pd.DataFrame:
    return frame.assign(label=[names[one].show(story.report.lang) for one in frame[column]])[
        ["label", "estimate", "lower", "upper"]
    ]


def _intervals(frame: pd.DataFrame, story: PilotStory, none: Text = _NONE) -> figures.Drawing:
    how = story.how(story.pilot.outcome)
    return figures.interval_plot(frame, "label", reference=0.0, reference_label=none, how=how, lang=story.report.lang)


def _interval_columns(story: PilotStory, first: Text, second: Text = _DIFFERENCE) -> dict[str, Text | Column]:
    how = story.how(story.pilot.outcome)
    return {
        "label": first,
        "estimate": Column(second, how),
        "lower": Column(_FROM, how),
        "upper": Column(_TO, how),
    }
