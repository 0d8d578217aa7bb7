"""A map sheet by the house rules: title, frame, one column with legend and notes, one footer line.

Lengths are millimetres. Where things stand is a template's to say, see :mod:`~.template`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsPrintLayout, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QRectF

from . import symbols
from .legend import Legend
from .page import FURNITURE_HEIGHT, GRID, Page
from .template import Places, open_template, shipped
from .words import Words

WIDE_COLUMN = 68.0
AIR = 0.04
INSET_WIDTH, INSET_HEIGHT = 36.0, 28.0
FOOTER_GAP = 3.0


@dataclass(frozen=True)
class Sheet:
    """A page: the template that says where things stand, and whether it has to say that it shows households.

    ``own`` is a template of the user's, which is kept to; on a shipped one that is upright a wide study area may stand
    above its legend.
    """

    template: Path
    own: bool = False
    confidential: bool = False

    @classmethod
    def of(cls, paper: str, orientation: str, template: str = "", *, confidential: bool = False) -> Sheet:
        """The user's template, or the shipped one of ``letter`` or ``a4``, ``landscape`` or ``portrait``."""
        return cls(Path(template) if template else shipped(paper, orientation), bool(template), confidential)


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
    layout, marked = open_template(sheet.template, project)
    page = Page(layout, confidential=sheet.confidential)
    top = page.head(words, marked["head"])
    foot = marked["footer"]
    footer = page.footer_lines(words.footer, foot.width())
    lowest = foot.bottom() - footer.height
    places = marked.fitted(top, lowest - FOOTER_GAP)
    if not sheet.own and places.height > places.width:
        # On an upright page a study area that is not tall itself comes out larger with its words below it.
        below = _below(places, extent, legend, words)
        if _scale(extent, below["map"]) < _scale(extent, places["map"]):
            places = below
    frame, column, furniture = places["map"], places["legend"], places.get("scale")
    units_per_mm = _scale(extent, frame)
    visible = _with_air(extent, frame)
    map_item = page.map(frame, layers(units_per_mm, visible), crs, visible)
    y = page.legend(column, legend, words.areas)
    bottom = column.bottom()
    if furniture is not None and furniture.left() < column.right() and furniture.right() > column.left():
        bottom = min(bottom, furniture.top() - GRID)
    notes = places.get("notes") or QRectF(column.left(), y, column.width(), bottom - y)
    inset = None
    if locator is not None:
        inset = _inset(locator.extent, places, notes)
    if inset is not None:
        page.map(inset, locator.layers, crs, locator.extent, name="locator", background="#ffffff")
        if inset.intersects(notes):
            notes.setBottom(inset.top() - GRID)
    _, left_out = page.notes(notes, words.notes)
    if furniture is not None:
        page.furniture(furniture, map_item)
    page.text(footer.lines, foot.left(), lowest, foot.width(), footer.size, symbols.QUIET_INK, name="footer")
    page.layout.setReferenceMap(map_item)
    return page.layout, left_out


@dataclass(frozen=True)
class Locator:
    """A small map: its layers, and the box of the study area."""

    layers: Sequence[QgsMapLayer]
    extent: QgsRectangle


def _inset(extent: QgsRectangle, places: Places, notes: QRectF) -> QRectF | None:
    """Where the small map stands: in its own place, else at the foot of the notes if they can spare the room."""
    own = places.get("locator")
    room = own or QRectF(notes.left(), notes.bottom() - INSET_HEIGHT, min(INSET_WIDTH, notes.width()), INSET_HEIGHT)
    scale = max(extent.width() / room.width(), extent.height() / room.height()) or 1.0
    wide, high = extent.width() / scale, extent.height() / scale
    inset = QRectF(room.left(), room.bottom() - high, wide, high)
    return inset if own is not None or inset.top() - GRID > notes.top() + GRID else None


def _below(places: Places, extent: QgsRectangle, legend: Legend, words: Words) -> Places:
    """The frame over the whole width; legend, then notes and scale, side by side below it."""
    frame, column, scale = places["map"], places["legend"], places["scale"]
    content, top, lowest = column.right() - frame.left(), frame.top(), frame.bottom()
    wide = WIDE_COLUMN
    scratch_layout = QgsPrintLayout(QgsProject.instance())
    scratch = Page(scratch_layout)  # only to learn how high the legend is
    legend_height = scratch.legend(QRectF(0, 0, wide, lowest), legend, words.areas) - GRID
    left = frame.left() + wide + 3 * GRID
    rest = frame.left() + content - left
    notes_height = scratch.notes(QRectF(0, 0, rest, lowest), words.notes)[0]
    high = max(legend_height, notes_height + GRID + FURNITURE_HEIGHT)
    needed = extent.height() / extent.width() * content if extent.width() > 0 else content
    frame_height = min(needed, lowest - top - high - 1.5 * GRID)
    y = top + frame_height + 1.5 * GRID
    boxes = {
        **places.boxes,
        "map": QRectF(frame.left(), top, content, frame_height),
        "legend": QRectF(frame.left(), y, wide, lowest - y),
        "scale": QRectF(left, scale.top(), rest, scale.height()),
        "notes": QRectF(left, y - 1.2, rest, scale.top() - GRID - y),
    }
    return Places(places.width, places.height, boxes)


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
