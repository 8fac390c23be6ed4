"""Numbers of the report `vraag_tot_indicatie`: questions, what was handled at once, what was decided; no language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.catalogue import normalise_breakdown, year_of
from wij_impact.errors import InputError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.kerncijfers import STEPS
from wij_impact.language import Text

__all__ = ["Facts", "Moved", "Part", "Shift", "at_place", "moved_by", "part_by", "road_facts"]

Moved = Literal["more", "fewer", "equal", "not_known"]
Part = Literal["larger", "smaller", "equal", "not_known"]
Last = Literal["referrals", "indications"]

Row = dict[str, Any]

#: Kinds of referral that have a word of their own; another one is shown as printed.
_REFERRALS = {
    "Jeugdhulp": "youth",
    "Huishoudelijke Hulp": "household",
    "Wmo begeleiding": "guidance",
    "Wmo hulpmiddelen": "aids",
}
# Below half a percent (or half a point) a reader sees the same number.
_SAME = 0.005
_UNKNOWN = Quantity(math.nan)


@dataclass(frozen=True)
class Shift:
    """The kinds of referral that rose and fell most against the year before, with the total."""

    rise: Quantity
    rise_name: Term | Name
    fall: Quantity
    fall_name: Term | Name
    total: Quantity
    total_change: Quantity


@dataclass(frozen=True)
class Facts:
    """What is told of one year.

    Attributes
    ----------
    direct, direct_before : Quantity
        The share handled at once.
    further, further_more : Quantity
        Questions that went to further research, and how many more than the year before at the same place of print.
    last, per, per_before : Quantity
        Indications or referrals, and how many for every hundred questions.
    shift : Shift, optional
        Where the referrals are printed by kind for this year and the one before.
    street : Quantity
        The estimate of the source with the questions in the street; NaN where it gives none.
    thousands : tuple of Quantity
        Years whose count of questions is in whole thousands, and so looks rounded.
    missing : tuple of Term
        Steps that no place prints for the year.
    """

    year: Quantity
    before: Quantity
    questions: Quantity
    questions_before: Quantity
    questions_change: Quantity
    moved: Moved
    direct: Quantity
    direct_before: Quantity
    direct_moved: Part
    further: Quantity
    further_more: Quantity
    research: Moved
    derived: bool
    last: Quantity
    last_is: Last
    per: Quantity
    per_before: Quantity
    per_known: bool
    shift: Shift | None
    street: Quantity
    thousands: tuple[Quantity, ...]
    missing: tuple[Term, ...]
    edition: str
    place: str


def road_facts(
    figures: pd.DataFrame,
    steps: pd.DataFrame,
    rates: pd.DataFrame,
    referrals: pd.DataFrame | None,
    year: int | None = None,
) -> Facts:
    """The facts of `year`.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    steps, rates : pandas.DataFrame
        `kerncijfers.funnel(figures)` and `kerncijfers.funnel_rates(figures)`.
    referrals : pandas.DataFrame, optional
        `kerncijfers.mix(figures, "verwijzing", indicator_id="referrals")`; used when it is about this year.
    year : int, optional
        The newest with at least two steps by default.

    Raises
    ------
    InputError
        When no two steps are printed for the year; the years there are stand in the remedy.
    """
    chosen, edition, place = _where(steps, year)
    here = at_place(steps, chosen, edition, place)
    start = here["registered"]
    questions, questions_before = _registered(figures, steps, start)
    direct, direct_before = _direct(figures, rates, start)
    further, further_before = _research(steps, here, chosen)
    last = here.get("indications")
    per, per_before = _per_hundred(rates, start)
    now, then = _of(questions), _of(questions_before)
    return Facts(
        year=Quantity(chosen, "year"),
        before=Quantity(chosen - 1, "year"),
        questions=questions,
        questions_before=questions_before,
        questions_change=Quantity(
            now / then - 1, "percent", (*questions.sources, *questions_before.sources), signed=True
        ),
        moved=moved_by(now, then),
        direct=direct,
        direct_before=direct_before,
        direct_moved=part_by(_of(direct), _of(direct_before)),
        further=further,
        further_more=Quantity(
            abs(_of(further) - _of(further_before)), sources=(*further.sources, *further_before.sources)
        ),
        research=moved_by(_of(further), _of(further_before)),
        derived=bool(here["further_research"]["derived"]) if "further_research" in here else False,
        last=_quantity(last) if last else _UNKNOWN,
        last_is="referrals" if last and last["indicator_id"] == "referrals" else "indications",
        per=per,
        per_before=per_before,
        per_known=per_before.known,
        shift=_shift(referrals, chosen),
        street=_street(figures, chosen),
        thousands=tuple(
            Quantity(when, "year", one.sources)
            for one, when in ((questions, chosen), (questions_before, chosen - 1))
            if one.known and _of(one) % 1000 == 0 and _of(one) > 0
        ),
        missing=_missing(steps, chosen),
        edition=edition,
        place=place,
    )


def at_place(steps: pd.DataFrame, year: int, edition: str, place: str) -> dict[str, Row]:
    """The steps of a year at one place of print, by name."""
    own = steps[(steps["year"] == year) & (steps["edition"] == edition) & (steps["place"] == place)]
    return {str(row["step"]): {str(k): v for k, v in row.items()} for row in own.to_dict("records")}


def _where(steps: pd.DataFrame, year: int | None) -> tuple[int, str, str]:
    """The year, and the place of print with the most steps of it, the latest of those."""
    years = sorted({int(one) for one in steps["year"]})
    chosen = years[-1] if year is None and years else year
    if chosen not in years:
        listed = ", ".join(map(str, years)) or "-"
        raise InputError(
            Text(
                nl=f"over {year} is geen weg van vraag naar indicatie gedrukt.",
                en=f"no road from question to indication is printed for {year}.",
            ),
            remedy=Text(nl=f"Kies een van deze jaren: {listed}.", en=f"Choose one of these years: {listed}."),
        )
    size = steps[steps["year"] == chosen].groupby(["edition", "place"])["step"].count()
    edition, place = max(size.index, key=lambda key: (size[key], key[0]))
    return int(chosen), str(edition), str(place)


def _of(quantity: Quantity) -> float:
    return float(quantity.value)


def _quantity(row: Mapping[str, Any]) -> Quantity:
    derived = bool(row.get("derived", False))
    ids = tuple(str(row["figure_ids"]).split())
    return Quantity(float(row["value"]), sources=ids, origin="computed" if derived else "published")


def moved_by(now: float, before: float) -> Moved:
    """More, fewer, or the same as far as a reader sees."""
    if math.isnan(now) or math.isnan(before):
        return "not_known"
    if before > 0 and abs(now / before - 1) < _SAME:
        return "equal"
    return "more" if now > before else "fewer"


def part_by(now: float, before: float) -> Part:
    """A larger or a smaller share, or the same as far as a reader sees."""
    if math.isnan(now) or math.isnan(before):
        return "not_known"
    return "equal" if abs(now - before) < _SAME else "larger" if now > before else "smaller"


def _printed(figures: pd.DataFrame, indicator: str, edition: str) -> list[dict[int, Row]]:
    """Year -> figure for each place of an edition that prints an indicator as a whole, by code of the figure."""
    own = figures[figures["indicator_id"].eq(indicator) & figures["kind"].eq("actual") & figures["value"].notna()]
    own = own[own["reported_in"].astype(str).eq(edition)].sort_values("figure_id")
    places: dict[str, dict[int, Row]] = {}
    for row in own.to_dict("records"):
        year = year_of(row["period"])
        if year is not None and not normalise_breakdown(row["breakdown"]):
            places.setdefault(str(row["locator"]), {}).setdefault(year, {str(k): v for k, v in row.items()})
    return list(places.values())


def _registered(figures: pd.DataFrame, steps: pd.DataFrame, here: Row) -> tuple[Quantity, Quantity]:
    """The questions, and those of the year before at the same place or at one of the edition with the same count."""
    now, year = _quantity(here), int(here["year"])
    earlier = at_place(steps, year - 1, str(here["edition"]), str(here["place"])).get("registered")
    if earlier:
        return now, _quantity(earlier)
    for by_year in _printed(figures, STEPS["registered"][0], str(here["edition"])):
        if year - 1 in by_year and year in by_year and by_year[year]["value"] == now.value:
            return now, Quantity.published(by_year[year - 1])
    return now, _UNKNOWN


def _rate(rates: pd.DataFrame, name: str, year: int, here: Row) -> pd.DataFrame:
    own = rates[(rates["rate"] == name) & (rates["year"] == year)]
    return own[own["edition"] == here["edition"]]


def _share(row: Mapping[Any, Any], unit: str, scale: float = 1.0) -> Quantity:
    ids = dict.fromkeys([*str(row["figure_ids"]).split(), *str(row["base_figure_ids"]).split()])
    return Quantity(float(row["estimate"]) * scale, unit, tuple(ids))


def _direct(figures: pd.DataFrame, rates: pd.DataFrame, here: Row) -> tuple[Quantity, Quantity]:
    """The share handled at once: from the counts, and as printed where the edition gives no counts."""
    year = int(here["year"])
    own = {one: _rate(rates, "direct_of_registered", one, here) for one in (year, year - 1)}
    at = {one: rows[rows["place"] == here["place"]].to_dict("records") for one, rows in own.items()}
    if at[year] and at[year - 1]:
        return _share(at[year][0], "percent"), _share(at[year - 1][0], "percent")
    places = [one for one in _printed(figures, "pct_directly_handled", str(here["edition"])) if year in one]
    places.sort(key=lambda by_year: year - 1 not in by_year)
    printed = places[0] if places else {}
    unknown = Quantity(math.nan, "percent")
    now = Quantity.published(printed[year], "percent", 0.01) if printed else unknown
    before = Quantity.published(printed[year - 1], "percent", 0.01) if year - 1 in printed else unknown
    return (_share(at[year][0], "percent") if at[year] else now), before


def _research(steps: pd.DataFrame, here: dict[str, Row], year: int) -> tuple[Quantity, Quantity]:
    row = here.get("further_research")
    if row is None:
        return _UNKNOWN, _UNKNOWN
    earlier = at_place(steps, year - 1, str(row["edition"]), str(row["place"])).get("further_research")
    return _quantity(row), _quantity(earlier) if earlier else _UNKNOWN


def _per_hundred(rates: pd.DataFrame, here: Row) -> tuple[Quantity, Quantity]:
    """Indications per hundred questions; the year before from a place of the edition with the same number now."""
    year = int(here["year"])
    own = _rate(rates, "indications_of_registered", year, here)
    at = own[own["place"] == here["place"]].to_dict("records")
    if not at:
        return _UNKNOWN, _UNKNOWN
    same = [row for row in own.to_dict("records") if round(100 * row["estimate"]) == round(100 * at[0]["estimate"])]
    for row in (at[0], *same):
        earlier = _rate(rates, "indications_of_registered", year - 1, here)
        earlier = earlier[earlier["place"] == row["place"]]
        if len(earlier):
            return _share(at[0], "integer", 100), _share(earlier.iloc[0].to_dict(), "integer", 100)
    return _share(at[0], "integer", 100), _UNKNOWN


def _shift(referrals: pd.DataFrame | None, year: int) -> Shift | None:
    if referrals is None or referrals.empty or int(referrals["year_to"].iloc[0]) != year:
        return None
    if int(referrals["year_from"].iloc[0]) != year - 1:
        return None
    ranked = referrals.sort_values("change", kind="stable")
    rise, fall = ranked.iloc[-1], ranked.iloc[0]
    if not rise["change"] > 0 > fall["change"]:
        return None
    ids = tuple(one for each in referrals["figure_ids"] for one in str(each).split())
    before, now = float(referrals["value_from"].sum()), float(referrals["value_to"].sum())
    return Shift(
        rise=Quantity(rise["change"], sources=tuple(str(rise["figure_ids"]).split()), signed=True),
        rise_name=referral_name(str(rise["verwijzing"])),
        fall=Quantity(fall["change"], sources=tuple(str(fall["figure_ids"]).split()), signed=True),
        fall_name=referral_name(str(fall["verwijzing"])),
        total=Quantity(now, sources=ids),
        total_change=Quantity(now / before - 1, "percent", ids, signed=True),
    )


def referral_name(printed: str) -> Term | Name:
    """The word of a kind of referral, or its name as printed."""
    code = _REFERRALS.get(printed)
    return Term("referral", code) if code else Name(printed)


def _street(figures: pd.DataFrame, year: int) -> Quantity:
    own = figures[figures["indicator_id"].eq("questions_incl_street")]
    own = own[[year_of(period) == year for period in own["period"]]]
    return Quantity.published(own.iloc[0].to_dict()) if len(own) else _UNKNOWN


def _missing(steps: pd.DataFrame, year: int) -> tuple[Term, ...]:
    there = set(steps.loc[steps["year"] == year, "step"])
    return tuple(Term("missing", step) for step in STEPS if step not in there)
