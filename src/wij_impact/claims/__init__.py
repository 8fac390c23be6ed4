"""Claims: what the documents claim, put to the test with their own figures and the rooms that exist.

A claim is a row of `data/claims/claims.csv`; its verdict is computed here and stored nowhere.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wij_impact.claims.coverage import check_coverage, linked
    from wij_impact.claims.engine import as_table, judge, judge_claims
    from wij_impact.claims.loading import load_claims, load_requests
    from wij_impact.claims.model import CLAIM_KINDS, Claim, Evidence, Finding, Judgement, Step
    from wij_impact.claims.ranking import rank_requests
    from wij_impact.claims.verdicts import OPEN, SUPPORTED, VERDICTS, Verdict

_HOMES = {
    "CLAIM_KINDS": "model",
    "Claim": "model",
    "Evidence": "model",
    "Finding": "model",
    "Judgement": "model",
    "OPEN": "verdicts",
    "SUPPORTED": "verdicts",
    "Step": "model",
    "VERDICTS": "verdicts",
    "Verdict": "verdicts",
    "as_table": "engine",
    "check_coverage": "coverage",
    "judge": "engine",
    "judge_claims": "engine",
    "linked": "coverage",
    "load_claims": "loading",
    "load_requests": "loading",
    "rank_requests": "ranking",
}

__all__ = [
    "CLAIM_KINDS",
    "OPEN",
    "SUPPORTED",
    "VERDICTS",
    "Claim",
    "Evidence",
    "Finding",
    "Judgement",
    "Step",
    "Verdict",
    "as_table",
    "check_coverage",
    "judge",
    "judge_claims",
    "linked",
    "load_claims",
    "load_requests",
    "rank_requests",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"wij_impact.claims.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'wij_impact.claims' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
