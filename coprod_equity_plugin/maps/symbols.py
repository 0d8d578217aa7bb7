"""The looks of the house: one function per thing that a map can say about an area."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qgis.core import (
    QgsCentroidFillSymbolLayer,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPointPatternFillSymbolLayer,
    QgsProperty,
    QgsSimpleLineSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from .classes import SUPPRESSED, UNCLEAR, UNRELIABLE, MapClass

OUTLINE = "#ffffff"
OUTLINE_WIDTH = "0.2"
INK = "#1f1f1f"
QUIET_INK = "#595959"  # 7:1 on white
BOUNDARY = "#7a7a7a"
OUTSIDE = "#f0f0f0"
PALE_OUTLINE = "#b8b8b8"
CIRCLE_OPACITY = 0.85
RING = 1.8  # mm across, at most: a count that is withheld
LARGEST_CIRCLE, SMALLEST_ROOM = 9.0, 4.0  # mm across, for the largest count on the map
_PALE = 195  # of 255


def filled(colour: str, outline: str = OUTLINE, width: str = OUTLINE_WIDTH) -> QgsFillSymbol:
    """An area in one colour under the fine white outline."""
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": outline, "outline_width": width, "joinstyle": "round"}
    )


@dataclass(frozen=True)
class Hatch:
    """Parallel lines: their angle in degrees, distance and width in millimetres; ``dotted`` ones are rows of dots."""

    angle: float
    colour: str
    distance: float
    width: float
    dotted: bool = False


DOT, DOT_HALO = 0.4, 0.7  # mm across; the white rim keeps dots visible on dark classes
# by rule key
HATCHES: dict[str, tuple[Hatch, ...]] = {
    UNCLEAR: (Hatch(45, "#999999", 1.4, 0.1),),
    SUPPRESSED: (Hatch(45, "#909090", 1.6, 0.15), Hatch(135, "#909090", 1.6, 0.15)),
    UNRELIABLE: (Hatch(0, "#ffffff", 2.1, DOT_HALO, dotted=True), Hatch(0, QUIET_INK, 2.1, DOT, dotted=True)),
}


def class_hatch(item: MapClass) -> Hatch:
    """The lines of a lined class: pale on a dark class, dark on a pale one, always of its own hue.

    Purple and orange are equally dark at the same distance from none, so that neither looks larger than it is; on a
    grey copy the lines alone say which is which. On a map of two measures, upright lines mark the long waits.
    """
    shade = QColor(item.colour)
    towards, share = (QColor("#ffffff"), 0.6) if shade.lightness() < _PALE else (QColor("#2d004b"), 0.35)
    mixed = (round((1 - share) * old + share * new) for old, new in zip(shade.getRgb()[:3], towards.getRgb()[:3]))
    return Hatch(0 if item.across is None else 90, QColor(*mixed).name(), 1.8, 0.25)


def hatches_of(classes: Iterable[MapClass]) -> Mapping[str, tuple[Hatch, ...]]:
    """The hatches of a scale's map by rule key: of the lined classes, and of what is not a value."""
    return {**{item.key: (class_hatch(item),) for item in classes if item.lined}, **HATCHES}


def line_symbol(hatch: Hatch) -> QgsLineSymbol:
    """The line of a hatch; round dashes that are next to nothing long are dots, which PDF and SVG keep as strokes."""
    look = {"color": hatch.colour, "width": str(hatch.width), "capstyle": "round" if hatch.dotted else "flat"}
    if hatch.dotted:
        look |= {"use_custom_dash": "1", "customdash": f"0.01;{hatch.distance}", "customdash_unit": "MM"}
    return QgsLineSymbol.createSimple(look)


def _pattern(hatch: Hatch) -> QgsLinePatternFillSymbolLayer:
    pattern = QgsLinePatternFillSymbolLayer()
    pattern.setLineAngle(hatch.angle)
    pattern.setDistance(hatch.distance)
    pattern.setSubSymbol(line_symbol(hatch))
    return pattern


def lined(item: MapClass, outline: str) -> QgsFillSymbol:
    """A lined class."""
    symbol = filled(item.colour, outline)
    symbol.insertSymbolLayer(1, _pattern(class_hatch(item)))
    symbol.symbolLayer(0).setStrokeStyle(Qt.PenStyle.NoPen)
    symbol.appendSymbolLayer(QgsSimpleLineSymbolLayer(QColor(outline), float(OUTLINE_WIDTH)))
    return symbol


def unreliable() -> QgsFillSymbol:
    """Laid over a class: small dots."""
    dots = QgsPointPatternFillSymbolLayer()
    distance = HATCHES[UNRELIABLE][0].distance
    dots.setDistanceX(distance)
    dots.setDistanceY(distance)
    dots.setDisplacementX(distance / 2)
    dots.setSubSymbol(_round_marker(QUIET_INK, "#ffffff", (DOT_HALO - DOT) / 2, DOT))
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, dots)
    return symbol


def _outline(colour: str, width: float, style: str = "solid") -> QgsSimpleLineSymbolLayer:
    """An outline that is drawn after all fills, so that no neighbour covers half of it."""
    line = QgsSimpleLineSymbolLayer(QColor(colour), width)
    line.setPenStyle(Qt.PenStyle.DotLine if style == "dot" else Qt.PenStyle.SolidLine)
    line.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    line.setRenderingPass(1)
    return line


