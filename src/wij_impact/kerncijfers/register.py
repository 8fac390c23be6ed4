"""The road from question to indication out of a register: whole months compared, small numbers hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue import whole_months
from wij_impact.disclosure import protect
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.language import Text

__all__ = ["Window", "register_mix", "register_steps", "register_window", "register_years"]


@dataclass(frozen=True)
class Window:
    """The months of a year that a register holds as a whole, and whether it holds those of the year before too."""

    year: int
    first: int
    last: int
    before: bool

    @property
    def whole(self) -> bool:
        """Whether it is the whole year."""
        return (self.first, self.last) == (1, 12)

    def months(self, year: int) -> list[str]:
        """The months of the window in a year, as ``2024-03``."""
        return [f"{year:04d}-{month:02d}" for month in range(self.first, self.last + 1)]


def register_window(register: pd.DataFrame, year: int | None = None) -> Window:
    """Which months of a year can be compared with those of the year before.

    Parameters
    ----------
    register : pandas.DataFrame
        `catalogue.group_records(..., period="month")`.
    year : int, optional
        The year of the last whole month by default.

    Raises
    ------
    InputError
        When the register has nothing of that year.

    Notes
    -----
    A register that was drawn on 12 September has no whole September: then the months up to August are compared with
    the same months of the year before.

    Examples
    --------
    >>> from wij_impact.catalogue import Reading
    >>> register = pd.DataFrame({"period": ["2023-01", "2023-09", "2024-01", "2024-09"], "n": [5, 5, 6, 2]})
    >>> register.attrs["reading"] = Reading("r.csv", "csv", 18, 18, first="2023-01-02", last="2024-09-12", length="day")
    >>> register_window(register)
    Window(year=2024, first=1, last=8, before=True)
    """
    months = whole_months(register)
    first, last = _number(months[0]), _number(months[-1])
    chosen = last // 12 if year is None else year
    if not first // 12 <= chosen <= last // 12:
        raise InputError(
            Text(nl=f"van {chosen} staat er niets in het register.", en=f"the register has nothing of {chosen}."),
            remedy=Text(
                nl=f"Kies een jaar van {first // 12} tot en met {last // 12}.",
                en=f"Choose a year from {first // 12} to {last // 12}.",
            ),
        )
    low, high = max(first - 12 * chosen, 0), min(last - 12 * chosen, 11)
    earlier = first - 12 * (chosen - 1)  # the first whole month, counted from January of the year before
    before = earlier <= high
    return Window(chosen, 1 + (max(low, earlier) if before else low), 1 + high, before)


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def _flags(register: pd.DataFrame) -> list[str]:
    return [name.removesuffix("_known") for name in register.columns if str(name).endswith("_known")]


def _hidden(counts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Counts that make up a whole per row, protected with that whole; an empty column takes no part."""
    parts = counts.loc[:, (counts > 0).any()]
    if parts.shape[1] < 2:
        shown = counts.astype(float)
        return shown.mask((counts > 0) & (counts < minimum))
    whole = parts.assign(total=parts.sum(axis=1)).astype(float)
    kept = protect(whole, whole.fillna(0), minimum)
    return kept.reindex(columns=counts.columns).assign(**{
        str(name): 0.0 for name in counts.columns.difference(parts.columns)
    })  # fmt: skip


