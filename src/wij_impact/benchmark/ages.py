"""Youth care by age: in a student city a share of all young people says little of children."""

from __future__ import annotations

import pandas as pd

from wij_impact.benchmark.funnel import funnel
from wij_impact.estimates.columns import require

__all__ = ["by_age"]

#: Two counts that are each rounded to 5 add up to one that is rounded to 10.
_ROUNDED_TO = 10.0


def by_age(municipalities: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Children with youth care, apart from young adults, per municipality.

    Parameters
    ----------
    municipalities : DataFrame
        Table `municipalities_2021`, or a later year with the same columns.
    level : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        What `funnel` gives of children aged 0-11 with youth care over residents aged 0-14 (``estimate``, ``target``,
        ``flag``), with ``older_share``: the share aged 15-24 among residents aged 0-24; ``older_share_all`` of all
        municipalities together; ``adult_share``: the share aged 18-22 among those with youth care, NaN when
        suppressed. Municipalities with a suppressed count of children are left out.

    Notes
    -----
    The ages of count and base do not fit exactly, as no base of 0-11 is in the table. This holds for every
    municipality alike, so they can be compared with each other and with no other number.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> own = by_age(catalogue.load_table("municipalities_2021")).set_index("gm_code").loc["GM0014"]
    >>> tuple(round(float(own[name]), 4) for name in ("estimate", "target", "older_share"))
    (0.1037, 0.0956, 0.6353)
    """
    counted = ("youthcare_age_0_3", "youthcare_age_4_11", "youthcare_age_18_22", "youthcare_youths")
    require(municipalities, [*counted, "pop_0_14", "pop_15_24", "pop_0_24"])
    data = municipalities.assign(
        children=municipalities["youthcare_age_0_3"] + municipalities["youthcare_age_4_11"],
        older_share=municipalities["pop_15_24"] / municipalities["pop_0_24"],
        adult_share=municipalities["youthcare_age_18_22"] / municipalities["youthcare_youths"],
    )
    known = data.dropna(subset=["children", "pop_0_14"]).reset_index(drop=True)
    found = funnel(known, "children", "pop_0_14", "gm_code", level=level, rounded_to=_ROUNDED_TO)
    whole = data["pop_15_24"].sum() / data["pop_0_24"].sum()
    shares = known[["gm_code", "older_share", "adult_share"]]
    return found.merge(shares, on="gm_code").assign(older_share_all=whole)
