"""One line for claims about change, answers of people, prevented outcomes and money."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_number, format_printed

if TYPE_CHECKING:
    from wij_impact.claims import Judgement, Step

__all__ = ["MORE_LINES", "PATHS", "between", "moved", "need_words", "switch_value"]

#: How a number of a case is called, by its path in the case.
PATHS: dict[str, tuple[Text, str]] = {
    "input.additionaliteit": (Text(nl="deel dat er zonder niet was geweest", en="share due to it alone"), "percent"),
    "input.zelf_afgehandeld": (Text(nl="deel dat de OJG zelf afhandelt", en="share the OJG handles alone"), "percent"),
    "effect.uithuisplaatsing.duration": (Text(nl="jaren per plaatsing", en="years a placement lasts"), "decimal1"),
    "cost.begeleiding.price": (Text(nl="kosten per traject", en="cost per trajectory"), "eur"),
    "cost.programma.price": (Text(nl="kosten van de acceleratie", en="cost of the acceleration"), "eur"),
    "cost.implementatie.price": (Text(nl="kosten van de invoering", en="cost of bringing it in"), "eur"),
}  # fmt: skip


def moved(step: Step, lang: Language) -> str:
    """What went to what: counts with their base, shares or grades."""
    values = step.values
    if step.kind == "change":
        before, after = (_count(values, moment, lang) for moment in ("before", "after"))
    elif step.kind == "means":
        before, after = (format_number(values[moment], "auto", lang) for moment in ("before", "after"))
    else:
        before, after = (format_number(values[moment], "percent", lang) for moment in ("before", "after"))
    return Text(nl=f"van {before} naar {after}", en=f"from {before} to {after}").show(lang)


def _count(values: Any, moment: str, lang: Language) -> str:
    events, base = format_number(values[f"{moment}_events"], "auto", lang), values[f"{moment}_n"]
    if not values["has_base"]:
        return events
    whole = format_number(base, "auto", lang)
    return Text(nl=f"{events} op {whole}", en=f"{events} in {whole}").show(lang)


def between(step: Step, lang: Language) -> str:
    """The difference with its interval."""
    names, values = ("estimate", "lower", "upper"), step.values
    if step.kind == "change":
        shown = [format_number(values[name] - 1, "percent", lang, "always") for name in names]
    elif step.kind == "means":
        shown = [format_number(values[name], "decimal1", lang, "always") for name in names]
    else:
        low = [format_number(100 * values[name], "integer", lang, "always") for name in ("estimate", "lower")]
        shown = [*low, format_number(values["upper"], "points", lang, "always")]
    first, low_end, high_end = shown
    return Text(
        nl=f"{first} (95%-interval {low_end} tot {high_end})", en=f"{first} (95% interval {low_end} to {high_end})"
    ).show(lang)


def need_words(number: float, lang: Language) -> str:
    """How many respondents a year would show a difference."""
    shown = format_number(number, "integer", lang)
    return Text(nl=f"nodig: {shown} respondenten per jaar", en=f"needed: {shown} respondents a year").show(lang)


def switch_value(step: Step, lang: Language) -> tuple[str, str]:
    """Which number of a case, and its switching value, in words."""
    name, how = PATHS.get(step.values["path"], (Text(nl=step.values["path"], en=step.values["path"]), "auto"))
    return name.show(lang), format_number(step.values["value"], how, lang)


def _shown(judgement: Judgement, printed: Any, lang: Language) -> str:
    step = _last(judgement, ("change", "means", "shares"))
    return f"{moved(step, lang)}: {between(step, lang)}"


def _within(judgement: Judgement, printed: Any, lang: Language) -> str:
    step = _last(judgement, ("change", "means", "shares"))
    seen = {"change": "visible", "means": "detectable"}.get(step.kind, "")
    smallest = step.values.get(seen, math.nan)
    line = f"{moved(step, lang)}: {between(step, lang)}"
    if math.isnan(smallest):
        return line
    shown = (
        format_number(smallest - 1, "percent", lang, "always")
        if step.kind == "change"
        else format_number(smallest, "decimal1", lang)
    )
    return line + Text(nl=f"; te zien vanaf {shown}", en=f"; visible from {shown}").show(lang)


def _no_base(judgement: Judgement, printed: Any, lang: Language) -> str:
    values = judgement.steps[0].values
    before, after = (_plain(values[moment], values["unit"], lang) for moment in ("before", "after"))
    return Text(
        nl=f"van {before} naar {after}; de aantallen erachter zijn niet gepubliceerd",
        en=f"from {before} to {after}; the counts behind it are not published",
    ).show(lang)


def _plain(value: float, unit: str, lang: Language) -> str:
    return format_printed(f"{value:g}", unit, lang)


def _no_n(judgement: Judgement, printed: Any, lang: Language) -> str:
    step = judgement.steps[0]
    line = moved(step, lang)
    if math.isnan(step.values["needed"]):
        return line + Text(
            nl="; hoeveel mensen antwoordden is niet gepubliceerd", en="; how many answered is not published"
        ).show(lang)
    without = Text(nl="; aantal respondenten niet gepubliceerd, ", en="; number of respondents not published, ")
    return line + without.show(lang) + need_words(step.values["needed"], lang)


def _no_comparison(judgement: Judgement, printed: Any, lang: Language) -> str:
    values = judgement.steps[0].values
    part, whole = (format_number(values[name], "auto", lang) for name in ("events", "n"))
    return Text(
        nl=f"{part} van {whole} volgens professionals; zonder vergelijkingsgroep",
        en=f"{part} of {whole} according to professionals; without a comparison group",
    ).show(lang)


def _more_than_people(judgement: Judgement, printed: Any, lang: Language) -> str:
    values = judgement.steps[0].values
    part, whole = (format_number(values[name], "auto", lang) for name in ("events", "n"))
    return Text(nl=f"{part} uitkomsten bij {whole} mensen", en=f"{part} outcomes among {whole} people").show(lang)


def _switching(judgement: Judgement, printed: Any, lang: Language) -> str:
    step = judgement.steps[0]
    name, value = switch_value(step, lang)
    ratio = format_number(step.values["ratio"], "auto", lang)
    cost = step.values["path"].startswith("cost.")
    side = Text(nl="hoogstens", en="at most") if cost else Text(nl="minstens", en="at least")
    aim = Text(nl="het betaalt zich terug", en="it pays back")
    if step.values["ratio"] != 1:
        aim = Text(nl=f"het is {ratio} op 1", en=f"it is {ratio} to 1")
    return Text(
        nl=f"geen vergelijking; {aim.nl} als ‘{name}’ {side.nl} {value} is",
        en=f"no comparison; {aim.en} if ‘{name}’ is {side.en} {value}",
    ).show(lang)


def _never(judgement: Judgement, printed: Any, lang: Language) -> str:
    name, _ = switch_value(judgement.steps[0], lang)
    return Text(
        nl=f"geen enkele waarde van ‘{name}’ maakt de bewering waar", en=f"no value of ‘{name}’ makes the claim true"
    ).show(lang)


def _refused(judgement: Judgement, printed: Any, lang: Language) -> str:
    return Text(nl="de toets kan niet met deze cijfers", en="the test cannot be run on these figures").show(lang)


def _no_people(judgement: Judgement, printed: Any, lang: Language) -> str:
    return Text(nl="het aantal is nul of ontbreekt", en="the number is zero or absent").show(lang)


def _measured(judgement: Judgement, printed: Any, lang: Language) -> str:
    name, value = switch_value(judgement.steps[0], lang)
    return Text(
        nl=f"gemeten met een vergelijking; de omslagwaarde van ‘{name}’ is {value}",
        en=f"measured with a comparison; the switching value of ‘{name}’ is {value}",
    ).show(lang)


def _parts(judgement: Judgement, printed: Any, lang: Language) -> str:
    values = _last(judgement, ("parts", "volume")).values
    if "volume" not in values:
        share = format_number(values["relative"], "percent1", lang, "always")
        return Text(nl=f"het aantal veranderde {share}", en=f"the number changed by {share}").show(lang)
    volume, price = (format_number(values[name], "eur_million", lang) for name in ("volume", "price"))
    return Text(
        nl=f"verschil bestaat uit {volume} door het aantal en {price} per stuk",
        en=f"the difference is {volume} of volume and {price} per unit",
    ).show(lang)


def _no_amounts(judgement: Judgement, printed: Any, lang: Language) -> str:
    values = judgement.steps[0].values
    share = format_number(values["relative"], "percent1", lang, "always")
    needed = format_number(values["needed"], "eur_million", lang)
    return Text(
        nl=f"het aantal veranderde {share}; de kosten zelf staan nergens (bij {needed} verklaart dat alles)",
        en=f"the number changed by {share}; the costs stand nowhere (at {needed} that explains it all)",
    ).show(lang)


def _last(judgement: Judgement, kinds: tuple[str, ...]) -> Step:
    return [step for step in judgement.steps if step.kind in kinds][-1]


MORE_LINES: dict[str, Callable[[Any, Any, Language], str]] = {
    "beyond_chance": _shown,
    "within_chance": _within,
    "other_way": _shown,
    "moved": _shown,
    "not_moved": _within,
    "no_base": _no_base,
    "no_n": _no_n,
    "fits_no_n": _no_n,
    "no_comparison": _no_comparison,
    "more_than_people": _more_than_people,
    "switching": _switching,
    "never_pays": _never,
    "measured": _measured,
    "refused": _refused,
    "no_people": _no_people,
    "parts": _parts,
    "parts_other_way": _parts,
    "no_amounts": _no_amounts,
}
