"""What loading the plugin costs when QGIS starts: the median of fresh QGIS sessions; ``make bench`` runs it.

The limit is 30 ms with every library there, in English and in Spanish, whose texts are read too. Also printed: the
libraries that loading imported, which must be none.
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
from qgis.PyQt.QtCore import QLocale
app = QgsApplication([], False)
app.initQgis()
QgsApplication.setLocale(QLocale(sys.argv[1]))
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
    times, later, imported = {"en": [], "es": []}, [], set()
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPYCACHEPREFIX": cache,
            "PYTHONDONTWRITEBYTECODE": "",
        }

        def session(language: str) -> tuple[float, float, list[str]]:
            words = [sys.executable, "-c", SESSION, language]
            done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            return json.loads(done.stdout.strip().splitlines()[-1])

        session("en")  # the first start after installing compiles the files
        for _ in range(RUNS):
            for language, measured in times.items():
                took, models, names = session(language)
                measured.append(took)
                later.append(models)
                imported |= set(names)
    for language, measured in times.items():
        print(
            f"Loading the plugin ({language}): median {statistics.median(measured):.1f} ms of {RUNS} fresh sessions "
            f"({min(measured):.1f}-{max(measured):.1f}); limit {LIMIT:.0f} ms."
        )
    print(
        f"The shipped models, read once QGIS has started: {statistics.median(later):.1f} ms. "
        f"Libraries imported: {', '.join(imported) or 'none'}"
    )


if __name__ == "__main__":
    main()
