"""``equityreport``: the whole study as one HTML page, with its figures and tables beside it."""

from __future__ import annotations

import platform

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core.progress import Progress
from ..base import REPORT, EquityAlgorithm
from ..report_tables import ReportTables


class EquityReport(ReportTables, EquityAlgorithm):
    """Finding, data, curves, maps, tables, models, checks, privacy log, methods: a page that needs no other file."""

    NAME = "equityreport"
    TITLE = "Equity report"
    GROUP = REPORT
    SUMMARY = (
        "Writes the whole study as one HTML page: findings in words, figures, maps, tables, what is withheld, how."
    )
    HELP = (
        "The page needs no other file, opens in any browser and prints to Letter and A4. Its sentences are made from "
        "the numbers. Household data go in, only aggregates come out: counts of fewer homes than the smallest number "
        "are withheld, and those from which they could be worked out. Maps stand in it as they were exported. Tables "
        "of diagnostics, robustness, survival, reliability and clusters add their sections; where one is missing, the "
        "report says what to run."
    )
    TAGS = ("report", "html", "figures", "tables", "restoration curve", "accessibility")
    NEEDS = ("numpy", "pandas", "scipy", "matplotlib", "jinja2")

    MAPS = "MAPS"
    EVENT_NAME, EVENT_START, TITLE_TEXT = "EVENT_NAME", "EVENT_START", "TITLE"
    MINIMUM_HOUSEHOLDS, OUTPUT, TABLES_FOLDER = "MINIMUM_HOUSEHOLDS", "OUTPUT", "TABLES_FOLDER"
    GROUPS_BY, SETTINGS = "GROUPS_BY", "SETTINGS"
    FINDING, FILES = "FINDING", "FILES"

    def initAlgorithm(self, config=None) -> None:
        files = QgsProcessing.SourceType.TypeFile
        self.add_tables()
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
        self.add_more_tables()
        self.add(
            QgsProcessingParameterString(self.GROUPS_BY, self.tr("What the other groups are"), optional=True),
            "In words, such as 'share of renters'; stands over the curves by other groups.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString(self.SETTINGS, self.tr("Settings of the earlier steps"), "", True, True),
            "One per line, name and value with a colon between them, such as 'Seed: 1'. They stand with the report's "
            "own parameters, so that the run can be repeated.",
            advanced=True,
        )
        self.addOutput(QgsProcessingOutputString(self.FINDING, self.tr("Findings")))
        self.addOutput(QgsProcessingOutputNumber(self.FILES, self.tr("Files written")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        from ...bridge.lazy import np
        from ...core.report.inputs import ReportInputs, ReportOptions, find_maps
        from ...core.report.manifest import Manifest, library_versions, map_record, settings
        from ...core.report.page import build_report, write_report
        from ...core.report.words import moment
        from ...maps.words import version

        start = None
        if parameters.get(self.EVENT_START):
            start = self.local_time(parameters, self.EVENT_START, context)
        maps = find_maps(self.parameterAsFileList(parameters, self.MAPS, context) if parameters.get(self.MAPS) else [])
        frames, more, records = self.read_tables(parameters, context, progress)
        records += [map_record(item.name, item.sha256) for item in maps]
        versions = [
            ("Coproduction Equity", version()),
            ("QGIS", Qgis.QGIS_VERSION),
            ("Python", platform.python_version()),
            *library_versions(),
        ]
        given = settings(self.parameterAsString(parameters, self.SETTINGS, context))
        manifest = Manifest(records, given, versions, moment(np.datetime64("today"), clock=False))
        progress.set(20)
        report = build_report(
            ReportInputs(
                **frames,
                maps=maps,
                manifest=manifest,
                more=more,
                groups_by=self.parameterAsString(parameters, self.GROUPS_BY, context),
            ),
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
