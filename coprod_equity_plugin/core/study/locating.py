"""Which parcel a point lies in, and which are nearest to it: all points at once, on shapely 1.8 and 2."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import GeometryCollection, Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.strtree import STRtree

from ..progress import Progress

MODERN = int(shapely.__version__.split(".")[0]) >= 2  # vectorised functions, and trees that give positions
_CHUNK = 20_000
_CHECK_EVERY = 4_096


@dataclass(frozen=True)
class Located:
    """Where points lie among parcels.

    Attributes
    ----------
    within
        The parcel that holds the point, shape ``(n,)``; -1 if none does.
    within_count
        How many parcels hold it (flats share a footprint), shape ``(n,)``.
    nearest
        The nearest parcel that may be chosen, shape ``(n,)``; -1 if none is in reach.
    distance, second
        Metres to it and to the next one of another id, shape ``(n,)``; infinite if none is in reach. Where a point
        lies in a parcel that may be chosen, the next one is looked for only among those that hold it too.
    """

    within: np.ndarray
    within_count: np.ndarray
    nearest: np.ndarray
    distance: np.ndarray
    second: np.ndarray


def locate(
    x: np.ndarray,
    y: np.ndarray,
    polygons: np.ndarray,
    owner: np.ndarray,
    eligible: np.ndarray,
    reach: float,
    progress: Progress | None = None,
) -> Located:
    """Find for each point the parcel around it and the nearest two that may be chosen.

    Parameters
    ----------
    x, y
        Metres, finite, shape ``(n,)``.
    polygons
        Shapely polygons in the same system, no ``None``, valid, shape ``(g,)``.
    owner
        Parcel of each polygon, shape ``(g,)``; -1 is no parcel.
    eligible
        Whether a parcel may be the nearest, bool, shape ``(p,)``.
    reach
        How far to look, in metres.
    """
    progress = progress or Progress()
    n = len(x)
    result = Located(np.full(n, -1), np.zeros(n, dtype=int), np.full(n, -1), np.full(n, np.inf), np.full(n, np.inf))
    usable = np.flatnonzero(owner >= 0)
    if not n or not len(usable):
        return result
    owner = owner[usable]
    index = PolygonIndex(polygons[usable])
    for start in range(0, n, _CHUNK):
        progress.check()
        stop = min(start + _CHUNK, n)
        rows, places = index.holding(x[start:stop], y[start:stop])
        rows, parcels, distances = _nearest_part(rows + start, owner[places], np.zeros(len(rows)))
        result.within_count[start:stop] = np.bincount(rows - start, minlength=stop - start)
        # The last assignment stays: backwards, so that the first parcel of the layer wins where several hold a point.
        result.within[rows[::-1]] = parcels[::-1]
        free = eligible[parcels]
        rows, parcels, distances = rows[free], parcels[free], distances[free]
        if reach > 0:  # distances are what takes time: only for the points that need them
            at_home = np.zeros(stop - start, dtype=bool)
            at_home[rows - start] = True
            away = np.flatnonzero(~at_home) + start
            near, places, metres = index.near(x[away], y[away], reach)
            near, others, metres = _nearest_part(away[near], owner[places], metres)
            free = eligible[others]
            rows = np.concatenate([rows, near[free]])
            parcels, distances = np.concatenate([parcels, others[free]]), np.concatenate([distances, metres[free]])
        order = np.lexsort((parcels, distances, rows))
        rows, parcels, distances = rows[order], parcels[order], distances[order]
        first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.empty(0, dtype=int)
        result.nearest[rows[first]] = parcels[first]
        result.distance[rows[first]] = distances[first]
        next_one = first + 1
        has_second = next_one < len(rows)
        has_second[has_second] = rows[next_one[has_second]] == rows[first[has_second]]
        result.second[rows[first[has_second]]] = distances[next_one[has_second]]
        progress.set(100 * stop / n)
    return result


def distance_to_parcel(
    x: np.ndarray, y: np.ndarray, parcel: np.ndarray, polygons: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """Metres from each point to its parcel, NaN without a point or a parcel's polygon; shape ``(n,)``."""
    distance = np.full(len(x), np.nan)
    order = np.argsort(owner, kind="stable")
    ranked = owner[order]
    begin, end = np.searchsorted(ranked, parcel, "left"), np.searchsorted(ranked, parcel, "right")
    count = np.where((parcel >= 0) & np.isfinite(x) & np.isfinite(y), end - begin, 0)
    rows = np.repeat(np.arange(len(x)), count)
    if not len(rows):
        return distance
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    pieces = polygons[order[np.repeat(begin, count) + offset]]
    metres = _distances(point_array(x[rows], y[rows]), pieces)
    nearest = np.full(len(x), np.inf)
    np.minimum.at(nearest, rows, metres)
    has = count > 0
    distance[has] = nearest[has]
    return distance


