"""A PDF of several sheets: written page by page, so that it can be cancelled, and georeferenced page by page."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsLayoutRenderContext,
    QgsPrintLayout,
    QgsRenderContext,
)
from qgis.PyQt.QtCore import QMarginsF, QSizeF
from qgis.PyQt.QtGui import QPageSize, QPainter, QPdfWriter

from ..core.errors import EquityError
from ..core.progress import Progress
from .files import AUTHOR, PRINT_DPI


@dataclass(frozen=True)
class PageOnGround:
    """Where a page lies: its upper left corner in the map's coordinates, units to a millimetre, width in mm."""

    left: float
    top: float
    units_per_mm: float
    width: float
    crs: QgsCoordinateReferenceSystem

    @classmethod
    def of(cls, map_item: QgsLayoutItemMap, width: float) -> PageOnGround:
        """The page that a map, not turned, stands on."""
        extent, scale = map_item.extent(), map_item.extent().width() / map_item.rect().width()
        left, top = extent.xMinimum() - map_item.pos().x() * scale, extent.yMaximum() + map_item.pos().y() * scale
        return cls(left, top, scale, width, map_item.crs())


class PdfBook:
    """A PDF of several sheets with its text as text.

    QGIS writes a whole atlas in one call, which cannot be cancelled, and georeferences none of its pages.
    """

    def __init__(self, path: str, dpi: int, title: str, subject: str) -> None:
        self._writer = QPdfWriter(path)
        self._writer.setResolution(max(dpi, PRINT_DPI))
        self._writer.setTitle(title)
        self._writer.setCreator(AUTHOR)
        self._painter = QPainter()
        self._path = path
        self._info = {"TITLE": title, "SUBJECT": subject, "AUTHOR": AUTHOR, "CREATOR": AUTHOR}
        self._pages: list[PageOnGround] = []

    def add(self, layout: QgsPrintLayout) -> None:
        """Draw a sheet on the next page."""
        size = layout.pageCollection().page(0).pageSize()
        self._writer.setPageSize(QPageSize(QSizeF(size.width(), size.height()), QPageSize.Unit.Millimeter))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        started = self._writer.newPage() if self._painter.isActive() else self._painter.begin(self._writer)
        if not started:
            raise EquityError(f"{self._path}: the pages could not be written. Check the folder and its room.")
        context = layout.renderContext()
        context.setDpi(self._writer.resolution())
        context.setTextRenderFormat(QgsRenderContext.TextRenderFormat.AlwaysText)
        context.setFlag(QgsLayoutRenderContext.Flag.FlagAntialiasing, True)
        QgsLayoutExporter(layout).renderPage(self._painter, 0)
        self._pages.append(PageOnGround.of(layout.referenceMap(), size.width()))

    def close(self) -> None:
        """End the file."""
        if self._painter.isActive():
            self._painter.end()

    def georeference(self, progress: Progress) -> None:
        """Tell each page of the closed file where on the ground it lies, and the file what it shows.

        QGIS tells a single sheet the same. GDAL, which it asks for that, appends to a page of a PDF; without a GDAL
        that reads PDF the file stays as it is, and the progress is told.
        """
        from osgeo import gdal

        for number, page in enumerate(self._pages, start=1):
            progress.check()
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", FutureWarning)  # that exceptions will be on: both are met here
                    sheet = gdal.OpenEx(f"PDF:{number}:{self._path}", gdal.OF_RASTER | gdal.OF_UPDATE)
            except RuntimeError:
                sheet = None
            if sheet is None:
                progress.warning("This GDAL cannot georeference a PDF; the pages are complete otherwise.")
                return
            if number == 1:
                sheet.SetMetadata(self._info)
            step = page.width / sheet.RasterXSize * page.units_per_mm
            sheet.SetProjection(page.crs.toWkt())
            sheet.SetGeoTransform([page.left, step, 0.0, page.top, 0.0, -step])
            sheet.FlushCache()
            del sheet  # which writes it
            progress.set(100 * number / len(self._pages))
