"""A layer as a map sheet: its style and words, the page, the files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from qgis.core import QgsGeometry, QgsPrintLayout, QgsProject, QgsVectorLayer, QgsWkbTypes

from ..core.errors import InputError, PrivacyError, Problem
from ..core.progress import Progress
from ..core.report.alt_text import map_alt_text
from .context import Context, check_context, read_shapes
from .files import write_csv, write_files, write_pdf, write_png, write_svg
from .ground import Ground, map_crs, shapes_in
from .layout import build_layout
from .legend import Legend, keys_by_feature, read_legend
from .measures import MEASURES, Measure
from .page import Sheet
from .privacy import household_columns
from .styling import remembered, style_layer
from .values import MapValues, read_values
from .words import Words, footer, measure_words

MINIMUM_DPI, MAXIMUM_DPI = 72, 1200


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
    context: Context = field(default_factory=Context)
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
    with _content(layer, order) as content:
        progress.set(10)
        progress.check()
        layout, left_out = _lay_out(content, order)
        for note in left_out:
            progress.warning(f"There was no room on the page for this note: {note}")
        progress.set(40)
        try:
            files = _write(layout, content, order, progress.part(40, 100))
        finally:
            del layout  # before its project, or QGIS crashes at exit
        values, shown = content.values, content.layer.featureCount()
        return MapResult(
            files,
            content.words.title,
            content.alt_text,
            shown if values is None else int(values.shown.sum()),
            0 if values is None else int(values.withheld.sum()),
        )


@dataclass(frozen=True)
class _Content:
    """A clone of the layer in a project of its own, and all that is said about it; no measure if styled by hand."""

    project: QgsProject
    layer: QgsVectorLayer
    measure: Measure | None
    values: MapValues | None
    legend: Legend
    keys: list[set[str]]
    words: Words

    @property
    def alt_text(self) -> str:
        measure, values = self.measure, self.values
        unit = "" if measure is None else "hours" if measure.unit == "h" else measure.unit
        return map_alt_text(
            title=self.words.title,
            subtitle=self.words.subtitle,
            finding=self.words.finding,
            classes=[(entry.words, entry.count) for entry in (*self.legend.classes, *self.legend.others)],
            areas=self.words.areas,
            values=None if measure is None else values.value * measure.factor,
            unit=unit,
            circles=values.circle if measure is not None and measure.circle_column else np.array([]),
        )


@contextmanager
def _content(layer: QgsVectorLayer, order: MapOrder) -> Iterator[_Content]:
    project = QgsProject()
    try:
        clone = layer.clone()
        project.addMapLayer(clone)
        memory = remembered(clone)
        if order.measure:
            measure = MEASURES[order.measure]
            same = memory is not None and memory.measure is measure
            style_layer(clone, measure, memory.breaks if same else None)
        else:
            measure = memory.measure if memory else None
        values = read_values(clone, measure) if measure else None
        words = _words(clone, measure, values, order)
        yield _Content(project, clone, measure, values, read_legend(clone), keys_by_feature(clone), words)
    finally:
        project.clear()
        del project


def _words(layer: QgsVectorLayer, measure: Measure | None, values: MapValues | None, order: MapOrder) -> Words:
    if measure:
        words = measure_words(measure, layer, values, order.event)
    else:
        title = f"{layer.name()}, {order.event}" if order.event else layer.name()
        words = Words(title, f"{layer.featureCount():,} features", "", (), "", "features")
    sources = order.sources or (measure.sources if measure else "")
    return replace(
        words,
        title=order.title or words.title,
        subtitle=order.subtitle or words.subtitle,
        notes=(*words.notes, *order.context.notes, *(line for line in order.notes.splitlines() if line.strip())),
        footer=footer(sources, _day(order.date), map_crs(layer), "Disparity by area" if measure else ""),
    )


def _ground(content: _Content, context: Context) -> Ground:
    crs = map_crs(content.layer)
    places = read_shapes(context.places, crs, context.place_field) if context.places else []
    boundary = [shape for _, shape in read_shapes(context.boundary, crs)] if context.boundary else []
    circles = content.values is not None and content.measure.circle_column
    return Ground(
        content.project,
        content.layer,
        content.measure,
        shapes_in(content.layer, crs),
        content.keys,
        crs,
        context,
        tuple(places),
        QgsGeometry.unaryUnion(boundary) if boundary else None,
        content.values.circle if circles else (),
        content.legend.largest_circle,
        content.legend.circle_mm,
    )


def _lay_out(content: _Content, order: MapOrder) -> tuple[QgsPrintLayout, list[str]]:
    ground = _ground(content, order.context)
    metadata = content.project.metadata()  # exporters copy it into their files
    metadata.setTitle(content.words.title)
    metadata.setAbstract(content.alt_text)
    metadata.setAuthor("Coproduction Equity")
    metadata.setLanguage("en")
    content.project.setMetadata(metadata)
    return build_layout(
        content.project,
        ground.layers,
        ground.crs,
        ground.extent,
        content.legend,
        content.words,
        Sheet.of(order.paper, order.orientation, confidential=bool(household_columns(content.layer))),
    )


def _write(layout: QgsPrintLayout, content: _Content, order: MapOrder, progress: Progress) -> dict[str, str]:
    text, title = content.alt_text, content.words.title
    writers = {
        "pdf": lambda path: write_pdf(layout, path, order.dpi),
        "svg": lambda path: write_svg(layout, path, order.dpi),
        "png": lambda path: write_png(layout, path, order.dpi, title, text),
        "csv": lambda path: write_csv(path, content.keys, content.legend, content.values, content.measure),
        "alt_text": lambda path: Path(path).write_text(f"{text}\n", encoding="utf-8"),
    }
    files = {kind: str(order.files[kind]) for kind in writers if order.files.get(kind)}
    write_files([(path, writers[kind]) for kind, path in files.items()], progress)
    return files


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
    marks = household_columns(layer)
    if marks and not order.confidential:
        raise PrivacyError(
            f"{layer.name()} has one row per household or request (column {', '.join(marks)}); on a map it would show "
            "where each of them is. Map the areas that 'Disparity by area' writes, or, for a map that stays inside "
            "the utility, set CONFIDENTIAL to true: the sheet will say so."
        )
    check_context(order.context, confidential=order.confidential)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text.strip()) if text.strip() else datetime.date.today()
