"""Names for what a cost-benefit case is made of: payers, items, numbers; in the language of the report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wij_impact.language import Language, Text
from wij_impact.presentation.numbers import format_number, is_missing

if TYPE_CHECKING:
    from wij_impact.mkba import Case

__all__ = [
    "BASIS", "field_format", "item_name", "number_name", "payer_name", "payer_names", "schedule_name", "show_value",
]  # fmt: skip

_PAYERS: dict[str, Text] = {
    "gemeente": Text(nl="gemeente", en="municipality"),
    "rijk": Text(nl="Rijk", en="central government"),
    "zorgverzekeraar": Text(nl="zorgverzekeraar", en="health insurer"),
    "onderwijs": Text(nl="onderwijs", en="education"),
    "corporatie": Text(nl="woningcorporatie", en="housing association"),
    "justitie": Text(nl="justitie", en="justice"),
    "inwoner": Text(nl="inwoner", en="resident"),
    "aanbieder": Text(nl="aanbieder", en="provider"),
    "werkgever": Text(nl="werkgever", en="employer"),
}

#: What an amount rests on, as `Appraisal.evidence` calls it.
BASIS: dict[str, Text] = {
    "sourced": Text(nl="cijfers met een bron", en="figures with a source"),
    "assumption": Text(nl="een aanname", en="an assumption"),
    "none": Text(nl="niets", en="nothing"),
}

_FIELDS: dict[str, Text] = {
    "quantity": Text(nl="aantal", en="quantity"),
    "over": Text(nl="aantal per stuk", en="quantity per unit"),
    "price": Text(nl="prijs", en="price"),
    "start": Text(nl="begin (jaren)", en="start (years)"),
    "duration": Text(nl="duur (jaren)", en="duration (years)"),
    "additionality": Text(nl="additionaliteit", en="additionality"),
    "attribution": Text(nl="toerekening", en="attribution"),
    "displacement": Text(nl="verschuiving", en="displacement"),
    "onset": Text(nl="aanloop (jaren)", en="onset (years)"),
    "drop_off": Text(nl="afname per jaar", en="drop-off per year"),
    "cashable": Text(nl="deel dat echt geld wordt", en="share that becomes money"),
    "cashable_lag": Text(nl="jaren tot het geld er is", en="years until the money is there"),
    "nested_share": Text(nl="deel dat in een andere uitkomst ligt", en="share inside another outcome"),
    "payers": Text(nl="aandeel van", en="share of"),
}
_SHARES = {"additionality", "attribution", "displacement", "drop_off", "cashable", "nested_share", "payers", "discount"}
_YEARS = {"duration", "start", "onset", "cashable_lag"}
_SCHEDULE = Text(nl="werkgroep discontovoet {year}", en="working group on the discount rate {year}")


def payer_name(case: Case, payer: str, lang: Language) -> str:
    """Who pays or gains, as a reader knows them; a payer of the case's own keeps the name the case gives.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> payer_name(mkba.load_case("jim"), "rijk", "en")
    'central government'
    """
    if payer in _PAYERS:
        return _PAYERS[payer].show(lang)
    return str(case.actors.get(payer, payer)).replace("_", " ")


def payer_names(case: Case, payers: str | Iterable[str], lang: Language) -> str:
    """Several payers, parted by commas; text is read as such a list."""
    names = payers.split(", ") if isinstance(payers, str) else list(payers)
    return ", ".join(payer_name(case, name, lang) for name in names if name)


def item_name(case: Case, path: str, lang: Language) -> str:
    """The label of the item at `path` (``effect.x``)."""
    return next((item.label.show(lang) for item in case.items if item.path == path), path)


def number_name(case: Case, path: str, lang: Language) -> str:
    """A number of the case in words: the field it fills, and of which item.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> case = mkba.load_case("jim")
    >>> number_name(case, "input.additionaliteit", "en"), number_name(case, "cost.begeleiding.price", "en")
    ('additionality (all outcomes)', 'price: Support by professionals')
    """
    if path == "discount":
        return Text(nl="discontovoet", en="discount rate").show(lang)
    if path == "participants":
        return Text(nl="aantal deelnemers", en="number of participants").show(lang)
    used = sorted(field for field, number in case.numbers.items() if number.stream == path) or [path]
    fields = {_field(one) for one in used}
    items = {".".join(one.split(".")[:2]) for one in used}
    if len(fields) != 1 or not fields <= set(_FIELDS):
        return path.partition(".")[2].replace("_", " ")
    (field,) = fields
    word = _FIELDS[field].show(lang)
    if field == "payers":
        word = f"{word} {payer_name(case, used[0].rpartition('.')[2], lang)}"
    if len(items) == 1:
        return f"{word}: {item_name(case, next(iter(items)), lang)}"
    effects = all(one.startswith("effect.") for one in items)
    every = effects and len(items) == sum(item.section == "effect" for item in case.items)
    if every:
        return word + Text(nl=" (alle uitkomsten)", en=" (all outcomes)").show(lang)
    return f"{word}: {', '.join(item_name(case, one, lang) for one in sorted(items))}"


def field_format(case: Case, path: str) -> str:
    """How the number at `path` is written: euros, a percentage, years, or as it is.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> [field_format(mkba.load_case("jim"), path) for path in ("input.additionaliteit", "price.gezinshuis_jaar")]
    ['percent', 'eur']
    """
    used = [field for field, number in case.numbers.items() if number.stream == path] or [path]
    field = _field(used[0])
    if field == "price":
        # A case may reckon in another unit than euros (the OJG: in costs of one trajectory).
        return "eur" if case.currency == "EUR" else "auto"
    if field in _SHARES:
        return "percent"
    return "decimal2" if field in _YEARS else "auto"


def show_value(case: Case, path: str, value: float, lang: Language) -> str:
    """The number at `path`, as a report writes it; a missing one is "not known"."""
    if is_missing(value):
        return Text(nl="niet bekend", en="not known").show(lang)
    if value == float("inf"):
        return Text(nl="tot het einde", en="to the end").show(lang)
    how = field_format(case, path)
    if how == "percent" and 0 < abs(value) < 0.2:
        how = "percent1"
    if how == "auto":
        how = "integer" if float(value).is_integer() else "decimal1"
    if how == "eur" and abs(value) < 100 and not float(value).is_integer():
        how = "eur2"
    return format_number(value, how, lang)


def schedule_name(case: Case, lang: Language) -> str:
    """The discount schedule of the case: its rate, whose it is, and whether that was checked.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> schedule_name(mkba.load_case("jim"), "en")
    '2.25% a year (working group on the discount rate 2020)'
    """
    schedule = case.schedule
    # A rate has up to two decimals; the format keeps those it has.
    rates = [format_number(round(100 * rate, 6), "percent_auto_of_100", lang) for _, rate in schedule.rates]
    then = Text(nl=" en later ", en=" and later ").show(lang)
    shown = then.join(rates) + Text(nl=" per jaar", en=" a year").show(lang)
    year = schedule.name.partition("_")[2][:4]
    whose = _SCHEDULE.show(lang).format(year=year) if schedule.name.startswith("nl_") else ""
    if schedule.status == "unverified":
        whose += Text(nl="; niet nagegaan in de bron zelf", en="; not checked in the source itself").show(lang)
    return f"{shown} ({whose})" if whose else shown


def _field(path: str) -> str:
    parts = path.split(".")
    return parts[2] if len(parts) > 2 else parts[-1]
