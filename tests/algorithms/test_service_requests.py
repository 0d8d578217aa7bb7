"""The algorithm on files in the sample city's formats, made by hand: every step of the cascade has its request."""

from __future__ import annotations

import csv
import re

import pytest

START = "2018-10-10T00:00:00"
# Parcels are squares of 60 ft on a row, 80 ft from corner to corner: gaps of 20 ft (6.1 m). EPSG:2238 is in US feet.
WEST, SOUTH = 2_050_000.0, 530_000.0
PARCELS = (  # id, address, use code (not zero-padded, as the field has them), homes
    ("0001", "100 OAK RIDGE DR", "1", 1),
    ("0002", "102 OAK RIDGE DR", "001", 1),
    ("0003", "104 OAK RIDGE DR", "3", 12),
    ("0004", "106 OAK RIDGE DR", "11", 0),
    ("0005", "108 OAK RIDGE DR", "1", 1),
)
METERS = (
    ("M1", "RES", "100 OAK RIDGE DR", "", "0001"),
    ("M2", "RES", "102 OAK RIDGE DR", "", "0002"),
    ("M3A", "RES", "104 OAK RIDGE DR", "APT A", "0003"),
    ("M3B", "RES", "104 OAK RIDGE DR", "APT B", "0003"),
    ("M4", "COM", "106 OAK RIDGE DR", "", "0004"),
    ("M5", "RES", "108 OAK RIDGE DR", "", "0005"),
)
# id, local time with offset, category, address, feet east and north of the first parcel's corner (None: no point)
REQUESTS = (
    ("exact", "2018-10-10T18:05:11-04:00", "Power Outage", "100 Oak Ridge Drive, Tallahassee, FL 32301", None),
    ("again", "2018-10-11T09:00:00-04:00", "Power Outage", "100 OAK RIDGE DR", (30, 30)),
    ("typo", "2018-10-10T20:00:00-04:00", "Power Outage", "102 OAK RIGDE DR", None),
    ("unit", "2018-10-10T21:00:00-04:00", "Power Outage", "104 OAK RIDGE DR #B", None),
    ("no unit", "2018-10-10T21:30:00-04:00", "Power Outage", "104 OAK RIDGE DR", None),
    ("shop", "2018-10-10T22:00:00-04:00", "Power Outage", "106 OAK RIDGE DR", None),
    ("inside", "2018-10-12T03:59:59Z", "Power Outage", "", (350, 30)),
    ("too late", "2018-10-12T04:00:00Z", "Power Outage", "", (350, 35)),
    ("street", "2018-10-10T23:00:00-04:00", "Power Outage", "", (350, -20)),
    ("between", "2018-10-10T23:10:00-04:00", "Power Outage", "", (70, 30)),
    ("lost", "2018-10-10T23:20:00-04:00", "Power Outage", "MAIN ST & OAK RIDGE DR", None),
    ("before", "2018-10-09T23:59:59-04:00", "power outage", "108 OAK RIDGE DR", None),
    ("tree", "2018-10-10T12:00:00-04:00", "Tree Down", "108 OAK RIDGE DR", None),
    ("far", "2018-10-10T12:00:00-04:00", "Power Outage", "", (30, -3000)),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory, provider):
    from qgis import processing
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsFeature,
        QgsGeometry,
        QgsPointXY,
        QgsProject,
        QgsRectangle,
        QgsVectorLayer,
    )

    folder = tmp_path_factory.mktemp("requests")
    layer = QgsVectorLayer("Polygon?crs=EPSG:2238&field=PARCEL_ID:string&field=SITE_ADDR:string", "parcels", "memory")
    for place, (parcel, address, _, _) in enumerate(PARCELS):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([parcel, address])
        west = WEST + 80 * place
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, SOUTH, west + 60, SOUTH + 60)))
        layer.dataProvider().addFeature(feature)
    path = str(folder / "parcels.gpkg")
    processing.run("native:savefeatures", {"INPUT": layer, "OUTPUT": path, "LAYER_NAME": "parcels"})
    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:2238"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )

    def write(name, header, rows):
        with open(folder / name, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)

    rows = []
    for request, time, category, address, feet in REQUESTS:
        lat = lon = ""
        if feet:
            point = to_degrees.transform(QgsPointXY(WEST + feet[0], SOUTH + feet[1]))
            lon, lat = f"{point.x():.7f}", f"{point.y():.7f}"
        rows.append((request, "open", category, time, address, lat, lon))
    header = ("service_request_id", "status", "service_name", "requested_datetime", "address", "lat", "long")
    write("requests_311.csv", header, rows)
    write("swapped.csv", header, [(*row[:5], row[6], row[5]) for row in rows])
    write(
        "assessor_nal.csv",
        ("CO_NO", "PARCEL_ID", "DOR_UC", "ACT_YR_BLT", "NO_RES_UNTS", "OWN_NAME", "PHY_ADDR1", "CENSUS_BK"),
        [("47", parcel, use, "1950", n, "SECRET", address, "120730001001") for parcel, address, use, n in PARCELS],
    )
    write("service_points.csv", ("METER_ID", "CUSTOMER_CLASS", "SERVICE_ADDRESS", "UNIT", "PARCEL_ID"), METERS)
    return folder


