"""The shipped models: each is what the script builds, and its parts give what their steps give one by one."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from qgis.core import Qgis, QgsProcessingException, QgsProcessingModelAlgorithm, QgsVectorLayer

from coprod_equity_plugin.bridge.frames import read_declared
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.maps.styling import remembered, use_saved_style
from coprod_equity_plugin.processing.shipped_model import ShippedModel
from scripts.algorithm_pages import models
from scripts.build_models import BUILDERS, MAPS_OF_A_RESULT, MODELS, model_text
from scripts.demo import RAW

PARTS = ("studytable", "equityanalysis", "equitymaps")


def table(path: str, declared: c.Table) -> pd.DataFrame:
    layer = QgsVectorLayer(str(path), "table", "ogr")
    assert layer.isValid(), path
    return read_declared(layer, declared)


def read_again(text: str) -> QgsProcessingModelAlgorithm:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.model3"
        path.write_text(text, encoding="utf-8")
        again = QgsProcessingModelAlgorithm()
        assert again.fromFile(str(path))
    return again


def test_every_model_that_is_built_ships_and_none_else(provider):
    assert {path.stem for path in MODELS.glob("*.model3")} == set(BUILDERS)
    shipped = {item.name() for item in provider.algorithms() if isinstance(item, ShippedModel)}
    assert shipped == set(BUILDERS)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_shipped_file_is_what_the_script_builds(provider, name):
    model, built = provider.algorithm(name), model_text(BUILDERS[name]())
    if Qgis.QGIS_VERSION_INT < 32300:
        assert Path(model.sourceFilePath()).read_text(encoding="utf-8") == built, "run make models"
        return
    # Newer QGIS write a model in other words; the shipped file is the oldest one's, so what each says is compared.
    shipped, again = QgsProcessingModelAlgorithm(), read_again(built)
    assert shipped.fromFile(model.sourceFilePath())
    mine, theirs = shipped.toVariant(), again.toVariant()
    assert len(mine["children"]) > 4
    for part in ("children", "parameters", "model_name", "model_group", "help"):
        assert mine[part] == theirs[part], f"{part}: run make models"


@pytest.mark.parametrize("name", BUILDERS)
def test_the_model_designer_finds_nothing_open(provider, name):
    """A step with an open parameter is red there, and running it from there asks whether one is sure."""
    valid, problems = provider.algorithm(name).validate()
    assert valid, problems


@pytest.mark.parametrize("name", BUILDERS)
def test_a_model_says_what_it_is_and_can_be_found(provider, name):
    model = provider.algorithm(name)
    assert model.displayName() != name
    assert 40 < len(model.shortDescription()) < len(model.about())
    assert len(model.tags()) > 5
    assert model.group() == "Models"


def test_the_study_table_is_what_its_steps_give(run, studied, city, tmp_path):
    made = {name: str(tmp_path / f"{name.replace(':', '_')}.gpkg") for name in ("study:OUTPUT", "study:SAMPLE_FLOW")}
    made["places:OUTPUT"] = str(tmp_path / "places.gpkg")
    run("studytable", {**{name: str(city / path) for name, path in RAW.items()}, **made})
    for name, declared, file in (
        ("study:OUTPUT", c.STUDY_OUTPUT, "study.gpkg"),
        ("study:SAMPLE_FLOW", c.SAMPLE_FLOW, "flow.gpkg"),
    ):
        mine, theirs = table(made[name], declared), table(studied.path(file), declared)
        assert len(mine) == len(theirs) > 5
        pd.testing.assert_frame_equal(mine, theirs, obj=name)
    assert QgsVectorLayer(made["places:OUTPUT"], "places", "ogr").featureCount() == 67


def test_the_study_table_without_requests_says_so(run, city):
    given = {name: str(city / path) for name, path in RAW.items() if name != "REQUESTS"}
    with pytest.raises(QgsProcessingException, match="there are no requests"):
        run("studytable", given)


@pytest.fixture(scope="module")
def analysed(studied, tmp_path_factory):
    """The analysis with all that has a default left out; gives its outputs' files."""
    from qgis import processing

    folder = tmp_path_factory.mktemp("analysed")
    made = {
        "areas:OUTPUT": folder / "areas.gpkg",
        "models:COEFFICIENTS": folder / "coefficients.gpkg",
        "models:CONTRASTS": folder / "contrasts.gpkg",
        "reliability:GROUPS": folder / "reliability.gpkg",
        "disparity_map:CSV": folder / "map.csv",
        "report:OUTPUT": folder / "report.html",
    }
    given = models(folder=studied.folder)["equityanalysis"]
    processing.run("coprodequity:equityanalysis", {**given, **{name: str(path) for name, path in made.items()}})
    return made


def test_the_analysis_gives_what_its_steps_give(analysed, studied):
    for name, declared, file in (
        ("models:COEFFICIENTS", c.COEFFICIENTS, "coefficients.gpkg"),
        ("models:CONTRASTS", c.CONTRASTS, "contrasts.gpkg"),
        ("areas:OUTPUT", c.DISPARITY, "areas.gpkg"),
    ):
        mine, theirs = table(analysed[name], declared), table(studied.path(file), declared)
        assert len(mine) > 5
        pd.testing.assert_frame_equal(mine, theirs, rtol=1e-12, obj=name)
    assert (studied.folder / "map.csv").read_text() == analysed["disparity_map:CSV"].read_text()


