"""Time the grouping of a register against a bare DuckDB scan of the same columns, at 1 and at 17 million rows.

    python benchmarks/registers.py                  # 1 million rows
    python benchmarks/registers.py 1000000 17000000

The register is made up. Two yardsticks, on the same file in the same format and one after another: `scan` reads every
cell of the columns we use and hashes it; `group` counts rows and filled cells per year and kind. Each runs in a process
of its own, so that the peak of its memory is its own. Medians of five.
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

REPEATS = 5
COLUMNS = ("datum", "soort vraag", "direct afgehandeld", "nader onderzoek", "wettelijke melding", "indicatie")
CSV = "read_csv('{}', all_varchar=true, header=true, delim=';', quote='\"', escape='\"', strict_mode=false)"
_KINDS = "Jeugd en gezin,Wmo,Schulden,Wonen,Werk en inkomen,Opvoeden,Veiligheid,Eenzaamheid,Vervoer,Overig"
_WHO = "inwoner,huisarts,school,politie,familie,instelling,buren,overig"


def make(rows: int, folder: Path) -> None:
    """A register of `rows` questions with a client number that nobody reads, as CSV and as Parquet."""
    import duckdb

    kinds, who = ("[" + ",".join(f"'{one}'" for one in text.split(",")) + "]" for text in (_KINDS, _WHO))
    flags = ", ".join(
        f"CASE WHEN hash(i + {17 + at}) % {share} = 0 THEN 'ja' ELSE 'nee' END AS \"{name}\""
        for at, (name, share) in enumerate(zip(COLUMNS[3:], (3, 30, 7), strict=True))
    )
    query = f"""
        SELECT CAST(DATE '2016-01-01' + CAST(hash(i) % 2900 AS INTEGER) AS VARCHAR) AS datum,
            'C' || CAST(hash(i * 7 + 1) % 400000 AS VARCHAR) AS clientnummer,
            {kinds}[1 + CAST(hash(i + 5) % 10 AS INTEGER)] AS "soort vraag",
            {who}[1 + CAST(hash(i + 11) % 8 AS INTEGER)] AS melder,
            CASE hash(i + 13) % 10 WHEN 0 THEN NULL WHEN 1 THEN 'nee' WHEN 2 THEN 'nee' ELSE 'ja' END
                AS "direct afgehandeld",
            {flags} FROM range({rows}) t(i)"""
    connection = duckdb.connect()
    connection.execute(f"COPY ({query}) TO '{folder / 'register.csv'}' (DELIMITER ';')")
    connection.execute(f"COPY ({query}) TO '{folder / 'register.parquet'}'")


def bare(path: Path, kind: str) -> Callable[[], Any]:
    """A bare DuckDB query over the columns that we use."""
    import duckdb

    table = CSV.format(path) if path.suffix == ".csv" else f"read_parquet('{path}')"
    names = [f'"{name}"' for name in COLUMNS]
    filled = ", ".join(f"count({name})" for name in names[2:])
    select = f"bit_xor(hash({', '.join(names)}))" if kind == "scan" else f"left(datum, 4), {names[1]}, {filled}"
    group = "" if kind == "scan" else " GROUP BY ALL"
    return lambda: duckdb.connect().execute(f"SELECT {select} FROM {table}{group}").fetchall()


def ours(path: Path) -> Callable[[], Any]:
    from wij_impact.catalogue import group_records

    return lambda: group_records(path, by=["question_type"], period="year")


def one(path: Path, kind: str) -> None:
    """Time one kind and print the seconds and the peak of the memory."""
    work = ours(path) if kind == "ours" else bare(path, kind)
    work()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(seconds), "megabytes": peak}))


def main(sizes: list[int]) -> None:
    print(f"{'rows':>12} {'file':>10} {'scan':>8} {'group':>8} {'ours':>8} {'/ scan':>7} {'/ group':>8} {'peak MB':>8}")
    for rows in sizes:
        with tempfile.TemporaryDirectory() as place:
            make(rows, Path(place))
            for suffix in ("csv", "parquet"):
                path = Path(place) / f"register.{suffix}"
                found = {}
                for kind in ("scan", "group", "ours"):
                    command = [sys.executable, __file__, "--one", str(path), kind]
                    found[kind] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                scan, group, mine = (found[kind]["seconds"] for kind in ("scan", "group", "ours"))
                times = f"{scan:8.2f} {group:8.2f} {mine:8.2f} {mine / scan:7.2f} {mine / group:8.2f}"
                print(f"{rows:>12,} {suffix:>10} {times} {found['ours']['megabytes']:8.0f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]), sys.argv[3])
    else:
        main([int(text) for text in sys.argv[1:]] or [1_000_000])
