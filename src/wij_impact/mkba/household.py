"""A case sheet of one household: what a plan costs and what the table thinks there would have been without it.

It becomes an ordinary `Case`: the months with the plan are costs, the months without it are effects with the chance
`p_without` as additionality. Nothing is computed here that `appraise` and `simulate` do not compute.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import figures
from wij_impact.errors import InputError, suggest
from wij_impact.estimates import Result, as_result
from wij_impact.language import Text
from wij_impact.mkba.appraisal import Appraisal, appraise, balance
from wij_impact.mkba.case import Case
from wij_impact.mkba.numbers import References
from wij_impact.mkba.parameters import grades_by_letter, load_evidence_grades
from wij_impact.mkba.parsing import parse_case
from wij_impact.mkba.places import Places
from wij_impact.mkba.prices import load_price_indices, load_unit_prices
from wij_impact.mkba.simulation import Simulation

__all__ = ["Household", "Line", "build_case", "common_turn", "per_payer", "units_per_month"]

#: Units in a month, by the last word of the unit of a price that says how long one is.
_PER_MONTH = {"year": 1 / 12, "quarter": 1 / 3, "month": 1.0, "months": 1 / 3, "net": 1.0, "day": 365 / 12}
#: Units that happen once, however many months the line has.
_ONCE = {"placement", "trajectory", "case", "decision", "diploma", "offence", "provision", "treatment", "benefit"}


@dataclass(frozen=True)
class Line:
    """One provision of a household.

    Parameters
    ----------
    provision : str
        What it is, in the words of the sheet.
    payers : mapping of str to float
        Who pays which share; together 1.
    price : str
        A `price_id` of `reference/unit_prices.csv`; empty when the price is not known.
    with_months, without_months : float
        Months with the plan, and months there would have been without it.
    p_low, p_mid, p_high : float
        How likely it was without the plan; NaN when nobody said, which is anything from 0 to 1.
    per_month : float
        Units a month, where the unit of the price does not say (hours, visits); else NaN.
    within : str
        The provision whose months these are part of, so that they are counted once.
    grade, source : str
        What `p_without` rests on; grade E (an assumption of the table) unless said otherwise.
    row : int or None
        Its row in the file.
    """

    provision: str
    payers: Mapping[str, float]
    price: str = ""
    with_months: float = 0.0
    without_months: float = 0.0
    p_low: float = math.nan
    p_mid: float = math.nan
    p_high: float = math.nan
    per_month: float = math.nan
    within: str = ""
    grade: str = "E"
    source: str = ""
    row: int | None = None

    @property
    def stated(self) -> bool:
        """Whether somebody said how likely it was without the plan."""
        return not math.isnan(self.p_mid)

    @property
    def outcome(self) -> bool:
        """Whether there would have been more of it without the plan, apart from what lies inside another line."""
        return self.without_months > self.with_months and not self.within


@dataclass(frozen=True, repr=False)
class Household(Result):
    """A sheet that was read: what stands on it, and the case it makes.

    Parameters
    ----------
    id : str
        A number of the team's own; nothing on the sheet says who it is.
    bottleneck, plan, result : str
    agreed : tuple of str
        Roles that agreed to the plan.
    lines : tuple of Line
    case : Case
    keys : mapping of str to Line
        Item of the case (``cost.x``, ``effect.x``) -> its line.
    synthetic : bool
        Whether it says that it was made up.
    """

    id: str
    file: str
    bottleneck: str
    plan: str
    result: str
    agreed: tuple[str, ...]
    lines: tuple[Line, ...]
    case: Case
    keys: Mapping[str, Line]
    synthetic: bool = False

    @property
    def assumed(self) -> tuple[float, float]:
        """The amount without the plan that rests on a chance nobody measured (grade E), and the whole amount."""
        items = appraise(self.case).by_item.set_index("item")["present_value"]
        known = {key: float(items[key]) for key in self.keys if key.startswith("effect.") and key in items.index}
        guessed = sum(value for key, value in known.items() if self.keys[key].grade == "E")
        return guessed, sum(known.values())

    @property
    def unpriced(self) -> tuple[Line, ...]:
        """Lines whose price is not known."""
        priced = self.case.priced()
        without = {self.lines.index(line) for key, line in self.keys.items() if key not in priced}
        return tuple(self.lines[at] for at in sorted(without))

    def _headline(self) -> str:
        return f"household {self.id}: {len(self.lines)} lines, {len(self.unpriced)} without a price"

    def tidy(self) -> pd.DataFrame:
        """Costs with and without the plan per line, at the middle chance: provision, side, then the common columns."""
        items = appraise(self.case).by_item.set_index("item")["present_value"]
        rows = [
            {"provision": line.provision, "side": "with" if key.startswith("cost.") else "without",
             "estimate": abs(float(items[key])) if key in items.index else math.nan, "method": "point estimate"}
            for key, line in self.keys.items()
        ]  # fmt: skip
        return as_result(rows, ["provision", "side"])


def units_per_month(unit: str, per_month: float = math.nan) -> float | None:
    """How many units of a price go into a month; None for what happens once, NaN when it has to be said.

    Examples
    --------
    >>> units_per_month("EUR_per_child_year") * 12, units_per_month("EUR_per_day"), units_per_month("EUR_per_placement")
    (1.0, 30.416666666666668, None)
    >>> units_per_month("EUR_per_hour", 8), units_per_month("EUR_per_hour")
    (8, nan)
    """
    if not math.isnan(per_month):
        return per_month
    words = unit.removeprefix("EUR_").split("_")
    if {"half", "hour", "minute"} & set(words):
        return math.nan
    known = next((_PER_MONTH[word] for word in reversed(words) if word in _PER_MONTH), None)
    if known is not None:
        return known
    return None if _ONCE & set(words) else math.nan


def build_case(
    id: str, lines: tuple[Line, ...], price_year: int, file: str = "", data: Any = None
) -> tuple[Case, dict[str, Line]]:
    """The case of a sheet, and which line each of its items is.

    Raises
    ------
    InputError
        A price that does not exist, or cannot be brought to the price year; a line inside one that is not there, or
        longer than it; units that cannot be compared.
    """
    prices = load_unit_prices(data)
    by_id = prices.set_index("price_id")
    raw: dict[str, Any] = {
        "title": {"nl": f"Huishouden {id}", "en": f"Household {id}"},
        "baseline": {"nl": "Zonder het plan, volgens de tafel.", "en": "Without the plan, according to the table."},
        "base_year": price_year, "price_year": price_year, "horizon": 1, "discount": 0.0, "cost": {}, "effect": {},
    }  # fmt: skip
    keys: dict[str, Line] = {}
    names = {line.provision.casefold(): f"{_slug(id)}_{at + 1}" for at, line in enumerate(lines)}
    for at, line in enumerate(lines):
        key = f"{_slug(id)}_{at + 1}"
        price, rate = _priced(line, by_id, [str(one) for one in prices["price_id"]], file)
        common = {"label": {"nl": line.provision, "en": line.provision}, "price": price, "payers": dict(line.payers)}
        if line.with_months > 0:
            raw["cost"][key] = {**common, "kind": "paid", "quantity": _quantity(rate, line.with_months)}
            keys[f"cost.{key}"] = line
        if line.without_months > 0:
            effect = {**common, "quantity": _quantity(rate, line.without_months), "duration": 1.0}
            effect["additionality"] = _chance(line)
            if line.within:
                effect |= {"nested_in": _outer(line, lines, names, by_id, file), "nested_share": 1.0}
            raw["effect"][key] = effect
            keys[f"effect.{key}"] = line
    references = References(figures(data), prices, load_price_indices(data))
    try:
        case = parse_case(raw, _slug(id), Places(file, ""), references, grades_by_letter(load_evidence_grades(data)))
    except InputError as error:
        raise _at_line(error, keys, file) from error
    return case, keys


def per_payer(household: Household, result: Appraisal, simulation: Simulation | None) -> pd.DataFrame:
    """Costs with and without the plan per payer and together, with the range that the chances leave.

    Returns
    -------
    DataFrame
        payer (`total` last), with, without, difference (without - with), lower, upper (of the difference).
    """
    by_payer = result.by_payer.set_index("payer")
    draws = None if simulation is None else simulation.summary().set_index(["result", "payer"])
    rows = []
    for payer in [*by_payer.index, "total"]:
        if payer == "total":
            costs, benefits = (float(by_payer[one].sum(min_count=1)) for one in ("costs", "benefits"))
        else:
            costs, benefits = (float(by_payer[one][payer]) for one in ("costs", "benefits"))
        row: dict[str, Any] = {"payer": payer, "with": costs, "without": benefits}
        row["difference"] = benefits - costs
        key = ("net_present_value", payer)
        known = draws is not None and key in draws.index and not math.isnan(row["difference"])
        for side in ("lower", "upper"):
            row[side] = float(draws[side][key]) if known and draws is not None else row["difference"]
        rows.append(row)
    return pd.DataFrame(rows)


def common_turn(household: Household) -> float:
    """The one chance for all lines at which the plan costs as much as no plan; NaN when there is none up to 1."""
    case, found = household.case, balance(household.case)
    if not found.costs or not any(key.startswith("effect.") for key in case.priced()):
        return math.nan
    for key in household.keys:
        if key.startswith("effect."):
            case = case.with_value(f"{key}.additionality", 1.0)
    most = balance(case).benefits
    return found.costs / most if most and found.costs <= most else math.nan


def _priced(line: Line, prices: pd.DataFrame, known: list[str], file: str) -> tuple[Any, float | None]:
    if not line.price:
        return "unknown", 1.0 if math.isnan(line.per_month) else line.per_month
    if line.price not in prices.index:
        near = suggest(line.price, known)
        raise InputError(
            Text(nl=f"prijs '{line.price}' bestaat niet.", en=f"there is no price '{line.price}'."),
            remedy=Text(
                nl=f"Bedoelt u {near}?" if near else "Zoek er een met wij-impact prices WOORD, of laat de cel leeg.",
                en=f"Did you mean {near}?" if near else "Find one with wij-impact prices WORD, or leave it empty.",
            ),
            file=file, row=line.row, column="price",
        )  # fmt: skip
    unit = str(prices["unit"][line.price])
    rate = units_per_month(unit, line.per_month)
    if rate is not None and math.isnan(rate):
        raise InputError(
            Text(nl=f"de prijs '{line.price}' is per stuk of uur; hoeveel per maand staat er niet.",
                 en=f"the price '{line.price}' is per piece or hour; how many a month is not said."),
            remedy=Text(nl="Vul per_month in.", en="Fill in per_month."),
            file=file, row=line.row, column="per_month",
        )  # fmt: skip
    return {"price": line.price, "unverified": str(prices["status"][line.price]) == "unverified"}, rate


def _quantity(rate: float | None, months: float) -> float:
    return 1.0 if rate is None else rate * months


def _chance(line: Line) -> dict[str, Any]:
    told = {"evidence": line.grade, "prior": True, **({"source": line.source} if line.source else {})}
    if not line.stated:
        return {"value": 0.5, "low": 0.0, "high": 1.0, "dist": "uniform", **told}
    if line.p_low == line.p_high or math.isnan(line.p_low) or math.isnan(line.p_high):
        return {"value": line.p_mid, **told}
    return {"value": line.p_mid, "low": line.p_low, "high": line.p_high, "dist": "triangular", **told}


def _outer(line: Line, lines: tuple[Line, ...], names: dict[str, str], prices: pd.DataFrame, file: str) -> str:
    other = next((one for one in lines if one.provision.casefold() == line.within.casefold()), None)
    if other is None or other is line:
        near = suggest(line.within, [one.provision for one in lines if one is not line])
        raise InputError(
            Text(nl=f"'{line.within}' staat niet op dit blad.", en=f"'{line.within}' is not on this sheet."),
            remedy=Text(nl=f"Bedoelt u '{near}'?" if near else "Noem een andere regel van dit blad.",
                        en=f"Did you mean '{near}'?" if near else "Name another line of this sheet."),
            file=file, row=line.row, column="within",
        )  # fmt: skip
    units = {str(prices["unit"][one.price]) for one in (line, other) if one.price}
    if line.without_months > other.without_months or len(units) > 1:
        raise InputError(
            Text(nl=f"deze maanden passen niet binnen die van '{other.provision}'.",
                 en=f"these months do not fit inside those of '{other.provision}'."),
            remedy=Text(nl="Geef hoogstens zoveel maanden, en prijzen in dezelfde eenheid (per dag, per jaar).",
                        en="Give at most so many months, and prices in the same unit (per day, per year)."),
            file=file, row=line.row, column="within",
        )  # fmt: skip
    return names[other.provision.casefold()]


def _at_line(error: InputError, keys: Mapping[str, Line], file: str) -> InputError:
    """What the case says of one of its items, said of the line of the sheet."""
    message = error.message if isinstance(error.message, Text) else Text(nl=error.message, en=error.message)
    for key, line in keys.items():
        if message.en.startswith(f"{key}."):
            field = message.en.split(":")[0].removeprefix(f"{key}.").split(".")[0]
            said = Text(nl=message.nl.split(": ", 1)[-1], en=message.en.split(": ", 1)[-1])
            return InputError(said, remedy=error.remedy, file=file, row=line.row, column=field)
    return InputError(message, remedy=error.remedy, file=file)


def _slug(id: str) -> str:
    return "h" + "".join(one if one.isalnum() else "_" for one in id.casefold())
