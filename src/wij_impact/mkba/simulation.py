"""Monte Carlo over the uncertain numbers of a case, with every payer inside it."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.estimates import Result, as_result, check_level, wilson_interval
from wij_impact.estimates import plot as draw
from wij_impact.mkba.appraisal import unknown_of, unknown_of_payer
from wij_impact.mkba.case import Case, basis
from wij_impact.mkba.cashflow import SIGNS, Flow, case_flows
from wij_impact.mkba.draws import Copula, block_ranges, check_draws, copula, draw_block
from wij_impact.mkba.formulas import formula
from wij_impact.mkba.parameters import Uncertain

__all__ = ["Simulation", "simulate"]

TOTAL = "total"
#: Two chances within this say the same.
_SAME = 0.05


@dataclass(frozen=True, repr=False)
class Simulation(Result):
    """Draws of every result, in total and per payer.

    Parameters
    ----------
    draws : DataFrame
        One row per draw; columns `<result>.<payer>` with payer `total` for the perspective of the case: costs,
        benefits, net_present_value and cashable_balance for everyone, benefit_cost_ratio and payback_year for the
        total. NaN: no costs to divide by, or never paid back.
    """

    case: Case
    seed: int
    draws: pd.DataFrame

    def _headline(self) -> str:
        values = self.draws[f"net_present_value.{TOTAL}"]
        low, high = values.quantile([0.025, 0.975])
        return (
            f"{self.case.id}: {len(values)} draws; net present value {values.mean():,.0f}, 95% from {low:,.0f} to "
            f"{high:,.0f}; benefits exceed costs in {self.chance():.0%} ({self.verdict()})"
        )

    def tidy(self) -> pd.DataFrame:
        """`summary()`."""
        return self.summary()

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The balance in total and per payer, with percentile intervals."""
        frame = self.summary()
        shown = frame["result"].eq("net_present_value") & frame["estimate"].notna()
        return draw(frame[shown].reset_index(drop=True), ax=ax, by="payer", **options)

    def verdict(self) -> str:
        """Whether the chance that benefits exceed costs tells anything.

        Returns
        -------
        str
            ``no_uncertainty``: nothing was drawn. ``repeats_prior``: one number that nobody measured, drawn from a
            symmetric range, gives the same chance on its own (within 0.05): the chance says how wide that range was
            chosen, not what the programme does. ``rests_on_assumptions``: the numbers that nobody measured give
            the same chance without those that somebody did. ``no_balance``: of the costs, or of the benefits, nothing
            has a number. ``finding``: otherwise.
        """
        if self.draws[f"net_present_value.{TOTAL}"].isna().all():
            return "no_balance"
        varying = self.case.varying()
        if not varying:
            return "no_uncertainty"
        guesses = {path: number for path, number in varying.items() if basis(number) != "sourced"}
        graph, resolved = formula(self.case), {path: number.value for path, number in self.case.effective().items()}
        chance = self.chance()
        for path, number in guesses.items():
            if not _is_symmetric(number):
                continue
            drawn = number.distribution().ppf((np.arange(400) + 0.5) / 400)
            fields = self.case.resolve({**resolved, path: drawn})
            known = {name: value for name, value in fields.items() if name in graph.cells or name in graph.inputs}
            alone = graph.evaluate(known, only=["total.net_present_value"])["total.net_present_value"]
            share = float(np.mean(np.asarray(alone) > 0))
            if 0 < share < 1 and abs(share - chance) <= _SAME:
                return "repeats_prior"
        if len(guesses) == len(varying):
            return "rests_on_assumptions"
        drawn_guesses = draw_block(guesses, self.seed, 0, 2_000, copula(guesses, self.case.correlations))
        fields = self.case.resolve({**resolved, **drawn_guesses})
        known = {name: value for name, value in fields.items() if name in graph.cells or name in graph.inputs}
        guessed = graph.evaluate(known, only=["total.net_present_value"])["total.net_present_value"]
        same = bool(guesses) and abs(float(np.mean(np.asarray(guessed) > 0)) - chance) <= _SAME
        return "rests_on_assumptions" if same else "finding"

    def inputs(self) -> pd.DataFrame:
        """The draws of the uncertain numbers, one column per path; drawn again from their streams, not stored."""
        numbers = self.case.varying()
        together = copula(numbers, self.case.correlations)
        parts = [
            pd.DataFrame(draw_block(numbers, self.seed, block, stop - start, together))
            for block, start, stop in block_ranges(len(self.draws))
        ]
        return pd.concat(parts, ignore_index=True)[list(numbers)]

    def net_benefits(self) -> np.ndarray:
        """Net benefits (draws, 2) of not doing it (0) and of doing it, for `evpi` and `evppi`."""
        npv = self.draws[f"net_present_value.{TOTAL}"].to_numpy()
        return np.column_stack([np.zeros_like(npv), npv])

    def summary(self, level: float = 0.95) -> pd.DataFrame:
        """Mean, spread and percentile interval of every result, and the chance that benefits exceed costs.

        Returns
        -------
        pandas.DataFrame
            result, payer, then the common columns; n counts the draws with a value. Of benefit_cost_ratio and
            payback_year the estimate is the median; never paid back counts as later than any year and shows as NaN.
            `std_error` is the standard deviation of the result, that is its uncertainty; the Monte Carlo error is in
            `mc_error`. The chance of the total carries a `code`: see `verdict`.
        """
        check_level(level)
        rows = [self._row(str(column), level) for column in self.draws.columns]
        rows += self._chances(level)
        return as_result(rows, ["result", "payer"])

    def _row(self, column: str, level: float) -> dict[str, Any]:
        result, _, payer = column.rpartition(".")
        values = self.draws[column].to_numpy()
        found = values[~np.isnan(values)]
        row: dict[str, Any] = {"result": result, "payer": payer, "level": level, "n": len(found)}
        if result == "payback_year":
            never = np.where(np.isnan(values), np.inf, values)
            marks = np.quantile(never, [0.5, (1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
            estimate, lower, upper = np.where(np.isinf(marks), math.nan, marks).tolist()
            return row | {
                "estimate": estimate,
                "lower": lower,
                "upper": upper,
                "method": "Monte Carlo, median and percentiles",
            }
        if not len(found):
            return row | {"method": "Monte Carlo: no draw has a value"}
        middle, lower, upper = np.quantile(found, [0.5, (1 - level) / 2, (1 + level) / 2]).tolist()
        if result == "benefit_cost_ratio":
            # Costs near 0 make the mean of a ratio meaningless.
            return row | {
                "estimate": middle,
                "lower": lower,
                "upper": upper,
                "method": "Monte Carlo, median and percentiles",
            }
        spread = float(found.std(ddof=1)) if len(found) > 1 else math.nan
        return row | {
            "estimate": float(found.mean()),
            "std_error": spread,
            "lower": lower,
            "upper": upper,
            "method": "Monte Carlo, mean and percentiles",
            "mc_error": spread / math.sqrt(len(found)),
        }

    def _chances(self, level: float) -> list[dict[str, Any]]:
        prefix, code = "net_present_value.", self.verdict()
        rows = []
        for column in self.draws.columns:
            if str(column).startswith(prefix):
                if self.draws[column].isna().all():
                    continue  # a payer of whom nothing is known has no chance either
                hits, n = int((self.draws[column] > 0).sum()), len(self.draws)
                lower, upper = wilson_interval(hits, n, level)
                rows.append(
                    {
                        "result": "probability_benefits_exceed_costs",
                        "payer": str(column).removeprefix(prefix),
                        "estimate": hits / n,
                        "std_error": math.sqrt(hits / n * (1 - hits / n) / n),
                        "lower": lower,
                        "upper": upper,
                        "level": level,
                        "n": n,
                        "method": "share of draws; Wilson interval of the Monte Carlo error",
                        "code": code if column == f"{prefix}{TOTAL}" else "",
                    }
                )
        return rows

    def chance(self, above: float = 0.0, result: str = "net_present_value", payer: str = TOTAL) -> float:
        """The share of draws in which a result exceeds `above`; a draw without a value does not.

        NaN when no draw has a value: a chance of what is not known is not 0.
        """
        values = self.draws[f"{result}.{payer}"]
        return math.nan if values.isna().all() else float((values > above).mean())

    def payback(self) -> pd.DataFrame:
        """The chance of being paid back in each year: year (NaN is never within the horizon), estimate, cumulative."""
        values = self.draws[f"payback_year.{TOTAL}"].to_numpy()
        years = [float(self.case.base_year + t) for t in range(self.case.horizon)]
        shares = [float((values == year).mean()) for year in years]
        rows = [
            {"year": year, "estimate": share, "n": len(values), "method": "share of draws", "cumulative": total}
            for year, share, total in zip(years, shares, np.cumsum(shares).tolist(), strict=True)
        ]
        never = float(np.isnan(values).mean())
        rows.append(
            {"year": math.nan, "estimate": never, "n": len(values), "method": "share of draws", "cumulative": math.nan}
        )
        return as_result(rows, ["year"])


def simulate(case: Case, draws: int = 10_000, seed: int = 0) -> Simulation:
    """Draw the uncertain numbers and work the case out for every draw.

    Parameters
    ----------
    case : Case
        From `load_case`.
    draws : int
        How many draws.
    seed : int
        0 or more; 0 is a seed like any other. Each number has its own stream, keyed by seed and path.

    Returns
    -------
    Simulation
        `.draws`, `.summary()`, `.payback()`, `.inputs()`, `.net_benefits()`.

    Notes
    -----
    Draws are made and worked out in blocks of 16,384, so memory beyond the result itself does not grow with `draws`.
    Items that use the same price or input get the same draw of it.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> result = mkba.simulate(mkba.load_case("jim"), draws=500, seed=0)
    >>> result.draws.shape[0], bool((result.draws["costs.total"] >= 0).all())
    (500, True)
    """
    draws, seed = check_draws(draws, seed)
    engine = _Engine.of(case, seed)
    names = engine.columns()
    table = np.empty((len(names), draws))

    def work(block: tuple[int, int, int]) -> None:
        number, start, stop = block
        for row, values in enumerate(engine.block(number, stop - start)):
            table[row, start:stop] = values

    # Threads, because numpy lets go of the interpreter; a block depends on nothing but its number.
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        list(pool.map(work, block_ranges(draws)))
    return Simulation(case, seed, pd.DataFrame(table.T, columns=names, copy=False))


@dataclass(frozen=True)
class _Engine:
    case: Case
    seed: int
    varying: Mapping[str, Uncertain]
    fixed: Mapping[str, float]
    together: Copula | None
    priced: frozenset[str]
    payers: tuple[str, ...]
    unknown: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, case: Case, seed: int) -> _Engine:
        fixed = {path: number.value for path, number in case.effective().items()}
        varying = case.varying()
        together = copula(varying, case.correlations)
        payers = tuple(case.payers())
        unknown = (unknown_of(case), *(unknown_of_payer(case, payer) for payer in payers))
        return cls(case, seed, varying, fixed, together, case.priced(), payers, unknown)

    def columns(self) -> list[str]:
        who = [TOTAL, *self.payers]
        money = [
            f"{result}.{payer}"
            for result in ("costs", "benefits", "net_present_value", "cashable_balance")
            for payer in who
        ]
        return [*money, f"benefit_cost_ratio.{TOTAL}", f"payback_year.{TOTAL}"]

    def block(self, number: int, size: int) -> list[Any]:
        """The rows of one block, in the order of `columns`."""
        drawn = draw_block(self.varying, self.seed, number, size, self.together)
        flows = case_flows(self.case, self.case.resolve({**self.fixed, **drawn}), self.priced)
        views = [self.case.perspective, *((payer,) for payer in self.payers)]
        sums = {section: _sums([f for f in flows if f.item.section == section], views, size) for section in SIGNS}
        cash = _sums(flows, views, size, cash=True)
        for row, sides in enumerate(self.unknown):
            # Of this side nothing is known, which is not 0.
            for side in sides:
                sums[side][row] = math.nan
            if sides:
                cash[row] = math.nan
        costs = 0.0 - sums["cost"]
        npv = sums["effect"] - costs + sums["transfer"]
        ratio = np.full(size, math.nan)
        np.divide(sums["effect"][0], costs[0], out=ratio, where=costs[0] > 0)
        laid_out = (costs[0] > 0) | (sums["transfer"][0] < 0)
        turnover = np.abs(costs[0]) + np.abs(sums["effect"][0]) + np.abs(sums["transfer"][0])
        paid = self._payback(_net_per_year(flows, self.case, size), laid_out, turnover)
        return [*costs, *sums["effect"], *npv, *cash, ratio, paid]

    def _payback(self, net: np.ndarray, laid_out: np.ndarray, turnover: np.ndarray) -> np.ndarray:
        slack = -1e-12 * np.maximum(turnover, 1e-300)
        running = np.cumsum(net, axis=0, out=net)
        paid = np.full(net.shape[1], math.nan)
        open_still = laid_out.copy()  # without costs there is nothing to pay back
        for t in range(len(net) - 1, -1, -1):
            open_still &= running[t] >= slack
            if not open_still.any():
                break
            paid[open_still] = self.case.base_year + t
        return paid


def _is_symmetric(number: Uncertain) -> bool:
    low, middle, high = number.distribution().ppf([0.1, 0.5, 0.9]).tolist()
    return abs((high - middle) - (middle - low)) <= 0.02 * (high - low)


def _sums(flows: list[Flow], views: list[tuple[str, ...]], size: int, cash: bool = False) -> np.ndarray:
    """Signed present values of the flows per view: shape (views, draws)."""
    total = np.zeros((len(views), size))
    for flow in flows:
        shares = [flow.share_of(view) for view in views]
        if any(np.ndim(share) or share for share in shares):
            value = flow.cash_value if cash else flow.value
            for row, share in zip(total, shares, strict=True):
                if np.ndim(share) or share:
                    row += value * share
    return total


def _net_per_year(flows: list[Flow], case: Case, size: int) -> np.ndarray:
    """Discounted balance of the perspective in each year: shape (years, draws)."""
    net, part = np.zeros((case.horizon, size)), np.empty(size)
    for flow in flows:
        share = flow.share_of(case.perspective)
        if np.ndim(share) == 0 and not share:
            continue
        amount = flow.amount * share
        if flow.factors.ndim == 2 or np.ndim(flow.terminal) or flow.terminal:
            rows = flow.discounted
            net += (rows if rows.ndim == 2 else rows[:, None]) * share
            continue
        # Row by row: a row stays in the cache, a matrix of years x draws does not.
        for year, factor in enumerate(flow.factors.tolist()):
            row = flow.profile[year]
            if row.ndim or row:
                np.multiply(amount, row, out=part)
                np.multiply(part, factor, out=part)
                np.add(net[year], part, out=net[year])
    return net