def register_steps(register: pd.DataFrame, window: Window, minimum: int = 10) -> pd.DataFrame:
    """The steps of a year in the months of the window, and those of the year before where the register has them.

    Returns
    -------
    pandas.DataFrame
        ``year, step, value, known, share``: ``value`` how often yes (or all records, for ``registered``), ``known``
        for how many it was filled in, ``share`` the one over the other. NaN where fewer than `minimum` people could
        be told from it.

    Examples
    --------
    >>> counts = {"n": [200, 100], "indication": [60, 4], "indication_known": [190, 100]}
    >>> register = pd.DataFrame({"period": ["2023-01", "2024-01"], **counts})
    >>> steps = register_steps(register, Window(2024, 1, 1, True))
    >>> steps[["year", "step", "value"]].values.tolist()
    [[2023, 'registered', 200.0], [2023, 'indication', 60.0], [2024, 'registered', 100.0], [2024, 'indication', nan]]
    """
    years = [window.year - 1, window.year] if window.before else [window.year]
    held = {year: register[register["period"].isin(window.months(year))] for year in years}
    if held[window.year]["n"].sum() < minimum:
        raise InsufficientEvidence(
            Text(
                nl=f"in {window.year} staan er minder dan {minimum} in het register: zo weinig wordt niet getoond.",
                en=f"{window.year} has fewer than {minimum} in the register: so few are not shown.",
            ),
            remedy=Text(nl="Kies een ander jaar, of neem meer teams samen.", en="Choose another year, or more teams."),
        )
    found = {}
    for flag in _flags(register):
        counted = {
            year: {
                "yes": int(rows[flag].sum()),
                "no": int((rows[f"{flag}_known"] - rows[flag]).sum()),
                "blank": int((rows["n"] - rows[f"{flag}_known"]).sum()),
            }
            for year, rows in held.items()
        }
        found[flag] = _hidden(pd.DataFrame(counted).T, minimum)
    rows: list[dict[str, Any]] = []
    for year in years:
        total = float(held[year]["n"].sum())
        value = total if total >= minimum else math.nan
        rows.append({"year": year, "step": "registered", "value": value, "known": value, "share": math.nan})
        for flag, shown in found.items():
            yes, no = (float(shown[name].to_dict()[year]) for name in ("yes", "no"))
            known = yes + no
            share = yes / known if known > 0 else math.nan
            rows.append({"year": year, "step": flag, "value": yes, "known": known, "share": share})
    return pd.DataFrame(rows)


def register_years(register: pd.DataFrame, window: Window, minimum: int = 10) -> pd.DataFrame:
    """All years of a register up to that of the window: ``year, first, last`` (months), ``registered``, and the steps.

    The two years that are compared have the months of the window, so that no rest follows from a second total of the
    same year; of the others only whole years are told.
    """
    months = set(register["period"].dropna())
    years = sorted({int(month[:4]) for month in months})
    compared = {window.year, window.year - 1} if window.before else {window.year}
    rows = []
    for year in (one for one in years if one <= window.year):
        own = Window(year, window.first, window.last, False) if year in compared else Window(year, 1, 12, False)
        if year not in compared and not set(own.months(year)) <= months:
            continue
        try:
            steps = register_steps(register, own, minimum)
        except InsufficientEvidence:
            continue  # a year of a handful has no row
        values = dict(zip(steps["step"], steps["value"], strict=True))
        rows.append({"year": year, "first": own.first, "last": own.last, **values})
    return pd.DataFrame(rows)


def register_mix(register: pd.DataFrame, by: str, window: Window, minimum: int = 10) -> pd.DataFrame:
    """What each kind contributes to the change between the two years of a window. Accounting, not cause.

    Returns
    -------
    pandas.DataFrame
        `by` (missing where the register has none), ``value_from, value_to, share_from, share_to, change,
        contribution`` (percent of the old total), largest first. A kind of which a count is hidden has no change.

    Examples
    --------
    >>> rows = {"period": ["2023-01", "2024-01"] * 2, "question_type": ["jeugd"] * 2 + ["wmo"] * 2}
    >>> register = pd.DataFrame({**rows, "n": [40, 50, 60, 30]})
    >>> mix = register_mix(register, "question_type", Window(2024, 1, 1, True))
    >>> mix[["question_type", "change", "contribution"]].values.tolist()
    [['wmo', -30.0, -30.0], ['jeugd', 10.0, 10.0]]
    """
    counts = pd.DataFrame(
        {
            name: register[register["period"].isin(window.months(year))].groupby(by, dropna=False)["n"].sum()
            for name, year in (("value_from", window.year - 1), ("value_to", window.year))
        }
    ).fillna(0)
    totals = counts.sum()
    shown = _hidden(counts.T, minimum).T.reset_index()
    shown["share_from"] = shown["value_from"] / totals["value_from"]
    shown["share_to"] = shown["value_to"] / totals["value_to"]
    shown["change"] = shown["value_to"] - shown["value_from"]
    shown["contribution"] = 100 * shown["change"] / totals["value_from"]
    order = counts.reset_index().sort_values(["value_from", "value_to"], ascending=False, kind="stable").index
    return shown.loc[order].reset_index(drop=True)
