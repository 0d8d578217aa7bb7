"""Points among parcels, against a slow and obvious oracle: a loop over all polygons."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.study.locating import (
    clean_polygons,
    distance_to_parcel,
    inner_points,
    locate,
    make_points,
)


def objects(shapes):
    array = np.empty(len(shapes), dtype=object)
    for place, shape in enumerate(shapes):  # one by one: shapely 1.8 would take parts for rows
        array[place] = shape
    return array


def by_looping(point, polygons, owner, eligible, reach):
    """What :func:`locate` should say of one point."""
    nearest_of = {}
    for polygon, parcel in zip(polygons, owner):
        if parcel >= 0:
            nearest_of[parcel] = min(point.distance(polygon), nearest_of.get(parcel, math.inf))
    inside = sorted(parcel for parcel, metres in nearest_of.items() if metres == 0)
    # In a parcel that may be chosen, only another one around the same point is a rival.
    free = sorted((metres, parcel) for parcel, metres in nearest_of.items() if eligible[parcel] and metres <= reach)
    return (
        inside[0] if inside else -1,
        len(inside),
        free[0][1] if free else -1,
        free[0][0] if free else math.inf,
        free[1][0] if len(free) > 1 and (free[0][0] > 0 or free[1][0] == 0) else math.inf,
    )


_EDGE = st.integers(0, 12)


@st.composite
def _cities(draw):
    corners = draw(st.lists(st.tuples(_EDGE, _EDGE, st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=12))
    polygons = [box(5 * x, 5 * y, 5 * x + 4 * w, 5 * y + 4 * h) for x, y, w, h in corners]
    n = len(polygons)
    owner = draw(st.lists(st.integers(-1, 6), min_size=n, max_size=n))
    eligible = draw(st.lists(st.booleans(), min_size=7, max_size=7))
    points = draw(st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), min_size=1, max_size=8))
    return polygons, owner, eligible, points, draw(st.sampled_from([0.0, 3.0, 10.0, 200.0]))


@settings(max_examples=200, deadline=None)
@given(_cities())
def test_as_a_loop_over_all_parcels(city):
    polygons, owner, eligible, points, reach = city
    x, y = np.array(points, dtype=float).T
    found = locate(x, y, objects(polygons), np.array(owner), np.array(eligible), reach)
    for row, point in enumerate(points):
        expected = by_looping(Point(point), polygons, owner, eligible, reach)
        got = found.within[row], found.within_count[row], found.nearest[row], found.distance[row], found.second[row]
        assert got == pytest.approx(expected, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(_cities())
def test_distance_to_the_own_parcel(city):
    polygons, owner, _, points, _ = city
    x, y = np.array(points, dtype=float).T
    parcel = np.arange(len(points)) % 8 - 1
    metres = distance_to_parcel(x, y, parcel, objects(polygons), np.array(owner))
    for row, point in enumerate(points):
        mine = [Point(point).distance(polygon) for polygon, own in zip(polygons, owner) if own == parcel[row] >= 0]
        assert metres[row] == pytest.approx(min(mine), abs=1e-9) if mine else np.isnan(metres[row])


def test_parts_of_one_parcel_are_not_each_others_rivals():
    polygons = objects([box(0, 0, 10, 10), box(12, 0, 20, 10), box(60, 0, 70, 10)])
    found = locate(np.array([11.0]), np.array([5.0]), polygons, np.array([0, 0, 1]), np.array([True, True]), 100)
    assert found.nearest[0] == 0
    assert found.distance[0] == 1
    assert found.second[0] == 49


def test_clean_polygons_mends_and_leaves_out():
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    infinite = Polygon([(0, 0), (np.inf, 0), (1, 1)])
    shapes = objects(
        [box(0, 0, 1, 1), None, Polygon(), bow_tie, Point(0, 0), MultiPolygon([box(5, 5, 6, 6)]), infinite]
    )
    cleaned, kept = clean_polygons(shapes)
    assert list(kept) == [0, 3, 5]
    assert all(shape.is_valid for shape in cleaned)
    assert cleaned[1].area == pytest.approx(50)
    assert shapes[3] is bow_tie  # what came in is untouched


def test_points_inside_parcels():
    horseshoe = Polygon([(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (2, 2), (2, 10), (0, 10)])  # centroid outside
    polygons = objects([horseshoe, box(20, 0, 30, 10)])
    points = inner_points(np.array([1, -1, 0, 7]), polygons, np.array([0, 1]))
    assert polygons[1].contains(points[0])
    assert points[1] is None
    assert horseshoe.contains(points[2])
    assert points[3] is None
    made = make_points(np.array([1.0, np.nan]), np.array([2.0, 3.0]))
    assert (made[0].x, made[0].y) == (1, 2)
    assert made[1] is None


def test_cancel_is_heard():
    class Stop(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        locate(np.zeros(3), np.zeros(3), objects([box(0, 0, 1, 1)]), np.array([0]), np.array([True]), 5, Stop())
