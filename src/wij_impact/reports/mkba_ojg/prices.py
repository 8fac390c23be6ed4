"""What the price library says of the OJG: prices per hour of the help that is avoided, and how many hours that asks."""

from __future__ import annotations

import math

import pandas as pd

from wij_impact.estimates import Name
from wij_impact.mkba import Case, find_prices
from wij_impact.reports.naming import cells

__all__ = ["hours_needed"]

_SUBJECTS = ("youth_guidance_hour", "youth_ggz_hour")
#: The hours are told per this many euros that an OJG trajectory costs.
_PER = 1_000.0


def hours_needed(case: Case, ratio_all: float, ratio_half: float) -> pd.DataFrame:
    """How many hours of youth care an avoided trajectory must hold, per thousand euros of an OJG trajectory.

    Parameters
    ----------
    case : Case
        The OJG case, for its price level.
    ratio_all, ratio_half : float
        How many times the cost of an OJG trajectory the avoided one must cost, when all, or half, of those the OJG
        handles would otherwise have been referred.

    Returns
    -------
    pandas.DataFrame
        price_id, name, given, from_year, index, converted (per hour at the price level of the case), hours_all,
        hours_half; verified prices only, dearest first.
    """
    found = find_prices("", price_year=case.price_year)
    own = found["subject"].isin(_SUBJECTS) & found["unit"].eq("EUR_per_hour") & found["status"].eq("confirmed")
    rows = [
        {
            "price_id": row["price_id"],
            "name": Name(str(row["label_en"]), (("nl", row["label_nl"]), ("en", row["label_en"]))),
            "given": float(row["value"]),
            "from_year": int(row["price_year"]),
            "index": row["index"],
            "converted": float(row["converted"]),
            "hours_all": _PER * ratio_all / float(row["converted"]),
            "hours_half": _PER * ratio_half / float(row["converted"]),
        }
        for row in found[own].to_dict("records")
        if not math.isnan(row["converted"])
    ]
    frame = pd.DataFrame(rows).sort_values("converted", ascending=False, ignore_index=True)
    return frame.assign(name=cells(frame["name"]))