def parameters(files, **changes):
    return {
        "REQUESTS": str(files / "requests_311.csv"),
        "PARCELS": f"{files / 'parcels.gpkg'}|layername=parcels",
        "ROLL": str(files / "assessor_nal.csv"),
        "SERVICE_POINTS": str(files / "service_points.csv"),
        "CATEGORIES": "Power Outage",
        "EVENT_START": START,
        "OUTPUT": "TEMPORARY_OUTPUT",
        "UNMATCHED": "TEMPORARY_OUTPUT",
        **changes,
    }


def rows_of(layer, key="request_id"):
    return {feature[key]: feature for feature in layer.getFeatures()}


def test_every_step_of_the_cascade(run, files):
    result = run("servicerequests", parameters(files))
    matched = rows_of(result["OUTPUT"])
    homes = {name: (row["parcel_id"], row["meter_id"], row["match_method"]) for name, row in matched.items()}
    from qgis.PyQt.QtCore import NULL

    assert homes == {
        "exact": ("0001", "M1", "address"),
        "again": ("0001", "M1", "address"),
        "typo": ("0002", "M2", "address_fuzzy"),
        "unit": ("0003", "M3B", "address"),
        "no unit": ("0003", NULL, "address"),
        "inside": ("0005", "M5", "within"),
        "too late": ("0005", "M5", "within"),
        "street": ("0005", "M5", "nearest"),
        "before": ("0005", "M5", "address"),
    }
    assert {name: row["reason"] for name, row in rows_of(result["UNMATCHED"]).items()} == {
        "shop": "not a residential parcel",
        "between": "ambiguous: two parcels are about as near",
        "lost": "it has neither an address nor a position",
        "far": "no residential parcel within the tolerance",
    }
    assert {name: row["duplicate_of"] for name, row in matched.items() if row["duplicate_of"] != NULL} == {
        "again": "exact",
        "inside": "street",
        "too late": "street",
    }
    outside = {name for name, row in matched.items() if row["in_window"] == 0}
    assert outside == {"too late", "before"}
    assert matched["inside"]["requested_at"].toString("yyyy-MM-dd hh:mm:ss") == "2018-10-11 23:59:59"
    # 20 US survey feet
    assert matched["street"]["match_dist_m"] == pytest.approx(20 * 1200 / 3937, abs=0.02)
    numbers = {name: result[name] for name in ("REQUESTS_READ", "IN_CATEGORY", "IN_WINDOW", "MATCHED", "DUPLICATES")}
    assert numbers == {"REQUESTS_READ": 14, "IN_CATEGORY": 13, "IN_WINDOW": 11, "MATCHED": 9, "DUPLICATES": 3}
    assert result["UNMATCHED_COUNT"] == 4
    # Outputs are in the parcels' system, each point inside its parcel.
    assert result["OUTPUT"].crs().authid() == "EPSG:2238"
    point = matched["exact"].geometry().asPoint()
    assert WEST < point.x() < WEST + 60
    assert SOUTH < point.y() < SOUTH + 60
    assert "SECRET" not in str([feature.attributes() for feature in matched.values()])


def test_points_from_a_geopackage_give_the_same(run, files, tmp_path):
    from qgis import processing

    made = processing.run(
        "native:createpointslayerfromtable",
        {
            "INPUT": str(files / "requests_311.csv"),
            "XFIELD": "long",
            "YFIELD": "lat",
            "TARGET_CRS": "EPSG:4326",
            "OUTPUT": str(tmp_path / "points.gpkg"),
        },
    )["OUTPUT"]
    moved = processing.run(
        "native:reprojectlayer", {"INPUT": made, "TARGET_CRS": "EPSG:2238", "OUTPUT": str(tmp_path / "feet.gpkg")}
    )["OUTPUT"]
    fields = {"ID_FIELD": "service_request_id", "TIME_FIELD": "requested_datetime", "CATEGORY_FIELD": "service_name"}
    expected = rows_of(run("servicerequests", parameters(files))["OUTPUT"])
    found = rows_of(run("servicerequests", parameters(files, REQUESTS=moved, **fields))["OUTPUT"])
    assert {name: row["meter_id"] for name, row in found.items()} == {
        name: row["meter_id"] for name, row in expected.items()
    }


