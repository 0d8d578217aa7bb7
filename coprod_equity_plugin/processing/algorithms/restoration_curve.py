"""``restorationcurve``: restoration curves of the study's households by any group, fit to be published."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...core import columns
from ...core.progress import Progress
from ..base import DISPARITY, EquityAlgorithm


class RestorationCurve(EquityAlgorithm):
    """The study table in; curves and T50, T80, T95 by group out."""

    NAME = "restorationcurve"
    TITLE = "Restoration curve by group"
    GROUP = DISPARITY
    SUMMARY = "Shows how fast power came back to each group of households, with the hours until 50, 80 and 95 % had it."
    HELP = (
        "Any field of the study table can be the group: a word, a flag, or a number, which is cut into quarters of the "
        "households if it has many values. Hours count from each home's own loss of power; homes not restored when "
        "their reads end are censored (Kaplan-Meier). Groups of fewer households than the minimum are put together, "
        "steps of a curve and hours that would stand for fewer are left out. A few homes that 'Disparity by area' or "
        "the models cannot count are not counted here either: subtraction would tell them."
    )
    TAGS = ("Kaplan-Meier", "survival", "T50", "T95")
    NEEDS = ("numpy", "pandas", "scipy")

    INPUT, GROUP_FIELD, MINIMUM = "INPUT", "GROUP_FIELD", "MINIMUM"
    OUTPUT, QUANTILES, GROUPS = "OUTPUT", "QUANTILES", "GROUPS"

    def initAlgorithm(self, config=None) -> None:
        vector = QgsProcessing.SourceType.TypeVector
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), [vector]),
            "What 'Study dataset' wrote.",
        )
        self.add(
            QgsProcessingParameterField(
                self.GROUP_FIELD, self.tr("Group"), parentLayerParameterName=self.INPUT, optional=True
            ),
            "Empty: one curve of all households.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.MINIMUM, self.tr("Smallest number of households"), defaultValue=11, minValue=11
            ),
            "No published number stands for fewer.",
            advanced=True,
        )
        for name, title, optional in (
            (self.OUTPUT, "Restoration curves", False),
            (self.QUANTILES, "Hours by group", True),
        ):
            self.add(
                QgsProcessingParameterFeatureSink(name, self.tr(title), vector, None, optional, not optional),
                "Without any household's data.",
            )
        self.addOutput(QgsProcessingOutputNumber(self.GROUPS, self.tr("Groups shown")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        from ...bridge.frames import read_declared, read_table
        from ...core.report.group_curves import group_curves
        from ..comparison import counted_beside

        source = self.source(parameters, self.INPUT, context)
        names = [columns.RESTORATION_HOURS, columns.CENSORED, columns.BLOCK_GROUP]
        if source.fields().lookupField(columns.SAMPLING_WEIGHT) >= 0:
            names.append(columns.SAMPLING_WEIGHT)
        study = read_declared(source, columns.STUDY, names, progress)
        field = self.parameterAsString(parameters, self.GROUP_FIELD, context)
        group = read_table(source, [field], progress)[field].to_numpy() if field else None
        minimum = self.parameterAsInt(parameters, self.MINIMUM, context)
        homes = counted_beside(source, study, group, minimum, progress)
        study, group = study[homes], None if group is None else group[homes]
        result = group_curves(study, group, minimum, progress.part(20, 90))
        if result.pooled:
            progress.warning(f"{len(result.pooled)} groups of fewer than {minimum} households were put together.")
        settings = {"group_field": field or "none", "minimum": str(minimum)}
        outputs: dict[str, Any] = {self.GROUPS: len(result.quantiles)}
        for name, table, frame in (
            (self.OUTPUT, columns.GROUP_CURVES, result.curves),
            (self.QUANTILES, columns.GROUP_QUANTILES, result.quantiles),
        ):
            written = self.write(parameters, name, context, table, frame, progress.part(90, 100), settings=settings)
            if written:
                outputs[name] = written
        return outputs
