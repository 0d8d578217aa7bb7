"""``styledisparity``: a layer styled by a disparity measure."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ...core.progress import Progress
from ...maps.measure_labels import AUTO, LABELS
from ..base import REPORT, EquityAlgorithm
from ..map_parameters import add_field, read_field


class StyleDisparity(EquityAlgorithm):
    """Styles the areas of a result by one of their measures."""

    NAME = "styledisparity"
    TITLE = "Style by disparity"
    GROUP = REPORT
    SUMMARY = "Styles any result of areas by one measure; what is not a value has its own look and words."
    HELP = (
        "Takes the areas of 'Disparity by area', 'Reliability indices', 'Residual clustering' and 'Block group "
        "indicators', tells them apart by their columns, and picks their first measure if none is chosen.\n"
        "Gaps are shown in purple and orange around a near-white middle at no disparity; orange is always longer, "
        "purple is lined as well, so that a grey copy tells them apart. "
        "Areas that cannot be told from no disparity are pale and hatched, withheld ones cross-hatched, areas without "
        "households white with a dotted outline; a census estimate with a wide margin of error has small dots.\n"
        "The layer's style is changed, its data are not. With 'Save style', the style goes into the layer's GeoPackage "
        "under the measure's name and becomes its default; styles of other measures stay in it, to be chosen with "
        "Layer Properties > Style > Load Style."
    )
    TAGS = ("map", "style", "choropleth", "legend", "symbology")
    NEEDS = ("numpy",)
    MAIN_THREAD = True

    INPUT, MEASURE, BREAKS, SAVE_STYLE, STYLE_FILE = "INPUT", "MEASURE", "BREAKS", "SAVE_STYLE", "STYLE_FILE"
    OUTPUT, CLASSES, AREAS, UNCLEAR, WITHHELD = "OUTPUT", "CLASSES", "AREAS", "UNCLEAR", "WITHHELD"
    USED_BREAKS = "USED_BREAKS"

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterVectorLayer(
                self.INPUT, self.tr("Areas"), [QgsProcessing.SourceType.TypeVectorPolygon]
            ),
            "The layer that 'Disparity by area', 'Reliability indices', 'Residual clustering' or 'Block group "
            "indicators' wrote.",
        )
        self.add_choice(
            self.MEASURE,
            self.tr("Measure"),
            (AUTO, *LABELS),
            "What the map shows. auto: the layer's first measure, such as hours_difference. "
            + " ".join(f"{name}: {label}." for name, label in LABELS.items()),
        )
        self.add(
            QgsProcessingParameterBoolean(self.SAVE_STYLE, self.tr("Save style in the GeoPackage"), defaultValue=True),
            "Saves the style under the measure's name and makes it the default. A layer that is no GeoPackage "
            "is styled without saving.",
        )
        self.add(
            QgsProcessingParameterFileDestination(
                self.STYLE_FILE, self.tr("Style file"), "QML (*.qml)", optional=True, createByDefault=False
            ),
            "Writes the style to a file as well, for other layers of the same columns.",
        )
        self.add(
            QgsProcessingParameterString(self.BREAKS, self.tr("Class breaks"), optional=True),
            "Numbers between the classes, in the legend's unit (hours, percent, dollars), such as '6, 12, 24'; "
            "for gaps the positive ones, which are mirrored; for a map of two measures two of each, '48, 72, 20, 40'. "
            "Empty: the finest round ones that leave no more than a tenth of the areas in the open ends. "
            "Give the same breaks to maps that are to be compared.",
            advanced=True,
        )
        add_field(self, self.INPUT)
        self.addOutput(QgsProcessingOutputVectorLayer(self.OUTPUT, self.tr("Styled areas")))
        self.addOutput(QgsProcessingOutputNumber(self.CLASSES, self.tr("Classes")))
        self.addOutput(QgsProcessingOutputNumber(self.AREAS, self.tr("Areas with a value")))
        self.addOutput(QgsProcessingOutputNumber(self.UNCLEAR, self.tr("Areas not clearly different")))
        self.addOutput(QgsProcessingOutputNumber(self.WITHHELD, self.tr("Areas withheld")))
        self.addOutput(QgsProcessingOutputString(self.USED_BREAKS, self.tr("Breaks used")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...maps import styling
        from ...maps.choice import choose_measure
        from ...maps.classes import SUPPRESSED, UNCLEAR, parse_breaks
        from ...maps.redraw import let_maps_begin

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.INPUT))
        name = self.parameterAsEnumString(parameters, self.MEASURE, context)
        measure = choose_measure(layer, name, *read_field(self, parameters, context, name))
        progress.info(self.tr("Shown: {}.").format(measure.label))
        text = self.parameterAsString(parameters, self.BREAKS, context).strip()
        styled = styling.style_layer(layer, measure, parse_breaks(text, measure) if text else None)
        for label in styling.labels(layer):
            progress.info(label)
        if self.parameterAsBoolean(parameters, self.SAVE_STYLE, context):
            if styling.in_geopackage(layer):
                styling.save_style(layer, measure.name, measure.label, default=True)
                progress.info(f"Style '{measure.name}' saved in the GeoPackage.")
            else:
                progress.warning(f"{layer.name()} is no GeoPackage: it is styled, but the style is not saved with it.")
        results = {
            self.OUTPUT: layer.id(),
            self.CLASSES: len(styled.scale.classes),
            self.AREAS: styled.areas,
            self.UNCLEAR: styled.counts.get(UNCLEAR, 0),
            self.WITHHELD: styled.counts[SUPPRESSED],
            self.USED_BREAKS: ", ".join(f"{value:g}" for value in styled.scale.breaks),
        }
        path = self.parameterAsFileOutput(parameters, self.STYLE_FILE, context)
        if path:
            styling.write_style_file(layer, path)
            results[self.STYLE_FILE] = path
        let_maps_begin(layer, context)
        return results
