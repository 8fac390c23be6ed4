"""Time synthetic control with a placebo for every donor.

    python benchmarks/effect_synthetic.py [california_prop99.csv]

Times `effect.synthetic_control` (39 units, 31 years: the estimate, 38 placebos, donor sensitivity, panel checks)
against bare non-negative least squares on the same 39 problems, and against pysyncon when its environment is there:

    python -m venv benchmarks/.venv-pysyncon
    benchmarks/.venv-pysyncon/bin/pip install -r benchmarks/requirements-pysyncon.txt

Without a file a made-up panel of the same size is used. All solve the same problem (weights at least 0, adding up to
1, on the outcome before the start); how far the answers lie apart is printed first: a time without that is worthless.
On Proposition 99 pysyncon 1.7.0 stops far from the optimum for 4 of the 38 placebos; ours carries its duality gap.
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
from scipy import optimize

from wij_impact.effect import synthetic_control

HERE = Path(__file__).resolve().parent
UNITS, YEARS, BEFORE = 39, 31, 19

PYSYNCON = """
import json, sys, time
import numpy as np, pandas as pd
from pysyncon import Synth
table = pd.read_csv(sys.argv[1], index_col=0)
before = int(sys.argv[2])
treated, donors = table.columns[0], list(table.columns[1:])
start = time.perf_counter()
effects = []
for unit, others in [(treated, donors), *[(d, [o for o in donors if o != d]) for d in donors]]:
    past = table.iloc[:before]
    # pysyncon divides each row by its spread; these V undo it, so that the problem is plain least squares.
    v = past[[unit, *others]].std(axis=1).to_numpy() ** 2
    synth = Synth()
    synth.fit(X0=past[others], X1=past[unit], Z0=past[others], Z1=past[unit], custom_V=v)
    effects.append(float((table[unit] - table[others] @ synth.W).iloc[before:].mean()))
print(json.dumps({"seconds": time.perf_counter() - start, "effects": effects}))
"""


def panel(path: str | None) -> pd.DataFrame:
    """Years by units, the treated unit first."""
    if path:
        wide = pd.read_csv(path).pivot_table(index="Year", columns="State", values="PacksPerCapita")
        return wide[["California", *[name for name in wide if name != "California"]]]
    rng = np.random.default_rng(0)
    common = np.cumsum(rng.normal(-1, 3, (3, YEARS)), axis=1)
    values = 120 + rng.uniform(0, 1, (UNITS, 3)) @ common + rng.normal(0, 3, (UNITS, YEARS))
    values[0] = values[1:7].mean(axis=0) + rng.normal(0, 2, YEARS)
    names = [f"unit{i:02d}" for i in range(UNITS)]
    return pd.DataFrame(values.T, index=pd.RangeIndex(1970, 1970 + YEARS), columns=names)


def bare(table: pd.DataFrame) -> list[float]:
    """Nothing but one non-negative least squares per unit."""
    values = table.to_numpy()
    effects = []
    for unit in range(values.shape[1]):
        others = [row for row in range(1, values.shape[1]) if row != unit]
        apart = (values[:BEFORE, others] - values[:BEFORE, [unit]]) / 10
        found = optimize.nnls(np.vstack([apart, np.ones(len(others))]), np.r_[np.zeros(BEFORE), 1.0])[0]
        effects.append(float((values[:, unit] - values[:, others] @ (found / found.sum()))[BEFORE:].mean()))
    return effects


def best_of(run: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """The fastest of a few runs, and the answer."""
    seconds, answer = [], None
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


def peer(table: pd.DataFrame) -> dict[str, Any] | None:
    """The same in pysyncon, in its own environment; None when that is not there."""
    python = HERE / ".venv-pysyncon" / "bin" / "python"
    if not python.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        table.to_csv(path)
        done = subprocess.run([python, "-c", PYSYNCON, str(path), str(BEFORE)], capture_output=True, text=True)
    if done.returncode:
        print("pysyncon failed:", done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def main() -> None:
    table = panel(sys.argv[1] if len(sys.argv) > 1 else None)
    treated = str(table.columns[0])
    long = table.rename_axis("year").reset_index().melt("year", var_name="unit", value_name="outcome")
    start = int(table.index[BEFORE])
    ours, found = best_of(lambda: synthetic_control(long, "outcome", "unit", "year", treated, start))
    floor, effects = best_of(lambda: bare(table))
    placebos = found.placebos.set_index("unit")["estimate"][list(table.columns)].to_numpy()
    print(f"{table.shape[1]} units, {len(table)} years; effect {found.estimate:.4f}")
    print(f"bare NNLS apart from ours by at most            {np.abs(placebos - effects).max():.1e}")
    other = peer(table)
    if other:
        apart = np.abs(placebos - other["effects"])
        print(f"pysyncon apart by {apart[0]:.4f} (treated), at most {apart.max():.4f} (placebos)")
    print(f"bare NNLS, {UNITS} problems                         {floor * 1000:8.1f} ms")
    print(f"synthetic_control, with placebos and donors     {ours * 1000:8.1f} ms   {ours / floor:.1f} x bare NNLS")
    if other:
        seconds = float(other["seconds"])
        print(f"pysyncon, the same {UNITS} problems, one process    {seconds * 1000:8.1f} ms   {seconds / ours:.0f} x")


if __name__ == "__main__":
    main()
