"""The register that closes each report: what was assumed, how well that is supported, and what depends on it."""

from __future__ import annotations

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report

__all__ = ["register"]

# Weak support under something that matters comes first: quality x impact, as in the red-amber-green registers of
# the UK government's quality assurance guidance (The Aqua Book, 2015).
QUALITY = {
    "poor": Text(nl="zwak", en="poor"),
    "fair": Text(nl="matig", en="fair"),
    "good": Text(nl="goed", en="good"),
}
IMPACT = {
    "high": Text(nl="groot", en="large"),
    "medium": Text(nl="middelmatig", en="medium"),
    "low": Text(nl="klein", en="small"),
}
_LEVELS = {"poor": (2, 2, 1), "fair": (1, 1, 0), "good": (1, 0, 0)}  # by impact: high, medium, low
ATTENTION = (
    Text(nl="geen zorg", en="no concern"),
    Text(nl="in het oog houden", en="keep an eye on"),
    Text(nl="eerst naar kijken", en="look here first"),
)


def attention(quality: str, impact: str) -> int:
    """0 no concern, 1 keep an eye on, 2 look here first.

    Examples
    --------
    >>> attention("poor", "high"), attention("fair", "high"), attention("good", "medium")
    (2, 1, 0)
    """
    return _LEVELS[quality][list(IMPACT).index(impact)]


def register(report: Report, assumptions: pd.DataFrame) -> tuple[blocks.Heading, blocks.Table]:
    """The heading and the table of assumptions of one report.

    Parameters
    ----------
    report : Report
        The report; its name chooses the rows.
    assumptions : pandas.DataFrame
        `catalogue.load_table("assumptions")`.

    Raises
    ------
    InputError
        When the table has no row for this report: a report without assumptions does not exist.
    """
    own = assumptions[assumptions["report"] == report.name]
    if own.empty:
        raise InputError(
            Text(nl=f"er zijn geen aannamen voor {report.name}.", en=f"there are no assumptions for {report.name}."),
            remedy=Text(
                nl="Voeg minstens één rij toe aan reference/assumptions.csv.",
                en="Add at least one row to reference/assumptions.csv.",
            ),
            file="assumptions.csv",
            column="report",
        )
    lang = report.lang
    levels = [attention(quality, impact) for quality, impact in zip(own["quality"], own["impact"], strict=True)]
    shown = own.assign(
        _level=levels,
        attention=[ATTENTION[level].show(lang) for level in levels],
        statement=own[f"statement_{lang}"],
        basis=own[f"basis_{lang}"],
        quality=[QUALITY[one].show(lang) for one in own["quality"]],
        impact=[IMPACT[one].show(lang) for one in own["impact"]],
    ).sort_values("_level", ascending=False, kind="stable")
    columns = {
        "statement": Text(nl="Aanname", en="Assumption"),
        "quality": Text(nl="Onderbouwing", en="Support"),
        "impact": Text(nl="Gevolg als het niet klopt", en="Impact if wrong"),
        "attention": Text(nl="Aandacht", en="Attention"),
        "basis": Text(nl="Waarop het rust", en="What it rests on"),
    }
    table = report.table(
        "register-van-aannamen",
        shown[list(columns)],
        Text(nl="Aannamen, de zwakste met het grootste gevolg eerst", en="Assumptions, the weakest that matter first"),
        columns,
        note=Text(
            nl="Onderbouwing en gevolg zijn een oordeel van de makers van dit rapport.",
            en="Support and impact are a judgement of the makers of this report.",
        ),
    )
    return report.heading(Text(nl="Wat is aangenomen?", en="What was assumed?"), id="aannamen"), table
