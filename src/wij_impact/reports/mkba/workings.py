"""The formula of a case as a block of the page: numbers to change, results that follow."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.mkba import Case, Formula, tornado, workings
from wij_impact.mkba.case_file import case_text, kept_lines, places_in_file
from wij_impact.mkba.expressions import as_lists
from wij_impact.presentation import Page
from wij_impact.presentation.workings import WorkCell, Workings, WorkInput, WorkRow
from wij_impact.reports.mkba.naming import item_name, number_name, payer_name, text_name, value_of

__all__ = ["calculation"]

_FIRST = 8
_RESULTS = ("costs", "benefits", "net_present_value")


def calculation(page: Page, case: Case, turns: pd.DataFrame, id: str = "case-workings") -> Workings:
    """The formula of a case with its words.

    Parameters
    ----------
    page : Page
        The page it will stand on.
    case : Case
        The case as published.
    turns : pandas.DataFrame
        `mkba.switching_values(case)`.
    id : str
        Anchor of the block.

    Returns
    -------
    Workings
        Every number, quantity and result, and the text of the case file, so that a changed case can be kept.
    """
    return _Words(page, case, turns).block(id)


class _Words:
    def __init__(self, page: Page, case: Case, turns: pd.DataFrame) -> None:
        self.page, self.case, self.found = page, case, turns
        self.graph: Formula = workings(case)
        self.values: dict[str, Any] = self.graph.evaluate()
        self.money = "eur" if case.currency == "EUR" else "decimal1"

    def show(self, value: Any) -> str:
        return str(self.page.words.show(value))

    def block(self, id: str) -> Workings:
        case, graph = self.case, self.graph
        text = case_text(case)
        return Workings(
            id, self.page.lang, title=self.show(text_name(case.title)), base_year=graph.base_year, years=graph.years,
            inputs=tuple(self._inputs()), cells=tuple(self._cell(one) for one in graph.cells),
            payers=tuple(self._payers()), totals=tuple(self._totals()), turns=tuple(self.turns),
            notes=tuple(self._notes()), file=f"{case.id}.toml" if text else "", text=text,
        )  # fmt: skip

    def _inputs(self) -> list[WorkInput]:
        case = self.case
        effective = case.effective()
        order = [str(path) for path in tornado(case)["parameter"]]
        given = [path for path, one in effective.items() if one.given and ".payers." not in path]
        ranked = [*(path for path in order if path in given)]
        ranked += [path for path in given if path not in ranked and effective[path].unknown]
        ranked += [path for path in given if path not in ranked]
        offered = [path for path in ranked if self._input_of(path) in self.graph.inputs and path != "participants"]
        streams = {self._input_of(path): path for path in effective}
        if "discount" in self.graph.inputs and "discount" not in streams:
            streams["discount"] = "discount"
            offered.append("discount")
        first = set(offered[:_FIRST])
        found = []
        for name in sorted(self.graph.inputs, key=lambda one: _place(streams[one], offered)):
            path = streams[name]
            shown = "first" if path in first else "more" if path in offered else ""
            found.append(self._input(name, path, shown))
        return found

    def _input_of(self, path: str) -> str:
        return f"{path}.given" if f"{path}.given" in self.graph.inputs else path

    def _input(self, name: str, path: str, shown: str) -> WorkInput:
        case, value = self.case, float(self.graph.inputs[name])
        number = case.effective().get(path)
        at = case.numbers.get(path)
        scale = at.factor if at is not None else case.level_factor(path)
        low, high = case.range_of(path)
        return WorkInput(
            name, self.show(number_name(case, path)), _plain(value),
            low=None if number is None else _plain(number.low), high=None if number is None else _plain(number.high),
            minimum=_plain(low), maximum=_plain(high), format=self._format(path, value * scale),
            scale=scale, source=self._source(path), shown=shown,
            places=tuple(places_in_file(case, path)) if shown else (), kept=kept_lines(case, path) if shown else "",
        )  # fmt: skip

    def _format(self, path: str, value: float) -> str:
        """How a number and its limits are written: a count or a duration with the decimals that it has."""
        unit = value_of(self.case, path, 1.0 if math.isnan(value) else value)
        how = unit.unit if isinstance(unit, Quantity) else "auto"
        return how if how.startswith(("eur", "percent")) else "auto"

    def _source(self, path: str) -> str:
        number = self.case.streams.get(path)
        if number is None:
            return ""
        note = number.note if isinstance(number.note, str) else number.note.show(self.page.lang)
        basis = "assumption" if number.evidence == "E" else "sourced" if number.source else ""
        word = self.page.term("case_basis", basis) if basis == "assumption" else ""
        return "; ".join(part for part in (word, number.source, note) if part)

    def _cell(self, name: str) -> WorkCell:
        expression = self.graph.cells[name]
        per_year = name in self.graph.per_year
        values = np.ravel(np.asarray(self.values[name], dtype="float64"))
        if per_year and values.size == 1:
            values = np.repeat(values, self.graph.years)
        return WorkCell(
            name, self._label(name), as_lists(expression), tuple(_plain(one) for one in values.tolist()),
            per_year=per_year, given=expression.op == "series",
        )  # fmt: skip

    def _label(self, name: str) -> str:
        """What a quantity is in words: of which item, payer or number, and what of it."""
        case, parts = self.case, name.split(".")
        if parts[0] in ("cost", "effect", "transfer"):
            item = self.show(item_name(case, ".".join(parts[:2])))
            if parts[2] in ("share", "payers"):
                return f"{item}: {self._term(parts[2])} {self.show(payer_name(case, parts[3]))}"
            return f"{item}: {self._term(parts[-1] if parts[2] == 'own_discount' else parts[2])}"
        if parts[0] in ("payer", "shown"):
            payer, result = parts[-2:]
            return f"{self.show(payer_name(case, payer))}: {self._term(result)}"
        if parts[0] in ("turn", "slope", "goal", "goal_year"):
            code = "slope_duration" if parts[0] == "slope" and parts[-1] == "duration" else parts[0]
            return f"{self._term(code)}: {self.show(number_name(case, name.partition('.')[2]))}"
        return self._term(f"{parts[0]}_{parts[1]}" if parts[0] in ("discount", "inflation") else parts[-1])

    def _term(self, code: str) -> str:
        return self.page.term("work_cell", code)

    def _value(self, name: str) -> float | None:
        return _plain(float(np.ravel(self.values[name])[0]))

    def _payers(self) -> list[WorkRow]:
        rows = []
        for payer in self.case.payers():
            names = tuple(f"shown.payer.{payer}.{one}" for one in _RESULTS)
            rows.append(self._row(self.show(payer_name(self.case, payer)), names))
        return rows

    def _row(self, label: str, names: tuple[str, ...], how: str = "") -> WorkRow:
        return WorkRow(label, names, how or self.money, "", tuple(self._value(one) for one in names))

    def _totals(self) -> list[WorkRow]:
        kinds = {"benefit_cost_ratio": "decimal2"}
        names = ["costs", "benefits", "benefit_cost_ratio", "cashable_balance", "net_present_value"]
        if self._value("total.transfers"):
            names.insert(2, "transfers")
        shown = [one for one in names if f"shown.total.{one}" in self.graph.cells]
        return [
            self._row(self._term(one), (f"{'shown.' if one in shown else ''}total.{one}",), kinds.get(one, ""))
            for one in names
        ]

    @cached_property
    def turns(self) -> list[WorkRow]:
        case, rows = self.case, []
        for row in self.found.to_dict("records"):
            path = str(row["parameter"])
            turn, how = f"turn.{path}", self._format(path, float(row["present"]))
            side = str(row["pays_from"]).replace(" ", "_")
            label = self.show(number_name(case, path))
            if turn in self.graph.cells:
                rows.append(WorkRow(label, (turn,), how, path, (self._value(turn),), side))
            elif self._bears(path):
                rows.append(WorkRow(label, ("",), how, path, (_plain(row["switching_value"]),), side))
        return sorted(rows, key=lambda one: one.values[0] is None)

    def _bears(self, path: str) -> bool:
        """Whether the balance depends on this number at all."""
        name, known = self._input_of(path), {"total.net_present_value"}
        for cell in reversed(list(self.graph.cells)):
            if cell in known:
                known |= set(self.graph.used(cell))
        return name in known

    def _notes(self) -> list[str]:
        codes = ["uncertainty", "payback"]
        if any(not row.names[0] for row in self.turns):
            codes.append("bent")
        if self.case.weights:
            codes.append("weights")
        return [self.page.text(f"work_note.{one}") for one in codes]


def _place(path: str, order: list[str]) -> tuple[int, str]:
    return (order.index(path) if path in order else len(order), path)


def _plain(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
