"""1,000,000 respondents x 20 items x 50 groups, weighted and stratified, with intervals: how long does it take?

    python benchmarks/impactmeting.py

Times `impactmeting.proportion` and `summarise` against bare numpy doing the same linearisation, and against svy when
its own environment is there:

    python -m venv benchmarks/.venv-svy
    benchmarks/.venv-svy/bin/pip install -r benchmarks/requirements-svy.txt

All give the same numbers first; a time without that is worthless.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wij_impact import impactmeting as im

HERE = Path(__file__).resolve().parent
ITEMS, GROUPS, STRATA = 20, 50, 10


def respondents(n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({f"item_{k}": rng.integers(0, 2, n) for k in range(ITEMS)})
    return frame.assign(
        group=rng.integers(0, GROUPS, n), stratum=rng.integers(0, STRATA, n), weight=rng.uniform(0.5, 3, n)
    )


def bare_numpy(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Shares and standard errors, (items, groups): the least work that does the same linearisation."""
    weight, group, stratum = (frame[name].to_numpy() for name in ("weight", "group", "stratum"))
    cell, size = stratum * GROUPS + group, STRATA * GROUPS
    squared = weight**2
    sampled = np.bincount(stratum, minlength=STRATA)[:, None]
    total = np.bincount(cell, weight, minlength=size).reshape(STRATA, GROUPS)
    squares = np.bincount(cell, squared, minlength=size).reshape(STRATA, GROUPS)
    whole = total.sum(axis=0)
    shares, errors = [], []
    for k in range(ITEMS):
        yes = frame[f"item_{k}"].to_numpy()
        hits = np.bincount(cell, weight * yes, minlength=size).reshape(STRATA, GROUPS)
        hit_squares = np.bincount(cell, squared * yes, minlength=size).reshape(STRATA, GROUPS)
        share = hits.sum(axis=0) / whole
        linear = (hits - share * total) / whole
        square = (hit_squares * (1 - share) ** 2 + (squares - hit_squares) * share**2) / whole**2
        variance = (sampled / (sampled - 1) * (square - linear**2 / sampled)).sum(axis=0)
        shares.append(share)
        errors.append(np.sqrt(variance))
    return np.array(shares), np.array(errors)


def best_of(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    taken, result = [], None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return min(taken), result


SVY = """
import sys, time, json
import polars as pl
import svy
frame = pl.read_parquet(sys.argv[1]) if sys.argv[1].endswith("parquet") else pl.read_csv(sys.argv[1])
sample = svy.Sample(data=frame, design=svy.Design(stratum="stratum", wgt="weight"))
start = time.perf_counter()
result = sample.estimation.prop(y="item_0", by="group")
print(json.dumps({"seconds": time.perf_counter() - start}))
"""


def svy_seconds(frame: pd.DataFrame) -> float | None:
    """One item by 50 groups in svy, in its own environment; None when that is not there."""
    python = HERE / ".venv-svy" / "bin" / "python"
    if not python.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "respondents.csv"
        frame[["item_0", "group", "stratum", "weight"]].to_csv(path, index=False)
        done = subprocess.run([python, "-c", SVY, str(path)], capture_output=True, text=True)
    if done.returncode:
        print("svy failed:", done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return float(json.loads(done.stdout.strip().splitlines()[-1])["seconds"])


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    frame = respondents(n)
    design = im.SurveyDesign(weights="weight", strata="stratum")
    items = [f"item_{k}" for k in range(ITEMS)]
    ours, table = best_of(lambda: im.proportion(frame, items, 1, design, by="group"))
    bare, (shares, errors) = best_of(lambda: bare_numpy(frame))
    np.testing.assert_allclose(table["estimate"].to_numpy().reshape(ITEMS, GROUPS), shares, rtol=1e-10)
    np.testing.assert_allclose(table["std_error"].to_numpy().reshape(ITEMS, GROUPS), errors, rtol=1e-8)
    instrument = im.item_set_instrument("items", items, 0, 1)
    whole, _ = best_of(lambda: im.summarise(frame, instrument, "group", design), 1)
    print(f"{n:,} respondents, {ITEMS} items, {GROUPS} groups, weights and {STRATA} strata")
    print(f"bare numpy, shares and standard errors     {bare:7.2f} s")
    print(f"impactmeting.proportion, with intervals    {ours:7.2f} s   {ours / bare:.1f} x bare numpy")
    print(f"impactmeting.summarise, mean and shares    {whole:7.2f} s")
    peer = svy_seconds(frame)
    if peer is not None:
        times = peer * ITEMS / ours
        print(f"svy, one item by {GROUPS} groups                  {peer:7.2f} s   {times:.0f} x ours per item")


if __name__ == "__main__":
    main()
