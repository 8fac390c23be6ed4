"""Codings of the user's own: what was read, where coders agree, whether another conversation brings something new."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact import disclosure
from wij_impact.coding import Codings, by_group, strength
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.quantity import Origin
from wij_impact.reports.naming import cells, quoted

__all__ = [
    "Agreed", "Coded", "agreed_facts", "agreement_rows", "code_rows", "coded_facts", "group_rows", "quote_facts",
]  # fmt: skip

#: AC1 and kappa this far apart: a code that is nearly always, or hardly ever, given leaves kappa little to work with.
APART = 0.25


@dataclass(frozen=True)
class Coded:
    """A file with codings."""

    whose: Literal["own", "made_up"]
    pieces: Quantity
    sources: Quantity
    codes: Quantity
    coders: Quantity
    by: Literal["one", "several"]
    rows: Quantity
    left_out: Quantity
    uncoded: Quantity
    unused: tuple[Name, ...]
    most: Name
    most_pieces: Quantity
    enough: Literal["few", "still_new", "nothing_new"]
    last_new: Quantity
    minimum: Quantity
    read: Literal["table", "project"]


@dataclass(frozen=True)
class Agreed:
    """How far two or more coders agree; counts are of codes."""

    unit: Literal["segment", "overlap", "source"]
    units: Quantity
    sources: Quantity
    left_out: Quantity
    codes: Quantity
    firm: Quantity
    tentative: Quantity
    none: Quantity
    not_given: Quantity
    overall: Literal["all_firm", "some", "no_code", "not_given"]
    weakest: Name
    weakest_alpha: Quantity
    spread: bool
    rare: Name
    rare_raw: Quantity
    rare_kappa: Quantity
    rare_ac1: Quantity
    dominated: bool
    wide: bool


def coded_facts(codings: Codings, curve: pd.DataFrame | None, minimum: int = 10) -> Coded:
    """The facts of `coding.load`, and of `coding.saturation` where it could be computed."""
    origin: Origin = "synthetic" if codings.synthetic else "computed"
    frame = codings.frame
    counts = frame["code"].value_counts()
    last = math.nan if curve is None else float(curve["new"].iloc[-1])
    rows = sum(one.rows_found for one in codings.readings)
    used = sum(one.rows_read for one in codings.readings)

    def quantity(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=origin)

    # Fewer than one new code in ten further conversations of this kind.
    enough: Literal["few", "still_new", "nothing_new"] = (
        "few" if math.isnan(last) else "nothing_new" if last < 0.1 else "still_new"
    )
    return Coded(
        whose="made_up" if codings.synthetic else "own",
        pieces=quantity(len(frame)),
        sources=quantity(frame["source"].nunique()),
        codes=quantity(len(codings.codebook)),
        coders=quantity(frame["coder"].nunique()),
        by="one" if len(set(frame["coder"])) == 1 else "several",
        rows=quantity(rows),
        left_out=quantity(rows - used),
        uncoded=quantity(codings.uncoded),
        unused=tuple(Name(one) for one in codings.unused),
        most=Name(str(counts.index[0])),
        most_pieces=quantity(int(counts.iloc[0])),
        enough=enough,
        last_new=quantity(last, "decimal1"),
        minimum=Quantity(minimum),
        read="table" if codings.readings else "project",
    )


def agreed_facts(found: pd.DataFrame, synthetic: bool = False) -> Agreed:
    """The facts of `coding.agreement`."""
    origin: Origin = "synthetic" if synthetic else "computed"
    alphas = found[found["coefficient"] == "alpha"].reset_index(drop=True)
    said = [strength(float(a), float(b)) for a, b in zip(alphas["estimate"], alphas["lower"], strict=True)]
    count = {one: said.count(one) for one in ("firm", "tentative", "none", "not_given")}
    weakest: Any = alphas.sort_values("estimate", kind="stable").iloc[0]
    wide = (alphas["upper"] - alphas["lower"]).max() > 0.4
    rare = _dominated(found)
    first: Any = alphas.iloc[0]
    spread = bool(weakest["lower"] == weakest["lower"])

    def quantity(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=origin)

    def of(row: Any) -> Quantity:
        limits = (float(row["lower"]), float(row["upper"])) if spread else None
        return Quantity(float(row["estimate"]), "decimal2", (), limits, origin, float(row["level"]))

    return Agreed(
        unit=str(first["unit"]),  # type: ignore[arg-type]
        units=quantity(int(first["n"])),
        sources=quantity(int(first["sources"])),
        left_out=quantity(int(first["left_out"])),
        codes=quantity(len(alphas)),
        firm=quantity(count["firm"]),
        tentative=quantity(count["tentative"]),
        none=quantity(count["none"]),
        not_given=quantity(count["not_given"]),
        overall=_overall(count, len(alphas)),
        weakest=Name(str(weakest["code"])),
        weakest_alpha=of(weakest),
        rare=Name("" if rare is None else rare.name),
        rare_raw=quantity(math.nan if rare is None else float(rare["raw"]), "percent"),
        rare_kappa=quantity(math.nan if rare is None else float(rare["kappa"]), "decimal2"),
        rare_ac1=quantity(math.nan if rare is None else float(rare["AC1"]), "decimal2"),
        spread=spread,
        dominated=rare is not None,
        wide=bool(wide),
    )


def _overall(count: dict[str, int], codes: int) -> Literal["all_firm", "some", "no_code", "not_given"]:
    if count["not_given"] == codes:
        return "not_given"
    return "all_firm" if count["firm"] == codes else "some" if count["firm"] else "no_code"


def _dominated(found: pd.DataFrame) -> Any:
    """The code of which kappa says least beside the raw agreement: nearly always, or hardly ever, given."""
    wide = found.pivot_table(index="code", columns="coefficient", values="estimate", sort=False)
    if not {"kappa", "AC1", "raw"} <= set(wide.columns):
        return None
    gap = (wide["AC1"] - wide["kappa"]).dropna()
    high = gap[(gap >= APART) & (wide["raw"].reindex(gap.index) >= 0.8)]
    return None if high.empty else wide.loc[str(high.round(9).sort_values(ascending=False, kind="stable").index[0])]


def agreement_rows(found: pd.DataFrame) -> pd.DataFrame:
    """`coding.agreement` for a table: code, coefficient, n, estimate, lower, upper, said (of alpha only)."""
    said = [
        Term("strength", strength(float(row["estimate"]), float(row["lower"])))
        if row["coefficient"] == "alpha"
        else Name("")
        for row in found.to_dict("records")
    ]
    return found.assign(said=cells(said))


def code_rows(codings: Codings, minimum: int = 10) -> pd.DataFrame:
    """Per code the pieces, and the conversations that hold it where no one can be recognised: code, pieces, sources."""
    frame, total = codings.frame, codings.frame["source"].nunique()
    held = frame.groupby("code")["source"].nunique().reindex(list(codings.codebook)).fillna(0)
    pieces = frame["code"].value_counts().reindex(list(codings.codebook)).fillna(0).astype(int)
    shown = [_safe(pd.DataFrame({"all": [one, total - one, total]}), minimum).iloc[0, 0] for one in held]
    rows = pd.DataFrame({"code": codings.codebook, "pieces": pieces.to_numpy(), "sources": shown})
    return rows.sort_values("pieces", ascending=False, kind="stable", ignore_index=True)


def group_rows(codings: Codings, conversations: pd.DataFrame, minimum: int = 10) -> pd.DataFrame:
    """Conversations per code and group (`coding.by_group`), hidden where someone could be recognised: code, groups.

    Within a code the conversations with and without it add up to those of the group, which a reader may know; so a
    number is hidden too when what it leaves is small.
    """
    counts = by_group(codings, conversations, "source", "group")
    rows = []
    for code, part in counts.groupby("code", sort=False):
        table = pd.DataFrame(
            {str(row["group"]): [row["estimate"], row["n"] - row["estimate"], row["n"]]
             for row in part.to_dict("records")}
        )  # fmt: skip
        rows.append({"code": code} | {str(name): value for name, value in _safe(table, minimum).iloc[0].items()})
    return pd.DataFrame(rows)


def _safe(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """With, without, and all of them, per group; small ones hidden, and what would give those away."""
    full = table.astype(float).assign(total=table.sum(axis=1)) if table.shape[1] > 1 else table.astype(float)
    full.index = pd.Index(["with", "without", "total"])
    shown = disclosure.protect(full, full, minimum)
    # The group itself is known to a reader; one small side gives away the other.
    alone = shown.loc["with"].isna() | shown.loc["without"].isna()
    for name in table.columns:
        if bool(alone[name]):
            shown[name] = np.nan
    return shown[list(table.columns)]


def quote_facts(quotes: pd.DataFrame) -> list[dict[str, Name]]:
    """Each quote with its code, as facts of a sentence; never a table, so that none lands in a csv."""
    return [{"code": Name(str(code)), "quote": quoted(quote)} for code, quote in quotes.itertuples(index=False)]
