"""What files of teams say: weighted work per full-time job present, the room of chance, and what moving would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from wij_impact import benchmark, catalogue
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.columns import row_of
from wij_impact.language import Text
from wij_impact.reports.naming import cells
from wij_impact.reports.reading import Read, read_facts

__all__ = ["Analysis", "Own", "analyse", "load_rows", "move_rows", "own_facts", "read_files"]

UNIT = "wijk"
LEAST = 8


@dataclass(frozen=True)
class Analysis:
    """Load, place and moves.

    Attributes
    ----------
    loads, places, moves : DataFrame
        `benchmark.load_per_fte`, `benchmark.ranks` of it (1: heaviest), `benchmark.fte_moves`.
    hidden : tuple of str
        Teams left out, since they have fewer cases than the minimum.
    origins : tuple of str
        Where the weights come from; empty when every case counts as one.
    """

    loads: pd.DataFrame = field(repr=False)
    places: pd.DataFrame = field(repr=False)
    moves: pd.DataFrame = field(repr=False)
    hidden: tuple[str, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Own:
    """The first screen of files of teams."""

    read: Read
    teams: Quantity
    title: Literal["differ", "not_shown"]
    heaviest: Name
    heavy: Quantity
    lightest: Name
    light: Quantity
    best: Quantity
    worst: Quantity
    moved: Quantity
    shown: Quantity
    step: Quantity
    present: Quantity
    absent: Quantity
    weights: Literal["none", "measured", "assumed"]
    origins: tuple[Term, ...]
    hidden: tuple[Name, ...]
    minimum: Quantity


def read_files(neighbourhoods: str, caseload: str = "") -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The tables ``neighbourhoods`` and ``caseload``.

    Raises
    ------
    InputError
        A team without full-time jobs or, without a caseload, without open cases; two years.
    """
    teams = catalogue.load_file("neighbourhoods", neighbourhoods)
    file = teams.attrs["reading"].file
    for name in ["fte", *([] if caseload else ["open_cases"])]:
        empty = teams[name].isna().to_numpy()
        if empty.all():
            label = catalogue.load_dictionary().table("neighbourhoods").columns[name].label
            raise InputError(
                Text(nl=f"geen team heeft {label.nl}.", en=f"no team has {label.en}."),
                remedy=Text(
                    nl=f"Noem een kolom {name} of '{label.nl}', en vul haar in.",
                    en=f"Name a column {name} or '{label.en}', and fill it in.",
                ),
                file=file,
                column=name,
            )
        if empty.any():
            raise InputError(
                Text(nl="de cel is leeg, en is nodig voor de werklast.", en="the cell is empty, and is needed."),
                remedy=Text(nl="Vul haar in, of laat het team weg.", en="Fill it in, or leave the team out."),
                file=file,
                row=row_of(teams, int(empty.argmax())),
                column=name,
            )
    if len(teams["year"].dropna().unique()) > 1:
        raise InputError(
            Text(nl="er staan twee jaren in.", en="there are two years in it."),
            remedy=Text(nl="Houd de teams van één jaar over.", en="Keep the teams of one year."),
            file=file,
            column="year",
        )
    numeric = dict.fromkeys(("fte", "open_cases", "fte_absent"), float)
    whole = teams.astype(numeric).assign(fte_absent=teams["fte_absent"].astype(float).fillna(0.0))
    whole.attrs = teams.attrs
    return whole, catalogue.load_file("caseload", caseload) if caseload else None


