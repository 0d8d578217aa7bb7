"""Runs inside a real QGIS desktop (``qgis --code``): a planner's first hour, by clicking, with pictures.

Makes a sample city and studies it through the dialogs' own widgets and buttons, then looks at what came of it.
``COPROD_EQUITY_TOUR`` is the folder for pictures and ``tour.json``; ``COPROD_EQUITY_PICTURES``, if set, asks for a
picture of every algorithm's dialog filled in as on its page.
"""

import json
import os
import traceback
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEventLoop, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDockWidget,
    QLineEdit,
    QTreeView,
)

OUT = Path(os.environ["COPROD_EQUITY_TOUR"])
SAMPLE = OUT / "sample"
HOUSEHOLDS = 2000


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
    picture(dialog, f"dialog_{name}")
    ended = []
    loop = QEventLoop()

    def end(successful, results):
        ended.append((successful, {key: str(value) for key, value in results.items()}))
        loop.quit()

    dialog.algorithmFinished.connect(end)
    run = next(button for button in dialog.findChildren(QDialogButtonBox)[0].buttons() if button.text() == "Run")
    QTest.mouseClick(run, Qt.MouseButton.LeftButton)
    if not ended:
        QTimer.singleShot(60_000, loop.quit)
        loop.exec()
    settle()  # the layers are loaded after the algorithm's end
    picture(dialog, f"log_{name}")
    dialog.close()
    return {
        "filled": filled,
        "finished": bool(ended) and ended[0][0],
        "results": ended[0][1] if ended else {},
    }


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
    toolbox, result["groups"] = show_toolbox()
    picture(toolbox, "toolbox")
    raw = SAMPLE / "raw"
    SAMPLE.mkdir()
    result["city"] = run_dialog(
        "coprodequity:createsamplecity", {"HOUSEHOLDS": HOUSEHOLDS, "SEED": 7}, {"OUTPUT": str(raw)}, "createsamplecity"
    )
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
        {"GROUP_THRESHOLD": "0.4"},
        {
            "INPUT": layers["Household study table (confidential)"].id(),
            "AREAS": inputs(raw)["BLOCK_GROUPS"],
            "OUTPUT": str(SAMPLE / "areas_40.gpkg"),
        },
        "disparitybyarea",
    )
    result["panel_again"] = panel()
    iface.setActiveLayer(areas)
    iface.mapCanvas().setDestinationCrs(areas.crs())
    iface.zoomToActiveLayer()
    iface.layerTreeView().collapseAllNodes()
    for group in QgsProject.instance().layerTreeRoot().findGroups():
        group.setExpanded(True)
    QgsProject.instance().layerTreeRoot().findLayer(areas.id()).setExpanded(True)
    settle(4000)
    canvas = iface.mapCanvas().grab().toImage()
    result["colours"] = colours(canvas)
    iface.mapCanvas().grab().save(str(OUT / "canvas.png"))
    picture(iface.mainWindow(), "desktop")
    if os.environ.get("COPROD_EQUITY_PICTURES"):
        draw_dialogs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
    return result


def draw_dialogs(examples):
    """A picture of every algorithm's dialog, filled in as on its page."""
    import processing

    QgsProject.instance().clear()
    for name, parameters in examples.items():
        dialog = processing.createAlgorithmDialog(f"coprodequity:{name}", parameters)
        dialog.resize(900, 620)
        dialog.show()
        picture(dialog, f"dialog_{name}")
        dialog.close()


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
