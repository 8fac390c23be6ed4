"""The first screen of the report on the new management model, and what its implementation may have cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wij_impact import mkba
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.printed import place_words, records, source_name

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba.case import Case
    from wij_impact.mkba.simulation import Simulation

__all__ = [
    "COST",
    "HORIZONS",
    "MAIN",
    "SCHEDULES",
    "Model",
    "certainty",
    "contradictions",
    "lead",
    "model",
]

COST = "cost.implementatie.price"
SHARE = "effect.besparing.additionality"
DROP_OFF = "effect.besparing.drop_off"
SAVING = "structural_saving_2020_r2020"
SCHEDULES = ("nl_2015", "nl_2020", "nl_2025")
MAIN = "nl_2020"
HORIZONS = (5, 10, 20)
MIDDLE = 10
_EXPLORE = "verkenning"


@dataclass(frozen=True)
class Model:
    """What the report says about the management model.

    Attributes
    ----------
    report : Report
        Makes the blocks, in one language.
    figures, sources : pandas.DataFrame
        The published figures and their sources.
    cases : dict
        The case per discount schedule, and `verkenning` with the assumptions of the exploration.
    labels : dict of str to Text
        The name of each discount schedule.
    simulation : Simulation
        The draws of the exploration.
    """

    report: Report
    figures: pd.DataFrame
    sources: pd.DataFrame
    cases: dict[str, Case]
    labels: dict[str, Text]
    simulation: Simulation

    @property
    def yearly(self) -> float:
        """The amount per year, in euros."""
        return float(self.cases[MAIN].central()["effect.besparing.price"])

    def case(self, schedule: str = MAIN, horizon: int = MIDDLE) -> Case:
        """The case with a discount schedule and a horizon in years."""
        return replace(self.cases[schedule], horizon=horizon)

    def limit(self, schedule: str = MAIN, horizon: int = MIDDLE, share: float = 1.0) -> float:
        """The highest implementation cost at which benefits still equal costs: the switching value, in euros."""
        case = self.case(schedule, horizon).with_value(SHARE, share)
        found = mkba.switching_value(case, COST)
        return float("nan") if found is None else found

    def figure(self, figure_id: str) -> float:
        """The value of a published figure."""
        return float(self.figures.loc[self.figures["figure_id"] == figure_id, "value"].iloc[0])

    def euro(self, value: float) -> str:
        """An amount in euros."""
        return self.report.number(value, "eur")

    def million(self, value: float) -> str:
        """An amount in millions of euros, from euros."""
        return self.report.number(value, "eur_million")


def model(report: Report, figures: pd.DataFrame, draws: int = 10_000, seed: int = 0, *, sources: pd.DataFrame) -> Model:
    """Gather what the report says: the case under each discount schedule, and an exploration by Monte Carlo.

    Parameters
    ----------
    report : Report
        With the figures and the sources.
    figures, sources : pandas.DataFrame
        As `catalogue.figures` and `catalogue.load_table` give them.
    draws, seed : int
        Of the Monte Carlo.

    Returns
    -------
    Model
    """
    cases = {name: mkba.load_case("besturingsmodel", scenario=name) for name in (*SCHEDULES, _EXPLORE)}
    table = mkba.load_scenarios("besturingsmodel").set_index("scenario")
    labels = {name: Text(nl=str(table["label_nl"][name]), en=str(table["label_en"][name])) for name in SCHEDULES}
    return Model(report, figures, sources, cases, labels, mkba.simulate(cases[_EXPLORE], draws, seed))


def lead(story: Model) -> blocks.Lead:
    """The amount, the highest implementation cost at which it pays, and under which condition."""
    title = Text(
        nl=f"{story.euro(story.yearly)} per jaar: wat de invoering kostte, is niet bekend",
        en=f"{story.euro(story.yearly)} a year: what the implementation cost is not known",
    )
    return story.report.lead(title, [_said_stated(story), _said_limit(story), _said_condition(story)])


def _said_stated(story: Model) -> Sentence:
    words = Text(
        nl=f"Volgens het jaarverslag 2020 bespaart het nieuwe besturingsmodel vanaf 2020 **{story.euro(story.yearly)} "
        "per jaar** op de organisatiekosten. De kosten van de invoering staan er niet bij. Een saldo is daarom niet te "
        "geven.",
        en="According to the annual report of 2020 the new management model saves "
        f"**{story.euro(story.yearly)} a year** on organisation costs from 2020. The cost of implementing it is not "
        "given. So no balance can be given.",
    )
    return story.report.cite(words, SAVING)


def _said_limit(story: Model) -> Text:
    limit, rate = story.million(story.limit()), _rate(story, MAIN)
    return Text(
        nl=f"Wel een grens. Over {MIDDLE} jaar is het bedrag samen **{limit}** waard, gerekend naar 2020 "
        f"({rate} per jaar). Kostte de invoering minder, dan is zij in die tijd terugverdiend. Kostte zij meer, dan "
        "niet.",
        en=f"A limit can. Over {MIDDLE} years the amount is worth **{limit}** together, counted back to 2020 "
        f"({rate} a year). If the implementation cost less, it is paid back in that time. If it cost more, it is not.",
    )


def _said_condition(story: Model) -> Text:
    half = story.million(story.limit(share=0.5))
    return Text(
        nl=f"Dat geldt alleen als het hele bedrag er elk jaar echt is. Is de helft echt, dan ligt de grens bij "
        f"**{half}**.",
        en=f"That only holds if the whole amount is really there every year. If half of it is, the limit lies at "
        f"**{half}**.",
    )


def certainty(story: Model) -> blocks.Certainty:
    """Where the amount comes from, what was not checked, and what the choices of the calculation do."""
    return story.report.certainty(_said_place(story), _said_unchecked(story), _said_choices(story))


def _said_place(story: Model) -> Sentence:
    row = records(story.figures[story.figures["figure_id"] == SAVING])[0]
    lang = story.report.lang
    place = f"{source_name(story.sources, str(row['source']), lang)}, {place_words(str(row['locator']), lang)}"
    words = Text(
        nl=f"Het bedrag staat op één plaats: {place}. De tekst is daar beschadigd; het bedrag is eruit ontcijferd. Hoe "
        "het is berekend, staat er niet bij, en een vergelijking ook niet.",
        en=f"The amount stands in one place: {place}. The text is damaged there; the amount was deciphered from it. "
        "How it was computed is not given, nor is a comparison.",
    )
    return story.report.cite(words, SAVING)


def _said_unchecked(story: Model) -> Text:
    years = sorted({str(one) for one in _savings(story)["period"]})
    shown = enumeration(years, story.report.lang)
    return Text(
        nl=f"In de gebruikte verslagen staat het bedrag alleen bij {shown}. Of het er daarna elk jaar nog was, is niet "
        "na te gaan.",
        en=f"In the reports used the amount only stands with {shown}. Whether it was still there every year after that "
        "cannot be checked.",
    )


def _savings(story: Model) -> pd.DataFrame:
    return story.figures[story.figures["indicator_id"] == "structural_saving"]


def _said_choices(story: Model) -> Text:
    by_rate = [story.limit(schedule) for schedule in SCHEDULES]
    by_years = [story.limit(horizon=years) for years in (HORIZONS[0], HORIZONS[-1])]
    rates = [story.million(one) for one in (min(by_rate), max(by_rate))]
    spans = [story.million(one) for one in by_years]
    return Text(
        nl=f"De discontovoet maakt weinig uit: de grens is over {MIDDLE} jaar {rates[0]} tot {rates[1]}. Hoe lang het "
        f"bedrag er is, maakt veel uit: {spans[0]} bij {HORIZONS[0]} jaar, {spans[1]} bij {HORIZONS[-1]} jaar.",
        en=f"The discount rate matters little: over {MIDDLE} years the limit is {rates[0]} to {rates[1]}. How long the "
        f"amount lasts matters much: {spans[0]} for {HORIZONS[0]} years, {spans[1]} for {HORIZONS[-1]} years.",
    )


def contradictions(story: Model) -> blocks.Contradictions:
    """Two amounts of turnover, a saving that the totals do not show, and `structural` without an end."""
    title = Text(nl="Wat niet klopt of geen bron heeft", en="What does not add up or has no source")
    return story.report.contradictions([_said_hidden(story), _said_turnover(story), _said_structural()], title)


def _said_hidden(story: Model) -> Sentence:
    ids = ("turnover_2019_r2020_kern", "turnover_2020_r2020_kern")
    before, now = (story.figure(figure_id) for figure_id in ids)
    shown = [story.report.number(one, "eur_in_million") for one in (before, now)]
    share = story.report.number(story.yearly / (now * 1e6), "percent1")
    words = Text(
        nl=f"De omzet ging van {shown[0]} in 2019 naar {shown[1]} in 2020. Het bedrag is {share} van de omzet van "
        "2020. De organisatiekosten zelf, van voor en na, staan niet in de gebruikte cijfers. Het bedrag is dus niet "
        "na te rekenen.",
        en=f"Turnover went from {shown[0]} in 2019 to {shown[1]} in 2020. The amount is {share} of the turnover of "
        "2020. The organisation costs themselves, before and after, are not in the figures used. So the amount cannot "
        "be checked.",
    )
    return story.report.cite(words, *ids, SAVING)


def _said_turnover(story: Model) -> Sentence:
    ids = ("turnover_2020_r2020_kern", "turnover_2020_r2023_kern")
    shown = [story.report.number(story.figure(figure_id), "eur_in_million") for figure_id in ids]
    gap = abs(story.figure(ids[0]) - story.figure(ids[1])) * 1e6
    words = Text(
        nl=f"Van de omzet van 2020 staan twee bedragen gedrukt: {shown[0]} en {shown[1]}. Het verschil, "
        f"{story.euro(gap)}, is {story.report.number(gap / story.yearly, 'percent')} van het bedrag waar het hier om "
        "gaat. Reden niet gegeven.",
        en=f"Of the turnover of 2020 two amounts are printed: {shown[0]} and {shown[1]}. The difference, "
        f"{story.euro(gap)}, is {story.report.number(gap / story.yearly, 'percent')} of the amount at stake here. No "
        "reason given.",
    )
    return story.report.cite(words, *ids)


def _said_structural() -> Text:
    return Text(
        nl="‘Structureel’ heeft geen einddatum. Daarom staan er drie looptijden naast elkaar; geen ervan is gegeven.",
        en="‘Structural’ has no end date. So three periods stand side by side; none of them is given.",
    )


def _rate(story: Model, schedule: str) -> str:
    flat = story.cases[schedule].schedule.rates[0][1]
    return story.report.number(round(100 * float(flat), 6), "percent_auto_of_100")
