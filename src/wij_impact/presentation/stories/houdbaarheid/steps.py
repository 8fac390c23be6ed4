"""The calculation behind a verdict, one sentence per step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.stories.houdbaarheid.lines import Printed, step_result
from wij_impact.presentation.stories.houdbaarheid.more_steps import MORE_STEPS

if TYPE_CHECKING:
    from wij_impact.claims import Step

__all__ = ["ROLES", "step_sentence"]

_OUTCOMES = {
    "holds": Text(nl="Klopt.", en="Holds."),
    "rounding": Text(nl="Afronding verklaart het verschil.", en="Rounding explains the difference."),
    "fails": Text(nl="Klopt niet.", en="Does not hold."),
    "same": Text(nl="Hetzelfde getal.", en="The same number."),
}
ROLES = {
    "main": Text(nl="De bewering", en="The claim"),
    "reading": Text(nl="Andere basis of editie", en="Another base or edition"),
    "extra": Text(nl="Ter vergelijking", en="For comparison"),
}


def step_sentence(step: Step, printed: Printed, lang: Language) -> str:
    """One step of a calculation in words.

    Parameters
    ----------
    step : Step
        Of a `Judgement`.
    printed : mapping
        From `lines.printed_of`.
    lang : {"nl", "en"}
    """
    if step.outcome == "incomplete":
        return _missing(step, printed, lang)
    return _SENTENCES[step.kind](step, printed, lang)


def _arithmetic(step: Step, printed: Printed, lang: Language) -> str:
    stated, computed = step_result(step, printed, lang)
    parts = _parts(step, printed, lang)
    outcome = _OUTCOMES[step.outcome].show(lang)
    return Text(
        nl=f"{step.label.nl}: gedrukt {stated}, berekend {computed}{parts}. {outcome}",
        en=f"{step.label.en}: printed {stated}, computed {computed}{parts}. {outcome}",
    ).show(lang)


def _bound(step: Step, printed: Printed, lang: Language) -> str:
    stated, computed = step_result(step, printed, lang)
    side = {"at_least": Text(nl="minstens", en="at least"), "at_most": Text(nl="hoogstens", en="at most")}[step.kind]
    outcome, parts = _OUTCOMES[step.outcome].show(lang), _parts(step, printed, lang)
    return Text(
        nl=f"{side.nl.capitalize()} {stated}: berekend {computed}{parts}. {outcome}",
        en=f"{side.en.capitalize()} {stated}: computed {computed}{parts}. {outcome}",
    ).show(lang)


def _parts(step: Step, printed: Printed, lang: Language) -> str:
    """The terms as printed, when they are few enough to read."""
    terms = str(step.values.get("terms", "")).split()
    if not 1 < len(terms) <= 6 or any(term not in printed for term in terms):
        return ""
    return f" ({', '.join(format_printed(*printed[term], lang) for term in terms)})"


def _place(step: Step, printed: Printed, lang: Language) -> str:
    shown = format_printed(*printed[step.values["figure_id"]], lang)
    outcome = _OUTCOMES[step.outcome].show(lang)
    return Text(nl=f"Gedrukt staat {shown}. {outcome}", en=f"Printed is {shown}. {outcome}").show(lang)


def _alone(step: Step, printed: Printed, lang: Language) -> str:
    shown = format_printed(*printed[step.values["stated_id"]], lang)
    return Text(
        nl=f"Gedrukt staat {shown}. Geen ander gedrukt cijfer gaat over hetzelfde.",
        en=f"Printed is {shown}. No other printed figure is about the same.",
    ).show(lang)


def _missing(step: Step, printed: Printed, lang: Language) -> str:
    named = [one for one in step.figure_ids if one not in printed]
    shown = ", ".join(named)
    return Text(nl=f"Niet in deze gegevens: {shown}.", en=f"Not in these data: {shown}.").show(lang)


_SENTENCES: dict[str, Callable[[Any, Printed, Language], str]] = {
    "arithmetic": _arithmetic,
    "at_least": _bound,
    "at_most": _bound,
    "place": _place,
    "alone": _alone,
    "missing": _missing,
    **MORE_STEPS,
}
