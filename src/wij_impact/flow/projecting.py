"""How many come, how many stand open, how many people that asks, and how often such bands were right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import Result, as_result, check_level
from wij_impact.estimates.columns import Numbers, numbers, require
from wij_impact.flow.durations import Duration
from wij_impact.flow.forecast import as_last_year, next_counts
from wij_impact.language import Text

__all__ = ["Backtest", "Projection", "backtest", "project", "staffing"]

BANDS = (0.5, 0.8, 0.95)
AGES = 120  # periods after which a trajectory keeps the hazard of its last age
Scenario = Mapping[str, float | Sequence[float]]


@dataclass(frozen=True, repr=False)
class Projection(Result):
    """Inflow and stock per scenario and period, with bands.

    Attributes
    ----------
    draws, arrivals : dict
        Per scenario every path of the total that stands open, and of the total that comes in: (draws, periods).
    """

    frame: pd.DataFrame
    draws: dict[str, npt.NDArray[np.int64]]
    arrivals: dict[str, npt.NDArray[np.int64]]

    def _headline(self) -> str:
        last = self.frame[(self.frame["measure"] == "open") & (self.frame["group"] == "all")].iloc[-1]
        return f"{last['estimate']:.0f} open ({last['lower']:.0f} to {last['upper']:.0f}) at {last['period']}"

    def tidy(self) -> pd.DataFrame:
        """Keys scenario, group ("all" is the sum), period (1 is the next), measure (inflow | outflow | open)."""
        return self.frame


def project(
    inflow: pd.DataFrame,
    count: str,
    period: str,
    by: str | None = None,
    *,
    duration: Duration | float | None,
    periods: int = 12,
    open_now: Mapping[str, float | Sequence[float]] | float = 0,
    scenarios: Mapping[str, Scenario] | None = None,
    season: int = 12,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> Projection:
    """Project inflow and stock.

    Parameters
    ----------
    inflow : DataFrame
        One row per period, or per period and group, complete (a period without anyone is a 0).
    count, period, by : str
        Columns: number that came in, the period (sortable), and the group (referrer).
    duration : Duration or float
        How long a trajectory stays, in periods: a `Duration`, or a mean (exponential). It has no default: without a
        duration there is no caseload.
    periods : int
        How far ahead.
    open_now : number or mapping
        What stands open now, per group: a count (ages as if the flow had been steady) or the ages in periods.
    scenarios : mapping, optional
        Name to {group: factor} (one factor, or one per period). "unchanged" is always there. Groups left out keep 1.
    season : int
        Periods in a year.
    draws, seed, level
        Of the simulation, and of the bands.

    Returns
    -------
    Projection
        ``estimate`` is the mean; ``lower, upper`` the band in which a new count should lie (predictive).

    Raises
    ------
    InsufficientEvidence
        Without a duration, or with fewer than 3 periods of inflow.
    InputError
        Groups with different periods, a scenario without a name or for a group that is not there.

    Examples
    --------
    >>> came = pd.DataFrame({"month": range(12), "new": [80, 85, 83, 90, 78, 84, 86, 80, 83, 88, 82, 81]})
    >>> steady = project(came, "new", "month", duration=6.0, periods=60, seed=1, draws=400).tidy()
    >>> round(float(steady[steady["measure"] == "open"]["estimate"].iloc[-1]), -2)  # 1,000 a year x half a year
    500.0
    """
    check_level(level)
    stay = _duration(duration)
    history = _histories(inflow, count, period, by)
    named = _scenarios(scenarios, list(history), periods)
    rng = np.random.default_rng(seed)
    coming = {name: next_counts(past, periods, rng, draws, season) for name, past in history.items()}
    hazards = stay.draw_hazards(AGES, draws, rng)
    started = _open_now(open_now, history, stay)
    rows: list[dict[str, Any]] = []
    kept: dict[str, npt.NDArray[np.int64]] = {}
    came: dict[str, npt.NDArray[np.int64]] = {}
    for label, factors in named.items():
        paths: dict[str, tuple[npt.NDArray[np.int64], ...]] = {}
        for name in history:
            arrive = rng.poisson(coming[name] * factors[name]) if (factors[name] != 1).any() else coming[name]
            paths[name] = (arrive, *_stock(arrive, started[name], hazards, rng))
        if len(paths) > 1:
            paths["all"] = tuple(np.sum([path[i] for path in paths.values()], axis=0) for i in range(3))
        else:
            paths = {"all": next(iter(paths.values()))}
        kept[label], came[label] = paths["all"][2], paths["all"][0]
        for name, path in paths.items():
            for measure, values in zip(("inflow", "outflow", "open"), path, strict=True):
                rows += _bands({"scenario": label, "group": name}, measure, values, level, draws, stay.name)
    return Projection(as_result(rows, ["scenario", "group", "period", "measure"]), kept, came)


@dataclass(frozen=True, repr=False)
class Backtest(Result):
    """How often the bands held on periods that were known afterwards, beside "as last year"."""

    frame: pd.DataFrame
    forecasts: pd.DataFrame

    def _headline(self) -> str:
        row = self.frame[self.frame["measure"] == "skill"].iloc[0]
        return f"skill {row['estimate']:.0%} against as last year, over {row['n']:.0f} forecasts"

    def tidy(self) -> pd.DataFrame:
        """Keys group, model, measure: coverage_50/80/95, wis, and skill of ours."""
        return self.frame


def backtest(
    inflow: pd.DataFrame,
    count: str,
    period: str,
    by: str | None = None,
    *,
    horizon: int = 12,
    first: int | None = None,
    season: int = 12,
    draws: int = 1000,
    seed: int = 0,
) -> Backtest:
    """Rolling origin: forecast from each past period with what was known then, and compare.

    Parameters
    ----------
    inflow, count, period, by
        As `project`.
    horizon : int
        Periods ahead.
    first : int, optional
        Periods of history before the first forecast; by default one year.
    season : int
        Periods in a year.
    draws, seed : int
        Of the forecasts.

    Returns
    -------
    Backtest
        Weighted interval score (lower is better; Bracher et al. 2021, PLoS Computational Biology 17:e1008618) over
        bands of 50, 80 and 95%, coverage of those bands, and skill = 1 - ours / as last year. Forecasts from one
        origin are alike, so ``n`` counts forecasts and ``origins`` what is nearer to independent.

    Raises
    ------
    InsufficientEvidence
        When fewer than 3 origins are left: one year is no backtest.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> came = pd.DataFrame({"month": range(48), "new": rng.poisson(80, 48)})
    >>> float(backtest(came, "new", "month", draws=200).tidy().set_index(["model", "measure"])
    ...     .loc[("level x season", "skill"), "estimate"]) > 0
    True
    """
    history = _histories(inflow, count, period, by)
    start = season if first is None else first
    length = len(next(iter(history.values())))
    origins = list(range(start, length - horizon + 1))
    if len(origins) < 3:
        raise InsufficientEvidence(
            Text(
                nl=f"{length} perioden laten {max(0, len(origins))} beginpunten over om terug te toetsen.",
                en=f"{length} periods leave {max(0, len(origins))} origins to test back from.",
            ),
            remedy=Text(
                nl=f"Lever minstens {start + horizon + 2} perioden aan, of kies een kortere horizon.",
                en=f"Supply at least {start + horizon + 2} periods, or choose a shorter horizon.",
            ),
        )
    rng = np.random.default_rng(seed)
    models = {"level x season": next_counts, "as last year": as_last_year}
    rows = []
    for name, past in history.items():
        for origin in origins:
            for model, forecast in models.items():
                drawn = forecast(past[:origin], horizon, rng, draws, season)
                rows += _scored(name, origin, model, drawn, past[origin : origin + horizon])
    forecasts = pd.DataFrame(rows)
    return Backtest(_summed(forecasts, list(history)), forecasts)


def staffing(
    caseload: float | Numbers,
    hours_per_case: float | tuple[float, ...],
    hours_per_fte: float | tuple[float, ...],
    direct_share: float | tuple[float, ...],
    absence: float | tuple[float, ...],
    *,
    cost_per_fte: float | None = None,
    delay: float = 0.0,
    draws: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many fte a caseload asks for, with a band.

    Parameters
    ----------
    caseload : float or ndarray
        Open cases, or draws of it (`Projection.draws`, one column).
    hours_per_case, hours_per_fte
        Per same unit of time (a month): direct hours that a case takes, and contract hours of one fte. A number, a
        range (low, high) or (low, most likely, high): then it is drawn, evenly or as a triangle.
    direct_share, absence
        Fractions: of hours present that go to clients, and of contract hours lost to absence.
    cost_per_fte : float, optional
        Euros a year; adds what it costs, and with `delay` what waiting costs.
    delay : float
        Years that the fte stand ready before the cases come.
    draws, seed, level
        Of the simulation, and of the band.

    Returns
    -------
    DataFrame
        Key ``measure``: "fte", "cost" (euros a year), "cost_of_delay" (euros). ``estimate`` is the median.

    Raises
    ------
    InputError
        A fraction outside 0 to 1, hours of 0 or less, a range that runs down.

    Notes
    -----
    fte = cases x hours per case / (hours x direct share x (1 - absence)).

    Examples
    --------
    >>> staffing(500, 10, 150, 0.6, 0.07)["estimate"].round(2).tolist()
    [59.74]
    """
    check_level(level)
    rng = np.random.default_rng(seed)
    cases = np.asarray(caseload, dtype=float).ravel()
    drawn = cases if len(cases) == 1 else rng.choice(cases, draws)
    per_case = _drawn("hours_per_case", hours_per_case, draws, rng, math.inf)
    per_fte = _drawn("hours_per_fte", hours_per_fte, draws, rng, math.inf)
    direct = _drawn("direct_share", direct_share, draws, rng, 1.0)
    away = _drawn("absence", absence, draws, rng, 1.0, zero=True)
    fte = drawn * per_case / (per_fte * direct * (1 - away)) * np.ones(draws)
    amounts = {"fte": fte}
    if cost_per_fte is not None:
        amounts["cost"] = fte * cost_per_fte
        if delay:
            amounts["cost_of_delay"] = fte * cost_per_fte * delay
    rows = []
    for measure, values in amounts.items():
        lower, middle, upper = np.quantile(values, [(1 - level) / 2, 0.5, (1 + level) / 2])
        row = {"measure": measure, "estimate": float(middle), "std_error": float(values.std(ddof=1))}
        row |= {"lower": float(lower), "upper": float(upper), "level": level, "n": float(np.median(cases))}
        rows.append(row | {"method": f"cases x hours, {draws} draws"})
    return as_result(rows, ["measure"])


