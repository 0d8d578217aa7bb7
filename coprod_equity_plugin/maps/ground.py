"""What is drawn in a map's frame, and in which coordinates."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..bridge.crs import utm_zone
from . import symbols
from .classes import CIRCLE_WITHHELD, CIRCLES
from .hatch import hatch_layers, keep_rules, strip_patterns
from .measures import Measure


def map_crs(layer: QgsVectorLayer) -> QgsCoordinateReferenceSystem:
    """The layer's own CRS if it is made for measuring, else the UTM zone at its middle."""
    crs = layer.crs()
    if not crs.isGeographic() and crs.authid() not in ("EPSG:3857", "EPSG:900913"):
        return crs
    return utm_zone(layer.extent().center(), crs, QgsProject.instance().transformContext())


def shapes_in(layer: QgsVectorLayer, crs: QgsCoordinateReferenceSystem) -> dict[int, QgsGeometry]:
    """Geometries in the map's CRS, by the place of their feature in the layer."""
    transform = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance().transformContext())
    shapes = {}
    for place, feature in enumerate(layer.getFeatures(QgsFeatureRequest().setNoAttributes())):
        shape = feature.geometry()
        if not shape.isEmpty():
            shape.transform(transform)
            shapes[place] = shape if shape.isGeosValid() else shape.makeValid()
    return shapes


def sheet_layers(
    project: QgsProject,
    layer: QgsVectorLayer,
    measure: Measure | None,
    shapes: dict[int, QgsGeometry],
    keys: list[set[str]],
    crs: QgsCoordinateReferenceSystem,
    units_per_mm: float,
) -> list[QgsVectorLayer]:
    """What the map draws, top first: circles, hatches, areas, the study area below them.

    ``layer`` and ``project`` are the sheet's own: the layer's rules are taken apart, the new layers added.
    """
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return [layer]
    made = [_study_area(QgsGeometry.unaryUnion(list(shapes.values())), crs)]
    above = []
    if measure is not None:
        hatched = [(key, shape) for place, shape in shapes.items() for key in keys[place] & symbols.HATCHES.keys()]
        above = hatch_layers(hatched, crs, units_per_mm)
        if measure.circle_column:
            circles = layer.clone()
            keep_rules(circles.renderer(), lambda key: key in (CIRCLES, CIRCLE_WITHHELD))
            keep_rules(layer.renderer(), lambda key: key not in (CIRCLES, CIRCLE_WITHHELD))
            above.insert(0, circles)
        strip_patterns(layer.renderer())
    for extra in (*made, *above):
        project.addMapLayer(extra)
    return [*above, layer, *made]


def _study_area(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    made = QgsVectorLayer("MultiPolygon", "study area", "memory")
    made.setCrs(crs)
    feature = QgsFeature()
    shape.convertToMultiType()
    feature.setGeometry(shape)
    made.dataProvider().addFeature(feature)
    made.updateExtents()
    made.setRenderer(QgsSingleSymbolRenderer(symbols.ground()))
    return made
