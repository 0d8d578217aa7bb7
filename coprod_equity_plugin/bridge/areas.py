"""Area layers: their fields by name, and areas on the ellipsoid whatever the coordinate system."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsDistanceArea,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsProcessingContext,
    QgsProcessingException,
    QgsUnitTypes,
)

from ..core.progress import Progress
from .frames import features_of
from .lazy import np

_CHECK_EVERY = 512
_ID_FIELDS = ("block_group", "geoid", "geoid10", "geoid20", "area_id", "geo_id", "district")


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
    for count, feature in enumerate(features_of(source, request)):
        if count % _CHECK_EVERY == 0:
            progress.check()
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            areas.append(np.nan)
        else:
            areas.append(measure.convertAreaMeasurement(measure.measureArea(geometry), unit))
    return np.array(areas, float)


def find_field(source: QgsFeatureSource, names: Sequence[str]) -> str:
    """The source's own spelling of the first of the names that it has, whatever the case; empty if it has none."""
    fields = {field.name().lower(): field.name() for field in source.fields()}
    return next((fields[name.lower()] for name in names if name.lower() in fields), "")


def id_field(source: QgsFeatureSource, households_field: str) -> str:
    """The field of an area layer that holds its ids: named as the households' field, or as usual."""
    found = find_field(source, (households_field, *_ID_FIELDS))
    if not found:
        names = ", ".join(field.name() for field in source.fields())
        raise QgsProcessingException(
            f"{source.sourceName()}: no field looks like the areas' id. Choose it ('Id of the area', AREA_FIELD) "
            f"among: {names}."
        )
    return found
