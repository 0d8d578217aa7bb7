"""The shipped model: its names are an API, and it gives what its steps give one by one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from qgis.core import QgsVectorLayer

from coprod_equity_plugin.bridge.frames import read_declared
from coprod_equity_plugin.core import columns as c
from scripts.demo import RAW, outputs

INPUTS = (
    "READS", "SERVICE_POINTS", "REQUESTS", "REQUESTS_FILE", "CATEGORIES", "PARCELS", "ROLL", "VOTERS", "CENSUS",
    "BLOCK_GROUPS", "EVENT_START", "WINDOW_HOURS", "TIME_ZONE", "EVENT_NAME", "MINIMUM_HOUSEHOLDS", "SOURCES",
)  # fmt: skip
TABLES = {
    "models:COEFFICIENTS": (c.COEFFICIENTS, "coefficients.gpkg"),
    "models:FIT": (c.FIT, "fit.gpkg"),
    "areas:OUTPUT": (c.DISPARITY, "areas.gpkg"),
    "study:SAMPLE_FLOW": (c.SAMPLE_FLOW, "flow.gpkg"),
}


@pytest.fixture(scope="module")
def model(provider):
    return provider.algorithm("equitystudy")


def table(path: str, declared: c.Table) -> pd.DataFrame:
    layer = QgsVectorLayer(path, "table", "ogr")
    assert layer.isValid(), path
    return read_declared(layer, declared)


def test_names_of_inputs_and_outputs(model):
    names = [definition.name() for definition in model.parameterDefinitions() if not definition.isDestination()]
    assert sorted(names) == sorted(INPUTS)
    made = {definition.name() for definition in model.destinationParameterDefinitions()}
    assert made == set(outputs(Path("demo")))


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_the_model_takes_requests_as_a_layer_or_as_a_file(model, city, tmp_path, suffix):
    """Only its step of requests is run, the others are switched off."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    part = model.create({})
    for child in part.childAlgorithms():
        if child != "requests":
            part.deactivateChildAlgorithm(child)
    given = {name: str(city / path) for name, path in RAW.items()}
    given |= {name: path for name, path in outputs(tmp_path).items() if name.startswith("requests:")}
    (tmp_path / "confidential").mkdir()
    if suffix == "json":
        path = tmp_path / "requests.json"
        records = pd.read_csv(city / "requests_311.csv", dtype=str)
        path.write_text(records.to_json(orient="records"))
        given = {**given, "REQUESTS": None, "REQUESTS_FILE": str(path)}
    context = QgsProcessingContext()
    assert part.checkParameterValues(given, context)[0]
    results, done = part.run(given, context, QgsProcessingFeedback())
    assert done
    found = table(results["requests:OUTPUT"], c.REQUESTS)
    assert len(found) > 900
    assert found[c.METER_ID].notna().sum() > 800


def test_the_model_without_requests_says_so(run, city, tmp_path):
    from qgis.core import QgsProcessingException

    given = {name: str(city / path) for name, path in RAW.items() if name != "REQUESTS"}
    with pytest.raises(QgsProcessingException, match="there are no requests"):
        run("equitystudy", {**given, **outputs(tmp_path)})


@pytest.mark.slow
@pytest.mark.timeout(900)  # nineteen algorithms, on a machine that others may use too
def test_the_model_gives_what_its_steps_give(run, studied, city, tmp_path):
    for folder in ("confidential/models", "maps"):
        (tmp_path / folder).mkdir(parents=True)
    # Everything with a default is left out, as a script may.
    results = run("equitystudy", {**{name: str(city / path) for name, path in RAW.items()}, **outputs(tmp_path)})
    for output, (declared, file) in TABLES.items():
        # The model's tables are CSV files here, which print fifteen digits.
        pd.testing.assert_frame_equal(
            table(results[output], declared), table(studied.path(file), declared), rtol=1e-12, obj=output
        )
    for name in ("hours_map", "requests_map", "disparity_map"):
        for kind in ("PDF", "PNG", "CSV", "ALT_TEXT"):
            assert (tmp_path / results[f"{name}:{kind}"]).stat().st_size > 100
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert report.count("data:image/png;base64") >= 3
