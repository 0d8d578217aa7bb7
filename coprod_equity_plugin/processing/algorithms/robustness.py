"""``robustness``: the models again on other samples, windows, measures and places."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...bridge.frames import read_declared, read_table
from ...core import columns
from ...core.errors import InputError, Problem
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm


class Robustness(EquityAlgorithm):
    """Fits the five models under every variant that a referee asks for."""

    NAME = "robustness"
    TITLE = "Robustness"
    GROUP = MODELS
    SUMMARY = "Fits the five models again on other samples, request windows, measures and places, and compares."
    HELP = (
        "The main result uses all households of the table. Against it stand: random samples of the households that "
        "did not ask, as in the study's Appendix B (Model 1's constant also corrected for the sampling); windows of "
        "one to five days for requests; only requests made before power was back; only homes still dark at the "
        "window's end, with all their hours and with the hours from then on; the community's requests less the own, "
        "and per 100 customers; sampling weights; and each block group left out once.\n\n"
        "A fit finds the same as the main result if its interval lies on the same side of zero, or holds zero as the "
        "main one does. Fits that fail (in small samples a column may tell without error who asked) are counted with "
        "their reasons. A sample that is drawn on asking for help changes what a model that leaves out the "
        "interaction estimates: Model 2's minority coefficient in small samples is another average of the two groups, "
        "not noise; the weighted samples show it."
    )
    TAGS = ("sensitivity", "redraw", "request window", "landmark", "leave one out")
    NEEDS = ("numpy", "pandas", "scipy")

    INPUT, REQUESTS, EVENT_START, WINDOW_HOURS = "INPUT", "REQUESTS", "EVENT_START", "WINDOW_HOURS"
    WINDOW_DAYS, SIZES, DRAWS, SEED = "WINDOW_DAYS", "SIZES", "DRAWS", "SEED"
    WEIGHTED, LEAVE_OUT, COVARIANCE, CLUSTER_FIELD = "WEIGHTED", "LEAVE_OUT", "COVARIANCE", "CLUSTER_FIELD"
    OUTPUT, SUMMARY_TABLE, FITS, FAILURES = "OUTPUT", "SUMMARY", "FITS", "FAILURES"
    KINDS = ("classical", "robust", "cluster")

    def initAlgorithm(self, config=None) -> None:
        table, number = [QgsProcessing.SourceType.TypeVector], QgsProcessingParameterNumber.Type
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), table),
            "What 'Study dataset' makes, best of the whole city rather than a sample.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.REQUESTS, self.tr("Matched requests"), table, optional=True),
            "What 'Service requests' makes. Without it no other request windows are tried.",
        )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Event start (local time)"), optional=True),
            "When the event began, as in the earlier steps; needed for windows and for homes still dark.",
        )
        self.add(
            QgsProcessingParameterNumber(
                self.WINDOW_HOURS, self.tr("Request window, hours"), number.Double, 48, False, 1
            ),
            "The window that the study table was made with.",
        )
        self.add(
            QgsProcessingParameterString(self.WINDOW_DAYS, self.tr("Windows to try, days"), "1,2,3,4,5"),
            "Numbers with commas between them.",
        )
        self.add(
            QgsProcessingParameterString(self.SIZES, self.tr("Sample sizes"), "600,1000,2000,3000,4000,5000"),
            "Households that did not ask in a random sample, with commas between them; all that asked are always in.",
        )
        self.add(
            QgsProcessingParameterNumber(self.DRAWS, self.tr("Samples of each size"), number.Integer, 100, False, 0),
            "Each is fitted with five models. 4,000 fits take about a minute.",
        )
        self.add(
            QgsProcessingParameterNumber(self.SEED, self.tr("Seed"), number.Integer, 1, False, 0),
            "The same seed draws the same samples again.",
        )
        self.add(
            QgsProcessingParameterBoolean(self.WEIGHTED, self.tr("Samples also weighted back to the city"), False),
            "Fits every sample once more, each household weighed by how many it stands for.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(self.LEAVE_OUT, self.tr("Leave out each block group once"), True),
            "Shows whether one place decides a result. Five fits to nearly all households for each block group.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                self.COVARIANCE, self.tr("Standard errors"), self.KINDS, False, "cluster", False, True
            ),
            "As in 'Equity models'.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterField(
                self.CLUSTER_FIELD, self.tr("Cluster field"), columns.BLOCK_GROUP, self.INPUT, optional=True
            ),
            "Which households belong together; also what is left out once.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(self.SUMMARY_TABLE, self.tr("Robustness")),
            "One row per variant, model and term: median, range, share that finds the same, and a sentence.",
        )
        sink = QgsProcessingParameterFeatureSink(
            self.OUTPUT, self.tr("Every fit (confidential)"), table[0], None, True, False
        )
        self.add(sink, "One row per fit and term, with its numbers of households. Not for publication.")
        self.addOutput(QgsProcessingOutputNumber(self.FITS, self.tr("Fits")))
        self.addOutput(QgsProcessingOutputNumber(self.FAILURES, self.tr("Fits that failed")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...core.models.equity import ModelOptions
        from ...core.models.robustness import RobustnessOptions, vary_models

        study = read_table(self.source(parameters, self.INPUT, context), progress=progress)
        requests = self.parameterAsSource(parameters, self.REQUESTS, context)
        if requests is not None:
            requests = read_declared(requests, columns.REQUESTS, progress=progress)
        start = None
        if parameters.get(self.EVENT_START) is not None:
            start = self.local_time(parameters, self.EVENT_START, context)
        result = vary_models(
            study,
            RobustnessOptions(
                models=ModelOptions(
                    covariance=self.parameterAsEnumString(parameters, self.COVARIANCE, context),
                    cluster_column=self.parameterAsString(parameters, self.CLUSTER_FIELD, context)
                    or columns.BLOCK_GROUP,
                ),
                sizes=tuple(int(size) for size in self._numbers(parameters, self.SIZES, context)),
                draws=self.parameterAsInt(parameters, self.DRAWS, context),
                seed=self.parameterAsInt(parameters, self.SEED, context),
                weighted=self.parameterAsBool(parameters, self.WEIGHTED, context),
                event_start=start,
                window_days=tuple(self._numbers(parameters, self.WINDOW_DAYS, context)),
                base_days=self.parameterAsDouble(parameters, self.WINDOW_HOURS, context) / 24,
                leave_out=self.parameterAsBool(parameters, self.LEAVE_OUT, context),
            ),
            requests,
            progress.part(5, 95),
        )
        for sentence in result.sentences:
            progress.info(sentence)
        results = {
            self.SUMMARY_TABLE: self.write(
                parameters, self.SUMMARY_TABLE, context, columns.ROBUSTNESS_SUMMARY, result.summary, progress
            ),
            self.OUTPUT: self.write(parameters, self.OUTPUT, context, columns.ROBUSTNESS, result.fits, progress),
            self.FITS: result.fitted,
            self.FAILURES: result.failed,
        }
        return {name: value for name, value in results.items() if value is not None}

    def _numbers(self, parameters: dict, name: str, context: QgsProcessingContext) -> list[float]:
        text = self.parameterAsString(parameters, name, context)
        try:
            return [float(part) for part in text.split(",") if part.strip()]
        except ValueError:
            raise InputError(
                Problem(f"'{text}' is no list of numbers", "Write 600,1000,3000, say", column=name)
            ) from None
