"""Write the shipped layout templates: where things stand on a sheet of letter or A4, upright or across.

They are made here and not drawn by hand, so that all four follow one rule. Write them with the oldest supported QGIS.
"""

from __future__ import annotations

from pathlib import Path

from scripts.qgis_session import qgis_session
from scripts.steady_xml import make_steady

PAPER = {"letter": (279.4, 215.9), "a4": (297.0, 210.0)}  # landscape, mm
FRAME_SHARE = 0.70
NARROWEST_COLUMN = 58.0  # or the legend's words would not stand in one line
HEAD_HEIGHT, FOOTER_HEIGHT = 16.0, 3.6  # title and subtitle in a line each; a line of 7.5 pt


def house_places(paper: str, orientation: str) -> dict[str, tuple[float, float, float, float]]:
    """The places of a sheet by id: left, top, width, height in millimetres, on the 4 mm grid of the house."""
    from coprod_equity_plugin.maps.layout import FOOTER_GAP
    from coprod_equity_plugin.maps.page import FURNITURE_HEIGHT, GRID, MARGIN

    width, height = PAPER[paper] if orientation == "landscape" else PAPER[paper][::-1]
    content = width - 2 * MARGIN
    head_top = MARGIN - 2.0  # the ascent's air above the capitals
    top = -(-(head_top + HEAD_HEIGHT) // GRID) * GRID
    foot = height - MARGIN - FOOTER_HEIGHT
    lowest = foot - FOOTER_GAP
    wide = round(min(FRAME_SHARE * content, content - 2 * GRID - NARROWEST_COLUMN) / GRID) * GRID
    left = MARGIN + wide + 2 * GRID
    column = MARGIN + content - left
    return {
        "head": (MARGIN, head_top, content, HEAD_HEIGHT),
        "map": (MARGIN, top, wide, lowest - top),
        "legend": (left, top, column, lowest - top),
        "scale": (left, lowest - FURNITURE_HEIGHT, column, FURNITURE_HEIGHT),
        "footer": (MARGIN, foot, content, FOOTER_HEIGHT),
    }


def write_template(paper: str, orientation: str, path: str) -> None:
    """Write a template whose places are dashed rectangles with the ids that ``maps.template`` documents."""
    from qgis.core import (
        QgsFillSymbol,
        QgsLayoutItemShape,
        QgsLayoutPoint,
        QgsLayoutSize,
        QgsPrintLayout,
        QgsProject,
        QgsReadWriteContext,
        QgsUnitTypes,
    )

    unit = QgsUnitTypes.LayoutUnit.LayoutMillimeters
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.setName(f"Coproduction Equity, {paper} {orientation}")
    width, height = PAPER[paper] if orientation == "landscape" else PAPER[paper][::-1]
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(width, height, unit))
    look = {"style": "no", "outline_color": "#7a7a7a", "outline_width": "0.2", "outline_style": "dash"}
    for name, (left, top, wide, high) in house_places(paper, orientation).items():
        item = QgsLayoutItemShape(layout)
        item.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        item.setSymbol(QgsFillSymbol.createSimple(look))
        item.setId(name)
        layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(left, top, unit))
        item.attemptResize(QgsLayoutSize(wide, high, unit))
    if not layout.saveAsTemplate(path, QgsReadWriteContext()):
        raise OSError(f"{path} could not be written")
    make_steady(Path(path))


def main() -> None:
    """Write all four."""
    with qgis_session():
        from coprod_equity_plugin.maps.template import shipped

        for paper in PAPER:
            for orientation in ("landscape", "portrait"):
                write_template(paper, orientation, str(shipped(paper, orientation)))


if __name__ == "__main__":
    main()
