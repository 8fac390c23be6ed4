"""The table of a small pilot: the shipped synthetic one, or a file of the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact import catalogue
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.columns import require
from wij_impact.estimates.results import Result
from wij_impact.language import Text

__all__ = ["Pilot", "load_pilot", "load_pilot_truth"]

TABLE = "effect_pilot"
RELIABLE_CHANGE = 5.0  # of the ORS: data/instruments/ors.toml
EXAMPLE: dict[str, Any] = {
    "outcome": "ors_end", "treatment": "treated", "before": "ors_start", "others": ["home_after_year"],
    "covariates": ["age", "placed_before", "ors_start"],
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Pilot(Result):
    """The table of a pilot and what its columns mean.

    Attributes
    ----------
    data : DataFrame
        One row per person; columns that hold numbers are numbers.
    outcome, others, treatment, covariates, before
        Names of columns; `before` is the first measurement of the outcome, or empty.
    synthetic : bool
        Whether the rows say that they are made up.
    labels : dict
        Column to the words for it.
    settings : dict
        What is known of the primary outcome: ``low, high, reliability, population_mean, population_sd, relevant``.
    """

    data: pd.DataFrame
    outcome: str
    others: list[str]
    treatment: str
    covariates: list[str]
    before: str
    synthetic: bool
    labels: dict[str, Text]
    settings: dict[str, float]
    reading: catalogue.Reading | None = None

    @property
    def outcomes(self) -> list[str]:
        """The primary outcome, then the others."""
        return [self.outcome, *self.others]

    def is_share(self, outcome: str) -> bool:
        """Whether an outcome is yes or no."""
        return set(self.data[outcome].dropna().unique()) <= {0.0, 1.0}

    def label(self, column: str) -> Text:
        """The words for a column; its own name when the data dictionary does not know it."""
        base, _, code = column.partition("=")
        known = self.labels.get(base, Text(nl=base, en=base))
        return Text(nl=f"{known.nl}: {code}", en=f"{known.en}: {code}") if code else known

    def _headline(self) -> str:
        given = int(self.data[self.treatment].sum())
        made_up = " (made up)" if self.synthetic else ""
        return f"{given} with and {len(self.data) - given} without; outcome {self.outcome}{made_up}"

    def tidy(self) -> pd.DataFrame:
        """How many are in each group, and of how many each outcome is known; never a person's row."""
        groups = self.data.groupby(self.treatment)
        known = groups[self.outcomes].count().rename(columns=lambda name: f"known_{name}")
        return known.assign(people=groups.size()).reset_index()


def load_pilot(
    file: str = "",
    outcome: str = "",
    treatment: str = "",
    covariates: Sequence[str] = (),
    others: Sequence[str] = (),
    before: str = "",
    columns: str = "",
) -> Pilot:
    """Read a pilot: the shipped synthetic one, or a file with one row per person.

    Parameters
    ----------
    file : str
        A file that `catalogue.read_own` takes; empty is the synthetic example.
    outcome, treatment, covariates, others, before
        Columns. A file with the columns of the template (`wij-impact template effect_pilot`) needs none of them.

    columns : str
        A mapping file: our names of the columns and the headers of the file.

    Raises
    ------
    InputError, UsageError
        For a file or column that is not there.

    Examples
    --------
    >>> pilot = load_pilot()
    >>> len(pilot.data), pilot.outcome, pilot.synthetic
    (120, 'ors_end', True)
    """
    given: dict[str, Any] = {"outcome": outcome, "treatment": treatment, "before": before}
    given |= {"others": list(others), "covariates": list(covariates)}
    if file:
        _by_template(file)
        known = [name for value in given.values() for name in ([value] if isinstance(value, str) else value) if name]
        text, reading = catalogue.read_own(file, lambda names: _needs(_asked(given, names), names), columns or None,
                                           known=[*known, "ors_start", "ors_end", "treated"])  # fmt: skip
    else:
        text, reading = catalogue.load_table(TABLE), None
    asked = _asked(given, list(text.columns))
    measured = [asked["outcome"], asked["treatment"], *asked["others"], *([asked["before"]] if asked["before"] else [])]
    used = dict.fromkeys([*measured, *asked["covariates"]])
    data = pd.DataFrame({name: _typed(text[name], name in measured) for name in used})
    kind = text["data_kind"].astype(str).str.lower() if "data_kind" in text.columns else pd.Series(dtype=str)
    described = catalogue.load_dictionary().table(TABLE).columns
    labels = {name: column.label for name, column in described.items()}
    data = data.reset_index(drop=True)
    data.attrs["reading"] = reading
    return Pilot(
        data, asked["outcome"], asked["others"], asked["treatment"], asked["covariates"],
        asked["before"], bool((kind == "synthetic").any()), labels, _settings(asked["outcome"], not file), reading,
    )  # fmt: skip


