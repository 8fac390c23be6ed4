"""What one must believe about a total and a tariff, and what a monthly series could have shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact import effect
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import implied_change
from wij_impact.presentation.stories.zorgkosten import CLIENTS, FALL, PANDEMIC, READINGS, CareCosts
from wij_impact.presentation.tables import Column

__all__ = ["design_table", "detectable_table", "implied_figure", "method", "parts_table", "tariff_table"]

_LOW, _HIGH = 20, 140  # millions of euros: where the figure runs from and to; no estimate
_TOTALS = (40.0, 60.0, 80.0, 100.0, 120.0)
_DAYS = (-0.02, 0.0, 0.02)
_HALF_PRINTED = 0.05  # amounts are printed in tenths of a million
_SPREADS = (0.02, 0.05)
_MEMORIES = (0.0, 0.5)
_MONTHS = (36, 12)


def implied_figure(story: CareCosts) -> blocks.Figure:
    """The change of the cost per client that follows from every possible total."""
    totals = np.arange(_LOW, _HIGH + 1, 2.0)
    rows = [
        {
            "total": total,
            **{reading: story.price(total, story.change(reading)) for reading in READINGS},
            "lowest": min(story.price(total, story.change(one, -_HALF_PRINTED)) for one in READINGS),
            "highest": max(story.price(total, story.change(one, _HALF_PRINTED)) for one in READINGS),
        }
        for total in totals
    ]
    crossings = {reading: story.even(reading) for reading in READINGS}
    number = story.report.number
    told = []
    for total in (_LOW, 40, 60, 80, 100, _HIGH):
        at = story.price(total, story.change("all"))
        words = Text(
            nl=f"Bij {total} miljoen: {number(at, 'percent1', True)}.",
            en=f"At {total} million: {number(at, 'percent1', True)}.",
        )
        told.append(story.report.text(words))
    drawing = implied_change(
        pd.DataFrame(rows),
        "total",
        {reading: story.name(reading) for reading in READINGS},
        ("lowest", "highest"),
        x_title=Text(nl="Totale kosten in 2019 (miljoen euro)", en="Total cost in 2019 (million euros)"),
        y_title=Text(nl="Verandering van de kosten per cliënt", en="Change of the cost per client"),
        above=Text(nl="boven de lijn: per cliënt duurder", en="above the line: dearer per client"),
        below=Text(nl="onder de lijn: per cliënt goedkoper", en="below the line: cheaper per client"),
        told=told,
        crossings=crossings,
        lang=story.report.lang,
    )
    return story.report.figure(
        "kosten-per-client",
        drawing,
        Text(
            nl="Werd de zorg per cliënt duurder of goedkoper? Dat hangt af van een totaal dat ontbreekt",
            en="Did care per client become dearer or cheaper? That depends on a total that is missing",
        ),
        subtitle=Text(
            nl="Verandering van de kosten per cliënt van 2019 op 2020, voor elk totaal in 2019. De rondjes: het totaal "
            "waarbij minder cliënten de hele daling zijn. Het vlak: wat de afronding op tienden van miljoenen toelaat.",
            en="Change of the cost per client from 2019 to 2020, for each total in 2019. The circles: the total at "
            "which fewer clients are the whole fall. The area: what rounding to tenths of millions allows.",
        ),
        source=[FALL, PANDEMIC, *CLIENTS],
        note=Text(
            nl="De as is geen schatting: zoek het eigen totaal op en lees af. Wat een ‘cliënt’ is, staat er niet bij.",
            en="The axis is no estimate: look up your own total and read. What a ‘client’ is, is not stated.",
        ),
    )


def _totals(story: CareCosts) -> list[float]:
    own = [] if np.isnan(story.total) else [story.total]
    return sorted({*_TOTALS, round(story.even("all"), 1), *own})


def parts_table(story: CareCosts) -> blocks.Table:
    """Volume and price for a few totals: an exact division, not an explanation."""
    before, after = story.clients
    rows = []
    change = story.change("all")
    for total in _totals(story):
        parts = effect.decompose(
            {"clients": before, "price": total / before},
            {"clients": after, "price": (total + change) / after},
            ["clients", "price"],
        ).set_index("factor")["estimate"]
        net = story.price(total, story.change("net"))
        rows.append(
            {
                "total": total,
                "change": change,
                "volume": parts["clients"],
                "price": parts["price"],
                "per_client": story.price(total, change),
                "net": net,
            }
        )
    return story.report.table(
        "volume-en-prijs",
        pd.DataFrame(rows),
        Text(
            nl="De daling verdeeld over aantal en prijs, per mogelijk totaal",
            en="The fall divided over volume and price, per possible total",
        ),
        {
            "total": Column(Text(nl="Totaal 2019 (mln euro)", en="Total 2019 (million euros)"), "auto"),
            "change": Column(Text(nl="Verandering (mln)", en="Change (million)"), "decimal1", signed=True),
            "volume": Column(Text(nl="Deel: aantal cliënten", en="Part: clients"), "decimal1", signed=True),
            "price": Column(Text(nl="Deel: kosten per cliënt", en="Part: cost each"), "decimal1", signed=True),
            "per_client": Column(Text(nl="Kosten per cliënt", en="Cost per client"), "percent1", signed=True),
            "net": Column(Text(nl="Idem, met corona eraf", en="Same, less the pandemic"), "percent1", signed=True),
        },
        source=[FALL, PANDEMIC, *CLIENTS],
        note=Text(
            nl="Delen in miljoenen euro. Een verdeling van de som, geen verklaring: waarom er minder cliënten waren, "
            "zegt zij niet. De totalen zijn voorbeelden; geef het echte totaal met -p total=80.",
            en="Parts in millions of euros. A division of the sum, no explanation: why there were fewer clients it "
            "does not say. The totals are examples; give the real one with -p total=80.",
        ),
    )  # fmt: skip


def tariff_table(story: CareCosts) -> blocks.Table:
    """Which change of the tariff per day fits, for a few totals and changes of the days per client."""
    shown = {f"days{position}": change for position, change in enumerate(_DAYS)}
    rows = [
        {
            "total": total,
            **{name: (1 + story.price(total, story.change("all"))) / (1 + days) - 1 for name, days in shown.items()},
        }
        for total in _totals(story)
    ]
    names = {
        name: Text(
            nl=f"{story.report.number(days, 'percent', True)} dagen" if days else "evenveel dagen",
            en=f"{story.report.number(days, 'percent', True)} days" if days else "as many days",
        )
        for name, days in shown.items()
    }
    return story.report.table(
        "tarief",
        pd.DataFrame(rows),
        Text(
            nl="Welk tarief per dag past bij de daling, als cliënten meer of minder dagen zorg kregen?",
            en="Which tariff per day fits the fall, if clients had more or fewer days of care?",
        ),
        {"total": Column(Text(nl="Totaal 2019 (mln euro)", en="Total 2019 (million euros)"), "auto")}
        | {name: Column(words, "percent1", signed=True) for name, words in names.items()},
        note=Text(
            nl=f"In elk vak: de verandering van het tarief per dag, bij een {story.name('all').nl}. Het verslag noemt "
            "een lager tarief per dag. Hoeveel dagen zorg cliënten kregen, staat niet in de gebruikte cijfers.",
            en=f"In each cell: the change of the tariff per day, with a {story.name('all').en}. The report speaks of a "
            "lower tariff per day. How many days of care clients had is not in the figures used.",
        ),
    )


def design_table(story: CareCosts) -> blocks.Table:
    """The design sheet of the claim, with its gaps."""
    lang = story.report.lang
    yes = Text(nl="ontbreekt", en="missing").show(lang)
    frame, fall = story.design.table(lang), story.amount(FALL)
    return story.report.table(
        "opzet",
        frame.assign(gap=[yes if gap else "" for gap in frame["gap"]]),
        Text(nl=f"De vergelijking achter de {fall.nl} miljoen", en=f"The comparison behind the {fall.en} million"),
        {
            "question": Text(nl="Vraag", en="Question"),
            "answer": Text(nl="Antwoord", en="Answer"),
            "gap": Text(nl="Let op", en="Note"),
        },
    )


def detectable_table(story: CareCosts) -> blocks.Table:
    """The smallest step that a monthly series could show, beside the claimed one."""
    rows = [
        {
            "spread": spread,
            "memory": story.report.text(
                Text(nl="niet", en="not") if memory == 0 else Text(nl="duidelijk (0,5)", en="clearly (0.5)")
            ),
            "smallest": 1 - np.exp(-effect.detectable_step(*_MONTHS, spread, memory)),
        }
        for spread in _SPREADS
        for memory in _MEMORIES
    ]
    claimed = -story.change("all") / story.even("all")
    share = story.report.number(claimed, "percent1")
    even, fall = story.report.number(story.even("all")), story.amount(FALL)
    return story.report.table(
        "te-zien",
        pd.DataFrame(rows),
        Text(
            nl=f"De kleinste daling die {_MONTHS[0]} maanden ervoor en {_MONTHS[1]} erna kunnen laten zien",
            en=f"The smallest fall that {_MONTHS[0]} months before and {_MONTHS[1]} after can show",
        ),
        {
            "spread": Column(Text(nl="Maanden wijken af (aanname)", en="Months deviate (assumption)"), "percent"),
            "memory": Text(nl="Maanden lijken op elkaar", en="Months resemble each other"),
            "smallest": Column(Text(nl="Kleinste daling", en="Smallest fall"), "percent1"),
        },
        note=Text(
            nl=f"Met kans 0,8 en niveau 5%. Ter vergelijking: {fall.nl} miljoen is {share} van {even} miljoen. Ook met "
            "cijfers per maand is zo’n daling dus niet vanzelf te zien.",
            en=f"With probability .8 and level 5%. For comparison: {fall.en} million is {share} of {even} million. So "
            "even with monthly figures such a fall is not seen of itself.",
        ),
        row_headers=2,
    )


def method(story: CareCosts) -> blocks.Method:
    """How it was computed."""
    fall, extra = story.amount(FALL), story.amount(PANDEMIC)
    return story.report.method(
        Text(
            nl="Kosten = cliënten x kosten per cliënt. De verdeling is die van Das Gupta (1993): het gemiddelde over "
            "alle volgordes, exact, en in elke volgorde gelijk. Zij is boekhouding en zegt niets over oorzaken.",
            en="Cost = clients x cost per client. The division is that of Das Gupta (1993): the mean over all orders, "
            "exact, and the same in any order. It is accounting and says nothing about causes.",
        ),
        Text(
            nl=f"Twee lezingen: de {fall.nl} miljoen is de hele verandering, of de {extra.nl} miljoen van corona gaat "
            "er nog af. Het vlak in de figuur neemt per bedrag een halve eenheid van het laatste cijfer mee.",
            en=f"Two readings: the {fall.en} million is the whole change, or the {extra.en} million of the pandemic "
            "still comes off. The area in the figure allows half a unit of the last digit of each amount.",
        ),
        Text(
            nl="Een maandreeks krijgt een trend en een sprong (quasi-Poisson). Het interval komt uit een bootstrap die "
            "rekening houdt met maanden die op elkaar lijken (AR(1)); gewone intervallen zijn dan te smal. De "
            "wijziging van het woonplaatsbeginsel (januari 2022) is een eigen sprong, of de reeks stopt daar.",
            en="A monthly series gets a trend and a step (quasi-Poisson). The interval comes from a bootstrap that "
            "allows for months that resemble each other (AR(1)); ordinary intervals are too narrow then. The change of "
            "the residence principle (January 2022) is a step of its own, or the series stops there.",
        ),
        Text(
            nl="De cijfers van CBS (ongeveer) komen uit de opdracht bij dit project en zijn niet bij CBS nagekeken.",
            en="The figures of CBS (about) come from the brief of this project and were not checked at CBS.",
        ),
    )
