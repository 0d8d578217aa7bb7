"""Coordinates between coordinate systems."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProcessingContext,
)

from ..core.progress import Progress
from .lazy import np

_CHECK_EVERY = 4096


def transform_points(
    x: np.ndarray,
    y: np.ndarray,
    source: QgsCoordinateReferenceSystem,
    target: QgsCoordinateReferenceSystem,
    context: QgsProcessingContext,
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Points from one system to another; NaN where there was none or the target cannot hold it; shape ``(n,)`` each."""
    progress = progress or Progress()
    transform = QgsCoordinateTransform(source, target, context.transformContext())
    new_x, new_y = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for count, row in enumerate(np.flatnonzero(np.isfinite(x) & np.isfinite(y))):
        if count % _CHECK_EVERY == 0:
            progress.check()
        try:
            point = transform.transform(QgsPointXY(x[row], y[row]))
        except QgsCsException:
            continue
        new_x[row], new_y[row] = point.x(), point.y()
    return new_x, new_y


def transform_shapes(
    shapes: np.ndarray,
    source: QgsCoordinateReferenceSystem,
    target: QgsCoordinateReferenceSystem,
    context: QgsProcessingContext,
    progress: Progress | None = None,
) -> np.ndarray:
    """Shapely points from one system to another, ``None`` where there is none; objects, shape ``(n,)``."""
    from shapely.geometry import Point

    has = np.array([shape is not None for shape in shapes], dtype=bool)
    x = np.array([shape.x if shape is not None else np.nan for shape in shapes], dtype=float)
    y = np.array([shape.y if shape is not None else np.nan for shape in shapes], dtype=float)
    new_x, new_y = transform_points(x, y, source, target, context, progress)
    result = np.full(len(shapes), None, dtype=object)
    for row in np.flatnonzero(has & np.isfinite(new_x) & np.isfinite(new_y)):
        result[row] = Point(new_x[row], new_y[row])
    return result