def clean_polygons(
    polygons: np.ndarray, progress: Progress | None = None, what: str = "parcels"
) -> tuple[np.ndarray, np.ndarray]:
    """Valid polygons and which rows of the input they are; what is missing or no polygon is left out and counted.

    Of a collection its polygons are taken.
    """
    progress = progress or Progress()
    given, polygons = polygons, np.full(len(polygons), None, dtype=object)
    areal = np.zeros(len(polygons), dtype=bool)
    valid = np.ones(len(polygons), dtype=bool)
    for place, shape in enumerate(map(_areas, given)):
        polygons[place] = shape
        if place % _CHECK_EVERY == 0:
            progress.check()
        areal[place] = _is_area(shape)
        valid[place] = not areal[place] or shape.is_valid
    kept = np.flatnonzero(areal)
    cleaned = polygons[kept].copy()
    invalid = np.flatnonzero(~valid[kept])
    for place in invalid:
        progress.check()
        cleaned[place] = mend(cleaned[place])
    if len(kept) < len(polygons):
        progress.warning(f"{len(polygons) - len(kept):,} {what} have no polygon: nothing is placed in them.")
    if len(invalid):
        progress.info(f"{len(invalid):,} {what} had an invalid polygon, mended for this run.")
    return cleaned, kept


def mend(shape: BaseGeometry) -> BaseGeometry:
    """A valid geometry of the same place: itself where it is valid."""
    from shapely.validation import make_valid

    return shape if shape.is_valid else make_valid(shape)


def _areas(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The polygons of a collection as one geometry; anything else as it is."""
    if not isinstance(shape, GeometryCollection):  # by its class: Shapely 1.8 calls an empty polygon one
        return shape
    parts = [part for part in shape.geoms if part.geom_type in ("Polygon", "MultiPolygon") and not part.is_empty]
    return unary_union(parts) if parts else None


def _is_area(shape) -> bool:
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return False
    return bool(np.isfinite(shape.bounds).all())  # a failed transformation leaves infinite coordinates


def inner_points(
    parcel: np.ndarray, polygons: np.ndarray, owner: np.ndarray, progress: Progress | None = None
) -> np.ndarray:
    """A point inside each row's parcel (its first polygon), ``None`` where it has none; objects, shape ``(n,)``."""
    result = np.full(len(parcel), None, dtype=object)
    owners, first = np.unique(owner, return_index=True)
    if not len(owners):
        return result
    place = np.minimum(np.searchsorted(owners, parcel), len(owners) - 1)
    progress = progress or Progress()
    for count, row in enumerate(np.flatnonzero((parcel >= 0) & (owners[place] == parcel))):
        if count % _CHECK_EVERY == 0:
            progress.check()
        result[row] = polygons[first[place[row]]].representative_point()
    return result


def make_points(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Shapely points, ``None`` where a coordinate is missing; objects, shape ``(n,)``."""
    result = np.full(len(x), None, dtype=object)
    finite = np.isfinite(x) & np.isfinite(y)
    result[finite] = point_array(x[finite], y[finite])
    return result


def _nearest_part(rows, parcels, distances) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One entry per point and parcel: the nearest of the parcel's polygons."""
    order = np.lexsort((distances, parcels, rows))
    rows, parcels, distances = rows[order], parcels[order], distances[order]
    if not len(rows):
        return rows, parcels, distances
    first = np.r_[True, (rows[1:] != rows[:-1]) | (parcels[1:] != parcels[:-1])]
    return rows[first], parcels[first], distances[first]


class PolygonIndex:
    """Polygons near points, the same on both shapely generations."""

    def __init__(self, polygons: np.ndarray) -> None:
        self._polygons = polygons
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # 1.8 announces what 2 changed, which MODERN tells apart
            self._tree = STRtree(polygons if MODERN else list(polygons))

    def holding(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of point and polygon that holds it, its border included."""
        if MODERN:
            rows, places = self._tree.query(point_array(x, y), predicate="intersects")
            return rows, places
        rows, places, _ = self.near(x, y, 0.0)
        return rows, places

    def near(self, x: np.ndarray, y: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs of point and polygon at most ``reach`` apart, with their distance."""
        if MODERN:
            boxes = shapely.box(x - reach, y - reach, x + reach, y + reach)
            rows, places = self._tree.query(boxes)
        else:
            found = [self._tree.query_items(box(a - reach, b - reach, a + reach, b + reach)) for a, b in zip(x, y)]
            rows = np.repeat(np.arange(len(x)), [len(places) for places in found])
            places = np.array([place for places in found for place in places], dtype=int)
        distances = _distances(point_array(x, y)[rows], self._polygons[places])
        close = distances <= reach
        return rows[close], places[close], distances[close]


def point_array(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Shapely points of finite coordinates, objects, shape ``(n,)``."""
    if MODERN:
        return shapely.points(x, y)
    result = np.empty(len(x), dtype=object)
    for row, (a, b) in enumerate(zip(x, y)):
        result[row] = Point(a, b)
    return result


def _distances(points: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    if MODERN:
        return shapely.distance(points, polygons)
    return np.array([point.distance(polygon) for point, polygon in zip(points, polygons)], dtype=float)
