"""The verdicts a claim can get, with their written definitions."""

from __future__ import annotations

from dataclasses import dataclass

from wij_impact.language import Text

__all__ = ["OPEN", "SUPPORTED", "VERDICTS", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What may be said of a claim.

    Attributes
    ----------
    code : str
        The code in tables.
    name, definition : Text
        How a reader meets it, and when it is given.
    """

    code: str
    name: Text
    definition: Text


_ALL = (
    Verdict(
        "reproduced",
        Text(nl="klopt", en="holds"),
        Text(
            nl="De gedrukte cijfers geven het getal of de uitspraak van de bewering: het verschil is hoogstens een "
            "halve eenheid van het laatste gedrukte cijfer. Bij een verandering of verschil sluit ook het interval "
            "toeval als enige verklaring uit.",
            en="The printed figures give the number or the statement of the claim: the difference is at most half a "
            "unit of the last printed digit. Of a change or difference the interval rules out chance alone, too.",
        ),
    ),
    Verdict(
        "rounding",
        Text(nl="klopt op afronding na", en="holds up to rounding"),
        Text(
            nl="Er blijft een verschil over, maar de afronding van de onderdelen kan het verklaren: elk gedrukt getal "
            "kan een halve eenheid van zijn laatste cijfer afwijken, en die ruimte is doorgerekend. Een aantal is "
            "geteld en niet afgerond: daar verklaart afronding niets.",
            en="A difference remains, but the rounding of the parts can explain it: each printed number can be off by "
            "half a unit of its last digit, and that room is carried through the calculation. A count is counted, not "
            "rounded: rounding explains nothing there.",
        ),
    ),
    Verdict(
        "exceeded",
        Text(nl="meer dan verwacht", en="more than expected"),
        Text(
            nl="Een verwachting of doel dat is overtroffen. Verwacht en gebeurd zijn twee dingen.",
            en="An expectation or target that was beaten. Expected and happened are two things.",
        ),
    ),
    Verdict(
        "fell_short",
        Text(nl="minder dan verwacht", en="less than expected"),
        Text(
            nl="Een verwachting of doel dat volgens de gedrukte cijfers nog niet is gehaald.",
            en="An expectation or target that the printed figures do not reach yet.",
        ),
    ),
    Verdict(
        "depends",
        Text(nl="hangt af van de telling", en="depends on the count"),
        Text(
            nl="De bewering klopt met het ene gedrukte cijfer en niet met het andere: een andere noemer, een andere "
            "plaats of een ander jaarverslag. De berekening noemt welke.",
            en="The claim holds with one printed figure and not with another: another base, another place or another "
            "annual report. The calculation says which.",
        ),
    ),
    Verdict(
        "contradicted",
        Text(nl="klopt niet", en="does not hold"),
        Text(
            nl="Geen enkele gedrukte basis of editie geeft het getal of de uitspraak, en afronding verklaart het "
            "verschil niet. Dat zegt iets over de cijfers, niet over de kwaliteit van het werk.",
            en="No printed base or edition gives the number or the statement, and rounding does not explain the "
            "difference. That says something about the figures, not about the quality of the work.",
        ),
    ),
    Verdict(
        "not_shown",
        Text(nl="kan, niet aangetoond", en="possible, not shown"),
        Text(
            nl="De gedrukte cijfers spreken de bewering niet tegen, maar tonen haar ook niet aan: er is geen "
            "vergelijking, of het verschil is kleiner dan wat te zien was. De berekening geeft de omslagwaarde of het "
            "kleinste verschil dat te zien was geweest.",
            en="The printed figures do not contradict the claim, but do not show it either: there is no comparison, or "
            "the difference is smaller than could be seen. The calculation gives the switching value or the smallest "
            "difference that could have been seen.",
        ),
    ),
    Verdict(
        "untestable",
        Text(nl="niet na te gaan", en="cannot be tested"),
        Text(
            nl="Er is geen gedrukt cijfer waarmee de bewering is na te gaan, of het enige cijfer in de buurt telt iets "
            "anders. Bij de bewering staat het kleinste gegeven dat het uitmaakt.",
            en="There is no printed figure to test the claim with, or the only one near it counts something else. With "
            "the claim stands the smallest piece of data that would settle it.",
        ),
    ),
)

#: Code -> verdict, the most supported first.
VERDICTS: dict[str, Verdict] = {verdict.code: verdict for verdict in _ALL}

#: Verdicts under which the claim stands as it was printed.
SUPPORTED = ("reproduced", "rounding")

#: Verdicts that a data request can still change.
OPEN = ("fell_short", "depends", "contradicted", "not_shown", "untestable")
