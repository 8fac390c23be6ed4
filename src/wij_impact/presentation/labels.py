"""Every fixed word of a report, in Dutch and English. What a report says itself is a `Text` in its notebook."""

from __future__ import annotations

from typing import Any

from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text

__all__ = ["COLUMN_WORDS", "LABELS", "label"]


LABELS: dict[str, Text] = {
    "organisation": Text(nl="Evaluatie sociaal domein", en="Social domain evaluation"),
    "data_until": Text(nl="gegevens tot en met {date}", en="data up to {date}"),
    "skip": Text(nl="Naar de inhoud", en="Skip to content"),
    "contents": Text(nl="Inhoud", en="Contents"),
    "certainty": Text(nl="Hoe zeker is dit?", en="How certain is this?"),
    "contradictions_1": Text(nl="Eén ding dat niet klopt", en="One thing that does not add up"),
    "contradictions_2": Text(nl="Twee dingen die niet kloppen", en="Two things that do not add up"),
    "contradictions_3": Text(nl="Drie dingen die niet kloppen", en="Three things that do not add up"),
    "contradictions": Text(nl="{n} dingen die niet kloppen", en="{n} things that do not add up"),
    "no_contradictions": Text(nl="Wat niet klopt", en="What does not add up"),
    "found_none": Text(
        nl="De controles vonden in deze gegevens niets dat niet klopt.",
        en="The checks found nothing in these data that does not add up.",
    ),
    "method": Text(nl="Methode", en="Method"),
    "account": Text(nl="Verantwoording", en="How this was made"),
    "all_sources": Text(nl="Alle cijfers met hun vindplaats (csv)", en="All figures with their place of print (csv)"),
    "sources": Text(nl="Bronnen", en="Sources"),
    "source": Text(nl="Bron", en="Source"),
    "base": Text(nl="Basis", en="Base"),
    "page": Text(nl="vindplaats", en="place of print"),
    "reported_in": Text(nl="verslagjaar {year}", en="reporting year {year}"),
    "back_to_text": Text(nl="Terug naar de tekst bij bron {n}", en="Back to the text at source {n}"),
    "to_source": Text(nl="bron {n}", en="source {n}"),
    "parameters": Text(nl="Instellingen", en="Parameters"),
    "parameter": Text(nl="Instelling", en="Parameter"),
    "value": Text(nl="Waarde", en="Value"),
    "default": Text(nl="standaard", en="default"),
    "made_with": Text(nl="Gemaakt met", en="Made with"),
    "package": Text(nl="Programma", en="Package"),
    "version": Text(nl="Versie", en="Version"),
    "code": Text(nl="Code van dit rapport", en="Code of this report"),
    "code_cell": Text(nl="Code, stap {n}", en="Code, step {n}"),
    "notebook": Text(nl="Het notebook waar dit rapport uit komt", en="The notebook this report comes from"),
    "files": Text(nl="Bestanden", en="Files"),
    "files_hint": Text(
        nl="Elke tabel staat ook als bestand naast dit rapport, met onafgeronde getallen.",
        en="Every table also stands beside this report as a file, with unrounded numbers.",
    ),
    "data_from": Text(nl="Gegevens", en="Data"),
    "download_figure": Text(nl="Cijfers van figuur {n} (csv)", en="Numbers of figure {n} (csv)"),
    "download_table": Text(nl="Tabel {n} (csv)", en="Table {n} (csv)"),
    "figure": Text(nl="Figuur {n}", en="Figure {n}"),
    "table": Text(nl="Tabel {n}", en="Table {n}"),
    "scroll": Text(nl="{what} (schuif opzij)", en="{what} (scroll sideways)"),
    "figure_data": Text(nl="Cijfers van figuur {n}", en="Numbers of figure {n}"),
    "rows_left_out": Text(
        nl="De eerste {shown} van {total} rijen. De hele tabel staat in het csv-bestand.",
        en="The first {shown} of {total} rows. The whole table is in the csv file.",
    ),
    "rows_left_out_file": Text(
        nl="De eerste {shown} van {total} rijen. De hele tabel staat bij dit rapport, in {file}.",
        en="The first {shown} of {total} rows. The whole table is beside this report, in {file}.",
    ),
    "mailed": Text(nl="Om te mailen", en="To mail"),
    "report": Text(nl="Rapport", en="Report"),
    "data_until_word": Text(nl="Gegevens tot en met", en="Data up to"),
    "page_word": Text(nl="pagina", en="page"),
    "of_pages": Text(nl="van", en="of"),
    "figures_and_tables": Text(nl="Figuren en tabellen", en="Figures and tables"),
    "in_appendix": Text(nl="{what} staat in de bijlage", en="{what} is in the appendix"),
    "appendix": Text(nl="Bijlage: tabellen en cijfers", en="Appendix: tables and numbers"),
    "part_of": Text(nl="deel {n} van {total}", en="part {n} of {total}"),
    "unknown": Text(nl="niet bekend", en="not known"),
    "no_price": Text(nl="geen prijs", en="no price"),
    "yes": Text(nl="ja", en="yes"),
    "no": Text(nl="nee", en="no"),
    "note": Text(nl="Let op", en="Note"),
    "sheet": Text(nl="Blad", en="Sheet"),
    "sheet_contents": Text(nl="Inhoud", en="Contents"),
    "sheet_sources": Text(nl="Bronnen", en="Sources"),
    "source_numbers": Text(nl="Bronnen: {numbers} (zie blad {sheet})", en="Sources: {numbers} (see sheet {sheet})"),
    "place": Text(nl="Vindplaats", en="Place of print"),
    "reporting_year": Text(nl="Verslagjaar", en="Reporting year"),
    "number": Text(nl="Nummer", en="Number"),
    "reports": Text(nl="Rapporten", en="Reports"),
    "reports_lead": Text(
        nl="Elk rapport opent met wat bekend is, wat veranderde en hoe zeker dat is.",
        en="Every report opens with what is known, what changed and how certain that is.",
    ),
    "no_reports": Text(nl="Er zijn nog geen rapporten.", en="There are no reports yet."),
    "failed": Text(nl="Niet vernieuwd", en="Not renewed"),
    "failed_previous": Text(
        nl="De laatste keer ging het maken van dit rapport mis; hier staat het vorige rapport.",
        en="Making this report failed the last time; the previous report stands here.",
    ),
    "failed_none": Text(
        nl="Het maken van dit rapport ging mis, en er is nog geen vorig rapport.",
        en="Making this report failed, and there is no previous report yet.",
    ),
    "each_title": Text(nl="{report}: per {name}", en="{report}: by {name}"),
    "each_lead": Text(nl="{made} van {total} gemaakt in deze run.", en="{made} of {total} made in this run."),
    "each_failed": Text(nl="Niet gelukt:", en="Not made:"),
    "each_same": Text(nl="In elk rapport", en="In every report"),
    "each_certainty": Text(nl="Hoe zeker:", en="How certain:"),
    "each_made": Text(nl="Gemaakt", en="Made"),
    "each_earlier": Text(nl="Van een eerdere keer", en="From an earlier run"),
    "each_overviews": Text(nl="Overzichten", en="Overviews"),
    "invented": Text(nl="Op verzonnen gegevens", en="On made-up data"),
    "invented_word": Text(nl="verzonnen", en="invented"),
    "consequence": Text(nl="Gevolg", en="Consequence"),
    "weight_large": Text(nl="Groot", en="Large"),
    "weight_medium": Text(nl="Middel", en="Medium"),
    "weight_small": Text(nl="Klein", en="Small"),
    "weight_large_why": Text(nl="verandert het verhaal", en="changes the story"),
    "weight_medium_why": Text(
        nl="raakt een afrekening of een gevoelig bedrag", en="touches a settlement or a sensitive amount"
    ),
    "weight_small_why": Text(nl="verandert niets aan het verhaal", en="changes nothing in the story"),
    "sound": Text(nl="Wat wel klopt", en="What does add up"),
    "all_reports": Text(nl="Alle rapporten", en="All reports"),
    "break": Text(nl="breuk", en="break"),
    "year": Text(nl="Jaar", en="Year"),
    "series": Text(nl="Reeks", en="Series"),
    "chart_line": Text(nl="Lijngrafiek", en="Line chart"),
    "chart_panels": Text(nl="{n} lijngrafieken naast elkaar", en="{n} line charts side by side"),
    "chart_bar": Text(nl="Staafgrafiek", en="Bar chart"),
    "chart_funnel": Text(nl="Trechter in stappen", en="Funnel in steps"),
    "chart_pairs": Text(nl="Stippengrafiek met twee waarden per regel", en="Dot chart with two values per row"),
    "chart_interval": Text(nl="Stippengrafiek met intervallen", en="Dot chart with intervals"),
    "chart_waterfall": Text(nl="Watervalgrafiek", en="Waterfall chart"),
    "chart_cashflow": Text(nl="Staafgrafiek van bedragen per jaar", en="Bar chart of amounts per year"),
    "chart_tornado": Text(nl="Tornadografiek", en="Tornado chart"),
    "chart_histogram": Text(nl="Verdeling van de uitkomsten", en="Distribution of the results"),
    "chart_heatmap": Text(nl="Matrix", en="Matrix"),
    "below_zero": Text(nl="onder nul: {share}", en="below zero: {share}"),
    "above_zero": Text(nl="op of boven nul: {share}", en="at or above zero: {share}"),
    "median": Text(nl="mediaan {value}", en="median {value}"),
    "end": Text(nl="Eind", en="End"),
    "low": Text(nl="laag", en="low"),
    "high": Text(nl="hoog", en="high"),
    "from_to": Text(nl="{label}: {low} tot {high}", en="{label}: {low} to {high}"),
    "in_year": Text(nl="{value} in {year}", en="{value} in {year}"),
    "rest_in_data": Text(nl="De andere punten staan in de cijfers.", en="The other points are in the data."),
}

