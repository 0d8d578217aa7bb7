"""The help panel of a dialog."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterDefinition


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
