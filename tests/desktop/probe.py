"""Runs inside a real QGIS desktop (``qgis --code``): writes what is loaded as JSON, and pictures, then leaves."""

import importlib
import json
import os
import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer, QTranslator
from qgis.PyQt.QtWidgets import QAbstractItemView, QAction, QDockWidget, QTreeView

OUT = Path(os.environ["COPROD_EQUITY_PROBE"])


def traces():
    """What of the plugin can be seen in the desktop, by count."""
    from qgis.utils import iface

    registry = QgsApplication.processingRegistry()
    menus = [action.menu() for action in iface.pluginMenu().actions() if action.menu()]
    return {
        "providers": [provider.id() for provider in registry.providers()].count("coprodequity"),
        "algorithms": len([name for name in registry.algorithms() if name.id().startswith("coprodequity:")]),
        "menus": len([menu for menu in menus if menu.title() == "Coproduction Equity"]),
        "entries": len(
            [action for menu in menus if menu.title() == "Coproduction Equity" for action in menu.actions()]
        ),
        "actions": len(
            [
                action
                for action in iface.mainWindow().findChildren(QAction)
                if "CoproductionEquity" in action.objectName()
            ]
        ),
        "messages": len(iface.messageBar().items()),
        "tasks": QgsApplication.taskManager().count(),
        "translators": len(QCoreApplication.instance().findChildren(QTranslator)),
        "listeners": listeners(iface),
        "settings": [
            key
            for key in QgsSettings().allKeys()
            if "coprod" in key.lower() and not key.startswith("PythonPlugins/")  # the plugin manager's own
        ],
    }


def listeners(iface):
    """How many slots are connected to what a plugin might listen to."""
    registry, tasks, project = (
        QgsApplication.processingRegistry(),
        QgsApplication.taskManager(),
        QgsProject.instance(),
    )
    return [
        owner.receivers(signal)
        for owner, signal in (
            (registry, registry.providerAdded),
            (registry, registry.providerRemoved),
            (tasks, tasks.taskAdded),
            (tasks, tasks.allTasksFinished),
            (project, project.readProject),
            (project, project.cleared),
            (project, project.layersAdded),
            (project, project.layersRemoved),
            (iface, iface.currentLayerChanged),
            (iface, iface.newProjectCreated),
            (iface.messageBar(), iface.messageBar().widgetAdded),
            (iface.messageBar(), iface.messageBar().widgetRemoved),
            (iface.mapCanvas(), iface.mapCanvas().extentsChanged),
        )
    ]


def reload_often():
    """Unload and load twenty times; what stands there without and with the plugin after each."""
    from qgis.utils import loadPlugin, plugins, startPlugin, unloadPlugin

    name, without, present = "coprod_equity_plugin", [], [traces()]
    for _ in range(20):
        unloadPlugin(name)
        QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QgsApplication.processEvents()
        without.append({**traces(), "loaded": name in plugins})
        loadPlugin(name)
        startPlugin(name)
        QgsApplication.processEvents()
        present.append(traces())
    return {"without": without, "present": present}


def without_libraries():
    """The texts in the message bar when the plugin starts in a profile whose dependency folder is gone."""
    from qgis.utils import iface, loadPlugin, startPlugin, unloadPlugin

    folder = Path(QgsApplication.qgisSettingsDirPath()) / "python" / "dependencies"
    unloadPlugin("coprod_equity_plugin")
    folder.rename(folder.with_name("elsewhere"))
    importlib.invalidate_caches()
    loadPlugin("coprod_equity_plugin")
    startPlugin("coprod_equity_plugin")
    QgsApplication.processEvents()
    texts = [item.text() for item in iface.messageBar().items()]
    iface.mainWindow().grab().save(str(OUT / "missing.png"))
    unloadPlugin("coprod_equity_plugin")
    QgsApplication.processEvents()
    return {"shown": texts, "after": [item.text() for item in iface.messageBar().items()]}


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
    result["messages"] = [item.text() for item in iface.messageBar().items()]
    iface.mainWindow().grab().save(str(OUT / "desktop.png"))
    result["reload"] = reload_often()
    result["imported"] = [name for name in ("pandas", "scipy", "duckdb", "matplotlib") if name in sys.modules]
    result["missing"] = without_libraries()
    (OUT / "probe.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, look)
