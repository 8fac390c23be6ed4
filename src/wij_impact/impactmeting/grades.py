"""The printed grades of the impact survey, each with the number of respondents of its year."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["printed_grades"]


def printed_grades(figures: pd.DataFrame) -> pd.DataFrame:
    """Every printed grade with the respondents of the same year.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.

    Returns
    -------
    pandas.DataFrame
        `period`, `grade` (1 to 10), `n` (NaN where no number is printed), `figure_id`, `n_figure_id`, `main` (the one
        grade of a year that counts: of the latest report, and there the key figures before the text); by period.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> rows = printed_grades(catalogue.figures())
    >>> rows[["period", "grade", "n", "main"]].values.tolist()
    [['2019', 8.0, 114, True], ['2020', 8.1, 282, True], ['2020', 8.3, 282, False]]
    """
    grades = figures[(figures["indicator_id"] == "impact_survey_grade") & (figures["kind"] == "actual")]
    counts = figures[(figures["indicator_id"] == "impact_survey_n") & (figures["kind"] == "actual")]
    counts = counts.sort_values(["reported_in", "figure_id"], kind="stable").drop_duplicates("period", keep="last")
    n = dict(zip(counts["period"].astype(str), counts["value"].astype(float), strict=True))
    ids = dict(zip(counts["period"].astype(str), counts["figure_id"].astype(str), strict=True))
    periods = grades["period"].astype(str)
    frame = pd.DataFrame(
        {
            "period": periods,
            "grade": grades["value"].astype(float),
            "n": [n.get(period, np.nan) for period in periods],
            "figure_id": grades["figure_id"].astype(str),
            "n_figure_id": [ids.get(period, "") for period in periods],
            "_edition": -pd.to_numeric(grades["reported_in"], errors="coerce"),
        }
    )
    frame = frame.sort_values(["period", "_edition", "figure_id"], kind="stable", ignore_index=True)
    known = frame["n"].notna().all()
    return frame.assign(n=frame["n"].astype(int) if known else frame["n"], main=~frame.duplicated("period")).drop(
        columns="_edition"
    )
