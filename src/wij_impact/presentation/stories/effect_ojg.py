"""The report on the roll-out of the OJG over GP practices: what changed compared with practices without."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy import stats

from wij_impact import effect
from wij_impact.effect import PanelData, StaggeredResult
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.effect_ojg_published import contradictions, invented

__all__ = ["OjgEffect", "certainty", "contradictions", "lead", "ojg_effect"]

POWER = 0.8
#: What `load_panel` calls the outcome of a file with the column names of the template.
_TEMPLATE_COLUMNS = "referrals per 1,000 young_patients"
_TEMPLATE = Text(
    nl="verwijzingen per 1.000 jonge patiënten",
    en="referrals per 1,000 young patients",
)


@dataclass(frozen=True)
class OjgEffect:
    """What the report tells.

    Attributes
    ----------
    report : Report
    panel : PanelData
        The made-up practices, or the user's own.
    result : StaggeredResult
    events : DataFrame
        The event study, each period against the last one before the start.
    control : str
    level : float
    truth : float or None
        True mean change of the treated; only for the made-up practices.
    """

    report: Report
    panel: PanelData
    result: StaggeredResult
    events: pd.DataFrame
    control: str
    level: float
    truth: float | None

    @property
    def headline(self) -> Any:
        """The overall estimate."""
        return self.result.simple.iloc[0]

    @property
    def answered(self) -> bool:
        """Whether the interval has two finite limits."""
        return bool(math.isfinite(self.headline["lower"]) and math.isfinite(self.headline["upper"]))

    @property
    def seen(self) -> bool:
        """Whether the interval leaves out zero."""
        row = self.headline
        return effect.judge(row["estimate"], row["lower"], row["upper"], level=self.level).code == "demonstrable"

    @property
    def detectable(self) -> float:
        """Smallest change that this design sees in 80% of cases."""
        return detectable_change(self.headline, self.level)

    @property
    def untreated(self) -> int:
        """Units that never started."""
        units = self.result.cohorts.set_index("first_treated")["units"]
        return int(units.get(math.inf, 0))

    @property
    def treated(self) -> int:
        """Units that started within the panel."""
        units = self.result.cohorts
        return int(units.loc[units["first_treated"] != math.inf, "units"].sum())

    @property
    def label(self) -> Text:
        """The outcome in words, also when the template's own column names stand in the file."""
        return _TEMPLATE if self.panel.label.en == _TEMPLATE_COLUMNS else self.panel.label

    def number(self, value: float) -> str:
        """A number of the outcome, as the report writes it."""
        return self.report.number(value, "decimal1")

    def span(self) -> str:
        """The interval in words."""
        to = Text(nl="tot", en="to").show(self.report.lang)
        return f"{self.number(self.headline['lower'])} {to} {self.number(self.headline['upper'])}"


def detectable_change(row: Any, level: float) -> float:
    """Standard error times the t of the test plus that of 80% power; infinite without an interval."""
    if not row["df"] > 0:
        return math.inf
    return float(row["corrected_error"] * (stats.t.isf((1 - level) / 2, row["df"]) + stats.t.ppf(POWER, row["df"])))


def ojg_effect(report: Report, panel: PanelData, control: str = "", level: float = 0.95) -> OjgEffect:
    """Estimate what the report tells; without never treated units the not yet treated are the comparison.

    Raises
    ------
    InputError, InsufficientEvidence, UsageError
        As `effect.staggered`.
    """
    try:
        return _told(report, panel, control, level)
    except InputError as error:
        error.file = error.file or panel.file
        raise


def _told(report: Report, panel: PanelData, control: str, level: float) -> OjgEffect:
    columns = (panel.data, panel.outcome, panel.unit, panel.time, panel.first)
    against: Any = control or "never"
    try:
        result = effect.staggered(*columns, covariates=panel.covariates or None, control=against, level=level)
    except InsufficientEvidence:
        if control:
            raise
        against = "notyet"
        result = effect.staggered(*columns, covariates=panel.covariates or None, control=against, level=level)
    events = effect.event_study(*columns, control=against, level=level)
    truth = None
    if panel.synthetic:
        known = effect.load_panel_truth()
        truth = float(known.loc[known["true_change"] != 0, "true_change"].mean())
        mean = _true_events(panel, known)
        events = events.assign(truth=[0.0 if e < 0 else float(mean.get(e, 0.0)) for e in events["event_time"]])
    return OjgEffect(report, panel, result, events, against, level, truth)


