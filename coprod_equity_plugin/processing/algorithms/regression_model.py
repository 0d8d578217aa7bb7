"""``regressionmodel``: a logit, negative binomial or Poisson model of any layer's fields."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsWkbTypes,
)

from ...core import columns
from ...core.progress import Progress
from ..base import MODELS, EquityAlgorithm
from ..model_files import ModelFiles
from ..model_parameters import KINDS, ModelParameters


class RegressionModel(ModelParameters, ModelFiles, EquityAlgorithm):
    """Fits one model of a planner's own."""

    NAME = "regressionmodel"
    TITLE = "Regression model"
    GROUP = MODELS
    SUMMARY = "Fits a logit, negative binomial or Poisson model to any outcome and predictors of any layer."
    HELP = (
        "Number fields enter as numbers, text fields as categories compared with a reference (the first in order, "
        "unless you name another). Text fields that hold numbers only, as all fields of a CSV file do, are numbers. An "
        "interaction brings its fields and lower interactions with it. Rows without a value are left out and counted. "
        "Products of categories that never meet are left out and named. What you type is compared with the names of "
        "fields, never evaluated. All results are associations, the model's other terms being equal."
    )
    TAGS = ("logit", "negative binomial", "poisson", "regression", "interaction", "exposure")
    NEEDS = ("numpy", "pandas", "scipy", "jinja2")

    INPUT, OUTCOME, PREDICTORS, INTERACTIONS = "INPUT", "OUTCOME", "PREDICTORS", "INTERACTIONS"
    FAMILY, COVARIANCE, CLUSTER_FIELD, WEIGHT_FIELD = "FAMILY", "COVARIANCE", "CLUSTER_FIELD", "WEIGHT_FIELD"
    EXPOSURE_FIELD, CATEGORICAL, REFERENCE = "EXPOSURE_FIELD", "CATEGORICAL", "REFERENCE"
    DIAGNOSTICS, ADJUSTED, STANDARD_ERRORS = "DIAGNOSTICS", "ADJUSTED", "STANDARD_ERRORS"
    COEFFICIENTS, FIT, OUTPUT = "COEFFICIENTS", "FIT", "OUTPUT"
    N, LEFT_OUT, CLUSTERS = "N", "LEFT_OUT", "CLUSTERS"

    FAMILIES = ("logit", "negativebinomial", "poisson")
    FIELDS = (  # parameter, title, several, optional, advanced, help
        (OUTCOME, "Outcome", False, False, False, "0 or 1 for a logit, whole counts for the other two."),
        (PREDICTORS, "Predictors", True, False, False, "Fields that may go with the outcome, numbers or categories."),
        (CLUSTER_FIELD, "Cluster field", False, True, False, "Which rows belong together, such as the block group."),
        (WEIGHT_FIELD, "Weight field", False, True, True, "Sampling weights: the inverse of a row's chance."),
        (EXPOSURE_FIELD, "Exposure field", False, True, True, "For counts per exposure, such as customers or days."),
        (CATEGORICAL, "Numbers that are categories", True, True, True, "Such as codes of land use."),
    )
    SINKS = (  # parameter, title, help, optional, made by default
        (COEFFICIENTS, "Coefficients", "One row per term; a term left out has no numbers.", False, True),
        (FIT, "Measures of fit", "One row per measure.", True, True),
        (
            ADJUSTED,
            "Average marginal effects",
            "One row per predictor, on the outcome's own scale, and a logit's interactions on the probability scale.",
            True,
            False,
        ),
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
            "One row per check, with a light, what it means and what to do. A layer with geometry adds Moran's I.",
            True,
            False,
        ),
    )
    REPORT_HELP = "The regression table, average marginal effects, and the diagnostics if they are asked for."
    NUMBERS = ((N, "Rows used"), (LEFT_OUT, "Rows left out"), (CLUSTERS, "Clusters"))

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Layer"), [QgsProcessing.SourceType.TypeVector]),
            "Any layer or table.",
        )
        for name, title, several, optional, advanced, help_text in self.FIELDS:
            field = QgsProcessingParameterField(
                name, self.tr(title), None, self.INPUT, allowMultiple=several, optional=optional
            )
            self.add(field, help_text, advanced=advanced)
        for name, title, help_text in (
            (self.INTERACTIONS, "Interactions", "Products of fields: a:b;c:d. Each may be a number or a category."),
            (self.REFERENCE, "Reference levels", "What categories are compared with: field=level;field=level."),
        ):
            text = QgsProcessingParameterString(name, self.tr(title), "", optional=True)
            self.add(text, help_text, advanced=name == self.REFERENCE)
        self.add(
            QgsProcessingParameterEnum(self.FAMILY, self.tr("Family"), self.FAMILIES, False, "logit", False, True),
            "logit: yes or no. negativebinomial: counts such as hours, which vary more than a Poisson model expects. "
            "poisson: counts of rare, independent events.",
        )
        self.add(
            QgsProcessingParameterEnum(
                self.COVARIANCE, self.tr("Standard errors"), KINDS, False, "robust", False, True
            ),
            "cluster: rows of one cluster may be alike. robust: rows are independent. classical: the family is right.",
        )
        self.add_correction()
        self.add_separation()
        self.add_sinks(self.SINKS)
        self.add_sinks(self.CHECKS, advanced=True)
        self.add_files()
        self.add(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, self.tr("Rows with expectation"), optional=True, createByDefault=False
            ),
            "The rows used with their own fields, what the model expects and what is beyond. As confidential as the "
            "layer itself.",
        )
        self.add_numbers(self.NUMBERS)

    def options(self, parameters: dict, context: QgsProcessingContext, names: list[str]):
        """The model that the parameters describe; ``names`` are the layer's fields."""
        from ...core.models.predictors import parse_interactions, parse_references
        from ...core.models.regression import RegressionOptions

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context)

        return RegressionOptions(
            outcome=text(self.OUTCOME),
            predictors=tuple(self.parameterAsFields(parameters, self.PREDICTORS, context)),
            interactions=parse_interactions(text(self.INTERACTIONS), names),
            family=self.parameterAsEnumString(parameters, self.FAMILY, context),
            covariance=self.parameterAsEnumString(parameters, self.COVARIANCE, context),
            cluster_column=text(self.CLUSTER_FIELD),
            weight_column=text(self.WEIGHT_FIELD),
            exposure_column=text(self.EXPOSURE_FIELD),
            categorical=tuple(self.parameterAsFields(parameters, self.CATEGORICAL, context)),
            references=tuple(parse_references(text(self.REFERENCE), names).items()),
            **self.methods(parameters, context),
        )

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.frames import read_layer, read_table
        from ...core.models.diagnostics import diagnose_models, diagnostic_table
        from ...core.models.margins import effects_of, margin_table
        from ...core.models.regression import fit_regression
        from ...core.models.spatial import centres
        from ...core.report.model_checks import checks_html

        source = self.source(parameters, self.INPUT, context)
        names = [field.name() for field in source.fields()]
        options = self.options(parameters, context, names)
        read = [name for name in options.columns if name in names]
        checks = parameters.get(self.DIAGNOSTICS) is not None
        points = None
        if checks and source.wkbType() != QgsWkbTypes.Type.NoGeometry:
            table, geometries = read_layer(source, context, names=read, progress=progress)
            points = centres(geometries, source.sourceCrs().isGeographic())
        else:
            table = read_table(source, read, progress)
        model = fit_regression(table, options, progress.part(10, 50))
        self.warn_of_few(model, progress)

        results = {self.N: model.nobs, self.LEFT_OUT: len(model.rows) - model.nobs, self.CLUSTERS: model.clusters}
        effects, found = effects_of(model), []
        if checks:
            found = diagnose_models(model, None if points is None else points[model.rows], progress.part(50, 70))
        frames = {
            self.COEFFICIENTS: (columns.COEFFICIENTS, model.coefficients),
            self.FIT: (columns.FIT, model.fit),
            self.ADJUSTED: (columns.ADJUSTED_PREDICTIONS, margin_table(effects)),
            self.STANDARD_ERRORS: (columns.STANDARD_ERRORS, model.standard_errors()),
            self.DIAGNOSTICS: (columns.DIAGNOSTICS, diagnostic_table(found)),
        }
        results |= self.write_tables(parameters, context, frames)
        results |= self.write_checks(parameters, context, model, progress.part(70, 80))
        results |= self.write_files(parameters, context, model, checks_html(model, effects, (), found))
        if parameters.get(self.OUTPUT) is not None:
            results[self.OUTPUT] = self.write_used(parameters, context, source, model, progress.part(80, 100))
        return {name: value for name, value in results.items() if value is not None}

    def write_used(self, parameters: dict, context: QgsProcessingContext, source, model, progress: Progress) -> str:
        """The layer's rows used, with what the model expects of them."""
        from ...bridge.fields import make_fields
        from ...bridge.frames import write_beside

        table = columns.REGRESSION_ROWS
        fields = QgsProcessingUtils.combineFields(source.fields(), make_fields(table))
        sink, destination = self.sink(parameters, self.OUTPUT, context, fields, source.wkbType(), source.sourceCrs())
        shapes = write_beside(sink, source, fields, table, model.row_values, model.rows, progress)
        del sink  # closes the file
        self._outputs.require_whole(destination, len(model.row_values), shapes, progress)
        self.wrote(destination, table, progress)
        return destination
