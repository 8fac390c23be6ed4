"""Open answers stay out of reports; this scan warns for what could identify someone."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["is_bsn", "scan_open_answers"]

NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .]?\d){7,8}(?!\d)")
PATTERNS = {
    "date": re.compile(
        r"(?<!\d)(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2})(?!\d)"
        r"|\b\d{1,2} (?:jan|feb|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]* (?:19|20)\d{2}\b",
        re.IGNORECASE,
    ),
    "phone number": re.compile(r"(?<!\d)(?:\+31|0031|0)[ -]?(?:\(0\))?[1-9](?:[ -]?\d){8}(?!\d)"),
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "postcode": re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b"),
    # Two capitalised words after a title or an introduction; a lone capital starts every sentence.
    "name": re.compile(
        r"\b(?:(?:[Mm]evrouw|[Mm]eneer|[Mm]evr\.|[Dd]hr\.|[Mm]ijn naam is|[Ii]k heet|[Mm]y name is|Mrs?\.?)\s+"
        r"(?:[a-z]{2,3}\s+){0,2}[A-Z][\w'-]+|[A-Z][a-z]+ (?:van|de|der|den|ten|ter)(?: de[rn]?)? [A-Z][a-z]+)"
    ),
}


def scan_open_answers(answers: pd.Series) -> pd.DataFrame:
    """Warn for names, dates of birth, phone numbers, e-mail, postcodes and BSN in open answers.

    A warning, not a guarantee: read the answers before sharing them, and never put them in a report.

    Parameters
    ----------
    answers : pandas.Series
        Open answers.

    Returns
    -------
    pandas.DataFrame
        `row` (spreadsheet row, header = 1), `column`, `kind`. What was found is not repeated.

    Examples
    --------
    >>> scan_open_answers(pd.Series(["fijn geholpen", "bel 06-12345678"], name="tip")).values.tolist()
    [[3, 'tip', 'phone number']]
    """
    rows = []
    for position, answer in enumerate(answers):
        if not isinstance(answer, str):
            continue
        kinds = [kind for kind, pattern in PATTERNS.items() if pattern.search(answer)]
        if any(is_bsn(found.group()) for found in NINE_DIGITS.finditer(answer)):
            kinds.append("BSN")
        rows += [{"row": position + 2, "column": answers.name, "kind": kind} for kind in kinds]
    return pd.DataFrame(rows, columns=["row", "column", "kind"])


def is_bsn(text: str) -> bool:
    """Whether nine (or eight) digits pass the eleven test of a citizen service number.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("111222334")
    (True, False)
    """
    digits = [int(one) for one in re.sub(r"\D", "", text).zfill(9)]
    if len(digits) != 9 or not any(digits):
        return False
    return (sum(digit * (9 - at) for at, digit in enumerate(digits[:8])) - digits[8]) % 11 == 0
