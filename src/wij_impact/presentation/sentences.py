"""Plain sentences about numbers, and a check on words that claim more than a number can carry."""

from __future__ import annotations

import re
from typing import Literal

from wij_impact.errors import UsageError
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.numbers import NBSP, format_number, is_missing

__all__ = [
    "causal_words",
    "change",
    "check_wording",
    "counted",
    "difference",
    "enumeration",
    "share",
    "share_change",
]

Comparative = Literal["count", "amount"]

# What says that one thing made another happen. These need a comparison.
_CAUSAL: dict[Language, str] = {
    "nl": r"veroorza\w*|dankzij|door\s+toedoen|te\s+danken|effect(?:en|ief|ieve)?|leid(?:t|de|den)\s+tot|geleid\s+tot"
    r"|leiden\s+tot|lei(?:dt|dde|dden)\s+er\s*toe|als\s+gevolg\s+van|ten\s+gevolge\s+van|resulte(?:ert|erde|ren)\s+in"
    r"|zorg(?:t|de|den)\s+(?:er)?voor|heeft\s+gewerkt|teweeg\w*",
    "en": r"caus(?:e|es|ed|ing|al)|thanks\s+to|due\s+to|because\s+of|owing\s+to|effects?|effective(?:ness)?"
    r"|lead(?:s|ing)?\s+to|led\s+to|result(?:s|ed|ing)?\s+in|as\s+a\s+result\s+of|attributable\s+to|brought\s+about",
}
# What says that something did not happen, or was gained. These may also be reported as somebody's statement.
_GAIN: dict[Language, str] = {
    "nl": r"bespa(?:ar\w*|ring\w*|ren)|bespaart|bespaard\w*|voorkomt|voorkwam\w*|voorkomen",
    "en": r"sav(?:ed|ing|ings|es)|prevent(?:s|ed|ing)?|averted|avoided",
}
_ATTRIBUTED: dict[Language, str] = {
    "nl": r"\bvolgens\b|zonder\s+vergelijking|naar\s+eigen\s+zeggen",
    "en": r"\baccording\s+to\b|\bstated\s+by\b|without\s+(?:a\s+)?comparison|no\s+counterfactual",
}
_QUOTED = re.compile(r"“[^”]*”|„[^”]*”|‘[^’]*’")


def causal_words(text: str, lang: Language) -> list[str]:
    """The words in `text` that claim a cause or a gain, in their order; what stands between quotation marks is free.

    Examples
    --------
    >>> causal_words("Dankzij de aanpak zijn er minder vragen.", "nl")
    ['Dankzij']
    >>> causal_words("Volgens professionals zijn 8 plaatsingen voorkomen.", "nl")
    []
    """
    found: list[str] = []
    if lang not in _CAUSAL:
        # Of a language that somebody adds we do not know these words; its Dutch and English columns are checked.
        return found
    for sentence in re.split(r"(?<=[.!?])\s+", _QUOTED.sub(" ", text)):
        found += re.findall(rf"\b(?:{_CAUSAL[lang]})\b", sentence, flags=re.IGNORECASE)
        if not re.search(_ATTRIBUTED[lang], sentence, flags=re.IGNORECASE):
            found += re.findall(rf"\b(?:{_GAIN[lang]})\b", sentence, flags=re.IGNORECASE)
    return found


def check_wording(text: str, lang: Language, comparison: bool = False) -> str:
    """Return `text`, or refuse it when it claims a cause or a gain that no comparison carries.

    Parameters
    ----------
    text : str
        Sentences in `lang`.
    lang : {"nl", "en"}
        Which words to look for.
    comparison : bool
        True when a comparison group or a counterfactual carries the claim.

    Raises
    ------
    UsageError
        Naming the words. Words of gain (saved, prevented) are allowed in a sentence that says who states them
        ("volgens", "according to"), and everything between quotation marks is somebody else's.

    Examples
    --------
    >>> check_wording("Er waren 8% meer vragen dan in 2022.", "nl")
    'Er waren 8% meer vragen dan in 2022.'
    """
    found = [] if comparison else causal_words(text, lang)
    if found:
        words = ", ".join(dict.fromkeys(f"'{word}'" for word in found))
        raise UsageError(
            Text(
                nl=f"de zin '{text}' claimt met {words} een oorzaak of opbrengst zonder vergelijking.",
                en=f"the sentence '{text}' claims with {words} a cause or a gain without a comparison.",
            ),
            remedy=Text(
                nl="Zeg wat er gemeten is of wie het stelt (volgens ...). Draagt een vergelijking het, schrijf dan "
                'needs = "comparison" bij de zin (in Python: comparison=True).',
                en="Say what was measured or who states it (according to ...). When a comparison carries it, write "
                'needs = "comparison" with the sentence (in Python: comparison=True).',
            ),
        )
    return text


