"""The power of a plan, and what the outcome says of the smallest difference that was planned to matter."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from wij_impact.catalogue.own.headers import Header
from wij_impact.catalogue.own.numbers import read_numbers
from wij_impact.language import Language
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.plan_data import Table
from wij_impact.pipeline.plan_file import Plan, Power
from wij_impact.presentation.exhibits import Table as Shown
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import FORMATS, format_number
from wij_impact.reports.designs import PAIRED, design_of, estimate_of, power_of

__all__ = ["as_kept", "number_in", "power_at_plan", "power_said", "relevance", "relevance_said"]

POWER = 0.8
_NUMBER = re.compile(r"\d[\d.,]*")
_HUNDREDTHS = re.compile(r"%|procent|percent", re.IGNORECASE)


def number_in(text: str) -> float | None:
    """The size of the smallest difference in an answer; None where it has no number, or one that can be read two ways.

    Examples
    --------
    >>> number_in("minstens 2,5 punten"), number_in("10 procentpunten"), number_in("een merkbaar verschil")
    (2.5, 0.1, None)
    """
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    value = read_numbers([found[0].rstrip(".,")]).values[0]
    if math.isnan(value) or value == 0:
        return None
    return value / 100 if _HUNDREDTHS.search(text) else value


def power_at_plan(job: Job, tables: Mapping[str, Table]) -> Power | None:
    """The smallest effect that the design finds in 80%, where the file says what the design is."""
    for name, table in tables.items():
        header = Header(list(table.columns), 1, 2, {})
        design = design_of(job.spec.name, name, header, table.rows, job.values)
        if design:
            return Power(design=design.kind, power=POWER, settings=as_kept(design.settings), **power_of(design))
    return None


def as_kept(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as a file keeps them: the keys of a table are text."""
    return {
        name: {str(key): one for key, one in value.items()} if isinstance(value, Mapping) else
        list(value) if isinstance(value, list | tuple | range) else value
        for name, value in settings.items()
    }  # fmt: skip


def power_said(plan: Plan, lang: Language) -> tuple[str, ...]:
    """What the design can find, in a sentence; nothing where the plan does not know."""
    if plan.power is None:
        return ()
    if plan.power.smallest is None:
        return (label("plan_power_none", lang),)
    shown = {
        name: format_number(getattr(plan.power, name), "decimal1", lang) for name in ("smallest", "lower", "upper")
    }
    share = format_number(plan.power.power, "percent", lang)
    if plan.power.lower is None:
        told = label("plan_power", lang, share=share, smallest=shown["smallest"])
        return (told, *_assumed(plan.power, lang))
    if plan.power.upper is None:
        return (label("plan_power_least", lang, share=share, smallest=shown["smallest"], lower=shown["lower"]),)
    return (label("plan_power_simulated", lang, share=share, **shown),)


def _assumed(power: Power, lang: Language) -> tuple[str, ...]:
    """What the power of a design rests on that no file says."""
    if power.design != "pairs":
        return ()
    held = format_number(float(power.settings.get("correlation", PAIRED)), "decimal1", lang)
    return (label("plan_power_pairs", lang, correlation=held),)


def relevance(estimate: float, lower: float, upper: float, smallest: float) -> str:
    """Whether the outcome is as large as what was planned to matter: a code of ``label.plan_relevance_*``.

    Examples
    --------
    >>> relevance(7, 5.5, 8.5, 5), relevance(-7, -9, -6, 5), relevance(1, -1, 3, 5), relevance(4, 1, 7, 5)
    ('above', 'above_less', 'below', 'open')
    """
    if not all(map(math.isfinite, (estimate, lower, upper))):
        return "unknown"
    if lower >= smallest:
        return "above"
    if upper <= -smallest:
        return "above_less"
    return "below" if -smallest < lower and upper < smallest else "open"


def relevance_said(plan: Plan, document: ReportDocument, lang: Language) -> tuple[str, ...]:
    """The planned smallest difference beside the outcome with its interval; nothing where either has no number."""
    place = estimate_of(plan.report)
    if plan.smallest_number is None or place is None:
        return ()
    shown = next((one for one in _tables(document) if one.id == place.table), None)
    names = [column.name for column in shown.columns] if shown else []
    if shown is None or not shown.rows or not set(place.columns) <= set(names):
        return ()
    at = [names.index(name) for name in place.columns]
    values = [_value(shown.rows[0][one]) for one in at]
    how = shown.columns[at[0]].format
    if how == "row":
        how = shown.row_formats[0] if shown.row_formats else "auto"
    how = "decimal1" if how == "auto" else how
    smallest = plan.smallest_number
    if FORMATS[how].scale == "100" and smallest >= 1:  # "5 points" of a share is .05
        smallest /= 100
    code = relevance(values[0], values[1], values[2], smallest)
    written = _apart([*values, smallest], how, lang)
    given = dict(zip(("estimate", "lower", "upper", "smallest"), written, strict=True))
    return (label(f"plan_relevance_{code}", lang, **given),)


def _apart(values: Sequence[float], how: str, lang: Language) -> list[str]:
    """The numbers as the table writes them; more decimals where a limit would look like the smallest difference."""
    finer = {"decimal1": "decimal2", "percent": "percent1", "points": "points1", "decimal2": "decimal3"}
    while True:
        written = [format_number(one, how, lang) for one in values]
        alike = any(text == written[-1] and one != values[-1] for text, one in zip(written, values, strict=True))
        if not alike or how not in finer:
            return written
        how = finer[how]


def _tables(document: ReportDocument) -> list[Shown]:
    return [*document.tables, *(figure.data for figure in document.figures if figure.data)]


def _value(cell: Any) -> float:
    return float(cell) if isinstance(cell, int | float) else math.nan
