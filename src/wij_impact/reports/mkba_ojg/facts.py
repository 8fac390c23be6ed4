"""Numbers of the report `mkba_ojg`: no language, no layout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import Quantity, Term
from wij_impact.language import Text
from wij_impact.mkba import Case, Simulation, load_case, switching_values
from wij_impact.reports.naming import cells

__all__ = [
    "OWN", "Facts", "combinations", "needed_price_ratio", "ojg_cases", "ojg_facts", "outside", "returns", "switching",
]  # fmt: skip

OWN = "groningen"
SHARE, ADDITIONAL, PRICES = "input.zelf_afgehandeld", "input.additionaliteit", "input.prijsverhouding"
_OTHERS = ("aef", "den_haag", "cpb", "claim")
_SCENARIO = {2020: None, 2023: "jaar_2023"}
_ADDED = (1.0, 0.75, 0.5, 0.25, 0.1)
_PRINTED = {
    "claim": ("ojg_return_per_euro_2020_estimate_r2020", "integer"),
    "share_low": ("ojg_handled_alone_pct_low_2020_estimate_r2020", "percent_of_100"),
    "share_high": ("ojg_handled_alone_pct_high_2020_estimate_r2020", "percent_of_100"),
    "trajectories": ("ojg_trajectories_2020_r2020", "integer"),
    "persons": ("ojg_children_parents_2023_r2023", "integer"),
    "practices_share": ("gp_practices_with_ojg_pct_2020_12_r2020", "percent_of_100"),
    "practices": ("gp_practices_2020_r2020", "integer"),
    "share_one": ("gp_practices_with_ojg_pct_2023_r2023_info", "percent_of_100"),
    "share_other": ("gp_practices_with_ojg_pct_2023_r2023_text24", "percent_of_100"),
    "with_ojg": ("gp_practices_with_ojg_2023_r2023", "integer"),
    "practices_later": ("gp_practices_2023_r2023", "integer"),
}


@dataclass(frozen=True)
class Facts:
    """What the report tells.

    Attributes
    ----------
    ratio_all, ratio_half : Quantity
        How many times the cost of an OJG trajectory the trajectory not needed must cost for two euros per euro, when
        all, or half, of those the OJG handles alone would otherwise have been referred.
    low, high : Quantity
        The lowest and highest middle result per euro over the sources, the claim itself left out.
    tied_two, apart_two : Quantity
        The share of draws above two euros with the price ratio tied to the share it was worked back from, and apart.
    """

    claim: Quantity
    share_low: Quantity
    share_high: Quantity
    trajectories: Quantity
    persons: Quantity
    practices_share: Quantity
    practices: Quantity
    share_one: Quantity
    share_other: Quantity
    with_ojg: Quantity
    practices_later: Quantity
    below: Quantity
    below_share: Quantity
    above: Quantity
    above_share: Quantity
    exact: Quantity
    share: Quantity
    half: Quantity
    ratio_all: Quantity
    ratio_half: Quantity
    turn_added: Quantity
    ratio: Quantity
    low: Quantity
    high: Quantity
    circle: Quantity
    tied_two: Quantity
    apart_two: Quantity
    draws: Quantity


def needed_price_ratio(share: float, added: float, target: float = 2.0) -> float:
    """How many times the cost of an OJG trajectory the trajectory not needed must cost, to return `target` per euro.

    Examples
    --------
    >>> round(needed_price_ratio(0.6, 1.0), 2), round(needed_price_ratio(0.5, 0.5), 2)
    (3.33, 8.0)
    """
    return target / (share * added)


def ojg_cases(year: int = 2020) -> dict[str, Case]:
    """The case per source (`groningen`, `aef`, `den_haag`, `cpb`, `claim`) with the count of `year`.

    Raises
    ------
    InputError
        For another year than 2020 (trajectories) and 2023 (children and parents).
    """
    if year not in _SCENARIO:
        raise InputError(
            Text(nl=f"er is geen aantal van {year} over de OJG.", en=f"there is no count of {year} for the OJG."),
            remedy=Text(
                nl="Kies 2020 (trajecten) of 2023 (kinderen en ouders).",
                en="Choose 2020 (trajectories) or 2023 (children and parents).",
            ),
        )
    own = load_case("ojg", scenario=_SCENARIO[year])
    return {OWN: own} | {name: _in_year(load_case("ojg", scenario=name), own) for name in _OTHERS}


def _in_year(case: Case, own: Case) -> Case:
    streams = {**case.streams, "input.trajecten": own.streams["input.trajecten"]}
    return replace(case, streams=streams, base_year=own.base_year, price_year=own.price_year)


def combinations(cases: Mapping[str, Case]) -> pd.DataFrame:
    """The price ratio needed for two euros: `added, share, ratio`, for the shares that the sources name."""
    found: set[float] = set()
    for name in (OWN, "aef", "den_haag"):
        number = cases[name].effective()[SHARE]
        limits = [] if name == "den_haag" else [number.low, number.high]
        found |= {round(float(one), 4) for one in (number.value, *limits) if one is not None}
    rows = [(added, share, needed_price_ratio(share, added)) for added in _ADDED for share in sorted(found)[::-1]]
    return pd.DataFrame(rows, columns=["added", "share", "ratio"])


def switching(case: Case) -> pd.DataFrame:
    """From which value of each number one euro returns one, and two; a share above 100% is no answer."""
    paths = [ADDITIONAL, SHARE, PRICES]
    one, two = (switching_values(case, paths, ratio=ratio) for ratio in (1.0, 2.0))
    frame = one.assign(
        name=cells(Term("input", code) for code in ("added", "share", "ratio")),
        for_one=one["switching_value"],
        for_two=two["switching_value"],
        how=["percent", "percent", "decimal1"],
    )
    shares = frame["how"] == "percent"
    for column in ("for_one", "for_two"):
        frame[column] = frame[column].mask(shares & (frame[column] > 1 + 1e-9))
    return frame


def returns(simulations: Mapping[str, Simulation]) -> pd.DataFrame:
    """Per source the return per euro: `estimate` (median), `lower, upper` (95%), `above_one, above_two`."""
    rows = []
    for name, simulation in simulations.items():
        table = simulation.summary()
        row = table[(table["result"] == "benefit_cost_ratio") & (table["payer"] == "total")].iloc[0]
        chances = {
            f"above_{word}": simulation.chance(above, "benefit_cost_ratio")
            for word, above in (("one", 1.0), ("two", 2.0))
        }
        told = {one: float(row[one]) for one in ("estimate", "lower", "upper")}
        rows.append({"source": name, "name": Term("source", name), **told, **chances, "n": len(simulation.draws)})
    return pd.DataFrame(rows)


def outside(cases: Mapping[str, Case]) -> pd.DataFrame:
    """One row per source: what it measured, whether it compared, which number it informs, middle and limits."""
    rows = []
    for name, case in cases.items():
        path = ADDITIONAL if name in ("cpb", "claim") else SHARE
        number = case.effective()[path]
        rows.append(
            {
                "name": Term("source", name),
                "measured": Term("measured", name),
                "compared": Term("label", "yes" if name == "cpb" else "no"),
                "informs": Term("input", "added" if path == ADDITIONAL else "share"),
                "middle": float(number.value),
                "lower": math.nan if number.low is None else float(number.low),
                "upper": math.nan if number.high is None else float(number.high),
            }
        )
    return pd.DataFrame(rows)


def ojg_facts(
    figures: pd.DataFrame, cases: Mapping[str, Case], simulations: Mapping[str, Simulation], turns: pd.DataFrame
) -> Facts:
    """The facts of the OJG.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    cases, simulations : mapping
        Per source, as `ojg_cases` and `mkba.simulate` give them.
    turns : pandas.DataFrame
        `switching(cases["groningen"])`.
    """
    own = figures.set_index("figure_id")
    printed = {
        name: Quantity.published({"figure_id": figure_id, "value": own.loc[figure_id, "value"]}, unit)
        for name, (figure_id, unit) in _PRINTED.items()
    }
    value = {name: float(one.value) for name, one in printed.items()}
    both = (*printed["share_low"].sources, *printed["share_high"].sources)
    counted = (*printed["practices_share"].sources, *printed["practices"].sources)
    later = (*printed["with_ojg"].sources, *printed["practices_later"].sources)
    below = int(value["practices_share"] / 100 * value["practices"])
    share = float(cases[OWN].effective()[SHARE].value)
    told = returns(simulations).set_index("source")["estimate"].drop("claim")
    tied = value["claim"] * simulations[OWN].inputs()[ADDITIONAL]

    def chance(name: str) -> Quantity:
        return Quantity(simulations[name].chance(2.0, "benefit_cost_ratio"), "percent")

    return Facts(
        **printed,
        below=Quantity(below, sources=counted),
        below_share=Quantity(below / value["practices"], "percent1", counted),
        above=Quantity(below + 1, sources=counted),
        above_share=Quantity((below + 1) / value["practices"], "percent1", counted),
        exact=Quantity(value["with_ojg"] / value["practices_later"], "percent1", later),
        share=Quantity(share, "percent", both),
        half=Quantity(0.5, "percent", origin="assumption"),
        ratio_all=Quantity(needed_price_ratio(share, 1.0), "decimal1", both),
        ratio_half=Quantity(needed_price_ratio(share, 0.5), "decimal1", both),
        turn_added=Quantity(float(turns["for_one"].iloc[0]), "percent"),
        ratio=Quantity(float(cases[OWN].effective()[PRICES].value), "decimal1"),
        low=Quantity(float(told.min()), "decimal1"),
        high=Quantity(float(told.max()), "decimal1"),
        circle=chance("claim"),
        tied_two=Quantity(float((tied > 2.0).mean()), "percent"),
        apart_two=chance(OWN),
        draws=Quantity(len(simulations[OWN].draws)),
    )
