"""How likely the OJG returns one euro, or two, under each source; what it depends on; 2020 and 2023; who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact import mkba
from wij_impact.estimates import wilson_interval
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import histogram_with_zero, interval_plot, tornado
from wij_impact.presentation.stories.mkba_ojg import ADDITIONAL, COUNTS, OWN, SHARE, Ojg, input_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "chance_table",
    "chances",
    "dependence_statement",
    "distribution_figure",
    "evidence_statement",
    "method",
    "outside_table",
    "payers_table",
    "return_figure",
    "tornado_figure",
    "year_statement",
]

_RATIO = "benefit_cost_ratio"
_GROSS = Text(nl="bruto deel dat niet is doorverwezen; zegt niets over zonder OJG",
              en="gross share not referred on; says nothing of without an OJG")  # fmt: skip
# What each source measured, and whether it had a comparison.
_MEASURED: dict[str, Text] = {
    OWN: Text(
        nl="bruto deel dat de OJG zelf kan afhandelen (schatting)", en="gross share the OJG can handle (estimate)"
    ),
    "aef": _GROSS,
    "den_haag": Text(nl=f"{_GROSS.nl}; alleen afgesloten trajecten", en=f"{_GROSS.en}; closed trajectories only"),
    "cpb": Text(
        nl="verandering in gebruik van jeugdhulp: geen duidelijke verandering te zien",
        en="change in use of youth care: no clear change to be seen",
    ),
    "claim": Text(nl="opbrengst per euro (snelle schatting)", en="return per euro (quick estimate)"),
}


_INFORMS: dict[str, Text] = {
    SHARE: Text(nl="zelf afgehandeld", en="handled alone"),
    ADDITIONAL: Text(nl="anders verwezen", en="otherwise referred"),
}


def outside_table(story: Ojg) -> blocks.Table:
    """One row per source: what it measured, in its own unit, and which number of the case it informs."""
    lang = story.report.lang
    rows = []
    for name, case in story.cases.items():
        path = ADDITIONAL if name in ("cpb", "claim") else SHARE
        number = case.effective()[path]
        span = [story.percent(float(one)) for one in (number.low, number.high) if one is not None]
        rows.append(
            {
                "name": story.labels[name].show(lang),
                "measured": _MEASURED[name].show(lang),
                "compared": Text(nl="ja" if name == "cpb" else "nee", en="yes" if name == "cpb" else "no").show(lang),
                "informs": _INFORMS[path].show(lang),
                "middle": float(number.value),
                "span": Text(nl=" tot ", en=" to ").show(lang).join(span)
                or Text(nl="aanname", en="assumption").show(lang),
            }
        )
    return story.report.table(
        "bronnen-buiten",
        _frame(rows),
        Text(nl="Wat elke bron zegt, in zijn eigen eenheid", en="What each source says, in its own unit"),
        {
            "name": Text(nl="Bron", en="Source"),
            "measured": Text(nl="Wat is geteld of gemeten", en="What was counted or measured"),
            "compared": Text(nl="Vergelijking", en="Comparison"),
            "informs": Text(nl="Gebruikt voor", en="Used for"),
            "middle": Column(Text(nl="Midden", en="Middle"), "percent"),
            "span": Text(nl="Grenzen", en="Limits"),
        },
        note=Text(
            nl="CPB zag geen duidelijke verandering. Dat is geen bewijs dat er niets veranderde: de grenzen zijn "
            "daarom wijd en nul ligt erin. Onder nul betekent: met een OJG komen er juist verwijzingen bij. Die "
            "grenzen zijn een aanname. Bij de claim is aangenomen dat iedereen anders was verwezen.",
            en="CPB saw no clear change. That is no proof that nothing changed: the limits are wide and zero is "
            "inside. Below zero means that with an OJG there are more referrals. Those limits are an assumption. For "
            "the claim it is assumed that all would otherwise have been referred.",
        ),
    )


def chances(story: Ojg) -> pd.DataFrame:
    """Per source the return per euro and the chances, with the Monte Carlo error.

    Returns
    -------
    pandas.DataFrame
        source, name, estimate (median), lower, upper (95% of the draws), above_one, above_two, error (the largest
        distance from a chance to its Wilson limit), n.
    """
    rows = []
    for name, simulation in story.simulations.items():
        summary = simulation.summary().set_index(["result", "payer"]).loc[(_RATIO, "total")]
        n = len(simulation.draws)
        found = {above: story.chance(name, above) for above in (1.0, 2.0)}
        errors = []
        for chance in found.values():
            low, high = wilson_interval(round(chance * n), n, 0.95)
            errors += [chance - low, high - chance]
        rows.append(
            {
                "source": name, "name": story.labels[name].show(story.report.lang),
                "estimate": float(summary["estimate"]), "lower": float(summary["lower"]),
                "upper": float(summary["upper"]), "above_one": found[1.0], "above_two": found[2.0],
                "error": max(errors), "n": n,
            }
        )  # fmt: skip
    return _frame(rows)


def chance_table(story: Ojg) -> blocks.Table:
    """The chance that one euro returns more than one, and more than two, under each source."""
    n = story.report.number(len(story.simulations[OWN].draws))
    return story.report.table(
        "kansen",
        chances(story),
        Text(nl="Opbrengst per euro, per bron", en="Return per euro, by source"),
        {
            "name": Text(nl="Bron", en="Source"),
            "above_one": Column(Text(nl="Kans op meer dan 1 euro", en="Chance of more than 1 euro"), "percent"),
            "above_two": Column(Text(nl="Kans op meer dan 2 euro", en="Chance of more than 2 euros"), "percent1"),
            "estimate": Column(Text(nl="Middelste uitkomst", en="Middle result"), "decimal2"),
            "lower": Column(Text(nl="95% van", en="95% from"), "decimal2"),
            "upper": Column(Text(nl="95% tot", en="95% to"), "decimal2"),
            "error": Column(Text(nl="Rekenfout", en="Computing error"), "points1"),
        },
        note=Text(
            nl=f"Elke rij is {n} keer doorgerekend met getallen binnen de grenzen. De rekenfout zegt hoe ver een kans "
            "door dit loten hoogstens van de ware rekenkans ligt (95%). Ze zegt niets over de aannames.",
            en=f"Each row was computed {n} times with numbers within the limits. The computing error is how far a "
            "chance may lie from the exact one by this drawing (95%). It says nothing about the assumptions.",
        ),
    )


def return_figure(story: Ojg) -> blocks.Figure:
    """The return per euro under each source, against the euro that was put in."""
    drawing = interval_plot(
        chances(story), "name", reference=1.0, reference_label=Text(nl="1 euro", en="1 euro"), how="decimal1",
        lang=story.report.lang,
    )  # fmt: skip
    return story.report.figure(
        "opbrengst",
        drawing,
        Text(nl="Opbrengst per euro, per bron", en="Return per euro, by source"),
        subtitle=Text(
            nl="Punt: middelste uitkomst. Streep: 95% van de uitkomsten. Onder nul: er kwamen verwijzingen bij.",
            en="Dot: middle result. Line: 95% of the results. Below zero: referrals were added.",
        ),
    )


def dependence_statement(story: Ojg) -> blocks.Statement:
    """That price ratio and gross share are drawn apart though one was worked back from the other."""
    added = story.simulations[OWN].inputs()[ADDITIONAL]
    claim = story.value("ojg_return_per_euro_2020_estimate_r2020")
    tied = claim * added
    shown = [story.percent(float((tied > above).mean())) for above in (1.0, 2.0)]
    apart = [story.percent(story.chance(OWN, above)) for above in (1.0, 2.0)]
    words = Text(
        nl="De prijsverhouding en het deel dat de OJG zelf afhandelt, zijn los van elkaar geloot. Dat klopt niet met "
        "hun herkomst: de verhouding is uit de claim en datzelfde deel teruggerekend. Los geloot is bij Groningen de "
        f"kans op meer dan 1 euro {apart[0]} en op meer dan 2 euro **{apart[1]}**. Gekoppeld is dat {shown[0]} en "
        f"**{shown[1]}**.",
        en="The price ratio and the share the OJG handles alone were drawn apart. That does not fit where they come "
        "from: the ratio was worked back from the claim and that same share. Drawn apart, the chance for Groningen of "
        f"more than 1 euro is {apart[0]} and of more than 2 euros **{apart[1]}**. Tied together it is {shown[0]} and "
        f"**{shown[1]}**.",
    )
    return story.report.statement("samenhang", words)


def distribution_figure(story: Ojg, source: str = OWN, id: str = "verdeling") -> blocks.Figure:
    """The balance per euro put in, and on which side of zero it lies."""
    balance = story.simulations[source].draws[f"{_RATIO}.total"] - 1.0
    who = story.labels[source]
    return story.report.figure(
        id,
        histogram_with_zero(balance, how="decimal1", lang=story.report.lang),
        Text(nl="Wat er per euro overblijft", en="What is left per euro"),
        subtitle=Text(
            nl=f"Opbrengst min inzet, in euro per euro inzet. {who.nl}. Links van nul kost het meer dan eruit komt.",
            en=f"Return minus input, in euros per euro put in. {who.en}. Left of zero it costs more than comes out.",
        ),
    )


def tornado_figure(story: Ojg) -> blocks.Figure:
    """Which number matters most for the return per euro."""
    case = story.cases[OWN]
    costs = mkba.balance(case).costs
    frame = mkba.tornado(case)
    frame = frame[frame["swing"] > 0]
    # The balance in costs of the case, plus the euro itself, is the return per euro.
    frame = frame.assign(
        name=[input_name(path).show(story.report.lang) for path in frame["parameter"]],
        low=frame["at_low"] / costs + 1,
        high=frame["at_high"] / costs + 1,
    )
    return story.report.figure(
        "tornado",
        tornado(frame, "name", base=mkba.balance(case).benefit_cost_ratio, how="decimal1", lang=story.report.lang),
        Text(nl="Welk getal het meest uitmaakt", en="Which number matters most"),
        subtitle=Text(
            nl="Opbrengst per euro als één getal van laag naar hoog gaat en de andere blijven staan.",
            en="Return per euro when one number goes from low to high and the others stay.",
        ),
    )


def year_statement(story: Ojg) -> blocks.Statement:
    """What the count of the year is, and why two years do not make a trend."""
    number, later = story.report.number, story.value(COUNTS[2023])
    first = Text(
        nl=f"Voor 2020 telt deze berekening {number(story.value(COUNTS[2020]))} trajecten. Het jaarverslag 2023 telt "
        f"{number(later)} **kinderen en ouders** die een OJG adviseerde of hielp. Dat zijn personen, geen trajecten, "
        "en ook wie alleen advies kreeg telt mee.",
        en=f"For 2020 this calculation counts {number(story.value(COUNTS[2020]))} trajectories. The annual report of "
        f"2023 counts {number(later)} **children and parents** advised or helped by an OJG. Those are persons, not "
        "trajectories, and who only got advice counts too.",
    )
    example = Text(
        nl=f"Horen er bijvoorbeeld twee personen bij een traject, dan zijn het ongeveer {number(later / 2)} trajecten. "
        "Hoeveel het er zijn, staat er niet bij.",
        en=f"If for instance two persons belong to one trajectory, these are about {number(later / 2)} trajectories. "
        "How many there are is not stated.",
    )
    same = Text(
        nl="De opbrengst per euro hangt niet af van dit aantal: kosten en opbrengst groeien even hard mee. Daarom is "
        "de uitkomst per euro voor beide jaren gelijk.",
        en="The return per euro does not depend on this count: costs and return grow alike. That is why the result per "
        "euro is the same for both years.",
    )
    return story.report.statement("jaren", story.report.cite(first, *COUNTS.values()), example, same)


def payers_table(story: Ojg) -> blocks.Table:
    """Who pays and who gains, in costs of one OJG trajectory: there is no price in euros."""
    result = mkba.appraise(story.cases[OWN])
    lang, unit = story.report.lang, Text(nl="gemeente", en="municipality")
    frame = result.by_payer.assign(
        name=[unit.show(lang) if payer == "gemeente" else payer for payer in result.by_payer["payer"]]
    )
    return story.report.table(
        "betalers",
        frame,
        Text(nl="Wie betaalt en bij wie de opbrengst valt", en="Who pays and who gains"),
        {
            "name": Text(nl="Wie", en="Who"),
            "costs": Column(Text(nl="Kosten", en="Costs"), "integer"),
            "benefits": Column(Text(nl="Opbrengst", en="Return"), "integer"),
            "net_present_value": Column(Text(nl="Saldo", en="Balance"), "integer", signed=True),
            "cashable_benefits": Column(Text(nl="Waarvan geld", en="Of which money"), "integer"),
        },
        note=Text(
            nl="In kosten van een OJG-traject, want een prijs in euro is er niet. ‘Waarvan geld’ is het deel waarmee "
            "de begroting echt daalt (aanname: de helft, van niets tot alles). Een kortere wachtlijst is geen geld.",
            en="In costs of one OJG trajectory, as there is no price in euros. ‘Of which money’ is the part by which "
            "the budget really falls (assumption: half, from nothing to all). A shorter waiting list is no money.",
        ),
    )


def evidence_statement(story: Ojg) -> blocks.Statement:
    """What the two sides of the sum rest on."""
    table = mkba.appraise(story.cases[OWN]).evidence
    rests = table[(table["side"] == "benefits") & (table["basis"] == "sourced")]
    shown = story.percent(float(rests["share"].iloc[0]))
    return story.report.statement(
        "bewijs",
        Text(
            nl=f"Van de opbrengst rust {shown} op cijfers met een bron; de rest is aanname. De kosten zijn een "
            "rekeneenheid en zeggen niet wat een OJG kost.",
            en=f"Of the return {shown} rests on figures with a source; the rest is assumption. The costs are a unit of "
            "account and do not say what an OJG costs.",
        ),
    )


def method(story: Ojg) -> blocks.Method:
    """How it was computed, and what was not."""
    return story.report.method(
        Text(
            nl="Opbrengst per euro = deel dat de OJG zelf afhandelt x deel daarvan dat anders was verwezen x prijs van "
            "het vervallen traject, gedeeld door de kosten van een OJG-traject. De kosten van een OJG-traject zijn op "
            "1 gezet.",
            en="Return per euro = share the OJG handles alone x share of those otherwise referred x price of the "
            "trajectory not needed, divided by the cost of an OJG trajectory. The cost of an OJG trajectory is set to "
            "1.",
        ),
        Text(
            nl="Er is één jaar gerekend, zonder discontering. Werkt het langer door, of schuift de vraag op naar "
            "later, dan zit dat er niet in.",
            en="One year was counted, without discounting. If it lasts longer, or demand moves to later, that is not "
            "included.",
        ),
        Text(
            nl="Elke bron is een eigen berekening met één ander getal. De bronnen zijn niet gemiddeld: ze meten "
            "verschillende dingen.",
            en="Each source is a calculation of its own with one other number. The sources were not averaged: they "
            "measure different things.",
        ),
        Text(
            nl="Welk deel anders was verwezen, is bij Groningen, AEF en Den Haag een aanname: elk getal van 0% tot "
            "100% is even waarschijnlijk. Bij CPB is het andersom: daar komt alleen dit deel van CPB, en het deel dat "
            "de OJG zelf afhandelt van Groningen. De prijsverhouding is overal die van de claim: 2 gedeeld door 50% "
            "tot 70%.",
            en="Which share would otherwise have been referred is an assumption for Groningen, AEF and The Hague: "
            "every number from 0% to 100% is equally likely. For CPB only this share comes from CPB, and the share the "
            "OJG handles alone from Groningen. The price ratio is everywhere that of the claim: 2 divided by 50% to "
            "70%.",
        ),
        Text(
            nl="Den Haag: de grenzen zijn het 95%-interval (Wilson) bij 343 afgesloten trajecten. AEF en Groningen: "
            "elk getal tussen de genoemde grenzen is even waarschijnlijk.",
            en="The Hague: the limits are the 95% interval (Wilson) for 343 closed trajectories. AEF and Groningen: "
            "every number between the stated limits is equally likely.",
        ),
    )


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
