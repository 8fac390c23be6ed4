"""Questionnaires as data: what was asked of whom, on which scale, and what the answers may be used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.results import Result
from wij_impact.impactmeting.checks import first_row, require_columns
from wij_impact.impactmeting.item_sets import ItemSet
from wij_impact.language import Text

__all__ = ["MISSING_KINDS", "Comparability", "Condition", "Instrument", "Item", "Scale", "item_set_instrument"]

MISSING_KINDS = ("neutral", "dont_know", "not_applicable", "no_answer")
Transform = Literal["mean", "sum", "percent", "t_score"]
Kind = Literal["measure", "conversation_tool"]


@dataclass(frozen=True)
class Condition:
    """An item is asked only of those who gave one of `codes` to `item`."""

    item: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One question.

    Parameters
    ----------
    id : str
        The column in the responses.
    wording : Text or None
        None for a licensed instrument, of which only the structure may be shown.
    low, high : float
        Ends of the scale.
    step : float
        1 where half scores do not exist; 0 for a visual analogue line.
    direction : int
        +1 when higher is better, -1 when lower is better.
    missing_codes : mapping
        Codes per kind: neutral, dont_know, not_applicable, no_answer. An empty cell is no answer.
    asked_if : tuple of Condition
        All must hold; whoever does not meet them is routed out, which is not missing.
    top : tuple of float
        Codes of the top box ("(fully) agree", 8 and over).
    """

    id: str
    low: float
    high: float
    step: float = 1
    direction: int = 1
    label: Text = field(default_factory=lambda: Text(nl="", en=""))
    wording: Text | None = None
    domain: str = ""
    codes: Mapping[str, Text] = field(default_factory=dict)
    missing_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_if: tuple[Condition, ...] = ()
    top: tuple[float, ...] = ()

    def kind_of(self, code: str) -> str | None:
        """The missing kind of a code, or None when it is an answer."""
        return next((kind for kind, codes in self.missing_codes.items() if code in codes), None)

    def points(self) -> list[float]:
        """Every score an answer can have, low to high; empty for a continuous line."""
        if self.step <= 0:
            return []
        count = round((self.high - self.low) / self.step)
        return [self.low + position * self.step for position in range(count + 1)]


@dataclass(frozen=True)
class Scale:
    """Items that are scored together."""

    name: str
    items: tuple[str, ...]
    minimum_answered: int
    transform: Transform = "mean"
    label: Text = field(default_factory=lambda: Text(nl="", en=""))
    cutoff: float | None = None
    reliable_change: float | None = None
    correlation: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Comparability:
    """From this wave on, answers may not be compared with earlier ones, and why."""

    wave: str
    changed: str
    breaks: bool
    note: Text
    items: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Instrument(Result):
    """A questionnaire; see `load_instrument`."""

    name: str
    version: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    title: Text = field(default_factory=lambda: Text(nl="", en=""))
    languages: tuple[str, ...] = ("nl",)
    modes: tuple[str, ...] = ()
    kind: Kind = "measure"
    licence: str = "open"
    source: str = ""
    use: Text = field(default_factory=lambda: Text(nl="", en=""))
    warnings: tuple[Text, ...] = ()
    comparability: tuple[Comparability, ...] = ()
    wave_column: str = "wave"
    version_column: str = "instrument_version"

    def item(self, name: str) -> Item:
        """The item with this id; `UsageError` with a suggestion otherwise."""
        found = next((item for item in self.items if item.id == name), None)
        if found is None:
            near = suggest(name, [item.id for item in self.items])
            raise UsageError(
                Text(nl=f"'{self.name}' heeft geen item '{name}'.", en=f"'{self.name}' has no item '{name}'."),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else "",
            )
        return found

    def item_set(self, scale_name: str) -> ItemSet:
        """The items of a scale for `reliability`."""
        scale = next(scale for scale in self.scales if scale.name == scale_name)
        items = [self.item(name) for name in scale.items]
        return ItemSet(
            scale.name,
            tuple(item.id for item in items),
            tuple(item.direction for item in items),
            items[0].low,
            items[0].high,
        )

    def present(self, responses: pd.DataFrame) -> list[Item]:
        """The items that the responses have a column for; at least one."""
        found = [item for item in self.items if item.id in responses.columns]
        if not found:
            require_columns(responses, [self.items[0].id])
        return found

    def numeric_responses(self, responses: pd.DataFrame) -> pd.DataFrame:
        """Checked answers as numbers, one column per item; every kind of missing is NaN."""
        self.check_version(responses)
        columns = {item.id: answers(responses, item).value for item in self.present(responses)}
        return pd.DataFrame(columns, index=responses.index)

    def check_version(self, responses: pd.DataFrame) -> None:
        """Two versions of a questionnaire are two questionnaires."""
        if self.version_column not in responses.columns:
            return
        found = responses[self.version_column].astype("string")
        wrong = (found.notna() & (found != self.version)).to_numpy(dtype=bool)
        if wrong.any():
            raise InputError(
                Text(
                    nl=f"dit is versie '{found.iloc[int(np.flatnonzero(wrong)[0])]}', niet '{self.version}'.",
                    en=f"this is version '{found.iloc[int(np.flatnonzero(wrong)[0])]}', not '{self.version}'.",
                ),
                remedy=Text(
                    nl="Versies mogen niet door elkaar; verwerk elke versie apart.",
                    en="Versions must not be mixed; process each on its own.",
                ),
                row=first_row(responses, wrong),
                column=self.version_column,
            )

    def _headline(self) -> str:
        return f"{self.name} {self.version}: {len(self.items)} items, {len(self.scales)} scales, {self.kind}"

    def tidy(self) -> pd.DataFrame:
        """The items, one row each."""
        return pd.DataFrame(
            [{"item": one.id, "low": one.low, "high": one.high, "label": one.label.show()} for one in self.items]
        )


