"""From the tables of a case file to a checked `Case`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wij_impact.errors import InputError, suggest
from wij_impact.language import Text
from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.discounting import DiscountSchedule, ScheduleLike, as_schedule
from wij_impact.mkba.distributions import NoFit
from wij_impact.mkba.nesting import check_nesting
from wij_impact.mkba.numbers import NumberReader, References
from wij_impact.mkba.parameters import Grade
from wij_impact.mkba.places import Places
from wij_impact.mkba.prices import bearers_of, price_index
from wij_impact.mkba.schema import ACTORS, CASE_KEYS, COST_KINDS, NESTED_SHARE, NUMBER_KEYS, SECTIONS, TEXT_KEYS

__all__ = ["parse_case"]

#: Payer shares add up to 1 within this, so that 0.333 + 0.333 + 0.334 passes and 0.33 x 3 does not.
SHARE_TOLERANCE = 1e-6
_SIGNS = {"+": 1, "-": -1, "?": 0, 1: 1, -1: -1, 0: 0}


def parse_case(
    raw: Mapping[str, Any],
    case_id: str,
    places: Places,
    references: References,
    grades: Mapping[str, Grade],
    scenario: str = "",
) -> Case:
    """Read and check the tables of one case file.

    Raises
    ------
    InputError
        For anything the file gets wrong: an unknown key, actor, price, figure or schedule, shares that do not add
        up to 1, a number that cannot be. It names the file, the path in it and, where it can be found, the row.
    """
    return _Parser(raw, case_id, places, references, grades, scenario).case()


@dataclass
class _Parser:
    raw: Mapping[str, Any]
    case_id: str
    places: Places
    references: References
    grades: Mapping[str, Grade]
    scenario: str

    def case(self) -> Case:
        self._known(self.raw, "", [*CASE_KEYS])
        for key, needed in CASE_KEYS.items():
            if needed and key not in self.raw:
                raise self.places.fail(key, nl="ontbreekt in de berekening.", en="is missing from the case.",
                                       remedy_nl=f"Voeg {key} = ... toe.", remedy_en=f"Add {key} = ....")  # fmt: skip
        base_year, price_year = self._whole("base_year", 1900, 2200), self._whole("price_year", 1900, 2200)
        horizon = self._whole("horizon", 1, 200)
        self.horizon, self.stage = horizon, self._stage()
        self.actors = {**ACTORS, **{str(k): str(v) for k, v in self._table("actors").items()}}
        self.reader = self._reader(price_year)
        for name, spec in sorted(self._table("input").items()):
            self.reader.read_input(spec, f"input.{name}")
        if "participants" in self.raw:
            self.reader.read(self.raw["participants"], "participants", "quantity")
        schedule = self._discount()
        items = tuple(
            self._item(section, name, raw)
            for section in SECTIONS
            for name, raw in sorted(self._table(section).items())
        )  # fmt: skip
        case = Case(
            id=self.case_id, file=self.places.file, title=self._text(self.raw["title"], "title"),
            baseline=self._text(self.raw["baseline"], "baseline"), base_year=base_year, price_year=price_year,
            horizon=horizon, schedule=schedule, items=items, streams=dict(sorted(self.reader.streams.items())),
            numbers=dict(sorted(self.reader.numbers.items())), perspective=self._perspective(),
            currency=str(self.raw.get("currency", "EUR")), actors=self.actors,
            conversions=tuple(sorted(self.reader.conversions, key=lambda c: c.path)),
            correlations=self._correlations(), deflator=self._deflator(base_year, horizon, items),
            grades=dict(self.grades), apply_grades=bool(self.raw.get("apply_evidence_grades", True)),
            scenario=self.scenario, note=self._note(self.raw.get("note", ""), "note"), weights=self._weights(),
            stage=self.stage, text=self.places.text,
        )  # fmt: skip
        self._check_grades(case)
        self._check_shares(case)
        check_nesting(case, self.places.fail)
        return case

    def _reader(self, price_year: int) -> NumberReader:
        indices = dict(self.references.indices)
        for name, changes in self._table("index").items():
            series = {self._year(year, f"index.{name}"): float(change) for year, change in changes.items()}
            indices[name] = price_index(name, series)
        named = str(self.raw.get("price_index", "cpi_nl"))
        references = References(self.references.figures, self.references.prices, indices)
        return NumberReader(references, price_year, named, self.places.fail)

    def _discount(self) -> DiscountSchedule:
        raw = self.raw["discount"]
        if isinstance(raw, str):
            return self._schedule(raw, "discount")
        flat = raw.get("value") if isinstance(raw, Mapping) and "value" in raw else raw
        if isinstance(flat, int | float):
            schedule = self._schedule(flat, "discount")
            self.reader.read(raw, "discount", "rate")
            return schedule
        return self._schedule(raw, "discount")

    def _schedule(self, raw: Any, path: str) -> DiscountSchedule:
        chosen: ScheduleLike = raw
        if isinstance(raw, Mapping):
            chosen = {self._year(first, path): rate for first, rate in raw.items()}
        try:
            return as_schedule(chosen)
        except InputError as problem:
            raise self.places.fail(path, problem=problem) from None

    def _item(self, section: str, name: str, raw: Any) -> Item:
        path = f"{section}.{name}"
        if not isinstance(raw, Mapping):
            raise self.places.fail(path, nl="is geen tabel.", en="is not a table.")
        fields = SECTIONS[section]
        self._known(raw, path, [*TEXT_KEYS[section], *fields])
        profile = self._profile(raw, path)
        raw = self._with_bias(section, raw, path)
        for key, spec in fields.items():
            if key == "duration" and profile:
                self.reader.default(f"{path}.duration", spec.role, float(len(profile)))
            elif key in raw:
                # The grade of an effect is that of its causal claim: its additionality.
                grade = str(raw.get("evidence", "")) if key == "additionality" else ""
                self.reader.read(raw[key], f"{path}.{key}", spec.role, grade)
            elif spec.default is None:
                raise self.places.fail(f"{path}.{key}", nl="ontbreekt.", en="is missing.",
                                       remedy_nl="Vul een getal in, of \"unknown\".",
                                       remedy_en="Fill in a number, or \"unknown\".")  # fmt: skip
            else:
                self.reader.default(f"{path}.{key}", spec.role, spec.default)
        if section == "effect" and "nested_in" in raw:
            self.reader.read(raw.get("nested_share", "unknown"), f"{path}.nested_share", NESTED_SHARE.role)
        elif "nested_share" in raw:
            raise self.places.fail(f"{path}.nested_share", nl="hoort bij nested_in, en die ontbreekt.",
                                   en="belongs to nested_in, which is missing.")  # fmt: skip
        return Item(
            section=section, id=name, label=self._text(raw.get("label", name), f"{path}.label"),
            payers=self._payers(section, raw, path), cost_kind=self._cost_kind(section, raw, path),
            nested_in=str(raw.get("nested_in", "")), giver=self._end(section, raw, path, "from"),
            receiver=self._end(section, raw, path, "to"), sign=self._sign(section, raw, path),
            description=self._text(raw.get("description", raw.get("note", "")), f"{path}.description"),
            outcome=str(raw.get("outcome", "")), counted_over=str(raw.get("counted_over", "")),
            unit=str(raw.get("unit", "")), note=self._note(raw.get("note", ""), f"{path}.note"),
            nominal=bool(raw.get("nominal", False)),
            schedule=self._schedule(raw["discount"], f"{path}.discount") if "discount" in raw else None,
            inflow=self._inflow(raw, path), profile=profile,
        )  # fmt: skip

    def _inflow(self, raw: Mapping[str, Any], path: str) -> tuple[float, ...]:
        """The share of the quantity that starts in each year of start."""
        if "inflow" not in raw:
            return ()
        given, place = raw["inflow"], f"{path}.inflow"
        if given == "horizon":
            return (1.0,) * self.horizon
        if isinstance(given, Mapping):
            return self._ramp(given, place)
        shares = self._shares_per_year(given, place)
        if len(shares) > self.horizon:
            raise self.places.fail(
                place,
                nl=f"noemt {len(shares)} jaren van start, en de berekening telt er {self.horizon}.",
                en=f"names {len(shares)} years of start, and the case counts {self.horizon}.",
                remedy_nl="Verleng horizon, of laat de laatste jaren weg.",
                remedy_en="Lengthen horizon, or leave the last years out.",
            )
        return shares

    def _ramp(self, given: Mapping[str, Any], place: str) -> tuple[float, ...]:
        self._known(given, place, ["years", "ramp"])
        years, ramp = given.get("years", self.horizon), given.get("ramp", 1)
        for key, value in (("years", years), ("ramp", ramp)):
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= self.horizon:
                raise self.places.fail(
                    f"{place}.{key}",
                    nl=f"{value!r} is geen aantal jaren van 1 tot {self.horizon}.",
                    en=f"{value!r} is not a number of years from 1 to {self.horizon}.",
                )
        return tuple(min((year + 1) / ramp, 1.0) for year in range(years))

    def _profile(self, raw: Mapping[str, Any], path: str) -> tuple[float, ...]:
        """The share of the amount in each year after the start."""
        if "profile" not in raw:
            return ()
        for key in ("duration", "drop_off"):
            if key in raw:
                raise self.places.fail(
                    f"{path}.profile",
                    nl=f"zegt al hoe het bedrag over de jaren loopt; dan vervalt {key}.",
                    en=f"already says how the amount runs over the years; {key} has no place beside it.",
                    remedy_nl=f"Haal profile of {key} weg.",
                    remedy_en=f"Remove profile or {key}.",
                )
        return self._shares_per_year(raw["profile"], f"{path}.profile")

    def _shares_per_year(self, given: Any, place: str) -> tuple[float, ...]:
        wrong = not isinstance(given, list) or not given
        if wrong or any(isinstance(one, bool) or not isinstance(one, int | float) for one in given):
            raise self.places.fail(
                place,
                nl=f"{given!r} is geen rij getallen, een per jaar.",
                en=f"{given!r} is not a row of numbers, one a year.",
                remedy_nl="Schrijf bijvoorbeeld [1, 1, 1].",
                remedy_en="Write for example [1, 1, 1].",
            )
        if not all(math.isfinite(one) for one in given):
            raise self.places.fail(place, nl="noemt een getal dat niet kan.", en="names an impossible number.")
        return tuple(float(one) for one in given)

    def _with_bias(self, section: str, raw: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        """The item with its optimism bias: its own, that of the stage, or none."""
        given = raw.get("optimism_bias")
        if isinstance(given, Mapping) and not set(given) & set(NUMBER_KEYS):
            return {**raw, "optimism_bias": self._at_stage(given, f"{path}.optimism_bias")}
        if given is None and section == "cost" and "optimism_bias" in self.raw:
            return {**raw, "optimism_bias": self._at_stage(self._table("optimism_bias"), "optimism_bias")}
        return raw

    def _at_stage(self, table: Mapping[str, Any], path: str) -> Any:
        if self.stage in table:
            return table[self.stage]
        listed = ", ".join(sorted(map(str, table)))
        raise self.places.fail(
            path,
            nl=f"heeft geen opslag voor fase '{self.stage}'." if self.stage else "vraagt een fase (stage).",
            en=f"has no bias for stage '{self.stage}'." if self.stage else "asks for a stage.",
            remedy_nl=f'Schrijf bovenaan stage = "...": een van {listed}.',
            remedy_en=f'Write stage = "..." at the top: one of {listed}.',
        )

    def _stage(self) -> str:
        given = self.raw.get("stage", "")
        if not isinstance(given, str):
            raise self.places.fail("stage", nl="is geen tekst.", en="is not a text.")
        return given

    def _weights(self) -> dict[str, float]:
        found = {}
        for who, weight in sorted(self._table("distributional_weights").items()):
            path = f"distributional_weights.{who}"
            number = not isinstance(weight, bool) and isinstance(weight, int | float)
            if not number or not 0 <= weight < math.inf:
                raise self.places.fail(path, nl=f"{weight!r} is geen gewicht van 0 of meer.",
                                       en=f"{weight!r} is not a weight of 0 or more.")  # fmt: skip
            found[self._actor(who, path)] = float(weight)
        return found

    def _payers(self, section: str, raw: Mapping[str, Any], path: str) -> tuple[str, ...]:
        if section == "transfer":
            return ()
        shares = raw.get("payers", {} if section == "pm" else self._bearers(raw, path))
        if section == "pm":
            named = shares if isinstance(shares, Sequence) and not isinstance(shares, str) else list(shares)
            return tuple(sorted(self._actor(name, f"{path}.payers") for name in named))
        if not isinstance(shares, Mapping) or not shares:
            raise self.places.fail(
                f"{path}.payers",
                nl="zegt niet wie betaalt of baat heeft.",
                en="does not say who pays or gains.",
                remedy_nl="Schrijf bijvoorbeeld payers = { gemeente = 0.7, rijk = 0.3 }.",
                remedy_en="Write for example payers = { gemeente = 0.7, rijk = 0.3 }.",
            )
        for name in sorted(shares):
            self._actor(name, f"{path}.payers.{name}")
            self.reader.read(shares[name], f"{path}.payers.{name}", "share")
        return tuple(sorted(shares))

    def _bearers(self, raw: Mapping[str, Any], path: str) -> dict[str, float]:
        # Without payers of its own, an item takes the bearers of its unit price.
        price = raw.get("price")
        name = price if isinstance(price, str) else price.get("price") if isinstance(price, Mapping) else None
        if not name or name == "unknown":
            return {}
        try:
            return bearers_of(str(self.reader.price_row(str(name), f"{path}.price")["bearers"]))
        except InputError as problem:
            raise self.places.fail(f"{path}.price", problem=problem) from None

    def _actor(self, name: Any, path: str) -> str:
        if name in self.actors:
            return str(name)
        near = suggest(str(name), list(self.actors))
        raise self.places.fail(path, nl=f"'{name}' is geen bekende partij.", en=f"'{name}' is not a known party.",
                               remedy_nl=f"Bedoelt u {near}?" if near else "Voeg die toe onder [actors].",
                               remedy_en=f"Did you mean {near}?" if near else "Add it under [actors].")  # fmt: skip

    def _cost_kind(self, section: str, raw: Mapping[str, Any], path: str) -> str:
        if section != "cost":
            return ""
        kind = str(raw.get("kind", "paid"))
        if kind not in COST_KINDS:
            raise self.places.fail(
                f"{path}.kind",
                nl=f"'{kind}' is geen soort kosten.",
                en=f"'{kind}' is not a kind of cost.",
                remedy_nl=f"Kies uit {', '.join(COST_KINDS)}.",
                remedy_en=f"Choose from {', '.join(COST_KINDS)}.",
            )
        return kind

    def _end(self, section: str, raw: Mapping[str, Any], path: str, key: str) -> str:
        if section != "transfer":
            return ""
        if key not in raw:
            raise self.places.fail(f"{path}.{key}", nl="ontbreekt.", en="is missing.")
        return self._actor(raw[key], f"{path}.{key}")

    def _sign(self, section: str, raw: Mapping[str, Any], path: str) -> int:
        if section != "pm":
            return 0
        if raw.get("sign") not in _SIGNS or isinstance(raw.get("sign"), bool):
            raise self.places.fail(
                f"{path}.sign",
                nl="zegt niet of de post een baat of een last is.",
                en="does not say whether the item is a benefit or a cost.",
                remedy_nl='Schrijf sign = "+", "-" of "?".',
                remedy_en='Write sign = "+", "-" or "?".',
            )
        return _SIGNS[raw["sign"]]

    def _perspective(self) -> tuple[str, ...]:
        raw = self.raw.get("perspective", "society")
        if raw in ("society", "maatschappij"):
            return ()
        named = [raw] if isinstance(raw, str) else list(raw)
        return tuple(sorted({self._actor(name, "perspective") for name in named}))

    def _correlations(self) -> tuple[tuple[str, str, float], ...]:
        found = []
        for position, raw in enumerate(self.raw.get("correlation", [])):
            path = f"correlation.{position}"
            self._known(raw, path, ["between", "rank"])
            pair, rank = raw.get("between", []), raw.get("rank")
            if len(pair) != 2 or not isinstance(rank, int | float) or isinstance(rank, bool) or not -1 < rank < 1:
                raise self.places.fail(path, nl="noem twee getallen en een rangcorrelatie tussen -1 en 1.",
                                       en="name two numbers and a rank correlation between -1 and 1.")  # fmt: skip
            for name in pair:
                if name not in self.reader.streams:
                    near = suggest(str(name), list(self.reader.streams))
                    raise self.places.fail(path, nl=f"er is geen getal '{name}'.", en=f"there is no number '{name}'.",
                                           remedy_nl=f"Bedoelt u {near}?" if near else "",
                                           remedy_en=f"Did you mean {near}?" if near else "")  # fmt: skip
            first, second = sorted(str(name) for name in pair)
            found.append((first, second, float(rank)))
        return tuple(sorted(found))

    def _deflator(self, base_year: int, horizon: int, items: Sequence[Item]) -> tuple[float, ...]:
        nominal = [item.path for item in items if item.nominal]
        if "inflation" not in self.raw:
            if nominal:
                raise self.places.fail(f"{nominal[0]}.nominal", nl="nominale bedragen vragen een inflatiepad.",
                                       en="nominal amounts need an inflation path.",
                                       remedy_nl="Voeg inflation = 0.02 toe, of een voet per jaar.",
                                       remedy_en="Add inflation = 0.02, or a rate per year.")  # fmt: skip
            return (1.0,) * horizon
        if nominal and self.raw["price_year"] != base_year:
            raise self.places.fail(
                "price_year",
                nl="bij nominale bedragen is het prijspeil dat van het basisjaar.",
                en="with nominal amounts the price level is that of the base year.",
                remedy_nl=f"Schrijf price_year = {base_year}.",
                remedy_en=f"Write price_year = {base_year}.",
            )
        raw = self.raw["inflation"]
        levels = [1.0]
        for year in range(base_year + 1, base_year + horizon):
            rate = raw.get(str(year)) if isinstance(raw, Mapping) else raw
            if isinstance(rate, bool) or not isinstance(rate, int | float) or not -1 < rate < 1:
                raise self.places.fail(
                    "inflation",
                    nl=f"heeft geen bruikbare voet voor {year}.",
                    en=f"has no usable rate for {year}.",
                    remedy_nl="Schrijf 0.02 voor 2%.",
                    remedy_en="Write 0.02 for 2%.",
                )
            levels.append(levels[-1] * (1 + rate))
        return tuple(levels)

    def _check_grades(self, case: Case) -> None:
        for path, number in case.effective().items():
            try:
                number.distribution()
            except NoFit:
                raise self.places.fail(
                    path,
                    nl=f"bewijsgraad {number.evidence} verbreedt het interval verder dan {number.dist} toelaat.",
                    en=f"evidence grade {number.evidence} widens the interval further than {number.dist} allows.",
                    remedy_nl='Zet er prior = true bij, of kies dist = "pert".',
                    remedy_en='Add prior = true, or choose dist = "pert".',
                ) from None

    def _check_shares(self, case: Case) -> None:
        central = case.central()
        for item in case.items:
            shares = [central[f"{item.path}.payers.{name}"] for name in item.payers if item.section != "pm"]
            if shares and not abs(math.fsum(shares) - 1) <= SHARE_TOLERANCE:
                total = math.fsum(shares)
                raise self.places.fail(
                    f"{item.path}.payers",
                    nl=f"de aandelen tellen op tot {total:g}, niet tot 1.",
                    en=f"the shares add up to {total:g}, not to 1.",
                    remedy_nl="Verdeel het hele bedrag.",
                    remedy_en="Divide the whole amount.",
                )

    def _known(self, raw: Mapping[str, Any], path: str, known: list[str]) -> None:
        for key in raw:
            if key not in known:
                near = suggest(str(key), known)
                place = f"{path}.{key}" if path else str(key)
                raise self.places.fail(
                    place,
                    nl="deze sleutel bestaat niet.",
                    en="there is no such key.",
                    remedy_nl=f"Bedoelt u {near}?" if near else f"Kies uit {', '.join(known)}.",
                    remedy_en=f"Did you mean {near}?" if near else f"Choose from {', '.join(known)}.",
                )

    def _table(self, key: str) -> Mapping[str, Any]:
        raw = self.raw.get(key, {})
        if not isinstance(raw, Mapping):
            raise self.places.fail(key, nl="is geen tabel.", en="is not a table.")
        return raw

    def _whole(self, key: str, low: int, high: int) -> int:
        raw = self.raw[key]
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            raise self.places.fail(key, nl=f"{raw!r} is geen geheel getal van {low} tot {high}.",
                                   en=f"{raw!r} is not a whole number from {low} to {high}.")  # fmt: skip
        return raw

    def _year(self, raw: Any, path: str) -> int:
        if not str(raw).isdigit():
            raise self.places.fail(path, nl=f"{raw!r} is geen jaar of periode.", en=f"{raw!r} is not a year or period.")
        return int(raw)

    def _note(self, raw: Any, path: str) -> str | Text:
        return raw if isinstance(raw, str) else self._text(raw, path)

    def _text(self, raw: Any, path: str) -> Text:
        if isinstance(raw, str):
            return Text(nl=raw, en=raw)
        if isinstance(raw, Mapping) and set(raw) <= {"nl", "en"} and "nl" in raw:
            return Text(nl=str(raw["nl"]), en=str(raw.get("en", raw["nl"])))
        raise self.places.fail(
            path,
            nl="is geen tekst.",
            en="is not a text.",
            remedy_nl='Schrijf { nl = "...", en = "..." }.',
            remedy_en='Write { nl = "...", en = "..." }.',
        )
