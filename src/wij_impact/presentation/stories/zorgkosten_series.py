"""The user's own monthly series: is there a step, how sure is that, and what is it made of?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact import effect
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import step_series
from wij_impact.presentation.report import Report
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OwnSeries", "blocks_of", "how_to", "own_series"]

_OUTCOMES = {
    "cost": (Text(nl="kosten", en="cost"), None),
    "clients": (Text(nl="cliënten", en="clients"), None),
    "per_client": (Text(nl="kosten per cliënt", en="cost per client"), "clients"),
}
_FACTORS = {
    "clients": Text(nl="cliënten", en="clients"),
    "cost_per_client": Text(nl="kosten per cliënt", en="cost per client"),
    "days_per_client": Text(nl="dagen per cliënt", en="days per client"),
    "cost_per_day": Text(nl="kosten per dag", en="cost per day"),
}
_FORMS = {
    "none": Text(nl="geen trend", en="no trend"),
    "linear": Text(nl="rechte trend", en="linear trend"),
    "quadratic": Text(nl="gebogen trend", en="curved trend"),
    "linear + 1 harmonic": Text(nl="rechte trend en seizoen", en="linear trend and season"),
    "linear + 2 harmonics": Text(nl="rechte trend en fijner seizoen", en="linear trend and finer season"),
}


@dataclass(frozen=True)
class OwnSeries:
    """A monthly series and how it is to be read.

    Attributes
    ----------
    data : pandas.DataFrame
        As `effect.load_care_costs` gives it.
    start : str
        First month of the new way of working.
    options : dict
        What `effect.interrupted_time_series` gets for the break of definition and the season.
    declared : str
        The break of definition, empty when the series does not reach it.
    """

    report: Report
    data: pd.DataFrame
    start: str
    options: dict[str, Any]
    declared: str

    @property
    def synthetic(self) -> bool:
        """Whether the figures were made up."""
        return bool((self.data["data_kind"] == "synthetic").any())

    def title(self, words: Text) -> Text:
        """A title that says so when the figures were made up."""
        if not self.synthetic:
            return words
        return Text(nl=f"{words.nl} (verzonnen cijfers)", en=f"{words.en} (made-up figures)")

    def percent(self, ratio: float) -> str:
        """A ratio as a change in percent."""
        return self.report.number(ratio - 1, "percent1", signed=True)


def how_to(report: Report) -> blocks.Note:
    """What a reader with monthly figures can do."""
    return report.note(
        "eigen-reeks",
        Text(
            nl="Zijn er cijfers per maand? Maak een leeg werkblad met ‘wij-impact template care_costs_monthly -o "
            "kosten.xlsx’, vul het in, en draai ‘wij-impact run zorgkosten -p file=kosten.xlsx’. Het rapport zoekt "
            "dan een sprong, met een interval dat klopt voor maanden die op elkaar lijken. Een verzonnen voorbeeld "
            "staat in data/examples/care_costs_monthly.csv.",
            en="Are there figures per month? Make an empty sheet with ‘wij-impact template care_costs_monthly -o "
            "costs.xlsx’, fill it in, and run ‘wij-impact run zorgkosten -p file=costs.xlsx’. The report then looks "
            "for a step, with an interval that holds for months that resemble each other. A made-up example is in "
            "data/examples/care_costs_monthly.csv.",
        ),
        title=Text(nl="Met een eigen maandreeks", en="With a monthly series of your own"),
    )


def own_series(
    report: Report, data: pd.DataFrame, start: str = "2020-01", break_at: str = "2022-01", at_break: str = "step"
) -> OwnSeries:
    """Read how the series is to be analysed.

    Parameters
    ----------
    report : Report
    data : pandas.DataFrame
        As `effect.load_care_costs` gives it.
    start : str
        First month of the new way of working.
    break_at : str
        Month of a break of definition (the residence principle of January 2022); empty for none.
    at_break : {"step", "cut"}
        Give the break a step of its own, or leave out what lies beyond it.

    Raises
    ------
    UsageError
        For another `at_break`.
    """
    if at_break not in ("step", "cut"):
        raise UsageError(
            Text(nl=f"at_break={at_break!r} bestaat niet.", en=f"at_break={at_break!r} does not exist."),
            remedy=Text(nl="Kies step of cut.", en="Choose step or cut."),
        )
    within = bool(break_at) and str(data["month"].min()) < break_at <= str(data["month"].max())
    options: dict[str, Any] = {"harmonics": 1}
    if within:
        options["breaks" if at_break == "step" else "cut"] = break_at
    return OwnSeries(report, data.assign(per_client=data["cost"]), start, options, break_at if within else "")


def blocks_of(story: OwnSeries) -> list[blocks.Block]:
    """The blocks about the series; where a question cannot be answered, a sentence says what is needed."""
    made: list[blocks.Block] = []
    if story.synthetic:
        made.append(
            story.report.note(
                "verzonnen",
                Text(
                    nl="Deze reeks is verzonnen, om de weg te laten zien. Zij zegt niets over Groningen.",
                    en="This series is made up, to show the road. It says nothing about Groningen.",
                ),
            )
        )
    for name, make in (
        ("sprong", _verdict), ("reeks", _figure), ("sprongen", _steps), ("vormen", _forms), ("proefdata", _placebos),
        ("verdeling", _parts),
    ):  # fmt: skip
        try:
            made.append(make(story))
        except InsufficientEvidence as refused:
            made.append(story.report.note(f"{name}-niet", refused.sentence(story.report.lang), comparison=True))
    return made


def _found(story: OwnSeries, outcome: str = "cost", **other: Any) -> pd.DataFrame:
    exposure = _OUTCOMES[outcome][1]
    return effect.interrupted_time_series(
        story.data, outcome, "month", story.start, exposure=exposure, **{**story.options, **other}
    )


def _verdict(story: OwnSeries) -> blocks.Statement:
    row = _found(story).iloc[0]
    low, high = story.percent(row["lower"]), story.percent(row["upper"])
    seen = row["lower"] > 1 or row["upper"] < 1
    smallest = story.report.number(1 - 1 / row["minimal_detectable"], "percent")
    size = story.report.number(abs(row["estimate"] - 1), "percent1")
    side = Text(nl="lager", en="lower") if row["estimate"] < 1 else Text(nl="hoger", en="higher")
    known = Text(
        nl=f"Vanaf {story.start} lagen de kosten **{size} {side.nl}** dan de lijn ervoor aangaf "
        f"(95%-interval {low} tot {high})."
        + ("" if seen else f" Geen aantoonbare sprong: een daling kleiner dan {smallest} was niet te zien."),
        en=f"From {story.start} costs were **{size} {side.en}** than the line before implied (95% interval "
        f"{low} to {high})."
        + ("" if seen else f" No demonstrable step: a fall below {smallest} could not have been seen."),
    )
    meaning = Text(
        nl="Een sprong zegt dat er rond die maand iets veranderde, niet wat.",
        en="A step says that something changed around that month, not what.",
    )
    compared = [_beside(story)] if bool(story.data["comparison"].notna().all()) else []
    return story.report.statement("sprong", known, meaning, *compared)


def _beside(story: OwnSeries) -> Text:
    row = _found(story, control="comparison").iloc[0]
    low, high = story.percent(row["lower"]), story.percent(row["upper"])
    return Text(
        nl=f"Vergeleken met de reeks ernaast is de sprong {story.percent(row['estimate'])} ({low} tot {high}).",
        en=f"Compared with the series beside it the step is {story.percent(row['estimate'])} ({low} to {high}).",
    )


def _figure(story: OwnSeries) -> blocks.Figure:
    lines = effect.series_lines(story.data, "cost", "month", story.start, **story.options)
    drawing = step_series(
        lines,
        story.start,
        [story.declared] if story.declared else [],
        how="eur",
        start_label=Text(nl=f"begin {story.start}", en=f"start {story.start}"),
        break_label=Text(nl=f"andere definitie {story.declared}", en=f"other definition {story.declared}"),
        lang=story.report.lang,
    )
    return story.report.figure(
        "reeks",
        drawing,
        story.title(Text(nl="Kosten per maand, en de lijn zonder sprong", en="Cost per month, without the step too")),
        subtitle=Text(
            nl="Rondjes: de maanden. Doorgetrokken: de lijn met een sprong. Gestreept: zonder de sprong bij het begin.",
            en="Circles: the months. Solid: the line with a step. Dashed: without the step at the start.",
        ),
    )  # fmt: skip


def _steps(story: OwnSeries) -> blocks.Table:
    import pandas as pd

    rows = []
    for outcome, (words, _) in _OUTCOMES.items():
        found = _found(story, outcome)
        other = found[found["interval"] == "quasipoisson"].iloc[0]
        row = found.iloc[0]
        rows.append(
            {
                "outcome": story.report.text(words),
                "step": row["estimate"] - 1,
                "lower": row["lower"] - 1,
                "upper": row["upper"] - 1,
                "memory": row["rho"],
                "plain": f"{story.percent(other['lower'])} / {story.percent(other['upper'])}",
            }
        )
    return story.report.table(
        "sprongen",
        pd.DataFrame(rows),
        story.title(Text(nl=f"De sprong bij {story.start}", en=f"The step at {story.start}")),
        {
            "outcome": Text(nl="Reeks", en="Series"),
            "step": Column(Text(nl="Sprong", en="Step"), "percent1", signed=True),
            "lower": Column(Text(nl="van", en="from"), "percent1", signed=True),
            "upper": Column(Text(nl="tot", en="to"), "percent1", signed=True),
            "memory": Column(Text(nl="Samenhang tussen maanden", en="Memory"), "decimal2"),
            "plain": Text(nl="Gewoon interval (te smal)", en="Ordinary interval (too narrow)"),
        },
        note=Text(
            nl="De kosten zijn de hoofdvraag; de andere twee rijen zeggen waaruit de sprong bestaat.",
            en="Cost is the main question; the other two rows say what the step consists of.",
        ),
    )


def _forms(story: OwnSeries) -> blocks.Table:
    options = {name: value for name, value in story.options.items() if name != "harmonics"}
    found = effect.trend_sensitivity(story.data, "cost", "month", story.start, **options)
    shown = found.assign(
        form=[story.report.text(_FORMS[one]) for one in found["form"]],
        **{name: found[name] - 1 for name in ("estimate", "lower", "upper")},
    )
    return story.report.table(
        "vormen",
        shown,
        story.title(Text(nl="Dezelfde sprong bij andere trends", en="The same step under other trends")),
        {
            "form": Text(nl="Trend", en="Trend"),
            "estimate": Column(Text(nl="Sprong", en="Step"), "percent1", signed=True),
            "lower": Column(Text(nl="van", en="from"), "percent1", signed=True),
            "upper": Column(Text(nl="tot", en="to"), "percent1", signed=True),
        },
        folded=True,
    )


def _placebos(story: OwnSeries) -> blocks.Statement:
    options = {name: value for name, value in story.options.items() if name == "harmonics"}
    tried = effect.placebo_breaks(story.data, "cost", "month", story.start, **options)
    count, found = len(tried), int((tried["p_value"] < 0.05).sum())
    chance = story.report.number(0.05 * count, "decimal1")
    return story.report.statement(
        "proefdata",
        Text(
            nl=f"Op {count} andere maanden, vóór het begin, is ook naar een sprong gezocht. Daar was niets begonnen; "
            f"toch gaf de methode er {found} keer een aan (toeval alleen: gemiddeld {chance} keer).",
            en=f"On {count} other months, before the start, a step was looked for too. Nothing started there; still "
            f"the method signalled one {found} times (chance alone: {chance} times on average).",
        ),
    )


def _parts(story: OwnSeries) -> blocks.Table:
    parts = effect.around_start(story.data, story.start)
    return story.report.table(
        "verdeling",
        parts.assign(factor=[story.report.text(_FACTORS[one]) for one in parts["factor"]]),
        story.title(
            Text(
                nl=f"De twaalf maanden vanaf {story.start} tegen de twaalf ervoor: waaruit de verandering bestaat",
                en=f"The twelve months from {story.start} against the twelve before: what the change consists of",
            )
        ),
        {
            "factor": Text(nl="Deel", en="Part"),
            "estimate": Column(Text(nl="Verandering", en="Change"), "eur", signed=True),
        },
        note=Text(
            nl="Een verdeling van de som, geen verklaring.", en="A division of the sum, no explanation."
        ),
    )  # fmt: skip
