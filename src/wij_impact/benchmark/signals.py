"""Complaints, incidents and staff through the years: rates with intervals from the published figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.benchmark.intervals import own_intervals
from wij_impact.benchmark.run_rules import LEAST_POINTS
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import require
from wij_impact.language import Text

__all__ = ["SIGNALS", "Signal", "change_between", "change_sentence", "points_sentence", "signal_rates", "signal_series"]


@dataclass(frozen=True)
class Signal:
    """One series: what is counted, per what, and in which words.

    Attributes
    ----------
    code : str
        The `indicator_id` of the count (or of the percentage).
    base : str
        The `indicator_id` of what it is set against; empty for a count per year.
    per : float
        The rate is given per this many of the base.
    kind : str
        ``rate``; ``percent``: a printed percentage of the base; ``printed``: a percentage without a base, so
        without an interval.
    name, unit : Text
        What it is, and what the rate is per.
    """

    code: str
    base: str
    per: float
    kind: str
    name: Text
    unit: Text


_PER_Q = Text(nl="per 1.000 vragen", en="per 1,000 questions")
_FTE = Text(nl="per 100 fte", en="per 100 fte")
_YEAR = Text(nl="per jaar", en="per year")

SIGNALS = (
    Signal("complaints_received", "questions_registered", 1000, "rate", Text(nl="Klachten", en="Complaints"), _PER_Q),
    Signal("aggression_incidents", "fte_year_end", 100, "rate", Text(nl="Agressie", en="Aggression"), _FTE),
    Signal("data_breaches", "fte_year_end", 100, "rate", Text(nl="Datalekken", en="Data breaches"), _FTE),
    Signal("wvggz_reports", "", 1, "rate", Text(nl="WvGGZ-meldingen", en="WvGGZ reports"), _YEAR),
    Signal("oggz_reports", "", 1, "rate", Text(nl="OGGZ-meldingen", en="OGGZ reports"), _YEAR),
    Signal(
        "staff_outflow_pct",
        "employees_year_end",
        100,
        "percent",
        Text(nl="Uitstroom", en="Staff leaving"),
        Text(nl="% van de medewerkers", en="% of employees"),
    ),
    Signal(
        "sickness_absence_pct",
        "",
        100,
        "printed",
        Text(nl="Verzuim", en="Absence"),
        Text(nl="% van de werktijd", en="% of working time"),
    ),
)


def signal_series(figures: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    """One value per year: that of the latest report, with its figure_id and how many other values were printed.

    Parameters
    ----------
    figures : DataFrame
        The published figures (`catalogue.figures()`).
    indicator_id : str

    Returns
    -------
    DataFrame
        ``year, value, figure_id, others``; a year without a printed value has no row.
    """
    require(figures, ["indicator_id", "period", "value", "kind", "breakdown", "reported_in", "figure_id"])
    plain = figures["breakdown"].isna() | (figures["breakdown"].astype(str).isin(["", "soort=Totaal"]))
    whole = figures["period"].astype(str).str.fullmatch(r"\d{4}")
    rows = figures[(figures["indicator_id"] == indicator_id) & (figures["kind"] == "actual") & plain & whole]
    rows = rows.assign(year=rows["period"].astype(int)).sort_values(["year", "reported_in"], kind="stable")
    last = rows.groupby("year", as_index=False).tail(1)
    printed = rows.groupby("year")["value"].nunique()
    result = last[["year", "value", "figure_id"]].reset_index(drop=True)
    return result.assign(others=[int(printed[year]) - 1 for year in result["year"]])


def signal_rates(figures: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Every signal in every year as a rate with its interval.

    Returns
    -------
    DataFrame
        Keys ``signal, year``; ``estimate`` per `Signal.per` of the base; ``events``, ``figure_ids`` (of count and
        base), ``others`` (other printed values of the count). A printed percentage without a base has no interval.

    Notes
    -----
    Byar or exact Poisson limits for rates; Clopper-Pearson for a percentage of a known base, whose count is the
    printed percentage times the base, rounded: a reconstruction, named so in ``method``.
    """
    check_level(level)
    rows: list[dict[str, Any]] = []
    for signal in SIGNALS:
        series = signal_series(figures, signal.code)
        if signal.base:
            base = signal_series(figures, signal.base).rename(columns={"value": "n", "figure_id": "base_id"})
            series = series.merge(base[["year", "n", "base_id"]], on="year", how="inner")
        else:
            series = series.assign(n=1.0, base_id="")
        rows += _rows(signal, series, level)
    return as_result(rows, ["signal", "year"])


