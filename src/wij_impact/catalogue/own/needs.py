"""What a room needs from a file: a column's role, type and unit, whole or not, ordered or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wij_impact.language import Text

__all__ = ["Need", "Role", "Type", "counts_people", "needs_of_table"]

Role = Literal["unit", "count", "base", "value", "share", "amount", "moment", "group", "flag", "id", "text", "answer"]
Type = Literal["number", "text", "code", "moment", "flag", "measure", "any"]


@dataclass(frozen=True)
class Need:
    """One column that a room asks for.

    Attributes
    ----------
    name : str
        The name that the column gets in the frame.
    role : str
        What it is for. Rows that are the sum of the others are looked for in ``unit`` by the ``count`` and ``base``
        columns.
    type : str
        ``number``, ``text``, ``code`` (text that may be padded), ``moment``, ``flag`` (yes or no), ``measure``
        (a number, or yes and no as 1 and 0), or ``any``: numbers
        when the whole column is numbers, else text.
    unit : str
        ``people``, ``euro``, ``percent``, ``municipality``, ...
    whole : bool or None
        Whether only whole numbers can stand here; None when the column has to show it.
    ordered : bool
        Whether the order of the rows follows from this column.
    required : bool
        Whether the file must have the column.
    label : Text, optional
        Dutch and English label: a header that reads so is this column too.
    aliases : tuple of str
        Other headers that mean the same.
    missing : tuple of str
        Codes that mean "nothing known" in this column, besides those that always do.
    minimum : float, optional
        The smallest value possible; below zero only a missing code can stand where it is 0.
    """

    name: str
    role: Role = "value"
    type: Type = "number"
    unit: str = ""
    whole: bool | None = None
    ordered: bool = False
    required: bool = True
    label: Text | None = None
    aliases: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    minimum: float | None = None


_PEOPLE = (
    *(
        "client",
        "cliënt",
        "klant",
        "personen",
        "persons",
        "people",
        "jonger",
        "youth",
        "inwoner",
        "resident",
        "bewoner",
    ),
    *("bevolking", "population", "patient", "patiënt", "deelnemer", "participant", "respondent", "kinder", "children"),
    *("leerling", "pupil", "medewerker", "employee", "huishouden", "household", "vrouwen", "mannen", "ouderen"),
    *("antwoorden", "responses", "gezinnen", "families"),
)
_NOT_COUNTED = (
    "share",
    "aandeel",
    "pct",
    "percent",
    "procent",
    "%",
    "per_",
    " per ",
    "gemiddeld",
    "average",
    "mean",
    "avg",
    "size",
    "rate",
    "index",
    "dichtheid",
    "density",
    "ratio",
    "score",
    "kosten",
    "cost",
    "budget",
    "euro",
    "uren",
    "hours",
    "fte",
)


def counts_people(column: str) -> bool:
    """Whether the name of a column says that it counts people, so that only whole numbers can stand in it.

    Examples
    --------
    >>> counts_people("cliënten 2024"), counts_people("klachten per cliënt"), counts_people("fte")
    (True, False, False)
    """
    lowered = column.casefold()
    if any(word in lowered for word in _NOT_COUNTED) or lowered.endswith("_est"):
        return False
    return any(word in lowered for word in _PEOPLE)


def needs_of_table(table: str) -> list[Need]:
    """The needs of a table of the data dictionary: its columns with their labels, types and missing codes.

    Examples
    --------
    >>> [need.name for need in needs_of_table("effect_pilot")][:2]
    ['data_kind', 'case_id']
    """
    from wij_impact.catalogue.dictionary import NUMERIC, WHOLE, load_dictionary

    found = []
    for column in load_dictionary().table(table).columns.values():
        number = column.type in NUMERIC
        found.append(
            Need(
                column.name,
                "value" if number else "text",
                "number" if number else "text",
                column.unit,
                whole=True if column.type in WHOLE else None,
                required=column.required,
                label=column.label,
                missing=column.missing_codes,
                minimum=column.minimum,
            )
        )
    return found
