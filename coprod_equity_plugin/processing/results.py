"""What happens to an algorithm's layers when the desktop loads them; nothing of it runs under ``qgis_process``."""

from __future__ import annotations

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
)

from ..core.columns import Table
from ..core.errors import EquityError

# QGIS holds no reference, and what Python has let go of silently does nothing: one for each layer, till the plugin
# is unloaded.
KEPT: list[PresentResult] = []


class PresentResult(QgsProcessingLayerPostProcessorInterface):
    """Groups, names and styles one output layer and heads its columns.

    Parameters
    ----------
    table
        What the layer holds.
    group
        The algorithm's group, as the toolbox shows it.
    """

    def __init__(self, table: Table, group: str) -> None:
        super().__init__()
        self.table, self.group = table, group

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        from ..maps import presenting

        if not isinstance(layer, QgsVectorLayer):
            return
        presenting.headings(layer, self.table)
        if context.project() is not None:
            presenting.place(layer, self.table, self.group, context.project())
        try:
            presenting.first_style(layer, self.table)
        except EquityError as error:  # the result itself is there
            feedback.pushWarning(f"{layer.name()} keeps its plain look: {error}")


def present(destination: str, table: Table, group: str, context: QgsProcessingContext) -> None:
    """Have a layer presented once it is loaded; without a desktop to load it, nothing happens."""
    if context.willLoadLayerOnCompletion(destination):
        KEPT.append(PresentResult(table, group))
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(KEPT[-1])
