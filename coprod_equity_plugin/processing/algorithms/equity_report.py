"""``equityreport``: the whole study as one HTML page, with its figures and tables beside it."""

from __future__ import annotations

import platform
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProviderRegistry,
)

from ...bridge.frames import read_declared
from ...bridge.lazy import np
from ...core import columns
from ...core.progress import Progress
from ..base import REPORT, EquityAlgorithm


class EquityReport(EquityAlgorithm):
    """Finding, data, curves, maps, tables, models, privacy log, methods: one page that needs no other file."""

    NAME = "equityreport"
    TITLE = "Equity report"
    GROUP = REPORT
    SUMMARY = (
        "Writes the whole study as one HTML page: findings in words, figures, maps, tables, what is withheld, how."
    )
    HELP = (
        "The page needs no other file, opens in any browser and prints to Letter and A4. Its sentences are made from "
        "the numbers. Household data go in, only aggregates come out: counts of fewer homes than the smallest number "
        "are withheld, and those from which they could be worked out. Maps stand in it as they were exported."
    )
    TAGS = ("report", "html", "figures", "tables", "restoration curve", "accessibility")
    NEEDS = ("numpy", "pandas", "scipy", "matplotlib", "jinja2")

    STUDY, COEFFICIENTS, FIT, CONTRASTS = "STUDY", "COEFFICIENTS", "FIT", "CONTRASTS"
    AREAS, SAMPLE_FLOW, CURVE, MAPS = "AREAS", "SAMPLE_FLOW", "CURVE", "MAPS"
    EVENT_NAME, EVENT_START, TITLE_TEXT = "EVENT_NAME", "EVENT_START", "TITLE"
    MINIMUM_HOUSEHOLDS, OUTPUT, TABLES_FOLDER = "MINIMUM_HOUSEHOLDS", "OUTPUT", "TABLES_FOLDER"
    FINDING, FILES = "FINDING", "FILES"

    # parameter, table, heading, help
    _TABLES = (
        (STUDY, columns.STUDY, "Output of 'Study dataset'. Confidential; no single household enters the report."),
        (COEFFICIENTS, columns.COEFFICIENTS, "Output of 'Equity models'."),
        (FIT, columns.FIT, "Output of 'Equity models'."),
        (CONTRASTS, columns.CONTRASTS, "Output of 'Equity models'."),
        (AREAS, columns.DISPARITY, "Output of 'Disparity by area'."),
        (SAMPLE_FLOW, columns.SAMPLE_FLOW, "Output of 'Study dataset': homes kept and lost at each step."),
        (CURVE, columns.CURVE, "Output of 'Restoration times': all customers, drawn beside the homes compared."),
    )

    def initAlgorithm(self, config=None) -> None:
        vector, files = QgsProcessing.SourceType.TypeVector, QgsProcessing.SourceType.TypeFile
        for name, table, text in self._TABLES:
            self.add(
                QgsProcessingParameterFeatureSource(name, self.tr(table.title), [vector], optional=name == self.CURVE),
                text,
            )
        self.add(
            QgsProcessingParameterMultipleLayers(self.MAPS, self.tr("Maps (PNG)"), files, optional=True),
            "Maps exported as PNG, or a folder of them; the first stands on the first page. A text file of the same "
            "name is the map's description for those who cannot see it, a CSV file of the same name its data.",
        )
        self.add(
            QgsProcessingParameterDateTime(self.EVENT_START, self.tr("Start of the event (local time)"), optional=True),
            "Where the clock of the restoration curve starts; day 1 is the day that starts here. If empty, the last "
            "midnight before the first home lost power.",
        )
        self.add(
            QgsProcessingParameterString(self.EVENT_NAME, self.tr("Name of the event"), "Hurricane Michael"),
            "As it stands in the report.",
        )
        self.add(
            QgsProcessingParameterString(self.TITLE_TEXT, self.tr("Title"), optional=True),
            "Heading of the report; made from the event's name if empty.",
        )
        integer = QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterNumber(
                self.MINIMUM_HOUSEHOLDS, self.tr("Smallest number of homes shown"), integer, 11, False, 2
            ),
            "No count of fewer homes is shown, unless it is zero. 11 is the rule of the U.S. health agency CMS.",
        )
        self.add(
            QgsProcessingParameterFileDestination(self.OUTPUT, self.tr("Report"), self.tr("HTML files (*.html)")),
            "One file with everything in it.",
        )
        self.add(
            QgsProcessingParameterFolderDestination(
                self.TABLES_FOLDER, self.tr("Folder for tables and figures"), optional=True, createByDefault=False
            ),
            "The same tables as CSV and figures as PNG, for slides and other reports.",
        )
        self.addOutput(QgsProcessingOutputString(self.FINDING, self.tr("Findings")))
        self.addOutput(QgsProcessingOutputNumber(self.FILES, self.tr("Files written")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...core.report.inputs import STUDY_COLUMNS, ReportInputs, ReportOptions, find_maps
        from ...core.report.manifest import InputRecord, Manifest, library_versions
        from ...core.report.page import build_report, write_report
        from ...core.report.words import moment
        from ...maps.words import version

        start = None
        if parameters.get(self.EVENT_START):
            start = self.local_time(parameters, self.EVENT_START, context)
        maps = find_maps(self.parameterAsFileList(parameters, self.MAPS, context) if parameters.get(self.MAPS) else [])
        frames, records = {}, []
        for name, table, _ in self._TABLES:
            if name == self.CURVE and not parameters.get(name):
                continue
            source = self.source(parameters, name, context)
            # ids of households and meters are not even read
            frames[name] = read_declared(source, table, STUDY_COLUMNS if name == self.STUDY else None, progress)
            records.append(
                InputRecord(table.title, *self._file(parameters, name, source, context, progress), len(frames[name]))
            )
        records += [InputRecord(self.tr("Map"), f"{item.name}.png", item.sha256) for item in maps]
        versions = [
            ("Coproduction Equity", version()),
            ("QGIS", Qgis.QGIS_VERSION),
            ("Python", platform.python_version()),
            *library_versions(),
        ]
        manifest = Manifest(records, (), versions, moment(np.datetime64("today"), clock=False))
        progress.set(20)
        report = build_report(
            ReportInputs(**{name.lower(): frames.get(name) for name, *_ in self._TABLES}, maps=maps, manifest=manifest),
            ReportOptions(
                None if start is None else np.datetime64(start, "s"),
                self.parameterAsString(parameters, self.TITLE_TEXT, context),
                self.parameterAsString(parameters, self.EVENT_NAME, context),
                self.parameterAsInt(parameters, self.MINIMUM_HOUSEHOLDS, context),
            ),
            progress.part(20, 95),
        )
        for sentence in report.findings:
            progress.info(sentence)
        path = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        folder = self.parameterAsString(parameters, self.TABLES_FOLDER, context)
        written = write_report(report, path, folder or None)
        results = {self.OUTPUT: path, self.FINDING: "\n".join(report.findings), self.FILES: len(written)}
        return {**results, self.TABLES_FOLDER: folder} if folder else results

    def _file(
        self, parameters: dict, name: str, source: QgsFeatureSource, context: QgsProcessingContext, progress: Progress
    ) -> tuple[str, str]:
        """Name and hash of the file behind a source; the layer's name and no hash where there is no file."""
        from ...core.report.manifest import file_hash

        layer = self.parameterAsVectorLayer(parameters, name, context)
        if layer is not None and layer.providerType() in ("ogr", "delimitedtext", "spatialite"):
            path = Path(
                QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
            )
            if path.is_file():
                return path.name, file_hash(path, progress)
        return source.sourceName(), ""
