"""What the report on the OJG rests on: the count of the year, who pays, the evidence, the method."""

from __future__ import annotations

from wij_impact import mkba
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.stories.mkba_ojg import COUNTS, OWN, Ojg
from wij_impact.presentation.tables import Column

__all__ = ["evidence_statement", "method", "payers_table", "year_statement"]


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
