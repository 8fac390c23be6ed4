"""Claims about money: from which value would it pay, and what is a change in costs made of?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from wij_impact.claims.changes import missing_step
from wij_impact.claims.comparing import break_step, held_to, stated_step
from wij_impact.claims.model import Claim, Evidence, Finding, Step, codes_in, is_number
from wij_impact.claims.quantities import Quantity, quantity

if TYPE_CHECKING:
    from wij_impact.mkba import Case

__all__ = ["AMOUNTS", "case", "decomposition"]

#: Which result of a case the stated euros are held to: everything gained, that minus the costs, or gained per year.
AMOUNTS = ("benefits", "net_present_value", "benefits_per_year")
#: Evidence grades that stand for a measurement with a comparison group.
_COMPARED = ("A", "B")


def case(claim: Claim, evidence: Evidence) -> Finding:
    """A cost-benefit case: the switching value of the number that is least known.

    No value within what the number can be: the claim is contradicted. A value, and the number was measured with a
    comparison group: shown, or contradicted. Else it is consistent, and what one must believe is the switching value.
    Euros that are stated are held to what the case comes to, and contradicted when it cannot give them.
    """
    from wij_impact import mkba

    absent = tuple(one for one in (*codes_in(claim.stated), *claim.rests_on) if one not in evidence.known)
    if absent:
        return Finding("untestable", "figure_missing", (Step("missing", "incomplete", figure_ids=absent),))
    scenario = claim.settings.get("scenario")
    model = mkba.load_case(claim.settings["case"], scenario=scenario, data=_folder(evidence))
    ratio = _ratio(claim, evidence)
    steps = [_switch(model, claim.settings["parameter"], ratio, claim, "main")]
    steps += [_switch(model, path, ratio, claim, "extra") for path in claim.settings.get("also", "").split()]
    steps += _per(claim, evidence)
    first, said = steps[0].values, _amount(model, claim, evidence)
    if math.isnan(first["value"]):
        return held_to(Finding("contradicted", "never_pays", tuple(steps)), said)
    if first["grade"] in _COMPARED:
        reached = first["present"] >= first["value"]
        return held_to(Finding("reproduced" if reached else "contradicted", "measured", tuple(steps)), said)
    return held_to(Finding("not_shown", "switching", tuple(steps)), said)


def _amount(model: Case, claim: Claim, evidence: Evidence) -> Step | None:
    """The stated euros beside what the case comes to; within what it can give is no proof, and no contradiction.

    A saving may be printed as a fall, with a minus: its size is what is compared.
    """
    from wij_impact import mkba

    asked = claim.settings.get("amount", "")
    if not asked or not claim.stated:
        return None
    possible = mkba.extremes(model, asked)
    computed = possible.estimate
    step = stated_step(replace(claim, direction=""), evidence, computed, "EUR")
    assert step is not None  # something is stated
    values = dict(step.values)
    if asked != "net_present_value" and values["stated"] < 0:
        values |= {"stated": -values["stated"], "difference": computed + values["stated"]}
    apart, outcome = abs(computed - values["stated"]), "fails"
    if math.isnan(computed):
        outcome = "incomplete"
    elif apart <= values.get("tolerance", 0.0) + 1e-9 * abs(computed):
        outcome = "holds"
    elif possible.low <= values["stated"] <= possible.high:
        outcome = "within"
    return replace(step, outcome=outcome, values=values | {"low": possible.low, "high": possible.high})


def _per(claim: Claim, evidence: Evidence) -> list[Step]:
    """The stated amount per trajectory, per outcome: what the claim says of one."""
    codes = claim.settings.get("per", "").split()
    return [
        Step("per", values={"amount": _said(claim, evidence), "count": evidence.value(code), "figure_id": code},
             figure_ids=(*codes_in(claim.stated), code), role="extra")
        for code in codes
        if evidence.value(code) > 0
    ]  # fmt: skip


def _folder(evidence: Evidence) -> str | None:
    data = evidence.data
    return None if data is None else str(getattr(data, "path", data))


def _ratio(claim: Claim, evidence: Evidence) -> float:
    asked = claim.settings.get("ratio", "1")
    return _said(claim, evidence) if asked == "stated" else float(asked)


def _said(claim: Claim, evidence: Evidence) -> float:
    """What is stated: a figure, or a number that somebody typed."""
    return float(claim.stated) if claim.stated and is_number(claim.stated) else evidence.value(claim.stated)


def _switch(model: Case, path: str, ratio: float, claim: Claim, role: str) -> Step:
    from wij_impact import mkba

    value = mkba.switching_value(model, path, ratio=ratio)
    number = model.numbers.get(path)
    stream = model.streams[path if number is None else number.stream]
    low, high = (math.nan if end is None else float(end) for end in (stream.low, stream.high))
    values = {
        "path": path, "value": math.nan if value is None else float(value), "ratio": ratio,
        "case": claim.settings["case"],
        "present": float(stream.value), "low": low, "high": high, "grade": str(stream.evidence),
    }  # fmt: skip
    return Step("switching", values=values, figure_ids=(*codes_in(claim.stated), *claim.rests_on), role=role)


def decomposition(claim: Claim, evidence: Evidence) -> Finding:
    """A change in costs, divided over volume and price per unit (`amount / volume` in both columns).

    With a volume only, the amounts are not published: what is given is how large they must have been for the
    volume alone to explain the change in `stated`.
    """
    after, before = quantity(claim.after, evidence), quantity(claim.before, evidence)
    missing = missing_step(after, before, evidence)
    if missing is not None:
        return Finding("untestable", "figure_missing", (missing,))
    broken = break_step(after.figure_ids, before.figure_ids, evidence)
    if broken is not None:
        return Finding("untestable", "break", (broken,))
    if math.isnan(after.base) or math.isnan(before.base):
        return _volume_only(claim, after, before, evidence)
    from wij_impact.effect import decompose

    if min(after.base, before.base) <= 0:
        return Finding(
            "untestable", "no_people", (Step("no_people", figure_ids=(*after.figure_ids, *before.figure_ids)),)
        )
    old, new = (pd.DataFrame({"volume": [one.base], "price": [one.value / one.base]}) for one in (before, after))
    parts = decompose(old, new, ["volume", "price"]).set_index("factor")["estimate"]
    values: dict[str, Any] = {
        "before": before.value, "after": after.value, "change": after.value - before.value,
        "volume": float(parts["volume"]), "price": float(parts["price"]), "volume_before": before.base,
        "volume_after": after.base, "unit": "EUR" if after.unit == "EUR_million" else after.unit,
    }  # fmt: skip
    step = Step("parts", values=values, figure_ids=(*after.figure_ids, *before.figure_ids))
    right = values["change"] > 0 if claim.direction == "up" else values["change"] < 0
    found = Finding("reproduced" if right else "contradicted", "parts" if right else "parts_other_way", (step,))
    if evidence.unit(claim.stated) == "percent" or (claim.stated and is_number(claim.stated)):
        return held_to(found, stated_step(claim, evidence, 100 * (after.value / before.value - 1), "percent"))
    return held_to(found, stated_step(claim, evidence, values["change"], values["unit"]))


def _volume_only(claim: Claim, after: Quantity, before: Quantity, evidence: Evidence) -> Finding:
    if before.value <= 0:
        return Finding("untestable", "no_people", (Step("no_people", figure_ids=before.figure_ids),))
    relative = after.value / before.value - 1
    stated = _said(claim, evidence)
    values = {
        "before": before.value, "after": after.value, "relative": relative, "stated": stated,
        "needed": stated / relative if relative else math.nan,
    }  # fmt: skip
    step = Step("volume", values=values, figure_ids=(*codes_in(claim.stated), *after.figure_ids, *before.figure_ids))
    fits = relative < 0 if claim.direction == "down" else relative > 0
    return Finding("untestable" if fits else "contradicted", "no_amounts" if fits else "parts_other_way", (step,))