def _rows(signal: Signal, series: pd.DataFrame, level: float) -> list[dict[str, Any]]:
    value, base = series["value"].to_numpy(float), series["n"].to_numpy(float)
    if signal.kind == "printed":
        empty = np.full(len(series), np.nan)
        estimate, error, lower, upper, events = value, empty, empty, empty, empty
        method = "as printed; the count behind it is not published"
    elif signal.kind == "percent":
        events = np.round(value / 100 * base)
        error, lower, upper = (part * 100 for part in own_intervals(events, base, "proportion", level))
        estimate, method = value, "printed percentage, Clopper-Pearson on percentage x base"
    else:
        events = value
        error, lower, upper = (part * signal.per for part in own_intervals(events, base, "rate", level))
        estimate, method = events / base * signal.per, "rate, Byar (exact Poisson below 10)"
    return [
        {"signal": signal.code, "year": int(row["year"]), "estimate": float(estimate[i]), "std_error": float(error[i])}
        | {"lower": float(lower[i]), "upper": float(upper[i]), "level": level, "method": method}
        | {"n": float(base[i]) if signal.base else np.nan, "events": float(events[i])}
        | {"figure_ids": f"{row['figure_id']} {row['base_id']}".strip(), "others": int(row["others"])}
        for i, (_, row) in enumerate(series.iterrows())
    ]


def change_between(before: float, before_base: float, after: float, after_base: float, level: float = 0.95) -> Any:
    """Ratio of two rates with its exact interval (conditional binomial), as a row of the common shape.

    Examples
    --------
    >>> row = change_between(82, 33239, 89, 35905)
    >>> round(row["estimate"], 3), bool(row["lower"] < 1 < row["upper"])
    (1.005, True)
    """
    total = np.array([before + after])
    if total[0] == 0:
        raise InsufficientEvidence(
            Text(nl="er zijn geen gevallen om te vergelijken.", en="there are no events to compare."),
            remedy=Text(nl="Neem meer jaren samen.", en="Take more years together."),
        )
    _, low, high = (float(part[0]) for part in own_intervals(np.array([after]), total, "proportion", level))
    odds = before_base / after_base
    ratio = after / before * odds if before > 0 else np.inf
    return pd.Series(
        {"estimate": ratio, "std_error": np.nan, "lower": low / (1 - low) * odds if low < 1 else np.inf}
        | {"upper": high / (1 - high) * odds if high < 1 else np.inf, "level": level, "n": float(total[0])}
        | {"method": "rate ratio, exact conditional binomial"}
    )


def change_sentence(signal: Signal, rates: pd.DataFrame, level: float = 0.95) -> Text | None:
    """The last two years compared, in words; None where there is no count or no second year."""
    rows = rates[(rates["signal"] == signal.code) & rates["events"].notna()].tail(2)
    if len(rows) < 2 or signal.kind == "printed":
        return None
    first, last = rows.iloc[0], rows.iloc[1]
    bases = [float(row["n"]) if signal.base else 1.0 for row in (first, last)]
    row = change_between(float(first["events"]), bases[0], float(last["events"]), bases[1], level)
    low, high = (100 * (float(row[side]) - 1) for side in ("lower", "upper"))
    # The minus of a number, not the hyphen of a word.
    down, up = (f"{limit:+.0f}%".replace("-", "\u2212") for limit in (low, high))
    between = Text(nl=f"{down} tot {up}", en=f"{down} to {up}")
    years = f"{int(first['year'])}-{int(last['year'])}"
    if float(row["lower"]) <= 1 <= float(row["upper"]):
        return Text(
            nl=f"{signal.name.nl} {years}: geen aantoonbare verandering {signal.unit.nl} ({between.nl} is mogelijk).",
            en=f"{signal.name.en} {years}: no demonstrable change {signal.unit.en} ({between.en} is possible).",
        )
    more = Text(nl="meer", en="more") if float(row["lower"]) > 1 else Text(nl="minder", en="fewer")
    return Text(
        nl=f"{signal.name.nl} {years}: {more.nl} {signal.unit.nl} dan toeval verklaart ({between.nl}).",
        en=f"{signal.name.en} {years}: {more.en} {signal.unit.en} than chance explains ({between.en}).",
    )


def points_sentence(rates: pd.DataFrame) -> Text:
    """Why there is no control chart of the yearly figures."""
    most = int(rates.groupby("signal").size().max())
    return Text(
        nl=f"De langste reeks heeft {most} jaren; een regelkaart vraagt er {LEAST_POINTS}. Daarom staan hier "
        "intervallen en geen uitspraak over een trend. Geef -p file=... met cijfers per maand voor een regelkaart.",
        en=f"The longest series has {most} years; a control chart needs {LEAST_POINTS}. So there are intervals here "
        "and nothing is said of a trend. Give -p file=... with monthly figures for a control chart.",
    )
