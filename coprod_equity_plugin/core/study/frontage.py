"""Which home a pin in the street stands before, where the next one along the street is about as near.

The distance across the street says nothing about neighbours on the same side: it is the same for both. What tells them
apart is the place along the street, so the middles of their frontages are compared there.
"""

from __future__ import annotations

import numpy as np
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from ..progress import Progress
from .locating import MODERN, PolygonIndex, point_array

SAME_SIDE = 0.5  # cosine: seen from the pin, the rival's edge lies within 60 degrees of the home's
# Along the street the middle of the rival's frontage has to be this many times farther than that of the home's own:
# among lots of one width the pin then stands before the middle half of its home.
MIDDLE_RATIO = 3.0
DEPTH = 1.0  # metres behind the nearest edge at which frontages are measured: lots' sides may run askew behind it
_CHECK_EVERY = 4_096


def stands_before(
    x: np.ndarray,
    y: np.ndarray,
    nearest: np.ndarray,
    distance: np.ndarray,
    polygons: np.ndarray,
    owner: np.ndarray,
    eligible: np.ndarray,
    clear_ratio: float,
    progress: Progress | None = None,
) -> np.ndarray:
    """Whether each pin stands squarely before its nearest parcel, all that are about as near being its neighbours.

    Parameters
    ----------
    x, y
        Pins outside every parcel, metres, shape ``(n,)``.
    nearest, distance
        The nearest parcel of each and the metres to it (above 0), shape ``(n,)``.
    polygons, owner, eligible
        As :func:`~coprod_equity_plugin.core.study.locating.locate` takes them.
    clear_ratio
        Parcels nearer than this many times the distance are rivals.
    progress
        Asked for cancel.

    Returns
    -------
    numpy.ndarray
        Bool, shape ``(n,)``. False if a rival lies across the street or around a corner, or if the middle of its
        frontage is less than :data:`MIDDLE_RATIO` times as far along the street as that of the nearest parcel.
    """
    progress = progress or Progress()
    usable = np.flatnonzero(owner >= 0)
    if not len(x) or not len(usable):
        return np.zeros(len(x), dtype=bool)
    polygons, owner = polygons[usable], owner[usable]
    rows, places, metres = PolygonIndex(polygons).near(x, y, clear_ratio * float(distance.max()))
    own = owner[places] == nearest[rows]
    close = np.where(own, metres <= distance[rows], (metres < clear_ratio * distance[rows]) & eligible[owner[places]])
    rows, places, own = rows[close], places[close], own[close]
    pins = np.stack([x[rows], y[rows]], axis=1)
    ahead = _nearest_points(pins, polygons[places]) - pins
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    direction = np.zeros((len(x), 2))
    direction[rows[own]] = ahead[own]
    beside = (ahead * direction[rows]).sum(axis=1) >= SAME_SIDE
    along = np.full(len(rows), np.nan)
    for count, pair in enumerate(np.flatnonzero(beside)):
        if count % _CHECK_EVERY == 0:
            progress.check()
        row = rows[pair]
        reach = 10 * clear_ratio * distance[row]
        along[pair] = _middle_along(pins[pair], direction[row], distance[row] + DEPTH, reach, polygons[places[pair]])
    offset = np.full(len(x), np.nan)
    offset[rows[own]] = along[own]
    clear = own | (along >= MIDDLE_RATIO * offset[rows])  # what could not be measured is not clear
    result = np.isfinite(offset)
    result[rows[~clear]] = False
    return result


def _middle_along(pin, direction, depth: float, reach: float, polygon: BaseGeometry) -> float:
    """Metres along the street from a pin to the middle of a parcel's frontage, NaN if it has none in reach."""
    across = np.array([-direction[1], direction[0]])
    centre = pin + depth * direction
    line = LineString([centre - reach * across, centre + reach * across])
    cut = line.intersection(polygon)
    nearest, middle = np.inf, np.nan
    for part in getattr(cut, "geoms", [cut]):
        if part.geom_type != "LineString" or part.is_empty:
            continue
        ends = (np.array(part.coords) - centre) @ across
        low, high = ends.min(), ends.max()
        away = max(low, -high, 0.0)
        if away < nearest:
            nearest, middle = away, abs(low + high) / 2
    return float(middle)


def _nearest_points(pins: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    """The point of each polygon that is nearest to its pin, shape ``(n, 2)``."""
    points = point_array(pins[:, 0], pins[:, 1])
    if MODERN:
        import shapely

        return shapely.get_coordinates(shapely.shortest_line(points, polygons)).reshape(-1, 2, 2)[:, 1]
    from shapely.ops import nearest_points

    found = [nearest_points(point, polygon)[1] for point, polygon in zip(points, polygons)]
    return np.array([(point.x, point.y) for point in found], dtype=float).reshape(-1, 2)