def half_strength() -> QgsFillSymbol:
    """Laid over a class, halves its strength (white at half opacity does) under a fine diagonal hatch."""
    symbol = QgsFillSymbol.createSimple({"color": "255,255,255,128", "outline_style": "no"})
    for hatch in HATCHES[UNCLEAR]:
        symbol.appendSymbolLayer(_pattern(hatch))
    symbol.appendSymbolLayer(_outline(PALE_OUTLINE, 0.15))  # white would vanish on the pale middle class
    return symbol


def suppressed() -> QgsFillSymbol:
    """Withheld: a mid-grey cross hatch."""
    symbol = QgsFillSymbol.createSimple({"color": "#f4f4f4", "outline_style": "no"})
    for hatch in HATCHES[SUPPRESSED]:
        symbol.appendSymbolLayer(_pattern(hatch))
    symbol.appendSymbolLayer(_outline("#909090", 0.15))
    return symbol


def no_data() -> QgsFillSymbol:
    """Nothing to show: white with a grey dotted outline."""
    symbol = QgsFillSymbol.createSimple({"color": "#ffffff", "outline_style": "no"})
    symbol.appendSymbolLayer(_outline("#7a7a7a", 0.25, "dot"))
    return symbol


def zero() -> QgsFillSymbol:
    """Exactly none: white in a light outline."""
    symbol = QgsFillSymbol.createSimple({"color": "#ffffff", "outline_style": "no"})
    symbol.appendSymbolLayer(_outline("#b5b5b5", 0.2))
    return symbol


def circle_room(layer: QgsVectorLayer) -> float:
    """How large the largest circle may be, in millimetres, so that circles do not hide a city of many small areas.

    A little more than the side of the middle area, as it comes out on a landscape sheet.
    """
    extent = layer.extent()
    squeeze = math.cos(math.radians(extent.center().y())) if layer.crs().isGeographic() else 1.0
    scale = min(180 / (extent.width() * squeeze), 160 / extent.height()) if not extent.isEmpty() else 1.0
    sizes = sorted(feature.geometry().area() for feature in layer.getFeatures(QgsFeatureRequest().setNoAttributes()))
    side = math.sqrt(sizes[len(sizes) // 2] * squeeze) * scale if sizes else LARGEST_CIRCLE
    return round(min(max(1.2 * side, SMALLEST_ROOM), LARGEST_CIRCLE), 1)


def circle_diameter(value: float, largest: float, room: float) -> float:
    """Diameter in millimetres of a count's circle: its area is in proportion to the count."""
    return room * (value / largest) ** 0.5 if largest > 0 else 0.0


def _round_marker(fill: str, outline: str, width: float, size: float) -> QgsMarkerSymbol:
    return QgsMarkerSymbol.createSimple(
        {"name": "circle", "color": fill, "outline_color": outline, "outline_width": str(width), "size": str(size)}
    )


def inside(marker: QgsMarkerSymbol) -> QgsFillSymbol:
    """A marker inside each area, drawn after all fills and outlines, or a neighbour would cut it."""
    centre = QgsCentroidFillSymbolLayer()
    centre.setPointOnSurface(True)
    centre.setPointOnAllParts(False)
    centre.setSubSymbol(marker)
    centre.setRenderingPass(2)
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, centre)
    return symbol


def circles(colour: str, column: str, largest: float | None, room: float) -> QgsFillSymbol:
    """Circles inside the areas, sized by a column: thin white outline, transparent enough that two show.

    ``largest`` is the count of the largest circle; ``None`` for the largest in whatever layer it is.
    """
    shade = QColor(colour)
    fill = f"{shade.red()},{shade.green()},{shade.blue()},{round(255 * CIRCLE_OPACITY)}"
    marker = _round_marker(fill, "#ffffff", 0.25, room / 3)
    most = f'maximum("{column}")' if largest is None else float(max(largest, 1))
    size = QgsProperty.fromExpression(f'{room} * sqrt("{column}" / {most})')
    scope = QgsSymbolLayer.Property
    marker.symbolLayer(0).setDataDefinedProperty(scope.Size if hasattr(scope, "Size") else scope.PropertySize, size)
    return inside(marker)


def withheld_circle(colour: str, room: float) -> QgsFillSymbol:
    """A small ring where a count is withheld: something is there, its size is not told."""
    return inside(_round_marker("#ffffff", colour, 0.3, min(RING, 0.4 * room)))


def ground() -> QgsFillSymbol:
    """The study area below its areas: white where they leave gaps, its boundary the outer half of a wide line.

    Below, because a circle at the edge is not to be crossed by the boundary.
    """
    return QgsFillSymbol.createSimple(
        {"color": "#ffffff", "outline_color": BOUNDARY, "outline_width": "0.8", "joinstyle": "round"}
    )


def plain(geometry: QgsWkbTypes.GeometryType) -> QgsSymbol:
    """The look of a layer that shows no measure: areas by their outline only, places as small pale dots."""
    if geometry == QgsWkbTypes.GeometryType.PolygonGeometry:
        return QgsFillSymbol.createSimple({"style": "no", "outline_color": "#6b6b6b", "outline_width": "0.25"})
    if geometry == QgsWkbTypes.GeometryType.PointGeometry:
        return _round_marker("#8a8a8a", "#ffffff", 0.1, 1.2)
    return QgsSymbol.defaultSymbol(geometry)
