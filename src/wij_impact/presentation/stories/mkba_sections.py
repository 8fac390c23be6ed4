"""The sections of the report on one case, after its first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wij_impact import mkba
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories import mkba_claim, mkba_common, mkba_figures
from wij_impact.presentation.stories.mkba_register import frame_of
from wij_impact.presentation.stories.mkba_words import number_name, payer_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.presentation.stories.mkba_jim import Story

__all__ = ["claim_blocks", "evidence_blocks", "payer_blocks", "turning_blocks", "uncertainty_blocks"]


def claim_blocks(story: Story) -> list[blocks.Block]:
    """The claim taken apart; nothing for a case without one."""
    report, claim = story.report, story.claim
    if claim is None:
        return []
    made: list[blocks.Block] = [
        report.heading(Text(nl="De claim nagerekend", en="The claim worked out again"), id="claim"),
        mkba_claim.claim_statement(report, claim),
        mkba_claim.claim_table(report, claim),
    ]
    place = story.place_price()
    if not is_missing(place):
        made.append(mkba_claim.price_sets_table(report, claim, place))
    return made


def turning_blocks(story: Story) -> list[blocks.Block]:
    """From which value of each number it pays, and for whom."""
    report, case = story.report, story.case
    figure = mkba_figures.switching_figure(report, case, story.switching)
    turning = story.switching[story.switching["switching_value"].notna()]
    head = Text(nl="Vanaf wanneer het zich terugverdient", en="From where it pays for itself")
    made: list[blocks.Block] = [report.heading(head, id="omslagpunten"), _for_whom(story)]
    if figure is not None:
        made.append(figure)
    if len(turning):
        made.append(mkba_common.switching_table(report, case, turning))
    grid = _grid(story)
    return [*made, *grid]


def _for_whom(story: Story) -> blocks.Statement:
    """Who has a switching value at all: those who both pay and gain something with a price."""
    frame, report = story.appraisal.by_payer, story.report
    amounts = frame[["costs", "benefits"]].fillna(0.0)
    both = frame[(amounts["costs"] != 0) & (amounts["benefits"] != 0)]["payer"].tolist()
    rest = [payer for payer in frame["payer"] if payer not in both]

    def names(payers: list[str]) -> str:
        return enumeration([payer_name(story.case, payer, report.lang) for payer in payers], report.lang)

    said = []
    if both:
        said.append(
            Text(
                nl=f"Kosten en baten met een prijs komen samen bij: {names(both)}.",
                en=f"Costs and benefits with a price come together with: {names(both)}.",
            )
        )
    if rest:
        said.append(
            Text(
                nl=f"Geen omslagwaarde is er voor: {names(rest)}. Daar ontbreekt een prijs, of een van de twee kanten.",
                en=f"There is no switching value for: {names(rest)}. A price is missing there, or one of both sides.",
            )
        )
    cash = story.appraisal.result("cashable_balance")
    said.append(
        Text(
            nl=f"In geld, dus alleen wat echt uit een begroting verdwijnt, is het saldo {story.euro(cash)} bij de "
            "middelste waarden.",
            en=f"In money, that is only what really leaves a budget, the balance is {story.euro(cash)} at the middle "
            "values.",
        )
    )
    return report.statement("voor-wie", *said)


def _grid(story: Story) -> list[blocks.Block]:
    """Which additionality is needed at which cost and which duration: a table, for a case that has all three."""
    rows = {str(row["field"]): str(row["parameter"]) for row in story.named_turns()}
    if not {"additionality", "duration", "price"} <= set(rows) or not rows["price"].startswith("cost."):
        return []
    report, case = story.report, story.case
    price, years = rows["price"], rows["duration"]
    top = case.effective()[price].high or 2 * case.effective()[price].value
    if is_missing(top):
        return []
    found = []
    for part in (0.25, 0.5, 0.75, 1.0):
        row: dict[str, object] = {"cost": part * top}
        for length in (0.5, 1.0, 2.0):
            fixed = case.with_value(price, part * top).with_value(years, length)
            turn = mkba.switching_value(fixed, rows["additionality"])
            row[f"d{length:g}"] = float("nan") if turn is None else turn
        found.append(row)
    columns = {"cost": Column(number_name(case, price, report.lang), "eur")}
    for length in (0.5, 1.0, 2.0):
        shown = report.number(length, "auto")
        columns[f"d{length:g}"] = Column(Text(nl=f"duur {shown} jaar", en=f"duration {shown} years"), "percent")
    return [
        report.table(
            "nodige-additionaliteit",
            frame_of(found, list(columns)),
            Text(
                nl="Welke additionaliteit nodig is, bij elke kostprijs en duur",
                en="Which additionality is needed, at each cost and duration",
            ),
            columns,
            note=Text(
                nl=f"Duur: {number_name(case, years, 'nl')}. Een streepje: zelfs als alles zonder de aanpak anders was "
                "gelopen, zijn de baten lager dan de kosten.",
                en=f"Duration: {number_name(case, years, 'en')}. A dash: even if everything had gone differently "
                "without the approach, the benefits are lower than the costs.",
            ),
        )
    ]


def payer_blocks(story: Story) -> list[blocks.Block]:
    """The map, the payers' table, and what has no price."""
    report, appraisal = story.report, story.appraisal
    made: list[blocks.Block] = [
        report.heading(Text(nl="Wie betaalt en wie er baat bij heeft", en="Who pays and who gains"), id="wie"),
        mkba_figures.map_figure(report, appraisal),
        mkba_common.payers_table(report, appraisal),
    ]
    if len(appraisal.unpriced):
        made.append(mkba_common.unpriced_table(report, appraisal))
    return made