@dataclass(frozen=True)
class Answers:
    """One item: each respondent's cell as a position, and per position the score (NaN where none) and the kind.

    A kind is a position in `KINDS`: "answered", or one of the missing kinds.
    """

    position: np.ndarray
    scores: np.ndarray
    kinds: np.ndarray

    @property
    def value(self) -> np.ndarray:
        """Score per respondent; NaN for everything but an answer."""
        answered = np.where(self.kinds == 0, self.scores, np.nan)
        return np.asarray(answered[self.position])


KINDS = ("answered", *MISSING_KINDS)
SMALL_RANGE = 1_000


def answers(responses: pd.DataFrame, item: Item) -> Answers:
    """Sort the cells of one item into answers and kinds of missing, refusing what is neither.

    A neutral code that lies on the scale keeps its score, so that a mean can include it when asked to.
    """
    require_columns(responses, [item.id])
    found, position = _distinct(responses[item.id])
    values = np.full(len(found) + 1, np.nan)
    kinds = np.full(len(found) + 1, KINDS.index("no_answer"))
    for at, cell in enumerate(found):
        values[at], kind = _read(responses, item, cell)
        kinds[at] = KINDS.index(kind)
    return Answers(position, values, kinds)


def _distinct(column: pd.Series) -> tuple[list[Any], np.ndarray]:
    """The different cells and each respondent's position among them (the last for an empty cell)."""
    if pd.api.types.is_integer_dtype(column) and len(column) and not column.isna().any():
        cells = column.to_numpy(dtype=np.int64)
        low, high = int(cells.min()), int(cells.max())
        if high - low < SMALL_RANGE:  # counting is faster than hashing
            found = np.flatnonzero(np.bincount(cells - low))
            lookup = np.zeros(high - low + 1, dtype=np.int64)
            lookup[found] = np.arange(len(found))
            return list(found + low), lookup[cells - low]
    codes, different = pd.factorize(column)
    return list(different), np.where(codes < 0, len(different), codes)


def _read(responses: pd.DataFrame, item: Item, cell: Any) -> tuple[float, str]:
    text = _as_code(cell)
    kind = item.kind_of(text)
    number = _as_number(text)
    if kind is not None:
        on_scale = kind == "neutral" and item.low <= number <= item.high
        return (number if on_scale else np.nan), kind
    if text == "":
        return np.nan, "no_answer"
    if np.isnan(number) or (item.codes and text not in item.codes):
        raise _refuse(responses, item, cell, f"'{text}' is een onbekende code", f"'{text}' is an unknown code")
    if not item.low <= number <= item.high:
        raise _refuse(responses, item, cell, f"{text} ligt buiten de schaal", f"{text} is out of range")
    if item.step > 0 and abs((number - item.low) / item.step - round((number - item.low) / item.step)) > 1e-9:
        raise _refuse(responses, item, cell, f"{text} is een tussenscore; die zijn er niet", f"{text} is a half score")
    return number, "answered"


def _as_code(cell: Any) -> str:
    if isinstance(cell, bool | np.bool_):
        return str(int(cell))
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return str(cell).strip()


def _as_number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _refuse(responses: pd.DataFrame, item: Item, cell: Any, nl: str, en: str) -> InputError:
    known = ", ".join(code for codes in item.missing_codes.values() for code in codes)
    scale = f"{item.low:g}-{item.high:g}"
    same = (responses[item.id] == cell).to_numpy(dtype=bool, na_value=False)
    return InputError(
        Text(nl=f"{nl}.", en=f"{en}."),
        remedy=Text(
            nl=f"Toegestaan: {scale}" + (f", of {known} voor geen oordeel." if known else "; leeg voor geen antwoord."),
            en=f"Allowed: {scale}" + (f", or {known} for no opinion." if known else "; empty for no answer."),
        ),
        row=first_row(responses, same),
        column=item.id,
    )


def item_set_instrument(
    name: str,
    items: Sequence[str],
    low: float,
    high: float,
    reverse: Sequence[str] = (),
    minimum_answered: int | None = None,
    transform: Transform = "mean",
) -> Instrument:
    """An instrument of one scale made on the spot, for items that have no TOML file.

    Examples
    --------
    >>> from wij_impact import impactmeting as im
    >>> im.item_set_instrument("agreeableness", ["A1", "A2"], 1, 6, reverse=["A1"]).item("A1").direction
    -1
    """
    made = tuple(Item(item, low, high, direction=-1 if item in reverse else 1) for item in items)
    scale = Scale(name, tuple(items), minimum_answered or len(items), transform)
    return Instrument(name, "1", made, (scale,))
