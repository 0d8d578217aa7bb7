"""Type on the page: the face, its size in millimetres, lines that fit a width."""

from __future__ import annotations

import re
from functools import lru_cache

from qgis.core import QgsLayoutItemLabel, QgsTextFormat, QgsUnitTypes
from qgis.PyQt.QtGui import QColor, QFont, QFontInfo, QFontMetricsF

from .symbols import INK

# What QGIS ships or its packages depend on comes first, then what the other systems have.
FACES = ("Open Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "Arial", "DejaVu Sans")
SMALLEST = 7.0
_WORD = re.compile(r"\S+(?: %\S*)?")  # a percent sign stays with its number
_MM_PER_POINT = 25.4 / 72
_ROOM = 1.02  # printers and screens set type a little wider than the metrics say


@lru_cache(maxsize=1)
def face() -> str:
    """The first of :data:`FACES` that is installed, or the system's own sans-serif."""
    for name in FACES:
        if QFontInfo(QFont(name)).family().startswith(name):
            return name
    return QFont().defaultFamily()


def font(size: float, *, strong: bool = False) -> QFont:
    """The face at a size in points, semibold if ``strong``."""
    result = QFont(face())
    result.setPointSizeF(size)
    if strong:
        result.setWeight(QFont.Weight.DemiBold)
    return result


@lru_cache(maxsize=64)
def _metrics(strong: bool) -> QFontMetricsF:
    large = QFont(face())
    large.setPixelSize(1000)  # so that hinting does not round the widths
    if strong:
        large.setWeight(QFont.Weight.DemiBold)
    return QFontMetricsF(large)


def width(text: str, size: float, *, strong: bool = False) -> float:
    """How wide a line stands on paper, in millimetres."""
    return _metrics(strong).horizontalAdvance(text) / 1000 * size * _MM_PER_POINT * _ROOM


def line_height(size: float, *, strong: bool = False) -> float:
    """From one line to the next, in millimetres."""
    metrics = _metrics(strong)
    return (metrics.ascent() + metrics.descent()) / 1000 * size * _MM_PER_POINT


def wrap(text: str, room: float, size: float, *, strong: bool = False) -> list[str]:
    """A text as lines no wider than ``room`` millimetres; a word too long for a line is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _WORD.findall(paragraph):
            longer = f"{line} {word}" if line else word
            if width(longer, size, strong=strong) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while width(word, size, strong=strong) > room and len(word) > 1:
                cut = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size, strong=strong) <= room)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return lines


def balanced(text: str, room: float, size: float, *, strong: bool = False) -> list[str]:
    """As :func:`wrap`, with lines of about the same length, so that no word stands alone in the last one."""
    lines = wrap(text, room, size, strong=strong)
    while len(lines) > 1:
        room -= 2.0
        narrower = wrap(text, room, size, strong=strong)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


# Qt sets no ligatures where letters are spaced, however little: with them, a PDF's "Difference" is not found by search.
# A text format takes the font's spacing for points, whatever its type.
_SPACING_PERCENT, _SPACING_POINTS = 100.05, 0.02


def text_format(size: float, colour: str = INK, *, strong: bool = False) -> QgsTextFormat:
    """The type as QGIS's own text renderer takes it."""
    chosen = font(size, strong=strong)
    chosen.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _SPACING_POINTS)
    form = QgsTextFormat()
    form.setFont(chosen)
    form.setNamedStyle("Semibold" if strong else "Regular")
    form.setSize(size)
    form.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    form.setColor(QColor(colour))
    return form


def set_type(label: QgsLayoutItemLabel, size: float, colour: str = INK, *, strong: bool = False) -> None:
    """Give a label its type, on every supported QGIS."""
    if hasattr(label, "setTextFormat"):
        label.setTextFormat(text_format(size, colour, strong=strong))
        return
    chosen = font(size, strong=strong)
    chosen.setLetterSpacing(QFont.SpacingType.PercentageSpacing, _SPACING_PERCENT)
    label.setFont(chosen)
    label.setFontColor(QColor(colour))
