"""The first screen of the report on the grants account, and the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.kerncijfers import grants_account, grants_totals
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import change
from wij_impact.presentation.stories.printed import choose_year, ids_of, place_words, records, source_name, until_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ACCOUNT", "Grants", "certainty", "grants", "grants_years", "lead"]

ACCOUNT = Text(nl="de deelopdrachten", en="the assignments")

Row = dict[str, Any]


@dataclass(frozen=True)
class Grants:
    """What the report says about the account of one year.

    Attributes
    ----------
    report : Report
        Makes the blocks, in one language.
    figures, sources, checks, indicators : pandas.DataFrame
        The published figures and the tables beside them.
    year : int
        The year of the account.
    account : pandas.DataFrame
        As `kerncijfers.grants_account`: one row per line of the printed table.
    totals : pandas.DataFrame
        As `kerncijfers.grants_totals`, by `amount`.
    """

    report: Report
    figures: pd.DataFrame
    sources: pd.DataFrame
    checks: pd.DataFrame
    indicators: pd.DataFrame
    year: int
    account: pd.DataFrame
    totals: pd.DataFrame

    def figure(self, figure_id: str) -> Row:
        """One published figure."""
        return records(self.figures[self.figures["figure_id"] == figure_id])[0]

    @property
    def table_id(self) -> str:
        """A figure of the printed table, for its place of print."""
        return ids_of(*self.account["figure_ids"])[0]

    @property
    def edition(self) -> str:
        """The reporting year of the table."""
        return str(self.figure(self.table_id)["reported_in"])

    @property
    def source(self) -> str:
        """The source of the table."""
        return str(self.figure(self.table_id)["source"])

    @property
    def lines(self) -> pd.DataFrame:
        """The lines with an amount."""
        return self.account[~self.account["empty"]]

    def total(self, amount: str) -> float:
        """The printed total of a column, or the sum of its lines where none is printed."""
        row = records(self.totals.loc[[amount]])[0]
        return float(row["computed"] if is_missing(row["printed"]) else row["printed"])

    def total_ids(self, *amounts: str) -> list[str]:
        """The figures of printed totals."""
        return ids_of(*(str(self.totals.loc[amount, "figure_ids"]) for amount in amounts))

    def label(self, indicator_id: str) -> Text:
        """The name of an indicator."""
        row = self.indicators[self.indicators["indicator_id"] == indicator_id].iloc[0]
        return Text(nl=str(row["label_nl"]), en=str(row["label_en"]))

    def euro(self, value: float, signed: bool = False) -> str:
        """An amount as the report writes it."""
        return self.report.number(value, "eur", signed)


def grants_years(figures: pd.DataFrame) -> list[int]:
    """The years of which an account with amounts per assignment is printed."""
    own = figures[
        figures["indicator_id"].eq("grants_awarded") & figures["kind"].eq("actual") & figures["value"].notna()
    ]
    own = own[own["breakdown"].astype("str").str.startswith("deelopdracht=")]
    years = {year_of(period) for period in own["period"]}
    return sorted(year for year in years if year is not None)


def grants(
    report: Report,
    figures: pd.DataFrame,
    year: int | None = None,
    *,
    sources: pd.DataFrame,
    checks: pd.DataFrame,
    indicators: pd.DataFrame,
) -> Grants:
    """Gather what the report says about the account of a year.

    Parameters
    ----------
    report : Report
        With the figures and the sources.
    figures : pandas.DataFrame
        Published figures, as `catalogue.figures` gives them.
    year : int, optional
        The last account printed by default.
    sources, checks, indicators : pandas.DataFrame
        The tables of those names, as `catalogue.load_table` gives them.

    Returns
    -------
    Grants

    Raises
    ------
    InputError
        When no account is printed for the year, naming the years there are.
    """
    chosen = choose_year(year, grants_years(figures), ACCOUNT)
    account, totals = grants_account(figures, chosen), grants_totals(figures, chosen)
    return Grants(report, figures, sources, checks, indicators, chosen, account, totals.set_index("amount"))


def lead(story: Grants) -> blocks.Lead:
    """How much was granted and spent, what changed, and what is still to be settled."""
    said = [_said_spent(story), *_said_change(story), _said_settle(story)]
    return story.report.lead(_title(story), said)


def certainty(story: Grants) -> blocks.Certainty:
    """From which source and date, what the amounts do not say, and what cannot be compared."""
    said = [_said_source(story), *_said_exact(story), *_said_doubtful_before(story)]
    aim = Text(
        nl="Deze rekening gaat over geld. Wat de opdrachten opleverden voor inwoners, staat er niet in.",
        en="This account is about money. What the assignments brought residents is not in it.",
    )
    return story.report.certainty(*said, aim)


def _title(story: Grants) -> Text:
    share = story.total("cost") / story.total("awarded")
    shown, year = story.report.number(share, "percent"), story.year
    if share > 1:
        return Text(
            nl=f"Deelopdrachten kostten in {year} meer dan toegekend: {shown}",
            en=f"In {year} assignments cost more than was granted: {shown}",
        )
    return Text(
        nl=f"{shown} van de subsidie voor deelopdrachten besteed in {year}",
        en=f"{shown} of the grants for assignments spent in {year}",
    )


def _said_spent(story: Grants) -> Sentence:
    awarded, cost = story.total("awarded"), story.total("cost")
    n, share = int((story.account["awarded"] > 0).sum()), story.report.number(cost / awarded, "percent")
    words = Text(
        nl=f"Voor {story.year} kende de gemeente **{story.euro(awarded)}** toe, verdeeld over {n} deelopdrachten. De "
        f"kosten waren **{story.euro(cost)}**; dat is {share}.",
        en=f"For {story.year} the municipality granted **{story.euro(awarded)}**, over {n} assignments. The cost was "
        f"**{story.euro(cost)}**; that is {share}.",
    )
    return story.report.cite(words, *story.total_ids("awarded", "cost"))


def _said_change(story: Grants) -> list[Sentence]:
    """The cost against the year before, where one place prints both, in euros."""
    own = story.figures[
        (story.figures["indicator_id"] == "grants_used")
        & (story.figures["kind"] == "actual")
        & (story.figures["unit"] == "EUR")
        & (story.figures["reported_in"] == story.edition)
    ]
    for _, rows in own.sort_values("figure_id").groupby("locator"):
        by_year = {year_of(row["period"]): row for row in records(rows)}
        now, before = by_year.get(story.year), by_year.get(story.year - 1)
        if now and before and now["value"] == story.total("cost"):
            since = Text(nl=f"in {story.year - 1}", en=f"in {story.year - 1}")
            how = change(before["value"], now["value"], since, story.report.lang, "amount")
            was = story.euro(before["value"])
            words = Text(nl=f"De kosten waren {how} ({was}).", en=f"The cost was {how} ({was}).")
            return [story.report.cite(words, now["figure_id"], before["figure_id"])]
    return []


def _said_settle(story: Grants) -> Sentence:
    receivable, settle = story.euro(story.total("receivable")), story.euro(story.total("to_settle"))
    words = Text(
        nl=f"WIJ moet van de gemeente nog {receivable} ontvangen en moet {settle} met de gemeente verrekenen.",
        en=f"WIJ is still to receive {receivable} from the municipality and has {settle} to settle with it.",
    )
    return story.report.cite(words, *story.total_ids("receivable", "to_settle"))


def _said_source(story: Grants) -> Sentence:
    report, lang = story.report, story.report.lang
    name, until = source_name(story.sources, story.source, lang), until_words(story.sources, story.source, lang)
    place = place_words(str(story.figure(story.table_id)["locator"]), lang)
    words = Text(
        nl=f"De bedragen komen uit de tabel ‘{place}’ van {name}"
        + (f" en gaan tot en met {until}" if until else "")
        + ". Het is een volledige opgave, geen steekproef.",
        en=f"The amounts come from the table ‘{place}’ of {name}"
        + (f" and run up to {until}" if until else "")
        + ". It is a complete statement, not a sample.",
    )
    return report.cite(words, story.table_id)


def _said_exact(story: Grants) -> list[Sentence]:
    """How many lines cost exactly what was granted."""
    lines = story.lines
    exact = lines[lines["unspent"] == 0]
    if exact.empty:
        return []
    words = Text(
        nl=f"Bij {len(exact)} van de {len(lines)} deelopdrachten zijn de kosten op de euro gelijk aan de toekenning. "
        "Hoe de kosten zijn bepaald, staat niet in de tabel.",
        en=f"For {len(exact)} of the {len(lines)} assignments the cost equals the grant to the euro. How the cost was "
        "determined is not in the table.",
    )
    return [story.report.cite(words, *ids_of(*exact["figure_ids"]))]


def _said_doubtful_before(story: Grants) -> list[Sentence]:
    """Why the amount granted is not compared: the report prints one amount for two years."""
    own = story.figures[
        (story.figures["indicator_id"] == "grants_awarded")
        & (story.figures["kind"] == "actual")
        & (story.figures["reported_in"] == story.edition)
    ]
    rows = [row for row in records(own) if not normalise_breakdown(row["breakdown"])]
    before = [row for row in rows if year_of(row["period"]) == story.year - 1]
    for row in before:
        for other in rows:
            when = year_of(other["period"])
            if when not in (story.year, story.year - 1) and other["value"] == row["value"]:
                return [_said_two_years(story, row, other)]
    return []


def _said_two_years(story: Grants, row: Row, other: Row) -> Sentence:
    report = story.report
    amount = report.number(row["value"], "eur_in_million" if row["unit"] == "EUR_million" else "eur")
    places = [f"‘{place_words(str(one['locator']), report.lang)}’" for one in (row, other)]
    years = [year_of(str(one["period"])) for one in (row, other)]
    words = Text(
        nl=f"Of er meer is toegekend dan een jaar eerder, is niet te zeggen: {amount} staat bij {years[0]} in "
        f"{places[0]} en bij {years[1]} in {places[1]}.",
        en=f"Whether more was granted than a year earlier cannot be said: {amount} stands with {years[0]} in "
        f"{places[0]} and with {years[1]} in {places[1]}.",
    )
    return report.cite(words, row["figure_id"], other["figure_id"])
