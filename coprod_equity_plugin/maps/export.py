"""A map sheet as files: PDF, PNG, SVG, the mapped values as CSV, alt text. They appear whole or not at all."""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsLayoutExporter,
    QgsLayoutRenderContext,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize

from ..core import columns
from ..core.errors import EquityError, InputError, PrivacyError, Problem
from ..core.progress import Progress
from ..core.report.alt_text import map_alt_text
from . import symbols
from .classes import CIRCLE_WITHHELD, CIRCLES
from .hatch import hatch_layers, keep_rules, strip_patterns
from .layout import Sheet, build_layout
from .legend import Legend, keys_by_feature, read_legend
from .measures import MEASURES, Measure
from .styling import MapValues, read_values, remembered, style_layer
from .symbols import HATCHES
from .words import Words, area_names, footer, measure_words

HOUSEHOLD_COLUMNS = (
    columns.METER_ID,
    columns.HOUSEHOLD_ID,
    columns.PARCEL_ID,
    columns.REQUEST_ID,
    columns.ADDRESS_KEY,
)
MINIMUM_DPI, MAXIMUM_DPI = 72, 1200
PRINT_DPI = 300  # of what a PDF cannot hold as lines and text


@dataclass(frozen=True)
class MapOrder:
    """What the user asks of a map; empty texts become the measure's own words."""

    measure: str = ""  # empty: as the layer is styled
    title: str = ""
    subtitle: str = ""
    sources: str = ""
    notes: str = ""
    event: str = ""
    date: str = ""
    paper: str = "letter"
    orientation: str = "landscape"
    dpi: int = 200
    confidential: bool = False
    files: Mapping[str, str] = field(default_factory=dict)  # pdf, png, svg, csv, alt_text -> path


@dataclass(frozen=True)
class MapResult:
    """What was written, and the sentence that says what the map shows."""

    files: dict[str, str]
    title: str
    alt_text: str
    areas: int
    withheld: int


def export_map(layer: QgsVectorLayer, order: MapOrder, progress: Progress | None = None) -> MapResult:
    """Write a layer's map sheet.

    Parameters
    ----------
    layer
        Is not changed; its own style is used where the order names no measure.
    order
        Texts, paper, files.

    Raises
    ------
    PrivacyError
        If the layer's rows are households and the order does not allow it.
    InputError
        If nothing is asked for, the layer has no CRS, nothing to draw, or lacks the measure's columns.
    """
    progress = progress or Progress()
    _check(layer, order)
    with _sheet_project(layer, order) as made:
        project, clone, legend, words, values, measure = made
        progress.set(20)
        progress.check()
        crs = map_crs(clone)
        keys = keys_by_feature(clone)  # before the renderer is taken apart for the sheet
        shapes = _shapes(clone, crs)
        extent = QgsRectangle()
        for shape in shapes.values():
            extent.combineExtentWith(shape.boundingBox())

        def layers(units_per_mm: float) -> list[QgsVectorLayer]:
            return _layers(project, clone, shapes, crs, units_per_mm, measure)

        words = replace(words, footer=footer(order.sources or words.footer, _day(order.date), crs, _method(measure)))
        sheet = Sheet.of(order.paper, order.orientation, confidential=_is_confidential(clone))
        layout, left_out = build_layout(project, layers, crs, extent, legend, words, sheet)
        for note in left_out:
            progress.warning(f"There was no room on the page for this note: {note}")
        text = _alt_text(words, legend, values, measure)
        _metadata(project, words, text)
        progress.set(50)
        try:
            files = _write(layout, keys, order, legend, words, values, measure, text, progress)
        finally:
            del layout  # before its project, or QGIS crashes at exit
    shown = int((~np.isnan(values.value)).sum()) if values is not None else len(shapes)
    withheld = int(values.withheld.sum()) if values is not None else 0
    progress.set(100)
    return MapResult(files, words.title, text, shown, withheld)


