"""All claims: per kind a list in which each one folds out to its calculation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wij_impact.claims import OPEN, VERDICTS, Judgement, Step
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.houdbaarheid.lines import Printed, line
from wij_impact.presentation.stories.houdbaarheid.overview import KINDS
from wij_impact.presentation.stories.houdbaarheid.steps import ROLES, step_sentence
from wij_impact.presentation.tables import Column

__all__ = ["all_claims", "sections"]

#: Of many steps that hold, so many are told one by one; `wij-impact claims --claim CODE` shows them all.
MOST_ALIKE = 3


def sections(
    report: Report, judged: Sequence[Judgement], requests: pd.DataFrame, printed: Printed
) -> list[blocks.Block]:
    """Per kind a heading and the claims in the order of their verdicts, each with its calculation folded."""
    asked = requests.set_index("request_id")
    shown: list[blocks.Block] = []
    for kind, name in KINDS.items():
        own = [one for one in judged if one.claim.kind == kind]
        if own:
            shown.append(report.heading(name, 3, id=f"soort-{kind}"))
            order = list(VERDICTS)
            own.sort(key=lambda one: order.index(one.verdict))
            shown += [_claim(report, one, asked, printed) for one in own]
    return shown


def _claim(report: Report, one: Judgement, asked: pd.DataFrame, printed: Printed) -> blocks.Table:
    lang = report.lang
    words, verdict = one.claim.words.show(lang), VERDICTS[one.verdict].name.show(lang)
    steps = [{"role": ROLES[step.role].show(lang), "step": words} for step, words in _told(one, printed, report)]
    note = [one.claim.note.show(lang)] if one.claim.note.show(lang) else []
    if one.verdict in OPEN:
        request = asked.loc[one.claim.request]
        needed = Text(nl="Wat het beslist", en="What would settle it").show(lang)
        note.append(f"{needed}: {request[f'request_{lang}']} ({request[f'holder_{lang}']}).")
    return report.table(
        f"c-{one.claim.claim_id.replace('_', '-')}",
        pd.DataFrame(steps),
        f"{words} — **{verdict}**: {line(one, printed, lang)}",
        {"role": Text(nl="Wat", en="What"), "step": Text(nl="Berekening", en="Calculation")},
        note=" ".join(note),
        source=one.figure_ids[:3],
        folded=True,
    )


def _told(one: Judgement, printed: Printed, report: Report) -> list[tuple[Step, str]]:
    """The steps in words: all that do not hold, the first that do, and how many more."""
    plain = [step for step in one.steps if step.kind == "arithmetic" and step.outcome == "holds"]
    left_out = plain[MOST_ALIKE:] if len(plain) > MOST_ALIKE + 1 else []
    shown = [(step, step_sentence(step, printed, report.lang)) for step in one.steps if step not in left_out]
    if not left_out:
        return shown
    more = Text(nl=f"En nog {len(left_out)} controles die kloppen.", en=f"And {len(left_out)} more checks that hold.")
    return [*shown, (left_out[0], report.text(more))]


def all_claims(report: Report, judged: Sequence[Judgement], printed: Printed) -> blocks.Table:
    """Every claim in one table, for who wants to sort or filter them."""
    lang = report.lang
    frame = pd.DataFrame(
        [
            {
                "claim_id": one.claim.claim_id,
                "claim": one.claim.words.show(lang),
                "kind": KINDS[one.claim.kind].show(lang),
                "source": one.claim.source,
                "verdict": VERDICTS[one.verdict].name.show(lang),
                "why": line(one, printed, lang),
                "people": one.people,
                "money": one.money,
            }
            for one in judged
        ]
    )
    return report.table(
        "beweringen",
        frame,
        Text(nl="Alle beweringen in één tabel", en="All claims in one table"),
        {
            "claim_id": Text(nl="Code", en="Code"),
            "claim": Text(nl="Bewering", en="Claim"),
            "kind": Text(nl="Soort", en="Kind"),
            "source": Text(nl="Document", en="Document"),
            "verdict": Text(nl="Oordeel", en="Verdict"),
            "why": Text(nl="Waarom", en="Why"),
            "people": Column(Text(nl="Mensen of vragen", en="People or questions"), "integer"),
            "money": Column(Text(nl="Geld", en="Money"), "eur"),
        },
        folded=True,
        shown_rows=20,
    )
