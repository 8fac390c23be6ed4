"""Work at schools: interventions and pupils apart, rates where enrolment is known, no growth over a break of scope."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.catalogue import load_file
from wij_impact.estimates import as_result, byar_interval, check_level, wilson_interval
from wij_impact.estimates.intervals import exact_interval

__all__ = [
    "intervention_changes",
    "intervention_mix",
    "intervention_rates",
    "load_schools",
    "printed_as_people",
    "school_interventions",
]

TABLE = "schools"
#: Indicator -> the kind of school it is about.
PRINTED = {"saw_interventions": "MBO", "sbo_interventions": "SBO"}
#: Type as printed -> code of what was done.
TYPES = {
    "Individuele traject (indicatieloos)": "trajectory",
    "Informatie en advies (kort/eenmalig)": "advice",
    "Consultatie en advies docent": "teacher",
    "Totaal": "total",
}
#: What is printed as people, and the interventions that it is the sum of.
AS_PEOPLE = {"saw_students_supported": "MBO", "sbo_po_pupils": "SBO"}
_WITH_PUPILS = ("trajectory", "advice")


def school_interventions(figures: pd.DataFrame) -> pd.DataFrame:
    """The printed interventions: kind of school, year, what was done, how often.

    Returns
    -------
    DataFrame
        ``kind`` (MBO, SBO), ``year``, ``intervention`` (trajectory, advice, teacher, total), ``count``,
        ``figure_id``; the total is a row of its own and is the sum of the others.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> found = school_interventions(catalogue.figures())
    >>> found[(found["kind"] == "MBO") & (found["intervention"] == "total")]["count"].tolist()
    [1506.0, 1566.0, 2119.0]
    """
    own = figures[figures["indicator_id"].isin(list(PRINTED)) & (figures["kind"] == "actual")]
    frame = pd.DataFrame(
        {
            "kind": own["indicator_id"].map(PRINTED),
            "year": own["period"].astype(str).astype(int),
            "intervention": [TYPES[str(part).removeprefix("type=")] for part in own["breakdown"]],
            "count": own["value"].astype(float),
            "figure_id": own["figure_id"],
        }
    )
    frame["_order"] = frame["intervention"].map({code: place for place, code in enumerate(TYPES.values())})
    return frame.sort_values(["kind", "year", "_order"]).drop(columns="_order").reset_index(drop=True)


def printed_as_people(figures: pd.DataFrame) -> pd.DataFrame:
    """Counts that are printed as pupils or students, beside the interventions that add up to them.

    Returns
    -------
    DataFrame
        One row per kind of school: ``kind``, ``year``, ``stated``, ``stated_id``, ``trajectory``, ``advice``,
        ``added``, ``same`` (whether the people are the interventions), ``figure_ids`` of the interventions.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> printed_as_people(catalogue.figures())[["stated", "added", "same"]].values.tolist()
    [[1941.0, 1941.0, True], [107.0, 107.0, True]]
    """
    given = school_interventions(figures)
    rows = []
    for indicator, kind in AS_PEOPLE.items():
        for _, one in figures[figures["indicator_id"] == indicator].iterrows():
            year = int(str(one["period"]))
            parts = given[(given["kind"] == kind) & (given["year"] == year) & given["intervention"].isin(_WITH_PUPILS)]
            if len(parts) < len(_WITH_PUPILS):
                continue
            row = {"kind": kind, "year": year, "stated": float(one["value"]), "stated_id": one["figure_id"]}
            row |= dict(zip(parts["intervention"], parts["count"], strict=True)) | {"added": parts["count"].sum()}
            row |= {"same": row["stated"] == row["added"], "figure_ids": " ".join(parts["figure_id"])}
            rows.append(row)
    return pd.DataFrame(rows)


def load_schools(path: str | Path) -> pd.DataFrame:
    """A file of the table `schools`, checked as ``wij-impact check FILE --as schools`` checks it.

    Raises
    ------
    InputError
        For the first thing wrong: more pupils than interventions or than the school has, a school with two sizes in
        one year, the same row twice, a prevented outcome as if it were help.
    """
    return load_file(TABLE, path)


def intervention_rates(data: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Interventions per pupil enrolled, and the share of pupils reached, per kind of school and year.

    Parameters
    ----------
    data : DataFrame
        As `load_schools` gives it.
    level : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        Keys ``kind, year, measure``. ``interventions`` counts every time (Byar; exact below 10); ``reached`` counts
        pupils of one kind of help, the kind that reached most, since pupils of two kinds may be the same (Wilson);
        ``per_hour`` is interventions per hour worked. ``n`` is the base (pupils enrolled, or hours); ``count``,
        ``schools`` and ``left_out`` (schools whose base is not known). NaN with the reason in ``method`` where no
        school has the base.

    Notes
    -----
    A pupil who comes more than once makes interventions depend on each other, so that the interval of
    ``interventions`` is somewhat too narrow.

    Examples
    --------
    >>> one = {"school": "A", "kind": "VO", "year": 2024, "intervention": "trajectory", "count": 42}
    >>> data = pd.DataFrame([one | {"pupils_unique": 37, "pupils_enrolled": 640, "hours": float("nan")}])
    >>> intervention_rates(data)[["measure", "estimate", "n"]].round(4).values.tolist()
    [['interventions', 0.0656, 640.0], ['reached', 0.0578, 640.0], ['per_hour', nan, 0.0]]
    """
    check_level(level)
    frame = _with(data, ["pupils_unique", "pupils_enrolled", "hours"])
    rows: list[dict[str, Any]] = []
    for _, part in frame.groupby(["kind", "year"], sort=True):
        key = {"kind": part["kind"].iloc[0], "year": int(part["year"].iloc[0]), "level": level}
        rows.append(key | _per_enrolled(part, level))
        rows.append(key | _reached(part, level))
        rows.append(key | _per_hour(part, level))
    return as_result(rows, ["kind", "year", "measure"])


