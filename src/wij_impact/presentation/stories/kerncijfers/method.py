"""How the report `kerncijfers` was computed, in plain words."""

from __future__ import annotations

from wij_impact.language import Text
from wij_impact.presentation.blocks import Method
from wij_impact.presentation.report import Report

__all__ = ["method"]

_PARAGRAPHS = (
    Text(
        nl="Elk cijfer is een rij met bron, periode en vindplaats. Is hetzelfde cijfer twee keer gedrukt, dan "
        "blijven beide rijen staan.",
        en="Every figure is a row with its source, period and place of print. A figure that is printed twice "
        "stays two rows.",
    ),
    Text(
        nl="Twee waarden: we vergelijken alle rijen met hetzelfde kerncijfer, deel, jaar en soort (gerealiseerd, "
        "plan). Kan de ene waarde de andere zijn, maar grover afgerond, dan heet het verschil afronding.",
        en="Two values: all rows with the same key figure, part, year and kind (actual, plan) are compared. When "
        "one value can be the other, rounded more coarsely, the difference is called rounding.",
    ),
    Text(
        nl="Nagerekend: een uitspraak klopt als de uitkomst hoogstens een halve eenheid van het laatste gedrukte "
        "cijfer afwijkt. Kan de afronding van de delen de rest verklaren, dan klopt ze op afronding na.",
        en="Recalculated: a statement holds when the outcome is at most half a unit of the last printed digit "
        "away. When the rounding of the parts can explain the rest, it holds up to rounding.",
    ),
    Text(
        nl="Breuken: een lijn loopt nooit door over een nieuw verslag dat voor dezelfde jaren andere waarden "
        "geeft, over een jaar zonder cijfer, of over een breuk die in de gegevens staat.",
        en="Breaks: a line never runs on across a new report that gives other values for the same years, across "
        "a year without a figure, or across a break that the data declare.",
    ),
    Text(
        nl="Verandering: alleen tussen twee jaren uit hetzelfde verslag. Aandelen veranderen in procentpunten, "
        "aantallen vanaf 100 in procenten, kleinere aantallen in aantallen.",
        en="Change: only between two years of the same report. Shares change in percentage points, numbers from "
        "100 in percent, smaller numbers in numbers.",
    ),
    Text(
        nl="De drie dingen bovenaan: eerst wat over het besproken jaar gaat, dan andere jaren. Daarbinnen eerst "
        "de cijfers van het eerste scherm, dan andere kerncijfers, dan de rest; dan het jaar dat het dichtst "
        "bij ligt. Elk kerncijfer staat er één keer.",
        en="The three things at the top: first what is about the year discussed, then other years. Among these "
        "first the figures of the first screen, then other key figures, then the rest; then the nearest year. "
        "Each key figure is there once.",
    ),
    Text(
        nl="Een schatting of plan telt niet mee als gerealiseerd cijfer. Een reden noemen we alleen als die in "
        "een document staat.",
        en="An estimate or a plan does not count as an actual figure. A reason is named only when a document gives it.",
    ),
)


def method(report: Report) -> Method:
    """How restatements, checks, breaks and the three contradictions are computed."""
    return report.method(*_PARAGRAPHS)
