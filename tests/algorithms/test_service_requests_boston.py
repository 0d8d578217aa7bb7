"""Boston's own 311 file through the algorithm, block groups in the place of parcels, against a count of its points."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from qgis.core import QgsVectorLayer
from shapely.geometry import Point, shape
from shapely.strtree import STRtree

from coprod_equity_plugin.bridge.frames import read_table

START, HOURS = datetime(2015, 2, 9), 48  # in the snow of that winter


@pytest.fixture(scope="module")
def rows(realdata):
    """The requests of the first half of February as the file has them, and the block groups as GeoJSON."""
    folder = realdata / "boston"
    with gzip.open(folder / "boston_311_2015.csv.gz", "rt", encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if "02/01/2015" <= row["OPEN_DT"][:10] <= "02/15/2015"]
    return found, json.loads(gzip.open(folder / "bg_2020_boston.geojson.gz", "rt", encoding="utf-8").read())


def recount(requests, groups) -> Counter:
    """Points in polygons, one after the other."""
    names = [feature["properties"]["geoid"] for feature in groups["features"]]
    polygons = [shape(feature["geometry"]) for feature in groups["features"]]
    tree = STRtree(polygons)
    places = {id(polygon): place for place, polygon in enumerate(polygons)}
    found = Counter()
    for row in requests:
        point = Point(float(row["LONGITUDE"]), float(row["LATITUDE"]))
        near = (item if isinstance(item, int) else places.get(id(item), item) for item in tree.query(point))
        inside = [int(place) for place in near if polygons[int(place)].covers(point)]
        if inside:
            found[names[inside[0]]] += 1
    return found


def test_requests_by_block_group_are_those_of_a_count_of_points(run, rows, tmp_path):
    requests, groups = rows
    source, areas = tmp_path / "boston.csv", tmp_path / "block_groups.geojson"
    areas.write_text(json.dumps(groups), encoding="utf-8")
    # Without addresses: a street of two block groups is no home of either.
    kept = [name for name in requests[0] if name not in ("LOCATION_STREET_NAME", "LOCATION_ZIPCODE")]
    with open(source, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(requests)
    found = run(
        "servicerequests",
        {
            "REQUESTS": str(source),
            "PARCELS": str(areas),
            "PARCEL_ID_FIELD": "geoid",
            "EVENT_START": START.isoformat(),
            "WINDOW_HOURS": HOURS,
            "TOLERANCE": 0,
            "OUTPUT": str(tmp_path / "matched.gpkg"),
            "UNMATCHED": str(tmp_path / "review.gpkg"),
        },
    )
    moments = [datetime.strptime(row["OPEN_DT"], "%m/%d/%Y %I:%M:%S %p") for row in requests]
    inside = [START <= moment < START + timedelta(hours=HOURS) for moment in moments]
    assert found["IN_WINDOW"] == sum(inside)
    frame = read_table(QgsVectorLayer(found["OUTPUT"], "", "ogr"))
    counted = Counter(frame.loc[frame["in_window"] == 1, "parcel_id"])
    assert counted == recount([row for row, there in zip(requests, inside) if there], groups)
    assert (sum(counted.values()), len(counted)) == (724, 287)
