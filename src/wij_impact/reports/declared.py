"""What each report takes from a file as its outcome, and what its settings are about: so a plan need not guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wij_impact.catalogue.own.headers import Header, match_needs
from wij_impact.catalogue.own.mapping import read_mapping
from wij_impact.catalogue.own.needs import needs_of_table

__all__ = ["FILES", "Outcomes", "Part", "columns_of", "outcome_columns", "part_of"]

Part = Literal["outcome", "comparison", "smallest", "analysis"]


@dataclass(frozen=True)
class Outcomes:
    """Where a report finds its outcomes.

    Attributes
    ----------
    file : str
        The parameter that names the file.
    table, columns
        A table of the data dictionary, and which of its columns are outcomes.
    named : tuple of str
        Parameters that name columns with outcomes.
    items : bool
        Whether every question of the instrument is one.
    """

    file: str
    table: str = ""
    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    items: bool = False


_CARE = (
    *("end", "reason_end", "to_level", "next_start", "next_level", "next_referrer", "second_opinion_level"),
    *("goals_reached", "satisfied", "without_help", "satisfied_2", "without_help_2", "continued"),
)
_UNITS = ("goals_reached", "referred_on", "complaints", "satisfied", "waiting_days")
_REQUESTS = ("handled_directly", "further_research", "statutory_report", "indication")
#: Report -> the files that it takes, each with its outcomes.
FILES: dict[str, tuple[Outcomes, ...]] = {
    "benchmark": (Outcomes("file", "benchmark_teams", _UNITS, ("indicator",)),),
    "casus_verloop": (Outcomes("measurements", "measurements", ("score",)),),
    "ceo_wmo": (Outcomes("responses", items=True),),
    "doelen": (Outcomes("progress", "progress", ("count",)), Outcomes("visits", "visits", ("times_seen", "people"))),
    "effect_ojg": (Outcomes("file", "ojg_practices", ("referrals",), ("outcome",)),),
    "effect_pilot": (Outcomes("file", "effect_pilot", ("ors_end", "home_after_year"), ("outcome", "others")),),
    "impactmeting": (Outcomes("responses", items=True),),
    "samen": (Outcomes("trajectories", "trajectories", _CARE),),
    "scholen": (Outcomes("schools", "schools", ("count", "pupils_unique")),),
    "signalen": (Outcomes("file", named=("value",)),),
    "triage": (Outcomes("trajectories", "trajectories", _CARE),),
    "voor_na": (Outcomes("responses", items=True),),
    "vraag_tot_indicatie": (Outcomes("records", "records", _REQUESTS),),
    "werklast": (
        Outcomes("neighbourhoods", "neighbourhoods", ("open_cases",)), Outcomes("caseload", "caseload", ("cases",)),
    ),
    "zorgkosten": (Outcomes("file", "care_costs_monthly", ("cost", "comparison")),),
}  # fmt: skip
#: What a parameter is about; what is not named here belongs to the analysis.
_PARTS: dict[str, Part] = {
    **dict.fromkeys(("outcome", "others", "indicator", "value", "instrument", "measure", "better"), "outcome"),
    **dict.fromkeys(("treatment", "treated", "first", "control", "population", "unit", "groups"), "comparison"),
    **dict.fromkeys(("order", "randomised", "starts", "start", "denominator", "unit_column"), "comparison"),
    **dict.fromkeys(("relevant", "difference", "improvement"), "smallest"),
}


def part_of(parameter: str) -> Part:
    """Which part of a plan a setting belongs to.

    Examples
    --------
    >>> part_of("treatment"), part_of("relevant"), part_of("level")
    ('comparison', 'smallest', 'analysis')
    """
    return _PARTS.get(parameter, "analysis")


def outcome_columns(report: str, parameter: str, header: Header, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The headers of a file that hold outcomes, as the report will read them; also one that a setting names.

    Parameters
    ----------
    report : str
        Its name; of one that is not known, nothing is declared.
    parameter : str
        The parameter that names the file.
    header : Header
        Of the file.
    values : mapping
        Every parameter of the report: a mapping file in ``columns`` is followed.

    Examples
    --------
    >>> found = Header(["case_id", "treated", "ors_start", "ors_end"], 1, 2, {})
    >>> outcome_columns("effect_pilot", "file", found, {})
    ('ors_end',)
    """
    found: set[str] = set()
    headers = header.names
    for one in FILES.get(report, ()):
        if one.file != parameter:
            continue
        mapping = dict(read_mapping(values["columns"]).columns) if values.get("columns") else {}
        needs = [need for need in needs_of_table(one.table) if need.name in one.columns] if one.table else []
        positions, _ = match_needs(headers, needs, mapping)
        found |= {headers[at] for at in positions.values()}
        for name in one.named:
            found |= {mapping.get(column, column) for column in _columns(values.get(name))}
        if one.items:
            found |= _questions(str(values.get("instrument", report)), header, mapping)
    return tuple(sorted(found))


#: Settings that name a column themselves: setting -> column of the dictionary.
_NAMED = {"treatment": "treated", "unit": "practice", "time": "year", "first": "first_year"}


def columns_of(report: str, table: str, header: Header, values: Mapping[str, Any]) -> dict[str, int]:
    """Where the columns of a table of the dictionary (for a survey: person and wave) stand in a file.

    Examples
    --------
    >>> columns_of("effect_pilot", "effect_pilot", Header(["case_id", "kreeg de aanpak"], 1, 2, {}), {})
    {'case_id': 0, 'treated': 1}
    """
    mapping = dict(read_mapping(values["columns"]).columns) if values.get("columns") else {}
    if not table:
        from wij_impact.impactmeting.answers import beside_headers

        return beside_headers(header, str(values.get("instrument", report)), mapping)
    positions, _ = match_needs(header.names, needs_of_table(table), mapping)
    told = {column: values.get(setting) for setting, column in _NAMED.items()}
    return {**positions, **{name: header.names.index(one) for name, one in told.items() if one in header.names}}


def _columns(value: Any) -> list[str]:
    listed = value if isinstance(value, list | tuple) else str(value or "").split(",")
    return [str(one).strip() for one in listed if str(one).strip()]


def _questions(instrument: str, header: Header, mapping: Mapping[str, str]) -> set[str]:
    # Only a survey needs the room that knows questionnaires.
    from wij_impact.impactmeting.answers import question_headers

    return question_headers(header, instrument, mapping)
