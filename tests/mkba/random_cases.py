"""Random cases that use everything a case file may hold, and random edits of their numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.mkba.support import build
from wij_impact.mkba import Case, Formula

ACTORS = ("gemeente", "rijk", "zorgverzekeraar", "inwoner")


def random_case(seed: int) -> Case:
    """A case of 1 to 3 costs, 1 to 4 effects (some inside another, some with a gap) and perhaps a transfer."""
    draw = np.random.default_rng(seed)
    years = int(draw.choice([1, 2, 4, 7, 12]))
    raw: dict[str, Any] = {
        "title": f"case {seed}", "baseline": "nothing", "base_year": 2020, "price_year": 2020, "horizon": years,
        "discount": _discount(draw), "price_index": "cpi", "inflation": float(draw.uniform(0, 0.05)),
        "apply_evidence_grades": bool(draw.random() < 0.5),
        "input": {"share": _number(draw, 0.1, 0.9), "people": _number(draw, 5, 50)},
        "cost": {f"c{k}": _item(draw, "cost", years) for k in range(draw.integers(1, 4))},
        "effect": {f"e{k}": _item(draw, "effect", years) for k in range(draw.integers(1, 5))},
    }  # fmt: skip
    for k in range(1, len(raw["effect"])):
        if draw.random() < 0.3:
            raw["effect"]["e0"] |= {"quantity": 500.0, "over": 1.0}
            for one in ("e0", f"e{k}"):
                raw["effect"][one].pop("inflow", None)
            raw["effect"][f"e{k}"]["nested_in"] = "e0"
            raw["effect"][f"e{k}"]["nested_share"] = "unknown" if draw.random() < 0.5 else float(draw.uniform(0, 1))
    if draw.random() < 0.4:
        moved = {"quantity": 3, "price": _number(draw, 10, 90), "from": "rijk", "to": "inwoner"}
        raw["transfer"] = {"t": {**moved, "duration": float(draw.uniform(0.5, years))}}
    if draw.random() < 0.4:
        raw["perspective"] = [str(one) for one in draw.choice(ACTORS, 2, replace=False)]
    if draw.random() < 0.3:
        raw["distributional_weights"] = {"inwoner": 1.5}
    return build(raw)


def _discount(draw: np.random.Generator) -> Any:
    kinked = {"1": 0.03, "3": 0.02}
    return [0.0225, "nl_2020", kinked, "nl_2025"][draw.integers(4)]


def _number(draw: np.random.Generator, low: float, high: float) -> dict[str, Any]:
    value = float(draw.uniform(low, high))
    spread = {"low": 0.7 * value, "high": value + 0.3 * min(value, high - value), "dist": "triangular"}
    return {"value": value, "evidence": "E", **(spread if draw.random() < 0.5 else {})}


def _item(draw: np.random.Generator, section: str, years: int) -> dict[str, Any]:
    def maybe(chance: float) -> bool:
        return bool(draw.random() < chance)

    item: dict[str, Any] = {
        "price": _price(draw),
        "quantity": {"input": "people"} if maybe(0.4) else _number(draw, 1, 9),
    }
    if maybe(0.3):
        item["over"] = "unknown" if maybe(0.3) else _number(draw, 1, 4)
    if maybe(0.25):
        item["profile"] = [float(one) for one in draw.uniform(0, 1, draw.integers(1, years + 1))]
    else:
        item["duration"] = float(draw.uniform(0.3, years + 1))
        if section == "effect" and maybe(0.5):
            item["drop_off"] = float(draw.uniform(0, 0.5))
    item["onset" if section == "effect" else "start"] = float(draw.choice([0, 1, draw.uniform(0, years)]))
    if maybe(0.3):
        item["inflow"] = [float(one) for one in draw.uniform(0, 1, draw.integers(1, years + 1))]
    for key, chance, top in (("growth", 0.3, 0.1), ("price_change", 0.3, 0.05), ("optimism_bias", 0.2, 0.4)):
        if maybe(chance):
            item[key] = {"value": float(draw.uniform(0, top)), "evidence": "E"}
    if maybe(0.2):
        item["terminal_value"] = {"value": float(draw.uniform(0, 50)), "evidence": "E"}
    if maybe(0.2):
        item["nominal"] = True
    if maybe(0.15):
        item["discount"] = 0.04
    if section == "effect":
        item["additionality"] = {"input": "share"} if maybe(0.4) else _number(draw, 0.2, 0.8)
        item |= {"cashable": float(draw.uniform(0, 1)), "displacement": {"value": 0.1, "evidence": "E"}}
        if maybe(0.4):
            item["cashable_lag"] = 1
    one, other = draw.choice(ACTORS, 2, replace=False)
    item["payers"] = {str(one): 0.6, str(other): 0.4} if maybe(0.5) else {str(one): 1.0}
    return item


def _price(draw: np.random.Generator) -> Any:
    kind = draw.random()
    if kind < 0.25:
        return {"price": "place"}
    if kind < 0.4:
        return "unknown"
    if kind < 0.55:
        return {**_number(draw, 20, 200), "price_year": 2018}
    return _number(draw, 20, 200)


def random_edit(case: Case, graph: Formula, draw: np.random.Generator) -> dict[str, float]:
    """New values for some inputs of the graph of a case, each within what the number may be."""
    names = [name for name in graph.inputs if ".payers." not in name]
    chosen = draw.choice(names, min(len(names), int(draw.integers(1, 5))), replace=False)
    return {str(name): edited(case, graph, str(name), draw) for name in chosen}


def edited(case: Case, graph: Formula, name: str, draw: np.random.Generator) -> float:
    """Another value for one input."""
    path = name.removesuffix(".given")
    low, high = case.range_of(path)
    now = graph.inputs[name]
    size = 10.0 if math.isnan(now) or now == 0 else abs(now)
    least, most = max(low, -2 * size), min(high, 2 * size)
    if path.endswith((".growth", ".price_change", "discount")):
        least, most = -0.05, 0.2
    return float(draw.uniform(least if not path.endswith("duration") else 0.05, most))
