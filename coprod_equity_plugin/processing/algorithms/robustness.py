"""``robustness``: the models again on other samples, windows, measures and places."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core import columns
from ...core.errors import InputError, Problem
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm
from ..model_parameters import VECTOR, StudyInputs

CENSUS_COLUMNS = (
    columns.BLOCK_GROUP,
    columns.MEDIAN_INCOME_MOE,
    columns.EDUCATION_SHARE_MOE,
    columns.RENTER_SHARE_MOE,
    columns.POPULATION,
    columns.POPULATION_MOE,
)


class Robustness(StudyInputs, EquityAlgorithm):
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
    NEEDS = ("numpy", "pandas", "scipy", "jinja2")

    WINDOW_HOURS, WINDOW_DAYS, SIZES, DRAWS, SEED = "WINDOW_HOURS", "WINDOW_DAYS", "SIZES", "DRAWS", "SEED"
    WEIGHTED, LEAVE_OUT, MISSING_MARKS = "WEIGHTED", "LEAVE_OUT", "MISSING_MARKS"
    INDICATORS, CENSUS_DRAWS = "INDICATORS", "CENSUS_DRAWS"
    OUTPUT, SUMMARY_TABLE, FITS, FAILURES = "OUTPUT", "SUMMARY", "FITS", "FAILURES"
    SINKS = (  # parameter, title, help, optional, made by default
        (
            SUMMARY_TABLE,
            "Robustness",
            "One row per variant, model and term: median, range, share that finds the same, and a sentence.",
            False,
            True,
        ),
        (
            OUTPUT,
            "Every fit (confidential)",
            "One row per fit and term, with its numbers of households. Not for publication.",
            True,
            False,
        ),
    )

    def initAlgorithm(self, config=None) -> None:
        number = QgsProcessingParameterNumber.Type
        self.add_study(
            "What 'Study dataset' makes, best of the whole city rather than a sample.",
            "What 'Service requests' makes. Without it no other request windows are tried.",
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
            QgsProcessingParameterBoolean(self.MISSING_MARKS, self.tr("Keep households with missing values"), False),
            "Fits the models once more with the households whose covariates are missing: the mean stands for the "
            "value, and a column marks that it does.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.INDICATORS, self.tr("Block group indicators"), [VECTOR], optional=True
            ),
            "What 'Block group indicators' makes: the census tables' values are then drawn anew from their margins of "
            "error, and the models fitted to each draw.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                self.CENSUS_DRAWS, self.tr("Draws from the margins of error"), number.Integer, 100, False, 1
            ),
            "Each is fitted with five models of all households.",
            advanced=True,
        )
        self.add_covariance(
            "cluster",
            "As in 'Equity models'; the main result here equals its tables under the same settings.",
            "Which households belong together; also what is left out once.",
            advanced=True,
        )
        self.add_correction()
        self.add_sinks(self.SINKS)
        self.add_report("The study's questions under every variant in words, then all coefficients.")
        self.add_numbers(((self.FITS, "Fits"), (self.FAILURES, "Fits that failed")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.frames import read_table
        from ...core.models.robustness import RobustnessOptions, vary_models
        from ...core.report.frame_page import robustness_page

        study = read_table(self.source(parameters, self.INPUT, context), progress=progress)
        result = vary_models(
            study,
            RobustnessOptions(
                models=self.model_options(parameters, context, **self.correction(parameters, context)),
                sizes=tuple(int(size) for size in self._numbers(parameters, self.SIZES, context)),
                draws=self.parameterAsInt(parameters, self.DRAWS, context),
                seed=self.parameterAsInt(parameters, self.SEED, context),
                weighted=self.parameterAsBool(parameters, self.WEIGHTED, context),
                event_start=self.event_start(parameters, context),
                window_days=tuple(self._numbers(parameters, self.WINDOW_DAYS, context)),
                base_days=self.parameterAsDouble(parameters, self.WINDOW_HOURS, context) / 24,
                leave_out=self.parameterAsBool(parameters, self.LEAVE_OUT, context),
                missing_marks=self.parameterAsBool(parameters, self.MISSING_MARKS, context),
                census_draws=self.parameterAsInt(parameters, self.CENSUS_DRAWS, context),
            ),
            self.optional_table(parameters, self.REQUESTS, context, columns.REQUESTS, progress),
            progress.part(5, 95),
            indicators=self.optional_table(
                parameters, self.INDICATORS, context, columns.BLOCK_GROUPS, progress, CENSUS_COLUMNS
            ),
        )
        for sentence in result.sentences:
            progress.info(sentence)
        frames = {
            self.SUMMARY_TABLE: (columns.ROBUSTNESS_SUMMARY, result.summary),
            self.OUTPUT: (columns.ROBUSTNESS, result.fits),
        }
        return {
            self.FITS: result.fitted,
            self.FAILURES: result.failed,
            **self.write_tables(parameters, context, frames),
            **self.write_report(parameters, context, robustness_page(result)),
        }

    def _numbers(self, parameters: dict, name: str, context: QgsProcessingContext) -> list[float]:
        text = self.parameterAsString(parameters, name, context)
        try:
            return [float(part) for part in text.split(",") if part.strip()]
        except ValueError:
            raise InputError(
                Problem(f"'{text}' is no list of numbers", "Write 600,1000,3000, say", column=name)
            ) from None
