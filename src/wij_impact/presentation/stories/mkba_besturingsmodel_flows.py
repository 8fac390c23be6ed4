"""The management model over the years: cash flow, limits per horizon and rate, payback, payers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact import mkba
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import bars, cashflow_bars
from wij_impact.presentation.stories.mkba_besturingsmodel import (
    COST,
    HORIZONS,
    MAIN,
    MIDDLE,
    SCHEDULES,
    Model,
)
from wij_impact.presentation.stories.mkba_words import payer_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd


__all__ = [
    "EXAMPLE",
    "EXAMPLE_COSTS",
    "cashflow_figure",
    "cashflow_table",
    "evidence_statement",
    "frame_of_rows",
    "limit_figure",
    "limit_table",
    "method",
    "payback_table",
    "payers_table",
    "share_table",
]

_SHARES = (1.0, 0.75, 0.5, 0.25)
# Costs to reckon with: none was found in a source.
EXAMPLE_COSTS = (500_000.0, 1_000_000.0, 2_000_000.0, 3_000_000.0, 5_000_000.0)
EXAMPLE = Text(
    nl="De invoeringskosten zijn getallen om mee te rekenen. Wat het echt was, is niet bekend.",
    en="The implementation costs are numbers to reckon with. What it really was is not known.",
)


def cashflow_figure(story: Model) -> blocks.Figure:
    """What each year counts for, the implementation cost left open."""
    flows = mkba.appraise(story.case()).cashflows
    flows = flows[flows["section"] == "effect"]
    return story.report.figure(
        "kasstroom",
        cashflow_bars(flows, "year", "discounted", how="eur", lang=story.report.lang),
        Text(nl="Wat elk jaar meetelt", en="What each year counts for"),
        subtitle=Text(
            nl=f"In euro van 2020. Elk jaar {story.euro(story.yearly)} zoals opgegeven; latere jaren tellen iets "
            "minder mee. De kosten van de invoering in 2020 ontbreken: die zijn niet bekend.",
            en=f"In euros of 2020. Every year {story.euro(story.yearly)} as stated; later years count for a little "
            "less. The cost of the implementation in 2020 is missing: it is not known.",
        ),
    )


def limit_figure(story: Model) -> blocks.Figure:
    """The highest implementation cost that is paid back, by number of years and discount schedule."""
    rows = []
    for years in HORIZONS:
        for schedule in SCHEDULES:
            name = story.labels[schedule]
            words = Text(nl=f"{years} jaar. {name.nl}", en=f"{years} years. {name.en}")
            rows.append({"name": words.show(story.report.lang), "value": story.limit(schedule, years)})
    return story.report.figure(
        "grens",
        bars(frame_of_rows(rows), "name", "value", how="million", lang=story.report.lang),
        Text(nl="Tot welk bedrag is de invoering terugverdiend?", en="Up to which amount is it paid back?"),
        subtitle=Text(
            nl="Omslagwaarde van de invoeringskosten in miljoen euro van 2020, naar het aantal jaren dat het bedrag er "
            "is en naar discontovoet. Kostte de invoering minder, dan is zij terugverdiend.",
            en="Switching value of the implementation cost in million euros of 2020, by the number of years the amount "
            "lasts and by discount rate. If it cost less, it is paid back.",
        ),
    )


def _per_year(story: Model, schedule: str) -> pd.DataFrame:
    """What each year brings, real and discounted, over the longest horizon; indexed by year."""
    flows = mkba.appraise(story.case(schedule, HORIZONS[-1])).cashflows
    return flows[flows["section"] == "effect"].groupby("year")[["real", "discounted"]].sum()


def cashflow_table(story: Model) -> blocks.Table:
    """The amounts of every year up to the longest horizon, under each discount schedule; folded."""
    parts = {schedule: _per_year(story, schedule) for schedule in SCHEDULES}
    frame = parts[MAIN].assign(**{schedule: part["discounted"] for schedule, part in parts.items()}).reset_index()
    heads: dict[str, Any] = {name: Column(story.labels[name], "eur") for name in SCHEDULES}
    return story.report.table(
        "kasstroom-jaren",
        frame,
        Text(nl=f"De kasstroom over {HORIZONS[-1]} jaar", en=f"The cash flow over {HORIZONS[-1]} years"),
        {
            "year": Column(Text(nl="Jaar", en="Year"), "year"),
            "real": Column(Text(nl="Zoals opgegeven", en="As stated"), "eur"),
            **heads,
        },
        note=Text(
            nl="Wat het bedrag van elk jaar meetelt, in euro van 2020, zonder de kosten van de invoering.",
            en="What the amount of each year counts for, in euros of 2020, without the cost of the implementation.",
        ),
        folded=True,
    )


def limit_table(story: Model) -> blocks.Table:
    """The switching value of the implementation cost per horizon and schedule."""
    rows = [
        {"years": years, "plain": years * story.yearly} | {name: story.limit(name, years) for name in SCHEDULES}
        for years in HORIZONS
    ]
    heads: dict[str, Any] = {name: Column(story.labels[name], "eur") for name in SCHEDULES}
    return story.report.table(
        "grenzen",
        frame_of_rows(rows),
        Text(
            nl="Omslagwaarde: zoveel mag de invoering hoogstens hebben gekost",
            en="Switching value: the implementation may have cost at most this much",
        ),
        {
            "years": Column(Text(nl="Aantal jaren", en="Number of years"), "integer"),
            "plain": Column(Text(nl="Gewoon opgeteld", en="Simply added up"), "eur"),
            **heads,
        },
        note=Text(
            nl="Het jaar 2020 telt mee als eerste jaar. De discontovoet van 2025 komt uit een tweede hand en is niet "
            "nagegaan in de bron zelf.",
            en="The year 2020 counts as the first year. The discount rate of 2025 comes second-hand and was not "
            "checked in the source itself.",
        ),
    )


def share_table(story: Model) -> blocks.Table:
    """The same limit when only a share of the amount is real."""
    rows = [
        {"share": share} | {f"years_{years}": story.limit(horizon=years, share=share) for years in HORIZONS}
        for share in _SHARES
    ]
    heads: dict[str, Any] = {
        f"years_{years}": Column(Text(nl=f"{years} jaar", en=f"{years} years"), "eur") for years in HORIZONS
    }
    return story.report.table(
        "grens-per-deel",
        frame_of_rows(rows),
        Text(
            nl="En als maar een deel van het bedrag echt is?",
            en="And if only a share of the amount is real?",
        ),
        {"share": Column(Text(nl="Deel dat echt is", en="Share that is real"), "percent"), **heads},
        note=Text(
            nl=f"Hoogste invoeringskosten waarbij de invoering is terugverdiend. {story.labels[MAIN].nl}. Echt: zonder "
            "het model was dit geld wel uitgegeven.",
            en=f"Highest implementation cost that is paid back. {story.labels[MAIN].en}. Real: without the model this "
            "money would have been spent.",
        ),
    )


def payback_table(story: Model) -> blocks.Table:
    """In which year an implementation cost would be paid back."""
    rows = []
    for cost in EXAMPLE_COSTS:
        row: dict[str, Any] = {"cost": cost}
        for schedule in SCHEDULES:
            case = story.case(schedule, HORIZONS[-1]).with_value(COST, cost)
            row[schedule] = mkba.appraise(case).payback_year
        rows.append(row)
    heads: dict[str, Any] = {name: Column(story.labels[name], "year") for name in SCHEDULES}
    return story.report.table(
        "terugverdiend",
        frame_of_rows(rows),
        Text(nl="In welk jaar is de invoering terugverdiend?", en="In which year is it paid back?"),
        {"cost": Column(Text(nl="Invoeringskosten", en="Implementation cost"), "eur"), **heads},
        note=EXAMPLE,
    )


def payers_table(story: Model) -> blocks.Table:
    """Who pays and who gains; without the implementation cost nobody has a balance."""
    result, report = mkba.appraise(story.case()), story.report
    unknown = Text(nl="niet bekend", en="not known").show(report.lang)
    frame = result.by_payer.assign(
        name=[payer_name(result.case, payer, report.lang) for payer in result.by_payer["payer"]],
        cost=unknown,
        balance=unknown,
    )
    return report.table(
        "betalers",
        frame,
        Text(nl="Wie betaalt, en bij wie het geld valt", en="Who pays, and with whom the money falls"),
        {
            "name": Text(nl="Wie", en="Who"),
            "cost": Text(nl="Kosten van de invoering", en="Cost of the implementation"),
            "benefits": Column(Text(nl=f"Bedrag over {MIDDLE} jaar", en=f"Amount over {MIDDLE} years"), "eur"),
            "cashable_benefits": Column(Text(nl="Waarvan geld", en="Of which money"), "eur"),
            "balance": Text(nl="Saldo", en="Balance"),
        },
        note=Text(
            nl=f"In euro van 2020. {story.labels[MAIN].nl}. Geld is het alleen als het bedrag echt uit de begroting is "
            "gehaald; dat is hier aangenomen.",
            en=f"In euros of 2020. {story.labels[MAIN].en}. It is only money if the amount was really taken out of the "
            "budget; that is assumed here.",
        ),
    )


def evidence_statement(story: Model) -> blocks.Statement:
    """What the amount rests on."""
    table = mkba.appraise(story.case()).evidence
    own = table[(table["side"] == "benefits") & (table["basis"] == "assumption")]
    share = story.report.number(float(own["share"].iloc[0]), "percent")
    return story.report.statement(
        "bewijs",
        Text(
            nl=f"Van het bedrag rust {share} op een aanname: dat dit geld zonder het model wel was uitgegeven. Het "
            "bedrag zelf heeft een bron. Voor de kosten van de invoering is er geen cijfer.",
            en=f"Of the amount {share} rests on an assumption: that without the model this money would have been "
            "spent. The amount itself has a source. For the cost of the implementation there is no figure.",
        ),
    )


def method(story: Model) -> blocks.Method:
    """How it was computed."""
    return story.report.method(
        Text(
            nl=f"Het bedrag van {story.euro(story.yearly)} telt elk jaar even zwaar mee, vanaf 2020 en in euro van "
            "2020. Het jaar 2020 telt helemaal mee en wordt niet verdisconteerd.",
            en=f"The amount of {story.euro(story.yearly)} counts equally every year, from 2020 and in euros of 2020. "
            "The year 2020 counts in full and is not discounted.",
        ),
        Text(
            nl="Verdisconteren: een euro later telt minder dan een euro nu. De voet komt uit drie rapporten: 3% "
            "(2015), 2,25% (2020) en 2,8% (2025, tot en met 35 jaar; niet nagegaan in de bron zelf).",
            en="Discounting: a euro later counts for less than a euro now. The rate comes from three reports: 3% "
            "(2015), 2.25% (2020) and 2.8% (2025, up to 35 years; not checked in the source itself).",
        ),
        Text(
            nl="Omslagwaarde: de invoeringskosten, betaald in 2020, waarbij baten en kosten gelijk zijn. Omdat die "
            "kosten onbekend zijn, is er geen saldo en geen verhouding van baten en kosten uitgerekend.",
            en="Switching value: the implementation cost, paid in 2020, at which benefits equal costs. As that cost is "
            "unknown, no balance and no ratio of benefits to costs was computed.",
        ),
    )


def frame_of_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a data frame."""
    import pandas as pd

    return pd.DataFrame(rows)
