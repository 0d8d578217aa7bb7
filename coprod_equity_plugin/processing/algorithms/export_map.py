"""``exportmap``: a report-ready map sheet."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ...core.progress import Progress
from ...maps.measure_labels import AUTO, LABELS
from ..base import REPORT, EquityAlgorithm
from ..map_parameters import (
    TEMPLATE,
    add_atlas,
    add_context,
    add_field,
    add_template,
    read_atlas,
    read_context,
    read_field,
)

_AS_STYLED = "as_styled"


class ExportMap(EquityAlgorithm):
    """Lays a layer out by the house rules and writes it as PDF, PNG, SVG, with its values as CSV and alt text."""

    NAME = "exportmap"
    TITLE = "Export map"
    GROUP = REPORT
    SUMMARY = "Writes a map that is ready for a report: PDF, PNG, SVG, the mapped values as CSV, and alt text."
    HELP = (
        "Title, subtitle, legend and notes are made from the measure and its numbers; whatever you type replaces them, "
        "except notes, which are added. The layer is not changed. Text stays text in PDF and SVG, and the PDF is "
        "georeferenced.\n"
        "Layers with one row per household are refused: they are not for publication."
    )
    TAGS = ("map", "layout", "print", "pdf", "png", "svg", "report")
    NEEDS = ("numpy",)
    MAIN_THREAD = True

    INPUT, MEASURE, EVENT_NAME, TITLE_TEXT, SUBTITLE = "INPUT", "MEASURE", "EVENT_NAME", "TITLE", "SUBTITLE"
    SOURCES, NOTES, DATE, PAPER, ORIENTATION, DPI = "SOURCES", "NOTES", "DATE", "PAPER", "ORIENTATION", "DPI"
    CONFIDENTIAL = "CONFIDENTIAL"
    PDF, PNG, SVG, CSV, ALT_TEXT = "PDF", "PNG", "SVG", "CSV", "ALT_TEXT"
    MAP_TITLE, DESCRIPTION, AREAS, WITHHELD = "MAP_TITLE", "DESCRIPTION", "AREAS", "WITHHELD"
    PAGES = "PAGES"

    _FILES = (
        (PDF, "PDF", "PDF files (*.pdf)", "For print and for reports; text can be searched and copied."),
        (PNG, "PNG picture", "PNG files (*.png)", "For slides and web pages."),
        (SVG, "SVG drawing", "SVG files (*.svg)", "For changes in a drawing program."),
        (CSV, "Mapped values", "CSV files (*.csv)", "One row per area: its value, its class in words, why withheld."),
        (ALT_TEXT, "Alt text", "Text files (*.txt)", "What the map shows, in sentences, for those who cannot see it."),
    )

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterVectorLayer(
                self.INPUT, self.tr("Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            ),
            "Usually the areas that 'Disparity by area' wrote.",
        )
        self.add_choice(
            self.MEASURE,
            self.tr("Measure"),
            (_AS_STYLED, *LABELS, AUTO),
            "as_styled shows the layer as it is; a measure styles a copy of it by that measure, auto by its first one.",
        )
        for name, label, text in (
            (self.EVENT_NAME, "Event", "Name of the event, for the title: 'Hurricane Michael'."),
            (self.TITLE_TEXT, "Title", "Empty: what the map shows, and the event."),
            (self.SUBTITLE, "Subtitle", "Empty: measure, unit, areas and number of households."),
            (self.SOURCES, "Sources", "Whose data these are; empty: their kinds."),
            (self.NOTES, "Notes", "Sentences below the legend, after those that explain the map."),
        ):
            parameter = QgsProcessingParameterString(
                name, self.tr(label), optional=True, multiLine=name == self.NOTES, defaultValue=""
            )
            self.add(parameter, text)
        self.add_choice(self.PAPER, self.tr("Paper"), ("letter", "a4"), "Size of the sheet.")
        self.add_choice(self.ORIENTATION, self.tr("Orientation"), ("landscape", "portrait"), "How the sheet lies.")
        self.add(
            QgsProcessingParameterNumber(
                self.DPI, self.tr("Dots per inch"), defaultValue=200, minValue=72, maxValue=1200
            ),
            "Resolution of the PNG, and of hatches in the PDF.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString(self.DATE, self.tr("Date"), optional=True, defaultValue=""),
            "Date in the footer, such as 2018-10-24; empty: today.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(self.CONFIDENTIAL, self.tr("Allow household data"), defaultValue=False),
            "Lets a layer of households or requests be mapped, for use inside the utility only; the sheet says so.",
            advanced=True,
        )
        add_field(self, self.INPUT)
        add_template(self)
        add_context(self)
        add_atlas(self)
        for name, label, kind, text in self._FILES:
            self.add(
                QgsProcessingParameterFileDestination(
                    name, self.tr(label), self.tr(kind), optional=True, createByDefault=name == self.PDF
                ),
                f"{text} At least one file has to be asked for.",
            )
        self.addOutput(QgsProcessingOutputString(self.MAP_TITLE, self.tr("Title of the map")))
        self.addOutput(QgsProcessingOutputString(self.DESCRIPTION, self.tr("What the map shows")))
        self.addOutput(QgsProcessingOutputNumber(self.AREAS, self.tr("Areas with a value")))
        self.addOutput(QgsProcessingOutputNumber(self.WITHHELD, self.tr("Areas withheld")))
        self.addOutput(QgsProcessingOutputNumber(self.PAGES, self.tr("Pages")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...maps.export import MapOrder, export_map
        from ...maps.styling import use_saved_style

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.INPUT))

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip()

        if context.project() is None or context.project().mapLayer(layer.id()) is None:
            # Processing opens a file without its default style; a layer of the project is shown as it is there.
            use_saved_style(layer)
        measure = self.parameterAsEnumString(parameters, self.MEASURE, context)
        field, unit = read_field(self, parameters, context, measure)
        files = {name: self.parameterAsFileOutput(parameters, name, context) for name, *_ in self._FILES}
        order = MapOrder(
            measure="" if measure == _AS_STYLED else measure,
            field=field,
            field_unit=unit,
            title=text(self.TITLE_TEXT),
            subtitle=text(self.SUBTITLE),
            sources=text(self.SOURCES),
            notes=text(self.NOTES),
            event=text(self.EVENT_NAME),
            date=text(self.DATE),
            paper=self.parameterAsEnumString(parameters, self.PAPER, context),
            orientation=self.parameterAsEnumString(parameters, self.ORIENTATION, context),
            template=self.parameterAsFile(parameters, TEMPLATE, context),
            dpi=self.parameterAsInt(parameters, self.DPI, context),
            confidential=self.parameterAsBoolean(parameters, self.CONFIDENTIAL, context),
            context=read_context(self, parameters, context),
            atlas=read_atlas(self, parameters, context),
            files={name.lower(): path for name, path in files.items() if path},
        )
        result = export_map(layer, order, progress)
        progress.info(result.alt_text)
        return {
            **{name.upper(): path for name, path in result.files.items()},
            self.MAP_TITLE: result.title,
            self.DESCRIPTION: result.alt_text,
            self.AREAS: result.areas,
            self.WITHHELD: result.withheld,
            self.PAGES: result.pages,
        }
