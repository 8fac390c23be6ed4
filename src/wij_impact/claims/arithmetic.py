"""Claims that are a calculation: equal to what the printed figures come to, or at least or at most that.

The calculation itself is `catalogue.consistency`; here its outcomes become one verdict on a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from wij_impact.catalogue import consistency, restatements
from wij_impact.claims.model import Claim, Evidence, Finding, Step, codes_in
from wij_impact.language import Text

__all__ = ["equals", "outcomes_of", "printed", "weigh"]

_GOOD = ("holds", "rounding")
_PERCENTS = ("share", "change", "whole_share")


def equals(claim: Claim, evidence: Evidence) -> Finding:
    """A claim that must equal what its figures come to (`equals`), or lie on one side of it (`at_least`, `at_most`).

    `stated`, `measure` and `terms` are a check of the claim's own; `checks` must hold as well; `readings` are the
    claim on another base or edition.
    """
    own = [_own_check(claim)] if claim.terms else []
    # Only the claim's own calculation is one-sided; a check it leans on is an equality.
    steps = [_step(row, "main", claim.test) for row in outcomes_of(evidence, own, ())]
    steps += [_step(row, "main") for row in outcomes_of(evidence, [], claim.checks)]
    steps += [_step(row, "reading") for row in outcomes_of(evidence, [], claim.readings)]
    return weigh(steps, claim.definition)


def outcomes_of(evidence: Evidence, own: list[dict[str, Any]], check_ids: Sequence[str]) -> list[dict[Any, Any]]:
    """`consistency` of checks of one's own and of published ones; a comparison is held to its numbers like the rest."""
    wanted = [dict(evidence.listed.get(one, _absent(one))) for one in check_ids]
    table = pd.DataFrame([*own, *wanted])
    if table.empty:
        return []
    used = {token for text in [*table["stated"], *table["terms"]] for token in codes_in(str(text))}
    figures = evidence.figures[evidence.figures["figure_id"].isin(used)]
    return consistency(figures, table.assign(nature="strict")).to_dict("records")


def _absent(check_id: str) -> dict[str, str]:
    """A check that this edition of the data lacks: it comes out as incomplete."""
    return {"check_id": check_id, "kind": "equal", "stated": check_id, "terms": check_id}


def _own_check(claim: Claim) -> dict[str, str]:
    return {
        "check_id": claim.claim_id, "label_nl": claim.words.nl, "label_en": claim.words.en, "kind": claim.measure,
        "stated": claim.stated, "terms": claim.terms, "tolerance": claim.settings.get("tolerance", "printed"),
    }  # fmt: skip


def _step(row: dict[Any, Any], role: str, test: str = "equals") -> Step:
    ids = tuple(one for one in [row["stated_id"], *row["figure_ids"].split()] if one)
    outcome, kind = row["verdict"], "arithmetic"
    if test != "equals" and outcome != "incomplete":
        above = row["computed"] - row["stated"] if test == "at_least" else row["stated"] - row["computed"]
        outcome, kind = ("holds" if above >= -row["tolerance"] else "fails"), test
    names = ("check_id", "kind", "stated", "computed", "difference", "tolerance", "unit", "stated_id", "note")
    values = {name: row[name] for name in names} | {"terms": row["figure_ids"]}
    if not row["unit"] and row["kind"] in _PERCENTS:
        values["unit"] = "percent"  # a bare number that is held to a share is one
    return Step(kind, outcome, Text(nl=row["label_nl"], en=row["label_en"]), values, ids, role)


def weigh(steps: Iterable[Step], definition: str = "same") -> Finding:
    """One verdict from the outcomes of the claim and of its other readings.

    A claim without a main step is judged on its readings alone: all hold, none hold, or it depends. With
    `definition` "other" the figures count something else than the claim: they can fit it, never show or refute it.

    Examples
    --------
    >>> weigh([Step("arithmetic", "holds"), Step("arithmetic", "fails", role="reading")]).verdict
    'depends'
    """
    steps = tuple(steps)
    deciding = [step for step in steps if step.role in ("main", "reading")]
    main = [step.outcome for step in deciding if step.role == "main"]
    readings = [step.outcome for step in deciding if step.role == "reading"]
    if not deciding or "incomplete" in main or (not main and set(readings) == {"incomplete"}):
        return Finding("untestable", "figure_missing" if deciding else "no_figure", steps)
    ways = ([_all_hold(main)] if main else []) + [outcome in _GOOD for outcome in readings if outcome != "incomplete"]
    if definition == "other":
        fits = any(ways)
        return Finding("not_shown" if fits else "untestable", "fits_other" if fits else "other_definition", steps)
    if all(ways):
        exact = all(step.outcome != "rounding" for step in deciding)
        return Finding("reproduced" if exact else "rounding", "adds_up" if exact else "rounded", steps)
    if any(ways):
        return Finding("depends", "readings_differ", steps)
    return Finding("contradicted", "no_reading_holds", steps)


def _all_hold(outcomes: Sequence[str]) -> bool:
    return all(outcome in _GOOD for outcome in outcomes)


def printed(claim: Claim, evidence: Evidence) -> Finding:
    """A claim that is one printed number: does every other place that prints it give the same?

    Looks at the same indicator, breakdown, period and kind (`catalogue.restatements`), and at `readings`. A number
    that stands in one place only, or is repeated to the digit, cannot be tested.
    """
    row = evidence.known.get(claim.stated)
    if row is None:
        return Finding("untestable", "figure_missing", (Step("missing", figure_ids=(claim.stated,)),))
    steps = _other_places(claim.stated, row, evidence)
    steps += [_step(one, "reading") for one in outcomes_of(evidence, [], claim.readings)]
    if not any(step.role == "reading" for step in steps):
        # Printing a number again is no test of it.
        alone = Step("alone", values={"stated_id": claim.stated}, figure_ids=(claim.stated,))
        return Finding("untestable", "repeated" if steps else "one_place", (alone, *steps))
    if all(step.outcome == "fails" for step in steps if step.role == "reading"):
        # The number itself is one of the readings: it stands there, and elsewhere stands another.
        here = Step("place", "holds", values={"figure_id": claim.stated}, figure_ids=(claim.stated,), role="reading")
        steps = [here, *steps]
    return weigh(steps, claim.definition)


def _other_places(figure_id: str, row: Any, evidence: Evidence) -> list[Step]:
    frame = evidence.figures
    keys = ("indicator_id", "breakdown", "period", "kind")
    same = frame[(frame[list(keys)] == [row[key] for key in keys]).all(axis=1)]
    pairs = restatements(same).to_dict("records")
    apart: dict[str, str] = {}
    for pair in pairs:
        sides = [set(pair[f"figure_ids_{side}"].split()) for side in "ab"]
        if figure_id in sides[0] | sides[1]:
            there = sides[1] if figure_id in sides[0] else sides[0]
            # The coarser number is the finer one, rounded as it was printed: that is what reproduced means.
            apart |= dict.fromkeys(there, "holds" if pair["relation"] == "rounding" else "fails")
    others = [one for one in same["figure_id"] if one != figure_id]
    return [
        Step("place", apart.get(one, "same"), values={"figure_id": one}, figure_ids=(figure_id, one),
             role="reading" if one in apart else "extra")
        for one in others
    ]  # fmt: skip
