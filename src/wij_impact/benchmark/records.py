"""Series and units out of a register of the user's own: counted where it stands, small numbers left out."""

from __future__ import annotations

import pandas as pd

from wij_impact import catalogue
from wij_impact.benchmark.small_counts import MINIMUM, hide_small
from wij_impact.errors import InsufficientEvidence, UsageError, suggest
from wij_impact.language import Text

__all__ = ["MINIMUM", "count_units", "load_record_series"]

_SIZES = {"month": 1, "quarter": 3, "year": 12}


def _flags(register: pd.DataFrame) -> list[str]:
    return [str(name).removesuffix("_known") for name in register.columns if str(name).endswith("_known")]


def _asked(flag: str, parameter: str, flags: list[str]) -> str:
    if flag in flags:
        return flag
    near = suggest(flag, flags)
    known = ", ".join(flags) or "-"
    raise UsageError(
        Text(
            nl=f"{parameter}={flag!r} is geen kolom met ja of nee in het register.",
            en=f"{parameter}={flag!r} is no column with yes or no in the register.",
        ),
        remedy=Text(nl=f"Bedoelde u '{near}'?", en=f"Did you mean '{near}'?")
        if near
        else Text(nl=f"Kies uit: {known}.", en=f"Choose from: {known}."),
    )


def load_record_series(records: str, value: str = "", columns: str = "", minimum: int = MINIMUM) -> pd.DataFrame:
    """The records of a register over time, for a control chart.

    Parameters
    ----------
    records : str
        What `catalogue.group_records` takes.
    value : str
        A column with yes or no, to chart its share; empty: how many records there are.
    columns : str
        A mapping file.
    minimum : int
        Smallest number of people that may be shown.

    Returns
    -------
    DataFrame
        ``moment, count``, and for a share ``base`` (how often it was filled in); whole months, or whole quarters or
        years where a month has fewer than `minimum`. ``attrs["reading"]`` and ``attrs["length"]``.

    Raises
    ------
    InsufficientEvidence
        When even years have fewer than `minimum`.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "meldingen.csv"
    >>> days = [f"2024-{month:02d}-{day:02d};ja" for month in range(1, 7) for day in range(1, 29)]
    >>> _ = file.write_text("datum;wettelijke melding\\n" + "\\n".join(days))
    >>> load_record_series(str(file))["count"].tolist()
    [28, 28, 28, 28, 28, 28]
    """
    register = catalogue.group_records(records, (), "month", columns or None)
    months = catalogue.whole_months(register)
    counts = pd.DataFrame({"count": register["n"]})
    if value:
        flag = _asked(value, "value", _flags(register))
        counts = pd.DataFrame({"count": register[flag], "base": register[f"{flag}_known"]})
    counts = counts.set_index(register["period"]).reindex(months, fill_value=0)
    for length, size in _SIZES.items():
        found = _together(counts, length, size)
        cells = [found["count"], *([found["base"] - found["count"]] if value else [])]
        if len(found) and all(((cell == 0) | (cell >= minimum)).all() for cell in cells):
            made = found.reset_index(names="moment")
            made.attrs = {"reading": register.attrs["reading"], "length": length}
            return made
    raise InsufficientEvidence(
        Text(
            nl=f"ook per jaar zijn er minder dan {minimum}: zulke kleine aantallen worden niet getoond.",
            en=f"even per year there are fewer than {minimum}: such small numbers are not shown.",
        ),
        remedy=Text(nl="Neem meer soorten of jaren samen.", en="Take more kinds or years together."),
    )


def _together(counts: pd.DataFrame, length: str, size: int) -> pd.DataFrame:
    """Months added up to whole quarters or years."""
    names = [_named(str(month), length) for month in counts.index]
    added = counts.groupby(names).sum()
    whole = pd.Series(names).value_counts().reindex(added.index) == size
    return added[whole.to_numpy()]


def _named(month: str, length: str) -> str:
    if length == "quarter":
        return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"
    return month[:4] if length == "year" else month


def count_units(
    records: str, unit: str, indicator: str = "", columns: str = "", minimum: int = MINIMUM
) -> tuple[pd.DataFrame, str, list[str]]:
    """Per unit of a register: how often yes, out of how many it was filled in for.

    Parameters
    ----------
    records, columns : str
        As for `load_record_series`.
    unit : str
        The column with the unit: ``reporter``, or any header of the register, such as a team.
    indicator : str
        A column with yes or no; the first that the register has by default.

    Returns
    -------
    (DataFrame, str, list of str)
        ``unit``, the count (under the header that it has in the register; missing where it is too small to show) and
        its base ``records``; the name of the count; and the units too small to compare.
    """
    register = catalogue.group_records(records, (unit,), "", columns or None)
    flags = _flags(register)
    flag = _asked(indicator, "indicator", flags) if indicator or not flags else flags[0]
    base = f"{flag}_known"
    named = register[register[unit].notna()]
    small = named.loc[named[base] < minimum, unit].astype(str).tolist()
    kept = named.loc[named[base] >= minimum, [unit, flag, base]].reset_index(drop=True)
    shown, few = hide_small(kept[flag].astype(float), kept[base].astype(float), "proportion", minimum)
    small += kept.loc[few, unit].astype(str).tolist()
    kept, shown = kept[~few].reset_index(drop=True), shown[~few].reset_index(drop=True)
    reading = register.attrs["reading"]
    name = str(reading.columns[flag])
    made = pd.DataFrame({unit: kept[unit].astype(str), name: list(shown), "records": kept[base].astype(float)})
    made.attrs["reading"] = reading
    return made, name, small
