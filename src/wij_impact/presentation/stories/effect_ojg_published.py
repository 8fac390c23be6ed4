"""What is published about the OJG in Groningen: the roll-out, and what the annual reports say that needs care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.report import Report

if TYPE_CHECKING:
    from wij_impact.presentation.stories.effect_ojg import OjgEffect

__all__ = ["contradictions", "invented", "known_counts"]

_SHARES = ("gp_practices_with_ojg_pct_2023_r2023_info", "gp_practices_with_ojg_pct_2023_r2023_text24")
_EARLY, _COUNT = "gp_practices_with_ojg_pct_2020_12_r2020", "gp_practices_2020_r2020"
_WITH, _ALL = "gp_practices_with_ojg_2023_r2023", "gp_practices_2023_r2023"
_STARTED = "gp_practices_ojg_started_2023_r2023"
_RETURN = "ojg_return_per_euro_2020_estimate_r2020"


def known_counts(report: Report) -> dict[int, int]:
    """Practices with an OJG by the end of a year, as printed (2023) or derived from print (2020, 2022)."""
    share, whole, had, started = (_value(report, one) for one in (_EARLY, _ALL, _WITH, _STARTED))
    return {2020: round(share / 100 * whole), 2022: round(had - started), 2023: round(had)}


def invented(report: Report) -> Sentence:
    """Says that the referrals are made up, and which little of the roll-out is not."""
    counts = known_counts(report)
    whole, started, share = (report.number(_value(report, one)) for one in (_ALL, _STARTED, _EARLY))
    words = Text(
        nl="**De verwijzingen in dit rapport zijn verzonnen.** Het zegt dus niets over Groningen. Van de uitrol is "
        f"alleen 2023 gepubliceerd ({counts[2023]} van {whole} praktijken, waarvan {started} dat jaar begonnen); "
        f"{counts[2020]} in 2020 is afgeleid uit {share}%, en hoe het verder over de jaren liep, is verzonnen.",
        en="**The referrals in this report are made up.** So it says nothing about Groningen. Of the roll-out only "
        f"2023 is published ({counts[2023]} of {whole} practices, {started} of which started that year); "
        f"{counts[2020]} in 2020 is derived from {share}%, and how it went over the other years is made up.",
    )
    return report.cite(words, _EARLY, _WITH, _ALL, _STARTED)


def contradictions(story: OjgEffect) -> blocks.Contradictions:
    """What to mind in the published figures; with a file of one's own the title says that they are not about it."""
    report = story.report
    said = [
        report.cite(
            Text(
                nl="62% van 51 praktijken (eind 2020) kan geen aantal praktijken zijn: 31 is 61% en 32 is 63%.",
                en="62% of 51 practices (end of 2020) cannot be a count of practices: 31 is 61% and 32 is 63%.",
            ),
            _EARLY,
            _COUNT,
        ),
        report.cite(
            Text(
                nl="Hetzelfde jaarverslag noemt over 2023 zowel 87% als 85% van de praktijken.",
                en="The same annual report gives both 87% and 85% of the practices for 2023.",
            ),
            *_SHARES,
        ),
        report.cite(
            Text(
                nl="Volgens het jaarverslag 2020 levert de OJG twee euro per euro op; daar zat geen vergelijking "
                "achter. Het CPB (2020) vond geen aantoonbare verandering in het gebruik van jeugdhulp waar gemeenten "
                "zulke ondersteuners betalen.",
                en="According to the annual report 2020 the OJG returns two euros per euro; no comparison lay behind "
                "it. CPB (2020) found no demonstrable change in the use of youth care where municipalities pay for "
                "such supporters.",
            ),
            _RETURN,
        ),
    ]
    return report.contradictions(said, _ELSEWHERE if story.panel.file else _MIND)


_MIND = Text(nl="Drie dingen om op te letten", en="Three things to mind")
_ELSEWHERE = Text(
    nl="Over de jaarverslagen van WIJ Groningen, niet over uw bestand",
    en="About the annual reports of WIJ Groningen, not about your file",
)


def _value(report: Report, figure_id: str) -> float:
    value = report.references(figure_id)[0].value
    if value is None:
        raise ValueError(f"{figure_id} has no value")
    return value
