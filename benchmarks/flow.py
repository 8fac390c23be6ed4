"""Time the flow room on a million trajectories: monthly stock, Kaplan-Meier by ten routes, and transitions.

    python benchmarks/flow.py                  # 1 million trajectories
    python benchmarks/flow.py 100000           # fewer

The register is made up. Two yardsticks, measured in the same run: `floor` is a bare pass in numpy (and, from the file,
DuckDB) that counts the same things without checks and without intervals; `lifelines` fits the same curves in an
environment of its own:

    python -m venv benchmarks/.venv-lifelines
    benchmarks/.venv-lifelines/bin/pip install -r benchmarks/requirements-lifelines.txt

Without it that column is empty, and says so. Each column runs in a process of its own, so that the peak of its memory
is its own. Medians of five. A column that finds other numbers than ours fails.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
PEER = HERE / ".venv-lifelines" / "bin" / "python"
REPEATS = 5
AT, LEVELS, UNTIL = (90, 180, 365), ("light", "middle", "heavy"), "2024-12-31"
PARTS = ("stock", "kaplan_meier", "transitions", "file")


def make(rows: int, folder: Path) -> None:
    """A register of `rows` trajectories over nine years by ten routes, as CSV."""
    import duckdb

    duckdb.sql(f"""
        COPY (
            SELECT 'C' || i AS id, began AS start, CASE WHEN over THEN began + stay END AS "end",
                'route ' || (1 + hash(i + 7) % 10) AS referrer,
                {list(LEVELS)}[1 + CAST(hash(i + 11) % 3 AS INTEGER)] AS from_level,
                CASE WHEN over AND hash(i + 15) % 5 = 0 THEN {list(LEVELS)}[1 + CAST(hash(i + 17) % 3 AS INTEGER)] END
                    AS to_level,
                CASE WHEN over THEN ['planned', 'early_client'][1 + CAST(hash(i + 13) % 2 AS INTEGER)] END AS reason_end
            FROM (
                SELECT *, began + stay <= DATE '{UNTIL}' AS over FROM (
                    SELECT i, DATE '2016-01-01' + CAST(hash(i) % 3280 AS INTEGER) AS began,
                        CAST(1 - 180 * ln((1 + hash(i + 1) % 1000000) / 1000001.0) AS INTEGER) AS stay
                    FROM range({rows}) t(i)
                )
            ) ORDER BY id
        ) TO '{folder / "register.csv"}' (DELIMITER ';', HEADER)""")


# -- ours ---------------------------------------------------------------------------------------------------------


def ours(path: Path) -> dict[str, Callable[[], Any]]:
    from wij_impact import catalogue, flow

    def stock(data: pd.DataFrame) -> Any:
        return flow.stock_and_flow(data, "start", "end", "referrer", until=UNTIL)

    def curves(table: pd.DataFrame) -> Any:
        return flow.kaplan_meier(table, "days", "ended", "referrer")

    def moved(moves: pd.DataFrame) -> Any:
        return flow.transitions(moves, "days", "cause", "referrer", "from_level", at=AT)

    def whole() -> Any:
        data, _ = catalogue.read_trajectories(path)
        stock(data), curves(_stays(data)), moved(flow.follow(data, LEVELS, UNTIL))

    frame, _ = catalogue.read_trajectories(path)
    table, moves = _stays(frame), flow.follow(frame, LEVELS, UNTIL)
    return {
        "stock": lambda: stock(frame).groupby("period")["open"].sum().iloc[-1],
        "kaplan_meier": lambda: _at(curves(table)),
        "transitions": lambda: float(moved(moves).query("cause == 'up' and time == 180")["estimate"].sum()),
        "file": whole,
    }


def _stays(frame: pd.DataFrame) -> pd.DataFrame:
    days = (frame["end"].fillna(pd.Timestamp(UNTIL)) - frame["start"]).dt.days
    return pd.DataFrame({"referrer": frame["referrer"], "days": days, "ended": frame["end"].notna().astype(int)})


def _at(curve: pd.DataFrame) -> float:
    """The sum over routes of the share still open after 180 days: one number to compare by."""
    return float(curve[curve["time"] <= 180].groupby("referrer")["estimate"].last().sum())


# -- the floor ----------------------------------------------------------------------------------------------------


def floor(path: Path) -> dict[str, Callable[[], Any]]:
    import duckdb

    def read() -> pd.DataFrame:
        return duckdb.sql(f"SELECT * FROM read_csv('{path}', delim=';', header=true)").df()

    def stock(data: pd.DataFrame) -> Any:
        began, ended = _months(data["start"]), _months(data["end"])
        code, names = pd.factorize(data["referrer"])
        low, size, over = began.min(), int(_months(pd.Series([UNTIL]))[0] - began.min() + 1), data["end"].notna()
        coming = np.bincount(code * size + began - low, minlength=len(names) * size)
        going = np.bincount(code[over] * size + ended[over] - low, minlength=len(names) * size)
        return (coming - going).reshape(-1, size).cumsum(axis=1)[:, -1].sum()

    def curves(table: pd.DataFrame) -> float:
        days, code = table["days"].to_numpy(), pd.factorize(table["referrer"])[0]
        return float(_survival(days, code, table["ended"].to_numpy(bool), 10)[0][:, 180].sum())

    def moved(moves: pd.DataFrame) -> float:
        days = moves["days"].to_numpy(np.int64)
        levels = moves["from_level"]
        codes, used = pd.factorize(levels)
        cell = pd.factorize(moves["referrer"])[0] * len(used) + codes
        cause = moves["cause"].to_numpy()
        survival, risk = _survival(days, cell, cause != "", 10 * len(used))
        up = _counts(days[cause == "up"], cell[cause == "up"], *risk.shape)
        before = np.c_[np.ones(len(survival)), survival[:, :-1]]
        share = np.cumsum(before * up / np.maximum(risk, 1), axis=1)[:, list(AT)]
        mix = np.bincount(codes) / len(codes)
        return float((share.reshape(10, len(used), len(AT)) * mix[None, :, None]).sum(axis=1)[:, 1].sum())

    def whole() -> None:
        from wij_impact import flow

        data = read()
        stock(data), curves(_stays(data)), moved(flow.follow(data.assign(next_start=pd.NaT), LEVELS, UNTIL))

    from wij_impact import flow

    frame = read()
    table, moves = _stays(frame), flow.follow(frame.assign(next_start=pd.NaT), LEVELS, UNTIL)
    return {
        "stock": lambda: stock(frame),
        "kaplan_meier": lambda: curves(table),
        "transitions": lambda: moved(moves),
        "file": whole,
    }


def _months(column: pd.Series) -> np.ndarray:
    return pd.to_datetime(column).to_numpy().astype("datetime64[M]").astype(np.int64)


def _counts(days: np.ndarray, code: np.ndarray, groups: int, size: int) -> np.ndarray:
    return np.bincount(code * size + days, minlength=groups * size).reshape(groups, size)


def _survival(days: np.ndarray, code: np.ndarray, ended: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    size = int(days.max()) + 1
    every, ends = _counts(days, code, groups, size), _counts(days[ended], code[ended], groups, size)
    risk = every[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.cumprod(1 - ends / np.maximum(risk, 1), axis=1), risk


# -- lifelines ----------------------------------------------------------------------------------------------------


def lifelines(path: Path) -> dict[str, Callable[[], Any]]:
    from lifelines import KaplanMeierFitter

    frame = pd.read_csv(path, sep=";", parse_dates=["start", "end"])
    table = _stays(frame)

    def curves() -> float:
        total = 0.0
        for _, part in table.groupby("referrer", sort=False):
            total += float(KaplanMeierFitter().fit(part["days"], part["ended"]).predict(180))
        return total

    return {"kaplan_meier": curves}


# -- the run ------------------------------------------------------------------------------------------------------

COLUMNS = {"ours": ours, "floor": floor, "lifelines": lifelines}


def one(path: Path, column: str) -> None:
    """Time every part of a column; print seconds, the number found, and the peak of the memory."""
    parts = COLUMNS[column](path)
    found: dict[str, Any] = {}
    for name, work in parts.items():
        answer, seconds = work(), []
        for _ in range(1 if name == "file" else REPEATS):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
        found[name] = (statistics.median(seconds), None if answer is None else float(answer))
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def main(rows: int) -> None:
    columns = [name for name in COLUMNS if name != "lifelines" or PEER.exists()]
    with tempfile.TemporaryDirectory() as place:
        make(rows, Path(place))
        found = {}
        for column in columns:
            python = str(PEER) if column == "lifelines" else sys.executable
            command = [python, __file__, "--one", str(Path(place) / "register.csv"), column]
            found[column] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{rows:,} trajectories; seconds, and ratios of ours")
    print(f"{'':>14} {'ours':>8} {'floor':>8} {'lifelines':>10} {'/ floor':>8} {'/ lifelines':>12}")
    for part in PARTS:
        mine, bare, peer = (found.get(column, {}).get(part) for column in COLUMNS)
        for other in (bare, peer):
            if other and other[1] is not None and abs(mine[1] - other[1]) > 1e-9 * max(1.0, abs(mine[1])):
                raise SystemExit(f"{part}: {mine[1]!r} here, {other[1]!r} there")
        their, ratio = (f"{peer[0]:10.2f}", f"{mine[0] / peer[0]:12.2f}") if peer else (f"{'-':>10}", f"{'-':>12}")
        print(f"{part:>14} {mine[0]:8.2f} {bare[0]:8.2f} {their} {mine[0] / bare[0]:8.2f} {ratio}")
    print(f"peak of the memory: {found['ours']['megabytes']:.0f} MB")
    if not PEER.exists():
        print("lifelines is not there: see the top of this file")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