def _duration(duration: Duration | float | None) -> Duration:
    if duration is None:
        raise InsufficientEvidence(
            Text(nl="zonder duur is er geen caseload.", en="without a duration there is no caseload."),
            remedy=Text(
                nl="Geef een gemiddelde duur in perioden (bijvoorbeeld 3, 6, 9 en 12 maanden), of de trajecten zelf.",
                en="Give a mean duration in periods (say 3, 6, 9 and 12 months), or the trajectories themselves.",
            ),
        )
    return duration if isinstance(duration, Duration) else Duration.mean(float(duration))


def _histories(inflow: pd.DataFrame, count: str, period: str, by: str | None) -> dict[str, Numbers]:
    require(inflow, [count, period, *([] if by is None else [by])])
    values = pd.Series(numbers(inflow, count, minimum=0.0), index=inflow.index)
    parts = [("all", inflow.index)] if by is None else list(inflow.groupby(by, sort=True).groups.items())
    found: dict[str, Numbers] = {}
    shape: list[Any] | None = None
    for name, rows in parts:
        when = inflow.loc[rows, period]
        ordered = when.sort_values(kind="stable")
        if ordered.duplicated().any() or (shape is not None and ordered.tolist() != shape):
            raise InputError(
                Text(
                    nl=f"groep '{name}' heeft niet elke periode één keer.",
                    en=f"group '{name}' does not have every period once.",
                ),
                remedy=Text(
                    nl="Geef elke groep dezelfde perioden; niemand is 0.",
                    en="Give every group the same periods; nobody is 0.",
                ),
                column=period,
            )
        shape = ordered.tolist()
        found[str(name)] = values.loc[ordered.index].to_numpy()
    if len(shape or []) < 3:
        raise InsufficientEvidence(
            Text(
                nl=f"een projectie vraagt minstens 3 perioden; dit zijn er {len(shape or [])}.",
                en=f"a projection needs at least 3 periods; there are {len(shape or [])}.",
            ),
            remedy=Text(nl="Lever meer perioden aan.", en="Supply more periods."),
        )
    return found


