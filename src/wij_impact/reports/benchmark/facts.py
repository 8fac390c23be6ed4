"""Numbers of the report `benchmark`: where a unit stands, how sure, and among whom; no language, no layout."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.benchmark import Comparison, Layout, Units, unit_row
from wij_impact.catalogue.dictionary import Dictionary
from wij_impact.errors import UsageError
from wij_impact.estimates import Quantity, Term
from wij_impact.estimates.quantity import Name
from wij_impact.language import LANGUAGES, Text

__all__ = [
    "Change",
    "Context",
    "Facts",
    "Means",
    "Near",
    "NoContext",
    "Young",
    "benchmark_facts",
    "change_facts",
    "column_name",
    "context_facts",
    "context_rows",
    "means_facts",
    "near_facts",
    "no_context",
    "unit_table",
    "value_format",
    "with_own",
    "young_facts",
]

Where = Literal["low", "high", "none", "not_published"]
Headline = Literal["looks_low", "looks_high", "low", "high", "none", "not_published"]
FORMATS = {"proportion": "percent1", "rate": "per_1000", "ratio": "decimal2"}
#: A p-value below this is written as "less than one in a thousand".
RARE = 0.001
#: Why a unit does not take part, and how many of each kind are named.
LEFT_OUT: tuple[Literal["zero", "few", "empty"], ...] = ("zero", "few", "empty")
NAMED = 6


@dataclass(frozen=True)
class Young:
    """A municipality by age: how much of its youth is a young adult, and the children apart."""

    who: Name
    older: Quantity
    older_all: Quantity
    older_is: Literal["more", "fewer"]
    adult: Quantity
    children: Quantity
    children_all: Quantity
    children_are: Where
    without: Quantity


@dataclass(frozen=True)
class Facts:
    """Where one unit stands among all units.

    `fits` says whether a flag stays when the usual spread between units is allowed for, `differ` whether units differ
    at all: without that nobody stands out. `headline` begins with ``looks_`` when children tell another story.
    """

    who: Name
    units: Term
    count: Name | Term
    base: Name | Term
    kind: Literal["proportion", "rate", "ratio"]
    n: Quantity
    value: Quantity
    shrunken: Quantity
    target: Quantity
    where: Where
    headline: Headline
    fits: Literal["within", "beyond", "no_flag"]
    differ: Literal["clearly", "shown", "not_shown"]
    by_luck: Quantity
    flagged: Quantity
    by_chance: Quantity
    beyond: Quantity
    place: Literal["ranked", "not_ranked"]
    rank_low: Quantity
    rank_high: Quantity
    ranked: Quantity
    among_high: Quantity
    among_low: Quantity
    few: Quantity
    rounded_to: Quantity
    suppressed: Quantity
    no_base: Quantity
    no_base_names: tuple[str, ...]
    too_few: Quantity
    too_few_names: tuple[str, ...]
    empty: Quantity
    empty_names: tuple[str, ...]
    spread: Quantity
    year: Quantity
    base_year: Quantity


def value_format(kind: str) -> str:
    """The number format of a value of this kind."""
    return FORMATS[kind]


def column_name(column: str, table: str, dictionary: Dictionary) -> Name | Term:
    """What a column is called: by the dictionary of the shipped table it belongs to, else by its own name."""
    if column in ("share_15_24", "records"):  # not in a table: `load_units` works them out
        return Term("column", column)
    known = dictionary.tables[table].columns if table in dictionary.tables else {}
    if column not in known:
        return Name(column)
    label = known[column].label
    return Name(label.show("en"), tuple((lang, label.show(lang)) for lang in LANGUAGES))


def benchmark_facts(
    result: Comparison, units: Units, unit: str, dictionary: Dictionary, young: Young | None = None
) -> Facts:
    """The facts of `benchmark.compare` for one unit."""
    row, wide = unit_row(result.marked(), unit), unit_row(result.marked("spread"), unit)
    how, kind = value_format(units.kind), units.kind
    censored = unit in {str(one) for one in result.censored}
    shown, p = bool(result.differ["shown"].iloc[0]), float(result.differ["p_value"].iloc[0])
    where: Where = "not_published" if censored else str(row["flag"]) if shown else "none"  # type: ignore[assignment]
    own: Any = {} if censored else unit_row(result.shrunken, unit)
    rank: Any = {} if censored else unit_row(result.ranks, unit)
    table, level = units.layout.table, float(row["level"])
    flagged = result.flagged()
    small = len(result.censored)
    gone = {why: units.left_out_for(why) for why in LEFT_OUT}
    return Facts(
        who=Name(units.name_of(unit)),
        units=Term("units", units.layout.units),
        count=column_name(units.indicator, table, dictionary),
        base=column_name(units.population, table, dictionary),
        kind=kind,  # type: ignore[arg-type]
        n=Quantity(len(result.funnel)),
        value=Quantity(math.nan, how) if censored else Quantity.estimate(row, how, units.sources),
        shrunken=Quantity(math.nan, how) if censored else Quantity.estimate(own, how, units.sources),
        target=Quantity(float(row["target"]), how, units.sources),
        where=where,
        headline=_headline(where, young),
        fits="no_flag" if where not in ("low", "high") else "beyond" if str(wide["flag"]) != "none" else "within",
        differ="not_shown" if not shown else "clearly" if p < RARE else "shown",
        by_luck=Quantity(p, "percent1"),
        flagged=Quantity(len(flagged)),
        by_chance=Quantity(len(result.funnel) * (1 - level), "decimal1"),
        beyond=Quantity(int(flagged.index.isin(result.flagged("spread").index).sum())),
        place="not_ranked" if censored else "ranked",
        rank_low=Quantity(rank.get("lower", math.nan)),
        rank_high=Quantity(rank.get("upper", math.nan)),
        ranked=Quantity(len(result.ranks)),
        among_high=Quantity(rank.get("p_highest", math.nan), "percent"),
        among_low=Quantity(rank.get("p_lowest", math.nan), "percent"),
        few=Quantity(rank.get("k", math.nan)),
        rounded_to=Quantity(units.layout.rounded_to),
        suppressed=Quantity(small),
        no_base=Quantity(len(gone["zero"])),
        no_base_names=tuple(gone["zero"][:NAMED]),
        too_few=Quantity(len(gone["few"])),
        too_few_names=tuple(gone["few"][:NAMED]),
        empty=Quantity(len(gone["empty"])),
        empty_names=tuple(gone["empty"][:NAMED]),
        spread=Quantity(float(wide["tau2"]) ** 0.5, "decimal2"),
        year=Quantity(units.year, "year"),
        base_year=Quantity(units.base_year, "year"),
    )


def _headline(where: Where, young: Young | None) -> Headline:
    if young is not None and where in ("low", "high") and young.children_are not in (where, "not_published"):
        return "looks_low" if where == "low" else "looks_high"
    return where


def young_facts(ages: pd.DataFrame, unit: str, name: str, total: int, layout: Layout | None = None) -> Young | None:
    """The facts of `benchmark.by_age` for one municipality; None where its children are not published.

    `total` is how many municipalities there are; `layout` says where the columns of a shipped table come from.
    """
    known = ages[ages["gm_code"] == unit]
    if known.empty:
        return None
    row = known.iloc[0]
    older, older_all = float(row["older_share"]), float(row["older_share_all"])
    residents = layout.sources_of("pop_15_24") if layout else ()
    care = layout.sources_of("youthcare_youths", "pop_0_14") if layout else ()
    return Young(
        who=Name(name),
        older=Quantity(older, "percent", residents),
        older_all=Quantity(older_all, "percent", residents),
        older_is="more" if older > older_all else "fewer",
        adult=Quantity(float(row["adult_share"]), "percent", care[:1]),
        children=Quantity.estimate(row, "per_1000", care),
        children_all=Quantity(float(row["target"]), "per_1000", care),
        children_are=row["flag"],
        without=Quantity(total - len(ages)),
    )


@dataclass(frozen=True)
class Near:
    """The units most like the chosen one, and how many of them lie below it."""

    who: Name
    units: Term
    k: Quantity
    below: Quantity
    features: tuple[Name | Term, ...]
    stay: Quantity


def near_facts(
    facts: Facts, around: pd.DataFrame, moved: pd.DataFrame, features: Iterable[str], table: str, dictionary: Dictionary
) -> Near:
    """The facts of `benchmark.peers` and `benchmark.peer_sensitivity`; `around` has the value of each peer."""
    return Near(
        who=facts.who,
        units=facts.units,
        k=Quantity(len(around)),
        below=Quantity(int((around["value"] < float(facts.value.value)).sum())),
        features=tuple(column_name(one, table, dictionary) for one in features),
        stay=Quantity(float(moved["estimate"].min()), "percent"),
    )


def with_own(around: pd.DataFrame, funnel: pd.DataFrame, unit: str, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a funnel of the peers and of the unit itself, highest first, with the names that are shown."""
    key = str(funnel.columns[0])
    rows = funnel[funnel[key].astype(str).isin([*around["peer"].astype(str), unit])]
    shown = rows.assign(name=rows[key].astype(str).map(names)).sort_values("estimate", ascending=False)
    return shown[["name", "estimate", "lower", "upper"]].reset_index(drop=True)


