"""Staff from the published figures: make-up, years, average fte by function, wages per fte, who must have joined."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue import load_file
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, byar_interval, check_level
from wij_impact.estimates.columns import numbers
from wij_impact.kerncijfers.finances import account_lines
from wij_impact.language import Text

__all__ = [
    "average_fte",
    "joined",
    "load_structure",
    "staff_makeup",
    "staff_years",
    "structure_rates",
    "wage_account",
]

_TABLE = "table 4.1.1 Medewerkersbestand"
_WAGES = ("lonen en salarissen", "sociale lasten")
#: Column of `staff_years` -> indicator, and what the printed number is multiplied by.
_YEARS = {
    "employees": ("employees_year_end", 1.0),
    "fte": ("fte_year_end", 1.0),
    "outflow": ("staff_outflow_pct", 0.01),
    "absence": ("sickness_absence_pct", 0.01),
    "training": ("training_costs", 1e6),
}


def staff_makeup(figures: pd.DataFrame) -> pd.DataFrame:
    """Employees and fte at the end of each year, by contract, sex and age.

    Returns
    -------
    DataFrame
        ``by`` (total, contract, sex, age), ``group`` as printed, ``year, employees, fte``, their shares of the total
        ``employees_share, fte_share``, ``part`` (fte per employee) and ``figure_ids``. Everybody is counted, so there
        is no interval. NaN where the document prints nothing.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> made = staff_makeup(catalogue.figures()).set_index(["group", "year"])
    >>> float(made.loc[("55+", 2023), "employees_share"].round(3)), float(made.loc[("Totaal", 2023), "fte"])
    (0.193, 586.0)
    """
    own = figures[(figures["locator"] == _TABLE) & figures["breakdown"].astype(str).str.contains("=")]
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in own.to_dict("records"):
        by, _, group = str(row["breakdown"]).partition("=")
        key = (by, group, int(str(row["period"])[:4]))
        made = rows.setdefault(key, {"employees": math.nan, "fte": math.nan, "figure_ids": []})
        made["fte" if row["unit"] == "fte" else "employees"] = float(row["value"])
        made["figure_ids"].append(str(row["figure_id"]))
    frame = pd.DataFrame(
        [
            {"by": k[0], "group": k[1], "year": k[2]} | v | {"figure_ids": " ".join(v["figure_ids"])}
            for k, v in rows.items()
        ]
    )
    whole = frame[frame["by"] == "total"].set_index("year")
    for name in ("employees", "fte"):
        frame[f"{name}_share"] = frame[name] / frame["year"].map(whole[name])
    return frame.assign(part=frame["fte"] / frame["employees"])


def staff_years(figures: pd.DataFrame) -> pd.DataFrame:
    """Per year, from the latest report: employees, fte, outflow, absence, training costs in euro.

    Returns
    -------
    DataFrame
        ``year``, the columns, ``training_per_fte``, ``figure_ids``. All from one report, so the years compare; fte of
        2018 and 2019 is in the report of 2020 only, which counted hired staff in 2019.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> staff_years(catalogue.figures()).set_index("year")["absence"].round(3).to_dict()
    {2020: 0.073, 2021: 0.076, 2022: 0.089, 2023: 0.082}
    """
    latest = figures["reported_in"].astype(str) == figures["reported_in"].astype(str).where(_is_year(figures)).max()
    rows: dict[int, dict[str, Any]] = {}
    for name, (indicator, scale) in _YEARS.items():
        own = figures[latest & (figures["indicator_id"] == indicator) & (figures["kind"] == "actual")]
        own = own[own["breakdown"].astype(str).isin(["", "nan"])].drop_duplicates("period")
        for row in own.to_dict("records"):
            made = rows.setdefault(int(str(row["period"])[:4]), {"ids": []})
            made[name] = float(row["value"]) * scale
            made["ids"].append(str(row["figure_id"]))
    told = [{"year": year} | rows[year] | {"figure_ids": " ".join(rows[year]["ids"])} for year in sorted(rows)]
    frame = pd.DataFrame(told).drop(columns="ids")
    return frame.assign(training_per_fte=frame["training"] / frame["fte"])[
        ["year", *_YEARS, "training_per_fte", "figure_ids"]
    ]


def average_fte(figures: pd.DataFrame) -> pd.DataFrame:
    """Average fte over the year by function, as the annual accounts specify it.

    Returns
    -------
    DataFrame
        ``group`` as printed, a column per year, ``figure_ids``. The groups add up to the total.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> found = average_fte(catalogue.figures()).set_index("group")
    >>> float(found.loc["Totaal FTE", 2023]), round(float(found.drop("Totaal FTE")[2023].sum()), 2)
    (560.38, 560.38)
    """
    own = figures[(figures["indicator_id"] == "avg_fte") & (figures["kind"] == "actual")]
    rows: dict[str, dict[Any, Any]] = {}
    for row in own.to_dict("records"):
        group = str(row["breakdown"]).removeprefix("groep=")
        made = rows.setdefault(group, {"group": group, "ids": []})
        made[int(str(row["period"])[:4])] = float(row["value"])
        made["ids"].append(str(row["figure_id"]))
    years = sorted({key for made in rows.values() for key in made if isinstance(key, int)})
    return pd.DataFrame(
        [
            {"group": group}
            | {year: made.get(year, math.nan) for year in years}
            | {"figure_ids": " ".join(made["ids"])}
            for group, made in rows.items()
        ]
    )


def wage_account(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Wages and social charges of `year` and the year before, as fte times wages per fte.

    Returns
    -------
    DataFrame
        Two rows, the year before first: ``year, fte`` (average over the year), ``wages`` (euro), ``per_fte``,
        ``figure_ids``. Hired staff is no part of it: their fte is not printed.

    Raises
    ------
    InsufficientEvidence
        When the accounts or the average fte of one of the years are not printed.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> wage_account(catalogue.figures(), 2023)["per_fte"].round().tolist()
    [72184.0, 77054.0]
    """
    fte = average_fte(figures).set_index("group")
    rows = []
    for one in (year - 1, year):
        account = account_lines(figures, one)
        if not set(_WAGES) <= set(account) or one not in fte or math.isnan(float(fte.loc["Totaal FTE", one])):  # type: ignore[arg-type]
            raise InsufficientEvidence(
                Text(
                    nl=f"de loonkosten of de gemiddelde fte van {one} staan niet in de cijfers.",
                    en=f"the wages or the average fte of {one} are not among the figures.",
                ),
                remedy=Text(nl="Vul figures.csv aan.", en="Add them to figures.csv."),
            )
        wages = sum(account[line][0] for line in _WAGES)
        average = float(fte.loc["Totaal FTE", one])  # type: ignore[arg-type]
        ids = [account[line][1] for line in _WAGES] + [
            str(row["figure_id"])
            for row in figures[figures["indicator_id"] == "avg_fte"].to_dict("records")
            if row["breakdown"] == "groep=Totaal FTE" and str(row["period"]) == str(one)
        ]
        rows.append(
            {"year": one, "fte": average, "wages": wages, "per_fte": wages / average, "figure_ids": " ".join(ids)}
        )
    return pd.DataFrame(rows)


