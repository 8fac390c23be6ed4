"""A cost-benefit case in memory: items, the numbers they use, and the streams those numbers are drawn from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from wij_impact.errors import UsageError, suggest
from wij_impact.estimates import Result, as_result
from wij_impact.estimates import plot as draw
from wij_impact.language import Text, in_language
from wij_impact.mkba.discounting import DiscountSchedule
from wij_impact.mkba.parameters import RANGES, Grade, Uncertain, apply_grade, kept_share
from wij_impact.mkba.schema import SECTIONS

__all__ = ["Case", "Conversion", "Item", "Number"]


_NOTHING = Text(nl="", en="")


@dataclass(frozen=True)
class Number:
    """Where a field finds its number: `factor` x the value of `stream`.

    Items that use the same price or input share its stream, so they are drawn together. The factor brings a price
    to the price level of the case.
    """

    stream: str
    factor: float = 1.0


@dataclass(frozen=True)
class Conversion:
    """A price brought to the price level of the case, shown in the report."""

    path: str
    amount: float
    from_year: int
    to_year: int
    index: str
    ratio: float


@dataclass(frozen=True)
class Item:
    """A cost, an effect, a transfer, or something that is not priced (pm).

    `payers` are those who pay a cost, or to whom the money of an effect falls, in alphabetical order; of a transfer
    `giver` and `receiver`. `sign` is that of a pm item: 1 a benefit, -1 a cost, 0 unknown. `inflow` repeats the
    quantity in later years of start, one share a year; `profile` is the share of the amount in each year from the
    start on.
    """

    section: str
    id: str
    label: Text
    payers: tuple[str, ...] = ()
    cost_kind: str = ""
    nested_in: str = ""
    giver: str = ""
    receiver: str = ""
    sign: int = 0
    description: Text = _NOTHING
    outcome: str = ""
    counted_over: str = ""
    unit: str = ""
    note: str | Text = ""
    nominal: bool = False
    schedule: DiscountSchedule | None = None
    inflow: tuple[float, ...] = ()
    profile: tuple[float, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.section}.{self.id}"


@dataclass(frozen=True, repr=False)
class Case(Result):
    """A case, read and checked; `load_case` makes it.

    Parameters
    ----------
    items : tuple of Item
        In the order of their paths, so that the order of the file changes nothing.
    streams : mapping of str to Uncertain
        What is known, uncertain or unknown, by path (`price.x` and `input.x` are shared by several items).
    numbers : mapping of str to Number
        For every field of every item, its stream and factor.
    perspective : tuple of str
        The payers that count in the total; empty for society as a whole.
    horizon : int
        How many years count: the base year and the `horizon - 1` years after it.
    deflator : tuple of float
        Price level per year relative to the base year, for items written in nominal amounts.
    weights : mapping of str to float
        What a euro of each payer counts for in the weighted balance; empty when nobody asked for one.
    stage : str
        How far the plan is, which chooses the optimism bias.
    text : str
        The case file as it was read, so that a changed case can be written as a file again.
    """

    id: str
    file: str
    title: Text
    baseline: Text
    base_year: int
    price_year: int
    horizon: int
    schedule: DiscountSchedule
    items: tuple[Item, ...]
    streams: Mapping[str, Uncertain]
    numbers: Mapping[str, Number]
    perspective: tuple[str, ...] = ()
    currency: str = "EUR"
    actors: Mapping[str, str] = field(default_factory=dict)
    conversions: tuple[Conversion, ...] = ()
    correlations: tuple[tuple[str, str, float], ...] = ()
    deflator: tuple[float, ...] = ()
    grades: Mapping[str, Grade] = field(default_factory=dict)
    apply_grades: bool = True
    scenario: str = ""
    note: str | Text = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    stage: str = ""
    text: str = ""

    @cached_property
    def _graded(self) -> dict[str, Uncertain]:
        grades = dict(self.grades) if self.apply_grades else {}
        return {path: apply_grade(self.streams[path], grades) for path in sorted(self.streams)}

    def effective(self) -> dict[str, Uncertain]:
        """The streams as the evidence grades leave them, in the order of their paths."""
        return dict(self._graded)

    def central(self) -> dict[str, float]:
        """The point estimate of every field, by path; NaN when unknown."""
        return self.resolve({path: number.value for path, number in self._graded.items()})

    def resolve(self, draws: Mapping[str, Any]) -> dict[str, Any]:
        """The number of every field, given one value (or array of draws) per stream."""
        return {
            path: draws[number.stream] if number.factor == 1.0 else draws[number.stream] * number.factor
            for path, number in self.numbers.items()
        }

    def unknown_fields(self, item: Item, central: Mapping[str, Any] | None = None) -> list[str]:
        """The fields of `item` that have no number, so that it cannot be priced."""
        numbers = self.central() if central is None else central
        return [name for name in SECTIONS[item.section] if math.isnan(numbers[f"{item.path}.{name}"])]

    def priced(self, central: Mapping[str, Any] | None = None) -> frozenset[str]:
        """Paths of the items that have all their numbers; the others are listed as not priced."""
        central = self.central() if central is None else central
        items = [item for item in self.items if item.section != "pm"]
        return frozenset(item.path for item in items if not self.unknown_fields(item, central))

    def varying(self) -> dict[str, Uncertain]:
        """The streams that are drawn: uncertain, and used by an item that is priced (or by the discount rate)."""
        priced = tuple(f"{path}." for path in self.priced())
        used = {n.stream for path, n in self.numbers.items() if path == "discount" or path.startswith(priced)}
        return {path: number for path, number in self._graded.items() if number.varies and path in used}

    def with_value(self, path: str, value: float) -> Case:
        """The same case with one number fixed at `value` (evidence grades no longer touch it).

        Parameters
        ----------
        path : str
            A field (`effect.x.additionality`: that item only, at the price level of the case), or a shared number
            (`price.x`, `input.x`: every item that uses it, in its own unit). `discount` is the flat rate. When a
            payer's share is set, the other shares of that item keep their proportions.
        value : float
            The new value.

        Raises
        ------
        UsageError
            For a path the case does not have; the nearest is suggested.
        """
        if path == "discount" or path in self.numbers:
            return self._with_field(path, float(value))
        if path in self.streams:
            plain = replace(self.streams[path], low=None, high=None, dist="", evidence="")
            fixed = replace(plain, value=float(value), prior=True, given=True)
            return self._with({path: fixed}, {})
        near = suggest(path, self.parameter_paths())
        raise UsageError(
            Text(nl=f"deze berekening heeft geen invoer '{path}'.", en=f"this case has no input '{path}'."),
            remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
        )

    def _with_field(self, path: str, value: float) -> Case:
        fixed = {path: value}
        item, _, name = path.partition(".payers.")
        if name:
            fixed |= self._other_shares(item, name, value)
        minimum, maximum = self.range_of(path)
        streams = {p: Uncertain(v, minimum=minimum, maximum=maximum, source="set by hand") for p, v in fixed.items()}
        numbers = {p: Number(p) for p in fixed}
        return self._with(streams, numbers)

    def _with(self, streams: Mapping[str, Uncertain], numbers: Mapping[str, Number]) -> Case:
        """This case with some streams and fields put in place; what the grades leave of the others is known already."""
        made = replace(self, streams={**self.streams, **streams}, numbers={**self.numbers, **numbers})
        grades = dict(self.grades) if self.apply_grades else {}
        graded = {**self._graded, **{path: apply_grade(one, grades) for path, one in streams.items()}}
        if len(graded) > len(self._graded):
            graded = dict(sorted(graded.items()))
        # A cached property of a frozen case: put where it would be kept.
        made.__dict__["_graded"] = graded
        return made

    def _other_shares(self, item: str, name: str, value: float) -> dict[str, float]:
        central = self.central()
        prefix = f"{item}.payers."
        others = {p: central[p] for p in sorted(self.numbers) if p.startswith(prefix) and p != prefix + name}
        total = math.fsum(others.values())
        if not others or total == 0:
            raise UsageError(f"{item} has no other payer to take the rest.", remedy="Add a second payer to the case.")
        return {p: (1 - value) * share / total for p, share in others.items()}

    def range_of(self, path: str) -> tuple[float, float]:
        """What the number at `path` may be."""
        if path == "discount":
            return RANGES["rate"]
        stream = self.numbers[path].stream if path in self.numbers else path
        number = self.streams[stream]
        return number.minimum, number.maximum

    def parameter_paths(self) -> list[str]:
        """Every path that `with_value` and `switching_value` take."""
        shared = [path for path in self.streams if path not in self.numbers]
        return sorted({*self.numbers, *shared, "discount"})

    def cited(self) -> list[str]:
        """The published figures (`figure_id`) that numbers of this case are taken from, in the order of the case.

        Examples
        --------
        >>> from wij_impact import mkba
        >>> mkba.load_case("besturingsmodel").cited()
        ['structural_saving_2020_r2020']
        """
        # A range may be taken from two figures: "figure:low, figure:high".
        named = [one.strip() for number in self.streams.values() for one in number.source.split(",")]
        return list(dict.fromkeys(one.removeprefix("figure:") for one in named if one.startswith("figure:")))

    def payers(self) -> list[str]:
        """Everyone who pays, gains or passes on money in this case, alphabetically."""
        money = [item for item in self.items if item.section != "pm"]
        named = {payer for item in money for payer in (*item.payers, item.giver, item.receiver) if payer}
        return sorted(named)

    def assumptions(self) -> pd.DataFrame:
        """Every number somebody wrote, as given and as it is used.

        Returns
        -------
        pandas.DataFrame
            parameter, value (as given, NaN when unknown), factor (kept share of the evidence grade x conversion to the
            price level x scale), used (value x factor: what the sum works with), evidence, source, basis, price_year
            (of the value as given; missing for what is not a price), low, high (as given), used_low, used_high, dist
            (as used: an effect size without grade or source may be anything from none to all).
        """
        grades = dict(self.grades) if self.apply_grades else {}
        effective = self.effective()
        years = {conversion.path: conversion.from_year for conversion in self.conversions}
        rows = []
        for path, number in sorted(self.streams.items()):
            if not number.given:
                continue
            after, kept = effective[path], kept_share(number, grades)
            for shown, factor, field_path in self._uses(path):
                used = after.value * factor
                rows.append(
                    {
                        "parameter": shown,
                        "value": number.value,
                        "factor": kept * factor,
                        "used": used,
                        "evidence": number.evidence,
                        "source": number.source,
                        "basis": basis(number),
                        "price_year": self._price_year(field_path, years, number),
                        "low": math.nan if number.low is None else number.low,
                        "high": math.nan if number.high is None else number.high,
                        "used_low": math.nan if after.low is None else after.low * factor,
                        "used_high": math.nan if after.high is None else after.high * factor,
                        "dist": after.dist,
                    }
                )
        return pd.DataFrame(rows)

    def _uses(self, stream: str) -> list[tuple[str, float, str]]:
        """(name, factor, field) per way a number is used: one row when every field uses it alike."""
        fields = [(path, at.factor) for path, at in sorted(self.numbers.items()) if at.stream == stream]
        if len({factor for _, factor in fields}) <= 1:
            first = fields[0] if fields else (stream, 1.0)
            return [(stream, first[1], first[0])]
        return [(path, factor, path) for path, factor in fields]

    def _price_year(self, path: str, years: Mapping[str, int], number: Uncertain) -> float:
        if not path.endswith(".price") or number.unknown:
            return math.nan
        return float(years.get(path, self.price_year))

    def level_factor(self, path: str) -> float:
        """What a shared price is multiplied by to be at the price level of the case; 1 for any other number."""
        if path in self.numbers or not path.startswith("price."):
            return 1.0
        factors = {at.factor for at in self.numbers.values() if at.stream == path}
        return factors.pop() if len(factors) == 1 else 1.0

    def _headline(self) -> str:
        priced, money = len(self.priced()), sum(item.section != "pm" for item in self.items)
        scenario = f", scenario {self.scenario}" if self.scenario else ""
        return (
            f"{self.id}{scenario}: {money} items of which {priced} priced, {len(self.items) - money} not in money; "
            f"{self.horizon} years from {self.base_year}, prices of {self.price_year}"
        )

    def tidy(self) -> pd.DataFrame:
        """The numbers somebody wrote as they are used: parameter, then the common columns (limits of the input)."""
        table = self.assumptions()
        rows = [
            {
                "parameter": row.parameter,
                "estimate": row.used,
                "lower": row.used_low,
                "upper": row.used_high,
                "method": f"{row.basis}{', grade ' + str(row.evidence) if row.evidence else ''}",
            }
            for row in table.itertuples()
        ]
        return as_result(rows, ["parameter"])

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """How uncertain each number is: its limits as a multiple of the value used."""
        frame = self.tidy()
        frame = frame[frame["lower"].notna() & (frame["estimate"] != 0)].reset_index(drop=True)
        if not len(frame):
            raise UsageError(
                Text(nl="deze berekening heeft geen onzekere getallen.", en="this case has no uncertain numbers.")
            )
        size = frame["estimate"].to_numpy()
        scaled = {"estimate": size / size, "lower": frame["lower"] / size, "upper": frame["upper"] / size}
        return draw(frame.assign(**scaled), ax=ax, **options)

    def parameters(self) -> pd.DataFrame:
        """The numbers as a register: path, written and graded values, distribution, evidence, source, note.

        Returns
        -------
        pandas.DataFrame
            One row per stream: parameter, value, low, high, dist, evidence, prior, graded_value, graded_low,
            graded_high, basis (sourced | assumption | none), given, source, note, note_en, used_by.
        """
        effective = self.effective()
        rows = []
        for path in sorted(self.streams):
            number, after = self.streams[path], effective[path]
            used = sorted(field for field, where in self.numbers.items() if where.stream == path)
            rows.append(
                {
                    "parameter": path,
                    "value": number.value,
                    "low": math.nan if number.low is None else number.low,
                    "high": math.nan if number.high is None else number.high,
                    "dist": number.dist,
                    "evidence": number.evidence,
                    "prior": number.prior,
                    "graded_value": after.value,
                    "graded_low": math.nan if after.low is None else after.low,
                    "graded_high": math.nan if after.high is None else after.high,
                    "basis": basis(number),
                    "given": number.given,
                    "source": number.source,
                    "note": in_language(number.note, "nl"),
                    "note_en": in_language(number.note, "en"),
                    "used_by": ", ".join(used),
                }
            )
        return pd.DataFrame(rows)


def basis(number: Uncertain) -> str:
    """What a number rests on: `sourced`, `assumption` (grade E), or `none` (neither source nor grade)."""
    if number.evidence == "E":
        return "assumption"
    return "sourced" if number.source else "none"
