"""Read one number of a case file: a literal, a reference, or an uncertain number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from wij_impact.errors import InputError, suggest
from wij_impact.language import Text
from wij_impact.mkba.case import Conversion, Number
from wij_impact.mkba.distributions import DISTRIBUTIONS
from wij_impact.mkba.parameters import GRADES, RANGES, Role, Uncertain, check_number
from wij_impact.mkba.price_library import spread_of
from wij_impact.mkba.prices import PriceIndex, pick_index
from wij_impact.mkba.schema import NUMBER_KEYS

__all__ = ["NumberReader", "References"]


@dataclass(frozen=True)
class References:
    """What a case may refer to: published figures, unit prices and price indices."""

    figures: pd.DataFrame
    prices: pd.DataFrame
    indices: Mapping[str, PriceIndex]


@dataclass
class NumberReader:
    """Collects the streams, numbers and price conversions of one case while it is read."""

    references: References
    price_year: int
    price_index: str
    fail: Callable[..., InputError]
    streams: dict[str, Uncertain] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    conversions: list[Conversion] = field(default_factory=list)

    def default(self, path: str, role: Role, value: float) -> None:
        """A number nobody wrote down."""
        minimum, maximum = RANGES[role]
        size = path.endswith(".additionality")
        self.streams[path] = Uncertain(value, minimum=minimum, maximum=maximum, given=False, shrinks=size)
        self.numbers[path] = Number(path)

    def read(self, raw: Any, path: str, role: Role, evidence: str = "") -> None:
        """Read the number `raw` of the field `path`; `evidence` is the grade it has when it names none itself."""
        spec = self._as_table(raw, path, role)
        self._check_keys(spec, path)
        if "input" in spec:
            self._use_input(spec, path, role)
        elif "price" in spec:
            self._use_price(spec, path)
        else:
            self.streams[path] = self._own(spec, path, role, evidence)
            self.numbers[path] = Number(path, self._price_factor(spec, path) if role == "price" else 1.0)

    def read_input(self, raw: Any, path: str) -> None:
        """Read a shared number of the section `[input]`."""
        spec = self._as_table(raw, path, "number")
        self._check_keys(spec, path)
        if "input" in spec or "price" in spec:
            raise self.fail(
                path,
                nl="een gedeeld getal verwijst niet naar een ander.",
                en="a shared number does not refer to another.",
                remedy_nl="Geef een waarde of een cijfer (figure).",
                remedy_en="Give a value or a figure.",
            )
        self.streams[path] = self._own(spec, path, "number", "")

    def _as_table(self, raw: Any, path: str, role: Role) -> dict[str, Any]:
        if isinstance(raw, Mapping):
            return dict(raw)
        if isinstance(raw, str):
            if raw == "unknown":
                return {"unknown": True}
            if role == "duration" and raw == "horizon":
                return {"value": math.inf, "source": "horizon"}
            if role == "price":
                return {"price": raw}
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise self.fail(
                path,
                nl=f"{raw!r} is geen getal.",
                en=f"{raw!r} is not a number.",
                remedy_nl='Schrijf een getal, { figure = "..." }, { value, low, high, dist } of "unknown".',
                remedy_en='Write a number, { figure = "..." }, { value, low, high, dist } or "unknown".',
            )
        return {"value": raw}

    def _check_keys(self, spec: Mapping[str, Any], path: str) -> None:
        for key in spec:
            if key not in NUMBER_KEYS:
                near = suggest(key, list(NUMBER_KEYS))
                raise self.fail(
                    f"{path}.{key}",
                    nl="deze sleutel bestaat niet.",
                    en="there is no such key.",
                    remedy_nl=f"Bedoelt u {near}?" if near else f"Kies uit {', '.join(NUMBER_KEYS)}.",
                    remedy_en=f"Did you mean {near}?" if near else f"Choose from {', '.join(NUMBER_KEYS)}.",
                )
        sources = [key for key in ("figure", "price", "input", "unknown", "value") if key in spec]
        if len(sources) != 1 and not (sources == [] and spec.get("dist") == "uniform"):
            raise self.fail(
                path,
                nl="geef precies een van value, figure, price, input of unknown.",
                en="give exactly one of value, figure, price, input or unknown.",
            )

    def _use_input(self, spec: Mapping[str, Any], path: str, role: Role) -> None:
        stream = f"input.{spec['input']}"
        if stream not in self.streams:
            known = [name.removeprefix("input.") for name in self.streams if name.startswith("input.")]
            near = suggest(str(spec["input"]), known)
            raise self.fail(path, nl=f"er is geen [input.{spec['input']}].", en=f"there is no [input.{spec['input']}].",
                            remedy_nl=f"Bedoelt u {near}?" if near else "Voeg die sectie toe.",
                            remedy_en=f"Did you mean {near}?" if near else "Add that section.")  # fmt: skip
        factor = self._number(spec.get("scale", 1.0), f"{path}.scale")
        number = self.streams[stream]
        minimum, maximum = RANGES[role]
        if _may_be_negative(role, number.value * factor, number.low, number.high):
            minimum = -math.inf
        narrowed = replace(
            number,
            minimum=max(number.minimum, minimum / factor if factor > 0 else number.minimum),
            maximum=min(number.maximum, maximum / factor if factor > 0 else number.maximum),
            shrinks=number.shrinks or path.endswith(".additionality"),
        )
        self.streams[stream] = self._checked(narrowed, path)
        price_factor = self._price_factor(spec, path) if role == "price" else 1.0
        self.numbers[path] = Number(stream, factor * price_factor)

    def _use_price(self, spec: Mapping[str, Any], path: str) -> None:
        row = self.price_row(str(spec["price"]), path)
        stream = f"price.{row['price_id']}"
        self._check_verified(row, spec, path)
        if spec.get("alternatives"):
            row, stream = self._with_alternatives(row, spec, path), f"{stream}.alternatives"
        if stream not in self.streams:
            self.streams[stream] = self._checked(_price_number(row), stream)
        factor = self._number(spec.get("scale", 1.0), f"{path}.scale")
        value = self.streams[stream].value
        if not math.isnan(value):
            year = spec.get("price_year", row["price_year"])
            if isinstance(year, float) and math.isnan(year):
                raise self.fail(
                    path,
                    nl=f"van prijs '{row['price_id']}' staat het prijspeil niet in de bron.",
                    en=f"the source of price '{row['price_id']}' does not name its price level.",
                    remedy_nl=f'Schrijf {{ price = "{row["price_id"]}", price_year = ... }}, het jaar dat u aanneemt.',
                    remedy_en=f'Write {{ price = "{row["price_id"]}", price_year = ... }} with the year you assume.',
                )
            factor *= self._convert(path, value, int(year), spec)
        self.numbers[path] = Number(stream, factor)

    def _check_verified(self, row: Mapping[str, Any], spec: Mapping[str, Any], path: str) -> None:
        if row.get("status", "") == "unverified" and spec.get("unverified") is not True:
            raise self.fail(
                path,
                nl=f"prijs '{row['price_id']}' is niet nagegaan in de bron.",
                en=f"price '{row['price_id']}' was not verified in its source.",
                remedy_nl=f'Kies een andere, of schrijf {{ price = "{row["price_id"]}", unverified = true }}.',
                remedy_en=f'Choose another, or write {{ price = "{row["price_id"]}", unverified = true }}.',
            )

    def _with_alternatives(self, row: Mapping[str, Any], spec: Mapping[str, Any], path: str) -> dict[str, Any]:
        """The price with the range that the other verified prices of the same thing span."""
        try:
            levels = pick_index(str(spec.get("index", self.price_index)), self.references.indices).levels()
            low, high = spread_of(self.references.prices, str(row["price_id"]), levels)
        except InputError as problem:
            raise self.fail(path, problem=problem) from None
        return {**row, "low": low, "high": high, "distribution": "triangular"}

    def price_row(self, name: str, path: str) -> Mapping[str, Any]:
        """The row of a unit price; an unknown one is an error with a suggestion."""
        prices = self.references.prices
        found = prices[prices["price_id"] == name]
        if len(found):
            return {str(key): value for key, value in found.iloc[0].items()}
        known = prices["price_id"].tolist()
        near = suggest(name, known)
        raise self.fail(
            path,
            nl=f"prijs '{name}' staat niet in reference/unit_prices.csv.",
            en=f"price '{name}' is not in reference/unit_prices.csv.",
            remedy_nl=f"Bedoelt u {near}?" if near else "Voeg de prijs daar toe, met bron.",
            remedy_en=f"Did you mean {near}?" if near else "Add the price there, with its source.",
        )

    def _own(self, spec: Mapping[str, Any], path: str, role: Role, evidence: str) -> Uncertain:
        minimum, maximum = RANGES[role]
        scale = self._number(spec.get("scale", 1.0), f"{path}.scale")
        value, source = self._value(spec, path)
        grade = self._grade(str(spec.get("evidence", evidence)), path)
        source = str(spec.get("source", source))
        self._check_source(path, role, spec, grade, source)
        dist = str(spec.get("dist", ""))
        if dist and dist not in DISTRIBUTIONS:
            near = suggest(dist, list(DISTRIBUTIONS))
            raise self.fail(
                f"{path}.dist",
                nl=f"verdeling '{dist}' bestaat niet.",
                en=f"there is no distribution '{dist}'.",
                remedy_nl=f"Bedoelt u {near}?" if near else f"Kies uit {', '.join(DISTRIBUTIONS)}.",
                remedy_en=f"Did you mean {near}?" if near else f"Choose from {', '.join(DISTRIBUTIONS)}.",
            )
        low = self._limit(spec, "low", path, scale)
        high = self._limit(spec, "high", path, scale)
        if _may_be_negative(role, value * scale, low, high):
            minimum = -math.inf
        if math.isnan(value) and not spec.get("unknown") and low is not None and high is not None:
            value = (low + high) / 2 / scale
        number = Uncertain(
            value * scale,
            low,
            high,
            dist,
            grade,
            source,
            self._note(spec.get("note", ""), f"{path}.note"),
            minimum,
            maximum,
            prior=bool(spec.get("prior", False)),
            shrinks=path.endswith(".additionality"),
        )
        return self._checked(number, path)

    def _note(self, raw: Any, path: str) -> str | Text:
        if isinstance(raw, str):
            return raw
        if isinstance(raw, Mapping) and set(raw) == {"nl", "en"}:
            return Text(nl=str(raw["nl"]), en=str(raw["en"]))
        raise self.fail(
            path,
            nl="is geen tekst.",
            en="is not a text.",
            remedy_nl='Schrijf note = "..." of note = { nl = "...", en = "..." }.',
            remedy_en='Write note = "..." or note = { nl = "...", en = "..." }.',
        )

    def _value(self, spec: Mapping[str, Any], path: str) -> tuple[float, str]:
        if spec.get("unknown"):
            return math.nan, ""
        if "figure" in spec:
            return float(self._figure(spec["figure"], path)["value"]), f"figure:{spec['figure']}"
        if spec.get("value") == math.inf and path.endswith(".duration"):
            return math.inf, ""
        return (self._number(spec["value"], f"{path}.value") if "value" in spec else math.nan), ""

    def _figure(self, name: Any, path: str) -> Mapping[str, Any]:
        figures = self.references.figures
        found = figures[figures["figure_id"] == str(name)]
        if len(found):
            return {str(key): value for key, value in found.iloc[0].items()}
        near = suggest(str(name), figures["figure_id"].tolist())
        raise self.fail(path, nl=f"cijfer '{name}' staat niet in published/figures.csv.",
                        en=f"figure '{name}' is not in published/figures.csv.",
                        remedy_nl=f"Bedoelt u {near}?" if near else "Gebruik een figure_id uit dat bestand.",
                        remedy_en=f"Did you mean {near}?" if near else "Use a figure_id of that file.")  # fmt: skip

    def _limit(self, spec: Mapping[str, Any], key: str, path: str, scale: float) -> float | None:
        if key not in spec:
            return None
        raw = spec[key]
        if isinstance(raw, Mapping):
            if set(raw) - {"figure", "scale"} or "figure" not in raw:
                raise self.fail(
                    f"{path}.{key}", nl="verwijs met { figure, scale }.", en="refer with { figure, scale }."
                )
            own = self._number(raw.get("scale", scale), f"{path}.{key}.scale")
            return float(self._figure(raw["figure"], f"{path}.{key}")["value"]) * own
        return self._number(raw, f"{path}.{key}") * scale

    def _number(self, raw: Any, path: str) -> float:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
            raise self.fail(path, nl=f"{raw!r} is geen getal.", en=f"{raw!r} is not a number.")
        return float(raw)

    def _grade(self, grade: str, path: str) -> str:
        letter = "E" if grade == "assumption" else grade
        if letter and letter not in GRADES:
            raise self.fail(
                f"{path}.evidence",
                nl=f"bewijsgraad '{grade}' bestaat niet.",
                en=f"there is no evidence grade '{grade}'.",
                remedy_nl="Kies A, B, C, D of E (aanname).",
                remedy_en="Choose A, B, C, D or E (assumption).",
            )
        return letter

    def _check_source(self, path: str, role: Role, spec: Mapping[str, Any], grade: str, source: str) -> None:
        if spec.get("unknown") or source or grade == "E":
            return
        if role == "price":
            raise self.fail(
                path,
                nl="een prijs zonder bron is een aanname.",
                en="a price without a source is an assumption.",
                remedy_nl='Noem de bron (source) of schrijf evidence = "E".',
                remedy_en='Name its source, or write evidence = "E".',
            )
        if spec.get("evidence"):
            raise self.fail(
                path,
                nl=f"bewijsgraad {grade} vraagt een bron.",
                en=f"evidence grade {grade} asks for a source.",
                remedy_nl='Noem de bron (source), of schrijf evidence = "E".',
                remedy_en='Name its source, or write evidence = "E".',
            )

    def _price_factor(self, spec: Mapping[str, Any], path: str) -> float:
        if "price_year" in spec:
            return self._convert(
                path, float(spec.get("value", math.nan)), int(self._number(spec["price_year"], path)), spec
            )
        if "figure" in spec:
            from wij_impact.catalogue.figures import year_of

            year = year_of(str(self._figure(spec["figure"], path)["period"]))
            if year is not None:
                return self._convert(path, float(self._figure(spec["figure"], path)["value"]), year, spec)
        return 1.0

    def _convert(self, path: str, amount: float, from_year: int, spec: Mapping[str, Any]) -> float:
        if from_year == self.price_year:
            return 1.0
        name = str(spec.get("index", self.price_index))
        try:
            ratio = pick_index(name, self.references.indices).ratio(from_year, self.price_year)
        except InputError as problem:
            raise self.fail(path, problem=problem) from None
        self.conversions.append(Conversion(path, amount, from_year, self.price_year, name, ratio))
        return ratio

    def _checked(self, number: Uncertain, path: str) -> Uncertain:
        try:
            return check_number(number, path)
        except InputError as problem:
            raise self.fail(path, problem=problem) from None


def _may_be_negative(role: Role, value: float, low: float | None, high: float | None) -> bool:
    """Whether what is written means to go below 0: a negative price, or a quantity whose limits lie around 0."""
    if role == "price":
        return value < 0 or (low is not None and low < 0)
    return role == "quantity" and low is not None and high is not None and low < 0 < high


def _price_number(row: Mapping[str, Any]) -> Uncertain:
    limits = [None if math.isnan(row[key]) else float(row[key]) for key in ("low", "high")]
    value = float(row["value"])
    if math.isnan(value) and limits[0] is not None and limits[1] is not None:
        value = (limits[0] + limits[1]) / 2  # a source that prints a range only
    doubt = " (unverified)" if row.get("status", "") == "unverified" else ""
    grade = "E" if row["evidence_grade"] == "assumption" else str(row["evidence_grade"])
    return Uncertain(
        value, limits[0], limits[1], str(row["distribution"]), grade,
        f"price:{row['price_id']}{doubt}" if row["source"] else "", _price_note(row), *RANGES["price"],
    )  # fmt: skip


def _price_note(row: Mapping[str, Any]) -> str | Text:
    dutch, note = str(row.get("note_nl", "")), str(row["note"])
    return Text(nl=dutch, en=note) if dutch and note else dutch or note
