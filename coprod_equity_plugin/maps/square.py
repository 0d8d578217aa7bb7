"""The legend of a map of two measures: a square of three by three, with words on both sides.

Lengths are millimetres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor

from . import symbols
from .legend import Legend
from .type import line_height, width, wrap

if TYPE_CHECKING:
    from .page import Page

CELL_HEIGHT = 9.5


def draw_square(page: Page, room: QRectF, legend: Legend, areas: str) -> float:
    """Draw the square below ``room.top()``, its words left of it and below it; gives the next free height."""
    square = legend.square
    x, y = room.left(), room.top()
    y = page.text([f"Squares: number of {areas}"], x, y, room.width(), 7.5, symbols.QUIET_INK) + 1.0
    words_wide = max(width(words, 8) for words in square.rows) + 2.0
    cell = (room.width() - words_wide) / 3
    entries = {entry.key: entry for entry in legend.classes}
    step = line_height(8)
    for row, words in enumerate(square.rows):
        top = y + row * CELL_HEIGHT
        page.text([words], x, top + (CELL_HEIGHT - step) / 2, words_wide - 2, 8)
        for column in range(3):
            entry = entries[f"class_{3 * (2 - row) + column + 1}"]
            left = x + words_wide + column * cell
            page.cell(left, top, cell, CELL_HEIGHT, entry)
            count = f"{entry.count:,}"
            middle = left + (cell - width(count, 8)) / 2
            page.text([count], middle, top + (CELL_HEIGHT - step) / 2, cell, 8, _letters(entry.symbol.color()))
    y += 3 * CELL_HEIGHT + 0.8
    columns = [wrap(words, cell - 1, 8) for words in square.columns]
    for column, lines in enumerate(columns):
        page.text(lines, x + words_wide + column * cell, y, cell, 8)
    y += max(map(len, columns)) * step + 0.4
    lines = wrap(square.heading, room.width(), 9.5, strong=True)
    return page.text(lines, x, y, room.width(), 9.5, strong=True, right=True) + 0.8


def _letters(ground: QColor) -> str:
    """Black or white, whichever is read better: at least 4.5:1 on any ground."""
    luminance = 0.2126 * ground.redF() ** 2.2 + 0.7152 * ground.greenF() ** 2.2 + 0.0722 * ground.blueF() ** 2.2
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"
