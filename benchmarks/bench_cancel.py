"""How soon the inference stops when it is cancelled in the middle of a large file, and that nothing stays behind.

``python benchmarks/bench_cancel.py FILE [SECONDS ...]`` cancels from another thread, as a click on Cancel does, so many
seconds after the start (default 1, 3, 6, 12), and prints the seconds until the work had stopped and the files that it
left in its folder and in DuckDB's temporary one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from coprod_equity_plugin.core.errors import Cancelled  # noqa: E402
from coprod_equity_plugin.core.progress import Progress  # noqa: E402
from coprod_equity_plugin.core.sources.meters import open_reads  # noqa: E402
from coprod_equity_plugin.core.study.restoration import RestorationOptions, infer_restoration  # noqa: E402


class Clicked(Progress):
    """Cancelled by a timer; a watcher interrupts the query that runs, as QGIS's feedback does."""

    def __init__(self, seconds: float) -> None:
        self.at = None
        self._timer = threading.Timer(seconds, self._click)
        self._timer.daemon = True
        self._timer.start()

    def _click(self) -> None:
        self.at = time.perf_counter()

    def is_cancelled(self) -> bool:
        return self.at is not None

    @contextmanager
    def interrupting(self, interrupt):
        done = threading.Event()

        def watch() -> None:
            while not done.wait(0.05):
                if self.is_cancelled():
                    interrupt()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            with super().interrupting(interrupt):
                yield
        finally:
            done.set()
            watcher.join()


def left_behind(folder: Path, before: set[Path]) -> list[str]:
    places = (folder, Path(tempfile.gettempdir()) / "coprod_equity_duckdb")
    found = {path for place in places if place.exists() for path in place.rglob("*")}
    return sorted(str(path) for path in found - before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("seconds", nargs="*", type=float, default=[1.0, 3.0, 6.0, 12.0])
    arguments = parser.parse_args()
    before = set(map(Path, left_behind(arguments.file.parent, set())))
    for seconds in arguments.seconds:
        progress = Clicked(seconds)
        try:
            source = open_reads(str(arguments.file), progress=progress)
            infer_restoration(source, RestorationOptions(np.datetime64("2018-10-10T00:00")), progress)
            print(f"cancel after {seconds:g} s: the work was done before", flush=True)
        except Cancelled:
            stopped = time.perf_counter() - progress.at
            files = left_behind(arguments.file.parent, before)
            print(
                f"cancel after {seconds:g} s: stopped {stopped:.2f} s later, left behind: {files or 'nothing'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
