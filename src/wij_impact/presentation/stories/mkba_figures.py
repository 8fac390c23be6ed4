"""The figures of a cost-benefit case: map, cash flow, distribution, tornado and switching values."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from wij_impact.language import Text
from wij_impact.presentation import blocks, figures
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.mkba_register import frame_of
from wij_impact.presentation.stories.mkba_words import field_format, item_name, number_name, payer_name, show_value
from wij_impact.presentation.stories.printed import records

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba import Appraisal, Case, Simulation

__all__ = [
    "cashflow_figure", "distribution_figure", "links_of", "map_figure", "switching_figure", "tornado_figure",
]  # fmt: skip


def links_of(appraisal: Appraisal, lang: str = "nl") -> pd.DataFrame:
    """Every item with everyone who pays or gains: side, item, actor, value (NaN without a price).

    An unpriced burden stands with the costs, an unpriced benefit (or of unknown sign) with the effects; transfers
    are left out.
    """
    case: Any = appraisal.case
    flows = appraisal.cashflows[appraisal.cashflows["section"].isin(["cost", "effect"])]
    sums = flows.groupby(["section", "item", "payer"], sort=False)["discounted"].sum().reset_index()
    rows = []
    for row in records(sums):
        sign = -1.0 if row["section"] == "cost" else 1.0
        rows.append((str(row["section"]), str(row["item"]), str(row["payer"]), sign * float(row["discounted"]) + 0.0))
    for row in records(appraisal.unpriced[appraisal.unpriced["section"] != "transfer"]):
        side = "cost" if int(row["sign"]) < 0 else "effect"
        rows += [(side, str(row["item"]), payer, math.nan) for payer in str(row["payers"]).split(", ")]
    shown: Any = lang
    named = [
        {"side": side, "item": item_name(case, item, shown), "actor": payer_name(case, payer, shown), "value": value}
        for side, item, payer, value in rows
    ]
    return frame_of(named, ["side", "item", "actor", "value"])


def map_figure(report: Report, appraisal: Appraisal, id: str = "kaart") -> blocks.Figure:
    """From costs to payers to what changes to who gains."""
    case = appraisal.case
    return report.figure(
        id,
        figures.effect_map(links_of(appraisal, report.lang), lang=report.lang),
        Text(nl="Van kosten naar baten: wie betaalt, wie merkt het", en="From costs to benefits: who pays, who gains"),
        subtitle=Text(
            nl=f"Contante waarde in euro’s van {case.price_year}. Gestippeld: geen prijs. PM: er hoort iets bij dat "
            "geen prijs heeft.",
            en=f"Present value in euros of {case.price_year}. Broken line: no price. PM: something without a price "
            "belongs to it.",
        ),
    )


def cashflow_figure(report: Report, appraisal: Appraisal, id: str = "kasstroom") -> blocks.Figure:
    """The amounts per year, undiscounted."""
    case = appraisal.case
    flows = appraisal.cashflows[appraisal.cashflows["section"].isin(["cost", "effect"])]
    sums = flows.groupby(["item", "year"], sort=False)["real"].sum().reset_index()
    sums["name"] = ["\n".join(textwrap.wrap(item_name(case, str(item), report.lang), 24)) for item in sums["item"]]
    drawing = figures.cashflow_bars(sums, "year", "real", "name", lang=report.lang)
    # Long names are broken beside the drawing, not in its data.
    data = drawing.data.assign(name=[str(name).replace("\n", " ") for name in drawing.data["name"]])
    return report.figure(
        id,
        drawing._replace(data=data, alt=drawing.alt.replace("\n", " ")),
        Text(nl="Kosten en baten per jaar", en="Costs and benefits per year"),
        subtitle=Text(
            nl=f"Euro’s van {case.price_year}, niet verdisconteerd. Alleen posten met een prijs.",
            en=f"Euros of {case.price_year}, not discounted. Only items with a price.",
        ),
    )


def distribution_figure(
    report: Report, simulation: Simulation, id: str = "verdeling", payer: str = "total"
) -> blocks.Figure:
    """The balance over all draws, with zero."""
    draws = len(simulation.draws)
    n = report.number(draws)
    return report.figure(
        id,
        figures.histogram_with_zero(simulation.draws[f"net_present_value.{payer}"], lang=report.lang),
        Text(nl="Het saldo in alle trekkingen", en="The balance in all draws"),
        subtitle=Text(
            nl=f"{n} keer doorgerekend, elke keer met andere waarden voor wat onzeker is.",
            en=f"Worked out {n} times, each time with other values for what is uncertain.",
        ),
    )


def tornado_figure(report: Report, case: Case, frame: pd.DataFrame, id: str = "tornado") -> blocks.Figure:
    """How far the balance moves with each uncertain number; numbers that do not move it are left out."""
    moving = frame[frame["swing"] > 0]
    rows = []
    for row in records(moving):
        path = str(row["parameter"])
        low, high = (show_value(case, path, row[one], report.lang) for one in ("input_low", "input_high"))
        name = f"{number_name(case, path, report.lang)} ({low} - {high})"
        rows.append({"parameter": name, "low": row["at_low"], "high": row["at_high"]})
    base = float(frame["estimate"].iloc[0])
    drawn = frame_of(rows, ["parameter", "low", "high"])
    return report.figure(
        id,
        figures.tornado(drawn, base=base, lang=report.lang),
        Text(nl="Welk getal telt het meest", en="Which number matters most"),
        subtitle=Text(
            nl="Het saldo als één getal van laag (licht) naar hoog (donker) gaat en de rest gelijk blijft. De "
            "streeplijn is nul.",
            en="The balance when one number goes from low (light) to high (dark) and the rest stays. The broken line "
            "is zero.",
        ),
    )


def switching_figure(report: Report, case: Case, values: pd.DataFrame, id: str = "omslag") -> blocks.Figure | None:
    """Where each known number is, and where the balance turns; None when nothing turns it."""
    rows, formats = [], {}
    for row in records(values):
        path, present, turn = str(row["parameter"]), row["present"], row["switching_value"]
        if is_missing(present) or is_missing(turn):
            continue
        name = number_name(case, path, report.lang)
        how = field_format(case, path)
        formats[name] = "decimal1" if how == "auto" else how
        rows.append({"name": name, "now": float(present), "turn": float(turn)})
    if not rows:
        return None
    drawing = figures.paired_dots(
        frame_of(rows, ["name", "now", "turn"]),
        "name",
        "now",
        "turn",
        old_label=Text(nl="in de berekening", en="in the calculation"),
        new_label=Text(nl="omslagwaarde", en="switching value"),
        how=formats,
        lang=report.lang,
        own_scale=True,
    )
    return report.figure(
        id,
        drawing,
        Text(nl="Hoe dicht elk getal bij zijn omslag ligt", en="How near each number is to its turn"),
        subtitle=Text(
            nl="Elke regel heeft zijn eigen schaal. Bij de omslagwaarde zijn baten en kosten gelijk, als de rest "
            "blijft zoals hij is.",
            en="Each row has its own scale. At the switching value benefits equal costs, the rest staying as it is.",
        ),
    )
