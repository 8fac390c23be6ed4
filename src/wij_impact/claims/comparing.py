"""Whether two figures may be compared at all, and whether what is stated is what the figures come to."""

from __future__ import annotations

import math
from collections.abc import Iterable

from wij_impact.catalogue import break_between
from wij_impact.claims.model import Claim, Evidence, Finding, Step, is_number

__all__ = ["break_step", "held_to", "stated_step"]


def break_step(after: Iterable[str], before: Iterable[str], evidence: Evidence) -> Step | None:
    """The break in method between two figures, by the rule of `catalogue.break_between`; None when there is none."""
    for late, early in [(one, two) for one in after for two in before]:
        rows = [
            {**evidence.known.get(one, {}), "indicator_id": evidence.text(one, "indicator_id")} for one in (early, late)
        ]
        row = break_between(rows[0], rows[1], evidence.breaks)
        if row is not None:
            values = {"at": int(row["at"]), "kind": "edition" if row["kind"] == "edition" else "year"}
            values |= {f"reason_{lang}": str(row[f"reason_{lang}"]) for lang in ("nl", "en")}
            return Step("break", values=values, figure_ids=(late, early))
    return None


def stated_step(claim: Claim, evidence: Evidence, computed: float, unit: str, slack: float = 0.0) -> Step | None:
    """The number that is stated beside the one that the figures come to; None when none is stated.

    A fall may be stated as it is said ("fell 30%") or with its minus. It holds within half a unit of the last digit
    that is stated, and by rounding within `slack` more: the room that the rounding of the parts leaves.
    """
    if not claim.stated:
        return None
    number = is_number(claim.stated)
    value = float(claim.stated) if number else evidence.value(claim.stated)
    values = {"stated": value, "computed": computed, "unit": unit, "stated_id": "" if number else claim.stated}
    if math.isnan(value) or math.isnan(computed):
        return Step("stated", "incomplete", claim.words, values, () if number else (claim.stated,))
    if claim.direction == "down" and value > 0:
        value = -value
    printed = claim.stated if number else str(evidence.known[claim.stated].get("printed", ""))
    tolerance = 0.5 * 10 ** -len(printed.partition(".")[2])
    if not number and evidence.unit(claim.stated) == "EUR_million":
        tolerance *= 1e6
    apart = abs(computed - value) - 1e-9 * max(1.0, abs(value))
    outcome = "holds" if apart <= tolerance else "rounding" if apart <= tolerance + slack else "fails"
    values |= {"stated": value, "difference": computed - value, "tolerance": tolerance}
    return Step("stated", outcome, claim.words, values, () if number else (claim.stated,))


def held_to(finding: Finding, step: Step | None) -> Finding:
    """The finding after the stated number: one that the figures do not give is contradicted, whatever the direction."""
    if step is None:
        return finding
    steps = (*finding.steps, step)
    if step.outcome == "incomplete":
        return Finding("untestable", "figure_missing", steps)
    if step.outcome == "fails" and finding.verdict != "untestable":
        return Finding("contradicted", "stated_otherwise", steps)
    return Finding(finding.verdict, finding.reason, steps)