def _check(layer: QgsVectorLayer, order: MapOrder) -> None:
    problems = []
    if not any(order.files.values()):
        problems.append(Problem("no file was asked for", "Give at least one of PDF, PNG, SVG, CSV or alt text"))
    if not layer.crs().isValid():
        problems.append(
            Problem(
                "has no coordinate system, so neither scale nor place would be right",
                "Set it in the layer's properties, or with 'Assign projection', and run again",
                source=layer.name(),
            )
        )
    if layer.geometryType() in (
        QgsWkbTypes.GeometryType.NullGeometry,
        QgsWkbTypes.GeometryType.UnknownGeometry,
    ):
        problems.append(Problem("is a table without geometry", "Choose a layer with areas", source=layer.name()))
    elif layer.featureCount() == 0:
        problems.append(Problem("has nothing to draw", "Choose a layer with areas", source=layer.name()))
    if not MINIMUM_DPI <= order.dpi <= MAXIMUM_DPI:
        problems.append(Problem(f"{order.dpi} dots per inch", f"Choose {MINIMUM_DPI} to {MAXIMUM_DPI}", column="DPI"))
    try:
        _day(order.date)
    except ValueError:
        problems.append(Problem(f"'{order.date}' is not a date", "Write it as 2018-10-24", column="DATE"))
    for path in filter(None, order.files.values()):
        if not Path(path).absolute().parent.is_dir():
            problems.append(Problem("its folder does not exist", "Create the folder first", source=str(path)))
    if problems:
        raise InputError(problems)
    if _is_confidential(layer) and not order.confidential:
        marks = [name for name in HOUSEHOLD_COLUMNS if layer.fields().lookupField(name) >= 0]
        raise PrivacyError(
            f"{layer.name()} has one row per household or request (column {', '.join(marks)}); on a map it would show "
            "where each of them is. Map the areas that 'Disparity by area' writes, or, for a map that stays inside "
            "the utility, set CONFIDENTIAL to true: the sheet will say so."
        )


def _is_confidential(layer: QgsVectorLayer) -> bool:
    return any(layer.fields().lookupField(name) >= 0 for name in HOUSEHOLD_COLUMNS)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text.strip()) if text.strip() else datetime.date.today()


def _method(measure: Measure | None) -> str:
    return "Disparity by area" if measure else ""


@contextmanager
def _sheet_project(layer: QgsVectorLayer, order: MapOrder) -> Iterator[tuple]:
    """A project of its own with a clone of the layer, its legend and its words, taken down in the right order."""
    project = QgsProject()
    try:
        clone = layer.clone()
        project.addMapLayer(clone)
        measure = MEASURES[order.measure] if order.measure else None
        memory = remembered(clone)
        if measure is not None:
            breaks = memory.breaks if memory and memory.measure is measure else None
            style_layer(clone, measure, breaks)
        elif memory is not None:
            measure = memory.measure
        values = read_values(clone, measure) if measure else None
        legend = read_legend(clone)
        if measure:
            words = measure_words(measure, clone, values, order.event)
            words = replace(words, footer=measure.sources)
        else:
            title = f"{clone.name()}, {order.event}" if order.event else clone.name()
            words = Words(title, f"{clone.featureCount():,} features", "", (), "", "features")
        words = replace(
            words,
            title=order.title or words.title,
            subtitle=order.subtitle or words.subtitle,
            notes=(*words.notes, *(line for line in order.notes.splitlines() if line.strip())),
        )
        yield project, clone, legend, words, values, measure
    finally:
        project.clear()
        del project


