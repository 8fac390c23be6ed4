"""Numbers of the report `signalen`: what changed, by how much, how sure; no language, no layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact.benchmark import LEAST_POINTS
from wij_impact.benchmark.small_counts import MINIMUM
from wij_impact.catalogue import Reading
from wij_impact.estimates import Quantity, Term
from wij_impact.estimates.quantity import Origin
from wij_impact.reports.reading import Read, read_facts

__all__ = [
    "Again", "Change", "Facts", "Own", "Rate", "own_facts", "printed_again", "rate_facts", "rate_unit", "signal_facts",
]  # fmt: skip

Verdict = Literal["more", "fewer", "no_demonstrable_change"]
Direction = Literal["both", "more", "fewer", "none"]


@dataclass(frozen=True)
class Change:
    """One signal in its last two years."""

    code: str
    name: Term
    per: Term
    verdict: Verdict
    before: Quantity
    after: Quantity
    year_before: Quantity
    year_after: Quantity
    change: Quantity


@dataclass(frozen=True)
class Facts:
    """What the published series say.

    `news` are the signals to open with, at most three: those that changed more than chance explains, the largest
    change first; when none did, the largest.
    """

    changes: tuple[Change, ...]
    news: tuple[Change, ...]
    steady: tuple[Term, ...]
    more: tuple[Term, ...]
    fewer: tuple[Term, ...]
    direction: Direction
    compared: Quantity
    by_chance: Quantity
    longest: Quantity
    least: Quantity


@dataclass(frozen=True)
class Own:
    """What a series of the user's own says; `few` are the points with fewer than `minimum`, for counts only."""

    series: str
    points: Quantity
    first: str
    last: str
    special: Quantity
    moments: tuple[str, ...]
    alarm: Quantity
    length: Term
    few: Quantity
    minimum: Quantity
    read: Read


def signal_facts(rates: pd.DataFrame, changes: pd.DataFrame) -> Facts:
    """The facts of `benchmark.signal_rates` and `benchmark.signal_changes`."""
    made = tuple(_change(row) for _, row in changes.iterrows())
    seen = [one for one in made if one.verdict != "no_demonstrable_change"]
    # How far from no change, on the scale on which a doubling and a halving weigh the same.
    ranked = sorted(seen or made, key=lambda one: -_distance(one))
    more = tuple(one.name for one in made if one.verdict == "more")
    fewer = tuple(one.name for one in made if one.verdict == "fewer")
    share = 1 - float(changes["level"].iloc[0]) if len(changes) else 0.05
    return Facts(
        changes=made,
        news=tuple(ranked[:3]),
        steady=tuple(one.name for one in made if one.verdict == "no_demonstrable_change"),
        more=more,
        fewer=fewer,
        direction="both" if more and fewer else "more" if more else "fewer" if fewer else "none",
        compared=Quantity(len(made)),
        by_chance=Quantity(len(made) * share, "decimal1"),
        longest=Quantity(int(rates.groupby("signal").size().max())),
        least=Quantity(LEAST_POINTS),
    )


def _distance(change: Change) -> float:
    ratio = 1 + float(change.change.value)
    return max(ratio, 1 / ratio) if ratio > 0 else float("inf")


def _change(row: pd.Series) -> Change:
    code = str(row["signal"])
    ids = tuple(str(row["figure_ids"]).split())
    # The first half of the figures belong to the year before (count, base), the second to the year after.
    half = len(ids) // 2
    origin: Origin = "computed" if row["kind"] == "percent" else "published"
    return Change(
        code,
        Term("signal", code),
        Term("signal_per", code),
        row["verdict"],
        Quantity(row["events_before"], sources=ids[:half], origin=origin),
        Quantity(row["events_after"], sources=ids[half:], origin=origin),
        Quantity(row["year_before"], "year"),
        Quantity(row["year_after"], "year"),
        Quantity(row["estimate"], "percent", ids, (row["lower"], row["upper"]), level=row["level"], signed=True),
    )


