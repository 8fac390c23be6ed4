"""Load beside the load that context leads one to expect: facts and rows, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact import benchmark
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.columns import row_of
from wij_impact.language import Text
from wij_impact.reports.naming import cells

__all__ = ["CONTEXT", "Compared", "Expected", "compare", "expected_facts", "expected_rows"]

UNIT, BASE = "wijk", "residents"
#: What a team meets and does not make itself; `youth` as a share of residents.
CONTEXT = ("low_income", "single_parent", "youth")


@dataclass(frozen=True)
class Compared:
    """`benchmark.expected_load` of the teams; None without context or with too few teams.

    Attributes
    ----------
    columns, skipped : tuple of str
        Columns of context, and those left out because a cell is empty or every team has the same.
    """

    columns: tuple[str, ...]
    skipped: tuple[str, ...]
    teams: int
    frame: pd.DataFrame | None = field(repr=False)


@dataclass(frozen=True)
class Expected:
    """What the section says: which teams have more or less work than their context leads one to expect."""

    state: Literal["none", "few", "shown"]
    verdict: Literal["neither", "above", "below", "both"]
    above: tuple[Name, ...]
    below: tuple[Name, ...]
    columns: tuple[Term, ...]
    skipped: tuple[Term, ...]
    teams: Quantity
    needed: Quantity
    most: Name
    ratio: Quantity
    best: Quantity
    worst: Quantity


def compare(
    teams: pd.DataFrame, loads: pd.DataFrame, context: Sequence[str] = (), level: float = 0.95, seed: int = 0
) -> Compared:
    """Expected load of the teams that are shown.

    Parameters
    ----------
    context : sequence of str
        Columns of context; empty: those of `CONTEXT` that are filled in for every team.

    Raises
    ------
    UsageError
        A column that the file does not have, or that the team makes itself.
    InputError
        An empty cell in a column that was asked for.
    InsufficientEvidence
        Too few teams for the columns that were asked for.
    """
    shown = teams[teams[UNIT].isin(loads[UNIT].tolist())]
    full = [name for name in shown.columns if shown[name].notna().any()]
    for one in context:
        if one not in full or one not in (*CONTEXT, *benchmark.DRIVEN_BY_EFFORT):
            near = suggest(one, [name for name in CONTEXT if name in full])
            raise UsageError(
                Text(
                    nl=f"context: '{one}' is geen kenmerk in dit bestand.", en=f"context: no such column '{one}' here."
                ),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?")
                if near
                else Text(nl=f"Het kan zijn: {', '.join(CONTEXT)}.", en=f"It can be: {', '.join(CONTEXT)}."),
            )
        empty = shown[one].isna().to_numpy()
        if empty.any():
            raise InputError(
                Text(nl="de cel is leeg, en is nodig voor wat te verwachten is.", en="the cell is empty, and needed."),
                remedy=Text(nl="Vul haar in, of laat de kolom weg uit context.", en="Fill it in, or leave it out."),
                file=teams.attrs["reading"].file,
                row=row_of(shown, int(empty.argmax())),
                column=one,
            )
    usable = [name for name in CONTEXT if name in full and shown[name].notna().all() and _varies(shown, name)]
    chosen = list(dict.fromkeys(context)) or usable
    skipped = () if context else tuple(name for name in CONTEXT if name in full and name not in usable)
    if not chosen or (not context and len(loads) < benchmark.least_units(len(chosen))):
        return Compared(tuple(chosen), skipped, len(loads), None)
    named = {f"_{name}": _value(shown, name).to_numpy() for name in chosen}
    both = loads.merge(shown[[UNIT, BASE]].assign(**named), on=UNIT, how="left")
    both = both.rename(columns={f"_{name}": name for name in chosen}).astype({BASE: float})
    found = benchmark.expected_load(both, chosen, BASE, UNIT, seed=seed, level=level)
    return Compared(tuple(chosen), skipped, len(loads), found)


def _value(teams: pd.DataFrame, name: str) -> pd.Series:
    values = teams[name].astype(float)
    return values / teams[BASE].astype(float) if name == "youth" else values


def _varies(teams: pd.DataFrame, name: str) -> bool:
    return bool(np.ptp(_value(teams, name).to_numpy()) > 0)


def expected_facts(found: Compared, *, synthetic: bool = False) -> Expected:
    """The facts of the section."""
    origin: Any = "synthetic" if synthetic else "computed"
    rows = found.frame
    above: tuple[Name, ...] = ()
    below: tuple[Name, ...] = ()
    most, ratio, best, worst = Name(""), Quantity(float("nan")), Quantity(float("nan")), Quantity(float("nan"))
    if rows is not None:
        above, below = (
            tuple(Name(str(one)) for one in rows.loc[rows["flag"] == flag, UNIT]) for flag in ("high", "low")
        )
        top: Any = rows.sort_values("estimate", ascending=False, kind="stable").iloc[0]
        most, ratio = Name(str(top[UNIT])), Quantity.estimate(top, "decimal2", origin=origin)
        best, worst = Quantity(float(top["rank_low"]), origin=origin), Quantity(float(top["rank_high"]), origin=origin)
    return Expected(
        state="shown" if rows is not None else "few" if found.columns else "none",
        verdict="both" if above and below else "above" if above else "below" if below else "neither",
        above=above,
        below=below,
        columns=tuple(Term("context", one) for one in found.columns),
        skipped=tuple(Term("context", one) for one in found.skipped),
        teams=Quantity(found.teams, origin=origin),
        needed=Quantity(benchmark.least_units(max(len(found.columns), 1)), origin="assumption"),
        most=most,
        ratio=ratio,
        best=best,
        worst=worst,
    )


def expected_rows(found: Compared) -> pd.DataFrame:
    """Per team, most above what is expected first: load, what is expected, their ratio (shrunken) and its place."""
    assert found.frame is not None
    rows = found.frame.sort_values("estimate", ascending=False, kind="stable")
    said = [Term("expected", str(one)) for one in rows["flag"]]
    made = rows.assign(judged=pd.Series(cells(said), index=rows.index, dtype=object))
    names = ["per_fte", "expected", "expected_low", "expected_high", "estimate", "lower", "upper"]
    return made[[UNIT, *names, "rank_low", "rank_high", "judged"]].reset_index(drop=True)
