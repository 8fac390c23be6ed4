"""What does not add up in the account, weighed by the rule of the key figures. Numbers and codes only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.estimates import Name, Quantity
from wij_impact.reports.deelopdrachten.facts import Facts
from wij_impact.reports.kerncijfers.discrepancies import Weight, weight

__all__ = ["Checks", "Problem", "checks", "grant_checks", "problems"]

Kind = Literal["income", "debt", "carried", "lines", "count", "text", "twice"]


@dataclass(frozen=True)
class Problem:
    """One thing that does not add up.

    Attributes
    ----------
    kind : str
        Which sentence says it.
    stated, found : Quantity
        What is printed, and what it should be by another place.
    more : mapping
        Further numbers and names of its sentence.
    """

    kind: Kind
    weight: Weight
    stated: Quantity
    found: Quantity
    more: dict[str, Any]

    def facts(self) -> dict[str, Any]:
        """All that its sentence can show."""
        return {"stated": self.stated, "found": self.found, **self.more}


@dataclass(frozen=True)
class Checks:
    """How many of the arithmetic checks on the account hold (also up to rounding) and fail."""

    total: Quantity
    holds: Quantity
    fails: Quantity


def grant_checks(checked: pd.DataFrame, figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of `catalogue.consistency` on grants of which a figure is printed in the report of `year`.

    `year` is added as a column, and `size`: the difference in euro (in lines for a count), largest first.
    """
    edition = dict(zip(figures["figure_id"].astype(str), figures["reported_in"].astype(str), strict=True))
    own = checked[checked["topic"] == "grants"]
    ids = [[stated, *terms.split()] for stated, terms in zip(own["stated_id"], own["figure_ids"], strict=True)]
    kept = own[[any(edition.get(one) == str(year) for one in each) for each in ids]]
    scale = kept["unit"].map({"EUR_million": 1e6}).fillna(1.0)
    sized = kept.assign(size=kept["difference"].abs() * scale, year=year)
    return sized.sort_values(["size", "check_id"], ascending=[False, True], kind="stable")


def checks(own: pd.DataFrame) -> Checks:
    """How many of `grant_checks` hold; what is for comparison only is not counted."""
    judged = own[own["verdict"].isin(["holds", "rounding", "fails"])]
    fails = int((judged["verdict"] == "fails").sum())
    return Checks(Quantity(len(judged)), Quantity(len(judged) - fails), Quantity(fails))


def problems(figures: pd.DataFrame, account: pd.DataFrame, facts: Facts) -> tuple[Problem, ...]:
    """What does not add up in the account of `facts`, heaviest first."""
    year = int(facts.year.value)
    found = [
        *_income(figures, account, facts, year),
        *_lines(account, facts),
        *_count(figures, account, year),
        *_text(figures, facts, year),
        *_twice(figures, year),
    ]
    return tuple(sorted(found, key=lambda one: ("large", "medium", "small").index(one.weight)))


def _rows(figures: pd.DataFrame, indicator: str, year: int) -> pd.DataFrame:
    """The figures of an indicator as a whole that stand in the report of the year."""
    own = figures[figures["indicator_id"].eq(indicator) & figures["kind"].eq("actual") & figures["value"].notna()]
    own = own[own["reported_in"].astype(str).eq(str(year)) & own["breakdown"].fillna("").astype(str).eq("")]
    return own.assign(year=own["period"].map(year_of)).sort_values("figure_id")


