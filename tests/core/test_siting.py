import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.study.siting import inner_points, polygon_of, site_parcels, site_requests

GRID = [box(column, row, column + 1, row + 1) for row in range(3) for column in range(3)]
coordinate = st.one_of(st.floats(-0.5, 3.5), st.sampled_from([0.0, 1.0, 2.0, 3.0]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(coordinate, coordinate), max_size=20))
def test_agrees_with_asking_every_polygon_about_every_point(places):
    points = [Point(place) for place in places]
    expected = [next((row for row, cell in enumerate(GRID) if cell.intersects(point)), -1) for point in points]
    assert polygon_of(points, GRID).tolist() == expected


def test_absent_shapes_lie_nowhere_and_hold_nothing():
    assert polygon_of([None, Point(0.5, 0.5)], [None, Polygon(), GRID[0]]).tolist() == [-1, 2]
    assert polygon_of([Point(0, 0)], [None]).tolist() == [-1]
    assert polygon_of([], GRID).tolist() == []


def test_an_inner_point_lies_inside_a_bent_parcel_where_the_centroid_does_not():
    bent = box(0, 0, 10, 10).difference(box(1, 1, 10, 10))
    points = inner_points([bent, None, Polygon()])
    assert not bent.contains(bent.centroid)
    assert bent.contains(points[0])
    assert points[1] is None
    assert points[2] is None


def test_parts_of_a_parcel_count_once_and_a_request_goes_where_its_parcel_is():
    parcels = site_parcels(["7", None, "7", "8"], np.array([1, 0, 0, -1]), ["a", "b"])
    assert parcels.index.tolist() == [0, 3]
    assert parcels[c.BLOCK_GROUP].tolist() == ["b", None]
    requests = pd.DataFrame({c.PARCEL_ID: ["7", "8", None, None]})
    sited = site_requests(requests, np.array([0, 0, 0, -1]), ["a", "b"], parcels)
    assert sited[c.BLOCK_GROUP].tolist() == ["b", "a", "a", None]
