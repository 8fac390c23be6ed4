"""The first screen of the report on the costs of youth care: what is printed, and what cannot be told from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import TYPE_CHECKING

from babel.dates import format_date

from wij_impact.effect import DesignSheet
from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.report import Report

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BEFORE", "CLIENTS", "FALL", "PANDEMIC", "READINGS", "CareCosts", "annual", "care_costs", "certainty",
    "contradictions", "lead",
]  # fmt: skip

FALL = "youth_care_costs_decrease_acceleratie_2020_estimate_r2020_zin"
PANDEMIC = "youth_care_costs_increase_covid_19_2020_estimate_r2020"
CLIENTS = ("youth_zin_clients_2019_r2020", "youth_zin_clients_2020_r2020")
INDICATIONS = "indications_by_product_jeugd_2020_r2020"
BEFORE = "youth_zin_reference_date_2021_03_01_r2020"
#: How the two amounts can be read: is 0.2 part of the fall, or does it come on top?
READINGS: dict[str, Text] = {
    "all": Text(nl="daling van {fall} in totaal", en="fall of {fall} in all"),
    "net": Text(nl="daling van {fall}, min {pandemic} corona", en="fall of {fall}, less {pandemic} pandemic"),
}


@dataclass(frozen=True)
class CareCosts:
    """What the report says about the costs of youth care.

    Attributes
    ----------
    report : Report
    figures, outside : pandas.DataFrame
        The published figures, and those of others (CBS).
    total : float
        Total cost in 2019 in millions of euros, when the user knows it; NaN otherwise.
    """

    report: Report
    figures: pd.DataFrame
    outside: pd.DataFrame
    total: float

    def value(self, figure_id: str) -> float:
        """The value of a published figure."""
        return float(self.figures.loc[self.figures["figure_id"] == figure_id, "value"].iloc[0])

    @property
    def clients(self) -> tuple[float, float]:
        """Clients in 2019 and 2020."""
        return self.value(CLIENTS[0]), self.value(CLIENTS[1])

    @property
    def volume(self) -> float:
        """The change of the number of clients, as a fraction."""
        before, after = self.clients
        return after / before - 1

    def change(self, reading: str, rounding: float = 0.0) -> float:
        """The change of the total in millions of euros under a reading; `rounding` moves each printed tenth."""
        fall = self.value(FALL) + rounding
        return fall if reading == "all" else fall + self.value(PANDEMIC) + abs(rounding) * (1 if rounding > 0 else -1)

    def price(self, total: float, change: float) -> float:
        """The change of the cost per client that follows from a total in 2019 and a change, as a fraction."""
        return (total + change) / total / (1 + self.volume) - 1

    def even(self, reading: str) -> float:
        """The total in 2019 at which fewer clients alone make up the whole change, in millions of euros."""
        return self.change(reading) / self.volume

    def name(self, reading: str) -> Text:
        """A reading in words, with its amounts."""
        fall, pandemic = (self.amount(figure_id) for figure_id in (FALL, PANDEMIC))
        words = READINGS[reading]
        return Text(
            nl=words.nl.format(fall=fall.nl, pandemic=pandemic.nl),
            en=words.en.format(fall=fall.en, pandemic=pandemic.en),
        )

    def amount(self, figure_id: str) -> Text:
        """The size of a printed amount in millions, in digits only: 1,8."""
        size = abs(self.value(figure_id))
        return Text(nl=format_number(size, "decimal1", "nl"), en=format_number(size, "decimal1", "en"))

    @property
    def known_on(self) -> Text:
        """The day on which the costs were drawn up, written out."""
        day = date.fromisoformat(str(self.figures.loc[self.figures["figure_id"] == BEFORE, "period"].iloc[0]))
        return Text(
            nl=format_date(day, format="d MMMM y", locale="nl"), en=format_date(day, format="d MMMM y", locale="en_GB")
        )

    @property
    def design(self) -> DesignSheet:
        """Who was compared with whom, as far as the report says."""
        extra = self.amount(PANDEMIC)
        return DesignSheet(
            treated=Text(
                nl="Jeugdhulp in natura met een indicatie van WIJ Groningen, in 2020",
                en="Youth care in kind with an indication by WIJ Groningen, in 2020",
            ),
            chosen=None,
            compared_with=Text(
                nl="Alleen met 2019; niet met een andere gemeente of groep",
                en="Only with 2019; not with another municipality or group",
            ),
            changed_besides=Text(
                nl=f"Corona: volgens het verslag {extra.nl} miljoen euro hogere kosten. De tarieven staan er niet in.",
                en=f"The pandemic: according to the report {extra.en} million euros more. The tariffs are not in it.",
            ),
            measured=Text(
                nl=f"Kosten zoals bekend op {self.known_on.nl}. De totalen van 2019 en 2020 staan niet in de gebruikte "
                "verslagen.",
                en=f"Costs as known on {self.known_on.en}. The totals of 2019 and 2020 are not in the reports used.",
            ),
        )


def care_costs(report: Report, figures: pd.DataFrame, outside: pd.DataFrame, total: float = 0.0) -> CareCosts:
    """Gather what the report says.

    Parameters
    ----------
    report : Report
    figures, outside : pandas.DataFrame
        `catalogue.figures()` and `catalogue.load_table("outside_figures")`.
    total : float
        Total cost in 2019 in millions of euros; 0 when not known.

    Raises
    ------
    InputError
        When the total cannot be one in millions of euros.
    """
    story = CareCosts(report, figures, outside.set_index("outside_id"), total if total else float("nan"))
    if total and not 5 <= total <= 1000:
        raise InputError(
            Text(nl=f"een totaal van {total:g} miljoen euro kan niet.", en=f"a total of {total:g} million cannot be."),
            remedy=Text(
                nl="Geef het totaal van 2019 in miljoenen euro, bijvoorbeeld -p total=80.",
                en="Give the total of 2019 in millions of euros, for instance -p total=80.",
            ),
        )
    return story


def lead(story: CareCosts) -> blocks.Lead:
    """What is claimed, what fewer clients could explain, and what is missing."""
    fall = story.amount(FALL)
    title = Text(
        nl=f"Zorgkosten jeugd 2020: waar de daling van {fall.nl} miljoen vandaan komt, is niet na te gaan",
        en=f"Cost of youth care 2020: where the fall of {fall.en} million comes from cannot be established",
    )
    return story.report.lead(title, _said_annual(story))


def annual(story: CareCosts) -> list[blocks.Block]:
    """The story of the annual report below a series of the user's own, which leads then."""
    return [
        story.report.heading(Text(nl="Het jaarverslag 2020", en="The annual report of 2020"), id="jaarverslag"),
        story.report.statement("jaarverslag-zegt", *_said_annual(story)),
        # The page sets these beside how sure: there the title has to say that they are not about the series.
        contradictions(story, _NOT_YOURS),
    ]


