"""`wij-impact claims`: the table of claims with their verdicts, or the calculation of one."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.claims import Judgement

__all__ = ["claims_command"]

_NARROW, _WIDE = 60, 100


def claims_command(claim: str | None, data: Path | None, lang: Language) -> int:
    """Print all claims with verdict and one line, or one claim with its calculation."""
    from wij_impact import catalogue, claims
    from wij_impact.catalogue.files import describe

    folder = catalogue.resolve_data(data)
    print(describe(folder, lang), file=sys.stderr)
    found = claims.judge(folder, None if claim is None else [claim])
    if claim is not None and not found:
        raise _no_such_claim(claim, [one.claim_id for one in claims.load_claims(folder)])
    figures = catalogue.figures(folder)
    if claim is None:
        _print_table(found, figures, lang)
    else:
        _print_one(found[0], figures, folder, lang)
    return 0


def _no_such_claim(claim: str, known: list[str]) -> UsageError:
    near = suggest(claim, known)
    listed = Text(nl="wij-impact claims toont ze alle.", en="wij-impact claims lists them all.")
    return UsageError(
        Text(nl=f"er is geen bewering '{claim}'.", en=f"there is no claim '{claim}'."),
        remedy=Text(nl=f"Bedoelt u {near}? {listed.nl}", en=f"Did you mean {near}? {listed.en}") if near else listed,
    )


def _width() -> int:
    return max(_NARROW, min(_WIDE, shutil.get_terminal_size((_WIDE, 24)).columns))


def _print_table(found: tuple[Judgement, ...], figures: pd.DataFrame, lang: Language) -> None:
    from wij_impact.claims import VERDICTS
    from wij_impact.presentation.words import Words
    from wij_impact.reports.houdbaarheid import Printed, why

    words, printed, width = Words("houdbaarheid", lang), Printed(figures), _width()
    for one in found:
        print(f"{one.claim.claim_id}  [{VERDICTS[one.verdict].name.show(lang)}]")
        for text in (one.claim.words.show(lang) + ":", words.show(why(one, printed))):
            print(_wrapped(text, width))
    counts = Counter(one.verdict for one in found)
    print()
    for code, verdict in VERDICTS.items():
        print(f"{counts[code]:>4}  {verdict.name.show(lang)}")
    print(
        Text(
            nl=f"{len(found):>4}  beweringen. De berekening van één: wij-impact claims --claim CODE",
            en=f"{len(found):>4}  claims. The calculation of one: wij-impact claims --claim ID",
        ).show(lang)
    )


def _wrapped(text: str, width: int, indent: str = "    ") -> str:
    # A no-break space keeps a number with its unit; textwrap would split there.
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _print_one(one: Judgement, figures: pd.DataFrame, folder: object, lang: Language) -> None:
    from wij_impact.claims import OPEN, VERDICTS
    from wij_impact.estimates import Term
    from wij_impact.presentation.words import Words
    from wij_impact.reports.houdbaarheid import Printed, steps, why

    words, printed, width = Words("houdbaarheid", lang), Printed(figures), _width()
    verdict = VERDICTS[one.verdict]

    def part(title: Text | str, *texts: str) -> None:
        print(title if isinstance(title, str) else title.show(lang))
        for text in texts:
            print(_wrapped(text, width))

    print(f"{one.claim.claim_id}: {one.claim.words.show(lang)}")
    print(f"{one.claim.source}, {one.claim.locator}")
    print()
    part(Text(nl="Oordeel", en="Verdict"), f"{verdict.name.show(lang)}: {words.show(why(one, printed))}.")
    part(Text(nl="Wat dat betekent", en="What that means"), verdict.definition.show(lang))
    for role in ("main", "reading", "extra"):
        own = [step for step in one.steps if step.role == role]
        if own:
            said = [" ".join(words.show(phrase) for phrase in steps(step, printed)) for step in own]
            part(words.term(Term("role", role)), *said)
    if one.claim.note.show(lang):
        part(Text(nl="Om te weten", en="Worth knowing"), one.claim.note.show(lang))
    if one.verdict in OPEN and one.claim.request:
        part(Text(nl="Wat het uitmaakt", en="What would settle it"), _request(one, folder, lang))
    part(Text(nl="Gedrukte cijfers", en="Printed figures"), *_places(one, figures, lang))


def _request(one: Judgement, folder: object, lang: Language) -> str:
    from wij_impact.claims import load_requests

    table = load_requests(folder)  # type: ignore[arg-type]
    row = table[table["request_id"] == one.claim.request].iloc[0]
    return f"{row[f'request_{lang}']} ({row[f'holder_{lang}']})"


def _places(one: Judgement, figures: pd.DataFrame, lang: Language) -> list[str]:
    from wij_impact.presentation.numbers import format_printed

    columns = ["figure_id", "printed", "unit", "source", "locator"]
    rows = {code: rest for code, *rest in figures[columns].itertuples(index=False)}
    return [
        f"{format_printed(rows[code][0], rows[code][1], lang)}  {rows[code][2]}, {rows[code][3]} [{code}]"
        for code in one.figure_ids
    ]
