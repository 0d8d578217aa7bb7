from __future__ import annotations

import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from coprod_equity_plugin.maps.legend import keys_by_feature
from coprod_equity_plugin.maps.measures import MEASURES
from coprod_equity_plugin.maps.styling import remembered
from tests.maps.map_layers import COUNT, make_layer, write_gpkg


@pytest.fixture
def source(qgis_app, tmp_path):
    return write_gpkg(make_layer(), tmp_path / "study.gpkg")


def test_numbers_and_a_style_that_the_geopackage_keeps(run, source):
    results = run("styledisparity", {"INPUT": source, "MEASURE": "hours_difference", "BREAKS": "6, 12, 24"})
    assert {key: results[key] for key in ("CLASSES", "AREAS", "UNCLEAR", "WITHHELD", "USED_BREAKS")} == {
        "CLASSES": 7,
        "AREAS": 9,
        "UNCLEAR": 4,
        "WITHHELD": 2,
        "USED_BREAKS": "-24, -12, -6, 6, 12, 24",
    }
    assert isinstance(results["OUTPUT"], QgsVectorLayer)
    fresh = QgsVectorLayer(source, "fresh", "ogr")
    assert remembered(fresh).measure.name == "hours_difference"
    assert len(keys_by_feature(fresh)) == COUNT
    assert all(keys_by_feature(fresh))


def test_all_measures_in_one_geopackage_the_last_is_the_default(run, source, tmp_path):
    for name in MEASURES:
        run("styledisparity", {"INPUT": source, "MEASURE": name, "STYLE_FILE": str(tmp_path / f"{name}.qml")})
        assert (tmp_path / f"{name}.qml").read_text(encoding="utf-8").count("<rule ") > 3
    fresh = QgsVectorLayer(source, "fresh", "ogr")
    assert sorted(fresh.listStylesInDatabase()[2]) == sorted(MEASURES)
    assert remembered(fresh).measure.name == list(MEASURES)[-1]


def test_a_layer_of_the_project_is_styled_in_place_and_its_data_stay(run, source):
    layer = QgsVectorLayer(source, "areas", "ogr")
    before = [feature.attributes() for feature in layer.getFeatures()]
    QgsProject.instance().addMapLayer(layer)
    try:
        run("styledisparity", {"INPUT": layer, "MEASURE": "mean_hours"})
        assert layer.renderer().type() == "RuleRenderer"
        assert [feature.attributes() for feature in layer.getFeatures()] == before
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_a_memory_layer_is_styled_without_saving(run):
    results = run("styledisparity", {"INPUT": make_layer(), "MEASURE": "participation_rate"})
    assert results["AREAS"] == 8
    assert results["WITHHELD"] == 3


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"BREAKS": "one"}, "BREAKS: 'one' is not a list of numbers"),
        ({"INPUT": "fields"}, "column hours_difference: there is no such column.*Disparity by area"),
    ],
)
def test_wrong_inputs_end_in_a_sentence(run, source, parameters, said):
    if parameters.get("INPUT") == "fields":
        parameters = {"INPUT": QgsVectorLayer("Polygon?crs=EPSG:26916&field=a:int", "Parcels", "memory")}
    with pytest.raises(QgsProcessingException, match=said):
        run("styledisparity", {"INPUT": source, "MEASURE": "hours_difference", **parameters})


def test_a_residual_in_a_field_of_the_users_is_styled_and_a_field_elsewhere_refused(run, source):
    results = run(
        "styledisparity",
        {"INPUT": source, "MEASURE": "residual", "FIELD": "hours_difference", "FIELD_UNIT": "min"},
    )
    assert results["USED_BREAKS"] == "-48, -24, -12, 12, 24, 48"
    alone = run("styledisparity", {"INPUT": source, "FIELD": "hours_difference", "FIELD_UNIT": "min"})
    assert alone["USED_BREAKS"] == results["USED_BREAKS"]  # a number field and no measure: it is a residual
    with pytest.raises(QgsProcessingException, match="'mean_hours' has its own field"):
        run("styledisparity", {"INPUT": source, "MEASURE": "mean_hours", "FIELD": "residual"})
