"""What QGIS itself does with the plugin where libraries are missing or too old, and after it is gone; no screen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coprod_equity_plugin import dependencies
from coprod_equity_plugin.processing.provider import ALGORITHMS, RESOURCES
from tests.profile import PLUGIN, make_profile, qgis_process

SENTENCE = "Coproduction Equity needs Python libraries that this QGIS does not have"
# Python reads this file at its start: the libraries are then nowhere to be found, as on a QGIS without them. NumPy
# stays, which comes with every QGIS.
HIDDEN = [name for name in dependencies.REQUIREMENTS if name != "numpy"]
HIDE = f"""
import importlib.abc, sys
class Hide(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in {HIDDEN!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hide())
from importlib import util
found = util.find_spec
util.find_spec = lambda name, package=None: None if name in {HIDDEN!r} else found(name, package)
"""


def call(environment: dict, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run([qgis_process(), *words], env=environment, check=False, capture_output=True, text=True)


def answer(environment: dict, *words: str) -> dict:
    done = call(environment, "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout[done.stdout.index("{") :])


def old_library(folder: Path, name: str, version: str) -> None:
    """A package as pip leaves it, of which only the version matters: it is never imported."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(f"raise ImportError('{name} is too old to be imported')\n")
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return make_profile(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """QGIS looks at the inputs before it asks the algorithm."""
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_text("meter_id,value\n1,2\n", encoding="utf-8")
    return path


def words_for(algorithm: str, table: Path) -> list[str]:
    """What QGIS wants to be given before it begins."""
    made = table.with_name("made.csv")
    given = {
        "equitymodels": {"INPUT": table, "COEFFICIENTS": made},
        "createsamplecity": {"OUTPUT": table.with_name("city")},
        "restorationtimes": {"READS": table, "EVENT_START": "2018-10-10T00:00:00", "OUTPUT": made},
    }
    return ["run", f"coprodequity:{algorithm}", "--", *(f"{name}={value}" for name, value in given[algorithm].items())]


@pytest.fixture(scope="module")
def bare(profile, tmp_path_factory):
    """The profile's environment with all libraries but NumPy hidden."""
    folder = tmp_path_factory.mktemp("hide")
    (folder / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    return {**profile, "PYTHONPATH": str(folder)}


def test_the_toolbox_lists_every_algorithm_with_all_libraries_missing(bare):
    listed = answer(bare, "list")["providers"]["coprodequity"]["algorithms"]
    models = list((RESOURCES / "models").glob("*.model3"))
    assert len(models) > 3
    assert len(listed) == len(ALGORITHMS) + len(models)


def test_check_installation_runs_with_all_libraries_missing_and_names_each(bare):
    results = answer(bare, "run", "coprodequity:checkinstallation")["results"]
    assert results["READY"] is False
    for name in HIDDEN:
        assert f"{dependencies.REQUIREMENTS[name][0]} (not installed)" in results["MESSAGE"]


@pytest.mark.parametrize("algorithm", ["createsamplecity", "restorationtimes", "equitymodels"])
def test_an_algorithm_without_its_libraries_says_what_to_do(bare, table, algorithm):
    done = call(bare, *words_for(algorithm, table))
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert "pandas (not installed)" in done.stderr
    assert "Install missing libraries" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not table.with_name("made.csv").exists()


@pytest.mark.parametrize(
    ("library", "version", "algorithm"),
    [("pandas", "1.4.4", "equitymodels"), ("duckdb", "1.0.0", "restorationtimes")],
)
def test_an_algorithm_with_a_library_too_old_says_so(profile, table, tmp_path, library, version, algorithm):
    old_library(tmp_path, library, version)
    oldest = dependencies.REQUIREMENTS[library][1]
    done = call({**profile, "PYTHONPATH": str(tmp_path)}, *words_for(algorithm, table))
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert f"{library} (too old, {oldest} or newer is needed)" in done.stderr
    assert f'"{library}>={oldest},' in done.stderr  # plain "pip install" leaves what is there
    assert "Traceback" not in done.stderr + done.stdout


def test_a_real_library_too_old_is_told_as_such(profile, table, tmp_path):
    """Jinja2 3.0 as PyPI has it: of pandas, today's Python can have none that is too old."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), "Jinja2==3.0.3"]
    got = subprocess.run(pip, check=False, capture_output=True, text=True)
    if got.returncode:
        pytest.skip(f"Jinja2 3.0.3 could not be had: {got.stderr.strip().splitlines()[-1]}")
    done = call({**profile, "PYTHONPATH": str(tmp_path)}, *words_for("equitymodels", table))
    assert done.returncode == 1
    assert "Jinja2 (too old, 3.1 or newer is needed)" in done.stderr


def test_libraries_in_the_profiles_folder_are_found_without_a_screen(profile, tmp_path):
    """The folder is also QPIP's, which ``qgis_process`` never loads."""
    report = tmp_path / "report.txt"
    results = answer(profile, "run", "coprodequity:checkinstallation", "--", f"REPORT={report}")["results"]
    assert results["READY"] is True
    line = next(line for line in report.read_text(encoding="utf-8").splitlines() if line.startswith("duckdb "))
    assert line.endswith(f"profiles/default/python/dependencies/{sys.version_info.major}.{sys.version_info.minor}")


def test_nothing_stays_in_the_profile_when_the_plugin_is_gone(tmp_path):
    environment = make_profile(tmp_path)
    python = tmp_path / "profiles" / "default" / "python"
    settings = tmp_path / "profiles" / "default" / "QGIS" / "QGIS3.ini"

    def without_plugin() -> dict[str, str]:
        call(environment, "list")
        return {
            path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") if path == settings else ""
            for path in sorted(tmp_path.rglob("*"))
            if path.is_file() and "dependencies" not in path.parts and path.suffix != ".pyc"
        }

    enabled = settings.read_text(encoding="utf-8")
    plugin = (python / "plugins" / PLUGIN).readlink()
    (python / "plugins" / PLUGIN).unlink()
    settings.write_text(enabled.replace(f"{PLUGIN}=true\n", ""), encoding="utf-8")
    before = without_plugin()

    shutil.copytree(plugin, python / "plugins" / PLUGIN, ignore=shutil.ignore_patterns("__pycache__"))
    assert call(environment, "plugins", "enable", PLUGIN).returncode == 0
    assert answer(environment, "run", "coprodequity:checkinstallation")["results"]["READY"] is True
    city = tmp_path.parent / f"{tmp_path.name}-city"
    answer(environment, "run", "coprodequity:createsamplecity", "--", "HOUSEHOLDS=2000", f"OUTPUT={city}")
    assert (city / "truth.json").exists()

    shutil.rmtree(python / "plugins" / PLUGIN)  # what the plugin manager does, with the entry in the settings
    kept = [line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{PLUGIN}=")]
    settings.write_text("\n".join(kept) + "\n", encoding="utf-8")
    after = without_plugin()
    assert set(after) == set(before)
    name = settings.relative_to(tmp_path).as_posix()
    assert "equity" not in after[name].lower()
    assert sorted(after[name].split()) == sorted(before[name].split())
