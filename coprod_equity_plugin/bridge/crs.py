"""Coordinate systems: one in metres for everything that measures."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
)

from .frames import features_of

_WGS84 = "EPSG:4326"
_NAD83 = "EPSG:4269"
_NAD83_ZONES = 23  # EPSG defines NAD 83 / UTM for North America's zones only
_ENOUGH = 1_000  # places to look at for the middle of a layer


def require_crs(source: QgsFeatureSource, what: str) -> QgsCoordinateReferenceSystem:
    """The source's CRS, or an error that says how to give it one."""
    crs = source.sourceCrs()
    if not crs.isValid():
        raise QgsProcessingException(
            f"{what} ({source.sourceName()}) has no coordinate system, so it cannot be placed beside the other layers. "
            "Set it in the layer's properties, or with the algorithm 'Assign projection', and run again."
        )
    return crs


def metric_crs(source: QgsFeatureSource, context: QgsProcessingContext) -> QgsCoordinateReferenceSystem:
    """The UTM zone (metres) at the middle of a source's extent.

    Within one city its scale error is below 0.1 %, which no distance here can resolve; projected systems in feet or
    degrees, and Web Mercator, would all be wrong in metres.
    """
    return utm_zone(_middle(source), source.sourceCrs(), context.transformContext())


def _middle(source: QgsFeatureSource) -> QgsPointXY:
    """The median of the features' places: one that lies astray, as at 0, 0, does not move it."""
    from statistics import median  # which takes longer to import than the rest of this file

    request = QgsFeatureRequest()
    request.setSubsetOfAttributes([])
    middles = []
    for feature in features_of(source, request):
        if not feature.geometry().isNull() and not feature.geometry().isEmpty():
            middles.append(feature.geometry().boundingBox().center())
            if len(middles) == _ENOUGH:
                break
    if not middles:
        raise QgsProcessingException(
            f"{source.sourceName()} has no geometry. Choose a layer with features, and take away a filter that hides "
            "them."
        )
    return QgsPointXY(median(point.x() for point in middles), median(point.y() for point in middles))


def utm_zone(
    point: QgsPointXY, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext
) -> QgsCoordinateReferenceSystem:
    """The UTM zone that a point lies in, on the datum of its own system if that is NAD 83, else on WGS 84.

    The census's and the counties' layers are on NAD 83; on their own datum no metre is lost, and the desktop does not
    ask which of its many transformations to take.
    """
    place = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(_WGS84), transforms).transform(point)
    zone = min(max(int((place.x() + 180) // 6) + 1, 1), 60)
    if crs.geographicCrsAuthId() == _NAD83 and place.y() >= 0 and zone <= _NAD83_ZONES:
        return QgsCoordinateReferenceSystem(f"EPSG:{26900 + zone}")
    return QgsCoordinateReferenceSystem(f"EPSG:{32600 + zone if place.y() >= 0 else 32700 + zone}")