def analyse(
    teams: pd.DataFrame,
    caseload: pd.DataFrame | None,
    minimum: int = 10,
    step: float = 0.5,
    level: float = 0.95,
    seed: int = 0,
) -> Analysis:
    """Work out load, places and moves.

    Raises
    ------
    InsufficientEvidence
        Fewer than 8 teams with enough cases: a place among them says too much.
    InputError
        A team in one file only, nobody present.
    """
    if caseload is None:
        cases = teams[[UNIT]].assign(kind="", cases=teams["open_cases"].astype(float), weight=1.0)
        origins: tuple[str, ...] = ()
    else:
        cases = caseload.assign(cases=caseload["cases"].astype(float), weight=caseload["weight"].astype(float))
        origins = tuple(sorted({str(one) for one in caseload["weight_from"]}))
    counts = cases.groupby(UNIT)["cases"].sum()
    hidden = tuple(str(one) for one in teams[UNIT] if counts.get(one, 0) < minimum)
    shown = teams[~teams[UNIT].isin(list(hidden))]
    if len(shown) < LEAST:
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn {len(shown)} teams met {minimum} of meer zaken; een plaats ertussen vraagt er {LEAST}.",
                en=f"there are {len(shown)} teams with {minimum} or more cases; a place among them takes {LEAST}.",
            ),
            remedy=Text(nl="Voeg teams toe, of vergelijk ze in een gesprek.", en="Add teams, or compare by talking."),
        )
    kept = cases[cases[UNIT].isin(shown[UNIT].tolist())] if hidden else cases
    loads = benchmark.load_per_fte(kept, "cases", "weight", shown, "fte", UNIT, "fte_absent", level)
    places = benchmark.ranks(loads, "estimate", "std_error", UNIT, seed=seed, level=level, highest_first=True)
    moves = benchmark.fte_moves(loads, UNIT, step, seed=seed, level=level)
    return Analysis(loads, places, moves, hidden, origins)


def own_facts(
    teams: pd.DataFrame, found: Analysis, minimum: int = 10, step: float = 0.5, *, synthetic: bool = False
) -> Own:
    """The facts of files of teams."""
    origin: Any = "synthetic" if synthetic else "computed"
    ordered = found.loads.sort_values("estimate", ascending=False, kind="stable")
    top, bottom = ordered.iloc[0], ordered.iloc[-1]
    place = found.places[found.places[UNIT] == top[UNIT]].iloc[0]
    kept = teams[~teams[UNIT].isin(list(found.hidden))]
    return Own(
        read=read_facts(teams.attrs["reading"], minimum),
        teams=Quantity(len(found.loads), origin=origin),
        title="differ" if benchmark.loads_differ(found.loads) < 1 - float(top["level"]) else "not_shown",
        heaviest=Name(str(top[UNIT])),
        heavy=Quantity.estimate(top, "decimal1", origin=origin),
        lightest=Name(str(bottom[UNIT])),
        light=Quantity.estimate(bottom, "decimal1", origin=origin),
        best=Quantity(float(place["lower"]), origin=origin),
        worst=Quantity(float(place["upper"]), origin=origin),
        moved=Quantity(float(found.moves["moved"].clip(lower=0).sum()), "decimal1", origin=origin),
        shown=Quantity(int(found.moves["shown"].sum()), origin=origin),
        step=Quantity(step, "decimal1", origin="assumption"),
        present=Quantity(float(found.loads["present"].sum()), "decimal1", origin=origin),
        absent=Quantity(float(kept["fte_absent"].sum()), "decimal1", origin=origin),
        weights="none" if not found.origins else "assumed" if "assumption" in found.origins else "measured",
        origins=tuple(Term("weight_origin", one) for one in found.origins),
        hidden=tuple(Name(one) for one in found.hidden),
        minimum=Quantity(minimum, origin="assumption"),
    )


def load_rows(found: Analysis) -> pd.DataFrame:
    """Per team, heaviest first: load per full-time job present with its interval, and the range of its place."""
    both = found.loads.merge(found.places[[UNIT, "lower", "upper"]], on=UNIT, suffixes=("", "_place"))
    rows = both.sort_values("estimate", ascending=False, kind="stable")
    names = ["estimate", "lower", "upper", "present", "lower_place", "upper_place"]
    return rows[[UNIT, *names]].reset_index(drop=True)


def move_rows(found: Analysis) -> pd.DataFrame:
    """Per team: what equal load would ask, in whole steps, and whether chance explains it."""
    rows = found.moves.sort_values("estimate", ascending=False, kind="stable")
    said = [Term("move", "shown" if one else "chance") for one in rows["shown"]]
    made = rows.assign(judged=pd.Series(cells(said), index=rows.index, dtype=object))
    return made[[UNIT, "estimate", "lower", "upper", "moved", "after", "judged"]].reset_index(drop=True)
