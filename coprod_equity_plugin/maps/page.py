"""The one page of a map sheet: titles, legend, notes and furniture, placed from measured type.

Nothing is cut or overlaps, whatever the words. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsGeometry,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemPolyline,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPrintLayout,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsSimpleFillSymbolLayer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPolygonF

from . import symbols
from .classes import CIRCLE_WITHHELD
from .hatch import hatch_lines, without_patterns
from .legend import Entry, Legend
from .measures import CIRCLE
from .square import draw_square
from .symbols import Hatch, line_symbol
from .type import SMALLEST, balanced, line_height, set_type, text_format, width, wrap
from .words import FOOTER_SEPARATOR, Words

MARGIN = 12.0
GRID = 4.0
FURNITURE_HEIGHT = 11.0

_NOTE_GAP = 1.2
_PATCH_WIDTH, _PATCH_HEIGHT, _ROW_GAP = 7.0, 4.4, 1.6
_BAR, _PALE_BAR = "#8c8c8c", "#d0d0d0"
_LONGEST_SCALE = 40.0
_LIGHT = 220  # of 255: an outline that white paper hides
_NORTH_ARROW = Path(__file__).parent.parent / "resources" / "layouts" / "north_arrow.svg"


class Page:
    """Puts items on the one page of a layout; each method gives the next free height."""

    def __init__(self, layout: QgsPrintLayout, *, confidential: bool = False) -> None:
        self.layout = layout
        self.confidential = confidential
        self.hatches: Mapping[str, Sequence[Hatch]] = {}  # of the legend that stands on the page

    def place(self, item, x: float, y: float, wide: float, high: float) -> None:
        unit = QgsUnitTypes.LayoutUnit.LayoutMillimeters
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x, y, unit))
        item.attemptResize(QgsLayoutSize(wide, high, unit))

    def text(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        wide: float,
        size: float,
        colour: str = symbols.INK,
        *,
        strong: bool = False,
        right: bool = False,
        name: str = "",
    ) -> float:
        """Set lines that were already wrapped; gives the height below them."""
        step = line_height(size, strong=strong)
        for place, line in enumerate(lines):
            label = QgsLayoutItemLabel(self.layout)
            label.setId(name)
            label.setMarginX(0)
            label.setMarginY(0)
            label.setText(line)
            set_type(label, size, colour, strong=strong)
            label.setHAlign(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
            label.setVAlign(Qt.AlignmentFlag.AlignTop)
            # A label cuts what leaves its box: half a millimetre more than the metrics ask for.
            box = width(line, size, strong=strong) + 0.5
            self.place(label, x + wide - box if right else x, y + place * step, box, step + 0.5)
        return y + len(lines) * step

    def shape(self, x: float, y: float, wide: float, high: float, symbol, *, round_: bool = False) -> None:
        item = QgsLayoutItemShape(self.layout)
        kind = QgsLayoutItemShape.Shape
        item.setShapeType(kind.Ellipse if round_ else kind.Rectangle)
        item.setSymbol(symbol)
        self.place(item, x, y, wide, high)

    def head(self, words: Words, room: QRectF) -> float:
        """Title, subtitle and finding; gives where the map may begin."""
        x, y, wide = room.left(), room.top(), room.width()
        if self.confidential:
            warning = "CONFIDENTIAL: household data, not for publication"
            y = self.text([warning], x, y, wide, 9, "#a50f15", strong=True)
        size = 17.0
        while size > 13 and len(wrap(words.title, wide, size, strong=True)) > 1:
            size -= 0.5
        if len(wrap(words.title, wide, size, strong=True)) > 1:
            size = 15.0
        y = self.text(balanced(words.title, wide, size, strong=True), x, y, wide, size, strong=True, name="title")
        y = self.text(balanced(words.subtitle, wide, 10.5), x, y + 0.4, wide, 10.5, symbols.QUIET_INK, name="subtitle")
        if words.finding:
            y = self.text(
                balanced(words.finding, wide, 10.5, strong=True), x, y, wide, 10.5, strong=True, name="finding"
            )
        return -(-(y + 2.4) // GRID) * GRID

    def footer_lines(self, text: str, wide: float) -> Lines:
        """The footer in one line if it can be, else broken between its parts."""
        size = 7.5
        while size > SMALLEST and width(text, size) > wide:
            size -= 0.1
        lines: list[str] = []
        for part in text.split(FOOTER_SEPARATOR):
            longer = FOOTER_SEPARATOR.join((lines[-1], part)) if lines else part
            if lines and width(longer, size) <= wide:
                lines[-1] = longer
            else:
                lines.extend(wrap(part, wide, size))
        return Lines(tuple(lines), size)

    def map(
        self, frame: QRectF, layers, crs, extent: QgsRectangle, *, name: str = "map", background: str = symbols.OUTSIDE
    ) -> QgsLayoutItemMap:
        item = QgsLayoutItemMap(self.layout)
        item.setId(name)
        self.place(item, frame.x(), frame.y(), frame.width(), frame.height())
        item.setCrs(crs)
        item.setLayers(list(layers))
        item.setKeepLayerSet(True)
        item.setBackgroundColor(QColor(background))
        item.setFrameEnabled(False)
        item.setExtent(extent)
        return item

    def furniture(self, room: QRectF, map_item: QgsLayoutItemMap) -> None:
        """North arrow and scale bars."""
        arrow = QgsLayoutItemPicture(self.layout)
        arrow.setPicturePath(str(_NORTH_ARROW))
        self.place(arrow, room.left(), room.top(), 6, room.height())
        arrow.setLinkedMap(map_item)
        arrow.setNorthMode(QgsLayoutItemPicture.NorthMode.TrueNorth)
        left = room.left() + 10
        longest = room.right() - left - 8
        units = QgsUnitTypes.DistanceUnit
        # One line, miles above it and kilometres below.
        miles = self._scale_bar(map_item, units.DistanceMiles, "mi", longest, below=False)
        kilometres = self._scale_bar(map_item, units.DistanceKilometers, "km", longest, below=True)
        unit = QgsUnitTypes.LayoutUnit.LayoutMillimeters
        line = room.bottom() - kilometres.rect().height()
        miles.attemptMove(QgsLayoutPoint(left, line - miles.rect().height(), unit))
        kilometres.attemptMove(QgsLayoutPoint(left, line, unit))

    def _scale_bar(self, map_item, unit, label: str, room: float, *, below: bool) -> QgsLayoutItemScaleBar:
        bar = QgsLayoutItemScaleBar(self.layout)
        self.layout.addLayoutItem(bar)
        bar.setLinkedMap(map_item)
        bar.setStyle("Line Ticks Down" if below else "Line Ticks Up")
        placement = QgsScaleBarSettings.LabelVerticalPlacement
        bar.setLabelVerticalPlacement(placement.LabelBelowSegment if below else placement.LabelAboveSegment)
        bar.setUnits(unit)
        bar.setMapUnitsPerScaleBarUnit(1)
        bar.setUnitLabel(label)
        bar.setNumberOfSegments(2)
        bar.setNumberOfSegmentsLeft(0)
        bar.setUnitsPerSegment(_round_length(map_item, unit, room) / 2)
        bar.setHeight(1.2)
        bar.setBoxContentSpace(0)
        bar.setLabelBarSpace(0.8)
        bar.setTextFormat(text_format(7.5, symbols.QUIET_INK))
        bar.setLineSymbol(QgsLineSymbol.createSimple({"color": "#404040", "width": "0.25", "capstyle": "flat"}))
        bar.update()
        bar.attemptResize(QgsLayoutSize(1, 1, QgsUnitTypes.LayoutUnit.LayoutMillimeters))  # as small as it can be
        return bar

    def legend(self, column: QRectF, legend: Legend, areas: str) -> float:
        self.hatches = legend.hatches
        x, wide = column.left(), column.width()
        y = column.top() - 1.2  # the heading's capitals align with the frame
        rings = [entry for entry in legend.others if entry.key == CIRCLE_WITHHELD]
        others = [entry for entry in legend.others if entry.key != CIRCLE_WITHHELD]
        entries = (*legend.classes, *legend.others)
        columns = _Columns(
            x,
            wide,
            max([width(f"{entry.count:,}", 8) for entry in entries] or [0]) + 1.0,
            0.2 * wide,
            max([entry.count for entry in entries] or [1]) or 1,
        )
        if legend.circle_heading:
            y = self.text(wrap(legend.circle_heading, wide, 9.5, strong=True), x, y, wide, 9.5, strong=True) + 1.2
            y = self._circles(x, y, legend)
            if rings:
                head = y - line_height(7.5)
                self.text([areas], columns.bar, head, columns.bar_width, 7.5, symbols.QUIET_INK, right=True)
            y += 1.2
            for entry in rings:
                y = self._row(entry, y, columns)
            y += 0.5 * GRID
        if legend.heading:
            y = self.text(wrap(legend.heading, wide, 9.5, strong=True), x, y, wide, 9.5, strong=True) + 0.8
        if legend.square is not None:
            y = draw_square(self, QRectF(x, y, wide, 0), legend, areas)
        elif not rings:
            self.text([areas], columns.bar, y, columns.bar_width, 7.5, symbols.QUIET_INK, right=True)
        if legend.high_end:
            room = x + wide - width(areas, 7.5) - 2 - x
            y = self.text(wrap(legend.high_end, room, 8), x, y, room, 8, symbols.QUIET_INK) + 0.8
        elif legend.square is None:
            y += 0.8 if rings else line_height(7.5) + 0.8
        for entry in () if legend.square else legend.classes:
            y = self._row(entry, y, columns)
        if legend.low_end:
            y = self.text(wrap(legend.low_end, wide, 8), x, y - 0.6, wide, 8, symbols.QUIET_INK)
        y += 2.0
        for entry in others:
            y = self._row(entry, y, columns)
        return y + GRID

    def _row(self, entry: Entry, y: float, columns: _Columns) -> float:
        lines = wrap(entry.words, columns.words_width, 9)
        text_high = len(lines) * line_height(9)
        high = max(_PATCH_HEIGHT, text_high)
        middle = y + high / 2
        if entry.symbol is not None:
            patch = QRectF(columns.x, middle - _PATCH_HEIGHT / 2, _PATCH_WIDTH, _PATCH_HEIGHT)
            hatches = self.hatches.get(entry.key, ())
            self.shape(patch.x(), patch.y(), patch.width(), patch.height(), _patch(entry, hatched=bool(hatches)))
            self._hatch(patch, hatches)
        self.text(lines, columns.words, middle - text_high / 2, columns.words_width, 9)
        step = line_height(8)
        count = f"{entry.count:,}"
        self.text(
            [count], columns.bar - columns.count_width - 1, middle - step / 2, columns.count_width, 8,
            symbols.QUIET_INK, right=True,
        )  # fmt: skip
        # The part of a bar that is clear is dark; what cannot be told from none is pale, as on the map.
        whole, clear = (columns.bar_width * n / columns.most for n in (entry.count, entry.count - entry.unclear))
        for long, colour in ((whole, _PALE_BAR), (clear, _BAR)):
            if long:
                self.shape(columns.bar, middle - 1.3, max(long, 0.3), 2.6, symbols.filled(colour, colour, "0"))
        return y + high + _ROW_GAP

    def cell(self, x: float, y: float, wide: float, high: float, entry: Entry) -> None:
        """The look of an entry in a box of any size."""
        hatches = self.hatches.get(entry.key, ())
        symbol = entry.symbol.clone()
        if hatches:
            without_patterns(symbol)
        self.shape(x, y, wide, high, symbol)
        self._hatch(QRectF(x, y, wide, high), hatches)

    def _hatch(self, patch: QRectF, hatches: Sequence[Hatch]) -> None:
        inner = QgsGeometry.fromRect(QgsRectangle(patch.adjusted(0.1, 0.1, -0.1, -0.1)))
        for hatch in hatches:
            # On a page y runs downwards, so the angle turns round.
            for line in hatch_lines(inner, replace(hatch, angle=-hatch.angle), 1.0).asGeometryCollection():
                item = QgsLayoutItemPolyline(
                    QPolygonF([QPointF(point.x(), point.y()) for point in line.vertices()]), self.layout
                )
                item.setSymbol(line_symbol(hatch))
                self.layout.addLayoutItem(item)

    def _circles(self, x: float, y: float, legend: Legend) -> float:
        sizes = [symbols.circle_diameter(n, legend.largest_circle, legend.circle_mm) for n in legend.circles]
        high = max(sizes, default=0.0)
        for count, size in zip(legend.circles, sizes):
            words = f"{count:,}"
            long = width(words, 8)
            wide = max(size, long + 1)
            fill = symbols.filled(CIRCLE, "#ffffff", "0.25")
            fill.setOpacity(symbols.CIRCLE_OPACITY)
            self.shape(x + (wide - size) / 2, y + high - size, size, size, fill, round_=True)
            self.text([words], x + (wide - long) / 2, y + high + 0.6, long, 8, symbols.QUIET_INK)
            x += wide + 4
        return y + high + 0.6 + line_height(8) if sizes else y

    def notes(self, room: QRectF, notes: Sequence[str]) -> tuple[float, list[str]]:
        """Set what fits, in the largest type that holds it all; gives the next free height, and what did not fit."""
        kept = [note for note in notes if note]
        left_out: list[str] = []
        while kept:
            for size in (8.0, 7.5, SMALLEST):
                blocks = [wrap(note, room.width(), size) for note in kept]
                high = sum(len(block) for block in blocks) * line_height(size) + _NOTE_GAP * (len(blocks) - 1)
                if high <= room.height():
                    y = room.top()
                    for block in blocks:
                        y = self.text(block, room.left(), y, room.width(), size, symbols.QUIET_INK) + _NOTE_GAP
                    return y, left_out
            left_out.insert(0, kept.pop())
        return room.top(), left_out


@dataclass(frozen=True)
class Lines:
    """Lines that fit their width, and their size in points."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return len(self.lines) * line_height(self.size)


