"""A map that shows a restyled layer begins to draw it before the algorithm ends."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsProcessingContext
from qgis.PyQt.QtCore import QEventLoop, QTimer

_WAIT = 50  # milliseconds; a canvas begins one after a layer has asked for it


def let_maps_begin(layer: QgsMapLayer, context: QgsProcessingContext) -> None:
    """Wait till maps of the project have begun to draw a layer anew, if it is one of the project's; in the main thread.

    In a model that runs in the background, QGIS goes on to the next step in the model's own thread, and looks up its
    layers there with ``QgsProject::layerStore()``, which throws away the project's expression scope. The canvas may be
    building that scope just then, and QGIS 3.44 ends with a segmentation fault (docs/qgis-versions.md).

    Parameters
    ----------
    layer
        The layer whose style has changed.
    context
        Of the algorithm's run.
    """
    project = context.project()
    if project is None or project.mapLayer(layer.id()) is None:
        return
    loop = QEventLoop()
    QTimer.singleShot(_WAIT, loop.quit)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
