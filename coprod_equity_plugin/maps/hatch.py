"""Hatches as real lines, for paper.

QGIS draws a line pattern as a small picture that is repeated: blurred in a PDF, and lost altogether in an SVG. On a
sheet the scale is known, so the lines themselves can be drawn; they also run on from one area to the next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsPointXY,
    QgsRuleBasedRenderer,
    QgsSimpleFillSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from .symbols import Hatch, line_symbol


def hatch_lines(shape: QgsGeometry, hatch: Hatch, units_per_mm: float) -> QgsGeometry:
    """The lines of a hatch inside a shape, in its coordinates; ``units_per_mm`` of those are a millimetre on paper."""
    box = shape.boundingBox()
    angle = math.radians(hatch.angle)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    step = hatch.distance * units_per_mm
    corners = [
        (x * across[0] + y * across[1], x * along[0] + y * along[1])
        for x in (box.xMinimum(), box.xMaximum())
        for y in (box.yMinimum(), box.yMaximum())
    ]
    first, last = (math.floor(pick(corner[0] for corner in corners) / step) for pick in (min, max))
    low, high = (pick(corner[1] for corner in corners) for pick in (min, max))
    lines = []
    for place in range(first, last + 2):
        offset = place * step
        ends = [
            QgsPointXY(offset * across[0] + far * along[0], offset * across[1] + far * along[1]) for far in (low, high)
        ]
        lines.append(ends)
    return QgsGeometry.fromMultiPolylineXY(lines).intersection(shape)


def hatch_layers(
    hatched: Sequence[tuple[str, QgsGeometry]],
    hatches: Mapping[str, Sequence[Hatch]],
    crs: QgsCoordinateReferenceSystem,
    units_per_mm: float,
) -> list[QgsVectorLayer]:
    """Line layers that hatch shapes, top first; ``hatched`` holds a key of ``hatches`` with each shape."""
    layers = []
    for key, kinds in hatches.items():
        shapes = [shape for name, shape in hatched if name == key]
        for hatch in reversed(kinds) if shapes else ():
            layer = QgsVectorLayer("MultiLineString", f"hatch {key}", "memory")
            layer.setCrs(crs)
            features = []
            for shape in shapes:
                lines = hatch_lines(shape, hatch, units_per_mm)
                if not lines.isEmpty():
                    feature = QgsFeature()
                    lines.convertToMultiType()
                    feature.setGeometry(lines)
                    features.append(feature)
            layer.dataProvider().addFeatures(features)
            layer.updateExtents()
            layer.setRenderer(QgsSingleSymbolRenderer(line_symbol(hatch)))
            layers.append(layer)
    return layers


def without_patterns(symbol: QgsFillSymbol) -> None:
    """Take the pattern fills out of a symbol."""
    for place in reversed(range(symbol.symbolLayerCount())):
        if symbol.symbolLayer(place).layerType() not in ("LinePatternFill", "PointPatternFill"):
            continue
        if symbol.symbolLayerCount() == 1:  # a symbol cannot be without any
            symbol.changeSymbolLayer(0, QgsSimpleFillSymbolLayer.create({"style": "no", "outline_style": "no"}))
        else:
            symbol.deleteSymbolLayer(place)


def strip_patterns(renderer: QgsRuleBasedRenderer, keys: Collection[str]) -> None:
    """Take the pattern fills out of the rules of these keys."""
    for rule in renderer.rootRule().children():
        if rule.ruleKey() in keys and rule.symbol() is not None:
            without_patterns(rule.symbol())


def keep_rules(renderer: QgsRuleBasedRenderer, wanted: Callable[[str], bool]) -> None:
    """Switch the rules off whose key is not wanted: taking them out frees what Python may still point to."""
    for rule in renderer.rootRule().children():
        rule.setActive(rule.active() and wanted(rule.ruleKey()))