def uncertainty_blocks(story: Story) -> list[blocks.Block]:
    """Cash flow over the years, the distribution of the balance and what moves it most."""
    from wij_impact.presentation.stories.mkba_jim import spread

    report = story.report
    made: list[blocks.Block] = [
        report.heading(Text(nl="Hoe onzeker de uitkomst is", en="How uncertain the result is"), id="onzekerheid")
    ]
    flows = story.appraisal.cashflows
    if len(flows) and float(flows["real"].abs().max()) > 0:
        made.append(mkba_figures.cashflow_figure(report, story.appraisal))
    if story.simulation is None:
        never = Text(
            nl="In deze berekening staat geen onzeker getal met een prijs; er is dus geen verdeling.",
            en="This case has no uncertain number with a price, so there is no distribution.",
        )
        return [*made, report.statement("geen-verdeling", never)]
    made += [
        report.statement("verdeling-uitkomst", *spread(story)),
        mkba_figures.distribution_figure(report, story.simulation),
    ]
    moving = mkba.tornado(story.case)
    if float(moving["swing"].max()) > 0:
        made.append(mkba_figures.tornado_figure(report, story.case, moving))
    return [*made, *_still(story, moving), *_nesting(story)]


def _still(story: Story, moving: pd.DataFrame) -> list[blocks.Block]:
    """The uncertain numbers that do not move the balance at the middle values of the others."""
    lang = story.report.lang
    names = [f"‘{number_name(story.case, str(path), lang)}’" for path in moving.loc[moving["swing"] == 0, "parameter"]]
    if not names:
        return []
    words = Text(
        nl=f"Bij de middelste waarden van de rest maakt dit geen verschil voor het saldo: {enumeration(names, lang)}.",
        en=f"At the middle values of the rest this makes no difference to the balance: {enumeration(names, lang)}.",
    )
    return [story.report.statement("geen-verschil", words)]


def _nesting(story: Story) -> list[blocks.Block]:
    """The two bounds where it is not known whether one outcome lies inside another."""
    frame = story.appraisal.nesting
    if frame.empty:
        return []
    low, high = (story.euro(value) for value in (frame["net_present_value"].min(), frame["net_present_value"].max()))
    if low == high:
        words = Text(
            nl="Of de ene uitkomst binnen de andere ligt, is niet bekend. Voor het saldo maakt dat nu niet uit, want "
            "de binnenste uitkomst heeft geen prijs.",
            en="Whether one outcome lies inside another is not known. For the balance that does not matter now, as the "
            "inner outcome has no price.",
        )
    else:
        words = Text(
            nl=f"Of de ene uitkomst binnen de andere ligt, is niet bekend. Het saldo ligt daardoor tussen {low} en "
            f"{high}.",
            en=f"Whether one outcome lies inside another is not known. The balance therefore lies between {low} and "
            f"{high}.",
        )
    return [story.report.statement("nesting", words)]


def evidence_blocks(story: Story) -> list[blocks.Block]:
    """What the amounts rest on."""
    report = story.report
    return [
        report.heading(Text(nl="Waar het op rust", en="What it rests on"), id="bewijs-kop"),
        mkba_common.evidence_statement(report, story.appraisal),
        mkba_common.evidence_table(report, story.appraisal),
        mkba_common.totals_table(report, story.appraisal),
        mkba_common.conversion_statement(report, story.appraisal),
    ]
