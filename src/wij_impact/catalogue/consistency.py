"""Arithmetic checks on the published figures: parts against totals, percentages against counts.

The checks are data (`data/published/checks.csv`); what they come to is computed from the rows, never stored.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.restatements import PrintedNumber, printed_numbers
from wij_impact.errors import InputError, suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECK_KINDS", "CONSISTENCY_COLUMNS", "VERDICTS", "consistency"]

CONSISTENCY_COLUMNS: tuple[str, ...] = (
    "check_id",
    "label_nl",
    "label_en",
    "topic",
    "kind",
    "stated",
    "computed",
    "difference",
    "tolerance",
    "unit",
    "verdict",
    "stated_id",
    "figure_ids",
    "locator",
    "note",
)
VERDICTS: tuple[str, ...] = ("holds", "rounding", "fails", "informative", "incomplete")
CHECK_KINDS: tuple[str, ...] = ("sum", "equal", "share", "ratio", "change", "count", "count_nonzero", "whole_share")
_FRACTIONS = ("share", "ratio", "change")
_PASSED_ON = ("check_id", "label_nl", "label_en", "topic", "locator", "note")


@dataclass(frozen=True)
class _Number:
    """A printed number in its comparable unit, and how far the true one can lie from it."""

    value: Decimal
    half: Decimal
    unit: str = ""
    scale: Decimal = Decimal(1)


@dataclass(frozen=True)
class _Check:
    """A check as it was read: what is stated, and the signed figures above and below the line."""

    kind: str
    stated: _Number | None
    stated_id: str
    above: tuple[_Number, ...]
    below: tuple[_Number, ...]
    figure_ids: tuple[str, ...]
    missing: tuple[str, ...]


def consistency(figures: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Compute every check from the rows and say whether the stated number holds.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    checks : pandas.DataFrame
        One row per check: `check_id, kind, stated, terms`, and if there `label_nl, label_en, topic, tolerance,
        nature, locator, note`. `stated` is a figure_id or a number. `terms` are figure_ids with a space between
        them; a minus before one subtracts it; the kinds `share`, `ratio` and `change` divide what stands before
        ` / ` by what follows. `nature` is `strict` (the default) or `informative`.

    Returns
    -------
    pandas.DataFrame
        One row per check in the order given, with `CONSISTENCY_COLUMNS`. `difference` is computed - stated, in
        `unit`; `tolerance` is half a unit of the last printed digit of the stated number, unless the check says
        otherwise. `verdict`: `holds` within the tolerance; `rounding` when the rounding of the terms can explain
        the rest; `fails`; `informative` for a comparison that need not hold; `incomplete` when a figure is not
        among the rows (its numbers are NaN). `figure_ids` are the terms, missing ones included.

    Raises
    ------
    InputError
        For a check that cannot be read, with its row and column.

    Notes
    -----
    Rounding is propagated by interval arithmetic: a printed number lies within half a unit of its last digit;
    whole counts are exact. Kinds: `sum` adds the terms, `equal` takes one, `share` is 100 x a / b, `ratio` is
    a / b, `change` is 100 x (a / b - 1), `count` is the number of terms, `count_nonzero` that of the terms that
    are not 0, and `whole_share` is the share of a whole number out of the term that lies nearest to the stated.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import catalogue
    >>> checks = pd.DataFrame([{"check_id": "direct_2023", "kind": "share",
    ...     "stated": "pct_directly_handled_2023_r2023_kern", "terms":
    ...     "questions_directly_handled_2023_r2023_kern / questions_registered_2023_r2023_kern"}])
    >>> result = consistency(catalogue.figures(), checks)
    >>> result[["stated", "computed", "verdict"]].round(2).values.tolist()
    [[45.0, 45.02, 'holds']]
    """
    import pandas as pd

    known = {
        figure_id: _number(printed)
        for figure_id, printed in zip(figures["figure_id"], printed_numbers(figures), strict=True)
    }
    rows = [_row(fields, index + 2, known) for index, fields in enumerate(checks.to_dict("records"))]
    return pd.DataFrame(rows, columns=list(CONSISTENCY_COLUMNS))


def _number(printed: PrintedNumber) -> _Number:
    whole = printed.unit == "count" and printed.exact == printed.exact.to_integral_value()
    return _Number(printed.exact, Decimal(0) if whole else printed.half_unit, printed.unit, printed.scale)


def _row(fields: Mapping[Any, Any], row: int, known: Mapping[str, _Number]) -> dict[str, Any]:
    check = _read_check(fields, row, known)
    base: dict[str, Any] = {name: _text(fields, name) for name in _PASSED_ON}
    base |= {"kind": check.kind, "stated_id": check.stated_id, "figure_ids": " ".join(check.figure_ids)}
    if check.stated is None or check.missing:
        numbers = dict.fromkeys(("stated", "computed", "difference", "tolerance"), math.nan)
        return base | numbers | {"unit": "", "verdict": "incomplete"}
    low, computed, high = _evaluate(check, check.stated)
    unit, scale = _shown_in(check)
    tolerance = _tolerance(fields, row, check.stated.half, scale)
    difference = computed - check.stated.value
    return base | {
        "stated": float(check.stated.value / scale),
        "computed": float(computed / scale),
        "difference": float(difference / scale),
        "tolerance": float(tolerance / scale),
        "unit": unit,
        "verdict": _verdict(_text(fields, "nature"), abs(difference), tolerance, max(computed - low, high - computed)),
    }