def _said_annual(story: CareCosts) -> list[Sentence | Text]:
    last = _said_sides() if isnan(story.total) else _said_total(story)
    return [_said_claim(story), _said_volume(story), last]


def _said_claim(story: CareCosts) -> Sentence:
    fall = story.report.number(abs(story.value(FALL)), "eur_in_million")
    pandemic = story.report.number(story.value(PANDEMIC), "eur_in_million")
    words = Text(
        nl=f"Volgens het jaarverslag 2020 kostte jeugdhulp (zorg in natura) **{fall} minder** dan in 2019. Het verslag "
        f"schrijft dat toe aan het programma ‘acceleratie’. Corona kostte volgens het verslag {pandemic} extra.",
        en=f"According to the annual report of 2020 youth care (in kind) cost **{fall} less** than in 2019. The report "
        f"attributes that to the programme ‘acceleratie’. The pandemic cost {pandemic} extra, it says.",
    )
    return story.report.cite(words, FALL, PANDEMIC)


def _said_volume(story: CareCosts) -> Sentence:
    number = story.report.number
    before, after = (number(one) for one in story.clients)
    share = number(-story.volume, "percent1")
    even = [number(story.even(reading)) for reading in READINGS]
    words = Text(
        nl=f"Er waren ook **{share} minder cliënten** ({after} tegen {before}). Kostte de zorg in 2019 in totaal "
        f"**{even[0]} miljoen euro**, dan is de daling precies die van het aantal cliënten (met corona eraf: "
        f"{even[1]} miljoen). Dat totaal staat niet in de gebruikte verslagen.",
        en=f"There were also **{share} fewer clients** ({after} against {before}). If care cost **{even[0]} million "
        f"euros** in all in 2019, the fall is exactly that of the number of clients (less the pandemic: {even[1]} "
        "million). That total is not in the reports used.",
    )
    return story.report.cite(words, *CLIENTS)


