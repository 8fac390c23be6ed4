"""How Excel is told to write a number."""

from __future__ import annotations

from wij_impact.presentation.numbers import FORMATS

__all__ = ["excel_format"]


def excel_format(how: str) -> str:
    """The Excel number format of one of `FORMATS`; Excel itself translates comma and point.

    Examples
    --------
    >>> excel_format("integer"), excel_format("percent1"), excel_format("percent_of_100"), excel_format("eur")
    ('#,##0', '0.0%', '0"%"', '"€" #,##0')
    """
    shape = FORMATS[how]
    if how in {"text", "auto", "row"}:
        return "General"
    tail = "." + "0" * shape.digits if shape.digits > 0 else ".##" if shape.digits < 0 else ""
    if how.startswith("percent"):
        return f'0{tail}"%"' if how.endswith("of_100") else f"0{tail}%"
    # A difference of fractions in percentage points has no format of its own; Excel's percent shows the number.
    if how in {"points", "points1"}:
        return f"+0{tail}%;-0{tail}%;0{tail}%"
    if how in {"million", "eur_million"}:
        return f"#,##0{tail},,"
    return ("" if how != "eur" and how != "eur2" else '"€" ') + ("#,##0" if shape.grouping else "0") + tail
