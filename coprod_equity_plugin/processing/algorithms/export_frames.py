"""``exportframes``: the restoration as numbered pictures, by area and protected."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import REPORT, EquityAlgorithm
from ..comparison import add_households_and_areas, add_privacy
from ..map_parameters import add_context, read_context


class ExportFrames(EquityAlgorithm):
    """Writes a map of every moment: how much of each area is still without power."""

    NAME = "exportframes"
    TITLE = "Export frames of the restoration"
    GROUP = REPORT
    SUMMARY = "Writes numbered pictures of the restoration, area by area, for a film or slides."
    HELP = (
        "Each picture classes the areas: none or too few homes to tell still without power, under half of those that "
        "lost it, half or more, all or all but a few. No numbers are shown, and an area where fewer than four times "
        "the smallest group lost power is withheld, so the pictures may be published. frames.csv lists the moments."
    )
    TAGS = ("map", "animation", "film", "png", "time", "restoration")
    NEEDS = ("numpy", "pandas")
    MAIN_THREAD = True

    INPUT, INPUT_AREA_FIELD, AREAS, AREA_FIELD = "INPUT", "INPUT_AREA_FIELD", "AREAS", "AREA_FIELD"
    STEP_HOURS, EVENT_NAME, SOURCES, PRESET = "STEP_HOURS", "EVENT_NAME", "SOURCES", "PRESET"
    MINIMUM_HOUSEHOLDS, DPI, OUTPUT, FRAMES = "MINIMUM_HOUSEHOLDS", "DPI", "OUTPUT", "FRAMES"

    def initAlgorithm(self, config=None) -> None:
        integer = QgsProcessingParameterNumber.Type.Integer
        add_households_and_areas(self)
        self.add(
            QgsProcessingParameterNumber(
                self.STEP_HOURS, self.tr("Hours between pictures"), integer, 12, False, 1, 168
            ),
            "12 hours give a picture for each midnight and noon.",
        )
        for name, label, text in (
            (self.EVENT_NAME, "Event", "Name of the event, for the title."),
            (self.SOURCES, "Sources", "Whose data these are; empty: their kinds."),
        ):
            self.add(QgsProcessingParameterString(name, self.tr(label), defaultValue="", optional=True), text)
        add_privacy(self)
        self.add(
            QgsProcessingParameterNumber(self.DPI, self.tr("Dots per inch"), integer, 150, False, 72, 600),
            "150 gives pictures of 1,650 by 1,275 dots.",
            advanced=True,
        )
        add_context(self)
        self.add(
            QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of the pictures")),
            "frame_000.png, frame_001.png and so on, and frames.csv.",
        )
        self.addOutput(QgsProcessingOutputNumber(self.FRAMES, self.tr("Pictures")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...bridge.areas import id_field
        from ...bridge.crs import require_crs
        from ...bridge.frames import read_declared, read_layer, read_table
        from ...bridge.shapes import to_geometry
        from ...core.disparity.still_out import still_out
        from ...core.disparity.suppression import privacy_rule
        from ...core.sources.ids import id_text
        from ...maps.export import MapOrder
        from ...maps.frames import export_frames, frames_layer

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context) or ""

        def number(name: str) -> int:
            return self.parameterAsInt(parameters, name, context)

        source, polygons = self.source(parameters, self.INPUT, context), self.source(parameters, self.AREAS, context)
        crs = require_crs(polygons, self.tr("The layer of the areas"))
        area_column = text(self.INPUT_AREA_FIELD) or c.BLOCK_GROUP
        area_field = text(self.AREA_FIELD) or id_field(polygons, area_column)
        rule = privacy_rule(text(self.PRESET), number(self.MINIMUM_HOUSEHOLDS))
        study = read_declared(source, c.STUDY, (c.STATUS, c.OUTAGE_START, c.RESTORED_AT), progress)
        study[area_column] = read_table(source, [area_column], progress)[area_column]
        frame, geometries = read_layer(polygons, context, names=[area_field], progress=progress)
        steps = {"step_hours": number(self.STEP_HOURS), "minimum": rule.minimum}
        result = still_out(study, area_column=area_column, progress=progress, **steps)
        for sentence in (rule.title, *result.log):
            progress.info(sentence)
        layer = frames_layer([to_geometry(shape) for shape in geometries], id_text(frame[area_field].to_numpy()), crs)
        order = MapOrder(
            event=text(self.EVENT_NAME),
            sources=text(self.SOURCES),
            dpi=number(self.DPI),
            context=read_context(self, parameters, context),
        )
        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        frames = export_frames(layer, result, folder, order, progress.part(10, 100))
        return {self.OUTPUT: folder, self.FRAMES: len(frames.pictures)}
