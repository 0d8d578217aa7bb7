"""What helps a reader find their way: place names, water, main roads, the study's boundary.

All of it is the user's and all of it is optional. Water lies below the areas. Main roads would vanish there, since the
areas leave no gap: they are a muted line over the fills and below every hatch, circle and name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsLineSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor

from ..core.errors import InputError, PrivacyError, Problem
from .privacy import household_columns, said_of
from .type import line_height, text_format, width

WATER, WATER_EDGE, ROAD = "#dfe8ec", "#c3d0d6", "#6f6f6f"
PLACE_INK, PLACE_SIZE = "#262626", 8.5
MOST_PLACES = 20
HALO, GAP = 0.7, 0.8  # mm: round a name, and between it and whatever else
_GEOMETRIES = QgsWkbTypes.GeometryType


@dataclass(frozen=True)
class Context:
    """The user's layers for finding one's way; ``None`` where there is none."""

    places: QgsVectorLayer | None = None
    place_field: str = ""
    water: QgsVectorLayer | None = None
    roads: QgsVectorLayer | None = None
    boundary: QgsVectorLayer | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader is told of them."""
        kinds = [
            "pale blue-grey: water" if self.water else "",
            "thin grey lines: main roads" if self.roads else "",
        ]
        told = "; ".join(kind for kind in kinds if kind)
        return (f"{told[0].upper()}{told[1:]}.",) if told else ()


@dataclass(frozen=True)
class Place:
    """A name and where its middle stands."""

    name: str
    point: QgsPointXY


def check_context(context: Context, *, confidential: bool) -> None:
    """Refuse context that cannot be drawn, and context that would show households.

    Raises
    ------
    InputError
        With every layer of the wrong kind, without a coordinate system, or without the field of names.
    PrivacyError
        If one has a row per household.
    """
    problems = []
    lines, areas, points = _GEOMETRIES.LineGeometry, _GEOMETRIES.PolygonGeometry, _GEOMETRIES.PointGeometry
    for name, layer, kinds, wanted in (
        ("PLACES", context.places, (points, areas), "points or areas"),
        ("WATER", context.water, (areas, lines), "areas or lines"),
        ("ROADS", context.roads, (lines,), "lines"),
        ("BOUNDARY", context.boundary, (areas,), "areas"),
    ):
        if layer is None:
            continue
        if layer.geometryType() not in kinds:
            problems.append(Problem(f"has no {wanted}", f"Choose a layer of {wanted}", layer.name(), name))
        if not layer.crs().isValid():
            problems.append(Problem("has no coordinate system", "Set it in the layer's properties", layer.name(), name))
        marks = household_columns(layer)
        if marks and not confidential:
            raise PrivacyError(
                f"{said_of(layer, marks)} and cannot stand on a map for publication. Choose another layer for {name}."
            )
    if context.places is not None and context.places.fields().lookupField(context.place_field) < 0:
        problems.append(
            Problem(
                f"there is no such field: '{context.place_field}'",
                "Choose the field that holds the names",
                context.places.name(),
                "PLACE_FIELD",
            )
        )
    if problems:
        raise InputError(problems)


def read_shapes(
    layer: QgsVectorLayer, crs: QgsCoordinateReferenceSystem, name_field: str = ""
) -> list[tuple[str, QgsGeometry]]:
    """Geometries in the map's CRS with their names; empty and nameless ones left out if names are asked for."""
    transform = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance().transformContext())
    place = layer.fields().lookupField(name_field) if name_field else -1
    request = QgsFeatureRequest() if name_field else QgsFeatureRequest().setNoAttributes()
    shapes = []
    for feature in layer.getFeatures(request):
        shape = feature.geometry()
        value = feature.attributes()[place] if place >= 0 else ""
        name = "" if value is None else str(value).strip()
        if shape.isEmpty() or (name_field and name in ("", "NULL")):
            continue
        shape.transform(transform)
        shapes.append((name, shape if shape.isGeosValid() else shape.makeValid()))
    return shapes


