"""Numbers of the report `risicos`: how many risks where, what the report of 2023 showed, and movement in one's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity
from wij_impact.reports.listing import period_name

__all__ = ["LEVELS", "Facts", "Own", "moves", "own_facts", "published_facts"]

#: The words of the register, lowest first.
LEVELS = {"Laag": "low", "Middel": "medium", "Hoog": "high"}
#: What the report of 2023 shows of a risk, where that is no outcome.
_WITHOUT_OUTCOME = ("measure", "none")
_BRIER = 10  # below this many a score says nothing


@dataclass(frozen=True)
class Facts:
    """What the plan lists and what the report of 2023 says of it.

    Attributes
    ----------
    highest : Quantity
        Risks of high probability and high impact; of `highest_open` the report says at most what was done about them.
    followed, silent : Quantity
        Risks of which the report of 2023 shows something, and those of which it shows nothing.
    staff, helped, loss : Quantity
        What it prints of the risks on staff, on demand and on costs.
    """

    risks: Quantity
    highest: Quantity
    highest_open: Quantity
    followed: Quantity
    silent: Quantity
    staff: Quantity
    helped: Quantity
    loss: Quantity
    year: Quantity


@dataclass(frozen=True)
class Own:
    """A register of one's own.

    Attributes
    ----------
    up, down, mixed, same : Quantity
        Open risks by movement since the review before; mixed is one word higher and the other lower.
    overdue : Quantity
        Open risks whose review date lies before `until`; `undated` have no date.
    brier : Quantity
        Mean squared difference of the probability beforehand and what happened, with `scored` risks; not known below
        ten risks with a number, or without one.
    """

    file: Name
    rows: Quantity
    open: Quantity
    highest: Quantity
    up: Quantity
    down: Quantity
    mixed: Quantity
    same: Quantity
    until: Name
    dated: Literal["yes", "no"]
    overdue: Quantity
    undated: Quantity
    occurred: Quantity
    unknown: Quantity
    scored: Quantity
    needed: Quantity
    brier: Quantity
    forecast: Literal["yes", "few", "words"]
    moved: Literal["up", "down", "none"]


def published_facts(figures: pd.DataFrame, risks: pd.DataFrame) -> Facts:
    """The facts of `catalogue.figures()` and the shipped table `risks`."""
    known = figures.set_index("figure_id", drop=False)
    top = (risks["probability_nl"] == "Hoog") & (risks["impact_nl"] == "Hoog")
    silent = risks["seen"] == "none"
    return Facts(
        risks=Quantity(len(risks)),
        highest=Quantity(int(top.sum())),
        highest_open=Quantity(int((top & risks["seen"].isin(_WITHOUT_OUTCOME)).sum())),
        followed=Quantity(int((~silent).sum())),
        silent=Quantity(int(silent.sum())),
        staff=Quantity.published(known.loc["bjh_recruited_fte_2023_r2023"], "integer"),
        helped=Quantity.published(known.loc["bjh_clients_2023_r2023_text"], "integer"),
        loss=Quantity.published(known.loc["result_2023_r2023_text"], "eur"),
        year=Quantity(2023, "year"),
    )


def own_facts(risks: pd.DataFrame, until: str) -> Own:
    """The facts of a register; closed risks do not count in movement or as overdue."""
    reading = risks.attrs.get("reading")
    table = moves(risks)
    alive = table[table["status"] != "closed"]
    counts = alive["move"].value_counts()
    days = alive["review_date"].map(lambda one: "" if one is None or one != one else str(one)[:10])
    happened = risks["occurred"] if "occurred" in risks else pd.Series(None, index=risks.index, dtype=object)
    forecast = risks["probability_number"] if "probability_number" in risks else pd.Series(math.nan, index=risks.index)
    both = forecast.notna() & happened.isin(["yes", "no"])
    scored = int(both.sum())
    score = math.nan
    if scored >= _BRIER:
        score = float(((forecast[both].astype(float) - (happened[both] == "yes")) ** 2).mean())
    number = {one: Quantity(int(counts.get(one, 0))) for one in ("up", "down", "mixed", "same")}
    up, down = int(number["up"].value), int(number["down"].value)
    return Own(
        file=Name(reading.file if reading else ""),
        rows=Quantity(len(risks)),
        open=Quantity(len(alive)),
        highest=Quantity(int(((alive["likelihood"] == "high") & (alive["impact"] == "high")).sum())),
        **number,
        until=period_name(until),
        dated="yes" if until else "no",
        overdue=Quantity(int(((days != "") & (days < until)).sum()) if until else math.nan),
        undated=Quantity(int((days == "").sum())),
        occurred=Quantity(int((happened == "yes").sum())),
        unknown=Quantity(int((~happened.isin(["yes", "no"])).sum())),
        scored=Quantity(scored),
        needed=Quantity(_BRIER),
        brier=Quantity(score, "decimal2"),
        forecast="yes" if scored >= _BRIER else "few" if bool(forecast.notna().any()) else "words",
        moved="up" if up else "down" if down else "none",
    )


def moves(risks: pd.DataFrame) -> pd.DataFrame:
    """Every risk with its level now (``likelihood, impact``: low, medium, high) and its ``move`` since before."""
    made = risks.copy()
    order = list(LEVELS)
    rank: dict[str, Any] = {}
    for name in ("probability", "impact"):
        before = risks[f"{name}_nl"]
        now = risks.get(f"{name}_now", before)
        now = now.where(now.notna(), before)
        rank[name] = now.map(order.index).astype(int) - before.map(order.index).astype(int)
        made["likelihood" if name == "probability" else name] = now.map(LEVELS)
    up = (rank["probability"] > 0) | (rank["impact"] > 0)
    down = (rank["probability"] < 0) | (rank["impact"] < 0)
    made["move"] = [
        "mixed" if a and b else "up" if a else "down" if b else "same" for a, b in zip(up, down, strict=True)
    ]
    for name in ("status", "review_date"):
        if name not in made:
            made[name] = None
    return made