def own_facts(
    chart: pd.DataFrame,
    time: str,
    series: str,
    alarm: float,
    reading: Reading,
    length: str = "",
    counts: pd.Series | None = None,
) -> Own:
    """The facts of a control chart of the user's own series.

    `alarm` is how often the rules signal by chance; `length` what a point of a register is: a month, quarter or year.
    `counts` are the numbers of the file as they are: whole numbers may count people.
    """
    held = np.array([] if counts is None else counts.dropna().to_numpy(dtype=float))
    whole = bool(np.all((held >= 0) & (held % 1 == 0)))
    small = int(np.sum((held > 0) & (held < MINIMUM))) if whole else 0
    moments = [str(one) for one in chart[time]]
    special = [str(one) for one in chart.loc[chart["special_cause"] != "Common Cause", time]]
    return Own(
        series,
        Quantity(len(chart)),
        moments[0],
        moments[-1],
        Quantity(len(special)),
        tuple(special[:6]),
        Quantity(alarm, "percent"),
        Term("length", length or reading.length or "number"),
        Quantity(small),
        Quantity(MINIMUM),
        read_facts(reading, 10 if length else 0),
    )


def series_name(reading: Reading, value: str) -> str:
    """What the file calls its series; empty where the header says no more than that it is a value.

    Examples
    --------
    >>> from wij_impact.catalogue.own.record import Reading
    >>> series_name(Reading("a.csv", "csv", 3, 3, {"value": "Klachten"}), "value")
    'Klachten'
    >>> series_name(Reading("a.csv", "csv", 3, 3, {"value": "waarde"}), "value")
    ''
    """
    header = reading.columns.get(value, value)
    return "" if header.strip().casefold() in ("value", "waarde", "aantal", "number", "count") else header


@dataclass(frozen=True)
class Rate:
    """One series of the figures: where its rate stood in its last two years, in the unit it is drawn in."""

    name: Term
    per: Term
    kind: str
    moved: Literal["up", "down", "level"]
    before: Quantity
    after: Quantity
    year_before: Quantity
    year_after: Quantity


def rate_unit(kind: str, based: bool) -> str:
    """How a rate of this kind is written: a share in percent, a count without a base whole, else one decimal."""
    if kind in ("percent", "printed"):
        return "percent1_of_100"
    return "decimal1" if based else "integer"


def rate_facts(rows: pd.DataFrame, kind: str, based: bool) -> Rate:
    """The facts of the figure of one signal: `rows` of `benchmark.signal_rates`, at least two years.

    Raises
    ------
    ValueError
        When there are fewer than two years.
    """
    if len(rows) < 2:
        raise ValueError("a series of one year has no change")
    first, last = (row for _, row in rows.sort_values("year").tail(2).iterrows())
    unit, code = rate_unit(kind, based), str(last["signal"])
    # A printed share keeps the decimals it was printed with.
    unit = "percent_auto_of_100" if unit.startswith("percent") else unit
    digits = 0 if unit == "integer" else 1
    shown = [round(float(row["estimate"]), digits) for row in (first, last)]
    interval = [(float(row["lower"]), float(row["upper"])) if pd.notna(row["lower"]) else None for row in (first, last)]
    origin: Origin = "published" if kind == "printed" else "computed"
    before, after = (
        Quantity(float(row["estimate"]), unit, tuple(str(row["figure_ids"]).split()), limits, origin=origin)
        for row, limits in zip((first, last), interval, strict=True)
    )
    return Rate(
        Term("signal", code),
        Term("signal_per", code),
        kind if based or kind != "rate" else "count",
        "up" if shown[1] > shown[0] else "down" if shown[1] < shown[0] else "level",
        before,
        after,
        Quantity(int(first["year"]), "year"),
        Quantity(int(last["year"]), "year"),
    )


@dataclass(frozen=True)
class Again:
    """A figure that is printed twice with different values."""

    name: Term
    year: Quantity
    first: Quantity
    second: Quantity


def printed_again(restatements: pd.DataFrame, codes: Iterable[str]) -> tuple[Again, ...]:
    """The signals whose newest year is printed with two values in one report, furthest apart first."""
    own = restatements[restatements["indicator_id"].isin(list(codes)) & (restatements["relation"] == "different")]
    own = own[own["reported_in_a"] == own["reported_in_b"]]
    own = own.assign(apart=(own["difference"] / own["value_a"]).abs()).sort_values("apart", ascending=False)
    return tuple(
        Again(
            Term("signal", str(row["indicator_id"])),
            Quantity(int(str(row["period"])[:4]), "year"),
            Quantity(row["value_a"], sources=(str(row["figure_id_a"]),), origin="published"),
            Quantity(row["value_b"], sources=(str(row["figure_id_b"]),), origin="published"),
        )
        for _, row in own.iterrows()
    )
