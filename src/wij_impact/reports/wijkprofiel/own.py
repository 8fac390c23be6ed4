"""What a file of neighbourhoods says: whether effort goes where need is, and how sure the place of each is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from wij_impact import benchmark, catalogue
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.columns import row_of
from wij_impact.language import Text
from wij_impact.reports.naming import cells
from wij_impact.reports.reading import Read, read_facts

__all__ = [
    "Analysis", "Own", "analyse", "curve_rows", "load_neighbourhoods", "map_frame", "own_facts", "rank_rows",
    "residual_rows", "tile_rows",
]  # fmt: skip

UNIT, WEIGHT = "wijk", "residents"
#: Columns that can tell of need; more means more.
NEED = ("low_income", "single_parent")
EFFORT = ("effort", "fte")
#: Tiles beside each other: more are too small for a name on a phone.
MOST_TILES = 5


@dataclass(frozen=True)
class Analysis:
    """Effort beside need.

    Attributes
    ----------
    index, curve : DataFrame
        `benchmark.concentration` and its curve, areas ranked by the index with equal weights.
    ranks, residuals : DataFrame
        `benchmark.need_ranks` and `benchmark.effort_residuals`, over a thousand weightings.
    matched : Match or None
        The areas on the map.
    """

    effort: str
    need: tuple[str, ...]
    frame: pd.DataFrame = field(repr=False)
    index: pd.DataFrame = field(repr=False)
    curve: pd.DataFrame = field(repr=False)
    ranks: pd.DataFrame = field(repr=False)
    residuals: pd.DataFrame = field(repr=False)
    matched: catalogue.Match | None = field(repr=False)


@dataclass(frozen=True)
class Own:
    """The first screen of a file of neighbourhoods.

    Attributes
    ----------
    verdict : str
        Whether effort per resident is larger where need is: ``more``, ``less``, or ``not_shown``.
    most_need : Name
        The area with the lowest mean rank (1: most need), with the `best` and `worst` rank of its range.
    highest, lowest : Name
        The areas furthest above and below areas with the same need; a description, no test: areas always differ.
    most_each, least_each : Name
        The areas with most and least effort per resident.
    """

    read: Read
    areas: Quantity
    effort: Term
    need: tuple[Term, ...]
    verdict: Literal["more", "less", "not_shown"]
    index: Quantity
    least: Quantity
    most: Quantity
    most_need: Name
    best: Quantity
    worst: Quantity
    weightings: Quantity
    firm: Literal["firm", "range"]
    highest: Name
    lowest: Name
    most_each: Name
    least_each: Name
    map: Literal["none", "whole", "gaps"]
    map_file: Name
    without_polygon: tuple[Name, ...]
    without_data: tuple[Name, ...]
    renamed: tuple[Name, ...]
    year: Name


def load_neighbourhoods(path: str, effort: str = "", need: Sequence[str] = ()) -> tuple[pd.DataFrame, str, list[str]]:
    """Read the table ``neighbourhoods``; the column of effort, and those of need.

    Raises
    ------
    InputError
        More than one year, an empty cell in a column that is needed, no column of effort.
    UsageError
        A column that the table does not have.
    """
    frame = catalogue.load_file("neighbourhoods", path)
    file = frame.attrs["reading"].file
    full = [name for name in frame.columns if frame[name].notna().any()]
    if effort:
        _known(effort, full, "effort")
    found = effort or next((name for name in EFFORT if name in full), "")
    if not found:
        raise InputError(
            Text(nl="er staat nergens wat een wijk krijgt.", en="what a neighbourhood gets is nowhere."),
            remedy=Text(nl="Vul de kolom inzet of fte in.", en="Fill in the column effort or fte."),
            file=file,
            column="effort",
        )
    signs = list(need) or [name for name in NEED if name in full]
    for one in signs:
        _known(one, full, "need")
    if "year" in full and len(frame["year"].dropna().unique()) > 1:
        raise InputError(
            Text(nl="er staan twee jaren in.", en="there are two years in it."),
            remedy=Text(nl="Houd de wijken van één jaar over.", en="Keep the neighbourhoods of one year."),
            file=file,
            column="year",
        )
    for name in (WEIGHT, found, *signs):
        empty = frame[name].isna().to_numpy()
        if empty.any():
            raise InputError(
                Text(nl="de cel is leeg, en is nodig om te vergelijken.", en="the cell is empty, and is needed."),
                remedy=Text(nl="Vul haar in, of laat de wijk weg.", en="Fill it in, or leave the area out."),
                file=file,
                row=row_of(frame, int(empty.argmax())),
                column=name,
            )
    numeric = frame.astype(dict.fromkeys((WEIGHT, found, *signs), float))
    numeric.attrs = frame.attrs
    return numeric, found, signs


def _known(name: str, known: list[str], parameter: str) -> None:
    if name not in known:
        near = suggest(name, known)
        raise UsageError(
            Text(nl=f"{parameter}: het bestand heeft geen kolom '{name}'.", en=f"{parameter}: no column '{name}'."),
            remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else "",
        )


def analyse(
    frame: pd.DataFrame, effort: str, need: Sequence[str], map_file: str = "", level: float = 0.95, seed: int = 0
) -> Analysis:
    """Rank by need, and set effort beside it.

    Raises
    ------
    InsufficientEvidence
        Fewer than 8 areas, or one sign of need: a place without a range says too much.
    UsageError
        Need that effort itself drives (questions, open cases).
    InputError
        A map that cannot be read, or none of whose areas is in the file.
    """
    score = benchmark.need_index(frame, list(need), UNIT)
    scored = frame.assign(_need=score["estimate"].to_numpy().round(9))
    matched = None
    if map_file:
        codes = frame["wijkcode"].tolist() if "wijkcode" in frame else None
        matched = catalogue.match_areas(catalogue.read_areas(map_file), frame[UNIT].tolist(), codes)
    return Analysis(
        effort,
        tuple(need),
        scored,
        benchmark.concentration(scored, effort, "_need", UNIT, WEIGHT, level),
        benchmark.concentration_curve(scored, effort, "_need", UNIT, WEIGHT),
        benchmark.need_ranks(frame, list(need), UNIT, seed=seed, level=level),
        benchmark.effort_residuals(frame, effort, list(need), UNIT, WEIGHT, seed=seed, level=level),
        matched,
    )


def own_facts(found: Analysis, frame: pd.DataFrame, map_file: str = "", *, synthetic: bool = False) -> Own:
    """The facts of a file of neighbourhoods."""
    origin: Any = "synthetic" if synthetic else "computed"
    row: Any = found.index.iloc[0]
    first: Any = found.ranks.sort_values("estimate", kind="stable").iloc[0]
    rest = found.residuals
    by_need: list[str] = rest.sort_values("estimate", kind="stable")[UNIT].astype(str).tolist()
    by_effort: list[str] = rest.sort_values("raw", kind="stable")[UNIT].astype(str).tolist()
    matched = found.matched
    gaps = matched is not None and bool(matched.without_polygon or matched.without_data)
    years: list[Any] = list(frame["year"].dropna().unique()) if "year" in frame else []
    return Own(
        read=read_facts(frame.attrs["reading"]),
        areas=Quantity(len(frame), origin=origin),
        effort=Term("effort", found.effort) if found.effort in EFFORT else Term("effort", "effort"),
        need=tuple(Term("need", one) for one in found.need),
        verdict="more" if row["lower"] > 0 else "less" if row["upper"] < 0 else "not_shown",
        index=Quantity.estimate(row, "decimal2", origin=origin),
        least=Quantity(float(row["bound_low"]), "decimal2", origin=origin),
        most=Quantity(float(row["bound_high"]), "decimal2", origin=origin),
        most_need=Name(str(first[UNIT])),
        best=Quantity(float(first["highest"]), origin=origin),
        worst=Quantity(float(first["lowest"]), origin=origin),
        weightings=Quantity(1000, origin="assumption"),
        firm="firm" if first["highest"] == first["lowest"] else "range",
        highest=Name(by_need[-1]),
        lowest=Name(by_need[0]),
        most_each=Name(by_effort[-1]),
        least_each=Name(by_effort[0]),
        map="none" if matched is None else "gaps" if gaps else "whole",
        map_file=Name(map_file.replace("\\", "/").rpartition("/")[2]),
        without_polygon=tuple(Name(one) for one in (matched.without_polygon if matched else ())),
        without_data=tuple(Name(one) for one in (matched.without_data if matched else ())),
        renamed=tuple(Name(f"{one} / {other}") for one, other in (matched.renamed if matched else ())),
        year=Name(str(int(years[0])) if len(years) else ""),
    )


def map_frame(found: Analysis) -> pd.DataFrame:
    """The areas that the map has, with effort per resident: ``wijk, value``."""
    assert found.matched is not None
    lost = set(found.matched.without_polygon)
    rows = found.residuals[~found.residuals[UNIT].isin(lost)]
    return rows.assign(value=rows["raw"])[[UNIT, "value"]].reset_index(drop=True)


def tile_rows(found: Analysis) -> pd.DataFrame:
    """Without a map: a tile per area, most need first, with effort per resident: ``wijk, row, column, value``."""
    rows = found.residuals.set_index(UNIT)["raw"].reindex(rank_rows(found)[UNIT]).rename("value").reset_index()
    wide = min(math.ceil(math.sqrt(len(rows))), MOST_TILES)
    place = pd.RangeIndex(len(rows))
    return rows.assign(row=place // wide, column=place % wide)


def rank_rows(found: Analysis) -> pd.DataFrame:
    """Per area: its place by need with the range over weightings, most need first."""
    return found.ranks.sort_values("estimate", kind="stable")[[UNIT, "equal", "lower", "upper", "highest", "lowest"]]


def residual_rows(found: Analysis) -> pd.DataFrame:
    """Per area: effort per resident, and how much more it is than areas with its need get."""
    rows = found.residuals.sort_values("estimate", ascending=False, kind="stable")
    off = [
        "more" if low > 0 else "less" if high < 0 else "usual" for low, high in zip(rows.lower, rows.upper, strict=True)
    ]
    made = rows.assign(off=pd.Series(cells([Term("off", one) for one in off]), index=rows.index, dtype=object))
    return made[[UNIT, "raw", "estimate", "lower", "upper", "off"]].reset_index(drop=True)


def curve_rows(found: Analysis) -> pd.DataFrame:
    """The curve from (0, 0), with a limit on both sides of it: the line of equal effort per resident."""
    points = pd.DataFrame(
        {"weight": [0.0, *found.curve["weight_share"]], "effort": [0.0, *found.curve["effort_share"]]}
    )
    return points.assign(lower=points[["weight", "effort"]].min(axis=1), upper=points[["weight", "effort"]].max(axis=1))
