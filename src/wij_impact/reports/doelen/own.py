"""What a file of progress says: the chance to make each target, the pace it takes, or why that is not said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact import monitor
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.reports.doelen.facts import two
from wij_impact.reports.naming import cells

__all__ = ["Own", "assess", "check_parameters", "own_facts", "own_rows"]

MINIMUM, POINTS = 10, 3
MONTH = 365.25 / 12  # days
JUDGED = ("yes", "no", "open")
_ROOM = ("chance_low", "chance_high")  # of the chance, where nobody knows how much the counts vary


@dataclass(frozen=True)
class Own:
    """The first screen of a file of progress.

    Attributes
    ----------
    counted : Quantity
        Targets in the file; of `judged` it is said whether they are on course: `on`, `off` or `unsure`.
    target, chance, pace, needed : Name, Quantity
        The judged target with the smallest chance; `pace` and `needed` per month.
    """

    file: Name
    rows: Quantity
    counted: Quantity
    judged: Quantity
    on: Quantity
    off: Quantity
    unsure: Quantity
    refused: Quantity
    target: Name
    chance: Quantity
    variation: Literal["known", "unknown"]
    expected: Quantity
    pace: Quantity
    needed: Quantity
    paced: Literal["yes", "no"]
    verdict: Literal["yes", "no", "open", "none"]
    saturating: Literal["visits", "people", "none"]


def check_parameters(progress: str | None, targets: str | None, visits: str | None, dispersion: float) -> None:
    """Refuse targets or visits without progress, and a dispersion that cannot be.

    Raises
    ------
    UsageError
    """
    if (targets or visits) and not progress:
        raise UsageError(
            Text(nl="targets en visits vragen ook progress.", en="targets and visits ask for progress too."),
            remedy=Text(nl="Geef -p progress=BESTAND.", en="Give -p progress=FILE."),
        )
    if not (dispersion == 0 or dispersion >= 1) or not math.isfinite(dispersion):
        raise UsageError(
            Text(nl=f"een spreiding van {dispersion:g} kan niet.", en=f"a dispersion of {dispersion:g} cannot be."),
            remedy=Text(nl="Geef 0 (schatten) of 1 en meer.", en="Give 0 (estimate) or 1 and more."),
        )


def assess(
    targets: pd.DataFrame, progress: pd.DataFrame, visits: pd.DataFrame | None = None, dispersion: float = 0.0
) -> pd.DataFrame:
    """Every target that was counted, with the chance to make it or the reason why none is given.

    Parameters
    ----------
    targets, progress, visits : DataFrame
        As the tables of those names have them.
    dispersion : float
        Variance over mean of the counts; 0 estimates it where the series allows.

    Returns
    -------
    DataFrame
        One row per target in `progress`, by name: ``target_id, n, now, elapsed, p_below, p_inside, p_above, chance,
        chance_low, chance_high, expected, lower, upper, pace, needed, state``. State: "yes", "no", "open" (on course);
        "few" (counts), "contacts" (people are wanted, contacts were counted), "undated" or "over" (after the end),
        "zero", "limit" (no count), "small" (fewer than ten people), "base" (a share without its base).

    Raises
    ------
    InputError
        A target that stands in no table, a date before its start, or visits of a target that was not counted.
    """
    known = {str(row["target_id"]): row for row in targets.to_dict("records")}
    _held_together(progress, visits)
    rows = []
    for name, part in sorted(progress.groupby("target_id", sort=True), key=lambda one: str(one[0])):
        if str(name) not in known:
            listed = ", ".join(sorted(known))
            raise InputError(
                Text(nl=f"doel '{name}' staat niet in de doelen.", en=f"target '{name}' is not among the targets."),
                remedy=Text(
                    nl=f"Kies uit {listed}, of geef uw doelen met -p targets=BESTAND.",
                    en=f"Choose from {listed}, or give your targets with -p targets=FILE.",
                ),
                column="target_id",
            )
        seen = None if visits is None else visits[visits["target_id"] == name]
        rows.append({"target_id": str(name)} | _one(known[str(name)], part, seen, dispersion))
    return pd.DataFrame(rows)


def _held_together(progress: pd.DataFrame, visits: pd.DataFrame | None) -> None:
    """Refuse visits of a target without progress: they would drop out unseen."""
    counted = set(progress["target_id"].astype(str))
    stray = [] if visits is None else [one for one in visits["target_id"].astype(str) if one not in counted]
    if stray:
        raise InputError(
            Text(
                nl=f"visits noemt doel '{stray[0]}', maar dat is in progress niet geteld.",
                en=f"visits names target '{stray[0]}', which progress does not count.",
            ),
            remedy=Text(nl="Verbeter de code, of tel het doel ook in progress.", en="Mend the code, or count it too."),
            column="target_id",
        )


def own_facts(targets: pd.DataFrame, progress: pd.DataFrame, found: pd.DataFrame, visits: bool) -> Own:
    """The facts of `assess`; of equal chances the first by code, whatever the order of the rows."""
    reading = progress.attrs.get("reading")
    judged = found[found["state"].isin(JUDGED)].sort_values(["chance", "target_id"])
    first: Any = judged.iloc[0] if len(judged) else None
    known = {str(row["target_id"]): row for row in targets.to_dict("records")}
    people = bool(len(judged)) and any(known[one]["count_rule"] == "unique" for one in judged["target_id"])
    share = first is not None and known[first["target_id"]]["kind"] == "share"
    unit = "percent" if share else "integer"
    return Own(
        file=Name(reading.file if reading else ""),
        rows=Quantity(len(progress)),
        counted=Quantity(len(found)),
        judged=Quantity(len(judged)),
        on=Quantity(int((found["state"] == "yes").sum())),
        off=Quantity(int((found["state"] == "no").sum())),
        unsure=Quantity(int((found["state"] == "open").sum())),
        refused=Quantity(len(found) - len(judged)),
        target=Name("") if first is None else two(known[first["target_id"]], "text"),
        chance=Quantity(math.nan, "percent") if first is None else _chance_told(first),
        variation="known" if first is None or math.isnan(first["chance_low"]) else "unknown",
        expected=Quantity(math.nan, unit) if first is None else _between(first, unit),
        pace=Quantity(math.nan if first is None else float(first["pace"]), "decimal1"),
        needed=Quantity(math.nan if first is None else float(first["needed"]), "decimal1"),
        paced="yes" if first is not None and first["needed"] == first["needed"] else "no",
        verdict="none" if first is None else first["state"],
        saturating="none" if not people else "visits" if visits else "people",
    )


def own_rows(targets: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """`assess` as the rows of a table: target, counts, chances and the state as a code."""
    known = {str(row["target_id"]): row for row in targets.to_dict("records")}
    text = cells([two(known[one], "text") for one in found["target_id"]])
    how = ["percent" if known[one]["kind"] == "share" else "integer" for one in found["target_id"]]
    state = cells([Term("course", one) for one in found["state"]])
    return found.assign(text=text, how=how, state=state)


def _chance_told(row: Any) -> Quantity:
    """The chance; with the least and the most that it can be where nobody knows how much the counts vary."""
    low, high = (float(row[name]) for name in _ROOM)
    return Quantity(float(row["chance"]), "percent", interval=None if math.isnan(low) else (low, high))


def _between(row: Any, unit: str) -> Quantity:
    value, low, high = float(row["expected"]), float(row["lower"]), float(row["upper"])
    return Quantity(value, unit, interval=(min(low, value), max(high, value)))


def _one(target: dict[Any, Any], part: pd.DataFrame, visits: pd.DataFrame | None, dispersion: float) -> dict[str, Any]:
    part = part.sort_values("date")
    steps = part["count"].astype(float).to_numpy()
    counts = steps if part["cumulative"].iloc[0] == "yes" else np.cumsum(steps)
    bases = part["base"].astype(float).to_numpy() if "base" in part else np.full(len(part), math.nan)
    base = float(bases[-1] if part["cumulative"].iloc[0] == "yes" else bases.sum())
    row: dict[str, Any] = {"n": len(part), "now": float(counts[-1]), "elapsed": math.nan}
    row |= dict.fromkeys(
        ("p_below", "p_inside", "p_above", "chance", *_ROOM, "expected", "lower", "upper", "pace", "needed"), math.nan
    )
    people = target["count_rule"] == "unique"
    if target["kind"] == "limit":
        return row | {"state": "limit"}
    if people and not bool((part["unique"] == "yes").all()):
        return row | {"state": "contacts", "now": math.nan}
    if target["kind"] == "zero":
        top = math.nan
        if math.isfinite(base) and base >= 1:
            top = float(monitor.zero_target(int(counts[-1]), int(base))["share_upper"].iloc[0])
        hidden = people and 0 < counts[-1] < MINIMUM
        return row | ({"state": "small", "now": math.nan} if hidden else {"state": "zero", "upper": top})
    if people and counts[-1] < MINIMUM:
        return row | {"state": "small", "now": math.nan}
    start, end = _days(target["from"]), _days(target["to"])
    if start is None or end is None:
        return row | {"state": "undated"}
    days = pd.to_datetime(part["date"])
    if bool((days < start).any()):
        first = str(days.min())[:10]
        raise InputError(
            Text(
                nl=f"'{target['target_id']}' is geteld op {first}, voor het begin van het doel.",
                en=f"'{target['target_id']}' was counted on {first}, before the start of the target.",
            ),
            remedy=Text(nl="Verbeter de datum, of from in de doelen.", en="Mend the date, or from in the targets."),
            column="date",
        )
    whole = (end - start).days + 1
    elapsed = np.array([((day - start).days + 1) / whole for day in days])
    row["elapsed"] = float(elapsed[-1])
    if elapsed[-1] > 1:
        return row | {"state": "over"}
    row |= _paces(target, row, whole)
    if len(part) < POINTS:
        return row | {"state": "few"}
    if target["kind"] == "share" and not math.isfinite(base):
        return row | {"state": "base"}
    return row | _chance(target, counts, elapsed, base, visits, dispersion)


def _chance(
    target: dict[Any, Any], counts: Any, elapsed: Any, base: float, visits: pd.DataFrame | None, dispersion: float
) -> dict[str, Any]:
    low, high = (None if one is None or one != one else float(one) for one in (target["low"], target["high"]))
    if visits is not None and len(visits) and low is not None and high is None:
        times = np.repeat(visits["times_seen"].astype(int).to_numpy(), visits["people"].astype(int).to_numpy())
        if len(times) != counts[-1]:
            raise InputError(
                Text(
                    nl=f"visits telt {len(times)} mensen bij '{target['target_id']}', progress {counts[-1]:g}.",
                    en=f"visits counts {len(times)} people for '{target['target_id']}', progress {counts[-1]:g}.",
                ),
                remedy=Text(nl="Maak beide tot en met dezelfde dag.", en="Make both up to the same day."),
                column="people",
            )
        one = monitor.unique_to_target([int(one) for one in times], float(elapsed[-1]), low).iloc[0]
        chance, expected, room = float(one["estimate"]), float(one["expected"]), 1.96 * float(one["expected_error"])
        made = {"p_below": 1 - chance, "p_inside": chance, "p_above": 0.0, "chance": chance, "expected": expected}
        made |= {"lower": max(float(counts[-1]), expected - room), "upper": expected + room}
    else:
        kind = "share" if target["kind"] == "share" else "count"
        phi = dispersion if dispersion and kind == "count" else None
        total = base if kind == "share" else None
        given = low if high is None else None
        frame = monitor.progress_to_target(
            counts, elapsed, given, low if high is not None else None, high, kind, base=total, dispersion=phi
        )
        one = frame.iloc[0]
        made = {name: float(one[name]) for name in ("p_below", "p_inside", "p_above", "expected")}
        made |= {"chance": float(one["estimate"]), "lower": float(one["total_lower"])}
        made |= {"upper": float(one["total_upper"])}
        made |= {"chance_low": float(one["lower"]), "chance_high": float(one["upper"])}
    least, most = (made["chance"] if math.isnan(made.get(name, math.nan)) else made[name] for name in _ROOM)
    return made | {"state": "yes" if least >= 0.8 else "no" if most <= 0.2 else "open"}


def _paces(target: dict[Any, Any], row: dict[str, Any], days: int) -> dict[str, float]:
    """How many a month came so far, and how many a month it takes from now on; not for a share."""
    if target["kind"] == "share":
        return {}
    made = {"pace": float(row["now"]) / (row["elapsed"] * days / MONTH)}
    low, left = target["low"], (1 - row["elapsed"]) * days / MONTH
    if low is not None and low == low and left > 0:
        made["needed"] = max(0.0, float(low) - float(row["now"])) / left
    return made


def _days(value: Any) -> pd.Timestamp | None:
    return None if value is None or value != value else pd.Timestamp(str(value)[:10])
