"""Which home a pin in the street stands before, where the next one along the street is about as near.

The distance across the street says nothing about neighbours on the same side: it is the same for both. What tells them
apart is the place along the street.
"""

from __future__ import annotations

import numpy as np
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from ..progress import Progress
from .locating import MODERN, PolygonIndex, point_array

SAME_SIDE = 0.5  # cosine: seen from the pin, the rival's edge lies within 60 degrees of the home's
# The pin has to stand before the middle half of its home's frontage, and so many metres from either end.
MIDDLE, MARGIN = 0.25, 2.0
DEPTH = 1.0  # metres behind the nearest edge at which the frontage is measured: lots' sides may run askew behind it
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
        Bool, shape ``(n,)``. False if a rival lies across the street or around a corner, or if the pin is not before
        the middle of the nearest parcel's frontage.
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
    result = np.ones(len(x), dtype=bool)
    result[rows[(ahead * direction[rows]).sum(axis=1) < SAME_SIDE]] = False
    for count, pair in enumerate(np.flatnonzero(own & result[rows])):
        if count % _CHECK_EVERY == 0:
            progress.check()
        row = rows[pair]
        width, margin = _frontage(pins[pair], ahead[pair], distance[row] + DEPTH, polygons[places[pair]])
        result[row] = margin >= max(MIDDLE * width, MARGIN)
    return result


def _frontage(pin, direction, depth: float, polygon: BaseGeometry) -> tuple[float, float]:
    """Metres that a parcel is wide before a pin, and from there to its nearer end; 0 and 0 beside it."""
    across = np.array([-direction[1], direction[0]])
    centre = pin + depth * direction
    west, south, east, north = polygon.bounds
    reach = 2 * depth + (east - west) + (north - south)  # beyond the parcel to either side
    cut = LineString([centre - reach * across, centre + reach * across]).intersection(polygon)
    for part in getattr(cut, "geoms", [cut]):
        if part.geom_type == "LineString" and not part.is_empty:
            ends = (np.array(part.coords)[:, :2] - centre) @ across  # parcels may have heights
            if ends.min() <= 0 <= ends.max():
                return float(ends.max() - ends.min()), float(min(-ends.min(), ends.max()))
    return 0.0, 0.0


def _nearest_points(pins: np.ndarray, polygons: np.ndarray) -> np.ndarray:
    """The point of each polygon that is nearest to its pin, shape ``(n, 2)``."""
    points = point_array(pins[:, 0], pins[:, 1])
    if MODERN:
        import shapely

        return shapely.get_coordinates(shapely.shortest_line(points, polygons)).reshape(-1, 2, 2)[:, 1]
    from shapely.ops import nearest_points

    found = [nearest_points(point, polygon)[1] for point, polygon in zip(points, polygons)]
    return np.array([(point.x, point.y) for point in found], dtype=float).reshape(-1, 2)
