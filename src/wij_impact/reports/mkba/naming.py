"""Names for what a cost-benefit case is made of: payers, items, numbers; as terms and names, in no language."""

from __future__ import annotations

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.mkba import Case
from wij_impact.presentation.book import has_word
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.words import Phrase

__all__ = ["item_name", "items_of", "number_name", "payer_name", "schedule_name", "text_name", "used_as", "value_of"]

_SHARES = {"additionality", "attribution", "displacement", "drop_off", "cashable", "nested_share", "payers", "discount"}
_YEARS = {"duration", "start", "onset", "cashable_lag"}


def text_name(text: Text) -> Name:
    """A name that the case gives in both languages; the other language where it gives one."""
    # An apostrophe would end the quotation in which a sentence shows a name that is not ours.
    nl, en = (one.replace("’", "'") for one in (text.nl or text.en, text.en or text.nl))
    return Name(en, (("nl", nl), ("en", en)))


def payer_name(case: Case, payer: str) -> Term | Name:
    """Who pays or gains, as a reader knows them; a payer of the case's own keeps the name the case gives.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> payer_name(mkba.load_case("jim"), "rijk")
    Term(group='payer', code='rijk')
    """
    if has_word(f"payer.{payer}"):
        return Term("payer", payer)
    return Name(str(case.actors.get(payer, payer)).replace("_", " "))


def item_name(case: Case, path: str) -> Name:
    """The label of the item at `path` (``effect.x``)."""
    return next((text_name(item.label) for item in case.items if item.path == path), Name(path))


def used_as(case: Case, path: str) -> set[str]:
    """What the number at `path` is used as: price, duration, additionality, ..."""
    used = sorted(field for field, number in case.numbers.items() if number.stream == path) or [path]
    return {_field(one) for one in used}


def items_of(case: Case, path: str) -> list[str]:
    """The items that use the number at `path`."""
    used = [field for field, number in case.numbers.items() if number.stream == path] or [path]
    return sorted({".".join(one.split(".")[:2]) for one in used})


def number_name(case: Case, path: str) -> Phrase | Term | Name:
    """A number of the case in words: the field it fills, and of which item.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> number_name(mkba.load_case("jim"), "input.additionaliteit").key
    'case_number.every_effect'
    """
    if path in ("discount", "participants"):
        return Term("case_field", path)
    used = sorted(field for field, number in case.numbers.items() if number.stream == path) or [path]
    fields = {_field(one) for one in used}
    if len(fields) != 1 or not has_word(f"case_field.{next(iter(fields))}"):
        return Name(path.partition(".")[2].replace("_", " "))
    word, items = Term("case_field", next(iter(fields))), items_of(case, path)
    if fields == {"payers"}:
        payer = payer_name(case, used[0].rpartition(".")[2])
        return Phrase("case_number.payer", {"payer": payer, "item": item_name(case, items[0])})
    effects = all(one.startswith("effect.") for one in items)
    if len(items) > 1 and effects and len(items) == sum(item.section == "effect" for item in case.items):
        return Phrase("case_number.every_effect", {"field": word})
    return Phrase("case_number.of", {"field": word, "item": tuple(item_name(case, one) for one in items)})


def value_of(case: Case, path: str, value: float) -> Quantity | Term:
    """The number at `path` with the unit in which a report writes it."""
    if is_missing(value):
        return Quantity(float("nan"))
    if value == float("inf"):
        return Term("case_value", "to_the_end")
    value = float(value)
    used = [field for field, number in case.numbers.items() if number.stream == path] or [path]
    field = _field(used[0])
    if field == "price" and case.currency == "EUR":
        return Quantity(value, "eur2" if abs(value) < 100 and not value.is_integer() else "eur")
    if field in _SHARES:
        return Quantity(value, "percent1" if 0 < abs(value) < 0.2 else "percent")
    if field in _YEARS:
        return Quantity(value, "integer" if value.is_integer() else "decimal2")
    # A case may reckon in another unit than euros (the OJG: in costs of one trajectory).
    return Quantity(value, "integer" if value.is_integer() else "decimal1")


def schedule_name(case: Case) -> Phrase:
    """The discount schedule of the case: its rate, whose it is, and whether that was checked."""
    schedule = case.schedule
    rates = tuple(Quantity(round(100 * rate, 6), "percent_auto_of_100") for _, rate in schedule.rates)
    year = schedule.name.partition("_")[2][:4]
    ours = schedule.name.startswith("nl_") and year.isdigit()
    code = "working_group" if ours else "own"
    if ours and schedule.status == "unverified":
        code = "working_group_unverified"
    facts = {"rates": rates, "year": Quantity(int(year), "year") if ours else Quantity(float("nan"))}
    return Phrase(f"case_schedule.{code}", facts)


def _field(path: str) -> str:
    parts = path.split(".")
    return parts[2] if len(parts) > 2 else parts[-1]
