"""The list of a dialog that shows an enum's choices in words; QGIS makes it where a parameter's metadata name it."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsProcessingContext, QgsProcessingParameterDefinition
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsGui, QgsProcessingGui
from qgis.PyQt.QtWidgets import QComboBox, QWidget

# by the names of QGIS's dialogs, as its own factory goes by them
KINDS = {"BatchAlgorithmDialog": QgsProcessingGui.WidgetType.Batch}


class ChoiceList(QgsAbstractProcessingParameterWidgetWrapper):
    """Shows words, gives and takes the parameter's own strings.

    Parameters
    ----------
    parameter
        An enum of static strings.
    dialog
        The dialog that asks; the Model Designer's gets QGIS's own widget, whose choices also name the model's inputs.
    row, column
        The cell, in the batch dialog.
    words
        One for each of the parameter's strings.
    """

    def __new__(
        cls,
        parameter: QgsProcessingParameterDefinition,
        dialog: QWidget,
        row: int = 0,
        column: int = 0,
        words: Sequence[str] = (),
    ):
        if type(dialog).__name__ != "ModelerParametersDialog":
            return super().__new__(cls)
        widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(
            dialog.model, dialog.childId, parameter, dialog.context
        )
        widget.setDialog(dialog)
        return widget

    def __init__(
        self,
        parameter: QgsProcessingParameterDefinition,
        dialog: QWidget,
        row: int = 0,
        column: int = 0,
        words: Sequence[str] = (),
    ) -> None:
        super().__init__(parameter, KINDS.get(type(dialog).__name__, QgsProcessingGui.WidgetType.Standard))
        self._choices = list(zip(words, parameter.options()))

    def createWidget(self) -> QWidget:
        # Asked for again below, not kept: it is QGIS's from here on.
        choices = QComboBox()
        # As narrow as the dialog: the longest words would push what stands beside them out of it.
        choices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choices.setMinimumContentsLength(12)
        for words, option in self._choices:
            choices.addItem(words, option)
        choices.setToolTip(self.parameterDefinition().toolTip())
        choices.currentIndexChanged.connect(self._tell)
        return choices

    def setWidgetValue(self, value: object, context: QgsProcessingContext) -> None:
        choices = self.wrappedWidget()
        place = choices.findData(value)
        # A script or an older batch file may give the place of a choice instead of its string.
        choices.setCurrentIndex(value if place < 0 and isinstance(value, int) else place)

    def widgetValue(self) -> object:
        return self.wrappedWidget().currentData()

    def _tell(self) -> None:
        self.widgetValueHasChanged.emit(self)
