"""`wij-impact check FILE` as a report reads it: the same functions, so that both accept and refuse the same files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from wij_impact.errors import InputError, InsufficientEvidence, UsageError

if TYPE_CHECKING:
    from wij_impact.catalogue.own.record import Reading
    from wij_impact.catalogue.problems import Problem

__all__ = ["READERS", "REPORT_OF_TABLE", "read_as_report"]

Values = Mapping[str, Any]


def _units(path: str, given: Values) -> None:
    from wij_impact import benchmark
    from wij_impact.reports.benchmark import require_peers

    require_peers(given["peers"])
    names = ("indicator", "population", "unit_column", "kind", "features", "columns")
    units = benchmark.load_units(path, **{name: given[name] for name in names})
    benchmark.choose_unit(units.data[units.layout.unit], given["unit"], units.empty, units.zero)
    rounded, hidden = units.layout.rounded_to, units.censored_below
    key, level = units.layout.unit, given["level"]
    kind = cast(Literal["proportion", "rate", "ratio"], units.kind)
    benchmark.compare(units.data, units.indicator, units.population, key, kind, level, rounded, hidden)


def _series(path: str, given: Values) -> None:
    from wij_impact import benchmark

    value, time, base = given["value"], given["time"], given["denominator"]
    series = benchmark.load_series(path, value, time, base, given["columns"])
    benchmark.control_chart(series, value, time, "u" if base else "xmr", base or None)


def _panel(path: str, given: Values) -> None:
    from wij_impact import effect
    from wij_impact.reports import effect_ojg

    names = ("outcome", "unit", "time", "first", "treated", "population", "covariates", "columns")
    panel = effect.load_panel(path, **{name: given[name] for name in names})
    effect_ojg.compare(panel, given["control"], given["level"])


def _pilot(path: str, given: Values) -> None:
    from wij_impact import effect

    names = ("outcome", "treatment", "covariates", "others", "before", "columns")
    pilot = effect.load_pilot(path, **{name: given[name] for name in names})
    settings = ("relevant", "low", "high", "reliability", "population_mean", "population_sd")
    effect.study_pilot(pilot, given["minimum"], given["level"], **{name: given[name] for name in settings})


def _measurements(path: str, given: Values) -> None:
    from wij_impact.reports import casus_verloop

    # Whether enough persons are together hangs on who reads the page, not on the file.
    casus_verloop.read_study(path, "", given["better"], given["randomised"], given["starts"], team=True)


def _costs(path: str, given: Values) -> None:
    from wij_impact import effect
    from wij_impact.reports import zorgkosten

    series = effect.load_care_costs(path)
    zorgkosten.own_options(series, given["start"], given["break_at"], given["at_break"])


def _schools(path: str, given: Values) -> None:
    from wij_impact import kerncijfers

    kerncijfers.load_schools(path)


def _workload(path: str, given: Values) -> None:
    from wij_impact.disclosure import check_minimum
    from wij_impact.reports import werklast

    check_minimum(given["minimum"])
    teams, kinds = werklast.read_files(path, given["caseload"])
    found = werklast.analyse(teams, kinds, given["minimum"], given["step"], given["level"])
    werklast.compare(teams, found.loads, given["context"], given["level"])


def _areas(path: str, given: Values) -> None:
    from wij_impact.reports import wijkprofiel

    frame, effort, signs = wijkprofiel.load_neighbourhoods(path, given["effort"], given["need"])
    wijkprofiel.analyse(frame, effort, signs, given["map"], given["level"])


def _progress(path: str, given: Values) -> None:
    from wij_impact.catalogue import load_file, load_table
    from wij_impact.reports import doelen

    doelen.check_parameters(path, given["targets"], given["visits"], given["dispersion"])
    goals = load_file("targets", given["targets"]) if given["targets"] else load_table("targets")
    counted = load_file("progress", path, beside={"targets": goals})
    seen = load_file("visits", given["visits"]) if given["visits"] else None
    doelen.assess(goals, counted, seen, given["dispersion"])


def _structure(path: str, given: Values) -> None:
    from wij_impact import kerncijfers
    from wij_impact.reports import personeel

    data = kerncijfers.load_structure(path)
    personeel.own_facts(data, kerncijfers.structure_rates(data, given["level"]))


def _samen(path: str, given: Values) -> None:
    from wij_impact.reports import samen

    names = ("columns", "protocol", "until", "since")
    register = samen.load_register(path, **{name: given[name] for name in names})
    if given["staff"]:
        samen.load_staff(given["staff"])
    samen.parse_scenario(given["scenario"], register.frame["referrer"])


def _triage(path: str, given: Values) -> None:
    from wij_impact import flow
    from wij_impact.reports import triage

    names = ("columns", "protocol", "order", "until", "since")
    triage.load_register(path, **{name: given[name] for name in names})
    flow.heavy_rule(given["too_heavy"])


def _twice(path: str, given: Values) -> None:
    from wij_impact import impactmeting

    form = impactmeting.load_instrument(given["instrument"])
    people = impactmeting.load_answers(path, form, given["columns"], wave=True)
    order, minimum = given["order"] or None, given["minimum"]
    impactmeting.before_after(people, form, wave=form.wave_column, order=order, level=given["level"], minimum=minimum)


#: Report -> how its notebook reads the file of a user, by the parameters that it has.
READERS: dict[str, Callable[[str, Values], None]] = {
    "benchmark": _units,
    "casus_verloop": _measurements,
    "doelen": _progress,
    "effect_ojg": _panel,
    "effect_pilot": _pilot,
    "personeel": _structure,
    "samen": _samen,
    "scholen": _schools,
    "signalen": _series,
    "triage": _triage,
    "voor_na": _twice,
    "werklast": _workload,
    "wijkprofiel": _areas,
    "zorgkosten": _costs,
}
#: A table of the dictionary -> the report that reads a file of the user's with those columns.
REPORT_OF_TABLE = {
    "benchmark_teams": "benchmark",
    "care_costs_monthly": "zorgkosten",
    "effect_pilot": "effect_pilot",
    "measurements": "casus_verloop",
    "ojg_practices": "effect_ojg",
    "progress": "doelen",
    "schools": "scholen",
    "staff_structure": "personeel",
}


def read_as_report(
    path: Path | str, report: str, given: Mapping[str, str] | None = None, columns: str = ""
) -> tuple[list[Problem], Reading | None]:
    """Read a file as a report does.

    Parameters
    ----------
    path : Path or str
        A file, or the address of a table in a database.
    report : str
        A key of `READERS`.
    given : mapping, optional
        Parameters of the report as a user types them.
    columns : str
        A mapping file.

    Returns
    -------
    (list of Problem, Reading or None)
        Every problem that reading met, and what was read.

    Raises
    ------
    UsageError
        For a parameter that the report does not have, or a column that is not told.
    """
    from wij_impact.catalogue import resolve_notebooks
    from wij_impact.catalogue.problems import gathering, of_error
    from wij_impact.pipeline.notebooks import read_spec
    from wij_impact.pipeline.parameters import assign

    spec = read_spec(resolve_notebooks() / f"{report}.ipynb")
    values = {one.name: one.default for one in spec.parameters}
    values |= assign(spec.parameters, given or {}, report)
    if columns and "columns" in values:
        values["columns"] = columns
    raised: InputError | InsufficientEvidence | None = None
    with gathering() as held:
        try:
            READERS[report](str(path), values)
        except UsageError:
            raise
        except (InputError, InsufficientEvidence) as error:
            raised = error
    problems = list(held.problems)
    if raised is not None and not any(one.severity == "error" for one in problems):
        raised.file = raised.file or str(path)
        problems.append(of_error(raised))
    return problems, held.readings[-1] if held.readings else None