def _settings(outcome: str, example: bool) -> dict[str, float]:
    """The range of a known outcome from the dictionary; for the example also what it was made with."""
    column = catalogue.load_dictionary().table(TABLE).columns.get(outcome)
    found: dict[str, float] = {}
    if column is not None and column.minimum is not None and column.maximum is not None:
        found |= {"low": column.minimum, "high": column.maximum}
    if example and outcome == EXAMPLE["outcome"]:
        truth = load_pilot_truth()
        row = truth[truth["outcome"] == outcome].to_dict("records")[0]
        found |= {name: float(row[name]) for name in ("reliability", "population_mean", "population_sd")}
        found["relevant"] = RELIABLE_CHANGE
    return found


def load_pilot_truth() -> pd.DataFrame:
    """What the synthetic pilot was made from: true difference per outcome, and the properties of its score."""
    return catalogue.load_table("pilot_truth")


def _ask(parameter: str, given: str | list[str], text: pd.DataFrame) -> None:
    wanted = [given] if isinstance(given, str) else given
    missing = [name for name in wanted if name not in text.columns]
    if wanted and not missing and wanted != [""]:
        return
    first = missing[0] if missing else ""
    near = suggest(first, [str(column) for column in text.columns]) if first else None
    known = ", ".join(str(column) for column in text.columns[:12])
    raise UsageError(
        Text(nl=f"{parameter}={first!r} is geen kolom.", en=f"{parameter}={first!r} is not a column."),
        remedy=Text(
            nl=f"Bedoelt u '{near}'?" if near else f"Geef -p {parameter}=KOLOM; er zijn: {known}.",
            en=f"Did you mean '{near}'?" if near else f"Give -p {parameter}=COLUMN; there are: {known}.",
        ),
    )


def _asked(given: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The columns of each role; a file with those of the template needs none said."""
    header = pd.DataFrame(columns=names)
    asked = dict(given)
    if {"ors_start", "ors_end", "treated"} <= set(names) and given["outcome"] in ("", EXAMPLE["outcome"]):
        asked = {name: value or EXAMPLE[name] for name, value in asked.items()}
        asked["others"] = [name for name in asked["others"] if name in names]
    for name in ("outcome", "treatment", "covariates"):
        _ask(name, asked[name], header)
    # One row, because `require` would say of a header alone that the table is empty.
    require(pd.DataFrame(columns=names, index=[0]), [name for name in (asked["before"], *asked["others"]) if name])
    return asked


def _needs(asked: dict[str, Any], names: list[str]) -> list[catalogue.Need]:
    """The columns to read: what is measured is a number or yes and no, a covariate can be a word too."""
    measured = [asked["outcome"], asked["treatment"], *asked["others"], *([asked["before"]] if asked["before"] else [])]
    found = [catalogue.Need(name, type="measure") for name in dict.fromkeys(measured)]
    found += [catalogue.Need(name, type="any") for name in asked["covariates"] if name not in measured]
    return found + ([catalogue.Need("data_kind", "text", "text")] if "data_kind" in names else [])


def _by_template(file: str) -> None:
    """A file with the columns of the template is checked against the data dictionary too."""
    required = [column.name for column in catalogue.load_dictionary().table(TABLE).columns.values() if column.required]
    if set(required) <= set(catalogue.headers_of(file, required)):
        catalogue.load_file(TABLE, file)


def _typed(column: pd.Series, measured: bool) -> pd.Series:
    """Numbers as floats. Of the shipped table, yes is 1 and no is 0; words of a covariate stay words."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    lower = column.astype("string").str.strip().str.lower()
    if measured and bool(lower.dropna().isin(YES | NO).all()):
        return lower.isin(YES).astype(float).where(lower.notna())
    try:
        return catalogue.as_numbers(column)
    except InputError:
        return column.astype(object)