def map_crs(layer: QgsVectorLayer) -> QgsCoordinateReferenceSystem:
    """The layer's own CRS if it is made for measuring, else the UTM zone at its middle."""
    crs = layer.crs()
    if not crs.isGeographic() and crs.authid() not in ("EPSG:3857", "EPSG:900913"):
        return crs
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(crs, wgs84, QgsProject.instance().transformContext())
    centre = transform.transform(layer.extent().center())
    zone = min(max(int((centre.x() + 180) // 6) + 1, 1), 60)
    return QgsCoordinateReferenceSystem(f"EPSG:{32600 + zone if centre.y() >= 0 else 32700 + zone}")


def _shapes(layer: QgsVectorLayer, crs: QgsCoordinateReferenceSystem) -> dict[int, QgsGeometry]:
    """Geometries in the map's CRS, by the place of their feature in the layer."""
    transform = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance().transformContext())
    shapes = {}
    for place, feature in enumerate(layer.getFeatures(QgsFeatureRequest().setNoAttributes())):
        shape = feature.geometry()
        if not shape.isEmpty():
            shape.transform(transform)
            shapes[place] = shape
    return shapes


def _layers(
    project: QgsProject,
    layer: QgsVectorLayer,
    shapes: dict[int, QgsGeometry],
    crs: QgsCoordinateReferenceSystem,
    units_per_mm: float,
    measure: Measure | None,
) -> list[QgsVectorLayer]:
    """What the map draws, top first: circles, hatches, areas, the study area below them."""
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return [layer]
    made = [_study_area(QgsGeometry.unaryUnion(list(shapes.values())), crs)]
    above = []
    if measure is not None:
        keys = keys_by_feature(layer)
        hatched = [(key, shape) for place, shape in shapes.items() for key in keys[place] & HATCHES.keys()]
        above = hatch_layers(hatched, crs, units_per_mm)
        if measure.circle_column:
            circles = layer.clone()
            keep_rules(circles.renderer(), lambda key: key in (CIRCLES, CIRCLE_WITHHELD))
            keep_rules(layer.renderer(), lambda key: key not in (CIRCLES, CIRCLE_WITHHELD))
            above.insert(0, circles)
        strip_patterns(layer.renderer())
    for extra in (*made, *above):
        project.addMapLayer(extra)
    return [*above, layer, *made]


def _study_area(shape: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    made = QgsVectorLayer("MultiPolygon", "study area", "memory")
    made.setCrs(crs)
    feature = QgsFeature()
    shape.convertToMultiType()
    feature.setGeometry(shape)
    made.dataProvider().addFeature(feature)
    made.updateExtents()
    made.setRenderer(QgsSingleSymbolRenderer(symbols.ground()))
    return made


def _alt_text(words: Words, legend: Legend, values: MapValues | None, measure: Measure | None) -> str:
    entries = (*legend.classes, *legend.others)
    return map_alt_text(
        title=words.title,
        subtitle=words.subtitle,
        finding=words.finding,
        classes=[(entry.words, entry.count) for entry in entries],
        areas=words.areas,
        values=values.value * measure.factor if measure else np.array([]),
        unit=("hours" if measure.unit == "h" else measure.unit) if measure else "",
        circles=values.circle if measure and measure.circle_column else np.array([]),
    )


def _metadata(project: QgsProject, words: Words, text: str) -> None:
    metadata = project.metadata()
    metadata.setTitle(words.title)
    metadata.setAbstract(text)
    metadata.setAuthor("Coproduction Equity")
    metadata.setLanguage("en")
    project.setMetadata(metadata)


def _write(layout, keys, order, legend, words, values, measure, text, progress) -> dict[str, str]:
    """Write every file under a temporary name beside its own, then give all of them their names."""
    writers = {
        "pdf": lambda path: _pdf(layout, path, order.dpi),
        "svg": lambda path: _svg(layout, path, order.dpi),
        "png": lambda path: _png(layout, path, order.dpi, words, text),
        "csv": lambda path: _csv(path, keys, legend, values, measure),
        "alt_text": lambda path: Path(path).write_text(text + "\n", encoding="utf-8"),
    }
    wanted = [(kind, str(order.files[kind])) for kind in writers if order.files.get(kind)]
    temporary = {}
    try:
        for place, (kind, path) in enumerate(wanted):
            progress.check()
            final = Path(path)
            temporary[kind] = final.with_name(f".{final.stem}.{os.getpid()}{final.suffix}")
            writers[kind](str(temporary[kind]))
            progress.set(50 + 50 * (place + 1) / len(wanted))
        for kind, path in wanted:
            os.replace(temporary[kind], path)
    except OSError as error:
        raise InputError(
            Problem(f"could not be written ({error.strerror or error})", "Choose a folder that you may write to")
        ) from error
    finally:
        for path in temporary.values():
            path.unlink(missing_ok=True)
    return dict(wanted)


def _as_text():
    return QgsRenderContext.TextRenderFormat.AlwaysText


def _done(result, path: str) -> None:
    if result != QgsLayoutExporter.ExportResult.Success:
        raise EquityError(
            f"{path}: the map could not be exported ({result}). Check that the folder can be written to and has room; "
            "for a large sheet, choose fewer dots per inch."
        )


def _pdf(layout: QgsPrintLayout, path: str, dpi: int) -> None:
    exporter = QgsLayoutExporter(layout)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = max(dpi, PRINT_DPI)
    settings.textRenderFormat = _as_text()
    settings.appendGeoreference = True
    settings.exportMetadata = True
    _done(exporter.exportToPdf(path, settings), path)


def _svg(layout: QgsPrintLayout, path: str, dpi: int) -> None:
    exporter = QgsLayoutExporter(layout)
    settings = QgsLayoutExporter.SvgExportSettings()
    settings.dpi = dpi
    settings.textRenderFormat = _as_text()
    settings.exportMetadata = True
    _done(exporter.exportToSvg(path, settings), path)


def _png(layout: QgsPrintLayout, path: str, dpi: int, words: Words, text: str) -> None:
    # Not exportToImage(): it leaves an .aux.xml beside the picture.
    context = layout.renderContext()
    context.setDpi(dpi)
    context.setFlag(QgsLayoutRenderContext.Flag.FlagAntialiasing, True)
    image = QgsLayoutExporter(layout).renderPageToImage(0, QSize(), dpi)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    image.setText("Title", words.title)
    image.setText("Description", text)
    if image.isNull() or not image.save(path, "PNG"):
        raise EquityError(f"{path}: the picture could not be written. Check the folder, or choose fewer dots per inch.")


def _csv(path: str, keys: list[set[str]], legend: Legend, values: MapValues | None, measure: Measure | None) -> None:
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


__all__ = ["MapOrder", "MapResult", "area_names", "export_map", "map_crs"]