def _verdict(nature: str, difference: Decimal, tolerance: Decimal, slack: Decimal) -> str:
    if nature == "informative":
        return "informative"
    if difference <= tolerance:
        return "holds"
    return "rounding" if difference <= tolerance + slack else "fails"


def _evaluate(check: _Check, stated: _Number) -> tuple[Decimal, Decimal, Decimal]:
    """What the terms come to, between the lowest and the highest their rounding allows."""
    if check.kind in ("count", "count_nonzero"):
        counted = [term for term in check.above if check.kind == "count" or term.value != 0]
        return (Decimal(len(counted)),) * 3
    if check.kind == "whole_share":
        return (_nearest_whole_share(stated.value, check.above[0].value),) * 3
    above, below = _ends(check.above), _ends(check.below)
    if check.kind in ("sum", "equal"):
        return above
    corners = [_fraction(check.kind, a, b) for a, b in product(above, below)]
    return min(corners), _fraction(check.kind, above[1], below[1]), max(corners)


def _ends(terms: Sequence[_Number]) -> tuple[Decimal, Decimal, Decimal]:
    total = sum((term.value for term in terms), Decimal(0))
    half = sum((term.half for term in terms), Decimal(0))
    return total - half, total, total + half


def _fraction(kind: str, above: Decimal, below: Decimal) -> Decimal:
    if below == 0:
        return Decimal("NaN")
    ratio = above / below
    return {"share": 100 * ratio, "ratio": ratio, "change": 100 * (ratio - 1)}[kind]


def _nearest_whole_share(stated: Decimal, base: Decimal) -> Decimal:
    below = (stated * base / 100).to_integral_value(rounding="ROUND_FLOOR")
    return min((100 * whole / base for whole in (below, below + 1)), key=lambda share: abs(share - stated))


def _shown_in(check: _Check) -> tuple[str, Decimal]:
    """The unit and scale of the stated number; for a bare number, those of its terms."""
    stated = check.stated
    if stated is not None and stated.unit:
        return ("EUR_million" if stated.scale != 1 else stated.unit), stated.scale
    return (check.above[0].unit if check.kind == "sum" else ""), Decimal(1)


def _read_check(fields: Mapping[Any, Any], row: int, known: Mapping[str, _Number]) -> _Check:
    kind = _text(fields, "kind")
    if kind not in CHECK_KINDS:
        raise _unreadable(row, "kind", kind, suggest(kind, list(CHECK_KINDS)) or ", ".join(CHECK_KINDS))
    above, slash, below = _text(fields, "terms").partition(" / ")
    if bool(slash) != (kind in _FRACTIONS) or not above.strip():
        example = "a / b" if kind in _FRACTIONS else "a b -c"
        raise _unreadable(row, "terms", _text(fields, "terms"), example)
    sides = [[_signed(token) for token in side.split()] for side in (above, below)]
    ids = tuple(figure_id for side in sides for _, figure_id in side)
    stated, stated_id = _stated(_text(fields, "stated"), row, known)
    missing = tuple(figure_id for figure_id in ids if figure_id not in known)
    up, down = (tuple(_apply(sign, known[name]) for sign, name in side if name in known) for side in sides)
    return _Check(kind, stated, stated_id, up, down, ids, missing)


def _signed(token: str) -> tuple[int, str]:
    return (-1, token[1:]) if token.startswith("-") else (1, token)


def _apply(sign: int, number: _Number) -> _Number:
    return _Number(sign * number.value, number.half, number.unit, number.scale)


def _stated(text: str, row: int, known: Mapping[str, _Number]) -> tuple[_Number | None, str]:
    if text in known:
        return known[text], text
    try:
        return _Number(Decimal(text), Decimal(0)), ""
    except InvalidOperation:
        if not text:
            raise _unreadable(row, "stated", text, "questions_registered_2020_r2020_kern, 100") from None
        return None, text


def _tolerance(fields: Mapping[Any, Any], row: int, half: Decimal, scale: Decimal) -> Decimal:
    text = _text(fields, "tolerance")
    if text in ("", "printed"):
        return half
    try:
        return Decimal(text) * scale
    except InvalidOperation:
        raise _unreadable(row, "tolerance", text, "printed, 0.5") from None


def _text(fields: Mapping[Any, Any], name: str) -> str:
    value = fields.get(name, "")
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def _unreadable(row: int, column: str, found: str, example: str) -> InputError:
    return InputError(
        Text(nl=f"'{found}' is geen geldige invoer voor een controle.", en=f"'{found}' is not valid in a check."),
        remedy=Text(nl=f"Schrijf bijvoorbeeld: {example}.", en=f"Write for example: {example}."),
        file="checks.csv",
        row=row,
        column=column,
    )