def _said_sides() -> Text:
    return Text(
        nl="Was het totaal hoger, dan werd de zorg per cliënt duurder. Was het lager, dan werd zij goedkoper.",
        en="If the total was higher, care per client became dearer. If it was lower, care became cheaper.",
    )


def _said_total(story: CareCosts) -> Text:
    """What follows from the total that the user gave."""
    number = story.report.number
    total = number(story.total, "auto")
    prices = [number(story.price(story.total, story.change(reading)), "percent1", True) for reading in READINGS]
    return Text(
        nl=f"Bij het **opgegeven totaal van {total} miljoen euro** veranderden de kosten per cliënt met {prices[0]} "
        f"(met corona eraf: {prices[1]}).",
        en=f"With the **given total of {total} million euros** the cost per client changed by {prices[0]} (less the "
        f"pandemic: {prices[1]}).",
    )


def certainty(story: CareCosts) -> blocks.Certainty:
    """Cannot be told: nothing to compare with, and what would be needed."""
    return story.report.certainty(
        Text(
            nl="**Dat is niet te zeggen.** Er is geen vergelijking met een andere gemeente of met de maanden ervoor, "
            "en in 2020 was er ook corona.",
            en="**That cannot be said.** There is no comparison with another municipality or with the months before, "
            "and in 2020 there was the pandemic too.",
        ),
        Text(
            nl="Nodig zijn: de totale kosten van 2019 en 2020, de tarieven, en cijfers per maand, liefst ook van een "
            "gemeente zonder het programma.",
            en="Needed are: the total costs of 2019 and 2020, the tariffs, and figures per month, preferably also of a "
            "municipality without the programme.",
        ),
    )


_MIND = Text(nl="Drie dingen om op te letten", en="Three things to mind")
_NOT_YOURS = Text(
    nl="Over het jaarverslag 2020 van WIJ Groningen, niet over uw reeks",
    en="About the annual report of 2020 of WIJ Groningen, not about your series",
)


def contradictions(story: CareCosts, title: Text = _MIND) -> blocks.Contradictions:
    """The count of clients against CBS and against the indications, and bills that came later."""
    said = [_said_cbs(story), _said_indications(story), _said_late(story)]
    return story.report.contradictions(said, title)


def _said_cbs(story: CareCosts) -> Sentence:
    """Two counts; the footnote stands behind the number of the annual report, which does not hold those of CBS."""
    number = story.report.number
    clients = number(story.clients[1])
    people, roads = (
        number(story.outside.loc[f"cbs_youth_care_{what}_2021", "value"]) for what in ("youngsters", "trajectories")
    )
    words = Text(
        nl=f"CBS telde in 2021 (een ander jaar; door ons niet nagekeken) ongeveer {people} jongeren met jeugdhulp in "
        f"Groningen, met ongeveer {roads} trajecten. Een prijs per cliënt is dus niet veilig af te leiden, want het "
        f"verslag telt over 2020 **{clients} unieke cliënten** en zegt niet wat dat zijn.",
        en=f"Statistics Netherlands (CBS) counted in 2021 (another year; not checked by us) about {people} youngsters "
        f"with youth care in Groningen, with about {roads} trajectories. So a price per client cannot safely be "
        f"derived, for the report counts **{clients} unique clients** in 2020 and does not say what those are.",
    )
    return story.report.cite(words, CLIENTS[1])


def _said_indications(story: CareCosts) -> Sentence:
    given, clients = story.value(INDICATIONS), story.clients[1]
    words = Text(
        nl=f"Hetzelfde verslag telt {story.report.number(given)} afgeronde indicaties Jeugd in 2020. Het aantal "
        f"cliënten is {story.report.number(clients / given, 'decimal1')} keer zo hoog.",
        en=f"The same report counts {story.report.number(given)} completed youth indications in 2020. The number of "
        f"clients is {story.report.number(clients / given, 'decimal1')} times as high.",
    )
    return story.report.cite(words, INDICATIONS, CLIENTS[1])


def _said_late(story: CareCosts) -> Sentence:
    words = Text(
        nl=f"De kosten van 2020 zijn die van {story.known_on.nl}. Rekeningen die later kwamen, tellen niet mee. "
        "Hoeveel dat er zijn, staat er niet bij; elke latere rekening maakt de daling kleiner.",
        en=f"The costs of 2020 are as known on {story.known_on.en}. Bills that came later do not count. How many there "
        "are is not stated; every later bill makes the fall smaller.",
    )
    return story.report.cite(words, BEFORE)