def _scenarios(given: Mapping[str, Scenario] | None, groups: list[str], periods: int) -> dict[str, dict[str, Numbers]]:
    plain = {name: np.ones(periods) for name in groups}
    found = {"unchanged": dict(plain)}
    for label, changes in (given or {}).items():
        if not str(label).strip():
            raise InputError(
                Text(nl="een scenario heeft geen naam.", en="a scenario has no name."),
                remedy=Text(nl="Geef elk scenario een naam.", en="Give every scenario a name."),
            )
        found[label] = dict(plain)
        for name, factor in changes.items():
            values = np.broadcast_to(np.asarray(factor, dtype=float), (periods,)) if np.ndim(factor) == 0 else factor
            wrong = name not in plain or len(np.asarray(values)) != periods or (np.asarray(values) < 0).any()
            if wrong:
                raise InputError(
                    Text(
                        nl=f"scenario '{label}': '{name}' kan niet.",
                        en=f"scenario '{label}': '{name}' cannot be.",
                    ),
                    remedy=Text(
                        nl=f"Noem een groep uit {', '.join(groups)} met één factor vanaf 0, of {periods} factoren.",
                        en=f"Name one of {', '.join(groups)} with one factor from 0, or {periods} factors.",
                    ),
                )
            found[label][name] = np.asarray(values, dtype=float)
    return found