_MORE: dict[tuple[Comparative, bool], Text] = {
    ("count", True): Text(nl="meer dan", en="more than"),
    ("count", False): Text(nl="minder dan", en="fewer than"),
    ("amount", True): Text(nl="hoger dan", en="higher than"),
    ("amount", False): Text(nl="lager dan", en="lower than"),
}
_EQUAL: dict[Comparative, Text] = {
    "count": Text(nl="evenveel als", en="as many as"),
    "amount": Text(nl="even hoog als", en="the same as"),
}
_NEARLY = Text(nl="vrijwel ", en="nearly ")


def change(
    old: float,
    new: float,
    since: str | Text,
    lang: Language = "nl",
    kind: Comparative = "count",
    digits: int = 0,
) -> str:
    """How `new` compares with `old`, as the end of a sentence.

    Parameters
    ----------
    old, new : float
        Counts or amounts of 0 or more.
    since : str or Text
        With what is compared: "in 2022".
    kind : {"count", "amount"}
        Counts are more or fewer, amounts higher or lower.
    digits : int
        0 or 1 decimals in the percentage.

    Returns
    -------
    str
        "8% meer dan in 2022". From 0 there is no percentage: "meer dan in 2022 (toen 0)". Missing cannot be
        compared, and says so.

    Examples
    --------
    >>> change(33239, 35905, "in 2022"), change(33239, 33240, "in 2022")
    ('8% meer dan in 2022', 'vrijwel evenveel als in 2022')
    >>> change(33239, 35905, "in 2022", lang="en", digits=1)
    '8.0% more than in 2022'
    """
    then = in_language(since, lang)
    if is_missing(old) or is_missing(new):
        return Text(nl=f"niet te vergelijken met {then}", en=f"not comparable with {then}").show(lang)
    if old < 0 or new < 0:
        raise UsageError("a percentage change between negative numbers has no meaning.", remedy="Use difference().")
    if new == old:
        return f"{_EQUAL[kind].show(lang)} {then}"
    if old == 0:
        was = Text(nl="toen 0", en="0 then").show(lang)
        return f"{_MORE[kind, True].show(lang)} {then} ({was})"
    size = format_number(abs(new / old - 1), "percent1" if digits else "percent", lang)
    if not re.search(r"[1-9]", size):
        return f"{_NEARLY.show(lang)}{_EQUAL[kind].show(lang)} {then}"
    return f"{size} {_MORE[kind, new > old].show(lang)} {then}"


def share(part: float, whole: float, of: str | Text, lang: Language = "nl", digits: int = 0) -> str:
    """A share with its base: "45% van de 35.905 vragen". A base of 0 has no share.

    Raises
    ------
    UsageError
        When the part does not lie between 0 and the whole.

    Examples
    --------
    >>> share(70, 114, Text(nl="bezoekers", en="visitors"), lang="en")
    '61% of the 114 visitors'
    """
    unit = in_language(of, lang)
    if is_missing(part) or is_missing(whole):
        return Text(nl=f"een onbekend deel van de {unit}", en=f"an unknown share of the {unit}").show(lang)
    if whole == 0:
        return Text(nl=f"geen aandeel, want er zijn geen {unit}", en=f"no share, as there are no {unit}").show(lang)
    if not 0 <= part <= whole:
        raise UsageError(f"{part} of {whole} is not a share.", remedy="The part lies between 0 and the whole.")
    size = format_number(part / whole, "percent1" if digits else "percent", lang)
    base = format_number(whole, "integer", lang)
    return Text(nl=f"{size} van de {base} {unit}", en=f"{size} of the {base} {unit}").show(lang)


