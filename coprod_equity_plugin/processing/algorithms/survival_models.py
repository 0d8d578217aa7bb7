"""``survivalmodels``: Models 2-5 as times to restoration, with censoring taken seriously."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...bridge.frames import read_declared, read_table
from ...core import columns
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm


class SurvivalModels(EquityAlgorithm):
    """Fits Cox, Weibull and log-normal models, and compares groups' curves."""

    NAME = "survivalmodels"
    TITLE = "Survival models"
    GROUP = MODELS
    SUMMARY = "Asks the questions of Models 2 to 5 of times to restoration, with homes still dark taken seriously."
    HELP = (
        "Models 2 to 5 are fitted three times. Cox's model says how the pace of restoration differs: exp(coefficient) "
        "above 1 means sooner. The Weibull and log-normal models say by what factor hours differ, as the equity models "
        "do: above 1 means longer. Homes without power at the last read count as having waited at least that long.\n\n"
        "With the matched requests, Models 2 and 3 are also fitted with asking as a covariate that begins when the "
        "household asked (cox_time_2, cox_time_3): counted from the start, asking would get the credit or blame for "
        "hours before it.\n\n"
        "The table of fits has each Cox model's test that its ratios do not change with time (Grambsch and Therneau; "
        "homes count as independent in it). The table of groups has the hours by which 50, 80 and 95 % had power back, "
        "the mean up to a limit, its differences, and log-rank tests: plain, within minority groups, and with homes of "
        "a block group taken together. Groups of fewer than 11 households are not shown. All results are associations "
        "between like households, not effects of asking."
    )
    TAGS = ("survival", "Cox", "Kaplan-Meier", "log-rank", "Weibull", "censored", "hazard", "311")
    NEEDS = ("numpy", "pandas", "scipy")

    INPUT, REQUESTS, EVENT_START, BOUNDS = "INPUT", "REQUESTS", "EVENT_START", "BOUNDS"
    LIMIT, COVARIANCE, CLUSTER_FIELD = "LIMIT", "COVARIANCE", "CLUSTER_FIELD"
    COEFFICIENTS, GROUPS, CONTRASTS, FIT = "COEFFICIENTS", "GROUPS", "CONTRASTS", "FIT"
    N, MODEL_COUNT = "N", "MODELS"
    KINDS = ("classical", "robust", "cluster")
    SINKS = (  # parameter, title, help, optional
        (COEFFICIENTS, "Coefficients", "One row per model (cox_3, weibull_3, ...) and term.", False),
        (GROUPS, "Groups", "Hours to restoration by group with intervals, tests, and sentences.", False),
        (CONTRASTS, "Contrasts", "One row per question: percent, interval, and a sentence.", True),
        (FIT, "Measures of fit", "Log likelihoods and proportionality tests.", True),
    )

    def initAlgorithm(self, config=None) -> None:
        table, number = [QgsProcessing.SourceType.TypeVector], QgsProcessingParameterNumber.Type
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), table),
            "What 'Study dataset' makes: one row per household.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.REQUESTS, self.tr("Matched requests"), table, optional=True),
            "What 'Service requests' makes, for asking as it happened in time.",
        )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Event start (local time)"), optional=True),
            "When the event began, as in the earlier steps; needed with the requests, earlier ones are left out.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.BOUNDS, self.tr("Restoration times"), table, optional=True),
            "What 'Restoration times' makes: the Weibull and log-normal models then use the reads' bounds.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(self.LIMIT, self.tr("Means up to, hours"), number.Double, 288, False, 1),
            "Waits count up to here in the means by group. The study's longest was 288 hours.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.COVARIANCE, self.tr("Standard errors"), self.KINDS, False, "cluster", False, True
            ),
            "As in 'Equity models'.",
        )
        self.add(
            QgsProcessingParameterField(
                self.CLUSTER_FIELD, self.tr("Cluster field"), columns.BLOCK_GROUP, self.INPUT, optional=True
            ),
            "Which households belong together; the groups' intervals always use it.",
        )
        for name, title, help_text, optional in self.SINKS:
            sink = QgsProcessingParameterFeatureSink(name, self.tr(title), table[0], None, optional, True)
            self.add(sink, help_text)
        self.addOutput(QgsProcessingOutputNumber(self.N, self.tr("Households used")))
        self.addOutput(QgsProcessingOutputNumber(self.MODEL_COUNT, self.tr("Models")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...core.models.equity import ModelOptions
        from ...core.models.survival import SurvivalOptions, fit_survival

        def optional(name: str, table, names=None):
            source = self.parameterAsSource(parameters, name, context)
            return source and read_declared(source, table, names, progress=progress)

        study = read_table(self.source(parameters, self.INPUT, context), progress=progress)
        start = None
        if parameters.get(self.EVENT_START) is not None:
            start = self.local_time(parameters, self.EVENT_START, context)
        result = fit_survival(
            study,
            SurvivalOptions(
                models=ModelOptions(
                    covariance=self.parameterAsEnumString(parameters, self.COVARIANCE, context),
                    cluster_column=self.parameterAsString(parameters, self.CLUSTER_FIELD, context)
                    or columns.BLOCK_GROUP,
                ),
                limit=self.parameterAsDouble(parameters, self.LIMIT, context),
                event_start=start,
            ),
            optional(self.REQUESTS, columns.REQUESTS),
            optional(self.BOUNDS, columns.RESTORATION, (columns.METER_ID, columns.HOURS_LOW, columns.HOURS_HIGH)),
            progress.part(5, 95),
        )
        for sentence in (*result.groups[columns.SENTENCE].dropna(), *result.contrasts[columns.SENTENCE]):
            progress.info(sentence)
        frames = {
            self.COEFFICIENTS: (columns.COEFFICIENTS, result.coefficients),
            self.GROUPS: (columns.SURVIVAL, result.groups),
            self.CONTRASTS: (columns.CONTRASTS, result.contrasts),
            self.FIT: (columns.FIT, result.fit),
        }
        results = {self.N: result.nobs, self.MODEL_COUNT: len(result.fits)}
        for name, (table, frame) in frames.items():
            results[name] = self.write(parameters, name, context, table, frame, Progress())
        return {name: value for name, value in results.items() if value is not None}
