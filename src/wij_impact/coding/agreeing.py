"""Do coders see the same? Agreement per code, on a unit that is said."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.coding.reading import Codings
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result
from wij_impact.estimates.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha, raw_agreement, unitising_alpha
from wij_impact.estimates.columns import choose
from wij_impact.language import Text

__all__ = ["agreement", "default_unit", "strength"]

#: Krippendorff (2019), Content Analysis, section 12.4.
LOWEST, FIRM = 0.667, 0.8


def default_unit(codings: Codings) -> Literal["overlap", "source"]:
    """Stretches that overlap where codings have a place in their text, else whole sources."""
    return "overlap" if codings.placed else "source"


def strength(estimate: float, lower: float = math.nan) -> Literal["not_given", "none", "tentative", "firm"]:
    """What an alpha carries: below .667 no conclusions, below .8 (or with a lower limit under .667) tentative ones.

    Examples
    --------
    >>> strength(0.6), strength(0.75, 0.7), strength(0.9, 0.5), strength(0.9, 0.85), strength(float("nan"))
    ('none', 'tentative', 'tentative', 'firm', 'not_given')
    """
    if math.isnan(estimate):
        return "not_given"
    if estimate < LOWEST:
        return "none"
    return "firm" if estimate >= FIRM and lower >= LOWEST else "tentative"


def agreement(
    codings: Codings, unit: str = "segment", *, level: float = 0.95, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Agreement per code between coders who coded the same texts.

    Parameters
    ----------
    codings : Codings
        What `load` returned, with two coders or more.
    unit : {"segment", "overlap", "source"}
        What is compared. "segment": a piece of text that some coder marked, by its exact limits. "overlap": stretches
        of pieces that overlap count as one, so that another choice of limits is no disagreement. "source": a text as a
        whole; the only one that a tool without places allows. Text that nobody coded is in none of them, so agreement
        on silence is not counted.
    level, draws, seed
        Of the intervals: sources are drawn again, because what one text brings hangs together.

    Returns
    -------
    DataFrame
        Keys ``code``, ``unit``, ``coefficient`` (alpha, kappa with two coders, AC1, raw; and where codings have a place
        unitising, Krippendorff's alpha of where the pieces begin and end); NaN with the reason in ``method`` where it
        does not exist; ``reason`` a code for that; ``sources`` compared, and ``left_out``: sources that not every coder
        coded.

    Raises
    ------
    InsufficientEvidence
        For one coder.
    InputError
        When coders coded different texts; when codings without a place are to be compared by place.
    """
    choose(unit, ["segment", "overlap", "source"], "unit")
    frame = codings.frame
    coders = sorted(frame["coder"].unique())
    if len(coders) < 2:
        raise InsufficientEvidence(
            Text(
                nl="er is één codeur; overeenstemming bestaat dan niet.", en="there is one coder; agreement needs two."
            ),
            remedy=Text(nl="Laat een tweede dezelfde teksten coderen.", en="Have a second person code the same texts."),
        )
    shared = frame.groupby("source")["coder"].nunique()
    both = sorted(shared[shared == len(coders)].index)
    if not both:
        raise InputError(
            Text(nl="de codeurs codeerden verschillende teksten.", en="the coders coded different texts."),
            remedy=Text(nl="Laat minstens een tekst door allen coderen.", en="Have at least one text coded by all."),
        )
    if unit != "source" and not codings.placed:
        raise InputError(
            Text(nl="niet elke codering heeft een plaats in de tekst.", en="not every coding has a place in its text."),
            remedy=Text(nl="Vergelijk per bron, of exporteer met begin en einde.",
                        en="Compare by source, or export with start and end."),
            column="start",
        )  # fmt: skip
    mine = _units(frame[frame["source"].isin(both)], unit)
    options: dict[str, Any] = {"categories": [0, 1], "confidence": level, "draws": draws, "seed": seed}
    rows = []
    for code in codings.codebook:
        table = _judged(mine, code, coders)
        for name, function in _METHODS.items():
            if name == "kappa" and len(coders) != 2:
                continue
            units = table["unit"].nunique()
            row: dict[str, Any] = {"code": code, "unit": unit, "coefficient": name, "level": level, "n": units}
            try:
                found = function(table, "unit", "coder", "value", cluster="source", **options).iloc[0]
                row |= {key: found[key] for key in ("estimate", "std_error", "lower", "upper", "method")}
            except InsufficientEvidence as why:
                row["method"] = f"not given: {why.message.en if isinstance(why.message, Text) else why.message}"
                row["reason"] = "few" if units < 2 else "equal"
            rows.append(row)
    if unit != "source":
        rows += _by_place(codings, both, level, draws, seed)
    order = {code: place for place, code in enumerate(codings.codebook)}
    rows.sort(key=lambda row: order[row["code"]])
    more = {"sources": len(both), "left_out": len(shared) - len(both)}
    return as_result([{"reason": ""} | row | more for row in rows], ["code", "unit", "coefficient"])


_METHODS: dict[str, Any] = {
    "alpha": krippendorff_alpha,
    "kappa": cohen_kappa,
    "AC1": gwet_ac1,
    "raw": raw_agreement,
}


def _judged(mine: pd.DataFrame, code: str, coders: list[str]) -> pd.DataFrame:
    """For every unit whether each coder gave the code."""
    having = mine[mine["code"] == code]
    given = set(zip(having["unit"], having["coder"], strict=True))
    places = mine.drop_duplicates("unit")
    rows = [
        (one, source, coder, int((one, coder) in given))
        for one, source in zip(places["unit"], places["source"], strict=True)
        for coder in coders
    ]
    return pd.DataFrame(rows, columns=["unit", "source", "coder", "value"])


def _by_place(codings: Codings, both: list[str], level: float, draws: int, seed: int) -> list[dict[str, Any]]:
    frame = codings.frame[codings.frame["source"].isin(both)]
    # A mark of no width has no place; an end that lies beyond the text is the tool's own slip.
    frame = frame[frame["end"] > frame["start"]]
    lengths = {one: size for one, size in codings.lengths.items() if one in both}
    lengths = {one: max(size, float(frame.loc[frame["source"] == one, "end"].max())) for one, size in lengths.items()}
    if frame["coder"].nunique() < 2:
        return []
    found = unitising_alpha(
        frame, "source", "start", "end", "coder", "code", lengths, confidence=level, draws=draws, seed=seed
    )
    keys = ("code", "estimate", "std_error", "lower", "upper", "level", "n", "method")
    return [
        {key: row[key] for key in keys} | {"unit": "place", "coefficient": "unitising"}
        for row in found.to_dict("records")
    ]


def _units(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The codings with the unit that each falls in, as text."""
    frame = frame.sort_values(["source", "start", "end"], kind="stable").reset_index(drop=True)
    if unit == "source":
        return frame.assign(unit=frame["source"])
    start, end = frame["start"].astype(float).fillna(0.0), frame["end"].astype(float).fillna(np.inf)
    if unit == "segment":
        return frame.assign(unit=frame["source"] + " " + start.astype(str) + "-" + end.astype(str))
    reach = end.groupby(frame["source"]).cummax().groupby(frame["source"]).shift(fill_value=-np.inf)
    return frame.assign(unit=frame["source"] + " " + (start >= reach).cumsum().astype(str))
