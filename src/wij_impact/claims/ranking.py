"""Which data would settle most: requests ranked by the people or the money they concern."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wij_impact.claims.model import Judgement
from wij_impact.claims.verdicts import OPEN

__all__ = ["rank_requests"]


def rank_requests(judgements: Iterable[Judgement], requests: pd.DataFrame) -> pd.DataFrame:
    """The data requests that an open claim asks for, the one that concerns most first.

    Parameters
    ----------
    judgements : iterable of Judgement
        From `judge`.
    requests : pandas.DataFrame
        From `load_requests`.

    Returns
    -------
    pandas.DataFrame
        The columns of `requests`, then `claims` (how many open claims it would settle), `claim_ids`, `people` and
        `money` (the largest of these claims, not their sum: they overlap; NaN when none names any), `rank_people`,
        `rank_money` and `rank`. `rank` is the better of its two places; people and euros are not added up. Ties go
        to the other place, then to the number of claims.

    Examples
    --------
    >>> from wij_impact import claims
    >>> ranked = rank_requests(claims.judge(), claims.load_requests())
    >>> int(ranked["rank"].iloc[0])
    1
    """
    rows: dict[str, dict[str, object]] = {}
    for one in judgements:
        if one.verdict in OPEN and one.claim.request:
            row = rows.setdefault(one.claim.request, {"request_id": one.claim.request, "found": []})
            row["found"] = [*row["found"], one]  # type: ignore[misc]
    frame = pd.DataFrame([_row(str(row["request_id"]), row["found"]) for row in rows.values()])  # type: ignore[arg-type]
    if frame.empty:
        return requests.head(0).assign(
            claims=[], claim_ids=[], people=[], money=[], rank_people=[], rank_money=[], rank=[]
        )
    merged = frame.merge(requests, on="request_id", how="left")
    for name in ("people", "money"):
        merged[f"rank_{name}"] = merged[name].where(merged[name] > 0).rank(ascending=False, method="min")
    places = merged[["rank_people", "rank_money"]].fillna(len(merged) + 1)
    merged = merged.assign(rank=places.min(axis=1), other=places.max(axis=1))
    merged = merged.sort_values(["rank", "other", "claims", "request_id"], ascending=[True, True, False, True])
    names = ["claims", "claim_ids", "people", "money", "rank_people", "rank_money", "rank"]
    return merged[[*requests.columns, *names]].reset_index(drop=True)


def _row(request_id: str, found: list[Judgement]) -> dict[str, object]:
    people, money = (pd.Series([getattr(one, name) for one in found], dtype=float) for name in ("people", "money"))
    return {
        "request_id": request_id, "claims": len(found), "claim_ids": " ".join(one.claim.claim_id for one in found),
        "people": people.max(), "money": money.max(),
    }  # fmt: skip
