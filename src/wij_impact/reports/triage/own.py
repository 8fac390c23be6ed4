"""What a register of the user's own says of its triage, small groups hidden: facts and the rows of tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.catalogue import Reading
from wij_impact.estimates import Name, Quantity, Term, proportion_interval
from wij_impact.language import LANGUAGES
from wij_impact.presentation.book import has_word
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells
from wij_impact.reports.reading import read_facts
from wij_impact.reports.triage.analysis import HORIZONS, MIDDLE, Analysis, Compared, Mix
from wij_impact.reports.triage.register import Register

__all__ = [
    "Own", "again_rows", "agreement_rows", "funnel_rows", "level_rows", "own_facts", "own_name", "referrer_rows",
    "share_rows", "waiting_rows",
]  # fmt: skip

State = Literal["shown", "hidden"]
_HIDDEN = ("estimate", "lower", "upper", "crude")


@dataclass(frozen=True)
class Own:
    """The first screen of a register.

    Attributes
    ----------
    light : Quantity
        Share that went on to heavier help within `horizon` days; `heavy` by the user's rule; `again` came back.
    earlier : Quantity
        Share of starts with help in the five years before, where that can be seen of every start.
    within : Quantity
        Share with a first contact within `norm` working days.
    compared : str
        Why referrers are compared, or are not.
    """

    told: Name
    records: Quantity
    file: Name
    rows: Quantity
    until: Name
    since: Name
    horizon: Quantity
    title: Literal["shown", "short", "no_levels", "closed_only"]
    light: Quantity
    light_state: State
    heavy: Quantity
    heavy_rule: Literal["none", "shown", "hidden"]
    again: Quantity
    again_state: State
    earlier: Quantity
    earlier_state: State
    within: Quantity
    waiting: State
    waiting_now: Quantity
    norm: Quantity
    compared: Compared
    mix: Mix
    judged: Quantity
    agreement: Literal["none", "few", "shown"]
    kappa: Quantity
    alpha: Quantity
    ranked: Literal["ours", "theirs", "none"]
    order: tuple[Any, ...]
    early: Quantity
    unranked: Quantity
    unused: tuple[Name, ...]
    spelled: tuple[Name, ...]
    minimum: Quantity


def own_name(group: str, code: Any) -> Any:
    """The word of a code of a delivery, or the name that the user gave."""
    return Term(group, str(code)) if has_word(f"{group}.{code}") else Name(str(code))


def own_facts(register: Register, found: Analysis, minimum: int = 10, *, synthetic: bool = False) -> Own:
    """The facts of a register and its analysis."""
    origin: Any = "synthetic" if synthetic else "computed"

    def estimate(rows: pd.DataFrame | None, cause: str | None, at: float) -> Quantity:
        if rows is not None:
            part = rows[rows["time"] == at]
            part = part if cause is None else part[part["cause"] == cause]
            if len(part) and part["n"].iloc[0] >= minimum and part["estimate"].notna().iloc[0]:
                return Quantity.estimate(part.iloc[0], "percent", origin=origin)
        return Quantity(math.nan, "percent", origin=origin)

    def number(value: float) -> Quantity:
        return Quantity(value, origin=origin)

    light, heavy = estimate(found.shares, "up", MIDDLE), estimate(found.shares, "heavy", MIDDLE)
    again = estimate(found.again, None, MIDDLE)
    within, waiting = Quantity(math.nan, "percent", origin=origin), 0
    if found.waiting is not None:
        norm: Any = found.waiting[found.waiting["measure"] == "within"].iloc[0]
        waiting = int(norm["waiting"])
        if norm["n"] >= minimum and norm["estimate"] == norm["estimate"]:
            within = Quantity.estimate(norm, "percent", origin=origin)
    coefficients = [_coefficient(rows, origin) for rows in (found.kappa, found.alpha)]
    reading = register.reading
    earlier = _earlier(register.frame["earlier_help"], minimum, origin)
    return Own(
        told=_told(reading),
        records=number(reading.rows_found),
        file=Name(reading.file),
        rows=number(reading.rows_read),
        until=period_name(register.until),
        since=period_name(register.since or ""),
        horizon=Quantity(MIDDLE, origin="assumption"),
        title=_title(register, light),
        light=light,
        light_state="shown" if light.known else "hidden",
        heavy=heavy,
        heavy_rule="none" if not found.heavy else "shown" if heavy.known else "hidden",
        again=again,
        again_state="shown" if again.known else "hidden",
        earlier=earlier,
        earlier_state="shown" if earlier.known else "hidden",
        within=within,
        waiting="shown" if within.known else "hidden",
        waiting_now=number(waiting if waiting >= minimum or not waiting else math.nan),
        norm=Quantity(5, origin="assumption"),
        compared=found.compared,
        mix=found.mix,
        judged=number(found.judged if found.judged >= minimum else math.nan),
        agreement="none" if not found.judged else "shown" if found.kappa is not None else "few",
        kappa=coefficients[0],
        alpha=coefficients[1],
        ranked="none" if not register.order else "ours" if register.ours else "theirs",
        order=tuple(own_name("care_form", one) for one in register.order),
        early=number(register.early if register.early >= minimum or not register.early else math.nan),
        unranked=number(register.unranked if register.unranked >= minimum or not register.unranked else math.nan),
        unused=tuple(Name(one) for one in register.unused),
        spelled=tuple(Name(one.replace(" | ", " / ")) for one in register.spelled),
        minimum=Quantity(minimum, origin="assumption"),
    )


def _told(reading: Reading) -> Name:
    """Everything that reading did, a sentence each."""
    read = read_facts(reading)
    said = []
    for lang in LANGUAGES:
        sentences = [one.show(lang).rstrip(".") for one in read.notes]
        said.append((lang, ". ".join(one[:1].upper() + one[1:] for one in sentences if one)))
    return Name(dict(said)["en"], tuple(said))


def _earlier(said: pd.Series, minimum: int, origin: Any) -> Quantity:
    """Only where help in the five years before can be seen of (nearly) every start, yes and no."""
    known = said.dropna()
    if len(known) < minimum or len(known) < 0.9 * len(said):
        return Quantity(math.nan, "percent", origin=origin)
    yes = int((known == "yes").sum())
    low, high, _ = proportion_interval(yes, len(known))
    return Quantity(yes / len(known), "percent", interval=(low, high), origin=origin)


def _title(register: Register, light: Quantity) -> Literal["shown", "short", "no_levels", "closed_only"]:
    if register.closed_only:
        return "closed_only"
    if not register.order:
        return "no_levels"
    return "shown" if light.known else "short"


def _coefficient(rows: pd.DataFrame | None, origin: Any) -> Quantity:
    if rows is None:
        return Quantity(math.nan, "decimal2", origin=origin)
    return Quantity.estimate(rows.iloc[0], "decimal2", origin=origin)


# -- rows of tables -----------------------------------------------------------------------------------------------


def share_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Everyone together: what happened by each horizon."""
    rows = _safe(found, [], minimum)
    return rows[["cause", "time", "estimate", "lower", "upper"]].reset_index(drop=True)