@dataclass(frozen=True)
class Change:
    """One other way to choose the peers."""

    kind: Literal["without", "k"]
    feature: Name | Term
    number: Quantity


def change_facts(row: Mapping[Any, Any], table: str, dictionary: Dictionary) -> Change:
    """One row of `benchmark.peer_sensitivity`."""
    number = float(row["what"]) if row["kind"] == "k" else math.nan
    return Change(row["kind"], column_name(str(row["what"]), table, dictionary), Quantity(number))


@dataclass(frozen=True)
class NoContext:
    """Why nothing is said of context."""

    why: Literal["no_features", "gap", "not_published", "too_few"]
    who: Name
    empty: tuple[Name | Term, ...]
    complete: Quantity
    asked: Quantity


def require_peers(peers: int) -> None:
    """At least one peer is asked for, whether the file has a context to find it by or not."""
    if peers < 1:
        raise UsageError(
            Text(nl=f"peers={peers} is geen aantal.", en=f"peers={peers} is no number of peers."),
            remedy=Text(nl="Geef -p peers=10, of een ander getal vanaf 1.", en="Give -p peers=10, or another from 1."),
        )


def no_context(units: Units, unit: str, peers: int, dictionary: Dictionary) -> NoContext:
    """Why there are no peers, and no adjustment for context."""
    require_peers(peers)
    own = units.data[units.data[units.layout.unit].astype(str) == unit]
    gaps = [name for name in units.features if own[name].isna().any()]
    why: Literal["no_features", "gap", "not_published", "too_few"] = "too_few"
    if not units.features:
        why = "no_features"
    elif gaps:
        why = "gap"
    elif own[units.indicator].isna().any():
        why = "not_published"
    return NoContext(
        why,
        Name(units.name_of(unit)),
        tuple(column_name(one, units.layout.table, dictionary) for one in gaps),
        Quantity(len(units.complete(units.features))),
        Quantity(peers),
    )


