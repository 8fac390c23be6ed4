"""Tables of the report on claims: numbers, codes and phrases that a page says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from wij_impact.catalogue import restatements
from wij_impact.claims import VERDICTS, Judgement
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.words import Phrase
from wij_impact.reports.houdbaarheid.printing import Printed
from wij_impact.reports.houdbaarheid.stepping import steps
from wij_impact.reports.houdbaarheid.telling import why

__all__ = [
    "all_claims",
    "calculations",
    "linked_figures",
    "ordered",
    "printed_twice",
    "requests_frame",
    "verdicts_frame",
    "words_for_counts",
]

#: Says a phrase in the language of the page.
Say = Callable[[Phrase], str]
_WEIGHT = ("large", "medium", "small")
#: Of many steps that hold, so many are told one by one; `wij-impact claims --claim CODE` shows them all.
MOST_ALIKE = 3


def ordered(judged: Sequence[Judgement]) -> list[Judgement]:
    """Claims with the largest consequence first, then by verdict: what does not hold before what does."""
    last = list(VERDICTS)[::-1]
    return sorted(judged, key=lambda one: (_WEIGHT.index(one.claim.consequence), last.index(one.verdict)))


def all_claims(judged: Sequence[Judgement], printed: Printed, say: Say, lang: str) -> pd.DataFrame:
    """Every claim in one table: `claim, verdict, nature, theme, consequence, why, claim_id, figures`."""
    return pd.DataFrame(
        [
            {
                "claim": one.claim.words.show(lang),
                "verdict": VERDICTS[one.verdict].name.show(lang),
                "nature": one.claim.nature,
                "theme": one.claim.theme,
                "consequence": one.claim.consequence,
                "why": say(why(one, printed)),
                "claim_id": one.claim.claim_id,
                "figures": " ".join(one.figure_ids[:3]),
            }
            for one in ordered(judged)
        ]
    )


def calculations(judged: Sequence[Judgement], printed: Printed, say: Say, lang: str) -> pd.DataFrame:
    """The calculation of every claim, a row per step: `claim, role, step`."""
    rows = []
    for one in ordered(judged):
        plain = [step for step in one.steps if step.kind == "arithmetic" and step.outcome == "holds"]
        left_out = plain[MOST_ALIKE:] if len(plain) > MOST_ALIKE + 1 else []
        for step in one.steps:
            if not any(step is other for other in left_out):
                said = " ".join(say(phrase) for phrase in steps(step, printed))
                rows.append({"claim": one.claim.words.show(lang), "role": step.role, "step": said})
    return pd.DataFrame(rows, columns=["claim", "role", "step"])


def requests_frame(ranked: pd.DataFrame, lang: str, most: int = 10) -> pd.DataFrame:
    """The data requests that would settle most: `request, holder, claims, people, money`."""
    shown = ranked.head(most)
    return pd.DataFrame(
        {
            "request": shown[f"request_{_column(lang)}"], "holder": shown[f"holder_{_column(lang)}"],
            "claims": shown["claims"], "people": shown["people"], "money": shown["money"],
        }
    )  # fmt: skip


def printed_twice(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Every indicator and period printed with two values that rounding does not explain."""
    names: Mapping[str, str] = dict(zip(indicators["indicator_id"], indicators[f"label_{_column(lang)}"], strict=True))
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
    return pd.DataFrame(rows, columns=["what", "period", "first", "second", "figures"])


def linked_figures(links: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Figures under different names: `what, difference, reason`."""
    return pd.DataFrame(
        {
            "what": links[f"label_{_column(lang)}"],
            "difference": links["kind"],
            "reason": links[f"reason_{_column(lang)}"],
        }
    )


def words_for_counts(lang: str) -> dict[str, str]:
    """The verdicts in their order, as the rows of a grid of counts."""
    return {code: one.name.show(lang) for code, one in VERDICTS.items()}


def verdicts_frame(lang: str) -> pd.DataFrame:
    """What each verdict means: `verdict, definition`."""
    rows = [{"verdict": one.name.show(lang), "definition": one.definition.show(lang)} for one in VERDICTS.values()]
    return pd.DataFrame(rows)


def _column(lang: str) -> str:
    # The tables of data have Dutch and English; a third language reads the English.
    return "nl" if lang == "nl" else "en"
