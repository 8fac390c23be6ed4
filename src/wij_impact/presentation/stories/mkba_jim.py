"""The report on one cost-benefit case, with the claim about the JIM pilot where the case is about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact import mkba
from wij_impact.language import Language, Text
from wij_impact.presentation import blocks
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.mkba_claim import Claim, find_claim
from wij_impact.presentation.stories.mkba_common import GUIDELINE, evidence_sentence
from wij_impact.presentation.stories.mkba_sections import (
    claim_blocks,
    evidence_blocks,
    payer_blocks,
    turning_blocks,
    uncertainty_blocks,
)
from wij_impact.presentation.stories.mkba_words import item_name, number_name, payer_name, show_value
from wij_impact.presentation.stories.printed import records

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.mkba import Appraisal, Case, Simulation

__all__ = [
    "Story", "certainty", "claim_blocks", "contradictions", "evidence_blocks", "first_screen", "gather", "lead",
    "method", "payer_blocks", "spread", "turning_blocks", "uncertainty_blocks",
]  # fmt: skip

_MAIN = ("additionality", "duration", "price")
_LANGUAGES: tuple[Language, Language] = ("nl", "en")

# The main conditions of the pilot in plain words; any other case is told with the names it gives itself.
_JIM: dict[str, Text] = {
    "input.additionaliteit": Text(
        nl="{nl} van die uitkomsten zonder JIM echt was gebeurd (de additionaliteit)",
        en="{en} of those outcomes would really have happened without JIM (the additionality)",
    ),
    "effect.uithuisplaatsing.duration": Text(
        nl="een uithuisplaatsing anders {nl} jaar had geduurd",
        en="an out-of-home placement would have lasted {en} years",
    ),
    "cost.begeleiding.price": Text(nl="JIM zelf {nl} per traject kost", en="JIM itself costs {en} per trajectory"),
}


@dataclass(frozen=True)
class Story:
    """A case worked out, for one report.

    Attributes
    ----------
    report : Report
        Makes the blocks, in one language.
    case, appraisal, simulation
        The case, its point estimates, and its draws (None when nothing in it is uncertain).
    switching : pandas.DataFrame
        `mkba.switching_values` of the numbers in the case.
    claim : Claim or None
        The printed claim about the JIM pilot, when the case is about it.
    """

    report: Report
    case: Case
    appraisal: Appraisal
    simulation: Simulation | None
    switching: pd.DataFrame
    claim: Claim | None

    def euro(self, value: float) -> str:
        """An amount in whole euros."""
        return self.report.number(value, "eur")

    def turning(self) -> pd.DataFrame:
        """The numbers that turn the balance: those that are known, and costs that are not; a turn at 0 says nothing."""
        frame = self.switching
        known = frame["present"].notna() | frame["parameter"].str.startswith("cost.")
        return frame[frame["switching_value"].notna() & frame["switching_value"].ne(0) & known]

    def named_turns(self) -> list[dict[str, Any]]:
        """Of additionality, duration and cost per unit: the first that turns the balance, with its `field`."""
        rows = records(self.turning())
        found: list[dict[str, Any]] = []
        for field in _MAIN:
            fit = [row for row in rows if field in self.fields(str(row["parameter"]))]
            if field == "price":
                fit = [row for row in fit if str(row["parameter"]).startswith("cost.")] or fit
            found += [{**row, "field": field} for row in fit[:1]]
        return found

    def fields(self, path: str) -> set[str]:
        """What the number at `path` is used as: price, duration, additionality, ..."""
        used = {field.rpartition(".")[2] for field, number in self.case.numbers.items() if number.stream == path}
        return used or {path.rpartition(".")[2]}

    def items(self, path: str) -> list[str]:
        """The items that use the number at `path`."""
        used = [field for field, number in self.case.numbers.items() if number.stream == path] or [path]
        return sorted({".".join(field.split(".")[:2]) for field in used})

    def without_price(self) -> list[str]:
        """The items with an unknown number, quoted."""
        frame = self.appraisal.unpriced
        own = frame[frame["reason"] != "pm"]
        return [f"‘{item_name(self.case, str(item), self.report.lang)}’" for item in own["item"]]

    def place_price(self) -> float:
        """The amount of a placement at the price level of the case; NaN when there is none."""
        return self.case.central().get("effect.uithuisplaatsing.price", float("nan"))


def gather(report: Report, published: pd.DataFrame, case: str, draws: int = 10_000, seed: int = 0) -> Story:
    """Load a case and work it out.

    Parameters
    ----------
    report : Report
        With the figures and the sources.
    published : pandas.DataFrame
        The published figures, for the claim.
    case : str
        Name of a case in the data folder, or the path of a TOML file.
    draws, seed : int
        Of the simulation.

    Raises
    ------
    InputError
        When the case file has an error: file, row, the path in it, and the remedy.
    """
    loaded = mkba.load_case(case)
    appraisal = mkba.appraise(loaded)
    simulation = mkba.simulate(loaded, draws, seed) if loaded.varying() else None
    return Story(report, loaded, appraisal, simulation, mkba.switching_values(loaded), find_claim(loaded, published))


def first_screen(story: Story) -> list[blocks.Block]:
    """The lead, how certain it is, and what does not add up."""
    odd = contradictions(story)
    return [lead(story), certainty(story), *([odd] if odd is not None else [])]


def lead(story: Story) -> blocks.Lead:
    """The claim, from where it pays, and what has no price."""
    said: list[blocks.Sentence | Text] = []
    if story.claim is not None:
        said.append(_said_claim(story, story.claim))
    else:
        said.append(_said_balance(story))
    said.append(_said_turn(story))
    missing = story.without_price()
    if missing:
        said.append(_said_missing(story, missing))
    return story.report.lead(_title(story), said)


def _title(story: Story) -> Text:
    if story.claim is not None:
        return Text(
            nl="Of JIM zich terugverdient, hangt af van wat niet gemeten is",
            en="Whether JIM pays for itself depends on what was not measured",
        )
    title = story.case.title
    return Text(
        nl=f"‘{title.nl}’: vanaf wanneer het zich terugverdient", en=f"‘{title.en}’: from where it pays for itself"
    )


def _said_claim(story: Story, claim: Claim) -> blocks.Sentence:
    number, amount = story.report.number, story.euro(claim.amount)
    words = Text(
        nl=f"Volgens professionals is met JIM ongeveer **{amount}** bespaard, in {number(claim.counted)} van de "
        f"{number(claim.started)} trajecten. Dat bedrag is bruto: er is geen vergelijkingsgroep, en wat JIM zelf "
        "kostte is niet bekend.",
        en=f"According to professionals JIM saved about **{amount}**, in {number(claim.counted)} of the "
        f"{number(claim.started)} trajectories. That amount is gross: there is no comparison group, and what JIM "
        "itself cost is not known.",
    )
    return story.report.cite(words, *claim.all_ids())


def _said_balance(story: Story) -> Text:
    total = story.appraisal.result
    costs, benefits = story.euro(total("costs")), story.euro(total("benefits"))
    return Text(
        nl=f"Met elk getal op zijn middelste waarde zijn de kosten **{costs}** en de baten **{benefits}**, in euro’s "
        f"van {story.case.price_year}.",
        en=f"With every number at its middle value the costs are **{costs}** and the benefits **{benefits}**, in euros "
        f"of {story.case.price_year}.",
    )


def _said_turn(story: Story) -> Text:
    """From which value of the main numbers it pays, and for whom."""
    rows = story.named_turns()
    if not rows:
        return Text(
            nl="Geen enkel bekend getal laat het saldo omslaan: er is geen omslagwaarde.",
            en="No known number turns the balance: there is no switching value.",
        )
    nl, en = ([_condition(story, row).show(lang) for row in rows] for lang in _LANGUAGES)
    who = _who_turns(story)
    return Text(
        nl=f"{who.nl} zijn de baten minstens de kosten als {', of als '.join(nl)}. Elk van deze waarden geldt alleen "
        "als de andere getallen op hun middelste waarde staan, en dat midden is meestal een aanname.",
        en=f"{who.en} the benefits are at least the costs if {', or if '.join(en)}. Each of these values only holds "
        "with the other numbers at their middle value, and that middle is mostly an assumption.",
    )


def _condition(story: Story, row: dict[str, Any]) -> Text:
    """When the benefits are at least the costs, for one number; item names quoted, for they are not our words."""
    path, value = str(row["parameter"]), float(row["switching_value"])
    most = row["pays_from"] == "at most"
    nl, en = (f"**{show_value(story.case, path, value, lang)}**" for lang in _LANGUAGES)
    nl, en = f"{'hoogstens' if most else 'minstens'} {nl}", f"{'at most' if most else 'at least'} {en}"
    fields = story.fields(path)
    item = next(iter(story.items(path)), "")
    names = [f"‘{item_name(story.case, item, lang)}’" for lang in _LANGUAGES]
    if story.claim is not None and path in _JIM:
        return _JIM[path].format(nl=nl, en=en)
    if "additionality" in fields:
        return Text(
            nl=f"de additionaliteit {nl} is (het deel dat zonder de aanpak anders was gelopen)",
            en=f"the additionality is {en} (the part that would have gone differently without the approach)",
        )
    if "duration" in fields and len(story.items(path)) == 1:
        return Text(nl=f"{names[0]} {nl} jaar duurt", en=f"{names[1]} lasts {en} years")
    if "price" in fields and path.startswith("cost."):
        unit = next((one.unit for one in story.case.items if one.path == item and one.unit), "")
        per = f" per {unit}" if unit else ""
        return Text(nl=f"{names[0]} {nl}{per} kost", en=f"{names[1]} costs {en}" + (" each" if unit else ""))
    words = [f"‘{number_name(story.case, path, lang)}’" for lang in _LANGUAGES]
    return Text(nl=f"{words[0]} {nl} is", en=f"{words[1]} is {en}")


def _who_turns(story: Story) -> Text:
    """Who pays and gains what has a price: one payer by name, else society."""
    payers = story.appraisal.by_payer
    amounts = payers[["costs", "benefits"]].fillna(0.0)
    active = payers[(amounts["costs"] != 0) | (amounts["benefits"] != 0)]["payer"].tolist()
    if len(active) == 1:
        nl, en = (payer_name(story.case, str(active[0]), lang) for lang in _LANGUAGES)
        return Text(nl=f"Voor {_the(nl)}", en=f"For the {en}")
    return Text(nl="Voor alle partijen samen", en="For all parties together")


def _the(name: str) -> str:
    return f"het {name}" if name in {"Rijk", "onderwijs"} else f"de {name}"


def _said_missing(story: Story, missing: list[str]) -> Text:
    nl, en = enumeration(missing, "nl"), enumeration(missing, "en")
    return Text(
        nl=f"Geen prijs met een bron hebben: {nl}. Zij tellen niet mee in het saldo en staan er apart naast.",
        en=f"Without a sourced price are: {en}. They do not count in the balance and stand beside it.",
    )


def certainty(story: Story) -> blocks.Certainty:
    """What it rests on, and how wide the result is."""
    said: list[blocks.Sentence | Text] = []
    if story.claim is not None:
        said.append(
            Text(
                nl=f"De uitkomsten zijn een oordeel van professionals over {story.report.number(story.claim.started)} "
                "jongeren. Hoe het zonder JIM was gegaan, weet niemand: er is geen vergelijkingsgroep.",
                en=f"The outcomes are a judgement of professionals on {story.report.number(story.claim.started)} "
                "youngsters. What would have happened without JIM nobody knows: there is no comparison group.",
            )
        )
    said.append(evidence_sentence(story.report, story.appraisal))
    said += spread(story)
    return story.report.certainty(*said)


def spread(story: Story) -> list[Text]:
    """In words: where the draws of the balance lie, and that the chance is about the assumptions."""
    if story.simulation is None:
        return []
    frame = story.simulation.summary()
    row = records(frame[(frame["result"] == "net_present_value") & (frame["payer"] == "total")])[0]
    chance = story.report.number(story.simulation.chance(), "percent")
    low, high = story.euro(row["lower"]), story.euro(row["upper"])
    return [
        Text(
            nl=f"Alle onzekerheid doorgerekend ligt het saldo tussen {low} en {high} (95% van de trekkingen), en in "
            f"{chance} boven nul. Die kans gaat over de aannames in de berekening, niet over gemeten uitkomsten.",
            en=f"With all uncertainty worked through the balance lies between {low} and {high} (95% of the draws), and "
            f"above zero in {chance}. That chance is about the assumptions in the calculation, not about measured "
            "outcomes.",
        )
    ]


def contradictions(story: Story) -> blocks.Contradictions | None:
    """What does not fit in the claim; None for a case without one."""
    claim = story.claim
    if claim is None:
        return None
    number = story.report.number
    said = [
        Text(
            nl=f"**Meer uitkomsten dan trajecten**: {number(claim.outcomes)} uitkomsten in {number(claim.counted)} "
            f"trajecten. Liggen de {number(claim.closed)} gesloten plaatsingen binnen de {number(claim.placement)} "
            f"uithuisplaatsingen, dan zijn het er {number(claim.nested_outcomes)}. Of dat zo is, staat er niet.",
            en=f"**More outcomes than trajectories**: {number(claim.outcomes)} outcomes in {number(claim.counted)} "
            f"trajectories. If the {number(claim.closed)} closed placements are among the {number(claim.placement)} "
            f"out-of-home placements there are {number(claim.nested_outcomes)}. Whether that is so is not stated.",
        )
    ]
    place = story.place_price()
    if not is_missing(place) and claim.placement * place > claim.amount:
        total = story.euro(claim.placement * place)
        said.append(
            Text(
                nl=f"**De prijs past niet**: {number(claim.placement)} plaatsingen van een jaar in een gezinshuis "
                f"({story.euro(place)} per jaar) zijn samen {total}. Dat is al meer dan {story.euro(claim.amount)} "
                "voor alle uitkomsten.",
                en=f"**The price does not fit**: {number(claim.placement)} placements of a year in a family home "
                f"({story.euro(place)} a year) are {total} together. That is already more than "
                f"{story.euro(claim.amount)} for all outcomes.",
            )
        )
    return story.report.contradictions([story.report.cite(words, *claim.all_ids()) for words in said])


def method(story: Story) -> blocks.Method:
    """How it was worked out."""
    draws = 0 if story.simulation is None else len(story.simulation.draws)
    drawn = Text(
        nl=f"De onzekerheid is {story.report.number(draws)} keer getrokken, met toevalsgetal "
        f"{0 if story.simulation is None else story.simulation.seed} als begin. Een omslagwaarde is de waarde van een "
        "getal waarbij baten en kosten gelijk zijn, als de rest blijft zoals hij is.",
        en=f"The uncertainty was drawn {story.report.number(draws)} times, with seed "
        f"{0 if story.simulation is None else story.simulation.seed}. A switching value is the value of a number at "
        "which benefits equal costs, the rest staying as it is.",
    )
    grades = Text(
        nl="Een bewijsgraad (A tot en met E) maakt een uitkomst kleiner en de marge breder. Waar bij een aanname staat "
        "dat de marge al zo ruim is als de twijfel, gebeurt dat niet nog een keer.",
        en="An evidence grade (A to E) shrinks an outcome and widens its margin. Where an assumption says that its "
        "margin is already as wide as the doubt, that is not done again.",
    )
    return story.report.method(GUIDELINE, drawn, grades, Text(nl=f"Nulalternatief: {story.case.baseline.nl}",
                               en=f"Baseline: {story.case.baseline.en or story.case.baseline.nl}"))  # fmt: skip
