import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransformContext, QgsPointXY, QgsVectorLayer

from coprod_equity_plugin.bridge.crs import require_crs, utm_zone


@pytest.mark.parametrize(
    ("crs", "x", "y", "zone"),
    [
        ("EPSG:4269", -84.28, 30.44, "EPSG:26916"),  # Tallahassee, as the census delivers it
        ("EPSG:2238", 2_050_000, 540_000, "EPSG:26916"),  # the same town in Florida State Plane feet
        ("EPSG:4326", -84.28, 30.44, "EPSG:32616"),
        ("EPSG:4326", 151.2, -33.9, "EPSG:32756"),  # Sydney
        ("EPSG:3857", -9_380_000, 3_560_000, "EPSG:32616"),
        ("EPSG:4326", 180, 10, "EPSG:32660"),
    ],
)
def test_the_zone_keeps_the_datum_of_american_data(qgis_app, crs, x, y, zone):
    found = utm_zone(QgsPointXY(x, y), QgsCoordinateReferenceSystem(crs), QgsCoordinateTransformContext())
    assert found.authid() == zone


def test_a_layer_without_a_system_is_refused_with_the_way_out(qgis_app):
    from qgis.core import QgsProcessingException

    layer = QgsVectorLayer("Point", "homes", "memory")
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match=r"The parcels .* has no coordinate system.*'Assign projection'"):
        require_crs(layer, "The parcels")
