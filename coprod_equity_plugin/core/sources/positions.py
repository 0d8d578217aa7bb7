"""Positions of a source's rows, in degrees: from the layer's geometries or from its columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from .ids import numbers

LONGITUDE = "lon"
LATITUDE = "lat"
LONGITUDE_NAMES = ("long", "longitude", "lon", "lng")
LATITUDE_NAMES = ("lat", "latitude")
OUTSIDE_DEGREES = "longitude or latitude is outside the range of degrees"


def centres(shapes: Sequence[BaseGeometry | None]) -> tuple[np.ndarray, np.ndarray]:
    """A point for each geometry (itself, or its centroid), NaN where there is none; shape ``(n,)`` each."""
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    for row, shape in enumerate(shapes):
        if shape is not None and not shape.is_empty:
            middle = shape if shape.geom_type == "Point" else shape.centroid
            x[row], y[row] = middle.x, middle.y
    return x, y


def usable_degrees(longitude: Sequence, latitude: Sequence) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Longitudes and latitudes of which both are there and can be.

    Parameters
    ----------
    longitude, latitude
        As text or numbers, shape ``(n,)``.

    Returns
    -------
    lon, lat : numpy.ndarray
        Degrees, NaN where there is no position, shape ``(n,)``.
    odd : dict
        Rows whose position could not be used, by reason; 0, 0 is what portals write when they know none.
    """
    lon, lat = numbers(longitude), numbers(latitude)
    zero = (lon == 0) & (lat == 0)
    outside = ~zero & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    half = np.isnan(lon) ^ np.isnan(lat)
    nowhere = zero | outside | half
    lon, lat = np.where(nowhere, np.nan, lon), np.where(nowhere, np.nan, lat)
    counts = {
        "position is 0, 0": int(zero.sum()),
        OUTSIDE_DEGREES: int(outside.sum()),
        "longitude or latitude is missing": int(half.sum()),
    }
    return lon, lat, {reason: count for reason, count in counts.items() if count}
