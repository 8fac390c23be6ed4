"""The mix of questions and reporters: where the total rose and fell. Accounting, not a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InsufficientEvidence
from wij_impact.kerncijfers import mix, mix_summary
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import bars
from wij_impact.presentation.stories.demand import Demand
from wij_impact.presentation.stories.printed import ids_of, records, source_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Mix", "mix_figure", "mix_note", "mix_of", "mix_statement", "mix_table"]

_LARGEST = 10


@dataclass(frozen=True)
class _Words:
    """The words of one breakdown."""

    id: str
    parts: Text
    part: Text
    counted: Text


_WORDS: dict[str, _Words] = {
    "meldingtype": _Words(
        "soorten",
        Text(nl="soorten vragen", en="types of questions"),
        Text(nl="Soort vraag", en="Type of question"),
        Text(nl="vragen", en="questions"),
    ),
    "melder": _Words(
        "melders",
        Text(nl="melders", en="reporters"),
        Text(nl="Melder", en="Reporter"),
        Text(nl="vragen", en="questions"),
    ),
    "verwijzing": _Words(
        "verwijzingen",
        Text(nl="soorten verwijzingen", en="types of referrals"),
        Text(nl="Soort verwijzing", en="Type of referral"),
        Text(nl="verwijzingen", en="referrals"),
    ),
}


@dataclass(frozen=True)
class Mix:
    """The parts of a total in two years, and the summary of their change.

    Attributes
    ----------
    by : str
        The feature of the breakdown.
    parts : pandas.DataFrame
        As `kerncijfers.mix`.
    summary : dict
        The row of `kerncijfers.mix_summary`.
    source : str
        The source both years stand in.
    """

    by: str
    parts: pd.DataFrame
    summary: dict[str, Any]
    source: str

    @property
    def years(self) -> tuple[int, int]:
        """From and to."""
        return int(self.summary["year_from"]), int(self.summary["year_to"])

    @property
    def words(self) -> _Words:
        """How this breakdown is called."""
        return _WORDS[self.by]


def mix_of(story: Demand, by: str, indicator_id: str = "questions_registered") -> Mix:
    """The mix of the year against the year before, or of the last two years printed at one place.

    Raises
    ------
    InsufficientEvidence
        When no two years are printed at one place.
    """
    years: tuple[int, int] | None = (story.year - 1, story.year)
    try:
        parts = mix(story.figures, by, years, indicator_id)
    except InsufficientEvidence:
        years = None
        parts = mix(story.figures, by, years, indicator_id)
    summary = records(mix_summary(story.figures, by, years, indicator_id))[0]
    first = ids_of(parts["figure_ids"].iloc[0])[0]
    source = story.figures.set_index("figure_id").loc[first, "source"]
    return Mix(by, parts, summary, str(source))


def mix_statement(story: Demand, own: Mix) -> blocks.Statement:
    """Which years, how the total changed, and which parts fell and rose most."""
    report, words = story.report, own.words
    first, last = own.years
    said = [_said_years(story, own), _said_total(story, own)]
    falls, rises = own.parts.sort_values("change"), own.parts.sort_values("change", ascending=False)
    for row, falling in ((records(falls)[0], True), (records(rises)[0], False)):
        if (row["change"] < 0) == falling and row["change"] != 0:
            said.append(_said_part(story, own, row, falling))
    down, up = report.number(own.summary["falls"]), report.number(own.summary["rises"], signed=True)
    share, moved = report.number(own.summary["dissimilarity"], "percent"), report.number(own.summary["shifted"])
    said.append(
        report.cite(
            Text(
                nl=f"Alle {words.parts.nl} die daalden: samen {down}. Alle die stegen: samen {up}. Ook de verdeling "
                f"veranderde: {share} van de {words.counted.nl} van {last} ({moved}) zou bij een andere groep moeten "
                f"horen om de verdeling van {first} terug te krijgen.",
                en=f"All {words.parts.en} that fell: {down} together. All that rose: {up} together. The mix changed "
                f"too: {share} of the {words.counted.en} of {last} ({moved}) would have to belong to another group to "
                f"get back the mix of {first}.",
            ),
            *ids_of(*own.parts["figure_ids"]),
        )
    )
    return report.statement(f"verdeling-{words.id}", *said)


def mix_note(story: Demand) -> blocks.Note:
    """What this accounting can and cannot say."""
    return story.report.note(
        "boekhouding",
        Text(
            nl="Dit is optellen, geen verklaring. Als de ene soort groeit ten koste van de andere, blijft het totaal "
            "gelijk: verschuivingen tellen op tot nul. Een andere verdeling alleen kan de verandering van het totaal "
            "dus niet verklaren. De tabellen laten zien waar het totaal daalde of steeg, niet waarom.",
            en="This is adding up, not an explanation. When one type grows at the expense of another, the total stays "
            "the same: shifts add up to zero. So another mix alone cannot explain the change of the total. The "
            "tables show where the total fell or rose, not why.",
        ),
    )


def mix_figure(story: Demand, own: Mix) -> blocks.Figure:
    """The parts that changed most, in numbers."""
    report, words = story.report, own.words
    first, last = own.years
    size = own.parts["change"].abs()
    largest = own.parts[size > 0].assign(size=size).nlargest(_LARGEST, "size").sort_values("change", kind="stable")
    left = int((size > 0).sum()) - len(largest)
    return report.figure(
        f"verandering-{words.id}",
        bars(largest, own.by, "change", how="integer", lang=report.lang),
        Text(
            nl=f"Verandering van {first} naar {last}, per {words.part.nl.lower()}",
            en=f"Change from {first} to {last}, by {words.part.en.lower()}",
        ),
        subtitle=Text(
            nl=f"Aantal {words.counted.nl}." + (f" De {len(largest)} grootste veranderingen." if left else ""),
            en=f"Number of {words.counted.en}." + (f" The {len(largest)} largest changes." if left else ""),
        ),
        source=ids_of(*largest["figure_ids"]),
    )


def mix_table(story: Demand, own: Mix, folded: bool = True) -> blocks.Table:
    """Each part in both years: number, share, change, its points of the total change, and what shifted."""
    report, words = story.report, own.words
    first, last = own.years
    total = report.number(own.summary["change_percent"], "percent1_of_100", signed=True)
    return report.table(
        f"tabel-{words.id}",
        own.parts,
        Text(
            nl=f"{words.parts.nl.capitalize()} in {first} en {last}",
            en=f"{words.parts.en.capitalize()} in {first} and {last}",
        ),
        {
            own.by: words.part,
            "value_from": Column(str(first), "integer"),
            "value_to": Column(str(last), "integer"),
            "share_from": Column(Text(nl=f"Aandeel {first}", en=f"Share {first}"), "percent1"),
            "share_to": Column(Text(nl=f"Aandeel {last}", en=f"Share {last}"), "percent1"),
            "change": Column(Text(nl="Verandering", en="Change"), "integer", signed=True),
            "contribution": Column(Text(nl="Procentpunt van het totaal", en="Points of the total"), "decimal1", True),
            "proportional": Column(Text(nl="Als alles gelijk opging", en="If all had moved alike"), "integer", True),
            "shift": Column(Text(nl="Verschuiving", en="Shift"), "integer", signed=True),
        },
        base=Text(
            nl=f"alle {words.counted.nl} in de tabel: {report.number(own.summary['total_from'])} en "
            f"{report.number(own.summary['total_to'])}",
            en=f"all {words.counted.en} in the table: {report.number(own.summary['total_from'])} and "
            f"{report.number(own.summary['total_to'])}",
        ),
        note=Text(
            nl=f"De kolom procentpunt telt op tot {total}; de kolom verschuiving telt op tot 0. Namen zoals gedrukt. "
            "Wat maar in één jaar staat, telt in het andere jaar als 0.",
            en=f"The column of points adds up to {total}; the column of shifts adds up to 0. Names as printed, in "
            "Dutch. What stands in one year only counts as 0 in the other.",
        ),
        row_sources="figure_ids",
        folded=folded,
    )


def _said_years(story: Demand, own: Mix) -> Text:
    first, last = own.years
    name = source_name(story.sources, own.source, story.report.lang)
    nl = f"De {own.words.parts.nl} van {first} en {last} staan samen in {name}."
    en = f"The {own.words.parts.en} of {first} and {last} stand together in {name}."
    if story.year != last:
        nl += f" Voor {story.year} met het jaar ervoor is zo’n uitsplitsing niet gedrukt."
        en += f" For {story.year} with the year before it no such breakdown is printed."
    return Text(nl=nl, en=en)


def _said_total(story: Demand, own: Mix) -> Any:
    report, row = story.report, own.summary
    start, end = report.number(row["total_from"]), report.number(row["total_to"])
    change = report.number(row["change"], signed=True)
    percent = report.number(row["change_percent"], "percent1_of_100", signed=True)
    counted = own.words.counted
    words = Text(
        nl=f"Het aantal {counted.nl} ging van {start} naar {end}: {change}, dat is **{percent}**.",
        en=f"The number of {counted.en} went from {start} to {end}: {change}, that is **{percent}**.",
    )
    return report.cite(words, *ids_of(str(row["figure_ids"])))


def _said_part(story: Demand, own: Mix, row: dict[str, Any], falling: bool) -> Any:
    report = story.report
    change = report.number(row["change"], signed=True)
    points = report.number(row["contribution"], "decimal1", signed=True)
    total = report.number(own.summary["change_percent"], "percent1_of_100", signed=True)
    nl, en = ("daling", "fall") if falling else ("stijging", "rise")
    words = Text(
        nl=f"De grootste {nl} zit bij ‘{row[own.by]}’: {change}. Dat telt voor {points} procentpunt mee in "
        f"het totaal van {total}.",
        en=f"The largest {en} is in ‘{row[own.by]}’: {change}. That counts for {points} percentage points in "
        f"the total of {total}.",
    )
    return report.cite(words, *ids_of(row["figure_ids"]))