def test_the_analysis_report_has_its_maps_and_sections(analysed):
    page = analysed["report:OUTPUT"].read_text(encoding="utf-8")
    assert page.count("data:image/png;base64") >= 3
    for words in ("SAIDI", "Sample flow", "clustered by block group", "share of renters in the block group"):
        assert words.lower() in page.lower(), words


def test_the_analysis_takes_other_choices(run, studied, analysed, tmp_path):
    """Other standard errors, another smallest group beside what is public already: each reaches its step."""
    given = models(folder=studied.folder)["equityanalysis"]
    made = {
        name: str(tmp_path / f"{name.split(':')[1].lower()}.gpkg") for name in ("models:COEFFICIENTS", "areas:OUTPUT")
    }
    choices = {
        "COVARIANCE": "robust",
        "MINIMUM_HOUSEHOLDS": 15,
        "EARLIER": [str(analysed["areas:OUTPUT"])],
        "CURVES_BY": "participation",
        "RESTORATION": studied.path("restoration.gpkg"),
        "CELID_HOURS": 96,
    }
    report = tmp_path / "report.html"
    run("equityanalysis", {**given, **made, **choices, "report:OUTPUT": str(report)})
    robust, clustered = (
        table(path, c.COEFFICIENTS) for path in (made["models:COEFFICIENTS"], analysed["models:COEFFICIENTS"])
    )
    assert robust[c.ESTIMATE].tolist() == pytest.approx(clustered[c.ESTIMATE].tolist())
    assert robust[c.STD_ERROR].tolist() != pytest.approx(clustered[c.STD_ERROR].tolist(), nan_ok=True)
    step = {"PRESET": "custom", "MINIMUM_HOUSEHOLDS": 15, "EARLIER": choices["EARLIER"]}
    step |= {"INPUT": given["STUDY"], "AREAS": given["INDICATORS"], "OUTPUT": str(tmp_path / "alone.gpkg")}
    run("disparitybyarea", step)
    pd.testing.assert_frame_equal(table(made["areas:OUTPUT"], c.DISPARITY), table(step["OUTPUT"], c.DISPARITY))
    page = report.read_text(encoding="utf-8")
    settings = dict(re.findall(r'<tr><th scope="row">([^<]+)</th><td class="words">([^<]+)</td></tr>', page))
    assert settings["Standard errors"] == "robust"
    assert settings["CELID from, hours"] == "96"
    assert settings["Smallest number of homes shown"] == "15"


def test_the_maps_show_what_the_result_holds(run, studied, tmp_path):
    given = {"AREAS": studied.path("areas.gpkg"), "SAVE_STYLE": False, "EVENT_NAME": "A storm", "PAPER": "a4"}
    for child, _ in MAPS_OF_A_RESULT.values():
        given |= {f"{child}:{kind}": str(tmp_path / f"{child}.{kind.lower()}") for kind in ("PDF", "CSV", "ALT_TEXT")}
    run("equitymaps", given)
    for measure, (child, _) in MAPS_OF_A_RESULT.items():
        alone = {"INPUT": given["AREAS"], "MEASURE": measure, "CSV": str(tmp_path / "alone.csv")}
        run("exportmap", alone)
        assert (tmp_path / f"{child}.csv").read_text() == Path(alone["CSV"]).read_text(), measure
        assert (tmp_path / f"{child}.alt_text").read_text().startswith("Map: ")
        assert (tmp_path / f"{child}.pdf").stat().st_size > 20_000


@pytest.mark.parametrize("left_out", [None, ""], ids=["3.22", "3.44"])
def test_maps_that_a_batch_row_leaves_out_stop_nothing(run, studied, tmp_path, left_out):
    """A row names every output, those that are not wanted with None or, on newer QGIS, an empty text."""
    given = {"AREAS": studied.path("areas.gpkg"), "SAVE_STYLE": False}
    for child, _ in MAPS_OF_A_RESULT.values():
        given |= {f"{child}:{kind}": left_out for kind in ("PDF", "PNG", "CSV", "ALT_TEXT")}
    run("equitymaps", {**given, "gap_map:PDF": str(tmp_path / "gap.pdf")})
    assert (tmp_path / "gap.pdf").stat().st_size > 20_000


def test_the_maps_leave_their_styles_in_the_geopackage_the_last_as_default(run, studied, tmp_path):
    areas = tmp_path / "areas.gpkg"
    shutil.copy(studied.path("areas.gpkg"), areas)
    run("equitymaps", {"AREAS": str(areas)})
    layer = QgsVectorLayer(str(areas), "areas", "ogr")
    _, _, names, _, _ = layer.listStylesInDatabase()
    assert set(MAPS_OF_A_RESULT) <= set(names)
    use_saved_style(layer)
    assert remembered(layer).measure.name == "hours_difference"
