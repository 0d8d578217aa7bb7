"""The files of a map sheet. They appear whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from qgis.core import QgsLayoutExporter, QgsLayoutRenderContext, QgsPrintLayout, QgsRenderContext
from qgis.PyQt.QtCore import QSize

from ..core import columns
from ..core.errors import EquityError, InputError, Problem
from ..core.progress import Progress
from .legend import Legend
from .measures import Measure
from .values import MapValues

PRINT_DPI = 300  # of what a PDF cannot hold as lines and text


def write_files(wanted: Sequence[tuple[str, Callable[[str], object]]], progress: Progress) -> None:
    """Call each writer with a temporary name beside its own path, then give all files their names.

    Parameters
    ----------
    wanted
        Path and writer of each file; a writer takes the path to write to.
    progress
        Asked for cancel before each file, told 0-100.

    Raises
    ------
    InputError
        If one cannot be written; then none is.
    """
    temporary = []
    try:
        for place, (path, write) in enumerate(wanted):
            progress.check()
            final = Path(path)
            temporary.append(final.with_name(f".{final.stem}.{os.getpid()}{final.suffix}"))
            write(str(temporary[-1]))
            progress.set(100 * (place + 1) / len(wanted))
        for (path, _), written in zip(wanted, temporary):
            os.replace(written, path)
    except OSError as error:
        raise InputError(
            Problem(f"could not be written ({error.strerror or error})", "Choose a folder that you may write to")
        ) from error
    finally:
        for written in temporary:
            written.unlink(missing_ok=True)


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
    path: str, keys: list[set[str]], legend: Legend, values: MapValues | None, measure: Measure | None
) -> None:
    """The mapped values, one row per area: id, value, class in words, why withheld."""
    names = {entry.key: entry.words for entry in (*legend.classes, *legend.others)}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if measure is None:
            writer.writerow(["feature", "class"])
            writer.writerows(
                [row + 1, "; ".join(names[key] for key in names if key in found)] for row, found in enumerate(keys)
            )
            return
        head = [columns.AREA_ID, measure.column]
        if measure.circle_column:
            head.append(measure.circle_column)
        writer.writerow([*head, "class", columns.SUPPRESSION])
        for row, found in enumerate(keys):
            cells = [values.area[row], _cell(values.value[row])]
            if measure.circle_column:
                cells.append(_cell(values.circle[row]))
            words = "; ".join(names[key] for key in names if key in found)
            reasons = [values.reason[row]] if np.isnan(values.value[row]) else []
            if measure.circle_column and np.isnan(values.circle[row]) and values.circle_reason[row] not in reasons:
                reasons.append(values.circle_reason[row])
            writer.writerow([*cells, words, "; ".join(filter(None, reasons))])


def _cell(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.10g}"
