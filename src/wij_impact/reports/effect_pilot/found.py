"""What a pilot of the user's own shows: the paired comparison, and what gives another impression."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact import disclosure
from wij_impact.effect import Pilot, PilotResult
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import cells, number_at

__all__ = [
    "Found", "Outcome", "Progress", "design_rows", "found_facts", "labelled", "outcome_rows",
    "outcomes", "progress", "truth_rows",
]  # fmt: skip

Code = Literal["demonstrable", "no_demonstrable_change", "cannot_tell"]


@dataclass(frozen=True)
class Outcome:
    """One outcome with its verdict; `comparison` holds because people were paired with others like them."""

    label: Name
    verdict: Code
    difference: Quantity
    smallest: Quantity
    comparison: bool = True


@dataclass(frozen=True)
class Found:
    """The pilot as a whole, with its primary outcome."""

    whose: Literal["own", "made_up"]
    verdict: Code
    label: Name
    pairs: Quantity
    smallest: Quantity
    visible: Quantity
    difference: Quantity
    matters: bool
    relevant: Quantity
    wanted: Quantity
    terms: tuple[Name, ...]
    measured: tuple[Name, ...]
    imbalance_before: Quantity
    imbalance_after: Quantity
    closer: bool
    plain: Quantity
    apart: bool
    missing: bool
    bound_low: Quantity
    bound_high: Quantity
    strong: bool
    e_point: Quantity
    e_limit: Quantity
    model: bool
    rows: Quantity
    left_out: Quantity
    minimum: Quantity


@dataclass(frozen=True)
class Progress:
    """How much the participants moved, and how much of that their low start brings by itself."""

    seen: Quantity
    alone: Quantity
    fits: bool


def _name(pilot: Pilot, column: str) -> Name:
    label = pilot.label(column)
    return Name(label.en, (("nl", label.nl), ("en", label.en)))


def _unit(pilot: Pilot, outcome: str) -> str:
    return "points" if pilot.is_share(outcome) else "decimal1"


def _difference(row: Any, unit: str) -> Quantity:
    limits = (float(row["lower"]), float(row["upper"]))
    level = float(row["level"]) if "level" in row else 0.95
    return Quantity(float(row["estimate"]), unit, interval=limits, level=level, signed=True)


def found_facts(pilot: Pilot, result: PilotResult, minimum: int = 10) -> Found:
    """The facts of `effect.study_pilot`; `minimum` is the fewest people behind a shown count, never below the floor."""
    minimum = disclosure.check_minimum(minimum)
    row: Any = result.comparison.iloc[0]
    unit = _unit(pilot, pilot.outcome)
    verdict = result.verdicts[pilot.outcome]
    ways = result.ways.set_index("way")
    bound: Any = None if result.bounds is None else result.bounds.iloc[0]
    strong = verdict.code == "demonstrable"
    reading = pilot.reading
    rows = reading.rows_found if reading else len(pilot.data)
    used = reading.rows_read if reading else len(pilot.data)
    gap = number_at(ways, "plain", "estimate") - number_at(ways, "matched", "estimate")
    return Found(
        whose="made_up" if pilot.synthetic else "own",
        verdict=verdict.code,
        label=_name(pilot, pilot.outcome),
        pairs=Quantity(int(row["n"])),
        smallest=Quantity(float(row["smallest_visible"]), unit),
        visible=Quantity(result.visible, "decimal2"),
        difference=_difference(row, unit),
        matters=result.needed is not None and result.needed > int(row["n"]),
        relevant=Quantity(verdict.relevant, unit),
        wanted=Quantity(math.nan if result.needed is None else result.needed),
        terms=tuple(dict.fromkeys(_name(pilot, one) for one in pilot.covariates)),
        measured=tuple(_name(pilot, one) for one in pilot.outcomes),
        imbalance_before=Quantity(float(row["imbalance_before"]), "decimal2"),
        imbalance_after=Quantity(float(row["imbalance_after"]), "decimal2"),
        closer=bool(row["imbalance_after"] < row["imbalance_before"]),
        plain=_difference(ways.loc["plain"], unit),
        apart=abs(gap) >= 0.25 * row["smallest_visible"],
        missing=bound is not None,
        bound_low=Quantity(math.nan if bound is None else float(bound["bound_low"]), unit, signed=True),
        bound_high=Quantity(math.nan if bound is None else float(bound["bound_high"]), unit, signed=True),
        strong=strong,
        e_point=Quantity(result.e_value.point, "decimal1"),
        e_limit=Quantity(result.e_value.limit, "decimal1"),
        model="model" in ways.index,
        rows=Quantity(rows),
        left_out=Quantity(rows - used),
        minimum=Quantity(minimum),
    )


def design_rows(facts: Found, chosen: str = "", changed_besides: str = "") -> pd.DataFrame:
    """Five questions that decide whether a difference can be an effect; what nobody said is not known."""
    unknown = Phrase("design_answer.unknown", facts)
    answers = {
        "treated": Phrase("design_answer.treated", facts),
        "chosen": Name(chosen) if chosen else unknown,
        "compared_with": Phrase("design_answer.compared_with", facts),
        "changed_besides": Name(changed_besides) if changed_besides else unknown,
        "measured": Phrase("design_answer.measured", facts),
    }
    questions = [Term("design_question", one) for one in answers]
    return pd.DataFrame({"question": questions, "answer": list(answers.values())})


def outcomes(pilot: Pilot, result: PilotResult) -> tuple[Outcome, ...]:
    """Every outcome with its verdict, the one declared beforehand first."""
    return tuple(
        Outcome(
            _name(pilot, str(row["outcome"])),
            result.verdicts[str(row["outcome"])].code,
            _difference(row, _unit(pilot, str(row["outcome"]))),
            Quantity(float(row["smallest_visible"]), _unit(pilot, str(row["outcome"]))),
        )
        for _, row in result.comparison.iterrows()
    )


def outcome_rows(pilot: Pilot, result: PilotResult, minimum: int = 10) -> pd.DataFrame:
    """The paired comparison per outcome; everything in a row rests on its pairs and is shown or hidden as one."""
    minimum = disclosure.check_minimum(minimum)
    frame = result.comparison.copy()
    by = frame.set_index("outcome")
    safe = disclosure.protect(by[["estimate"]], by["n"], minimum)
    hidden = safe["estimate"].isna().to_numpy()
    frame.loc[hidden, ["estimate", "lower", "upper", "smallest_visible", "p_adjusted"]] = math.nan
    return frame.assign(
        label=cells(_name(pilot, one) for one in frame["outcome"]),
        how=[_unit(pilot, one) for one in frame["outcome"]],
        said=cells(Term("verdict", result.verdicts[one].code) for one in frame["outcome"]),
    )


def truth_rows(pilot: Pilot, result: PilotResult, truth: pd.DataFrame) -> pd.DataFrame:
    """For made-up data: what was put in beside what came out; empty for outcomes whose truth is not known."""
    rows = outcome_rows(pilot, result).merge(truth, on="outcome")
    inside = (rows["lower"] <= rows["true_difference"]) & (rows["true_difference"] <= rows["upper"])
    return rows.assign(held=cells(Term("held", "yes" if one else "no") for one in inside))


def labelled(pilot: Pilot, frame: pd.DataFrame, column: str, group: str = "") -> pd.DataFrame:
    """The frame with the words of `column` in ``label``: a term of `group`, or the name of the user's column."""
    names = [Term(group, str(one)) if group else _name(pilot, str(one)) for one in frame[column]]
    return frame.assign(label=cells(names))


def progress(pilot: Pilot, result: PilotResult) -> Progress | None:
    """What the participants gained beside what is to be expected without any help; None when it is not known."""
    if result.selection is None:
        return None
    row: Any = result.selection.iloc[0]
    unit = _unit(pilot, pilot.outcome)
    return Progress(Quantity(float(row["observed"]), unit, signed=True), _difference(row, unit), bool(row["within"]))
