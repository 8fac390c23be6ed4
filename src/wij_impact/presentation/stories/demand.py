"""The facts behind the report on the road from question to indication; `demand_lead` words the first screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.kerncijfers import STEPS, funnel, funnel_rates
from wij_impact.language import Text
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.printed import choose_year, ids_of, records

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROAD", "STEP_WORDS", "Demand", "Then", "demand", "demand_years"]

ROAD = Text(nl="de weg van vraag naar indicatie", en="the road from question to indication")
STEP_WORDS: dict[str, Text] = {
    "registered": Text(nl="Geregistreerde vragen", en="Questions registered"),
    "handled_directly": Text(nl="Direct afgehandeld", en="Handled directly"),
    "further_research": Text(nl="Naar nader onderzoek", en="To further research"),
    "statutory_reports": Text(nl="Wettelijke meldingen", en="Statutory reports"),
    "indications": Text(nl="Indicaties", en="Indications"),
    "referrals": Text(nl="Verwijzingen", en="Referrals"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Then:
    """A number and what it was the year before, both from one edition; `before` is None where none is printed."""

    now: float
    ids: tuple[str, ...]
    before: float | None = None
    before_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Demand:
    """What the report says about one year.

    Attributes
    ----------
    report : Report
        Makes the blocks, in one language.
    figures, sources, breaks, checks : pandas.DataFrame
        The published figures and the tables beside them.
    year : int
        The year the first screen discusses.
    edition, place : str
        The reporting year and the place of print of its road: the place with the most steps, the latest of those.
    steps, rates : pandas.DataFrame
        All of `kerncijfers.funnel` and `funnel_rates`.
    registered : Then
        Questions of the year, with those of the year before in the same edition.
    direct : Then or None
        Share handled directly (a fraction), or None where it is not printed.
    last : Then or None
        Indications or referrals per question (a ratio).
    """

    report: Report
    figures: pd.DataFrame
    sources: pd.DataFrame
    breaks: pd.DataFrame
    checks: pd.DataFrame
    year: int
    edition: str
    place: str
    steps: pd.DataFrame
    rates: pd.DataFrame
    registered: Then
    direct: Then | None
    last: Then | None

    @property
    def source(self) -> str:
        """The source of the road of the year."""
        return str(self.figures.set_index("figure_id").loc[self.registered.ids[0], "source"])

    def at_place(self) -> dict[str, Row]:
        """The steps of the year, by name."""
        own = self.steps[(self.steps["year"] == self.year) & (self.steps["edition"] == self.edition)]
        return {row["step"]: row for row in records(own[own["place"] == self.place])}

    def missing(self) -> list[str]:
        """The steps that no place prints for the year."""
        printed = set(self.steps.loc[(self.steps["year"] == self.year) & ~self.steps["derived"], "step"])
        derived = set(self.steps.loc[self.steps["year"] == self.year, "step"])
        return [step for step in STEPS if step not in printed | derived]


def demand_years(figures: pd.DataFrame) -> list[int]:
    """The years that print at least two steps of the road at one place."""
    return sorted({int(year) for year in funnel(figures)["year"]})


def demand(
    report: Report,
    figures: pd.DataFrame,
    year: int | None = None,
    *,
    sources: pd.DataFrame,
    breaks: pd.DataFrame,
    checks: pd.DataFrame,
) -> Demand:
    """Gather what the report says about a year.

    Parameters
    ----------
    report : Report
        With the figures and the sources.
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    year : int, optional
        The newest with at least two steps by default.
    sources, breaks, checks : pandas.DataFrame
        The tables of those names, as `catalogue.load_table` gives them.

    Returns
    -------
    Demand

    Raises
    ------
    InputError
        When no two steps of the road are printed for the year, naming the years there are.
    """
    steps, rates = funnel(figures), funnel_rates(figures)
    chosen = choose_year(year, [int(one) for one in steps["year"]], ROAD)
    own = steps[steps["year"] == chosen]
    size = own.groupby(["edition", "place"])["step"].count()
    edition, place = max(size.index, key=lambda key: (size[key], key[0]))
    here = {row["step"]: row for row in records(own[(own["edition"] == edition) & (own["place"] == place)])}
    return Demand(
        report,
        figures,
        sources,
        breaks,
        checks,
        chosen,
        str(edition),
        str(place),
        steps,
        rates,
        _registered(figures, steps, here["registered"]),
        _direct(figures, rates, steps, here["registered"]),
        _ratio(rates, here["registered"]),
    )


def _printed(figures: pd.DataFrame, indicator: str, edition: str) -> list[dict[int, Row]]:
    """Year -> figure for each place of an edition that prints an indicator as a whole, by code of the figure."""
    own = figures[(figures["indicator_id"] == indicator) & (figures["kind"] == "actual")]
    own = own[(own["reported_in"] == edition) & own["value"].notna()]
    places: dict[str, dict[int, Row]] = {}
    for row in sorted(records(own), key=lambda row: row["figure_id"]):
        year = year_of(row["period"])
        if year is not None and not normalise_breakdown(row["breakdown"]):
            places.setdefault(row["locator"], {}).setdefault(year, row)
    return list(places.values())


def _registered(figures: pd.DataFrame, steps: pd.DataFrame, here: Row) -> Then:
    """The questions of the year before at the same place, or else at a place of the edition with the same count."""
    now, year = float(here["value"]), int(here["year"])
    ids = tuple(ids_of(here["figure_ids"]))
    if not is_missing(here["previous_value"]):
        same = steps[(steps["edition"] == here["edition"]) & (steps["place"] == here["place"])]
        before = same[(same["year"] == year - 1) & (same["step"] == "registered")].iloc[0]
        return Then(now, ids, float(before["value"]), tuple(ids_of(before["figure_ids"])))
    for by_year in _printed(figures, STEPS["registered"][0], here["edition"]):
        if year - 1 in by_year and year in by_year and by_year[year]["value"] == now:
            row = by_year[year - 1]
            return Then(now, (*ids, by_year[year]["figure_id"]), float(row["value"]), (row["figure_id"],))
    return Then(now, ids)


def _direct(figures: pd.DataFrame, rates: pd.DataFrame, steps: pd.DataFrame, here: Row) -> Then | None:
    """The share handled directly: from the counts, and as printed where the edition gives no counts."""
    year = int(here["year"])
    own = _rate_rows(rates, "direct_of_registered", here)
    at = next((row for row in own if row["place"] == here["place"]), None)
    if at is not None and not is_missing(at["previous"]):
        earlier = rates[(rates["year"] == year - 1) & (rates["rate"] == at["rate"]) & (rates["place"] == at["place"])]
        return Then(at["estimate"], _rate_ids(at), at["previous"], _rate_ids(records(earlier)[0]))
    places = [by_year for by_year in _printed(figures, "pct_directly_handled", here["edition"]) if year in by_year]
    places.sort(key=lambda by_year: year - 1 not in by_year)
    now = at["estimate"] if at else places[0][year]["value"] / 100 if places else None
    if now is None:
        return None
    ids = _rate_ids(at) if at else (places[0][year]["figure_id"],)
    before = places[0].get(year - 1) if places else None
    if before is None:
        return Then(now, ids)
    return Then(now, (*ids, places[0][year]["figure_id"]), before["value"] / 100, (before["figure_id"],))


def _ratio(rates: pd.DataFrame, here: Row) -> Then | None:
    """Indications per question; the year before from a place of the edition that gives the same number per 100."""
    own = _rate_rows(rates, "indications_of_registered", here)
    at = next((row for row in own if row["place"] == here["place"]), None)
    if at is None:
        return None
    same = [row for row in own if round(100 * row["estimate"]) == round(100 * at["estimate"])]
    known = next((row for row in [at, *same] if not is_missing(row["previous"])), None)
    if known is None:
        return Then(at["estimate"], _rate_ids(at))
    earlier = rates[(rates["year"] == known["year"] - 1) & (rates["rate"] == known["rate"])]
    before = records(earlier[(earlier["edition"] == known["edition"]) & (earlier["place"] == known["place"])])[0]
    return Then(at["estimate"], _rate_ids(at), before["estimate"], _rate_ids(before))


def _rate_rows(rates: pd.DataFrame, rate: str, here: Row) -> list[Row]:
    own = rates[(rates["rate"] == rate) & (rates["year"] == here["year"]) & (rates["edition"] == here["edition"])]
    return records(own)


def _rate_ids(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(ids_of(row["figure_ids"], row["base_figure_ids"]))
