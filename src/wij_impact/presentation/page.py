"""`Page`: what a notebook calls to say which sentence, table and figure stands where. No words, no arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.catalogue import figures as published_figures
from wij_impact.catalogue.tables import load_table
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.quantity import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.blocks import Block, Discrepancy, NewsItem, Sentence, Spark, Weight
from wij_impact.presentation.book import word
from wij_impact.presentation.explanations import Explanations
from wij_impact.presentation.first_screen import numbers_of, words_of
from wij_impact.presentation.report import Report
from wij_impact.presentation.sentences import check_wording
from wij_impact.presentation.showing import show
from wij_impact.presentation.tables import Column
from wij_impact.presentation.words import Phrase, Said, Words

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.presentation.figures.canvas import Drawing

__all__ = ["Page"]


class Page:
    """One report in one language: its methods put blocks on the page, in the order in which they are called.

    Parameters
    ----------
    name : str
        Name of the report; its words stand in ``data/words/<name>.toml``.
    lang : str
        Language of the report: a column of the words files.
    examples : bool
        True for a page of made-up data. Elsewhere a number with origin ``synthetic`` is refused.

    Attributes
    ----------
    blocks : list of Block
        What stands on the page so far.

    Notes
    -----
    Keys are dotted. A key without a dot stands in the section of its block: ``page.certainty(facts, "spread")`` says
    ``certainty.spread``. Every number of a sentence brings its own footnote.

    Examples
    --------
    >>> page = Page("signalen", "nl")
    >>> page.words.lang
    'nl'
    """

    def __init__(self, name: str, lang: str = "nl", *, examples: bool = False) -> None:
        self.words = Words(name, lang)
        self.examples = examples
        self.blocks: list[Block] = []
        self._apart = False
        self._told: dict[str, Any] = {}
        self._explained: set[str] = set()
        self._sources_say: Explanations | None = None
        self._report = Report(name, lang, published_figures(), load_table("sources"))
        self.lang = self._report.lang

    # -- words ------------------------------------------------------------------------------------------------

    def text(self, key: str, facts: Any = None, **more: Any) -> str:
        """A phrase of the words file as plain text: the label of an axis, of a column."""
        return self.words.say(key, facts, **more).text

    def term(self, group: str, code: str) -> str:
        """The word of a code."""
        return self.words.term(Term(group, code))

    def sentence(self, key: str, facts: Any = None, **more: Any) -> Sentence:
        """A sentence with the footnotes of exactly the numbers that stand in it."""
        self._refuse_invented(facts, more)
        return self._checked(self.words.say(key, facts, **more))

    def _checked(self, said: Said) -> Sentence:
        text = check_wording(said.text, self.lang, said.comparison)
        if said.changed:
            text = f"{text} {word('phrase.changed', self.lang)}"
        return Sentence(text, self._report.references(said.sources))

    def _refuse_invented(self, facts: Any, more: Mapping[str, Any]) -> None:
        if self.examples:
            return
        held = {**(facts if isinstance(facts, Mapping) else getattr(facts, "__dict__", {})), **more}
        for name, one in held.items():
            if isinstance(one, Quantity) and one.origin == "synthetic":
                raise UsageError(
                    f"‘{name}’ is made up and may not stand in report {self.words.name}.",
                    remedy="Make it a page of examples: Page(..., examples=True).",
                )

    def _key(self, section: str, key: str) -> str:
        return key if "." in key else f"{section}.{key}"

    def _said(self, section: str, keys: Sequence[str], facts: Any, more: Mapping[str, Any]) -> tuple[Sentence, ...]:
        return tuple(self.sentence(self._key(section, key), facts, **more) for key in keys)

    def _title(self, key: str, facts: Any, more: Mapping[str, Any], otherwise: str = "") -> str:
        return self.sentence(key, facts, **more).text if self.words.has(key) else otherwise

    # -- blocks of text ---------------------------------------------------------------------------------------

    def lead(self, facts: Any, *keys: str, title: str = "lead.title", **more: Any) -> None:
        """The main message: the title (key ``lead.title`` unless said otherwise) and the sentences under it."""
        title = self._title(title, facts, more)
        self.put(blocks.Lead("lead", self.lang, title, self._said("lead", keys, facts, more)))

    def certainty(self, facts: Any, *keys: str, **more: Any) -> None:
        """The answer to "how certain is this?", on the first screen."""
        title = self._title("certainty.title", facts, more, word("label.certainty", self.lang))
        self.put(blocks.Certainty("certainty", self.lang, title, self._said("certainty", keys, facts, more)))

    def news(
        self,
        facts: Any,
        *items: str | tuple[Any, ...],
        sparks: Mapping[str, Spark] | None = None,
        because: Mapping[str, Iterable[str]] | None = None,
        **more: Any,
    ) -> None:
        """What is going on: the title ``news.title`` and one to three items.

        An item ``x`` is said by ``news.x.value`` (``**the number** what it is``), ``news.x.fact`` and
        ``news.x.consequence``; ``news.x.said`` is the reason that the source itself gives, where it gives one.
        `sparks` are small charts for the index of reports, by item; `because` are the figures, by item, whose
        explanation by the source (`explanations.csv`) stands with it. An item may be a pair of its key and facts of
        its own; items that share a key also bring their own chart, and then those figures.
        """
        made = []
        for one in items:
            item, own, *rest = one if isinstance(one, tuple) else (one, facts)
            spark = rest[0] if rest else (sparks or {}).get(item)
            why = rest[1] if len(rest) > 1 else (because or {}).get(item, ())
            key = self._key("news", item)
            value, fact, consequence = (
                self.sentence(f"{key}.{part}", own, **more) for part in ("value", "fact", "consequence")
            )
            said = self.sentence(f"{key}.said", own, **more) if self.words.has(f"{key}.said") else None
            made.append(NewsItem(value, fact, consequence, said or self._because(why), spark))
        self.put(blocks.News("news", self.lang, self._title("news.title", facts, more), tuple(made)))

    def spark(
        self,
        shape: Literal["line", "bars", "share", "reference"],
        values: Iterable[float | Quantity],
        key: str,
        facts: Any,
        labels: Iterable[object] = (),
        **more: Any,
    ) -> Spark:
        """The small chart of a piece of news on the index of reports; the sentence `key` is its text alternative."""
        numbers = [float(one.value if isinstance(one, Quantity) else one) for one in values]
        return Spark(shape, tuple(numbers), tuple(map(str, labels)), self.text(key, facts, **more))

    def ask(self, facts: Any, *keys: str, reader: bool | None = None, **more: Any) -> None:
        """What to ask of the organisation or the municipality, on the first screen.

        With `reader`, what the reader can do: for a file of the reader's own there is nobody else to ask. Left out,
        that is so for sentences that all stand under ``own``.
        """
        if reader is None:
            reader = bool(keys) and all(key.partition(".")[0] == "own" for key in keys)
        title = self._title("ask.title", facts, more, word("label.ask_own" if reader else "label.ask", self.lang))
        self.put(blocks.Ask("ask", self.lang, title, self._said("ask", keys, facts, more)))

    def explanation(self, facts: Any, *keys: str, by: str = "wij", id: str = "", **more: Any) -> None:
        """The reason that a source gives for what moved, marked as that source's (``label.according_to_<by>``)."""
        if not keys:
            return
        title = word(f"label.according_to_{by}", self.lang)
        said = self._said("explanation", keys, facts, more)
        self.put(blocks.Explanation(id or f"said-{_anchor(keys[0])}", self.lang, title, said))

    def explained(self, figure_ids: Iterable[str], id: str = "explained", again: bool = False) -> None:
        """What the sources say of these figures, from ``published/explanations.csv``: once a page, unless `again`."""
        for by, said in self._explanations(figure_ids).items():
            title = word(f"label.according_to_{by}", self.lang)
            new = tuple(one for one in said if again or one.text not in self._explained)
            self._explained.update(one.text for one in new)
            if new:
                self.put(blocks.Explanation(f"{id}-{by}", self.lang, title, new))

    def _explanations(self, figure_ids: Iterable[str]) -> dict[str, list[Sentence]]:
        """By whom -> what they say of these figures, in the order of the figures."""
        if self._sources_say is None:
            self._sources_say = Explanations(load_table("explanations"), published_figures(), self.lang)
        refer, said = self._report.references, self._sources_say.of(figure_ids)
        return {by: [Sentence(text, refer([one])) for text, one in each] for by, each in said.items()}

    def _because(self, figure_ids: Iterable[str]) -> Sentence | None:
        """What the first source that explains these figures says of them, marked as that source's."""
        for by, said in self._explanations(figure_ids).items():
            lead = word(f"label.according_to_{by}", self.lang)
            text = f"**{lead}:** {' '.join(one.text for one in said)}"
            return Sentence(text, tuple(dict.fromkeys(ref for one in said for ref in one.references)))
        return None

    def discrepancies(
        self, facts: Any, items: Iterable[tuple[str, Weight] | tuple[str, Weight, Any]], *sound: str, **more: Any
    ) -> None:
        """What does not add up, heaviest first, and what does.

        An item is its key ``x``, its weight and, where it has them, facts of its own; it is said by
        ``discrepancy.x.title``, ``.fact`` and, where the source says something of it, ``.said``. `sound` are keys of
        ``sound``.
        """
        made = []
        for item, weight, *rest in items:
            key, own = self._key("discrepancy", item), rest[0] if rest else facts
            said = self.sentence(f"{key}.said", own, **more) if self.words.has(f"{key}.said") else None
            title = self.sentence(f"{key}.title", own, **more).text
            made.append(Discrepancy(weight, title, (self.sentence(f"{key}.fact", own, **more),), said))
        title = self._title("discrepancy.title", facts, more, word("label.no_contradictions", self.lang))
        fine = self._said("sound", sound, facts, more)
        self.put(blocks.Discrepancies("discrepancies", self.lang, title, tuple(made), fine))

    def contradictions(self, facts: Any, *keys: str, **more: Any) -> None:
        """What does not add up, most important first; without keys the page says that nothing was found."""
        said = self._said("contradictions", keys, facts, more)
        counted = {0: "no_contradictions", 1: "contradictions_1", 2: "contradictions_2", 3: "contradictions_3"}
        shown = word(f"label.{counted.get(len(said), 'contradictions')}", self.lang).format(n=len(said))
        title = self._title("contradictions.title", facts, more, shown)
        self.put(blocks.Contradictions("contradictions", self.lang, title, said))

    def heading(self, key: str, facts: Any = None, *, level: int = 2, id: str = "", **more: Any) -> None:
        """A section title, ``heading.<key>``; its anchor is the key unless `id` says otherwise."""
        whole = self._key("heading", key)
        said = self.sentence(whole, facts, **more)
        self.put(blocks.Heading(id or _anchor(whole), self.lang, said.text, level))

    def statement(self, facts: Any, *keys: str, id: str = "", **more: Any) -> None:
        """A paragraph of running text; its anchor is its first key."""
        if not keys:
            return
        said = self._said("statement", keys, facts, more)
        self.put(blocks.Statement(id or _anchor(keys[0]), self.lang, "", said))

    def note(self, facts: Any, *keys: str, id: str = "", title: str = "", **more: Any) -> None:
        """A remark in a box; `title` is the key of another title than the usual one."""
        if not keys:
            return
        shown = self.sentence(title, facts, **more).text if title else word("label.note", self.lang)
        self.put(blocks.Note(id or f"note-{_anchor(keys[0])}", self.lang, shown, self._said("note", keys, facts, more)))

    def method(self, facts: Any, *keys: str, id: str = "method", title: str = "", **more: Any) -> None:
        """How it was computed, each sentence a paragraph; folded away at the end."""
        shown = self.sentence(title, facts, **more).text if title else word("label.method", self.lang)
        self.put(blocks.Method(id, self.lang, shown, self._said("method", keys, facts, more)))

    def sources(self, figure_ids: Iterable[str], id: str = "sources-used") -> None:
        """Published figures to list as sources although no sentence shows them."""
        self.put(self._report.sources(figure_ids, id))

    # -- tables and figures -----------------------------------------------------------------------------------

    def table(
        self,
        id: str,
        frame: pd.DataFrame,
        columns: Mapping[str, str | Column] | Sequence[str] | None = None,
        *,
        facts: Any = None,
        codes: Mapping[str, str] | None = None,
        words: str = "",
        **options: Any,
    ) -> None:
        """A table; its words are ``table.<id>.caption``, ``.note``, ``.base`` and ``.columns.<name>``.

        Parameters
        ----------
        id : str
            Anchor and file name (``tables/<id>.csv``).
        frame : pandas.DataFrame
            Unrounded values.
        columns : mapping or sequence, optional
            The columns to show, in their order; a mapping gives each its number format (a key of
            `presentation.numbers.FORMATS`) or a `Column`. A header stands in ``table.<id>.columns.<name>``, else in
            ``column.<name>`` of the report, else in ``column.<name>`` of `labels.toml`.
        facts : optional
            Numbers that the caption or the note show.
        codes : mapping, optional
            Column to the group of terms that has the words of its codes.
        words : str, optional
            Another name than `id` in the words file.
        **options
            ``row_sources``, ``row_headers``, ``shown_rows``, ``folded``, ``row_format``, ``source``, ``links``,
            ``pages``: as for `Report.table`.
        """
        made = self.make_table(id, frame, columns, facts=facts, codes=codes, words=words, **options)
        self.put(replace(made, synthetic=self.examples))

    def make_table(
        self,
        id: str,
        frame: pd.DataFrame,
        columns: Mapping[str, str | Column] | Sequence[str] | None = None,
        *,
        facts: Any = None,
        codes: Mapping[str, str] | None = None,
        words: str = "",
        **options: Any,
    ) -> blocks.Table:
        """The block that `table` puts on the page."""
        key = f"table.{words or id}"
        chosen = self.columns(frame, columns, key)
        shown = self._worded(frame, codes or {})
        texts = {part: self._title(f"{key}.{part}", facts, {}) for part in ("base", "note")}
        caption = self._title(f"{key}.caption", facts, {})
        if not caption:
            raise UsageError(f"{self.words.name}.toml has no '{key}.caption'.", remedy="Every table has a caption.")
        return self._report.table(id, shown, caption, chosen, base=texts["base"], note=texts["note"], **options)

    def columns(
        self, frame: pd.DataFrame, columns: Mapping[str, str | Column] | Sequence[str] | None, key: str
    ) -> dict[str, Column]:
        """The columns with their headers from the words file; `key` is the table or figure they stand in."""
        wanted = columns if isinstance(columns, Mapping) else dict.fromkeys(columns or frame.columns, "auto")
        chosen = {}
        for name, how in wanted.items():
            column = how if isinstance(how, Column) else Column(format=str(how))
            header = next(
                (self.text(one) for one in (f"{key}.columns.{name}", f"column.{name}") if self.words.has(one)), ""
            )
            chosen[str(name)] = Column(column.label or header, column.format, column.signed)
        return chosen

    def worded(self, frame: pd.DataFrame, codes: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The frame in words, for a drawing; `codes` as for `table`."""
        return self._worded(frame, codes or {})

    def _worded(self, frame: pd.DataFrame, codes: Mapping[str, str]) -> pd.DataFrame:
        """The frame with words for its codes, and for the names, terms and phrases that stand in its cells."""
        worded: dict[str, list[Any]] = {
            column: [code if _empty(code) else self.term(group, str(code)) for code in frame[column]]
            for column, group in codes.items()
        }
        for column in frame.columns:
            cells = frame[column].tolist() if column not in worded and frame[column].dtype == object else []
            if any(isinstance(cell, Name | Term | Phrase | Quantity | tuple) for cell in cells):
                worded[str(column)] = [
                    self.words.show(cell) if isinstance(cell, Name | Term | Phrase | Quantity | tuple) else cell
                    for cell in cells
                ]
        return frame.assign(**worded) if worded else frame

    def figure(
        self,
        id: str,
        drawing: Drawing,
        facts: Any = None,
        *,
        words: str = "",
        columns: Mapping[str, str | Column] | None = None,
        source: str | Iterable[str] = (),
        data: pd.DataFrame | None = None,
        first: bool = False,
        **more: Any,
    ) -> None:
        """A drawing; its words are ``figure.<id>.title`` (the finding), ``.subtitle``, ``.alt`` and ``.note``.

        `columns` gives the number formats of its data, whose headers stand in ``figure.<id>.columns.<name>``; without
        it the drawing gives the formats, and the headers that have no words.
        `first` puts it on the first screen. On a page of examples it is marked as made up.
        """
        key = f"figure.{words or id}"
        title = self._title(f"{key}.title", facts, more)
        if not title:
            raise UsageError(f"{self.words.name}.toml has no '{key}.title'.", remedy="A figure's title is its finding.")
        parts = {part: self._title(f"{key}.{part}", facts, more) for part in ("subtitle", "alt", "note")}
        shown = drawing.data if data is None else data
        named = self.columns(shown, columns, key) if columns else self._own_heads(drawing.columns, key)
        made = self._report.figure(id, drawing, title, data=data, columns=named, source=source, **parts)
        self.put(replace(made.with_phone(drawing), first=first, synthetic=self.examples))

    def _own_heads(self, columns: Mapping[str, Any] | None, key: str) -> dict[str, Any] | None:
        """The columns of a drawing, under the headers that the words file gives for this figure."""
        if columns is None:
            return None
        return {
            name: replace(one, label=self.text(f"{key}.columns.{name}"))
            if isinstance(one, Column) and self.words.has(f"{key}.columns.{name}")
            else one
            for name, one in columns.items()
        }

    def assumptions(self, *, without: Iterable[str] = ()) -> None:
        """What was assumed, the weakest that matters first: the rows of this report in `reference/assumptions.csv`.

        `without` are the codes of assumptions that are about the published figures, on a page about another file.

        Weak support under something that matters comes first: quality x impact, as in the red-amber-green registers
        of the UK government's quality assurance guidance (The Aqua Book, 2015).

        Raises
        ------
        InputError
            When the table has no row for this report: a report without assumptions does not exist.
        """
        every = load_table("assumptions")
        own = every[(every["report"] == self.words.name) & ~every["assumption_id"].isin(list(without))]
        if own.empty:
            raise InputError(
                Text(
                    nl=f"er zijn geen aannamen voor {self.words.name}.",
                    en=f"there are no assumptions for {self.words.name}.",
                ),
                remedy=Text(
                    nl="Voeg minstens één rij toe aan reference/assumptions.csv.",
                    en="Add at least one row to reference/assumptions.csv.",
                ),
                file="assumptions.csv",
                column="report",
            )
        lang = self.lang if f"statement_{self.lang}" in own.columns else "en"
        levels = [attention(quality, impact) for quality, impact in zip(own["quality"], own["impact"], strict=True)]
        shown = own.assign(
            _level=levels,
            attention=[word(f"attention.{('low', 'medium', 'high')[level]}", self.lang) for level in levels],
            statement=own[f"statement_{lang}"],
            basis=own[f"basis_{lang}"],
            quality=[word(f"quality.{one}", self.lang) for one in own["quality"]],
            impact=[word(f"impact.{one}", self.lang) for one in own["impact"]],
        ).sort_values("_level", ascending=False, kind="stable")
        columns = {
            name: word(f"assumptions.{name}", self.lang)
            for name in ("statement", "quality", "impact", "attention", "basis")
        }
        self.put(blocks.Heading("aannamen", self.lang, word("assumptions.title", self.lang), 2))
        caption, note = word("assumptions.caption", self.lang), word("assumptions.note", self.lang)
        frame = shown[list(columns)]
        self.put(self._report.table("register-van-aannamen", frame, caption, columns, note=note))

    def first_screen_words(self) -> int:
        """How many words, numbers not counted, stand on the first screen so far: at most 150 read in two minutes."""
        return words_of(self.blocks)

    def first_screen_numbers(self) -> int:
        """How many numbers stand on the first screen so far: at most a dozen; `first_screen` says what counts."""
        return numbers_of(self.blocks)

    # -- the page itself --------------------------------------------------------------------------------------

    @contextmanager
    def leaf(self, id: str, key: str, facts: Any = None, *, spark: Spark | None = None, **more: Any) -> Iterator[None]:
        """A page of its own, in HTML only: what is put on inside the `with` stands there, under the title ``key``.

        A row of a table leads to it: ``page.table(..., pages=[id, ...])``.
        """
        whole, self.blocks, self._apart = self.blocks, [], True
        try:
            yield
            content = tuple(self.blocks)
        finally:
            self.blocks, self._apart = whole, False
        self.put(blocks.Leaf(id, self.lang, self.sentence(key, facts, **more).text, content, spark))

    def put(self, *made: Block) -> None:
        """Put blocks on the page; in a notebook they show themselves."""
        for block in made:
            self.blocks.append(block)
            if not self._apart:
                show(block, self._told)


_ATTENTION = {"poor": (2, 2, 1), "fair": (1, 1, 0), "good": (1, 0, 0)}  # by impact: high, medium, low


def attention(quality: str, impact: str) -> int:
    """0 no concern, 1 keep an eye on, 2 look here first.

    Examples
    --------
    >>> attention("poor", "high"), attention("fair", "high"), attention("good", "medium")
    (2, 1, 0)
    """
    return _ATTENTION[quality][("high", "medium", "low").index(impact)]


def _empty(code: Any) -> bool:
    return code is None or code != code or code == ""


def _anchor(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")
