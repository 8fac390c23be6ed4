"""A claim in one line: why it got its verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.houdbaarheid.more_lines import MORE_LINES
from wij_impact.presentation.stories.verdicts import computed_words, stated_words

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.claims import Judgement, Step

__all__ = ["Printed", "line", "printed_of", "step_result"]

#: figure_id -> (as printed, unit).
Printed = Mapping[str, tuple[str, str]]
_GOOD = ("holds", "rounding")


def printed_of(figures: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """What the words need of the figures: each as it was printed, with its unit."""
    return {
        str(code): (str(text), str(unit))
        for code, text, unit in zip(figures["figure_id"], figures["printed"], figures["unit"], strict=True)
    }


def line(judgement: Judgement, printed: Printed, lang: Language) -> str:
    """Why a claim got its verdict, in one sentence.

    Parameters
    ----------
    judgement : Judgement
        From `claims.judge`.
    printed : mapping
        From `printed_of`.
    lang : {"nl", "en"}
    """
    return _LINES[judgement.reason](judgement, printed, lang)


def step_result(step: Step, printed: Printed, lang: Language) -> tuple[str, str]:
    """What is stated and what is computed, in words."""
    return stated_words(step.values, printed, lang), computed_words(step.values, printed, lang)


def _deciding(judgement: Judgement, outcomes: tuple[str, ...] | None = None) -> list[Step]:
    chosen = [step for step in judgement.steps if step.role in ("main", "reading")]
    return [step for step in chosen if outcomes is None or step.outcome in outcomes]


def _adds_up(judgement: Judgement, printed: Printed, lang: Language) -> str:
    steps = _deciding(judgement)
    if len(steps) == 2:
        return Text(nl="beide controles kloppen", en="both checks hold").show(lang)
    if len(steps) > 1:
        return Text(nl=f"alle {len(steps)} controles kloppen", en=f"all {len(steps)} checks hold").show(lang)
    if steps[0].kind == "place":
        return Text(nl="een ander gedrukt cijfer bevestigt het", en="another printed figure confirms it").show(lang)
    stated, computed = step_result(steps[0], printed, lang)
    words = {
        "at_least": Text(nl=f"minstens {stated}; berekend {computed}", en=f"at least {stated}; computed {computed}"),
        "at_most": Text(nl=f"hoogstens {stated}; berekend {computed}", en=f"at most {stated}; computed {computed}"),
    }
    plain = Text(nl=f"gedrukt {stated}, berekend {computed}", en=f"printed {stated}, computed {computed}")
    return words.get(steps[0].kind, plain).show(lang)


def _rounded(judgement: Judgement, printed: Printed, lang: Language) -> str:
    all_steps, off = _deciding(judgement), _deciding(judgement, ("rounding",))
    stated, computed = step_result(off[0], printed, lang)
    shown = Text(nl=f"gedrukt {stated}, berekend {computed}", en=f"printed {stated}, computed {computed}").show(lang)
    if len(all_steps) == 1:
        return shown
    return Text(
        nl=f"{len(all_steps) - len(off)} van {len(all_steps)} controles kloppen precies; bijvoorbeeld {shown}",
        en=f"{len(all_steps) - len(off)} of {len(all_steps)} checks hold exactly; for example {shown}",
    ).show(lang)


def _differ(judgement: Judgement, printed: Printed, lang: Language) -> str:
    good = _deciding(judgement, _GOOD)
    bad = _deciding(judgement, ("fails",))
    if all(step.kind == "place" for step in (*good, *bad)):
        values = [format_printed(*printed[step.values["figure_id"]], lang) for step in (*good, *bad)]
        shown = enumeration(list(dict.fromkeys(values)), lang)
        return Text(nl=f"gedrukt staat {shown}", en=f"printed are {shown}").show(lang)
    stated, computed = step_result(bad[0], printed, lang)
    holds, fails = (_named(steps, judgement, lang) for steps in (good, bad))
    apart = (
        ""
        if stated == computed
        else Text(nl=f": {stated} tegen {computed}", en=f": {stated} against {computed}").show(lang)
    )
    wrong = Text(nl=f"{fails} klopt niet{apart}", en=f"{fails} does not hold{apart}").show(lang)
    return f"{wrong}; " + Text(nl=f"{holds} wel", en=f"{holds} does").show(lang) if holds else wrong


def _named(steps: list[Step], judgement: Judgement, lang: Language) -> str:
    """The first of the labels that is not the claim itself, and how many more there are."""
    labels = [step.label.show(lang) for step in steps if step.label.show(lang) != judgement.claim.words.show(lang)]
    rest = len(labels) - 1
    more = Text(nl=f" en nog {rest}", en=f" and {rest} more").show(lang) if rest > 0 else ""
    return f"‘{labels[0]}’{more}" if labels else ""


def _no_reading(judgement: Judgement, printed: Printed, lang: Language) -> str:
    bad = _deciding(judgement, ("fails",))
    pairs = [step_result(step, printed, lang) for step in bad]
    stated = pairs[0][0]
    found = enumeration(list(dict.fromkeys(computed for same, computed in pairs if same == stated)), lang)
    bounds = {"at_least": Text(nl="minstens ", en="at least "), "at_most": Text(nl="hoogstens ", en="at most ")}
    bound = bounds.get(bad[0].kind, Text(nl="", en="")).show(lang)
    return Text(nl=f"gedrukt {bound}{stated}, berekend {found}", en=f"printed {bound}{stated}, computed {found}").show(
        lang
    )


def _other(judgement: Judgement, printed: Printed, lang: Language) -> str:
    stated, computed = step_result(_deciding(judgement)[0], printed, lang)
    return Text(
        nl=f"beweerd {stated}; het cijfer dat er het dichtst bij ligt telt iets anders: {computed}",
        en=f"claimed {stated}; the figure nearest to it counts something else: {computed}",
    ).show(lang)


def _fits_other(judgement: Judgement, printed: Printed, lang: Language) -> str:
    _, computed = step_result(_deciding(judgement)[0], printed, lang)
    return Text(
        nl=f"het getal klopt, maar telt iets anders: {computed}",
        en=f"the number holds, but counts something else: {computed}",
    ).show(lang)


def _alone(judgement: Judgement, printed: Printed, lang: Language) -> str:
    shown = format_printed(*printed[judgement.claim.stated], lang)
    return Text(
        nl=f"{shown} staat op één plaats, zonder cijfer om het mee na te gaan",
        en=f"{shown} stands in one place, with no figure to test it with",
    ).show(lang)


def _repeated(judgement: Judgement, printed: Printed, lang: Language) -> str:
    shown = format_printed(*printed[judgement.claim.stated], lang)
    return Text(
        nl=f"{shown} wordt alleen herhaald; er is geen cijfer om het mee na te gaan",
        en=f"{shown} is only repeated; there is no figure to test it with",
    ).show(lang)


def _missing(judgement: Judgement, printed: Printed, lang: Language) -> str:
    named = [one for step in judgement.steps for one in step.figure_ids if one not in printed]
    shown = named[0] if named else judgement.claim.stated
    return Text(nl=f"cijfer {shown} staat niet in deze gegevens", en=f"figure {shown} is not in these data").show(lang)


_LINES: dict[str, Callable[[Any, Printed, Language], str]] = {
    "adds_up": _adds_up,
    "rounded": _rounded,
    "readings_differ": _differ,
    "no_reading_holds": _no_reading,
    "other_definition": _other,
    "fits_other": _fits_other,
    "one_place": _alone,
    "repeated": _repeated,
    "figure_missing": _missing,
    "no_figure": _missing,
    **MORE_LINES,
}
