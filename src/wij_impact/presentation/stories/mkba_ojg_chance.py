"""How likely the OJG returns one euro, or two, under each source, and what that depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wij_impact import mkba
from wij_impact.estimates import wilson_interval
from wij_impact.language import Text
from wij_impact.presentation import blocks
from wij_impact.presentation.figures import histogram_with_zero, interval_plot, tornado
from wij_impact.presentation.stories.mkba_ojg import ADDITIONAL, OWN, SHARE, Ojg, input_name
from wij_impact.presentation.stories.printed import records
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "chance_table",
    "chances",
    "dependence_statement",
    "distribution_figure",
    "outside_table",
    "return_figure",
    "tornado_figure",
]

_RATIO = "benefit_cost_ratio"
_GROSS = Text(nl="bruto deel dat niet is doorverwezen; zegt niets over zonder OJG",
              en="gross share not referred on; says nothing of without an OJG")  # fmt: skip
# What each source measured, and whether it had a comparison.
_MEASURED: dict[str, Text] = {
    OWN: Text(
        nl="bruto deel dat de OJG zelf kan afhandelen (schatting)", en="gross share the OJG can handle (estimate)"
    ),
    "aef": _GROSS,
    "den_haag": Text(nl=f"{_GROSS.nl}; alleen afgesloten trajecten", en=f"{_GROSS.en}; closed trajectories only"),
    "cpb": Text(
        nl="verandering in gebruik van jeugdhulp: geen duidelijke verandering te zien",
        en="change in use of youth care: no clear change to be seen",
    ),
    "claim": Text(nl="opbrengst per euro (snelle schatting)", en="return per euro (quick estimate)"),
}


_INFORMS: dict[str, Text] = {
    SHARE: Text(nl="zelf afgehandeld", en="handled alone"),
    ADDITIONAL: Text(nl="anders verwezen", en="otherwise referred"),
}


def outside_table(story: Ojg) -> blocks.Table:
    """One row per source: what it measured, in its own unit, and which number of the case it informs."""
    lang = story.report.lang
    rows = []
    for name, case in story.cases.items():
        path = ADDITIONAL if name in ("cpb", "claim") else SHARE
        number = case.effective()[path]
        span = [story.percent(float(one)) for one in (number.low, number.high) if one is not None]
        rows.append(
            {
                "name": story.labels[name].show(lang),
                "measured": _MEASURED[name].show(lang),
                "compared": Text(nl="ja" if name == "cpb" else "nee", en="yes" if name == "cpb" else "no").show(lang),
                "informs": _INFORMS[path].show(lang),
                "middle": float(number.value),
                "span": Text(nl=" tot ", en=" to ").show(lang).join(span)
                or Text(nl="aanname", en="assumption").show(lang),
            }
        )
    return story.report.table(
        "bronnen-buiten",
        _frame(rows),
        Text(nl="Wat elke bron zegt, in zijn eigen eenheid", en="What each source says, in its own unit"),
        {
            "name": Text(nl="Bron", en="Source"),
            "measured": Text(nl="Wat is geteld of gemeten", en="What was counted or measured"),
            "compared": Text(nl="Vergelijking", en="Comparison"),
            "informs": Text(nl="Gebruikt voor", en="Used for"),
            "middle": Column(Text(nl="Midden", en="Middle"), "percent"),
            "span": Text(nl="Grenzen", en="Limits"),
        },
        note=Text(
            nl="CPB zag geen duidelijke verandering. Dat is geen bewijs dat er niets veranderde: de grenzen zijn "
            "daarom wijd en nul ligt erin. Onder nul betekent: met een OJG komen er juist verwijzingen bij. Die "
            "grenzen zijn een aanname. Bij de claim is aangenomen dat iedereen anders was verwezen.",
            en="CPB saw no clear change. That is no proof that nothing changed: the limits are wide and zero is "
            "inside. Below zero means that with an OJG there are more referrals. Those limits are an assumption. For "
            "the claim it is assumed that all would otherwise have been referred.",
        ),
    )


def chances(story: Ojg) -> pd.DataFrame:
    """Per source the return per euro and the chances, with the Monte Carlo error.

    Returns
    -------
    pandas.DataFrame
        source, name, estimate (median), lower, upper (95% of the draws), above_one, above_two, error (the largest
        distance from a chance to its Wilson limit), n.
    """
    rows = []
    for name, simulation in story.simulations.items():
        table = simulation.summary()
        summary = records(table[(table["result"] == _RATIO) & (table["payer"] == "total")])[0]
        n = len(simulation.draws)
        found = {above: story.chance(name, above) for above in (1.0, 2.0)}
        errors = []
        for chance in found.values():
            low, high = wilson_interval(round(chance * n), n, 0.95)
            errors += [chance - low, high - chance]
        rows.append(
            {
                "source": name, "name": story.labels[name].show(story.report.lang),
                "estimate": float(summary["estimate"]), "lower": float(summary["lower"]),
                "upper": float(summary["upper"]), "above_one": found[1.0], "above_two": found[2.0],
                "error": max(errors), "n": n,
            }
        )  # fmt: skip
    return _frame(rows)


def chance_table(story: Ojg) -> blocks.Table:
    """The chance that one euro returns more than one, and more than two, under each source."""
    n = story.report.number(len(story.simulations[OWN].draws))
    return story.report.table(
        "kansen",
        chances(story),
        Text(nl="Opbrengst per euro, per bron", en="Return per euro, by source"),
        {
            "name": Text(nl="Bron", en="Source"),
            "above_one": Column(Text(nl="Kans op meer dan 1 euro", en="Chance of more than 1 euro"), "percent"),
            "above_two": Column(Text(nl="Kans op meer dan 2 euro", en="Chance of more than 2 euros"), "percent1"),
            "estimate": Column(Text(nl="Middelste uitkomst", en="Middle result"), "decimal2"),
            "lower": Column(Text(nl="95% van", en="95% from"), "decimal2"),
            "upper": Column(Text(nl="95% tot", en="95% to"), "decimal2"),
            "error": Column(Text(nl="Rekenfout", en="Computing error"), "points1"),
        },
        note=Text(
            nl=f"Elke rij is {n} keer doorgerekend met getallen binnen de grenzen. De rekenfout zegt hoe ver een kans "
            "door dit loten hoogstens van de ware rekenkans ligt (95%). Ze zegt niets over de aannames.",
            en=f"Each row was computed {n} times with numbers within the limits. The computing error is how far a "
            "chance may lie from the exact one by this drawing (95%). It says nothing about the assumptions.",
        ),
    )


def return_figure(story: Ojg) -> blocks.Figure:
    """The return per euro under each source, against the euro that was put in."""
    drawing = interval_plot(
        chances(story), "name", reference=1.0, reference_label=Text(nl="1 euro", en="1 euro"), how="decimal1",
        lang=story.report.lang,
    )  # fmt: skip
    return story.report.figure(
        "opbrengst",
        drawing,
        Text(nl="Opbrengst per euro, per bron", en="Return per euro, by source"),
        subtitle=Text(
            nl="Punt: middelste uitkomst. Streep: 95% van de uitkomsten. Onder nul: er kwamen verwijzingen bij.",
            en="Dot: middle result. Line: 95% of the results. Below zero: referrals were added.",
        ),
    )


def dependence_statement(story: Ojg) -> blocks.Statement:
    """That price ratio and gross share are drawn apart though one was worked back from the other."""
    added = story.simulations[OWN].inputs()[ADDITIONAL]
    claim = story.value("ojg_return_per_euro_2020_estimate_r2020")
    tied = claim * added
    shown = [story.percent(float((tied > above).mean())) for above in (1.0, 2.0)]
    apart = [story.percent(story.chance(OWN, above)) for above in (1.0, 2.0)]
    words = Text(
        nl="De prijsverhouding en het deel dat de OJG zelf afhandelt, zijn los van elkaar geloot. Dat klopt niet met "
        "hun herkomst: de verhouding is uit de claim en datzelfde deel teruggerekend. Los geloot is bij Groningen de "
        f"kans op meer dan 1 euro {apart[0]} en op meer dan 2 euro **{apart[1]}**. Gekoppeld is dat {shown[0]} en "
        f"**{shown[1]}**.",
        en="The price ratio and the share the OJG handles alone were drawn apart. That does not fit where they come "
        "from: the ratio was worked back from the claim and that same share. Drawn apart, the chance for Groningen of "
        f"more than 1 euro is {apart[0]} and of more than 2 euros **{apart[1]}**. Tied together it is {shown[0]} and "
        f"**{shown[1]}**.",
    )
    return story.report.statement("samenhang", words)


def distribution_figure(story: Ojg, source: str = OWN, id: str = "verdeling") -> blocks.Figure:
    """The balance per euro put in, and on which side of zero it lies."""
    balance = story.simulations[source].draws[f"{_RATIO}.total"] - 1.0
    who = story.labels[source]
    return story.report.figure(
        id,
        histogram_with_zero(balance, how="decimal1", lang=story.report.lang),
        Text(nl="Wat er per euro overblijft", en="What is left per euro"),
        subtitle=Text(
            nl=f"Opbrengst min inzet, in euro per euro inzet. {who.nl}. Links van nul kost het meer dan eruit komt.",
            en=f"Return minus input, in euros per euro put in. {who.en}. Left of zero it costs more than comes out.",
        ),
    )


def tornado_figure(story: Ojg) -> blocks.Figure:
    """Which number matters most for the return per euro."""
    case = story.cases[OWN]
    costs = mkba.balance(case).costs
    frame = mkba.tornado(case)
    frame = frame[frame["swing"] > 0]
    # The balance in costs of the case, plus the euro itself, is the return per euro.
    frame = frame.assign(
        name=[input_name(path).show(story.report.lang) for path in frame["parameter"]],
        low=frame["at_low"] / costs + 1,
        high=frame["at_high"] / costs + 1,
    )
    return story.report.figure(
        "tornado",
        tornado(frame, "name", base=mkba.balance(case).benefit_cost_ratio, how="decimal1", lang=story.report.lang),
        Text(nl="Welk getal het meest uitmaakt", en="Which number matters most"),
        subtitle=Text(
            nl="Opbrengst per euro als één getal van laag naar hoog gaat en de andere blijven staan.",
            en="Return per euro when one number goes from low to high and the others stay.",
        ),
    )


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
