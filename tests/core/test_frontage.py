"""Pins in the street before rows of lots: told only where the place along the street tells them."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import affinity
from shapely.geometry import Polygon, box

from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.progress import Progress
from coprod_equity_plugin.core.study.frontage import stands_before
from coprod_equity_plugin.core.study.locating import locate

RATIO = 1.5
# A row of lots 10 m wide and 30 m deep, its edge on the x axis, and one across a street of 20 m.
ROW = [box(10 * place, 0, 10 * place + 10, 30) for place in range(5)]
ACROSS = [box(10 * place, -50, 10 * place + 10, -20) for place in range(5)]


def told(x, y, polygons, eligible=None, owner=None, progress=None):
    """The nearest parcel of one pin, -1 unless it stands before it."""
    shapes = np.empty(len(polygons), dtype=object)
    shapes[:] = polygons
    owner = np.arange(len(polygons)) if owner is None else np.array(owner)
    eligible = np.ones(owner.max() + 1, dtype=bool) if eligible is None else np.array(eligible)
    xs, ys = np.array([float(x)]), np.array([float(y)])
    place = locate(xs, ys, shapes, owner, eligible, 100.0)
    before = stands_before(xs, ys, place.nearest, place.distance, shapes, owner, eligible, RATIO, progress)
    return int(place.nearest[0]) if before[0] else -1


@pytest.mark.parametrize(
    ("x", "expected"),
    [(25, 2), (27.4, 2), (22.6, 2), (27.6, -1), (22.4, -1), (29.9, -1), (30, -1), (15, 1)],
)
def test_the_middle_half_of_a_frontage_tells(x, expected):
    assert told(x, -8, ROW) == expected


def test_what_lies_across_the_street_is_a_rival_as_before():
    assert told(25, -7, ROW + ACROSS) == 2  # 13 m to the other side: more than 1.5 times 7
    assert told(25, -9, ROW + ACROSS) == -1  # 11 m
    assert told(25, -9, ROW + ACROSS, eligible=[True] * 5 + [False] * 5) == 2  # nobody lives there


def test_a_corner_tells_nothing():
    corner = [box(0, 0, 10, 30), box(-50, -20, -20, -8)]  # around the corner, 12 m to the west
    assert told(-8, -9, corner) == -1
    assert told(11, -8, [*ROW[:1], box(12, 0, 22, 30)]) == -1  # before the gap between two


def test_lots_whose_sides_run_askew_are_measured_at_their_edge():
    """Their centroids lie 15 m along the street from their frontage's middle."""
    skewed = [Polygon([(a, 0), (a + 10, 0), (a + 40, 30), (a + 30, 30)]) for a in range(0, 50, 10)]
    assert [told(x, -8, skewed) for x in (25, 29.5)] == [2, -1]


def test_a_wide_neighbour_does_not_reach_over():
    """A pin before a narrow lot beside a wide one stands before the narrow one alone."""
    lots = [box(0, 0, 60, 30), box(60, 0, 70, 30), box(70, 0, 130, 30)]
    assert [told(x, -8, lots) for x in (65, 62, 58)] == [1, -1, -1]


def test_a_frontage_of_a_few_metres_tells_nothing():
    """No pin is better than two metres."""
    assert told(1.9, -8, [box(0, 0, 3.8, 30), box(3.8, 0, 7.6, 30)]) == -1
    assert told(2.1, -8, [box(0, 0, 4.2, 30), box(4.2, 0, 8.4, 30)]) == 0


@pytest.mark.parametrize("angle", [0, 33, 90, 200])
def test_direction_and_place_do_not_matter(angle):
    turned = [affinity.translate(affinity.rotate(lot, angle, origin=(0, 0)), 4e5, 3e6) for lot in ROW + ACROSS]
    radians = np.radians(angle)
    for x, expected in ((25, 2), (29, -1)):
        px, py = x * np.cos(radians) + 7 * np.sin(radians), x * np.sin(radians) - 7 * np.cos(radians)
        assert told(px + 4e5, py + 3e6, turned) == expected


def test_heights_do_not_matter():
    def high(lot):
        return Polygon([(x, y, 7.0) for x, y in lot.exterior.coords])

    assert [told(x, -8, [high(lot) for lot in ROW]) for x in (25, 29)] == [2, -1]


def test_parts_of_one_parcel_are_no_rivals():
    lots = [*ROW, ACROSS[2]]
    assert told(25, -9, lots, owner=[0, 1, 2, 3, 4, 2]) == 2
    assert told(25, -9, lots) == -1


def test_random_pins_are_told_as_the_plain_rule_says():
    """On straight rows the rule is: in the middle half, and the other side of the street not about as near."""
    rng = np.random.default_rng(5)
    for x, y in zip(rng.uniform(10, 40, 300), rng.uniform(-19, -1, 300)):
        near, far, along = min(-y, 20 + y), max(-y, 20 + y), x % 10
        row = ROW if -y < 10 else ACROSS
        clear = far >= RATIO * near and 2.5 <= along <= 7.5
        expected = (ROW + ACROSS).index(row[int(x // 10)]) if clear else -1
        assert told(x, y, ROW + ACROSS) == expected, (x, y)


def test_nothing_to_tell_and_cancel():
    nothing = np.empty(0)
    shapes = np.array(ROW, dtype=object)
    assert len(stands_before(nothing, nothing, nothing.astype(int), nothing, shapes, np.arange(5), None, RATIO)) == 0

    class Stop(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(Cancelled):
        stands_before(
            np.array([25.0]), np.array([-8.0]), np.array([2]), np.array([8.0]), shapes, np.arange(5), np.ones(5, bool),
            RATIO, Stop(),
        )  # fmt: skip
