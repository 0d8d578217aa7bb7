"""Which block group parcels and requests lie in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from .. import columns
from ..progress import Progress
from .locating import clean_polygons, locate, mend


def inner_points(shapes: Sequence[BaseGeometry | None]) -> np.ndarray:
    """A point inside each shape (a centroid may fall outside a parcel bent around a corner).

    Returns
    -------
    numpy.ndarray
        Points, shape ``(n,)``; ``None`` for an absent or empty shape.
    """
    points = np.full(len(shapes), None, dtype=object)
    for row, shape in enumerate(shapes):
        if shape is not None and not shape.is_empty and np.isfinite(shape.bounds).all():
            points[row] = mend(shape).representative_point()
    return points


def usable_polygons(polygons: Sequence[BaseGeometry | None], what: str, progress: Progress) -> np.ndarray:
    """The polygons, invalid ones mended, ``None`` for what is none; both are said. Shape ``(n,)``."""
    cleaned, kept = clean_polygons(polygons, progress, what)
    usable = np.full(len(polygons), None, dtype=object)
    usable[kept] = cleaned
    return usable


def polygon_of(
    points: Sequence[BaseGeometry | None], polygons: Sequence[BaseGeometry | None], progress: Progress | None = None
) -> np.ndarray:
    """The polygon that each point lies in.

    A point on the border of two polygons belongs to the one that comes first.

    Parameters
    ----------
    points, polygons
        In the same coordinate system; ``None`` where there is none.
    progress
        Asked for cancel.

    Returns
    -------
    numpy.ndarray
        Row of the polygon, shape ``(n,)``; -1 where a point lies in none.
    """
    found = np.full(len(points), -1)
    shapes, known = clean_polygons(polygons)
    placed = np.flatnonzero([point is not None and not point.is_empty for point in points])
    if len(known) and len(placed):
        x, y = (np.array([getattr(points[row], axis) for row in placed]) for axis in ("x", "y"))
        every = np.ones(len(known), dtype=bool)
        within = locate(x, y, shapes, np.arange(len(known)), every, 0.0, progress).within
        found[placed] = np.where(within >= 0, known[within], -1)
    return found


def take(values: Sequence, rows: np.ndarray) -> np.ndarray:
    """Values at row numbers as objects, shape of ``rows``; ``None`` where the row number is negative."""
    taken = np.full(len(rows), None, dtype=object)
    found = rows >= 0
    taken[found] = np.asarray(values, dtype=object)[rows[found]]
    return taken


def site_parcels(parcel_ids: Sequence[str | None], located: np.ndarray, groups: Sequence[str]) -> pd.DataFrame:
    """The parcels with their block groups, one row per parcel id.

    Parameters
    ----------
    parcel_ids
        Shape ``(n,)``; an id that comes again (parts of one parcel) keeps its first row, an empty one is left out.
    located
        Row of each parcel's block group in ``groups``, -1 for none; shape ``(n,)``.
    groups
        Block group ids.

    Returns
    -------
    pandas.DataFrame
        ``parcel_id``, ``block_group``; its index is the row in the layer.
    """
    # As objects: pandas 3 would else make text of them, whose missing value is NaN instead of None.
    located_in = pd.Series(take(groups, located), dtype=object)
    frame = pd.DataFrame({columns.PARCEL_ID: parcel_ids, columns.BLOCK_GROUP: located_in})
    return frame[frame[columns.PARCEL_ID].notna() & ~frame[columns.PARCEL_ID].duplicated()]


def site_requests(
    requests: pd.DataFrame, located: np.ndarray, groups: Sequence[str], parcels: pd.DataFrame
) -> pd.DataFrame:
    """The requests with their block groups: their parcel's where they have one, else where their pin lies."""
    by_pin = take(groups, located)
    if columns.PARCEL_ID not in requests:
        return requests.assign(**{columns.BLOCK_GROUP: pd.Series(by_pin, requests.index, dtype=object)})
    by_parcel = requests[columns.PARCEL_ID].map(parcels.set_index(columns.PARCEL_ID)[columns.BLOCK_GROUP])
    block_group = np.where(by_parcel.notna(), by_parcel, by_pin)
    return requests.assign(**{columns.BLOCK_GROUP: pd.Series(block_group, requests.index, dtype=object)})


def report_outside(points: Sequence[BaseGeometry | None], located: np.ndarray, what: str, progress: Progress) -> None:
    """Say how many points lie in no block group, and how many of the rows have no point."""
    placed = np.array([point is not None and not point.is_empty for point in points], dtype=bool)
    outside, nowhere = int((placed & (located < 0)).sum()), int((~placed).sum())
    if outside:
        progress.warning(f"{outside:,} of {len(placed):,} {what} lie outside every block group.")
    if nowhere:
        progress.info(f"{nowhere:,} of {len(placed):,} {what} have no position.")
