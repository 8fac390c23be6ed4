"""Who says what, and does another conversation still bring something new?"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from wij_impact.coding.reading import Codings
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import require
from wij_impact.language import Text

__all__ = ["by_group", "saturation"]


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
                en=f"saturation takes at least 3 sources; there are {n}.",
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
