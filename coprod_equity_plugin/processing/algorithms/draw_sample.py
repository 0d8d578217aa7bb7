"""``drawsample``: the case-control sample of the reference study, with weights and balance tests."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ...core import columns as c
from ...core.progress import Progress
from ..base import ASSEMBLE, EquityAlgorithm


class DrawSample(EquityAlgorithm):
    """Draws all households that asked for help and a random sample of the others."""

    NAME = "drawsample"
    TITLE = "Draw sample"
    GROUP = ASSEMBLE
    SUMMARY = "Draws a case-control sample: all households that asked for help, and a random draw of the others."
    HELP = (
        "The reference study drew 3,000 others because its software could not hold the city. The plugin needs no "
        "sample; draw one to repeat that study, or to see how much its results depend on the draw.\n\n"
        "Drawn from are the households that the models use: those that lost power and have every value. In the "
        "sample those who asked are far more frequent than in the city. Slopes of Model 1 survive that; its intercept "
        "is too high by the correction that is put out, and means or predictions need the sampling weight."
    )
    TAGS = ("case-control", "sample", "weights", "balance")
    NEEDS = ("numpy", "pandas", "shapely", "scipy")

    INPUT, CONTROLS, SEED, OUTPUT, BALANCE = "INPUT", "CONTROLS", "SEED", "OUTPUT", "BALANCE"
    REPORTERS, CONTROLS_DRAWN, POPULATION = "REPORTERS", "CONTROLS_DRAWN", "POPULATION"
    CORRECTION, TAU, Y_BAR = "INTERCEPT_CORRECTION", "TAU", "Y_BAR"
    CONTROL_WEIGHT, DIFFERENT = "CONTROL_WEIGHT", "DIFFERENT"

    def initAlgorithm(self, config=None) -> None:
        vector, integer = QgsProcessing.SourceType.TypeVector, QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), [vector]),
            "The output of 'Study dataset'.",
        )
        self.add(
            QgsProcessingParameterNumber(self.CONTROLS, self.tr("Households to draw"), integer, 3000, False, 1),
            "How many households that did not ask for help; all of them if there are no more.",
        )
        self.add(
            QgsProcessingParameterNumber(self.SEED, self.tr("Seed"), integer, 1, False, 0),
            "The same seed draws the same households again.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Household sample")),
            "The study table's rows of the sample with their sampling weights. Confidential.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.BALANCE, self.tr("Balance of the sample"), vector, optional=True),
            "The drawn against all who did not ask, variable by variable: means and two-sample t-tests.",
        )
        for name, title in (
            (self.REPORTERS, "Households that asked for help"),
            (self.CONTROLS_DRAWN, "Households drawn"),
            (self.POPULATION, "Households drawn from"),
            (self.CORRECTION, "To subtract from a logit's intercept"),
            (self.TAU, "Share of all households that asked (tau)"),
            (self.Y_BAR, "Share of the sample that asked"),
            (self.CONTROL_WEIGHT, "Households that each drawn one stands for"),
            (self.DIFFERENT, "Variables in which the drawn differ (5 % level)"),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.frames import read_declared, read_layer
        from ...core.study.sample import draw_case_control

        source = self.source(parameters, self.INPUT, context)
        # What newer tables hold beyond the study's columns is kept.
        there = {*c.STUDY.names, *source.fields().names()}
        kept = tuple(column for column in c.STUDY_OUTPUT.columns if column.name in there)
        table = c.STUDY_OUTPUT.with_columns(kept)
        study = read_declared(source, table, progress=progress)
        _, shapes = read_layer(source, context, names=[], progress=progress)
        progress.set(50)
        sample = draw_case_control(
            study,
            self.parameterAsInt(parameters, self.CONTROLS, context),
            self.parameterAsInt(parameters, self.SEED, context),
            progress=progress,
        )
        destination = self.write(
            parameters,
            self.OUTPUT,
            context,
            table,
            sample.table,
            progress.part(60, 98),
            geometries=shapes[sample.rows],
            geometry_type=source.wkbType(),
            crs=source.sourceCrs(),
        )
        return {
            self.OUTPUT: destination,
            self.BALANCE: self.write(parameters, self.BALANCE, context, c.BALANCE, sample.balance, progress),
            self.REPORTERS: sample.reporters,
            self.CONTROLS_DRAWN: sample.controls,
            self.POPULATION: sample.population,
            self.CORRECTION: sample.correction,
            self.TAU: sample.tau,
            self.Y_BAR: sample.y_bar,
            self.CONTROL_WEIGHT: sample.control_weight,
            self.DIFFERENT: len(sample.different),
        }
