"""``equitymodels``: Models 1-5 of the study, with their contrasts in words."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSource,
    QgsWkbTypes,
)

from ...core import columns
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm
from ..model_draws import DrawsAndPlaces
from ..model_files import ModelFiles


class EquityModels(DrawsAndPlaces, ModelFiles, EquityAlgorithm):
    """Fits the five models to the study table."""

    NAME = "equitymodels"
    TITLE = "Equity models 1-5"
    GROUP = MODELS
    SUMMARY = "Fits the study's five models: who asked for help, who waited longer, and whether the two go together."
    HELP = (
        "Model 1 is a logit of asking for help; Models 2 to 5 are negative binomial models of the hours to "
        "restoration. All use the same households: those that lost power and have every value that any of the models "
        "needs. Tables give the coefficient AND its exponential (odds ratio, incidence rate ratio); the study's Table "
        "4 prints coefficients under the name of ratios. Its pseudo R² is Nagelkerke's; McFadden's is far smaller for "
        "hours. Community requests are the block group's total, the household's own included, as in the study. A "
        "minority household is one whose minority share is 1, compared with one whose share is 0.\n\n"
        "Clustered standard errors are bias-reduced (CR2), as in R's clubSandwich, and each interval and p has degrees "
        "of freedom of its own (Satterthwaite): many for what varies within block groups, fewer for what varies "
        "between them only. They are among the standard errors side by side; below 4 a p value cannot be trusted, and "
        "that is said. A column that a single block group alone tells has no clustered error and is refused. All "
        "results are associations between like households, not effects of asking."
    )
    TAGS = ("logit", "negative binomial", "regression", "311", "minority")
    NEEDS = ("numpy", "pandas", "scipy", "jinja2")

    INPUT = "INPUT"
    COEFFICIENTS, CONTRASTS, FIT, OUTPUT = "COEFFICIENTS", "CONTRASTS", "FIT", "OUTPUT"
    DIAGNOSTICS, ADJUSTED, HYPOTHESES = "DIAGNOSTICS", "ADJUSTED", "HYPOTHESES"
    STANDARD_ERRORS = "STANDARD_ERRORS"
    N, MODEL_COUNT, CLUSTERS, MINORITY_PERCENT = "N", "MODELS", "CLUSTERS", "MINORITY_PERCENT"

    SINKS = (  # parameter, title, help, optional, made by default
        (COEFFICIENTS, "Coefficients", "One row per model and term.", False, True),
        (CONTRASTS, "Contrasts", "One row per question: percent, interval, and a sentence.", True, True),
        (FIT, "Measures of fit", "One row per model and measure.", True, True),
        (
            ADJUSTED,
            "Adjusted hours and probabilities",
            "One row per group and per difference, in hours or as probability, averaged over the households and "
            "weighted to the city; then every term's average marginal effect.",
            True,
            False,
        ),
        (HYPOTHESES, "Verdicts on the hypotheses", "One row per hypothesis, corrected for all tests.", True, False),
        (
            STANDARD_ERRORS,
            "Standard errors side by side",
            "Classical, robust and clustered by each correction, with the degrees of freedom of CR2.",
            True,
            False,
        ),
        (
            DIAGNOSTICS,
            "Diagnostics",
            "One row per model and check, each with a light, what it means and what to do. Takes longer than the "
            "models themselves. Points or parcels in the study table add Moran's I.",
            True,
            False,
        ),
        (
            OUTPUT,
            "Households with expected hours (confidential)",
            "The households used, with the hours that Model 3 expects, what is beyond, and Model 1's probability of "
            "asking. Household data: not for publication.",
            True,
            False,
        ),
    )
    REPORT_HELP = (
        "The regression table in the layout of the study's Table 4, the contrasts in words and in hours, the verdicts "
        "on the hypotheses, and the diagnostics if they are asked for."
    )
    NUMBERS = (
        (N, "Households used"),
        (MODEL_COUNT, "Models"),
        (CLUSTERS, "Clusters"),
        (MINORITY_PERCENT, "Minority households' waits among those that did not ask, percent (Model 3)"),
    )

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFeatureSource(
                self.INPUT, self.tr("Household study table"), [QgsProcessing.SourceType.TypeVector]
            ),
            "What 'Study dataset' makes: one row per household, with its hours, covariates and block group.",
        )
        self.add_covariance(
            "cluster",
            "cluster: households of one block group may be alike (recommended, since half of the predictors are values "
            "of block groups). robust: households are independent. classical: as in the study.",
            "Which households belong together; used with clustered standard errors.",
        )
        self.add_weights(
            "Weighs each household by sampling_weight, so that a case-control sample speaks of the whole city. Needs "
            "robust or clustered standard errors."
        )
        self.add_correction()
        self.add_separation()
        self.add_draws_and_places()
        self.add_sinks(self.SINKS)
        self.add_sinks((*self.CHECKS, *self.MORE), advanced=True)
        self.add_files()
        self.add_numbers(self.NUMBERS)

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.frames import read_layer, read_table
        from ...core.models.diagnostics import diagnose_models, diagnostic_table
        from ...core.models.equity import fit_equity_models, model_rows
        from ...core.models.hypotheses import judge, verdict_table
        from ...core.models.margins import margin_table, margins_of_study
        from ...core.models.spatial import centres
        from ...core.report.model_checks import checks_html

        source = self.source(parameters, self.INPUT, context)
        options = self.model_options(
            parameters,
            context,
            use_weights=self.parameterAsBool(parameters, self.USE_WEIGHTS, context),
            **self.methods(parameters, context),
        )
        contiguity = self.contiguity(parameters, context, progress)
        geometries, kind = None, source.wkbType()
        wanted = any(parameters.get(name) is not None for name in (self.OUTPUT, self.DIAGNOSTICS))
        if wanted and kind != QgsWkbTypes.Type.NoGeometry:
            study, geometries = read_layer(source, context, progress=progress)
        else:
            study = read_table(source, progress=progress)
        models = fit_equity_models(study, options, progress.part(10, 40))
        for sentence in models.contrasts[columns.SENTENCE]:
            progress.info(sentence)
        self.warn_of_few(models, progress)

        results = {
            self.N: models.nobs,
            self.MODEL_COUNT: len(models.fits),
            self.CLUSTERS: models.clusters,
            self.MINORITY_PERCENT: models.answer("model_3", "minority_among_others").percent,
        }
        rows, shapes = model_rows(study, models), None if geometries is None else geometries[models.rows]
        margins, verdicts, checks = margins_of_study(models), judge(models.answers), []
        if parameters.get(self.DIAGNOSTICS) is not None:
            points = None if shapes is None else centres(shapes, source.sourceCrs().isGeographic())
            checks = diagnose_models(models, points, progress.part(40, 60))
        frames = {
            self.COEFFICIENTS: (columns.COEFFICIENTS, models.coefficients),
            self.CONTRASTS: (columns.CONTRASTS, models.contrasts),
            self.FIT: (columns.FIT, models.fit),
            self.ADJUSTED: (columns.ADJUSTED_PREDICTIONS, margin_table(margins)),
            self.HYPOTHESES: (columns.HYPOTHESES, verdict_table(verdicts)),
            self.STANDARD_ERRORS: (columns.STANDARD_ERRORS, models.standard_errors()),
            self.DIAGNOSTICS: (columns.DIAGNOSTICS, diagnostic_table(checks)),
            **self.draws_and_places(parameters, context, models, contiguity, progress),
        }
        results |= self.write_tables(parameters, context, frames)
        results |= self.write_checks(parameters, context, models, progress.part(85, 95))
        results[self.OUTPUT] = self.write(
            parameters,
            self.OUTPUT,
            context,
            columns.MODEL_ROWS,
            rows,
            progress.part(95, 100),
            geometries=shapes,
            geometry_type=kind,
            crs=source.sourceCrs(),
        )
        below = checks_html(models, margins, verdicts, checks)
        results |= self.write_files(parameters, context, models, below)
        return {name: value for name, value in results.items() if value is not None}
