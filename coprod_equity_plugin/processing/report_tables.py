"""The tables that 'Equity report' reads: what they are, their parameters, and reading them with their files' hashes."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSource,
    QgsProviderRegistry,
)

from ..core import columns
from ..core.progress import Progress

STUDY, CURVE = "STUDY", "CURVE"

# parameter, table, help
NEEDED = (
    (STUDY, columns.STUDY, "Output of 'Study dataset'. Confidential; no single household enters the report."),
    ("COEFFICIENTS", columns.COEFFICIENTS, "Output of 'Equity models'."),
    ("FIT", columns.FIT, "Output of 'Equity models'."),
    ("CONTRASTS", columns.CONTRASTS, "Output of 'Equity models'."),
    ("AREAS", columns.DISPARITY, "Output of 'Disparity by area'."),
    ("SAMPLE_FLOW", columns.SAMPLE_FLOW, "Output of 'Study dataset': homes kept and lost at each step."),
    (CURVE, columns.CURVE, "Output of 'Restoration times': all customers, drawn beside the homes compared."),
)
# parameter (in small letters the key of core.report.more_tables), heading, help
MORE = (
    ("HYPOTHESES", "Verdicts on the hypotheses", "Output of 'Equity models'."),
    ("ADJUSTED", "Adjusted hours and probabilities", "Output of 'Equity models': expected hours and effects."),
    ("STANDARD_ERRORS", "Standard errors side by side", "Output of 'Equity models'."),
    ("DIAGNOSTICS", "Diagnostics", "Output of 'Equity models': lights, what they mean and what to do."),
    (
        "EXPECTED",
        "Households with expected hours (confidential)",
        "Output of 'Equity models': what was expected against what was observed, in groups of homes.",
    ),
    ("ROBUSTNESS", "Robustness", "Output of 'Robustness': every other way to fit, in one plot."),
    (
        "ROBUSTNESS_FITS",
        "Robustness, every fit (confidential)",
        "Output of 'Robustness': how the samples drawn again spread.",
    ),
    ("SENSITIVITY", "Restoration times under other thresholds", "Output of 'Restoration times'."),
    ("SURVIVAL", "Survival: groups", "Output of 'Survival models': hours by group."),
    ("SURVIVAL_CONTRASTS", "Survival: contrasts", "Output of 'Survival models': ratios of hours and of paces."),
    ("SURVIVAL_FIT", "Survival: measures of fit", "Output of 'Survival models': whether paces stay proportional."),
    ("GROUP_CURVES", "Restoration curves by other groups", "Output of 'Restoration curve by group'."),
    ("GROUP_QUANTILES", "Hours by other groups", "Output of 'Restoration curve by group'."),
    ("RELIABILITY", "Reliability indices by group", "Output of 'Reliability indices'."),
    ("CLUSTERS", "Clusters of areas", "Output of 'Residual clustering'."),
    ("INEQUALITY", "Inequality of hours", "Output of 'Disparity by area'."),
    ("ROOTOGRAM", "Counts observed and expected", "Output of 'Equity models': hours observed and expected, drawn."),
    ("RESIDUAL_QUANTILES", "Quantiles of the residuals", "Output of 'Equity models': drawn beside the normal's."),
)


class ReportTables:
    """Mixed into the report's algorithm: its tables' parameters, and what was read of them."""

    def add_tables(self) -> None:
        """Declare the tables that the report needs, and the curve."""
        vector = [QgsProcessing.SourceType.TypeVector]
        for name, table, text in NEEDED:
            self.add(
                QgsProcessingParameterFeatureSource(name, self.tr(table.title), vector, optional=name == CURVE), text
            )

    def add_more_tables(self) -> None:
        """Declare the tables that add a section or a part of one."""
        vector = [QgsProcessing.SourceType.TypeVector]
        for name, title, text in MORE:
            table = QgsProcessingParameterFeatureSource(name, self.tr(title), vector, optional=True)
            self.add(table, text, advanced=True)

    def read_tables(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> tuple:
        """The tables by the report's names for them, those that add a part, and a record of each input."""
        from ..bridge.frames import read_declared
        from ..core.report import more_tables
        from ..core.report.inputs import STUDY_COLUMNS
        from ..core.report.manifest import InputRecord

        frames, more, records = {}, {}, []

        def read(name: str, table: columns.Table, names, title: str):
            source = self.source(parameters, name, context)
            frame = read_declared(source, table, names, progress)
            # a confidential table's rows may be homes: their number stands in the report only where it is protected
            rows = None if table.confidential else len(frame)
            records.append(InputRecord(title, *self._file(parameters, name, source, context, progress), rows))
            return frame

        for name, table, _ in NEEDED:
            if name != CURVE or parameters.get(name):
                # ids of households and meters are not even read
                chosen = STUDY_COLUMNS if name == STUDY else table.names
                frames[name.lower()] = read(name, table, chosen, table.title)
        for name, title, _ in MORE:
            if parameters.get(name):
                key = name.lower()
                more[key] = read(name, more_tables.MORE[key], more_tables.wanted(key), title)
        return frames, more, records

    def _file(
        self, parameters: dict, name: str, source: QgsFeatureSource, context: QgsProcessingContext, progress: Progress
    ) -> tuple[str, str]:
        """Name and hash of the file behind a source; the layer's name and no hash where there is no file."""
        from ..core.report.manifest import file_hash

        layer = self.parameterAsVectorLayer(parameters, name, context)
        if layer is not None and layer.providerType() in ("ogr", "delimitedtext", "spatialite"):
            path = Path(
                QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
            )
            if path.is_file():
                return path.name, file_hash(path, progress)
        return source.sourceName(), ""
