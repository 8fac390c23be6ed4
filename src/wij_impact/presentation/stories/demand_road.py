"""The road itself: its figure, the rates with their bases, and the years side by side, edition by edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.figures import normalise_breakdown, year_of
from wij_impact.kerncijfers import STEPS
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import funnel_bars, line_series
from wij_impact.presentation.sentences import enumeration
from wij_impact.presentation.stories.demand import STEP_WORDS, Demand
from wij_impact.presentation.stories.printed import ids_of, place_words, records, source_name
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    pass

__all__ = ["bases", "both_editions", "direct_figure", "rates_table", "road_figure", "years_table"]

_RATE_ORDER = (
    "direct_of_registered",
    "research_of_registered",
    "reports_of_registered",
    "reports_of_research",
    "indications_of_reports",
    "indications_of_registered",
)
_BASE_WORDS: dict[str, Text] = {
    "registered": Text(nl="geregistreerde vragen", en="questions registered"),
    "further_research": Text(nl="vragen naar nader onderzoek", en="questions to further research"),
    "statutory_reports": Text(nl="wettelijke meldingen", en="statutory reports"),
}

Row = dict[str, Any]


def road_figure(story: Demand) -> blocks.Figure:
    """The steps of the year at one place of print; only what is a part of the questions has a share of them."""
    import pandas as pd

    report, here = story.report, story.at_place()
    names = {step: _step_name(story, row) for step, row in here.items()}
    rows = [
        {
            "step": names[step],
            "value": row["value"],
            "base": names["registered"] if step in ("handled_directly", "further_research") else None,
        }
        for step, row in here.items()
    ]
    name = source_name(story.sources, story.source, report.lang)
    return report.figure(
        "de-weg",
        funnel_bars(pd.DataFrame(rows), base="base", lang=report.lang),
        Text(nl=f"Van vraag naar indicatie in {story.year}", en=f"From question to indication in {story.year}"),
        subtitle=Text(
            nl=f"Aantallen volgens {name}, {place_words(story.place, 'nl')}",
            en=f"Counts according to {name}, {place_words(story.place, 'en')}",
        ),
        source=ids_of(*(row["figure_ids"] for row in here.values())),
        note=Text(
            nl="Meldingen, indicaties en verwijzingen zijn dossiers en besluiten, geen vragen. Ze hebben daarom geen "
            "percentage van de vragen.",
            en="Reports, indications and referrals are case files and decisions, not questions. So they have no "
            "percentage of the questions.",
        ),
    )


def bases(story: Demand) -> blocks.Statement:
    """What each rate is a share of, and which number was computed here."""
    report, here = story.report, story.at_place()
    said: list[Any] = [
        Text(
            nl="Direct afgehandeld en nader onderzoek zijn samen alle geregistreerde vragen. Dat zijn echte aandelen. "
            "Een melding of een indicatie is iets anders dan een vraag: één vraag kan er geen, één of meer opleveren, "
            "en een indicatie kan bij een vraag uit een eerder jaar horen. Daarom staan die als aantal per 100, niet "
            "als aandeel.",
            en="Handled directly and further research together are all questions registered. Those are true shares. "
            "A report or an indication is something else than a question: one question can give none, one or more, and "
            "an indication can belong to a question of an earlier year. So they stand as a number per 100, not as a "
            "share.",
        )
    ]
    rest = here.get("further_research")
    if rest is not None and rest["derived"]:
        number = report.number(rest["value"])
        words = Text(
            nl=f"Het aantal vragen naar nader onderzoek ({number}) staat niet in het verslag; hier is het berekend als "
            "geregistreerd min direct afgehandeld.",
            en=f"The number of questions to further research ({number}) is not in the report; here it is computed as "
            "registered minus handled directly.",
        )
        said.append(report.cite(words, *ids_of(rest["figure_ids"])))
    return report.statement("basis", *said)


def rates_table(story: Demand) -> blocks.Table:
    """The rates of the year, per edition, with count, base and the year before at the same place."""
    report = story.report
    own = story.rates[story.rates["year"] == story.year]
    own = own.assign(order=own["rate"].map(_RATE_ORDER.index)).sort_values(["edition", "order", "place"], kind="stable")
    frame = own.assign(
        rate_name=[_rate_name(row).show(report.lang) for row in records(own)],
        shown=100 * own["estimate"],
        earlier=100 * own["previous"],
        moved=100 * own["change"],
        format=["percent1_of_100" if part else "decimal1" for part in own["part_of_base"]],
        ids=[" ".join(ids_of(*pair)) for pair in zip(own["figure_ids"], own["base_figure_ids"], strict=True)],
    )
    columns: dict[str, Any] = {"rate_name": Text(nl="Stap, met basis", en="Step, with base")}
    if len(set(own["edition"])) > 1:
        columns["edition"] = Text(nl="Verslag", en="Report")
    columns |= {
        "count": Column(Text(nl="Aantal", en="Number"), "integer"),
        "n": Column(Text(nl="Basis", en="Base"), "integer"),
        "shown": Column(Text(nl="Per 100", en="Per 100"), "row"),
        "earlier": Column(Text(nl="Jaar eerder", en="Year before"), "row"),
        "moved": Column(Text(nl="Verschil", en="Difference"), "decimal1", signed=True),
    }
    return report.table(
        "aandelen",
        frame,
        Text(nl=f"Aandelen en aantallen per 100 in {story.year}", en=f"Shares and numbers per 100 in {story.year}"),
        columns,
        note=Text(
            nl="Met % is het een aandeel; zonder % is het een aantal per 100 van de basis. Het verschil met het jaar "
            "eerder is in procentpunt of per 100, en alleen binnen één tabel van één verslag. Een streepje: daar is "
            "dat jaar niet gedrukt.",
            en="With % it is a share; without % it is a number per 100 of the base. The difference with the year "
            "before is in percentage points or per 100, and only within one table of one report. A dash: that year is "
            "not printed there.",
        ),
        row_sources="ids",
        row_format="format",
    )


def direct_figure(story: Demand) -> blocks.Figure:
    """The printed share handled directly over the years, one line per edition."""
    import pandas as pd

    report = story.report
    own = story.figures[(story.figures["indicator_id"] == "pct_directly_handled") & (story.figures["kind"] == "actual")]
    rows: dict[tuple[str, int], Row] = {}
    for row in records(own.sort_values(["reported_in", "figure_id"])):
        year = year_of(str(row["period"]))
        if year is not None and not normalise_breakdown(row["breakdown"]):
            name = source_name(story.sources, row["source"], report.lang)
            found = {"edition": name, "year": year, "value": row["value"], "figure_id": row["figure_id"]}
            rows.setdefault((str(row["reported_in"]), year), found)
    frame = pd.DataFrame(list(rows.values()))
    return report.figure(
        "direct-per-jaar",
        line_series(frame, series="edition", how="percent_auto_of_100", lang=report.lang),
        Text(nl="Aandeel vragen dat direct is afgehandeld", en="Share of questions handled directly"),
        subtitle=Text(
            nl="Procent van de geregistreerde vragen, zoals gedrukt. Elke lijn is één verslag.",
            en="Percent of questions registered, as printed. Each line is one report.",
        ),
        source=frame["figure_id"],
    )


def both_editions(story: Demand) -> blocks.Statement:
    """Every year that two editions print the share of, with both values and their counts."""
    report = story.report
    own = story.rates[story.rates["rate"] == "direct_of_registered"]
    said: list[Any] = []
    for year, rows in own.groupby("year"):
        if len(set(rows["edition"])) > 1:
            parts = [_share_words(story, row) for row in records(rows.sort_values("edition"))]
            nl, en = enumeration([one.nl for one in parts], "nl"), enumeration([one.en for one in parts], "en")
            words = Text(nl=f"Over {year} staat er {nl}.", en=f"For {year} there is {en}.")
            said.append(report.cite(words, *ids_of(*rows["figure_ids"], *rows["base_figure_ids"])))
            said += _definitions(story)
    said.append(
        Text(
            nl="De lijnen horen bij verschillende verslagen. Een sprong van de ene lijn naar de andere zegt dus niets "
            "over een verandering in de tijd.",
            en="The lines belong to different reports. So a jump from one line to the other says nothing "
            "about a change over time.",
        )
    )
    return report.statement("twee-verslagen", *said)


def years_table(story: Demand) -> blocks.Table:
    """The steps of all years, one row per year and place of print."""
    import pandas as pd

    report = story.report
    rows = []
    for (year, edition, place), steps in story.steps.groupby(["year", "edition", "place"], sort=False):
        values = dict(zip(steps["step"], steps["value"], strict=True))
        ids = ids_of(*steps["figure_ids"])
        row = {step: values.get(step) for step in STEPS}
        rows.append(row | {"year": year, "edition": edition, "ids": " ".join(ids), "at": place})
    frame = pd.DataFrame(rows).sort_values(["year", "edition", "at"], kind="stable")
    columns: dict[str, Any] = {"year": Column(Text(nl="Jaar", en="Year"), "year")}
    columns["edition"] = Text(nl="Verslag", en="Report")
    for step in STEPS:
        columns[step] = Column(STEP_WORDS[step], "integer")
    return report.table(
        "alle-jaren",
        frame,
        Text(nl="De weg in alle jaren, per verslag", en="The road in all years, by report"),
        columns,
        note=Text(
            nl="Een streepje betekent: niet gedrukt. In Jaarverslag 2023 is nader onderzoek hier berekend als "
            "geregistreerd min direct afgehandeld, en heten de indicaties verwijzingen.",
            en="A dash means: not printed. For Annual report 2023 further research is computed here as registered "
            "minus handled directly, and the indications are called referrals.",
        ),
        row_sources="ids",
        row_headers=2,
    )


def _step_name(story: Demand, row: Row) -> str:
    step = "referrals" if row["indicator_id"] == "referrals" else row["step"]
    words = STEP_WORDS[step]
    if row["derived"]:
        words = Text(nl=f"{words.nl} (berekend)", en=f"{words.en} (computed)")
    shown = words.show(story.report.lang)
    # In the middle of a sentence: "45% van geregistreerde vragen".
    return shown[:1].lower() + shown[1:]


def _rate_name(row: Row) -> Text:
    step = STEP_WORDS["referrals"] if row["indicator_id"] == "referrals" else STEP_WORDS[row["step"]]
    base = _BASE_WORDS[row["base"]]
    if row["part_of_base"]:
        return Text(nl=f"{step.nl}, van de {base.nl}", en=f"{step.en}, of the {base.en}")
    return Text(nl=f"{step.nl} per 100 {base.nl}", en=f"{step.en} per 100 {base.en}")


def _edition_name(story: Demand, ids: str) -> str:
    source = story.figures.set_index("figure_id").loc[ids_of(ids)[0], "source"]
    return source_name(story.sources, str(source), story.report.lang)


def _share_words(story: Demand, row: Row) -> Text:
    report = story.report
    share, count, base = report.number(row["estimate"], "percent"), report.number(row["count"]), report.number(row["n"])
    name = _edition_name(story, row["base_figure_ids"])
    return Text(
        nl=f"**{share}** in {name} ({count} van {base} vragen)",
        en=f"**{share}** in {name} ({count} of {base} questions)",
    )


def _definitions(story: Demand) -> list[Text]:
    own = story.breaks[(story.breaks["indicator_id"] == "pct_directly_handled") & (story.breaks["kind"] == "edition")]
    return [Text(nl=f"{row['reason_nl']}.", en=f"{row['reason_en']}.") for row in records(own)]
