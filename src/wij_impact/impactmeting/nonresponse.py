"""Who did not answer, and what the answer would be if they all thought otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates import as_result, check_level, proportion_interval
from wij_impact.impactmeting.checks import require_columns
from wij_impact.impactmeting.proportions import check_value, declared, tidied
from wij_impact.language import Text

__all__ = ["nonresponse"]


def nonresponse(
    responses: pd.DataFrame, column: str, value: Any, strata: str, invited: Mapping[Any, int], *, level: float = 0.95
) -> pd.DataFrame:
    """Response per stratum, and worst-case bounds beside the weighted share.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per person who responded.
    column, value : str and code (or list of codes)
        The item and the answer(s) that count.
    strata : str
        Column with the stratum.
    invited : mapping
        ``{stratum: number invited}``.

    Returns
    -------
    pandas.DataFrame
        A row per stratum and one labelled "total": result columns of the share among those who answered (the total
        weighted by the number invited), `invited`, `responded`, `response_rate`, `bound_low` and `bound_high`: the
        share when no, or every, person who did not answer would have given `value`.

    Raises
    ------
    InputError
        For a stratum without an invited number, or more responses than invited.

    Notes
    -----
    Bounds: Manski (1989). They hold whatever the reason for staying away.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"area": ["a"] * 4 + ["b"] * 4, "satisfied": [1, 1, 1, 0, 1, 0, 0, 0]})
    >>> out = im.nonresponse(people, "satisfied", 1, "area", {"a": 10, "b": 30})
    >>> out[["area", "estimate", "response_rate", "bound_low", "bound_high"]].round(3).values.tolist()[2]
    ['total', 0.375, 0.2, 0.1, 0.9]
    """
    level = check_level(level)
    require_columns(responses, [column, strata])
    wanted = [tidied(one) for one in (value if isinstance(value, list | tuple | set) else [value])]
    answers = responses[column].map(tidied)
    check_value(column, wanted, [*answers.dropna().unique(), *declared(responses[column])])
    responses = responses.assign(**{column: answers.where(answers.astype(object) != "")})
    rows: list[dict[str, Any]] = []
    for stratum in responses[strata].dropna().unique():
        if stratum not in invited:
            raise InputError(
                Text(nl=f"er is geen aantal genodigden voor '{stratum}'.", en=f"no number invited for '{stratum}'."),
                remedy=Text(
                    nl="Geef per stratum hoeveel mensen zijn gevraagd.", en="Give how many were invited per stratum."
                ),
                column=strata,
            )
    for stratum, asked in invited.items():
        part = responses[responses[strata] == stratum]
        rows.append({strata: stratum} | _stratum(part[column], wanted, stratum, int(asked), strata, level))
    rows.append({strata: "total"} | _total(rows, level))
    return as_result(rows, [strata])


def _stratum(
    column: pd.Series, wanted: list[Any], stratum: Any, asked: int, strata: str, level: float
) -> dict[str, Any]:
    if len(column) > asked:
        raise InputError(
            Text(
                nl=f"in '{stratum}' zijn {len(column)} antwoorden van {asked} genodigden.",
                en=f"'{stratum}' has {len(column)} responses of {asked} invited.",
            ),
            remedy=Text(nl="Controleer het aantal genodigden.", en="Check the number invited."),
            column=strata,
        )
    answered = int(column.notna().sum())
    hits = int(column.isin(wanted).sum())
    row: dict[str, Any] = {"level": level, "n": answered, "method": "no answers"}
    if answered:
        lower, upper, name = proportion_interval(hits, answered, level)
        p = hits / answered
        error = float(np.sqrt(p * (1 - p) / (answered - 1))) if answered > 1 else np.nan
        row |= {"estimate": p, "std_error": error, "lower": lower, "upper": upper, "method": name}
    return row | {
        "invited": asked,
        "responded": len(column),
        "response_rate": len(column) / asked,
        "bound_low": hits / asked,
        "bound_high": (hits + asked - answered) / asked,
    }


def _total(rows: list[dict[str, Any]], level: float) -> dict[str, Any]:
    known = [row for row in rows if row["n"] > 0]
    everyone = sum(row["invited"] for row in rows)
    reached = sum(row["invited"] for row in known)
    share = [row["invited"] / reached for row in known]
    estimate = sum(w * row["estimate"] for w, row in zip(share, known, strict=True)) if known else np.nan
    variance = sum((w * row["std_error"]) ** 2 for w, row in zip(share, known, strict=True)) if known else np.nan
    n = sum(row["n"] for row in rows)
    result: dict[str, Any] = {"level": level, "n": n, "method": "no answers"}
    if known and np.isfinite(variance):
        size = estimate * (1 - estimate) / variance if 0 < estimate < 1 and variance > 0 else n
        lower, upper, _ = proportion_interval(estimate * min(size, n), min(size, n), level)
        result |= {"estimate": estimate, "std_error": float(np.sqrt(variance)), "lower": lower, "upper": upper}
        result["method"] = "weighted by number invited, Clopper-Pearson on the effective n"
    elif known:
        result |= {"estimate": estimate, "method": "weighted by number invited; too few answers for an interval"}
    return result | {
        "invited": everyone,
        "responded": sum(row["responded"] for row in rows),
        "response_rate": sum(row["responded"] for row in rows) / everyone,
        "bound_low": sum(row["bound_low"] * row["invited"] for row in rows) / everyone,
        "bound_high": sum(row["bound_high"] * row["invited"] for row in rows) / everyone,
    }
