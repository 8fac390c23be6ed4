"""The management model when nobody knows which share of the amount is real: an exploration, and what matters most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact import mkba
from wij_impact.estimates import wilson_interval
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import histogram_with_zero, tornado
from wij_impact.presentation.stories.mkba_besturingsmodel import DROP_OFF, HORIZONS, MAIN, MIDDLE, Model
from wij_impact.presentation.stories.mkba_besturingsmodel_flows import EXAMPLE, EXAMPLE_COSTS, frame_of_rows
from wij_impact.presentation.stories.printed import records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    from wij_impact.mkba.case import Case

__all__ = ["chance_table", "distribution_figure", "exploration_statement", "tornado_figure"]

_SHOWN_COST = 1_000_000.0


def exploration_statement(story: Model) -> blocks.Statement:
    """What the exploration assumes, and its result."""
    numbers = story.simulation.case.effective()
    drop = [story.report.number(float(one or 0), "percent") for one in (numbers[DROP_OFF].low, numbers[DROP_OFF].high)]
    summary = story.simulation.summary()
    own = summary[(summary["result"] == "benefits") & (summary["payer"] == "total")]
    row = records(own)[0]
    middle, low, high = (story.million(float(row[name])) for name in ("estimate", "lower", "upper"))
    n = story.report.number(len(story.simulation.draws))
    error = story.euro(float(row["mc_error"]))
    return story.report.statement(
        "verkenning",
        Text(
            nl="Dit is een verkenning, geen meting. Stel dat niemand weet welk deel van het bedrag echt is: elk deel "
            f"van 0% tot 100% is even waarschijnlijk. Stel ook dat het elk jaar {drop[0]} tot {drop[1]} kleiner wordt. "
            "Beide zijn aannames.",
            en="This is an exploration, not a measurement. Suppose nobody knows which share of the amount is real: "
            f"every share from 0% to 100% is equally likely. Suppose too that it shrinks by {drop[0]} to {drop[1]} "
            "every year. Both are assumptions.",
        ),
        Text(
            nl=f"Dan is het bedrag over {MIDDLE} jaar gemiddeld **{middle}** waard, en 95% van de uitkomsten ligt "
            f"tussen {low} en {high}. Er is {n} keer geloot; de rekenfout is {error}.",
            en=f"Then the amount is worth **{middle}** on average over {MIDDLE} years, and 95% of the results lie "
            f"between {low} and {high}. There were {n} draws; the computing error is {error}.",
        ),
    )


def chance_table(story: Model) -> blocks.Table:
    """In the exploration, the chance that the amount exceeds an implementation cost."""
    draws = story.simulation.draws["benefits.total"]
    rows = []
    for cost in EXAMPLE_COSTS:
        hits = int((draws > cost).sum())
        low, high = wilson_interval(hits, len(draws), 0.95)
        rows.append({"cost": cost, "chance": hits / len(draws), "lower": low, "upper": high})
    return story.report.table(
        "kansen",
        frame_of_rows(rows),
        Text(
            nl=f"Verkenning: de kans dat de invoering in {MIDDLE} jaar is terugverdiend",
            en=f"Exploration: the chance that it is paid back in {MIDDLE} years",
        ),
        {
            "cost": Column(Text(nl="Invoeringskosten", en="Implementation cost"), "eur"),
            "chance": Column(Text(nl="Kans", en="Chance"), "percent1"),
            "lower": Column(Text(nl="Rekenfout: van", en="Computing error: from"), "percent1"),
            "upper": Column(Text(nl="tot", en="to"), "percent1"),
        },
        note=EXAMPLE,
    )


def distribution_figure(story: Model) -> blocks.Figure:
    """The balance in the exploration for one implementation cost, with the zero line."""
    balance = story.simulation.draws["benefits.total"] - _SHOWN_COST
    shown = story.million(_SHOWN_COST)
    return story.report.figure(
        "verdeling",
        histogram_with_zero(balance, how="million", lang=story.report.lang),
        Text(
            nl=f"Verkenning: het saldo als de invoering {shown} kostte",
            en=f"Exploration: the balance if the implementation cost {shown}",
        ),
        subtitle=Text(
            nl=f"Rekenvoorbeeld, over {MIDDLE} jaar, in miljoen euro van 2020. Links van nul is de invoering niet "
            "terugverdiend.",
            en=f"Worked example, over {MIDDLE} years, in million euros of 2020. Left of zero it is not paid back.",
        ),
    )


def tornado_figure(story: Model) -> blocks.Figure:
    """Which number the limit depends on most, one at a time."""
    base = story.limit()
    explored = story.simulation.case.effective()
    rows = [
        _bar(Text(nl="Deel dat echt is: 0% tot 100%", en="Share that is real: 0% to 100%"),
             story.limit(share=0.0), story.limit(share=1.0)),
        _bar(Text(nl=f"Aantal jaren: {HORIZONS[0]} tot {HORIZONS[-1]}", en=f"Years: {HORIZONS[0]} to {HORIZONS[-1]}"),
             story.limit(horizon=HORIZONS[0]), story.limit(horizon=HORIZONS[-1])),
        _bar(_fading(story), *(_benefits(story.case().with_value(DROP_OFF, float(one or 0)))
                               for one in (explored[DROP_OFF].high, explored[DROP_OFF].low))),
        _bar(Text(nl="Discontovoet: van 2015 of 2020", en="Discount rate: of 2015 or 2020"),
             story.limit("nl_2015"), story.limit(MAIN)),
    ]  # fmt: skip
    frame = frame_of_rows([{**row, "name": row["name"].show(story.report.lang)} for row in rows])
    return story.report.figure(
        "tornado",
        tornado(frame, "name", base=base, how="million", lang=story.report.lang),
        Text(nl="Welk getal het meest uitmaakt", en="Which number matters most"),
        subtitle=Text(
            nl=f"Omslagwaarde van de invoeringskosten, in miljoen euro, als één getal verandert. Uitgangspunt: alles "
            f"echt, {MIDDLE} jaar, geen afname.",
            en=f"Switching value of the implementation cost, in million euros, when one number changes. Starting "
            f"point: all real, {MIDDLE} years, no fading.",
        ),
    )


def _fading(story: Model) -> Text:
    number = story.simulation.case.effective()[DROP_OFF]
    low, high = (story.report.number(float(one or 0), "percent") for one in (number.low, number.high))
    return Text(nl=f"Afname per jaar: {high} tot {low}", en=f"Fading a year: {high} to {low}")


def _bar(name: Text, low: float, high: float) -> dict[str, Any]:
    return {"name": name, "low": low, "high": high}


def _benefits(case: Case) -> float:
    return mkba.balance(case).benefits
