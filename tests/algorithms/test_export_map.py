from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import (
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelParameter,
    QgsProcessingParameterVectorLayer,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge.fields import make_field
from coprod_equity_plugin.core.columns import STUDY
from tests.maps.map_layers import make_layer, make_places, write_gpkg

FILES = {"PDF": "m.pdf", "PNG": "m.png", "SVG": "m.svg", "CSV": "m.csv", "ALT_TEXT": "m.txt"}


@pytest.fixture
def source(qgis_app, tmp_path):
    return write_gpkg(make_layer(), tmp_path / "study.gpkg")


def files(tmp_path, *names) -> dict[str, str]:
    return {name: str(tmp_path / FILES[name]) for name in names or FILES}


def text_of(path) -> str:
    out = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(out.split())


def test_every_file_is_written_and_named_in_the_results(run, source, tmp_path):
    wanted = files(tmp_path)
    results = run("exportmap", {"INPUT": source, "MEASURE": "hours_difference", "EVENT_NAME": "Michael", **wanted})
    assert {name: results[name] for name in wanted} == wanted
    for path in wanted.values():
        assert Path(path).stat().st_size > 100
    assert results["MAP_TITLE"] == "Where power came back later, and where sooner, Michael"
    assert (results["AREAS"], results["WITHHELD"]) == (9, 2)
    assert "9 block groups" in results["DESCRIPTION"]


def test_a_styled_geopackage_is_exported_as_styled(run, source, tmp_path):
    run("styledisparity", {"INPUT": source, "MEASURE": "group_gap", "BREAKS": "5"})
    texts = {"TITLE": "Our title", "SUBTITLE": "Our subtitle", "SOURCES": "Our utility", "NOTES": "Our note."}
    run("exportmap", {"INPUT": source, **texts, **files(tmp_path, "PDF")})
    text = text_of(tmp_path / "m.pdf")
    for words in (*texts.values(), "Over 5 h longer", "No clear gap", "households of one group only"):
        assert words in text, words


def test_style_and_export_work_as_steps_of_a_model(provider, source, tmp_path):
    from qgis import processing

    model = QgsProcessingModelAlgorithm("styled map", "tests")
    component = QgsProcessingModelParameter("areas")
    model.addModelParameter(QgsProcessingParameterVectorLayer("areas"), component)
    static, value = QgsProcessingModelChildParameterSource, QgsProcessingModelChildParameterSource.fromStaticValue
    style = QgsProcessingModelChildAlgorithm("coprodequity:styledisparity")
    style.setChildId("style")
    style.addParameterSources("INPUT", [static.fromModelParameter("areas")])
    style.addParameterSources("MEASURE", [value("mean_hours")])
    style.addParameterSources("BREAKS", [value("50 80")])
    style.addParameterSources("SAVE_STYLE", [value(False)])
    model.addChildAlgorithm(style)
    export = QgsProcessingModelChildAlgorithm("coprodequity:exportmap")
    export.setChildId("export")
    export.addParameterSources("INPUT", [static.fromChildOutput("style", "OUTPUT")])
    export.addParameterSources("PDF", [value(str(tmp_path / "m.pdf"))])
    model.addChildAlgorithm(export)
    processing.run(model, {"areas": source})
    assert "Over 80 h" in text_of(tmp_path / "m.pdf")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (lambda: make_layer(crs=""), "no coordinate system"),
        (lambda: QgsVectorLayer("Polygon?crs=EPSG:26916&field=a:int", "Parcels", "memory"), "nothing to draw"),
        (lambda: QgsVectorLayer("Point?crs=EPSG:26916&field=meter_id:string", "Homes", "memory"), "nothing to draw"),
    ],
)
def test_wrong_layers_end_in_a_sentence(run, tmp_path, layer, said):
    with pytest.raises(QgsProcessingException, match=said):
        run("exportmap", {"INPUT": layer(), "MEASURE": "mean_hours", **files(tmp_path, "PDF")})


def test_a_household_layer_is_refused(run, source, tmp_path):
    layer = QgsVectorLayer(source, "homes", "ogr")
    layer.dataProvider().addAttributes([make_field(STUDY["household_id"])])
    layer.updateFields()
    with pytest.raises(QgsProcessingException, match=r"household_id.*CONFIDENTIAL"):
        run("exportmap", {"INPUT": layer, "MEASURE": "mean_hours", **files(tmp_path, "PDF")})


def test_no_file_asked_for_is_said(run, source):
    with pytest.raises(QgsProcessingException, match="no file was asked for"):
        run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", "PDF": None})


def test_an_atlas_with_context_is_written_through_the_algorithm(run, source, tmp_path):
    west = "POLYGON((700000 3370000, 702000 3370000, 702000 3373000, 700000 3373000, 700000 3370000))"
    layer = write_gpkg(make_places("Polygon", [("West", west)]), tmp_path / "districts.gpkg", "districts")
    names = {"PLACES": layer, "PLACE_FIELD": "name", "ATLAS": layer, "ATLAS_FIELD": "name", "ATLAS_PDF": "each"}
    results = run("exportmap", {"INPUT": source, "MEASURE": "mean_hours", **names, **files(tmp_path, "PDF")})
    assert results["PAGES"] == 1
    assert results["PDF"] == str(tmp_path / "m_01_West.pdf")
    assert "Hours without power: West" in text_of(results["PDF"])
