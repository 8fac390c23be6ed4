"""The signals by kind: what the printed tables say of complaints, incidents, data breaches and inquiries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.presentation.places import Places
from wij_impact.reports.listing import wide_rows
from wij_impact.reports.naming import cells, source_name

__all__ = ["Kinds", "kind_tables", "kinds_facts"]

#: Part of the section -> the topics of its figures.
_TOPICS = {
    "complaints": ("complaints",),
    "incidents": ("incidents",),
    "breaches": ("data_breaches",),
    "inquiries": ("mandatory_care_wvggz_oggz",),
}
_UNNEEDED = "data_breaches_by_type_onnodige_vastlegging_en_toegang_tot_persoons_{}_r2023"
_DEVICES = "data_breaches_by_type_verlies_diefstal_apparatuur_{}_r2023"
_REGULAR = "wvggz_handling_geen_wvggz_regulier_afgehandeld_{}_r2023_tab"
_REPORTS = "wvggz_reports_{}_r2023_tab"


@dataclass(frozen=True)
class Kinds:
    """Where two changes sit.

    Attributes
    ----------
    unneeded_before, unneeded_after : Quantity
        Breaches by needless recording of and access to data, in the last two years; `devices_*` by lost devices.
    reports_more, regular_more : Quantity
        The rise of reports under the compulsory mental health act, and of those that turned out to be none.
    """

    year: Quantity
    before: Quantity
    unneeded_before: Quantity
    unneeded_after: Quantity
    devices_before: Quantity
    devices_after: Quantity
    reports_more: Quantity
    regular_more: Quantity


def kinds_facts(figures: pd.DataFrame, year: int = 2023) -> Kinds:
    """The facts of the report of `year`."""
    unneeded, devices, regular, reports = (
        [_one(figures, code.format(one)) for one in (year - 1, year)]
        for code in (_UNNEEDED, _DEVICES, _REGULAR, _REPORTS)
    )
    return Kinds(
        Quantity(year, "year"),
        Quantity(year - 1, "year"),
        unneeded[0],
        unneeded[1],
        devices[0],
        devices[1],
        _more(*reports),
        _more(*regular),
    )


def kind_tables(
    figures: pd.DataFrame, indicators: pd.DataFrame, places: Places
) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """Part by part its rows (a kind in one report) and the columns of years, as `listing.wide_rows` gives them."""
    for part, topics in _TOPICS.items():
        own = figures["topic"].isin(topics) & figures["kind"].eq("actual")
        # What the text or the key figures repeat of a table would stand there twice.
        own &= ~figures["figure_id"].astype(str).str.endswith(("_text", "_info", "_kern"))
        own &= figures["unit"].isin(["count", "percent", "percentage_points"])
        rows, columns = wide_rows(figures, indicators, own)
        yield part, rows.assign(edition=cells(source_name(places, one) for one in rows["edition"])), columns


def _one(figures: pd.DataFrame, figure_id: str) -> Quantity:
    row = figures[figures["figure_id"] == figure_id].iloc[0]
    return Quantity(float(row["value"]), sources=(figure_id,), origin="published")


def _more(before: Quantity, after: Quantity) -> Quantity:
    return Quantity(float(after.value) - float(before.value), sources=(*before.sources, *after.sources))
