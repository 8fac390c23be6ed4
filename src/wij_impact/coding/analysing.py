"""Do coders see the same, who says what, and does another conversation still bring something new?"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.coding.reading import Codings
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result
from wij_impact.estimates.agreement import cohen_kappa, gwet_ac1, krippendorff_alpha, raw_agreement
from wij_impact.estimates.columns import choose, require
from wij_impact.language import Text

__all__ = ["agreement", "by_group", "saturation"]


def agreement(
    codings: Codings, unit: str = "segment", *, level: float = 0.95, draws: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Agreement per code between coders who coded the same texts.

    Parameters
    ----------
    codings : Codings
        What `load` returned, with two coders or more.
    unit : {"segment", "overlap"}
        What is compared. "segment": a piece of text that some coder marked, by its exact limits. "overlap": stretches
        of pieces that overlap count as one, so that another choice of limits is no disagreement. Text that nobody coded
        is in neither, so chance agreement on silence is not counted.
    level, draws, seed
        Of the intervals.

    Returns
    -------
    DataFrame
        Keys ``code``, ``unit``, ``coefficient`` (alpha, kappa with two coders, AC1, raw); NaN with the reason in
        ``method`` where it does not exist; ``sources`` compared, and ``left_out``: sources that not every coder coded.

    Raises
    ------
    InsufficientEvidence
        For one coder.
    InputError
        When coders coded different texts.
    """
    choose(unit, ["segment", "overlap"], "unit")
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
    mine = _units(frame[frame["source"].isin(both)], unit)
    place = mine["unit"].unique()
    options: dict[str, Any] = {"categories": [0, 1], "confidence": level, "draws": draws, "seed": seed}
    rows = []
    for code in codings.codebook:
        given = set(zip(mine.loc[mine["code"] == code, "unit"], mine.loc[mine["code"] == code, "coder"], strict=True))
        pairs = [(one, coder, int((one, coder) in given)) for one in place for coder in coders]
        table = pd.DataFrame(pairs, columns=["unit", "coder", "value"])
        methods: dict[str, Any] = {
            "alpha": krippendorff_alpha,
            "kappa": cohen_kappa,
            "AC1": gwet_ac1,
            "raw": raw_agreement,
        }
        for name, function in methods.items():
            if name == "kappa" and len(coders) != 2:
                continue
            row: dict[str, Any] = {"code": code, "unit": unit, "coefficient": name, "level": level, "n": len(place)}
            try:
                found = function(table, "unit", "coder", "value", **options).iloc[0]
                row |= {key: found[key] for key in ("estimate", "std_error", "lower", "upper", "method")}
            except InsufficientEvidence as why:
                row["method"] = f"not given: {why.message.en if isinstance(why.message, Text) else why.message}"
            rows.append(row | {"sources": len(both), "left_out": len(shared) - len(both)})
    return as_result(rows, ["code", "unit", "coefficient"])


def saturation(codings: Codings, *, orders: int = 500, seed: int = 0, level: float = 0.95) -> pd.DataFrame:
    """How many codes have been met after 1, 2, 3, ... sources, over many orders of the sources.

    Parameters
    ----------
    codings : Codings
        With three sources or more.
    orders : int
        Orders drawn (all of them when there are fewer).
    seed, level
        Of the draws, and of the range over orders.

    Returns
    -------
    DataFrame
        Key ``sources``; ``estimate`` codes met on average, ``lower, upper`` the range over orders; ``new`` codes that
        the last one brought. It says what another source *of this kind* would bring, not that nothing is left.

    Raises
    ------
    InsufficientEvidence
        With fewer than three sources.
    """
    table = pd.crosstab(codings.frame["source"], codings.frame["code"]).to_numpy() > 0
    n = len(table)
    if n < 3:
        raise InsufficientEvidence(
            Text(
                nl=f"verzadiging vraagt minstens 3 bronnen; dit zijn er {n}.",
                en=f"saturation needs 3 sources, not {n}.",
            ),
            remedy=Text(nl="Codeer meer gesprekken.", en="Code more conversations."),
        )
    rng = np.random.default_rng(seed)
    chosen = list(permutations(range(n))) if n <= 5 else [rng.permutation(n) for _ in range(orders)]
    met = np.array([np.maximum.accumulate(table[list(order)], axis=0).sum(axis=1) for order in chosen], dtype=float)
    lower, upper = np.quantile(met, [(1 - level) / 2, (1 + level) / 2], axis=0)
    average = met.mean(axis=0)
    rows = [
        {"sources": i + 1, "estimate": float(average[i]), "lower": float(lower[i]), "upper": float(upper[i])}
        | {"level": level, "n": n, "method": f"rarefaction over {len(chosen)} orders"}
        | {"new": float(average[i] - (average[i - 1] if i else 0))}
        for i in range(n)
    ]
    return as_result(rows, ["sources"])


def by_group(codings: Codings, groups: pd.DataFrame, source: str, group: str) -> pd.DataFrame:
    """Sources per code and group: how many of the group's sources hold the code. Not a share of residents.

    Parameters
    ----------
    codings : Codings
        Codings.
    groups : DataFrame
        One row per source.
    source, group : str
        Its columns.

    Returns
    -------
    DataFrame
        Keys ``code`` and `group`; ``estimate`` the number of sources, ``n`` the sources of the group.

    Raises
    ------
    InputError
        A coded source without a group.
    """
    require(groups, [source, group])
    known = groups.drop_duplicates(source).set_index(source)[group]
    lost = sorted(set(codings.frame["source"]) - set(known.index))
    if lost:
        raise InputError(
            Text(nl=f"bron '{lost[0]}' heeft geen groep.", en=f"source '{lost[0]}' has no group."),
            remedy=Text(nl="Geef elke bron een rij.", en="Give every source a row."),
            column=source,
        )
    frame = codings.frame.assign(_group=codings.frame["source"].map(known))
    held = frame.groupby(["code", "_group"])["source"].nunique()
    rows = [
        {"code": code, group: name, "estimate": float(held.get((code, name), 0)), "n": int((known == name).sum())}
        | {"method": "count of sources"}
        for code in codings.codebook
        for name in dict.fromkeys(known)
    ]
    return as_result(rows, ["code", group])


def _units(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The codings with the unit that each falls in, as text."""
    frame = frame.sort_values(["source", "start", "end"], kind="stable").reset_index(drop=True)
    start, end = frame["start"].fillna(0.0), frame["end"].fillna(np.inf)
    if unit == "segment":
        return frame.assign(unit=frame["source"] + " " + start.astype(str) + "-" + end.astype(str))
    reach = end.groupby(frame["source"]).cummax().groupby(frame["source"]).shift(fill_value=-np.inf)
    return frame.assign(unit=frame["source"] + " " + (start >= reach).cumsum().astype(str))
