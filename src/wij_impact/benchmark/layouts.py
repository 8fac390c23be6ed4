"""Which columns a known file has, so that a report needs little more than the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates.columns import require_frame
from wij_impact.language import Text

__all__ = ["LAYOUTS", "Layout", "recognise"]


@dataclass(frozen=True)
class Layout:
    """The columns of a kind of file.

    Attributes
    ----------
    unit, name : str
        Column with the code of the unit, and with the name shown.
    units : str
        Code of what the units are called: ``teams``, ``municipalities`` or ``units``.
    indicator : str
        Count compared when none is asked for.
    populations : mapping
        Count to base; ``*`` for every other count.
    rates : tuple of str
        Counts that one person can be in more than once.
    features : tuple of str
        The context: what the unit meets, not what it does.
    inputs, outputs : tuple of str
        For a comparison with means.
    rounded_to, censored_below : float
        How the counts were published; `censored` names the starts of the columns in which empty means a small count.
    table : str
        The shipped table with these columns, whose dictionary has the words for them.
    sources : mapping
        Starts of columns of the shipped table -> the code in `sources` they were read from; ``*`` for the others.
    """

    unit: str
    name: str
    units: str
    indicator: str
    populations: Mapping[str, str]
    rates: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    rounded_to: float = 0.0
    censored_below: float | None = None
    censored: tuple[str, ...] = ()
    table: str = ""
    marks: tuple[str, ...] = field(default=())
    sources: Mapping[str, str] = field(default_factory=dict)

    def population(self, indicator: str) -> str:
        """The base of a count; empty when the layout does not know it."""
        return self.populations.get(indicator, self.populations.get("*", ""))

    def sources_of(self, *columns: str) -> tuple[str, ...]:
        """Where the columns of the shipped table come from, each source once; empty where that is not known.

        Examples
        --------
        >>> LAYOUTS[1].sources_of("youthcare_youths", "population")
        ('cbs_85075ned', 'cbs_85039ned')
        """
        other = self.sources.get("*", "")
        found = [next((to for start, to in self.sources.items() if one.startswith(start)), other) for one in columns]
        return tuple(dict.fromkeys(code for code in found if code))


LAYOUTS = (
    Layout(
        unit="team",
        name="team",
        units="teams",
        indicator="goals_reached",
        populations={"satisfied": "responses", "complaints": "clients", "referred_on": "clients", "*": "clients"},
        rates=("complaints",),
        features=("poverty_share", "single_parent_share", "address_density"),
        inputs=("staff_fte", "budget_keur"),
        outputs=("clients", "goals_reached"),
        table="benchmark_teams",
        marks=("goals_reached", "poverty_share", "waiting_days"),
    ),
    Layout(
        unit="gm_code",
        name="gm_name",
        units="municipalities",
        indicator="youthcare_youths",
        populations={"wmo_all_clients": "population", "*": "pop_0_22_est"},
        rates=(
            "trajectories",
            "traj_ref_municipality",
            "traj_ref_gp",
            "traj_ref_youth_doctor",
            "traj_ref_court",
            "traj_ref_certified_institution",
            "traj_ref_medical_specialist",
            "traj_ref_none",
            "traj_ref_unknown",
        ),
        features=(
            "address_density",
            "hh_low_income_pct",
            "social_rent_pct",
            "edu_high_pct",
            "avg_household_size",
            "share_15_24",
        ),
        rounded_to=5.0,
        censored_below=10.0,
        censored=("youthcare_", "traj_"),
        table="municipalities_2021",
        marks=("gm_code", "gm_name", "pop_0_22_est"),
        sources={"youthcare_": "cbs_85075ned", "traj": "cbs_85075ned", "*": "cbs_85039ned"},
    ),
)


def recognise(data: pd.DataFrame, unit: str = "") -> Layout:
    """The layout whose marks the file carries; a plain one for any other file with a `unit` column.

    Examples
    --------
    >>> recognise(pd.DataFrame({"gm_code": ["GM0014"], "gm_name": ["G"], "pop_0_22_est": [1.0]})).rounded_to
    5.0
    """
    require_frame(data)
    for layout in LAYOUTS:
        if set(layout.marks) <= set(data.columns) and unit in ("", layout.unit):
            return layout
    if not unit or unit not in data.columns:
        known = ", ".join(str(column) for column in data.columns[:8])
        raise InputError(
            Text(nl="welke kolom noemt de eenheid?", en="which column names the unit?"),
            remedy=Text(nl=f"Geef -p unit_column=... ({known}).", en=f"Give -p unit_column=... ({known})."),
        )
    return Layout(unit, unit, "units", "", {})
