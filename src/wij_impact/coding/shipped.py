"""The interview that comes with the package: its answers in our words, coded with a codebook from its questions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact.catalogue import load_table
from wij_impact.coding.reading import Codings

__all__ = ["Interview", "load_interview"]

OURS = "wij_impact"


@dataclass(frozen=True)
class Interview:
    """An interview of one speaker, coded by one coder, by whole answers.

    Attributes
    ----------
    answers : DataFrame
        answer, part, codes, same_as (an earlier answer that is the same word for word), summary_nl, summary_en, source,
        locator.
    codebook : DataFrame
        code, label_nl, label_en, description_nl, description_en, questions (that name the theme).
    """

    answers: pd.DataFrame
    codebook: pd.DataFrame

    def codings(self, repeated: bool = True) -> Codings:
        """The codings; without `repeated` an answer that was given before is left out."""
        kept = self.answers if repeated else self.answers[self.answers["same_as"].isna()]
        rows = [
            (f"{int(answer):02d}", float("nan"), float("nan"), code, OURS)
            for answer, codes in zip(kept["answer"], kept["codes"], strict=True)
            for code in str(codes).split()
        ]
        frame = pd.DataFrame(rows, columns=["source", "start", "end", "code", "coder"])
        return Codings(frame, tuple(self.codebook["code"]))

    def themes(self, repeated: bool = True) -> pd.DataFrame:
        """Per theme in how many questions it was asked, in how many answers it was spoken of, and how the two meet.

        Returns
        -------
        DataFrame
            code, asked, said, unasked (said where the question does not name it), silent (named by the question and
            not spoken of); most spoken of first.
        """
        given = self.codings(repeated).frame
        said = {code: {int(one) for one in rows["source"]} for code, rows in given.groupby("code")}
        rows = []
        for code, questions in zip(self.codebook["code"], self.codebook["questions"], strict=True):
            asked, spoken = {int(one) for one in str(questions).split()}, said.get(str(code), set())
            row = {"code": code, "asked": len(asked), "said": len(spoken)}
            rows.append(row | {"unasked": len(spoken - asked), "silent": len(asked - spoken)})
        return pd.DataFrame(rows).sort_values("said", ascending=False, kind="stable", ignore_index=True)


def load_interview() -> Interview:
    """The shipped interview on prevention.

    Examples
    --------
    >>> interview = load_interview()
    >>> len(interview.answers), interview.themes().loc[0, ["asked", "said", "unasked"]].astype(int).tolist()
    (21, [8, 12, 6])
    """
    return Interview(load_table("interview"), load_table("interview_codebook"))
