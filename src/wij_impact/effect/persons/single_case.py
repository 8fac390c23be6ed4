"""Single-case designs: one person followed over time, before and with the help. What can one line of points say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from wij_impact.effect.persons.lines import Asked, Design, read_lines, reason_not_compared, refuse_all
from wij_impact.effect.persons.measures import person_rows
from wij_impact.effect.persons.over_persons import over_persons
from wij_impact.errors import UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import choose
from wij_impact.language import Text

__all__ = ["single_case"]


def single_case(
    data: pd.DataFrame,
    case: str,
    time: str,
    phase: str,
    value: str,
    *,
    better: Literal["higher", "lower"] = "higher",
    randomised: Design | None = None,
    starts: Sequence[Any] | Mapping[Any, Sequence[Any]] | None = None,
    baseline: Any = None,
    memory: float = 0.2,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Is a person's second phase better than the first, and does that repeat over persons?

    Parameters
    ----------
    data : DataFrame
        One row per person and moment; rows without a value are left out and counted.
    case, time, phase, value : str
        Columns: the person; the moment (number or date); the phase, with two labels; the score.
    better : {"higher", "lower"}
        Which way is improvement; all measures point that way.
    randomised : {"start", "moments", "persons"}, optional
        What chance decided beforehand: the moment at which the second phase began (`starts` says which could have
        been drawn), the phase of every moment, or which person began at which of the starting moments (multiple
        baseline). Without it there is no randomisation test: a test of a draw that was not held is no test.
    starts : list, or dict of lists per person
        The moments of which the start was drawn, the real one among them; only with ``randomised="start"``.
    baseline : optional
        The label of the baseline; the phase of the first moment when not said.
    memory : float
        How much a moment resembles the one before it (lag-1 autocorrelation), for which the intervals of NAP and Tau
        are widened, because so few points cannot tell it themselves. Widened for .2 they covered 93 to 99% when the
        points had a memory of 0 to .4; not widened (0) only 79 to 94%.
    level : float
        Level of the intervals.
    draws, seed : int
        For randomisations that cannot all be listed.

    Returns
    -------
    DataFrame
        One row per person (`scope` "person") and measure, then over the persons (`scope` "persons"; the column of the
        person is empty there): ``case, scope, measure``, the result columns, ``p_value, smallest_p, n_baseline,
        n_phase, n_missing, reason``. Measures: ``NAP`` (chance that a point with help is better than one without),
        ``PND`` (share of points beyond the best of the baseline; its interval takes the baseline as it is), ``Tau``
        (2 NAP - 1), ``Tau_trend`` (Tau-U: Tau less the trend of the baseline), ``baseline_trend`` (Kendall's S over
        its pairs, towards better), ``mean_change``. With `randomised` there is a p-value with ``mean_change`` and
        its interval holds the shifts that the test does not reject. Over persons: the mean of each measure (interval
        from the spread between persons, from three on; for NAP and Tau never less than the persons' own errors), and
        ``d_between``: the mean change over the spread of persons and moments together.

    Raises
    ------
    InputError
        For a phase with other than two labels, a moment twice, a value that is no number.
    InsufficientEvidence
        When a phase has fewer than 3 points, or the baseline of every person already moves towards better (one-sided
        p at most .05, or 3 points that each rise): what would have gone on by itself must not be counted as effect.
        With several persons such a person keeps a row with the reason, and leaves the means.

    Notes
    -----
    NAP: Parker & Vannest (2009); its interval is method 5 of Newcombe (2006) with both phases shortened to the number
    of independent points under `memory`. PND: Scruggs, Mastropieri & Casto (1987); Clopper-Pearson. Tau-U: Parker,
    Vannest, Davis & Sauber (2011), (S_between - S_baseline) / pairs between, with the error of both S under no
    effect. Randomisation: Edgington (1975); over persons Wampold & Worsham (1986). ``d_between`` is a moment
    estimator of the quantity of Hedges, Pustejovsky & Shadish (2013), with their small-sample factor. What the
    intervals and tests reached is in ``docs/methods/verified_effect.md``. Without randomisation a difference between
    phases may be anything else that happened at that time, and one person says nothing about others.

    Examples
    --------
    >>> scores = [20, 20, 26, 25, 22, 23, 28, 25, 24, 27, 30, 30, 29]
    >>> frame = pd.DataFrame({"case": "a", "week": range(13), "phase": ["A"] * 6 + ["B"] * 7, "score": scores})
    >>> found = single_case(frame, "case", "week", "phase", "score").set_index("measure")["estimate"]
    >>> (found[["NAP", "PND", "Tau"]] * 42).round(6).tolist()
    [38.5, 30.0, 35.0]
    """
    check_level(level)
    choose(better, ["higher", "lower"], "better")
    if randomised is not None:
        choose(randomised, ["start", "moments", "persons"], "randomised")
    if not 0 <= memory < 1:
        raise UsageError(
            Text(nl=f"memory={memory!r} ligt niet tussen 0 en 1.", en=f"memory={memory!r} is not between 0 and 1."),
            remedy=Text(nl="Schrijf memory=0.2.", en="Write memory=0.2."),
        )
    lines = read_lines(data, case, time, phase, value, better, baseline)
    asked = Asked(randomised, starts, memory, level, draws, seed)
    kept = [line for line in lines if not reason_not_compared(line, randomised)]
    if not kept:
        refuse_all(lines, randomised)
    rows = [{case: line.name} | row for line in lines for row in person_rows(line, asked)]
    if len(lines) > 1:
        rows += [{case: None} | row for row in over_persons(kept, asked)]
    frame = as_result(rows, [case, "scope", "measure"])
    frame["reason"] = frame["reason"].fillna("")
    return frame.assign(**{case: _keys(data[case], frame[case])})


def _keys(given: pd.Series, names: pd.Series) -> pd.Series:
    """The names in the caller's own type; with the empty rows over persons a whole number stays whole."""
    if not names.isna().any():
        return names.astype(given.dtype)
    if pd.api.types.is_integer_dtype(given.dtype):
        return names.astype("Int64")
    return names
