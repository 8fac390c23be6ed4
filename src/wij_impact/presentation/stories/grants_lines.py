"""The account line by line: totals, what is left and what is short, what is to be received, and the whole table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact.kerncijfers import top_deviations
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import bars
from wij_impact.presentation.sentences import counted
from wij_impact.presentation.stories.grants import Grants
from wij_impact.presentation.stories.printed import VERDICTS, ids_of, records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["account_table", "deviations_figure", "received_statement", "spent_statement", "totals_table"]

_AMOUNTS: dict[str, Text] = {
    "awarded": Text(nl="Toegekend", en="Granted"),
    "cost": Text(nl="Kosten", en="Cost"),
    "receivable": Text(nl="Nog te ontvangen", en="Still to receive"),
    "to_settle": Text(nl="Te verrekenen", en="To settle"),
}
_SHOWN = 10


def totals_table(story: Grants) -> blocks.Table:
    """The printed total of each column against the sum of its lines."""
    report = story.report
    words = VERDICTS | {"no_total": Text(nl="geen totaal gedrukt", en="no total printed")}
    frame = story.totals.reset_index()
    frame = frame.assign(
        name=[_AMOUNTS[amount].show(report.lang) for amount in frame["amount"]],
        said=[words[verdict].show(report.lang) for verdict in frame["verdict"]],
    )
    return report.table(
        "totalen",
        frame,
        Text(nl=f"De rekening van {story.year} in totalen", en=f"The account of {story.year} in totals"),
        {
            "name": Text(nl="Kolom", en="Column"),
            "printed": Column(Text(nl="Gedrukt totaal", en="Printed total"), "eur"),
            "computed": Column(Text(nl="Som van de regels", en="Sum of the lines"), "eur"),
            "difference": Column(Text(nl="Verschil", en="Difference"), "eur", signed=True),
            "said": Text(nl="Uitkomst", en="Verdict"),
        },
        note=Text(
            nl="Elke regel is op hele euro’s gedrukt. Een paar euro verschil in de som kan daardoor komen.",
            en="Every line is printed in whole euros. A difference of a few euros in the sum can come from that.",
        ),
        row_sources="figure_ids",
    )


def spent_statement(story: Grants) -> blocks.Statement:
    """How many assignments have money left, overspent, or cost what was granted."""
    report, lines = story.report, story.lines
    left, over = lines[lines["unspent"] > 0], lines[lines["unspent"] < 0]
    exact = int((lines["unspent"] == 0).sum())
    left_sum, over_sum = _together(story, left["unspent"]), _together(story, -over["unspent"])
    one, many = Text(nl="deelopdracht", en="assignment"), Text(nl="deelopdrachten", en="assignments")
    n_left, n_over = (counted(len(part), one, many, report.lang) for part in (left, over))
    words = Text(
        nl=f"Bij {n_left} bleef geld over: {left_sum.nl}. Bij {n_over} waren de kosten hoger dan de "
        f"toekenning: {over_sum.nl}. Bij {exact} zijn ze op de euro gelijk.",
        en=f"For {n_left} money was left: {left_sum.en}. For {n_over} the cost was higher than the grant: "
        f"{over_sum.en}. For {exact} they are equal to the euro.",
    )
    return report.statement("besteed", report.cite(words, *ids_of(*left["figure_ids"], *over["figure_ids"])))


def deviations_figure(story: Grants) -> blocks.Figure:
    """The assignments where cost and grant differ most."""
    report = story.report
    top = top_deviations(story.account, n=_SHOWN, by="unspent")
    return report.figure(
        "grootste-afwijkingen",
        bars(top, "assignment", "unspent", how="eur", lang=report.lang),
        Text(nl="Waar kosten en toekenning het meest verschillen", en="Where cost and grant differ most"),
        subtitle=Text(
            nl=f"Toegekend min kosten in {story.year}, in euro. Rechts van nul bleef geld over; links waren de kosten "
            f"hoger. De {len(top)} grootste.",
            en=f"Granted minus cost in {story.year}, in euros. Right of zero money was left; left of it the cost was "
            f"higher. The {len(top)} largest.",
        ),
        source=ids_of(*top["figure_ids"]),
    )


def received_statement(story: Grants) -> blocks.Statement:
    """What is still to be received, and from which lines."""
    report, lines = story.report, story.lines
    due, paid_more = lines[lines["receivable"] > 0], lines[lines["receivable"] < 0]
    one, many = Text(nl="deelopdracht", en="assignment"), Text(nl="deelopdrachten", en="assignments")
    said: list[Any] = []
    if len(due):
        nothing = due[due["received"] == 0]
        n_due = counted(len(due), one, many, report.lang)
        amount = _together(story, due["receivable"])
        yet = Text(nl=f"Bij {len(nothing)} daarvan was", en=f"For {len(nothing)} of them")
        if len(nothing) == len(due):
            yet = Text(nl="Daarvoor was", en="For these")
        words = Text(
            nl=f"Voor {n_due} moet nog geld komen: {amount.nl}. {yet.nl} nog niets ontvangen.",
            en=f"For {n_due} money is still to come: {amount.en}. {yet.en} nothing had been received yet.",
        )
        said.append(report.cite(words, *ids_of(*due["figure_ids"])))
    for row in records(paid_more):
        owed = story.euro(-row["receivable"])
        words = Text(
            nl=f"Bij ‘{row['assignment']}’ staat een negatief bedrag: daar is {owed} meer ontvangen dan toegekend. "
            "Reden niet gegeven.",
            en=f"‘{row['assignment']}’ has a negative amount: {owed} more was received than granted. No reason given.",
        )
        said.append(report.cite(words, *ids_of(row["figure_ids"])))
    if len(due) and len(paid_more):
        total = story.euro(lines["receivable"].sum())
        words = Text(nl=f"Samen komt dat op {total}.", en=f"Together that makes {total}.")
        said.append(report.cite(words, *story.total_ids("receivable")))
    both = lines[(lines["receivable"] > 0) & (lines["to_settle"] > 0)]
    if len(both):
        n_both, left = counted(len(both), one, many, report.lang), story.euro(both["to_settle"].sum())
        words = Text(
            nl=f"Bij {n_both} staat iets in beide kolommen: er moet nog geld komen, en er is {left} te verrekenen.",
            en=f"{n_both} have an amount in both columns: money is still to come, and {left} is to be settled.",
        )
        said.append(report.cite(words, *ids_of(*both["figure_ids"])))
    return report.statement("ontvangen", *said)


def _together(story: Grants, amounts: pd.Series) -> Text:
    """An amount, with "together" when it is that of several lines."""
    shown = f"**{story.euro(amounts.sum())}**"
    if len(amounts) == 1:
        return Text(nl=shown, en=shown)
    return Text(nl=f"samen {shown}", en=f"{shown} together")


def account_table(story: Grants) -> blocks.Table:
    """All lines of the printed table, with what follows from them."""
    report = story.report
    columns: dict[str, Any] = {"assignment": Text(nl="Deelopdracht", en="Assignment")}
    columns["awarded"] = Column(_AMOUNTS["awarded"], "eur")
    columns["cost"] = Column(_AMOUNTS["cost"], "eur")
    columns["utilisation"] = Column(Text(nl="Besteed", en="Spent"), "percent")
    columns["unspent"] = Column(Text(nl="Toegekend min kosten", en="Granted minus cost"), "eur", signed=True)
    columns["receivable"] = Column(_AMOUNTS["receivable"], "eur")
    columns["to_settle"] = Column(_AMOUNTS["to_settle"], "eur")
    columns["settle_difference"] = Column(Text(nl="Wijkt af", en="Deviates"), "eur", signed=True)
    columns["carried_over"] = Text(nl="Budget vorig jaar", en="Budget of year before")
    return report.table(
        "deelopdrachten",
        story.account,
        Text(nl=f"Alle deelopdrachten van {story.year}", en=f"All assignments of {story.year}"),
        columns,
        note=Text(
            nl="Besteed is kosten gedeeld door toegekend. Wijkt af is te verrekenen min (toegekend min kosten). Bij "
            "‘budget vorig jaar’ zegt de tabel met een sterretje dat geld uit het vorige jaar nog op mocht. Namen "
            "zoals gedrukt.",
            en="Spent is cost divided by granted. Deviates is to settle minus (granted minus cost). ‘Budget of year "
            "before’: a star in the table says that money of the year before could still be spent. Names as printed, "
            "in Dutch.",
        ),
        source=[story.table_id],
        folded=True,
    )