def test_several_categories_and_another_zone(run, files):
    both = run("servicerequests", parameters(files, CATEGORIES="power outage; Tree Down"))
    assert both["IN_CATEGORY"] == 14
    assert {row["category"] for row in both["OUTPUT"].getFeatures()} == {"Power Outage", "power outage", "Tree Down"}
    # On Chicago's clocks, an hour behind: "before" stays before midnight, and "too late" comes within the 48 hours.
    chicago = rows_of(run("servicerequests", parameters(files, TIME_ZONE="America/Chicago"))["OUTPUT"])
    assert chicago["exact"]["requested_at"].toString("yyyy-MM-dd hh:mm:ss") == "2018-10-10 17:05:11"
    assert {name for name, row in chicago.items() if row["in_window"] == 0} == {"before"}
    short = rows_of(run("servicerequests", parameters(files, WINDOW_HOURS=24))["OUTPUT"])
    assert {name for name, row in short.items() if row["in_window"] == 0} == {"again", "inside", "too late", "before"}


def test_without_roll_and_service_points(run, files):
    result = run("servicerequests", parameters(files, ROLL=None, SERVICE_POINTS=None, UNMATCHED=None))
    parcels = {name: row["parcel_id"] for name, row in rows_of(result["OUTPUT"]).items()}
    assert parcels["shop"] == "0004"  # nothing says that it is no home
    assert parcels["exact"] == "0001"
    assert "UNMATCHED" not in result


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"CATEGORIES": "Power Cut"}, "The categories are: Power Outage"),
        ({"TIME_ZONE": "Tallahassee"}, "America/New_York"),
        ({"TIME_FIELD": "when"}, "there is no column when"),
        ({"PARCEL_ID_FIELD": "SITE_ADDR"}, "no parcel id in common"),
        ({"REQUESTS": "swapped.csv"}, "swapped"),
        ({"REQUESTS": "parcels.gpkg"}, "no column looks like the time"),
    ],
)
def test_wrong_inputs_say_what_to_do(run, files, changes, words):
    from qgis.core import QgsProcessingException

    if "REQUESTS" in changes:
        changes = {"REQUESTS": str(files / changes["REQUESTS"])}
    with pytest.raises(QgsProcessingException, match=words):
        run("servicerequests", parameters(files, **changes))


def test_parcels_without_a_crs_are_refused(run, files, qgis_new_project):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(f"{files / 'parcels.gpkg'}|layername=parcels", "parcels", "ogr")
    layer.setCrs(QgsCoordinateReferenceSystem())
    QgsProject.instance().addMapLayer(layer)  # the project owns it, so that it is gone before QGIS is
    with pytest.raises(QgsProcessingException, match="has no coordinate system"):
        run("servicerequests", parameters(files, PARCELS=layer.id()))


