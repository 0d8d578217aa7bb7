"""Each step run by ``qgis_process``, with no screen, gives the numbers that ``processing.run`` gives."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from qgis.core import QgsProviderRegistry, QgsVectorLayer

from coprod_equity_plugin.bridge.frames import read_table
from scripts.demo import RAW
from tests.algorithms.conftest import Steps
from tests.profile import make_profile, qgis_process


@pytest.fixture(scope="module")
def call(tmp_path_factory):
    environment = make_profile(tmp_path_factory.mktemp("profile"))

    def call_qgis(*arguments: str) -> dict:
        done = subprocess.run(
            [qgis_process(), "--json", *arguments], env=environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout[done.stdout.index("{") :])

    return call_qgis


def tables(path: str) -> dict[str, tuple[pd.DataFrame, list[str]]]:
    """Every layer of a file as its attributes and its geometries."""
    found = {}
    for layer in QgsProviderRegistry.instance().querySublayers(path):
        if layer.name() == "layer_styles":
            continue
        read = QgsVectorLayer(layer.uri(), layer.name(), "ogr")
        frame = read_table(read, [name for name in read.fields().names() if name != "fid"])
        found[layer.name()] = frame, [feature.geometry().asWkt(6) for feature in read.getFeatures()]
    return found


def assert_same(path: str, other: str) -> None:
    mine, theirs = tables(path), tables(other)
    assert list(mine) == list(theirs), path
    for name, (frame, shapes) in mine.items():
        # Sums over threads may differ in the last digits: the tests run with one, the program with all there are.
        pd.testing.assert_frame_equal(frame, theirs[name][0], rtol=1e-9, obj=f"{path}: {name}")
        assert shapes == theirs[name][1], path


def test_the_program_lists_the_algorithms(call, provider):
    listed = call("list")["providers"]["coprodequity"]["algorithms"]
    assert set(listed) == {algorithm.id() for algorithm in provider.algorithms()}


def test_every_step_gives_the_same_numbers(call, studied, city, tmp_path):
    alone = Steps(city, tmp_path / "alone")
    for algorithm, parameters in alone.parameters().items():
        words = [f"{name}={value}" for name, value in parameters.items()]
        results = call("run", f"coprodequity:{algorithm}", "--", *words)["results"]
        expected = studied.results[algorithm]
        numbers = {name: value for name, value in expected.items() if isinstance(value, (int, float))}
        assert {name: results[name] for name in numbers} == pytest.approx(numbers, nan_ok=True), algorithm
        for value in parameters.values():
            made = Path(value)
            if made.parent != alone.folder:
                continue
            assert made.exists(), f"{algorithm} did not write {made.name}"
            if made.suffix == ".gpkg":
                assert_same(value, studied.path(made.name))


def test_the_sample_city_is_the_same_city(call, run, tmp_path):
    size = {"HOUSEHOLDS": 2000, "SEED": 3}
    here = run("createsamplecity", {**size, "OUTPUT": str(tmp_path / "here")})
    words = [f"{name}={value}" for name, value in {**size, "OUTPUT": tmp_path / "alone"}.items()]
    alone = call("run", "coprodequity:createsamplecity", "--", *words)["results"]
    assert here["METERS"] > 2000
    assert {name: value for name, value in alone.items() if name != "OUTPUT"} == {
        name: value for name, value in here.items() if name != "OUTPUT"
    }
    for layer in ("parcels.gpkg", "block_groups.gpkg"):
        assert_same(str(tmp_path / "alone" / layer), str(tmp_path / "here" / layer))
    for file in ("requests_311.csv", "service_points.csv", "truth_households.csv"):
        assert (tmp_path / "alone" / file).read_bytes() == (tmp_path / "here" / file).read_bytes()


def test_the_shipped_model_needs_no_more_than_the_raw_files(call, city, tmp_path):
    inputs = {name: city / path for name, path in RAW.items()}
    words = [f"{name}={value}" for name, value in inputs.items()]
    results = call("run", "coprodequity:equitystudy", "--", *words, f"report:OUTPUT={tmp_path / 'report.html'}")
    assert results["results"]["report:OUTPUT"] == str(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("data:image/png;base64") >= 3


def test_requests_from_a_file_give_what_their_table_gives(call, studied, city, tmp_path):
    records = pd.read_csv(city / "requests_311.csv", dtype=str)
    (tmp_path / "requests.json").write_text(records.to_json(orient="records"))
    parameters = {**studied.parameters()["servicerequests"], "OUTPUT": str(tmp_path / "requests.gpkg")}
    parameters |= {"UNMATCHED": str(tmp_path / "unmatched.gpkg"), "REQUESTS_FILE": str(tmp_path / "requests.json")}
    del parameters["REQUESTS"]
    given = [f"--{name}={value}" for name, value in parameters.items()]
    results = call("run", "coprodequity:servicerequests", *given)["results"]
    assert results["MATCHED"] == studied.results["servicerequests"]["MATCHED"]
    assert_same(parameters["OUTPUT"], studied.path("requests.gpkg"))