# Columns that a frame brings along under the library's own names, for a table that labels them no further.
COLUMN_WORDS: dict[str, Text] = {
    "assignment": Text(nl="Deelopdracht", en="Assignment"),
    "estimate": Text(nl="Schatting", en="Estimate"),
    "item": Text(nl="Vraag", en="Item"),
    "kind": Text(nl="Soort", en="Kind"),
    "lower": Text(nl="Van", en="From"),
    "meldingtype": Text(nl="Soort vraag", en="Type of question"),
    "name": Text(nl="Naam", en="Name"),
    "soort": Text(nl="Soort", en="Kind"),
    "unit": Text(nl="Eenheid", en="Unit"),
    "upper": Text(nl="Tot", en="To"),
    "value": Text(nl="Waarde", en="Value"),
    "year": Text(nl="Jaar", en="Year"),
}


def label(key: str, lang: Language, **values: Any) -> str:
    """The label `key` in `lang`, with `values` filled in.

    Examples
    --------
    >>> label("rows_left_out", "en", shown=10, total=56)
    'The first 10 of 56 rows. The whole table is in the csv file.'
    """
    if key not in LABELS:
        near = suggest(key, list(LABELS))
        raise UsageError(f"there is no label '{key}'." + (f" Did you mean '{near}'?" if near else ""))
    text = LABELS[key].show(lang)
    return text.format(**values) if values else text
