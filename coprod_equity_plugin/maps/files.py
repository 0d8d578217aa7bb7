"""The files of a map sheet. They appear whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsLayoutExporter, QgsLayoutRenderContext, QgsPrintLayout, QgsRenderContext
from qgis.PyQt.QtCore import QSize

from ..bridge.lazy import np
from ..core import columns
from ..core.errors import EquityError, InputError, Problem
from .legend import Legend
from .measures import Measure
from .measures.groups import MINORITY_AND_OTHERS
from .values import MapValues

AUTHOR = "Coproduction Equity"
PRINT_DPI = 300  # of what a PDF cannot hold as lines and text


class StagedFiles:
    """Files that get their names all at once, when the block ends well; else none of them is left.

    Raises
    ------
    InputError
        If one cannot be written.
    """

    def __init__(self) -> None:
        self._staged: dict[str, Path] = {}

    def __enter__(self) -> StagedFiles:
        return self

    def path(self, final: str) -> str:
        """Where to write what will be ``final``: a temporary name beside it."""
        place = Path(final)
        self._staged[final] = place.with_name(f".{place.stem}.{os.getpid()}{place.suffix}")
        return str(self._staged[final])

    def __exit__(self, kind, error, traceback) -> None:
        try:
            if kind is None:
                for final, written in self._staged.items():
                    os.replace(written, final)
        except OSError as failure:
            error = failure
        finally:
            for written in self._staged.values():
                written.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputError(
                Problem(f"could not be written ({error.strerror or error})", "Choose a folder that you may write to")
            ) from error


def _done(result, path: str) -> None:
    if result != QgsLayoutExporter.ExportResult.Success:
        raise EquityError(
            f"{path}: the map could not be exported ({result}). Check that the folder can be written to and has room; "
            "for a large sheet, choose fewer dots per inch."
        )


def write_pdf(layout: QgsPrintLayout, path: str, dpi: int) -> None:
    """A georeferenced PDF with its text as text."""
    exporter = QgsLayoutExporter(layout)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = max(dpi, PRINT_DPI)
    settings.textRenderFormat = QgsRenderContext.TextRenderFormat.AlwaysText
    settings.appendGeoreference = True
    settings.exportMetadata = True
    _done(exporter.exportToPdf(path, settings), path)


def write_svg(layout: QgsPrintLayout, path: str, dpi: int) -> None:
    """An SVG with its text as text, title and description."""
    exporter = QgsLayoutExporter(layout)
    settings = QgsLayoutExporter.SvgExportSettings()
    settings.dpi = dpi
    settings.textRenderFormat = QgsRenderContext.TextRenderFormat.AlwaysText
    settings.exportMetadata = True
    _done(exporter.exportToSvg(path, settings), path)


def write_png(layout: QgsPrintLayout, path: str, dpi: int, title: str, description: str) -> None:
    """A PNG that carries title and description."""
    # Not exportToImage(): it leaves an .aux.xml beside the picture.
    context = layout.renderContext()
    context.setDpi(dpi)
    context.setFlag(QgsLayoutRenderContext.Flag.FlagAntialiasing, True)
    image = QgsLayoutExporter(layout).renderPageToImage(0, QSize(), dpi)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    image.setText("Title", title)
    image.setText("Description", description)
    if image.isNull() or not image.save(path, "PNG"):
        raise EquityError(f"{path}: the picture could not be written. Check the folder, or choose fewer dots per inch.")


def write_csv(
    path: str,
    keys: list[set[str]],
    legend: Legend,
    values: MapValues | None,
    measure: Measure | None,
    pages: Sequence[str] = (),
) -> None:
    """The mapped values, one row per area: id, value, class in words, why withheld, and its page of an atlas.

    Where others than minority households are compared, both groups' names stand in each row.
    """
    names = {entry.key: entry.words for entry in (*legend.classes, *legend.others)}
    paged = ["page"] if pages else []
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if measure is None:
            writer.writerow(["feature", "class", *paged])
            writer.writerows(
                [row + 1, "; ".join(names[key] for key in names if key in found), *pages[row : row + 1]]
                for row, found in enumerate(keys)
            )
            return
        shown = {measure.column: [_cell(value) for value in values.value]}
        if measure.categories:
            texts = [item.texts[0] for item in measure.categories]
            shown = {measure.column: ["" if np.isnan(code) else texts[int(code)] for code in values.value]}
        if measure.across is not None:
            shown[measure.across.column] = [_cell(value) for value in values.second]
        if measure.circle_column:
            shown[measure.circle_column] = [_cell(value) for value in values.circle]
        groups = measure.groups if measure.groups != MINORITY_AND_OTHERS else ()
        named = (columns.COMPARED_GROUP, columns.COMPARED_WITH)[: len(groups)]
        writer.writerow([columns.AREA_ID, *shown, "class", columns.SUPPRESSION, *named, *paged])
        for row, found in enumerate(keys):
            cells = [values.area[row], *(cells[row] for cells in shown.values())]
            words = "; ".join(names[key] for key in names if key in found)
            reasons = [values.reason[row]] if np.isnan(values.value[row]) else []
            if measure.circle_column and np.isnan(values.circle[row]) and values.circle_reason[row] not in reasons:
                reasons.append(values.circle_reason[row])
            writer.writerow([*cells, words, "; ".join(filter(None, reasons)), *groups, *pages[row : row + 1]])


def _cell(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.10g}"
