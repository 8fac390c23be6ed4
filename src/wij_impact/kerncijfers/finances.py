"""From the annual accounts: where the result came from, and what is left of the buffer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InsufficientEvidence
from wij_impact.language import Text

__all__ = ["BRIDGE_STEPS", "account_lines", "buffer", "result_bridge"]

#: The steps of the bridge: code, the lines of the profit and loss account, and +1 for income or -1 for costs.
BRIDGE_STEPS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("grants", ("subsidie gemeente Groningen",), 1),
    ("other_income", ("overige inkomsten",), 1),
    ("wages", ("lonen en salarissen", "sociale lasten"), -1),
    ("other_staff", ("overige personeelskosten",), -1),
    ("other_costs", ("afschrijvingen", "overige bedrijfskosten"), -1),
)
_RESULT = "resultaat boekjaar"
_ACCOUNT = "6.2 Resultatenrekening"
_BALANCE = "Balans"
_LINES = {
    "equity": "totaal eigen vermogen",
    "equalisation": "egalisatiereserve",
    "earmarked_reserves": "bestemmingsreserves",
    "earmarked_fund": "bestemmingsfonds subsidies",
    "balance_total": "totaal passiva",
}


def result_bridge(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """From the result of the year before to that of `year`: what each line of the account added or took.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    year : int
        The year of the second result.

    Returns
    -------
    pandas.DataFrame
        One row per step: ``step`` (``before``, the codes of `BRIDGE_STEPS`, ``rounding`` where the steps and the
        printed result differ, ``after``), ``amount`` in euro (positive is better for the result), ``total`` (whether
        it is a result itself) and ``figure_ids``. The steps add up to the printed result.

    Raises
    ------
    InsufficientEvidence
        When the accounts of one of the two years are not among the figures.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> bridge = result_bridge(catalogue.figures(), 2023).set_index("step")["amount"]
    >>> float(bridge["wages"]), float(bridge.drop("after").sum()) == float(bridge["after"])
    (-9403145.0, True)
    """
    now, before = account_lines(figures, year), account_lines(figures, year - 1)
    if _RESULT not in now or _RESULT not in before:
        raise InsufficientEvidence(
            Text(
                nl=f"de resultatenrekening van {year - 1} en {year} staat niet in de cijfers.",
                en=f"the profit and loss accounts of {year - 1} and {year} are not among the figures.",
            ),
            remedy=Text(nl="Vul figures.csv aan.", en="Add them to figures.csv."),
        )
    rows: list[dict[str, Any]] = [_step("before", before[_RESULT][0], True, before[_RESULT][1])]
    for code, lines, sign in BRIDGE_STEPS:
        used = [side[line] for side in (now, before) for line in lines if line in side]
        amount = sum(now.get(line, (0.0, ""))[0] - before.get(line, (0.0, ""))[0] for line in lines)
        rows.append(_step(code, sign * amount, False, " ".join(one[1] for one in used)))
    rest = now[_RESULT][0] - sum(row["amount"] for row in rows)
    if rest:
        rows.append(_step("rounding", rest, False, ""))
    rows.append(_step("after", now[_RESULT][0], True, now[_RESULT][1]))
    return pd.DataFrame(rows)


def buffer(figures: pd.DataFrame) -> pd.DataFrame:
    """Equity and what it is made of at the end of each year, with solvency.

    Returns
    -------
    pandas.DataFrame
        One row per year of a balance sheet: ``year``; ``equity, equalisation, earmarked_reserves, earmarked_fund,
        balance_total`` in euro (NaN where not printed); ``solvency`` (equity over the balance total, a fraction), and
        ``figure_ids``.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> buffer(catalogue.figures()).set_index("year")["solvency"].round(3).to_dict()
    {2022: 0.283, 2023: 0.073}
    """
    own = figures[(figures["kind"] == "actual") & figures["locator"].astype(str).str.contains(_BALANCE, regex=False)]
    own = own.assign(line=[_line(one) for one in own["breakdown"]], day=own["period"].astype(str))
    own = own[own["day"].str.fullmatch(r"\d{4}-12-31") & own["line"].isin(list(_LINES.values()))]
    names = {line: name for name, line in _LINES.items()}
    rows = []
    for day, part in own.groupby("day"):
        row: dict[str, Any] = dict.fromkeys(_LINES, np.nan)
        row |= {names[line]: float(value) for line, value in zip(part["line"], part["value"], strict=True)}
        row |= {"year": int(str(day)[:4]), "figure_ids": " ".join(part["figure_id"])}
        rows.append(row)
    frame = pd.DataFrame(rows, columns=["year", *_LINES, "figure_ids"])
    return frame.assign(solvency=frame["equity"] / frame["balance_total"])


def account_lines(figures: pd.DataFrame, year: int) -> dict[str, tuple[float, str]]:
    """The lines of the profit and loss account of a year: value and figure_id."""
    own = figures[(figures["kind"] == "actual") & (figures["locator"] == _ACCOUNT)]
    own = own[own["period"].astype(str) == str(year)]
    return {
        _line(part): (float(value), str(figure_id))
        for part, value, figure_id in zip(own["breakdown"], own["value"], own["figure_id"], strict=True)
    }


def _line(breakdown: Any) -> str:
    return str(breakdown).strip().removeprefix("post=")


def _step(code: str, amount: float, total: bool, figure_ids: str) -> dict[str, Any]:
    return {"step": code, "amount": float(amount), "total": total, "figure_ids": figure_ids}