def _income(figures: pd.DataFrame, account: pd.DataFrame, facts: Facts, year: int) -> list[Problem]:
    """The printed amount that income falls short of the grants, against the table and the balance sheet."""
    rows = _rows(figures, "grants_income_lower", year)
    rows = rows[rows["year"] == year]
    if rows.empty:
        return []
    stated = Quantity.published(rows.iloc[0].to_dict(), "eur")
    printed, settle = float(stated.value), float(facts.settle.value)
    unspent = float(facts.awarded.value) - float(facts.cost.value)
    found = []
    if abs(printed - unspent) > len(account):  # every line is rounded to a whole euro
        more = {"left_amount": facts.left_amount, "settle": facts.settle}
        heavy = weight((printed, unspent), "EUR", True)
        ids = (*facts.awarded.sources, *facts.cost.sources)
        found.append(Problem("income", heavy, stated, Quantity(unspent, "eur", ids), more))
    debt = float(facts.debt.value)
    # The text calls the rest of the debt small; it is not when it is a tenth of the whole or more.
    if not math.isnan(debt) and (debt - printed) / debt >= 0.1:
        rest = Quantity(debt - printed, "eur", (*facts.debt.sources, *stated.sources))
        more = {"debt": facts.debt, "settle": facts.settle, "debt_earlier": facts.debt_earlier}
        found.append(Problem("debt", weight((debt, settle), "EUR", False), stated, rest, more))
    return found


def _lines(account: pd.DataFrame, facts: Facts) -> list[Problem]:
    """The lines where what is to be settled is not granted minus cost."""
    broken = account[~account["line_holds"] & ~account["empty"]]
    if broken.empty:
        return []
    top = broken.iloc[int(broken["settle_difference"].abs().to_numpy().argmax())]
    ids = tuple(str(top["figure_ids"]).split())
    total = float(broken["settle_difference"].abs().sum())
    more = {
        "n": Quantity(len(broken), sources=tuple(one for ids in broken["figure_ids"] for one in ids.split())),
        "granted": facts.granted,
        "amount": Quantity(total, "eur"),
        "assignment": Name(str(top["assignment"])),
    }
    kind: Kind = "carried" if broken["carried_over"].all() else "lines"
    settle = float(facts.settle.value)
    stated = Quantity(top["to_settle"], "eur", ids, origin="published")
    heavy = weight((settle, settle - total), "EUR", False)
    return [Problem(kind, heavy, stated, Quantity(top["unspent"], "eur", ids), more)]


def _count(figures: pd.DataFrame, account: pd.DataFrame, year: int) -> list[Problem]:
    """The number of assignments in the text against the lines that have an amount."""
    rows = _rows(figures, "grant_assignments", year)
    rows = rows[rows["year"] == year]
    counted = int((~account["empty"]).sum())
    if rows.empty or float(rows.iloc[0]["value"]) == counted:
        return []
    return [Problem("count", "small", Quantity.published(rows.iloc[0].to_dict()), Quantity(counted), {})]


def _text(figures: pd.DataFrame, facts: Facts, year: int) -> list[Problem]:
    """The amount granted in the running text, where it is not the total of the table rounded."""
    rows = _rows(figures, "grants_awarded", year)
    rows = rows[(rows["year"] == year) & (rows["unit"] == "EUR_million")]
    total = float(facts.awarded.value)
    off = [row for row in rows.to_dict("records") if abs(row["value"] * 1e6 - total) > _half_unit(row["printed"])]
    return [
        Problem("text", weight((row["value"] * 1e6, total), "EUR", False), _million(row), facts.awarded, {})
        for row in off[:1]
    ]


def _twice(figures: pd.DataFrame, year: int) -> list[Problem]:
    """One amount granted that the report prints with two different years."""
    rows = _rows(figures, "grants_awarded", year).to_dict("records")
    for row in rows:
        for other in rows:
            same = row["value"] == other["value"] and row["unit"] == other["unit"] == "EUR_million"
            if same and row["year"] == year - 1 and other["year"] not in (year, year - 1):
                more = {"year_a": Quantity(row["year"], "year"), "year_b": Quantity(other["year"], "year")}
                return [Problem("twice", "small", _million(row), _million(other), more)]
    return []


def _million(row: dict[Any, Any]) -> Quantity:
    return Quantity.published({str(k): v for k, v in row.items()}, "eur_in_million")


def _half_unit(printed: object) -> float:
    """Half a unit of the last printed digit, in euro, for an amount in millions."""
    return 0.5e6 * 10.0 ** -len(str(printed).partition(".")[2])
