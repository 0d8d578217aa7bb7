"""``playoutages``: a layer of households set up for the Temporal Controller."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterVectorLayer,
)

from ...core.progress import Progress
from ..base import REPORT, EquityAlgorithm


class PlayOutages(EquityAlgorithm):
    """Sets a layer's style and times, so that each home is dark from its outage to its restoration."""

    NAME = "playoutages"
    TITLE = "Play outages over time"
    GROUP = REPORT
    SUMMARY = "Sets a layer of households up for QGIS's Temporal Controller: each home dark until its power came back."
    HELP = (
        "Open View > Panels > Temporal Controller, choose animated navigation and press play: the project's range and "
        "its steps of an hour are set. The layer shows single households: it is confidential. The layer's style is "
        "changed, its data are not."
    )
    TAGS = ("temporal", "animation", "time", "map")
    NEEDS = ("numpy",)
    MAIN_THREAD = True

    INPUT, SAVE_STYLE, OUTPUT = "INPUT", "SAVE_STYLE", "OUTPUT"
    HOMES, NOT_RESTORED = "HOMES", "NOT_RESTORED"

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterVectorLayer(
                self.INPUT, self.tr("Households"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            ),
            "The layer that 'Study dataset' wrote, or any with outage_start and restored_at.",
        )
        self.add(
            QgsProcessingParameterBoolean(self.SAVE_STYLE, self.tr("Save in the GeoPackage"), defaultValue=True),
            "Saves style and times as the layer's default; where QGIS opens it later without its times, load the style "
            "'outages' again. A layer that is no GeoPackage is set up without saving.",
        )
        self.addOutput(QgsProcessingOutputVectorLayer(self.OUTPUT, self.tr("Households")))
        self.addOutput(QgsProcessingOutputNumber(self.HOMES, self.tr("Homes that lost power")))
        self.addOutput(QgsProcessingOutputNumber(self.NOT_RESTORED, self.tr("Homes not restored when the reads end")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...maps import styling, temporal
        from ...maps.redraw import let_maps_begin

        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.INPUT))
        played = temporal.play_outages(layer)
        if context.project() is not None:
            temporal.play_in_project(context.project(), played.span)
        if self.parameterAsBoolean(parameters, self.SAVE_STYLE, context) and styling.in_geopackage(layer):
            styling.save_style(layer, temporal.OUTAGES, self.tr(self.TITLE), default=True)
        let_maps_begin(layer, context)
        shown = "yyyy-MM-dd HH:mm"
        progress.info(f"Plays from {played.span.begin().toString(shown)} to {played.span.end().toString(shown)}.")
        return {self.OUTPUT: layer.id(), self.HOMES: played.homes, self.NOT_RESTORED: played.censored}
