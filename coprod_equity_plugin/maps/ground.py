"""What is drawn in a map's frame, and in which coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..bridge.crs import utm_zone
from . import symbols
from .atlas import District, focus_layers
from .classes import CIRCLE_WITHHELD, CIRCLES, UNCLEAR
from .context import Context, names_layer, outline_layer, place_names, polygon_layer, roads_layer, water_layer
from .hatch import hatch_layers, keep_rules, strip_patterns
from .measures import Measure

_SLACK = 0.4  # mm: QGIS finds the middle of an area on the page, we on the ground
_POINT = 3.0


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


def symbol_boxes(
    shapes: dict[int, QgsGeometry],
    keys: list[set[str]],
    counts: Sequence[float],
    largest: float,
    circle_mm: float,
    units_per_mm: float,
) -> list[QgsRectangle]:
    """Where circles and rings stand, or the points of a layer styled by hand, in the map's coordinates."""
    boxes = []
    for place, shape in shapes.items():
        if shape.type() == QgsWkbTypes.GeometryType.PointGeometry:
            across = _POINT
        elif CIRCLES in keys[place]:
            across = symbols.circle_diameter(counts[place], largest, circle_mm)
        elif CIRCLE_WITHHELD in keys[place]:
            across = symbols.RING
        else:
            continue
        half = (across / 2 + _SLACK) * units_per_mm
        middle = shape.pointOnSurface().boundingBox().center()
        boxes.append(QgsRectangle(middle.x() - half, middle.y() - half, middle.x() + half, middle.y() + half))
    return boxes


@dataclass(frozen=True)
class Ground:
    """What a sheet draws, whatever its scale: the styled layer, its shapes, and the user's context.

    ``counts``, ``largest`` and ``circle_mm`` size the circles, if the measure has any; ``names`` and ``boundary`` are
    the context's in ``crs``, read once; ``hatches`` are the legend's.
    """

    project: QgsProject
    layer: QgsVectorLayer
    measure: Measure | None
    shapes: dict[int, QgsGeometry]
    keys: list[set[str]]
    crs: QgsCoordinateReferenceSystem
    context: Context = field(default_factory=Context)
    names: tuple[tuple[str, QgsGeometry], ...] = ()
    boundary: QgsGeometry | None = None
    counts: Sequence[float] = ()
    largest: float = 0.0
    circle_mm: float = 0.0
    hatches: Mapping[str, Sequence[symbols.Hatch]] = field(default_factory=dict)
    district: District | None = None

    @property
    def extent(self) -> QgsRectangle:
        """The box of what the sheet is about: the page's district, or the study area."""
        return self.study_box if self.district is None else self.district.shape.boundingBox()

    @property
    def study_box(self) -> QgsRectangle:
        """The study area's box."""
        extent = QgsRectangle() if self.boundary is None else self.boundary.boundingBox()
        for shape in self.shapes.values():
            extent.combineExtentWith(shape.boundingBox())
        return extent

    @cached_property
    def study_area(self) -> QgsGeometry:
        """The boundary that was given, or all areas in one."""
        if self.boundary is not None:
            return self.boundary
        return QgsGeometry.unaryUnion(list(self.shapes.values()))

    def layers(self, units_per_mm: float, visible: QgsRectangle) -> list[QgsVectorLayer]:
        """What the map draws, top first: names, circles, hatches, roads, areas, water, the study area below them all.

        Each call adds copies to the project: the rules of the layer are taken apart, and hatches have their scale.
        """
        made: list[QgsVectorLayer] = []
        if self.names:
            boxes = symbol_boxes(self.shapes, self.keys, self.counts, self.largest, self.circle_mm, units_per_mm)
            within = None if self.district is None else self.district.shape
            placed = place_names(self.names, boxes, visible, units_per_mm, within)
            made.append(names_layer(placed, self.crs))
        if self.district is not None:
            made += focus_layers(self.district, visible, self.crs)
        layer = self.layer.clone()
        polygons = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
        if polygons and self.measure is not None:
            if self.measure.circle_column:
                circles = layer.clone()
                keep_rules(circles.renderer(), lambda key: key in (CIRCLES, CIRCLE_WITHHELD))
                keep_rules(layer.renderer(), lambda key: key not in (CIRCLES, CIRCLE_WITHHELD))
                made.append(circles)
            hatched = [
                (key, shape)
                for place, shape in self.shapes.items()
                if shape.boundingBox().intersects(visible)
                for key in self.keys[place] & self.hatches.keys()
                if UNCLEAR not in self.keys[place] or key in symbols.HATCHES  # its direction means nothing
            ]
            made += hatch_layers(hatched, self.hatches, self.crs, units_per_mm)
            strip_patterns(layer.renderer(), self.hatches.keys())
        roads = [roads_layer(self.context.roads)] if self.context.roads else []
        outline = [outline_layer([self.boundary], self.crs, symbols.BOUNDARY)] if self.boundary is not None else []
        made += [*outline, *roads, layer] if polygons else [layer, *outline, *roads]
        if self.context.water:
            made.append(water_layer(self.context.water))
        if polygons or self.boundary is not None:
            look = symbols.ground() if self.boundary is None else symbols.filled("#ffffff", width="0")
            made.append(polygon_layer([self.study_area], self.crs, look))
        for item in made:
            self.project.addMapLayer(item)
        return made
