"""Numbers of the report `houdbaarheid`: how many claims stand, by what they are about; no language, no layout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.claims import OPEN, SUPPORTED, Judgement, rank_requests
from wij_impact.errors import UsageError, suggest
from wij_impact.estimates import Name, Quantity
from wij_impact.language import Text

__all__ = ["Facts", "claim_facts", "request_name", "select", "wrong"]

Headline = Literal["effect_open", "effect_shown", "mostly_holds", "mostly_not", "nothing_decided"]
_DECIDED = (*SUPPORTED, "depends", "contradicted")
_WEIGHT = ("large", "medium", "small")


@dataclass(frozen=True)
class Facts:
    """What became of the claims.

    `approaches` are the claims about what an approach brought; `decided` those about what happened that the printed
    figures can decide, and of those `hold`, `depends` and `wrong`. `expected` counts expectations and targets.
    """

    headline: Headline
    claims: Quantity
    approaches: Quantity
    approaches_shown: Quantity
    approaches_refuted: Quantity
    decided: Quantity
    hold: Quantity
    depends: Quantity
    wrong: Quantity
    undecided: Quantity
    expected: Quantity
    exceeded: Quantity
    checks: Quantity
    asked: Name


def claim_facts(judged: Sequence[Judgement], requests: pd.DataFrame) -> Facts:
    """The facts of `claims.judge` and `claims.load_requests`."""
    effects = [one for one in judged if one.claim.nature == "effect"]
    ahead = [one for one in judged if one.claim.nature in ("expected", "promised")]
    happened = [one for one in judged if one.claim.nature == "happened"]
    decided = [one for one in happened if one.verdict in _DECIDED]
    hold = sum(one.verdict in SUPPORTED for one in decided)
    shown = sum(one.verdict in SUPPORTED for one in effects)
    headline: Headline = (
        ("effect_shown" if shown else "effect_open") if effects
        else "nothing_decided" if not decided
        else "mostly_holds" if 2 * hold > len(decided) else "mostly_not"
    )  # fmt: skip
    checks = {code for one in judged for code in (*one.claim.checks, *one.claim.readings)}
    return Facts(
        headline,
        Quantity(len(judged)),
        Quantity(len(effects), sources=tuple(one for each in effects for one in _main(each))),
        Quantity(shown),
        Quantity(sum(one.verdict == "contradicted" for one in effects)),
        Quantity(len(decided)),
        Quantity(hold),
        Quantity(sum(one.verdict == "depends" for one in decided)),
        Quantity(sum(one.verdict == "contradicted" for one in decided)),
        Quantity(len(happened) - len(decided)),
        Quantity(len(ahead)),
        Quantity(sum(one.verdict == "exceeded" for one in ahead)),
        Quantity(len(checks)),
        _asked(judged, requests),
    )


def _main(judged: Judgement) -> tuple[str, ...]:
    """The figure that carries a claim, if a decision or a sensitive amount hangs on it: its footnote on the page."""
    return judged.figure_ids[:1] if judged.claim.consequence != "small" else ()


def _asked(judged: Sequence[Judgement], requests: pd.DataFrame) -> Name:
    """The request that would settle the most money or people, among the claims that matter most."""
    for weight in _WEIGHT:
        some = [one for one in judged if one.claim.consequence == weight and one.verdict in OPEN and one.claim.request]
        if some:
            return request_name(rank_requests(some, requests).iloc[0])
    return Name("")


def request_name(row: pd.Series) -> Name:
    """A data request as a name: its words are data of the table of requests."""
    return Name(str(row["request_nl"]), (("nl", str(row["request_nl"])), ("en", str(row["request_en"]))))


def wrong(judged: Sequence[Judgement]) -> list[Judgement]:
    """The claims that the documents' own figures contradict, heaviest first, then most euros."""
    found = [one for one in judged if one.verdict == "contradicted"]
    return sorted(found, key=lambda one: (_WEIGHT.index(one.claim.consequence), -_size(one.money), -_size(one.people)))


def _size(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def select(judged: Sequence[Judgement], source: str = "", kind: str = "") -> tuple[Judgement, ...]:
    """The claims of one document or one kind; all of them when both are empty.

    Raises
    ------
    UsageError
        For a source or kind that no claim has, with a suggestion.
    """
    chosen = tuple(judged)
    for name, wanted in (("source", source), ("kind", kind)):
        if not wanted:
            continue
        known = list(dict.fromkeys(getattr(one.claim, name) for one in judged))
        if wanted not in known:
            near, shown = suggest(wanted, known), ", ".join(known)
            raise UsageError(
                Text(nl=f"geen bewering heeft {name}={wanted}.", en=f"no claim has {name}={wanted}."),
                remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
                if near
                else Text(nl=f"Er zijn: {shown}.", en=f"There are: {shown}."),
            )
        chosen = tuple(one for one in chosen if getattr(one.claim, name) == wanted)
    if not chosen:
        raise UsageError(
            Text(nl="geen bewering heeft deze bron en deze soort samen.", en="no claim has this source and this kind."),
            remedy=Text(nl="Laat één van de twee weg.", en="Leave out one of the two."),
        )
    return chosen