def _open_now(given: Any, history: dict[str, Numbers], stay: Duration) -> dict[str, npt.NDArray[np.int64]]:
    """Open cases per age in periods, shape (AGES,), per group."""
    if not isinstance(given, Mapping):
        if len(history) > 1 and given:
            raise UsageError(
                Text(nl="open_now geldt voor meer dan een groep.", en="open_now is for more than one group."),
                remedy=Text(nl="Geef het aantal per groep.", en="Give the number per group."),
            )
        given = dict.fromkeys(history, given)
    steady = stay.survivors(AGES)
    found = {}
    for name in history:
        value = given.get(name, 0)
        if np.ndim(value) == 0:
            ideal = steady / steady.sum() * float(value)
            whole = np.floor(ideal).astype(np.int64)
            left = round(float(value) - whole.sum())
            whole[np.argsort(-(ideal - whole), kind="stable")[:left]] += 1
            found[name] = whole
        else:
            ages = np.minimum(np.asarray(value, dtype=float).astype(np.int64), AGES - 1)
            found[name] = np.bincount(ages, minlength=AGES).astype(np.int64)
    return found


def _stock(
    arrive: npt.NDArray[np.int64], started: npt.NDArray[np.int64], hazards: Numbers, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Out and open per period, shape (draws, periods): in minus out is the change, to the unit."""
    draws, periods = arrive.shape
    if np.allclose(hazards, hazards[:, :1], rtol=1e-9, atol=0):
        # One chance at every age (an exponential stay): binomials with one chance add up to one binomial.
        started, hazards = started.sum(keepdims=True), hazards[:, :1]
    stock = np.repeat(started[None, :], draws, axis=0)
    half = 1 - np.sqrt(1 - hazards[:, 0])  # who comes in during a period is there for half of it on average
    out, standing = np.empty_like(arrive), np.empty_like(arrive)
    for t in range(periods):
        gone = rng.binomial(stock, hazards)
        new_gone = rng.binomial(arrive[:, t], half)
        left = stock - gone
        stock = np.zeros_like(stock)
        stock[:, 1:] = left[:, :-1]
        stock[:, -1] += left[:, -1]
        stock[:, 0] += arrive[:, t] - new_gone
        out[:, t] = gone.sum(axis=1) + new_gone
        standing[:, t] = stock.sum(axis=1)
    return out, standing


def _bands(
    keys: dict[str, Any], measure: str, values: npt.NDArray[np.int64], level: float, draws: int, stay: str
) -> list[dict[str, Any]]:
    lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    mean, error = values.mean(axis=0), values.std(axis=0, ddof=1)
    method = "gamma-Poisson, predictive" if measure == "inflow" else f"gamma-Poisson in, {stay} out, predictive"
    return [
        keys
        | {"period": t + 1, "measure": measure, "estimate": float(mean[t]), "std_error": float(error[t])}
        | {"lower": float(lower[t]), "upper": float(upper[t]), "level": level, "n": draws, "method": method}
        for t in range(values.shape[1])
    ]


def _scored(name: str, origin: int, model: str, drawn: npt.NDArray[np.int64], seen: Numbers) -> list[dict[str, Any]]:
    """Each period's interval score and which bands held it."""
    middle = np.median(drawn, axis=0)
    score = 0.5 * np.abs(seen - middle)
    inside = {}
    for band in BANDS:
        alpha = 1 - band
        low, high = np.quantile(drawn, [alpha / 2, 1 - alpha / 2], axis=0, method="inverted_cdf")
        miss = np.maximum(low - seen, 0) + np.maximum(seen - high, 0)
        score = score + alpha / 2 * ((high - low) + 2 / alpha * miss)
        inside[band] = (low <= seen) & (seen <= high)
    score = score / (len(BANDS) + 0.5)
    return [
        {"group": name, "origin": origin, "ahead": h + 1, "model": model, "seen": float(seen[h])}
        | {"forecast": float(middle[h]), "wis": float(score[h])}
        | {f"coverage_{round(100 * band)}": bool(held[h]) for band, held in inside.items()}
        for h in range(len(seen))
    ]


def _summed(forecasts: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    rows = []
    measures = [*(f"coverage_{round(100 * band)}" for band in BANDS), "wis"]
    for name in groups:
        mine = forecasts[forecasts["group"] == name]
        origins = int(mine["origin"].nunique())
        means: dict[str, float] = {}
        for model, part in mine.groupby("model", sort=False):
            means[str(model)] = float(part["wis"].mean())
            for measure in measures:
                row = {"group": name, "model": model, "measure": measure, "estimate": float(part[measure].mean())}
                rows.append(row | {"n": len(part), "method": "rolling origin", "origins": origins})
        ours, reference = means["level x season"], means["as last year"]
        skill = 1 - ours / reference if reference > 0 else math.nan
        row = {"group": name, "model": "level x season", "measure": "skill", "estimate": skill, "n": len(mine) // 2}
        rows.append(row | {"method": "1 - WIS / WIS of as last year", "origins": origins})
    return as_result(rows, ["group", "model", "measure"])


def _drawn(
    name: str, value: float | tuple[float, ...], draws: int, rng: np.random.Generator, top: float, zero: bool = False
) -> Numbers:
    parts = [float(one) for one in (value if isinstance(value, tuple | list) else (value,))]
    bottom_ok = parts[0] >= 0 if zero else parts[0] > 0
    top_ok = parts[-1] < top if zero and top < math.inf else parts[-1] <= top
    if not (bottom_ok and top_ok and parts == sorted(parts) and len(parts) <= 3 and all(map(math.isfinite, parts))):
        limit = "" if top == math.inf else f" - {top:g}"
        raise InputError(
            Text(nl=f"{name}={value} kan niet.", en=f"{name}={value} cannot be."),
            remedy=Text(
                nl=f"Geef een getal of een oplopend bereik binnen 0{limit or ' en hoger'} (0,6 voor 60%).",
                en=f"Give a number or a rising range within 0{limit or ' and up'} (0.6 for 60%).",
            ),
        )
    if len(parts) == 1 or parts[0] == parts[-1]:
        return np.full(draws, parts[0])
    if len(parts) == 2:
        return rng.uniform(parts[0], parts[1], draws)
    return rng.triangular(parts[0], parts[1], parts[2], draws)
