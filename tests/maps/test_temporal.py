"""What the Temporal Controller shows at an instant are the homes without power then, and no others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from qgis.core import QgsDateTimeRange, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime

from coprod_equity_plugin.core.errors import InputError
from coprod_equity_plugin.maps.project import ProjectLayer, write_project
from coprod_equity_plugin.maps.temporal import OUTAGES, out_between, play_outages
from tests.maps.map_layers import write_gpkg

START = datetime(2018, 10, 10)
# meter: hours after the start at which power was lost and came back
HOMES = {"A": (5, 20), "B": (6.5, 70.5), "C": (8, None), "D": (None, None), "E": (20, 21)}


def moment(hours):
    return QDateTime(START + timedelta(hours=hours)) if hours is not None else None


@pytest.fixture
def homes(qgis_app, tmp_path):
    """In a GeoPackage, as the study writes them."""
    kinds = "field=meter_id:string&field=outage_start:datetime&field=restored_at:datetime"
    layer = QgsVectorLayer(f"Point?crs=EPSG:26916&{kinds}", "homes", "memory")
    for number, (meter, (lost, back)) in enumerate(HOMES.items()):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([meter, moment(lost), moment(back)])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(700000 + 100 * number, 3370000)))
        assert layer.dataProvider().addFeature(feature)
    return write_gpkg(layer, tmp_path / "homes.gpkg")


def shown(layer, hours, step=0.0):
    request = out_between(layer, QgsDateTimeRange(moment(hours), moment(hours + step)))
    return {feature["meter_id"] for feature in layer.getFeatures(request)}


def test_at_any_instant_the_homes_shown_are_those_without_power(homes):
    layer = QgsVectorLayer(homes, "homes", "ogr")
    played = play_outages(layer)
    assert (played.homes, played.censored) == (4, 1)
    for half_hour in range(0, 160):
        hours = half_hour / 2
        out = {m for m, (lost, back) in HOMES.items() if lost is not None and lost <= hours < (back or 1e9)}
        assert shown(layer, hours) == out, hours
    assert shown(layer, 20) == {"B", "C", "E"}  # A came back at this very moment
    assert played.span.begin() == moment(5)
    assert played.span.end() == moment(71)


def test_a_frame_shows_who_was_out_at_any_time_in_it(homes):
    layer = QgsVectorLayer(homes, "homes", "ogr")
    play_outages(layer)
    assert shown(layer, 4, 1) == {"A"}
    assert shown(layer, 70, 1) == {"B", "C"}
    assert shown(layer, 71, 1) == {"C"}


def test_a_project_opens_ready_to_play(homes, tmp_path):
    write_project(tmp_path / "p.qgz", [ProjectLayer("Homes", homes, "Confidential", OUTAGES)], "T", "EPSG:26916")
    project = QgsProject()
    assert project.read(str(tmp_path / "p.qgz"))
    layer = next(iter(project.mapLayers().values()))
    assert layer.temporalProperties().isActive()
    assert shown(layer, 10) == {"A", "B", "C"}
    settings = project.timeSettings()
    assert (settings.temporalRange().begin(), settings.temporalRange().end()) == (moment(5), moment(71))
    assert settings.timeStep() == 1
    project.clear()


def test_the_algorithm_saves_style_and_times_with_the_data(run, homes):
    result = run("playoutages", {"INPUT": homes})
    assert (result["HOMES"], result["NOT_RESTORED"]) == (4, 1)
    layer = QgsVectorLayer(homes, "opened later", "ogr")
    layer.loadDefaultStyle()  # QGIS 3.22 drops a style's times while it makes the layer
    assert layer.temporalProperties().isActive()
    assert shown(layer, 10) == {"A", "B", "C"}
    rules = layer.renderer().rootRule().children()
    assert [(rule.label(), rule.filterExpression()) for rule in rules] == [
        ("Without power", '"outage_start" IS NOT NULL')
    ]


def test_layers_that_cannot_play_say_why(qgis_app):
    with pytest.raises(InputError) as caught:
        play_outages(QgsVectorLayer("None?field=outage_start:string", "table", "memory"))
    assert len(caught.value.problems) == 3
    with pytest.raises(InputError, match="no home in it lost power"):
        play_outages(QgsVectorLayer("Point?field=outage_start:datetime&field=restored_at:datetime", "empty", "memory"))
