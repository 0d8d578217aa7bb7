"""Layers as cities have them: another CRS each, mixed and broken geometries, repeated ids, ids that were numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from coprod_equity_plugin.bridge.values import from_attribute
from coprod_equity_plugin.core import columns as c

from .test_service_requests import files, parameters  # noqa: F401  five parcels and their requests

BOW_TIE = "Polygon ((0 0, 50 50, 50 0, 0 50, 0 0))"
# What stands in real layers among the polygons; none of it may change what the others give.
STRAYS = (
    None,
    "Polygon EMPTY",
    "Point (10 10)",
    "LineString (0 0, 5 5)",
    BOW_TIE,
    "GeometryCollection (Point (1 1), Polygon ((900 900, 960 900, 960 960, 900 900)))",
    "CurvePolygon (CompoundCurve (CircularString (0 0, 10 10, 20 0), (20 0, 0 0)))",
    "PolygonZM ((0 0 1 1, 5 0 1 1, 5 5 1 1, 0 0 1 1))",
    "Polygon ((1e30 1e30, 2e30 1e30, 2e30 2e30, 1e30 1e30))",
)


def rows(path, key=None):
    layer = path if isinstance(path, QgsVectorLayer) else QgsVectorLayer(path, "rows", "ogr")
    names = [name for name in layer.fields().names() if name != "fid"]
    found = [{name: from_attribute(row[name]) for name in names} for row in layer.getFeatures()]
    return sorted(found, key=lambda row: str(row[key])) if key else found


def remade(source, target, *, geometries=None, kinds=None, strays=(), renamed=None, crs=None):
    """A layer written again, of any geometries: ``geometries`` changes them, ``strays`` are added with their own ids.

    ``kinds`` gives fields another type, ``renamed`` another value of a field (field -> function).
    """
    layer = QgsVectorLayer(source, "source", "ogr")
    fields = QgsFields()
    for field in layer.fields():
        if field.name() != "fid":
            fields.append(QgsField(field.name(), (kinds or {}).get(field.name(), field.type())))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "layer"
    writer = QgsVectorFileWriter.create(
        target, fields, QgsWkbTypes.Type.Unknown, crs or layer.crs(), layer.transformContext(), options
    )
    names = [field.name() for field in fields]

    written = []
    for count, feature in enumerate(layer.getFeatures()):
        values = [(renamed or {}).get(name, lambda value: value)(feature[name]) for name in names]
        written.append((values, (geometries or {}).get(count, feature.geometry())))
    for count, wkt in enumerate(strays):
        values = [f"STRAY{count}" if name == names[0] else None for name in names]
        written.append((values, QgsGeometry() if wkt is None else QgsGeometry.fromWkt(wkt)))
    for values, geometry in written:
        feature = QgsFeature(fields)
        feature.setAttributes(values)
        feature.setGeometry(geometry)
        assert writer.addFeature(feature), writer.errorMessage()
    assert not writer.hasError()
    del writer
    return target


@pytest.fixture
def said():
    """A feedback, and all that was said to it."""
    feedback = QgsProcessingFeedback(False)
    return feedback


def moved(source, crs, target):
    from qgis import processing

    return processing.run("native:reprojectlayer", {"INPUT": source, "TARGET_CRS": crs, "OUTPUT": target})["OUTPUT"]


# --- service requests ------------------------------------------------------------------------------------------------
@pytest.fixture
def plain(run, files, qgis_new_project):  # noqa: F811
    result = run("servicerequests", parameters(files))
    return [rows(result[name], c.REQUEST_ID) for name in ("OUTPUT", "UNMATCHED")]


def alike(run, params, expected, feedback=None):
    result = run("servicerequests", params, feedback=feedback)
    for name, table in zip(("OUTPUT", "UNMATCHED"), expected):
        found = rows(result[name], c.REQUEST_ID)
        for mine, theirs in zip(found, table):
            distance = mine.pop(c.MATCH_DISTANCE), theirs.get(c.MATCH_DISTANCE)
            assert distance[0] == pytest.approx(distance[1], abs=0.02)
            assert mine.pop(c.MATCH_SCORE, 0) == pytest.approx(theirs.get(c.MATCH_SCORE, 0), abs=0.002)
            assert mine == {key: theirs[key] for key in mine}
        assert len(found) == len(table)
    return result


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:26916"])
def test_parcels_in_any_system_give_the_same_matches(run, files, plain, tmp_path, crs):  # noqa: F811
    source = f"{files / 'parcels.gpkg'}|layername=parcels"
    target = moved(source, QgsCoordinateReferenceSystem(crs), str(tmp_path / "parcels.gpkg"))
    result = alike(run, parameters(files, PARCELS=target), plain)
    assert result["OUTPUT"].crs().authid() == crs


def test_strays_among_the_parcels_change_nothing_and_are_said(run, files, plain, tmp_path, said):  # noqa: F811
    source = f"{files / 'parcels.gpkg'}|layername=parcels"
    target = remade(source, str(tmp_path / "parcels.gpkg"), strays=STRAYS)
    alike(run, parameters(files, PARCELS=target), plain, said)
    text = said.textLog()
    assert "parcels have no polygon: nothing is placed in them" in text
    assert "had an invalid polygon, mended for this run" in text


def test_invalid_and_repeated_polygons_are_the_parcels_they_name(run, files, plain, tmp_path, said):  # noqa: F811
    """The first parcel as a polygon that touches itself, the last in two rows, one of them empty."""
    source = f"{files / 'parcels.gpkg'}|layername=parcels"
    first, *_, last = [feature.geometry() for feature in QgsVectorLayer(source, "parcels", "ogr").getFeatures()]
    ring = first.asMultiPolygon()[0][0] if first.isMultipart() else first.asPolygon()[0]
    spike = QgsGeometry.fromPolygonXY([[*ring[:-1], ring[0], ring[1], ring[0]]])
    assert not spike.isGeosValid()
    halves = last.boundingBox()
    halves.setXMaximum(halves.center().x())
    target = remade(source, str(tmp_path / "parcels.gpkg"), geometries={0: spike})
    layer = QgsVectorLayer(target, "parcels", "ogr")
    again = QgsFeature(layer.fields())
    again["PARCEL_ID"] = "0005"
    layer.dataProvider().addFeatures([again])
    alike(run, parameters(files, PARCELS=target), plain, said)
    assert "1 polygons repeat a parcel id" in said.textLog()


def test_parcel_ids_that_are_numbers_in_the_layer(run, files, plain, tmp_path, said):  # noqa: F811
    source = f"{files / 'parcels.gpkg'}|layername=parcels"
    target = remade(
        source, str(tmp_path / "parcels.gpkg"), kinds={"PARCEL_ID": QVariant.Double}, renamed={"PARCEL_ID": float}
    )
    numbers = [
        [{**row, **({"parcel_id": row["parcel_id"].lstrip("0")} if row.get("parcel_id") else {})} for row in table]
        for table in plain
    ]
    alike(run, parameters(files, PARCELS=target), numbers, said)
    assert (
        "5 parcel ids of the service points are written there as numbers or with other leading zeros" in said.textLog()
    )
    assert "5 parcel ids of the assessor's roll are written" in said.textLog()


def test_ids_that_could_be_two_parcels_are_refused(run, files, qgis_new_project, tmp_path):  # noqa: F811
    source = f"{files / 'parcels.gpkg'}|layername=parcels"
    names = iter(["1", "01", "2", "02", "2.0"])
    target = remade(source, str(tmp_path / "parcels.gpkg"), renamed={"PARCEL_ID": lambda _: next(names)})
    roll = tmp_path / "roll.csv"
    roll.write_text("PARCEL_ID,DOR_UC\n001,1\n002,1\n")
    with pytest.raises(QgsProcessingException, match="leading zeros, and some would fit two parcels"):
        run("servicerequests", parameters(files, PARCELS=target, ROLL=str(roll), SERVICE_POINTS=None))


def test_a_layer_without_features_is_refused(run, files, qgis_new_project):  # noqa: F811
    empty = QgsVectorLayer("Polygon?crs=EPSG:2238&field=PARCEL_ID:string", "empty", "memory")
    with pytest.raises(QgsProcessingException, match="empty has no geometry"):
        run("servicerequests", parameters(files, PARCELS=empty))


def test_requests_as_a_layer_of_mixed_geometries(run, files, plain, qgis_new_project, tmp_path):  # noqa: F811
    """Points of all requests in feet, one of them as a multipoint; those without one as no or as an empty geometry."""
    with open(files / "requests_311.csv", newline="") as file:
        table = list(csv.DictReader(file))
    layer = QgsVectorLayer(
        "Point?crs=EPSG:4326" + "".join(f"&field={name}:string" for name in table[0]), "requests", "memory"
    )
    shapes = {}
    for count, row in enumerate(table):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(row.values()))
        wkt = f"Point ({row['long']} {row['lat']})" if row["lat"] else "Point EMPTY"
        if row["lat"] or count % 2:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
        if row["lat"]:
            shapes[count] = QgsGeometry.fromWkt(f"MultiPoint (({row['long']} {row['lat']}))")
    from qgis import processing

    saved = processing.run("native:savefeatures", {"INPUT": layer, "OUTPUT": str(tmp_path / "saved.gpkg")})["OUTPUT"]
    target = remade(saved, str(tmp_path / "mixed.gpkg"), geometries=dict(list(shapes.items())[:3]))
    feet = moved(target, QgsCoordinateReferenceSystem("EPSG:2238"), str(tmp_path / "feet.gpkg"))
    alike(run, parameters(files, REQUESTS=feet), plain)


# --- block groups ----------------------------------------------------------------------------------------------------
def test_block_groups_in_another_system_with_odd_shapes_and_numbers_as_ids(run, city, tmp_path):
    source, tables = str(city / "block_groups.gpkg"), str(city / "census")
    expected = rows(
        run("blockgroupindicators", {"BLOCK_GROUPS": source, "TABLES": tables, "OUTPUT": "memory:"})["OUTPUT"]
    )
    target = moved(source, QgsCoordinateReferenceSystem("EPSG:3857"), str(tmp_path / "moved.gpkg"))
    odd = remade(
        target,
        str(tmp_path / "odd.gpkg"),
        geometries={0: QgsGeometry.fromWkt(BOW_TIE), 1: QgsGeometry(), 2: QgsGeometry.fromWkt("MultiPolygon EMPTY")},
        kinds={"GEOID": QVariant.Double},
        renamed={"GEOID": float},
    )
    result = run("blockgroupindicators", {"BLOCK_GROUPS": odd, "TABLES": tables, "OUTPUT": "memory:"})
    assert rows(result["OUTPUT"]) == expected
    assert result["OUTPUT"].crs().authid() == "EPSG:3857"
    # Where the area has to be measured, rows stay aligned whatever the settings say about invalid geometries.
    stripped = QgsVectorLayer(odd, "odd", "ogr")
    stripped.dataProvider().deleteAttributes([stripped.fields().lookupField("ALAND")])
    measured = rows(run("blockgroupindicators", {"BLOCK_GROUPS": odd, "TABLES": tables, "OUTPUT": "memory:"})["OUTPUT"])
    assert [row[c.BLOCK_GROUP] for row in measured] == [row[c.BLOCK_GROUP] for row in expected]
    assert measured[1][c.DENSITY] is None
    whole = [row["ALAND"] + row["AWATER"] for row in rows(source)]
    for row, area in list(zip(measured, whole))[3:]:
        assert row[c.DENSITY] == pytest.approx(row[c.POPULATION] / (area / 2_589_988.11), rel=0.02)


def test_repeated_block_groups_are_refused_with_their_rows(run, city, tmp_path):
    source = str(city / "block_groups.gpkg")
    first = next(QgsVectorLayer(source, "groups", "ogr").getFeatures())["GEOID"]
    count = iter(range(10_000))
    odd = remade(
        source, str(tmp_path / "odd.gpkg"), renamed={"GEOID": lambda value: first if next(count) == 4 else value}
    )
    with pytest.raises(QgsProcessingException, match=r"row 5: 1 block groups are there more than once\. Dissolve"):
        run("blockgroupindicators", {"BLOCK_GROUPS": odd, "TABLES": str(city / "census"), "OUTPUT": "memory:"})


# --- study dataset ---------------------------------------------------------------------------------------------------
def test_the_study_table_from_odd_layers_is_the_same(run, studied, city, tmp_path, said):
    """Each layer in a system of its own, parcels and block groups with strays, ids of the roll as numbers."""
    given = studied.parameters()["studydataset"]
    expected = rows(given["OUTPUT"], c.METER_ID)
    systems = {"PARCELS": "EPSG:4326", "BLOCK_GROUPS": "EPSG:3857", "REQUESTS": "EPSG:26916", "UNMATCHED": "EPSG:32616"}
    odd = {
        name: moved(given[name], QgsCoordinateReferenceSystem(crs), str(tmp_path / f"{name}.gpkg"))
        for name, crs in systems.items()
    }
    for name, strays in (("PARCELS", STRAYS[:-1]), ("BLOCK_GROUPS", ())):
        odd[name] = remade(odd[name], str(tmp_path / f"{name}_odd.gpkg"), strays=strays)
    result = run("studydataset", {**given, **odd, "OUTPUT": "memory:", "SAMPLE_FLOW": "memory:"}, feedback=said)
    assert rows(result["OUTPUT"], c.METER_ID) == expected
    assert rows(result["SAMPLE_FLOW"]) == rows(given["SAMPLE_FLOW"])
    assert "parcels have no position" in said.textLog()


def test_a_block_group_without_a_polygon_loses_its_homes_and_says_so(run, studied, tmp_path, said):
    given = studied.parameters()["studydataset"]
    groups = [row[c.BLOCK_GROUP] for row in rows(given["BLOCK_GROUPS"])]
    homes = [row[c.BLOCK_GROUP] for row in rows(given["OUTPUT"])]
    place = next(count for count, name in enumerate(groups) if name in homes)
    odd = remade(
        given["BLOCK_GROUPS"], str(tmp_path / "odd.gpkg"), geometries={place: QgsGeometry.fromWkt("Point (1 1)")}
    )
    result = run("studydataset", {**given, "BLOCK_GROUPS": odd, "OUTPUT": "memory:"}, feedback=said)
    assert result["HOUSEHOLDS"] == len(homes) - homes.count(groups[place])
    assert "1 block groups have no polygon: nothing is placed in them" in said.textLog()
    assert "parcels lie outside every block group" in said.textLog()


def test_meter_ids_that_became_numbers_meet_those_that_did_not(run, studied, tmp_path, said):
    """The meters M0000123 as 0000123 at the utility and as the number 123 in the reads."""
    given = studied.parameters()["studydataset"]
    expected = rows(given["OUTPUT"], c.METER_ID)
    points = tmp_path / "points.csv"
    lines = Path(given["SERVICE_POINTS"]).read_text().splitlines()
    points.write_text("\n".join(line[1:] if line.startswith("M0") else line for line in lines))
    bare = {
        name: remade(given[name], str(tmp_path / f"{name}.gpkg"), kinds={c.METER_ID: QVariant.Double},
                     renamed={c.METER_ID: lambda value: float(value[1:]) if from_attribute(value) else None})
        for name in ("RESTORATION", "REQUESTS")
    }  # fmt: skip
    result = run("studydataset", {**given, **bare, "SERVICE_POINTS": str(points), "OUTPUT": "memory:"}, feedback=said)
    found = rows(result["OUTPUT"], c.METER_ID)
    for mine, theirs in zip(found, expected):
        assert mine.pop(c.METER_ID) == theirs[c.METER_ID][1:]
        assert {**mine, c.HOUSEHOLD_ID: ""} == {**{key: theirs[key] for key in mine}, c.HOUSEHOLD_ID: ""}
    assert len(found) == len(expected)
    assert "meter ids of the restoration table are written there as numbers" in said.textLog()


def test_a_meter_in_two_rows_is_refused(run, studied, tmp_path):
    given = studied.parameters()["studydataset"]
    count = iter(range(100_000))
    odd = remade(given["RESTORATION"], str(tmp_path / "odd.gpkg"),
                 renamed={c.METER_ID: lambda value: "M0000001" if next(count) < 3 else value})  # fmt: skip
    with pytest.raises(
        QgsProcessingException, match="restoration table, column meter_id, rows 2, 3: the same id stands"
    ):
        run("studydataset", {**given, "RESTORATION": odd, "OUTPUT": "memory:"})
