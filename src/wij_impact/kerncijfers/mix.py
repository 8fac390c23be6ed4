"""The mix of questions: what each type or reporter contributes to the change of the total. Accounting, not cause."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.catalogue.figures import year_of
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.language import Text

__all__ = ["MIX_COLUMNS", "mix", "mix_summary"]

MIX_COLUMNS: tuple[str, ...] = (
    "year_from",
    "year_to",
    "value_from",
    "value_to",
    "implied_zero",
    "share_from",
    "share_to",
    "share_change",
    "change",
    "change_percent",
    "contribution",
    "share_of_change",
    "proportional",
    "shift",
    "figure_ids",
)
SUMMARY_COLUMNS: tuple[str, ...] = (
    "by",
    "year_from",
    "year_to",
    "total_from",
    "total_to",
    "change",
    "change_percent",
    "falls",
    "rises",
    "dissimilarity",
    "shifted",
    "printed_from",
    "printed_to",
    "figure_ids",
)

Row = dict[str, Any]


def mix(
    figures: pd.DataFrame,
    by: str = "meldingtype",
    years: tuple[int, int] | list[int] | None = None,
    indicator_id: str = "questions_registered",
) -> pd.DataFrame:
    """Shares of each part in two years, and what each contributes to the change of the total.

    Parameters
    ----------
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    by : str
        The feature of the breakdown: ``"meldingtype"`` or ``"melder"``; ``"verwijzing"`` for referrals.
    years : pair of int, optional
        From and to; the last two years printed at one place by default.
    indicator_id : str
        What is counted.

    Returns
    -------
    pandas.DataFrame
        One row per part, named in a column `by`, in the order of the largest first, then `MIX_COLUMNS`. Shares
        are fractions of the sum of the parts. `contribution` is the part's change as percent of the old total and
        adds up to the change of the total in percent; `share_of_change` is the fraction of the total change.
        `proportional` is the change the part would have had if all parts had changed alike, and `shift` the
        rest, which adds up to 0: a change of the mix moves questions between parts and cannot change their
        total. A part that is printed in one year only counts 0 in the other (`implied_zero`); whether the printed
        totals confirm that, `mix_summary` shows. Totals and lines within a part (`waarvan ...`) are left out.

    Raises
    ------
    UsageError
        When no figure is broken down by `by`.
    InsufficientEvidence
        When there are no two years at one place of print.

    Notes
    -----
    This is exact accounting over published counts. It says where the total fell or rose, not why.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> types = mix(catalogue.figures(), by="meldingtype", years=(2019, 2020))
    >>> money = types[types["meldingtype"] == "Financiën"]
    >>> money[["value_from", "value_to", "contribution"]].round(1).values.tolist()
    [[12755.0, 6847.0, -14.9]]
    """
    first, second, values, _ = _chosen(figures, by, years, indicator_id)
    total_from = sum(row["value"] for row in values[first].values())
    total_to = sum(row["value"] for row in values[second].values())
    if total_from <= 0 or total_to <= 0:
        raise InsufficientEvidence(Text(nl="het totaal is 0.", en="the total is 0."))
    parts = dict.fromkeys([*values[first], *values[second]])
    rows = [
        _part(part, values[first].get(part), values[second].get(part), total_from, total_to) | {by: part}
        for part in parts
    ]
    for row in rows:
        row |= {"year_from": first, "year_to": second}
    rows.sort(key=lambda row: (-row["value_from"], -row["value_to"], row[by]))
    return pd.DataFrame(rows, columns=[by, *MIX_COLUMNS])


def mix_summary(
    figures: pd.DataFrame,
    by: str = "meldingtype",
    years: tuple[int, int] | list[int] | None = None,
    indicator_id: str = "questions_registered",
) -> pd.DataFrame:
    """The change of the total, and how far the mix changed with it; one row.

    Parameters
    ----------
    figures, by, years, indicator_id
        As in `mix`.

    Returns
    -------
    pandas.DataFrame
        `SUMMARY_COLUMNS`. `falls` and `rises` are the summed changes of the parts that fell and rose; together
        they are `change`. `dissimilarity` is half the summed absolute changes of the shares (Duncan & Duncan 1955,
        Am. Sociol. Rev. 20:210-217): the fraction of questions that would have to be of another part for the mix
        to be unchanged, and `shifted` that number of questions in the later year. `printed_from` and `printed_to`
        are the totals as printed at the same place, NaN where none is.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> summary = mix_summary(catalogue.figures(), by="melder", years=(2019, 2020))
    >>> summary[["total_from", "total_to", "change", "printed_to"]].values.tolist()
    [[39542.0, 30974.0, -8568.0, 30974.0]]
    """
    parts = mix(figures, by, years, indicator_id)
    first, second, _, totals = _chosen(figures, by, years, indicator_id)
    total_from, total_to = float(parts["value_from"].sum()), float(parts["value_to"].sum())
    dissimilarity = float(parts["share_change"].abs().sum()) / 2
    row = {
        "by": by,
        "year_from": first,
        "year_to": second,
        "total_from": total_from,
        "total_to": total_to,
        "change": total_to - total_from,
        "change_percent": 100 * (total_to - total_from) / total_from,
        "falls": float(parts.loc[parts["change"] < 0, "change"].sum()),
        "rises": float(parts.loc[parts["change"] > 0, "change"].sum()),
        "dissimilarity": dissimilarity,
        "shifted": dissimilarity * total_to,
        "printed_from": totals.get(first, {}).get("value", math.nan),
        "printed_to": totals.get(second, {}).get("value", math.nan),
        "figure_ids": " ".join(totals[year]["figure_id"] for year in (first, second) if year in totals),
    }
    return pd.DataFrame([row], columns=list(SUMMARY_COLUMNS))


def _part(part: str, before: Row | None, after: Row | None, total_from: float, total_to: float) -> Row:
    value_from = before["value"] if before else 0.0
    value_to = after["value"] if after else 0.0
    change, total_change = value_to - value_from, total_to - total_from
    share_from, share_to = value_from / total_from, value_to / total_to
    return {
        "value_from": value_from,
        "value_to": value_to,
        "implied_zero": before is None or after is None,
        "share_from": share_from,
        "share_to": share_to,
        "share_change": share_to - share_from,
        "change": change,
        "change_percent": 100 * change / value_from if value_from > 0 else math.nan,
        "contribution": 100 * change / total_from,
        "share_of_change": change / total_change if total_change else math.nan,
        "proportional": share_from * total_change,
        "shift": change - share_from * total_change,
        "figure_ids": " ".join(row["figure_id"] for row in (before, after) if row),
    }


Values = dict[int, dict[str, Row]]


def _chosen(
    figures: pd.DataFrame, by: str, years: tuple[int, int] | list[int] | None, indicator_id: str
) -> tuple[int, int, Values, dict[int, Row]]:
    """The two years, the parts of each year and the printed totals, all from one place of print."""
    places = _places(figures, by, indicator_id)
    for edition, locator in sorted(places, reverse=True):
        values, totals = places[edition, locator]
        found = sorted(values) if years is None else [year for year in years if year in values]
        if len(found) >= 2 and (years is None or len(found) == len(years)):
            return found[-2], found[-1], values, totals
    wanted = " en ".join(str(year) for year in years) if years else "twee jaren"
    raise InsufficientEvidence(
        Text(
            nl=f"de uitsplitsing naar {by} staat niet voor {wanted} op één plaats gedrukt.",
            en=f"the breakdown by {by} is not printed for {wanted.replace(' en ', ' and ')} at one place.",
        ),
        remedy=Text(nl="Kies jaren die in één tabel staan.", en="Choose years that stand in one table."),
    )


def _places(figures: pd.DataFrame, by: str, indicator_id: str) -> dict[tuple[str, str], tuple[Values, dict[int, Row]]]:
    places: dict[tuple[str, str], tuple[Values, dict[int, Row]]] = {}
    own = figures[(figures["indicator_id"] == indicator_id) & (figures["kind"] == "actual")]
    features = set()
    for figure in own.to_dict("records"):
        name, _, part = str(figure["breakdown"]).partition("=")
        year = year_of(str(figure["period"]))
        features.add(name)
        if name != by or ";" in part or year is None or pd.isna(figure["value"]):
            continue
        values, totals = places.setdefault((figure["reported_in"], figure["locator"]), ({}, {}))
        row = {"value": float(figure["value"]), "figure_id": str(figure["figure_id"])}
        if part.casefold() == "totaal":
            totals[year] = row
        elif not part.casefold().startswith("waarvan "):
            values.setdefault(year, {})[part] = row
    if not places:
        known = ", ".join(sorted(name for name in features if name not in ("", "nan"))) or "-"
        raise UsageError(
            Text(
                nl=f"{indicator_id} is niet uitgesplitst naar '{by}'.",
                en=f"{indicator_id} is not broken down by '{by}'.",
            ),
            remedy=Text(nl=f"Kies uit: {known}.", en=f"Choose from: {known}."),
        )
    return places
