"""Runs inside a real QGIS desktop (``qgis --code``): a planner's first hour, by clicking, with pictures.

Studies a sample city (``COPROD_EQUITY_CITY``) through the dialogs' own widgets and buttons, then looks at what came of
it, and makes another city. ``COPROD_EQUITY_TOUR`` is the folder for pictures and ``tour.json``;
``COPROD_EQUITY_PICTURES``, if set, asks for pictures of every algorithm's dialog and of what its example gives.
"""

import json
import os
import traceback
from pathlib import Path

from qgis.core import QgsApplication, QgsDateTimeRange, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime, QEventLoop, QMetaObject, Qt, QTimer
from qgis.PyQt.QtGui import QPainter, QPixmap
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QTableView,
    QTextEdit,
    QTreeView,
)

OUT = Path(os.environ["COPROD_EQUITY_TOUR"])
SAMPLE = OUT / "tour"
HOUSEHOLDS = 1000
PATIENCE = 420  # seconds for one run, on a machine that does other work too


def settle(milliseconds=300):
    """Let the desktop draw."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def picture(widget, name):
    """A picture of a widget as it stands on the screen."""
    settle()
    return widget.grab().save(str(OUT / f"{name}.png"))


def write_in(widget, value):
    """Fill a parameter's widget as a hand would: type, choose, tick; gives whether it had something to fill."""
    if isinstance(widget, QCheckBox):
        if widget.isChecked() != value:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        return True
    for kind in (QAbstractSpinBox, QComboBox, QLineEdit):
        found = widget if isinstance(widget, kind) else widget.findChild(kind)
        if found is None:
            continue
        if kind is QComboBox:
            found.setCurrentIndex(found.findText(str(value)))
            return found.currentText() == str(value)
        line = found.findChild(QLineEdit) if kind is QAbstractSpinBox else found
        line.selectAll()
        QTest.keyClicks(line, str(value))
        QTest.keyClick(line, Qt.Key.Key_Tab)
        return True
    return False


def run_dialog(algorithm, typed, chosen, name):
    """Open an algorithm's dialog, type and choose, press Run and wait.

    ``typed`` go into the widgets by hand; ``chosen`` (layers, files) as the button beside them would set them.
    """
    import processing
    from qgis.core import QgsProcessingContext

    dialog = processing.createAlgorithmDialog(algorithm, {})
    dialog.show()
    settle()
    wrappers = dialog.mainWidget().wrappers
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    for parameter, value in chosen.items():
        wrapper = wrappers[parameter]
        if hasattr(wrapper, "setParameterValue"):
            wrapper.setParameterValue(value, context)
        else:
            wrapper.setValue(value)
    filled = {}
    for parameter, value in typed.items():
        wrapper = wrappers[parameter]
        widget = wrapper.wrappedWidget() if hasattr(wrapper, "wrappedWidget") else wrapper.widget
        filled[parameter] = write_in(widget, value)
    picture(dialog, f"filled_{name}")
    ended = []
    loop = QEventLoop()

    def end(successful, results):
        ended.append((successful, {key: str(value) for key, value in results.items()}))
        loop.quit()

    dialog.algorithmFinished.connect(end)
    press_run(dialog)
    if not ended:
        QTimer.singleShot(PATIENCE * 1000, loop.quit)
        loop.exec()
    settle()  # the layers are loaded after the algorithm's end
    picture(dialog, f"log_{name}")
    told = [item.text() for item in dialog.messageBar().items()]
    dialog.close()
    return {
        "filled": filled,
        "finished": bool(ended) and ended[0][0],
        "told": told,  # why it did not start
        "results": ended[0][1] if ended else {},
    }


