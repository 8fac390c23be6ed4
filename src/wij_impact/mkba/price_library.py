"""The price library: search it, set prices of one thing side by side, and read what studies found."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.mkba.prices import load_price_indices, load_unit_prices, pick_index
from wij_impact.mkba.tables import read_reference

__all__ = ["find_prices", "load_evidence", "per_year", "spread_of"]


def load_evidence(data: str | Path | None = None) -> pd.DataFrame:
    """What studies found on interventions: one row per finding, with design, number of participants and source.

    Returns
    -------
    pandas.DataFrame
        The columns of `data/reference/evidence.csv`. `status` says whether the finding was verified in its source.

    Examples
    --------
    >>> findings = load_evidence()
    >>> findings.loc[findings["evidence_id"] == "ff_1y", "value"].tolist()
    [75.0]
    """
    return read_reference("evidence", data)


def find_prices(
    word: str = "", *, price_year: int | None = None, index: str = "cpi_nl", data: str | Path | None = None
) -> pd.DataFrame:
    """Search the price library.

    Parameters
    ----------
    word : str
        Part of a code, a name, a unit or a source, in Dutch or English; capitals and accents do not matter. Empty: all.
    price_year : int, optional
        Bring every price to this price level; prices whose year lies outside the index get NaN, as do prices whose
        source names no year.
    index : str
        The price index that is used for it.
    data : path, optional
        The data folder.

    Returns
    -------
    pandas.DataFrame
        price_id, label_nl, label_en, value, low, high, unit, price_year, bearers, status, confidence, source, subject,
        alternatives (how many other
        prices there are of the same thing, in the same unit or in one that also goes by time); with `price_year` also
        converted and index. Prices of one thing stand together, and stay separate rows.

    Examples
    --------
    >>> find_prices("mantelzorg")["price_id"].tolist()
    ['informal_care_hour_zin', 'informal_care_hour_ecorys', 'informal_care_hour_wellbeing']
    """
    table = load_unit_prices(data)
    text = table[["price_id", "label_nl", "label_en", "unit", "source", "subject"]].agg(" ".join, axis=1).map(_plain)
    family = table["unit"].map(lambda unit: "per year" if per_year(unit) else unit)
    same = table.groupby(["subject", family])["price_id"].transform("size") - 1
    chosen = table.assign(alternatives=same)[text.str.contains(_plain(word), regex=False)]
    order = {subject: place for place, subject in reversed(list(enumerate(chosen["subject"])))}
    chosen = chosen.sort_values("subject", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)
    shown = [
        "price_id", "label_nl", "label_en", "value", "low", "high", "unit", "price_year", "bearers", "status",
        "confidence", "source", "subject", "alternatives",
    ]  # fmt: skip
    chosen = chosen[shown]
    if price_year is None:
        return chosen
    levels = pick_index(index, load_price_indices(data)).levels()

    def ratio(year: float) -> float:
        known = not math.isnan(year) and int(year) in levels and price_year in levels
        return levels[price_year] / levels[int(year)] if known else math.nan

    return chosen.assign(converted=chosen["value"] * chosen["price_year"].map(ratio), index=index)


def _plain(text: str) -> str:
    import unicodedata

    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\s_]+", " ", "".join(letter for letter in folded if not unicodedata.combining(letter)))


#: How often a unit of time goes into a year.
_TIMES = {"EUR_per_day": 365.0, "EUR_per_month": 12.0, "EUR_per_year": 1.0}


def per_year(unit: str) -> float:
    """What a price is multiplied by to be one per year; 0 for a unit that does not go by time.

    Examples
    --------
    >>> per_year("EUR_per_day"), per_year("EUR_per_child_year"), per_year("EUR_per_consult")
    (365.0, 1.0, 0.0)
    """
    return 1.0 if unit.endswith(("_child_year", "_per_year")) else _TIMES.get(unit, 0.0)


def spread_of(table: pd.DataFrame, price_id: str, ratio_between: dict[int, float]) -> tuple[float, float]:
    """Lowest and highest verified price of the same thing, at the level and in the unit of this price.

    A price per day or per month is brought to a year (365 days, 12 months) beside one per year.

    Raises
    ------
    InputError
        When there is no other verified price of it.
    """
    own = table[table["price_id"] == price_id].iloc[0]
    times, own_times = table["unit"].map(per_year), per_year(str(own["unit"]))
    others = table[
        table["subject"].eq(own["subject"])
        & (table["unit"].eq(own["unit"]) | ((times > 0) & (own_times > 0)))
        & table["status"].eq("confirmed")
        & table["price_id"].ne(price_id)
        & table["price_year"].isin(list(ratio_between))
    ]
    found = [float(own["value"])]
    for row in others.to_dict("records"):
        ends = [row[end] for end in ("value", "low", "high") if not math.isnan(row[end])]
        scale = ratio_between[int(own["price_year"])] / ratio_between[int(row["price_year"])]
        if row["unit"] != own["unit"]:
            scale *= per_year(str(row["unit"])) / own_times
        found += [float(end) * scale for end in ends]
    if len(found) < 2:
        raise InputError(
            Text(nl=f"van prijs '{price_id}' is er geen andere nagegane prijs om een bandbreedte uit te halen.",
                 en=f"of price '{price_id}' there is no other verified price to take a range from."),
            remedy=Text(nl="Schrijf zelf low, high en dist bij de prijs.",
                        en="Write low, high and dist with the price yourself."),
        )  # fmt: skip
    return min(found), max(found)
