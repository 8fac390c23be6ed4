"""Complaints, incidents and staff through the years: rates with intervals from the published figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.benchmark.intervals import own_intervals
from wij_impact.catalogue import comparability
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import require
from wij_impact.language import Text

__all__ = ["SIGNALS", "Signal", "change_between", "signal_changes", "signal_rates", "signal_series"]


@dataclass(frozen=True)
class Signal:
    """One series: what is counted, and per what.

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
    """

    code: str
    base: str
    per: float
    kind: str


SIGNALS = (
    Signal("complaints_received", "questions_registered", 1000, "rate"),
    Signal("aggression_incidents", "fte_year_end", 100, "rate"),
    Signal("data_breaches", "fte_year_end", 100, "rate"),
    Signal("wvggz_reports", "", 1, "rate"),
    Signal("oggz_reports", "", 1, "rate"),
    Signal("staff_outflow_pct", "employees_year_end", 100, "percent"),
    Signal("sickness_absence_pct", "", 100, "printed"),
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


def signal_changes(
    rates: pd.DataFrame,
    level: float = 0.95,
    figures: pd.DataFrame | None = None,
    breaks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The last two years of every signal compared.

    Parameters
    ----------
    rates : DataFrame
        What `signal_rates` returns.
    level : float
        Level of the intervals, as a fraction.
    figures, breaks : DataFrame, optional
        `catalogue.figures()` and the table `breaks`: a signal whose last two counts may not be compared
        (`catalogue.comparability`) has no row.

    Returns
    -------
    DataFrame
        One row per signal, in the order of `SIGNALS`: ``signal``; the one result shape, where `estimate` is the
        relative change of the rate (0.1 is ten percent more); ``year_before, year_after, events_before,
        events_after``; ``verdict``: ``more``, ``fewer`` or ``no_demonstrable_change``; ``figure_ids``. A signal
        without counts or without a second year has no row.

    Notes
    -----
    Exact conditional interval of a ratio of two Poisson rates (Przyborowski and Wilenski 1940), as `change_between`.
    With k signals chance alone gives at most k x (1 - level) verdicts of change on average.

    Examples
    --------
    >>> from wij_impact import benchmark, catalogue
    >>> changes = benchmark.signal_changes(benchmark.signal_rates(catalogue.figures()))
    >>> changes.set_index("signal").loc["data_breaches", "verdict"]
    'fewer'
    """
    check_level(level)
    require(rates, ["signal", "events"])
    rows: list[dict[str, Any]] = []
    for signal in SIGNALS:
        known = rates[(rates["signal"] == signal.code) & rates["events"].notna()].tail(2)
        if len(known) < 2 or signal.kind == "printed":
            continue
        first, last = known.iloc[0], known.iloc[1]
        if figures is not None and not _alike(first, last, figures, breaks):
            continue
        before, after = float(first["events"]), float(last["events"])
        if before + after == 0:
            continue
        bases = [float(row["n"]) if signal.base else 1.0 for row in (first, last)]
        row = change_between(before, bases[0], after, bases[1], level).to_dict()
        low, high = row["lower"], row["upper"]
        verdict = "more" if low > 1 else "fewer" if high < 1 else "no_demonstrable_change"
        shifted = {name: row[name] - 1 for name in ("estimate", "lower", "upper")}
        rows.append(
            {"signal": signal.code, **row, **shifted, "verdict": verdict}
            | {"year_before": int(first["year"]), "year_after": int(last["year"])}
            | {"events_before": before, "events_after": after, "kind": signal.kind}
            | {"figure_ids": f"{first['figure_ids']} {last['figure_ids']}"}
        )
    return as_result(rows, ["signal"])


def _alike(first: pd.Series, last: pd.Series, figures: pd.DataFrame, breaks: pd.DataFrame | None) -> bool:
    """Whether the counts behind two rows may be compared."""
    rows = figures.set_index("figure_id")
    early, late = ({**rows.loc[str(one["figure_ids"]).split()[0]].to_dict()} for one in (first, last))
    return comparability(early, late, breaks).comparable
