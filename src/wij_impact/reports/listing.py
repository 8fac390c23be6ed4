"""Published figures as the rows of a table: name, period as a reader says it, value by its unit, the figure itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
from babel.dates import format_date

from wij_impact.catalogue import load_dictionary
from wij_impact.estimates import Name, Term
from wij_impact.language import LANGUAGES, Text
from wij_impact.presentation.numbers import UNIT_FORMATS, format_number, unit_format
from wij_impact.reports.naming import cells, indicator_name, labels_of

__all__ = ["LISTED", "figure_rows", "period_name", "wide_rows"]

#: The columns to show of `figure_rows`, for `Page.table`; with ``row_format="how"`` and ``row_sources="figure_id"``.
LISTED = {"label": "auto", "period": "auto", "value": "auto"}

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_TO = Text(nl="{a} tot en met {b}", en="{a} to {b}")
_FROM = Text(nl="vanaf {a}", en="from {a}")
_QUARTERS = Text(nl="kwartaal {q} van {year}", en="quarter {q} of {year}")


def figure_rows(figures: pd.DataFrame, indicators: pd.DataFrame, chosen: pd.Series | Iterable[str]) -> pd.DataFrame:
    """One row per figure: ``label, period, value, figure_id``.

    Parameters
    ----------
    figures, indicators : DataFrame
        `catalogue.figures()` and the table `indicators`.
    chosen : boolean Series, or figure ids in the order to show

    Notes
    -----
    A dated event has no number: its value says so, and its period says when.
    """
    if isinstance(chosen, pd.Series) and chosen.dtype == bool:
        own = figures[chosen]
    else:
        own = figures.set_index("figure_id", drop=False).loc[list(chosen)]
    known = labels_of(indicators)
    rows = []
    for row in own.to_dict("records"):
        about = known[str(row["indicator_id"])]
        unit = str(row["unit"])
        named = {"label_nl": about["label_nl"], "label_en": about["label_en"], "unit": "", "kind": row["kind"]}
        dated = unit == "milestone"
        value: Any = Term("listed", "dated") if dated else _value(float(row["value"]), unit)
        rows.append(
            {
                "label": indicator_name(named | {"breakdown": row["breakdown"]}),
                "period": period_name(row["period"]),
                "value": value,
                "figure_id": str(row["figure_id"]),
            }
        )
    frame = pd.DataFrame(rows, columns=["label", "period", "value", "figure_id"])
    return frame.assign(**{name: pd.Series(cells(frame[name]), dtype=object) for name in ("label", "period", "value")})


def wide_rows(
    figures: pd.DataFrame, indicators: pd.DataFrame, chosen: pd.Series, order: Iterable[str] = ()
) -> tuple[pd.DataFrame, list[str]]:
    """One row per indicator and part, a column per year and kind (budget apart); and those columns in their order.

    Parameters
    ----------
    figures, indicators : DataFrame
        `catalogue.figures()` and the table `indicators`.
    chosen : boolean Series
        The figures; those of one edition, or every edition gets its own rows.
    order : iterable of str
        Codes of indicators in the order to show; else that of the figures.

    Returns
    -------
    (DataFrame, list of str)
        ``label``, ``edition`` (source), the columns, ``how`` (format of the row) and ``figure_ids``. A column is a
        year, or a year and the word of its kind; it is empty where nothing is printed.
    """
    known = labels_of(indicators)
    place = {code: number for number, code in enumerate(order)}
    rows: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for row in figures[chosen].to_dict("records"):
        about = known[str(row["indicator_id"])]
        part = str(row["breakdown"]) if isinstance(row["breakdown"], str) else ""
        # A line of an account bears its name as its part: once is enough.
        named = "" if part.partition("=")[2].casefold() == str(about["label_nl"]).casefold() else part
        unit = str(row["unit"])
        key = (str(row["indicator_id"]), part, str(row["source"]), unit)
        label = {"label_nl": about["label_nl"], "label_en": about["label_en"], "unit": unit, "breakdown": named}
        start: dict[str, Any] = {"label": indicator_name(label), "edition": str(row["source"]), "ids": []}
        made = rows.setdefault(key, start | {"how": "decimal2" if unit == "EUR_million" else unit_format(unit)})
        year = str(row["period"])[:4]
        column = year if row["kind"] in ("actual", "estimate") else f"{year} {row['kind']}"
        made.setdefault(column, float(row["value"]))
        made["ids"].append(str(row["figure_id"]))
    ordered = sorted(rows.items(), key=lambda one: place.get(one[0][0], len(place)))
    columns = sorted({name for made in rows.values() for name in made if name[:4].isdigit()})
    frame = pd.DataFrame(
        [
            {"label": made["label"], "edition": made["edition"]}
            | {one: made.get(one, math.nan) for one in columns}
            | {"how": made["how"], "figure_ids": " ".join(made["ids"])}
            for _, made in ordered
        ]
    )
    return frame.assign(label=pd.Series(cells(frame["label"]), dtype=object)), columns


def _value(value: float, unit: str) -> Name:
    """A number with its unit where the number alone does not say it."""
    codes = load_dictionary()
    bare = unit in UNIT_FORMATS or unit.startswith("percent")
    said = []
    for lang in LANGUAGES:
        shown = format_number(value, unit_format(unit), lang)
        said.append((lang, shown if bare else f"{shown} {codes.label('unit', unit, lang)}"))
    return Name(dict(said)["en"], tuple(said))


def period_name(period: Any) -> Name:
    """A period in words: a year, a month, a day, a quarter, or from one to another.

    Examples
    --------
    >>> period_name("2022-06-01/2023-07-31").show("nl"), period_name("2023-Q2").show("en")
    ('1 juni 2022 tot en met 31 juli 2023', 'quarter 2 of 2023')
    >>> period_name("2022/2023").show("nl"), period_name("2024-01/..").show("nl")
    ('2022 tot en met 2023', 'vanaf januari 2024')
    """
    said = tuple((lang, _period(str(period), lang)) for lang in LANGUAGES)
    return Name(dict(said)["en"], said)


def _period(period: str, lang: Any) -> str:
    first, mark, last = period.partition("/")
    if mark and last in ("", ".."):
        return _FROM.show(lang).format(a=_period(first, lang))
    if mark:
        return _TO.show(lang).format(a=_period(first, lang), b=_period(last, lang))
    if found := _DAY.fullmatch(period):
        return format_date(date(*map(int, found.groups())), "d MMMM y", locale=lang)
    if found := _QUARTER.fullmatch(period):
        return _QUARTERS.show(lang).format(q=found[2], year=found[1])
    if found := _MONTH.fullmatch(period):
        return format_date(date(int(found[1]), int(found[2]), 1), "MMMM y", locale=lang)
    return period
