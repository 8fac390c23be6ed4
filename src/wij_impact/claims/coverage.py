"""What becomes of every arithmetic check and of every link: a claim with a verdict, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.claims.model import Judgement

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue import DataFolder

__all__ = ["LINK_COLUMNS", "check_coverage", "linked"]

LINK_COLUMNS = (
    "link_id", "label_nl", "label_en", "stated", "computed", "difference", "unit", "agrees", "kind",
    "reason_nl", "reason_en", "stated_id", "figure_ids",
)  # fmt: skip


def check_coverage(judgements: Iterable[Judgement], data: str | Path | DataFolder | None = None) -> pd.DataFrame:
    """Every check of `checks.csv` with the claim it belongs to and its own verdict, or the reason why it has none.

    Parameters
    ----------
    judgements : iterable of Judgement
        From `judge`, on the same data.
    data : path or DataFolder, optional
        The data folder.

    Returns
    -------
    pandas.DataFrame
        `check_id, claim_id, outcome, verdict, reason_nl, reason_en`; one row per check and claim. A check that
        holds is reproduced whatever becomes of its claim; one that fails has the verdict of its claim.
    """
    import pandas as pd

    from wij_impact.catalogue import load_table

    reasons = load_table("unclaimed_checks", data).set_index("check_id")
    rows = [row for one in judgements for row in _checks_of(one)]
    claimed = {row["check_id"] for row in rows}
    for check_id in load_table("checks", data)["check_id"]:
        if check_id not in claimed:
            told = reasons.loc[check_id] if check_id in reasons.index else None
            why = {f"reason_{lang}": "" if told is None else str(told[f"reason_{lang}"]) for lang in ("nl", "en")}
            rows.append({"check_id": check_id, "claim_id": "", "outcome": "", "verdict": "", **why})
    names = ["check_id", "claim_id", "outcome", "verdict", "reason_nl", "reason_en"]
    return pd.DataFrame(rows, columns=names).fillna("")


def _checks_of(one: Judgement) -> list[dict[str, str]]:
    named = {*one.claim.checks, *one.claim.readings}
    own = {"holds": "reproduced", "rounding": "rounding", "incomplete": "untestable"}
    return [
        {
            "check_id": str(step.values["check_id"]), "claim_id": one.claim.claim_id, "outcome": step.outcome,
            "verdict": own.get(step.outcome, one.verdict),
        }
        for step in one.steps
        if step.values.get("check_id") in named
    ]  # fmt: skip


def linked(data: str | Path | DataFolder | None = None) -> pd.DataFrame:
    """The declared links between figures under different names, with how far they lie apart.

    Parameters
    ----------
    data : path or DataFolder, optional
        The data folder.

    Returns
    -------
    pandas.DataFrame
        `LINK_COLUMNS`. `kind` is declared: `conflict`, `definition`, `scope`, `period` or `rounding`; `stated`,
        `computed`, `difference` and `agrees` are computed from the figures.

    Examples
    --------
    >>> table = linked().set_index("link_id")
    >>> float(table.loc["solved_upfront", "difference"]), table.loc["solved_upfront", "kind"]
    (-25.0, 'definition')
    """
    from wij_impact.catalogue import consistency, figures, load_table

    links = load_table("links", data)
    checks = links.rename(columns={"link_id": "check_id"}).assign(kind=links["measure"].fillna("equal"))
    found = consistency(figures(data), checks)
    result = found.assign(
        link_id=found["check_id"], agrees=found["verdict"].isin(["holds", "rounding"]), kind=links["difference"],
        reason_nl=links["reason_nl"], reason_en=links["reason_en"],
    )  # fmt: skip
    return result[list(LINK_COLUMNS)]
