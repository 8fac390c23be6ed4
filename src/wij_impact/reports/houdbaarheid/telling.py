"""A claim and the reason of its verdict as phrases: the key of a sentence, and the numbers it shows. No language."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from wij_impact.claims import VERDICTS, Judgement, Step
from wij_impact.estimates import Name, Quantity
from wij_impact.language import LANGUAGES
from wij_impact.presentation.places import spoken
from wij_impact.presentation.words import Phrase
from wij_impact.reports.houdbaarheid.printing import Printed, broken, from_to, money, moved, named, pair, switch

__all__ = ["Told", "cited", "tell", "why"]

_GOOD = ("holds", "rounding")


@dataclass(frozen=True)
class Told:
    """One claim, told: its words and note (data of the table of claims), verdict, why, and what would settle it."""

    claim: Name
    verdict: Name
    why: Phrase
    note: Name
    place: Name
    request: Name
    holder: Name
    settles: bool
    noted: bool


def tell(judged: Judgement, printed: Printed, requests: pd.DataFrame) -> Told:
    """One claim with everything its sentences show."""
    from wij_impact.claims import OPEN

    claim = judged.claim
    row = requests[requests["request_id"] == claim.request]
    found = row.iloc[0] if len(row) else None
    texts = ("", "") if found is None else (found["request_nl"], found["request_en"])
    holders = ("", "") if found is None else (found["holder_nl"], found["holder_en"])
    return Told(
        named(claim.words),
        named(VERDICTS[judged.verdict].name),
        why(judged, printed),
        named(claim.note),
        Name(claim.locator, tuple((lang, spoken(claim.locator, lang)) for lang in LANGUAGES), judged.figure_ids[:4]),
        Name(texts[0], (("nl", texts[0]), ("en", texts[1]))),
        Name(holders[0], (("nl", holders[0]), ("en", holders[1]))),
        judged.verdict in OPEN and found is not None,
        bool(claim.note.nl or claim.note.en),
    )


def cited(judged: Judgement, told: Told) -> Told:
    """A claim with the figures that carry it as footnotes, for a sentence that stands apart from its verdict."""
    return replace(told, claim=replace(told.claim, sources=judged.figure_ids[:2]))


def why(judged: Judgement, printed: Printed) -> Phrase:
    """Why a claim got its verdict, as one phrase of the words file."""
    return _WHY[judged.reason](judged, printed)


def _deciding(judged: Judgement, outcomes: tuple[str, ...] | None = None) -> list[Step]:
    chosen = [step for step in judged.steps if step.role in ("main", "reading")]
    return [step for step in chosen if outcomes is None or step.outcome in outcomes]


def _adds_up(judged: Judgement, printed: Printed) -> Phrase:
    found = _deciding(judged)
    if len(found) > 1:
        return Phrase("why.checks", {"checks": Quantity(len(found))})
    if found[0].kind == "place":
        return Phrase("why.place", {})
    key = found[0].kind if found[0].kind in ("at_least", "at_most") else "sum"
    return Phrase(f"why.{key}", pair(found[0], printed))


def _rounded(judged: Judgement, printed: Printed) -> Phrase:
    found, off = _deciding(judged), _deciding(judged, ("rounding",))
    if len(found) == 1:
        return Phrase("why.sum", pair(off[0], printed))
    exact = {"exact": Quantity(len(found) - len(off)), "checks": Quantity(len(found))}
    return Phrase("why.rounded", exact | pair(off[0], printed))


def _differ(judged: Judgement, printed: Printed) -> Phrase:
    good, bad = _deciding(judged, _GOOD), _deciding(judged, ("fails",))
    if all(step.kind == "place" for step in (*good, *bad)):
        every = {one.text: one for one in (printed.figure(step.values["figure_id"]) for step in (*good, *bad))}
        return Phrase("why.places_differ", {"values": tuple(every.values())})
    own = judged.claim.words
    labels = [[named(step.label) for step in found if step.label.nl != own.nl] for found in (good, bad)]
    numbers = pair(bad[0], printed)
    if not labels[1]:
        return Phrase("why.differ_plain", numbers)
    facts = {"fails": labels[1][0], **numbers}
    return Phrase("why.differ", facts | {"holds": labels[0][0]}) if labels[0] else Phrase("why.differ_own", facts)


def _no_reading(judged: Judgement, printed: Printed) -> Phrase:
    bad = _deciding(judged, ("fails",))
    stated = printed.stated(bad[0].values)
    found = [printed.computed(step.values) for step in bad if printed.stated(step.values).text == stated.text]
    key = bad[0].kind if bad[0].kind in ("at_least", "at_most") else "sum"
    return Phrase(f"why.{key}", {"stated": stated, "computed": tuple({one.text: one for one in found}.values())})


def _first_pair(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, pair(_deciding(judged)[0], printed))


def _last_pair(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, pair(judged.steps[-1], printed))


def _stated(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, {"stated": printed.figure(judged.claim.stated)})


def _plain(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, {})


def _otherwise(judged: Judgement, printed: Printed) -> Phrase:
    step = next(one for one in judged.steps if one.kind == "stated")
    return Phrase("why.sum", pair(step, printed))


def _missing(judged: Judgement, printed: Printed) -> Phrase:
    absent = [one for step in judged.steps for one in printed.missing(step)]
    return Phrase("why.figure_missing", {"code": absent[0] if absent else judged.claim.stated or judged.claim.claim_id})


def _moved(key: str) -> Callable[[Judgement, Printed], Phrase]:
    def made(judged: Judgement, printed: Printed) -> Phrase:
        step = [one for one in judged.steps if one.kind in ("change", "means", "shares")][-1]
        return Phrase(key, moved(step))

    return made


def _from_to_of(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, from_to(judged.steps[0].values))


def _no_n(judged: Judgement, printed: Printed) -> Phrase:
    values = judged.steps[0].values
    facts = {name: Quantity(values[name], "percent") for name in ("before", "after")}
    if math.isnan(values["needed"]):
        return Phrase("why.no_n_same", facts)
    return Phrase("why.no_n", facts | {"needed": Quantity(values["needed"], origin="assumption")})


def _people(key: str) -> Callable[[Judgement, Printed], Phrase]:
    def made(judged: Judgement, printed: Printed) -> Phrase:
        values = judged.steps[0].values
        return Phrase(key, {"events": Quantity(values["events"], "auto"), "people": Quantity(values["n"], "auto")})

    return made


def _switching(judged: Judgement, printed: Printed) -> Phrase:
    step = judged.steps[0]
    key = "why.switching_cost" if step.values["path"].startswith("cost.") else "why.switching_gain"
    return Phrase(key, switch(step))


def _switched(key: str) -> Callable[[Judgement, Printed], Phrase]:
    return lambda judged, printed: Phrase(key, switch(judged.steps[0]))


def _parts(judged: Judgement, printed: Printed) -> Phrase:
    step = [one for one in judged.steps if one.kind in ("parts", "volume")][-1]
    if step.kind == "volume":
        return Phrase("why.relative", {"relative": Quantity(step.values["relative"], "percent1", signed=True)})
    return Phrase("why.parts", money(step))


def _no_amounts(judged: Judgement, printed: Printed) -> Phrase:
    relative = Quantity(judged.steps[0].values["relative"], "percent1", signed=True)
    return Phrase("why.no_amounts", {"relative": relative})


def _broken(judged: Judgement, printed: Printed) -> Phrase:
    return Phrase("why.break", broken(judged.steps[0]))


_WHY: dict[str, Callable[[Judgement, Printed], Phrase]] = {
    "adds_up": _adds_up,
    "rounded": _rounded,
    "readings_differ": _differ,
    "no_reading_holds": _no_reading,
    "other_definition": _first_pair("why.other_definition"),
    "fits_other": _first_pair("why.fits_other"),
    "one_place": _stated("why.one_place"),
    "repeated": _stated("why.repeated"),
    "target": _plain("why.target"),
    "nothing_printed": _plain("why.nothing_printed"),
    "figure_missing": _missing,
    "no_figure": _missing,
    "beyond_expected": _first_pair("why.expected"),
    "below_expected": _first_pair("why.expected"),
    "stated_otherwise": _otherwise,
    "beyond_chance": _moved("why.moved"),
    "other_way": _moved("why.moved"),
    "moved": _moved("why.moved"),
    "within_chance": _moved("why.within"),
    "not_moved": _moved("why.within"),
    "counted": _from_to_of("why.counted"),
    "no_base": _from_to_of("why.no_base"),
    "no_n": _no_n,
    "fits_no_n": _no_n,
    "break": _broken,
    "no_comparison": _people("why.no_comparison"),
    "more_than_people": _people("why.more_than_people"),
    "switching": _switching,
    "never_pays": _switched("why.never_pays"),
    "measured": _switched("why.measured"),
    "refused": _plain("why.refused"),
    "no_people": _plain("why.no_people"),
    "parts": _parts,
    "parts_other_way": _parts,
    "no_amounts": _no_amounts,
}
