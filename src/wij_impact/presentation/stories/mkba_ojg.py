"""The first screen of the report on the OJG ("one euro in, two out"), and what one must believe for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wij_impact import mkba
from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.report import Report

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba.case import Case
    from wij_impact.mkba.simulation import Simulation

__all__ = [
    "ADDITIONAL",
    "BOUNDS",
    "COUNTS",
    "OWN",
    "PRICES",
    "SHARE",
    "Ojg",
    "certainty",
    "contradictions",
    "input_name",
    "lead",
    "needed_price_ratio",
    "ojg",
]

OWN = "groningen"
SHARE, ADDITIONAL, PRICES = "input.zelf_afgehandeld", "input.additionaliteit", "input.prijsverhouding"
CLAIM = "ojg_return_per_euro_2020_estimate_r2020"
BOUNDS = ("ojg_handled_alone_pct_low_2020_estimate_r2020", "ojg_handled_alone_pct_high_2020_estimate_r2020")
COUNTS = {2020: "ojg_trajectories_2020_r2020", 2023: "ojg_children_parents_2023_r2023"}
_LATER = {2020: None, 2023: "jaar_2023"}
_OTHERS = ("aef", "den_haag", "cpb", "claim")
_NAMES: dict[str, Text] = {
    SHARE: Text(nl="Deel dat de OJG zelf afhandelt", en="Share the OJG handles alone"),
    ADDITIONAL: Text(nl="Deel daarvan dat anders was verwezen", en="Share of those otherwise referred"),
    PRICES: Text(
        nl="Prijs van het vervallen traject, in keren de kosten van een OJG-traject",
        en="Price of the trajectory not needed, in times the cost of an OJG trajectory",
    ),
}


@dataclass(frozen=True)
class Ojg:
    """What the report says about the OJG.

    Attributes
    ----------
    report : Report
        Makes the blocks, in one language.
    figures, sources : pandas.DataFrame
        The published figures and their sources.
    year : int
        2020 (trajectories) or 2023 (children and parents).
    cases, simulations : dict
        Per source: `groningen`, aef, den_haag, cpb and claim; the count is that of the year.
    labels : dict of str to Text
        The name of each source.
    """

    report: Report
    figures: pd.DataFrame
    sources: pd.DataFrame
    year: int
    cases: dict[str, Case]
    simulations: dict[str, Simulation]
    labels: dict[str, Text]

    def value(self, figure_id: str) -> float:
        """The value of a published figure."""
        return float(self.figures.loc[self.figures["figure_id"] == figure_id, "value"].iloc[0])

    def central(self, path: str, source: str = OWN) -> float:
        """The point estimate of an input."""
        return float(self.cases[source].effective()[path].value)

    def chance(self, source: str, above: float) -> float:
        """The share of draws in which one euro returns more than `above`."""
        return self.simulations[source].chance(above, "benefit_cost_ratio")

    def percent(self, value: float) -> str:
        """A share as the report writes it."""
        return self.report.number(value, "percent")

    def times(self, value: float) -> str:
        """A number with one decimal, as the report writes it."""
        return self.report.number(value, "decimal1")


def ojg(
    report: Report,
    figures: pd.DataFrame,
    year: int = 2020,
    draws: int = 10_000,
    seed: int = 0,
    *,
    sources: pd.DataFrame,
) -> Ojg:
    """Gather what the report says: the case per source, each with its own draws.

    Parameters
    ----------
    report : Report
        With the figures and the sources.
    figures, sources : pandas.DataFrame
        As `catalogue.figures` and `catalogue.load_table` give them.
    year : int
        2020 or 2023: which published count is used.
    draws, seed : int
        Of the Monte Carlo.

    Returns
    -------
    Ojg

    Raises
    ------
    InputError
        For another year.
    """
    if year not in COUNTS:
        raise InputError(
            Text(nl=f"er is geen aantal van {year} over de OJG.", en=f"there is no count of {year} for the OJG."),
            remedy=Text(
                nl="Kies 2020 (trajecten) of 2023 (kinderen en ouders).",
                en="Choose 2020 (trajectories) or 2023 (children and parents).",
            ),
        )
    own = mkba.load_case("ojg", scenario=_LATER[year])
    cases = {OWN: own} | {name: _in_year(mkba.load_case("ojg", scenario=name), own) for name in _OTHERS}
    table = mkba.load_scenarios("ojg").set_index("scenario")
    labels = {name: Text(nl=str(table["label_nl"][name]), en=str(table["label_en"][name])) for name in _OTHERS}
    share = own.effective()[SHARE]
    low, high = report.number(100 * float(share.low or 0)), report.number(share.high, "percent")
    labels[OWN] = Text(
        nl=f"Groningen (2020): {low}-{high} zelf afgehandeld, bruto",
        en=f"Groningen (2020): {low}-{high} handled alone, gross",
    )
    labels["claim"] = Text(
        nl="De claim: iedereen die de OJG zelf afhandelt, was anders verwezen",
        en="The claim: all the OJG handles alone would otherwise have been referred",
    )
    simulations = {name: mkba.simulate(case, draws, seed) for name, case in cases.items()}
    return Ojg(report, figures, sources, year, cases, simulations, labels)


def _in_year(case: Case, own: Case) -> Case:
    """The case with the count and the price level of the year of `own`."""
    streams = {**case.streams, "input.trajecten": own.streams["input.trajecten"]}
    return replace(case, streams=streams, base_year=own.base_year, price_year=own.price_year)


def needed_price_ratio(share: float, added: float, target: float = 2.0) -> float:
    """How many times the cost of an OJG trajectory the trajectory not needed must cost, to return `target` per euro.

    Examples
    --------
    >>> round(needed_price_ratio(0.6, 1.0), 2), round(needed_price_ratio(0.5, 0.5), 2)
    (3.33, 8.0)
    """
    return target / (share * added)


def input_name(path: str) -> Text:
    """An input of the case, in the reader's words."""
    return _NAMES[path]


