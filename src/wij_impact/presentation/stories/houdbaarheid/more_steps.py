"""Steps of a calculation about change, answers of people, prevented outcomes and money, in words."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.stories.houdbaarheid.more_lines import PATHS, between, moved, need_words, switch_value

if TYPE_CHECKING:
    from wij_impact.claims import Step

__all__ = ["MORE_STEPS"]


def _change(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    words = Text(
        nl=f"Aantallen: {moved(step, 'nl')}, dat is {between(step, 'nl')}.",
        en=f"Counts: {moved(step, 'en')}, that is {between(step, 'en')}.",
    ).show(lang)
    if values["has_base"]:
        words += " " + _rates(values, lang)
    if not math.isnan(values["visible"]):
        seen = format_number(values["visible"] - 1, "percent", lang, "always")
        words += " " + Text(
            nl=f"Met deze aantallen is een verandering te zien vanaf {seen}.",
            en=f"With these counts a change can be seen from {seen}.",
        ).show(lang)
    return words + " " + _method(lang)


def _rates(values: Any, lang: Language) -> str:
    def one(moment: str) -> str:
        names = ("estimate", "lower", "upper")
        rate, low, high = (format_number(1000 * values[f"{moment}_{name}"], "decimal1", lang) for name in names)
        return Text(nl=f"{rate} ({low} tot {high})", en=f"{rate} ({low} to {high})").show(lang)

    return Text(
        nl=f"Per 1.000: {one('before')} en {one('after')}.", en=f"Per 1,000: {one('before')} and {one('after')}."
    ).show(lang)


def _method(lang: Language) -> str:
    return Text(
        nl="Verhouding van twee tellingen, met exact conditioneel interval.",
        en="Ratio of two counts, with an exact conditional interval.",
    ).show(lang)


def _means(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    sd, seen = format_number(values["sd"], "auto", lang), format_number(values["detectable"], "decimal2", lang)
    n_before, n_after = (format_number(values[f"n_{moment}"], "integer", lang) for moment in ("before", "after"))
    names = [f"{moment}_{side}" for moment in ("before", "after") for side in ("lower", "upper")]
    ends = [format_number(values[name], "decimal1", lang) for name in names]
    return Text(
        nl=f"Cijfer {moved(step, 'nl')} bij {n_before} en {n_after} respondenten: {between(step, 'nl')}, bij een "
        f"aangenomen spreiding van {sd}. Te zien was een verschil vanaf {seen}. Zonder die aanname liggen de cijfers "
        f"tussen {ends[0]} en {ends[1]}, en tussen {ends[2]} en {ends[3]}.",
        en=f"Grade {moved(step, 'en')} with {n_before} and {n_after} respondents: {between(step, 'en')}, with an "
        f"assumed spread of {sd}. A difference could be seen from {seen}. Without that assumption the grades lie "
        f"between {ends[0]} and {ends[1]}, and between {ends[2]} and {ends[3]}.",
    ).show(lang)


def _shares(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    n_before, n_after = (format_number(values[f"n_{moment}"], "integer", lang) for moment in ("before", "after"))
    return Text(
        nl=f"Aandeel {moved(step, 'nl')} bij {n_before} en {n_after} mensen: {between(step, 'nl')} (Newcombe).",
        en=f"Share {moved(step, 'en')} with {n_before} and {n_after} people: {between(step, 'en')} (Newcombe).",
    ).show(lang)


def _needed(step: Step, printed: Any, lang: Language) -> str:
    line = Text(
        nl=f"Aandeel {moved(step, 'nl')}. Het aantal respondenten is niet gepubliceerd.",
        en=f"Share {moved(step, 'en')}. The number of respondents is not published.",
    ).show(lang)
    if math.isnan(step.values["needed"]):
        return line
    words = need_words(step.values["needed"], lang)
    return f"{line} {words[0].upper()}{words[1:]}."


def _assumed(step: Step, printed: Any, lang: Language) -> str:
    size = format_number(step.values["n"], "integer", lang)
    return Text(
        nl=f"Als er elk jaar {size} respondenten waren (aanname): {between(step, 'nl')}.",
        en=f"If there were {size} respondents each year (assumption): {between(step, 'en')}.",
    ).show(lang)


def _no_base(step: Step, printed: Any, lang: Language) -> str:
    return Text(
        nl="Dit zijn percentages zonder de aantallen erachter; een interval is niet te berekenen.",
        en="These are percentages without the counts behind them; an interval cannot be computed.",
    ).show(lang)


def _share_of(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    part, whole = (format_number(values[name], "auto", lang) for name in ("events", "n"))
    share, low, high = (format_number(values[name], "percent", lang) for name in ("estimate", "lower", "upper"))
    return Text(
        nl=f"{part} van de {whole}: {share} (95%-interval {low} tot {high}). Dit is het oordeel van professionals; "
        "hoeveel er zonder de aanpak ook goed was gegaan, is niet gemeten.",
        en=f"{part} of {whole}: {share} (95% interval {low} to {high}). This is the judgement of professionals; how "
        "many would have gone well without it was not measured.",
    ).show(lang)


def _detectable(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    size, share = format_number(values["n"], "integer", lang), format_number(values["share"], "percent", lang)
    if math.isnan(values["gap"]):
        return Text(
            nl=f"Was het {share} in een even grote vergelijkingsgroep, dan is met {size} tegen {size} geen daling "
            "aan te tonen, hoe groot ook.",
            en=f"Had it been {share} in a comparison group of the same size, {size} against {size} could show no fall, "
            "however large.",
        ).show(lang)
    gap = format_number(values["gap"], "points", lang)
    return Text(
        nl=f"Was het {share} in een even grote vergelijkingsgroep, dan is met {size} tegen {size} pas een daling van "
        f"{gap} te zien (met 80% kans).",
        en=f"Had it been {share} in a comparison group of the same size, {size} against {size} can only show a fall of "
        f"{gap} (with 80% power).",
    ).show(lang)


def _more_than_people(step: Step, printed: Any, lang: Language) -> str:
    part, whole = (format_number(step.values[name], "auto", lang) for name in ("events", "n"))
    return Text(
        nl=f"{part} uitkomsten kunnen niet bij {whole} mensen horen.",
        en=f"{part} outcomes cannot belong to {whole} people.",
    ).show(lang)


def _switching(step: Step, printed: Any, lang: Language) -> str:
    values, case = step.values, step.values["case"]
    name, value = switch_value(step, lang)
    ratio = format_number(values["ratio"], "auto", lang)
    aim = Text(nl="om quitte te spelen", en="to break even")
    if values["ratio"] != 1:
        aim = Text(nl=f"voor {ratio} euro per euro", en=f"for {ratio} euros per euro")
    if math.isnan(values["value"]):
        return Text(
            nl=f"Omslagwaarde van ‘{name}’ {aim.nl}: geen waarde maakt het waar (berekening {case}).",
            en=f"Switching value of ‘{name}’ {aim.en}: no value makes it true (case {case}).",
        ).show(lang)
    if PATHS.get(values["path"], (None, ""))[1] == "percent" and values["value"] > 1:
        return Text(
            nl=f"‘{name}’ zou {aim.nl} {value} moeten zijn; dat kan niet (andere getallen als in berekening {case}).",
            en=f"‘{name}’ would have to be {value} {aim.en}, which cannot be (other numbers as in case {case}).",
        ).show(lang)
    return Text(
        nl=f"Omslagwaarde van ‘{name}’ {aim.nl}: {value}, met de andere getallen zoals in berekening {case}.",
        en=f"Switching value of ‘{name}’ {aim.en}: {value}, the other numbers as in case {case}.",
    ).show(lang)


def _per(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    amount, each = (format_number(one, "eur", lang) for one in (values["amount"], values["amount"] / values["count"]))
    count = format_number(values["count"], "auto", lang)
    return Text(nl=f"{amount} over {count}: {each} per stuk.", en=f"{amount} over {count}: {each} each.").show(lang)


def _refused(step: Step, printed: Any, lang: Language) -> str:
    return str(step.values["why"].sentence(lang))


def _no_people(step: Step, printed: Any, lang: Language) -> str:
    return Text(
        nl="Zonder een aantal boven nul is hier niets te berekenen.", en="Without a number above zero nothing follows."
    ).show(lang)


def _parts(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    total, volume, price = (format_number(values[name], "eur_million", lang) for name in ("change", "volume", "price"))
    before, after = (format_number(values[f"volume_{moment}"], "auto", lang) for moment in ("before", "after"))
    return Text(
        nl=f"Verschil {total}: {volume} hoort bij het aantal (van {before} naar {after}) en {price} bij het bedrag per "
        "stuk. Dat is boekhouden, geen verklaring.",
        en=f"Difference {total}: {volume} belongs to the volume (from {before} to {after}) and {price} to the amount "
        "per unit. That is bookkeeping, not an explanation.",
    ).show(lang)


def _volume(step: Step, printed: Any, lang: Language) -> str:
    values = step.values
    before, after = (format_number(values[moment], "auto", lang) for moment in ("before", "after"))
    share = format_number(values["relative"], "percent1", lang, "always")
    if math.isnan(values["needed"]):
        return Text(nl=f"Het aantal bleef {before}.", en=f"The number stayed {before}.").show(lang)
    needed, stated = (format_number(values[name], "eur_million", lang) for name in ("needed", "stated"))
    return Text(
        nl=f"Van {before} naar {after} cliënten: {share}. Kostte de zorg in het eerste jaar {needed}, dan verklaart "
        f"dat alleen al {stated}; kostte zij minder, dan ook het bedrag per cliënt. De kosten zelf staan nergens.",
        en=f"From {before} to {after} clients: {share}. Had care cost {needed} in the first year, that alone explains "
        f"{stated}; had it cost less, so does the amount per client. The costs themselves stand nowhere.",
    ).show(lang)


MORE_STEPS: dict[str, Callable[[Any, Any, Language], str]] = {
    "change": _change,
    "means": _means,
    "shares": _shares,
    "needed": _needed,
    "assumed": _assumed,
    "no_base": _no_base,
    "share_of": _share_of,
    "detectable": _detectable,
    "more_than_people": _more_than_people,
    "per": _per,
    "switching": _switching,
    "refused": _refused,
    "no_people": _no_people,
    "parts": _parts,
    "volume": _volume,
}
