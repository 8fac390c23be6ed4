"""The first screen of the report on the road from question to indication."""

from __future__ import annotations

from wij_impact.catalogue.figures import year_of
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.sentences import change, enumeration
from wij_impact.presentation.stories.demand import Demand, Then
from wij_impact.presentation.stories.printed import records, source_name, until_words

__all__ = ["certainty", "lead"]

_MISSING_STEPS: dict[str, Text] = {
    "registered": Text(nl="het aantal vragen", en="the number of questions"),
    "handled_directly": Text(nl="het aantal direct afgehandelde vragen", en="the number of questions handled directly"),
    "further_research": Text(
        nl="het aantal vragen naar nader onderzoek", en="the number of questions taken to further research"
    ),
    "statutory_reports": Text(nl="het aantal wettelijke meldingen", en="the number of statutory reports"),
    "indications": Text(nl="het aantal indicaties", en="the number of indications"),
}


def lead(story: Demand) -> blocks.Lead:
    """What is known about the year, and what changed."""
    report, year = story.report, story.year
    said = [_said_registered(story)]
    if story.direct is not None:
        said.append(_said_direct(story, story.direct))
    if story.last is not None:
        said.append(_said_last(story, story.last))
    return report.lead(_title(story, year), said)


def certainty(story: Demand) -> blocks.Certainty:
    """From which source and date, what is counted, and what is not there."""
    said: list[Text | Sentence] = [_said_source(story)]
    said += _said_street(story)
    said.append(
        Text(
            nl="Vragen en indicaties zijn geen personen: één inwoner kan vaker meetellen.",
            en="Questions and indications are not persons: one resident can count more than once.",
        )
    )
    said += _said_rounded(story)
    said += _said_missing(story)
    return story.report.certainty(*said)


def _title(story: Demand, year: int) -> Text:
    """What changed, in one line; without a year before it, what there was."""
    registered, direct = story.registered, story.direct
    if registered.before is None:
        number = story.report.number(registered.now)
        return Text(nl=f"{number} vragen in {year}", en=f"{number} questions in {year}")
    first = _more(registered.now, registered.before, year)
    if direct is None or direct.before is None:
        return first
    second = _part(direct.now, direct.before)
    return Text(nl=f"{first.nl}, {second.nl}", en=f"{first.en}, {second.en}")


def _more(now: float, before: float, year: int) -> Text:
    # Below half a percent a reader sees the same number.
    if before > 0 and abs(now / before - 1) < 0.005:
        return Text(nl=f"Vrijwel evenveel vragen in {year}", en=f"Nearly as many questions in {year}")
    if now > before:
        return Text(nl=f"Meer vragen in {year}", en=f"More questions in {year}")
    return Text(nl=f"Minder vragen in {year}", en=f"Fewer questions in {year}")


def _part(now: float, before: float) -> Text:
    if abs(now - before) < 0.005:
        return Text(nl="vrijwel hetzelfde deel direct afgehandeld", en="nearly the same share handled directly")
    if now > before:
        return Text(nl="een groter deel direct afgehandeld", en="a larger share handled directly")
    return Text(nl="een kleiner deel direct afgehandeld", en="a smaller share handled directly")


def _said_registered(story: Demand) -> Sentence:
    report, year, then = story.report, story.year, story.registered
    number = report.number(then.now)
    if then.before is None:
        words = Text(
            nl=f"In {year} registreerde WIJ Groningen **{number} vragen**. Van {year - 1} staat in dit verslag geen "
            "aantal.",
            en=f"In {year} WIJ Groningen registered **{number} questions**. This report gives no number for "
            f"{year - 1}.",
        )
    else:
        since = Text(nl=f"in {year - 1}", en=f"in {year - 1}")
        how = change(then.before, then.now, since, report.lang)
        was = report.number(then.before)
        words = Text(
            nl=f"In {year} registreerde WIJ Groningen **{number} vragen**, {how} ({was}).",
            en=f"In {year} WIJ Groningen registered **{number} questions**, {how} ({was}).",
        )
    return report.cite(words, *then.ids, *then.before_ids)


