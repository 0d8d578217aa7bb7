"""Loading the provider: what has to work on a QGIS that has none of the libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from coprod_equity_plugin.processing.provider import ALGORITHMS

ROOT = Path(__file__).parent.parent.parent

# NumPy comes with every QGIS, since GDAL's bindings need it; the others may be absent.
WITHOUT_LIBRARIES = """
import sys
for name in ("pandas", "scipy", "shapely", "statsmodels", "duckdb", "matplotlib", "jinja2"):
    sys.modules[name] = None
from scripts.qgis_session import qgis_session
with qgis_session() as provider:
    algorithms = {algorithm.name(): algorithm for algorithm in provider.algorithms()}
    print(len(algorithms))
    print(algorithms["studydataset"].canExecute())
    print(algorithms["checkinstallation"].canExecute())
"""


def test_every_algorithm_loads_where_no_library_is_installed(provider):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBRARIES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    count, study, check = done.stdout.strip().splitlines()
    assert int(count) == len(provider.algorithms())
    assert study.startswith("(False, ")
    assert "Coproduction Equity needs Python libraries that this QGIS does not have" in study
    assert "pandas (not installed)" in study
    assert check == "(True, '')"


# What QGIS's own Processing imports by itself does not count.
IMPORTED = """
import sys
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
before = set(sys.modules)
from coprod_equity_plugin import classFactory
plugin = classFactory(None)
plugin.initProcessing()
names = {"numpy", "pandas", "scipy", "shapely", "duckdb", "matplotlib", "jinja2"}
print(len(plugin.provider.algorithms()), sorted(names & (set(sys.modules) - before)))
plugin.unload()
"""


def test_loading_imports_no_library(provider):
    done = subprocess.run([sys.executable, "-c", IMPORTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == f"{len(provider.algorithms())} []"


# What QGIS waits for at its start, module by module, beside the algorithms: each costs a quarter of a millisecond or
# more (`make bench`). A new one needs its reason here; what only the work needs is imported in execute().
LOADED = {
    "": "QGIS asks it for the plugin",
    "plugin": "what QGIS registers",
    "i18n": "dialogs speak the user's language",
    "dependencies": "libraries in the profile's folder are found",
    "core": "a package",
    "core.columns": "fields that dialogs offer by name, titles of outputs",
    "core.errors": "what algorithms catch",
    "core.progress": "the error that says Canceled",
    "core.sources": "a package",
    "core.sources.meters_fields": "choices and words that dialogs list",
    "core.sources.outage_fields": "choices and words that dialogs list",
    "maps": "a package",
    "maps.measure_labels": "the measures that dialogs list",
    "processing": "a package",
    "processing.algorithms": "a package",
    "processing.provider": "what QGIS registers",
    "processing.base": "what every algorithm derives from",
    **dict.fromkeys(
        (
            "processing.comparison",
            "processing.earlier",
            "processing.group_outputs",
            "processing.map_parameters",
            "processing.model_draws",
            "processing.model_files",
            "processing.model_parameters",
            "processing.report_tables",
            "processing.restoration",
            "processing.restoration_thresholds",
        ),
        "parameters that several algorithms share",
    ),
}
MODULES = (
    IMPORTED[: IMPORTED.index("plugin = ")]
    + """
plugin = classFactory(None)
plugin.register()
print(" ".join(sorted(name for name in sys.modules if name.split(".")[0] == "coprod_equity_plugin")))
plugin.unload()
"""
)


def test_loading_imports_only_what_dialogs_need():
    done = subprocess.run([sys.executable, "-c", MODULES], cwd=ROOT, capture_output=True, text=True, check=True)
    found = {name.partition(".")[2] for name in done.stdout.strip().splitlines()[-1].split()}
    algorithms = {f"processing.algorithms.{module}" for module, _ in ALGORITHMS}
    assert sorted(found - algorithms - set(LOADED)) == []
    assert sorted((algorithms | set(LOADED)) - found) == [], "no longer loaded: take it off the list"


@pytest.fixture(scope="module")
def algorithms(provider):
    return {algorithm.name(): algorithm for algorithm in provider.algorithms()}


def test_every_parameter_has_help(algorithms):
    silent = [
        f"{name}: {definition.name()}"
        for name, algorithm in algorithms.items()
        for definition in algorithm.parameterDefinitions()
        if not definition.help()
    ]
    assert silent == []


def test_every_algorithm_says_what_it_does_and_can_be_found(algorithms):
    for name, algorithm in algorithms.items():
        assert algorithm.shortDescription(), name
        assert "outage" in algorithm.tags(), name
        assert algorithm.group(), name


def test_loading_twice_leaves_one_provider(provider):
    from qgis.core import QgsApplication

    from coprod_equity_plugin.plugin import CoproductionEquityPlugin

    registry = QgsApplication.processingRegistry()
    before = len(registry.providers())
    provider_ids = [item.id() for item in registry.providers()]
    assert provider_ids.count("coprodequity") == 1
    plugin = CoproductionEquityPlugin(None)
    plugin.unload()  # never loaded: nothing to take away
    assert len(registry.providers()) == before


def test_every_group_has_an_icon_that_draws(algorithms):
    for name, algorithm in algorithms.items():
        assert not algorithm.icon().pixmap(32, 32).isNull(), name
    assert len({item.svgIconPath() for item in algorithms.values()}) == 7  # six steps, and several in one run
