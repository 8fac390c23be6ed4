"""What one interview speaks of, asked and unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.coding import Interview
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.reports.naming import cells, in_languages

__all__ = ["Interviewed", "answer_rows", "interview_facts", "part_rows", "theme_names", "theme_rows"]

SHARE = "pct_solved_upfront_estimate_rundated"


@dataclass(frozen=True)
class Interviewed:
    """The themes of an interview; `first` is spoken of most, `unasked` most often without being asked about."""

    answers: Quantity
    different: Quantity
    codes: Quantity
    given: Quantity
    first: Name
    first_said: Quantity
    first_unasked: Quantity
    unasked: Name
    unasked_asked: Quantity
    unasked_said: Quantity
    unasked_more: Quantity
    first_once: Quantity
    repeated: Quantity
    repeats: Quantity
    single: Quantity
    share: Quantity


def theme_names(interview: Interview) -> dict[str, Name]:
    """Code -> the name of its theme."""
    return {str(row["code"]): in_languages(row, "label") for row in interview.codebook.to_dict("records")}


def interview_facts(interview: Interview, figures: pd.DataFrame) -> Interviewed:
    """The facts of the shipped interview; `figures` is `catalogue.figures()`."""
    names, themes = theme_names(interview), interview.themes()
    once = interview.themes(repeated=False).set_index("code")
    top: Any = themes.iloc[0]
    rest = themes[themes["code"] != top["code"]]
    most: Any = rest.sort_values("unasked", ascending=False, kind="stable").iloc[0]
    same: Any = interview.answers[interview.answers["same_as"].notna()].iloc[0]
    row = figures.set_index("figure_id", drop=False).loc[SHARE]
    return Interviewed(
        answers=Quantity(len(interview.answers)),
        different=Quantity(int(interview.answers["same_as"].isna().sum())),
        codes=Quantity(len(themes)),
        given=Quantity(int(themes["said"].sum())),
        first=names[str(top["code"])],
        first_said=Quantity(int(top["said"])),
        first_unasked=Quantity(int(top["unasked"])),
        unasked=names[str(most["code"])],
        unasked_asked=Quantity(int(most["asked"])),
        unasked_said=Quantity(int(most["said"])),
        unasked_more=Quantity(int(most["unasked"])),
        first_once=Quantity(int(once["said"][top["code"]])),
        repeated=Quantity(int(same["answer"])),
        repeats=Quantity(int(same["same_as"])),
        single=Quantity(int((themes["said"] == 1).sum())),
        share=Quantity.published(row, "percent", 0.01),
    )


def theme_rows(interview: Interview) -> pd.DataFrame:
    """`Interview.themes` with names: name, meaning, asked, said, unasked, silent."""
    names = theme_names(interview)
    told = {str(row["code"]): in_languages(row, "description") for row in interview.codebook.to_dict("records")}
    themes = interview.themes()
    return themes.assign(
        name=cells(names[one] for one in themes["code"]), meaning=cells(told[one] for one in themes["code"])
    )


def answer_rows(interview: Interview) -> pd.DataFrame:
    """Every answer in our words with its themes: answer, part, said, themes."""
    names = theme_names(interview)
    rows = interview.answers.to_dict("records")
    return pd.DataFrame(
        {
            "answer": [int(row["answer"]) for row in rows],
            "part": cells(Term("interview_part", str(row["part"])) for row in rows),
            "said": cells(in_languages(row, "summary") for row in rows),
            "themes": cells(tuple(names[code] for code in str(row["codes"]).split()) for row in rows),
        }
    )


def part_rows(interview: Interview) -> pd.DataFrame:
    """Per theme and part of the interview in how many answers it is spoken of (`coding.by_group`): code, name, part."""
    from wij_impact import coding

    groups = pd.DataFrame(
        {
            "source": [f"{int(one):02d}" for one in interview.answers["answer"]],
            "part": interview.answers["part"].astype(str),
        }
    )
    counts = coding.by_group(interview.codings(), groups, "source", "part")
    names = theme_names(interview)
    wide = counts.pivot_table(index="code", columns="part", values="estimate")
    wide = wide.reindex(index=interview.themes()["code"], columns=list(dict.fromkeys(groups["part"])))
    return wide.reset_index().assign(name=cells(names[code] for code in wide.index))
