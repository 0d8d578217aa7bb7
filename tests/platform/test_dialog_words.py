"""What stands in a dialog beside the parameters' names: the choices of a list, and the help panel."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterDefinition
from qgis.PyQt.QtWidgets import QDialog

from coprod_equity_plugin.processing.choice_list import ChoiceList


def test_a_list_shows_words_and_gives_the_strings_of_models_and_scripts(provider):
    algorithm, dialog = provider.algorithm("disparitybyarea").create(), QDialog()
    parameter = algorithm.parameterDefinition("PRESET")
    choices = ChoiceList(parameter, dialog, words=parameter.metadata()["widget_wrapper"]["words"])
    shown = choices.createWrappedWidget(QgsProcessingContext())
    shown.setParent(dialog)  # as a dialog's layout does
    assert (shown.currentText(), choices.parameterValue()) == ("At least 11 households", "households_11")
    choices.setParameterValue("customers_100", QgsProcessingContext())
    assert shown.currentText() == "At least 100 customers"
    choices.setParameterValue(3, QgsProcessingContext())  # the place of a choice, as older files may hold it
    assert choices.parameterValue() == "custom"
    heard = []
    choices.widgetValueHasChanged.connect(heard.append)
    shown.setCurrentIndex(1)
    assert [wrapper.parameterValue() for wrapper in heard] == ["15_15"]
    heard.clear()
    del choices, parameter, shown, dialog  # in this order: each before what it points to


def test_the_help_panel_explains_every_parameter_under_headings(provider):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    for algorithm in provider.algorithms():
        said = algorithm.shortHelpString()
        assert said.startswith(algorithm.about())
        shown = algorithm.parameterDefinitions()
        for one in shown:
            assert f"<b>{one.description()}</b>" in said.replace("&amp;", "&")
        assert ("<h3>Inputs</h3>" in said) == any(
            not one.isDestination() and not one.flags() & advanced for one in shown
        )
        assert ("<h3>Outputs</h3>" in said) == any(one.isDestination() for one in shown)