@pytest.mark.realdata
def test_somerville_parcels_in_feet_with_repeated_and_empty_ids(run, realdata, tmp_path):
    """Points in degrees against real parcels in feet, beside QGIS's own geometry as the oracle."""
    import numpy as np
    from qgis import processing
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsSpatialIndex, QgsVectorLayer
    from qgis.PyQt.QtCore import NULL

    path = realdata / "somerville" / "somerville_parcels_epsg2249.gpkg"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    metric = processing.run(
        "native:reprojectlayer",
        {"INPUT": str(path), "TARGET_CRS": "EPSG:32619", "OUTPUT": str(tmp_path / "metric.gpkg")},
    )["OUTPUT"]
    parcels = {feature.id(): feature for feature in QgsVectorLayer(metric, "metric", "ogr").getFeatures()}
    index = QgsSpatialIndex()
    index.addFeatures(list(parcels.values()))
    box = QgsVectorLayer(metric, "metric", "ogr").extent()
    rng = np.random.default_rng(11)
    spots = np.column_stack(
        [rng.uniform(box.xMinimum(), box.xMaximum(), 600), rng.uniform(box.yMinimum(), box.yMaximum(), 600)]
    )
    expected, nearest = {}, {}
    for row, (x, y) in enumerate(spots):
        point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        metres = {}
        for fid in index.intersects(point.buffer(40, 8).boundingBox()):
            feature = parcels[fid]
            if feature["MBL"] != NULL and str(feature["MBL"]).strip():
                own = feature.geometry().distance(point)
                metres[feature["MBL"]] = min(own, metres.get(feature["MBL"], 1e9))
        ranked = sorted((own, name) for name, own in metres.items() if own <= 37.5)
        nearest[f"r{row}"] = ranked[0][1] if ranked else None
        if ranked and ranked[0][0] == 0 and (len(ranked) == 1 or ranked[1][0] > 0):
            expected[f"r{row}"] = (ranked[0][1], "within")
        elif ranked and 0 < ranked[0][0] <= 25 and (len(ranked) == 1 or ranked[1][0] >= 1.5 * ranked[0][0]):
            expected[f"r{row}"] = (ranked[0][1], "nearest")
    layer = QgsVectorLayer("Point?crs=EPSG:32619&field=id:string&field=opened:string&field=type:string", "p", "memory")
    for row, (x, y) in enumerate(spots):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"r{row}", "2018-10-10 12:00:00", "Power"])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
        layer.dataProvider().addFeature(feature)
    degrees = processing.run(
        "native:reprojectlayer",
        {"INPUT": layer, "TARGET_CRS": "EPSG:4326", "OUTPUT": str(tmp_path / "points.gpkg")},
    )["OUTPUT"]
    result = run(
        "servicerequests",
        {
            "REQUESTS": degrees,
            "PARCELS": str(path),
            "PARCEL_ID_FIELD": "MBL",
            "ID_FIELD": "id",
            "TIME_FIELD": "opened",
            "CATEGORY_FIELD": "type",
            "EVENT_START": START,
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    found = {name: (row["parcel_id"], row["match_method"]) for name, row in rows_of(result["OUTPUT"]).items()}
    # The step that tells neighbours of one street side apart takes pins that distance alone leaves unsure.
    before = {name: found.pop(name)[0] for name, (_, method) in list(found.items()) if method == "frontage"}
    assert 0 < len(before) < 30
    assert all(name not in expected and nearest[name] == parcel for name, parcel in before.items())
    # A spot within a millimetre of a limit may fall either way after the journey through degrees.
    different = [name for name in set(found) | set(expected) if found.get(name) != expected.get(name)]
    assert len(expected) > 200
    assert {method for _, method in expected.values()} == {"within", "nearest"}
    assert different == []
    assert result["OUTPUT"].crs().authid() == "EPSG:2249"


def test_the_sample_city_is_matched_to_the_right_households(run, city):
    truth = {}
    with open(city.parent / "truth" / "truth_households.csv", newline="") as file:
        for row in csv.DictReader(file):
            truth |= dict.fromkeys(filter(None, row["request_ids"].split(";")), row)
    result = run(
        "servicerequests",
        {
            "REQUESTS": str(city / "requests_311.csv"),
            "PARCELS": str(city / "parcels.gpkg"),
            "ROLL": str(city / "assessor_nal.csv"),
            "SERVICE_POINTS": str(city / "service_points.csv"),
            "CATEGORIES": "Power Outage",
            "EVENT_START": START,
            "OUTPUT": "TEMPORARY_OUTPUT",
            "UNMATCHED": "TEMPORARY_OUTPUT",
        },
    )
    from qgis.PyQt.QtCore import NULL

    reasons = {name: row["reason"] for name, row in rows_of(result["UNMATCHED"]).items() if name in truth}
    matched = {name: row for name, row in rows_of(result["OUTPUT"]).items() if name in truth}
    right = {name for name, row in matched.items() if row["meter_id"] == truth[name]["meter_id"]}
    told = {name for name, row in matched.items() if row["meter_id"] != NULL}
    parcels = {name for name, row in matched.items() if row["parcel_id"] == truth[name]["parcel_id"]}
    homes = {name for name, row in truth.items() if row["kind"] == "household"}
    # A request can be matched to its home if it names an address, with the unit where the parcel has several homes, or
    # has a pin on or before a parcel with one home; to its building if it has an address or a pin at all.
    possible = {name for name in homes if truth[name]["linked"] == "1"}
    located = {name for name in homes if truth[name]["located"] == "1"}
    assert len(possible) > 600
    assert len(right) >= 0.99 * len(told)
    assert len(right & possible) >= 0.97 * len(possible)
    assert len(parcels) >= 0.99 * len(matched)
    assert len(parcels & located) >= 0.97 * len(located)
    assert told & homes <= right | possible  # nobody is guessed who cannot be known
    # By method: of each step's matches the share that is right, home and parcel.
    methods = {name: row["match_method"] for name, row in matched.items()}
    assert set(methods.values()) == {"address", "within", "nearest", "frontage"}
    for method in set(methods.values()):
        names = {name for name in matched if methods[name] == method}
        assert len(names & right) >= 0.99 * len(names & told), method
        assert len(names & parcels) >= 0.99 * len(names), method
    # By what a request says of its place: all that can be matched, the ambiguous counted as missed.
    with open(city / "requests_311.csv", newline="") as file:
        said = {row["service_request_id"]: (bool(row["address"]), bool(row["lat"])) for row in csv.DictReader(file)}
    for manner in ((True, True), (True, False), (False, True)):
        names = {name for name in possible if said[name] == manner}
        assert len(names) > 50, manner
        assert len(names & right) >= 0.97 * len(names), manner
    # Every request is matched or stands among those to review, with a reason.
    assert set(matched) | set(reasons) == set(truth)
    nowhere = {name for name in truth if said[name] == (False, False)}
    assert {name for name, reason in reasons.items() if "neither an address nor a position" in reason} == nowhere
    businesses = {name for name, row in truth.items() if row["kind"] == "business"}
    assert len(businesses & set(matched)) <= 0.05 * len(businesses)


@pytest.mark.parametrize("parameter", ["REQUESTS", "REQUESTS_FILE"])
@pytest.mark.parametrize("suffix", ["json", "xml"])
def test_open311_files_give_what_their_csv_gives(run, files, tmp_path, suffix, parameter, qgis_new_project):
    import json
    from xml.sax.saxutils import escape

    with open(files / "requests_311.csv", newline="") as file:
        records = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    path = tmp_path / f"requests.{suffix}"
    if suffix == "json":
        path.write_text(json.dumps(records))
    else:
        fields = ["".join(f"<{k}>{escape(v or '')}</{k}>" for k, v in row.items()) for row in records]
        path.write_text(
            f"<service_requests>{''.join(f'<request>{row}</request>' for row in fields)}</service_requests>"
        )
    changes = {"REQUESTS": None, parameter: str(path)}
    expected, found = (run("servicerequests", parameters(files, **change)) for change in ({}, changes))
    for name in ("OUTPUT", "UNMATCHED"):
        assert [row.attributes() for row in found[name].getFeatures()] == [
            row.attributes() for row in expected[name].getFeatures()
        ]
    assert found["REQUESTS_READ"] == 14


@pytest.mark.parametrize(
    ("layer", "file", "words"),
    [
        (None, None, "there are no requests. Give either a layer or table (REQUESTS), or a JSON or XML file"),
        ("requests_311.csv", "requests_311.csv", "requests are given twice, as a layer and as a file. Give either"),
    ],
)
def test_requests_come_as_a_layer_or_as_a_file(run, files, layer, file, words, provider, qgis_new_project):
    from qgis.core import QgsProcessingContext, QgsProcessingException

    changed = parameters(files, REQUESTS=layer and str(files / layer), REQUESTS_FILE=file and str(files / file))
    with pytest.raises(QgsProcessingException, match=re.escape(words)):
        run("servicerequests", changed)
    # The dialog asks first; a model does not, and the step says it itself.
    able, why = provider.algorithm("servicerequests").checkParameterValues(changed, QgsProcessingContext())
    assert not able
    assert words in why


def test_a_file_of_requests_that_is_not_there_or_no_such_file(run, files, tmp_path, qgis_new_project):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException, match=r"absent\.json: the file is not there"):
        run("servicerequests", parameters(files, REQUESTS=None, REQUESTS_FILE=str(tmp_path / "absent.json")))
    with pytest.raises(QgsProcessingException, match=r"requests_311\.csv: it is neither JSON nor XML.*\(REQUESTS\)"):
        run("servicerequests", parameters(files, REQUESTS=None, REQUESTS_FILE=str(files / "requests_311.csv")))


def test_a_broken_file_of_requests_says_where(run, files, tmp_path, qgis_new_project):
    from qgis.core import QgsProcessingException

    path = tmp_path / "requests.json"
    path.write_text('[\n  {"service_request_id": 006}\n]')
    with pytest.raises(QgsProcessingException, match=r"requests\.json: it is not valid JSON: .* at line 2, column 27"):
        run("servicerequests", parameters(files, REQUESTS=str(path)))
    path.write_text('[{"service_request_id": "6"}]')
    with pytest.raises(QgsProcessingException, match=r"no column looks like the time(.|\n)*category"):
        run("servicerequests", parameters(files, REQUESTS=str(path)))
    with pytest.raises(QgsProcessingException, match="Could not load source layer for REQUESTS"):
        run("servicerequests", parameters(files, REQUESTS=str(tmp_path / "absent.json")))
