"""Neighbours and clusters against esda's stored numbers, by hand, and on maps where nothing is to be found."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from shapely.geometry import Polygon, box

from coprod_equity_plugin.core.disparity.clusters import (
    COLD,
    HIGH_HIGH,
    HIGH_LOW,
    HOT,
    ISLAND,
    LOW_HIGH,
    LOW_LOW,
    NOT_CLEAR,
    local_clusters,
    moran,
)
from coprod_equity_plugin.core.disparity.neighbours import nearest, one_shape_each, queen
from coprod_equity_plugin.core.errors import Cancelled
from coprod_equity_plugin.core.progress import Progress

GOLDEN = Path(__file__).parent.parent / "golden" / "clusters" / "golden.json"


@pytest.fixture(scope="module")
def golden():
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    shapes = np.empty(len(stored["shapes"]), dtype=object)
    shapes[:] = [Polygon(ring) for ring in stored["shapes"]]
    values = np.array(stored["values"])
    return stored, values, {"queen": queen(shapes), "nearest": nearest(shapes, 5, geographic=False)}


@pytest.mark.parametrize("name", ["queen", "nearest"])
def test_neighbours_are_libpysals(golden, name):
    stored, _, weights = golden
    for place, expected in stored[name]["neighbours"].items():
        assert sorted(weights[name][int(place)].indices.tolist()) == expected


@pytest.mark.parametrize("name", ["queen", "nearest"])
def test_statistics_are_esdas(golden, name):
    stored, values, weights = golden
    expected = stored[name]
    whole = moran(values, weights[name], 999)
    assert whole.statistic == pytest.approx(expected["moran"], rel=1e-12)
    assert whole.expected == pytest.approx(expected["expected"])
    assert whole.p_value == 0.002 >= 2 * expected["p_one_sided"]
    local = local_clusters(values, weights[name], 9999)
    np.testing.assert_allclose(local.statistic, expected["local"], rtol=1e-10)
    np.testing.assert_allclose(local.g_star, expected["g_star"], rtol=1e-10)
    # 100,000 permutations there, 10,000 here: both err by chance
    two_sided = np.minimum(2 * np.array(expected["local_p_one_sided"]), 1)
    error = np.sqrt(two_sided * 2 / 9999) + 2e-4
    assert (np.abs(local.p_value - two_sided) < 4.5 * error).all()
    clear = local.label != NOT_CLEAR
    assert 5 < clear.sum() < len(values) / 2
    quadrants = np.array([HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW])[np.array(expected["quadrant"]) - 1]
    assert (local.label[clear] == quadrants[clear]).all()
    assert {HOT, COLD} <= set(local.spot)


def chain(size):
    rows = np.arange(size - 1)
    pairs = (np.concatenate([rows, rows + 1]), np.concatenate([rows + 1, rows]))
    return csr_matrix((np.ones(2 * size - 2), pairs), shape=(size, size))


def test_three_areas_in_a_row_by_hand():
    """1, 2, 6 less their mean 3: -2, -1, 3. Neighbours' means: -1, 0.5, -1. I = (2 - 0.5 - 3) / 14."""
    found = moran(np.array([1.0, 2, 6]), chain(3), 99)
    assert found.statistic == pytest.approx(-1.5 / 14)
    assert found.expected == -0.5
    local = local_clusters(np.array([1.0, 2, 6]), chain(3), 99)
    np.testing.assert_allclose(local.statistic, np.array([2, -0.5, -3]) * 2 / 14)
    np.testing.assert_allclose(local.neighbours_mean, [2, 3.5, 2])
    assert np.isnan(local.g_star).tolist() == [False, True, False]  # the middle one has no others left


def test_an_island_counts_nowhere():
    values = np.array([1.0, 2, 6, 3, 9])
    with_island = chain(6).tolil()
    with_island[4, 5] = with_island[5, 4] = 0
    first = moran(values, chain(5), 99)
    second = moran(np.append(values, 1000.0), csr_matrix(with_island), 99)
    assert (second.statistic, second.p_value, second.areas) == (first.statistic, first.p_value, 5)
    local = local_clusters(np.append(values, 1000.0), csr_matrix(with_island), 99)
    assert local.label[5] == ISLAND
    assert np.isnan(local.statistic[5])
    np.testing.assert_allclose(local.statistic[:5], local_clusters(values, chain(5), 99).statistic)


def test_the_same_seed_gives_the_same_and_values_move_nothing_but_themselves(golden):
    _, values, weights = golden
    first, second = (local_clusters(values, weights["queen"], 499, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.p_value, second.p_value)
    moved = local_clusters(60 * values + 7, weights["queen"], 499, seed=3)
    np.testing.assert_array_equal(first.p_value, moved.p_value)
    np.testing.assert_allclose(first.g_star, moved.g_star)
    turned = local_clusters(-values, weights["queen"], 499, seed=3)
    np.testing.assert_allclose(first.g_star, -turned.g_star)
    assert (first.label == HIGH_HIGH).tolist() == (turned.label == LOW_LOW).tolist()


def test_nothing_is_found_where_nothing_is():
    """150 maps of skewed noise: about one in twenty has a cluster or a clear Moran's I."""
    rng = np.random.default_rng(8)
    shapes = np.array([box(x, y, x + 1, y + 1) for x in range(8) for y in range(8)], dtype=object)
    weights = queen(shapes)
    whole, local = [], []
    for seed in range(150):
        values = rng.gamma(1.0, 20, 64)
        whole.append(moran(values, weights, 199, seed).p_value <= 0.05)
        local.append((local_clusters(values, weights, 1999, seed).label != NOT_CLEAR).any())
    assert 0.01 < np.mean(whole) < 0.1
    assert np.mean(local) < 0.11


def test_queen_neighbours_by_hand():
    """Four squares about a corner, one apart, one of two pieces of which one touches."""
    squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 1, 2), box(1, 1, 2, 2), box(5, 5, 6, 6)]
    ids, shapes = one_shape_each(
        np.array([*"ABCDEFF", None], dtype=object),
        np.array([*squares, box(2, 0, 3, 1), box(9, 9, 10, 10), None], dtype=object),
    )
    assert ids.tolist() == list("ABCDEF")
    found = queen(shapes).toarray()
    assert found.sum(axis=1).tolist() == [3, 4, 3, 4, 0, 2]
    assert (found == found.T).all()
    assert (found.diagonal() == 0).all()


def test_nearest_knows_that_degrees_of_longitude_are_short():
    # at 60 degrees north, 1.5 degrees of longitude are less than 1 of latitude
    shapes = np.array([box(x - 0.1, y - 0.1, x + 0.1, y + 0.1) for x, y in ((0, 60), (1.5, 60), (0, 61))], dtype=object)
    assert nearest(shapes, 1, geographic=True)[0].indices.tolist() == [1]
    assert nearest(shapes, 1, geographic=False)[0].indices.tolist() == [2]


def test_too_few_or_all_alike():
    assert np.isnan(moran(np.array([1.0, 2]), chain(2)).statistic)
    assert np.isnan(moran(np.ones(5), chain(5)).statistic)
    assert local_clusters(np.ones(5), chain(5)).label.tolist() == [NOT_CLEAR] * 5


def test_cancel(golden):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    _, values, weights = golden
    for work in (moran, local_clusters):
        with pytest.raises(Cancelled):
            work(values, weights["queen"], progress=Stopped())
