"""Runs inside a real QGIS desktop (``qgis --code``): writes what is loaded as JSON, and pictures, then leaves."""

import json
import os
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QAbstractItemView, QDockWidget, QTreeView

OUT = Path(os.environ["COPROD_EQUITY_PROBE"])


def look():
    """Open the toolbox, an algorithm's dialog, and say what stands there."""
    import processing
    from qgis.utils import iface, plugins

    result = {"plugin": "coprod_equity_plugin" in plugins}
    provider = QgsApplication.processingRegistry().providerById("coprodequity")
    result["algorithms"] = sorted((a.group(), a.name()) for a in provider.algorithms()) if provider else []
    toolbox = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    toolbox.show()
    view = toolbox.findChild(QTreeView)
    model = view.model()
    groups = []
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if model.data(index) == "Coproduction Equity":
            groups = [model.data(model.index(child, 0, index)) for child in range(model.rowCount(index))]
            view.expand(index)
            for child in range(model.rowCount(index)):
                view.expand(model.index(child, 0, index))
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
    result["toolbox_groups"] = groups
    result["dialogs"] = {}
    for algorithm in provider.algorithms() if provider else []:
        dialog = processing.createAlgorithmDialog(algorithm.id(), {})
        dialog.show()
        QgsApplication.processEvents()
        result["dialogs"][algorithm.name()] = dialog.grab().save(str(OUT / f"dialog_{algorithm.name()}.png"))
        dialog.close()
    iface.mainWindow().grab().save(str(OUT / "desktop.png"))
    (OUT / "probe.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, look)
