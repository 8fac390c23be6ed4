"""Flow: who comes in, how long it takes, was it the right help, and how many people it asks.

From a register of trajectories: `check_trajectories`, then `stock_and_flow`, `kaplan_meier`, `lead_times`,
`aalen_johansen` and `transitions`. Ahead: `project` with named scenarios, tried on the past by `backtest`; `staffing`,
`erlang_c` and `queue` for the people it takes.
"""

from __future__ import annotations

from wij_impact.estimates.survival import aalen_johansen, kaplan_meier, time_quantiles
from wij_impact.flow.durations import Duration, caseload
from wij_impact.flow.levels import HeavyRule, follow, heavy_rule, returns
from wij_impact.flow.national import OUTCOMES, outcomes
from wij_impact.flow.nowcasting import nowcast
from wij_impact.flow.planning import plan_inflow, plan_readings
from wij_impact.flow.projecting import Backtest, Projection, backtest, project, staffing
from wij_impact.flow.register import check_trajectories, littles_law, stock_and_flow
from wij_impact.flow.routes import lead_times, steps, transitions
from wij_impact.flow.simulated import simulate_register
from wij_impact.flow.simulated_flow import FlowDraw, FlowWorld, simulate_flow
from wij_impact.flow.simulated_triage import TriageWorld, simulate_triage, triage_truth
from wij_impact.flow.waiting import Queue, erlang_c, queue

__all__ = [
    "OUTCOMES",
    "Backtest",
    "Duration",
    "FlowDraw",
    "FlowWorld",
    "HeavyRule",
    "Projection",
    "Queue",
    "TriageWorld",
    "aalen_johansen",
    "backtest",
    "caseload",
    "check_trajectories",
    "erlang_c",
    "follow",
    "heavy_rule",
    "kaplan_meier",
    "lead_times",
    "littles_law",
    "nowcast",
    "outcomes",
    "plan_inflow",
    "plan_readings",
    "project",
    "queue",
    "returns",
    "simulate_flow",
    "simulate_register",
    "simulate_triage",
    "staffing",
    "steps",
    "stock_and_flow",
    "time_quantiles",
    "transitions",
    "triage_truth",
]


def __dir__() -> list[str]:
    return sorted(__all__)
