"""What a planner sees in the real desktop, as pictures: the toolbox, dialogs, results on the canvas and as tables."""

import os
from pathlib import Path

from hands import OUT, picture, settle
from qgis.core import QgsDateTimeRange, QgsProject, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import QDateTime, Qt
from qgis.PyQt.QtGui import QPainter, QPixmap
from qgis.PyQt.QtWidgets import QAbstractItemView, QDockWidget, QLabel, QScrollArea, QTableView, QTreeView

NARROW = (690, 525)  # as small as a dialog opens


def show_toolbox():
    """Open the toolbox with our groups; give their names and pictures of it."""
    from qgis.utils import iface

    toolbox = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    toolbox.show()
    toolbox.resize(420, 800)
    view = toolbox.findChild(QTreeView)
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if model.data(index) == "Coproduction Equity":
            view.expand(index)
            for child in range(model.rowCount(index)):
                view.expand(model.index(child, 0, index))
            settle()  # the rows have their places
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
            return toolbox, [model.data(model.index(child, 0, index)) for child in range(model.rowCount(index))]
    return toolbox, []


def widen_panels():
    """Make room for the layers' names and classes, and for the algorithms' titles."""
    from qgis.utils import iface

    window = iface.mainWindow()
    docks = [window.findChild(QDockWidget, name) for name in ("Layers", "ProcessingToolbox")]
    window.resizeDocks(docks, [410, 345], Qt.Orientation.Horizontal)


def look_at(layer):
    """Show one layer on the canvas, with its legend, and nothing of QGIS that has nothing to do with it."""
    from qgis.utils import iface

    from coprod_equity_plugin.maps.ground import map_crs

    root = QgsProject.instance().layerTreeRoot()
    for node in root.findLayers():
        node.setItemVisibilityChecked(node.layerId() == layer.id())
        node.setExpanded(node.layerId() == layer.id())
    for name in ("Browser", "ResultsViewer"):
        dock = iface.mainWindow().findChild(QDockWidget, name)
        if dock is not None:
            dock.hide()
    widen_panels()
    iface.setActiveLayer(layer)
    iface.mapCanvas().setDestinationCrs(map_crs(layer))
    iface.zoomToActiveLayer()
    settle(1000)
    iface.mapCanvas().waitWhileRendering()
    iface.messageBar().clearWidgets()
    settle(500)


def colours(image):
    """The colours of a picture, with the number of its pixels in each."""
    counts = {}
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            name = image.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    return counts


def draw_dialogs(examples):
    """A picture of every algorithm's dialog, filled in as on its page, in a folder where its files are.

    Gives the labels that are cut off in each.
    """
    import processing

    os.chdir(os.environ.get("COPROD_EQUITY_PAGES", OUT))

    QgsProject.instance().clear()
    cut = {}
    for name, item in examples.items():
        dialog = processing.createAlgorithmDialog(f"coprodequity:{name}", item["shown"])
        dialog.resize(900, 560)
        dialog.show()
        picture(dialog, f"dialog_{name}")
        cut[name] = cut_off(dialog)
        dialog.close()
    return cut


def cut_off(dialog):
    """The labels of a narrow dialog's parameters, the advanced ones too, that are wider than their place in it.

    Labels only: QGIS's own tick boxes are a little too wide in Spanish.
    """
    for box in dialog.findChildren(QgsCollapsibleGroupBoxBasic):
        box.setCollapsed(False)
    dialog.resize(*NARROW)
    settle()
    area = dialog.mainWidget().findChild(QScrollArea)
    labels = [label for label in area.widget().findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if label.minimumSizeHint().width() > area.viewport().width()]


def draw_outputs(examples):
    """A picture of what every algorithm's example gives: a map, or the attribute table."""
    import processing

    for item in examples.values():
        QgsProject.instance().clear()
        if item["layer"]:
            results = processing.runAndLoadResults(item["id"], item["run"])
            wanted = str(results.get(item["layer"]) or item["layer"])
        else:
            processing.run(item["id"], item["run"])
            continue
        loaded = [
            layer
            for layer in QgsProject.instance().mapLayers().values()
            if wanted in (layer.id(), layer.source(), layer.source().split("|")[0])
        ]
        # Not iface.addVectorLayer, which asks in a window which of a file's layers are meant.
        layer = (
            loaded[0]
            if loaded
            else QgsProject.instance().addMapLayer(QgsVectorLayer(wanted, Path(wanted.split("|")[0]).stem, "ogr"))
        )
        if layer.isSpatial() and not item["table"]:
            look_at(layer)
            if item["moment"]:
                show_moment(item["moment"])
            draw_map(f"output_{item['name']}")
        else:
            draw_table(layer, item["name"])


def show_moment(text):
    """Set the canvas to an instant, as the Temporal Controller does."""
    from qgis.utils import iface

    moment = QDateTime.fromString(text, Qt.DateFormat.ISODate)
    iface.mapCanvas().setTemporalRange(QgsDateTimeRange(moment, moment))
    settle(1000)
    iface.mapCanvas().waitWhileRendering()


def draw_map(name):
    """A picture of the canvas with the layer panel's classes beside it."""
    from qgis.utils import iface

    canvas = iface.mapCanvas()
    map_, legend = canvas.grab(), iface.layerTreeView().viewport().grab()
    both = QPixmap(legend.width() + map_.width(), map_.height())
    both.fill(Qt.GlobalColor.white)
    painter = QPainter(both)
    painter.drawPixmap(0, 0, legend)
    painter.drawPixmap(legend.width(), 0, map_)
    painter.end()
    both.save(str(OUT / f"{name}.png"))


def draw_table(layer, name):
    """A picture of a layer's attribute table, under the columns' headings."""
    from qgis.utils import iface

    window = iface.showAttributeTable(layer)
    window.setFloating(True) if isinstance(window, QDockWidget) else None
    window = window.window()
    window.resize(1000, 330)
    view = next(view for view in window.findChildren(QTableView) if view.isVisible())
    settle()
    view.resizeColumnsToContents()
    picture(window, f"output_{name}")
    window.close()
