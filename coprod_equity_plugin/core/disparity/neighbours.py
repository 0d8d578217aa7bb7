"""Which areas are neighbours: contiguous by a point or an edge (queen), or the nearest ones."""

from __future__ import annotations

import warnings

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree
from shapely.ops import unary_union
from shapely.strtree import STRtree
from shapely.validation import make_valid

from ..progress import Progress
from ..study.locating import MODERN

QUEEN, NEAREST = "queen", "nearest"
WEIGHTS = (QUEEN, NEAREST)


def one_shape_each(ids: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Areas in the order in which they first appear, and each one's shape, mended, its pieces joined.

    Parameters
    ----------
    ids, shapes
        A row per polygon, shape ``(n,)``; rows without id or shape are left out.
    """
    pieces: dict[str, list] = {}
    for name, shape in zip(ids, shapes):
        if name is not None and shape is not None and not shape.is_empty:
            pieces.setdefault(name, []).append(shape if shape.is_valid else make_valid(shape))
    joined = np.empty(len(pieces), dtype=object)
    for place, parts in enumerate(pieces.values()):
        joined[place] = parts[0] if len(parts) == 1 else unary_union(parts)
    return np.array(list(pieces), dtype=object), joined


def queen(shapes: np.ndarray, progress: Progress | None = None) -> csr_matrix:
    """Ones where two shapes share at least a point, shape ``(n, n)``."""
    progress = progress or Progress()
    size = len(shapes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # 1.8 announces what 2 changed, which MODERN tells apart
        tree = STRtree(shapes if MODERN else list(shapes))
    if MODERN:
        first, second = tree.query(shapes)
    else:
        found = [tree.query_items(shape) for shape in shapes]
        first = np.repeat(np.arange(size), [len(places) for places in found])
        second = np.array([place for places in found for place in places], dtype=int)
    once = first < second
    first, second = first[once], second[once]
    progress.check()
    if MODERN:
        touching = shapely.intersects(shapes[first], shapes[second])
    else:
        touching = np.array([shapes[a].intersects(shapes[b]) for a, b in zip(first, second)], dtype=bool)
    progress.check()
    first, second = first[touching], second[touching]
    rows, columns = np.concatenate([first, second]), np.concatenate([second, first])
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))


def nearest(shapes: np.ndarray, count: int, *, geographic: bool) -> csr_matrix:
    """Ones for each shape's ``count`` nearest others, by their centroids, shape ``(n, n)``; not symmetric.

    ``geographic``: coordinates are degrees, of which a degree of longitude is shortened to its length there.
    """
    size = len(shapes)
    centres = np.array([(shape.centroid.x, shape.centroid.y) for shape in shapes], dtype=float).reshape(size, 2)
    if geographic and size:
        centres[:, 0] *= np.cos(np.radians(centres[:, 1].mean()))
    count = min(count, size - 1)
    if count < 1:
        return csr_matrix((size, size))
    _, places = cKDTree(centres).query(centres, count + 1)
    # Of centroids that coincide, a shape itself need not come first.
    others = [[place for place in row if place != own][:count] for own, row in enumerate(places)]
    rows = np.repeat(np.arange(size), count)
    return csr_matrix((np.ones(size * count), (rows, np.concatenate(others))), shape=(size, size))