def _true_events(panel: PanelData, known: pd.DataFrame) -> Any:
    merged = panel.data[[panel.unit, panel.time, panel.first]].astype({panel.time: int, panel.first: float})
    joined = merged.merge(known.rename(columns={"practice": panel.unit, "year": panel.time}))
    joined = joined[joined["true_change"] != 0]
    since = joined[panel.time] - joined[panel.first]
    return joined.groupby(since)["true_change"].mean().to_dict()


_INVENTED_FILE = Text(
    nl="**De gegevens in dit bestand zijn verzonnen.** De uitkomst zegt dus niets over echte praktijken.",
    en="**The data in this file are made up.** So the result says nothing about real practices.",
)


def lead(story: OjgEffect) -> blocks.Lead:
    """The verdict first."""
    said: list[Any] = []
    if story.panel.synthetic:
        said.append(_INVENTED_FILE if story.panel.file else invented(story.report))
    return story.report.lead(_title(story), [*said, _estimate_sentence(story), _seen_sentence(story)], comparison=True)


def _title(story: OjgEffect) -> Text:
    title = _verdict(story)
    if story.panel.synthetic:
        return Text(nl=f"Verzonnen praktijken: {title.nl}", en=f"Made-up practices: {title.en}")
    return Text(nl=title.nl[:1].upper() + title.nl[1:], en=title.en[:1].upper() + title.en[1:])


def _verdict(story: OjgEffect) -> Text:
    if not story.seen:
        return Text(
            nl="of de OJG iets verandert, is hiermee niet te zeggen",
            en="whether the OJG changes anything cannot be told from this",
        )
    lower = story.headline["estimate"] < 0
    return Text(
        nl=f"met een OJG is de uitkomst {'lager' if lower else 'hoger'} dan zonder te verwachten was",
        en=f"with an OJG the outcome is {'lower' if lower else 'higher'} than expected without",
    )


def _estimate_sentence(story: OjgEffect) -> Text:
    row, label = story.headline, story.label
    percent = f"{100 * story.level:g}"
    size = story.number(abs(row["estimate"]))
    word = Text(nl="minder", en="fewer") if row["estimate"] < 0 else Text(nl="meer", en="more")
    if not story.panel.synthetic:
        word = Text(nl="lager", en="lower") if row["estimate"] < 0 else Text(nl="hoger", en="higher")
    against = _against(story)
    interval = (
        Text(nl=f"{percent}%-interval {story.span()}", en=f"{percent}% interval {story.span()}")
        if story.answered
        else Text(nl="geen begrensd interval", en="no bounded interval")
    )
    who = Text(nl="een ondersteuner jeugd en gezin (OJG)", en="a youth and family supporter (OJG)")
    was = Text(nl="waren het er", en="there were") if story.panel.synthetic else Text(nl="lag de uitkomst", en="it was")
    return Text(
        nl=f"Met {who.nl} {was.nl} gemiddeld **{size} {word.nl}** dan te verwachten was naar het verloop bij "
        f"{against.nl} ({label.nl}; {interval.nl}).",
        en=f"With {who.en} {was.en} on average **{size} {word.en}** than the course of {against.en} would suggest "
        f"({label.en}; {interval.en}).",
    )


def _against(story: OjgEffect) -> Text:
    if story.control == "never":
        n = story.untreated
        return Text(nl=f"de {n} die geen OJG kregen" if n > 1 else "de ene die geen OJG kreeg",
                    en=f"the {n} that got none" if n > 1 else "the one that got none")  # fmt: skip
    return Text(nl="wie nog geen OJG had", en="those that had none yet")


