"""What the page of one claim shows: where it stands, what was computed, how comparable that is, the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue import load_table
from wij_impact.claims import VERDICTS, Judgement
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.words import Phrase
from wij_impact.reports.houdbaarheid.printing import Printed, broken, named
from wij_impact.reports.houdbaarheid.stepping import steps
from wij_impact.reports.houdbaarheid.telling import Told, tell

__all__ = ["Bars", "ClaimPage", "ClaimPages"]


@dataclass(frozen=True)
class Bars:
    """Two numbers beside each other: two years, or what is printed and what the figures give."""

    key: str
    values: tuple[float, float]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class ClaimPage:
    """One page.

    `told` is the claim as the report tells it; `comparable` says whether the figures may be held to each other, and
    why; `bars` is None where there are no two numbers to draw; `figure_ids` are the figures it rests on, but for a
    group of one employee.
    """

    id: str
    told: Told
    definition: Name
    about: Term
    document: Name
    comparable: Phrase
    calculation: pd.DataFrame
    bars: Bars | None
    figure_ids: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Any]:
        """Everything its sentences show."""
        own = {"definition": self.definition, "about": self.about, "document": self.document}
        return {**vars(self.told), **own, "comparable": self.comparable}


class ClaimPages:
    """Makes the pages of claims.

    Parameters
    ----------
    figures, requests : pandas.DataFrame
        The published figures and the data requests.
    """

    def __init__(self, figures: pd.DataFrame, requests: pd.DataFrame) -> None:
        self._printed, self._requests = Printed(figures), requests
        self._rows = {row["figure_id"]: row for row in figures.to_dict("records")}
        self._titles = load_table("sources").set_index("source")

    def __call__(self, judged: Judgement) -> ClaimPage:
        """The page of one claim."""
        claim, title = judged.claim, self._titles.loc[judged.claim.source]
        titles = (("nl", str(title["title_nl"])), ("en", str(title["title_en"])))
        return ClaimPage(
            self.name(judged),
            tell(judged, self._printed, self._requests),
            named(VERDICTS[judged.verdict].definition),
            Term("page_about", claim.nature),
            Name(titles[0][1], titles),
            self._comparable(judged),
            self._calculation(judged),
            self._bars(judged),
            tuple(one for one in judged.figure_ids if not self._printed.alone(one)),
        )

    @staticmethod
    def name(judged: Judgement) -> str:
        """Name of the page: the code of the claim."""
        return judged.claim.claim_id

    def _calculation(self, judged: Judgement) -> pd.DataFrame:
        rows = [
            {"role": Term("role", step.role), "step": phrase}
            for step in judged.steps
            for phrase in steps(step, self._printed)
        ]
        return pd.DataFrame(rows, columns=["role", "step"], dtype=object)

    def _comparable(self, judged: Judgement) -> Phrase:
        """Whether the figures may be held to each other; the tests refuse a declared break by the common rule."""
        known = [one for one in judged.figure_ids if one in self._rows]
        editions = {str(self._rows[one]["reported_in"]) for one in known}
        if judged.reason == "break":
            return Phrase("compare.break", broken(judged.steps[0]))
        if judged.reason in ("other_definition", "fits_other"):
            return Phrase("compare.definition", {})
        if judged.claim.nature == "effect":
            return Phrase("compare.without", {})
        if not known:
            return Phrase("compare.nothing", {})
        if len(known) == 1:
            return Phrase("compare.alone", {})
        if len(editions) > 1:
            return Phrase("compare.editions", {"editions": Quantity(len(editions))})
        return Phrase("compare.same" if judged.claim.after and judged.claim.before else "compare.one_report", {})

    def _bars(self, judged: Judgement) -> Bars | None:
        claim = judged.claim
        if judged.reason == "break":
            return None
        if _same_unit(self._rows, (claim.before, claim.after)):
            early, late = (self._rows[one] for one in (claim.before, claim.after))
            facts = {
                "early": Name(str(early["period"])), "before": self._printed.figure(claim.before),
                "late": Name(str(late["period"])), "after": self._printed.figure(claim.after),
            }  # fmt: skip
            return Bars("page.years", (float(early["value"]), float(late["value"])), facts)
        off = next((one for one in judged.steps if one.outcome == "fails" and "computed" in one.values), None)
        if off is None:
            return None
        facts = {"stated": self._printed.stated(off.values), "computed": self._printed.computed(off.values)}
        return Bars("page.held", (float(off.values["stated"]), float(off.values["computed"])), facts)


def _same_unit(rows: Mapping[Any, Mapping[Any, Any]], codes: Sequence[str]) -> bool:
    """Whether these are two single figures in one unit."""
    return all(one in rows for one in codes) and len({rows[one]["unit"] for one in codes}) == 1
