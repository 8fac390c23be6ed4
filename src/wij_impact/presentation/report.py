"""`Report`: what a notebook calls, one short line per block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.errors import UsageError, check_language, suggest
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Sentence
from wij_impact.presentation.book import languages
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import check_format, format_number, is_missing
from wij_impact.presentation.sentences import check_wording
from wij_impact.presentation.tables import Column, Reference, columns_of, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.presentation.figures.canvas import Drawing

__all__ = ["Report"]

Words = str | Text | Sentence
_COUNTED = {1: "contradictions_1", 2: "contradictions_2", 3: "contradictions_3"}


class Report:
    """Makes the blocks of one report, in one language.

    Parameters
    ----------
    name : str
        Name of the report, as in `wij-impact run NAME`.
    lang : {"nl", "en"}
        Language of every label, sentence and number.
    figures : pandas.DataFrame, optional
        The published figures (`catalogue.figures()`): what `cite`, `source=` and `row_sources=` look up.
    sources : pandas.DataFrame or mapping, optional
        Titles of the sources: a frame with `source` and `title_nl`, `title_en` or `title`, or a mapping of
        source to title. Without it the source's own code is shown, with spaces.

    Notes
    -----
    Every sentence passes `check_wording`: causal words are refused unless ``comparison=True`` says that a
    comparison carries them.

    Examples
    --------
    >>> report = Report("kerncijfers", lang="nl")
    >>> report.statement("vragen", Text(nl="Er waren **35.905** vragen.", en="There were **35,905** questions."))
    ... # doctest: +ELLIPSIS
    Statement(id='vragen', lang='nl', ...
    """

    def __init__(
        self,
        name: str,
        lang: str = "nl",
        figures: pd.DataFrame | None = None,
        sources: pd.DataFrame | Mapping[str, str | Text] | None = None,
    ) -> None:
        self.name = name
        self.lang: Language = check_language(lang, languages())
        self._figures = None if figures is None else figures.set_index("figure_id", drop=False)
        self._titles = _titles(sources, self.lang)
        self._referred: dict[str, Reference] = {}

    def text(self, words: str | Text) -> str:
        """`words` in the language of the report."""
        return in_language(words, self.lang)

    def number(self, value: Any, how: str = "integer", signed: bool = False) -> str:
        """A number as this report writes it; see `presentation.format_number`."""
        return format_number(value, how, self.lang, "always" if signed else "negative")

    def cite(self, words: str | Text, *figure_ids: str) -> Sentence:
        """A sentence with the published figures it rests on.

        Raises
        ------
        UsageError
            When a `figure_id` is not among the figures of the report, with a suggestion.
        """
        return Sentence(self.text(words), self.references(figure_ids))

    def references(self, figure_ids: str | Iterable[str]) -> tuple[Reference, ...]:
        """The places of print of the given figures; a code of `sources` stands for that source as a whole."""
        wanted = [figure_ids] if isinstance(figure_ids, str) else list(figure_ids)
        return tuple(self._once(figure_id) for figure_id in dict.fromkeys(wanted))

    def lead(self, title: str | Text, sentences: Sequence[Words], comparison: bool = False) -> blocks.Lead:
        """The main message (the h1) and the two or three sentences under it."""
        said = self._said(sentences, comparison)
        return blocks.Lead("lead", self.lang, self._checked(title, comparison), said)

    def certainty(self, *sentences: Words, comparison: bool = False) -> blocks.Certainty:
        """The answer to "how certain is this?", shown on the first screen."""
        title = label("certainty", self.lang)
        return blocks.Certainty("certainty", self.lang, title, self._said(sentences, comparison))

    def contradictions(self, sentences: Sequence[Words], title: str | Text = "") -> blocks.Contradictions:
        """What does not add up, most important first; the title counts them. An empty list says none was found."""
        said = self._said(sentences, True)
        key = _COUNTED.get(len(said), "contradictions") if said else "no_contradictions"
        shown = self.text(title) or label(key, self.lang, n=len(said))
        return blocks.Contradictions("contradictions", self.lang, shown, said)

    def heading(self, text: str | Text, level: int = 2, id: str = "") -> blocks.Heading:
        """A section title; without `id` its anchor is made from the words."""
        shown = self.text(text)
        return blocks.Heading(id or _slug(shown), self.lang, shown, level)

    def statement(self, id: str, *sentences: Words, comparison: bool = False) -> blocks.Statement:
        """A paragraph of running text."""
        return blocks.Statement(id, self.lang, "", self._said(sentences, comparison))

    def note(self, id: str, *sentences: Words, title: str | Text = "", comparison: bool = False) -> blocks.Note:
        """A remark in a box."""
        shown = self.text(title) or label("note", self.lang)
        return blocks.Note(id, self.lang, shown, self._said(sentences, comparison))

    def method(self, *sentences: Words, title: str | Text = "", id: str = "method") -> blocks.Method:
        """How it was computed, each sentence a paragraph; folded away at the end."""
        return blocks.Method(id, self.lang, self.text(title) or label("method", self.lang), self._said(sentences, True))

    def sources(self, figure_ids: Iterable[str], id: str = "sources-used") -> blocks.Sources:
        """Published figures to list as sources although no sentence cites them."""
        return blocks.Sources(id, self.lang, self.references(figure_ids))

    def table(
        self,
        id: str,
        frame: pd.DataFrame,
        caption: str | Text,
        columns: Mapping[str, str | Text | Column] | None = None,
        *,
        base: str | Text = "",
        note: str | Text = "",
        source: str | Iterable[str] = (),
        row_sources: str | Sequence[str] = (),
        row_headers: int = 1,
        shown_rows: int | None = None,
        folded: bool = False,
        row_format: str = "",
        links: Sequence[str] = (),
        pages: Sequence[str] = (),
    ) -> blocks.Table:
        """A table.

        Parameters
        ----------
        id : str
            Anchor and file name (``tables/<id>.csv``).
        frame : pandas.DataFrame
            Unrounded values.
        caption : str or Text
            What the table shows.
        columns : mapping, optional
            Column name to label or `Column`; chooses and orders the columns. All of the frame by default.
        base, note : str or Text
            Whose shares these are; what the reader has to know.
        source : str or iterable of str
            `figure_id`s for the table as a whole.
        row_sources : str or sequence of str
            Columns of `frame` that hold a `figure_id` per row; several are parted by a space. Missing is allowed.
        row_headers : int
            How many columns at the left name the row.
        shown_rows : int, optional
            Show at most this many rows; the csv has them all.
        folded : bool
            Fold the table away behind its caption.
        row_format : str
            Column of `frame` with the number format of each row, for the columns with format ``row``;
            `unit_format` makes one from the unit of a published figure.
        links : sequence of str
            Per row the name of the report that its first cell leads to.
        pages : sequence of str
            Per row the page of its own (`Page.leaf`) that its first cell leads to.

        Raises
        ------
        UsageError
            For a column or `figure_id` that does not exist.
        """
        chosen = columns_of(frame, columns, self.lang)
        references, per_row = self._row_references(frame, row_sources)
        return blocks.Table(
            id,
            self.lang,
            self.text(caption),
            chosen,
            rows_of(frame, chosen),
            self.text(base),
            self.text(note),
            (*references, *self.references(source)),
            per_row,
            row_headers,
            shown_rows,
            folded,
            tuple(check_format(one) for one in frame[row_format]) if row_format else (),
            links=tuple(links),
            pages=tuple(pages),
        )

    def figure(
        self,
        id: str,
        drawing: Drawing,
        caption: str | Text,
        *,
        subtitle: str | Text = "",
        alt: str | Text = "",
        data: pd.DataFrame | None = None,
        columns: Mapping[str, str | Text | Column] | None = None,
        source: str | Iterable[str] = (),
        note: str | Text = "",
    ) -> blocks.Figure:
        """A drawing of `presentation.figures` with its caption.

        `alt` and `data` replace what the drawing suggests; `columns` labels the data.
        """
        from wij_impact.drawing.canvas import own_ids

        shown = drawing.data if data is None else data
        row_format = drawing.row_format if drawing.row_format in shown.columns else ""
        table = self.table(f"{id}-data", shown, caption, columns or drawing.columns, row_format=row_format)
        described = self.text(alt) or drawing.alt
        svg = own_ids(drawing.svg, id, self.text(caption), described)
        place = self.references(source)
        return blocks.Figure(
            id, self.lang, self.text(caption), self.text(subtitle), described, svg, table, self.text(note), place
        )

    def _said(self, sentences: Sequence[Words], comparison: bool) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(self._checked(said.text, comparison), said.references)
            if isinstance(said, Sentence)
            else Sentence(self._checked(said, comparison))
            for said in sentences
        )

    def _checked(self, words: str | Text, comparison: bool) -> str:
        return check_wording(self.text(words), self.lang, comparison)

    def _once(self, figure_id: str) -> Reference:
        """The reference of a figure, looked up the first time that this report cites it."""
        if figure_id not in self._referred:
            self._referred[figure_id] = self._reference(figure_id)
        return self._referred[figure_id]

    def _reference(self, figure_id: str) -> Reference:
        if self._figures is None:
            raise UsageError(
                f"figure_id '{figure_id}' cannot be looked up.", remedy="Give Report(figures=catalogue.figures())."
            )
        if figure_id not in self._figures.index:
            # A table of open data is read whole: its source has no place of print for each cell.
            if figure_id in self._titles:
                return Reference("", figure_id, self._titles[figure_id])
            near = suggest(figure_id, [str(known) for known in self._figures.index] + list(self._titles))
            raise UsageError(
                f"there is no published figure '{figure_id}'.", remedy=f"Did you mean '{near}'?" if near else ""
            )
        row: Any = self._figures.loc[figure_id]
        words = {
            name: _word(row.get(name))
            for name in ("source", "locator", "reported_in", "breakdown", "period", "unit", "note")
        }
        local = row.get("indicator_nl") if self.lang == "nl" else None
        indicator = row.get("indicator") if is_missing(local) or not local else local
        title = self._titles.get(words["source"], words["source"].replace("_", " "))
        value = None if is_missing(row.get("value")) else float(row["value"])
        return Reference(figure_id, title=title, indicator=str(indicator or ""), value=value, **words)

    def _row_references(
        self, frame: pd.DataFrame, names: str | Sequence[str]
    ) -> tuple[tuple[Reference, ...], tuple[tuple[int, ...], ...]]:
        wanted = [names] if isinstance(names, str) else list(names)
        if not wanted:
            return (), ()
        for name in wanted:
            if name not in frame.columns:
                raise UsageError(f"row_sources names column '{name}', which the table does not have.")
        per_row = [
            [one for name in wanted if not is_missing(frame[name].iloc[i]) for one in str(frame[name].iloc[i]).split()]
            for i in range(len(frame))
        ]
        ids = list(dict.fromkeys(one for row in per_row for one in row))
        place = {figure_id: position for position, figure_id in enumerate(ids)}
        return self.references(ids), tuple(tuple(place[one] for one in dict.fromkeys(row)) for row in per_row)


def _word(value: Any) -> str:
    """A cell as text; a year that pandas made a float is still a year."""
    if is_missing(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _titles(sources: pd.DataFrame | Mapping[str, str | Text] | None, lang: Language) -> dict[str, str]:
    if sources is None:
        return {}
    if isinstance(sources, Mapping):
        return {name: in_language(title, lang) for name, title in sources.items()}
    column = next((name for name in (f"title_{lang}", "title", "title_en") if name in sources.columns), None)
    if column is None or "source" not in sources.columns:
        raise UsageError("sources has no columns source and title.", remedy="Give source and title_nl, title_en.")
    return {
        str(name): str(title)
        for name, title in zip(sources["source"], sources[column], strict=True)
        if not is_missing(title)
    }


def _slug(words: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return slug if slug[:1].isalpha() else f"s-{slug}".strip("-")
