"""The grants account of the extra assignments: granted, spent, to receive, to settle, and what does not add up."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import year_of
from wij_impact.errors import InsufficientEvidence
from wij_impact.language import Text

__all__ = ["ACCOUNT_COLUMNS", "TOTAL_COLUMNS", "grants_account", "grants_totals", "top_deviations"]

ACCOUNT_COLUMNS: tuple[str, ...] = (
    "line",
    "assignment",
    "awarded",
    "cost",
    "receivable",
    "to_settle",
    "received",
    "unspent",
    "utilisation",
    "settle_difference",
    "line_holds",
    "carried_over",
    "empty",
    "figure_ids",
    "note",
)
TOTAL_COLUMNS: tuple[str, ...] = ("amount", "printed", "computed", "difference", "tolerance", "verdict", "figure_ids")
_AMOUNTS = {
    "awarded": "grants_awarded",
    "cost": "grants_cost",
    "receivable": "grants_receivable",
    "to_settle": "grants_to_settle",
}
_FEATURE = "deelopdracht="

Row = dict[str, Any]


def grants_account(figures: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    """The account per assignment, in the order of the printed table; totals are not among the lines.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    year : int, optional
        The year of the account; the last one printed by default.

    Returns
    -------
    pandas.DataFrame
        `ACCOUNT_COLUMNS`, amounts in euro. `received` is awarded - receivable; `unspent` is awarded - cost;
        `utilisation` is cost / awarded (a fraction; NaN where nothing is awarded). The table settles what is
        unspent: `settle_difference` is to_settle - unspent, and `line_holds` says whether that is 0 to the euro.
        `carried_over` marks the starred lines, where budget of the year before could still be spent. `empty`
        marks a line without any amount. An amount that is not printed is NaN.

    Raises
    ------
    InsufficientEvidence
        When no account is printed for the year.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> account = grants_account(catalogue.figures(), 2023)
    >>> len(account), int(account["empty"].sum()), int(account["carried_over"].sum())
    (57, 1, 3)
    """
    lines, _ = _table(figures, year)
    rows = [_line(position, name, amounts) for position, (name, amounts) in enumerate(lines.items(), start=1)]
    return pd.DataFrame(rows, columns=list(ACCOUNT_COLUMNS))


def grants_totals(figures: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    """Each column of the account: the printed total against the sum of the lines.

    Returns
    -------
    pandas.DataFrame
        `TOTAL_COLUMNS`, one row per column of the printed table, in euro. Every line is rounded to a whole euro,
        so the sum can be off by half a euro per line and half for the total: `tolerance`. `verdict` is `holds`
        when they are equal, `rounding` within the tolerance, else `fails`; `no_total` where none is printed.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> totals = grants_totals(catalogue.figures(), 2023)
    >>> totals[["amount", "printed", "computed", "verdict"]].values.tolist()[1]
    ['cost', 6591659.0, 6591661.0, 'rounding']
    """
    lines, totals = _table(figures, year)
    rows = []
    for amount in _AMOUNTS:
        values = [amounts[amount]["value"] for amounts in lines.values() if amount in amounts]
        computed, tolerance = math.fsum(values), (sum(value != 0 for value in values) + 1) / 2
        total = totals.get(amount)
        difference = computed - total["value"] if total else math.nan
        rows.append(
            {
                "amount": amount,
                "printed": total["value"] if total else math.nan,
                "computed": computed,
                "difference": difference,
                "tolerance": tolerance,
                "verdict": _verdict(difference, tolerance),
                "figure_ids": total["figure_id"] if total else "",
            }
        )
    return pd.DataFrame(rows, columns=list(TOTAL_COLUMNS))


def top_deviations(account: pd.DataFrame, n: int = 3, by: str = "settle_difference") -> pd.DataFrame:
    """The lines that deviate most, largest first; lines that do not deviate are left out.

    Parameters
    ----------
    account : pandas.DataFrame
        As `grants_account` gives it.
    n : int
        How many lines at most.
    by : str
        ``"settle_difference"`` or ``"unspent"``.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> top = top_deviations(grants_account(catalogue.figures(), 2023))
    >>> top["settle_difference"].tolist()
    [70993.0, 32189.0, 1717.0]
    """
    deviating = account[account[by].abs() > 0]
    order = deviating.assign(_size=deviating[by].abs()).sort_values(["_size", "line"], ascending=[False, True])
    return order.drop(columns="_size").head(n)


def _verdict(difference: float, tolerance: float) -> str:
    if math.isnan(difference):
        return "no_total"
    if difference == 0:
        return "holds"
    return "rounding" if abs(difference) <= tolerance else "fails"


def _line(position: int, name: str, amounts: dict[str, Row]) -> Row:
    value = {amount: amounts[amount]["value"] if amount in amounts else math.nan for amount in _AMOUNTS}
    unspent = value["awarded"] - value["cost"]
    settle_difference = value["to_settle"] - unspent
    notes = dict.fromkeys(part for row in amounts.values() for part in _notes(row["note"]))
    return {
        "line": position,
        "assignment": name,
        **value,
        "received": value["awarded"] - value["receivable"],
        "unspent": unspent,
        "utilisation": value["cost"] / value["awarded"] if value["awarded"] > 0 else math.nan,
        "settle_difference": settle_difference,
        # Amounts are printed in whole euros, so a line that holds differs by less than one and a half.
        "line_holds": abs(settle_difference) <= 1.5,
        "carried_over": any("budget" in note for note in notes),
        "empty": not any(value.values()),
        "figure_ids": " ".join(row["figure_id"] for row in amounts.values()),
        "note": "; ".join(notes),
    }


def _notes(note: object) -> list[str]:
    """What a note says beyond that a zero is printed as a dash."""
    if not isinstance(note, str):
        return []
    return [part.strip() for part in note.split(";") if part.strip() and part.strip() != "printed as a dash"]


def _table(figures: pd.DataFrame, year: int | None) -> tuple[dict[str, dict[str, Row]], dict[str, Row]]:
    """The lines and the totals of the printed table: assignment -> amount -> figure."""
    amount_of = {indicator: amount for amount, indicator in _AMOUNTS.items()}
    own = figures[figures["indicator_id"].isin(list(amount_of)) & (figures["kind"] == "actual")]
    own = own[own["breakdown"].astype("str").str.startswith(_FEATURE) & own["value"].notna()]
    years = own["period"].map(year_of)
    wanted = year if year is not None or own.empty else years.max()
    own = own[years == wanted]
    if own.empty:
        raise InsufficientEvidence(
            Text(
                nl=f"er staat geen overzicht van deelopdrachten over {year} in de cijfers.",
                en=f"the figures have no account of the assignments for {year}.",
            ),
            remedy=Text(
                nl="Kies een jaar dat er wel staat, zoals 2023.", en="Choose a year that is there, such as 2023."
            ),
        )
    # One place of print: a table printed again in a later edition would double every amount.
    last = own[own["reported_in"] == own["reported_in"].max()]
    last = last[last["locator"] == last["locator"].iloc[0]]
    lines: dict[str, dict[str, Row]] = {}
    totals: dict[str, Row] = {}
    for figure in last.to_dict("records"):
        name = str(figure["breakdown"]).removeprefix(_FEATURE)
        row = {"value": float(figure["value"]), "figure_id": str(figure["figure_id"]), "note": figure["note"]}
        amount = amount_of[str(figure["indicator_id"])]
        if name.casefold() == "totaal":
            totals[amount] = row
        else:
            lines.setdefault(name, {})[amount] = row
    return lines, totals
