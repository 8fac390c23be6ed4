"""Time the effect room against well-kept peers, each in its own environment, at equal results.

    python benchmarks/effect.py                    # every part
    python benchmarks/effect.py staggered          # one part

Parts: ``staggered`` (999 bootstrap draws on the county panel of `did`, against csdid). For the peer:

    python -m venv benchmarks/.venv-csdid
    benchmarks/.venv-csdid/bin/pip install -r benchmarks/requirements-csdid.txt

Without it the part is timed alone, and says so. A part that gives other numbers than its peer fails.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "cases" / "effect"
REPEATS, DRAWS = 5, 999


def timed(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Median seconds after one run to warm up, and the last answer."""
    answer, taken = work(), []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), answer


def peer(name: str, code: str, *arguments: str) -> dict[str, Any] | None:
    """What `code` prints as JSON in the environment of a peer; None when that is not there.

    `WIJ_IMPACT_PEERS` may name another folder than this one for the environments.
    """
    python = Path(os.environ.get("WIJ_IMPACT_PEERS", HERE)) / f".venv-{name}" / "bin" / "python"
    if not python.exists():
        return None
    done = subprocess.run([python, "-W", "ignore", "-c", code, *arguments], capture_output=True, text=True)
    if done.returncode:
        print(f"{name} failed:", done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


CSDID = """
import sys, time, json, statistics, io, contextlib
import pandas as pd
from csdid.att_gt import ATTgt
data = pd.read_csv(sys.argv[1])
draws, repeats = int(sys.argv[2]), int(sys.argv[3])
def work():
    fit = ATTgt(yname="lemp", gname="first.treat", idname="countyreal", tname="year", xformla="lemp~1", data=data,
                biters=draws).fit(est_method="dr")
    with contextlib.redirect_stdout(io.StringIO()):
        kinds = ("simple", "dynamic", "group", "calendar")
        return {kind: fit.aggte(typec=kind, biters=draws).atte["overall_att"] for kind in kinds}
answer, taken = work(), []
for _ in range(repeats):
    start = time.perf_counter(); answer = work(); taken.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(taken), **{k: float(v) for k, v in answer.items()}}))
"""


def staggered() -> None:
    """Group-time effects, four sums, bands with 999 draws, pre-trend test and Bacon weights, on 500 counties."""
    from wij_impact import effect

    path = SHARED / "mpdta" / "mpdta.csv"
    if not path.exists():
        print("staggered: needs ../shared/cases/effect/mpdta, which is not here")
        return
    data = pd.read_csv(path)
    seconds, result = timed(
        lambda: effect.staggered(data, "lemp", "countyreal", "year", "first.treat", draws=DRAWS, seed=1)
    )
    print(f"effect.staggered, {DRAWS} draws, 500 counties x 5 years   {seconds:7.3f} s")
    theirs = peer("csdid", CSDID, str(path), str(DRAWS), str(REPEATS))
    if theirs is None:
        print("csdid: its environment is not there, so no comparison")
        return
    for kind in ("simple", "dynamic", "group", "calendar"):
        ours = float(getattr(result, kind)["estimate"].iloc[0])
        if abs(ours - theirs[kind]) > 1e-8:
            sys.exit(f"{kind}: {ours} here, {theirs[kind]} in csdid: a time without equal results is worthless")
    print(f"csdid, the same estimates and draws               {theirs['seconds']:7.3f} s   "
          f"{theirs['seconds'] / seconds:.0f} x ours")  # fmt: skip


PARTS: dict[str, Callable[[], None]] = {"staggered": staggered}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    for name in wanted:
        if name not in PARTS:
            sys.exit(f"there is no part '{name}'; choose from {', '.join(PARTS)}")
        PARTS[name]()


if __name__ == "__main__":
    main()