def batch(algorithm, stored, name):
    """Open a stored batch file in the batch dialog with the dialog's own code, and run its rows."""
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    dialog = BatchAlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById(algorithm))
    dialog.show()
    panel_ = dialog.mainWidget()
    asked = QFileDialog.getOpenFileName
    QFileDialog.getOpenFileName = lambda *_, **__: (str(stored), "")
    agree_when_asked()  # newer QGIS asks whether a file of an older one is trusted
    try:
        panel_.load()
    finally:
        QFileDialog.getOpenFileName = asked
    rows = panel_.batchRowCount()
    if hasattr(panel_, "checkLoadLayersOnCompletion"):  # newer QGIS load them anyway
        panel_.checkLoadLayersOnCompletion.setChecked(True)
    picture(dialog, f"batch_{name}")
    press_run(dialog)
    # 3.22 runs the rows before the click returns; newer ones in the background, one after the other.
    for _ in range(5 * PATIENCE):
        if "Batch execution completed" in text_of(dialog):
            break
        settle(200)
    settle()
    text = text_of(dialog)
    dialog.close()
    return {"rows": rows, "failed": text.count("failed"), "done": "Batch execution completed" in text}


def agree_when_asked(tries=20):
    """Press Yes in the question that opens within the next seconds, if one does."""
    asked = QApplication.activeModalWidget()
    if isinstance(asked, QMessageBox):
        yes = next(
            button for button in asked.buttons() if asked.standardButton(button) == QMessageBox.StandardButton.Yes
        )
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    elif tries:
        QTimer.singleShot(200, lambda: agree_when_asked(tries - 1))


def text_of(dialog):
    return " ".join(edit.toPlainText() for edit in dialog.findChildren(QTextEdit))


def press_run(dialog):
    buttons = [button for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons()]
    QTest.mouseClick(next(button for button in buttons if button.text() == "Run"), Qt.MouseButton.LeftButton)


