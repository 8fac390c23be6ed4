"""The numbers of a cost-benefit case, written out: the register, prices, discounting, and switching values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.mkba_words import BASIS, item_name, number_name, schedule_name, show_value
from wij_impact.presentation.stories.printed import records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba import Appraisal, Case

__all__ = [
    "assumptions_table", "conversion_statement", "conversions_table", "discount_table", "frame_of", "switching_rows",
    "switching_table",
]  # fmt: skip


def assumptions_table(report: Report, case: Case, id: str = "aannames") -> blocks.Table:
    """The register of assumptions: every number that somebody wrote, with what it rests on; folded."""
    register = case.parameters()
    register = register[register["given"] & ~register["parameter"].str.contains(".payers.", regex=False)]
    rows = []
    note = "note" if report.lang == "nl" else "note_en"
    for row in records(register):
        path = str(row["parameter"])
        rows.append(
            {
                "parameter": path,
                "name": number_name(case, path, report.lang),
                "shown": show_value(case, path, row["value"], report.lang),
                "range": _range(report, case, path, row["low"], row["high"]),
                "evidence": row["evidence"],
                "basis": BASIS[str(row["basis"])].show(report.lang),
                "why": "; ".join(str(part) for part in (row["source"], row[note]) if part),
            }
        )
    return report.table(
        id,
        frame_of(rows, ["parameter", "name", "shown", "range", "evidence", "basis", "why"]),
        Text(nl="Register van aannames: alle getallen", en="Register of assumptions: all numbers"),
        {
            "name": Text(nl="Getal", en="Number"),
            "shown": Text(nl="Waarde", en="Value"),
            "range": Text(nl="Van - tot", en="From - to"),
            "evidence": Text(nl="Graad", en="Grade"),
            "basis": Text(nl="Rust op", en="Rests on"),
            "why": Text(nl="Bron of reden", en="Source or reason"),
            "parameter": Text(nl="Plaats in het bestand", en="Place in the file"),
        },
        note=Text(
            nl="Graad A is gemeten met een vergelijkingsgroep, E is een aanname. Bron en reden zoals ze in de "
            "berekening staan.",
            en="Grade A is measured with a comparison group, E is an assumption. Source and reason as written in the "
            "case (in Dutch).",
        ),
        folded=True,
    )


def _range(report: Report, case: Case, path: str, low: float, high: float) -> str:
    if is_missing(low) or is_missing(high):
        return ""
    return " - ".join(show_value(case, path, one, report.lang) for one in (low, high))


def conversions_table(report: Report, appraisal: Appraisal, id: str = "prijspeil") -> blocks.Table:
    """Every price that was brought to the price level of the case, with the index; folded."""
    case = appraisal.case
    frame = appraisal.prices.assign(
        name=[item_name(case, ".".join(str(path).split(".")[:2]), report.lang) for path in appraisal.prices["item"]]
    )
    return report.table(
        id,
        frame,
        Text(nl=f"Prijzen omgerekend naar {case.price_year}", en=f"Prices converted to {case.price_year}"),
        {
            "name": Text(nl="Post", en="Item"),
            "amount": Column(Text(nl="Prijs in de bron", en="Price in the source"), "eur"),
            "from_year": Column(Text(nl="Prijspeil", en="Price level"), "year"),
            "index": Text(nl="Index", en="Index"),
            "ratio": Column(Text(nl="Maal", en="Times"), "decimal3"),
            "converted": Column(Text(nl=f"Prijs {case.price_year}", en=f"Price {case.price_year}"), "eur"),
        },
        note=Text(
            nl="De index cpi_nl volgt de prijzen van consumenten. Zorg volgt vooral de lonen, dus dit is een "
            "benadering.",
            en="The index cpi_nl follows consumer prices. Care mostly follows wages, so this is an approximation.",
        ),
        folded=True,
    )


def conversion_statement(report: Report, appraisal: Appraisal, id: str = "rekenwijze") -> blocks.Statement:
    """The discount schedule, the price level and the horizon, in words."""
    case = appraisal.case
    rate = schedule_name(case, report.lang)
    words = Text(
        nl=f"De berekening telt {case.horizon} jaar, {case.base_year} meegerekend, in euro’s van {case.price_year}. "
        f"Latere bedragen tellen minder mee: {rate}.",
        en=f"The calculation covers {case.horizon} years, {case.base_year} included, in euros of {case.price_year}. "
        f"Later amounts count for less: {rate}.",
    )
    return report.statement(id, words)


def discount_table(report: Report, case: Case, id: str = "discontering") -> blocks.Table:
    """What one euro of each year counts for; folded."""
    from wij_impact import mkba

    factors = mkba.discount_factors(case.schedule, case.horizon)
    rows = [{"year": case.base_year + t, "factor": float(factor)} for t, factor in enumerate(factors)]
    return report.table(
        id,
        frame_of(rows, ["year", "factor"]),
        Text(nl="Hoeveel een euro van elk jaar telt", en="What one euro of each year counts for"),
        {
            "year": Column(Text(nl="Jaar", en="Year"), "year"),
            "factor": Column(Text(nl="Telt voor", en="Counts for"), "decimal3"),
        },
        note=schedule_name(case, report.lang),
        folded=True,
    )


def switching_rows(report: Report, case: Case, values: pd.DataFrame) -> pd.DataFrame:
    """`mkba.switching_values` with names and written values: name, now, turns, side (plus the columns it had)."""
    sides = {
        "at least": Text(nl="minstens", en="at least"),
        "at most": Text(nl="hoogstens", en="at most"),
        "": Text(nl="", en=""),
    }
    none = report.text(Text(nl="keert niet om", en="does not turn"))
    rows = records(values)
    return values.assign(
        name=[number_name(case, str(row["parameter"]), report.lang) for row in rows],
        now=[show_value(case, str(row["parameter"]), row["present"], report.lang) for row in rows],
        turns=[
            none
            if is_missing(row["switching_value"])
            else f"{sides[str(row['pays_from'])].show(report.lang)} "
            f"{show_value(case, str(row['parameter']), row['switching_value'], report.lang)}"
            for row in rows
        ],
    )


def switching_table(
    report: Report, case: Case, values: pd.DataFrame, id: str = "omslagwaarden", who: str | Text = ""
) -> blocks.Table:
    """At which value of each number the balance turns, the others staying as they are."""
    whose = f": {report.text(who)}" if who else ""
    return report.table(
        id,
        switching_rows(report, case, values),
        Text(nl=f"Omslagwaarden{whose}", en=f"Switching values{whose}"),
        {
            "name": Text(nl="Getal", en="Number"),
            "now": Text(nl="In de berekening", en="In the calculation"),
            "turns": Text(nl="Baten zijn minstens de kosten bij", en="Benefits are at least the costs at"),
        },
        note=Text(
            nl="Elk getal apart, de andere op hun middelste waarde.",
            en="Each number on its own, the others at their middle value.",
        ),
    )


def frame_of(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Rows as a data frame with these columns, also when there are none."""
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)
