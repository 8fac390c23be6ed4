"""What a comparison found, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wij_impact.benchmark.comparison import Comparison
from wij_impact.benchmark.loading import Units
from wij_impact.benchmark.omnibus import differ_sentence
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Text

__all__ = [
    "STATEMENTS",
    "choose_unit",
    "count_sentence",
    "data_sentences",
    "means_sentence",
    "method_sentences",
    "no_context",
    "overlap_sentence",
    "position_sentences",
    "rank_sentence",
    "title",
    "unit_row",
]


def choose_unit(units: pd.Series, asked: str, empty: Mapping[str, str] | None = None) -> str:
    """The unit asked for; the first when none is.

    Parameters
    ----------
    units : Series
        The units that take part.
    asked : str
        Code of the unit; empty for the first.
    empty : mapping, optional
        Units of the file that do not take part -> the column that is empty for them (`Units.empty`).

    Raises
    ------
    UsageError
        For a unit that the file does not have, or that is left out of the comparison; the sentence says which.
    """
    known = [str(name) for name in units]
    if not asked:
        return known[0]
    if asked not in known and asked in (empty or {}):
        column = (empty or {})[asked]
        raise UsageError(
            Text(
                nl=f"eenheid '{asked}' staat in het bestand, maar doet niet mee: kolom '{column}' is voor haar leeg.",
                en=f"unit '{asked}' is in the file but is left out: column '{column}' is empty for it.",
            ),
            remedy=Text(
                nl="Vul die cel in, of kies een andere teller of noemer.",
                en="Fill in that cell, or choose another count or base.",
            ),
        )
    if asked not in known:
        near = suggest(asked, known)
        raise UsageError(
            Text(nl=f"eenheid '{asked}' staat niet in de gegevens.", en=f"unit '{asked}' is not in the data."),
            remedy=Text(
                nl=f"Bedoelde je '{near}'?" if near else f"Kies bijvoorbeeld {known[0]}.",
                en=f"Did you mean '{near}'?" if near else f"Choose for example {known[0]}.",
            ),
        )
    return asked


def no_context(units: Units, unit: str, peers: int) -> Text:
    """Why there is no section on comparable units and no adjustment for context."""
    if not units.features:
        return Text(
            nl="Zonder kenmerken van de context (-p features=...) worden geen vergelijkbare eenheden gezocht.",
            en="Without context features (-p features=...) no peers are looked for.",
        )
    own = units.data[units.data[units.layout.unit].astype(str) == unit]
    gaps = [name for name in units.features if own[name].isna().any()]
    if gaps:
        return Text(
            nl=f"{units.name_of(unit)} wordt niet op context vergeleken: {', '.join(gaps)} is voor deze eenheid leeg.",
            en=f"{units.name_of(unit)} is not compared on context: {', '.join(gaps)} is empty for this unit.",
        )
    if units.data.loc[own.index, units.indicator].isna().any():
        return Text(
            nl=f"De telling van {units.name_of(unit)} is niet gepubliceerd; er valt niets voor context te corrigeren.",
            en=f"The count of {units.name_of(unit)} is not published; there is nothing to adjust for context.",
        )
    whole = len(units.complete(units.features))
    return Text(
        nl=f"Met {whole} eenheden waarvan alle kenmerken bekend zijn, zijn {peers} vergelijkbare niet te kiezen.",
        en=f"With {whole} units of which all features are known, {peers} peers cannot be chosen.",
    )


def title(comparison: Comparison, units: Text) -> Text:
    """The main message of the report."""
    n, flagged = len(comparison.funnel), len(comparison.flagged())
    if not bool(comparison.differ["shown"].iloc[0]):
        return Text(
            nl=f"Geen verschil tussen de {n} {units.nl} aangetoond",
            en=f"No difference between the {n} {units.en} is shown",
        )
    verb = "wijkt" if flagged == 1 else "wijken"
    return Text(
        nl=f"Van {n} {units.nl} {verb} er {flagged} meer af dan toeval verklaart",
        en=f"Of {n} {units.en}, {flagged} differ more than chance explains",
    )


def count_sentence(comparison: Comparison, units: Text) -> list[Text]:
    """Do units differ; how many flags, how many chance would give, how many remain with the spread allowed for."""
    n, level = len(comparison.funnel), float(comparison.funnel["level"].iloc[0])
    by_chance = n * (1 - level)
    nl, en = f"{by_chance:.1f}".replace(".", ","), f"{by_chance:.1f}"
    said = [differ_sentence(comparison.differ)]
    if bool(comparison.differ["shown"].iloc[0]):
        wide = int((comparison.flagged()["flag"].index.isin(comparison.flagged("spread").index)).sum())
        said.append(
            Text(
                nl=f"Bij {n} vergelijkingen geeft toeval alleen gemiddeld hoogstens {nl} signalen; er zijn er "
                f"{len(comparison.flagged())}.",
                en=f"With {n} comparisons chance alone gives up to {en} signals on average; there are "
                f"{len(comparison.flagged())}.",
            )
        )
        said.append(
            Text(
                nl=f"Wie ook de gewone spreiding tussen {units.nl} meerekent, houdt er {wide} over.",
                en=f"Allowing for the usual spread between {units.en} as well, {wide} remain.",
            )
        )
    return said


def unit_row(frame: pd.DataFrame, unit: str) -> pd.Series:
    """The row of one unit of a result whose first column is the unit."""
    return frame[frame.iloc[:, 0] == unit].iloc[0]


def position_sentences(comparison: Comparison, unit: str, name: str, number: object) -> list[Text]:
    """Where one unit stands; `number` writes a value in a language: ``number(value, "nl")``."""
    row = unit_row(comparison.funnel, unit)
    write = number if callable(number) else (lambda value, lang: f"{value:.3f}")
    if unit in comparison.censored:
        return [
            Text(
                nl=f"De telling van {name} is zo klein dat zij niet gepubliceerd is; dat is niet nul.",
                en=f"The count of {name} is too small to be published; that is not zero.",
            )
        ]
    shown = bool(comparison.differ["shown"].iloc[0])
    word = str(row["flag"]) if shown else "none"
    verdict = {
        "none": Text(nl="niet aantoonbaar anders dan", en="not demonstrably different from"),
        "low": Text(nl="lager dan", en="lower than"),
        "high": Text(nl="hoger dan", en="higher than"),
    }[word]
    low, high, value, target = (float(row[key]) for key in ("lower", "upper", "estimate", "target"))
    said = [
        Text(
            nl=f"{name}: **{write(value, 'nl')}** (interval {write(low, 'nl')} tot {write(high, 'nl')}), {verdict.nl} "
            f"het gemiddelde van {write(target, 'nl')}.",
            en=f"{name}: **{write(value, 'en')}** (interval {write(low, 'en')} to {write(high, 'en')}), {verdict.en} "
            f"the mean of {write(target, 'en')}.",
        )
    ]
    if word != "none" and str(unit_row(comparison.spread, unit)["flag"]) == "none":
        said.append(
            Text(
                nl="Dat verschil is groter dan toeval, maar past binnen de gewone spreiding tussen de eenheden.",
                en="That difference exceeds chance, but fits within the usual spread between the units.",
            )
        )
    return said


def rank_sentence(comparison: Comparison, unit: str, name: str) -> Text:
    """The rank with its interval; rank 1 is the lowest value."""
    if unit in comparison.censored:
        return Text(nl=f"{name} krijgt geen rang.", en=f"{name} is not ranked.")
    row = unit_row(comparison.ranks, unit)
    n = int(row["n"])
    return Text(
        nl=f"De rang van {name} ligt tussen {row['lower']:.0f} en {row['upper']:.0f} van {n} (1 is de laagste waarde); "
        f"de kans dat zij bij de {int(row['k'])} hoogste hoort is {row['p_highest']:.0%}, bij de laagste "
        f"{row['p_lowest']:.0%}.",
        en=f"The rank of {name} lies between {row['lower']:.0f} and {row['upper']:.0f} of {n} (1 is the lowest value); "
        f"the chance to be among the {int(row['k'])} highest is {row['p_highest']:.0%}, among the lowest "
        f"{row['p_lowest']:.0%}.",
    )


STATEMENTS = {
    "lowest_raw": Text(nl="deze 5 hebben de laagste waarde (ruw)", en="these 5 have the lowest value (raw)"),
    "lowest_shrunken": Text(
        nl="deze 5 hebben de laagste waarde (gekrompen)", en="these 5 have the lowest value (shrunken)"
    ),
    "rank_itself": Text(
        nl="de eenheid staat op deze plaats (ruwe ranglijst)", en="the unit is in this place (raw league table)"
    ),
    "rank_interval": Text(nl="de plaats ligt in het ranginterval", en="the place lies in the rank interval"),
    "raw_further_than_shrunken": Text(
        nl="het ruwe cijfer ligt het dichtst bij de waarheid", en="the raw figure is nearest to the truth"
    ),
}


def data_sentences(comparison: Comparison, units: Units) -> list[Text]:
    """What the data cannot say: suppressed and rounded counts, units left out, and chance in a full register."""
    said = []
    if not units.layout.synthetic:
        said.append(
            Text(
                nl="Ook in een volledige registratie speelt toeval mee: de intervallen zeggen hoe de telling onder "
                "dezelfde omstandigheden had kunnen uitvallen, niet hoe een steekproef uitpakt.",
                en="Chance plays a part in a full register too: the intervals say how the count could have turned "
                "out in the same circumstances, not how a sample turns out.",
            )
        )
    if units.layout.rounded_to:
        by = f"{units.layout.rounded_to:g}"
        said.append(
            Text(
                nl=f"De tellingen zijn afgerond op {by}; een signaal staat alleen als elke telling het geeft.",
                en=f"Counts are rounded to {by}; a signal stands only when it does for every count possible.",
            )
        )
    if units.population == "pop_0_22_est":
        said.append(
            Text(
                nl="De noemer is een schatting van alle inwoners van 0 tot 23 jaar. In een studentenstad wonen daarin "
                "veel studenten; daar valt het aandeel met jeugdhulp lager uit.",
                en="The base is an estimate of all residents aged 0-22. In a student city many of them are students, "
                "so the share with youth care comes out lower there.",
            )
        )
    for kept, nl, en in (
        (
            comparison.censored,
            "zijn klein en daarom afgeschermd (niet nul)",
            "are suppressed as small (not zero)",
        ),
        (units.left_out, "ontbreken; die eenheden doen niet mee", "are missing; those units are left out"),
    ):
        if kept:
            said.append(Text(nl=f"{len(kept)} tellingen of noemers {nl}.", en=f"{len(kept)} counts or bases {en}."))
    return said


def overlap_sentence(row: pd.Series) -> Text:
    """Whether the adjusted value rests on other units like this one."""
    if bool(row["overlap"]):
        return Text(
            nl="De context van deze eenheid komt ook bij andere voor. Wat niet gemeten is, is niet gecorrigeerd. De "
            "intervallen rekenen de spreiding mee die het model niet verklaart, en zijn daarom breder dan hierboven.",
            en="Other units share the context of this one. What is not measured is not adjusted "
            "for. The intervals hold the spread that the model does not explain, and so are wider than above.",
        )
    return Text(
        nl=f"Let op: {row['overlap_note']} valt buiten het bereik van alle andere; de correctie is dan een gok.",
        en=f"Note: {row['overlap_note']} lies outside the range of all other units; the adjustment is a guess there.",
    )


def means_sentence(score: pd.Series, without: pd.Series, name: str, efficient: int, n: int) -> Text:
    """The efficiency of one unit in words that ask, not judge."""
    value, most = float(score["estimate"]), float(without["upper"])
    if value >= 1 - 1e-9:
        return Text(
            nl=f"{name} hoort bij de {efficient} van {n} waar geen andere combinatie meer opbrengst bij minder "
            "middelen laat zien.",
            en=f"{name} is one of {efficient} of {n} for which no combination of others shows more output from less.",
        )
    nl = f"Verkennend: vergelijkbare eenheden halen de opbrengst van {name} met {value:.0%} van de middelen"
    en = f"Exploratory: comparable units reach the output of {name} with {value:.0%} of the means"
    if most > value + 1e-9:
        nl += f"; zonder {without['depends_on']} is dat {most:.0%}"
        en += f"; without {without['depends_on']} that is {most:.0%}"
    return Text(nl=f"{nl}.", en=f"{en}.")


def method_sentences(comparison: Comparison, units: Units) -> list[Text]:
    """How it was computed."""
    spread, n = comparison.spread.iloc[0], len(comparison.funnel)
    return [
        Text(
            nl=f"Toets: {comparison.differ['method'].iloc[0]}, {n} {units.layout.units.nl}.",
            en=f"Test: {comparison.differ['method'].iloc[0]}, {n} {units.layout.units.en}.",
        ),
        Text(
            nl=f"Trechter: {comparison.funnel['method'].iloc[0]}; phi {spread['phi']:.3f}, tau² {spread['tau2']:.5f}.",
            en=f"Funnel: {comparison.funnel['method'].iloc[0]}; phi {spread['phi']:.3f}, tau² {spread['tau2']:.5f}.",
        ),
        Text(
            nl=f"Krimpen: {comparison.shrunken['method'].iloc[0]}. Rangen: {comparison.ranks['method'].iloc[0]}.",
            en=f"Shrinkage: {comparison.shrunken['method'].iloc[0]}. Ranks: {comparison.ranks['method'].iloc[0]}.",
        ),
    ]