def lead(story: Ojg) -> blocks.Lead:
    """What one must believe for two euros, what has no source, and who says it."""
    title = Text(
        nl="Eén euro erin, twee eruit: de prijzen om dat na te rekenen ontbreken",
        en="One euro in, two out: the prices to check it are missing",
    )
    return story.report.lead(title, [_said_needed(story), _said_no_price(), _said_claim(story)])


def _said_needed(story: Ojg) -> Sentence:
    share = story.central(SHARE)
    all_of, half = (story.times(needed_price_ratio(share, added)) for added in (1.0, 0.5))
    words = Text(
        nl="Stel dat de OJG (ondersteuner jeugd en gezin bij de huisarts) "
        f"{story.percent(share)} zelf afhandelt en dat iedereen daarvan anders was verwezen. Dan komt er twee euro uit "
        f"als een traject dat vervalt **{all_of} keer** zo duur is als een traject bij de OJG. Was maar de helft "
        f"anders verwezen, dan moet het **{half} keer** zo duur zijn.",
        en=f"Suppose the OJG (youth and family supporter at the GP) handles {story.percent(share)} alone, and all of "
        f"them would otherwise have been referred. Then two euros come out if a trajectory that is not needed costs "
        f"**{all_of} times** as much as one with the OJG. If only half would have been referred, it must cost "
        f"**{half} times** as much.",
    )
    return story.report.cite(words, *BOUNDS)


def _said_no_price() -> Text:
    return Text(
        nl="Voor beide prijzen is **geen bron** gevonden: niet voor een OJG-traject en niet voor het traject dat "
        "vervalt. Ook is niet gemeten hoeveel kinderen anders waren verwezen.",
        en="For both prices **no source** was found: not for an OJG trajectory and not for the trajectory that is not "
        "needed. Nor was it measured how many children would otherwise have been referred.",
    )


def _said_claim(story: Ojg) -> Sentence:
    claim = story.report.number(story.value(CLAIM))
    words = Text(
        nl=f"Het bedrag van ongeveer {claim} euro per euro komt uit een snelle schatting (‘QuickScan’) in het "
        "jaarverslag 2020. De methode staat er niet bij.",
        en=f"The amount of about {claim} euros per euro comes from a quick estimate (‘QuickScan’) in the annual report "
        "of 2020. Its method is not given.",
    )
    return story.report.cite(words, CLAIM)