@dataclass(frozen=True)
class Context:
    """One unit before and after adjustment for context."""

    who: Name
    overlap: Literal["inside", "outside"]
    outside: Name | Term
    adjusted: Quantity
    after: Where


def context_facts(
    adjusted: pd.DataFrame, facts: Facts, unit: str, kind: str, layout: str, words: Dictionary
) -> Context:
    """The facts of `benchmark.case_mix` for one unit."""
    row, how = unit_row(adjusted, unit), value_format(kind)
    target = float(facts.target.value)
    after: Where = "low" if row["upper"] < target else "high" if row["lower"] > target else "none"
    return Context(
        who=facts.who,
        overlap="inside" if bool(row["overlap"]) else "outside",
        outside=column_name(str(row["overlap_note"]), layout, words),
        adjusted=Quantity.estimate(row, how),
        after=after,
    )


@dataclass(frozen=True)
class Means:
    """Output against means for one unit."""

    who: Name
    score: Quantity
    verdict: Literal["example", "less", "hangs"]
    efficient: Quantity
    n: Quantity
    without: Name
    most: Quantity


def means_facts(scores: pd.DataFrame, hangs: pd.DataFrame, unit: str, name: str) -> Means:
    """The facts of `benchmark.efficiency` and `benchmark.efficiency_without` for one unit."""
    own, alone = unit_row(scores, unit), unit_row(hangs, unit)
    score, most = float(own["estimate"]), float(alone["upper"])
    slack = 1e-9  # a score of 1 within rounding
    return Means(
        who=Name(name),
        score=Quantity(score, "percent"),
        verdict="example" if score >= 1 - slack else "hangs" if most > score + slack else "less",
        efficient=Quantity(int(scores["efficient"].sum())),
        n=Quantity(len(scores)),
        without=Name(str(alone["depends_on"])),
        most=Quantity(most, "percent"),
    )


def unit_table(result: Comparison, units: Units, unit: str) -> pd.DataFrame:
    """Each unit with its count, base, ``raw`` = count over base, shrunken value, places and flags; `unit` first."""
    key = units.layout.unit
    counts = units.data[[key, units.indicator, units.population]]
    counts = counts.rename(columns={units.indicator: "events", units.population: "size"})
    ranks = {"rank_lower": "lower_rank", "rank_upper": "upper_rank"}
    table = result.tidy().rename(columns=ranks).merge(counts, on=key, how="left")
    table = table.assign(name=table[key].astype(str).map(units.names))
    return table.iloc[(table[key].astype(str) != unit).argsort(kind="stable")].reset_index(drop=True)


def context_rows(adjusted: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The value of one unit before and after adjustment, as two rows to draw."""
    row = unit_row(adjusted, unit)
    before = {"estimate": row["unadjusted"], "lower": row["unadjusted_lower"], "upper": row["unadjusted_upper"]}
    return pd.DataFrame([before, {name: row[name] for name in before}])