def design(chosen):
    """Open the shipped model in the Model Designer and run it from there; what is drawn, and what it gave."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from processing.modeler.ModelerDialog import ModelerDialog

    model = QgsApplication.processingRegistry().algorithmById("coprodequity:equitystudy")
    designer = ModelerDialog.create(model)
    designer.resize(1300, 800)
    designer.show()
    picture(designer, "designer")
    ended = []

    def fill():
        # Dialogs that were closed before are still there on newer QGIS.
        dialogs = [window for window in QApplication.topLevelWidgets() if isinstance(window, AlgorithmDialog)]
        dialog = next(window for window in dialogs if window.isVisible())
        wrappers = dialog.mainWidget().wrappers
        from qgis.core import QgsProcessingContext

        for parameter, value in chosen.items():
            wrapper = wrappers[parameter]
            if hasattr(wrapper, "setParameterValue"):
                wrapper.setParameterValue(value, QgsProcessingContext())
            else:
                wrapper.setValue(value)

        def end(successful, results):
            ended.append(successful)
            QTimer.singleShot(500, dialog.close)

        dialog.algorithmFinished.connect(end)
        press_run(dialog)

    # As a click does, not by a call from Python, which would keep Python's lock while newer QGIS waits for the dialog.
    QMetaObject.invokeMethod(designer.actionRun(), "trigger", Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(3000, fill)
    items = len(designer.view().scene().items()) if hasattr(designer, "view") else 0
    children = len(designer.model().childAlgorithms())
    for _ in range(5 * PATIENCE):
        if ended:
            break
        settle(200)
    settle(1000)  # the dialog closes
    designer.setDirty(False)
    designer.close()
    return {"items": items, "children": children, "finished": ended == [True]}


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
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
            return toolbox, [model.data(model.index(child, 0, index)) for child in range(model.rowCount(index))]
    return toolbox, []


def panel():
    """The layer panel as group path -> names of layers, top first."""
    found = {}

    def walk(group, path):
        for child in group.children():
            if hasattr(child, "layerId"):
                found.setdefault(path, []).append(child.name())
            else:
                walk(child, f"{path}/{child.name()}" if path else child.name())

    walk(QgsProject.instance().layerTreeRoot(), "")
    return found


def colours(image):
    """The colours of a picture, with the number of its pixels in each."""
    counts = {}
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            name = image.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    return counts


def tour():
    from qgis.utils import iface

    from coprod_equity_plugin.processing.sample_study import inputs

    result = {}
    iface.mainWindow().showNormal()
    iface.mainWindow().resize(1390, 880)
    toolbox, result["groups"] = show_toolbox()
    settle()
    widen_panels()
    picture(toolbox, "toolbox")
    raw = Path(os.environ["COPROD_EQUITY_CITY"])
    SAMPLE.mkdir()
    result["study"] = run_dialog(
        "coprodequity:equitystudy",
        {"EVENT_NAME": "Hurricane Michael, simulated", "MINIMUM_HOUSEHOLDS": 12},
        {**inputs(raw), "report:OUTPUT": str(SAMPLE / "report.html")},
        "equitystudy",
    )
    result["panel"] = panel()
    if not result["study"]["finished"]:
        return result
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    result["layers"] = {
        name: {
            "fields": layer.fields().names(),
            "aliases": [layer.attributeAlias(place) for place in range(layer.fields().count())],
            "renderer": layer.renderer().type() if layer.renderer() else "",
            "legend": [item.label() for item in layer.renderer().legendSymbolItems()] if layer.renderer() else [],
        }
        for name, layer in layers.items()
    }
    areas = layers["Disparity by area"]
    result["classes"] = [item.symbol().color().name() for item in areas.renderer().legendSymbolItems() if item.symbol()]
    result["again"] = run_dialog(
        "coprodequity:disparitybyarea",
        {"GROUP_THRESHOLD": "0.4", "PRESET": "15_15"},
        {
            "INPUT": layers["Household study table (confidential)"].id(),
            "AREAS": inputs(raw)["BLOCK_GROUPS"],
            "OUTPUT": str(SAMPLE / "areas_40.gpkg"),
        },
        "disparitybyarea",
    )
    result["panel_again"] = panel()
    look_at(areas)
    result["colours"] = colours(iface.mapCanvas().grab().toImage())
    draw_map("canvas_study")
    show_toolbox()
    picture(iface.mainWindow(), "desktop")
    result["map"] = run_dialog(
        "coprodequity:exportmap",
        {"EVENT_NAME": "Hurricane Michael, simulated", "SOURCES": "Simulated city"},
        {"INPUT": areas.id(), "PNG": str(SAMPLE / "map.png"), "PDF": str(SAMPLE / "map.pdf")},
        "exportmap",
    )
    stored = SAMPLE / "batch.json"
    rows = [
        {
            "PARAMETERS": {
                "INPUT": repr(layers["Household study table (confidential)"].id()),
                "AREAS": repr(inputs(raw)["BLOCK_GROUPS"]),
                "GROUP_THRESHOLD": str(threshold),
                "PRESET": repr("custom"),
                "MINIMUM_HOUSEHOLDS": "12",
            },
            "OUTPUTS": {"OUTPUT": str(SAMPLE / f"batch_{100 * threshold:.0f}.gpkg")},
        }
        for threshold in (0.3, 0.6)
    ]
    stored.write_text(json.dumps(rows))
    result["batch"] = batch("coprodequity:disparitybyarea", stored, "disparitybyarea")
    result["panel_batch"] = panel()
    if os.environ.get("COPROD_EQUITY_DESIGNER"):
        result["designer"] = design({**inputs(raw), "report:OUTPUT": str(SAMPLE / "designed.html")})
    result["city"] = run_dialog(
        "coprodequity:createsamplecity",
        {"HOUSEHOLDS": HOUSEHOLDS, "SEED": 7},
        {"OUTPUT": str(SAMPLE / "another")},
        "createsamplecity",
    )
    result["check"] = run_dialog("coprodequity:checkinstallation", {}, {}, "checkinstallation")
    if os.environ.get("COPROD_EQUITY_PICTURES"):
        draw_outputs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
        draw_dialogs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
    return result


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


def draw_dialogs(examples):
    """A picture of every algorithm's dialog, filled in as on its page, in a folder where its files are."""
    import processing

    os.chdir(os.environ.get("COPROD_EQUITY_PAGES", OUT))

    QgsProject.instance().clear()
    for name, item in examples.items():
        dialog = processing.createAlgorithmDialog(f"coprodequity:{name}", item["shown"])
        dialog.resize(900, 560)
        dialog.show()
        picture(dialog, f"dialog_{name}")
        dialog.close()


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


def main():

    said = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: said.append(text) if tag == "Processing" else None
    )
    try:
        result = tour()
    except Exception:
        result = {"error": traceback.format_exc()}
    QgsApplication.processEvents()
    result["said"] = said
    (OUT / "tour.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, main)
