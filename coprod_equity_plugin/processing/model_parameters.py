"""What the algorithms with models declare and read alike: inputs, standard errors, checks, and their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

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
    QgsProcessingParameterFileDestination,
)

from ..core import columns
from ..core.progress import Progress

KINDS = ("classical", "robust", "cluster")
CORRECTIONS = ("standard", "cr2", "jackknife")
SEPARATIONS = ("refuse", "firth")
VECTOR = QgsProcessing.SourceType.TypeVector


class ModelParameters:
    """Mixed into an algorithm with models: standard errors, optional tables, sinks and numbers."""

    COVARIANCE, CLUSTER_FIELD, USE_WEIGHTS = "COVARIANCE", "CLUSTER_FIELD", "USE_WEIGHTS"
    CLUSTER_CORRECTION, SEPARATION = "CLUSTER_CORRECTION", "SEPARATION"
    ROOTOGRAM, RESIDUAL_QUANTILES, CALIBRATION = "ROOTOGRAM", "RESIDUAL_QUANTILES", "CALIBRATION"
    FUNCTIONAL_FORM = "FUNCTIONAL_FORM"
    CHECKS: ClassVar[Sequence[tuple[str, str, str]]] = (  # parameter, title, help
        (ROOTOGRAM, "Counts observed and expected", "Rows by count, for a hanging rootogram; no bin is below 11."),
        (
            RESIDUAL_QUANTILES,
            "Quantiles of the residuals",
            "Randomized quantile residuals beside the normal's quantiles, with the band that chance leaves.",
        ),
        (
            CALIBRATION,
            "Calibration by tenths",
            "Share with the outcome and mean probability by tenths of the probability, of logits.",
        ),
        (
            FUNCTIONAL_FORM,
            "Whether terms bend",
            "Each number by a restricted cubic spline: the test that it adds nothing, and what becomes of the first "
            "coefficient. Fits every model again for each of its numbers.",
        ),
    )

    def add_covariance(self, default: str, help_text: str, field_help: str, *, advanced: bool = False) -> None:
        """``COVARIANCE`` and ``CLUSTER_FIELD`` of a study table."""
        kinds = QgsProcessingParameterEnum(
            self.COVARIANCE, self.tr("Standard errors"), KINDS, False, default, False, True
        )
        self.add(kinds, help_text, advanced=advanced)
        field = QgsProcessingParameterField(
            self.CLUSTER_FIELD, self.tr("Cluster field"), columns.BLOCK_GROUP, self.INPUT, optional=True
        )
        self.add(field, field_help, advanced=advanced)

    def add_weights(self, help_text: str) -> None:
        """``USE_WEIGHTS``."""
        weights = QgsProcessingParameterBoolean(self.USE_WEIGHTS, self.tr("Use sampling weights"), False)
        self.add(weights, help_text, advanced=True)

    def add_correction(self) -> None:
        """``CLUSTER_CORRECTION``."""
        correction = QgsProcessingParameterEnum(
            self.CLUSTER_CORRECTION,
            self.tr("Clustered errors and few clusters"),
            CORRECTIONS,
            False,
            "cr2",
            False,
            True,
        )
        self.add(
            correction,
            "cr2: bias-reduced (Bell and McCaffrey), with degrees of freedom for each coefficient (Satterthwaite), so "
            "that intervals hold what they promise also where clusters are few or unequal, or a column is the same "
            "for a whole cluster. standard: the factor G / (G - 1) for G clusters and t with G - 1 degrees of freedom, "
            "as Stata. jackknife: each cluster left out in turn (CR3), t with G - 1.",
            advanced=True,
        )

    def add_separation(self) -> None:
        """``SEPARATION``."""
        separation = QgsProcessingParameterEnum(
            self.SEPARATION,
            self.tr("If columns tell the outcome without error"),
            SEPARATIONS,
            False,
            SEPARATIONS[0],
            False,
            True,
        )
        self.add(
            separation,
            "refuse: say which columns, and fit nothing. firth: fit a logit by Firth's penalised likelihood, whose "
            "estimates are finite; other logits stay maximum likelihood.",
            advanced=True,
        )

    def add_sinks(self, sinks: Sequence[tuple], *, advanced: bool = False) -> None:
        """Tables: parameter, title, help, and where given whether optional and made by default."""
        for name, title, help_text, *flags in sinks:
            optional, by_default = flags or (True, False)
            sink = QgsProcessingParameterFeatureSink(name, self.tr(title), VECTOR, None, optional, by_default)
            self.add(sink, help_text, advanced=advanced)

    def add_numbers(self, numbers: Sequence[tuple[str, str]]) -> None:
        """Numbers among the outputs: name and title."""
        for name, title in numbers:
            self.addOutput(QgsProcessingOutputNumber(name, self.tr(title)))

    def correction(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """What ``CLUSTER_CORRECTION`` says, by the name of the option."""
        return {"correction": self.parameterAsEnumString(parameters, self.CLUSTER_CORRECTION, context)}

    def methods(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        """What ``CLUSTER_CORRECTION`` and ``SEPARATION`` say, by the names of the options."""
        separation = self.parameterAsEnumString(parameters, self.SEPARATION, context)
        return {**self.correction(parameters, context), "separation": separation}

    def model_options(self, parameters: dict, context: QgsProcessingContext, **more: Any):
        """The study's models' options."""
        from ..core.models.equity import ModelOptions

        return ModelOptions(
            covariance=self.parameterAsEnumString(parameters, self.COVARIANCE, context),
            cluster_column=self.parameterAsString(parameters, self.CLUSTER_FIELD, context) or columns.BLOCK_GROUP,
            **more,
        )

    def write_checks(self, parameters: dict, context: QgsProcessingContext, models, progress: Progress) -> dict:
        """The tables of :data:`CHECKS` that are asked for."""
        frames: dict[str, tuple] = {}
        names = (self.ROOTOGRAM, self.RESIDUAL_QUANTILES, self.CALIBRATION)
        if any(parameters.get(name) is not None for name in names):
            from ..core.models.shapes import shape_tables

            tables = (columns.ROOTOGRAM, columns.RESIDUAL_QUANTILES, columns.CALIBRATION)
            frames |= dict(zip(names, zip(tables, shape_tables(models, progress.part(0, 30)))))
        if parameters.get(self.FUNCTIONAL_FORM) is not None:
            from ..core.models.forms import form_table, form_tests

            frames[self.FUNCTIONAL_FORM] = (
                columns.FUNCTIONAL_FORM,
                form_table(form_tests(models, progress.part(30, 100))),
            )
        return self.write_tables(parameters, context, frames)

    def write_tables(self, parameters: dict, context: QgsProcessingContext, frames: Mapping[str, tuple]) -> dict:
        """Write tables to their sinks; gives the destinations of those that were asked for."""
        written = {
            name: self.write(parameters, name, context, table, frame, Progress())
            for name, (table, frame) in frames.items()
        }
        return {name: destination for name, destination in written.items() if destination is not None}


class StudyInputs(ModelParameters):
    """Mixed into an algorithm that asks the study's questions in other ways: the study table and what belongs to it."""

    INPUT, REQUESTS, EVENT_START, REPORT = "INPUT", "REQUESTS", "EVENT_START", "REPORT"

    def add_study(self, help_text: str, requests_help: str, start_help: str) -> None:
        """``INPUT``, ``REQUESTS`` and ``EVENT_START``."""
        study = QgsProcessingParameterFeatureSource(self.INPUT, self.tr("Household study table"), [VECTOR])
        self.add(study, help_text)
        requests = QgsProcessingParameterFeatureSource(
            self.REQUESTS, self.tr("Matched requests"), [VECTOR], optional=True
        )
        self.add(requests, requests_help)
        start = QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Event start (local time)"), optional=True)
        self.add(start, start_help)

    def add_report(self, help_text: str) -> None:
        """``REPORT``."""
        page = QgsProcessingParameterFileDestination(
            self.REPORT, self.tr("Report"), self.tr("HTML files (*.html)"), optional=True, createByDefault=False
        )
        self.add(page, help_text)

    def optional_table(
        self,
        parameters: dict,
        name: str,
        context: QgsProcessingContext,
        table,
        progress: Progress,
        names: Sequence[str] | None = None,
    ):
        """The table of an optional source; ``None`` if it is not given."""
        from ..bridge.frames import read_declared

        source = self.parameterAsSource(parameters, name, context)
        return None if source is None else read_declared(source, table, names, progress=progress)

    def event_start(self, parameters: dict, context: QgsProcessingContext):
        """The event's start, ``None`` if it is not given."""
        given = parameters.get(self.EVENT_START) is not None
        return self.local_time(parameters, self.EVENT_START, context) if given else None

    def write_report(self, parameters: dict, context: QgsProcessingContext, page: str) -> dict[str, str]:
        """Write the page if it is asked for."""
        from ..core.report.model_tables import write_text

        path = self.file(parameters, self.REPORT, context)
        if not path:
            return {}
        write_text(page, path)
        return {self.REPORT: path}