def share_change(old: float, new: float, since: str | Text, lang: Language = "nl", digits: int = 0) -> str:
    """How a share (a fraction) moved, in percentage points, with what it was.

    Examples
    --------
    >>> share_change(0.52, 0.45, "in 2022").replace(NBSP, " ")
    '7 procentpunt lager dan in 2022 (52%)'
    """
    then = in_language(since, lang)
    if is_missing(old) or is_missing(new):
        return Text(nl=f"niet te vergelijken met {then}", en=f"not comparable with {then}").show(lang)
    was = format_number(old, "percent1" if digits else "percent", lang)
    if new == old:
        return f"{_EQUAL['amount'].show(lang)} {then} ({was})"
    size = format_number(abs(new - old), "points1" if digits else "points", lang)
    if not re.search(r"[1-9]", size):
        return f"{_NEARLY.show(lang)}{_EQUAL['amount'].show(lang)} {then} ({was})"
    if lang == "en" and re.fullmatch(rf"1{NBSP}percentage{NBSP}points", size):
        size = size.removesuffix("s")
    return f"{size} {_MORE['amount', new > old].show(lang)} {then} ({was})"


def difference(
    estimate: float,
    lower: float,
    upper: float,
    lang: Language = "nl",
    how: str = "decimal1",
    level: float = 0.95,
    smallest: float | None = None,
) -> str:
    """Whether a difference is demonstrable, with its interval and the smallest that could have been seen.

    Parameters
    ----------
    estimate, lower, upper : float
        The difference and its interval, in the scale of `how`.
    level : float
        Level of the interval, as a fraction.
    smallest : float, optional
        The smallest difference that this study could have shown.

    Returns
    -------
    str
        A whole sentence. An interval that holds 0 is "geen aantoonbaar verschil", never "no difference".

    Examples
    --------
    >>> difference(0.2, -0.3, 0.7, smallest=0.6)
    'Geen aantoonbaar verschil: +0,2 (95%-interval −0,3 tot +0,7). Een verschil kleiner dan 0,6 was niet te zien.'
    """
    if is_missing(estimate) or is_missing(lower) or is_missing(upper):
        return Text(nl="Het verschil is niet te bepalen.", en="The difference cannot be determined.").show(lang)
    if not lower <= estimate <= upper:
        raise UsageError(f"the interval {lower} to {upper} does not hold its estimate {estimate}.")
    shown = [format_number(value, how, lang, sign="always") for value in (estimate, lower, upper)]
    seen = lower > 0 or upper < 0
    opening = (
        Text(nl="Aantoonbaar verschil", en="A demonstrable difference")
        if seen
        else Text(nl="Geen aantoonbaar verschil", en="No demonstrable difference")
    ).show(lang)
    percent = format_number(level, "percent" if round(level * 100, 6).is_integer() else "percent1", lang)
    middle = Text(
        nl=f"{opening}: {shown[0]} ({percent}-interval {shown[1]} tot {shown[2]}).",
        en=f"{opening}: {shown[0]} ({percent} interval {shown[1]} to {shown[2]}).",
    ).show(lang)
    if seen or smallest is None or is_missing(smallest):
        return middle
    limit = format_number(smallest, how, lang)
    return (
        middle
        + " "
        + Text(
            nl=f"Een verschil kleiner dan {limit} was niet te zien.",
            en=f"A difference smaller than {limit} could not have been seen.",
        ).show(lang)
    )


def counted(n: float, one: str | Text, many: str | Text, lang: Language = "nl") -> str:
    """A count with its noun: "1 vraag", "2 vragen", "geen vragen".

    Examples
    --------
    >>> [counted(n, Text(nl="vraag", en="question"), Text(nl="vragen", en="questions")) for n in (0, 1, 1200)]
    ['geen vragen', '1 vraag', '1.200 vragen']
    """
    plural = in_language(many, lang)
    if is_missing(n):
        return Text(nl=f"een onbekend aantal {plural}", en=f"an unknown number of {plural}").show(lang)
    if n == 0:
        return Text(nl=f"geen {plural}", en=f"no {plural}").show(lang)
    return f"{format_number(n, 'integer', lang)} {in_language(one, lang) if n == 1 else plural}"


def enumeration(parts: list[str], lang: Language = "nl") -> str:
    """Parts joined as running text: "30.974, 30.975 en 31.007".

    Examples
    --------
    >>> enumeration(["30.974", "30.975", "31.007"])
    '30.974, 30.975 en 31.007'
    """
    last = Text(nl=" en ", en=" and ").show(lang)
    return last.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