def certainty(story: Ojg) -> blocks.Certainty:
    """The chances under each source, what they rest on, and why the claim cannot support itself."""
    names = [name for name in story.cases if name != "claim"]
    one = sorted((story.chance(name, 1.0), name) for name in names)
    two = sorted((story.chance(name, 2.0), name) for name in names)
    claim = story.percent(story.chance("claim", 2.0))
    chances = Text(
        nl=f"Erg onzeker. De kans dat er meer dan 1 euro per euro uitkomt, is **{story.percent(one[0][0])} tot "
        f"{story.percent(one[-1][0])}**; dat hangt af van de bron. De kans op meer dan 2 euro is "
        f"**{story.percent(two[0][0])} tot {story.percent(two[-1][0])}**.",
        en=f"Very uncertain. The chance that more than 1 euro per euro comes out is **{story.percent(one[0][0])} to "
        f"{story.percent(one[-1][0])}**; it depends on the source. The chance of more than 2 euros is "
        f"**{story.percent(two[0][0])} to {story.percent(two[-1][0])}**.",
    )
    basis = Text(
        nl="Deze kansen zijn niet gemeten. Ook bij de bronnen van buiten is de prijs uit de claim zelf teruggerekend, "
        "en is het een aanname hoeveel kinderen anders waren verwezen.",
        en="These chances were not measured. For the outside sources too the price was worked back from the claim "
        "itself, and how many children would otherwise have been referred is an assumption.",
    )
    circle = Text(
        nl=f"Neemt men alles aan wat de claim aanneemt, dan is de kans op meer dan 2 euro {claim}. Dat is dus geen "
        "bewijs voor de claim.",
        en=f"If one assumes all that the claim assumes, the chance of more than 2 euros is {claim}. So that is no "
        "proof of the claim.",
    )
    return story.report.certainty(chances, basis, circle)


def contradictions(story: Ojg) -> blocks.Contradictions:
    """Two counts that are not one series, a share that is no count, and two shares in one report."""
    return story.report.contradictions([_said_counts(story), _said_practices(story), _said_two_shares(story)])


def _said_counts(story: Ojg) -> Sentence:
    number = story.report.number
    first, last = number(story.value(COUNTS[2020])), number(story.value(COUNTS[2023]))
    words = Text(
        nl=f"Over 2020 staan er {first} trajecten, over 2023 {last} kinderen en ouders. Dat is niet hetzelfde geteld; "
        "of het er meer werden, is niet te zeggen.",
        en=f"For 2020 there are {first} trajectories, for 2023 {last} children and parents. These are not counted the "
        "same way; whether there were more cannot be said.",
    )
    return story.report.cite(words, *COUNTS.values())


def _said_practices(story: Ojg) -> Sentence:
    ids = ("gp_practices_with_ojg_pct_2020_12_r2020", "gp_practices_2020_r2020")
    share, all_of = story.value(ids[0]), story.value(ids[1])
    below = int(share / 100 * all_of)
    said = [f"{n} is {story.report.number(n / all_of, 'percent1')}" for n in (below, below + 1)]
    shown, whole = story.report.number(share, "percent_of_100"), story.report.number(all_of)
    words = Text(
        nl=f"In 2020 had {shown} van {whole} praktijken een OJG. Dat kan geen aantal praktijken zijn: {said[0]} en "
        f"{said[1]}.",
        en=f"In 2020 {shown} of {whole} practices had an OJG. That cannot be a number of practices: {said[0]} and "
        f"{said[1]}.",
    )
    return story.report.cite(words, *ids)


def _said_two_shares(story: Ojg) -> Sentence:
    ids = (
        "gp_practices_with_ojg_pct_2023_r2023_info", "gp_practices_with_ojg_pct_2023_r2023_text24",
        "gp_practices_with_ojg_2023_r2023", "gp_practices_2023_r2023",
    )  # fmt: skip
    one, other, with_ojg, all_of = (story.value(figure_id) for figure_id in ids)
    shown = [story.report.number(share, "percent_of_100") for share in (one, other)]
    exact = story.report.number(with_ojg / all_of, "percent1")
    words = Text(
        nl=f"Het jaarverslag 2023 noemt {shown[0]} en {shown[1]} van de praktijken. De aantallen ({with_ojg:.0f} van "
        f"{all_of:.0f}) geven {exact}.",
        en=f"The annual report of 2023 gives {shown[0]} and {shown[1]} of the practices. The counts ({with_ojg:.0f} of "
        f"{all_of:.0f}) give {exact}.",
    )
    return story.report.cite(words, *ids)
