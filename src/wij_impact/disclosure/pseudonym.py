"""Quotes without who is in them: names, places and numbers are taken out, and in doubt more rather than less."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wij_impact.disclosure.text import ADDRESS, DATE, EMAIL, NAME, PHONE, POSTCODE, SHORT_DATE, plain, without_iban

__all__ = ["MASK", "pseudonymise"]

MASK = "[…]"
#: Words that start a sentence and are no name; any other capital is taken for one.
_TEXT = """
a aan about achter after al all alle alleen allemaal als also altijd always an and anders another any are as at back
be because been before begin ben bij bijna binnen boven but by can could daar daardoor daarna daarnaast daarom dan
dat de deze did die dit do doe doen does door dus echt een eens eerst eigenlijk elk elke en er ergens even ever
every everyone eén first for from geen get gewoon goed had has have he heb hebben heeft heel hele hem hen her here
het hier hij his hoe hoewel home how hun i iedereen iemand iets if ik in is it its ja jammer je jij jouw jullie just
kan kon kun kunnen laat last later like maak maar many maybe me meer meestal mensen met mij mijn misschien moest
moet moeten mooi more most my na naar nadat nee never niemand niet niets no nobody nog nooit not now nu of often om
omdat on once ondertussen only ons onze ook op or other our out over overal pas people perhaps precies samen school
she since sinds so some somebody someone sometimes soms steeds still straks such te tegen ten that the their them
then there these they things this those though thuis tijdens to toch toen too tot tussen u uit uiteindelijk under
until up uw vaak van vanaf vandaag veel verder very volgens voor vooral voordat vorig vroeger waar waarom wachten
wanneer want was wat we weer weinig welke well werd were what when where which while who why wie wij wil wilde
wilden will wist wisten with without word worden wordt would yes yet you your ze zeker zelf zelfs zich zij zijn zo
zoals zodat zonder zou zouden zulke één
"""
_PLAIN = frozenset(_TEXT.split())
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_DIGITS = re.compile(r"\d[\d .,/-]*\d|\d")


def pseudonymise(texts: Sequence[str], known: Iterable[str] = ()) -> list[str]:
    """The texts with `MASK` for what could say who they are about.

    Taken out: every number, e-mail address, date, postcode and address; names after a title; the words in `known`; and
    every word with a capital, unless it starts a sentence and is a common word, or stands somewhere in the texts in
    small letters. That takes out more than names (a place, an organisation), on purpose: a quote that reads less well
    is better than a person who is recognised. It is no guarantee: read the quotes before sharing them.

    Parameters
    ----------
    texts : sequence of str
    known : iterable of str
        Names to take out wherever they stand, with or without a capital.

    Examples
    --------
    >>> pseudonymise(["Toen belde Fatima uit Selwerd mij op 06-12345678.", "Fatima hielp."])
    ['Toen belde […] uit […] mij op […].', '[…] hielp.']
    """
    cleaned = [plain(one) for one in texts]
    small = {word.casefold() for text in cleaned for word in _WORD.findall(text) if word[0].islower()}
    names = {word.casefold() for name in known for word in _WORD.findall(str(name)) if len(word) > 1}
    return [_masked(text, small - names, names) for text in cleaned]


def _masked(text: str, small: set[str], names: set[str]) -> str:
    text = without_iban(text)
    for found in (EMAIL, PHONE, DATE, SHORT_DATE, POSTCODE, ADDRESS, NAME):
        text = found.sub(MASK, text)
    text = _DIGITS.sub(MASK, text)

    def word(found: re.Match[str]) -> str:
        written = found.group()
        small_letters = written.casefold()
        if small_letters in names or (small_letters.endswith("s") and small_letters.rstrip("s'’") in names):
            return MASK
        if written[0].islower() or small_letters in ("ik", "i"):
            return written
        before = text[: found.start()].rstrip(" \"'“”‘’(–-")
        starts = not before or before[-1] in ".!?:…\n"
        return written if starts and (small_letters in _PLAIN or small_letters in small) else MASK

    text = _WORD.sub(word, text)
    return re.sub(rf"{re.escape(MASK)}(?:\s*{re.escape(MASK)})+", MASK, text)
