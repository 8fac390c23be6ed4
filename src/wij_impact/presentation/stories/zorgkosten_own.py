"""The first screen when the user hands in a monthly series: that series leads, the annual report comes after it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from wij_impact import effect
from wij_impact.effect.series_time import read_time
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.zorgkosten_series import OwnSeries, own_series

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["opening", "series_of"]

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_PANDEMIC = "2020-03"


def series_of(
    report: Report, data: pd.DataFrame | None, start: str, break_at: str = "", at_break: str = "step"
) -> OwnSeries | None:
    """How the user's series is to be read; None without one, but a start that is no month is refused either way.

    Raises
    ------
    UsageError
        When `start` or `break_at` is no month.
    InputError
        When `start` lies outside the series.
    """
    for name, month in (("start", start), ("break_at", break_at)):
        if not _MONTH.fullmatch(str(month)) and (month or name == "start"):
            raise UsageError(
                Text(nl=f"{name}={month!r} is geen maand.", en=f"{name}={month!r} is not a month."),
                remedy=Text(nl=f"Schrijf -p {name}=2020-01.", en=f"Write -p {name}=2020-01."),
            )
    if data is None:
        return None
    axis = read_time(data, "month")
    if not 0 <= axis.position(start, "start") < axis.points:
        first, last = axis.label(0), axis.label(axis.points - 1)
        raise InputError(
            Text(
                nl=f"De maand {start} ligt buiten uw reeks ({first} tot en met {last}).",
                en=f"The month {start} lies outside your series ({first} to {last}).",
            ),
            remedy=Text(nl="Kies met -p start= een maand daarbinnen.", en="Choose a month inside it with -p start=."),
        )
    return own_series(report, data, start, break_at, at_break)


def opening(story: OwnSeries) -> list[blocks.Block]:
    """What the series says, and how sure that is."""
    try:
        options: dict[str, Any] = story.options
        row = effect.interrupted_time_series(story.data, "cost", "month", story.start, **options).iloc[0]
    except InsufficientEvidence as refused:
        title = _titled(story, Text(nl="een sprong is niet te bepalen", en="a step cannot be determined"))
        return [story.report.lead(title, [refused.sentence(story.report.lang)], comparison=True), _certainty(story)]
    return [_lead(story, row), _certainty(story)]


def _lead(story: OwnSeries, row: Any) -> blocks.Lead:
    month, seen = _written(story.start), bool(row["lower"] > 1 or row["upper"] < 1)
    size = story.report.number(abs(row["estimate"] - 1), "percent1")
    side = Text(nl="lager", en="lower") if row["estimate"] < 1 else Text(nl="hoger", en="higher")
    low, high = story.percent(row["lower"]), story.percent(row["upper"])
    found = Text(
        nl=f"een aantoonbare sprong vanaf {month.nl}" if seen else f"geen aantoonbare sprong vanaf {month.nl}",
        en=f"a demonstrable step from {month.en}" if seen else f"no demonstrable step from {month.en}",
    )
    ends = Text(
        nl="een aantoonbare sprong" if seen else "geen aantoonbare sprong",
        en="a demonstrable step" if seen else "no demonstrable step",
    )
    said = [
        Text(
            nl=f"Vanaf {month.nl} lagen de kosten **{size} {side.nl}** dan de lijn ervoor (95%-interval {low} tot "
            f"{high}): **{ends.nl}**.",
            en=f"From {month.en} costs were **{size} {side.en}** than the earlier line (95% interval {low} to "
            f"{high}): **{ends.en}**.",
        )
    ]
    if not seen:
        smallest = story.report.number(1 - 1 / row["minimal_detectable"], "percent")
        said.append(
            Text(
                nl=f"Een daling kleiner dan {smallest} was met deze reeks niet te zien.",
                en=f"A fall below {smallest} could not have been seen with this series.",
            )
        )
    return story.report.lead(_titled(story, found), [*said, *_made_up(story)])


def _made_up(story: OwnSeries) -> list[Text]:
    if not story.synthetic:
        return []
    return [
        Text(
            nl="**Deze reeks is verzonnen** en zegt niets over Groningen.",
            en="**This series is made up** and says nothing about Groningen.",
        )
    ]


def _titled(story: OwnSeries, words: Text) -> Text:
    if story.synthetic:
        return Text(nl=f"Verzonnen maandreeks: {words.nl}", en=f"Made-up monthly series: {words.en}")
    return Text(nl=f"Uw maandreeks: {words.nl}", en=f"Your monthly series: {words.en}")


def _certainty(story: OwnSeries) -> blocks.Certainty:
    said = [
        _compared(story),
        Text(
            nl="Een sprong zegt dat er rond die maand iets veranderde, niet wat.",
            en="A step says that something changed around that month, not what.",
        ),
    ]
    if story.start <= "2021-12" and str(story.data["month"].max()) >= _PANDEMIC:
        said.append(
            Text(
                nl="Vanaf maart 2020 was er ook corona; ook die zit in de reeks.",
                en="From March 2020 there was the pandemic too; it is in the series as well.",
            )
        )
    return story.report.certainty(*said)


def _compared(story: OwnSeries) -> Text:
    beside = story.data["comparison"].notna()
    if bool(beside.all()):
        return Text(
            nl="Er is een reeks om mee te vergelijken; die uitkomst staat hieronder. Dat beide reeksen anders gelijk "
            "op waren gegaan, is een aanname.",
            en="There is a series to compare with; that result stands below. That both series would otherwise have "
            "moved alike is an assumption.",
        )
    some = Text(nl=" voor elke maand", en=" for every month") if bool(beside.any()) else Text(nl="", en="")
    return Text(
        nl=f"Er is geen reeks ernaast om{some.nl} mee te vergelijken: wat er rond die maand nog meer veranderde, zit "
        "ook in de sprong.",
        en=f"There is no series beside it to compare with{some.en}: whatever else changed around that month is in the "
        "step too.",
    )


def _written(month: str) -> Text:
    day = date(int(month[:4]), int(month[5:7]), 1)
    return Text(nl=format_date(day, "MMMM y", locale="nl"), en=format_date(day, "MMMM y", locale="en_GB"))
