"""Turn the numbers of a case that turn its balance, by hand, and keep what was set as a case file.

What a slider does is worked out here without a browser: `sliders` chooses them, `Exploration` holds what is set and
what follows from it, `as_case_file` writes it. `explore` only puts that on a page of JupyterLab.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.estimates import Result, as_result
from wij_impact.mkba.appraisal import appraise
from wij_impact.mkba.case import Case
from wij_impact.mkba.case_file import as_case_file, level_of
from wij_impact.mkba.sensitivity import switching_value, tornado
from wij_impact.mkba.simulation import simulate

__all__ = ["Exploration", "Slider", "explore", "sliders"]

_MOST = 8
_METHOD = "discounted cash flow, numbers as set"


@dataclass(frozen=True)
class Slider:
    """One number to turn: its path, where it stands, and how far it goes (a price at the level of the case)."""

    path: str
    value: float
    low: float
    high: float

    @property
    def step(self) -> float:
        """A hundredth of the range, rounded to one digit."""
        width = (self.high - self.low) / 100
        power = 10.0 ** math.floor(math.log10(width))
        return round(width / power) * power or power


def sliders(case: Case, most: int = _MOST) -> list[Slider]:
    """The numbers that move the balance most, largest swing first, then the unknown ones that could turn it.

    Parameters
    ----------
    case : Case
        From `load_case`.
    most : int
        How many at most.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> [slider.path for slider in sliders(mkba.load_case("jim"), most=2)]
    ['input.additionaliteit', 'effect.uithuisplaatsing.duration']
    """
    effective, found = case.effective(), []
    for row in tornado(case).to_dict("records"):
        path, number = str(row["parameter"]), effective[str(row["parameter"])]
        if row["swing"] > 0 and number.low is not None and number.high is not None:
            level = level_of(case, path)
            found.append(Slider(path, number.value * level, number.low * level, number.high * level))
    for path, number in effective.items():
        if number.unknown and len(found) < most and path.partition(".")[0] in ("price", "effect", "cost"):
            turns = switching_value(case, path)
            if turns:
                level = level_of(case, path)
                found.append(Slider(path, math.nan, 0.0, 2 * turns * level))
    return found[:most]


@dataclass(frozen=True, repr=False)
class Exploration(Result):
    """A case with some numbers set by hand, and what follows.

    Parameters
    ----------
    case : Case
        The case as published.
    settings : mapping of str to float
        Path and value of what was set; a price at the price level of the case.
    draws, seed : int
        Of the simulation behind the chance.
    """

    case: Case
    settings: Mapping[str, float] = field(default_factory=dict)
    draws: int = 2_000
    seed: int = 0

    def set(self, path: str, value: float) -> Exploration:
        """The same exploration with one number more set."""
        if path not in self.case.parameter_paths():
            self.case.with_value(path, 0.0)  # raises, with a suggestion
        return replace(self, settings={**self.settings, path: float(value)})

    @cached_property
    def changed(self) -> Case:
        """The case with every number that was set."""
        case = self.case
        for path, value in sorted(self.settings.items()):
            case = case.with_value(path, value / self.case.level_factor(path))
        return case

    @property
    def is_published(self) -> bool:
        """Whether nothing was set, so that this is still the case as it was read."""
        return not self.settings

    @cached_property
    def by_payer(self) -> pd.DataFrame:
        """payer, costs, benefits, net_present_value; the last row is the total of the perspective."""
        result = appraise(self.changed)
        columns = ["payer", "costs", "benefits", "net_present_value"]
        total = {"payer": "total", **{name: result.result(name) for name in columns[1:]}}
        return pd.concat([result.by_payer[columns], pd.DataFrame([total])], ignore_index=True)

    @cached_property
    def turns(self) -> pd.DataFrame:
        """Of each slider where it stands and where the balance turns: parameter, present, switching_value."""
        rows = []
        for slider in sliders(self.case):
            found = switching_value(self.changed, slider.path)
            level = self.case.level_factor(slider.path)
            rows.append(
                {
                    "parameter": slider.path,
                    "present": self.settings.get(slider.path, slider.value),
                    "switching_value": math.nan if found is None else found * level,
                }
            )
        return pd.DataFrame(rows, columns=["parameter", "present", "switching_value"])

    @cached_property
    def chance(self) -> float:
        """The chance that benefits exceed costs, the numbers that were set standing still; NaN when nothing varies."""
        if not self.changed.varying():
            return math.nan
        return simulate(self.changed, self.draws, self.seed).chance()

    def _headline(self) -> str:
        total = float(self.by_payer["net_present_value"].iloc[-1])
        state = "as published" if self.is_published else f"{len(self.settings)} set by hand"
        return f"{self.case.id}, {state}: net present value {total:,.0f}; benefits exceed costs in {self.chance:.0%}"

    def tidy(self) -> pd.DataFrame:
        """result, payer, then the common columns: the balance per payer, and the chance."""
        rows = [
            {
                "result": "net_present_value",
                "payer": row["payer"],
                "estimate": row["net_present_value"],
                "method": _METHOD,
            }
            for row in self.by_payer.to_dict("records")
        ]
        chance = {"result": "probability_benefits_exceed_costs", "payer": "total", "estimate": self.chance}
        return as_result([*rows, {**chance, "n": self.draws, "method": "share of draws"}], ["result", "payer"])

    def as_case_file(self) -> str:
        """What was set, as the text of a case file."""
        return as_case_file(self.case, self.settings)


def explore(case: Case, most: int = _MOST, draws: int = 2_000, seed: int = 0) -> Any:
    """Sliders for the numbers that turn the balance; payers, switching values and chance move along.

    Parameters
    ----------
    case : Case
        From `load_case`.
    most : int
        How many sliders at most.
    draws, seed : int
        Of the simulation behind the chance.

    Returns
    -------
    ipywidgets.VBox
        Shows itself in JupyterLab. `.exploration` is the `Exploration` now; the button writes it as a case file to
        the name beside it, which `load_case` reads and `wij-impact check` accepts.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> page = mkba.explore(mkba.load_case("jim"), most=2, draws=100)
    >>> page.exploration.is_published
    True
    """
    # Loaded by name: the widgets are only needed here, and say nothing of their types.
    ipywidgets: Any = importlib.import_module("ipywidgets")

    class Explorer(ipywidgets.VBox):
        exploration: Exploration

    labels = {item.path: item.label.show() for item in case.items}
    controls = {}
    for slider in sliders(case, most):
        start = slider.low if math.isnan(slider.value) else slider.value
        # What it is comes first: a long description is cut short, and its tooltip says the rest.
        item, _, field = slider.path.rpartition(".")
        name = f"{labels[item]} ({field})" if item in labels else slider.path
        controls[slider.path] = ipywidgets.FloatSlider(
            value=start, min=slider.low, max=slider.high, step=slider.step, description=name, readout_format=".6g",
            continuous_update=False, style={"description_width": "26em"}, layout={"width": "56em"},
            description_allow_html=False, tooltip=f"{name}: {slider.path}",
        )  # fmt: skip
    shown = ipywidgets.HTML()
    filename = ipywidgets.Text(value=f"{case.id}_explored.toml", description="TOML")
    save = ipywidgets.Button(description="save", icon="download")
    reset = ipywidgets.Button(description="reset", icon="undo")
    said = ipywidgets.HTML()
    page = Explorer([*controls.values(), ipywidgets.HBox([filename, save, reset]), said, shown])
    page.exploration = Exploration(case, {}, draws, seed)
    started = {path: control.value for path, control in controls.items()}

    def show() -> None:
        shown.value = _as_html(page.exploration)

    def move(change: Any) -> None:
        path = next(path for path, control in controls.items() if control is change["owner"])
        page.exploration = page.exploration.set(path, float(change["new"]))
        show()

    def write(_: Any) -> None:
        Path(filename.value).write_text(page.exploration.as_case_file(), encoding="utf-8", newline="\n")
        said.value = f"<code>{escape(filename.value)}</code>"

    def back(_: Any) -> None:
        for path, control in controls.items():
            control.unobserve(move, names="value")
            control.value = started[path]
            control.observe(move, names="value")
        page.exploration = Exploration(case, {}, draws, seed)
        said.value = ""
        show()

    for control in controls.values():
        control.observe(move, names="value")
    save.on_click(write)
    reset.on_click(back)
    show()
    return page


def _as_html(exploration: Exploration) -> str:
    def table(frame: pd.DataFrame) -> str:
        return str(frame.to_html(index=False, border=0, na_rep="?", float_format=lambda x: f"{x:,.6g}", escape=True))

    amounts = exploration.by_payer.copy()
    for name in amounts.columns[1:]:
        amounts[name] = np.round(amounts[name].astype("float64"))
    head = escape(exploration._headline())
    return f"<p><b>{head}</b></p>{table(amounts)}{table(exploration.turns)}"
