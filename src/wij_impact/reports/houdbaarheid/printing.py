"""Figures as they are printed, and the numbers that the reason of a verdict and its calculation both show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from wij_impact.claims import Step
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.words import Phrase

__all__ = ["PATHS", "Printed", "broken", "from_to", "money", "moved", "named", "pair", "rounded", "switch", "written"]

_LANGUAGES = ("nl", "en")
#: Numbers of our own cases that have a name in the words file, with how they are written.
PATHS = {
    "input.additionaliteit": "percent",
    "input.zelf_afgehandeld": "percent",
    "effect.uithuisplaatsing.duration": "decimal1",
    "cost.begeleiding.price": "eur",
    "cost.programma.price": "eur",
    "cost.implementatie.price": "eur",
}


class Printed:
    """The figures as they are printed, as names with their own place of print.

    Parameters
    ----------
    figures : pandas.DataFrame
        From `catalogue.figures`.
    """

    def __init__(self, figures: pd.DataFrame) -> None:
        rows = figures[["figure_id", "printed", "unit"]].itertuples(index=False)
        self._known = {str(code): (str(text), str(unit)) for code, text, unit in rows}
        group = (
            figures["topic"].eq("staff")
            & figures["breakdown"].astype(str).ne("")
            & figures["value"].astype(float).eq(1)
        )
        self._alone = frozenset(figures.loc[group, "figure_id"].astype(str))

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def figure(self, code: str) -> Name:
        """A figure as its source prints it."""
        return written(*self._known[code], sources=(code,))

    def alone(self, code: str) -> bool:
        """Whether the figure is a group of one employee: printed by the source, and not repeated by us."""
        return code in self._alone

    def stated(self, values: Mapping[str, Any]) -> Name:
        """The number that is stated: as printed, else in the unit of the check."""
        if values["stated_id"] in self._known:
            return self.figure(values["stated_id"])
        value = float(values["stated"])
        return written(rounded(value, 0 if value.is_integer() else 2), values["unit"])

    def computed(self, values: Mapping[str, Any]) -> Name:
        """What the figures come to, with a decimal more than is printed, or as many as rounding asks."""
        shown = self._known.get(values["stated_id"], ("", ""))[0]
        value, unit = float(values["computed"]), values["unit"]
        if unit in ("count", "EUR"):
            return written(rounded(value, 0), unit)
        digits = printed = len(shown.partition(".")[2])
        digits += 1
        # 0.247 agrees with a printed 0.2; shown as 0.25 a reader would round it to 0.3.
        while digits < printed + 4 and rounded(float(rounded(value, digits)), printed) != rounded(value, printed):
            digits += 1
        return written(rounded(value, digits), unit)

    def missing(self, step: Step) -> tuple[str, ...]:
        """The figures of a step that these data lack."""
        return tuple(one for one in step.figure_ids if one not in self._known)


def written(text: str, unit: str, sources: tuple[str, ...] = ()) -> Name:
    """A number as its source writes it, in each language."""
    said = tuple((lang, format_printed(text, unit, lang)) for lang in _LANGUAGES)
    return Name(said[0][1], said, sources)


def rounded(value: float, digits: int) -> str:
    """A number with so many digits behind the point."""
    # Twelve significant digits, as everywhere a number is shown; then half up, as a reader rounds.
    return str(Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def named(text: Any) -> Name:
    """A text of the data with its translation."""
    return Name(text.nl, (("nl", text.nl), ("en", text.en)))


def moved(step: Step) -> dict[str, Any]:
    """What went to what, and the difference with its interval."""
    values, ids = step.values, step.figure_ids
    limits = values["lower"], values["upper"]
    if step.kind == "change":
        ends = tuple(one - 1 for one in limits)
        change = Quantity(values["estimate"] - 1, "percent", ids, (ends[0], ends[1]), signed=True)
        return {"before": _counted(values, "before"), "after": _counted(values, "after"), "change": change}
    unit, how = ("decimal1", "auto") if step.kind == "means" else ("points", "percent")
    change = Quantity(values["estimate"], unit, ids, limits, signed=True)
    return {"before": Quantity(values["before"], how), "after": Quantity(values["after"], how), "change": change}


def _counted(values: Mapping[str, Any], moment: str) -> Any:
    events = Quantity(values[f"{moment}_events"], "auto")
    if not values["has_base"]:
        return events
    return Phrase("why.of", {"events": events, "base": Quantity(values[f"{moment}_n"], "auto")})


def pair(step: Step, printed: Printed) -> dict[str, Any]:
    """What is stated, and what the figures come to."""
    return {"stated": printed.stated(step.values), "computed": printed.computed(step.values)}


def switch(step: Step) -> dict[str, Any]:
    """A number of a case and the value at which the balance turns."""
    path = step.values["path"]
    name: Any = Term("number", path.replace(".", "_")) if path in PATHS else Name(path)
    value = Quantity(step.values["value"], PATHS.get(path, "auto"))
    return {"number": name, "value": value, "ratio": Quantity(step.values["ratio"], "auto")}


def money(step: Step) -> dict[str, Any]:
    """A change in costs, and its parts by volume and price."""
    values = step.values
    return {
        "total": Quantity(values["change"], "eur_million", step.figure_ids),
        "volume": Quantity(values["volume"], "eur_million"),
        "price": Quantity(values["price"], "eur_million"),
        "volume_before": Quantity(values["volume_before"], "auto"),
        "volume_after": Quantity(values["volume_after"], "auto"),
    }


def broken(step: Step) -> dict[str, Any]:
    """Where a series breaks, and what its source says of it."""
    values = step.values
    said = tuple((lang, str(values[f"reason_{lang}"])) for lang in _LANGUAGES)
    return {"at": Quantity(values["at"], "year"), "said": Name(said[0][1], said, step.figure_ids)}


def from_to(values: Mapping[str, Any]) -> dict[str, Any]:
    """Two figures as they are printed."""
    return {name: written(f"{values[name]:.12g}", values["unit"]) for name in ("before", "after")}
