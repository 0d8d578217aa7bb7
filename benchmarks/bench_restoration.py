"""Restoration times from meter reads beside bare DuckDB scans of the same files, polars and pandas, in one run.

``python benchmarks/bench_restoration.py [meters] [--peers PYTHON]`` (default 20,000; the reference study's city has
79,665) writes half-hourly reads of 21 days to a temporary folder, Parquet and CSV, and prints times, ratios and peak
memory. Each job runs in a process of its own, so that a peak is that job's. ``bare scan`` counts rows and adds up kWh,
which reads one column of four; ``all columns`` reads those that the work needs. ``finished table`` is the time from the
files' names to the table, before it is written to a layer. Two floors of DuckDB alone stand beside it, without any rule
or check: ``columns by meter`` hands the columns to their meters (of a CSV file as text, the energy as a number);
``columns into bits`` makes one bit string a meter of them. Of a plain CSV file they are floors no longer: its finished
table is made without DuckDB's reader. polars and pandas do two jobs: ``first and last zero`` of each meter after the
event, which a single flicker or a vacant home breaks (polars twice: lazily, which leaves nearly all unread, and of
reads in memory), and ``outage and return``, the simplest honest one: the first run of two measured zeros in the window
and the first power after it, which needs run lengths in time order, still without baseline, estimates, gaps, sustained
power or bounds. ``--only`` runs some jobs (words of their names, separated by commas), as pandas needs more memory than
many machines have. Where ``PYTHON`` (default: this one) lacks a peer, it is skipped and said so.

A machine that others use, too, is faster in one minute than in the next: so each job runs by turns with the bare scan,
three times or, if it is short, nine times, and its ratio is that of the best of each. CPU seconds are over all threads.
"""

from __future__ import annotations

import argparse
import importlib
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


def all_columns(path: str) -> int:
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT count(METER_ID), count(READ_TIME), sum(KWH), count(QUALITY), min(READ_TIME) FROM '{path}'"
        ).fetchone()[0]


def with_polars(path: str) -> int:
    """First and last zero of each meter, in a lazy plan that never holds the reads."""
    return _first_and_last(*_polars(path))


def with_polars_in_memory(path: str) -> int:
    """The same of reads that ``read_parquet`` or ``read_csv`` has read whole."""
    pl, lazy = _polars(path)
    return _first_and_last(pl, lazy.collect().lazy())


def _first_and_last(pl, reads) -> int:
    zero = (pl.col("KWH") <= 0.01) & (pl.col("QUALITY") == "A") & (pl.col("READ_TIME") >= pl.datetime(2018, 10, 10))
    times = pl.col("READ_TIME")
    return (
        reads.filter(zero).group_by("METER_ID").agg(times.min().alias("off"), times.max().alias("on")).collect().height
    )


def outages_with_polars(path: str) -> int:
    """The first run of two zeros or more that begins in the window, and the first power after it."""
    pl, lazy = _polars(path)
    meter, zero, start = pl.col("METER_ID"), pl.col("zero"), pl.col("start")
    change = (zero != zero.shift()) | (meter != meter.shift())
    runs = (
        lazy.filter(pl.col("QUALITY") == "A")
        .select("METER_ID", "READ_TIME", (pl.col("KWH") <= 0.01).alias("zero"))
        .sort("METER_ID", "READ_TIME")
        .with_columns(change.fill_null(True).cum_sum().alias("run"))
        .group_by("run")
        .agg(meter.first(), zero.first(), pl.col("READ_TIME").min().alias("start"), pl.len().alias("length"))
        .collect()
    )
    window = start.is_between(pl.datetime(2018, 10, 10), pl.datetime(2018, 10, 12), closed="left")
    lost = runs.filter(zero & (pl.col("length") >= 2) & window).group_by("METER_ID").agg(start.min().alias("off"))
    lit = runs.filter(~zero).select("METER_ID", "start")
    back = lost.join(lit, on="METER_ID").filter(start > pl.col("off")).group_by("METER_ID").agg(start.min())
    return lost.join(back, on="METER_ID", how="left").height


def _polars(path: str):
    import polars as pl

    return pl, pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path, try_parse_dates=True)


def with_pandas(path: str) -> int:
    """First and last zero of each meter."""
    reads = _pandas(path)
    zero = (reads["KWH"] <= 0.01) & (reads["QUALITY"] == "A") & (reads["READ_TIME"] >= "2018-10-10")
    return len(reads[zero].groupby("METER_ID")["READ_TIME"].agg(["min", "max"]))


def outages_with_pandas(path: str) -> int:
    """The first run of two zeros or more that begins in the window, and the first power after it."""
    reads = _pandas(path)
    reads = reads[reads["QUALITY"] == "A"].sort_values(["METER_ID", "READ_TIME"])
    reads["zero"] = reads["KWH"] <= 0.01
    change = (reads["zero"] != reads["zero"].shift()) | (reads["METER_ID"] != reads["METER_ID"].shift())
    runs = reads.groupby(change.cumsum()).agg(
        METER_ID=("METER_ID", "first"), zero=("zero", "first"), start=("READ_TIME", "first"), length=("zero", "size")
    )
    window = (runs["start"] >= "2018-10-10") & (runs["start"] < "2018-10-12")
    lost = runs[runs["zero"] & (runs["length"] >= 2) & window].groupby("METER_ID")["start"].min().rename("off")
    lit = runs[~runs["zero"]].merge(lost, on="METER_ID")
    back = lit[lit["start"] > lit["off"]].groupby("METER_ID")["start"].min().rename("on")
    return len(lost.to_frame().join(back))


def _pandas(path: str):
    import pandas as pd

    return pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path, parse_dates=["READ_TIME"])


