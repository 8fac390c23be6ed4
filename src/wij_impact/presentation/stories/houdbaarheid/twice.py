"""What stands twice in the documents: the same figure with two values, and figures under different names."""

from __future__ import annotations

import pandas as pd

from wij_impact.catalogue import restatements
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.report import Report

__all__ = ["DIFFERENCES", "linked_figures", "printed_twice"]

DIFFERENCES: dict[str, Text] = {
    "conflict": Text(nl="ander getal voor hetzelfde", en="another number for the same"),
    "definition": Text(nl="verschil van definitie", en="difference of definition"),
    "scope": Text(nl="deel tegenover geheel", en="part against whole"),
    "period": Text(nl="ander moment", en="another moment"),
    "rounding": Text(nl="ruw afgerond", en="coarsely rounded"),
}


def printed_twice(report: Report, figures: pd.DataFrame, indicators: pd.DataFrame) -> blocks.Table:
    """Every indicator and period that is printed with two values which rounding does not explain."""
    lang = report.lang
    names = dict(zip(indicators["indicator_id"], indicators[f"label_{lang}"], strict=True))
    found = restatements(figures)
    found = found[found["relation"] == "different"]
    rows = [
        {
            "what": names.get(row["indicator_id"], row["indicator_id"]),
            "period": row["period"],
            "first": format_printed(row["printed_a"], row["unit_a"], lang),
            "second": format_printed(row["printed_b"], row["unit_b"], lang),
            "figures": f"{row['figure_id_a']} {row['figure_id_b']}",
        }
        for row in found.to_dict("records")
    ]
    return report.table(
        "twee-keer-gedrukt",
        pd.DataFrame(rows, columns=["what", "period", "first", "second", "figures"]),
        Text(
            nl=f"Hetzelfde cijfer, {len(rows)} keer met een ander getal gedrukt",
            en=f"The same figure, printed {len(rows)} times with another number",
        ),
        {
            "what": Text(nl="Cijfer", en="Figure"),
            "period": Text(nl="Periode", en="Period"),
            "first": Text(nl="Eerst", en="First"),
            "second": Text(nl="Later of elders", en="Later or elsewhere"),
        },
        row_sources="figures",
        row_headers=2,
        folded=True,
    )


def linked_figures(report: Report, links: pd.DataFrame) -> blocks.Table:
    """Figures under different names, with what kind of difference it is.

    Parameters
    ----------
    links : pandas.DataFrame
        From `claims.linked`.
    """
    lang = report.lang
    frame = pd.DataFrame(
        {
            "what": links[f"label_{lang}"],
            "kind": [DIFFERENCES[kind].show(lang) for kind in links["kind"]],
            "reason": links[f"reason_{lang}"],
        }
    )
    return report.table(
        "gekoppeld",
        frame,
        Text(nl="Verschillende namen, hetzelfde onderwerp", en="Different names, the same subject"),
        {
            "what": Text(nl="Wat er staat", en="What stands there"),
            "kind": Text(nl="Soort verschil", en="Kind of difference"),
            "reason": Text(nl="Wat de documenten erover zeggen", en="What the documents say of it"),
        },
        folded=True,
    )
