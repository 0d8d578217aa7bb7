"""A map sheet by the house rules: title, frame, one column with legend and notes, one footer line.

Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsPrintLayout, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QRectF

from . import symbols
from .legend import Legend
from .page import FURNITURE_HEIGHT, GRID, MARGIN, Page, Sheet
from .words import Words

FRAME_SHARE = 0.70
WIDE_COLUMN = 68.0
NARROWEST_COLUMN = 58.0  # or the legend's words would not stand in one line
AIR = 0.04
INSET_WIDTH, INSET_HEIGHT = 36.0, 28.0
_FOOTER_GAP = 3.0


def build_layout(
    project: QgsProject,
    layers: Callable[[float, QgsRectangle], Sequence[QgsMapLayer]],
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle,
    legend: Legend,
    words: Words,
    sheet: Sheet,
    locator: Locator | None = None,
) -> tuple[QgsPrintLayout, list[str]]:
    """Lay a map out.

    Parameters
    ----------
    project
        Holds the layers; must live longer than the layout.
    layers
        Gives the layers, top first, for a scale (map units per millimetre on paper) and what the frame shows.
    crs
        The map's.
    extent
        The study area in ``crs``; the frame shows it with air around it.
    legend, words, sheet
        What stands on the page, and its size.
    locator
        A small map of the study area, where the page shows a part of it.

    Returns
    -------
    layout, left_out
        The layout, and the notes that found no room on the page.
    """
    page = Page(project, sheet)
    content = sheet.width - 2 * MARGIN
    top = page.head(words, content)
    footer = page.footer_lines(words.footer, content)
    lowest = sheet.height - MARGIN - footer.height - _FOOTER_GAP
    places = _beside(content, top, lowest)
    if sheet.height > sheet.width:
        # On an upright page a study area that is not tall itself comes out larger with its words below it.
        below = _below(page, content, top, lowest, extent, legend, words)
        if _scale(extent, below.frame) < _scale(extent, places.frame):
            places = below
    units_per_mm = _scale(extent, places.frame)
    visible = _with_air(extent, places.frame)
    map_item = page.map(places.frame, layers(units_per_mm, visible), crs, visible)
    y = page.legend(places.legend, legend, words.areas)
    notes = places.notes or QRectF(places.legend.left(), y, places.legend.width(), places.furniture.top() - GRID - y)
    if locator is not None:
        inset = _inset(locator.extent, places.furniture)
        if inset.top() - GRID > notes.top() + GRID:
            notes.setBottom(inset.top() - GRID)
            page.map(inset, locator.layers, crs, locator.extent, name="locator", background="#ffffff")
    _, left_out = page.notes(notes, words.notes)
    page.furniture(places.furniture, map_item)
    page.text(footer.lines, MARGIN, lowest + _FOOTER_GAP, content, footer.size, symbols.QUIET_INK, name="footer")
    page.layout.setReferenceMap(map_item)
    return page.layout, left_out


@dataclass(frozen=True)
class Locator:
    """A small map: its layers, and the box of the study area."""

    layers: Sequence[QgsMapLayer]
    extent: QgsRectangle


def _inset(extent: QgsRectangle, furniture: QRectF) -> QRectF:
    """Where the small map stands: above the scale, at most so wide and so high."""
    scale = max(extent.width() / INSET_WIDTH, extent.height() / INSET_HEIGHT) or 1.0
    wide, high = extent.width() / scale, extent.height() / scale
    return QRectF(furniture.left(), furniture.top() - GRID - high, wide, high)


@dataclass(frozen=True)
class _Places:
    """Where things stand; notes follow the legend if they have no place of their own."""

    frame: QRectF
    legend: QRectF
    furniture: QRectF
    notes: QRectF | None = None


def _beside(content: float, top: float, lowest: float) -> _Places:
    """The house arrangement: the frame, and one column right of it."""
    wide = round(min(FRAME_SHARE * content, content - 2 * GRID - NARROWEST_COLUMN) / GRID) * GRID
    left = MARGIN + wide + 2 * GRID
    column = QRectF(left, top, MARGIN + content - left, lowest - top)
    furniture = QRectF(left, lowest - FURNITURE_HEIGHT, column.width(), FURNITURE_HEIGHT)
    return _Places(QRectF(MARGIN, top, wide, lowest - top), column, furniture)


def _below(page: Page, content: float, top: float, lowest: float, extent, legend: Legend, words: Words) -> _Places:
    """The frame over the whole width; legend, then notes and scale, side by side below it."""
    wide = WIDE_COLUMN
    scratch = Page(page.layout.project(), page.sheet)  # only to learn how high the legend is
    legend_height = scratch.legend(QRectF(0, 0, wide, lowest), legend, words.areas) - GRID
    left = MARGIN + wide + 3 * GRID
    rest = MARGIN + content - left
    notes_height = scratch.notes(QRectF(0, 0, rest, lowest), words.notes)[0]
    high = max(legend_height, notes_height + GRID + FURNITURE_HEIGHT)
    needed = extent.height() / extent.width() * content if extent.width() > 0 else content
    frame_height = min(needed, lowest - top - high - 1.5 * GRID)
    y = top + frame_height + 1.5 * GRID
    return _Places(
        QRectF(MARGIN, top, content, frame_height),
        QRectF(MARGIN, y, wide, lowest - y),
        QRectF(left, lowest - FURNITURE_HEIGHT, rest, FURNITURE_HEIGHT),
        QRectF(left, y - 1.2, rest, lowest - FURNITURE_HEIGHT - GRID - y),
    )


def _scale(extent: QgsRectangle, frame: QRectF) -> float:
    """Map units per millimetre at which the extent fits the frame, :data:`AIR` left on the tighter pair of sides."""
    inner = 1 - 2 * AIR
    scale = max(extent.width() / (frame.width() * inner), extent.height() / (frame.height() * inner))
    return scale if scale > 0 else 1.0  # a single point


def _with_air(extent: QgsRectangle, frame: QRectF) -> QgsRectangle:
    """The extent in the frame's shape, with its air."""
    scale = _scale(extent, frame)
    centre = extent.center()
    half_width, half_height = frame.width() * scale / 2, frame.height() * scale / 2
    return QgsRectangle(
        centre.x() - half_width, centre.y() - half_height, centre.x() + half_width, centre.y() + half_height
    )
