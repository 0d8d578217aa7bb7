"""The files that algorithms with models write: the page, and the regression table as CSV and LaTeX."""

from __future__ import annotations

from typing import ClassVar

from qgis.core import QgsProcessingContext, QgsProcessingParameterFileDestination

from ..core.progress import Progress


class ModelFiles:
    """Mixed into an algorithm: parameters ``REPORT``, ``CSV``, ``LATEX``, and what writes them."""

    REPORT, CSV, LATEX = "REPORT", "CSV", "LATEX"
    REPORT_HELP: ClassVar[str]

    def add_files(self) -> None:
        """Declare the parameters."""
        for name, title, kind, help_text in (
            (self.REPORT, "Report", "HTML files (*.html)", self.REPORT_HELP),
            (self.CSV, "Table as CSV", "CSV files (*.csv)", "The regression table, four columns per model."),
            (self.LATEX, "Table as LaTeX", "LaTeX files (*.tex)", "The regression table; needs the package booktabs."),
        ):
            file = QgsProcessingParameterFileDestination(
                name, self.tr(title), self.tr(kind), optional=True, createByDefault=False
            )
            self.add(file, help_text)

    @staticmethod
    def warn_of_few(models, progress: Progress) -> None:
        """Say in the log which coefficients are statements on few rows."""
        from ..core.report.few_homes import few_note
        from ..core.report.model_tables import SMALLEST

        for note in few_note(models, SMALLEST):
            progress.warning(note)

    def write_files(self, parameters: dict, context: QgsProcessingContext, models, below: str) -> dict[str, str]:
        """The regression table in the formats asked for."""
        from ..core.report.model_tables import write_csv, write_latex, write_page

        def page(result, path: str) -> None:
            write_page(result, path, below)

        written = {}
        for name, write in ((self.REPORT, page), (self.CSV, write_csv), (self.LATEX, write_latex)):
            path = self.file(parameters, name, context)
            if path:
                write(models, path)
                written[name] = path
        return written
