"""A layer as a map sheet: its style and words, the page, the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import QgsGeometry, QgsPrintLayout, QgsProject, QgsVectorLayer

from ..bridge.lazy import np
from ..core.progress import Progress
from ..core.report.alt_text import map_alt_text
from .atlas import District, areas_of, locator_layers, read_districts
from .book import PdfBook
from .choice import choose_measure
from .classes import UNRELIABLE
from .context import Context, read_shapes
from .files import AUTHOR, StagedFiles, write_csv, write_pdf, write_png, write_svg
from .ground import Ground, map_crs, shapes_in
from .layout import Locator, Sheet, build_layout
from .legend import Legend, keys_by_feature, read_legend, recounted
from .measures import Measure
from .order import MapOrder, MapResult, check_order, day_of
from .privacy import household_columns
from .styling import remembered, style_layer
from .values import MapValues, named_for, read_values
from .words import UNRELIABLE_NOTE, Words, footer, measure_words

__all__ = ["MapOrder", "MapResult", "export_map"]


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
    check_order(layer, order)
    with _content(layer, order) as content:
        progress.set(5)
        progress.check()
        if content.values is not None and content.values.withheld.any() and not content.values.shown.any():
            progress.warning(
                "No area has a value that may be shown: all are withheld to protect households. Larger areas, such as "
                "tracts or districts, show more."
            )
        pages = _pages(content, order, progress)
        paths = _write(content, pages, order, progress.part(10, 100))
        values, shown = content.values, content.layer.featureCount()
        return MapResult(
            {kind: found[0] for kind, found in paths.items()},
            content.words.title,
            content.alt_text if order.atlas.districts is None else _text_of_all(pages),
            shown if values is None else int(values.shown.sum()),
            0 if values is None else int(values.withheld.sum()),
            len(pages),
            tuple(path for found in paths.values() for path in found),
        )


@dataclass(frozen=True)
class _Content:
    """A clone of the layer in a project of its own, and all that is said about it; no measure if styled by hand.

    A page of an atlas has the whole layer, but the values, numbers and words of its own district.
    """

    project: QgsProject
    layer: QgsVectorLayer
    measure: Measure | None
    values: MapValues | None
    legend: Legend
    keys: list[set[str]]
    words: Words
    ground: Ground
    district: District | None = None

    @property
    def alt_text(self) -> str:
        measure, values = self.measure, self.values
        numeric = measure is not None and measure.numeric
        return map_alt_text(
            title=self.words.title,
            subtitle=self.words.subtitle,
            finding=self.words.finding,
            classes=[(entry.words, entry.count) for entry in (*self.legend.classes, *self.legend.others)],
            areas=self.words.areas,
            values=measure.shown(values.value) if numeric else None,
            unit=measure.unit_in_full if numeric else "",
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
            measure = named_for(clone, choose_measure(clone, order.measure, order.field, order.field_unit))
            same = memory is not None and memory.measure == measure
            style_layer(clone, measure, memory.breaks if same else None)
        else:
            measure = memory.measure if memory else None
        values = read_values(clone, measure) if measure else None
        legend, keys = read_legend(clone), keys_by_feature(clone)
        words = _words(clone, measure, values, keys, order)
        ground = _ground(project, clone, measure, values, legend, keys, order.context)
        yield _Content(project, clone, measure, values, legend, keys, words, ground)
    finally:
        project.clear()
        del project


def _words(
    layer: QgsVectorLayer,
    measure: Measure | None,
    values: MapValues | None,
    keys: list[set[str]],
    order: MapOrder,
    page: str = "",
) -> Words:
    if measure:
        words = measure_words(measure, layer, values, order.event)
    else:
        title = f"{layer.name()}, {order.event}" if order.event else layer.name()
        words = Words(title, f"{len(keys):,} features", "", (), "", "features")
    sources = order.sources or (measure.sources if measure else "")
    title = order.title or words.title
    return replace(
        words,
        title=f"{title}: {page}" if page else title,
        subtitle=order.subtitle or words.subtitle,
        notes=(
            *words.notes,
            *([UNRELIABLE_NOTE] if any(UNRELIABLE in found for found in keys) else ()),
            *order.context.notes,
            *(line for line in order.notes.splitlines() if line.strip()),
        ),
        footer=footer(sources, day_of(order.date), map_crs(layer), measure.method if measure else ""),
    )


def _pages(content: _Content, order: MapOrder, progress: Progress) -> list[_Content]:
    """The sheets: one for each district, all with the classes of the whole, or the one."""
    if order.atlas.districts is None:
        return [content]
    districts = read_districts(order.atlas, content.ground.crs)
    found = areas_of(districts, content.ground.shapes, len(content.keys))
    outside = int((found < 0).sum())
    if outside:
        progress.warning(f"{outside:,} of {len(found):,} areas lie in no district and are counted on no page.")
    pages = []
    for place, district in enumerate(districts):
        progress.check()
        rows = found == place
        keys = [key for key, here in zip(content.keys, rows) if here]
        values = None if content.values is None else content.values.take(rows)
        words = _words(content.layer, content.measure, values, keys, order, district.name)
        if content.measure and not rows.any():
            words = replace(words, areas=content.words.areas)
        pages.append(
            replace(
                content,
                keys=keys,
                values=values,
                legend=recounted(content.legend, keys),
                words=words,
                ground=replace(content.ground, district=district),
                district=district,
            )
        )
    return pages


def _text_of_all(pages: list[_Content]) -> str:
    return "\n\n".join(page.alt_text for page in pages)


def _ground(
    project: QgsProject,
    layer: QgsVectorLayer,
    measure: Measure | None,
    values: MapValues | None,
    legend: Legend,
    keys: list[set[str]],
    context: Context,
) -> Ground:
    crs = map_crs(layer)
    boundary = [shape for _, shape in read_shapes(context.boundary, crs)] if context.boundary else []
    return Ground(
        project,
        layer,
        measure,
        shapes_in(layer, crs),
        keys,
        crs,
        context,
        tuple(read_shapes(context.places, crs, context.place_field)) if context.places else (),
        QgsGeometry.unaryUnion(boundary) if boundary else None,
        values.circle if measure is not None and measure.circle_column else (),
        legend.largest_circle,
        legend.circle_mm,
        legend.hatches,
    )


def _lay_out(page: _Content, order: MapOrder) -> tuple[QgsPrintLayout, list[str]]:
    metadata = page.project.metadata()  # exporters copy it into their files
    metadata.setTitle(page.words.title)
    metadata.setAbstract(page.alt_text)
    metadata.setAuthor(AUTHOR)
    metadata.setLanguage("en")
    page.project.setMetadata(metadata)
    ground, locator = page.ground, None
    if page.district is not None:
        layers = locator_layers(page.district, ground.study_area, ground.crs)
        for layer in layers:
            page.project.addMapLayer(layer)
        locator = Locator(layers, ground.study_box)
    return build_layout(
        page.project,
        ground.layers,
        ground.crs,
        ground.extent,
        page.legend,
        page.words,
        Sheet.of(order.paper, order.orientation, order.template, confidential=bool(household_columns(page.layer))),
        locator,
    )


def _write(content: _Content, pages: list[_Content], order: MapOrder, progress: Progress) -> dict[str, list[str]]:
    """Write all files, or none; gives their paths by kind."""
    wanted = {kind: str(path) for kind, path in order.files.items() if path}
    atlas = order.atlas.districts is not None
    book: PdfBook | None = None
    paths: dict[str, list[str]] = {}

    with StagedFiles() as files:
        try:
            if atlas and order.atlas.one_file and "pdf" in wanted:
                paths["pdf"] = [wanted["pdf"]]
                book = PdfBook(files.path(wanted["pdf"]), order.dpi, content.words.title, _text_of_all(pages))
            for number, page in enumerate(pages):
                layout, left_out = _lay_out(page, order)
                try:
                    for note in left_out:
                        progress.warning(f"There was no room on the page for this note: {note}")
                    if book is not None:
                        progress.check()
                        book.add(layout)
                    for kind, write in _SHEETS.items():
                        if kind in wanted and not (kind == "pdf" and book is not None):
                            progress.check()
                            path = _page_path(wanted[kind], page.district)
                            write(layout, files.path(path), order.dpi, page)
                            paths.setdefault(kind, []).append(path)
                    if atlas and {"png", "csv"} <= wanted.keys():  # a report takes a picture with the values beside it
                        beside = files.path(_page_path(wanted["csv"], page.district))
                        write_csv(beside, page.keys, page.legend, page.values, page.measure)
                finally:
                    del layout  # before its project, or QGIS crashes at exit
                    _forget_sheet(content)
                progress.check()
                progress.set((90 if book else 100) * (number + 1) / len(pages))
        finally:
            if book is not None:
                book.close()
        if book is not None:
            book.georeference(progress.part(90, 100))
        if "csv" in wanted:
            names = _pages_of_areas(content, pages) if atlas else ()
            path = files.path(wanted["csv"])
            write_csv(path, content.keys, content.legend, content.values, content.measure, names)
            paths["csv"] = [wanted["csv"]]
        if "alt_text" in wanted:
            text = _text_of_all(pages)
            Path(files.path(wanted["alt_text"])).write_text(f"{text}\n", encoding="utf-8")
            paths["alt_text"] = [wanted["alt_text"]]
        progress.check()
    return paths


_SHEETS = {
    "pdf": lambda layout, path, dpi, page: write_pdf(layout, path, dpi),
    "svg": lambda layout, path, dpi, page: write_svg(layout, path, dpi),
    "png": lambda layout, path, dpi, page: write_png(layout, path, dpi, page.words.title, page.alt_text),
}


def _page_path(path: str, district: District | None) -> str:
    place = Path(path)
    return path if district is None else str(place.with_name(f"{place.stem}_{district.slug}{place.suffix}"))


def _pages_of_areas(content: _Content, pages: list[_Content]) -> list[str]:
    found = areas_of([page.district for page in pages], content.ground.shapes, len(content.keys))
    return ["" if place < 0 else pages[place].district.name for place in found]


def _forget_sheet(content: _Content) -> None:
    """Let go of what was made for one sheet; the next has another scale."""
    made = [name for name in content.project.mapLayers() if name != content.layer.id()]
    content.project.removeMapLayers(made)
