"""How certain the first screen of `kerncijfers` is: what was counted, by which edition, and what the checks found.

Counts are no sample: the doubt is in what was registered and how it was defined, never in a confidence interval.
"""

from __future__ import annotations

from wij_impact.language import Text
from wij_impact.presentation.blocks import Certainty, Sentence
from wij_impact.presentation.numbers import format_printed
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import counted, enumeration
from wij_impact.presentation.stories.kerncijfers.facts import LEAD_INDICATORS, Facts

__all__ = ["certainty"]


def certainty(facts: Facts, report: Report) -> Certainty:
    """How certain the first screen is: what was counted, by which edition, and what the checks found."""
    said = [_counts(report), *_registration(facts, report), _rounded(facts, report), _contested(facts, report)]
    said += [_checks(facts, report), _source(facts, report)]
    return report.certainty(*[one for one in said if one is not None])


def _counts(report: Report) -> Sentence:
    return report.cite(
        Text(
            nl="Dit zijn tellingen, geen steekproef. Een vraag is geen persoon: iemand kan vaker meetellen.",
            en="These are counts, not a sample. A question is not a person: someone can count more than once.",
        )
    )


def _registration(facts: Facts, report: Report) -> list[Sentence]:
    """What the edition does not register, with the estimate that includes it; or what a later edition changed."""
    row = facts.told("questions_registered")
    if row is None:
        return []
    own = facts.breaks[(facts.breaks["indicator_id"] == row["indicator_id"]) & (facts.breaks["kind"] == "edition")]
    said = []
    for declared in own.itertuples():
        reason = Text(nl=f"{declared.reason_nl}.", en=f"{declared.reason_en}.")
        if str(declared.at) == row["edition"]:
            said += [report.cite(reason, row["figure_id"]), *_estimate(facts, report, row["edition"])]
        elif str(declared.at) > row["edition"]:
            later = Text(
                nl=f"{reason.nl} Dit cijfer is dus niet met dat verslag te vergelijken.",
                en=f"{reason.en} So this figure cannot be compared with that report.",
            )
            said.append(report.cite(later, *_of_edition(facts, row["indicator_id"], str(declared.at))))
    return said


def _of_edition(facts: Facts, indicator_id: str, edition: str) -> list[str]:
    own = facts.series[(facts.series["indicator_id"] == indicator_id) & (facts.series["edition"] == edition)]
    return list(own["figure_id"].iloc[:1])


def _estimate(facts: Facts, report: Report, edition: str) -> list[Sentence]:
    own = facts.series[(facts.series["indicator_id"] == "questions_incl_street") & (facts.series["edition"] == edition)]
    said = []
    for row in own.itertuples():
        value = format_printed(str(row.printed), row.unit, report.lang)
        words = Text(
            nl=f"Met die vragen erbij schat WIJ het totaal op ongeveer {value} per jaar.",
            en=f"With those questions WIJ estimates the total at about {value} a year.",
        )
        said.append(report.cite(words, str(row.figure_id)))
    return said


def _rounded(facts: Facts, report: Report) -> Sentence | None:
    """Say so when the number of questions may have been rounded to thousands: it ends in 000."""
    row = facts.told("questions_registered")
    if row is None or not row["printed"].endswith("000"):
        return None
    value = format_printed(row["printed"], row["unit"], report.lang)
    words = Text(
        nl=f"Het getal {value} eindigt op drie nullen en kan dus afgerond zijn; dat staat er niet bij.",
        en=f"The number {value} ends in three zeros, so it may be rounded; the report does not say.",
    )
    return report.cite(words, row["figure_id"])


def _contested(facts: Facts, report: Report) -> Sentence | None:
    """How many key figures of the year are printed with more than one value."""
    own = facts.key[(facts.key["year"] == facts.year) & (facts.key["kind"] == "actual")]
    twice = own[own["restated"]]
    if not len(twice):
        return None
    one, more = Text(nl="kerncijfer", en="key figure"), Text(nl="kerncijfers", en="key figures")
    part = counted(len(own), one, more, report.lang)
    many = report.number(len(twice))
    verb = Text(nl="staat er" if len(twice) == 1 else "staan er", en="is" if len(twice) == 1 else "are")
    words = Text(
        nl=f"Van de {part} over {facts.year} {verb.nl} {many} met verschillende waarden in de verslagen.",
        en=f"Of the {part} of {facts.year}, {many} {verb.en} printed with different values.",
    )
    return report.cite(words, *list(twice["figure_id"]))


def _checks(facts: Facts, report: Report) -> Sentence | None:
    """What the arithmetic checks on figures of the year came to."""
    counts = facts.checked.loc[facts.checked["year"] == facts.year, "verdict"].value_counts()
    total = int(sum(counts.get(name, 0) for name in ("holds", "rounding", "fails")))
    if not total:
        return None
    number = counted(total, Text(nl="som", en="sum"), Text(nl="sommen", en="sums"), report.lang)
    right, wrong = int(counts.get("holds", 0) + counts.get("rounding", 0)), int(counts.get("fails", 0))
    words = Text(
        nl=f"We rekenden {number} uit de verslagen over {facts.year} na: {report.number(right)} "
        f"{'klopt' if right == 1 else 'kloppen'}, {report.number(wrong)} {'klopt' if wrong == 1 else 'kloppen'} niet.",
        en=f"We recalculated {number} from the reports on {facts.year}: {report.number(right)} "
        f"{'holds' if right == 1 else 'hold'}, {report.number(wrong)} {'does' if wrong == 1 else 'do'} not.",
    )
    return report.cite(words)


def _source(facts: Facts, report: Report) -> Sentence | None:
    """From which reports the first screen comes, and until when their data go."""
    rows = [row for row in map(facts.told, LEAD_INDICATORS) if row is not None]
    if not rows:
        return None
    named = [facts.places.dated_title(source, report.lang) for source in dict.fromkeys(row["source"] for row in rows)]
    listed = enumeration(named, report.lang)
    return report.cite(Text(nl=f"Bron: {listed}.", en=f"Source: {listed}."), *[row["figure_id"] for row in rows])
