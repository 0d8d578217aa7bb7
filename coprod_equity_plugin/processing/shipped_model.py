"""The models that come with the plugin: QGIS's own model algorithm, with a title and with its defaults honoured."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QCoreApplication

TITLES = {"equitystudy": "Equity study, from raw files to report"}


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model from a file.

    QGIS hands children nothing for a parameter of the model that a script leaves out, although the model states a
    default: a category filter would silently become "all". Here the stated defaults are filled in first.

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

    def createInstance(self):
        return ShippedModel(self._path)

    def displayName(self) -> str:
        return QCoreApplication.translate("ShippedModel", TITLES.get(self.name(), self.name()))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        defaults = {
            definition.name(): definition.defaultValue()
            for definition in self.parameterDefinitions()
            if not definition.isDestination() and definition.defaultValue() is not None
        }
        return super().processAlgorithm({**defaults, **parameters}, context, feedback)
