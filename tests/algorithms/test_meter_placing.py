"""Meters without parcel ids: placed by address and position, the same homes as with ids, and counted by how."""

from __future__ import annotations

import csv

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import NULL

from coprod_equity_plugin.core import columns as c

NUMBERS = ("PLACED_BY_ID", "PLACED_BY_ADDRESS", "PLACED_BY_POSITION", "PLACED_UNDECIDED", "NOT_PLACED")


@pytest.fixture(scope="module")
def points(city, provider, tmp_path_factory):
    """The sample city's service points: a third keep their parcel id, a third only address and unit, the rest a place.

    Of the last, every tenth is lost: half of those between two parcels, half nowhere.
    """
    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:2238"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    layer = QgsVectorLayer(str(city / "parcels.gpkg") + "|layername=parcels", "parcels", "ogr")
    inner = {
        feature["PARCEL_ID"]: to_degrees.transform(feature.geometry().pointOnSurface().asPoint())
        for feature in layer.getFeatures()
    }
    with open(city / "service_points.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    folder = tmp_path_factory.mktemp("points")
    for place, row in enumerate(rows):
        row |= {"LAT": "", "LON": ""}
        kind = place % 3
        if kind == 2 and place % 10:
            row |= {"LON": f"{inner[row['PARCEL_ID']].x():.7f}", "LAT": f"{inner[row['PARCEL_ID']].y():.7f}"}
        if kind:
            row["PARCEL_ID"] = ""
        if kind == 2:
            row |= {"SERVICE_ADDRESS": "", "UNIT": ""}
    path = folder / "points.csv"
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path, rows


@pytest.fixture(scope="module")
def placed(run_module, studied, points, tmp_path_factory):
    return run_module(studied, points[0], tmp_path_factory.mktemp("placed"))


@pytest.fixture(scope="module")
def run_module(provider):
    from qgis import processing

    def run(studied, path, folder):
        parameters = studied.parameters()["studydataset"] | {"SERVICE_POINTS": str(path)}
        for name in ("OUTPUT", "SAMPLE_FLOW", "PLACEMENT", "METERS_REVIEW"):
            parameters[name] = str(folder / f"{name}.gpkg")
        result = processing.run("coprodequity:studydataset", parameters)
        rows = {}
        for name in ("OUTPUT", "SAMPLE_FLOW", "PLACEMENT", "METERS_REVIEW"):
            layer = QgsVectorLayer(parameters[name], name, "ogr")
            rows[name] = [dict(zip(layer.fields().names(), row.attributes())) for row in layer.getFeatures()]
        return rows, {name: result[name] for name in NUMBERS}

    return run


def study_rows(studied):
    layer = QgsVectorLayer(studied.path("study.gpkg"), "study", "ogr")
    return {row[c.METER_ID]: row for row in layer.getFeatures()}


def test_the_same_homes_without_ids(placed, studied, points):
    tables, _ = placed
    expected = study_rows(studied)
    found = {row[c.METER_ID]: row for row in tables["OUTPUT"]}
    review = {row[c.METER_ID]: row[c.REASON] for row in tables["METERS_REVIEW"]}
    assert len(found) > 3000
    assert set(found) <= set(expected)
    wrong = [name for name, row in found.items() if row[c.PARCEL_ID] != expected[name][c.PARCEL_ID]]
    assert wrong == []
    assert all(found[name][c.BLOCK_GROUP] == expected[name][c.BLOCK_GROUP] for name in found)
    # Whoever is missing is among the meters to review, with a reason.
    assert set(expected) - set(found) == set(expected) & set(review)
    kind = {row["METER_ID"]: place % 3 for place, row in enumerate(points[1])}
    ways = {0: {"id"}, 1: {"address"}, 2: {"within"}}
    assert all(found[name][c.PLACED_BY] in ways[kind[name]] for name in found)
    assert all(row[c.PLACED_DISTANCE] == 0 for row in tables["OUTPUT"] if row[c.PLACED_BY] == "within")
    assert {row[c.PLACED_BY] for row in expected.values()} == {"id"}


def test_counts_by_method_agree_everywhere(placed, points):
    tables, numbers = placed
    assert sum(numbers.values()) == len(points[1])
    assert numbers["PLACED_UNDECIDED"] + numbers["NOT_PLACED"] == len(tables["METERS_REVIEW"])
    assert all(row[c.REASON] for row in tables["METERS_REVIEW"])
    assert min(numbers[name] for name in NUMBERS[:3]) > 1000
    flow = {row[c.STEP]: row for row in tables["SAMPLE_FLOW"]}
    placement = {row[c.PLACED_BY]: row for row in tables["PLACEMENT"]}
    assert sum(row[c.IN_STUDY] for row in placement.values()) == len(tables["OUTPUT"])
    assert sum(row[c.IN_MODELS] for row in placement.values()) == tables["SAMPLE_FLOW"][-1][c.HOUSEHOLDS]
    assert sum(row[c.REPORTERS] for row in placement.values()) == flow["in a block group"][c.REPORTERS]
    lost = flow["on one parcel"][c.LOST] + flow["on a parcel of the layer"][c.LOST]
    homes = {row["METER_ID"] for row in points[1] if row["CUSTOMER_CLASS"] == "RES"}
    assert lost == len([row for row in tables["METERS_REVIEW"] if row[c.METER_ID] in homes])


def test_points_of_a_layer_in_another_system_give_the_same(placed, run_module, studied, points, tmp_path):
    layer = QgsVectorLayer("Point?crs=EPSG:32616", "points", "memory")
    provider = layer.dataProvider()
    table = QgsVectorLayer(str(points[0]), "table", "ogr")
    names = [name for name in table.fields().names() if name not in ("LAT", "LON")]
    provider.addAttributes([table.fields().field(name) for name in names])
    layer.updateFields()
    to_metres = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:32616"), QgsProject.instance()
    )
    for row in points[1]:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([row[name] or NULL for name in names])
        if row["LAT"]:
            feature.setGeometry(
                QgsGeometry.fromPointXY(to_metres.transform(QgsPointXY(float(row["LON"]), float(row["LAT"]))))
            )
        provider.addFeature(feature)
    path = str(tmp_path / "points.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    written = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, QgsProject.instance().transformContext(), options)
    assert written[0] == QgsVectorFileWriter.WriterError.NoError
    del layer, provider, table
    tables, numbers = run_module(studied, path, tmp_path)
    assert numbers == placed[1]
    for name in ("PLACEMENT", "METERS_REVIEW"):
        for mine, theirs in zip(tables[name], placed[0][name]):
            assert mine == theirs
    assert [row[c.PARCEL_ID] for row in tables["OUTPUT"]] == [row[c.PARCEL_ID] for row in placed[0]["OUTPUT"]]


def test_requests_find_the_same_households(run, studied, points):
    """Requests and study place meters alike: a request is told to a meter wherever the meter has a parcel."""
    parameters = studied.parameters()["servicerequests"] | {"OUTPUT": "TEMPORARY_OUTPUT"}
    parameters.pop("UNMATCHED")
    found = run("servicerequests", parameters | {"SERVICE_POINTS": str(points[0])})["OUTPUT"]
    told = {row[c.REQUEST_ID]: row[c.METER_ID] for row in found.getFeatures() if row[c.METER_ID] != NULL}
    layer = QgsVectorLayer(studied.path("requests.gpkg"), "requests", "ogr")
    expected = {row[c.REQUEST_ID]: row[c.METER_ID] for row in layer.getFeatures() if row[c.METER_ID] != NULL}
    assert len(told) > 0.7 * len(expected)
    assert {name: meter for name, meter in told.items() if expected.get(name, meter) != meter} == {}
