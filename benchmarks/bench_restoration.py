"""Restoration times from meter reads beside a bare DuckDB scan of the same files, in one run.

``python benchmarks/bench_restoration.py [meters]`` (default 20,000; the reference study's city has 79,665) writes
half-hourly reads of 21 days to a temporary folder, Parquet and CSV, and prints times, ratios and peak memory. Each job
runs in a process of its own, so that a peak is that job's. The scan counts rows and adds up kWh; ``finished table`` is
the time from the files' names to the table, before it is written to a layer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_READS = """
SELECT 'M' || lpad(m::VARCHAR, 7, '0') AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME,
    CASE WHEN s >= 360 + m % 40 AND s < 360 + m % 40 + 20 + (m * 7919) % 300 THEN 0.0
         ELSE round(0.05 + (hash(m, s) % 1000) / 700, 3) END AS KWH,
    CASE WHEN hash(m, s, 1) % 100 = 0 THEN 'E' ELSE 'A' END AS QUALITY
FROM range({meters}) a(m), range(1008) b(s) WHERE hash(m, s, 2) % 200 > 0
"""


def write(folder: str, meters: int) -> None:
    """Reads with zeros, one in a hundred estimated, one in two hundred missing."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({_READS.format(meters=meters)}) TO '{folder}/reads.parquet' (FORMAT parquet)")
        connection.execute(f"COPY (FROM '{folder}/reads.parquet') TO '{folder}/reads.csv'")


def scan(path: str) -> int:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT count(*), sum(KWH) FROM '{path}'").fetchone()[0]


def table(path: str, zone: str) -> int:
    import numpy as np

    from coprod_equity_plugin.core.sources.meters import open_reads
    from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration

    source = open_reads(path, time_zone=zone)
    return len(infer_restoration(source, RestorationOptions(np.datetime64("2018-10-10T00:00"))).table)


JOBS = {
    "bare scan": scan,
    "finished table": lambda path: table(path, "America/New_York"),
    "finished table, UTC": lambda path: table(path, "UTC"),
}


def measure(job: str, path: str) -> dict:
    """Run one job in a process of its own; the better of two runs."""
    command = [sys.executable, __file__, "--job", job, "--path", path]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(2)]
    return min(runs, key=lambda run: run["seconds"])


def one(job: str, path: str) -> None:
    import resource

    if job != "bare scan":
        import numpy as np  # noqa: F401 - imported before the clock starts, as QGIS has them in memory
        import pandas as pd  # noqa: F401

        import coprod_equity_plugin.core.study.restoration  # noqa: F401
    start = time.perf_counter()
    result = JOBS[job](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "result": result}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("meters", nargs="?", type=int, default=20_000)
    parser.add_argument("--job", choices=[*JOBS, "write"], help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job == "write":
        write(arguments.path, arguments.meters)
        return
    if arguments.job:
        one(arguments.job, arguments.path)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In another process: a child's peak begins with what its parent has in memory.
        subprocess.run([sys.executable, __file__, str(arguments.meters), "--job", "write", "--path", name], check=True)
        for path in (folder / "reads.parquet", folder / "reads.csv"):
            rows, size = measure("bare scan", str(path))["result"], path.stat().st_size / 1e6
            print(f"{path.name}: {arguments.meters:,} meters, {rows:,} reads, {size:,.0f} MB")
            base = None
            for job in JOBS:
                run = measure(job, str(path))
                base = base or run["seconds"]
                print(
                    f"  {job:20} {run['seconds']:7.2f} s {run['seconds'] / base:7.2f} x scan "
                    f"{run['megabytes']:8,.0f} MB peak"
                )


if __name__ == "__main__":
    main()
