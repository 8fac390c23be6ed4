"""The design sheet: what was compared with what, in words, before any number."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from wij_impact.estimates.results import Result
from wij_impact.language import Language, Text

__all__ = ["DesignSheet"]

QUESTIONS: dict[str, Text] = {
    "treated": Text(nl="Wie kreeg de aanpak?", en="Who was treated?"),
    "chosen": Text(nl="Hoe zijn zij gekozen?", en="How were they chosen?"),
    "compared_with": Text(nl="Met wie wordt vergeleken?", en="Compared with whom?"),
    "changed_besides": Text(nl="Wat veranderde er nog meer?", en="What else changed?"),
    "measured": Text(
        nl="Wat is gemeten, wanneer, en bij wie ontbreekt het?", en="What was measured, when, for whom not?"
    ),
}
UNKNOWN = Text(nl="niet bekend", en="not known")


@dataclass(frozen=True, repr=False)
class DesignSheet(Result):
    """Five questions that decide whether a number can be an effect.

    A question that nobody answered is a gap, and the report names it; an empty answer is never filled in.

    Attributes
    ----------
    treated, chosen, compared_with, changed_besides, measured : Text, optional
        The answers, in Dutch and English. None when it is not known.

    Examples
    --------
    >>> sheet = DesignSheet(treated=Text(nl="15 jongeren", en="15 youngsters"))
    >>> sheet.table("en")[["question", "answer"]].iloc[0].tolist()
    ['Who was treated?', '15 youngsters']
    >>> len(sheet.gaps("en"))
    4
    """

    treated: Text | None = None
    chosen: Text | None = None
    compared_with: Text | None = None
    changed_besides: Text | None = None
    measured: Text | None = None

    def table(self, lang: Language | None = None) -> pd.DataFrame:
        """One row per question: question, answer, gap (whether nobody answered it)."""
        rows = []
        for field in fields(self):
            answer: Text | None = getattr(self, field.name)
            shown = (answer or UNKNOWN).show(lang).strip()
            rows.append(
                {
                    "question": QUESTIONS[field.name].show(lang),
                    "answer": shown or UNKNOWN.show(lang),
                    "gap": answer is None or not shown,
                }
            )
        return pd.DataFrame(rows)

    def gaps(self, lang: Language | None = None) -> list[str]:
        """The questions without an answer."""
        table = self.table(lang)
        return [str(question) for question in table.loc[table["gap"], "question"]]

    @property
    def has_comparison(self) -> bool:
        """Whether the sheet names a comparison; without one no causal word may be used."""
        return self.compared_with is not None and bool(self.compared_with.en.strip())

    def _headline(self) -> str:
        gaps = self.gaps()
        return f"{len(gaps)} questions still open" if gaps else "every question answered"

    def tidy(self) -> pd.DataFrame:
        """The questions with their answers."""
        return self.table()
