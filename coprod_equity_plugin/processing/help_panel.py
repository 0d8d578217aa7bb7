"""The help beside a dialog: what each parameter means, under headings, as QGIS shows it for its own models."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from qgis.core import QgsProcessingParameterDefinition

from .. import i18n


def parameter_help(definitions: Iterable[QgsProcessingParameterDefinition]) -> str:
    """Inputs, advanced inputs and outputs with their help, each under its heading; nothing where there are none."""
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    parts: dict[str, list[str]] = {
        i18n.translate("EquityAlgorithm", "Inputs"): [],
        i18n.translate("EquityAlgorithm", "Outputs"): [],
        i18n.translate("EquityAlgorithm", "Advanced parameters"): [],
    }
    inputs, outputs, unfolded = parts.values()
    for one in definitions:
        part = outputs if one.isDestination() else unfolded if one.flags() & advanced else inputs
        text = escape(one.help(), quote=False)
        part.append(f"<b>{escape(one.description(), quote=False)}</b>" + (f"<br>{text}" if text else ""))
    # QGIS makes a paragraph of each line.
    return "".join("\n".join(["", f"<h3>{title}</h3>", *lines]) for title, lines in parts.items() if lines)
