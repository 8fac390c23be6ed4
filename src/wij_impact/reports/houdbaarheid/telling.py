"""A claim and its calculation as phrases: the key of a sentence, and the numbers it shows. No language."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from wij_impact.claims import VERDICTS, Judgement, Step
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import LANGUAGES
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.places import spoken
from wij_impact.presentation.words import Phrase

__all__ = ["Printed", "Told", "steps", "tell", "why"]

_GOOD = ("holds", "rounding")
_LANGUAGES = ("nl", "en")
#: Numbers of our own cases that have a name in the words file, with how they are written.
_PATHS = {
    "input.additionaliteit": "percent",
    "input.zelf_afgehandeld": "percent",
    "effect.uithuisplaatsing.duration": "decimal1",
    "cost.begeleiding.price": "eur",
    "cost.programma.price": "eur",
    "cost.implementatie.price": "eur",
}


@dataclass(frozen=True)
class Told:
    """One claim, told: its words and note (data of the table of claims), verdict, why, and what would settle it."""

    claim: Name
    verdict: Name
    why: Phrase
    note: Name
    place: Name
    request: Name
    holder: Name
    settles: bool
    noted: bool


class Printed:
    """The figures as they are printed, as names with their own place of print.

    Parameters
    ----------
    figures : pandas.DataFrame
        From `catalogue.figures`.
    """

    def __init__(self, figures: pd.DataFrame) -> None:
        rows = figures[["figure_id", "printed", "unit"]].itertuples(index=False)
        self._known = {str(code): (str(text), str(unit)) for code, text, unit in rows}

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def figure(self, code: str) -> Name:
        """A figure as its source prints it."""
        return _written(*self._known[code], sources=(code,))

    def stated(self, values: Mapping[str, Any]) -> Name:
        """The number that is stated: as printed, else in the unit of the check."""
        if values["stated_id"] in self._known:
            return self.figure(values["stated_id"])
        value = float(values["stated"])
        return _written(_text(value, 0 if value.is_integer() else 2), values["unit"])

    def computed(self, values: Mapping[str, Any]) -> Name:
        """What the figures come to, with a decimal more than is printed, or as many as rounding asks."""
        shown = self._known.get(values["stated_id"], ("", ""))[0]
        value, unit = float(values["computed"]), values["unit"]
        if unit in ("count", "EUR"):
            return _written(_text(value, 0), unit)
        digits = printed = len(shown.partition(".")[2])
        digits += 1
        # 0.247 agrees with a printed 0.2; shown as 0.25 a reader would round it to 0.3.
        while digits < printed + 4 and _text(float(_text(value, digits)), printed) != _text(value, printed):
            digits += 1
        return _written(_text(value, digits), unit)

    def missing(self, step: Step) -> tuple[str, ...]:
        """The figures of a step that these data lack."""
        return tuple(one for one in step.figure_ids if one not in self._known)


def _written(text: str, unit: str, sources: tuple[str, ...] = ()) -> Name:
    said = tuple((lang, format_printed(text, unit, lang)) for lang in _LANGUAGES)
    return Name(said[0][1], said, sources)


def _text(value: float, digits: int) -> str:
    # Twelve significant digits, as everywhere a number is shown; then half up, as a reader rounds.
    return str(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def named(text: Any) -> Name:
    """A text of the data with its translation."""
    return Name(text.nl, (("nl", text.nl), ("en", text.en)))


def tell(judged: Judgement, printed: Printed, requests: pd.DataFrame) -> Told:
    """One claim with everything its sentences show."""
    from wij_impact.claims import OPEN

    claim = judged.claim
    row = requests[requests["request_id"] == claim.request]
    found = row.iloc[0] if len(row) else None
    texts = ("", "") if found is None else (found["request_nl"], found["request_en"])
    holders = ("", "") if found is None else (found["holder_nl"], found["holder_en"])
    return Told(
        named(claim.words),
        named(VERDICTS[judged.verdict].name),
        why(judged, printed),
        named(claim.note),
        Name(claim.locator, tuple((lang, spoken(claim.locator, lang)) for lang in LANGUAGES), judged.figure_ids[:4]),
        Name(texts[0], (("nl", texts[0]), ("en", texts[1]))),
        Name(holders[0], (("nl", holders[0]), ("en", holders[1]))),
        judged.verdict in OPEN and found is not None,
        bool(claim.note.nl or claim.note.en),
    )


# -- why a claim got its verdict ------------------------------------------------------------------------------------


def why(judged: Judgement, printed: Printed) -> Phrase:
    """Why a claim got its verdict, as one phrase of the words file."""
    return _WHY[judged.reason](judged, printed)


def _deciding(judged: Judgement, outcomes: tuple[str, ...] | None = None) -> list[Step]:
    chosen = [step for step in judged.steps if step.role in ("main", "reading")]
    return [step for step in chosen if outcomes is None or step.outcome in outcomes]


def _pair(step: Step, printed: Printed) -> dict[str, Any]:
    return {"stated": printed.stated(step.values), "computed": printed.computed(step.values)}


def _adds_up(judged: Judgement, printed: Printed) -> Phrase:
    found = _deciding(judged)
    if len(found) > 1:
        return Phrase("why.checks", {"checks": Quantity(len(found))})
    if found[0].kind == "place":
        return Phrase("why.place", {})
    key = found[0].kind if found[0].kind in ("at_least", "at_most") else "sum"
    return Phrase(f"why.{key}", _pair(found[0], printed))


def _rounded(judged: Judgement, printed: Printed) -> Phrase:
    found, off = _deciding(judged), _deciding(judged, ("rounding",))
    if len(found) == 1:
        return Phrase("why.sum", _pair(off[0], printed))
    exact = {"exact": Quantity(len(found) - len(off)), "checks": Quantity(len(found))}
    return Phrase("why.rounded", exact | _pair(off[0], printed))


def _differ(judged: Judgement, printed: Printed) -> Phrase:
    good, bad = _deciding(judged, _GOOD), _deciding(judged, ("fails",))
    if all(step.kind == "place" for step in (*good, *bad)):
        every = {one.text: one for one in (printed.figure(step.values["figure_id"]) for step in (*good, *bad))}
        return Phrase("why.places_differ", {"values": tuple(every.values())})
    own = judged.claim.words
    labels = [[named(step.label) for step in found if step.label.nl != own.nl] for found in (good, bad)]
    pair = _pair(bad[0], printed)
    if not labels[1]:
        return Phrase("why.differ_plain", pair)
    facts = {"fails": labels[1][0], **pair}
    return Phrase("why.differ", facts | {"holds": labels[0][0]}) if labels[0] else Phrase("why.differ_own", facts)


def _no_reading(judged: Judgement, printed: Printed) -> Phrase:
    bad = _deciding(judged, ("fails",))
    stated = printed.stated(bad[0].values)
    found = [printed.computed(step.values) for step in bad if printed.stated(step.values).text == stated.text]
    key = bad[0].kind if bad[0].kind in ("at_least", "at_most") else "sum"
    return Phrase(f"why.{key}", {"stated": stated, "computed": tuple({one.text: one for one in found}.values())})


def _first_pair(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, _pair(_deciding(judged)[0], printed))


def _last_pair(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, _pair(judged.steps[-1], printed))


def _stated(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, {"stated": printed.figure(judged.claim.stated)})


def _plain(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, {})


def _otherwise(judged: Judgement, printed: Printed) -> Phrase:
    step = next(one for one in judged.steps if one.kind == "stated")
    return Phrase("why.sum", _pair(step, printed))


def _missing(judged: Judgement, printed: Printed) -> Phrase:
    absent = [one for step in judged.steps for one in printed.missing(step)]
    return Phrase("why.figure_missing", {"code": absent[0] if absent else judged.claim.stated or judged.claim.claim_id})


def moved(step: Step) -> dict[str, Any]:
    """What went to what, and the difference with its interval."""
    values, ids = step.values, step.figure_ids
    limits = values["lower"], values["upper"]
    if step.kind == "change":
        ends = tuple(one - 1 for one in limits)
        change = Quantity(values["estimate"] - 1, "percent", ids, (ends[0], ends[1]), signed=True)
        return {"before": _count(values, "before"), "after": _count(values, "after"), "change": change}
    unit, how = ("decimal1", "auto") if step.kind == "means" else ("points", "percent")
    change = Quantity(values["estimate"], unit, ids, limits, signed=True)
    return {"before": Quantity(values["before"], how), "after": Quantity(values["after"], how), "change": change}


def _count(values: Mapping[str, Any], moment: str) -> Any:
    events = Quantity(values[f"{moment}_events"], "auto")
    if not values["has_base"]:
        return events
    return Phrase("why.of", {"events": events, "base": Quantity(values[f"{moment}_n"], "auto")})


def _moved(key: str) -> Callable[[Judgement, Printed], Phrase]:
    def made(judged: Judgement, printed: Printed) -> Phrase:
        step = [one for one in judged.steps if one.kind in ("change", "means", "shares")][-1]
        return Phrase(key, moved(step))

    return made


def _from_to(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _written(f"{values[name]:.12g}", values["unit"]) for name in ("before", "after")}


def _from_to_of(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, _from_to(judged.steps[0].values))


def _no_n(judged: Judgement, printed: Printed) -> Phrase:
    values = judged.steps[0].values
    facts = {name: Quantity(values[name], "percent") for name in ("before", "after")}
    if math.isnan(values["needed"]):
        return Phrase("why.no_n_same", facts)
    return Phrase("why.no_n", facts | {"needed": Quantity(values["needed"], origin="assumption")})


def _people(key: str) -> Callable[[Judgement, Printed], Phrase]:
    def made(judged: Judgement, printed: Printed) -> Phrase:
        values = judged.steps[0].values
        return Phrase(key, {"events": Quantity(values["events"], "auto"), "people": Quantity(values["n"], "auto")})

    return made


def _switch(step: Step) -> dict[str, Any]:
    path = step.values["path"]
    name: Any = Term("number", path.replace(".", "_")) if path in _PATHS else Name(path)
    value = Quantity(step.values["value"], _PATHS.get(path, "auto"))
    return {"number": name, "value": value, "ratio": Quantity(step.values["ratio"], "auto")}


def _switching(judged: Judgement, printed: Printed) -> Phrase:
    step = judged.steps[0]
    key = "why.switching_cost" if step.values["path"].startswith("cost.") else "why.switching_gain"
    return Phrase(key, _switch(step))


def _switched(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, _switch(judged.steps[0]))


def _parts(judged: Judgement, printed: Printed) -> Phrase:
    step = [one for one in judged.steps if one.kind in ("parts", "volume")][-1]
    if step.kind == "volume":
        return Phrase("why.relative", {"relative": Quantity(step.values["relative"], "percent1", signed=True)})
    return Phrase("why.parts", _money(step))


def _money(step: Step) -> dict[str, Any]:
    values = step.values
    return {
        "total": Quantity(values["change"], "eur_million", step.figure_ids),
        "volume": Quantity(values["volume"], "eur_million"),
        "price": Quantity(values["price"], "eur_million"),
        "volume_before": Quantity(values["volume_before"], "auto"),
        "volume_after": Quantity(values["volume_after"], "auto"),
    }


def _no_amounts(judged: Judgement, printed: Printed) -> Phrase:
    relative = Quantity(judged.steps[0].values["relative"], "percent1", signed=True)
    return Phrase("why.no_amounts", {"relative": relative})


def _broken(judged: Judgement, printed: Printed) -> Phrase:
    return Phrase("why.break", _break(judged.steps[0]))


def _break(step: Step) -> dict[str, Any]:
    values = step.values
    said = tuple((lang, str(values[f"reason_{lang}"])) for lang in _LANGUAGES)
    return {"at": Quantity(values["at"], "year"), "said": Name(said[0][1], said, step.figure_ids)}


_WHY: dict[str, Callable[[Judgement, Printed], Phrase]] = {
    "adds_up": _adds_up,
    "rounded": _rounded,
    "readings_differ": _differ,
    "no_reading_holds": _no_reading,
    "other_definition": _first_pair("why.other_definition"),
    "fits_other": _first_pair("why.fits_other"),
    "one_place": _stated("why.one_place"),
    "repeated": _stated("why.repeated"),
    "target": _plain("why.target"),
    "nothing_printed": _plain("why.nothing_printed"),
    "figure_missing": _missing,
    "no_figure": _missing,
    "beyond_expected": _first_pair("why.expected"),
    "below_expected": _first_pair("why.expected"),
    "stated_otherwise": _otherwise,
    "beyond_chance": _moved("why.moved"),
    "other_way": _moved("why.moved"),
    "moved": _moved("why.moved"),
    "within_chance": _moved("why.within"),
    "not_moved": _moved("why.within"),
    "counted": _from_to_of("why.counted"),
    "no_base": _from_to_of("why.no_base"),
    "no_n": _no_n,
    "fits_no_n": _no_n,
    "break": _broken,
    "no_comparison": _people("why.no_comparison"),
    "more_than_people": _people("why.more_than_people"),
    "switching": _switching,
    "never_pays": _switched("why.never_pays"),
    "measured": _switched("why.measured"),
    "refused": _plain("why.refused"),
    "no_people": _plain("why.no_people"),
    "parts": _parts,
    "parts_other_way": _parts,
    "no_amounts": _no_amounts,
}


# -- the calculation ------------------------------------------------------------------------------------------------


def steps(step: Step, printed: Printed) -> tuple[Phrase, ...]:
    """One step of a calculation as phrases of the words file."""
    if step.outcome == "incomplete" or step.kind == "missing":
        return (Phrase("step.missing", {"codes": printed.missing(step) or step.figure_ids}),)
    return tuple(_STEPS[step.kind](step, printed))


def _sum(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {"label": named(step.label), "outcome": Term("outcome", step.outcome), **_pair(step, printed)}
    terms = str(step.values.get("terms", "")).split()
    if 1 < len(terms) <= 6 and all(term in printed for term in terms):
        return (Phrase("step.sum_of", facts | {"parts": _beside([printed.figure(term) for term in terms])}),)
    return (Phrase("step.sum", facts),)


def _beside(parts: Sequence[Name]) -> Name:
    """Numbers with commas between them: the terms of a sum or a share are no enumeration."""
    said = tuple((lang, ", ".join(one.show(lang) for one in parts)) for lang in _LANGUAGES)
    return Name(said[0][1], said, tuple(code for one in parts for code in one.sources))


def _bound(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {"outcome": Term("outcome", step.outcome), **_pair(step, printed)}
    return (Phrase(f"step.{step.kind}", facts),)


def _said(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.stated", {"outcome": Term("outcome", step.outcome), **_pair(step, printed)}),)


def _place(step: Step, printed: Printed) -> Sequence[Phrase]:
    shown = printed.figure(step.values["figure_id"])
    return (Phrase("step.place", {"stated": shown, "outcome": Term("outcome", step.outcome)}),)


def _alone(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.alone", {"stated": printed.figure(step.values["stated_id"])}),)


def _change(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    found = [Phrase("step.change", moved(step))]
    if values["has_base"]:
        rates = {name: _rate(values, name) for name in ("before", "after")}
        found.append(Phrase("step.rates", rates | {"per": Quantity(1000)}))
    if not math.isnan(values["visible"]):
        found.append(Phrase("step.visible", {"smallest": Quantity(values["visible"] - 1, "percent", signed=True)}))
    return found


def _rate(values: Mapping[str, Any], moment: str) -> Quantity:
    rate, low, high = (1000 * values[f"{moment}_{name}"] for name in ("estimate", "lower", "upper"))
    return Quantity(rate, "decimal1", interval=(low, high))


def _means(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    people = _people_of(values)
    spread = {"spread": Quantity(values["sd"], "auto", origin="assumption")}
    seen = {"smallest": Quantity(values["detectable"], "decimal2")}
    return (Phrase("step.means", moved(step) | people | spread), Phrase("step.means_visible", seen))


def _people_of(values: Mapping[str, Any]) -> dict[str, Quantity]:
    return {"people_before": Quantity(values["n_before"]), "people_after": Quantity(values["n_after"])}


def _shares(step: Step, printed: Printed) -> Sequence[Phrase]:
    people = _people_of(step.values)
    found = [Phrase("step.shares", moved(step) | people)]
    return [*found, Phrase("step.worked_back", {})] if step.values.get("worked_back") else found


def _needed(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {name: Quantity(step.values[name], "percent") for name in ("before", "after")}
    if math.isnan(step.values["needed"]):
        return (Phrase("step.no_n", facts),)
    return (Phrase("step.no_n", facts), Phrase("step.needed", {"needed": Quantity(step.values["needed"])}))


def _assumed(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    change = Quantity(values["estimate"], "points", interval=(values["lower"], values["upper"]), signed=True)
    return (Phrase("step.assumed", {"people": Quantity(values["n"], origin="assumption"), "change": change}),)


def _no_base(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.no_base" if step.values["unit"] == "percent" else "step.no_base_other", {}),)


def _share_of(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    share = Quantity(values["estimate"], "percent", step.figure_ids, (values["lower"], values["upper"]))
    facts = {"events": Quantity(values["events"], "auto"), "people": Quantity(values["n"], "auto"), "share": share}
    return (Phrase("step.share_of", facts),)


def _detectable(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    facts = {"people": Quantity(values["n"]), "share": Quantity(values["share"], "percent")}
    if math.isnan(values["gap"]):
        return (Phrase("step.undetectable", facts),)
    return (Phrase("step.detectable", facts | {"gap": Quantity(values["gap"], "points")}),)


def _too_many(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {"events": Quantity(step.values["events"], "auto"), "people": Quantity(step.values["n"], "auto")}
    return (Phrase("step.more_than_people", facts),)


def _switching_step(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = _switch(step)
    never = math.isnan(step.values["value"]) or (
        _PATHS.get(step.values["path"]) == "percent" and step.values["value"] > 1
    )
    return (Phrase("step.switching_never" if never else "step.switching", facts),)


def _per(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    facts = {
        "amount": Quantity(values["amount"], "eur"),
        "events": Quantity(values["count"], "auto"),
        "each": Quantity(values["amount"] / values["count"], "eur"),
    }
    return (Phrase("step.per", facts),)


def _refused(step: Step, printed: Printed) -> Sequence[Phrase]:
    error = step.values["why"]
    said = tuple((lang, str(error.sentence(lang))) for lang in _LANGUAGES)
    return (Phrase("step.refused", {"said": Name(said[0][1], said)}),)


def _parts_step(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.parts", _money(step)),)


def _volume(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    ends = {name: Quantity(values[name], "auto") for name in ("before", "after")}
    relative = {"relative": Quantity(values["relative"], "percent1", signed=True)}
    if math.isnan(values["needed"]):
        return (Phrase("step.volume_plain", ends | relative),)
    money = {"needed": Quantity(values["needed"], "eur_million"), "stated": Quantity(values["stated"], "eur_million")}
    return (Phrase("step.volume", ends | relative | money),)


def _counted(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.counted", _from_to(step.values)),)


def _break_step(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.break", _break(step)),)


def _nobody(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.no_people", {}),)


_STEPS: dict[str, Callable[[Step, Printed], Sequence[Phrase]]] = {
    "arithmetic": _sum,
    "at_least": _bound,
    "at_most": _bound,
    "stated": _said,
    "place": _place,
    "alone": _alone,
    "change": _change,
    "means": _means,
    "shares": _shares,
    "needed": _needed,
    "assumed": _assumed,
    "no_base": _no_base,
    "share_of": _share_of,
    "detectable": _detectable,
    "more_than_people": _too_many,
    "more_than_all": _too_many,
    "switching": _switching_step,
    "per": _per,
    "refused": _refused,
    "no_people": _nobody,
    "parts": _parts_step,
    "volume": _volume,
    "counted": _counted,
    "break": _break_step,
}
