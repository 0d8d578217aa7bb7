"""Whether what a model leaves unexplained is alike among neighbours."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ..progress import Progress

PERMUTATIONS = 999


def centres(geometries: np.ndarray, geographic: bool) -> np.ndarray:
    """Middles of shapely geometries in a plane, shape ``(n, 2)``; NaN where there is none."""
    points = np.full((len(geometries), 2), np.nan)
    for place, shape in enumerate(geometries):
        if shape is not None and not shape.is_empty:
            middle = shape.centroid
            points[place] = middle.x, middle.y
    return to_plane(points, geographic)


def to_plane(points: np.ndarray, geographic: bool) -> np.ndarray:
    """Points in which distances compare: degrees of longitude shortened to the middle latitude's."""
    if not geographic:
        return points
    return points * [np.cos(np.radians(np.nanmean(points[:, 1]))), 1.0]


def nearest(points: np.ndarray, count: int) -> np.ndarray:
    """Each point's nearest others, shape ``(n, count)``; points of one place are neighbours of each other."""
    count = min(count, len(points) - 1)
    _, found = cKDTree(points).query(points, k=count + 1)
    own = found == np.arange(len(points))[:, None]
    own[~own.any(axis=1), -1] = True  # among many of one place a point may not find itself: the last goes
    return found[~own].reshape(len(points), count)


def morans_i(
    values: np.ndarray,
    neighbours: np.ndarray,
    seed: int,
    permutations: int = PERMUTATIONS,
    progress: Progress | None = None,
) -> tuple[float, float]:
    """Moran's I with each row's neighbours weighted alike, and its two-sided p by permutation.

    ``I = sum(z_i * mean of the neighbours' z) / sum(z_i ** 2)``; without clustering it is ``-1 / (n - 1)`` on average
    (Moran 1950; Cliff and Ord 1981).
    """
    progress = progress or Progress()
    z = values - values.mean()
    total, count = float(z @ z), neighbours.shape[1]
    flat = np.ascontiguousarray(neighbours.T)

    def statistic(of: np.ndarray) -> float:
        return float(sum(of @ of[column] for column in flat)) / count / total

    seen, middle = statistic(z), -1.0 / (len(z) - 1)
    rng = np.random.default_rng(seed)
    beyond = 0
    for turn in range(permutations):
        if turn % 10 == 0:
            progress.check()
            progress.set(100 * turn / permutations)
        beyond += abs(statistic(rng.permutation(z)) - middle) >= abs(seen - middle) - 1e-12
    return seen, (beyond + 1) / (permutations + 1)


def group_means(values: np.ndarray, points: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean value and middle of each group, shapes ``(G,)`` and ``(G, 2)``."""
    rows = np.bincount(groups)
    sums = [np.bincount(groups, column) / rows for column in (values, points[:, 0], points[:, 1])]
    return sums[0], np.column_stack(sums[1:])