def level_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """The same per level at the start."""
    rows = _safe(found, ["from_level"], minimum)
    rows = rows.assign(name=cells([own_name("care_form", one) for one in rows["from_level"]]))
    return rows[["name", "cause", "time", "estimate", "lower", "upper"]]


def referrer_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Per referrer: the share with the mix of levels made alike, and the plain one."""
    rows = _safe(found, ["referrer"], minimum)
    # Without the same mix there is nothing to compare, so the plain share does not stand alone.
    rows["crude"] = rows["crude"].where(rows["estimate"].notna())
    rows = _named(rows, "referrer", "care_referrer")
    return rows[["name", "cause", "time", "estimate", "lower", "upper", "crude"]]


def again_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Who came back, per kind of help that ended."""
    rows = _named(_safe(found, ["kind"], minimum), "kind", "care_form")
    return rows[["name", "time", "estimate", "lower", "upper"]]


def waiting_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Time to first contact per referrer: the middle one, nine in ten, and the share within the norm."""
    by = [name for name in ("referrer",) if name in found]
    rows = _safe(found, by, minimum)
    middle = rows["measure"] == "time"
    rows["how"] = np.where(middle, "decimal1", "percent")
    rows["what"] = np.where(~middle, "within", np.where(rows["at"] == 0.5, "half", "nine_in_ten"))
    rows = (
        _named(rows, "referrer", "care_referrer")
        if by
        else rows.assign(name=cells([Term("who", "everyone")] * len(rows)))
    )
    return rows[["name", "what", "estimate", "lower", "upper", "how"]].reset_index(drop=True)


def funnel_rows(found: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Heavier help against expectation, per referrer with enough starts; few events are hidden as well."""
    small = (found["starts"] < minimum) | ((found["estimate"] * found["expected"]) < minimum)
    shown = found[~small]
    names = [own_name("care_referrer", one) for one in shown["referrer"]]
    return shown.assign(name=cells(names)).reset_index(drop=True)


def agreement_rows(kappa: pd.DataFrame, alpha: pd.DataFrame) -> pd.DataFrame:
    """The two measures of agreement, side by side."""
    both = pd.concat([kappa.assign(measure="kappa"), alpha.assign(measure="alpha")], ignore_index=True)
    return both[["measure", "estimate", "lower", "upper", "n"]]


def _safe(found: pd.DataFrame, by: list[str], minimum: int) -> pd.DataFrame:
    """Estimates on fewer than `minimum` people hidden, and one more group when one alone would be left to guess."""
    rows = found[found["time"].isin(HORIZONS)].copy() if "time" in found else found.copy()
    small = rows["n"] < minimum
    if by:
        sizes = rows.groupby(by[0], sort=False)["n"].max()
        hidden = sizes[sizes < minimum]
        if len(hidden) and hidden.sum() < minimum and len(sizes) > len(hidden):
            small |= rows[by[0]] == sizes[sizes >= minimum].idxmin()
    uniform = (
        rows["estimate"].isin([0.0, 1.0])
        if "measure" not in rows
        else (rows["measure"] == "within") & (rows["estimate"] == 1.0)
    )
    # Nobody or everybody: with the group known, that tells of each of them.
    small |= uniform & (rows["n"] < 3 * minimum)
    rows.loc[small, [name for name in _HIDDEN if name in rows]] = math.nan
    return rows.reset_index(drop=True)


def _named(rows: pd.DataFrame, column: str, group: str) -> pd.DataFrame:
    names = [own_name(group, one) for one in rows[column]]
    return (
        rows.assign(name=cells(names))
        .sort_values([column, "time"] if "time" in rows else column, kind="stable")
        .reset_index(drop=True)
    )
