"""The arithmetic checks as a report tells them: the year they are about, and their numbers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_printed

__all__ = ["VERDICT_WORDS", "check_years", "computed_words", "gain_words", "stated_words"]

VERDICT_WORDS: dict[str, Text] = {
    "holds": Text(nl="klopt", en="holds"),
    "rounding": Text(nl="klopt op afronding na", en="holds up to rounding"),
    "fails": Text(nl="klopt niet", en="does not hold"),
    "informative": Text(nl="ter vergelijking", en="for comparison"),
    "incomplete": Text(nl="niet na te rekenen", en="cannot be recalculated"),
}
_WHOLE = ("count", "EUR")


def check_years(checked: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """`checked` with `year`: that of the stated figure, or else the latest of its terms; missing when none has one."""
    years = {str(key): year_of(period) for key, period in zip(figures["figure_id"], figures["period"], strict=True)}
    found = []
    for row in checked.to_dict("records"):
        stated = years.get(row["stated_id"])
        terms = [year for one in row["figure_ids"].split() if (year := years.get(one)) is not None]
        found.append(stated if stated is not None else max(terms, default=None))
    return checked.assign(year=pd.array(found, dtype="Int64"))


def stated_words(row: Mapping[Any, Any], printed: Mapping[str, tuple[str, str]], lang: Language) -> str:
    """The stated number as its source prints it; one that the check itself states, in the unit of the check."""
    if row["stated_id"] in printed:
        return format_printed(*printed[row["stated_id"]], lang)
    return format_printed(_text(row["stated"], 0 if float(row["stated"]).is_integer() else 2), row["unit"], lang)


def computed_words(row: Mapping[Any, Any], printed: Mapping[str, tuple[str, str]], lang: Language) -> str:
    """What the terms come to, with a decimal more than is printed, or as many as rounding asks; counts are whole."""
    shown = printed.get(row["stated_id"], ("", ""))[0]
    if row["unit"] in _WHOLE or not shown:
        return format_printed(_text(row["computed"], 0), row["unit"], lang)
    printed_digits = len(shown.partition(".")[2])
    digits = printed_digits + 1
    # 0.247 agrees with a printed 0.2; shown as 0.25 a reader would round it to 0.3.
    while digits < printed_digits + 4 and _rounds_otherwise(row["computed"], digits, printed_digits):
        digits += 1
    return format_printed(_text(row["computed"], digits), row["unit"], lang)


def gain_words(printed: str, unit: str, lang: Language, bold: bool = True) -> str:
    """A financial result in words.

    Examples
    --------
    >>> gain_words("-993000", "EUR", "en", bold=False)
    'a loss of €993,000'
    """
    if float(printed) == 0:
        return Text(nl="geen verlies en geen overschot", en="no loss and no surplus").show(lang)
    size = format_printed(printed.removeprefix("-"), unit, lang)
    size = f"**{size}**" if bold else size
    if printed.startswith("-"):
        return Text(nl=f"een verlies van {size}", en=f"a loss of {size}").show(lang)
    return Text(nl=f"een overschot van {size}", en=f"a surplus of {size}").show(lang)


def _rounds_otherwise(value: float, digits: int, printed: int) -> bool:
    return _text(float(_text(value, digits)), printed) != _text(value, printed)


def _text(value: float, digits: int) -> str:
    from decimal import ROUND_HALF_UP, Decimal

    # Twelve significant digits, as everywhere a number is shown; then half up, as a reader rounds.
    return str(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))