def intervention_changes(data: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """The change from each year to the next, on the schools that are in both and count the same.

    Parameters
    ----------
    data : DataFrame
        As `load_schools` gives it; the columns ``scope`` and ``pupils_enrolled`` may be missing.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        Keys ``kind, year_before, year``; ``estimate`` the change as a fraction, with the exact conditional interval
        of a ratio of two counts (per pupil where both years know the enrolment of every school compared). ``state``
        is ``compared`` or why not: ``break`` (another scope), ``no_same_school``, ``no_events``. ``before, after,
        schools`` are those compared; ``schools_apart`` are in one of the years only.

    Examples
    --------
    >>> row = {"school": "A", "kind": "SBO", "intervention": "trajectory"}
    >>> data = pd.DataFrame([row | {"year": 2022, "count": 43, "scope": None},
    ...                      row | {"year": 2023, "count": 88, "scope": "with two more schools"}])
    >>> intervention_changes(data)[["estimate", "state"]].values.tolist()
    [[nan, 'break']]
    """
    check_level(level)
    frame = _with(data, ["pupils_enrolled", "scope"])
    frame["scope"] = frame["scope"].astype(object).where(frame["scope"].notna(), "").astype(str).str.strip()
    rows: list[dict[str, Any]] = []
    for kind, part in frame.groupby("kind", sort=True):
        years = sorted(int(year) for year in part["year"].unique())
        for first, last in itertools.pairwise(years):
            rows.append({"kind": kind, "year_before": first, "year": last} | _change(part, first, last, level))
    return as_result(rows, ["kind", "year_before", "year"])


def intervention_mix(data: pd.DataFrame) -> pd.DataFrame:
    """What the interventions of a kind of school and year consist of: ``count`` and ``share`` (adds to 1).

    Examples
    --------
    >>> data = pd.DataFrame({"kind": "MBO", "year": 2023, "intervention": ["a", "b"], "count": [3, 1]})
    >>> intervention_mix(data)["share"].tolist()
    [0.75, 0.25]
    """
    found = data.groupby(["kind", "year", "intervention"], sort=False)["count"].sum().reset_index()
    total = found.groupby(["kind", "year"])["count"].transform("sum")
    return found.assign(share=np.where(total > 0, found["count"] / total.where(total > 0, 1), np.nan))


def _with(data: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return data.assign(**{name: np.nan for name in columns if name not in data})


def _schools(part: pd.DataFrame, base: str) -> tuple[pd.DataFrame, int]:
    """The rows of schools whose base is known, and how many schools have none."""
    known = part[part[base].notna()]
    return known, int(part["school"].nunique() - known["school"].nunique())


def _per_enrolled(part: pd.DataFrame, level: float) -> dict[str, Any]:
    sizes = part.dropna(subset="pupils_enrolled").groupby("school")["pupils_enrolled"].first()
    known = part[part["school"].isin(list(sizes.index))]
    row = {"measure": "interventions", "schools": len(sizes), "left_out": int(part["school"].nunique() - len(sizes))}
    base, count = float(sizes.sum()), float(known["count"].sum())
    if not base:
        return row | {"n": 0.0, "method": "not given: no school knows its enrolment"}
    lower, upper = (one / base for one in byar_interval(count, level))
    return row | {
        "estimate": count / base,
        "std_error": count**0.5 / base,
        "lower": lower,
        "upper": upper,
        "n": base,
        "count": count,
        "method": "interventions per pupil enrolled, Byar (exact Poisson below 10)",
    }


def _reached(part: pd.DataFrame, level: float) -> dict[str, Any]:
    known = part[part["pupils_unique"].notna() & part["pupils_enrolled"].notna()]
    schools = int(known["school"].nunique())
    row = {"measure": "reached", "schools": schools, "left_out": int(part["school"].nunique()) - schools}
    if known.empty:
        return row | {"n": 0.0, "method": "not given: no school knows its unique pupils and its enrolment"}
    # Pupils with a trajectory and pupils with advice may be the same: kinds of help are never added up to pupils.
    each = known.groupby("intervention").agg(count=("pupils_unique", "sum"), n=("pupils_enrolled", "sum"))
    best = each.sort_values("count", ascending=False, kind="stable").iloc[0]
    count, n = float(best["count"]), float(best["n"])
    lower, upper = wilson_interval(count, n, level)
    return row | {
        "estimate": count / n,
        "std_error": (count / n * (1 - count / n) / n) ** 0.5,
        "lower": lower,
        "upper": upper,
        "n": n,
        "count": count,
        "method": "share of pupils reached by the kind of help that reached most, Wilson",
    }


def _per_hour(part: pd.DataFrame, level: float) -> dict[str, Any]:
    known, without = _schools(part[part["hours"] != 0], "hours")
    hours, count = float(known["hours"].sum()), float(known["count"].sum())
    row = {"measure": "per_hour", "schools": int(known["school"].nunique()), "left_out": without}
    if not hours:
        return row | {"n": 0.0, "method": "not given: no school knows its hours"}
    lower, upper = (one / hours for one in byar_interval(count, level))
    numbers = {"estimate": count / hours, "std_error": count**0.5 / hours, "lower": lower, "upper": upper}
    return row | numbers | {"n": hours, "count": count, "method": "interventions per hour worked, Byar"}


def _change(part: pd.DataFrame, first: int, last: int, level: float) -> dict[str, Any]:
    before, after = part[part["year"] == first], part[part["year"] == last]
    then, now = set(before["school"]), set(after["school"])
    both = sorted(then & now, key=str)
    row: dict[str, Any] = {"level": level, "n": 0.0, "schools": len(both), "schools_apart": len(then ^ now)}
    if not both:
        return row | {"state": "no_same_school", "method": "not given: no school is in both years"}
    before, after = before[before["school"].isin(both)], after[after["school"].isin(both)]
    scopes = [side.groupby("school")["scope"].agg(lambda one: "|".join(sorted(set(one)))) for side in (before, after)]
    if not scopes[0].equals(scopes[1]):
        return row | {"state": "break", "method": "not given: what counts changed between these years"}
    counts = [float(side["count"].sum()) for side in (before, after)]
    row |= {"before": counts[0], "after": counts[1], "n": sum(counts)}
    if not counts[0]:
        return row | {"state": "no_events", "method": "not given: nothing to compare with"}
    sizes = [side.groupby("school")["pupils_enrolled"].first() for side in (before, after)]
    per_pupil = not any(bool(one.isna().any()) for one in sizes)
    odds = float(sizes[0].sum() / sizes[1].sum()) if per_pupil else 1.0
    low, high = exact_interval(counts[1], sum(counts), level)
    return row | {
        "estimate": counts[1] / counts[0] * odds - 1,
        "lower": low / (1 - low) * odds - 1,
        "upper": high / (1 - high) * odds - 1 if high < 1 else np.inf,
        "state": "compared",
        "per_pupil": per_pupil,
        "method": "ratio of two rates per pupil, exact conditional binomial"
        if per_pupil
        else "ratio of two counts, exact conditional binomial",
    }
