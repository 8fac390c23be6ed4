"""Open answers stay out of reports; this scan warns for what could identify someone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pandas as pd

__all__ = ["is_bsn", "is_iban", "plain", "scan_open_answers", "without_iban"]

# Spaces, dashes and digits are made plain first (`plain`).
GAP = r"(?:[\s.\-/_]|,(?=\d))"  # what people write between digits
MONTHS = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt(?![\s-]?scan)|maart|mar(?:ch)?|apr(?:il)?|mei|jun[ei]?|jul[iy]?"
    r"|aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|may(?!\s+(?:also|be|come|get|go|have|help|i|it|need|not|seem|still|take|want|we|well|you)\b))(?![a-z])\.?"
)
UNITS = r"een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
TENS = r"twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"
TEENS = r"tien|elf|twaalf|dertien|veertien|(?:vijf|zes|zeven|acht|negen)tien"
DAY_WORDS = (
    rf"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde|dertiende|veertiende"
    rf"|(?:vijf|zes|zeven|acht|negen)tiende|twintigste|dertigste|(?:{UNITS})(?:en|ën)(?:twintigste|dertigste)"
    # "een april" is an April, "één april" its first day.
    rf"|één|(?!een\b)(?:{UNITS})|{TEENS}|twintig|dertig|(?:{UNITS})(?:en|ën)(?:twintig|dertig))"
)
DAY_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])(?:e|ste|de|st|nd|rd|th)?"
ENGLISH_UNITS = r"one|two|three|four|five|six|seven|eight|nine"
ENGLISH_TEENS = r"ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
ENGLISH_TENS = r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
ORDINALS = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|(?:twenty|thirty)[\s-](?:first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth)|twentieth|thirtieth"
)
YEAR_END = rf"(?:(?:(?:{UNITS})\s?(?:en|ën)\s?)?(?:{TENS})|{TEENS}|{UNITS})"
YEAR_WORDS = (
    rf"(?:(?:negentien(?:\s?honderd)?|tweeduizend)(?:\s?en)?\s?{YEAR_END}"
    rf"|(?:nineteen(?:\s?hundred(?:\s?and)?)?|two\s?thousand(?:\s?and)?)\s"
    rf"(?:(?:{ENGLISH_TENS})(?:[\s-](?:{ENGLISH_UNITS}))?|{ENGLISH_TEENS}|(?:oh[\s-])?(?:{ENGLISH_UNITS})))"
)
YEAR = r"(?:19|20)\d\d"
TWO = r"(?:0[1-9]|[12]\d|3[01])"
DATES = (
    rf"(?<![\d.,]){DAY_NUMBER}(?:\s+(?:of|van)\s+(?:de\s+)?|[\s\-./]*){MONTHS}",
    rf"(?<!\w){DAY_WORDS}\s+(?:van\s+)?{MONTHS}",
    rf"\b(?:{ORDINALS})\s+of\s+{MONTHS}",
    rf"\b{MONTHS}\s+(?:0?[1-9]|[12]\d|3[01])(?:(?:st|nd|rd|th)?,?\s+{YEAR}(?!\d)|(?:st|nd|rd|th)\b)",
    rf"\b{MONTHS}\s+(?:19\d\d|['’]\d\d)(?!\d)",
    rf"\b{YEAR_WORDS}\b",
    rf"(?<!\w)(?:geb(?:oren|\.)?|born|geboorte(?:jaar|datum)?|birth\s?year|year of birth)\W{{0,3}}"
    rf"(?:(?:in|is|was)\s+)?{YEAR}(?!\d)",
    rf"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])\s?[-/._ ]\s?(?:0?[1-9]|1[0-2])\s?[-/._ ]\s?{YEAR}(?!\d)",
    rf"(?<!\d){YEAR}[-/._](?:0?[1-9]|1[0-2])[-/._](?:0?[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<!\d)(?:{YEAR}(?:0[1-9]|1[0-2]){TWO}|{TWO}(?:0[1-9]|1[0-2]){YEAR})(?!\d)",
    rf"(?<!\d){YEAR}[\s-]+{MONTHS}[\s-]+(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])e\s+van\s+de\s+(?:0?[1-9]|1[0-2])e(?!\w)",
)
PHONE = re.compile(
    rf"(?<![\d+])(?:(?:\(?(?:\+|00)\s?31\)?{GAP}*(?:\(0\)|0)?|\(?0)(?:{GAP}|[()])*[1-9](?:(?:{GAP}|[()]){{0,3}}\d){{8}}"
    rf"|\+(?!31)\d{{1,3}}(?:(?:{GAP}|[()]){{0,3}}\d){{7,11}}|316\d{{8}}|[1-9]\d{{2}}(?:{GAP}\d\d){{2}}\s?\(0\d\d\)"
    rf"|(?:\b(?:mobiel|tel|telefoon|telefoonnummer|phone)\b\W{{0,3}}(?:is\s)?)(?!0[89]00)\d(?:{GAP}{{0,2}}\d){{5,}})(?!\d)",
    re.IGNORECASE,
)
SPOKEN = re.compile(rf"\bnul(?:[\s-]?(?:nul|{UNITS}))+(?![a-z])", re.IGNORECASE)
DIGITS = {"nul": "0"} | {word: str(at) for at, word in enumerate(UNITS.replace("één|", "").split("|"), start=1)}
EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|[(\[{<]\s?(?:at|apenstaartje)\s?[)\]}>]|\bapenstaartje\b)\s?(?:[\w-]+(?:\s?(?:\.|[(\[{<]dot[)\]}>]|\bdot\b|\bpunt\b)\s?[\w-]+)+"
    r"|(?:gmail|hotmail|icloud|live|outlook|protonmail|yahoo|ziggo)\b)"
    r"|[\w.+-]+\s+at\s+[\w-]+(?:\s+(?:dot|punt)\s+|\.)(?:be|com|de|edu|eu|info|net|nl|org|uk)\b",
    re.IGNORECASE,
)
# Without a space, or with capitals, four digits and two letters are a postcode; with a small word they are a year.
SMALL_WORDS = (
    "aan|af|al|am|as|at|bv|by|ca|cm|da|de|do|dr|ed|ee|el|en|er|eu|eo|ex|ga|go|he|hé|ho|if|ik|in|io|is|it|ja|je|jl|kg|km"
    "|ma|me|mg|ml|mm|mn|mw|my|na|nl|no|nr|nu|of|oh|ok|om|on|op|or|pm|ps|pp|re|st|te|tm|tv|uu|up|us|we|wo|za|ze|zg|zn|zo"
)
POSTCODE = re.compile(
    rf"(?<![\d.,])[1-9]\d{{3}}(?:(?:\s{{0,2}}|[\s.\-_])(?!S[ADS]\b)[A-Z]\s?[A-Z]|(?!s[ads]\b)[A-Za-z]{{2}}"
    rf"|[\s\-_]{{1,2}}(?!(?:{SMALL_WORDS}|s[ads])\b)[A-Za-z]{{2}})(?!\w)"
    rf"|(?<!\d)[1-9](?:\s\d){{3}}\s{{1,2}}[A-Z]\s[A-Z](?!\w)|\b(?:[Pp]ostcode|[Pp]c|[Zz]ip)(?:\sis)?\W{{1,3}}[1-9]\d{{3}}(?!\d)"
)
IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ .\-]?[A-Za-z0-9])")
IBAN_LENGTHS = range(15, 35)
DUTCH_IBAN = re.compile(
    r"NL(?:[\s./_-]{0,2}\d){2}(?:[\s./_-]{0,2}[A-Z]){4}(?:[\s./_-]{0,2}\d){10}(?!\d)", re.IGNORECASE
)
NINE_DIGITS = re.compile(rf"(?<!\d)\d(?:{GAP}{{0,3}}\d){{8}}(?!\d)")
EIGHT_DIGITS = re.compile(r"(?<!\d)[1-9]\d{7}(?!\d)")
NAMED_BSN = re.compile(
    rf"\b(?:bsn|sofi|burgerservice)\w*\W{{0,3}}(?:nummer|nr)?\W{{0,3}}(?:is\s)?\d(?:{GAP}{{0,2}}\d){{7,8}}(?!\d)", re.I
)
ADDRESS = re.compile(r"\b[A-Z]\w{2,}(?:straat|laan|weg|plein|kade|singel|dijk|steeg|gracht|dreef|plantsoen) \d+")
# Two capitalised words after a title or an introduction; a lone capital starts every sentence.
NAME = re.compile(
    r"\b(?:(?:[Mm]evrouw|[Mm]eneer|[Mm]evr\.|[Dd]hr\.|[Mm]ijn naam is|[Ii]k heet|[Mm]y name is|Mrs?\.?)\s+"
    r"(?:[a-z]{2,3}\s+){0,2}[A-Z][\w'-]+|[A-Z][a-z]+ (?:van|de|der|den|ten|ter)(?: de[rn]?)? [A-Z][a-z]+)"
)
DATE = re.compile("|".join(DATES), re.IGNORECASE)
SHORT_DATE = re.compile(
    r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])\s?[-/. ]\s?(?:0?[1-9]|1[0-2])\s?[-/. ]\s?['’]?\d\d(?![\d,])"
)


def scan_open_answers(answers: pd.Series) -> pd.DataFrame:
    """Warn for names, addresses, dates, phone numbers, e-mail, postcodes, IBAN and BSN in open answers.

    A warning, not a guarantee: read the answers before sharing them, and never put them in a report.

    Parameters
    ----------
    answers : pandas.Series
        Open answers.

    Returns
    -------
    pandas.DataFrame
        `row` (spreadsheet row, header = 1), `column`, `kind`. What was found is not repeated.

    Notes
    -----
    Notations: a postcode with or without a space, in small letters too (`9711ab`); a phone number with brackets,
    spaces, dashes and +31; a BSN with any separators that passes the eleven test (or is called one); a Dutch IBAN,
    or another that passes the check of ISO 13616; dates in digits and in words (`twaalf maart`).

    Examples
    --------
    >>> scan_open_answers(pd.Series(["fijn geholpen", "bel (06) 1234 5678"], name="tip")).values.tolist()
    [[3, 'tip', 'phone number']]
    """
    rows = []
    for position, answer in enumerate(answers):
        if isinstance(answer, str):
            rows += [{"row": position + 2, "column": answers.name, "kind": kind} for kind in _kinds(answer)]
    return pd.DataFrame(rows, columns=["row", "column", "kind"])


def _kinds(answer: str) -> Iterator[str]:
    text = plain(answer)
    # Pairs of digits in a phone number look like a short date.
    if DATE.search(text) or SHORT_DATE.search(PHONE.sub(" x ", text)):
        yield "date"
    # A number that has been explained is taken out, so that its digits are not read as another kind as well.
    without = text
    for kind, found in (("e-mail address", EMAIL), ("IBAN", None), ("phone number", PHONE)):
        rest = without_iban(without) if found is None else found.sub(" x ", without)
        if rest != without:
            yield kind
        without = rest
    if POSTCODE.search(without):
        yield "postcode"
    if NAME.search(text):
        yield "name"
    if ADDRESS.search(text):
        yield "address"
    nine = NAMED_BSN.search(without) or any(is_bsn(one.group()) for one in NINE_DIGITS.finditer(without))
    if nine or any(is_bsn(one.group()) for one in EIGHT_DIGITS.finditer(DATE.sub(" x ", without))):
        yield "BSN"


def plain(answer: str) -> str:
    """Every kind of space, dash, dot and digit as the one on a keyboard; what is invisible goes."""
    text = "".join(one for one in unicodedata.normalize("NFKC", answer) if unicodedata.category(one) != "Cf")
    for pattern, keyboard in (
        (r"[^\S \n]", " "),
        ("[\u2010-\u2015\u2212\u2043]", "-"),
        ("[\u00b7\u2022\u2027\u2219]", "."),
    ):
        text = re.sub(pattern, keyboard, text)
    text = re.sub(r"\d", lambda one: str(unicodedata.digit(one.group())), text)
    # "nul zes" before other digits is how people spell a phone number.
    words = "|".join(["één", *DIGITS])
    return SPOKEN.sub(
        lambda one: re.sub(words, lambda word: DIGITS.get(word.group().lower(), "1"), one.group(), flags=re.I), text
    )


def without_iban(text: str) -> str:
    """The text with `x` for every bank account number in it."""
    text = DUTCH_IBAN.sub(" x ", text)
    for start in IBAN_START.finditer(text):
        compact = ""
        for at in range(start.start(), min(len(text), start.start() + 2 * IBAN_LENGTHS.stop)):
            if text[at].isascii() and text[at].isalnum():
                compact += text[at]
            elif text[at] not in " .-":
                break
            if len(compact) in IBAN_LENGTHS and is_iban(compact):
                return without_iban(text[: start.start()] + " x " + text[at + 1 :])
    return text


def is_iban(text: str) -> bool:
    """Whether letters and digits pass the check of an international bank account number (ISO 13616, modulo 97).

    Examples
    --------
    >>> is_iban("NL91ABNA0417164300"), is_iban("NL91ABNA0417164301")
    (True, False)
    """
    turned = text[4:] + text[:4]
    return int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def is_bsn(text: str) -> bool:
    """Whether nine (or eight) digits pass the eleven test of a citizen service number.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("1112-22-333"), is_bsn("111222334")
    (True, True, False)
    """
    digits = [int(one) for one in re.sub(r"\D", "", text).zfill(9)]
    if len(digits) != 9 or not any(digits):
        return False
    return (sum(digit * (9 - at) for at, digit in enumerate(digits[:8])) - digits[8]) % 11 == 0
