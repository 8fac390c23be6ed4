"""What a register of the user's own says, small numbers hidden: facts of sentences and the rows of tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells
from wij_impact.reports.reading import Read, read_facts
from wij_impact.reports.samen.analysis import NORM, Analysis
from wij_impact.reports.samen.register import Register

__all__ = [
    "Own", "ahead_rows", "coming_rows", "open_line", "own_facts", "period_rows", "staff_rows", "tested_rows",
]  # fmt: skip

_STEP = {"month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True)
class Own:
    """The first screen of a register, and what its sections say.

    Attributes
    ----------
    title : str
        Where the number open goes, as far as the band of the forecast tells.
    inflow, inflow_before : Quantity
        Started in the last twelve complete months, and in the twelve before.
    later, later_inflow : Quantity
        Open in twelve months, and what comes in until then, with the band.
    held : Quantity
        How often the bands of 80% held in the backtest; `skill` against "as last year".
    """

    read: Read
    title: Literal["more", "fewer", "unsure", "short", "few", "hidden"]
    length: Term
    last: Quantity
    open: Quantity
    open_state: Literal["shown", "hidden"]
    inflow: Quantity
    inflow_before: Quantity
    inflow_state: Literal["both", "one", "hidden"]
    stay: Quantity
    stay_long: Quantity
    stay_state: Literal["shown", "not_reached", "hidden"]
    waiting: Literal["shown", "no_contact", "no_dates", "hidden"]
    within: Quantity
    norm: Quantity
    to_start: Quantity
    to_start_long: Quantity
    coming: Literal["listed", "shown", "all_seen", "no_dates", "hidden"]
    coming_month: Name
    coming_seen: Quantity
    coming_total: Quantity
    still: Quantity
    still_days: Quantity
    ask: Literal["no_dates", "no_contact", "listed", "unlisted"]
    ahead: Literal["shown", "short", "hidden"]
    later: Quantity
    later_inflow: Quantity
    scenario: Name
    scenario_state: Literal["none", "named"]
    scenario_later: Quantity
    months: Quantity
    months_needed: Quantity
    tested: Literal["better", "not_better", "short"]
    held: Quantity
    skill: Quantity
    horizon: Quantity
    staff: Literal["none", "shown", "no_overlap"]
    fte: Quantity
    load: Quantity
    fte_later: Quantity
    since: Name
    since_state: Literal["given", "not_given"]
    spelled: tuple[Name, ...]
    minimum: Quantity


def own_facts(register: Register, found: Analysis, minimum: int = 10, *, synthetic: bool = False) -> Own:
    """The facts of a register and its analysis."""
    origin: Any = "synthetic" if synthetic else "computed"

    def count(value: float, unit: str = "integer") -> Quantity:
        return Quantity(float(value), unit, origin=origin)

    def safe(value: float) -> Quantity:
        return count(value if value == 0 or value >= minimum else math.nan)

    def estimate(row: Any, unit: str = "integer") -> Quantity:
        return Quantity.estimate(row, unit, origin=origin)

    nothing = count(math.nan)
    monthly = found.monthly
    size = len(monthly)
    now = float(monthly["open"].iloc[-1]) if size else math.nan
    inflow, before = (float(monthly["inflow"].iloc[a:b].sum()) for a, b in ((-12, None), (-24, -12)))
    inflow_state: Literal["both", "one", "hidden"] = "both" if size >= 24 else "one" if size >= 12 else "hidden"
    if inflow_state != "hidden" and inflow < minimum:
        inflow_state = "hidden"
    if inflow_state == "both" and before < minimum:
        inflow_state = "one"
    median, long = found.stay.to_dict("records")
    enough = len(register.frame) >= minimum
    reached = enough and median["estimate"] == median["estimate"]
    ahead, later, later_inflow = _ahead(found, now, minimum, "unchanged")
    named = found.scenario if ahead == "shown" else ""
    scenario_later = _ahead(found, now, minimum, named)[1] if named else None
    tested = None if found.tested is None else _scores(found)
    registered = bool(register.frame["registered"].notna().any())
    waiting = _waiting(found, minimum, registered)
    within = found.contact.iloc[-1] if waiting == "shown" and found.contact is not None else None
    started = found.started.to_dict("records") if found.started is not None else None
    coming = _coming(found, minimum, registered)
    staff = _staff(found)
    title = _title(ahead, later, now, minimum)
    return Own(
        read=read_facts(register.reading, minimum),
        title=title,
        length=Term("length", found.length),
        last=count(monthly["period"].iloc[-1].year, "year") if size else nothing,
        open=safe(now),
        open_state="shown" if size and (now == 0 or now >= minimum) else "hidden",
        inflow=safe(inflow) if inflow_state != "hidden" else nothing,
        inflow_before=safe(before) if inflow_state == "both" else nothing,
        inflow_state=inflow_state,
        stay=estimate(median, "decimal1") if reached else nothing,
        stay_long=count(long["estimate"], "decimal1") if reached else nothing,
        stay_state="shown" if reached else "not_reached" if enough else "hidden",
        waiting=waiting,
        within=nothing if within is None else estimate(within, "percent"),
        norm=Quantity(NORM, origin="assumption"),
        to_start=estimate(started[0]) if started else nothing,
        to_start_long=count(started[1]["estimate"]) if started else nothing,
        coming=coming[0],
        coming_month=coming[1],
        coming_seen=coming[2],
        coming_total=coming[3],
        still=safe(len(found.waited)),
        still_days=count(float(found.waited.median())) if len(found.waited) >= minimum else nothing,
        ask=waiting if waiting in ("no_dates", "no_contact") else "listed" if len(found.waited) else "unlisted",
        ahead=ahead,
        later=nothing if later is None else estimate(later),
        later_inflow=nothing if later_inflow is None else estimate(later_inflow),
        scenario=Name(named),
        scenario_state="named" if named else "none",
        scenario_later=nothing if scenario_later is None else estimate(scenario_later),
        months=count(size),
        months_needed=Quantity(12 + found.horizon + 2, origin="assumption"),
        tested="short" if tested is None else "better" if tested["skill"] > 0 else "not_better",
        held=nothing if tested is None else count(tested["coverage_80"], "percent"),
        skill=nothing if tested is None else count(abs(tested["skill"]), "percent"),
        horizon=Quantity(found.horizon, origin="assumption"),
        staff=staff[0],
        fte=nothing if staff[1] is None else count(staff[1]["fte"], "decimal1"),
        load=nothing if staff[1] is None else count(staff[1]["load"], "decimal1"),
        fte_later=nothing if staff[1] is None or later is None else _fte(later, staff[1], origin),
        since=period_name(register.since or ""),
        since_state="given" if register.since else "not_given",
        spelled=tuple(Name(one.replace(" | ", " / ")) for one in register.spelled),
        minimum=Quantity(minimum, origin="assumption"),
    )


def _ahead(found: Analysis, now: float, minimum: int, scenario: str) -> tuple[Any, Any, Any]:
    if found.ahead is None:
        return "short", None, None
    frame = found.ahead.frame
    own = frame[(frame["scenario"] == scenario) & (frame["group"] == "all")]
    later = own[(own["measure"] == "open") & (own["period"] == 12)].iloc[0]
    # What comes in over the year is a sum of the drawn months, not of their limits.
    arrivals = found.ahead.arrivals[scenario].sum(axis=1)
    level = float(later["level"])
    edges = np.quantile(arrivals, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    inflow = later.copy()
    inflow["estimate"], inflow["lower"], inflow["upper"] = float(arrivals.mean()), *(float(one) for one in edges)
    if not (now == 0 or now >= minimum) or later["estimate"] < minimum:
        return "hidden", None, None
    return "shown", later, inflow


def _title(ahead: str, later: Any, now: float, minimum: int) -> Any:
    if not now >= minimum:
        return "hidden"
    if ahead != "shown":
        return "short" if ahead == "short" else "few"
    return "more" if later["lower"] > now else "fewer" if later["upper"] < now else "unsure"


def _scores(found: Analysis) -> dict[str, float]:
    assert found.tested is not None
    frame = found.tested.frame
    own = frame[frame["model"] == "level x season"]
    return {str(row["measure"]): float(row["estimate"]) for row in own.to_dict("records")}


def _waiting(found: Analysis, minimum: int, registered: bool) -> Any:
    if found.started is None:
        # Few days of registration are not shown, which is not the same as none.
        return "hidden" if registered else "no_dates"
    if found.contact is None:
        return "no_contact"
    return "shown" if found.contact["n"].iloc[-1] >= minimum else "hidden"


def _coming(found: Analysis, minimum: int, registered: bool) -> tuple[Any, Name, Quantity, Quantity]:
    """The last month of which enough is seen to say how many had registered."""
    nothing = Quantity(math.nan)
    if len(found.waited):
        return ("listed" if len(found.waited) >= minimum else "hidden"), Name(""), nothing, nothing
    if found.coming is None:
        return ("hidden" if registered else "no_dates"), Name(""), nothing, nothing
    rows = found.coming[found.coming["estimate"].notna() & (found.coming["n"] >= minimum)]
    rows = rows[rows["seen"] < 0.995]
    if rows.empty:
        many = bool((found.coming["n"] >= minimum).any())
        return ("all_seen" if many else "hidden"), Name(""), nothing, nothing
    last = rows.iloc[-1]
    month = period_name(last["period"].strftime("%Y-%m"))
    return "shown", month, Quantity(float(last["seen"]), "percent"), Quantity.estimate(last, "integer")


def _staff(found: Analysis) -> tuple[Any, Any]:
    if found.staff is None:
        return "none", None
    known = found.staff[found.staff["load"].notna()]
    return ("shown", known.iloc[-1]) if len(known) else ("no_overlap", None)


def _fte(later: Any, now: Any, origin: Any) -> Quantity:
    """Full-time jobs at the present load: the band of what stands open, over it."""
    share = float(now["present"]) / float(now["fte"]) if now["fte"] else 1.0
    value, low, high = (
        float(later[name]) / float(now["load"]) / share if now["load"] else math.nan
        for name in ("estimate", "lower", "upper")
    )
    return Quantity(value, "decimal1", (), (low, high), level=float(later["level"]), origin=origin)


# -- rows of tables -------------------------------------------------------------------------------------------------


def period_rows(found: Analysis) -> pd.DataFrame:
    """Per period: its name, in, out, open."""
    periods = found.periods["period"].dt.to_period(_STEP[found.length]).astype(str)
    names = cells(period_name(one.replace("Q", "-Q")) for one in periods)
    return found.periods.assign(name=names)[["name", "inflow", "outflow", "open"]]


def ahead_rows(found: Analysis) -> pd.DataFrame:
    """Per scenario and month ahead: what comes in and what stands open, with their bands."""
    assert found.ahead is not None
    frame = found.ahead.frame[found.ahead.frame["group"] == "all"]
    rows = []
    for keys, part in frame.groupby(["scenario", "period"], sort=False):
        scenario, period = cast("tuple[str, int]", keys)
        by = part.set_index("measure")
        label: Any = Term("scenario", "unchanged") if scenario == "unchanged" else Name(str(scenario))
        row: dict[str, Any] = {"scenario": label, "ahead": int(period)}
        for measure in ("inflow", "open"):
            row |= {f"{measure}_{name}": by.loc[measure, name] for name in ("estimate", "lower", "upper")}
        rows.append(row)
    made = pd.DataFrame(rows)
    return made.assign(scenario=pd.Series(cells(made["scenario"]), dtype=object))


def coming_rows(found: Analysis, minimum: int = 10, last: int = 6) -> pd.DataFrame:
    """The last months by registration: how many are in the file, and how many will have registered."""
    assert found.coming is not None
    rows = found.coming.tail(last)
    rows = rows[rows["n"] >= minimum]
    names = cells(period_name(one) for one in rows["period"].dt.strftime("%Y-%m"))
    return rows.assign(name=names)[["name", "seen", "estimate", "lower", "upper"]]


def tested_rows(found: Analysis) -> pd.DataFrame:
    """Per measure of the backtest: ours and "as last year"."""
    assert found.tested is not None
    frame = found.tested.frame
    rows = []
    for measure in ("coverage_50", "coverage_80", "coverage_95", "wis"):
        own = frame[frame["measure"] == measure].set_index("model")["estimate"]
        how = "decimal1" if measure == "wis" else "percent"
        rows.append({"measure": measure, "ours": own["level x season"], "reference": own["as last year"], "how": how})
    return pd.DataFrame(rows)


def staff_rows(found: Analysis) -> pd.DataFrame:
    """Per month: full-time jobs, those present, open trajectories per job present."""
    assert found.staff is not None
    shown = found.staff.assign(name=found.staff["month"].dt.strftime("%Y-%m"))
    return shown[["name", "fte", "present", "load"]]


def open_line(found: Analysis, own: Own, back: int = 24) -> pd.DataFrame:
    """The number open per month, up to `back` months ago (0 is the last month), and after it the look ahead.

    A month with few open is left out; what was counted has no band.
    """
    counted = found.monthly["open"].to_numpy(float)[-back:]
    least = float(own.minimum.value)
    known = np.where((counted > 0) & (counted < least), np.nan, counted)
    rows = pd.DataFrame({"month": np.arange(1 - len(known), 1), "estimate": known, "lower": known, "upper": known})
    if own.ahead == "shown":
        assert found.ahead is not None
        frame = found.ahead.frame
        later = frame[(frame["scenario"] == "unchanged") & (frame["group"] == "all") & (frame["measure"] == "open")]
        later = later.assign(month=later["period"])[["month", "estimate", "lower", "upper"]]
        rows = pd.concat([rows, later], ignore_index=True)
    return rows[rows["estimate"].notna()].reset_index(drop=True)
