"""A map that shows a restyled layer has begun to draw it when the algorithm ends: the next step of a model, in another
thread, would else meet it and end QGIS."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapCanvas

from tests.maps.map_layers import make_layer


@pytest.fixture
def begun(qgis_app):
    """Shows a layer of the project on a canvas, and then notes each time that it begins to draw."""
    canvas, times = QgsMapCanvas(), []
    canvas.resize(300, 200)

    def show(layer: QgsVectorLayer) -> list:
        QgsProject.instance().addMapLayer(layer)
        canvas.setDestinationCrs(layer.crs())
        canvas.setLayers([layer])
        canvas.setExtent(layer.extent().buffered(100))
        canvas.waitWhileRendering()
        canvas.renderStarting.connect(lambda: times.append("begun"))
        return times

    yield show
    canvas.stopRendering()
    canvas.setLayers([])
    QgsProject.instance().removeAllMapLayers()
    canvas.deleteLater()


def make_home() -> QgsVectorLayer:
    kinds = "field=outage_start:datetime&field=restored_at:datetime"
    layer = QgsVectorLayer(f"Point?crs=EPSG:26916&{kinds}", "homes", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["2018-10-10T05:00:00", "2018-10-11T05:00:00"])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(700000, 3370000)))
    assert layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    return layer


@pytest.mark.parametrize(
    ("algorithm", "make", "given"),
    [
        ("styledisparity", make_layer, {"MEASURE": "mean_hours", "SAVE_STYLE": False}),
        ("playoutages", make_home, {"SAVE_STYLE": False}),
    ],
)
def test_a_map_of_a_restyled_layer_has_begun_to_draw_when_the_algorithm_ends(run, begun, algorithm, make, given):
    layer = make()
    drawn = begun(layer)
    run(algorithm, {"INPUT": layer, **given})
    assert drawn == ["begun"]
