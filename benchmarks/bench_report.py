"""The whole report of a large city, from tables in memory to files on disk: time, the processor's, memory and size.

``python -m benchmarks.bench_report [households]`` (default 79,665, the reference study's city). The models and the
other tables are made first and are not timed.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.report.inputs import ReportOptions
from coprod_equity_plugin.core.report.page import build_report, write_report


class Watch(Progress):
    """Notes the longest time in which nobody could have cancelled."""

    def __init__(self) -> None:
        self.last, self.longest = time.process_time(), 0.0

    def is_cancelled(self) -> bool:
        now = time.process_time()
        self.longest, self.last = max(self.longest, now - self.last), now
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("households", type=int, nargs="?", default=79_665)
    households = parser.parse_args().households
    from tests import report_frames, report_more

    inputs, _ = report_more.tables(households)
    watch, start, used = Watch(), time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        report = build_report(inputs, ReportOptions(report_frames.EVENT), watch)
        written = write_report(report, Path(folder) / "report.html", Path(folder) / "tables")
        size = written[0].stat().st_size
    spent, worked = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"report of {households:,} households: {spent:.1f} s ({worked:.1f} s of the processor)")
    print(f"{len(written)} files, the page {size / 1e6:.1f} MB; peak memory with the models {peak:,.0f} MB")
    print(f"longest time between two questions whether to cancel: {watch.longest:.1f} s of the processor")


if __name__ == "__main__":
    main()
