"""Blocks that every report of a cost-benefit case has: who pays, what is not priced, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.mkba_register import (
    assumptions_table,
    conversion_statement,
    conversions_table,
    discount_table,
    frame_of,
    switching_rows,
    switching_table,
)
from wij_impact.presentation.stories.mkba_words import BASIS, item_name, number_name, payer_name, payer_names
from wij_impact.presentation.stories.printed import records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    from wij_impact.mkba import Appraisal, Case

__all__ = [
    "GUIDELINE", "assumptions_table", "conversion_statement", "conversions_table", "discount_table",
    "evidence_sentence", "evidence_share", "evidence_statement", "evidence_table", "payers_table", "switching_rows",
    "switching_table", "totals_table", "unpriced_table",
]  # fmt: skip

#: How every case is worked out, for the method section.
GUIDELINE = Text(
    nl="De opbouw volgt de Algemene leidraad voor maatschappelijke kosten-batenanalyse (Romijn en Renes, 2013) en de "
    "Werkwijzer voor het sociaal domein: de aanpak tegenover het nulalternatief, wie betaalt en wie er baat bij "
    "heeft, en wat niet in geld is uitgedrukt blijft in beeld. De baat per jaar is aantal x additionaliteit x "
    "toerekening x (1 - verschuiving) x prijs x (1 - afname per jaar).",
    en="The set-up follows the Dutch guideline for social cost-benefit analysis (Romijn and Renes, 2013) and its "
    "elaboration for the social domain: the approach against the baseline, who pays and who gains, and what is not "
    "expressed in money stays in view. The yearly benefit is quantity x additionality x attribution x "
    "(1 - displacement) x price x (1 - drop-off per year).",
)
_TOTALS: dict[str, Text] = {
    "costs": Text(nl="Kosten", en="Costs"),
    "benefits": Text(nl="Baten", en="Benefits"),
    "net_present_value": Text(nl="Saldo (baten min kosten)", en="Balance (benefits minus costs)"),
    "benefit_cost_ratio": Text(nl="Baten per euro kosten", en="Benefits per euro of costs"),
    "payback_year": Text(nl="Terugverdiend in", en="Paid back in"),
    "cashable_benefits": Text(nl="Baten die geld worden", en="Benefits that become money"),
    "cashable_balance": Text(nl="Saldo in geld", en="Balance in money"),
    "net_present_value_per_participant": Text(nl="Saldo per deelnemer", en="Balance per participant"),
}
_TOTAL_FORMATS = {"benefit_cost_ratio": "decimal2", "payback_year": "year"}


def totals_table(report: Report, appraisal: Appraisal, id: str = "totalen") -> blocks.Table:
    """The results of the point estimates, in words."""
    case = appraisal.case
    frame = appraisal.totals[appraisal.totals["result"].isin(list(_TOTALS))]
    per_head = frame["result"].eq("net_present_value_per_participant")
    frame = frame[~(per_head & frame["estimate"].isna())]
    frame = frame.assign(
        name=[report.text(_TOTALS[one]) for one in frame["result"]],
        how=[_TOTAL_FORMATS.get(one, "eur") for one in frame["result"]],
    )
    return report.table(
        id,
        frame,
        Text(nl="De uitkomst met elk getal op zijn middelste waarde", en="The result with every number at its middle"),
        {"name": Text(nl="Uitkomst", en="Result"), "estimate": Column(Text(nl="Bedrag", en="Amount"), "row")},
        note=Text(
            nl=f"Contante waarde in euro’s van {case.price_year}, {case.horizon} jaar vanaf {case.base_year}. Posten "
            "zonder prijs tellen niet mee.",
            en=f"Present value in euros of {case.price_year}, {case.horizon} years from {case.base_year}. Items "
            "without a price do not count.",
        ),
        row_format="how",
    )


def payers_table(report: Report, appraisal: Appraisal, id: str = "betalers") -> blocks.Table:
    """What each payer pays and gains, with the part that becomes money, and the total."""
    case = appraisal.case
    shown = ["costs", "benefits", "transfers", "net_present_value", "cashable_benefits"]
    frame = appraisal.by_payer[["payer", *shown]].copy()
    frame["name"] = [payer_name(case, payer, report.lang) for payer in frame["payer"]]
    open_items = _open_items(appraisal)
    frame["open"] = [
        ", ".join(item_name(case, item, report.lang) for item in open_items.get(payer, [])) for payer in frame["payer"]
    ]
    sums = {name: frame[name].sum() for name in shown}
    total: Any = {"payer": "total", "name": report.text(Text(nl="Samen", en="Together")), "open": "", **sums}
    frame.loc[len(frame)] = total
    columns: dict[str, Any] = {
        "name": Text(nl="Wie", en="Who"),
        "costs": Column(Text(nl="Kosten", en="Costs"), "eur"),
        "benefits": Column(Text(nl="Baten", en="Benefits"), "eur"),
    }
    if frame["transfers"].abs().max() > 0:
        columns["transfers"] = Column(Text(nl="Overdrachten", en="Transfers"), "eur", signed=True)
    columns |= {
        "net_present_value": Column(Text(nl="Saldo", en="Balance"), "eur", signed=True),
        "cashable_benefits": Column(Text(nl="Waarvan geld", en="Of which money"), "eur"),
        "open": Text(nl="Niet geprijsd", en="Not priced"),
    }
    return report.table(
        id,
        frame,
        Text(nl="Wie betaalt, en bij wie de baten vallen", en="Who pays, and with whom the benefits fall"),
        columns,
        note=Text(
            nl=f"Contante waarde in euro’s van {case.price_year}. Een 0 met een post in de laatste kolom is geen nul: "
            "die post heeft geen prijs. ‘Waarvan geld’ is het deel waarmee een begroting echt daalt.",
            en=f"Present value in euros of {case.price_year}. A 0 with an item in the last column is no zero: that "
            "item has no price. ‘Of which money’ is the part by which a budget really falls.",
        ),
    )


def _open_items(appraisal: Appraisal) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in records(appraisal.unpriced):
        for payer in str(row["payers"]).split(", "):
            found.setdefault(payer, []).append(str(row["item"]))
    return found


def unpriced_table(report: Report, appraisal: Appraisal, id: str = "niet-geprijsd") -> blocks.Table:
    """What counts but has no price: items that are not priced on purpose, and items with an unknown number."""
    case, lang = appraisal.case, report.lang
    signs = {1: Text(nl="baat", en="benefit"), -1: Text(nl="last", en="burden"), 0: Text(nl="onbekend", en="unknown")}
    items = {item.path: item for item in case.items}
    rows = []
    for row in records(appraisal.unpriced):
        item = items[str(row["item"])]
        said = item.description.show(lang)
        rows.append(
            {
                "item": item.path,
                "name": item.label.show(lang),
                "sign": signs[int(row["sign"])].show(lang),
                "who": payer_names(case, str(row["payers"]), lang),
                "reason": _reason(case, str(row["item"]), str(row["reason"]), report) or said,
            }
        )
    return report.table(
        id,
        frame_of(rows, ["item", "name", "sign", "who", "reason"]),
        Text(nl="Telt mee, maar heeft geen prijs (PM)", en="Counts, but has no price"),
        {
            "name": Text(nl="Post", en="Item"),
            "sign": Text(nl="Soort", en="Kind"),
            "who": Text(nl="Voor wie", en="For whom"),
            "reason": Text(nl="Waarom niet in geld", en="Why not in money"),
        },
        note=Text(
            nl="Deze posten zitten niet in het saldo. Ze horen er wel naast.",
            en="These items are not in the balance. They do belong beside it.",
        ),
    )


def _reason(case: Case, item: str, reason: str, report: Report) -> str:
    if reason == "pm":
        return ""
    fields = reason.removeprefix("unknown: ").split(", ")
    names = [number_name(case, f"{item}.{field}", report.lang).partition(":")[0] for field in fields]
    return report.text(Text(nl="niet bekend: ", en="not known: ")) + ", ".join(names)


def evidence_share(appraisal: Appraisal, side: str, basis: str) -> float:
    """The share of the `costs` or `benefits` that rests on `sourced`, `assumption` or `none`; NaN without any."""
    frame = appraisal.evidence
    return float(frame.loc[(frame["side"] == side) & (frame["basis"] == basis), "share"].iloc[0])


def evidence_table(report: Report, appraisal: Appraisal, id: str = "bewijs") -> blocks.Table:
    """Which share of costs and benefits rests on sourced figures, on assumptions, on nothing."""
    sides = {"costs": Text(nl="kosten", en="costs"), "benefits": Text(nl="baten", en="benefits")}
    frame = appraisal.evidence.assign(
        name=[sides[one].show(report.lang) for one in appraisal.evidence["side"]],
        rests=[BASIS[one].show(report.lang) for one in appraisal.evidence["basis"]],
    )
    return report.table(
        id,
        frame,
        Text(nl="Waar de bedragen op rusten", en="What the amounts rest on"),
        {
            "name": Text(nl="Kant", en="Side"),
            "rests": Text(nl="Rust op", en="Rests on"),
            "present_value": Column(Text(nl="Bedrag", en="Amount"), "eur"),
            "share": Column(Text(nl="Aandeel", en="Share"), "percent"),
        },
        note=Text(
            nl="Een post rust op zijn zwakste getal. Een prijs met bron maal een aangenomen aandeel is dus "
            "een aanname.",
            en="An item rests on its weakest number. A sourced price times an assumed share is therefore "
            "an assumption.",
        ),
        row_headers=2,
    )


def evidence_statement(report: Report, appraisal: Appraisal, id: str = "bewijs-uitkomst") -> blocks.Statement:
    """In one sentence: how much of the costs and benefits rests on what."""
    return report.statement(id, evidence_sentence(report, appraisal))


def evidence_sentence(report: Report, appraisal: Appraisal) -> Sentence:
    """The sentence of `evidence_statement`."""
    shares = {side: _told_share(report, evidence_share(appraisal, side, "sourced")) for side in ("costs", "benefits")}
    words = Text(
        nl=f"Van de geprijsde kosten rust {shares['costs']} op cijfers met een bron, van de geprijsde baten "
        f"{shares['benefits']}; de rest is aanname of heeft geen onderbouwing.",
        en=f"Of the priced costs {shares['costs']} rests on figures with a source, of the priced benefits "
        f"{shares['benefits']}; the rest is assumption or has no support.",
    )
    return Sentence(report.text(words))


def _told_share(report: Report, share: float) -> str:
    if is_missing(share):
        return report.text(Text(nl="niets (er zijn er geen)", en="nothing (there are none)"))
    return report.number(share, "percent")