def _seen_sentence(story: OjgEffect) -> Text:
    if not story.answered:
        return Text(
            nl="Er is te weinig om mee te vergelijken: één eenheid draagt de hele uitkomst.",
            en="There is too little to compare with: one unit carries the whole result.",
        )
    smallest = story.number(story.detectable)
    if story.seen:
        return Text(
            nl="Nul ligt buiten het interval. Zekerheid is dat niet: hoe sterk het hangt aan de aanname dat beide "
            "groepen anders gelijk op waren gegaan, staat hieronder. Goed te zien is hier pas een verandering vanaf "
            f"{smallest}.",
            en="Zero lies outside the interval. That is no certainty: how much it hangs on the assumption that both "
            f"groups would otherwise have moved alike is shown below. Here only a change from {smallest} is easy to "
            "see.",
        )
    return Text(
        nl="Dat is **geen aantoonbare verandering**. Dat is iets anders dan geen verandering: pas een verandering "
        f"vanaf **{smallest}** is hier goed te zien (in 80% van de gevallen).",
        en=f"That is **no demonstrable change**. That differs from no change: only a change from **{smallest}** is "
        "easy to see here (in 80% of cases).",
    )


def certainty(story: OjgEffect) -> blocks.Certainty:
    """How sure: who is left to compare with, the drift a test would miss, and when the conclusion falls."""
    said = [_left_to_compare(story), *story.result.notes, _drift(story), _falls(story)]
    if story.panel.synthetic and not story.panel.file:
        said.append(_OWN_FILE)
    return story.report.certainty(*said, comparison=True)


_OWN_FILE = Text(
    nl="Met ‘-p file=BESTAND’ staat hier de uitkomst van een eigen bestand.",
    en="With ‘-p file=FILE’ the result of your own file stands here.",
)


def _left_to_compare(story: OjgEffect) -> Text:
    many, few = story.treated, story.untreated
    noun = Text(nl="praktijken", en="practices") if story.panel.synthetic else Text(nl="eenheden", en="units")
    if story.control == "notyet":
        return Text(
            nl=f"Alle {many} {noun.nl} kregen een OJG. Er is alleen te vergelijken zolang een deel nog niet begonnen "
            "was.",
            en=f"All {many} {noun.en} got an OJG. Comparing is only possible while some had not started yet.",
        )
    nearly = Text(nl="Bijna alle", en="Nearly all") if many >= 4 * few else Text(nl="Niet alle", en="Not all")
    return Text(
        nl=f"{nearly.nl} {noun.nl} hebben er een: {many} begonnen, **{few} niet**. Op die {few} rust elke "
        "vergelijking. Wie wel en niet begon is niet geloot; zij kunnen dus ook op andere punten verschillen.",
        en=f"{nearly.en} {noun.en} have one: {many} started, **{few} did not**. Every comparison rests on those {few}. "
        "Who started was not decided by lot, so they may differ in other respects too.",
    )


def _drift(story: OjgEffect) -> Text:
    tests = story.result.pretrend.set_index("test")
    if "largest" not in tests.index:
        return Text(
            nl="Of de groepen vóór de start al uiteenliepen, is niet te toetsen: er zijn te weinig eerdere perioden.",
            en="Whether the groups already drifted apart before the start cannot be tested: too few earlier periods.",
        )
    row: Any = tests.loc["largest"]
    bias = story.number(float(row["implied_bias"]))
    if row["p_value"] <= 1 - story.level:
        return Text(
            nl="Vóór de start liepen de groepen **al uiteen**: de vergelijking is verdacht.",
            en="Before the start the groups **already drifted apart**: the comparison is suspect.",
        )
    return Text(
        nl="Vóór de start is geen uiteenlopen te zien, maar die toets is zwak: hij mist een gestaag verloop dat de "
        f"uitkomst {bias} kan verschuiven.",
        en="Before the start no drifting apart is to be seen, but that test is weak: it misses a steady drift that "
        f"can shift the outcome by {bias}.",
    )


def _falls(story: OjgEffect) -> Text:
    if not story.seen:
        return Text(
            nl="Het interval rekent met de kleine groepen (t-verdeling per groep); de gewone tabel zou te zeker zijn.",
            en="The interval allows for the small groups (a t distribution by group); the usual table would be too "
            "sure.",
        )
    try:
        at = effect.breakdown_value(story.result, story.level)
    except InsufficientEvidence:
        return Text(
            nl="Hoe gevoelig de conclusie is voor uiteenlopen, is niet te berekenen.",
            en="How sensitive the conclusion is to drifting apart cannot be computed.",
        )
    shown = story.report.number(at, "decimal2")
    return Text(
        nl=f"De conclusie valt al als de groepen per jaar {shown} keer zo ver uiteenlopen als vóór de start mogelijk "
        "was.",
        en=f"The conclusion falls when the groups drift apart {shown} times as far a year as was possible before the "
        "start.",
    )
