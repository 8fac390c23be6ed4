"""Facts of persons followed over time: one for the table of the case, several only together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from wij_impact import catalogue, effect
from wij_impact.disclosure import check_minimum
from wij_impact.effect.persons.lines import Design
from wij_impact.errors import InsufficientEvidence, UsageError, suggest
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.reports.casus_verloop.blank import ALPHA
from wij_impact.reports.naming import cells
from wij_impact.reports.reading import Read, read_facts

__all__ = [
    "Group", "Person", "Study", "change_rows", "group_facts", "group_rows", "line_rows", "measure_rows",
    "person_facts", "person_rows", "read_study",
]  # fmt: skip

_DESIGNS = get_args(Design)
_MEASURES = ("NAP", "PND", "Tau", "Tau_trend")


@dataclass(frozen=True)
class Study:
    """The measurements and what `effect.single_case` makes of them.

    Attributes
    ----------
    data : DataFrame
        The table `measurements`.
    found : DataFrame
        `effect.single_case`, per person and over persons.
    """

    data: pd.DataFrame = field(repr=False)
    found: pd.DataFrame = field(repr=False)
    randomised: str
    team: bool
    minimum: int


@dataclass(frozen=True)
class Person:
    """One person, for the table of the case.

    Attributes
    ----------
    nap, change : Quantity
        The chance that a point with the help is better than one without; the difference of the means.
    title : str
        "better" or "worse" when the interval of `nap` lies on one side of one half, else "unclear"; "trend" when the
        baseline moved by itself or is too short, so that nothing is said.
    tested : str
        What the test by the draw says: "shown", "not_shown", "impossible" (its smallest p-value is over five percent),
        or "none" when nothing was drawn.
    """

    read: Read
    person: Name
    before: Quantity
    after: Quantity
    missing: Quantity
    nap: Quantity
    change: Quantity
    p: Quantity
    smallest: Quantity
    title: Literal["better", "worse", "unclear", "trend"]
    tested: Literal["shown", "not_shown", "impossible", "none"]
    scored: Literal["higher", "lower"]


@dataclass(frozen=True)
class Group:
    """Several persons together."""

    read: Read
    persons: Quantity
    kept: Quantity
    left: Quantity
    excluded: Literal["none", "few", "counted"]
    nap: Quantity
    change: Quantity
    between: Quantity
    p: Quantity
    smallest: Quantity
    verdict: Literal["better", "worse", "unclear"]
    tested: Literal["shown", "not_shown", "impossible", "none"]
    audience: Literal["team", "public"]
    minimum: Quantity


def read_study(
    path: str,
    person: str = "",
    better: str = "higher",
    randomised: str = "",
    starts: str = "",
    team: bool = False,
    minimum: int = 10,
    level: float = 0.95,
    seed: int = 0,
) -> Study:
    """Read measurements and work them out.

    Parameters
    ----------
    path : str
        A file as the table `measurements`.
    person : str
        The person of a page for the table of the case; empty for a page over persons.
    better, randomised, starts, level, seed
        As `effect.single_case` takes them; `starts` is a text with moments, separated by commas.
    team : bool
        The page stays inside the team, so fewer than `minimum` persons may be together on it.

    Raises
    ------
    InsufficientEvidence
        Fewer than `minimum` persons on a page that is not for the team, and what `effect.single_case` refuses.
    UsageError
        A person who is not in the file; a design that is none; a page about one person that is not for the team.
    """
    minimum = check_minimum(minimum)
    if randomised and randomised not in _DESIGNS:
        raise UsageError(
            Text(nl=f"randomised={randomised} bestaat niet.", en=f"randomised={randomised} does not exist."),
            remedy=Text(nl=f"Kies uit {', '.join(_DESIGNS)}.", en=f"Choose from {', '.join(_DESIGNS)}."),
        )
    data = catalogue.load_file("measurements", path)
    known = sorted(data["person"].astype(str).unique())
    if person and person not in known:
        near = suggest(person, known)
        raise UsageError(
            Text(nl="die persoon staat niet in het bestand.", en="that person is not in the file."),
            remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
        )
    if person and not team:
        raise UsageError(
            Text(
                nl="een pagina over één persoon is alleen voor het team.", en="a page about one person is for the team."
            ),
            remedy=Text(
                nl="Geef -p team=true, en houd de map binnen het team.",
                en="Give -p team=true; keep it inside the team.",
            ),
        )
    if not person and not team and len(known) < minimum:
        raise _few(minimum)
    drawn: Any = randomised or None
    moments = _moments(starts)
    way: Any = better
    scored = data.assign(score=data["score"].astype(float), moment=data["moment"].astype(int))
    # Who is drawn among persons is tested over persons; a start or moments also for the one person alone.
    part = scored[scored["person"] == person] if person and drawn != "persons" else scored
    found = effect.single_case(
        part, "person", "moment", "phase", "score",
        better=way, randomised=drawn, starts=moments, baseline="A", level=level, seed=seed,
    )  # fmt: skip
    scored.attrs = data.attrs
    compared = found[(found["scope"] == "person") & (found["measure"] == "NAP")]["estimate"].notna().sum()
    if not person and not team and compared < minimum:
        raise _few(minimum)
    return Study(scored, found, randomised, team, minimum)


def _moments(starts: str) -> list[int] | None:
    parts = [one.strip() for one in starts.split(",") if one.strip()]
    if not all(one.isdigit() for one in parts):
        raise UsageError(
            Text(nl=f"starts={starts} noemt geen meetmomenten.", en=f"starts={starts} names no moments."),
            remedy=Text(nl="Schrijf -p starts=5,6,7,8.", en="Write -p starts=5,6,7,8."),
        )
    return [int(one) for one in parts] or None


def _few(minimum: int) -> InsufficientEvidence:
    return InsufficientEvidence(
        Text(
            nl=f"minder dan {minimum} personen samen zijn te herkennen.",
            en=f"fewer than {minimum} persons together can be recognised.",
        ),
        remedy=Text(
            nl="Geef -p team=true en houd de pagina binnen het team.", en="Give -p team=true; keep it inside the team."
        ),
    )


def person_facts(study: Study, person: str, better: str = "higher") -> Person:
    """The facts of one person."""
    mine = study.found[(study.found["scope"] == "person") & (study.found["person"] == person)]
    rows = {str(row["measure"]): row for _, row in mine.iterrows()}
    nap, change = rows.get("NAP"), rows.get("mean_change")
    first = mine.iloc[0]
    return Person(
        read=read_facts(study.data.attrs["reading"]),
        person=Name(person),
        before=Quantity(int(first["n_baseline"])),
        after=Quantity(int(first["n_phase"])),
        missing=Quantity(int(first["n_missing"])),
        nap=_estimate(nap, "percent"),
        change=Quantity(_number(change, "estimate"), "decimal1"),
        p=_at_most(change, "p_value"),
        smallest=_at_most(change, "smallest_p"),
        title="trend" if nap is None or nap["estimate"] != nap["estimate"] else _side(nap),
        tested=_tested(change, study.randomised if study.randomised != "persons" else ""),
        scored="lower" if better == "lower" else "higher",
    )


def group_facts(study: Study) -> Group:
    """The facts over persons."""
    whole = study.found[study.found["scope"] == "persons"]
    rows = {str(row["measure"]): row for _, row in whole.iterrows()}
    nap, change = rows.get("NAP"), rows.get("mean_change")
    people = study.data["person"].nunique()
    kept = int(_number(nap, "n")) if nap is not None else 0
    return Group(
        read=read_facts(study.data.attrs["reading"], study.minimum),
        persons=Quantity(int(people)),
        kept=Quantity(kept),
        left=Quantity(int(people) - kept),
        # How few people could not be compared is not told outside the team.
        excluded="none" if people == kept else "counted" if study.team or people - kept >= study.minimum else "few",
        nap=_estimate(nap, "percent"),
        change=_estimate(change, "decimal1"),
        between=_estimate(rows.get("d_between"), "decimal1"),
        p=_at_most(change, "p_value"),
        smallest=_at_most(change, "smallest_p"),
        verdict="unclear" if nap is None else _side(nap),
        tested=_tested(change, study.randomised),
        audience="team" if study.team else "public",
        minimum=Quantity(study.minimum, origin="assumption"),
    )


def line_rows(study: Study, person: str) -> pd.DataFrame:
    """The points of one person, in order: ``moment, score, phase`` (code)."""
    mine = study.data[(study.data["person"] == person) & study.data["score"].notna()]
    return mine.sort_values("moment")[["moment", "score", "phase"]].reset_index(drop=True)


def measure_rows(study: Study, person: str) -> pd.DataFrame:
    """The measures of one person with their intervals: ``measure, estimate, lower, upper``."""
    mine = study.found[(study.found["scope"] == "person") & (study.found["person"] == person)]
    return _measures(mine)


def change_rows(study: Study, person: str = "") -> pd.DataFrame:
    """The mean difference with its interval, of one person (who has none) or over persons: one row or none."""
    found = study.found
    mine = (found["scope"] == "person") & (found["person"] == person) if person else found["scope"] == "persons"
    return _measures(found[mine], ("mean_change",))


def group_rows(study: Study) -> pd.DataFrame:
    """The means over persons: ``measure, estimate, lower, upper``."""
    return _measures(study.found[study.found["scope"] == "persons"])


def person_rows(study: Study) -> pd.DataFrame:
    """Per person the chance of a better point, with its interval and the points in both phases; for the team."""
    own = study.found[(study.found["scope"] == "person") & (study.found["measure"] == "NAP")]
    names = ["person", "n_baseline", "n_phase", "estimate", "lower", "upper"]
    return own.sort_values("person")[names].reset_index(drop=True)


def _measures(rows: pd.DataFrame, names: tuple[str, ...] = _MEASURES) -> pd.DataFrame:
    shown = rows[rows["measure"].isin(names)].reset_index(drop=True)
    terms = cells([Term("measure", str(one)) for one in shown["measure"]])
    return shown.assign(measure=pd.Series(terms, dtype=object))[["measure", "estimate", "lower", "upper"]]


def _number(row: Any, column: str) -> float:
    value = math.nan if row is None or column not in row.index else row[column]
    return float(value) if value == value and value is not None else math.nan


def _at_most(row: Any, column: str) -> Quantity:
    """A p-value rounded up to three decimals: what is shown is never below what was found."""
    value = _number(row, column)
    return Quantity(math.nan if value != value else math.ceil(value * 1000 - 1e-9) / 1000, "decimal3")


def _estimate(row: Any, unit: str) -> Quantity:
    if row is None or row["estimate"] != row["estimate"]:
        return Quantity(math.nan, unit)
    if row["lower"] != row["lower"]:
        return Quantity(float(row["estimate"]), unit)
    return Quantity.estimate(row, unit)


def _side(nap: Any) -> Literal["better", "worse", "unclear"]:
    """Where the interval of the chance lies; without an interval nothing is concluded."""
    if nap["lower"] != nap["lower"]:
        return "unclear"
    return "better" if nap["lower"] > 0.5 else "worse" if nap["upper"] < 0.5 else "unclear"


def _tested(change: Any, randomised: str) -> Literal["shown", "not_shown", "impossible", "none"]:
    p, smallest = _number(change, "p_value"), _number(change, "smallest_p")
    if not randomised or p != p:
        return "none"
    if smallest > ALPHA:
        return "impossible"
    return "shown" if p <= ALPHA else "not_shown"
