"""The sheets of a calculation that its reader can change: every computed number is a formula, with its value beside it.

A preview, a mail program and a reader such as pandas do not calculate: they show the value that is stored with a
formula. openpyxl writes a formula without one, so `with_values` puts the values into the sheets afterwards. Excel and
LibreOffice work the formulas out again as soon as an input changes; Excel also when the file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from wij_impact.pipeline.export.excel_formats import excel_format
from wij_impact.presentation.labels import label
from wij_impact.presentation.workings import WorkCell, Workings, WorkInput

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["SHEETS", "Values", "with_values", "write_workings"]

SHEETS = ("inputs", "balance", "payers", "turns", "items", "years")
_HEAD, _FIRST = 4, 5
_LONGEST = 8_000  # Excel takes 8,192 characters
#: Sheet name -> cell -> the value of its formula.
Values = dict[str, dict[str, float | str | None]]


@dataclass
class _Book:
    book: Workbook
    block: Workings
    names: Mapping[str, str]
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    def say(self, key: str) -> str:
        return label(key, self.block.lang)


def write_workings(book: Workbook, block: Workings, names: Mapping[str, str]) -> Values:
    """Write the sheets of a calculation; `names` gives each of `SHEETS` its name. Returns the value of each formula."""
    writer = _Book(book, block, names)
    sheets = {key: book.create_sheet(names[key]) for key in SHEETS}
    _place(writer)
    _inputs(writer, sheets["inputs"])
    _years(writer, sheets["years"])
    _items(writer, sheets["items"])
    _payers(writer, sheets["payers"])
    _balance(writer, sheets["balance"])
    _turns(writer, sheets["turns"])
    return writer.values


def _place(writer: _Book) -> None:
    """Which sheet and row each quantity has."""
    block, places = writer.block, writer.places
    for row, one in enumerate(block.inputs, start=_FIRST):
        places[one.path] = ("inputs", row)
    totals = [name for row in block.totals for name in row.names]
    turns = [row.names[0] for row in block.turns]
    for row, name in enumerate(totals, start=_FIRST):
        places[name] = ("balance", row)
    for row, name in enumerate(turns, start=_FIRST):
        if name:
            places[name] = ("turns", row)
    items, years = _FIRST, _FIRST + 1
    for cell in block.cells:
        if cell.name in places or cell.name.startswith("shown.payer."):
            continue
        if cell.per_year:
            places[cell.name], years = ("years", years), years + 1
        else:
            places[cell.name], items = ("items", items), items + 1


def _inputs(writer: _Book, sheet: Worksheet) -> None:
    say = writer.say
    heads = ["work_number", "work_value", "work_low", "work_high", "work_source", "work_path"]
    _opening(sheet, writer.block.title, say("work_inputs_note"), [say(one) for one in heads])
    for row, one in enumerate(writer.block.inputs, start=_FIRST):
        _text(sheet, row, 1, one.label)
        for at, value in enumerate((one.value, one.low, one.high), start=2):
            cell = sheet.cell(row, at)
            cell.value = value
            cell.number_format = _number_format(one)
        _colour(sheet.cell(row, 2))
        _text(sheet, row, 5, one.source)
        _text(sheet, row, 6, one.path)
    last = _FIRST + len(writer.block.inputs) + 1
    for row, note in enumerate(writer.block.notes, start=last):
        _text(sheet, row, 1, note)
    _widths(sheet, [52, 16, 14, 14, 60, 40])


def _years(writer: _Book, sheet: Worksheet) -> None:
    block, say = writer.block, writer.say
    _opening(sheet, block.title, say("work_years_note"), [say("work_quantity"), say("work_path")])
    for t in range(block.years):
        sheet.cell(_HEAD, 3 + t).value = block.base_year + t
        sheet.cell(_HEAD, 3 + t).font = _bold()
        sheet.cell(_FIRST, 3 + t).value = t
    _text(sheet, _FIRST, 1, say("work_since"))
    for cell in block.cells:
        if not cell.per_year:
            continue
        _, row = writer.places[cell.name]
        _text(sheet, row, 1, cell.label)
        _text(sheet, row, 2, cell.name)
        for t, value in enumerate(cell.values):
            at = sheet.cell(row, 3 + t)
            at.number_format = "#,##0.00####"
            if cell.given:
                at.value = value
                _colour(at)
            else:
                _formula(writer, "years", f"{_column(3 + t)}{row}", cell, t, value)
    sheet.freeze_panes = "C6"
    _widths(sheet, [64, 44, *[14] * block.years])


def _items(writer: _Book, sheet: Worksheet) -> None:
    say = writer.say
    heads = [say("work_quantity"), say("work_path"), say("work_value")]
    _opening(sheet, writer.block.title, say("work_items_note"), heads)
    for cell in writer.block.cells:
        where, row = writer.places.get(cell.name, ("", 0))
        if where == "items":
            _text(sheet, row, 1, cell.label)
            _text(sheet, row, 2, cell.name)
            sheet.cell(row, 3).number_format = "#,##0.00####"
            _formula(writer, "items", f"C{row}", cell, 0, cell.values[0])
    _widths(sheet, [64, 48, 18])


def _payers(writer: _Book, sheet: Worksheet) -> None:
    block, say = writer.block, writer.say
    heads = [say(one) for one in ("work_payer", "work_costs", "work_benefits", "work_saldo")]
    _opening(sheet, block.title, "", heads)
    cells = {cell.name: cell for cell in block.cells}
    rows = [(row.label, row.names, row.format) for row in block.payers]
    whole = tuple(block.totals[at].names[0] for at in (0, 1, -1))
    rows.append((say("work_together"), whole, block.totals[0].format))
    for row, (words, names, how) in enumerate(rows, start=_FIRST):
        _text(sheet, row, 1, words)
        for at, name in enumerate(names, start=2):
            sheet.cell(row, at).number_format = _of(how)
            cell = cells[name]
            if name in writer.places:
                cell = WorkCell(name, "", name, cell.values)
            _formula(writer, "payers", f"{_column(at)}{row}", cell, 0, cell.values[0])
    _widths(sheet, [40, 18, 18, 18])


def _balance(writer: _Book, sheet: Worksheet) -> None:
    block, say = writer.block, writer.say
    _opening(sheet, block.title, "", [say("work_quantity"), say("work_path"), say("work_value")])
    cells = {cell.name: cell for cell in block.cells}
    for line in block.totals:
        for name in line.names:
            _, row = writer.places[name]
            _text(sheet, row, 1, line.label)
            _text(sheet, row, 2, name)
            sheet.cell(row, 3).number_format = _of(line.format)
            _formula(writer, "balance", f"C{row}", cells[name], 0, cells[name].values[0])
    _widths(sheet, [44, 32, 18])


def _turns(writer: _Book, sheet: Worksheet) -> None:
    block, say = writer.block, writer.say
    heads = [say(one) for one in ("work_number", "work_path", "work_turn", "work_value", "work_pays")]
    _opening(sheet, block.title, say("work_turns_note"), heads)
    cells = {cell.name: cell for cell in block.cells}
    inputs = {one.path: one for one in block.inputs}
    for row, line in enumerate(block.turns, start=_FIRST):
        _text(sheet, row, 1, line.label)
        _text(sheet, row, 2, line.path)
        if not line.names[0]:
            _text(sheet, row, 3, say("work_by_trial"))
            continue
        sheet.cell(row, 3).number_format = _of(line.format, exact=True)
        cell = cells[line.names[0]]
        _formula(writer, "turns", f"C{row}", cell, 0, cell.values[0])
        one = inputs.get(line.path) or inputs[f"{line.path}.given"]
        now = WorkCell("", "", ("*", one.path, one.scale), ())
        gap = WorkCell("", "", ("known", now.expression, None, (one.path,)), ())
        sheet.cell(row, 4).number_format = _of(line.format, exact=True)
        _formula(writer, "turns", f"D{row}", gap, 0, None if one.value is None else one.value * one.scale)
        slope = cells[f"slope.{line.path}"]
        most, least = say("work_at_most"), say("work_at_least")
        text = f'IF(ISNUMBER($C{row}),IF({_ref(writer, slope.name, "turns", 0)}>0,"{least}","{most}"),"")'
        up = (slope.values[0] or 0) > 0
        shown = "" if cell.values[0] is None else least if up else most
        sheet.cell(row, 5).value = f"={text}"
        writer.values.setdefault(writer.names["turns"], {})[f"E{row}"] = shown
    _widths(sheet, [52, 40, 18, 18, 28])


# -- formulas ---------------------------------------------------------------------------------------------------


def _formula(writer: _Book, sheet: str, at: str, cell: WorkCell, t: int, value: float | None) -> None:
    text = _compiled(writer, cell, sheet, t)
    target = writer.book[writer.names[sheet]][at]
    if len(text) > _LONGEST:
        _put_text(target, writer.say("work_too_long"))
        return
    target.value = f"={text}"
    missing = {"root": writer.say("work_none"), "lasting": writer.say("work_none"), "when": writer.say("work_unknown")}
    op = cell.expression[0] if isinstance(cell.expression, tuple) else "when"
    shown: float | str | None = value if value is not None else missing.get(op, "")
    writer.values.setdefault(writer.names[sheet], {})[at] = shown


def _compiled(writer: _Book, cell: WorkCell, sheet: str, t: int) -> str:
    own = writer.places.get(cell.name, ("", 0))[1]
    return _Compiler(writer, sheet, t, own).text(cell.expression)


def _ref(writer: _Book, name: str, sheet: str, t: int) -> str:
    where, row = writer.places[name]
    column = {"inputs": "$B", "years": _column(3 + t)}.get(where, "$C")
    prefix = "" if where == sheet else f"'{writer.names[where]}'!"
    return f"{prefix}{column}${row}"


@dataclass
class _Compiler:
    """An expression as the text of a formula, for one year where it has a value per year."""

    writer: _Book
    sheet: str
    t: int
    own_row: int

    def text(self, one: Any) -> str:
        if one is None:
            return '""'
        if isinstance(one, str):
            return _ref(self.writer, one, self.sheet, self.t)
        if isinstance(one, int | float):
            return repr(float(one)).replace("e", "E").removesuffix(".0") if one >= 0 else f"({float(one)!r})"
        op, *args = one
        if op in "+-*/":
            return f"({self.text(args[0])}{op}{self.text(args[1])})"
        do: Callable[..., str] = getattr(self, f"_{_NAMES.get(op, op)}")
        return do(*args)

    def _power(self, base: Any, exponent: Any) -> str:
        low, high = self.text(base), self.text(exponent)
        # Excel has no 0^0; in the library it is 1.
        return f"IF({high}=0,1,{low}^{high})"

    def _year(self) -> str:
        return f"{_column(3 + self.t)}${_FIRST}"

    def _min(self, *args: Any) -> str:
        return f"MIN({','.join(map(self.text, args))})"

    def _max(self, *args: Any) -> str:
        return f"MAX({','.join(map(self.text, args))})"

    def _row(self, name: str) -> str:
        where, row = self.writer.places[name]
        prefix = "" if where == self.sheet else f"'{self.writer.names[where]}'!"
        return f"{prefix}$C${row}:${_column(2 + self.writer.block.years)}${row}"

    def _sum(self, name: str) -> str:
        return f"SUM({self._row(name)})"

    def _dot(self, one: str, other: str) -> str:
        return f"SUMPRODUCT({self._row(one)},{self._row(other)})"

    def _last(self, name: str) -> str:
        return _ref(self.writer, name, self.sheet, self.writer.block.years - 1)

    def _choose(self, sign: Any, yes: Any, no: Any) -> str:
        return f"IF({self.text(sign)}>=0,{self.text(yes)},{self.text(no)})"

    def _at(self, value: Any, year: int) -> str:
        return self.text(value) if self.t == year else "0"

    def _known(self, value: Any, otherwise: Any, inputs: tuple[str, ...]) -> str:
        cells = ",".join(_ref(self.writer, one, self.sheet, self.t) for one in inputs)
        return f"IF(COUNT({cells})={len(inputs)},{self.text(value)},{self.text(otherwise)})"

    def _when(self, condition: Any, value: Any) -> str:
        return f'IF({self.text(condition)}>0,{self.text(value)},"{self.writer.say("work_unknown")}")'

    def _ratio(self, above: Any, below: Any) -> str:
        return f'IF({self.text(below)}>0,{self.text(above)}/{self.text(below)},"")'

    def _root(self, present: Any, balance: Any, slope: Any, low: Any, high: Any) -> str:
        found, none = f"{self.text(present)}-{self.text(balance)}/{self.text(slope)}", self.writer.say("work_none")
        slack, kept, outside = f"1E-12*ABS({self.text(present)})", found, []
        # An infinite limit is no limit.
        if abs(low) < 1e300:
            outside.append(f"{found}<{self.text(low)}-{slack}")
            kept = f"MAX({kept},{self.text(low)})"
        if abs(high) < 1e300:
            outside.append(f"{found}>{self.text(high)}+{slack}")
            kept = f"MIN({kept},{self.text(high)})"
        inside = f'IF(OR({",".join(outside)}),"{none}",{kept})' if outside else kept
        return f'IF({self.text(slope)}=0,"{none}",{inside})'

    def _goal(self, weight: Any, balance: Any, slope: Any) -> str:
        found = f"{self.text(weight)}-{self.text(balance)}/{self.text(slope)}"
        rounded = f"IF(ABS({found})<=1E-12*ABS({self.text(weight)}),0,{found})"
        return f"IF({self.text(slope)}=0,0,{rounded})"

    def _running(self, one: str, other: str) -> str:
        before = f"{_column(2 + self.t)}${self.own_row}+" if self.t else ""
        return f"{before}{self.text(one)}*{self.text(other)}"

    def _below(self, rows: str, goal: Any) -> str:
        asked = self.text(goal)
        return f"SUMPRODUCT(--({self._row(rows)}<{asked}-1E-12*ABS({asked})))"

    def _lasting(self, goal: Any, year: Any, sums: str, start: Any) -> str:
        none, row, at = self.writer.say("work_none"), self._row(sums), self.text(year)
        before = f"IF({at}=0,0,INDEX({row},1,MAX({at},1)))"
        begins, reached = f"MAX({at},{self.text(start)})", f"INDEX({row},1,{at}+1)"
        part = f"({self.text(goal)}-{before})/({reached}-{before})"
        outside = f"OR({self.text(goal)}<=0,{at}>={self.writer.block.years})"
        return f'IF({outside},"{none}",{begins}+{part}*({at}+1-{begins})-{self.text(start)})'

    def _compound(self, rates: str) -> str:
        if self.t == 0:
            return "1"
        return f"{_column(2 + self.t)}${self.own_row}/(1+{self.text(rates)})"

    def _starters(self, base: str, growth: Any, inflow: str) -> str:
        rate, parts = self.text(growth), []
        base_row, inflow_row = (self.writer.places[one][1] for one in (base, inflow))
        for k in range(self.t + 1):
            grown = "" if k == 0 or growth == 0 else f"*(1+{rate})^{k}"
            parts.append(f"{_column(3 + k)}{inflow_row}{grown}*{_column(3 + self.t - k)}{base_row}")
        return f"({'+'.join(parts)})"

    def _spread(self, start: Any, shares: str) -> str:
        years = f"$C${_FIRST}:${_column(2 + self.writer.block.years)}${_FIRST}"
        distance = f"ABS({self._year()}-{self.text(start)}-{years})"
        # Half of x + |x| is x above 0, also in every cell of a row.
        return f"SUMPRODUCT({self._row(shares)},(1-{distance}+ABS(1-{distance}))/2)"


_NAMES = {"^": "power"}


# -- the look of a sheet ------------------------------------------------------------------------------------------


def _opening(sheet: Worksheet, title: str, note: str, heads: list[str]) -> None:
    _text(sheet, 1, 1, title)
    sheet.cell(1, 1).font = _bold()
    _text(sheet, 2, 1, note)
    for at, head in enumerate(heads, start=1):
        _text(sheet, _HEAD, at, head)
        sheet.cell(_HEAD, at).font = _bold()
    pane: Any = f"A{_FIRST}"
    sheet.freeze_panes = pane


def _bold() -> Any:
    from openpyxl.styles import Font

    return Font(bold=True)


def _colour(cell: Any) -> None:
    from openpyxl.styles import Border, PatternFill, Side

    edge = Side(style="thin", color="0B5C6B")
    cell.fill = PatternFill("solid", fgColor="F3F6F7")
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    _put_text(sheet.cell(row, column), text)


def _put_text(cell: Any, text: str) -> None:
    if text:
        cell.value = text
        cell.data_type = "s"


def _widths(sheet: Worksheet, widths: list[int]) -> None:
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[_column(at)].width = width


def _column(at: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(at))


def _number_format(one: WorkInput) -> str:
    return _of(one.format, exact=True)


def _of(how: str, exact: bool = False) -> str:
    if exact:
        return (
            "0.0###%" if how.startswith("percent") else "#,##0.######" if not how.startswith("eur") else '"€" #,##0.00'
        )
    return excel_format(how)


# -- values beside the formulas ---------------------------------------------------------------------------------


_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="\w+")?><f>(.*?)</f><v\s*/?>(?:</v>)?</c>', re.DOTALL)


def with_values(sheet_xml: str, values: Mapping[str, float | str | None]) -> str:
    """The XML of a sheet with the value of each formula stored beside it."""

    def put(match: re.Match[str]) -> str:
        at, style, text = match.groups()
        if at not in values:
            return match.group()
        value = values[at]
        if isinstance(value, str) or value is None:
            return f'<c r="{at}"{style} t="str"><f>{text}</f><v>{escape(value or "")}</v></c>'
        return f'<c r="{at}"{style}><f>{text}</f><v>{float(value)!r}</v></c>'

    return _FORMULA.sub(put, sheet_xml)
