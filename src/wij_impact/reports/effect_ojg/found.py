"""What a panel of practices of the user's own shows: the comparison, what it carries, the usual estimate beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact import effect
from wij_impact.effect import PanelData, StaggeredResult
from wij_impact.effect.roll_out.bacon import EARLIER, FAIR, FORBIDDEN
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import Name, Quantity, Term

__all__ = [
    "Found", "Usual", "cohort_rows", "compare", "found_facts", "later_rows", "roll_out_rows", "usual_facts",
    "usual_rows",
]  # fmt: skip

POWER = 0.8
#: What `load_panel` calls the outcome of a file with the column names of the template.
_TEMPLATE_COLUMNS = "referrals per 1,000 young_patients"
_TEMPLATE = Name(
    "referrals per 1,000 young patients",
    (("nl", "verwijzingen per 1.000 jonge patiënten"), ("en", "referrals per 1,000 young patients")),
)


@dataclass(frozen=True)
class Found:
    """The comparison as a whole; `change` per unit is in the unit of the outcome."""

    whose: Literal["own", "made_up"]
    found: Literal["lower", "higher", "not_shown"]
    direction: Literal["lower", "higher"]
    comparison: bool
    bounded: bool
    label: Name
    against: Literal["never", "notyet"]
    change: Quantity
    smallest: Quantity
    with_ojg: Quantity
    without: Quantity
    first: str
    last: str
    drift: Literal["too_few", "apart", "not_seen"]
    bias: Quantity
    falls: Literal["not_shown", "unknown", "known"]
    multiple: Quantity
    true: bool
    truth: Quantity
    holds: bool
    rows: Quantity
    left_out: Quantity


@dataclass(frozen=True)
class Usual:
    """The usual regression, and how much of it compares with practices that had already started."""

    known: bool
    estimate: Quantity
    own: Quantity
    unfair: Quantity
    any_unfair: bool


def compare(panel: PanelData, control: str = "", level: float = 0.95) -> tuple[StaggeredResult, str]:
    """The comparison and whom it is with; without practices that never started those not yet started.

    Raises
    ------
    InputError, InsufficientEvidence, UsageError
        As `effect.staggered`.
    """
    try:
        try:
            return _against(panel, control or "never", level), control or "never"
        except InsufficientEvidence:
            if control:
                raise
            return _against(panel, "notyet", level), "notyet"
    except InputError as error:
        error.file = error.file or panel.file
        raise


def _against(panel: PanelData, control: Any, level: float) -> StaggeredResult:
    columns = (panel.data, panel.outcome, panel.unit, panel.time, panel.first)
    return effect.staggered(*columns, covariates=panel.covariates or None, control=control, level=level)


def _smallest(row: Any, level: float) -> float:
    """Standard error times the t of the test plus that of 80% power; NaN without an interval."""
    if not row["df"] > 0:
        return math.nan
    return float(row["corrected_error"] * (stats.t.isf((1 - level) / 2, row["df"]) + stats.t.ppf(POWER, row["df"])))


def _estimate(row: Any, level: float) -> Quantity:
    limits = (float(row["lower"]), float(row["upper"]))
    return Quantity(float(row["estimate"]), "decimal1", interval=limits, level=level, signed=True)


def found_facts(panel: PanelData, result: StaggeredResult, against: str, level: float = 0.95) -> Found:
    """The facts of `compare`."""
    row: Any = result.simple.iloc[0]
    bounded = bool(math.isfinite(row["lower"]) and math.isfinite(row["upper"]))
    code = effect.judge(row["estimate"], row["lower"], row["upper"], level=level).code
    side: Literal["lower", "higher"] = "lower" if row["estimate"] < 0 else "higher"
    cohorts = result.cohorts.set_index("first_treated")["units"]
    drift, bias = _drift(result, level)
    falls, multiple = _falls(result, code == "demonstrable", level)
    truth = math.nan
    if panel.synthetic and not _own_names(panel):
        known = effect.load_panel_truth()
        truth = float(known.loc[known["true_change"] != 0, "true_change"].mean())
    times = np.unique(panel.data[panel.time].astype(float))
    reading = panel.data.attrs.get("reading")
    rows = reading.rows_found if reading else len(panel.data)
    return Found(
        whose="made_up" if panel.synthetic else "own",
        found=side if code == "demonstrable" else "not_shown",
        direction=side,
        comparison=True,
        bounded=bounded,
        label=_label(panel),
        against="never" if against == "never" else "notyet",
        change=_estimate(row, level),
        smallest=Quantity(_smallest(row, level), "decimal1"),
        with_ojg=Quantity(int(cohorts[cohorts.index != math.inf].sum())),
        without=Quantity(int(cohorts.get(math.inf, 0))),
        first=f"{times[0]:g}",
        last=f"{times[-1]:g}",
        drift=drift,
        bias=Quantity(bias, "decimal1"),
        falls=falls,
        multiple=Quantity(multiple, "decimal2"),
        true=not math.isnan(truth),
        truth=Quantity(truth, "decimal1", signed=True),
        holds=bool(row["lower"] <= truth <= row["upper"]),
        rows=Quantity(rows),
        left_out=Quantity(rows - reading.rows_read if reading else 0),
    )


def _own_names(panel: PanelData) -> bool:
    """Whether the file is another than the shipped practices, whose truth is known."""
    return len(panel.data) != len(effect.load_panel().data) or panel.unit != "practice"


def _label(panel: PanelData) -> Name:
    if panel.label.en == _TEMPLATE_COLUMNS:
        return _TEMPLATE
    return Name(panel.label.en, (("nl", panel.label.nl), ("en", panel.label.en)))


def _drift(result: StaggeredResult, level: float) -> tuple[Literal["too_few", "apart", "not_seen"], float]:
    tests = result.pretrend.set_index("test")
    if "largest" not in tests.index:
        return "too_few", math.nan
    row: Any = tests.loc["largest"]
    return ("apart" if row["p_value"] <= 1 - level else "not_seen"), float(row["implied_bias"])


def _falls(result: StaggeredResult, seen: bool, level: float) -> tuple[Literal["not_shown", "unknown", "known"], float]:
    if not seen:
        return "not_shown", math.nan
    try:
        return "known", float(effect.breakdown_value(result, level))
    except InsufficientEvidence:
        return "unknown", math.nan


def roll_out_rows(panel: PanelData) -> pd.DataFrame:
    """How many had started by each period: ``period, value``."""
    first = panel.data.groupby(panel.unit)[panel.first].first()
    first = first.astype(float).replace({0.0: math.inf}).fillna(math.inf)
    times = np.unique(panel.data[panel.time].astype(float))
    return pd.DataFrame({"period": [f"{t:g}" for t in times], "value": [int((first <= t).sum()) for t in times]})


def cohort_rows(result: StaggeredResult) -> pd.DataFrame:
    """The difference by period of starting, with its units; the row without a group is all together."""
    units = result.cohorts.set_index("first_treated")["units"]
    rows = result.group
    return rows.assign(
        units=[math.nan if math.isnan(one) else int(units[one]) for one in rows["group"]],
        start=["" if math.isnan(one) else f"{one:g}" for one in rows["group"]],
    )


def later_rows(panel: PanelData, against: str, level: float = 0.95) -> pd.DataFrame:
    """What would be left when the registration had begun later: ``start, units, smallest``."""
    times = np.unique(panel.data[panel.time].astype(float))
    control: Any = against
    rows = []
    for start in times[:-1]:
        part = panel.data[panel.data[panel.time].astype(float) >= start]
        try:
            found = effect.staggered(part, panel.outcome, panel.unit, panel.time, panel.first, control=control, draws=2)
        except (InsufficientEvidence, InputError):
            continue
        counted = found.cohorts[np.isfinite(found.cohorts["first_treated"])]["units"]
        rows.append({"start": start, "units": int(counted.sum()), "smallest": _smallest(found.simple.iloc[0], level)})
    return pd.DataFrame(rows, columns=["start", "units", "smallest"])


_KINDS = {FAIR: "never", EARLIER: "later", FORBIDDEN: "already"}


def usual_rows(result: StaggeredResult) -> pd.DataFrame:
    """What the usual regression compares, by kind (Goodman-Bacon 2021): ``kind, fair, weight, mean``."""
    rows = []
    for kind, code in _KINDS.items():
        part: Any = result.bacon[result.bacon["kind"] == kind]
        weight = float(part["weight"].sum()) if len(part) else 0.0
        mean = float((part["weight"] * part["estimate"]).sum() / weight) if weight else math.nan
        fair = Term("label", "no" if kind == FORBIDDEN else "yes")
        rows.append({"kind": Term("kind_of_comparison", code), "fair": fair, "weight": weight, "mean": mean})
    return pd.DataFrame(rows)


def usual_facts(result: StaggeredResult, level: float = 0.95) -> Usual:
    """The usual regression beside the estimate of this report."""
    row: Any = result.twfe.iloc[0]
    wrong = float(result.bacon.loc[result.bacon["kind"] == FORBIDDEN, "weight"].sum())
    known = not math.isnan(row["estimate"])
    own = Quantity(float(result.simple["estimate"].iloc[0]), "decimal1", signed=True)
    estimate = _estimate(row, level) if known else Quantity(math.nan, "decimal1")
    return Usual(known, estimate, own, Quantity(wrong, "percent"), wrong > 0)
