"""The calculation behind a verdict, step by step, as phrases: the key of a sentence, and the numbers it shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wij_impact.claims import Step
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.words import Phrase
from wij_impact.reports.houdbaarheid.printing import PATHS, Printed, broken, from_to, money, moved, named, pair, switch

__all__ = ["steps"]

_LANGUAGES = ("nl", "en")


def steps(step: Step, printed: Printed) -> tuple[Phrase, ...]:
    """One step of a calculation as phrases of the words file."""
    if step.outcome == "incomplete" or step.kind == "missing":
        return (Phrase("step.missing", {"codes": printed.missing(step) or step.figure_ids}),)
    return tuple(_STEPS[step.kind](step, printed))


def _sum(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {"label": named(step.label), "outcome": Term("outcome", step.outcome), **pair(step, printed)}
    terms = str(step.values.get("terms", "")).split()
    # A sum that is told term by term would name a group of one person.
    if 1 < len(terms) <= 6 and all(term in printed and not printed.alone(term) for term in terms):
        return (Phrase("step.sum_of", facts | {"parts": _beside([printed.figure(term) for term in terms])}),)
    return (Phrase("step.sum", facts),)


def _beside(parts: Sequence[Name]) -> Name:
    """Numbers with commas between them: the terms of a sum or a share are no enumeration."""
    said = tuple((lang, ", ".join(one.show(lang) for one in parts)) for lang in _LANGUAGES)
    return Name(said[0][1], said, tuple(code for one in parts for code in one.sources))


def _bound(step: Step, printed: Printed) -> Sequence[Phrase]:
    facts = {"outcome": Term("outcome", step.outcome), **pair(step, printed)}
    return (Phrase(f"step.{step.kind}", facts),)


def _said(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.stated", {"outcome": Term("outcome", step.outcome), **pair(step, printed)}),)


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
    facts = switch(step)
    never = math.isnan(step.values["value"]) or (
        PATHS.get(step.values["path"]) == "percent" and step.values["value"] > 1
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
    return (Phrase("step.parts", money(step)),)


def _volume(step: Step, printed: Printed) -> Sequence[Phrase]:
    values = step.values
    ends = {name: Quantity(values[name], "auto") for name in ("before", "after")}
    relative = {"relative": Quantity(values["relative"], "percent1", signed=True)}
    if math.isnan(values["needed"]):
        return (Phrase("step.volume_plain", ends | relative),)
    money = {"needed": Quantity(values["needed"], "eur_million"), "stated": Quantity(values["stated"], "eur_million")}
    return (Phrase("step.volume", ends | relative | money),)


def _counted(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.counted", from_to(step.values)),)


def _break_step(step: Step, printed: Printed) -> Sequence[Phrase]:
    return (Phrase("step.break", broken(step)),)


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