def joined(years: pd.DataFrame, year: int) -> tuple[int, int]:
    """How many employees must have joined in `year`: lowest and highest that the printed figures allow.

    The printed outflow is a whole percentage of a number of employees that is not named: that of the start, of the
    end, or between. So both are bounds: leavers lie between half a point less of the smallest and half a point more of
    the largest.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> joined(staff_years(catalogue.figures()), 2023)
    (168, 184)
    """
    rows = years.set_index("year")
    before, after = float(rows.loc[year - 1, "employees"]), float(rows.loc[year, "employees"])  # type: ignore[arg-type]
    share = float(rows.loc[year, "outflow"])  # type: ignore[arg-type]
    low = math.ceil(round((share - 0.005) * min(before, after), 9))
    high = math.floor(round((share + 0.005) * max(before, after), 9))
    net = round(after - before)
    return net + low, net + high


def load_structure(path: str | Path) -> pd.DataFrame:
    """A file of the table `staff_structure`, checked as ``wij-impact check FILE --as staff_structure`` checks it."""
    return load_file("staff_structure", path)


def structure_rates(data: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Outflow per group and year: who left, over the mean of the employees at both ends of the year.

    Parameters
    ----------
    data : DataFrame
        As `load_structure` gives it.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        Keys ``by, group, year``; ``estimate`` with Byar's interval (exact below 10): leaving is an event, so chance
        shows in it. ``n`` is the mean number of employees; ``left``, ``employees``, ``joined``, ``fte``, ``part`` (fte
        per employee) and ``share`` of the employees within the feature, which are counts of everybody and have no
        interval. NaN with the reason in ``method`` where nobody counted who left, or the year before is missing.

    Examples
    --------
    >>> row = {"by": "age", "group": "55+", "fte": 100, "joined": 20}
    >>> data = pd.DataFrame([row | {"year": 2023, "employees": 130, "left": 11},
    ...                      row | {"year": 2024, "employees": 140, "left": 13}])
    >>> structure_rates(data)[["year", "estimate", "n"]].round(3).values.tolist()
    [[2023.0, nan, nan], [2024.0, 0.096, 135.0]]
    """
    check_level(level)
    frame = data.assign(**{name: math.nan for name in ("fte", "left", "joined") if name not in data})
    counted = ["employees", "fte", "left", "joined"]
    frame = frame.assign(**{name: numbers(frame, name, missing=True) for name in counted})
    whole = frame.groupby(["by", "year"])["employees"].sum()
    held = {(r["by"], r["group"], int(r["year"])): float(r["employees"]) for r in frame.to_dict("records")}
    rows: list[dict[str, Any]] = []
    for row in frame.sort_values(["by", "group", "year"]).to_dict("records"):
        year, employees = int(row["year"]), float(row["employees"])
        before = held.get((row["by"], row["group"], year - 1), math.nan)
        made: dict[str, Any] = {name: row[name] for name in ("by", "group", "left", "joined", "fte")}
        total = float(whole[row["by"], row["year"]])
        made |= {
            "year": year,
            "level": level,
            "employees": employees,
            "share": employees / total if total else math.nan,
        }
        made["part"] = float(row["fte"]) / employees if employees else math.nan
        base, left = (before + employees) / 2, float(row["left"])
        if math.isnan(left) or math.isnan(base) or not base:
            why = "who left is not counted" if math.isnan(left) else "the year before is missing"
            rows.append(made | {"method": f"not given: {why}"})
            continue
        lower, upper = (one / base for one in byar_interval(left, level))
        amounts = {"estimate": left / base, "std_error": left**0.5 / base, "lower": lower, "upper": upper, "n": base}
        rows.append(made | amounts | {"method": "left per mean employee, Byar (exact Poisson below 10)"})
    return as_result(rows, ["by", "group", "year"])


def _is_year(figures: pd.DataFrame) -> pd.Series:
    return figures["reported_in"].astype(str).str.fullmatch(r"\d{4}")
