"""The models that come with the plugin: QGIS's own model algorithm, with a title and with its defaults honoured."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
)
from qgis.PyQt.QtGui import QIcon

from .. import i18n
from ..core.errors import InputError
from .base import ICONS
from .help_panel import parameter_help

REQUESTS, REQUESTS_FILE = "REQUESTS", "REQUESTS_FILE"
TITLES = {
    "equitystudy": "Equity study, from raw files to report",
    "studytable": "Study table, from raw files",
    "equityanalysis": "Equity analysis, from study table",
    "equitymaps": "Equity maps of a result by area",
}
TAGS = {
    "equitystudy": ("whole study", "all steps"),
    "studytable": ("household", "sample flow", "smart meter", "311", "join"),
    "equityanalysis": ("regression", "disparity", "SAIDI", "report", "all steps"),
    "equitymaps": ("map", "style", "export", "PDF", "PNG", "alt text"),
}
ICON = str(ICONS / "workflow.svg")
_MAIN_THREAD = QgsProcessingAlgorithm.Flag.FlagNoThreading
NEEDED = (":PNG", "report:OUTPUT")  # files that a later step reads, or that the model is run for


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model from a file.

    QGIS hands children nothing for a parameter of the model that a script leaves out, although the model states a
    default: a category filter would silently become "all". Here the stated defaults are filled in first. And every
    output may be left out: what a later step needs of it is then temporary.

    Parameters
    ----------
    path
        The ``.model3`` file.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self.fromFile(path)
        self.setSourceFilePath(path)
        self.setGroup(i18n.translate("ShippedModel", self.group()))
        for definition in self.destinationParameterDefinitions():
            definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
        for definition in self.parameterDefinitions():
            definition.setDescription(i18n.translate("ShippedModel", definition.description()))
            help_text = str(self.helpContent().get(definition.name(), definition.help()))
            definition.setHelp(i18n.translate("ShippedModel", help_text))
        for output in self.outputDefinitions():
            output.setDescription(i18n.translate("ShippedModel", output.description()))
        # QGIS 3.22 keeps a model in the main thread for one step that needs it. Newer ones go there and back for each
        # such step, which a model of nothing else has no use for (maps/redraw.py says what it can cost).
        registry = QgsApplication.processingRegistry()
        steps = [registry.algorithmById(child["alg_id"]) for child in self.toVariant()["children"].values()]
        self._in_main_thread = all(step is not None and step.flags() & _MAIN_THREAD for step in steps)

    def createInstance(self):
        return ShippedModel(self._path)

    def displayName(self) -> str:
        return i18n.translate("ShippedModel", TITLES.get(self.name(), self.name()))

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def svgIconPath(self) -> str:
        return ICON

    def shortDescription(self) -> str:
        return i18n.translate("ShippedModel", str(self.helpContent().get("SHORT_DESCRIPTION", "")))

    def tags(self) -> list[str]:
        return [*TAGS.get(self.name(), ()), "model", "equity", "outage", "restoration"]

    def about(self) -> str:
        """What it does, in a paragraph."""
        return i18n.translate("ShippedModel", str(self.helpContent().get("ALG_DESC", "")))

    def shortHelpString(self) -> str:
        return self.about() + parameter_help(self.parameterDefinitions())

    def helpUrl(self) -> str:
        return i18n.help_page(f"{self.name()}.html").as_uri()

    def flags(self):
        return super().flags() | _MAIN_THREAD if self._in_main_thread else super().flags()

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        from .city_files import which_requests

        # Before the meter reads are worked through, not after.
        if self.parameterDefinition(REQUESTS_FILE) is not None:
            try:
                which_requests(parameters, REQUESTS, REQUESTS_FILE)
            except InputError as error:
                return False, str(error)
        return super().checkParameterValues(parameters, context)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        given = {
            definition.name(): definition.defaultValue()
            for definition in self.parameterDefinitions()
            if not definition.isDestination() and definition.defaultValue() is not None
        }
        given |= {
            definition.name(): definition.generateTemporaryDestination()
            for definition in self.destinationParameterDefinitions()
            if isinstance(definition, QgsProcessingParameterFeatureSink) or definition.name().endswith(NEEDED)
        }
        # A batch row names every output, those that it leaves out with None or an empty text.
        asked = {name: value for name, value in parameters.items() if value or not name.endswith(NEEDED)}
        return super().processAlgorithm({**given, **asked}, context, feedback)
