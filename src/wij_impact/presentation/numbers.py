"""How a number is written in a Dutch or English report.

Rounding is half up, away from zero, on the number as it prints: 2.675 becomes 2.68 and 0.285 becomes 29%.
That is what a reader with a calculator gets; binary floats and banker's rounding give 2.67 and 28%.
Missing is an en dash, never 0. The minus is U+2212, and a number keeps to its unit with a no-break space.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text

__all__ = [
    "FORMATS",
    "MISSING",
    "NBSP",
    "NumberFormat",
    "check_format",
    "format_change",
    "format_number",
    "format_printed",
    "is_missing",
    "locale_of",
    "unit_format",
]

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "–"
# Room for every float: the default context refuses numbers of more than 28 digits.
_WIDE = Context(prec=400)
Sign = Literal["always", "negative"]
_NOTHING = Text(nl="", en="")


@dataclass(frozen=True)
class NumberFormat:
    """Decimals, scale and unit of one way of writing a number.

    Parameters
    ----------
    digits : int
        Decimals shown.
    scale : str
        What the value is multiplied by before it is shown, as a decimal number in text.
    before, after : Text
        What stands before and after the number.
    grouping : bool
        Whether thousands are grouped; not in a year.
    """

    digits: int = 0
    scale: str = "1"
    before: Text = _NOTHING
    after: Text = _NOTHING
    grouping: bool = True


_PERCENT = Text(nl="%", en="%")
_EURO = Text(nl="€" + NBSP, en="€")
_MILLION = Text(nl=f"{NBSP}miljoen", en=f"{NBSP}million")
_POINTS = Text(nl=f"{NBSP}procentpunt", en=f"{NBSP}percentage{NBSP}points")

FORMATS: dict[str, NumberFormat] = {
    "text": NumberFormat(),
    "year": NumberFormat(grouping=False),
    "integer": NumberFormat(),
    "decimal1": NumberFormat(digits=1),
    "decimal2": NumberFormat(digits=2),
    "decimal3": NumberFormat(digits=3),
    # A share is a fraction everywhere in the library; the published figures print some as a number of percents.
    "percent": NumberFormat(scale="100", after=_PERCENT),
    "percent1": NumberFormat(digits=1, scale="100", after=_PERCENT),
    "percent_of_100": NumberFormat(after=_PERCENT),
    "percent1_of_100": NumberFormat(digits=1, after=_PERCENT),
    # A rate is cases over base, unrounded; the words beside it say that it is written per 1,000.
    "per_1000": NumberFormat(digits=1, scale="1000"),
    "points": NumberFormat(scale="100", after=_POINTS),
    "points1": NumberFormat(digits=1, scale="100", after=_POINTS),
    "points_of_100": NumberFormat(after=_POINTS),
    "points_auto_of_100": NumberFormat(digits=-1, after=_POINTS),
    "eur": NumberFormat(before=_EURO),
    "eur2": NumberFormat(digits=2, before=_EURO),
    # From euros; `million` is the same without the words, for a column whose header has them.
    "eur_million": NumberFormat(digits=2, scale="0.000001", before=_EURO, after=_MILLION),
    "million": NumberFormat(digits=2, scale="0.000001"),
    # `auto` keeps the decimals a number was given with, at most two; `row` takes the format of the row of a table.
    "auto": NumberFormat(digits=-1),
    "percent_auto_of_100": NumberFormat(digits=-1, after=_PERCENT),
    "eur_in_million": NumberFormat(digits=-1, before=_EURO, after=_MILLION),
    "row": NumberFormat(digits=-1),
}

# How the units of the published figures are written.
UNIT_FORMATS = {
    "count": "auto",
    "EUR": "eur",
    "EUR_million": "eur_in_million",
    "percent": "percent_auto_of_100",
    "grade_1_10": "decimal1",
    "milestone": "text",
}


def locale_of(lang: Language) -> str:
    """The locale whose decimal sign and dates a language takes; English where Unicode's tables do not know it.

    Examples
    --------
    >>> locale_of("nl"), locale_of("fy"), locale_of("qx")
    ('nl', 'fy', 'en')
    """
    from babel.localedata import exists

    return lang if exists(lang) else "en"


def check_format(how: str) -> str:
    """Return `how` when it is one of `FORMATS`; raise `UsageError` with a suggestion otherwise."""
    if how not in FORMATS:
        near = suggest(how, list(FORMATS))
        raise UsageError(
            f"there is no number format '{how}'.",
            remedy=f"Did you mean '{near}'?" if near else f"Choose from {', '.join(FORMATS)}.",
        )
    return how


def unit_format(unit: Any) -> str:
    """The number format of a unit of the published figures, whose percents are numbers up to 100.

    Examples
    --------
    >>> unit_format("EUR"), unit_format("percent"), unit_format("fte")
    ('eur', 'percent_auto_of_100', 'auto')
    """
    return UNIT_FORMATS.get(unit, "auto")


def is_missing(value: Any) -> bool:
    """True for None, NaN and pandas' NA and NaT; False for 0 and for an empty text.

    Examples
    --------
    >>> [is_missing(value) for value in (None, float("nan"), 0, "")]
    [True, True, False, False]
    """
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return type(value).__name__ in {"NAType", "NaTType"}


def format_number(value: Any, how: str = "integer", lang: Language = "nl", sign: Sign = "negative") -> str:
    """Write a number as a report prints it.

    Parameters
    ----------
    value : number or None
        Fractions for `percent` and `points`, euros for `eur_million`. NaN and None give an en dash.
    how : str
        One of `FORMATS`.
    lang : {"nl", "en"}
        Decimal comma or decimal point.
    sign : {"negative", "always"}
        ``always`` writes a plus before a rise, and no sign before what rounds to zero.

    Returns
    -------
    str
        The number, with no-break spaces and U+2212 as minus.

    Raises
    ------
    UsageError
        For a format that does not exist.

    Examples
    --------
    >>> format_number(30974), format_number(30974, lang="en"), format_number(0.45, "percent")
    ('30.974', '30,974', '45%')
    >>> format_number(-0.217, "percent1", sign="always"), format_number(0.08, "percent1", sign="always")
    ('−21,7%', '+8,0%')
    >>> format_number(float("nan"))
    '–'
    """
    shape = FORMATS[check_format(how)]
    if is_missing(value):
        return MISSING
    if isinstance(value, str):
        return value
    number = float(value)
    if math.isinf(number):
        return f"{shape.before.show(lang)}{MINUS if number < 0 else ''}∞{shape.after.show(lang)}"
    exact = Decimal(int(value)) if number.is_integer() else Decimal(repr(number))
    rounded = _round(exact * Decimal(shape.scale), shape.digits)
    return _dress(rounded, shape, lang, sign)


def format_printed(printed: str, unit: Any, lang: Language = "nl") -> str:
    """A number with exactly the decimals its source prints, and the sign of its unit.

    Parameters
    ----------
    printed : str
        The number with a decimal point, as in the column `printed` of the published figures.
    unit : str
        Unit of the published figures; one without a sign of its own (count, fte) leaves the bare number.

    Examples
    --------
    >>> format_printed("47.20", "EUR_million").replace(NBSP, " "), format_printed("30974", "count")
    ('€ 47,20 miljoen', '30.974')
    """
    shape = FORMATS[unit_format(unit)]
    digits = len(printed.partition(".")[2])
    exact = Decimal(printed) * Decimal(shape.scale)
    return _dress(exact.quantize(Decimal(1).scaleb(-digits)), replace(shape, digits=digits), lang, "negative")


def format_change(old: float, new: float, lang: Language = "nl", digits: int = 1) -> str:
    """The relative change from `old` to `new` with its sign; an en dash when `old` is 0 or either is missing.

    Examples
    --------
    >>> format_change(33239, 35905)
    '+8,0%'
    """
    if is_missing(old) or is_missing(new) or old == 0:
        return MISSING
    return format_number(new / old - 1, "percent1" if digits else "percent", lang, sign="always")


def _round(number: Decimal, digits: int) -> Decimal:
    if digits < 0:
        # Twelve significant digits: 3100.7 computed as 3100.7000000000003 was given with one decimal.
        number = Decimal(f"{number:.12g}")
        digits = min(2, max(0, -int(number.normalize().as_tuple().exponent)))
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_WIDE)


@functools.lru_cache(maxsize=16)
def _symbols(locale: str) -> dict[int, str]:
    """What a locale writes for a comma and a point in a number."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


def _dress(rounded: Decimal, shape: NumberFormat, lang: Language, sign: Sign) -> str:
    digits = max(0, -int(rounded.as_tuple().exponent))
    # Babel's own formatting rounds again and refuses long numbers; its symbols are what is needed.
    body = format(rounded.copy_abs(), f",.{digits}f" if shape.grouping else f".{digits}f")
    body = body.translate(_symbols(locale_of(lang)))
    mark = "" if rounded == 0 else MINUS if rounded < 0 else "+" if sign == "always" else ""
    before, after = shape.before.show(lang), shape.after.show(lang)
    if before and lang == "nl":
        return f"{before}{mark}{body}{after}"
    return f"{mark}{before}{body}{after}"