def columns_by_meter(path: str) -> int:
    """What DuckDB alone needs to hand the columns to their meters: no time is understood, nothing kept."""
    rows = f"'{path}'"
    if path.endswith(".csv"):
        names = "{'METER_ID': 'VARCHAR', 'READ_TIME': 'VARCHAR', 'KWH': 'DOUBLE', 'QUALITY': 'VARCHAR'}"
        rows = f"read_csv('{path}', auto_detect = false, header = true, delim = ',', columns = {names})"
    with duckdb.connect() as connection:
        return len(
            connection.execute(
                f"SELECT METER_ID, count(READ_TIME), sum(KWH), count(QUALITY) FROM {rows} GROUP BY 1"
            ).fetchnumpy()["METER_ID"]
        )


def floor(path: str) -> int:
    """What DuckDB alone needs for the same columns put into one bit string a meter, without any rule or check."""
    slot = "(epoch_us(READ_TIME) - epoch_us(TIMESTAMP '2018-10-02')) // 1800000000"
    with duckdb.connect() as connection:
        return len(
            connection.execute(
                f"SELECT METER_ID, CAST(bitstring_agg({slot} + CASE WHEN QUALITY <> 'A' THEN 3744 "
                f"WHEN KWH > 0.01 THEN 0 ELSE 1872 END, 0, 5615) AS BLOB) FROM '{path}' GROUP BY 1"
            ).fetchnumpy()["METER_ID"]
        )


def table(path: str, zone: str) -> int:
    import numpy as np

    from coprod_equity_plugin.core.sources.meters import open_reads
    from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration

    source = open_reads(path, time_zone=zone)
    return len(infer_restoration(source, RestorationOptions(np.datetime64("2018-10-10T00:00"))).table)


SCAN = "bare scan"
JOBS = {
    SCAN: scan,
    "all columns": all_columns,
    "columns by meter": columns_by_meter,
    "columns into bits": floor,
    "finished table": lambda path: table(path, "America/New_York"),
    "finished table, UTC": lambda path: table(path, "UTC"),
    "polars, first and last zero": with_polars,
    "polars, first and last zero of reads in memory": with_polars_in_memory,
    "polars, outage and return": outages_with_polars,
    "pandas, first and last zero": with_pandas,
    "pandas, outage and return": outages_with_pandas,
}
PEERS = {
    job: ("duckdb", "polars") if "polars" in job else ("duckdb", "pandas", "pyarrow") for job in JOBS if job[0] == "p"
}
OURS = ("numpy", "pandas", "coprod_equity_plugin.core.study.restoration")
IMPORTED = {**PEERS, **{job: OURS for job in JOBS if job.startswith("finished")}}


def missing(python: str, job: str) -> str:
    """Modules of a peer that an interpreter lacks, in words; empty if it has them."""
    lacking = [
        name
        for name in PEERS.get(job, ())
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode
    ]
    return ", ".join(lacking)


def measure(jobs: list[str], path: str, peers: str) -> list[dict]:
    """Run jobs by turns, each in a process of its own: the least CPU seconds, and the least seconds of any run.

    Three times, short ones nine times.
    """
    runs: dict[str, list[dict]] = {job: [] for job in jobs}
    start = time.perf_counter()
    for turn in range(9):
        if turn >= 3 and time.perf_counter() - start > 15:
            break
        for job in jobs:
            command = [peers if job in PEERS else sys.executable, __file__, "--job", job, "--path", path]
            runs[job].append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return [
        {**min(found, key=lambda run: run["cpu"]), "seconds": min(run["seconds"] for run in found)}
        for found in runs.values()
    ]


def one(job: str, path: str) -> None:
    import resource

    for name in IMPORTED.get(job, ()):  # before the clock starts, as QGIS has them in memory
        importlib.import_module(name)
    start, cpu = time.perf_counter(), time.process_time()
    result = JOBS[job](path)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": peak, "result": result}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("meters", nargs="?", type=int, default=20_000)
    parser.add_argument("--peers", default=sys.executable, help="interpreter with polars, pandas, pyarrow and duckdb")
    parser.add_argument("--folder", help="holds reads.parquet and reads.csv already")
    parser.add_argument("--only", default="", help="words of the jobs to run, separated by commas; default: all")
    parser.add_argument("--files", default="parquet,csv", help="formats to read, separated by commas")
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
        folder = Path(arguments.folder or name)
        if not arguments.folder:
            # In another process: a child's peak begins with what its parent has in memory.
            subprocess.run(
                [sys.executable, __file__, str(arguments.meters), "--job", "write", "--path", name], check=True
            )
        for kind in arguments.files.split(","):
            compare(folder / f"reads.{kind}", arguments.peers, arguments.only.split(","))


def compare(path: Path, peers: str, only: list[str]) -> None:
    """All jobs on one file, printed one by one."""
    (base,) = measure([SCAN], str(path), peers)
    width = max(map(len, JOBS))
    print(f"{path.name}: {base['result']:,} reads, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    for job in [job for job in JOBS if any(word in job for word in only)]:
        lacking = missing(peers, job)
        if lacking:
            print(f"  {job:{width}} skipped: {peers} has no {lacking}", flush=True)
            continue
        base, run = (base, base) if job == SCAN else measure([SCAN, job], str(path), peers)
        ratio = run["seconds"] / base["seconds"]
        print(
            f"  {job:{width}} {run['seconds']:7.2f} s {run['cpu']:7.2f} CPU s {run['megabytes']:8,.0f} MB peak, "
            f"{ratio:.2f} x scan of {base['seconds']:.2f} s ({run['cpu'] / base['cpu']:.2f} x by CPU)",
            flush=True,
        )


if __name__ == "__main__":
    main()
