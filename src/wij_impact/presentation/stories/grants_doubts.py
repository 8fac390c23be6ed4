"""What does not add up in the grants account: totals, lines and the number of assignments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue import consistency
from wij_impact.kerncijfers import top_deviations
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import unit_format
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.grants import Grants
from wij_impact.presentation.stories.printed import VERDICTS, ids_of, place_words, records, source_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["checks_statement", "checks_table", "contradictions", "fails_table", "grant_checks", "method", "rule"]

_TO_EURO = {"EUR": 1.0, "EUR_million": 1e6}
# What a check computes, where its label would repeat the printed amount.
_COMPUTED: dict[str, Text] = {
    "grants_income_lower": Text(nl="toegekend min kosten is {value}", en="granted minus cost is {value}"),
    "grants_shortfalls": Text(
        nl="de regels met geld over zijn samen {value}", en="the lines with money left are {value} together"
    ),
    "grants_income_vs_settle": Text(nl="te verrekenen is {value}", en="to settle is {value}"),
}
_COMPUTED_ELSE = Text(nl="uit de tabel volgt {value}", en="the table gives {value}")

Row = dict[str, Any]


def grant_checks(story: Grants) -> pd.DataFrame:
    """The arithmetic checks on the account, with `group`: total, line or count.

    A check belongs to the account when one of its figures stands in the same edition. `size` is the
    absolute difference in euros (in lines for a count).
    """
    frame = consistency(story.figures, story.checks)
    frame = frame[frame["topic"] == "grants"]
    by_id = story.figures.set_index("figure_id")
    ids = [ids_of(*pair) for pair in zip(frame["stated_id"], frame["figure_ids"], strict=True)]
    own = [
        any(one in by_id.index and by_id.loc[one, "reported_in"] == story.edition for one in per_check)
        for per_check in ids
    ]
    frame = frame.assign(ids=[" ".join(per_check) for per_check in ids]).loc[own]
    return frame.assign(
        group=[_group(row, by_id) for row in records(frame)],
        size=[abs(row["difference"]) * _TO_EURO.get(row["unit"], 1.0) for row in records(frame)],
    )


def contradictions(story: Grants) -> blocks.Contradictions:
    """Of each kind (a total, the lines, the number) the largest that fails."""
    frame = grant_checks(story)
    fails = frame[frame["verdict"] == "fails"]
    said = [*_said_total(story, fails), *_said_lines(story), *_said_count(story, fails)]
    return story.report.contradictions(said)


def rule(story: Grants) -> Text:
    """How the contradictions of the first screen were chosen."""
    return Text(
        nl="Op het eerste scherm staat van elke soort wat het meest afwijkt: een gedrukt totaal tegenover de tabel, de "
        "regels van de tabel en het aantal deelopdrachten. De grootte telt in euro’s. Alle uitkomsten tegenover "
        "hetzelfde gedrukte bedrag staan bij elkaar. Verschillen door afronding tellen niet mee.",
        en="The first screen shows of each kind what deviates most: a printed total against the table, the lines of "
        "the table and the number of assignments. Size counts in euros. All results against the same printed amount "
        "stand together. Differences by rounding do not count.",
    )


def method(story: Grants) -> blocks.Method:
    """How the account was recomputed."""
    return story.report.method(
        Text(
            nl="De bedragen zijn overgenomen uit één tabel van één verslag. Een totaal is geen regel. Een streepje in "
            "de gedrukte tabel is overgenomen als 0.",
            en="The amounts were taken from one table of one report. A total is no line. A dash in the printed table "
            "was taken as 0.",
        ),
        Text(
            nl="Besteed is kosten gedeeld door toegekend. Ontvangen is toegekend min nog te ontvangen. Te verrekenen "
            "hoort gelijk te zijn aan toegekend min kosten; een regel klopt als dat tot op 1,50 euro zo is, omdat de "
            "bedragen in hele euro’s gedrukt zijn.",
            en="Spent is cost divided by granted. Received is granted minus still to receive. To settle should equal "
            "granted minus cost; a line holds when it does within 1.50 euros, as amounts are printed in whole euros.",
        ),
        Text(
            nl="Een som mag een halve euro per regel en een halve euro voor het totaal afwijken.",
            en="A sum may be off by half a euro per line and half a euro for the total.",
        ),
        rule(story),
    )


def checks_statement(story: Grants) -> blocks.Statement:
    """How many checks hold."""
    verdicts = grant_checks(story)["verdict"]
    holds, fails = int(verdicts.isin(["holds", "rounding"]).sum()), int((verdicts == "fails").sum())
    return story.report.statement(
        "controles-uitkomst",
        Text(
            nl=f"Van de {len(verdicts)} rekencontroles op deze rekening kloppen er {holds}; {fails} kloppen niet.",
            en=f"Of the {len(verdicts)} arithmetic checks on this account {holds} hold; {fails} do not.",
        ),
    )


def fails_table(story: Grants) -> blocks.Table:
    """What does not add up, and what is for information; the largest first."""
    frame = grant_checks(story)
    caption = Text(nl="Wat niet klopt, het grootste verschil eerst", en="What does not add up, the largest first")
    return _checks_table(story, frame[~frame["verdict"].isin(["holds", "rounding"])], "wat-niet-klopt", caption, False)


def checks_table(story: Grants) -> blocks.Table:
    """All checks on the account, what fails first and the largest first."""
    caption = Text(nl="Alle rekencontroles", en="All arithmetic checks")
    return _checks_table(story, grant_checks(story), "controles", caption, True)


def _checks_table(story: Grants, frame: pd.DataFrame, id: str, caption: Text, folded: bool) -> blocks.Table:
    report = story.report
    order = {verdict: position for position, verdict in enumerate(("fails", "incomplete", "informative", "rounding"))}
    frame = frame.assign(order=frame["verdict"].map(order).fillna(9))
    frame = frame.sort_values(["order", "size"], ascending=[True, False], kind="stable")
    carried = set(ids_of(*story.account.loc[story.account["carried_over"], "figure_ids"]))
    frame = frame.assign(
        said=[VERDICTS[verdict].show(report.lang) for verdict in frame["verdict"]],
        reason=[_reason(row, carried).show(report.lang) for row in records(frame)],
        format=[unit_format(unit) for unit in frame["unit"]],
    )
    return report.table(
        id,
        frame,
        caption,
        {
            f"label_{report.lang}": Text(nl="Controle", en="Check"),
            "stated": Column(Text(nl="Gedrukt", en="Printed"), "row"),
            "computed": Column(Text(nl="Berekend", en="Computed"), "row"),
            "said": Text(nl="Uitkomst", en="Verdict"),
            "reason": Text(nl="Wat het verslag erover zegt", en="What the report says about it"),
        },
        row_sources="ids",
        row_format="format",
        folded=folded,
    )


def _group(row: Mapping[str, Any], by_id: pd.DataFrame) -> str:
    if row["unit"] == "count":
        return "count"
    part = str(by_id.loc[row["stated_id"], "breakdown"]) if row["stated_id"] in by_id.index else ""
    return "line" if part.startswith("deelopdracht=") and not part.casefold().endswith("=totaal") else "total"


def _said_total(story: Grants, fails: pd.DataFrame) -> list[Sentence]:
    own = fails[fails["group"] == "total"]
    if own.empty:
        return []
    worst = own.sort_values(["size", "check_id"], ascending=[False, True]).iloc[0]["stated_id"]
    rows = own[own["stated_id"] == worst].sort_values("size", ascending=False, kind="stable")
    stated = story.figure(str(worst))
    printed = story.report.number(stated["value"], unit_format(stated["unit"]))
    computed = [_computed(story, row) for row in records(rows)]
    label = story.label(str(stated["indicator_id"]))
    nl, en = enumeration([one.nl for one in computed], "nl"), enumeration([one.en for one in computed], "en")
    where = _where(story, stated)
    words = Text(
        nl=f"**{label.nl}**: gedrukt is {printed} ({where}). Maar volgens de tabel: {nl}. {_NO_REASON.nl}",
        en=f"**{label.en}**: printed is {printed} ({where}). But by the table: {en}. {_NO_REASON.en}",
    )
    return [story.report.cite(words, str(worst), *ids_of(*rows["figure_ids"]))]


def _said_lines(story: Grants) -> list[Sentence]:
    broken = story.account[~story.account["line_holds"]]
    if broken.empty:
        return []
    top = top_deviations(broken, n=1).iloc[0]
    together = story.euro(broken["settle_difference"].abs().sum())
    n, printed, computed = len(broken), story.euro(top["to_settle"]), story.euro(top["unspent"])
    nl = (
        f"**Te verrekenen per regel**: bij {n} van de {len(story.lines)} regels is dat niet gelijk aan toegekend min "
        f"kosten; samen scheelt het {together}. De grootste is ‘{top['assignment']}’: {printed} gedrukt, {computed} "
        "berekend."
    )
    en = (
        f"**To settle per line**: on {n} of the {len(story.lines)} lines that does not equal granted minus cost; the "
        f"difference is {together} together. The largest is ‘{top['assignment']}’: {printed} printed, {computed} "
        "computed."
    )
    explained = _CARRIED if broken["carried_over"].all() else _NO_REASON
    words = Text(nl=f"{nl} {explained.nl}", en=f"{en} {explained.en}")
    return [story.report.cite(words, *ids_of(*broken["figure_ids"]))]


def _said_count(story: Grants, fails: pd.DataFrame) -> list[Sentence]:
    own = fails[fails["group"] == "count"]
    if own.empty:
        return []
    row = own.sort_values(["size", "check_id"], ascending=[False, True]).iloc[0]
    stated = story.figure(str(row["stated_id"]))
    printed, counted = story.report.number(row["stated"]), story.report.number(row["computed"])
    nl = f"**Aantal deelopdrachten**: {printed} in de tekst ({_where(story, stated)}), {counted} regels in de tabel"
    en = f"**Number of assignments**: {printed} in the text ({_where(story, stated)}), {counted} lines in the table"
    place = _where(story, story.figure(story.table_id))
    nl, en = f"{nl} ({place}).", f"{en} ({place})."
    empty = story.account.loc[story.account["empty"], "assignment"].tolist()
    if empty:
        names = enumeration([f"‘{name}’" for name in empty], story.report.lang)
        nl += f" Zonder bedragen: {names}."
        en += f" Without amounts: {names}."
    words = Text(nl=f"{nl} {_NO_REASON.nl}", en=f"{en} {_NO_REASON.en}")
    return [story.report.cite(words, str(row["stated_id"]), *ids_of(row["figure_ids"]))]


_NO_REASON = Text(nl="Voor het verschil is geen reden gegeven.", en="No reason is given for the difference.")
_CARRIED = Text(
    nl="Bij deze regels zegt de tabel dat budget uit het vorige jaar nog op mocht; hoeveel, staat er niet bij.",
    en="For these lines the table says that budget of the year before could still be spent; how much is not stated.",
)


def _reason(row: Mapping[str, Any], carried: set[str]) -> Text:
    if row["verdict"] != "fails":
        return Text(nl="", en="")
    if row["group"] == "line" and row["stated_id"] in carried:
        return Text(
            nl="budget van het vorige jaar mocht nog op; hoeveel, staat er niet bij",
            en="budget of the year before could still be spent; how much is not stated",
        )
    return Text(nl="reden niet gegeven", en="no reason given")


def _computed(story: Grants, row: Mapping[str, Any]) -> Text:
    value = story.report.number(row["computed"], unit_format(row["unit"]))
    return _COMPUTED.get(str(row["check_id"]), _COMPUTED_ELSE).format(value=value)


def _where(story: Grants, figure: Mapping[str, Any]) -> str:
    """The place of a figure; with its source when that is another one than the account stands in."""
    place = f"‘{place_words(str(figure['locator']), story.report.lang)}’"
    if figure["source"] == story.source:
        return place
    return f"{source_name(story.sources, str(figure['source']), story.report.lang)}, {place}"
