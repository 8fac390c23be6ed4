"""The first screen of the report on the road from question to indication, and the facts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.kerncijfers import STEPS, funnel, funnel_rates
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import change, enumeration
from wij_impact.presentation.stories.printed import choose_year, ids_of, records, source_name, until_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROAD", "STEP_WORDS", "Demand", "Then", "certainty", "demand", "demand_years", "lead"]

ROAD = Text(nl="de weg van vraag naar indicatie", en="the road from question to indication")
STEP_WORDS: dict[str, Text] = {
    "registered": Text(nl="Geregistreerde vragen", en="Questions registered"),
    "handled_directly": Text(nl="Direct afgehandeld", en="Handled directly"),
    "further_research": Text(nl="Naar nader onderzoek", en="To further research"),
    "statutory_reports": Text(nl="Wettelijke meldingen", en="Statutory reports"),
    "indications": Text(nl="Indicaties", en="Indications"),
    "referrals": Text(nl="Verwijzingen", en="Referrals"),
}
_MISSING_STEPS: dict[str, Text] = {
    "registered": Text(nl="het aantal vragen", en="the number of questions"),
    "handled_directly": Text(nl="het aantal direct afgehandelde vragen", en="the number of questions handled directly"),
    "further_research": Text(
        nl="het aantal vragen naar nader onderzoek", en="the number of questions taken to further research"
    ),
    "statutory_reports": Text(nl="het aantal wettelijke meldingen", en="the number of statutory reports"),
    "indications": Text(nl="het aantal indicaties", en="the number of indications"),
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


def lead(story: Demand) -> blocks.Lead:
    """What is known about the year, and what changed."""
    report, year = story.report, story.year
    said = [_said_registered(story)]
    if story.direct is not None:
        said.append(_said_direct(story, story.direct))
    if story.last is not None:
        said.append(_said_last(story, story.last))
    return report.lead(_title(story, year), said)


def certainty(story: Demand) -> blocks.Certainty:
    """From which source and date, what is counted, and what is not there."""
    said: list[Text | Sentence] = [_said_source(story)]
    said += _said_street(story)
    said.append(
        Text(
            nl="Vragen en indicaties zijn geen personen: één inwoner kan vaker meetellen.",
            en="Questions and indications are not persons: one resident can count more than once.",
        )
    )
    said += _said_rounded(story)
    said += _said_missing(story)
    return story.report.certainty(*said)


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


def _title(story: Demand, year: int) -> Text:
    """What changed, in one line; without a year before it, what there was."""
    registered, direct = story.registered, story.direct
    if registered.before is None:
        number = story.report.number(registered.now)
        return Text(nl=f"{number} vragen in {year}", en=f"{number} questions in {year}")
    first = _more(registered.now, registered.before, year)
    if direct is None or direct.before is None:
        return first
    second = _part(direct.now, direct.before)
    return Text(nl=f"{first.nl}, {second.nl}", en=f"{first.en}, {second.en}")


def _more(now: float, before: float, year: int) -> Text:
    # Below half a percent a reader sees the same number.
    if before > 0 and abs(now / before - 1) < 0.005:
        return Text(nl=f"Vrijwel evenveel vragen in {year}", en=f"Nearly as many questions in {year}")
    if now > before:
        return Text(nl=f"Meer vragen in {year}", en=f"More questions in {year}")
    return Text(nl=f"Minder vragen in {year}", en=f"Fewer questions in {year}")


def _part(now: float, before: float) -> Text:
    if abs(now - before) < 0.005:
        return Text(nl="vrijwel hetzelfde deel direct afgehandeld", en="nearly the same share handled directly")
    if now > before:
        return Text(nl="een groter deel direct afgehandeld", en="a larger share handled directly")
    return Text(nl="een kleiner deel direct afgehandeld", en="a smaller share handled directly")


def _said_registered(story: Demand) -> Sentence:
    report, year, then = story.report, story.year, story.registered
    number = report.number(then.now)
    if then.before is None:
        words = Text(
            nl=f"In {year} registreerde WIJ Groningen **{number} vragen**. Van {year - 1} staat in dit verslag geen "
            "aantal.",
            en=f"In {year} WIJ Groningen registered **{number} questions**. This report gives no number for "
            f"{year - 1}.",
        )
    else:
        since = Text(nl=f"in {year - 1}", en=f"in {year - 1}")
        how = change(then.before, then.now, since, report.lang)
        was = report.number(then.before)
        words = Text(
            nl=f"In {year} registreerde WIJ Groningen **{number} vragen**, {how} ({was}).",
            en=f"In {year} WIJ Groningen registered **{number} questions**, {how} ({was}).",
        )
    return report.cite(words, *then.ids, *then.before_ids)


def _said_direct(story: Demand, then: Then) -> Sentence:
    report = story.report
    share = report.number(then.now, "percent")
    counted = story.at_place().get("handled_directly")
    many = f"{report.number(counted['value'])} " if counted else ""
    nl = f"Daarvan is **{share}** direct afgehandeld" + (f" ({many}vragen)" if counted else "")
    en = f"Of these, **{share}** were handled directly" + (f" ({many}questions)" if counted else "")
    if then.before is not None:
        was = report.number(then.before, "percent")
        nl, en = f"{nl}; een jaar eerder was dat {was}", f"{en}; a year earlier that was {was}"
    return report.cite(Text(nl=f"{nl}.", en=f"{en}."), *then.ids, *then.before_ids)


def _said_last(story: Demand, then: Then) -> Sentence:
    report, step = story.report, story.at_place()["indications"]
    number, per = report.number(step["value"]), report.number(100 * then.now)
    referrals = step["indicator_id"] == "referrals"
    nl = f"Er waren {number} {'verwijzingen naar jeugdhulp en Wmo' if referrals else 'afgeronde indicaties'}"
    en = f"There were {number} {'referrals to youth care and Wmo' if referrals else 'completed indications'}"
    nl, en = f"{nl}: {per} op elke 100 vragen", f"{en}: {per} for every 100 questions"
    if then.before is not None:
        was = report.number(100 * then.before)
        nl, en = f"{nl}, een jaar eerder {was}", f"{en}, a year earlier {was}"
    return report.cite(Text(nl=f"{nl}.", en=f"{en}."), *then.ids, *then.before_ids)


def _said_source(story: Demand) -> Sentence:
    report = story.report
    name = source_name(story.sources, story.source, report.lang)
    until = until_words(story.sources, story.source, report.lang)
    words = Text(
        nl=f"De cijfers komen uit {name}" + (f" en gaan tot en met {until}" if until else "") + ". Het zijn tellingen, "
        "geen steekproef. Onzeker is wat er is geteld; daarom vergelijken we alleen jaren uit hetzelfde verslag.",
        en=f"The figures come from {name}" + (f" and run up to {until}" if until else "") + ". They are counts, not a "
        "sample. What is uncertain is what was counted; so we only compare years from the same report.",
    )
    return report.cite(words, *story.registered.ids)


def _said_street(story: Demand) -> list[Sentence]:
    """What the edition leaves out of the questions, and its estimate with them."""
    report = story.report
    said = []
    own = story.breaks[(story.breaks["indicator_id"] == "questions_registered") & (story.breaks["kind"] == "edition")]
    for row in records(own[own["at"].astype(str) <= story.edition]):
        words = Text(nl=f"{row['reason_nl']}.", en=f"{row['reason_en']}.")
        said.append(report.cite(words, *story.registered.ids))
    estimates = story.figures[story.figures["indicator_id"] == "questions_incl_street"]
    for row in records(estimates[estimates["period"].map(year_of) == story.year]):
        number = report.number(row["value"])
        words = Text(
            nl=f"Met die vragen erbij schat het verslag ongeveer {number} vragen per jaar.",
            en=f"With those questions the report estimates about {number} questions a year.",
        )
        said.append(report.cite(words, row["figure_id"]))
    return said


def _said_rounded(story: Demand) -> list[Sentence]:
    """Counts in whole thousands beside counts to the one: they look rounded."""
    then, report = story.registered, story.report
    known = [(then.now, then.ids, story.year), (then.before, then.before_ids, story.year - 1)]
    said = []
    for value, ids, year in known:
        if value is not None and value > 0 and value % 1000 == 0:
            number = report.number(value)
            words = Text(
                nl=f"Het aantal van {year} ({number}) lijkt afgerond op duizendtallen.",
                en=f"The number of {year} ({number}) looks rounded to thousands.",
            )
            said.append(report.cite(words, *ids))
    return said


def _said_missing(story: Demand) -> list[Text | Sentence]:
    said: list[Text | Sentence] = []
    absent = story.missing()
    if absent:
        names = [_MISSING_STEPS[step] for step in absent]
        nl, en = enumeration([name.nl for name in names], "nl"), enumeration([name.en for name in names], "en")
        verb = ("ontbreekt", "is") if len(absent) == 1 else ("ontbreken", "are")
        said.append(
            Text(
                nl=f"Over {story.year} {verb[0]} in de gepubliceerde cijfers {nl}.",
                en=f"For {story.year}, {en} {verb[1]} not among the published figures.",
            )
        )
    return said