def place_names(
    wanted: Iterable[tuple[str, QgsGeometry]],
    occupied: Sequence[QgsRectangle],
    visible: QgsRectangle,
    units_per_mm: float,
    within: QgsGeometry | None = None,
) -> list[Place]:
    """Where names can stand without touching each other, a symbol, or the frame; those without room are left out.

    Parameters
    ----------
    wanted
        Names with their points or areas in the map's coordinates, those that matter most first; of areas the largest
        go first.
    occupied
        Boxes of symbols that no name may cover.
    visible
        What the frame shows.
    units_per_mm
        Map units per millimetre on paper.
    within
        The district that no name may leave, if there is one.

    Returns
    -------
    list of Place
        At most :data:`MOST_PLACES`.
    """
    ordered = sorted(wanted, key=lambda item: -item[1].area())  # stable: points keep their order
    taken = list(occupied)
    high = (line_height(PLACE_SIZE) + 2 * GAP) * units_per_mm
    placed: list[Place] = []
    for name, shape in ordered:
        if len(placed) == MOST_PLACES:
            break
        inside = shape.intersection(QgsGeometry.fromRect(visible))
        anchor = (inside if shape.area() else shape).pointOnSurface()
        if inside.isEmpty() or anchor.isEmpty() or any(item.name == name for item in placed):
            continue
        wide = (width(name, PLACE_SIZE) + 2 * GAP) * units_per_mm
        for right, up in ((0, 0), (0, 1), (0, -1), (0.5, 0), (-0.5, 0), (0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1)):
            middle = QgsPointXY(anchor.asPoint().x() + right * wide, anchor.asPoint().y() + 1.01 * up * high)
            box = QgsRectangle(
                middle.x() - wide / 2, middle.y() - high / 2, middle.x() + wide / 2, middle.y() + high / 2
            )
            if not visible.contains(box) or any(box.intersects(other) for other in taken):
                continue
            if within is None or within.contains(QgsGeometry.fromRect(box)):
                taken.append(box)
                placed.append(Place(name, middle))
                break
    return placed


def names_layer(places: Sequence[Place], crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    """A layer that draws nothing but haloed names, each with its middle on its point."""
    layer = QgsVectorLayer("Point?field=name:string", "place names", "memory")
    layer.setCrs(crs)
    features = []
    for place in places:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([place.name])
        feature.setGeometry(QgsGeometry.fromPointXY(place.point))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    layer.setRenderer(QgsNullSymbolRenderer())
    form = text_format(PLACE_SIZE, PLACE_INK)
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(HALO)
    halo.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    halo.setColor(QColor("#ffffff"))
    halo.setOpacity(0.85)
    form.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.placement = QgsPalLayerSettings.Placement.OverPoint  # its middle, as the default quadrant says
    _draw_all(settings)
    settings.setFormat(form)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
    return layer


def _draw_all(settings: QgsPalLayerSettings) -> None:
    """Leave none out: their places are free already."""
    handling = getattr(Qgis, "LabelOverlapHandling", None)  # QGIS 3.26
    if handling is not None:
        settings.placementSettings().setOverlapHandling(handling.AllowOverlapAtNoCost)
    else:
        settings.displayAll = True


def water_layer(water: QgsVectorLayer) -> QgsVectorLayer:
    """A copy of the user's water in the look of the house."""
    return _muted(water, WATER, WATER_EDGE, "0.1", "0.4")


def roads_layer(roads: QgsVectorLayer) -> QgsVectorLayer:
    """A copy of the user's roads in the look of the house."""
    copy = _muted(roads, ROAD, ROAD, "0", "0.3")
    copy.renderer().symbol().setOpacity(0.55)
    return copy


def outline_layer(
    shapes: Sequence[QgsGeometry], crs: QgsCoordinateReferenceSystem, colour: str, width_mm: str = "0.4"
) -> QgsVectorLayer:
    """The outline of shapes as a line over the areas."""
    look = {"style": "no", "outline_color": colour, "outline_width": width_mm, "joinstyle": "round"}
    return polygon_layer(shapes, crs, QgsFillSymbol.createSimple(look))


def polygon_layer(
    shapes: Sequence[QgsGeometry], crs: QgsCoordinateReferenceSystem, symbol: QgsFillSymbol
) -> QgsVectorLayer:
    """A layer of shapes in one look."""
    layer = QgsVectorLayer("MultiPolygon", "shapes", "memory")
    layer.setCrs(crs)
    features = []
    for shape in shapes:
        feature = QgsFeature()
        whole = QgsGeometry(shape)
        whole.convertToMultiType()
        feature.setGeometry(whole)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def _muted(layer: QgsVectorLayer, colour: str, edge: str, edge_width: str, line_width: str) -> QgsVectorLayer:
    copy = layer.clone()
    copy.setLabelsEnabled(False)
    copy.setScaleBasedVisibility(False)
    if layer.geometryType() == _GEOMETRIES.PolygonGeometry:
        look = {"color": colour, "outline_color": edge, "outline_width": edge_width, "joinstyle": "round"}
        symbol = QgsFillSymbol.createSimple(look)
    else:
        symbol = QgsLineSymbol.createSimple(
            {"color": colour, "width": line_width, "joinstyle": "round", "capstyle": "round"}
        )
    copy.setRenderer(QgsSingleSymbolRenderer(symbol))
    return copy
