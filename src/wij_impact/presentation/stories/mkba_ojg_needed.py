"""What is needed for two euros per euro: which combinations, which prices, and where the result turns."""

from __future__ import annotations

from wij_impact import mkba
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import value_grid
from wij_impact.presentation.stories.mkba_ojg import (
    ADDITIONAL,
    BOUNDS,
    OWN,
    PRICES,
    SHARE,
    Ojg,
    input_name,
    needed_price_ratio,
)
from wij_impact.presentation.tables import Column

__all__ = ["combinations_figure", "price_table", "switching_statement", "switching_table"]

_GRID_ADDED = (1.0, 0.75, 0.5, 0.25, 0.1)
# Costs to reckon with, so that a reader can put an own price in; they are no prices of Groningen.
_EXAMPLE_COSTS = (500.0, 1000.0, 2000.0)


def combinations_figure(story: Ojg) -> blocks.Figure:
    """Which price of the trajectory not needed gives two euros, for each share and each additionality."""
    import pandas as pd

    shares = _grid_shares(story)
    rows = [(added, share, needed_price_ratio(share, added)) for added in _GRID_ADDED for share in shares]
    frame = pd.DataFrame(rows, columns=["added", "share", "ratio"])
    drawing = value_grid(
        frame, "share", "added", "ratio", x_title=input_name(SHARE),
        y_title=Text(nl="Anders verwezen", en="Otherwise referred"), value_title=input_name(PRICES),
        lang=story.report.lang,
    )  # fmt: skip
    return story.report.figure(
        "combinaties",
        drawing,
        Text(
            nl="Hoeveel keer zo duur moet het vervallen traject zijn voor twee euro per euro?",
            en="How many times as expensive must the trajectory not needed be for two euros per euro?",
        ),
        subtitle=Text(
            nl="In elk vak: prijs van het traject dat vervalt, gedeeld door de kosten van een OJG-traject. Donkerder "
            "is een hogere eis. Van links naar rechts handelt de OJG minder zelf af; van boven naar onder was een "
            "kleiner deel daarvan anders verwezen.",
            en="In each cell: price of the trajectory not needed, divided by the cost of an OJG trajectory. Darker "
            "asks more. From left to right the OJG handles less alone; from top to bottom a smaller share of those "
            "would otherwise have been referred.",
        ),
        source=BOUNDS,
    )


def _grid_shares(story: Ojg) -> list[float]:
    """The middle and the limits of each gross share, from high to low."""
    found: set[float] = set()
    for name in (OWN, "aef", "den_haag"):
        number = story.cases[name].effective()[SHARE]
        limits = [] if name == "den_haag" else [number.low, number.high]
        found |= {round(float(one), 4) for one in (number.value, *limits) if one is not None}
    return sorted(found, reverse=True)


def price_table(story: Ojg) -> blocks.Table:
    """The same in euros, for costs to reckon with."""
    import pandas as pd

    share = story.central(SHARE)
    added = (1.0, 0.75, 0.5, 0.25)
    rows = [[cost, *(cost * needed_price_ratio(share, one) for one in added)] for cost in _EXAMPLE_COSTS]
    frame = pd.DataFrame(rows, columns=["cost", *(f"at_{one:.2f}" for one in added)])
    heads = {
        f"at_{one:.2f}": Column(
            Text(nl=f"{story.percent(one)} anders verwezen", en=f"{story.percent(one)} otherwise referred"), "eur"
        )
        for one in added
    }
    return story.report.table(
        "rekenvoorbeeld",
        frame,
        Text(
            nl=f"Rekenvoorbeeld: de prijs van het vervallen traject waarbij er twee euro uitkomt, als de OJG "
            f"{story.percent(share)} zelf afhandelt",
            en=f"Worked example: the price of the trajectory not needed at which two euros come out, if the OJG "
            f"handles {story.percent(share)} alone",
        ),
        {"cost": Column(Text(nl="Kosten per OJG-traject", en="Cost per OJG trajectory"), "eur"), **heads},
        note=Text(
            nl="De kosten links zijn getallen om mee te rekenen. Het zijn geen prijzen van Groningen.",
            en="The costs on the left are numbers to reckon with. They are not prices of Groningen.",
        ),
    )


def switching_statement(story: Ojg) -> blocks.Statement:
    """What the table of switching values says."""
    added = mkba.switching_value(story.cases[OWN], ADDITIONAL)
    share, ratio = story.percent(story.central(SHARE)), story.times(story.central(PRICES))
    shown = "–" if added is None else story.percent(added)
    words = Text(
        nl=f"Een **omslagwaarde** is het getal waarbij de uitkomst omslaat. Handelt de OJG {share} zelf af en is het "
        f"vervallen traject {ratio} keer zo duur, dan komt de inzet eruit als **{shown}** van die kinderen anders was "
        "verwezen.",
        en=f"A **switching value** is the number at which the result turns. If the OJG handles {share} alone and the "
        f"trajectory not needed costs {ratio} times as much, what was put in comes out when **{shown}** of those "
        "children would otherwise have been referred.",
    )
    return story.report.statement("omslag", words)


def switching_table(story: Ojg) -> blocks.Table:
    """From which value of each input one euro returns one, and two."""
    case, paths = story.cases[OWN], [ADDITIONAL, SHARE, PRICES]
    one, two = (mkba.switching_values(case, paths, ratio=ratio) for ratio in (1.0, 2.0))
    frame = one.assign(
        name=[input_name(path).show(story.report.lang) for path in paths],
        for_one=one["switching_value"],
        for_two=two["switching_value"],
        format=["percent", "percent", "decimal1"],
    )
    shares = frame["format"] == "percent"
    # A share above 100% is no answer: there is no such share.
    for column in ("for_one", "for_two"):
        frame[column] = frame[column].mask(shares & (frame[column] > 1 + 1e-9))
    return story.report.table(
        "omslagwaarden",
        frame,
        Text(nl="Omslagwaarden: vanaf welke waarde?", en="Switching values: from which value?"),
        {
            "name": Text(nl="Getal", en="Number"),
            "present": Column(Text(nl="Waarmee nu is gerekend", en="Reckoned with now"), "row"),
            "for_one": Column(Text(nl="Nodig voor 1 euro", en="Needed for 1 euro"), "row"),
            "for_two": Column(Text(nl="Nodig voor 2 euro", en="Needed for 2 euros"), "row"),
        },
        note=Text(
            nl="Elk getal apart, de andere blijven gelijk. Een streepje: kan niet, het zou meer dan 100% moeten zijn.",
            en="Each number on its own, the others stay the same. A dash: impossible, it would have to be above 100%.",
        ),
        row_format="format",
    )
