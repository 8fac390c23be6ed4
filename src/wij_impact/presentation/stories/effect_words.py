"""The words for a verdict, the same in every report on effect: never "no effect", always what could have been seen."""

from __future__ import annotations

import math

from wij_impact.effect import Verdict
from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_number

__all__ = ["VERDICT_LABELS", "interval_words", "verdict_sentence"]

VERDICT_LABELS: dict[str, Text] = {
    "demonstrable": Text(nl="aantoonbaar", en="demonstrable"),
    "no_demonstrable_change": Text(nl="geen aantoonbaar verschil", en="no demonstrable difference"),
    "cannot_tell": Text(nl="niet te zeggen", en="cannot tell"),
}


def verdict_sentence(verdict: Verdict, what: Text, how: str = "decimal1", scale: float = 1.0) -> Text:
    """One or more plain sentences for a verdict, in both languages.

    Parameters
    ----------
    verdict : Verdict
        Of `effect.judge`.
    what : Text
        What differs, to follow "difference in" ("verschil in"): Text(nl="de score", en="the score").
    how : str
        Format of the numbers (`presentation.numbers.FORMATS`).
    scale : float
        What the numbers are multiplied by before they are written.

    Returns
    -------
    Text
        Sentences without a causal word: whether a difference is an effect is for the report to say.

    Examples
    --------
    >>> from wij_impact.effect import judge
    >>> print(verdict_sentence(judge(0.2, -0.3, 0.7, smallest=0.6), Text(nl="de score", en="the score")).en)
    No demonstrable difference in the score: +0.2 (95% interval −0.3 to +0.7). That does not mean there is no \
difference: one smaller than 0.6 could not reliably have been seen.
    """
    return Text(nl=_say(verdict, what.nl, how, scale, "nl"), en=_say(verdict, what.en, how, scale, "en"))


def interval_words(verdict: Verdict, how: str, scale: float, lang: Language) -> str:
    """The estimate with its interval: "+0,2 (95%-interval −0,3 tot +0,7)"; an open end is said in words."""
    signed = "always" if verdict.null == 0 else "negative"

    def write(value: float) -> str:
        if math.isinf(value):
            return Text(nl="onbegrensd", en="without limit").show(lang)
        return format_number(value * scale, how, lang, signed)  # type: ignore[arg-type]

    whole = round(verdict.level * 100, 6).is_integer()
    percent = format_number(verdict.level, "percent" if whole else "percent1", lang)
    centre, low, high = write(verdict.estimate), write(verdict.lower), write(verdict.upper)
    return Text(
        nl=f"{centre} ({percent}-interval {low} tot {high})", en=f"{centre} ({percent} interval {low} to {high})"
    ).show(lang)


def _say(verdict: Verdict, what: str, how: str, scale: float, lang: Language) -> str:
    if verdict.reason == "no_interval":
        return Text(
            nl=f"Over een verschil in {what} is niets te zeggen: er is geen schatting met een interval.",
            en=f"Nothing can be said of a difference in {what}: there is no estimate with an interval.",
        ).show(lang)
    numbers = interval_words(verdict, how, scale, lang)
    if verdict.code == "demonstrable":
        return Text(
            nl=f"Aantoonbaar verschil in {what}: {numbers}.", en=f"A demonstrable difference in {what}: {numbers}."
        ).show(lang)
    if verdict.code == "cannot_tell":
        return _cannot_tell(verdict, what, numbers, how, scale, lang)
    opening = Text(
        nl=f"Geen aantoonbaar verschil in {what}: {numbers}.", en=f"No demonstrable difference in {what}: {numbers}."
    ).show(lang)
    return f"{opening} {_what_is_left(verdict, how, scale, lang)}"


def _cannot_tell(verdict: Verdict, what: str, numbers: str, how: str, scale: float, lang: Language) -> str:
    opening = Text(
        nl=f"Of er een verschil in {what} is, valt niet te zeggen: {numbers}.",
        en=f"Whether there is a difference in {what} cannot be told: {numbers}.",
    ).show(lang)
    if verdict.reason == "unbounded":
        return opening
    matters = format_number(verdict.relevant * scale, how, lang)
    return (
        opening
        + " "
        + Text(
            nl=f"Deze cijfers passen bij helemaal geen verschil, maar ook bij een verschil dat ertoe doet ({matters}).",
            en=f"These figures fit no difference at all, but also a difference that matters ({matters}).",
        ).show(lang)
    )


def _what_is_left(verdict: Verdict, how: str, scale: float, lang: Language) -> str:
    if verdict.reason == "rules_out_relevant":
        matters = format_number(verdict.relevant * scale, how, lang)
        return Text(
            nl=f"Een verschil dat ertoe doet ({matters}) past niet bij deze cijfers.",
            en=f"A difference that matters ({matters}) does not fit these figures.",
        ).show(lang)
    if math.isnan(verdict.smallest):
        return Text(
            nl="Dat betekent niet dat er geen verschil is: elk verschil binnen het interval past bij deze cijfers.",
            en="That does not mean there is no difference: every difference in the interval fits these figures.",
        ).show(lang)
    limit = format_number(verdict.smallest * scale, how, lang)
    return Text(
        nl=f"Dat betekent niet dat er geen verschil is: een kleiner verschil dan {limit} was niet betrouwbaar te zien.",
        en=f"That does not mean there is no difference: one smaller than {limit} could not reliably have been seen.",
    ).show(lang)
