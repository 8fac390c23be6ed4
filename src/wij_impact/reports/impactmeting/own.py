"""Numbers of a survey of one's own, of any questionnaire: what may be shown of it, and no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.errors import UsageError
from wij_impact.estimates import Name, Quantity
from wij_impact.estimates.quantity import Origin
from wij_impact.impactmeting import Instrument, Item, Publication
from wij_impact.language import Text
from wij_impact.reports.reading import read_facts

__all__ = ["Answered", "Own", "Part", "State", "needs_responses", "own_facts", "said"]

#: What the page opens with; `published` is the page without a file of one's own.
State = Literal["published", "several", "alike", "one", "hidden"]
Measured = Literal["mean", "share", "scale"]
Changed = Literal["some", "none", "not_comparable", "too_few", "one_wave"]
Repeated = Literal["paired", "separate"]
#: Whether a number of answers is exact, or the least there can be (so that the few who skipped are not counted).
Counted = Literal["exact", "at_least"]


@dataclass(frozen=True)
class Answered:
    """One question in the last wave."""

    name: Name
    measure: Measured
    estimate: Quantity
    n: Quantity
    counted: Counted
    items: Quantity


@dataclass(frozen=True)
class Part:
    """A breakdown, by the name of its column."""

    by: str
    item: Name
    minimum: Quantity
    counted: Counted


@dataclass(frozen=True)
class Own:
    """What a survey says.

    `best` and `worst` are the most and least favourable question, by their place on their own scale; None where
    nothing may be shown. `changed` is about the last wave against the first.
    """

    survey: Name
    state: State
    measure: Measured
    changed: Changed
    repeated: Repeated
    wave: str
    reference: str
    asked: Quantity
    items: Quantity
    best: Answered | None
    best_item: str
    worst: Answered | None
    compared: Quantity
    moved: Quantity
    higher: Quantity
    lower: Quantity
    visible: Quantity
    paired: Quantity
    minimum: Quantity
    reason: str
    source: Name
    read: Name
    notes: tuple[Name, ...]
    warnings: tuple[Name, ...]


def said(text: Text | str, otherwise: str = "") -> Name:
    """A text of the user's own questionnaire as a fact."""
    if isinstance(text, str):
        return Name(text or otherwise)
    return Name(text.en or text.nl or otherwise, (("nl", text.nl), ("en", text.en)))


def own_facts(
    survey: Publication,
    instrument: Instrument,
    measure: Measured,
    minimum: int,
    *,
    reading: Any = None,
    synthetic: bool,
) -> Own:
    """The facts of `publish` on the instrument that `as_measured` gave; `reading` says what was read."""
    origin: Origin = "synthetic" if synthetic else "computed"
    shown = survey.means[survey.means["estimate"].notna()]
    ranked = sorted(
        (_favour(row, instrument.item(str(row["item"]))), str(row["item"]))
        for row in _one_base(shown, instrument).to_dict("records")
    )
    rows = {str(row["item"]): row for row in shown.to_dict("records")}
    made = {name: _answered(row, instrument, measure, len(rows), origin) for name, row in rows.items()}
    change = _last(survey)
    verdicts = [] if change is None else list(change["verdict"])
    higher, lower = verdicts.count("increase"), verdicts.count("decrease")
    compared = higher + lower + verdicts.count("no demonstrable change")
    asked = survey.bases["asked"].max() if len(survey.bases) else np.nan
    seen = change["smallest_detectable"].max() if change is not None and compared else np.nan
    return Own(
        survey=said(instrument.title, instrument.name),
        state=_state(ranked),
        measure=measure,
        changed=_changed(verdicts, higher + lower, compared),
        repeated="paired" if survey.paired >= minimum else "separate",
        wave=str(survey.wave),
        reference="" if change is None or not len(change) else str(change["reference"].iloc[0]),
        asked=Quantity(float(asked), origin=origin),
        items=Quantity(len(rows), origin=origin),
        best=made[ranked[-1][1]] if ranked else None,
        best_item=ranked[-1][1] if ranked else "",
        worst=made[ranked[0][1]] if ranked else None,
        compared=Quantity(compared, origin=origin),
        moved=Quantity(higher + lower, origin=origin),
        higher=Quantity(higher, origin=origin),
        lower=Quantity(lower, origin=origin),
        visible=Quantity(float(seen), "points_of_100" if measure == "share" else "decimal1", origin=origin),
        paired=Quantity(survey.paired if survey.paired >= minimum else np.nan, origin=origin),
        minimum=Quantity(minimum),
        reason=_reason(change, verdicts),
        source=said(instrument.source),
        read=_read(reading),
        notes=() if reading is None else read_facts(reading, minimum).notes,
        warnings=tuple(said(one) for one in instrument.warnings),
    )