def _patch(entry: Entry, *, hatched: bool) -> QgsFillSymbol:
    """The look of an entry in the legend: outlines that are white on the map would not be seen on white paper."""
    symbol = entry.symbol.clone()
    if symbol.symbolLayer(0).layerType() == "PointPatternFill":  # nothing but dots
        return symbols.filled("#ffffff", symbols.PALE_OUTLINE)
    if hatched:
        without_patterns(symbol)  # their lines are drawn over the patch
    if isinstance(symbol, QgsMarkerSymbol):
        return symbols.inside(symbol)
    if isinstance(symbol, QgsLineSymbol):
        return symbols.filled(symbol.color().name())
    outline = symbol.symbolLayer(symbol.symbolLayerCount() - 1)
    if isinstance(outline, QgsSimpleFillSymbolLayer) and outline.strokeColor().lightness() > _LIGHT:
        outline.setStrokeColor(QColor(symbols.PALE_OUTLINE))
    return symbol


@dataclass(frozen=True)
class _Columns:
    """The legend's columns: patch, words, count, bar."""

    x: float
    wide: float
    count_width: float
    bar_width: float
    most: int

    @property
    def words(self) -> float:
        return self.x + _PATCH_WIDTH + 2

    @property
    def bar(self) -> float:
        return self.x + self.wide - self.bar_width

    @property
    def words_width(self) -> float:
        return self.bar - self.count_width - 2 - self.words


def _round_length(map_item: QgsLayoutItemMap, unit, room: float) -> float:
    """The longest round length in ``unit`` whose bar is no longer than ``room`` millimetres."""
    crs_unit = map_item.crs().mapUnits()
    across = map_item.extent().width() * QgsUnitTypes.fromUnitToUnitFactor(crs_unit, unit)
    most = across / map_item.rect().width() * min(room, _LONGEST_SCALE)
    candidates = [base * 10.0**power for power in range(-4, 6) for base in (1, 2, 4, 10)]
    return max([length for length in candidates if length <= most] or [candidates[0]])
