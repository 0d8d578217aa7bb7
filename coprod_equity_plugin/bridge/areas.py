"""Areas on the ellipsoid, in square metres, whatever the layer's coordinate system."""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsDistanceArea,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsProcessingContext,
    QgsUnitTypes,
)

from ..core.progress import Progress

_CHECK_EVERY = 512


def ellipsoidal_areas(
    source: QgsFeatureSource, context: QgsProcessingContext, progress: Progress | None = None
) -> np.ndarray:
    """Area of each feature in the source's order.

    Parameters
    ----------
    source
        Polygons with a valid CRS.
    context
        Gives the coordinate transforms.
    progress
        Asked for cancel.

    Returns
    -------
    numpy.ndarray
        Square metres, shape ``(n,)``; NaN where a feature has no geometry.
    """
    progress = progress or Progress()
    measure = QgsDistanceArea()
    measure.setSourceCrs(source.sourceCrs(), context.transformContext())
    measure.setEllipsoid(source.sourceCrs().ellipsoidAcronym() or "EPSG:7030")
    unit = QgsUnitTypes.AreaUnit.AreaSquareMeters
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes([])
    areas = []
    for count, feature in enumerate(source.getFeatures(request)):
        if count % _CHECK_EVERY == 0:
            progress.check()
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            areas.append(np.nan)
        else:
            areas.append(measure.convertAreaMeasurement(measure.measureArea(geometry), unit))
    return np.array(areas, float)
