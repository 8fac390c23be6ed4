"""The words of the report on a small pilot: what could be seen comes before what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wij_impact.effect import DesignSheet, Pilot, PilotResult
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.report import Report
from wij_impact.presentation.stories.effect_words import verdict_sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PilotStory"]

_TITLES = {
    "cannot_tell": Text(
        nl="Met {n} deelnemers is niet te zeggen of de aanpak iets uitmaakte",
        en="With {n} participants it cannot be told whether the approach made a difference",
    ),
    "no_demonstrable_change": Text(
        nl="Bij {n} deelnemers is geen verschil aangetoond, en een klein verschil was niet te zien",
        en="With {n} participants no difference was shown, and a small one could not have been seen",
    ),
    "demonstrable": Text(
        nl="Bij {n} deelnemers is een verschil aangetoond met mensen die op hen leken",
        en="With {n} participants a difference was shown from others who were like them",
    ),
}
INVENTED = Text(
    nl="De gegevens zijn **verzonnen**: geen van deze jongeren bestaat, en de uitkomst zegt niets over een echte "
    "pilot.",
    en="The data are **made up**: none of these youngsters exists, and the result says nothing about a real pilot.",
)
_MARK = Text(nl=" (verzonnen gegevens)", en=" (made-up data)")


@dataclass(frozen=True)
class PilotStory:
    """Words, tables and figures of one pilot.

    Attributes
    ----------
    report : Report
    pilot : Pilot
    result : PilotResult
    minimum : int
        Fewest people behind a shown count.
    """

    report: Report
    pilot: Pilot
    result: PilotResult
    minimum: int = 10

    @property
    def primary(self) -> pd.Series:
        """The row of the primary outcome."""
        return self.result.comparison.iloc[0]

    @property
    def pairs(self) -> int:
        """Pairs with the primary outcome."""
        return int(self.primary["n"])

    def caption(self, nl: str, en: str) -> Text:
        """A caption that says when the data are made up."""
        return Text(nl=nl + _MARK.nl, en=en + _MARK.en) if self.pilot.synthetic else Text(nl=nl, en=en)

    def how(self, outcome: str) -> str:
        """The number format of differences in an outcome."""
        return "points" if self.pilot.is_share(outcome) else "decimal1"

    def number(self, value: float, outcome: str = "", signed: bool = False) -> str:
        """A difference in `outcome` (the primary one by default) as this report writes it."""
        return self.report.number(value, self.how(outcome or self.pilot.outcome), signed)

    def count(self, people: int) -> Text:
        """A count that may be shown, or that it is small."""
        if people >= self.minimum or people == 0:
            shown = self.report.number(people)
            return Text(nl=shown, en=shown)
        return Text(nl=f"minder dan {self.minimum}", en=f"fewer than {self.minimum}")

    def lead(self) -> blocks.Lead:
        """What could be seen, what was found, and that it is made up."""
        verdict = self.result.verdicts[self.pilot.outcome]
        label = self.pilot.label(self.pilot.outcome)
        sentences = [self.visible_sentence(), verdict_sentence(verdict, label, self.how(self.pilot.outcome))]
        extra = [INVENTED] if self.pilot.synthetic else []
        title = _TITLES[verdict.code].format(n=self.pairs)
        if self.pilot.synthetic:
            # The title travels alone, into an index or a mail: it has to say so itself.
            title = Text(nl=f"Verzonnen pilot: {_lowered(title.nl)}", en=f"Made-up pilot: {_lowered(title.en)}")
        return self.report.lead(title, sentences + extra)

    def visible_sentence(self) -> Text:
        """What so many pairs could have shown at all."""
        size = self.report.number(self.result.visible, "decimal2")
        seen = self.number(self.primary["smallest_visible"])
        n, label = self.pairs, self.pilot.label(self.pilot.outcome)
        return Text(
            nl=f"Met {n} tegen {n} is alleen een groot verschil te zien: minstens **{seen}** op ‘{label.nl}’ ({size} "
            "standaarddeviatie).",
            en=f"With {n} against {n} only a large difference can be seen: at least **{seen}** on ‘{label.en}’ ({size} "
            "standard deviations).",
        )

    def certainty(self) -> blocks.Certainty:
        """How sure: what carries the comparison and what does not."""
        row = self.primary
        close = self.report.number(row["imbalance_after"], "decimal2")
        before = self.report.number(row["imbalance_before"], "decimal2")
        terms = ", ".join(dict.fromkeys(self.pilot.label(term).nl for term in self.pilot.covariates))
        terms_en = ", ".join(dict.fromkeys(self.pilot.label(term).en for term in self.pilot.covariates))
        sentences = [
            Text(
                nl="De toetsen zijn exact: ze kloppen ook bij kleine aantallen. Het interval hoort bij de toets.",
                en="The tests are exact: they hold for small numbers too. The interval belongs to the test.",
            ),
            Text(
                nl=f"Elke deelnemer is gekoppeld aan iemand zonder de aanpak op {terms}. Het grootste verschil "
                "daarin ging "
                f"van {before} naar {close} standaarddeviatie.",
                en=f"Each participant was paired with somebody without the approach on {terms_en}. The largest "
                "difference "
                f"in these went from {before} to {close} standard deviations.",
            ),
            Text(
                nl="Niet geloot: wie de aanpak kreeg kan ook verschillen in wat niet gemeten is. De vergelijking is zo "
                "sterk als de kenmerken waarop gekoppeld is.",
                en="No lots were drawn: who was treated may also differ in what was not measured. The comparison is as "
                "strong as the covariates on which people were paired.",
            ),
        ]
        return self.report.certainty(*sentences)

    def contradictions(self) -> blocks.Contradictions:
        """Three ways of looking that give another impression, as far as these data show them."""
        found = [self._plain(), self._selected(), self._missing()]
        title = Text(
            nl="Wat een andere indruk geeft dan de vergelijking", en="What gives another impression than the comparison"
        )
        said = [text for text in found if text is not None]
        return self.report.contradictions(said, title if said else "")

    def _plain(self) -> Text | None:
        ways = self.result.ways.set_index("way")["estimate"]
        gap = abs(ways["plain"] - ways["matched"])
        if gap < 0.25 * self.primary["smallest_visible"]:
            return None
        plain, matched = (self.number(ways[name], signed=True) for name in ("plain", "matched"))
        return Text(
            nl=f"Wie alle deelnemers naast alle anderen legt, ziet **{plain}**; naast wie op hen leek is het "
            f"{matched}. De groepen verschilden dus al bij de start.",
            en=f"Setting all participants beside all others shows **{plain}**; beside those who were like them it is "
            f"{matched}. So the groups differed from the start.",
        )

    def _selected(self) -> Text | None:
        if self.result.selection is None:
            return None
        row = self.result.selection.iloc[0]
        seen, alone = (self.number(row[name], signed=True) for name in ("observed", "estimate"))
        low, high = (self.number(row[name], signed=True) for name in ("lower", "upper"))
        fits = (
            Text(nl="De verandering past daar helemaal bij.", en="The change fits that entirely.")
            if row["within"]
            else Text(
                nl="De verandering valt daarbuiten, maar ook tijd en andere hulp tellen dan mee.",
                en="The change lies outside, but time and other help count then too.",
            )
        )
        return Text(
            nl=f"De deelnemers veranderden **{seen}**. Doordat zij bij een lage score begonnen is zonder enige hulp al "
            f"{alone} te verwachten ({low} tot {high}). {fits.nl}",
            en=f"The participants changed by **{seen}**. As they began at a low score, {alone} is to be expected "
            f"without any help ({low} to {high}). {fits.en}",
        )

    def _missing(self) -> Text | None:
        if self.result.bounds is None:
            return None
        row = self.result.bounds.iloc[0]
        many = self.count(int(self.pilot.data[self.pilot.outcome].isna().sum()))
        low, high = (self.number(row[name], signed=True) for name in ("bound_low", "bound_high"))
        return Text(
            nl=f"Bij {many.nl} mensen is de uitkomst niet gemeten, bijvoorbeeld omdat de hulp stopte. Met hun "
            "beste en "
            f"slechtste uitkomst ligt het verschil zonder koppelen tussen **{low}** en **{high}**.",
            en=f"For {many.en} people the outcome was not measured, for instance because care ended. With "
            "their best "
            f"and worst outcome the unpaired difference lies between **{low}** and **{high}**.",
        )

    def design(self, chosen: str = "", changed_besides: str = "") -> blocks.Table:
        """Who was treated, how chosen, compared with whom, what else changed."""
        labels = [self.pilot.label(name) for name in self.pilot.covariates]
        outcomes = [self.pilot.label(name) for name in self.pilot.outcomes]
        missing = self.count(int(self.pilot.data[self.pilot.outcome].isna().sum()))
        sheet = DesignSheet(
            treated=Text(nl=f"{self.pairs} met een uitkomst", en=f"{self.pairs} with an outcome"),
            chosen=Text(nl=chosen, en=chosen) if chosen else self._made(_CHOSEN),
            compared_with=Text(
                nl=f"{self.pairs} zonder de aanpak, één op één gekoppeld op " + ", ".join(one.nl for one in labels),
                en=f"{self.pairs} without the approach, paired one to one on " + ", ".join(one.en for one in labels),
            ),
            changed_besides=Text(nl=changed_besides, en=changed_besides) if changed_besides else self._made(_BESIDES),
            measured=Text(
                nl=", ".join(one.nl for one in outcomes) + f"; ontbreekt bij {missing.nl}",
                en=", ".join(one.en for one in outcomes) + f"; missing for {missing.en}",
            ),
        )
        return self.report.table(
            "opzet",
            sheet.table(self.report.lang),
            self.caption("De opzet in vijf vragen", "The design in five questions"),
            {"question": Text(nl="vraag", en="question"), "answer": Text(nl="antwoord", en="answer")},
        )

    def _made(self, words: Text) -> Text | None:
        return words if self.pilot.synthetic else None


_CHOSEN = Text(
    nl="Verzonnen: vaker wie er bij de start slechter voor stond en ouder was",
    en="Made up: rather those who were worse off at the start and older",
)
_BESIDES = Text(nl="Verzonnen: niets", en="Made up: nothing")


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
