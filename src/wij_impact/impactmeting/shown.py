"""The words and columns with which the report shows this room's results; no numbers are computed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.impactmeting.instruments import Instrument
from wij_impact.language import Language, Text

__all__ = ["Words", "safe_comparison"]

Columns = dict[str, tuple[Text, str]]

INVENTED = Text(nl=" (verzonnen antwoorden, als voorbeeld)", en=" (made-up answers, as an example)")
TOTAL = Text(nl="allen samen", en="all together")
RARE = Text(nl="kleine groepen", en="small groups")
VERDICTS = {
    "increase": Text(nl="hoger", en="higher"),
    "decrease": Text(nl="lager", en="lower"),
    "no demonstrable change": Text(nl="geen aantoonbare verandering", en="no demonstrable change"),
    "not comparable": Text(nl="niet te vergelijken", en="not comparable"),
    "hidden": Text(nl="te weinig antwoorden om te tonen", en="too few answers to show"),
}
ASSUMPTIONS = (
    Text(nl="grootst mogelijke spreiding", en="largest possible spread"),
    Text(nl="aangenomen standaardafwijking", en="assumed standard deviation"),
)
MEASURES = {
    "alpha": Text(nl="alfa van Cronbach", en="Cronbach's alpha"),
    "alpha_standardised": Text(nl="gestandaardiseerde alfa", en="standardised alpha"),
    "omega": Text(nl="omega", en="omega"),
    "spearman_brown": Text(nl="Spearman-Brown", en="Spearman-Brown"),
    "alpha_if_dropped": Text(nl="alfa zonder deze vraag", en="alpha without this item"),
    "item_rest_correlation": Text(nl="samenhang met de andere vragen", en="correlation with the other items"),
}
ITEM = {"label": (Text(nl="vraag", en="question"), "text")}
INTERVAL: Columns = {
    "lower": (Text(nl="van", en="from"), "decimal1"),
    "upper": (Text(nl="tot", en="to"), "decimal1"),
}


@dataclass(frozen=True)
class Words:
    """Words of one report.

    Parameters
    ----------
    instrument : Instrument
    lang : {"nl", "en"}
    number : callable
        Writes a number: `Report.number`.
    synthetic : bool
        Whether answers were made up; then every caption says so.
    """

    instrument: Instrument
    lang: Language
    number: Callable[..., str]
    synthetic: bool

    def caption(self, nl: str, en: str) -> Text:
        """A caption, marked when the answers are made up."""
        return Text(nl=nl + INVENTED.nl, en=en + INVENTED.en) if self.synthetic else Text(nl=nl, en=en)

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """With the item's own words in `label`."""
        labels = {item.id: item.label.show(self.lang) for item in self.instrument.items}
        labels |= {scale.name: scale.label.show(self.lang) for scale in self.instrument.scales}
        return frame.assign(label=frame["item"].map(lambda name: labels.get(name, name)))

    def groups(self, frame: pd.DataFrame, by: str) -> pd.DataFrame:
        """With the row of totals in the reader's language, and without the names of groups that are too small.

        That somebody of a rare group took part is itself something to keep quiet.
        """
        rare = set(frame.loc[frame["reason"] == "under the minimum", by]) - {"total"}
        names = {"total": TOTAL.show(self.lang)} | dict.fromkeys(rare, RARE.show(self.lang))
        kept = ~(frame[by].isin(rare) & frame[by].map(names).to_frame(by).assign(item=frame["item"]).duplicated())
        return frame.assign(**{by: frame[by].replace(names)})[kept]

    def title(self, means: pd.DataFrame) -> Text:
        """The message of the first screen: the grade, with its interval."""
        row = means[means["item"] == "grade"].iloc[0]
        if pd.isna(row["estimate"]):
            return self.caption("Te weinig antwoorden om een cijfer te tonen", "Too few answers to show a grade")
        grade, low, high = (self.number(row[name], "decimal1") for name in ("estimate", "lower", "upper"))
        return self.caption(
            f"Bezoekers geven hun ervaring een {grade} (tussen {low} en {high})",
            f"Visitors grade their experience {grade} (between {low} and {high})",
        )

    def lead(self, means: pd.DataFrame, change: pd.DataFrame | None, wave: str) -> list[Text]:
        """What is on the first screen under the title."""
        said = []
        outcomes = means[(means["item"] != "grade") & means["estimate"].notna()]
        if len(outcomes):
            low, high = (
                self.number(value, "decimal1") for value in (outcomes["estimate"].min(), outcomes["estimate"].max())
            )
            said.append(
                Text(
                    nl=f"De vragen over wat het oplevert krijgen een **{low}** tot **{high}** (meting {wave}).",
                    en=f"The questions on what it brings are graded **{low}** to **{high}** (wave {wave}).",
                )
            )
        row = None if change is None else change[change["item"] == "grade"].iloc[-1]
        if row is not None and row["verdict"] == "no demonstrable change" and pd.notna(row["smallest_detectable"]):
            seen = self.number(row["smallest_detectable"], "decimal1")
            said.append(
                Text(
                    nl=f"Tegenover {row['reference']} is er **geen aantoonbare verandering** van het cijfer; "
                    f"een verschil van {seen} of meer was waarschijnlijk wel opgevallen.",
                    en=f"Compared with {row['reference']} there is **no demonstrable change** of the grade; "
                    f"a difference of {seen} or more would probably have been noticed.",
                )
            )
        elif row is not None and row["verdict"] in ("increase", "decrease"):
            gap = self.number(row["estimate"], "decimal1", signed=True)
            said.append(
                Text(
                    nl=f"Het cijfer verschilt {gap} met {row['reference']}; de oorzaak is niet onderzocht.",
                    en=f"The grade differs {gap} from {row['reference']}; why was not studied.",
                )
            )
        if self.synthetic:
            said.append(
                Text(
                    nl="De antwoorden zijn **verzonnen**: alleen aantal en gemiddeld cijfer zijn gepubliceerd.",
                    en="The answers are **made up**: only the number and the mean grade were published.",
                )
            )
        return said

    def certainty(self, means: pd.DataFrame) -> list[Text]:
        """How sure the first screen is."""
        row = means[means["item"] == "grade"].iloc[0]
        n = "–" if pd.isna(row["n"]) else self.number(row["n"])
        return [
            Text(
                nl=f"Het cijfer rust op **{n}** antwoorden. Het echte gemiddelde van alle bezoekers ligt "
                "waarschijnlijk binnen het genoemde bereik, als de invullers op de andere bezoekers lijken.",
                en=f"The grade rests on **{n}** answers. The true mean of all visitors probably lies within the range "
                "given, if those who responded resemble the others.",
            ),
            *self.instrument.warnings,
        ]

    def assumptions(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Assumptions of `from_aggregate` in words."""
        widest, assumed = (word.show(self.lang) for word in ASSUMPTIONS)
        said = [
            widest if one.startswith("largest") else f"{assumed} {self.number(float(one.split('=')[1]), 'decimal1')}"
            for one in frame["assumption"]
        ]
        return frame.assign(assumption=said)

    def verdicts(self, change: pd.DataFrame) -> pd.DataFrame:
        """Differences with the verdict in words."""
        return self.named(change).assign(said=change["verdict"].map(lambda one: VERDICTS[one].show(self.lang)))

    def reliabilities(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Reliability with measures in words; the item's label, or the scale's."""
        out = self.named(frame.assign(item=frame["item"].where(frame["item"] != "", frame["scale"])))
        return out.assign(what=frame["measure"].map(lambda one: MEASURES[one].show(self.lang)))

    def hidden_note(self, minimum: int) -> Text:
        """What a dash means."""
        return Text(
            nl=f"Een streepje: minder dan {minimum} antwoorden, of anders was zo'n groep terug te rekenen.",
            en=f"A dash: fewer than {minimum} answers, or otherwise such a group could be worked out.",
        )

    def held_back_note(self, minimum: int) -> Text:
        """Why a breakdown is missing."""
        return Text(
            nl=f"Deze uitsplitsing blijft weg: van een groep zijn sinds een eerder rapport minder dan {minimum} mensen "
            "veranderd, zodat hun antwoorden uit het verschil zouden blijken.",
            en=f"This breakdown is left out: of a group fewer than {minimum} people changed since an earlier report, "
            "so that the difference would show their answers.",
        )

    def method(self, minimum: int, paired: int = 0) -> list[Text]:
        """The method section."""
        return [
            Text(
                nl="Een gemiddelde is het gemiddelde van wie antwoord gaf; weet niet en niet van toepassing tellen "
                "apart. Het bereik is een 95%-interval (Taylor-linearisatie, t-verdeling).",
                en="A mean is over those who answered; don't know and not applicable count apart. The range is a 95% "
                "interval (Taylor linearisation, t distribution).",
            ),
            Text(
                nl=f"Van {paired} mensen zijn er twee of meer metingen; zij zijn met zichzelf vergeleken (gepaarde t). "
                "De p-waarden zijn gecorrigeerd voor het aantal vragen (Holm).",
                en=f"{paired} people are in two or more waves; they are compared with themselves (paired t). "
                "The p-values are corrected for the number of questions (Holm).",
            )
            if paired
            else Text(
                nl="Metingen zijn vergeleken als losse steekproeven (Welch). Kwamen mensen terug, dan is het bereik te "
                "breed: voorzichtig. De p-waarden zijn gecorrigeerd voor het aantal vragen (Holm).",
                en="Waves are compared as independent samples (Welch). If people returned, the range is too wide: "
                "conservative. The p-values are corrected for the number of questions (Holm).",
            ),
            Text(
                nl=f"Groepen onder {minimum} antwoorden zijn verborgen, en zo nodig een groep ernaast, zodat niemand "
                "uit de getoonde getallen terug te rekenen is.",
                en=f"Groups under {minimum} answers are hidden, and where needed another beside them, so that nobody "
                "can be worked out from the numbers shown.",
            ),
            Text(
                nl=f"Bron van de vragen: {self.instrument.source}.",
                en=f"Source of the items: {self.instrument.source}.",
            ),
        ]


DRAWN: Columns = {"estimate": (Text(nl="gemiddelde", en="mean"), "decimal1"), **INTERVAL}
MEANS: Columns = {
    **DRAWN,
    "n": (Text(nl="antwoorden", en="answers"), "integer"),
}
BASES: Columns = {
    **ITEM,
    "asked": (Text(nl="gevraagd", en="asked"), "integer"),
    "answered": (Text(nl="beantwoord", en="answered"), "integer"),
    "dont_know": (Text(nl="weet niet", en="don't know"), "integer"),
    "not_applicable": (Text(nl="niet van toepassing", en="not applicable"), "integer"),
    "no_answer": (Text(nl="leeg", en="empty"), "integer"),
}
CHANGES: Columns = {
    **ITEM,
    "reference": (Text(nl="eerder", en="earlier"), "text"),
    "group": (Text(nl="later", en="later"), "text"),
    "estimate": (Text(nl="verschil", en="difference"), "decimal1"),
    "lower": (Text(nl="van", en="from"), "decimal1"),
    "upper": (Text(nl="tot", en="to"), "decimal1"),
    "smallest_detectable": (Text(nl="zichtbaar vanaf", en="visible from"), "decimal1"),
    "said": (Text(nl="oordeel", en="verdict"), "text"),
}
PRINTED: Columns = {
    "period": (Text(nl="jaar", en="year"), "text"),
    "assumption": (Text(nl="aanname", en="assumption"), "text"),
    "estimate": (Text(nl="gedrukt cijfer", en="printed grade"), "decimal1"),
    **INTERVAL,
    "n": (Text(nl="respondenten", en="respondents"), "integer"),
}
RELIABILITY: Columns = {
    **ITEM,
    "what": (Text(nl="maat", en="measure"), "text"),
    "estimate": (Text(nl="waarde", en="value"), "decimal2"),
    "lower": (Text(nl="van", en="from"), "decimal2"),
    "upper": (Text(nl="tot", en="to"), "decimal2"),
}


def safe_comparison(change: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """A comparison without the rows in which either group is under the minimum, rounded to what is shown.

    A wave in which everyone answers alike has no interval; it is hidden too.
    """
    small = (change["n"] < minimum) | (change["n_reference"] < minimum) | ~(change["std_error"] > 0)
    small &= change["verdict"] != "not comparable"
    numbers: list[Any] = ["estimate", "std_error", "lower", "upper", "p_value", "p_adjusted", "smallest_detectable"]
    out = change.copy()
    out[numbers] = out[numbers].astype(float).where(~small)
    out["verdict"] = out["verdict"].where(~small, "hidden")
    one_digit: list[Any] = ["estimate", "lower", "upper", "smallest_detectable"]
    out[one_digit] = out[one_digit].round(1)
    out[["std_error", "p_value", "p_adjusted"]] = out[["std_error", "p_value", "p_adjusted"]].round(2)
    return out
