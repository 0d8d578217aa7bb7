"""``checkinstallation``: which libraries are there, and what to do about the others."""

from __future__ import annotations

import platform

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from ... import dependencies
from ...core.progress import Progress
from ..base import START, EquityAlgorithm


class CheckInstallation(EquityAlgorithm):
    """Says what is installed, where, and how to get what is not."""

    NAME = "checkinstallation"
    TITLE = "Check installation"
    GROUP = START
    SUMMARY = "Says which Python libraries are there, in which version, and what to do about those that are not."
    HELP = "Needs no library itself, changes nothing and downloads nothing."
    TAGS = ("install", "dependencies", "libraries", "version")
    NEEDS = ()

    REPORT, READY, MESSAGE = "REPORT", "READY", "MESSAGE"

    def initAlgorithm(self, config=None) -> None:
        self.add(
            QgsProcessingParameterFileDestination(
                self.REPORT, self.tr("Report"), self.tr("Text files (*.txt)"), optional=True, createByDefault=False
            ),
            "A text file with the same words as the log, to send to whoever looks after the machine.",
        )
        self.addOutput(QgsProcessingOutputBoolean(self.READY, self.tr("Everything is there")))
        self.addOutput(QgsProcessingOutputString(self.MESSAGE, self.tr("What to do")))

    def execute(self, parameters: dict, context: QgsProcessingContext, progress: Progress) -> dict:
        libraries = dependencies.check()
        lines = [f"QGIS {Qgis.QGIS_VERSION}, Python {platform.python_version()}, {platform.platform()}"]
        for library in libraries:
            state = library.problem or "fine"
            version = library.version or "-"
            lines.append(f"{library.name} {version} (needs {library.required}): {state}. {library.location}".rstrip())
        message = dependencies.how_to_install(libraries)
        lines.append(message or "Everything that Coproduction Equity needs is there.")
        for line in lines:
            progress.info(line)
        results = {self.READY: not message, self.MESSAGE: message}
        path = self.parameterAsFileOutput(parameters, self.REPORT, context)
        if path:
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            results[self.REPORT] = path
        return results
