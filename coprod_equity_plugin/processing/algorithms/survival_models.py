"""``survivalmodels``: Models 2-5 as times to restoration, with censoring taken seriously."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ...core import columns
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm
from ..model_parameters import VECTOR, StudyInputs


class SurvivalModels(StudyInputs, EquityAlgorithm):
    """Fits Cox, Weibull and log-normal models, and compares groups' curves."""

    NAME = "survivalmodels"
    TITLE = "Survival models"
    GROUP = MODELS
    SUMMARY = "Asks the questions of Models 2 to 5 of times to restoration, with homes still dark taken seriously."
    HELP = (
        "Models 2 to 5 are fitted three times. Cox's model says how the pace of restoration differs: exp(coefficient) "
        "above 1 means sooner. The Weibull and log-normal models say by what factor hours differ, as the equity models "
        "do: above 1 means longer. Homes without power at the last read count as having waited at least that long.\n\n"
        "Clustered standard errors are the sandwich of sums of scores (Lin and Wei 1989), as those of R's coxph and "
        "survreg, times the factor G / (G - 1) for G clusters, with the t distribution with G - 1 degrees of freedom, "
        "which R's have not. The bias-reduced errors (CR2) of 'Equity models' are not established for survival models "
        "and not offered here.\n\n"
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
    NEEDS = ("numpy", "pandas", "scipy", "jinja2")

    BOUNDS, LIMIT = "BOUNDS", "LIMIT"
    COEFFICIENTS, GROUPS, CONTRASTS, FIT = "COEFFICIENTS", "GROUPS", "CONTRASTS", "FIT"
    N, MODEL_COUNT = "N", "MODELS"
    SINKS = (  # parameter, title, help, optional, made by default
        (COEFFICIENTS, "Coefficients", "One row per model (cox_3, weibull_3, ...) and term.", False, True),
        (GROUPS, "Groups", "Hours to restoration by group with intervals, tests, and sentences.", False, True),
        (CONTRASTS, "Contrasts", "One row per question: percent, interval, and a sentence.", True, True),
        (FIT, "Measures of fit", "Log likelihoods and proportionality tests.", True, True),
    )

    def initAlgorithm(self, config=None) -> None:
        self.add_study(
            "What 'Study dataset' makes: one row per household.",
            "What 'Service requests' makes, for asking as it happened in time.",
            "When the event began, as in the earlier steps; needed with the requests, earlier ones are left out.",
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.BOUNDS, self.tr("Restoration times"), [VECTOR], optional=True),
            "What 'Restoration times' makes: the Weibull and log-normal models then use the reads' bounds.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                self.LIMIT, self.tr("Means up to, hours"), QgsProcessingParameterNumber.Type.Double, 288, False, 1
            ),
            "Waits count up to here in the means by group. The study's longest was 288 hours.",
        )
        self.add_covariance(
            "cluster",
            "cluster: households of one block group may be alike. robust: households are independent. classical: the "
            "model is right.",
            "Which households belong together; the groups' intervals always use it.",
        )
        self.add_weights(
            "Each household counts by sampling_weight, in curves, means and models, so that a sample speaks of the "
            "whole city. Needs robust or clustered standard errors."
        )
        self.add_sinks(self.SINKS)
        self.add_report("Groups and questions in words, then every table; a page that needs no other file.")
        self.add_numbers(((self.N, "Households used"), (self.MODEL_COUNT, "Models")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.frames import read_table
        from ...core.models.survival import SurvivalOptions, fit_survival
        from ...core.report.frame_page import survival_page

        study = read_table(self.source(parameters, self.INPUT, context), progress=progress)
        bounds = (columns.METER_ID, columns.HOURS_LOW, columns.HOURS_HIGH)
        result = fit_survival(
            study,
            SurvivalOptions(
                models=self.model_options(
                    parameters, context, use_weights=self.parameterAsBool(parameters, self.USE_WEIGHTS, context)
                ),
                limit=self.parameterAsDouble(parameters, self.LIMIT, context),
                event_start=self.event_start(parameters, context),
            ),
            self.optional_table(parameters, self.REQUESTS, context, columns.REQUESTS, progress),
            self.optional_table(parameters, self.BOUNDS, context, columns.RESTORATION, progress, bounds),
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
        return {
            self.N: result.nobs,
            self.MODEL_COUNT: len(result.fits),
            **self.write_tables(parameters, context, frames),
            **self.write_report(parameters, context, survival_page(result)),
        }
