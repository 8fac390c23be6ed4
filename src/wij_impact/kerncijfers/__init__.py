"""Key figures: series with their breaks, the road from question to indication, the grants account, work at
schools, and staff.

Numbers only, each with the codes of the figures it rests on; the reports put them into words.
"""

from __future__ import annotations

from wij_impact.kerncijfers.change import KEY_FIGURE_COLUMNS, key_figures
from wij_impact.kerncijfers.demand import STEPS, funnel, funnel_rates
from wij_impact.kerncijfers.finances import BRIDGE_STEPS, buffer, result_bridge
from wij_impact.kerncijfers.grants import grants_account, grants_totals, top_deviations
from wij_impact.kerncijfers.mix import mix, mix_summary
from wij_impact.kerncijfers.register import (
    Window,
    register_mix,
    register_steps,
    register_window,
    register_years,
)
from wij_impact.kerncijfers.schools import (
    intervention_changes,
    intervention_mix,
    intervention_rates,
    load_schools,
    printed_as_people,
    school_interventions,
)
from wij_impact.kerncijfers.series import SERIES_COLUMNS, key_series, series
from wij_impact.kerncijfers.staff import (
    average_fte,
    joined,
    load_structure,
    staff_makeup,
    staff_years,
    structure_rates,
    wage_account,
)

__all__ = [
    "BRIDGE_STEPS",
    "KEY_FIGURE_COLUMNS",
    "SERIES_COLUMNS",
    "STEPS",
    "Window",
    "average_fte",
    "buffer",
    "funnel",
    "funnel_rates",
    "grants_account",
    "grants_totals",
    "intervention_changes",
    "intervention_mix",
    "intervention_rates",
    "joined",
    "key_figures",
    "key_series",
    "load_schools",
    "load_structure",
    "mix",
    "mix_summary",
    "printed_as_people",
    "register_mix",
    "register_steps",
    "register_window",
    "register_years",
    "result_bridge",
    "school_interventions",
    "series",
    "staff_makeup",
    "staff_years",
    "structure_rates",
    "top_deviations",
    "wage_account",
]


def __dir__() -> list[str]:
    return sorted(__all__)
