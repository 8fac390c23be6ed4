"""The rooms put together for one register: what followed, by level and referrer, coming back, waiting, agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact import benchmark, flow
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.agreement import cohen_kappa, krippendorff_alpha
from wij_impact.reports.days import with_waiting
from wij_impact.reports.triage.register import Register

__all__ = ["HORIZONS", "MIDDLE", "Analysis", "Compared", "Mix", "analyse"]

HORIZONS = (90, 180, 365)
#: The moment at which routes are compared.
MIDDLE = 180
WORKING_DAYS, DAYS = 5, 14
Compared = Literal["compared", "no_levels", "one_referrer", "too_short", "closed_only"]
Mix = Literal["level_urgency", "level"]


@dataclass(frozen=True)
class Analysis:
    """What the register says; a frame is None where it cannot answer.

    Attributes
    ----------
    followed : int
        Starts that were followed.
    shares : DataFrame or None
        Cumulative incidence of every cause at each horizon, everyone together; `by_level` per level at the start.
    by_referrer : DataFrame or None
        The same per referrer, all given the same mix of levels and urgency.
    compared : str
        Why referrers are compared, or are not; `mix` is what they were made alike in.
    again : DataFrame or None
        Share that came back, and `again_by` per kind of help they left.
    funnel : DataFrame or None
        Heavier help per referrer against what its mix of levels makes one expect, of those who were followed long
        enough.
    waiting, compulsory : DataFrame or None
        Time to first contact: everyone in working days; WvGGZ in days.
    kappa, alpha : DataFrame or None
        Agreement with a second judge, on `judged` trajectories.
    """

    followed: int
    heavy: bool
    shares: pd.DataFrame | None
    by_level: pd.DataFrame | None
    by_referrer: pd.DataFrame | None
    compared: Compared
    mix: Mix
    again: pd.DataFrame | None
    again_by: pd.DataFrame | None
    funnel: pd.DataFrame | None
    waiting: pd.DataFrame | None
    waiting_by: pd.DataFrame | None
    compulsory: pd.DataFrame | None
    judged: int
    kappa: pd.DataFrame | None
    alpha: pd.DataFrame | None


def analyse(register: Register, too_heavy: str = "", minimum: int = 10, level: float = 0.95) -> Analysis:
    """Put a register through the rooms.

    Parameters
    ----------
    register : Register
        From `load_register`.
    too_heavy : str
        The rule for help that was too heavy (`flow.heavy_rule`); without one nothing is called so.
    minimum : int
        Fewest people behind a number: agreement on fewer is not computed.
    level : float
        Of the intervals.
    """
    rule = flow.heavy_rule(too_heavy)
    frame = register.frame
    shares = by_level = by_referrer = funnel = None
    compared: Compared = "closed_only" if register.closed_only else "no_levels"
    mix: Mix = "level"
    followed = 0
    if register.order and not register.closed_only:
        moves = flow.follow(frame, register.order, register.until, rule)
        followed = len(moves)
        causes = ["up", *(["heavy"] if rule else [])]
        if followed:
            shares = _shares(moves, causes, None, level)
            by_level = _in_order(_shares(moves, causes, "from_level", level), register.order)
            compared, mix, by_referrer = _routes(moves, causes, minimum, level)
            funnel = _funnel(moves, register, mix, level) if compared == "compared" else None
    again, again_by = _again(frame, register, level)
    waiting, waiting_by, compulsory = _waiting(frame, register, level)
    judged, kappa, alpha = _agreement(frame, register, minimum, level)
    return Analysis(
        followed, rule is not None, shares, by_level, by_referrer, compared, mix, again, again_by, funnel,
        waiting, waiting_by, compulsory, judged, kappa, alpha,
    )  # fmt: skip


def _shares(moves: pd.DataFrame, causes: list[str], by: str | None, level: float) -> pd.DataFrame:
    """Cumulative incidence of `causes`; one that never occurred is 0, with the limit that leaves."""
    found = []
    there = set(moves["cause"])
    if there - {""}:
        every = flow.aalen_johansen(moves, "days", "cause", by, at=HORIZONS, level=level)
        found.append(every[every["cause"].isin(causes)])
    for cause in causes:
        if cause not in there:
            none = flow.kaplan_meier(moves.assign(_event=0), "days", "_event", by, at=HORIZONS, level=level)
            lower, upper = 1 - none["upper"], 1 - none["lower"]
            found.append(none.assign(estimate=1 - none["estimate"], lower=lower, upper=upper, cause=cause))
    return pd.concat(found, ignore_index=True)


def _in_order(found: pd.DataFrame, order: tuple[str, ...]) -> pd.DataFrame:
    """Lightest level first; from the heaviest nobody can step up."""
    place = {name: at for at, name in enumerate(order)}
    kept = found[(found["from_level"] != order[-1]) | (found["cause"] != "up")]
    kept = kept.assign(_level=kept["from_level"].map(place), _cause=kept["cause"] != "up")
    return kept.sort_values(["_level", "_cause", "time"], kind="stable").drop(columns=["_level", "_cause"])


def _routes(
    moves: pd.DataFrame, causes: list[str], minimum: int, level: float
) -> tuple[Compared, Mix, pd.DataFrame | None]:
    """Every referrer with one mix: of levels and urgency, or of levels only where the finer mix leaves gaps."""
    known = moves[moves["referrer"].notna().to_numpy()].reset_index(drop=True)
    if known["referrer"].nunique() < 2:
        return "one_referrer", "level", None
    found = None
    for mix in _mixes(known):
        try:
            every = flow.transitions(
                known.assign(_mix=_mix(known, mix)), "days", "cause", "referrer", "_mix", at=HORIZONS, level=level
            )
        except InsufficientEvidence:
            return "too_short", mix, None
        found = every[every["cause"].isin(causes)].reset_index(drop=True)
        large = found[(found["time"] == MIDDLE) & (found["n"] >= minimum)]
        if large["estimate"].notna().all():
            break
    return "compared", mix, found


def _mixes(moves: pd.DataFrame) -> list[Mix]:
    urgency = moves["urgency"]
    return ["level_urgency", "level"] if urgency.notna().all() and len(urgency.unique()) > 1 else ["level"]


def _mix(moves: pd.DataFrame, mix: Mix) -> pd.Series:
    """What routes are made alike in."""
    if mix == "level_urgency":
        return moves["from_level"].astype(str) + " / " + moves["urgency"].astype(str)
    return moves["from_level"].astype(str)


def _funnel(moves: pd.DataFrame, register: Register, mix: Mix, level: float) -> pd.DataFrame | None:
    """Heavier help within the middle horizon against expectation, of who started so long before the last look."""
    limit = pd.Timestamp(register.until) - pd.Timedelta(days=MIDDLE)
    whole = moves[(moves["start"] <= limit) & moves["referrer"].notna()]
    up = (whole["cause"] == "up") & (whole["days"] <= MIDDLE)
    if whole["referrer"].nunique() < 3 or not up.any():
        return None
    table = pd.DataFrame(
        {"referrer": whole["referrer"].astype(str), "mix": _mix(whole, mix), "events": up.astype(float)}
    )
    table["expected"] = table.groupby("mix")["events"].transform("mean")
    table["starts"] = 1
    units = table.groupby("referrer", sort=True)[["events", "expected", "starts"]].sum().reset_index()
    units = units[units["expected"] > 0]
    found = benchmark.funnel(units, "events", "expected", "referrer", kind="ratio", level=level, multiple="fdr")
    starts = dict(zip(units["referrer"], units["starts"], strict=True))
    return found.assign(starts=[int(starts[name]) for name in found["referrer"]])


def _again(frame: pd.DataFrame, register: Register, level: float) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    if not frame["next_start"].notna().any():
        return None, None
    back = flow.returns(frame, register.until)
    if back.empty:
        return None, None
    kinds = back[back["kind"].notna().to_numpy()].reset_index(drop=True)
    every = flow.kaplan_meier(back, "days", "again", at=HORIZONS, level=level)
    by = flow.kaplan_meier(kinds, "days", "again", "kind", at=HORIZONS, level=level) if len(kinds) else None
    return _turned(every), None if by is None else _turned(by)


def _turned(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(estimate=1 - found["estimate"], lower=1 - found["upper"], upper=1 - found["lower"])


def _waiting(
    frame: pd.DataFrame, register: Register, level: float
) -> tuple[pd.DataFrame | None, pd.DataFrame | None, pd.DataFrame | None]:
    frame = with_waiting(frame, register.waiting)
    asked = frame[frame["registered"].notna() & (frame["registered"] <= pd.Timestamp(register.until))]
    if asked.empty or not frame["first_contact"].notna().any():
        return None, None, None

    def times(rows: pd.DataFrame, by: str | None, within: float, working: bool) -> pd.DataFrame:
        return flow.lead_times(
            rows, "registered", "first_contact", register.until, by, within=within, working_days=working, level=level
        )

    routed = asked[asked["referrer"].notna().to_numpy()]
    by = times(routed, "referrer", WORKING_DAYS, True) if len(routed["referrer"].unique()) > 1 else None
    act = asked[asked["kind"].astype(str).str.casefold().str.contains("wvggz").to_numpy(dtype=bool)]
    compulsory = times(act, None, DAYS, False) if len(act) else None
    return times(asked, None, WORKING_DAYS, True), by, compulsory


def _agreement(
    frame: pd.DataFrame, register: Register, minimum: int, level: float
) -> tuple[int, pd.DataFrame | None, pd.DataFrame | None]:
    both = frame[frame["from_level"].notna() & frame["second_opinion_level"].notna()]
    if len(both) < max(minimum, 10) or not register.order:
        return len(both), None, None
    ratings = pd.DataFrame(
        {
            "unit": np.tile(np.arange(len(both)), 2),
            "rater": np.repeat(["first", "second"], len(both)),
            "value": [*both["from_level"].astype(str), *both["second_opinion_level"].astype(str)],
        }
    )
    categories = list(register.order)
    try:
        kappa = cohen_kappa(
            ratings, "unit", "rater", "value", "quadratic", categories=categories, confidence=level, draws=1000
        )
        alpha = krippendorff_alpha(
            ratings, "unit", "rater", "value", "ordinal", categories=categories, confidence=level, draws=1000
        )
    except InsufficientEvidence:
        return len(both), None, None
    return len(both), kappa, alpha
