"""The published figures: one row per printed number, with its source and its place of print."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.resolve import DataFolder
from wij_impact.catalogue.tables import load_table
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["decimals", "figures", "normalise_breakdown", "year_of"]

_YEAR = re.compile(r"^(\d{4})(?:-.*)?$")


def figures(data: str | Path | DataFolder | None = None, **filters: Any) -> pd.DataFrame:
    """The published figures, all of them or those that match.

    Parameters
    ----------
    data : path or DataFolder, optional
        The data folder; found by `catalogue.resolve_data` when left out.
    **filters
        Column = value, or column = list of values. Text columns are compared as text, so ``period=2020`` and
        ``period="2020"`` are the same; a code never passes through a float.

    Returns
    -------
    pandas.DataFrame
        The columns of `data/published/figures.csv`, `indicator_id` among them, in the order of the file; then
        `printed`, the value as the source prints it ("47.20"). `value` is float64, in the unit named in `unit`.
        Empty texts are "". `figure_id` is the key.

    Raises
    ------
    UsageError
        For a column that is not there, or a value that no row has; the nearest one is suggested. Values that
        exist but do not meet give an empty frame.
    InputError
        When the table itself has errors; the first is named.

    Notes
    -----
    The same indicator and period printed twice stays two rows, and totals are rows too: filter on one
    locator and one breakdown before adding up.

    Examples
    --------
    >>> rows = figures(indicator_id="questions_registered", period="2020", breakdown="")
    >>> sorted(set(rows["printed"]))
    ['30974', '30975', '31007']
    """
    import pandas as pd

    frame = _read(data)
    keep = pd.Series(True, index=frame.index)
    for column, wanted in filters.items():
        keep &= _matches(frame, column, wanted)
    return frame[keep]


def _read(data: str | Path | DataFolder | None) -> pd.DataFrame:
    frame = load_table("figures", data, printed={"value": "printed"})
    # An empty text says "the whole" or "nothing to add"; only a number can be missing.
    texts = [name for name in frame.columns if name != "value"]
    return frame.assign(**{name: frame[name].fillna("") for name in texts})


def _matches(frame: pd.DataFrame, column: str, wanted: Any) -> pd.Series:
    if column not in frame.columns:
        raise UsageError(
            Text(
                nl=f"de cijfers hebben geen kolom '{column}'.",
                en=f"the figures have no column '{column}'.",
            ),
            remedy=_did_you_mean(column, list(frame.columns)),
        )
    listed = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    values = list(wanted) if listed else [wanted]
    if column == "value":
        return frame["value"].isin([float(value) for value in values])
    known = list(dict.fromkeys(frame[column]))
    texts = [str(value) for value in values]
    for text in texts:
        if text not in known:
            raise UsageError(
                Text(
                    nl=f"geen enkel cijfer heeft '{text}' in kolom {column}.",
                    en=f"no figure has '{text}' in column {column}.",
                ),
                remedy=_did_you_mean(text, known),
                column=column,
            )
    return frame[column].isin(texts)


def _did_you_mean(wrong: str, known: list[str]) -> Text:
    near = suggest(wrong, known)
    if near is None:
        shown = ", ".join(known[:6])
        return Text(nl=f"Wel bestaan bijvoorbeeld: {shown}.", en=f"There are, for example: {shown}.")
    return Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")


def year_of(period: str) -> int | None:
    """The year a period lies in, or None when it spans years, is open or is not dated.

    Examples
    --------
    >>> [year_of(period) for period in ("2020", "2023-12-31", "2020-10/2020-12", "2023-Q1")]
    [2020, 2023, 2020, 2023]
    >>> [year_of(period) for period in ("2019-02/2020-10", "2022-10/..", "n.d.")]
    [None, None, None]
    """
    years = [_YEAR.match(end.strip()) for end in str(period).split("/")]
    found = {int(year.group(1)) if year else None for year in years}
    return found.pop() if len(found) == 1 else None


def decimals(printed: str) -> int:
    """How many digits stand behind the decimal point of a printed number.

    Examples
    --------
    >>> decimals("47.20"), decimals("30974")
    (2, 0)
    """
    return len(printed.partition(".")[2])


# A `post` repeats the name of the line in the accounts, which the indicator already is; the telephone line of
# the WvGGZ table is an indicator of its own. Neither splits anything.
_NAMES_THE_LINE = ("post=", "wijze=telefonisch consultatie/advies")


def normalise_breakdown(breakdown: object) -> str:
    """The breakdown as a key: parts that mean the whole, or that repeat the indicator, are left out.

    Case does not count, and the published column is not changed. This makes `verwijzing=Totaal` and an empty
    breakdown the same key.

    Examples
    --------
    >>> normalise_breakdown("verwijzing=Totaal"), normalise_breakdown("post=liquide middelen")
    ('', '')
    >>> normalise_breakdown("project=LEFF;bound=low")
    'bound=low;project=leff'
    """
    if not isinstance(breakdown, str):
        return ""
    parts = [part.strip().casefold() for part in breakdown.split(";") if part.strip()]
    return ";".join(sorted(part for part in parts if not _means_the_whole(part)))


def _means_the_whole(part: str) -> bool:
    value = part.partition("=")[2].strip()
    return value == "totaal" or value.startswith("totaal ") or part.startswith(_NAMES_THE_LINE)
