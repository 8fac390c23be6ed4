"""What is printed on the costs of youth care in 2020, and what follows from it for each possible total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from babel.dates import format_date

from wij_impact import effect
from wij_impact.errors import InputError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import LANGUAGES, Text
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import number_at

__all__ = ["READINGS", "Facts", "care_facts", "design_rows", "detectable", "implied", "parts", "points", "tariffs"]

FALL = "youth_care_costs_decrease_acceleratie_2020_estimate_r2020_zin"
AGAIN = "youth_care_costs_decrease_acceleratie_2020_estimate_r2020_acc"
PANDEMIC = "youth_care_costs_increase_covid_19_2020_estimate_r2020"
BEFORE, AFTER = "youth_zin_clients_2019_r2020", "youth_zin_clients_2020_r2020"
INDICATIONS = "indications_by_product_jeugd_2020_r2020"
DRAWN_UP = "youth_zin_reference_date_2021_03_01_r2020"
#: How the two amounts can be read: is 0.2 part of the fall, or does it come on top?
READINGS = ("all", "net")
_MUNICIPALITY = "GM0014"
_LOW, _HIGH = 20, 140  # millions of euros: where the figure runs from and to; no estimate
_TOTALS = (40.0, 60.0, 80.0, 100.0, 120.0)
_HALF_PRINTED = 0.05  # amounts are printed in tenths of a million
_DAYS = (-0.02, 0.0, 0.02)
_SPREADS, _MEMORIES = (0.02, 0.05), (0.0, 0.5)
_MONTHS = (36, 12)


@dataclass(frozen=True)
class Facts:
    """What is printed, and what fewer clients could explain. Amounts are in millions of euros.

    `even` is the total of the year before at which fewer clients alone make up the whole change; `per_client` the
    change of the cost per client at the total that the user gives, each under two readings of the printed amounts.
    """

    year: Quantity
    year_before: Quantity
    fall: Quantity
    fall_again: Quantity
    pandemic: Quantity
    clients: Quantity
    clients_before: Quantity
    fewer: Quantity
    even: Quantity
    even_net: Quantity
    share: Quantity
    given: bool
    total: Quantity
    per_client: Quantity
    per_client_net: Quantity
    indications: Quantity
    ratio: Quantity
    drawn_up: Name
    cbs_year: Quantity
    cbs_youngsters: Quantity
    cbs_trajectories: Quantity
    months_before: Quantity
    months_after: Quantity
    twice: bool

    def change(self, reading: str, rounding: float = 0.0) -> float:
        """The change of the total in millions of euros under a reading; `rounding` moves each printed amount."""
        fall = -float(self.fall.value) + rounding
        return fall if reading == "all" else fall + float(self.pandemic.value) + rounding

    def price(self, total: float, change: float) -> float:
        """The change of the cost per client that follows from a total and its change, as a fraction."""
        return (total + change) / total / (1 - float(self.fewer.value)) - 1


def care_facts(figures: pd.DataFrame, municipalities: pd.DataFrame, total: float = 0.0) -> Facts:
    """Gather what the report says.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    municipalities : pandas.DataFrame
        ``catalogue.load_table("municipalities_2021")``: what Statistics Netherlands counted.
    total : float
        Total cost of the year before in millions of euros; 0 when not known.

    Raises
    ------
    InputError
        When the total cannot be one in millions of euros.
    """
    if total and not 5 <= total <= 1000:
        raise InputError(
            Text(nl=f"een totaal van {total:g} miljoen euro kan niet.", en=f"a total of {total:g} million cannot be."),
            remedy=Text(
                nl="Geef het totaal van 2019 in miljoenen euro, bijvoorbeeld -p total=80.",
                en="Give the total of 2019 in millions of euros, for instance -p total=80.",
            ),
        )
    rows = figures.set_index("figure_id")
    fall, again, pandemic, before, after, indications = (
        number_at(rows, one, "value") for one in (FALL, AGAIN, PANDEMIC, BEFORE, AFTER, INDICATIONS)
    )
    counts, amounts = (BEFORE, AFTER), (FALL, PANDEMIC)
    volume = after / before - 1
    changes = {"all": fall, "net": fall + pandemic}
    even = {one: change / volume for one, change in changes.items()}
    known = total or float("nan")
    each = {one: (known + change) / known / (1 + volume) - 1 for one, change in changes.items()}
    town: Any = municipalities.set_index("gm_code").loc[_MUNICIPALITY]
    year = int(str(rows.loc[AFTER, "period"])[:4])
    return Facts(
        year=Quantity(year, "year"),
        year_before=Quantity(year - 1, "year"),
        fall=Quantity(-fall, "eur_in_million", (FALL,), origin="published"),
        fall_again=Quantity(-again, "eur_in_million", (AGAIN,), origin="published"),
        pandemic=Quantity(pandemic, "eur_in_million", (PANDEMIC,), origin="published"),
        clients=Quantity(after, sources=(AFTER,), origin="published"),
        clients_before=Quantity(before, sources=(BEFORE,), origin="published"),
        fewer=Quantity(-volume, "percent1", counts),
        even=Quantity(even["all"], "integer", (FALL, *counts)),
        even_net=Quantity(even["net"], "integer", (*amounts, *counts)),
        share=Quantity(-fall / even["all"], "percent1", (FALL, *counts)),
        given=bool(total),
        total=Quantity(known, "auto", origin="assumption"),
        per_client=Quantity(each["all"], "percent1", (FALL, *counts), signed=True),
        per_client_net=Quantity(each["net"], "percent1", (*amounts, *counts), signed=True),
        indications=Quantity(indications, sources=(INDICATIONS,), origin="published"),
        ratio=Quantity(after / indications, "decimal1", (INDICATIONS, AFTER)),
        drawn_up=_day(str(rows.loc[DRAWN_UP, "period"])),
        cbs_year=Quantity(int(town["year"]), "year"),
        cbs_youngsters=Quantity(float(town["youthcare_youths"]), origin="published"),
        cbs_trajectories=Quantity(float(town["trajectories"]), origin="published"),
        months_before=Quantity(_MONTHS[0], origin="assumption"),
        months_after=Quantity(_MONTHS[1], origin="assumption"),
        twice=fall == again,
    )


def _day(period: str) -> Name:
    day = date.fromisoformat(period)
    said = tuple((lang, format_date(day, "d MMMM y", locale="en_GB" if lang == "en" else lang)) for lang in LANGUAGES)
    return Name(dict(said)["en"], said, (DRAWN_UP,))


def implied(facts: Facts) -> pd.DataFrame:
    """The change of the cost per client for every possible total: ``total, all, net``, and the room of rounding."""
    rows = []
    for total in np.arange(_LOW, _HIGH + 1, 2.0):
        ends = {
            name: [facts.price(total, facts.change(one, side * _HALF_PRINTED)) for one in READINGS]
            for name, side in (("lowest", -1), ("highest", 1))
        }
        exact = {one: facts.price(total, facts.change(one)) for one in READINGS}
        rows.append({"total": total, **exact, "lowest": min(ends["lowest"]), "highest": max(ends["highest"])})
    return pd.DataFrame(rows)


def points(facts: Facts) -> tuple[Phrase, ...]:
    """A few points of the line, in words: what the figure says to who does not see it."""
    change = facts.change("all")
    return tuple(
        Phrase(
            "told.at",
            {"total": Quantity(total), "at": Quantity(facts.price(total, change), "percent1", signed=True)},
        )
        for total in (_LOW, 40, 60, 80, 100, _HIGH)
    )


def _totals(facts: Facts) -> list[float]:
    own = [float(facts.total.value)] if facts.given else []
    return sorted({*_TOTALS, round(float(facts.even.value), 1), *own})


def parts(facts: Facts) -> pd.DataFrame:
    """Volume and price for a few totals: an exact division of the change, not an explanation (Das Gupta 1993)."""
    before, after = float(facts.clients_before.value), float(facts.clients.value)
    change = facts.change("all")
    rows = []
    for total in _totals(facts):
        divided = effect.decompose(
            {"clients": before, "price": total / before},
            {"clients": after, "price": (total + change) / after},
            ["clients", "price"],
        ).set_index("factor")["estimate"]
        rows.append(
            {
                "total": total,
                "change": change,
                "volume": divided["clients"],
                "price": divided["price"],
                "per_client": facts.price(total, change),
                "net": facts.price(total, facts.change("net")),
            }
        )
    return pd.DataFrame(rows)


def tariffs(facts: Facts) -> pd.DataFrame:
    """The change of the tariff per day that fits, by total and by the change of the days of care per client."""
    change = facts.change("all")
    names = dict(zip(("days_fewer", "days_same", "days_more"), _DAYS, strict=True))
    return pd.DataFrame(
        {
            "total": total,
            **{name: (1 + facts.price(total, change)) / (1 + days) - 1 for name, days in names.items()},
        }
        for total in _totals(facts)
    )


def detectable() -> pd.DataFrame:
    """The smallest fall that three years of months before and one after can show, by how unruly the months are."""
    return pd.DataFrame(
        {
            "spread": spread,
            "memory": Term("memory", "none" if memory == 0 else "clear"),
            "smallest": 1 - np.exp(-effect.detectable_step(*_MONTHS, spread, memory)),
        }
        for spread in _SPREADS
        for memory in _MEMORIES
    )


def design_rows(facts: Facts) -> pd.DataFrame:
    """Five questions that decide whether the fall can be an effect, with what the report answers."""
    codes = ("treated", "chosen", "compared_with", "changed_besides", "measured")
    return pd.DataFrame(
        {
            "question": [Term("design_question", one) for one in codes],
            "answer": [Phrase(f"design_answer.{one}", facts) for one in codes],
        }
    )
