"""Load a panel for a staggered start: the shipped synthetic practices, or a file of the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wij_impact import catalogue
from wij_impact.effect.panel import adoption
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.columns import numbers, require
from wij_impact.language import Text

__all__ = ["PanelData", "load_panel", "load_panel_truth"]

OWN = {
    "outcome": "referrals",
    "population": "young_patients",
    "unit": "practice",
    "time": "year",
    "first": "first_year",
}


@dataclass(frozen=True)
class PanelData:
    """A panel and what its columns mean.

    Attributes
    ----------
    data : DataFrame
        As handed in, with numbers as numbers; `outcome` holds the rate when a population was named.
    outcome, unit, time, first : str
        Columns for `staggered`.
    covariates : list of str
    label : Text
        What the outcome is, in words.
    synthetic : bool
        Whether these are the made-up practices.
    file : str
        Name of the user's file; empty for the shipped practices.
    """

    data: pd.DataFrame
    outcome: str
    unit: str
    time: str
    first: str
    covariates: list[str]
    label: Text
    synthetic: bool
    file: str = ""


def load_panel(
    file: str | None = None,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    first: str = "",
    treated: str = "",
    population: str = "",
    covariates: Sequence[str] = (),
) -> PanelData:
    """Read a panel with one row per unit and period.

    Parameters
    ----------
    file : str, optional
        Path of a .csv or .xlsx; the shipped synthetic practices without it.
    outcome, unit, time : str
        Columns; needed with a file of one's own, unless it has the names of the shipped one.
    first : str
        Column with the first treated period; or give `treated`, a column that says 0 or 1 per period.
    population : str
        Column with the base; the outcome is then taken per 1,000.
    covariates : list of str

    Raises
    ------
    InputError, UsageError
        For a file, column or number that is not there; the sentence names file, row and column.

    Examples
    --------
    >>> panel = load_panel()
    >>> len(panel.data), panel.unit, panel.synthetic
    (416, 'practice', True)
    """
    text = catalogue.read_table(catalogue.find_file(file)) if file else catalogue.load_table("ojg_practices")
    synthetic = file is None or ("data_kind" in text and set(text["data_kind"].dropna()) == {"synthetic"})
    known = {} if treated else {"first": first}
    named = {"outcome": outcome, "unit": unit, "time": time, **known}
    chosen = {role: _column(role, name, text) for role, name in named.items()}
    base = population or (OWN["population"] if not outcome and OWN["population"] in text else "")
    try:
        data = _numbered(text, chosen, treated, base, list(covariates))
    except InputError as error:
        error.file = error.file or (Path(file).name if file else "")
        raise
    start = chosen.get("first", "first_treated")
    per = Text(nl=f"{chosen['outcome']} per 1.000 {base}", en=f"{chosen['outcome']} per 1,000 {base}")
    plain = Text(nl=chosen["outcome"], en=chosen["outcome"])
    label = _OWN_LABEL if synthetic and not outcome else (per if base else plain)
    result = "rate" if base else chosen["outcome"]
    return PanelData(
        data,
        result,
        chosen["unit"],
        chosen["time"],
        start,
        list(covariates),
        label,
        synthetic,
        Path(file).name if file else "",
    )


_OWN_LABEL = Text(
    nl="verwijzingen naar specialistische jeugdhulp per 1.000 jonge patiënten",
    en="referrals to specialist youth care per 1,000 young patients",
)


def _column(role: str, name: str, data: pd.DataFrame) -> str:
    wanted = name or OWN[role]
    if wanted in data.columns:
        return wanted
    near = suggest(wanted, [str(column) for column in data.columns])
    raise UsageError(
        Text(nl=f"{role}={wanted!r} is geen kolom.", en=f"{role}={wanted!r} is not a column."),
        remedy=Text(
            nl=(f"Bedoelde je '{near}'? " if near else "") + f"Geef -p {role}=KOLOM.",
            en=(f"Did you mean '{near}'? " if near else "") + f"Give -p {role}=COLUMN.",
        ),
    )


def _numbered(
    text: pd.DataFrame, chosen: dict[str, str], treated: str, base: str, covariates: list[str]
) -> pd.DataFrame:
    columns = [name for role, name in chosen.items() if role not in ("unit", "first")]
    require(text, [*columns, *covariates, *([base] if base else []), *([treated] if treated else [])])
    data = text.reset_index(drop=True).copy()
    for name in {*columns, *covariates, *([base] if base else []), *([treated] if treated else [])} - {chosen["time"]}:
        data[name] = _plain(data[name])
    data[chosen["time"]] = _plain(data[chosen["time"]])
    if treated:
        data["first_treated"] = adoption(data, chosen["unit"], chosen["time"], treated)
    else:
        data[chosen["first"]] = _plain(data[chosen["first"]])
    if base:
        count = numbers(data, chosen["outcome"], minimum=0, missing=True)
        data["rate"] = 1000 * count / numbers(data, base, minimum=0, above=True)
    return data


def _plain(given: pd.Series) -> pd.Series:
    """Numbers where the whole column is numbers, also with a decimal comma; text stays for the check to name."""
    if pd.api.types.is_numeric_dtype(given):
        return given
    words = given.astype(str).str.strip().where(given.notna())
    words = words.mask(words.isin(["", "nan", "<NA>"]))
    decimal = words.str.replace(",", ".", regex=False) if not words.str.contains(".", regex=False).any() else words
    values = pd.to_numeric(decimal, errors="coerce")
    wrong = values.isna() & words.notna()
    return given if wrong.any() else values.astype(float)


def load_panel_truth() -> pd.DataFrame:
    """The true rate with and without an OJG of every synthetic practice and year."""
    truth = catalogue.load_table("ojg_truth")
    return truth.astype({"rate_without": float, "true_change": float, "rate_true": float, "year": int})
