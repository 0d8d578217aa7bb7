"""Reads as many utilities hand them over, a CSV file for each meter, beside a bare DuckDB scan and pandas, in one run.

``python benchmarks/bench_folder.py [meters]`` (default 1,000) writes half-hourly reads of 21 days, a file a meter, to a
temporary folder. ``bare scan`` counts rows and adds up kWh over all files; ``pandas`` only reads them into one frame.
Ours opens the folder and infers the finished table. By turns, best of three; CPU seconds are over all threads.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from coprod_equity_plugin.core.sources.meters import open_reads  # noqa: E402
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration  # noqa: E402

_FILE = """
SELECT 'M' || lpad('{meter}', 7, '0') AS METER_ID, TIMESTAMP '2018-10-03' + INTERVAL 30 MINUTE * s AS READ_TIME,
    CASE WHEN s BETWEEN 370 AND 400 + {meter} % 300 THEN 0.0 ELSE round(0.05 + (hash({meter}, s) % 1000) / 700, 3) END
    AS KWH, 'A' AS QUALITY
FROM range(1008) t(s)
"""


def write(folder: str, meters: int) -> None:
    with duckdb.connect() as connection:
        for meter in range(meters):
            connection.execute(f"COPY ({_FILE.format(meter=meter)}) TO '{folder}/reads_{meter:07}.csv'")


def bare(folder: str) -> int:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT count(*), sum(KWH) FROM '{folder}/*.csv'").fetchone()[0]


def with_pandas(folder: str) -> int:
    files = sorted(Path(folder).iterdir())
    return len(pd.concat([pd.read_csv(file, parse_dates=["READ_TIME"]) for file in files], ignore_index=True))


def finished(folder: str) -> int:
    source = open_reads(folder, time_zone="America/New_York")
    return len(infer_restoration(source, RestorationOptions(np.datetime64("2018-10-10T00:00"))).table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("meters", nargs="?", type=int, default=1000)
    meters = parser.parse_args().meters
    jobs = {"bare scan": bare, "pandas, reading only": with_pandas, "finished table": finished}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    with tempfile.TemporaryDirectory() as folder:
        write(folder, meters)
        for _ in range(3):
            for name, job in jobs.items():
                start, cpu = time.perf_counter(), time.process_time()
                job(folder)
                times[name].append((time.perf_counter() - start, time.process_time() - cpu))
    base = min(times["bare scan"])[0]
    print(f"{meters:,} CSV files of 1,008 reads")
    for name, found in times.items():
        seconds, cpu = min(found)
        print(f"  {name:20} {seconds:6.2f} s {cpu:6.2f} CPU s, {seconds / base:.2f} x scan")


if __name__ == "__main__":
    main()