def needs_responses(responses: str, *asked: str) -> None:
    """Refuse what is about a file of one's own when there is no file: the page would be about something else.

    Raises
    ------
    UsageError
        When one of `asked` is given without `responses`.
    """
    if responses or not any(asked):
        return
    raise UsageError(
        Text(
            nl="er is een vragenlijst of kolom opgegeven, maar geen bestand met antwoorden.",
            en="a questionnaire or column is given, but no file with responses.",
        ),
        remedy=Text(nl="Geef het bestand met -p responses=BESTAND.", en="Give the file with -p responses=FILE."),
    )


def _one_base(shown: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """The questions that were put to the same people: of several bases the one with the most questions.

    Whether somebody had heard of a service and what those who used it think of it are no two grades to rank.
    """
    bases = [str([(one.item, one.codes) for one in instrument.item(str(item)).asked_if]) for item in shown["item"]]
    if len(set(bases)) < 2:
        return shown
    most = max(dict.fromkeys(bases), key=bases.count)
    return shown[[base == most for base in bases]]


def _favour(row: dict[Any, Any], item: Item) -> float:
    """Where a mean lies on its own scale, 1 the most favourable."""
    place = (float(row["estimate"]) - item.low) / (item.high - item.low)
    return round(place if item.direction >= 0 else 1 - place, 9)


def _state(ranked: list[tuple[float, str]]) -> State:
    if not ranked:
        return "hidden"
    if len(ranked) == 1:
        return "one"
    return "alike" if ranked[0][0] == ranked[-1][0] else "several"


def _answered(row: dict[Any, Any], instrument: Instrument, measure: Measured, items: int, origin: Origin) -> Answered:
    unit = "percent_of_100" if measure == "share" else "decimal1"
    label = instrument.item(str(row["item"])).label
    return Answered(
        said(label, str(row["item"])),
        measure,
        Quantity.estimate(row, unit, (), origin),
        Quantity(float(row["n"]), origin=origin),
        "at_least" if row["at_least"] else "exact",
        Quantity(items, origin=origin),
    )


def _last(survey: Publication) -> pd.DataFrame | None:
    if survey.change is None:
        return None
    return survey.change[survey.change["group"].astype(str) == str(survey.wave)]


def _changed(verdicts: list[str], moved: int, compared: int) -> Changed:
    if not verdicts:
        return "one_wave"
    if compared:
        return "some" if moved else "none"
    return "not_comparable" if "not comparable" in verdicts else "too_few"


def _reason(change: pd.DataFrame | None, verdicts: list[str]) -> str:
    if change is None or "not comparable" not in verdicts:
        return ""
    return str(change.loc[change["verdict"] == "not comparable", "reason"].iloc[0])


def _read(reading: Any) -> Name:
    """What was read, in one sentence; what was recoded or left out is told further down."""
    if reading is None:
        return Name("")
    shown = replace(reading, units=None, notes=())
    return Name(shown.describe("en"), tuple((lang, shown.describe(lang)) for lang in ("nl", "en")))
