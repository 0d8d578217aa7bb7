"""``createsamplecity`` on real QGIS: layers, outputs, and the projection against QGIS's own."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsVectorLayer


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sample") / "city"


@pytest.fixture
def result(run, folder):
    if not hasattr(test_writes_layers_in_their_coordinate_systems, "result"):
        test_writes_layers_in_their_coordinate_systems.result = run(
            "createsamplecity", {"HOUSEHOLDS": 2_000, "SEED": 3, "OUTPUT": str(folder)}
        )
    return test_writes_layers_in_their_coordinate_systems.result


def test_writes_layers_in_their_coordinate_systems(result, folder):
    parcels = QgsVectorLayer(f"{folder / 'parcels.gpkg'}|layername=parcels", "p", "ogr")
    areas = QgsVectorLayer(f"{folder / 'block_groups.gpkg'}|layername=block_groups", "b", "ogr")
    assert parcels.crs().authid() == "EPSG:2238"
    assert areas.crs().authid() == "EPSG:4269"
    assert parcels.featureCount() == result["PARCELS"]
    assert areas.featureCount() == result["BLOCK_GROUPS"] == 34
    assert [field.name() for field in parcels.fields()][1:] == ["PARCEL_ID", "SITE_ADDR"]
    assert [field.name() for field in areas.fields()][1:] == (
        [
            "STATEFP",
            "COUNTYFP",
            "TRACTCE",
            "BLKGRPCE",
            "GEOID",
            "NAMELSAD",
            "MTFCC",
            "FUNCSTAT",
            "ALAND",
            "AWATER",
            "INTPTLAT",
            "INTPTLON",
        ]
    )
    assert sorted(path.name for path in folder.glob("*.gpkg*")) == ["block_groups.gpkg", "parcels.gpkg"]
    assert result["REQUESTS_IN_WINDOW"] > 600
    assert result["READS"] > 1_900_000


def test_every_parcel_lies_in_its_block_group_by_qgis_own_transform(result, folder):
    import pandas as pd

    parcels = QgsVectorLayer(f"{folder / 'parcels.gpkg'}|layername=parcels", "p", "ogr")
    areas = QgsVectorLayer(f"{folder / 'block_groups.gpkg'}|layername=block_groups", "b", "ogr")
    outlines = {feature["GEOID"]: feature.geometry() for feature in areas.getFeatures()}
    roll = pd.read_csv(folder / "assessor_nal.csv", dtype=str)
    block_group = dict(zip(roll["PARCEL_ID"], roll["CENSUS_BK"]))
    transform = QgsCoordinateTransform(parcels.crs(), areas.crs(), QgsProject.instance())
    for feature in parcels.getFeatures():
        shape = feature.geometry()
        shape.transform(transform)
        assert outlines[block_group[feature["PARCEL_ID"]]].contains(shape)


def test_projection_agrees_with_qgis(qgis_app):
    from coprod_equity_plugin.core.simulation.projection import to_longitude_latitude, to_state_plane

    feet, degrees = QgsCoordinateReferenceSystem("EPSG:2238"), QgsCoordinateReferenceSystem("EPSG:4269")
    transform = QgsCoordinateTransform(degrees, feet, QgsProject.instance())
    longitude, latitude = (grid.ravel() for grid in np.meshgrid(np.linspace(-87, -82, 6), np.linspace(29.5, 31, 6)))
    points = [transform.transform(QgsPointXY(a, b)) for a, b in zip(longitude, latitude)]
    x, y = to_state_plane(longitude, latitude)
    np.testing.assert_allclose(x, [point.x() for point in points], atol=0.003)  # feet: a millimetre
    np.testing.assert_allclose(y, [point.y() for point in points], atol=0.003)
    back = to_longitude_latitude(x, y)
    np.testing.assert_allclose(back[0], longitude, atol=1e-9)
    np.testing.assert_allclose(back[1], latitude, atol=1e-9)


def test_too_few_homes_end_in_a_sentence(run, folder):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException):
        run("createsamplecity", {"HOUSEHOLDS": 10, "OUTPUT": str(folder.with_name("small"))})


def test_a_layer_appears_whole_or_not_at_all(qgis_app, tmp_path):
    import pandas as pd
    from shapely.geometry import box

    from coprod_equity_plugin.bridge.files import write_geopackage
    from coprod_equity_plugin.core.errors import Cancelled
    from coprod_equity_plugin.core.progress import Progress

    class Stop(Progress):
        def is_cancelled(self):
            return True

    crs = QgsCoordinateReferenceSystem("EPSG:2238")
    frame = pd.DataFrame({"NAME": ["a", "b"], "COUNT": [1, 2]})
    with pytest.raises(Cancelled):
        write_geopackage(tmp_path / "x.gpkg", "x", frame, [box(0, 0, 1, 1), box(1, 0, 2, 1)], crs, Stop())
    assert list(tmp_path.iterdir()) == []
    write_geopackage(tmp_path / "x.gpkg", "x", frame, [box(0, 0, 1, 1), box(1, 0, 2, 1)], crs)
    layer = QgsVectorLayer(str(tmp_path / "x.gpkg"), "x", "ogr")
    assert sorted((feature["NAME"], feature["COUNT"]) for feature in layer.getFeatures()) == [("a", 1), ("b", 2)]
