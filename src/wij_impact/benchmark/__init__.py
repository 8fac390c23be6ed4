"""Benchmark: comparing teams and municipalities without fooling anyone.

One road from a count or a survey estimate to a comparison: do units differ at all (`units_differ`), where does each
stand (`funnel`), what is left after shrinkage (`shrink`), how sure is its rank (`ranks`), and with whom is it fair to
compare (`peers`, `case_mix`).
"""

from __future__ import annotations

# Imported eagerly: these functions bear the names of their modules, so a lazy attribute would find the module.
from wij_impact.benchmark.ages import by_age
from wij_impact.benchmark.case_mix import case_mix
from wij_impact.benchmark.comparison import Comparison, compare, truth_check
from wij_impact.benchmark.concentration import concentration, concentration_curve
from wij_impact.benchmark.context import DRIVEN_BY_EFFORT
from wij_impact.benchmark.control_chart import control_chart, rates_with_intervals
from wij_impact.benchmark.deleted import beyond_spread
from wij_impact.benchmark.efficiency import efficiency, efficiency_without
from wij_impact.benchmark.expected import expected_load, least_units
from wij_impact.benchmark.funnel import funnel
from wij_impact.benchmark.layouts import LAYOUTS, Layout, recognise
from wij_impact.benchmark.loading import Units, load_series, load_truth, load_units
from wij_impact.benchmark.multiplicity import adjust_p_values
from wij_impact.benchmark.need import effort_residuals, need_index, need_ranks
from wij_impact.benchmark.omnibus import units_differ, units_differ_counts
from wij_impact.benchmark.peers import peer_sensitivity, peers
from wij_impact.benchmark.ranks import ranks
from wij_impact.benchmark.records import load_record_series
from wij_impact.benchmark.run_rules import LEAST_POINTS, anhoj, false_alarm_rates
from wij_impact.benchmark.shrink import shrink
from wij_impact.benchmark.signals import SIGNALS, Signal, change_between, signal_changes, signal_rates
from wij_impact.benchmark.standardise import standardise
from wij_impact.benchmark.units import choose_unit, unit_row
from wij_impact.benchmark.workload import fte_moves, load_per_fte, loads_differ, paired_weights

__all__ = [
    "DRIVEN_BY_EFFORT",
    "LAYOUTS",
    "LEAST_POINTS",
    "SIGNALS",
    "Comparison",
    "Layout",
    "Signal",
    "Units",
    "adjust_p_values",
    "anhoj",
    "beyond_spread",
    "by_age",
    "case_mix",
    "change_between",
    "choose_unit",
    "compare",
    "concentration",
    "concentration_curve",
    "control_chart",
    "efficiency",
    "efficiency_without",
    "effort_residuals",
    "expected_load",
    "false_alarm_rates",
    "fte_moves",
    "funnel",
    "least_units",
    "load_per_fte",
    "load_record_series",
    "load_series",
    "load_truth",
    "load_units",
    "loads_differ",
    "need_index",
    "need_ranks",
    "paired_weights",
    "peer_sensitivity",
    "peers",
    "ranks",
    "rates_with_intervals",
    "recognise",
    "shrink",
    "signal_changes",
    "signal_rates",
    "standardise",
    "truth_check",
    "unit_row",
    "units_differ",
    "units_differ_counts",
]


def __dir__() -> list[str]:
    return sorted(__all__)