def _said_direct(story: Demand, then: Then) -> Sentence:
    report = story.report
    share = report.number(then.now, "percent")
    counted = story.at_place().get("handled_directly")
    many = f"{report.number(counted['value'])} " if counted else ""
    nl = f"Daarvan is **{share}** direct afgehandeld" + (f" ({many}vragen)" if counted else "")
    en = f"Of these, **{share}** were handled directly" + (f" ({many}questions)" if counted else "")
    if then.before is not None:
        was = report.number(then.before, "percent")
        nl, en = f"{nl}; een jaar eerder was dat {was}", f"{en}; a year earlier that was {was}"
    return report.cite(Text(nl=f"{nl}.", en=f"{en}."), *then.ids, *then.before_ids)


def _said_last(story: Demand, then: Then) -> Sentence:
    report, step = story.report, story.at_place()["indications"]
    number, per = report.number(step["value"]), report.number(100 * then.now)
    referrals = step["indicator_id"] == "referrals"
    nl = f"Er waren {number} {'verwijzingen naar jeugdhulp en Wmo' if referrals else 'afgeronde indicaties'}"
    en = f"There were {number} {'referrals to youth care and Wmo' if referrals else 'completed indications'}"
    nl, en = f"{nl}: {per} op elke 100 vragen", f"{en}: {per} for every 100 questions"
    if then.before is not None:
        was = report.number(100 * then.before)
        nl, en = f"{nl}, een jaar eerder {was}", f"{en}, a year earlier {was}"
    return report.cite(Text(nl=f"{nl}.", en=f"{en}."), *then.ids, *then.before_ids)


def _said_source(story: Demand) -> Sentence:
    report = story.report
    name = source_name(story.sources, story.source, report.lang)
    until = until_words(story.sources, story.source, report.lang)
    words = Text(
        nl=f"De cijfers komen uit {name}" + (f" en gaan tot en met {until}" if until else "") + ". Het zijn tellingen, "
        "geen steekproef. Onzeker is wat er is geteld; daarom vergelijken we alleen jaren uit hetzelfde verslag.",
        en=f"The figures come from {name}" + (f" and run up to {until}" if until else "") + ". They are counts, not a "
        "sample. What is uncertain is what was counted; so we only compare years from the same report.",
    )
    return report.cite(words, *story.registered.ids)


def _said_street(story: Demand) -> list[Sentence]:
    """What the edition leaves out of the questions, and its estimate with them."""
    report = story.report
    said = []
    own = story.breaks[(story.breaks["indicator_id"] == "questions_registered") & (story.breaks["kind"] == "edition")]
    for row in records(own[own["at"].astype(str) <= story.edition]):
        words = Text(nl=f"{row['reason_nl']}.", en=f"{row['reason_en']}.")
        said.append(report.cite(words, *story.registered.ids))
    estimates = story.figures[story.figures["indicator_id"] == "questions_incl_street"]
    for row in records(estimates[estimates["period"].map(year_of) == story.year]):
        number = report.number(row["value"])
        words = Text(
            nl=f"Met die vragen erbij schat het verslag ongeveer {number} vragen per jaar.",
            en=f"With those questions the report estimates about {number} questions a year.",
        )
        said.append(report.cite(words, row["figure_id"]))
    return said


def _said_rounded(story: Demand) -> list[Sentence]:
    """Counts in whole thousands beside counts to the one: they look rounded."""
    then, report = story.registered, story.report
    known = [(then.now, then.ids, story.year), (then.before, then.before_ids, story.year - 1)]
    said = []
    for value, ids, year in known:
        if value is not None and value > 0 and value % 1000 == 0:
            number = report.number(value)
            words = Text(
                nl=f"Het aantal van {year} ({number}) lijkt afgerond op duizendtallen.",
                en=f"The number of {year} ({number}) looks rounded to thousands.",
            )
            said.append(report.cite(words, *ids))
    return said


def _said_missing(story: Demand) -> list[Text | Sentence]:
    said: list[Text | Sentence] = []
    absent = story.missing()
    if absent:
        names = [_MISSING_STEPS[step] for step in absent]
        nl, en = enumeration([name.nl for name in names], "nl"), enumeration([name.en for name in names], "en")
        verb = ("ontbreekt", "is") if len(absent) == 1 else ("ontbreken", "are")
        said.append(
            Text(
                nl=f"Over {story.year} {verb[0]} in de gepubliceerde cijfers {nl}.",
                en=f"For {story.year}, {en} {verb[1]} not among the published figures.",
            )
        )
    return said
