"""Put claims to the test: every verdict is computed from the figures, none is typed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.claims.changes import rate_step
from wij_impact.claims.loading import load_claims
from wij_impact.claims.model import Claim, Evidence, Finding, Judgement, Step, codes_in
from wij_impact.claims.registry import TESTS
from wij_impact.errors import WijImpactError

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue import DataFolder

__all__ = ["as_table", "judge", "judge_claims"]


def judge(data: str | Path | DataFolder | None = None, claim_ids: Sequence[str] | None = None) -> tuple[Judgement, ...]:
    """Every claim of a data folder with its verdict and calculation.

    Parameters
    ----------
    data : path or DataFolder, optional
        Found by `catalogue.resolve_data` when left out; another edition of the data gives other verdicts.
    claim_ids : list of str, optional
        Judge only these; a name that no claim has is left out.

    Returns
    -------
    tuple of Judgement
        In the order of the claims.

    Examples
    --------
    >>> [one.verdict for one in judge(claim_ids=["questions_change_2023"])]
    ['reproduced']
    """
    from wij_impact import catalogue

    folder = catalogue.resolve_data(data)
    evidence = Evidence.of(catalogue.figures(folder), catalogue.load_table("checks", folder), folder)
    chosen = [one for one in load_claims(folder) if claim_ids is None or one.claim_id in claim_ids]
    return judge_claims(chosen, evidence)


def judge_claims(claims: Iterable[Claim], evidence: Evidence) -> tuple[Judgement, ...]:
    """Verdicts on claims, from figures and checks given; pure but for the cost-benefit cases of `evidence.data`."""
    return tuple(_judge(claim, evidence) for claim in claims)


def _judge(claim: Claim, evidence: Evidence) -> Judgement:
    finding = as_promised(claim, _found(claim, evidence))
    steps = (*finding.steps, *_beside(claim, evidence))
    ids = _figure_ids(claim, steps, evidence)
    people, money = evidence.total(claim.people), evidence.total(claim.money)
    if not claim.people and not claim.money:
        money = _gap(finding.steps)
    return Judgement(claim, finding.verdict, finding.reason, steps, ids, abs(people), abs(money))


def _found(claim: Claim, evidence: Evidence) -> Finding:
    """What the test finds; a room that refuses (a case that cannot be read, too few people) says why."""
    try:
        return TESTS[claim.test].run(claim, evidence)
    except WijImpactError as error:
        return Finding("untestable", "refused", (Step("refused", values={"why": error}),))


def as_promised(claim: Claim, finding: Finding) -> Finding:
    """An expectation or a target beside what happened: beaten or not reached, never a contradiction.

    With `direction` down less is better, as for a waiting time; otherwise more is.
    """
    if claim.nature not in ("expected", "promised"):
        return finding
    if finding.verdict == "untestable" and claim.nature == "promised":
        return Finding("untestable", "target", finding.steps)
    if finding.verdict != "contradicted":
        return finding
    apart = [step.values["difference"] for step in finding.steps if step.role == "main" and "difference" in step.values]
    better = bool(apart) and (apart[0] < 0 if claim.direction == "down" else apart[0] > 0)
    verdict, reason = ("exceeded", "beyond_expected") if better else ("fell_short", "below_expected")
    return Finding(verdict, reason, finding.steps)


def _beside(claim: Claim, evidence: Evidence) -> tuple[Step, ...]:
    """The rates with intervals beside a percentage of change that was recalculated: is it more than chance?"""
    if claim.test not in ("equals", "at_least", "at_most") or not (claim.after and claim.before):
        return ()
    step = rate_step(claim, evidence)
    return () if step is None else (replace(step, role="extra"),)


def _figure_ids(claim: Claim, steps: Sequence[Step], evidence: Evidence) -> tuple[str, ...]:
    named = [*codes_in(claim.stated), *codes_in(claim.terms), *codes_in(claim.after), *codes_in(claim.before)]
    named += [*claim.rests_on, *(one for step in steps for one in step.figure_ids)]
    return tuple(one for one in dict.fromkeys(named) if one in evidence.known)


def _gap(steps: Sequence[Step]) -> float:
    """The euros at stake in a difference between printed amounts: how far they lie apart; NaN when none does."""
    apart = [
        abs(step.values["difference"]) * (1e6 if step.values["unit"] == "EUR_million" else 1)
        for step in steps
        if step.outcome == "fails" and step.values.get("unit") in ("EUR", "EUR_million")
    ]
    return max(apart, default=math.nan)


def as_table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """One row per claim: `claim_id, kind, source, nature, consequence, theme, verdict, reason, ...`."""
    import pandas as pd

    rows = [
        {
            "claim_id": one.claim.claim_id, "kind": one.claim.kind, "source": one.claim.source,
            "nature": one.claim.nature, "consequence": one.claim.consequence, "theme": one.claim.theme,
            "verdict": one.verdict, "reason": one.reason, "request": one.claim.request,
            "people": one.people, "money": one.money, "figure_ids": " ".join(one.figure_ids),
        }
        for one in judgements
    ]  # fmt: skip
    names = [
        "claim_id", "kind", "source", "nature", "consequence", "theme", "verdict", "reason", "request", "people",
        "money", "figure_ids",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
