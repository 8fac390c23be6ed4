"""What a register says of inflow, stay, waiting, next year and staff; and what of it is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact import flow
from wij_impact.errors import InsufficientEvidence, UsageError, suggest
from wij_impact.language import Text
from wij_impact.reports.days import with_waiting
from wij_impact.reports.samen.register import Register, Staff

__all__ = ["Analysis", "analyse", "parse_scenario", "protected_periods"]

Length = Literal["month", "quarter", "year"]
DAYS = 365.25 / 12
#: The norm of the documents: a first contact within five working days.
NORM = 5
LENGTHS: tuple[Length, ...] = ("month", "quarter", "year")
#: From this share of periods with a small count on, the next length of period is taken.
_MANY = 0.2


@dataclass(frozen=True)
class Analysis:
    """Everything that is counted or estimated; None where the file does not allow it.

    Attributes
    ----------
    periods : DataFrame
        period, inflow, outflow, open; missing where people could be recognised.
    monthly : DataFrame
        Inflow of each complete month, in full: what the forecasts rest on. Never shown as such.
    stay : DataFrame
        `flow.time_quantiles` of the stay, in months.
    contact, started : DataFrame
        `flow.lead_times` from registration to the first contact (working days) and to the start (days).
    coming : DataFrame
        `flow.nowcast` of registrations; None where the file holds who still waits.
    waited : Series
        Of each who still waits, the days since the registration.
    ahead : Projection
        The next twelve months.
    tested : Backtest
        How such forecasts did on this register.
    staff : DataFrame
        month, fte, present, open, load (open trajectories per fte present).
    """

    length: Length
    periods: pd.DataFrame = field(repr=False)
    monthly: pd.DataFrame = field(repr=False)
    stay: pd.DataFrame = field(repr=False)
    contact: pd.DataFrame | None = field(repr=False)
    started: pd.DataFrame | None = field(repr=False)
    coming: pd.DataFrame | None = field(repr=False)
    waited: pd.Series = field(repr=False)
    ahead: flow.Projection | None
    scenario: str
    tested: flow.Backtest | None
    horizon: int
    staff: pd.DataFrame | None = field(repr=False)


def analyse(
    register: Register,
    staff: Staff | None = None,
    scenario: str = "",
    minimum: int = 10,
    level: float = 0.95,
    seed: int = 0,
) -> Analysis:
    """Count and estimate.

    Parameters
    ----------
    register, staff
        From `load_register` and `load_staff`.
    scenario : str
        A named change of inflow, ``NAME: referrer=factor, ...``; empty: the inflow goes on as it was.
    minimum : int
        Smallest number of people behind a number.
    level, seed
        Of intervals and bands, and of the draws.
    """
    frame, until = register.frame, pd.Timestamp(register.until)
    name, factors = parse_scenario(scenario, frame["referrer"])
    length, periods = protected_periods(register, minimum)
    monthly = _monthly(register)
    table = _stays(register)
    curve = flow.kaplan_meier(table, "months", "ended", entry="entry", level=level)
    stay = flow.time_quantiles(curve, [0.5, 0.9])
    contact = started = coming = None
    asked = with_waiting(frame, register.waiting)
    asked = asked[asked["registered"].notna()]
    if len(asked) >= minimum:
        started = flow.lead_times(asked, "registered", "start", until, shares=[0.5, 0.9], level=level)
        if asked["first_contact"].notna().any():
            contact = flow.lead_times(
                asked, "registered", "first_contact", until, within=NORM, working_days=True, level=level
            )
        # Who is in the file while waiting need not be estimated.
        if register.waiting.empty:
            coming = flow.nowcast(asked, "registered", "start", until, level=level, seed=seed)
    waited = (until - register.waiting["registered"]).dt.days
    ahead = _ahead(register, monthly, table, name, factors, level, seed)
    tested, horizon = _tested(monthly, seed)
    return Analysis(
        length, periods, monthly, stay, contact, started, coming, waited, ahead, name, tested, horizon,
        None if staff is None else _per_worker(register, staff, minimum),
    )  # fmt: skip


def parse_scenario(text: str, referrers: pd.Series) -> tuple[str, dict[str, float]]:
    """Name and factor per referrer of ``NAME: referrer=factor, ...``; nothing for an empty text.

    Raises
    ------
    UsageError
        Without a name, with a referrer that the file does not have, or a factor that is no number of 0 or more.

    Examples
    --------
    >>> parse_scenario("half the GPs: gp=0,5", pd.Series(["gp", "own"]))
    ('half the GPs', {'gp': 0.5})
    """
    if not text.strip():
        return "", {}
    name, colon, rest = text.partition(":")
    known = [str(one) for one in dict.fromkeys(referrers.dropna())]
    how = Text(
        nl="Schrijf een naam en per verwijzer een factor: -p scenario='helft huisartsen: gp=0,5'.",
        en="Write a name and a factor per referrer: -p scenario='half the GPs: gp=0.5'.",
    )
    if not colon or not name.strip():
        raise UsageError(Text(nl="het scenario heeft geen naam.", en="the scenario has no name."), remedy=how)
    factors: dict[str, float] = {}
    # A comma may stand in a number: parts are split where a name and an equals sign follow.
    for part in [one for one in _parts(rest) if one]:
        referrer, equals, number = (one.strip() for one in part.partition("="))
        if referrer not in known:
            near = suggest(referrer, known)
            raise UsageError(
                Text(
                    nl=f"verwijzer '{referrer}' staat niet in het bestand.",
                    en=f"referrer '{referrer}' is not in the file.",
                ),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else how,
            )
        try:
            factors[referrer] = float(number.replace(",", "."))
        except ValueError:
            factors[referrer] = float("nan")
        if not (equals and 0 <= factors[referrer] < float("inf")):
            raise UsageError(
                Text(nl=f"'{part.strip()}' is geen factor van 0 of meer.", en=f"'{part.strip()}' is no factor."),
                remedy=how,
            )
    if not factors:
        raise UsageError(Text(nl="het scenario verandert niets.", en="the scenario changes nothing."), remedy=how)
    return name.strip(), factors


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for piece in text.replace(";", ",").split(","):
        if "=" in piece or not parts:
            parts.append(piece.strip())
        else:
            parts[-1] += "," + piece.strip()
    return parts


def protected_periods(register: Register, minimum: int = 10) -> tuple[Length, pd.DataFrame]:
    """In, out and open per complete period, in the shortest period whose counts can be shown.

    A period in which fewer than `minimum` came or went (but some did) is hidden, in and out alike: with what stands
    open before and after, one would give the other. So are the periods on both sides of a small number open. A hidden
    period is never alone in twelve months, since the year is told as a whole.
    """
    found: list[tuple[Length, pd.DataFrame, float]] = []
    for length in LENGTHS:
        counts = _counted(register, length)
        small = _small(counts["inflow"], minimum) | _small(counts["outflow"], minimum)
        found.append((length, counts, float(small.mean()) if len(small) else 1.0))
        if len(counts) and found[-1][2] <= _MANY:
            break
    length, counts, _ = next((one for one in found if one[2] <= _MANY), min(found, key=lambda one: one[2]))
    hide: np.ndarray = (_small(counts["inflow"], minimum) | _small(counts["outflow"], minimum)).to_numpy(copy=True)
    # What stands open follows from the stand before or after it and what came and went between: a small stand takes
    # the flows on both its sides with it.
    opening = counts["open"] - counts["inflow"] + counts["outflow"]
    hide |= (_small(counts["open"], minimum) | _small(opening, minimum)).to_numpy()
    size = {"month": 12, "quarter": 4, "year": 1}[length]
    flows = (counts["inflow"] + counts["outflow"]).to_numpy()
    for stop in range(len(counts), 0, -size):
        rows = np.arange(max(0, stop - size), stop)
        if hide[rows].sum() == 1:
            if len(rows) > 1:
                rest = rows[~hide[rows]]
                hide[rest[np.argmin(flows[rest])]] = True
            elif len(counts) > 1:  # whole years: the neighbour goes too
                hide[rows[0] - 1 if rows[0] else rows[0] + 1] = True
    shown = counts.astype({"inflow": float, "outflow": float, "open": float})
    shown.loc[hide, ["inflow", "outflow"]] = np.nan
    shown.loc[_small(counts["open"], minimum), "open"] = np.nan
    return length, shown


def _small(values: pd.Series, minimum: int) -> pd.Series:
    return (values > 0) & (values < minimum)


def _counted(register: Register, length: Length) -> pd.DataFrame:
    """Complete periods from the first day that the file covers to the last."""
    until, frame = pd.Timestamp(register.until), register.frame
    counted = flow.stock_and_flow(frame, "start", "end", period=length, until=until)
    counted = counted[["period", "inflow", "outflow", "open"]]
    step = {"month": 1, "quarter": 3, "year": 12}[length]
    closes = counted["period"] + pd.DateOffset(months=step) - pd.Timedelta(days=1)
    first = pd.Timestamp(register.since) if register.since else counted["period"].min()
    return counted[(closes <= until) & (counted["period"] >= first)].reset_index(drop=True)


def _monthly(register: Register) -> pd.DataFrame:
    return _counted(register, "month")


def _stays(register: Register) -> pd.DataFrame:
    """Stay in months, whether it ended, and at what stay we began to see it."""
    frame, until = register.frame, pd.Timestamp(register.until)
    stop = frame["end"].fillna(until)
    since = pd.Timestamp(register.since) if register.since else frame["start"].min()
    entry = (since - frame["start"]).dt.days.clip(lower=0)
    days = (stop - frame["start"]).dt.days
    table = pd.DataFrame(
        {"months": days / DAYS, "ended": frame["end"].notna().astype(int), "entry": np.minimum(entry, days) / DAYS}
    )
    # Who ended on the day that we began to look was never followed.
    return table[(table["entry"] < table["months"]) | (table["entry"] == 0)].reset_index(drop=True)


def _ahead(
    register: Register,
    monthly: pd.DataFrame,
    table: pd.DataFrame,
    name: str,
    factors: dict[str, float],
    level: float,
    seed: int,
) -> flow.Projection | None:
    """The next twelve months; None with fewer than a year behind."""
    if len(monthly) < 12:
        return None
    frame = register.frame
    stay = flow.Duration.fit(table, "months", "ended", "entry")
    running = frame[frame["end"].isna()]
    ages = ((pd.Timestamp(register.until) - running["start"]).dt.days / DAYS).to_numpy()
    if not factors:
        return flow.project(
            monthly, "inflow", "period", duration=stay, open_now={"all": ages.tolist()}, level=level, seed=seed
        )
    by = frame["referrer"].fillna("")
    first, last = monthly["period"].iloc[0], monthly["period"].iloc[-1]
    months = pd.date_range(first, last, freq="MS")
    began = frame["start"].dt.to_period("M").dt.to_timestamp()
    counts = pd.crosstab(began, by).reindex(months, fill_value=0)
    long = counts.rename_axis("period").reset_index().melt("period", var_name="referrer", value_name="inflow")
    open_now = {str(one): ages[(by[running.index] == one).to_numpy()].tolist() for one in counts.columns}
    return flow.project(
        long, "inflow", "period", "referrer", duration=stay, open_now=open_now, scenarios={name: factors},
        level=level, seed=seed,
    )  # fmt: skip


def _tested(monthly: pd.DataFrame, seed: int) -> tuple[flow.Backtest | None, int]:
    """A rolling-origin backtest a year ahead, or a quarter when the series is short."""
    for horizon in (12, 3):
        try:
            return flow.backtest(monthly, "inflow", "period", horizon=horizon, seed=seed), horizon
        except InsufficientEvidence:
            continue
    return None, 3


def _per_worker(register: Register, staff: Staff, minimum: int) -> pd.DataFrame:
    """Open trajectories per full-time job present, per month that both files have."""
    counted = _counted(register, "month").rename(columns={"period": "month"})
    both = staff.frame.merge(counted[["month", "open"]], on="month", how="inner")
    both["open"] = both["open"].astype(float).mask(_small(both["open"], minimum))
    both["load"] = both["open"] / both["present"].where(both["present"] > 0)
    return both
