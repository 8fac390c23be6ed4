"""Notices: contradictions that stand in the published sources, each with its id and its row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.consistency import consistency
from wij_impact.catalogue.problems import Problem, as_frame, problem
from wij_impact.catalogue.resolve import DataFolder, resolve_data
from wij_impact.catalogue.restatements import restatements
from wij_impact.catalogue.tables import examine, load_table
from wij_impact.language import Language, Text

__all__ = ["notices", "source_notices"]


def notices(data: str | Path | DataFolder | None = None, lang: Language | None = None) -> pd.DataFrame:
    """Restatements and failing checks of a data folder, as rows of `catalogue.check`.

    Parameters
    ----------
    data : path or DataFolder, optional
        The data folder; found by `catalogue.resolve_data` when left out.
    lang : {"nl", "en"}, optional
        Language of `found` and `remedy`.

    Returns
    -------
    pandas.DataFrame
        `file, row, column, rule, found, remedy, severity`; the header is row 1. The rules are `restated`,
        `check-fails` and `check-incomplete`, the severity is always `notice`: a source that contradicts itself
        is no error of the user's. Differences that rounding explains are left out.

    Examples
    --------
    >>> found = notices(lang="en")
    >>> found.loc[found["found"].str.contains("pct_directly_handled_2020_37_45"), ["rule", "severity"]].values.tolist()
    [['restated', 'notice']]
    """
    folder = resolve_data(data)
    placed = examine("figures", folder).placed
    return as_frame([] if placed is None else source_notices(placed, load_table("checks", folder)), lang)


def source_notices(placed: Placed, checks: pd.DataFrame, checks_file: str = "published/checks.csv") -> list[Problem]:
    """The notices of figures that were read already.

    Parameters
    ----------
    placed : Placed
        The table `figures` with the file and row of each row, as `examine` gives it.
    checks : pandas.DataFrame
        The table `checks`.
    checks_file : str
        How the file of the checks is named in a notice.
    """
    frame = placed.frame
    if "value" in placed.texts:
        printed = [text if text is not None else "" for text in placed.texts["value"]]
        frame = frame.assign(printed=printed)
    # What could not be read as a number, or has no code, is told as an error elsewhere.
    usable = frame[frame["value"].notna() & frame["figure_id"].notna()].drop_duplicates("figure_id")
    positions = {figure_id: position for position, figure_id in enumerate(frame["figure_id"].tolist())}
    by_id = usable.set_index("figure_id", drop=False)
    found = [_restated(row, by_id, placed, positions) for row in _records(restatements(usable))]
    computed = _records(consistency(usable, checks))
    for number, row in enumerate(computed, start=2):
        if row["verdict"] == "fails":
            found.append(_fails(row, placed, positions))
        elif row["verdict"] == "incomplete":
            found.append(_incomplete(row, set(positions), checks_file, number))
    return [notice for notice in found if notice is not None]


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _restated(
    row: Mapping[Any, Any], by_id: pd.DataFrame, placed: Placed, positions: Mapping[str, int]
) -> Problem | None:
    if row["relation"] == "rounding":
        return None
    # The later row departs from what stood before it; a file that a study adds comes after the shipped one.
    named = max((row["figure_id_a"], row["figure_id_b"]), key=positions.__getitem__)
    file, number = placed.place(positions[named])
    figure = by_id.loc[named]
    label = Text(nl=str(figure["indicator_nl"]), en=str(figure["indicator"]))
    return problem(
        "restated",
        file,
        number,
        "value",
        severity="notice",
        label=label,
        period=row["period"],
        a=_amount(row["printed_a"], row["unit_a"]),
        b=_amount(row["printed_b"], row["unit_b"]),
        where_a=row["where_a"].split("; ")[0],
        where_b=row["where_b"].split("; ")[0],
        id=row["restatement_id"],
    )


def _fails(row: Mapping[Any, Any], placed: Placed, positions: Mapping[str, int]) -> Problem:
    figure_id = row["stated_id"] or row["figure_ids"].split(" ")[0]
    file, number = placed.place(positions[figure_id])
    return problem(
        "check-fails",
        file,
        number,
        "value",
        severity="notice",
        label=Text(nl=row["label_nl"], en=row["label_en"]),
        stated=_amount(_rounded(row["stated"]), row["unit"]),
        computed=_amount(_rounded(row["computed"]), row["unit"]),
        id=row["check_id"],
    )


def _incomplete(row: Mapping[Any, Any], known: set[str], checks_file: str, number: int) -> Problem:
    named = [row["stated_id"], *row["figure_ids"].split(" ")]
    absent = [figure_id for figure_id in named if figure_id and figure_id not in known] or [named[0]]
    return problem(
        "check-incomplete",
        checks_file,
        number,
        "terms" if absent[0] in row["figure_ids"].split(" ") else "stated",
        severity="notice",
        label=Text(nl=row["label_nl"], en=row["label_en"]),
        figure=absent[0],
        id=row["check_id"],
    )


def _rounded(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


_SIGNS = {
    "percent": Text(nl="%", en="%"),
    "EUR": Text(nl=" EUR", en=" EUR"),
    "EUR_million": Text(nl=" miljoen EUR", en=" million EUR"),
    "fte": Text(nl=" fte", en=" FTE"),
}


def _amount(printed: str, unit: str) -> Text:
    """A number as each language writes it, with its unit."""
    whole, point, rest = printed.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdigit() else whole
    grouped = "-" + grouped if whole.startswith("-") and not grouped.startswith("-") else grouped
    sign = _SIGNS.get(unit, Text(nl="", en=""))
    dutch = grouped.replace(",", ".") + point.replace(".", ",") + rest
    return Text(nl=dutch + sign.nl, en=grouped + point + rest + sign.en)
