"""What loading the plugin costs when QGIS starts: the median of fresh QGIS sessions; ``make bench`` runs it.

The limit is 30 ms with every library there. Also printed: the libraries that loading imported, which must be none.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS, LIMIT = 9, 30.0
ROOT = Path(__file__).parent.parent
SESSION = """
import json, sys, time
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
before = set(sys.modules)
start = time.process_time()
from coprod_equity_plugin import classFactory
plugin = classFactory(None)
plugin.register()
took = 1000 * (time.process_time() - start)  # of the processor: what else runs does not count
plugin.provider.refreshAlgorithms()
models = 1000 * (time.process_time() - start) - took
names = {name.split(".")[0] for name in set(sys.modules) - before}
plugin.unload()
libraries = {"numpy", "pandas", "scipy", "shapely", "duckdb", "matplotlib", "jinja2", "statsmodels"}
print(json.dumps([took, models, sorted(names & libraries)]))
"""


def main() -> None:
    """Measure and print."""
    times, later, imported = [], [], set()
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPYCACHEPREFIX": cache,
            "PYTHONDONTWRITEBYTECODE": "",
        }
        for _ in range(RUNS + 1):
            done = subprocess.run(
                [sys.executable, "-c", SESSION], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
            )
            took, models, names = json.loads(done.stdout.strip().splitlines()[-1])
            times.append(took)
            later.append(models)
            imported |= set(names)
    del times[0], later[0]  # the first start after installing compiles the files
    print(
        f"Loading the plugin: median {statistics.median(times):.1f} ms of {RUNS} fresh sessions "
        f"({min(times):.1f}-{max(times):.1f}); limit {LIMIT:.0f} ms. "
        f"The shipped models, read once QGIS has started: {statistics.median(later):.1f} ms. "
        f"Libraries imported: {', '.join(imported) or 'none'}"
    )


if __name__ == "__main__":
    main()
